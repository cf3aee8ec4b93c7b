//! The state shared by all handlers.

use std::sync::Arc;

use crate::{
    config::LiveConfig,
    http::{api::upload::UploadLimits, error::ApiError, middleware::limits::RequestLimits},
    service::Service,
};

/// State shared by all handlers.
#[derive(Debug, Clone)]
pub(crate) struct App {
    pub(crate) service: Service,
    /// The settings, which may change while the server runs.
    pub(crate) live: LiveConfig,
    pub(crate) limits: Arc<RequestLimits>,
    pub(crate) uploads: UploadLimits,
    /// The path below which clients see the pages, without a trailing slash; usually empty.
    pub(crate) base: Arc<str>,
    /// Whether clients reach the pages over HTTPS.
    pub(crate) is_https: bool,
}

impl App {
    pub(crate) fn new(service: Service, live: LiveConfig) -> Self {
        let config = live.get();
        let url = config.public_url.as_deref().unwrap_or_default();
        let host_and_path = url.split_once("://").map_or("", |(_, rest)| rest);
        let base = host_and_path.find('/').map_or("", |slash| &host_and_path[slash..]);
        let limits = Arc::new(RequestLimits::new(&config));
        let uploads = UploadLimits::new((config.max_body_mb as usize) << 20);
        Self { service, live, limits, uploads, base: base.into(), is_https: url.starts_with("https:") }
    }

    pub(crate) fn require_ready(&self) -> Result<(), ApiError> {
        if self.service.is_ready() { Ok(()) } else { Err(ApiError::NotReady) }
    }
}
