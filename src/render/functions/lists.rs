//! Functions that answer with lists of cards.

use std::sync::Arc;

use tera::value::Key;
use tera::{Error, Kwargs, TeraResult, Value};

use super::arguments::{count, must_text, page_or_own, text, texts, value};
use super::choose::{Chosen, chosen};
use crate::catalog::archive::Archives;
use crate::catalog::glossary::Mentions;
use crate::catalog::groups::{Group, GroupBy};
use crate::catalog::languages::{Tongue, is_home};
use crate::catalog::roster::{Section, Sort, SortBy};
use crate::catalog::terms::TermUrl;
use crate::catalog::{
    Citations, EntryOf, Grouped, Kinds, LabelOf, Languages, Neighbours, RecordOf, Related, Select, Series,
    Siblings, Terms,
};
use crate::content::ids::PageId;
use crate::diag::Lang;
use crate::render::fragment::Fragment;
use crate::render::frame::Frame;
use crate::render::value::map;
use crate::render::views::Card;
use crate::theme::Closure;

fn card(frame: &mut Frame<'_, '_>, id: &PageId) -> Value {
    frame.ask.get(&Card(id.clone())).0.clone()
}

pub(super) fn cards_of(frame: &mut Frame<'_, '_>, ids: &[PageId]) -> Value {
    ids.iter().map(|id| card(frame, id)).collect::<Vec<_>>().into()
}

fn card_or_none(frame: &mut Frame<'_, '_>, id: Option<&PageId>) -> Value {
    id.map_or_else(Value::none, |id| card(frame, id))
}

