//! The palettes of the default theme, computed: whatever is to be read stands out from what it stands on.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Folder of the default theme's styles.
const ASSETS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/themes/default/assets");

/// What stands on what, and the contrast it needs; the same in high contrast, where text needs 7.
const PAIRS: [(&str, &str, f64); 14] = [
    ("ink", "paper", 4.5),
    ("ink", "tint", 4.5),
    ("soft", "paper", 4.5),
    ("soft", "tint", 4.5),
    ("accent", "paper", 4.5),
    ("accent", "tint", 4.5),
    ("on-plaque", "plaque", 4.5),
    ("ink", "mark", 4.5),
    ("code-a", "tint", 4.5),
    ("code-b", "tint", 4.5),
    ("code-c", "tint", 4.5),
    ("code-d", "tint", 4.5),
    ("code-e", "tint", 4.5),
    // *Source:* WCAG 1.4.11, outlines of what can be operated.
    ("edge", "paper", 3.0),
];

/// Contrast of text in the high-contrast look.
const HIGH: f64 = 7.0;

/// How each look of a palette begins.
const LOOKS: [(&str, &str); 4] = [
    ("light", "\n:root {"),
    ("dark of the system", ":root:not([data-look]) {"),
    ("dark", ":root[data-look=\"dark\"] {"),
    ("high", ":root[data-look=\"high\"] {"),
];

/// Colours by name.
type Tokens = BTreeMap<String, String>;

#[test]
fn every_token_can_be_read() {
    for name in palettes() {
        let css = fs::read_to_string(Path::new(ASSETS).join(&name)).unwrap();
        let mut names = Vec::new();
        for (look, start) in LOOKS {
            let tokens = tokens(&css, start);
            for (text, ground, least) in PAIRS {
                let least = if look == "high" && least > 4.0 { HIGH } else { least };
                let found = contrast(&tokens[text], &tokens[ground]);
                assert!(found >= least, "{name}, {look}: {text} on {ground} is {found:.2}, not {least}");
            }
            names.push(tokens);
        }
        assert_eq!(names[1], names[2], "{name}: dark is the same whoever asks for it");
        let keys = |tokens: &Tokens| tokens.keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&names[0]), keys(&names[1]), "{name}: the dark look sets every colour");
        assert_eq!(keys(&names[0]), keys(&names[3]), "{name}: high contrast sets every colour");
    }
}

#[test]
fn contrast_is_computed_as_the_guidelines_say() {
    assert!((contrast("#000", "#ffffff") - 21.0).abs() < 0.01);
    assert!((contrast("#777777", "#fff") - 4.48).abs() < 0.01);
}

#[test]
fn no_colour_stands_outside_the_palettes() {
    let css = fs::read_to_string(Path::new(ASSETS).join("style.css")).unwrap();
    // On paper ink is black; what the search adds stands at the end and is overruled by a token.
    let screen = css.split("/* ---- Print ---- */").next().unwrap();
    let hex = |word: &&str| word.starts_with('#') && word[1..].chars().all(|c| c.is_ascii_hexdigit());
    let words = screen.split(|c: char| !(c.is_ascii_alphanumeric() || c == '#'));
    let found: Vec<&str> = words.filter(hex).filter(|word| matches!(word.len(), 4 | 7 | 9)).collect();
    assert_eq!(found, [""; 0]);
}

fn palettes() -> Vec<String> {
    let entries = fs::read_dir(ASSETS).unwrap().flatten();
    let names = entries.map(|entry| entry.file_name().into_string().unwrap());
    let mut palettes: Vec<String> = names.filter(|name| name.starts_with("palette-")).collect();
    palettes.sort();
    assert!(palettes.len() >= 2, "red and blue: {palettes:?}");
    palettes
}

/// Returns the colours of the block that begins so.
fn tokens(css: &str, start: &str) -> Tokens {
    let block = css.split(start).nth(1).unwrap_or_else(|| panic!("no {start}")).split('}').next().unwrap();
    let pairs = block.split(';').filter_map(|line| line.trim().strip_prefix("--")?.split_once(':'));
    pairs.map(|(name, value)| (name.trim().into(), value.trim().into())).collect()
}

/// *Source:* WCAG 2.1, relative luminance and contrast ratio.
fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: &str) -> f64 {
    let digits = colour.trim_start_matches('#');
    let twice: String = if digits.len() == 3 {
        digits.chars().flat_map(|digit| [digit, digit]).collect()
    } else {
        digits.into()
    };
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&twice[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
}
