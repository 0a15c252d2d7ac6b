//! Drawings made harmless: what can run, and what asks for files elsewhere, goes; so do the notes of drawing programs.
//!
//! A list of what may stay, so that what nobody thought of goes too. A drawing in which nothing goes stays as it is, byte for byte.

use std::collections::BTreeSet;

use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::QName;
use quick_xml::{Reader, Writer};

use super::Fault;

/// Elements that may stay.
const ELEMENTS: &[&str] = &[
    "svg",
    "g",
    "defs",
    "symbol",
    "use",
    "switch",
    "title",
    "desc",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "textPath",
    "image",
    "a",
    "marker",
    "linearGradient",
    "radialGradient",
    "stop",
    "pattern",
    "clipPath",
    "mask",
    "filter",
    "style",
    "view",
    "animate",
    "animateTransform",
    "animateMotion",
    "mpath",
    "set",
];

/// Elements whose loss nobody sees: notes of drawing programs.
const NOTES: &[&str] = &["metadata", "sodipodi:namedview"];

/// Beginnings of attribute names that drawing programs use for themselves.
const OWN: &[&str] = &[
    "inkscape:",
    "sodipodi:",
    "xmlns:inkscape",
    "xmlns:sodipodi",
    "xmlns:dc",
    "xmlns:cc",
    "xmlns:rdf",
    "serif:",
];

/// Languages of drawings by the attribute that names them.
const NAMESPACES: [(&str, &str); 2] =
    [("xmlns", "http://www.w3.org/2000/svg"), ("xmlns:xlink", "http://www.w3.org/1999/xlink")];

/// A drawing made harmless.
#[derive(Debug, PartialEq, Eq)]
pub struct Cleaned {
    /// What is put out.
    pub bytes: Vec<u8>,
    /// What was taken out that could have done something, in the words of the drawing: `script`, `onload`, an address.
    pub refused: Vec<String>,
}

/// Returns a drawing made harmless; `None` if nothing has to go.
pub fn clean(bytes: &[u8]) -> Result<Option<Cleaned>, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|_| Fault::Broken)?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut pass =
        Pass { out: Writer::new(Vec::with_capacity(text.len())), refused: BTreeSet::new(), touched: false };
    pass.run(text)?;
    Ok((pass.touched || !pass.refused.is_empty())
        .then(|| Cleaned { bytes: pass.out.into_inner(), refused: pass.refused.into_iter().collect() }))
}

struct Pass {
    out: Writer<Vec<u8>>,
    refused: BTreeSet<String>,
    /// Something went that is not worth a word.
    touched: bool,
}

impl Pass {
    fn run(&mut self, text: &str) -> Result<(), Fault> {
        let mut reader = Reader::from_str(text);
        let mut names: Vec<String> = Vec::new();
        // How deep inside an element that goes; 0 outside of one.
        let (mut gone, mut seen) = (0usize, false);
        loop {
            match reader.read_event().map_err(|_| Fault::Broken)? {
                Event::Eof => break,
                Event::Start(tag) => {
                    let name = name_of(&tag);
                    seen |= name == "svg";
                    if gone > 0 || !self.allows(&name) {
                        gone += 1;
                    } else {
                        let kept = self.kept(&tag, &name)?;
                        self.write(Event::Start(kept))?;
                    }
                    names.push(name);
                }
                Event::Empty(tag) if gone == 0 => {
                    let name = name_of(&tag);
                    seen |= name == "svg";
                    if self.allows(&name) {
                        let kept = self.kept(&tag, &name)?;
                        self.write(Event::Empty(kept))?;
                    }
                }
                Event::End(tag) => {
                    names.pop();
                    if gone > 0 {
                        gone -= 1;
                    } else {
                        self.write(Event::End(tag))?;
                    }
                }
                _ if gone > 0 => {}
                Event::Comment(_) | Event::DocType(_) => self.touched = true,
                Event::PI(what) => {
                    self.refused.insert(format!("<?{}", what.target()));
                }
                Event::Text(words) if names.last().is_some_and(|name| name == "style") => {
                    self.style(&words)?;
                }
                Event::CData(words) if names.last().is_some_and(|name| name == "style") => {
                    self.style(&words)?;
                }
                // One that the drawing declares itself: its declaration goes, for it can make a small file huge.
                Event::GeneralRef(name) if !is_known(&name) => {
                    self.refused.insert(format!("&{};", &*name));
                }
                other => self.write(other)?,
            }
        }
        if seen && names.is_empty() {
            Ok(())
        } else {
            Err(if seen { Fault::Truncated } else { Fault::NotAPicture })
        }
    }

