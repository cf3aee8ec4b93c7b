//! Opens regular files from untrusted sources without blocking.
//!
//! A plain open of a FIFO waits for its other end, opening a device may have side effects, and a link may
//! lead to either. Every input is opened here. Invariants: an opened file is a regular file, checked on the
//! open handle; reads are bounded, even if a file is sparse or grows during the read.

use std::{
    fs::{self, File, Metadata, OpenOptions},
    io::{self, ErrorKind, Read},
    path::Path,
};

/// The maximum size of a file of settings, lists or judged queries, in bytes.
pub(crate) const MAX_TEXT_BYTES: u64 = 64 << 20;

/// Opens a regular file for reading.
///
/// # Errors
/// Returns the error from the operating system, or [`ErrorKind::InvalidInput`] if it is not a regular file.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    // Checked before opening, since opening a device may have side effects, and after, since the name may
    // refer to another file by then.
    check(&fs::metadata(path)?)?;
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;

        use rustix::fs::OFlags;

        options.custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed());
    }
    let file = options.open(path)?;
    check(&file.metadata()?)?;
    Ok(file)
}

/// Reads a regular file of at most `most` bytes.
///
/// # Errors
/// Returns the error from the operating system, [`ErrorKind::InvalidInput`] if it is not a regular file, or
/// [`ErrorKind::FileTooLarge`] if it is larger.
pub(crate) fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    read_all(&open(path)?, most)
}

/// Reads a regular file of at most [`MAX_TEXT_BYTES`] as UTF-8.
///
/// # Errors
/// Returns the error from the operating system, [`ErrorKind::InvalidInput`] if it is not a regular file,
/// [`ErrorKind::FileTooLarge`] if it is larger, or [`ErrorKind::InvalidData`] if it is not UTF-8.
pub(crate) fn text(path: &Path) -> io::Result<String> {
    let bytes = read(path, MAX_TEXT_BYTES)?;
    String::from_utf8(bytes).map_err(|_| io::Error::new(ErrorKind::InvalidData, "not UTF-8"))
}

/// Reads the rest of an open file, at most `most` bytes.
///
/// # Errors
/// Returns the error from the operating system, or [`ErrorKind::FileTooLarge`] if the file is larger.
pub(crate) fn read_all(file: &File, most: u64) -> io::Result<Vec<u8>> {
    let length = file.metadata()?.len();
    if length > most {
        return Err(too_large(most));
    }
    let mut bytes = Vec::with_capacity(length as usize);
    // The file may grow after its length was read.
    file.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(too_large(most)) } else { Ok(bytes) }
}

fn check(metadata: &Metadata) -> io::Result<()> {
    let irregular = || io::Error::new(ErrorKind::InvalidInput, "not a regular file");
    metadata.is_file().then_some(()).ok_or_else(irregular)
}

fn too_large(most: u64) -> io::Error {
    let limit = if most < 1 << 20 { format!("{} KB", most >> 10) } else { format!("{} MB", most >> 20) };
    io::Error::new(ErrorKind::FileTooLarge, format!("larger than {limit}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_its_limit() {
        let place = tempfile::tempdir().expect("a folder");
        let path = place.path().join("a");
        fs::write(&path, "żółw").expect("written");
        assert_eq!(text(&path).expect("read"), "żółw");
        assert_eq!(read(&path, 7).expect("read").len(), 7);
        assert_eq!(read(&path, 6).expect_err("too large").kind(), ErrorKind::FileTooLarge);
        fs::write(&path, [0xff]).expect("written");
        assert_eq!(text(&path).expect_err("no text").kind(), ErrorKind::InvalidData);
    }

    #[test]
    fn a_sparse_file_uses_no_memory() {
        let place = tempfile::tempdir().expect("a folder");
        let path = place.path().join("a");
        File::create(&path).and_then(|file| file.set_len(1 << 40)).expect("created");
        assert_eq!(text(&path).expect_err("too large").kind(), ErrorKind::FileTooLarge);
    }

    #[cfg(unix)]
    #[test]
    fn anything_but_a_regular_file_is_refused_at_once() {
        let place = tempfile::tempdir().expect("a folder");
        let at = |name: &str| place.path().join(name);
        let _socket = std::os::unix::net::UnixListener::bind(at("socket")).expect("bound");
        let made = std::process::Command::new("mkfifo").arg(at("pipe")).status();
        assert!(made.is_ok_and(|status| status.success()), "mkfifo");
        for (name, target) in [("link", at("pipe")), ("device", "/dev/zero".into())] {
            std::os::unix::fs::symlink(target, at(name)).expect("linked");
        }
        for name in ["socket", "pipe", "link", "device", "."] {
            let refused = open(&at(name)).expect_err(name);
            assert_eq!(refused.kind(), ErrorKind::InvalidInput, "{name}");
        }
    }
}
