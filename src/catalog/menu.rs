//! The menu of the settings: every entry leads somewhere.

use super::entry::EntryOf;
use super::links;
use super::sources::{SETTINGS_FILE, Tree, setting};
use super::standing::IsPresent;
use crate::content::ids::PageId;
use crate::diag::{Diagnostic, Place, did_you_mean};
use crate::engine::Ask;

/// Reports entries of the menu that lead to no page or file, or to a page that is not shown.
pub fn check_menu(ask: &mut Ask<'_>) {
    let menu = setting(ask, "menu");
    for (at, entry) in menu.iter().enumerate() {
        let Some(to) = entry.get("to").text() else { continue };
        let place = Place::field(&SETTINGS_FILE.into(), format!("menu[{at}].to"));
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
            ask.report(
                Diagnostic::new("menu-target-missing").at(place).arg("to", to).maybe("suggestion", near),
            );
        }
    }
}

/// Tells whether the menu names a target: what is wrong with it is reported there, not where it is used.
pub fn is_in_menu(ask: &mut Ask<'_>, to: &str) -> bool {
    setting(ask, "menu").iter().any(|entry| entry.get("to").text() == Some(to))
}
