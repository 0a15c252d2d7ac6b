//! What only the site can answer while a body is rendered.

/// Answers questions about other pages, files and images. Markdown must not know sites.
pub trait Host {
    /// Returns where a link leads. Not asked for links within the page (`#…`) and unsafe ones.
    fn link(&mut self, written: &str) -> LinkAnswer;

    /// Returns the address and size of an image.
    fn image(&mut self, written: &str) -> ImageAnswer;

    /// Returns an ASCII anchor for a heading; it need not be unique and may be empty.
    fn heading_id(&mut self, text: &str) -> String;

    /// Returns highlighted HTML for code, or `None` if the language is unknown. A host may remember the answers.
    fn highlight(&mut self, language: &str, code: &str) -> Option<String> {
        super::highlight(language, code)
    }
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
    /// Root-absolute or external; not percent-encoded.
    pub src: String,
    /// Width and height in pixels.
    pub size: Option<(u32, u32)>,
    /// What is wrong with the address.
    pub problem: Option<LinkProblem>,
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
    /// Only upper and lower case differ from a file that is there.
    CaseDiffers {
        /// The name as it is on disk.
        actual: String,
    },
}
