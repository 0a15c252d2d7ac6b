//! Finds the element that somebody pointed at in a marked page, and the mark that tells where its text was written.
//!
//! A page as it comes from templates, not as a browser repairs it: elements are told by their tags. It must not know sources.

use crate::markdown::{Mark, read_mark};

/// Letters of an element by which it is known.
pub const KNOWN_BY: usize = 200;

/// Elements whose text is none.
const UNSEEN: [&str; 4] = ["script", "style", "template", "textarea"];

/// Returns where the text of the `nth` element of a name with these letters was written.
///
/// `None` if there is no such element, or nothing in it comes from the body of a page.
pub fn find(html: &str, name: &str, letters: &[char], nth: usize) -> Option<Mark> {
    let mut pass = Pass { name: name.to_ascii_lowercase(), ..Pass::default() };
    pass.run(html);
    let mut equal: Vec<&Element> = pass.done.iter().filter(|one| pass.has_letters(one, letters)).collect();
    equal.sort_by_key(|one| one.number);
    let one = equal.get(nth).or(equal.last())?;
    // Code and raw HTML stand between two equal marks.
    let between =
        || pass.marks[..one.marks.0].last().filter(|before| pass.marks.get(one.marks.1) == Some(before));
    pass.marks[one.marks.0..one.marks.1].first().or_else(between).copied()
}

/// An element of the wanted name.
struct Element {
    /// Which one it is, by where it begins.
    number: usize,
    /// Where its letters begin and end.
    letters: (usize, usize),
    /// The first mark in it, and the first behind it.
    marks: (usize, usize),
}

/// One pass over a page.
#[derive(Default)]
struct Pass {
    name: String,
    letters: Vec<char>,
    marks: Vec<Mark>,
    open: Vec<Element>,
    done: Vec<Element>,
    begun: usize,
}

impl Pass {
    fn run(&mut self, html: &str) {
        let mut at = 0;
        while let Some(next) = html[at..].chars().next() {
            at += match next {
                '<' => self.tag(&html[at..]),
                '&' => self.entity(&html[at..]),
                _ => self.character(&html[at..], next),
            };
        }
        while !self.open.is_empty() {
            self.close();
        }
    }

    /// Takes a character of text, or a mark; returns its length.
    fn character(&mut self, rest: &str, next: char) -> usize {
        if let Some((mark, length)) = read_mark(rest) {
            self.marks.push(mark);
            return length;
        }
        if next.is_alphanumeric() {
            self.letters.push(next);
        }
        next.len_utf8()
    }

    /// Takes a character reference: only those by number are letters.
    fn entity(&mut self, rest: &str) -> usize {
        let Some(end) = rest.find(';').filter(|end| *end < 12) else { return 1 };
        let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
        let inner = &rest[1..end];
        let letter = inner.strip_prefix('#').and_then(|digits| match digits.strip_prefix(['x', 'X']) {
            Some(digits) => number(digits, 16),
            None => number(digits, 10),
        });
        self.letters.extend(letter.filter(|letter| letter.is_alphanumeric()));
        end + 1
    }

    /// Takes a tag; returns its length, with that of what it hides.
    fn tag(&mut self, rest: &str) -> usize {
        if rest.starts_with("<!--") {
            return rest.find("-->").map_or(rest.len(), |end| end + 3);
        }
        let closes = rest.starts_with("</");
        let from = if closes { 2 } else { 1 };
        let end = rest[from..].find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        let name = rest[from..from + end.unwrap_or(rest.len() - from)].to_ascii_lowercase();
        if name.is_empty() && !rest.starts_with("<!") && !closes {
            return 1;
        }
        let length = length_of_tag(rest);
        if closes {
            if name == self.name {
                self.close();
            }
        } else if UNSEEN.contains(&&*name) {
            let hidden = rest[length..].find(&format!("</{name}")).unwrap_or(rest.len() - length);
            return length + hidden;
        } else if name == self.name {
            self.begin();
        }
        length
    }

    fn begin(&mut self) {
        // A paragraph holds none: the one before it was not closed.
        if self.name == "p" {
            self.close();
        }
        self.open.push(Element {
            number: self.begun,
            letters: (self.letters.len(), 0),
            marks: (self.marks.len(), 0),
        });
        self.begun += 1;
    }

    fn close(&mut self) {
        if let Some(mut element) = self.open.pop() {
            element.letters.1 = self.letters.len();
            element.marks.1 = self.marks.len();
            self.done.push(element);
        }
    }

    fn has_letters(&self, element: &Element, wanted: &[char]) -> bool {
        let own = &self.letters[element.letters.0..element.letters.1];
        own[..own.len().min(KNOWN_BY)] == wanted[..wanted.len().min(KNOWN_BY)]
    }
}

/// Returns how long a tag is: up to the `>` that stands in no quotes.
fn length_of_tag(rest: &str) -> usize {
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if byte == open => quote = None,
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(number: usize) -> String {
        format!("\u{F8F0}0.{number}\u{F8F1}")
    }

    fn at(html: &str, name: &str, text: &str, nth: usize) -> Option<usize> {
        let letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
        find(html, name, &letters, nth).map(|mark| mark.offset)
    }

    #[test]
    fn elements_are_told_apart_by_their_place() {
        let (a, b, c) = (mark(1), mark(2), mark(3));
        let html = format!(
            "<p>同样</p><script>if (a < b) '<p>同样</p>'</script><!-- <p>同样</p> --><p title='>'>{a}同样</p>\
             <p>{b}同样<p>{c}末段 &amp; &#x7532;</p>"
        );
        assert_eq!(at(&html, "P", "同样", 0), None, "the theme's own");
        assert_eq!((at(&html, "P", "同样", 1), at(&html, "P", "同样", 2)), (Some(1), Some(2)));
        assert_eq!((at(&html, "P", "末段甲", 0), at(&html, "P", "没有", 0)), (Some(3), None));
        assert_eq!(at(&html, "DIV", "同样", 0), None);
    }

    #[test]
    fn nested_ones_and_code_have_their_marks() {
        let (a, b, c) = (mark(1), mark(2), mark(3));
        let html = format!(
            "<ul><li>{a}甲<ul><li>{b}乙</li></ul></li></ul>{c}<pre><code>let x;</code></pre>{c}<p>尾</p>"
        );
        assert_eq!((at(&html, "li", "甲乙", 0), at(&html, "li", "乙", 0)), (Some(1), Some(2)));
        assert_eq!((at(&html, "pre", "letx", 0), at(&html, "p", "尾", 0)), (Some(3), None));
    }

    #[test]
    fn nothing_is_too_broken() {
        for html in ["<", "<p", "</", "<p>甲", "&", "&#;<p>", "<p '", "\u{F8F0}", "<!--", "<script>"] {
            at(html, "p", "甲", 0);
        }
    }
}
