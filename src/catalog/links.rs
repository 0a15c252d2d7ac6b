//! What a link written in a page leads to: another page, a file beside it, a place on the web.

use super::archive::{Archives, Months};
use super::breaks;
use super::entry::EntryOf;
use super::feeds::{Feeds, feed_url};
use super::languages::{Languages, directory};
use super::sources::{Tree, has_sitemap, setting};
use super::standing::IsPresent;
use super::terms::{Terms, taxonomy_directory};
use super::tongue_faults;
use crate::base::SourcePath;
use crate::content::ids::{CONTENT, PageId};
use crate::diag::{Diagnostic, Place, did_you_mean};
use crate::engine::Ask;
use crate::markdown::{LinkProblem, picture_finding};
use crate::world::EntryKind;

/// Where a link leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// Address from the root, or an external one; not percent-encoded.
    pub href: String,
    /// The file it means, if it is a file that is copied.
    pub file: Option<SourcePath>,
    /// What is wrong with it.
    pub problem: Option<LinkProblem>,
}

/// Returns where a link leads and what is wrong with it.
pub fn link(ask: &mut Ask<'_>, from: &PageId, written: &str) -> Link {
    if is_external(written) {
        return Link { href: written.into(), ..Link::default() };
    }
    let (path, rest) = split_suffix(written);
    if path.is_empty() {
        return Link { href: written.into(), ..Link::default() };
    }
    let path = decode_percent(path);
    let Some(target) = target(from, &path) else {
        return Link { href: written.into(), problem: Some(LinkProblem::Outside), ..Link::default() };
    };
    let mut answer = match PageId::of(&target) {
        Some(page) => {
            let page = version_meant(ask, from, page);
            to_page(ask, from, &page)
        }
        None => to_file_or_address(ask, from, &target, &path),
    };
    answer.href.push_str(rest);
    answer
}

/// Returns the page and the anchor of a link to a heading of another page.
pub fn page_and_anchor(ask: &mut Ask<'_>, from: &PageId, written: &str) -> Option<(PageId, String)> {
    if is_external(written) {
        return None;
    }
    let (path, _) = split_suffix(written);
    let anchor = written.split_once('#')?.1;
    let page = PageId::of(&target(from, &decode_percent(path))?)?;
    let page = version_meant(ask, from, page);
    (!anchor.is_empty()).then(|| (page, decode_percent(anchor)))
}

/// Tells whether a link leaves the site: it has a scheme, or begins with two slashes.
pub fn is_external(written: &str) -> bool {
    written.starts_with("//")
        || written.split_once(':').is_some_and(|(scheme, _)| {
            scheme.len() > 1
                && scheme.starts_with(|first: char| first.is_ascii_alphabetic())
                && scheme
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
        })
}

/// Returns the file that a link or the address of an image means, and whether there is one; `None` if it means something else.
///
/// Asks for listings alone, never how a page stands: whether a page is shown may depend on the files it shows.
pub fn file_meant(ask: &mut Ask<'_>, from: &PageId, written: &str) -> Option<(SourcePath, bool)> {
    if written.is_empty() || is_external(written) || written.starts_with('#') {
        return None;
    }
    let target = target(from, &decode_percent(split_suffix(written).0))?;
    if PageId::of(&target).is_some() || !target.name().contains('.') {
        return None;
    }
    let below = target.below(&CONTENT.into()).unwrap_or_default();
    let other = SourcePath::new(&format!("content/static/{below}"));
    let there = [&target, &other].into_iter().find(|path| matches!(find(ask, path), Found::Yes));
    Some(there.map_or_else(|| (target.clone(), false), |path| (path.clone(), true)))
}

/// Cuts off the query and the anchor.
fn split_suffix(written: &str) -> (&str, &str) {
    written.split_at(written.find(['#', '?']).unwrap_or(written.len()))
}

/// Returns the source file a path means: from the folder of the page, or from `content/` if it begins with a slash.
/// `None` if it climbs out of the site.
fn target(from: &PageId, path: &str) -> Option<SourcePath> {
    let unified = path.replace('\\', "/");
    let mut parts: Vec<&str> = Vec::new();
    if !unified.starts_with('/') {
        parts.extend(from.source_folder().split('/').filter(|part| !part.is_empty()));
    }
    for part in unified.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            name => parts.push(name),
        }
    }
    Some(SourcePath::new(&format!("{CONTENT}/{}", parts.join("/"))))
}

