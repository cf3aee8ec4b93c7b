//! Resolves a plan against one snapshot of the index: the terms of each word with their frequencies, and the
//! weights computed from them.

mod sequences;

use tantivy::{Score, schema::Field};

use super::{
    budget::{self, QueryCut},
    fields::FieldCondition,
    plan::{Plan, QueryNode, QueryPrefix, QueryWord, is_number},
    ranking::{
        EXACT_WEIGHT, FAMILY_WEIGHT, LEAD_WEIGHT, Saturation, TEXT_B, TITLE_B, TITLE_WEIGHT, idf,
        saturation_limit,
    },
};
use crate::{
    document::Kind,
    error::Result,
    index::{Fields, Snapshot, TermLocation, column},
};
pub(super) use sequences::{SequenceTerms, WeightedSequence};

/// Where words are searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SearchField {
    Title,
    Text,
    /// The lead of a post, and headings.
    Lead,
    Number,
}

impl SearchField {
    /// Returns the field of lemmas.
    pub(super) fn base(self, fields: Fields) -> Field {
        match self {
            Self::Title => fields.title_base,
            Self::Text => fields.text_base,
            Self::Lead => fields.lead_base,
            Self::Number => fields.number,
        }
    }

    /// Returns the field of exact forms. Its lengths are those of the text, whereas the lemma field counts a
    /// word once for each of its terms.
    pub(super) fn exact(self, fields: Fields) -> Field {
        match self {
            Self::Title => fields.title,
            Self::Text => fields.text,
            Self::Lead => fields.lead_base,
            Self::Number => fields.number,
        }
    }

    fn weight(self) -> Score {
        match self {
            Self::Title => TITLE_WEIGHT,
            Self::Text | Self::Number => 1.0,
            Self::Lead => LEAD_WEIGHT,
        }
    }
}

/// The places searched for words that are not restricted to one place.
const TITLE_AND_TEXT: [SearchField; 2] = [SearchField::Title, SearchField::Text];

/// A plan with weights computed from an index.
pub(super) struct WeightedQuery<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) saturations: [Saturation; 4],
    pub(super) wanted: Vec<ScoredClause>,
    pub(super) excluded: Vec<WeightedNode>,
    /// The total worth of all wanted concepts.
    pub(super) idf_weight: Score,
    /// The kinds named by the query.
    pub(super) kinds: &'a [Kind],
    /// The date of the newest document, as `YYYYMMDD`.
    pub(super) newest: u64,
    /// Conditions a document must meet. Conditions on the same field are alternatives.
    pub(super) conditions: &'a [FieldCondition],
    /// Conditions a document must not meet.
    pub(super) ruled_out: &'a [FieldCondition],
    /// What was dropped because it would have cost too much.
    pub(super) cut: QueryCut,
}

/// One wanted clause.
pub(super) struct ScoredClause {
    pub(super) part: WeightedNode,
    occur: Occur,
    /// Its worth among the words of the query: weight times rarity.
    pub(super) idf_weight: Score,
}

/// Whether a document must contain a concept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Occur {
    /// Required however many other words the document contains.
    Always,
    /// Required if all words are required.
    WithAll,
    Never,
}

impl ScoredClause {
    /// Whether it only adds to the score.
    pub(super) fn is_optional(&self) -> bool {
        self.occur == Occur::Never
    }

    /// Whether a document must contain it. `needs_all` says whether all words are required, or only some of
    /// them.
    pub(super) fn is_required(&self, needs_all: bool) -> bool {
        match self.occur {
            Occur::Always => true,
            Occur::WithAll => needs_all,
            Occur::Never => false,
        }
    }
}

/// A part of a concept, resolved against the index.
pub(super) enum WeightedNode {
    Word(Vec<WeightedWord>),
    /// All forms with a prefix, as one word.
    Prefix(Vec<WeightedWord>),
    AnyOf(Vec<WeightedNode>),
    Sequence(Vec<WeightedSequence>),
    Group {
        words: Vec<WeightedNode>,
        /// Compounds that the words form together, each a single thing.
        wholes: Vec<WeightedNode>,
        instead: Vec<WeightedNode>,
    },
}

