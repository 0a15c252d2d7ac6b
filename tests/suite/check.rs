//! `pilothouse check`: a site with leaks and defects planted in it, of which each is found where it is and none twice; clean sites
//! of which nothing is said.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use pilothouse::diag::Lang;
use pilothouse::diag::render::plain;
use pilothouse::site::{self, Report, WorldSources};

use crate::harness::{Silent, Site, codes, errors, files, ran, skip};
use crate::pictures::png;
use crate::planted::{archive, docx, jpeg, paragraph, pdf, pptx, xlsx};

/// An identity number with the right last character, of nobody: the example of the standard.
const ID: &str = "11010519491231002X";

/// Lines of a body, each with the rule it breaks.
const LEAKS: &[(&str, &str)] = &[
    ("personal-identity", "登记的证件号是 11010519491231002X，请核对。"),
    ("personal-identity", "分开写：110105 19491231 002X。"),
    ("personal-identity", "全角：１１０１０５１９４９１２３１００２Ｘ。"),
    ("personal-identity", "小写：11010519491231002x。"),
    ("personal-identity", "旧号 110105491231002 仍在用。"),
    ("personal-identity", "身份证号：110105194912310021（末位抄错了）。"),
    ("personal-identity", "| 甲 | 11010519491231002X |"),
    ("personal-mobile", "请打13812345678。"),
    ("personal-mobile", "请打 138 1234 5678。"),
    ("personal-mobile", "请打 138-1234-5678。"),
    ("personal-mobile", "请打１３８１２３４５６７８。"),
    ("personal-mobile", "请打 +86 13812345678。"),
    ("personal-mobile", "请打 0086-13812345678。"),
    ("personal-mobile", "2020年6月1日 13912345678 登记"),
    ("personal-mobile", "**联系人（15012345678）**"),
    ("personal-mobile", "- 值班：19912345678"),
    ("personal-mobile", "> 引文里的 17712345678"),
    ("personal-mobile", "[打电话](tel:13812345678)"),
    ("personal-mobile", "`代码里的 13812345678`"),
    ("personal-mobile", "<!-- 注释里的 13812345678 -->"),
    ("personal-card", "卡号 4111 1111 1111 1111 收款"),
    ("personal-card", "卡号 4111111111111111 收款"),
    ("personal-card", "卡号 6222020000000000000 收款"),
    ("personal-document", "护照号码：E12345678。"),
    ("personal-document", "通行证 C12345678。"),
    ("personal-document", "军官证号：南字第12345678号"),
    ("personal-plate", "车牌皖A12345停在门口"),
    ("personal-plate", "车牌京A·F1234停在门口"),
    ("personal-plate", "新能源车皖AD12345"),
    ("personal-mail", "请寄 mou.tongzhi@mail.example.com 收"),
    ("personal-mail", "[写信](mailto:jia@example.org)"),
    ("personal-address", "家住幸福路12号3栋2单元501室。"),
    ("personal-address", "住址：甲村3组15号。"),
    ("personal-telephone", "办公室电话 0551-62345679。"),
    ("secrecy-mark", "秘密★1年"),
    ("secrecy-mark", "机密 ★ 长期"),
    ("secrecy-mark", "绝密☆"),
    ("secrecy-mark", "密级：机密"),
    ("secrecy-mark", "内部资料 注意保存"),
    ("secrecy-mark", "（内部文件，禁止外传）"),
    ("secrecy-mark", "公开属性：不予公开"),
    ("secrecy-mark", "特急"),
    ("secrecy-mark", "**内部明电**"),
    ("remote-resource", "![图](https://other.example/a.png)"),
    ("remote-resource", "<img src=\"http://other.example/a.png\" alt=\"图\">"),
];

