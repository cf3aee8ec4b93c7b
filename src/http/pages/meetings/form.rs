//! The form of the list of meetings, and the parameters that it sends.
//!
//! Invariants: parameters of others are ignored, as newsletters append them to links; a page has a bounded
//! number of values.

use crate::{
    document::{DISTRICTS, district_named},
    http::pages::site::filled,
    search::{MAX_FILTER_VALUES, request::QueryPair},
};

/// The parameters of the page, with whether they can be repeated.
const PARAMETERS: [(&str, bool); 7] = [
    ("q", false),
    ("body", true),
    ("district", true),
    ("from", false),
    ("to", false),
    ("announced", false),
    ("page", false),
];
/// The parameters that have a field, of which a repeated one shows its first value.
const FIELDS: [&str; 5] = ["q", "body", "district", "from", "to"];

/// The values of the fields.
pub(crate) struct MeetingsForm {
    pub(crate) q: String,
    pub(crate) body: String,
    pub(crate) districts: Vec<DistrictOption>,
    pub(crate) from: String,
    pub(crate) to: String,
    /// Values without a field, kept when the form is sent.
    pub(crate) kept: Vec<QueryPair>,
}

/// A district that can be chosen.
pub(crate) struct DistrictOption {
    pub(crate) number: &'static str,
    pub(crate) is_chosen: bool,
}

impl MeetingsForm {
    pub(super) fn new(asked: &[QueryPair]) -> Self {
        let value = |wanted: &str| {
            asked.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let district = district_named(&value("district"));
        let is_kept = |(at, (name, _)): &(usize, &QueryPair)| {
            let is_first = asked.iter().position(|(other, _)| other == name) == Some(*at);
            name != "page" && !(is_first && FIELDS.contains(&name.as_str()))
        };
        let option = |number: &'static str| DistrictOption { number, is_chosen: district == Some(number) };
        Self {
            q: value("q"),
            body: value("body"),
            districts: DISTRICTS.map(option).into(),
            from: value("from"),
            to: value("to"),
            kept: asked.iter().enumerate().filter(is_kept).map(|(_, pair)| pair.clone()).collect(),
        }
    }
}

/// Returns the parameters of the page among those of a URL.
pub(super) fn asked(pairs: &[QueryPair]) -> Vec<QueryPair> {
    let mut asked: Vec<QueryPair> = Vec::new();
    for pair in filled(pairs) {
        let Some((_, is_list)) = PARAMETERS.iter().find(|(name, _)| *name == pair.0) else { continue };
        let most = if *is_list { MAX_FILTER_VALUES / 2 } else { 1 };
        if asked.iter().filter(|known| known.0 == pair.0).count() < most {
            asked.push(pair);
        }
    }
    asked
}

/// Returns the parameters that narrow the list.
pub(super) fn filters(asked: &[QueryPair]) -> impl Iterator<Item = &QueryPair> {
    asked.iter().filter(|(name, _)| name != "page")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::params;

    #[test]
    fn values_without_a_field_are_kept() {
        let pairs = params::pairs("q=a&body=x&body=y&announced=true&page=2&fbclid=z&from=").expect("pairs");
        let asked = asked(&pairs);
        assert_eq!(asked.len(), 5);
        let form = MeetingsForm::new(&asked);
        let kept: Vec<String> = form.kept.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!((form.body.as_str(), kept), ("x", vec!["body=y".to_owned(), "announced=true".to_owned()]));
    }
}
