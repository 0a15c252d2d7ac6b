//! The live preview: the bytes of a build, kept current, for the editor alone.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use memchr::memmem;
use pilothouse::diag::Lang;
use pilothouse::engine::Work;
use pilothouse::preview::{Hands, Preview, Watch, Wishes};
use pilothouse::site::Session;
use serde_json::Value;

use crate::browser::{Events, PATIENCE, get, send, until};
use crate::harness::{Files, Site};
use crate::pictures::png;
use crate::promises::SITE;

fn wishes() -> Wishes {
    Wishes { host: None, port: 0, watch: Watch::Events, lang: Lang::Zh, hands: Hands::default() }
}

/// Returns how often a query ran.
pub fn ran(work: &[Work], query: &str) -> u32 {
    work.iter().find(|work| work.query == query).map_or(0, |work| work.ran)
}

fn start(site: &Site, wishes: &Wishes) -> Preview {
    Preview::start(&site.options, wishes, |_| {}).unwrap_or_else(|error| panic!("{error}"))
}

/// Returns what the preview answers for every file that a clean build makes, and whether nothing else is planned.
fn all(address: SocketAddr, files: &Files) -> Files {
    let answer = |name: &String| (name.clone(), get(address, &format!("/{name}")).without_client());
    files.keys().filter(|name| !name.ends_with('/')).map(answer).collect()
}

#[test]
fn every_output_is_answered_as_a_build_writes_it() {
    let site = Site::plain(SITE);
    let preview = start(&site, &wishes());
    let (_, files) = site.build_clean();
    assert!(files.len() > 15);
    assert_eq!(all(preview.address(), &files), files);
    let top = get(preview.address(), "/");
    assert_eq!((top.status, top.without_client()), (200, files["index.html"].clone()));
    assert!(!site.output().exists(), "a preview writes nothing");
    assert!(!site.root().join(".pilothouse").exists(), "nor does it leave a cache");
}

#[test]
fn folders_lead_to_their_page_and_what_is_missing_says_so() {
    let site = Site::plain(SITE);
    let preview = start(&site, &wishes());
    let folder = get(preview.address(), "/pilots");
    assert_eq!(folder.status, 302);
    assert!(folder.head.contains("Location: /pilots/\r\n"), "{}", folder.head);
    let missing = get(preview.address(), "/no/such.html");
    assert_eq!(missing.status, 404);
    assert!(missing.text().contains("/_pilothouse/client.js"));
    // A page appears at the address, and the window that waits there is told.
    let mut events = Events::open(preview.address(), "/pilots/wu.html", "missing");
    site.write(
        "content/pilots/wu.md",
        "---\ntitle: 戊\nunit: jia-chu\ndate: 2026-01-05\nsummary: 戊\n---\n正文。\n",
    );
    events.wait("page", |state| !state.contains("missing"));
    assert_eq!(get(preview.address(), "/pilots/wu.html").status, 200);
}

#[test]
fn a_saved_page_is_told_of_and_shown() {
    let site = Site::plain(SITE);
    let preview = start(&site, &wishes());
    let before = get(preview.address(), "/pilots/jia.html");
    let mut events = Events::open(preview.address(), "/pilots/jia.html", "x");
    let first = events.wait("page", |_| true);
    assert!(before.text().contains(first.trim_matches('"')), "the page carries its own state");
    site.replace("content/pilots/jia.md", "甲的正文", "新的正文");
    // Whoever asks right now gets it, also before the system has told of the change.
    assert!(get(preview.address(), "/pilots/jia.html").text().contains("新的正文"));
    events.wait("page", |state| state != first);
    // Another page is not concerned: nothing is told of it.
    let mut other = Events::open(preview.address(), "/pilots/yi.html", "x");
    let state = other.wait("page", |_| true);
    site.replace("content/pilots/jia.md", "新的正文", "更新的正文");
    events.wait("page", |_| true);
    assert_eq!(format!("\"{}\"", state_of(&get(preview.address(), "/pilots/yi.html").text())), state);
}

/// Returns the state that a page says it has.
fn state_of(html: &str) -> &str {
    html.split("data-state=\"").nth(1).unwrap().split('"').next().unwrap()
}

