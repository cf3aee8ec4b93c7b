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

/// Returns a text with its highlights, which are ranges of scalar values, styled.
pub(super) fn marked(text: &str, highlights: &[[usize; 2]]) -> String {
    let mut marked = String::with_capacity(text.len() * 2);
    let mut highlights = highlights.iter().peekable();
    for (at, c) in text.chars().enumerate() {
        if highlights.next_if(|highlight| highlight[1] <= at).is_some() {
            marked.push_str(&format!("{MARK:#}"));
        }
        if highlights.peek().is_some_and(|highlight| highlight[0] == at) {
            marked.push_str(&format!("{MARK}"));
        }
        if is_misleading(c) { marked.extend(c.escape_default()) } else { marked.push(c) }
    }
    if highlights.next().is_some() {
        marked.push_str(&format!("{MARK:#}"));
    }
    marked
}
