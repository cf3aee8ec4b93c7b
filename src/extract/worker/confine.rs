//! What a process takes from itself before it reads what others wrote.
//!
//! Limits of the operating system on memory, processor time, files and core dumps; where the kernel has
//! Landlock, also all access to files and to the network. Always holds: nothing here can be undone by the
//! process, except that it may grant itself processor time for the next document.

use std::{io, process::Command};

use super::Limits;

/// Files that a confined program may have open: the loader needs a few at a time.
const MAX_OPEN_FILES: u64 = 64;

/// The size of a core dump: 1 keeps Linux from handing it to a program, too, which 0 does not (`core(5)`).
const CORE_BYTES: u64 = 1;

/// What of the file system a process may still use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Files {
    /// Nothing.
    None,
    /// It may read and execute: a program of others loads its libraries and data.
    Read,
}

/// Takes everything from this process that it does not need. Before any thread is started: threads
/// inherit the fence, and those that run already would stay outside.
#[cfg(unix)]
pub(super) fn confine(limits: &Limits, files: Files) -> io::Result<()> {
    use rustix::process::Resource;

    set(Resource::As, limits.memory_bytes)?;
    set(Resource::Core, CORE_BYTES)?;
    set(Resource::Fsize, 0)?;
    set(Resource::Nofile, MAX_OPEN_FILES)?;
    fence(files);
    Ok(())
}

/// Where there are no such limits, only the parent's clock ends a worker.
#[cfg(not(unix))]
pub(super) fn confine(_: &Limits, _: Files) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn set(resource: rustix::process::Resource, value: u64) -> io::Result<()> {
    // Nobody may raise the limit that this process was born with.
    let value = rustix::process::getrlimit(resource).maximum.map_or(value, |maximum| maximum.min(value));
    let limit = rustix::process::Rlimit { current: Some(value), maximum: Some(value) };
    Ok(rustix::process::setrlimit(resource, limit)?)
}

/// Grants this process so much processor time from now on; what is used beyond ends it. The hard limit
/// stays, so that the next document can have its own.
#[cfg(unix)]
pub(super) fn grant_cpu(seconds: u64) -> io::Result<()> {
    use rustix::{
        process::{Resource, Rlimit, getrlimit, setrlimit},
        time::{ClockId, clock_gettime},
    };

    let used = clock_gettime(ClockId::ProcessCPUTime).tv_sec.unsigned_abs();
    let maximum = getrlimit(Resource::Cpu).maximum;
    let current = maximum.map_or(used + seconds, |maximum| maximum.min(used + seconds));
    Ok(setrlimit(Resource::Cpu, Rlimit { current: Some(current), maximum })?)
}

#[cfg(not(unix))]
pub(super) fn grant_cpu(_: u64) -> io::Result<()> {
    Ok(())
}

/// Puts the process behind Landlock as far as the kernel knows it; says whether it does.
#[cfg(target_os = "linux")]
fn fence(files: Files) -> bool {
    use landlock::{
        ABI, Access, AccessFs, AccessNet, RestrictionStatus, Ruleset, RulesetAttr, RulesetCreatedAttr,
        RulesetStatus, Scope, path_beneath_rules,
    };

    /// The newest rights that are asked for; a kernel that knows fewer gives those.
    const ABI_WANTED: ABI = ABI::V6;
    let readable: &[&str] = if files == Files::Read { &["/"] } else { &[] };
    let restrict = || -> Result<RestrictionStatus, landlock::RulesetError> {
        Ruleset::default()
            .handle_access(AccessFs::from_all(ABI_WANTED))?
            .handle_access(AccessNet::from_all(ABI_WANTED))?
            .scope(Scope::from_all(ABI_WANTED))?
            .create()?
            .add_rules(path_beneath_rules(readable, AccessFs::from_read(ABI_WANTED)))?
            .restrict_self()
    };
    restrict().is_ok_and(|status| status.ruleset != RulesetStatus::NotEnforced)
}

#[cfg(all(unix, not(target_os = "linux")))]
fn fence(_: Files) -> bool {
    false
}

/// Whether this system can keep a process away from files; tells so by doing it to the caller.
pub fn is_fenced() -> bool {
    #[cfg(target_os = "linux")]
    return fence(Files::Read);
    #[cfg(not(target_os = "linux"))]
    false
}

/// Becomes the program `command` within `limits`; returns only where that fails.
///
/// # Errors
/// What the operating system said against the limits or the program.
#[cfg(unix)]
pub fn exec(limits: &Limits, command: &mut Command) -> io::Error {
    use std::os::unix::process::CommandExt;

    let confined = confine(limits, Files::Read).and_then(|()| grant_cpu(limits.cpu_seconds));
    match confined {
        Ok(()) => command.exec(),
        Err(error) => error,
    }
}

/// Runs the program and ends as it does, where a process cannot become another.
#[cfg(not(unix))]
pub fn exec(_: &Limits, command: &mut Command) -> io::Error {
    match command.status() {
        Ok(status) => std::process::exit(status.code().unwrap_or(1)),
        Err(error) => error,
    }
}
