//! Lists: sections with their pages, taxonomies with their terms, all in numbered pages.

use std::sync::Arc;

use super::plan::{pager_path, slice};
use super::{Blob, Emitter, OutputKey, Planned, html};
use crate::catalog::roster::{Line, Method, Section};
use crate::catalog::sources::setting;
use crate::catalog::terms::{taxonomy_directory, taxonomy_label};
use crate::catalog::{EntryOf, Languages, RecordOf, Roster, Term, Terms};
use crate::content::ids::PageId;
use crate::engine::Ask;
use crate::render::page::Pager;
use crate::render::{Rendering, TemplateValue};

/// Items on one page of a list unless the settings or the section say otherwise.
const ITEMS: i64 = 20;

/// Sections.
pub struct Sections;

impl Emitter for Sections {
    fn plan(&self, ask: &mut Ask<'_>, planned: &mut Vec<Planned>) {
        let tongues = ask.get(&Languages);
        let listed = |line: &&Line| line.id.is_section() && !tongues.is_home(&line.id);
        for line in ask.get(&Roster).iter().filter(listed) {
            let count = ask.get(&Section(line.id.folder().into())).pages.len();
            for number in 1..=pages(count, section_size(ask, &line.id)) {
                let path = pager_path(&line.entry.url, number);
                planned.push(Planned { path, key: OutputKey::Section(line.id.clone(), number) });
            }
        }
    }

    fn emit(&self, key: &OutputKey, ask: &mut Ask<'_>) -> Option<Blob> {
        let OutputKey::Section(id, number) = key else { return None };
        let record = ask.get(&RecordOf(id.clone()));
        let written = record.text("template");
        let template = if written.is_empty() { "section.html" } else { written };
        let url = ask.get(&EntryOf(id.clone())).url.clone();
        let section = ask.get(&Section(id.folder().into()));
        let size = section_size(ask, id);
        let pager = Pager {
            ids: slice(&section.pages, *number, size),
            number: *number as usize,
            total: section.pages.len(),
            count: pages(section.pages.len(), size) as usize,
            pinned: section.pinned.saturating_sub((*number as usize - 1) * size).min(size),
            order: if section.method == Method::default() { "" } else { section.method.word() },
            url: url.to_string(),
        };
        let rendering =
            Rendering { template, page: Some(id), pager: Some(pager), language: None, more: Vec::new() };
        Some(html(ask, pager_path(&url, *number).as_str(), &rendering))
    }
}

/// Returns how many items a page of a section's list holds.
fn section_size(ask: &mut Ask<'_>, id: &PageId) -> usize {
    let own = ask.get(&RecordOf(id.clone())).fields.at("pages.size").int();
    own.map_or_else(|| default_size(ask), |size| usize::try_from(size).unwrap_or(1).max(1))
}

pub(super) fn default_size(ask: &mut Ask<'_>) -> usize {
    let size = setting(ask, "pagination").get("size").int().unwrap_or(ITEMS);
    usize::try_from(size).unwrap_or(1).max(1)
}

/// Returns how many pages a list of so many items has: at least one.
pub(super) fn pages(items: usize, size: usize) -> u32 {
    u32::try_from(items.div_ceil(size)).unwrap_or(u32::MAX).max(1)
}

/// Taxonomies and their terms.
pub struct Taxonomies;

impl Emitter for Taxonomies {
    fn plan(&self, ask: &mut Ask<'_>, planned: &mut Vec<Planned>) {
        let languages = ask.get(&Languages).in_order("");
        for (name, _) in setting(ask, "taxonomies").entries() {
            for (at, language) in languages.iter().enumerate() {
                plan_taxonomy(ask, planned, Place { name, language, main: at == 0 });
            }
        }
    }

    fn emit(&self, key: &OutputKey, ask: &mut Ask<'_>) -> Option<Blob> {
        match key {
            OutputKey::Taxonomy(taxonomy, language) => Some(emit_taxonomy(ask, taxonomy, language)),
            OutputKey::Term(term, number) => Some(emit_term(ask, term, *number)),
            _ => None,
        }
    }
}

/// A taxonomy in one language.
#[derive(Clone, Copy)]
struct Place<'a> {
    name: &'a Arc<str>,
    language: &'a Arc<str>,
    /// Whether it is the default language, whose taxonomies have a page even if they have no term.
    main: bool,
}

fn plan_taxonomy(ask: &mut Ask<'_>, planned: &mut Vec<Planned>, place: Place<'_>) {
    let Place { name, language, main } = place;
    let terms = ask.get(&Terms { taxonomy: name.to_string(), language: language.clone() });
    if terms.is_empty() && !main {
        return;
    }
    let path = pager_path(&taxonomy_directory(ask, name, language), 1);
    planned.push(Planned { path, key: OutputKey::Taxonomy(name.to_string(), language.clone()) });
    let size = default_size(ask);
    for info in terms.iter() {
        for number in 1..=pages(info.count, size) {
            let (taxonomy, term) = (name.to_string(), info.name.clone());
            let key = OutputKey::Term(Term { taxonomy, term, language: language.clone() }, number);
            planned.push(Planned { path: pager_path(&info.url, number), key });
        }
    }
}

fn emit_taxonomy(ask: &mut Ask<'_>, name: &str, language: &str) -> Blob {
    let directory = taxonomy_directory(ask, name, language);
    let more = vec![("taxonomy", taxonomy_value(ask, name, language))];
    let language = Some(language);
    let rendering = Rendering { template: "taxonomy.html", page: None, pager: None, language, more };
    html(ask, pager_path(&directory, 1).as_str(), &rendering)
}

fn emit_term(ask: &mut Ask<'_>, asked: &Term, number: u32) -> Blob {
    let Term { taxonomy, term, language } = asked;
    let terms = ask.get(&Terms { taxonomy: taxonomy.clone(), language: language.clone() });
    let Some(info) = terms.iter().find(|info| info.name == *term) else { return Blob::Failed };
    let all = ask.get(asked);
    let size = default_size(ask);
    let pager = Pager {
        ids: slice(&all, number, size),
        number: number as usize,
        total: all.len(),
        count: pages(all.len(), size) as usize,
        pinned: 0,
        order: "",
        url: info.url.clone(),
    };
    let more = vec![
        ("taxonomy", taxonomy_value(ask, taxonomy, language)),
        ("term", TemplateValue::from(info.label.as_str())),
        ("term_name", TemplateValue::from(term.as_str())),
    ];
    let language = Some(&**language);
    let rendering = Rendering { template: "term.html", page: None, pager: Some(pager), language, more };
    html(ask, pager_path(&info.url, number).as_str(), &rendering)
}

/// Returns name, label and address of a taxonomy for its templates.
fn taxonomy_value(ask: &mut Ask<'_>, name: &str, language: &str) -> TemplateValue {
    let label = taxonomy_label(ask, name, language);
    let url = format!("{}index.html", taxonomy_directory(ask, name, language));
    let entries = [("name", name), ("label", label.as_str()), ("url", url.as_str())];
    entries
        .into_iter()
        .map(|(key, value)| (key, TemplateValue::from(value)))
        .collect::<std::collections::BTreeMap<_, _>>()
        .into()
}
