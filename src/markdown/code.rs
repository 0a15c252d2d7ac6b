//! Colours for code: short classes instead of colours. The only place that uses syntect.
//!
//! The grammars are loaded when the first code block of a known language is met, never before. About fifteen classes
//! suffice: `k` keyword, `s` string, `n` number, `l` constant, `c` comment, `f` function, `t` type, `v` variable,
//! `a` attribute, `g` tag, `o` operator, `x` escape, `h` heading, `i` inserted, `d` deleted, `e` error.

use std::cell::RefCell;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use syntect::parsing::{ClearAmount, ParseState, Scope, ScopeStackOp, SyntaxReference, SyntaxSet};

use super::escape;

/// Largest block that is highlighted, in bytes: about half a second of work.
const LARGEST: usize = 200_000;
/// Longest line, in bytes: grammars need time beyond proportion on minified code.
const LONGEST_LINE: usize = 5_000;

/// Scopes and their classes; the longest that fits wins, an empty class ends inheritance.
const CLASSES: [(&str, &str); 33] = [
    ("comment", "c"),
    ("string", "s"),
    ("constant", "l"),
    ("constant.numeric", "n"),
    ("constant.character.escape", "x"),
    ("keyword", "k"),
    ("keyword.operator", "o"),
    ("keyword.operator.word", "k"),
    ("keyword.operator.logical.python", "k"),
    ("storage", "k"),
    ("entity.name", "t"),
    ("entity.name.function", "f"),
    ("entity.name.tag", "g"),
    ("entity.name.section", "h"),
    ("entity.name.label", "v"),
    ("entity.name.constant", "l"),
    ("entity.other.attribute-name", "a"),
    ("entity.other.inherited-class", "t"),
    ("support.function", "f"),
    ("support.macro", "f"),
    ("support.type", "t"),
    ("support.class", "t"),
    ("support.constant", "l"),
    ("support.type.property-name", "a"),
    ("variable", "v"),
    ("variable.function", "f"),
    ("variable.language", "k"),
    ("variable.other.readwrite", ""),
    ("meta.interpolation", ""),
    ("markup.heading", "h"),
    ("markup.inserted", "i"),
    ("markup.deleted", "d"),
    ("invalid", "e"),
];

/// Returns the HTML of `code` with a `<span class>` around each coloured piece, or `None` if the language is unknown or
/// the code too big.
///
/// *Cost:* about 2 µs per byte; the first use of a language costs some 10 ms more. Worth remembering.
pub fn highlight(language: &str, code: &str) -> Option<String> {
    if code.len() > LARGEST || code.lines().any(|line| line.len() > LONGEST_LINE) {
        return None;
    }
    let syntax = syntax(language)?;
    let mut painter = Painter::new(code.len());
    let mut state = ParseState::new(syntax);
    KNOWN_LINES.with_borrow_mut(|known| {
        for line in code.split_inclusive('\n') {
            let ops = known.parse(line, &mut state)?;
            painter.line(line, ops);
        }
        Some(painter.finish())
    })
}

thread_local! {
    static KNOWN_LINES: RefCell<KnownLines> = RefCell::default();
}

/// Lines that were parsed before, with the grammar's state before and after: `}` and `set -e` come again and again, and a
/// line costs some ten microseconds.
#[derive(Default)]
struct KnownLines {
    /// By text; few states ever stand before the same text.
    lines: FxHashMap<String, Vec<KnownLine>>,
    count: usize,
}

struct KnownLine {
    before: ParseState,
    after: ParseState,
    ops: Vec<(usize, ScopeStackOp)>,
}

/// Lines a thread remembers; about a megabyte.
const MOST_KNOWN_LINES: usize = 4_000;

impl KnownLines {
    /// Returns the scope changes in a line and moves the state past it.
    fn parse(&mut self, line: &str, state: &mut ParseState) -> Option<&[(usize, ScopeStackOp)]> {
        let at = self.lines.get(line).and_then(|all| all.iter().position(|known| known.before == *state));
        let at = match at {
            Some(at) => at,
            None => self.learn(line, state)?,
        };
        let known = &self.lines[line][at];
        state.clone_from(&known.after);
        Some(&known.ops)
    }

    /// Parses a line; returns its place among those of the same text.
    fn learn(&mut self, line: &str, state: &ParseState) -> Option<usize> {
        if self.count >= MOST_KNOWN_LINES {
            self.lines.clear();
            self.count = 0;
        }
        let mut after = state.clone();
        let ops = after.parse_line(line, syntaxes()).ok()?;
        let all = self.lines.entry(line.to_owned()).or_default();
        all.push(KnownLine { before: state.clone(), after, ops });
        self.count += 1;
        Some(all.len() - 1)
    }
}

/// Returns all grammars; loaded once.
fn syntaxes() -> &'static SyntaxSet {
    static SYNTAXES: OnceLock<SyntaxSet> = OnceLock::new();
    SYNTAXES.get_or_init(two_face::syntax::extra_newlines)
}

/// Returns the grammar of a language as it is written after a code fence.
fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let language = match language.to_ascii_lowercase().as_str() {
        "" | "text" | "txt" | "plain" | "plaintext" | "none" => return None,
        "shell" | "console" => "bash".into(),
        "golang" => "go".into(),
        "python3" => "python".into(),
        "vb" => "vbscript".into(),
        other => other.to_owned(),
    };
    syntaxes().find_syntax_by_token(&language)
}