/// Lines of another body, each with the rule it breaks.
const DEFECTS: &[(&str, &str)] = &[
    ("link-outward", "见[别的网站](https://elsewhere.example/)。"),
    ("quotes-unpaired", "他说：“好，就这样办。"),
    ("quotes-unpaired", "他说好”，就这样办。"),
    ("quotes-unpaired", "看《办法第三条。"),
    ("quotes-unpaired", "看办法》第三条。"),
    ("quotes-unpaired", "多了一个）括号。"),
    ("quotes-unpaired", "少了一个（括号。"),
    ("quotes-unpaired", "文号示院发〔2020 8号。"),
    ("ascii-punctuation", "各支部要认真学习,做好准备。"),
    ("ascii-punctuation", "各支部要认真学习;做好准备。"),
    ("ascii-punctuation", "各支部要做到:认真学习。"),
    ("ascii-punctuation", "各支部准备好了吗?"),
    ("ascii-punctuation", "各支部准备好了!"),
    ("ascii-punctuation", "各支部认真学习."),
    ("ascii-punctuation", "信息技术处(原科技科)负责。"),
    ("full-width-digits", "共有２０２０人参加。"),
    ("full-width-digits", "使用ＯＡ办公。"),
    ("relative-date", "今年开展了活动。"),
    ("relative-date", "近日召开了会议。"),
    ("relative-date", "去年的任务已完成。"),
    ("enumeration-gap", "一是抓学习，二是抓落实，四是抓督查。"),
    ("announced-count", "主要有三点：一是抓学习，二是抓落实。"),
    ("announced-count", "做到四个方面：一是学，二是做，三是查。"),
    ("character-rare", "到𠅤镇去。"),
    ("word-retired", "由科技处负责。"),
    ("word-forbidden", "把事情搞定。"),
    ("word-required", "落实三会一课制度。"),
    ("post-wrong", "院长乙某某讲话。"),
    ("post-wrong", "主任甲某某讲话。"),
    ("person-misspelt", "院长甲某木讲话。"),
    ("person-withdrawn", "丁某某介绍经验。"),
    ("link-page-missing", "见[没有的页](nowhere.md)。"),
    ("link-file-missing", "见[没有的附件](nowhere.docx)。"),
    ("link-file-missing", "![没有的图](nowhere.png)"),
    ("link-anchor-missing", "见[没有的标题](#nowhere)。"),
    ("missing-anchor", "见[别页没有的标题](home-page.md#nowhere)。"),
    ("link-file-missing", "见[本机的文件](C:\\资料\\a.docx)。"),
    ("image-without-description", "![](large.png)"),
    ("link-page-missing", "见[大小写](HOME-page.md)。"),
    ("link-case", "见[大小写](LARGE.png)。"),
    ("thousands-mixed", "投入 3,600 元，另有 12000 元。"),
    ("comma-between-quotes", "读了《甲》、《乙》两本书。"),
    ("superlative-without-figure", "规模最大。"),
];

/// What is looked for: file, line (or nothing, or a cell) and rule.
type Place = (String, String, String);

/// Returns a page of lines, and where each breaks its rule.
fn page(file: &str, head: &str, lines: &[(&str, &str)]) -> (String, Vec<Place>) {
    let mut text = format!("---\n{head}\n---\n");
    let mut expected = Vec::new();
    for (code, line) in lines {
        text.push_str("\n这一段没有问题。\n\n");
        expected.push((file.to_owned(), (text.lines().count() + 1).to_string(), (*code).to_owned()));
        text.push_str(line);
        text.push('\n');
    }
    (text, expected)
}

/// Returns all findings as file, line and rule, in order.
fn places(report: &Report, sources: &WorldSources<'_>) -> Vec<Place> {
    let shown = plain(&report.diagnostics, sources, Lang::En);
    let place = |line: &str| {
        let (place, rest) = line.split_once(": ").unwrap();
        let code = rest.split_once('[').unwrap().1.split_once(']').unwrap().0;
        let (file, line) = place.split_once(':').unwrap_or((place, ""));
        (file.to_owned(), line.split(':').next().unwrap().to_owned(), code.to_owned())
    };
    let mut all: Vec<Place> = shown.lines().map(place).collect();
    all.sort();
    all
}

const SETTINGS: &str = "site: {title: 示例站}\ntheme: plain\n\
    check: {phones: [0551-62345678], hosts: [allowed.example], style: true}\n\
    lints: {reprint-undated: warning}\n\
    data: {people: {kind: person}, words: {kind: wording}}\n";

const PEOPLE: &str = "姓名,职务,任职时间,免职时间,撤下\n甲某某,院长,2018-01,,否\n甲某某,主任,2010-01,2017-12,否\n乙某某,副院长,2018-01,,否\n丁某某,,,,是\n";

const WORDS: &str = "词语,改为,类别\n科技处,信息技术处,旧称\n搞定,,禁用\n三会一课,“三会一课”,标准写法\n";

