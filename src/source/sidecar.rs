//! The sidecar of a file, `NAME.EXT.yaml`, with its metadata.
//!
//! Understanding it is left to `ingest`. Invariant: the sidecar is a part of what a document was made
//! from: it counts for the hash and for the time of the last change.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use super::SourceError;
use crate::regular;

/// The maximum size of a sidecar; its meaningful keys take a few hundred bytes.
const MAX_SIDECAR_BYTES: u64 = 1 << 20;
/// Separates content and sidecar in the hash.
pub(super) const SIDECAR_MARK: &[u8] = b"\0sidecar\0";

/// The sidecar of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sidecar {
    /// Its name, without its folder.
    pub(crate) name: String,
    /// What it says.
    pub(crate) bytes: Vec<u8>,
}

/// Reads the sidecar of a file, `NAME.EXT.yaml`, if there is one.
pub(super) fn sidecar(path: &Path) -> Result<Option<Sidecar>, SourceError> {
    let path = sidecar_of(path);
    let name = || path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let fault = |fault| SourceError::Sidecar { name: name(), fault: Box::new(fault) };
    match regular::read(&path, MAX_SIDECAR_BYTES) {
        Ok(bytes) if bytes.is_empty() => Err(fault(SourceError::Empty)),
        Ok(bytes) => Ok(Some(Sidecar { name: name(), bytes })),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(fault(error.into())),
    }
}

/// Returns the last modification time of a file or its sidecar; a time in the future (from a wrong clock)
/// counts as now.
pub(crate) fn changed(path: &Path) -> Option<Timestamp> {
    let of_file = |path: &Path| Timestamp::try_from(fs::metadata(path).ok()?.modified().ok()?).ok();
    Some(of_file(path)?.max(of_file(&sidecar_of(path)).unwrap_or(Timestamp::MIN)).min(Timestamp::now()))
}

/// Returns the path of a file's sidecar: `NAME.EXT.yaml`.
pub(crate) fn sidecar_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".yaml");
    name.into()
}
