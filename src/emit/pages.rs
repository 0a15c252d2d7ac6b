//! Pages, forwarders at old addresses, the page for missing addresses.

use super::search::{SearchDoc, has_search};
use super::{Blob, Emitter, OutputKey, Planned, html};
use crate::base::SourcePath;
use crate::catalog::maps::Mapped;
use crate::catalog::roster::Line;
use crate::catalog::sources::has_sitemap;
use crate::catalog::standing::{Treatment, treatment};
use crate::catalog::{EntryOf, Languages, Present, StandingOf};
use crate::check::PageLeaks;
use crate::diag::{Diagnostic, Place};
use crate::engine::Ask;
use crate::render::{Rendering, TemplateValue, page::template_of};

/// Pages with their own address; sections are lists.
pub struct Pages;

impl Emitter for Pages {
    fn plan(&self, ask: &mut Ask<'_>, planned: &mut Vec<Planned>) {
        let tongues = ask.get(&Languages);
        let own = |line: &&Line| !line.id.is_section() || tongues.is_home(&line.id);
        for line in ask.get(&Present).iter().filter(own) {
            let path = SourcePath::new(line.entry.output());
            planned.push(Planned { path, key: OutputKey::Page(line.id.clone()) });
        }
    }

    fn emit(&self, key: &OutputKey, ask: &mut Ask<'_>) -> Option<Blob> {
        let OutputKey::Page(id) = key else { return None };
        let entry = ask.get(&EntryOf(id.clone()));
        let standing = entry.may_end().then(|| ask.get(&StandingOf(id.clone())).0);
        let template = match standing.map(|standing| treatment(ask, standing)) {
            Some(Treatment::Stub) => "stub.html".into(),
            _ => template_of(ask, id),
        };
        let path = entry.output().to_owned();
        let rendering =
            Rendering { template: &template, page: Some(id), pager: None, language: None, more: Vec::new() };
        let made = html(ask, &path, &rendering);
        if has_sitemap(ask) {
            ask.get(&Mapped(id.clone())); // now, while the body is at hand: it is let go when the page is done
        }
        if has_search(ask) {
            ask.get(&SearchDoc(id.clone())); // likewise
        }
        ask.get(&PageLeaks(id.clone())); // likewise: no page goes out that was not looked at
        Some(made)
    }
}

/// Forwarders at old addresses.
pub struct Redirects;

impl Emitter for Redirects {
    fn plan(&self, ask: &mut Ask<'_>, planned: &mut Vec<Planned>) {
        for line in ask.get(&Present).iter() {
            for alias in &line.entry.aliases {
                let Some(path) = alias_path(alias) else {
                    let place = Place::field(&line.id.source(), "aliases");
                    ask.report(Diagnostic::new("bad-alias").at(place).arg("alias", alias));
                    continue;
                };
                planned.push(Planned { path: path.clone(), key: OutputKey::Redirect(path, line.id.clone()) });
            }
        }
    }

    fn emit(&self, key: &OutputKey, ask: &mut Ask<'_>) -> Option<Blob> {
        let OutputKey::Redirect(path, id) = key else { return None };
        let target = ask.get(&EntryOf(id.clone())).url.clone();
        let more = vec![("target", TemplateValue::from(&*target))];
        let rendering =
            Rendering { template: "redirect.html", page: None, pager: None, language: None, more };
        Some(html(ask, path.as_str(), &rendering))
    }
}

/// Returns the file of an old address: a folder means its `index.html`.
///
/// `None` if it cannot be the address of a file here: empty, with a host, with `..`, or with characters no disk takes.
pub(super) fn alias_path(alias: &str) -> Option<SourcePath> {
    let path = alias.split(['?', '#']).next().unwrap_or_default();
    let bad = |c: char| c.is_control() || matches!(c, '\\' | ':' | '*' | '"' | '<' | '>' | '|');
    if path.is_empty()
        || path.contains("//")
        || alias.contains(bad)
        || path.split('/').any(|part| part == "..")
    {
        return None;
    }
    let folder = path.ends_with('/') || !SourcePath::new(path).name().contains('.');
    Some(SourcePath::new(&if folder { format!("{path}/index.html") } else { path.to_owned() }))
}

/// The page for addresses that do not exist.
pub struct NotFound;

impl Emitter for NotFound {
    fn plan(&self, _: &mut Ask<'_>, planned: &mut Vec<Planned>) {
        planned.push(Planned { path: "404.html".into(), key: OutputKey::NotFound });
    }

    fn emit(&self, key: &OutputKey, ask: &mut Ask<'_>) -> Option<Blob> {
        let OutputKey::NotFound = key else { return None };
        let rendering =
            Rendering { template: "404.html", page: None, pager: None, language: None, more: Vec::new() };
        Some(html(ask, "404.html", &rendering))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_addresses() {
        let path = |alias| alias_path(alias).map(|path| path.to_string());
        assert_eq!(path("/dwjs/202007/t1_2.shtml").as_deref(), Some("dwjs/202007/t1_2.shtml"));
        assert_eq!(path("/old/").as_deref(), Some("old/index.html"));
        assert_eq!(path("/old/page?id=3").as_deref(), Some("old/page/index.html"));
        for bad in ["", "https://h/a.html", "../../etc/passwd", "/a/../b", "//h/a", "/a\\b", "/a\0b"] {
            assert_eq!(path(bad), None, "{bad}");
        }
    }
}
