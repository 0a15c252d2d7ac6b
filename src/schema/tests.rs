//! Tests of loading and validating, by example.

use std::ops::Range;

use super::*;
use crate::diag::{Anchor, Part};
use crate::yaml;

fn place(range: Range<usize>) -> Place {
    Place::front(&SourcePath::new("content/a.md"), range)
}

fn builtin_schema() -> &'static Schema {
    static LOADED: std::sync::OnceLock<Schema> = std::sync::OnceLock::new();
    LOADED.get_or_init(|| {
        let (schema, found) = Schema::load(&[]);
        assert_eq!(found, [], "built-in kinds have no problems");
        schema
    })
}

/// Reads a front matter the way a page does.
fn read(text: &str, default: &str) -> (Fields, Vec<Diagnostic>) {
    let schema = builtin_schema();
    read_with(schema, text, default)
}

fn read_with(schema: &Schema, text: &str, default: &str) -> (Fields, Vec<Diagnostic>) {
    let (node, mut found) = yaml::parse(text, &place);
    let (kind, more) = schema.kind_of(node.as_ref(), default, &place);
    found.extend(more);
    let Some(node) = node else { return (Value::map(), found) };
    let (fields, more) = validate(kind, &node, schema, &place);
    found.extend(more);
    (fields, found)
}

/// Returns code and quoted source of every finding.
fn spans<'t>(text: &'t str, found: &[Diagnostic]) -> Vec<(String, &'t str)> {
    found
        .iter()
        .map(|d| match d.place.as_ref().map(|place| &place.anchor) {
            Some(Anchor::Front(from, to) | Anchor::Text(from, to)) => {
                (d.code.clone(), &text[*from as usize..*to as usize])
            }
            other => panic!("{d:?} has no bytes: {other:?}"),
        })
        .collect()
}

/// Asserts the findings of a front matter of a kind: code and source text each.
#[track_caller]
fn finds(kind: &str, text: &str, wanted: &[(&str, &str)]) -> Vec<Diagnostic> {
    let (_, found) = read(text, kind);
    let got = spans(text, &found);
    let got: Vec<(&str, &str)> = got.iter().map(|(code, text)| (code.as_str(), *text)).collect();
    assert_eq!(got, wanted, "in {text:?}: {found:?}");
    found
}

fn arg<'d>(found: &'d Diagnostic, name: &str) -> Option<&'d str> {
    found.args.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
}

#[test]
fn every_builtin_kind_loads() {
    let schema = builtin_schema();
    let names: Vec<&str> = schema.kinds().map(|kind| &*kind.name).collect();
    let first = ["page", "section", "pilot", "experience", "showcase", "unit", "series", "honour"];
    assert_eq!(names[..8], first);
    assert_eq!(
        names[8..],
        [
            "round",
            "entry",
            "notice",
            "figure",
            "programme",
            "activity",
            "term",
            "compendium",
            "person",
            "wording"
        ]
    );
    for (word, kind) in [
        ("品牌", "pilot"),
        ("PILOT", "pilot"),
        ("典型经验", "experience"),
        ("栏目", "section"),
        ("荣誉", "honour"),
        ("评选", "round"),
        ("通报", "notice"),
        ("工作动态", "activity"),
    ] {
        assert_eq!(&*schema.kind(word).expect(word).name, kind);
    }
    for kind in schema.kinds() {
        for spec in kind.fields.specs.iter() {
            assert!(!spec.label.zh.is_empty() && !spec.label.en.is_empty(), "{}.{}", kind.name, spec.name);
        }
    }
}

/// A front matter with everything, in Chinese names: the shape of a real profile with words of our own.
const FULL: &str = r#"类型: 品牌
标题: "知行课堂" 让学习走深走实
副标题: 教务处党支部“知行课堂”简介
系列: linghang
期号: 1
单位: jiaowuchu
品牌名称: 知行课堂
创建年份: 2019
培育状态: 培育库
发布时间: 2020年7月6日 9:30
来源: 教务处党支部
关键词: [教育培训, 基层建设]
旧网址:
  - /old/202007/t20200706_1.shtml
