//! The tokens of those who may write.
//!
//! Always holds: only hashes are kept, and comparing takes the same time whatever is presented: the
//! equality of [`blake3::Hash`] does.

use std::fmt;

use super::value::Secrets;

/// A token of fewer characters can be guessed: 16 random letters or digits have 80 bits and more.
const SAFE_TOKEN_CHARACTERS: usize = 16;

/// The tokens that are accepted.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Tokens {
    hashes: Vec<blake3::Hash>,
}

impl Tokens {
    /// Tells of those that can be guessed.
    pub(super) fn new(secrets: &Secrets, wrong: &mut Vec<String>) -> Self {
        let is_short = |token: &&str| token.chars().count() < SAFE_TOKEN_CHARACTERS;
        let (all, short) = (secrets.iter().count(), secrets.iter().filter(is_short).count());
        if short > 0 {
            wrong.push(format!(
                "`token` holds {all}, of which {short} can be guessed: use {SAFE_TOKEN_CHARACTERS} random characters \
                 or more, without spaces, as `openssl rand -hex 16` makes them"
            ));
        }
        Self { hashes: secrets.iter().map(|token| blake3::hash(token.as_bytes())).collect() }
    }

    /// Whether there is none, so that nobody may write.
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// Whether this is one of them.
    pub fn accept(&self, presented: &[u8]) -> bool {
        let presented = blake3::hash(presented);
        // All are compared, so that the time does not tell which one it is.
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
    fn a_guessable_token_is_an_error_even_beside_a_valid_one() {
        for (written, short) in [
            ("fifteen-letters", Some("1, of which 1")),
            ("ąęółśżźćńąęółśż", Some("1, of which 1")),
            ("a-token-of-many-characters x", Some("2, of which 1")),
            ("a phrase of many words", Some("5, of which 5")),
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
