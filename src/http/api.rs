//! What programs ask: JSON under `/api/v1`, and whether the service is alive.

use axum::{
    Json,
    extract::State,
    http::Uri,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    App,
    error::ApiError,
    params,
    path::{DocumentPath, Part},
};
use crate::{
    document::{Document, DocumentId, PAGE_BREAK},
    search::SearchResponse,
    service::Statistics,
    view::DocumentView,
};

/// Where documents are, followed by an id.
const DOCUMENTS: &str = "/api/v1/documents/";

/// `GET /api/v1/search`
pub(super) async fn search(State(app): State<App>, uri: Uri) -> Result<Json<SearchResponse>, ApiError> {
    let pairs = params::pairs(uri.query().unwrap_or_default())?;
    let request = params::search_request(&pairs)?;
    request.check()?;
    app.require_ready()?;
    Ok(Json(app.service.search(request).await?))
}

/// `GET /api/v1/documents/{id}` and its parts
pub(super) async fn document(State(app): State<App>, uri: Uri) -> Result<Response, ApiError> {
    let raw = uri.path().strip_prefix(DOCUMENTS).unwrap_or_default();
    let DocumentPath { id, part } = DocumentPath::parse(raw)?;
    match part {
        Part::Whole => {
            let document = find(&app, id).await?;
            Ok(Json(DocumentView::new(&document)).into_response())
        }
        Part::Text => Ok(plain_text(&find(&app, id).await?).into_response()),
        Part::Source | Part::Related | Part::Citations => {
            let message = "this version does not offer that part of a document: use the document or `/text`";
            Err(ApiError::NotFound(message.to_owned()))
        }
    }
}

/// The whole text, pages divided by form feeds.
fn plain_text(document: &Document) -> String {
    let pages: Vec<&str> = document.pages.iter().map(|page| page.text.as_str()).collect();
    pages.join(&PAGE_BREAK.to_string())
}

/// The document of this id, for programs and people.
pub(super) async fn find(app: &App, id: DocumentId) -> Result<Document, ApiError> {
    app.require_ready()?;
    let message = format!("no document `{id}`: search for it, or check the id");
    app.service.document(id).await?.ok_or(ApiError::NotFound(message))
}

/// `GET /api/v1/stats`
pub(super) async fn stats(State(app): State<App>) -> Result<Json<Statistics>, ApiError> {
    Ok(Json(app.service.statistics().await?))
}

/// A life sign.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LifeSign {
    /// `ok`, or `ready` where it was asked whether searches are answered.
    pub(super) status: &'static str,
}

/// `GET /healthz`: the process answers.
pub(super) async fn health() -> Json<LifeSign> {
    Json(LifeSign { status: "ok" })
}

/// `GET /readyz`: there is something to search.
pub(super) async fn ready(State(app): State<App>) -> Result<Json<LifeSign>, ApiError> {
    app.require_ready()?;
    Ok(Json(LifeSign { status: "ready" }))
}
