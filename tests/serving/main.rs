//! The written configurations with the real servers: nginx and Apache are started on this machine and asked as browsers ask.
//!
//! A server that is missing is installed where this is a Debian with root rights, and is an error elsewhere: these tests are never
//! skipped without a word.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod iis;
#[allow(dead_code, reason = "the servers of other tests are installed there too")]
mod install;
#[allow(dead_code, reason = "other tests end servers by their number")]
mod server;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use server::{Answer, Running, free_port};
use tempfile::TempDir;

/// A site with an old address of each form, packed copies, and a target.
const SITE: &str = "\
site: {title: 示例站, url: 'http://intranet.example/BELOW'}\n\
theme_options: {palette: blue}\n\
precompress: true\n\
publish: {intranet: {to: ../www/site}}\n";

const PAGE: &str =
    "---\n标题: 新网址的页面\n旧网址: [/old/t1_2.shtml, /旧/页.html, '/view?id=3']\n---\n正文一段。\n";

const BASE: &str =
    "{% extends \"default/base.html\" %}{% block head %}<style>.own{color:#123}</style>{% endblock %}\n";

struct Site {
    folder: TempDir,
}

impl Site {
    /// Publishes a site that lies below a path.
    fn published(below: &str) -> Self {
        let site = Self { folder: tempfile::Builder::new().prefix("pilothouse-serving-").tempdir().unwrap() };
        let root = site.root();
        fs::create_dir_all(root.join("content/notices")).unwrap();
        fs::create_dir_all(site.folder.path().join("www")).unwrap();
        open_to_all(site.folder.path());
        fs::write(root.join("pilothouse.yaml"), SITE.replace("BELOW", below.trim_start_matches('/')))
            .unwrap();
        // A style within pages: the policy names its sum instead of allowing all of them.
        fs::create_dir_all(root.join("themes/_local/templates")).unwrap();
        fs::write(root.join("themes/_local/templates/base.html"), BASE).unwrap();
        fs::write(root.join("content/_index.md"), "---\n标题: 首页\n---\n欢迎。\n").unwrap();
        fs::write(root.join("content/notices/new.md"), PAGE).unwrap();
        site.run(&["publish"]);
        site
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("root")
    }

    fn run(&self, words: &[&str]) -> Output {
        let done = Command::new(env!("CARGO_BIN_EXE_pilothouse"))
            .args(words)
            .args(["--as-of", "2026-06-01"])
            .current_dir(self.root())
            .output()
            .unwrap();
        assert!(done.status.success(), "{words:?}: {}", String::from_utf8_lossy(&done.stderr));
        done
    }

    /// Returns the configuration for a server at a port.
    fn config(&self, server: &str, port: u16) -> String {
        let done = self.run(&["server-config", server, "--port", &port.to_string()]);
        String::from_utf8(done.stdout).unwrap()
    }

    /// Returns the path of the page, and of a style, as served.
    fn names(&self) -> (String, String) {
        let served = self.folder.path().join("www/site");
        let style = fs::read_dir(served.join("assets"))
            .unwrap()
            .flatten()
            .filter_map(|entry| entry.file_name().into_string().ok())
            .find(|name| name.starts_with("style.") && name.ends_with(".css"))
            .unwrap();
        let page = fs::read_dir(served.join("notices"))
            .unwrap()
            .flatten()
            .filter_map(|entry| entry.file_name().into_string().ok())
            .find(|name| name.ends_with(".html") && name != "index.html")
            .unwrap();
        (format!("/notices/{page}"), format!("/assets/{style}"))
    }
}

