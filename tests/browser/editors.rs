//! What the preview shows editors, in a real browser: problems by file, bands, the way back to the source, the dashboard.

use std::path::Path;
use std::sync::Mutex;

use pilothouse::preview::Hands;

use crate::browser::Browser;
use crate::preview::{Scene, picture};
use crate::stage::{Stage, until};

/// What is shown above the page.
const ABOVE: &str = "(document.querySelector('pilothouse-preview') || {shadowRoot: {querySelector: () => null, textContent: ''}}).shadowRoot";

fn says(browser: &Browser, script: &str) -> bool {
    browser.run(&format!("const above = {ABOVE}; return {script}")).as_bool() == Some(true)
}

/// The last source that was opened.
static OPENED: Mutex<Option<(String, usize)>> = Mutex::new(None);

fn remember(_: &str, file: &Path, line: usize, _: usize) -> bool {
    *OPENED.lock().unwrap() = Some((file.file_name().unwrap().to_string_lossy().into_owned(), line));
    true
}

fn hands() -> Hands {
    Hands { open: remember, ..Hands::default() }
}

#[test]
pub fn problems_are_shown_by_file_with_carets_and_open_their_source() {
    let stage = Stage::enter();
    let browser = stage.browser();
    let scene = Scene::new();
    scene.write("pilothouse.yaml", "site: {title: 示例站}\neditor: vscode\n");
    let preview = scene.preview_with(0, hands());
    browser.open(&format!("{}a.html", preview.url()));
    until("the client", || says(&browser, "!!above.querySelector('.all')"));
    scene.write(
        "content/a.md",
        "---\ntitle: 第一稿\n---\n第一段，见[那里的说明](no-such-page.md)。\n\n又见[别处](nor-this.md)。\n",
    );
    scene.write("content/b.md", "---\ntitle: 乙\n标体: 写错的\n---\n乙的正文。\n");
    until("the panel", || {
        says(
            &browser,
            "above.textContent.includes('no-such-page.md') && above.querySelectorAll('.finding').length >= 2",
        )
    });
    until("the new body", || says(&browser, "document.body.textContent.includes('又见别处')"));
    // The carets begin under the first character that is meant and end under the last.
    assert!(says(
        &browser,
        "(() => { const pre = above.querySelector('pre'); const text = pre.firstChild; const range = document.createRange();
           const meant = pre.querySelector('.meant').getBoundingClientRect(); const before = pre.querySelector('.caret i').textContent.length;
           range.setStart(text, before); range.setEnd(text, before + pre.querySelector('.meant i').textContent.length);
           const real = range.getBoundingClientRect();
           return Math.abs(real.left - meant.left) < 1.5 && Math.abs(real.right - meant.right) < 1.5 && meant.top > real.top; })()"
    ));
    picture(&browser.picture(), "panel.png");
    browser.run(&format!("{ABOVE}.querySelector('a.place').click()"));
    until("the editor", || *OPENED.lock().unwrap() == Some(("a.md".into(), 4)));
    until("the badge", || {
        says(
            &browser,
            "[...above.querySelectorAll('.badges button')].some(one => one.textContent.includes('全站'))",
        )
    });
    browser.run(&format!("[...{ABOVE}.querySelectorAll('.badges button')].find(one => one.textContent.includes('全站')).click()"));
    until("all files", || {
        says(
            &browser,
            "[...above.querySelectorAll('h3')].map(one => one.textContent).join() === 'content/a.md,content/b.md'",
        )
    });
    picture(&browser.picture(), "panel-site.png");
    scene.page("改好了", "第一段。");
    scene.write("content/b.md", "---\ntitle: 乙\n---\n乙的正文。\n");
    until("nothing left", || {
        says(&browser, "!above.querySelector('.panel') && !above.querySelector('.badges button')")
    });
}

