//! The band on every page of a preview that is made of files: how far its review has come, and that it must not go out.

use crate::catalog::record::{language_of, site_language};
use crate::catalog::{Approval, ReviewRules};
use crate::content::ids::PageId;
use crate::engine::Ask;

/// Returns the band of a page; `None` if the site has no reviews, or is not made for those who work on it.
pub(super) fn of(ask: &mut Ask<'_>, page: Option<&PageId>) -> Option<String> {
    if ask.get(&ReviewRules).steps.is_empty() || &*ask.fact("audience") != "preview" {
        return None;
    }
    let approval = page.map(|page| ask.get(&Approval(page.clone())));
    let language = match page {
        Some(page) => language_of(ask, page),
        None => site_language(ask),
    };
    let is_zh = language.starts_with("zh");
    let (mark, colour) = match &approval {
        Some(approval) if !approval.may_go_out() => {
            (if is_zh { "未审核" } else { "Not approved" }, "#a60000")
        }
        _ => (if is_zh { "预览" } else { "Preview" }, "#4a4a4a"),
    };
    let words = approval.map(|approval| approval.words());
    let words = words.map(|(zh, en)| if is_zh { format!("：{zh}") } else { format!(": {en}") });
    let rest = if is_zh {
        "。这是预览，不得发布。"
    } else {
        ". This is a preview and must not be published."
    };
    // Names of steps are the site's own words.
    let text = format!("{mark}{}{rest}", words.unwrap_or_default());
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let style = format!(
        "background:{colour};color:#fff;padding:.5em 1em;font-size:16px;line-height:1.5;text-align:center"
    );
    Some(format!("<div class=\"review-band\" role=\"note\" style=\"{style}\">{text}</div>"))
}

/// Puts a band at the start of a page's body.
pub(super) fn put(html: &str, band: &str) -> String {
    let body = html.find("<body").and_then(|start| Some(start + html[start..].find('>')? + 1));
    let (before, after) = html.split_at(body.unwrap_or(0));
    format!("{before}{band}{after}")
}

#[cfg(test)]
mod tests {
    use super::put;

    #[test]
    fn the_band_stands_first() {
        assert_eq!(put("<html><body class=\"a\"><p>", "B"), "<html><body class=\"a\">B<p>");
        assert_eq!(put("<p>甲", "B"), "B<p>甲");
    }
}
