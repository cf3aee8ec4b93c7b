//! Classifies a line of a web page by what it says.
//!
//! Where on the page the line stands is left to `selection`. Invariant: a line with a word that belongs to no
//! known phrase has no role, unless a pattern matches all of it.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{patterns, phrases};

/// The maximum number of words of a phrase, and of a line that may consist of phrases.
const PHRASE_WORDS: usize = 8;
const LINE_WORDS: usize = 24;
/// The maximum size of such a line, in bytes.
const LINE_BYTES: usize = 400;

/// What a box on a page holds, as its heading says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::extract) enum BoxKind {
    /// Links to other pages.
    Related,
    /// Who made the page and when.
    Metadata,
    /// What readers wrote.
    Comments,
}

/// What a line may be; without any of these it is text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "a line may have several roles")]
pub(in crate::extract) struct LineRoles {
    /// A button, a counter or a notice: no text wherever it stands.
    pub(in crate::extract) is_always: bool,
    /// A note of who made the page and when.
    pub(in crate::extract) is_metadata: bool,
    /// The name of a section or the site: no text at either edge of the page.
    pub(in crate::extract) is_edge: bool,
    /// A link or note at the foot of a page.
    pub(in crate::extract) is_below: bool,
    /// The address or telephone of an office.
    pub(in crate::extract) is_contact: bool,
    /// The path to the page.
    pub(in crate::extract) is_trail: bool,
    /// The box that the line is the heading of.
    pub(in crate::extract) heads: Option<BoxKind>,
}

/// The lists that a phrase is in.
#[derive(Debug, Clone, Copy, Default)]
struct PhraseLists {
    is_always: bool,
    is_edge: bool,
    is_below: bool,
    heads: Option<BoxKind>,
}

static PHRASES: LazyLock<FxHashMap<&'static str, PhraseLists>> = LazyLock::new(|| {
    let mut lists: FxHashMap<&'static str, PhraseLists> = FxHashMap::default();
    for phrase in phrases::ALWAYS {
        lists.entry(phrase).or_default().is_always = true;
    }
    for phrase in phrases::EDGE {
        lists.entry(phrase).or_default().is_edge = true;
    }
    for phrase in phrases::BELOW {
        lists.entry(phrase).or_default().is_below = true;
    }
    let boxes = [
        (phrases::RELATED, BoxKind::Related),
        (phrases::METADATA, BoxKind::Metadata),
        (phrases::COMMENTS, BoxKind::Comments),
    ];
    for (phrases, kind) in boxes {
        for phrase in phrases {
            lists.entry(phrase).or_default().heads = Some(kind);
        }
    }
    lists
});

/// The first words of all phrases: most lines begin with none of them.
static FIRST_WORDS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    let of_phrases = PHRASES.keys().filter_map(|phrase| phrase.split(' ').next());
    of_phrases.chain(phrases::OTHERS.iter().copied()).collect()
});

impl LineRoles {
    /// Classifies a line.
    pub(in crate::extract) fn of(line: &str) -> Self {
        let line = bare(line);
        let phrases = of_phrases(line);
        Self {
            is_always: phrases.is_always || patterns::is_always(line) || is_row_of_buttons(line),
            is_metadata: patterns::is_metadata(line),
            is_edge: phrases.is_edge,
            is_below: phrases.is_below || patterns::is_below(line),
            is_contact: patterns::is_contact(line),
            is_trail: patterns::is_trail(line),
            heads: phrases.heads,
        }
    }

    /// Returns whether the line is no text wherever it stands on a page.
    pub(in crate::extract) fn is_furniture(self) -> bool {
        self.is_always || self.is_trail
    }

    /// Returns whether the line may be text only in some places of a page.
    pub(in crate::extract) fn is_doubtful(self) -> bool {
        self.is_furniture() || self.is_below || self.is_metadata || self.is_contact
    }
}

/// Returns whether each part of a line divided by bars is a button.
fn is_row_of_buttons(line: &str) -> bool {
    let mut parts = line.split(['|', '•', '·', '\t']).map(bare).filter(|part| !part.is_empty()).peekable();
    let is_divided =
        line.len() <= LINE_BYTES && line.contains(['|', '•', '·', '\t']) && parts.peek().is_some();
    is_divided && parts.all(|part| of_phrases(part).is_always || patterns::is_always(part))
}

/// Returns a line without bullets and the like; `-` may be the sign of a number.
pub(super) fn bare(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || "•*·–—>»›<«‹|+[]↑←→▲▸".contains(c))
}

/// Returns the lists that all phrases of the line are in, if it consists of known phrases.
fn of_phrases(line: &str) -> PhraseLists {
    if line.len() > LINE_BYTES {
        return PhraseLists::default();
    }
    let lower = line.to_lowercase();
    let words: Vec<&str> = words(&lower).take(LINE_WORDS + 1).collect();
    if words.first().is_none_or(|first| !FIRST_WORDS.contains(first)) || words.len() > LINE_WORDS {
        return PhraseLists::default();
    }
    if let Some(whole) = PHRASES.get(words.join(" ").as_str()) {
        return *whole;
    }
    if heads_others(&words) {
        return PhraseLists { heads: Some(BoxKind::Related), ..PhraseLists::default() };
    }
    covered(&words).unwrap_or_default()
}

/// Returns whether the words head a box of other posts: `inne komunikaty`, `najnowsze wpisy`.
fn heads_others(words: &[&str]) -> bool {
    matches!(words, [which, what] if phrases::OTHERS.contains(which) && phrases::POSTS.contains(what))
}

/// Covers the words with phrases from left to right, the longest first; numbers need no phrase.
fn covered(words: &[&str]) -> Option<PhraseLists> {
    let mut found = PhraseLists { is_always: false, is_edge: true, is_below: true, heads: None };
    let (mut at, mut phrases) = (0, 0);
    while at < words.len() {
        let longest = PHRASE_WORDS.min(words.len() - at);
        let phrase = (1..=longest)
            .rev()
            .find_map(|length| Some((length, *PHRASES.get(words[at..at + length].join(" ").as_str())?)));
        let Some((length, lists)) = phrase else {
            let is_number = words[at].chars().all(|c| c.is_ascii_digit());
            at += 1;
            if is_number && phrases > 0 {
                continue;
            }
            return None;
        };
        found.is_always |= lists.is_always;
        found.is_edge &= lists.is_edge || lists.is_always;
        found.is_below &= lists.is_below || lists.is_edge || lists.is_always;
        (at, phrases) = (at + length, phrases + 1);
    }
    Some(found)
}

/// Returns the words of a text without signs.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}
