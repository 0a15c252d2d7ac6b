//! A small site, its publisher, and what is served of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use pilothouse::publish::{Generation, disk};
use tempfile::TempDir;

use super::server::{Answer, Running};

/// Longest time to wait for a publisher to hold its target.
const PATIENCE: Duration = Duration::from_secs(20);

/// Numbers that look like chance.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    pub fn fraction(&mut self) -> f64 {
        self.below(10_000) as f64 / 10_000.0
    }
}

pub struct Site {
    folder: TempDir,
    keys: Vec<(String, String)>,
    above: String,
    port: u16,
    disk: Option<PathBuf>,
}

impl Site {
    /// Makes a site for a target that is asked at a port below a path.
    pub fn new(target: &str, keys: &[(&str, &str)], above: &str, port: u16) -> Self {
        let folder = tempfile::Builder::new().prefix("pilothouse-remote-").tempdir().unwrap();
        let keys = keys.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let site = Self { folder, keys, above: above.into(), port, disk: None };
        let root = site.folder.path().join("root");
        fs::create_dir_all(root.join("content/notices")).unwrap();
        fs::create_dir_all(site.folder.path().join("tmp")).unwrap();
        fs::create_dir_all(site.folder.path().join("tmp2")).unwrap();
        let settings = format!("site: {{title: 示例站}}\npublish:\n  line: {target}\n");
        fs::write(root.join("pilothouse.yaml"), settings).unwrap();
        for number in 0..8 {
            let page = format!("---\n标题: 通知 {number}\n---\n正文 {number}。\n");
            fs::write(root.join(format!("content/notices/{number}.md")), page).unwrap();
        }
        site.write(0);
        site
    }

    /// Tells where the folder above the one that is served lies on this machine.
    pub fn on_disk(self, folder: &Path) -> Self {
        Self { disk: Some(folder.into()), ..self }
    }

    /// Returns where a file of the site lies.
    pub fn place(&self, path: &str) -> PathBuf {
        self.folder.path().join("root").join(path)
    }

    /// Tells whether what is served is a link.
    pub fn is_link(&self) -> bool {
        self.disk.as_ref().is_some_and(|disk| disk.join("site").is_symlink())
    }

