//! Turns the positions of matches into bytes of a passage, without analyzing it.
//!
//! A position counts words, so the bytes of a match are found by walking over the words of the passage up to
//! it. Only a match at a word that may be part of a compound needs more: the compounds of the passage are
//! then recognized, to find the one that matched and how far it extends.
//!
//! Invariant: spans and ranges are within the passage and cover whole words.

use std::ops::Range;

use super::matches::{PositionSpan, TermMatches};
use crate::{
    analysis::{Analyzer, Token, WordIter, may_be_compound, words},
    document::Language,
    index::StoredPassage,
};

/// How much of the text around a passage is examined with it, in bytes, because compounds may cross its
/// bounds. The analysis looks equally far around a word.
const AROUND_BYTES: usize = 80;
/// The maximum number of words in so much text: a word and a space each take a byte.
const AROUND_WORDS: u32 = AROUND_BYTES as u32 / 2;

/// A passage and the words in it, as far as they are needed.
pub(super) struct PassageText<'p> {
    passage: &'p StoredPassage<'p>,
    language: Language,
    analyzer: &'p mut Analyzer,
    /// The words that have not been walked over yet.
    ahead: WordIter<'p>,
    /// Where the passage starts in what is walked over, in bytes.
    skipped: usize,
    /// The words from the first of the passage on, in bytes from the start of the passage.
    words: Vec<Range<usize>>,
    /// The words shortly before the passage, in bytes of the chunk.
    before: Option<Vec<Range<usize>>>,
    /// The compounds in and around the passage, with positions in the document and bytes of the chunk.
    compounds: Option<Vec<Token>>,
}

impl<'p> PassageText<'p> {
    pub(super) fn new(
        passage: &'p StoredPassage<'p>,
        language: Language,
        analyzer: &'p mut Analyzer,
    ) -> Self {
        // A text without spaces may be cut within a word, which then belongs to the passage before.
        let before = &passage.chunk[..passage.range.start];
        let run = before.trim_end_matches(|c: char| !c.is_whitespace()).len();
        let (ahead, skipped) = (words(&passage.chunk[run..]), before.len() - run);
        Self { passage, language, analyzer, ahead, skipped, words: Vec::new(), before: None, compounds: None }
    }

    /// Returns where terms match in the passage.
    pub(super) fn spans(&mut self, matches: &TermMatches<'_>) -> Vec<PositionSpan> {
        let Range { start, end } = self.passage.positions;
        let near = start.saturating_sub(AROUND_WORDS)..end.saturating_add(AROUND_WORDS);
        let from = matches.spans.partition_point(|span| span.last < near.start);
        let near = matches.spans[from..].iter().take_while(|span| span.first < near.end);
        near.filter_map(|span| {
            let PositionSpan { first, last } = self.extent(*span, matches)?;
            let (first, last) = (first.max(start), last.min(end.saturating_sub(1)));
            (first <= last).then_some(PositionSpan { first, last })
        })
        .collect()
    }

    /// Returns the byte range of words, from the start of the passage.
    pub(super) fn range(&mut self, span: PositionSpan) -> Option<Range<usize>> {
        let first = self.passage.positions.start;
        self.word(span.last)?;
        let word = |at: u32| self.words.get(at.checked_sub(first)? as usize);
        Some(word(span.first)?.start..word(span.last)?.end)
    }

    /// Returns the words of a match: itself or, if a compound matched, those of the compound. `None` if that
    /// has no word in the passage.
    fn extent(&mut self, span: PositionSpan, matches: &TermMatches<'_>) -> Option<PositionSpan> {
        if !matches.term.has_compounds() || !self.may_be_compound(span.first) {
            return Some(span);
        }
        let is_here = |compound: &&Token| {
            let mut terms = compound.terms.iter().map(String::as_str);
            compound.position == span.first && matches.term.is_term(&mut terms)
        };
        let ranges = self.compounds().iter().filter(is_here).map(|compound| compound.range.clone());
        let range = ranges.reduce(|one, other| one.start.min(other.start)..one.end.max(other.end));
        range.map_or(Some(span), |range| self.span(&range))
    }

