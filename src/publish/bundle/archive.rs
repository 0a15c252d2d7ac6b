//! The one form of ZIP that bundles have. The writer has no choices, and the reader accepts only what the writer writes: no field of
//! a header may say anything else, no byte may lie between entries, so that nothing travels in a bundle that was not signed.
//!
//! *Shape:* entries one after another without gaps, names in UTF-8, all times 1980-01-01, no extra fields, no comments, stored or
//! deflated; the directory; its end. Any program that unpacks ZIP unpacks it. *Source:* APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12, 4.3.16.

use std::io::{self, Read, Seek, SeekFrom, Write};

use flate2::Crc;
use flate2::read::{DeflateDecoder, DeflateEncoder};

use super::Refusal;

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
const LOCAL_SIZE: u64 = 30;
const CENTRAL_SIZE: usize = 46;
/// Bytes of the end of a directory.
pub const END_SIZE: u64 = 22;

/// 1980-01-01, the first day that ZIP knows.
const DATE: u16 = 0x21;

/// Names are UTF-8.
const FLAGS: u16 = 0x0800;

/// Version 2.0 of the format, made on no system in particular.
const VERSION: u16 = 20;

/// Most entries and bytes of an archive without the 64-bit extension.
pub const MOST_ENTRIES: usize = 65_534;
const MOST_BYTES: u64 = 0xffff_fffe;

/// Longest directory that is read: a name of some hundred bytes for each possible entry.
const LONGEST_DIRECTORY: u64 = 32 << 20;

/// How much smaller an entry may be packed: what packs better is stored, and what claims to is refused as a bomb.
const PACKS: u64 = 100;

/// Entries below this size are no danger.
const SMALL: u64 = 1 << 20;

/// One file in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Path in the archive.
    pub name: String,
    /// How its bytes lie there.
    pub packing: Packing,
    /// Checksum of its bytes.
    pub crc: u32,
    /// Bytes in the archive.
    pub packed: u64,
    /// Bytes of the file.
    pub size: u64,
    /// Where its header begins.
    pub at: u64,
}

/// How the bytes of an entry lie there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// As they are.
    Stored,
    /// Packed.
    Deflated,
}

impl Packing {
    fn number(self) -> u16 {
        match self {
            Self::Stored => 0,
            Self::Deflated => 8,
        }
    }
}

impl Entry {
    fn header(&self) -> Vec<u8> {
        let mut out = LOCAL.to_le_bytes().to_vec();
        out.extend(VERSION.to_le_bytes());
        self.common(&mut out);
        out.extend(self.name.as_bytes());
        out
    }

    fn directory(&self) -> Vec<u8> {
        let mut out = CENTRAL.to_le_bytes().to_vec();
        out.extend(VERSION.to_le_bytes());
        out.extend(VERSION.to_le_bytes());
        self.common(&mut out);
        out.extend([0; 10]); // no comment, first disk, no attributes
        out.extend((self.at as u32).to_le_bytes());
        out.extend(self.name.as_bytes());
        out
    }

    /// What header and directory share.
    fn common(&self, out: &mut Vec<u8>) {
        for short in [FLAGS, self.packing.number(), 0, DATE] {
            out.extend(short.to_le_bytes());
        }
        for long in [self.crc, self.packed as u32, self.size as u32] {
            out.extend(long.to_le_bytes());
        }
        out.extend((self.name.len() as u16).to_le_bytes());
        out.extend([0; 2]); // no extra field
    }

    /// Returns where its bytes begin.
    pub fn data(&self) -> u64 {
        self.at + LOCAL_SIZE + self.name.len() as u64
    }

    /// Returns where the next entry begins.
    pub fn end(&self) -> u64 {
        self.data() + self.packed
    }

    fn is_bomb(&self) -> bool {
        self.size > SMALL && self.size / PACKS > self.packed
    }
}

/// Writes an archive.
pub struct Writer<W> {
    to: W,
    at: u64,
    /// What was written so far.
    pub entries: Vec<Entry>,
}

impl<W: Write + Seek> Writer<W> {
    /// Begins an archive.
    pub fn new(to: W) -> Self {
        Self { to, at: 0, entries: Vec::new() }
    }

    /// Returns how long the archive is so far.
    pub fn position(&self) -> u64 {
        self.at
    }

    /// Returns what is written to.
    pub fn inner(&mut self) -> &mut W {
        &mut self.to
    }

    /// Appends a file; `open` may be called twice.
    pub fn add<'r>(
        &mut self,
        name: &str,
        packing: Packing,
        open: &dyn Fn() -> io::Result<Box<dyn Read + 'r>>,
    ) -> io::Result<()> {
        let mut entry = self.try_add(name, packing, &mut *open()?)?;
        if packing == Packing::Deflated && (entry.packed >= entry.size || entry.is_bomb()) {
            entry = self.try_add(name, Packing::Stored, &mut *open()?)?;
        }
        if entry.end() > MOST_BYTES || self.entries.len() >= MOST_ENTRIES {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.at = entry.end();
        self.entries.push(entry);
        Ok(())
    }

    fn try_add(&mut self, name: &str, packing: Packing, from: &mut dyn Read) -> io::Result<Entry> {
        let mut entry = Entry { name: name.into(), packing, crc: 0, packed: 0, size: 0, at: self.at };
        self.to.seek(SeekFrom::Start(entry.data()))?;
        let mut counted = Counted { from, crc: Crc::new(), size: 0 };
        entry.packed = match packing {
            Packing::Stored => io::copy(&mut counted, &mut self.to)?,
            Packing::Deflated => {
                let mut packed = DeflateEncoder::new(&mut counted, flate2::Compression::best());
                io::copy(&mut packed, &mut self.to)?
            }
        };
        (entry.crc, entry.size) = (counted.crc.sum(), counted.size);
        self.to.seek(SeekFrom::Start(entry.at))?;
        self.to.write_all(&entry.header())?;
        Ok(entry)
    }

    /// Writes the directory; returns the length of the whole.
    pub fn finish(mut self) -> io::Result<u64> {
        self.to.seek(SeekFrom::Start(self.at))?;
        let directory: Vec<u8> = self.entries.iter().flat_map(Entry::directory).collect();
        self.to.write_all(&directory)?;
        self.to.write_all(&end(self.entries.len(), directory.len() as u64, self.at))?;
        self.to.flush()?;
        Ok(self.at + directory.len() as u64 + END_SIZE)
    }
}

