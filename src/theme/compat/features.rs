//! Which Chromium brought what: the table that styles and scripts are checked against.
//!
//! *Source:* MDN's browser compatibility data and caniuse, as of 2026. Add a row when a feature turns up that the table lacks; both
//! scanners read nothing else.

/// Something young in a style sheet.
pub struct StyleFeature {
    /// How it is recognised.
    pub sign: Sign,
    /// Chromium that brought it.
    pub since: u32,
}

/// How a feature of style sheets is recognised.
pub enum Sign {
    /// An at-rule, with its `@`.
    AtRule(&'static str),
    /// A part of a selector; a rule that holds it is dropped as a whole.
    Selector(&'static str),
    /// A property. A name that ends in a hyphen stands for all that begin with it.
    Property(&'static str),
    /// A function in a value, without its parenthesis.
    Function(&'static str),
    /// A unit of length.
    Unit(&'static str),
    /// A value of a property.
    Value(&'static str, &'static str),
}

const fn style(sign: Sign, since: u32) -> StyleFeature {
    StyleFeature { sign, since }
}

/// Rules within rules are younger than all selectors: 112, and without `&` 120.
pub const NESTING: u32 = 112;

/// `(width >= 40rem)` in a condition.
pub const RANGES: u32 = 104;

/// Features of style sheets.
pub const STYLE: &[StyleFeature] = &[
    style(Sign::AtRule("@property"), 85),
    style(Sign::AtRule("@layer"), 99),
    style(Sign::AtRule("@font-palette-values"), 101),
    style(Sign::AtRule("@container"), 105),
    style(Sign::AtRule("@starting-style"), 117),
    style(Sign::AtRule("@scope"), 118),
    style(Sign::AtRule("@position-try"), 125),
    style(Sign::AtRule("@view-transition"), 126),
    style(Sign::Selector(":focus-visible"), 86),
    style(Sign::Selector(":is("), 88),
    style(Sign::Selector(":where("), 88),
    style(Sign::Selector("::marker"), 86),
    style(Sign::Selector(":has("), 105),
    style(Sign::Selector(":modal"), 105),
    style(Sign::Selector(":autofill"), 110),
    style(Sign::Selector(":popover-open"), 114),
    style(Sign::Selector(":user-valid"), 119),
    style(Sign::Selector(":user-invalid"), 119),
    style(Sign::Selector(":dir("), 120),
    style(Sign::Selector("::details-content"), 131),
    style(Sign::Selector("::highlight("), 105),
    style(Sign::Property("content-visibility"), 85),
    style(Sign::Property("inset"), 87),
    style(Sign::Property("inset-"), 87),
    style(Sign::Property("margin-inline"), 87),
    style(Sign::Property("margin-block"), 87),
    style(Sign::Property("padding-inline"), 87),
    style(Sign::Property("padding-block"), 87),
    style(Sign::Property("border-inline"), 87),
    style(Sign::Property("border-block"), 87),
    style(Sign::Property("text-underline-offset"), 87),
    style(Sign::Property("text-decoration-thickness"), 89),
    style(Sign::Property("aspect-ratio"), 88),
    style(Sign::Property("border-start-"), 89),
    style(Sign::Property("border-end-"), 89),
    style(Sign::Property("accent-color"), 93),
    style(Sign::Property("scrollbar-gutter"), 94),
    style(Sign::Property("contain-intrinsic-"), 95),
    style(Sign::Property("print-color-adjust"), 136),
    style(Sign::Property("text-emphasis"), 99),
    style(Sign::Property("text-emphasis-"), 99),
    style(Sign::Property("translate"), 104),
    style(Sign::Property("rotate"), 104),
    style(Sign::Property("scale"), 104),
    style(Sign::Property("container"), 105),
    style(Sign::Property("container-"), 105),
    style(Sign::Property("hyphenate-character"), 106),
    style(Sign::Property("initial-letter"), 110),
    style(Sign::Property("animation-timeline"), 115),
    style(Sign::Property("text-wrap"), 114),
    style(Sign::Property("text-wrap-"), 124),
    style(Sign::Property("white-space-collapse"), 114),
    style(Sign::Property("view-transition-"), 111),
    style(Sign::Property("text-spacing-trim"), 123),
    style(Sign::Property("field-sizing"), 123),
    style(Sign::Property("anchor-name"), 125),
    style(Sign::Property("position-anchor"), 125),
    style(Sign::Property("interpolate-size"), 129),
    style(Sign::Property("scrollbar-color"), 121),
    style(Sign::Property("scrollbar-width"), 121),
    style(Sign::Property("text-box-"), 133),
    style(Sign::Property("text-autospace"), 140),
    style(Sign::Property("corner-shape"), 139),
    style(Sign::Function("min"), 79),
    style(Sign::Function("max"), 79),
    style(Sign::Function("clamp"), 79),
    style(Sign::Function("hwb"), 101),
    style(Sign::Function("lab"), 111),
    style(Sign::Function("lch"), 111),
    style(Sign::Function("oklab"), 111),
    style(Sign::Function("oklch"), 111),
    style(Sign::Function("color"), 111),
    style(Sign::Function("color-mix"), 111),
    style(Sign::Function("image-set"), 113),
    style(Sign::Function("linear"), 113),
    style(Sign::Function("light-dark"), 123),
    style(Sign::Function("round"), 125),
    style(Sign::Function("anchor"), 125),
    style(Sign::Function("if"), 137),
    style(Sign::Unit("cqw"), 105),
    style(Sign::Unit("cqh"), 105),
    style(Sign::Unit("cqi"), 105),
    style(Sign::Unit("cqb"), 105),
    style(Sign::Unit("dvh"), 108),
    style(Sign::Unit("dvw"), 108),
    style(Sign::Unit("svh"), 108),
    style(Sign::Unit("svw"), 108),
    style(Sign::Unit("lvh"), 108),
    style(Sign::Unit("lvw"), 108),
    style(Sign::Unit("lh"), 109),
    style(Sign::Unit("rlh"), 111),
    style(Sign::Unit("cap"), 118),
    style(Sign::Value("overflow", "clip"), 90),
    style(Sign::Value("grid-template-columns", "subgrid"), 117),
    style(Sign::Value("grid-template-rows", "subgrid"), 117),
    style(Sign::Value("display", "flow-root list-item"), 115),
    style(Sign::Value("gap", ""), 84), // in flex boxes, which is what it is used for
    style(Sign::Value("word-break", "auto-phrase"), 119),
];

/// Something young in a script: a piece of code, and the Chromium that brought it. Pieces that begin with a letter are whole names.
pub const SCRIPT: &[(&str, u32)] = &[
    ("?.", 80),
    ("??", 80),
    ("??=", 85),
    ("||=", 85),
    ("&&=", 85),
    (".allSettled(", 76),
    (".matchAll(", 73),
    ("Object.fromEntries(", 73),
    ("globalThis", 71),
    (".flatMap(", 69),
    (".replaceAll(", 85),
    ("Promise.any(", 85),
    ("WeakRef", 84),
    ("Intl.Segmenter", 87),
    (".at(", 92),
    (".randomUUID(", 92),
    (".hasOwn(", 93),
    ("static {", 94),
    ("scheduler.", 94),
    ("URLPattern(", 95),
    (".findLast(", 97),
    (".findLastIndex(", 97),
    ("structuredClone(", 98),
    (".showPicker(", 99),
    ("navigation.", 102),
    ("AbortSignal.timeout", 103),
    ("CSS.highlights", 105),
    ("Highlight(", 105),
    (".checkVisibility(", 105),
    (".toSorted(", 110),
    (".toReversed(", 110),
    (".toSpliced(", 110),
    (".with(", 110),
    (".isWellFormed(", 111),
    (".startViewTransition(", 111),
    (".showPopover(", 114),
    (".togglePopover(", 114),
    (".hidePopover(", 114),
    (".onscrollend", 114),
    ("AbortSignal.any", 116),
    (".groupBy(", 117),
    (".withResolvers(", 119),
    ("URL.canParse", 120),
    (".fromAsync(", 121),
    (".isSubsetOf(", 122),
    (".setHTMLUnsafe(", 124),
    ("URL.parse(", 126),
];

/// Flags of regular expressions.
pub const FLAGS: &[(char, u32)] = &[('s', 62), ('d', 90), ('v', 112)];

/// `#x` in a class: fields came with 74, methods with 84, `#x in y` with 91.
pub const PRIVATE: u32 = 91;

/// Words that make a script a module. Pages are opened from disks, where browsers load no modules at all.
pub const MODULE: &[&str] = &["import", "export"];
