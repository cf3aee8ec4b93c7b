//! Where a document has what was asked for, by the positions in the engine's postings.
//!
//! Leaves to `choice` which of the places are shown, to `marks` which bytes are marked there. The
//! terms are looked up once a search, the positions once a hit.

use tantivy::{
    DocAddress, DocId, Score, TantivyError,
    postings::SegmentPostings,
    schema::{Field, IndexRecordOption},
};

use crate::{
    error::Result,
    index::{Located, Snapshot},
    search::{
        by_segment,
        plan::{Form, Matcher, Plan},
        postings::positions_of,
        ranking::idf,
    },
};

/// How many positions a word of a group may stand after the one before it for both to say one
/// thing: there is room for one word of grammar.
const GROUP_REACH: u32 = 2;

/// What a plan asks for, by the terms of an index.
pub(in crate::search) struct Asked<'a> {
    snapshot: &'a Snapshot,
    wanted: Vec<Sought<Term>>,
}

/// One thing to look for.
enum Sought<W> {
    /// Words in a row.
    Row(Row<W>),
    AnyOf(Vec<Self>),
    /// All of the words, or what stands for them together.
    Group {
        words: Vec<Self>,
        instead: Vec<Self>,
        /// Whether the words say it only where it is found as a whole.
        is_one: bool,
    },
}

/// Words in a row, each by any of its terms.
struct Row<W> {
    /// How many words after the first each stands.
    words: Vec<(u32, Vec<W>)>,
    length: u32,
    worth: Score,
}

/// A term of a field, and where its postings lie.
type Term = (Field, Located);

/// The first and the last position of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    pub(super) first: u32,
    pub(super) last: u32,
}

/// What a document has of one thing asked for.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// In order.
    pub(super) spans: Vec<Span>,
    /// Weight times rarity, as in the ranking.
    pub(super) worth: Score,
}

/// What a document has of all that was asked for.
#[derive(Debug, Default)]
pub(in crate::search) struct Finding {
    pub(super) found: Vec<Found>,
    /// Of each thing the plan wants, whether it is a group that stands as a whole somewhere.
    pub(super) is_whole: Vec<bool>,
}

impl<'a> Asked<'a> {
    /// Looks up the terms of what the plan wants.
    pub(in crate::search) fn new(snapshot: &'a Snapshot, plan: &Plan) -> Result<Self> {
        let mut asked = Self { snapshot, wanted: Vec::new() };
        let wanted = plan
            .wanted
            .iter()
            .chain(&plan.optional)
            .map(|matcher| asked.sought(matcher))
            .collect::<Result<_>>()?;
        asked.wanted = wanted;
        Ok(asked)
    }

    /// The terms of a matcher.
    fn sought(&self, matcher: &Matcher) -> Result<Sought<Term>> {
        let fields = self.snapshot.fields();
        let all =
            |matchers: &[Matcher]| matchers.iter().map(|matcher| self.sought(matcher)).collect::<Result<_>>();
        match matcher {
            Matcher::Word(word) => {
                let mut terms = self.terms(fields.text_base, word.terms.iter())?;
                let others = self.terms(fields.text_base, word.others.iter().map(|term| &term.text))?;
                let doc_freq = doc_freq(if terms.is_empty() { &others } else { &terms });
                let worth = word.weight * idf(doc_freq, self.snapshot.documents());
                terms.extend(others);
                Ok(Sought::Row(Row { words: vec![(0, terms)], length: 1, worth }))
            }
            Matcher::Phrase(forms) => self.phrase(forms),
            Matcher::Sequence(words) => {
                let weight = words.iter().flatten().map(|term| term.weight).fold(1.0, Score::min);
                let terms =
                    words.iter().map(|word| self.terms(fields.text_base, word.iter().map(|term| &term.text)));
                Ok(self.row(terms.collect::<Result<_>>()?, weight))
            }
            Matcher::Prefix(prefix) => Ok(self.row(vec![self.terms(fields.text, prefix.forms.iter())?], 1.0)),
            Matcher::Number(numbers) => {
                Ok(self.row(vec![self.terms(fields.text_base, numbers.iter())?], 1.0))
            }
            Matcher::AnyOf(alternatives) => Ok(Sought::AnyOf(all(alternatives)?)),
            Matcher::Whole(inner) | Matcher::Quoted(inner) => self.sought(inner),
            // What must stand in the title is not looked for in the text.
            Matcher::InTitle(_) => Ok(self.row(Vec::new(), 0.0)),
            Matcher::Group { words, instead } => {
                let is_one = matcher.is_one();
                Ok(Sought::Group { words: all(words)?, instead: all(instead)?, is_one })
            }
        }
    }

