//! All templates of the theme, parsed once a run.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use tera::{Error, ErrorKind, Tera};

use super::{errors, filters, frame};
use crate::base::Fingerprint;
use crate::diag::Diagnostic;
use crate::engine::{Ask, Query};
use crate::theme::{Library, Template, Templates, reached_by};

/// Templates that are broken are replaced one by one; more than this many means something else is wrong.
const MOST_BROKEN: usize = 200;

/// Name of the theme that all others extend in the end.
const DEFAULT: &str = "default";

/// Asks for the parsed templates. Read unrecorded by renderings, which record the closure of their template instead.
#[derive(Debug, Serialize, Deserialize)]
pub struct Compile;

/// The parsed templates.
#[derive(Default)]
pub struct Compiled {
    fingerprint: Fingerprint,
    /// Whether some template of the site's own theme could not be parsed.
    pub broken: bool,
    /// Templates that the site's theme took over by its own frame but does not use: an error only if an output needs one.
    unusable: BTreeMap<String, Diagnostic>,
    /// The engine with all templates, functions and filters.
    pub tera: Tera,
}

impl Compiled {
    /// Returns what is wrong with the template that a name means, if it was left out.
    pub fn unusable(&self, name: &str) -> Option<&Diagnostic> {
        self.unusable.get(name).or_else(|| {
            self.unusable.get(&format!("{DEFAULT}/{name}")).filter(|_| {
                self.tera.get_template_names().filter(|full| full.ends_with(&format!("/{name}"))).count() == 1
            })
        })
    }
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
        let mut broken = BTreeSet::new();
        let mut unusable = BTreeMap::new();
        for _ in 0..MOST_BROKEN {
            let mut tera = engine(&library.prefixes);
            let Err(error) = tera.add_raw_templates(sources.iter().map(|(name, text)| (*name, *text))) else {
                return Compiled { fingerprint, broken: !broken.is_empty(), unusable, tera };
            };
            let found = errors::diagnostic(&error, templates);
            let Some(name) = errors::broken_template(&error, templates) else {
                ask.report(found);
                break;
            };
            if stands_on_others(&name, &library) {
                unusable.insert(name.clone(), found);
            } else if !follows(&error, &name, &library, &broken) {
                ask.report(found);
                broken.insert(name.clone());
            }
            if !leave_out(&mut sources, &name, &library) {
                break;
            }
        }
        Compiled { fingerprint, broken: true, unusable, tera: engine(&library.prefixes) }
    }
}

/// Tells whether a template of the default theme was taken over by a frame that is not its own: another theme, or an override of
/// what it extends. It is right in itself, and wrong only if an output needs it.
fn stands_on_others(name: &str, library: &Library) -> bool {
    let own = format!("{DEFAULT}/");
    name.starts_with(&own)
        && (library.prefixes.len() > 2
            || reached_by(library, name).iter().any(|other| !other.starts_with(&own)))
}

/// Tells whether an error only follows from another template being left out: it would hide the one that matters.
///
/// Syntax errors are found before any template is looked at together with others, so they never follow.
fn follows(error: &Error, name: &str, library: &Library, broken: &BTreeSet<String>) -> bool {
    !matches!(error.kind(), ErrorKind::SyntaxError(_))
        && reached_by(library, name).into_iter().any(|other| other != name && broken.contains(other))
}

/// Leaves out a broken template: the next along the chain takes its place, else an empty one. Tells whether that was possible.
fn leave_out(sources: &mut BTreeMap<&str, &str>, name: &str, library: &Library) -> bool {
    let plain = name.split_once('/').map_or(name, |(_, plain)| plain);
    let mut after = library.prefixes.iter().skip_while(|prefix| !name.starts_with(prefix.as_str())).skip(1);
    if after.any(|prefix| sources.contains_key(format!("{prefix}{plain}").as_str())) {
        return sources.remove(name).is_some();
    }
    match sources.get_mut(name) {
        Some(source) if !source.is_empty() => {
            *source = "";
            true
        }
        _ => false,
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