大事记:
  - 年份: 2017
    内容: 首批通过标准化建设验收。
  - 日期: 2019年3月
    内容: 入选培育库。
数据:
  - {指标: 直接培训人数, 数值: 3600, 概数: 余, 单位: 人, 时期: 2019, 变化: {方式: 同比, 数值: 40, 单位: "%"}}
  - {指标: 网络培训人数, 数值: "8,000", 概数: 超过, 单位: 人次, 时期: 2019}
转发转载:
  - 内容: “四项举措”的经验
    转发单位: 上级部门
点评:
  点评单位: jiguan-dangwei
  点评内容: >-
    该支部重视学习，
    办法多、效果好。
附加:
  颜色: 红
  编号: 007
  数: 7
"#;

#[test]
fn a_full_profile_reads_without_errors() {
    let (fields, found) = read(FULL, "page");
    assert_eq!(spans(FULL, &found), [("yaml-text-after-quote".to_owned(), " 让学习走深走实")]);
    let text =
        |path: &str| fields.at(path).text().unwrap_or_else(|| panic!("{path} in {fields:?}")).to_owned();
    assert_eq!(text("kind"), "pilot");
    assert_eq!(text("title"), "\"知行课堂\" 让学习走深走实");
    assert_eq!(text("date"), "2020-07-06T09:30");
    assert_eq!(text("stage"), "cultivation");
    assert_eq!(fields.get("part"), &Value::Int(1));
    assert_eq!(fields.at("tags.1").text(), Some("基层建设"));
    assert_eq!(text("milestones.1.date"), "2019-03");
    assert_eq!(fields.at("figures.0.value"), &Value::Int(3600));
    assert_eq!(text("figures.0.approx"), "over");
    assert_eq!(text("figures.0.period"), "2019");
    assert_eq!(text("figures.0.change.kind"), "year-on-year");
    assert_eq!(text("figures.0.change.dir"), "up");
    assert_eq!(fields.at("figures.1.value"), &Value::Int(8000));
    assert_eq!(text("figures.1.approx"), "above");
    assert_eq!(text("comment.text"), "该支部重视学习，办法多、效果好。");
    assert_eq!((text("extra.颜色").as_str(), text("extra.编号").as_str()), ("红", "007"));
    assert_eq!(fields.at("extra.数"), &Value::Int(7));
    assert_eq!((fields.get("draft"), fields.get("search")), (&Value::Bool(false), &Value::Bool(true)));
}

#[test]
fn canonical_names_work_as_well() {
    let text = "kind: showcase\ntitle: Four steps\ncampaign: A campaign\ncategory: experience\nunit: office\nexperience: four-steps\nstate: promoted\nhistory:\n  - {state: preliminary, date: 2020-05-20}\n  - {state: notice, date: 2020-06-01, document: Notice}\ndate: 2020-06-15\nsource: Office\n";
    let (fields, found) = read(text, "page");
    assert_eq!(found, []);
    assert_eq!(fields.at("history.1.state").text(), Some("notice"));
    let honour = "kind: honour\ntitle: Merit\nyear: 2019\nlevel: province\nawarded_by: office\ndate: 2020-03-10\nrecipients:\n  - {unit: a, grade: collective merit}\n";
    assert_eq!(read(honour, "page").1, []);
    let unit = "kind: unit\ntitle: A branch\nshort: Branch\nparent: office\nlevel: 省级\norder: 0\nformed: 2019\nformed_from: [One, Two]\n";
    let (fields, found) = read(unit, "page");
    assert_eq!(
        (found.len(), fields.get("formed").text(), fields.get("order").int()),
        (0, Some("2019"), Some(0))
    );
    assert_eq!(read("title: Series\npages: {kind: 品牌, sort: -date, size: 20}\n", "section").1, []);
    assert_eq!(read("kind: series\ntitle: S\nexpected: 8\n", "page").1, []);
    assert_eq!(
        read("kind: experience\ntitle: E\nunit: a\ndate: 2019-12-20\nreprints:\n  - by: B\n", "page").1,
        []
    );
}

