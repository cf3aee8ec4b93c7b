//! Responses that may be long: the text of a document, its JSON, its file.
//!
//! They are generated while they are sent. Invariants: at most one piece of a response is in memory at a
//! time, whatever its length; if the content changes while it is sent, the connection is closed, so that no
//! client takes a truncated response for a complete one.

use std::io;

use axum::{
    body::{Body, Bytes},
    http::header,
    response::{IntoResponse, Response},
};
use futures_util::stream::try_unfold;

use crate::{
    document::{Document, PAGE_BREAK, Page, StatusEvidence},
    error::Error,
    http::{
        api::found_document::{FoundDocument, etag, ocr_word},
        app::App,
        error::ApiError,
        middleware::limits::ResponsePermit,
    },
    service::{CheckedFile, OpenText, PagePiece},
    view::JsonPieces,
};

/// Memory that a response generated from pieces of text may use: one piece as stored, as written, and
/// compressed.
const TEXT_BYTES: usize = 1 << 20;

/// Hexadecimal digits that tell one status of an act from another in a tag.
const STATUS_DIGITS: usize = 16;

/// Responds with a document as JSON.
pub(crate) async fn json(app: &App, found: FoundDocument) -> Result<Response, ApiError> {
    let FoundDocument { mut text, tag, missing } = found;
    let mut head = String::new();
    let evidence = std::mem::take(&mut text.status_evidence);
    let json = JsonPieces::begin(&mut text.document, missing.map(ocr_word), &evidence, &mut head);
    let tag = tag_with_status(tag, &text.document, &evidence);
    let body = body(app, text, BodyFormat::Json(json), head).await?;
    Ok((etag(&tag), [(header::CONTENT_TYPE, "application/json")], body).into_response())
}

/// Returns the tag of a document as JSON, which also depends on the acts that change it. What follows a dash
/// is ignored where a tag is compared before a write.
fn tag_with_status(tag: String, document: &Document, evidence: &[StatusEvidence]) -> String {
    let status = document.act.as_ref().and_then(|act| act.status);
    if status.is_none() && evidence.is_empty() {
        return tag;
    }
    let hash = blake3::hash(format!("{status:?} {evidence:?}").as_bytes()).to_hex();
    format!("{tag}-{}", &hash[..STATUS_DIGITS])
}

/// Responds with the whole text of a document, its pages separated by form feeds.
pub(crate) async fn text(app: &App, found: FoundDocument) -> Result<Response, ApiError> {
    let FoundDocument { text, tag, .. } = found;
    let body = body(app, text, BodyFormat::Text, String::new()).await?;
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    Ok((etag(&tag), kind, body).into_response())
}

/// Responds with a file, which occupies one of the limited places for open files.
pub(crate) async fn file(
    app: &App,
    mut content: CheckedFile,
    place: ResponsePermit,
) -> Result<Body, ApiError> {
    if content.blocks() <= 1 {
        let block = if content.blocks() == 1 {
            content.block(0).map_err(|error| changed(&error))?
        } else {
            Vec::new()
        };
        return Ok(Body::from(block));
    }
    let share = app.limits.answers.reserve(content.held_bytes()).await?;
    let begin = (content, 0, (place, share));
    Ok(Body::from_stream(try_unfold(begin, async |(content, number, shares)| {
        if number == content.blocks() {
            return Ok(None);
        }
        let (content, block) = next_block(content, number).await?;
        Ok::<_, io::Error>(Some((Bytes::from(block), (content, number + 1, shares))))
    })))
}

async fn next_block(mut content: CheckedFile, number: usize) -> io::Result<(CheckedFile, Vec<u8>)> {
    let read = tokio::task::spawn_blocking(move || {
        let block = content.block(number)?;
        Ok((content, block))
    });
    let read = read.await.unwrap_or_else(|error| Err(io::Error::other(error)));
    read.inspect_err(|error| tracing::warn!(%error, "failed to send the rest of a file"))
}

fn changed(error: &io::Error) -> ApiError {
    tracing::warn!(%error, "failed to send a file");
    ApiError::Conflict("the file of this document is being changed: try again later".to_owned())
}

/// The format in which a text is written.
enum BodyFormat {
    Text,
    Json(JsonPieces),
}

impl BodyFormat {
    fn write(&mut self, pieces: &[PagePiece], out: &mut String) {
        for PagePiece { page, is_first, is_last } in pieces {
            match self {
                Self::Text => write_text(page, *is_first, out),
                Self::Json(json) => json.write(page, *is_first, *is_last, out),
            }
        }
    }

    fn end(self, out: &mut String) {
        if let Self::Json(json) = self {
            json.end(out);
        }
    }
}

fn write_text(page: &Page, is_first: bool, out: &mut String) {
    if is_first && page.number > 1 {
        out.push(PAGE_BREAK);
    }
    out.push_str(&page.text);
}

/// A response that is being generated.
struct StreamedDocument {
    text: OpenText,
    form: BodyFormat,
}

impl StreamedDocument {
    /// Generates the next piece, and returns what remains, or `None` if this was the last piece.
    async fn piece(self, mut out: String) -> Result<(Bytes, Option<Self>), Error> {
        let Self { text, mut form } = self;
        let (text, pieces) = text.read_on().await?;
        form.write(&pieces, &mut out);
        if text.is_at_end() {
            form.end(&mut out);
            return Ok((out.into(), None));
        }
        Ok((out.into(), Some(Self { text, form })))
    }
}

/// Returns a short response as a whole, and streams a longer one in pieces.
async fn body(app: &App, text: OpenText, form: BodyFormat, head: String) -> Result<Body, ApiError> {
    let (first, rest) = StreamedDocument { text, form }.piece(head).await?;
    if rest.is_none() {
        return Ok(Body::from(first));
    }
    let share = app.limits.answers.reserve(TEXT_BYTES).await?;
    Ok(Body::from_stream(try_unfold((Some(first), rest, share), async |(ready, rest, share)| {
        if let Some(ready) = ready {
            return Ok(Some((ready, (None, rest, share))));
        }
        let Some(making) = rest else { return Ok(None) };
        let made = making.piece(String::new()).await;
        let (piece, rest) =
            made.inspect_err(|error| tracing::warn!(%error, "failed to send the rest of a text"))?;
        Ok::<_, Error>(Some((piece, (None, rest, share))))
    })))
}
