//! Every stable code with its status and meaning, and the answers that tell them.
//!
//! Leaves to `error` when a request fails. Always holds: what is described here as the code of a
//! status is what [`ApiError`](super::super::error::ApiError) answers.

use utoipa::openapi::{
    Content, ContentBuilder, HeaderBuilder, ObjectBuilder, Ref, Response, ResponseBuilder, Type,
    extensions::Extensions, header::Header, path::OperationBuilder, security::SecurityRequirement,
};

use super::answers::{self, Audience};

/// A word that programs may rely on.
pub(super) struct Code {
    pub(super) name: &'static str,
    pub(super) status: u16,
    meaning: &'static str,
}

/// The layers around a route, which answer for it: `http` puts them there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    /// Always answered.
    Probe,
    /// Answered as long as there is room.
    Open,
    /// The same; with a limit of time, and for holders of the token where the service is not public.
    Reading,
    /// For holders of the token.
    Guarded,
    /// The same, and changes what is on the disk.
    Writing,
}

impl Group {
    /// What any request of the group may be answered.
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
pub(super) const CODES: &[Code] = &[
    code("bad-parameter", 400, "a parameter or header is unknown, repeated, empty or has a bad value"),
    code(
        "bad-host",
        400,
        "the header `Host` is missing, repeated, no host, or another than that of the target",
    ),
    code("bad-id", 400, "the path spells no id of a document"),
    code("bad-body", 400, "the request body is not what it says to be"),
    code("unauthorized", 401, "the token is missing or wrong"),
    code("writing-disabled", 403, "the service has no token, so nothing can be changed"),
    code("not-found", 404, "there is no such document or address"),
    code("method-not-allowed", 405, "the address does not take that method"),
    code("body-too-slow", 408, "the request body makes no progress"),
    code("conflict", 409, "what is asked for does not fit what is there: the message says why"),
    code("busy", 409, "a task runs already: wait until it is done"),
    code("gone", 410, "the document was withdrawn"),
    code("precondition-failed", 412, "the document is not in the state that the condition names"),
    code("body-too-large", 413, "the request body is larger than this address takes"),
    code("unsupported-media-type", 415, "no document can be read from that media type"),
    code("unreadable", 422, "the file cannot be read; the message says why and what to do"),
    code("too-many-requests", 429, "the client asks too often: try again after `Retry-After` seconds"),
    code("internal", 500, "a defect or a broken index; the log has more under the `x-request-id`"),
    code("uncertain", 500, "the disk failed: read the document and see whether the change was made"),
    code("not-ready", 503, "the index is being built: try again after `Retry-After` seconds"),
    code("overloaded", 503, "too much is asked at once: try again after `Retry-After` seconds"),
    code(
        "rebuild-needed",
        503,
        "another version of the program wrote the index: it is searched, not changed",
    ),
    code("read-only", 503, "the index lies where this service can only read: nothing can be changed"),
    code("locked", 503, "another process writes the index: try again after `Retry-After` seconds"),
    code("timeout", 504, "the answer took longer than the service allows"),
    code("insufficient-storage", 507, "the disk is full; nothing was changed"),
];

/// What is answered before a request is read as one: there need not be a body, nor a name in the log.
const UNREAD: [(&str, &str); 2] = [
    ("414", "`uri-too-long`: the address is longer than the service reads"),
    ("431", "The header is larger than the service reads"),
];

const fn code(name: &'static str, status: u16, meaning: &'static str) -> Code {
    Code { name, status, meaning }
}

/// Adds the failures of these codes and of the group, an answer a status.
pub(super) fn failing(
    operation: OperationBuilder,
    group: Group,
    audience: Audience,
    names: &[&str],
) -> OperationBuilder {
    let is_told = |code: &&Code| names.contains(&code.name) || group.codes().contains(&code.name);
    let told: Vec<&Code> = CODES.iter().filter(is_told).collect();
    let by_status = told.chunk_by(|a, b| a.status == b.status);
    let operation = by_status.fold(operation, |operation, codes| {
        operation.response(codes[0].status.to_string(), response(audience, codes))
    });
    let operation = UNREAD.into_iter().fold(operation, |operation, (status, meaning)| {
        operation.response(status, ResponseBuilder::new().description(meaning))
    });
    secured(operation, group)
}

/// Says whether the token is needed; where it is not, it spares its holder the limits of a client.
fn secured(operation: OperationBuilder, group: Group) -> OperationBuilder {
    let token = SecurityRequirement::new(answers::TOKEN, [""; 0]);
    match group {
        Group::Probe => operation,
        Group::Open | Group::Reading => operation.security(SecurityRequirement::default()).security(token),
        Group::Guarded | Group::Writing => operation.security(token),
    }
}

/// The answer that tells one of these codes, which share their status.
fn response(audience: Audience, codes: &[&Code]) -> Response {
    let meanings: Vec<String> =
        codes.iter().map(|code| format!("`{}`: {}", code.name, code.meaning)).collect();
    let answer = answers::answer(&meanings.join("; "));
    let answer = match audience {
        Audience::Programs => answer.content(answers::JSON, body(codes)),
        Audience::People => answer.content(answers::HTML, answers::text()),
    };
    headers(codes[0].status)
        .into_iter()
        .fold(answer, |answer, (name, header)| answer.header(name, header))
        .build()
}

/// The body, which is of one type everywhere; `x-codes` says which codes it may have here.
fn body(codes: &[&Code]) -> Content {
    let names: Vec<&str> = codes.iter().map(|code| code.name).collect();
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Error")));
    content.extensions(Some(Extensions::from_iter([("x-codes", names)]))).build()
}

/// The headers that come with a status.
fn headers(status: u16) -> Vec<(&'static str, Header)> {
    let seconds = || {
        let schema = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1));
        HeaderBuilder::new()
            .schema(Some(schema))
            .description(Some("Seconds after which asking again may help"))
    };
    let scheme = || answers::text_header("`Bearer`");
    match status {
        401 => vec![("WWW-Authenticate", scheme())],
        429 | 503 => vec![("Retry-After", seconds().build())],
        _ => Vec::new(),
    }
}
