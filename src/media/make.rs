//! Smaller pictures, made of one decoding. Pure: the same bytes and wishes give the same bytes, on any number of threads.

use std::io::Cursor;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{PixelType, Resizer};
use image::codecs::{jpeg::JpegDecoder, jpeg::JpegEncoder, png, webp::WebPDecoder};
use image::metadata::Orientation;
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageError, ImageResult, Limits};

use super::{Fault, Format, Picture, gate, jpeg, stripped, webp};

/// Raised whenever other bytes come out of the same picture: another encoder, other ways.
pub const ENCODING: u32 = 1;

/// Bytes that decoding one picture may take.
const MOST_BYTES: u64 = 512 << 20;

/// One picture to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wanted {
    /// Pixels across.
    pub width: u32,
    /// Its form: that of the source, or WebP.
    pub format: Format,
    /// Of a hundred; of no meaning for PNG.
    pub quality: u8,
}

/// Returns how tall a picture of a width is.
pub fn height_for(picture: &Picture, width: u32) -> u32 {
    let exact = u64::from(width) * u64::from(picture.height);
    let across = u64::from(picture.width.max(1));
    u32::try_from((exact + across / 2) / across).unwrap_or(u32::MAX).max(1)
}

/// Makes pictures of one, upright and without a word in them, in the order of the wishes.
///
/// *Cost:* a photo of 12 million pixels: one decoding of 60 to 150 ms, then 20 to 120 ms for each, and 50 MB while it lasts.
/// Waits while too much is being decoded elsewhere.
pub fn make(bytes: &[u8], picture: &Picture, wanted: &[Wanted]) -> Result<Vec<Vec<u8>>, Fault> {
    let _room = gate::enter(u64::from(picture.width) * u64::from(picture.height));
    let clean = stripped(bytes)?;
    let profile = match picture.format {
        Format::Jpeg => jpeg::profile(&clean),
        Format::Webp => webp::profile(&clean),
        Format::Png | Format::Gif => None,
    };
    let lossless = picture.format == Format::Png && has_few_colours(&clean);
    let decoded = decode(&clean, picture.format).map_err(|error| match error {
        ImageError::Limits(_) => Fault::TooLarge(picture.width, picture.height),
        _ => Fault::Broken,
    })?;
    drop(clean);
    let make = Make { picture, decoded, profile, lossless };
    wanted.iter().map(|wanted| make.one(wanted).ok_or(Fault::Broken)).collect()
}

/// Tells whether all pixels of a picture can be decoded; as much work as [`make`] has before it makes anything.
pub fn is_whole(bytes: &[u8], picture: &Picture) -> bool {
    let _room = gate::enter(u64::from(picture.width) * u64::from(picture.height));
    stripped(bytes).is_ok_and(|clean| decode(&clean, picture.format).is_ok())
}

/// Tells whether a PNG is drawn rather than taken: greys or a table of colours. Its edges would suffer.
fn has_few_colours(bytes: &[u8]) -> bool {
    bytes.get(25).is_some_and(|kind| matches!(kind, 0 | 3))
}

/// Returns the pixels as they lie in the file, 8 bits for each colour.
fn decode(bytes: &[u8], format: Format) -> ImageResult<DynamicImage> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_BYTES);
    let source = || Cursor::new(bytes);
    let decoded = match format {
        Format::Jpeg => JpegDecoder::new(source()).and_then(|decoder| limited(decoder, limits)),
        Format::Png => png::PngDecoder::with_limits(source(), limits.clone())
            .and_then(|decoder| limited(decoder, limits)),
        Format::Webp => WebPDecoder::new(source()).and_then(|decoder| limited(decoder, limits)),
        // Never asked for: one that stands still is small, and one that moves is kept.
        Format::Gif => return Err(ImageError::IoError(std::io::ErrorKind::Unsupported.into())),
    }?;
    Ok(match decoded {
        eight @ (DynamicImage::ImageLuma8(_) | DynamicImage::ImageRgb8(_) | DynamicImage::ImageRgba8(_)) => {
            eight
        }
        other if other.color().has_alpha() => other.into_rgba8().into(),
        other if other.color().has_color() => other.into_rgb8().into(),
        other => other.into_luma8().into(),
    })
}

fn limited(mut decoder: impl ImageDecoder, limits: Limits) -> ImageResult<DynamicImage> {
    decoder.set_limits(limits)?;
    DynamicImage::from_decoder(decoder)
}

struct Make<'p> {
    picture: &'p Picture,
    decoded: DynamicImage,
    profile: Option<Vec<u8>>,
    lossless: bool,
}

impl Make<'_> {
    fn one(&self, wanted: &Wanted) -> Option<Vec<u8>> {
        let shown = (wanted.width, height_for(self.picture, wanted.width));
        let lies = if self.picture.turn > 4 { (shown.1, shown.0) } else { shown };
        let mut made = resized(&self.decoded, lies)?;
        made.apply_orientation(Orientation::from_exif(self.picture.turn)?);
        match wanted.format {
            Format::Jpeg => self.jpeg(&made, wanted.quality),
            Format::Png => as_png(&made),
            Format::Webp => self.webp(made, wanted.quality),
            Format::Gif => None,
        }
    }

    fn jpeg(&self, made: &DynamicImage, quality: u8) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut out, quality);
        if let Some(profile) = &self.profile {
            encoder.set_icc_profile(profile.clone()).ok()?;
        }
        encoder.encode_image(made).ok()?;
        Some(out)
    }

    fn webp(&self, made: DynamicImage, quality: u8) -> Option<Vec<u8>> {
        let size = (made.width(), made.height());
        let alpha = made.color().has_alpha();
        let encoded = if alpha {
            let pixels = made.into_rgba8();
            ::webp::Encoder::from_rgba(&pixels, size.0, size.1)
                .encode_simple(self.lossless, quality.into())
                .ok()?
        } else {
            let pixels = made.into_rgb8();
            ::webp::Encoder::from_rgb(&pixels, size.0, size.1)
                .encode_simple(self.lossless, quality.into())
                .ok()?
        };
        Some(match &self.profile {
            Some(profile) => webp::with_profile(&encoded, profile, size, alpha),
            None => encoded.to_vec(),
        })
    }
}

fn as_png(made: &DynamicImage) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let encoder =
        png::PngEncoder::new_with_quality(&mut out, png::CompressionType::Default, png::FilterType::Adaptive);
    let colours: ExtendedColorType = made.color().into();
    encoder.write_image(made.as_bytes(), made.width(), made.height(), colours).ok()?;
    Some(out)
}

/// Returns the pixels at another size; transparent ones lend no colour to their neighbours.
fn resized(from: &DynamicImage, (width, height): (u32, u32)) -> Option<DynamicImage> {
    if (from.width(), from.height()) == (width, height) {
        return Some(from.clone());
    }
    let kind = match from {
        DynamicImage::ImageLuma8(_) => PixelType::U8,
        DynamicImage::ImageRgba8(_) => PixelType::U8x4,
        _ => PixelType::U8x3,
    };
    let source = ImageRef::new(from.width(), from.height(), from.as_bytes(), kind).ok()?;
    let mut target = Image::new(width, height, kind);
    Resizer::new().resize(&source, &mut target, None).ok()?;
    let pixels = target.into_vec();
    Some(match kind {
        PixelType::U8 => image::GrayImage::from_raw(width, height, pixels)?.into(),
        PixelType::U8x4 => image::RgbaImage::from_raw(width, height, pixels)?.into(),
        _ => image::RgbImage::from_raw(width, height, pixels)?.into(),
    })
}
