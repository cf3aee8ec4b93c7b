//! The rate limit of each client.
//!
//! Invariant: at most [`MAX_CLIENTS`] clients are stored.

use std::{
    net::IpAddr,
    num::NonZeroU32,
    sync::{PoisonError, RwLock},
    time::Duration,
};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::NoOpMiddleware,
    state::keyed::HashMapStateStore,
};

use crate::config::Config;

type Limiter = RateLimiter<
    IpAddr,
    HashMapStateStore<IpAddr>,
    DefaultClock,
    NoOpMiddleware<<DefaultClock as Clock>::Instant>,
>;

/// Maximum number of clients stored at a time; each takes some forty bytes.
const MAX_CLIENTS: usize = 100_000;

/// The request rates of clients; clients that have been quiet long enough are forgotten.
#[derive(Debug, Default)]
pub(crate) struct RateLimit {
    current: RwLock<Option<Counting>>,
}

/// The rates under one pair of settings.
#[derive(Debug)]
struct Counting {
    per_second: u64,
    burst: u64,
    limiter: Limiter,
}

impl Counting {
    /// Returns `None` if there is no limit.
    fn new(config: &Config) -> Option<Self> {
        let (per_second, burst) = (config.rate_per_second, config.rate_burst);
        let number = |number: u64| NonZeroU32::new(u32::try_from(number).unwrap_or(u32::MAX));
        let quota = Quota::per_second(number(per_second)?).allow_burst(number(burst)?);
        Some(Self { per_second, burst, limiter: RateLimiter::hashmap(quota) })
    }

    fn is_for(&self, config: &Config) -> bool {
        (self.per_second, self.burst) == (config.rate_per_second, config.rate_burst)
    }
}

impl RateLimit {
    /// Counts one request of this client.
    ///
    /// # Errors
    /// Returns the time to wait if the client has exceeded its rate.
    pub(crate) fn check(&self, config: &Config, client: IpAddr) -> Result<(), Duration> {
        if config.rate_per_second == 0 {
            return Ok(());
        }
        self.prepare(config);
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        let Some(counting) = current.as_ref() else { return Ok(()) };
        let checked = counting.limiter.check_key(&client);
        checked.map_err(|refusal| refusal.wait_time_from(DefaultClock::default().now()))
    }

    /// Ensures that requests are counted under these settings and that there is room for one more client.
    fn prepare(&self, config: &Config) {
        let has_room = |counting: &Counting| counting.limiter.len() < MAX_CLIENTS;
        let is_ready = |counting: &Counting| counting.is_for(config) && has_room(counting);
        if self.current.read().unwrap_or_else(PoisonError::into_inner).as_ref().is_some_and(is_ready) {
            return;
        }
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(counting) = current.as_ref().filter(|counting| counting.is_for(config)) {
            counting.limiter.retain_recent();
            if has_room(counting) {
                return;
            }
        }
        // Too many clients at once to store them all: start again for everyone.
        *current = Counting::new(config);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;

    fn config(per_second: u64, burst: u64) -> Config {
        let settings =
            Settings { rate_per_second: Some(per_second), rate_burst: Some(burst), ..Settings::default() };
        Config::resolve(settings).expect("valid")
    }

    fn client(number: u32) -> IpAddr {
        IpAddr::from(number.to_be_bytes())
    }

    #[test]
    fn a_client_over_its_rate_must_wait_and_others_need_not() {
        let (rate, config) = (RateLimit::default(), config(1, 3));
        for _ in 0..3 {
            rate.check(&config, client(1)).expect("within the burst");
        }
        let wait = rate.check(&config, client(1)).expect_err("too many");
        assert!(wait > Duration::ZERO && wait <= Duration::from_secs(1), "{wait:?}");
        rate.check(&config, client(2)).expect("another client");
    }

    #[test]
    fn changed_settings_apply_from_the_next_request() {
        let rate = RateLimit::default();
        rate.check(&config(1, 1), client(1)).expect("the first");
        rate.check(&config(1, 1), client(1)).expect_err("the second");
        rate.check(&config(1, 2), client(1)).expect("a larger burst");
        (0..100).for_each(|_| rate.check(&config(0, 1), client(1)).expect("no limit"));
    }

    #[test]
    fn the_number_of_stored_clients_is_bounded() {
        let (rate, config) = (RateLimit::default(), config(1, 1));
        for number in 0..=MAX_CLIENTS as u32 {
            rate.check(&config, client(number)).expect("the first of each");
        }
        let current = rate.current.read().expect("not poisoned");
        let remembered = current.as_ref().expect("counting").limiter.len();
        assert!((1..MAX_CLIENTS).contains(&remembered), "{remembered}");
    }
}
