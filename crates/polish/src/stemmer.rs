//! Stems words of documents in other languages, and keeps them apart from Polish terms by a prefix.
//!
//! English and Ukrainian have Snowball stemmers; a document in any other language is analyzed as Polish,
//! where its words are unknown. Leaves the spelling of words to `normalize`. Without a dictionary, irregular
//! forms stay separate (`children` and `child`, `людина` and `люди`).
//! Invariant: a term of another language never equals a Polish one, because it begins with the language code
//! and a colon, which no word contains.

use std::borrow::Cow;

use frostem::{Algorithm, Stemmer};

use crate::{Language, normalize::folded};

/// A language with its own stemmer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StemmedLanguage {
    English,
    Ukrainian,
}

impl StemmedLanguage {
    pub(crate) const ALL: [Self; 2] = [Self::English, Self::Ukrainian];

    /// Returns the stemmer of a language; `None` for Polish and for languages without one.
    pub(crate) fn from_language(language: Language) -> Option<Self> {
        Self::ALL.into_iter().find(|foreign| foreign.code() == language.as_str())
    }

    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Ukrainian => "uk",
        }
    }

    /// Whether a word in this script may belong to the language.
    pub(crate) fn may_have(self, form: &str) -> bool {
        let is_cyrillic = form.chars().next().is_some_and(|c| matches!(c, '\u{400}'..='\u{4ff}'));
        is_cyrillic == (self == Self::Ukrainian)
    }

    /// Returns the term of a normalized word (NFKC, lower case).
    pub(crate) fn term(self, form: &str) -> String {
        let algorithm = match self {
            Self::English => Algorithm::English,
            Self::Ukrainian => Algorithm::Ukrainian,
        };
        let plain = folded(form);
        format!("{}:{}", self.code(), Stemmer::new(algorithm).stem(&plain))
    }

    /// The private-use character that marks a text in this language for the tokenizer.
    pub(crate) const fn mark(self) -> char {
        match self {
            Self::English => '\u{f8e0}',
            Self::Ukrainian => '\u{f8e1}',
        }
    }
}

/// Prefixes a text in a language other than Polish with the mark by which the base-form
/// tokenizer tells it.
pub fn marked(text: &str, language: Language) -> Cow<'_, str> {
    match StemmedLanguage::from_language(language) {
        // Escape a Polish text that happens to begin with a mark.
        None if unmarked(text).0.is_some() => Cow::Owned(format!(" {text}")),
        None => Cow::Borrowed(text),
        Some(foreign) => Cow::Owned(format!("{}{text}", foreign.mark())),
    }
}

/// Splits a text into the language named by its leading mark and the remaining text.
pub(crate) fn unmarked(text: &str) -> (Option<StemmedLanguage>, &str) {
    let of_mark = |foreign: StemmedLanguage| Some((Some(foreign), text.strip_prefix(foreign.mark())?));
    StemmedLanguage::ALL.into_iter().find_map(of_mark).unwrap_or((None, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn meet(language: StemmedLanguage, forms: &[&str]) {
        let terms: Vec<String> = forms.iter().map(|form| language.term(form)).collect();
        assert!(terms.iter().all(|term| *term == terms[0]), "{terms:?}");
    }

    #[test]
    fn forms_of_english_and_ukrainian_words_match() {
        meet(StemmedLanguage::English, &["council", "councils", "council's"]);
        meet(StemmedLanguage::English, &["meeting", "meetings", "meet"]);
        meet(StemmedLanguage::English, &["kraków", "krakow", "krakow's"]);
        meet(StemmedLanguage::Ukrainian, &["рада", "ради", "раду", "радою"]);
        meet(StemmedLanguage::Ukrainian, &["мешканець", "мешканець"]);
        meet(StemmedLanguage::Ukrainian, &["бюджет", "бюджету", "бюджетом"]);
    }

    #[test]
    fn terms_of_two_languages_never_match() {
        assert_ne!(StemmedLanguage::English.term("plan"), "plan");
        assert!(StemmedLanguage::Ukrainian.may_have("рада") && !StemmedLanguage::Ukrainian.may_have("rada"));
        assert!(StemmedLanguage::English.may_have("council") && !StemmedLanguage::English.may_have("рада"));
    }
}
