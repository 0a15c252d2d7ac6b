//! From kind files to kinds: reading, extending, indexing.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::check::{Check, Outcome};
use super::field::{self, Reader};
use super::{ADDRESS_WORDS, FieldType, Group, Kind, Schema, States, builtin, by_length, named};
use crate::base::SourcePath;
use crate::diag::{Diagnostic, Place, did_you_mean};
use crate::engine::Packed;
use crate::yaml::{self, Node};

/// How long a chain of extensions may be.
const CHAIN_LIMIT: usize = 20;

/// Keys of a kind file.
pub(super) const KEYS: &[&str] =
    &["kind", "label", "also", "extends", "address", "template", "sort", "states", "body_ends", "fields"];

/// A kind file that has been read but not joined with what it extends.
struct Draft {
    name: String,
    path: SourcePath,
    node: Node,
    built_in: bool,
}

/// Returns all kinds; see [`Schema::load`].
pub fn load(sources: &[(SourcePath, Arc<str>)]) -> (Schema, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let mut drafts = Vec::new();
    for (name, text) in builtin::KINDS {
        let path = SourcePath::new(&format!("content/_kinds/{name}.yaml"));
        drafts.extend(draft(&path, text, true, &mut found));
    }
    let mut own: Vec<_> = sources.iter().collect();
    own.sort_by(|one, other| one.0.cmp(&other.0));
    for (path, text) in own {
        drafts.extend(draft(path, text, false, &mut found));
    }
    let mut joiner = Joiner { drafts: &drafts, done: vec![None; drafts.len()], found };
    let kinds = joiner.all();
    let mut found = joiner.found;
    let kinds = kinds.into_iter().map(Packed::from).collect();
    let mut schema = Schema { kinds, names: Vec::new() };
    index(&mut schema, &drafts, &mut found);
    check_references(&schema, &drafts, &mut found);
    (schema, found)
}

/// Returns one kind that extends nothing; see [`Schema::alone`].
pub fn alone(path: &SourcePath, text: &str) -> (Kind, Vec<Diagnostic>) {
    alone_over(Kind::default(), path, text)
}

/// Returns the kind that a file declares on top of another one, whatever either is named.
pub fn alone_over(base: Kind, path: &SourcePath, text: &str) -> (Kind, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let draft = draft(path, text, true, &mut found);
    let place = |range: Range<usize>| Place::text(path, range);
    let kind = draft.map(|draft| {
        extend(
            base.clone(),
            &draft,
            &mut Reader { place: &place, found: &mut found, likes: &[], waiting: &[] },
        )
    });
    (kind.unwrap_or(base), found)
}

/// Reads one file.
fn draft(path: &SourcePath, text: &str, built_in: bool, found: &mut Vec<Diagnostic>) -> Option<Draft> {
    let place = |range: Range<usize>| Place::text(path, range);
    let (node, problems) = yaml::parse(text, &place);
    found.extend(problems);
    let node = node?;
    let mut reader = Reader { place: &place, found, likes: &[], waiting: &[] };
    reader.keys(&node, KEYS);
    let name = path.stem().to_owned();
    if let Some((_, value)) = node.entry("kind")
        && let Some(written) = reader.text(value, "kind")
        && written != name
    {
        reader.add(value, "kind-name-differs", |d| d.arg("text", &written).arg("file", &name));
    }
    Some(Draft { name, path: path.clone(), node, built_in })
}

/// Joins drafts with what they extend.
struct Joiner<'a> {
    drafts: &'a [Draft],
    done: Vec<Option<Kind>>,
    found: Vec<Diagnostic>,
}

