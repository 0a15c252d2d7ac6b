//! All templates of the theme, parsed once a run.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use tera::Tera;

use super::{errors, filters, frame};
use crate::base::Fingerprint;
use crate::engine::{Ask, Query};
use crate::theme::{Template, Templates};

/// Templates that are broken are replaced one by one; more than this many means something else is wrong.
const MOST_BROKEN: usize = 200;

/// Asks for the parsed templates. Read unrecorded by renderings, which record the closure of their template instead.
#[derive(Debug, Serialize, Deserialize)]
pub struct Compile;

/// The parsed templates.
#[derive(Default)]
pub struct Compiled {
    fingerprint: Fingerprint,
    /// Whether some template could not be parsed.
    pub broken: bool,
    /// The engine with all templates, functions and filters.
    pub tera: Tera,
}

// Only the fingerprint of the sources is encoded: the engine itself is made anew in each run.
impl Serialize for Compiled {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.fingerprint.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Compiled {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(serde::de::Error::custom("parsed templates are never stored"))
    }
}

impl Query for Compile {
    const NAME: &'static str = "Compile";
    type Answer = Compiled;

    fn run(&self, ask: &mut Ask<'_>) -> Compiled {
        let library = ask.get(&Templates);
        let templates = &library.templates;
        let fingerprint = fingerprint(templates);
        let mut sources: BTreeMap<&str, &str> =
            templates.iter().map(|(name, template)| (name.as_str(), &*template.text)).collect();
        let mut broken = false;
        for _ in 0..MOST_BROKEN {
            let mut tera = engine(&library.prefixes);
            let Err(error) = tera.add_raw_templates(sources.iter().map(|(name, text)| (*name, *text))) else {
                return Compiled { fingerprint, broken, tera };
            };
            broken = true;
            let Some(name) = errors::broken_template(&error, templates) else {
                ask.report(errors::diagnostic(&error, templates));
                break;
            };
            ask.report(errors::diagnostic(&error, templates));
            match sources.get_mut(name.as_str()) {
                Some(source) if !source.is_empty() => *source = "",
                _ => break,
            }
        }
        Compiled { fingerprint, broken: true, tera: engine(&library.prefixes) }
    }
}

/// Returns an engine without templates.
fn engine(prefixes: &[String]) -> Tera {
    let mut tera = Tera::default();
    tera.set_fallback_prefixes(prefixes.to_vec()).expect("no template was added yet");
    tera.autoescape_on(vec![".html", ".xml"]);
    frame::register(&mut tera);
    filters::register(&mut tera);
    tera
}

fn fingerprint(templates: &BTreeMap<String, Template>) -> Fingerprint {
    let mut all = String::new();
    for (name, template) in templates {
        all.push_str(name);
        all.push('\0');
        all.push_str(&template.text);
        all.push('\0');
    }
    Fingerprint::of(all.as_bytes())
}
