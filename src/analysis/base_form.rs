//! The terms under which all forms of a word are filed.
//!
//! This file is the seam: whatever knows words stands behind it, and nothing else in the program
//! does. A Polish word is looked up in the `dictionary`; one that it lacks is guessed by its ending,
//! without accents, so that the guess is the same however it was typed. A word of a foreign document
//! has its stem.
//! Always holds: a word has at least one term; a word with a digit, a Roman numeral and a single
//! letter is its own term in every language.

use std::{borrow::Cow, ops::Range};

use super::{
    Vocabulary,
    dictionary::{Dictionary, Set},
    foreign::Foreign,
    memo::Memo,
    normalize::{fold, folded, is_accented},
    tokenize::{has_digit, is_roman},
};

/// A shorter unknown word is not guessed: it is an acronym more often than not. Letters.
const MIN_GUESSED_LETTERS: usize = 4;

/// Gives the terms of normalised words (NFKC, lower case) of one language, remembering what it has
/// worked out.
pub(super) struct BaseForms {
    dictionary: &'static Dictionary,
    foreign: Option<Foreign>,
    memo: Memo,
    terms: Terms,
    plain: String,
}

/// Terms one after the other, without an allocation each.
#[derive(Default)]
struct Terms {
    letters: String,
    ends: Vec<usize>,
}

/// What a word of a query stands for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Asked {
    /// The terms of the form as typed.
    pub(super) typed: Vec<String>,
    /// The terms of other forms that it may stand for, because it was typed without accents.
    pub(super) restored: Vec<String>,
    /// Its terms in documents of other languages.
    pub(super) foreign: Vec<String>,
    /// The forms of the index that were meant, where this one is no word.
    pub(super) meant: Vec<String>,
}

impl BaseForms {
    /// For documents of a language; `None` means Polish.
    pub(super) fn new(foreign: Option<Foreign>) -> Self {
        Self {
            dictionary: Dictionary::polish(),
            foreign,
            memo: Memo::default(),
            terms: Terms::default(),
            plain: String::new(),
        }
    }

    /// The terms of a word.
    pub(super) fn of(&mut self, form: &str) -> Vec<String> {
        self.places(form).map(|place| self.term(place).to_owned()).collect()
    }

    /// The places at which [`Self::term`] gives the terms of the word, until the next word.
    pub(super) fn places(&mut self, form: &str) -> Range<u32> {
        if let Some(places) = self.memo.get(form) {
            return places;
        }
        self.work_out(form);
        self.memo.add(form, self.terms.iter())
    }

    /// The term at a place.
    pub(super) fn term(&self, place: u32) -> &str {
        self.memo.term(place)
    }

