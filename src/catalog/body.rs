//! A page's body: Markdown as HTML pieces, with links and images resolved against the site.
//!
//! *Incremental:* reads the page's file, the settings of Markdown, and for each link the entry of its target. Directives stay
//! pieces: the theme renders them later, so a template edit does not come here.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::entry::{EntryOf, Readings};
use super::glossary::{HasGlossary, Source, TermText, TermsIn, TermsInFields};
use super::links;
use super::pictures;
use super::record::language_of;
use super::sources::setting;
use crate::base::SourcePath;
use crate::chinese::slug;
use crate::content::{ids::PageId, split};
use crate::diag::{Diagnostic, Place, did_you_mean};
use crate::engine::{Ask, Keep, Query};
use crate::markdown::{
    self, Body, Heading, Host, ImageAnswer, LinkAnswer, Options, TermAnswer, TermList, Words,
};
use crate::world::Content;

/// Asks for the body of a page.
#[derive(Debug, Serialize, Deserialize)]
pub struct BodyOf(pub PageId);

/// The body of a page.
pub type PageBody = Body;

impl Query for BodyOf {
    const NAME: &'static str = "Body";
    type Answer = Body;

    fn run(&self, ask: &mut Ask<'_>) -> Body {
        let (body, found) = body_with(ask, &self.0, markdown::render);
        ask.report_all(found);
        body
    }
}

/// Returns the body of a page with marks that tell where its texts were written; offsets are those of the Markdown.
pub fn marked(ask: &mut Ask<'_>, page: &PageId, number: usize) -> Body {
    body_with(ask, page, |text, file, options, host| {
        markdown::render_marked(text, file, options, host, number)
    })
}

/// Returns what `render` makes of the Markdown of a page.
fn body_with<T: Default>(
    ask: &mut Ask<'_>,
    page: &PageId,
    render: impl FnOnce(&str, &SourcePath, &Options, &mut dyn Host) -> T,
) -> T {
    let file = page.source();
    // What is wrong with the bytes or the fence was reported by the record.
    let Content::Bytes(bytes) = ask.file(&file) else { return T::default() };
    let (text, _) = crate::content::decode::decode(&bytes, &file);
    let split = split::split(&text);
    let language = language_of(ask, page);
    let options = ask.get(&MarkdownOptions { language });
    let terms = terms_of(ask, page);
    let mut host = SiteHost { ask, page, terms: Some(terms) };
    render(&text[split.body.clone()], &file, &options, &mut host)
}

/// Renders Markdown that belongs to a page; places are bytes of the text.
fn render(
    ask: &mut Ask<'_>,
    page: &PageId,
    (text, terms): (&str, Option<Marked>),
    options: &Options,
) -> (Body, Vec<Diagnostic>) {
    let file = page.source();
    let mut host = SiteHost { ask, page, terms };
    markdown::render(text, &file, options, &mut host)
}

/// Renders the Markdown in a field of a page; what is wrong with it is reported at the field.
pub fn render_field(ask: &mut Ask<'_>, page: &PageId, path: &str, text: &str) -> Body {
    let language = language_of(ask, page);
    let options = ask.get(&MarkdownOptions { language });
    let terms = terms_of_field(ask, page, path);
    let (body, found) = render(ask, page, (text, terms), &options);
    for one in &body.figures {
        let written = text.get(one.span.0 as usize..one.span.1 as usize).unwrap_or(&one.written);
        ask.report(
            Diagnostic::new("figure-not-here").at(Place::field(&page.source(), path)).arg("text", written),
        );
    }
    for mut found in found {
        // Odd characters of the whole front matter were reported by the record.
        let known = found.code.starts_with("character-");
        if known || found.code == "link-anchor-missing" && is_anchor_of_body(ask, page, &found) {
            continue;
        }
        let field = || Place::field(&page.source(), path);
        found.place = Some(field());
        found.related.iter_mut().for_each(|(_, place)| *place = field());
        ask.report(found);
    }
    body
}

/// Returns the visible text of the Markdown in a field of a page; what is wrong with it is reported where it is shown.
pub fn field_text(ask: &mut Ask<'_>, page: &PageId, text: &str) -> String {
    let language = language_of(ask, page);
    let options = ask.get(&MarkdownOptions { language });
    render(ask, page, (text, None), &options).0.plain
}

/// Tells whether the anchor that a field lacks is one of the page's body: both stand on one page.
fn is_anchor_of_body(ask: &mut Ask<'_>, page: &PageId, found: &Diagnostic) -> bool {
    let anchors = ask.get(&Anchors(page.clone()));
    found.args.iter().any(|(name, anchor)| name == "anchor" && anchors.contains(anchor))
}

/// Asks for the Markdown options of the site.
#[derive(Debug, Serialize, Deserialize)]
pub struct MarkdownOptions {
    /// Language of the words that are written into pages, such as `en`.
    pub language: String,
}

impl Query for MarkdownOptions {
    const NAME: &'static str = "MarkdownOptions";
    type Answer = Options;

    fn run(&self, ask: &mut Ask<'_>) -> Options {
        let settings = setting(ask, "markdown");
        let flag = |name: &str, default: bool| settings.get(name).bool().unwrap_or(default);
        Options {
            trust_html: flag("trust_html", false),
            highlight: flag("highlight", true),
            math: flag("math", false),
            typography: flag("typography", false),
            words: words(&self.language),
            ..Options::default()
        }
    }
}

/// Returns the words that Markdown writes into pages of a language.
fn words(language: &str) -> Words {
    if language.starts_with("zh") {
        return Words::default();
    }
    Words {
        note: "Note".into(),
        back: "Back to the text".into(),
        done: "done".into(),
        open: "open".into(),
        alerts: ["Note", "Tip", "Important", "Warning", "Caution"].map(String::from),
    }
}

