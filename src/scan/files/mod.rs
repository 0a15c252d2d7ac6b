//! Attachments: documents, workbooks, slides, PDF, archives and pictures, told apart by their bytes and not by their names.
//!
//! *Bounds:* a part of an archive is read as a stream and given up after [`archive::MOST_PART`] bytes, a file after
//! [`archive::MOST_ALL`]; archives in archives are followed [`DEEPEST`] deep. What is not looked into for such a reason is told.

mod archive;
mod office;
mod pdf;
mod picture;
mod sheet;
mod xml;

use std::collections::BTreeMap;
use std::io::{self, Read, Seek};

use serde::{Deserialize, Serialize};

use super::leaks::{Phones, find};
use super::{Kind, mask};

/// How deep files inside files are looked at.
const DEEPEST: usize = 3;

/// Longest stretch of a file without a known form that is looked through, in bytes.
const MOST_RAW: usize = 64 << 20;

/// Bytes by which a large file is told apart.
const HEAD: u64 = 64 << 10;

/// One find in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Found {
    /// What it is.
    pub kind: Kind,
    /// Where in the file: `名单!B7`, `docProps/core.xml`; empty for the file as a whole.
    pub at: String,
    /// What stands there, with personal numbers covered; a reason for [`Kind::Closed`].
    pub text: String,
    /// How often it is there.
    pub count: u32,
}

/// Why a file was not looked into, as [`Found::text`] of [`Kind::Closed`].
pub mod closed {
    /// It is locked with a password.
    pub const LOCKED: &str = "locked";
    /// It is damaged.
    pub const BROKEN: &str = "broken";
    /// It is larger than what is looked at.
    pub const LARGE: &str = "large";
    /// Its form is not known.
    pub const FORM: &str = "form";

    /// Returns a reason in Chinese and English.
    pub fn words(reason: &str) -> (&'static str, &'static str) {
        match reason {
            LOCKED => ("文件加了密码", "it is locked with a password"),
            BROKEN => ("文件损坏，读不出来", "it is damaged"),
            LARGE => ("内容太大，只看了一部分", "it is too large and was read in part"),
            _ => ("这种格式看不了，或者只能粗略地看", "files of this form cannot be read, or only roughly"),
        }
    }
}

/// Returns what is in a file that should not go out, each thing once. `text` is the file's text if it is one.
pub fn look(bytes: &[u8], text: Option<&str>) -> Vec<Found> {
    let mut finds = Finds::default();
    finds.file(bytes, text, "", 0);
    finds.done()
}

/// Returns what is in a file that is too large to be held: archives, office files among them, are looked into part by part; what
/// else would have to be looked into is told as too large.
pub fn look_large(mut from: impl Read + Seek) -> io::Result<Vec<Found>> {
    let mut finds = Finds::default();
    let mut first = Vec::new();
    (&mut from).take(HEAD).read_to_end(&mut first)?;
    let is_text = match std::str::from_utf8(&first) {
        Ok(text) => !text.contains('\0'),
        // The last character may be cut.
        Err(error) => error.error_len().is_none() && !first.contains(&0),
    };
    let is_known =
        first.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) || first.windows(5).any(|five| five == b"%PDF-");
    if first.starts_with(b"PK\x03\x04") {
        match archive::has_small_directory(&mut from)? {
            true => finds.archive_from(Box::new(from), "", 0),
            false => finds.closed("", closed::LARGE),
        }
    } else if is_text || is_known {
        finds.closed("", closed::LARGE);
    } else if [&b"Rar!"[..], b"7z\xBC\xAF", &[0x1F, 0x8B]].iter().any(|start| first.starts_with(start)) {
        finds.closed("", closed::FORM);
    }
    Ok(finds.done())
}

/// Texts of a file that somebody looks for.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// Where each stands, as [`Found::at`], and the text as a whole; each once.
    pub texts: Vec<(String, String)>,
    /// Where something could not be looked into, and why, as [`closed`] has it.
    pub closed: Vec<(String, String)>,
}

/// Returns the texts in a file that are wanted: of pages, cells, comments, notes, names of parts, and what it says of its author.
pub fn listen(bytes: &[u8], wanted: &dyn Fn(&str) -> bool) -> Heard {
    let mut finds = Finds { wanted: Some(wanted), ..Finds::default() };
    finds.file(bytes, None, "", 0);
    let closed = finds.found.into_values().filter(|found| found.kind == Kind::Closed);
    let closed = closed.map(|found| (found.at, found.text)).collect();
    finds.texts.sort();
    finds.texts.dedup();
    Heard { texts: finds.texts, closed }
}

/// Most texts of one file that are kept.
const MOST_TEXTS: usize = 1000;

/// Collects finds; equal ones become one with a count.
#[derive(Default)]
struct Finds<'w> {
    found: BTreeMap<(Kind, String), Found>,
    /// Which texts somebody looks for; finds are not looked for then.
    wanted: Option<&'w dyn Fn(&str) -> bool>,
    /// Those that were come upon, each with its place.
    texts: Vec<(String, String)>,
    /// Bytes that were unpacked so far, over all parts.
    unpacked: u64,
}

