//! Where a document has what was asked for, by the positions in the engine's postings.
//!
//! Leaves to `choice` which of the places are shown, to `marks` which bytes are marked there. The
//! terms are looked up once a search, the positions once a hit.

use tantivy::{
    DocAddress, DocId, DocSet, Score, TERMINATED, TantivyError, Term,
    index::SegmentReader,
    postings::Postings,
    schema::{Field, IndexRecordOption},
};

use crate::{
    error::Result,
    index::Snapshot,
    search::{
        plan::{Form, Matcher, Plan, WeightedTerm},
        ranking::idf,
    },
};

/// How many positions a word of a group may stand after the one before it for both to say one
/// thing: there is room for one word of grammar.
const GROUP_REACH: u32 = 2;

/// What a plan asks for, by the terms of an index.
pub(in crate::search) struct Asked<'a> {
    snapshot: &'a Snapshot,
    wanted: Vec<Sought>,
}

/// One thing to look for.
enum Sought {
    /// Words in a row, each by any of its terms.
    Row {
        words: Vec<Vec<Term>>,
        worth: Score,
    },
    AnyOf(Vec<Sought>),
    /// All of the words, or what stands for them together.
    Group {
        words: Vec<Sought>,
        instead: Vec<Sought>,
    },
}

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
pub(super) struct Finding {
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
    fn sought(&self, matcher: &Matcher) -> Result<Sought> {
        let base = self.snapshot.fields().text_base;
        let all = |matchers: &[Matcher]| -> Result<Vec<Sought>> {
            matchers.iter().map(|matcher| self.sought(matcher)).collect()
        };
        match matcher {
            Matcher::Word(word) => {
                let own = terms(base, word.terms.iter().map(String::as_str));
                let others = terms(base, word.others.iter().map(|term| term.text.as_str()));
                let doc_freq = match self.doc_freq(&own)? {
                    0 => self.doc_freq(&others)?,
                    doc_freq => doc_freq,
                };
                let worth = word.weight * idf(doc_freq, self.snapshot.documents());
                Ok(Sought::Row { words: vec![[own, others].concat()], worth })
            }
            Matcher::Phrase(forms) => {
                self.row(forms.iter().map(|form| self.exact_terms(form)).collect(), 1.0)
            }
            Matcher::Sequence(words) => {
                let weight = words.iter().flatten().map(|term| term.weight).fold(1.0, Score::min);
                let text = |word: &Vec<WeightedTerm>| terms(base, word.iter().map(|term| term.text.as_str()));
                self.row(words.iter().map(text).collect(), weight)
            }
            Matcher::Prefix(prefix) => {
                let exact = self.snapshot.fields().text;
                self.row(vec![terms(exact, prefix.forms.iter().map(String::as_str))], 1.0)
            }
            Matcher::Number(numbers) => self.row(vec![terms(base, numbers.iter().map(String::as_str))], 1.0),
            Matcher::AnyOf(alternatives) => Ok(Sought::AnyOf(all(alternatives)?)),
            Matcher::Quoted(inner) => self.sought(inner),
            // What must stand in the title is not looked for in the text.
            Matcher::InTitle(_) => self.row(Vec::new(), 0.0),
            Matcher::Group { words, instead } => {
                Ok(Sought::Group { words: all(words)?, instead: all(instead)? })
            }
        }
    }

    fn row(&self, words: Vec<Vec<Term>>, weight: Score) -> Result<Sought> {
        let rarity = |terms: &Vec<Term>| Ok(idf(self.doc_freq(terms)?, self.snapshot.documents()));
        let rarity = words.iter().map(rarity).sum::<Result<Score>>()?;
        Ok(Sought::Row { words, worth: weight * rarity })
    }

    /// The forms that were meant by one of a phrase.
    fn exact_terms(&self, form: &Form) -> Vec<Term> {
        let mut forms = vec![form.text.clone()];
        if form.stands_for_accented {
            forms.extend(self.snapshot.forms_like(&form.text));
        }
        forms.sort_unstable();
        forms.dedup();
        terms(self.snapshot.fields().text, forms.iter().map(String::as_str))
    }

    /// How many documents hold the most frequent of the terms.
    fn doc_freq(&self, terms: &[Term]) -> Result<u64> {
        let mut most = 0;
        for term in terms {
            let value = term.value();
            let text = value.as_str().unwrap_or_default();
            most = self.snapshot.located(term.field(), text)?.map_or(0, |term| term.doc_freq).max(most);
        }
        Ok(most)
    }