/// Words of the glossary that a text holds, each with where its meaning stands.
type Marked = Vec<(Arc<str>, Source)>;

/// Returns the words of the glossary in a field of a page that holds paragraphs, if the site marks any.
fn terms_of_field(ask: &mut Ask<'_>, page: &PageId, path: &str) -> Option<Marked> {
    if !*ask.get(&HasGlossary) {
        return None;
    }
    ask.get(&TermsInFields(page.clone())).get(path).cloned()
}

/// Returns the words of the glossary in a page, if the site marks any.
fn terms_of(ask: &mut Ask<'_>, page: &PageId) -> Marked {
    if *ask.get(&HasGlossary) { ask.get(&TermsIn(page.clone())).to_vec() } else { Vec::new() }
}

/// Answers Markdown's questions about the site on behalf of one page.
struct SiteHost<'a, 'e> {
    ask: &'a mut Ask<'e>,
    page: &'a PageId,
    /// Words of the glossary in the text; none in lines of text, which also stand in lists.
    terms: Option<Marked>,
}

impl Host for SiteHost<'_, '_> {
    fn link(&mut self, written: &str) -> LinkAnswer {
        let link = links::link(self.ask, self.page, written);
        LinkAnswer { href: link.href, problem: link.problem }
    }

    fn image(&mut self, written: &str) -> ImageAnswer {
        let link = links::link(self.ask, self.page, written);
        let shown = link.file.as_ref().map(|file| pictures::shown(self.ask, file)).unwrap_or_default();
        ImageAnswer {
            original: link.href.clone(),
            src: shown.src.unwrap_or(link.href),
            size: shown.size,
            set: shown.set,
            problem: link.problem.or(shown.problem),
        }
    }

    fn terms(&mut self) -> TermList {
        let Some(words) = self.terms.as_ref().filter(|words| !words.is_empty()) else {
            return TermList::default();
        };
        // Forms of one term bear the number of its first one.
        let mut numbers: BTreeMap<&Source, usize> = BTreeMap::new();
        let names = words
            .iter()
            .enumerate()
            .map(|(at, (word, source))| (word.to_string(), *numbers.entry(source).or_insert(at)));
        let names: Vec<_> = names.collect();
        let about = Source::Page(self.page.clone());
        let own = numbers.get(&about).copied();
        let settings = setting(self.ask, "glossary");
        let every = settings.get("mark").text() == Some("all");
        TermList { names, own, every, in_titles: settings.get("in_titles").bool() == Some(true) }
    }

    fn term(&mut self, term: usize) -> TermAnswer {
        let source = self.terms.as_ref().and_then(|words| words.get(term)).map(|(_, source)| source.clone());
        let Some(source) = source else { return TermAnswer::default() };
        let (expansion, href) = self.ask.get(&TermText(source)).as_ref().clone();
        TermAnswer { expansion, href }
    }

    fn heading_id(&mut self, text: &str) -> String {
        self.ask.get(&HeadingId(text.into())).as_ref().clone()
    }
}

/// Asks for the anchor of a heading: the same few headings stand on many pages.
#[derive(Debug, Serialize, Deserialize)]
pub struct HeadingId(pub String);

impl Query for HeadingId {
    const NAME: &'static str = "HeadingId";
    const KEEP: Keep = Keep::Disk;
    type Answer = String;

    fn run(&self, ask: &mut Ask<'_>) -> String {
        slug::slug(&self.0, &ask.get(&Readings))
    }
}

/// Asks for the anchors that links from other pages may name.
#[derive(Debug, Serialize, Deserialize)]
pub struct Anchors(pub PageId);

impl Query for Anchors {
    const NAME: &'static str = "Anchors";
    const KEEP: Keep = Keep::Disk;
    type Answer = Vec<String>;

    fn run(&self, ask: &mut Ask<'_>) -> Vec<String> {
        let mut anchors = Vec::new();
        collect_anchors(&ask.get(&BodyOf(self.0.clone())).outline, &mut anchors);
        anchors
    }
}

fn collect_anchors(headings: &[Heading], anchors: &mut Vec<String>) {
    for heading in headings {
        anchors.push(heading.id.clone());
        collect_anchors(&heading.children, anchors);
    }
}

/// How many of a page's anchors a message names.
const MOST_ANCHORS: usize = 8;

/// Reports links of a page that name an anchor which the other page does not have.
pub fn check_anchors(ask: &mut Ask<'_>, page: &PageId, body: &Body) {
    for link in &body.links {
        let Some((target, anchor)) = links::page_and_anchor(ask, page, &link.written) else { continue };
        let anchors = ask.get(&Anchors(target.clone()));
        if !ask.get(&EntryOf(target.clone())).exists || anchors.contains(&anchor) {
            continue;
        }
        let read = ask.get(&HeadingId(anchor.clone())).as_ref().clone();
        let as_read = anchors.iter().find(|one| **one == read).cloned();
        let all = || anchors.iter().map(String::as_str);
        let near = || did_you_mean(&anchor, all()).or_else(|| did_you_mean(&read, all()));
        let near = as_read.or_else(|| near().map(str::to_owned));
        let place = Place::body(&page.source(), link.span.0 as usize..link.span.1 as usize);
        let found =
            Diagnostic::new("missing-anchor").at(place).arg("link", &link.written).arg("anchor", &anchor);
        let known: Vec<String> =
            anchors.iter().take(MOST_ANCHORS).map(|anchor| format!("#{anchor}")).collect();
        let known = Some(known.join(" ")).filter(|known| !known.is_empty());
        let found = found.maybe("suggestion", near).maybe("known", known);
        ask.report(found.related("target", Place::file(target.source())));
    }
}
