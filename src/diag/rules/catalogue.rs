//! The check list before publishing: what editors are asked to look at, and which rules look at it for them.
//!
//! *Source:* the numbered list that inspections and reviewers in institutions use: E keeps a site from being published, W is very
//! likely a mistake, H could be better.

/// One line of the check list.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    /// Number such as `E04`.
    pub number: &'static str,
    /// What is looked at, in Chinese.
    pub zh: &'static str,
    /// What is looked at, in English.
    pub en: &'static str,
    /// Codes of the rules that look at it.
    pub rules: &'static [&'static str],
}

const fn item(
    number: &'static str,
    zh: &'static str,
    en: &'static str,
    rules: &'static [&'static str],
) -> Item {
    Item { number, zh, en, rules }
}

/// The check list.
pub const ITEMS: &[Item] = &[
    item(
        "E01",
        "审批不全，或审后有改动",
        "approval incomplete, or changed afterwards",
        &[
            "review-missing",
            "review-changed",
            "review-loose-file",
            "review-record-broken",
            "review-entry-broken",
            "review-record-conflict",
        ],
    ),
    item("E02", "一人审了两道", "one person in two steps", &["review-missing"]),
    item("E03", "密级和内部标志", "marks of secrecy", &["secrecy-mark"]),
    item(
        "E04",
        "个人信息没有遮盖",
        "personal data",
        &[
            "personal-identity",
            "personal-mobile",
            "personal-card",
            "personal-document",
            "personal-telephone",
            "personal-plate",
            "personal-mail",
            "personal-address",
            "picture-location",
            "attachment-author",
        ],
    ),
    item(
        "E05",
        "修订、批注和隐藏内容",
        "tracked changes, comments, hidden content",
        &[
            "attachment-changes",
            "attachment-comments",
            "attachment-hidden-text",
            "attachment-hidden-cells",
            "attachment-hidden-slides",
            "attachment-closed",
            "workbook-hidden-row",
            "workbook-hidden-column",
            "workbook-hidden-sheet",
        ],
    ),
    item(
        "E06",
        "站内链接、图片、附件打不开",
        "broken links, images, attachments",
        &[
            "link-page-missing",
            "link-page-hidden",
            "link-file-missing",
            "link-anchor-missing",
            "missing-anchor",
            "link-outside",
            "link-empty",
            "local-path",
            "field-file-missing",
            "field-file-outside",
            "menu-target-missing",
        ],
    ),
    item(
        "E07",
        "必填的项目、标签没有填",
        "mandatory fields and tags",
        &["missing-field", "empty-field", "tag-missing", "tag-missing-setting"],
    ),
    item(
        "E08",
        "引用的单位、品牌、评选不存在",
        "unknown units, brands, rounds",
        &[
            "unknown-reference",
            "reference-wrong-kind",
            "reference-ambiguous",
            "reference-to-hidden",
            "figure-unknown",
        ],
    ),
    item(
        "E09",
        "编号、网址、旧网址重复",
        "the same id or address twice",
        &["id-twice", "address-taken", "address-is-folder", "figure-id-twice"],
    ),
    item("E10", "未经批准的外部链接", "links outward that are not allowed", &["link-outward"]),
    item(
        "E11",
        "自造字和控制字符",
        "private-use and control characters",
        &["character-private", "character-control", "zero-byte"],
    ),
    item(
        "E12",
        "日期不实",
        "dates that cannot be",
        &["date-before-published", "date-before-state", "dates-reversed"],
    ),
    item("E13", "不在最终名单里", "not in the final list", &["not-among-chosen"]),
    item(
        "E14",
        "不许发布的文件、带宏的文件",
        "types of files, macros",
        &["attachment-type", "attachment-macros"],
    ),
    item("E15", "从别处取来的图片、脚本", "remote resources", &["remote-resource"]),
    item("W01", "姓名和职务不符", "names and posts", &["post-wrong", "person-misspelt"]),
    item(
        "W02",
        "数据缺单位或时段",
        "figures without unit or period",
        &["field-needs-other", "missing-field"],
    ),
    item(
        "W03",
        "增减幅度算不对",
        "stated and computed change",
        &["change-differs", "change-to-differs", "percent-of-rate", "points-of-no-rate", "change-to-percent"],
    ),
    item(
        "W04",
        "说的条数和列的条数不一致",
        "announced counts",
        &["announced-count", "count-differs", "announced-differs", "enumeration-gap"],
    ),
    item(
        "W05",
        "引号、括号不成对",
        "unpaired quotes and brackets",
        &["quotes-unpaired", "document-brackets"],
    ),
    item("W06", "中文里的英文标点", "ASCII punctuation", &["ascii-punctuation", "full-width-digits"]),
    item("W07", "旧稿里的“今年”“近日”", "relative dates in old texts", &["relative-date"]),
    item("W08", "图片没有说明", "images without description", &["image-without-description"]),
    item("W09", "图片太大或太小", "size of pictures", &["picture-too-large", "picture-too-small"]),
    item("W10", "栏目空白或过期", "empty and stale sections", &["column-empty", "column-stale"]),
    item(
        "W11",
        "系列缺期、重号、期数不符",
        "gaps in series",
        &["series-gap", "series-part-twice", "series-too-long"],
    ),
    item(
        "W12",
        "单位旧称和禁用词",
        "names of the past, forbidden words",
        &["word-retired", "word-forbidden", "word-required"],
    ),
    item("W13", "标题跳级", "skipped heading levels", &["heading-level-skipped"]),
    item("W14", "标题太长或重复", "long and repeated titles", &["text-too-long", "title-twice"]),
    item(
        "W15",
        "粘贴带来的颜色和样式",
        "colours that came with pasted text",
        &["html-attribute-removed", "html-element-removed"],
    ),
    item("W16", "转载没有来源、日期", "reprints without date", &["reprint-undated", "missing-field"]),
    item("W17", "已撤下的人", "people who were withdrawn", &["person-withdrawn"]),
    item("W18", "表格没有表头", "tables without headings", &["table-without-header"]),
    item("W19", "显示不出来的生僻字", "rare characters", &["character-rare"]),
    item("W20", "文件名只差大小写", "names that differ in case alone", &["address-case", "link-case"]),
    item("H01", "数字写法不一", "ways of writing numbers", &["thousands-mixed"]),
    item("H02", "引号之间的顿号", "commas between quotations", &["comma-between-quotes"]),
    item("H03", "没有数字的“最”", "superlatives without figures", &["superlative-without-figure"]),
    item("H04", "段落太长", "long paragraphs", &["paragraph-long"]),
    item("H05", "没有摘要", "missing summaries", &["summary-missing"]),
    item("H06", "段首小标题字数不一", "uneven run-in heads", &["leads-uneven"]),
    item("H07", "先用了简称", "short names first", &["short-name-first"]),
];