    /// Where a document has what was asked for.
    pub(super) fn find(&self, address: DocAddress) -> Result<Finding> {
        let segment = self.snapshot.searcher().segment_reader(address.segment_ord);
        let document = Document { segment, id: address.doc_id };
        let mut finding = Finding::default();
        for sought in &self.wanted {
            let is_whole = document.find(sought, &mut finding.found)?;
            finding.is_whole.push(is_whole);
        }
        Ok(finding)
    }
}

fn terms<'t>(field: Field, texts: impl Iterator<Item = &'t str>) -> Vec<Term> {
    texts.map(|text| Term::from_field_text(field, text)).collect()
}

/// A document whose postings are read.
struct Document<'a> {
    segment: &'a SegmentReader,
    id: DocId,
}

impl Document<'_> {
    /// Adds what the document has of the thing; whether that is a group, and as a whole.
    fn find(&self, sought: &Sought, found: &mut Vec<Found>) -> Result<bool> {
        match sought {
            Sought::Row { words, worth } => {
                found.push(Found { spans: self.row(words)?, worth: *worth });
                Ok(false)
            }
            Sought::AnyOf(alternatives) => {
                alternatives.iter().try_for_each(|sought| self.find(sought, found).map(drop))?;
                Ok(false)
            }
            Sought::Group { words, instead } => self.group(words, instead, found),
        }
    }

    /// Adds the places of the whole of a group; where there is none, those of its words.
    fn group(&self, words: &[Sought], instead: &[Sought], found: &mut Vec<Found>) -> Result<bool> {
        let (mut single, mut together) = (Vec::new(), Vec::new());
        words.iter().try_for_each(|word| self.find(word, &mut single).map(drop))?;
        instead.iter().try_for_each(|sought| self.find(sought, &mut together).map(drop))?;
        let mut spans = in_order(single.iter().map(|found| found.spans.as_slice()));
        spans.extend(together.iter().flat_map(|found| &found.spans));
        if spans.is_empty() {
            found.append(&mut single);
            return Ok(false);
        }
        spans.sort_unstable();
        spans.dedup();
        let words = single.iter().map(|found| found.worth).sum();
        let worth = together.iter().map(|found| found.worth).fold(words, Score::max);
        found.push(Found { spans, worth });
        Ok(true)
    }

    /// Where words stand in a row.
    fn row(&self, words: &[Vec<Term>]) -> Result<Vec<Span>> {
        let mut starts: Option<Vec<u32>> = None;
        for (offset, terms) in (0_u32..).zip(words) {
            let positions = self.positions(terms)?;
            let here = |at: &u32| positions.binary_search(&(at + offset)).is_ok();
            starts = Some(match starts {
                None => positions,
                Some(before) => before.into_iter().filter(here).collect(),
            });
            if starts.as_ref().is_some_and(Vec::is_empty) {
                break;
            }
        }
        let further = words.len().saturating_sub(1) as u32;
        let span = |first| Span { first, last: first + further };
        Ok(starts.unwrap_or_default().into_iter().map(span).collect())
    }

    /// The positions of any of the terms, which are of one field.
    fn positions(&self, terms: &[Term]) -> Result<Vec<u32>> {
        let (mut positions, mut of_term) = (Vec::new(), Vec::new());
        let option = IndexRecordOption::WithFreqsAndPositions;
        for term in terms {
            let inverted = self.segment.inverted_index(term.field())?;
            if let Some(mut postings) = inverted.read_postings(term, option).map_err(TantivyError::from)?
                && seek(&mut postings, self.id)
            {
                postings.positions(&mut of_term);
                positions.append(&mut of_term);
            }
        }
        positions.sort_unstable();
        positions.dedup();
        Ok(positions)
    }
}

/// Whether the postings, moved there, hold the document.
fn seek(postings: &mut impl DocSet, doc: DocId) -> bool {
    let at = postings.doc();
    at != TERMINATED && (at == doc || at < doc && postings.seek(doc) == doc)
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
    fn words_follow_one_another_with_room_for_one_of_grammar() {
        check(&[&[3, 9]], &[(3, 3), (9, 9)]);
        check(&[&[1, 10, 20], &[2, 12, 23], &[3, 13]], &[(1, 3), (10, 13)]);
        check(&[&[5], &[4]], &[]);
        check(&[&[5], &[]], &[]);
        check(&[], &[]);
    }
}
