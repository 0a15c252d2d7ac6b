//! A bundle: one file that carries a generation to where there is no line.
//!
//! *Shape:* a ZIP archive in one fixed form ([`archive`]), with the new files below `files/`, `changes.html` for people, `manifest.json`
//! with path, size and SHA-256 of every file of the generation, and `manifest.json.minisig`. The manifest also has the sum of all bytes
//! of the archive before it, and is signed: no bit of a bundle can change unnoticed. The same generation makes the same bytes.
//! ZIP rather than tar with Zstandard: gateways and Windows look into it, it needs no library in C, and single files can be read
//! without the rest; it costs a tenth more bytes. All sizes are bounded by what is declared, and are checked before bytes are read.

pub mod archive;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use self::archive::{Entry, Packing, Writer};
use super::disk::copy;
use super::{Changes, Generation, Incoming, PublishError, Row, sheet};
use crate::base::SourcePath;
use crate::signature::{Fault, PublicKey, SecretKey, is_own_form, verify_bytes};

const FORMAT: &str = "pilothouse-bundle-1";
const FILES: &str = "files/";
const SHEET: &str = "changes.html";
const MANIFEST: &str = "manifest.json";
const SIGNATURE: &str = "manifest.json.minisig";

/// What is signed along with a manifest.
const COMMENT: &str = "pilothouse bundle";

/// Longest manifest that is read: a thousand bytes for each possible file.
const LONGEST_MANIFEST: u64 = 64 << 20;

/// Longest signature that is read.
const LONGEST_SIGNATURE: u64 = 4096;

/// Endings of files that are packed already, or that hardly pack.
const PACKED: [&str; 19] = [
    "jpg", "jpeg", "png", "gif", "webp", "avif", "woff", "woff2", "gz", "br", "zip", "docx", "xlsx", "pptx",
    "pdf", "mp3", "mp4", "webm", "7z",
];

/// What a bundle says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    format: String,
    /// Digest of the generation.
    pub digest: String,
    /// Digest of the generation it is to be applied to; empty if it carries all files.
    pub base: String,
    /// SHA-256 of all bytes of the archive before this file.
    archive: String,
    /// Paths of the files that it carries.
    carried: Vec<SourcePath>,
    /// All files of the generation.
    pub generation: Generation,
}

/// Why a bundle is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// It cannot be read.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// It is no bundle, or not all of one.
    #[error("not a whole bundle")]
    NoBundle,
    /// Nobody signed it.
    #[error("not signed")]
    Unsigned,
    /// Somebody else signed it.
    #[error("signed with another key")]
    WrongKey,
    /// The signature is not that of this manifest.
    #[error("the signature is not right")]
    Signature,
    /// The manifest cannot be understood.
    #[error("the manifest cannot be understood")]
    Manifest,
    /// A file that the manifest does not name.
    #[error("{0} is not in the manifest")]
    Extra(String),
    /// A file that the manifest names but is not there.
    #[error("{0} is missing")]
    Missing(String),
    /// A file is there twice.
    #[error("{0} is there twice")]
    Twice(String),
    /// Two files differ in case alone.
    #[error("{0} differs from another one in case alone")]
    Case(String),
    /// A path leads out of the folder or cannot be a name everywhere.
    #[error("{0} is no path inside a site")]
    Path(String),
    /// An entry is a link.
    #[error("{0} is a link")]
    Link(String),
    /// An entry claims to be far larger than it is packed.
    #[error("{0} unpacks to too much")]
    Bomb(String),
    /// The bytes of a file are not those of the manifest.
    #[error("{0} is damaged")]
    Damaged(String),
    /// Something about an entry beside its bytes is not as it was written.
    #[error("{0} was altered")]
    Altered(String),
}

/// A bundle that was found right.
pub struct Bundle {
    place: PathBuf,
    /// What it says of itself.
    pub manifest: Manifest,
    entries: BTreeMap<SourcePath, Entry>,
}

