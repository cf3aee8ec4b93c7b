//! Whether somebody asks a question for the first time today.
//!
//! Remembers keyed hashes of address and question, under a key drawn at random for the process and the day.
//! Always holds: neither address nor question can be read back, nothing reaches a disk, memory is bounded.

use std::{
    collections::HashSet,
    hash::{BuildHasher, RandomState},
    net::IpAddr,
};

use jiff::civil::Date;

/// Pairs of asker and question remembered at a time: some 2 MB. A town's site sees a few thousand a day;
/// past the limit the oldest are forgotten all at once, and count again.
const MAX_PAIRS: usize = 100_000;

/// The questions of one day by who asked them.
#[derive(Debug, Default)]
pub(super) struct Askers {
    day: Option<Date>,
    key: RandomState,
    seen: HashSet<u64>,
}

impl Askers {
    /// Whether this asker has not asked this question on this day before; remembers that it has now.
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
    fn a_query_is_new_once_a_day_per_client() {
        let mut askers = Askers::default();
        assert!(askers.is_first(MONDAY, address(1), "konwent"));
        assert!(!askers.is_first(MONDAY, address(1), "konwent"));
        assert!(askers.is_first(MONDAY, address(2), "konwent"));
        assert!(askers.is_first(MONDAY, address(1), "park"));
        let tuesday = MONDAY.tomorrow().expect("a day");
        assert!(askers.is_first(tuesday, address(1), "konwent"));
    }

    #[test]
    fn a_flood_of_queries_uses_bounded_memory() {
        let mut askers = Askers::default();
        for number in 0..=2 * MAX_PAIRS {
            askers.is_first(MONDAY, address(1), &number.to_string());
        }
        assert!(askers.seen.len() <= MAX_PAIRS, "{}", askers.seen.len());
    }
}
