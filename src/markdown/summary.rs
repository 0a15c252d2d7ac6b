//! The summary: the start of the first paragraph, cut where a reader would stop.

/// Wanted length in half-width units: a Chinese character counts 2, a Latin letter 1.
const WANTED: usize = 240;
/// A sentence that ends before this is too short to stand alone.
const SHORTEST: usize = 80;
/// Farthest a sentence may run on past the wanted length.
const LONGEST: usize = 320;

/// Returns the start of `text`, cut after a sentence near 120 Chinese characters.
///
/// It is never cut inside “ ”, 《 》 or a number; text cut inside a sentence ends with `…`.
pub(super) fn summary(text: &str) -> String {
    let text = text.trim();
    let mut scan = Scan::default();
    for (at, c) in text.char_indices() {
        if scan.width >= WANTED && scan.sentence >= 1 && scan.sentence_width >= SHORTEST {
            return text[..scan.sentence].into();
        }
        if scan.width >= LONGEST {
            return format!(
                "{}…",
                text[..inside_sentence(text)].trim_end_matches(['，', '、', ' ', '；', '：'])
            );
        }
        scan.step(text, at, c);
    }
    text.into()
}

/// What is known while walking through the text.
#[derive(Default)]
struct Scan {
    /// Width so far.
    width: usize,
    /// Open quotes and book titles.
    depth: usize,
    /// End of the last whole sentence, and the width there.
    sentence: usize,
    sentence_width: usize,
}

impl Scan {
    /// Takes one character in.
    fn step(&mut self, text: &str, at: usize, c: char) {
        let end = at + c.len_utf8();
        self.width += if c.is_ascii() || is_narrow(c) { 1 } else { 2 };
        match c {
            '“' | '‘' | '《' | '〈' | '「' => self.depth += 1,
            '”' | '’' | '》' | '〉' | '」' => {
                self.depth = self.depth.saturating_sub(1);
                let inside = text[..at].chars().next_back();
                if self.depth == 0 && inside.is_some_and(|c| matches!(c, '。' | '！' | '？')) {
                    self.end_sentence(end);
                }
            }
            _ => {}
        }
        // The last four end sentences in Arabic letters, Tibetan and Mongolian.
        let is_stop = match c {
            '。' | '！' | '？' | '；' | '؟' | '۔' | '།' | '᠃' => true,
            '.' | '!' | '?' => text[end..].chars().next().is_none_or(char::is_whitespace),
            _ => false,
        };
        if is_stop && self.depth == 0 {
            self.end_sentence(end);
        }
    }

    fn end_sentence(&mut self, end: usize) {
        (self.sentence, self.sentence_width) = (end, self.width);
    }
}

/// Returns where to cut a sentence that is too long: near the wanted width, better after a comma.
fn inside_sentence(text: &str) -> usize {
    let mut scan = Scan::default();
    let (mut comma, mut gap) = (0, 0);
    for (at, c) in text.char_indices() {
        scan.step(text, at, c);
        if scan.width > WANTED {
            break;
        }
        if scan.depth > 0 {
            continue;
        }
        let end = at + c.len_utf8();
        if matches!(c, '，' | '、' | '：' | '،' | '᠂') {
            comma = end;
        }
        if !is_inside_word(c, text[end..].chars().next()) {
            gap = end;
        }
    }
    let good = [comma, gap].into_iter().find(|&at| at * 2 >= SHORTEST);
    good.unwrap_or_else(|| text.char_indices().nth(WANTED / 2).map_or(text.len(), |(at, _)| at))
}

/// Tells whether a character belongs to a script that is narrow like Latin and written in words: Greek to Georgian, Mongolian,
/// accented Latin. Latin letters of two bytes also stand in Chinese texts, as pinyin, and count as ever.
fn is_narrow(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{10FF}' | '\u{1800}'..='\u{18AF}' | '\u{1E00}'..='\u{1FFF}')
}

/// Tells whether words or syllables of such a script may be parted after a character.
fn is_gap(c: char) -> bool {
    matches!(c, '،' | '؛' | '؟' | '۔' | '\u{F0B}'..='\u{F14}' | '᠂' | '᠃' | '᠅')
}

/// Tells whether a cut between two characters would part a number or a Latin word, or strand a mark.
fn is_inside_word(c: char, next: Option<char>) -> bool {
    let in_word = |c: char| {
        c.is_ascii_alphanumeric()
            || is_narrow(c) && !is_gap(c)
            || matches!(c, '.' | ',' | '%' | '-' | '—' | '…' | '·')
    };
    let is_tail =
        |c: char| matches!(c, '，' | '。' | '、' | '；' | '：' | '！' | '？' | '）' | '》' | '”' | '’' | '%');
    next.is_some_and(|next| (in_word(c) && in_word(next)) || is_tail(next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_stay() {
        assert_eq!(summary(" 支部围绕中心抓党建。 "), "支部围绕中心抓党建。");
        assert_eq!(summary(""), "");
    }

    #[test]
    fn cuts_after_a_sentence() {
        let sentence = format!("{}。", "学".repeat(50));
        assert_eq!(summary(&sentence.repeat(4)), sentence.repeat(2));
    }

    #[test]
    fn never_inside_quotes_or_numbers() {
        let text =
            format!("{}“{}。{}”{}", "甲".repeat(60), "乙".repeat(30), "丙".repeat(90), "丁".repeat(80));
        let cut = summary(&text);
        assert_eq!(cut.matches('“').count(), cut.matches('”').count(), "{cut}");
        let numbers = "1234567890".repeat(60);
        assert!(summary(&format!("{}{numbers}", "甲".repeat(100))).ends_with("甲…"));
    }

    #[test]
    fn other_scripts_are_cut_between_words() {
        let uyghur = "ئۈلگە بېكەتنىڭ مەزمۇنى ".repeat(30);
        let cut = summary(&uyghur);
        assert!(cut.ends_with("…") && uyghur.contains(cut.trim_end_matches('…')), "{cut}");
        let last = cut.trim_end_matches('…').rsplit(' ').next().unwrap_or_default();
        assert!(["ئۈلگە", "بېكەتنىڭ", "مەزمۇنى"].contains(&last), "{last} is a whole word");
        let tibetan = "བོད་ལྗོངས་ཀྱི་གནས་ཚུལ།".repeat(30);
        assert!(summary(&tibetan).ends_with('།'), "{}", summary(&tibetan));
    }

    #[test]
    fn english_counts_half() {
        let text = "This is a sentence of some words. ".repeat(20);
        let cut = summary(&text);
        assert!(cut.ends_with("words.") && (150..260).contains(&cut.len()), "{}", cut.len());
    }
}
