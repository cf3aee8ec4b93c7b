//! Runs a third-party program under limits: this program confines itself and then becomes the other.
//!
//! What the program is asked and how its output is read is left to `ocr`. Invariants: a run ends within its
//! limits, and nothing that the program has started outlives it; the amount of output read is bounded.

use std::{
    io::{self, Read, Write},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::atomic::AtomicBool,
    thread,
    time::Duration,
};

use super::{
    limits::{ExitCause, ProcessLimits},
    pool::{KillCause, cause, kill, limit_arguments, spawn, within},
};

/// How often to check whether a program that has closed its pipes has ended; the interval follows.
const END_CHECKS: u32 = 200;
const END_INTERVAL: Duration = Duration::from_millis(10);
/// How much of a program's error output is kept, in bytes.
const COMPLAINT_BYTES: u64 = 4096;

/// A program and the limits of each run.
#[derive(Debug, Clone)]
pub(crate) struct ConfinedProgram {
    /// This program.
    pub(crate) launcher: PathBuf,
    /// The program to run.
    pub(crate) path: PathBuf,
    /// The files and folders it may read, besides what programs need to run.
    pub(crate) data: Vec<PathBuf>,
    /// The folder in which it may write; without one, it may write nowhere.
    pub(crate) folder: Option<PathBuf>,
    /// The resource limits of a run.
    pub(crate) limits: ProcessLimits,
}

/// The result of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ProgramOutcome {
    /// It succeeded and wrote this output.
    Done(Vec<u8>),
    /// It failed and wrote this error message.
    Failed(String),
    /// It was killed.
    Died(ExitCause),
    /// The caller stopped it.
    Stopped,
}

impl ConfinedProgram {
    /// Runs the program with `arguments`, unless `stop` is set before it has ended; `feed` writes its standard
    /// input.
    ///
    /// # Errors
    /// Returns an error if the program cannot be started, or if `feed` fails for another reason than the
    /// program's end.
    pub(crate) fn run(
        &self,
        arguments: &[String],
        stop: &AtomicBool,
        feed: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<ProgramOutcome> {
        let mut command = Command::new(&self.launcher);
        command.arg("confined").args(limit_arguments(&self.limits));
        for path in &self.data {
            command.arg("--read").arg(path);
        }
        if let Some(folder) = &self.folder {
            command.arg("--write").arg(folder);
        }
        command.arg("--").arg(&self.path).args(arguments);
        let mut child = spawn(command.stderr(Stdio::piped()))?;
        let (Some(mut input), Some(output), Some(errors)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let limit = self.limits.output_bytes;
        let watched = within((self.limits.wall, stop), &mut child, || {
            thread::scope(|scope| {
                let written = scope.spawn(move || read(output, limit + 1));
                let complaint = scope.spawn(move || read_head(errors, COMPLAINT_BYTES));
                let given = feed(&mut input);
                drop(input);
                (given, written.join().unwrap_or_default(), complaint.join().unwrap_or_default())
            })
        });
        let ((given, written, complaint), killed) = watched.inspect_err(|_| kill(&mut child))?;
        let is_long = written.len() as u64 > limit;
        if is_long {
            kill(&mut child);
        }
        let status = end(&mut child)?;
        let complaint = String::from_utf8_lossy(&complaint).trim().to_owned();
        match killed {
            Some(KillCause::Stop) => return Ok(ProgramOutcome::Stopped),
            Some(KillCause::Late) => return Ok(ProgramOutcome::Died(ExitCause::Wall)),
            None => {}
        }
        if is_long {
            return Ok(ProgramOutcome::Died(ExitCause::Output));
        }
        if status.success() {
            return given.map(|()| ProgramOutcome::Done(written));
        }
        Ok(if status.code().is_some() {
            ProgramOutcome::Failed(complaint)
        } else {
            ProgramOutcome::Died(cause(status, &complaint))
        })
    }
}

/// Returns the status of a process that has closed its pipes; if it keeps running, it is killed, and so is all
/// that it has started and left behind.
fn end(child: &mut Child) -> io::Result<ExitStatus> {
    for _ in 0..END_CHECKS {
        if has_ended(child)? {
            break;
        }
        thread::sleep(END_INTERVAL);
    }
    kill(child);
    child.wait()
}

/// Returns whether a process has ended, without releasing its id, which is that of its group.
#[cfg(unix)]
fn has_ended(child: &Child) -> io::Result<bool> {
    use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};

    let how = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    Ok(waitid(WaitId::Pid(Pid::from_child(child)), how)?.is_some())
}

#[cfg(not(unix))]
fn has_ended(child: &mut Child) -> io::Result<bool> {
    Ok(child.try_wait()?.is_some())
}

/// Reads from a pipe up to a limit; a process that writes more finds the pipe closed.
fn read(pipe: impl Read, limit: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = pipe.take(limit).read_to_end(&mut bytes);
    bytes
}

/// Reads the beginning of a pipe's output; the rest is read and discarded.
fn read_head(mut pipe: impl Read, limit: u64) -> Vec<u8> {
    let bytes = read(pipe.by_ref(), limit);
    let _ = io::copy(&mut pipe, &mut io::sink());
    bytes
}
