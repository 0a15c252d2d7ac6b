//! Sites in temporary folders, and the two ways to build them: in process, and by the real program.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use pilothouse::diag::{Diagnostic, Lang, Severity};
use pilothouse::site::{self, Report, SiteOptions, Watcher, WorldSources};
use tempfile::TempDir;

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_pilothouse");

/// The day that tests take for today.
pub const TODAY: &str = "2026-06-01";

/// A theme whose templates show what they receive and nothing else, so that work counts do not depend on the looks of the default theme.
pub const PLAIN_THEME: &str = include_str!("plain_theme.txt");

/// A site in a temporary folder.
pub struct Site {
    folder: TempDir,
    /// What the builds are told; tests may change it.
    pub options: SiteOptions,
}

/// A file of the output folder: its bytes. A folder without files is an entry that ends in a slash.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Wants to know nothing of the progress.
pub struct Silent;

impl Watcher for Silent {
    fn planned(&self, _: usize) {}
    fn done(&self) {}
}

impl Site {
    /// Returns a site of the files in `text`: each begins with a line `//- path`. It has the default theme.
    pub fn from(text: &str) -> Self {
        let folder = tempfile::Builder::new().prefix("pilothouse-test-").tempdir().unwrap();
        let root = folder.path().join("root");
        fs::create_dir(&root).unwrap();
        let options = SiteOptions {
            root,
            content: None,
            output: None,
            drafts: false,
            audience: pilothouse::site::Audience::Public,
            made_for: None,
            as_of: Some(TODAY.into()),
            rehash: false,
            precompress: false,
        };
        let site = Self { folder, options };
        site.add(text);
        site
    }

    /// Returns a site with the theme `plain` and, unless `text` has them, minimal settings and a home page.
    pub fn plain(text: &str) -> Self {
        let site = Self::from(PLAIN_THEME);
        site.add("//- pilothouse.yaml\nsite: {title: 示例站}\ntheme: plain\n//- content/_index.md\n---\ntitle: 首页\n---\n");
        site.add(text);
        site
    }

    /// Returns a copy of the site in a folder of its own, with its outputs and its memory.
    pub fn copy(&self) -> Self {
        let copy = Self::from("");
        for place in all_below(self.root()) {
            let to = copy.root().join(place.strip_prefix(self.root()).unwrap());
            match place.is_dir() {
                true => fs::create_dir_all(to).unwrap(),
                false => drop(fs::copy(place, to).unwrap()),
            }
        }
        copy
    }

    /// Writes the files in `text`.
    pub fn add(&self, text: &str) {
        for (path, content) in parts(text) {
            self.write(path, content);
        }
    }

    /// Returns the folder of the site.
    pub fn root(&self) -> &Path {
        &self.options.root
    }

    /// Keeps the folder after the test, to look at; returns its place.
    pub fn keep(&mut self) -> PathBuf {
        self.folder.disable_cleanup(true);
        self.root().to_owned()
    }

    /// Returns a folder beside the site's that tests may fill.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Returns the place of a source.
    pub fn place(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// Returns the output folder.
    pub fn output(&self) -> PathBuf {
        self.options.target().folder
    }

    /// Writes a source, and the folders above it.
    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let place = self.place(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, content).unwrap();
    }

    /// Changes a source.
    pub fn edit(&self, path: &str, change: impl FnOnce(&str) -> String) {
        let before = fs::read_to_string(self.place(path)).unwrap();
        let after = change(&before);
        assert_ne!(before, after, "the edit of {path} changes nothing");
        self.write(path, after);
    }

    /// Replaces a piece of a source, which must be there.
    pub fn replace(&self, path: &str, from: &str, to: &str) {
        self.edit(path, |text| text.replacen(from, to, 1));
    }

    /// Removes a source.
    pub fn remove(&self, path: &str) {
        fs::remove_file(self.place(path)).unwrap();
    }

