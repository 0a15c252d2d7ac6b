//! Feeds, maps, redirects for web servers, and the tags that programs read.

use crate::harness::{Site, assert_same, codes, errors, found_anew, paths};

const SITE: &str = "
//- pilothouse.yaml
site: {title: 示例站, organisation: 某单位, url: https://www.example.org/show/}
taxonomies: {tags: {label: 关键词}}
feeds: {of: [site, sections, series, terms], formats: [atom, json]}
sitemap_page: true
redirect_maps: [nginx, apache, iis]
robots: allow
//- content/_index.md
---
title: 首页
---
//- content/news/_index.md
---
title: 动态
---
//- content/news/jia.md
---
title: 甲的“消息” & <b>
date: 2026-01-02
updated: 2026-02-03
tags: [学习]
aliases: [/old/t1.shtml, \"/old.asp?id=3\"]
---
正文 ![图](tu.svg)
//- content/news/tu.svg
<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"3\" height=\"4\"></svg>
//- content/news/yi.md
---
title: 乙的消息
date: 2026-01-01
---
正文。
//- content/pilots/_index.md
---
title: 品牌
pages: {kind: pilot}
---
//- content/pilots/bing.md
---
title: 丙的品牌
unit: jia-chu
date: 2026-01-03
series: linghang
part: 1
---
正文。
//- content/units/jia-chu.md
---
kind: unit
title: 甲处
---
//- content/series/_index.md
---
title: 系列
pages: {kind: series}
---
//- content/series/linghang.md
---
title: 领航
---
";

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn each_list_has_its_feed_in_each_format() {
    let site = Site::from(SITE);
    site.build_well();
    let titles = |path: &str| {
        let feed = json(&site.read(path));
        let titles =
            feed["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap().to_owned());
        titles.collect::<Vec<_>>()
    };
    assert_eq!(titles("feed.json"), ["丙的品牌", "甲的“消息” & <b>", "乙的消息"]);
    assert_eq!(titles("news/feed.json"), ["甲的“消息” & <b>", "乙的消息"]);
    assert_eq!(titles("series/linghang/feed.json"), ["丙的品牌"]);
    assert_eq!(titles("tags/xue-xi/feed.json"), ["甲的“消息” & <b>"]);
    let atom = site.read("news/feed.xml");
    assert!(atom.contains("<title>动态 - 示例站</title>"), "{atom}");
    assert!(atom.contains("href=\"https://www.example.org/show/news/feed.xml\"/>"), "{atom}");
    assert!(
        atom.contains("<id>https://www.example.org/show/feed.xml#news/jia</id>"),
        "one id in all feeds: {atom}"
    );
    let page = site.read("tags/xue-xi/index.html");
    assert!(
        page.contains("type=\"application/feed+json\" title=\"学习 - 示例站\" href=\"feed.json\""),
        "{page}"
    );
    assert!(site.read("news/index.html").contains("title=\"动态 - 示例站\" href=\"feed.xml\""));
    assert!(site.read("series/linghang.html").contains("href=\"linghang/feed.xml\""));
}

#[test]
fn without_an_address_feeds_lead_up_from_where_they_lie() {
    let site = Site::from(SITE);
    site.replace("pilothouse.yaml", ", url: https://www.example.org/show/", "");
    site.build_well();
    assert!(site.read("news/feed.xml").contains("href=\"../news/jia.html\"/>"));
    assert!(site.read("feed.xml").contains("href=\"news/jia.html\"/>"));
    assert_eq!(json(&site.read("series/linghang/feed.json"))["home_page_url"], "../../series/linghang.html");
    let page = site.read("news/jia.html");
    for nothing in ["canonical", "og:", "ld+json", "SiteName"] {
        assert!(!page.contains(nothing), "{nothing}: {page}");
    }
    assert!(!site.names().contains(&"sitemap.xml".to_owned()));
    assert_eq!(site.read("robots.txt"), "User-agent: *\nDisallow:\n");
}

#[test]
fn maps_for_machines_and_people() {
    let site = Site::from(SITE);
    site.build_well();
    let map = site.read("sitemap.xml");
    assert!(
        map.contains("/show/news/jia.html</loc><lastmod>2026-02-03</lastmod><image:image><image:loc>https://www.example.org/show/news/tu.svg</image:loc>"),
        "{map}"
    );
    assert!(!map.contains("xhtml"), "{map}");
    let page = site.read("sitemap.html");
    assert!(page.contains("<a href=\"news/jia.html\">") && page.contains("<strong>动态</strong>"), "{page}");
    assert!(site.read("robots.txt").ends_with("Sitemap: https://www.example.org/show/sitemap.xml\n"));
    assert!(site.read("redirects.nginx.conf").contains("\"/show/old.asp?id=3\" \"/show/news/jia.html\";"));
    assert!(
        site.read(".htaccess")
            .contains("RedirectMatch 301 \"^/show/old/t1\\.shtml$\" \"/show/news/jia.html\"")
    );
    assert!(site.read("web.config").contains("<location path=\"show/old/t1.shtml\">"));
    site.write("content/static/robots.txt", "User-agent: 某机器\n");
    site.build_well();
    assert_eq!(site.read("robots.txt"), "User-agent: 某机器\n", "a file of one's own goes first");
}

#[test]
fn linked_data_is_whole_whatever_the_title() {
    let site = Site::from(SITE);
    site.replace("content/news/yi.md", "title: 乙的消息", "title: '</script><script>\"\\'");
    site.build();
    for page in ["news/jia.html", "news/index.html", "news/yi.html", "index.html"] {
        let html = site.read(page);
        let start = html.find("<script type=\"application/ld+json\">").unwrap() + 35;
        let text = &html[start..start + html[start..].find("</script>").unwrap()];
        let graph = json(text)["@graph"].as_array().unwrap().clone();
        assert_eq!(graph[0]["@type"], "Organization", "{page}");
        assert_eq!(
            graph.iter().any(|one| one["@type"] == "Article"),
            page.ends_with("i.html") || page.contains("jia")
        );
        assert_eq!(graph.iter().any(|one| one["@type"] == "ItemList"), page == "news/index.html");
        assert_eq!(html.matches("<script").count(), 2, "{page}: the data, and the script of the head");
    }
    let page = site.read("news/jia.html");
    assert!(
        page.contains("<link rel=\"canonical\" href=\"https://www.example.org/show/news/jia.html\">"),
        "{page}"
    );
    assert!(page.contains("<meta property=\"og:title\" content=\"甲的“消息” &amp; &lt;b&gt;\">"), "{page}");
}

#[test]
fn inspection_tags_must_have_content() {
    let site = Site::from(SITE);
    site.replace("pilothouse.yaml", "robots: allow", "profile: gov-internet");
    let found = site.build().diagnostics;
    let missing = |file: &str| {
        let of =
            found.iter().filter(|one| one.place.as_ref().is_some_and(|place| place.file.as_str() == file));
        of.filter_map(|one| Some(one.args.iter().find(|(name, _)| name == "tag")?.1.to_string()))
            .collect::<Vec<_>>()
    };
    assert_eq!(missing("pilothouse.yaml"), ["SiteIDCode"]);
    assert_eq!(missing("content/news/jia.md"), ["ContentSource"]);
    assert_eq!(missing("content/news/_index.md"), ["ColumnType", "ColumnDescription", "ColumnKeywords"]);
    assert_eq!(missing("content/series/linghang.md"), [""; 0], "a series is no article");
    assert!(errors(&found).iter().all(|code| code.starts_with("tag-missing")), "{:?}", codes(&found));
    site.replace("pilothouse.yaml", "organisation:", "id_code: bm12345678, organisation:");
    for page in ["content/news/jia.md", "content/news/yi.md", "content/pilots/bing.md"] {
        site.edit(page, |text| text.replacen("date:", "source: 某处\ndate:", 1));
    }
    for column in ["news", "pilots", "series"] {
        let file = format!("content/{column}/_index.md");
        site.edit(&file, |text| {
            text.replacen("title:", "description: 说明\nkeywords: [词, 句]\ncolumn_type: 工作动态\ntitle:", 1)
        });
    }
    site.build_well();
    let page = site.read("news/jia.html");
    for (name, content) in [
        ("SiteName", "示例站"),
        ("SiteDomain", "www.example.org"),
        ("SiteIDCode", "bm12345678"),
        ("ColumnName", "动态"),
        ("ColumnKeywords", "词,句"),
        ("ColumnType", "工作动态"),
        ("PubDate", "2026-01-02 00:00"),
        ("ContentSource", "某处"),
        ("Keywords", "学习"),
        ("Url", "https://www.example.org/show/news/jia.html"),
    ] {
        let tag = format!("<meta name=\"{name}\" content=\"{content}\">");
        assert_eq!(page.matches(&tag).count(), 1, "{tag}: {page}");
    }
    assert!(!page.contains("content=\"\""), "{page}");
    assert!(page.contains("_动态_示例站</title>"), "{page}");
    assert!(
        site.names().contains(&"robots.txt".to_owned()),
        "a site of the internet has one unless it says no"
    );
}

#[test]
fn an_edit_reaches_only_the_feeds_that_tell_of_it() {
    let site = Site::from(SITE);
    site.age();
    site.build_well();
    site.replace("content/news/yi.md", "title: 乙的消息", "title: 乙的新消息");
    let report = site.build_well();
    let feeds: Vec<_> =
        paths(&report.changes.changed).into_iter().filter(|path| path.contains("feed.")).collect();
    assert_eq!(feeds, ["feed.json", "feed.xml", "news/feed.json", "news/feed.xml"]);
    assert!(!paths(&report.changes.changed).contains(&"sitemap.xml"));
    site.replace("content/news/jia.md", "正文", "新的正文");
    let report = site.build_well();
    // The summary is the start of the text, which feeds and lists show; the maps do not.
    assert!(paths(&report.changes.changed).iter().all(|path| !path.starts_with("sitemap")));
    assert_eq!(found_anew(&report, "Mapped"), 0);
    let (_, clean) = site.build_clean();
    assert_same(&site.files(), &clean, "after two edits");
}