#[test]
fn files_that_are_replaced_created_moved_and_removed_are_noticed() {
    let site = Site::plain(SITE);
    let preview = start(&site, &wishes());
    let shows = |path: &str, text: &str| get(preview.address(), path).text().contains(text);
    // As editors save: a new file in the place of the old one.
    site.write(
        "content/pilots/jia.md.tmp",
        "---\ntitle: 换了\nunit: jia-chu\ndate: 2026-01-03\nsummary: 甲\n---\n",
    );
    std::fs::rename(site.place("content/pilots/jia.md.tmp"), site.place("content/pilots/jia.md")).unwrap();
    until("replaced", || shows("/pilots/index.html", "换了") && shows("/pilots/jia.html", "换了"));
    // As others do: gone for a moment.
    site.remove("content/pilots/yi.md");
    site.write(
        "content/pilots/yi.md",
        "---\ntitle: 乙也换了\nunit: yi-chu\ndate: 2026-01-02\nsummary: 乙\n---\n## 做法 {#zuo-fa}\n",
    );
    until("created again", || shows("/pilots/index.html", "乙也换了"));
    // A folder that did not exist, filled at once.
    site.write("content/xin/_index.md", "---\ntitle: 新栏目\n---\n");
    site.write("content/xin/shen/a.md", "---\ntitle: 深处\n---\n");
    until("a new folder", || shows("/xin/shen/a.html", "深处"));
    std::fs::rename(site.place("content/xin"), site.place("content/gai")).unwrap();
    until("a renamed folder", || {
        shows("/gai/shen/a.html", "深处") && get(preview.address(), "/xin/shen/a.html").status == 404
    });
    std::fs::remove_dir_all(site.place("content/gai")).unwrap();
    until("a removed folder", || get(preview.address(), "/gai/shen/a.html").status == 404);
    // Templates, words, settings, static files.
    site.replace("pilothouse.yaml", "size: 3", "size: 1");
    until("settings", || get(preview.address(), "/pilots/page-2.html").status == 200);
    site.write("content/static/robots.txt", "User-agent: *\n");
    until("a static file", || get(preview.address(), "/robots.txt").text() == "User-agent: *\n");
    let (_, files) = site.build_clean();
    until("all equal", || all(preview.address(), &files) == files);
}

#[test]
fn a_page_with_a_mistake_stays_as_it_was_and_says_what_is_wrong() {
    let site = Site::plain(SITE);
    let preview = start(&site, &wishes());
    assert_eq!(get(preview.address(), "/pilots/jia.html").status, 200);
    let mut events = Events::open(preview.address(), "/pilots/jia.html", "x");
    events.wait("findings", |told| told.contains("\"errors\":0"));
    site.replace("content/pilots/jia.md", "title: 甲的品牌", "title: [甲的品牌");
    let told = events.wait("findings", |told| !told.contains("\"errors\":0"));
    assert!(told.contains("content/pilots/jia.md") && told.contains("\"line\":2"), "{told}");
    let held = get(preview.address(), "/pilots/jia.html");
    assert!(held.text().contains("甲的品牌") && held.text().contains("data-state=\"held\""));
    events.wait("site", |told| !told.contains("\"errors\":0"));
    site.replace("content/pilots/jia.md", "title: [甲的品牌", "title: 甲的新品牌");
    events.wait("page", |_| true);
    assert!(get(preview.address(), "/pilots/jia.html").text().contains("甲的新品牌"));
    events.wait("site", |told| told.contains("\"errors\":0"));
}

#[test]
fn broken_settings_and_templates_are_shown_in_the_browser() {
    let site = Site::plain(SITE);
    let good = std::fs::read_to_string(site.place("pilothouse.yaml")).unwrap();
    site.write("pilothouse.yaml", "site: {title: [示例站\n");
    let preview = start(&site, &wishes());
    let mut events = Events::open(preview.address(), "/index.html", "x");
    let told = events.wait("findings", |_| true);
    assert!(told.contains("pilothouse.yaml"), "{told}");
    assert!(get(preview.address(), "/index.html").text().contains("client.js"));
    site.write("pilothouse.yaml", good);
    events.wait("findings", |told| told.contains("\"errors\":0"));
    let template = std::fs::read_to_string(site.place("themes/plain/templates/pilot.html")).unwrap();
    get(preview.address(), "/pilots/jia.html");
    site.write(
        "themes/plain/templates/pilot.html",
        "{% extends \"frame.html\" %}{% block main %}{{ page.no_such_thing.x }}{% endblock %}",
    );
    until("the last good page", || get(preview.address(), "/pilots/jia.html").text().contains("held"));
    site.write("themes/plain/templates/pilot.html", template);
    let (_, files) = site.build_clean();
    until("all equal", || all(preview.address(), &files) == files);
}

