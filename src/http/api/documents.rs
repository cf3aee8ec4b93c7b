//! Documents by id: reading, adding or replacing, and withdrawing.
//!
//! Finding a document is left to `found_document`, streaming long responses to `streaming`, access control
//! and limits to the layers around the routes, and applying changes to `service`.

use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::{
    document::{DocumentId, Format, quoted::brief},
    http::{
        api::{
            found_document::{FoundDocument, etag, look_up, no_document, ocr_word, open_document, open_text},
            range::{self, RequestedPart},
            streaming, upload,
        },
        app::App,
        error::ApiError,
        links, params,
        path::{DocumentPath, DocumentResource},
    },
    search::{
        DocumentCitations, Related,
        request::{related_limit, status_day},
    },
    service::{self, DocumentSource, NewDocument, SourceFile, WriteStatus, WrittenDocument},
};

/// The path prefix of documents, followed by an id.
const DOCUMENTS: &str = "/api/v1/documents/";

/// `GET /api/v1/documents/{id}` and the resources below it.
pub(crate) async fn get(
    State(app): State<App>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let DocumentPath { id, part } = path(&uri)?;
    match part {
        DocumentResource::Whole => {
            let as_of = status_day(&params::pairs(uri.query().unwrap_or_default())?)?;
            streaming::json(&app, open_document(&app, id, as_of, &headers).await?).await
        }
        DocumentResource::Text => streaming::text(&app, open_text(&app, id, &headers).await?).await,
        DocumentResource::Source => source(&app, id, (&method, &headers)).await,
        DocumentResource::Related => Ok(related(&app, id, &uri).await?.into_response()),
        DocumentResource::Citations => Ok(citations(&app, id).await?.into_response()),
    }
}

fn path(uri: &Uri) -> Result<DocumentPath, ApiError> {
    DocumentPath::parse(uri.path().strip_prefix(DOCUMENTS).unwrap_or_default())
}

/// Responds with the documents related to one.
async fn related(app: &App, id: DocumentId, uri: &Uri) -> Result<Json<Related>, ApiError> {
    let limit = related_limit(&params::pairs(uri.query().unwrap_or_default())?)?;
    app.require_ready()?;
    match app.service.related(id.clone(), limit).await? {
        Some(related) => Ok(Json(related)),
        // Distinguishes withdrawn documents from those that never existed.
        None => Err(look_up(app, id.clone()).await.err().unwrap_or_else(|| no_document(&id))),
    }
}

/// Responds with what a document cites and what cites it.
async fn citations(app: &App, id: DocumentId) -> Result<Json<DocumentCitations>, ApiError> {
    app.require_ready()?;
    match app.service.citations(id.clone()).await? {
        Some(citations) => Ok(Json(citations)),
        None => Err(look_up(app, id.clone()).await.err().unwrap_or_else(|| no_document(&id))),
    }
}

/// Responds with the file the document was extracted from, as received or found, or with a part of it.
async fn source(
    app: &App,
    id: DocumentId,
    (method, asked): (&Method, &HeaderMap),
) -> Result<Response, ApiError> {
    let FoundDocument { text: document, tag, .. } = look_up(app, id.clone()).await?;
    upload::require_state(asked, &id, &tag)?;
    let place = app.limits.answers.file()?;
    let SourceFile { mut content, format } = match document.source().await? {
        DocumentSource::File(file) => file,
        DocumentSource::Changed => {
            let message =
                "the file of this document has changed since it was indexed: use `/text`, or try again later";
            return Err(ApiError::Conflict(message.to_owned()));
        }
        DocumentSource::Nothing => {
            let message = "the file of this document is not available: use `/text`";
            return Err(ApiError::NotFound(message.to_owned()));
        }
    };
    let whole_bytes = content.whole_bytes();
    let mut headers = etag(&tag);
    let status = match range::requested(method, asked, &tag, whole_bytes) {
        RequestedPart::Whole => StatusCode::OK,
        RequestedPart::Bytes(part) => {
            content.narrow(&part);
            headers.insert(header::CONTENT_RANGE, range::content_range(Some(&part), whole_bytes));
            StatusCode::PARTIAL_CONTENT
        }
        RequestedPart::Unsatisfiable => {
            let range = [(header::CONTENT_RANGE, range::content_range(None, whole_bytes))];
            return Ok((range, ApiError::RangeNotSatisfiable { bytes: whole_bytes }).into_response());
        }
    };
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    headers.insert(header::CONTENT_LENGTH, content.bytes().into());
    headers.insert(header::CONTENT_DISPOSITION, disposition(&id, format));
    let body = streaming::file(app, content, place).await?;
    let mut response = (status, headers, body).into_response();
    if format != Format::Pdf {
        // Foreign pages must not run with the rights of this site. Browsers do not display a PDF in a
        // sandbox.
        let sandbox = HeaderValue::from_static("sandbox");
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, sandbox);
    }
    Ok(response)
}

