//! Images in several sizes, their captions, and what is wrong with them.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::blocks::Figure;
use super::escape;
use super::host::ImageAnswer;
use super::writer::Writer;
use crate::diag::Diagnostic;
use crate::media::Fault;

/// How lines begin that say what a picture above them shows.
const CAPTIONS: [&str; 5] = ["图：", "图:", "图为", "▲", "△"];

/// Longest name of who took a picture, in bytes.
const LONGEST_CREDIT: usize = 120;

impl Writer<'_, '_> {
    /// Opens what stands around an image: the whole picture in a gallery, the form that newer browsers take.
    pub(super) fn open_picture(&mut self, answer: &ImageAnswer, alt: &str) {
        if self.figure == Figure::Each {
            self.out.push_str("<figure>");
            if self.leads_to_whole(answer, alt) {
                self.out.push_str("<a href=\"");
                escape::address(&mut self.out, &answer.original);
                self.out.push_str("\">");
            }
        }
        let Some(set) = answer.set.as_ref().filter(|set| !set.in_webp.is_empty()) else { return };
        self.out.push_str("<picture><source type=\"image/webp\"");
        self.write_attribute("srcset", &set.in_webp);
        let sizes = if self.figure == Figure::Each { &set.small } else { &set.sizes };
        self.write_attribute("sizes", sizes);
        self.out.push_str(" />");
    }

    pub(super) fn close_picture(&mut self, answer: &ImageAnswer, alt: &str) {
        if answer.set.as_ref().is_some_and(|set| !set.in_webp.is_empty()) {
            self.out.push_str("</picture>");
        }
        if self.figure == Figure::Each && self.leads_to_whole(answer, alt) {
            self.out.push_str("</a>");
        }
    }

    /// Tells whether a picture in a gallery leads to the whole of it. Without a description the link would have no name.
    fn leads_to_whole(&self, answer: &ImageAnswer, alt: &str) -> bool {
        answer.size.is_some() && !answer.original.is_empty() && !alt.is_empty() && self.in_link == 0
    }

    /// Writes size and sizes of an image. The first of a page is wanted at once, the others when they come near.
    pub(super) fn image_attributes(&mut self, answer: &ImageAnswer) {
        if let Some((width, height)) = answer.size {
            self.out.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
        }
        if let Some(set) = answer.set.as_ref().filter(|set| !set.own.is_empty()) {
            self.write_attribute("srcset", &set.own);
            let sizes = if self.figure == Figure::Each { &set.small } else { &set.sizes };
            self.write_attribute("sizes", sizes);
        }
        if self.options.decorate {
            if self.images > 0 {
                self.out.push_str(" loading=\"lazy\"");
            }
            self.images += 1;
        }
    }

    /// Writes a caption; who took the picture stands apart.
    pub(super) fn caption(&mut self, text: &str) {
        self.out.push_str("<figcaption>");
        let start = self.out.len();
        self.plain_text(text);
        self.mark_credit(start);
        self.out.push_str("</figcaption>");
    }

    /// Sets "（张三摄）" at the end of a caption apart, in what was written since `start`.
    pub(super) fn mark_credit(&mut self, start: usize) {
        let written = &self.out[start..];
        let ends = ["摄）", "摄)", "供图）", "供图)"];
        let Some(from) =
            ends.iter().any(|end| written.ends_with(end)).then(|| written.rfind(['（', '('])).flatten()
        else {
            return;
        };
        if written.len() - from <= LONGEST_CREDIT && !written[from..].contains(['<', '>']) {
            self.out.insert_str(start + from, "<span class=\"credit\">");
            self.out.push_str("</span>");
        }
    }

    /// Tells whether a paragraph is one image and, on the lines below it, what it shows.
    pub(super) fn is_captioned_image(&mut self, range: &Range<usize>) -> bool {
        let Some((Event::Start(Tag::Image { .. }), image)) = self.events.peek() else { return false };
        let text = &self.prepared.text;
        let before = text.get(range.start..image.start).is_some_and(|before| before.trim().is_empty());
        let after = text.get(image.end..range.end).unwrap_or_default().trim_start_matches([' ', '\t', '\r']);
        before && after.strip_prefix('\n').is_some_and(is_caption)
    }

    /// Tells whether the next paragraph says what the picture before it shows.
    pub(super) fn caption_follows(&mut self) -> bool {
        let Some((Event::Start(Tag::Paragraph), range)) = self.events.peek() else { return false };
        self.prepared.text.get(range.clone()).is_some_and(is_caption)
    }
}

fn is_caption(text: &str) -> bool {
    let text = text.trim_start_matches([' ', '\u{3000}']);
    // "图为什么……" asks something.
    CAPTIONS.iter().any(|start| text.starts_with(start))
        && !["图为什么", "图为何"].iter().any(|asks| text.starts_with(asks))
}

/// Returns why a picture cannot be shown as a finding without a place.
pub fn picture_finding(fault: &Fault, written: &str) -> Diagnostic {
    let found = |code: &str| Diagnostic::new(code).arg("image", written);
    match fault {
        Fault::Foreign(form) => found("image-format").arg("form", form),
        Fault::NotAPicture => found("image-not-one"),
        Fault::Truncated => found("image-truncated"),
        Fault::Broken => found("image-broken"),
        Fault::TooLarge(width, height) => found("image-too-large").arg("width", width).arg("height", height),
    }
}
