//! Choosing pages in templates: every condition of `pages()` and `rows()`, groups, and what is said of wrong ones.

use crate::harness::{Site, found_anew, paths, ran};

const SITE: &str = "
//- pilothouse.yaml
site: {title: 示例站}
theme: plain
taxonomies:
  tags: {label: 关键词}
  level: {label: 级别, field: level}
//- content/units/_index.md
---
title: 单位
pages: {kind: unit}
---
//- content/units/jia-chu.md
---
title: 甲处
---
//- content/units/yi-chu.md
---
title: 乙处
---
//- content/news/_index.md
---
title: 动态
---
//- content/news/a.md
---
title: 安全第一
date: 2025-07-03
unit: jia-chu
tags: [安全, 学习]
pin: 2026-06-01
---
//- content/news/b.md
---
title: 保密教育
date: 2025-06-03
unit: yi-chu
units: [jia-chu]
tags: [学习]
pin: 2026-05-31
---
//- content/news/c.md
---
title: 2024年总结
date: 2024-07-01
unit: jia-chu
---
//- content/honours/_index.md
---
title: 荣誉
pages: {kind: honour}
---
//- content/honours/d.md
---
title: 集体三等功
year: 2024
level: province
date: 2025-03-01
---
//- content/honours/e.md
---
title: 文明窗口
year: 2025
level: city
date: 2025-12-01
---
//- content/showcase/_index.md
---
title: 典型
pages: {kind: showcase}
---
//- content/showcase/f.md
---
title: 入选项目
unit: yi-chu
date: 2025-04-01
state: notice
---
";

/// Returns what the home page says if its template is this.
fn shown(site: &Site, template: &str) -> String {
    site.write("themes/plain/templates/home.html", template);
    site.build_well();
    site.read("index.html")
}

fn chosen(site: &Site, arguments: &str) -> String {
    shown(site, &format!("{{% for p in pages({arguments}) %}}{{{{ p.title }}}};{{% endfor %}}"))
}

fn grouped(site: &Site, arguments: &str) -> String {
    let groups = "{{ g.label }}={% for p in g.pages %}{{ p.title }},{% endfor %}{{ g.total }};";
    shown(site, &format!("{{% for g in pages({arguments}) %}}{groups}{{% endfor %}}"))
}

#[test]
fn every_condition_chooses() {
    let site = Site::plain(SITE);
    for (arguments, expected) in [
        ("year=2024", "集体三等功;2024年总结;"),
        ("year=\"2025\", kind=[\"honour\", \"showcase\"]", "文明窗口;入选项目;"),
        ("month=\"2025-07\"", "安全第一;"),
        ("year=2025, month=3", "集体三等功;"),
        ("tag=\"学习\"", "安全第一;保密教育;"),
        ("tags=\"学习\", tag=\"安全\"", "安全第一;"),
        ("level=\"city\"", "文明窗口;"),
        ("unit=\"jia-chu\"", "安全第一;2024年总结;"),
        ("unit=\"units/jia-chu\", year=2025", "安全第一;"),
        ("unit=\"乙处\", units=\"甲处\"", "保密教育;"),
        ("state=\"notice\"", "入选项目;"),
        ("pinned=true", "安全第一;"),
        ("pinned=false, section=\"news\"", "保密教育;2024年总结;"),
        ("unit=page.unit", ""),
        ("year=\"\"", ""),
        ("state=[]", ""),
        ("tag=\"没有\"", ""),
        ("unit=\"乙处\", section=\"news\", sort=\"title 笔画\"", "保密教育;"),
    ] {
        assert_eq!(chosen(&site, arguments), expected, "{arguments}");
    }
}

#[test]
fn lists_come_in_groups() {
    let site = Site::plain(SITE);
    for (arguments, expected) in [
        ("kind=\"honour\", group_by=\"year\"", "2025=文明窗口,1;2024=集体三等功,1;"),
        ("kind=\"honour\", group_by=\"level\"", "省级=集体三等功,1;市级=文明窗口,1;"),
        (
            "section=\"news\", group_by=\"month\", limit=1",
            "2025-07=安全第一,1;2025-06=保密教育,1;2024-07=2024年总结,1;",
        ),
        ("section=\"news\", group_by=\"unit\", limit=1", "甲处=安全第一,2;乙处=保密教育,1;"),
        ("section=\"news\", group_by=\"tags\"", "安全=安全第一,1;学习=安全第一,保密教育,2;=2024年总结,1;"),
        ("section=\"news\", group_by=\"letter\"", "A=安全第一,1;B=保密教育,1;#=2024年总结,1;"),
        (
            "kind=[\"showcase\", \"honour\"], group_by=\"kind\", sort=\"-date\", limit=1",
            "展示条目=入选项目,1;荣誉=文明窗口,2;",
        ),
    ] {
        assert_eq!(grouped(&site, arguments), expected, "{arguments}");
    }
}

