//! Template functions: the only way from a template to anything but its own page.
//!
//! The list is closed and in one place; the manual's page of functions is made from it. Each answer is a recorded read of
//! the output that is being rendered.

mod arguments;
mod charts;
mod choose;
mod feeds;
mod figures;
mod languages;
mod lists;
mod pages;
mod rows;
mod site;

use tera::{Kwargs, TeraResult, Value};

use super::frame::Frame;

/// One template function.
pub struct FunctionDoc {
    /// Name in templates.
    pub name: &'static str,
    /// Arguments as written, optional ones with their default.
    pub arguments: &'static str,
    /// What it answers, in Chinese.
    pub zh: &'static str,
    /// What it answers, in English.
    pub en: &'static str,
    /// A use of it.
    pub example: &'static str,
    pub(super) run: fn(&mut Frame<'_, '_>, &Kwargs) -> TeraResult<Value>,
}

/// All template functions.
pub static FUNCTIONS: &[FunctionDoc] = &[
    FunctionDoc {
        name: "pages",
        arguments: "kind, section, under, year, month, tag, taxonomy + term, unit, refers_to, field, state, pinned, with, except, language, sort, reverse, limit, offset, group_by",
        zh: "按条件列出页面，返回卡片列表；写几个条件时要都符合。kind 可为一个或多个类型；year 是年度（没有年度的看发布日期），month 是发布的月份，如 \"2020-07\"，或与 year 一起写 7；tag 是关键词，其他分类用分类的名字，如 level=\"province\"；引用页面的字段用字段的英文名，如 unit=page.id、series=page.series；state 是流程走到的状态，可为几个；pinned 是今天是否置顶；with 为“字段: 值”的条件。年、月、分类和引用的值为空时，没有页面符合。网站有几种语言时只列当前语言的，language 可换一种，写 * 时不分语言。sort 为 date、order、title 或任一字段，前面加减号表示倒序，后面可写 笔画、姓氏笔画、姓氏拼音；不写时按类型的排序。group_by 把列表分组：year、month、kind、letter（标题首字母）或任一字段，返回各组的 key、label、page（引用的页面）、total 和 pages，这时 limit 是每组的条数，如每类最新一条：group_by=\"kind\", sort=\"-date\", limit=1。",
        en: "Lists pages that meet all conditions, as cards. `kind` is one or several; `year` is the year they are about, that of their date if none is written, `month` the month of their date, such as \"2020-07\" or 7 beside `year`; `tag` is a key word, other taxonomies go by their names, as `level=\"province\"`; fields that refer to pages go by theirs, as `unit=page.id`; `state` is one or several states that a workflow has reached; `pinned` tells whether today; `with` maps fields to values. A year, month, term or reference of none means no page. In a site of several languages those in the present one; `language` names another, or `*` for all. `sort` is date, order, title or any field, a minus turns it round, and `strokes`, `surname-strokes` or `surname-pinyin` may follow; by default it is that of the kind. `group_by` cuts the list: year, month, kind, letter (first of the title) or any field; each group has `key`, `label`, `page` (referred to), `total` and `pages`, and `limit` then holds for each group.",
        example: r#"{% for year in pages(kind="honour", group_by="year") %}<h2>{{ year.key }}</h2>{% for p in year.pages %}{{ p.title }}{% endfor %}{% endfor %}"#,
        run: lists::pages,
    },
    FunctionDoc {
        name: "get",
        arguments: "id, kind=\"\"",
        zh: "返回一个页面的全部字段（不含正文）；id 也可以是标题或简称。没有时返回空。",
        en: "Returns all fields of a page (without its body); `id` may also be a title or short name. None if there is none.",
        example: r#"{% set unit = get(id=page.unit) %}"#,
        run: pages::get,
    },
    FunctionDoc {
        name: "card",
        arguments: "id",
        zh: "返回一个页面的卡片：只含列表里显示的字段。",
        en: "Returns the card of a page: only the fields that lists show.",
        example: r#"{{ card(id=page.unit).title }}"#,
        run: pages::card,
    },
    FunctionDoc {
        name: "standing",
        arguments: "id=page.id",
        zh: "返回页面在建站日期的情形：state 为 shown（正常）、expired（过期）、superseded（已被替代）、withdrawn（撤下）、draft、scheduled 或 hidden；successor 为替代它的页面的卡片。",
        en: "Returns how a page stands on the day of the build: `state` is shown, expired, superseded, withdrawn, draft, scheduled or hidden; `successor` is the card of the page that took its place.",
        example: r#"{% set now = standing() %}{% if now.state == "superseded" %}<a href="{{ now.successor.url }}">{{ now.successor.title }}</a>{% endif %}"#,
        run: pages::standing,
    },
    FunctionDoc {
        name: "cards",
        arguments: "of",
        zh: "返回多个页面的卡片；of 是 id 的列表，如 pager.ids。",
        en: "Returns the cards of several pages; `of` is a list of ids, such as `pager.ids`.",
        example: r#"{% for p in cards(of=pager.ids) %}{{ p.title }}{% endfor %}"#,
        run: lists::cards,
    },
    FunctionDoc {
        name: "each",
        arguments: "of, component",
        zh: "用同一个组件显示多个页面，返回连在一起的 HTML；of 是 id 或卡片的列表，组件的参数是 card。每张卡片只算一次，长列表用它最快。",
        en: "Renders a component for each of several pages and returns the HTML in one piece; `of` is a list of ids or cards, the component takes `card`. Each card is rendered once for all lists it stands in.",
        example: r#"<ol>{{ each(of=pager.ids, component="row") }}</ol>"#,
        run: lists::each,
    },
    FunctionDoc {
        name: "content_of",
        arguments: "id",
        zh: "返回另一个页面正文的 HTML。",
        en: "Returns the HTML of another page's body.",
        example: r#"{{ content_of(id=page.series) }}"#,
        run: pages::content_of,
    },
    FunctionDoc {
        name: "sections",
        arguments: "of=\"\"",
        zh: "返回某个栏目下的直接子栏目（卡片）；不写 of 时为顶层栏目。",
        en: "Returns the sections directly below a section, as cards; the top-level ones without `of`.",
        example: r#"{% for s in sections() %}<a href="{{ s.url }}">{{ s.title }}</a>{% endfor %}"#,
        run: lists::sections,
    },
    FunctionDoc {
        name: "crumbs",
        arguments: "",
        zh: "返回从首页到本页上一级的卡片列表，用于“当前位置”。",
        en: "Returns the cards from the home page down to the section of this page.",
        example: r#"{% for c in crumbs() %}<a href="{{ c.url }}">{{ c.title }}</a>{% endfor %}"#,
        run: lists::crumbs,
    },
    FunctionDoc {
        name: "menu",
        arguments: "",
        zh: "返回导航的各项：title、url、id（页面编号或空）、here（就是本页）、inside（本页在它下面）、children（下级各项）。",
        en: "Returns the entries of the menu: `title`, `url`, `id` (of the page, or none), `here` (this page), `inside` (this page is below it), `children`.",
        example: r#"{% for one in menu() %}<a href="{{ one.url }}">{{ one.title }}</a>{% endfor %}"#,
        run: site::menu,
    },
    FunctionDoc {
        name: "neighbours",
        arguments: "id=page.id, of=\"section\"",
        zh: "返回本页在栏目中的上一篇 previous 和下一篇 next（卡片或空）；of=\"unit\" 时在同一单位、同一类型、同一种语言的页面中。",
        en: "Returns `previous` and `next` of this page in its section, as cards or none; with `of=\"unit\"` among the pages of its kind, unit and language.",
        example: r#"{% set near = neighbours() %}"#,
        run: lists::neighbours,
    },
    FunctionDoc {
        name: "series",
        arguments: "id",
        zh: "返回系列的各期 parts（number 与 card）、本期 current、上一期 previous、下一期 next、总期数 expected。",
        en: "Returns the `parts` of a series (number and card), the `current`, `previous` and `next` one, and `expected`.",
        example: r#"{% set series = series(id=page.series) %}"#,
        run: lists::series,
    },
    FunctionDoc {
        name: "backlinks",
        arguments: "id=page.id, kind, field, language",
        zh: "返回在字段中引用某页的页面（卡片）。网站有几种语言时只列当前语言的，language 可换一种，写 * 时不分语言。",
        en: "Returns the pages whose fields refer to a page, as cards. In a site of several languages those in the present one; `language` names another, or `*` for all.",
        example: r#"{% for p in backlinks(kind="honour") %}…{% endfor %}"#,
        run: lists::backlinks,
    },
    FunctionDoc {
        name: "cited",
        arguments: "id=page.id, except=[], language",
        zh: "返回在字段中引用某页的页面和所用的字段：card、field，新的在前；except 是不算的字段，如 \"unit\" 或 \"honour.round\"，用其中任何一个引用的页面都不列出。网站有几种语言时只列当前语言的页面，language 可换一种，写 * 时不分语言。",
        en: "Returns the pages whose fields refer to a page with that field, newest first: `card`, `field`. `except` names fields such as \"unit\" or \"honour.round\"; a page that refers by one of these is left out. In a site of several languages those in the present one; `language` names another, or `*` for all.",
        example: r#"{% for one in cited(except=["unit"]) %}<a href="{{ one.card.url }}">{{ one.card.title }}</a>{% endfor %}"#,
        run: lists::cited,
    },
    FunctionDoc {
        name: "archives",
        arguments: "id=page.id",
        zh: "返回一个栏目的归档：title（设置里写的名称，可能为空）和 url。",
        en: "Returns the archives of a section: `title` (as in the settings, perhaps empty) and `url`.",
        example: r#"{% for one in archives() %}<a href="{{ one.url }}">{{ one.title or t(key="archive.label") }}</a>{% endfor %}"#,
        run: lists::archives,
    },
    FunctionDoc {
        name: "related",
        arguments: "id=page.id, limit=5",
        zh: "返回和一页有关的页面（卡片），最有关的在前：同一系列的，关键词、专题相同的，同一单位的；一样有关时，日期相近的在前。",
        en: "Returns the pages related to a page, as cards, the closest first: parts of the same series, pages with the same key words or topics, of the same unit; among equals those near in date.",
        example: r#"{% for p in related(limit=5) %}<a href="{{ p.url }}">{{ p.title }}</a>{% endfor %}"#,
        run: lists::related,
    },
    FunctionDoc {
        name: "mentions",
        arguments: "id=page.id, language",
        zh: "返回正文里出现某个术语的页面（卡片），新的在前；id 是术语的页面。网站有几种语言时只列当前语言的，language 可换一种，写 * 时不分语言。",
        en: "Returns the pages whose text holds a term of the glossary, as cards, newest first; `id` is the page of the term. In a site of several languages those in the present one; `language` names another, or `*` for all.",
        example: r#"{% for p in mentions() %}<a href="{{ p.url }}">{{ p.title }}</a>{% endfor %}"#,
        run: lists::mentions,
    },
    FunctionDoc {
        name: "terms",
        arguments: "taxonomy",
        zh: "返回一个分类的全部词条：name、label、url、count。",
        en: "Returns all terms of a taxonomy: `name`, `label`, `url`, `count`.",
        example: r#"{% for t in terms(taxonomy="tags") %}…{% endfor %}"#,
        run: lists::terms,
    },
    FunctionDoc {
        name: "term_url",
        arguments: "taxonomy, term",
        zh: "返回词条页的地址；没有这个词条时为空。",
        en: "Returns the address of a term's page; none if there is no such term.",
        example: r#"{{ term_url(taxonomy="tags", term=tag) }}"#,
        run: lists::term_url,
    },
    FunctionDoc {
        name: "versions",
        arguments: "id=page.id",
        zh: "网站有几种语言时，返回一页在各种语言的版本：code、label、dir、url、current、exists；缺少的版本 exists 为 false，url 是代替它的页面。只有一种语言时为空列表。",
        en: "Returns the versions of a page in all languages of the site: `code`, `label`, `dir`, `url`, `current`, `exists`; of one that is missing `exists` is false and `url` that of what stands in for it. An empty list if there is one language only.",
        example: r#"{% for v in versions() %}<a href="{{ v.url }}" lang="{{ v.code }}">{{ v.label }}</a>{% endfor %}"#,
        run: languages::versions,
    },
    FunctionDoc {
        name: "feeds",
        arguments: "pages=0, taxonomy, term",
        zh: "返回和这一页有关的订阅源：type、title（全站的为空）、url。pages 是栏目列出的条数，没有内容的栏目没有订阅源；词条页写 taxonomy 和 term。",
        en: "Returns the feeds that tell of this page: `type`, `title` (empty for that of the site) and `url`. `pages` is the number of pages in a section's list, for an empty one has no feed; on the page of a term give `taxonomy` and `term`.",
        example: r#"{% for f in feeds() %}<link rel="alternate" type="{{ f.type }}" href="{{ f.url }}">{% endfor %}"#,
        run: feeds::feeds,
    },
    FunctionDoc {
        name: "label",
        arguments: "field, value, kind=本页的类型",
        zh: "返回类型文件里给选项写的名字（value 可为列表）；不写 value 时返回字段的名字。自定义类型的选项用它显示。",
        en: "Returns what the kind's file calls a choice (`value` may be a list); without `value` what it calls the field. `kind` is that of the page unless given.",
        example: r#"{{ label(field="level", value=page.level) }}"#,
        run: site::label,
    },
    FunctionDoc {
        name: "url",
        arguments: "to, may_miss=false",
        zh: "返回页面或文件的地址；to 可为页面 id 或以 / 开头的路径。网站有几种语言时，是当前语言的版本；没有这个版本时是默认语言的版本，设置了 missing_version: hide 且 may_miss=true 时为空。",
        en: "Returns the address of a page or file; `to` is a page id or a path from the root. In a site of several languages it is that of the version in the present one, else in the default one; none if the settings say `missing_version: hide` and `may_miss=true`.",
        example: r#"<a href="{{ url(to="notices/_index") }}">"#,
        run: site::url,
    },
    FunctionDoc {
        name: "asset",
        arguments: "name",
        zh: "返回主题文件的地址，文件名带内容指纹。",
        en: "Returns the address of a theme file, its name carrying a fingerprint of its content.",
        example: r#"<link rel="stylesheet" href="{{ asset(name="style.css") }}">"#,
        run: site::asset,
    },
    FunctionDoc {
        name: "data",
        arguments: "name",
        zh: "返回 content/_data/ 下 YAML、JSON、CSV 或 xlsx 文件的全部内容；表格为行的列表，每行按表头取值。",
        en: "Returns the whole content of a YAML, JSON, CSV or xlsx file under content/_data/; a table is a list of rows by their headings.",
        example: r#"{% for row in data(name="contacts") %}…{% endfor %}"#,
        run: site::data,
    },
    FunctionDoc {
        name: "rows",
        arguments: "name, with, field=value, sort, group_by, limit, offset",
        zh: "返回数据文件中符合条件的行。条件可以直接写字段的英文名，如 year=2020、unit=page.id，值为空时没有行符合；sort 后面可写 笔画、姓氏笔画、姓氏拼音；group_by 按一个字段分组，返回各组的 key、label、total 和 rows，limit 是每组的条数。设置里给文件写了类型（data: {honours: {kind: honour}}）时，每行都经过检查，引用是页面的 id。别的行改了，不会重新生成用它的页面；不要整表读入再筛选。",
        en: "Returns the rows of a data file that meet all conditions. Fields may be conditions by their names, as `year=2020` or `unit=page.id`; none is met by no row. `strokes`, `surname-strokes` or `surname-pinyin` may follow the field of `sort`. `group_by` cuts the list by a field: each group has `key`, `label`, `total` and `rows`, and `limit` holds for each. If the settings give the file a kind (`data: {honours: {kind: honour}}`), every row is checked and its references are ids of pages. A change of other rows does not render the page again, which reading the whole file and choosing from it would.",
        example: r#"{% for one in rows(name="honours", with={"unit": page.id}, sort="-year") %}{{ one.title }}{% endfor %}"#,
        run: rows::rows,
    },
    FunctionDoc {
        name: "in_order",
        arguments: "of, by, way=\"pinyin\"",
        zh: "把 of 里的各项按字段 by 的文字排序；way 为 pinyin（拼音）、strokes（笔画）、surname-pinyin（姓氏拼音）或 surname-strokes（姓氏笔画），数字按大小；没有这个字段的在最后。",
        en: "Returns the items of a list in the order of the text in their field `by`; `way` is pinyin, strokes, surname-pinyin or surname-strokes, numbers go by value; items without it come last.",
        example: r#"{% for row in in_order(of=page.recipients, by="name", way="surname-strokes") %}{{ row.name }}{% endfor %}"#,
        run: rows::in_order,
    },
    FunctionDoc {
        name: "row_backlinks",
        arguments: "id=page.id, kind",
        zh: "返回各数据表中提到某页的行：kind 类型、field 字段、row 内容；有自己页面的行不在其中，用 backlinks 找。",
        en: "Returns the rows of data files that refer to a page: `kind`, `field` and `row`. Rows with pages of their own are not among them; `backlinks` finds those.",
        example: r#"{% for one in row_backlinks(kind="honour") %}{{ one.row.title }}{% endfor %}"#,
        run: site::row_backlinks,
    },
    FunctionDoc {
        name: "figure",
        arguments: "id",
        zh: "返回一项数据：指标 label、数值 value、概数 approx、单位 unit、时期 period、变化 change 等，以及写着它的页面 page 和年份 year。没有时返回空。",
        en: "Returns one figure: `label`, `value`, `approx`, `unit`, `period`, `change` and so on, with the `page` that states it and its `year`. None if there is none.",
        example: r#"{{<figure_text figure={figure(id="zhijie-peixun")} />}}"#,
        run: figures::figure,
    },
    FunctionDoc {
        name: "figures",
        arguments: "year, with",
        zh: "返回全站的数据，按年份从近到远分组：year 和 figures；没有写时期的在最后。with 为“字段: 值”的条件。",
        en: "Returns the figures of the site by year, the latest first: `year` and `figures`; those without a period come last. `with` maps fields to values.",
        example: r#"{% for group in figures() %}<h2>{{ group.year }}</h2>{% endfor %}"#,
        run: figures::figures,
    },
    FunctionDoc {
        name: "figure_uses",
        arguments: "id, language",
        zh: "返回用到一项数据的页面（卡片），新的在前：正文、“数据”块和“引用数据”里写了它的编号的。写着它的页面见 figure() 的 page；正在生成的页面不在其中。网站有几种语言时只列当前语言的，language 可换一种，写 * 时不分语言。",
        en: "Returns the pages that use a figure, as cards, newest first: those whose text, directive or field `quoted_figures` names its id. The page that states it is `page` of `figure()`; the page being rendered is left out. In a site of several languages those in the present one; `language` names another, or `*` for all.",
        example: r#"{% for p in figure_uses(id="zhijie-peixun") %}<a href="{{ p.url }}">{{ p.title }}</a>{% endfor %}"#,
        run: figures::figure_uses,
    },
    FunctionDoc {
        name: "chart",
        arguments: "kind, ids, name + x + y + sort + with, table, unit",
        zh: "把数画成图，返回 marks（放进 svg 元素的内容）、height（高，像素）、kind、head 和 rows（表格）、series（各组的名称）、unit、count（几项）、low 和 high（最小和最大的：label、series、value）；不能画时 marks 为空。kind 为 条形、柱形、折线 或 变化；数从哪里来，三者写一个：ids 是数据的编号，用逗号隔开；name 是 content/_data/ 里的文件，x 是名称的列，y 是数值的列（可为几个，用逗号隔开）；table 是含表格的 HTML。",
        en: "Draws numbers: returns `marks` (to stand in an svg element), `height` in pixels, `kind`, `head` and `rows` of the table, the names of its `series`, `unit`, `count`, `low` and `high` (`label`, `series`, `value`); `marks` is none if nothing can be drawn. `kind` is bar, column, line or change. The numbers are those of figures (`ids`, parted by commas), of a file in content/_data/ (`name`, with the columns `x` for names and `y` for values, several parted by commas), or of a table in HTML (`table`).",
        example: r#"{{<chart_figure chart={chart(kind="bar", ids="wx-2019,my-2019")} title="培训" id="c1" />}}"#,
        run: charts::chart,
    },
    FunctionDoc {
        name: "today",
        arguments: "",
        zh: "返回建站日期（如 2026-12-01）；用到它的页面第二天会重新生成。",
        en: "Returns the date of the build; pages that use it are rendered anew the next day.",
        example: r#"{{ today() | date }}"#,
        run: site::today,
    },
    FunctionDoc {
        name: "t",
        arguments: "key, …",
        zh: "返回界面文字；其余参数替换文字中的 {名称}。",
        en: "Returns a word of the interface; further arguments replace {name} in it.",
        example: r#"{{ t(key="pager.page", number=2, count=5) }}"#,
        run: site::word,
    },
    FunctionDoc {
        name: "setting",
        arguments: "name",
        zh: "返回 pilothouse.yaml 中的一项设置，如 taxonomies。",
        en: "Returns one top-level setting of pilothouse.yaml, such as `taxonomies`.",
        example: r#"{% for name, tax in setting(name="taxonomies") %}…{% endfor %}"#,
        run: site::setting,
    },
];
