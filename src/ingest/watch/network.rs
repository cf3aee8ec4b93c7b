//! Whether a path is on a file system of another machine.
//!
//! Such a file system reports only changes made on this machine. Invariant: an unknown file system counts as
//! a local one.

use std::path::Path;

/// Returns whether a path is on a file system that may change without the system of this machine noticing.
#[cfg(target_os = "linux")]
pub(super) fn is_on_network(path: &Path) -> bool {
    /// The numbers by which Linux calls network file systems, from `statfs(2)`: 9P, AFS, Ceph, CIFS, Coda,
    /// FUSE (sshfs), NCP, NFS, SMB and SMB2.
    const NETWORK: [u32; 10] = [
        0x0102_1997,
        0x5346_414f,
        0x00c3_6400,
        0xff53_4d42,
        0x7375_7245,
        0x6573_5546,
        0x564c,
        0x6969,
        0x517b,
        0xfe53_4d42,
    ];
    rustix::fs::statfs(path).is_ok_and(|found| NETWORK.contains(&(found.f_type as u32)))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn is_on_network(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_temporary_folder_is_not_on_the_network() {
        let place = tempfile::tempdir().expect("a folder");
        assert!(!is_on_network(place.path()));
        assert!(!is_on_network(&place.path().join("gone")));
    }
}
