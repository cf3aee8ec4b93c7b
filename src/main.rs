//! The `skorowidz` program; see `skorowidz --help`.

use std::{io, process::ExitCode};

use skorowidz::cli;

fn main() -> ExitCode {
    match cli::run() {
        Ok(status) => status,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", cli::printable(&error));
            ExitCode::from(2)
        }
    }
}

/// Returns whether the reader of our output has closed the pipe, as `head` does, which is not an error.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let kind =
        |cause: &(dyn std::error::Error + 'static)| cause.downcast_ref::<io::Error>().map(io::Error::kind);
    error.chain().any(|cause| kind(cause) == Some(io::ErrorKind::BrokenPipe))
}