#[test]
fn fields_are_in_declared_order_however_written() {
    let one = read("标题: 甲\n关键词: 乙\n摘要: 丙\n", "page").0;
    let other = read("summary: 丙\ntags: [乙]\ntitle: 甲\n", "page").0;
    assert_eq!(one, other);
}

#[test]
fn unknown_names() {
    let found = finds("page", "标题: 甲\n关建词: 乙\n", &[("unknown-field", "关建词")]);
    assert_eq!(arg(&found[0], "suggestion"), Some("关键词"));
    let found = finds("page", "title: 甲\nTitel: 乙\n", &[("unknown-field", "Titel")]);
    assert_eq!(arg(&found[0], "suggestion"), Some("title"));
    let found = finds("page", "title: 甲\n品牌名称: 乙\n", &[("unknown-field", "品牌名称")]);
    assert_eq!((arg(&found[0], "suggestion"), arg(&found[0], "kind_zh")), (None, Some("品牌")));
    finds("page", "标题: 甲\n题图: {src: a.jpg, 替代: 乙}\n", &[("unknown-field", "替代")]);
    let found = finds("page", "标题: 甲\n类型: 品排\n", &[("unknown-kind", "品排")]);
    assert_eq!(arg(&found[0], "suggestion"), Some("品牌"));
}

#[test]
fn both_names_at_once() {
    let found = finds("page", "标题: 甲\ntitle: 乙\n", &[("duplicate-field", "title")]);
    assert_eq!(found[0].related, [("first".to_owned(), place(0..6))]);
    finds("page", "标题: 甲\n题图: {图片: a.jpg, src: b.jpg}\n", &[("duplicate-field", "src")]);
}

#[test]
fn required_fields() {
    let found = finds("page", "摘要: 甲\n", &[("missing-field", "摘要")]);
    assert_eq!(arg(&found[0], "label"), Some("标题"));
    finds("page", "标题:\n摘要: 甲\n", &[("empty-field", "标题")]);
    finds("page", "标题: \"\"\n摘要: 甲\n", &[("empty-field", "标题")]);
    finds("page", "标题: 甲\n数据:\n  - {指标: 乙, 数值: 3}\n", &[("missing-field", "指标")]);
    finds("page", "标题: \"甲\\\n摘要: 乙\n", &[("yaml-unclosed-quote", "\"")]);
    finds("page", "标题: [甲\n摘要: 乙\n", &[("yaml-unclosed-bracket", "[")]);
    finds("page", "标题: 甲\n摘要:\n关键词: []\n附件: {}\n", &[("missing-field", "{}")]);
}

#[test]
fn wrong_shapes() {
    let found = finds("page", "标题: [甲]\n", &[("not-one-value", "[甲]")]);
    assert_eq!((arg(&found[0], "name"), arg(&found[0], "text")), (Some("标题"), Some("[甲]")));
    finds("page", "标题:\n  甲: 乙\n", &[("not-one-value", "甲: 乙")]);
    let found = finds("page", "标题: 甲\n关键词:\n  - 通知: 附件\n", &[("not-one-value", "通知: 附件")]);
    assert_eq!(arg(&found[0], "quoted"), Some("\"通知: 附件\""));
    let found = finds("page", "标题: 甲\n数据:\n  - 3600\n", &[("not-a-group", "3600")]);
    assert_eq!(arg(&found[0], "fields_zh"), Some("指标、数值、概数、单位、时期、范围、变化、基数、出处"));
    finds("page", "标题: 甲\n题图: [a.jpg]\n", &[("not-a-group", "[a.jpg]")]);
    finds("page", "标题: |\n  甲\n  乙\n", &[("text-line-break", "甲\n  乙")]);
}

