//! Notes what `intake` cannot get: documents that have vanished or moved, failures, what is not a document.
//!
//! Invariant: a document that is lost keeps its file until it is deleted on request.

use jiff::Timestamp;
use url::Url;

use super::{
    address_key::AddressKey,
    fetch_fault::FetchFault,
    intake::{DocumentRole, Intake, Wanted},
    record::{AliasRecord, FailureRecord, FetchedDocument, OtherRecord, Record, Vanished},
};
use crate::error::Result;

impl Intake<'_> {
    /// Notes that there is nothing at an address any more.
    ///
    /// # Errors
    /// Returns an error if the state cannot be written.
    pub(super) fn miss(
        &mut self,
        key: &AddressKey,
        url: &Url,
        status: u16,
        wanted: Wanted<'_>,
    ) -> Result<()> {
        match self.state.record(key) {
            Some(Record::Document(_)) => self.lose(key, &format!("answers with status {status}")),
            Some(Record::Alias(alias)) => {
                self.confirmed.remove(&alias.of);
                self.state.put(key.clone(), None)
            }
            _ => self.fail(key, url, &FetchFault::Status(status), wanted),
        }
    }

    /// Notes that a document is not at its address any more; it moves if another address leads to it.
    ///
    /// # Errors
    /// Returns an error if the state cannot be written.
    pub(crate) fn lose(&mut self, key: &AddressKey, reason: &str) -> Result<()> {
        let Some(mut document) = self.own_document(key).cloned() else { return Ok(()) };
        if let Some((to, url)) = self.other_address(key) {
            return self.relocate(key, &to, &url);
        }
        let now = Timestamp::now();
        document.checked = now;
        if document.vanished.is_none() {
            document.vanished = Some(Vanished { since: now, reason: reason.to_owned() });
            self.report.vanished += 1;
        }
        self.state.put(key.clone(), Some(Record::Document(Box::new(document))))
    }

    /// Returns an address that has led to a document in this run, by itself and not through the document's.
    fn other_address(&self, key: &AddressKey) -> Option<(AddressKey, Url)> {
        let to = self.confirmed.get(key)?;
        let Some(Record::Alias(alias)) = self.state.record(to) else { return None };
        let is_own = Url::parse(&alias.location).is_ok_and(|at| AddressKey::of(&at) != *key);
        Some((to.clone(), Url::parse(&alias.url).ok()?)).filter(|_| is_own && alias.of == *key)
    }

    /// Moves a document to another address; the old one leads there. It is asked for soon.
    ///
    /// # Errors
    /// Returns an error if the state cannot be written.
    pub(super) fn relocate(&mut self, from: &AddressKey, to: &AddressKey, url: &Url) -> Result<()> {
        let Some(old) = self.own_document(from).cloned() else { return Ok(()) };
        let (of, location) = (to.clone(), old.url.clone());
        let (etag, last_modified, hint) = (None, None, None);
        let (since, checked) = (Timestamp::now(), old.checked);
        let alias =
            AliasRecord { of, url: old.url.clone(), location, etag, last_modified, hint, since, checked };
        let moved = FetchedDocument {
            url: url.to_string(),
            location: None,
            etag: None,
            last_modified: None,
            checked: Timestamp::UNIX_EPOCH,
            vanished: None,
            ..old
        };
        // First, so that at no moment its file belongs to nobody.
        self.state.put(to.clone(), Some(Record::Document(Box::new(moved))))?;
        self.state.put(from.clone(), Some(Record::Alias(alias)))
    }

    /// Notes a failure; a document that is known stays as it is.
    ///
    /// # Errors
    /// Returns an error if the state cannot be written.
    pub(super) fn fail(
        &mut self,
        key: &AddressKey,
        url: &Url,
        fault: &FetchFault,
        (listed, role): Wanted<'_>,
    ) -> Result<()> {
        if let (DocumentRole::Attachment(_), FetchFault::Type(_)) = (role, fault) {
            self.report.note(format!("attachments were left out: `{url}`, for one, {fault}"));
            return self.note_other(key);
        }
        if *fault == FetchFault::Robots {
            self.report.closed += 1;
        } else {
            self.report.fail(url.as_str(), fault);
        }
        let now = Timestamp::now();
        let (since, parent, said) = match self.state.record(key) {
            Some(Record::Document(_) | Record::Alias(_)) => return Ok(()),
            Some(Record::Failure(old)) => (old.since, old.parent.clone(), listed.said.or(Some(&old.said))),
            _ => (now, None, listed.said.clone()),
        };
        let parent = if let DocumentRole::Attachment(post) = role { Some(post.clone()) } else { parent };
        let (url, reason) = (url.to_string(), fault.to_string());
        let failure = FailureRecord { url, reason, said, since, checked: now, parent };
        self.state.put(key.clone(), Some(Record::Failure(failure)))
    }

    /// Notes that there is no document at an address where none has to be.
    ///
    /// # Errors
    /// Returns an error if the state cannot be written.
    pub(super) fn note_other(&mut self, key: &AddressKey) -> Result<()> {
        let now = Timestamp::now();
        let since = match self.state.record(key) {
            Some(Record::Other(other)) => other.since,
            Some(Record::Document(_)) => return Ok(()),
            _ => now,
        };
        let other = OtherRecord { etag: None, last_modified: None, since, checked: now };
        self.state.put(key.clone(), Some(Record::Other(other)))
    }
}
