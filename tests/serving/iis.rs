//! The file for IIS. There is no IIS here: what can be seen is that the file is XML, that each element and attribute is one that the
//! reference of IIS 7 to 10 knows where it stands, with a value that it takes, and that nothing is there twice, which IIS answers with
//! an error for the whole site (500.19).

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Site;

/// What a value must be.
enum Kind {
    Text,
    Bool,
    Status,
    /// Days, hours, minutes, seconds.
    Time,
    One(&'static [&'static str]),
}

use Kind::{Bool, One, Status, Text, Time};

/// Elements with their attributes. *Source:* Microsoft's reference of IIS configuration (`system.webServer` and `location`).
const ELEMENTS: &[(&str, &[(&str, Kind)])] = &[
    ("configuration", &[]),
    ("configuration/location", &[("path", Text), ("inheritInChildApplications", Bool)]),
    ("system.webServer", &[]),
    ("system.webServer/defaultDocument", &[("enabled", Bool)]),
    ("system.webServer/defaultDocument/files", &[]),
    ("system.webServer/defaultDocument/files/clear", &[]),
    ("system.webServer/defaultDocument/files/remove", &[("value", Text)]),
    ("system.webServer/defaultDocument/files/add", &[("value", Text)]),
    ("system.webServer/directoryBrowse", &[("enabled", Bool), ("showFlags", Text)]),
    ("system.webServer/urlCompression", &[("doStaticCompression", Bool), ("doDynamicCompression", Bool)]),
    ("system.webServer/staticContent", &[("enableDocFooter", Bool)]),
    ("system.webServer/staticContent/remove", &[("fileExtension", Text)]),
    ("system.webServer/staticContent/clear", &[]),
    ("system.webServer/staticContent/mimeMap", &[("fileExtension", Text), ("mimeType", Text)]),
    (
        "system.webServer/staticContent/clientCache",
        &[
            ("cacheControlMode", One(&["NoControl", "DisableCache", "UseMaxAge", "UseExpires"])),
            ("cacheControlMaxAge", Time),
            ("cacheControlCustom", Text),
            ("httpExpires", Text),
            ("setEtag", Bool),
        ],
    ),
    ("system.webServer/httpProtocol", &[("allowKeepAlive", Bool)]),
    ("system.webServer/httpProtocol/customHeaders", &[]),
    ("system.webServer/httpProtocol/customHeaders/clear", &[]),
    ("system.webServer/httpProtocol/customHeaders/remove", &[("name", Text)]),
    ("system.webServer/httpProtocol/customHeaders/add", &[("name", Text), ("value", Text)]),
    (
        "system.webServer/httpErrors",
        &[
            ("errorMode", One(&["DetailedLocalOnly", "Custom", "Detailed"])),
            ("existingResponse", One(&["Auto", "Replace", "PassThrough"])),
        ],
    ),
    ("system.webServer/httpErrors/clear", &[]),
    ("system.webServer/httpErrors/remove", &[("statusCode", Status), ("subStatusCode", Text)]),
    (
        "system.webServer/httpErrors/error",
        &[
            ("statusCode", Status),
            ("subStatusCode", Text),
            ("path", Text),
            ("responseMode", One(&["File", "ExecuteURL", "Redirect"])),
            ("prefixLanguageFilePath", Text),
        ],
    ),
    (
        "system.webServer/httpRedirect",
        &[
            ("enabled", Bool),
            ("destination", Text),
            ("exactDestination", Bool),
            ("childOnly", Bool),
            ("httpResponseStatus", One(&["Permanent", "Found", "Temporary", "PermRedirect"])),
        ],
    ),
];

/// Lists of IIS: what adds to them, and the attribute by which it tells two apart. The server has entries of its own in all of them.
const LISTS: &[(&str, &str)] = &[
    ("system.webServer/defaultDocument/files/add", "value"),
    ("system.webServer/staticContent/mimeMap", "fileExtension"),
    ("system.webServer/httpProtocol/customHeaders/add", "name"),
    ("system.webServer/httpErrors/error", "statusCode"),
];

/// What has been read so far.
#[derive(Default)]
struct Checked {
    open: Vec<String>,
    /// Of each list: what was taken out before, or everything.
    freed: BTreeSet<(String, String)>,
    added: BTreeSet<(String, String)>,
    places: BTreeSet<String>,
    count: usize,
}

impl Checked {
    fn read(text: &str) -> Self {
        let mut reader = Reader::from_str(text);
        let mut checked = Self::default();
        loop {
            match reader.read_event().unwrap_or_else(|error| panic!("{error} in {text}")) {
                Event::Start(tag) => {
                    checked.element(&tag);
                }
                Event::Empty(tag) => {
                    checked.element(&tag);
                    checked.open.pop();
                }
                Event::End(_) => drop(checked.open.pop()),
                Event::Text(inside) => assert!(inside.trim().is_empty(), "{inside:?}"),
                Event::Eof => break,
                _ => {}
            }
        }
        assert!(checked.open.is_empty());
        checked
    }

