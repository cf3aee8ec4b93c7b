//! Logging to standard error, as text or as one JSON object per line.
//!
//! Invariant: each event is one line, whatever its values contain. Line breaks, other control characters and
//! bidirectional overrides in values are escaped, so that no file name can forge a log line, send control
//! sequences to a terminal or reverse the displayed text.

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

/// Starts logging for the process: `skorowidz` at `level`, dependencies at `others`.
pub(super) fn start(level: &str, others: &str, format: LogFormat) {
    // The PDF libraries log every damaged file, and that of certificates every one it refuses; our own report
    // names it once.
    let readers = "lopdf=off,hayro_syntax=off,hayro_interpret=off,rustls_platform_verifier=off";
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

/// Formats the fields of an event as escaped text.
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

/// A writer that escapes characters that JSON permits unescaped.
struct JsonLines;

impl Write for JsonLines {
    /// Writes an object and its line break, which the logger passes in one call.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        io::stderr().write_all(escaped_json(&String::from_utf8_lossy(line)).as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