/// Files with something in them, and the rules they break in all.
fn attachments() -> Vec<(&'static str, Vec<u8>, Vec<&'static str>)> {
    let mobile = "电话13812345678";
    let core = "<cp:coreProperties><dc:creator>某同志</dc:creator><cp:lastModifiedBy>某同志</cp:lastModifiedBy></cp:coreProperties>";
    vec![
        (
            "text.docx",
            docx(&paragraph(&format!("身份证{ID}，{mobile}")), &[]),
            vec!["personal-identity", "personal-mobile"],
        ),
        ("header.docx", docx("", &[("word/header1.xml", &paragraph("机密★1年"))]), vec!["secrecy-mark"]),
        ("note.docx", docx("", &[("word/footnotes.xml", &paragraph(mobile))]), vec!["personal-mobile"]),
        (
            "comments.docx",
            docx(
                "",
                &[(
                    "word/comments.xml",
                    "<w:comments><w:comment><w:p><w:r><w:t>问问13812345678</w:t></w:r></w:p></w:comment></w:comments>",
                )],
            ),
            vec!["attachment-comments", "personal-mobile"],
        ),
        (
            "changes.docx",
            docx(
                "<w:p><w:del w:author=\"x\"><w:r><w:delText>13812345678</w:delText></w:r></w:del><w:ins><w:r><w:t>略</w:t></w:r></w:ins></w:p>",
                &[],
            ),
            vec!["attachment-changes", "personal-mobile"],
        ),
        (
            "hidden.docx",
            docx("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>底稿</w:t></w:r></w:p>", &[]),
            vec!["attachment-hidden-text"],
        ),
        ("author.docx", docx("", &[("docProps/core.xml", core)]), vec!["attachment-author"]),
        (
            "box.docx",
            docx(
                "<w:p><w:r><w:t>外</w:t><w:txbxContent><w:p><w:r><w:t>13812345678</w:t></w:r></w:p></w:txbxContent></w:r></w:p>",
                &[],
            ),
            vec!["personal-mobile"],
        ),
        (
            "alt.docx",
            docx("<w:p><wp:docPr id=\"1\" descr=\"合影，电话13812345678\"/></w:p>", &[]),
            vec!["personal-mobile"],
        ),
        ("macro.docx", docx("", &[("word/vbaProject.bin", "x")]), vec!["attachment-macros"]),
        (
            "list.xlsx",
            xlsx(
                &["姓名", ID],
                &[(
                    "名单",
                    "",
                    "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row></sheetData>",
                )],
                &[],
            ),
            vec!["personal-identity"],
        ),
        (
            "number.xlsx",
            xlsx(
                &[],
                &[(
                    "名单",
                    "",
                    "<sheetData><row r=\"1\"><c r=\"C1\"><v>1.3812345678E10</v></c></row></sheetData>",
                )],
                &[],
            ),
            vec!["personal-mobile"],
        ),
        (
            "inline.xlsx",
            xlsx(
                &[],
                &[(
                    "名单",
                    "",
                    "<sheetData><row r=\"1\"><c r=\"C1\" t=\"inlineStr\"><is><t>13812345678</t></is></c></row></sheetData>",
                )],
                &[],
            ),
            vec!["personal-mobile"],
        ),
        (
            "column.xlsx",
            xlsx(
                &["13812345678"],
                &[(
                    "名单",
                    "",
                    "<cols><col min=\"2\" max=\"2\" hidden=\"1\"/></cols><sheetData><row r=\"1\"><c r=\"B1\" t=\"s\"><v>0</v></c></row></sheetData>",
                )],
                &[],
            ),
            vec!["attachment-hidden-cells", "personal-mobile"],
        ),
        (
            "row.xlsx",
            xlsx(
                &["略"],
                &[(
                    "名单",
                    "",
                    "<sheetData><row r=\"1\" hidden=\"1\"><c r=\"B1\" t=\"s\"><v>0</v></c></row></sheetData>",
                )],
                &[],
            ),
            vec!["attachment-hidden-cells"],
        ),
        (
            "sheet.xlsx",
            xlsx(&["略"], &[("名单", "", "<sheetData/>"), ("底稿", "state=\"hidden\"", "<sheetData/>")], &[]),
            vec!["attachment-hidden-cells"],
        ),
        (
            "comments.xlsx",
            xlsx(
                &[],
                &[("名单", "", "<sheetData/>")],
                &[(
                    "xl/comments1.xml",
                    "<comments><commentList><comment><text><t>13812345678</t></text></comment></commentList></comments>",
                )],
            ),
            vec!["attachment-comments", "personal-mobile"],
        ),
        (
            "slides.pptx",
            pptx(&[(
                "ppt/slides/slide1.xml",
                "<p:sld><a:p><a:r><a:t>1381234</a:t></a:r><a:r><a:t>5678</a:t></a:r></a:p></p:sld>",
            )]),
            vec!["personal-mobile"],
        ),
        (
            "notes.pptx",
            pptx(&[(
                "ppt/notesSlides/notesSlide1.xml",
                "<p:notes><a:p><a:r><a:t>这里慢一点讲</a:t></a:r></a:p></p:notes>",
            )]),
            vec!["attachment-hidden-slides"],
        ),
        (
            "hidden.pptx",
            pptx(&[("ppt/slides/slide1.xml", "<p:sld show=\"0\"/>")]),
            vec!["attachment-hidden-slides"],
        ),
        ("text.pdf", pdf(&format!("身份证{ID}"), "admin"), vec!["personal-identity"]),
        ("author.pdf", pdf("略", "Mou Tongzhi"), vec!["attachment-author"]),
        (
            "locked.pdf",
            b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer << /Encrypt 2 0 R >>\n".to_vec(),
            vec!["attachment-closed"],
        ),
        ("photo.jpg", jpeg("Mou Tongzhi"), vec!["attachment-author", "picture-location"]),
        (
            "inside.zip",
            archive(&[("名单.docx", &docx(&paragraph(mobile), &[])), ("13912345678.txt", b"x")]),
            vec!["personal-mobile", "personal-mobile"],
        ),
        ("text.txt", format!("联系{mobile}").into_bytes(), vec!["personal-mobile"]),
        (
            "gbk.csv",
            b"\xd0\xd5\xc3\xfb,\xb5\xe7\xbb\xb0\n\xbc\xd7,13812345678\n".to_vec(),
            vec!["personal-mobile"],
        ),
        ("broken.docx", b"PK\x03\x04 and no more".to_vec(), vec!["attachment-closed"]),
        (
            "old.doc",
            [
                &[0xD0, 0xCF, 0x11, 0xE0][..],
                &"电话13812345678完".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(),
            ]
            .concat(),
            vec!["attachment-closed", "personal-mobile"],
        ),
        ("tool.exe", b"MZ".to_vec(), vec!["attachment-type"]),
        ("13712345678.png", png(8, 8), vec!["personal-mobile"]),
    ]
}