/// A word in one place. Its own terms count as one term.
pub(super) struct WeightedWord {
    pub(super) place: SearchField,
    /// The field of `own` and `others`.
    pub(super) field: Field,
    pub(super) weight: Score,
    pub(super) idf: Score,
    /// Weight times rarity in the text.
    pub(super) idf_weight: Score,
    pub(super) own: Vec<TermLocation>,
    pub(super) exact: Vec<TermLocation>,
    /// What it also stands for, each with its weight, rarity included.
    pub(super) others: Vec<(TermLocation, Score)>,
    /// Words of the same word family.
    pub(super) related_terms: Vec<(TermLocation, Score)>,
}

impl<'a> WeightedQuery<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, plan: &'a Plan) -> Result<Self> {
        let saturations = [
            saturation(snapshot, SearchField::Title)?,
            saturation(snapshot, SearchField::Text)?,
            saturation(snapshot, SearchField::Lead)?,
            saturation(snapshot, SearchField::Number)?,
        ];
        let mut weighted_query = Self {
            snapshot,
            saturations,
            wanted: Vec::new(),
            excluded: Vec::new(),
            idf_weight: 0.0,
            kinds: &plan.kinds,
            newest: newest(snapshot)?,
            conditions: &plan.conditions,
            ruled_out: &plan.ruled_out,
            cut: QueryCut::default(),
        };
        for query_node in &plan.wanted {
            let occur = if query_node.is_required() { Occur::Always } else { Occur::WithAll };
            weighted_query.add_clause(query_node, occur)?;
        }
        for query_node in &plan.optional {
            weighted_query.add_clause(query_node, Occur::Never)?;
        }
        for query_node in &plan.excluded {
            let part = weighted_query.weighted_node(query_node, &TITLE_AND_TEXT)?;
            weighted_query.excluded.push(part);
        }
        weighted_query.cut =
            budget::fit(&mut weighted_query.wanted, &mut weighted_query.excluded, budget::MAX_LOOKS);
        Ok(weighted_query)
    }

    fn add_clause(&mut self, query_node: &QueryNode, occur: Occur) -> Result<()> {
        let part = self.weighted_node(query_node, &TITLE_AND_TEXT)?;
        let idf_weight = part.idf_weight();
        if occur != Occur::Never {
            self.idf_weight += idf_weight;
        }
        self.wanted.push(ScoredClause { part, occur, idf_weight });
        Ok(())
    }

    fn weighted_node(&self, query_node: &QueryNode, within: &[SearchField]) -> Result<WeightedNode> {
        Ok(match query_node {
            QueryNode::Word(word) => WeightedNode::Word(self.word(word, within)?),
            QueryNode::Phrase(forms) => WeightedNode::Sequence(self.phrase(forms, within)?),
            QueryNode::Prefix(prefix) => WeightedNode::Prefix(self.prefix(prefix, within)?),
            QueryNode::Sequence(words) => WeightedNode::Sequence(self.sequence(words, within)?),
            QueryNode::Whole(whole) => self.weighted_node(whole, within)?,
            QueryNode::Group { words, instead } => {
                let wholes =
                    instead.iter().take_while(|query_node| matches!(query_node, QueryNode::Whole(_))).count();
                WeightedNode::Group {
                    words: self.weighted_nodes(words, within)?,
                    wholes: self.weighted_nodes(&instead[..wholes], within)?,
                    instead: self.weighted_nodes(&instead[wholes..], within)?,
                }
            }
            QueryNode::AnyOf(alternatives) => WeightedNode::AnyOf(self.weighted_nodes(alternatives, within)?),
            QueryNode::Quoted(inner) => self.weighted_node(inner, within)?,
            QueryNode::InTitle(inner) => self.weighted_node(inner, &[SearchField::Title])?,
            QueryNode::Number(numbers) => WeightedNode::Word(vec![self.number(numbers)?]),
        })
    }

    fn weighted_nodes(&self, query_nodes: &[QueryNode], within: &[SearchField]) -> Result<Vec<WeightedNode>> {
        query_nodes.iter().map(|query_node| self.weighted_node(query_node, within)).collect()
    }

    fn word(&self, word: &QueryWord, within: &[SearchField]) -> Result<Vec<WeightedWord>> {
        let placed = within.iter().map(|place| self.placed_word(word, *place));
        let mut placed = placed.collect::<Result<Vec<_>>>()?;
        let rarity = rarity(&placed);
        if within.contains(&SearchField::Text) {
            placed.push(self.placed_word(word, SearchField::Lead)?);
            if word.terms.iter().any(|term| term.contains('/')) {
                placed.push(self.placed_word(word, SearchField::Number)?);
            }
        }
        for placed in &mut placed {
            placed.idf_weight = word.weight * rarity;
        }
        Ok(placed)
    }

    /// Resolves all forms with a prefix, taken from the exact forms, as one word.
    fn prefix(&self, prefix: &QueryPrefix, within: &[SearchField]) -> Result<Vec<WeightedWord>> {
        let mut placed = Vec::new();
        for place in within {
            let field = place.exact(self.snapshot.fields());
            let own = self.located(field, prefix.forms.iter())?;
            placed.push(self.as_one_word(*place, field, own));
        }
        let rarity = rarity(&placed);
        for placed in &mut placed {
            placed.idf_weight = rarity;
        }
        Ok(placed)
    }

    /// Resolves acts with one of these numbers.
    fn number(&self, numbers: &[String]) -> Result<WeightedWord> {
        let field = self.snapshot.fields().number;
        let mut own = Vec::new();
        for asked in numbers {
            own.extend(self.snapshot.located(field, asked)?);
            let longer = self.snapshot.terms_beginning(field, &format!("{asked}/"))?;
            let longer = longer.into_iter().filter(|(number, _)| is_number(asked, number));
            own.extend(longer.map(|(_, located)| located));
        }
        let mut placed = self.as_one_word(SearchField::Number, field, own);
        placed.idf_weight = placed.idf;
        Ok(placed)
    }

    /// Treats terms of one field as one word, which is as frequent as all of them together.
    fn as_one_word(&self, place: SearchField, field: Field, own: Vec<TermLocation>) -> WeightedWord {
        let doc_freq: u64 = own.iter().map(|term| term.doc_freq).sum();
        let documents = self.snapshot.documents();
        WeightedWord {
            place,
            field,
            weight: place.weight(),
            idf: idf(doc_freq.min(documents), documents),
            idf_weight: 0.0,
            own,
            exact: Vec::new(),
            others: Vec::new(),
            related_terms: Vec::new(),
        }
    }

    fn placed_word(&self, word: &QueryWord, place: SearchField) -> Result<WeightedWord> {
        let fields = self.snapshot.fields();
        let base = place.base(fields);
        let own = self.located(base, word.terms.iter())?;
        let doc_freq = own.iter().map(|term| term.doc_freq).max().unwrap_or(0);
        let idf = idf(doc_freq, self.snapshot.documents());
        let exact = match place {
            SearchField::Title | SearchField::Text => self.located(place.exact(fields), word.exact.iter())?,
            SearchField::Lead | SearchField::Number => Vec::new(),
        };
        let mut others = Vec::new();
        for term in &word.others {
            for located in self.located(base, std::iter::once(&term.text))? {
                let weight = term.weight * self.rarity(&located).min(idf);
                others.push((located, weight));
            }
        }
        let related_terms = self.related_terms(word, place, idf)?;
        Ok(WeightedWord {
            place,
            field: base,
            weight: word.weight * place.weight(),
            idf,
            own,
            exact,
            others,
            related_terms,
            idf_weight: 0.0,
        })
    }

    /// Returns the words of the same family that occur in a place, each with its weight, rarity included.
    fn related_terms(
        &self,
        word: &QueryWord,
        place: SearchField,
        idf: Score,
    ) -> Result<Vec<(TermLocation, Score)>> {
        let mut found: Vec<(TermLocation, Score)> = Vec::new();
        for term in &word.terms {
            for related_term in
                self.snapshot.related_terms(term)?.iter().filter(|other| !word.has(&other.term))
            {
                let located = match place {
                    SearchField::Text => Some(&related_term.in_text),
                    SearchField::Title => related_term.in_title.as_ref(),
                    SearchField::Lead | SearchField::Number => None,
                };
                if let Some(located) = located {
                    let weight = FAMILY_WEIGHT * related_term.similarity * self.rarity(located).min(idf);
                    found.push((located.clone(), weight));
                }
            }
        }
        Ok(found)
    }

    fn rarity(&self, term: &TermLocation) -> Score {
        idf(term.doc_freq, self.snapshot.documents())
    }

    /// Returns those of the terms that are in the index.
    fn located<'t>(
        &self,
        field: Field,
        texts: impl Iterator<Item = &'t String>,
    ) -> Result<Vec<TermLocation>> {
        texts.filter_map(|text| self.snapshot.located(field, text).transpose()).collect()
    }
}

