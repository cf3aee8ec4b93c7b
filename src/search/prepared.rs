//! Resolves a plan against one snapshot of the index: the terms of each word with their frequencies, and the
//! weights computed from them.

mod sequences;

use tantivy::{Score, schema::Field};

use super::{
    budget::{self, Cut},
    fields::Condition,
    plan::{Matcher, Plan, Prefix, Word, is_number},
    ranking::{
        EXACT_WEIGHT, FAMILY_WEIGHT, LEAD_WEIGHT, Saturation, TEXT_B, TITLE_B, TITLE_WEIGHT, idf,
        saturation_limit,
    },
};
use crate::{
    document::Kind,
    error::Result,
    index::{Fields, Located, Snapshot, column},
};
pub(super) use sequences::{PlacedSequence, PlacedTerms};

/// Where words are searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Title,
    Text,
    /// The lead of a post, and headings.
    Lead,
    Number,
}

impl Place {
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
const TITLE_AND_TEXT: [Place; 2] = [Place::Title, Place::Text];

/// A plan with weights computed from an index.
pub(super) struct Prepared<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) saturations: [Saturation; 4],
    pub(super) wanted: Vec<Concept>,
    pub(super) excluded: Vec<Part>,
    /// The total worth of all wanted concepts.
    pub(super) worth: Score,
    /// The kinds named by the query.
    pub(super) kinds: &'a [Kind],
    /// The date of the newest document, as `YYYYMMDD`.
    pub(super) newest: u64,
    /// Conditions a document must meet. Conditions on the same field are alternatives.
    pub(super) conditions: &'a [Condition],
    /// Conditions a document must not meet.
    pub(super) ruled_out: &'a [Condition],
    /// What was dropped because it would have cost too much.
    pub(super) cut: Cut,
}

/// One wanted clause.
pub(super) struct Concept {
    pub(super) part: Part,
    insistence: Insistence,
    /// Its worth among the words of the query: weight times rarity.
    pub(super) worth: Score,
}

/// Whether a document must contain a concept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Insistence {
    /// Required however many other words the document contains.
    Always,
    /// Required if all words are required.
    WithAll,
    Never,
}

impl Concept {
    /// Whether it only adds to the score.
    pub(super) fn is_optional(&self) -> bool {
        self.insistence == Insistence::Never
    }

    /// Whether a document must contain it. `needs_all` says whether all words are required, or only some of
    /// them.
    pub(super) fn is_required(&self, needs_all: bool) -> bool {
        match self.insistence {
            Insistence::Always => true,
            Insistence::WithAll => needs_all,
            Insistence::Never => false,
        }
    }
}

/// A part of a concept, resolved against the index.
pub(super) enum Part {
    Word(Vec<PlacedWord>),
    /// All forms with a prefix, as one word.
    Prefix(Vec<PlacedWord>),
    AnyOf(Vec<Part>),
    Sequence(Vec<PlacedSequence>),
    Group {
        words: Vec<Part>,
        /// Compounds that the words form together, each a single thing.
        wholes: Vec<Part>,
        instead: Vec<Part>,
    },
}

/// A word in one place. Its own terms count as one term.
pub(super) struct PlacedWord {
    pub(super) place: Place,
    /// The field of `own` and `others`.
    pub(super) field: Field,
    pub(super) weight: Score,
    pub(super) idf: Score,
    /// Weight times rarity in the text.
    pub(super) worth: Score,
    pub(super) own: Vec<Located>,
    pub(super) exact: Vec<Located>,
    /// What it also stands for, each with its weight, rarity included.
    pub(super) others: Vec<(Located, Score)>,
    /// Words of the same word family.
    pub(super) relatives: Vec<(Located, Score)>,
}

