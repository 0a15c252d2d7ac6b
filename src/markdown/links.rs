//! Links and images: addresses that the host answers, sizes, captions, checks.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType};

use super::blocks::Figure;
use super::body::LinkUse;
use super::breaks::keeps_space;
use super::escape;
use super::host::{ImageAnswer, LinkProblem};
use super::images::picture_finding;
use super::writer::Writer;
use crate::diag::Diagnostic;

/// Schemes that can run code or read files; links to them lead nowhere.
const UNSAFE: [&str; 4] = ["javascript", "vbscript", "data", "file"];

impl<'a> Writer<'a, '_> {
    /// Writes the start of a link.
    pub(super) fn start_link(
        &mut self,
        kind: LinkType,
        address: CowStr<'a>,
        title: CowStr<'a>,
        range: Range<usize>,
    ) {
        self.inline += 1;
        self.in_link += 1;
        let address = self.unshield_cow(address, range.start);
        let title = self.unshield_cow(title, range.start);
        if kind == LinkType::Email {
            self.open_anchor(&format!("mailto:{address}"), &title, range);
        } else {
            self.open_anchor(&address, &title, range);
        }
    }

    /// Writes `<a …>` for an address as written.
    pub(super) fn open_anchor(&mut self, written: &str, title: &str, range: Range<usize>) {
        self.out.push_str("<a");
        if let Some(href) = self.link_target(written, &range) {
            self.out.push_str(" href=\"");
            escape::address(&mut self.out, &href);
            self.out.push('"');
            if !title.is_empty() {
                self.write_attribute("title", title);
            }
            let is_external =
                href.starts_with("http://") || href.starts_with("https://") || href.starts_with("//");
            if is_external && self.options.decorate {
                self.out.push_str(" rel=\"noopener\"");
            }
        }
        self.out.push('>');
    }

    /// Returns where a link leads, or `None` if it may not lead there.
    pub(super) fn link_target(&mut self, written: &str, range: &Range<usize>) -> Option<String> {
        if !self.options.decorate {
            return Some(written.into());
        }
        if written.is_empty() {
            let found = self.diagnostic("link-empty", range);
            self.report(found);
            return Some(String::new());
        }
        if self.is_unsafe(written, range) {
            return None;
        }
        if let Some(anchor) = written.strip_prefix('#') {
            if !anchor.is_empty() {
                self.anchor_uses.push((anchor.into(), range.clone()));
            }
            return Some(written.into());
        }
        if written.contains('#') && scheme(written).is_none() && !written.starts_with("//") {
            let span = self.prepared.origins(range);
            self.body
                .links
                .push(LinkUse { written: written.into(), span: (span.start as u32, span.end as u32) });
        }
        let answer = self.host.link(written);
        self.report_problem(written, answer.problem, range);
        Some(answer.href)
    }

    /// Tells, and reports, whether an address could run code.
    fn is_unsafe(&mut self, written: &str, range: &Range<usize>) -> bool {
        if memchr::memchr(b':', written.as_bytes()).is_none() {
            return false;
        }
        let compact: String =
            written.chars().filter(|c| !c.is_whitespace() && !c.is_control()).take(40).collect();
        let is_unsafe = !self.options.trust_html
            && scheme(&compact)
                .is_some_and(|scheme| UNSAFE.iter().any(|other| scheme.eq_ignore_ascii_case(other)));
        if is_unsafe {
            let found = self.diagnostic("link-unsafe", range).arg("link", written);
            self.report(found);
        }
        is_unsafe
    }

    /// Reports what the host found wrong with an address.
    fn report_problem(&mut self, written: &str, problem: Option<LinkProblem>, range: &Range<usize>) {
        let (code, name, hint) = match problem {
            None => return,
            Some(LinkProblem::Picture(fault)) => {
                let found = picture_finding(&fault, written);
                return self.report(Diagnostic { place: self.diagnostic(&found.code, range).place, ..found });
            }
            Some(LinkProblem::Ending { actual, ending }) => {
                let found = self.diagnostic("image-extension", range).arg("image", written);
                return self.report(found.arg("form", actual).arg("ending", ending));
            }
            Some(LinkProblem::MissingPage { suggestion }) => ("link-page-missing", "suggestion", suggestion),
            Some(LinkProblem::MissingFile { suggestion }) => ("link-file-missing", "suggestion", suggestion),
            Some(LinkProblem::HiddenPage) => ("link-page-hidden", "suggestion", None),
            Some(LinkProblem::Ends(ending)) => {
                let found = ending.told(self.diagnostic("reference-will-break", range));
                return self.report(found);
            }
            Some(LinkProblem::Outside) => ("link-outside", "suggestion", None),
            Some(LinkProblem::CaseDiffers { actual }) => ("link-case", "actual", Some(actual)),
        };
        let found = self.diagnostic(code, range).arg("link", written).maybe(name, hint);
        self.report(found);
    }

    /// Writes an image; takes its description and its end from the events.
    pub(super) fn image(&mut self, address: CowStr<'a>, title: CowStr<'a>, range: Range<usize>) {
        let address = self.unshield_cow(address, range.start);
        let title = self.unshield_cow(title, range.start);
        let alt = self.image_description();
        self.depth -= 1;
        self.resolve_image_break(&range);
        let answer = self.image_source(&address, &range);
        self.open_picture(&answer, &alt);
        self.out.push_str("<img src=\"");
        escape::address(&mut self.out, &answer.src);
        self.out.push('"');
        self.write_attribute("alt", &alt);
        if !title.is_empty() && self.figure == Figure::None {
            self.write_attribute("title", &title);
        }
        self.image_attributes(&answer);
        if self.options.decorate && alt.is_empty() && title.is_empty() {
            let found = self.diagnostic("image-without-description", &range).arg("image", &address);
            self.report(found);
        }
        self.out.push_str(" />");
        self.close_picture(&answer, &alt);
        if self.figure != Figure::None && !title.is_empty() {
            self.caption(&title);
        }
        if self.figure == Figure::Each {
            self.out.push_str("</figure>\n");
        }
    }

    /// Settles the line break before an image: it goes after Chinese.
    fn resolve_image_break(&mut self, range: &Range<usize>) {
        if self.line.pending.is_some() {
            self.open_line("x", range.start);
        }
        self.line.at_start = false;
    }

    /// Returns where an image lies, and in which sizes.
    pub(super) fn image_source(&mut self, written: &str, range: &Range<usize>) -> ImageAnswer {
        if !self.options.decorate {
            return ImageAnswer { src: written.into(), ..ImageAnswer::default() };
        }
        let is_picture = written.get(..11).is_some_and(|start| start.eq_ignore_ascii_case("data:image/"));
        if written.is_empty() || (!is_picture && self.is_unsafe(written, range)) {
            return ImageAnswer::default();
        }
        let mut answer = self.host.image(written);
        self.report_problem(written, answer.problem.take(), range);
        answer
    }

    /// Returns the address of sound or video: like that of an image, but what is no picture is no fault.
    pub(super) fn media_source(&mut self, written: &str, range: &Range<usize>) -> ImageAnswer {
        if !self.options.decorate {
            return ImageAnswer { src: written.into(), ..ImageAnswer::default() };
        }
        if written.is_empty() || self.is_unsafe(written, range) {
            return ImageAnswer::default();
        }
        let answer = self.host.image(written);
        let problem = answer.problem.filter(|problem| !matches!(problem, LinkProblem::Picture(_)));
        self.report_problem(written, problem, range);
        let src = if answer.original.is_empty() { answer.src } else { answer.original };
        ImageAnswer { src, ..ImageAnswer::default() }
    }

    /// Returns the words between the brackets of an image, without markup.
    fn image_description(&mut self) -> String {
        let mut alt = String::new();
        let (mut nested, mut broken) = (0, false);
        while let Some((event, range)) = self.events.next() {
            let words = match event {
                Event::Start(_) => {
                    nested += 1;
                    continue;
                }
                Event::End(_) if nested == 0 => break,
                Event::End(_) => {
                    nested -= 1;
                    continue;
                }
                Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) => {
                    self.unshield_cow(text, range.start)
                }
                Event::SoftBreak | Event::HardBreak => {
                    broken = true;
                    continue;
                }
                _ => continue,
            };
            if std::mem::take(&mut broken) && (!self.options.chinese || keeps_space(&alt, &words)) {
                alt.push(' ');
            }
            alt.push_str(&words);
        }
        alt
    }
}

/// Returns the scheme of an address: `https` of `https://…`.
fn scheme(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+.-".contains(&byte));
    is_scheme.then_some(scheme)
}