/// Writes a bundle of a generation: all of it, or what is new since an earlier one. Returns what differs and the size.
pub fn create(
    place: &Path,
    generation: &Generation,
    since: Option<&Generation>,
    incoming: &dyn Incoming,
    signer: Option<&SecretKey>,
) -> Result<(Changes, u64), PublishError> {
    generation.check_names()?;
    let beside = place.with_extension("part");
    let written = write(&beside, generation, since, incoming, signer)
        .and_then(|done| std::fs::rename(&beside, place).map(|()| done).map_err(PublishError::io(place)));
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    written
}

fn write(
    place: &Path,
    generation: &Generation,
    since: Option<&Generation>,
    incoming: &dyn Incoming,
    signer: Option<&SecretKey>,
) -> Result<(Changes, u64), PublishError> {
    let failed = |error| PublishError::Io { path: place.into(), error };
    let options = || File::options().create(true).truncate(true).read(true).write(true).open(place);
    let file = options().map_err(failed)?;
    let mut archive = Writer::new(io::BufWriter::new(&file));
    let known: HashSet<&str> =
        since.into_iter().flat_map(|since| since.files.iter().map(|row| &*row.sha256)).collect();
    let carried: Vec<&Row> = generation.files.iter().filter(|row| !known.contains(&*row.sha256)).collect();
    for row in &carried {
        let source = |error| PublishError::Io { path: row.path.as_str().into(), error };
        archive
            .add(&format!("{FILES}{}", row.path), packing(&row.path), &|| incoming.open(row))
            .map_err(source)?;
        if archive.entries.last().is_some_and(|entry| entry.size != row.size) {
            return Err(PublishError::Changed(row.path.clone()));
        }
    }
    let changes = generation.since(since);
    let sheet = sheet::html(generation, &changes);
    let bytes = |text: &str| -> Box<dyn Read> { Box::new(io::Cursor::new(text.as_bytes().to_vec())) };
    archive.add(SHEET, Packing::Deflated, &|| Ok(bytes(&sheet))).map_err(failed)?;
    let before = archive.position();
    let manifest = Manifest {
        format: FORMAT.into(),
        digest: generation.digest(),
        base: since.map(Generation::digest).unwrap_or_default(),
        archive: prefix_sum(archive.flushed().map_err(failed)?, before).map_err(failed)?,
        carried: carried.iter().map(|row| row.path.clone()).collect(),
        generation: Generation { number: 0, made: String::new(), ..generation.clone() },
    };
    let mut text = serde_json::to_string_pretty(&manifest).expect("values in memory can be encoded");
    text.push('\n');
    archive.add(MANIFEST, Packing::Stored, &|| Ok(bytes(&text))).map_err(failed)?;
    if let Some(signer) = signer {
        let signature =
            signer.sign(text.as_bytes(), COMMENT).map_err(|fault| failed(io::Error::other(fault)))?;
        archive.add(SIGNATURE, Packing::Stored, &|| Ok(bytes(&signature))).map_err(failed)?;
    }
    let size = archive.finish().map_err(failed)?;
    file.sync_all().map_err(failed)?;
    Ok((changes, size))
}

impl Writer<io::BufWriter<&File>> {
    /// Returns the file with all that was written so far.
    fn flushed(&mut self) -> io::Result<&File> {
        let to = self.inner();
        to.flush()?;
        Ok(to.get_ref())
    }
}

