//! The sample as a site of the government: its tags, lines at the foot and notices are for everyone too.

use serde_json::json;

use crate::faces::{TYPES, all_pages, judged_in_all_modes};
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

#[test]
pub fn a_link_that_leaves_a_government_site_asks_first() {
    let stage = Stage::enter();
    let site = government();
    let server = Server::start(&site.folder);
    let browser = stage.browser();
    browser.open(&format!("{}{}", server.base(), TYPES[3].1));
    let answered = browser.run(
        "const asked = []; window.confirm = text => { asked.push(text); return false; };
        const click = href => {
            const link = document.createElement('a');
            link.href = href;
            document.querySelector('main').append(link);
            const event = new MouseEvent('click', {bubbles: true, cancelable: true});
            const goes = link.dispatchEvent(event);
            link.remove();
            return goes;
        };
        return [click('https://elsewhere.example/a'), asked.length, asked[0].includes('elsewhere.example'), click('#main'), asked.length]",
    );
    assert_eq!(answered, json!([false, 1, true, true, 1]));
    browser.complaints();
}
