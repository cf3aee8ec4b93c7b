//! Asks a source for its lists and returns what they name.
//!
//! Reading each format is left to `feeds`, `sitemap` and `extract`. Invariants: every walk ends, whatever leads
//! where; a list of which any part is missing is not complete.

use std::collections::HashSet;

use url::Url;

use super::{
    address_filter::AddressFilter,
    address_key::AddressKey,
    feeds,
    fetch_fault::FetchFault,
    fetched::{Answer, Fetched, Known},
    listing::{Listed, Listing},
    page_facts::{MAX_PAGE_BYTES, base_of},
    record::Record,
    session::Session,
    sitemap,
    source_plan::{PAGE_NUMBER, SourceKind, SourcePlan},
    source_state::SourceState,
    unpacked,
};
use crate::extract::{MAX_ADDRESS_BYTES, PageLinks};

/// The maximum size of a list: that of a sitemap by the protocol, with room for those that exceed it.
const MAX_LIST_BYTES: u64 = 64 << 20;
/// The maximum number of sitemaps of a source, and how deep indexes are followed.
const MAX_SITEMAPS: usize = 1_000;
const MAX_DEPTH: usize = 4;

/// Asks for the lists of one source.
pub(crate) struct Lister<'a> {
    session: &'a Session<'a>,
    plan: &'a SourcePlan,
    state: &'a SourceState,
    filter: AddressFilter,
    listing: Listing,
    keys: HashSet<AddressKey>,
    /// The links met in the numbered pages of one address, left out or not.
    met: HashSet<AddressKey>,
    others: usize,
}

impl<'a> Lister<'a> {
    /// Prepares to ask for the lists of a source.
    pub(crate) fn new(session: &'a Session<'a>, plan: &'a SourcePlan, state: &'a SourceState) -> Self {
        let (filter, listing) =
            (AddressFilter::of(plan), Listing { is_complete: true, ..Listing::default() });
        Self { session, plan, state, filter, listing, keys: HashSet::new(), met: HashSet::new(), others: 0 }
    }

    /// Returns what the source names.
    pub(crate) fn list(mut self) -> Listing {
        for url in &self.plan.urls {
            match self.plan.kind {
                SourceKind::Feed => self.feed(url),
                SourceKind::Sitemap => self.sitemaps(url),
                SourceKind::List => {
                    self.list_page(url);
                }
                SourceKind::Pages => self.numbered_pages(url),
                SourceKind::Warc => {}
            }
        }
        if self.others > 0 {
            let others = self.others;
            self.listing.notes.push(format!("{others} addresses on other hosts were left out: see `hosts`"));
        }
        self.listing.is_complete &= self.listing.faults.is_empty() && self.plan.kind != SourceKind::Feed;
        self.listing
    }

    fn feed(&mut self, url: &str) {
        let Some(at) = self.parsed(url) else { return };
        let known = match self.state.record(&AddressKey::of_list(&at)) {
            Some(Record::Other(other)) => Known {
                location: at.as_str(),
                etag: other.etag.as_deref(),
                last_modified: other.last_modified.as_deref(),
            },
            _ => Known::NOTHING,
        };
        match self.get(&at, known, feeds::MAX_FEED_BYTES) {
            Ok(Some(fetched)) => match feeds::read(&fetched.body, &fetched.location) {
                Ok(documents) => {
                    for listed in documents {
                        self.add(listed);
                    }
                    if fetched.location == at && self.listing.is_complete {
                        self.listing.seen.push((at, fetched.etag, fetched.last_modified));
                    }
                }
                Err(fault) => self.fail(url, fault),
            },
            Ok(None) => {}
            Err(fault) => self.fail(url, fault),
        }
    }

    fn sitemaps(&mut self, url: &str) {
        let mut waiting = vec![(url.to_owned(), 0)];
        let mut seen = HashSet::new();
        while let Some((url, depth)) = waiting.pop() {
            if !seen.insert(url.clone()) {
                continue;
            }
            if seen.len() > MAX_SITEMAPS || depth > MAX_DEPTH {
                self.fail(
                    &url,
                    FetchFault::Listing {
                        wanted: "read",
                        reason: format!(
                            "it is one too many: {MAX_SITEMAPS} are read at most, {MAX_DEPTH} levels deep"
                        ),
                    },
                );
                return;
            }
            match self.sitemap(&url) {
                Ok(further) => waiting.extend(further.into_iter().rev().map(|further| (further, depth + 1))),
                Err(FetchFault::Stopped) => return self.fail(&url, FetchFault::Stopped),
                Err(fault) => self.fail(&url, fault),
            }
        }
    }