    fn work_out(&mut self, form: &str) {
        self.terms.clear();
        if Rule::of(form) != Rule::Inflect {
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

    /// What a word of a query stands for: a form without accents, or one that nobody knows, stands
    /// for every form that is written like it but for accents.
    pub(super) fn asked(&mut self, form: &str, vocabulary: Vocabulary<'_>) -> Asked {
        let mut asked = Asked { typed: self.of(form), ..Asked::default() };
        if Rule::of(form) != Rule::Inflect || self.foreign.is_some() {
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
            // The form itself stays, after them: a text may have it too.
            std::mem::swap(&mut asked.typed, &mut asked.restored);
        }
        asked.restored.extend(self.written_plainly(bare, &asked));
        asked.restored.sort_unstable();
        asked.restored.dedup();
        asked.restored.retain(|term| !asked.typed.contains(term));
        asked.foreign = foreign_terms(form, &asked.typed);
        asked
    }

    /// The terms of the forms of an index that differ from this one by accents, and that the
    /// dictionary lacks.
    fn indexed_like(&mut self, form: &str, likes: &[String]) -> Vec<String> {
        let dictionary = self.dictionary;
        let is_new = |like: &&String| *like != form && dictionary.look_up(like).is_none();
        likes.iter().filter(is_new).flat_map(|like| self.of(like)).collect()
    }

    /// The terms that the word has in texts written without accents, which the dictionary does not
    /// know either: its guess, and its base forms without accents. Words of the dictionary are none.
    fn written_plainly(&mut self, form: &str, asked: &Asked) -> Vec<String> {
        self.terms.clear();
        self.guess(form);
        let guessed = self.terms.iter().map(str::to_owned);
        let plain = asked.typed.iter().chain(&asked.restored).map(|term| folded(term));
        guessed.chain(plain).filter(|term| self.dictionary.look_up(term).is_none()).collect()
    }

    /// The terms of the known forms that differ from this one by accents.
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

    /// Why a word has its terms.
    pub(super) fn reason(&self, form: &str) -> String {
        let bare = without_apostrophes(form);
        match (Rule::of(form), self.foreign, self.dictionary.look_up(&bare)) {
            (Rule::Number, ..) => "holds a digit: its own term".to_owned(),
            (Rule::Letter, ..) => "a single letter: its own term".to_owned(),
            (Rule::Numeral, ..) => "a Roman numeral: its own term".to_owned(),
            (Rule::Inflect, Some(foreign), _) if foreign.may_have(form) => {
                format!("Snowball stem, language `{}`", foreign.code())
            }
            (Rule::Inflect, _, Some(set)) => dictionary_reason(set, &bare),
            (Rule::Inflect, _, None) => {
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

fn dictionary_reason(set: Set<'_>, form: &str) -> String {
    let mut dropped = Vec::new();
    set.for_each_lemma(form, |stem, append, is_dropped| {
        if is_dropped {
            dropped.push(format!("`{stem}{append}`"));
        }
    });
    match dropped.as_slice() {
        [] => "in the dictionary".to_owned(),
        _ => format!("in the dictionary; hardly ever {}, which is left out", dropped.join(", ")),
    }
}

/// The form as the dictionary has it: `Kennedy'ego` is `kennedyego` there.
fn without_apostrophes(form: &str) -> Cow<'_, str> {
    if form.contains('\'') { Cow::Owned(form.replace('\'', "")) } else { Cow::Borrowed(form) }
}

/// The terms of a word of a Polish query, and of its base forms, in documents of other languages:
/// `w Nowej Hucie` finds what an English text says of Huta.
fn foreign_terms(form: &str, typed: &[String]) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    for foreign in Foreign::ALL {
        for word in std::iter::once(form).chain(typed.iter().map(String::as_str)) {
            let term = foreign.term(word);
            if foreign.may_have(word) && !terms.contains(&term) {
                terms.push(term);
            }
        }
    }
    terms
}

impl Terms {
    fn clear(&mut self) {
        self.letters.clear();
        self.ends.clear();
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.letters[start..end])
    }

    /// Adds a term in two pieces, unless it is there.
    fn push(&mut self, stem: &str, append: &str) {
        let is_same = |term: &str| term.strip_prefix(stem).is_some_and(|rest| rest == append);
        if !self.iter().any(is_same) {
            self.letters.push_str(stem);
            self.letters.push_str(append);
            self.ends.push(self.letters.len());
        }
    }

    /// Adds the probable lemmas of a form.
    fn add(&mut self, set: Set<'_>, form: &str) {
        set.for_each_lemma(form, |stem, append, is_dropped| {
            if !is_dropped {
                self.push(stem, append);
            }
        });
    }
}

/// Whether a glance tells that a word is its own term: a number or a single letter, a quarter of the
/// words of statutes.
pub(super) fn is_plainly_its_own(form: &str) -> bool {
    form.len() == 1 || form.as_bytes().first().is_some_and(u8::is_ascii_digit)
}

/// What is done to a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    Number,
    Numeral,
    Letter,
    Inflect,
}

impl Rule {
    fn of(form: &str) -> Self {
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
        assert_eq!(BaseForms::new(None).of(form), terms);
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
    fn an_unknown_word_is_guessed_alike_with_and_without_accents() {
        let mut base_forms = BaseForms::new(None);
        for (form, other) in [("bździągwowie", "bzdziagwow"), ("kwiatkoszczaków", "kwiatkoszczakami")] {
            let terms = base_forms.of(form);
            assert!(base_forms.of(other).iter().any(|term| terms.contains(term)), "{form} {terms:?}");
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
            let indexed = base_forms.of(written);
            let asked = base_forms.asked(asked, &|_| Vec::new());
            let terms = [asked.typed, asked.restored].concat();
            assert!(terms.iter().any(|term| indexed.contains(term)), "{terms:?} {indexed:?}");
        }
    }

    #[test]
    fn words_of_other_languages_have_their_own_terms() {
        let mut english = BaseForms::new(Some(Foreign::English));
        assert_eq!(english.of("councils"), ["en:council"]);
        assert_eq!(english.of("2030"), ["2030"]);
        assert_eq!(english.of("рада"), ["рада"]);
        let mut polish = BaseForms::new(None);
        assert!(
            polish
                .asked("п'ять", &|_| Vec::new())
                .foreign
                .contains(&BaseForms::new(Some(Foreign::Ukrainian)).of("п'ять")[0])
        );
        assert!(polish.asked("hucie", &|_| Vec::new()).foreign.contains(&english.of("huta")[0]));
        assert!(
            polish
                .asked("ради", &|_| Vec::new())
                .foreign
                .contains(&BaseForms::new(Some(Foreign::Ukrainian)).of("рада")[0])
        );
    }

    #[test]
    fn every_word_has_a_reason() {
        let base_forms = BaseForms::new(None);
        for (form, reason) in [
            ("2021", "digit"),
            ("xviii", "Roman"),
            ("krakowie", "hardly ever `krak`"),
            ("rada", "in the dictionary"),
            ("kwiatkoszczakami", "guessed by the ending"),
            ("xyz", "no ending"),
        ] {
            assert!(base_forms.reason(form).contains(reason), "{form}: {}", base_forms.reason(form));
        }
    }
}
