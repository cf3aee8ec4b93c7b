//! Reads the parts of a writing request: its body, the declared format, and the preconditions.
//!
//! Invariant: neither a single body nor all bodies together exceed their limits.

use std::sync::Arc;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, header},
};
use futures_util::StreamExt;
use mime::Mime;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{
    document::{DocumentId, Format},
    http::error::ApiError,
    service::{self, Precondition},
};

/// Maximum total size in KiB of all bodies being read or written; what is built from them is several times as
/// large.
const MAX_HELD_KIB: usize = 128 << 10;

/// Maximum number of document streams at a time, each of which may hold an incomplete document.
const MAX_STREAMS: usize = 4;

/// The capacity for request bodies.
#[derive(Debug, Clone)]
pub(crate) struct UploadLimits {
    room: Arc<Semaphore>,
    streams: Arc<Semaphore>,
    max_body_bytes: usize,
}

/// The part of the capacity that a body takes.
#[derive(Debug, Default)]
pub(crate) struct BodyPermit {
    permit: Option<OwnedSemaphorePermit>,
    kib: usize,
}

impl UploadLimits {
    /// Creates the capacity for bodies of at most this size.
    pub(crate) fn new(max_body_bytes: usize) -> Self {
        let room = MAX_HELD_KIB.max(max_body_bytes.div_ceil(1024));
        Self {
            room: Arc::new(Semaphore::new(room)),
            streams: Arc::new(Semaphore::new(MAX_STREAMS)),
            max_body_bytes,
        }
    }

    /// Reserves a place for a stream of documents, until the returned value is dropped.
    ///
    /// # Errors
    /// Returns [`ApiError::Overloaded`] if there are too many streams.
    pub(crate) fn stream(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        Arc::clone(&self.streams).try_acquire_owned().map_err(|_| ApiError::Overloaded)
    }

    /// Returns the maximum size of a body in bytes.
    pub(crate) fn max_body_bytes(&self) -> usize {
        self.max_body_bytes
    }

    /// Reads a body.
    ///
    /// # Errors
    /// Returns [`ApiError::BodyTooLarge`] if it is too large, [`ApiError::Overloaded`] if too many bodies are
    /// being read, and [`ApiError::BadBody`] if it ends early.
    pub(crate) async fn read(&self, body: Body) -> Result<(Vec<u8>, BodyPermit), ApiError> {
        let (mut content, mut held) = (Vec::new(), BodyPermit::default());
        let mut chunks = body.into_data_stream();
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|_| broken())?;
            if content.len() + chunk.len() > self.max_body_bytes {
                return Err(too_large(self.max_body_bytes));
            }
            self.reserve(&mut held, content.len() + chunk.len())?;
            content.extend_from_slice(&chunk);
        }
        Ok((content, held))
    }

    /// Grows the reserved capacity to this number of bytes.
    pub(crate) fn reserve(&self, held: &mut BodyPermit, bytes: usize) -> Result<(), ApiError> {
        let more = bytes.div_ceil(1024).saturating_sub(held.kib);
        if more == 0 {
            return Ok(());
        }
        let permit = Arc::clone(&self.room).try_acquire_many_owned(more as u32);
        let permit = permit.map_err(|_| ApiError::Overloaded)?;
        held.kib += more;
        match &mut held.permit {
            Some(before) => before.merge(permit),
            None => held.permit = Some(permit),
        }
        Ok(())
    }
}

/// Returns the error for a document of more than this number of bytes.
pub(crate) fn too_large(most_bytes: usize) -> ApiError {
    ApiError::BodyTooLarge { most_bytes: most_bytes as u64 }
}

/// Returns the error for a body that ended early.
pub(crate) fn broken() -> ApiError {
    ApiError::BadBody("request body ended early: send it again".to_owned())
}

/// Returns the declared media type of a request.
///
/// # Errors
/// Returns [`ApiError::UnsupportedMediaType`] if it is missing or malformed.
pub(crate) fn declared_type(headers: &HeaderMap) -> Result<Mime, ApiError> {
    let declared = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()?.parse().ok());
    declared.ok_or(ApiError::UnsupportedMediaType)
}

/// Returns the declared format of a request.
///
/// # Errors
/// Returns [`ApiError::UnsupportedMediaType`] if the media type is missing or not supported.
pub(crate) fn format(headers: &HeaderMap) -> Result<Format, ApiError> {
    Format::from_media_type(declared_type(headers)?.essence_str()).ok_or(ApiError::UnsupportedMediaType)
}

