//! What real editors and their tools do to files, seen by a preview and by `build --watch` at the same time: after each habit the
//! preview answers what a clean build makes, and the output folder is that build.

use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use pilothouse::diag::Lang;
use pilothouse::preview::{Hands, Preview, Watch, Wishes};

use crate::browser::{Events, get, until};
use crate::harness::{Files, Site};
use crate::promises::SITE;

/// Longest time until a storm of thousands of files is over, on a busy machine.
const LONG: Duration = Duration::from_secs(300);

/// A site with two onlookers.
struct Watched {
    preview: Preview,
    building: Child,
    site: Site,
}

impl Drop for Watched {
    fn drop(&mut self) {
        let _ = self.building.kill();
        let _ = self.building.wait();
    }
}

impl Watched {
    fn new() -> Self {
        let site = Site::plain(SITE);
        let wishes =
            Wishes { host: None, port: 0, watch: Watch::Events, lang: Lang::Zh, hands: Hands::default() };
        let preview = Preview::start(&site.options, &wishes, |_| {}).unwrap();
        let building = site.command(["build", "--watch"]).stderr(Stdio::null()).spawn().unwrap();
        let watched = Self { preview, building, site };
        watched.agree("the start");
        watched
    }

    fn window(&self, path: &str) -> Events {
        Events::open(self.preview.address(), path, "x")
    }

    fn shows(&self, path: &str, text: &str) -> bool {
        get(self.preview.address(), path).text().contains(text)
    }

    /// Waits until both onlookers have what a clean build makes.
    fn agree(&self, what: &str) {
        let (report, files) = self.site.build_clean();
        assert!(report.committed, "{what}: {:?}", report.diagnostics);
        let started = Instant::now();
        let mut wrong = self.differing(&files);
        while !wrong.is_empty() {
            assert!(started.elapsed() < LONG, "{what}: {:?}", &wrong[..wrong.len().min(9)]);
            sleep(Duration::from_millis(50));
            wrong = self.differing(&files);
        }
    }

    /// Returns what is not yet as a clean build has it. Of a large site the preview is asked for every thirtieth output.
    fn differing(&self, files: &Files) -> Vec<String> {
        let mut built = Files::new();
        gather(&self.site.output(), "", &mut built);
        let names = files.keys().chain(built.keys().filter(|name| !files.contains_key(*name)));
        let mut wrong: Vec<String> =
            names.filter(|name| files.get(*name) != built.get(*name)).cloned().collect();
        let step = if files.len() > 1000 { 30 } else { 1 };
        let asked = files.iter().filter(|(name, _)| !name.ends_with('/')).step_by(step);
        let address = self.preview.address();
        let other =
            asked.filter(|(name, bytes)| get(address, &format!("/{name}")).without_client() != **bytes);
        wrong.extend(other.map(|(name, _)| format!("preview: {name}")));
        wrong
    }

    /// Saves a file as Vim does: a swap file, a test whether the folder can be written, the old file aside, the new one in its place.
    fn save_like_vim(&self, path: &str, text: &str) {
        let place = self.site.place(path);
        let beside = |name: &str| place.with_file_name(name);
        let name = place.file_name().unwrap().to_string_lossy().into_owned();
        let (swap, backup) = (beside(&format!(".{name}.swp")), beside(&format!("{name}~")));
        fs::write(&swap, "b0VIM 9.1").unwrap();
        fs::write(beside("4913"), "").unwrap();
        fs::remove_file(beside("4913")).unwrap();
        fs::rename(&place, &backup).unwrap();
        fs::write(&place, text).unwrap();
        fs::remove_file(&backup).unwrap();
        fs::remove_file(&swap).unwrap();
    }

    /// Saves a file as office programs do: it is deleted, and written anew a moment later.
    fn save_like_wps(&self, path: &str, text: &str) {
        let place = self.site.place(path);
        fs::write(place.with_file_name("~$lock.tmp"), "x").unwrap();
        fs::remove_file(&place).unwrap();
        sleep(Duration::from_millis(30));
        fs::write(&place, text).unwrap();
        fs::remove_file(place.with_file_name("~$lock.tmp")).unwrap();
    }
}

/// Gathers the files below a folder that may change meanwhile; a folder without files is an entry that ends in a slash.
fn gather(folder: &Path, name: &str, into: &mut Files) {
    let entries: Vec<fs::DirEntry> = fs::read_dir(folder).into_iter().flatten().flatten().collect();
    if entries.is_empty() && !name.is_empty() {
        into.insert(name.to_owned(), Vec::new());
    }
    for entry in entries {
        let own = format!("{name}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            gather(&entry.path(), &format!("{own}/"), into);
        } else if let Ok(bytes) = fs::read(entry.path()) {
            into.insert(own, bytes);
        }
    }
}

fn page(title: &str, text: &str) -> String {
    format!("---\ntitle: {title}\nunit: jia-chu\ndate: 2026-01-03\nsummary: 甲\n---\n{text}\n")
}

#[test]
fn no_way_of_saving_shows_a_page_as_gone() {
    let watched = Watched::new();
    let mut window = watched.window("/pilots/jia.html");
    window.wait("page", |_| true);
    for number in 0..4 {
        let text = page("甲", &format!("第{number}次。"));
        let expected = format!("第{number}次");
        match number % 2 {
            0 => watched.save_like_vim("content/pilots/jia.md", &text),
            _ => watched.save_like_wps("content/pilots/jia.md", &text),
        }
        // The very first news is the new page: neither that it is missing nor that it is as it was.
        let state = window.wait("page", |_| true);
        assert!(!state.contains("missing"), "{number}: {state}");
        assert!(watched.shows("/pilots/jia.html", &expected), "{number}");
        sleep(Duration::from_millis(200));
    }
    watched.agree("saving");
}