#[test]
fn polling_sees_the_same() {
    let site = Site::plain(SITE);
    let preview = start(&site, &Wishes { watch: Watch::Polling, ..wishes() });
    let mut events = Events::open(preview.address(), "/pilots/index.html", "x");
    let first = events.wait("page", |_| true);
    site.replace("content/pilots/jia.md", "甲的品牌", "查看到的品牌");
    events.wait("page", |state| state != first);
    assert!(get(preview.address(), "/pilots/index.html").text().contains("查看到的品牌"));
    // A file that is written twice within the grain of file times.
    site.replace("content/pilots/jia.md", "查看到的品牌", "查看着的品牌");
    until("the second edit", || get(preview.address(), "/pilots/index.html").text().contains("查看着的品牌"));
}

/// Does what a preview does between two edits.
pub fn verify_doubtful(session: &mut Session) {
    let doubtful = session.take_doubtful();
    session.verify_all(&doubtful);
    session.settle_down();
}

#[test]
fn an_edit_is_worth_what_it_changes() {
    let site = Site::plain(SITE);
    site.age();
    let mut session = Session::open(&site.options).unwrap();
    let outputs = session.outputs();
    verify_doubtful(&mut session);
    session.take_work();
    let mut edit = |path: &str, from: &str, to: &str| {
        site.replace(path, from, to);
        assert!(!session.touch(&[session.options().root.join(path)]).is_empty());
        verify_doubtful(&mut session);
        let work = session.take_work();
        (ran(&work, "Emit"), ran(&work, "Record"), ran(&work, "Roster"))
    };
    assert_eq!(edit("content/pilots/jia.md", "甲的正文", "甲的新正文"), (1, 1, 0));
    let (pages, records, rosters) = edit("content/pilots/jia.md", "title: 甲的品牌", "title: 甲的新品牌");
    assert!(pages > 1 && pages < outputs.len() as u32 / 2, "{pages} of {}", outputs.len());
    assert_eq!((records, rosters), (1, 0));
    let (pages, records, _) = edit("themes/plain/templates/pilot.html", "<h1>", "<h1 class=\"a\">");
    assert!(pages > 3 && records == 0, "{pages}");
}

#[test]
fn a_saved_page_costs_the_same_in_a_large_site() {
    let cost = |pages: usize| {
        let site = Site::plain(SITE);
        for number in 0..pages {
            let front = format!("title: 篇{number}\nunit: jia-chu\ndate: 2024-02-02\nsummary: 略");
            site.write(&format!("content/pilots/n{number}.md"), format!("---\n{front}\n---\n正文。\n"));
        }
        site.age();
        let mut session = Session::open(&site.options).unwrap();
        verify_doubtful(&mut session);
        let mut edit = |from: &str, to: &str| {
            session.take_work();
            site.replace("content/pilots/jia.md", from, to);
            session.touch(&[session.options().root.join("content/pilots/jia.md")]);
            let page = session.find("pilots/jia.html").unwrap();
            let bytes = session.output(&page).bytes.unwrap();
            assert!(String::from_utf8_lossy(&bytes).contains(to.trim_start_matches("title: ")));
            session.take_work().iter().map(|work| work.ran).sum::<u32>()
        };
        (edit("甲的正文", "甲的新正文"), edit("title: 甲的品牌", "title: 甲的新品牌"))
    };
    let (small, large) = (cost(3), cost(200));
    assert_eq!(small, large);
    assert!(large.0 < 10 && large.1 < 20, "{large:?}");
}

#[test]
fn a_page_that_is_told_of_and_fetched_is_made_once() {
    let site = Site::plain(SITE);
    site.age();
    let mut session = Session::open(&site.options).unwrap();
    verify_doubtful(&mut session);
    site.replace("content/pilots/jia.md", "甲的正文", "甲的新正文");
    session.touch(&[session.options().root.join("content/pilots/jia.md")]);
    session.take_work();
    let page = session.find("pilots/jia.html").unwrap();
    session.verify(&page);
    verify_doubtful(&mut session);
    let bytes = session.output(&page).bytes.unwrap();
    assert!(String::from_utf8_lossy(&bytes).contains("甲的新正文"));
    assert_eq!(ran(&session.take_work(), "Emit"), 1);
}

