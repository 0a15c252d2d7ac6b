//! What a Markdown text becomes: HTML with holes for directives, and everything others want to know about it.

use serde::{Deserialize, Serialize};

/// A rendered body. Plain data: equal texts give equal bodies.
#[derive(Serialize, Deserialize, Default, Clone, Debug, PartialEq)]
pub struct Body {
    /// HTML and directives in order. Addresses in the HTML are as [`super::Host`] answered, percent-encoded.
    pub pieces: Vec<Piece>,
    /// Headings as a tree.
    pub outline: Vec<Heading>,
    /// Links to an anchor of another page, which only the whole site can check.
    pub links: Vec<LinkUse>,
    /// Figures that the text names by their ids, which only the whole site can check.
    pub figures: Vec<LinkUse>,
    /// The visible text: a line per block, for search, counting and summaries.
    pub plain: String,
    /// The start of the first paragraph as plain text, cut after a sentence.
    pub summary: String,
    /// Number of Han characters in the visible text.
    pub hanzi: u32,
    /// 字数: every Han character and full-width mark counts 1, a run of Latin letters and digits counts 1.
    pub words: u32,
    /// Bytes of the nth top-level block; a directive is one block.
    pub blocks: Vec<(u32, u32)>,
}

/// A piece of a body.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
pub enum Piece {
    /// Finished HTML. Every element opened in it is closed in it, but for those around a figure in the middle of a line.
    Html(String),
    /// A block that the theme renders, or a figure in the middle of a line.
    Directive(Directive),
}

/// A `:::name … :::` block. At most [`super::DEEPEST_DIRECTIVE`] deep.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
pub struct Directive {
    /// Canonical name, whatever synonym was written.
    pub name: String,
    /// The words after the name, parted at `|`: `["筑心", "坚持理论武装"]`.
    pub args: Vec<String>,
    /// `key=value` pairs in order.
    pub attrs: Vec<(String, String)>,
    /// Which one of this name on the page, from 0.
    pub index: usize,
    /// What stands between the fences.
    pub body: Vec<Piece>,
    /// Bytes of the whole block in the text.
    pub span: (u32, u32),
}

/// A heading and the headings below it.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Anchor, unique in the body.
    pub id: String,
    /// Plain text.
    pub text: String,
    /// Headings of deeper levels up to the next one of this level.
    pub children: Vec<Heading>,
}

/// The address of a link or the id of a figure as written, and where.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
pub struct LinkUse {
    /// The address or id as the author wrote it.
    pub written: String,
    /// Bytes of the whole link or figure in the text.
    pub span: (u32, u32),
}
