//! Findings as a person at a terminal reads them: sentence, place, excerpt with carets, reason, remedy.
//!
//! Own layout code, not annotate-snippets: that crate counts columns in the text it is given, so an excerpt of a huge
//! file would show wrong columns, and it sets its own words around ours.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use rustc_hash::FxHashMap;

use super::excerpt::{Row, rows};
use super::place::{Finding, Resolved, in_reading_order};
use super::visible::{clean, text_cells};
use super::wrap::wrap;
use super::{Sources, summary, words};
use crate::base::SourcePath;
use crate::diag::{Diagnostic, Lang, Severity};

/// Narrowest screen that is laid out for; a narrower one is treated like this, in cells.
const NARROWEST: usize = 40;

/// Findings with one code in one file that are shown; the rest is a number. *Source:* by then the author knows what is meant,
/// and a thousand of them would hide every other one.
const MOST_OF_A_SORT: usize = 20;
/// Number of the finding in whose place the rest is told.
const FIRST_LEFT_OUT: usize = MOST_OF_A_SORT + 1;

/// What findings have in common that are much the same: file and code.
type Sort<'d> = (Option<&'d SourcePath>, &'d str);

/// How to set the text.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Language of the words.
    pub lang: Lang,
    /// Width of the screen in cells.
    pub width: usize,
    /// Writes colours as ANSI escape codes.
    pub color: bool,
}

/// Returns all findings in reading order with a closing line that counts them; empty if there are none.
///
/// Never panics; text of authors cannot reach the terminal as control codes.
pub fn terminal(diags: &[Diagnostic], sources: &dyn Sources, look: Look) -> String {
    let look = Look { width: look.width.max(NARROWEST), ..look };
    let mut out = String::new();
    let counts = counts(diags);
    let mut shown: FxHashMap<Sort, usize> = FxHashMap::default();
    for finding in in_reading_order(diags, sources) {
        let sort = sort_of(finding.diag);
        let number = shown.entry(sort).or_default();
        *number += 1;
        let mut block = Block::new(&finding, look, &mut out);
        match *number {
            1..=MOST_OF_A_SORT => block.write(&finding),
            FIRST_LEFT_OUT => block.rest(finding.diag, counts[&sort] - MOST_OF_A_SORT),
            _ => continue,
        }
        out.push('\n');
    }
    if !diags.is_empty() {
        let worst = diags.iter().map(|d| d.severity).min().unwrap_or(Severity::Hint);
        let style = paint(look, color_of(worst).bold());
        let _ = writeln!(out, "{style}{}{style:#}", summary(diags, look.lang));
    }
    out
}

fn sort_of(diag: &Diagnostic) -> Sort<'_> {
    (diag.place.as_ref().map(|place| &place.file), &diag.code)
}

/// Returns how many findings there are of each sort.
fn counts(diags: &[Diagnostic]) -> FxHashMap<Sort<'_>, usize> {
    let mut counts = FxHashMap::default();
    for diag in diags {
        *counts.entry(sort_of(diag)).or_default() += 1;
    }
    counts
}

/// Writes one finding.
struct Block<'o> {
    out: &'o mut String,
    look: Look,
    /// Cells for line numbers.
    gutter: usize,
    /// Style of lines, arrows and numbers.
    frame: Style,
    /// Style of the severity and its carets.
    loud: Style,
}

impl<'o> Block<'o> {
    fn new(finding: &Finding, look: Look, out: &'o mut String) -> Self {
        let places = finding.at.iter().chain(finding.related.iter().map(|(_, at)| at));
        let highest = places.filter_map(|at| at.spot.as_ref()).map(|spot| spot.end.line).max().unwrap_or(1);
        let loud = paint(look, color_of(finding.diag.severity).bold());
        let frame = paint(look, AnsiColor::BrightBlue.on_default().bold());
        Self { out, look, gutter: highest.to_string().len() + 1, frame, loud }
    }

    fn write(&mut self, finding: &Finding) {
        let sentences = words::sentences(finding.diag, self.look.lang);
        self.headline(finding.diag, &sentences.message);
        if let Some(at) = &finding.at {
            self.place("-->", at, "");
            self.excerpt(at, '^', "");
        }
        for (label, at) in &finding.related {
            let label = words::label(finding.diag, label, self.look.lang);
            // Without an excerpt the label stands beside the file name.
            let (beside, below) = if at.spot.is_some() { ("", &*label) } else { (&*label, "") };
            self.place(":::", at, beside);
            self.excerpt(at, '-', below);
        }
        let (why, help) = match self.look.lang {
            Lang::Zh => ("原因：", "改法："),
            Lang::En => ("why: ", "help: "),
        };
        self.note(why, &sentences.why);
        for line in &sentences.help {
            self.note(help, line);
        }
    }

