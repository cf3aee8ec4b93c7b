//! How many files and sockets this process may have open, and what they are for.

/// What the index, its readers, the log and connections that are turned away need: a commit opens a few files for
/// each segment, a worker three pipes.
const RESERVED: usize = 320;
/// Where not even this many can be had the service begins all the same.
const LEAST: usize = 32;
/// Where there are too few for a file with each connection, connections get three of four.
const FILES_PART: usize = 4;

/// How many connections, and how many files that are being sent, there is room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room {
    pub(super) connections: usize,
    pub(super) files: usize,
}

impl Room {
    /// Divides so many descriptors; `None`: there is no limit.
    fn of(descriptors: Option<usize>, connections: usize) -> Self {
        let Some(descriptors) = descriptors else { return Self { connections, files: connections } };
        let free = descriptors.saturating_sub(RESERVED).max(LEAST);
        let connections = connections.min(free - free / FILES_PART);
        Self { connections, files: (free - connections).min(connections) }
    }
}

/// Raises the limit of this process as far as so many connections need, each with a file, at most to the hard
/// limit; returns what there is room for.
#[cfg(unix)]
pub(super) fn room_for(connections: usize) -> Room {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let wanted = (2 * connections + RESERVED) as u64;
    let limit = getrlimit(Resource::Nofile);
    let mut granted = limit.current;
    if granted.is_some_and(|granted| granted < wanted) {
        let raised = Some(limit.maximum.map_or(wanted, |maximum| maximum.min(wanted)));
        if setrlimit(Resource::Nofile, Rlimit { current: raised, ..limit }).is_ok() {
            granted = raised;
        }
    }
    Room::of(granted.map(|granted| usize::try_from(granted).unwrap_or(usize::MAX)), connections)
}

/// Where there is no such limit.
#[cfg(not(unix))]
pub(super) fn room_for(connections: usize) -> Room {
    Room::of(None, connections)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_and_files_leave_enough_descriptors_for_the_index() {
        let room = |connections, files| Room { connections, files };
        assert_eq!(Room::of(None, 4096), room(4096, 4096));
        assert_eq!(Room::of(Some(20_000), 4096), room(4096, 4096));
        assert_eq!(Room::of(Some(4096 + RESERVED + 1000), 4096), room(3822, 1274));
        assert_eq!(Room::of(Some(1024), 4096), room(528, 176));
        assert_eq!(Room::of(Some(100), 4096), room(24, 8));
        for descriptors in 400..9000 {
            let Room { connections, files } = Room::of(Some(descriptors), 4096);
            assert!(connections + files + RESERVED <= descriptors && files > 0, "{descriptors}");
        }
    }
}
