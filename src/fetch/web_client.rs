//! Sends one request and reads its answer within limits of size and time.
//!
//! Redirects, retries and politeness are left to `session`. Invariants: it connects only to addresses that
//! [`GuardedResolver`] returns, no proxy is asked, and an answer takes no more memory than its limit.

use std::{
    error::Error as _,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use reqwest::{
    Response, StatusCode,
    header::{self, HeaderMap, HeaderName, HeaderValue},
};
use url::Url;

use super::{
    fetch_fault::FetchFault,
    resolver::{GuardedResolver, PrivateName},
    unpacked,
};
use crate::{
    document::quoted::brief,
    error::{Error, Result},
};

/// The time to connect.
const CONNECT: Duration = Duration::from_secs(15);
/// How often it is checked whether to stop.
pub(super) const STOP_CHECK: Duration = Duration::from_millis(100);
/// How the client says that it refuses a certificate; the error itself is hidden in one of input and output.
const CERTIFICATE_SIGN: &str = "invalid peer certificate";
/// The types that are asked for.
const ACCEPT: &str = "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.5";

/// The connections of a run.
pub(crate) struct WebClient {
    /// Taken only when this is dropped.
    runtime: Option<tokio::runtime::Runtime>,
    guarded: reqwest::Client,
    open: reqwest::Client,
}

/// One request.
pub(super) struct WebRequest<'a> {
    pub(super) url: &'a Url,
    /// The `ETag` of what is known.
    pub(super) etag: Option<&'a str>,
    /// The `Last-Modified` of what is known.
    pub(super) last_modified: Option<&'a str>,
    /// The maximum size of the answer, before and after unpacking; a longer one is an error.
    pub(super) max_bytes: u64,
    /// The time for all of it.
    pub(super) timeout: Duration,
    pub(super) allow_private: bool,
}

/// The answer to one request.
pub(super) struct WebAnswer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    /// The unpacked body; empty unless the status is 200.
    pub(super) body: Vec<u8>,
    /// The size of the body as it was sent.
    pub(super) sent_bytes: u64,
}

impl WebAnswer {
    /// Returns a header as text.
    pub(super) fn header(&self, name: HeaderName) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

impl WebClient {
    /// Creates a client that calls itself `agent`.
    ///
    /// # Errors
    /// Returns an error if the system has no room for its threads or no certificates.
    pub(crate) fn new(agent: &str) -> Result<Self> {
        // It is set already if a run came before.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime =
            runtime.map_err(|reason| Error::Internal(format!("cannot start the client: {reason}")))?;
        let (guarded, open) = (client(agent, false)?, client(agent, true)?);
        Ok(Self { runtime: Some(runtime), guarded, open })
    }

    /// Sends a request and waits for the answer, unless `stop` is set.
    ///
    /// # Errors
    /// Returns why there is no complete answer.
    pub(super) fn send(&self, request: &WebRequest<'_>, stop: &AtomicBool) -> Result<WebAnswer, FetchFault> {
        let client = if request.allow_private { &self.open } else { &self.guarded };
        let Some(runtime) = &self.runtime else { return Err(FetchFault::Stopped) };
        runtime.block_on(async {
            tokio::select! {
                answer = tokio::time::timeout(request.timeout, ask(client, request)) => {
                    answer.unwrap_or(Err(FetchFault::Timeout(request.timeout)))
                }
                () = stopped(stop) => Err(FetchFault::Stopped),
            }
        })
    }
}

impl Drop for WebClient {
    fn drop(&mut self) {
        // A name that the system is still resolving must not hold up the end of the program.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn stopped(stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        tokio::time::sleep(STOP_CHECK).await;
    }
}

fn client(agent: &str, allow_private: bool) -> Result<reqwest::Client> {
    let headers = [
        (header::ACCEPT, HeaderValue::from_static(ACCEPT)),
        (header::ACCEPT_ENCODING, HeaderValue::from_static("gzip")),
        (header::ACCEPT_LANGUAGE, HeaderValue::from_static("pl,*;q=0.5")),
    ];
    let built = reqwest::Client::builder()
        .user_agent(agent)
        .default_headers(headers.into_iter().collect())
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .referer(false)
        .connect_timeout(CONNECT)
        .pool_max_idle_per_host(1)
        .dns_resolver(GuardedResolver { allow_private })
        .build();
    built.map_err(|error| Error::Internal(format!("cannot start the client: {}", cause(&error))))
}

async fn ask(client: &reqwest::Client, request: &WebRequest<'_>) -> Result<WebAnswer, FetchFault> {
    let mut asked = client.get(request.url.clone());
    for (name, value) in
        [(header::IF_NONE_MATCH, request.etag), (header::IF_MODIFIED_SINCE, request.last_modified)]
    {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
            asked = asked.header(name, value);
        }
    }
    let mut response = asked.send().await.map_err(|error| fault(&error))?;
    let (status, headers) = (response.status(), response.headers().clone());
    if status != StatusCode::OK {
        return Ok(WebAnswer { status: status.as_u16(), headers, body: Vec::new(), sent_bytes: 0 });
    }
    let sent = body(&mut response, request).await?;
    let (sent_bytes, encoding) = (sent.len() as u64, headers.get(header::CONTENT_ENCODING));
    let encoding = encoding.and_then(|encoding| encoding.to_str().ok());
    let body = unpacked::decoded(sent, encoding, request.max_bytes)?;
    Ok(WebAnswer { status: status.as_u16(), headers, body, sent_bytes })
}

async fn body(response: &mut Response, request: &WebRequest<'_>) -> Result<Vec<u8>, FetchFault> {
    let too_large = || FetchFault::TooLarge(request.max_bytes >> 20);
    if response.content_length().is_some_and(|length| length > request.max_bytes) {
        return Err(too_large());
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| fault(&error))? {
        if (body.len() + chunk.len()) as u64 > request.max_bytes {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn fault(error: &reqwest::Error) -> FetchFault {
    let causes = || std::iter::successors(error.source(), |&cause| cause.source());
    if let Some(PrivateName(name)) = causes().find_map(|cause| cause.downcast_ref()) {
        return FetchFault::PrivateAddress(name.clone());
    }
    if error.is_timeout() {
        return FetchFault::Network(format!("no connection within {} s", CONNECT.as_secs()));
    }
    let cause = cause(error);
    if cause.contains(CERTIFICATE_SIGN) { FetchFault::Certificate(cause) } else { FetchFault::Network(cause) }
}

/// Returns the innermost cause, which is the one that says something.
fn cause(error: &reqwest::Error) -> String {
    let innermost = std::iter::successors(error.source(), |&cause| cause.source()).last();
    innermost.map_or_else(|| brief(error), |cause| brief(&cause))
}