#[test]
fn lists_and_single_values() {
    let (fields, found) = read("标题: 甲\n关键词: 教育\n作者: 综合科\n旧网址: /a.html\n", "page");
    assert_eq!(
        (found.len(), fields.at("tags.0").text(), fields.at("authors.0").text()),
        (0, Some("教育"), Some("综合科"))
    );
    let text = "标题: 甲\n关键词: 【教育培训，基层建设】\n";
    let (fields, found) = read(text, "page");
    assert_eq!(spans(text, &found), [("full-width-list".to_owned(), "【教育培训，基层建设】")]);
    assert_eq!(arg(&found[0], "fixed"), Some("[教育培训, 基层建设]"));
    assert_eq!(fields.get("tags").list().len(), 2);
    let text = "标题: 甲\n关键词: 教育培训、基层建设\n";
    let (fields, found) = read(text, "page");
    assert_eq!(spans(text, &found), [("list-as-text".to_owned(), "教育培训、基层建设")]);
    assert_eq!(fields.get("tags").list().len(), 1);
    let tags =
        format!("标题: 甲\n关键词: [{}]\n", (0..21).map(|n| n.to_string()).collect::<Vec<_>>().join(", "));
    let (_, found) = read(&tags, "page");
    assert_eq!(found[0].code, "too-many-items");
    assert_eq!((arg(&found[0], "count"), arg(&found[0], "bound")), (Some("21"), Some("20")));
}

#[test]
fn groups_in_one_value() {
    let (fields, found) =
        read("标题: 甲\n题图: a.jpg\n附件: [b.pdf, {文件: c.pdf, 名称: 丙}]\n点评: 很好\n", "page");
    assert_eq!(found, []);
    assert_eq!(fields.at("cover.src").text(), Some("a.jpg"));
    assert_eq!(
        (fields.at("attachments.0.file").text(), fields.at("attachments.1.title").text()),
        (Some("b.pdf"), Some("丙"))
    );
    assert_eq!(fields.at("comment.text").text(), Some("很好"));
    let text = "标题: 甲\n大事记:\n  - 内容：入选\n题图:\n  文件：a.jpg\n";
    let (fields, found) = read(text, "page");
    assert_eq!(found.iter().map(|d| d.code.as_str()).collect::<Vec<_>>(), ["full-width-colon"; 2]);
    assert_eq!(
        (fields.at("milestones.0.text").text(), fields.at("cover.src").text()),
        (Some("入选"), Some("a.jpg"))
    );
}

#[test]
fn values_out_of_bounds() {
    let title = "字".repeat(121);
    let text = format!("标题: {title}\n");
    let found = finds("page", &text, &[("text-too-long", &title)]);
    assert_eq!((arg(&found[0], "count"), arg(&found[0], "bound")), (Some("121"), Some("120")));
    assert!(arg(&found[0], "text").expect("quoted").ends_with('…'));
    finds("page", "标题: 甲\n期号: 0\n", &[("number-too-small", "0")]);
    finds("page", "标题: 甲\n期号: 10000\n", &[("number-too-large", "10000")]);
    finds("page", "标题: 甲\n期号: 1.5\n", &[("not-a-whole-number", "1.5")]);
    let found = finds("page", "标题: 甲\n网址名: 读书\n", &[("pattern-mismatch", "读书")]);
    assert_eq!(arg(&found[0], "wanted_en"), Some("small letters, digits and hyphens only, at most 80"));
}

