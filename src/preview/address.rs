//! From what a client wrote in its request to the path of an output.
//!
//! Outputs are looked up in the plan of the site, never on the disk, so there is nothing a path could escape to. What cannot be
//! the path of an output is refused all the same before anything is asked: it is a mistake or an attempt.

use crate::base::SourcePath;

/// Addresses below this are the preview's own; no output lies there, for pages whose name begins with `_` are none.
pub const OWN: &str = "/_pilothouse/";

/// Address that opens a source in the editor's program: the only one where something is done.
const OPEN: &str = "/_pilothouse/open";

/// Tells whether a target of a request, with its query, is one where something is done.
pub fn is_act(target: &str) -> bool {
    target.split('?').next() == Some(OPEN)
}

/// Returns the path of the output that the path of a request means, without its leading slash; a folder ends in a slash.
///
/// `None` if it can mean none.
pub fn output_path(path: &str) -> Option<String> {
    let path = decode(path.strip_prefix('/')?)?;
    let bad = |c: char| c.is_control() || c == '\\';
    if path.contains(bad) || path.split('/').any(|piece| matches!(piece, "." | "..")) {
        return None;
    }
    let folder = path.is_empty() || path.ends_with('/');
    if path.trim_end_matches('/').split('/').any(str::is_empty) && !path.is_empty() {
        return None;
    }
    // The same Unicode form as outputs have: some systems hand out another.
    let normal = SourcePath::new(&path);
    Some(match (folder, normal.as_str()) {
        (_, "") => String::new(),
        (true, path) => format!("{path}/"),
        (false, path) => path.to_owned(),
    })
}

/// Returns a percent-encoded text as it is meant; `None` if it is not UTF-8 or wrongly encoded.
pub fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|digit| char::from(digit).to_digit(16));
        let value = digit()? * 16 + digit()?;
        bytes.push(u8::try_from(value).ok()?);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_outputs() {
        let path = |text| output_path(text);
        assert_eq!(path("/").as_deref(), Some(""));
        assert_eq!(path("/pilots/").as_deref(), Some("pilots/"));
        assert_eq!(path("/%E7%94%B2.html").as_deref(), Some("甲.html"));
        assert_eq!(path("/e%CC%81.html").as_deref(), Some("é.html"));
        for bad in [
            "",
            "a",
            "/../a",
            "/a/%2e%2e/b",
            "/a%5c..%5cb",
            "/%00",
            "/%",
            "/%4",
            "/%zz",
            "/%ff",
            "//h/a",
            "/a//b",
        ] {
            assert_eq!(path(bad), None, "{bad}");
        }
    }
}
