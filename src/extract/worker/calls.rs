//! Which system calls a confined process may make: a list, and everything else is refused.
//!
//! What reads documents computes, and speaks over pipes that are open already: no sockets of any family, no other
//! processes, no files, no rights over anything. A program of others may load itself and read besides; what it may read
//! Landlock says. Always holds: a call that is not listed fails with `EPERM`, so that a library which can do without
//! goes on; nothing here can be undone, and what the process starts or becomes inherits it.

use std::collections::BTreeMap;

use libc::c_long;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    TargetArch, apply_filter,
};

/// What a process is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Profile {
    /// Compute, and speak over what is open.
    Reader,
    /// Become a program of others, which loads its libraries and reads.
    Program,
}

/// Memory, time, threads, and reading and writing of what is open.
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

/// What a program needs to be loaded and to find its data, and a shell to run a script.
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

/// Opening for anything but reading.
const WRITING: u64 = (libc::O_WRONLY | libc::O_RDWR | libc::O_CREAT | libc::O_TRUNC) as u64;

type Rules = BTreeMap<c_long, Vec<SeccompRule>>;

/// Keeps the calling thread, and what it starts or becomes, to the calls of a profile; says whether the kernel does so.
pub(super) fn restrict(profile: Profile) -> bool {
    // The first one answers the call whose arguments no filter can see as if the kernel were too old for it, so that the
    // C library makes a thread by the other one.
    let filters =
        || Some([filter(unseen(), libc::ENOSYS, true)?, filter(rules(profile)?, libc::EPERM, false)?]);
    filters().is_some_and(|filters| filters.iter().all(|filter| apply_filter(filter).is_ok()))
}

/// A filter that answers these calls with an error, or all others.
fn filter(rules: Rules, error: i32, is_for_these: bool) -> Option<BpfProgram> {
    let refused = SeccompAction::Errno(error.unsigned_abs());
    let (others, these) =
        if is_for_these { (SeccompAction::Allow, refused) } else { (refused, SeccompAction::Allow) };
    let arch = TargetArch::try_from(std::env::consts::ARCH).ok()?;
    SeccompFilter::new(rules, others, these, arch).ok()?.try_into().ok()
}

fn unseen() -> Rules {
    BTreeMap::from([(libc::SYS_clone3, Vec::new())])
}

/// The calls of a profile, with what some must be called with.
fn rules(profile: Profile) -> Option<Rules> {
    let is_program = profile == Profile::Program;
    let listed = COMPUTING.iter().chain(if is_program { LOADING } else { &[] });
    let mut rules: Rules = listed.map(|call| (*call, Vec::new())).collect();
    let own = u64::from(std::process::id());
    let thread = libc::CLONE_THREAD as u64;
    rules.insert(libc::SYS_clone, vec![masked(0, thread, thread)?]);
    // The first filter has answered it.
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

/// The argument at a place has this value.
fn is(place: u8, value: u64) -> Option<SeccompRule> {
    rule(place, SeccompCmpOp::Eq, value)
}

/// The argument at a place has this value under a mask.
fn masked(place: u8, mask: u64, value: u64) -> Option<SeccompRule> {
    rule(place, SeccompCmpOp::MaskedEq(mask), value)
}

fn rule(place: u8, operator: SeccompCmpOp, value: u64) -> Option<SeccompRule> {
    let condition = SeccompCondition::new(place, SeccompCmpArgLen::Dword, operator, value).ok()?;
    SeccompRule::new(vec![condition]).ok()
}
