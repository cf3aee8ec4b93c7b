//! The picture of a page of a document, with the words of a query marked.
//!
//! Drawing and keeping it is left to the service. Invariant: a picture is only of the content that was
//! indexed.

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Uri, header},
    response::{IntoResponse, Response},
};

use crate::{
    http::{
        api::found_document::{FoundDocument, etag, look_up},
        app::App,
        error::ApiError,
        pages::{document_page, search::is_long},
        params,
        path::{DOCUMENTS, PicturePath},
    },
    service::{PagePicture, PictureLookup},
};

/// The media type of pictures.
pub(crate) const PNG: &str = "image/png";

/// `GET /documents/{id}`, and the pictures below it: ids hold slashes, so that the router cannot tell them
/// apart.
pub(crate) async fn document_or_picture(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let raw = uri.path().strip_prefix(DOCUMENTS).unwrap_or_default();
    match PicturePath::parse(raw)? {
        Some(path) => picture(&app, path, &uri).await,
        None => document_page::document(State(app), uri, headers).await,
    }
}

/// `GET /documents/{id}/pages/{n}.png`
async fn picture(app: &App, path: PicturePath, uri: &Uri) -> Result<Response, ApiError> {
    let PicturePath { id, page } = path;
    let pairs = params::pairs(uri.query().unwrap_or_default())?;
    let query = pairs.into_iter().find(|(name, value)| name == "q" && !is_long(value));
    let query = query.map(|(_, query)| query).unwrap_or_default();
    let FoundDocument { text: document, .. } = look_up(app, id).await?;
    match document.picture(page, query).await? {
        PictureLookup::Picture(picture) => Ok(answer(picture)),
        PictureLookup::NotPdf => Err(ApiError::NotPdf),
        PictureLookup::NoPage => Err(ApiError::NoPage(page)),
        PictureLookup::TooLarge => Err(ApiError::PageTooLarge),
        PictureLookup::Damaged(reason) => {
            Err(ApiError::Unreadable(format!("the page cannot be drawn: {reason}")))
        }
        PictureLookup::Busy => Err(ApiError::Overloaded),
        PictureLookup::Changed => {
            let message = "the file of this document has changed since it was indexed: try again later";
            Err(ApiError::Conflict(message.to_owned()))
        }
        PictureLookup::NoFile => {
            Err(ApiError::NotFound("the file of this document is not available: use its text".to_owned()))
        }
    }
}

fn answer(picture: PagePicture) -> Response {
    let body = Body::from(Bytes::from_owner(picture.png));
    (etag(&picture.tag), [(header::CONTENT_TYPE, PNG)], body).into_response()
}
