//! Keeps the documents that `intake` takes in: their files, their sidecars, their attachments.
//!
//! Invariants: a file is written before its record, so that a killed run loses nothing; a file that cannot be
//! written stops no other.

use jiff::Timestamp;
use url::Url;

use super::{
    address_key::AddressKey,
    document_name::DocumentName,
    fetched::Fetched,
    file_type::FileType,
    intake::{Content, DocumentRole, Intake, Wanted},
    listing::{FeedFacts, Listed},
    record::{AliasRecord, FetchedDocument, Record},
    sidecar_lines::SidecarLines,
};
use crate::{
    document::Format,
    error::{Error, Result},
    extract::{frontmatter, needs_charset},
};

impl Intake<'_> {
    /// Keeps a document.
    ///
    /// # Errors
    /// Returns an error if the disk is full, or the state cannot be written.
    pub(super) fn store(
        &mut self,
        key: &AddressKey,
        content: Content<'_>,
        (listed, role): Wanted<'_>,
    ) -> Result<()> {
        let Content { fetched, file_type, facts, .. } = content;
        let (mut old, mut earlier) = (None, None);
        match self.state.record(key) {
            Some(Record::Document(document)) => old = Some(document.clone()),
            Some(Record::Failure(failure)) => earlier = Some(failure.said.clone()),
            _ => {}
        }
        let known_parent =
            old.as_ref().and_then(|old| old.parent.clone()).or_else(|| self.parents.remove(key));
        let parent = known_parent.or_else(|| match role {
            DocumentRole::Attachment(post) => Some(post.clone()),
            DocumentRole::Post | DocumentRole::Canonical => None,
        });
        let said = listed.said.or(old.as_ref().map(|old| &old.said).or(earlier.as_ref()));
        let is_same = old.as_ref().is_some_and(|old| {
            old.text == facts.text && old.extension == file_type.extension() && self.folder.holds(old)
        });
        let mut new = self.described(key, content, (old.as_deref(), is_same));
        new.hint = listed.hint.clone().or_else(|| old.as_ref().and_then(|old| old.hint.clone()));
        new.sidecar = self.sidecar(content, &said, parent.as_ref());
        (new.said, new.parent) = (said, parent);
        if let Err(error) = self.write(&new, &fetched.body, (old.as_deref(), is_same)) {
            return self.fail_to_keep(&new.url, error);
        }
        match &old {
            Some(_) if is_same => self.report.unchanged += 1,
            Some(_) => self.report.changed += 1,
            None => self.report.new += 1,
        }
        let replaced = old.filter(|old| old.file() != new.file());
        self.state.put(key.clone(), Some(Record::Document(Box::new(new))))?;
        if let Some(old) = replaced {
            self.folder.remove(&old).or_else(|error| self.fail_to_keep(&old.url, error))?;
        }
        self.await_attachments(key);
        Ok(())
    }

    /// Returns the record of a document, without what the lists say of it.
    fn described(
        &self,
        key: &AddressKey,
        Content { fetched, file_type, hash, facts }: Content<'_>,
        (old, is_same): (Option<&FetchedDocument>, bool),
    ) -> FetchedDocument {
        let now = Timestamp::now();
        let new_name = || {
            let wanted = DocumentName::of(&fetched.url, self.main_host.as_deref());
            self.state.free_name(&wanted, key)
        };
        // If only what changes from request to request differs, the file stays as it is.
        let content = old.filter(|_| is_same).map_or_else(|| hash.clone(), |old| old.content.clone());
        FetchedDocument {
            url: fetched.url.to_string(),
            location: fetched.is_elsewhere().then(|| fetched.location.to_string()),
            captured: fetched.captured,
            name: old.map_or_else(new_name, |old| old.name.clone()),
            extension: file_type.extension().to_owned(),
            parent: None,
            attachments: facts.attachments.iter().map(Url::to_string).collect(),
            title: facts.title.clone(),
            etag: fetched.etag.clone(),
            last_modified: fetched.last_modified.clone(),
            hint: None,
            said: FeedFacts::default(),
            content,
            text: facts.text.clone(),
            sidecar: String::new(),
            first_seen: old.map_or(now, |old| old.first_seen),
            changed: old.filter(|_| is_same).map_or(now, |old| old.changed),
            checked: now,
            vanished: None,
        }
    }

    fn write(
        &self,
        new: &FetchedDocument,
        body: &[u8],
        (old, is_same): (Option<&FetchedDocument>, bool),
    ) -> Result<()> {
        if !is_same {
            self.folder.write(new, body)?;
        }
        if old.is_none_or(|old| !is_same || old.sidecar != new.sidecar) {
            self.folder.write_sidecar(new)?;
        }
        Ok(())
    }

    /// Reports that a file cannot be written, unless none can.
    fn fail_to_keep(&mut self, url: &str, error: Error) -> Result<()> {
        use std::io::ErrorKind::{QuotaExceeded, ReadOnlyFilesystem, StorageFull};
        if let Error::Io { reason, .. } = &error
            && matches!(reason.kind(), StorageFull | QuotaExceeded | ReadOnlyFilesystem)
        {
            return Err(error);
        }
        self.report.fail(url, &error);
        Ok(())
    }

    /// Returns the sidecar of a document: what the page does not say itself.
    fn sidecar(
        &self,
        Content { fetched, facts, file_type, .. }: Content<'_>,
        said: &FeedFacts,
        parent: Option<&AddressKey>,
    ) -> String {
        let is_post = parent.is_none();
        let of_feed = |value: &Option<String>, is_said: bool| value.clone().filter(|_| is_post && !is_said);
        let lines = SidecarLines {
            url: Some(fetched.url.to_string()),
            title: of_feed(&said.title, facts.has_title),
            published: said.published.filter(|_| is_post && facts.published.is_none()),
            kind: self.plan.document_kind.filter(|_| is_post),
            lead: of_feed(&said.lead, facts.has_lead),
            parent: parent.and_then(|post| self.id(post)),
            charset: charset(fetched, file_type),
        };
        lines.to_yaml()
    }

    /// Returns the id that `index` gives to a document below the folder of all sources.
    fn id(&self, key: &AddressKey) -> Option<String> {
        let (_, document) = self.state.document(key)?;
        Some(format!("{}/{}", self.plan.name, document.name))
    }

    /// Makes a known file an attachment of a post, unless it is one already or a document of its own.
    ///
    /// # Errors
    /// Returns an error if the disk is full, or the state cannot be written.
    pub(super) fn adopt(&mut self, key: &AddressKey, post: &AddressKey) -> Result<()> {
        let Some(document) = self.own_document(key).cloned() else { return Ok(()) };
        let is_page = matches!(document.extension.as_str(), "html");
        let is_orphan = match &document.parent {
            Some(parent) => self.state.document(parent).is_none(),
            None => self.is_offline(),
        };
        if self.is_dry || is_page || !is_orphan || key == post || self.listed.contains(key) {
            return Ok(());
        }
        let Some(id) = self.id(post) else { return Ok(()) };
        let known = frontmatter::parse_sidecar(document.sidecar.as_bytes()).ok();
        let lines = SidecarLines {
            url: Some(document.url.clone()),
            parent: Some(id),
            charset: known.and_then(|known| known.charset),
            ..SidecarLines::default()
        };
        let adopted = FetchedDocument { parent: Some(post.clone()), sidecar: lines.to_yaml(), ..document };
        match self.folder.write_sidecar(&adopted) {
            Ok(()) => self.state.put(key.clone(), Some(Record::Document(Box::new(adopted)))),
            Err(error) => self.fail_to_keep(&adopted.url, error),
        }
    }

    /// Puts the attachments of a post on the list of those to ask for.
    pub(crate) fn await_attachments(&mut self, key: &AddressKey) {
        let Some((key, document)) = self.state.document(key).filter(|_| self.plan.attachments) else {
            return;
        };
        let files = document.attachments.iter().filter_map(|file| Url::parse(file).ok());
        self.waiting.extend(files.map(|file| (file, key.clone())));
    }

    /// Asks for the attachments that are to be asked for.
    ///
    /// # Errors
    /// Returns an error if the folder of the source cannot be written.
    pub(crate) fn visit_attachments(&mut self) -> Result<()> {
        while let Some((url, post)) = self.waiting.pop_front() {
            let key = AddressKey::of(&url);
            // What is listed is asked for as a post, which it may be whatever its address looks like.
            if self.filter.excludes(&url) || self.listed.contains(&key) {
                continue;
            }
            if self.is_offline() {
                self.expect_attachment(&key, &post)?;
            } else if self.session.permit().names(&url) {
                self.adopt(&key, &post)?;
                self.visit(&Listed::bare(url), DocumentRole::Attachment(&post))?;
            } else if let Some(host) = url.host_str() {
                self.report.note(format!("attachments on `{host}` were left out: see `hosts`"));
            }
        }
        Ok(())
    }

    /// Remembers the post of a file that an archive may show earlier or later.
    fn expect_attachment(&mut self, key: &AddressKey, post: &AddressKey) -> Result<()> {
        match self.state.document(key).map(|(key, _)| key.clone()) {
            Some(key) => self.adopt(&key, post)?,
            None if self.parents.len() < self.plan.max_documents => {
                self.parents.entry(key.clone()).or_insert_with(|| post.clone());
            }
            None => {}
        }
        Ok(())
    }

    /// Notes that what is at an address is as it was.
    ///
    /// # Errors
    /// Returns an error if the state cannot be written.
    pub(super) fn keep(&mut self, key: &AddressKey, listed: &Listed) -> Result<()> {
        let (now, hint) = (Timestamp::now(), listed.hint.clone());
        let record = match self.state.record(key).cloned() {
            Some(Record::Document(mut document)) => {
                self.report.unchanged += 1;
                document.checked = now;
                document.hint = hint.or(document.hint);
                Record::Document(document)
            }
            Some(Record::Alias(alias)) => {
                Record::Alias(AliasRecord { checked: now, hint: hint.or(alias.hint), ..alias })
            }
            _ => return Ok(()),
        };
        self.state.put(key.clone(), Some(record))?;
        self.await_attachments(key);
        Ok(())
    }
}

/// Returns the character set that a server names, if the file itself does not say how it is to be read.
fn charset(fetched: &Fetched, file_type: FileType) -> Option<String> {
    let format = Format::from_extension(file_type.extension())?;
    fetched.charset().filter(|_| needs_charset(format, &fetched.body)).map(str::to_owned)
}