#[test]
fn values_of_the_wrong_type() {
    let found = finds(
        "page",
        "标题: 甲\n数据: [{指标: 乙, 数值: 3600余, 单位: 人}]\n",
        &[("not-a-number", "3600余")],
    );
    assert_eq!((arg(&found[0], "digits"), arg(&found[0], "rest")), (Some("3600"), Some("余")));
    finds("page", "标题: 甲\n草稿: 也许\n", &[("not-yes-no", "也许")]);
    finds("page", "标题: 甲\n日期: 近日\n", &[("not-a-date", "近日")]);
    finds("page", "标题: 甲\n日期: 2020年2月30日\n", &[("not-a-date", "2020年2月30日")]);
    finds("page", "标题: 甲\n日期: 2020\n", &[("date-too-coarse", "2020")]);
    finds("section", "标题: 甲\n更新周期: 很久\n", &[("not-a-duration", "很久")]);
    let found =
        finds("pilot", "标题: 甲\n单位: 乙\n日期: 2020-1-1\n培育状态: 申抱\n", &[("unknown-choice", "申抱")]);
    assert_eq!(arg(&found[0], "suggestion"), Some("申报"));
    assert_eq!(arg(&found[0], "choices_zh"), Some("申报、培育库、示范库、命名、退出"));
    finds("page", "标题: 甲\n题图: C:\\照片\\a.jpg\n", &[("local-path", "C:\\照片\\a.jpg")]);
    finds("page", "标题: 甲\n来源网址: http：//a.b\n", &[("not-an-address", "http：//a.b")]);
}

#[test]
fn places_of_canonical_paths() {
    let schema = builtin_schema();
    let at = |path: &str, part| schema.locate(FULL, path, part).map(|range| &FULL[range]);
    assert_eq!(at("title", Part::Key), Some("标题"));
    assert_eq!(at("unit", Part::Value), Some("jiaowuchu"));
    assert_eq!(at("figures[1].label", Part::Value), Some("网络培训人数"));
    assert_eq!(at("figures[0].change.kind", Part::Key), Some("方式"));
    assert_eq!(at("milestones[0].text", Part::Key), Some("内容"));
    assert_eq!(at("aliases[0]", Part::Value), Some("/old/202007/t20200706_1.shtml"));
    assert_eq!(at("extra.颜色", Part::Value), Some("红"));
    assert_eq!(at("slug", Part::Key), None);
}

/// Loads one kind file over the built-in kinds; returns findings as code and source text.
fn load_kind(name: &str, text: &str) -> (Schema, Vec<(String, String)>) {
    let (schema, found) =
        Schema::load(&[(SourcePath::new(&format!("content/_kinds/{name}.yaml")), text.into())]);
    let found = spans(text, &found).into_iter().map(|(code, text)| (code, text.to_owned())).collect();
    (schema, found)
}

#[track_caller]
fn bad_kind(text: &str, wanted: &[(&str, &str)]) {
    let (_, found) = load_kind("meeting", text);
    let found: Vec<(&str, &str)> = found.iter().map(|(code, text)| (code.as_str(), text.as_str())).collect();
    assert_eq!(found, wanted, "in {text:?}");
}

#[test]
fn a_kind_of_ones_own() {
    let text = "kind: meeting\nlabel: {zh: 会议, en: Meeting}\nalso: [主题活动]\nsort: -when\naddress: \"{section}/{year}/{slug}\"\nfields:\n  when: {zh: 时间地点, type: date, required: true}\n  place: {zh: 地点, type: text, default: 本院}\n  count: {zh: 人数, type: int, min: 0}\n  grade: {zh: 等次, type: enum, of: [甲等, 乙等]}\n  photos:\n    zh: 照片\n    type: list(group)\n    short: file\n    fields: {file: {zh: 文件, type: image, required: true}, caption: {zh: 图注}}\n  title: {max: 10}\n";
    let (schema, found) = load_kind("meeting", text);
    assert_eq!(found, []);
    let kind = schema.kind("主题活动").expect("the kind");
    assert_eq!((&*kind.template, &*kind.extends, &*kind.sort), ("meeting.html", "page", "-when"));
    let (fields, found) =
        read_with(&schema, "类型: 会议\n标题: 甲\n时间地点: 2020.7.6\n照片: [a.jpg]\n等次: 乙等\n", "page");
    assert_eq!(found, []);
    assert_eq!(fields.get("place").text(), Some("本院"));
    assert_eq!(fields.at("photos.0.file").text(), Some("a.jpg"));
    let (_, found) =
        read_with(&schema, "类型: 会议\n标题: 十一个字的标题放不下啊\n时间地点: 2020.7.6\n", "page");
    assert_eq!(found[0].code, "text-too-long", "title keeps being required text, with a new bound");
}