#[test]
fn a_page_that_is_asked_for_is_verified_alone() {
    let site = Site::plain(SITE);
    site.age();
    let mut session = Session::open(&site.options).unwrap();
    verify_doubtful(&mut session);
    site.replace("themes/plain/templates/pilot.html", "<h1>", "<h1 class=\"a\">");
    session.touch(&[session.options().root.join("themes/plain/templates/pilot.html")]);
    session.take_work();
    session.verify(&session.find("pilots/jia.html").unwrap());
    assert_eq!(ran(&session.take_work(), "Emit"), 1);
    // Nothing that anybody relies on is another: no new view. What editors lay beside a file for the moment of a save is hidden.
    let number = session.number();
    session.take_work();
    for name in [".swp", ".jia.md.tmp", ".deep/a.md"] {
        site.write(&format!("content/pilots/{name}"), "x");
        assert!(
            session.touch(&[session.options().root.join("content/pilots").join(name)]).is_empty(),
            "{name}"
        );
    }
    assert!(session.touch(&[session.options().root.join("content/pilots/jia.md")]).is_empty());
    assert_eq!(session.take_work(), []);
    assert_eq!(session.number(), number);
}

#[test]
fn a_taken_port_is_not_fought_for() {
    let site = Site::plain(SITE);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let preview = start(&site, &Wishes { port, ..wishes() });
    assert!(preview.address().port() > port);
    assert_eq!(get(preview.address(), "/").status, 200);
}

#[test]
fn other_machines_need_the_token() {
    let site = Site::plain(SITE);
    let preview = start(&site, &Wishes { host: Some("0.0.0.0".into()), ..wishes() });
    let address = SocketAddr::from(([127, 0, 0, 1], preview.address().port()));
    assert_eq!(get(address, "/").status, 401);
    assert_eq!(get(address, "/_pilothouse/events?path=/").status, 401);
    let url = preview.url();
    let query = &url[url.find('?').unwrap()..];
    assert_eq!(get(address, &format!("{query}x").replacen('?', "/?", 1)).status, 401);
    let admitted = get(address, &format!("/pilots/{query}"));
    assert_eq!(admitted.status, 302);
    assert!(admitted.head.contains("Location: /pilots/\r\n") && admitted.head.contains("SameSite=Strict"));
    let cookie = admitted.head.split("Set-Cookie: ").nth(1).unwrap().split(';').next().unwrap();
    let request =
        format!("GET / HTTP/1.1\r\nHost: {address}\r\nCookie: a=b; {cookie}\r\nConnection: close\r\n\r\n");
    assert_eq!(send(address, request.as_bytes()).unwrap().status, 200);
    let other = start(&site, &Wishes { host: Some("0.0.0.0".into()), ..wishes() });
    assert_ne!(other.url().split('=').nth(1), url.split('=').nth(1), "each run has its own");
}

#[test]
fn many_windows_and_slow_clients_do_no_harm() {
    let site = Site::plain(SITE);
    let preview = start(&site, &wishes());
    let address = preview.address();
    let mut windows: Vec<Events> = (0..200).map(|_| Events::open(address, "/pilots/jia.html", "x")).collect();
    until("all windows", || preview.windows() == 200);
    // Some say half a sentence and no more, some do not listen to the answer.
    let slow: Vec<TcpStream> = (0..60)
        .map(|number| {
            let mut stream = TcpStream::connect(address).unwrap();
            let text = if number % 2 == 0 {
                "GET / HT".to_owned()
            } else {
                format!("GET / HTTP/1.1\r\nHost: {address}\r\n\r\n")
            };
            stream.write_all(text.as_bytes()).unwrap();
            stream
        })
        .collect();
    let started = Instant::now();
    assert_eq!(get(address, "/pilots/jia.html").status, 200);
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    site.replace("content/pilots/jia.md", "甲的正文", "新的正文");
    for window in &mut windows {
        window.wait("page", |_| true);
    }
    drop((slow, windows));
    assert_eq!(get(address, "/").status, 200);
}

#[test]
fn windows_that_open_all_at_once_all_get_their_events() {
    let site = Site::plain(SITE);
    let preview = start(&site, &wishes());
    let address = preview.address();
    // More than are served at a time say nothing yet; who comes then waits until they are gone.
    let silent: Vec<TcpStream> = (0..128).map(|_| TcpStream::connect(address).unwrap()).collect();
    let windows: Vec<Events> = (0..40).map(|_| Events::open(address, "/pilots/jia.html", "x")).collect();
    until("all windows", || preview.windows() == 40);
    drop((silent, windows));
}