/// Servers give up their rights: what they serve must be open to others.
fn open_to_all(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Asks a server all that its configuration promises.
fn ask(running: &Running, below: &str, site: &Site) {
    let (page, style) = site.names();
    let get = |path: &str| running.get(&format!("{below}{path}"), &[]);
    let home = get("/");
    assert_eq!(home.status, 200, "{}", home.text());
    assert!(home.text().contains("欢迎。") && home.header("content-type").contains("text/html"), "{home:?}");
    headers(&home);
    assert_eq!(home.header("cache-control"), "no-cache");
    let style = get(&style);
    assert_eq!(style.header("cache-control"), "public, max-age=31536000, immutable");
    assert!(style.header("content-type").starts_with("text/css"), "{style:?}");
    headers(&style);
    let shown = get(&page);
    assert!(shown.status == 200 && shown.text().contains("正文一段"));
    moved(running, below, &page);
    missing(running, below);
    packed(running, &format!("{below}{page}"), &shown);
    for path in
        ["/..%2f..%2fetc/passwd", "/../../etc/passwd", "/notices/../../site.pilothouse/lock", "/assets"]
    {
        assert_ne!(get(path).status, 200, "{path}");
    }
    assert_ne!(get("/assets/").status, 200, "the folder is listed");
    unchanged(running, &format!("{below}{page}"), &shown);
}

fn headers(answer: &Answer) {
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("x-frame-options"), "SAMEORIGIN");
    assert_eq!(answer.header("referrer-policy"), "same-origin");
    let policy = answer.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self' 'sha256-"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe"), "{policy}");
}

/// Old addresses lead to the new one.
fn moved(running: &Running, below: &str, page: &str) {
    for old in ["/old/t1_2.shtml", "/%E6%97%A7/%E9%A1%B5.html", "/view?id=3"] {
        let answer = running.get(&format!("{below}{old}"), &[]);
        assert_eq!(answer.status, 301, "{old}: {answer:?}");
        let to = answer.header("location");
        assert!(to.ends_with(&format!("{below}{page}")), "{old}: {to}");
    }
    if !below.is_empty() {
        let answer = running.get(below, &[]);
        assert!(
            answer.status == 301 && answer.header("location").ends_with(&format!("{below}/")),
            "{answer:?}"
        );
    }
}

/// A missing address gets the site's page, whose links work from everywhere.
fn missing(running: &Running, below: &str) {
    for path in ["/nowhere.html", "/a/b/c/nowhere.html"] {
        for encoding in ["", "gzip"] {
            let answer = running.get(&format!("{below}{path}"), &[("Accept-Encoding", encoding)]);
            assert_eq!(answer.status, 404, "{path}");
            let text = answer.text();
            assert!(text.contains("没有找到"), "{path}: {text}");
            assert!(text.contains(&format!("<head><base href=\"{below}/\">")), "{path}: {text}");
            headers(&answer);
            assert_eq!(answer.header("cache-control"), "no-cache");
        }
    }
}

/// Packed copies are sent to those who take them.
fn packed(running: &Running, page: &str, plain: &Answer) {
    assert_eq!(plain.header("content-encoding"), "");
    let packed = running.get(page, &[("Accept-Encoding", "gzip")]);
    assert_eq!((packed.status, packed.header("content-encoding")), (200, "gzip"), "{packed:?}");
    assert!(packed.header("content-type").starts_with("text/html"), "{packed:?}");
    assert!(packed.body.len() < plain.body.len());
    let mut text = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&*packed.body), &mut text).unwrap();
    assert_eq!(text, plain.body, "not the same page, or packed twice");
    headers(&packed);
}

/// Who has a page already is told so.
fn unchanged(running: &Running, page: &str, shown: &Answer) {
    let since = shown.header("last-modified").to_owned();
    let again = running.get(page, &[("If-Modified-Since", &since)]);
    assert_eq!(again.status, 304, "{again:?}");
}

/// A new generation is served by the running server at once.
fn switches(running: &Running, below: &str, site: &Site) {
    fs::write(site.root().join("content/_index.md"), "---\n标题: 首页\n---\n第二版。\n").unwrap();
    site.run(&["publish"]);
    assert!(running.get(&format!("{below}/"), &[]).text().contains("第二版。"));
    site.run(&["publish", "--rollback"]);
    assert!(running.get(&format!("{below}/"), &[]).text().contains("欢迎。"));
}

