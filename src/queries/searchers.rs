//! Detects whether a client searches for a query for the first time today.
//!
//! Stores keyed hashes of address and query, under a random key per process and day.
//! Invariants: neither address nor query can be recovered, nothing is written to disk, memory is bounded.

use std::{
    collections::HashSet,
    hash::{BuildHasher, RandomState},
    net::IpAddr,
};

use jiff::civil::Date;

/// The maximum number of client and query pairs remembered: about 2 MB.
///
/// A municipal site sees a few thousand a day; at the limit all are forgotten at once, and count again.
const MAX_PAIRS: usize = 100_000;

/// The queries of one day, by client.
#[derive(Debug, Default)]
pub(super) struct DailySearchers {
    day: Option<Date>,
    key: RandomState,
    seen: HashSet<u64>,
}

impl DailySearchers {
    /// Whether this client has not searched for this query on this day before; records that it now has.
    pub(super) fn is_first(&mut self, day: Date, asker: IpAddr, question: &str) -> bool {
        if self.day != Some(day) || self.seen.len() >= MAX_PAIRS {
            *self = Self { day: Some(day), ..Self::default() };
        }
        self.seen.insert(self.key.hash_one((asker, question)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MONDAY: Date = jiff::civil::date(2026, 3, 2);

    fn address(last: u8) -> IpAddr {
        IpAddr::from([203, 0, 113, last])
    }

    #[test]
    fn a_query_is_new_once_a_day_for_each_client() {
        let mut askers = DailySearchers::default();
        assert!(askers.is_first(MONDAY, address(1), "konwent"));
        assert!(!askers.is_first(MONDAY, address(1), "konwent"));
        assert!(askers.is_first(MONDAY, address(2), "konwent"));
        assert!(askers.is_first(MONDAY, address(1), "park"));
        let tuesday = MONDAY.tomorrow().expect("a day");
        assert!(askers.is_first(tuesday, address(1), "konwent"));
    }

    #[test]
    fn a_flood_of_queries_takes_bounded_memory() {
        let mut askers = DailySearchers::default();
        for number in 0..=2 * MAX_PAIRS {
            askers.is_first(MONDAY, address(1), &number.to_string());
        }
        assert!(askers.seen.len() <= MAX_PAIRS, "{}", askers.seen.len());
    }
}
