//! Everything that can be wrong with what an editor hands in. Never a panic, a hang, a lost file or half a site; always a
//! message in the reader's language that names the file, and the line wherever there is one.
//!
//! `HOSTILE_PRINT=1 cargo test hostile -- --nocapture` prints every message, to be read by a person.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::time::Duration;

use crate::harness::{Run, Site, assert_same, times};
use crate::promises;

/// One hostile input and what must come of it.
struct Case {
    name: &'static str,
    file: &'static str,
    bytes: Vec<u8>,
    /// Whether the build must refuse; else it must go through.
    refused: bool,
    /// Line that some message must point at; 0 if there is none.
    line: usize,
    /// Words that must occur in the messages.
    says: &'static [&'static str],
}

fn case(name: &'static str, file: &'static str, bytes: impl Into<Vec<u8>>) -> Case {
    Case { name, file, bytes: bytes.into(), refused: true, line: 0, says: &[] }
}

impl Case {
    fn line(self, line: usize) -> Self {
        Self { line, ..self }
    }

    fn says(self, says: &'static [&'static str]) -> Self {
        Self { says, ..self }
    }

    fn accepted(self) -> Self {
        Self { refused: false, ..self }
    }
}

/// What must not occur in a message: words of the program, of the system and of libraries.
const JARGON: &[&str] = &[
    "internal-error",
    "internal-cycle",
    "panicked",
    "RUST_BACKTRACE",
    "unwrap",
    "os error",
    "Some(",
    "None",
    "Err(",
    "struct ",
    "invalid type",
    "␊",
    "\u{1b}",
];

/// Longest time a build may take because of one bad file, in a debug build on a busy machine.
const LONGEST: Duration = Duration::from_secs(20);

const PAGE: &str = "content/pilots/坏.md";

fn front(lines: &str) -> String {
    format!("---\ntitle: 标题\nunit: jia-chu\ndate: 2026-01-01\n{lines}\n---\n正文。\n")
}

fn body(text: &str) -> String {
    format!("---\ntitle: 标题\nunit: jia-chu\ndate: 2026-01-01\n---\n{text}\n")
}

/// Takes a good site, adds what is bad, builds with the real program, and looks at everything that must hold for any input.
fn attack(good: &Site, case: &Case) -> Run {
    let site = good.copy();
    let before = (site.files(), times(&site.output()));
    site.write(case.file, &case.bytes);
    let run = verdict(&site, case.name, case.refused);
    if case.refused {
        assert_eq!((site.files(), times(&site.output())), before, "{}: the output was touched", case.name);
    } else {
        assert_same(&site.files(), &site.build_clean().1, case.name);
    }
    if case.refused || case.line > 0 {
        let wanted =
            if case.line > 0 { format!("{}:{}:", case.file, case.line) } else { case.file.to_owned() };
        assert!(run.err.contains(&wanted), "{}: no message names {wanted}:\n{}", case.name, run.err);
    }
    for words in case.says {
        assert!(run.err.contains(words), "{}: nothing says “{words}”:\n{}", case.name, run.err);
    }
    run
}

/// Returns a good site that was built; attacks take copies of it, which cost less than building.
fn good_site() -> Site {
    let site = Site::plain(promises::SITE);
    site.write(
        "content/pilots/图.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"><path d=\"M0 0h8v8z\"/></svg>",
    );
    site.build_well();
    site
}

/// Builds with the real program and insists on a good end and on messages that people can read.
fn verdict(site: &Site, name: &str, refused: bool) -> Run {
    let run = site.cli(["build", "--as-of", crate::harness::TODAY]);
    if std::env::var_os("HOSTILE_PRINT").is_some() {
        eprintln!("━━━ {name} (exit {:?}, {:?})\n{}", run.code, run.time, run.err);
    }
    assert_eq!(run.code, Some(i32::from(refused)), "{name}: {}", run.err);
    assert!(run.time < LONGEST, "{name} takes {:?}", run.time);
    readable(name, &run.err);
    run
}

/// Insists that nothing in a message is meant for programmers.
fn readable(name: &str, text: &str) {
    let quoted = |line: &&str| !line.contains(" | ") && !line.trim_start().starts_with("::: ");
    let own: String = text.lines().filter(quoted).map(|line| format!("{line}\n")).collect();
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    let is_path = |(at, _)| letter(own[..at].chars().next_back()) && letter(own[at + 2..].chars().next());
    assert!(
        !own.match_indices("::").any(is_path),
        "{name}: a path of the program is nothing for an editor:\n{own}"
    );
    for jargon in JARGON {
        assert!(!own.contains(jargon), "{name}: “{jargon}” is nothing for an editor:\n{own}");
    }
    assert!(text.len() < 4_000_000, "{name}: {} bytes of messages are not read by anyone", text.len());
}

