//! What a process takes from itself before it reads what others wrote.
//!
//! Limits of the operating system on memory, processor time, files and core dumps; where the kernel has
//! Landlock, also all access to files and to the network; where it has seccomp, every system call that reading does not
//! take (`calls`). Always holds: nothing here can be undone by the process, except that it may grant itself processor
//! time for the next document.

use std::{
    io,
    path::{Path, PathBuf},
    process::Command,
    thread,
};

use super::Limits;

/// Files that a confined program may have open: the loader needs a few at a time.
const MAX_OPEN_FILES: u64 = 64;

/// The size of a core dump: 1 keeps Linux from handing it to a program, too, which 0 does not (`core(5)`).
const CORE_BYTES: u64 = 1;

/// What a confined process is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Work<'a> {
    /// It reads documents that are given to it, and uses no file.
    Reader,
    /// It becomes this program, which reads the libraries of the system and these files and folders.
    Program(&'a Path, &'a [PathBuf]),
}

/// What a confined process is kept to by the kernel, beside limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Protection {
    /// Only the files that it needs, by Landlock.
    pub files: bool,
    /// Only the system calls that it needs, by seccomp.
    pub calls: bool,
}

/// What programs are made of wherever they lie: libraries, languages, fonts, and the list of them.
const PROGRAM_PLACES: [&str; 12] = [
    "/bin",
    "/etc/alternatives",
    "/etc/ld.so.cache",
    "/gnu/store",
    "/lib",
    "/lib32",
    "/lib64",
    "/nix/store",
    "/sbin",
    "/usr",
    "/dev/null",
    "/dev/urandom",
];
/// Folders beside that of a program in which the rest of it lies.
const BESIDE_PROGRAM: [&str; 3] = ["lib", "lib64", "share"];

/// Takes everything from this process that it does not need. Before any thread is started: threads
/// inherit the fence, and those that run already would stay outside.
#[cfg(unix)]
pub(super) fn confine(limits: &Limits, work: Work<'_>) -> io::Result<()> {
    use rustix::process::Resource;

    set(Resource::As, limits.memory_bytes)?;
    set(Resource::Core, CORE_BYTES)?;
    set(Resource::Fsize, 0)?;
    set(Resource::Nofile, MAX_OPEN_FILES)?;
    protect(work);
    Ok(())
}

/// Where there are no such limits, only the parent's clock ends a worker.
#[cfg(not(unix))]
pub(super) fn confine(_: &Limits, _: Work<'_>) -> io::Result<()> {
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

/// Puts the calling thread, and what it starts or becomes, behind Landlock and seccomp as far as the kernel has them.
fn protect(work: Work<'_>) -> Protection {
    Protection { files: fence(work), calls: restrict(work) }
}

/// What this system can keep a reader of documents to: found out by a thread that does it to itself and ends.
///
/// # Errors
/// Where the system gives no thread.
pub fn protection() -> io::Result<Protection> {
    protected(|protection| protection)
}

/// Does something as a reader of documents would: on a thread of its own, behind Landlock and seccomp, without limits on
/// this process. What it does is told how far the system protects.
///
/// # Errors
/// Where the system gives no thread, or the work panics.
pub fn protected<T: Send + 'static>(work: impl FnOnce(Protection) -> T + Send + 'static) -> io::Result<T> {
    let thread = thread::Builder::new().name("protected".to_owned());
    let running = thread.spawn(move || work(protect(Work::Reader)))?;
    running.join().map_err(|_| io::Error::other("a panic"))
}

impl Protection {
    /// What is missing here, for people.
    pub fn shortcoming(self) -> Option<&'static str> {
        match (self.files, self.calls) {
            (true, true) => None,
            (false, true) => {
                Some("this system has no Landlock: the program that recognises scans may read files")
            }
            (true, false) => {
                Some("this system has no seccomp: a reader of documents is kept from files, not from sockets")
            }
            (false, false) => Some(
                "this system has neither Landlock nor seccomp: a reader of documents is kept only to its limits",
            ),
        }
    }
}

#[cfg(all(target_os = "linux", any(target_arch = "aarch64", target_arch = "x86_64")))]
fn restrict(work: Work<'_>) -> bool {
    use super::calls::{Profile, restrict};

    restrict(match work {
        Work::Reader => Profile::Reader,
        Work::Program(..) => Profile::Program,
    })
}

#[cfg(not(all(target_os = "linux", any(target_arch = "aarch64", target_arch = "x86_64"))))]
fn restrict(_: Work<'_>) -> bool {
    false
}

/// Puts the thread behind Landlock as far as the kernel knows it; says whether it does.
#[cfg(target_os = "linux")]
fn fence(work: Work<'_>) -> bool {
    use landlock::{
        ABI, Access, AccessFs, AccessNet, RestrictionStatus, Ruleset, RulesetAttr, RulesetCreatedAttr,
        RulesetStatus, Scope, path_beneath_rules,
    };

    /// The newest rights that are asked for; a kernel that knows fewer gives those.
    const ABI_WANTED: ABI = ABI::V6;
    let readable = match work {
        Work::Reader => Vec::new(),
        Work::Program(program, data) => readable(program, data),
    };
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

/// What a program may read: the libraries of the system, itself and what belongs to it, and its data.
#[cfg(target_os = "linux")]
fn readable(program: &Path, data: &[PathBuf]) -> Vec<PathBuf> {
    let program = program.canonicalize().unwrap_or_else(|_| program.to_owned());
    let around = program
        .parent()
        .and_then(Path::parent)
        .filter(|_| program.parent().is_some_and(|at| at.ends_with("bin")));
    let beside = around.into_iter().flat_map(|folder| BESIDE_PROGRAM.map(|name| folder.join(name)));
    let system = PROGRAM_PLACES.into_iter().map(PathBuf::from);
    let all = system.chain(beside).chain(data.iter().cloned()).collect::<Vec<_>>();
    all.into_iter().chain([program]).collect()
}

#[cfg(not(target_os = "linux"))]
fn fence(_: Work<'_>) -> bool {
    false
}

/// Becomes the program `command` within `limits`; returns only where that fails. It reads the files and folders of
/// `data`, and what programs are made of.
///
/// # Errors
/// What the operating system said against the limits or the program.
#[cfg(unix)]
pub fn exec(limits: &Limits, command: &mut Command, data: &[PathBuf]) -> io::Error {
    use std::os::unix::process::CommandExt;

    let program = PathBuf::from(command.get_program());
    let confined =
        confine(limits, Work::Program(&program, data)).and_then(|()| grant_cpu(limits.cpu_seconds));
    match confined {
        Ok(()) => command.exec(),
        Err(error) => error,
    }
}

/// Runs the program and ends as it does, where a process cannot become another.
#[cfg(not(unix))]
pub fn exec(_: &Limits, command: &mut Command, _: &[PathBuf]) -> io::Error {
    match command.status() {
        Ok(status) => std::process::exit(status.code().unwrap_or(1)),
        Err(error) => error,
    }
}
