//! The switch for days of mourning: one style sheet that every page links to is exchanged where the site lies, and nothing is built.
//!
//! *How it may end:* what lay there is kept beside it first, so that a switch that is interrupted can be repeated either way. In an
//! output folder the manifest learns of the exchange: the next build takes the sheet for its own, leaves it, and publishing
//! carries it on. A folder that is served has no manifest and needs none.

use std::fs;
use std::path::Path;

use super::compress::Packing;
use super::{Lock, Manifest, OutputError, Target, manifest, recover, write_whole};
use crate::base::SourcePath;

/// The sheet that every page links to.
const SHEET: &str = "assets/fixed/mourning.css";

/// What it says on days of mourning.
const ON: &str = "assets/fixed/mourning-on.css";

/// What it said before, kept as long as it says something else.
const OFF: &str = "assets/fixed/mourning-off.css";

/// What it says on other days where nothing else is kept.
const PLAIN: &[u8] = b"/* pilothouse mourning off */\n";

/// How the switch stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mourning {
    /// Grey.
    On,
    /// As always.
    Off,
}

/// Tells how the switch of a folder stands; `None` if its pages have none.
pub fn mourning(folder: &Path) -> Option<Mourning> {
    let read = |name: &str| fs::read(folder.join(name)).ok();
    let (now, on) = (read(SHEET)?, read(ON)?);
    Some(if now == on { Mourning::On } else { Mourning::Off })
}

/// Turns the switch of a folder; `false` if it stood so already, `None` if its pages have none.
pub fn set_mourning(target: &Target, wish: Mourning) -> Result<Option<bool>, OutputError> {
    let lock = if target.state.exists() { Some(Lock::take(target)?) } else { None };
    if lock.is_some() {
        recover(target)?;
    }
    let folder = &target.folder;
    let Some(now) = mourning(folder) else { return Ok(None) };
    let kept = folder.join(OFF);
    if now != wish {
        match wish {
            Mourning::On => {
                write_whole(&kept, &read(&folder.join(SHEET))?)?;
                say(target, &read(&folder.join(ON))?)?;
            }
            Mourning::Off => say(target, &fs::read(&kept).unwrap_or_else(|_| PLAIN.to_vec()))?,
        }
    }
    if wish == Mourning::Off && kept.exists() {
        fs::remove_file(&kept).map_err(|error| OutputError::io(&kept, error))?;
    }
    Ok(Some(now != wish))
}

fn read(place: &Path) -> Result<Vec<u8>, OutputError> {
    fs::read(place).map_err(|error| OutputError::io(place, error))
}

/// Writes the sheet and the packed copies that lie beside it, and tells the manifest.
fn say(target: &Target, bytes: &[u8]) -> Result<(), OutputError> {
    let sheet = SourcePath::new(SHEET);
    let packed = Packing::ALL.into_iter().filter_map(|way| Some((way.path(&sheet)?, way)));
    let mut written = Vec::new();
    // Packed copies first: who is sent one sees the change no later than the others.
    for (path, way) in packed.filter(|(path, _)| target.folder.join(path.as_str()).exists()) {
        write_whole(&target.folder.join(path.as_str()), &way.pack(bytes))?;
        written.push(path);
    }
    write_whole(&target.folder.join(SHEET), bytes)?;
    written.push(sheet);
    let Some(mut manifest) = Manifest::read(target) else { return Ok(()) };
    for path in &written {
        if let Some(kept) = manifest.files.get_mut(path) {
            let place = target.folder.join(path.as_str());
            *kept =
                manifest::kept(&place, kept.fingerprint).map_err(|error| OutputError::io(&place, error))?;
        }
    }
    manifest.write(target)
}