    /// Writes how many more findings of a sort there are.
    fn rest(&mut self, diag: &Diagnostic, count: usize) {
        let (loud, code) = (self.loud, clean(&diag.code));
        let file = diag.place.as_ref().map(|place| clean(place.file.as_str())).unwrap_or_default();
        let (count, place) = match self.look.lang {
            Lang::Zh if file.is_empty() => (format!("…还有 {count} 处"), file),
            Lang::Zh => (format!("…还有 {count} 处"), format!("（{file}）").into()),
            Lang::En if file.is_empty() => (format!("… and {count} more"), file),
            Lang::En => (format!("… and {count} more"), format!(" ({file})").into()),
        };
        let _ = writeln!(self.out, "{loud}{count}[{code}]{loud:#}{place}");
    }

    /// Writes `错误[code]：message`.
    fn headline(&mut self, diag: &Diagnostic, message: &str) {
        let head = format!("{}[{}]", words::severity(diag.severity, self.look.lang), clean(&diag.code));
        let colon = if self.look.lang == Lang::Zh { "：" } else { ": " };
        let strong = paint(self.look, Style::new().bold());
        let loud = self.loud;
        let room = self.look.width;
        let taken = text_cells(&head) + text_cells(colon);
        let lines = wrap(message, room.saturating_sub(taken), room - 4).join("\n    ");
        let _ = writeln!(self.out, "{loud}{head}{loud:#}{strong}{colon}{lines}{strong:#}");
    }

    /// Writes `--> file:line:column`.
    fn place(&mut self, arrow: &str, at: &Resolved, beside: &str) {
        let (frame, margin) = (self.frame, self.gutter - 1);
        let _ = write!(self.out, "{:margin$}{frame}{arrow}{frame:#} {}", "", clean(at.file.as_str()));
        if let Some(spot) = &at.spot {
            let _ = write!(self.out, ":{}:{}", spot.start.line, spot.start.column);
        }
        if let Some(cell) = &at.cell {
            let _ = write!(self.out, ":{cell}");
        }
        if !beside.is_empty() {
            let _ = match self.look.lang {
                Lang::Zh => write!(self.out, "（{beside}）"),
                Lang::En => write!(self.out, " ({beside})"),
            };
        }
        self.out.push('\n');
    }

    /// Writes the lines of a spot with a row of `mark`s below each, and a label after the last.
    fn excerpt(&mut self, at: &Resolved, mark: char, label: &str) {
        let Some(spot) = &at.spot else { return };
        self.bar();
        self.out.push('\n');
        let rows = rows(spot, self.look.width - self.gutter - 3);
        let mut above = None;
        for (index, row) in rows.iter().enumerate() {
            let frame = self.frame;
            if above.is_some_and(|above| above + 1 < row.number) {
                let _ = writeln!(self.out, "{frame}...{frame:#}");
            }
            above = Some(row.number);
            self.numbered(row);
            let label = if index + 1 == rows.len() { label } else { "" };
            self.underline(row, mark, label);
        }
        self.bar();
        self.out.push('\n');
    }

    fn numbered(&mut self, row: &Row) {
        let frame = self.frame;
        let line = format!("{:>width$} |", row.number, width = self.gutter - 1);
        let gap = if row.text.is_empty() { "" } else { " " };
        let _ = writeln!(self.out, "{frame}{line}{frame:#}{gap}{}", row.text);
    }

    fn underline(&mut self, row: &Row, mark: char, label: &str) {
        self.bar();
        let style = if mark == '^' { self.loud } else { self.frame };
        let marks = mark.to_string().repeat(row.marks);
        let gap = if label.is_empty() { "" } else { " " };
        let _ = writeln!(self.out, " {:indent$}{style}{marks}{gap}{label}{style:#}", "", indent = row.indent);
    }

    /// Writes an empty piece of the frame, without a line break.
    fn bar(&mut self) {
        let frame = self.frame;
        let _ = write!(self.out, "{:gutter$}{frame}|{frame:#}", "", gutter = self.gutter);
    }

    /// Writes `= 原因：…`, wrapped with a hanging indent; nothing for an empty sentence.
    fn note(&mut self, name: &str, sentence: &str) {
        if sentence.is_empty() {
            return;
        }
        let frame = self.frame;
        let strong = paint(self.look, Style::new().bold());
        let indent = self.gutter + 2 + text_cells(name);
        let room = self.look.width.saturating_sub(indent).max(NARROWEST / 2);
        let lines = wrap(sentence, room, room).join(&format!("\n{:indent$}", ""));
        let _ = writeln!(
            self.out,
            "{:gutter$}{frame}={frame:#} {strong}{name}{strong:#}{lines}",
            "",
            gutter = self.gutter
        );
    }
}

