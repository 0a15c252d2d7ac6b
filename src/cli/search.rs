//! The command that searches the built site: the index of the output folder, read as browsers read it.

use std::fs;

use super::args::{Args, Format, Status};
use super::show::{err, out, site_options, words};
use crate::search::Script;
use crate::search::read::{self, Hit};

/// Characters of text that are shown on each side of a hit.
const AROUND: usize = 30;

/// Prints the pages that hold a query, best first.
pub fn search(args: &Args, query: &str, language: Option<&str>) -> Status {
    let mut folder = site_options(args).target().folder;
    folder.extend(language);
    folder.push("_search");
    let load = |name: &str| fs::read_to_string(folder.join(format!("{name}.js"))).ok();
    let Some(hits) = read::search(query, &load) else {
        let place = folder.display();
        err(&match words(args, "zh", "en") {
            "zh" => format!(
                "{place} 里没有完整的搜索文件。请在设置里写 search: {{on: true}}，再运行 pilothouse build。\n"
            ),
            _ => format!(
                "There is no whole search index in {place}. Write search: {{on: true}} in the settings and run pilothouse build.\n"
            ),
        });
        return Status::Environment;
    };
    let script = read::script(&load).unwrap_or_default();
    hits.iter().for_each(|hit| show(args, hit, query, script));
    if hits.is_empty() && args.common.format == Format::Human {
        err(words(args, "没有找到。\n", "Nothing was found.\n"));
    }
    Status::Success
}

fn show(args: &Args, hit: &Hit, query: &str, script: Script) {
    let around = around(&hit.text, query, script);
    out(&match args.common.format {
        Format::Json => {
            let line = serde_json::json!({"url": hit.url, "title": hit.title, "date": hit.date, "weight": hit.weight, "text": around});
            format!("{line}\n")
        }
        Format::Human | Format::Sarif | Format::Html => format!("{}  {}\n    {around}\n", hit.url, hit.title),
    });
}

/// Returns the line of the text that holds the first word of a query, cut around it.
fn around(text: &str, query: &str, script: Script) -> String {
    let words = crate::search::query::words(query, script);
    let holds = |line: &&str| words.iter().any(|word| script.fold(line).contains(word.as_str()));
    let line: Vec<char> = text.lines().find(holds).unwrap_or_default().chars().collect();
    let at = (0..line.len()).rev().find(|at| {
        let rest = script.fold(&line[*at..].iter().collect::<String>());
        words.iter().any(|word| rest.starts_with(word.as_str()))
    });
    let at = at.unwrap_or_default();
    line[at.saturating_sub(AROUND)..line.len().min(at + AROUND)].iter().collect()
}
