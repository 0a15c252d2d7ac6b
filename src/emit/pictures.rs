//! Images: smaller ones for smaller screens, and files that go out without a word about who made them.
//!
//! *Incremental:* the plan reads what each image is ([`ImageInfo`]), no pixel. One decoding ([`Made`]) serves all sizes of an
//! image. What is made goes to the store of the world, by a name that stands for its bytes: neither an interrupted build, nor
//! one with errors, nor a lost memory has it made again.

use serde::{Deserialize, Serialize};

use super::{Blob, Emitter, OutputKey, Planned};
use crate::base::{Fingerprint, SourcePath};
use crate::catalog::ImageUses;
use crate::catalog::pictures::{self, FOLDER, ImageInfo, Info, Sizes, Variant};
use crate::diag::{Diagnostic, Place};
use crate::engine::{Ask, Query};
use crate::markdown::picture_finding;
use crate::media::{self, Fault, Format, Picture};
use crate::world::Content;

/// Smaller images.
pub struct Images;

impl Emitter for Images {
    fn plan(&self, ask: &mut Ask<'_>, planned: &mut Vec<Planned>) {
        let files = pictures::all(ask);
        let mut own: Vec<Planned> = Vec::new();
        for source in files {
            for variant in variants(ask, &source) {
                let path = SourcePath::new(&format!("{FOLDER}/{}", variant.name));
                let key = OutputKey::Image(source.clone(), variant.wanted.width, variant.wanted.format);
                own.push(Planned { path, key });
            }
        }
        // The same picture in two places is made once.
        own.sort();
        own.dedup_by(|later, first| later.path == first.path);
        planned.extend(own);
    }

    fn emit(&self, key: &OutputKey, ask: &mut Ask<'_>) -> Option<Blob> {
        let OutputKey::Image(source, width, format) = key else { return None };
        let all = variants(ask, source);
        let variant = all.iter().find(|one| one.wanted.width == *width && one.wanted.format == *format);
        Some(variant.and_then(|variant| bytes_of(ask, source, variant)).map_or(Blob::Failed, Blob::Bytes))
    }
}

/// Returns the sizes in which an image is put out.
fn variants(ask: &mut Ask<'_>, source: &SourcePath) -> Vec<Variant> {
    match ask.get(&ImageInfo(source.clone())).as_ref() {
        Info::Pixels(picture, of) => ask.get(&Sizes).variants(picture, *of),
        _ => Vec::new(),
    }
}

/// Returns the bytes of one size: as they were made once, or made now together with the others.
fn bytes_of(ask: &mut Ask<'_>, source: &SourcePath, variant: &Variant) -> Option<Vec<u8>> {
    if let Some(bytes) = ask.kept(&variant.name) {
        return Some(bytes);
    }
    // All sizes are asked for at once, on several threads.
    let _turn = media::turn(source.as_str());
    if let Some(bytes) = ask.kept(&variant.name) {
        return Some(bytes);
    }
    if *ask.get(&Made(source.clone())) != Making::Done {
        ask.get(&Told(source.clone()));
        return None;
    }
    // A world without a store, or a disk that refused.
    ask.kept(&variant.name).or_else(|| make(ask, source, std::slice::from_ref(variant)).ok()?.pop())
}

/// What became of the sizes of an image.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Making {
    /// They are there.
    #[default]
    Done,
    /// The file is not: who names it tells.
    Gone,
    /// They cannot be made.
    Faulty(Fault),
}

/// Asks for all sizes of an image that are not in the store yet to be put there.
#[derive(Debug, Serialize, Deserialize)]
pub struct Made(pub SourcePath);

impl Query for Made {
    const NAME: &'static str = "ImageMade";
    const VERSION: u32 = 2;
    type Answer = Making;

    fn run(&self, ask: &mut Ask<'_>) -> Making {
        let missing: Vec<Variant> =
            variants(ask, &self.0).into_iter().filter(|one| ask.kept(&one.name).is_none()).collect();
        if missing.is_empty() {
            return Making::Done;
        }
        match make(ask, &self.0, &missing) {
            Ok(made) => {
                missing.iter().zip(made).for_each(|(variant, bytes)| ask.keep(&variant.name, &bytes));
                Making::Done
            }
            Err(failed) => failed,
        }
    }
}

/// Makes sizes of an image.
fn make(ask: &mut Ask<'_>, source: &SourcePath, wanted: &[Variant]) -> Result<Vec<Vec<u8>>, Making> {
    let Info::Pixels(picture, _) = *ask.get(&ImageInfo(source.clone())) else { return Err(Making::Gone) };
    let Content::Bytes(bytes) = ask.file(source) else { return Err(Making::Gone) };
    ask.let_go(source);
    let wanted: Vec<_> = wanted.iter().map(|variant| variant.wanted).collect();
    media::make(&bytes, &picture, &wanted).map_err(Making::Faulty)
}

