//! Files for the tests of checks: office documents, PDF and pictures with something in them, made here byte by byte.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Returns an archive of files.
pub fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const TYPES: (&str, &[u8]) = ("[Content_Types].xml", b"<Types/>");

/// Returns a document of Word with a body, and other parts.
pub fn docx(body: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:document xmlns:w=\"http://w\"><w:body>{body}</w:body></w:document>"
    );
    let mut files = vec![TYPES, ("word/document.xml", document.as_bytes())];
    files.extend(more.iter().map(|(name, text)| (*name, text.as_bytes())));
    archive(&files)
}

/// Returns a paragraph of Word whose text is cut into runs of three characters, as the program likes to do.
pub fn paragraph(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let runs: String = chars
        .chunks(3)
        .map(|run| {
            format!(
                "<w:r><w:rPr/><w:t xml:space=\"preserve\">{}</w:t></w:r>",
                run.iter().collect::<String>().replace('&', "&amp;")
            )
        })
        .collect();
    format!("<w:p>{runs}</w:p>")
}

/// Returns a workbook: shared texts, and sheets with name, attributes and XML.
pub fn xlsx(shared: &[&str], sheets: &[(&str, &str, &str)], more: &[(&str, &str)]) -> Vec<u8> {
    let list: String = shared.iter().map(|text| format!("<si><t>{text}</t></si>")).collect();
    let names: String = sheets
        .iter()
        .enumerate()
        .map(|(number, (name, attributes, _))| {
            format!("<sheet name=\"{name}\" sheetId=\"{0}\" {attributes} r:id=\"r{0}\"/>", number + 1)
        })
        .collect();
    let relations: String = (1..=sheets.len())
        .map(|number| format!("<Relationship Id=\"r{number}\" Target=\"worksheets/sheet{number}.xml\"/>"))
        .collect();
    let (list, names, relations) = (
        format!("<sst>{list}</sst>"),
        format!("<workbook><sheets>{names}</sheets></workbook>"),
        format!("<Relationships>{relations}</Relationships>"),
    );
    let files: Vec<(String, String)> = sheets
        .iter()
        .enumerate()
        .map(|(number, (_, _, xml))| {
            (format!("xl/worksheets/sheet{}.xml", number + 1), format!("<worksheet>{xml}</worksheet>"))
        })
        .collect();
    let mut all = vec![
        TYPES,
        ("xl/workbook.xml", names.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/sharedStrings.xml", list.as_bytes()),
    ];
    all.extend(files.iter().map(|(name, text)| (&**name, text.as_bytes())));
    all.extend(more.iter().map(|(name, text)| (*name, text.as_bytes())));
    archive(&all)
}

/// Returns slides.
pub fn pptx(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut files = vec![TYPES, ("ppt/presentation.xml", b"<p:presentation/>".as_slice())];
    files.extend(parts.iter().map(|(name, text)| (*name, text.as_bytes())));
    archive(&files)
}

/// Returns a PDF of one page whose text is shown character by character in a font with numbered characters, as browsers write it.
pub fn pdf(text: &str, author: &str) -> Vec<u8> {
    let chars: Vec<char> = text.chars().collect();
    let codes: String = (0..chars.len()).map(|code| format!("<{code:04X}> Tj ")).collect();
    let content = packed(format!("BT /F1 12 Tf 1 0 0 1 72 700 Tm {codes} ET").as_bytes());
    let map: String =
        chars.iter().enumerate().map(|(code, c)| format!("<{code:04X}> <{:04X}>\n", *c as u32)).collect();
    let map = packed(
        format!(
            "1 begincodespacerange <0000> <FFFF> endcodespacerange {} beginbfchar {map} endbfchar",
            chars.len()
        )
        .as_bytes(),
    );
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut object = |number: u32, head: &str, stream: Option<&[u8]>| {
        file.extend(format!("{number} 0 obj\n{head}\n").bytes());
        if let Some(stream) = stream {
            file.extend(b"stream\n");
            file.extend(stream);
            file.extend(b"\nendstream\n");
        }
        file.extend(b"endobj\n");
    };
    object(1, "<< /Type /Catalog /Pages 2 0 R >>", None);
    object(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 /Resources << /Font << /F1 5 0 R >> >> >>", None);
    object(3, "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Annots [8 0 R] >>", None);
    object(4, &format!("<< /Length {} /Filter /FlateDecode >>", content.len()), Some(&content));
    object(5, "<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /ToUnicode 6 0 R >>", None);
    object(6, &format!("<< /Length {} /Filter /FlateDecode >>", map.len()), Some(&map));
    object(7, &format!("<< /Producer (test) /Author ({author}) >>"), None);
    file.extend(b"trailer << /Root 1 0 R /Info 7 0 R >>\n%%EOF\n");
    file
}

/// Returns bytes packed as in PDF.
pub fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

/// Returns a JPEG picture of one pixel that says where it was taken and by whom.
pub fn jpeg(artist: &str) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        [tag.to_le_bytes().as_slice(), &kind.to_le_bytes(), &count.to_le_bytes(), &value.to_le_bytes()]
            .concat()
    };
    let text = [artist.as_bytes(), b"\0"].concat();
    let (gps, after) = (8 + 2 + 24 + 4, 8 + 2 + 24 + 4 + 2 + 12 + 4);
    tiff.extend([2, 0]);
    tiff.extend(entry(0x013B, 2, text.len() as u32, after));
    tiff.extend(entry(0x8825, 4, 1, gps));
    tiff.extend([0; 4]);
    tiff.extend([1, 0]);
    tiff.extend(entry(2, 5, 3, 0));
    tiff.extend([0; 4]);
    tiff.extend(text);
    let mut file = vec![0xFF, 0xD8, 0xFF, 0xE1];
    file.extend(((tiff.len() + 8) as u16).to_be_bytes());
    file.extend(b"Exif\0\0");
    file.extend(tiff);
    file.extend([0xFF, 0xC0, 0, 11, 8, 0x03, 0x20, 0x03, 0x20, 1, 1, 0x11, 0, 0xFF, 0xDA, 0, 2, 0xFF, 0xD9]);
    file
}
