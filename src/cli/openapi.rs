//! `skorowidz openapi`: prints the OpenAPI description of the HTTP API, like `GET /openapi.json`.
//!
//! Needs neither an index nor settings, so the server URL in the description is `/`.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use super::command_result::CommandResult;
use crate::http;

pub(super) fn run() -> CommandResult {
    write!(io::stdout(), "{}", http::openapi::document(None)?)?;
    Ok(ExitCode::SUCCESS)
}
