//! Tables: a scrollable box, classes instead of styles, a check for cells that would be lost.

use std::ops::Range;

use pulldown_cmark::{Alignment, Tag, TagEnd};

use super::writer::Writer;

/// The running table.
#[derive(Default)]
pub(super) struct Table {
    alignments: Vec<Alignment>,
    cell: usize,
    in_head: bool,
    has_body: bool,
    /// Where the last cell ends in the prepared text.
    cell_end: usize,
}

impl<'a> Writer<'a, '_> {
    pub(super) fn start_table(&mut self, alignments: Vec<Alignment>) {
        self.table = Table { alignments, ..Table::default() };
        if self.options.decorate {
            self.block("<div class=\"table\"><table>\n");
        } else {
            self.out.push_str("<table>");
        }
    }

    pub(super) fn start_in_table(&mut self, tag: &Tag<'a>) {
        match tag {
            Tag::TableHead => {
                (self.table.in_head, self.table.cell) = (true, 0);
                self.out.push_str("<thead><tr>");
            }
            Tag::TableRow => {
                if !self.table.has_body {
                    self.out.push_str("<tbody>\n");
                }
                (self.table.has_body, self.table.cell) = (true, 0);
                self.out.push_str("<tr>");
            }
            _ => {
                self.out.push_str(if self.table.in_head { "<th scope=\"col\"" } else { "<td" });
                self.out.push_str(match self.table.alignments.get(self.table.cell) {
                    Some(Alignment::Left) => " class=\"left\">",
                    Some(Alignment::Center) => " class=\"center\">",
                    Some(Alignment::Right) => " class=\"right\">",
                    _ => ">",
                });
                self.begin_line();
                self.line.at_start = false;
            }
        }
    }

    pub(super) fn end_in_table(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::TableCell => {
                self.finish_line();
                self.out.push_str(if self.table.in_head { "</th>" } else { "</td>" });
                (self.table.cell, self.table.cell_end) = (self.table.cell + 1, range.end);
                self.body.plain.push(' ');
            }
            TagEnd::Table => {
                if self.table.has_body {
                    self.out.push_str("</tbody>");
                }
                self.out.push_str(if self.options.decorate { "</table></div>\n" } else { "</table>\n" });
            }
            _ => {
                self.out.push_str(if self.table.in_head { "</tr></thead>\n" } else { "</tr>\n" });
                self.table.in_head = false;
                self.check_row(range);
                self.body.plain.truncate(self.body.plain.trim_end_matches(' ').len());
                self.plain_newline();
            }
        }
    }

    /// Reports a row with more cells than the head, for the parser leaves them out.
    pub(super) fn check_row(&mut self, range: &Range<usize>) {
        let rest = self.prepared.text.get(self.table.cell_end..range.end).unwrap_or_default();
        let rest = rest.trim_matches(|c: char| c == '|' || c.is_whitespace());
        if !rest.is_empty() {
            let lost = self.unshield(rest, range.start).into_owned();
            let found = self.diagnostic("table-row-too-long", range).arg("lost", lost);
            self.report(found.arg("columns", self.table.alignments.len()));
        }
    }
}
