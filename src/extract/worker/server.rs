//! The worker's side: confines itself, then answers one request after another.
//!
//! How a document is read is left to the extractors of the formats. Invariants: one document is in memory at
//! a time; a reader that panics costs an answer, not the worker.

use std::{
    fmt::Display,
    io::{self, BufReader, Read, Write},
    panic::{self, AssertUnwindSafe, catch_unwind},
    sync::Arc,
    thread,
};

use serde::Serialize;

use super::{
    confine::{self, ConfinedTask},
    limits::ProcessLimits,
    protocol::{self, ResponseKind, WorkerRequest},
};
use crate::extract::{
    self, LinkSelector,
    error::ExtractError,
    ocr, page_links,
    pdf::{picture, raster::PageRasterizer},
};

/// The stack size of the thread that reads documents, in bytes; deeply nested ones need more than the usual 2
/// MiB.
const STACK_BYTES: usize = 64 << 20;

/// Confines this process and answers the requests on standard input until it ends.
///
/// # Errors
/// Returns an error if the limits cannot be set or a pipe breaks.
pub fn serve(limits: &ProcessLimits) -> io::Result<()> {
    confine::confine(limits, ConfinedTask::Reader)?;
    // Panics become answers; nobody reads their output.
    panic::set_hook(Box::new(|_| {}));
    let limits = *limits;
    let server = thread::Builder::new().stack_size(STACK_BYTES).spawn(move || answer_all(&limits))?;
    server.join().unwrap_or_else(|_| Err(io::Error::other("the worker failed")))
}

fn answer_all(limits: &ProcessLimits) -> io::Result<()> {
    let mut input = BufReader::new(io::stdin().lock());
    let mut output = io::stdout().lock();
    let (mut held, mut pages) = (Arc::new(Vec::new()), None);
    while let Some(request) = protocol::read_request(&mut input)? {
        confine::grant_cpu(limits.cpu_seconds)?;
        match request {
            WorkerRequest::Hold { bytes } => {
                drop((std::mem::take(&mut held), pages.take()));
                held = Arc::new(hold(&mut input, bytes)?);
            }
            WorkerRequest::Extract { format, charset } => {
                let extracted =
                    caught(|| extract::extract_sent(format, Arc::clone(&held), charset.as_deref()));
                answer(&mut output, ResponseKind::Extracted, extracted.and_then(|text| json(&text)))?;
            }
            WorkerRequest::Page { charset } => {
                let read = caught(|| json(&extract::page_reading(&held, charset.as_deref())));
                answer(&mut output, ResponseKind::Page, read)?;
            }
            WorkerRequest::Links { charset, selector } => {
                let selector = selector.as_deref().and_then(LinkSelector::parse);
                let links = || json(&page_links(&held, charset.as_deref(), selector.as_ref())?);
                answer(&mut output, ResponseKind::Page, caught(links))?;
            }
            WorkerRequest::Raster { page } => {
                let image = caught(|| raster(opened(&held, &mut pages)?, page));
                answer(&mut output, ResponseKind::Image, image)?;
            }
            WorkerRequest::Words { page } => {
                let words = caught(|| json(&picture::words(opened(&held, &mut pages)?, page)?));
                answer(&mut output, ResponseKind::Words, words)?;
            }
            WorkerRequest::Draw { page, marks } => {
                let drawn = caught(|| picture::draw(opened(&held, &mut pages)?, page, &marks));
                answer(&mut output, ResponseKind::Picture, drawn)?;
            }
        }
    }
    Ok(())
}

fn hold(input: &mut impl Read, bytes: u64) -> io::Result<Vec<u8>> {
    let mut document = Vec::new();
    document.try_reserve_exact(bytes as usize).map_err(|_| io::ErrorKind::OutOfMemory)?;
    input.take(bytes).read_to_end(&mut document)?;
    Ok(document)
}

/// Returns the held document, opened once for all of its pages.
fn opened<'a>(
    held: &Arc<Vec<u8>>,
    pages: &'a mut Option<PageRasterizer>,
) -> Result<&'a PageRasterizer, ExtractError> {
    let opened = match pages.take() {
        Some(opened) => opened,
        None => PageRasterizer::open(held)?,
    };
    Ok(pages.insert(opened))
}

/// Returns the image of a page, prepared for OCR.
fn raster(pages: &PageRasterizer, page: u32) -> Result<Vec<u8>, ExtractError> {
    let image = ocr::prepare(pages.raster(page)?);
    let mut file = Vec::new();
    image.write(&mut file).map_err(|error| unsendable(&error))?;
    Ok(file)
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, ExtractError> {
    serde_json::to_vec(value).map_err(|error| unsendable(&error))
}

fn unsendable(error: &impl Display) -> ExtractError {
    ExtractError::Unsendable { reason: error.to_string() }
}

/// Returns the result of `work`; a panic counts as a file that cannot be read.
fn caught<T>(work: impl FnOnce() -> Result<T, ExtractError>) -> Result<T, ExtractError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(ExtractError::Crashed))
}

/// Writes an answer; the parent stops reading if it is longer than allowed.
fn answer(
    output: &mut impl Write,
    kind: ResponseKind,
    payload: Result<Vec<u8>, ExtractError>,
) -> io::Result<()> {
    match payload {
        Ok(payload) => protocol::write_answer(output, kind, &payload),
        Err(error) => protocol::write_answer(output, ResponseKind::Refused, &serde_json::to_vec(&error)?),
    }
}
