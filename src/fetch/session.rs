//! Asks for addresses on behalf of one source: follows redirects and robots.txt, waits its turn, tries again.
//!
//! One request is left to `web_client`, what is known of hosts to `asked_host`, what an answer means to `intake`.
//! Invariant: every address is checked by the permit and the rules of its host before it is asked, those that
//! redirects lead to as well.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use jiff::Timestamp;
use reqwest::header;
use url::Url;

use super::{
    address_key::site,
    asked_host::{AskedHosts, ROBOTS_BYTES, Rules},
    fetch_fault::FetchFault,
    fetched::{Answer, Fetched, Known},
    page_reader::PageReader,
    permit::Permit,
    retry,
    source_plan::SourcePlan,
    web_client::{STOP_CHECK, WebAnswer, WebClient, WebRequest},
};
use crate::{
    error::Result,
    extract::{PageLinks, PageReading},
};

/// The maximum number of redirects from one address.
const MAX_REDIRECTS: usize = 8;
/// The number of failures in a row after which a host is left alone.
const MAX_FAILURES: usize = 8;

/// What all sources of a run share.
pub(crate) struct Network {
    client: WebClient,
    pages: PageReader,
    sites: AskedHosts,
}

impl Network {
    /// Creates it; `agent` is what the program calls itself.
    ///
    /// # Errors
    /// Returns an error if the client cannot be started.
    pub(crate) fn new(agent: &str, pages: PageReader) -> Result<Self> {
        Ok(Self { client: WebClient::new(agent)?, pages, sites: AskedHosts::default() })
    }

    /// Holds nothing that a pause between two runs does not need.
    pub(crate) fn rest(&self) {
        self.pages.rest();
    }
}

/// The requests of one source.
pub(crate) struct Session<'a> {
    network: &'a Network,
    plan: &'a SourcePlan,
    permit: Permit,
    stop: &'a AtomicBool,
    requests: Cell<u64>,
    bytes: Cell<u64>,
    /// The failures in a row, by host.
    failures: RefCell<HashMap<String, usize>>,
    /// When hosts ask to come back.
    left_hosts: RefCell<BTreeMap<String, Timestamp>>,
}

impl<'a> Session<'a> {
    /// Begins the requests of a source, which end early when `stop` is set.
    pub(crate) fn new(network: &'a Network, plan: &'a SourcePlan, stop: &'a AtomicBool) -> Self {
        let (requests, bytes, permit) = (Cell::new(0), Cell::new(0), Permit::of(plan));
        let (failures, left_hosts) = (RefCell::default(), RefCell::default());
        Self { network, plan, permit, stop, requests, bytes, failures, left_hosts }
    }

    /// Leaves hosts alone that have asked for it in an earlier run.
    pub(crate) fn leave(&self, hosts: &BTreeMap<String, Timestamp>) {
        let now = Timestamp::now();
        for (host, until) in hosts.iter().filter(|(_, until)| **until > now) {
            self.left_hosts.borrow_mut().insert(host.clone(), *until);
            self.failures.borrow_mut().insert(host.clone(), MAX_FAILURES);
        }
    }

    /// Returns what a page says and where it leads; `None` if it cannot be read.
    ///
    /// # Errors
    /// Returns an error if no worker could be asked, or the run was stopped first.
    pub(crate) fn read_page(&self, fetched: &Fetched) -> Result<Option<PageReading>, FetchFault> {
        self.network.pages.read(fetched, self.stop)
    }

    /// Returns where a page leads that lists documents.
    ///
    /// # Errors
    /// Returns why it cannot be read.
    pub(crate) fn links_of(&self, fetched: &Fetched) -> Result<PageLinks, FetchFault> {
        self.network.pages.links(fetched, self.plan.links.as_deref(), self.stop)
    }

    /// Returns the permit of the source.
    pub(crate) fn permit(&self) -> &Permit {
        &self.permit
    }

    /// Returns the number of requests so far, and the number of bytes in their answers.
    pub(crate) fn traffic(&self) -> (u64, u64) {
        (self.requests.get(), self.bytes.get())
    }

    /// Returns whether the run was interrupted.
    pub(crate) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Returns whether the host of an address is left alone for the rest of the run.
    pub(crate) fn has_given_up(&self, url: &Url) -> bool {
        self.failures.borrow().get(&site(url)).is_some_and(|failures| *failures >= MAX_FAILURES)
    }

    /// Returns the hosts that are left alone for the rest of the run, in order.
    pub(crate) fn given_up(&self) -> Vec<String> {
        let failures = self.failures.borrow();
        let left = failures.iter().filter(|(_, failures)| **failures >= MAX_FAILURES);
        let mut left: Vec<String> = left.map(|(host, _)| host.clone()).collect();
        left.sort();
        left
    }

