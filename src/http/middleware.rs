//! What stands around the handlers: `every_request` (ids, logging, security headers), `access` and `client`
//! (tokens, CORS, who the client is), `limits`, `caching`, `host`.

pub(crate) mod access;
pub(crate) mod caching;
pub(crate) mod client;
pub(crate) mod every_request;
pub(crate) mod host;
pub(crate) mod limits;
