//! Rules about the site as it is kept: sections, titles, pictures, lists, waivers.

use super::Rule;
use crate::diag::Severity::{Hint, Warning};

/// The rules of this area.
pub const RULES: &[Rule] = &[
    Rule::new(
        "column-empty",
        Warning,
        (
            "栏目“{title}”是空的",
            "空栏目在检查里要扣分，读者点进去什么也没有。",
            &["请放进内容，或者把栏目设为草稿、从导航里去掉。"],
        ),
        (
            "The section “{title}” is empty",
            "Readers who follow its link find nothing; inspections count empty sections.",
            &["Add pages, or make it a draft."],
        ),
        "content/notices/ 里只有 _index.md",
    ),
    Rule::new(
        "column-stale",
        Warning,
        (
            "栏目“{title}”超过 {days} 天没有更新：最近一篇是 {last}",
            "页首信息里写着更新周期（update_every）；过期没有更新的栏目在检查里要扣分。",
            &["请发布新内容，或者按实际情况改更新周期。"],
        ),
        (
            "The section “{title}” has had nothing new for more than {days} days: the latest is of {last}",
            "Its front matter says how often it is brought up to date (`update_every`).",
            &["Publish something, or change the interval."],
        ),
        "更新周期: 14天（最近一篇是两个月以前）",
    ),
    Rule::new(
        "title-twice",
        Warning,
        (
            "标题“{text}”和另一页相同",
            "列表和搜索结果里分不清是哪一页。",
            &["请改得有区别，例如加上年份或期号。"],
        ),
        (
            "Another page has the title “{text}” too",
            "Nobody can tell them apart in lists and search results.",
            &["Make a difference, such as the year."],
        ),
        "甲.md 和乙.md 的标题都是“工作动态”",
    ),
    Rule::new(
        "picture-too-large",
        Warning,
        (
            "图片有 {size} MB，太大了",
            "在单位的网上打开要等很久，U 盘和光盘也装不下几张。",
            &["请缩小到 {most} MB 以内；照片宽 2000 像素就够了。"],
        ),
        (
            "The picture has {size} MB",
            "It takes long to load on a slow network.",
            &["Make it smaller than {most} MB; a photograph needs no more than 2000 pixels."],
        ),
        "合影.jpg：12 MB",
    ),
    Rule::new(
        "picture-too-small",
        Warning,
        (
            "题图只有 {width} 像素宽，放大后会模糊",
            "题图在列表和页首要铺开显示，至少要 {least} 像素宽。",
            &["请换一张大一些的原图。"],
        ),
        (
            "The cover is only {width} pixels wide and will look blurred",
            "Covers are shown large; they need at least {least} pixels.",
            &["Use a larger picture."],
        ),
        "题图.jpg：只有 300 像素宽",
    ),
    Rule::new(
        "reprint-undated",
        Warning,
        (
            "转发转载“{text}”没有写日期",
            "说不清什么时候转发的，核对不了，也没法排序。",
            &["请在这一条里补上 date（日期），只知道年份也可以。"],
        ),
        (
            "The reprint by “{text}” has no date",
            "It cannot be checked or put in order.",
            &["Add its date; the year will do."],
        ),
        "转发转载: [{单位: 某报}]",
    ),
    Rule::new(
        "waiver-expired",
        Warning,
        (
            "对 {rule} 的豁免到 {until} 为止，已经过期",
            "过期的豁免不再起作用。",
            &["请改正内容；仍需豁免的，重新批准并改写日期。"],
        ),
        (
            "The waiver for {rule} ended on {until}",
            "It has no effect any more.",
            &["Correct the text, or have the waiver renewed."],
        ),
        "",
    ),
    Rule::new(
        "waiver-unneeded",
        Hint,
        (
            "对 {rule} 的豁免已经用不上了",
            "这一页不再有这样的问题；留着会放过以后的新问题。",
            &["请删去这一条豁免。"],
        ),
        (
            "The waiver for {rule} is not needed any more",
            "The page has no such finding; a waiver that stays hides later ones.",
            &["Remove it."],
        ),
        "",
    ),
    Rule::new(
        "waiver-incomplete",
        Warning,
        (
            "这一条豁免没有写全，不起作用：缺{missing}",
            "豁免要写明规则、批准人、理由和日期，以后才查得到是谁同意的。",
            &["请补全 rule（规则）、by（批准人）、reason（理由）、date（日期）。"],
        ),
        (
            "This waiver is incomplete and has no effect: {missing}",
            "A waiver says which rule, who allowed it, why and when.",
            &["Complete it: rule, by, reason, date."],
        ),
        "",
    ),
    Rule::new(
        "waiver-refused",
        Warning,
        (
            "规则 {rule} 不能豁免",
            "这样的错误会让网页做不出来，只能改正。",
            &["请删去这一条豁免，并改正问题。"],
        ),
        (
            "The rule {rule} cannot be waived",
            "Such an error keeps the page from being made.",
            &["Remove the waiver and mend the error."],
        ),
        "",
    ),
    Rule::new(
        "waiver-nowhere",
        Warning,
        (
            "豁免写的文件“{page}”不存在",
            "这一条豁免不起作用：多半是文件名写错了，或者文件改了名。",
            &["请改成文件现在的名字，或者删去这一条。"],
        ),
        (
            "A waiver is for “{page}”, and there is no such file",
            "It has no effect: the name is mistyped, or the file was renamed.",
            &["Write the name that the file has now, or remove the waiver."],
        ),
        "豁免: [{page: 名单.xlxs, rule: personal-mobile, by: 值班编辑, reason: 公布, date: 2020-07-06}]",
    ),
];
