//! What the tests share: the built sample site, a server for it and the browser.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::time::{Duration, Instant};

use pilothouse::site::{self, SiteOptions, Watcher};
use tempfile::TempDir;

use crate::browser::Browser;
use crate::install::programs;
use crate::media::Photos;
use crate::old::{self, Edition};
use crate::server::Server;
use crate::webdriver::WebDriver;

/// Longest time the browser may take to get to another page by itself.
const PATIENCE: Duration = Duration::from_secs(20);

/// The sample site is the repository itself.
const SAMPLE: &str = env!("CARGO_MANIFEST_DIR");

/// Everything that tests share while at least one of them runs.
pub struct Stage {
    pub site: Built,
    pub server: Server,
    pub photos: OnceLock<Photos>,
    /// The browser of today and old ones, each as soon as a test wants it.
    browsers: Mutex<BTreeMap<Option<Edition>, Browser>>,
}

impl Stage {
    /// Returns the stage of the tests that run now, or a new one. It is taken down by the test that leaves it last: a static
    /// value would never be, and the browser would stay.
    pub fn enter() -> Arc<Self> {
        static STAGE: Mutex<Weak<Stage>> = Mutex::new(Weak::new());
        let mut current = STAGE.lock().unwrap_or_else(PoisonError::into_inner);
        current.upgrade().unwrap_or_else(|| {
            let site = Built::new(Path::new(SAMPLE));
            let server = Server::start(&site.folder);
            let stage = Arc::new(Self { site, server, photos: OnceLock::new(), browsers: Mutex::default() });
            *current = Arc::downgrade(&stage);
            stage
        })
    }

    /// Returns the browser that this thread's test is meant for, as soon as no other test has any: two at once would be slow, and
    /// some tests change the site for a moment.
    pub fn browser(&self) -> Turn<'_> {
        let edition = old::chosen();
        let mut browsers = self.browsers.lock().unwrap_or_else(PoisonError::into_inner);
        browsers.entry(edition).or_insert_with(|| match edition {
            Some(edition) => old::start(edition),
            None => Browser::at(WebDriver::start(&programs())),
        });
        Turn { browsers, edition }
    }
}

/// A test's time with a browser.
pub struct Turn<'s> {
    browsers: MutexGuard<'s, BTreeMap<Option<Edition>, Browser>>,
    edition: Option<Edition>,
}

impl Deref for Turn<'_> {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.browsers[&self.edition]
    }
}

/// A site built into a folder of its own.
pub struct Built {
    pub folder: PathBuf,
    /// Outputs that are pages to be read, by path.
    pub pages: BTreeSet<String>,
    /// Outputs at old addresses, and the pages that they lead to.
    pub redirects: Vec<(String, String)>,
    _home: TempDir,
}

impl Built {
    /// Builds a site. Its folder has a name as people give them: with a blank and Chinese.
    fn new(root: &Path) -> Self {
        let home = tempfile::Builder::new().prefix("pilothouse-browser-site-").tempdir().unwrap();
        let folder = home.path().join("展示 平台");
        let options = SiteOptions {
            root: root.into(),
            content: None,
            output: Some(folder.clone()),
            drafts: false,
            audience: pilothouse::site::Audience::Public,
            made_for: None,
            as_of: Some("2026-06-01".into()),
            rehash: false,
            precompress: false,
        };
        let (report, _) = site::build(&options, &Silent).unwrap();
        assert!(report.committed, "{:?}", report.diagnostics);
        let (mut pages, mut redirects) = (BTreeSet::new(), Vec::new());
        // Old addresses may have any ending that servers took for a page.
        let is_page = |path: &String| [".html", ".htm", ".shtml"].iter().any(|ending| path.ends_with(ending));
        for path in report.changes.added.iter().map(ToString::to_string).filter(is_page) {
            match redirect_target(&fs::read_to_string(folder.join(&path)).unwrap(), &path) {
                Some(target) => redirects.push((path, target)),
                None => drop(pages.insert(path)),
            }
        }
        Self { folder, pages, redirects, _home: home }
    }

    /// Builds the sample with one more page.
    pub fn with_page(path: &str, text: &str) -> Self {
        let copy = Self::copy_of_sample();
        fs::write(copy.path().join(path), text).unwrap();
        fs::copy(Path::new(SAMPLE).join("pilothouse.yaml"), copy.path().join("pilothouse.yaml")).unwrap();
        Self::new(copy.path())
    }

    /// Copies everything of the sample but its settings.
    fn copy_of_sample() -> TempDir {
        let copy = tempfile::tempdir().unwrap();
        for folder in ["content", "themes"] {
            copy_tree(&Path::new(SAMPLE).join(folder), &copy.path().join(folder));
        }
        copy
    }

    /// Builds the sample after changing files of a copy, and its settings.
    pub fn with_changes(change: impl FnOnce(&Path), settings: impl FnOnce(&str) -> String) -> Self {
        let copy = Self::copy_of_sample();
        change(copy.path());
        let known = fs::read_to_string(Path::new(SAMPLE).join("pilothouse.yaml")).unwrap();
        fs::write(copy.path().join("pilothouse.yaml"), settings(&known)).unwrap();
        Self::new(copy.path())
    }

    /// Builds the sample with other settings.
    pub fn with_settings(change: impl FnOnce(&str) -> String) -> Self {
        let copy = Self::copy_of_sample();
        let settings = fs::read_to_string(Path::new(SAMPLE).join("pilothouse.yaml")).unwrap();
        let changed = change(&settings);
        assert_ne!(changed, settings);
        fs::write(copy.path().join("pilothouse.yaml"), changed).unwrap();
        Self::new(copy.path())
    }

    /// Returns the address of the folder on disk, with a slash at its end, as a browser writes it.
    pub fn file_url(&self) -> String {
        let path = self.folder.to_str().unwrap().replace('\\', "/");
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~:".contains(&byte);
        let written =
            |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
        let path: String = path.bytes().map(written).collect();
        format!("file:///{}/", path.trim_start_matches('/'))
    }
}

/// Returns the page that an output forwards to, if it does nothing else.
fn redirect_target(html: &str, path: &str) -> Option<String> {
    let (_, rest) = html.split_once("http-equiv=\"refresh\" content=\"0; url=")?;
    let mut target = rest.split('"').next()?;
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    while let Some(above) = target.strip_prefix("../") {
        target = above;
        parts.pop();
    }
    parts.push(target);
    Some(parts.join("/"))
}

fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let place = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_tree(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), &place).unwrap();
        }
    }
}

/// Waits until something is so, with a limit.
pub fn until(what: &str, so: impl Fn() -> bool) {
    let started = Instant::now();
    while !so() {
        assert!(started.elapsed() < PATIENCE, "in vain was waited until {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Wants to know nothing of the progress.
struct Silent;

impl Watcher for Silent {
    fn planned(&self, _: usize) {}
    fn done(&self) {}
}
