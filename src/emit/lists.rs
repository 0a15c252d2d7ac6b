//! Lists: sections with their pages, taxonomies with their terms, all in numbered pages.

use super::plan::{pager_path, slice};
use super::{Blob, Emitter, OutputKey, Planned, html};
use crate::catalog::roster::{Method, Section};
use crate::catalog::sources::setting;
use crate::catalog::terms::taxonomy_directory;
use crate::catalog::{EntryOf, RecordOf, Roster, Term, Terms};
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
        for line in
            ask.get(&Roster).iter().filter(|line| line.id.is_section() && line.id.as_str() != "_index")
        {
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
        let rendering = Rendering { template, page: Some(id), pager: Some(pager), more: Vec::new() };
        Some(html(ask, pager_path(&url, *number).as_str(), &rendering))
    }
}

/// Returns how many items a page of a section's list holds.
fn section_size(ask: &mut Ask<'_>, id: &PageId) -> usize {
    let own = ask.get(&RecordOf(id.clone())).fields.at("pages.size").int();
    own.map_or_else(|| default_size(ask), |size| usize::try_from(size).unwrap_or(1).max(1))
}

fn default_size(ask: &mut Ask<'_>) -> usize {
    let size = setting(ask, "pagination").get("size").int().unwrap_or(ITEMS);
    usize::try_from(size).unwrap_or(1).max(1)
}

/// Returns how many pages a list of so many items has: at least one.
fn pages(items: usize, size: usize) -> u32 {
    u32::try_from(items.div_ceil(size)).unwrap_or(u32::MAX).max(1)
}

/// Taxonomies and their terms.
pub struct Taxonomies;

impl Emitter for Taxonomies {
    fn plan(&self, ask: &mut Ask<'_>, planned: &mut Vec<Planned>) {
        let taxonomies = setting(ask, "taxonomies");
        let size = default_size(ask);
        for (name, _) in taxonomies.entries() {
            let path = pager_path(&taxonomy_directory(name, &taxonomies), 1);
            planned.push(Planned { path, key: OutputKey::Taxonomy(name.to_string()) });
            for term in ask.get(&Terms(name.to_string())).iter() {
                for number in 1..=pages(term.count, size) {
                    let key = OutputKey::Term(name.to_string(), term.name.clone(), number);
                    planned.push(Planned { path: pager_path(&term.url, number), key });
                }
            }
        }
    }

    fn emit(&self, key: &OutputKey, ask: &mut Ask<'_>) -> Option<Blob> {
        match key {
            OutputKey::Taxonomy(taxonomy) => Some(emit_taxonomy(ask, taxonomy)),
            OutputKey::Term(taxonomy, term, number) => Some(emit_term(ask, taxonomy, term, *number)),
            _ => None,
        }
    }
}

fn emit_taxonomy(ask: &mut Ask<'_>, name: &str) -> Blob {
    let directory = taxonomy_directory(name, &setting(ask, "taxonomies"));
    let more = vec![("taxonomy", taxonomy_value(ask, name))];
    let rendering = Rendering { template: "taxonomy.html", page: None, pager: None, more };
    html(ask, pager_path(&directory, 1).as_str(), &rendering)
}

fn emit_term(ask: &mut Ask<'_>, taxonomy: &str, term: &str, number: u32) -> Blob {
    let terms = ask.get(&Terms(taxonomy.into()));
    let Some(info) = terms.iter().find(|info| info.name == term) else { return Blob::Failed };
    let all = ask.get(&Term { taxonomy: taxonomy.into(), term: term.into() });
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
    let more =
        vec![("taxonomy", taxonomy_value(ask, taxonomy)), ("term", TemplateValue::from(info.label.as_str()))];
    let rendering = Rendering { template: "term.html", page: None, pager: Some(pager), more };
    html(ask, pager_path(&info.url, number).as_str(), &rendering)
}

/// Returns name, label and address of a taxonomy for its templates.
fn taxonomy_value(ask: &mut Ask<'_>, name: &str) -> TemplateValue {
    let taxonomies = setting(ask, "taxonomies");
    let label = taxonomies.get(name).get("label").text().unwrap_or(name).to_owned();
    let url = format!("{}index.html", taxonomy_directory(name, &taxonomies));
    let entries = [("name", name), ("label", label.as_str()), ("url", url.as_str())];
    entries
        .into_iter()
        .map(|(key, value)| (key, TemplateValue::from(value)))
        .collect::<std::collections::BTreeMap<_, _>>()
        .into()
}
