//! Words of the glossary: marked where the running text uses them.
//!
//! Links, code, headings, titles of alerts and, unless the site wants it, titles in 《》 stay as they are. Of several words that begin at one place
//! the longest counts; a Latin word counts only as a whole word.

use rustc_hash::{FxHashMap, FxHashSet};

use super::escape;
use super::host::TermList;
use super::sanitize;
use super::writer::Writer;

/// Raw elements whose text is left alone.
const LEFT_ALONE: [&str; 14] =
    ["a", "abbr", "button", "code", "dfn", "h1", "h2", "h3", "h4", "h5", "h6", "kbd", "pre", "samp"];

/// The words that a text may hold, and what was marked so far.
#[derive(Debug, Default)]
pub(super) struct Terms {
    /// By first character, longest first, so that the first one that fits is the longest.
    names: FxHashMap<char, Vec<(String, usize)>>,
    own: Option<usize>,
    every: bool,
    in_titles: bool,
    used: FxHashSet<usize>,
    /// Open 《 of the running block.
    titles: usize,
    /// Open raw elements whose text is left alone.
    raw: usize,
}

impl Terms {
    pub(super) fn of(list: TermList) -> Self {
        let mut names: FxHashMap<char, Vec<(String, usize)>> = FxHashMap::default();
        for (name, term) in list.names {
            let Some(first) = name.chars().next() else { continue };
            names.entry(first).or_default().push((name, term));
        }
        for alike in names.values_mut() {
            alike.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        }
        Self { names, own: list.own, every: list.every, in_titles: list.in_titles, ..Self::default() }
    }

    /// Notes that a block begins: a 《 that nobody closed ends with the one before.
    pub(super) fn begin_block(&mut self) {
        self.titles = 0;
    }

    /// Notes raw tags.
    pub(super) fn note_raw(&mut self, html: &str) {
        if self.names.is_empty() {
            return;
        }
        let alone = |name: &str| LEFT_ALONE.contains(&name);
        let opened = sanitize::opening_tags(html).filter(|tag| alone(&tag.name)).count();
        let closed = html.split("</").skip(1).filter(|rest| {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
            alone(&rest[..end].to_ascii_lowercase())
        });
        self.raw = (self.raw + opened).saturating_sub(closed.count());
    }

    /// Returns the longest word that begins at a place: its length and its number.
    fn at(&self, text: &str, at: usize) -> Option<(usize, usize)> {
        let rest = &text[at..];
        let alike = self.names.get(&rest.chars().next()?)?;
        let before = text[..at].chars().next_back();
        let fits = |name: &str| {
            rest.starts_with(name)
                && !(joins(before) && joins(name.chars().next()))
                && !(joins(name.chars().next_back()) && joins(rest[name.len()..].chars().next()))
        };
        alike.iter().find(|(name, _)| fits(name)).map(|(name, term)| (name.len(), *term))
    }
}

/// Tells whether a character goes on as a Latin word with one like it.
fn joins(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_ascii_alphanumeric() || c.is_alphanumeric() && c < '\u{2e80}')
}

impl Writer<'_, '_> {
    /// Writes running text, the words of the glossary marked.
    pub(super) fn words(&mut self, text: &str) {
        let blocked =
            self.in_link > 0 || self.heading.is_some() || self.title.is_some() || self.terms.raw > 0;
        if self.terms.names.is_empty() || blocked {
            return self.plain_text(text);
        }
        let (mut done, mut next) = (0, 0);
        for (at, c) in text.char_indices() {
            if at < next {
                continue;
            }
            match c {
                '《' => self.terms.titles += 1,
                '》' => self.terms.titles = self.terms.titles.saturating_sub(1),
                _ if self.terms.titles > 0 && !self.terms.in_titles => {}
                _ => {
                    let Some((length, term)) = self.terms.at(text, at) else { continue };
                    next = at + length;
                    if self.terms.own != Some(term) && (self.terms.used.insert(term) || self.terms.every) {
                        self.plain_text(&text[done..at]);
                        self.mark(&text[at..next], term);
                        done = next;
                    }
                }
            }
        }
        self.plain_text(&text[done..]);
    }

    /// Writes a word with what it stands for.
    fn mark(&mut self, word: &str, term: usize) {
        let answer = self.host.term(term);
        if let Some(href) = &answer.href {
            self.out.push_str("<a class=\"term\" href=\"");
            escape::address(&mut self.out, href);
            self.out.push_str("\">");
        }
        self.out.push_str("<abbr");
        self.write_attribute("title", &answer.expansion);
        self.out.push('>');
        self.plain_text(word);
        self.out.push_str(if answer.href.is_some() { "</abbr></a>" } else { "</abbr>" });
    }
}

