//! The topics of the meetings that a segment tells of, prepared for suggestions like titles.
//!
//! Reading them is left to `meetings`, which also names them. Invariants: it depends on the segment alone, not
//! on its deletions; topics are in order of day, newest first.

use std::{cmp::Reverse, collections::BTreeMap, hash::BuildHasher};

use rustc_hash::FxBuildHasher;
use tantivy::DocId;

use super::{
    titles::{TitleWord, Titles},
    words::{NumberLists, WordTable},
};
use crate::{
    analysis::unaccented,
    document::date_number,
    index::meetings::{ReadTopic, SegmentMeetings, SegmentTopic, folded},
};

/// The maximum length of a word, in bytes; nobody types a longer one.
const MAX_WORD_BYTES: usize = 200;
/// The maximum number of topics examined for different ones: a matter may recur at every meeting.
const MAX_TOPICS_SEEN: usize = 1_024;

/// The topics of one segment by their words.
pub(crate) struct TopicIndex {
    words: WordTable,
    titles: Titles,
    topics: Vec<SegmentTopic>,
    /// For each topic, a number that those of the same wording share.
    wordings: Vec<u64>,
}

/// A topic with the words that were typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RankedTopic {
    /// Orders topics of different segments, lowest first: newest first.
    pub(crate) order: u32,
    /// A number that topics of the same wording share, in all segments.
    pub(crate) wording: u64,
    pub(in crate::index) topic: SegmentTopic,
}

impl TopicIndex {
    pub(in crate::index) fn new(meetings: &SegmentMeetings) -> Self {
        let mut told: Vec<ReadTopic<'_>> = meetings.topics().collect();
        told.sort_by_cached_key(|told| (Reverse(told.meeting.day()), told.document.clone()));
        let mut ranks: BTreeMap<(String, &str), Vec<u32>> = BTreeMap::new();
        for (rank, told) in (0..).zip(&told) {
            for form in meetings.forms(told.topic).filter(|form| form.len() <= MAX_WORD_BYTES) {
                ranks.entry((unaccented(form), form)).or_default().push(rank);
            }
        }
        let mut words = WordTable::default();
        for (plain, form) in ranks.keys() {
            words.push(plain, form);
        }
        let dates = told.iter().map(|told| told.meeting.day().map_or(0, date)).collect();
        let documents = told.iter().map(|told| told.doc).collect();
        let titles =
            Titles::new(documents, dates, NumberLists::from_lists(ranks.values().map(Vec::as_slice)));
        let wordings = told.iter().map(|told| FxBuildHasher.hash_one(folded(told.text))).collect();
        Self { words, titles, topics: told.iter().map(|told| told.topic).collect(), wordings }
    }

    /// Returns the words with a prefix, given without accents; if it was typed with accents, only those that
    /// have them.
    pub(crate) fn beginning<'a>(&self, plain: &str, accented: Option<&'a str>) -> TitleWord<'a> {
        TitleWord { words: self.words.beginning(plain), beginning: accented }
    }

    /// Returns the newest topics that contain all words and whose documents are not deleted, at most `most`,
    /// each wording once.
    pub(crate) fn newest(
        &self,
        asked: &[TitleWord<'_>],
        is_deleted: impl Fn(DocId) -> bool,
        most: usize,
    ) -> Vec<RankedTopic> {
        let mut found: Vec<RankedTopic> = Vec::new();
        for rank in self.titles.ranks(&self.words, asked).take(MAX_TOPICS_SEEN) {
            let wording = self.wordings[rank as usize];
            let is_known = found.iter().any(|known| known.wording == wording);
            if !is_known && !is_deleted(self.titles.document(rank)) {
                let order = u32::MAX - self.titles.date(rank);
                found.push(RankedTopic { order, wording, topic: self.topics[rank as usize] });
            }
            if found.len() == most {
                break;
            }
        }
        found
    }
}

/// Returns a day as a number `YYYYMMDD`.
fn date(day: jiff::civil::Date) -> u32 {
    u32::try_from(date_number(day)).unwrap_or(0)
}
