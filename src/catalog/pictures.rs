//! Images of the site: how large they are, whether they can be shown, and in which sizes they are put out.
//!
//! *Incremental:* [`ImageInfo`] reads a file and no pixel of it; its answer is kept. Bodies and views ask for nothing else, so
//! that editing a text never decodes an image. The pixels are made when an output asks for them.

use serde::{Deserialize, Serialize};

use super::Tree;
use super::links::output_path;
use super::sources::setting;
use crate::base::{Fingerprint, SourcePath};
use crate::engine::{Ask, Keep, Query};
use crate::markdown::{ImageSet, LinkProblem};
use crate::media::{self, Fault, Format, Picture, Wanted};
use crate::world::Content;

/// Asks what an image file is.
#[derive(Debug, Serialize, Deserialize)]
pub struct ImageInfo(pub SourcePath);

/// What an image file is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Info {
    /// Not there, or it cannot be read: told by whoever links to it.
    #[default]
    Missing,
    /// A picture of pixels, and the fingerprint of its bytes.
    Pixels(Picture, Fingerprint),
    /// A drawing and its size, if it states one.
    Drawing(Option<(u32, u32)>),
    /// It cannot be shown.
    Faulty(Fault),
}

impl Query for ImageInfo {
    const NAME: &'static str = "ImageInfo";
    const VERSION: u32 = 2;
    const KEEP: Keep = Keep::Disk;
    type Answer = Info;

    fn run(&self, ask: &mut Ask<'_>) -> Info {
        let Content::Bytes(bytes) = ask.file(&self.0) else { return Info::Missing };
        // Photos are large and many: their bytes do not stay in memory until they are put out.
        ask.let_go(&self.0);
        if is_drawing(&self.0) {
            return match media::clean_svg(&bytes) {
                Ok(_) => Info::Drawing(std::str::from_utf8(&bytes).ok().and_then(media::svg_size)),
                Err(fault) => Info::Faulty(fault),
            };
        }
        match media::inspect(&bytes) {
            Ok(picture) => Info::Pixels(picture, Fingerprint::of(&bytes)),
            Err(fault) => Info::Faulty(fault),
        }
    }
}

/// Tells whether a file is a drawing, by its name.
pub fn is_drawing(file: &SourcePath) -> bool {
    file.extension().eq_ignore_ascii_case("svg")
}

/// Asks for the sizes in which images are put out.
#[derive(Debug, Serialize, Deserialize)]
pub struct Sizes;

/// In which sizes and forms images are put out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SizeList {
    /// Pixels across, from small to large.
    pub widths: Vec<u32>,
    /// Of a hundred.
    pub quality: u8,
    /// Whether there is WebP beside the form of the source.
    pub in_webp: bool,
    /// How wide an image is shown in the text and in a gallery, as browsers want it told.
    pub shown: [String; 2],
}

/// Widths unless the settings say otherwise: a phone, a column of text, a screen.
const WIDTHS: [i64; 3] = [480, 960, 1600];
const QUALITY: i64 = 80;
/// Pixels across that a picture must have to be one.
const LEAST: u32 = 16;
/// Smaller pictures are icons: another form would save nothing.
const ICON: u32 = 160;

impl Query for Sizes {
    const NAME: &'static str = "ImageSizes";
    const KEEP: Keep = Keep::Disk;
    type Answer = SizeList;

    fn run(&self, ask: &mut Ask<'_>) -> SizeList {
        let settings = setting(ask, "images");
        let written: Vec<i64> = settings.get("widths").iter().filter_map(|width| width.int()).collect();
        let wanted = if settings.get("widths").is_null() { WIDTHS.to_vec() } else { written };
        let mut widths: Vec<u32> = wanted
            .into_iter()
            .filter_map(|width| u32::try_from(width).ok())
            .filter(|width| *width >= LEAST)
            .collect();
        widths.sort_unstable();
        widths.dedup();
        let quality = settings.get("quality").int().unwrap_or(QUALITY).clamp(1, 100);
        let text = |name: &str, usual: &str| settings.get(name).text().unwrap_or(usual).to_owned();
        SizeList {
            widths,
            quality: u8::try_from(quality).unwrap_or(80),
            in_webp: settings.get("webp").bool().unwrap_or(true),
            shown: [
                text("sizes", "(max-width: 45em) 100vw, 45em"),
                text("gallery_sizes", "(max-width: 45em) 50vw, 22em"),
            ],
        }
    }
}

/// One size of an image.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Variant {
    /// What is to be made.
    pub wanted: Wanted,
    /// Its name in the store and in the folder of images: equal only for equal bytes.
    pub name: String,
}

impl Variant {
    /// Returns its address from the root.
    pub fn url(&self) -> String {
        format!("/{FOLDER}/{}", self.name)
    }
}

/// Folder of the smaller images in the output folder.
pub const FOLDER: &str = "_images";

/// Hexadecimal digits of a name: 60 bits, for up to some hundred thousand images.
const DIGITS: usize = 15;

