//! How many files and sockets this process may have open.

/// What the index, its readers and the log need besides connections: a commit opens a few files for each
/// segment, a worker three pipes.
const RESERVED: usize = 256;
/// Where even this many cannot be had the service begins all the same.
const LEAST_CONNECTIONS: usize = 16;

/// Raises the limit of this process as far as so many connections need, at most to the hard limit; returns
/// how many connections there is room for.
#[cfg(unix)]
pub(super) fn room_for(connections: usize) -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let wanted = (connections + RESERVED) as u64;
    let limit = getrlimit(Resource::Nofile);
    let enough = |current: Option<u64>| current.is_none_or(|current| current >= wanted);
    if enough(limit.current) {
        return connections;
    }
    let raised = limit.maximum.map_or(wanted, |maximum| maximum.min(wanted));
    let is_raised = setrlimit(Resource::Nofile, Rlimit { current: Some(raised), ..limit }).is_ok();
    let granted = if is_raised { Some(raised) } else { limit.current };
    if enough(granted) {
        return connections;
    }
    let room = granted.map_or(connections, |granted| (granted as usize).saturating_sub(RESERVED));
    let room = room.max(LEAST_CONNECTIONS);
    tracing::warn!(
        "the limit of open files leaves room for {room} connections, not for {connections}: raise the hard \
         limit, or lower `max_connections`"
    );
    room
}

/// Where there is no such limit.
#[cfg(not(unix))]
pub(super) fn room_for(connections: usize) -> usize {
    connections
}