fn all(cases: Vec<Case>) {
    let (good, next) = (good_site(), std::sync::atomic::AtomicUsize::new(0));
    // Most of an attack is waiting: for the program to start, for files, for it to end. Some at once wait together.
    let worker = || {
        let mut failures = Vec::new();
        while let Some(case) = cases.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
            let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| attack(&good, case)));
            if let Err(panic) = done {
                let text = panic.downcast_ref::<String>().cloned().unwrap_or_else(|| "?".into());
                failures.push(format!("● {}: {text}", case.name));
            }
        }
        failures
    };
    let failures: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert!(failures.is_empty(), "{} cases fail:\n{}", failures.len(), failures.join("\n"));
}

/// Attacks that run at the same time, each in a folder of its own.
const AT_ONCE: usize = 4;

#[test]
fn bad_yaml() {
    all(vec![
        case("unclosed list", PAGE, front("tags: [学习, 基层")).line(5),
        case("unclosed map", PAGE, front("cover: {src: a.png")).line(5),
        case("unclosed double quote", PAGE, front("summary: \"没有结束")).line(5),
        case("unclosed single quote", PAGE, front("summary: '没有结束")).line(5),
        case("tab as indent", PAGE, front("cover:\n\tsrc: a.png")).line(6),
        case("tab after the colon", PAGE, front("summary:\t摘要")).accepted(),
        case("full-width colon", PAGE, front("摘要：一句话")).accepted().line(5),
        case("full-width space as indent", PAGE, front("cover:\n\u{3000}\u{3000}src: 图.svg"))
            .accepted()
            .line(6),
        case("full-width space after the colon", PAGE, front("摘要:\u{3000}一句话")).accepted(),
        case("no space after the colon", PAGE, front("摘要:一句话")).accepted().line(5),
        case("colon inside a plain text", PAGE, front("摘要: 记住: 不要忘")).line(5),
        case("duplicate key", PAGE, front("summary: 一\nsummary: 二")).line(6),
        case("duplicate key in two languages", PAGE, front("summary: 一\n摘要: 二")).line(6),
        case("duplicate key nested", PAGE, front("comment:\n  by: 某部门\n  text: 一\n  text: 二")).line(8),
        case("duplicate key in a flow map", PAGE, front("cover: {src: 图.svg, src: 图.svg}")).line(5),
        case(
            "duplicate key in a list",
            PAGE,
            front("milestones:\n  - year: 2017\n    text: 一\n    text: 二"),
        )
        .line(8),
        case("wrong indent", PAGE, front("cover:\n    src: 图.svg\n  alt: 图")).line(7),
        case("a list where a map is", PAGE, "---\n- 一\n- 二\n---\n").line(2),
        case("a text where a map is", PAGE, "---\n只有一句话\n---\n").line(2),
        case("percent and at", PAGE, front("summary: @某某 %完成")).line(5),
        case("backtick", PAGE, front("summary: `代码`")).line(5),
        case("star in front", PAGE, front("summary: *重要*")).line(5),
        case("exclamation mark tag", PAGE, front("summary: !重要")).line(5),
        case("directive line", PAGE, "---\n%YAML 1.1\ntitle: 标题\n---\n"),
        case("merge key", PAGE, front("cover:\n  <<: {src: a}\n  alt: 图")).line(6),
        case("key of a list", PAGE, front("? [a, b]\n: c")),
        case("null key", PAGE, front("~: x\n: y")),
        case("only a colon", PAGE, front(":")),
        case("only a quote", PAGE, front("\"")),
        case("control character", PAGE, front("summary: 一\u{7}二")).line(5),
        case("byte order mark inside", PAGE, front("summary: 一\u{feff}二")).line(5),
        case("zero width and direction marks", PAGE, front("sum\u{200b}mary: 一")).line(5),
        case("very long line", PAGE, front(&format!("summary: {}", "长".repeat(100_000)))).line(5),
        case("very long key", PAGE, front(&format!("{}: x", "长".repeat(100_000)))).line(5),
        case(
            "ten thousand unknown keys",
            PAGE,
            front(&(0..10_000).map(|n| format!("key{n}: x\n")).collect::<String>()),
        ),
    ]);
}

