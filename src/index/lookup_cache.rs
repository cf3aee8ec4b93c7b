//! A bounded cache of what was looked up by field and text, shared by all threads.
//!
//! Invariant: a cache belongs to one segment or to one snapshot and is dropped with it, so that no text of a
//! purged document outlives the files that contained it.

use std::hash::{Hash, Hasher};

use quick_cache::{
    Equivalent, UnitWeighter,
    sync::{Cache, DefaultLifecycle},
};
use rustc_hash::FxBuildHasher;
use tantivy::schema::Field;

use crate::error::Result;

/// Values by field and text. The least useful ones are dropped when the cache is full.
pub(super) struct LookupCache<T>(Cache<LookupKey, T, UnitWeighter, FxBuildHasher>);

#[derive(PartialEq, Eq, Hash)]
struct LookupKey {
    field: Field,
    text: Box<str>,
}

/// A key that is only looked up; it hashes like the one that is kept.
struct BorrowedKey<'t> {
    field: Field,
    text: &'t str,
}

impl Hash for BorrowedKey<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.field.hash(state);
        self.text.hash(state);
    }
}

impl Equivalent<LookupKey> for BorrowedKey<'_> {
    fn equivalent(&self, key: &LookupKey) -> bool {
        self.field == key.field && *self.text == *key.text
    }
}

impl<T: Clone> LookupCache<T> {
    /// Creates a cache of up to `most` values. Memory is taken as it fills.
    pub(super) fn new(most: usize) -> Self {
        Self(Cache::with(most, most as u64, UnitWeighter, FxBuildHasher, DefaultLifecycle::default()))
    }

    /// Returns the cached value of a text, calling `find` if there is none.
    ///
    /// # Errors
    ///
    /// Returns the error of `find`; nothing is cached then.
    pub(super) fn get_or_find(
        &self,
        field: Field,
        text: &str,
        find: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        self.get_or_find_if(field, text, find, |_| true)
    }

    /// Returns the cached value of a text, calling `find` if there is none and caching what it finds if
    /// `is_kept` says so.
    ///
    /// # Errors
    ///
    /// Returns the error of `find`; nothing is cached then.
    pub(super) fn get_or_find_if(
        &self,
        field: Field,
        text: &str,
        find: impl FnOnce() -> Result<T>,
        is_kept: impl FnOnce(&T) -> bool,
    ) -> Result<T> {
        if let Some(known) = self.0.get(&BorrowedKey { field, text }) {
            return Ok(known);
        }
        let found = find()?;
        if is_kept(&found) {
            self.0.insert(LookupKey { field, text: text.into() }, found.clone());
        }
        Ok(found)
    }

    /// Whether a value of this text is cached.
    #[cfg(test)]
    pub(super) fn has(&self, field: Field, text: &str) -> bool {
        self.0.get(&BorrowedKey { field, text }).is_some()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn a_value_is_found_once_for_each_field_and_text_and_the_cache_stays_bounded() {
        let (cache, finds) = (LookupCache::new(64), Cell::new(0));
        let (title, text) = (Field::from_field_id(1), Field::from_field_id(2));
        let get = |field, word: &str| {
            let find = || {
                finds.set(finds.get() + 1);
                Ok(word.len() + field_number(field))
            };
            cache.get_or_find(field, word, find).expect("found")
        };
        assert_eq!([get(title, "park"), get(text, "park"), get(title, "park")], [5, 6, 5]);
        assert_eq!(finds.get(), 2);
        for number in 0..1_000 {
            get(text, &number.to_string());
        }
        assert!(cache.0.len() <= 64, "{}", cache.0.len());
    }

    #[test]
    fn a_failure_is_not_cached() {
        let (cache, field) = (LookupCache::new(64), Field::from_field_id(1));
        let failed = cache.get_or_find(field, "a", || Err(crate::error::Error::Internal("no".to_owned())));
        assert!(failed.is_err());
        assert_eq!(cache.get_or_find(field, "a", || Ok(1)).expect("found"), 1);
    }

    fn field_number(field: Field) -> usize {
        field.field_id() as usize
    }
}
