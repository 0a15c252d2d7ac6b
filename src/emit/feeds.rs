//! Feeds: of the site, its sections, series and terms, as Atom and as JSON.

use super::{Blob, Emitter, OutputKey, Planned};
use crate::base::SourcePath;
use crate::catalog::feeds::{
    Feed, Feeds, feed_home, feed_language, feed_pages, feed_title, feed_url, formats,
};
use crate::engine::Ask;
use crate::render::{Rendering, TemplateValue, page::Pager, render_template};

/// All feeds.
pub struct AllFeeds;

impl Emitter for AllFeeds {
    fn plan(&self, ask: &mut Ask<'_>, planned: &mut Vec<Planned>) {
        for feed in ask.get(&Feeds).iter() {
            let path = SourcePath::new(feed_url(ask, feed).trim_start_matches('/'));
            planned.push(Planned { path, key: OutputKey::Feed(feed.clone()) });
        }
    }

    fn emit(&self, key: &OutputKey, ask: &mut Ask<'_>) -> Option<Blob> {
        let OutputKey::Feed(feed) = key else { return None };
        let ids = feed_pages(ask, &feed.of);
        let url = feed_url(ask, feed);
        let more = vec![("feed", feed_value(ask, feed, &url))];
        let total = ids.len();
        let pager = Pager { ids, number: 1, total, count: 1, pinned: 0, order: "", url };
        let language = feed_language(ask, &feed.of);
        let (template, language) = (feed.format.file(), Some(&*language));
        let rendering = Rendering { template, page: None, pager: Some(pager), language, more };
        let made = render_template(ask, &rendering, |text| text.as_bytes().to_vec());
        Some(made.map_or(Blob::Failed, Blob::Bytes))
    }
}

/// Returns what a feed's template is given: its title (empty for the site's), its address without the slash before it, that of the list
/// it tells of, and the way from it up to the root.
fn feed_value(ask: &mut Ask<'_>, feed: &Feed, url: &str) -> TemplateValue {
    let path = url.trim_start_matches('/');
    let (title, home) = (feed_title(ask, &feed.of), feed_home(ask, &feed.of));
    let up = "../".repeat(path.matches('/').count());
    let others = formats(ask).len() > 1;
    let entries = [
        ("title", TemplateValue::from(title.as_str())),
        ("path", TemplateValue::from(path)),
        ("home", TemplateValue::from(home.trim_start_matches('/'))),
        ("up", TemplateValue::from(up.as_str())),
        ("is_site", title.is_empty().into()),
        ("has_others", others.into()),
    ];
    entries.into_iter().collect::<std::collections::BTreeMap<_, _>>().into()
}
