//! The passages that show why a document was found, and the words marked in them.
//!
//! The engine's postings say at which positions the query's words stand; the passage table turns
//! positions into passages; only the few best are analysed again, to find the bytes of the marked
//! words. The one place where text becomes HTML.
//! Always holds: a mark covers whole words; `text` is a piece of the source with white space
//! folded; everything in `html` but `<mark>` is escaped.

use std::{cmp::Reverse, ops::Range};

use serde::Serialize;
use tantivy::{
    DocAddress, DocSet, Score, TERMINATED, TantivyError, Term, postings::Postings, schema::IndexRecordOption,
};

use super::plan::{Form, Matcher, Plan, WeightedTerm};
use crate::{
    analysis::{Analyzer, Token, words},
    document::Language,
    error::Result,
    index::{Passage, Snapshot, StoredDocument},
};

/// The most snippets a hit.
const MAX_SNIPPETS: usize = 3;
/// A further snippet must be worth this share of the first, or it only repeats it less well. This
/// and the next two were judged by eye on the sample corpus; they decide which passages are shown,
/// never which documents, and the tests of `tests/it/contract.rs` notice what a reader would.
const MIN_WORTH: Score = 0.3;
/// What a word already shown is worth in a further snippet, against a new one.
const SHOWN_WORTH: Score = 0.4;
/// What each repetition of a word in a passage adds to its worth; the fourth is the last to count.
const REPETITION_WORTH: Score = 0.1;
const MAX_REPETITIONS: u32 = 4;
/// A longer passage is one without spaces; only a window of it is shown. Bytes.
const MAX_PASSAGE_BYTES: usize = 600;
/// How much of such a passage is shown before its first mark, in bytes.
const WINDOW_LEAD_BYTES: usize = 80;

/// A piece of a document's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Snippet {
    /// The piece, white space folded.
    pub text: String,
    /// The same as HTML, what matches in `<mark>`.
    pub html: String,
    /// What matches: half-open ranges of Unicode scalar values in `text`.
    pub highlights: Vec<[usize; 2]>,
    /// The page it stands on, where the document has pages.
    pub page: Option<u32>,
    /// The nearest heading above it, where known.
    pub section: Option<String>,
}

/// The best passages of a document for the plan; its beginning where only the title matches.
pub(super) fn snippets(
    snapshot: &Snapshot,
    address: DocAddress,
    stored: &StoredDocument,
    analyzer: &mut Analyzer,
    plan: &Plan,
) -> Result<Vec<Snippet>> {
    let found = occurrences(snapshot, address, plan)?;
    let told = usize::from(stored.passages.len() > 1 && repeats_title(stored));
    let mut chosen = choose(&stored.passages[told..], &found);
    if chosen.is_empty() {
        chosen = choose(&stored.passages, &found);
    }
    let shown: Vec<Snippet> = chosen
        .into_iter()
        .map(|passage| snippet(stored, passage, analyzer, plan))
        .filter(|snippet| !snippet.highlights.is_empty())
        .collect();
    if shown.is_empty() {
        return Ok(stored
            .passages
            .first()
            .map(|first| snippet(stored, first, analyzer, plan))
            .into_iter()
            .collect());
    }
    Ok(shown)
}

/// Whether the first passage only says what the title above it says already, as the heading of an
/// act does.
fn repeats_title(stored: &StoredDocument) -> bool {
    let plain = |text: &str| words(text).map(|word| text[word].to_lowercase()).collect::<Vec<_>>().join(" ");
    let first = stored.passages.first().and_then(|first| stored.text.get(first.start..first.end));
    first.is_some_and(|first| plain(&stored.record.title).contains(&plain(first)))
}

/// The title as HTML with the words that match marked.
pub(super) fn marked_title(title: &str, language: Language, analyzer: &mut Analyzer, plan: &Plan) -> String {
    let marks = marks(&analyzer.tokens_in(title, language), plan);
    let (text, highlights) = fold(title, &marks);
    html(&text, &highlights)
}

/// The positions at which a matcher matches, and what a match is worth.
struct Occurrences {
    positions: Vec<u32>,
    weight: Score,
}

/// Where each wanted matcher matches in the text of one document.
fn occurrences(snapshot: &Snapshot, address: DocAddress, plan: &Plan) -> Result<Vec<Occurrences>> {
    plan.wanted.iter().map(|matcher| occurrences_of(snapshot, address, matcher)).collect()
}

