//! What a document cites, what cites it, and what follows from that for its status.
//!
//! Finding the ends of an edge is left to `index::graph`. Invariants: the result depends on the documents of
//! the index alone, not on their order; a document does not cite itself.

use std::{cmp::Reverse, collections::HashMap};

use jiff::civil::Date;
use serde::Serialize;
use tantivy::DocAddress;
use utoipa::ToSchema;

use crate::{
    acts::{act_key::ActKey, short_title::short_title},
    document::{Act, Citation, CitationRole, CitedAct, Document, DocumentId, Journal, Kind, StatusEvidence},
    error::Result,
    index::{Citing, DocumentHandle, DocumentHead, Snapshot},
};

/// The maximum number of citing documents that are listed, newest first; a statute may have any number.
pub const MAX_CITED_BY: usize = 1000;

/// The citations of a document in both directions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DocumentCitations {
    /// What the document cites, in reading order.
    pub cites: Vec<OutgoingCitation>,
    /// The documents that cite it, newest first, each once with the strongest of its roles; at most 1,000.
    pub cited_by: Vec<IncomingCitation>,
}

/// A citation in the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OutgoingCitation {
    /// The act that is cited.
    pub act: CitedAct,
    /// What the document does to it.
    pub role: CitationRole,
    /// Whether only a part of the act is repealed.
    pub partial: bool,
    /// The day from which the change holds, if its own sentence states one; otherwise, that of the act.
    #[schema(required)]
    pub effective_from: Option<Date>,
    /// The id of the act in the index; `null` if it is not there, or several acts may be meant.
    #[schema(required)]
    pub target: Option<DocumentId>,
    /// The address of the act in the official journal, if that is one of the state.
    #[schema(required)]
    pub eli: Option<String>,
    /// The mention as printed.
    pub text: String,
    /// The number of the page, from 1.
    pub page: u32,
    /// Where the mention begins in the text of the page, in Unicode scalar values.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// A document that cites the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct IncomingCitation {
    /// The id of the citing document.
    pub id: DocumentId,
    /// Its title.
    pub title: String,
    /// The short title of an act, such as `Zarządzenie nr 181/2019`.
    #[schema(required)]
    pub short_title: Option<String>,
    /// Its kind.
    pub kind: Kind,
    /// What it does to the document.
    pub role: CitationRole,
    /// Whether it repeals only a part.
    pub partial: bool,
    /// Whether it surely does that: it is an act, and cites the document so that no other act can be meant.
    pub changes: bool,
    /// The day from which a change holds, if known.
    #[schema(required)]
    pub effective_from: Option<Date>,
    /// The date of the citing document: of its publication, or of the act.
    #[schema(required)]
    pub date: Option<Date>,
}

/// Returns what a document cites and what cites it. `read` is the document as it was read, with or without
/// its text.
///
/// # Errors
///
/// Returns an error if the index cannot be read.
pub fn citations(document: &DocumentHandle, read: &Document) -> Result<DocumentCitations> {
    let (snapshot, act) = (document.snapshot(), read.act.as_ref());
    let cites = outgoing(document, act, read.citations.clone())?;
    let citing = act.map(|act| citing(snapshot, document.address(), act, |_| true)).transpose()?;
    let cited_by = citing.unwrap_or_default().into_iter().map(|(one, head)| incoming(one, head)).collect();
    Ok(DocumentCitations { cites, cited_by })
}

/// Returns citations of a document with the acts that they mean; `act` is the one that the document is.
pub(super) fn outgoing(
    document: &DocumentHandle,
    act: Option<&Act>,
    citations: Vec<Citation>,
) -> Result<Vec<OutgoingCitation>> {
    let organ = act.and_then(|act| act.organ.clone());
    let mut targets = ActTargets::new(document.snapshot(), document.id(), organ);
    citations.into_iter().map(|citation| targets.outgoing(citation)).collect()
}

/// The act that an annex belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParentAct {
    /// The id of its document.
    pub id: DocumentId,
    /// Its short title, or else its title.
    pub title: String,
}

