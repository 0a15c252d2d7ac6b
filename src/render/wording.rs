//! The engine's sentences about templates, in Chinese.
//!
//! Tera and the functions of this module say what is wrong in English. These are the sentences that people meet; any other one is
//! shown as it is.

/// English and Chinese; `{}` stands for the same words in both, in the same order.
const SENTENCES: &[(&str, &str)] = &[
    ("Field `{}` is not defined. Available fields: {}", "没有“{}”这个字段；可以用的有：{}"),
    ("Field `{}` is not defined", "没有“{}”这个字段"),
    ("Variable `{}` is not defined. Available variables: {}", "没有“{}”这个变量；可以用的有：{}"),
    ("Variable `{}` is not defined", "没有“{}”这个变量"),
    ("Variable `{}` exists but its value is undefined", "变量“{}”没有值"),
    ("Unknown filter `{}`", "没有“{}”这个过滤器"),
    ("Unknown function `{}`", "没有“{}”这个函数"),
    ("Unknown test `{}`", "没有“{}”这种判断"),
    ("Unknown component `{}`", "没有“{}”这个组件"),
    ("Component '{}' not found", "没有“{}”这个组件"),
    ("Unknown template `{}`", "没有“{}”这个模板"),
    ("Template '{}' not found", "没有“{}”这个模板"),
    ("Block `{}` is not defined in any parent template", "上级模板里没有“{}”这个块（block）"),
    (
        "Template '{}' is inheriting from '{}', which doesn't exist or isn't loaded.",
        "模板“{}”要扩展的“{}”不存在",
    ),
    ("Component `{}` is defined in both `{}` and `{}`", "组件“{}”在“{}”和“{}”里各定义了一次"),
    ("Iteration not possible on type `{}`", "这里的值（{}）不是列表，不能逐项循环"),
    ("Invalid type for the value, expected `{}` but got `{}`", "值的种类不对：要的是 {}，得到的是 {}"),
    ("Argument `{}` missing.", "缺少参数“{}”"),
    ("Missing keyword argument `{}`", "缺少参数“{}”"),
    ("Cannot divide by 0", "不能除以 0"),
    (
        "t(key=\"{}\"): the theme's strings have no such key",
        "t(key=\"{}\")：主题的文字（strings）里没有这一条",
    ),
    ("url(to=\"{}\"): there is no such page or file", "url(to=\"{}\")：没有这个页面或文件"),
    (
        "asset(name=\"{}\"): the theme has no such file; did you mean \"{}\"?",
        "asset(name=\"{}\")：主题里没有这个文件，是不是“{}”？",
    ),
    ("asset(name=\"{}\"): the theme has no such file", "asset(name=\"{}\")：主题里没有这个文件"),
    ("data(name=\"{}\"): there is no {}", "data(name=\"{}\")：没有文件 {}"),
    ("label(field=\"{}\"): no kind has this field", "label(field=\"{}\")：没有哪个类型有这个字段"),
    ("sort=\"{}\": no kind has this field", "sort=\"{}\"：没有哪个类型有这个字段"),
    (
        "rows(name=\"{}\"): rows of the kind `{}` have no field `{}`; did you mean `{}`?",
        "rows(name=\"{}\")：类型“{}”的行没有“{}”这个字段，是不是“{}”？",
    ),
    (
        "rows(name=\"{}\"): rows of the kind `{}` have no field `{}`",
        "rows(name=\"{}\")：类型“{}”的行没有“{}”这个字段",
    ),
    (
        "rows(name=\"{}\"): there is no order `{}`; did you mean `{}`?",
        "rows(name=\"{}\")：排序方式“{}”不认得，是不是“{}”？",
    ),
    ("rows(name=\"{}\"): there is no order `{}`", "rows(name=\"{}\")：排序方式“{}”不认得"),
    ("rows(name=\"{}\"): there is no data file `{}`", "rows(name=\"{}\")：没有“{}”这个数据文件"),
    ("there is no argument `{}`; did you mean `{}`?", "没有“{}”这个参数，是不是“{}”？"),
    ("there is no argument `{}`", "没有“{}”这个参数"),
    ("{}=\"{}\": there is no such thing; did you mean `{}`?", "{}=\"{}\"：没有这个名称，是不是“{}”？"),
    ("{}=\"{}\": there is no such thing", "{}=\"{}\"：没有这个名称"),
    ("year=\"{}\": write it as 2020", "year=\"{}\"：要写成 2020 这样的年份"),
    ("month=\"{}\": write it as 2020-07", "month=\"{}\"：要写成 2020-07 这样的月份"),
    (
        "`month` needs a year: month=\"2020-07\", or year=2020, month=7",
        "month 要有年份：month=\"2020-07\"，或者 year=2020, month=7",
    ),
    ("`taxonomy` and `term` go together", "taxonomy 和 term 要一起写"),
    ("each: there is no component `{}`", "each：没有“{}”这个组件"),
    ("the argument `{}` is missing or not a text", "缺少参数“{}”，或者它不是文字"),
    ("the argument `{}` must be a number from 0 up", "参数“{}”要写 0 或更大的整数"),
    ("this output is no page: give the argument `{}`", "这里不是某一页，请写上参数“{}”"),
    ("pages and directives include each other without end", "页面和正文块互相包含，没有尽头"),
];

/// Returns a sentence in Chinese, if it is one of those that are known.
pub fn in_chinese(sentence: &str) -> Option<String> {
    SENTENCES.iter().find_map(|(english, chinese)| {
        let words = words(english, sentence)?;
        let mut words = words.into_iter();
        let mut pieces = chinese.split("{}");
        let mut out = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            out.push_str(words.next().unwrap_or_default());
            out.push_str(piece);
        }
        Some(out)
    })
}

/// Returns what stands in a sentence where its pattern has `{}`.
fn words<'s>(pattern: &str, sentence: &'s str) -> Option<Vec<&'s str>> {
    let mut pieces = pattern.split("{}");
    let mut rest = sentence.strip_prefix(pieces.next()?)?;
    let mut words = Vec::new();
    let mut pieces = pieces.peekable();
    while let Some(piece) = pieces.next() {
        let end = match pieces.peek() {
            Some(_) => rest.find(piece)?,
            None => rest.strip_suffix(piece)?.len(),
        };
        words.push(&rest[..end]);
        rest = &rest[end + piece.len()..];
    }
    rest.is_empty().then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_of_the_engine() {
        let mut tera = tera::Tera::default();
        let error = tera.add_raw_template("a.html", "{{ a | nothing }}").expect_err("no such filter");
        assert!(error.to_string().contains("Unknown filter `nothing`"), "{error}");
        tera.add_raw_template("a.html", "{% for x in a %}{% endfor %}").expect("it is right");
        let error = tera.render("a.html", &tera::Context::new()).expect_err("nothing to go through");
        assert!(error.to_string().contains("Iteration not possible on type `undefined`"), "{error}");
    }

    #[test]
    fn words_are_kept() {
        let chinese = |sentence| in_chinese(sentence).unwrap_or_default();
        assert_eq!(chinese("Unknown filter `甲`"), "没有“甲”这个过滤器");
        assert_eq!(
            chinese("Field `titel` is not defined. Available fields: id, title"),
            "没有“titel”这个字段；可以用的有：id, title"
        );
        assert_eq!(in_chinese("something else"), None);
        for (english, chinese) in SENTENCES {
            assert_eq!(english.matches("{}").count(), chinese.matches("{}").count(), "{english}");
        }
    }
}
