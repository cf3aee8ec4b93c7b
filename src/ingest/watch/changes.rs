//! Hears from the operating system that something has changed below folders.
//!
//! What has changed is left to the run that follows, so only the fact is kept. When to run is left to `pace`.
//! Invariants: memory does not grow with the number of changes; changes that the system has lost, or cannot
//! report, are noticed as such; what the program itself does in the index folder is no change.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use notify::{
    Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher,
    event::{AccessKind, AccessMode},
};

use crate::ingest::scopes::resolve;

/// What has been heard since it was last asked for.
#[derive(Debug, Default)]
struct Heard {
    has_changed: AtomicBool,
    has_lost: AtomicBool,
    is_full: AtomicBool,
}

/// A stream of changes below folders.
pub(super) struct Changes {
    /// The watcher of the system, or why there is none.
    watcher: Result<RecommendedWatcher, String>,
    folders: Vec<PathBuf>,
    heard: Arc<Heard>,
}

/// The message if the system watches no more folders.
const FULL: &str = "the system watches no more folders: raise `fs.inotify.max_user_watches` (`sysctl -w \
                    fs.inotify.max_user_watches=1048576`)";

impl Changes {
    /// Creates a stream without folders that leaves out what happens in the index folder.
    pub(super) fn new(index: &Path) -> Self {
        let heard = Arc::new(Heard::default());
        // Events name folders without links, also one that does not exist yet.
        let index = resolve(index).unwrap_or_else(|| index.to_owned());
        let notes = Arc::clone(&heard);
        let watcher = notify::recommended_watcher(move |event| notes.hear(event, &index));
        let watcher = watcher.map_err(|error| {
            format!("the system cannot watch folders ({error}): raise `fs.inotify.max_user_instances`")
        });
        Self { watcher, folders: Vec::new(), heard }
    }

    /// Follows these folders instead of those before.
    ///
    /// # Errors
    /// Returns what cannot be followed, and the remedy; the rest is followed.
    pub(super) fn follow(&mut self, folders: Vec<PathBuf>) -> Result<(), String> {
        let watcher = self.watcher.as_mut().map_err(|reason| reason.clone())?;
        self.heard.is_full.store(false, Ordering::Relaxed);
        for folder in std::mem::replace(&mut self.folders, folders) {
            // It fails if the folder is no longer there, and is of no use then.
            let _ = watcher.unwatch(&folder);
        }
        let mut failed = None;
        for folder in &self.folders {
            if let Err(error) = watcher.watch(folder, RecursiveMode::Recursive) {
                failed.get_or_insert_with(|| reason(folder, &error));
            }
        }
        failed.map_or(Ok(()), Err)
    }

    /// Returns whether something has changed since this was last asked.
    pub(super) fn has_changed(&self) -> bool {
        self.heard.has_changed.swap(false, Ordering::Relaxed)
    }

    /// Returns whether changes have been lost since this was last called: the folders must be watched again.
    pub(super) fn has_lost(&self) -> bool {
        self.heard.has_lost.swap(false, Ordering::Relaxed)
    }

    /// Returns why a new folder could not be followed, if that has happened since [`Self::follow`].
    pub(super) fn missed(&self) -> Option<String> {
        self.heard.is_full.load(Ordering::Relaxed).then(|| FULL.to_owned())
    }
}

impl Heard {
    /// Notes an event, on the thread that watches.
    fn hear(&self, event: notify::Result<Event>, index: &Path) {
        match event {
            Ok(event) if event.need_rescan() => {
                self.has_lost.store(true, Ordering::Relaxed);
                self.has_changed.store(true, Ordering::Relaxed);
            }
            Ok(event) if is_change(&event, index) => self.has_changed.store(true, Ordering::Relaxed),
            Ok(_) => {}
            Err(error) => {
                let is_full = matches!(error.kind, notify::ErrorKind::MaxFilesWatch);
                let lost = if is_full { &self.is_full } else { &self.has_lost };
                lost.store(true, Ordering::Relaxed);
            }
        }
    }
}

/// Whether an event may have changed a document. A run itself only opens files.
fn is_change(event: &Event, index: &Path) -> bool {
    let is_look =
        matches!(event.kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write));
    !is_look && !event.paths.iter().all(|path| path.starts_with(index))
}

/// Explains why a folder cannot be followed.
fn reason(folder: &Path, error: &notify::Error) -> String {
    if matches!(error.kind, notify::ErrorKind::MaxFilesWatch) {
        return FULL.to_owned();
    }
    let path = error.paths.first().map_or(folder, PathBuf::as_path);
    let cause = match &error.kind {
        notify::ErrorKind::Io(cause) => cause.to_string(),
        notify::ErrorKind::PathNotFound => "it is gone".to_owned(),
        kind => format!("{kind:?}"),
    };
    format!("`{}` cannot be watched ({cause}): check that it can be read", path.display())
}

#[cfg(test)]
mod tests {
    use notify::event::{CreateKind, DataChange, Flag, ModifyKind};

    use super::*;

    /// Returns whether an event on this path is heard as a change, and as a loss.
    fn heard(event: Event) -> (bool, bool) {
        let heard = Heard::default();
        heard.hear(Ok(event), Path::new("/c/index"));
        (heard.has_changed.into_inner(), heard.has_lost.into_inner())
    }

    fn on(kind: EventKind, path: &str) -> Event {
        Event::new(kind).add_path(PathBuf::from(path))
    }

    #[test]
    fn writing_is_a_change_and_reading_is_none() {
        let open = EventKind::Access(AccessKind::Open(AccessMode::Any));
        let read = EventKind::Access(AccessKind::Close(AccessMode::Read));
        let written = EventKind::Access(AccessKind::Close(AccessMode::Write));
        let changed = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        let created = EventKind::Create(CreateKind::Folder);
        for (kind, is_change) in
            [(open, false), (read, false), (written, true), (changed, true), (created, true)]
        {
            assert_eq!(heard(on(kind, "/c/a.md")), (is_change, false), "{kind:?}");
        }
    }

    #[test]
    fn what_happens_in_the_index_folder_is_no_change() {
        let changed = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        assert_eq!(heard(on(changed, "/c/index/lock")), (false, false));
        assert_eq!(heard(on(changed, "/c/index.md")), (true, false));
    }

    #[test]
    fn a_queue_that_ran_over_is_a_loss() {
        let event = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert_eq!(heard(event), (true, true));
    }

    #[test]
    fn the_limit_of_the_system_is_told_with_its_remedy() {
        let heard = Heard::default();
        heard.hear(Err(notify::Error::new(notify::ErrorKind::MaxFilesWatch)), Path::new("/i"));
        assert!(heard.is_full.into_inner());
        let error = notify::Error::new(notify::ErrorKind::MaxFilesWatch);
        assert!(reason(Path::new("/c"), &error).contains("fs.inotify.max_user_watches"));
        let denied = notify::Error::io(std::io::ErrorKind::PermissionDenied.into());
        let text = reason(Path::new("/c"), &denied.add_path(PathBuf::from("/c/secret")));
        assert!(text.starts_with("`/c/secret` cannot be watched (permission denied)"), "{text}");
    }
}
