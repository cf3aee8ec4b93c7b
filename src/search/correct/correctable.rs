//! Finds the words of a query, and which of them may be corrected at all.
//!
//! Invariant: no word that may be corrected has a digit or is in capitals, in quotation marks, excluded, in a
//! field, or part of a number, a date or an address.

use std::ops::Range;

use super::unfound::occurs;
use crate::{
    analysis::{Analyzer, Bond, Token, dictionary::Dictionary, is_accented, is_roman, unaccented},
    error::Result,
    index::Snapshot,
    search::query::word_runs,
};

/// The minimum number of letters of a word that is corrected: two letters are too many words.
const MIN_LETTERS: usize = 3;
/// The maximum number of words of a query that are looked at, as many as a plan has.
const MAX_WORDS: usize = 64;

/// A word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SpelledWord {
    /// The byte range in the query.
    pub(super) range: Range<usize>,
    /// The normalized form.
    pub(super) form: String,
    /// The base-form terms it is searched for by, those of accented forms and other languages included.
    pub(super) terms: Vec<String>,
    /// Whether it is no part of a compound, and no acronym or abbreviation with capitals.
    is_free: bool,
    /// Whether it may be corrected; the others only are its companions.
    pub(super) is_correctable: bool,
    /// Whether it is a function word, which is not searched for beside others.
    pub(super) is_function_word: bool,
}

/// Returns the words of a query that stand outside of quotation marks and fields, in order.
pub(super) fn typed_words(snapshot: &Snapshot, analyzer: &mut Analyzer, text: &str) -> Vec<SpelledWord> {
    let mut found = Vec::new();
    for run in word_runs(text) {
        let tokens = analyzer.query_tokens_over(&text[run.clone()], &|plain| snapshot.forms_like(plain));
        let (compounds, words): (Vec<Token>, Vec<Token>) =
            tokens.into_iter().partition(|token| token.is_compound);
        let fixed: Vec<Range<usize>> =
            compounds.into_iter().filter(is_fixed).map(|compound| compound.range).collect();
        found.extend(words.into_iter().map(|word| SpelledWord::new(word, &fixed, (text, run.start))));
    }
    found.truncate(MAX_WORDS);
    found
}

impl SpelledWord {
    /// Creates a word of a run that begins at a byte of the text and has some ranges to leave alone.
    fn new(token: Token, fixed: &[Range<usize>], (text, start): (&str, usize)) -> Self {
        let range = start + token.range.start..start + token.range.end;
        let is_free =
            fixed.iter().all(|fixed| fixed.end <= token.range.start || token.range.end <= fixed.start);
        let is_free = is_free && !is_shouted(&text[range.clone()]);
        let is_correctable = is_free && is_word(&text[range.clone()], &token.text);
        let is_function_word = token.is_function_word();
        let terms = [token.terms, token.restored, token.foreign].concat();
        Self { range, form: token.text, terms, is_free, is_correctable, is_function_word }
    }

    /// Whether the dictionary has the form, or one that differs only in accents if it was typed without any.
    pub(super) fn is_in_dictionary(&self) -> bool {
        let dictionary = Dictionary::polish();
        let is_like = |typed: char, letter: char| {
            typed == letter || unaccented(letter.encode_utf8(&mut [0; 4])) == *typed.encode_utf8(&mut [0; 4])
        };
        dictionary.has(&self.form) || !is_accented(&self.form) && dictionary.has_like(&self.form, is_like)
    }

    /// Whether a document contains the word in any form.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read.
    pub(super) fn occurs(&self, snapshot: &Snapshot) -> Result<bool> {
        occurs(snapshot, self.terms.iter().map(String::as_str))
    }

    /// Returns the number of documents with the most frequent of its terms.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read.
    pub(super) fn documents(&self, snapshot: &Snapshot) -> Result<u64> {
        let documents = self.terms.iter().map(|term| snapshot.documents_with_term(term));
        Ok(documents.collect::<Result<Vec<_>>>()?.into_iter().max().unwrap_or(0))
    }

    /// Whether it consists of letters in the open and may be part of a longer word.
    pub(super) fn is_part(&self) -> bool {
        self.is_free && self.form.chars().all(char::is_alphabetic)
    }
}

/// Whether a compound is a number, a date, a provision or an address rather than words joined by a hyphen.
fn is_fixed(compound: &Token) -> bool {
    compound.bond != Bond::Loose || compound.text.contains(|c: char| !c.is_alphabetic() && c != '-')
}

/// The maximum number of letters of an abbreviation with small letters in it, such as `MPa` or `GmbH`.
const MAX_ABBREVIATION: usize = 4;

/// Whether a word of several letters is in capitals, as acronyms and abbreviations are.
fn is_shouted(typed: &str) -> bool {
    let (letters, capitals) = (typed.chars().count(), typed.chars().filter(|c| !c.is_lowercase()).count());
    capitals > 1 && (capitals == letters || letters <= MAX_ABBREVIATION)
}

/// Whether a word consists of enough letters that do not spell a Roman numeral.
fn is_word(typed: &str, form: &str) -> bool {
    form.chars().all(char::is_alphabetic) && form.chars().nth(MIN_LETTERS - 1).is_some() && !is_roman(typed)
}

/// Returns a form with the capital of the typed word.
pub(super) fn cased(form: &str, typed: &str) -> String {
    if !typed.starts_with(char::is_uppercase) {
        return form.to_owned();
    }
    let mut letters = form.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::correct::tests::snapshot;

    #[track_caller]
    fn check(text: &str, correctable: &[&str]) {
        let words = typed_words(&snapshot(), &mut Analyzer::default(), text);
        let found = words.iter().filter(|word| word.is_correctable).map(|word| &text[word.range.clone()]);
        assert_eq!(found.collect::<Vec<_>>(), correctable, "{text}");
    }

    #[test]
    fn only_words_in_the_open_may_be_corrected() {
        check("budrzet Obywatelski", &["budrzet", "Obywatelski"]);
        check("\"budrzet obywatelski\" rady -parkign tytuł:konwnet park*", &["rady"]);
        check("„budrzet” rady", &["rady"]);
        check("MPZP RMK BUDRZET MPa GmbH UCHwała", &["UCHwała"]);
        check("uchwała nr XXXV/612/12 z 13 lutego 2017 r.", &["uchwała"]);
        check("13 luteog 2017", &["luteog"]);
        check("um@krakow.pl www.krakow.pl m2 5g xviii", &[]);
        check("Łagiewniki-Borek", &["Łagiewniki", "Borek"]);
        check("a w po rok", &["rok"]);
    }

    #[test]
    fn the_first_capital_is_kept() {
        for (form, typed, expected) in
            [("chleb", "Hleb", "Chleb"), ("żółw", "Rzółw", "Żółw"), ("chleb", "hleb", "chleb")]
        {
            assert_eq!(cased(form, typed), expected);
        }
    }
}
