//! Bundles: the same bytes each time, applied whole or not at all, and refused by name whatever is wrong with them.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Cursor, Read, Write};
use std::path::{Path, PathBuf};

use pilothouse::base::SourcePath;
use pilothouse::publish::bundle::{self, Bundle, Refusal, Trust};
use pilothouse::publish::{Generation, Incoming, Row, disk};
use pilothouse::signature::{self, PublicKey, SecretKey};
use tempfile::TempDir;

use crate::harness::{Run, Site, TODAY, assert_same, files};
use crate::promises;

/// A site, its keys, and a place for bundles.
fn site() -> (Site, PathBuf) {
    let site = Site::plain(promises::SITE);
    let place = site.beside("gap");
    fs::create_dir(&place).unwrap();
    let keys = site.cli(["bundle", "keys", "../gap/own"]);
    assert_eq!(keys.code, Some(0), "{}", keys.err);
    (site, place)
}

fn run(site: &Site, words: &[&str]) -> Run {
    site.cli([&["bundle"], words, &["--as-of", TODAY]].concat())
}

fn well(site: &Site, words: &[&str]) -> Run {
    let done = run(site, words);
    assert_eq!(done.code, Some(0), "{words:?}: {}", done.err);
    done
}

#[test]
fn there_and_back() {
    let (site, place) = site();
    well(&site, &["create", "../gap/1.zip", "--key", "../gap/own.key"]);
    well(&site, &["create", "../gap/1b.zip", "--key", "../gap/own.key"]);
    assert!(
        fs::read(place.join("1.zip")).unwrap() == fs::read(place.join("1b.zip")).unwrap(),
        "not reproducible"
    );
    let first = site.files();
    site.replace("content/pilots/jia.md", "甲的品牌", "甲的新品牌");
    site.remove("content/pilots/bing.md");
    let second =
        well(&site, &["create", "../gap/2.zip", "--key", "../gap/own.key", "--since", "../gap/1.zip"]);
    assert!(second.out.contains("《甲的新品牌》") && second.out.contains("撤下 2 个文件"), "{}", second.out);
    let size = |name: &str| fs::metadata(place.join(name)).unwrap().len();
    assert!(size("2.zip") < size("1.zip"));
    let verified = well(&site, &["verify", "../gap/2.zip", "--key", "../gap/own.pub"]);
    assert!(verified.out.contains("增量包"), "{}", verified.out);
    let served = site.beside("gap/site");
    let too_early = run(&site, &["apply", "../gap/2.zip", "--key", "../gap/own.pub", "--to", "../gap/site"]);
    assert!(
        too_early.code == Some(3) && too_early.err.contains("不是这个增量包要求的版本"),
        "{}",
        too_early.err
    );
    let dry = well(
        &site,
        &["apply", "../gap/1.zip", "--key", "../gap/own.pub", "--to", "../gap/site", "--dry-run"],
    );
    assert!(dry.err.contains("试运行") && !served.exists(), "{}", dry.err);
    well(&site, &["apply", "../gap/1.zip", "--key", "../gap/own.pub", "--to", "../gap/site"]);
    assert_same(&files(&served.canonicalize().unwrap()), &first, "full");
    well(&site, &["apply", "../gap/2.zip", "--key", "../gap/own.pub", "--to", "../gap/site"]);
    assert_same(&files(&served.canonicalize().unwrap()), &site.files(), "since");
    well(&site, &["apply", "../gap/2.zip", "--key", "../gap/own.pub", "--to", "../gap/site"]); // again: nothing to do
    well(&site, &["rollback", "--to", "../gap/site"]);
    assert_same(&files(&served.canonicalize().unwrap()), &first, "back");
    assert!(well(&site, &["list", "--to", "../gap/site"]).out.contains("* 第 1 版"));
}

#[test]
fn who_signed_matters() {
    let (site, _) = site();
    well(&site, &["keys", "../gap/other"]);
    well(&site, &["create", "../gap/1.zip", "--key", "../gap/own.key"]);
    well(&site, &["create", "../gap/0.zip", "--unsigned"]);
    let refused = |words: &[&str], said: &str| {
        let done = run(&site, words);
        assert!(done.code != Some(0) && done.err.contains(said), "{words:?}: {}", done.err);
    };
    refused(&["verify", "../gap/1.zip", "--key", "../gap/other.pub"], "另一把密钥");
    refused(&["verify", "../gap/0.zip", "--key", "../gap/own.pub"], "没有签名");
    refused(&["verify", "../gap/1.zip"], "--key");
    refused(&["create", "../gap/2.zip"], "--unsigned");
    refused(&["create", "../gap/2.zip", "--key", "../gap/own.pub"], "密钥");
    refused(&["keys", "../gap/own"], "own.key");
    well(&site, &["verify", "../gap/0.zip", "--unsigned"]);
}

/// Files in memory.
struct Given(BTreeMap<String, Vec<u8>>);

