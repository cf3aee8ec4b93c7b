//! Every error code with its status and meaning, and the error responses.
//!
//! When a request fails is left to `error`. Invariant: the code and status described here are those that
//! [`ApiError`](super::super::error::ApiError) returns.

use utoipa::openapi::{
    Content, ContentBuilder, HeaderBuilder, ObjectBuilder, Ref, Response, ResponseBuilder, Type,
    extensions::Extensions, header::Header, path::OperationBuilder, security::SecurityRequirement,
};

use super::responses::{self, Audience};

/// A stable error code.
pub(super) struct ErrorCode {
    pub(super) name: &'static str,
    pub(super) status: u16,
    meaning: &'static str,
}

/// The layers around a route, which determine how it can fail; `http` adds them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RouteGroup {
    /// Always answered.
    Probe,
    /// Answered as long as there is capacity.
    Open,
    /// Answered as long as there is capacity, with a time limit, and only with the token if the service is
    /// not public.
    Reading,
    /// Requires the token.
    Guarded,
    /// Requires the token, and changes what is on disk.
    Writing,
}

impl RouteGroup {
    /// Returns the codes that any request of the group may get.
    const fn codes(self) -> &'static [&'static str] {
        match self {
            Self::Probe => &["bad-host", "internal"],
            Self::Open => &["bad-host", "internal", "too-many-requests", "overloaded"],
            Self::Reading => &[
                "bad-host",
                "internal",
                "too-many-requests",
                "overloaded",
                "unauthorized",
                "body-too-large",
                "timeout",
            ],
            Self::Guarded => &[
                "bad-host",
                "internal",
                "too-many-requests",
                "overloaded",
                "unauthorized",
                "writing-disabled",
            ],
            Self::Writing => &[
                "bad-host",
                "internal",
                "too-many-requests",
                "overloaded",
                "unauthorized",
                "writing-disabled",
                "body-too-large",
                "not-ready",
                "locked",
                "rebuild-needed",
                "read-only",
                "insufficient-storage",
                "uncertain",
            ],
        }
    }
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
    code("method-not-allowed", 405, "the path does not support that method"),
    code("body-too-slow", 408, "the request body stalled"),
    code("conflict", 409, "the request conflicts with the current state; the message says why"),
    code("busy", 409, "a task is already running: wait until it is done"),
    code("gone", 410, "the document was withdrawn"),
    code("precondition-failed", 412, "the document does not meet the precondition"),
    code("body-too-large", 413, "the request body is too large"),
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

/// Responses sent before a request is parsed: they have neither a body nor a request id.
const UNREAD: [(&str, &str); 2] = [
    ("414", "`uri-too-long`: the URL is longer than the service accepts"),
    ("431", "The header is larger than the service accepts"),
];

const fn code(name: &'static str, status: u16, meaning: &'static str) -> ErrorCode {
    ErrorCode { name, status, meaning }
}

/// Adds the error responses for these codes and those of the group, one response per status.
pub(super) fn failing(
    operation: OperationBuilder,
    group: RouteGroup,
    audience: Audience,
    names: &[&str],
) -> OperationBuilder {
    let is_told = |code: &&ErrorCode| names.contains(&code.name) || group.codes().contains(&code.name);
    let told: Vec<&ErrorCode> = CODES.iter().filter(is_told).collect();
    let by_status = told.chunk_by(|a, b| a.status == b.status);
    let operation = by_status.fold(operation, |operation, codes| {
        operation.response(codes[0].status.to_string(), response(audience, codes))
    });
    let operation = UNREAD.into_iter().fold(operation, |operation, (status, meaning)| {
        operation.response(status, ResponseBuilder::new().description(meaning))
    });
    secured(operation, group)
}

/// Adds the security requirements. If the token is optional, it exempts its holder from the limits of a
/// client.
fn secured(operation: OperationBuilder, group: RouteGroup) -> OperationBuilder {
    let token = SecurityRequirement::new(responses::TOKEN, [""; 0]);
    match group {
        RouteGroup::Probe => operation,
        RouteGroup::Open | RouteGroup::Reading => {
            operation.security(SecurityRequirement::default()).security(token)
        }
        RouteGroup::Guarded | RouteGroup::Writing => operation.security(token),
    }
}

/// Returns the response for codes that share their status.
fn response(audience: Audience, codes: &[&ErrorCode]) -> Response {
    let meanings: Vec<String> =
        codes.iter().map(|code| format!("`{}`: {}", code.name, code.meaning)).collect();
    let answer = responses::answer(&meanings.join("; "));
    let answer = match audience {
        Audience::Programs => answer.content(responses::JSON, body(codes)),
        Audience::People => answer.content(responses::HTML, responses::text()),
    };
    headers(codes[0].status)
        .into_iter()
        .fold(answer, |answer, (name, header)| answer.header(name, header))
        .build()
}

/// Returns the body of an error, which has the same type everywhere; `x-codes` lists the codes it may have
/// here.
fn body(codes: &[&ErrorCode]) -> Content {
    let names: Vec<&str> = codes.iter().map(|code| code.name).collect();
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Error")));
    content.extensions(Some(Extensions::from_iter([("x-codes", names)]))).build()
}

/// Returns the headers of a status.
fn headers(status: u16) -> Vec<(&'static str, Header)> {
    let seconds = || {
        let schema = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1));
        HeaderBuilder::new().schema(Some(schema)).description(Some("Seconds after which a retry may succeed"))
    };
    let scheme = || responses::text_header("`Bearer`");
    match status {
        401 => vec![("WWW-Authenticate", scheme())],
        416 => vec![("Content-Range", responses::text_header("`bytes */LENGTH`"))],
        429 | 503 => vec![("Retry-After", seconds().build())],
        _ => Vec::new(),
    }
}
