//! Keeps pictures of pages, and the places of words, in memory for the next request.
//!
//! Invariants: the memory is bounded; nothing is kept of a document once its purge has been requested here.

use std::sync::{Arc, PoisonError, RwLock};

use quick_cache::{OptionsBuilder, Weighter, sync::Cache};
use rustc_hash::FxBuildHasher;

use crate::{
    document::SourceHash,
    ingest::{PageArea, PaintFailure, PlacedText},
};

/// The maximum size of all pictures, in bytes: some 300 pages of text.
const PICTURE_BYTES: u64 = 32 << 20;
/// The maximum size of all texts with the places of their words, in bytes: some 500 pages.
const TEXT_BYTES: u64 = 4 << 20;
/// The size of an entry without what is in it, in bytes.
const ENTRY_BYTES: u64 = 200;
/// The estimated size of an entry, by which memory for the table is reserved, in bytes.
const USUAL_BYTES: u64 = 64 << 10;

/// A picture of a page.
#[derive(Debug, Clone)]
pub struct PagePicture {
    /// The picture, as a PNG.
    pub png: Arc<[u8]>,
    /// Identifies the picture: another one has another tag.
    pub tag: Arc<str>,
}

impl PagePicture {
    /// Creates the picture in a PNG.
    pub(super) fn new(png: Vec<u8>) -> Self {
        let tag = blake3::hash(&png).to_hex();
        Self { png: png.into(), tag: tag[..TAG_DIGITS].into() }
    }
}

/// The length of a tag in hexadecimal digits, 128 bits: enough to rule out collisions by chance.
const TAG_DIGITS: usize = 32;

/// A page of a content.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct PageKey {
    /// What the document was made from.
    pub(super) content: SourceHash,
    /// The number of the page, from 1.
    pub(super) page: u32,
    /// Whether its words are those recognized in its image.
    pub(super) is_recognized: bool,
}

/// A picture, or the reason there is none.
pub(super) type Drawn = Result<PagePicture, PaintFailure>;
/// The words of a page, or the reason there are none.
pub(super) type KeptWords = Result<Arc<PlacedText>, PaintFailure>;
/// A page and the marks on it.
type PictureKey = (PageKey, Vec<PageArea>);

/// The bounded memory of pictures and words; failures that would repeat are kept, too.
#[derive(Debug)]
pub(super) struct PictureCache {
    pictures: Cache<PictureKey, Drawn, EntryWeight, FxBuildHasher>,
    words: Cache<PageKey, KeptWords, EntryWeight, FxBuildHasher>,
    /// How often everything was forgotten.
    epoch: RwLock<u64>,
}

impl Default for PictureCache {
    fn default() -> Self {
        Self { pictures: cache(PICTURE_BYTES), words: cache(TEXT_BYTES), epoch: RwLock::default() }
    }
}

impl PictureCache {
    /// Returns the picture of a page with these marks, if it is kept.
    pub(super) fn picture(&self, page: &PageKey, marks: &[PageArea]) -> Option<Drawn> {
        self.pictures.get(&(page.clone(), marks.to_vec()))
    }