#[test]
fn yaml_bombs() {
    let aliases: String = std::iter::once("a0: &a0 [x,x,x,x,x,x,x,x,x]\n".to_owned())
        .chain((1..12).map(|n| format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(","))))
        .collect();
    let extra: String = aliases.lines().map(|line| format!("  {line}\n")).collect();
    all(vec![
        case("alias bomb", PAGE, front(&aliases)),
        case("alias bomb in the free zone", PAGE, front(&format!("extra:\n{extra}"))),
        case("unknown alias", PAGE, front("summary: *nobody")).line(5),
        case("alias to itself", PAGE, front("extra: &a [*a]")).line(5),
        case("20 000 brackets", PAGE, front(&format!("extra: {}", "[".repeat(20_000)))).line(5),
        case(
            "20 000 closed brackets",
            PAGE,
            front(&format!("extra: {}{}", "[".repeat(20_000), "]".repeat(20_000))),
        )
        .line(5),
        case(
            "20 000 braces",
            PAGE,
            front(&format!("extra: {}1{}", "{a: ".repeat(20_000), "}".repeat(20_000))),
        )
        .line(5),
        case(
            "2 000 indents",
            PAGE,
            front(&(0..2_000).map(|n| format!("{}a:\n", " ".repeat(n))).collect::<String>()),
        ),
        case("20 000 dashes", PAGE, front(&format!("extra:\n  {}x", "- ".repeat(20_000)))),
        case("20 000 question marks", PAGE, front(&"? ".repeat(20_000))),
        case("settings bomb", "pilothouse.yaml", format!("site: {{title: 站}}\n{aliases}")),
        case("deep settings", "pilothouse.yaml", format!("site: {}", "[".repeat(20_000))),
        case("deep kind", "content/_kinds/x.yaml", format!("fields: {}", "{a: ".repeat(20_000))),
        case("deep data", "content/_data/x.yaml", "[".repeat(20_000)).accepted(),
        case("deep strings", "themes/plain/strings/zh-CN.yaml", "{a: ".repeat(20_000)),
        case("deep theme manifest", "themes/plain/theme.yaml", "[".repeat(20_000)),
    ]);
}

#[test]
fn fields_of_the_wrong_kind() {
    all(vec![
        case("no title", PAGE, "---\nunit: jia-chu\ndate: 2026-01-01\n---\n").says(&["标题"]),
        case("no front matter at all", PAGE, "只有正文。\n"),
        case("a list for a title", PAGE, "---\ntitle: [一, 二]\nunit: jia-chu\ndate: 2026-01-01\n---\n")
            .line(2),
        case("a map for a date", PAGE, front("expires: {a: b}")).line(5),
        case("a text for a number", PAGE, front("part: 第三期或第四期")).line(5),
        case("a number out of range", PAGE, front("part: -1")).line(5),
        case("a huge number", PAGE, front("part: 99999999999999999999999999")).line(5),
        case("not a number", PAGE, front("part: .nan")).line(5),
        case("no such day", PAGE, front("updated: 2026-02-30")).line(5),
        case("no such month", PAGE, front("updated: 2026年13月1日")).line(5),
        case("a text for yes or no", PAGE, front("draft: 也许")).line(5),
        case(
            "unknown choice",
            "content/showcase/坏.md",
            "---\ntitle: 标题\nkind: showcase\nunit: jia-chu\ndate: 2026-01-01\nstate: 公式\n---\n",
        )
        .line(6)
        .says(&["公示"]),
        case("unknown key", PAGE, front("titel: 标题")).line(5).says(&["title"]),
        case("unknown Chinese key", PAGE, front("标提: 标题")).line(5).says(&["标题"]),
        case("unknown key nested", PAGE, front("comment:\n  txet: x")).line(6).says(&["text"]),
        case("unknown kind", PAGE, front("kind: pilto")).line(5).says(&["pilot"]),
        case("kind that is a list", PAGE, front("kind: [pilot]")).line(5),
        case("missing reference", PAGE, front("units: [jia-chu, yi-chv]")).line(5).says(&["yi-chu"]),
        case("reference of another kind", PAGE, front("series: jia-chu")).line(5),
        case("missing file", PAGE, front("attachments: [登纪表.txt]")).line(5).says(&["登记表.txt"]),
        case("file out of the site", PAGE, front("attachments: [../../../etc/passwd]")).line(5),
        case("absolute file", PAGE, front("attachments: [/etc/passwd]")).line(5),
        case("file with a zero byte", PAGE, front("attachments: [\"a\\0b\"]")).line(5),
        case("script as an address", PAGE, front("source_url: \"javascript:alert(1)\"")).line(5),
        case("bad pattern", PAGE, front("slug: 大写AND空格")).line(5),
        case("template out of the theme", PAGE, front("template: ../../../etc/passwd")),
        case("missing template", PAGE, front("template: nothing.html")),
        case("too many items", PAGE, front(&format!("tags: [{}]", vec!["甲"; 50].join(", ")))).line(5),
        case("field of another kind", PAGE, front("recipients: []")).line(5),
    ]);
}

