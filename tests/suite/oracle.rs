//! The oracle: after any edit of anything, what the next build makes of its memory is what a build without memory makes.
//!
//! Random scripts of edits run over a site with pages of all kinds: files come, go, move and break; kinds, templates, words, data,
//! settings and the date change. After each step the output folder and the findings must be those of a clean build, and a
//! further build must have nothing to do; a session that is told of the edits must show and find the same. A failure prints its seed; `ORACLE_SEED=7 cargo test oracle` runs that script alone,
//! `ORACLE_SCRIPTS=500` more of them.

use std::fs;
use std::time::{Duration, Instant};

use pilothouse::review::Act;
use pilothouse::site;

use crate::harness::{Files, Site, assert_same, build, files};
use crate::held::Held;
use crate::pictures::{photo, planted_jpeg, png};
use crate::promises;

/// Scripts of one run of the tests.
const SCRIPTS: u64 = 16;

/// Steps of one script.
const STEPS: usize = 14;

/// The test ends early when it has taken this long: a slow machine runs fewer scripts.
const ENOUGH: Duration = Duration::from_secs(45);

const MORE: &str = "
//- themes/_local/templates/home.html
{% extends \"plain/frame.html\" %}
{% block main %}<h1>{{ page.title }} {{ today() }}</h1>{{ page.content }}
{% for row in data(name=\"contacts\") %}<p>{{ row.name }} {{ row.phone }}</p>{% endfor %}
{% for row in rows(name=\"awards\", with={\"level\": \"province\"}, sort=\"-year\") %}<p>{{ row.title }} {{ row.unit }}</p>{% endfor %}
{% for one in cited(id=\"units/jia-chu\", except=[\"unit\"]) %}<i>{{ one.field }} {{ one.card.title }}</i>{% endfor %}
{% set kin = neighbours(id=\"pilots/jia\", of=\"unit\") %}<i>{{ kin.previous?.title or \"\" }} {{ kin.next?.title or \"\" }}</i>
{% for one in mentions(id=\"words/jia-chu\") %}<i>{{ one.title }}</i>{% endfor %}
{% for one in menu() %}<b>{{ one.title }}{% for two in one.children %} {{ two.title }}{% endfor %}</b>{% endfor %}
{% for group in figures() %}<p>{{ group.year }}{% for one in group.figures %} {{ one.label }} {{ one.value }} {{ one.page }} {{ one.source }}{% endfor %}</p>{% endfor %}
{% for p in figure_uses(id=\"peixun\") %}<i>{{ p.title }}</i>{% endfor %}
{% set jia = get(id=\"pilots/jia\") %}{% if jia and jia.comment %}{{ jia.comment.text }}{% endif %}
{% for v in versions() %}<a href=\"{{ v.url }}\" lang=\"{{ v.code }}\" dir=\"{{ v.dir }}\">{{ v.label }} {{ v.exists }}</a>{% endfor %}
{% for p in related(id=\"pilots/jia\", limit=3) %}<i>{{ p.title }}</i>{% endfor %}
{% for group in pages(group_by=\"year\", limit=2) %}<p>{{ group.key }} {{ group.total }}{% for p in group.pages %} {{ p.title }}{% endfor %}</p>{% endfor %}
{% for group in pages(group_by=\"unit\", sort=\"-date\", limit=1) %}<p>{{ group.label }}{% for p in group.pages %} {{ p.title }}{% endfor %}</p>{% endfor %}
{% for group in rows(name=\"awards\", group_by=\"year\", sort=\"title 笔画\") %}<p>{{ group.key }}{% for row in group.rows %} {{ row.title }}{% endfor %}</p>{% endfor %}
{% for p in pages(unit=\"jia-chu\", year=2026) %}<i>{{ p.title }}</i>{% endfor %}{% for p in pages(pinned=true) %}<i>{{ p.title }}</i>{% endfor %}{% for p in pages(month=\"2026-01\", state=\"notice\") %}<i>{{ p.title }}</i>{% endfor %}
{% for p in pages(sort=\"title\", limit=5) %}<a href=\"{{ p.url }}\">{{ p.title }} {{ p.summary }}</a>{% endfor %}
{% endblock %}
//- themes/_local/templates/components/directive_figure.html
{% component directive_figure(args, attrs, number, page) %}{% set one = figure(id=args[0]) %}{% if one %}{{ one.value }}{{ one.unit }}{% endif %}{% endcomponent %}
//- content/_data/shuju.csv
id,label,value,unit,period,source
peixun,培训,3600,人,2019,pilots/jia
changci,场次,12,场,2018,年报
//- themes/_local/templates/feed.json
{\"title\": {{ feed.title | json }}, \"up\": {{ feed.up | json }}, \"items\": [{% for p in cards(of=pager.ids) %}{{ p.title | json }},{% endfor %}0]}
//- themes/_local/templates/search.html
{% extends \"plain/frame.html\" %}{% block title %}{{ site.home }}{% endblock %}
//- themes/_local/templates/sitemap.html
{% extends \"plain/frame.html\" %}
{% block title %}{{ site.home }}{% endblock %}
{% block main %}{% for s in sections() %}{{ s.title }}{% for p in pages(section=s.id | replace(from=\"/_index\", to=\"\")) %}{{ p.title }}{% endfor %}{% endfor %}{% endblock %}
//- themes/_local/templates/compendium.html
{% extends \"plain/frame.html\" %}
{% block main %}{% for id in page.of %}{% set one = card(id=id) %}{% if one?.kind == \"series\" %}{% set run = series(id=one.id) %}{% for part in run.parts %}
<h2>{{ part.card.title }}</h2>{{ content_of(id=part.card.id) | anchors(prefix=\"p\" ~ part.number ~ \"-\") }}{% endfor %}{% elif one %}{{ content_of(id=one.id) | anchors(prefix=\"o-\") }}{% endif %}{% endfor %}{% endblock %}
//- content/series/huibian.md
---
title: 汇编
kind: compendium
of: [linghang, pilots/jia]
---
前言。
//- content/_data/contacts.yaml
- {name: 综合科, phone: 8000}
- {name: 宣传科, phone: 8001}
//- content/_data/awards.csv
title,year,level,unit
集体二等功,2019,province,jia-chu
文明窗口,2018,city,yi-chu
//- content/honours/_index.md
---
title: 荣誉
pages: {kind: honour, sort: title}
---
//- content/honours/gong.md
---
title: 集体三等功
year: 2019
level: province
date: 2025-03-01
awarded_by: jia-chu
round: ping
recipients:
  - {unit: yi-chu, grade: 集体三等功}
---
:::quote
表彰决定。见[甲处](../units/jia-chu.md)。
:::
//- content/showcase/_index.md
---
title: 典型展示
pages: {kind: showcase}
---
//- content/showcase/ru.md
---
title: 入选项目
unit: yi-chu
date: 2025-04-01
state: notice
pilot: jia
---
正文。
//- content/ping.md
---
title: 评选
kind: round
date: 2025-01-01
entries: [{unit: yi-chu, title: 窗口, result: final}, {unit: jia-chu, title: 热线, result: reported}]
---
//- content/deep/a/b/leaf.md
---
title: 深处
tags: [学习]
---
![图](tu.svg) ![照片](zhao.jpg) [回首页](/index.html)
//- content/deep/a/b/tu.svg
<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"3\" height=\"4\"></svg>
//- content/static/robots.txt
User-agent: *
//- content/words/jia-chu.md
---
title: 甲处
kind: term
expansion: 第一个处
forms: [表彰决定]
---
//- content/words/zhengwen.md
---
title: 正文
kind: term
expansion: 主要的文字
---
";

/// A component of the default theme, to be changed in one place.
const COMPONENTS: &str = include_str!("../../themes/default/templates/components/directive_quote.html");

/// A photo on a page.
const PHOTO: &str = "content/deep/a/b/zhao.jpg";

/// A small, good, repeatable source of chance (splitmix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    fn one_in(&mut self, bound: usize) -> bool {
        self.below(bound) == 0
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

/// One site under random edits.
struct Script {
    site: Site,
    chance: Chance,
    log: Vec<String>,
    /// Sources of the last build without errors.
    good: Files,
    /// Output of the last build without errors.
    shown: Files,
    errors_for: usize,
    held: Held,
}

#[test]
fn incremental_equals_clean() {
    let fixed = std::env::var("ORACLE_SEED").ok().and_then(|seed| seed.parse().ok());
    let scripts = std::env::var("ORACLE_SCRIPTS").ok().and_then(|count| count.parse().ok());
    let seeds = match fixed {
        Some(seed) => seed..seed + 1,
        None => 0..scripts.unwrap_or(SCRIPTS),
    };
    let started = Instant::now();
    for seed in seeds {
        if scripts.is_none() && started.elapsed() > ENOUGH {
            eprintln!("time is up: stopped before seed {seed}");
            break;
        }
        let mut script = Script::new(seed);
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| script.run()));
        if let Err(panic) = done {
            let kept = script.site.keep();
            eprintln!(
                "ORACLE_SEED={seed}, sources kept in {}, steps:\n{}",
                kept.display(),
                script.log.join("\n")
            );
            std::panic::resume_unwind(panic);
        }
    }
}

impl Script {
    fn new(seed: u64) -> Self {
        let site = Site::plain(promises::SITE);
        site.add(MORE);
        site.edit("pilothouse.yaml", |text| {
            format!("{text}\ndata: {{shuju: figure}}\nsearch: {{on: true}}\n")
        });
        site.write(PHOTO, photo(200, 150, 0));
        site.age();
        site.build_well();
        let (good, shown) = (sources(&site), site.files());
        let held = Held::open(&site);
        Self { site, chance: Chance(seed), log: Vec::new(), good, shown, errors_for: 0, held }
    }

    fn run(&mut self) {
        for _ in 0..STEPS {
            for _ in 0..1 + self.chance.below(3) / 2 {
                self.edit();
            }
            self.verify();
        }
    }

    /// Builds with and without memory and compares.
    fn verify(&mut self) {
        let report = self.site.build();
        let (clean, expected) = self.site.build_clean();
        let what = self.log.last().cloned().unwrap_or_default();
        let (found, right) = (&report.diagnostics, &clean.diagnostics);
        let only_here: Vec<_> = found.iter().filter(|one| !right.contains(one)).collect();
        let only_clean: Vec<_> = right.iter().filter(|one| !found.contains(one)).collect();
        assert!(
            found == right,
            "after {what}:\nonly incremental: {only_here:#?}\nonly clean: {only_clean:#?}"
        );
        assert!(!found.iter().any(|one| one.code.starts_with("internal")), "after {what}: {found:#?}");
        assert_eq!((report.outputs, report.committed), (clean.outputs, clean.committed), "after {what}");
        self.held.follow(&self.site, &clean, &expected, &what);
        if report.committed {
            self.shown = expected;
            self.good = sources(&self.site);
            self.errors_for = 0;
        } else {
            self.errors_for += 1;
        }
        assert_same(&self.site.files(), &self.shown, &format!("after {what}"));
        if report.committed {
            let again = build(&self.site.options);
            assert!(again.work.is_empty(), "after {what} a second build runs {:?}", again.work);
            assert!(
                again.diagnostics == report.diagnostics,
                "after {what} a second build finds something else"
            );
        }
    }

    /// Does one random edit.
    fn edit(&mut self) {
        if self.errors_for > 0 && !self.chance.one_in(3) || self.errors_for > 3 {
            self.log.push("everything back to the last good state".into());
            return self.restore();
        }
        let what = match self.chance.below(27) {
            0..=2 => self.edit_body(),
            3..=9 => self.edit_field(),
            10 | 11 => self.add_page(),
            12 => self.remove_page(),
            13 => self.move_page(),
            14 => self.edit_kind(),
            15 | 16 => self.edit_template(),
            17 | 18 => self.edit_settings(),
            19 => self.edit_words_or_data(),
            20 | 21 => self.edit_files(),
            22 => self.change_view(),
            23 | 24 => self.review(),
            25 => self.withdraw(),
            _ => self.break_something(),
        };
        self.log.push(what);
    }

    fn restore(&mut self) {
        let now = sources(&self.site);
        for name in now.keys().filter(|name| !self.good.contains_key(*name) && !name.ends_with('/')) {
            self.site.remove(name);
        }
        for (name, bytes) in self.good.iter().filter(|(name, bytes)| now.get(*name) != Some(bytes)) {
            if !name.ends_with('/') {
                self.site.write(name, bytes);
            }
        }
    }

    fn pages(&self) -> Vec<String> {
        let all = files(&self.site.place("content"));
        all.into_keys().filter(|name| name.ends_with(".md")).map(|name| format!("content/{name}")).collect()
    }

    fn some_page(&mut self) -> String {
        let pages = self.pages();
        pages[self.chance.below(pages.len())].clone()
    }

    fn text(&self, file: &str) -> String {
        String::from_utf8_lossy(&fs::read(self.site.place(file)).unwrap_or_default()).into_owned()
    }

    fn edit_body(&mut self) -> String {
        let page = self.some_page();
        let target = self.some_page();
        let up = "../".repeat(page.matches('/').count() - 1);
        let below = target.trim_start_matches("content/");
        let addition = match self.chance.below(14) {
            9 => "\n公务车皖A12345。\n".into(),
            10 => "\n请打13812345678。\n".into(),
            11 => "\n![图](https://other.example/a.png)\n".into(),
            6 => "\n培训{{数据 peixun}}，自有**{{数据 own-1}}**。\n".into(),
            7 => "\n开课{{数据 changci}}。\n".into(),
            0 => format!("\n见[那一页]({up}{below})。\n"),
            1 => "\n## 做法\n\n第二条。\n".into(),
            2 => "\n:::quote\n引文。\n:::\n".into(),
            3 => format!("\n见[做法]({up}pilots/yi.md#zuo-fa)。\n"),
            4 => format!("\n![图]({up}deep/a/b/tu.svg)\n"),
            5 => format!("\n[附件]({up}pilots/登记表.txt)\n"),
            8 => "\n再读表彰决定，《甲处》见甲处。\n".into(),
            _ => format!("\n又一段{}。\n", self.chance.below(100)),
        };
        let text = self.text(&page);
        let cut = self.chance.one_in(3) && text.ends_with("。\n");
        let kept = if cut {
            text.trim_end().rsplit_once('\n').map_or("", |(kept, _)| kept).to_owned()
        } else {
            text
        };
        self.site.write(&page, format!("{kept}\n{addition}"));
        format!("body of {page}: {addition:?}, cut {cut}")
    }

    fn edit_field(&mut self) -> String {
        let page = self.some_page();
        let number = self.chance.below(5);
        let unit = self.chance.pick(&["jia-chu", "yi-chu", "甲处", "乙处"]);
        let waiver = "[{rule: personal-plate, by: 甲, reason: 乙, date: 2026-01-01, until: 2026-06-05}]";
        let source = self.chance.pick(&[
            "年报",
            "甲处",
            "units/jia-chu",
            "shuju#peixun",
            "shuju#keine",
            "pilots/yi.md",
        ]);
        let values: [(&str, Option<String>); 43] = [
            ("waivers", Some(waiver.into())),
            ("waivers", None),
            ("menu", Some("{weight: 5}".into())),
            ("menu", Some("{label: 别名, under: jia-chu}".into())),
            ("menu", Some("false".into())),
            ("title", Some(format!("新标题{number}"))),
            ("title", Some(self.chance.pick(&["重庆", "长安", "乙的品牌", "甲处"]).into())),
            ("unit", Some(unit.into())),
            ("unit", None),
            ("parent", Some(unit.into())),
            ("date", Some(format!("202{number}-0{}-11", number + 1))),
            ("date", Some("2026-06-02".into())),
            ("date", Some("2026-05-31".into())),
            ("draft", Some("true".into())),
            ("draft", None),
            ("slug", Some(format!("name-{number}"))),
            ("slug", None),
            ("aliases", Some(format!("[/old/{number}.html, /older/{number}/]"))),
            ("aliases", None),
            ("tags", Some(self.chance.pick(&["[学习]", "[基层, 学习]", "[新词]", "[雪习, 学习]"]).into())),
            ("tags", None),
            ("series", Some("linghang".into())),
            ("part", Some(number.max(1).to_string())),
            ("part", None),
            ("summary", Some(format!("摘要{number}"))),
            ("summary", None),
            (
                "figures",
                Some(format!(
                    "[{{id: own-{}, label: 自有, value: {number}, unit: 次, period: 2019, source: {source}}}]",
                    number % 2
                )),
            ),
            ("kind", Some("notice".into())),
            (
                "announced",
                Some(
                    self.chance.pick(&["2", "[{number: 1, list: ping}]", "[{number: 1, list: gong}]"]).into(),
                ),
            ),
            ("figures", None),
            ("quoted_figures", Some(self.chance.pick(&["[peixun]", "[own-1, changci]", "[]"]).into())),
            ("order", Some(number.to_string())),
            ("expires", Some("2026-06-01".into())),
            ("pin", Some("2026-06-02".into())),
            ("superseded_by", Some(self.chance.pick(&["jia", "乙的品牌", "第一篇经验", "ru"]).into())),
            ("superseded_by", None),
            ("expires", Some("2026-09-01".into())),
            ("date", Some("2026-08-01".into())),
            ("comment", Some("{text: 点评说表彰决定和正文。}".into())),
            ("round", Some("ping".into())),
            ("entries", Some(format!("[{{unit: {unit}, title: 窗口, result: final}}]"))),
            (
                "history",
                Some("[{state: preliminary, date: 2025-04-01}, {state: notice, date: 2026-06-02}]".into()),
            ),
            (
                "pages",
                Some(
                    self.chance
                        .pick(&["{size: 1}", "{sort: date}", "{kind: page}", "{sort: title 笔画, size: 2}"])
                        .into(),
                ),
            ),
        ];
        let (key, value) = &values[self.chance.below(values.len())];
        let before = self.text(&page);
        self.site.write(&page, set_field(&before, key, value.as_deref()));
        format!("field {key} of {page} becomes {value:?}")
    }

    fn add_page(&mut self) -> String {
        let number = self.chance.below(6);
        let (folder, front) = match self.chance.below(8) {
            0 => ("pilots", "unit: jia-chu\ndate: 2026-03-03"),
            1 => ("experiences", "unit: yi-chu\ndate: 2025-05-05\ntags: [学习, 新词]\nseries: linghang"),
            2 => ("units", "parent: yi-chu\norder: 3"),
            3 => ("honours", "awarded_by: 某个单位\ndate: 2024-01-01"),
            4 => ("showcase", "unit: jia-chu\ndate: 2026-06-09\nstate: withdrawn"),
            5 => ("deep/a", "kind: pilot\nunit: jia-chu\ndate: 2024-02-02"),
            6 => ("words", "kind: term\nexpansion: 新的词\nforms: [又一段, 附件, 第二条]"),
            _ => ("deep/new", "tags: [基层]"),
        };
        let name = self.chance.pick(&["jia", "xin-0", "jia-chu"]);
        let path = match self.chance.below(6) {
            4 => format!("content/en/{folder}/{name}.md"),
            5 => format!("content/{folder}/{name}.{}.md", self.chance.pick(&["ug", "en", "fr"])),
            0 => format!("content/{folder}/新页{number}.md"),
            1 => format!("content/{folder}/bundle-{number}/index.md"),
            2 => format!("content/{folder}/_index.md"),
            _ => format!("content/{folder}/new-{number}.md"),
        };
        let front = if path.ends_with("_index.md") { "" } else { front };
        self.site.write(&path, format!("---\ntitle: 新页{number}\n{front}\n---\n新的正文。\n"));
        format!("add {path}")
    }

    fn remove_page(&mut self) -> String {
        let page = self.some_page();
        self.site.remove(&page);
        format!("remove {page}")
    }

    fn move_page(&mut self) -> String {
        let page = self.some_page();
        let folder = self.chance.pick(&["pilots", "units", "deep/a", "moved/here"]);
        let to = format!("content/{folder}/moved-{}.md", self.chance.below(3));
        let text = self.text(&page);
        self.site.remove(&page);
        self.site.write(&to, text);
        format!("move {page} to {to}")
    }

    fn edit_kind(&mut self) -> String {
        let file = "content/_kinds/pilot.yaml";
        let text = self.chance.pick(&[
            "",
            "address: \"{section}/{year}/{slug}\"\n",
            "template: page.html\n",
            "fields:\n  motto: {zh: 口号, en: Motto, type: text, default: 默认口号, card: true}\n",
            "fields:\n  summary: {card: false}\n",
            "fields:\n  date: {required: false}\n  unit: {required: false}\n",
        ]);
        if text.is_empty() {
            let _ = fs::remove_file(self.site.place(file));
        } else {
            self.site.write(file, text);
        }
        format!("kind file: {text:?}")
    }

    fn edit_template(&mut self) -> String {
        let name = self.chance.pick(&[
            "page.html",
            "pilot.html",
            "unit.html",
            "section.html",
            "term.html",
            "feed.xml",
            "nobody.html",
            "components/directive_quote.html",
        ]);
        let file = format!("themes/_local/templates/{name}");
        let there = self.site.place(&file).exists();
        let action = self.chance.below(5);
        let own = match name {
            "components/directive_quote.html" => COMPONENTS,
            "feed.xml" => {
                "<feed>{% for p in cards(of=pager.ids) %}<title>{{ p.title }} {{ p.url }}</title>{% endfor %}</feed>"
            }
            "section.html" | "term.html" => {
                "{% for p in cards(of=pager.ids) %}<b>{{ p.title }} {{ p.summary }}</b>{% endfor %}{{ pager.total }}"
            }
            _ => {
                "<p>{{ page.title }} {{ page.words }} {{ page.summary }}</p>{{ page.content }}{% for p in crumbs() %}{{ p.title }}{% endfor %}{% for v in versions() %}{{ v.url }}{{ v.current }}{% endfor %}{% for f in feeds(pages=1) %}{{ f.url }}{{ f.title }}{% endfor %}{{ url(to=\"pilots/jia\") }}"
            }
        };
        match action {
            0 if there => self.site.remove(&file),
            1 if there => {
                let text = self.text(&file);
                self.site.write(&file, format!("{text}{{# 注释 #}}"));
            }
            _ if name.starts_with("components/") => {
                let head = "{% component directive_quote(args, attrs, number, page) -%}";
                let changed = format!("{head}<!-- {} -->", self.chance.below(3));
                assert!(own.contains(head));
                self.site.write(&file, own.replace(head, &changed));
            }
            2 => self.site.write(&file, "{{ page.no_such_field }}"),
            3 if self.chance.one_in(2) => self.site.write(&file, "{% if %}"),
            _ => self.site.write(&file, format!("{own}<!-- {} -->", self.chance.below(3))),
        }
        format!("template {name}, action {action}")
    }

    fn edit_settings(&mut self) -> String {
        let size = self.chance.below(4) + 1;
        let title = self.chance.pick(&["示例站", "新的示例站"]);
        let taxonomies = self.chance.pick(&[
            "taxonomies: {tags: {label: 关键词}}",
            "taxonomies: {tags: {label: 关键词, path: words}, topics: {label: 专题}}",
            "taxonomies: {tags: {label: 标签}, grades: {label: 级别, field: level}}",
        ]);
        let more = self.chance.pick(&[
            "",
            "feed: false",
            "feeds: {of: [site, sections, series, terms], formats: [atom, json], size: 3}",
            "redirect_maps: [nginx, apache, iis]\nsitemap_page: true\nrobots: allow",
            "profile: gov-internet\nfeeds: {of: [sections, terms]}",
            "ended: {expired: banner, withdrawn: stub, superseded: stub}",
            "archive: [{section: pilots}, {section: news, kinds: [page], path: all/guidang}]",
            "archive: [{section: pilots, path: \"all/{year}-{month}\"}]\nfigures: {strict: true}",
            "markdown: {trust_html: true}",
            "markdown: {typography: true}",
            "readings: {重庆: zhong qing}",
            "theme_options: {colour: red}",
            "check: {allow: [皖A12345]}",
            "check: {allow: [13812345678], hosts: [a.example]}\nwaivers: [{page: pilots/登记表.txt, rule: personal-plate, by: 甲, reason: 乙, date: 2026-01-01}]",
            "search: {on: true}",
            "search: {on: true}\nended: {expired: banner}\nfeed: false",
            "review: {unapproved: leave_out, steps: [初审, 终审]}",
            "review: {kinds: [pilot, honour], unapproved: leave_out}\nsearch: {on: true}",
            "review: {kinds: [term], steps: [终审]}",
        ]);
        let languages = self.chance.pick(&[
            "",
            "languages: [{code: zh-CN}, {code: en}]",
            "languages: [{code: zh-CN}, {code: en, title: Sample}, {code: ug, suffix: ug}]",
            "languages: [{code: zh-CN}, {code: en, suffix: en}]\nmissing_version: hide",
        ]);
        let kind = self.chance.pick(&[
            "honour",
            "荣誉",
            "nothing",
            "unit",
            "honour, pages: honours",
            "honour, pages: true",
        ]);
        let url = self.chance.pick(&["", ", url: https://www.example.org/", ", language: en"]);
        let text = format!(
            "site: {{title: {title}{url}}}\ntheme: plain\n{taxonomies}\npagination: {{size: {size}}}\n{more}\n{languages}\ndata: {{awards: {{kind: {kind}}}, shuju: figure}}\n"
        );
        self.site.write("pilothouse.yaml", &text);
        format!("settings {text:?}")
    }

    fn edit_words_or_data(&mut self) -> String {
        let number = self.chance.below(100);
        let (file, text) = match self.chance.below(10) {
            8 => (
                "content/_data/shuju.csv",
                format!("id,label,value,unit,period\npeixun,培训,{number},人,2019\nown-0,场次,12,场,2018\n"),
            ),
            9 => (
                "content/_data/shuju.csv",
                format!("id,label,value,unit\npeixun,培训,3600,人\nchangci,场次,{number},\n"),
            ),
            0 => ("themes/_local/strings/zh-CN.yaml", format!("plain.list: 总计 {{count}} 篇 {number}\n")),
            1 => ("themes/_local/strings/zh-CN.yaml", format!("plain.other: 没有用到 {number}\n")),
            2 => ("content/_data/contacts.yaml", format!("- {{name: 综合科, phone: {number}}}\n")),
            3 => ("content/_data/contacts.yaml", "- {name: 综合科}\n".into()),
            4..=6 => ("content/_data/awards.csv", self.table(number)),
            _ => ("content/_data/contacts.yaml", "- {name: \n".into()),
        };
        self.site.write(file, &text);
        format!("{file} becomes {text:?}")
    }

    /// Returns a table of awards, now and then one with a mistake.
    fn table(&mut self, number: usize) -> String {
        let unit = self.chance.pick(&["jia-chu", "yi-chu", "甲处", "none", ""]);
        let level = self.chance.pick(&["province", "city", "省级", "wrong"]);
        let heading = self.chance.pick(&["year", "年度", "yaer"]);
        format!(
            "title,{heading},level,unit\n荣誉{number},2019,{level},{unit}\n文明窗口,2018,province,yi-chu\n"
        )
    }

    /// Hands pages in and takes them through the steps of the site, now and then not to the end; or breaks a record.
    fn review(&mut self) -> String {
        let reviews = site::review::reviews(&self.site.options, &[], site::review::Purpose::Submit).unwrap();
        if reviews.rules.steps.is_empty() || reviews.pages.is_empty() {
            self.site.write(
                "pilothouse.yaml",
                self.text("pilothouse.yaml") + "review: {unapproved: leave_out, steps: [初审, 终审]}\n",
            );
            return "reviews begin".into();
        }
        let most = [1, 3, usize::MAX][self.chance.below(3)];
        let steps = [1, 2, 2, 2][self.chance.below(4)];
        for one in reviews.pages.iter().take(most) {
            let acts = [(Act::Submit, "作者"), (Act::Approve, "甲"), (Act::Approve, "乙")];
            for (act, person) in acts.into_iter().take(1 + steps) {
                let wish = site::review::Wish { act, person, opinion: "", key: None };
                let _ = site::review::add(&self.site.options, &reviews.rules, one, &wish);
            }
        }
        let page = &reviews.pages[self.chance.below(reviews.pages.len())].page;
        let record = pilothouse::catalog::review::record_file(page);
        match self.chance.below(6) {
            0 => self.site.write(record.as_str(), "- 动作: 通过\n"),
            1 if self.site.place(record.as_str()).exists() => self.site.remove(record.as_str()),
            _ => {}
        }
        format!("review of {most} pages, {steps} steps, record {record}")
    }

    /// Takes a page back, or shows it again.
    fn withdraw(&mut self) -> String {
        let page = self.some_page();
        let Ok(found) = site::withdraw::pages(&self.site.options, std::slice::from_ref(&page)) else {
            return format!("nothing to withdraw: {page}");
        };
        let reason = site::withdraw::Reason::default();
        for one in &found {
            let _ = match one.is_withdrawn {
                false => site::withdraw::withdraw(&self.site.options, one, &reason).is_ok(),
                true => site::withdraw::restore(&self.site.options, one, &reason).is_ok(),
            };
        }
        format!("withdraw {page} or show it again")
    }

    /// Puts another photo there, one that lies, one of which a half is missing, or none.
    fn edit_photo(&mut self) -> String {
        let whole = photo(200, 150, self.chance.below(3) as u8);
        let (what, bytes) = match self.chance.below(6) {
            0 => ("lies", planted_jpeg(&whole, 6)),
            1 => ("is cut off", whole[..whole.len() / 2].to_vec()),
            2 => ("is a PNG", png(180, 90)),
            3 => {
                self.site.write("content/static/fu-ben.jpg", &whole);
                ("has a copy", whole)
            }
            _ => ("is another", whole),
        };
        if self.chance.one_in(6) && self.site.place(PHOTO).exists() {
            self.site.remove(PHOTO);
            return "remove the photo".into();
        }
        self.site.write(PHOTO, bytes);
        format!("the photo {what}")
    }

    fn edit_files(&mut self) -> String {
        if self.chance.one_in(3) {
            return self.edit_photo();
        }
        let number = self.chance.below(3);
        let file = match self.chance.below(7) {
            0 => "content/pilots/登记表.txt".to_owned(),
            1 => "themes/plain/assets/plain.css".into(),
            2 => "themes/plain/assets/paper.svg".into(),
            3 => "content/deep/a/b/tu.svg".into(),
            4 => format!("content/static/new-{number}/x.txt"),
            5 => format!("content/pilots/file {number}.txt"),
            _ => "content/static/old/1.html".into(),
        };
        if self.chance.one_in(4) && self.site.place(&file).exists() {
            self.site.remove(&file);
            return format!("remove {file}");
        }
        let text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{number}\" height=\"7\"><!-- 皖A1234{number} --></svg>"
        );
        self.site.write(&file, text);
        format!("{file} becomes {number}")
    }

    fn change_view(&mut self) -> String {
        let day = self.chance.pick(&["2026-06-01", "2026-06-02", "2026-06-10", "2025-01-15"]);
        let drafts = self.chance.one_in(3);
        self.site.options.as_of = Some(day.into());
        self.site.options.drafts = drafts;
        self.site.options.rehash = self.chance.one_in(3);
        format!("as of {day}, drafts {drafts}")
    }

    fn break_something(&mut self) -> String {
        let page = self.some_page();
        let text: &[u8] = match self.chance.below(8) {
            0 => b"---\ntitle: [\n---\n",
            1 => "标题：没有分隔线\n".as_bytes(),
            2 => b"",
            3 => b"\xff\xfe\x00\x00\x01",
            4 => b"---\ntitle: A\ntitle: B\n---\n",
            5 => b"---\nunit: nobody\nkind: nothing\n---\n[x](missing.md#y) [z](#none)\n",
            6 => "---\ntitle: \u{201c}甲\u{201d}\n- x\n---\n:::pillar 甲|乙\n没有结束\n".as_bytes(),
            _ => "\u{feff}---\r\ntitle: 带标记\r\n---\r\n正文\r\n".as_bytes(),
        };
        self.site.write(&page, text);
        format!("break {page} with {:?}", String::from_utf8_lossy(text))
    }
}

/// Sets or removes a one-line field of a page's front matter.
fn set_field(text: &str, key: &str, value: Option<&str>) -> String {
    let line = value.map(|value| format!("{key}: {value}"));
    let Some(front) = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---")) else {
        return format!("---\n{}\n---\n{text}", line.unwrap_or_default());
    };
    let (front, body) = front;
    let kept = front.lines().filter(|old| !old.starts_with(&format!("{key}:")));
    let lines: Vec<&str> = kept.chain(line.as_deref()).collect();
    format!("---\n{}\n---{body}", lines.join("\n"))
}

/// Returns the sources of a site.
pub fn sources(site: &Site) -> Files {
    let mut all = files(site.root());
    all.retain(|name, _| !name.starts_with("site/") && !name.starts_with(".pilothouse/"));
    all
}
