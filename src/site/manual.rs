//! Pages of the manual that are made from the code, so that they cannot fall behind it.
//!
//! They lie under `content/manual/` as pages of the sample site; a test compares them and rewrites them on demand.

pub mod examples;

use std::fmt::Write;

use crate::base::SourcePath;
use crate::config;
use crate::diag::{self, Lang};
use crate::markdown::default_directives;
use crate::render::{FUNCTIONS, contract};
use crate::schema::{self, Schema, Shown};

/// Returns path and text of every generated page.
pub fn pages() -> Vec<(SourcePath, String)> {
    let pages = [
        ("kinds", "页面类型与字段", 10, kinds()),
        ("settings", "站点设置", 20, settings()),
        ("directives", "正文块", 30, directives()),
        ("functions", "模板函数", 40, functions()),
        ("contract", "主题约定", 45, contract::manual()),
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

fn settings() -> String {
    let shown = Shown { fields: examples::of_settings(), ..Shown::default() };
    without_title(&schema::manual(config::kind(), Lang::Zh, &shown))
}

fn kinds() -> String {
    let (schema, _) = Schema::load(&[]);
    let mut text = String::from("页首信息里的每一项都有一个英文名和一个中文名，两种写法意思相同。\n");
    for kind in schema.kinds() {
        let whole = examples::of_kind(&kind.name).unwrap_or_default();
        let manual = schema::manual(kind, Lang::Zh, &Shown { whole, ..Shown::default() });
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
    text.push_str(FIGURES);
    text.push_str(CHARTS);
    text
}

/// How bodies name figures.
const FIGURES: &str = "
## 引用数据 {#yinyong-shuju}

一个数只写一处：写在页首的“数据”里，或者写在设置里定为 `figure` 类型的数据表里，并给它一个编号。别处引用编号，数改了，用到它的地方一起改。

| 写法 | 显示 |
|---|---|
| `{{数据 zhijie-peixun}}` | 3600余人 |
| `{{数据 zhijie-peixun 变化}}` | 同比增长40% |
| `{{数据 zhijie-peixun 全句}}` | 2019年，省院直接培训3600余人，同比增长40% |
| `:::数据 标题 编号=甲,乙 :::` | 几个数排成一行 |
| 页首 `引用数据: [甲, 乙]` | 和本页自己的数据显示在一起 |

编号里不能有空格、逗号和括号；没有这个编号时会报告出来。“数据一览”由模板 `figures.html` 按年份列出全站的数。
列表里的摘要取自正文开头时，引用的数显示为“……”，这样的页面请另写摘要。
";

/// How bodies show numbers as drawings.
const CHARTS: &str = "
## 图表 {#tubiao}

把数写成表格，放在“图表”块里，建站时画成图；表格收在图下面，点开可看，读屏和打印也能用。图是网页里的 SVG，不用脚本，颜色跟着主题走。

```md
:::图表 折线 | 培训人次 单位=人次
| 年份 | 机关 | 基层 |
|---|---|---|
| 2018 | 1200 | 3400 |
| 2019 | — | 5200 |
:::
```

名称后面先写图的样子，再写标题，用 `|` 隔开。

| 样子 | 用来 |
|---|---|
| `条形` `bar` | 比大小；名称长、项目多时用 |
| `柱形` `column` | 几年、几个月的数 |
| `折线` `line` | 许多时间点的走势 |
| `变化` `change` | 从多少到多少；表格写“原来”“现在”两列 |

| 写法 | 数从哪里来 |
|---|---|
| 块里写表格 | 第一列是名称，后面每列一组数 |
| `编号=甲,乙` | 引用的数据；样子是“变化”时画基数到数值，没有基数时画增减的百分比 |
| `数据=文件 横轴=列 数值=列,列` | `content/_data/` 里的数据文件；可再写 `排序=列` |

`单位=%` 时每个数后面带百分号。空格子和“—”是没有数，不画成零；写的不是数时会报告。条形、柱形和变化最多 60 项，折线最多 400 项，最多 6 组；再多不画，只留表格，也会报告。
";

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