    /// Reads one sitemap and returns those that it names.
    fn sitemap(&mut self, url: &str) -> Result<Vec<String>, FetchFault> {
        let Some(at) = self.parsed(url) else { return Ok(Vec::new()) };
        let Some(fetched) = self.get(&at, Known::NOTHING, MAX_LIST_BYTES)? else { return Ok(Vec::new()) };
        let file = sitemap::read(&unpacked::unzipped(fetched.body, MAX_LIST_BYTES)?)?;
        self.is_whole(url, !file.is_cut);
        for (address, changed) in file.pages {
            if let Ok(url) = fetched.location.join(&address) {
                self.add(Listed { hint: changed, ..Listed::bare(url) });
            }
        }
        let further = file.sitemaps.into_iter().filter_map(|address| fetched.location.join(&address).ok());
        Ok(further.map(String::from).collect())
    }

    /// Reads a page with links and returns how many it has that were not met before; `None` if there is no page.
    fn list_page(&mut self, url: &str) -> Option<usize> {
        let at = self.parsed(url)?;
        let fetched = match self.get(&at, Known::NOTHING, MAX_PAGE_BYTES as u64) {
            Ok(fetched) => fetched?,
            Err(fault) => {
                self.fail(url, fault);
                return None;
            }
        };
        match self.session.links_of(&fetched) {
            Ok(page) => {
                self.is_whole(url, !page.is_cut);
                Some(self.take_links(&fetched.location, page))
            }
            Err(fault) => {
                self.fail(url, fault);
                None
            }
        }
    }

    fn take_links(&mut self, url: &Url, page: PageLinks) -> usize {
        let before = self.met.len();
        let base = base_of(&page, url);
        let own = AddressKey::of(url);
        let wanted = page.links.into_iter().filter(|link| self.plan.links.is_none() || link.is_selected);
        let addresses: Vec<Url> = wanted.filter_map(|link| base.join(&link.href).ok()).collect();
        for address in addresses.into_iter().filter(|address| AddressKey::of(address) != own) {
            // Links that are left out show as well that the archive goes on, unless all of the site are links.
            if self.plan.links.is_some() || self.filter.includes(&address) {
                self.met.insert(AddressKey::of(&address));
            }
            self.add(Listed::bare(address));
        }
        self.met.len() - before
    }

    /// Notes whether all of a list was read.
    fn is_whole(&mut self, url: &str, is_whole: bool) {
        if !is_whole {
            self.listing.is_complete = false;
            self.listing.notes.push(format!("`{url}` is too long, only its beginning was read"));
        }
    }

    fn numbered_pages(&mut self, url: &str) {
        let first = self.plan.first_page;
        let mut missing = Vec::new();
        self.met.clear();
        for number in first..first.saturating_add(self.plan.max_pages) {
            let page = url.replace(PAGE_NUMBER, &number.to_string());
            let is_first = number == first;
            match self.list_page(&page) {
                Some(new) if new > 0 => missing.clear(),
                // The last page may be shown for every number after it, or none; a page in the middle may be
                // out of order: it is the end only if the next one has nothing new either.
                _ if is_first || !missing.is_empty() => {
                    missing.push(page);
                    return self.forgive(if is_first { &[] } else { &missing });
                }
                _ => missing.push(page),
            }
        }
        let most = self.plan.max_pages;
        self.listing.is_complete = false;
        self.listing.notes.push(format!("only {most} pages were read: raise `max_pages` of the source"));
    }

    /// Pages after the last one may be missing.
    fn forgive(&mut self, pages: &[String]) {
        self.listing
            .faults
            .retain(|(url, fault)| !pages.contains(url) || !matches!(fault, FetchFault::Status(404 | 410)));
    }

    fn get(&self, url: &Url, known: Known<'_>, most: u64) -> Result<Option<Fetched>, FetchFault> {
        match self.session.get(url, known, most)? {
            Answer::Fetched(fetched) => Ok(Some(*fetched)),
            Answer::Unchanged => Ok(None),
            Answer::Gone(status) => Err(FetchFault::Status(status)),
        }
    }

    fn add(&mut self, listed: Listed) {
        let is_web = matches!(listed.url.scheme(), "http" | "https");
        let is_short = listed.url.as_str().len() <= MAX_ADDRESS_BYTES;
        if !is_web || !is_short || !self.filter.admits(&listed.url) {
            return;
        }
        if !self.session.permit().names(&listed.url) {
            self.others += 1;
            return;
        }
        if self.listing.documents.len() >= self.plan.max_documents {
            let most = self.plan.max_documents;
            let note = format!("only {most} documents were listed: raise `max_documents` of the source");
            self.listing.is_complete = false;
            if self.listing.notes.last() != Some(&note) {
                self.listing.notes.push(note);
            }
            return;
        }
        if self.keys.insert(AddressKey::of(&listed.url)) {
            // Asked for as listed: what seems to have no effect may have one.
            let mut url = listed.url.clone();
            url.set_fragment(None);
            self.listing.documents.push(Listed { url, ..listed });
        }
    }

    fn parsed(&mut self, url: &str) -> Option<Url> {
        let parsed = Url::parse(url).ok();
        if parsed.is_none() {
            self.fail(url, FetchFault::InvalidRedirect(url.to_owned()));
        }
        parsed
    }

    fn fail(&mut self, url: &str, fault: FetchFault) {
        self.listing.faults.push((url.to_owned(), fault));
    }
}
