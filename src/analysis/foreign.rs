//! Words of documents in other languages: stems, kept apart from Polish terms by a mark.
//!
//! English and Ukrainian have Snowball stemmers; a document in any other language is analysed as
//! Polish, where its words are unknown ones. Leaves to `normalize` how a word is written. Without a
//! dictionary irregular forms stay apart (`children` and `child`, `людина` and `люди`).
//! Always holds: a term of another language never equals a Polish one, because it begins with the
//! code of the language and a colon, which no word holds.

use frostem::{Algorithm, Stemmer};

use super::normalize::folded;
use crate::document::Language;

/// A language with a stemming of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Foreign {
    English,
    Ukrainian,
}

impl Foreign {
    pub(super) const ALL: [Self; 2] = [Self::English, Self::Ukrainian];

    /// `None` for Polish, and for languages that have no stemming here.
    pub(super) fn of(language: Language) -> Option<Self> {
        Self::ALL.into_iter().find(|foreign| foreign.code() == language.as_str())
    }

    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Ukrainian => "uk",
        }
    }

    /// Whether words in this script may be of the language.
    pub(super) fn may_have(self, form: &str) -> bool {
        let is_cyrillic = form.chars().next().is_some_and(|c| matches!(c, '\u{400}'..='\u{4ff}'));
        is_cyrillic == (self == Self::Ukrainian)
    }

    /// The term of a normalised word (NFKC, lower case).
    pub(super) fn term(self, form: &str) -> String {
        let algorithm = match self {
            Self::English => Algorithm::English,
            Self::Ukrainian => Algorithm::Ukrainian,
        };
        let plain = folded(form);
        format!("{}:{}", self.code(), Stemmer::new(algorithm).stem(&plain))
    }

    /// The character that stands before a text in this language on its way to the tokenizer: one of
    /// those that Unicode leaves to private use.
    pub(super) const fn mark(self) -> char {
        match self {
            Self::English => '\u{f8e0}',
            Self::Ukrainian => '\u{f8e1}',
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn meet(language: Foreign, forms: &[&str]) {
        let terms: Vec<String> = forms.iter().map(|form| language.term(form)).collect();
        assert!(terms.iter().all(|term| *term == terms[0]), "{terms:?}");
    }

    #[test]
    fn forms_of_english_and_ukrainian_words_match() {
        meet(Foreign::English, &["council", "councils", "council's"]);
        meet(Foreign::English, &["meeting", "meetings", "meet"]);
        meet(Foreign::English, &["kraków", "krakow", "krakow's"]);
        meet(Foreign::Ukrainian, &["рада", "ради", "раду", "радою"]);
        meet(Foreign::Ukrainian, &["мешканець", "мешканець"]);
        meet(Foreign::Ukrainian, &["бюджет", "бюджету", "бюджетом"]);
    }

    #[test]
    fn terms_of_two_languages_never_match() {
        assert_ne!(Foreign::English.term("plan"), "plan");
        assert!(Foreign::Ukrainian.may_have("рада") && !Foreign::Ukrainian.may_have("rada"));
        assert!(Foreign::English.may_have("council") && !Foreign::English.may_have("рада"));
    }
}
