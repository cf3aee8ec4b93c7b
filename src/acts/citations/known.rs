//! Remembers the titles that a bracket confirmed, to find the end of the same titles where none follows.
//!
//! Invariant: what is remembered of a text is bounded.

use std::{collections::HashMap, ops::Range};

use super::{cursor::Cursor, mention::Mention};

/// The most titles remembered with the same beginning.
const SAME_BEGINNING: usize = 8;

/// The titles of a text that were read up to their journal.
#[derive(Debug, Default)]
pub(super) struct KnownTitles {
    /// The titles by their first two words, longest first.
    titles: HashMap<String, Vec<String>>,
}

impl KnownTitles {
    /// Remembers the title of a mention, or corrects its end by a title remembered.
    pub(super) fn apply(&mut self, text: &str, mention: &mut Mention) {
        let (Some(title), Some(place)) = (&mention.act.title, &mention.title) else { return };
        let key = beginning(title);
        if !mention.act.journals.is_empty() {
            self.remember(key, title);
        } else if mention.kind.has_no_body()
            && mention.range.end == place.end
            && let Some((title, place)) = self.find(&key, text, place)
        {
            mention.range.end = place.end;
            mention.act.title = Some(title);
            mention.title = Some(place);
        }
    }

    fn remember(&mut self, key: String, title: &str) {
        let titles = self.titles.entry(key).or_default();
        if titles.len() < SAME_BEGINNING && !titles.iter().any(|known| known == title) {
            titles.push(title.to_owned());
            titles.sort_by_key(|title| std::cmp::Reverse(title.len()));
        }
    }

    fn find(&self, key: &str, text: &str, place: &Range<usize>) -> Option<(String, Range<usize>)> {
        self.titles.get(key)?.iter().find_map(|title| {
            let end = end_of(title, Cursor::new(text, place.start))?;
            Some((title.clone(), place.start..end))
        })
    }
}

/// The first two words of a title.
fn beginning(title: &str) -> String {
    title.split(' ').take(2).collect::<Vec<_>>().join(" ")
}

/// Where a title ends that stands at the position, with any white space between its words.
fn end_of(title: &str, mut at: Cursor<'_>) -> Option<usize> {
    for (index, word) in title.split(' ').enumerate() {
        if index > 0 && !at.skip_spaces() {
            return None;
        }
        at.rest().strip_prefix(word)?;
        at.at += word.len();
    }
    at.peek().is_none_or(|c| !c.is_alphanumeric()).then_some(at.at)
}
