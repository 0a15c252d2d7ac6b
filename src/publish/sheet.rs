//! The sheet of a publication: what is new, changed and withdrawn, by title and unit, with those who approved it. For people to read,
//! to print and to sign; in Chinese, as the institutions that ask for it keep it.

use std::fmt::Write;

use super::{Changes, Generation, Note, Row};

/// Rows of a kind: what they are called, and what the mark before each says.
fn parts(changes: &Changes) -> [(&'static str, &[Row]); 3] {
    [("新增", &changes.added), ("更新", &changes.changed), ("撤下", &changes.withdrawn)]
}

/// Returns the sheet as lines of text.
pub fn text(changes: &Changes) -> String {
    let mut out = String::new();
    for (name, rows) in parts(changes).into_iter().filter(|(_, rows)| !rows.is_empty()) {
        let pages = rows.iter().filter(|row| row.note.is_some()).count();
        let _ = writeln!(out, "{name} {} 个文件，其中 {pages} 个页面：", rows.len());
        for (row, note) in noted(rows) {
            let _ = writeln!(out, "  《{}》{}  {}", note.title, unit(note), row.path);
        }
    }
    out
}

/// Returns the sheet as a page to print.
pub fn html(generation: &Generation, changes: &Changes) -> String {
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<meta charset=\"utf-8\">\n<title>发布清单</title>\n\
         <style>body{{font-family:serif;margin:2em}}table{{border-collapse:collapse;width:100%}}td,th{{border:1px solid;padding:.3em;text-align:left}}</style>\n\
         <h1>发布清单</h1>\n<p>站点：{}</p>\n",
        escape(&generation.site)
    );
    if generation.number > 0 {
        let _ = writeln!(out, "<p>第 {} 版，{}</p>", generation.number, escape(&generation.made));
    }
    let _ = writeln!(out, "<p>核对码：{}</p>", generation.digest());
    for (name, rows) in parts(changes) {
        table(&mut out, name, rows);
    }
    let _ = writeln!(
        out,
        "<p>未变 {} 个文件。</p>\n<p>经办人：　　　　　　审批人：　　　　　　日期：</p>\n</html>",
        changes.unchanged
    );
    out
}

fn table(out: &mut String, name: &str, rows: &[Row]) {
    let _ = writeln!(out, "<h2>{name}（{} 个文件）</h2>", rows.len());
    if rows.iter().any(|row| row.note.is_some()) {
        out.push_str("<table>\n<tr><th>标题</th><th>单位</th><th>审核人</th><th>文件</th></tr>\n");
        for (row, note) in noted(rows) {
            let approvers = note.approvers.join("、");
            let cells = [&*note.title, &note.unit, &approvers, row.path.as_str()].map(escape);
            let _ = writeln!(out, "<tr><td>{}</td></tr>", cells.join("</td><td>"));
        }
        out.push_str("</table>\n");
    }
    let others: Vec<String> =
        rows.iter().filter(|row| row.note.is_none()).map(|row| escape(row.path.as_str())).collect();
    if !others.is_empty() {
        let _ = writeln!(out, "<p>其他文件：{}</p>", others.join("，"));
    }
}

/// Returns the rows of pages, with what people call them.
fn noted(rows: &[Row]) -> impl Iterator<Item = (&Row, &Note)> {
    rows.iter().filter_map(|row| Some((row, row.note.as_ref()?)))
}

fn unit(note: &Note) -> String {
    let approvers = match note.approvers.is_empty() {
        true => String::new(),
        false => format!("  审核：{}", note.approvers.join("、")),
    };
    if note.unit.is_empty() { approvers } else { format!("  {}{approvers}", note.unit) }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