    /// Returns when the hosts of the source itself ask to come back, and when others do.
    pub(crate) fn left_hosts(&self) -> (Option<Timestamp>, BTreeMap<String, Timestamp>) {
        let urls = self.plan.urls.iter().filter_map(|url| Url::parse(url).ok());
        let own: HashSet<String> = urls.map(|url| site(&url)).collect();
        let (own, others): (BTreeMap<_, _>, BTreeMap<_, _>) =
            self.left_hosts.borrow().clone().into_iter().partition(|(host, _)| own.contains(host));
        (own.into_values().max(), others)
    }

    /// Asks for an address.
    ///
    /// # Errors
    /// Returns why there is nothing usable.
    pub(crate) fn get(&self, url: &Url, known: Known<'_>, max_bytes: u64) -> Result<Answer, FetchFault> {
        let (mut url, mut at, mut seen) = (url.clone(), url.clone(), HashSet::new());
        loop {
            if !seen.insert(at.to_string()) {
                return Err(FetchFault::Circle);
            }
            if seen.len() > MAX_REDIRECTS + 1 {
                return Err(FetchFault::Redirects(MAX_REDIRECTS));
            }
            let known = if at.as_str() == known.location { known } else { Known::NOTHING };
            let answer = self.ask_counted(&at, known, max_bytes)?;
            match answer.status {
                200 => return Ok(Answer::Fetched(Box::new(fetched(url, at, answer)))),
                304 if known.etag.is_some() || known.last_modified.is_some() => return Ok(Answer::Unchanged),
                404 | 410 => return Ok(Answer::Gone(answer.status)),
                301 | 302 | 303 | 307 | 308 => {
                    let location = answer.header(header::LOCATION).unwrap_or_default();
                    let mut next =
                        at.join(location).map_err(|_| FetchFault::InvalidRedirect(location.to_owned()))?;
                    next.set_fragment(None);
                    // What a temporary redirect leads to is not the address, nor what follows from there.
                    if matches!(answer.status, 301 | 308) && url == at {
                        url = next.clone();
                    }
                    at = next;
                }
                status => return Err(FetchFault::Status(status)),
            }
        }
    }

    /// Asks for an address unless its host is left alone, and counts failures.
    fn ask_counted(&self, url: &Url, known: Known<'_>, max_bytes: u64) -> Result<WebAnswer, FetchFault> {
        if self.has_given_up(url) {
            return Err(FetchFault::GivenUp);
        }
        let answer = self.ask_allowed(url, known, max_bytes);
        let mut failures = self.failures.borrow_mut();
        let failures = failures.entry(site(url)).or_default();
        match &answer {
            Err(FetchFault::Later(wait)) => {
                let until = Timestamp::now().checked_add(*wait).ok();
                self.left_hosts.borrow_mut().extend(until.map(|until| (site(url), until)));
                *failures = MAX_FAILURES;
            }
            Err(FetchFault::NoRobots(_)) => *failures = MAX_FAILURES,
            Err(fault) if retry::is_passing(fault) => *failures += 1,
            Err(FetchFault::Stopped) => {}
            _ => *failures = 0,
        }
        answer
    }

    /// Asks for an address if the permit and the host allow it.
    fn ask_allowed(&self, url: &Url, known: Known<'_>, max_bytes: u64) -> Result<WebAnswer, FetchFault> {
        self.permit.check(url)?;
        let rules = self.rules(url)?;
        if !rules.allow(url) {
            return Err(FetchFault::Robots);
        }
        self.ask(url, known, max_bytes, rules.delay(self.plan.delay))
    }

    /// Returns the rules of the host of an address, asking for them if they are not known.
    fn rules(&self, url: &Url) -> Result<Arc<Rules>, FetchFault> {
        let site = self.network.sites.of(url);
        if let Some(rules) = site.rules() {
            return Ok(rules);
        }
        let unusable = |fault: FetchFault| match fault {
            FetchFault::Stopped | FetchFault::PrivateAddress(_) | FetchFault::Later(_) => fault,
            fault => FetchFault::NoRobots(fault.to_string()),
        };
        let found = self.robots_txt(url).map_err(unusable)?;
        let cut = |text: Vec<u8>| {
            Rules::parse(&text)
                .ok_or(FetchFault::NoRobots("has a rule that cannot be read: tell its operator".to_owned()))
        };
        let rules = found.map_or(Ok(Rules::NONE), cut)?;
        Ok(site.keep(rules))
    }

