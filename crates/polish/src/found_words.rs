//! The words of the text that a thread analyzed last, so that the base forms of a text need not find and
//! normalize them again.
//!
//! The engine indexes the fields of a document one after another on one thread, the exact forms of a text
//! just before its base forms, and gives them no way to share work. Leaves finding words to `tokenize` and
//! their spelling to `normalize`. Invariant: words are handed out only for the very text that they were
//! found in, so a caller that asks in another order, or for one field only, gets the same tokens at the
//! usual cost.

use std::{cell::Cell, ops::Range};

/// The longest text whose words are kept, in bytes. Text, words and forms of this length take about 1 MB per
/// thread, 4 MB if there is a word in every second byte or its forms are long; the words of a longer text are
/// found twice.
const MAX_TEXT_BYTES: usize = 256 << 10;

thread_local! {
    /// Taken out while it is in use, so that it needs no lock and cannot be borrowed twice.
    static LAST: Cell<Option<Box<FoundWords>>> = const { Cell::new(None) };
}

/// A text with its words and their normalized forms.
#[derive(Debug, Default)]
pub(crate) struct FoundWords {
    text: String,
    words: Vec<FoundWord>,
    /// The forms, one after another.
    forms: String,
}

/// A word of a text.
#[derive(Debug, Clone)]
struct FoundWord {
    start: u32,
    end: u32,
    /// The end of its form among all forms. A word that is too long to be indexed has none.
    form_end: u32,
}

impl FoundWords {
    /// Returns an empty list for the words of a text; `None` if the text is too long.
    pub(crate) fn begin(text: &str) -> Option<Box<Self>> {
        if text.len() > MAX_TEXT_BYTES {
            return None;
        }
        let mut found = LAST.take().unwrap_or_default();
        found.text.clear();
        found.words.clear();
        found.forms.clear();
        found.text.push_str(text);
        Some(found)
    }

    /// Adds the next word with its form, which is empty if the word is too long.
    pub(crate) fn push(&mut self, word: &Range<usize>, form: &str) {
        self.forms.push_str(form);
        let (start, end, form_end) = (word.start as u32, word.end as u32, self.forms.len() as u32);
        self.words.push(FoundWord { start, end, form_end });
    }

    /// Keeps the list, which has all words of its text, for the next caller on this thread.
    pub(crate) fn keep(self: Box<Self>) {
        LAST.set(Some(self));
    }

    /// Takes out the words of this text, if it is the one analyzed last.
    pub(crate) fn of(text: &str) -> Option<Box<Self>> {
        let found = LAST.take()?;
        if found.text == text {
            return Some(found);
        }
        found.keep();
        None
    }

    /// Returns the ranges of the words.
    pub(crate) fn ranges(&self) -> impl Iterator<Item = Range<usize>> + Clone {
        self.words.iter().map(|word| word.start as usize..word.end as usize)
    }

    /// Returns the form of the word at this position.
    pub(crate) fn form(&self, position: u32) -> &str {
        let position = position as usize;
        let start = position.checked_sub(1).map_or(0, |before| self.words[before].form_end);
        &self.forms[start as usize..self.words[position].form_end as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_kept_for_their_own_text_only() {
        let mut found = FoundWords::begin("Rada Ę").expect("short");
        found.push(&(0..4), "rada");
        found.push(&(5..7), "ę");
        found.keep();
        assert!(FoundWords::of("Rada").is_none());
        let found = FoundWords::of("Rada Ę").expect("kept");
        assert_eq!(found.ranges().collect::<Vec<_>>(), [0..4, 5..7]);
        assert_eq!((found.form(0), found.form(1)), ("rada", "ę"));
        assert!(FoundWords::of("Rada Ę").is_none(), "it is in use");
        assert!(FoundWords::begin(&"a".repeat(MAX_TEXT_BYTES + 1)).is_none());
    }
}
