//! Which terms of an index are a given word but for accents.
//!
//! An automaton for the engine's term dictionaries: it reads the bytes of a term and follows the
//! word as long as every letter, its accents taken off, is the word's next one.

use tantivy_fst::Automaton;

use crate::analysis::unaccented;

/// Accepts the forms of a word typed without accents.
pub(super) struct Likeness<'a> {
    plain: &'a [u8],
    /// Whether words that go on are accepted too.
    is_beginning: bool,
}

/// How far a term agrees with the word; `None` where it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Agreement {
    /// How many letters of the word have been met.
    letters: usize,
    /// The letter being read, of which so many bytes are to come.
    letter: u32,
    missing: u8,
}

impl<'a> Likeness<'a> {
    /// For a whole word.
    pub(super) const fn of(plain: &'a str) -> Self {
        Self { plain: plain.as_bytes(), is_beginning: false }
    }

    /// For all words that begin so, in any script.
    pub(super) fn beginning(plain: &'a str) -> Self {
        Self { plain: plain.as_bytes(), is_beginning: true }
    }

    /// What follows when the whole letter is known.
    fn meet(&self, agreement: Agreement) -> Option<Agreement> {
        let letter = char::from_u32(agreement.letter)?;
        let plain = unaccented(letter.encode_utf8(&mut [0; 4]));
        let is_met = self.plain[agreement.letters..].starts_with(plain.as_bytes());
        is_met.then(|| Agreement { letters: agreement.letters + plain.len(), letter: 0, missing: 0 })
    }
}

impl Automaton for Likeness<'_> {
    type State = Option<Agreement>;

    fn start(&self) -> Self::State {
        Some(Agreement { letters: 0, letter: 0, missing: 0 })
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
        let Agreement { letters, letter, missing } = (*state)?;
        if self.will_always_match(state) {
            return *state;
        }
        let read = |letter, missing| Agreement { letters, letter, missing };
        let next = match (missing, byte) {
            // An apostrophe may be left out in typing.
            (0, b'\'') if self.plain.get(letters) != Some(&byte) => return *state,
            (0, 0..0x80) => {
                let is_met = self.plain.get(letters) == Some(&byte);
                return is_met.then(|| Agreement { letters: letters + 1, letter: 0, missing: 0 });
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
        let likeness = Likeness::of(plain);
        let state = term.bytes().fold(likeness.start(), |state, byte| likeness.accept(&state, byte));
        assert_eq!(likeness.is_match(&state), is_like, "{plain} {term}");
    }

    #[test]
    fn prefixes_match_in_any_script_ignoring_accents() {
        let begins = |plain: &str, term: &str| {
            let likeness = Likeness::beginning(plain);
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