    /// Forms in a row, and beside some of them what they must be the number of.
    fn phrase(&self, forms: &[Form]) -> Result<Sought<Term>> {
        let fields = self.snapshot.fields();
        let likes = forms.iter().map(|form| self.terms(fields.text, self.forms_meant(form).iter()));
        let Sought::Row(mut row) = self.row(likes.collect::<Result<_>>()?, 1.0) else {
            return Ok(Sought::AnyOf(Vec::new()));
        };
        for (offset, form) in (0..).zip(forms) {
            if form.provision.is_some() {
                row.words.push((offset, self.terms(fields.text_base, form.provision.iter())?));
            }
        }
        Ok(Sought::Row(row))
    }

    fn row(&self, words: Vec<Vec<Term>>, weight: Score) -> Sought<Term> {
        let rarity = words.iter().map(|terms| idf(doc_freq(terms), self.snapshot.documents()));
        let (worth, length) = (weight * rarity.sum::<Score>(), words.len() as u32);
        Sought::Row(Row { words: (0..).zip(words).collect(), length, worth })
    }

    /// The forms that were meant by one of a phrase.
    fn forms_meant(&self, form: &Form) -> Vec<String> {
        let mut forms = vec![form.text.clone()];
        if form.stands_for_accented {
            forms.extend(self.snapshot.forms_like(&form.text));
        }
        forms.sort_unstable();
        forms.dedup();
        forms
    }

    /// Those of the terms that the index has.
    fn terms<'t>(&self, field: Field, texts: impl Iterator<Item = &'t String>) -> Result<Vec<Term>> {
        let located = texts.map(|text| self.snapshot.located(field, text));
        located.filter_map(Result::transpose).map(|located| Ok((field, located?))).collect()
    }

    /// Where each of some documents has what was asked for. The postings are opened once a segment.
    pub(in crate::search) fn find(&self, addresses: &[DocAddress]) -> Result<Vec<Finding>> {
        let mut findings: Vec<Finding> = addresses.iter().map(|_| Finding::default()).collect();
        for of_segment in by_segment(addresses) {
            let segment = addresses[of_segment[0]].segment_ord;
            let opened = self.wanted.iter().map(|sought| self.opened(sought, segment));
            let mut opened = opened.collect::<Result<Vec<_>>>()?;
            for at in of_segment {
                let finding = &mut findings[at];
                let document = addresses[at].doc_id;
                for sought in &mut opened {
                    let is_whole = sought.find(document, &mut finding.found);
                    finding.is_whole.push(is_whole);
                }
            }
        }
        Ok(findings)
    }

    /// The postings of what is looked for in one segment.
    fn opened(&self, sought: &Sought<Term>, segment: u32) -> Result<Sought<SegmentPostings>> {
        let all = |all: &[Sought<Term>]| {
            all.iter().map(|sought| self.opened(sought, segment)).collect::<Result<_>>()
        };
        Ok(match sought {
            Sought::Row(row) => {
                let open = |(offset, terms): &(u32, Vec<Term>)| Ok((*offset, self.postings(terms, segment)?));
                let words = row.words.iter().map(open).collect::<Result<_>>()?;
                Sought::Row(Row { words, length: row.length, worth: row.worth })
            }
            Sought::AnyOf(alternatives) => Sought::AnyOf(all(alternatives)?),
            Sought::Group { words, instead, is_one } => {
                Sought::Group { words: all(words)?, instead: all(instead)?, is_one: *is_one }
            }
        })
    }

    fn postings(&self, terms: &[Term], segment: u32) -> Result<Vec<SegmentPostings>> {
        let reader = self.snapshot.searcher().segment_reader(segment);
        let mut opened = Vec::new();
        for (field, located) in terms {
            if let Some(info) = &located.infos[segment as usize] {
                let option = IndexRecordOption::WithFreqsAndPositions;
                let postings = reader.inverted_index(*field)?.read_postings_from_terminfo(info, option);
                opened.push(postings.map_err(TantivyError::from)?);
            }
        }
        Ok(opened)
    }
}