#[test]
fn encodings() {
    let text = front("摘要: 各党支部要认真学习贯彻会议精神，推动工作落实。");
    let long = text.replace("正文。", &"各单位要高度重视，认真组织学习，切实抓好落实。".repeat(20));
    let utf16 = |big: bool| -> Vec<u8> {
        let units = long.encode_utf16();
        let pair = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        let mark = if big { [0xFE, 0xFF] } else { [0xFF, 0xFE] };
        mark.into_iter().chain(units.flat_map(pair)).collect()
    };
    let without_mark = |bytes: Vec<u8>| bytes[2..].to_vec();
    all(vec![
        case("GBK", PAGE, gbk(&long)).accepted().says(&[PAGE, "GB"]),
        case("GB18030 with four bytes", PAGE, [gbk(&long), vec![0x95, 0x32, 0x82, 0x36]].concat())
            .accepted()
            .says(&[PAGE]),
        case("UTF-16 little", PAGE, utf16(false)).accepted().says(&[PAGE, "UTF-16"]),
        case("UTF-16 big", PAGE, utf16(true)).accepted().says(&[PAGE, "UTF-16"]),
        case("UTF-16 without mark", PAGE, without_mark(utf16(false))).accepted().says(&[PAGE]),
        case("byte order mark", PAGE, format!("\u{feff}{text}")).accepted(),
        case("line ends of Windows", PAGE, text.replace('\n', "\r\n")).accepted(),
        case("line ends of old Macs", PAGE, text.replace('\n', "\r")).accepted(),
        case("mark and Windows", PAGE, format!("\u{feff}{}", text.replace('\n', "\r\n"))).accepted(),
        case("half a character", PAGE, [text.as_bytes(), &[0xE4, 0xB8]].concat()),
        case("one bad byte", PAGE, [body("前").as_bytes(), &[0xFF], "后".as_bytes()].concat()),
        case("zero bytes", PAGE, body(&format!("{}\0后", "前".repeat(2000)))).line(6),
        case("UTF-8 and GBK mixed", PAGE, [text.as_bytes(), &gbk("各单位要高度重视")].concat()),
        case(
            "settings in GBK",
            "pilothouse.yaml",
            gbk("site: {title: 示例站}\ntheme: plain\n# 各单位要高度重视，认真组织学习\n"),
        )
        .accepted(),
        case(
            "kind in GBK",
            "content/_kinds/pilot.yaml",
            gbk("label: {zh: 品牌活动展示, en: Brand}\n# 各单位要高度重视，认真组织学习\n"),
        )
        .accepted(),
        case(
            "template in GBK",
            "themes/plain/templates/unit.html",
            gbk("<p>单位名称与联系方式</p>{{ page.title }}<p>各单位要高度重视</p>"),
        )
        .accepted(),
    ]);
}

/// Encodes as GBK.
fn gbk(text: &str) -> Vec<u8> {
    let (bytes, _, failed) = encoding_rs::GBK.encode(text);
    assert!(!failed);
    bytes.into_owned()
}

