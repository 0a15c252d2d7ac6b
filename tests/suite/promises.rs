//! The six promises of the design, one test each.

use crate::harness::{
    Files, Site, assert_same, build, codes, files, found_anew, paths, program, ran, run, times,
};

/// Pilots of two units, news with tags, a series, an alias, an attachment: a little of everything.
pub const SITE: &str = "
//- pilothouse.yaml
site: {title: 示例站, url: https://www.example.org/}
theme: plain
taxonomies:
  tags: {label: 关键词}
pagination: {size: 3}
//- content/_index.md
---
title: 首页
---
欢迎。
//- content/pilots/_index.md
---
title: 品牌展示
pages: {kind: pilot}
---
//- content/pilots/jia.md
---
title: 甲的品牌
unit: jia-chu
date: 2026-01-03
summary: 甲的摘要
---
甲的正文，见[乙](yi.md#zuo-fa)。
//- content/pilots/yi.md
---
title: 乙的品牌
unit: yi-chu
date: 2026-01-02
summary: 乙的摘要
aliases: [/old/t1.shtml]
---
乙的正文。

## 做法

第一条。[附件](登记表.txt)
//- content/pilots/登记表.txt
姓名
//- content/pilots/bing.md
---
title: 丙的品牌
unit: jia-chu
date: 2026-01-01
summary: 丙的摘要
---
丙的正文。
//- content/pilots/ding.md
---
title: 丁的品牌
unit: jia-chu
date: 2025-01-01
summary: 丁的摘要
---
丁的正文。
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
parent: jia-chu
---
//- content/series/_index.md
---
title: 系列
pages: {kind: series}
---
//- content/series/linghang.md
---
title: 领航系列
expected: 2
---
编者按：依次展示。
//- content/experiences/_index.md
---
title: 典型经验
pages: {kind: experience}
---
//- content/experiences/one.md
---
title: 第一篇经验
unit: jia-chu
date: 2025-02-01
series: linghang
part: 1
tags: [学习, 基层]
summary: 第一篇的摘要
---
正文。
//- content/experiences/two.md
---
title: 第二篇经验
unit: yi-chu
date: 2025-02-02
series: linghang
part: 2
tags: [学习]
summary: 第二篇的摘要
---
正文。
";

fn site() -> Site {
    let site = Site::plain(SITE);
    site.build_well();
    site
}

#[test]
fn promise_1_a_changed_body_renders_exactly_one_page_again() {
    let site = site();
    site.replace("content/pilots/bing.md", "丙的正文。", "丙的正文改了。");
    let report = site.build_well();
    assert_eq!(paths(&report.changes.changed), ["pilots/bing.html"]);
    assert_eq!((report.changes.added.len(), report.changes.removed.len()), (0, 0));
    assert_eq!(ran(&report, "Emit"), 1, "{:?}", report.work);
    assert_eq!(ran(&report, "Body"), 1, "{:?}", report.work);
    assert!(ran(&report, "Record") <= 1, "{:?}", report.work);
    for list in ["Tree", "Roster", "Plan", "Card", "Full", "Closure"] {
        assert_eq!(found_anew(&report, list), 0, "a body edit reaches no list: {:?}", report.work);
    }
    assert_eq!(ran(&report, "Closures"), 0, "no template is looked through again: {:?}", report.work);
}

#[test]
fn promise_1_a_changed_body_also_renders_the_pages_that_asked_for_it() {
    let site = site();
    site.replace("content/series/linghang.md", "编者按：依次展示。", "编者按：现依次展示。");
    let report = site.build_well();
    let expected = ["experiences/one.html", "experiences/two.html", "series/linghang.html"];
    assert_eq!(paths(&report.changes.changed), expected);
    // The section shows a card of the series, and the card shows the start of the body as its summary.
    let allowed = expected.len() as u32 + 1;
    assert!(ran(&report, "Emit") <= allowed, "{:?}", report.work);
}

#[test]
fn promise_1_a_body_edit_beyond_the_summary_stays_on_its_page() {
    let site = site();
    let long = "这是很长的开头。".repeat(60);
    site.write(
        "content/pilots/wu.md",
        format!("---\ntitle: 戊\nunit: jia-chu\ndate: 2026-02-01\n---\n{long}\n\n尾声。\n"),
    );
    site.build_well();
    site.replace("content/pilots/wu.md", "尾声。", "新的尾声。");
    let report = site.build_well();
    assert_eq!(paths(&report.changes.changed), ["pilots/wu.html"]);
    assert_eq!(ran(&report, "Emit"), 1, "{:?}", report.work);
}

#[test]
fn promise_2_a_changed_title_renders_the_pages_that_received_it() {
    let site = site();
    site.replace("content/pilots/yi.md", "乙的品牌", "乙的新品牌");
    let report = site.build_well();
    // Itself, its two neighbours, the list, the home page with the latest three, the feed, and its unit that lists what refers to it.
    let expected = [
        "feed.xml",
        "index.html",
        "pilots/bing.html",
        "pilots/index.html",
        "pilots/jia.html",
        "pilots/yi.html",
        "units/yi-chu.html",
    ];
    assert_eq!(paths(&report.changes.changed), expected);
    assert_eq!(ran(&report, "Emit") as usize, expected.len(), "{:?}", report.work);
    assert_eq!(found_anew(&report, "Body") + found_anew(&report, "Entry"), 0, "{:?}", report.work);
}

#[test]
fn promise_2_a_title_that_nobody_received_renders_one_page() {
    let site = site();
    site.write("content/about.md", "---\ntitle: 关于\n---\n");
    site.build_well();
    site.replace("content/about.md", "关于", "关于本站");
    let report = site.build_well();
    assert_eq!(paths(&report.changes.changed), ["about.html"]);
    assert_eq!(ran(&report, "Emit"), 1, "{:?}", report.work);
}

#[test]
fn promise_3_a_changed_template_renders_its_users_only() {
    let site = site();
    site.replace("themes/plain/templates/unit.html", "<h1>", "<h1 class=\"unit\">");
    let report = site.build_well();
    assert_eq!(paths(&report.changes.changed), ["units/jia-chu.html", "units/yi-chu.html"]);
    assert_eq!(ran(&report, "Emit"), 2, "{:?}", report.work);
    assert_eq!(ran(&report, "Body") + ran(&report, "Record"), 2, "their bodies alone: {:?}", report.work);
}

#[test]
fn promise_3_a_comment_in_a_template_rewrites_nothing() {
    let site = site();
    let before = times(&site.output());
    site.replace("themes/plain/templates/pilot.html", "{% block main %}", "{% block main %}{# 标题在前 #}");
    let report = site.build_well();
    assert_eq!(ran(&report, "Emit"), 4, "its four users: {:?}", report.work);
    assert_eq!(report.changes.changed.len() + report.changes.added.len() + report.changes.removed.len(), 0);
    assert_eq!(times(&site.output()), before);
}

#[test]
fn promise_3_an_included_or_inherited_template_counts() {
    let site = site();
    site.write("themes/plain/templates/foot.html", "<footer>页脚</footer>");
    site.replace(
        "themes/plain/templates/unit.html",
        "{{ page.content }}",
        "{{ page.content }}{% include \"foot.html\" %}",
    );
    site.build_well();
    site.replace("themes/plain/templates/foot.html", "页脚", "新页脚");
    let report = site.build_well();
    assert_eq!(paths(&report.changes.changed), ["units/jia-chu.html", "units/yi-chu.html"]);
    assert_eq!(ran(&report, "Emit"), 2, "{:?}", report.work);
}

#[test]
fn promise_4_incremental_results_are_clean_results() {
    let site = site();
    let edits: [(&str, &str, &str); 8] = [
        ("content/pilots/jia.md", "甲的正文", "甲的新正文"),
        ("content/pilots/jia.md", "unit: jia-chu", "unit: 没有的处"),
        ("content/pilots/jia.md", "unit: 没有的处", "unit: 乙处"),
        ("content/units/jia-chu.md", "title: 甲处", "title: 甲处\nslug: jia"),
        ("content/pilots/yi.md", "## 做法", "## 办法"),
        ("content/pilots/yi.md", "## 办法", "## 做法"),
        ("pilothouse.yaml", "size: 3", "size: 2"),
        ("themes/plain/strings/zh-CN.yaml", "共 {count} 篇", "总计 {count} 篇"),
    ];
    let mut last: Files = site.files();
    for (file, from, to) in edits {
        site.replace(file, from, to);
        let report = site.build();
        let (clean, expected) = site.build_clean();
        assert_eq!(report.diagnostics, clean.diagnostics, "after {from} → {to} in {file}");
        assert_eq!(report.committed, clean.committed);
        if report.committed {
            last = expected;
        }
        assert_same(&site.files(), &last, &format!("after {from} → {to} in {file}"));
    }
}

#[test]
fn promise_4_a_broken_template_that_no_page_uses_is_found_either_way() {
    let site = site();
    site.write("themes/plain/templates/nobody.html", "{% if %}");
    for _ in 0..2 {
        let (report, clean) = (site.build(), site.build_clean().0);
        assert_eq!(codes(&report.diagnostics), ["template-error"]);
        assert_eq!(report.diagnostics, clean.diagnostics);
        // Another edit, so that the second round is answered from memory in part.
        site.replace("content/pilots/jia.md", "甲的", "甲的又");
    }
    site.write("themes/plain/templates/nobody.html", "{% if page %}{% endif %}");
    site.build_well();
}

#[test]
fn promise_5_same_inputs_same_bytes() {
    let site = site();
    let expected = site.files();
    let copy = site.beside("另一个 文件夹/root");
    copy_tree(site.root(), &copy);
    let variants: [(&str, &[(&str, &str)]); 5] = [
        ("1", &[]),
        ("8", &[("RAYON_NUM_THREADS", "3")]),
        ("2", &[("TZ", "America/New_York"), ("LC_ALL", "en_US.UTF-8")]),
        ("2", &[("TZ", "Pacific/Kiritimati"), ("LC_ALL", "C"), ("LANG", "tr_TR.UTF-8")]),
        ("2", &[("HOME", "/nonexistent"), ("TMPDIR", "/nonexistent"), ("NO_COLOR", "1")]),
    ];
    for (at, (jobs, environment)) in variants.into_iter().enumerate() {
        let folder = if at % 2 == 0 { site.root() } else { &copy };
        let output = site.beside(&format!("out-{at}"));
        let mut command = program(folder);
        command.args(["build", "--jobs", jobs, "--as-of", crate::harness::TODAY, "--output"]).arg(&output);
        command.envs(environment.iter().copied());
        let run = run(command);
        assert_eq!(run.code, Some(0), "{}", run.err);
        assert_same(&files(&output), &expected, &format!("with {jobs} threads and {environment:?}"));
    }
}

#[test]
fn promise_5_file_times_and_order_of_creation_do_not_matter() {
    let site = site();
    let expected = site.files();
    let other = Site::from("");
    let mut sources: Vec<(String, Vec<u8>)> = files(site.root())
        .into_iter()
        .filter(|(name, _)| !name.starts_with("site/") && !name.starts_with(".pilothouse/"))
        .collect();
    sources.reverse();
    for (name, bytes) in sources {
        other.write(&name, bytes);
    }
    other.age();
    other.build_well();
    assert_same(&other.files(), &expected, "created in reverse, long ago");
}

#[test]
fn promise_6_a_build_with_errors_changes_nothing() {
    let site = site();
    let before = (site.files(), times(&site.output()));
    let broken: [(&str, &str); 7] = [
        ("content/pilots/new.md", "---\ntitle: 新\nunit: 没有\ndate: 2026-01-01\n---\n"),
        ("content/pilots/jia.md", "---\ntitle: [\n---\n"),
        ("content/pilots/yi.md", "---\ntitle: 乙\nunit: yi-chu\ndate: 2026-01-01\n---\n[坏](没有.md)\n"),
        ("themes/plain/templates/unit.html", "{% if %}"),
        ("themes/plain/templates/page.html", "{{ page.nothing }}"),
        ("pilothouse.yaml", "site: {title: 示例\n"),
        ("content/_kinds/pilot.yaml", "fields: {x: {type: nothing}}\n"),
    ];
    for (file, text) in broken {
        let place = site.place(file);
        let kept = std::fs::read(&place).ok();
        site.write(file, text);
        if file.ends_with("page.html") {
            site.write("content/plain.md", "---\ntitle: 普通\n---\n");
        }
        let report = site.build();
        assert!(report.has_errors() && !report.committed, "{file}: {:?}", codes(&report.diagnostics));
        assert_eq!((site.files(), times(&site.output())), before, "{file}");
        match kept {
            Some(bytes) => site.write(file, bytes),
            None => site.remove(file),
        }
        let _ = std::fs::remove_file(site.place("content/plain.md"));
    }
    let report = site.build_well();
    let changes = &report.changes;
    assert_eq!(changes.added.len() + changes.changed.len() + changes.removed.len(), 0, "{changes:?}");
}

#[test]
fn promise_6_a_first_build_with_errors_writes_nothing() {
    let site = Site::plain(SITE);
    site.write("content/bad.md", "---\ntitle: 坏\nunit: 没有\n---\n");
    let report = site.build();
    assert!(report.has_errors());
    assert!(site.files().is_empty(), "{:?}", site.names());
    site.remove("content/bad.md");
    site.build_well();
    assert_same(&site.files(), &site.build_clean().1, "after the error was mended");
}

#[test]
fn a_build_with_nothing_changed_runs_no_query() {
    let site = site();
    let before = times(&site.output());
    let report = build(&site.options);
    assert!(report.work.is_empty(), "{:?}", report.work);
    assert_eq!(report.changes.unchanged, report.outputs);
    site.age();
    for _ in 0..2 {
        let report = build(&site.options);
        assert!(report.work.is_empty(), "{:?}", report.work);
    }
    assert_eq!(times(&site.output()), before);
}

#[test]
fn a_build_with_nothing_changed_need_not_read_again_what_was_fresh() {
    let mut site = site();
    site.age();
    assert!(build(&site.options).work.is_empty());
    // Content of the same size at the same time and place: only who reads the file can tell, and nobody should have to.
    let place = site.place("content/pilots/jia.md");
    let time = std::fs::metadata(&place).unwrap().modified().unwrap();
    site.replace("content/pilots/jia.md", "甲的正文", "已的正文");
    std::fs::File::options().write(true).open(&place).unwrap().set_modified(time).unwrap();
    assert!(build(&site.options).work.is_empty(), "the file was read though its stamp could vouch for it");
    site.options.rehash = true;
    assert!(!build(&site.options).work.is_empty());
}

fn copy_tree(from: &std::path::Path, to: &std::path::Path) {
    for (name, bytes) in files(from) {
        if name.starts_with("site/") || name.starts_with(".pilothouse/") || name.ends_with('/') {
            continue;
        }
        let place = to.join(name);
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::write(place, bytes).unwrap();
    }
}
