//! Notes for the user on how the query was interpreted.
//!
//! Their texts are messages of `locale`: in Polish in responses and on the terminal, in the language of the
//! page on pages. Programs get a code and what the note is about.
//!
//! Invariants: each note is given once; typed text is shortened when shown.

use std::{collections::BTreeMap, fmt};

use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::{budget::QueryCut, fields::QueryField};
use crate::locale::Locale;

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
    /// Hits are ranked by words alone, because the model was busy.
    WordsOnly,
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

impl Note {
    /// The stable name of the note; with `note-` before it, also that of its message.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoWord => "no-word",
            Self::MostWords => "most-words",
            Self::SomeWords => "some-words",
            Self::NotFound { .. } => "not-found",
            Self::Cut { .. } => "cut",
            Self::BadValue { .. } => "bad-value",
            Self::ShortPrefix { .. } => "short-prefix",
            Self::ManyForms { .. } => "many-forms",
            Self::AnyOrder { .. } => "any-order",
            Self::WordsOnly => "words-only",
            Self::NotExcluded { .. } => "not-excluded",
        }
    }

    /// Returns what the note is about, by name.
    fn params(&self) -> BTreeMap<&'static str, Value> {
        let params = match self {
            Self::NoWord | Self::MostWords | Self::SomeWords | Self::WordsOnly => vec![],
            Self::NotFound { words } => vec![("words", json!(words))],
            Self::Cut { words } => vec![("words", json!(words))],
            Self::BadValue { typed, field } => vec![("typed", json!(typed)), ("field", json!(field.code()))],
            Self::ShortPrefix { typed } => vec![("typed", json!(typed))],
            Self::ManyForms { beginning, most } => {
                vec![("beginning", json!(beginning)), ("most", json!(most))]
            }
            Self::AnyOrder { phrases } | Self::NotExcluded { phrases } => vec![("phrases", json!(phrases))],
        };
        BTreeMap::from_iter(params)
    }

    /// Returns the note without its text, for programs.
    pub(super) fn detail(&self) -> NoteDetail {
        NoteDetail { code: self.code(), params: self.params() }
    }

    /// Returns the text of the note in a language.
    pub(crate) fn text(&self, locale: Locale) -> String {
        let arguments = match self {
            Self::NoWord | Self::MostWords | Self::SomeWords | Self::WordsOnly => vec![],
            Self::NotFound { words } => {
                let quoted = words.iter().map(|word| locale.message_with("quoted", "text", word));
                vec![("words", quoted.collect::<Vec<_>>().join(", "))]
            }
            Self::Cut { words } => vec![("words", words.to_string())],
            Self::BadValue { typed, field } => {
                let advice = locale.message(&format!("advice-{}", field.code()));
                vec![("typed", typed.clone()), ("advice", advice)]
            }
            Self::ShortPrefix { typed } => vec![("typed", typed.clone())],
            Self::ManyForms { beginning, most } => {
                vec![("beginning", beginning.clone()), ("most", locale.number(*most))]
            }
            Self::AnyOrder { phrases } | Self::NotExcluded { phrases } => {
                vec![("phrases", phrases.to_string())]
            }
        };
        locale.message_of(&format!("note-{}", self.code()), arguments)
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Locale::Polish))
    }
}

impl Serialize for Note {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A note without its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NoteDetail {
    /// A stable kebab-case word for the kind of note.
    pub code: &'static str,
    /// What the note is about: the words, the field, a number; empty if there is nothing to add.
    #[schema(value_type = Object)]
    pub params: BTreeMap<&'static str, Value>,
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn programs_get_a_code_and_what_the_note_is_about() {
        let note = Note::NotFound { words: vec!["abc".to_owned(), "def".to_owned()] };
        assert_eq!(note.to_string(), "Nie znaleziono: »abc«, »def«.");
        let detail = serde_json::to_value(note.detail()).expect("JSON");
        assert_eq!(detail, json!({"code": "not-found", "params": {"words": ["abc", "def"]}}));
        let note = Note::ManyForms { beginning: "prze".to_owned(), most: 1000 };
        let expected = "Bardzo wiele słów zaczyna się od „prze”; uwzględniono 1000 najczęstszych.";
        assert_eq!(note.to_string(), expected);
    }

    #[test]
    fn every_language_has_each_note() {
        let fields = [
            QueryField::Title,
            QueryField::Number,
            QueryField::Organ,
            QueryField::District,
            QueryField::Year,
            QueryField::From,
            QueryField::To,
            QueryField::Kind,
        ];
        let bad_values = fields.map(|field| Note::BadValue { typed: "x:y".to_owned(), field });
        let others = [
            Note::NoWord,
            Note::MostWords,
            Note::SomeWords,
            Note::WordsOnly,
            Note::Cut { words: 64 },
            Note::ShortPrefix { typed: "za*".to_owned() },
            Note::ManyForms { beginning: "prze".to_owned(), most: 1000 },
            Note::AnyOrder { phrases: 12 },
            Note::NotExcluded { phrases: 12 },
        ];
        let mut said = BTreeSet::new();
        for note in bad_values.into_iter().chain(others) {
            said.extend(Locale::ALL.map(|locale| note.text(locale)));
        }
        assert_eq!(said.len(), 17 * 3, "{said:?}");
    }
}