/// Returns the end of an archive's directory.
fn end(entries: usize, size: u64, at: u64) -> Vec<u8> {
    let mut out = END.to_le_bytes().to_vec();
    out.extend([0; 4]);
    out.extend((entries as u16).to_le_bytes());
    out.extend((entries as u16).to_le_bytes());
    out.extend((size as u32).to_le_bytes());
    out.extend((at as u32).to_le_bytes());
    out.extend([0; 2]);
    out
}

/// Counts what is read.
struct Counted<'r> {
    from: &'r mut dyn Read,
    crc: Crc,
    size: u64,
}

impl Read for Counted<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        self.crc.update(&into[..read]);
        self.size += read as u64;
        Ok(read)
    }
}

/// Reads the directory of an archive; refuses whatever [`Writer`] would not write.
pub fn entries<R: Read + Seek>(from: &mut R) -> Result<Vec<Entry>, Refusal> {
    let length = from.seek(SeekFrom::End(0))?;
    let tail = length.checked_sub(END_SIZE).ok_or(Refusal::NoBundle)?;
    let found = bytes_at(from, tail, END_SIZE as usize)?;
    let long =
        |at: usize| u64::from(u32::from_le_bytes([found[at], found[at + 1], found[at + 2], found[at + 3]]));
    let count = usize::from(u16::from_le_bytes([found[10], found[11]]));
    let (size, at) = (long(12), long(16));
    if found != end(count, size, at) || at + size != tail || size > LONGEST_DIRECTORY {
        return Err(Refusal::NoBundle);
    }
    let directory = bytes_at(from, at, size as usize)?;
    let mut all = Vec::new();
    let mut rest = &*directory;
    while !rest.is_empty() {
        let (entry, after) = entry(rest)?;
        all.push(entry);
        rest = after;
    }
    if all.len() != count {
        return Err(Refusal::NoBundle);
    }
    check_places(from, &all, at)?;
    Ok(all)
}

/// Reads one line of a directory.
fn entry(bytes: &[u8]) -> Result<(Entry, &[u8]), Refusal> {
    let (head, rest) = bytes.split_at_checked(CENTRAL_SIZE).ok_or(Refusal::NoBundle)?;
    let short = |at: usize| u16::from_le_bytes([head[at], head[at + 1]]);
    let long = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    let (name, rest) = rest.split_at_checked(usize::from(short(28))).ok_or(Refusal::NoBundle)?;
    let name = String::from_utf8(name.to_vec())
        .map_err(|error| Refusal::Path(String::from_utf8_lossy(error.as_bytes()).into_owned()))?;
    // The upper half of the attributes is a Unix mode: octal 12 is a link.
    if long(38) >> 28 == 0xa {
        return Err(Refusal::Link(name));
    }
    let packing = match short(10) {
        0 => Packing::Stored,
        8 => Packing::Deflated,
        _ => return Err(Refusal::Altered(name)),
    };
    let (packed, size) = (u64::from(long(20)), u64::from(long(24)));
    let entry = Entry { name, packing, crc: long(16), packed, size, at: u64::from(long(42)) };
    let whole = entry.directory();
    if !bytes.starts_with(&whole) || packing == Packing::Stored && packed != size {
        return Err(Refusal::Altered(entry.name));
    }
    if entry.is_bomb() {
        return Err(Refusal::Bomb(entry.name));
    }
    Ok((entry, rest))
}

/// Insists that entries lie one after the other without a gap, each with its header.
fn check_places<R: Read + Seek>(from: &mut R, all: &[Entry], directory: u64) -> Result<(), Refusal> {
    let mut at = 0;
    for entry in all {
        let header = entry.header();
        let end = entry.end();
        if entry.at != at || end > directory || bytes_at(from, at, header.len())? != header {
            return Err(Refusal::Altered(entry.name.clone()));
        }
        at = end;
    }
    if at == directory { Ok(()) } else { Err(Refusal::NoBundle) }
}

fn bytes_at<R: Read + Seek>(from: &mut R, at: u64, length: usize) -> Result<Vec<u8>, Refusal> {
    from.seek(SeekFrom::Start(at))?;
    let mut bytes = vec![0; length];
    from.read_exact(&mut bytes).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => Refusal::NoBundle,
        _ => Refusal::Io(error),
    })?;
    Ok(bytes)
}

/// Opens an entry; never yields more than a byte beyond what its directory says.
pub fn open<'r, R: Read + Seek + 'r>(mut from: R, entry: &Entry) -> io::Result<Box<dyn Read + 'r>> {
    from.seek(SeekFrom::Start(entry.data()))?;
    let packed = from.take(entry.packed);
    Ok(match entry.packing {
        Packing::Stored => Box::new(packed),
        Packing::Deflated => Box::new(DeflateDecoder::new(packed).take(entry.size + 1)),
    })
}

/// Returns the checksum that ZIP has of bytes.
pub fn crc(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}
