//! The tokens of those who may write.
//!
//! Always holds: only hashes are kept, and comparing takes the same time whatever is presented: the
//! equality of [`blake3::Hash`] does.

use std::fmt;

use super::value::Secrets;

/// A token of fewer characters can be guessed: 16 random letters or digits have 80 bits and more.
pub const SAFE_TOKEN_CHARACTERS: usize = 16;

/// The tokens that are accepted.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Tokens {
    hashes: Vec<blake3::Hash>,
    /// How many of them are shorter than [`SAFE_TOKEN_CHARACTERS`].
    short: usize,
}

impl Tokens {
    pub(super) fn new(secrets: &Secrets) -> Self {
        let is_short = |token: &&str| token.chars().count() < SAFE_TOKEN_CHARACTERS;
        Self {
            hashes: secrets.iter().map(|token| blake3::hash(token.as_bytes())).collect(),
            short: secrets.iter().filter(is_short).count(),
        }
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

    /// How many of them can be guessed.
    pub fn short(&self) -> usize {
        self.short
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
    fn each_token_is_accepted_and_nothing_else() {
        let tokens = Tokens::new(&Secrets::from("first-of-two-tokens second"));
        assert!(tokens.accept(b"first-of-two-tokens") && tokens.accept(b"second"));
        for other in ["", "first", "first-of-two-tokens second", "SECOND", "second "] {
            assert!(!tokens.accept(other.as_bytes()), "{other}");
        }
        assert_eq!((tokens.short(), tokens.is_empty()), (1, false));
        assert!(Tokens::default().is_empty() && !Tokens::default().accept(b""));
    }
}