#[test]
pub fn a_draft_carries_a_band_until_it_is_none() {
    let stage = Stage::enter();
    let browser = stage.browser();
    let mut scene = Scene::new();
    scene.options.drafts = true;
    scene.write("content/a.md", "---\ntitle: 草稿一份\ndraft: true\n---\n第一段。\n");
    let preview = scene.preview_with(0, hands());
    browser.open(&format!("{}a.html", preview.url()));
    until("the band", || {
        says(
            &browser,
            "!!above.querySelector('.band') && above.querySelector('.band').textContent.includes('草稿')",
        )
    });
    assert!(
        says(&browser, "parseFloat(getComputedStyle(document.documentElement).paddingBottom) > 20"),
        "it hides nothing"
    );
    picture(&browser.picture(), "band.png");
    scene.write("content/a.md", "---\ntitle: 草稿一份\ndate: 2030-02-03\n---\n第一段。\n");
    until("another band", || says(&browser, "above.textContent.includes('到 2030-02-03 才会公开')"));
    scene.page("草稿一份", "第一段。");
    until("no band", || says(&browser, "!above.querySelector('.band')"));
}

#[test]
pub fn a_double_click_leads_to_the_source_and_an_edit_tells_its_cause() {
    let stage = Stage::enter();
    let browser = stage.browser();
    let scene = Scene::new();
    scene.write("pilothouse.yaml", "site: {title: 示例站}\neditor: vscode\n");
    scene.page("第一稿", "同样的话。\n\n同样的话。\n\n- 甲项\n- 乙项");
    let preview = scene.preview_with(0, hands());
    browser.open(&format!("{}a.html", preview.url()));
    until("the client", || says(&browser, "!!above.querySelector('.all')"));
    let click = |element: &str| {
        browser.run(&format!(
            "{element}.dispatchEvent(new MouseEvent('dblclick', {{bubbles: true, composed: true}}))"
        ));
    };
    let opened = |line: usize| *OPENED.lock().unwrap() == Some(("a.md".into(), line));
    click("document.querySelectorAll('#content p')[1]");
    until("the second of two equal ones", || opened(6));
    until("the line is shown", || {
        says(
            &browser,
            "above.textContent.includes('content/a.md 第 6 行') && above.textContent.includes('同样的话')",
        )
    });
    picture(&browser.picture(), "jump.png");
    click("document.querySelectorAll('#content li')[1]");
    until("an item", || opened(9));
    click("document.querySelector('h1')");
    until("the title", || opened(2));
    scene.page("第二稿", "同样的话。");
    until("the cause", || {
        says(&browser, "above.textContent.includes('已更新') && above.textContent.includes('content/a.md')")
    });
}

/// A page whose template repeats texts of the body, shows another page's body and the rows of a table.
const REPEATING: &str = "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>{{ page.title }}</title></head><body><h1>{{ page.title }}</h1>
<div id=\"top\"><p>同样的话。</p><ul><li><a href=\"{{ url(to=\"b\") }}\">乙页的标题</a></li></ul></div>
<div id=\"content\">{{ page.content }}</div><div id=\"other\">{% if page.id == \"a\" %}{{ content_of(id=\"b\") }}{% endif %}</div>
<table id=\"rows\">{% for row in data(name=\"people\") %}<tr><td>{{ row[\"姓名\"] }}</td><td>{{ row[\"年份\"] }}</td></tr>{% endfor %}</table></body></html>";

/// Its Markdown, from line 4 on.
const REPEATED: &str = "同样的话。\n\n同样的话。\n\n:::pillar 筑心 | 坚持学习\n同样的话。\n\n- 甲项\n- 甲项\n:::\n\n| 岗位 | 人数 |\n|---|---|\n| 值班 | 3 |\n| 巡检 | 3 |\n\n\
    第一行，\n第二行&amp;**要点**。\n　　缩进的另一段。\n\n```\n同样的话。\n```\n\n<div>生的<p>同样的话。</p></div>\n\n有脚注[^1]。\n\n同样的话。\n\n[^1]: 同样的话。\n";