    /// Sets the times of all sources back, each to its own, so that the next scan may trust them.
    pub fn age(&self) {
        let long_ago = SystemTime::now() - Duration::from_secs(86_400);
        let sources = ["content", "themes", "pilothouse.yaml"].map(|name| self.place(name));
        let all = sources.iter().flat_map(|place| all_below(place).into_iter().chain([place.clone()]));
        for (number, entry) in all.enumerate() {
            if fs::symlink_metadata(&entry).is_ok_and(|data| data.is_file()) {
                let age = Duration::from_millis(number as u64);
                let file = fs::File::options().write(true).open(&entry).unwrap();
                file.set_modified(long_ago + age).unwrap();
            }
        }
    }

    /// Builds in process.
    pub fn build(&self) -> Report {
        build(&self.options)
    }

    /// Builds in process and insists that nothing at all is found.
    pub fn build_well(&self) -> Report {
        let (report, world) = site::build(&self.options, &Silent).unwrap();
        let shown =
            pilothouse::diag::render::plain(&report.diagnostics, &WorldSources::new(&world), Lang::Zh);
        assert!(report.diagnostics.is_empty(), "{shown}");
        assert!(report.committed);
        report
    }

    /// Builds the same sources into an empty folder elsewhere; returns what came of it and the files.
    pub fn build_clean(&self) -> (Report, Files) {
        let elsewhere = tempfile::Builder::new().prefix("pilothouse-clean-").tempdir().unwrap();
        let options = SiteOptions { output: Some(elsewhere.path().join("out")), ..self.options.clone() };
        let report = build(&options);
        let files = files(&elsewhere.path().join("out"));
        (report, files)
    }

    /// Returns the text of an output.
    pub fn read(&self, path: &str) -> String {
        let place = self.output().join(path);
        fs::read_to_string(&place)
            .unwrap_or_else(|error| panic!("{path}: {error}; there are {:?}", self.names()))
    }

    /// Returns all files of the output folder.
    pub fn files(&self) -> Files {
        files(&self.output())
    }

    /// Returns the names of all files of the output folder, without the theme's assets.
    pub fn names(&self) -> Vec<String> {
        self.files().into_keys().filter(|name| !name.starts_with("assets/")).collect()
    }

    /// Runs the real program in the site's folder, in Chinese.
    pub fn cli<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Run {
        run(self.command(args))
    }

    /// Returns a command that runs the real program in the site's folder, in Chinese.
    pub fn command<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = program(self.root());
        command.args(args);
        command
    }
}

/// Returns a command that runs the real program in a folder, in Chinese.
pub fn program(folder: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    command.current_dir(folder).env("LC_ALL", "zh_CN.UTF-8").env_remove("RUST_BACKTRACE");
    command
}

/// Builds in process.
pub fn build(options: &SiteOptions) -> Report {
    site::build(options, &Silent).unwrap_or_else(|error| panic!("{error:?}")).0
}

/// Says why a test did nothing, past the capture of test output.
pub fn skip(test: &str, why: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "SKIPPED {test}: {why}");
}

/// Returns path and content of each file of a text in which each begins with a line `//- path`.
pub fn parts(text: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    for part in format!("\n{text}").leak().split("\n//- ").skip(1) {
        let (path, content) = part.split_once('\n').unwrap_or((part, ""));
        found.push((path.trim(), content));
    }
    found
}

/// What a run of the program left behind.
#[derive(Debug)]
pub struct Run {
    /// Exit code; `None` if a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
    /// How long it took.
    pub time: Duration,
}

/// Longest time any run of the program may take before it counts as hanging: a machine that is busy with other work may take a
/// hundred times as long as an idle one.
const PATIENCE: Duration = Duration::from_secs(180);

