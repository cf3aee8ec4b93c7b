//! The list of all documents, for keeping another store in sync with this one: `GET /api/v1/documents`.
//!
//! Invariant: a client that follows `next` to the end sees every document that was there all the time exactly
//! once, whatever is written meanwhile.

use axum::{Json, extract::State, http::Uri};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    App,
    documents::word,
    error::ApiError,
    params::{self, ListParams},
};
use crate::{document::DocumentId, service::ListedDocument};

/// A page of the list of documents.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DocumentList {
    /// The documents, or the withdrawn ones.
    pub(super) documents: Vec<DocumentEntry>,
    /// The value of `after` for the next page; `null` at the end.
    #[schema(required)]
    pub(super) next: Option<DocumentId>,
}

/// A document in the list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DocumentEntry {
    /// The id of the document.
    pub(super) id: DocumentId,
    /// The value of its `ETag` without the quotation marks; `null` if it is withdrawn.
    #[schema(required)]
    pub(super) hash: Option<String>,
    /// When its content last changed, or when it was withdrawn; `null` if unknown.
    #[schema(required)]
    pub(super) date: Option<Timestamp>,
    /// `present` or `withdrawn`.
    pub(super) state: &'static str,
    /// `pending` or `unavailable` if scanned pages have no text yet, else `null`.
    #[schema(required)]
    pub(super) ocr: Option<&'static str>,
}

/// `GET /api/v1/documents`
pub(super) async fn list(State(app): State<App>, uri: Uri) -> Result<Json<DocumentList>, ApiError> {
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
    DocumentEntry { id, hash: Some(tag), date: changed, state: "present", ocr: missing.map(word) }
}

fn withdrawn_entry(id: DocumentId, since: Option<Timestamp>) -> DocumentEntry {
    DocumentEntry { id, hash: None, date: since, state: "withdrawn", ocr: None }
}
