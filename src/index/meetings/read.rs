//! Reads the register of a snapshot.

use std::{cell::Cell, sync::PoisonError};

use super::{
    register::{MeetingRegister, entries_of},
    segment_meetings::SegmentMeetings,
};
use crate::{error::Result, index::snapshot::Snapshot};

impl Snapshot {
    /// Returns the register of all meetings. It is made once for a snapshot, in time proportional to the
    /// number of topics; only new segments are read.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub(crate) fn meetings(&self) -> Result<&MeetingRegister> {
        if let Some(register) = self.cached.meetings.get() {
            return Ok(register);
        }
        // One request makes the register, and others wait for it.
        let _making = self.cached.making_meetings.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(register) = self.cached.meetings.get() {
            return Ok(register);
        }
        let mut entries = Vec::new();
        for (segment, state) in self.states() {
            let SegmentMeetings { documents, terms } = state.meetings(segment)?;
            let alive = documents.iter().filter(|document| !segment.is_deleted(document.doc));
            entries.extend(alive.flat_map(|document| entries_of(document, terms)));
        }
        let (base, failed) = (self.fields.text_base, Cell::new(None));
        let frequency = |lemma: &str| match self.located(base, lemma) {
            Ok(found) => found.map_or(0, |found| found.doc_freq),
            Err(error) => {
                failed.set(Some(error));
                0
            }
        };
        let register = MeetingRegister::new(entries, self.documents(), frequency);
        failed.into_inner().map_or(Ok(()), Err)?;
        Ok(self.cached.meetings.get_or_init(|| register))
    }
}
