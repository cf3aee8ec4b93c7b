//! Sends requests to the nodes and repeats what failed on the way.
//!
//! Invariant: everything sent may be repeated: reads, and writes that carry versions. No reply is longer than its
//! limit, and all repetitions together take no longer than a request may.

use std::{
    error::Error as _,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::{
    Method, StatusCode,
    header::{self, HeaderMap, HeaderValue},
};
use tokio::runtime::Runtime;

use crate::{
    error::{ClusterError, short},
    nodes::Nodes,
    settings::{ClusterSettings, shown},
};

/// The pause before the first repetition; it doubles with each, and half of it is left to chance.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// A request.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) method: Method,
    /// The path with its query, without the slash at the beginning, escaped.
    pub(crate) path: String,
    pub(crate) body: Arc<[u8]>,
    /// Whether the body is lines of JSON rather than one value.
    pub(crate) is_lines: bool,
}

impl Request {
    pub(crate) fn new(method: Method, path: impl Into<String>) -> Self {
        Self { method, path: path.into(), body: Arc::default(), is_lines: false }
    }

    pub(crate) fn with_json(self, body: &impl serde::Serialize) -> Result<Self, ClusterError> {
        let body = serde_json::to_vec(body).map_err(|error| ClusterError::malformed(&error))?;
        Ok(Self { body: body.into(), ..self })
    }
}

/// The connections to the nodes of a cluster.
pub(crate) struct Connection {
    /// Taken only when this is dropped.
    runtime: Option<Runtime>,
    client: reqwest::Client,
    nodes: Nodes,
    settings: ClusterSettings,
}

/// What became of one attempt.
enum Attempt {
    Reply(StatusCode, Vec<u8>),
    /// The node did not answer.
    Silent {
        reason: String,
        may_have_arrived: bool,
    },
    TooLarge,
}

impl Connection {
    pub(crate) fn new(settings: ClusterSettings) -> Result<Self, ClusterError> {
        settings.check()?;
        // It is set already if another client came before.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.map_err(|error| unusable(&format!("cannot start the client: {error}")))?;
        let client = client(&settings)?;
        let nodes = Nodes::new(settings.urls.clone());
        Ok(Self { runtime: Some(runtime), client, nodes, settings })
    }

    /// Sends a request until a node gives a successful reply that `read` accepts, and returns what it made of it.
    pub(crate) fn send<T>(
        &self,
        request: &Request,
        limit: Duration,
        read: impl Fn(&[u8]) -> Result<T, ClusterError>,
    ) -> Result<T, ClusterError> {
        let Some(runtime) = &self.runtime else { return Err(unusable("the client has ended")) };
        let deadline = Instant::now() + limit;
        let (mut attempt, mut answered, mut may_have_arrived) = (0, None, false);
        loop {
            let error = match runtime.block_on(self.try_next(deadline, request)).and_then(|body| read(&body))
            {
                Ok(read) => return Ok(read),
                Err(error) => error,
            };
            may_have_arrived |= !error.is_certain();
            let pause = pause(attempt);
            if !error.is_repeatable()
                || attempt >= self.settings.retries
                || Instant::now() + pause >= deadline
            {
                // What a node said tells more than that another one is silent.
                return Err(match error {
                    ClusterError::Unreachable { reason, .. } => {
                        answered.unwrap_or(ClusterError::Unreachable { reason, may_have_arrived })
                    }
                    error => error,
                });
            }
            answered = if error.is_silence() { answered } else { Some(error) };
            thread::sleep(pause);
            attempt += 1;
        }
    }

    /// Asks the next node, once.
    async fn try_next(&self, deadline: Instant, request: &Request) -> Result<Vec<u8>, ClusterError> {
        let started = Instant::now();
        let node = self.nodes.next(started);
        match self.attempt_before(deadline, node, request).await {
            Attempt::Silent { reason, may_have_arrived } => {
                self.nodes.failed(node, Instant::now(), started.elapsed());
                Err(ClusterError::Unreachable { reason, may_have_arrived })
            }
            Attempt::TooLarge => {
                self.nodes.answered(node);
                let limit = self.settings.max_reply_bytes;
                Err(ClusterError::TooLarge { what: "the reply of the cluster", limit })
            }
            Attempt::Reply(status, body) => {
                self.nodes.answered(node);
                if status.is_success() {
                    Ok(body)
                } else {
                    Err(ClusterError::of_reply(status.as_u16(), &body))
                }
            }
        }
    }