#[test]
fn a_site_changes_a_builtin_kind() {
    let (schema, found) =
        load_kind("pilot", "fields:\n  motto: {zh: 格言, type: text}\n  slogan: {required: true}\n");
    assert_eq!(found, []);
    let kind = schema.kind("品牌").expect("the label is kept");
    assert_eq!((&*kind.name, kind.template.as_str()), ("pilot", "pilot.html"));
    assert!(kind.field("motto").is_some() && kind.field("slogan").is_some_and(|s| s.required && s.card));
    let (schema, found) = load_kind("page", "fields:\n  hotline: {zh: 热线, type: text}\n");
    assert_eq!(found, []);
    let mut pages = schema.kinds().filter(|kind| kind.is_of_pages());
    assert!(pages.all(|kind| kind.fields.find("热线").is_some()), "every kind of pages extends page");
    let (schema, _) = load_kind("honour", "extends: page\nlabel: {zh: 奖状, en: Diploma}\n");
    assert!(schema.kind("honour").is_some_and(|kind| kind.field("recipients").is_none()), "replaced");
    assert!(schema.kind("荣誉").is_none());
}

#[test]
fn slips_in_kind_files() {
    bad_kind("fields:\n  a: {zh: 甲, typ: text}\n", &[("kind-unknown-key", "typ")]);
    bad_kind("lable: {zh: 甲}\n", &[("kind-unknown-key", "lable")]);
    bad_kind("fields:\n  a: {type: string}\n", &[("kind-unknown-type", "string")]);
    bad_kind("fields:\n  a: {type: list(list(text))}\n", &[("kind-unknown-type", "list(list(text))")]);
    bad_kind("fields:\n  a: {type: enum}\n", &[("kind-incomplete-field", "{type: enum}")]);
    bad_kind("fields:\n  a: {type: list(group)}\n", &[("kind-incomplete-field", "{type: list(group)}")]);
    bad_kind("fields:\n  a: {required: 也许}\n", &[("kind-bad-value", "也许")]);
    bad_kind("fields:\n  a: {max: 多}\n", &[("kind-bad-value", "多")]);
    bad_kind("fields: 无\n", &[("kind-bad-value", "无")]);
    bad_kind("fields:\n  a: {pattern: \"[a\"}\n", &[("kind-bad-pattern", "\"[a\"")]);
    bad_kind("fields:\n  a: {type: int, default: 许多}\n", &[("kind-bad-default", "许多")]);
    bad_kind("fields:\n  a.b: text\n", &[("kind-bad-field-name", "a.b")]);
    bad_kind("fields:\n  a: {zh: 标题}\n", &[("kind-field-clash", "{zh: 标题}")]);
    bad_kind("fields:\n  a: {type: group, short: c, fields: {b: text}}\n", &[("kind-no-such-field", "c")]);
    bad_kind("label: {zh: 品牌}\n", &[("kind-name-clash", "")]);
    bad_kind("kind: activities\n", &[("kind-name-differs", "activities")]);
    bad_kind("extends: pge\n", &[("kind-extends-unknown", "pge")]);
    bad_kind("sort: -dat\n", &[("kind-no-such-field", "-dat")]);
    bad_kind("address: \"{section}/{slag}\"\n", &[("kind-no-such-field", "\"{section}/{slag}\"")]);
    bad_kind("states: {field: state}\n", &[("kind-no-such-field", "{field: state}")]);
    bad_kind(
        "states: {field: s, hidden: [gone]}\nfields:\n  s: {type: enum, of: [on]}\n",
        &[("kind-no-such-choice", "{field: s, hidden: [gone]}")],
    );
    bad_kind("label: [甲]\n", &[("kind-bad-value", "[甲]")]);
}

