//! Finds the provisions of notices and ordinances that number them `1.`, `2.` without `§` or `Art.`.
//!
//! Leaves the lists within a provision to `lists`. Invariant: there are none unless the text is headed as a
//! notice or an ordinance, enacts or announces something, and goes on with `1.` and `2.` at the start of lines.

use memchr::memmem;

use super::{
    candidate::{Mark, SectionCandidate},
    lists::list_items,
    numeral::Numeral,
    rank::Rank,
    scan::candidates,
    words::Lead,
};
use crate::acts::heading;

/// The size of the top of a text in which it enacts or announces something, in bytes.
const TOP_BYTES: usize = 6_000;

/// The most text between the enacting words and the first provision, in bytes.
const GAP_BYTES: usize = 400;

/// The words in front of provisions.
const ENACTING: [&str; 8] = [
    "co następuje:",
    "zarządzam:",
    "zarządza się:",
    "ogłaszam:",
    "ogłasza:",
    "do publicznej wiadomości",
    "do wiadomości publicznej",
    "obwieszcza się",
];

/// Returns the provisions of a text without articles and paragraphs, with the lists in them.
pub(super) fn unsigned_items(text: &str) -> Vec<SectionCandidate> {
    let Some(from) = enacted(text).filter(|_| is_headed(text)) else { return Vec::new() };
    let all = candidates(text);
    let Some(first) = all.iter().find(|item| item.start >= from && is_first(item)) else { return Vec::new() };
    if first.start - from > GAP_BYTES || !Lead::before(text, first.start).ends() {
        return Vec::new();
    }
    let ends = |item: &SectionCandidate| item.is_boundary() || item.mark == Mark::Closing;
    let mut within = all.iter().filter(|item| item.start >= first.start).copied().collect::<Vec<_>>();
    within.truncate(within.iter().position(ends).unwrap_or(within.len()));
    let whole = SectionCandidate::new(Mark::Section(Rank::Paragraph), Numeral::plain(1), from, first.start);
    let items = list_items(text, &within, &[whole]);
    if are_provisions(text, &items) { items } else { Vec::new() }
}

/// Returns the place after the words that enact or announce something, if a first provision may follow.
fn enacted(text: &str) -> Option<usize> {
    // Spares most texts the search for words.
    memmem::find(text.as_bytes(), b"\n1.")?;
    let top = &text.as_bytes()[..text.floor_char_boundary(TOP_BYTES)];
    let end = |words: &&str| memmem::find(top, words.as_bytes()).map(|at| at + words.len());
    ENACTING.iter().filter_map(end).min()
}

fn is_headed(text: &str) -> bool {
    let kind = heading::recognize(text).and_then(|heading| heading.act.kind);
    matches!(kind.as_deref(), Some("obwieszczenie" | "zarządzenie"))
}

fn is_first(item: &SectionCandidate) -> bool {
    item.rank() == Some(Rank::Subsection) && item.numeral.is_first()
}

/// Whether the provisions begin with 1 and 2, and each one where a sentence or an item may end.
fn are_provisions(text: &str, items: &[SectionCandidate]) -> bool {
    let mut provisions = items.iter().filter(|item| item.rank() == Some(Rank::Subsection));
    provisions.clone().nth(1).is_some_and(|second| second.numeral == Numeral::plain(2))
        && provisions.all(|item| Lead::before(text, item.start).ends())
}
