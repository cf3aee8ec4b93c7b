//! The filters of the search page: the available values with document counts, the chosen values, and the sort
//! order.
//!
//! Counting is left to `search`. Invariant: a chosen value is always shown, even if no document has it.

use crate::{
    document::{ActStatus, DISTRICTS, Kind, district_named},
    http::{links, locale::Locale},
    search::{
        Facet, FacetCount, SearchResponse, Sort,
        request::{QueryPair, SearchParameter, values::day},
    },
};

/// Number of values of a facet shown at first; the others are one click away.
const OPEN_VALUES: usize = 6;
/// Parameters that a form passes on although it has no field for them.
const HANDED_ON: [&str; 4] = ["exact", "mode", "per_page", "sort"];

/// The filters and the chosen values.
pub(crate) struct Filters {
    pub(crate) groups: Vec<FilterGroup>,
    pub(crate) from: String,
    pub(crate) to: String,
    /// The day on which acts have the status that is shown.
    pub(crate) as_of: String,
    pub(crate) chosen: Vec<ActiveFilter>,
    /// The URL of the same search without any filter.
    pub(crate) cleared: String,
    pub(crate) sorts: Vec<SortLink>,
    /// Whether the filters are expanded on a phone, too, because there is something to fix.
    pub(crate) are_open: bool,
    /// Parameters without a form field, kept when the form is sent.
    pub(crate) kept: Vec<QueryPair>,
}

/// The values of one facet.
pub(crate) struct FilterGroup {
    pub(crate) parameter: &'static str,
    pub(crate) label: String,
    /// The language of its values, if it differs from that of the page.
    pub(crate) language: Option<&'static str>,
    pub(crate) values: Vec<FilterValue>,
    /// The values that are collapsed at first.
    pub(crate) further: Vec<FilterValue>,
}

/// A value that can be chosen.
pub(crate) struct FilterValue {
    pub(crate) value: String,
    pub(crate) label: String,
    /// The number of documents with this value, if it was counted.
    pub(crate) count: Option<String>,
    pub(crate) is_chosen: bool,
}

/// An active filter.
pub(crate) struct ActiveFilter {
    pub(crate) label: String,
    /// The URL of the same search without this filter.
    pub(crate) without: String,
}

/// A link to the same search in another order.
pub(crate) struct SortLink {
    pub(crate) label: String,
    pub(crate) href: String,
    pub(crate) is_current: bool,
}