/// Returns the sum of the first bytes of a file.
fn prefix_sum(mut file: &File, length: u64) -> io::Result<String> {
    file.seek(SeekFrom::Start(0))?;
    let (size, sum) = copy(&mut file.take(length), &mut |_| Ok(()))?;
    if size == length { Ok(sum) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

fn packing(path: &SourcePath) -> Packing {
    let ending = path.extension().to_ascii_lowercase();
    if PACKED.contains(&&*ending) { Packing::Stored } else { Packing::Deflated }
}

/// Whose signature is asked for.
#[derive(Clone, Copy)]
pub enum Trust<'k> {
    /// One of these must have signed.
    Keys(&'k [PublicKey]),
    /// Whoever brings it is trusted.
    Anybody,
}

impl Bundle {
    /// Reads a bundle and checks all of it; nothing is written anywhere, and memory does not grow with its files.
    pub fn open(place: &Path, trust: Trust<'_>) -> Result<Self, Refusal> {
        let mut file = File::open(place)?;
        let (manifest, entries, before) = read_head(&mut file, trust)?;
        let bundle = Self { place: place.into(), manifest, entries };
        for row in
            bundle.manifest.generation.files.iter().filter(|row| bundle.entries.contains_key(&row.path))
        {
            bundle.check(row)?;
        }
        if prefix_sum(&file, before)? != bundle.manifest.archive {
            return Err(Refusal::Altered(SHEET.into()));
        }
        Ok(bundle)
    }

    fn check(&self, row: &Row) -> Result<(), Refusal> {
        let damaged = || Refusal::Damaged(row.path.to_string());
        let mut bytes = Incoming::open(self, row)?;
        // A broken stream is no fault of the disk.
        let (size, sum) = copy(&mut bytes, &mut |_| Ok(())).map_err(|_| damaged())?;
        if size == row.size && sum == row.sha256 { Ok(()) } else { Err(damaged()) }
    }

    /// Returns the digest that what is live must have, if it carries not all files.
    pub fn base(&self) -> Option<&str> {
        Some(&*self.manifest.base).filter(|base| !base.is_empty())
    }
}

impl Incoming for Bundle {
    fn open(&self, row: &Row) -> io::Result<Box<dyn Read + '_>> {
        let entry = self.entries.get(&row.path).ok_or(io::ErrorKind::NotFound)?;
        archive::open(File::open(&self.place)?, entry)
    }
}

/// Reads all of a bundle but its files: the directory, the manifest, the signature. Also returns where the manifest begins.
pub fn read_head<R: Read + Seek>(
    from: &mut R,
    trust: Trust<'_>,
) -> Result<(Manifest, BTreeMap<SourcePath, Entry>, u64), Refusal> {
    let entries = archive::entries(from)?;
    check_names(&entries)?;
    let at =
        entries.iter().position(|entry| entry.name == MANIFEST).ok_or(Refusal::Missing(MANIFEST.into()))?;
    let (files, rest) = entries.split_at(at);
    let text = stored(from, &rest[0], LONGEST_MANIFEST)?;
    match (trust, &rest[1..]) {
        (_, [_, extra, ..]) => return Err(Refusal::Extra(extra.name.clone())),
        (_, [other]) if other.name != SIGNATURE => return Err(Refusal::Extra(other.name.clone())),
        (Trust::Keys(_), []) => return Err(Refusal::Unsigned),
        (Trust::Keys(keys), [signature]) => {
            let signature = stored(from, signature, LONGEST_SIGNATURE)?;
            let signature = String::from_utf8(signature).map_err(|_| Refusal::Signature)?;
            check_signature(&text, &signature, keys)?;
        }
        (Trust::Anybody, _) => {}
    }
    let manifest = read_manifest(&text)?;
    let carried = carried(&manifest, files)?;
    Ok((manifest, carried, rest[0].at))
}

/// Insists that one of some public keys signed a manifest, and that no letter beside what is signed was changed.
fn check_signature(text: &[u8], signature: &str, keys: &[PublicKey]) -> Result<(), Refusal> {
    if !is_own_form(signature) {
        return Err(Refusal::Signature);
    }
    let mut refusal = Refusal::WrongKey;
    for key in keys {
        match verify_bytes(key, text, signature) {
            Ok(comment) if comment == COMMENT => return Ok(()),
            Err(Fault::OtherKey(_)) => {}
            _ => refusal = Refusal::Signature,
        }
    }
    Err(refusal)
}

/// Reads a manifest.
fn read_manifest(text: &[u8]) -> Result<Manifest, Refusal> {
    let manifest: Manifest = serde_json::from_slice(text).map_err(|_| Refusal::Manifest)?;
    if let Err(PublishError::Name(path)) = manifest.generation.check_names() {
        return Err(Refusal::Path(path.to_string()));
    }
    let generation = Generation::decode(&manifest.generation.encode()).ok_or(Refusal::Manifest)?;
    let right = manifest.format == FORMAT && generation.number == 0 && manifest.digest == generation.digest();
    if right { Ok(manifest) } else { Err(Refusal::Manifest) }
}

/// Returns the entries by path, if they are just those that the manifest says are carried.
fn carried(manifest: &Manifest, files: &[Entry]) -> Result<BTreeMap<SourcePath, Entry>, Refusal> {
    let rows = manifest.generation.by_path();
    let wanted: BTreeSet<&SourcePath> = manifest.carried.iter().collect();
    let mut found = BTreeMap::new();
    let mut has_sheet = false;
    for entry in files {
        let Some(path) = entry.name.strip_prefix(FILES) else {
            has_sheet |= entry.name == SHEET;
            match entry.name.as_str() {
                SHEET => continue,
                other => return Err(Refusal::Extra(other.into())),
            }
        };
        let path = SourcePath::new(path);
        let row = rows.get(&path).filter(|_| wanted.contains(&path));
        let row = row.ok_or_else(|| Refusal::Extra(path.to_string()))?;
        if row.size != entry.size {
            return Err(Refusal::Damaged(path.to_string()));
        }
        found.insert(path, entry.clone());
    }
    if let Some(missing) = wanted.iter().find(|path| !found.contains_key(**path)) {
        return Err(Refusal::Missing(missing.to_string()));
    }
    let left = manifest.base.is_empty().then(|| rows.keys().find(|path| !found.contains_key(**path)));
    match left.flatten() {
        Some(missing) => Err(Refusal::Missing(missing.to_string())),
        None if !has_sheet => Err(Refusal::Missing(SHEET.into())),
        None => Ok(found),
    }
}

/// Refuses names that lead out of the folder, that are there twice, or that differ in case alone.
fn check_names(entries: &[Entry]) -> Result<(), Refusal> {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for entry in entries {
        let path = entry.name.strip_prefix(FILES).unwrap_or(&entry.name);
        let normal = SourcePath::new(path);
        let bad = normal.as_str() != path
            || path.is_empty()
            || crate::base::portable::unportable(&normal).is_some();
        if bad {
            return Err(Refusal::Path(path.into()));
        }
        match seen.insert(entry.name.to_lowercase(), &entry.name) {
            Some(other) if other == entry.name => return Err(Refusal::Twice(path.into())),
            Some(_) => return Err(Refusal::Case(path.into())),
            None => {}
        }
    }
    Ok(())
}

/// Reads a short entry that is not packed.
fn stored<R: Read + Seek>(from: &mut R, entry: &Entry, longest: u64) -> Result<Vec<u8>, Refusal> {
    if entry.packing != Packing::Stored || entry.size > longest {
        return Err(Refusal::Altered(entry.name.clone()));
    }
    let mut bytes = Vec::new();
    archive::open(&mut *from, entry)?.read_to_end(&mut bytes)?;
    if bytes.len() as u64 != entry.size || archive::crc(&bytes) != entry.crc {
        return Err(Refusal::Damaged(entry.name.clone()));
    }
    Ok(bytes)
}

/// Returns the generation that a file tells of: a bundle, or the list that a target keeps.
pub fn generation_of(place: &Path) -> Result<Generation, Refusal> {
    if place.extension().is_some_and(|end| end == "json") {
        let mut bytes = Vec::new();
        File::open(place)?.take(LONGEST_MANIFEST).read_to_end(&mut bytes)?;
        return Generation::decode(&bytes).ok_or(Refusal::Manifest);
    }
    read_head(&mut File::open(place)?, Trust::Anybody).map(|(manifest, ..)| manifest.generation)
}
