//! Bytes of a page: decoded, and cut into front matter and body.

use pilothouse::base::SourcePath;
use pilothouse::content::decode;
use pilothouse::content::split::split;

use super::printed::{Part, check};
use super::sample;

pub const PIECES: &[&str] = &[
    "---\n",
    "---",
    "———\n",
    "－－－\n",
    "--\n",
    "----\n",
    "...\n",
    "+++\n",
    "{\n",
    "}\n",
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    " ",
    "\t",
    "title: a\n",
    "标题：甲\n",
    "标题: 甲\n",
    "# 标题\n",
    "\u{feff}",
    "\0",
    "https://a.example/b: c\n",
];

pub fn run(data: &[u8]) {
    let file = SourcePath::new("content/page.md");
    let (text, mut findings) = decode(data, &file);
    let parts = split(&text);
    assert!(text.get(parts.front.clone()).is_some() && text.get(parts.body.clone()).is_some(), "{parts:?}");
    assert!(parts.front.end <= parts.body.start && parts.body.end == text.len(), "{parts:?} of {text:?}");
    assert!(parts.has_front() || parts.front.is_empty(), "{parts:?} of {text:?}");
    for oddity in &parts.oddities {
        assert!(text.get(oddity.range.clone()).is_some(), "{oddity:?} of {text:?}");
    }
    findings.extend(parts.diagnostics(&text, &file));
    check(&text, Part::Whole, &findings);
}

pub fn seeds() -> Vec<Vec<u8>> {
    let pages = sample::texts(&["content"], ".md").into_iter().map(String::into_bytes);
    // 标题 in GBK, Big5 and UTF-16, after the fence.
    let others: [&[u8]; 4] = [
        b"---\n\xb1\xea\xcc\xe2: \xbc\xd7\n---\n\xd5\xfd\xce\xc4\n",
        b"---\n\xbc\xd0\xc3D: a\n---\n\xa5\xbf\xa4\xe5\n",
        b"\xff\xfe-\0-\0-\0\n\0a\0:\0 \0b\0\n\0-\0-\0-\0\n\0",
        b"\xfe\xff\0-\0-\0-\0\n\0a\0:\0 \0b\0\n\0-\0-\0-\0\n",
    ];
    pages.chain(others.map(<[u8]>::to_vec)).collect()
}
