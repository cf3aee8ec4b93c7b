//! `skorowidz openapi`: the description of the HTTP API, as `GET /openapi.json` gives it.
//!
//! Needs neither an index nor settings; so the address of the service is told as `/`.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use super::Outcome;
use crate::http;

pub(super) fn run() -> Outcome {
    write!(io::stdout(), "{}", http::openapi::document(None)?)?;
    Ok(ExitCode::SUCCESS)
}
