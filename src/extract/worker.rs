//! Runs extraction in separate processes, so that a file can harm no more than the process that reads it.
//!
//! A worker is this same program, started as `skorowidz worker`. It first confines itself (`confine`); then
//! its `server` answers requests that the parent's `pool` sends over pipes, using `protocol`. Third-party
//! programs (OCR) are started by `program` under the same kind of limits. Which files go to workers is left
//! to `ingest`. Invariant: whatever a worker does, the parent gets an answer within its time limits, or a
//! [`ExitCause`] that says what ended the worker.

mod confine;
mod limits;
mod pool;
mod program;
mod protocol;
mod server;
#[cfg(all(target_os = "linux", any(target_arch = "aarch64", target_arch = "x86_64")))]
mod syscalls;

pub(crate) use confine::CONVERTER_SOCKETS;
pub use confine::{ConfinedFiles, Protection, exec, protected, protection};
pub use limits::{ExitCause, ProcessLimits};
pub use pool::{Pool, SourceRef, WorkerFailure};
pub(crate) use program::{ConfinedProgram, ProgramOutcome};
pub(crate) use protocol::MAX_MARKS;
pub use server::serve;
