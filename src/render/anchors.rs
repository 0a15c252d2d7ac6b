//! Anchors of several pages in one: each page's own get a prefix, so that no id stands twice and links inside a page stay in it.

/// Attributes that hold an id, and those that hold ids parted by blanks.
const IDS: [&str; 5] = ["id", "for", "aria-labelledby", "aria-describedby", "aria-controls"];

/// Returns HTML in which all ids, and what leads to them, begin with `prefix`.
///
/// *Shape:* `<p id="a"><a href="#a">` becomes `<p id="p1-a"><a href="#p1-a">`. Text is never touched.
pub fn prefixed(html: &str, prefix: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 16);
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let end = start + tag_length(&rest[start..]);
        out.push_str(&rest[..start]);
        tag(&rest[start..end], prefix, &mut out);
        rest = &rest[end..];
    }
    out + rest
}

/// Returns the length of a tag; a `>` inside a value does not end it.
fn tag_length(tag: &str) -> usize {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    tag.len()
}

/// Writes a tag with the prefix before its ids.
fn tag(tag: &str, prefix: &str, out: &mut String) {
    let mut rest = tag;
    while let Some(at) = rest.find("=\"") {
        let value = at + 2;
        let Some(length) = rest[value..].find('"') else { break };
        let name = rest[..at].rsplit([' ', '\n', '\t', '"']).next().unwrap_or_default();
        out.push_str(&rest[..value]);
        write_value(name, &rest[value..value + length], prefix, out);
        out.push('"');
        rest = &rest[value + length + 1..];
    }
    out.push_str(rest);
}

fn write_value(name: &str, value: &str, prefix: &str, out: &mut String) {
    if name == "href" && value.len() > 1 && value.starts_with('#') {
        out.extend(["#", prefix, &value[1..]]);
    } else if IDS.contains(&name) {
        let ids: Vec<String> = value.split_ascii_whitespace().map(|id| format!("{prefix}{id}")).collect();
        out.push_str(&ids.join(" "));
    } else {
        out.push_str(value);
    }
}

#[cfg(test)]
mod tests {
    use super::prefixed;

    #[test]
    fn ids_and_what_leads_to_them_get_the_prefix() {
        let html = "<h2 id=\"a\" title=\"x>id=\">甲 id=\"a\"</h2><a href=\"#a\" aria-labelledby=\"a b\">乙</a><a href=\"/c#a\">丙</a><a href=\"#\">丁</a>";
        let wanted = "<h2 id=\"p1-a\" title=\"x>id=\">甲 id=\"a\"</h2><a href=\"#p1-a\" aria-labelledby=\"p1-a p1-b\">乙</a><a href=\"/c#a\">丙</a><a href=\"#\">丁</a>";
        assert_eq!(prefixed(html, "p1-"), wanted);
        for odd in ["", "<", "<a href=\"", "甲 < 乙", "<br />", "<a data-id=\"x\">"] {
            assert_eq!(prefixed(odd, "p1-"), odd);
        }
    }
}
