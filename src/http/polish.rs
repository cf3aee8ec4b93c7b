//! Words of the web pages that depend on a value: kinds, dates, counted nouns.

use jiff::civil::Date;

use crate::{
    document::{Kind, MONTHS},
    search::Sort,
};

/// What one document of the kind is called.
pub(super) const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::News => "Aktualność",
        Kind::Ordinance => "Zarządzenie",
        Kind::Resolution => "Uchwała",
        Kind::Notice => "Obwieszczenie",
        Kind::Act => "Inny akt prawny",
        Kind::Page => "Strona",
    }
}

/// What documents of the kind are called.
pub(super) const fn kinds(kind: Kind) -> &'static str {
    match kind {
        Kind::News => "Aktualności",
        Kind::Ordinance => "Zarządzenia",
        Kind::Resolution => "Uchwały",
        Kind::Notice => "Obwieszczenia",
        Kind::Act => "Inne akty prawne",
        Kind::Page => "Strony",
    }
}

/// Every order, with the name it has in an address.
pub(super) const SORTS: [(Sort, &str, &str); 3] = [
    (Sort::Relevance, "relevance", "najtrafniejsze"),
    (Sort::Newest, "newest", "najnowsze"),
    (Sort::Oldest, "oldest", "najstarsze"),
];

/// A date as it is written in a sentence: `27 września 2022`.
pub(super) fn date(date: Date) -> String {
    let month = usize::try_from(date.month()).ok().and_then(|month| MONTHS.get(month - 1)).unwrap_or(&"");
    format!("{} {month} {}", date.day(), date.year())
}

/// A number with its thousands apart and the form of *dokument* that goes with it.
pub(super) fn documents(count: usize) -> String {
    let noun = match (count, count % 10, count % 100) {
        (1, _, _) => "dokument",
        (_, 2..=4, tens) if !(12..=14).contains(&tens) => "dokumenty",
        _ => "dokumentów",
    };
    format!("{} {noun}", grouped(count))
}

/// Digits in threes where there are five or more; the space does not break.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    if digits.len() < 5 {
        return digits;
    }
    let threes = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy);
    threes.collect::<Vec<_>>().join("\u{a0}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_with_the_month_in_the_genitive() {
        assert_eq!(date(jiff::civil::date(2022, 9, 27)), "27 września 2022");
        assert_eq!(date(jiff::civil::date(2017, 2, 1)), "1 lutego 2017");
    }

    #[test]
    fn the_noun_follows_the_number() {
        let cases = [
            (0, "0 dokumentów"),
            (1, "1 dokument"),
            (2, "2 dokumenty"),
            (5, "5 dokumentów"),
            (12, "12 dokumentów"),
            (21, "21 dokumentów"),
            (22, "22 dokumenty"),
            (112, "112 dokumentów"),
            (1004, "1004 dokumenty"),
            (12_345, "12\u{a0}345 dokumentów"),
        ];
        for (count, expected) in cases {
            assert_eq!(documents(count), expected);
        }
    }
}