    fn write(&mut self, event: Event<'_>) -> Result<(), Fault> {
        self.out.write_event(event).map_err(|_| Fault::Broken)
    }

    fn allows(&mut self, name: &str) -> bool {
        let local = name.strip_prefix("svg:").unwrap_or(name);
        if ELEMENTS.contains(&local)
            || (local.starts_with("fe") && local.bytes().all(|byte| byte.is_ascii_alphabetic()))
        {
            return true;
        }
        let is_note =
            NOTES.contains(&name) || OWN.iter().any(|own| name.starts_with(own)) || name.starts_with("rdf:");
        if is_note {
            self.touched = true;
        } else {
            self.refused.insert(format!("<{name}>"));
        }
        false
    }

    /// Returns a tag with the attributes that may stay.
    fn kept(&mut self, tag: &BytesStart<'_>, name: &str) -> Result<BytesStart<'static>, Fault> {
        let mut kept = BytesStart::new(name.to_owned());
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|_| Fault::Broken)?;
            let key = attribute.key.as_ref().to_owned();
            let value = attribute.value.replace('"', "&quot;");
            if quick_xml::escape::unescape(&value).is_err() {
                // A name that the drawing declared itself; drawing programs do so with the names of languages.
                self.touched = true;
                if let Some((_, namespace)) = NAMESPACES.iter().find(|(name, _)| *name == key) {
                    kept.push_attribute((key.as_str(), *namespace));
                }
            } else if self.keeps(&key, &value) {
                kept.push_attribute(Attribute { key: QName(&key), value: value.into() });
            }
        }
        Ok(kept)
    }

    fn keeps(&mut self, key: &str, value: &str) -> bool {
        if OWN.iter().any(|own| key.starts_with(own)) {
            self.touched = true;
            return false;
        }
        let local = key.rsplit(':').next().unwrap_or(key).to_ascii_lowercase();
        let unfolded = plain(value);
        let is_fine = match &*local {
            name if name.starts_with("on") => false,
            "href" | "src" => is_inside(&unfolded),
            "base" => false,
            // What a name is set to later is looked at as if it stood there.
            "attributename" => {
                !matches!(unfolded.rsplit(':').next(), Some("href")) && !unfolded.starts_with("on")
            }
            "to" | "from" | "values" | "by" => {
                !unfolded.contains("javascript:") && !unfolded.contains("data:")
            }
            _ => is_inside_style(&unfolded) && !unfolded.contains("javascript:"),
        };
        if !is_fine {
            let shown: String = value.chars().take(60).collect();
            self.refused.insert(if local.starts_with("on") {
                key.to_owned()
            } else {
                format!("{key}=\"{shown}\"")
            });
        }
        is_fine
    }

    fn style(&mut self, words: &str) -> Result<(), Fault> {
        let unfolded = plain(words);
        if unfolded.contains("@import")
            || !is_inside_style(&unfolded)
            || unfolded.contains('\\')
            || unfolded.contains('<')
        {
            self.refused.insert("<style>".into());
            return Ok(());
        }
        let escaped = words.to_owned();
        self.write(Event::Text(quick_xml::events::BytesText::from_escaped(escaped)))
    }
}

/// Tells whether a named character is known without a declaration.
fn is_known(name: &str) -> bool {
    matches!(name, "amp" | "lt" | "gt" | "quot" | "apos") || name.starts_with('#')
}

fn name_of(tag: &BytesStart<'_>) -> String {
    tag.name().as_ref().to_owned()
}

/// Returns a value as a browser reads it: named characters unfolded, no blanks or control characters, in lower case.
fn plain(value: &str) -> String {
    let unfolded =
        quick_xml::escape::unescape(value).map_or_else(|_| value.to_owned(), |text| text.into_owned());
    unfolded
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .collect::<String>()
        .to_ascii_lowercase()
}

/// Tells whether an address stays within the drawing: a part of it, or a picture that lies in it.
fn is_inside(address: &str) -> bool {
    let pixels = ["data:image/png", "data:image/jpeg", "data:image/gif", "data:image/webp"];
    address.starts_with('#') || pixels.iter().any(|kind| address.starts_with(kind))
}

