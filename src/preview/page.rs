//! Pages as the preview shows them: the output's own bytes, and the client that keeps them current.
//!
//! The client is added here, while answering, and nowhere else: no output ever holds it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use crate::base::SourcePath;

/// Pages that are remembered as they last were well: those that windows show, and some that they showed before.
const REMEMBERED: usize = 24;

/// Returns a page with the client that knows which state of it this is.
pub fn with_client(html: &[u8], state: &str) -> Vec<u8> {
    let tag =
        format!("<script src=\"{}client.js\" data-state=\"{state}\" defer></script>", super::address::OWN);
    let at = rfind(html, b"</body").or_else(|| rfind(html, b"</html")).unwrap_or(html.len());
    [&html[..at], tag.as_bytes(), &html[at..]].concat()
}

/// Returns the page for missing addresses so that its links work from any address: they are relative to the top.
pub fn from_top(html: &[u8]) -> Vec<u8> {
    let at = find(html, b"<head>").map_or(0, |at| at + b"<head>".len());
    [&html[..at], b"<base href=\"/\">", &html[at..]].concat()
}

/// Returns a page that says nothing but that there is none yet; the findings are shown above it.
pub fn stand_in(text: &str) -> Vec<u8> {
    format!("<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>{text}</title></head>\n<body><p>{text}</p></body></html>\n")
        .into_bytes()
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window.eq_ignore_ascii_case(needle))
}

fn rfind(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).rposition(|window| window.eq_ignore_ascii_case(needle))
}

/// A page as it last was well.
#[derive(Clone)]
pub struct Good {
    path: String,
    /// The source that it was made of.
    pub source: Option<SourcePath>,
    /// Its bytes.
    pub html: Arc<[u8]>,
}

/// The last good state of the pages that are being worked on.
#[derive(Default)]
pub struct LastGood {
    pages: Mutex<VecDeque<Good>>,
}

impl LastGood {
    /// Remembers a page, and forgets the one that was not asked for longest.
    pub fn keep(&self, path: &str, source: Option<SourcePath>, html: Arc<[u8]>) {
        let mut pages = self.pages.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        pages.retain(|good| good.path != path);
        pages.push_front(Good { path: path.to_owned(), source, html });
        pages.truncate(REMEMBERED);
    }

    /// Returns a page as it last was well.
    pub fn get(&self, path: &str) -> Option<Good> {
        let pages = self.pages.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        pages.iter().find(|good| good.path == path).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_comes_last_in_the_body() {
        let text = |html: &str| String::from_utf8(with_client(html.as_bytes(), "1")).unwrap();
        let tag = "<script src=\"/_pilothouse/client.js\" data-state=\"1\" defer></script>";
        assert_eq!(text("<body>甲</BODY></html>"), format!("<body>甲{tag}</BODY></html>"));
        assert_eq!(text("甲"), format!("甲{tag}"));
    }

    #[test]
    fn few_pages_are_remembered() {
        let good = LastGood::default();
        for number in 0..100 {
            good.keep(&number.to_string(), None, Arc::from(*b"x"));
        }
        assert!(good.get("99").is_some() && good.get("0").is_none());
    }
}
