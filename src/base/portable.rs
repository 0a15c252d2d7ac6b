//! Names that every usual disk takes: a site is copied to Windows shares and USB sticks.

use super::SourcePath;

/// Names that mean devices on Windows, whatever extension follows. *Source:* Microsoft, “Naming Files, Paths, and Namespaces”.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Returns the first piece of a path that Windows cannot hold as a name, if there is one.
pub fn unportable(path: &SourcePath) -> Option<&str> {
    path.as_str().split('/').find(|name| !is_portable(name))
}

fn is_portable(name: &str) -> bool {
    let refused = |c: char| c.is_control() || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\');
    !name.contains(refused) && !name.ends_with(['.', ' ']) && !is_device(name)
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    let mut number = port.unwrap_or_default().chars();
    let is_port = matches!((number.next(), number.next()), (Some('1'..='9' | '¹' | '²' | '³'), None));
    is_port || DEVICES.contains(&&*stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_windows_refuses() {
        for path in
            ["a:b.txt", "x/con.html", "NUL", "aux.tar.gz", "lpt1.md", "COM9/x", "甲.", "a /b", "问?.pdf"]
        {
            assert!(unportable(&path.into()).is_some(), "{path}");
        }
        for path in
            ["console.html", "com.html", "com10.txt", "lpt0", ".htaccess", "甲（一）.pdf", "a b.c", ""]
        {
            assert_eq!(unportable(&path.into()), None, "{path}");
        }
    }
}
