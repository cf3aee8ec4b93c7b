//! The limit on open files and sockets of this process, and how it is divided.

/// Descriptors reserved for the index, its readers, the log, and connections being refused: a commit opens a
/// few files for each segment, and a worker needs three pipes.
const RESERVED: usize = 320;
/// The service starts with this number of descriptors even if fewer are available.
const LEAST: usize = 32;
/// If there are too few descriptors for one file per connection, connections get three quarters.
const FILES_PART: usize = 4;

/// The maximum number of connections, and of files being sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DescriptorBudget {
    pub(crate) connections: usize,
    pub(crate) files: usize,
}

impl DescriptorBudget {
    /// Divides this number of descriptors; `None` means no limit.
    fn new(descriptors: Option<usize>, connections: usize) -> Self {
        let Some(descriptors) = descriptors else { return Self { connections, files: connections } };
        let free = descriptors.saturating_sub(RESERVED).max(LEAST);
        let connections = connections.min(free - free / FILES_PART);
        Self { connections, files: (free - connections).min(connections) }
    }
}

/// Raises the limit of this process to what this number of connections needs, each with a file, but not above
/// the hard limit; returns what there is room for.
#[cfg(unix)]
pub(crate) fn room_for(connections: usize) -> DescriptorBudget {
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
    DescriptorBudget::new(granted.map(|granted| usize::try_from(granted).unwrap_or(usize::MAX)), connections)
}

/// On other systems there is no such limit.
#[cfg(not(unix))]
pub(crate) fn room_for(connections: usize) -> DescriptorBudget {
    DescriptorBudget::of(None, connections)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_and_files_leave_enough_for_the_index() {
        let room = |connections, files| DescriptorBudget { connections, files };
        assert_eq!(DescriptorBudget::new(None, 4096), room(4096, 4096));
        assert_eq!(DescriptorBudget::new(Some(20_000), 4096), room(4096, 4096));
        assert_eq!(DescriptorBudget::new(Some(4096 + RESERVED + 1000), 4096), room(3822, 1274));
        assert_eq!(DescriptorBudget::new(Some(1024), 4096), room(528, 176));
        assert_eq!(DescriptorBudget::new(Some(100), 4096), room(24, 8));
        for descriptors in 400..9000 {
            let DescriptorBudget { connections, files } = DescriptorBudget::new(Some(descriptors), 4096);
            assert!(connections + files + RESERVED <= descriptors && files > 0, "{descriptors}");
        }
    }
}