impl<'a> Prepared<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, plan: &'a Plan) -> Result<Self> {
        let saturations = [
            saturation(snapshot, Place::Title)?,
            saturation(snapshot, Place::Text)?,
            saturation(snapshot, Place::Lead)?,
            saturation(snapshot, Place::Number)?,
        ];
        let mut prepared = Self {
            snapshot,
            saturations,
            wanted: Vec::new(),
            excluded: Vec::new(),
            worth: 0.0,
            kinds: &plan.kinds,
            newest: newest(snapshot)?,
            conditions: &plan.conditions,
            ruled_out: &plan.ruled_out,
            cut: Cut::default(),
        };
        for matcher in &plan.wanted {
            let insistence = if matcher.insists() { Insistence::Always } else { Insistence::WithAll };
            prepared.want(matcher, insistence)?;
        }
        for matcher in &plan.optional {
            prepared.want(matcher, Insistence::Never)?;
        }
        for matcher in &plan.excluded {
            let part = prepared.part(matcher, &TITLE_AND_TEXT)?;
            prepared.excluded.push(part);
        }
        prepared.cut = budget::fit(&mut prepared.wanted, &mut prepared.excluded, budget::MAX_LOOKS);
        Ok(prepared)
    }

    fn want(&mut self, matcher: &Matcher, insistence: Insistence) -> Result<()> {
        let part = self.part(matcher, &TITLE_AND_TEXT)?;
        let worth = part.worth();
        if insistence != Insistence::Never {
            self.worth += worth;
        }
        self.wanted.push(Concept { part, insistence, worth });
        Ok(())
    }

    fn part(&self, matcher: &Matcher, within: &[Place]) -> Result<Part> {
        Ok(match matcher {
            Matcher::Word(word) => Part::Word(self.word(word, within)?),
            Matcher::Phrase(forms) => Part::Sequence(self.phrase(forms, within)?),
            Matcher::Prefix(prefix) => Part::Prefix(self.prefix(prefix, within)?),
            Matcher::Sequence(words) => Part::Sequence(self.sequence(words, within)?),
            Matcher::Whole(whole) => self.part(whole, within)?,
            Matcher::Group { words, instead } => {
                let wholes =
                    instead.iter().take_while(|matcher| matches!(matcher, Matcher::Whole(_))).count();
                Part::Group {
                    words: self.parts(words, within)?,
                    wholes: self.parts(&instead[..wholes], within)?,
                    instead: self.parts(&instead[wholes..], within)?,
                }
            }
            Matcher::AnyOf(alternatives) => Part::AnyOf(self.parts(alternatives, within)?),
            Matcher::Quoted(inner) => self.part(inner, within)?,
            Matcher::InTitle(inner) => self.part(inner, &[Place::Title])?,
            Matcher::Number(numbers) => Part::Word(vec![self.number(numbers)?]),
        })
    }

    fn parts(&self, matchers: &[Matcher], within: &[Place]) -> Result<Vec<Part>> {
        matchers.iter().map(|matcher| self.part(matcher, within)).collect()
    }

    fn word(&self, word: &Word, within: &[Place]) -> Result<Vec<PlacedWord>> {
        let placed = within.iter().map(|place| self.placed_word(word, *place));
        let mut placed = placed.collect::<Result<Vec<_>>>()?;
        let rarity = rarity(&placed);
        if within.contains(&Place::Text) {
            placed.push(self.placed_word(word, Place::Lead)?);
            if word.terms.iter().any(|term| term.contains('/')) {
                placed.push(self.placed_word(word, Place::Number)?);
            }
        }
        for placed in &mut placed {
            placed.worth = word.weight * rarity;
        }
        Ok(placed)
    }

    /// Resolves all forms with a prefix, taken from the exact forms, as one word.
    fn prefix(&self, prefix: &Prefix, within: &[Place]) -> Result<Vec<PlacedWord>> {
        let mut placed = Vec::new();
        for place in within {
            let field = place.exact(self.snapshot.fields());
            let own = self.located(field, prefix.forms.iter())?;
            placed.push(self.as_one_word(*place, field, own));
        }
        let rarity = rarity(&placed);
        for placed in &mut placed {
            placed.worth = rarity;
        }
        Ok(placed)
    }

    /// Resolves acts with one of these numbers.
    fn number(&self, numbers: &[String]) -> Result<PlacedWord> {
        let field = self.snapshot.fields().number;
        let mut own = Vec::new();
        for asked in numbers {
            own.extend(self.snapshot.located(field, asked)?);
            let longer = self.snapshot.terms_beginning(field, &format!("{asked}/"))?;
            let longer = longer.into_iter().filter(|(number, _)| is_number(asked, number));
            own.extend(longer.map(|(_, located)| located));
        }
        let mut placed = self.as_one_word(Place::Number, field, own);
        placed.worth = placed.idf;
        Ok(placed)
    }

    /// Treats terms of one field as one word, which is as frequent as all of them together.
    fn as_one_word(&self, place: Place, field: Field, own: Vec<Located>) -> PlacedWord {
        let doc_freq: u64 = own.iter().map(|term| term.doc_freq).sum();
        let documents = self.snapshot.documents();
        PlacedWord {
            place,
            field,
            weight: place.weight(),
            idf: idf(doc_freq.min(documents), documents),
            worth: 0.0,
            own,
            exact: Vec::new(),
            others: Vec::new(),
            relatives: Vec::new(),
        }
    }

    fn placed_word(&self, word: &Word, place: Place) -> Result<PlacedWord> {
        let fields = self.snapshot.fields();
        let base = place.base(fields);
        let own = self.located(base, word.terms.iter())?;
        let doc_freq = own.iter().map(|term| term.doc_freq).max().unwrap_or(0);
        let idf = idf(doc_freq, self.snapshot.documents());
        let exact = match place {
            Place::Title | Place::Text => self.located(place.exact(fields), word.exact.iter())?,
            Place::Lead | Place::Number => Vec::new(),
        };
        let mut others = Vec::new();
        for term in &word.others {
            for located in self.located(base, std::iter::once(&term.text))? {
                let weight = term.weight * self.rarity(&located).min(idf);
                others.push((located, weight));
            }
        }
        let relatives = self.relatives(word, place, idf)?;
        Ok(PlacedWord {
            place,
            field: base,
            weight: word.weight * place.weight(),
            idf,
            own,
            exact,
            others,
            relatives,
            worth: 0.0,
        })
    }

    /// Returns the words of the same family that occur in a place, each with its weight, rarity included.
    fn relatives(&self, word: &Word, place: Place, idf: Score) -> Result<Vec<(Located, Score)>> {
        let mut found: Vec<(Located, Score)> = Vec::new();
        for term in &word.terms {
            for relative in self.snapshot.relatives(term)?.iter().filter(|other| !word.has(&other.term)) {
                let located = match place {
                    Place::Text => Some(&relative.in_text),
                    Place::Title => relative.in_title.as_ref(),
                    Place::Lead | Place::Number => None,
                };
                if let Some(located) = located {
                    let weight = FAMILY_WEIGHT * relative.closeness * self.rarity(located).min(idf);
                    found.push((located.clone(), weight));
                }
            }
        }
        Ok(found)
    }

    fn rarity(&self, term: &Located) -> Score {
        idf(term.doc_freq, self.snapshot.documents())
    }

    /// Returns those of the terms that are in the index.
    fn located<'t>(&self, field: Field, texts: impl Iterator<Item = &'t String>) -> Result<Vec<Located>> {
        texts.filter_map(|text| self.snapshot.located(field, text).transpose()).collect()
    }
}