/// Returns the planted site and all that is to be found in it.
fn planted() -> (Site, Vec<Place>) {
    let site = Site::plain("");
    let mut expected = Vec::new();
    site.write("pilothouse.yaml", SETTINGS);
    site.write("content/_data/people.csv", PEOPLE);
    site.write("content/_data/words.csv", WORDS);
    let mut put = |file: &str, head: &str, lines: &[(&str, &str)]| {
        let (text, places) = page(file, head, lines);
        site.write(file, text);
        expected.extend(places);
    };
    put("content/a/leaks.md", "title: 漏了的\nsummary: 一句话\ndate: 2020-06-01", LEAKS);
    put("content/a/defects.md", "title: 错了的\nsummary: 一句话\ndate: 2020-06-01", DEFECTS);
    put("content/a/draft.md", "title: 草稿\ndraft: true", &[("personal-mobile", "电话13812345678")]);
    let mut whole = |file: &str, text: &str, at: &[(&str, &str)]| {
        site.write(file, text);
        expected
            .extend(at.iter().map(|(line, code)| (file.to_owned(), (*line).to_owned(), (*code).to_owned())));
    };
    whole("content/a/_index.md", "---\ntitle: 有\nupdate_every: 14天\n---\n", &[("3", "column-stale")]);
    whole("content/empty/_index.md", "---\ntitle: 空栏目\n---\n", &[("", "column-empty")]);
    whole(
        "content/a/front.md",
        "---\ntitle: 首页的信息\nsummary: 电话13812345678\ncover: {src: cover.png, alt: 身份证11010519491231002X}\n---\n",
        &[("3", "personal-mobile"), ("4", "personal-identity"), ("4", "picture-too-small")],
    );
    whole("content/a/home-page.md", "---\ntitle: 首页的信息\n---\n甲。\n", &[("2", "title-twice")]);
    whole(
        "content/a/chapters.md",
        "---\ntitle: 四项举措促提升\n---\n## 一、学\n\n甲。\n\n## 二、做\n\n乙。\n",
        &[("2", "announced-count")],
    );
    whole(
        "content/a/gap.md",
        "---\ntitle: 跳了号\n---\n## 一、学\n\n甲。\n\n## 三、查\n\n乙。\n",
        &[("8", "enumeration-gap")],
    );
    whole(
        "content/a/table.md",
        "---\ntitle: 没有表头\n---\n甲。\n\n|  |  |\n|--|--|\n| 甲 | 乙 |\n",
        &[("6", "table-without-header")],
    );
    whole(
        "content/a/leads.md",
        "---\ntitle: 段首\n---\n**读经典。**甲。\n\n**重方法求。**乙。\n",
        &[("6", "leads-uneven")],
    );
    let (paragraph, part) = ("字".repeat(401), "字".repeat(60));
    whole(
        "content/a/long.md",
        &format!("---\ntitle: 一段到底\nsummary: 一句话\n---\n甲。\n\n{paragraph}。\n"),
        &[("7", "paragraph-long")],
    );
    whole(
        "content/a/bare.md",
        &format!("---\ntitle: 没有摘要\n---\n{part}。\n\n{part}。\n\n{part}。\n\n{part}。\n"),
        &[("", "summary-missing")],
    );
    whole(
        "content/a/reprint.md",
        "---\ntitle: 转发\nreprints: [{by: 某报}]\n---\n甲。\n",
        &[("3", "reprint-undated")],
    );
    whole(
        "content/a/local.md",
        "---\ntitle: 本机的文件\ncover: {src: \"C:\\\\照片\\\\a.jpg\", alt: 甲}\n---\n甲。\n",
        &[("3", "local-path")],
    );
    whole(
        "content/a/heading.md",
        "---\ntitle: 跳了级\n---\n## 一级\n\n#### 跳级\n\n甲。\n",
        &[("6", "heading-level-skipped")],
    );
    whole("content/a/one.md", "---\ntitle: 甲一\nid: x\n---\n甲。\n", &[]);
    whole(
        "content/a/two.md",
        "---\ntitle: 甲二\nid: x\nunit: 没有的单位\n---\n甲。\n",
        &[("3", "id-twice"), ("4", "unknown-reference")],
    );
    whole("content/a/office.md", "---\ntitle: 信息技术办公室\nkind: unit\nshort: 信息办\n---\n甲。\n", &[]);
    whole(
        "content/a/short.md",
        "---\ntitle: 简称在前\n---\n信息办负责，信息技术办公室配合。\n",
        &[("4", "short-name-first")],
    );
    whole(
        "content/a/round.md",
        "---\ntitle: 年度评选\nkind: round\ndate: 2026-01-01\nentries: [{title: 甲品牌, unit: 信息办, result: final}]\ncounts: {final: 2}\n---\n甲。\n",
        &[("6", "count-differs")],
    );
    whole(
        "content/a/honour.md",
        "---\ntitle: 年度荣誉\nkind: honour\ndate: 2026-01-01\nround: round\nrecipients: [{unit: 信息技术办公室}, {name: 乙品牌}]\n---\n甲。\n",
        &[("6", "not-among-chosen")],
    );
    whole("content/a/13612345678.md", "---\ntitle: 名字\n---\n甲。\n", &[("", "personal-mobile")]);
    whole(
        "content/a/waived.md",
        "---\ntitle: 豁免的\nwaivers:\n  - {rule: personal-mobile, by: 值班编辑, reason: 值班手机, date: 2020-06-01}\n  - {rule: personal-plate, by: 值班编辑, reason: 用不上, date: 2020-06-01}\n  - {rule: personal-mail, by: 值班编辑, reason: 过期, date: 2020-06-01, until: 2020-07-01}\n  - {rule: personal-card, by: 值班编辑, date: 2020-06-01}\n  - {rule: missing-field, by: 值班编辑, reason: 不行, date: 2020-06-01}\n---\n电话13812345678，信箱a@example.com。\n",
        &[
            ("5", "waiver-unneeded"),
            ("6", "waiver-expired"),
            ("7", "waiver-incomplete"),
            ("8", "waiver-refused"),
            ("10", "personal-mail"),
        ],
    );
    whole("content/_data/table.csv", "姓名,电话\n甲,13812345678\n", &[("2", "personal-mobile")]);
    site.write("content/a/large.png", large(800, 9 << 20));
    site.write("content/a/cover.png", large(120, 0));
    expected.push(("content/a/large.png".into(), String::new(), "picture-too-large".into()));
    for (name, bytes, rules) in attachments() {
        let file = format!("content/files/{name}");
        site.write(&file, bytes);
        expected.extend(rules.into_iter().map(|code| (file.clone(), String::new(), code.to_owned())));
    }
    expected.sort();
    (site, expected)
}

