//! Stores long texts in chunks, so that a hit reads only the pieces that it shows.
//!
//! Invariants: a text is the concatenation of its chunks; every passage is within one chunk.

use std::ops::Range;

use super::{
    passages::{Passage, push_number, take_number},
    section_labels,
};
use crate::document::OutlineEntry;

/// The maximum size of a chunk's text, in bytes (a passage is never split; the longest are half this size).
/// This is slightly more than a block of the engine's store, the unit it reads and decompresses, so that
/// chunks and blocks coincide. Covered by the bench `snippet`.
pub(super) const CHUNK_BYTES: usize = 17 << 10;

/// A piece of a text with its passages.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Chunk<'a> {
    pub(super) text: &'a str,
    /// Passages with byte offsets relative to the chunk, and sections that are indices into `sections`.
    pub(super) passages: Vec<Passage>,
    /// The headings above the passages, as [`section_labels`] encodes them.
    pub(super) sections: Vec<String>,
}

/// Cuts a text between its passages. Returns at least one chunk.
pub(super) fn cut<'a>(text: &'a str, passages: &[Passage], outline: &[OutlineEntry]) -> Vec<Chunk<'a>> {
    let (mut chunks, mut rest, mut start) = (Vec::new(), passages, 0);
    loop {
        let fitting = rest.partition_point(|passage| passage.end - start <= CHUNK_BYTES);
        let (here, after) = rest.split_at(fitting.max(1).min(rest.len()));
        let end = after.first().map_or(text.len(), |next| next.start);
        chunks.push(Chunk::new(text, start..end, here, outline));
        if after.is_empty() {
            return chunks;
        }
        (rest, start) = (after, end);
    }
}

impl<'a> Chunk<'a> {
    fn new(text: &'a str, bytes: Range<usize>, here: &[Passage], outline: &[OutlineEntry]) -> Self {
        let mut known: Vec<usize> = here.iter().filter_map(|passage| passage.section).collect();
        known.sort_unstable();
        known.dedup();
        let within = |passage: &Passage| Passage {
            start: passage.start - bytes.start,
            end: passage.end - bytes.start,
            section: passage.section.and_then(|section| known.binary_search(&section).ok()),
            ..passage.clone()
        };
        let passages = here.iter().map(within).collect();
        let sections = known.iter().map(|&section| section_labels::encode(&outline[section])).collect();
        Self { text: &text[bytes], passages, sections }
    }
}

/// The passages of each chunk, and the first word of each passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ChunkTable {
    /// The index of the first passage of each chunk.
    pub(super) first_passages: Vec<usize>,
    /// The position of the first word of each passage.
    pub(super) first_positions: Vec<u32>,
}

