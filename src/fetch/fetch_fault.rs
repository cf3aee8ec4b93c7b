//! Why an address could not be fetched.
//!
//! Whether to ask again is decided in `retry`. Invariant: every message says what would help, and repeats
//! foreign text only shortened.

use std::time::Duration;

use crate::document::quoted;

/// The reason an address could not be fetched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FetchFault {
    /// The address is not one of the web.
    #[error("has the scheme {}: only `http` and `https` are fetched", quoted(.0))]
    Scheme(String),
    /// The address is too long.
    #[error("has an address of more than {0} bytes: exclude it")]
    TooLong(usize),
    /// The address has a user name or a password.
    #[error("has a user name or a password: remove it")]
    Credentials,
    /// The host belongs to none of those of the source.
    #[error("leads to {}, which is not one of the source's `hosts`: add it to follow", quoted(.0))]
    ForeignHost(String),
    /// The host is this machine, or in a network behind it.
    #[error("leads to {}, which is not on the public internet: set `allow_private = true` to follow", quoted(.0))]
    PrivateAddress(String),
    /// The site asks not to fetch it.
    #[error("is closed to programs by the site's robots.txt: ask its operator, or exclude it")]
    Robots,
    /// The site's robots.txt cannot be read.
    #[error("is left alone, because the site's robots.txt {0}")]
    NoRobots(String),
    /// It redirects too often.
    #[error("redirects more than {0} times: fix it at the source, or exclude it")]
    Redirects(usize),
    /// It redirects to itself.
    #[error("redirects in a circle: fix it at the source, or exclude it")]
    Circle,
    /// A document that is known redirects to another page, though not for good.
    #[error("temporarily redirects to another page: the document stays as it was")]
    Elsewhere,
    /// A redirect leads nowhere.
    #[error("redirects to an invalid address {}: fix it at the source, or exclude it", quoted(.0))]
    InvalidRedirect(String),
    /// The server answered with this status.
    #[error("answers with status {0}: see whether it opens in a browser")]
    Status(u16),
    /// The server asks to come back later.
    #[error("asks to come back in {} s: run `fetch` again after that", .0.as_secs())]
    Later(Duration),
    /// The answer is too large.
    #[error("is larger than {0} MB: raise `max_mb` of the source, or exclude it")]
    TooLarge(u64),
    /// The compressed answer cannot be unpacked.
    #[error("cannot be unpacked ({0}): see whether it opens in a browser")]
    Packed(String),
    /// The answer took too long.
    #[error("took longer than {} s: raise `timeout_ms` of the source, or try again later", .0.as_secs_f32())]
    Timeout(Duration),
    /// The connection failed.
    #[error("cannot be reached ({0}): try again later")]
    Network(String),
    /// The certificate of the host is not accepted.
    #[error("has a certificate that this system does not accept ({0}): see whether it opens in a browser")]
    Certificate(String),
    /// The content is of a type that is not indexed.
    #[error("is of the type {}, which is not indexed: exclude it", quoted(.0))]
    Type(String),
    /// A list cannot be read as what it should be.
    #[error("is not {wanted} ({reason}): check the `kind` and the `url` of the source")]
    Listing {
        /// What it should be, with an article.
        wanted: &'static str,
        /// Why it is not.
        reason: String,
    },
    /// No worker could be asked to read it.
    #[error("{0}")]
    Unread(String),
    /// Too many failures in a row, or the host asks to come back later.
    #[error("is on a host in trouble, which is left alone until the next run")]
    GivenUp,
    /// The run was interrupted.
    #[error("was interrupted: run `fetch` again")]
    Stopped,
}
