//! Restricts the system calls of a confined process to a list; everything else is refused.
//!
//! A document reader computes and communicates over pipes that are already open: no sockets of any family, no
//! other processes, no files, no privileges over anything. A third-party program may also load itself and
//! read; which files it may read is up to Landlock. Invariants: a call that is not listed fails with `EPERM`,
//! so that a library that can do without it continues; nothing here can be undone, and whatever the process
//! starts or becomes inherits it.

use std::collections::BTreeMap;

use libc::c_long;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    TargetArch, apply_filter,
};

/// The kind of work of a confined process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SyscallProfile {
    /// Computing, and communicating over what is open.
    Reader,
    /// Becoming a third-party program, which loads its libraries and reads files.
    Program,
    /// Becoming a converter, a suite of programs: everything except the calls of [`NEEDLESS`] and sockets
    /// that leave the machine.
    Converter,
}

/// Calls for memory, time, threads, and reading and writing what is open.
const COMPUTING: &[c_long] = &[
    libc::SYS_brk,
    libc::SYS_clock_getres,
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_close,
    libc::SYS_exit,
    libc::SYS_exit_group,
    libc::SYS_fcntl,
    libc::SYS_fstat,
    libc::SYS_futex,
    libc::SYS_getpid,
    libc::SYS_getrandom,
    libc::SYS_getrusage,
    libc::SYS_gettid,
    libc::SYS_lseek,
    libc::SYS_madvise,
    libc::SYS_membarrier,
    libc::SYS_mmap,
    libc::SYS_mprotect,
    libc::SYS_mremap,
    libc::SYS_munmap,
    libc::SYS_nanosleep,
    libc::SYS_ppoll,
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_restart_syscall,
    libc::SYS_rseq,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sched_getaffinity,
    libc::SYS_sched_yield,
    libc::SYS_set_robust_list,
    libc::SYS_set_tid_address,
    libc::SYS_sigaltstack,
    libc::SYS_sysinfo,
    libc::SYS_uname,
    libc::SYS_write,
    libc::SYS_writev,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_poll,
];

/// Calls needed to load a program and find its data, and by a shell to run a script.
const LOADING: &[c_long] = &[
    libc::SYS_dup,
    libc::SYS_dup3,
    libc::SYS_execve,
    libc::SYS_faccessat,
    libc::SYS_faccessat2,
    libc::SYS_fadvise64,
    libc::SYS_getcwd,
    libc::SYS_getdents64,
    libc::SYS_getegid,
    libc::SYS_geteuid,
    libc::SYS_getgid,
    libc::SYS_getpgid,
    libc::SYS_getppid,
    libc::SYS_getuid,
    libc::SYS_mincore,
    libc::SYS_newfstatat,
    libc::SYS_pread64,
    libc::SYS_pselect6,
    libc::SYS_readlinkat,
    libc::SYS_statx,
    libc::SYS_times,
    libc::SYS_umask,
    libc::SYS_wait4,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_access,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_arch_prctl,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_dup2,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_getdents,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_getpgrp,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_lstat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_readlink,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_select,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_stat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_time,
];

/// Calls that change the system, look into or leave other processes, or reach much of the kernel: no converter
/// needs them.
const NEEDLESS: &[c_long] = &[
    libc::SYS_add_key,
    libc::SYS_bpf,
    libc::SYS_chroot,
    libc::SYS_delete_module,
    libc::SYS_finit_module,
    libc::SYS_init_module,
    libc::SYS_io_uring_setup,
    libc::SYS_kexec_load,
    libc::SYS_keyctl,
    libc::SYS_mount,
    libc::SYS_open_by_handle_at,
    libc::SYS_perf_event_open,
    libc::SYS_pivot_root,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_ptrace,
    libc::SYS_reboot,
    libc::SYS_request_key,
    libc::SYS_setns,
    // Only its process group can be ended as a whole.
    libc::SYS_setpgid,
    libc::SYS_setsid,
    libc::SYS_umount2,
    libc::SYS_unshare,
    libc::SYS_userfaultfd,
];

