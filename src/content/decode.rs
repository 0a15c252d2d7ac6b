//! Bytes of a file to text, whatever encoding an office program saved it in.
//!
//! Order of trust: valid UTF-8, a byte order mark, UTF-16 by its zero bytes, and last a guess among legacy encodings
//! over the whole file. A guess is reported, so nobody wonders about strange characters. Knows no front matter.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, DecoderResult, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use crate::base::SourcePath;
use crate::diag::{Diagnostic, Place};

/// Bytes looked at to tell text from a binary file and to find UTF-16 without a mark; even.
const SAMPLE: usize = 8192;

/// Places of unreadable bytes that are shown; more are only counted.
const MOST_PLACES: usize = 4;

/// Beginnings of files that are often given the name of a text file, and what they really are.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "docx / xlsx / zip"),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "doc / xls / wps"),
    (b"%PDF-", "PDF"),
    (b"\x89PNG\r\n", "PNG"),
    (b"\xFF\xD8\xFF", "JPEG"),
    (b"Rar!\x1A", "RAR"),
];

/// Returns the text of a file and what had to be done to read it.
///
/// The byte order mark is dropped. LF and CRLF stay as they are; a lone CR, a line ending by the rules of both YAML and
/// Markdown, becomes LF, which keeps every offset. Valid UTF-8 is borrowed, not copied.
/// *Diagnostics:* `converted-encoding`, `undecodable-bytes`, `zero-byte`; for `binary-file` the text is empty. Offsets
/// are those of the returned text. *Cost:* linear.
pub fn decode<'a>(bytes: &'a [u8], file: &SourcePath) -> (Cow<'a, str>, Vec<Diagnostic>) {
    let plain = strip(bytes, b"\xEF\xBB\xBF");
    // The quick validator does not tell where the first bad byte lies; nobody asks here.
    let decoded = match simdutf8::basic::from_utf8(plain) {
        Ok(text) if memchr::memchr(0, plain).is_none() && !looks_binary(text) => Decoded::utf8(text.into()),
        valid => match signature(plain) {
            Some(what) => return binary(file, Some(what)),
            None => match decode_other(plain, valid.ok()) {
                Some(decoded) => decoded,
                None => return binary(file, None),
            },
        },
    };
    let diags = decoded.diagnostics(file);
    (with_line_feeds(decoded.text), diags)
}

/// A text and how it was found.
struct Decoded<'a> {
    text: Cow<'a, str>,
    /// Name of the encoding, if it was not UTF-8.
    converted_from: Option<&'static str>,
    /// Name of the encoding the unreadable bytes do not belong to.
    read_as: &'static str,
    /// Offsets of the first replacement characters.
    unreadable: Vec<usize>,
    /// How many there are in all.
    unreadable_count: usize,
    /// Offset of the first zero byte in an otherwise readable text.
    zero: Option<usize>,
}

impl<'a> Decoded<'a> {
    fn utf8(text: Cow<'a, str>) -> Self {
        Self {
            text,
            converted_from: None,
            read_as: "UTF-8",
            unreadable: Vec::new(),
            unreadable_count: 0,
            zero: None,
        }
    }

    fn diagnostics(&self, file: &SourcePath) -> Vec<Diagnostic> {
        let mut diags = Vec::new();
        if let Some(encoding) = self.converted_from {
            diags.push(
                Diagnostic::new("converted-encoding").arg("encoding", encoding).at(Place::file(file.clone())),
            );
        }
        let place = |at: usize| Place::text(file, at..at + '\u{fffd}'.len_utf8());
        if let Some((&first, more)) = self.unreadable.split_first() {
            let diag = Diagnostic::new("undecodable-bytes")
                .arg("encoding", self.read_as)
                .arg("count", self.unreadable_count)
                .at(place(first));
            diags.push(more.iter().fold(diag, |diag, &at| diag.related("more", place(at))));
        }
        if let Some(at) = self.zero {
            diags.push(Diagnostic::new("zero-byte").at(Place::text(file, at..at + 1)));
        }
        diags
    }
}

fn binary(file: &SourcePath, what: Option<&str>) -> (Cow<'static, str>, Vec<Diagnostic>) {
    let diag = Diagnostic::new("binary-file").maybe("format", what).at(Place::file(file.clone()));
    (Cow::Borrowed(""), vec![diag])
}

