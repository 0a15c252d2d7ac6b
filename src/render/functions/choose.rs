//! The conditions that templates choose pages with, checked: a mistyped name is answered with the right one.

use tera::{Error, Kwargs, TeraResult};

use super::arguments::{conditions, count, flag, number_or_text, text, texts, value};
use super::lists::{folder_in, language, sort};
use crate::catalog::Select;
use crate::catalog::groups::{GroupBy, is_reference};
use crate::catalog::names::resolve;
use crate::catalog::sources::{Kinds, setting};
use crate::content::ids::PageId;
use crate::diag::did_you_mean;
use crate::render::frame::Frame;
use crate::schema::{FieldSpec, Schema};

/// Arguments of `pages()` whatever the site holds; the names of its taxonomies and of fields that refer to pages come to them.
const ARGUMENTS: [&str; 19] = [
    "kind",
    "section",
    "under",
    "taxonomy",
    "term",
    "tag",
    "refers_to",
    "field",
    "with",
    "except",
    "year",
    "month",
    "state",
    "pinned",
    "language",
    "sort",
    "reverse",
    "limit",
    "offset",
];

/// What lists can be cut by, besides fields.
const GROUPS: [&str; 4] = ["year", "month", "kind", "letter"];

/// What a template asks for.
pub struct Chosen {
    /// The question; `None` if a condition names nothing, as `unit=page.unit` on a page without one: then no page is meant.
    pub select: Option<Select>,
    /// In which groups.
    pub by: Option<GroupBy>,
}

/// Returns what the arguments of `pages()` ask for.
pub fn chosen(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<Chosen> {
    let schema = frame.ask.get(&Kinds);
    let taxonomies = setting(frame.ask, "taxonomies");
    let taxonomies: Vec<&str> = taxonomies.entries().iter().map(|(name, _)| &**name).collect();
    let names = Names { schema: &schema, taxonomies: &taxonomies };
    let by = group_by(&schema, args)?;
    let mut select = plain(frame, args, &schema)?;
    let mut written: Vec<&str> = args.iter().filter_map(|(name, _)| name.as_str()).collect();
    written.sort_unstable(); // so that the same question has one form
    for name in written {
        let meant = match name {
            "group_by" => true,
            "state" => !texts(args, name)?.is_empty(),
            "year" | "month" | "tag" => number_or_text(args, name)?.is_some(),
            _ if ARGUMENTS.contains(&name) => true,
            _ if names.is_taxonomy(name) || names.is_reference(name) => number_or_text(args, name)?.is_some(),
            _ => return Err(names.unknown(name)),
        };
        if !meant {
            return Ok(Chosen { select: None, by });
        }
        if !ARGUMENTS.contains(&name) && name != "group_by" {
            names.add(frame, args, name, &mut select)?;
        }
    }
    for (taxonomy, _) in &select.terms {
        if !names.is_taxonomy(taxonomy) {
            return Err(unknown("taxonomy", taxonomy, taxonomies.iter().copied()));
        }
    }
    Ok(Chosen { select: Some(select), by })
}

/// Names that the site brings.
struct Names<'a> {
    schema: &'a Schema,
    taxonomies: &'a [&'a str],
}

impl Names<'_> {
    fn is_taxonomy(&self, name: &str) -> bool {
        self.taxonomies.contains(&name)
    }

    /// Returns the field of that name which refers to pages.
    fn reference(&self, name: &str) -> Option<&FieldSpec> {
        let mut specs = self.schema.kinds().filter_map(|kind| kind.field(name));
        specs.find(|spec| is_reference(spec))
    }

    fn is_reference(&self, name: &str) -> bool {
        self.reference(name).is_some()
    }

    fn unknown(&self, name: &str) -> Error {
        let specs = self.schema.kinds().flat_map(|kind| kind.fields.specs.iter());
        let references = specs.filter(|spec| is_reference(spec)).map(|spec| &*spec.name);
        let known = ARGUMENTS.into_iter().chain(["group_by"]).chain(self.taxonomies.iter().copied());
        match did_you_mean(name, known.chain(references)) {
            Some(near) => Error::message(format!("there is no argument `{name}`; did you mean `{near}`?")),
            None => Error::message(format!("there is no argument `{name}`")),
        }
    }

    /// Adds the condition of a taxonomy or of a field that refers to pages.
    fn add(
        &self,
        frame: &mut Frame<'_, '_>,
        args: &Kwargs,
        name: &str,
        select: &mut Select,
    ) -> TeraResult<()> {
        let wanted = number_or_text(args, name)?.unwrap_or_default();
        let Some(spec) = self.reference(name) else {
            select.terms.push((name.to_owned(), wanted));
            return Ok(());
        };
        let kinds = match spec.kind.innermost() {
            crate::schema::FieldType::Ref(kinds) => kinds.as_slice(),
            _ => &[],
        };
        let tongue = frame.tongue.clone();
        let page = resolve(frame.ask, kinds, &wanted, &tongue).unwrap_or_else(|| PageId::new(&wanted));
        select.refers_to.push((spec.name.to_string(), page));
        Ok(())
    }
}

