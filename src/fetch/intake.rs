//! Takes in the documents of one source: asks for each that is due, decides which document an answer is, and
//! keeps it.
//!
//! What the source names is left to `lister`, the order of work to `source_run`. Invariants: a file is written
//! before its record, so that a killed run loses nothing; whatever an answer says, no document takes the place
//! of another unless both have one address, one title or one text.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use url::Url;

use super::{
    address_filter::AddressFilter,
    address_key::{AddressKey, cleaned},
    document_name::DocumentName,
    fetch_fault::FetchFault,
    fetch_report::SourceReport,
    fetched::{Answer, Fetched, Known},
    file_type::FileType,
    listing::{FeedFacts, Listed},
    page_facts::PageFacts,
    record::{FailureRecord, FetchedDocument, OtherRecord, Record, Vanished},
    session::Session,
    sidecar_lines::SidecarLines,
    source_folder::SourceFolder,
    source_plan::{SourceKind, SourcePlan},
    source_state::SourceState,
};
use crate::{document::ContentHash, error::Result};

/// The documents of one source during a run.
pub(crate) struct Intake<'a> {
    pub(crate) plan: &'a SourcePlan,
    pub(crate) session: &'a Session<'a>,
    pub(crate) state: SourceState,
    pub(crate) folder: SourceFolder,
    pub(crate) report: SourceReport,
    /// The keys asked for or taken from a file in this run.
    pub(crate) visited: HashSet<AddressKey>,
    /// The posts of files that an archive has not shown yet.
    pub(crate) parents: HashMap<AddressKey, AddressKey>,
    /// Since when documents count as asked for.
    pub(crate) since: Timestamp,
    pub(crate) is_dry: bool,
    filter: AddressFilter,
    main_host: Option<String>,
}

/// What a document is to its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DocumentRole<'a> {
    /// The source names it.
    Post,
    /// The post with this key links to it.
    Attachment(&'a AddressKey),
    /// A post says that this is its address.
    Canonical,
}

