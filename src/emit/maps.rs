//! Maps for machines and people: `sitemap.xml`, the page that lists everything, `robots.txt`.

use super::{Blob, Emitter, OutputKey, Planned, html};
use crate::base::SourcePath;
use crate::catalog::languages::{directory, living};
use crate::catalog::links::encode_percent;
use crate::catalog::maps::Mapped;
use crate::catalog::roster::Line;
use crate::catalog::sources::{has_sitemap, setting};
use crate::catalog::{EntryOf, Languages, Roster, Tree, Versions};
use crate::engine::Ask;
use crate::render::Rendering;

/// Begins a sitemap; the names of the extensions stand in it only where they are used.
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"";
const IMAGES: &str = " xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\"";
const LANGUAGES: &str = " xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"";

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
        let base = base(ask);
        let mut lines = String::new();
        for line in ask.get(&Roster).iter() {
            push_line(ask, &base, line, &mut lines);
        }
        let mut xml = HEAD.to_owned();
        for (name, used) in [(IMAGES, "<image:"), (LANGUAGES, "<xhtml:")] {
            xml.push_str(if lines.contains(used) { name } else { "" });
        }
        xml.push_str(&format!(">\n{lines}</urlset>\n"));
        Some(Blob::Bytes(xml.into_bytes()))
    }
}

/// Returns the address of the site without a slash at its end.
fn base(ask: &mut Ask<'_>) -> String {
    setting(ask, "site").get("url").text().unwrap_or_default().trim_end_matches('/').to_owned()
}

/// Returns the full address of a page in XML.
fn page_address(base: &str, url: &str) -> String {
    format!("{base}{}", encode_percent(url.trim_end_matches("index.html"))).replace('&', "&amp;")
}

fn push_line(ask: &mut Ask<'_>, base: &str, line: &Line, out: &mut String) {
    let mapped = ask.get(&Mapped(line.id.clone()));
    out.push_str(&format!("<url><loc>{}</loc>", page_address(base, &line.entry.url)));
    if !mapped.changed.is_empty() {
        out.push_str(&format!("<lastmod>{}</lastmod>", mapped.changed));
    }
    let tongues = ask.get(&Languages);
    if let Some((_, shared)) = tongues.place(&line.id) {
        let versions = ask.get(&Versions(shared.to_owned()));
        for (code, id) in versions.iter().filter(|_| versions.len() > 1) {
            let address = page_address(base, &ask.get(&EntryOf(id.clone())).url);
            out.push_str(&format!("<xhtml:link rel=\"alternate\" hreflang=\"{code}\" href=\"{address}\"/>"));
        }
    }
    for picture in &mapped.pictures {
        let address = format!("{base}{picture}").replace('&', "&amp;");
        out.push_str(&format!("<image:image><image:loc>{address}</image:loc></image:image>"));
    }
    out.push_str("</url>\n");
}

/// The page that lists all pages for people, one for each language.
pub struct SitemapPage;

impl Emitter for SitemapPage {
    fn plan(&self, ask: &mut Ask<'_>, planned: &mut Vec<Planned>) {
        if setting(ask, "sitemap_page").bool() != Some(true) {
            return;
        }
        for language in living(ask) {
            let folder = directory(ask, &language);
            let path = SourcePath::new(format!("{folder}sitemap.html").trim_start_matches('/'));
            planned.push(Planned { path, key: OutputKey::SitemapPage(language) });
        }
    }

    fn emit(&self, key: &OutputKey, ask: &mut Ask<'_>) -> Option<Blob> {
        let OutputKey::SitemapPage(language) = key else { return None };
        let path = format!("{}sitemap.html", directory(ask, language));
        let language = Some(&**language);
        let rendering =
            Rendering { template: "sitemap.html", page: None, pager: None, language, more: Vec::new() };
        Some(html(ask, path.trim_start_matches('/'), &rendering))
    }
}

/// `robots.txt`: as the settings say, else for sites of the internet; a file of the site's own goes before it.
pub struct Robots;

impl Emitter for Robots {
    fn plan(&self, ask: &mut Ask<'_>, planned: &mut Vec<Planned>) {
        let own = SourcePath::new("content/static/robots.txt");
        let wanted = match setting(ask, "robots").text() {
            Some(_) => true,
            None => setting(ask, "profile").text() == Some("gov-internet"),
        };
        if wanted && ask.get(&Tree).statics.binary_search(&own).is_err() {
            planned.push(Planned { path: "robots.txt".into(), key: OutputKey::Robots });
        }
    }

    fn emit(&self, key: &OutputKey, ask: &mut Ask<'_>) -> Option<Blob> {
        let OutputKey::Robots = key else { return None };
        let refused = setting(ask, "robots").text() == Some("refuse");
        let mut text = format!("User-agent: *\nDisallow:{}\n", if refused { " /" } else { "" });
        if !refused && has_sitemap(ask) {
            text.push_str(&format!("\nSitemap: {}/sitemap.xml\n", base(ask)));
        }
        Some(Blob::Bytes(text.into_bytes()))
    }
}