    /// Makes one attempt. It takes at most half of the time left if there are other nodes: one that hangs must leave
    /// them some.
    async fn attempt_before(&self, deadline: Instant, node: usize, request: &Request) -> Attempt {
        let left = deadline.saturating_duration_since(Instant::now());
        let limit = if self.settings.urls.len() > 1 { left / 2 } else { left };
        let outcome = tokio::time::timeout(limit, self.attempt(node, request)).await;
        outcome.unwrap_or_else(|_| {
            let node = shown(self.nodes.url(node));
            let reason = format!("`{node}`: no answer within {} ms", limit.as_millis());
            Attempt::Silent { reason, may_have_arrived: true }
        })
    }

    async fn attempt(&self, node: usize, request: &Request) -> Attempt {
        let base = self.nodes.url(node);
        let silent = |error: &reqwest::Error| Attempt::Silent {
            reason: format!("`{}`: {}", shown(base), short(&cause(error))),
            may_have_arrived: !error.is_connect(),
        };
        let url = format!("{}/{}", base.as_str().trim_end_matches('/'), request.path);
        let kind = if request.is_lines { "application/x-ndjson" } else { "application/json" };
        let sent = self.client.request(request.method.clone(), url).header(header::CONTENT_TYPE, kind);
        let reply = match sent.body(request.body.to_vec()).send().await {
            Ok(reply) => reply,
            Err(error) => return silent(&error),
        };
        let (status, mut reply, mut body) = (reply.status(), reply, Vec::new());
        loop {
            match reply.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() > self.settings.max_reply_bytes => {
                    return Attempt::TooLarge;
                }
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => return Attempt::Reply(status, body),
                Err(error) => return silent(&error),
            }
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // This may be dropped on a thread that must not block.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn client(settings: &ClusterSettings) -> Result<reqwest::Client, ClusterError> {
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .referer(false)
        .connect_timeout(settings.connect_timeout)
        .default_headers(headers(settings)?);
    if let Some(pem) = &settings.ca_pem {
        let certificates = reqwest::Certificate::from_pem_bundle(pem)
            .map_err(|error| unusable(&format!("the certificates cannot be read: {}", cause(&error))))?;
        if certificates.is_empty() {
            return Err(unusable("the file of certificates has none"));
        }
        builder = builder.tls_certs_only(certificates);
    } else if settings.urls.iter().all(|url| url.scheme() == "http") {
        // A system without certificates is no obstacle then.
        builder = builder.tls_certs_only([]);
    }
    builder.build().map_err(|error| unusable(&format!("cannot start the client: {}", cause(&error))))
}

fn headers(settings: &ClusterSettings) -> Result<HeaderMap, ClusterError> {
    let mut headers = HeaderMap::new();
    if let Some(credentials) = &settings.credentials {
        let pair = STANDARD.encode(format!("{}:{}", credentials.user, credentials.password));
        let value = HeaderValue::from_str(&format!("Basic {pair}"));
        let mut value = value.map_err(|_| unusable("the user cannot be sent"))?;
        value.set_sensitive(true);
        headers.insert(header::AUTHORIZATION, value);
    }
    Ok(headers)
}

fn pause(attempt: u32) -> Duration {
    let whole = FIRST_PAUSE.saturating_mul(1 << attempt.min(10)).min(LONGEST_PAUSE);
    whole.mul_f32(0.5 + fastrand::f32() / 2.0)
}

fn unusable(what: &str) -> ClusterError {
    ClusterError::Settings(what.to_owned())
}

/// Returns the innermost cause of an error; the outer ones name the address.
fn cause(error: &reqwest::Error) -> String {
    let (mut text, mut inner) = (error.to_string(), error.source());
    while let Some(cause) = inner {
        text = cause.to_string();
        inner = cause.source();
    }
    text
}