#[test]
fn wrong_conditions_are_answered() {
    let site = Site::plain(SITE);
    for (arguments, expected) in [
        ("yaer=2024", "没有“yaer”这个参数，是不是“year”？"),
        ("kind=\"honor\"", "kind=\"honor\"：没有这个名称，是不是“honour”？"),
        ("taxonomy=\"tag\", term=\"学习\"", "taxonomy=\"tag\"：没有这个名称，是不是“tags”？"),
        ("state=\"notise\"", "state=\"notise\"：没有这个名称，是不是“notice”？"),
        ("year=24", "要写成 2020 这样的年份"),
        ("month=7", "month 要有年份"),
        ("month=\"2025-13\"", "要写成 2020-07 这样的月份"),
        ("group_by=\"levle\"", "没有这个名称，是不是“level”？"),
    ] {
        site.write("themes/plain/templates/home.html", format!("{{{{ pages({arguments}) }}}}"));
        let run = site.cli(["check"]);
        assert!(run.err.contains(expected), "{arguments}: {}", run.err);
        assert!(run.err.contains("home.html:1:"), "{}", run.err);
    }
    let run = site.cli(["check", "--lang", "en"]);
    assert!(run.err.contains("there is no such thing; did you mean"), "{}", run.err);
}

#[test]
fn a_question_is_paid_once_and_a_group_is_watched_alone() {
    let site = Site::plain(SITE);
    let latest = "{% for g in pages(kind=[\"honour\", \"showcase\"], group_by=\"kind\", sort=\"-date\", limit=1) %}{{ g.pages[0].title }}{% endfor %}";
    site.replace("themes/plain/templates/page.html", "<h1>", &format!("{latest}<h1>"));
    // On one thread: two that ask at the same moment both compute.
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let report = alone.install(|| site.build_well());
    assert_eq!(ran(&report, "Grouped"), 1);
    site.write("content/news/g.md", "---\ntitle: 新的\ndate: 2026-01-01\n---\n");
    let report = site.build_well();
    assert_eq!(found_anew(&report, "Grouped"), 0);
    assert!(!paths(&report.changes.changed).contains(&"news/c.html"), "{:?}", report.changes);
    site.write(
        "content/showcase/h.md",
        "---\ntitle: 又一个\nunit: yi-chu\ndate: 2026-01-01\nstate: notice\n---\n",
    );
    let report = site.build_well();
    assert!(paths(&report.changes.changed).contains(&"news/c.html"), "{:?}", report.changes);
}

const TABLE: &str = "
//- pilothouse.yaml
site: {title: 示例站}
theme: plain
data: {honours: {kind: honour}}
//- content/_data/honours.csv
title,year,level,awarded_by
王一,2019,province,jia-chu
丁二,2020,city,yi-chu
高大富,2020,province,jia-chu
高富,2019,province,jia-chu
";

#[test]
fn rows_are_chosen_in_the_same_way() {
    let site = Site::plain(SITE);
    site.add(TABLE);
    let rows = |arguments: &str| {
        let template = "{{ r.title }};{% endfor %}";
        shown(&site, &format!("{{% for r in rows(name=\"honours\", {arguments}) %}}{template}"))
    };
    assert_eq!(rows("year=2020"), "丁二;高大富;");
    assert_eq!(rows("level=\"province\", year=2019"), "王一;高富;");
    assert_eq!(rows("awarded_by=\"units/yi-chu\""), "丁二;");
    assert_eq!(rows("level=page.unit"), "");
    assert_eq!(rows("sort=\"title 笔画\""), "丁二;王一;高大富;高富;");
    assert_eq!(rows("sort=\"姓氏笔画\", limit=3"), "丁二;王一;高富;");
    assert_eq!(rows("sort=\"-title surname-strokes\""), "高大富;高富;王一;丁二;");
    let grouped = |arguments: &str| {
        let template =
            "{{ g.label }}={% for r in g.rows %}{{ r.title }},{% endfor %}{{ g.total }};{% endfor %}";
        shown(&site, &format!("{{% for g in rows(name=\"honours\", {arguments}) %}}{template}"))
    };
    assert_eq!(grouped("group_by=\"year\", sort=\"title 笔画\""), "2020=丁二,高大富,2;2019=王一,高富,2;");
    assert_eq!(grouped("group_by=\"level\", limit=1"), "省级=王一,3;市级=丁二,1;");
    assert_eq!(grouped("group_by=\"awarded_by\", limit=1"), "甲处=王一,3;乙处=丁二,1;");
    for (arguments, expected) in [
        ("levle=\"city\"", "没有“levle”这个字段"),
        ("group_by=\"yaer\"", "没有“yaer”这个字段"),
        ("sort=\"title 比画\"", "排序方式“比画”不认得，是不是“笔画”？"),
    ] {
        site.write(
            "themes/plain/templates/home.html",
            format!("{{{{ rows(name=\"honours\", {arguments}) }}}}"),
        );
        let run = site.cli(["check"]);
        assert!(run.err.contains(expected), "{arguments}: {}", run.err);
    }
}

