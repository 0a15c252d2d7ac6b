//! Files that are copied: beside pages, from the static folder, from the theme.

use super::{Blob, Emitter, OutputKey, Planned, pictures};
use crate::base::{Fingerprint, SourcePath};
use crate::catalog::pictures::{is_drawing, is_picture};
use crate::catalog::{FilesKeptBack, Tree, links::output_path, sources::unreadable};
use crate::check::FileLeaks;
use crate::engine::Ask;
use crate::theme::{Compat, ThemeAsset, ThemeAssets};
use crate::world::Content;

/// Files beside pages and in the static folder.
pub struct Copies;

impl Emitter for Copies {
    fn plan(&self, ask: &mut Ask<'_>, planned: &mut Vec<Planned>) {
        let (tree, back) = (ask.get(&Tree), ask.get(&FilesKeptBack));
        for source in tree.assets.iter().chain(&tree.statics).filter(|source| !back.contains(*source)) {
            planned.push(Planned {
                path: SourcePath::new(output_path(source)),
                key: OutputKey::Copy(source.clone()),
            });
        }
    }

    fn emit(&self, key: &OutputKey, ask: &mut Ask<'_>) -> Option<Blob> {
        let OutputKey::Copy(source) = key else { return None };
        Compat::of(ask, source);
        ask.get(&FileLeaks(source.clone()));
        if is_picture(source) || is_drawing(source) {
            return Some(match ask.file(source) {
                Content::Bytes(bytes) => pictures::copied(ask, source, &bytes),
                Content::Large(_) => pictures::left_out(ask, source),
                _ => copy(ask, source),
            });
        }
        Some(copy(ask, source))
    }
}

/// Returns a source file as an output.
fn copy(ask: &mut Ask<'_>, source: &SourcePath) -> Blob {
    match ask.file(source) {
        Content::Bytes(bytes) => Blob::Source(source.clone(), Fingerprint::of(&bytes)),
        Content::Large(fingerprint) => Blob::Source(source.clone(), fingerprint),
        Content::Missing => Blob::Failed,
        Content::Unreadable(why) => {
            ask.report(unreadable(source, &why));
            Blob::Failed
        }
    }
}

/// Files of the theme, under names that carry a fingerprint.
pub struct ThemeFiles;

impl Emitter for ThemeFiles {
    fn plan(&self, ask: &mut Ask<'_>, planned: &mut Vec<Planned>) {
        for name in ask.get(&ThemeAssets).keys() {
            if let Some(asset) = ask.get(&ThemeAsset(name.clone())).as_ref() {
                let path = SourcePath::new(asset.url.trim_start_matches('/'));
                planned.push(Planned { path, key: OutputKey::ThemeFile(name.clone()) });
            }
        }
    }

    fn emit(&self, key: &OutputKey, ask: &mut Ask<'_>) -> Option<Blob> {
        let OutputKey::ThemeFile(name) = key else { return None };
        let asset = ask.get(&ThemeAsset(name.clone()));
        if let Some(asset) = asset.as_ref() {
            Compat::of(ask, &asset.source);
        }
        Some(match asset.as_ref() {
            Some(asset) => match &asset.rewritten {
                Some(text) => Blob::Bytes(text.clone().into_bytes()),
                None => copy(ask, &asset.source),
            },
            None => Blob::Failed,
        })
    }
}
