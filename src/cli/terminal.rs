//! Standard output: JSON for programs, styled text on a terminal, plain text in a pipe.

use std::io::Write;

use anstyle::{AnsiColor, Style};
use serde::Serialize;

pub(super) use crate::view::{escaped, escaped_json, escaped_line, is_misleading};

/// The style of a title.
pub(super) const TITLE: Style = Style::new().bold();
/// The style of highlighted words.
pub(super) const MARK: Style = AnsiColor::Yellow.on_default().bold();
/// The style of secondary text.
pub(super) const DIM: Style = Style::new().dimmed();

/// Prints a value as one line of JSON.
pub(super) fn print_json(value: &impl Serialize) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    let json = serde_json::to_string(value).map_err(std::io::Error::from)?;
    writeln!(out, "{}", escaped_json(&json))?;
    out.flush()?;
    Ok(())
}

/// Returns standard output that applies styles on a terminal and strips them elsewhere.
pub(super) fn styled() -> anstream::AutoStream<std::io::StdoutLock<'static>> {
    anstream::AutoStream::auto(std::io::stdout().lock())
}