#[test]
fn terms_may_be_years_of_dates_and_pages_referred_to() {
    let site = Site::plain(SITE);
    site.replace(
        "pilothouse.yaml",
        "taxonomies:",
        "taxonomies:\n  years: {label: 年份, from: date}\n  danwei: {label: 单位, from: unit}",
    );
    site.build_well();
    let names = site.names();
    for name in [
        "years/2024/index.html",
        "years/2025/index.html",
        "danwei/jia-chu/index.html",
        "danwei/yi-chu/index.html",
    ] {
        assert!(names.iter().any(|one| one == name), "{name}: {names:?}");
    }
    let unit = site.read("danwei/jia-chu/index.html");
    assert!(
        unit.contains("<title>甲处</title>") && unit.contains("安全第一") && !unit.contains("保密教育"),
        "{unit}"
    );
    assert!(site.read("years/2025/index.html").contains("集体三等功"));
    assert_eq!(chosen(&site, "danwei=\"units/jia-chu\", years=2024"), "2024年总结;");
    site.replace("content/units/jia-chu.md", "甲处", "丙处");
    site.build_well();
    assert!(site.read("danwei/jia-chu/index.html").contains("<title>丙处</title>"), "its address stays");
    site.replace("pilothouse.yaml", "from: unit", "from: unti");
    let run = site.cli(["check"]);
    assert!(
        run.err.contains("taxonomy-no-such-field") && run.err.contains("pilothouse.yaml:5:"),
        "{}",
        run.err
    );
}

#[test]
fn a_unit_with_many_pages_shows_the_newest_and_leads_to_all() {
    let site = Site::from(
        "//- pilothouse.yaml\nsite: {title: 示例站}\ntaxonomies: {units: {label: 单位, from: unit}}\npagination: {size: 5}\n//- content/_index.md\n---\ntitle: 首页\n---\n//- content/units/jia.md\n---\nkind: unit\ntitle: 甲处\n---\n//- content/news/_index.md\n---\ntitle: 动态\npages: {kind: activity}\n---\n",
    );
    for number in 1..=12 {
        let text = format!(
            "---\ntitle: 活动{number}\nunit: jia\ndate: 2025-01-{number:02}\nevent_date: 2025-01-{number:02}\n---\n"
        );
        site.write(&format!("content/news/n{number:02}.md"), text);
    }
    site.build_well();
    let unit = site.read("units/jia.html");
    assert!(
        unit.contains(">活动12</a>") && unit.contains(">活动3</a>") && !unit.contains(">活动2</a>"),
        "{unit}"
    );
    assert!(unit.contains("<a href=\"jia/index.html\">以上是最新的10条，共12条"), "{unit}");
    assert!(site.read("units/jia/page-3.html").contains(">活动1</a>"));
}

#[test]
fn names_stand_in_the_order_that_their_list_prints() {
    let site = Site::from(
        SITE.split("//- content/units/_index.md").next().unwrap().replace("theme: plain\n", "").as_str(),
    );
    site.add("//- content/_index.md\n---\ntitle: 首页\n---\n");
    site.write(
        "content/h.md",
        "---\nkind: honour\ntitle: 先进个人\nyear: 2025\nlisting: 以姓氏笔画为序\nrecipients: [{name: 高大富}, {name: 王一}, {name: 丁二}, {name: 高富}]\n---\n",
    );
    site.write(
        "content/r.md",
        "---\nkind: round\ntitle: 评选\ndate: 2025-01-01\nlisting: pinyin\nentries: [{title: 第10期}, {title: 第二期}, {title: 安全}]\n---\n",
    );
    site.build_well();
    let places = |output: &str, names: &[&str]| -> Vec<usize> {
        let html = site.read(output);
        names.iter().map(|name| html.find(&format!(">{name}</td>")).unwrap()).collect()
    };
    assert!(places("h.html", &["丁二", "王一", "高富", "高大富"]).is_sorted());
    assert!(site.read("h.html").contains("以姓氏笔画为序"));
    assert!(places("r.html", &["安全", "第二期", "第10期"]).is_sorted());
    site.replace("content/r.md", "{title: 第10期}", "{title: 第10期, order: 1}");
    site.build_well();
    assert!(places("r.html", &["第10期", "第二期", "安全"]).is_sorted(), "by hand");
}
