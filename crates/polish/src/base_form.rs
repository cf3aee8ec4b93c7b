//! Maps every form of a word to the terms it is indexed under.
//!
//! The only module that knows about inflection; the rest of the program depends on nothing behind it. A
//! Polish word is looked up in the `dictionary`; an unknown one is guessed by its ending, without accents, so
//! that the guess does not depend on how it was typed. Words of a document in another language are stemmed.
//! Invariants: a word has at least one term; words with a digit, Roman numerals and single letters are their
//! own term in every language.

use std::{borrow::Cow, ops::Range};

use crate::{
    dictionary::{Dictionary, EntrySet},
    memo::TermCache,
    normalize::{fold, folded, is_accented},
    stemmer::StemmedLanguage,
    tokenize::{has_digit, is_roman},
};

/// The minimum number of letters for guessing: a shorter unknown word is usually an acronym.
const MIN_GUESSED_LETTERS: usize = 4;

/// Looks up the forms in an index that differ from a given unaccented form only in accents.
pub type FormLookup<'a> = &'a dyn Fn(&str) -> Vec<String>;

/// Returns the terms of normalized words (NFKC, lower case) of one language, and caches them.
pub(crate) struct BaseForms {
    dictionary: &'static Dictionary,
    foreign: Option<StemmedLanguage>,
    memo: TermCache,
    terms: TermBuffer,
    plain: String,
}

/// A list of terms stored back to back, without one allocation per term.
#[derive(Default)]
struct TermBuffer {
    letters: String,
    ends: Vec<usize>,
}

/// The terms that a query word stands for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct QueryTerms {
    /// The terms of the form as typed.
    pub(crate) typed: Vec<String>,
    /// Terms of other forms it may stand for because it was typed without accents.
    pub(crate) restored: Vec<String>,
    /// Its terms in documents in other languages.
    pub(crate) foreign: Vec<String>,
    /// Accented forms in the index that it may mean, if it is not a known word itself.
    pub(crate) meant: Vec<String>,
}

impl BaseForms {
    /// Creates an instance for documents in a language; `None` means Polish.
    pub(crate) fn new(foreign: Option<StemmedLanguage>) -> Self {
        Self {
            dictionary: Dictionary::polish(),
            foreign,
            memo: TermCache::default(),
            terms: TermBuffer::default(),
            plain: String::new(),
        }
    }

    /// Returns the terms of a word.
    pub(crate) fn terms_of(&mut self, form: &str) -> Vec<String> {
        self.places(form).map(|place| self.term(place).to_owned()).collect()
    }

    /// Returns the places at which [`Self::term`] finds the terms of the word, valid until the next word.
    pub(crate) fn places(&mut self, form: &str) -> Range<u32> {
        if let Some(places) = self.memo.get(form) {
            return places;
        }
        self.work_out(form);
        self.memo.add(form, self.terms.iter())
    }

    /// Returns the term at a place.
    pub(crate) fn term(&self, place: u32) -> &str {
        self.memo.term(place)
    }

    fn work_out(&mut self, form: &str) {
        self.terms.clear();
        if TermRule::for_form(form) != TermRule::Inflect {
            self.terms.push(form, "");
        } else if let Some(foreign) = self.foreign.filter(|foreign| foreign.may_have(form)) {
            self.terms.push(&foreign.term(form), "");
        } else {
            let form = without_apostrophes(form);
            match self.dictionary.look_up(&form) {
                Some(set) => self.terms.add(set, &form),
                None => self.guess(&form),
            }
        }
    }

    fn guess(&mut self, form: &str) {
        fold(form, &mut self.plain);
        if self.plain.len() >= MIN_GUESSED_LETTERS
            && let Some(set) = self.dictionary.guess(&self.plain)
        {
            self.terms.add(set, &self.plain);
        }
        if self.terms.ends.is_empty() {
            self.terms.push(&self.plain, "");
        }
    }

    /// Returns what a query word stands for: an unaccented or unknown form stands for every form that differs
    /// from it only in accents.
    pub(crate) fn asked(&mut self, form: &str, vocabulary: FormLookup<'_>) -> QueryTerms {
        let mut asked = QueryTerms { typed: self.terms_of(form), ..QueryTerms::default() };
        if TermRule::for_form(form) != TermRule::Inflect || self.foreign.is_some() {
            return asked;
        }
        let bare = &*without_apostrophes(form);
        let is_known = self.dictionary.look_up(bare).is_some();
        if !is_known || !is_accented(bare) {
            let likes = vocabulary(&folded(bare));
            asked.restored = self.restored(bare);
            asked.restored.extend(self.indexed_like(bare, &likes));
            asked.meant = if is_known { Vec::new() } else { likes };
        }
        if !is_known && !asked.restored.is_empty() {
            // Keep the typed form as a lower-ranked alternative: a text may contain it too.
            std::mem::swap(&mut asked.typed, &mut asked.restored);
        }
        asked.restored.extend(self.written_plainly(bare, &asked));
        asked.restored.sort_unstable();
        asked.restored.dedup();
        asked.restored.retain(|term| !asked.typed.contains(term));
        asked.foreign = foreign_terms(form, &asked.typed);
        asked
    }

