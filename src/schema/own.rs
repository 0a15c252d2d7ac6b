//! The part of the manual about kinds of a site's own: what may stand in a kind file.

use super::ADDRESS_WORDS;

/// Keys of a kind file, each with what it says.
const KIND: &[(&str, &str)] = &[
    ("kind", "类型的英文名，和文件名相同；可以不写"),
    ("label", "显示的名称：`{zh: 荐读, en: Reading}`"),
    ("also", "稿件里还可以用的名称"),
    ("extends", "在哪个类型上增改；不写就是 `page`；`none` 是只用在数据表和分组里的类型"),
    ("address", "网址的样子"),
    ("template", "用哪个模板，主题里没有就是错误；不写时用和类型同名的模板，也没有就用 `page.html`"),
    ("sort", "列表按哪个字段排；前面加 `-` 表示倒过来"),
    (
        "states",
        "哪些状态不公开：`{field: 状态字段, hidden: [选项]}` 或 `visible: [选项]`；`withdrawn: [选项]` 是撤下的，`history: 字段` 是每个状态从哪天起",
    ),
    ("body_ends", "正文要以哪几个词或标点中的一个结尾，如 `[——, 。]`；中文页面不是这样结尾时，检查会提醒"),
    ("fields", "增加或改动的字段，每个一行"),
];

/// Keys of a field, each with what it says.
const FIELD: &[(&str, &str)] = &[
    ("zh", "中文名"),
    ("en", "英文的显示名"),
    ("also", "稿件里还可以用的名称"),
    ("type", "内容的种类，见下"),
    ("required", "是否必填"),
    ("required_by", "设置里的哪一项打开时必填，如 `figures.strict`"),
    ("default", "没有写时的值"),
    ("min", "数的下限；文字至少几个字；列表至少几项"),
    ("max", "数的上限；文字至多几个字；列表至多几项"),
    ("pattern", "文字的格式（正则表达式）"),
    ("pattern_help", "用一句话说明这个格式"),
    ("of", "选项：`[甲, 乙]`，或 `{a: {zh: 甲, en: A}}`"),
    ("fields", "分组里的小项"),
    ("short", "分组只写一个值时，算是哪个小项"),
    ("loose", "引用的页面不存在时，是否当作文字显示"),
    ("precision", "日期可以只写到 `year`、`month` 或 `day`"),
    ("after", "日期不早于哪个字段"),
    ("before", "日期不晚于哪个字段"),
    ("at_most", "数不大于哪个字段"),
    ("rising", "几个分组按里面哪个日期先后排列"),
    ("apart", "和 `rising` 一起写：下一条在上一条的这个日期之后才开始"),
    ("at_least", "数不小于哪个字段；可以是分组里的，如 `counts.final`"),
    ("distinct", "同类页面的这一项各不相同：写 `kind`，或者写一个字段，如 `parent`，只和那一项相同的页面比"),
    ("numbered", "是不是文号：年份要用六角括号；不像文号的文字不管"),
    ("former", "是不是旧名称：用语表里的旧称写在这里不提醒"),
    ("checksum", "校验码：写 `isbn` 时，书号算不对就是错误"),
    (
        "shown_by",
        "设置里哪一项打开了读者才看得到，如 `shown.editors`；没有打开时模板、搜索里都没有，所写的文件也不放进网站",
    ),
    (
        "tally",
        "这个数和列表、数据文件里的条数相符：`{of: 列表, from: 数据文件, field: 按哪一项数, values: [算数的选项]}`，不写 `field` 时每一条都算；加 `most: true` 时只是不能超过",
    ),
    (
        "lasting",
        "哪些条目至少持续几个工作日：`{from: 开始, to: 结束, field: 字段, value: 选项, setting: 设置}`",
    ),
    (
        "among",
        "列表里的每一条都要在所引用页面的名单里：`{of: 引用, list: 名单, from: 数据文件, field: 按哪一项, values: [算数的选项], same: {本页的小项: 名单的小项}, alone: 列表空着时代替它的字段}`",
    ),
    (
        "announces",
        "每一条写的数和别的页面名单里的条数相符：`{number: 数, page: 引用名单的小项, same: 没有引用时按哪个字段相同去找, of: {类型: {list: 名单, from: 数据文件, stated: 那一页自己写的数, alone: 名单空着时代替它的字段, field: 按哪一项数, by: 本页选它的小项, steps: [先后的选项]}}}`",
    ),
    ("needs", "写了这一项，也要写哪个字段"),
    ("like", "分组的小项和哪个类型的字段一样"),
    ("change_of", "分组说的是哪两个数之间的变化：`{from: 基数, to: 现在的数, unit: 单位}`，写的和算的要相符"),
    ("unit", "数的单位"),
    ("card", "列表里能不能显示这一项"),
    ("index", "列表能不能按这一项选、排"),
    ("taxonomy", "是不是几个词，用来归类"),
    ("rare", "`pilothouse new` 不列出这一项"),
    ("help", "给编辑的说明"),
    ("example", "例子"),
];

