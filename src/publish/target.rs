//! What every target can do, wherever it is.

use std::path::PathBuf;

use super::remote::RemoteSite;
use super::{Folder, Generation, Incoming, Outcome, PublishError, Status};

/// A place that generations are published to.
pub trait Target {
    /// Returns where it is, as people are told.
    fn place(&self) -> PathBuf;

    /// Returns what publishing a generation would change; touches nothing.
    fn preview(&self, next: &Generation) -> Result<Outcome, PublishError>;

    /// Makes a generation live: all of it or nothing.
    fn publish(&self, next: &Generation, incoming: &dyn Incoming) -> Result<Outcome, PublishError>;

    /// Makes the generation before the live one live again.
    fn roll_back(&self) -> Result<Outcome, PublishError>;

    /// Returns all generations that are kept, newest first, and whether an exchange is unfinished.
    fn list(&self) -> Result<(Vec<Status>, bool), PublishError>;
}

impl Target for Folder<'_> {
    fn place(&self) -> PathBuf {
        self.place().into()
    }

    fn preview(&self, next: &Generation) -> Result<Outcome, PublishError> {
        self.preview(next, None)
    }

    fn publish(&self, next: &Generation, incoming: &dyn Incoming) -> Result<Outcome, PublishError> {
        self.publish(next, incoming, None)
    }

    fn roll_back(&self) -> Result<Outcome, PublishError> {
        self.roll_back()
    }

    fn list(&self) -> Result<(Vec<Status>, bool), PublishError> {
        self.list()
    }
}

impl Target for RemoteSite<'_> {
    fn place(&self) -> PathBuf {
        self.place()
    }

    fn preview(&self, next: &Generation) -> Result<Outcome, PublishError> {
        self.preview(next)
    }

    fn publish(&self, next: &Generation, incoming: &dyn Incoming) -> Result<Outcome, PublishError> {
        self.publish(next, incoming)
    }

    fn roll_back(&self) -> Result<Outcome, PublishError> {
        self.roll_back()
    }

    fn list(&self) -> Result<(Vec<Status>, bool), PublishError> {
        self.list()
    }
}