/// Returns a picture of a width that is followed by so many bytes.
fn large(width: u32, more: usize) -> Vec<u8> {
    let mut file = png(width, 100);
    file.resize(file.len() + more, 0);
    file
}

fn check(site: &Site) -> Report {
    site::check(&site.options, &Silent).unwrap().0
}

#[test]
fn all_that_is_planted_is_found_where_it_is_and_once() {
    let (site, expected) = planted();
    let (report, world) = site::check(&site.options, &Silent).unwrap();
    let found = places(&report, &WorldSources::new(&world));
    let count = |places: &[Place]| {
        let mut counts: BTreeMap<Place, i32> = BTreeMap::new();
        places.iter().for_each(|place| *counts.entry(place.clone()).or_default() += 1);
        counts
    };
    let (found_counts, expected_counts) = (count(&found), count(&expected));
    let differs = |a: &BTreeMap<Place, i32>, b: &BTreeMap<Place, i32>| -> Vec<String> {
        a.iter()
            .filter(|(place, number)| b.get(*place).unwrap_or(&0) < *number)
            .map(|(place, _)| format!("{place:?}"))
            .collect()
    };
    let (missing, surplus) =
        (differs(&expected_counts, &found_counts), differs(&found_counts, &expected_counts));
    assert!(
        missing.is_empty() && surplus.is_empty(),
        "missing:\n{}\nsurplus:\n{}",
        missing.join("\n"),
        surplus.join("\n")
    );
    let private = |code: &str| {
        ["personal-", "secrecy-", "attachment-", "remote-", "picture-location"]
            .iter()
            .any(|start| code.starts_with(start))
    };
    let leaks = expected.iter().filter(|(_, _, code)| private(code)).count();
    println!("{leaks} leaks and {} defects planted, {} findings", expected.len() - leaks, found.len());
    assert!(leaks >= 60 && expected.len() - leaks >= 60, "{leaks} leaks, {} defects", expected.len() - leaks);
    assert_eq!(report.waived.len(), 1, "{:?}", report.waived);
}

