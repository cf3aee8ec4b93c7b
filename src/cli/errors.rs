//! Errors as they are printed to the terminal.
//!
//! Invariant: control characters are escaped, because a message may quote a file name, which can contain
//! anything.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::error::ContextValue;

use super::{command_result::CommandResult, terminal};
use crate::error::Error;

/// Formats an error and its causes for the terminal, with control characters escaped.
///
/// Escaping is needed because a message may quote a file name, which can contain anything. The result is one
/// line, unless several settings are invalid.
pub fn printable(error: &anyhow::Error) -> String {
    let message = format!("{error:#}");
    match error.downcast_ref() {
        Some(Error::Config(_)) => terminal::escaped(&message),
        _ => terminal::escaped_line(&message),
    }
}

/// Prints an argument error with its values escaped, because they may be file names that contain control
/// sequences.
pub(super) fn refuse(mut error: clap::Error) -> CommandResult {
    let values = error.context().filter_map(|(kind, value)| match value {
        ContextValue::String(value) => Some((kind, ContextValue::String(terminal::escaped_line(value)))),
        _ => None,
    });
    for (kind, value) in values.collect::<Vec<_>>() {
        error.insert(kind, value);
    }
    write!(io::stderr(), "{}", terminal::escaped(&error.render().to_string()))?;
    Ok(ExitCode::from(2))
}