    /// The path of an element as the reference has it: what stands in a place is as if it stood outside.
    fn path(&self) -> String {
        let from = self.open.iter().position(|name| name == "system.webServer").unwrap_or(0);
        self.open[from..].join("/")
    }

    fn element(&mut self, tag: &BytesStart<'_>) {
        self.open.push(tag.name().as_ref().to_owned());
        let path = self.path();
        let known = ELEMENTS.iter().find(|(name, _)| *name == path);
        let (_, attributes) = known.unwrap_or_else(|| panic!("{path} is no element of IIS"));
        let mut given = BTreeMap::new();
        for attribute in tag.attributes() {
            let attribute = attribute.unwrap();
            let name = attribute.key.as_ref().to_owned();
            let value = quick_xml::escape::unescape(&attribute.value);
            let value = value.unwrap().into_owned();
            let kind = attributes.iter().find(|(one, _)| *one == name);
            let (_, kind) = kind.unwrap_or_else(|| panic!("{path} has no {name}"));
            assert!(is_right(kind, &value), "{path} {name}=\"{value}\"");
            assert!(given.insert(name, value).is_none());
        }
        self.weigh(&path, &given);
        self.count += 1;
    }

    /// A thing that is added must have been taken out before, and is added once.
    fn weigh(&mut self, path: &str, given: &BTreeMap<String, String>) {
        let place = self.open.iter().filter(|name| *name == "location").count();
        if path.ends_with("location") {
            let name = given["path"].to_lowercase();
            let bad = name.is_empty() || name.starts_with(['/', '.', ' ']) || name.ends_with('/');
            assert!(!bad && !name.contains(['?', ':', '\\', '*', '"', '<', '>', '|']), "{name}");
            assert!(self.places.insert(name.clone()), "{name} is there twice");
        }
        let (list, verb) = path.rsplit_once('/').unwrap_or(("", path));
        let Some((_, key)) = LISTS.iter().find(|(one, _)| one.rsplit_once('/').unwrap().0 == list) else {
            return;
        };
        let name = given.get(*key).map(|name| name.to_lowercase()).unwrap_or_default();
        match verb {
            "clear" => drop(self.freed.insert((list.into(), String::new()))),
            "remove" => drop(self.freed.insert((list.into(), name))),
            "add" | "mimeMap" | "error" => {
                let free = [name.clone(), String::new()];
                let is_free = free.iter().any(|free| self.freed.contains(&(list.into(), free.clone())));
                assert!(is_free && place == 0, "{list}: {name} may be there already");
                assert!(self.added.insert((list.into(), name.clone())), "{list}: {name} is there twice");
            }
            _ => {}
        }
    }
}

fn is_right(kind: &Kind, value: &str) -> bool {
    match kind {
        Text => !value.is_empty(),
        Bool => value == "true" || value == "false",
        Status => value.parse().is_ok_and(|code: u16| (400..=999).contains(&code)),
        Time => {
            value.split(['.', ':']).count() == 4
                && value.split(['.', ':']).all(|part| part.parse::<u32>().is_ok())
        }
        One(values) => values.contains(&value),
    }
}

#[test]
fn iis_gets_what_its_reference_knows() {
    for below in ["", "/show"] {
        let site = Site::published(below);
        let text = site.config("iis", 80);
        let checked = Checked::read(&text);
        assert!(checked.count > 30 && checked.added.len() >= 12, "{text}");
        let below = below.trim_start_matches('/').to_owned() + if below.is_empty() { "" } else { "/" };
        assert!(checked.places.contains(&format!("{below}assets")), "{:?}", checked.places);
        assert!(checked.places.contains(&format!("{below}old/t1_2.shtml")), "{:?}", checked.places);
        let missing = format!("path=\"{}404.html\" responseMode=\"File\"", below.replace('/', "\\"));
        assert!(text.contains(&missing), "{text}");
    }
}

#[test]
#[should_panic(expected = "is there twice")]
fn a_type_that_is_there_twice_is_seen() {
    let map = "<mimeMap fileExtension=\".svg\" mimeType=\"image/svg+xml\" />";
    Checked::read(&format!(
        "<configuration><system.webServer><staticContent><remove fileExtension=\".svg\" />{map}{map}</staticContent></system.webServer></configuration>"
    ));
}

#[test]
#[should_panic(expected = "may be there already")]
fn a_header_that_the_server_may_have_is_seen() {
    Checked::read(
        "<configuration><system.webServer><httpProtocol><customHeaders><add name=\"X-A\" value=\"b\" /></customHeaders></httpProtocol></system.webServer></configuration>",
    );
}