/// Returns what is said of a page of taste, as line and rule.
fn taste(head: &str, body: &str) -> Vec<(String, String)> {
    let site = Site::plain("");
    site.write("pilothouse.yaml", "site: {title: 示例站}\ntheme: plain\ncheck: {style: true}\n");
    site.write("content/a.md", format!("---\ntitle: 甲\n{head}---\n{body}\n"));
    let (report, world) = site::check(&site.options, &Silent).unwrap();
    places(&report, &WorldSources::new(&world)).into_iter().map(|(_, line, code)| (line, code)).collect()
}

#[test]
fn long_paragraphs_are_told_where_they_begin() {
    let summary = "summary: 一句话\n";
    let said = |body: &str| taste(summary, body);
    let of = |count: usize| "字".repeat(count);
    let at = |line: &str| vec![(line.to_owned(), "paragraph-long".to_owned())];
    assert_eq!(said(&of(400)), []);
    assert_eq!(said(&of(401)), at("5"));
    // Line breaks inside a paragraph do not end it; blanks do not count.
    assert_eq!(said(&format!("甲。\n\n{}\n{}", of(200), of(201))), at("7"));
    assert_eq!(said(&format!("{} {}", of(200), of(200))), []);
    // Several short ones are no long one, nor are the items of a list, cells of a table, or code.
    assert_eq!(said(&vec![of(150); 4].join("\n\n")), []);
    assert_eq!(said(&vec![format!("- {}", of(150)); 4].join("\n")), []);
    assert_eq!(said(&vec![format!("1. {}", of(150)); 4].join("\n")), []);
    assert_eq!(said(&format!("- 甲\n- {}\n- 乙", of(401))), at("6"));
    assert_eq!(said(&format!("| 甲 |\n|---|\n{}", vec![format!("| {} |", of(150)); 4].join("\n"))), []);
    assert_eq!(said(&format!("```\n{}\n```", of(401))), []);
}

#[test]
fn a_missing_summary_is_told_of_pages_that_are_long_enough() {
    let text = |count: usize| vec!["字".repeat(50); count].join("\n\n");
    let missing = [(String::new(), "summary-missing".to_owned())];
    assert_eq!(taste("", &text(5)), missing);
    assert_eq!(taste("", &text(4)), [], "a short text is its own summary");
    assert_eq!(taste("summary: 一句话\n", &text(5)), []);
    assert_eq!(taste("摘要: 一句话\n", &text(5)), []);
    assert_eq!(taste("summary: \"\"\n", &text(5)).iter().filter(|one| **one == missing[0]).count(), 1);
}

#[test]
fn nothing_is_said_of_clean_sites() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["", "tests/fixtures/library", "tests/fixtures/blog"] {
        let site = Site::from("");
        let mut options = site.options.clone();
        options.root = root.join(folder);
        options.output = Some(site.beside("out"));
        let (report, world) = site::check(&options, &Silent).unwrap();
        assert_eq!(plain(&report.diagnostics, &WorldSources::new(&world), Lang::Zh), "", "{folder}");
    }
}

#[test]
fn nothing_is_said_of_a_thousand_generated_pages() {
    let program =
        std::env::current_exe().unwrap().parent().unwrap().with_file_name("examples").join("bench-corpus");
    if !program.exists() {
        return skip(
            "check",
            "the corpus's program is not there; `cargo test` builds it, `--test suite` alone does not",
        );
    }
    let site = Site::from("");
    let content = site.beside("corpus");
    assert!(Command::new(program).arg("1000").arg(&content).output().unwrap().status.success());
    let mut options = site.options.clone();
    options.root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bench/site");
    options.content = Some(content);
    options.output = Some(site.beside("out"));
    let (mut report, world) = site::check(&options, &Silent).unwrap();
    // Its random words do say 今年 on pages of past years: that is told with cause.
    report.diagnostics.retain(|found| found.code != "relative-date");
    let found = plain(&report.diagnostics, &WorldSources::new(&world), Lang::Zh);
    // Ten of a thousand pages may be told without cause; what the rules that keep things in say without cause stops a build.
    assert!(errors(&report.diagnostics).is_empty() && report.diagnostics.len() <= 10, "{found}");
}

#[test]
fn a_build_lets_nothing_private_out() {
    let site = Site::plain("//- content/a.md\n---\ntitle: 甲\n---\n请打13812345678。\n");
    let report = site.build();
    assert_eq!((errors(&report.diagnostics), report.committed), (vec!["personal-mobile"], false));
    site.write("content/a.md", "---\ntitle: 甲\ndraft: true\n---\n请打13812345678。\n");
    site.build_well();
    site.write("content/list.docx", docx(&paragraph("13812345678"), &[]));
    assert_eq!(errors(&site.build().diagnostics), ["personal-mobile"]);
    let allowed = "site: {title: 示例站}\ntheme: plain\ncheck: {allow: [13812345678]}\n";
    site.write("pilothouse.yaml", allowed);
    site.build_well();
}

