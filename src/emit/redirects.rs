//! Maps of old addresses for web servers: nginx, Apache, IIS. A server that reads them answers that a page has moved for good; without
//! one the forwarders at the old addresses do.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Blob, Emitter, OutputKey, Planned};
use crate::catalog::Roster;
use crate::catalog::links::encode_percent;
use crate::catalog::sources::setting;
use crate::engine::{Ask, Query};

/// A web server, the file it reads, and what writes it.
struct Server {
    name: &'static str,
    file: &'static str,
    write: fn(&[Moved]) -> String,
}

const SERVERS: [Server; 3] = [
    Server { name: "nginx", file: "redirects.nginx.conf", write: nginx },
    Server { name: "apache", file: ".htaccess", write: apache },
    Server { name: "iis", file: "web.config", write: iis },
];

/// One old address, as it was written but with a slash before it, and where the page is now; both from the root of the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Path, with the site's own before it.
    pub old: String,
    /// What followed a question mark.
    pub query: Option<String>,
    /// Path of the page now, encoded.
    pub new: String,
}

impl Moved {
    /// Returns the same for a site that lies below another path than its settings say.
    pub fn rebased(self, from: &str, to: &str) -> Self {
        let moved = |path: String| match path.strip_prefix(from) {
            Some(rest) => format!("{to}{rest}"),
            None => path,
        };
        Self { old: moved(self.old), new: moved(self.new), query: self.query }
    }
}

/// Asks for all old addresses, each once, in order.
#[derive(Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AllMoved;

impl Query for AllMoved {
    const NAME: &'static str = "AllMoved";
    type Answer = Vec<Moved>;

    fn run(&self, ask: &mut Ask<'_>) -> Vec<Moved> {
        moved(ask)
    }
}

/// The maps that the settings ask for.
pub struct RedirectMaps;

impl Emitter for RedirectMaps {
    fn plan(&self, ask: &mut Ask<'_>, planned: &mut Vec<Planned>) {
        let wanted = setting(ask, "redirect_maps");
        for server in &SERVERS {
            if wanted.iter().any(|one| one.text() == Some(server.name)) {
                let key = OutputKey::RedirectMap(server.name.into());
                planned.push(Planned { path: server.file.into(), key });
            }
        }
    }

    fn emit(&self, key: &OutputKey, ask: &mut Ask<'_>) -> Option<Blob> {
        let OutputKey::RedirectMap(name) = key else { return None };
        let server = SERVERS.iter().find(|server| server.name == *name)?;
        Some(Blob::Bytes((server.write)(&ask.get(&AllMoved)).into_bytes()))
    }
}

/// Returns all old addresses, each once, in order.
fn moved(ask: &mut Ask<'_>) -> Vec<Moved> {
    let site = setting(ask, "site");
    let root = root_of(site.get("url").text().unwrap_or_default()).to_owned();
    let mut all: Vec<Moved> = Vec::new();
    for line in ask.get(&Roster).iter() {
        for alias in line.entry.aliases.iter().filter(|alias| super::pages::alias_path(alias).is_some()) {
            let alias = alias.split('#').next().unwrap_or_default();
            let (path, query) = match alias.split_once('?') {
                Some((path, query)) => (path, Some(query.to_owned())),
                None => (alias, None),
            };
            let old = format!("{root}/{}", path.trim_start_matches('/'));
            all.push(Moved { old, query, new: format!("{root}{}", encode_percent(&line.entry.url)) });
        }
    }
    all.sort_by(|a, b| (&a.old, &a.query).cmp(&(&b.old, &b.query)));
    all.dedup_by(|a, b| a.old == b.old && a.query == b.query);
    all
}

/// Returns the path of an address of a site, without a slash at its end: empty if the site has a server of its own.
pub fn root_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let path = rest.find('/').map_or("", |at| &rest[at..]);
    path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/')
}

/// A table for the block `http`; the line that uses it belongs into the block `server`.
pub fn nginx(all: &[Moved]) -> String {
    let mut text = String::from(
        "# include this file in the block http, and put into the block server:\n\
         #   if ($pilothouse_moved) { return 301 $pilothouse_moved; }\n\
         map $request_uri $pilothouse_moved {\n    default \"\";\n",
    );
    for one in all {
        let query = one.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
        text.push_str(&format!("    \"{}{query}\" \"{}\";\n", encode_percent(&one.old), one.new));
    }
    text + "}\n"
}

