//! What pictures tell of themselves: where and by whom they were taken.

use memchr::memmem;

use super::Finds;
use crate::scan::Kind;

/// Longest file name or tag value that is looked at, in bytes.
const MOST_VALUE: usize = 4096;

/// Tags of TIFF directories.
const GPS: u16 = 0x8825;
const EXIF: u16 = 0x8769;
const LATITUDE: u16 = 2;
/// Tags with the name of a person: artist, owner of the camera, author as an office program writes it.
const PEOPLE: [u16; 3] = [0x013B, 0xA430, 0x9C9D];
/// Tags with any text: description, comments, title.
const TEXTS: [u16; 5] = [0x010E, 0x9286, 0x9C9B, 0x9C9C, 0x9C9F];

/// Looks at the data about a picture; tells whether the file is one.
pub fn look(finds: &mut Finds<'_>, bytes: &[u8], at: &str) -> bool {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => jpeg(finds, bytes, at),
        [0x89, b'P', b'N', b'G', ..] => png(finds, bytes, at),
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => tiff(finds, bytes, at),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => webp(finds, bytes, at),
        [b'G', b'I', b'F', b'8', ..] => {}
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => heif(finds, bytes, at),
        _ => return false,
    }
    true
}

fn jpeg(finds: &mut Finds<'_>, bytes: &[u8], at: &str) {
    let mut offset = 2;
    while let Some([0xFF, marker, high, low]) = bytes.get(offset..offset + 4) {
        let size = usize::from(u16::from_be_bytes([*high, *low]));
        // The picture itself follows: nothing is told after it.
        if *marker == 0xDA || size < 2 {
            return;
        }
        let body = bytes.get(offset + 4..offset + 2 + size).unwrap_or_default();
        match marker {
            0xE1 if body.starts_with(b"Exif\0\0") => tiff(finds, &body[6..], at),
            0xE1 => xmp(finds, body, at),
            0xFE => finds.text(&String::from_utf8_lossy(body), at),
            _ => {}
        }
        offset += 2 + size;
    }
}

fn png(finds: &mut Finds<'_>, bytes: &[u8], at: &str) {
    let mut offset = 8;
    while let (Some(size), Some(name)) = (word(bytes, offset, Order::Big), bytes.get(offset + 4..offset + 8))
    {
        let start = offset + 8;
        let Some(body) = start.checked_add(size as usize).and_then(|end| bytes.get(start..end)) else {
            return;
        };
        match name {
            b"eXIf" => tiff(finds, body, at),
            b"tEXt" | b"iTXt" => {
                let text = String::from_utf8_lossy(&body[..body.len().min(MOST_VALUE)]).replace('\0', " ");
                if let Some(author) = text.strip_prefix("Author ") {
                    finds.author(at, author);
                }
                finds.text(&text, at);
                xmp(finds, body, at);
            }
            _ => {}
        }
        offset = start + size as usize + 4;
    }
}

fn webp(finds: &mut Finds<'_>, bytes: &[u8], at: &str) {
    let mut offset = 12;
    while let (Some(name), Some(size)) =
        (bytes.get(offset..offset + 4), word(bytes, offset + 4, Order::Little))
    {
        let start = offset + 8;
        let Some(body) = start.checked_add(size as usize).and_then(|end| bytes.get(start..end)) else {
            return;
        };
        match name {
            b"EXIF" => tiff(finds, body.strip_prefix(b"Exif\0\0").unwrap_or(body), at),
            b"XMP " => xmp(finds, body, at),
            _ => {}
        }
        offset = start + size as usize + (size as usize & 1);
    }
}

/// Pictures of telephones (HEIC, AVIF): the data is told by its beginning, wherever it lies.
fn heif(finds: &mut Finds<'_>, bytes: &[u8], at: &str) {
    for start in memmem::find_iter(bytes, b"Exif\0\0").take(4) {
        tiff(finds, &bytes[start + 6..], at);
    }
    xmp(finds, &bytes[..bytes.len().min(1 << 20)], at);
}