#[test]
fn files_that_are_no_pages() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0".to_vec();
    all(vec![
        case("empty", PAGE, ""),
        case("only fences", PAGE, "---\n---\n"),
        case("only one fence", PAGE, "---"),
        case("only a mark", PAGE, "\u{feff}"),
        case("only white space", PAGE, " \n\t\n　\n"),
        case("only zero bytes", PAGE, vec![0; 4096]),
        case("a picture", PAGE, png.clone()).says(&["PNG"]),
        case("a Word document", PAGE, [b"PK\x03\x04\x14\0\x06\0".as_slice(), &[0x9a; 3000]].concat()),
        case(
            "an old Word document",
            PAGE,
            [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[7; 3000]].concat(),
        ),
        case("a PDF", PAGE, b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n".to_vec()),
        case(
            "chance",
            PAGE,
            (0..5000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect::<Vec<_>>(),
        ),
        case("fence never closed", PAGE, "---\ntitle: 标题\n\n正文\n").line(1),
        case(
            "fence of Chinese dashes",
            PAGE,
            "———\ntitle: 标题\nunit: jia-chu\ndate: 2026-01-01\n———\n正文\n",
        )
        .accepted()
        .line(1),
        case("TOML", PAGE, "+++\ntitle = \"标题\"\n+++\n").line(1),
        case("a settings file that is a picture", "pilothouse.yaml", png.clone()),
        case("a kind that is a picture", "content/_kinds/x.yaml", png.clone()),
        case("a template that is a picture", "themes/plain/templates/unit.html", png),
        case("empty settings", "pilothouse.yaml", "").accepted(),
        case("empty kind", "content/_kinds/leer.yaml", "").accepted(),
        case("empty template", "themes/plain/templates/unit.html", "").accepted(),
        case("empty data", "content/_data/leer.yaml", "").accepted(),
        case("damaged picture", "content/pilots/登记表.png", "no picture").says(&["登记表.png"]),
    ]);
}

#[test]
fn bodies() {
    all(vec![
        case("20 000 quotes", PAGE, body(&"> ".repeat(20_000))).accepted(),
        case("20 000 list levels", PAGE, body(&"- ".repeat(20_000))).accepted(),
        case("20 000 brackets", PAGE, body(&"[".repeat(20_000))).accepted(),
        case("20 000 image brackets", PAGE, body(&"![".repeat(20_000))).accepted(),
        case("20 000 nested links", PAGE, body(&format!("{}x{}", "[".repeat(20_000), "](a)".repeat(20_000)))),
        case("40 000 stars", PAGE, body(&"*a ".repeat(20_000))).accepted(),
        case("40 000 star pairs", PAGE, body(&"**“".repeat(20_000))).accepted(),
        case("20 000 backticks", PAGE, body(&(0..600).map(|n| "`".repeat(n) + "a").collect::<String>()))
            .accepted(),
        case("20 000 directives", PAGE, body(&":::quote\n".repeat(20_000))),
        case(
            "growing directives",
            PAGE,
            body(&(3..300).map(|n| format!("{}quote\n", ":".repeat(n))).collect::<String>()),
        ),
        case("20 000 tags", PAGE, body(&"<div>".repeat(20_000))).accepted(),
        case("20 000 open angle brackets", PAGE, body(&"<".repeat(20_000))).accepted(),
        case("20 000 comments", PAGE, body(&"<!--".repeat(20_000))).accepted(),
        case(
            "wide table",
            PAGE,
            body(&format!("{}\n{}\n{}", "|a".repeat(3_000), "|-".repeat(3_000), "|b".repeat(3_000))),
        )
        .accepted(),
        case(
            "20 000 footnotes",
            PAGE,
            body(&(0..5_000).map(|n| format!("x[^{n}]\n\n[^{n}]: y\n\n")).collect::<String>()),
        )
        .accepted(),
        case("footnotes in a circle", PAGE, body("甲[^1]\n\n[^1]: 见[^2]\n[^2]: 见[^1]")).accepted(),
        case(
            "20 000 reference definitions",
            PAGE,
            body(&(0..20_000).map(|n| format!("[r{n}]: #x\n")).collect::<String>()),
        )
        .accepted(),
        case("20 000 equal headings", PAGE, body(&"## 做法\n".repeat(5_000))).accepted(),
        case("no line break in a megabyte", PAGE, body(&"这是一句话，".repeat(60_000))).accepted(),
        case("a script", PAGE, body("<script>alert(1)</script><img src=图.svg onerror=alert(1)>"))
            .accepted()
            .line(6),
        case("an unclosed tag", PAGE, body("<table><tr><td>甲")).accepted(),
        case("an unknown directive", PAGE, body(":::pilar 筑心\n正文\n:::")).line(6).says(&["pillar"]),
        case("an unclosed directive", PAGE, body(":::pillar 筑心|要义\n正文")).line(6),
        case("a directive closed twice", PAGE, body(":::quote\n正文\n:::\n\n:::\n")).accepted().line(10),
        case("an unclosed code block", PAGE, body("```rust\nfn a() {")).accepted(),
        case("code of an unknown language", PAGE, body("```nosuch\nx\n```")).accepted(),
        case("a missing page", PAGE, body("[甲](jai.md)")).line(6).says(&["jia.md"]),
        case("a missing picture", PAGE, body("![图](没有.png)")).line(6),
        case("a missing anchor", PAGE, body("[甲](yi.md#做法)")).line(6).says(&["zuo-fa"]),
        case("a link out of the site", PAGE, body("[甲](../../../../etc/passwd)")).line(6),
        case("a link with a bad percent", PAGE, body("[甲](%zz%.md)")).line(6),
        case("a link with a new line", PAGE, body("[甲](<a\nb.md>)")).accepted(),
        case("a script as a link", PAGE, body("[甲](javascript:alert(1))")).line(6),
        case("a data link", PAGE, body("[甲](data:text/html,<script>)")).line(6),
        case("templates in a body", PAGE, body("{{ page.title }} {% if %} {# x")).accepted(),
    ]);
}

#[test]
fn themes_kinds_and_settings() {
    let unit = "themes/plain/templates/unit.html";
    all(vec![
        case("template syntax", unit, "<p>\n{% if page.title %}\n")
            .says(&["themes/plain/templates/unit.html:2:"]),
        case("unknown filter", unit, "<p>\n{{ page.title | nofilter }}\n").line(2),
        case("unknown function", unit, "<p>\n{{ nofunction() }}\n").line(2),
        case("undefined field", unit, "<p>\n{{ page.nothing }}\n").line(2).says(&["content/units/"]),
        case("undefined variable", unit, "<p>\n{{ nothing }}\n").line(2).says(&["content/units/"]),
        case("wrong argument", unit, "<p>\n{{ asset() }}\n").line(2).says(&["content/units/"]),
        case("missing include", unit, "<p>\n{% include \"nothing.html\" %}\n").line(2),
        case("missing parent", unit, "{% extends \"nothing.html\" %}"),
        case("includes itself", unit, "{% include \"unit.html\" %}"),
        case("extends itself", unit, "{% extends \"unit.html\" %}"),
        case("content of itself", unit, "<p>\n{{ content_of(id=page.id) }}\n").accepted(),
        case(
            "endless text",
            unit,
            "{% for a in range(end=3000) %}{% for b in range(end=300) %}x{% endfor %}{% endfor %}",
        )
        .accepted(),
        case("deep template", unit, "{% if true %}".repeat(20_000)),
        case("deep expression", unit, format!("{{{{ {}1{} }}}}", "(".repeat(20_000), ")".repeat(20_000))),
        case("missing data", unit, "<p>\n{{ data(name=\"nothing\") }}\n").line(2),
        case("data out of the site", unit, "<p>\n{{ data(name=\"../../../etc/passwd\") }}\n").line(2),
        case("missing word", unit, "<p>\n{{ t(key=\"nothing\") }}\n").line(2),
        case("missing asset", unit, "<p>\n{{ asset(name=\"nothing.css\") }}\n").line(2),
        case("strings that are a list", "themes/plain/strings/zh-CN.yaml", "- 一\n- 二\n"),
        case("broken strings", "themes/plain/strings/zh-CN.yaml", "a: 一\nb: [\n"),
        case("broken theme manifest", "themes/plain/theme.yaml", "label: [\n"),
        case("theme that extends itself", "themes/plain/theme.yaml", "extends: plain\n").accepted(),
        case("unknown theme", "pilothouse.yaml", "site: {title: 站}\ntheme: plian\n").line(2),
        case("theme out of the site", "pilothouse.yaml", "site: {title: 站}\ntheme: ../../etc\n").line(2),
        case("unknown setting", "pilothouse.yaml", "site: {title: 站}\ntheme: plain\nthem_options: {a: b}\n")
            .line(3)
            .says(&["theme_options"]),
        case(
            "wrong setting",
            "pilothouse.yaml",
            "site: {title: 站}\ntheme: plain\npagination: {size: 很多}\n",
        )
        .line(3),
        case("broken settings", "pilothouse.yaml", "site: {title: 站\ntheme: plain\n")
            .says(&["pilothouse.yaml"]),
        case("settings that are a list", "pilothouse.yaml", "- 一\n"),
        case("broken kind", "content/_kinds/x.yaml", "fields: [\n").line(1),
        case("kind with an unknown type", "content/_kinds/x.yaml", "fields:\n  a: {type: texxt}\n")
            .line(2)
            .says(&["text"]),
        case("kind that extends itself", "content/_kinds/x.yaml", "extends: x\n"),
        case("kind that extends nothing", "content/_kinds/x.yaml", "extends: nothing\n").line(1),
        case(
            "kind with a bad pattern",
            "content/_kinds/x.yaml",
            "fields:\n  a: {type: text, pattern: \"(\"}\n",
        )
        .line(2),
        case(
            "kind with a slow pattern",
            "content/_kinds/x.yaml",
            "fields:\n  a: {type: text, pattern: \"(a*)*b\"}\n",
        )
        .accepted(),
        case("broken data", "content/_data/x.yaml", "a: [\n").accepted(),
    ]);
}

/// Bad sites that need more than one file, or a file that is none; all are tried before the test fails.
#[derive(Default)]
struct Attacks(Vec<String>);

impl Attacks {
    fn site(&mut self, name: &str, refused: bool, named: &str, spoil: impl FnOnce(&Site)) {
        let attack = || {
            let site = Site::plain(promises::SITE);
            site.build_well();
            let before = (site.files(), times(&site.output()));
            spoil(&site);
            let run = verdict(&site, name, refused);
            if refused {
                assert_eq!((site.files(), times(&site.output())), before, "{name}: the output was touched");
            }
            assert!(run.err.contains(named), "{name}: no message names {named}:\n{}", run.err);
        };
        if let Err(panic) = std::panic::catch_unwind(std::panic::AssertUnwindSafe(attack)) {
            self.0.push(format!("● {name}: {}", panic.downcast_ref::<String>().map_or("?", String::as_str)));
        }
    }

    fn end(self) {
        assert!(self.0.is_empty(), "{} attacks succeed:\n{}", self.0.len(), self.0.join("\n"));
    }
}

#[test]
fn cycles_of_units() {
    let mut attacks = Attacks::default();
    let unit = |parent: &str| format!("---\ntitle: {parent}的下级\nkind: unit\nparent: {parent}\n---\n");
    attacks.site("a unit above itself", true, "content/units/self.md", |site| {
        site.write("content/units/self.md", unit("self"))
    });
    attacks.site("two units above each other", true, "content/units/a.md", |site| {
        site.write("content/units/a.md", unit("b"));
        site.write("content/units/b.md", unit("a"));
    });
    attacks.site("three units in a circle", true, "units/a → units/b → units/c", |site| {
        site.write("content/units/a.md", unit("b"));
        site.write("content/units/b.md", unit("c"));
        site.write("content/units/c.md", unit("a"));
    });
    attacks.end();
}

#[test]
fn other_cycles() {
    let mut attacks = Attacks::default();
    let page = |more: &str| format!("---\ntitle: 页\n{more}\n---\n");
    attacks.site("pages related to each other", false, "", |site| {
        site.write("content/a.md", page("related: [b]"));
        site.write("content/b.md", page("related: [a]"));
    });
    attacks.site("a series that is part of itself", false, "", |site| {
        site.write("content/series/self.md", "---\ntitle: 自己\nkind: series\nseries: self\n---\n正文。\n");
    });
    attacks.site("themes that extend each other", false, "", |site| {
        site.write("themes/plain/theme.yaml", "extends: other\n");
        site.write("themes/other/theme.yaml", "extends: plain\n");
    });
    attacks.site("kinds that extend each other", true, "content/_kinds/", |site| {
        site.write("content/_kinds/a.yaml", "extends: b\n");
        site.write("content/_kinds/b.yaml", "extends: a\n");
    });
    attacks.site("pages whose contents include each other", true, "templates/page.html", |site| {
        site.write("themes/plain/templates/components/directives.html", "{% component directive_quote(args, attrs, number, page) %}{{ content_of(id=\"loop\") }}{% endcomponent %}");
        site.write("themes/plain/templates/page.html", "{{ content_of(id=\"loop\") }}");
        site.write("content/loop.md", "---\ntitle: 圈\n---\n:::quote\n一\n:::\n");
    });
    attacks.end();
}

#[test]
fn odd_names() {
    let mut attacks = Attacks::default();
    attacks.site("a line break in a name", false, "content/", |site| {
        site.write("content/a\nb.md", "---\ntitle: 甲\n---\n")
    });
    attacks.site("a backslash in a name", false, "content/", |site| {
        site.write("content/a\\b.md", "---\ntitle: 甲\n---\n")
    });
    attacks.site("a name that is not UTF-8", false, "content/", |site| {
        let name = std::ffi::OsStr::from_bytes(b"content/\xc4\xe3\xba\xc3.md");
        fs::write(site.root().join(name), "---\ntitle: 甲\n---\n").unwrap();
    });
    attacks.site("a folder whose name is not UTF-8", false, "content/", |site| {
        let folder = site.root().join(std::ffi::OsStr::from_bytes(b"content/\xd5\xc2"));
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("a.md"), "---\ntitle: 甲\n---\n").unwrap();
    });
    attacks.site("a control character in a name", false, "content/", |site| {
        site.write("content/a\u{1b}[31m.md", "---\ntitle: 甲\n---\n")
    });
    attacks.end();
}

