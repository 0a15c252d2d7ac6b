//! What the preview tells editors besides pages: how a page stands, where a text was written, what there is.

use std::path::Path;
use std::sync::Mutex;

use pilothouse::diag::{Diagnostic, Lang, Severity};
use pilothouse::preview::{Hands, Preview, Watch, Wishes};
use serde_json::Value;

use crate::browser::{Answer, Events, get, send, until};
use crate::harness::{PROGRAM, Site};
use crate::promises::SITE;

fn start(site: &Site, hands: Hands) -> Preview {
    let wishes = Wishes { host: None, port: 0, watch: Watch::Events, lang: Lang::Zh, hands };
    Preview::start(&site.options, &wishes, |_| {}).unwrap_or_else(|error| panic!("{error}"))
}

fn json(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text());
    serde_json::from_slice(&answer.body).unwrap()
}

fn own(preview: &Preview, name: &str) -> Value {
    json(&get(preview.address(), &format!("/_pilothouse/{name}")))
}

/// Returns a site with a page for each way to stand.
fn standing() -> Site {
    let site = Site::plain(SITE);
    let page = |name: &str, front: &str| {
        site.write(
            &format!("content/notices/{name}.md"),
            format!("---\nkind: page\ntitle: {name}\n{front}\n---\n正文。\n"),
        );
    };
    page("draft", "draft: true");
    page("later", "date: 2099-01-02");
    page("over", "date: 2020-01-02\nexpires: 2020-02-03");
    page("old", "date: 2020-01-02\nsuperseded_by: notices/plain");
    page("plain", "date: 2020-01-03");
    site
}

#[test]
fn a_band_says_how_a_page_stands() {
    let mut site = standing();
    site.options.drafts = true;
    let preview = start(&site, Hands::default());
    let band = |path: &str| -> Value {
        let mut events = Events::open(preview.address(), &format!("/notices/{path}.html"), "x");
        serde_json::from_str(&events.wait("band", |_| true)).unwrap()
    };
    assert_eq!(band("draft")["standing"], "draft");
    let later = band("later");
    assert_eq!((&later["standing"], &later["until"]), (&"scheduled".into(), &"2099-01-02".into()));
    let over = band("over");
    assert_eq!((&over["standing"], &over["until"]), (&"expired".into(), &"2020-02-03".into()));
    let old = band("old");
    assert_eq!((&old["standing"], &old["successor"][0]), (&"superseded".into(), &"plain".into()));
    assert_eq!(band("plain"), Value::Null);
    let html = get(preview.address(), "/notices/draft.html").without_client();
    let (_, files) = site.build_clean();
    assert_eq!(html, files["notices/draft.html"], "no band in the page itself");
}

#[test]
fn a_page_that_has_no_output_is_known_at_its_address() {
    let site = standing();
    let preview = start(&site, Hands::default());
    let mut events = Events::open(preview.address(), "/notices/draft.html", "x");
    let band: Value = serde_json::from_str(&events.wait("band", |band| band != "null")).unwrap();
    assert_eq!((&band["standing"], &band["absent"]), (&"draft".into(), &true.into()));
    site.replace("content/notices/draft.md", "draft: true\n", "");
    events.wait("band", |band| band == "null");
    assert_eq!(get(preview.address(), "/notices/draft.html").status, 200);
}

#[test]
fn a_text_is_found_in_its_source() {
    let site = Site::plain(SITE);
    site.write(
        "content/notices/text.md",
        "---\nkind: page\ntitle: 一份通知\n---\n第一段。\n\n第二段的**要点**[^1]。\n\n- 甲\n- 乙\n\n[^1]: 脚注。\n",
    );
    let preview = start(&site, Hands::default());
    let line = |text: &str| {
        let place = own(&preview, &format!("source.json?path=/notices/text.html&nth=0&text={text}"));
        assert_eq!(place["file"], "content/notices/text.md");
        place["found"].as_bool().unwrap().then(|| place["line"].as_u64().unwrap())
    };
    assert_eq!(line("第一段。"), Some(5));
    assert_eq!(line("第二段的要点1。"), Some(7));
    assert_eq!((line("甲"), line("乙")), (Some(9), Some(10)));
    assert_eq!(line("一份通知"), Some(3));
    assert_eq!(line("别处的一句话"), None);
    assert_eq!(get(preview.address(), "/_pilothouse/source.json?path=/no.html&text=x").status, 404);
    site.replace("content/notices/text.md", "第一段。\n", "新的开头。\n\n第一段。\n");
    until("the new line", || line("第一段。") == Some(7));
}

/// What was opened by the last test that did.
static OPENED: Mutex<Vec<(String, String, usize, usize)>> = Mutex::new(Vec::new());