/// Returns the page that a link to a source means. Beside each other lie `a.md` and `a.en.md`: a link of an English page to `a.md`
/// means the English one if there is one.
fn version_meant(ask: &mut Ask<'_>, from: &PageId, page: PageId) -> PageId {
    if let Some(marked) = page.as_str().contains('.').then(|| tongue_faults::marked(ask, &page)).flatten() {
        return marked;
    }
    let own = from.mark().map(|mark| PageId::marked(mark, page.as_str()));
    own.filter(|own| ask.get(&EntryOf(own.clone())).exists).unwrap_or(page)
}

fn to_page(ask: &mut Ask<'_>, from: &PageId, page: &PageId) -> Link {
    let entry = ask.get(&EntryOf(page.clone()));
    if !entry.exists {
        let tree = ask.get(&Tree);
        let near = did_you_mean(page.as_str(), tree.pages.iter().map(PageId::as_str))
            .or_else(|| same_name(page.stem(), tree.pages.iter().map(PageId::as_str)));
        let suggestion = near.map(|near| as_seen_from(from, &format!("{near}.md")));
        let problem = Some(LinkProblem::MissingPage { suggestion });
        return Link { href: format!("/{page}.html"), problem, ..Link::default() };
    }
    let problem = match *ask.get(&IsPresent(page.clone())) {
        true => breaks::coming(ask, from, page),
        false => Some(LinkProblem::HiddenPage),
    };
    Link { href: entry.url.to_string(), problem, ..Link::default() }
}

/// Returns a path below `content/` as it would be written in a page: relative to the page's folder.
fn as_seen_from(from: &PageId, path: &str) -> String {
    let folders: Vec<&str> = from.source_folder().split('/').filter(|part| !part.is_empty()).collect();
    let parts: Vec<&str> = path.split('/').collect();
    let shared = folders.iter().zip(&parts[..parts.len() - 1]).take_while(|(a, b)| a == b).count();
    format!("{}{}", "../".repeat(folders.len() - shared), parts[shared..].join("/"))
}

/// Returns the only candidate whose last piece is `name`.
fn same_name<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut same = candidates.filter(|candidate| candidate.rsplit('/').next() == Some(name));
    same.next().filter(|_| same.next().is_none())
}

/// Resolves a path that is no page source: a file beside the page, a static file, or an address of the site.
fn to_file_or_address(ask: &mut Ask<'_>, from: &PageId, target: &SourcePath, written: &str) -> Link {
    let below = target.below(&CONTENT.into()).unwrap_or_default().to_owned();
    for candidate in [target.clone(), SourcePath::new(&format!("content/static/{below}"))] {
        match find(ask, &candidate) {
            Found::Yes => {
                return Link { href: file_url(&candidate), file: Some(candidate), problem: None };
            }
            Found::OtherCase(actual) => {
                let problem = Some(LinkProblem::CaseDiffers { actual });
                return Link { href: file_url(&candidate), file: None, problem };
            }
            Found::No => {}
        }
    }
    if let Some(page) = page_of_address(ask, &below, written) {
        return to_page(ask, from, &page);
    }
    if let Some(href) = made_address(ask, &below, written) {
        return Link { href, ..Link::default() };
    }
    let tree = ask.get(&Tree);
    let names = tree.assets.iter().chain(&tree.statics).filter_map(|path| path.below(&CONTENT.into()));
    let names: Vec<&str> = names.collect();
    let near = did_you_mean(&below, names.iter().copied())
        .or_else(|| same_name(target.name(), names.iter().copied()));
    let problem = Some(LinkProblem::MissingFile { suggestion: near.map(|near| as_seen_from(from, near)) });
    Link { href: file_url(target), file: None, problem }
}

