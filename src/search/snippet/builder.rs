//! Cuts the text to show from chosen passages: paragraphs with highlights, or a window of a long text.
//!
//! Invariant: the result is a part of the passages and never cuts a highlight.

use std::ops::Range;

use super::{
    highlights::marks, html::HighlightedText, matches::TermMatches, passage_text::PassageText,
    repetition::HeadingWords,
};
use crate::{
    analysis::{Analyzer, words},
    error::Result,
    index::{StoredDocument, StoredPassage, item_ends},
    search::{query_node::QueryNode, response::Snippet},
};

/// The maximum length of a text shown in full, in bytes; two full passages are shorter. A longer one is a
/// text without spaces or a phrase across several passages, and only a window of it is shown.
const MAX_BYTES: usize = 900;
/// How much of such a text is shown before its first highlight, in bytes.
const LEAD_BYTES: usize = 80;
/// A last paragraph that has no highlight and is not a sentence is dropped if it is shorter, in bytes.
const SHORT_BYTES: usize = 80;

/// Creates snippets from the passages of one document.
#[derive(Clone, Copy)]
pub(super) struct SnippetBuilder<'a> {
    pub(super) stored: &'a StoredDocument,
    /// Where the query matches.
    pub(super) nodes: &'a [QueryNode<TermMatches<'a>>],
    /// The words of the title.
    pub(super) title: &'a HeadingWords<'a>,
    /// The groups that occur as a whole, as for [`marks`].
    pub(super) is_whole: &'a [bool],
    /// Whether lines at the start of the text that repeat the title are shown.
    pub(super) shows_heading: bool,
}

impl SnippetBuilder<'_> {
    /// Creates the snippet of consecutive passages.
    pub(super) fn snippet(&self, passages: Range<usize>, analyzer: &mut Analyzer) -> Result<Snippet> {
        let is_first = passages.start == 0;
        let passage = self.stored.passages(passages)?;
        let text = passage.text();
        let heading = if is_first { self.title.repeated_by(text) } else { 0 };
        let shows_heading = is_first && self.shows_heading;
        let head = if shows_heading { 0 } else { heading };
        let mut marks = self.marks(&passage, analyzer);
        let is_repeated = |paragraph: &str| {
            !shows_heading
                && (self.title.says(paragraph)
                    || passage.section.is_some_and(|section| HeadingWords::new(section).says(paragraph)))
        };
        let shown = window(text, meaningful(text, head, &marks, is_repeated), &marks);
        marks.retain(|mark| shown.start <= mark.start && mark.end <= shown.end);
        for mark in &mut marks {
            *mark = mark.start - shown.start..mark.end - shown.start;
        }
        let items = item_ends(&text[shown.clone()]);
        let items: Vec<usize> = items.into_iter().filter(|end| shown.start + end >= heading).collect();
        let folded = HighlightedText::new(&text[shown], &marks, &items);
        Ok(Snippet {
            html: folded.html,
            text: folded.text,
            highlights: folded.highlights,
            page: self.stored.record.paginated.then_some(passage.page),
            ocr: passage.ocr,
            section: passage.section.map(str::to_owned),
            anchor: passage.anchor.map(str::to_owned),
        })
    }

    /// Returns the highlights in a passage.
    fn marks(&self, passage: &StoredPassage<'_>, analyzer: &mut Analyzer) -> Vec<Range<usize>> {
        let mut text = PassageText::new(passage, self.stored.record.language, analyzer);
        let marks = marks(self.nodes.iter(), Some(self.is_whole), |matches| text.spans(matches));
        marks.into_iter().filter_map(|span| text.range(span)).collect()
    }

    /// Returns the number of words at the start of the text that repeat the title, as the heading of an act
    /// does.
    pub(super) fn words_of_title(&self) -> Result<u32> {
        let text = self.stored.passages(0..1)?.text();
        Ok(words(&text[..self.title.repeated_by(text)]).count() as u32)
    }
}

/// Returns the byte ranges of paragraphs, which blank lines separate.
fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut is_open = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let (start, end) = (at, at + line.trim_end().len());
        at += line.len();
        if end == start {
            is_open = false;
        } else if let Some(last) = found.last_mut().filter(|_| is_open) {
            last.end = end;
        } else {
            found.push(start..end);
            is_open = true;
        }
    }
    found
}

/// Returns the meaningful part of a text: without the lines before `head`, leading paragraphs that have no
/// highlight or are shown elsewhere (such as the title and headings), and short paragraphs at the end.
fn meaningful(
    text: &str,
    head: usize,
    marks: &[Range<usize>],
    is_repeated: impl Fn(&str) -> bool,
) -> Range<usize> {
    let paragraphs: Vec<Range<usize>> =
        paragraphs(&text[head..]).into_iter().map(|part| head + part.start..head + part.end).collect();
    let is_marked = |paragraph: &Range<usize>| {
        marks.iter().any(|mark| mark.start < paragraph.end && paragraph.start < mark.end)
    };
    let is_cutting = |at: usize| marks.iter().any(|mark| mark.start < at && at < mark.end);
    let first =
        paragraphs.iter().find(|paragraph| is_marked(paragraph) && !is_repeated(&text[(*paragraph).clone()]));
    let is_last = |paragraph: &&Range<usize>| {
        let text = &text[(*paragraph).clone()];
        is_marked(paragraph) || text.len() >= SHORT_BYTES || text.ends_with(['.', '!', '?', '…', ';', ':'])
    };
    let last = paragraphs.iter().rfind(is_last);
    let start = first.map_or(0, |first| first.start);
    let end = last.map_or(text.len(), |last| last.end);
    if is_cutting(start) || is_cutting(end) || start >= end { 0..text.len() } else { start..end }
}

/// Returns the piece, or if it is too long, the surroundings of its first highlight.
fn window(text: &str, piece: Range<usize>, marks: &[Range<usize>]) -> Range<usize> {
    if piece.len() <= MAX_BYTES {
        return piece;
    }
    let Some(first) = marks.iter().find(|mark| piece.start <= mark.start) else {
        return piece.start
            ..before_word(text, piece.start, text.floor_char_boundary(piece.start + MAX_BYTES));
    };
    let lead = text.ceil_char_boundary(first.start.saturating_sub(LEAD_BYTES).max(piece.start));
    let start = if lead == piece.start { lead } else { after_word(text, lead, first.start) };
    let end = text.floor_char_boundary((start + MAX_BYTES).max(first.end).min(piece.end));
    let cut = marks.iter().find(|mark| mark.start < end && end < mark.end);
    let last = marks.iter().filter(|mark| mark.end <= end).map(|mark| mark.end).max();
    let end = cut.map_or(end, |mark| mark.start);
    start..if end == piece.end { end } else { before_word(text, last.unwrap_or(start), end) }
}

/// Returns the first end of a word from `from` on, or `from` if there is none before `to`.
fn after_word(text: &str, from: usize, to: usize) -> usize {
    text[from..to].find(char::is_whitespace).map_or(from, |at| from + at)
}

/// Returns the last end of a word before `to`, or `to` if there is none after `from`.
fn before_word(text: &str, from: usize, to: usize) -> usize {
    let near = text.ceil_char_boundary(to.saturating_sub(LEAD_BYTES)).max(from);
    text[near..to].rfind(char::is_whitespace).map_or(to, |at| near + at)
}