/// How many documents hold the most frequent of the terms.
fn doc_freq(terms: &[Term]) -> u64 {
    terms.iter().map(|(_, located)| located.doc_freq).max().unwrap_or(0)
}

impl Sought<SegmentPostings> {
    /// Adds what a document, which comes after those before, has of the thing; whether that is a group, and as a whole.
    fn find(&mut self, document: DocId, found: &mut Vec<Found>) -> bool {
        match self {
            Self::Row(row) => {
                found.push(Found { spans: row.spans(document), worth: row.worth });
                false
            }
            Self::AnyOf(alternatives) => {
                for sought in alternatives {
                    sought.find(document, found);
                }
                false
            }
            Self::Group { words, instead, is_one } => group(words, instead, *is_one, document, found),
        }
    }
}

/// Adds the places of the whole of a group; where there is none, those of its words.
fn group(
    words: &mut [Sought<SegmentPostings>],
    instead: &mut [Sought<SegmentPostings>],
    is_one: bool,
    document: DocId,
    found: &mut Vec<Found>,
) -> bool {
    let (mut single, mut together) = (Vec::new(), Vec::new());
    for word in words {
        word.find(document, &mut single);
    }
    for sought in instead {
        sought.find(document, &mut together);
    }
    let mut spans =
        if is_one { Vec::new() } else { in_order(single.iter().map(|found| found.spans.as_slice())) };
    spans.extend(together.iter().flat_map(|found| &found.spans));
    if spans.is_empty() {
        found.append(&mut single);
        return false;
    }
    spans.sort_unstable();
    spans.dedup();
    let words = single.iter().map(|found| found.worth).sum();
    let worth = together.iter().map(|found| found.worth).fold(words, Score::max);
    found.push(Found { spans, worth });
    true
}

impl Row<SegmentPostings> {
    /// Where the words stand in a row.
    fn spans(&mut self, document: DocId) -> Vec<Span> {
        let mut starts: Option<Vec<u32>> = None;
        let mut positions = Vec::new();
        for (offset, terms) in &mut self.words {
            positions_of(terms, document, &mut positions);
            let here = |at: &u32| positions.binary_search(&(at + *offset)).is_ok();
            let left = match starts.take() {
                None => positions.clone(),
                Some(before) => before.into_iter().filter(here).collect(),
            };
            if left.is_empty() {
                return Vec::new();
            }
            starts = Some(left);
        }
        let further = self.length.saturating_sub(1);
        let span = |first| Span { first, last: first + further };
        starts.unwrap_or_default().into_iter().map(span).collect()
    }
}

/// Where words of which these are the places follow one another, the next at most
/// [`GROUP_REACH`] positions after the one before; a lone word does wherever it stands.
pub(super) fn in_order<'s>(words: impl Iterator<Item = &'s [Span]>) -> Vec<Span> {
    let mut rows: Option<Vec<Span>> = None;
    for places in words {
        let followed = |row: Span| {
            let next = places.get(places.partition_point(|place| place.first <= row.last))?;
            (next.first - row.last <= GROUP_REACH).then_some(Span { last: next.last, ..row })
        };
        rows = Some(match rows {
            None => places.to_vec(),
            Some(rows) => rows.into_iter().filter_map(followed).collect(),
        });
    }
    rows.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &[&[u32]], expected: &[(u32, u32)]) {
        let spans = |places: &&[u32]| places.iter().map(|&at| Span { first: at, last: at }).collect();
        let words: Vec<Vec<Span>> = words.iter().map(spans).collect();
        let found = in_order(words.iter().map(Vec::as_slice));
        assert_eq!(found.iter().map(|span| (span.first, span.last)).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn words_may_be_separated_by_one_function_word() {
        check(&[&[3, 9]], &[(3, 3), (9, 9)]);
        check(&[&[1, 10, 20], &[2, 12, 23], &[3, 13]], &[(1, 3), (10, 13)]);
        check(&[&[5], &[4]], &[]);
        check(&[&[5], &[]], &[]);
        check(&[], &[]);
    }
}
