//! Takes in the documents of one source: asks for each that is due, and decides which document an answer is.
//!
//! What the source names is left to `lister`, the order of work to `source_run`, keeping to `kept_documents`,
//! what is lost to `lost_documents`. Invariants: an address leads to the document of another only while both
//! have one text, or one title that no third has, or by a permanent redirect; a known document is never taken
//! for another; no file is deleted.

use std::collections::{HashMap, HashSet, VecDeque};

use jiff::Timestamp;
use url::Url;

use super::{
    address_filter::AddressFilter,
    address_key::AddressKey,
    fetch_fault::FetchFault,
    fetch_report::SourceReport,
    fetched::{Answer, Fetched, Known},
    file_type::FileType,
    listing::Listed,
    page_facts::PageFacts,
    record::{AliasRecord, FetchedDocument, Record},
    session::Session,
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
    /// The keys that the lists name.
    pub(crate) listed: HashSet<AddressKey>,
    /// The keys asked for or taken from a file in this run.
    pub(crate) visited: HashSet<AddressKey>,
    /// Documents with another address that leads to them in this run.
    pub(crate) confirmed: HashMap<AddressKey, AddressKey>,
    /// Attachments to ask for, with their posts.
    pub(super) waiting: VecDeque<(Url, AddressKey)>,
    /// The posts of files that an archive has not shown yet.
    pub(crate) parents: HashMap<AddressKey, AddressKey>,
    /// Since when documents count as asked for.
    pub(crate) since: Timestamp,
    pub(crate) is_dry: bool,
    /// Whether documents were left out because there is no room for more.
    pub(crate) is_full: bool,
    pub(super) filter: AddressFilter,
    pub(super) main_host: Option<String>,
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

/// What an answer holds.
#[derive(Clone, Copy)]
pub(super) struct Content<'a> {
    pub(super) fetched: &'a Fetched,
    pub(super) file_type: FileType,
    pub(super) hash: &'a ContentHash,
    pub(super) facts: &'a PageFacts,
}

/// What was asked for, and as what.
pub(super) type Wanted<'a> = (&'a Listed, DocumentRole<'a>);

