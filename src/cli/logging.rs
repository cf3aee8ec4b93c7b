//! Log lines on standard error, as text or as an object a line.
//!
//! Always holds: an event is one line, whatever its values quote. Line breaks, other control characters and
//! bidirectional overrides in them are escaped, so that no name of a file can forge a line, command a terminal
//! or reverse what is read.

use std::{
    fmt,
    io::{self, IsTerminal, Write},
};

use tracing::field::Field;
use tracing_subscriber::{
    EnvFilter,
    field::MakeExt,
    fmt::{
        FormatFields,
        format::{Writer, debug_fn},
    },
};

use super::terminal::{escaped_json, escaped_line};
use crate::config::LogFormat;

/// Starts logging for the process: `skorowidz` at `level`, the engine at `others`.
pub(super) fn start(level: &str, others: &str, format: LogFormat) {
    // The readers of PDF report every damaged file; our own report says it once, with the name.
    let readers = "lopdf=off,hayro_syntax=off,hayro_interpret=off";
    let filter = EnvFilter::new(format!("{others},{readers},skorowidz={level}"));
    let logger = tracing_subscriber::fmt().with_env_filter(filter);
    match format {
        LogFormat::Text => {
            let logger = logger.with_writer(io::stderr).with_ansi(io::stderr().is_terminal());
            logger.with_target(false).fmt_fields(fields()).init();
        }
        LogFormat::Json => logger.with_ansi(false).with_writer(|| JsonLines).json().init(),
    }
}

/// The fields of an event as text, escaped.
fn fields() -> impl for<'w> FormatFields<'w> {
    debug_fn(write_field).delimited(" ")
}

fn write_field(writer: &mut Writer<'_>, field: &Field, value: &dyn fmt::Debug) -> fmt::Result {
    let value = format!("{value:?}");
    let value = escaped_line(&value);
    match field.name() {
        "message" => write!(writer, "{value}"),
        name => write!(writer, "{name}={value}"),
    }
}

/// Escapes what JSON leaves as it is.
struct JsonLines;

impl Write for JsonLines {
    /// Writes an object and its line break, which the logger hands over in one call.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        io::stderr().write_all(escaped_json(&String::from_utf8_lossy(line)).as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