impl PlacedWord {
    /// Returns the upper bound of its worth before its weight, including what the title has of it if it
    /// counts the title: an own term is worth more than any other of the same place.
    fn limit(&self, title: Option<&Self>) -> Score {
        let places = || std::iter::once(self).chain(title);
        let own = if places().all(|word| word.own.is_empty()) { 0.0 } else { self.idf };
        let exact = if places().all(|word| word.exact.is_empty()) { 0.0 } else { EXACT_WEIGHT * self.idf };
        let others = places().flat_map(|word| word.others.iter().chain(&word.relatives));
        (others.map(|(_, weight)| *weight).fold(own, Score::max) + exact) * saturation_limit()
    }
}

impl Part {
    /// Whether it consists of words in order.
    pub(super) fn has_order(&self) -> bool {
        matches!(self, Self::Sequence(_))
    }

    /// Returns weight times rarity in the text.
    fn worth(&self) -> Score {
        match self {
            Self::Word(placed) | Self::Prefix(placed) => placed.first().map_or(0.0, |word| word.worth),
            Self::Sequence(placed) => placed.first().map_or(0.0, |sequence| sequence.worth),
            Self::AnyOf(parts) => parts.iter().map(Self::worth).fold(0.0, Score::max),
            Self::Group { words, wholes, instead } => {
                let words: Score = words.iter().map(Self::worth).sum();
                wholes.iter().chain(instead).map(Self::worth).fold(words, Score::max)
            }
        }
    }

    /// Returns upper bounds of what it adds to a score: outside the title, and in a title that contains the
    /// whole query.
    pub(super) fn limit(&self) -> (Score, Score) {
        let add = |sum: (Score, Score), place: Place, score: Score| match place {
            Place::Title => (sum.0, sum.1 + score),
            _ => (sum.0 + score, sum.1),
        };
        match self {
            Self::Word(placed) | Self::Prefix(placed) => {
                let title = placed.iter().find(|word| word.place == Place::Title);
                placed.iter().fold((0.0, 0.0), |sum, word| {
                    let taken_up = title.filter(|_| word.place == Place::Text);
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

fn sum_of_limits<'a>(parts: impl IntoIterator<Item = &'a Part>) -> (Score, Score) {
    let limits = parts.into_iter().map(Part::limit);
    limits.fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1))
}

/// Returns the rarity of a word in the last of its places that contains it.
fn rarity(placed: &[PlacedWord]) -> Score {
    let held = placed.iter().rev().find(|placed| !placed.own.is_empty());
    held.or(placed.last()).map_or(0.0, |placed| placed.idf)
}

fn saturation(snapshot: &Snapshot, place: Place) -> Result<Saturation> {
    let field = place.exact(snapshot.fields());
    let mut words = 0;
    for segment in snapshot.searcher().segment_readers() {
        words += segment.inverted_index(field)?.total_num_tokens();
    }
    let b = match place {
        Place::Title | Place::Lead => TITLE_B,
        Place::Text => TEXT_B,
        Place::Number => 0.0,
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