/// Parses the preconditions of a write: `If-Match` and `If-None-Match`.
///
/// # Errors
/// Returns [`ApiError::BadParameter`] if both headers are present.
pub(crate) fn condition(headers: &HeaderMap) -> Result<Precondition, ApiError> {
    let bad = |message: &str| Err(ApiError::BadParameter(message.to_owned()));
    match (listed(headers, &header::IF_MATCH), listed(headers, &header::IF_NONE_MATCH)) {
        (None, None) => Ok(Precondition::Any),
        (Some(_), Some(_)) => bad("both `If-Match` and `If-None-Match` are present: use only one"),
        (None, Some(value)) if value == "*" => Ok(Precondition::Absent),
        (None, Some(value)) => Ok(Precondition::IsNot(tags(&value))),
        (Some(value), None) if value == "*" => Ok(Precondition::Exists),
        (Some(value), None) => Ok(Precondition::Is(tags(&value))),
    }
}

fn listed(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let values: Vec<&str> = headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
    (!values.is_empty()).then(|| values.join(",").trim().to_owned())
}

/// Checks that a document has the state that `If-Match` requires.
///
/// # Errors
/// Returns [`ApiError::PreconditionFailed`] if it does not.
pub(crate) fn require_state(headers: &HeaderMap, id: &DocumentId, tag: &str) -> Result<(), ApiError> {
    let wanted = listed(headers, &header::IF_MATCH).filter(|wanted| wanted != "*");
    if wanted.is_none_or(|wanted| service::is_among(tag, &tags(&wanted))) {
        return Ok(());
    }
    Err(ApiError::PreconditionFailed(format!("`{id}` has changed: read it without `If-Match`")))
}

/// Parses a list of entity tags. A weak tag stands for the same state, because proxies that compress a
/// response make its tag weak; `headers` would compare by RFC 9110, by which it never matches.
fn tags(list: &str) -> Vec<String> {
    let tags = list.split(',').map(|tag| tag.trim().trim_start_matches("W/"));
    tags.filter_map(|tag| Some(tag.strip_prefix('"')?.strip_suffix('"')?.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name.clone(), value.parse().expect("a value"))])
    }

    #[test]
    fn the_format_follows_from_the_media_type_without_its_parameters() {
        let parsed = |value| format(&headers(&header::CONTENT_TYPE, value));
        assert_eq!(parsed("application/json; charset=utf-8"), Ok(Format::Json));
        assert_eq!(parsed("Text/HTML"), Ok(Format::Html));
        assert_eq!(parsed("application/x-www-form-urlencoded"), Err(ApiError::UnsupportedMediaType));
        assert_eq!(format(&HeaderMap::new()), Err(ApiError::UnsupportedMediaType));
    }

    #[test]
    fn preconditions_are_parsed_from_both_headers() {
        assert_eq!(condition(&HeaderMap::new()), Ok(Precondition::Any));
        assert_eq!(condition(&headers(&header::IF_MATCH, "*")), Ok(Precondition::Exists));
        assert_eq!(condition(&headers(&header::IF_NONE_MATCH, " * ")), Ok(Precondition::Absent));
        let tags = condition(&headers(&header::IF_MATCH, r#""a-1", W/"b", "c""#));
        assert_eq!(tags, Ok(Precondition::Is(["a-1", "b", "c"].map(str::to_owned).into())));
        let tags = condition(&headers(&header::IF_NONE_MATCH, r#"W/"a""#));
        assert_eq!(tags, Ok(Precondition::IsNot(vec!["a".to_owned()])));
    }

    #[tokio::test]
    async fn bodies_are_bounded_individually_and_in_total() {
        let uploads = UploadLimits::new(3000);
        let (content, held) = uploads.read(Body::from(vec![1; 3000])).await.expect("short enough");
        assert_eq!((content.len(), held.kib), (3000, 3));
        let refused = uploads.read(Body::from(vec![1; 3001])).await.map(|_| ());
        assert_eq!(refused, Err(too_large(3000)));
        let mut all = BodyPermit::default();
        uploads.reserve(&mut all, (MAX_HELD_KIB - 3) << 10).expect("enough memory");
        assert_eq!(uploads.read(Body::from("x")).await.map(|_| ()), Err(ApiError::Overloaded));
        drop(held);
        assert!(uploads.read(Body::from("x")).await.is_ok());
    }
}
