//! The engine's questions in words: `explain` shows them to people who never saw the program from inside.

use crate::diag::Lang;

/// Name of a question, what it asks for in Chinese and in English.
const WORDS: &[(&str, &str, &str)] = &[
    ("file", "文件", "file"),
    ("folder", "文件夹", "folder"),
    ("fact", "条件", "fact"),
    ("AllMoved", "全部旧网址", "all old addresses"),
    ("Agenda", "以后的变化", "what time will change"),
    ("Anchors", "页内位置", "anchors"),
    ("Approval", "审批情况", "approval of a page"),
    ("Archives", "各个归档", "archives"),
    ("Around", "时间相近的页面", "pages around a page"),
    ("Backlinks", "反向引用", "backlinks"),
    ("Body", "正文", "body"),
    ("BodySummary", "正文摘要", "summary of the body"),
    ("Called", "各页的名字", "pages by name"),
    ("Card", "卡片", "card"),
    ("Chain", "主题的先后", "chain of themes"),
    ("Citations", "引用它的页面", "pages that refer to it"),
    ("Closure", "模板和它用到的部分", "template with its parts"),
    ("Closures", "各模板用到的部分", "parts of all templates"),
    ("Compile", "全部模板", "all templates"),
    ("Compat", "浏览器认不认识", "whether browsers know it"),
    ("Consistency", "各页是否相合", "consistency of pages"),
    ("Data", "数据文件", "data file"),
    ("Emit", "网站文件", "output"),
    ("Entry", "网址和归类", "address and terms"),
    ("Family", "同一单位的页面顺序", "places of a unit's pages"),
    ("Figure", "一项数据", "figure"),
    ("Figures", "选出的数据", "selected figures"),
    ("FiguresIn", "页面里用到的数据", "figures in a page"),
    ("FigureUses", "用到一项数据的页面", "pages that use a figure"),
    ("Feeds", "订阅源", "feeds"),
    ("FileDigest", "文件的校验值", "digest of a file"),
    ("Statement", "送审的内容", "what is approved"),
    ("StatementWith", "送审的内容和它显示的数据表", "what is approved with the tables it shows"),
    ("KindTemplates", "各类型的模板在不在", "whether kinds have their templates"),
    ("TableRows", "页面显示的数据行", "rows that a page shows"),
    ("LooseWords", "不单独审批的术语", "words that nobody reviews for themselves"),
    ("RowOf", "数据表的一行", "row of a data file"),
    ("StatedFigures", "各项数据的内容", "all figures as stated"),
    ("StatedFigure", "一项数据的内容", "a figure as stated"),
    ("RowsOfName", "提到它的数据行", "rows of a name"),
    ("Reviewed", "各页是否审完", "whether all pages are approved"),
    ("ReviewRules", "审批的规定", "rules of reviews"),
    ("FilesKeptBack", "不随页面公开的文件", "files that go out with no page"),
    ("ShownFiles", "页面用到的文件和数据", "files and figures that a page names"),
    ("NamingRows", "引用页面的数据行", "rows that name pages"),
    ("Fragment", "列表里的一行", "row of a list"),
    ("Full", "全部字段", "all fields"),
    ("Glossary", "全部术语", "glossary"),
    ("Grouped", "分组的页面", "pages in groups"),
    ("HasGlossary", "是否有术语", "whether there is a glossary"),
    ("HeadingId", "标题的网址", "id of a heading"),
    ("ImageInfo", "图片大小", "size of an image"),
    ("ImageMade", "图片的各种大小", "sizes of an image"),
    ("ImageNames", "要保留的图片", "images to be kept"),
    ("ImageSizes", "图片设置", "settings of images"),
    ("ImageTold", "打不开的图片", "damage of an image"),
    ("ImageUses", "用到一张图片的地方", "places that name an image"),
    ("InYear", "一年的页面", "pages of a year"),
    ("Items", "一类条目", "items of a kind"),
    ("InList", "列表里的先后", "places in a list"),
    ("InOrder", "栏目里的先后", "order of a section"),
    ("IsPresent", "是否公开", "whether a page is there"),
    ("Kinds", "页面类型", "kinds"),
    ("Label", "选项的名字", "label of a choice"),
    ("LabelOf", "选项的名字", "label of a choice"),
    ("Languages", "语言版本", "languages"),
    ("Mapped", "站点地图里的一行", "line of the sitemap"),
    ("MarkdownOptions", "Markdown 设置", "Markdown settings"),
    ("MentionGroups", "各术语出现的页面", "pages of all terms of the glossary"),
    ("Mentions", "术语出现的页面", "pages with a term of the glossary"),
    ("Menu", "导航", "menu"),
    ("Months", "归档的各月", "months of an archive"),
    ("Names", "页面的名字", "names of pages"),
    ("Neighbours", "上一页和下一页", "neighbours"),
    ("OfKind", "一类页面", "pages of a kind"),
    ("ParsedRows", "数据文件读入的行", "rows of a data file as written"),
    ("OptionKind", "主题有哪些选项", "options of the theme"),
    ("Options", "主题选项", "options as set"),
    ("Period", "归档的一年或一月", "a year or month of an archive"),
    ("Plan", "网站有哪些文件", "plan of outputs"),
    ("Positions", "前后顺序", "positions"),
    ("Precompress", "是否预压缩", "whether outputs are packed"),
    ("Present", "所有公开的页面", "all pages that are there"),
    ("Readings", "多音字读音", "readings"),
    ("Record", "页首信息", "record"),
    ("RefGroups", "全部引用", "all references"),
    ("Refs", "引用的页面", "references"),
    ("Related", "相关的页面", "related pages"),
    ("Resolve", "引用的对象", "target of a reference"),
    ("Roster", "全部页面", "all pages"),
    ("RowGroups", "数据文件按内容分组", "rows of a data file by value"),
    ("RowPages", "有自己页面的行", "rows with pages"),
    ("Rows", "数据文件的各行", "rows of a data file"),
    ("RowsNaming", "提到某页的行", "rows that name a page"),
    ("SearchBlock", "搜索文件的一部分", "part of the search index"),
    ("SearchCard", "搜索结果里显示的内容", "what a search result shows"),
    ("SearchDoc", "供搜索的文字", "words for the search"),
    ("SearchNumbers", "搜索里的页面", "pages of the search index"),
    ("SearchSlice", "搜索文件的一小部分", "small part of the search index"),
    ("Section", "栏目的页面", "pages of a section"),
    ("Sections", "全部栏目", "all sections"),
    ("Select", "选出的页面", "selected pages"),
    ("Series", "系列", "series"),
    ("Setting", "一项设置", "setting"),
    ("Settings", "全部设置", "all settings"),
    ("Siblings", "同一单位的上一篇和下一篇", "neighbours of the same unit"),
    ("SiteFields", "站点设置的名称", "names of the settings that templates see"),
    ("SiteView", "站点信息", "the site as templates see it"),
    ("Standing", "是否有效", "how a page stands"),
    ("State", "进行到的状态", "state reached"),
    ("Strings", "界面文字", "word of the interface"),
    ("Templates", "模板文件", "template files"),
    ("Term", "分类词的页面", "pages of a term"),
    ("TermGroups", "各分类词的页面", "pages of all terms"),
    ("TermText", "术语的解释", "expansion of a term"),
    ("TermUrl", "分类词的网址", "address of a term"),
    ("Terms", "分类词", "terms"),
    ("TermsIn", "页面里的术语", "terms in a page"),
    ("TermsInFields", "页面各项里的术语", "terms in fields of a page"),
    ("ThemeAsset", "主题的附带文件", "asset of the theme"),
    ("ThemeAssets", "主题的全部附带文件", "assets of the theme"),
    ("ThemeCheck", "主题是否合乎约定", "whether a theme keeps to the contract"),
    ("Tree", "内容文件夹", "content folder"),
    ("UseGroups", "各项数据用在哪里", "where figures are used"),
    ("Versions", "各语言的版本", "versions in other languages"),
    ("Words", "主题的全部文字", "words of the theme"),
    ("scan", "扫描", "scan"),
    ("load", "载入", "load"),
    ("compare", "比较", "compare"),
    ("records", "读页首信息", "records"),
    ("lists", "排列表", "lists"),
    ("render", "生成网页", "render"),
    ("commit", "写入", "commit"),
    ("PageLeaks", "有没有不该公开的内容", "what must not go out"),
    ("FileLeaks", "附件能不能公开", "whether a file may go out"),
    ("Scan", "看过的附件", "a file looked into"),
    ("SharedLeaks", "数据和设置里不该公开的内容", "private data in tables and settings"),
    ("Waivers", "豁免", "waivers"),
    ("Thorough", "全部检查", "all rules"),
    ("PageCheck", "一页的检查", "rules on a page"),
    ("Columns", "栏目的更新", "how sections are kept"),
    ("Lists", "名单是否相合", "whether lists agree"),
    ("WordLists", "人员和用语名单", "lists of people and words"),
    ("WaiverFaults", "豁免是否有效", "whether waivers hold"),
    ("LostWaivers", "豁免的文件在不在", "whether waivers name files"),
    ("YearGroups", "各年的页面", "pages of all years"),
];