/// Returns the document that a document is attached to: the one that its metadata names, or else the act of
/// which it is an annex. `None` if it is not in the index, or if several acts may be meant.
///
/// # Errors
///
/// Returns an error if the index cannot be read.
pub fn parent_act(document: &DocumentHandle) -> Result<Option<ParentAct>> {
    let (snapshot, record) = (document.snapshot(), document.record()?);
    let id = match (record.parent, record.act.and_then(|act| Some((act.parent?, act.organ)))) {
        (Some(id), _) => Some(id),
        (None, Some((number, organ))) => {
            let cited = CitedAct { number: Some(number), organ, ..CitedAct::default() };
            let mut targets = ActTargets::new(snapshot, document.id(), None);
            ActKey::of_cited(&cited).map(|key| targets.find(key)).transpose()?.flatten()
        }
        (None, None) => None,
    };
    let Some(address) = id.as_ref().map(|id| snapshot.address(id)).transpose()?.flatten() else {
        return Ok(None);
    };
    let DocumentHead { id, record } = snapshot.head(address)?;
    let title = record.act.as_ref().and_then(short_title).unwrap_or(record.title);
    Ok(Some(ParentAct { id, title }))
}

/// Returns the acts that amend or repeal the act that a document is, in the order in which they do; `as_of` a
/// day only those that have done so by then.
///
/// # Errors
///
/// Returns an error if the index cannot be read.
pub fn status_evidence(
    document: &DocumentHandle,
    act: Option<&Act>,
    as_of: Option<Date>,
) -> Result<Vec<StatusEvidence>> {
    let Some(act) = act else { return Ok(Vec::new()) };
    let citing = citing(document.snapshot(), document.address(), act, |one| one.is_change)?;
    let evidence = citing.into_iter().map(|(one, head)| {
        let from = effective_from(&one, &head);
        StatusEvidence {
            id: head.id,
            title: head.record.title,
            role: one.effect.role,
            partial: one.effect.partial,
            from,
        }
    });
    // An act does not change one that is newer.
    let is_older =
        |change: &StatusEvidence| change.from.zip(act.date).is_none_or(|(from, issued)| issued <= from);
    let has_come =
        |change: &StatusEvidence| as_of.is_none_or(|day| change.from.is_some_and(|from| from <= day));
    let mut evidence: Vec<StatusEvidence> =
        evidence.filter(|change| is_older(change) && has_come(change)).collect();
    evidence.sort_by(|one, other| (one.from, &one.id).cmp(&(other.from, &other.id)));
    Ok(evidence)
}

/// Finds the documents that citations mean, each key once.
pub(super) struct ActTargets<'a> {
    snapshot: &'a Snapshot,
    own: &'a DocumentId,
    /// The body that issued the citing act: where an act changes another and names no body, its own is meant.
    organ: Option<String>,
    known: HashMap<ActKey, Option<DocumentId>>,
}

impl<'a> ActTargets<'a> {
    /// Prepares to find what a document, `own`, cites.
    pub(super) fn new(snapshot: &'a Snapshot, own: &'a DocumentId, organ: Option<String>) -> Self {
        Self { snapshot, own, organ, known: HashMap::new() }
    }

    /// Returns the documents that are these acts, each once, without those that are not in the index.
    pub(super) fn all(&mut self, acts: &[CitedAct]) -> Result<Vec<DocumentId>> {
        let mut found: Vec<DocumentId> = Vec::new();
        for key in acts.iter().filter_map(ActKey::of_cited) {
            let target = self.find(key)?.filter(|id| !found.contains(id));
            found.extend(target);
        }
        Ok(found)
    }

    fn outgoing(&mut self, citation: Citation) -> Result<OutgoingCitation> {
        let organ = self.organ.as_deref().filter(|_| citation.role.is_change());
        let target = match ActKey::of_cited(&citation.act).map(|key| key.or_organ(organ)) {
            Some(key) => self.find(key)?,
            None => None,
        };
        let Citation { act, role, partial, effective_from, page, text, start, end } = citation;
        let eli = act.journals.first().and_then(eli);
        Ok(OutgoingCitation { act, role, partial, effective_from, target, eli, text, page, start, end })
    }