/// Returns the conditions whose names are the same in every site.
fn plain(frame: &mut Frame<'_, '_>, args: &Kwargs, schema: &Schema) -> TeraResult<Select> {
    let mut terms = match (text(args, "taxonomy")?, number_or_text(args, "term")?) {
        (Some(taxonomy), Some(term)) => vec![(taxonomy, term)],
        (None, None) => Vec::new(),
        _ => return Err(Error::message("`taxonomy` and `term` go together")),
    };
    terms.extend(number_or_text(args, "tag")?.map(|tag| ("tags".to_owned(), tag)));
    let refers_to = text(args, "refers_to")?.map(|page| PageId::new(&page));
    let field = text(args, "field")?.unwrap_or_default();
    let language = language(frame, args)?;
    let section = value(args, "section")?.and_then(|section| section.as_str().map(str::to_owned));
    let year = year(args)?;
    Ok(Select {
        kinds: kinds(schema, args)?,
        section: section.map(|folder| folder_in(frame, &folder, &language)),
        under: text(args, "under")?.map(|folder| folder_in(frame, &folder, &language)),
        language,
        terms,
        refers_to: refers_to.map(|page| (field, page)).into_iter().collect(),
        month: month(args, year.as_deref())?,
        year: if value(args, "month")?.is_some() { None } else { year },
        states: states(schema, args)?,
        pinned: value(args, "pinned")?.map(|pinned| pinned.is_truthy()),
        with: conditions(args)?,
        except: text(args, "except")?.map(|id| PageId::new(&id)),
        sort: sort(frame, args)?,
        reverse: flag(args, "reverse")?,
        limit: count(args, "limit")?,
        offset: count(args, "offset")?,
    })
}

/// Returns the kinds of the argument `kind`, all of which must exist.
fn kinds(schema: &Schema, args: &Kwargs) -> TeraResult<Vec<String>> {
    let all = || schema.kinds().map(|kind| &*kind.name);
    let known = |name: &String| match schema.kind(name) {
        Some(kind) => Ok(kind.name.to_string()),
        None => Err(unknown("kind", name, all())),
    };
    texts(args, "kind")?.iter().map(known).collect()
}

/// Returns the states of the argument `state`, by the words that front matter may use.
fn states(schema: &Schema, args: &Kwargs) -> TeraResult<Vec<String>> {
    let fields = schema.kinds().filter_map(|kind| kind.field(&kind.states.as_ref()?.field));
    let choices: Vec<_> = fields.flat_map(|spec| &spec.of).collect();
    let known = |name: &String| {
        let is = |word: &str| word == name;
        match choices.iter().find(|choice| is(&choice.value) || is(&choice.label.zh)) {
            Some(choice) => Ok(choice.value.to_string()),
            None => Err(unknown("state", name, choices.iter().map(|choice| &*choice.value))),
        }
    };
    texts(args, "state")?.iter().map(known).collect()
}

/// Returns the year of the argument `year`.
fn year(args: &Kwargs) -> TeraResult<Option<String>> {
    let Some(year) = number_or_text(args, "year")? else { return Ok(None) };
    let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    if is_year { Ok(Some(year)) } else { Err(Error::message(format!("year=\"{year}\": write it as 2020"))) }
}

/// Returns the month of the argument `month`, with its year.
fn month(args: &Kwargs, year: Option<&str>) -> TeraResult<Option<String>> {
    let Some(month) = number_or_text(args, "month")? else { return Ok(None) };
    let (year, number) = match (month.split_once('-'), year) {
        (Some((year, number)), _) => (year.to_owned(), number.to_owned()),
        (None, Some(year)) => (year.to_owned(), month.clone()),
        (None, None) => {
            return Err(Error::message("`month` needs a year: month=\"2020-07\", or year=2020, month=7"));
        }
    };
    match number.parse::<u8>() {
        Ok(number @ 1..=12) if year.len() == 4 => Ok(Some(format!("{year}-{number:02}"))),
        _ => Err(Error::message(format!("month=\"{month}\": write it as 2020-07"))),
    }
}

/// Returns what the argument `group_by` names.
fn group_by(schema: &Schema, args: &Kwargs) -> TeraResult<Option<GroupBy>> {
    let Some(name) = text(args, "group_by")? else { return Ok(None) };
    let specs = || schema.kinds().filter_map(|kind| kind.field(&name));
    Ok(Some(match (name.as_str(), specs().next()) {
        ("year", _) => GroupBy::Year,
        ("month", _) => GroupBy::Month,
        ("kind", _) => GroupBy::Kind,
        ("letter", _) => GroupBy::Letter,
        (_, Some(spec)) if specs().any(is_reference) => GroupBy::Reference(spec.name.to_string()),
        (_, Some(spec)) => GroupBy::Field(spec.name.to_string()),
        (_, None) => {
            let fields = schema.kinds().flat_map(|kind| kind.fields.specs.iter().map(|spec| &*spec.name));
            return Err(unknown("group_by", &name, GROUPS.into_iter().chain(fields)));
        }
    }))
}

/// Says that an argument names something that does not exist.
pub fn unknown<'n>(argument: &str, name: &str, known: impl IntoIterator<Item = &'n str>) -> Error {
    let near = did_you_mean(name, known);
    let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    Error::message(format!("{argument}=\"{name}\": there is no such thing{hint}"))
}