pub fn pages(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<Value> {
    let Chosen { select, by } = chosen(frame, args)?;
    let Some(select) = select else { return Ok(Vec::<Value>::new().into()) };
    let Some(by) = by else {
        let ids = frame.ask.get(&select);
        return Ok(cards_of(frame, &ids));
    };
    let groups = frame.ask.get(&Grouped { select, by: by.clone() });
    Ok(groups.iter().map(|one| group(frame, one, &by)).collect::<Vec<_>>().into())
}

/// Returns a group of pages with what people call it.
fn group(frame: &mut Frame<'_, '_>, group: &Group, by: &GroupBy) -> Value {
    let label = group_label(frame, &group.key, by);
    let page = match by {
        GroupBy::Reference(_) if !group.key.is_empty() => card(frame, &PageId::new(&group.key)),
        _ => Value::none(),
    };
    map([
        ("key", Value::from(group.key.as_str())),
        ("label", Value::from(label.as_str())),
        ("page", page),
        ("total", (group.total as u64).into()),
        ("pages", cards_of(frame, &group.ids)),
    ])
}

fn group_label(frame: &mut Frame<'_, '_>, key: &str, by: &GroupBy) -> String {
    let lang = if frame.language.starts_with("zh") { Lang::Zh } else { Lang::En };
    match by {
        GroupBy::Kind => {
            let schema = frame.ask.get(&Kinds);
            schema.kind(key).map_or_else(|| key.to_owned(), |kind| kind.label.get(lang).to_owned())
        }
        GroupBy::Field(name) => {
            let (kind, field, value) = (String::new(), name.clone(), Some(key.to_owned()));
            let label = LabelOf { kind, field, value, language: frame.language.clone() };
            frame.ask.get(&label).as_ref().clone().unwrap_or_else(|| key.to_owned())
        }
        GroupBy::Reference(_) if !key.is_empty() => {
            let page = card(frame, &PageId::new(key));
            let title =
                page.as_map().and_then(|card| card.get(&Key::Str("title"))?.as_str().map(str::to_owned));
            title.unwrap_or_else(|| key.to_owned())
        }
        _ => key.to_owned(),
    }
}

/// Returns the language of a list: that of the output, another one, or any for `*`.
pub(super) fn language(frame: &Frame<'_, '_>, args: &Kwargs) -> TeraResult<Arc<str>> {
    Ok(match text(args, "language")?.as_deref() {
        None => frame.tongue.clone(),
        Some(_) if frame.tongue.is_empty() => frame.tongue.clone(),
        Some("*") => "".into(),
        Some(code) => code.into(),
    })
}

/// Returns the folder that stands for a section in a language: `en/pilots` for `pilots`, which is what all versions share.
pub(super) fn folder_in(frame: &mut Frame<'_, '_>, folder: &str, language: &str) -> String {
    let tongues = frame.ask.get(&Languages);
    let section = PageId::of_section(folder);
    match (tongues.place(&section), tongues.tongue(language)) {
        (Some((tongue, shared)), Some(wanted)) if !language.is_empty() && tongue != wanted => {
            wanted.version(shared).folder().to_owned()
        }
        _ => folder.to_owned(),
    }
}

/// Returns the order that `sort` names.
pub(super) fn sort(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<Sort> {
    let sort = Sort::of(&text(args, "sort")?.unwrap_or_default());
    if let SortBy::Field(path) = &sort.by {
        let name = path.split('.').next().unwrap_or_default();
        let schema = frame.ask.get(&Kinds);
        if schema.kinds().all(|kind| kind.field(name).is_none()) {
            return Err(Error::message(format!("sort=\"{path}\": no kind has this field")));
        }
    }
    Ok(sort)
}

/// Returns the pages of an argument `of`: ids, or cards that know theirs.
fn listed(args: &Kwargs) -> TeraResult<Vec<PageId>> {
    let of = value(args, "of")?;
    let items = of.as_ref().and_then(Value::as_array).unwrap_or_default();
    let id = |item: &Value| match item.as_map() {
        Some(card) => card.get(&Key::Str("id"))?.as_str().map(PageId::new),
        None => item.as_str().map(PageId::new),
    };
    let ids =
        items.iter().map(|item| id(item).ok_or_else(|| Error::message("`of` is a list of ids or cards")));
    ids.collect()
}

pub fn cards(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<Value> {
    let ids = listed(args)?;
    Ok(cards_of(frame, &ids))
}

pub fn each(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<Value> {
    let component = must_text(args, "component")?;
    // A recorded read, so that a component that comes or goes is noticed even if the list is empty.
    let known = frame.ask.get(&Closure(format!("component:{component}"))).0 != 0;
    if !known || !frame.compiled.tera.contains_component(&component) {
        return Err(Error::message(format!("each: there is no component `{component}`")));
    }
    let mut html = String::new();
    for page in listed(args)? {
        let fragment = Fragment { component: component.clone(), page, language: frame.language.clone() };
        html.push_str(&frame.ask.get(&fragment));
    }
    Ok(Value::safe_string(&html))
}

pub fn sections(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<Value> {
    let folder = match text(args, "of")? {
        Some(id) if is_home(frame.ask, &PageId::new(&id)) => PageId::new(&id).folder().to_owned(),
        Some(folder) => folder.trim_end_matches("/_index").trim_matches('/').to_owned(),
        None => {
            let tongues = frame.ask.get(&Languages);
            tongues.tongue(&frame.tongue).map(Tongue::root_folder).unwrap_or_default()
        }
    };
    let section = frame.ask.get(&Section(folder));
    Ok(cards_of(frame, &section.sections))
}

pub fn crumbs(frame: &mut Frame<'_, '_>, _: &Kwargs) -> TeraResult<Value> {
    let Some(page) = frame.page.clone() else { return Ok(Vec::<Value>::new().into()) };
    if is_home(frame.ask, &page) {
        return Ok(Vec::<Value>::new().into());
    }
    let mut trail = Vec::new();
    let mut section = PageId::of_section(page.section());
    loop {
        if frame.ask.get(&EntryOf(section.clone())).exists {
            trail.push(section.clone());
        }
        if is_home(frame.ask, &section) {
            break;
        }
        section = PageId::of_section(section.section());
    }
    trail.reverse();
    Ok(cards_of(frame, &trail))
}

pub fn neighbours(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<Value> {
    let page = page_or_own(frame, args, "id")?;
    let near = match text(args, "of")?.as_deref() {
        None | Some("section") => frame.ask.get(&Neighbours(page)),
        Some("unit") => frame.ask.get(&Siblings(page)),
        Some(_) => return Err(Error::message("`of` is \"section\" or \"unit\"")),
    };
    let previous = card_or_none(frame, near.0.as_ref());
    let next = card_or_none(frame, near.1.as_ref());
    Ok(map([("previous", previous), ("next", next)]))
}

pub fn series(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<Value> {
    let id = PageId::new(&must_text(args, "id")?);
    let parts = frame.ask.get(&Series(id.clone()));
    let record = frame.ask.get(&RecordOf(id));
    let at = parts.iter().position(|part| Some(&part.page) == frame.page.as_ref());
    let mut shown = Vec::with_capacity(parts.len());
    for part in parts.iter() {
        shown.push(map([("number", part.number.into()), ("card", card(frame, &part.page))]));
    }
    let pick = |at: Option<usize>| at.and_then(|at| shown.get(at)).cloned().unwrap_or_else(Value::none);
    let expected = record.fields.get("expected").int();
    Ok(map([
        ("current", pick(at)),
        ("previous", pick(at.and_then(|at| at.checked_sub(1)))),
        ("next", pick(at.map(|at| at + 1))),
        ("expected", expected.map_or_else(Value::none, Value::from)),
        ("parts", shown.into()),
    ]))
}

pub fn backlinks(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<Value> {
    let page = page_or_own(frame, args, "id")?;
    let select = Select {
        language: language(frame, args)?,
        kinds: texts(args, "kind")?,
        refers_to: vec![(text(args, "field")?.unwrap_or_default(), page)],
        sort: sort(frame, args)?,
        limit: count(args, "limit")?,
        ..Select::default()
    };
    let ids = frame.ask.get(&select);
    Ok(cards_of(frame, &ids))
}

pub fn cited(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<Value> {
    let page = page_or_own(frame, args, "id")?;
    let (except, language) = (texts(args, "except")?, language(frame, args)?);
    let cited = frame.ask.get(&Citations { page, except, language });
    let shown = cited
        .iter()
        .map(|(field, id)| map([("field", Value::from(field.as_str())), ("card", card(frame, id))]));
    Ok(shown.collect::<Vec<_>>().into())
}

pub fn archives(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<Value> {
    let page = page_or_own(frame, args, "id")?;
    let archives = frame.ask.get(&Archives);
    let of_page = archives.iter().filter(|archive| archive.section == page);
    let shown = of_page.map(|archive| {
        map([("title", Value::from(archive.title.as_str())), ("url", Value::from(archive.url("").as_str()))])
    });
    Ok(shown.collect::<Vec<_>>().into())
}

pub fn related(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<Value> {
    let page = page_or_own(frame, args, "id")?;
    let limit = match count(args, "limit")? {
        0 => 5,
        limit => limit,
    };
    let ids = frame.ask.get(&Related { page, limit });
    Ok(cards_of(frame, &ids))
}

pub fn mentions(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<Value> {
    let (term, language) = (page_or_own(frame, args, "id")?, language(frame, args)?);
    let ids = frame.ask.get(&Mentions { term, language });
    Ok(cards_of(frame, &ids))
}

pub fn terms(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<Value> {
    let query = Terms { taxonomy: must_text(args, "taxonomy")?, language: frame.tongue.clone() };
    let terms = frame.ask.get(&query);
    let term = |term: &crate::catalog::terms::TermInfo| {
        map([
            ("name", Value::from(term.name.as_str())),
            ("label", Value::from(term.label.as_str())),
            ("url", Value::from(term.url.as_str())),
            ("count", (term.count as u64).into()),
        ])
    };
    Ok(terms.iter().map(term).collect::<Vec<_>>().into())
}

pub fn term_url(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<Value> {
    let term = value(args, "term")?;
    let number = || term.as_ref().and_then(Value::as_i128).map(|number| number.to_string());
    let Some(term) = term.as_ref().and_then(|term| term.as_str().map(str::to_owned)).or_else(number) else {
        return Ok(Value::none());
    };
    let url = frame.ask.get(&TermUrl {
        taxonomy: must_text(args, "taxonomy")?,
        term,
        language: frame.tongue.clone(),
    });
    Ok(if url.is_empty() { Value::none() } else { Value::from(url.as_str()) })
}