/// Flags for opening a file other than for reading.
const WRITING: u64 = (libc::O_WRONLY | libc::O_RDWR | libc::O_CREAT | libc::O_TRUNC) as u64;

type SyscallRules = BTreeMap<c_long, Vec<SeccompRule>>;

/// Restricts the calling thread, and whatever it starts or becomes, to the calls of a profile.
///
/// Returns whether the kernel enforces this.
pub(super) fn restrict(profile: SyscallProfile) -> bool {
    if profile == SyscallProfile::Converter {
        let filter = || filter(needless()?, libc::EPERM, true);
        return filter().is_some_and(|filter| apply_filter(&filter).is_ok());
    }
    // The first filter answers `clone3`, whose arguments no filter can inspect, as if the kernel were too old
    // for it, so that the C library creates threads with `clone`.
    let filters =
        || Some([filter(unseen(), libc::ENOSYS, true)?, filter(rules(profile)?, libc::EPERM, false)?]);
    filters().is_some_and(|filters| filters.iter().all(|filter| apply_filter(filter).is_ok()))
}

/// Builds a filter that answers these calls with an error, or all others.
fn filter(rules: SyscallRules, error: i32, is_for_these: bool) -> Option<BpfProgram> {
    let refused = SeccompAction::Errno(error.unsigned_abs());
    let (others, these) =
        if is_for_these { (SeccompAction::Allow, refused) } else { (refused, SeccompAction::Allow) };
    let arch = TargetArch::try_from(std::env::consts::ARCH).ok()?;
    SeccompFilter::new(rules, others, these, arch).ok()?.try_into().ok()
}

/// Returns the calls that a converter may not make, and the sockets it may not open.
fn needless() -> Option<SyscallRules> {
    let mut rules: SyscallRules = NEEDLESS.iter().map(|call| (*call, Vec::new())).collect();
    let foreign = rule(0, SeccompCmpOp::Ne, libc::AF_UNIX as u64)?;
    rules.insert(libc::SYS_socket, vec![foreign]);
    Some(rules)
}

fn unseen() -> SyscallRules {
    BTreeMap::from([(libc::SYS_clone3, Vec::new())])
}

/// Returns the calls of a profile, with the arguments required for some.
fn rules(profile: SyscallProfile) -> Option<SyscallRules> {
    let is_program = profile == SyscallProfile::Program;
    let listed = COMPUTING.iter().chain(if is_program { LOADING } else { &[] });
    let mut rules: SyscallRules = listed.map(|call| (*call, Vec::new())).collect();
    let own = u64::from(std::process::id());
    let thread = libc::CLONE_THREAD as u64;
    rules.insert(libc::SYS_clone, vec![masked(0, thread, thread)?]);
    // The first filter has already answered it.
    rules.insert(libc::SYS_clone3, Vec::new());
    rules.insert(libc::SYS_prctl, vec![is(0, libc::PR_SET_NAME as u64)?, is(0, libc::PR_SET_VMA as u64)?]);
    rules.insert(libc::SYS_prlimit64, vec![is(0, 0)?, is(0, own)?]);
    rules.insert(libc::SYS_tgkill, vec![is(0, own)?]);
    if is_program {
        rules.insert(libc::SYS_kill, vec![is(0, own)?]);
        rules.insert(libc::SYS_openat, vec![masked(2, WRITING, 0)?]);
        #[cfg(target_arch = "x86_64")]
        rules.insert(libc::SYS_open, vec![masked(1, WRITING, 0)?]);
    }
    Some(rules)
}

/// Requires the argument at an index to have this value.
fn is(place: u8, value: u64) -> Option<SeccompRule> {
    rule(place, SeccompCmpOp::Eq, value)
}

/// Requires the argument at an index to have this value under a mask.
fn masked(place: u8, mask: u64, value: u64) -> Option<SeccompRule> {
    rule(place, SeccompCmpOp::MaskedEq(mask), value)
}

fn rule(place: u8, operator: SeccompCmpOp, value: u64) -> Option<SeccompRule> {
    let condition = SeccompCondition::new(place, SeccompCmpArgLen::Dword, operator, value).ok()?;
    SeccompRule::new(vec![condition]).ok()
}
