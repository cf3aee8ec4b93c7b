//! Draws pages, and finds their words, unless both are still known.
//!
//! Drawing is left to `ingest`, memory to the `picture_cache`, and what to draw and how to answer to
//! `pictures`.

use std::{num::NonZero, sync::Arc, thread};

use tokio::sync::Semaphore;

use super::picture_cache::{Drawn, KeptWords, PageKey, PagePicture, PictureCache};
use crate::ingest::{DrawableFile, PageArea, PagePainter};

/// The means to draw pages.
#[derive(Debug)]
pub(super) struct PictureDrawer {
    painter: PagePainter,
    pub(super) cache: PictureCache,
    /// Limits the number of pages drawn at a time.
    pub(super) turns: Arc<Semaphore>,
}

impl PictureDrawer {
    /// Creates a drawer that keeps what this painter draws.
    pub(super) fn new(painter: PagePainter) -> Self {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        Self { painter, cache: PictureCache::default(), turns: Arc::new(Semaphore::new(cores)) }
    }

    /// Returns the words of a page, kept or found.
    ///
    /// What is found is kept if nothing was forgotten since the epoch.
    pub(super) fn words(&self, epoch: u64, file: &DrawableFile, key: &PageKey) -> KeptWords {
        if let Some(words) = self.cache.words(key) {
            return words;
        }
        let words = if key.is_recognized {
            // Without their places, the picture is of use, too.
            let Some(words) = self.painter.recognized_words(file, key.page) else {
                return Ok(Arc::default());
            };
            Ok(words)
        } else {
            self.painter.words(file, key.page)
        };
        let words = words.map(Arc::new);
        self.cache.keep_words(epoch, key, &words);
        words
    }

    /// Returns the picture of a page, kept or drawn.
    ///
    /// What is drawn is kept if nothing was forgotten since the epoch.
    pub(super) fn picture(
        &self,
        epoch: u64,
        file: &DrawableFile,
        key: &PageKey,
        marks: Vec<PageArea>,
    ) -> Drawn {
        if let Some(drawn) = self.cache.picture(key, &marks) {
            return drawn;
        }
        let drawn = self.painter.draw(file, key.page, &marks).map(PagePicture::new);
        self.cache.keep_picture(epoch, key, marks, &drawn);
        drawn
    }
}
