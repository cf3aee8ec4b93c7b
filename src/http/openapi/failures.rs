//! The error responses of an operation: which codes it may have, by the layers around its route.
//!
//! The codes themselves are left to `error_codes`.

use utoipa::openapi::{
    Content, ContentBuilder, HeaderBuilder, ObjectBuilder, Ref, Response, ResponseBuilder, Type,
    extensions::Extensions, header::Header, path::OperationBuilder, security::SecurityRequirement,
};

use super::{
    error_codes::{CODES, ErrorCode},
    responses::{self, Audience},
};

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
                "cluster-unavailable",
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
                "cluster-unavailable",
                "locked",
                "rebuild-needed",
                "read-only",
                "insufficient-storage",
                "uncertain",
            ],
        }
    }
}

/// Responses sent before a request is parsed: they have neither a body nor a request id.
const UNREAD: [(&str, &str); 2] = [
    ("414", "`uri-too-long`: the URL is longer than the service accepts"),
    ("431", "The header is larger than the service accepts"),
];

/// Adds the error responses for these codes and those of the group, one response per status.
pub(super) fn failing(
    operation: OperationBuilder,
    group: RouteGroup,
    audience: Audience,
    names: &[&str],
) -> OperationBuilder {
    let is_listed = |code: &&ErrorCode| names.contains(&code.name) || group.codes().contains(&code.name);
    let listed: Vec<&ErrorCode> = CODES.iter().filter(is_listed).collect();
    let by_status = listed.chunk_by(|a, b| a.status == b.status);
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
