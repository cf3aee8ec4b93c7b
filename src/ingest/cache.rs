//! An on-disk cache of results that were costly to obtain, keyed by the hash of the content.
//!
//! `index/cache/HASH/NAME.json` holds the recognized text of a page, or the fact that a document crashes its
//! reader. What is worth caching is left to the callers, and what was begun before something was forgotten to
//! `epoch`. Invariants: an entry is complete or absent; an entry with another `stamp` counts as absent; the
//! folder may be deleted at any time; everything to be deleted lies in it; nothing of a purged document is
//! stored once its purge has ended.

mod epoch;

use std::{
    collections::HashSet,
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use tempfile::NamedTempFile;

use self::epoch::CacheEpoch;
pub(super) use self::epoch::CachePass;
use crate::{
    document::ContentHash,
    error::{Error, Result},
    index::{end_purge, is_purging},
};

/// The maximum size of an entry that is read, in bytes: the text of a page, escaped.
const MAX_ENTRY_BYTES: u64 = 64 << 20;

/// The cache of an index.
#[derive(Debug, Clone)]
pub(super) struct Cache {
    index: PathBuf,
    folder: PathBuf,
    epoch: CacheEpoch,
    /// Whether nothing is stored or removed.
    is_read_only: bool,
    /// The contents requested since the cache was opened, shared by all clones.
    asked: Arc<Mutex<HashSet<String>>>,
}

/// The content of a cache file.
#[derive(Serialize, Deserialize)]
struct CachedValue<T> {
    /// The versions and settings that the value depends on besides the content.
    stamp: String,
    value: T,
}

impl Cache {
    /// Returns the cache of the index in a folder.
    pub(super) fn new(index: &Path) -> Self {
        let (folder, epoch) = (index.join("cache"), CacheEpoch::new(index));
        Self { index: index.to_owned(), folder, epoch, is_read_only: false, asked: Arc::default() }
    }

    /// Returns the cache of the index in a folder as it is: nothing is stored in it or removed from it.
    pub(super) fn read_only(index: &Path) -> Self {
        Self { is_read_only: true, ..Self::new(index) }
    }

    /// Returns the value with that name for a content, if it was stored under the same stamp.
    pub(super) fn get<T: DeserializeOwned>(&self, hash: &ContentHash, name: &str, stamp: &str) -> Option<T> {
        self.asked().insert(hash.to_string());
        if !self.is_read_only {
            self.copy_from(hash);
        }
        let (path, mut bytes) = (self.path(hash, name), Vec::new());
        fs::File::open(path).ok()?.take(MAX_ENTRY_BYTES).read_to_end(&mut bytes).ok()?;
        let entry: CachedValue<T> = serde_json::from_slice(&bytes).ok()?;
        (entry.stamp == stamp).then_some(entry.value)
    }

    /// Returns what [`Cache::put`] needs; to be asked before the content is read.
    pub(super) fn pass(&self) -> CachePass {
        self.epoch.pass()
    }

    /// Stores a value, unless the content may have been purged since the pass was taken; if that fails, the
    /// only cost is that it must be computed again.
    pub(super) fn put(
        &self,
        pass: &CachePass,
        (hash, name): (&ContentHash, &str),
        stamp: &str,
        value: &impl Serialize,
    ) {
        if self.is_read_only {
            return;
        }
        let path = self.path(hash, name);
        let entry = CachedValue { stamp: stamp.to_owned(), value };
        let folder = path.parent().unwrap_or(&self.folder);
        let write = || {
            if is_purging(&self.index) {
                return Ok(());
            }
            fs::create_dir_all(folder)?;
            let mut file = NamedTempFile::new_in(folder)?;
            file.write_all(&serde_json::to_vec(&entry)?)?;
            file.persist(&path).map_err(|error| error.error)?;
            Ok(())
        };
        let written = self.epoch.keep(pass, write);
        if let Err(error) = written {
            tracing::warn!("cannot write cache entry `{}`: {error}", path.display());
        }
    }

    /// Removes a value.
    pub(super) fn forget(&self, hash: &ContentHash, name: &str) {
        if self.is_read_only {
            return;
        }
        let _ = fs::remove_file(self.path(hash, name));
    }

    /// Removes everything stored for a content.
    pub(super) fn forget_all(&self, hash: &ContentHash) {
        let remove = || {
            for name in [hash.as_str(), hash.short()] {
                let _ = fs::remove_dir_all(self.folder.join(name));
            }
        };
        if let Err(error) = self.epoch.forget(remove) {
            tracing::warn!("results in progress cannot be kept from the cache: {error}");
            remove();
        }
    }

    /// Ends a purge: no result that was begun before is stored any more.
    pub(super) fn end_purge(&self) -> Result<()> {
        self.epoch.forget(|| end_purge(&self.index)).map_err(Error::io("write", &self.index))?
    }

    /// Moves an entry that an earlier version stored under half of the hash.
    fn copy_from(&self, hash: &ContentHash) {
        let [earlier, now] = [hash.short(), hash.as_str()].map(|name| self.folder.join(name));
        if earlier.exists() && !now.exists() {
            let _ = fs::rename(earlier, now);
        }
    }

    /// Removes entries older than `since` for contents that nobody has requested.
    pub(super) fn forget_unasked(&self, since: SystemTime) {
        let tomorrow = SystemTime::now() + Duration::from_hours(24);
        for content in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let modified = content.metadata().and_then(|metadata| metadata.modified());
            // An entry dated in the future was stored while the clock was ahead.
            let is_old = modified.is_ok_and(|modified| modified < since || modified > tomorrow);
            if is_old && !self.asked().contains(content.file_name().to_string_lossy().as_ref()) {
                let _ = fs::remove_dir_all(content.path());
            }
        }
    }

    fn asked(&self) -> MutexGuard<'_, HashSet<String>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn path(&self, hash: &ContentHash, name: &str) -> PathBuf {
        self.folder.join(hash.as_str()).join(name).with_extension("json")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_kept_until_it_is_forgotten_or_its_stamp_changes() {
        let place = tempfile::tempdir().expect("a folder");
        let (cache, hash) = (Cache::new(place.path()), ContentHash::from_content(b"abc"));
        assert_eq!(cache.get::<String>(&hash, "page-1", "1"), None);
        cache.put(&cache.pass(), (&hash, "page-1"), "1", &"żółw");
        assert_eq!(cache.get::<String>(&hash, "page-1", "1").as_deref(), Some("żółw"));
        assert_eq!(cache.get::<String>(&hash, "page-1", "2"), None);
        assert_eq!(cache.get::<String>(&hash, "page-2", "1"), None);
        cache.forget(&hash, "page-1");
        assert_eq!(cache.get::<String>(&hash, "page-1", "1"), None);
    }

    #[test]
    fn entries_of_an_earlier_version_under_half_of_the_hash_are_found_and_removed() {
        let place = tempfile::tempdir().expect("a folder");
        let (cache, hash) = (Cache::new(place.path()), ContentHash::from_content(b"abc"));
        cache.put(&cache.pass(), (&hash, "page-1"), "1", &"żółw");
        let [earlier, now] = [hash.short(), hash.as_str()].map(|name| place.path().join("cache").join(name));
        fs::rename(&now, &earlier).expect("renamed");
        assert_eq!(cache.get::<String>(&hash, "page-1", "1").as_deref(), Some("żółw"));
        fs::rename(&now, &earlier).expect("renamed");
        cache.forget_all(&hash);
        assert!(!earlier.exists() && !now.exists());
    }

    fn files(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
    }

    #[test]
    fn nothing_begun_before_a_purge_ended_is_stored() {
        let place = tempfile::tempdir().expect("a folder");
        let (cache, hash) = (Cache::new(place.path()), ContentHash::from_content(b"abc"));
        let store = |pass: &CachePass| cache.put(pass, (&hash, "page-1"), "1", &"tajne");
        let stored = || cache.get::<String>(&hash, "page-1", "1").is_some();
        let before = cache.pass();
        crate::index::begin_purge(place.path()).expect("begun");
        store(&before);
        cache.forget_all(&hash);
        let during = cache.pass();
        store(&during);
        assert!(!stored());
        cache.end_purge().expect("ended");
        store(&before);
        store(&during);
        assert!(!stored() && files(&place.path().join("cache")).is_empty());
        // The same content may come again.
        store(&cache.pass());
        assert!(stored());
    }

    #[test]
    fn results_that_arrive_while_their_content_is_forgotten_leave_no_file() {
        let place = tempfile::tempdir().expect("a folder");
        let (cache, hash) = (Cache::new(place.path()), ContentHash::from_content(b"abc"));
        for _ in 0..20 {
            let pass = cache.pass();
            std::thread::scope(|scope| {
                for page in 0..4 {
                    let (cache, pass, hash) = (cache.clone(), pass.clone(), &hash);
                    scope.spawn(move || cache.put(&pass, (hash, &format!("page-{page}")), "1", &"tajne"));
                }
                scope.spawn(|| cache.forget_all(&hash));
            });
            assert_eq!(files(&place.path().join("cache")), Vec::<PathBuf>::new());
        }
    }

    #[test]
    fn a_damaged_entry_is_ignored() {
        let place = tempfile::tempdir().expect("a folder");
        let (cache, hash) = (Cache::new(place.path()), ContentHash::from_content(b"abc"));
        cache.put(&cache.pass(), (&hash, "page-1"), "1", &"żółw");
        fs::write(cache.path(&hash, "page-1"), b"{\"stamp\":\"1\"").expect("written");
        assert_eq!(cache.get::<String>(&hash, "page-1", "1"), None);
    }
}
