//! The tokens that authorize write requests.
//!
//! Invariants: only hashes are kept, and comparison takes constant time, because the equality of
//! [`blake3::Hash`] does.

use std::fmt;

use super::value::Secrets;

/// The minimum length of a token, because shorter ones can be guessed: 16 random letters or digits have at
/// least 80 bits.
const SAFE_TOKEN_CHARACTERS: usize = 16;

/// The set of accepted tokens.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Tokens {
    hashes: Vec<blake3::Hash>,
}

impl Tokens {
    /// Hashes the tokens and reports those that are too short.
    pub(super) fn new(secrets: &Secrets, wrong: &mut Vec<String>) -> Self {
        let is_short = |token: &&str| token.chars().count() < SAFE_TOKEN_CHARACTERS;
        let (all, short) = (secrets.iter().count(), secrets.iter().filter(is_short).count());
        if short > 0 {
            wrong.push(format!(
                "{short} of {all} values in `token` are too short and can be guessed: use at least \
                 {SAFE_TOKEN_CHARACTERS} random characters without spaces, such as the output of \
                 `openssl rand -hex 16`"
            ));
        }
        Self { hashes: secrets.iter().map(|token| blake3::hash(token.as_bytes())).collect() }
    }

    /// Returns whether there are no tokens, which means that nobody may write.
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// Returns whether the presented token is accepted.
    pub fn accept(&self, presented: &[u8]) -> bool {
        let presented = blake3::hash(presented);
        // Compare all of them, so that the time does not reveal which one matches.
        self.hashes.iter().filter(|hash| **hash == presented).count() > 0
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} tokens", self.hashes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_configured_tokens_are_accepted() {
        let tokens = Tokens::new(&Secrets::from("first-of-two-tokens second-of-two-tokens"), &mut Vec::new());
        assert!(tokens.accept(b"first-of-two-tokens") && tokens.accept(b"second-of-two-tokens"));
        for other in
            ["", "first", "first-of-two-tokens second-of-two-tokens", "FIRST-OF-TWO-TOKENS", "second "]
        {
            assert!(!tokens.accept(other.as_bytes()), "{other}");
        }
        assert!(!tokens.is_empty());
        assert!(Tokens::default().is_empty() && !Tokens::default().accept(b""));
    }

    #[test]
    fn a_token_that_can_be_guessed_is_an_error_even_beside_a_safe_one() {
        for (written, short) in [
            ("fifteen-letters", Some("1 of 1 ")),
            ("ąęółśżźćńąęółśż", Some("1 of 1 ")),
            ("a-token-of-many-characters x", Some("1 of 2 ")),
            ("a phrase of many words", Some("5 of 5 ")),
            ("sixteen-letters!", None),
            ("", None),
        ] {
            let mut wrong = Vec::new();
            Tokens::new(&Secrets::from(written), &mut wrong);
            assert_eq!(wrong.len(), usize::from(short.is_some()), "{written}: {wrong:?}");
            assert!(
                short.is_none_or(|part| wrong[0].contains(part) && !wrong[0].contains("fifteen")),
                "{wrong:?}"
            );
        }
    }
}