#[test]
pub fn a_double_click_leads_to_the_right_one_of_equal_texts() {
    let stage = Stage::enter();
    let browser = stage.browser();
    let scene = Scene::new();
    scene.write("pilothouse.yaml", "site: {title: 示例站}\neditor: vscode\n");
    scene.write("themes/_local/templates/page.html", REPEATING);
    scene.write("content/a.md", &format!("---\ntitle: 第一稿\n---\n{REPEATED}"));
    scene.write("content/b.md", "---\nkind: page\ntitle: 乙页的标题\n---\n\n同样的话。\n");
    scene.write("content/_data/people.csv", "姓名,年份\n张示例,2019\n李示例,2020\n张示例,2021\n");
    let preview = scene.preview_with(0, hands());
    browser.open(&format!("{}a.html", preview.url()));
    until("the client", || says(&browser, "!!above.querySelector('.all')"));
    let wrong: Vec<String> = [
        ("#content > p", 0, "a.md", 4),
        ("#content > p", 1, "a.md", 6),
        ("#content li", 0, "a.md", 11),
        ("#content li", 1, "a.md", 12),
        ("#content td", 1, "a.md", 17),
        ("#content td", 3, "a.md", 18),
        ("#content th", 1, "a.md", 15),
        ("#content > p", 2, "a.md", 20),
        ("#content > p", 3, "a.md", 22),
        ("#content pre", 0, "a.md", 24),
        ("#content div > p", 0, "a.md", 9),
        ("#content div > p", 1, "a.md", 28),
        ("#content li", 2, "a.md", 34),
        (".pillar-gist", 0, "a.md", 8),
        ("#content > p", 5, "a.md", 32),
        ("#other p", 0, "b.md", 6),
        ("#rows td", 0, "people.csv", 2),
        ("#rows td", 2, "people.csv", 3),
        ("#rows td", 4, "people.csv", 4),
        ("#top li", 0, "b.md", 3),
        ("h1", 0, "a.md", 2),
    ]
    .iter()
    .filter_map(|&(selector, nth, file, line)| {
        *OPENED.lock().unwrap() = None;
        browser.run(&format!(
            "document.querySelectorAll('{selector}')[{nth}].dispatchEvent(new MouseEvent('dblclick', {{bubbles: true, composed: true}}))"
        ));
        until(&format!("{selector} {nth}"), || OPENED.lock().unwrap().is_some());
        let opened = OPENED.lock().unwrap().clone().unwrap();
        (opened != (file.to_owned(), line)).then(|| format!("{selector} {nth}: {opened:?} instead of {file} {line}"))
    })
    .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A kind with a workflow.
const WORKFLOW: &str = "kind: file
label: {zh: 文件, en: File}
extends: page
template: page.html
states: {field: state, hidden: [wait], withdrawn: [back]}
fields:
  state: {zh: 办理状态, en: State, type: enum, of: {wait: {zh: 待审, en: waiting}, back: {zh: 收回, en: taken back}, done: {zh: 办结, en: done}}}
";

/// Front matter, and what the band says.
const BANDS: [(&str, &str, &[&str]); 7] = [
    ("draft", "draft: true", &["草稿", "正式网站里没有这一页"]),
    ("later", "date: 2030-01-02", &["定时发布", "到 2030-01-02 才会公开"]),
    ("over", "date: 2020-01-02\nexpires: 2020-02-03", &["已过期", "显示到 2020-02-03 为止"]),
    ("old", "date: 2020-01-02\nsuperseded_by: f/plain", &["已被取代", "取代它的是：", "plain 的标题"]),
    ("back", "kind: file\nstate: back", &["已撤下", "现在的状态是“收回”"]),
    ("wait", "kind: file\nstate: wait", &["暂不公开", "现在的状态“待审”不公开"]),
    ("plain", "date: 2020-01-02", &[]),
];

#[test]
pub fn each_way_to_stand_has_its_band() {
    let stage = Stage::enter();
    let browser = stage.browser();
    let mut scene = Scene::new();
    scene.write(
        "pilothouse.yaml",
        "site: {title: 示例站}\nended: {expired: banner, superseded: banner, withdrawn: stub}\n",
    );
    scene.write("content/_kinds/file.yaml", WORKFLOW);
    let page = |name: &str, front: &str| {
        scene.write(
            &format!("content/f/{name}.md"),
            &format!("---\ntitle: {name} 的标题\n{front}\n---\n正文。\n"),
        );
    };
    BANDS.iter().for_each(|(name, front, _)| page(name, front));
    for drafts in [true, false] {
        scene.options.drafts = drafts;
        let preview = scene.preview_with(0, hands());
        for (name, _, words) in BANDS {
            browser.open(&format!("{}f/{name}.html", preview.url()));
            until("the client", || says(&browser, "!!above.querySelector('.all')"));
            let Some(first) = words.first() else {
                std::thread::sleep(std::time::Duration::from_millis(300));
                assert!(says(&browser, "!above.querySelector('.band')"), "{name}");
                continue;
            };
            until(name, || says(&browser, "!!above.querySelector('.band')"));
            let band = browser.run(&format!("return {ABOVE}.querySelector('.band').textContent"));
            let band = band.as_str().unwrap().to_owned();
            assert!(words.iter().all(|words| band.contains(words)), "{name}, {drafts}: {band}");
            assert!(band.contains(&format!("content/f/{name}.md")), "{name}: {band}");
            let absent = says(&browser, "above.textContent.includes('--drafts')");
            assert!(!(drafts && absent), "{name}: {band}");
            picture(&browser.picture(), &format!("band-{name}-{drafts}.png"));
            assert!(
                says(
                    &browser,
                    "above.querySelector('.band').scrollWidth <= innerWidth && above.querySelector('.band b').textContent.length > 1"
                ),
                "{first}"
            );
        }
        if drafts {
            // The link in a band leads to the successor.
            browser.open(&format!("{}f/old.html", preview.url()));
            until("the successor", || says(&browser, "!!above.querySelector('.band a[href]')"));
            assert!(says(&browser, "above.querySelector('.band a').pathname === '/f/plain.html'"));
        }
    }
    assert_eq!(browser.complaints().iter().filter(|one| !one.contains("404")).count(), 0);
}

#[test]
pub fn the_dashboard_finds_what_is_not_approved() {
    let stage = Stage::enter();
    let browser = stage.browser();
    let scene = Scene::new();
    let preview = scene.preview_with(0, hands());
    let says = |script: &str| browser.run(&format!("return {script}")).as_bool() == Some(true);
    const FILTER: &str =
        "[...document.querySelectorAll('#summary button')].find(one => one.textContent.includes('未审完'))";
    browser.complaints();
    browser.open(&format!("{}_pilothouse/", preview.url()));
    until("all rows", || says("document.querySelectorAll('.row').length > 1"));
    assert!(says(&format!("!{FILTER}")), "who has no reviews is not bothered with them");
    scene.write("pilothouse.yaml", "site: {title: 示例站}\n审批: {步骤: [初审, 终审], 类型: [page]}\n");
    scene.write("content/list/new.md", "---\ntitle: 没审的一页\n---\n正文。\n");
    until("the new page", || says(&format!("!!{FILTER}")));
    browser.run(&format!("{FILTER}.click()"));
    until("the page alone", || {
        says("[...document.querySelectorAll('.row')].every(one => one.querySelector('.tag.unreviewed'))")
    });
    assert!(says("document.querySelector('#list').textContent.includes('没审的一页')"));
    assert!(says("document.querySelector('.row .tag').textContent === '未送审'"));
    assert!(says("[...document.querySelector('#standing').options].some(one => one.value === '未送审')"));
    assert!(says("location.hash.includes('only=unapproved')"));
    picture(&browser.picture(), "dashboard-unapproved.png");
    assert_eq!(browser.complaints(), [""; 0]);
}

/// Tells whether something takes room on the screen.
fn shown(browser: &Browser, selector: &str) -> bool {
    browser.run(&format!("return document.querySelector('{selector}').getClientRects().length")) != 0
}

#[test]
pub fn the_dashboard_can_be_searched() {
    let stage = Stage::enter();
    let browser = stage.browser();
    let scene = Scene::new();
    for number in 0..300 {
        scene.write(
            &format!("content/list/p{number:03}.md"),
            &format!("---\ntitle: 第{number}页\ndate: 2025-01-02\n---\n正文。\n"),
        );
    }
    scene.write("content/list/draft.md", "---\ntitle: 一份草稿\ndraft: true\n---\n正文。\n");
    let preview = scene.preview_with(0, hands());
    browser.set_width(1366);
    browser.complaints();
    browser.open(&format!("{}_pilothouse/", preview.url()));
    let says = |script: &str| browser.run(&format!("return {script}")).as_bool() == Some(true);
    until("all rows", || says("document.querySelector('#count').textContent === '303 页'"));
    assert!(says("document.querySelectorAll('.row').length < 60"), "only those on screen are drawn");
    browser.run("window.scrollTo(0, document.body.scrollHeight)");
    until("the last row", || {
        says("[...document.querySelectorAll('.row')].some(one => one.textContent.includes('第299页'))")
    });
    let search = |text: &str| {
        browser.run(&format!("const field = document.querySelector('#search'); field.focus(); field.value = '{text}'; field.dispatchEvent(new Event('input'))"));
    };
    search("第12页");
    until("one row", || {
        says("document.querySelectorAll('.row').length === 1 && document.activeElement.id === 'search'")
    });
    search("");
    browser.run("[...document.querySelectorAll('#summary button')].find(one => one.textContent.includes('未公开')).click()");
    until("the draft", || {
        says(
            "document.querySelectorAll('.row').length === 1 && document.querySelector('.row').textContent.includes('草稿')",
        )
    });
    // What was chosen stands in the address.
    browser.run("location.reload()");
    until("the draft again", || {
        says(
            "document.readyState === 'complete' && location.hash.includes('only=waiting') && document.querySelectorAll('.row').length === 1",
        )
    });
    browser.run("document.querySelector('#summary button').click(); document.querySelector('.row .name button').click()");
    until("what it rests on", || says("document.querySelectorAll('#detail li').length > 3"));
    browser.run("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape'}))");
    assert!(says("document.querySelector('#detail').hidden"));
    assert!(says("!!document.activeElement.closest('.row')"), "the keyboard goes on where it was");
    scene.write("content/list/new.md", "---\ntitle: 新来的一页\n---\n正文。\n");
    until("the new page", || says("document.querySelector('#count').textContent === '304 页'"));
    browser.run("document.querySelectorAll('#tabs button')[1].click()");
    until("sizes", || {
        says(
            "/ kB|MB/.test(document.querySelector('#count').textContent) && document.querySelectorAll('.row .size').length > 5",
        )
    });
    picture(&browser.picture(), "dashboard-outputs.png");
    browser.run("document.querySelectorAll('#tabs button')[0].click()");
    search("第29");
    for width in [320, 390, 760, 1366] {
        browser.set_width(width);
        assert!(says("document.documentElement.scrollWidth <= window.innerWidth"), "{width}");
        picture(&browser.picture(), &format!("dashboard-{width}.png"));
        // Where there is no room for columns, what stands in their heads is chosen in a list.
        let (list, heads) = (shown(&browser, "#sort"), shown(&browser, "#head"));
        assert_eq!((list, heads), (width <= 760, width > 760), "{width}");
        let key = if width <= 760 { "name" } else { "" };
        browser.run(&format!("const sort = document.querySelector('#sort'); sort.value = '{key}'; sort.dispatchEvent(new Event('change'))"));
        assert_eq!(says("location.hash.includes('sort=name')"), width <= 760, "{width}");
    }
    browser.run("document.querySelector('.row .name button').click()");
    until("its detail", || says("document.querySelectorAll('#detail li').length > 3"));
    picture(&browser.picture(), "dashboard-detail.png");
    assert_eq!(browser.complaints(), [""; 0]);
}
