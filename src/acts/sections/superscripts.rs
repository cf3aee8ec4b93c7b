//! Restores superscript article numbers that a text has flattened: `Art. 91.` between 9 and 10 is 9(1).
//!
//! The reading text of a PDF writes `9(1)`; other sources, and OCR, lose the difference. Leaves acts with few
//! articles alone, in which such a number is more likely a reference.

use super::{candidate::SectionCandidate, numeral::Numeral, rank::Rank};

/// The least number of articles of an act that is read with flattened numbers.
const LEAST_ARTICLES: usize = 10;

/// How many articles after a flattened number are searched for the next plain one.
const LOOKAHEAD: usize = 60;

/// How many plain numbers may be missing after a flattened one.
const MISSING: u32 = 4;

/// How far apart the numbers of neighboring articles may be.
const GAP: u32 = 25;

/// Restores the superscript numbers among candidates.
pub(super) fn restore_superscripts(candidates: &mut [SectionCandidate]) {
    let is_certain =
        |candidate: &&mut SectionCandidate| candidate.rank() == Some(Rank::Article) && candidate.weight >= 90;
    let mut articles: Vec<&mut SectionCandidate> = candidates.iter_mut().filter(is_certain).collect();
    if articles.len() < LEAST_ARTICLES {
        return;
    }
    let mut last = Numeral::default();
    for at in 0..articles.len() {
        let read = articles[at].numeral;
        if let Some(raised) = raised(last, read).filter(|_| goes_on(&articles[at + 1..], last, read)) {
            (articles[at].numeral, articles[at].last) = (raised, raised);
            last = raised;
        } else if last == Numeral::default()
            || is_plain(last, read, articles.get(at + 1).map(|next| next.numeral))
        {
            last = articles[at].last;
        }
    }
}

/// Whether a number is the next plain one after `last`: it is near, or the next article goes on with it.
fn is_plain(last: Numeral, read: Numeral, next: Option<Numeral>) -> bool {
    let is_continued =
        || next.is_some_and(|next| (read.number..=read.number.saturating_add(2)).contains(&next.number));
    let begins_like_last = || read.number.to_string().starts_with(&last.number.to_string());
    let is_near = read.number <= last.number.saturating_add(GAP);
    read.number >= last.number && (is_near || (is_continued() && !begins_like_last()))
}

/// The number `read` as the superscript of the last article, if its digits begin with that article's.
fn raised(last: Numeral, read: Numeral) -> Option<Numeral> {
    let digits = read.number.to_string();
    let rest = digits.strip_prefix(&last.number.to_string()).filter(|rest| !rest.starts_with('0'))?;
    let upper: u16 = rest.parse().ok().filter(|_| last.number > 1)?;
    let raised = read.with_superscript(last.number, upper);
    let follows = upper == last.upper() + 1 || (upper == last.upper() && raised.key() > last.key());
    (follows || (last.upper() == 0 && upper <= 9)).then_some(raised)
}

/// Whether the articles go on with the number after `last`, as they do after a superscript of it.
fn goes_on(after: &[&mut SectionCandidate], last: Numeral, read: Numeral) -> bool {
    let next = last.number.saturating_add(1)..=last.number.saturating_add(MISSING);
    after.iter().take(LOOKAHEAD).any(|article| next.contains(&article.numeral.number))
        || read.number > last.number.saturating_add(10 * GAP)
}
