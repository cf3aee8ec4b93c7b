//! Confines a process before it reads untrusted input.
//!
//! The operating system limits memory, processor time, files and core dumps. If the kernel has Landlock, all
//! access to files and the network is also removed; if it has seccomp, so is every system call that reading
//! does not need (`calls`). Invariant: the process cannot undo any of this, except that it may grant itself
//! processor time for the next document.

use std::{
    io,
    path::{Path, PathBuf},
    process::Command,
    thread,
};

use super::limits::ProcessLimits;

/// The maximum number of open files of a confined program: the loader needs a few at a time.
const MAX_OPEN_FILES: u64 = 64;

/// The same for a converter, which keeps its resources open; and the maximum size of a file it writes.
const CONVERTER_OPEN_FILES: u64 = 1_024;
const CONVERTER_FILE_BYTES: u64 = 256 << 20;

/// The maximum size of a core dump: 1 also keeps Linux from piping it to a program, which 0 does not
/// (`core(5)`).
const CORE_BYTES: u64 = 1;

/// The kind of a confined process.
#[derive(Debug, Clone, Copy)]
pub(super) enum ConfinedTask<'a> {
    /// Reads documents that it receives, and uses no files.
    Reader,
    /// Becomes this program, which reads the libraries of the system and these files.
    Program(&'a Path, ConfinedFiles<'a>),
}

/// The files that a confined program may use, besides the libraries of the system.
#[derive(Debug, Clone, Copy)]
pub struct ConfinedFiles<'a> {
    /// The files and folders that it may read.
    pub data: &'a [PathBuf],
    /// The folder in which it may write; one that has such a folder is a converter, which may start other
    /// programs.
    pub folder: Option<&'a Path>,
}

impl ConfinedTask<'_> {
    fn folder(&self) -> Option<&Path> {
        match self {
            Self::Program(_, ConfinedFiles { folder, .. }) => *folder,
            Self::Reader => None,
        }
    }
}

/// What the kernel enforces on a confined process, besides resource limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Protection {
    /// Whether Landlock restricts it to the files it needs.
    pub files: bool,
    /// Whether seccomp restricts it to the system calls it needs.
    pub calls: bool,
}

/// What programs need wherever they are installed: libraries, locales, fonts and the loader cache.
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
/// What a converter needs besides: its settings, fonts and the names of users.
const CONVERTER_PLACES: [&str; 8] = [
    "/etc/fonts",
    "/etc/group",
    "/etc/libreoffice",
    "/etc/nsswitch.conf",
    "/etc/passwd",
    "/var/cache/fontconfig",
    "/var/lib/libreoffice",
    "/var/spool/libreoffice",
];
/// Where `LibreOffice` insists on making a socket by which a second one would find the first.
pub(crate) const CONVERTER_SOCKETS: &str = "/tmp";
/// Folders beside that of a program that hold the rest of it.
const BESIDE_PROGRAM: [&str; 3] = ["lib", "lib64", "share"];

/// Removes everything from this process that it does not need.
///
/// Call this before any thread is started: threads inherit the sandbox, and those already running would stay
/// outside.
#[cfg(unix)]
pub(super) fn confine(limits: &ProcessLimits, work: ConfinedTask<'_>) -> io::Result<()> {
    use rustix::process::Resource;

    set(Resource::As, limits.memory_bytes)?;
    set(Resource::Core, CORE_BYTES)?;
    let is_converter = work.folder().is_some();
    set(Resource::Fsize, if is_converter { CONVERTER_FILE_BYTES } else { 0 })?;
    set(Resource::Nofile, if is_converter { CONVERTER_OPEN_FILES } else { MAX_OPEN_FILES })?;
    protect(work);
    Ok(())
}

/// Does nothing: without such limits, only the parent's timeout ends a worker.
#[cfg(not(unix))]
pub(super) fn confine(_: &ProcessLimits, _: ConfinedTask<'_>) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn set(resource: rustix::process::Resource, value: u64) -> io::Result<()> {
    // The limit that this process started with cannot be raised.
    let value = rustix::process::getrlimit(resource).maximum.map_or(value, |maximum| maximum.min(value));
    let limit = rustix::process::Rlimit { current: Some(value), maximum: Some(value) };
    Ok(rustix::process::setrlimit(resource, limit)?)
}

/// Grants this process this number of seconds of processor time from now on; exceeding it kills the process.
///
/// The hard limit is unchanged, so that the next document can have its own.
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

/// Puts the calling thread, and whatever it starts or becomes, behind Landlock and seccomp, as far as
/// available.
fn protect(work: ConfinedTask<'_>) -> Protection {
    Protection { files: fence(work), calls: restrict(work) }
}

/// Returns what this system can enforce on a document reader, by trying it on a temporary thread.
///
/// # Errors
/// Returns an error if the system cannot start a thread.
pub fn protection() -> io::Result<Protection> {
    protected(|protection| protection)
}

/// Runs `work` as a document reader would run: on its own thread, behind Landlock and seccomp.
///
/// This process gets no resource limits. `work` receives the protection that the system provides.
///
/// # Errors
/// Returns an error if the system cannot start a thread, or if the work panics.
pub fn protected<T: Send + 'static>(work: impl FnOnce(Protection) -> T + Send + 'static) -> io::Result<T> {
    let thread = thread::Builder::new().name("protected".to_owned());
    let running = thread.spawn(move || work(protect(ConfinedTask::Reader)))?;
    running.join().map_err(|_| io::Error::other("a panic"))
}

