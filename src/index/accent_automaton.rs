//! Finds the terms of an index that equal a given word after accent folding.
//!
//! An automaton for the engine's term dictionaries: it reads the bytes of a term as long as every letter,
//! without its accents, is the next one of the word.

use tantivy_fst::Automaton;

use crate::analysis::unaccented;

/// An automaton that accepts the forms of a word typed without accents.
pub(super) struct AccentAutomaton<'a> {
    plain: &'a [u8],
    /// Whether longer words with this prefix are accepted, too.
    is_beginning: bool,
}

/// How far a term agrees with the word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct AccentState {
    /// The number of matched bytes of the word.
    letters: usize,
    /// The letter being decoded, and the number of its bytes still to come.
    letter: u32,
    missing: u8,
}

impl<'a> AccentAutomaton<'a> {
    /// Matches a whole word.
    pub(super) const fn new(plain: &'a str) -> Self {
        Self { plain: plain.as_bytes(), is_beginning: false }
    }

    /// Matches all words with a prefix, in any script.
    pub(super) fn beginning(plain: &'a str) -> Self {
        Self { plain: plain.as_bytes(), is_beginning: true }
    }

    /// Returns the next state after a letter is complete, or `None` if it does not match.
    fn meet(&self, agreement: AccentState) -> Option<AccentState> {
        let letter = char::from_u32(agreement.letter)?;
        let plain = unaccented(letter.encode_utf8(&mut [0; 4]));
        let is_met = self.plain[agreement.letters..].starts_with(plain.as_bytes());
        is_met.then(|| AccentState { letters: agreement.letters + plain.len(), letter: 0, missing: 0 })
    }
}

impl Automaton for AccentAutomaton<'_> {
    type State = Option<AccentState>;

    fn start(&self) -> Self::State {
        Some(AccentState { letters: 0, letter: 0, missing: 0 })
    }

    fn is_match(&self, state: &Self::State) -> bool {
        state.is_some_and(|agreement| agreement.missing == 0 && agreement.letters == self.plain.len())
    }

    fn can_match(&self, state: &Self::State) -> bool {
        state.is_some()
    }

    fn will_always_match(&self, state: &Self::State) -> bool {
        self.is_beginning && self.is_match(state)
    }

    fn accept(&self, state: &Self::State, byte: u8) -> Self::State {
        let AccentState { letters, letter, missing } = (*state)?;
        if self.will_always_match(state) {
            return *state;
        }
        let read = |letter, missing| AccentState { letters, letter, missing };
        let next = match (missing, byte) {
            // An apostrophe may be omitted when typing.
            (0, b'\'') if self.plain.get(letters) != Some(&byte) => return *state,
            (0, 0..0x80) => {
                let is_met = self.plain.get(letters) == Some(&byte);
                return is_met.then(|| AccentState { letters: letters + 1, letter: 0, missing: 0 });
            }
            (0, 0xc0..0xe0) => read(u32::from(byte & 0x1f), 1),
            (0, 0xe0..0xf0) => read(u32::from(byte & 0x0f), 2),
            (0, _) => return None,
            _ => read(letter << 6 | u32::from(byte & 0x3f), missing - 1),
        };
        if next.missing == 0 { self.meet(next) } else { Some(next) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(plain: &str, term: &str, is_like: bool) {
        let likeness = AccentAutomaton::new(plain);
        let state = term.bytes().fold(likeness.start(), |state, byte| likeness.accept(&state, byte));
        assert_eq!(likeness.is_match(&state), is_like, "{plain} {term}");
    }

    #[test]
    fn prefixes_match_in_any_script_ignoring_accents() {
        let begins = |plain: &str, term: &str| {
            let likeness = AccentAutomaton::beginning(plain);
            let state = term.bytes().fold(likeness.start(), |state, byte| likeness.accept(&state, byte));
            likeness.is_match(&state)
        };
        assert!(begins("zol", "żółwi") && begins("zol", "zol") && begins("рад", "ради") && begins("", "a"));
        assert!(!begins("zol", "żó") && !begins("рад", "рік") && !begins("рад", "rad"));
    }

    #[test]
    fn terms_match_a_word_ignoring_accents() {
        check("zolw", "żółw", true);
        check("zolw", "zolw", true);
        check("zolw", "żółwi", false);
        check("zolw", "żół", false);
        check("strasse", "straße", true);
        check("sad", "sąd", true);
        check("sad", "sęd", false);
        check("o'neill", "o'neill", true);
        check("rada", "рада", false);
        check("рада", "рада", true);
        check("ганок", "ґанок", true);
        check("oneill", "o'neill", true);
        check("oneill", "o'neil", false);
    }
}