    /// Returns the terms of forms in an index that differ from this one only in accents and that the
    /// dictionary lacks.
    fn indexed_like(&mut self, form: &str, likes: &[String]) -> Vec<String> {
        let dictionary = self.dictionary;
        let is_new = |like: &&String| *like != form && dictionary.look_up(like).is_none();
        likes.iter().filter(is_new).flat_map(|like| self.terms_of(like)).collect()
    }

    /// Returns the terms that the word has in texts written without accents: its guess, and its base forms
    /// without accents.
    ///
    /// Excludes words of the dictionary.
    fn written_plainly(&mut self, form: &str, asked: &QueryTerms) -> Vec<String> {
        self.terms.clear();
        self.guess(form);
        let guessed = self.terms.iter().map(str::to_owned);
        let plain = asked.typed.iter().chain(&asked.restored).map(|term| folded(term));
        guessed.chain(plain).filter(|term| self.dictionary.look_up(term).is_none()).collect()
    }

    /// Returns the terms of the known forms that differ from this one only in accents.
    fn restored(&mut self, form: &str) -> Vec<String> {
        self.terms.clear();
        let terms = &mut self.terms;
        self.dictionary.for_each_like(&folded(form), |like, set| {
            if like != form {
                terms.add(set, like);
            }
        });
        self.terms.iter().map(str::to_owned).collect()
    }

    /// Explains why a word has its terms.
    pub(crate) fn reason(&self, form: &str) -> String {
        let bare = without_apostrophes(form);
        match (TermRule::for_form(form), self.foreign, self.dictionary.look_up(&bare)) {
            (TermRule::Number, ..) => "contains a digit: its own term".to_owned(),
            (TermRule::Letter, ..) => "a single letter: its own term".to_owned(),
            (TermRule::Numeral, ..) => "a Roman numeral: its own term".to_owned(),
            (TermRule::Inflect, Some(foreign), _) if foreign.may_have(form) => {
                format!("Snowball stem, language `{}`", foreign.code())
            }
            (TermRule::Inflect, _, Some(set)) => dictionary_reason(set, &bare),
            (TermRule::Inflect, _, None) => {
                let plain = folded(&bare);
                match self.dictionary.guess(&plain) {
                    Some(_) if plain.len() >= MIN_GUESSED_LETTERS => {
                        let ending = self.dictionary.known_ending(&plain);
                        format!("not in the dictionary: guessed by the ending `-{ending}`, without accents")
                    }
                    _ => "not in the dictionary, and no ending to guess by: its own term, without accents"
                        .to_owned(),
                }
            }
        }
    }
}

fn dictionary_reason(set: EntrySet<'_>, form: &str) -> String {
    let mut dropped = Vec::new();
    set.for_each_lemma(form, |stem, append, is_dropped| {
        if is_dropped {
            dropped.push(format!("`{stem}{append}`"));
        }
    });
    match dropped.as_slice() {
        [] => "in the dictionary".to_owned(),
        _ => format!("in the dictionary; rare readings left out: {}", dropped.join(", ")),
    }
}

/// Returns the form as spelled in the dictionary: `Kennedy'ego` is `kennedyego` there.
fn without_apostrophes(form: &str) -> Cow<'_, str> {
    if form.contains('\'') { Cow::Owned(form.replace('\'', "")) } else { Cow::Borrowed(form) }
}

/// Returns the terms of a Polish query word, and of its base forms, in documents in other languages: `w Nowej
/// Hucie` finds an English text that mentions Huta.
fn foreign_terms(form: &str, typed: &[String]) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    for foreign in StemmedLanguage::ALL {
        for word in std::iter::once(form).chain(typed.iter().map(String::as_str)) {
            let term = foreign.term(word);
            if foreign.may_have(word) && !terms.contains(&term) {
                terms.push(term);
            }
        }
    }
    terms
}

impl TermBuffer {
    fn clear(&mut self) {
        self.letters.clear();
        self.ends.clear();
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.letters[start..end])
    }

    /// Adds a term given in two pieces, unless already present.
    fn push(&mut self, stem: &str, append: &str) {
        let is_same = |term: &str| term.strip_prefix(stem).is_some_and(|rest| rest == append);
        if !self.iter().any(is_same) {
            self.letters.push_str(stem);
            self.letters.push_str(append);
            self.ends.push(self.letters.len());
        }
    }

    /// Adds the likely lemmas of a form.
    fn add(&mut self, set: EntrySet<'_>, form: &str) {
        set.for_each_lemma(form, |stem, append, is_dropped| {
            if !is_dropped {
                self.push(stem, append);
            }
        });
    }
}