impl Incoming for Given {
    fn open(&self, row: &Row) -> io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(self.0[row.path.as_str()].as_slice()))
    }
}

/// A small bundle with its key, in a folder.
struct Small {
    folder: TempDir,
    public: PublicKey,
}

impl Small {
    fn new() -> Self {
        Self::of(&[
            ("index.html", "<p>首页首页首页首页首页首页</p>"),
            ("a/b.html", "乙"),
            ("logo.png", "png"),
        ])
    }

    fn of(contents: &[(&str, &str)]) -> Self {
        let folder = tempfile::Builder::new().prefix("pilothouse-bundle-").tempdir().unwrap();
        let pair = signature::generate(None).unwrap();
        let given: BTreeMap<String, Vec<u8>> =
            contents.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
        let row = |(path, bytes): (&String, &Vec<u8>)| Row {
            path: SourcePath::new(path),
            size: bytes.len() as u64,
            sha256: disk::sum_of(bytes),
            note: None,
        };
        let generation = Generation::new("示例站", given.iter().map(row).collect());
        let signer = SecretKey::parse(&pair.secret, None).unwrap();
        let place = folder.path().join("b.zip");
        bundle::create(&place, &generation, None, &Given(given), Some(&signer)).unwrap();
        Self { folder, public: pair.key().unwrap() }
    }

    fn place(&self) -> PathBuf {
        self.folder.path().join("b.zip")
    }

    fn bytes(&self) -> Vec<u8> {
        fs::read(self.place()).unwrap()
    }

    /// Reads bytes as a bundle of this key.
    fn open(&self, bytes: &[u8]) -> Result<Bundle, Refusal> {
        let place = self.folder.path().join("changed.zip");
        fs::write(&place, bytes).unwrap();
        Bundle::open(&place, Trust::Keys(std::slice::from_ref(&self.public)))
    }

    /// Returns why bytes are refused.
    fn refusal(&self, bytes: &[u8]) -> Refusal {
        self.open(bytes).err().expect("it should be refused")
    }
}

#[test]
fn every_single_bit_counts() {
    let small = Small::new();
    let bytes = small.bytes();
    assert!(small.open(&bytes).is_ok());
    let mut named = 0;
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1 << (at % 8);
        let refusal = small.refusal(&changed);
        named += usize::from(!refusal.to_string().is_empty());
    }
    assert_eq!(named, bytes.len());
    for length in (0..bytes.len()).step_by(7) {
        assert!(small.open(&bytes[..length]).is_err(), "{length} bytes of it pass");
    }
    assert!(matches!(small.refusal(&[&*bytes, b"x"].concat()), Refusal::NoBundle));
    assert!(matches!(small.refusal(&[b"x", &*bytes].concat()), Refusal::NoBundle | Refusal::Altered(_)));
}

#[test]
fn a_changed_file_is_named() {
    let small = Small::new();
    let mut bytes = small.bytes();
    // The name ends in the same three letters that the file holds.
    let data = bytes.windows(6).position(|six| six == b"pngpng").unwrap() + 3;
    bytes[data] = b'q';
    assert!(matches!(small.refusal(&bytes), Refusal::Damaged(name) if name == "logo.png"));
}

/// An archive made by another program from the entries of a bundle, changed.
fn repacked(bytes: &[u8], change: impl FnOnce(&mut Vec<(String, Vec<u8>, Option<u32>)>)) -> Vec<u8> {
    let mut read = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut entries = Vec::new();
    for number in 0..read.len() {
        let mut entry = read.by_index(number).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        entries.push((entry.name().unwrap().into_owned(), bytes, None));
    }
    change(&mut entries);
    canonical(&entries)
}

/// Writes entries in the form that bundles have, except for attributes.
fn canonical(entries: &[(String, Vec<u8>, Option<u32>)]) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let mut writer = bundle::archive::Writer::new(&mut file);
    for (name, bytes, _) in entries {
        let packing = match name.starts_with("manifest") {
            true => bundle::archive::Packing::Stored,
            false => bundle::archive::Packing::Deflated,
        };
        writer.add(name, packing, &|| Ok(Box::new(&**bytes))).unwrap();
    }
    writer.finish().unwrap();
    let mut bytes = file.into_inner();
    for (name, _, attributes) in entries {
        let Some(attributes) = attributes else { continue };
        let at = bytes.windows(name.len()).rposition(|one| one == name.as_bytes()).unwrap();
        bytes[at - 8..at - 4].copy_from_slice(&attributes.to_le_bytes());
    }
    bytes
}

