//! What the feeds have in common: ids and times as Atom (RFC 4287) wants them.
//!
//! Invariant: an id stays the same as long as the address of the service does.

use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use crate::document::warsaw;

/// The media type of a feed.
pub(crate) const MEDIA_TYPE: &str = "application/atom+xml";
/// The attributes of a feed: its namespace and its language.
pub(crate) const ATOM: [(&str, &str); 2] = [("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", "pl")];
/// The `updated` time of a document without a known date, as every entry must have one: before all others.
const NO_DAY: &str = "1970-01-01T00:00:00Z";

/// Returns an id derived from a URL that stays valid when the URL no longer is: a version 5 UUID (RFC 9562).
pub(super) fn id_of(address: &str) -> String {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, address.as_bytes()).urn().to_string()
}

/// Returns the beginning of a day in Warsaw.
pub(super) fn beginning_of(day: Date) -> Option<Timestamp> {
    // RFC 3339 has no years before 0, and the city has no acts from before its charter.
    let start = (day.year() >= 1000).then(|| day.to_zoned(warsaw()).ok()).flatten();
    start.map(|start| start.timestamp())
}

/// Formats a time in the Warsaw time zone according to RFC 3339.
pub(super) fn moment(moment: Option<Timestamp>) -> String {
    let here = moment.map(|moment| moment.to_zoned(warsaw()));
    here.map_or_else(|| NO_DAY.to_owned(), |here| here.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_warsaw() {
        let moment = |year, month, day| moment(beginning_of(jiff::civil::date(year, month, day)));
        assert_eq!(moment(2022, 9, 27), "2022-09-27T00:00:00+02:00");
        assert_eq!(moment(2017, 2, 13), "2017-02-13T00:00:00+01:00");
        assert_eq!(moment(-5, 1, 1), NO_DAY);
        assert_eq!(super::moment(None), NO_DAY);
    }
}