/// `RedirectMatch` and `RewriteRule` lines, for a `.htaccess` or the server's own file.
pub fn apache(all: &[Moved]) -> String {
    let mut text = String::from("# Old addresses of pages.\n");
    for one in all.iter().filter(|one| one.query.is_none()) {
        text.push_str(&format!("RedirectMatch 301 \"^{}$\" \"{}\"\n", escape_pattern(&one.old), one.new));
    }
    let queries: Vec<&Moved> = all.iter().filter(|one| one.query.is_some()).collect();
    if !queries.is_empty() {
        text.push_str("\nRewriteEngine On\n");
    }
    for one in queries {
        let query = one.query.as_deref().unwrap_or_default();
        text.push_str(&format!(
            "RewriteCond \"%{{REQUEST_URI}}\" \"^{}$\"\nRewriteCond \"%{{QUERY_STRING}}\" \"^{}$\"\nRewriteRule \"^\" \"{}?\" [R=301,L]\n",
            escape_pattern(&one.old),
            escape_pattern(query),
            one.new
        ));
    }
    text
}

/// Returns a text as a pattern that means just it.
fn escape_pattern(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if matches!(c, '.' | '+' | '*' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '^' | '$' | '|' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// IIS knows no queries here, nor every name: an address that it cannot hold is left to the forwarder. One that is named twice, or is
/// no address, would make it refuse the whole file.
pub fn iis(all: &[Moved]) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<configuration>\n");
    let mut named = BTreeSet::new();
    for one in all.iter().filter(|one| one.query.is_none()) {
        let path = one.old.trim_matches('/');
        // IIS tells no case apart.
        if !is_location(path) || one.new.contains('$') || !named.insert(path.to_lowercase()) {
            continue;
        }
        text.push_str(&format!(
            "  <location path=\"{}\"><system.webServer><httpRedirect enabled=\"true\" destination=\"{}\" exactDestination=\"true\" httpResponseStatus=\"Permanent\" /></system.webServer></location>\n",
            escape_xml(path),
            escape_xml(&one.new)
        ));
    }
    text + "</configuration>\n"
}

/// Tells whether IIS takes a path as a place. *Source:* its reference of the element `location`.
fn is_location(path: &str) -> bool {
    let odd = |c: char| c.is_control() || matches!(c, '?' | ':' | '\\' | '*' | '"' | '<' | '>' | '|' | '%');
    !path.is_empty() && !path.starts_with(['.', ' ']) && !path.contains("//") && !path.contains(odd)
}

fn escape_xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Moved> {
        let moved = |old: &str, query: Option<&str>| Moved {
            old: old.into(),
            query: query.map(str::to_owned),
            new: "/new/a.html".into(),
        };
        vec![moved("/old/t1.shtml", None), moved("/旧/", None), moved("/p", Some("id=3"))]
    }

    #[test]
    fn each_server_gets_its_own_words() {
        let text = nginx(&all());
        assert!(text.contains("    \"/old/t1.shtml\" \"/new/a.html\";\n"), "{text}");
        assert!(text.contains("\"/%E6%97%A7/\"") && text.contains("\"/p?id=3\""), "{text}");
        let text = apache(&all());
        assert!(text.contains("RedirectMatch 301 \"^/old/t1\\.shtml$\" \"/new/a.html\"\n"), "{text}");
        assert!(text.contains("RewriteCond \"%{QUERY_STRING}\" \"^id=3$\"\n"), "{text}");
        let text = iis(&all());
        assert!(text.contains("<location path=\"old/t1.shtml\">") && !text.contains("id=3"), "{text}");
    }

    #[test]
    fn iis_gets_each_place_once_and_none_that_it_refuses() {
        let moved = |old: &str| Moved { old: old.into(), query: None, new: "/new/a.html".into() };
        let olds = ["/A", "/B", "/a/", "/old", "/old-x", "/old/", "/", "/.a", "/a:b", "/a*", "/a\"b", "/甲"];
        let text = iis(&olds.map(moved));
        let places: Vec<&str> =
            text.split("<location path=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(places, ["A", "B", "old", "old-x", "甲"]);
    }

    #[test]
    fn roots() {
        assert_eq!(root_of("https://www.example.org/"), "");
        assert_eq!(root_of("http://intranet.example/show/brand/"), "/show/brand");
        assert_eq!(root_of(""), "");
    }
}