/// Tells whether all addresses in a style stay within the drawing.
fn is_inside_style(style: &str) -> bool {
    !style.contains("image-set(")
        && style.split("url(").skip(1).all(|rest| is_inside(rest.trim_start_matches(['"', '\''])))
}

/// Returns the size that a drawing states: `width` and `height` in pixels, else those of its `viewBox`.
pub fn size(text: &str) -> Option<(u32, u32)> {
    let tag = &text[text.find("<svg")?..];
    let tag = &tag[..tag.find('>')?];
    let attribute = |name: &str| {
        let written = |quote: char| {
            let start = tag.find(&format!(" {name}={quote}"))? + name.len() + 3;
            tag[start..].split(quote).next()
        };
        written('"').or_else(|| written('\''))
    };
    let pixels =
        |text: &str| text.trim_end_matches("px").trim().parse::<f64>().ok().filter(|size| *size >= 1.0);
    let stated = attribute("width").and_then(pixels).zip(attribute("height").and_then(pixels));
    let of_box = || {
        let mut numbers = attribute("viewBox")?.split([' ', ',']).filter(|part| !part.is_empty()).skip(2);
        numbers.next().and_then(pixels).zip(numbers.next().and_then(pixels))
    };
    let (width, height) = stated.or_else(of_box)?;
    Some((width.round() as u32, height.round() as u32))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(text: &str) -> (String, Vec<String>) {
        let cleaned = clean(text.as_bytes()).unwrap().expect("something goes");
        (String::from_utf8(cleaned.bytes).unwrap(), cleaned.refused)
    }

    #[test]
    fn harmless_drawings_stay_as_they_are() {
        let text = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox='0 0 1 1'><style>.a{fill:url(#g)}</style><use href=\"#a\"/><text>甲&amp;乙</text></svg>\n";
        assert_eq!(clean(text.as_bytes()), Ok(None));
    }

    #[test]
    fn what_runs_goes() {
        let (text, refused) = cleaned(
            "<svg onload=\"a()\"><script>alert(1)</script><g onclick='b()'><a href=\"java&#115;cript:c()\"><path d=\"M0 0\"/></a></g><foreignObject><p>x</p></foreignObject><set attributeName=\"onclick\" to=\"d()\"/></svg>",
        );
        assert_eq!(text, "<svg><g><a><path d=\"M0 0\"/></a></g><set to=\"d()\"/></svg>");
        assert_eq!(refused.len(), 6, "{refused:?}");
    }

    #[test]
    fn what_asks_elsewhere_goes() {
        let (text, refused) = cleaned(
            "<?xml-stylesheet href=\"http://a.example/x.css\"?><svg><image xlink:href=\"http://a.example/x.png\"/><rect fill=\"url( 'http://a.example#g')\" style=\"fill:u\u{0}rl(//b.example)\"/><style>@import 'x';</style><use href=\"other.svg#a\"/></svg>",
        );
        assert!(!text.contains("example") && !text.contains("import") && !text.contains("other"), "{text}");
        assert_eq!(refused.len(), 6, "{refused:?}");
    }

    #[test]
    fn notes_of_programs_go_without_a_word() {
        let (text, refused) = cleaned(
            "<!-- by 张三 --><svg inkscape:export-filename=\"C:\\用户\\张三\\a.png\"><metadata><rdf:RDF>张三</rdf:RDF></metadata><rect/></svg>",
        );
        assert_eq!((text.as_str(), refused.len()), ("<svg><rect/></svg>", 0));
    }

    #[test]
    fn declared_names_are_not_unfolded() {
        let text = "<!DOCTYPE svg [<!ENTITY ns_svg \"http://www.w3.org/2000/svg\"><!ENTITY a \"ha\">]><svg xmlns=\"&ns_svg;\" id=\"&a;\"><text>&a;!</text></svg>";
        let (text, refused) = cleaned(text);
        assert_eq!(text, "<svg xmlns=\"http://www.w3.org/2000/svg\"><text>!</text></svg>");
        assert_eq!(refused, ["&a;"]);
    }

    #[test]
    fn halves_are_broken() {
        assert!(clean(b"<svg><g></svg>").is_err());
        assert!(clean(b"<svg>").is_err());
        assert_eq!(clean("文字".as_bytes()), Err(Fault::NotAPicture));
    }
}