/// Types of a field, each with what may be written.
const TYPES: &[(&str, &str)] = &[
    ("any", "任意内容"),
    ("text", "一行文字"),
    ("inline", "一行文字，可以加粗、加链接"),
    ("markdown", "几段 Markdown"),
    ("bool", "是或否"),
    ("int", "整数"),
    ("decimal", "数"),
    ("date", "日期"),
    ("datetime", "日期，可以带时间"),
    ("duration", "时间长度"),
    ("enum", "选项之一"),
    ("image", "图片"),
    ("file", "文件"),
    ("url", "网址"),
    ("group", "几个小项"),
    ("ref", "另一个页面：`ref(unit)`、`ref(unit|pilot)`"),
    ("list", "几项：`list(text)`、`list(ref(unit))`、`list(group)`"),
];

const EXAMPLE: &str = "kind: lecture\nlabel: {zh: 讲座, en: Lecture}\nextends: page\naddress: \"{section}/{year}/{slug}\"\nsort: -date\nfields:\n  date: {required: true}\n  place: {zh: 地点, en: Place, type: text, max: 40, card: true}\n  host: {zh: 承办单位, en: Host, type: ref(unit)}\n  seats: {zh: 人数, en: Seats, type: int, min: 1, unit: 人}\n";

/// Returns the chapter, in Chinese.
pub fn chapter() -> String {
    let words: Vec<String> = ADDRESS_WORDS.iter().map(|word| format!("`{{{word}}}`")).collect();
    let mut out = format!(
        "## 自己加类型\n\n在 `content/_kinds/` 里放一个文件，例如 `lecture.yaml`，就有了一种新的页面；\
         文件名和自带的类型相同时，是在那个类型上增改。\n\n```yaml\n{EXAMPLE}```\n\n\
         网址里可以用 {}，以及任何字段的英文名。\n",
        words.join("、")
    );
    for (title, rows) in [("类型文件", KIND), ("一个字段", FIELD), ("内容的种类", TYPES)] {
        out.push_str(&format!("\n### {title}\n\n| 写法 | 意思 |\n|---|---|\n"));
        for (name, words) in rows {
            out.push_str(&format!("| `{name}` | {} |\n", words.replace('|', "\\|")));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{Schema, field, load};
    use super::*;

    fn names(rows: &[(&'static str, &str)]) -> Vec<&'static str> {
        rows.iter().map(|(name, _)| *name).collect()
    }

    #[test]
    fn the_chapter_names_all_that_can_be_written() {
        assert_eq!(names(KIND), load::KEYS);
        assert_eq!(names(FIELD), field::KEYS);
        assert_eq!(names(TYPES), field::type_names().collect::<Vec<_>>());
    }

    #[test]
    fn its_example_is_a_kind() {
        let (schema, found) = Schema::load(&[("content/_kinds/lecture.yaml".into(), EXAMPLE.into())]);
        assert_eq!(found, []);
        assert!(schema.kind("讲座").is_some());
    }
}
