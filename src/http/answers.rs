//! Answers that may be long: the text of a document, its JSON, its file.
//!
//! They are made while they are sent. Always holds: of an answer under way no more is in memory than a piece, whatever its
//! length; what has changed meanwhile ends the connection, so that nobody takes half an answer for a whole one.

use std::io;

use axum::{
    body::{Body, Bytes},
    http::header,
    response::{IntoResponse, Response},
};
use futures_util::stream::try_unfold;

use super::{
    App,
    documents::{FoundDocument, etag, word},
    error::ApiError,
    limits::Share,
};
use crate::{
    document::{PAGE_BREAK, Page},
    error::Error,
    service::{CheckedFile, OpenText, PagePiece},
    view::JsonPieces,
};

/// What an answer takes in memory that is made of pieces of a text: a piece as it is stored, as it is written and
/// compressed.
const TEXT_BYTES: usize = 1 << 20;

/// A document as JSON.
pub(super) async fn json(app: &App, found: FoundDocument) -> Result<Response, ApiError> {
    let FoundDocument { mut text, tag, missing } = found;
    let mut head = String::new();
    let json = JsonPieces::begin(&mut text.document, missing.map(word), &mut head);
    let body = body(app, text, Form::Json(json), head).await?;
    Ok((etag(&tag), [(header::CONTENT_TYPE, "application/json")], body).into_response())
}

/// The whole text of a document, pages divided by form feeds.
pub(super) async fn text(app: &App, found: FoundDocument) -> Result<Response, ApiError> {
    let FoundDocument { text, tag, .. } = found;
    let body = body(app, text, Form::Text, String::new()).await?;
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    Ok((etag(&tag), kind, body).into_response())
}

/// A file, which takes a place among those that are open.
pub(super) async fn file(app: &App, mut content: CheckedFile, place: Share) -> Result<Body, ApiError> {
    if content.blocks() <= 1 {
        let block = if content.blocks() == 1 {
            content.block(0).map_err(|error| changed(&error))?
        } else {
            Vec::new()
        };
        return Ok(Body::from(block));
    }
    let share = app.limits.answers.hold(content.held_bytes()).await?;
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
    read.inspect_err(|error| tracing::warn!(%error, "a file could not be sent to its end"))
}

fn changed(error: &io::Error) -> ApiError {
    tracing::warn!(%error, "a file could not be sent");
    ApiError::Conflict("the file of this document is being changed: ask again later".to_owned())
}

/// How a text is written.
enum Form {
    Text,
    Json(JsonPieces),
}

impl Form {
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

/// An answer that is being made.
struct Making {
    text: OpenText,
    form: Form,
}

impl Making {
    /// Makes the next piece; what is left is `None` where it was the last.
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

/// A short answer as a whole, of a longer one the pieces as they are taken.
async fn body(app: &App, text: OpenText, form: Form, head: String) -> Result<Body, ApiError> {
    let (first, rest) = Making { text, form }.piece(head).await?;
    if rest.is_none() {
        return Ok(Body::from(first));
    }
    let share = app.limits.answers.hold(TEXT_BYTES).await?;
    Ok(Body::from_stream(try_unfold((Some(first), rest, share), async |(ready, rest, share)| {
        if let Some(ready) = ready {
            return Ok(Some((ready, (None, rest, share))));
        }
        let Some(making) = rest else { return Ok(None) };
        let made = making.piece(String::new()).await;
        let (piece, rest) =
            made.inspect_err(|error| tracing::warn!(%error, "a text could not be sent to its end"))?;
        Ok::<_, Error>(Some((piece, (None, rest, share))))
    })))
}
