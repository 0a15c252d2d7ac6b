//! Archives, and the office files that are archives of XML.

use std::io::{BufReader, Cursor, Read, Seek, SeekFrom};

use zip::ZipArchive;
use zip::result::ZipError;

use super::office::Part;
use super::{Finds, closed, office, sheet};
use crate::scan::Kind;

/// Most bytes that one part of an archive is read for.
pub const MOST_PART: u64 = 128 << 20;

/// Most bytes that all parts of a file are read for.
pub const MOST_ALL: u64 = 1 << 30;

/// Most bytes of a file inside an archive that is itself looked into: it is held in memory.
const MOST_INNER: u64 = 64 << 20;

/// Most files of an archive that are looked at.
const MOST_FILES: usize = 20_000;

/// Longest directory of an archive that is read from a large file: it is held in memory.
const MOST_DIRECTORY: u32 = 32 << 20;

/// Bytes of the end of a directory, and the longest comment behind it. *Source:* APPNOTE.TXT 6.3.10, 4.3.16.
const END: usize = 22;
const LONGEST_COMMENT: usize = 0xFFFF;

/// Where the bytes of an archive are.
pub trait Source: Read + Seek {}

impl<S: Read + Seek> Source for S {}

/// An archive in memory or on a disk.
pub type Archive<'b> = ZipArchive<Box<dyn Source + 'b>>;

/// Tells whether a large archive has a directory that can be held; one with the 64-bit extension has not.
pub(super) fn has_small_directory(mut from: impl Source) -> std::io::Result<bool> {
    let length = from.seek(SeekFrom::End(0))?;
    from.seek(SeekFrom::Start(length.saturating_sub((END + LONGEST_COMMENT) as u64)))?;
    let mut tail = Vec::new();
    from.read_to_end(&mut tail)?;
    let Some(at) = memchr::memmem::rfind(&tail, b"PK\x05\x06") else { return Ok(false) };
    let Some(end) = tail.get(at..at + END) else { return Ok(false) };
    let files = u16::from_le_bytes([end[10], end[11]]);
    let size = u32::from_le_bytes([end[12], end[13], end[14], end[15]]);
    Ok(files < u16::MAX && size <= MOST_DIRECTORY)
}

impl Finds<'_> {
    /// Looks into an archive: an office file if it has the parts of one.
    pub(super) fn archive(&mut self, bytes: &[u8], at: &str, depth: usize) {
        self.archive_from(Box::new(Cursor::new(bytes)), at, depth);
    }

    /// Looks into an archive wherever it is.
    pub(super) fn archive_from(&mut self, from: Box<dyn Source + '_>, at: &str, depth: usize) {
        let Ok(mut archive) = ZipArchive::new(from) else {
            return self.closed(at, closed::BROKEN);
        };
        if archive.len() > MOST_FILES {
            self.closed(at, closed::LARGE);
        }
        let read = archive.file_names().take(MOST_FILES).flatten().map(|name| name.into_owned());
        let names: Vec<String> = read.collect();
        if names.len() < archive.len().min(MOST_FILES) {
            self.closed(at, closed::BROKEN);
        }
        let is_office = names.iter().any(|name| name == "[Content_Types].xml");
        if is_office && names.iter().any(|name| name == "xl/workbook.xml") {
            sheet::look(self, &mut archive, at);
        }
        for name in &names {
            let place = inside(at, name);
            match kind_of(name) {
                Inner::Macros => self.note(Kind::Macros, at, "vbaProject.bin"),
                Inner::Xml(part) => self.xml(&mut archive, name, &place, part),
                Inner::File => {
                    // Names of the parts of office files are given by programs, those in other archives by people.
                    if !is_office {
                        self.text(name, &place);
                    }
                    self.inner(&mut archive, name, &place, depth);
                }
                Inner::Nothing => {}
            }
        }
    }

    fn xml(&mut self, archive: &mut Archive<'_>, name: &str, place: &str, part: Part) {
        let budget = self.budget();
        let whole = with_part(archive, name, budget, |reader| office::look(self, reader, place, part));
        self.account(place, whole);
    }

    /// Looks into a file inside an archive.
    fn inner(&mut self, archive: &mut Archive<'_>, name: &str, place: &str, depth: usize) {
        let budget = self.budget().min(MOST_INNER);
        let mut bytes = Vec::new();
        let whole = with_part(archive, name, budget, |reader| {
            let _ = reader.read_to_end(&mut bytes);
        });
        self.file(&bytes, None, place, depth + 1);
        self.account(place, whole);
    }

    /// Returns how many bytes the next part may have.
    pub(super) fn budget(&self) -> u64 {
        MOST_PART.min(MOST_ALL.saturating_sub(self.unpacked))
    }

    /// Counts what was read, and tells what was not.
    pub(super) fn account(&mut self, place: &str, read: Result<Extent, Missed>) {
        match read {
            Ok(read) => {
                self.unpacked += read.bytes;
                if read.cut {
                    self.closed(place, closed::LARGE);
                }
            }
            Err(Missed::Locked) => self.closed(place, closed::LOCKED),
            Err(Missed::Broken) => self.closed(place, closed::BROKEN),
        }
    }
}