    fn find(&mut self, key: ActKey) -> Result<Option<DocumentId>> {
        if let Some(known) = self.known.get(&key) {
            return Ok(known.clone());
        }
        let meant = self.snapshot.act_meant(&key)?.into_iter();
        let ids = meant.map(|address| self.snapshot.id(address)).collect::<Result<Vec<_>>>()?;
        let first = ids.into_iter().filter(|id| id != self.own.as_str()).min();
        let target = first.and_then(|id| id.parse().ok());
        self.known.insert(key, target.clone());
        Ok(target)
    }
}

/// Returns the documents that cite an act, newest first, then by id, each with the strongest of its effects.
fn citing(
    snapshot: &Snapshot,
    own: DocAddress,
    act: &Act,
    is_wanted: fn(&Citing) -> bool,
) -> Result<Vec<(Citing, DocumentHead)>> {
    let Some(key) = ActKey::of_act(act) else { return Ok(Vec::new()) };
    let mut found = snapshot.citing(&key)?;
    found.retain(|one| one.address != own && is_wanted(one));
    // A stated day is surer than that of the whole act.
    found.sort_by_key(|one| (one.address, strength(one), one.from.is_none(), one.from));
    found.dedup_by_key(|one| one.address);
    let mut dated = Vec::with_capacity(found.len());
    for one in found {
        let day = snapshot.columns(one.address.segment_ord as usize)?.dates.first(one.address.doc_id);
        dated.push((Reverse(day), one));
    }
    dated.sort_by_key(|(day, one)| (*day, one.address));
    dated.truncate(MAX_CITED_BY);
    let heads = dated.into_iter().map(|(day, one)| Ok((day, one, snapshot.head(one.address)?)));
    let mut heads = heads.collect::<Result<Vec<_>>>()?;
    heads.sort_by(|(day, _, head), (next_day, _, next)| (day, &head.id).cmp(&(next_day, &next.id)));
    Ok(heads.into_iter().map(|(_, one, head)| (one, head)).collect())
}

/// Returns the day from which a change holds: the one that its sentence states, or that of the act that makes
/// it.
fn effective_from(one: &Citing, head: &DocumentHead) -> Option<Date> {
    let act = head.record.act.as_ref();
    one.from.or_else(|| act.and_then(|act| act.in_force_from.or(act.date))).or(head.record.published)
}

/// The place of a citation's effect from the strongest to the weakest.
fn strength(one: &Citing) -> (usize, bool) {
    let place = CitationRole::ALL.iter().position(|role| *role == one.effect.role);
    (place.unwrap_or(CitationRole::ALL.len()), one.effect.partial)
}

fn incoming(one: Citing, head: DocumentHead) -> IncomingCitation {
    let act = head.record.act.as_ref();
    let date = head.record.published.or_else(|| act.and_then(|act| act.date));
    let changes = one.is_change || one.effect.role == CitationRole::Consolidates && act.is_some();
    let effective_from = effective_from(&one, &head).filter(|_| changes);
    let DocumentHead { id, record } = head;
    IncomingCitation {
        id,
        short_title: record.act.as_ref().and_then(short_title),
        title: record.title,
        kind: record.kind,
        role: one.effect.role,
        partial: one.effect.partial,
        changes,
        effective_from,
        date,
    }
}

/// Returns the address of a place in an official journal of the state, by the European Legislation Identifier
/// that both have since 1918.
fn eli(journal: &Journal) -> Option<String> {
    let name = match journal.name.as_str() {
        "Dz.U." => "DU",
        "M.P." => "MP",
        _ => return None,
    };
    Some(format!("https://eli.gov.pl/eli/{name}/{}/{}/ogl", journal.year?, journal.position?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_journals_of_the_state_have_an_address() {
        let journal =
            |name: &str, year| Journal { name: name.to_owned(), year, number: None, position: Some(95) };
        let address = eli(&journal("Dz.U.", Some(1990)));
        assert_eq!(address.as_deref(), Some("https://eli.gov.pl/eli/DU/1990/95/ogl"));
        assert_eq!(
            eli(&journal("M.P.", Some(2001))).as_deref(),
            Some("https://eli.gov.pl/eli/MP/2001/95/ogl")
        );
        assert_eq!(eli(&journal("Dz.U.", None)), None);
        assert_eq!(eli(&journal("Dz.Urz. Woj. Małopolskiego", Some(2010))), None);
    }
}
