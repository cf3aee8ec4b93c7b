//! A document that a request names: found by its id, with its tag and what its text lacks.
//!
//! Responding with it is left to `documents`, `streaming` and the pages.

use axum::http::{HeaderMap, HeaderValue, header};
use jiff::civil::Date;

use crate::{
    document::DocumentId,
    http::{api::upload, app::App, error::ApiError},
    service::{DocumentLookup, OcrState, OpenDocument, OpenText},
};

/// A document that was found, or its text, and its state.
pub(crate) struct FoundDocument<T = OpenText> {
    pub(crate) text: T,
    pub(crate) tag: String,
    pub(crate) missing: Option<OcrState>,
}

/// Looks up the document with this id, without reading it.
pub(crate) async fn look_up(app: &App, id: DocumentId) -> Result<FoundDocument<OpenDocument>, ApiError> {
    app.require_ready()?;
    found(&id, app.service.lookup(id.clone()).await?)
}

/// Opens the text of the document with this id if it is in the state that the request requires.
pub(crate) async fn open_text(
    app: &App,
    id: DocumentId,
    asked: &HeaderMap,
) -> Result<FoundDocument, ApiError> {
    app.require_ready()?;
    let found = found(&id, app.service.open_text(id.clone()).await?)?;
    upload::require_state(asked, &id, &found.tag)?;
    Ok(found)
}

/// Opens the document with this id like [`open_text`], with the status of its act as of a day or today.
pub(crate) async fn open_document(
    app: &App,
    id: DocumentId,
    as_of: Option<Date>,
    asked: &HeaderMap,
) -> Result<FoundDocument, ApiError> {
    app.require_ready()?;
    let found = found(&id, app.service.open_document(id.clone(), as_of).await?)?;
    upload::require_state(asked, &id, &found.tag)?;
    Ok(found)
}

fn found<T>(id: &DocumentId, lookup: DocumentLookup<T>) -> Result<FoundDocument<T>, ApiError> {
    match lookup {
        DocumentLookup::Document { document: text, tag, missing } => Ok(FoundDocument { text, tag, missing }),
        DocumentLookup::Withdrawn(since) => Err(ApiError::Gone(since)),
        DocumentLookup::Nothing => Err(no_document(id)),
    }
}

/// Returns the error for an id that no document has.
pub(crate) fn no_document(id: &DocumentId) -> ApiError {
    ApiError::NotFound(format!("no document `{id}`: search for it, or check the id"))
}

/// Returns the entity tag header of a document.
pub(crate) fn etag(tag: &str) -> HeaderMap {
    let value = HeaderValue::try_from(format!("\"{tag}\"")).ok();
    value.into_iter().map(|value| (header::ETAG, value)).collect()
}

/// Returns the word for what a text lacks.
pub(crate) fn ocr_word(missing: OcrState) -> &'static str {
    match missing {
        OcrState::Pending => "pending",
        OcrState::Unavailable => "unavailable",
    }
}