impl ChunkTable {
    /// Creates the table from the passages of each chunk.
    pub(super) fn from_chunks<'a>(chunks: impl Iterator<Item = &'a [Passage]>) -> Self {
        let (mut first_passages, mut first_positions) = (Vec::new(), Vec::new());
        for passages in chunks {
            first_passages.push(first_positions.len());
            first_positions.extend(passages.iter().map(|passage| passage.first_position));
        }
        Self { first_passages, first_positions }
    }

    /// Returns the number of chunks.
    pub(super) fn chunks(&self) -> usize {
        self.first_passages.len()
    }

    /// Returns the indices of the passages of a chunk.
    pub(super) fn passages(&self, chunk: usize) -> Range<usize> {
        let end = self.first_passages.get(chunk + 1).copied();
        self.first_passages[chunk]..end.unwrap_or(self.first_positions.len())
    }

    /// Returns the chunk that contains a passage, and the index of the passage in it.
    pub(super) fn place(&self, passage: usize) -> (usize, usize) {
        let chunk = self.first_passages.partition_point(|&first| first <= passage) - 1;
        (chunk, passage - self.first_passages[chunk])
    }

    /// Encodes the table as numbers of 7 bits per byte: the number of chunks, the number of passages in each,
    /// then the differences of the positions.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.first_positions.len() + 2 * self.chunks() + 2);
        push_number(&mut bytes, self.chunks() as u64);
        for chunk in 0..self.chunks() {
            push_number(&mut bytes, self.passages(chunk).len() as u64);
        }
        let mut before = 0;
        for &position in &self.first_positions {
            push_number(&mut bytes, u64::from(position - before));
            before = position;
        }
        bytes
    }

    /// Decodes a table written by [`Self::encode`]. Returns `None` if the bytes are damaged.
    pub(super) fn decode(mut bytes: &[u8]) -> Option<Self> {
        let (mut first_passages, mut passages) = (Vec::new(), 0_usize);
        for _ in 0..take_number(&mut bytes)? {
            first_passages.push(passages);
            passages = passages.checked_add(usize::try_from(take_number(&mut bytes)?).ok()?)?;
        }
        let (mut first_positions, mut position) = (Vec::with_capacity(bytes.len()), 0_u32);
        while !bytes.is_empty() {
            position = position.checked_add(u32::try_from(take_number(&mut bytes)?).ok()?)?;
            first_positions.push(position);
        }
        let is_whole = !first_passages.is_empty() && passages == first_positions.len();
        is_whole.then_some(Self { first_passages, first_positions })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{document::Page, index::passages};

    /// Returns pages with the given numbers of sentences, each with a heading at its top.
    fn pages(lengths: &[usize]) -> (Vec<Page>, Vec<OutlineEntry>) {
        let text = |sentences: usize| "Konwent obradował o drogach i zieleni.\n\n".repeat(sentences);
        let page = |(number, &length)| Page::new(number, text(length));
        let heading = |number| OutlineEntry {
            label: format!("§ {number}"),
            page: number,
            start: 0,
            ..OutlineEntry::default()
        };
        ((1..).zip(lengths).map(page).collect(), (1..=lengths.len() as u32).map(heading).collect())
    }

    #[test]
    fn short_and_empty_texts_are_one_chunk() {
        for lengths in [&[][..], &[0], &[3, 2]] {
            let (pages, outline) = pages(lengths);
            let (text, passages) = passages::join(&pages, &outline);
            let chunks = cut(&text, &passages, &outline);
            assert_eq!(chunks.len(), 1);
            assert_eq!(chunks[0].text, text);
        }
    }

    #[test]
    fn a_word_longer_than_a_chunk_is_split() {
        let long = format!("Przed.\n\n{}\n\nPo nim.", "x".repeat(3 * CHUNK_BYTES));
        let page = Page::new(1, format!("{0}{long}", "Zdanie. ".repeat(40)));
        let (text, passages) = passages::join(&[page], &[]);
        let chunks = cut(&text, &passages, &[]);
        assert!(
            chunks.len() > 2 && chunks.iter().all(|chunk| chunk.text.len() <= CHUNK_BYTES),
            "{}",
            chunks.len()
        );
        assert_eq!(chunks.iter().map(|chunk| chunk.text).collect::<String>(), text);
    }

    proptest! {
        #[test]
        fn chunks_contain_the_text_and_every_passage_with_its_heading(lengths in prop::collection::vec(0_usize..900, 1..6)) {
            let (pages, outline) = pages(&lengths);
            let (text, passages) = passages::join(&pages, &outline);
            let chunks = cut(&text, &passages, &outline);
            prop_assert_eq!(chunks.iter().map(|chunk| chunk.text).collect::<String>(), text.clone());
            let table = ChunkTable::from_chunks(chunks.iter().map(|chunk| chunk.passages.as_slice()));
            prop_assert_eq!(ChunkTable::decode(&table.encode()), Some(table.clone()));
            prop_assert_eq!(table.first_positions.len(), passages.len());
            for (number, passage) in passages.iter().enumerate() {
                let (chunk, at) = table.place(number);
                let here = &chunks[chunk].passages[at];
                prop_assert!(table.passages(chunk).contains(&number));
                prop_assert_eq!(&chunks[chunk].text[here.start..here.end], &text[passage.start..passage.end]);
                prop_assert_eq!((here.first_position, here.page), (passage.first_position, passage.page));
                let label = here.section.map(|section| chunks[chunk].sections[section].clone());
                prop_assert_eq!(label, passage.section.map(|section| outline[section].label.clone()));
            }
        }

        #[test]
        fn damaged_tables_are_rejected_or_decoded_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = ChunkTable::decode(&bytes);
        }
    }
}
