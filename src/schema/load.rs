//! thin
use super::*;
pub fn load(_sources: &[(SourcePath, Arc<str>)]) -> (Schema, Vec<Diagnostic>) {
    let page = Kind {
        name: "page".into(),
        address: "{section}/{slug}".into(),
        template: "page.html".into(),
        ..Kind::default()
    };
    (Schema { kinds: vec![page], names: vec![("page".into(), 0)] }, Vec::new())
}