/// Returns the text of bytes that are not plain UTF-8 (or hold zero bytes); `None` for a binary file.
fn decode_other<'a>(bytes: &'a [u8], valid: Option<&'a str>) -> Option<Decoded<'a>> {
    for (mark, encoding) in [(b"\xFF\xFE", UTF_16LE), (b"\xFE\xFF", UTF_16BE)] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            return Some(convert(rest, encoding)).filter(is_text);
        }
    }
    if let Some(encoding) = utf16_by_sense(bytes) {
        let decoded = convert(bytes, encoding);
        return Some(decoded).filter(|decoded| decoded.unreadable_count == 0).filter(is_text);
    }
    if let Some(text) = valid {
        return few_zeros(text);
    }
    if memchr::memchr(0, bytes).is_some() {
        return None;
    }
    let decoded = if is_damaged_utf8(bytes) { convert(bytes, UTF_8) } else { convert(bytes, guess(bytes)) };
    Some(decoded).filter(is_text)
}

/// Returns the byte order of UTF-16 without a mark: the one that makes sense of the beginning of the file.
///
/// *Source:* chardetng does not look for UTF-16. Zero bytes alone do not tell the order either, for the common 一 (U+4E00)
/// has one on the other side.
fn utf16_by_sense(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let sense = |encoding| {
        let decoded = convert(sample, encoding);
        let all = decoded.text.chars().count();
        let good = decoded.text.chars().filter(|&c| c.is_ascii() && c != '\0' || is_chinese_char(c)).count();
        if decoded.unreadable_count <= 1 && good * 10 >= all * 9 { good } else { 0 }
    };
    memchr::memchr(0, sample)?;
    let (little, big) = (sense(UTF_16LE), sense(UTF_16BE));
    match little.max(big) {
        0..4 => None,
        most => Some(if most == little { UTF_16LE } else { UTF_16BE }),
    }
}

/// Returns a UTF-8 text with a few stray zero bytes, each turned into a space; `None` if there are many.
fn few_zeros(text: &str) -> Option<Decoded<'_>> {
    let zeros = memchr::memchr_iter(0, text.as_bytes()).count();
    let mostly_text = !looks_binary(text) && zeros * 100 < text.len();
    mostly_text.then(|| Decoded { zero: text.find('\0'), ..Decoded::utf8(text.replace('\0', " ").into()) })
}

/// Tells whether bytes are UTF-8 with some damage rather than another encoding.
///
/// *Source:* in GBK or Big5 text hardly one multi-byte UTF-8 sequence in eight is valid by chance.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= 2 * bad
}

/// Returns the most likely legacy encoding of a whole file.
///
/// The sites are Chinese: an answer that is not is believed only if the bytes cannot be GB18030. No hint of a country is
/// given to the detector, since with one it takes Big5 for GBK.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guessed = detector.guess(None, Utf8Detection::Deny);
    if guessed == GBK || guessed == BIG5 {
        return if guessed == GBK { GB18030 } else { BIG5 };
    }
    match convert(bytes, GB18030) {
        Decoded { unreadable_count: 0, text, .. } if is_chinese(&text) => GB18030,
        _ => guessed,
    }
}

/// Tells whether nearly all characters beyond ASCII are Han characters or Chinese punctuation.
fn is_chinese(text: &str) -> bool {
    let (mut han, mut other) = (0_usize, 0_usize);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        *(if is_chinese_char(c) { &mut han } else { &mut other }) += 1;
    }
    han > 8 * other
}

fn is_chinese_char(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}' | '\u{2010}'..='\u{2027}')
}

/// Returns the text in an encoding, with U+FFFD for each unreadable sequence.
fn convert(bytes: &[u8], encoding: &'static Encoding) -> Decoded<'static> {
    let name = if encoding == GB18030 { "GB18030/GBK" } else { encoding.name() };
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 2 + 16);
    let (mut unreadable, mut unreadable_count) = (Vec::new(), 0);
    let mut rest = bytes;
    loop {
        let (result, read) = decoder.decode_to_string_without_replacement(rest, &mut text, true);
        rest = &rest[read..];
        match result {
            DecoderResult::InputEmpty => break,
            DecoderResult::OutputFull => text.reserve(rest.len().max(64)),
            DecoderResult::Malformed(..) => {
                if unreadable.len() < MOST_PLACES {
                    unreadable.push(text.len());
                }
                unreadable_count += 1;
                text.push('\u{fffd}');
            }
        }
    }
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
        unreadable.iter_mut().for_each(|at| *at -= '\u{feff}'.len_utf8());
    }
    let converted_from = (encoding != UTF_8).then_some(name);
    Decoded { text: text.into(), converted_from, read_as: name, unreadable, unreadable_count, zero: None }
}

