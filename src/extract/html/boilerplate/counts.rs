//! Counts what a page has up to some position, so that an element is measured by the difference of two
//! counts.
//!
//! Invariant: every word counts once: in a link, as furniture, or as a word of the text.

use std::sync::LazyLock;

use regex::Regex;

use crate::{acts::numbers::pattern, extract::furniture::LineRoles};

/// The minimum number of words of a sentence; a shorter text may be the label of a link or an address.
const SENTENCE_WORDS: usize = 12;
/// The maximum number of words of a row of links.
const TOOLBAR_WORDS: usize = 24;
/// The number of words below which an element may be a consent bar.
const CONSENT_WORDS: usize = 120;
/// The maximum size of a text that may be furniture, in bytes.
const FURNITURE_BYTES: usize = 400;

/// Matches words of a request for consent to tracking.
static CONSENT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b(?:cookies?|ciastecz\p{L}*)\b"));
/// Matches URLs of files.
static FILE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\.(?:pdf|docx?|odt|rtf|xlsx?|ods|csv|txt|zip|jpe?g|png|tiff?|pptx?|xml)(?:[?#]|$)|download|pobierz|attachment",
    )
});

/// Counts for a page up to some position.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct ElementCounts {
    /// Words outside links and headings that are no furniture; then words in links.
    pub(super) words: usize,
    pub(super) linked: usize,
    /// The words of texts that are sentences.
    pub(super) sentences: usize,
    /// Words that may be furniture: buttons, counters, notices, addresses.
    pub(super) furnished: usize,
    /// Texts that say who made the page and when.
    pub(super) metadata: usize,
    pub(super) links: usize,
    pub(super) files: usize,
    pub(super) consents: usize,
    /// Words in links that do something with the page: print it, send it, go back.
    pub(super) actions: usize,
}

impl ElementCounts {
    /// Returns what was counted since `start`.
    pub(super) fn since(self, start: Self) -> Self {
        Self {
            words: self.words - start.words,
            linked: self.linked - start.linked,
            sentences: self.sentences - start.sentences,
            furnished: self.furnished - start.furnished,
            metadata: self.metadata - start.metadata,
            links: self.links - start.links,
            files: self.files - start.files,
            consents: self.consents - start.consents,
            actions: self.actions - start.actions,
        }
    }

    /// Counts a link to this address.
    pub(super) fn add_link(&mut self, href: &str) {
        self.links += 1;
        self.files += usize::from(FILE.is_match(href));
    }

    /// Counts a text that may be in a link or a heading; returns its roles.
    pub(super) fn add_text(&mut self, text: &str, is_linked: bool, is_heading: bool) -> LineRoles {
        let text = text.trim();
        let words = text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
        let is_short = words > 0 && text.len() <= FURNITURE_BYTES;
        let roles = if is_short { LineRoles::of(text) } else { LineRoles::default() };
        self.consents += CONSENT.find_iter(text).count();
        self.metadata += usize::from(roles.is_metadata);
        if is_linked {
            self.linked += words;
            self.actions += if roles.is_always { words } else { 0 };
        } else if !is_heading && roles.is_doubtful() {
            self.furnished += words;
        } else if !is_heading {
            self.words += words;
            let is_sentence = words >= SENTENCE_WORDS && text.contains(['.', '!', '?', ':', ';']);
            let ends = text.ends_with(['.', '!', '?', '…', ':', ';', ',', '”', '"', ')']);
            self.sentences += if is_sentence && ends { words } else { 0 };
        }
        roles
    }

    /// Returns whether there are links and hardly anything else.
    pub(super) fn is_links(&self) -> bool {
        self.links > 0 && self.words == 0 || self.links > 1 && self.words <= 3 && self.linked >= self.words
    }

    /// Returns whether there are links to files, and none that do something with the page.
    pub(super) fn is_list_of_files(&self) -> bool {
        self.files > 0 && self.actions == 0
    }

    /// Returns whether there are a few links and nothing else, and one of them does something with the page.
    pub(super) fn is_toolbar(&self) -> bool {
        let is_only_links = self.links > 0 && self.words == 0 && self.files == 0;
        is_only_links && self.actions > 0 && self.linked <= TOOLBAR_WORDS
    }

    /// Returns whether it asks for consent to tracking.
    pub(super) fn is_consent(&self) -> bool {
        self.consents > 0 && self.words < CONSENT_WORDS
    }
}
