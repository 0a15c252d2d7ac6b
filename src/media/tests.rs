//! Pictures as cameras, phones and broken copies make them.

use super::*;

fn jpeg_of(width: u32, height: u32) -> Vec<u8> {
    let pixels =
        image::RgbImage::from_fn(width, height, |x, y| image::Rgb([(x * 7) as u8, (y * 5) as u8, 90]));
    let mut out = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, 90).encode_image(&pixels).unwrap();
    out
}

/// Puts parts behind the start of a JPEG.
fn with_parts(jpeg: &[u8], parts: &[(u8, &[u8])]) -> Vec<u8> {
    let mut out = jpeg[..2].to_vec();
    for (marker, content) in parts {
        out.extend([0xFF, *marker]);
        out.extend((content.len() as u16 + 2).to_be_bytes());
        out.extend(*content);
    }
    out.extend(&jpeg[2..]);
    out
}

fn exif(turn: u8) -> Vec<u8> {
    let mut block = b"Exif\0\0II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    block.extend([turn, 0, 0, 0, 0, 0, 0, 0]);
    block.extend(b"GPS 31.2N PLANTED");
    block
}

fn holds(bytes: &[u8], text: &[u8]) -> bool {
    memchr::memmem::find(bytes, text).is_some()
}

#[test]
fn words_in_a_jpeg_go() {
    let plain = jpeg_of(20, 10);
    let told = with_parts(
        &plain,
        &[
            (0xE1, &exif(1)),
            (0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>PLANTED</x>"),
            (0xED, b"Photoshop 3.0\08BIM PLANTED"),
            (0xFE, b"PLANTED"),
            (0xE2, b"MPF\0PLANTED"),
        ],
    );
    let mut told = told;
    told.extend(b"video behind the end PLANTED");
    let clean = stripped(&told).unwrap();
    assert!(holds(&told, b"PLANTED") && !holds(&clean, b"PLANTED") && !holds(&clean, b"Exif"));
    assert_eq!(clean, stripped(&plain).unwrap(), "the pixels are those that were there");
}

#[test]
fn turned_pictures_come_out_upright() {
    for turn in 1..=8 {
        let told = with_parts(&jpeg_of(40, 20), &[(0xE1, &exif(turn))]);
        let picture = inspect(&told).unwrap();
        let upright = if turn > 4 { (20, 40) } else { (40, 20) };
        assert_eq!((picture.turn, (picture.width, picture.height)), (turn, upright));
        for format in [Format::Jpeg, Format::Webp] {
            let wanted = Wanted { width: picture.width / 2, format, quality: 80 };
            let made = make(&told, &picture, &[wanted]).unwrap();
            let seen = inspect(&made[0]).unwrap();
            let half = (upright.0 / 2, upright.1 / 2);
            assert_eq!(((seen.width, seen.height), seen.turn, seen.format), (half, 1, format));
        }
    }
}

/// The corner that is red in the file must be where EXIF says it is seen.
#[test]
fn every_turn_is_the_right_way_round() {
    let mut pixels = image::RgbImage::from_pixel(32, 32, image::Rgb([255, 255, 255]));
    (0..16).for_each(|x| (0..16).for_each(|y| pixels.put_pixel(x, y, image::Rgb([255, 0, 0]))));
    let mut jpeg = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 95).encode_image(&pixels).unwrap();
    let corners = [(4, 4), (28, 4), (28, 28), (4, 28), (4, 4), (28, 4), (28, 28), (4, 28)];
    for (turn, (x, y)) in (1..=8).zip(corners) {
        let told = with_parts(&jpeg, &[(0xE1, &exif(turn))]);
        let picture = inspect(&told).unwrap();
        let made = make(&told, &picture, &[Wanted { width: 32, format: Format::Jpeg, quality: 95 }]).unwrap();
        let seen = image::load_from_memory(&made[0]).unwrap().into_rgb8();
        let pixel = seen.get_pixel(x, y).0;
        assert!(pixel[0] > 200 && pixel[1] < 90, "turn {turn}: {pixel:?}");
    }
}

#[test]
fn halves_and_lies_are_told() {
    let whole = jpeg_of(64, 64);
    assert_eq!(inspect(&whole[..whole.len() / 2]), Err(Fault::Truncated));
    assert_eq!(inspect("不是图片".as_bytes()), Err(Fault::NotAPicture));
    assert_eq!(inspect(b""), Err(Fault::NotAPicture));
    assert_eq!(inspect(b"\0\0\0\x18ftypheic\0\0"), Err(Fault::Foreign("HEIC".into())));
    assert_eq!(inspect(b"II\x2a\0\x08\0\0\0"), Err(Fault::Foreign("TIFF".into())));
    let mut bomb = b"GIF89a\xff\xff\xff\xff\0\0\0".to_vec();
    bomb.extend(b"\x2c\0\0\0\0\xff\xff\xff\xff\0\x02\x00\x3b");
    assert_eq!(inspect(&bomb), Err(Fault::TooLarge(65_535, 65_535)));
}

