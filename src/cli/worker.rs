//! `skorowidz worker` and `skorowidz confined`: hidden commands with which this program starts its worker
//! processes.

use std::{path::PathBuf, process::Command, time::Duration};

use anyhow::Context;

use super::command_result::CommandResult;
use crate::extract::worker::{self, ConfinedFiles, ProcessLimits};

/// The resource limits that a process sets on itself.
#[derive(Debug, clap::Args)]
pub(super) struct LimitArguments {
    /// The limit on the address space
    #[arg(long)]
    memory_bytes: u64,
    /// The limit on CPU time for one document or page
    #[arg(long)]
    cpu_seconds: u64,
}

/// An external program and its arguments.
#[derive(Debug, clap::Args)]
pub(super) struct ConfinedArguments {
    #[command(flatten)]
    limits: LimitArguments,
    /// A file or folder that it may read, in addition to system libraries
    #[arg(long)]
    read: Vec<PathBuf>,
    /// The only folder in which it may write; it becomes its home
    #[arg(long)]
    write: Option<PathBuf>,
    /// The program to run
    program: PathBuf,
    /// The arguments of the program
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

impl LimitArguments {
    /// Returns the limits; the parent process enforces wall-clock time and output size.
    fn limits(&self) -> ProcessLimits {
        let Self { memory_bytes, cpu_seconds } = *self;
        ProcessLimits { memory_bytes, cpu_seconds, wall: Duration::MAX, output_bytes: u64::MAX }
    }
}

/// Reads documents for the parent process until it has no more.
pub(super) fn serve(arguments: &LimitArguments) -> CommandResult {
    worker::serve(&arguments.limits()).context("the worker process failed")?;
    Ok(std::process::ExitCode::SUCCESS)
}

/// Replaces this process with the program, under the limits.
pub(super) fn exec(arguments: &ConfinedArguments) -> CommandResult {
    let mut command = Command::new(&arguments.program);
    command.args(&arguments.arguments);
    if let Some(folder) = &arguments.write {
        command.current_dir(folder).env("HOME", folder).env("TMPDIR", folder).env("PATH", "/usr/bin:/bin");
    }
    let files = ConfinedFiles { data: &arguments.read, folder: arguments.write.as_deref() };
    let error = worker::exec(&arguments.limits.limits(), &mut command, files);
    Err(error).with_context(|| format!("cannot run `{}`", arguments.program.display()))
}
