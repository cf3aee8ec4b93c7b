//! Which failures are worth another try, and when.
//!
//! Invariant: every wait is bounded; a server that asks for more is left alone until then.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp, fmt::rfc2822};

use super::fetch_fault::FetchFault;

/// The number of tries after the first one.
pub(super) const RETRIES: u32 = 2;
/// The wait before the first of them; each further one is twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// The longest wait that a server may ask for within a run.
const MAX_WAIT: Duration = Duration::from_mins(1);
/// The longest time for which a source is left alone because a server asks for it.
const MAX_LATER: Duration = Duration::from_hours(24);

/// Returns whether another try may succeed.
pub(super) fn is_passing(fault: &FetchFault) -> bool {
    matches!(
        fault,
        FetchFault::Status(408 | 425 | 429 | 500 | 502..=504)
            | FetchFault::Network(_)
            | FetchFault::Timeout(_)
    )
}

/// Returns how long to wait before another try, or the fault that says to come back later.
pub(super) fn wait(try_number: u32, retry_after: Option<Duration>) -> Result<Duration, FetchFault> {
    match retry_after {
        Some(asked) if asked > MAX_WAIT => Err(FetchFault::Later(asked.min(MAX_LATER))),
        Some(asked) => Ok(asked),
        None => Ok(FIRST_WAIT.mul_f64(f64::from(1 << try_number.min(6)) * (0.5 + fastrand::f64()))),
    }
}

/// Parses `Retry-After`: a number of seconds or a date.
pub(super) fn retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let at = rfc2822::parse(value).ok()?.timestamp();
    Some(Duration::try_from(at.duration_since(now).max(SignedDuration::ZERO)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_a_number_of_seconds_or_a_date() {
        let now: Timestamp = "2026-01-05T10:00:00Z".parse().expect("a time");
        let seconds = |value: &str| retry_after(value, now).map(|wait| wait.as_secs());
        assert_eq!(seconds(" 7 "), Some(7));
        assert_eq!(seconds("Mon, 05 Jan 2026 10:02:00 GMT"), Some(120));
        assert_eq!(seconds("Mon, 05 Jan 2026 09:00:00 GMT"), Some(0));
        assert_eq!(seconds("soon"), None);
        assert_eq!(seconds("-1"), None);
    }

    #[test]
    fn waits_grow_and_a_long_one_is_left_for_another_run() {
        assert!((0..100).all(|_| {
            let wait = |number| wait(number, None).expect("short").as_millis();
            (250..=750).contains(&wait(0)) && (500..=1500).contains(&wait(1))
        }));
        assert_eq!(wait(0, Some(Duration::ZERO)), Ok(Duration::ZERO));
        assert_eq!(wait(0, Some(Duration::from_mins(10))), Err(FetchFault::Later(Duration::from_mins(10))));
        assert_eq!(wait(0, Some(Duration::MAX)), Err(FetchFault::Later(MAX_LATER)));
    }
}