    /// Writes another text.
    pub fn write(&self, round: u64) {
        let root = self.folder.path().join("root/content");
        fs::write(root.join("_index.md"), format!("---\n标题: 首页\n---\n第 {round} 版。\n")).unwrap();
        let page = format!("---\n标题: 通知 3\n---\n正文是第 {round} 版。\n");
        fs::write(root.join("notices/3.md"), page).unwrap();
        // A page that comes and goes.
        let extra = root.join("notices/extra.md");
        match round % 2 {
            0 => fs::write(extra, "---\n标题: 来去\n---\n正文。\n").unwrap(),
            _ => drop(fs::remove_file(extra)),
        }
    }

    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pilothouse"));
        command.args(words).args(["--as-of", "2026-06-01"]).current_dir(self.folder.path().join("root"));
        for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
            command.env_remove(name);
        }
        command.env("TMPDIR", self.folder.path().join("tmp"));
        command.envs(self.keys.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null());
        command
    }

    /// Runs a command that must succeed; returns all that it says, in which there is no secret.
    pub fn run(&self, words: &[&str]) -> String {
        let done = self.command(words).output().unwrap();
        let said =
            String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
        assert!(!said.contains(super::SECRET), "{said}");
        assert!(done.status.success(), "{words:?}: {said}");
        said
    }

    pub fn publish(&self) -> String {
        self.run(&["publish"])
    }

    /// Runs a publisher that must fail; returns what it says.
    pub fn fails(&self) -> String {
        let done = self.command(&["publish"]).output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(!done.status.success() && !said.contains(super::SECRET), "{said}");
        said
    }

    /// Starts a publisher.
    pub fn start(&self) -> Child {
        self.command(&["publish"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Waits until a file of the state is there, or the publisher is through.
    pub fn wait_for(&self, name: &str, child: &mut Child) {
        while !self.is_there(name) && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Comes as from another machine as soon as the target is held, while the holder stands still; returns what that says.
    pub fn other_while_locked(&self, holder: &Child) -> Option<String> {
        let signal = |name: &str| {
            let sent = Command::new("kill").args([name, &holder.id().to_string()]).status();
            assert!(sent.unwrap().success());
        };
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if self.is_there("lock.json") {
                signal("-STOP");
                if !self.is_there("lock.json") {
                    signal("-CONT");
                    return None;
                }
                let mut other = self.command(&["publish", "--rollback"]);
                let done = other.env("TMPDIR", self.folder.path().join("tmp2")).output().unwrap();
                signal("-CONT");
                assert!(!done.status.success(), "two at once");
                return Some(String::from_utf8_lossy(&done.stderr).into_owned());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        None
    }

    pub fn get(&self, path: &str) -> Answer {
        Running::ask(self.port, &format!("{}{path}", self.above), &[])
    }

    /// Tells whether a file of the state is there.
    pub fn is_there(&self, name: &str) -> bool {
        self.get(&format!("/site.pilothouse/{name}")).status == 200
    }

    /// Returns the generation that is live.
    pub fn live(&self) -> Generation {
        let linked = self.disk.as_ref().and_then(|disk| fs::read_link(disk.join("site")).ok());
        match linked.as_deref().and_then(Path::file_name) {
            Some(id) => self.generation(id.to_str().unwrap()),
            None => self.generation(&self.get("/site.pilothouse/live").text()),
        }
    }

    fn generation(&self, id: &str) -> Generation {
        let list = self.get(&format!("/site.pilothouse/generations/{id}.json"));
        Generation::decode(&list.body).unwrap_or_else(|| panic!("{id}: {list:?}"))
    }

    /// Returns the sums of some files as served.
    fn sums(&self, generation: &Generation) -> BTreeMap<String, Option<String>> {
        let sum = |path: &str| {
            let answer = self.get(&format!("/site/{}", escaped(path)));
            (answer.status == 200).then(|| disk::sum_of(&answer.body))
        };
        generation.files.iter().map(|row| (row.path.to_string(), sum(row.path.as_str()))).collect()
    }

    /// Insists that what is served is the live generation and nothing else, with a text on the home page.
    pub fn is_whole(&self, text: &str) {
        let live = self.live();
        self.is_served(&live);
        let home = self.get("/site/index.html").text();
        assert!(home.contains(text), "{text}: {home}");
        let extra = live.files.iter().any(|row| row.note.as_ref().is_some_and(|note| note.title == "来去"));
        let round: u64 = text.split(' ').nth(1).unwrap().parse().unwrap();
        assert_eq!(extra, round.is_multiple_of(2));
    }

    fn is_served(&self, generation: &Generation) {
        let sums = self.sums(generation);
        for row in &generation.files {
            assert_eq!(sums[row.path.as_str()].as_ref(), Some(&row.sha256), "{}", row.path);
        }
    }

    /// Insists that each served file is of the old generation or the new one; all are of one unless an exchange is unfinished.
    pub fn is_old_or_new(&self, old: &Generation) {
        let live = self.live();
        let journal = self.get("/site.pilothouse/journal");
        if journal.status != 200 {
            return self.is_served(&live);
        }
        let journal: serde_json::Value = serde_json::from_slice(&journal.body).unwrap();
        let new = self.generation(journal["generation"].as_str().unwrap());
        let (before, after) = (old.by_path(), new.by_path());
        for (path, sum) in self.sums(old).into_iter().chain(self.sums(&new)) {
            let known = |files: &BTreeMap<_, &pilothouse::publish::Row>| {
                files.get(&pilothouse::base::SourcePath::new(&path)).map(|row| row.sha256.clone())
            };
            assert!(sum == known(&before) || sum == known(&after), "{path} is of neither generation");
        }
    }

    /// Returns how many generations are kept.
    pub fn kept(&self) -> usize {
        self.run(&["publish", "--list"]).lines().filter(|line| line.contains("个文件")).count()
    }
}

fn escaped(path: &str) -> String {
    path.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'/' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
