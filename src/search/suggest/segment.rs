//! The titles and words of a segment that begin with the typed words.

use tantivy::SegmentReader;

use super::typed::TypedText;
use crate::{
    error::Result,
    index::{Snapshot, SuggestIndex, TitleWord},
};

/// The maximum number of titles of a segment examined for distinct ones.
const MAX_TITLES_SEEN: usize = 1024;
/// A segment with its register and the typed words found in it.
pub(super) struct SuggestSegment<'a> {
    pub(super) segment: &'a SegmentReader,
    pub(super) suggest_index: &'a SuggestIndex,
    /// All words that begin with each typed word.
    pub(super) beginnings: Vec<TitleWord<'a>>,
    /// The words that equal each typed word.
    pub(super) wholes: Vec<TitleWord<'a>>,
}

impl<'a> SuggestSegment<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, ord: usize, typed: &'a TypedText<'_>) -> Result<Self> {
        let suggest_index = snapshot.suggest_index(ord)?;
        let (mut beginnings, mut wholes) = (Vec::new(), Vec::new());
        for word in &typed.words {
            let beginning = word.is_accented.then_some(word.form.as_str());
            let words = suggest_index.beginning(&word.plain);
            wholes.push(TitleWord { words: suggest_index.whole(words.clone(), &word.plain), beginning });
            beginnings.push(TitleWord { words, beginning });
        }
        Ok(Self {
            segment: snapshot.searcher().segment_reader(ord as u32),
            suggest_index,
            beginnings,
            wholes,
        })
    }

    /// Whether nothing here has the typed word at a place, or begins with it if it may be unfinished.
    pub(super) fn is_missing(&self, at: usize, is_open: bool) -> bool {
        if is_open { self.beginnings[at].words.is_empty() } else { self.wholes[at].words.is_empty() }
    }

    /// Returns the number of titles and texts with the most frequent word that a word, given without accents,
    /// is or begins; 0 if there is none.
    pub(super) fn frequency(&self, plain: &str, is_open: bool) -> u32 {
        let words = self.suggest_index.beginning(plain);
        let words = if is_open { words } else { self.suggest_index.whole(words, plain) };
        let least = u32::from(!words.is_empty());
        let asked = TitleWord { words, beginning: None };
        let frequent = self.suggest_index.most_frequent(&asked, 1).next();
        frequent.map_or(least, |word| word.count.max(least))
    }

    pub(super) fn is_deleted(&self, rank: u32) -> bool {
        self.segment.is_deleted(self.suggest_index.document(rank))
    }

    /// Returns the words that a title must contain: the last one may be unfinished if `is_open`, those before
    /// it if `is_abbreviated`.
    pub(super) fn asked(&self, is_open: bool, is_abbreviated: bool) -> Vec<TitleWord<'a>> {
        let last = self.wholes.len() - 1;
        let may_go_on = |at| if at == last { is_open } else { is_abbreviated };
        let words = self.wholes.iter().zip(&self.beginnings).enumerate();
        words.map(|(at, (whole, beginning))| if may_go_on(at) { beginning } else { whole }.clone()).collect()
    }

    /// Returns the titles that contain the words, best first, without duplicates.
    pub(super) fn titles<'t>(&'t self, asked: &'t [TitleWord<'a>]) -> impl Iterator<Item = u32> + 't {
        let ranks = self.suggest_index.ranks(asked).filter(|rank| !self.is_deleted(*rank));
        let mut seen: Vec<u32> = Vec::new();
        ranks.take(MAX_TITLES_SEEN).filter(move |rank| {
            let words = self.suggest_index.words_of(*rank);
            let is_new = !seen.iter().any(|known| self.suggest_index.words_of(*known) == words);
            seen.extend(is_new.then_some(*rank));
            is_new
        })
    }
}
