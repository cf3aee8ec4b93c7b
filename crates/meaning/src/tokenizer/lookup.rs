//! Finding the pieces that begin at a place of a text.

use crate::{container::header::Specials, tokenizer::vocabulary::Pieces};

/// The start of the hash function, and its factor: FNV-1a, which can go on from any byte to the next.
const START: u64 = 0xcbf2_9ce4_8422_2325;
const FACTOR: u64 = 0x0100_0000_01b3;

/// Pieces by their text.
pub(crate) struct Lookup {
    pieces: Pieces,
    scores: Vec<f32>,
    /// Numbers of pieces plus one at the place of their hash or after it; 0 is free. At most half is taken.
    table: Vec<u32>,
    longest: usize,
}

impl Lookup {
    /// Indexes the pieces; special ones are never found.
    pub(crate) fn new(pieces: Pieces, scores: Vec<f32>, specials: Specials) -> Lookup {
        let mut table = vec![0_u32; (pieces.len() * 2).next_power_of_two()];
        let mut longest = 1;
        let Specials { begin, end, padding, unknown } = specials;
        for (number, piece) in (0_u32..).zip(pieces.iter()) {
            if piece.is_empty() || [begin, end, padding, unknown].contains(&number) || piece == "<mask>" {
                continue;
            }
            longest = longest.max(piece.len());
            let mut place = piece.bytes().fold(START, hashed) as usize & (table.len() - 1);
            // The first of equal pieces stands first and is found.
            while table[place] != 0 {
                place = (place + 1) & (table.len() - 1);
            }
            table[place] = number + 1;
        }
        Lookup { pieces, scores, table, longest }
    }

    /// Bytes of the longest piece.
    pub(crate) fn longest(&self) -> usize {
        self.longest
    }

    /// Calls `found` with length, number and score of each piece that `text` begins with.
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
        let mut place = hash as usize & (self.table.len() - 1);
        loop {
            let number = self.table[place].checked_sub(1)?;
            if self.pieces.get(number as usize) == text {
                return Some(number);
            }
            place = (place + 1) & (self.table.len() - 1);
        }
    }
}

fn hashed(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(FACTOR)
}