    /// Returns the robots.txt of the host; `None` if it has none.
    fn robots_txt(&self, url: &Url) -> Result<Option<Vec<u8>>, FetchFault> {
        let mut at = url.join("/robots.txt").map_err(|_| FetchFault::InvalidRedirect(url.to_string()))?;
        for _ in 0..MAX_REDIRECTS {
            self.permit.check(&at)?;
            let answer = self.ask(&at, Known::NOTHING, ROBOTS_BYTES, self.plan.delay)?;
            match answer.status {
                200 => return Ok(Some(answer.body)),
                301 | 302 | 303 | 307 | 308 => {
                    let location = answer.header(header::LOCATION).unwrap_or_default();
                    at = at.join(location).map_err(|_| FetchFault::InvalidRedirect(location.to_owned()))?;
                }
                400..=499 => return Ok(None),
                status => return Err(FetchFault::Status(status)),
            }
        }
        Err(FetchFault::Redirects(MAX_REDIRECTS))
    }

    /// Asks once, and again if that may help.
    fn ask(
        &self,
        url: &Url,
        known: Known<'_>,
        max_bytes: u64,
        delay: Duration,
    ) -> Result<WebAnswer, FetchFault> {
        let mut tries = 0;
        loop {
            let answer = self.ask_in_turn(url, known, max_bytes, delay);
            let (fault, retry_after) = match answer {
                Ok(answer) => {
                    let fault = FetchFault::Status(answer.status);
                    if !retry::is_passing(&fault) {
                        return Ok(answer);
                    }
                    let asked = answer.header(header::RETRY_AFTER);
                    (fault, asked.and_then(|value| retry::retry_after(value, Timestamp::now())))
                }
                Err(fault) if retry::is_passing(&fault) => (fault, None),
                Err(fault) => return Err(fault),
            };
            let wait = retry::wait(tries, retry_after)?;
            if tries == retry::RETRIES {
                return Err(fault);
            }
            self.sleep_until(Instant::now() + wait)?;
            tries += 1;
        }
    }

    fn ask_in_turn(
        &self,
        url: &Url,
        Known { etag, last_modified, .. }: Known<'_>,
        max_bytes: u64,
        delay: Duration,
    ) -> Result<WebAnswer, FetchFault> {
        let site = self.network.sites.of(url);
        let mut next = site.turn();
        if let Some(next) = *next {
            self.sleep_until(next)?;
        }
        let (timeout, allow_private) = (self.plan.timeout, self.permit.allows_private());
        let request = WebRequest { url, etag, last_modified, max_bytes, timeout, allow_private };
        self.requests.set(self.requests.get() + 1);
        let answer = self.network.client.send(&request, self.stop);
        *next = Some(Instant::now() + delay);
        self.bytes.set(self.bytes.get() + answer.as_ref().map_or(0, |answer| answer.sent_bytes));
        answer
    }

    fn sleep_until(&self, then: Instant) -> Result<(), FetchFault> {
        if wait_until(then, self.stop) { Ok(()) } else { Err(FetchFault::Stopped) }
    }
}

/// Waits until then; returns `false` if `stop` was set first.
pub(crate) fn wait_until(then: Instant, stop: &AtomicBool) -> bool {
    while !stop.load(Ordering::Relaxed) {
        let left = then.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return true;
        }
        std::thread::sleep(left.min(STOP_CHECK));
    }
    false
}

fn fetched(url: Url, location: Url, answer: WebAnswer) -> Fetched {
    let text = |name| answer.header(name).map(str::to_owned);
    let (etag, last_modified, media_type) =
        (text(header::ETAG), text(header::LAST_MODIFIED), text(header::CONTENT_TYPE));
    let file_name = answer.header(header::CONTENT_DISPOSITION).and_then(file_name);
    let captured = None;
    Fetched { url, location, file_name, captured, media_type, etag, last_modified, body: answer.body }
}

/// Returns the name of a file in a `Content-Disposition`, of which only the extension matters.
fn file_name(disposition: &str) -> Option<String> {
    let (_, name) = disposition.split_once("filename")?;
    let (_, name) = name.split_once('=')?;
    let name = name.trim().trim_start_matches('"').split(['"', ';']).next()?.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_is_found_in_its_header() {
        for disposition in [
            "attachment; filename=\"uchwala.docx\"",
            "inline; filename = uchwala.docx; size=3",
            "attachment;filename=uchwala.docx",
        ] {
            assert_eq!(file_name(disposition).as_deref(), Some("uchwala.docx"), "{disposition}");
        }
        let encoded = file_name("attachment; filename*=UTF-8''%C5%BC.pdf");
        assert_eq!(encoded.as_deref(), Some("UTF-8''%C5%BC.pdf"));
        assert!(file_name("attachment").is_none() && file_name("attachment; filename=\"\"").is_none());
    }
}
