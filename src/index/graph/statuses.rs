//! Whether acts hold on a day, as far as the indexed documents tell.
//!
//! An act holds from the day its text states or implies; it is amended or repealed from the day on which the
//! act that does so takes effect. Invariant: a document that is not a binding act has no status unless
//! another act changes it.

use std::sync::Arc;

use jiff::civil::Date;
use tantivy::{DocAddress, DocId, SegmentReader, columnar::Column};

use super::{
    segment_changes::{SegmentChange, hash},
    status_table::{StatusTable, TableEntry},
    terms::each_term,
};
use crate::{
    acts::act_key::ActKey,
    document::{Act, ActStatus, CitationRole, date_number},
    error::Result,
    index::{schema::column, snapshot::Snapshot},
};

impl Snapshot {
    /// Returns the status of the act at an address on a day.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub(crate) fn act_status(&self, act: &Act, address: DocAddress, day: Date) -> Result<Option<ActStatus>> {
        let day = date_number(day);
        if act.date.is_some_and(|date| date_number(date) > day) {
            return Ok(None);
        }
        let in_force = act.holds_from().filter(|from| date_number(*from) <= day);
        let mut status = in_force.map(|_| ActStatus::InForce);
        if let Some(key) = ActKey::of_act(act) {
            let issued = act.date.map(date_number);
            for address_hash in key.addresses().iter().map(|address| hash(address)) {
                status = status.max(self.change_at(address_hash, &key, (address, issued), day)?);
            }
        }
        Ok(status)
    }

    /// Returns the strongest status that the changes at an address of a key give to the act in a document.
    fn change_at(
        &self,
        address_hash: u64,
        act: &ActKey,
        (own, issued): (DocAddress, Option<u64>),
        day: u64,
    ) -> Result<Option<ActStatus>> {
        let mut strongest = None;
        for (ord, (segment, state)) in (0..).zip(self.states()) {
            for change in state.changes(segment)?.at(address_hash).filter(|change| change.key.means(act)) {
                let counts = |&&(doc, from): &&(DocId, Option<u64>)| {
                    !segment.is_deleted(doc)
                        && DocAddress::new(ord, doc) != own
                        && from.is_some_and(|from| from <= day && issued.is_none_or(|issued| issued <= from))
                };
                if change.documents.iter().any(|document| counts(&document)) {
                    strongest = strongest.max(Some(status_after(change)));
                }
            }
        }
        Ok(strongest)
    }

    /// Returns the statuses of all documents on a day. They are derived once for a day and a snapshot, which
    /// takes time in proportion to the number of acts.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub(crate) fn statuses(&self, day: Date) -> Result<Arc<StatusTable>> {
        let find = || self.derive_statuses(date_number(day)).map(Arc::new);
        self.cached.statuses.get_or_find(self.fields.issued, &day.to_string(), find)
    }

    /// Returns the ids of the acts that have a status on a day, in no order. They are listed once for a day and a
    /// snapshot.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub(crate) fn ids_with_status(&self, status: ActStatus, day: Date) -> Result<Arc<[String]>> {
        let find = || {
            let (statuses, mut found) = (self.statuses(day)?, Vec::new());
            for (ord, (segment, state)) in self.states().enumerate() {
                let Some(ids) = state.ids(segment)? else { continue };
                let docs = segment.doc_ids_alive().filter(|doc| statuses.of(ord, *doc) == Some(status));
                let mut ords: Vec<u64> = docs.filter_map(|doc| ids.ords().first(doc)).collect();
                ords.sort_unstable();
                let listed = ids.dictionary().sorted_ords_to_term_cb(&ords, |id| {
                    found.push(String::from_utf8_lossy(id).into_owned());
                });
                listed.map_err(tantivy::TantivyError::from)?;
            }
            Ok(found.into())
        };
        self.cached.status_ids.get_or_find(self.fields.issued, &format!("{day} {}", status.as_str()), find)
    }

    fn derive_statuses(&self, day: u64) -> Result<StatusTable> {
        if !self.has_graph() {
            return Ok(StatusTable::default());
        }
        let mut table = StatusTable::default();
        let mut changes_nothing = true;
        for (segment, state) in self.states() {
            changes_nothing &= state.changes(segment)?.is_empty();
            table.segments.push(dated(segment, day)?);
        }
        if !changes_nothing {
            for (ord, segment) in (0..).zip(self.searcher.segment_readers()) {
                self.apply_changes((ord, segment), day, &mut table.segments[ord as usize])?;
            }
        }
        Ok(table)
    }

    /// Sets the status of the acts of a segment that are changed.
    fn apply_changes(
        &self,
        (ord, segment): (u32, &SegmentReader),
        day: u64,
        entries: &mut [TableEntry],
    ) -> Result<()> {
        let issued = segment.fast_fields().u64(column::ISSUED)?;
        each_term(segment, self.fields.act, "", |term, documents| {
            let Some((address, key)) = ActKey::split(term) else { return Ok(()) };
            let address_hash = hash(address);
            if !self.is_changed(address_hash)? {
                return Ok(());
            }
            for doc in documents {
                let own = (DocAddress::new(ord, *doc), issued.first(*doc));
                let entry = &mut entries[*doc as usize];
                if *entry != TableEntry::NotIssued
                    && let Some(status) = self.change_at(address_hash, &key, own, day)?
                {
                    *entry = (*entry).max(TableEntry::Known(status));
                }
            }
            Ok(())
        })
    }

    /// Whether any segment has changes at this address.
    fn is_changed(&self, address_hash: u64) -> Result<bool> {
        for (segment, state) in self.states() {
            if state.changes(segment)?.at(address_hash).next().is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Returns the status that a change gives to an act.
fn status_after(change: &SegmentChange) -> ActStatus {
    let is_whole = change.effect.role == CitationRole::Repeals && !change.effect.partial;
    if is_whole { ActStatus::Repealed } else { ActStatus::Amended }
}

/// Returns what the dates of the documents of a segment say.
fn dated(segment: &SegmentReader, day: u64) -> Result<Vec<TableEntry>> {
    let columns = segment.fast_fields();
    let (issued, in_force) = (columns.u64(column::ISSUED)?, columns.u64(column::IN_FORCE)?);
    let has = |column: &Column<u64>, doc, is: fn(u64, u64) -> bool| {
        column.first(doc).is_some_and(|number| is(number, day))
    };
    let entry = |doc| match () {
        () if has(&issued, doc, |issued, day| issued > day) => TableEntry::NotIssued,
        () if has(&in_force, doc, |from, day| from <= day) => TableEntry::Known(ActStatus::InForce),
        () => TableEntry::Unknown,
    };
    Ok((0..segment.max_doc()).map(entry).collect())
}
