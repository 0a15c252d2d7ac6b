//! Raw HTML made harmless. The only place that uses ammonia.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use ammonia::Builder;

/// Elements that are allowed besides ammonia's own list.
const ELEMENTS: [&str; 11] = [
    "section",
    "input",
    "button",
    "video",
    "audio",
    "picture",
    "source",
    "u",
    "mark",
    "figure",
    "figcaption",
];

/// Where smaller pictures lie, seen from the root.
pub(super) const OWN_SIZES: &str = "/_images/";

/// Attributes that are allowed on every element.
const EVERYWHERE: [&str; 8] = ["class", "id", "title", "lang", "dir", "role", "aria-label", "aria-hidden"];

/// Attributes that are allowed on one element.
const SOME: [(&str, &[&str]); 10] = [
    ("a", &["href", "hreflang", "rel", "target", "download"]),
    ("img", &["src", "alt", "width", "height", "loading", "srcset", "sizes"]),
    ("input", &["checked", "disabled"]),
    ("th", &["scope", "colspan", "rowspan", "align"]),
    ("td", &["colspan", "rowspan", "align"]),
    ("ol", &["start", "reversed", "type"]),
    ("details", &["open"]),
    ("video", &["src", "poster", "width", "height", "controls", "preload", "muted", "loop"]),
    ("audio", &["src", "controls", "preload", "loop"]),
    ("source", &["src", "type", "srcset", "sizes"]),
];

/// Returns the sanitiser; made once.
fn builder() -> &'static Builder<'static> {
    static BUILDER: OnceLock<Builder<'static>> = OnceLock::new();
    BUILDER.get_or_init(|| {
        let mut builder = Builder::default();
        builder
            .add_tags(ELEMENTS)
            .rm_tags(["button"])
            .generic_attributes(EVERYWHERE.into_iter().collect())
            .url_schemes(["http", "https", "mailto", "tel"].into_iter().collect())
            .link_rel(None)
            .attribute_filter(|_, attribute, value| {
                (attribute != "srcset" || is_own_set(value)).then_some(value.into())
            });
        for (element, attributes) in SOME {
            builder.add_tag_attributes(element, attributes);
        }
        let values = HashMap::from([("type", HashSet::from(["checkbox"]))]);
        builder.add_tag_attribute_values("input", "type", values["type"].iter().copied());
        builder
    })
}

/// Tells whether all sizes of an image are pictures that this program made: others would be asked for unseen.
fn is_own_set(value: &str) -> bool {
    value.split(", ").all(|one| one.starts_with(OWN_SIZES))
}

/// Returns `html` with everything taken out that could run or restyle the page.
pub(super) fn sanitize(html: &str) -> String {
    builder().clean(html).to_string()
}

/// Returns whether an element (lower-case name) may stay.
pub(super) fn allows(element: &str) -> bool {
    static TAGS: OnceLock<HashSet<&'static str>> = OnceLock::new();
    TAGS.get_or_init(|| builder().clone_tags()).contains(element)
}

/// A tag in raw HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag {
    /// Name in lower case.
    pub name: String,
    /// Names in lower case of its attributes that are never allowed: `style` and everything that runs a script.
    pub refused: Vec<String>,
}

/// Returns the opening tags in `html`, as near as a look at the text can tell.
pub(super) fn opening_tags(html: &str) -> impl Iterator<Item = Tag> + '_ {
    html.split('<').skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(rest.len());
        let name = &rest[..end];
        name.starts_with(|c: char| c.is_ascii_alphabetic()).then(|| Tag {
            name: name.to_ascii_lowercase(),
            refused: refused_attributes(rest[end..].split('>').next().unwrap_or_default()),
        })
    })
}

/// Returns the attributes in the inside of a tag that are never allowed.
fn refused_attributes(inside: &str) -> Vec<String> {
    inside
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\''))
        .filter_map(|word| word.split_once('=').map(|(name, _)| name.to_ascii_lowercase()))
        .filter(|name| {
            name == "style" || (name.starts_with("on") && name.bytes().all(|b| b.is_ascii_alphabetic()))
        })
        .collect()
}

/// Returns the values of `id="…"` in raw HTML.
pub(super) fn ids(html: &str) -> impl Iterator<Item = &str> {
    html.split("id=\"").skip(1).filter_map(|rest| rest.split_once('"')).map(|(id, _)| id)
}

/// Appends the text of raw HTML without its tags and comments to `out`.
pub(super) fn append_text(out: &mut String, html: &str) {
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        let end = if rest.starts_with("<!--") { "-->" } else { ">" };
        match rest.find(end) {
            Some(at) => rest = &rest[at + end.len()..],
            None => return,
        }
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_go_and_useful_elements_stay() {
        assert_eq!(sanitize("<script>alert(1)</script><p onclick=\"x()\">甲</p>"), "<p>甲</p>");
        assert_eq!(sanitize("<a href=\"javascript:x\">甲</a>"), "<a>甲</a>");
        assert_eq!(sanitize("<iframe src=\"//x\"></iframe>甲"), "甲");
        for html in [
            "<ruby>重<rt>chóng</rt></ruby>",
            "<div class=\"table\" id=\"a\"><table><tbody><tr><th scope=\"col\">甲</th></tr></tbody></table></div>",
            "<figure><img src=\"/a.png\" alt=\"\" width=\"1\" height=\"2\" loading=\"lazy\"><figcaption>图</figcaption></figure>",
            "<details open=\"\"><summary>甲</summary>乙</details>",
            "<input type=\"checkbox\" disabled=\"\" aria-label=\"未完成\">",
            "<a href=\"https://a.example\" rel=\"noopener\">x</a>",
            "<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"注释\"></section>",
        ] {
            assert_eq!(sanitize(html), html);
        }
    }

    #[test]
    fn tags_are_found() {
        let tags: Vec<_> =
            opening_tags("a < b <DIV onclick='x' STYLE=\"y\" class=c> </p> <script>").collect();
        assert_eq!(tags.len(), 2);
        assert_eq!(
            (tags[0].name.as_str(), tags[0].refused.as_slice()),
            ("div", &["onclick".to_owned(), "style".to_owned()][..])
        );
        assert!(allows("div") && !allows("script") && !allows("iframe"));
    }

    #[test]
    fn text_without_tags() {
        let mut out = String::new();
        append_text(&mut out, "<p title=\"x\">甲<!-- a > b -->乙</p>丙<");
        assert_eq!(out, "甲乙丙");
    }
}