#[test]
fn an_editor_that_saves_gbk_is_understood() {
    let watched = Watched::new();
    let mut window = watched.window("/pilots/jia.html");
    window.wait("findings", |_| true);
    let text = page("甲的品牌", "用国标码存的正文，编辑器没有问。");
    let (bytes, _, _) = encoding_rs::GBK.encode(&text);
    watched.site.write("content/pilots/jia.md", &bytes);
    let told = window.wait("findings", |told| told.contains("GB"));
    assert!(told.contains("content/pilots/jia.md"), "{told}");
    until("the text", || watched.shows("/pilots/jia.html", "用国标码存的正文"));
    watched.site.write("content/pilots/jia.md", &text);
    window.wait("findings", |told| told.contains("\"errors\":0,\"warnings\":0"));
    watched.agree("UTF-8 again");
}

#[test]
fn settings_kinds_data_and_words_are_broken_and_mended() {
    let watched = Watched::new();
    let site = &watched.site;
    let read = |path: &str| fs::read_to_string(site.place(path)).unwrap();
    let settings = read("pilothouse.yaml");
    let built = site.files();
    site.write("pilothouse.yaml", "site: {title: [示例站\n");
    let mut window = watched.window("/index.html");
    window.wait("findings", |told| told.contains("pilothouse.yaml") && !told.contains("\"errors\":0"));
    sleep(Duration::from_millis(400));
    assert!(site.files() == built, "nothing is written while the settings are broken");
    site.remove("pilothouse.yaml");
    sleep(Duration::from_millis(300));
    site.write("pilothouse.yaml", settings.replace("size: 3", "size: 2"));
    watched.agree("settings");
    // A kind that did not exist, is wrong, and is mended.
    site.write("content/_kinds/paper.yaml", "kind: paper\nlabel: {zh: 文件\n");
    site.write("content/notices/p.md", "---\nkind: paper\ntitle: 一份文件\nnumber: 3\n---\n正文。\n");
    window.wait("site", |told| told.contains("paper.yaml"));
    site.write(
        "content/_kinds/paper.yaml",
        "kind: paper\nlabel: {zh: 文件, en: Paper}\nextends: page\nfields:\n  number: {zh: 号, en: Number, type: int}\n",
    );
    watched.agree("a kind");
    // A data file that did not exist and that a template asks for; words of the interface.
    site.write("content/_data/people.yaml", "- 甲\n- 乙\n");
    let template = read("themes/plain/templates/pilot.html");
    site.write(
        "themes/_local/templates/pilot.html",
        template.replace(
            "{% block main %}",
            "{% block main %}{% for one in data(name=\"people\") %}{{ one }}{% endfor %}",
        ),
    );
    watched.agree("a template of the site's own");
    site.write("content/_data/people.yaml", "- 丙\n");
    watched.agree("data");
    site.write("themes/_local/strings/zh-CN.yaml", "nav.home: 主页\n");
    watched.agree("words");
    fs::remove_dir_all(site.place("themes/_local")).unwrap();
    fs::remove_dir_all(site.place("content/_data")).unwrap();
    watched.agree("all gone again");
}

#[test]
fn folders_are_renamed_while_they_are_worked_in() {
    let watched = Watched::new();
    let site = &watched.site;
    site.write("content/work/_index.md", "---\ntitle: 工作\n---\n");
    (0..20).for_each(|number| {
        site.write(&format!("content/work/a/p{number}.md"), format!("---\ntitle: 篇{number}\n---\n"))
    });
    watched.agree("a new folder");
    for (number, (from, to)) in
        [("work/a", "work/b"), ("work", "done"), ("done/b", "done/c/d"), ("done", "work")].iter().enumerate()
    {
        let to_place = site.place(&format!("content/{to}"));
        fs::create_dir_all(to_place.parent().unwrap()).unwrap();
        fs::rename(site.place(&format!("content/{from}")), &to_place).unwrap();
        // Saved at the new place before anybody can have looked there.
        site.write(&format!("content/{to}/late{number}.md"), format!("---\ntitle: 晚到{number}\n---\n"));
        watched.agree(&format!("{from} to {to}"));
    }
    // The folder of all pages is replaced as a whole.
    fs::rename(site.place("content"), site.place("content.old")).unwrap();
    sleep(Duration::from_millis(150));
    fs::rename(site.place("content.old"), site.place("content")).unwrap();
    site.replace("content/pilots/jia.md", "甲的正文", "回来以后的正文");
    watched.agree("the folder of all pages");
}

#[test]
fn an_archive_of_five_thousand_files_and_a_change_of_branch() {
    let watched = Watched::new();
    let site = &watched.site;
    let name = |number: usize| format!("content/unzip/f{}/p{number}.md", number % 50);
    let text = |number: usize, branch: &str| format!("---\ntitle: 篇{number}\n---\n{branch}的正文。\n");
    (0..5000).for_each(|number| site.write(&name(number), text(number, "主线")));
    until("the last of them", || watched.shows("/unzip/f49/p4999.html", "主线的正文"));
    watched.agree("five thousand files");
    // Another branch lacks a third, has others, and says something else in a third.
    for number in 0..5000 {
        match number % 3 {
            0 => site.remove(&name(number)),
            1 => site.write(&name(number), text(number, "分支")),
            _ => {}
        }
    }
    (5000..5300).for_each(|number| site.write(&name(number), text(number, "分支")));
    watched.agree("another branch");
    fs::remove_dir_all(site.place("content/unzip")).unwrap();
    watched.agree("all removed");
}