impl Finds<'_> {
    /// Looks into a file, or into one inside another, whose name is then `at`.
    fn file(&mut self, bytes: &[u8], text: Option<&str>, at: &str, depth: usize) {
        if depth > DEEPEST {
            return self.closed(at, closed::LARGE);
        }
        match bytes {
            _ if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") => {
                self.archive(bytes, at, depth)
            }
            _ if bytes.starts_with(b"%PDF") || head(bytes).windows(5).any(|five| five == b"%PDF-") => {
                pdf::look(self, bytes, at)
            }
            _ if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) => self.old_office(bytes, at),
            _ if bytes.starts_with(b"Rar!")
                || bytes.starts_with(b"7z\xBC\xAF")
                || bytes.starts_with(&[0x1F, 0x8B]) =>
            {
                self.closed(at, closed::FORM);
            }
            _ if picture::look(self, bytes, at) => {}
            _ => {
                if let Some(text) = text.or_else(|| std::str::from_utf8(bytes).ok()) {
                    self.text(text, at);
                }
            }
        }
    }

    /// Files of office programs before 2007, and newer ones that are locked: both are compound files.
    fn old_office(&mut self, bytes: &[u8], at: &str) {
        let marker: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        if memchr::memmem::find(bytes, &marker).is_some() {
            return self.closed(at, closed::LOCKED);
        }
        // Their texts are stretches of 16-bit or 8-bit characters between tables: numbers can be found without knowing the tables.
        let bytes = &bytes[..bytes.len().min(MOST_RAW)];
        for start in [0, 1] {
            let wide: String = bytes[start.min(bytes.len())..]
                .chunks_exact(2)
                .map(|pair| {
                    char::from_u32(u32::from(u16::from_le_bytes([pair[0], pair[1]])))
                        .filter(|c| !c.is_control())
                        .unwrap_or('\n')
                })
                .collect();
            self.text(&wide, at);
        }
        let narrow: String = bytes
            .iter()
            .map(|byte| if (0x20..0x7F).contains(byte) { char::from(*byte) } else { '\n' })
            .collect();
        self.text(&narrow, at);
        self.closed(at, closed::FORM);
    }

    /// Tells whether a text should be handed to [`Finds::text`].
    fn concerns(&self, text: &str) -> bool {
        match self.wanted {
            Some(wanted) => wanted(text),
            None => !find(text, Phones::Unwanted).is_empty(),
        }
    }

    /// Looks through a text.
    fn text(&mut self, text: &str, at: &str) {
        if let Some(wanted) = self.wanted {
            if self.texts.len() < MOST_TEXTS && wanted(text) {
                self.texts.push((at.to_owned(), text.to_owned()));
            }
            return;
        }
        for leak in find(text, Phones::Unwanted) {
            self.add(
                leak.kind,
                at,
                mask::quoted(leak.kind, &text[leak.range.clone()]),
                digits(&text[leak.range]),
            );
        }
    }

    /// Adds a find that is told once for the whole file, with how often it is there.
    fn note(&mut self, kind: Kind, at: &str, text: impl Into<String>) {
        self.add(kind, at, text.into(), String::new());
    }

    /// Adds a find that is there so many times.
    fn count(&mut self, kind: Kind, at: &str, count: u32) {
        if count > 0 {
            self.note(kind, at, "");
            if let Some(found) = self.found.get_mut(&(kind, String::new())) {
                found.count += count - 1;
            }
        }
    }

    fn closed(&mut self, at: &str, reason: &str) {
        self.add(Kind::Closed, at, reason.into(), format!("{at} {reason}"));
    }

    fn author(&mut self, at: &str, name: &str) {
        if self.wanted.is_some() {
            return self.text(name, at);
        }
        let name = name.trim().trim_matches('\0');
        let usual = [
            "",
            "admin",
            "administrator",
            "user",
            "users",
            "owner",
            "lenovo",
            "hp",
            "dell",
            "asus",
            "unknown",
            "wps office",
            "wps_office",
            "openpyxl",
            "python-docx",
            "python-pptx",
            "microsoft office user",
            "windows user",
            "微软用户",
            "windows 用户",
            "microsoft",
            "chromium",
            "un-named",
        ];
        if !usual.contains(&&*name.to_lowercase()) {
            self.add(
                Kind::Author,
                at,
                mask::without_numbers(&name.chars().take(40).collect::<String>()),
                name.to_owned(),
            );
        }
    }

    /// Adds a find under a key: equal ones are one.
    fn add(&mut self, kind: Kind, at: &str, text: String, key: String) {
        let found = self.found.entry((kind, key)).or_insert_with(|| Found {
            kind,
            at: at.to_owned(),
            text,
            count: 0,
        });
        found.count += 1;
    }

    fn done(self) -> Vec<Found> {
        let mut all: Vec<Found> = self.found.into_values().collect();
        all.sort();
        all
    }
}

/// Returns the key of a find: its digits, whatever stands between them, or the text if it has none.
fn digits(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() >= 7 { digits } else { text.into() }
}

fn head(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(1024)]
}