#[test]
fn kinds_that_extend_each_other() {
    let kind =
        |name: &str, text: &str| (SourcePath::new(&format!("content/_kinds/{name}.yaml")), Arc::from(text));
    let (schema, found) = Schema::load(&[kind("a", "extends: b\n"), kind("b", "extends: a\n")]);
    assert_eq!(found.iter().map(|d| d.code.as_str()).collect::<Vec<_>>(), ["kind-extends-loop"]);
    assert!(schema.kind("a").is_some_and(|kind| kind.field("title").is_some()));
    let (schema, found) = Schema::load(&[kind("page", "extends: pilot\n")]);
    assert_eq!(found[0].code, "kind-extends-loop");
    assert!(schema.kind("page").is_some());
    let (_, found) = Schema::load(&[kind("a", "extends: a\n")]);
    assert_eq!(found.iter().map(|d| d.code.as_str()).collect::<Vec<_>>(), ["kind-extends-unknown"]);
    let chain: Vec<_> = (0..200).map(|n| kind(&format!("k{n}"), &format!("extends: k{}\n", n + 1))).collect();
    let (schema, found) = Schema::load(&chain);
    assert!(!found.is_empty() && schema.kind("k0").is_some());
}

#[test]
fn the_schema_survives_the_cache() {
    let schema = builtin_schema();
    let bytes = postcard::to_stdvec(schema).expect("encodes");
    assert_eq!(postcard::from_bytes::<Schema>(&bytes).expect("decodes"), *schema);
    let again = postcard::to_stdvec(&Schema::load(&[]).0).expect("encodes");
    assert_eq!(bytes, again, "the same bytes each time");
}

/// Asserts that every sentence of a finding's rule that must be shown has all it names.
fn sentences_are_complete(found: &Diagnostic) {
    let rule = crate::diag::rule(&found.code).expect("a rule");
    for words in [&rule.zh, &rule.en] {
        for sentence in [words.message, words.why] {
            for name in sentence.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or("")) {
                assert!(
                    arg(found, name).is_some(),
                    "{}: {{{name}}} is not given: {:?}",
                    found.code,
                    found.args
                );
            }
        }
        assert!(!words.message.is_empty() && !words.help.is_empty(), "{}", found.code);
        for (label, _) in &found.related {
            assert!(words.labels.iter().any(|(other, _)| other == label), "{}: label {label}", found.code);
        }
    }
}

#[test]
fn examples_of_rules_trigger_them() {
    use crate::diag::rules::{kinds, schema, yaml as yaml_rules};
    let all = builtin_schema();
    // One needs a kind with a field for it, the other a theme; `tests/suite/own_kinds.rs` has both.
    let elsewhere = ["isbn-wrong", "kind-template-missing"];
    let mut silent = Vec::new();
    for rule in schema::RULES
        .iter()
        .chain(kinds::RULES)
        .chain(yaml_rules::RULES)
        .filter(|rule| !rule.example.is_empty() && !elsewhere.contains(&rule.code))
    {
        let mut found = Vec::new();
        for kind in all.kinds() {
            found.extend(read_with(all, rule.example, &kind.name).1);
            found
                .extend(read(&format!("标题: 甲\n日期: 2020-1-1\n单位: 乙\n{}", rule.example), &kind.name).1);
        }
        for name in ["activities", "page"].into_iter().filter(|_| rule.code.starts_with("kind-")) {
            let path = SourcePath::new(&format!("content/_kinds/{name}.yaml"));
            found.extend(Schema::load(&[(path, rule.example.into())]).1);
        }
        let codes: std::collections::BTreeSet<&str> = found.iter().map(|d| d.code.as_str()).collect();
        if !codes.contains(rule.code) {
            silent.push(format!("{} by {:?}: {codes:?}", rule.code, rule.example));
        }
        found.iter().for_each(sentences_are_complete);
    }
    assert_eq!(silent, Vec::<String>::new());
}

