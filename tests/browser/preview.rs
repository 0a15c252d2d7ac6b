//! The live preview in a real browser: what an editor saves appears in place, and what is wrong is told there.

use std::fs;
use std::path::Path;

use pilothouse::diag::Lang;
use pilothouse::preview::{Hands, Preview, Watch, Wishes};
use pilothouse::site::SiteOptions;

use crate::stage::{Stage, until};

const TEMPLATE: &str = "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>{{ page.title }}</title>
<link rel=\"stylesheet\" href=\"{{ asset(name=\"own.css\") }}\"></head><body><h1>{{ page.title }}</h1>
<input id=\"field\"><details id=\"more\"><summary>更多</summary>内容</details>
<div id=\"content\">{{ page.content }}</div><div style=\"height:3000px\"></div><p id=\"end\">尾</p></body></html>";

/// A small site in a temporary folder.
pub struct Scene {
    folder: tempfile::TempDir,
    pub options: SiteOptions,
}

impl Scene {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = SiteOptions {
            root: folder.path().into(),
            content: None,
            output: None,
            drafts: false,
            audience: pilothouse::site::Audience::Public,
            made_for: None,
            as_of: Some("2026-06-01".into()),
            rehash: false,
            precompress: false,
        };
        let scene = Self { folder, options };
        scene.write("pilothouse.yaml", "site: {title: 示例站}\n");
        scene.write("themes/_local/templates/page.html", TEMPLATE);
        scene.write("themes/_local/assets/own.css", "h1 { color: rgb(1, 2, 3) }");
        scene.write("content/_index.md", "---\ntitle: 首页\n---\n");
        scene.page("第一稿", "第一段。");
        scene
    }

    pub fn write(&self, path: &str, text: &str) {
        let place = self.folder.path().join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
    }

    pub fn page(&self, title: &str, text: &str) {
        self.write("content/a.md", &format!("---\ntitle: {title}\n---\n{text}\n\n末段。\n"));
    }

    fn preview(&self, port: u16) -> Preview {
        self.preview_with(port, Hands::default())
    }

    pub fn preview_with(&self, port: u16, hands: Hands) -> Preview {
        let wishes = Wishes { host: None, port, watch: Watch::Events, lang: Lang::Zh, hands };
        Preview::start(&self.options, &wishes, |_| {}).unwrap()
    }
}

#[test]
pub fn a_page_is_patched_in_place() {
    let stage = Stage::enter();
    let browser = stage.browser();
    let scene = Scene::new();
    let preview = scene.preview(0);
    browser.open(&format!("{}a.html", preview.url()));
    let says = |script: &str| browser.run(&format!("return {script}")).as_bool() == Some(true);
    browser.run(
        "window.kept = document.querySelector('#end'); document.querySelector('#more').open = true;
         const field = document.querySelector('#field'); field.value = '写了一半'; field.focus(); window.scrollTo(0, 900);
         window.place = () => Math.round(document.querySelector('#end').getBoundingClientRect().top); window.before = window.place();",
    );
    scene.page("第二稿", "第一段。\n\n新的一段。");
    until("the new text", || {
        says("document.body.textContent.includes('新的一段') && document.title === '第二稿'")
    });
    assert!(
        says(
            "window.kept && window.kept.isConnected && window.scrollY >= 900 && window.place() === window.before"
        ),
        "nothing was loaded anew"
    );
    assert!(says("document.activeElement.id === 'field' && document.activeElement.value === '写了一半'"));
    assert!(says("document.querySelector('#more').open"));
    scene.write("themes/_local/assets/own.css", "h1 { color: rgb(4, 5, 6) }");
    until("the new style", || {
        says("getComputedStyle(document.querySelector('h1')).color === 'rgb(4, 5, 6)'")
    });
    until("the old style is gone", || says("document.querySelectorAll('link[rel=stylesheet]').length === 1"));
    assert!(says("window.kept.isConnected && window.scrollY >= 900 && window.place() === window.before"));
}

#[test]
pub fn what_is_wrong_is_told_above_the_last_good_page() {
    let stage = Stage::enter();
    let browser = stage.browser();
    let scene = Scene::new();
    let preview = scene.preview(0);
    browser.open(&format!("{}a.html", preview.url()));
    let overlay = "(document.querySelector('pilothouse-preview') || {shadowRoot: {textContent: ''}}).shadowRoot.textContent";
    let says = |script: &str| browser.run(&format!("return {script}")).as_bool() == Some(true);
    until("the first findings", || says("document.readyState === 'complete'"));
    scene.write("content/a.md", "---\ntitle: [第一稿\n---\n第一段。\n");
    until("the overlay", || {
        says(&format!("{overlay}.includes('括号没有配对') && {overlay}.includes('content/a.md')"))
    });
    assert!(says("document.body.textContent.includes('第一段') && document.title === '第一稿'"));
    until("the badge", || says(&format!("{overlay}.includes('全站：1 个错误')")));
    picture(&browser.picture(), "preview-overlay.png");
    scene.page("改好了", "第一段。");
    until("the mended page", || says("document.title === '改好了'"));
    until("no overlay", || {
        says(&format!("!{overlay}.includes('括号没有配对') && !{overlay}.includes('全站')"))
    });
}

#[test]
pub fn a_window_comes_back_after_a_restart() {
    let stage = Stage::enter();
    let browser = stage.browser();
    let scene = Scene::new();
    let preview = scene.preview(0);
    let port = preview.address().port();
    browser.open(&format!("{}a.html", preview.url()));
    let says = |script: &str| browser.run(&format!("return {script}")).as_bool() == Some(true);
    until("the window", || preview.windows() == 1);
    browser.run("window.kept = true");
    drop(preview);
    scene.page("重启之后", "第一段。");
    let _again = scene.preview(port);
    until("the new title", || says("document.title === '重启之后'"));
    assert!(says("window.kept === true"));
}

/// Keeps a picture to look at, if a place for it is given.
pub fn picture(png: &[u8], name: &str) {
    if let Some(folder) = std::env::var_os("PILOTHOUSE_PICTURES") {
        fs::write(Path::new(&folder).join(name), png).unwrap();
    }
}