impl Joiner<'_> {
    /// Returns the final kinds: a site's own one stands in the place of the built-in one of its name.
    fn all(&mut self) -> Vec<Kind> {
        let mut kinds = Vec::new();
        for at in 0..self.drafts.len() {
            if self.last(&self.drafts[at].name) == Some(at) {
                kinds.push(self.join(at, &mut Vec::new()));
            }
        }
        kinds
    }

    /// Returns the last draft of a name: a site's own one if there is one.
    fn last(&self, name: &str) -> Option<usize> {
        self.drafts.iter().rposition(|draft| draft.name == name)
    }

    /// Returns the kind of a draft; `chain` holds the drafts that wait for it.
    fn join(&mut self, at: usize, chain: &mut Vec<usize>) -> Kind {
        if let Some(kind) = &self.done[at] {
            return kind.clone();
        }
        chain.push(at);
        let base = self.base(at, chain);
        let likes = self.likes(at, chain);
        let waiting: Vec<String> = chain.iter().map(|&at| self.drafts[at].name.clone()).collect();
        chain.pop();
        let draft = &self.drafts[at];
        let place = |range: Range<usize>| Place::text(&draft.path, range);
        let mut reader = Reader { place: &place, found: &mut self.found, likes: &likes, waiting: &waiting };
        let kind = extend(base, draft, &mut reader);
        self.done[at] = Some(kind.clone());
        kind
    }

    /// Returns the fields of the kinds that fields of a draft take over. A kind that waits for this one is none of them.
    fn likes(&mut self, at: usize, chain: &mut Vec<usize>) -> Vec<(String, Group)> {
        let mut names = Vec::new();
        if let Some(fields) = self.drafts[at].node.get("fields") {
            field::likes(fields, &mut names);
        }
        let mut likes = Vec::new();
        for name in names {
            let target = self.last(&name).filter(|target| !chain.contains(target));
            if let Some(target) = target.filter(|_| chain.len() <= CHAIN_LIMIT) {
                let group = self.join(target, chain).fields;
                likes.push((name, group));
            }
        }
        likes
    }

    /// Returns the kind that a draft extends.
    fn base(&mut self, at: usize, chain: &mut Vec<usize>) -> Kind {
        let draft = &self.drafts[at];
        let built_in = self.drafts[..at].iter().position(|other| other.built_in && other.name == draft.name);
        let written = draft.node.entry("extends").and_then(|(_, value)| value.text()).map(str::trim);
        let target = match written.unwrap_or(if built_in.is_some() { &draft.name } else { "page" }) {
            name if name == draft.name => built_in,
            name => self.last(name),
        };
        let value = draft.node.get("extends").unwrap_or(&draft.node);
        let place = Place::text(&draft.path, value.range());
        match target {
            Some(target) if chain.contains(&target) || chain.len() > CHAIN_LIMIT => {
                let names = chain.iter().chain([&target]).map(|&at| self.drafts[at].name.as_str());
                let path = names.collect::<Vec<_>>().join(" → ");
                self.found.push(Diagnostic::new("kind-extends-loop").arg("path", path).at(place));
                self.join_built_in_page(chain)
            }
            Some(target) => self.join(target, chain),
            None if written == Some("none") || draft.built_in && draft.name == "page" => Kind::default(),
            None => {
                let name = written.unwrap_or_default();
                let near = did_you_mean(name, self.drafts.iter().map(|draft| draft.name.as_str()));
                let found =
                    Diagnostic::new("kind-extends-unknown").arg("text", name).maybe("suggestion", near);
                self.found.push(found.at(place));
                self.join_built_in_page(chain)
            }
        }
    }

    /// Returns the built-in page, on which anything can stand.
    fn join_built_in_page(&mut self, chain: &mut Vec<usize>) -> Kind {
        if chain.contains(&0) { Kind::default() } else { self.join(0, chain) }
    }
}