#[test]
fn names_in_two_unicode_forms() {
    let site = Site::plain("");
    site.write("content/cafe\u{301}.md", "---\ntitle: 甲\nslug: cafe\n---\n正文。\n");
    site.write("content/static/ré\u{301}.txt", "x");
    site.build_well();
    assert!(site.read("cafe.html").contains("正文。"), "the page is lost: {:?}", site.names());
}

#[test]
fn things_that_are_no_files() {
    let mut attacks = Attacks::default();
    attacks
        .site("a folder called a.md", false, "", |site| fs::create_dir(site.place("content/a.md")).unwrap());
    attacks.site("a folder called a.md with a page", false, "", |site| {
        site.write("content/a.md/b.md", "---\ntitle: 甲\n---\n")
    });
    attacks.site("a dangling link", false, "content/dangling.md", |site| {
        symlink("nowhere.md", site.place("content/dangling.md")).unwrap()
    });
    attacks.site("a link to itself", false, "content/loop.md", |site| {
        symlink("loop.md", site.place("content/loop.md")).unwrap()
    });
    attacks.site("a folder that links to its parent", false, "content/up", |site| {
        symlink("..", site.place("content/up")).unwrap()
    });
    attacks.site("a link out of the site", false, "content/etc", |site| {
        symlink("/etc", site.place("content/etc")).unwrap()
    });
    attacks.site("a link to a page", false, "content/twin.md", |site| {
        symlink("pilots/jia.md", site.place("content/twin.md")).unwrap()
    });
    attacks.end();
    let site = Site::plain("");
    let made = std::process::Command::new("mkfifo").arg(site.place("content/pipe.md")).status();
    if made.is_ok_and(|status| status.success()) {
        let run = site.cli(["build"]);
        assert!(run.code == Some(0) && run.err.contains("content/pipe.md"), "{run:?}");
    }
}

