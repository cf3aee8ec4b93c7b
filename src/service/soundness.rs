//! Whether the files that are served are what was written: looked at once, beside everything else.
//!
//! Always holds: what is wrong is logged and counted once, and told by `/readyz` until another generation is
//! served.

use std::{sync::atomic::Ordering, thread};

use super::Service;
use crate::{error::Result, metrics::Failure};

/// What `/readyz` says of damaged files: without their names.
const DAMAGED: &str = "files of the index are damaged: run `skorowidz verify`";

impl Service {
    /// Reads all files of the index that is served and tells where one is not what was written; on the calling
    /// thread, which may take long.
    ///
    /// # Errors
    /// Where the list of segments cannot be read.
    pub fn check_files(&self) -> Result<()> {
        let Ok(index) = self.index() else { return Ok(()) };
        let Some(damage) = index.first_damage()? else { return Ok(()) };
        if self.index()?.generation() == index.generation() {
            self.inner.is_damaged.store(true, Ordering::Release);
        }
        self.metrics().failed(Failure::Checksum);
        tracing::error!(
            "a file of the index is damaged: {damage}: run `skorowidz verify`, then \
             `skorowidz index --rebuild` or restore a backup"
        );
        Ok(())
    }

    /// Looks at the files after a failure that may be of their making, on a thread of its own: once for each generation,
    /// and not where damage is known.
    pub(super) fn look_for_damage(&self) {
        if self.damage().is_some() || self.inner.is_looked_at.swap(true, Ordering::AcqRel) {
            return;
        }
        let service = self.clone();
        let _ = thread::Builder::new().name("check".to_owned()).spawn(move || {
            if let Err(error) = service.check_files() {
                tracing::error!("cannot check the files of the index: {error}");
            }
        });
    }

    /// What is wrong with the files that are served, where [`Service::check_files`] has found something.
    pub fn damage(&self) -> Option<&'static str> {
        self.inner.is_damaged.load(Ordering::Acquire).then_some(DAMAGED)
    }
}