fn is_text(decoded: &Decoded) -> bool {
    !decoded.text.contains('\0') && !looks_binary(&decoded.text)
}

/// Tells whether the beginning of a text is full of control characters, or of characters that could not be read.
fn looks_binary(text: &str) -> bool {
    let sample = &text.as_bytes()[..text.len().min(SAMPLE)];
    // Tab, line ends and form feed (9 to 13) are no sign. Every file comes this way: in pieces whose sum fits a byte, the
    // machine counts thirty bytes at a time.
    let control = |byte: u8| u8::from((byte < 9) | ((byte > 13) & (byte < 0x20)));
    let controls = sample.chunks(255).map(|piece| piece.iter().map(|&byte| control(byte)).sum::<u8>());
    let controls: usize = controls.map(usize::from).sum();
    controls * 20 > sample.len()
}

fn signature(bytes: &[u8]) -> Option<&'static str> {
    SIGNATURES.iter().find(|(start, _)| bytes.starts_with(start)).map(|&(_, what)| what)
}

fn strip<'a>(bytes: &'a [u8], mark: &[u8]) -> &'a [u8] {
    bytes.strip_prefix(mark).unwrap_or(bytes)
}

/// Returns the text with each lone CR turned into LF.
fn with_line_feeds(text: Cow<'_, str>) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let is_lone = |at: usize| bytes.get(at + 1) != Some(&b'\n');
    if !memchr::memchr_iter(b'\r', bytes).any(is_lone) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for at in memchr::memchr_iter(b'\r', bytes).filter(|&at| is_lone(at)) {
        out.push_str(&text[from..at]);
        out.push('\n');
        from = at + 1;
    }
    out.push_str(&text[from..]);
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Anchor;

    const TEXT: &str = "---\n标题: 先锋连队的三个办法\nunit: 某支部\n---\n今年以来，支部把学习与训练结合起来，走出了一条新路。\n";

    fn read(bytes: &[u8]) -> (String, Vec<String>) {
        let (text, diags) = decode(bytes, &"a.md".into());
        (text.into_owned(), diags.into_iter().map(|d| d.code).collect())
    }

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect()
    }

    #[test]
    fn utf8_is_borrowed() {
        for bytes in [TEXT.as_bytes(), b"", b"a\r\nb\r\n", b"\xEF\xBB\xBF---\n"] {
            let (text, diags) = decode(bytes, &"a.md".into());
            assert!(matches!(text, Cow::Borrowed(_)) && diags.is_empty());
            assert!(!text.starts_with('\u{feff}'));
        }
    }

    #[test]
    fn legacy_encodings_are_found_and_named() {
        for (encoding, name) in [(GBK, "GB18030/GBK"), (GB18030, "GB18030/GBK"), (BIG5, "Big5")] {
            let source = if encoding == BIG5 {
                "標題：先鋒連隊的三個辦法，走出了一條新路。\n"
            } else {
                TEXT
            };
            let (bytes, _, lossy) = encoding.encode(source);
            assert!(!lossy);
            let (text, diags) = decode(&bytes, &"a.md".into());
            assert_eq!(text, source);
            assert_eq!(diags[0].args, [("encoding".to_string(), name.to_string())]);
        }
    }

    #[test]
    fn a_few_chinese_bytes_are_enough() {
        for text in ["支部建设", "标题: 通知\n", "党员", "中"] {
            assert_eq!(
                read(&GB18030.encode(text).0),
                (text.to_string(), vec!["converted-encoding".to_string()]),
                "{text}"
            );
        }
        let rare = "𠮷野家的㐂字䶮名";
        assert_eq!(read(&GB18030.encode(&format!("{TEXT}{rare}")).0).0, format!("{TEXT}{rare}"));
    }

    #[test]
    fn utf16_with_and_without_mark() {
        for big in [false, true] {
            let marked = utf16(&format!("\u{feff}{TEXT}"), big);
            assert_eq!(read(&marked), (TEXT.to_string(), vec!["converted-encoding".to_string()]));
            assert_eq!(read(&utf16(TEXT, big)), (TEXT.to_string(), vec!["converted-encoding".to_string()]));
            let first = format!("{}\n", "一年之计，一以贯之。".repeat(3000));
            assert_eq!(read(&utf16(&first, big)).0, first, "many zero bytes on the other side");
            assert_eq!(read(&utf16("plain: text\n", big)).0, "plain: text\n");
            assert_eq!(read(&utf16("一\n", big)).1, ["binary-file"], "too little to go by");
        }
        let mut odd = utf16(&format!("\u{feff}{TEXT}"), false);
        odd.push(b'x');
        assert_eq!(read(&odd).1, ["converted-encoding", "undecodable-bytes"]);
    }

    #[test]
    fn damaged_utf8_stays_utf8() {
        let mut bytes = TEXT.as_bytes().to_vec();
        let at = TEXT.find('先').unwrap();
        bytes[at + 1] = b'?';
        let (text, diags) = decode(&bytes, &"a.md".into());
        assert!(text.contains("标题: \u{fffd}?") && text.contains("锋连队"), "{text}");
        assert_eq!(diags[0].code, "undecodable-bytes");
        let Anchor::Text(start, end) = diags[0].place.clone().unwrap().anchor else { panic!() };
        assert_eq!(&text[start as usize..end as usize], "\u{fffd}");
        let cut = &TEXT.as_bytes()[..at + 2];
        assert_eq!(read(cut).1, ["undecodable-bytes"]);
    }

    #[test]
    fn much_damage_is_counted_not_listed() {
        let bytes: Vec<u8> = "中文文字很多"
            .repeat(100)
            .into_bytes()
            .into_iter()
            .enumerate()
            .map(|(at, byte)| if at % 30 == 0 { 0xFF } else { byte })
            .collect();
        let (_, diags) = decode(&bytes, &"a.md".into());
        assert_eq!(diags.len(), 1);
        assert_eq!(diags[0].related.len(), MOST_PLACES - 1);
        assert!(
            diags[0]
                .args
                .iter()
                .any(|(name, count)| name == "count" && count.parse::<usize>().unwrap() >= 60)
        );
    }

    #[test]
    fn binary_files_are_named() {
        for (bytes, format) in [
            (&b"PK\x03\x04\x14\0\x06\0\x08\0"[..], Some("docx / xlsx / zip")),
            (b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n", Some("PDF")),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\x02", Some("PNG")),
            (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0\x01\0\0\0", None),
            (&[0; 4096], None),
            (&[1; 4096], None),
        ] {
            let (text, diags) = decode(bytes, &"a.md".into());
            assert_eq!((text.as_ref(), diags[0].code.as_str()), ("", "binary-file"), "{bytes:?}");
            assert_eq!(diags[0].args.first().map(|(_, value)| value.as_str()), format);
        }
    }

    #[test]
    fn one_zero_byte_in_a_text_is_no_binary_file() {
        let damaged = TEXT.replace("支部把", "支部\0把");
        let (text, diags) = decode(damaged.as_bytes(), &"a.md".into());
        assert_eq!(text, damaged.replace('\0', " "));
        assert_eq!(diags[0].code, "zero-byte");
        assert_eq!(
            diags[0].place,
            Some(Place::text(&"a.md".into(), text.find(" 把").unwrap()..text.find("把").unwrap()))
        );
    }

    #[test]
    fn line_endings_stay_but_lone_returns_become_lines() {
        assert_eq!(read(b"a\r\nb\rc\r\r\nd\r").0, "a\r\nb\nc\n\r\nd\n");
    }

    #[test]
    fn no_bytes_whatever_make_it_panic() {
        let mut seed = 7_u64;
        for length in 0..600 {
            let bytes: Vec<u8> = (0..length)
                .map(|_| {
                    seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                    (seed >> 33) as u8 | if length % 3 == 0 { 0x80 } else { 0 }
                })
                .collect();
            let (text, diags) = decode(&bytes, &"a.md".into());
            assert!(!diags.is_empty() || text.len() <= length);
        }
    }

    #[test]
    fn large_files_are_read() {
        let bytes = GB18030.encode(&TEXT.repeat(4_000)).0.into_owned();
        assert_eq!(read(&bytes).0.len(), TEXT.len() * 4_000);
        let junk = vec![0xFF; 1 << 20];
        read(&junk);
    }
}
