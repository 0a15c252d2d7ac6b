//! The examples of the manual: a page or a table of every kind, and a value of every setting.
//!
//! The pages of the kinds are one small site that builds without a finding; a test builds it.

use std::collections::BTreeMap;

/// Example of a kind.
pub struct OfKind {
    /// Name of the kind.
    pub kind: &'static str,
    /// Where it could stand below the site's folder.
    pub path: &'static str,
    /// The whole file.
    pub text: &'static str,
}

macro_rules! example {
    ($kind:literal, $path:literal, $file:literal) => {
        OfKind { kind: $kind, path: $path, text: include_str!(concat!("examples/kinds/", $file)) }
    };
}

/// An example of each kind that comes with the program.
pub const KINDS: &[OfKind] = &[
    example!("page", "content/about/jieshu.md", "page.md"),
    example!("section", "content/pilots/_index.md", "section.md"),
    example!("pilot", "content/pilots/yiye-zhi.md", "pilot.md"),
    example!("experience", "content/experience/hedui-biao.md", "experience.md"),
    example!("showcase", "content/showcase/xcc-hedui.md", "showcase.md"),
    example!("unit", "content/units/xuanchuan-chu.md", "unit.md"),
    example!("series", "content/series/pinpai.md", "series.md"),
    example!("honour", "content/honours/2020-jingyan.md", "honour.md"),
    example!("round", "content/notices/pingxuan.md", "round.md"),
    example!("entry", "content/_data/pingxuan-2020.csv", "entry.csv"),
    example!("notice", "content/notices/tongbao.md", "notice.md"),
    example!("figure", "content/_data/shuju.csv", "figure.csv"),
    example!("programme", "content/series/jihua.md", "programme.md"),
    example!("activity", "content/garden/xiu-shu.md", "activity.md"),
    example!("term", "content/glossary/sanhui-yike.md", "term.md"),
    example!("compendium", "content/series/huibian.md", "compendium.md"),
    example!("person", "content/_data/renyuan.csv", "person.csv"),
    example!("wording", "content/_data/yongyu.csv", "wording.csv"),
];

/// Settings that set everything there is, each with its Chinese name.
pub const SETTINGS: &str = include_str!("examples/settings.yaml");

/// Returns the example of a kind as the manual shows it, with a line that says where it stands.
pub fn of_kind(kind: &str) -> Option<String> {
    let example = KINDS.iter().find(|example| example.kind == kind)?;
    let language = if example.path.ends_with(".csv") { "csv" } else { "yaml" };
    Some(format!("例子（`{}`）：\n\n```{language}\n{}\n```\n", example.path, example.text.trim_end()))
}

/// Returns the example of each setting by its Chinese name: the lines from it to the next one.
pub fn of_settings() -> BTreeMap<&'static str, &'static str> {
    let mut starts: Vec<usize> = Vec::new();
    let mut at = 0;
    for line in SETTINGS.split_inclusive('\n') {
        if !line.starts_with([' ', '-', '#']) {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([SETTINGS.len()]);
    let texts = starts.iter().zip(ends).map(|(start, end)| SETTINGS[*start..end].trim_end());
    texts.filter_map(|text| Some((text.split_once(':')?.0, text))).collect()
}