#[test]
fn opinions_are_for_check_alone() {
    let site = Site::plain("//- content/a.md\n---\ntitle: 甲\n---\n认真学习,做好准备。\n");
    let report = site.build_well();
    assert_eq!(ran(&report, "PageCheck"), 0);
    assert_eq!(codes(&check(&site).diagnostics), ["ascii-punctuation"]);
}

#[test]
fn an_attachment_is_looked_into_once() {
    let site = Site::plain("//- content/a.md\n---\ntitle: 甲\n---\n甲。\n");
    site.write("content/list.docx", docx(&paragraph("名单"), &[]));
    site.age();
    assert_eq!(ran(&site.build_well(), "Scan"), 1);
    site.replace("content/a.md", "甲。", "乙。");
    let report = site.build_well();
    assert_eq!((ran(&report, "Scan"), ran(&report, "PageLeaks")), (0, 1));
    // Other settings ask the same scan another question.
    site.write("pilothouse.yaml", "site: {title: 示例站}\ntheme: plain\ncheck: {allow: [x]}\n");
    assert_eq!(ran(&site.build_well(), "Scan"), 0);
    site.write("content/list.docx", docx(&paragraph("13812345678"), &[]));
    let report = site.build();
    assert_eq!((ran(&report, "Scan"), errors(&report.diagnostics)), (1, vec!["personal-mobile"]));
    let (clean, _) = site.build_clean();
    assert_eq!(report.diagnostics, clean.diagnostics);
}

