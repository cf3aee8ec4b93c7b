//! Checks in the background whether the files in use are what was written.
//!
//! Invariant: damage is logged and counted once, and reported by `/readyz` until another generation is
//! served.

use std::{sync::atomic::Ordering, thread};

use super::Service;
use crate::{error::Result, metrics::ServiceFailure};

/// What `/readyz` says about damaged files, without their names.
const DAMAGED: &str = "files of the index are damaged: run `skorowidz verify`";

impl Service {
    /// Reads all files of the served index and reports any that differ from what was written; runs on the
    /// calling thread and may take long.
    ///
    /// # Errors
    /// Returns an error if the list of segments cannot be read.
    pub fn check_files(&self) -> Result<()> {
        let Ok(index) = self.index() else { return Ok(()) };
        let Some(damage) = index.first_damage()? else { return Ok(()) };
        if self.index()?.generation() == index.generation() {
            self.inner.is_damaged.store(true, Ordering::Release);
        }
        self.metrics().failed(ServiceFailure::Checksum);
        tracing::error!(
            "a file of the index is damaged: {damage}: run `skorowidz verify`, then \
             `skorowidz index --rebuild` or restore a backup"
        );
        Ok(())
    }

    /// Checks the files on a separate thread after a failure that damage may have caused: once for each
    /// generation, and not if damage is already known.
    pub(super) fn look_for_damage(&self) {
        if self.damage().is_some() || self.inner.is_looked_at.swap(true, Ordering::AcqRel) {
            return;
        }
        let service = self.clone();
        let _ = thread::Builder::new().name("check".to_owned()).spawn(move || {
            if let Err(error) = service.check_files() {
                tracing::error!("failed to check the files of the index: {error}");
            }
        });
    }

    /// Returns the problem with the files in use, if [`Service::check_files`] found any.
    pub fn damage(&self) -> Option<&'static str> {
        self.inner.is_damaged.load(Ordering::Acquire).then_some(DAMAGED)
    }
}