/// Returns a kind with what a draft says on top of its base.
fn extend(base: Kind, draft: &Draft, reader: &mut Reader) -> Kind {
    let node = &draft.node;
    let same = *base.name == *draft.name;
    let mut kind = Kind { name: draft.name.as_str().into(), extends: base.name.to_string(), ..base };
    if !same {
        kind.label = super::Label { zh: Arc::clone(&kind.name), en: Arc::clone(&kind.name) };
        kind.also = Vec::new();
        kind.body_ends = Vec::new();
        kind.template = format!("{}.html", draft.name);
    }
    for (key, value) in node.entries() {
        match key.text().unwrap_or_default() {
            "label" => reader.label(value, "label", &mut kind.label),
            "also" => kind.also = reader.texts(value, "also"),
            "address" => reader.set_text(value, "address", &mut kind.address),
            "template" => reader.set_text(value, "template", &mut kind.template),
            "sort" => reader.set_text(value, "sort", &mut kind.sort),
            "body_ends" => kind.body_ends = reader.texts(value, "body_ends"),
            "states" => kind.states = states(value, reader),
            "fields" => field::fields(value, &mut kind.fields, reader),
            _ => {}
        }
    }
    cross_check(&kind, node, reader);
    if let Some(written) = node.get("fields") {
        named::check(&kind.fields, &kind.fields, written, reader);
    }
    kind
}

fn states(node: &Node, reader: &mut Reader) -> Option<States> {
    reader.keys(node, &["field", "visible", "hidden", "withdrawn", "history"]);
    let mut states = States::default();
    for (key, value) in node.entries() {
        match key.text().unwrap_or_default() {
            "field" => reader.set_text(value, "field", &mut states.field),
            "visible" => states.visible = reader.texts(value, "visible"),
            "hidden" => states.hidden = reader.texts(value, "hidden"),
            "withdrawn" => states.withdrawn = reader.texts(value, "withdrawn"),
            "history" => reader.set_text(value, "history", &mut states.history),
            _ => {}
        }
    }
    (!states.field.is_empty()).then_some(states)
}

/// Checks the places where a kind names its own fields and choices.
fn cross_check(kind: &Kind, node: &Node, reader: &mut Reader) {
    let names = || kind.fields.specs.iter().map(|spec| &*spec.name);
    if let Some(value) = node.get("sort") {
        let name = kind.sort.split_whitespace().next().unwrap_or_default().trim_start_matches('-');
        if kind.field(name).is_none() {
            reader.add(value, "kind-no-such-field", |d| {
                d.arg("text", name).maybe("suggestion", did_you_mean(name, names()))
            });
        }
    }
    if let Some(value) = node.get("address") {
        for word in kind.address.split('{').skip(1) {
            let word = word.split_once('}').map_or(word, |(word, _)| word);
            if !ADDRESS_WORDS.contains(&word) && kind.field(word).is_none() {
                let near = did_you_mean(word, ADDRESS_WORDS.iter().copied().chain(names()));
                reader.add(value, "kind-no-such-field", |d| d.arg("text", word).maybe("suggestion", near));
            }
        }
    }
    if let (Some(value), Some(states)) = (node.get("states"), &kind.states) {
        let Some(spec) = kind.field(&states.field).filter(|spec| spec.kind == FieldType::Enum) else {
            let near = did_you_mean(&states.field, names());
            return reader.add(value, "kind-no-such-field", |d| {
                d.arg("text", &states.field).maybe("suggestion", near)
            });
        };
        if !states.history.is_empty() && kind.field(&states.history).is_none() {
            let near = did_you_mean(&states.history, names());
            reader.add(value, "kind-no-such-field", |d| {
                d.arg("text", &states.history).maybe("suggestion", near)
            });
        }
        for state in states.visible.iter().chain(&states.hidden).chain(&states.withdrawn) {
            if !spec.of.iter().any(|choice| *choice.value == **state) {
                let near = did_you_mean(state, spec.of.iter().map(|choice| &*choice.value));
                reader.add(value, "kind-no-such-choice", |d| d.arg("text", state).maybe("suggestion", near));
            }
        }
    }
}