/// Rules of taste: they speak only if `check.style` of the settings is on, or if `lints` names them.
pub const STYLE: &[&str] = &[
    "thousands-mixed",
    "comma-between-quotes",
    "superlative-without-figure",
    "paragraph-long",
    "summary-missing",
    "leads-uneven",
    "short-name-first",
];

/// Rules that are judged by people: even where they are errors somebody may take the responsibility, by name.
const JUDGED: &[&str] = &[
    "personal-",
    "secrecy-mark",
    "attachment-",
    "picture-",
    "remote-resource",
    "link-outward",
    "post-wrong",
    "person-",
    "word-",
    "not-among-chosen",
    "date-before-published",
];

/// Tells whether a finding that is an error may be waived.
pub fn is_judged(code: &str) -> bool {
    JUDGED.iter().any(|start| code.starts_with(start))
}

/// Returns the numbers of the lines that a rule belongs to.
pub fn numbers(code: &str) -> impl Iterator<Item = &'static str> {
    ITEMS.iter().filter(move |item| item.rules.contains(&code)).map(|item| item.number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_of_the_list_exists() {
        let missing: Vec<&str> = ITEMS
            .iter()
            .flat_map(|item| item.rules)
            .copied()
            .filter(|code| crate::diag::rule(code).is_none())
            .collect();
        assert_eq!(missing, [""; 0]);
        assert!(ITEMS.iter().all(|item| !item.rules.is_empty()));
        assert_eq!(ITEMS.len(), 15 + 20 + 7);
        assert!(STYLE.iter().all(|code| crate::diag::rule(code).is_some()));
    }

    #[test]
    fn every_rule_of_the_list_has_an_example() {
        let codes = ITEMS.iter().flat_map(|item| item.rules);
        let bare: Vec<&str> = codes
            .copied()
            .filter(|code| crate::diag::rule(code).is_some_and(|rule| rule.example.is_empty()))
            .collect();
        assert_eq!(bare, [""; 0]);
    }
}
