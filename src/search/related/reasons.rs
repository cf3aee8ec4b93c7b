//! Says why a document is related to another: what both have in common.
//!
//! Which documents are related is left to `related`, the sentences to `locale`.
//!
//! Invariants: every reason is true of the two documents as indexed; the same two documents on the same index
//! have the same reasons, in the same order.

use serde::Serialize;
use utoipa::ToSchema;

use super::{contained::ContainedWords, shared_words::SharedWords};
use crate::{
    document::Act,
    error::Result,
    index::{DocumentRecord, StoredDocument},
};

/// A reason why a document is related to the one that was asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum RelationReason {
    /// The document asked about is attached to this one.
    Parent,
    /// This document is attached to the one asked about.
    Attached,
    /// Both are acts with the same number.
    SameNumber {
        /// The number, as in this document's `act`.
        number: String,
    },
    /// The document asked about names the number of this act.
    Names {
        /// The number of this act.
        number: String,
    },
    /// This document names the number of the act asked about.
    NamedBy {
        /// The number of the act asked about.
        number: String,
    },
    /// The most distinctive words that both contain.
    Words {
        /// Words and phrases, the most distinctive first; at most three.
        words: Vec<String>,
    },
    /// Both say nearly the same, if not in the same words.
    NearlySame,
    /// Both are similar in meaning.
    Meaning,
    /// Both are acts of the same body.
    Organ {
        /// The body, in the nominative case.
        organ: String,
    },
    /// Both are about the same districts.
    Districts {
        /// Their Roman numerals.
        districts: Vec<String>,
    },
}

/// Finds the reasons why documents are related to one.
pub(super) struct Reasons<'a> {
    stored: &'a StoredDocument,
    own: ContainedWords<'a>,
    words: SharedWords<'a>,
}

impl<'a> Reasons<'a> {
    /// Prepares the reasons why documents are related to `stored`.
    pub(super) fn of(stored: &'a StoredDocument, own: ContainedWords<'a>, words: SharedWords<'a>) -> Self {
        Self { stored, own, words }
    }

    /// Returns what a document has in common with this one, the closest relation first.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub(super) fn with(
        &self,
        attachment: Option<RelationReason>,
        other: &DocumentRecord,
        contained: ContainedWords<'_>,
    ) -> Result<Vec<RelationReason>> {
        let mut reasons: Vec<RelationReason> = attachment.into_iter().collect();
        reasons.extend(self.numbers(other, contained)?);
        let words = self.words.with(contained)?;
        if !words.is_empty() {
            reasons.push(RelationReason::Words { words });
        }
        reasons.extend(self.organ(other));
        reasons.extend(self.districts(other));
        Ok(reasons)
    }

    /// Returns how the two documents are related by the numbers of acts.
    fn numbers(&self, other: &DocumentRecord, contained: ContainedWords<'_>) -> Result<Vec<RelationReason>> {
        let (own, other) = (number(self.stored.record.act.as_ref()), number(other.act.as_ref()));
        if let (Some(own), Some(number)) = (own, other)
            && own.to_lowercase() == number.to_lowercase()
        {
            return Ok(vec![RelationReason::SameNumber { number: number.to_owned() }]);
        }
        let mut reasons = Vec::new();
        if let Some(number) = other.filter(|number| is_distinct(number))
            && self.own.has(&number.to_lowercase())?
        {
            reasons.push(RelationReason::Names { number: number.to_owned() });
        }
        if let Some(number) = own.filter(|number| is_distinct(number))
            && contained.has(&number.to_lowercase())?
        {
            reasons.push(RelationReason::NamedBy { number: number.to_owned() });
        }
        Ok(reasons)
    }

    fn organ(&self, other: &DocumentRecord) -> Option<RelationReason> {
        let organ = self.stored.record.act.as_ref()?.organ.clone()?;
        let is_same = other.act.as_ref()?.organ.as_ref() == Some(&organ);
        is_same.then_some(RelationReason::Organ { organ })
    }

    fn districts(&self, other: &DocumentRecord) -> Option<RelationReason> {
        let own = self.stored.record.districts.iter();
        let districts: Vec<String> = own.filter(|one| other.districts.contains(one)).cloned().collect();
        (!districts.is_empty()).then_some(RelationReason::Districts { districts })
    }
}

fn number(act: Option<&Act>) -> Option<&str> {
    act?.number.as_deref()
}

/// Whether a number names one act. A number without its year or session, such as `5`, occurs anywhere.
fn is_distinct(number: &str) -> bool {
    number.contains('/')
}
