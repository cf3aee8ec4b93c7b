//! What the searcher should know about how the query was read.
//!
//! Says it in Polish; the pages have their own words in each language. Always holds: each is said once, and what was
//! typed is shown in part only.

use std::fmt;

use serde::{Serialize, Serializer};

use super::{budget::Cut, fields::Field};

/// More notes than this say nothing more.
const MAX_NOTES: usize = 4;
/// What was typed is shown so far. Characters.
const MAX_SHOWN: usize = 40;

/// What the searcher should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// Nothing in the query can be looked for.
    NoWord,
    /// No document has all words; those are shown that have the most important ones.
    MostWords,
    /// No document has all words, or most; those are shown that have some.
    SomeWords,
    /// No document has these words.
    NotFound {
        /// The first ones, as typed.
        words: Vec<String>,
    },
    /// Only so many words of the query were looked for.
    Cut {
        /// The first ones.
        words: usize,
    },
    /// The value of a field makes no sense, so that it was searched as words.
    BadValue {
        /// The field and its value, as typed.
        typed: String,
        /// The field.
        field: Field,
    },
    /// A prefix is too short, so that its star was left out.
    ShortPrefix {
        /// As typed.
        typed: String,
    },
    /// A prefix stands for more forms than are searched.
    ManyForms {
        /// The prefix.
        beginning: String,
        /// So many of the most frequent forms were looked for.
        most: usize,
    },
    /// The words of some phrases are too frequent for their order to be looked at.
    AnyOrder {
        /// So many phrases.
        phrases: usize,
    },
    /// Some excluded phrases are too frequent to be looked for.
    NotExcluded {
        /// So many phrases.
        phrases: usize,
    },
}

impl Note {
    /// What was left out because it would have cost too much.
    pub(super) fn of_cut(cut: Cut) -> impl Iterator<Item = Self> {
        let any_order = (cut.loosened > 0).then_some(Self::AnyOrder { phrases: cut.loosened });
        let not_excluded = (cut.not_excluded > 0).then_some(Self::NotExcluded { phrases: cut.not_excluded });
        any_order.into_iter().chain(not_excluded)
    }
}

impl Note {
    /// See [`Note::NotFound`]; none where every word was found.
    pub(super) fn not_found(words: &[String]) -> Option<Self> {
        let words: Vec<String> = words.iter().map(|word| shown(word)).collect();
        (!words.is_empty()).then_some(Self::NotFound { words })
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoWord => f.write_str("Zapytanie nie zawiera żadnego słowa."),
            Self::MostWords => f.write_str(
                "Żaden dokument nie zawiera wszystkich słów; pokazano zawierające najważniejsze z nich.",
            ),
            Self::SomeWords => f.write_str(
                "Żaden dokument nie zawiera wszystkich słów; pokazano zawierające niektóre z nich.",
            ),
            Self::NotFound { words } => write!(f, "Nie znaleziono: »{}«.", words.join("«, »")),
            Self::Cut { words } => {
                write!(f, "Zapytanie jest długie; uwzględniono tylko jego początek (liczba słów: {words}).")
            }
            Self::BadValue { typed, field } => {
                write!(f, "„{typed}” potraktowano jak zwykłe słowa: podaj {}.", field.advice())
            }
            Self::ShortPrefix { typed } => {
                write!(f, "Gwiazdka działa po co najmniej trzech literach; szukano słowa „{typed}”.")
            }
            Self::ManyForms { beginning, most } => write!(
                f,
                "Bardzo wiele słów zaczyna się od „{beginning}”; uwzględniono {most} najczęstszych."
            ),
            Self::AnyOrder { phrases } => write!(
                f,
                "Słowa części fraz są bardzo częste; ich kolejności nie sprawdzono (liczba fraz: {phrases})."
            ),
            Self::NotExcluded { phrases } => write!(
                f,
                "Słowa części wykluczonych fraz są bardzo częste; pominięto te wykluczenia (liczba fraz: {phrases})."
            ),
        }
    }
}

impl Serialize for Note {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The notes on a query.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Notes {
    is_cut: bool,
    others: Vec<Note>,
}

impl Notes {
    /// Words beyond the limit were left out.
    pub(super) fn cut(&mut self) {
        self.is_cut = true;
    }

    /// See [`Note::BadValue`].
    pub(super) fn bad_value(&mut self, field: Field, typed: &str) {
        self.add(Note::BadValue { typed: shown(typed), field });
    }

    /// See [`Note::ShortPrefix`].
    pub(super) fn short_prefix(&mut self, typed: &str) {
        self.add(Note::ShortPrefix { typed: shown(typed) });
    }

    /// See [`Note::ManyForms`].
    pub(super) fn many_forms(&mut self, beginning: &str, most: usize) {
        self.add(Note::ManyForms { beginning: shown(beginning), most });
    }

    fn add(&mut self, note: Note) {
        if self.others.len() < MAX_NOTES && !self.others.contains(&note) {
            self.others.push(note);
        }
    }

    /// All of them; `words` is the limit of words.
    pub(super) fn all(&self, words: usize) -> Vec<Note> {
        self.others.iter().cloned().chain(self.is_cut.then_some(Note::Cut { words })).collect()
    }
}

fn shown(typed: &str) -> String {
    let mut shown: String = typed.chars().filter(|c| !c.is_control()).take(MAX_SHOWN).collect();
    if shown.len() < typed.len() && typed.chars().count() > MAX_SHOWN {
        shown.push('…');
    }
    shown
}
