//! The checks that requests have in common.
//!
//! Invariant: an error shows the bad value and says what would be valid.

use jiff::civil::Date;

use super::{MAX_DEPTH, MAX_FILTER_VALUES, MAX_PER_PAGE, MAX_QUERY_BYTES};
use crate::error::{Error, Result};

/// Checks the length of a query and the number of values of filters.
pub(super) fn check_length(text: &str, filter_values: usize) -> Result<()> {
    if text.len() > MAX_QUERY_BYTES {
        return refuse(format!("`q` is {} bytes long: use at most {MAX_QUERY_BYTES}", text.len()));
    }
    match filter_values {
        0..=MAX_FILTER_VALUES => Ok(()),
        count => refuse(format!("{count} values of filters: use at most {MAX_FILTER_VALUES}")),
    }
}

/// Checks that a page exists.
pub(super) fn check_paging(page: usize, per_page: usize) -> Result<()> {
    if page == 0 {
        return refuse("bad `page` `0`: pages are numbered from 1".to_owned());
    }
    if per_page == 0 || per_page > MAX_PER_PAGE {
        return refuse(format!("bad `per_page` `{per_page}`: use 1 to {MAX_PER_PAGE}"));
    }
    if page.saturating_mul(per_page) > MAX_DEPTH {
        let last = MAX_DEPTH / per_page;
        return refuse(format!(
            "bad `page` `{page}`: with `per_page` {per_page} the last page is {last}; narrow the search instead"
        ));
    }
    Ok(())
}

/// Checks that the first day is not after the last.
pub(super) fn check_days(from: Option<Date>, to: Option<Date>) -> Result<()> {
    match (from, to) {
        (Some(from), Some(to)) if from > to => {
            refuse(format!("`from` `{from}` is after `to` `{to}`: swap them"))
        }
        _ => Ok(()),
    }
}

fn refuse<T>(message: String) -> Result<T> {
    Err(Error::Invalid(message))
}
