//! Scripts and styles of the program itself, in the preview and in the themes, are understood by Chromium 86.

use std::path::Path;

use pilothouse::theme::compat::young;

/// The oldest Chromium that is served.
const FLOOR: u32 = 86;

/// Returns what is too young in the files below a folder, and how many files there are.
fn found_in(folder: &str) -> (Vec<String>, usize) {
    let (mut found, mut seen) = (Vec::new(), 0);
    for path in crate::harness::all_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.ends_with(".js") && !name.ends_with(".css") {
            continue;
        }
        seen += 1;
        let text = std::fs::read_to_string(&path).unwrap();
        found.extend(
            young(&name, &text, FLOOR).into_iter().map(|one| format!("{name}: {} ({})", one.what, one.since)),
        );
    }
    (found, seen)
}

#[test]
fn scripts_and_styles_suit_chromium_86() {
    for (folder, least) in [
        ("src/preview", 2),
        ("themes/default/assets", 6),
        ("themes/plain-paper/assets", 1),
        ("themes/_local/assets", 1),
    ] {
        let (found, seen) = found_in(folder);
        assert!(found.is_empty(), "{folder}: {found:#?}");
        assert!(seen >= least, "{folder}: {seen}");
    }
}

#[test]
fn styles_within_the_panel_do_too() {
    let panel =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/preview/panel.js")).unwrap();
    let styles = panel.split("var STYLE =").nth(1).unwrap().split(";\n\n").next().unwrap();
    assert!(styles.contains("position:fixed"));
    // They stand in strings, one a line.
    let styles: String = styles.replace(['"', '\'', '+'], " ");
    assert_eq!(young("panel.css", &styles, FLOOR), []);
}