/// Fills the index of kinds by all their names; reports names that two kinds claim.
fn index(schema: &mut Schema, drafts: &[Draft], found: &mut Vec<Diagnostic>) {
    let mut names: FxHashMap<String, u32> = FxHashMap::default();
    for (at, kind) in schema.kinds.iter().enumerate() {
        names.insert(kind.name.to_lowercase(), at as u32);
    }
    for (at, kind) in schema.kinds.iter().enumerate() {
        let further =
            [&*kind.label.zh, &*kind.label.en].into_iter().chain(kind.also.iter().map(String::as_str));
        for name in further.filter(|name| !name.is_empty()) {
            let owner = *names.entry(name.to_lowercase()).or_insert(at as u32);
            if owner != at as u32
                && let Some(draft) = drafts.iter().rev().find(|draft| *draft.name == *kind.name)
            {
                let other = &schema.kinds[owner as usize].name;
                let place = Place::text(&draft.path, draft.node.range().start..draft.node.range().start);
                found
                    .push(Diagnostic::new("kind-name-clash").arg("text", name).arg("other", other).at(place));
            }
        }
    }
    schema.names = names.into_iter().collect();
    schema.names.sort();
}

/// Reports fields that refer to kinds that do not exist: no page could ever be named there.
fn check_references(schema: &Schema, drafts: &[Draft], found: &mut Vec<Diagnostic>) {
    for draft in drafts {
        let mut named = Vec::new();
        if let Some(fields) = draft.node.get("fields") {
            field::references(fields, &mut named);
        }
        for (node, kinds) in named {
            for kind in kinds.iter().filter(|kind| schema.kind(kind).is_none()) {
                let names = schema.kinds.iter().map(|kind| &*kind.name);
                let known = names.clone().collect::<Vec<_>>().join(", ");
                let missing = Diagnostic::new("kind-no-such-kind").arg("text", kind).arg("known", known);
                let place = Place::text(&draft.path, node.range());
                found.push(missing.maybe("suggestion", did_you_mean(kind, names)).at(place));
            }
        }
    }
}

/// Returns the value of a default as the field would read it; reports one that does not fit.
pub fn default_value(
    spec: &super::FieldSpec,
    node: &Node,
    reader: &mut Reader,
) -> Option<crate::base::Value> {
    let mut check = Check { schema: None, place: reader.place, found: Vec::new() };
    let outcome = check.value(spec, &spec.kind, (node, node));
    match outcome {
        Outcome::Value(value) if check.found.is_empty() => Some(value),
        Outcome::Empty => None,
        _ => {
            reader.add(node, "kind-bad-default", |d| d.arg("name", &spec.name));
            None
        }
    }
}

/// Fills the index of a group by all names of its fields; reports names that two fields claim.
pub fn index_group(group: &mut Group, node: &Node, reader: &mut Reader) {
    let mut names: FxHashMap<&str, u32> = FxHashMap::default();
    for (at, spec) in group.specs.iter().enumerate() {
        names.insert(&spec.name, at as u32);
    }
    for (at, spec) in group.specs.iter().enumerate() {
        for name in spec.names().skip(1) {
            let owner = *names.entry(name).or_insert(at as u32);
            // A field's own name beats a further name that another field was born with.
            let inherited = *group.specs[owner as usize].name == *name && node.get(&spec.name).is_none();
            if owner != at as u32 && !inherited {
                let other = &group.specs[owner as usize].name;
                let claimed = node.get(&spec.name).or(node.get(other)).unwrap_or(node);
                reader.add(claimed, "kind-field-clash", |d| {
                    d.arg("text", name).arg("name", &spec.name).arg("other", other)
                });
            }
        }
    }
    let mut names: Vec<(String, u32)> = names.into_iter().map(|(name, at)| (name.to_owned(), at)).collect();
    names.sort_by(|one, other| by_length(&one.0, &other.0));
    group.names = names.into();
}
