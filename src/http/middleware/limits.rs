//! Limits on how much of the service one client, and all clients together, may use.
//!
//! `request_limits` holds them. `admission` admits a request or refuses it: `rate` limits the requests of a
//! client over time, `concurrency` those running and waiting, `active_responses` the responses of a client in
//! progress. `response_budget` limits the memory and files of all responses, `body` the body of a request.
//! Connections are left to `server`. Invariants: the response to a refused client says when to retry; the
//! memory used for clients is bounded.

mod active_responses;
mod admission;
mod body;
mod concurrency;
mod rate;
mod request_limits;
mod response_budget;

pub(crate) use active_responses::{ActiveResponse, ActiveResponses};
pub(crate) use admission::admit;
pub(crate) use body::{BodyLimit, MAX_READING_BODY_BYTES, limit_body};
pub(crate) use request_limits::RequestLimits;
pub(crate) use response_budget::ResponsePermit;
