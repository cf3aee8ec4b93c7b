//! Notes for the user on how the query was interpreted.
//!
//! Notes are in Polish; the HTML pages have their own texts in each language.
//!
//! Invariants: each note is given once; typed text is shortened when shown.

use std::fmt;

use serde::{Serialize, Serializer};

use super::{budget::QueryCut, fields::QueryField};

/// The maximum number of notes. More would not be helpful.
const MAX_NOTES: usize = 4;
/// The maximum number of characters shown of typed text.
const MAX_SHOWN: usize = 40;

/// A note for the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// The query contains nothing to search for.
    NoWord,
    /// No document contains all words; hits contain the most important ones.
    MostWords,
    /// No document contains all or most of the words; hits contain some of them.
    SomeWords,
    /// No document contains these words.
    NotFound {
        /// The first such words, as typed.
        words: Vec<String>,
    },
    /// The query is too long; only its first words were searched for.
    Cut {
        /// The number of words searched for.
        words: usize,
    },
    /// The value of a field is invalid, so it was searched for as words.
    BadValue {
        /// The field and its value, as typed.
        typed: String,
        /// The field.
        field: QueryField,
    },
    /// A prefix is too short, so its star was ignored.
    ShortPrefix {
        /// The prefix as typed.
        typed: String,
    },
    /// A prefix stands for more forms than can be searched for.
    ManyForms {
        /// The prefix.
        beginning: String,
        /// The number of most frequent forms that were searched for.
        most: usize,
    },
    /// The words of some phrases are too frequent to check their order.
    AnyOrder {
        /// The number of such phrases.
        phrases: usize,
    },
    /// Some excluded phrases are too frequent to be searched for.
    NotExcluded {
        /// The number of such phrases.
        phrases: usize,
    },
}

impl Note {
    /// Returns notes on what was dropped because it would have cost too much.
    pub(super) fn of_cut(cut: QueryCut) -> impl Iterator<Item = Self> {
        let any_order = (cut.loosened > 0).then_some(Self::AnyOrder { phrases: cut.loosened });
        let not_excluded = (cut.not_excluded > 0).then_some(Self::NotExcluded { phrases: cut.not_excluded });
        any_order.into_iter().chain(not_excluded)
    }
}

impl Note {
    /// Returns a [`Note::NotFound`] for the words that were not found, or `None` if there are none.
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

/// Collects the notes on a query.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct QueryNotes {
    is_cut: bool,
    others: Vec<Note>,
}

impl QueryNotes {
    /// Records that words beyond the limit were dropped.
    pub(super) fn cut(&mut self) {
        self.is_cut = true;
    }

    /// Adds a [`Note::BadValue`].
    pub(super) fn bad_value(&mut self, field: QueryField, typed: &str) {
        self.add(Note::BadValue { typed: shown(typed), field });
    }

    /// Adds a [`Note::ShortPrefix`].
    pub(super) fn short_prefix(&mut self, typed: &str) {
        self.add(Note::ShortPrefix { typed: shown(typed) });
    }

    /// Adds a [`Note::ManyForms`].
    pub(super) fn many_forms(&mut self, beginning: &str, most: usize) {
        self.add(Note::ManyForms { beginning: shown(beginning), most });
    }

    fn add(&mut self, note: Note) {
        if self.others.len() < MAX_NOTES && !self.others.contains(&note) {
            self.others.push(note);
        }
    }

    /// Returns all notes. `words` is the maximum number of words.
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
