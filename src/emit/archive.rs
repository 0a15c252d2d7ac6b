//! Archives: a list of years, and lists of the pages of each year and each month.

use std::collections::BTreeMap;

use super::lists::{default_size, pages};
use super::plan::{pager_path, slice};
use super::{Blob, Emitter, OutputKey, Planned, html};
use crate::catalog::archive::{Archive, Archives, Months, Period};
use crate::catalog::{EntryOf, RecordOf};
use crate::engine::Ask;
use crate::render::page::Pager;
use crate::render::{Rendering, TemplateValue};

/// Archives.
pub struct AllArchives;

impl Emitter for AllArchives {
    fn plan(&self, ask: &mut Ask<'_>, planned: &mut Vec<Planned>) {
        let size = default_size(ask);
        for archive in ask.get(&Archives).iter() {
            let mut counts: BTreeMap<String, usize> = BTreeMap::new();
            let months = ask.get(&Months { archive: archive.clone(), year: String::new() });
            for (month, count) in months.iter() {
                *counts.entry(month.get(..4).unwrap_or_default().to_owned()).or_default() += count;
                counts.insert(month.clone(), *count);
            }
            counts.insert(String::new(), 0);
            for (period, count) in counts {
                for number in 1..=pages(count, size) {
                    let path = pager_path(&archive.url(&period), number);
                    let list = Period { archive: archive.clone(), period: period.clone() };
                    planned.push(Planned { path, key: OutputKey::Archive(list, number) });
                }
            }
        }
    }

    fn emit(&self, key: &OutputKey, ask: &mut Ask<'_>) -> Option<Blob> {
        let OutputKey::Archive(list, number) = key else { return None };
        let url = list.archive.url(&list.period);
        let ids = if list.period.is_empty() { Default::default() } else { ask.get(list) };
        let size = default_size(ask);
        let pager = Pager {
            ids: slice(&ids, *number, size),
            number: *number as usize,
            total: ids.len(),
            count: pages(ids.len(), size) as usize,
            pinned: 0,
            order: "",
            url: url.clone(),
        };
        let more = vec![("archive", value(ask, list))];
        let language = Some(&*list.archive.language);
        let rendering =
            Rendering { template: "archive.html", page: None, pager: Some(pager), language, more };
        Some(html(ask, pager_path(&url, *number).as_str(), &rendering))
    }
}

/// Returns what templates see of an archive: where it belongs, the period shown, and the years or months it can be narrowed to.
fn value(ask: &mut Ask<'_>, list: &Period) -> TemplateValue {
    let Period { archive, period } = list;
    let text = |text: &str| TemplateValue::from(text);
    let above = ask.get(&EntryOf(archive.section.clone())).url.clone();
    let record = ask.get(&RecordOf(archive.section.clone()));
    // A month cannot be narrowed any more, and does not change with the others.
    let months = match period.len() {
        7 => Default::default(),
        _ => ask.get(&Months { archive: archive.clone(), year: period.clone() }),
    };
    let entries = [
        ("title", text(&archive.title)),
        ("section_title", text(record.text("title"))),
        ("up", text(&above)),
        ("url", text(&archive.url(""))),
        ("year", text(period.get(..4).unwrap_or_default())),
        ("year_url", text(&archive.url(period.get(..4).unwrap_or_default()))),
        ("month", text(period.get(5..).unwrap_or_default())),
        ("years", years(archive, &months)),
    ];
    entries.into_iter().collect::<BTreeMap<_, _>>().into()
}

/// Returns years with their months, each with its address and number of pages.
fn years(archive: &Archive, months: &[(String, usize)]) -> TemplateValue {
    let entry = |name: &'static str, word: &str, period: &str, total: usize| {
        vec![
            (name, TemplateValue::from(word)),
            ("url", TemplateValue::from(archive.url(period).as_str())),
            ("total", TemplateValue::from(total as u64)),
        ]
    };
    let year = |months: &[(String, usize)]| {
        let year = months.first().and_then(|(month, _)| month.get(..4)).unwrap_or_default();
        let total = months.iter().map(|(_, count)| count).sum();
        let of_month = |(month, count): &(String, usize)| -> TemplateValue {
            let word = month.get(5..).unwrap_or_default();
            entry("month", word, month, *count).into_iter().collect::<BTreeMap<_, _>>().into()
        };
        let below: Vec<TemplateValue> = months.iter().map(of_month).collect();
        let mut entries = entry("year", year, year, total);
        entries.push(("months", below.into()));
        TemplateValue::from(entries.into_iter().collect::<BTreeMap<_, _>>())
    };
    let by_year = months.chunk_by(|(a, _), (b, _)| a.get(..4) == b.get(..4));
    by_year.map(year).collect::<Vec<_>>().into()
}
