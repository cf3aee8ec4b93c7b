//! Reads the system clock, and decides whether it can be trusted to expire data.
//!
//! A machine whose clock is wrong once, for example before its first time synchronization, must not lose data
//! that is kept by the day. A day is trusted if it follows the last trusted one, or if the clock has advanced
//! steadily from it for several days.
//! Invariant: a jump of the clock, forward or back, never removes anything by itself.

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

/// A clock is trusted this many days after a jump: by then time has really passed, for example because a
/// machine was off.
const DOUBT_DAYS: i32 = 3;
/// The maximum number of days between two readings of the clock, for a machine that is rarely on.
const MAX_PAUSE_DAYS: i32 = 31;

/// The remembered state of the clock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Clock {
    /// The last trusted day.
    believed: Option<Date>,
    /// The first and the last day since the clock jumped.
    doubted: Option<(Date, Date)>,
}

/// Whether a day can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ClockVerdict {
    /// The clock may be wrong.
    Doubted,
    /// The clock is right; it was wrong on the days in this range, if any.
    Believed(Option<(Date, Date)>),
}

impl Clock {
    /// Creates a clock that has shown only this day.
    pub(super) fn after(day: Date) -> Self {
        Self { believed: Some(day), doubted: None }
    }

    /// Evaluates the day that the clock shows now.
    pub(super) fn look(&mut self, today: Date) -> ClockVerdict {
        if self.believed.is_some_and(|day| (-1..=1).contains(&days_between(day, today))) {
            self.believed = Some(today);
            return ClockVerdict::Believed(self.doubted.take());
        }
        let goes_on = |last| (0..=MAX_PAUSE_DAYS).contains(&days_between(last, today));
        let first = self.doubted.filter(|&(_, last)| goes_on(last)).map_or(today, |(first, _)| first);
        if days_between(first, today) < DOUBT_DAYS {
            self.doubted = Some((first, today));
            return ClockVerdict::Doubted;
        }
        *self = Self::after(today);
        ClockVerdict::Believed(None)
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(i32::MAX, |span| span.get_days())
}

/// Returns the first of `days` days of which `last` is the last.
pub(super) fn first_day(last: Date, days: u32) -> Date {
    last.checked_sub(i64::from(days.max(1) - 1).days()).unwrap_or(Date::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MONDAY: Date = jiff::civil::date(2026, 3, 2);

    fn day(number: i64) -> Date {
        MONDAY.checked_add(number.days()).expect("a day")
    }

    #[test]
    fn consecutive_days_are_trusted_and_a_jump_is_not() {
        for jump in [-20_000, -40, -2, 2, 100, 20_000] {
            let mut clock = Clock::after(MONDAY);
            assert_eq!(clock.look(MONDAY), ClockVerdict::Believed(None));
            assert_eq!(clock.look(day(1)), ClockVerdict::Believed(None));
            assert_eq!(clock.look(day(1 + jump)), ClockVerdict::Doubted, "{jump}");
            assert_eq!(clock.look(day(1 + jump)), ClockVerdict::Doubted, "{jump}");
            let wrong = (day(1 + jump), day(1 + jump));
            assert_eq!(clock.look(day(2)), ClockVerdict::Believed(Some(wrong)), "{jump}");
            assert_eq!(clock, Clock::after(day(2)));
        }
    }

    #[test]
    fn a_clock_that_keeps_advancing_after_a_jump_is_trusted_after_some_days() {
        let mut clock = Clock::after(MONDAY);
        for number in [400, 401, 402] {
            assert_eq!(clock.look(day(number)), ClockVerdict::Doubted);
        }
        assert_eq!(clock.look(day(403)), ClockVerdict::Believed(None));
        assert_eq!(clock.look(day(404)), ClockVerdict::Believed(None));
        // A machine that is on once a week.
        assert_eq!(clock.look(day(411)), ClockVerdict::Doubted);
        assert_eq!(clock.look(day(418)), ClockVerdict::Believed(None));
    }

    #[test]
    fn a_clock_that_jumps_every_time_is_never_trusted() {
        let mut clock = Clock::after(MONDAY);
        for number in [400, -9000, 401, 7000, 450, 30] {
            assert_eq!(clock.look(day(number)), ClockVerdict::Doubted);
        }
        assert!(matches!(clock.look(day(1)), ClockVerdict::Believed(Some(_))));
    }
}