/// Data in RDF: looked at as text, for there are many ways to write the same.
fn xmp(finds: &mut Finds<'_>, body: &[u8], at: &str) {
    if memmem::find(body, b"exif:GPSLatitude").is_some() {
        finds.note(Kind::Location, at, "XMP");
    }
    let name = memmem::find(body, b"<dc:creator>").and_then(|start| {
        let text = String::from_utf8_lossy(&body[start..body.len().min(start + MOST_VALUE)]).into_owned();
        let item = text.split_once("<rdf:li")?.1.split_once('>')?.1;
        Some(item.split('<').next()?.to_owned())
    });
    if let Some(name) = name {
        finds.author(at, &name);
    }
}

#[derive(Clone, Copy)]
enum Order {
    Big,
    Little,
}

fn half(bytes: &[u8], at: usize, order: Order) -> Option<u16> {
    let two: [u8; 2] = bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
    Some(match order {
        Order::Big => u16::from_be_bytes(two),
        Order::Little => u16::from_le_bytes(two),
    })
}

fn word(bytes: &[u8], at: usize, order: Order) -> Option<u32> {
    let four: [u8; 4] = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    Some(match order {
        Order::Big => u32::from_be_bytes(four),
        Order::Little => u32::from_le_bytes(four),
    })
}

fn tiff(finds: &mut Finds<'_>, bytes: &[u8], at: &str) {
    let order = match bytes.get(..2) {
        Some(b"II") => Order::Little,
        Some(b"MM") => Order::Big,
        _ => return,
    };
    let Some(first) = word(bytes, 4, order) else { return };
    directory(finds, bytes, order, first as usize, at, 0);
}

/// Reads a directory of tags, and those it leads to.
fn directory(finds: &mut Finds<'_>, bytes: &[u8], order: Order, start: usize, at: &str, depth: usize) {
    let Some(count) = half(bytes, start, order).filter(|_| depth < 3) else { return };
    for number in 0..usize::from(count) {
        let entry = start + 2 + number * 12;
        let (Some(tag), Some(value)) = (half(bytes, entry, order), word(bytes, entry + 8, order)) else {
            return;
        };
        match tag {
            GPS if has_place(bytes, order, value as usize) => finds.note(Kind::Location, at, "EXIF"),
            EXIF => directory(finds, bytes, order, value as usize, at, depth + 1),
            _ if PEOPLE.contains(&tag) => finds.author(at, &text_of(bytes, order, entry, tag)),
            _ if TEXTS.contains(&tag) => finds.text(&text_of(bytes, order, entry, tag), at),
            _ => {}
        }
    }
}

/// Tells whether a directory of a place says where it is: cameras write it empty too.
fn has_place(bytes: &[u8], order: Order, start: usize) -> bool {
    let count = usize::from(half(bytes, start, order).unwrap_or(0));
    (0..count).any(|number| half(bytes, start + 2 + number * 12, order) == Some(LATITUDE))
}

/// Returns the text of a tag; tags of office programs are in 16-bit characters.
fn text_of(bytes: &[u8], order: Order, entry: usize, tag: u16) -> String {
    let size = word(bytes, entry + 4, order).unwrap_or(0) as usize;
    let start = if size <= 4 { entry + 8 } else { word(bytes, entry + 8, order).unwrap_or(0) as usize };
    let end = start.saturating_add(size.min(MOST_VALUE)).min(bytes.len());
    let raw = bytes.get(start..end).unwrap_or_default();
    if (0x9C00..0xA000).contains(&tag) {
        let units: Vec<u16> = raw.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]])).collect();
        return String::from_utf16_lossy(&units).trim_matches('\0').to_owned();
    }
    String::from_utf8_lossy(raw).trim_matches('\0').to_owned()
}