#[test]
fn folders_too_deep() {
    let mut attacks = Attacks::default();
    attacks.site("forty folders deep", true, "content/d/d/d", |site| {
        let path = format!("content/{}a.md", "d/".repeat(40));
        site.write(&path, "---\ntitle: 甲\n---\n");
    });
    attacks.end();
}

#[test]
fn output_inside_the_content() {
    let mut site = Site::plain("//- content/a.md\n---\ntitle: 甲\n---\n");
    let before = crate::harness::files(site.root());
    for inside in ["content/site", "content", ".", "themes/out"] {
        let run = site.cli(["build", "--output", inside]);
        assert!(matches!(run.code, Some(2 | 3)), "{inside}: {run:?}");
        let now = crate::harness::files(site.root());
        for (name, bytes) in &before {
            assert!(now.get(name) == Some(bytes), "{inside}: {name} was changed");
        }
    }
    site.options.output = None;
    site.build_well();
}

#[test]
fn no_content() {
    let site = Site::from("//- pilothouse.yaml\nsite: {title: 空站}\n");
    for make in [false, true] {
        if make {
            fs::create_dir(site.place("content")).unwrap();
        }
        let run = site.cli(["build"]);
        assert!(matches!(run.code, Some(0 | 1 | 3)), "{run:?}");
        readable("no content", &run.err);
    }
    let built = Site::plain(promises::SITE);
    built.build_well();
    let before = built.files();
    fs::rename(built.place("content"), built.place("内容")).unwrap();
    let run = built.cli(["build"]);
    assert_ne!(run.code, Some(0), "a lost content folder must not empty the site: {run:?}");
    assert_same(&built.files(), &before, "a lost content folder");
}