fn remember(command: &str, file: &Path, line: usize, column: usize) -> bool {
    let file = file.file_name().unwrap().to_string_lossy().into_owned();
    OPENED.lock().unwrap().push((command.into(), file, line, column));
    command != "broken"
}

#[test]
fn sources_open_in_the_editor_of_the_settings() {
    let site = Site::plain(SITE);
    let preview = start(&site, Hands { open: remember, ..Hands::default() });
    let address = preview.address();
    let open = |query: &str| {
        let head =
            format!("POST /_pilothouse/open?{query} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}");
        send(address, format!("{head}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").as_bytes()).unwrap()
    };
    let jia = "file=content/pilots/jia.md&line=3&column=2";
    assert_eq!(open(jia).text(), "\"no-editor\"");
    assert!(OPENED.lock().unwrap().is_empty());
    let settings = std::fs::read_to_string(site.place("pilothouse.yaml")).unwrap();
    site.write("pilothouse.yaml", format!("{settings}\neditor: vscode\n"));
    until("the setting", || open(jia).status == 200);
    assert_eq!(OPENED.lock().unwrap().pop().unwrap(), ("vscode".into(), "jia.md".into(), 3, 2));
    open("file=pilothouse.yaml&line=x&column=99999999999999999999999");
    assert_eq!(OPENED.lock().unwrap().pop().unwrap(), ("vscode".into(), "pilothouse.yaml".into(), 1, 1));
    for missing in [
        "file=content/pilots/no.md",
        "file=content",
        "file=/etc/passwd",
        "file=",
        "x=1",
        "file=content//pilots/jia.md",
    ] {
        assert_eq!(open(missing).status, 404, "{missing}");
    }
    site.write("pilothouse.yaml", format!("{settings}\neditor: broken\n"));
    until("the other setting", || open(jia).text() == "\"not-started\"");
}

#[test]
fn the_dashboard_lists_pages_outputs_and_dependencies() {
    let site = standing();
    site.replace("content/pilots/jia.md", "unit: jia-chu", "unit: jia-cuh");
    let preview = start(&site, Hands::default());
    let page = get(preview.address(), "/_pilothouse/");
    assert!(page.status == 200 && page.text().contains("<html lang=\"zh-CN\">"));
    let row = |file: &str| {
        let told = own(&preview, "pages.json");
        told["pages"].as_array().unwrap().iter().find(|row| row["file"] == file).cloned().unwrap()
    };
    until("the error is counted", || row("content/pilots/jia.md")["errors"] == 1);
    assert_eq!(row("content/notices/draft.md")["standing"], "draft");
    assert_eq!(row("content/notices/later.md")["standing"], "scheduled");
    site.replace("content/pilots/jia.md", "unit: jia-cuh", "unit: jia-chu");
    until("the error is gone", || row("content/pilots/jia.md")["errors"] == 0);
    assert!(!row("content/pilots/jia.md")["unit"].as_str().unwrap().is_empty());

    let (_, files) = site.build_clean();
    let told = own(&preview, "outputs.json?from=0");
    let outputs = told["outputs"].as_array().unwrap();
    assert!(outputs.len() > 10 && told["total"].as_u64().unwrap() as usize == outputs.len());
    for output in outputs {
        let bytes = &files[output["path"].as_str().unwrap()];
        assert_eq!(output["size"], bytes.len(), "{output}");
    }
    assert_eq!(own(&preview, "outputs.json?from=100000")["outputs"].as_array().unwrap().len(), 0);

    let detail = own(&preview, "detail.json?path=/pilots/jia.html");
    let has = |list: &str, text: &str| {
        detail[list].as_array().unwrap().iter().any(|one| one.to_string().contains(text))
    };
    assert!(has("users", "pilots/index.html") && has("reads", "Record"), "{detail}");
    let detail = own(&preview, "detail.json?path=/units/jia-chu.html");
    assert!(has_link(&detail, "content/pilots/jia.md", "甲的品牌"), "{detail}");
    assert_eq!(get(preview.address(), "/_pilothouse/detail.json?path=/no.html").status, 404);
}

fn has_link(detail: &Value, file: &str, title: &str) -> bool {
    detail["links"].as_array().unwrap().iter().any(|link| link["file"] == file && link["title"] == title)
}

#[test]
fn windows_are_told_why_their_page_changed() {
    let site = Site::plain(SITE);
    let preview = start(&site, Hands::default());
    let mut events = Events::open(preview.address(), "/pilots/index.html", "x");
    events.wait("findings", |_| true);
    site.replace("content/pilots/jia.md", "甲的品牌", "改过的品牌");
    let cause = events.wait("cause", |cause| cause.contains("jia.md"));
    assert!(cause.ends_with("\"file content/pilots/jia.md\"]"), "{cause}");
}

