//! The list of all documents, for keeping another store in sync with this one: `GET /api/v1/documents`.
//!
//! Invariant: a client that follows `next` to the end sees every document that was there all the time exactly
//! once, whatever is written meanwhile.

use axum::{Json, extract::State, http::Uri};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    document::DocumentId,
    http::{
        api::found_document::ocr_word,
        app::App,
        error::ApiError,
        params::{self, ListParams},
    },
    service::ListedDocument,
};

/// A page of the list of documents.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DocumentList {
    /// The documents, or the withdrawn ones.
    pub(crate) documents: Vec<DocumentEntry>,
    /// The value of `after` for the next page; `null` at the end.
    #[schema(required)]
    pub(crate) next: Option<DocumentId>,
}

/// A document in the list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DocumentEntry {
    /// The id of the document.
    pub(crate) id: DocumentId,
    /// The value of its `ETag` without the quotation marks; `null` if it is withdrawn.
    #[schema(required)]
    pub(crate) hash: Option<String>,
    /// When its content last changed, or when it was withdrawn; `null` if unknown.
    #[schema(required)]
    pub(crate) date: Option<Timestamp>,
    /// `present` or `withdrawn`.
    pub(crate) state: &'static str,
    /// `pending` or `unavailable` if scanned pages have no text yet, else `null`.
    #[schema(required)]
    pub(crate) ocr: Option<&'static str>,
}

/// `GET /api/v1/documents`
pub(crate) async fn list(State(app): State<App>, uri: Uri) -> Result<Json<DocumentList>, ApiError> {
    let ListParams { after, limit, withdrawn } =
        params::listed(&params::pairs(uri.query().unwrap_or_default())?)?;
    app.require_ready()?;
    // One extra document shows whether there is a next page.
    let mut documents: Vec<DocumentEntry> = if withdrawn {
        let listed = app.service.listed_withdrawn(after, limit + 1).await?;
        listed.into_iter().map(|(id, since)| withdrawn_entry(id, since)).collect()
    } else {
        let listed = app.service.listed_after(after, limit + 1).await?;
        listed.into_iter().map(entry).collect()
    };
    let has_next = documents.len() > limit;
    documents.truncate(limit);
    let next = documents.last().filter(|_| has_next).map(|last| last.id.clone());
    Ok(Json(DocumentList { documents, next }))
}

fn entry(ListedDocument { id, tag, changed, missing }: ListedDocument) -> DocumentEntry {
    DocumentEntry { id, hash: Some(tag), date: changed, state: "present", ocr: missing.map(ocr_word) }
}

fn withdrawn_entry(id: DocumentId, since: Option<Timestamp>) -> DocumentEntry {
    DocumentEntry { id, hash: None, date: since, state: "withdrawn", ocr: None }
}
