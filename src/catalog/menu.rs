//! The menu: what the settings list, else the sections; and the pages that ask to be in it.
//!
//! *Incremental:* every page shows the menu and asks for nothing else of it: the title of a page that is not in it reaches nobody.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::entry::EntryOf;
use super::languages::{Languages, Tongue, home_url, version_in};
use super::links;
use super::names::Refs;
use super::record::RecordOf;
use super::roster::{Roster, Section};
use super::sources::{SETTINGS_FILE, Tree, setting};
use super::standing::IsPresent;
use crate::base::Value;
use crate::content::ids::PageId;
use crate::diag::{Diagnostic, Place, did_you_mean};
use crate::engine::{Ask, Keep, Query};

/// Distance between two entries of the settings, so that pages can stand between them.
const STEP: i64 = 10;

/// What the front matter of a page says of its place in the menu.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MenuPlace {
    /// Whether it is to be shown.
    pub show: bool,
    /// What it is called there; its title if empty.
    pub label: Arc<str>,
    /// Its place; the entries of the settings have 10, 20, 30 and so on.
    pub weight: Option<i64>,
    /// Whether it names an entry to stand below.
    pub below: bool,
}

impl MenuPlace {
    /// Returns what a page's field `menu` says; `None` if there is none.
    pub(super) fn of(field: &Value) -> Option<Arc<Self>> {
        if field.entries().is_empty() {
            return None;
        }
        Some(Arc::new(Self {
            show: field.get("show").bool() != Some(false),
            label: field.get("label").text().unwrap_or_default().into(),
            weight: field.get("weight").int(),
            below: field.get("under").text().is_some(),
        }))
    }
}

/// Asks for the menu in a declared language; empty if the site declares none.
#[derive(Debug, Serialize, Deserialize)]
pub struct Menu(pub Arc<str>);

/// An entry of the menu.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// The page it leads to, if it is one.
    pub page: Option<PageId>,
    /// What it says; empty for the home page of a menu that nobody wrote.
    pub title: String,
    /// Address.
    pub url: String,
    /// Its place.
    pub weight: i64,
    /// Entries below it.
    pub children: Vec<Item>,
}

impl Query for Menu {
    const NAME: &'static str = "Menu";
    const KEEP: Keep = Keep::Disk;
    type Answer = Vec<Item>;

    fn run(&self, ask: &mut Ask<'_>) -> Vec<Item> {
        let settings = self.settings(ask);
        let mut items = match settings.list() {
            [] => self.sections(ask),
            written => self.settings_items(ask, written),
        };
        let waiting = self.page_items(ask, &items);
        place(ask, waiting, &mut items);
        sort(&mut items);
        items
    }
}

impl Menu {
    /// Returns what the settings say of the menu: that of the site is in the default language.
    fn settings(&self, ask: &mut Ask<'_>) -> Arc<Value> {
        let languages = setting(ask, "languages");
        let own = languages.iter().find(|one| one.get("code").text() == Some(&*self.0));
        match own.map(|own| own.get("menu")).filter(|menu| !menu.is_null()) {
            Some(menu) => Arc::new(menu.clone()),
            None if own.is_none() || own == languages.iter().next() => setting(ask, "menu"),
            None => Arc::default(),
        }
    }

    /// Returns the entries of the settings, those below them included.
    fn settings_items(&self, ask: &mut Ask<'_>, written: &[Value]) -> Vec<Item> {
        let mut items = Vec::new();
        for (entry, number) in written.iter().zip(1..) {
            let Some(to) = entry.get("to").text() else { continue };
            let Some((page, url)) = self.target(ask, to) else { continue };
            items.push(Item {
                page,
                title: entry.get("title").text().unwrap_or(to).into(),
                url,
                weight: number * STEP,
                children: self.settings_items(ask, entry.get("children").list()),
            });
        }
        items
    }

    /// Returns the page, if it is one, and the address of an entry's target; `None` if there is no version to lead to.
    fn target(&self, ask: &mut Ask<'_>, to: &str) -> Option<(Option<PageId>, String)> {
        let id = PageId::new(to);
        if !ask.get(&EntryOf(id.clone())).exists {
            return Some((None, links::link(ask, &PageId::new("_index"), to).href));
        }
        let version = version_in(ask, &id, &self.0)?;
        let url = ask.get(&EntryOf(version.clone())).url.to_string();
        Some((Some(version), url))
    }

    /// Returns the home page and the top-level sections, but those that do not want to be shown or ask for a place of their own.
    fn sections(&self, ask: &mut Ask<'_>) -> Vec<Item> {
        let tongues = ask.get(&Languages);
        let tongue = tongues.tongue(&self.0);
        let home = tongue.map_or_else(|| PageId::new("_index"), Tongue::home);
        let url = home_url(ask, &self.0).to_string();
        let mut items = vec![Item { page: Some(home), url, ..Item::default() }];
        let top = ask.get(&Section(tongue.map(Tongue::root_folder).unwrap_or_default()));
        for (id, number) in top.sections.iter().zip(1..) {
            let place = ask.get(&EntryOf(id.clone())).menu.clone();
            if place.as_ref().is_none_or(|place| place.show && !place.below) {
                let mut item = item(ask, id, place.as_deref());
                item.weight = place.and_then(|place| place.weight).unwrap_or(number * STEP);
                items.push(item);
            }
        }
        items
    }