#[test]
fn dates_in_order() {
    let text = "fields:\n  start: {zh: 开始, type: date, precision: year, before: 结束}\n  end: {zh: 结束, type: date, precision: year}\n";
    let (schema, found) = load_kind("meeting", text);
    assert_eq!(found, []);
    let page = |rest: &str| format!("类型: meeting\n标题: 甲\n{rest}");
    for fine in
        ["开始: 2020\n结束: 2020-07-06\n", "开始: 2020-07\n结束: 2020\n", "开始: 2021-1-1\n", "结束: 2020\n"]
    {
        assert_eq!(read_with(&schema, &page(fine), "page").1, [], "{fine}");
    }
    let wrong = page("结束: 2020-07-05\n开始: 2020-07-06\n");
    let found = read_with(&schema, &wrong, "page").1;
    assert_eq!(spans(&wrong, &found), [("dates-reversed".to_owned(), "2020-07-06")]);
    assert_eq!((arg(&found[0], "first"), arg(&found[0], "second")), (Some("开始"), Some("结束")));
    found.iter().for_each(sentences_are_complete);
    for bad in
        ["a: {type: date, after: nothing}", "a: {type: date, before: title}", "a: {type: text, after: date}"]
    {
        let found = load_kind("meeting", &format!("fields:\n  {bad}\n")).1;
        assert_eq!(found.iter().map(|d| d.0.as_str()).collect::<Vec<_>>(), ["kind-no-such-field"], "{bad}");
    }
}

#[test]
fn bounds_of_ones_own() {
    let text = "fields:\n  a: {zh: 甲项, type: text, min: 3}\n  b: {zh: 乙项, type: list(text), min: 2}\n";
    let (schema, found) = load_kind("meeting", text);
    assert_eq!(found, []);
    let page = "类型: meeting\n标题: 甲\n甲项: 短\n乙项: [一]\n";
    let found = read_with(&schema, page, "page").1;
    let wanted = [("text-too-short".to_owned(), "短"), ("too-few-items".to_owned(), "[一]")];
    assert_eq!(spans(page, &found), wanted);
    assert_eq!((arg(&found[0], "count"), arg(&found[0], "bound")), (Some("1"), Some("3")));
    found.iter().for_each(sentences_are_complete);
}

#[test]
fn numbers_and_items_in_order() {
    let text = "fields:\n  chosen: {zh: 入选, type: int, at_most: 申报}\n  all: {zh: 申报, type: int}\n  steps: {zh: 步骤, type: list(group), rising: 日期, fields: {day: {zh: 日期, type: date, precision: month}, text: {zh: 内容}}}\n";
    let (schema, found) = load_kind("meeting", text);
    assert_eq!(found, []);
    let page = |rest: &str| format!("类型: meeting\n标题: 甲\n{rest}");
    for fine in [
        "入选: 10\n申报: 10\n",
        "入选: 10\n",
        "步骤:\n  - {日期: 2020-05}\n  - {内容: 乙}\n  - {日期: 2020-05-02}\n",
    ] {
        assert_eq!(read_with(&schema, &page(fine), "page").1, [], "{fine}");
    }
    let wrong = page("入选: 11\n申报: 10\n步骤:\n  - {日期: 2020-05-06}\n  - {日期: 2020-05-02}\n");
    let found = read_with(&schema, &wrong, "page").1;
    let wanted =
        [("dates-not-rising".to_owned(), "{日期: 2020-05-02}"), ("number-above-other".to_owned(), "11")];
    assert_eq!(spans(&wrong, &found), wanted);
    assert_eq!((arg(&found[1], "name"), arg(&found[1], "other")), (Some("入选"), Some("申报")));
    found.iter().for_each(sentences_are_complete);
    for bad in [
        "a: {type: int, at_most: nothing}",
        "a: {type: int, at_most: date}",
        "a: {type: text, at_most: part}",
        "a: {type: list(group), rising: b, fields: {b: text}}",
    ] {
        let found = load_kind("meeting", &format!("fields:\n  {bad}\n")).1;
        assert_eq!(found.iter().map(|d| d.0.as_str()).collect::<Vec<_>>(), ["kind-no-such-field"], "{bad}");
    }
}
