//! Addresses: `biuro@um.krakow.pl`, `https://www.krakow.pl/konkursy/2021`, `bip.krakow.pl`.
//!
//! The whole address is a term without its scheme and `www.`; so is each beginning of its path, and
//! its host from any of the host's points on. Leaves to `tokenize` the words of the address.
//! Always holds: no more than [`MAX_BYTES`] are looked at, and the words of an address that was
//! found are not searched for another one.

use std::ops::Range;

use super::{Bond, Compound};

/// The longest address, in bytes.
const MAX_BYTES: usize = 200;

/// The most beginnings of a path that are terms.
const MAX_BEGINNINGS: usize = 4;

/// The ends of hosts that are known without a scheme, `www.` or `@`: what is glued by mistake
/// (`koniec.Nowy`) is no host.
#[rustfmt::skip]
const TOP_LEVELS: &[&str] = &[
    "pl", "eu", "com", "org", "net", "info", "gov", "edu", "int", "biz", "io", "app", "dev", "online", "ua", "de",
    "cz", "sk", "uk", "fr", "lt", "us", "example", "test", "travel", "museum",
];

/// Finds addresses while a text is walked.
#[derive(Debug, Clone, Default)]
pub(super) struct Addresses {
    last: Address,
}

/// An address, by its places in the text.
#[derive(Debug, Clone, Default)]
struct Address {
    start: usize,
    /// Without `www.`.
    host: Range<usize>,
    end: usize,
    is_mail: bool,
}

impl Addresses {
    /// Whether the last address goes on at a word.
    pub(super) const fn go_on_at(&self, word: usize) -> bool {
        word < self.last.end
    }

    /// Pushes what the word says that is part of an address: at the first word the whole of it, at
    /// those of its host what is left of the host.
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
        // It ends with a letter of no alphabet that addresses have: a word.
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
        let is_told = has_scheme || is_mail || own.len() < named.len();
        is_host(own, is_told).then_some(())?;
        let host_start = host_at + named.len() - own.len();
        let end = if path < bare.len() { start + printed.len() } else { host_at + host.len() };
        Some(Self { start, host: host_start..host_at + named.len(), end, is_mail })
    }

    /// Where what is said of it begins: its user, or its host without `www.`.
    fn own_start(&self, text: &str) -> usize {
        if self.is_mail {
            self.end - without_scheme(&text[self.start..self.end]).len()
        } else {
            self.host.start
        }
    }

    /// Pushes the whole, where it is more than a host, and the beginnings of its path.
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

    /// Pushes the host from the word at `at` on, where one of its labels begins there.
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

/// An address in lower case, and without the port after the host that ends at `host`.
fn without_port(address: &str, host: usize) -> String {
    let (before, after) = address.split_at(host.min(address.len()));
    let path = match after.strip_prefix(':') {
        Some(port) => port.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => after,
    };
    format!("{before}{path}").to_ascii_lowercase()
}

/// What follows a beginning, whatever its case.
fn strip<'a>(text: &'a str, beginning: &str) -> Option<&'a str> {
    let head = text.get(..beginning.len())?;
    head.eq_ignore_ascii_case(beginning).then(|| &text[beginning.len()..])
}

/// Whether it is the name of a host; `is_told` where an address says so by what stands before it.
fn is_host(name: &str, is_told: bool) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    let Some((_, top)) = name.rsplit_once('.') else { return false };
    let is_top = top.len() >= 2 && top.bytes().all(|b| b.is_ascii_alphabetic());
    is_top && name.split('.').all(is_label) && (is_told || TOP_LEVELS.contains(&&*top.to_ascii_lowercase()))
}
