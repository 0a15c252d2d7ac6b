//! What a body tells besides its HTML, and that every rule's example shows the rule.

use pilothouse::diag::rules;
use pilothouse::markdown::{Body, LinkUse, Options, Piece, render};

use super::{TestHost, rendered};

fn body(text: &str) -> Body {
    rendered(text).0
}

#[test]
fn windows_line_ends_are_line_ends() {
    assert_eq!(
        body("甲\r\n乙\r\nword\r\nword\r\n\r\n丙\r\n").pieces,
        [Piece::Html("<p>甲乙word\nword</p>\n<p>丙</p>\n".into())]
    );
    assert_eq!(body("甲\r乙").pieces, [Piece::Html("<p>甲乙</p>\n".into())]);
    let (body, findings) = rendered(":::板块 甲\r\n乙\r\n:::\r\n");
    assert!(findings.is_empty(), "{findings:?}");
    assert!(matches!(&body.pieces[..], [Piece::Directive(directive)] if directive.args == ["甲"]));
}

#[test]
fn the_outline_is_a_tree() {
    let outline =
        body("## One\n\n### Two\n\n### Two\n\n## {重庆|Chóngqìng}**字** {#id}\n\n> ## Quoted").outline;
    assert_eq!(outline.len(), 2);
    assert_eq!(
        outline[0].children.iter().map(|heading| heading.id.as_str()).collect::<Vec<_>>(),
        ["two", "two-2"]
    );
    assert_eq!((outline[1].text.as_str(), outline[1].id.as_str()), ("重庆字", "id"));
}

#[test]
fn plain_text_is_what_a_reader_sees() {
    let text = "## 标题\n\n**甲**[^1]和`乙`，{丙|bǐng}==丁==。\nword\nword\n\n| 一 | 二 |\n|---|---|\n| 三 | 四 |\n\n- 五\n- 六\n\n\
                ![图](a.png \"说明\")\n\n:::板块 七|八\n九<b>十</b>\n:::\n\n[^1]: 注。\n";
    assert_eq!(
        body(text).plain,
        "标题\n甲和乙，丙丁。word word\n一 二\n三 四\n五\n六\n说明\n七\n八\n九十\n注。"
    );
}

#[test]
fn words_are_counted() {
    let body = body("培训**3600**余人，Rust 好。");
    assert_eq!((body.hanzi, body.words), (5, 9));
}

#[test]
fn the_summary_is_the_first_paragraph() {
    assert_eq!(body("## 标题\n\n> 引文\n\n- 列表\n\n**首段**[^1]。\n\n次段。\n\n[^1]: 注").summary, "首段。");
    assert_eq!(body(":::点评\n点评。\n:::\n\n正文。").summary, "正文。");
    assert_eq!(body(":::点评\n点评。\n:::").summary, "点评。");
    assert_eq!(body("- 甲\n- 乙").summary, "甲 乙");
    assert_eq!(body("").summary, "");
}

#[test]
fn links_to_anchors_elsewhere_are_kept() {
    let text = "甲**“乙”**丙[a](page.md#b)和[c](#d)、[e](page.md)、[f](https://a.example#g)";
    let start = text.find("[a]").unwrap() as u32;
    let links = body(text).links;
    assert_eq!(links, [LinkUse { written: "page.md#b".into(), span: (start, start + 14) }]);
}

#[test]
fn blocks_are_ranges_of_the_text() {
    let text = "## 甲\n\n乙**“丙”**丁\n\n- 戊\n- 己\n\n:::板块 庚\n辛\n\n壬\n:::\n\n---\n\n癸\n";
    let blocks: Vec<&str> =
        body(text).blocks.iter().map(|&(start, end)| text[start as usize..end as usize].trim_end()).collect();
    assert_eq!(blocks, ["## 甲", "乙**“丙”**丁", "- 戊\n- 己", ":::板块 庚\n辛\n\n壬\n:::", "---", "癸"]);
}

#[test]
fn places_are_exact_behind_changes_of_the_text() {
    let text = "甲**“乙”**丙~丁[x](没有 a.md)，[戊](没有.md)";
    let (_, findings) = rendered(text);
    let quoted: Vec<String> = findings.iter().map(|finding| format!("{:?}", finding.place)).collect();
    let start = text.find("[戊]").unwrap();
    assert!(
        quoted.iter().any(|place| place.contains(&format!("Body({start}, {})", text.len()))),
        "{quoted:?}"
    );
}

#[test]
fn trusted_html_is_left_as_it_is() {
    let options = Options { trust_html: true, ..Options::default() };
    let text = "<div onclick=\"x\">\n甲\n</div>\n";
    let (body, findings) = render(text, &"page.md".into(), &options, &mut TestHost);
    assert_eq!((body.pieces, findings.len()), (vec![Piece::Html(text.into())], 0));
}

#[test]
fn math_is_an_option() {
    let options = Options { math: true, ..Options::default() };
    let (body, _) = render("$a<b$", &"page.md".into(), &options, &mut TestHost);
    assert_eq!(body.pieces, [Piece::Html("<p><span class=\"math math-inline\">a&lt;b</span></p>\n".into())]);
}

#[test]
fn examples_of_rules_show_them() {
    let areas = [
        "nested-",
        "heading-",
        "alert-",
        "list-by-",
        "footnote-",
        "link-",
        "image-",
        "html-",
        "directive-",
        "character-",
        "mark-",
        "table-",
    ];
    // Rules of `check` about the same things, which look at sources and are tested with it.
    let of_check = ["table-without-header", "character-rare", "link-outward"];
    let (mut seen, mut wrong) = (0, Vec::new());
    for rule in rules::all()
        .filter(|rule| !of_check.contains(&rule.code))
        .filter(|rule| areas.iter().any(|area| rule.code.starts_with(area)) && !rule.example.is_empty())
    {
        let text = match rule.code {
            "heading-id-twice" => format!("{0}\n\n{0}", rule.example),
            "heading-level-skipped" => format!("## 甲\n\n{}", rule.example),
            "list-by-hand" => format!("{0}\n{0}", rule.example),
            // What cannot be seen in an example is described there.
            "character-control" => "第一行\u{b}第二行".to_owned(),
            "character-private" => "姓\u{e000}".to_owned(),
            "link-outside" => rule.example.replace("../../../", "../../"),
            "link-case" => rule.example.replace("![图](Photo.PNG)", "[图](PAGE.md)"),
            _ => rule.example.to_owned(),
        };
        let (_, findings) = rendered(&text);
        if !findings.iter().any(|finding| finding.code == rule.code) {
            wrong.push(format!("{}: {text:?} gives {findings:?}", rule.code));
        }
        seen += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen >= 15, "{seen}");
}