/// How much of a part was read.
pub struct Extent {
    /// Bytes.
    pub bytes: u64,
    /// Whether there was more.
    pub cut: bool,
}

/// Why a part was not read.
pub enum Missed {
    /// It is locked.
    Locked,
    /// It is damaged.
    Broken,
}

/// Hands a part to a reader, at most so many bytes of it.
pub fn with_part(
    archive: &mut Archive<'_>,
    name: &str,
    most: u64,
    mut read: impl FnMut(&mut dyn std::io::BufRead),
) -> Result<Extent, Missed> {
    let part = archive.by_name(name).map_err(|error| match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            Missed::Locked
        }
        _ => Missed::Broken,
    })?;
    let mut reader = BufReader::new(part.take(most + 1));
    read(&mut reader);
    let bytes = most + 1 - reader.get_ref().limit();
    Ok(Extent { bytes, cut: bytes > most })
}

/// What a file inside an archive is.
enum Inner {
    Macros,
    Xml(Part),
    File,
    Nothing,
}

fn kind_of(name: &str) -> Inner {
    let lower = name.to_lowercase();
    let last = lower.rsplit('/').next().unwrap_or(&lower);
    if last == "vbaproject.bin" {
        return Inner::Macros;
    }
    let inside = |folder: &str| lower.starts_with(folder) && !lower.contains("/_rels/");
    match lower.rsplit('.').next().unwrap_or_default() {
        "xml" if lower.starts_with("docprops/") || lower == "meta.xml" => Inner::Xml(Part::Properties),
        "xml" if last.contains("comments") => Inner::Xml(Part::Comments),
        "xml" if inside("xl/worksheets/") || last == "sharedstrings.xml" => Inner::Nothing,
        "xml" if inside("ppt/notesslides/") => Inner::Xml(Part::Notes),
        "xml" if inside("ppt/slides/") => Inner::Xml(Part::Slide),
        "xml" if inside("ppt/slidelayouts/") || inside("ppt/slidemasters/") || last.starts_with("theme") => {
            Inner::Nothing
        }
        "xml"
            if inside("word/")
                && ["styles.xml", "settings.xml", "numbering.xml", "fonttable.xml"].contains(&last) =>
        {
            Inner::Nothing
        }
        "xml" => Inner::Xml(Part::Text),
        "rels" | "bin" | "vml" | "emf" | "wmf" | "ttf" | "odttf" => Inner::Nothing,
        _ if lower.ends_with('/') => Inner::Nothing,
        _ => Inner::File,
    }
}

fn inside(at: &str, name: &str) -> String {
    if at.is_empty() { name.to_owned() } else { format!("{at} › {name}") }
}