#[test]
fn any_bytes_are_read_without_a_fall() {
    let sources = [with_parts(&jpeg_of(9, 9), &[(0xE1, &exif(6))]), png_of(9, 9), webp_of(9, 9), gif()];
    for source in sources {
        for at in 0..source.len() {
            let _ = inspect(&source[..at]).and_then(|_| stripped(&source[..at]));
            let mut changed = source.clone();
            changed[at] ^= 0xFF;
            if let Ok(picture) = inspect(&changed) {
                let _ = stripped(&changed);
                if u64::from(picture.width) * u64::from(picture.height) < 10_000 && !picture.moves {
                    let wanted = Wanted { width: 4, format: Format::Webp, quality: 50 };
                    let _ = make(&changed, &picture, &[wanted]);
                }
            }
        }
    }
}

fn png_of(width: u32, height: u32) -> Vec<u8> {
    let pixels = image::RgbaImage::from_fn(width, height, |x, y| image::Rgba([x as u8, y as u8, 9, 200]));
    let mut out = std::io::Cursor::new(Vec::new());
    pixels.write_to(&mut out, image::ImageFormat::Png).unwrap();
    out.into_inner()
}

fn webp_of(width: u32, height: u32) -> Vec<u8> {
    let picture = inspect(&png_of(width, height)).unwrap();
    let wanted = Wanted { width, format: Format::Webp, quality: 80 };
    make(&png_of(width, height), &picture, &[wanted]).unwrap().remove(0)
}

/// Two frames of one pixel, with a comment and a note of a program.
fn gif() -> Vec<u8> {
    let mut out = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff".to_vec();
    out.extend(
        b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0\x21\xfe\x07PLANTED\0\x21\xff\x0bXMP DataXMP\x07PLANTED\0",
    );
    for _ in 0..2 {
        out.extend(b"\x21\xf9\x04\0\x0a\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0");
    }
    out.push(0x3B);
    out
}

#[test]
fn words_in_other_forms_go() {
    let mut png = png_of(4, 4);
    let at = 33;
    for (name, content) in
        [(b"tEXt", &b"Author\0PLANTED"[..]), (b"eXIf", &exif(1)[6..]), (b"iTXt", b"XML\0\0\0\0\0PLANTED")]
    {
        let mut chunk = (content.len() as u32).to_be_bytes().to_vec();
        chunk.extend(name);
        chunk.extend(content);
        chunk.extend([0; 4]);
        png.splice(at..at, chunk);
    }
    let clean = stripped(&png).unwrap();
    assert!(holds(&png, b"PLANTED") && !holds(&clean, b"PLANTED"));
    assert_eq!(clean, png_of(4, 4));

    let told = gif();
    let clean = stripped(&told).unwrap();
    assert!(holds(&told, b"PLANTED") && !holds(&clean, b"PLANTED") && holds(&clean, b"NETSCAPE2.0"));
    let seen = inspect(&clean).unwrap();
    assert!(seen.moves && (seen.width, seen.height) == (1, 1));

    let mut webp = webp_of(4, 4);
    for (name, content) in [(b"EXIF", &exif(1)[..]), (b"XMP ", b"<x>PLANTED</x>")] {
        webp.extend(name);
        webp.extend((content.len() as u32).to_le_bytes());
        webp.extend(content);
        webp.resize(webp.len().next_multiple_of(2), 0);
    }
    let size = (webp.len() as u32 - 8).to_le_bytes();
    webp[4..8].copy_from_slice(&size);
    let clean = stripped(&webp).unwrap();
    assert!(holds(&webp, b"PLANTED") && !holds(&clean, b"PLANTED"));
    assert_eq!(clean, webp_of(4, 4));
}

#[test]
fn the_same_comes_out_again() {
    let jpeg = jpeg_of(300, 200);
    let picture = inspect(&jpeg).unwrap();
    let wanted = [Format::Jpeg, Format::Webp].map(|format| Wanted { width: 150, format, quality: 80 });
    let together = make(&jpeg, &picture, &wanted).unwrap();
    for (wanted, made) in wanted.iter().zip(&together) {
        assert_eq!(make(&jpeg, &picture, &[*wanted]).unwrap(), std::slice::from_ref(made));
    }
    assert!(inspect(&together[1]).unwrap().height == 100);
}