/// Runs a command to its end; one that does not end is killed and fails the test.
pub fn run(command: Command) -> Run {
    let started = Instant::now();
    let mut child = spawn(command);
    let out = reader(child.stdout.take().unwrap());
    let err = reader(child.stderr.take().unwrap());
    let code = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status.code();
        }
        if started.elapsed() > PATIENCE {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("the program hangs; it said: {}", err.join().unwrap());
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    Run { code, out: out.join().unwrap(), err: err.join().unwrap(), time: started.elapsed() }
}

/// Starts a command with its outputs piped and no input.
pub fn spawn(mut command: Command) -> Child {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn reader(mut pipe: impl Read + Send + 'static) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = pipe.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// Returns all files below a folder, by `/`-separated path. Folders that hold nothing are entries that end in a slash.
pub fn files(folder: &Path) -> Files {
    let mut found = Files::new();
    for place in all_below(folder) {
        let name = place.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
        let data = fs::symlink_metadata(&place).unwrap();
        if data.is_file() {
            found.insert(name, fs::read(&place).unwrap());
        } else if data.is_dir() && fs::read_dir(&place).unwrap().next().is_none() {
            found.insert(format!("{name}/"), Vec::new());
        }
    }
    found
}

/// Returns everything below a folder, sorted; links are not followed.
pub fn all_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for entry in entries.flatten() {
        let place = entry.path();
        let is_folder = fs::symlink_metadata(&place).is_ok_and(|data| data.is_dir());
        found.push(place.clone());
        if is_folder {
            found.extend(all_below(&place));
        }
    }
    found.sort();
    found
}

/// Returns the modification time of every file below a folder.
pub fn times(folder: &Path) -> BTreeMap<PathBuf, SystemTime> {
    let files = all_below(folder).into_iter().filter_map(|place| {
        let data = fs::symlink_metadata(&place).ok()?;
        data.is_file().then(|| Some((place, data.modified().ok()?)))?
    });
    files.collect()
}

/// Insists that two sets of files are equal, naming the first differences.
pub fn assert_same(found: &Files, expected: &Files, what: &str) {
    if found == expected {
        return;
    }
    let mut words = String::new();
    for name in found.keys().chain(expected.keys()).collect::<std::collections::BTreeSet<_>>() {
        match (found.get(name), expected.get(name)) {
            (Some(_), None) => words.push_str(&format!("\n{name} should not be there")),
            (None, Some(_)) => words.push_str(&format!("\n{name} is missing")),
            (Some(found), Some(expected)) if found != expected => words.push_str(&format!(
                "\n{name} differs:\n--- found\n{}\n--- expected\n{}",
                String::from_utf8_lossy(found),
                String::from_utf8_lossy(expected)
            )),
            _ => {}
        }
    }
    panic!("{what}{words}");
}

/// Returns how often a query ran.
pub fn ran(report: &Report, query: &str) -> u32 {
    report.work.iter().find(|work| work.query == query).map_or(0, |work| work.ran)
}

/// Returns how often a query ran and found another answer than before; the other runs only fetched a value that was let go.
pub fn found_anew(report: &Report, query: &str) -> u32 {
    report.work.iter().find(|work| work.query == query).map_or(0, |work| work.ran - work.unchanged)
}

/// Returns the paths of a list of changes as text.
pub fn paths(list: &[pilothouse::base::SourcePath]) -> Vec<&str> {
    let mut paths: Vec<&str> = list.iter().map(|path| path.as_str()).collect();
    paths.sort_unstable();
    paths
}

/// Returns the codes of all findings, in order.
pub fn codes(found: &[Diagnostic]) -> Vec<&str> {
    found.iter().map(|found| found.code.as_str()).collect()
}

/// Returns the codes of the errors, in order.
pub fn errors(found: &[Diagnostic]) -> Vec<&str> {
    found.iter().filter(|found| found.severity == Severity::Error).map(|found| found.code.as_str()).collect()
}

/// Returns an argument of a finding.
pub fn arg<'d>(found: &'d Diagnostic, name: &str) -> Option<&'d str> {
    found.args.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
}
