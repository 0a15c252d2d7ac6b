//! The tags that inspections of government sites look for: what must be known so that each page can carry them.
//!
//! The theme writes them; here is said what is missing. Only under the profile `gov-internet`: a site of the intranet has none of them.

use super::languages::is_home;
use super::record::RecordOf;
use super::roster::{Line, Roster};
use super::sources::{Kinds, SETTINGS_FILE, setting};
use crate::diag::{Diagnostic, Place};
use crate::engine::Ask;

/// Tags of the site and the setting under `site` that fills each.
const SITE: [(&str, &str, &str); 3] =
    [("SiteName", "title", "名称"), ("SiteDomain", "domain", "域名"), ("SiteIDCode", "id_code", "标识码")];

/// Tags of a column and the field of its `_index.md` that fills each.
const COLUMN: [(&str, &str, &str); 3] = [
    ("ColumnDescription", "description", "说明"),
    ("ColumnKeywords", "keywords", "栏目关键词"),
    ("ColumnType", "column_type", "栏目类型"),
];

/// Tags of an article and the field that fills each; a title is required of every page anyway.
const ARTICLE: [(&str, &str, &str); 2] =
    [("PubDate", "date", "发布时间"), ("ContentSource", "source", "来源")];

/// Reports what the tags of a government site lack.
pub fn check_tags(ask: &mut Ask<'_>) {
    if setting(ask, "profile").text() != Some("gov-internet") {
        return;
    }
    let site = setting(ask, "site");
    for (tag, field, zh) in SITE {
        // The domain is part of the address, if that is set.
        let known = field == "domain" && !site.get("url").is_null();
        if site.get(field).is_null() && !known {
            let place = Place::field(&SETTINGS_FILE.into(), format!("site.{field}"));
            report(ask, "tag-missing-setting", place, (tag, field, zh));
        }
    }
    for line in ask.get(&Roster).iter() {
        check_page(ask, line);
    }
}

fn check_page(ask: &mut Ask<'_>, line: &Line) {
    let record = ask.get(&RecordOf(line.id.clone()));
    let wanted: &[(&str, &str, &str)] = if is_home(ask, &line.id) {
        &[] // the home page is filled from the settings
    } else if line.id.is_section() {
        &COLUMN
    } else if is_article(ask, line) {
        &ARTICLE
    } else {
        &[]
    };
    for &(tag, field, zh) in wanted {
        let empty = record.fields.get(field).iter().all(|value| value.text() == Some(""));
        if empty {
            report(ask, "tag-missing", Place::field(&line.id.source(), field), (tag, field, zh));
        }
    }
}

/// Tells whether a page is an article: units, series and the like, which a kind puts into an order by hand, are not.
fn is_article(ask: &mut Ask<'_>, line: &Line) -> bool {
    ask.get(&Kinds).kind(&line.entry.kind).is_some_and(|kind| kind.sort != "order")
}

fn report(ask: &mut Ask<'_>, code: &str, place: Place, (tag, field, zh): (&str, &str, &str)) {
    ask.report(Diagnostic::new(code).at(place).arg("tag", tag).arg("field", field).arg("zh", zh));
}
