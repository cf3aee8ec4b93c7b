//! The term of a citation: its role, then the key of the cited act.
//!
//! Invariant: terms that change an act begin with [`CHANGING`]. They are made for acts only, because a post about
//! a change changes nothing, and only if the key tells one act from all others.

use crate::{
    acts::act_key::ActKey,
    document::{Act, Citation, CitationRole, Document},
};

/// Begins the terms of citations that change the cited act.
pub(super) const CHANGING: &str = "c";
/// Begins the terms of all other citations.
const TELLING: &str = "o";

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
    pub(super) fn read(term: &str) -> Option<(Self, &str)> {
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

/// Returns the terms of the citations in a document, each once.
pub(in crate::index) fn terms_of(document: &Document) -> Vec<String> {
    let own = document.act.as_ref();
    let mut terms: Vec<String> =
        document.citations.iter().filter_map(|citation| term_of(citation, own)).collect();
    terms.sort_unstable();
    terms.dedup();
    terms
}

fn term_of(citation: &Citation, own: Option<&Act>) -> Option<String> {
    let effect = CitationEffect::of(citation);
    let mut key = ActKey::of_cited(&citation.act)?;
    let changing = effect.role.is_change().then_some(own).flatten();
    if let Some(act) = changing {
        key = key.or_organ(act.organ.as_deref());
    }
    // What may be another act is not changed.
    let class = if changing.is_some() && key.is_specific() { CHANGING } else { TELLING };
    Some(format!("{class}{}{}", effect.letter(), key.term()?))
}