fn occurrences_of(snapshot: &Snapshot, address: DocAddress, matcher: &Matcher) -> Result<Occurrences> {
    match matcher {
        Matcher::Word(terms) => word_occurrences(snapshot, address, texts(terms)),
        Matcher::Phrase(forms) => phrase_occurrences(
            snapshot,
            address,
            forms.iter().map(|form| form.terms.iter().map(String::as_str)),
        ),
        Matcher::Sequence(words) => {
            phrase_occurrences(snapshot, address, words.iter().map(|terms| texts(terms)))
        }
        Matcher::Group { .. } => {
            let (mut positions, mut weight) = (Vec::new(), 0.0_f32);
            for part in matcher.parts() {
                let found = occurrences_of(snapshot, address, part)?;
                weight = weight.max(if found.positions.is_empty() { 0.0 } else { found.weight });
                positions.extend(found.positions);
            }
            positions.sort_unstable();
            positions.dedup();
            Ok(Occurrences { positions, weight })
        }
    }
}

fn texts(terms: &[WeightedTerm]) -> impl Iterator<Item = &str> {
    terms.iter().map(|term| term.text.as_str())
}

fn word_occurrences<'t>(
    snapshot: &Snapshot,
    address: DocAddress,
    terms: impl Iterator<Item = &'t str>,
) -> Result<Occurrences> {
    let segment = snapshot.searcher().segment_reader(address.segment_ord);
    let inverted = segment.inverted_index(snapshot.fields().text_base)?;
    let (mut positions, mut doc_freq) = (Vec::new(), 0);
    for text in terms {
        let term = Term::from_field_text(snapshot.fields().text_base, text);
        doc_freq = snapshot.searcher().doc_freq(&term)?.max(doc_freq);
        let option = IndexRecordOption::WithFreqsAndPositions;
        if let Some(mut postings) = inverted.read_postings(&term, option).map_err(TantivyError::from)?
            && seek(&mut postings, address.doc_id)
        {
            let mut found = Vec::new();
            postings.positions(&mut found);
            positions.extend(found);
        }
    }
    positions.sort_unstable();
    positions.dedup();
    Ok(Occurrences { positions, weight: rarity(doc_freq, snapshot.documents()) })
}

/// Whether the postings, moved there, hold the document.
fn seek(postings: &mut impl DocSet, doc: u32) -> bool {
    let at = postings.doc();
    at != TERMINATED && (at == doc || at < doc && postings.seek(doc) == doc)
}

/// Positions at which the base forms of a phrase stand in order: every place of the phrase, and
/// perhaps of its words inflected, which marking tells apart.
fn phrase_occurrences<'t, Terms: Iterator<Item = &'t str>>(
    snapshot: &Snapshot,
    address: DocAddress,
    words: impl Iterator<Item = Terms>,
) -> Result<Occurrences> {
    let mut starts: Option<Vec<u32>> = None;
    let mut weight = 0.0;
    for (offset, terms) in (0_u32..).zip(words) {
        let word = word_occurrences(snapshot, address, terms)?;
        weight += word.weight;
        let here: Vec<u32> = word.positions.iter().filter_map(|at| at.checked_sub(offset)).collect();
        starts = Some(match starts {
            None => here,
            Some(before) => before.into_iter().filter(|at| here.binary_search(at).is_ok()).collect(),
        });
    }
    Ok(Occurrences { positions: starts.unwrap_or_default(), weight })
}

/// The inverse document frequency of BM25: ln(1 + (N - n + 0.5) / (n + 0.5)).
fn rarity(doc_freq: u64, documents: u64) -> Score {
    let (n, all) = (doc_freq as Score, documents.max(doc_freq) as Score);
    (1.0 + (all - n + 0.5) / (n + 0.5)).ln()
}

/// The best passages: first the one that holds most of what was asked for, then those that add
/// most to it.
fn choose<'a>(passages: &'a [Passage], found: &[Occurrences]) -> Vec<&'a Passage> {
    let mut candidates = candidates(passages, found);
    let mut is_shown = vec![false; found.len()];
    let (mut chosen, mut best) = (Vec::new(), 0.0);
    while chosen.len() < MAX_SNIPPETS {
        let worth = |held: &Held| held.worth(found, &is_shown);
        let Some(next) = (0..candidates.len()).max_by(|&a, &b| {
            let (a, b) = (&candidates[a], &candidates[b]);
            worth(a).total_cmp(&worth(b)).then(Reverse(a.passage).cmp(&Reverse(b.passage)))
        }) else {
            break;
        };
        let held = candidates.swap_remove(next);
        let worth = held.worth(found, &is_shown);
        if worth < best * MIN_WORTH {
            break;
        }
        best = worth.max(best);
        held.counts.iter().for_each(|&(matcher, _)| is_shown[matcher] = true);
        chosen.push(&passages[held.passage]);
    }
    chosen
}

