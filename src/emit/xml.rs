//! Feed and sitemap.

use super::{Blob, Emitter, OutputKey, Planned};
use crate::catalog::links::encode_percent;
use crate::catalog::sources::{has_feed, has_sitemap, setting};
use crate::catalog::{EntryOf, Roster, Select, roster::Sort};
use crate::engine::Ask;
use crate::render::{Rendering, page::Pager, render_template};

/// Entries of a feed; enough for a reader that looks once a week.
const FEED_ITEMS: usize = 20;

/// The Atom feed of the site.
pub struct Feeds;

impl Emitter for Feeds {
    fn plan(&self, ask: &mut Ask<'_>, planned: &mut Vec<Planned>) {
        if has_feed(ask) {
            planned.push(Planned { path: "feed.xml".into(), key: OutputKey::Feed });
        }
    }

    fn emit(&self, key: &OutputKey, ask: &mut Ask<'_>) -> Option<Blob> {
        let OutputKey::Feed = key else { return None };
        let latest = Select { sort: Sort::NEWEST, limit: FEED_ITEMS, ..Select::default() };
        let mut ids = Vec::new();
        for id in ask.get(&latest).iter() {
            if !ask.get(&EntryOf(id.clone())).date.is_empty() {
                ids.push(id.clone());
            }
        }
        let total = ids.len();
        let pager = Pager { ids, number: 1, total, count: 1, pinned: 0, order: "", url: "/feed.xml".into() };
        let rendering = Rendering { template: "feed.xml", page: None, pager: Some(pager), more: Vec::new() };
        let made = render_template(ask, &rendering, |xml| xml.as_bytes().to_vec());
        Some(made.map_or(Blob::Failed, Blob::Bytes))
    }
}

/// `sitemap.xml`, which must name absolute addresses: only if the site's address is set.
pub struct Sitemap;

impl Emitter for Sitemap {
    fn plan(&self, ask: &mut Ask<'_>, planned: &mut Vec<Planned>) {
        if has_sitemap(ask) {
            planned.push(Planned { path: "sitemap.xml".into(), key: OutputKey::Sitemap });
        }
    }

    fn emit(&self, key: &OutputKey, ask: &mut Ask<'_>) -> Option<Blob> {
        let OutputKey::Sitemap = key else { return None };
        let site = setting(ask, "site");
        let base = site.get("url").text().unwrap_or_default().trim_end_matches('/');
        let mut xml = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
        );
        for line in ask.get(&Roster).iter() {
            let address = format!("{base}{}", encode_percent(line.entry.url.trim_end_matches("index.html")))
                .replace('&', "&amp;");
            let date =
                line.entry.date.get(..10).map(|day| format!("<lastmod>{day}</lastmod>")).unwrap_or_default();
            xml.push_str(&format!("<url><loc>{address}</loc>{date}</url>\n"));
        }
        xml.push_str("</urlset>\n");
        Some(Blob::Bytes(xml.into_bytes()))
    }
}
