//! Every error code with its status and meaning.
//!
//! When a request fails is left to `http::error`, which codes a route may have to `failures`. Invariant: the
//! code and status described here are those that [`ApiError`](crate::http::error::ApiError) returns.

/// A stable error code.
pub(super) struct ErrorCode {
    pub(super) name: &'static str,
    pub(super) status: u16,
    pub(super) meaning: &'static str,
}

/// Every code, in the order of the statuses.
pub(super) const CODES: &[ErrorCode] = &[
    code("bad-parameter", 400, "a parameter or header is unknown, repeated, empty or invalid"),
    code(
        "bad-host",
        400,
        "the `Host` header is missing, repeated, invalid, or differs from the host of the target",
    ),
    code("bad-id", 400, "the path contains no valid document id"),
    code("bad-body", 400, "the request body is invalid"),
    code("unauthorized", 401, "the token is missing or wrong"),
    code("writing-disabled", 403, "writing is disabled because no token is configured"),
    code("not-found", 404, "no such document or path"),
    code("not-a-pdf", 404, "the document was not made from a PDF, so its pages have no pictures"),
    code("no-such-page", 404, "the file has no page with that number"),
    code("method-not-allowed", 405, "the path does not support that method"),
    code("body-too-slow", 408, "the request body stalled"),
    code("conflict", 409, "the request conflicts with the current state; the message says why"),
    code("busy", 409, "a task is already running: wait until it is done"),
    code("gone", 410, "the document was withdrawn"),
    code("precondition-failed", 412, "the document does not meet the precondition"),
    code("body-too-large", 413, "the request body is too large"),
    code("page-too-large", 413, "the page takes too many pixels, or too much memory or time, to be drawn"),
    code("unsupported-media-type", 415, "documents cannot be read from that media type"),
    code("range-not-satisfiable", 416, "the range begins after the end of the file"),
    code("unreadable", 422, "the file is unreadable; the message says why and what to do"),
    code(
        "too-many-requests",
        429,
        "the client sends too many requests: try again after `Retry-After` seconds",
    ),
    code("internal", 500, "a bug or a damaged index; the log has details under the `x-request-id`"),
    code("uncertain", 500, "the disk failed: read the document to see whether the change was made"),
    code("not-ready", 503, "the index is being built: try again after `Retry-After` seconds"),
    code(
        "cluster-unavailable",
        503,
        "the cluster that searches the texts does not answer completely: try again after `Retry-After` seconds",
    ),
    code("overloaded", 503, "too many concurrent requests: try again after `Retry-After` seconds"),
    code(
        "rebuild-needed",
        503,
        "another version of the program wrote the index: it can be searched but not changed",
    ),
    code("read-only", 503, "the service has only read access to the index: nothing can be changed"),
    code("locked", 503, "another process is writing to the index: try again after `Retry-After` seconds"),
    code("timeout", 504, "the request took longer than the service allows"),
    code("insufficient-storage", 507, "the disk is full; nothing was changed"),
];

const fn code(name: &'static str, status: u16, meaning: &'static str) -> ErrorCode {
    ErrorCode { name, status, meaning }
}