#[test]
fn a_waiver_lets_one_finding_out_until_its_day() {
    let site = Site::plain(
        "//- content/a.md\n---\ntitle: 甲\nwaivers: [{rule: personal-mobile, by: 值班编辑, reason: 值班手机, date: 2026-01-01, until: 2026-06-30}]\n---\n请打13812345678。\n",
    );
    let mut site = site;
    site.build_well();
    site.build_well();
    let run = site.cli(["check", "--as-of", "2026-06-01"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.err.contains("值班编辑 于 2026-01-01 批准：值班手机，到 2026-06-30 为止"), "{}", run.err);
    site.options.as_of = Some("2026-07-01".into());
    assert_eq!(errors(&site.build().diagnostics), ["personal-mobile"]);
    let (clean, _) = site.build_clean();
    assert_eq!(site.build().diagnostics, clean.diagnostics);
}

#[test]
fn a_waiver_for_a_file_that_is_not_there_is_told() {
    let site = Site::plain("//- content/a.md\n---\ntitle: 甲\n---\n正文。\n");
    site.write("content/名单.txt", "请打13812345678。\n");
    let waiver = |page: &str| {
        let rest = "rule: personal-mobile, by: 值班编辑, reason: 值班手机, date: 2026-01-01";
        site.write("pilothouse.yaml", format!("site: {{title: 站}}\nwaivers: [{{page: {page}, {rest}}}]\n"));
        let found = check(&site).diagnostics;
        codes(&found).iter().map(|code| (*code).to_owned()).collect::<Vec<_>>()
    };
    for page in ["名单.txt", "/名单.txt", "content/名单.txt"] {
        assert_eq!(waiver(page), [""; 0], "{page}");
    }
    for page in ["名单.text", "../content/名单.txt"] {
        assert_eq!(waiver(page), ["personal-mobile", "waiver-nowhere"], "{page}");
    }
}

#[test]
fn rules_are_explained() {
    let site = Site::plain("");
    let run = site.cli(["check", "--explain", "personal-mobile"]);
    assert_eq!(run.code, Some(0));
    for part in ["personal-mobile（错误）", "检查清单：E04", "为什么：", "怎么改：", "例如：", "豁免"]
    {
        assert!(run.out.contains(part), "{part}: {}", run.out);
    }
    let run = site.cli(["check", "--explain", "e04", "--lang", "en"]);
    assert!(
        run.out.contains("personal-identity (error)") && run.out.contains("picture-location"),
        "{}",
        run.out
    );
    let all = site.cli(["check", "--explain"]);
    let listed =
        pilothouse::diag::rules::all().filter(|rule| all.out.contains(&format!("{}  ", rule.code))).count();
    assert_eq!(listed, pilothouse::diag::rules::all().count());
    assert!(all.out.contains("\nE14  ") && all.out.contains("\nH07  "));
    let run = site.cli(["check", "--explain", "personal-mobil"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("是不是“personal-mobile”？"), "{}", run.err);
}

#[test]
fn mechanical_ones_are_mended_and_nothing_is_lost() {
    let text = "---\r\ntitle: 甲\r\nsummary: 电话13812345678\r\n---\r\n认真学习,做好准备。电话13812345678和13912345679；共２０人。\r\n";
    let site = Site::plain("");
    site.write("content/a.md", format!("\u{feff}{text}"));
    let run = site.cli(["check", "--fix"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(
        run.out.contains("--- content/a.md\n+++ content/a.md\n@@ 3 @@\n-summary: 电话13812345678"),
        "{}",
        run.out
    );
    assert!(run.err.contains("没有写入"), "{}", run.err);
    let read = || std::fs::read_to_string(site.place("content/a.md")).unwrap();
    assert_eq!(read(), format!("\u{feff}{text}"));
    let run = site.cli(["check", "--fix", "--yes"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let mended = "\u{feff}---\r\ntitle: 甲\r\nsummary: 电话138****5678\r\n---\r\n认真学习，做好准备。电话138\\*\\*\\*\\*5678和139\\*\\*\\*\\*5679；共20人。\r\n";
    assert_eq!(read(), mended);
    let kept = std::fs::read_to_string(site.place(".pilothouse/fixed/1/content/a.md")).unwrap();
    assert_eq!(kept, format!("\u{feff}{text}"));
    assert_eq!(codes(&check(&site).diagnostics), [""; 0]);
    site.build_well();
    assert!(site.read("a.html").contains("电话138****5678和139****5679"), "{}", site.read("a.html"));
    let left: Vec<String> = files(&site.place("content")).into_keys().collect();
    assert_eq!(left, ["_index.md", "a.md"]);
    let again = site.cli(["check", "--fix", "--yes"]);
    assert!(again.err.contains("没有可以自动改的地方"), "{}", again.err);
}

#[test]
fn files_that_are_not_utf_8_are_not_mended() {
    let site = Site::plain("");
    let bytes = b"---\ntitle: a\n---\n\xb5\xe7\xbb\xb0\xca\xc713812345678\xc7\xeb\xb4\xf2\xb5\xe7\xbb\xb0\n";
    site.write("content/a.md", bytes);
    let run = site.cli(["check", "--fix", "--yes"]);
    assert!(run.err.contains("没有动"), "{} {}", run.err, run.out);
    assert_eq!(std::fs::read(site.place("content/a.md")).unwrap(), bytes);
}

#[test]
fn reports_for_programs_and_for_people() {
    let site = Site::plain(
        "//- content/a.md\n---\ntitle: 甲\nwaivers: [{rule: personal-plate, by: 值班编辑, reason: 公务车, date: 2026-01-01}]\n---\n请打13812345678，<b>车牌皖A12345</b>。\n",
    );
    let json = site.cli(["check", "--format", "json"]);
    assert_eq!(json.code, Some(1));
    let lines: Vec<serde_json::Value> =
        json.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        (lines.len(), &lines[0]["code"], &lines[1]["waived"]["by"]),
        (2, &"personal-mobile".into(), &"值班编辑".into())
    );
    let sarif = site.cli(["check", "--format", "sarif"]);
    let log: serde_json::Value = serde_json::from_str(&sarif.out).unwrap();
    let results = &log["runs"][0]["results"];
    assert_eq!(results[0]["locations"][0]["physicalLocation"]["region"]["startLine"], 5);
    assert_eq!(results[0]["locations"][0]["physicalLocation"]["region"]["startColumn"], 3);
    assert_eq!(results[1]["suppressions"][0]["kind"], "inSource");
    assert_eq!(log["runs"][0]["tool"]["driver"]["rules"][0]["id"], "personal-mobile");
    let html = site.cli(["check", "--format", "html"]).out;
    assert!(html.starts_with("<!DOCTYPE html>") && html.ends_with("</html>\n"));
    assert!(html.contains("<mark>138****5678</mark>") && !html.contains("13812345678"), "{html}");
    site.replace(
        "content/a.md",
        "请打13812345678",
        "一是，三是，请打13812345678和11010519491231002X，护照号码：E12345678，住址：人民路12号3栋2单元501室",
    );
    let html = site.cli(["check", "--format", "html"]).out;
    for number in ["13812345678", "11010519491231002X", "E12345678", "3栋2单元501室"] {
        assert!(!html.contains(number), "{number}: {html}");
    }
    assert!(html.contains("值班编辑") && html.contains("第 5 行第"));
    for outside in ["src=", "http:", "https:", "@import", "url("] {
        assert!(!html.contains(outside), "{outside}");
    }
}

#[test]
fn a_bomb_is_told_and_not_unpacked() {
    let zeros = vec![b'0'; 160 << 20];
    let site = Site::plain("");
    site.write("content/bomb.docx", docx("", &[("word/header1.xml", std::str::from_utf8(&zeros).unwrap())]));
    drop(zeros);
    let bytes = std::fs::metadata(site.place("content/bomb.docx")).unwrap().len();
    assert!(bytes < 1 << 20);
    assert_eq!(codes(&site.build().diagnostics), ["attachment-closed"]);
}
