//! What people call a field and its choices: a kind's words for its own values.

use serde::{Deserialize, Serialize};

use super::sources::Kinds;
use crate::diag::Lang;
use crate::engine::{Ask, Keep, Query};
use crate::schema::{FieldSpec, Kind};

/// Asks what people call a field, or one of its choices.
#[derive(Debug, Serialize, Deserialize)]
pub struct LabelOf {
    /// Name of the kind; if it is empty, or has no such field, any kind that has.
    pub kind: String,
    /// Path of the field: `level`, `recipients.type`.
    pub field: String,
    /// The choice; the field itself if there is none.
    pub value: Option<String>,
    /// Language of the words, such as `zh-CN`.
    pub language: String,
}

impl Query for LabelOf {
    const NAME: &'static str = "LabelOf";
    const KEEP: Keep = Keep::Disk;
    /// The words; a value that is no choice is its own label. Nothing if no kind has the field.
    type Answer = Option<String>;

    fn run(&self, ask: &mut Ask<'_>) -> Option<String> {
        let schema = ask.get(&Kinds);
        let lang = if self.language.starts_with("zh") { Lang::Zh } else { Lang::En };
        let own = schema.kind(&self.kind).into_iter();
        let mut specs = own.chain(schema.kinds()).filter_map(|kind| spec_at(kind, &self.field)).peekable();
        let first = specs.peek().copied()?;
        let Some(value) = &self.value else {
            let label = first.label.get(lang);
            return Some(if label.is_empty() { first.name.to_string() } else { label.to_owned() });
        };
        let choice = specs.flat_map(|spec| &spec.of).find(|choice| *choice.value == **value);
        Some(choice.map_or_else(|| value.clone(), |choice| choice.label.get(lang).to_owned()))
    }
}

/// Returns the field at a path of names.
fn spec_at<'k>(kind: &'k Kind, path: &str) -> Option<&'k FieldSpec> {
    let mut names = path.split('.');
    let mut spec = kind.fields.find(names.next()?)?;
    for name in names {
        spec = spec.fields.find(name)?;
    }
    Some(spec)
}
