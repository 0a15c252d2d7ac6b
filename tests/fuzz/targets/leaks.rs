//! Any text, looked through for what must not go out.

use pilothouse::scan::leaks::{Phones, find};
use pilothouse::scan::mask::{Stars, masked, quoted};

use super::sample;

pub const PIECES: &[&str] = &[
    "138",
    "1234",
    "5678",
    "13812345678",
    "１３８",
    "11010519491231002X",
    "110105491231002",
    "4111111111111111",
    "-",
    " ",
    "\u{3000}",
    "X",
    "Ｘ",
    "@",
    "a.cn",
    ".",
    "皖A",
    "·",
    "护照",
    "住址",
    "2单元",
    "501室",
    "号",
    "密",
    "秘密",
    "机密",
    "★",
    "*",
    "1年",
    "长期",
    "密级：",
    "内部资料",
    "注意保存",
    "特急",
    "|",
    "\n",
    "（",
    "）",
    "0551",
    "电话",
    "元",
    "\u{feff}",
    "𠅤",
];

pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut end = 0;
    for leak in find(&text, Phones::Wanted) {
        assert!(leak.range.start >= end && leak.range.end > leak.range.start, "{leak:?} in {text:?}");
        end = leak.range.end;
        let written = text.get(leak.range.clone()).unwrap_or_else(|| panic!("{leak:?} in {text:?}"));
        quoted(leak.kind, written);
        // What is covered is not found again: mending comes to an end.
        if let Some(covered) = masked(leak.kind, written, Stars::Escaped) {
            let mended = format!("{}{covered}{}", &text[..leak.range.start], &text[leak.range.end..]);
            let again = find(&mended, Phones::Unwanted);
            let same = again.iter().any(|other| {
                other.kind == leak.kind
                    && other.range.start == leak.range.start
                    && other.range.end >= leak.range.start + covered.len()
            });
            assert!(!same, "{covered:?} in {mended:?}");
        }
    }
}

pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> =
        sample::texts(&["content"], ".md").into_iter().take(20).map(String::into_bytes).collect();
    seeds.extend(
        [
            "电话１３８　１２３４　５６７８，身份证11010519491231002X",
            "卡号4111 1111 1111 1111\n秘密★1年\n内部资料 注意保存",
            "家住1栋2单元501室，皖A12345，a@b.cn，护照E12345678",
        ]
        .map(|text| text.as_bytes().to_vec()),
    );
    seeds
}