impl Filters {
    /// Builds the filters for these parameters.
    pub(crate) fn new(
        base: &str,
        locale: Locale,
        pairs: &[QueryPair],
        response: Option<&SearchResponse>,
    ) -> Self {
        let first = |wanted: &str| {
            pairs.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let groups = Facet::ALL.into_iter().filter_map(|facet| {
            let counts = response.and_then(|response| response.facets.get(&facet)).map(Vec::as_slice);
            let total = response.map_or(0, |response| response.total);
            let group = FilterGroup::new(locale, facet, counts.unwrap_or_default(), pairs)?;
            (!group.is_idle(locale, total)).then_some(group)
        });
        let is_narrowing = |(name, _): &&QueryPair| is_filter(name);
        Self {
            groups: groups.collect(),
            from: typed_day(first("from")),
            to: typed_day(first("to")),
            as_of: typed_day(first("as_of")),
            chosen: pairs
                .iter()
                .filter(is_narrowing)
                .map(|pair| ActiveFilter::new(base, locale, pair, pairs))
                .collect(),
            cleared: links::search(base, pairs.iter().filter(|(name, _)| !is_filter(name) && name != "page")),
            sorts: sorts(base, locale, pairs),
            are_open: response.is_none(),
            kept: pairs.iter().filter(|(name, _)| HANDED_ON.contains(&name.as_str())).cloned().collect(),
        }
    }
}

/// Writes the values of filters as the facets do, each once: people write districts in many ways.
pub(crate) fn canonical(pairs: Vec<QueryPair>) -> Vec<QueryPair> {
    let mut canonical: Vec<QueryPair> = Vec::new();
    for (name, value) in pairs {
        let district = if name == "district" { district_named(&value) } else { None };
        let pair = (name, district.map_or(value, str::to_owned));
        if district.is_none() || !canonical.contains(&pair) {
            canonical.push(pair);
        }
    }
    canonical
}

/// Formats a day for a date field.
fn typed_day(value: String) -> String {
    day(&value).map_or(value, |day| day.to_string())
}

fn is_filter(name: &str) -> bool {
    SearchParameter::named(name).is_some_and(SearchParameter::is_filter)
}

impl FilterGroup {
    /// Returns the group, or `None` if it has no values.
    fn new(locale: Locale, facet: Facet, counts: &[FacetCount], pairs: &[QueryPair]) -> Option<Self> {
        let parameter = SearchParameter::of_facet(facet)?.name;
        let is_chosen = |value: &str| pairs.iter().any(|(n, v)| n == parameter && v == value);
        let counted = counts.iter().map(|counted| FilterValue {
            label: label(locale, parameter, &counted.value),
            count: Some(locale.number(usize::try_from(counted.count).unwrap_or(usize::MAX))),
            is_chosen: is_chosen(&counted.value),
            value: counted.value.clone(),
        });
        let mut values: Vec<FilterValue> = counted.collect();
        for (_, value) in pairs.iter().filter(|(name, _)| name == parameter) {
            if !values.iter().any(|known| known.value == *value) {
                let label = label(locale, parameter, value);
                values.push(FilterValue { value: value.clone(), label, count: None, is_chosen: true });
            }
        }
        match facet {
            Facet::Year => values.sort_by(|one, other| other.value.cmp(&one.value)),
            Facet::District => {
                values.sort_by_key(|value| DISTRICTS.iter().position(|name| *name == value.value));
            }
            _ => {}
        }
        // Chosen values are not collapsed.
        let (open, mut further): (Vec<_>, Vec<_>) =
            values.into_iter().enumerate().partition(|(at, value)| *at < OPEN_VALUES || value.is_chosen);
        let plain = |values: Vec<(usize, FilterValue)>| values.into_iter().map(|(_, value)| value);
        let mut values: Vec<FilterValue> = plain(open).collect();
        // One more line takes no more room than the label that expands it.
        if further.len() == 1 {
            values.extend(plain(std::mem::take(&mut further)));
        }
        let further = plain(further).collect();
        // Values that come from the acts are not translated.
        let is_polish = facet == Facet::Organ && locale != Locale::Polish;
        let language = is_polish.then(|| Locale::Polish.tag());
        (!values.is_empty()).then(|| Self {
            parameter,
            label: locale.message(&format!("facet-{}", facet.as_str())),
            language,
            values,
            further,
        })
    }
}

impl FilterGroup {
    /// Returns whether its only value is that of all documents, so that choosing it has no effect.
    fn is_idle(&self, locale: Locale, total: usize) -> bool {
        let [value] = self.values.as_slice() else { return false };
        self.further.is_empty() && !value.is_chosen && value.count == Some(locale.number(total))
    }
}

impl ActiveFilter {
    fn new(base: &str, locale: Locale, pair: &QueryPair, pairs: &[QueryPair]) -> Self {
        let (name, value) = pair;
        let others = pairs.iter().filter(|other| *other != pair && other.0 != "page");
        let written = || day(value).map_or_else(|| value.clone(), |date| locale.date(date));
        let label = match name.as_str() {
            "from" => format!("{} {}", locale.message("from"), written()),
            "to" => format!("{} {}", locale.message("to"), written()),
            "as_of" => locale.message_with("as-of-day", "day", written()),
            _ => label(locale, name, value),
        };
        Self { label, without: links::search(base, others) }
    }
}

/// Returns the label of a value.
fn label(locale: Locale, parameter: &str, value: &str) -> String {
    match parameter {
        "kind" => value.parse().map_or_else(|_| value.to_owned(), |kind| kinds(locale, kind)),
        "district" => locale.message_with("district", "number", value),
        "status" => value.parse().map_or_else(|_| value.to_owned(), |known| status(locale, known)),
        "lang" if ["pl", "en", "uk"].contains(&value) => locale.message(&format!("language-{value}")),
        _ => value.to_owned(),
    }
}

/// Returns the plural name of a kind of document.
pub(crate) fn kinds(locale: Locale, kind: Kind) -> String {
    locale.message(&format!("kinds-{}", kind.as_str()))
}

/// Returns the name of a status of acts.
pub(crate) fn status(locale: Locale, status: ActStatus) -> String {
    locale.message(&format!("status-{}", status.as_str()))
}

/// Returns the class of the label of a status in the style sheet.
pub(crate) const fn status_class(status: ActStatus) -> &'static str {
    match status {
        ActStatus::InForce => "status holds",
        ActStatus::Amended => "status changed",
        ActStatus::Repealed => "status ended",
    }
}