    /// Returns the pages that ask to be in the menu and are not yet, each with the page it is to stand below.
    fn page_items(&self, ask: &mut Ask<'_>, items: &[Item]) -> Vec<(Item, Option<PageId>)> {
        let (roster, tongues) = (ask.get(&Roster), ask.get(&Languages));
        let mut found = Vec::new();
        for line in roster.iter() {
            let Some(place) = line.entry.menu.as_deref().filter(|place| place.show) else { continue };
            if holds(items, &line.id) || tongues.code_of(&line.id) != self.0 {
                continue;
            }
            let targets = ask.get(&Refs(line.id.clone()));
            let below = targets.iter().find(|target| target.field == "menu.under");
            // A reference that leads nowhere was reported with the other references.
            if place.below && below.is_none() {
                continue;
            }
            found.push((item(ask, &line.id, Some(place)), below.map(|target| target.page.clone())));
        }
        found
    }
}

/// Returns the entry of a page.
fn item(ask: &mut Ask<'_>, id: &PageId, place: Option<&MenuPlace>) -> Item {
    let record = ask.get(&RecordOf(id.clone()));
    let label = place.map(|place| &*place.label).unwrap_or_default();
    let names = [label, record.text("short_title"), record.text("title"), id.as_str()];
    Item {
        page: Some(id.clone()),
        title: names.into_iter().find(|name| !name.is_empty()).unwrap_or_default().into(),
        url: ask.get(&EntryOf(id.clone())).url.to_string(),
        weight: place.and_then(|place| place.weight).unwrap_or(i64::MAX),
        children: Vec::new(),
    }
}

/// Puts pages below the entries they name; one may wait for another. Reports those whose entry never comes.
fn place(ask: &mut Ask<'_>, mut waiting: Vec<(Item, Option<PageId>)>, items: &mut Vec<Item>) {
    loop {
        let before = waiting.len();
        let mut later = Vec::new();
        for (item, below) in waiting {
            match below.as_ref().map(|above| find(items, above)) {
                None => items.push(item),
                Some(Some(above)) => above.children.push(item),
                Some(None) => later.push((item, below)),
            }
        }
        waiting = later;
        if waiting.len() == before || waiting.is_empty() {
            break;
        }
    }
    for (item, below) in waiting {
        let (Some(page), Some(below)) = (item.page, below) else { continue };
        let found = Diagnostic::new("menu-parent-missing").at(Place::field(&page.source(), "menu.under"));
        ask.report(found.arg("name", below.as_str()).related("target", Place::file(below.source())));
    }
}

/// Returns the entry of a page, wherever it stands.
fn find<'i>(items: &'i mut [Item], page: &PageId) -> Option<&'i mut Item> {
    items.iter_mut().find_map(|item| match item.page.as_ref() == Some(page) {
        true => Some(item),
        false => find(&mut item.children, page),
    })
}

fn holds(items: &[Item], page: &PageId) -> bool {
    items.iter().any(|item| item.page.as_ref() == Some(page) || holds(&item.children, page))
}

fn sort(items: &mut [Item]) {
    items.sort_by(|a, b| (a.weight, &a.page).cmp(&(b.weight, &b.page)));
    items.iter_mut().for_each(|item| sort(&mut item.children));
}

/// Reports entries of the menu that lead to no page or file, or to a page that is not shown, and pages without their entry.
pub fn check_menu(ask: &mut Ask<'_>) {
    let menu = setting(ask, "menu");
    check_entries(ask, menu.list(), "menu");
    for (at, language) in setting(ask, "languages").iter().enumerate() {
        check_entries(ask, language.get("menu").list(), &format!("languages[{at}].menu"));
    }
    for code in ask.get(&Languages).codes() {
        ask.get(&Menu(code));
    }
}

fn check_entries(ask: &mut Ask<'_>, entries: &[Value], path: &str) {
    for (at, entry) in entries.iter().enumerate() {
        check_entries(ask, entry.get("children").list(), &format!("{path}[{at}].children"));
        if let Some(to) = entry.get("to").text() {
            check_target(ask, to, Place::field(&SETTINGS_FILE.into(), format!("{path}[{at}].to")));
        }
    }
}

fn check_target(ask: &mut Ask<'_>, to: &str, place: Place) {
    let page = ask.get(&EntryOf(PageId::new(to)));
    if page.exists {
        if !*ask.get(&IsPresent(PageId::new(to))) {
            let target = Place::file(PageId::new(to).source());
            let found = Diagnostic::new("reference-to-hidden").at(place);
            ask.report(found.arg("name", to).related("target", target));
        }
    } else if links::link(ask, &PageId::new("_index"), to).problem.is_some() {
        let tree = ask.get(&Tree);
        let near = did_you_mean(to, tree.pages.iter().map(PageId::as_str));
        let found = Diagnostic::new("menu-target-missing").at(place).arg("to", to);
        ask.report(found.maybe("suggestion", near));
    }
}

/// Tells whether the menu names a target: what is wrong with it is reported there, not where it is used.
pub fn is_in_menu(ask: &mut Ask<'_>, to: &str) -> bool {
    names(setting(ask, "menu").list(), to)
        || setting(ask, "languages").iter().any(|language| names(language.get("menu").list(), to))
}

fn names(entries: &[Value], to: &str) -> bool {
    entries.iter().any(|entry| entry.get("to").text() == Some(to) || names(entry.get("children").list(), to))
}
