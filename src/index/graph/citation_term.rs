//! The term of a citation: its role, then the key of the cited act, and the day of the change if its own
//! sentence states one.
//!
//! Invariant: terms that change an act begin with [`CHANGING`]. They are made for acts only, because a post
//! about a change changes nothing, and only if the key tells one act from all others.

use crate::{
    acts::act_key::ActKey,
    document::{Act, Citation, CitationRole, Document, date_number},
};

/// Begins the terms of citations that change the cited act.
pub(super) const CHANGING: &str = "c";
/// Begins the terms of all other citations.
const TELLING: &str = "o";
/// Separates the key from the day from which a change holds, which ends a term; no key contains it.
const DAY_MARK: char = '\u{1e}';

/// The maximum number of dated changes that are compared with those without a day: a title names fewer.
const MAX_DATED: usize = 100;

/// What a citation does: its role, and whether it concerns only a part of the act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CitationEffect {
    pub(crate) role: CitationRole,
    pub(crate) partial: bool,
}

impl CitationEffect {
    /// All effects with their letters.
    const LETTERS: [(Self, char); 6] = [
        (Self::whole(CitationRole::Repeals), 'r'),
        (Self { role: CitationRole::Repeals, partial: true }, 'p'),
        (Self::whole(CitationRole::Amends), 'a'),
        (Self::whole(CitationRole::Consolidates), 'c'),
        (Self::whole(CitationRole::Implements), 'i'),
        (Self::whole(CitationRole::Mentions), 'm'),
    ];

    const fn whole(role: CitationRole) -> Self {
        Self { role, partial: false }
    }

    fn of(citation: &Citation) -> Self {
        let is_repeal = citation.role == CitationRole::Repeals;
        Self { role: citation.role, partial: is_repeal && citation.partial }
    }

    fn letter(self) -> char {
        Self::LETTERS.iter().find(|(effect, _)| *effect == self).map_or('m', |(_, letter)| *letter)
    }

    /// Returns the effect of a term and the rest of the term.
    fn read(term: &str) -> Option<(Self, &str)> {
        let term = term.strip_prefix([CHANGING, TELLING].map(|class| class.as_bytes()[0] as char))?;
        let letter = term.chars().next()?;
        let (effect, _) = Self::LETTERS.into_iter().find(|(_, known)| *known == letter)?;
        Some((effect, &term[letter.len_utf8()..]))
    }

    /// Returns the beginnings of all terms with any effect.
    pub(super) fn beginnings() -> impl Iterator<Item = String> {
        let letters = Self::LETTERS.map(|(effect, letter)| (effect.role.is_change(), letter));
        letters.into_iter().flat_map(|(changes, letter)| {
            let changing = changes.then(|| format!("{CHANGING}{letter}"));
            changing.into_iter().chain([format!("{TELLING}{letter}")])
        })
    }
}

/// A citation as its term states it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct StatedCitation {
    pub(super) effect: CitationEffect,
    /// Whether the citation changes the act; a post about a change does not.
    pub(super) is_change: bool,
    /// The day from which the change holds, as a number, if its own sentence states one.
    pub(super) from: Option<u64>,
    pub(super) key: ActKey,
}

impl StatedCitation {
    fn of(citation: &Citation, own: Option<&Act>) -> Option<Self> {
        let effect = CitationEffect::of(citation);
        let key = ActKey::of_cited(&citation.act)?;
        let changing = effect.role.is_change().then_some(own).flatten();
        let key = changing.map_or(key.clone(), |act| key.or_organ(act.organ.as_deref()));
        // What may be another act is not changed, and no act changes itself, of which it may be a copy.
        let is_change = changing.is_some_and(|act| key.is_specific() && !is_own(&key, act));
        let from = citation.effective_from.filter(|_| is_change).map(date_number);
        Some(Self { effect, is_change, from, key })
    }

    fn term(&self) -> Option<String> {
        let class = if self.is_change { CHANGING } else { TELLING };
        let from = self.from.map(|day| format!("{DAY_MARK}{day}")).unwrap_or_default();
        Some(format!("{class}{}{}{from}", self.effect.letter(), self.key.term()?))
    }

    /// Reads a term.
    pub(super) fn read(term: &str) -> Option<Self> {
        let (stated, from) = match term.split_once(DAY_MARK) {
            Some((stated, day)) => (stated, Some(day.parse().ok()?)),
            None => (term, None),
        };
        let is_change = stated.starts_with(CHANGING);
        let (effect, key) = CitationEffect::read(stated)?;
        Some(Self { effect, is_change, from, key: ActKey::decode(key)? })
    }

    /// Whether another citation says the same and states its day, as that in the body of an act does of the
    /// one in its title.
    fn is_completed_by(&self, other: &Self) -> bool {
        self.from.is_none()
            && other.from.is_some()
            && self.effect == other.effect
            && (self.key.means(&other.key) || other.key.means(&self.key))
    }
}

/// Whether a key means the very act that states it.
fn is_own(key: &ActKey, act: &Act) -> bool {
    ActKey::of_act(act).is_some_and(|own| key.is_same_act(&own))
}

/// Returns the terms of the citations in a document, each once.
pub(in crate::index) fn terms_of(document: &Document) -> Vec<String> {
    let own = document.act.as_ref();
    let stated = document.citations.iter().filter_map(|citation| StatedCitation::of(citation, own));
    let mut stated: Vec<StatedCitation> = stated.collect();
    stated.sort_unstable();
    stated.dedup();
    let dated = stated.iter().filter(|one| one.from.is_some()).take(MAX_DATED);
    let dated: Vec<StatedCitation> = dated.cloned().collect();
    stated.retain(|one| !dated.iter().any(|other| one.is_completed_by(other)));
    let mut terms: Vec<String> = stated.iter().filter_map(StatedCitation::term).collect();
    terms.sort_unstable();
    terms.dedup();
    terms
}
