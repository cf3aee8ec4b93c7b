//! Finds the words of a query that may be corrected at all.
//!
//! Invariant: none has a digit or is in capitals, in quotation marks, excluded, in a field, or part of a
//! number, a date or an address.

use std::ops::Range;

use crate::{
    analysis::{self, Analyzer, Bond, is_roman, normalized},
    document::Language,
    search::query::word_runs,
};

/// The minimum number of letters of a word that is corrected: two letters are too many words.
const MIN_LETTERS: usize = 3;
/// The maximum number of words of a query that are looked at, as many as a plan has.
const MAX_WORDS: usize = 64;

/// A word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TypedWord {
    /// The byte range in the query.
    pub(super) range: Range<usize>,
    /// The normalized form.
    pub(super) form: String,
    /// Whether it may be corrected; the others only are its companions.
    pub(super) is_correctable: bool,
}

/// Returns the words of a query that stand outside of quotation marks and fields, in order.
pub(super) fn typed_words(analyzer: &mut Analyzer, text: &str) -> Vec<TypedWord> {
    let mut found = Vec::new();
    for run in word_runs(text) {
        let (start, run) = (run.start, &text[run]);
        let compounds = analyzer.compounds_in(run, Language::POLISH);
        let fixed: Vec<Range<usize>> = compounds
            .into_iter()
            .filter(|compound| compound.bond != Bond::Loose || has_mark(&compound.text))
            .map(|compound| compound.range)
            .collect();
        for word in analysis::words(run).take(MAX_WORDS) {
            let is_fixed = fixed.iter().any(|fixed| fixed.start < word.end && word.start < fixed.end);
            let form = normalized(&run[word.clone()]);
            let is_correctable = !is_fixed && is_word(&run[word.clone()], &form);
            found.push(TypedWord { range: start + word.start..start + word.end, form, is_correctable });
        }
    }
    found.truncate(MAX_WORDS);
    found
}

/// Whether a compound is a number, a date, a provision or an address rather than words joined by a hyphen.
fn has_mark(compound: &str) -> bool {
    compound.contains(|c: char| !c.is_alphabetic() && c != '-')
}

/// Whether a word consists of letters that do not spell an acronym or a Roman numeral.
fn is_word(typed: &str, form: &str) -> bool {
    form.chars().all(char::is_alphabetic)
        && form.chars().nth(MIN_LETTERS - 1).is_some()
        && typed.chars().any(char::is_lowercase)
        && !is_roman(typed)
}

/// Returns a form with the capitals of the typed word.
pub(super) fn cased(form: &str, typed: &str) -> String {
    let mut letters = typed.chars();
    if !letters.next().is_some_and(char::is_uppercase) {
        return form.to_owned();
    }
    let mut rest = form.chars();
    rest.next().into_iter().flat_map(char::to_uppercase).chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, correctable: &[&str]) {
        let words = typed_words(&mut Analyzer::default(), text);
        let found = words.iter().filter(|word| word.is_correctable).map(|word| &text[word.range.clone()]);
        assert_eq!(found.collect::<Vec<_>>(), correctable, "{text}");
    }

    #[test]
    fn only_words_in_the_open_may_be_corrected() {
        check("budrzet Obywatelski", &["budrzet", "Obywatelski"]);
        check("\"budrzet obywatelski\" rady -parkign tytuł:konwnet park*", &["rady"]);
        check("„budrzet” rady", &["rady"]);
        check("MPZP RMK BUDRZET", &[]);
        check("uchwała nr XXXV/612/12 z 13 lutego 2017 r.", &["uchwała"]);
        check("13 luteog 2017", &["luteog"]);
        check("um@krakow.pl www.krakow.pl m2 5g xviii", &[]);
        check("Łagiewniki-Borek", &["Łagiewniki", "Borek"]);
        check("a w po rok", &["rok"]);
    }

    #[test]
    fn the_first_capital_is_kept() {
        assert_eq!(cased("chleb", "Hleb"), "Chleb");
        assert_eq!(cased("żółw", "Rzółw"), "Żółw");
        assert_eq!(cased("chleb", "hleb"), "chleb");
    }
}