#[test]
fn nginx() {
    let program = install::nginx();
    for below in ["", "/show/brand"] {
        let site = Site::published(below);
        let port = free_port();
        let state = site.folder.path().join("nginx");
        fs::create_dir(&state).unwrap();
        fs::write(state.join("site.conf"), site.config("nginx", port)).unwrap();
        let main = format!(
            "pid {0}/pid;\nerror_log {0}/error.log;\nevents {{}}\nhttp {{\n    include /etc/nginx/mime.types;\n    access_log off;\n\
             \x20   client_body_temp_path {0}/a;\n    proxy_temp_path {0}/b;\n    fastcgi_temp_path {0}/c;\n    uwsgi_temp_path {0}/d;\n\
             \x20   scgi_temp_path {0}/e;\n    include {0}/site.conf;\n}}\n",
            state.display()
        );
        fs::write(state.join("nginx.conf"), main).unwrap();
        fs::copy("/etc/nginx/mime.types", state.join("mime.types")).unwrap();
        let conf = state.join("nginx.conf");
        let tested = Command::new(&program).arg("-t").arg("-c").arg(&conf).output().unwrap();
        let said = String::from_utf8_lossy(&tested.stderr).into_owned();
        assert!(tested.status.success() && !said.contains("[warn]"), "{said}");
        let mut command = Command::new(&program);
        command.arg("-c").arg(&conf).args(["-g", "daemon off;"]);
        let running = Running::start(command, port);
        ask(&running, below, &site);
        switches(&running, below, &site);
    }
}

#[test]
fn apache() {
    let program = install::apache();
    for below in ["", "/show/brand"] {
        let site = Site::published(below);
        let port = free_port();
        let state = site.folder.path().join("apache");
        fs::create_dir(&state).unwrap();
        fs::write(state.join("site.conf"), site.config("apache", port)).unwrap();
        let modules = [
            "mpm_event",
            "authz_core",
            "alias",
            "dir",
            "mime",
            "headers",
            "rewrite",
            "filter",
            "substitute",
            "setenvif",
            "env",
        ];
        let modules: String = modules
            .iter()
            .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"))
            .collect();
        let main = format!(
            "ServerRoot \"{0}\"\nServerName localhost\nPidFile {0}/pid\nDefaultRuntimeDir {0}\nErrorLog {0}/error.log\nListen 127.0.0.1:{port}\n{modules}\
             TypesConfig /etc/mime.types\nUser www-data\nGroup www-data\nInclude {0}/site.conf\n",
            state.display()
        );
        let conf = state.join("httpd.conf");
        fs::write(&conf, main).unwrap();
        let tested = Command::new(&program).arg("-t").arg("-f").arg(&conf).output().unwrap();
        assert!(tested.status.success(), "{}", String::from_utf8_lossy(&tested.stderr));
        let mut command = Command::new(&program);
        command.arg("-f").arg(&conf).arg("-DFOREGROUND");
        let running = Running::start(command, port);
        ask(&running, below, &site);
        switches(&running, below, &site);
    }
}

#[test]
fn minisign_checks_what_was_signed() {
    let program = install::minisign();
    let site = Site::published("");
    let gap = site.folder.path().join("gap");
    fs::create_dir(&gap).unwrap();
    site.run(&["bundle", "keys", "../gap/own"]);
    site.run(&["bundle", "create", "../gap/site.zip", "--key", "../gap/own.key"]);
    let mut archive = zip::ZipArchive::new(fs::File::open(gap.join("site.zip")).unwrap()).unwrap();
    archive.extract(gap.join("unpacked")).unwrap();
    let check = |program: &Path| {
        Command::new(program)
            .args(["-V", "-m", "manifest.json", "-p", "../own.pub"])
            .current_dir(gap.join("unpacked"))
            .output()
            .unwrap()
    };
    let done = check(&program);
    assert!(
        done.status.success(),
        "{}{}",
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr)
    );
    let manifest = gap.join("unpacked/manifest.json");
    let changed = fs::read_to_string(&manifest).unwrap().replace("示例站", "别的站");
    fs::write(&manifest, changed).unwrap();
    assert!(!check(&program).status.success());
    // Keys that minisign made sign bundles here.
    let made = Command::new(&program)
        .args(["-G", "-W", "-p", "m.pub", "-s", "m.key"])
        .current_dir(&gap)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    site.run(&["bundle", "create", "../gap/m.zip", "--key", "../gap/m.key"]);
    site.run(&["bundle", "verify", "../gap/m.zip", "--key", "../gap/m.pub"]);
}
