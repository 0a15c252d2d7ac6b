//! Pages of the manual that are made from the code, so that they cannot fall behind it.
//!
//! They lie under `content/manual/` as pages of the sample site; a test compares them and rewrites them on demand.

use std::fmt::Write;

use crate::base::SourcePath;
use crate::config;
use crate::diag::{self, Lang};
use crate::markdown::default_directives;
use crate::render::FUNCTIONS;
use crate::schema::{self, Schema};

/// Returns path and text of every generated page.
pub fn pages() -> Vec<(SourcePath, String)> {
    let pages = [
        ("kinds", "页面类型与字段", 10, kinds()),
        ("settings", "站点设置", 20, without_title(&schema::manual(config::kind(), Lang::Zh))),
        ("directives", "正文块", 30, directives()),
        ("functions", "模板函数", 40, functions()),
        ("codes", "诊断代码", 50, without_title(&diag::render::manual(Lang::Zh))),
    ];
    pages.into_iter().map(|(name, title, order, body)| (path(name), page(title, order, &body))).collect()
}

fn path(name: &str) -> SourcePath {
    SourcePath::new(&format!("content/manual/{name}.md"))
}

fn page(title: &str, order: u32, body: &str) -> String {
    let note = "<!-- 由程序生成，请勿手改 -->";
    format!("---\n标题: {title}\n排序: {order}\n标注术语: 否\n---\n\n{note}\n\n{}\n", body.trim())
}

/// Removes the heading that a page's own title stands for.
fn without_title(text: &str) -> String {
    text.strip_prefix("# ").and_then(|rest| rest.split_once('\n')).map_or(text, |(_, rest)| rest).to_owned()
}

fn kinds() -> String {
    let (schema, _) = Schema::load(&[]);
    let mut text = String::from("页首信息里的每一项都有一个英文名和一个中文名，两种写法意思相同。\n");
    for kind in schema.kinds() {
        let manual = schema::manual(kind, Lang::Zh);
        // Headings one level down: each kind's page becomes a part of this one.
        let lowered = manual
            .lines()
            .map(|line| if line.starts_with('#') { format!("#{line}") } else { line.to_owned() });
        text.push('\n');
        for line in lowered {
            let _ = writeln!(text, "{line}");
        }
    }
    text.push('\n');
    text.push_str(&schema::own_kinds());
    text
}

fn directives() -> String {
    let mut text = String::from(
        "正文块用三个冒号开头和结尾（全角 `：：：` 也可以），里面照常写 Markdown，可以嵌套。\
         名称后面的文字用 `|` 分成几段。\n\n| 名称 | 中文名 | 例子 |\n|---|---|---|\n",
    );
    for directive in default_directives() {
        let names = directive.synonyms.join("、");
        let example = directive.synonyms.first().map_or(directive.name.as_str(), String::as_str);
        let _ = writeln!(text, "| `{}` | {names} | `:::{example} …… :::` |", directive.name);
    }
    text
}

fn functions() -> String {
    let mut text = String::from(
        "模板只能通过下面的函数取得其他页面的内容；每次调用都会记下来，内容有变化时只重新生成用到它的页面。\n",
    );
    for function in FUNCTIONS {
        let arguments = if function.arguments.is_empty() { "（无参数）" } else { function.arguments };
        let _ = write!(
            text,
            "\n## {0} {{#{0}}}\n\n{1}\n\n{2}\n\n参数：`{arguments}`\n\n```html\n{3}\n```\n",
            function.name, function.zh, function.en, function.example
        );
    }
    text
}
