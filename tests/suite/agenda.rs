//! What time will change: told for every day, and what a build of that day then does.

use crate::harness::Site;

const SITE: &str = "
//- content/news/_index.md
---
title: 动态
---
//- content/news/a.md
---
title: 甲
date: 2026-07-01
pin: 2026-07-31
---
//- content/news/b.md
---
title: 乙
date: 2026-02-01
expires: 2026-06-30
pin: 2026-06-10
---
//- content/news/c.md
---
title: 丙
date: 2026-02-01
superseded_by: ding
---
//- content/news/ding.md
---
title: 丁
date: 2026-08-01
---
//- content/news/e.md
---
title: 草稿
draft: true
date: 2026-08-01
---
//- content/units/chu.md
---
kind: unit
title: 某处
---
//- content/shown/x.md
---
kind: showcase
title: 入选
unit: chu
date: 2026-03-01
state: notice
history:
  - {state: preliminary, date: 2026-03-01}
  - {state: notice, date: 2026-04-01}
  - {state: withdrawn, date: 2026-09-01}
---
//- content/rounds/r.md
---
kind: round
title: 评选
date: 2026-05-01
stages:
  - {stage: application, start: 2026-05-01, end: 2026-05-20}
  - {stage: publicity, start: 2026-06-08, end: 2026-06-12}
---
";

const EXPECTED: &str = "\
2026-06-08  “公示”开始  《评选》  content/rounds/r.md
2026-06-11  不再置顶  《乙》  content/news/b.md
2026-06-12  “公示”的最后一天  《评选》  content/rounds/r.md
2026-07-01  开始显示  《甲》  content/news/a.md
2026-07-01  有效期满  《乙》  content/news/b.md
2026-08-01  开始显示  《丁》  content/news/ding.md
2026-08-01  开始显示（草稿）  《草稿》  content/news/e.md
2026-08-01  不再置顶  《甲》  content/news/a.md
2026-08-01  被新的页面替代  《丙》  content/news/c.md
2026-09-01  进入状态“撤下”  《入选》  content/shown/x.md
2026-09-01  撤下  《入选》  content/shown/x.md
";

#[test]
fn every_day_that_changes_something_is_told() {
    let site = Site::plain(SITE);
    let all = site.cli(["agenda", "--as-of", "2026-06-01"]);
    assert_eq!((all.code, all.out.as_str()), (Some(0), EXPECTED), "{}", all.err);
    let some = site.cli(["agenda", "--as-of", "2026-06-11", "--until", "2026-07-01"]);
    assert_eq!(some.out.lines().collect::<Vec<_>>(), EXPECTED.lines().skip(2).take(3).collect::<Vec<_>>());
    let none = site.cli(["agenda", "--as-of", "2026-09-01"]);
    assert_eq!(none.out, "");
    assert!(none.err.contains("没有什么会自己改变"), "{}", none.err);
    let english = site.cli(["agenda", "--as-of", "2026-08-01", "--lang", "en"]);
    assert!(english.out.contains("2026-09-01  is withdrawn  \"入选\""), "{}", english.out);
}

#[test]
fn programs_get_lines_of_json() {
    let site = Site::plain(SITE);
    let run = site.cli(["agenda", "--as-of", "2026-06-01", "--until", "2026-06-08", "--format", "json"]);
    let one: serde_json::Value = serde_json::from_str(run.out.trim()).unwrap();
    assert_eq!(one["day"], "2026-06-08");
    assert_eq!(one["what"], "begins");
    assert_eq!(one["detail"], "公示");
    assert_eq!(one["file"], "content/rounds/r.md");
}

#[test]
fn a_check_of_another_day_says_where_to_look() {
    let site = Site::plain(SITE);
    site.write("content/news/later.md", "---\ntitle: 后来\ndate: 2099-06-20\n---\n");
    let run = site.cli(["check", "--as-of", "2099-12-01"]);
    assert!(run.err.contains("pilothouse agenda --until 2099-12-01"), "{}", run.err);
    assert!(!site.cli(["check"]).err.contains("agenda"));
    assert_eq!(site.cli(["agenda", "--until", "soon"]).code, Some(2));
}

