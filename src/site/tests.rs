//! The examples of rules about sites, themes and sources, each tried in a small site.

use std::collections::BTreeSet;

use super::registry;
use crate::base::SourcePath;
use crate::catalog::{Consistency, RecordOf, Settings, Tree};
use crate::diag::rules::{content, navigation, settings, site, theme};
use crate::emit::{Emit, Plan};
use crate::engine::Engine;
use crate::render::contract::ThemeCheck;
use crate::world::{MemoryWorld, World};

const SITE: &str = "//- content/_index.md
---
title: 首页
---
//- content/units/_index.md
---
title: 单位
---
//- content/units/jyzdc.md
---
kind: unit
title: 教育指导处党支部
---
//- content/a.md
---
title: 甲
---
## 第二部分 {#part-two}
";

/// Returns the codes of everything that is found in a world.
fn codes(world: &dyn World) -> BTreeSet<String> {
    let engine = Engine::new(registry());
    let revision = engine.begin(world);
    revision.check(&Settings);
    for page in &revision.get(&Tree).pages {
        revision.check(&RecordOf(page.clone()));
    }
    revision.check(&Consistency);
    for planned in revision.get(&Plan).iter() {
        revision.check(&Emit(planned.key.clone()));
    }
    revision.get(&ThemeCheck(None));
    revision.diagnostics().into_iter().map(|found| found.code).collect()
}

/// Returns the places where an example may belong: a whole page, the settings, front matter, the front matter of a
/// section, a body, a template.
fn places(example: &str) -> [(SourcePath, String); 6] {
    let head = "kind: pilot\ntitle: 乙\ndate: 2026-01-01\n";
    let page = |name: &str| SourcePath::new(&format!("content/{name}.md"));
    [
        (page("b"), example.to_owned()),
        ("pilothouse.yaml".into(), format!("site: {{title: 示例站}}\n{example}\n")),
        (page("b"), format!("---\n{head}{example}\n---\n")),
        (page("c/_index"), format!("---\ntitle: 丙\n{example}\n---\n")),
        (page("b"), format!("---\n{head}---\n{example}\n")),
        (
            "themes/_local/templates/page.html".into(),
            format!("{{% extends \"default/page.html\" %}}{{% block near %}}{example}{{% endblock %}}"),
        ),
    ]
}

#[test]
fn examples_of_rules_trigger_them() {
    let rules = site::RULES
        .iter()
        .chain(navigation::RULES)
        .chain(settings::RULES)
        .chain(theme::RULES)
        .chain(content::RULES);
    // Their examples are told in words: they are about two files, settings or bytes that nobody can see.
    let in_words = [
        "address-case",
        "address-is-folder",
        "address-taken",
        "also-in-own-section",
        "id-twice",
        "reference-ambiguous",
        "reference-to-hidden",
        "series-gap",
        "series-part-twice",
        "series-too-long",
        "term-synonym",
        "term-unknown",
        "zero-byte",
    ];
    let mut silent = Vec::new();
    for rule in rules.filter(|rule| !rule.example.is_empty() && !in_words.contains(&rule.code)) {
        let triggers = |(path, text): (SourcePath, String)| {
            let mut world = MemoryWorld::from_fixture(SITE);
            world.write(path.as_str(), text);
            codes(&world).contains(rule.code)
        };
        if !places(rule.example).into_iter().any(triggers) {
            silent.push((rule.code, rule.example));
        }
    }
    assert_eq!(silent, []);
}