/// What a passage holds of what was asked for.
struct Held {
    passage: usize,
    /// Matcher and how often it matches.
    counts: Vec<(usize, u32)>,
}

impl Held {
    /// The weights of the matchers held; those already shown count less, repetition a little.
    fn worth(&self, found: &[Occurrences], is_shown: &[bool]) -> Score {
        let worth = |&(matcher, count): &(usize, u32)| {
            let repetition = 1.0 + REPETITION_WORTH * (count.min(MAX_REPETITIONS) - 1) as Score;
            let novelty = if is_shown[matcher] { SHOWN_WORTH } else { 1.0 };
            found[matcher].weight * repetition * novelty
        };
        self.counts.iter().map(worth).sum()
    }
}

/// The passages that hold anything, in order.
fn candidates(passages: &[Passage], found: &[Occurrences]) -> Vec<Held> {
    let mut places: Vec<(usize, usize)> = Vec::new();
    for (matcher, occurrences) in found.iter().enumerate() {
        for &position in &occurrences.positions {
            let after = passages.partition_point(|passage| passage.first_position <= position);
            places.extend(after.checked_sub(1).map(|passage| (passage, matcher)));
        }
    }
    places.sort_unstable();
    let mut candidates: Vec<Held> = Vec::new();
    for same in places.chunk_by(|a, b| a == b) {
        let (passage, matcher) = same[0];
        let count = (matcher, same.len() as u32);
        match candidates.last_mut() {
            Some(last) if last.passage == passage => last.counts.push(count),
            _ => candidates.push(Held { passage, counts: vec![count] }),
        }
    }
    candidates
}

fn snippet(stored: &StoredDocument, passage: &Passage, analyzer: &mut Analyzer, plan: &Plan) -> Snippet {
    let whole = stored.text.get(passage.start..passage.end).unwrap_or_default();
    let mut marks = marks(&analyzer.tokens_in(whole, stored.record.language), plan);
    let window = window(whole, marks.first());
    marks.retain(|mark| window.start <= mark.start && mark.end <= window.end);
    for mark in &mut marks {
        *mark = mark.start - window.start..mark.end - window.start;
    }
    let (text, highlights) = fold(&whole[window], &marks);
    let section = passage.section.and_then(|section| stored.record.outline.get(section));
    Snippet {
        html: html(&text, &highlights),
        text,
        highlights,
        page: stored.record.paginated.then_some(passage.page),
        section: section.map(|entry| entry.label.clone()),
    }
}

/// All of a passage, or where it is too long the surroundings of its first mark.
fn window(text: &str, first: Option<&Range<usize>>) -> Range<usize> {
    if text.len() <= MAX_PASSAGE_BYTES {
        return 0..text.len();
    }
    let start =
        first.map_or(0, |mark| text.floor_char_boundary(mark.start.saturating_sub(WINDOW_LEAD_BYTES)));
    start..text.floor_char_boundary(start + MAX_PASSAGE_BYTES)
}

/// The byte ranges to mark in a text of which these are the tokens; in order, not overlapping.
fn marks(tokens: &[Token], plan: &Plan) -> Vec<Range<usize>> {
    let words: Vec<&Token> = tokens.iter().filter(|token| !token.is_compound).collect();
    let mut marks: Vec<Range<usize>> = Vec::new();
    for matcher in plan.wanted.iter().flat_map(Matcher::parts) {
        match matcher {
            Matcher::Word(terms) => {
                marks.extend(
                    tokens.iter().filter(|token| is_any_of(token, terms)).map(|token| token.range.clone()),
                );
            }
            Matcher::Phrase(forms) => {
                marks.extend((0..words.len()).filter_map(|at| phrase_at(&words[at..], forms)));
            }
            Matcher::Sequence(sequence) => {
                marks.extend((0..words.len()).filter_map(|at| sequence_at(&words[at..], sequence)));
            }
            Matcher::Group { .. } => {}
        }
    }
    merged(marks)
}

/// The ranges in order, those that overlap as one.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, Reverse(range.end)));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

fn is_any_of(token: &Token, terms: &[WeightedTerm]) -> bool {
    token.terms.iter().any(|own| terms.iter().any(|term| term.text == *own))
}

/// The range of the phrase where it stands at the head of the words.
fn phrase_at(words: &[&Token], forms: &[Form]) -> Option<Range<usize>> {
    let here = words.get(..forms.len())?;
    let is_phrase = here.iter().zip(forms).all(|(token, form)| form.is(&token.text));
    is_phrase.then(|| here[0].range.start..here[here.len() - 1].range.end)
}

