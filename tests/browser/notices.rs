//! What stands on pages or comes up for reasons of the house: the band of pages that are not approved, the question before a link leaves.

use std::fs;
use std::process::Command;

use pilothouse::preview::Hands;
use serde_json::json;

use crate::browser::Browser;
use crate::preview::{Scene, picture};
use crate::stage::{Built, Stage, until};
use crate::valid::{make_official, official};

/// Settings with two steps of review.
const REVIEWED: &str = "site: {title: 示例站}\n审批: {步骤: [初审, 终审], 类型: [page]}\n";

/// Runs the program on a scene; what it did must be well done.
fn run(scene: &Scene, words: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pilothouse"));
    let done = command
        .arg("--root")
        .arg(&scene.options.root)
        .args(["--as-of", "2026-06-01"])
        .args(words)
        .output()
        .unwrap();
    assert!(done.status.success(), "{words:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// Takes the scene's page through all steps.
fn approve(scene: &Scene) {
    for (action, person) in [("submit", "作者"), ("approve", "甲"), ("approve", "乙")] {
        run(scene, &["review", action, "--as", person, "content/a.md"]);
    }
}

/// How the band of a page that was put out as a preview is seen: its words, its colours, and whether it is all there at the top.
const BAND: &str = "const all = document.querySelectorAll('.review-band'), band = all[0], box = band.getBoundingClientRect();
    window.scrollTo(0, 0);
    const style = getComputedStyle(band), over = document.elementFromPoint(innerWidth / 2, band.getBoundingClientRect().height / 2);
    return [all.length, band.textContent, style.backgroundColor, style.color,
      document.body.firstElementChild === band && over === band && box.width >= innerWidth - 20 && band.scrollWidth <= innerWidth
        && document.documentElement.scrollWidth <= innerWidth]";

#[test]
pub fn a_preview_of_files_says_on_each_page_that_it_must_not_go_out() {
    let stage = Stage::enter();
    let browser = stage.browser();
    let scene = Scene::new();
    scene.write("pilothouse.yaml", REVIEWED);
    // In the default theme, whose own head stands at the top otherwise.
    fs::remove_dir_all(scene.options.root.join("themes/_local")).unwrap();
    let seen = |browser: &Browser, name: &str, state: &str| {
        run(&scene, &["build", "--preview"]);
        let mut told = Vec::new();
        for width in [320, 1366] {
            browser.set_width(width);
            browser.open(&format!("file://{}/preview/{name}", scene.options.root.display()));
            picture(&browser.picture(), &format!("review-{state}-{width}.png"));
            told.push(browser.run(BAND));
        }
        assert_eq!(told[0], told[1], "{state}: as well on a phone");
        told.remove(0)
    };
    let open =
        json!([1, "未审核：未送审。这是预览，不得发布。", "rgb(166, 0, 0)", "rgb(255, 255, 255)", true]);
    assert_eq!(seen(&browser, "a.html", "open"), open);
    approve(&scene);
    let done = seen(&browser, "a.html", "approved");
    assert!(done[1].as_str().unwrap().starts_with("预览：已审完"), "{done}");
    assert_eq!((&done[0], &done[2], &done[4]), (&json!(1), &json!("rgb(74, 74, 74)"), &json!(true)));
    // It stands on paper too: what was printed to be read shall not be taken for what went out.
    assert_eq!(browser.run("return matchMedia('print').matches"), false);
    browser.command("Emulation.setEmulatedMedia", &json!({"media": "print"}));
    let printed =
        browser.run("return document.querySelector('.review-band').getBoundingClientRect().height > 10");
    browser.command("Emulation.setEmulatedMedia", &json!({"media": ""}));
    assert_eq!(printed, true);
    browser.complaints();
}

#[test]
pub fn the_live_preview_marks_a_page_until_it_is_approved() {
    let stage = Stage::enter();
    let browser = stage.browser();
    let scene = Scene::new();
    scene.write("pilothouse.yaml", REVIEWED);
    let preview = scene.preview_with(0, Hands::default());
    browser.open(&format!("{}a.html", preview.url()));
    let band = || {
        let text = browser.run(
            "const host = document.querySelector('pilothouse-preview'), band = host && host.shadowRoot.querySelector('.band');
             return band ? band.textContent : ''",
        );
        text.as_str().unwrap().to_owned()
    };
    until("the band", || band().contains("未审核") && band().contains("未送审"));
    assert!(band().contains("content/a.md"), "{}", band());
    picture(&browser.picture(), "review-live.png");
    run(&scene, &["review", "submit", "--as", "作者", "content/a.md"]);
    until("the next step", || band().contains("未审核") && !band().contains("未送审"));
    for person in ["甲", "乙"] {
        run(&scene, &["review", "approve", "--as", person, "content/a.md"]);
    }
    until("no band", || band().is_empty());
    // A word that changes after that has to be approved again.
    scene.page("第一稿", "第一段，改了一个字。");
    until("the band again", || band().contains("未审核"));
}

/// Counts what is asked, answers as wanted, and stays on the page.
const ASKED: &str = "window.asked = []; window.stopped = null;
    window.confirm = function (text) { window.asked.push(text); return window.answer; };
    window.addEventListener('click', function (event) { window.stopped = event.defaultPrevented; event.preventDefault(); });";

#[test]
pub fn a_link_that_leaves_a_government_site_is_asked_about() {
    let stage = Stage::enter();
    let browser = stage.browser();
    let page = "---\n标题: 外部链接\n发布时间: 2020-07-06\n来源: 宣传处党支部\n---\n\n[外部](https://other.example/a?b=1)，[站内](../about/help.md)，[本页](#xia)。\n\n## 下文 {#xia}\n\n文。\n";
    let change = |root: &std::path::Path| {
        fs::write(root.join("content/garden/waibu.md"), page).unwrap();
        make_official(root);
    };
    let site = Built::with_changes(change, official);
    browser.open(&format!("{}garden/waibu.html", site.file_url()));
    browser.run(ASKED);
    // Returns what was asked, and whether the link was stopped.
    let click = |words: &str, answer: bool| {
        browser.run(&format!(
            "window.asked = []; window.answer = {answer};
             const link = [...document.querySelectorAll('main a')].find(one => one.textContent.includes('{words}'));
             link.click(); return [window.asked, window.stopped]"
        ))
    };
    let asked = click("外部", false);
    let text = asked[0][0].as_str().unwrap_or_default();
    assert!(text.contains("即将离开") && text.ends_with("\nother.example"), "{asked}");
    assert_eq!(asked[1], true, "who says no stays");
    assert_eq!(click("外部", true)[1], false, "who says yes goes");
    assert_eq!(click("站内", false), json!([[], false]));
    assert_eq!(click("本页", false), json!([[], false]));
    // By the keyboard as well.
    browser.run("window.asked = []; window.answer = false; [...document.querySelectorAll('main a')].find(one => one.textContent.includes('外部')).focus()");
    browser.press("Enter");
    until("the question", || browser.run("return window.asked.length") == 1);
    // An intranet asks nobody.
    browser.open(&format!("{}index.html", stage.site.file_url()));
    assert_eq!(browser.run("return document.querySelectorAll('script[src*=leave]').length"), 0);
    browser.complaints();
}
