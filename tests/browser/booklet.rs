//! Booklets: what stands in them, and whether the contents tell the sheets that chapters begin on.

use crate::browser::Browser;
use crate::print;
use crate::stage::{Built, Stage, until};

/// A booklet with a table of dozens of sheets, whose head is repeated on each, and with chapters of many sorts.
const BOOKLET: &str = "---\n类型: 汇编\n标题: 大汇编\n发布时间: 2020-07-20\n收录: [notices/changbiao, experience/_index, garden/_index, notices/_index, series/linghang]\n---\n";

/// Returns the sheets that the contents of an open booklet name, as soon as they are counted.
fn numbers(browser: &Browser) -> Vec<usize> {
    until("the sheets are counted", || {
        browser.run("return document.querySelector('article.compendium[data-counted]') !== null") == true
    });
    let said = browser
        .run("return [...document.querySelectorAll('.compendium-page')].map(one => Number(one.textContent))");
    said.as_array().unwrap().iter().map(|one| one.as_u64().unwrap() as usize).collect()
}

#[test]
fn the_contents_of_a_booklet_name_the_sheets() {
    let stage = Stage::enter();
    let note = |row: usize| "说明写得有长有短".repeat(row * 7 % 11);
    let rows: String = (1..500).map(|row| format!("| {row} | 第{row}项 | {} |\n", note(row))).collect();
    let table = format!(
        "---\n类型: 通知\n标题: 长表\n发布时间: 2020-01-12\n来源: 示范院\n---\n\n| 序号 | 名称 | 备注 |\n|---|---|---|\n{rows}"
    );
    let site = Built::with_changes(
        |root| {
            std::fs::write(root.join("content/series/da-huibian.md"), BOOKLET).unwrap();
            std::fs::write(root.join("content/notices/changbiao.md"), &table).unwrap();
        },
        str::to_owned,
    );
    let browser = stage.browser();
    for (base, page, least) in [
        (stage.site.file_url(), "series/linghang-huibian.html", 2),
        (stage.server.base(), "series/linghang-huibian.html", 2),
        (site.file_url(), "series/da-huibian.html", 20),
    ] {
        browser.open(&format!("{base}{page}"));
        let said = numbers(&browser);
        let pdf = browser.print_as_styled();
        let found: Vec<usize> =
            (1..=said.len()).map(|part| print::sheet_of(&pdf, &format!("part-{part}"))).collect();
        assert!(said.len() >= least, "{page}: {said:?}");
        assert_eq!(said, found, "{base}{page}");
    }
    browser.complaints();
}

#[test]
fn a_booklet_has_the_figures_and_milestones_of_its_pages() {
    let stage = Stage::enter();
    let browser = stage.browser();
    browser.open(&format!("{}series/linghang-huibian.html", stage.site.file_url()));
    let found = browser.run(
        "return [...document.querySelectorAll('.compendium-part')].map(part => [part.querySelectorAll('.band .figure').length, part.querySelectorAll('.timeline > li').length, part.querySelectorAll('.comment').length])",
    );
    assert_eq!(found, serde_json::json!([[3, 4, 1], [3, 2, 1]]));
}