impl<'a> Intake<'a> {
    /// Prepares to take in documents.
    pub(crate) fn new(
        (plan, session): (&'a SourcePlan, &'a Session<'a>),
        state: SourceState,
        folder: SourceFolder,
        is_dry: bool,
    ) -> Self {
        let first = plan.urls.first().and_then(|url| Url::parse(url).ok());
        Self {
            plan,
            session,
            state,
            folder,
            report: SourceReport::new(&plan.name, plan.kind),
            visited: HashSet::new(),
            parents: HashMap::new(),
            since: Timestamp::now(),
            is_dry,
            filter: AddressFilter::of(plan),
            main_host: first.and_then(|url| url.host_str().map(str::to_owned)),
        }
    }

    /// Asks for a document if it is due, and for its attachments.
    ///
    /// # Errors
    /// Returns an error if the folder of the source cannot be written.
    pub(crate) fn visit(&mut self, listed: &Listed, role: DocumentRole<'_>) -> Result<()> {
        let asked = AddressKey::of(&listed.url);
        let known = self.state.document(&asked).map(|(key, document)| (key.clone(), document.clone()));
        let known = known.filter(|(key, document)| *key == asked || document.vanished.is_none());
        let key = known.as_ref().map_or(&asked, |(key, _)| key).clone();
        let is_repeated = !self.visited.insert(key.clone());
        if let (DocumentRole::Attachment(post), Some((_, document))) = (role, &known) {
            self.adopt(&key, document, post)?;
        }
        if is_repeated || self.is_over() {
            return Ok(());
        }
        if !self.is_wanted(&key, known.as_ref().map(|(_, document)| document), listed) {
            return Ok(());
        }
        let url = known.as_ref().and_then(|(_, document)| Url::parse(&document.url).ok());
        let url = url.unwrap_or_else(|| listed.url.clone());
        if self.is_dry {
            self.report.plan(url.as_str(), known.is_some());
            return Ok(());
        }
        let document = known.as_ref().map(|(_, document)| document);
        let at_hand = document.filter(|document| document.vanished.is_none() && self.folder.holds(document));
        let known = at_hand.map_or(Known::NOTHING, FetchedDocument::known);
        match self.session.get(&url, known, self.plan.max_bytes) {
            Ok(Answer::Fetched(fetched)) => self.accept(&key, &fetched, listed, role),
            Ok(Answer::Unchanged) => self.keep(&key, listed),
            Ok(Answer::Gone(status)) => self.lose(&key, &url, &format!("answers with status {status}"), role),
            Err(FetchFault::Stopped) => Ok(()),
            Err(fault) => self.fail(&key, &url, &fault, role),
        }
    }

    /// Returns whether nothing more is asked for in this run.
    pub(crate) fn is_over(&self) -> bool {
        self.session.is_stopped() || self.session.has_given_up()
    }

    /// Returns whether a document is to be asked for now.
    fn is_wanted(&mut self, key: &AddressKey, known: Option<&FetchedDocument>, listed: &Listed) -> bool {
        let (since, now) = (self.since, Timestamp::now());
        let is_due = match (known, self.state.record(key)) {
            (Some(known), _) if !self.folder.holds(known) => true,
            (Some(known), _) => known.is_due(listed.hint.as_deref(), since, now),
            (None, Some(Record::Failure(failure))) => failure.is_due(since, now),
            (None, Some(Record::Other(other))) => other.is_due(since, now),
            _ => true,
        };
        if !is_due {
            self.report.unchanged += u64::from(known.is_some());
            return false;
        }
        let is_full = known.is_none() && self.state.number_of_documents() >= self.plan.max_documents;
        if is_full {
            let most = self.plan.max_documents;
            let note =
                format!("has {most} documents, no more are fetched: raise `max_documents` of the source");
            if !self.report.notes.contains(&note) {
                self.report.notes.push(note);
            }
        }
        !is_full
    }

    /// Takes in the content of an address.
    ///
    /// # Errors
    /// Returns an error if the folder of the source cannot be written.
    pub(crate) fn accept(
        &mut self,
        asked: &AddressKey,
        fetched: &Fetched,
        listed: &Listed,
        role: DocumentRole<'_>,
    ) -> Result<()> {
        let file_type = match FileType::of(fetched) {
            Ok(file_type) => file_type,
            Err(fault) => return self.fail(asked, &fetched.url, &fault, role),
        };
        if matches!(role, DocumentRole::Attachment(_)) && file_type.is_page() {
            return self.note_other(asked);
        }
        let content = ContentHash::from_content(&fetched.body);
        let facts = PageFacts::of(fetched, file_type, &content);
        let key = self.settle(asked, fetched, &facts, role)?;
        if key != *asked {
            if self.own_document(asked).is_some_and(|old| old.title != facts.title) {
                return self.leave(asked, fetched, role);
            }
            self.redirect(asked, &key)?;
            // Where it leads was asked for before, and may have changed since no more than this has.
            if !self.visited.insert(key.clone()) && self.state.document(&key).is_some() {
                return Ok(());
            }
        }
        if let Some(twin) = self.twin(&key, &facts) {
            return self.unite(&key, &twin);
        }
        self.store(&key, (fetched, file_type, content), &facts, (listed, role))
    }

    /// Decides which document an answer is: that of its address after redirects, or that of its canonical
    /// address if the page there has the same title.
    fn settle(
        &mut self,
        asked: &AddressKey,
        fetched: &Fetched,
        facts: &PageFacts,
        role: DocumentRole<'_>,
    ) -> Result<AddressKey> {
        let own = AddressKey::of(&fetched.url);
        let canonical = facts.canonical.as_ref().map(cleaned);
        let canonical = canonical.filter(|url| self.session.permit().names(url) && self.filter.admits(url));
        let Some(url) = canonical.filter(|_| role == DocumentRole::Post) else { return Ok(own) };
        let key = AddressKey::of(&url);
        if key == own || key == *asked {
            return Ok(key);
        }
        if self.state.document(&key).is_none() && !self.is_offline() {
            self.visit(&Listed::bare(url), DocumentRole::Canonical)?;
        }
        let claimed = self.state.document(&key);
        let is_same = claimed.is_some_and(|(_, claimed)| {
            claimed.vanished.is_none() && claimed.title.is_some() && claimed.title == facts.title
        });
        Ok(if is_same { claimed.map_or(own, |(key, _)| key.clone()) } else { own })
    }

    /// Returns whether documents come from files, not from the network.
    fn is_offline(&self) -> bool {
        self.plan.kind == SourceKind::Warc
    }

    /// Returns the document whose own key this is.
    fn own_document(&self, key: &AddressKey) -> Option<&FetchedDocument> {
        self.state.document(key).filter(|(own, _)| *own == key).map(|(_, document)| document)
    }

    /// Leaves a document that now leads to a page with another title: sites do so with what they have removed,
    /// and for a while with everything.
    fn leave(&mut self, asked: &AddressKey, fetched: &Fetched, role: DocumentRole<'_>) -> Result<()> {
        if fetched.is_moved {
            return self.lose(
                asked,
                &fetched.url,
                &format!("redirects to another page, {}", fetched.url),
                role,
            );
        }
        self.fail(asked, &fetched.url, &FetchFault::Elsewhere, role)
    }

    /// Remembers that an address leads to a document; a document that was there moves, or goes if the other
    /// is known.
    fn redirect(&mut self, asked: &AddressKey, key: &AddressKey) -> Result<()> {
        if let Some(old) = self.own_document(asked).cloned() {
            if self.state.document(key).is_some() {
                self.folder.remove(&old)?;
            } else {
                // First, so that at no moment its file belongs to nobody.
                self.state.put(key.clone(), Some(Record::Document(Box::new(old))))?;
            }
        }
        self.report.duplicates += u64::from(!matches!(self.state.record(asked), Some(Record::Alias { .. })));
        self.state.put(asked.clone(), Some(Record::Alias { of: key.clone() }))
    }

    /// Returns another document with the text of one that is not known yet.
    ///
    /// A known one keeps its file: a site under repair shows one text everywhere.
    fn twin(&self, key: &AddressKey, facts: &PageFacts) -> Option<AddressKey> {
        if self.own_document(key).is_some() {
            return None;
        }
        let twin = self.state.with_text(&facts.text).filter(|twin| facts.is_telling && *twin != key)?;
        let (_, document) = self.state.document(twin)?;
        (document.vanished.is_none() && self.folder.holds(document)).then(|| twin.clone())
    }

    /// Makes an address one of the document that has the same text.
    fn unite(&mut self, key: &AddressKey, twin: &AddressKey) -> Result<()> {
        self.report.duplicates += 1;
        self.state.put(key.clone(), Some(Record::Alias { of: twin.clone() }))
    }

    fn store(
        &mut self,
        key: &AddressKey,
        (fetched, file_type, content): (&Fetched, FileType, ContentHash),
        facts: &PageFacts,
        (listed, role): (&Listed, DocumentRole<'_>),
    ) -> Result<()> {
        let now = Timestamp::now();
        let old = match self.state.record(key) {
            Some(Record::Document(old)) => Some(old.clone()),
            _ => None,
        };
        let known_parent =
            old.as_ref().and_then(|old| old.parent.clone()).or_else(|| self.parents.remove(key));
        let parent = known_parent.or_else(|| match role {
            DocumentRole::Attachment(post) => Some(post.clone()),
            DocumentRole::Post | DocumentRole::Canonical => None,
        });
        let new_name = || {
            let wanted = DocumentName::of(&fetched.url, self.main_host.as_deref());
            self.state.free_name(&wanted, key)
        };
        let name = old.as_ref().map_or_else(new_name, |old| old.name.clone());
        let said = listed.said.or(old.as_ref().map(|old| &old.said));
        let is_same = old.as_ref().is_some_and(|old| {
            old.text == facts.text && old.extension == file_type.extension() && self.folder.holds(old)
        });
        let mut new = FetchedDocument {
            url: fetched.url.to_string(),
            name,
            extension: file_type.extension().to_owned(),
            attachments: facts.attachments.iter().map(Url::to_string).collect(),
            title: facts.title.clone(),
            etag: fetched.etag.clone(),
            last_modified: fetched.last_modified.clone(),
            hint: listed.hint.clone(),
            content,
            text: facts.text.clone(),
            sidecar: self.sidecar(fetched, facts, &said, parent.as_ref()),
            said,
            first_seen: old.as_ref().map_or(now, |old| old.first_seen),
            changed: old.as_ref().filter(|_| is_same).map_or(now, |old| old.changed),
            checked: now,
            vanished: None,
            parent,
        };
        if let Some(old) = old.as_ref().filter(|_| is_same) {
            // Only what changes from request to request differs: the file stays as it is.
            new.content = old.content.clone();
            self.report.unchanged += 1;
        } else {
            if let Some(old) = old.as_ref().filter(|old| old.extension != new.extension) {
                self.folder.remove(old)?;
            }
            self.folder.write(&new, &fetched.body)?;
            if old.is_some() { self.report.changed += 1 } else { self.report.new += 1 }
        }
        if old.is_none_or(|old| !is_same || old.sidecar != new.sidecar) {
            self.folder.write_sidecar(&new)?;
        }
        self.state.put(key.clone(), Some(Record::Document(Box::new(new))))?;
        self.visit_attachments(key)
    }

    /// Returns the sidecar of a document: what the page does not say itself.
    fn sidecar(
        &self,
        fetched: &Fetched,
        facts: &PageFacts,
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
        };
        lines.to_yaml()
    }

    /// Returns the id that `index` gives to a document below the folder of all sources.
    fn id(&self, key: &AddressKey) -> Option<String> {
        let (_, document) = self.state.document(key)?;
        Some(format!("{}/{}", self.plan.name, document.name))
    }

    /// Makes a known document an attachment of a post, unless it is one already.
    fn adopt(&mut self, key: &AddressKey, document: &FetchedDocument, post: &AddressKey) -> Result<()> {
        let has_post = document.parent.as_ref().is_some_and(|parent| self.state.document(parent).is_some());
        if self.is_dry || has_post || key == post {
            return Ok(());
        }
        let Some(id) = self.id(post) else { return Ok(()) };
        let lines =
            SidecarLines { url: Some(document.url.clone()), parent: Some(id), ..SidecarLines::default() };
        let adopted =
            FetchedDocument { parent: Some(post.clone()), sidecar: lines.to_yaml(), ..document.clone() };
        self.folder.write_sidecar(&adopted)?;
        self.state.put(key.clone(), Some(Record::Document(Box::new(adopted))))
    }

    /// Asks for the attachments of a post.
    pub(crate) fn visit_attachments(&mut self, key: &AddressKey) -> Result<()> {
        let Some((key, document)) = self.state.document(key).filter(|_| self.plan.attachments) else {
            return Ok(());
        };
        let (key, files) = (key.clone(), document.attachments.clone());
        let mut left_out = None;
        for url in files.iter().filter_map(|file| Url::parse(file).ok()) {
            if self.filter.excludes(&url) {
                continue;
            }
            if !self.session.permit().names(&url) && !self.is_offline() {
                left_out = Some(url);
            } else if self.is_offline() {
                self.expect_attachment(&url, &key)?;
            } else {
                self.visit(&Listed::bare(url), DocumentRole::Attachment(&key))?;
            }
        }
        let host = left_out.and_then(|url| url.host_str().map(str::to_owned));
        let note = host.map(|host| format!("attachments on `{host}` were left out: see `hosts`"));
        if let Some(note) = note.filter(|note| !self.report.notes.contains(note)) {
            self.report.notes.push(note);
        }
        Ok(())
    }

    /// Remembers the post of a file that an archive may show earlier or later.
    fn expect_attachment(&mut self, url: &Url, post: &AddressKey) -> Result<()> {
        let key = AddressKey::of(url);
        match self.state.document(&key).map(|(key, document)| (key.clone(), document.clone())) {
            Some((key, document)) => self.adopt(&key, &document, post)?,
            None if self.parents.len() < self.plan.max_documents => {
                self.parents.entry(key).or_insert_with(|| post.clone());
            }
            None => {}
        }
        Ok(())
    }

    /// Notes that a document is as it was.
    fn keep(&mut self, key: &AddressKey, listed: &Listed) -> Result<()> {
        self.report.unchanged += 1;
        let Some((key, document)) = self.state.document(key) else { return Ok(()) };
        let (key, mut document) = (key.clone(), document.clone());
        document.checked = Timestamp::now();
        document.hint = listed.hint.clone().or(document.hint);
        self.state.put(key.clone(), Some(Record::Document(Box::new(document))))?;
        self.visit_attachments(&key)
    }

    /// Notes that a document is not at the source any more.
    ///
    /// # Errors
    /// Returns an error if the state cannot be written.
    pub(crate) fn lose(
        &mut self,
        key: &AddressKey,
        url: &Url,
        reason: &str,
        role: DocumentRole<'_>,
    ) -> Result<()> {
        let Some((key, document)) = self.state.document(key) else {
            return self.fail(key, url, &FetchFault::Status(404), role);
        };
        let (key, mut document) = (key.clone(), document.clone());
        let now = Timestamp::now();
        document.checked = now;
        if document.vanished.is_none() {
            document.vanished = Some(Vanished { since: now, reason: reason.to_owned() });
            self.report.vanished += 1;
        }
        self.state.put(key, Some(Record::Document(Box::new(document))))
    }

    /// Notes a failure; a document that is known stays as it is.
    fn fail(
        &mut self,
        key: &AddressKey,
        url: &Url,
        fault: &FetchFault,
        role: DocumentRole<'_>,
    ) -> Result<()> {
        if let (DocumentRole::Attachment(_), FetchFault::Type(_)) = (role, fault) {
            return self.note_other(key);
        }
        if *fault == FetchFault::Robots {
            self.report.closed += 1;
        } else {
            self.report.fail(url.as_str(), fault);
        }
        let now = Timestamp::now();
        let (since, parent) = match self.state.record(key) {
            Some(Record::Document(_) | Record::Alias { .. }) => return Ok(()),
            Some(Record::Failure(failure)) => (failure.since, failure.parent.clone()),
            _ => (now, None),
        };
        let parent = if let DocumentRole::Attachment(post) = role { Some(post.clone()) } else { parent };
        let (url, reason) = (url.to_string(), fault.to_string());
        let failure = FailureRecord { url, reason, since, checked: now, parent };
        self.state.put(key.clone(), Some(Record::Failure(failure)))
    }

    /// Notes that there is no document at an address where none has to be.
    fn note_other(&mut self, key: &AddressKey) -> Result<()> {
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
