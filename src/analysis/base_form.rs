//! The terms under which all forms of a word are filed.
//!
//! This file is the seam: whatever knows Polish stands behind [`BaseForms::of`], and nothing else
//! in the program does. Today it is the Snowball stemmer for Polish over the word without accents,
//! so that a word typed plainly gets the term of the accented one.
//! Always holds: a word has at least one term; a word with a digit, a Roman numeral and a single
//! letter is its own term.

use frostem::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;

use super::{
    normalize::folded,
    tokenize::{has_digit, is_roman},
};

/// Words remembered a thread; when full, the memory starts anew. Of 4 million
/// running words of statutes with 60,770 different forms, the 32,768 most frequent make up 99 %.
const MEMO_WORDS: usize = 1 << 15;

/// Gives the terms of normalised words, remembering what it has worked out.
pub(super) struct BaseForms {
    stemmer: Stemmer,
    /// Words by their number.
    memo: FxHashMap<Box<str>, usize>,
    /// The terms of each word.
    terms: Vec<Box<[String]>>,
}

impl BaseForms {
    /// The terms of a normalised word (NFC, lower case).
    pub(super) fn of(&mut self, form: &str) -> &[String] {
        let number = self.number(form);
        self.terms(number)
    }

    /// A number under which [`Self::terms`] gives the terms of the word, until the next word.
    pub(super) fn number(&mut self, form: &str) -> usize {
        if let Some(&number) = self.memo.get(form) {
            return number;
        }
        if self.memo.len() >= MEMO_WORDS {
            self.memo.clear();
            self.terms.clear();
        }
        let number = self.terms.len();
        self.terms.push(self.work_out(form));
        self.memo.insert(form.into(), number);
        number
    }

    /// The terms of the word of this number.
    pub(super) fn terms(&self, number: usize) -> &[String] {
        self.terms.get(number).map_or(&[], |terms| terms)
    }

    fn work_out(&self, form: &str) -> Box<[String]> {
        let plain = folded(form);
        match Rule::of(form) {
            Rule::Stem => {
                let stem = self.stemmer.stem(&plain);
                let stem = without_softening(&stem).to_owned();
                let root = hardened(&plain).filter(|root| *root != stem);
                [stem].into_iter().chain(root).collect()
            }
            Rule::Number | Rule::Numeral | Rule::Letter => Box::new([plain]),
        }
    }
}

/// The stem without the `i` that only softens its last consonant: `strategi` (of `strategii`) is
/// `strateg` (of `strategia`).
fn without_softening(stem: &str) -> &str {
    stem.strip_suffix('i').filter(|root| root.len() >= 4).unwrap_or(stem)
}

/// The root of a noun in the locative, where its last consonant was softened (`konwencie`, root
/// `konwent`): the stemmer cuts the ending and does not harden what is left. Other words that end
/// so get a second term that nothing else has, or hardly anything.
fn hardened(plain: &str) -> Option<String> {
    const SOFTENED: [(&str, &str); 3] = [("cie", "t"), ("dzie", "d"), ("rze", "r")];
    let (root, hard) = SOFTENED.iter().find_map(|(soft, hard)| Some((plain.strip_suffix(soft)?, hard)))?;
    (root.len() >= 2).then(|| format!("{root}{hard}"))
}

/// What is done to a word.
enum Rule {
    Number,
    Numeral,
    Letter,
    Stem,
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
            Self::Stem
        }
    }
}

/// Why a normalised word has its terms.
pub(super) fn reason(form: &str) -> &'static str {
    match Rule::of(form) {
        Rule::Number => "holds a digit: its own term",
        Rule::Letter => "a single letter: its own term",
        Rule::Numeral => "reads as a Roman numeral: its own term",
        Rule::Stem => "Snowball stem of the form without accents, and the hardened root of a locative",
    }
}

impl Default for BaseForms {
    fn default() -> Self {
        Self { stemmer: Stemmer::new(Algorithm::Polish), memo: FxHashMap::default(), terms: Vec::new() }
    }
}

impl Clone for BaseForms {
    /// A clone shares the rules, not the memory: the engine clones tokenizers a segment.
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl std::fmt::Debug for BaseForms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BaseForms").field("remembered", &self.memo.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(form: &str, term: &str) {
        assert_eq!(BaseForms::default().of(form), [term]);
    }

    #[test]
    fn numbers_numerals_and_letters_are_not_stemmed() {
        check("2021", "2021");
        check("358/2017", "358/2017");
        check("xviii", "xviii");
        check("m2", "m2");
        check("b", "b");
        check("ż", "z");
    }

    #[test]
    fn a_softened_locative_meets_its_nominative() {
        for (locative, nominative) in
            [("konwencie", "konwent"), ("hucie", "huta"), ("salwatorze", "salwator")]
        {
            let mut base_forms = BaseForms::default();
            let terms = base_forms.of(locative).to_vec();
            assert!(
                base_forms.of(nominative).iter().any(|term| terms.contains(term)),
                "{locative} {terms:?}"
            );
        }
    }

    #[test]
    fn a_full_memory_starts_anew() {
        let mut base_forms = BaseForms::default();
        for number in 0..=MEMO_WORDS {
            base_forms.of(&format!("słowo{number}"));
        }
        assert_eq!(base_forms.memo.len(), 1);
        assert_eq!(base_forms.of("konwentu"), BaseForms::default().of("konwentu"));
    }
}
