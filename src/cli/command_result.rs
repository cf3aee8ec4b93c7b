//! What a command returns.

use std::process::ExitCode;

/// The result of a command: an exit status, or an error to print.
pub(super) type CommandResult = anyhow::Result<ExitCode>;
