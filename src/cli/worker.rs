//! `skorowidz worker` and `skorowidz confined`: what this program starts itself as, hidden from people.

use std::{path::PathBuf, process::Command, time::Duration};

use anyhow::Context;

use super::Outcome;
use crate::extract::worker::{self, Limits};

/// The limits that a process sets on itself.
#[derive(Debug, clap::Args)]
pub(super) struct LimitArguments {
    /// Its address space
    #[arg(long)]
    memory_bytes: u64,
    /// Time of the processor for one document or page
    #[arg(long)]
    cpu_seconds: u64,
}

/// A program of others and its arguments.
#[derive(Debug, clap::Args)]
pub(super) struct ConfinedArguments {
    #[command(flatten)]
    limits: LimitArguments,
    /// A file or folder that it may read, beside what programs are made of
    #[arg(long)]
    read: Vec<PathBuf>,
    /// The program
    program: PathBuf,
    /// Its arguments
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

impl LimitArguments {
    /// The clock and the output are the parent's to watch.
    fn limits(&self) -> Limits {
        let Self { memory_bytes, cpu_seconds } = *self;
        Limits { memory_bytes, cpu_seconds, wall: Duration::MAX, output_bytes: u64::MAX }
    }
}

/// Reads documents for the parent until that has no more.
pub(super) fn serve(arguments: &LimitArguments) -> Outcome {
    worker::serve(&arguments.limits()).context("the worker cannot go on")?;
    Ok(std::process::ExitCode::SUCCESS)
}

/// Becomes the program, under the limits.
pub(super) fn exec(arguments: &ConfinedArguments) -> Outcome {
    let mut command = Command::new(&arguments.program);
    command.args(&arguments.arguments);
    let error = worker::exec(&arguments.limits.limits(), &mut command, &arguments.read);
    Err(error).with_context(|| format!("cannot run `{}`", arguments.program.display()))
}
