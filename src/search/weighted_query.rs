//! Resolves a plan against one snapshot of the index: the terms of each word with their frequencies, and the
//! weights computed from them.

mod sequences;

use tantivy::{Score, schema::Field};

use super::{
    budget::{self, QueryCut},
    fields::FieldCondition,
    plan::Plan,
    query_node::{QueryNode, SearchScope},
    query_term::{QueryPrefix, QueryTerm, QueryWord, is_number},
    ranking::{FAMILY_WEIGHT, Saturation, TEXT_B, TITLE_B, idf},
    scored_clause::{Occur, ScoredClause},
    sequence_terms::located,
    weighted_term::{SearchField, WeightedTerms, WeightedWord},
};
use crate::{
    document::{DocumentId, Kind},
    error::Result,
    index::{LengthTable, Snapshot, TermLocation},
};

/// A plan with weights computed from an index.
pub(super) struct WeightedQuery<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) saturations: [Saturation<'a>; 4],
    pub(super) wanted: Vec<ScoredClause>,
    pub(super) excluded: Vec<QueryNode<WeightedTerms>>,
    /// The total worth of all wanted clauses.
    pub(super) idf_weight: Score,
    /// The kinds named by the query.
    pub(super) kinds: &'a [Kind],
    /// The date of the newest document, as `YYYYMMDD`.
    pub(super) newest: u64,
    /// Conditions a document must meet. Conditions on the same field are alternatives.
    pub(super) conditions: &'a [FieldCondition],
    /// Conditions a document must not meet.
    pub(super) ruled_out: &'a [FieldCondition],
    /// The only documents that may match, if not all may.
    pub(super) among: Option<&'a [&'a DocumentId]>,
    /// What was dropped because it would have cost too much.
    pub(super) cut: QueryCut,
}

impl<'a> WeightedQuery<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, plan: &'a Plan) -> Result<Self> {
        let mut weighted_query = Self {
            snapshot,
            saturations: saturations(snapshot)?,
            wanted: Vec::new(),
            excluded: Vec::new(),
            idf_weight: 0.0,
            kinds: &plan.kinds,
            newest: snapshot.newest()?,
            conditions: &plan.conditions,
            ruled_out: &plan.ruled_out,
            among: None,
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
            let part = weighted_query.weighted_node(query_node)?;
            weighted_query.excluded.push(part);
        }
        weighted_query.cut =
            budget::fit(&mut weighted_query.wanted, &mut weighted_query.excluded, budget::MAX_LOOKS);
        Ok(weighted_query)
    }

    fn add_clause(&mut self, query_node: &QueryNode, occur: Occur) -> Result<()> {
        let clause = ScoredClause::new(self.weighted_node(query_node)?, occur);
        if !clause.is_optional() {
            self.idf_weight += clause.idf_weight;
        }
        self.wanted.push(clause);
        Ok(())
    }

    fn weighted_node(&self, query_node: &QueryNode) -> Result<QueryNode<WeightedTerms>> {
        query_node.try_map(&mut |term, scope| self.weighted_term(term, scope))
    }

    fn weighted_term(&self, term: &QueryTerm, scope: SearchScope) -> Result<WeightedTerms> {
        let within: &[SearchField] = match scope {
            SearchScope::Anywhere => &[SearchField::Title, SearchField::Text],
            SearchScope::Title => &[SearchField::Title],
        };
        Ok(match term {
            QueryTerm::Word(word) => WeightedTerms::Word(self.word(word, within)?),
            QueryTerm::Phrase(forms) => WeightedTerms::Sequence(self.phrase(forms, within)?),
            QueryTerm::Prefix(prefix) => WeightedTerms::Prefix(self.prefix(prefix, within)?),
            QueryTerm::Sequence(words) => WeightedTerms::Sequence(self.sequence(words, within)?),
            QueryTerm::Number(numbers) => WeightedTerms::Word(vec![self.number(numbers)?]),
        })
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
            let own = located(self.snapshot, field, prefix.forms.iter())?;
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
        let own = located(self.snapshot, base, word.terms.iter())?;
        let doc_freq = own.iter().map(|term| term.doc_freq).max().unwrap_or(0);
        let idf = idf(doc_freq, self.snapshot.documents());
        let exact = match place {
            SearchField::Title | SearchField::Text if word.prefers_exact => {
                located(self.snapshot, place.exact(fields), word.exact.iter())?
            }
            _ => Vec::new(),
        };
        let mut others = Vec::new();
        for term in &word.others {
            for located in located(self.snapshot, base, std::iter::once(&term.text))? {
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
}

/// Returns the rarity of a word in the last of its places that contains it.
fn rarity(placed: &[WeightedWord]) -> Score {
    let held = placed.iter().rev().find(|placed| !placed.own.is_empty());
    held.or(placed.last()).map_or(0.0, |placed| placed.idf)
}

/// Returns the saturation of each field, in the order of [`SearchField`].
fn saturations(snapshot: &Snapshot) -> Result<[Saturation<'_>; 4]> {
    let tables = snapshot.length_tables(|| {
        Ok([
            saturation_table(snapshot, SearchField::Title)?,
            saturation_table(snapshot, SearchField::Text)?,
            saturation_table(snapshot, SearchField::Lead)?,
            saturation_table(snapshot, SearchField::Number)?,
        ])
    })?;
    Ok(tables.each_ref().map(Saturation::new))
}

fn saturation_table(snapshot: &Snapshot, place: SearchField) -> Result<LengthTable> {
    let b = match place {
        SearchField::Title | SearchField::Lead => TITLE_B,
        SearchField::Text => TEXT_B,
        SearchField::Number => 0.0,
    };
    Ok(Saturation::table(b, snapshot.average_words(place.exact(snapshot.fields()))?))
}