    /// Returns the words of the passage in a byte range of the chunk.
    fn span(&mut self, range: &Range<usize>) -> Option<PositionSpan> {
        let Range { start, end } = self.passage.range;
        let range = range.start.saturating_sub(start)..range.end.min(end).saturating_sub(start);
        while self.words.last().is_none_or(|word| word.start < range.end) {
            let Some(word) = self.next_word() else { break };
            self.words.push(word);
        }
        let before = |at: usize| self.words.partition_point(|word| word.start < at) as u32;
        let (first, past) = (before(range.start), before(range.end));
        let from = self.passage.positions.start;
        (first < past).then(|| PositionSpan { first: from + first, last: from + past - 1 })
    }

    /// Whether a compound may be at a position in or around the passage.
    fn may_be_compound(&mut self, at: u32) -> bool {
        let Range { start, .. } = self.passage.range;
        let word = match at.checked_sub(self.passage.positions.start) {
            Some(_) => self.word(at).map(|word| start + word.start..start + word.end),
            None => self.word_before(at),
        };
        word.is_some_and(|word| may_be_compound(self.passage.chunk, &word))
    }

    /// Returns the word at a position that is not before the passage.
    fn word(&mut self, at: u32) -> Option<Range<usize>> {
        let number = at.checked_sub(self.passage.positions.start)? as usize;
        while self.words.len() <= number {
            let word =
                self.next_word().filter(|word| word.start < self.passage.range.len() + AROUND_BYTES)?;
            self.words.push(word);
        }
        self.words.get(number).cloned()
    }

    /// Returns the next word that starts in the passage or behind it, in bytes from the start of the passage.
    fn next_word(&mut self) -> Option<Range<usize>> {
        let skipped = self.skipped;
        let word = self.ahead.find(|word| word.start >= skipped)?;
        Some(word.start - skipped..word.end - skipped)
    }

    /// Returns the word at a position shortly before the passage, in bytes of the chunk.
    fn word_before(&mut self, at: u32) -> Option<Range<usize>> {
        let back = (self.passage.positions.start - at) as usize;
        let words = self.words_before();
        words.len().checked_sub(back).map(|number| words[number].clone())
    }

    fn words_before(&mut self) -> &[Range<usize>] {
        let passage = self.passage;
        self.before.get_or_insert_with(|| {
            let (start, text) = (around(passage).start, passage.chunk);
            words(&text[start..passage.range.start])
                .map(|word| start + word.start..start + word.end)
                .collect()
        })
    }

    /// Returns the compounds in and around the passage.
    fn compounds(&mut self) -> &[Token] {
        let before = if self.compounds.is_none() { self.words_before().len() as u32 } else { 0 };
        let Self { passage, language, analyzer, .. } = self;
        self.compounds.get_or_insert_with(|| {
            let around = around(passage);
            let mut compounds = analyzer.compounds_in(&passage.chunk[around.clone()], *language);
            for compound in &mut compounds {
                let Range { start, end } = compound.range;
                compound.range = around.start + start..around.start + end;
                compound.position = (passage.positions.start + compound.position).saturating_sub(before);
            }
            compounds
        })
    }
}

/// Returns the range of a passage with the text around it, at word boundaries.
fn around(passage: &StoredPassage<'_>) -> Range<usize> {
    let (text, range) = (passage.chunk, &passage.range);
    let far = text.ceil_char_boundary(range.start.saturating_sub(AROUND_BYTES));
    let start = text[far..range.start].find(char::is_whitespace).map_or(range.start, |at| far + at);
    let far = text.floor_char_boundary((range.end + AROUND_BYTES).min(text.len()));
    let end = if far == text.len() {
        Some(far)
    } else {
        text[range.end..far].rfind(char::is_whitespace).map(|at| range.end + at)
    };
    start..end.unwrap_or(range.end)
}
