//! Bulk upload: one JSON document per line, read as the request arrives and answered line by line.
//!
//! Lines that have already arrived are processed together, so that one commit covers many of them.
//! Invariants: results come in the order of the lines; a bad line is reported and skipped; two lines with the
//! same id are applied in order.

use std::collections::HashSet;

use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use futures_util::{Stream, StreamExt, future::join_all};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::{sync::mpsc, time::timeout};
use tokio_stream::wrappers::ReceiverStream;

use crate::{
    document::{DocumentId, Format, Metadata, ParseError, quoted::brief},
    http::{
        api::{
            documents::{status_word, unknown_fields, warn_of},
            found_document::ocr_word,
            upload::{self, BodyPermit},
        },
        app::App,
        error::ApiError,
        params,
    },
    service::{NewDocument, Precondition, WriteStatus, WrittenDocument},
};

/// Maximum number of lines prepared and written together.
const MAX_BATCH: usize = 64;
/// How long a batch waits for its next line.
const BATCH_TIME: std::time::Duration = std::time::Duration::from_millis(5);
/// Maximum number of results not yet taken by the client; beyond it no more lines are read.
const MAX_ANSWERS: usize = 256;

const MEDIA_TYPE: &str = "application/x-ndjson";

/// `POST /api/v1/documents`
pub(crate) async fn post(State(app): State<App>, request: Request) -> Result<Response, ApiError> {
    check_type(request.headers())?;
    let is_strict = params::is_strict_stream(&params::pairs(request.uri().query().unwrap_or_default())?)?;
    let place = app.uploads.stream()?;
    let (answers, receiver) = mpsc::channel(MAX_ANSWERS);
    let lines = BulkLines::new(request.into_body().into_data_stream(), app.uploads.max_body_bytes());
    tokio::spawn(async move {
        let _place = place;
        write_all(app, lines, is_strict, answers).await;
    });
    let body = Body::from_stream(ReceiverStream::new(receiver).map(Ok::<_, std::convert::Infallible>));
    Ok(([(header::CONTENT_TYPE, MEDIA_TYPE)], body).into_response())
}

fn check_type(headers: &HeaderMap) -> Result<(), ApiError> {
    let declared = upload::declared_type(headers)?;
    let is_known = [MEDIA_TYPE, "application/ndjson", "application/jsonl"].contains(&declared.essence_str());
    if is_known { Ok(()) } else { Err(ApiError::UnsupportedMediaType) }
}

/// A line of the request, or the reason it cannot be read.
struct BulkLine {
    number: usize,
    bytes: Result<Vec<u8>, ApiError>,
}

/// The part of a line that identifies the document.
#[derive(Deserialize)]
struct BulkLineId {
    id: String,
}

/// The work to do for a line.
struct BulkItem {
    number: usize,
    id: Option<DocumentId>,
    upload: Result<NewDocument, ApiError>,
    /// The warning about unknown fields, if there are any.
    unknown: Option<String>,
}

/// Processes lines until none are left or the client stops reading the results.
async fn write_all<S>(app: App, mut lines: BulkLines<S>, is_strict: bool, answers: mpsc::Sender<Bytes>)
where
    S: Stream<Item = Result<Bytes, axum::Error>> + Unpin + Send,
{
    let mut left = None;
    loop {
        let Some(first) = (match left.take() {
            Some(job) => Some(job),
            None => lines.next().await.map(|line| BulkItem::new(line, is_strict)),
        }) else {
            return;
        };
        let mut ids: HashSet<DocumentId> = first.id.iter().cloned().collect();
        let mut held = BodyPermit::default();
        let mut bytes = first.bytes();
        let mut batch = vec![first];
        while batch.len() < MAX_BATCH
            && let Ok(Some(line)) = timeout(BATCH_TIME, lines.next()).await
        {
            let job = BulkItem::new(line, is_strict);
            let is_second = job.id.as_ref().is_some_and(|id| !ids.insert(id.clone()));
            if is_second || app.uploads.reserve(&mut held, bytes + job.bytes()).is_err() {
                left = Some(job);
                break;
            }
            bytes += job.bytes();
            batch.push(job);
        }
        for answer in join_all(batch.into_iter().map(|job| job.done(&app))).await {
            let mut line = answer.to_string();
            line.push('\n');
            if answers.send(line.into()).await.is_err() {
                return;
            }
        }
    }
}

impl BulkItem {
    fn new(BulkLine { number, bytes }: BulkLine, is_strict: bool) -> Self {
        let (id, content) = match bytes.and_then(read) {
            Ok((id, content)) => (Some(id), Ok(content)),
            Err(error) => (None, Err(error)),
        };
        let checked = content.and_then(|content| {
            let unknown = unknown_fields(Format::Json, &content, is_strict)?;
            Ok((content, unknown))
        });
        let (upload, unknown) = match (checked, id.clone()) {
            (Ok((content, unknown)), Some(id)) => {
                let (format, metadata) = (Format::Json, Metadata::default());
                (Ok(NewDocument { id, format, metadata, content }), unknown)
            }
            (Err(error), _) => (Err(error), None),
            (Ok(_), None) => (Err(ApiError::Internal), None),
        };
        Self { number, id, upload, unknown }
    }

    fn bytes(&self) -> usize {
        self.upload.as_ref().map_or(0, |upload| upload.content.len())
    }