/// Asks for a fault that only the pixels show to be reported where pages name the image, else at the file, and so for every file of
/// the same bytes: they share the sizes, and are damaged alike. Apart from [`Made`]:
/// where pages name it changes with every edit above that place, and the image must not be tried again for that.
#[derive(Debug, Serialize, Deserialize)]
pub struct Told(pub SourcePath);

impl Query for Told {
    const NAME: &'static str = "ImageTold";
    const VERSION: u32 = 2;
    type Answer = ();

    fn run(&self, ask: &mut Ask<'_>) {
        let making = ask.get(&Made(self.0.clone()));
        let Making::Faulty(fault) = making.as_ref() else { return };
        for source in alike(ask, &self.0) {
            let uses = ask.get(&ImageUses(source.clone()));
            let file = [Place::file(source.clone())];
            for place in if uses.is_empty() { &file } else { uses.as_slice() } {
                ask.report(picture_finding(fault, source.name()).at(place.clone()));
            }
        }
    }
}

/// Returns all image files that have the bytes of one.
fn alike(ask: &mut Ask<'_>, source: &SourcePath) -> Vec<SourcePath> {
    let own = ask.get(&ImageInfo(source.clone()));
    let Info::Pixels(_, bytes) = *own else { return Vec::new() };
    let is_alike = |info: &Info| matches!(info, Info::Pixels(_, other) if *other == bytes);
    pictures::all(ask).into_iter().filter(|file| is_alike(&ask.get(&ImageInfo(file.clone())))).collect()
}

/// Returns an image file as it is put out: without a word about who, where and with what, and upright.
pub(super) fn copied(ask: &mut Ask<'_>, source: &SourcePath, bytes: &[u8]) -> Blob {
    let made =
        if pictures::is_drawing(source) { drawing(ask, source, bytes) } else { photo(ask, source, bytes) };
    match made {
        Ok(Some(clean)) if clean != bytes => Blob::Bytes(clean),
        Ok(_) => Blob::Source(source.clone(), Fingerprint::of(bytes)),
        Err(fault) => {
            // Whoever links to it, not as an image, would link to nothing: so it is as bad as one that cannot be shown.
            let found = match fault {
                Fault::Foreign(_) => picture_finding(&fault, source.name()),
                _ => Diagnostic::new("image-left-out").arg("image", source.name()),
            };
            ask.report(found.at(Place::file(source.clone())));
            Blob::Failed
        }
    }
}

/// Reports a picture that is too large to be looked at: what its camera says of the place would go out with it.
pub(super) fn left_out(ask: &mut Ask<'_>, source: &SourcePath) -> Blob {
    ask.report(Diagnostic::new("image-left-out").arg("image", source.name()).at(Place::file(source.clone())));
    Blob::Failed
}

/// Returns a drawing in which nothing can run; none if it is so already.
fn drawing(ask: &mut Ask<'_>, source: &SourcePath, bytes: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
    let Some(clean) = media::clean_svg(bytes)? else { return Ok(None) };
    if !clean.refused.is_empty() {
        let found = Diagnostic::new("svg-cleaned").at(Place::file(source.clone()));
        ask.report(found.arg("image", source.name()).arg("what", clean.refused.join("  ")));
    }
    Ok(Some(clean.bytes))
}

fn photo(ask: &mut Ask<'_>, source: &SourcePath, bytes: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
    match ask.get(&ImageInfo(source.clone())).as_ref() {
        Info::Pixels(picture, of) if picture.turn != 1 && !picture.moves && picture.format != Format::Gif => {
            upright(ask, bytes, picture, *of).map(Some)
        }
        // Too large to be shown is not too large to be had.
        Info::Pixels(..) | Info::Faulty(Fault::TooLarge(..)) => media::stripped(bytes).map(Some),
        Info::Faulty(fault) => Err(fault.clone()),
        Info::Missing | Info::Drawing(_) => Ok(None),
    }
}

/// Returns a picture that the camera made lying, turned upright.
fn upright(ask: &mut Ask<'_>, bytes: &[u8], picture: &Picture, of: Fingerprint) -> Result<Vec<u8>, Fault> {
    let variant = ask.get(&Sizes).upright(picture, of);
    if let Some(kept) = ask.kept(&variant.name) {
        return Ok(kept);
    }
    let made = media::make(bytes, picture, &[variant.wanted])?.pop().ok_or(Fault::Broken)?;
    ask.keep(&variant.name, &made);
    Ok(made)
}

/// Asks for the names in the store that the site is made of.
#[derive(Debug, Serialize, Deserialize)]
pub struct KeptNames;

impl Query for KeptNames {
    const NAME: &'static str = "ImageNames";
    type Answer = Vec<String>;

    fn run(&self, ask: &mut Ask<'_>) -> Vec<String> {
        let mut names = Vec::new();
        for source in pictures::all(ask) {
            names.extend(variants(ask, &source).into_iter().map(|variant| variant.name));
            if let Info::Pixels(picture, of) = *ask.get(&ImageInfo(source))
                && picture.turn != 1
            {
                names.push(ask.get(&Sizes).upright(&picture, of).name);
            }
        }
        names.sort_unstable();
        names
    }
}