#[test]
fn pieces_of_files_are_answered() {
    let site = Site::plain(SITE);
    site.write("content/static/sound.mp3", "0123456789");
    let preview = start(&site, Hands::default());
    let ask = |lines: &str| {
        let head = format!("GET /sound.mp3 HTTP/1.1\r\nHost: {}\r\nConnection: close", preview.address());
        send(preview.address(), format!("{head}{lines}\r\n\r\n").as_bytes()).unwrap()
    };
    let whole = ask("");
    assert!(whole.status == 200 && whole.head.contains("Accept-Ranges: bytes"), "{}", whole.head);
    let piece = ask("\r\nRange: bytes=2-4");
    assert_eq!((piece.status, piece.text().as_str()), (206, "234"));
    assert!(piece.head.contains("Content-Range: bytes 2-4/10") && piece.head.contains("Content-Length: 3"));
    assert_eq!(ask("\r\nRange: bytes=-3").text(), "789");
    assert_eq!(ask("\r\nRange: bytes=10-").status, 416);
    assert_eq!(ask("\r\nRange: bytes=2-4\r\nIf-Range: \"other\"").status, 200);
    assert_eq!(ask("\r\nRange: bytes=0-1,3-4").text(), "0123456789");
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_the_preview_and_leaves_nothing() {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};

    let site = Site::plain(SITE);
    let mut program = Command::new(PROGRAM);
    if cfg!(target_os = "linux") {
        // A script that runs tests in its background has them, and all that they start, ignore interrupts.
        program = Command::new("env");
        program.args(["--default-signal=INT", PROGRAM]);
    }
    let mut preview = program
        .args(["serve", "--port", "0", "--root"])
        .arg(site.root())
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(preview.stderr.take().unwrap()).lines();
    let greeting = lines.next().unwrap().unwrap();
    let address = greeting.split("http://").nth(1).unwrap().trim_end_matches('/').parse().unwrap();
    let _window = Events::open(address, "/index.html", "x");
    assert_eq!(get(address, "/index.html").status, 200);
    let number = preview.id().to_string();
    assert!(Command::new("kill").args(["-INT", &number]).status().unwrap().success());
    let ended = std::sync::Mutex::new(preview);
    until("the end", || ended.lock().unwrap().try_wait().unwrap().is_some());
    let rest: Vec<String> = lines.map_while(Result::ok).collect();
    assert!(rest.iter().all(|line| !line.contains("panic")), "{rest:?}");
    assert!(std::net::TcpListener::bind(address).is_ok(), "the port is free again");
    assert!(!site.output().exists() && !site.root().join(".pilothouse").exists());
}

#[test]
fn looking_at_the_dashboard_finds_no_more_than_a_build() {
    let site = standing();
    site.write(
        "content/pilots/draft.md",
        "---\ntitle: 草稿\nunit: nowhere\ndate: 2026-01-01\ndraft: true\n---\n[无](no.md)\n",
    );
    let preview = start(&site, Hands::default());
    let (report, _) = site.build_clean();
    let count = || own(&preview, "pages.json")["site"]["errors"].as_u64();
    until("all is verified", || count().is_some());
    preview.take_work();
    own(&preview, "pages.json");
    own(&preview, "detail.json?path=/pilots/jia.html");
    let made = preview.take_work();
    let again = made.iter().filter(|work| work.ran > 0 && ["Emit", "Body"].contains(&work.query.as_ref()));
    assert_eq!(again.count(), 0, "nothing is made anew for it: {made:?}");
    for number in 0..3 {
        let before = preview.number();
        site.write(
            "content/notices/plain.md",
            format!("---\nkind: page\ntitle: plain\ndate: 2020-01-03\n---\n第 {number} 稿。\n"),
        );
        until("a new view", || preview.number() > before);
        own(&preview, "pages.json");
    }
    let errors = report.diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
    until("as many as a build", || count() == Some(errors as u64));
    // Of the draft a build says that its unit does not exist, and nothing of its text.
    let of_draft =
        |found: &&Diagnostic| found.place.as_ref().is_some_and(|place| place.file.stem() == "draft");
    let built: Vec<&str> =
        report.diagnostics.iter().filter(of_draft).map(|found| found.code.as_str()).collect();
    assert_eq!(built, ["unknown-reference"]);
    let told = own(&preview, "pages.json");
    let findings = told["site"]["findings"].as_array().unwrap();
    let of_draft = findings.iter().filter(|found| found["file"] == "content/pilots/draft.md");
    let codes: Vec<_> = of_draft.filter_map(|found| found["code"].as_str()).collect();
    assert_eq!(codes, built, "{told}");
}
