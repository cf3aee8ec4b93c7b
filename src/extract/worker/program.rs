//! A program of others, run under limits: this program confines itself and then becomes the other.
//!
//! Leaves to `ocr` what the program is asked and how its answer is read. Always holds: a run ends within its
//! limits, and what is read of its output is bounded.

use std::{
    io::{self, Read, Write},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::Duration,
};

use super::{
    Death, Limits,
    pool::{cause, kill, limit_arguments, spawn, within},
};

/// How often, and after which time each, a program without pipes is asked whether it has ended.
const END_CHECKS: u32 = 200;
const END_INTERVAL: Duration = Duration::from_millis(10);
/// How much of what a program says against its task is kept, in bytes.
const COMPLAINT_BYTES: u64 = 4096;

/// A program and the limits of each run.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    /// This program.
    pub(crate) launcher: PathBuf,
    /// The other one.
    pub(crate) path: PathBuf,
    /// The files and folders that it may read, beside what programs are made of.
    pub(crate) data: Vec<PathBuf>,
    /// What a run may use.
    pub(crate) limits: Limits,
}

/// What a run came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ran {
    /// It ended well and wrote this.
    Done(Vec<u8>),
    /// It ended badly and said this.
    Failed(String),
    /// It was ended.
    Died(Death),
}

impl Program {
    /// Runs the program with `arguments`; `feed` writes its standard input.
    ///
    /// # Errors
    /// Where the program cannot be started, or `feed` failed for another reason than its end.
    pub(crate) fn run(
        &self,
        arguments: &[String],
        feed: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<Ran> {
        let mut command = Command::new(&self.launcher);
        command.arg("confined").args(limit_arguments(&self.limits));
        for path in &self.data {
            command.arg("--read").arg(path);
        }
        command.arg("--").arg(&self.path).args(arguments);
        let mut child = spawn(command.stderr(Stdio::piped()))?;
        let (Some(mut input), Some(output), Some(errors)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let limit = self.limits.output_bytes;
        let ((given, written, complaint), is_late) = within(self.limits.wall, &mut child, || {
            thread::scope(|scope| {
                let written = scope.spawn(move || read(output, limit + 1));
                let complaint = scope.spawn(move || read_head(errors, COMPLAINT_BYTES));
                let given = feed(&mut input);
                drop(input);
                (given, written.join().unwrap_or_default(), complaint.join().unwrap_or_default())
            })
        });
        let is_long = written.len() as u64 > limit;
        if is_long {
            kill(&mut child);
        }
        let status = end(&mut child)?;
        let complaint = String::from_utf8_lossy(&complaint).trim().to_owned();
        if is_late {
            return Ok(Ran::Died(Death::Wall));
        }
        if is_long {
            return Ok(Ran::Died(Death::Output));
        }
        if status.success() {
            return given.map(|()| Ran::Done(written));
        }
        Ok(if status.code().is_some() {
            Ran::Failed(complaint)
        } else {
            Ran::Died(cause(status, &complaint))
        })
    }
}

/// The status of a process that has closed its pipes; one that goes on for all that is killed.
fn end(child: &mut Child) -> io::Result<ExitStatus> {
    for _ in 0..END_CHECKS {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        thread::sleep(END_INTERVAL);
    }
    kill(child);
    child.wait()
}

/// What a pipe gives, up to a limit; who writes more finds the pipe closed.
fn read(pipe: impl Read, limit: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = pipe.take(limit).read_to_end(&mut bytes);
    bytes
}

/// The beginning of what a pipe gives; the rest is read and thrown away.
fn read_head(mut pipe: impl Read, limit: u64) -> Vec<u8> {
    let bytes = read(pipe.by_ref(), limit);
    let _ = io::copy(&mut pipe, &mut io::sink());
    bytes
}