/// Returns the address of an output that has no source of its own, if this is one: the lists of a taxonomy and of its terms, the
/// feed, the sitemap.
fn made_address(ask: &mut Ask<'_>, below: &str, written: &str) -> Option<String> {
    let is_folder = written.ends_with('/') || !below.rsplit('/').next()?.contains('.');
    let address = if is_folder { format!("/{below}/index.html") } else { format!("/{below}") };
    match address.rsplit('/').next()? {
        "feed.xml" | "feed.json" => return is_feed(ask, &address).then_some(address),
        "sitemap.xml" if address == "/sitemap.xml" => return has_sitemap(ask).then_some(address),
        "sitemap.html" => {
            let has = setting(ask, "sitemap_page").bool() == Some(true);
            let languages = ask.get(&Languages).in_order("");
            let is = |ask: &mut Ask<'_>, language: &str| {
                format!("{}sitemap.html", directory(ask, language)) == address
            };
            return (has && languages.iter().any(|language| is(ask, language))).then_some(address);
        }
        _ => {}
    }
    if is_archive(ask, &address) {
        return Some(address);
    }
    let languages = ask.get(&Languages).in_order("");
    for (name, _) in setting(ask, "taxonomies").entries() {
        for language in &languages {
            let folder = taxonomy_directory(ask, name, language);
            let Some(rest) = address.strip_prefix(&folder) else { continue };
            let terms = ask.get(&Terms { taxonomy: name.to_string(), language: language.clone() });
            if rest == "index.html" || terms.iter().any(|term| term.url == address) {
                return Some(address);
            }
        }
    }
    None
}

/// Tells whether an address is that of an archive's years, or of a year or month that has pages.
fn is_archive(ask: &mut Ask<'_>, address: &str) -> bool {
    let archives = ask.get(&Archives);
    archives.iter().any(|archive| {
        if archive.url("") == address {
            return true;
        }
        let months = ask.get(&Months { archive: archive.clone(), year: String::new() });
        let is = |period: Option<&str>| period.is_some_and(|period| archive.url(period) == address);
        months.iter().any(|(month, _)| is(month.get(..4)) || is(Some(month)))
    })
}

fn is_feed(ask: &mut Ask<'_>, address: &str) -> bool {
    ask.get(&Feeds).iter().any(|feed| feed_url(ask, feed) == address)
}

/// Returns the page of an address such as `/pilots/`, `/pilots/a.html` or `/pilots/a`, as people type them from a browser.
fn page_of_address(ask: &mut Ask<'_>, below: &str, written: &str) -> Option<PageId> {
    let folder = below.trim_end_matches("index.html").trim_end_matches('/');
    let section = PageId::of_section(folder);
    if (written.ends_with('/') || written.ends_with("index.html") || !written.contains('.'))
        && ask.get(&EntryOf(section.clone())).exists
    {
        return Some(section);
    }
    let bundle = PageId::new(&format!("{folder}/index"));
    if ask.get(&EntryOf(bundle.clone())).exists {
        return Some(bundle);
    }
    let page = PageId::new(below.trim_end_matches('/').trim_end_matches(".html"));
    if ask.get(&EntryOf(page.clone())).exists {
        return Some(page);
    }
    // The addresses of pages whose files have a suffix begin with it: `/en/about.html`.
    let (root, shared) = page.as_str().split_once('/').unwrap_or((page.as_str(), "_index"));
    let marked = tongue_faults::marked(ask, &PageId::new(&format!("{shared}.{root}")))?;
    let section = PageId::of_section(marked.as_str().trim_end_matches("/index"));
    [marked, section].into_iter().find(|page| ask.get(&EntryOf(page.clone())).exists)
}

enum Found {
    Yes,
    OtherCase(String),
    No,
}

/// Looks a file up in the listing of its folder.
fn find(ask: &mut Ask<'_>, path: &SourcePath) -> Found {
    let entries = ask.listing(&path.parent());
    let name = path.name();
    let files = || entries.iter().filter(|entry| entry.kind == EntryKind::File);
    if files().any(|entry| &*entry.name == name) {
        return Found::Yes;
    }
    match files().find(|entry| entry.name.to_lowercase() == name.to_lowercase()) {
        Some(entry) => Found::OtherCase(entry.name.to_string()),
        None => Found::No,
    }
}

/// Returns the address of a copied file; not percent-encoded.
pub fn file_url(path: &SourcePath) -> String {
    format!("/{}", output_path(path))
}

/// Returns where a file under `content/` is copied to.
pub fn output_path(path: &SourcePath) -> &str {
    let below = path.below(&CONTENT.into()).unwrap_or(path.as_str());
    below.strip_prefix("static/").unwrap_or(below)
}

