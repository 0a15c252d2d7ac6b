//! The generated pages of the manual are those that the code makes now. `PILOTHOUSE_UPDATE=1 cargo test --test manual` rewrites them.

use std::fs;
use std::path::Path;

#[test]
fn manual_pages_are_fresh() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (path, text) in pilothouse::site::manual::pages() {
        let place = root.join(path.as_str());
        if std::env::var_os("PILOTHOUSE_UPDATE").is_some() {
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            fs::write(&place, &text).unwrap();
        }
        let written = fs::read_to_string(&place).unwrap_or_default().replace("\r\n", "\n");
        assert_eq!(written, text, "{path} is not what the code makes; run with PILOTHOUSE_UPDATE=1");
    }
}
