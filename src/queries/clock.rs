//! Whether the clock can be believed when it says what is old.
//!
//! A machine whose clock is wrong once, as before it has asked for the time, must not lose what it keeps by the day.
//! A day is believed where it follows the last one that was, or where the clock has gone on from it for some days.
//! Always holds: a jump of the clock, forward or back, alone removes nothing.

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

/// A clock is believed this many days after a jump: then it is the time that has gone on, as where a machine was off.
const DOUBT_DAYS: i32 = 3;
/// Days between two looks at the clock of a machine that is seldom on.
const MAX_PAUSE_DAYS: i32 = 31;

/// What is remembered of the clock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Clock {
    /// The last day that was believed.
    believed: Option<Date>,
    /// The first and the last of the days since the clock has jumped.
    doubted: Option<(Date, Date)>,
}

/// What a day is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The clock may be wrong.
    Doubted,
    /// It is right; it was wrong on the days from one to the other, if on any.
    Believed(Option<(Date, Date)>),
}

impl Clock {
    /// One that has shown a day and nothing else.
    pub(super) fn after(day: Date) -> Self {
        Self { believed: Some(day), doubted: None }
    }

    /// Looks at the clock.
    pub(super) fn look(&mut self, today: Date) -> Verdict {
        if self.believed.is_some_and(|day| (-1..=1).contains(&days_between(day, today))) {
            self.believed = Some(today);
            return Verdict::Believed(self.doubted.take());
        }
        let goes_on = |last| (0..=MAX_PAUSE_DAYS).contains(&days_between(last, today));
        let first = self.doubted.filter(|&(_, last)| goes_on(last)).map_or(today, |(first, _)| first);
        if days_between(first, today) < DOUBT_DAYS {
            self.doubted = Some((first, today));
            return Verdict::Doubted;
        }
        *self = Self::after(today);
        Verdict::Believed(None)
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(i32::MAX, |span| span.get_days())
}

/// The first of so many days of which `last` is the last.
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
            assert_eq!(clock.look(MONDAY), Verdict::Believed(None));
            assert_eq!(clock.look(day(1)), Verdict::Believed(None));
            assert_eq!(clock.look(day(1 + jump)), Verdict::Doubted, "{jump}");
            assert_eq!(clock.look(day(1 + jump)), Verdict::Doubted, "{jump}");
            let wrong = (day(1 + jump), day(1 + jump));
            assert_eq!(clock.look(day(2)), Verdict::Believed(Some(wrong)), "{jump}");
            assert_eq!(clock, Clock::after(day(2)));
        }
    }

    #[test]
    fn a_clock_that_continues_from_its_jump_is_trusted_after_some_days() {
        let mut clock = Clock::after(MONDAY);
        for number in [400, 401, 402] {
            assert_eq!(clock.look(day(number)), Verdict::Doubted);
        }
        assert_eq!(clock.look(day(403)), Verdict::Believed(None));
        assert_eq!(clock.look(day(404)), Verdict::Believed(None));
        // A machine that is on once a week.
        assert_eq!(clock.look(day(411)), Verdict::Doubted);
        assert_eq!(clock.look(day(418)), Verdict::Believed(None));
    }

    #[test]
    fn a_clock_that_is_wrong_differently_each_time_is_never_trusted() {
        let mut clock = Clock::after(MONDAY);
        for number in [400, -9000, 401, 7000, 450, 30] {
            assert_eq!(clock.look(day(number)), Verdict::Doubted);
        }
        assert!(matches!(clock.look(day(1)), Verdict::Believed(Some(_))));
    }
}
