//! What only the site can answer while a body is rendered.

use crate::diag::Diagnostic;
use crate::media::Fault;

/// Answers questions about other pages, files and images. Markdown must not know sites.
pub trait Host {
    /// Returns where a link leads. Not asked for links within the page (`#…`) and unsafe ones.
    fn link(&mut self, written: &str) -> LinkAnswer;

    /// Returns the address and size of an image.
    fn image(&mut self, written: &str) -> ImageAnswer;

    /// Returns an ASCII anchor for a heading; it need not be unique and may be empty.
    fn heading_id(&mut self, text: &str) -> String;

    /// Returns the words of the glossary that the text may hold. Asked once.
    fn terms(&mut self) -> TermList {
        TermList::default()
    }

    /// Returns what a word of the glossary stands for, by its `term`. Asked where it is marked.
    fn term(&mut self, _term: usize) -> TermAnswer {
        TermAnswer::default()
    }

    /// Returns highlighted HTML for code, or `None` if the language is unknown. A host may remember the answers.
    fn highlight(&mut self, language: &str, code: &str) -> Option<String> {
        super::highlight(language, code)
    }
}

/// Words of the glossary, and where they are marked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TermList {
    /// Each way of writing with the number of its term, in any order.
    pub names: Vec<(String, usize)>,
    /// The term that the text is about: found, so that no shorter word is found within it, and never marked.
    pub own: Option<usize>,
    /// Mark every use, not the first one only.
    pub every: bool,
    /// Mark inside 《》 too.
    pub in_titles: bool,
}

/// What a word of the glossary stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TermAnswer {
    /// The long form or explanation, plain text.
    pub expansion: String,
    /// Address of its page, if it has one.
    pub href: Option<String>,
}

/// Where a link leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkAnswer {
    /// Root-absolute (`/pilots/a.html#id`) or external; not percent-encoded.
    pub href: String,
    /// What is wrong with the link.
    pub problem: Option<LinkProblem>,
}

/// Where an image lies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageAnswer {
    /// Root-absolute or external; not percent-encoded. A smaller one stands in for a picture that is larger than any page.
    pub src: String,
    /// The picture as it was written, in the same form.
    pub original: String,
    /// Width and height in pixels.
    pub size: Option<(u32, u32)>,
    /// The sizes it is there in, if in several.
    pub set: Option<ImageSet>,
    /// What is wrong with the address.
    pub problem: Option<LinkProblem>,
}

/// The sizes of an image, ready for attributes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageSet {
    /// `srcset` of the form that the image has itself; may be empty.
    pub own: String,
    /// `srcset` in WebP; may be empty.
    pub in_webp: String,
    /// How wide it is shown in the text: the attribute `sizes`.
    pub sizes: String,
    /// The same in a gallery.
    pub small: String,
}

/// When a page will be shown no more, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// What the page is called.
    pub name: String,
    /// The first day on which it is not shown, ISO.
    pub day: String,
    /// Why, in Chinese and in English.
    pub why: (&'static str, &'static str),
}

impl Ending {
    /// Returns a finding that says so.
    pub fn told(&self, found: Diagnostic) -> Diagnostic {
        let found = found.arg("name", &self.name).arg("day", &self.day);
        found.arg("why", self.why.0).arg("why_en", self.why.1)
    }
}

/// What is wrong with a link or an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkProblem {
    /// There is no such page.
    MissingPage {
        /// The most similar page, as it could be written here.
        suggestion: Option<String>,
    },
    /// There is no such file.
    MissingFile {
        /// The most similar file, as it could be written here.
        suggestion: Option<String>,
    },
    /// The address leads out of the site's folder.
    Outside,
    /// The page is there but not shown: a draft, not due yet, expired or withdrawn.
    HiddenPage,
    /// The page is shown today and will not be.
    Ends(Ending),
    /// Only upper and lower case differ from a file that is there.
    CaseDiffers {
        /// The name as it is on disk.
        actual: String,
    },
    /// The file is there, but cannot be shown.
    Picture(Fault),
    /// The picture is of another form than its name says.
    Ending {
        /// The form it is of.
        actual: &'static str,
        /// The ending its name should have.
        ending: &'static str,
    },
}