    /// Returns how often everything was forgotten; to be asked before the file is read.
    pub(super) fn epoch(&self) -> u64 {
        *self.epoch.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a picture, or a failure that would repeat, unless everything was forgotten since the epoch.
    pub(super) fn keep_picture(&self, epoch: u64, page: &PageKey, marks: Vec<PageArea>, drawn: &Drawn) {
        if drawn.as_ref().err().is_none_or(PaintFailure::is_final) {
            self.keep(epoch, || self.pictures.insert((page.clone(), marks), drawn.clone()));
        }
    }

    /// Calls `keep` if nothing was forgotten since the epoch; nothing is forgotten meanwhile.
    fn keep(&self, epoch: u64, keep: impl FnOnce()) {
        let now = self.epoch.read().unwrap_or_else(PoisonError::into_inner);
        if *now == epoch {
            keep();
        }
    }

    /// Returns the words of a page, if they are kept.
    pub(super) fn words(&self, page: &PageKey) -> Option<KeptWords> {
        self.words.get(page)
    }

    /// Keeps the words of a page, or a failure that would repeat, unless everything was forgotten since the
    /// epoch.
    pub(super) fn keep_words(&self, epoch: u64, page: &PageKey, words: &KeptWords) {
        if words.as_ref().err().is_none_or(PaintFailure::is_final) {
            self.keep(epoch, || self.words.insert(page.clone(), words.clone()));
        }
    }

    /// Forgets everything, also what is being drawn.
    pub(super) fn clear(&self) {
        let mut epoch = self.epoch.write().unwrap_or_else(PoisonError::into_inner);
        *epoch = epoch.wrapping_add(1);
        self.pictures.clear();
        self.words.clear();
    }
}

/// The size of an entry.
#[derive(Debug, Clone, Copy)]
struct EntryWeight;

impl Weighter<PictureKey, Drawn> for EntryWeight {
    fn weight(&self, (_, marks): &PictureKey, drawn: &Drawn) -> u64 {
        let picture = drawn.as_ref().map_or(0, |picture| picture.png.len());
        ENTRY_BYTES + (picture + size_of_val(marks.as_slice())) as u64
    }
}

impl Weighter<PageKey, KeptWords> for EntryWeight {
    fn weight(&self, _: &PageKey, words: &KeptWords) -> u64 {
        ENTRY_BYTES + words.as_ref().map_or(0, |words| words.bytes() as u64)
    }
}

/// Creates a cache in one piece: in several, none would have room for the largest picture.
fn cache<K, T>(bytes: u64) -> Cache<K, T, EntryWeight, FxBuildHasher>
where
    K: Eq + std::hash::Hash,
    T: Clone,
    EntryWeight: Weighter<K, T>,
{
    let items = (bytes / USUAL_BYTES) as usize;
    let mut options = OptionsBuilder::new();
    options.shards(1).estimated_items_capacity(items).weight_capacity(bytes);
    match options.build() {
        Ok(options) => Cache::with_options(
            options,
            EntryWeight,
            FxBuildHasher,
            quick_cache::sync::DefaultLifecycle::default(),
        ),
        Err(_) => Cache::with(
            items,
            bytes,
            EntryWeight,
            FxBuildHasher,
            quick_cache::sync::DefaultLifecycle::default(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(number: u32) -> PageKey {
        let content = "0123456789abcdef0123456789abcdef".parse().expect("a hash");
        PageKey { content, page: number, is_recognized: false }
    }

    #[test]
    fn pictures_are_kept_within_a_bound_and_by_their_marks() {
        let cache = PictureCache::default();
        let drawn = |size: usize| Ok(PagePicture::new(vec![7; size]));
        let mark = PageArea::from([1, 2, 3, 4]);
        cache.keep_picture(0, &page(1), vec![mark], &drawn(10));
        assert!(cache.picture(&page(1), &[mark]).is_some() && cache.picture(&page(1), &[]).is_none());
        for number in 0..100 {
            cache.keep_picture(0, &page(number), Vec::new(), &drawn(1 << 20));
        }
        let kept = (0..100).filter(|number| cache.picture(&page(*number), &[]).is_some()).count();
        assert!((20..32).contains(&kept), "{kept}");
        cache.clear();
        assert!((0..100).all(|number| cache.picture(&page(number), &[]).is_none()));
    }

    #[test]
    fn what_was_begun_before_everything_was_forgotten_is_not_kept() {
        let cache = PictureCache::default();
        let (before, drawn) = (cache.epoch(), Ok(PagePicture::new(vec![7])));
        cache.clear();
        cache.keep_picture(before, &page(1), Vec::new(), &drawn);
        cache.keep_words(before, &page(1), &Ok(Arc::default()));
        assert!(cache.picture(&page(1), &[]).is_none() && cache.words(&page(1)).is_none());
        cache.keep_picture(cache.epoch(), &page(1), Vec::new(), &drawn);
        assert!(cache.picture(&page(1), &[]).is_some());
    }

    #[test]
    fn only_failures_that_would_repeat_are_kept() {
        let cache = PictureCache::default();
        cache.keep_picture(0, &page(1), Vec::new(), &Err(PaintFailure::Unavailable("busy".to_owned())));
        cache.keep_words(0, &page(1), &Err(PaintFailure::Unavailable("busy".to_owned())));
        assert!(cache.picture(&page(1), &[]).is_none() && cache.words(&page(1)).is_none());
        cache.keep_picture(0, &page(1), Vec::new(), &Err(PaintFailure::TooLarge));
        cache.keep_words(0, &page(1), &Err(PaintFailure::TooLarge));
        assert!(matches!(cache.picture(&page(1), &[]), Some(Err(PaintFailure::TooLarge))));
        assert!(matches!(cache.words(&page(1)), Some(Err(PaintFailure::TooLarge))));
    }
}
