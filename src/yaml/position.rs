//! From the parser's character positions back to bytes of the text as the author wrote it.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// A change of the text: the bytes `start..end` are read as `put`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// First byte of the original text that is replaced.
    pub start: usize,
    /// First byte after it.
    pub end: usize,
    /// What is parsed instead.
    pub put: String,
}

/// One mark is kept for this many characters. *Source:* walking seven characters costs less than a cache miss.
const STEP: usize = 8;

/// The text to parse, and the way back from its characters to bytes of the original.
pub struct Source<'a> {
    /// The text as the author wrote it.
    original: &'a str,
    /// The text with all edits applied, or a part of it.
    text: Cow<'a, str>,
    /// Where `text` starts in the whole edited text.
    base: usize,
    /// Byte offset of every [`STEP`]th character of `text`; empty if all characters are single bytes.
    marks: Vec<u32>,
    /// Where `text` and the original part ways: `(byte in text, byte in original)` after each edit, and before it.
    joints: Arc<[Joint]>,
}

/// From `edited` on, until the next joint, text and original run side by side, or stand still at one original byte.
struct Joint {
    edited: usize,
    original: usize,
    still: bool,
}

impl<'a> Source<'a> {
    /// Returns the text as it is.
    pub fn plain(text: &'a str) -> Self {
        Self { original: text, text: Cow::Borrowed(text), base: 0, marks: marks(text), joints: Arc::new([]) }
    }

    /// Returns the text with edits applied; they must be in order and apart.
    pub fn edited(text: &'a str, edits: &[Edit]) -> Self {
        let mut out = String::with_capacity(text.len() + 16 * edits.len());
        let mut joints = Vec::with_capacity(edits.len() * 2);
        let mut at = 0;
        for edit in edits {
            out.push_str(&text[at..edit.start]);
            joints.push(Joint { edited: out.len(), original: edit.start, still: true });
            out.push_str(&edit.put);
            joints.push(Joint { edited: out.len(), original: edit.end, still: false });
            at = edit.end;
        }
        out.push_str(&text[at..]);
        let marks = marks(&out);
        Self { original: text, text: Cow::Owned(out), base: 0, marks, joints: joints.into() }
    }

    /// Returns a part of the text to parse, as a text of its own.
    pub fn part(&self, range: Range<usize>) -> Source<'_> {
        let text = &self.text[range.clone()];
        Source {
            original: self.original,
            text: Cow::Borrowed(text),
            base: self.base + range.start,
            marks: marks(text),
            joints: Arc::clone(&self.joints),
        }
    }

    /// Returns the text as the author wrote it.
    pub fn original_text(&self) -> &'a str {
        self.original
    }

    /// Returns the text to parse.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the byte of `text()` where its character number `index` starts.
    pub fn byte(&self, index: usize) -> usize {
        if self.marks.is_empty() {
            return index.min(self.text.len());
        }
        let Some(&mark) = self.marks.get(index / STEP) else { return self.text.len() };
        let rest = &self.text[mark as usize..];
        rest.char_indices().nth(index % STEP).map_or(self.text.len(), |(at, _)| mark as usize + at)
    }

    /// Returns the byte of the original text for a byte of `text()`.
    pub fn original(&self, byte: usize) -> usize {
        let byte = self.base + byte;
        let next = self.joints.partition_point(|joint| joint.edited <= byte);
        match next.checked_sub(1).map(|at| &self.joints[at]) {
            None => byte,
            Some(joint) if joint.still => joint.original,
            Some(joint) => joint.original + (byte - joint.edited),
        }
    }
}

/// Returns the byte offsets of every [`STEP`]th character; nothing for pure ASCII.
fn marks(text: &str) -> Vec<u32> {
    if text.is_ascii() {
        return Vec::new();
    }
    let mut marks = Vec::with_capacity(text.len() / STEP);
    let mut count = 0usize;
    for (at, byte) in text.bytes().enumerate() {
        if byte & 0xC0 != 0x80 {
            if count.is_multiple_of(STEP) {
                marks.push(at as u32);
            }
            count += 1;
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_become_bytes() {
        let text = "标题: 关于《a》的通知……ok";
        let source = Source::plain(text);
        for (index, (at, _)) in text.char_indices().enumerate() {
            assert_eq!(source.byte(index), at);
        }
        assert_eq!(source.byte(999), text.len());
        assert_eq!(Source::plain("abc").byte(2), 2);
    }

    #[test]
    fn edits_are_undone() {
        let text = "标题：通知\n单位：甲";
        let edits: Vec<Edit> = text
            .match_indices('：')
            .map(|(at, m)| Edit { start: at, end: at + m.len(), put: ": ".into() })
            .collect();
        let source = Source::edited(text, &edits);
        assert_eq!(source.text(), "标题: 通知\n单位: 甲");
        for word in ["标题", "通知", "单位", "甲"] {
            let edited = source.text().find(word).unwrap();
            assert_eq!(source.original(edited), text.find(word).unwrap(), "{word}");
        }
        assert_eq!(source.original(source.text().len()), text.len());
    }
}
