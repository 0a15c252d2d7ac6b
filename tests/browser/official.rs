//! The sample as a site of the government: its tags and lines at the foot are for everyone too.

use crate::faces::{all_pages, judged_in_all_modes};
use crate::install::axe;
use crate::reading::walk_types;
use crate::server::Server;
use crate::stage::Stage;
use crate::valid::government;

#[test]
pub fn everyone_can_use_a_government_site() {
    let stage = Stage::enter();
    let site = government();
    let server = Server::start(&site.folder);
    let judge = axe();
    let browser = stage.browser();
    browser.set_width(1366);
    browser.on_new_page(&judge);
    let mut problems = Vec::new();
    for page in all_pages() {
        browser.open(&format!("{}{page}", server.base()));
        problems.extend(judged_in_all_modes(&browser, page, None));
    }
    browser.forget_scripts();
    browser.complaints();
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
    walk_types(&browser, &server.base());
}
