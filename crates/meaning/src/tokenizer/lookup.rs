//! Finding the pieces that begin at a place in a text.
//!
//! Always holds: no choice of pieces makes indexing or looking up slow. Places in the table come from a hash
//! with a random key, and a piece is at most [`PROBES`] places away from its own.

use std::hash::{BuildHasher, RandomState};

use crate::{container::header::Specials, tokenizer::vocabulary::Pieces};

/// The start of the hash function, and its factor: FNV-1a, which can continue from any byte to the next.
const START: u64 = 0xcbf2_9ce4_8422_2325;
const FACTOR: u64 = 0x0100_0000_01b3;
/// Places that are looked at: several times more than pieces with different hashes need.
const PROBES: usize = 512;

/// Pieces by their text.
pub(crate) struct Lookup {
    pieces: Pieces,
    scores: Vec<f32>,
    /// The number of a piece plus one, at the place of its hash or after it; 0 is free. At most half is
    /// taken.
    table: Vec<u32>,
    key: RandomState,
    longest: usize,
}

impl Lookup {
    /// Indexes the pieces, of which no two may be equal; special ones are never found.
    pub(crate) fn new(pieces: Pieces, scores: Vec<f32>, specials: Specials) -> Result<Lookup, String> {
        let table = vec![0_u32; (pieces.len() * 2).next_power_of_two()];
        let mut lookup =
            Lookup { pieces: Pieces::default(), scores, table, key: RandomState::new(), longest: 1 };
        let Specials { begin, end, padding, unknown } = specials;
        for (number, piece) in (0_u32..).zip(pieces.iter()) {
            if piece.is_empty() || [begin, end, padding, unknown].contains(&number) || piece == "<mask>" {
                continue;
            }
            lookup.longest = lookup.longest.max(piece.len());
            lookup.insert(number, piece, &pieces)?;
        }
        Ok(Lookup { pieces, ..lookup })
    }

    fn insert(&mut self, number: u32, piece: &str, pieces: &Pieces) -> Result<(), String> {
        let hash = piece.bytes().fold(START, hashed);
        for place in self.places(hash) {
            match self.table[place].checked_sub(1) {
                None => {
                    self.table[place] = number + 1;
                    return Ok(());
                }
                Some(other) if pieces.get(other as usize) == piece => {
                    return Err(format!("its pieces `{other}` and `{number}` are equal"));
                }
                Some(_) => {}
            }
        }
        Err(format!("its piece `{number}` has the same hash as too many others"))
    }

    /// The places at which a piece with this hash may be, the likeliest first.
    fn places(&self, hash: u64) -> impl Iterator<Item = usize> + use<> {
        let (first, last) = (self.key.hash_one(hash) as usize, self.table.len() - 1);
        (0..PROBES.min(self.table.len())).map(move |step| first.wrapping_add(step) & last)
    }

    /// Bytes of the longest piece.
    pub(crate) fn longest(&self) -> usize {
        self.longest
    }

    /// Calls `found` with the length, number and score of each piece that `text` begins with.
    pub(crate) fn prefixes(&self, text: &str, mut found: impl FnMut(usize, u32, f32)) {
        let mut hash = START;
        for (at, character) in text.char_indices() {
            let end = at + character.len_utf8();
            if end > self.longest {
                break;
            }
            hash = text.as_bytes()[at..end].iter().copied().fold(hash, hashed);
            if let Some(number) = self.at(hash, &text[..end]) {
                found(end, number, self.scores[number as usize]);
            }
        }
    }

    fn at(&self, hash: u64, text: &str) -> Option<u32> {
        for place in self.places(hash) {
            let number = self.table[place].checked_sub(1)?;
            if self.pieces.get(number as usize) == text {
                return Some(number);
            }
        }
        None
    }
}

fn hashed(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(FACTOR)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPECIALS: Specials = Specials { begin: 0, end: 1, padding: 2, unknown: 3 };

    fn lookup<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Lookup, String> {
        let mut pieces = Pieces::default();
        for text in ["<s>", "</s>", "<pad>", "<unk>"].into_iter().chain(texts) {
            pieces.push(text).unwrap();
        }
        let scores = vec![0.0; pieces.len()];
        Lookup::new(pieces, scores, SPECIALS)
    }

    #[test]
    fn equal_pieces_are_refused_at_once() {
        let reason = lookup(std::iter::repeat_n("kot", 900_000)).err();
        assert_eq!(reason.as_deref(), Some("its pieces `4` and `5` are equal"));
    }

    #[test]
    fn special_and_empty_pieces_may_be_repeated() {
        assert!(lookup(["", "", "<mask>", "<mask>", "<s>"]).is_ok());
    }

    #[test]
    fn pieces_whose_hashes_end_alike_are_found() {
        // Their places would all be the same if they depended on the pieces alone.
        let texts: Vec<String> = (0..4_000_000_u32)
            .map(|number| format!("{number:x}"))
            .filter(|text| text.bytes().fold(START, hashed).trailing_zeros() >= 11)
            .collect();
        assert!(texts.len() > 2 * PROBES, "{}", texts.len());
        let lookup = lookup(texts.iter().map(String::as_str)).unwrap();
        for text in &texts {
            let mut longest = 0;
            lookup.prefixes(text, |length, _, _| longest = length);
            assert_eq!(longest, text.len());
        }
    }
}