fn color_of(severity: Severity) -> Style {
    match severity {
        Severity::Error => AnsiColor::BrightRed,
        Severity::Warning => AnsiColor::BrightYellow,
        Severity::Hint => AnsiColor::BrightCyan,
    }
    .on_default()
}

/// Returns the style, or none if the look has no colours.
fn paint(look: Look, style: Style) -> Style {
    if look.color { style } else { Style::new() }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::samples::*;
    use super::super::{json, plain};
    use super::*;
    use crate::diag::Place;

    const ZH: Look = Look { lang: Lang::Zh, width: 80, color: false };
    const EN: Look = Look { lang: Lang::En, width: 60, color: false };

    /// One finding of each shape: field with a related place, body with tab, whole file, whole site.
    fn findings() -> Vec<Diagnostic> {
        let file = "content/先锋/a.md".into();
        let mut warning = sample().at(Place::body(&file, 26..32));
        warning.severity = Severity::Warning;
        vec![
            Diagnostic::new("undecodable-bytes")
                .arg("encoding", "UTF-8")
                .arg("count", 2)
                .at(Place::field(&file, "year"))
                .related("more", Place::field(&file, "unit")),
            warning,
            sample().at(Place::file("content/b.md")).related("page", Place::file("content/c.md")),
            sample(),
        ]
    }

    fn sources() -> Texts {
        Texts::new(&[("content/先锋/a.md", PAGE)])
    }

    #[test]
    fn chinese() {
        assert_snapshot!(terminal(&findings(), &sources(), ZH), @"
        错误[internal-error]：程序内部出错：样本
         --> content/b.md
         ::: content/c.md（page）
          = 原因：这是程序的缺陷，不是内容的问题；其他页面不受影响。
          = 改法：请把这条信息和出错的文件发给维护者。

        错误[undecodable-bytes]：文件里有 2 处内容不符合 UTF-8 编码，读不出是什么字
         --> content/先锋/a.md:4:7
          |
        4 | year: 二〇二五
          |       ^^^^^^^^
          |
         ::: content/先锋/a.md:3:7
          |
        3 | unit: 甲
          |       -- 这里也读不出
          |
          = 原因：这样的地方会显示成“�”。通常是文件在传输或复制时损坏，或者把两种编码的
                  文字拼在了一起。
          = 改法：请对照原稿把标出的地方改正，再另存为“UTF-8”编码。

        警告[internal-error]：程序内部出错：样本
         --> content/先锋/a.md:7:4
          |
        7 |     制表符“引号”后 here
          |         ^^^
          |
          = 原因：这是程序的缺陷，不是内容的问题；其他页面不受影响。
          = 改法：请把这条信息和出错的文件发给维护者。

        错误[internal-error]：程序内部出错：样本
          = 原因：这是程序的缺陷，不是内容的问题；其他页面不受影响。
          = 改法：请把这条信息和出错的文件发给维护者。

        3 个错误，1 个警告
        ");
    }

    #[test]
    fn english() {
        assert_snapshot!(terminal(&findings(), &sources(), EN), @"
        error[internal-error]: The program failed inside: 样本
         --> content/b.md
         ::: content/c.md (page)
          = why: This is a defect of the program, not of the
                 content; other pages are not affected.
          = help: Please send this message and the file to the
                  maintainers.

        error[undecodable-bytes]: The file has 2 place(s) that are
            not valid UTF-8, so the characters cannot be read
         --> content/先锋/a.md:4:7
          |
        4 | year: 二〇二五
          |       ^^^^^^^^
          |
         ::: content/先锋/a.md:3:7
          |
        3 | unit: 甲
          |       -- unreadable as well
          |
          = why: Such places would appear as “�”. Usually the file
                 was damaged on the way, or text of two encodings
                 was joined.
          = help: Correct the marked places after the original and
                  save the file with the encoding UTF-8.

        warning[internal-error]: The program failed inside: 样本
         --> content/先锋/a.md:7:4
          |
        7 |     制表符“引号”后 here
          |         ^^^
          |
          = why: This is a defect of the program, not of the
                 content; other pages are not affected.
          = help: Please send this message and the file to the
                  maintainers.

        error[internal-error]: The program failed inside: 样本
          = why: This is a defect of the program, not of the
                 content; other pages are not affected.
          = help: Please send this message and the file to the
                  maintainers.

        3 errors, 1 warning
        ");
    }

    #[test]
    fn plain_lines() {
        let both = plain(&findings(), &sources(), Lang::Zh) + &plain(&findings()[..1], &sources(), Lang::En);
        assert_snapshot!(both, @"
        content/b.md: 错误[internal-error]: 程序内部出错：样本
        content/先锋/a.md:4:7: 错误[undecodable-bytes]: 文件里有 2 处内容不符合 UTF-8 编码，读不出是什么字
        content/先锋/a.md:7:4: 警告[internal-error]: 程序内部出错：样本
        错误[internal-error]: 程序内部出错：样本
        content/先锋/a.md:4:7: error[undecodable-bytes]: The file has 2 place(s) that are not valid UTF-8, so the characters cannot be read
        ");
    }

    #[test]
    fn json_lines() {
        let both =
            json(&findings()[..1], &sources(), Lang::Zh) + &json(&findings()[3..], &sources(), Lang::En);
        assert_snapshot!(both, @r#"
        {"code":"undecodable-bytes","severity":"error","file":"content/先锋/a.md","line":4,"column":7,"endLine":4,"endColumn":11,"message":"文件里有 2 处内容不符合 UTF-8 编码，读不出是什么字","why":"这样的地方会显示成“�”。通常是文件在传输或复制时损坏，或者把两种编码的文字拼在了一起。","help":["请对照原稿把标出的地方改正，再另存为“UTF-8”编码。"],"args":{"encoding":"UTF-8","count":"2"},"related":[{"label":"more","message":"这里也读不出","file":"content/先锋/a.md","line":3,"column":7,"endLine":3,"endColumn":8}]}
        {"code":"internal-error","severity":"error","file":null,"line":null,"column":null,"endLine":null,"endColumn":null,"message":"The program failed inside: 样本","why":"This is a defect of the program, not of the content; other pages are not affected.","help":["Please send this message and the file to the maintainers."],"args":{"what":"样本"},"related":[]}
        "#);
        for line in both.lines() {
            let value: serde_json::Value = serde_json::from_str(line).unwrap();
            assert_eq!(value["severity"], "error");
        }
    }

    #[test]
    fn escape_codes_of_authors_do_not_reach_the_screen() {
        let text = "a: \x1b]0;title\x07\u{9b}31m\u{202e}x\n";
        let sources = Texts::new(&[("\x1b[31m.md", text)]);
        let mut diag = sample().arg("what", "unused").at(Place::text(&"\x1b[31m.md".into(), 3..5));
        diag.code = "\x1b[0m".into();
        for look in [ZH, EN, Look { color: true, ..ZH }] {
            let shown = terminal(std::slice::from_ref(&diag), &sources, look);
            let foreign = shown
                .replace("\x1b[0m", "")
                .replace("\x1b[1m", "")
                .replace("\x1b[91m", "")
                .replace("\x1b[94m", "");
            assert!(!foreign.chars().any(|c| c != '\n' && c.is_control() || c == '\u{202e}'), "{foreign:?}");
        }
        let line = json(&[diag], &sources, Lang::Zh);
        assert!(!line.trim_end().chars().any(char::is_control));
    }

    #[test]
    fn floods_are_cut_short_on_screen_alone() {
        let file = "content/先锋/a.md".into();
        let mut diags: Vec<_> =
            (0..25).map(|n| sample().arg("n", n).at(Place::body(&file, n..n + 1))).collect();
        diags.extend((0..20).map(|n| sample().arg("n", n).at(Place::file("content/b.md"))));
        diags.extend((0..21).map(|n| sample().arg("n", n)));
        let shown = terminal(&diags, &sources(), ZH);
        assert_eq!(shown.matches("程序内部出错").count(), 60);
        let rest: Vec<&str> = shown.lines().filter(|line| line.starts_with('…')).collect();
        assert_eq!(rest, ["…还有 5 处[internal-error]（content/先锋/a.md）", "…还有 1 处[internal-error]"]);
        assert!(shown.ends_with("66 个错误\n"));
        assert!(
            terminal(&diags, &sources(), EN).contains("… and 5 more[internal-error] (content/先锋/a.md)")
        );
        assert_eq!(json(&diags, &sources(), Lang::Zh).lines().count(), 66);
    }

    #[test]
    fn colours_surround_whole_words() {
        let shown = terminal(&findings(), &sources(), Look { color: true, ..ZH });
        assert!(shown.contains("\x1b[1m\x1b[91m错误[undecodable-bytes]\x1b[0m"));
        assert!(shown.contains("\x1b[1m\x1b[93m警告"));
        assert_eq!(terminal(&[], &sources(), ZH), "");
    }

    #[test]
    fn lines_stay_within_the_screen() {
        let text = "长".repeat(500);
        let sources = Texts::new(&[("a.md", &text)]);
        for width in [0, 40, 61, 80] {
            let diag = sample().arg("x", "y").at(Place::text(&"a.md".into(), 600..606));
            for line in terminal(&[diag], &sources, Look { width, ..EN }).lines() {
                assert!(text_cells(line) <= width.max(NARROWEST), "{width}: {line}");
            }
        }
    }
}