/// Returns the `Content-Disposition` of a file: only a PDF is displayed, others are saved.
fn disposition(id: &DocumentId, format: Format) -> HeaderValue {
    let kind = if format == Format::Pdf { "inline" } else { "attachment" };
    let extension = match format {
        Format::Markdown => "md",
        Format::Text => "txt",
        format => format.as_str(),
    };
    let name = id.as_str().rsplit('/').next().unwrap_or_default();
    let name = links::parameter(&format!("{name}.{extension}"));
    let value = format!("{kind}; filename*=UTF-8''{name}");
    HeaderValue::try_from(value).unwrap_or_else(|_| HeaderValue::from_static(kind))
}

/// `PUT /api/v1/documents/{id}`
pub(crate) async fn put(State(app): State<App>, request: Request) -> Result<Response, ApiError> {
    let (head, body) = request.into_parts();
    let id = whole(path(&head.uri)?)?;
    let format = upload::format(&head.headers)?;
    let condition = upload::condition(&head.headers)?;
    let pairs = params::pairs(head.uri.query().unwrap_or_default())?;
    let (metadata, is_strict) = (params::metadata(&pairs)?, params::is_strict(&pairs)?);
    let (content, _held) = app.uploads.read(body).await?;
    check(format, &content)?;
    let unknown = unknown_fields(format, &content, is_strict)?;
    let upload = NewDocument { id: id.clone(), format, metadata, content };
    let mut written = app.service.put(upload, condition).await.map_err(ApiError::of_upload)?;
    warn_of(unknown, &mut written.warnings);
    let status = if written.status == WriteStatus::Created { StatusCode::CREATED } else { StatusCode::OK };
    let mut headers = etag(&written.tag);
    if let Ok(location) = HeaderValue::try_from(format!("{}{DOCUMENTS}{}", app.base, links::path_of(&id))) {
        headers.insert(header::LOCATION, location);
    }
    Ok((status, headers, Json(answer(&id, &written))).into_response())
}

/// Returns the id of a path that names a whole document: parts cannot be changed.
fn whole(DocumentPath { id, part }: DocumentPath) -> Result<DocumentId, ApiError> {
    if part == DocumentResource::Whole { Ok(id) } else { Err(ApiError::PartIsReadOnly) }
}

/// Rejects an empty body and invalid JSON.
fn check(format: Format, content: &[u8]) -> Result<(), ApiError> {
    if content.is_empty() {
        return Err(ApiError::BadBody("request body is empty: send the document".to_owned()));
    }
    if format == Format::Json
        && let Err(error) = serde_json::from_slice::<serde::de::IgnoredAny>(content)
    {
        return Err(ApiError::BadBody(format!("request body is not valid JSON: {}", brief(&error))));
    }
    Ok(())
}

/// Returns the warning about unknown fields of a document, if there are any.
///
/// # Errors
/// Returns [`ApiError::BadBody`] with that text if `is_strict` is set and there are unknown fields.
pub(crate) fn unknown_fields(
    format: Format,
    content: &[u8],
    is_strict: bool,
) -> Result<Option<String>, ApiError> {
    let unknown = if format == Format::Json { service::unknown_fields(content) } else { None };
    match unknown {
        Some(unknown) if is_strict => Err(ApiError::BadBody(unknown)),
        unknown => Ok(unknown),
    }
}

/// Adds the warning about unknown fields, unless the document already has warnings.
pub(crate) fn warn_of(unknown: Option<String>, warnings: &mut Vec<String>) {
    warnings.extend(unknown.filter(|_| warnings.is_empty()));
}

/// Builds the response body for a document that was added or replaced.
fn answer(id: &DocumentId, WrittenDocument { status, missing, warnings, .. }: &WrittenDocument) -> Value {
    json!({"id": id, "status": status_word(*status), "ocr": missing.map(ocr_word), "warnings": warnings})
}

/// Returns the word for the outcome of an upload.
pub(crate) fn status_word(status: WriteStatus) -> &'static str {
    match status {
        WriteStatus::Created => "created",
        WriteStatus::Updated => "updated",
        WriteStatus::Unchanged => "unchanged",
    }
}

/// `DELETE /api/v1/documents/{id}`
pub(crate) async fn delete(State(app): State<App>, request: Request) -> Result<StatusCode, ApiError> {
    let id = whole(path(request.uri())?)?;
    let condition = upload::condition(request.headers())?;
    let purge = params::purge(&params::pairs(request.uri().query().unwrap_or_default())?)?;
    if app.service.withdraw(id.clone(), purge, condition).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(no_document(&id))
    }
}