#[cfg(test)]
mod tests {
    use super::super::host::{Host, ImageAnswer, LinkAnswer, TermAnswer};
    use super::super::options::Options;
    use super::*;

    struct Words(TermList);

    impl Host for Words {
        fn link(&mut self, written: &str) -> LinkAnswer {
            LinkAnswer { href: written.into(), problem: None }
        }

        fn image(&mut self, _: &str) -> ImageAnswer {
            ImageAnswer::default()
        }

        fn heading_id(&mut self, text: &str) -> String {
            text.into()
        }

        fn terms(&mut self) -> TermList {
            self.0.clone()
        }

        fn term(&mut self, term: usize) -> TermAnswer {
            TermAnswer { expansion: format!("释{term}"), href: (term == 1).then(|| "/t/1.html".into()) }
        }
    }

    /// Returns the body with each mark as `[word]`.
    fn marked_in(text: &str, names: &[(&str, usize)], change: impl FnOnce(&mut TermList)) -> String {
        let names = names.iter().map(|(name, term)| ((*name).to_owned(), *term)).collect();
        let mut list = TermList { names, ..TermList::default() };
        change(&mut list);
        let (body, _) =
            super::super::render(text, &"content/a.md".into(), &Options::default(), &mut Words(list));
        let html: String = body
            .pieces
            .iter()
            .map(|piece| match piece {
                super::super::Piece::Html(html) => html.as_str(),
                super::super::Piece::Directive(_) => "",
            })
            .collect();
        let mut out = html.replace("<a class=\"term\" href=\"/t/1.html\">", "").replace("</abbr></a>", "]");
        for term in 0..9 {
            out = out.replace(&format!("<abbr title=\"释{term}\">"), "[");
        }
        out.replace("</abbr>", "]").trim().to_owned()
    }

    fn marked(text: &str, names: &[(&str, usize)]) -> String {
        marked_in(text, names, |_| {})
    }

    const NAMES: &[(&str, usize)] = &[("三会一课", 1), ("三会", 2), ("AI", 3), ("主题党日", 4), ("党日", 4)];

    #[test]
    fn the_first_use_is_marked_and_the_longest_word_wins() {
        assert_eq!(
            marked("落实三会一课，三会一课和三会。", NAMES),
            "<p>落实[三会一课]，三会一课和[三会]。</p>"
        );
        assert_eq!(marked("主题党日，党日。", NAMES), "<p>[主题党日]，党日。</p>", "two forms of one word");
    }

    #[test]
    fn every_use_if_wanted() {
        let all = marked_in("三会，三会。", NAMES, |list| list.every = true);
        assert_eq!(all, "<p>[三会]，[三会]。</p>");
    }

    #[test]
    fn links_code_headings_and_titles_stay_as_they_are() {
        let text = "# 三会\n\n[三会](a.md) `三会` 《三会》 <a href=\"b\">三会</a> **三会**";
        let html = marked(text, NAMES);
        assert_eq!(html.matches('[').count(), 1, "{html}");
        assert!(html.ends_with("<strong>[三会]</strong></p>"), "{html}");
        let inside = marked_in("《三会》", NAMES, |list| list.in_titles = true);
        assert_eq!(inside, "<p>《[三会]》</p>");
        assert_eq!(marked("《没有关上\n\n三会", NAMES), "<p>《没有关上</p>\n<p>[三会]</p>");
    }

    #[test]
    fn a_text_about_a_word_never_marks_it_nor_a_part_of_it() {
        let html =
            marked_in("三会一课，三会。", NAMES, |list| (list.own, list.every) = (Some(1), true));
        assert_eq!(html, "<p>三会一课，[三会]。</p>");
    }

    #[test]
    fn titles_of_alerts_stay_as_they_are() {
        let html = marked("> [!NOTE] 三会\n> 三会。", NAMES);
        assert!(html.contains("三会</p>") && html.contains("<p>[三会]。</p>"), "{html}");
    }

    #[test]
    fn latin_words_count_as_a_whole() {
        assert_eq!(marked("MAIL AID AI", NAMES), "<p>MAIL AID [AI]</p>");
        assert_eq!(marked("用AI办公", NAMES), "<p>用[AI]办公</p>");
    }

    #[test]
    fn marks_go_with_dots_and_notes() {
        let html = marked("==三会==是什么[^1]\n\n[^1]: 主题党日。", NAMES);
        assert!(html.contains("<em class=\"dots\">[三会]</em>") && html.contains("[主题党日]"), "{html}");
    }
}