impl Protection {
    /// Describes the missing protection for people; `None` if nothing is missing.
    pub fn shortcoming(self) -> Option<&'static str> {
        match (self.files, self.calls) {
            (true, true) => None,
            (false, true) => Some(
                "this system has no Landlock: the OCR program may read any file, and `.doc` files are not converted",
            ),
            (true, false) => Some(
                "this system has no seccomp: document readers are kept from files but not from sockets, and \
                     `.doc` files are not converted",
            ),
            (false, false) => Some(
                "this system has neither Landlock nor seccomp: document readers have only resource limits, and \
                 `.doc` files are not converted",
            ),
        }
    }
}

#[cfg(all(target_os = "linux", any(target_arch = "aarch64", target_arch = "x86_64")))]
fn restrict(work: ConfinedTask<'_>) -> bool {
    use super::syscalls::{SyscallProfile, restrict};

    restrict(match work {
        ConfinedTask::Reader => SyscallProfile::Reader,
        ConfinedTask::Program(_, ConfinedFiles { folder: Some(_), .. }) => SyscallProfile::Converter,
        ConfinedTask::Program(..) => SyscallProfile::Program,
    })
}

#[cfg(not(all(target_os = "linux", any(target_arch = "aarch64", target_arch = "x86_64"))))]
fn restrict(_: ConfinedTask<'_>) -> bool {
    false
}

/// Puts the thread behind Landlock as far as the kernel supports it; returns whether it does.
#[cfg(target_os = "linux")]
fn fence(work: ConfinedTask<'_>) -> bool {
    use landlock::{
        ABI, Access, AccessFs, AccessNet, RestrictionStatus, Ruleset, RulesetAttr, RulesetCreatedAttr,
        RulesetStatus, Scope, path_beneath_rules,
    };

    /// The newest access rights requested; a kernel that knows fewer handles those.
    const ABI_WANTED: ABI = ABI::V6;
    let readable = match work {
        ConfinedTask::Reader => Vec::new(),
        ConfinedTask::Program(program, files) => readable(program, files),
    };
    let writable = work.folder().into_iter().chain(work.folder().map(|_| Path::new("/dev/null")));
    let sockets = work.folder().map(|_| CONVERTER_SOCKETS);
    let restrict = move || -> Result<RestrictionStatus, landlock::RulesetError> {
        Ruleset::default()
            .handle_access(AccessFs::from_all(ABI_WANTED))?
            .handle_access(AccessNet::from_all(ABI_WANTED))?
            .scope(Scope::from_all(ABI_WANTED))?
            .create()?
            .add_rules(path_beneath_rules(readable, AccessFs::from_read(ABI_WANTED)))?
            .add_rules(path_beneath_rules(writable, AccessFs::from_all(ABI_WANTED)))?
            .add_rules(path_beneath_rules(sockets, AccessFs::MakeSock))?
            .restrict_self()
    };
    restrict().is_ok_and(|status| status.ruleset != RulesetStatus::NotEnforced)
}

/// Returns what a program may read: the system libraries, itself and its files, and its data.
#[cfg(target_os = "linux")]
fn readable(program: &Path, files: ConfinedFiles<'_>) -> Vec<PathBuf> {
    let program = program.canonicalize().unwrap_or_else(|_| program.to_owned());
    let around = program
        .parent()
        .and_then(Path::parent)
        .filter(|_| program.parent().is_some_and(|at| at.ends_with("bin")));
    // A suite such as `LibreOffice` is all in the folder around that of its programs.
    let suite = program.parent().filter(|at| files.folder.is_some() && at.ends_with("program"));
    let suite = suite.and_then(Path::parent).map(Path::to_owned);
    let beside = around.into_iter().flat_map(|folder| BESIDE_PROGRAM.map(|name| folder.join(name)));
    let more = files.folder.map_or(&[][..], |_| &CONVERTER_PLACES);
    let system = PROGRAM_PLACES.iter().chain(more).map(PathBuf::from);
    let all = system.chain(beside).chain(suite).chain(files.data.iter().cloned()).collect::<Vec<_>>();
    all.into_iter().chain([program]).collect()
}

#[cfg(not(target_os = "linux"))]
fn fence(_: ConfinedTask<'_>) -> bool {
    false
}

/// Replaces this process with the program `command` within `limits`; returns only on failure.
///
/// The program may use `files`, and what programs need to run.
///
/// # Errors
/// Returns the error of the operating system if the limits cannot be set or the program cannot be started.
#[cfg(unix)]
pub fn exec(limits: &ProcessLimits, command: &mut Command, files: ConfinedFiles<'_>) -> io::Error {
    use std::os::unix::process::CommandExt;

    let program = PathBuf::from(command.get_program());
    let confined =
        confine(limits, ConfinedTask::Program(&program, files)).and_then(|()| grant_cpu(limits.cpu_seconds));
    match confined {
        Ok(()) => command.exec(),
        Err(error) => error,
    }
}

/// Runs the program and exits with its status, on systems where a process cannot be replaced.
#[cfg(not(unix))]
pub fn exec(_: &ProcessLimits, command: &mut Command, _: ConfinedFiles<'_>) -> io::Error {
    match command.status() {
        Ok(status) => std::process::exit(status.code().unwrap_or(1)),
        Err(error) => error,
    }
}