/// Returns what a question asks for, in a language.
pub fn name(question: &str, lang: Lang) -> &str {
    // Some questions are called after what they ask of: `BodyOf`.
    let plain = question.strip_suffix("Of").unwrap_or(question);
    match WORDS.iter().find(|(name, ..)| *name == question || *name == plain) {
        Some((_, zh, _)) if lang == Lang::Zh => zh,
        Some((_, _, en)) => en,
        None => question,
    }
}

/// Returns a question such as `BodyOf(PageId("pilots/a"))` in words: `正文 pilots/a`.
pub fn in_words(question: &str, lang: Lang) -> String {
    let end = question.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(question.len());
    let (asked, about) = question.split_at(end);
    let about = about.trim();
    let about = match quoted(about) {
        texts if texts.is_empty() => about.trim_matches(['(', ')']).to_owned(),
        texts => texts.join(" "),
    };
    format!("{} {about}", name(asked, lang)).trim_end().to_owned()
}

/// Returns the texts in quotation marks.
fn quoted(text: &str) -> Vec<&str> {
    text.split('"').skip(1).step_by(2).filter(|text| !text.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_in_words() {
        assert_eq!(in_words("BodyOf(PageId(\"pilots/a\"))", Lang::Zh), "正文 pilots/a");
        assert_eq!(in_words("Emit(NotFound)", Lang::Zh), "网站文件 NotFound");
        assert_eq!(in_words("file content/a.md", Lang::En), "file content/a.md");
        assert_eq!(in_words("Kinds", Lang::Zh), "页面类型");
        assert_eq!(in_words("Closure(\"page.html\")", Lang::En), "template with its parts page.html");
        let select = "Select { kind: \"pilot\", section: \"\", limit: 10 }";
        assert_eq!(in_words(select, Lang::Zh), "选出的页面 pilot");
    }

    #[test]
    fn every_query_has_words() {
        let unnamed: Vec<&str> = crate::site::registry()
            .names()
            .filter(|query| WORDS.iter().all(|(name, ..)| name != query))
            .collect();
        assert_eq!(unnamed, [""; 0]);
    }
}