/// How a word is turned into terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TermRule {
    Number,
    Numeral,
    Letter,
    Inflect,
}

impl TermRule {
    fn for_form(form: &str) -> Self {
        if has_digit(form) {
            Self::Number
        } else if form.chars().nth(1).is_none() {
            Self::Letter
        } else if is_roman(form) {
            Self::Numeral
        } else {
            Self::Inflect
        }
    }
}

impl std::fmt::Debug for BaseForms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (language, remembered) = (self.foreign, self.memo.len());
        f.debug_struct("BaseForms")
            .field("foreign", &language)
            .field("remembered", &remembered)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(form: &str, terms: &[&str]) {
        assert_eq!(BaseForms::new(None).terms_of(form), terms);
    }

    #[track_caller]
    fn check_asked(form: &str, typed: &[&str], restored: &[&str]) {
        let asked = BaseForms::new(None).asked(form, &|_| Vec::new());
        assert_eq!((asked.typed, asked.restored), (own(typed), own(restored)), "{form}");
    }

    fn own(terms: &[&str]) -> Vec<String> {
        terms.iter().map(|term| (*term).to_owned()).collect()
    }

    #[test]
    fn numbers_numerals_and_letters_are_not_stemmed() {
        for word in ["2021", "358/2017", "xviii", "m2", "b", "ż", "5g", "21-latka", "30a"] {
            check(word, &[word]);
        }
    }

    #[test]
    fn all_probable_lemmas_of_a_form_are_its_terms() {
        check("konwencie", &["konwent"]);
        check("zarządzeniami", &["zarządzenie", "zarządzić"]);
        check("krakowie", &["kraków"]);
        check("najlepszego", &["dobry"]);
        check("niezgodnego", &["niezgodny"]);
        check("lata", &["lato", "rok"]);
    }

    #[test]
    fn an_unknown_word_gets_the_same_guess_with_and_without_accents() {
        let mut base_forms = BaseForms::new(None);
        for (form, other) in [("bździągwowie", "bzdziagwow"), ("kwiatkoszczaków", "kwiatkoszczakami")] {
            let terms = base_forms.terms_of(form);
            assert!(base_forms.terms_of(other).iter().any(|term| terms.contains(term)), "{form} {terms:?}");
        }
        check("xyz", &["xyz"]);
        check("новий", &["новий"]);
    }

    #[test]
    fn a_word_typed_without_accents_stands_for_accented_ones() {
        check_asked("zolw", &["żółw"], &["zolw", "zolwa"]);
        check_asked("zle", &["zły", "źle"], &["zle", "zly"]);
        check_asked("sad", &["sad"], &["sąd"]);
        check_asked("sąd", &["sąd"], &[]);
        check_asked("z", &["z"], &[]);
    }

    #[test]
    fn a_word_matches_its_forms_in_a_text_written_without_accents() {
        let mut base_forms = BaseForms::new(None);
        for (asked, written) in
            [("zarządzeniami", "zarzadzenie"), ("mieszkańców", "mieszkancy"), ("dzielnicą", "dzielnice")]
        {
            let indexed = base_forms.terms_of(written);
            let asked = base_forms.asked(asked, &|_| Vec::new());
            let terms = [asked.typed, asked.restored].concat();
            assert!(terms.iter().any(|term| indexed.contains(term)), "{terms:?} {indexed:?}");
        }
    }

    #[test]
    fn words_in_other_languages_have_separate_terms() {
        let mut english = BaseForms::new(Some(StemmedLanguage::English));
        assert_eq!(english.terms_of("councils"), ["en:council"]);
        assert_eq!(english.terms_of("2030"), ["2030"]);
        assert_eq!(english.terms_of("рада"), ["рада"]);
        let mut polish = BaseForms::new(None);
        assert!(
            polish
                .asked("п'ять", &|_| Vec::new())
                .foreign
                .contains(&BaseForms::new(Some(StemmedLanguage::Ukrainian)).terms_of("п'ять")[0])
        );
        assert!(polish.asked("hucie", &|_| Vec::new()).foreign.contains(&english.terms_of("huta")[0]));
        assert!(
            polish
                .asked("ради", &|_| Vec::new())
                .foreign
                .contains(&BaseForms::new(Some(StemmedLanguage::Ukrainian)).terms_of("рада")[0])
        );
    }

    #[test]
    fn every_word_has_a_reason() {
        let base_forms = BaseForms::new(None);
        for (form, reason) in [
            ("2021", "digit"),
            ("xviii", "Roman"),
            ("krakowie", "rare readings left out: `krak`"),
            ("rada", "in the dictionary"),
            ("kwiatkoszczakami", "guessed by the ending"),
            ("xyz", "no ending"),
        ] {
            assert!(base_forms.reason(form).contains(reason), "{form}: {}", base_forms.reason(form));
        }
    }
}
