//! What a template can reach: the templates it extends and includes, and the files of the components it calls.
//!
//! Tera names all of these by literals, so a scan of the source finds them. The scan is lexical and may find too much
//! (an HTML tag named like a component); it never finds too little, and too much only costs a needless rendering.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::chain::{Template, Templates};
use crate::base::Fingerprint;
use crate::engine::{Ask, Query};

/// Asks for the fingerprints of all closures.
#[derive(Debug, Serialize, Deserialize)]
pub struct Closures;

impl Query for Closures {
    const NAME: &'static str = "Closures";
    /// By template name; components as `component:<name>`.
    type Answer = BTreeMap<String, Fingerprint>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let templates = ask.get(&Templates);
        let graph = Graph::new(&templates);
        let files = templates.keys().map(|name| (name.clone(), graph.fingerprint(name)));
        let components = graph
            .components
            .iter()
            .map(|(name, file)| (format!("component:{name}"), graph.fingerprint(file)));
        files.chain(components).collect()
    }
}

/// Asks for the fingerprint of one template's closure; zero if there is no such template.
#[derive(Debug, Serialize, Deserialize)]
pub struct Closure(pub String);

impl Query for Closure {
    const NAME: &'static str = "Closure";
    type Answer = Fingerprint;

    fn run(&self, ask: &mut Ask<'_>) -> Fingerprint {
        ask.get(&Closures).get(&self.0).copied().unwrap_or_default()
    }
}

/// Templates with the components they define.
struct Graph<'a> {
    templates: &'a BTreeMap<String, Template>,
    /// File by component name.
    components: BTreeMap<&'a str, &'a str>,
}

impl<'a> Graph<'a> {
    fn new(templates: &'a BTreeMap<String, Template>) -> Self {
        let mut components = BTreeMap::new();
        for (file, template) in templates {
            for name in names_after(&template.text, "component") {
                components.entry(name).or_insert(file.as_str());
            }
        }
        Self { templates, components }
    }

    /// Returns the fingerprint of all sources that a template can reach, itself included.
    fn fingerprint(&self, name: &str) -> Fingerprint {
        let mut reached = BTreeSet::new();
        let mut open = vec![name];
        while let Some(name) = open.pop() {
            if let Some((name, template)) = self.templates.get_key_value(name)
                && reached.insert(name.as_str())
            {
                open.extend(self.direct(&template.text));
            }
        }
        let mut sources = String::new();
        for name in reached {
            sources.push_str(name);
            sources.push('\0');
            sources.push_str(&self.templates[name].text);
            sources.push('\0');
        }
        Fingerprint::of(sources.as_bytes())
    }

    /// Returns the templates that a source names.
    fn direct<'t>(&'t self, text: &'t str) -> Vec<&'t str> {
        let mut names = literals_after(text, "extends");
        names.extend(literals_after(text, "include"));
        for (at, _) in text.match_indices('<') {
            let name = identifier(&text[at + 1..]);
            names.extend(self.components.get(name).copied());
        }
        names
    }
}

/// Returns the identifiers that follow a keyword at the start of a tag: `{% component name(…) %}`.
pub(super) fn names_after<'t>(text: &'t str, keyword: &'t str) -> impl Iterator<Item = &'t str> {
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
    use super::*;

    fn templates(pairs: &[(&str, &str)]) -> BTreeMap<String, Template> {
        let template = |text: &str| Template { path: "x".into(), text: text.into() };
        pairs.iter().map(|(name, text)| ((*name).into(), template(text))).collect()
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
        let before = templates(&base);
        for (changed, noticed) in [
            ("base.html", true),
            ("head.html", true),
            ("parts.html", true),
            ("box.html", true),
            ("other.html", false),
        ] {
            let mut after = before.clone();
            after.get_mut(changed).unwrap().text = format!("{} new", before[changed].text).into();
            let differs =
                Graph::new(&before).fingerprint("page.html") != Graph::new(&after).fingerprint("page.html");
            assert_eq!(differs, noticed, "{changed}");
        }
    }
}