/// Returns the singular name of a kind of document.
pub(crate) fn kind(locale: Locale, kind: Kind) -> String {
    locale.message(&format!("kind-{}", kind.as_str()))
}

fn sorts(base: &str, locale: Locale, pairs: &[QueryPair]) -> Vec<SortLink> {
    let value = |name: &str| pairs.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
    let current: Sort = value("sort").and_then(|sort| sort.parse().ok()).unwrap_or_default();
    let link = |sort: Sort| {
        let name = sort.as_str();
        let order = ("sort".to_owned(), name.to_owned());
        let others = pairs.iter().filter(|(name, _)| name != "sort" && name != "page");
        let href = links::search(base, others.chain((sort != Sort::default()).then_some(&order)));
        SortLink { label: locale.message(&format!("sort-{name}")), href, is_current: sort == current }
    };
    Sort::ALL.map(link).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(given: &[(&str, &str)]) -> Vec<QueryPair> {
        given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn each_filter_can_be_removed_alone_or_with_all_others() {
        let pairs = pairs(&[
            ("q", "rada"),
            ("kind", "news"),
            ("district", "IV"),
            ("from", "2017-02-13"),
            ("page", "2"),
        ]);
        let filters = Filters::new("/x", Locale::Polish, &pairs, None);
        let labels: Vec<&str> = filters.chosen.iter().map(|chosen| chosen.label.as_str()).collect();
        assert_eq!(labels, ["Aktualności", "Dzielnica IV", "Od dnia 13 lutego 2017"]);
        assert_eq!(filters.chosen[0].without, "/x/search?q=rada&district=IV&from=2017-02-13");
        assert_eq!(filters.cleared, "/x/search?q=rada");
        assert_eq!(filters.sorts[0].href, "/x/search?q=rada&kind=news&district=IV&from=2017-02-13");
        assert!(filters.sorts[0].is_current);
    }

    #[test]
    fn a_district_is_chosen_however_it_is_written() {
        let written = [("q", "rada"), ("district", "8"), ("district", "Dębniki"), ("district", "Atlantyda")];
        let canonical = canonical(pairs(&written));
        assert_eq!(canonical, pairs(&[("q", "rada"), ("district", "VIII"), ("district", "Atlantyda")]));
    }

    #[test]
    fn a_chosen_value_without_documents_is_still_shown() {
        let counts: Vec<FacetCount> =
            (2000..2010).map(|year: u32| FacetCount { value: year.to_string(), count: 1 }).collect();
        let pairs = pairs(&[("year", "1999"), ("year", "2001")]);
        let group = FilterGroup::new(Locale::English, Facet::Year, &counts, &pairs).expect("a group");
        let open: Vec<&str> = group.values.iter().map(|value| value.value.as_str()).collect();
        assert_eq!(open, ["2009", "2008", "2007", "2006", "2005", "2004", "2001", "1999"]);
        assert_eq!(group.further.len(), 3);
        assert!(FilterGroup::new(Locale::English, Facet::Year, &[], &[]).is_none());
    }
}
