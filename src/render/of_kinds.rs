//! Whether the templates exist that a site's own kinds name: a page whose kind names none is rendered by `page.html`, so a slip would
//! show nothing of its fields, without a word.

use serde::{Deserialize, Serialize};

use crate::base::SourcePath;
use crate::catalog::sources::text_of;
use crate::diag::{Diagnostic, Place, did_you_mean};
use crate::engine::{Ask, Query};
use crate::theme::{Closure, Templates};
use crate::world::EntryKind;
use crate::yaml;

/// Folder of the kinds.
const FOLDER: &str = "content/_kinds";

/// Asks whether all kinds of the site have the templates that they name; the answer is in the findings.
#[derive(Debug, Serialize, Deserialize)]
pub struct KindTemplates;

impl Query for KindTemplates {
    const NAME: &'static str = "KindTemplates";
    type Answer = ();

    fn run(&self, ask: &mut Ask<'_>) {
        let folder = SourcePath::new(FOLDER);
        for entry in ask.listing(&folder).iter().filter(|entry| entry.kind == EntryKind::File) {
            if entry.name.ends_with(".yaml") || entry.name.ends_with(".yml") {
                check(ask, &folder.join(&entry.name));
            }
        }
    }
}

fn check(ask: &mut Ask<'_>, file: &SourcePath) {
    let Some(text) = text_of(ask, file) else { return };
    // What is wrong with the file itself is told where kinds are read.
    let (node, _) = yaml::parse(&text, &|range| Place::text(file, range));
    let Some(written) = node.as_ref().and_then(|node| node.get("template")) else { return };
    let Some(name) = written.text().map(str::trim).filter(|name| !name.is_empty()) else { return };
    if ask.get(&Closure(name.to_owned())).0 != 0 {
        return;
    }
    let library = ask.get(&Templates);
    let plain =
        library.templates.keys().map(|name| name.split_once('/').map_or(name.as_str(), |(_, name)| name));
    let near = did_you_mean(name, plain);
    let found = Diagnostic::new("kind-template-missing").at(Place::text(file, written.range()));
    ask.report(found.arg("template", name).maybe("suggestion", near));
}