impl WeightedWord {
    /// Returns the upper bound of its worth before its weight, including what the title has of it if it
    /// counts the title: an own term is worth more than any other of the same place.
    fn limit(&self, title: Option<&Self>) -> Score {
        let places = || std::iter::once(self).chain(title);
        let own = if places().all(|word| word.own.is_empty()) { 0.0 } else { self.idf };
        let exact = if places().all(|word| word.exact.is_empty()) { 0.0 } else { EXACT_WEIGHT * self.idf };
        let others = places().flat_map(|word| word.others.iter().chain(&word.related_terms));
        (others.map(|(_, weight)| *weight).fold(own, Score::max) + exact) * saturation_limit()
    }
}

impl WeightedNode {
    /// Whether it consists of words in order.
    pub(super) fn has_order(&self) -> bool {
        matches!(self, Self::Sequence(_))
    }

    /// Returns weight times rarity in the text.
    fn idf_weight(&self) -> Score {
        match self {
            Self::Word(placed) | Self::Prefix(placed) => placed.first().map_or(0.0, |word| word.idf_weight),
            Self::Sequence(placed) => placed.first().map_or(0.0, |sequence| sequence.idf_weight),
            Self::AnyOf(parts) => parts.iter().map(Self::idf_weight).fold(0.0, Score::max),
            Self::Group { words, wholes, instead } => {
                let words: Score = words.iter().map(Self::idf_weight).sum();
                wholes.iter().chain(instead).map(Self::idf_weight).fold(words, Score::max)
            }
        }
    }

