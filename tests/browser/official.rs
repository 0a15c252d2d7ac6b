//! The sample as a site of the government: its tags and lines at the foot are for everyone too.

use crate::faces::{all_pages, judged_pages};
use crate::reading::walk_types;
use crate::server::Server;
use crate::stage::Stage;
use crate::valid::government;

#[test]
pub fn everyone_can_use_a_government_site() {
    let stage = Stage::enter();
    let site = government();
    let server = Server::start(&site.folder);
    let browser = stage.browser();
    let problems = judged_pages(&browser, &server.base(), all_pages(), |_| None);
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
    walk_types(&browser, &server.base());
}
