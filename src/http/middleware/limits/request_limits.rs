//! The limits shared by all requests, as the state of the service holds them.
//!
//! Applying them is left to `admission`, and for long responses to their handlers.

use super::{
    active_responses::ActiveResponses, concurrency::ConcurrencyLimit, rate::RateLimit,
    response_budget::ResponseBudget,
};
use crate::{config::Config, http::server::descriptors};

/// The limits shared by all requests.
#[derive(Debug)]
pub(crate) struct RequestLimits {
    pub(super) rate: RateLimit,
    pub(super) reading: ConcurrencyLimit,
    /// Separate from `reading`, so that slow uploads keep nobody from searching.
    pub(super) writing: ConcurrencyLimit,
    /// The responses in progress by client, and the maximum number of them for trusted clients, who have no
    /// other limit.
    pub(super) clients: ActiveResponses,
    pub(super) most_of_trusted: usize,
    /// The memory and open files of long responses.
    pub(crate) answers: ResponseBudget,
}

impl RequestLimits {
    pub(crate) fn new(config: &Config) -> Self {
        let room = descriptors::room_for(config.max_connections);
        Self {
            clients: ActiveResponses::default(),
            most_of_trusted: room.connections - room.connections / 4,
            rate: RateLimit::default(),
            reading: ConcurrencyLimit::new(config.max_requests),
            writing: ConcurrencyLimit::new(config.max_requests),
            answers: ResponseBudget::new((config.max_answers_mb as usize) << 20, room.files),
        }
    }
}