/// The range of the sequence where it stands at the head of the words.
fn sequence_at(words: &[&Token], sequence: &[Vec<WeightedTerm>]) -> Option<Range<usize>> {
    let here = words.get(..sequence.len())?;
    let is_sequence = here.iter().zip(sequence).all(|(token, terms)| is_any_of(token, terms));
    is_sequence.then(|| here[0].range.start..here[here.len() - 1].range.end)
}

/// Folds white space and turns byte ranges into ranges of scalar values of the folded text.
fn fold(text: &str, marks: &[Range<usize>]) -> (String, Vec<[usize; 2]>) {
    let mut folded = String::with_capacity(text.len());
    let (mut length, mut is_gap) = (0, false);
    let mut highlights = vec![[0, 0]; marks.len()];
    let (mut next_start, mut next_end) = (0, 0);
    for (at, c) in text.char_indices() {
        while next_end < next_start && marks[next_end].end <= at {
            highlights[next_end][1] = length;
            next_end += 1;
        }
        if c.is_whitespace() || c.is_control() {
            is_gap = true;
            continue;
        }
        if is_gap && length > 0 {
            folded.push(' ');
            length += 1;
        }
        is_gap = false;
        if next_start < marks.len() && marks[next_start].start <= at {
            highlights[next_start][0] = length;
            next_start += 1;
        }
        folded.push(c);
        length += 1;
    }
    highlights[next_end..].iter_mut().for_each(|highlight| highlight[1] = length);
    (folded, highlights)
}

/// The text as HTML, the highlights in `<mark>`.
fn html(text: &str, highlights: &[[usize; 2]]) -> String {
    let mut html = String::with_capacity(text.len() + highlights.len() * 13);
    let (mut starts, mut ends) =
        (highlights.iter().map(|h| h[0]).peekable(), highlights.iter().map(|h| h[1]).peekable());
    for (at, c) in text.chars().enumerate() {
        if ends.next_if_eq(&at).is_some() {
            html.push_str("</mark>");
        }
        if starts.next_if_eq(&at).is_some() {
            html.push_str("<mark>");
        }
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            _ => html.push(c),
        }
    }
    if ends.next().is_some() {
        html.push_str("</mark>");
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::query::parse;

    #[track_caller]
    fn check(query: &str, text: &str, expected: &str) {
        let mut analyzer = Analyzer::default();
        let plan = Plan::new(&mut analyzer, &parse(query), &|_| Vec::new());
        assert_eq!(marked_title(text, Language::POLISH, &mut analyzer, &plan), expected);
    }

    #[test]
    fn inflected_and_unaccented_words_are_marked_whole() {
        check("konwent", "O Konwencie, konwentu", "O <mark>Konwencie</mark>, <mark>konwentu</mark>");
        check("zarzadzenia", "Zarządzenie nr 1", "<mark>Zarządzenie</mark> nr 1");
        check("358/2017", "Nr 358/2017.", "Nr <mark>358/2017</mark>.");
    }

    #[test]
    fn what_several_words_say_together_is_marked_whole() {
        check("358/2017", "zarządzenie 358 z 2017 r.", "zarządzenie <mark>358 z 2017</mark> r.");
        check("13.02.2017", "dnia 13 lutego 2017 r.", "dnia <mark>13 lutego 2017</mark> r.");
        check("rmk", "Rada Miasta Krakowa, rada", "<mark>Rada Miasta Krakowa</mark>, rada");
        check("Rada Miasta Krakowa", "RMK", "<mark>RMK</mark>");
        check("email", "e-maile", "<mark>e-maile</mark>");
    }

    #[test]
    fn a_phrase_is_marked_only_where_it_is_one() {
        check(
            "\"rada miasta\"",
            "rada i rada miasta oraz rady miasta",
            "rada i <mark>rada miasta</mark> oraz rady miasta",
        );
        check("\"rada miasta\" rada", "rada miasta", "<mark>rada miasta</mark>");
        check("\"raz dwa raz\"", "raz dwa raz dwa raz i raz", "<mark>raz dwa raz dwa raz</mark> i raz");
    }

    #[test]
    fn everything_but_the_mark_is_escaped_and_white_space_folded() {
        check(
            "konwent",
            " <b>\n konwent\t& \"x\" 'y'",
            "&lt;b&gt; <mark>konwent</mark> &amp; &quot;x&quot; &#39;y&#39;",
        );
    }

    #[test]
    fn highlights_count_scalar_values() {
        let (text, highlights) = fold("żó  łw\n\nkonwent", &[0..4, 6..9, 11..18]);
        assert_eq!(text, "żó łw konwent");
        assert_eq!(highlights, [[0, 2], [3, 5], [6, 13]]);
    }
}
