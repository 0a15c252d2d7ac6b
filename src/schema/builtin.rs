//! The kinds that come with the program, as text. They have no privilege over a site's own.

/// Name and text of each built-in kind; `page` comes first.
pub const KINDS: &[(&str, &str)] = &[
    ("page", include_str!("builtin/page.yaml")),
    ("section", include_str!("builtin/section.yaml")),
    ("pilot", include_str!("builtin/pilot.yaml")),
    ("experience", include_str!("builtin/experience.yaml")),
    ("showcase", include_str!("builtin/showcase.yaml")),
    ("unit", include_str!("builtin/unit.yaml")),
    ("series", include_str!("builtin/series.yaml")),
    ("honour", include_str!("builtin/honour.yaml")),
    ("round", include_str!("builtin/round.yaml")),
    ("entry", include_str!("builtin/entry.yaml")),
    ("notice", include_str!("builtin/notice.yaml")),
    ("figure", include_str!("builtin/figure.yaml")),
    ("programme", include_str!("builtin/programme.yaml")),
    ("activity", include_str!("builtin/activity.yaml")),
    ("term", include_str!("builtin/term.yaml")),
    ("compendium", include_str!("builtin/compendium.yaml")),
    ("person", include_str!("builtin/person.yaml")),
    ("wording", include_str!("builtin/wording.yaml")),
];
