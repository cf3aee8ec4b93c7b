//! The report of a run as lines: what went wrong on standard error, the counts on standard output.
//!
//! Invariant: texts from files are escaped.

use std::io::Write;

use crate::{
    cli::terminal::escaped_line,
    ingest::{ChangeKind, Report},
};

/// Prints a report; if `is_quiet`, only what went wrong.
pub(super) fn print(report: &Report, is_quiet: bool) -> anyhow::Result<()> {
    let say = |sort: &str, source: &str, text: &str| {
        eprintln!("{sort}: {}: {}", escaped_line(source), escaped_line(text));
    };
    report.failures.iter().for_each(|failure| say("failed", &failure.source, &failure.error));
    say_left_out("failed", report.failures_left_out);
    report.refused.iter().for_each(|refused| say("refused", &refused.root, &refused.reason));
    if is_quiet {
        return Ok(());
    }
    report.warnings.iter().for_each(|warning| say("warning", &warning.source, &warning.warning));
    say_left_out("warning", report.warnings_left_out);
    if let Some(others) = report.other_kinds_in_words() {
        eprintln!("{}", escaped_line(&others));
    }
    print_changes(report)?;
    let Report { added, updated, unchanged, deleted, failed, documents, seconds, .. } = report;
    let in_index = if report.dry_run { "then in the index; nothing was written" } else { "in the index" };
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{added} added, {updated} updated, {unchanged} unchanged, {deleted} deleted, {failed} failed; \
         {documents} documents {in_index}; {seconds:.1} s"
    )?;
    out.flush()?;
    Ok(())
}

/// Prints the documents that a dry run would change, one a line.
fn print_changes(report: &Report) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    for planned in &report.changes {
        let sign = match planned.change {
            ChangeKind::Added => '+',
            ChangeKind::Updated => '~',
            ChangeKind::Deleted => '-',
        };
        writeln!(out, "{sign} {}", escaped_line(&planned.id))?;
    }
    if report.changes_left_out > 0 {
        writeln!(out, "and {} more changes", report.changes_left_out)?;
    }
    Ok(())
}

/// Prints how many more messages of a kind were left out of the report.
fn say_left_out(sort: &str, count: u64) {
    if count > 0 {
        eprintln!("{sort}: and {count} more");
    }
}