/// Scopes with their classes, the most specific first.
fn classes() -> &'static [(Scope, &'static str)] {
    static LIST: OnceLock<Vec<(Scope, &'static str)>> = OnceLock::new();
    LIST.get_or_init(|| {
        let mut list: Vec<_> =
            CLASSES.iter().filter_map(|&(name, class)| Some((Scope::new(name).ok()?, class))).collect();
        list.sort_by_key(|(scope, _)| std::cmp::Reverse(scope.len()));
        list
    })
}

/// Writes pieces of code, each under the class of its innermost scope that has one.
struct Painter {
    out: String,
    /// Class of every open scope.
    stack: Vec<&'static str>,
    /// Scopes set aside by a grammar.
    cleared: Vec<Vec<&'static str>>,
    /// Class of the open `<span>`; empty if none is open.
    open: &'static str,
    /// Classes already looked up; `None` inherits.
    known: FxHashMap<Scope, Option<&'static str>>,
}

impl Painter {
    fn new(length: usize) -> Self {
        Self {
            out: String::with_capacity(length * 3),
            stack: Vec::new(),
            cleared: Vec::new(),
            open: "",
            known: FxHashMap::default(),
        }
    }

    /// Writes one line with the scope changes in it.
    fn line(&mut self, line: &str, ops: &[(usize, ScopeStackOp)]) {
        let mut done = 0;
        for (at, op) in ops {
            self.write(&line[done..*at]);
            done = *at;
            self.apply(op);
        }
        self.write(&line[done..]);
    }

    /// Follows one scope change.
    fn apply(&mut self, op: &ScopeStackOp) {
        match op {
            ScopeStackOp::Push(scope) => {
                let inherited = self.stack.last().copied().unwrap_or("");
                let class = self.known.entry(*scope).or_insert_with(|| {
                    classes().iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|&(_, class)| class)
                });
                self.stack.push(class.unwrap_or(inherited));
            }
            ScopeStackOp::Pop(count) => self.stack.truncate(self.stack.len().saturating_sub(*count)),
            ScopeStackOp::Clear(amount) => {
                let keep = match amount {
                    ClearAmount::TopN(count) => self.stack.len().saturating_sub(*count),
                    ClearAmount::All => 0,
                };
                let cleared = self.stack.split_off(keep);
                self.cleared.push(cleared);
            }
            ScopeStackOp::Restore => self.stack.extend(self.cleared.pop().unwrap_or_default()),
            ScopeStackOp::Noop => {}
        }
    }

    /// Writes a piece under the class of the innermost scope; blank pieces stay under the class before them.
    fn write(&mut self, piece: &str) {
        if piece.is_empty() {
            return;
        }
        let class = self.stack.last().copied().unwrap_or("");
        let is_blank = piece.bytes().all(|byte| matches!(byte, b' ' | b'\t'));
        if class != self.open && !is_blank {
            self.close();
            if !class.is_empty() {
                self.out.extend(["<span class=\"", class, "\">"]);
            }
            self.open = class;
        }
        escape::text(&mut self.out, piece);
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            self.out.push_str("</span>");
        }
        self.open = "";
    }

    fn finish(mut self) -> String {
        if self.out.ends_with('\n') && !self.open.is_empty() {
            self.out.pop();
            self.close();
            self.out.push('\n');
        }
        self.close();
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without_tags(html: &str) -> String {
        let mut out = String::new();
        crate::markdown::sanitize::append_text(&mut out, html);
        out.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    }

    #[test]
    fn known_languages_are_coloured() {
        let html = highlight("rust", "fn main() { let x = \"甲\"; } // 注\n").unwrap();
        assert!(html.contains("<span class=\"k\">fn"), "{html}");
        assert!(html.contains("<span class=\"f\">main</span>"), "{html}");
        assert!(html.contains("<span class=\"s\">\"甲\"</span>"), "{html}");
        assert!(html.contains("<span class=\"c\">// 注</span>"), "{html}");
        assert!(!html.contains("></span>"), "{html}");
    }

    #[test]
    fn the_text_stays_the_same() {
        for (language, code) in [
            ("json", "{\n  \"单位\": [1, true]\n}"),
            ("yaml", "单位: 甲\n年度: 2019\n"),
            ("sql", "SELECT a FROM b WHERE c > 1 AND d < 2;\n"),
            ("bash", "for i in $(seq 1 3); do echo \"$i\" & done\n"),
            ("toml", "[a]\nb = 1\n"),
            ("html", "<p class=\"a\">&amp;</p>\n"),
        ] {
            let html = highlight(language, code).unwrap_or_else(|| panic!("{language} is unknown"));
            assert_eq!(without_tags(&html), code, "{language}");
            assert!(html.contains("<span"), "{html}");
        }
    }

    #[test]
    fn unknown_or_huge_code_is_left() {
        assert_eq!(highlight("没有这种语言", "x"), None);
        assert_eq!(highlight("", "x"), None);
        assert_eq!(highlight("rust", &"x\n".repeat(LARGEST)), None);
        assert_eq!(highlight("js", &"x".repeat(LONGEST_LINE + 1)), None);
    }
}
