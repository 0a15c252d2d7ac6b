//! The manual's page about what themes may rely on, made from the tables.

use std::fmt::Write;

use super::values::Fields;
use super::{COMPONENTS, DIRECTIVE_ARGUMENTS, ENGINE_FILTERS, ENGINE_TESTS, Need, TEMPLATES, VALUES};
use crate::render::filters::FILTERS;
use crate::render::functions::FUNCTIONS;

/// Returns the page, in Chinese.
pub fn manual() -> String {
    let mut text = String::from(
        "主题可以依靠的东西都在这里；这里没有的，程序不保证以后还有。`pilothouse theme check` 按这一页检查主题，\
         主题的写法见仓库里的 `themes/README.md`。\n\n## 模板\n\n| 模板 | 用来做 | 得到的值 |\n|---|---|---|\n",
    );
    for template in TEMPLATES {
        let need = if template.need == Need::Always { "，必须有" } else { "" };
        let given = template.given.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join("、");
        let _ = writeln!(text, "| `{}` | {}{need} | {given} |", template.name, template.zh);
    }
    text.push_str("\n每种类型还可以有 `类型.html`；稿件里的“模板”可以写任何一个模板。所有模板都得到 `site`、`lang`、`dir`。\n\n## 值\n\n| 名称 | 是什么 | 有哪些项 |\n|---|---|---|\n");
    for value in VALUES {
        let fields = match value.fields {
            Fields::Text => String::new(),
            Fields::Of(fields) | Fields::OfKind(fields) | Fields::OfSite(fields) => listed(fields),
        };
        let _ = writeln!(text, "| `{}` | {} | {fields} |", value.name, value.zh);
    }
    let functions: Vec<&str> = FUNCTIONS.iter().map(|one| one.name).collect();
    let _ = write!(text, "\n## 函数\n\n{}：用法见[模板函数](functions.md)。\n\n", listed(&functions));
    text.push_str("## 过滤器\n\n| 名称 | 作用 |\n|---|---|\n");
    for filter in FILTERS {
        let _ = writeln!(text, "| `{}` | {} |", filter.name, filter.zh);
    }
    let _ = write!(
        text,
        "\n模板语言自己的：{}。判断（`is`）：{}。\n\n",
        listed(ENGINE_FILTERS),
        listed(ENGINE_TESTS)
    );
    let _ = write!(
        text,
        "## 组件\n\n程序按名称调用这些组件，参数都是 `{DIRECTIVE_ARGUMENTS}`，`body` 是块里的内容（HTML）。\n\n| 名称 | 显示 |\n|---|---|\n"
    );
    for component in COMPONENTS {
        let _ = writeln!(text, "| `{}` | {} |", component.name, component.zh);
    }
    text.push_str("\n`each()` 另外调用它的参数 `component` 写的组件，参数是 `card`。\n");
    text
}

fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join("、")
}