    /// Writes the document and returns the result as JSON.
    async fn done(self, app: &App) -> Value {
        let Self { number, id, upload, unknown } = self;
        let written = match upload {
            Ok(upload) => app.service.put(upload, Precondition::Any).await.map_err(ApiError::of_upload),
            Err(error) => Err(error),
        };
        match written {
            Ok(WrittenDocument { status, missing, mut warnings, .. }) => {
                warn_of(unknown, &mut warnings);
                let code = if status == WriteStatus::Created { 201 } else { 200 };
                let (result, ocr) = (status_word(status), missing.map(ocr_word));
                json!({"line": number, "id": id, "status": code, "result": result, "ocr": ocr,
                       "warnings": warnings, "error": null})
            }
            Err(error) => {
                let status = error.status().as_u16();
                let error = error.body();
                json!({"line": number, "id": id, "status": status, "result": null, "ocr": null,
                       "warnings": [], "error": error})
            }
        }
    }
}

/// Parses the id of a line and returns it with the content.
fn read(bytes: Vec<u8>) -> Result<(DocumentId, Vec<u8>), ApiError> {
    if std::str::from_utf8(&bytes).is_err() {
        return Err(ApiError::BadBody("the line is not UTF-8: encode it as UTF-8".to_owned()));
    }
    let named = serde_json::from_slice::<BulkLineId>(&bytes).map_err(|error| {
        ApiError::BadBody(format!(
            "the line is not a JSON object with an `id` ({}): correct it",
            brief(&error)
        ))
    })?;
    Ok((named.id.parse().map_err(|error: ParseError| ApiError::BadId(error.to_string()))?, bytes))
}

/// Splits a stream of bytes into lines; empty lines are counted and skipped.
struct BulkLines<S> {
    chunks: S,
    rest: Vec<u8>,
    /// The offset in `rest` up to which no line end was found.
    searched: usize,
    number: usize,
    max_bytes: usize,
    /// Whether the current line is too long and is being skipped.
    is_long: bool,
    is_over: bool,
}

impl<S> BulkLines<S>
where
    S: Stream<Item = Result<Bytes, axum::Error>> + Unpin,
{
    fn new(chunks: S, max_bytes: usize) -> Self {
        Self { chunks, rest: Vec::new(), searched: 0, number: 0, max_bytes, is_long: false, is_over: false }
    }

    /// Returns the next line; cancel safe.
    async fn next(&mut self) -> Option<BulkLine> {
        loop {
            if let Some(line) = self.take() {
                return Some(line);
            }
            if self.is_over {
                return self.last();
            }
            match self.chunks.next().await {
                Some(Ok(chunk)) => self.rest.extend_from_slice(&chunk),
                Some(Err(_)) => {
                    self.is_over = true;
                    self.rest.clear();
                    self.number += 1;
                    return Some(BulkLine { number: self.number, bytes: Err(upload::broken()) });
                }
                None => self.is_over = true,
            }
        }
    }

    /// Returns a line that has arrived completely, if any.
    fn take(&mut self) -> Option<BulkLine> {
        loop {
            let Some(end) = self.rest[self.searched..].iter().position(|&byte| byte == b'\n') else {
                self.searched = self.rest.len();
                if self.rest.len() > self.max_bytes {
                    self.is_long = true;
                    self.rest.clear();
                    self.searched = 0;
                }
                return None;
            };
            let tail = self.rest.split_off(self.searched + end + 1);
            let line = std::mem::replace(&mut self.rest, tail);
            self.searched = 0;
            if let Some(line) = self.line(&line) {
                return Some(line);
            }
        }
    }

    /// Returns the text after the last line end, if any.
    fn last(&mut self) -> Option<BulkLine> {
        let line = std::mem::take(&mut self.rest);
        self.searched = 0;
        if line.is_empty() && !self.is_long { None } else { self.line(&line) }
    }

    fn line(&mut self, bytes: &[u8]) -> Option<BulkLine> {
        self.number += 1;
        let is_long = std::mem::take(&mut self.is_long) || bytes.len() > self.max_bytes;
        if bytes.trim_ascii().is_empty() && !is_long {
            return None;
        }
        let line = || bytes.trim_ascii().to_vec();
        let bytes = if is_long { Err(upload::too_large(self.max_bytes)) } else { Ok(line()) };
        Some(BulkLine { number: self.number, bytes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn lines(chunks: &[&str], max_bytes: usize) -> Vec<(usize, Result<String, ApiError>)> {
        let chunks: Vec<Result<Bytes, axum::Error>> =
            chunks.iter().map(|chunk| Ok(Bytes::copy_from_slice(chunk.as_bytes()))).collect();
        let mut lines = BulkLines::new(futures_util::stream::iter(chunks), max_bytes);
        let mut all = Vec::new();
        while let Some(BulkLine { number, bytes }) = lines.next().await {
            all.push((number, bytes.map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned())));
        }
        all
    }

    #[tokio::test]
    async fn lines_are_independent_of_network_chunks() {
        let expected: Vec<_> =
            [(1, "a"), (3, "bc"), (4, "d")].map(|(number, text)| (number, Ok(text.to_owned()))).into();
        assert_eq!(lines(&["a\n\nbc\nd"], 100).await, expected);
        assert_eq!(lines(&["a", "\n", "\nb", "c\r\n", "d\n"], 100).await, expected);
    }

    #[tokio::test]
    async fn an_overlong_line_is_reported_and_skipped() {
        let long = "x".repeat(30);
        let too_large = || Err(upload::too_large(10));
        let chunks = [long.as_str(), long.as_str(), "\nb\n", long.as_str()];
        assert_eq!(lines(&chunks, 10).await, [(1, too_large()), (2, Ok("b".to_owned())), (3, too_large())]);
    }
}