#[test]
fn silent_clients_make_room_when_there_are_too_many() {
    let site = Site::plain(SITE);
    let preview = start(&site, &wishes());
    let silent: Vec<TcpStream> = (0..160).map(|_| TcpStream::connect(preview.address()).unwrap()).collect();
    let started = Instant::now();
    let address = preview.address();
    let request = format!("GET /pilots/jia.html HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    until("a place", || send(address, request.as_bytes()).is_some_and(|answer| answer.status == 200));
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    drop(silent);
}

#[test]
fn a_client_that_says_nothing_is_told_to_go() {
    let site = Site::plain(SITE);
    let preview = start(&site, &wishes());
    let mut stream = TcpStream::connect(preview.address()).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    assert!(text.starts_with("HTTP/1.1 408 "), "{text}");
}

/// A running program that is killed in the end.
struct Running(std::process::Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_program_says_where_the_preview_is() {
    use std::io::{BufRead, BufReader};
    let site = Site::plain(SITE);
    let mut command = site.command(["serve", "--port", "0", "--drafts"]);
    let child = command.stderr(std::process::Stdio::piped()).spawn().unwrap();
    let mut running = Running(child);
    let mut lines = BufReader::new(running.0.stderr.take().unwrap()).lines();
    let line = lines.next().unwrap().unwrap();
    let address = line.strip_prefix("预览：http://").unwrap().trim_end_matches('/').parse().unwrap();
    assert_eq!(get(address, "/pilots/jia.html").status, 200);
    assert!(lines.next().unwrap().unwrap().contains("Ctrl+C"));
}

#[test]
fn there_must_be_a_site_to_preview() {
    let site = Site::plain(SITE);
    let run = site.cli(["serve", "--root", "nowhere", "--port", "0"]);
    assert_eq!(run.code, Some(3));
    assert!(run.err.contains("没有站点"), "{}", run.err);
    let run = site.cli(["serve", "--port", "0", "--host", "203.0.113.7"]);
    assert_eq!(run.code, Some(3));
    assert!(run.err.contains("不能在 203.0.113.7:0 上监听"), "{}", run.err);
}

#[test]
fn building_goes_on() {
    let site = Site::plain(SITE);
    for extra in [&[][..], &["--poll"]] {
        let mut command = site.command(["build", "--watch"]);
        let _running = Running(command.args(extra).stderr(std::process::Stdio::null()).spawn().unwrap());
        let shows = |text: &str| {
            std::fs::read_to_string(site.output().join("pilots/jia.html"))
                .is_ok_and(|html| html.contains(text))
        };
        until("the first build", || shows("甲的正文") || shows("甲的新正文"));
        let (from, to) = if extra.is_empty() {
            ("甲的正文", "甲的新正文")
        } else {
            ("甲的新正文", "甲的第三稿")
        };
        site.replace("content/pilots/jia.md", from, to);
        until("the second build", || shows(&format!(">{to}")));
    }
    let (_, files) = site.build_clean();
    until("all equal", || site.files() == files);
}

/// A small, repeatable source of chance.
fn chance(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize
}

/// Does something at random to the files of a site, as checkouts, unpacking and editors do.
fn stir(site: &Site, state: &mut u64) {
    let folder = format!("content/s{}", chance(state) % 4);
    let file = format!("{folder}/p{}.md", chance(state) % 6);
    let text = format!("---\ntitle: 篇{}\n---\n正文{}。\n", chance(state) % 50, chance(state));
    let place = site.place(&file);
    match chance(state) % 9 {
        0..=2 => site.write(&file, text),
        3 => {
            site.write(&format!("{folder}/.tmp"), text);
            let _ = std::fs::rename(site.place(&format!("{folder}/.tmp")), place);
        }
        4 => {
            let _ = std::fs::remove_file(&place);
        }
        5 => {
            let to = site.place(&format!("content/s{}", chance(state) % 4));
            let _ = std::fs::rename(site.place(&folder), to);
        }
        6 => {
            let _ = std::fs::remove_dir_all(site.place(&folder));
        }
        7 => (0..40).for_each(|number| site.write(&format!("{folder}/deep/{number}/q.md"), &text)),
        _ => {
            site.write("themes/plain/assets/plain.css", format!("body {{ margin: {}px }}", chance(state) % 9))
        }
    }
}

#[test]
fn after_any_storm_the_preview_is_a_clean_build() {
    let site = Site::plain(SITE);
    site.edit("pilothouse.yaml", |text| format!("{text}\nsearch: {{on: true}}\n"));
    site.write(
        "themes/plain/templates/search.html",
        "{% extends \"frame.html\" %}{% block title %}搜索{% endblock %}",
    );
    let preview = start(&site, &wishes());
    let mut state = 7;
    for _ in 0..4 {
        for _ in 0..25 {
            stir(&site, &mut state);
            std::thread::sleep(Duration::from_millis(chance(&mut state) as u64 % 12));
        }
        let (report, files) = site.build_clean();
        assert!(report.committed, "{:?}", report.diagnostics);
        // Nobody asks before it is over, so nothing is found by asking alone.
        std::thread::sleep(Duration::from_millis(500));
        until("the calm after the storm", || all(preview.address(), &files) == files);
        let gone = |name: &str| {
            files.contains_key(name) || get(preview.address(), &format!("/{name}")).status == 404
        };
        assert!((0..4).all(|s| (0..6).all(|p| gone(&format!("s{s}/p{p}.html")))));
    }
}

/// Looks at memory and open files over a thousand edits: `cargo test --release --test suite soak -- --ignored`.
#[test]
#[ignore = "takes a minute and looks at the whole process"]
#[cfg(target_os = "linux")]
fn soak_a_thousand_edits_leave_memory_flat() {
    let site = Site::plain(SITE);
    for number in 0..300 {
        let text =
            format!("---\ntitle: 篇{number}\nunit: jia-chu\ndate: 2024-02-02\nsummary: 略\n---\n正文。\n");
        site.write(&format!("content/pilots/n{number}.md"), text);
    }
    let preview = start(&site, &wishes());
    let address = preview.address();
    let mut window = Events::open(address, "/pilots/jia.html", "x");
    let measure = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap().to_owned();
        let kilobytes: usize = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        (kilobytes, std::fs::read_dir("/proc/self/fd").unwrap().count())
    };
    let mut first = (0, 0);
    for number in 0..1000 {
        let title = if number % 10 == 0 { format!("甲{number}") } else { "甲".into() };
        let front = format!("title: {title}\nunit: jia-chu\ndate: 2026-01-03\nsummary: 甲");
        site.write("content/pilots/jia.md", format!("---\n{front}\n---\n第{number}次。\n"));
        window.wait("page", |_| true);
        assert!(get(address, "/pilots/jia.html").text().contains(&format!("第{number}次")));
        if number == 200 {
            first = measure();
        }
    }
    let last = measure();
    eprintln!("kilobytes and open files after 200 edits: {first:?}, after 1000: {last:?}");
    assert!(last.0 < first.0 + first.0 / 10 + 4096, "{first:?} {last:?}");
    assert!(last.1 <= first.1 + 8, "{first:?} {last:?}");
}

#[test]
fn damaged_pictures_that_nobody_looks_at_are_told_as_a_build_tells_them() {
    let site = Site::plain("//- content/a.md\n---\ntitle: 甲\n---\n甲。\n");
    let damaged = |width: u32| {
        let mut bytes = png(width, 400);
        let data = memmem::find(&bytes, b"IDAT").unwrap();
        bytes[data + 40..data + 400].fill(0x55);
        bytes
    };
    // The first and the last are the same to the byte: each is told where it is named.
    for (name, width) in [("一", 600), ("二", 610), ("三", 600)] {
        site.write(&format!("content/图/{name}.png"), damaged(width));
        site.add(&format!("//- content/图/{name}.md\n---\ntitle: {name}\n---\n![现场]({name}.png)\n"));
    }
    let (report, _) = site.build_clean();
    let told = |events: &Value| events.to_string().matches("image-broken").count();
    assert_eq!(report.diagnostics.iter().filter(|found| found.code == "image-broken").count(), 3);
    let preview = start(&site, &wishes());
    let mut events = Events::open(preview.address(), "/a.html", "x");
    let json = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    events.wait("site", |data| told(&json(data)) == 3);
    // One is mended, another page is written: what is wrong with the others stays.
    site.write("content/图/二.png", png(610, 400));
    events.wait("site", |data| told(&json(data)) == 2 && !data.contains("二.png"));
    site.write("content/b.md", "---\ntitle: 乙\n---\n乙。\n");
    until("the new page", || get(preview.address(), "/b.html").status == 200);
    site.write("content/图/二.png", damaged(610));
    events.wait("site", |data| told(&json(data)) == 3);
}