/// What is told is what happens: on each day told, and on no other, a build changes the lists.
#[test]
fn the_days_told_are_the_days_on_which_the_site_changes() {
    let mut site = Site::plain(SITE);
    let told = |text: &str| text.lines().map(|line| line[..10].to_owned()).collect::<Vec<_>>();
    let days = told(EXPECTED);
    let shown = ["开始显示", "有效期满", "替代", "撤下"];
    let mut before = None;
    for number in 0..94u32 {
        let day = format!("2026-{:02}-{:02}", 6 + number / 31, 1 + number % 31);
        if day.starts_with("2026-06-31") {
            continue;
        }
        site.options.as_of = Some(day.clone());
        site.build_well();
        let lists = (site.read("news/index.html"), site.names().contains(&"shown/x.html".to_owned()));
        let changes = before.as_ref().is_some_and(|before| *before != lists);
        let told = EXPECTED.lines().any(|line| {
            line.starts_with(&day)
                && (shown.iter().any(|word| line.contains(word)) || line.contains("不再置顶"))
        });
        assert!(!changes || told, "{day} changes the lists and is not told");
        before = Some(lists);
    }
    assert_eq!(days.len(), 11);
}

#[test]
fn drafts_tell_their_dates_and_stages_and_that_they_are_drafts() {
    let site = Site::plain(SITE);
    site.replace("content/rounds/r.md", "title: 评选", "title: 评选\ndraft: true");
    let run = site.cli(["agenda", "--as-of", "2026-04-01", "--until", "2026-06-12"]);
    for wanted in [
        "2026-05-01  开始显示（草稿）  《评选》",
        "2026-05-01  “申报”开始（草稿）  《评选》",
        "2026-06-12  “公示”的最后一天（草稿）  《评选》",
    ] {
        assert!(run.out.contains(wanted), "{wanted} is not in\n{}", run.out);
    }
    let json = site.cli(["agenda", "--as-of", "2026-06-11", "--until", "2026-06-12", "--format", "json"]);
    assert!(json.out.contains("\"draft\":true"), "{}", json.out);
    let english = site.cli(["agenda", "--as-of", "2026-07-31", "--lang", "en"]);
    assert!(english.out.contains("appears (draft)  \"草稿\""), "{}", english.out);
}

#[test]
fn the_day_of_a_withdrawal_is_told() {
    let site = Site::plain(SITE);
    site.replace("content/news/b.md", "title: 乙", "title: 乙\nwithdrawn: 2026-06-20");
    let run = site.cli(["--as-of", "2026-06-01", "--format", "json", "agenda"]);
    assert!(
        run.code == Some(0) && run.out.lines().any(|line| line.contains("2026-06-20") && line.contains("乙")),
        "{run:?}"
    );
    assert!(
        !run.out.lines().any(|line| line.contains("2026-07-01") && line.contains("乙")),
        "it ends once: {}",
        run.out
    );
}

/// `--as-of` is how people ask about a day: it tells what changes until then, not only how the site looks.
#[test]
fn a_build_of_another_day_tells_what_changes_until_then_and_when() {
    let site = Site::plain(
        "//- content/_index.md\n---\ntitle: 首页\n---\n//- content/a.md\n---\ntitle: 甲\ndate: 2020-01-01\nexpires: 2098-12-31\n---\n\
         //- content/b.md\n---\ntitle: 乙\ndate: 2099-06-01\n---\n",
    );
    for command in ["build", "check"] {
        let then = site.cli([command, "--as-of", "2099-06-01"]);
        assert_eq!(then.code, Some(0), "{}", then.err);
        let told =
            "  2099-01-01  有效期满  《甲》  content/a.md\n  2099-06-01  开始显示  《乙》  content/b.md\n";
        assert!(then.err.ends_with(told) && then.err.contains("有 2 项"), "{command}: {}", then.err);
        let before = site.cli([command, "--as-of", "2098-12-31", "--lang", "en"]);
        assert!(before.err.contains("Nothing changes of itself until then."), "{command}: {}", before.err);
        let none = site.cli([command, "--as-of", "2098-12-31"]);
        assert!(none.err.contains("从今天到这一天没有什么会自己改变。"), "{command}: {}", none.err);
        let past = site.cli([command, "--as-of", "2020-06-01"]);
        assert!(past.err.contains("以上是 2020-06-01 的情形，这一天已经过去（今天是 20"), "{}", past.err);
        let past = site.cli([command, "--as-of", "2020-06-01", "--lang", "en"]);
        assert!(past.err.contains("how things stood on 2020-06-01, which is over"), "{}", past.err);
    }
    assert!(!site.cli(["build", "--as-of", "2099-06-01", "--quiet"]).err.contains("开始显示"));
    let today = pilothouse::site::SiteOptions { as_of: None, ..site.options.clone() }.today();
    let now = site.cli(["build", "--as-of", &today]);
    assert!(now.err.contains("也就是今天的情形") || now.err.contains("已经过去"), "{}", now.err);
    assert!(!site.cli(["build"]).err.contains("项"));
}