    /// Returns upper bounds of what it adds to a score: outside the title, and in a title that contains the
    /// whole query.
    pub(super) fn limit(&self) -> (Score, Score) {
        let add = |sum: (Score, Score), place: SearchField, score: Score| match place {
            SearchField::Title => (sum.0, sum.1 + score),
            _ => (sum.0 + score, sum.1),
        };
        match self {
            Self::Word(placed) | Self::Prefix(placed) => {
                let title = placed.iter().find(|word| word.place == SearchField::Title);
                placed.iter().fold((0.0, 0.0), |sum, word| {
                    let taken_up = title.filter(|_| word.place == SearchField::Text);
                    add(sum, word.place, word.weight * word.limit(taken_up))
                })
            }
            Self::Sequence(placed) => placed.iter().fold((0.0, 0.0), |sum, words| {
                add(sum, words.place, words.weight * words.idf * saturation_limit())
            }),
            Self::AnyOf(parts) => sum_of_limits(parts),
            Self::Group { words, wholes, instead } => {
                sum_of_limits(words.iter().chain(wholes).chain(instead))
            }
        }
    }
}

fn sum_of_limits<'a>(parts: impl IntoIterator<Item = &'a WeightedNode>) -> (Score, Score) {
    let limits = parts.into_iter().map(WeightedNode::limit);
    limits.fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1))
}

/// Returns the rarity of a word in the last of its places that contains it.
fn rarity(placed: &[WeightedWord]) -> Score {
    let held = placed.iter().rev().find(|placed| !placed.own.is_empty());
    held.or(placed.last()).map_or(0.0, |placed| placed.idf)
}

fn saturation(snapshot: &Snapshot, place: SearchField) -> Result<Saturation> {
    let field = place.exact(snapshot.fields());
    let mut words = 0;
    for segment in snapshot.searcher().segment_readers() {
        words += segment.inverted_index(field)?.total_num_tokens();
    }
    let b = match place {
        SearchField::Title | SearchField::Lead => TITLE_B,
        SearchField::Text => TEXT_B,
        SearchField::Number => 0.0,
    };
    Ok(Saturation::new(b, words as Score / snapshot.documents().max(1) as Score))
}

fn newest(snapshot: &Snapshot) -> Result<u64> {
    let mut newest = 0;
    for segment in snapshot.searcher().segment_readers() {
        let dates = segment.fast_fields().u64(column::DATE)?;
        if dates.num_docs() > 0 && dates.get_cardinality() != tantivy::columnar::Cardinality::Multivalued {
            newest = newest.max(dates.max_value());
        }
    }
    Ok(newest)
}
