//! Recognizes addresses: `biuro@um.krakow.pl`, `https://www.krakow.pl/konkursy/2021`, `bip.krakow.pl`.
//!
//! The whole address, without its scheme and `www.`, is a term; so is each prefix of its path, and each
//! suffix of its host that starts at a label. Leaves the words of the address to `tokenize`.
//! Invariants: at most [`MAX_BYTES`] are examined, and the words of a recognized address are not searched for
//! another one.

use std::ops::Range;

use super::span::{Bond, Compound};

/// The maximum length of an address, in bytes.
const MAX_BYTES: usize = 200;

/// The maximum number of path prefixes indexed as terms.
const MAX_BEGINNINGS: usize = 4;

/// Top-level domains accepted without a scheme, `www.` or `@`: a missing space (`koniec.Nowy`) does not make
/// a host.
#[rustfmt::skip]
const TOP_LEVELS: &[&str] = &[
    "pl", "eu", "com", "org", "net", "info", "gov", "edu", "int", "biz", "io", "app", "dev", "online", "ua", "de",
    "cz", "sk", "uk", "fr", "lt", "us", "example", "test", "travel", "museum",
];

/// Finds addresses as a text is walked.
#[derive(Debug, Clone, Default)]
pub(super) struct Addresses {
    last: Address,
}

/// An address, as offsets into the text.
#[derive(Debug, Clone, Default)]
struct Address {
    start: usize,
    /// The host without `www.`.
    host: Range<usize>,
    end: usize,
    is_mail: bool,
}

impl Addresses {
    /// Whether the last address extends over the word at this offset.
    pub(super) const fn go_on_at(&self, word: usize) -> bool {
        word < self.last.end
    }

    /// Pushes the terms of an address at a word: the whole address at its first word, and the rest of the
    /// host at each label.
    pub(super) fn at(&mut self, text: &str, word: &Range<usize>, found: &mut Vec<Compound>) {
        if word.start >= self.last.end {
            let Some(address) = Address::read(text, word.start) else { return };
            self.last = address;
            self.last.push_whole(text, found);
        }
        self.last.push_host(text, word.start, found);
    }
}

impl Address {
    fn read(text: &str, start: usize) -> Option<Self> {
        let rest = text.get(start..)?;
        let length = rest.bytes().take(MAX_BYTES).take_while(|&b| is_part(b)).count();
        // Followed by a letter that addresses cannot contain: it is a word.
        if rest[length..].starts_with(char::is_alphanumeric) {
            return None;
        }
        let printed = rest[..length].trim_end_matches(|c: char| !c.is_ascii_alphanumeric() && c != '/');
        let bare = without_scheme(printed);
        let has_scheme = bare.len() < printed.len();
        let at = start + printed.len() - bare.len();
        let path = bare.find(['/', '?', '#']).unwrap_or(bare.len());
        let (local, host) = bare[..path].split_once('@').unwrap_or(("", &bare[..path]));
        let is_mail = !local.is_empty();
        if is_mail && !local.bytes().all(|b| b.is_ascii_alphanumeric() || b"._%+-".contains(&b)) {
            return None;
        }
        let host_at = at + if is_mail { local.len() + 1 } else { 0 };
        let port = host.find(':').unwrap_or(host.len());
        let named = host[..port].trim_end_matches('.');
        let own = strip(named, "www.").filter(|own| own.contains('.')).unwrap_or(named);
        let is_marked_as_address = has_scheme || is_mail || own.len() < named.len();
        is_host(own, is_marked_as_address).then_some(())?;
        let host_start = host_at + named.len() - own.len();
        let end = if path < bare.len() { start + printed.len() } else { host_at + host.len() };
        Some(Self { start, host: host_start..host_at + named.len(), end, is_mail })
    }

    /// Returns the start of the significant part: the user, or the host without `www.`.
    fn own_start(&self, text: &str) -> usize {
        if self.is_mail {
            self.end - without_scheme(&text[self.start..self.end]).len()
        } else {
            self.host.start
        }
    }

    /// Pushes the whole address, if it is more than a host, and the prefixes of its path.
    fn push_whole(&self, text: &str, found: &mut Vec<Compound>) {
        let own_start = self.own_start(text);
        let own = text[own_start..self.end].trim_end_matches('/');
        let mut push = |length: usize| {
            let term = without_port(&own[..length], self.host.end - own_start);
            found.push(Compound { range: self.start..own_start + length, term, bond: Bond::Address });
        };
        let host = self.host.end - own_start;
        if own.len() > host || self.is_mail {
            push(own.len());
        }
        let path = own.as_bytes().iter().enumerate().skip(host + 1);
        let ends =
            path.filter(|(at, byte)| b"/?#".contains(byte) && own.as_bytes()[at - 1].is_ascii_alphanumeric());
        ends.take(MAX_BEGINNINGS).for_each(|(at, _)| push(at));
    }

    /// Pushes the rest of the host from `at` on, if a label begins there.
    fn push_host(&self, text: &str, at: usize, found: &mut Vec<Compound>) {
        if !self.host.contains(&at) {
            return;
        }
        let is_first = at == self.host.start;
        let rest = &text[at..self.host.end];
        if rest.contains('.') && (is_first || text[..at].ends_with('.')) {
            let start = if is_first && !self.is_mail { self.start } else { at };
            let term = rest.to_ascii_lowercase();
            found.push(Compound { range: start..self.host.end, term, bond: Bond::Address });
        }
    }
}

const fn is_part(b: u8) -> bool {
    b.is_ascii_alphanumeric()
        || matches!(
            b,
            b'.' | b'_'
                | b'%'
                | b'+'
                | b'-'
                | b'@'
                | b':'
                | b'/'
                | b'?'
                | b'#'
                | b'='
                | b'&'
                | b'~'
                | b'!'
                | b','
                | b';'
        )
}

fn without_scheme(address: &str) -> &str {
    let schemes = ["https://", "http://", "ftp://", "mailto:"];
    schemes.iter().find_map(|scheme| strip(address, scheme)).unwrap_or(address)
}

/// Lower-cases an address and drops the port after the host that ends at `host`.
fn without_port(address: &str, host: usize) -> String {
    let (before, after) = address.split_at(host.min(address.len()));
    let path = match after.strip_prefix(':') {
        Some(port) => port.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => after,
    };
    format!("{before}{path}").to_ascii_lowercase()
}

/// Strips a prefix, ignoring case.
fn strip<'a>(text: &'a str, beginning: &str) -> Option<&'a str> {
    let head = text.get(..beginning.len())?;
    head.eq_ignore_ascii_case(beginning).then(|| &text[beginning.len()..])
}

/// Whether this is a host name; `is_marked_as_address` means that a scheme, `www.` or `@` before it already
/// says so.
fn is_host(name: &str, is_marked_as_address: bool) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    let Some((_, top)) = name.rsplit_once('.') else { return false };
    let is_top = top.len() >= 2 && top.bytes().all(|b| b.is_ascii_alphabetic());
    is_top
        && name.split('.').all(is_label)
        && (is_marked_as_address || TOP_LEVELS.contains(&&*top.to_ascii_lowercase()))
}
