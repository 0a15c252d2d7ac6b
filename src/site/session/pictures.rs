//! Pictures whose pixels nobody has decoded yet.

use std::sync::Arc;

use super::Session;
use crate::base::SourcePath;
use crate::catalog::pictures::{ImageInfo, Info, Sizes};
use crate::media::{self, Picture};
use crate::world::{Content, World};

/// A picture of which nobody knows yet whether all of it is there.
pub struct Unseen {
    picture: Picture,
    bytes: Arc<[u8]>,
}

impl Unseen {
    /// Decodes the picture and tells whether that can be done. Takes its time and needs no session.
    pub fn is_whole(&self) -> bool {
        media::is_whole(&self.bytes, &self.picture)
    }
}

impl Session {
    /// Returns a picture, unless it is none or its smaller ones lie in the store: whoever made those has seen all of it.
    pub fn unseen(&self, source: &SourcePath) -> Option<Unseen> {
        let (picture, variants) = self.with(|revision| {
            let Info::Pixels(picture, of) = *revision.get(&ImageInfo(source.clone())) else { return None };
            Some((picture, revision.get(&Sizes).variants(&picture, of)))
        })?;
        let kept = self.world.kept_files();
        let is_kept = |name: &str| kept.is_some_and(|kept| kept.read(name).is_some());
        if variants.iter().all(|variant| is_kept(&variant.name)) {
            return None;
        }
        let Content::Bytes(bytes) = self.world.read(source) else { return None };
        Some(Unseen { picture, bytes })
    }
}