impl SizeList {
    /// Returns the sizes of an image, from small to large, its own form before WebP. None is larger than the image.
    pub fn variants(&self, picture: &Picture, of: Fingerprint) -> Vec<Variant> {
        let largest = self.widths.last().copied().unwrap_or(0);
        if picture.moves || picture.format == Format::Gif || picture.width < ICON {
            return Vec::new();
        }
        let below = || self.widths.iter().copied().filter(|width| *width < picture.width);
        let whole = Some(picture.width).filter(|width| *width <= largest);
        let own = below().map(|width| (width, picture.format));
        let webp = below().chain(whole).map(|width| (width, Format::Webp));
        let webp = webp.filter(|_| self.in_webp && picture.format != Format::Webp);
        own.chain(webp).map(|(width, format)| self.variant(of, width, format)).collect()
    }

    fn variant(&self, of: Fingerprint, width: u32, format: Format) -> Variant {
        let wanted = Wanted { width, format, quality: self.quality };
        Variant { wanted, name: format!("{}-{width}.{}", self.stem(of), format.extension()) }
    }

    /// Returns what stands for a picture in names: it is another one whenever any byte made of it may be.
    fn stem(&self, of: Fingerprint) -> String {
        let mark = format!("{:032x} {} {}", of.0, self.quality, media::ENCODING);
        Fingerprint::of(mark.as_bytes()).short(DIGITS)
    }

    /// Returns the name in the store of a picture turned upright, of its own size.
    pub fn upright(&self, picture: &Picture, of: Fingerprint) -> Variant {
        let name = format!("{}-upright.{}", self.stem(of), picture.format.extension());
        let quality = self.quality.max(UPRIGHT);
        Variant { wanted: Wanted { width: picture.width, format: picture.format, quality }, name }
    }
}

/// Quality of a whole picture that is turned upright: it stands in for what the camera made.
const UPRIGHT: u8 = 90;

/// How a page shows an image.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// What stands in for it where one file must do; its own address if none.
    pub src: Option<String>,
    /// Width and height.
    pub size: Option<(u32, u32)>,
    /// The sizes it is there in.
    pub set: Option<ImageSet>,
    /// Why it cannot be shown, or that its name lies.
    pub problem: Option<LinkProblem>,
}

/// Returns how a file is shown where it is used as an image.
pub fn shown(ask: &mut Ask<'_>, file: &SourcePath) -> Shown {
    match ask.get(&ImageInfo(file.clone())).as_ref() {
        Info::Missing => Shown::default(),
        Info::Drawing(size) => Shown { size: *size, ..Shown::default() },
        Info::Faulty(fault) => {
            Shown { problem: Some(LinkProblem::Picture(fault.clone())), ..Shown::default() }
        }
        Info::Pixels(picture, of) => {
            let sizes = ask.get(&Sizes);
            let variants = sizes.variants(picture, *of);
            let format = picture.format;
            let problem = (!format.ends(file.extension()))
                .then(|| LinkProblem::Ending { actual: format.name(), ending: format.extension() });
            let size = Some((picture.width, picture.height));
            Shown { problem, size, ..in_sizes(file, picture, &sizes, &variants) }
        }
    }
}

/// Returns the sizes of an image as pages name them.
fn in_sizes(file: &SourcePath, picture: &Picture, sizes: &SizeList, variants: &[Variant]) -> Shown {
    let of = |format: Format| variants.iter().filter(move |variant| variant.wanted.format == format);
    let listed = |urls: Vec<(String, u32)>| {
        urls.iter().map(|(url, width)| format!("{url} {width}w")).collect::<Vec<_>>().join(", ")
    };
    let webp = if picture.format == Format::Webp { Vec::new() } else { of(Format::Webp).collect() };
    let in_webp = listed(webp.iter().map(|one| (one.url(), one.wanted.width)).collect());
    let mut own: Vec<(String, u32)> = of(picture.format).map(|one| (one.url(), one.wanted.width)).collect();
    let is_larger = sizes.widths.last().is_none_or(|largest| picture.width > *largest);
    let src = own.last().filter(|_| is_larger).map(|(url, _)| url.clone());
    if !own.is_empty() && !is_larger {
        own.push((super::links::encode_percent(&format!("/{}", output_path(file))), picture.width));
    }
    if variants.is_empty() {
        return Shown::default();
    }
    let [text, small] = sizes.shown.clone();
    Shown { src, set: Some(ImageSet { own: listed(own), in_webp, sizes: text, small }), ..Shown::default() }
}

/// Returns the files of the site whose names promise pictures of pixels, sorted.
pub fn all(ask: &mut Ask<'_>) -> Vec<SourcePath> {
    let tree = ask.get(&Tree);
    tree.assets.iter().chain(&tree.statics).filter(|file| is_picture(file)).cloned().collect()
}

/// Tells whether a file's name promises a picture of pixels.
pub fn is_picture(file: &SourcePath) -> bool {
    media::is_picture_name(file.extension())
}