impl<'a> Intake<'a> {
    /// Prepares to take in documents.
    pub(crate) fn new(
        (plan, session): (&'a SourcePlan, &'a Session<'a>),
        state: SourceState,
        folder: SourceFolder,
        (since, is_dry): (Timestamp, bool),
    ) -> Self {
        let first = plan.urls.first().and_then(|url| Url::parse(url).ok());
        Self {
            plan,
            session,
            state,
            folder,
            report: SourceReport::new(&plan.name, plan.kind),
            listed: HashSet::new(),
            visited: HashSet::new(),
            confirmed: HashMap::new(),
            waiting: VecDeque::new(),
            parents: HashMap::new(),
            since,
            is_dry,
            is_full: false,
            filter: AddressFilter::of(plan),
            main_host: first.and_then(|url| url.host_str().map(str::to_owned)),
        }
    }

    /// Asks for a document if it is due.
    ///
    /// # Errors
    /// Returns an error if the folder of the source cannot be written.
    pub(crate) fn visit(&mut self, listed: &Listed, role: DocumentRole<'_>) -> Result<()> {
        let key = AddressKey::of(&listed.url);
        if !self.visited.insert(key.clone()) || self.is_over() {
            return Ok(());
        }
        self.welcome(&key)?;
        if !self.is_wanted(&key, listed) {
            return Ok(());
        }
        let url = self.state.record(&key).and_then(|record| match record {
            Record::Document(document) => Url::parse(&document.url).ok(),
            Record::Alias(alias) => Url::parse(&alias.url).ok(),
            Record::Failure(_) | Record::Other(_) => None,
        });
        let url = url.unwrap_or_else(|| listed.url.clone());
        if self.is_dry {
            self.report.plan(url.as_str(), self.state.document(&key).is_some());
            return Ok(());
        }
        self.ask(&key, &url, (listed, role))
    }

    fn ask(&mut self, key: &AddressKey, url: &Url, wanted: Wanted<'_>) -> Result<()> {
        if self.session.has_given_up(url) {
            return Ok(());
        }
        let is_at_hand = self
            .state
            .document(key)
            .is_some_and(|(_, document)| document.vanished.is_none() && self.folder.holds(document));
        let known = self.state.record(key).filter(|_| is_at_hand).map_or(Known::NOTHING, Record::known);
        match self.session.get(url, known, self.plan.max_bytes) {
            Ok(Answer::Fetched(fetched)) => self.accept(key, &fetched, wanted.0, wanted.1),
            Ok(Answer::Unchanged) => self.keep(key, wanted.0),
            Ok(Answer::Gone(status)) => self.miss(key, url, status, wanted),
            Err(FetchFault::Stopped | FetchFault::GivenUp) => Ok(()),
            Err(fault) => self.fail(key, url, &fault, wanted),
        }
    }

    /// Returns whether nothing more is asked for in this run.
    pub(crate) fn is_over(&self) -> bool {
        self.session.is_stopped()
    }

    /// Takes back that a document is not listed, and notes that an alias leads to its document.
    fn welcome(&mut self, key: &AddressKey) -> Result<()> {
        match self.state.record(key) {
            Some(Record::Alias(alias)) => {
                self.confirmed.insert(alias.of.clone(), key.clone());
            }
            Some(Record::Document(document))
                if document.is_unlisted() && self.listed.contains(key) && !self.is_dry =>
            {
                let back = FetchedDocument { vanished: None, ..*document.clone() };
                self.state.put(key.clone(), Some(Record::Document(Box::new(back))))?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Returns whether a document is to be asked for now.
    fn is_wanted(&mut self, key: &AddressKey, listed: &Listed) -> bool {
        let (since, now, hint) = (self.since, Timestamp::now(), listed.hint.as_deref());
        let is_listed = self.listed.contains(key);
        let is_due = self.state.record(key).is_none_or(|record| {
            let is_wanted_anyway = match record {
                Record::Document(document) => {
                    is_listed && document.vanished.is_some() || !self.folder.holds(document)
                }
                Record::Alias(_) => {
                    let document = self.state.document(key).map(|(_, document)| document);
                    document.is_none_or(|document| document.vanished.is_some())
                }
                Record::Failure(_) => false,
                Record::Other(_) => is_listed,
            };
            is_wanted_anyway || record.is_due(hint, since, now)
        });
        if is_due {
            return self.state.document(key).is_some() || self.has_room();
        }
        self.report.unchanged += u64::from(self.own_document(key).is_some());
        false
    }

    /// Returns whether another document may be taken in.
    pub(super) fn has_room(&mut self) -> bool {
        let most = self.plan.max_documents;
        if self.state.number_of_living() < most {
            return true;
        }
        self.is_full = true;
        self.report
            .note(format!("has {most} documents, no more are fetched: raise `max_documents` of the source"));
        false
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
        let wanted = (listed, role);
        let file_type = match FileType::of(fetched) {
            Ok(file_type) => file_type,
            Err(fault) => return self.fail(asked, &fetched.url, &fault, wanted),
        };
        if matches!(role, DocumentRole::Attachment(_)) && file_type.is_page() {
            return self.note_other(asked);
        }
        if self.own_document(asked).is_some_and(|old| old.captured > fetched.captured) {
            return Ok(());
        }
        let hash = ContentHash::from_content(&fetched.body);
        let read =
            if PageFacts::are_in(fetched, file_type) { self.session.read_page(fetched) } else { Ok(None) };
        let read = match read {
            Ok(read) => read,
            Err(FetchFault::Stopped) => return Ok(()),
            Err(fault) => return self.fail(asked, &fetched.url, &fault, wanted),
        };
        let facts = PageFacts::of(fetched, file_type, &hash, read);
        let content = Content { fetched, file_type, hash: &hash, facts: &facts };
        let key = AddressKey::of(&fetched.url);
        if key == *asked {
            self.refresh(asked, &facts)?;
            return self.take(asked, content, wanted);
        }
        if self.own_document(asked).is_some() {
            return self.follow(asked, &key, content, wanted);
        }
        // Where it leads may have been asked for before, and may have changed since no more than this has.
        if self.visited.insert(key.clone()) || self.state.document(&key).is_none() {
            self.take(&key, content, wanted)?;
        }
        match self.state.document(&key).map(|(to, _)| to.clone()) {
            Some(to) if to != *asked => self.link(asked, &to, &listed.url, (fetched, listed)),
            _ => Ok(()),
        }
    }

    /// Follows a permanent redirect from the address of a document: to its new address, or to another page.
    fn follow(
        &mut self,
        asked: &AddressKey,
        key: &AddressKey,
        content: Content<'_>,
        wanted: Wanted<'_>,
    ) -> Result<()> {
        let url = &content.fetched.url;
        let is_taken = self.state.document(key).is_some_and(|(other, _)| other != asked);
        let is_same = self.own_document(asked).is_some_and(|old| {
            old.text == content.facts.text || self.has_title(asked, content.facts.title.as_deref())
        });
        if is_same && !is_taken {
            self.visited.insert(key.clone());
            self.relocate(asked, key, url)?;
            return self.take(key, content, wanted);
        }
        if content.fetched.is_elsewhere() {
            return self.fail(asked, url, &FetchFault::Elsewhere, wanted);
        }
        let other = if is_taken { "another document" } else { "another page" };
        self.lose(asked, &format!("redirects to {other}, {url}"))
    }

    /// Takes in what is at the address with a key.
    fn take(&mut self, key: &AddressKey, content: Content<'_>, wanted: Wanted<'_>) -> Result<()> {
        let Content { fetched, facts, .. } = content;
        if let Some(old) = self.own_document(key) {
            // Sites do so for a while with everything.
            let is_led_away = fetched.is_elsewhere() && old.location.is_none() && old.text != facts.text;
            if is_led_away {
                return self.fail(key, &fetched.url, &FetchFault::Elsewhere, wanted);
            }
            return self.store(key, content, wanted);
        }
        if let Some(old) = self.vanished_target(key, facts) {
            self.relocate(&old, key, &fetched.url)?;
            return self.store(key, content, wanted);
        }
        let canonical = self.canonical(key, content, wanted.1)?;
        match canonical.or_else(|| self.twin(key, facts)) {
            Some(to) => self.link(key, &to, &fetched.url, (fetched, wanted.0)),
            None if self.has_room() => self.store(key, content, wanted),
            None => Ok(()),
        }
    }

    /// Asks for the document of an alias before an answer with another text dissolves the alias: both may have
    /// changed alike.
    fn refresh(&mut self, asked: &AddressKey, facts: &PageFacts) -> Result<()> {
        let Some(Record::Alias(alias)) = self.state.record(asked) else { return Ok(()) };
        let of = alias.of.clone();
        let changed = self.own_document(&of).filter(|document| document.text != facts.text);
        let url = changed.and_then(|document| Url::parse(&document.url).ok());
        match url.filter(|_| !self.is_offline() && self.visited.insert(of.clone())) {
            Some(url) => self.ask(&of, &url, (&Listed::bare(url.clone()), DocumentRole::Canonical)),
            None => Ok(()),
        }
    }

    /// Returns the vanished document that an alias with its text leads to.
    fn vanished_target(&self, key: &AddressKey, facts: &PageFacts) -> Option<AddressKey> {
        let Some(Record::Alias(alias)) = self.state.record(key) else { return None };
        let document = self.own_document(&alias.of)?;
        let is_same = document.vanished.is_some() && facts.is_telling && document.text == facts.text;
        is_same.then(|| alias.of.clone())
    }

    /// Returns the document at the canonical address of a page if it is the same: some sites name one address
    /// on every page.
    fn canonical(
        &mut self,
        key: &AddressKey,
        Content { fetched, facts, .. }: Content<'_>,
        role: DocumentRole<'_>,
    ) -> Result<Option<AddressKey>> {
        let is_front = |url: &Url| url.path() == "/" && url.query().is_none();
        let canonical = facts.canonical.clone().filter(|_| role == DocumentRole::Post);
        let canonical = canonical.filter(|url| self.session.permit().names(url) && self.filter.admits(url));
        let canonical = canonical.filter(|url| !is_front(url) || is_front(&fetched.url));
        let Some(url) = canonical else { return Ok(None) };
        let at = AddressKey::of(&url);
        if at == *key {
            return Ok(None);
        }
        if self.state.document(&at).is_none() && !self.is_offline() {
            self.visit(&Listed::bare(url), DocumentRole::Canonical)?;
        }
        let Some((to, document)) = self.state.document(&at) else { return Ok(None) };
        let is_same = document.vanished.is_none()
            && (document.text == facts.text || self.has_title(to, facts.title.as_deref()));
        Ok(is_same.then(|| to.clone()).filter(|to| to != key))
    }

    /// Returns whether a document has a title, and no other document of the source has it.
    fn has_title(&self, key: &AddressKey, title: Option<&str>) -> bool {
        let Some(title) = title else { return false };
        let mut same =
            self.state.documents().filter(|(_, document)| document.title.as_deref() == Some(title));
        same.next().is_some_and(|(own, _)| own == key) && same.next().is_none()
    }

    /// Returns whether documents come from files, not from the network.
    pub(super) fn is_offline(&self) -> bool {
        self.plan.kind == SourceKind::Warc
    }

    /// Returns the document whose own key this is.
    pub(super) fn own_document(&self, key: &AddressKey) -> Option<&FetchedDocument> {
        self.state.document(key).filter(|(own, _)| *own == key).map(|(_, document)| document)
    }

    /// Returns another document with the text of one that is not known yet.
    ///
    /// A known one keeps its file: a site under repair shows one text everywhere.
    fn twin(&self, key: &AddressKey, facts: &PageFacts) -> Option<AddressKey> {
        let twin = self.state.with_text(&facts.text).filter(|twin| facts.is_telling && *twin != key)?;
        let (_, document) = self.state.document(twin)?;
        (document.vanished.is_none() && self.folder.holds(document)).then(|| twin.clone())
    }

    /// Makes an address one of a document.
    fn link(
        &mut self,
        key: &AddressKey,
        to: &AddressKey,
        url: &Url,
        (fetched, listed): (&Fetched, &Listed),
    ) -> Result<()> {
        let now = Timestamp::now();
        let old = match self.state.record(key) {
            Some(Record::Alias(old)) => Some(old.clone()),
            _ => None,
        };
        self.report.duplicates += u64::from(old.is_none());
        let since = old.as_ref().filter(|old| old.of == *to).map_or(now, |old| old.since);
        let alias = AliasRecord {
            of: to.clone(),
            url: old.as_ref().map_or_else(|| url.to_string(), |old| old.url.clone()),
            location: fetched.location.to_string(),
            etag: fetched.etag.clone(),
            last_modified: fetched.last_modified.clone(),
            hint: listed.hint.clone(),
            since,
            checked: now,
        };
        self.confirmed.insert(to.clone(), key.clone());
        self.state.put(key.clone(), Some(Record::Alias(alias)))
    }
}
