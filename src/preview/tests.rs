//! Where events do not arrive: the preview notices it by itself and looks through the folders from then on.

use std::fs;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use super::follow::Follower;
use super::watch::Watch;
use super::*;

/// Longest time anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

fn shared(root: &Path, events: Sender<Event>) -> Arc<Shared> {
    let options = SiteOptions {
        root: root.into(),
        content: None,
        output: None,
        drafts: false,
        audience: crate::site::Audience::Session,
        made_for: None,
        as_of: Some("2026-06-01".into()),
        rehash: false,
        precompress: false,
    };
    Arc::new(Shared {
        session: RwLock::new(Session::open(&options).unwrap()),
        hub: Hub::default(),
        good: LastGood::default(),
        guard: Guard { port: 1, host: None, token: None },
        lang: Lang::Zh,
        hands: Hands::default(),
        site: Mutex::default(),
        events,
        over: AtomicBool::new(false),
        connections: AtomicUsize::new(0),
    })
}

#[test]
fn a_disk_that_tells_nothing_is_looked_through() {
    let (site, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::create_dir(site.path().join("content")).unwrap();
    fs::write(site.path().join("pilothouse.yaml"), "site: {title: 示例站}\n").unwrap();
    let page = site.path().join("content/_index.md");
    fs::write(&page, "---\ntitle: 首页\n---\n第一稿。\n").unwrap();
    let (sender, events) = channel();
    let shared = shared(site.path(), sender.clone());
    let (say, notices) = channel();
    let mut follower =
        Follower::new(shared.clone(), events, Watch::Events, Box::new(move |notice| drop(say.send(notice))));
    assert!(follower.hear_only(elsewhere.path()), "this system can watch a folder");
    let running = std::thread::spawn(move || follower.run());
    fs::write(&page, "---\ntitle: 首页\n---\n第二稿，长了一些。\n").unwrap();
    assert_eq!(notices.recv_timeout(PATIENCE), Ok(Notice::Polling));
    // From now on without being told of anything.
    fs::write(&page, "---\ntitle: 首页\n---\n第三稿，又长了一些些。\n").unwrap();
    let started = Instant::now();
    let shows = || {
        let session = shared.read();
        let output = session.find("index.html").and_then(|planned| session.output(&planned).bytes);
        output.is_some_and(|bytes| String::from_utf8_lossy(&bytes).contains("第三稿"))
    };
    while !shows() {
        assert!(started.elapsed() < PATIENCE, "the change was never seen");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(notices.try_recv(), Err(std::sync::mpsc::TryRecvError::Empty), "it is said once");
    sender.send(Event::Quit).unwrap();
    running.join().unwrap();
}