#[test]
fn what_is_wrong_is_said_by_name() {
    let small = Small::new();
    let bytes = small.bytes();
    let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec(), None);
    let with = |entry: (String, Vec<u8>, Option<u32>)| repacked(&bytes, |all| all.insert(0, entry));
    assert!(
        matches!(small.refusal(&with(file("files/../../etc/x", "x"))), Refusal::Path(name) if name == "../../etc/x")
    );
    for path in
        ["files//etc/passwd", "files/a\\..\\b", "files/C:/x", "files/con.html", "/x", "files/./x", "files/"]
    {
        assert!(matches!(small.refusal(&with(file(path, "x"))), Refusal::Path(_)), "{path}");
    }
    assert!(
        matches!(small.refusal(&with(file("files/extra.html", "x"))), Refusal::Extra(name) if name == "extra.html")
    );
    assert!(
        matches!(small.refusal(&with(file("readme.txt", "x"))), Refusal::Extra(name) if name == "readme.txt")
    );
    assert!(
        matches!(small.refusal(&with(file("files/index.html", "x"))), Refusal::Twice(name) if name == "index.html")
    );
    assert!(matches!(small.refusal(&with(file("files/Index.html", "x"))), Refusal::Case(_)));
    let link = ("files/link".to_owned(), b"/etc/passwd".to_vec(), Some(0o120_777 << 16));
    assert!(matches!(small.refusal(&with(link)), Refusal::Link(name) if name == "files/link"));
    let missing = repacked(&bytes, |all| all.retain(|(name, ..)| name != "files/a/b.html"));
    assert!(matches!(small.refusal(&missing), Refusal::Missing(name) if name == "a/b.html"));
    let unsigned = repacked(&bytes, |all| all.retain(|(name, ..)| !name.ends_with("minisig")));
    assert!(matches!(small.refusal(&unsigned), Refusal::Unsigned));
    let other = Small::new();
    assert!(matches!(small.refusal(&other.bytes()), Refusal::WrongKey));
    let forged = repacked(&bytes, |all| {
        let manifest = all.iter_mut().find(|(name, ..)| name == "manifest.json").unwrap();
        manifest.1 = String::from_utf8(manifest.1.clone()).unwrap().replace("示例站", "别的站").into_bytes();
    });
    assert!(matches!(small.refusal(&forged), Refusal::Signature));
    let sheet = repacked(&bytes, |all| {
        all.iter_mut().find(|(name, ..)| name == "changes.html").unwrap().1 = b"x".to_vec()
    });
    assert!(matches!(small.refusal(&sheet), Refusal::Altered(name) if name == "changes.html"));
}

/// Deflates many zeros, as the writer would not.
fn bomb(size: usize) -> Vec<u8> {
    let mut packed = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    let zeros = vec![0; 1 << 20];
    for _ in 0..size >> 20 {
        packed.write_all(&zeros).unwrap();
    }
    packed.finish().unwrap()
}

#[test]
fn bombs_are_refused_before_they_are_unpacked() {
    let small = Small::new();
    let bytes = small.bytes();
    let bomb = bomb(512 << 20);
    // A stored entry whose headers are changed to say that it is packed.
    let mut changed = repacked(&bytes, |all| all.insert(0, ("files/bomb.png".into(), bomb.clone(), None)));
    let patch = |bytes: &mut Vec<u8>, at: usize, start: usize, size: u32| {
        bytes[at + start..at + start + 2].copy_from_slice(&8_u16.to_le_bytes());
        bytes[at + start + 14..at + start + 18].copy_from_slice(&size.to_le_bytes());
    };
    let directory = changed.windows(4).rposition(|four| four == b"PK\x05\x06").unwrap();
    let directory = u32::from_le_bytes(changed[directory + 16..directory + 20].try_into().unwrap()) as usize;
    patch(&mut changed, 0, 8, 512 << 20);
    patch(&mut changed, directory, 10, 512 << 20);
    let refusal = small.refusal(&changed);
    assert!(matches!(&refusal, Refusal::Bomb(name) if name == "files/bomb.png"), "{refusal}");
    // One that says it is small is read to its end as it was said, and no further.
    patch(&mut changed, 0, 8, 3);
    patch(&mut changed, directory, 10, 3);
    let refusal = small.refusal(&changed);
    assert!(matches!(&refusal, Refusal::Extra(_) | Refusal::Damaged(_)), "{refusal}");
}

#[test]
fn other_programs_read_bundles_and_signatures() {
    let small = Small::new();
    let mut read = zip::ZipArchive::new(fs::File::open(small.place()).unwrap()).unwrap();
    let mut text = String::new();
    read.by_name("files/index.html").unwrap().read_to_string(&mut text).unwrap();
    assert!(text.starts_with("<p>首页"));
    assert!(read.by_name("changes.html").is_ok());
}

#[test]
fn a_file_that_packs_too_well_is_stored() {
    let zeros = "0".repeat(4 << 20);
    let small = Small::of(&[("index.html", "x"), ("zeros.txt", &zeros)]);
    assert!(small.open(&small.bytes()).is_ok());
    assert!(Path::new(&small.place()).metadata().unwrap().len() > 4 << 20);
}
