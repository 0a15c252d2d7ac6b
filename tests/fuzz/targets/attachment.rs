//! Files that editors attach: as they are, and documents and workbooks whose XML is changed inside a whole archive.

use std::io::{Cursor, Write};

use pilothouse::scan::{Found, look};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub const PIECES: &[&str] = &[
    "PK\x03\x04",
    "%PDF-1.7\n",
    "II*\0",
    "MM\0*",
    "13812345678",
    "11010519491231002X",
    "秘密★1年",
    "&amp;",
    "&#x31;",
    "<w:p>",
    "</w:p>",
    "<w:t>",
    "<w:del>",
    "<w:vanish/>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "<c r=\"B7\" t=\"s\"><v>0</v></c>",
    "<row hidden=\"1\">",
    "<col min=\"1\" max=\"4294967295\" hidden=\"1\"/>",
    "<a:p><a:t>",
    "1 0 obj\n",
    "endobj\n",
    "stream\n",
    "endstream\n",
    "<<",
    ">>",
    "[",
    "]",
    "(",
    ")",
    "<0041>",
    " Tj ",
    " TJ ",
    " 0 R",
    "/Type /Page ",
    "/Type /ObjStm /N 9 /First 4 ",
    "/Filter /FlateDecode ",
    "/Parent 3 0 R ",
    "begincodespacerange <00> <FF> endcodespacerange ",
    "<00> <FFFFFFFF> <0000> endbfrange ",
    "/Encrypt 1 0 R",
];

/// Forms that a fuzzer can be let loose on alone: a name, and the first byte that stands for it.
pub const FORMS: &[(&str, u8)] = &[("document", 0), ("workbook", 1), ("pdf", 3)];

/// The first byte says what the rest is.
pub fn run(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else { return };
    let found = match first % 5 {
        0 => look(
            &archive(&[
                ("[Content_Types].xml", b""),
                ("word/document.xml", rest),
                ("word/comments.xml", rest),
            ]),
            None,
        ),
        1 => look(&workbook(rest), None),
        2 => look(
            &archive(&[
                ("[Content_Types].xml", b""),
                ("ppt/presentation.xml", b""),
                ("ppt/slides/slide1.xml", rest),
            ]),
            None,
        ),
        3 => look(&[b"%PDF-1.7\n", rest].concat(), None),
        _ => look(rest, None),
    };
    found.iter().for_each(check);
}

fn check(found: &Found) {
    assert!(found.count > 0, "{found:?}");
    // A personal number is never told as it stands.
    assert!(!found.text.contains("13812345678") && !found.text.contains("11010519491231002X"), "{found:?}");
}

fn workbook(sheet: &[u8]) -> Vec<u8> {
    archive(&[
        ("[Content_Types].xml", b""),
        ("xl/workbook.xml", b"<workbook><sheet name=\"a\" r:id=\"r1\"/></workbook>"),
        (
            "xl/_rels/workbook.xml.rels",
            b"<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ),
        ("xl/sharedStrings.xml", sheet),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in files {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub fn seeds() -> Vec<Vec<u8>> {
    let texts: [(u8, &str); 7] = [
        (
            0,
            "<w:document><w:body><w:p><w:r><w:t>电话</w:t></w:r><w:r><w:t>13812345678</w:t></w:r><w:del><w:delText>x</w:delText></w:del></w:p><w:p><w:rPr><w:vanish/></w:rPr></w:p></w:body></w:document>",
        ),
        (
            1,
            "<worksheet><cols><col min=\"2\" max=\"2\" hidden=\"1\"/></cols><sheetData><row r=\"1\" hidden=\"1\"><c r=\"B1\" t=\"s\"><v>0</v></c><c r=\"C1\"><v>1.3812345678E10</v></c></row></sheetData><si><t>11010519491231002X</t></si></worksheet>",
        ),
        (
            2,
            "<p:sld show=\"0\"><a:p><a:r><a:t>138</a:t></a:r><a:r><a:t>12345678</a:t></a:r></a:p><p:cNvPr descr=\"秘密★1年\"/></p:sld>",
        ),
        (
            3,
            "1 0 obj\n<< /Type /Page /Contents 2 0 R /Resources << /Font << /F1 3 0 R >> >> >>\nendobj\n2 0 obj\n<< /Length 40 >>\nstream\nBT /F1 12 Tf 1 0 0 1 0 0 Tm [(138) -200 (12345678)] TJ T* <41> ' ET\nendstream\nendobj\n3 0 obj\n<< /Type /Font /Subtype /Type1 /ToUnicode 4 0 R >>\nendobj\n4 0 obj\n<< >>\nstream\n1 begincodespacerange <00> <FF> endcodespacerange <41> <0031> endbfchar <42> <43> [<0032> <0033>] endbfrange\nendstream\nendobj\n5 0 obj\n<< /Producer (a) /Author <FEFF7532> >>\nendobj\n",
        ),
        (
            3,
            "1 0 obj\n<< /Type /ObjStm /N 2 /First 8 >>\nstream\n2 0 3 4 << /Type /Page /Parent 2 0 R >> 7\nendstream\nendobj\n",
        ),
        (4, "电话13812345678，机密★1年，家住1栋2单元3室，a@example.com，皖A12345"),
        (4, "RIFF\0\0\0\0WEBPEXIF\x14\0\0\0II*\0\x08\0\0\0\0\0"),
    ];
    let mut seeds: Vec<Vec<u8>> =
        texts.iter().map(|(kind, text)| [&[*kind], text.as_bytes()].concat()).collect();
    let docx =
        archive(&[("[Content_Types].xml", b""), ("word/document.xml", b"<w:p><w:t>13812345678</w:t></w:p>")]);
    seeds.push([&[4], docx.as_slice()].concat());
    seeds.push(
        [
            &[4, 0xFF, 0xD8, 0xFF, 0xE1, 0, 30][..],
            b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x88\x25\0\x04\0\0\0\x01\0\0\0\x08",
        ]
        .concat(),
    );
    seeds.push(
        [
            &[4, 0xD0, 0xCF, 0x11, 0xE0][..],
            &"电话13812345678".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(),
        ]
        .concat(),
    );
    seeds
}