#[test]
fn a_file_of_fifty_megabytes() {
    let site = Site::plain("//- content/a.md\n---\ntitle: 甲\n---\n");
    let line = "这是一段很长的正文，用来看一看五十兆的文件会怎样。\n\n";
    let large = format!("---\ntitle: 大\n---\n{}", line.repeat(50_000_000 / line.len()));
    site.write("content/large.md", large);
    let run = site.cli(["build"]);
    assert!(matches!(run.code, Some(0 | 1)), "{run:?}");
    assert!(run.code == Some(0) || run.err.contains("content/large.md"), "{run:?}");
    assert!(run.time < Duration::from_secs(55), "{:?}", run.time);
    let zeros = Site::plain("");
    let file: PathBuf = zeros.place("content/zeros.md");
    fs::File::create(&file).unwrap().set_len(50_000_000).unwrap();
    let run = zeros.cli(["build"]);
    assert!(run.code == Some(1) && run.err.contains("content/zeros.md"), "{run:?}");
    readable("fifty megabytes of zeros", &run.err);
    let attachment = Site::plain("");
    fs::File::create(attachment.place("content/film.mp4")).unwrap().set_len(50_000_000).unwrap();
    assert_eq!(attachment.cli(["build"]).code, Some(0));
}

#[test]
fn all_problems_of_all_files_in_one_run() {
    let site = Site::plain(promises::SITE);
    site.write("content/a.md", "---\ntitel: 甲\ndate: 2026-02-30\n---\n[x](none.md)\n");
    site.write("content/b.md", "---\ntitle: [\n---\n![x](none.png)\n");
    site.write("content/c.md", "---\ntitle: 丙\nunit: nobody\n---\n:::pilar\n:::\n");
    site.write("themes/plain/templates/unit.html", "{{ page.nothing }}");
    let run = site.cli(["build"]);
    assert_eq!(run.code, Some(1));
    let files = ["content/a.md", "content/b.md", "content/c.md", "templates/unit.html"];
    let words = ["titel", "2026-02-30", "none.md", "none.png", "nobody", "pilar"];
    for wanted in files.into_iter().chain(words) {
        assert!(run.err.contains(wanted), "{wanted} is not named:\n{}", run.err);
    }
}
