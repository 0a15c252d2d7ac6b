//! What a template can reach: the templates it extends and includes, and the files of the components it calls.
//!
//! Tera names all of these by literals, so a scan of the source finds them. The scan is lexical and may find too much
//! (an HTML tag named like a component); it never finds too little, and too much only costs a needless rendering.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::chain::{Library, Templates};
use crate::base::Fingerprint;
use crate::engine::{Ask, Keep, Query};

/// Asks for the fingerprints of all closures.
#[derive(Debug, Serialize, Deserialize)]
pub struct Closures;

impl Query for Closures {
    const NAME: &'static str = "Closures";
    /// By full and by plain template name; components as `component:<name>`.
    type Answer = BTreeMap<String, Fingerprint>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let library = ask.get(&Templates);
        let graph = Graph::new(&library);
        let mut closures = Self::Answer::new();
        for name in library.templates.keys() {
            closures.insert(name.clone(), graph.fingerprint(&[name]));
            if let Some((_, plain)) = name.split_once('/')
                && !closures.contains_key(plain)
            {
                closures.insert(plain.into(), graph.fingerprint(&[plain]));
            }
        }
        for (name, files) in &graph.components {
            closures.insert(format!("component:{name}"), graph.fingerprint(files));
        }
        closures
    }
}

/// Asks for the fingerprint of one template's closure; zero if there is no such template.
#[derive(Debug, Serialize, Deserialize)]
pub struct Closure(pub String);

impl Query for Closure {
    const NAME: &'static str = "Closure";
    // Read by every output that is made anew; without it one edit has all templates looked through.
    const KEEP: Keep = Keep::Disk;
    type Answer = Fingerprint;

    fn run(&self, ask: &mut Ask<'_>) -> Fingerprint {
        ask.get(&Closures).get(&self.0).copied().unwrap_or_default()
    }
}

/// Returns the full names of all templates that a template can reach, itself included.
pub fn reached_by<'a>(library: &'a Library, name: &'a str) -> Vec<&'a str> {
    Graph::new(library).reached(&[name]).into_keys().collect()
}

/// Templates with the components they define.
struct Graph<'a> {
    library: &'a Library,
    /// Files by component name: all that define it, for any of them may be the first along the chain.
    components: BTreeMap<&'a str, Vec<&'a str>>,
    /// What each template names, by its full name; looked for once, for most closures share most of their templates.
    direct: BTreeMap<&'a str, OnceCell<Vec<&'a str>>>,
}

impl<'a> Graph<'a> {
    fn new(library: &'a Library) -> Self {
        let mut components: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (file, template) in &library.templates {
            for name in names_after(&template.text, "component") {
                components.entry(name).or_default().push(file);
            }
        }
        let direct = library.templates.keys().map(|name| (name.as_str(), OnceCell::new())).collect();
        Self { library, components, direct }
    }

    /// Returns the sources that some templates can reach, themselves included, by full name.
    fn reached<'s>(&'s self, names: &[&'s str]) -> BTreeMap<&'a str, &'a str> {
        let mut reached = BTreeMap::new();
        let mut open = names.to_vec();
        while let Some(name) = open.pop() {
            if let Some((name, template)) = self.library.find(name)
                && reached.insert(name, &*template.text).is_none()
            {
                open.extend(self.direct[name].get_or_init(|| self.named_in(&template.text)));
            }
        }
        reached
    }

    /// Returns the fingerprint of all sources that some templates can reach, themselves included.
    fn fingerprint(&self, names: &[&str]) -> Fingerprint {
        let mut sources = String::new();
        for (name, text) in self.reached(names) {
            sources.push_str(name);
            sources.push('\0');
            sources.push_str(text);
            sources.push('\0');
        }
        Fingerprint::of(sources.as_bytes())
    }

    /// Returns the templates that a source names, each once.
    fn named_in(&self, text: &'a str) -> Vec<&'a str> {
        let mut names = literals_after(text, "extends");
        names.extend(literals_after(text, "include"));
        for (at, _) in text.match_indices('<') {
            let name = identifier(&text[at + 1..]);
            names.extend(self.components.get(name).into_iter().flatten());
        }
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// Returns the identifiers that follow a keyword at the start of a tag: `{% component name(…) %}`.
fn names_after<'t>(text: &'t str, keyword: &'t str) -> impl Iterator<Item = &'t str> {
    tags(text).filter_map(move |tag| Some(identifier(tag.strip_prefix(keyword)?.trim_start())))
}

/// Returns the string literals in tags that begin with a keyword: `{% include "a.html" %}`.
fn literals_after<'t>(text: &'t str, keyword: &str) -> Vec<&'t str> {
    let tags = tags(text).filter_map(|tag| tag.strip_prefix(keyword));
    tags.flat_map(|tag| {
        let end = tag.find("%}").unwrap_or(tag.len());
        let tag = &tag[..end];
        let quote = if tag.contains('"') { '"' } else { '\'' };
        tag.split(quote).skip(1).step_by(2)
    })
    .collect()
}

/// Returns what follows each `{%`, without white space and the trimming dash.
fn tags(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("{%").map(|(at, _)| text[at + 2..].trim_start_matches('-').trim_start())
}

fn identifier(text: &str) -> &str {
    let end =
        text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | '-'))).unwrap_or(text.len());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::super::chain::Template;
    use super::*;

    fn library(pairs: &[(&str, &str)]) -> Library {
        let template = |text: &str| Template { path: "x".into(), text: text.into() };
        let templates =
            pairs.iter().map(|(name, text)| (format!("default/{name}"), template(text))).collect();
        Library { prefixes: vec!["_local/".into(), "default/".into()], templates }
    }

    #[test]
    fn a_closure_follows_parents_includes_and_components() {
        let base = [
            ("base.html", "{% include 'head.html' %}"),
            ("head.html", "x"),
            ("page.html", "{%- extends \"base.html\" -%}{{<card page={p} />}}"),
            ("parts.html", "{% component card(page) %}{% <box> %}{% </box> %}{% endcomponent %}"),
            ("box.html", "{% component box() %}{% endcomponent %}"),
            ("other.html", "y"),
        ];
        let before = library(&base);
        for (changed, noticed) in [
            ("base.html", true),
            ("head.html", true),
            ("parts.html", true),
            ("box.html", true),
            ("other.html", false),
        ] {
            let mut after = before.clone();
            let template = after.templates.get_mut(&format!("default/{changed}")).unwrap();
            template.text = format!("{} new", template.text).into();
            let page = &["page.html"];
            let differs = Graph::new(&before).fingerprint(page) != Graph::new(&after).fingerprint(page);
            assert_eq!(differs, noticed, "{changed}");
        }
    }
}
