//! All that `pilothouse check` looks at besides what every build looks at.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::columns::Columns;
use super::lists::Lists;
use super::names::{self, Names};
use super::picture;
use super::privacy::{self, FileLeaks, PageLeaks};
use super::prose;
use super::source;
use super::waivers::{LostWaivers, WaiverFaults};
use crate::catalog::sources::setting;
use crate::catalog::{Kinds, RecordOf, Tree};
use crate::content::{decode, ids::PageId, split};
use crate::diag::rules::catalogue::STYLE;
use crate::engine::{Ask, Query};
use crate::schema::Kind;
use crate::world::Content;

/// Asks for all rules on all pages, drafts included; the answer is in the findings.
#[derive(Debug, Serialize, Deserialize)]
pub struct Thorough;

impl Query for Thorough {
    const NAME: &'static str = "Thorough";
    type Answer = ();

    fn run(&self, ask: &mut Ask<'_>) {
        let tree = ask.get(&Tree);
        for page in &tree.pages {
            // What goes out was looked at when it was made; drafts are looked at here, before they go out.
            ask.get(&PageLeaks(page.clone()));
            ask.get(&PageCheck(page.clone()));
            ask.get(&WaiverFaults(page.source()));
        }
        for file in tree.assets.iter().chain(&tree.statics) {
            ask.get(&FileLeaks(file.clone()));
            ask.get(&WaiverFaults(file.clone()));
            privacy::check_camera(ask, file);
            picture::check_size(ask, file);
        }
        ask.get(&Columns);
        ask.get(&Lists);
        ask.get(&LostWaivers);
    }
}

/// Asks for the rules that look at one page.
#[derive(Debug, Serialize, Deserialize)]
pub struct PageCheck(pub PageId);

impl Query for PageCheck {
    const NAME: &'static str = "PageCheck";
    type Answer = ();

    fn run(&self, ask: &mut Ask<'_>) {
        let file = self.0.source();
        let record = ask.get(&RecordOf(self.0.clone()));
        picture::check_cover(ask, &self.0, &record);
        let Content::Bytes(bytes) = ask.file(&file) else { return };
        let (text, _) = decode::decode(&bytes, &file);
        let split = split::split(&text);
        let body = &text[split.body.clone()];
        let prose = source::prose(body);
        let wishes = prose::Wishes {
            style: wanted(ask),
            is_chinese: is_chinese(ask, &self.0),
            year: record.text("date").get(..4).and_then(|year| year.parse().ok()),
            this_year: year_of_today(ask, record.text("date")),
        };
        let schema = ask.get(&Kinds);
        let kind = schema.kind(&record.kind);
        let page = prose::Page { body, prose: &prose, record: &record, kind };
        prose::check(ask, &file, &page, &wishes);
        let names = ask.get(&Names);
        if wishes.style.contains(&"short-name-first") {
            names.short_names(ask, &file, &prose);
        }
        let former = kind.map(|kind| former_names(kind, &text, &split)).unwrap_or_default();
        let page = names::Page { file: &file, source: &text, split: &split, day: record.text("date") };
        names::check(ask, &names, &page, &former);
    }
}

/// Returns the bytes of a page's source where names of the past are right.
fn former_names(kind: &Kind, text: &str, split: &split::Split) -> Vec<Range<usize>> {
    let shift = split.front.start;
    let places = kind.former_names(&text[split.front.clone()]);
    places.into_iter().map(|range| range.start + shift..range.end + shift).collect()
}

/// Returns the rules of taste that are wanted.
fn wanted(ask: &mut Ask<'_>) -> Vec<&'static str> {
    let (all, lints) = (setting(ask, "check"), setting(ask, "lints"));
    let all = all.get("style").bool() == Some(true);
    STYLE.iter().copied().filter(|code| all || !lints.get(code).is_null()).collect()
}

fn is_chinese(ask: &mut Ask<'_>, page: &PageId) -> bool {
    crate::catalog::record::language_of(ask, page).starts_with("zh")
}

/// Returns the present year, asked for only if the page has a date.
fn year_of_today(ask: &mut Ask<'_>, date: &str) -> Option<i64> {
    if date.is_empty() {
        return None;
    }
    ask.fact("today").get(..4)?.parse().ok()
}