/// Returns the address of a link for an attribute: what may not stand in one is percent-encoded.
///
/// In the path of a file every byte with a meaning is a part of its name; elsewhere it means what it means.
pub fn address(link: &Link) -> String {
    let path = link.file.as_ref().map(file_url).unwrap_or_default();
    let rest = link.href.strip_prefix(&*path).unwrap_or(&link.href);
    encode_percent(&path) + &encode(rest, b"-_.~/(),+@!:?#&=;$*'[]%")
}

/// Encodes what may not stand in the path of an address as it is.
pub fn encode_percent(path: &str) -> String {
    encode(path, b"-_.~/(),+@!")
}

/// Encodes all bytes but letters, digits and those in `kept`.
fn encode(text: &str, kept: &[u8]) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || kept.contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Decodes `%E4%B8%AD`; what is not valid stays as it is.
fn decode_percent(text: &str) -> String {
    if !text.contains('%') {
        return text.into();
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let pair = text.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (bytes[at], pair) {
            (b'%', Some(byte)) => {
                decoded.push(byte);
                at += 3;
            }
            (byte, _) => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| text.into())
}

/// Returns the problem of a link in a field as a diagnostic.
pub fn diagnostic(problem: &LinkProblem, written: &str, place: Place) -> Diagnostic {
    if let LinkProblem::Ends(ending) = problem {
        return ending.told(Diagnostic::new("reference-will-break").at(place));
    }
    let (code, suggestion) = match problem {
        LinkProblem::Picture(fault) => return picture_finding(fault, written).at(place),
        LinkProblem::Ending { actual, ending } => {
            let found = Diagnostic::new("image-extension").at(place).arg("image", written);
            return found.arg("form", actual).arg("ending", ending);
        }
        LinkProblem::MissingPage { suggestion } | LinkProblem::MissingFile { suggestion } => {
            ("field-file-missing", suggestion.clone())
        }
        LinkProblem::CaseDiffers { actual } => ("field-file-missing", Some(actual.clone())),
        LinkProblem::Outside => ("field-file-outside", None),
        LinkProblem::HiddenPage | LinkProblem::Ends(_) => ("reference-to-hidden", None),
    };
    Diagnostic::new(code).at(place).arg("name", written).maybe("suggestion", suggestion)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn external_links() {
        assert!(is_external("https://example.org") && is_external("mailto:a@b") && is_external("//host/x"));
        assert!(
            !is_external("a/b.md")
                && !is_external("说明：一.md")
                && !is_external("C:\\x")
                && !is_external("#a:b")
        );
    }

    #[test]
    fn targets_stay_inside() {
        let from = PageId::new("pilots/a");
        assert_eq!(target(&from, "../units/b.md"), Some("content/units/b.md".into()));
        assert_eq!(target(&from, "/units/b.md"), Some("content/units/b.md".into()));
        assert_eq!(target(&from, "../../etc/passwd"), None);
    }

    #[test]
    fn suggestions_can_be_copied_as_they_are() {
        let from = PageId::new("pilots/a");
        assert_eq!(as_seen_from(&from, "pilots/b.md"), "b.md");
        assert_eq!(as_seen_from(&from, "units/b.md"), "../units/b.md");
        assert_eq!(as_seen_from(&PageId::new("_index"), "units/b.md"), "units/b.md");
    }

    #[test]
    fn percent() {
        assert_eq!(encode_percent("/附件/通知 (1).pdf"), "/%E9%99%84%E4%BB%B6/%E9%80%9A%E7%9F%A5%20(1).pdf");
        assert_eq!(decode_percent("%E9%99%84%E4%BB%B6%2"), "附件%2");
    }

    #[test]
    fn addresses_keep_what_has_a_meaning() {
        let to = |href: &str, file: Option<&str>| Link {
            href: href.into(),
            file: file.map(SourcePath::new),
            problem: None,
        };
        assert_eq!(address(&to("https://h.example/a?b=c&d=e#f", None)), "https://h.example/a?b=c&d=e#f");
        assert_eq!(
            address(&to("https://h.example/通知%20 1", None)),
            "https://h.example/%E9%80%9A%E7%9F%A5%20%201"
        );
        assert_eq!(address(&to("/units/a.html#zuo-fa", None)), "/units/a.html#zuo-fa");
        assert_eq!(address(&to("/a#1.pdf#page=3", Some("content/a#1.pdf"))), "/a%231.pdf#page=3");
    }
}
