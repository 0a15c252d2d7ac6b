//! Pictures for tests: photos as cameras write them, with everything planted in them that must not go out.

/// A word that stands in every part of a planted picture that is not the picture.
pub const PLANTED: &[u8] = b"PLANTED-31.2304N-121.4737E";

/// Returns a photo as JPEG: a slope of colours that another number makes another.
pub fn photo(width: u32, height: u32, number: u8) -> Vec<u8> {
    let pixels = image::RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([(x * 255 / width) as u8, (y * 255 / height) as u8, number])
    });
    let mut out = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, 85).encode_image(&pixels).unwrap();
    out
}

/// Returns a picture with transparent parts as PNG.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let pixels = image::RgbaImage::from_fn(width, height, |x, y| {
        image::Rgba([(x * 255 / width) as u8, 80, (y * 255 / height) as u8, if x < y { 255 } else { 90 }])
    });
    let mut out = std::io::Cursor::new(Vec::new());
    pixels.write_to(&mut out, image::ImageFormat::Png).unwrap();
    out.into_inner()
}

fn exif(turn: u8) -> Vec<u8> {
    let mut block = b"II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    block.extend([turn, 0, 0, 0, 0, 0, 0, 0]);
    block.extend(b"GPS ");
    block.extend(PLANTED);
    block
}

/// Returns a JPEG with camera, place, author, comment, and a film behind its end; held as `turn` says.
pub fn planted_jpeg(jpeg: &[u8], turn: u8) -> Vec<u8> {
    let parts: [(u8, Vec<u8>); 4] = [
        (0xE1, [b"Exif\0\0", &exif(turn)[..]].concat()),
        (0xE1, [b"http://ns.adobe.com/xap/1.0/\0", PLANTED].concat()),
        (0xED, [b"Photoshop 3.0\08BIM\x04\x04\0\0\0\0\0\x20", PLANTED].concat()),
        (0xFE, PLANTED.to_vec()),
    ];
    let mut out = jpeg[..2].to_vec();
    for (marker, content) in parts {
        out.extend([0xFF, marker]);
        out.extend((content.len() as u16 + 2).to_be_bytes());
        out.extend(content);
    }
    out.extend(&jpeg[2..]);
    out.extend(PLANTED);
    out
}

/// Returns a PNG with a text, EXIF and XMP.
pub fn planted_png(png: &[u8]) -> Vec<u8> {
    let mut out = png.to_vec();
    for (name, head) in
        [(b"tEXt", &b"Author\0"[..]), (b"eXIf", &exif(1)), (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0")]
    {
        let content = [head, PLANTED].concat();
        let mut chunk = (content.len() as u32).to_be_bytes().to_vec();
        chunk.extend(name);
        chunk.extend(content);
        chunk.extend([0; 4]);
        out.splice(33..33, chunk);
    }
    out.extend(PLANTED);
    out
}

/// Returns a WebP of one colour with EXIF and XMP.
pub fn planted_webp() -> Vec<u8> {
    let pixels = image::RgbImage::from_pixel(8, 8, image::Rgb([9, 99, 199]));
    let mut out = std::io::Cursor::new(Vec::new());
    pixels.write_to(&mut out, image::ImageFormat::WebP).unwrap();
    let mut out = out.into_inner();
    for (name, content) in [(b"EXIF", exif(1)), (b"XMP ", PLANTED.to_vec())] {
        out.extend(name);
        out.extend((content.len() as u32).to_le_bytes());
        out.extend(content);
        out.resize(out.len().next_multiple_of(2), 0);
    }
    let size = (out.len() as u32 - 8).to_le_bytes();
    out[4..8].copy_from_slice(&size);
    out
}

/// Returns a GIF of one pixel with a comment.
pub fn planted_gif() -> Vec<u8> {
    let mut out = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff\x21\xfe".to_vec();
    out.push(PLANTED.len() as u8);
    out.extend(PLANTED);
    out.extend(b"\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b");
    out.extend(PLANTED);
    out
}
