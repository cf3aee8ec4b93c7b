//! The marks of a text: what texts with much the same wording have in common, found by looking up a number.
//!
//! Pairs of neighboring words without numbers are hashed, and the least hashes are kept (`MinHash`). Each pair
//! is hashed once, and counts among those in the same part of the range of hashes.
//!
//! Invariant: marks are stored in the index, so what computes them is part of the schema version.

use super::wording::{FoldedChar, fold};

/// The number of marks of a text.
///
/// Two wordings that share a part `s` of their pairs of words have at least one mark in common with the
/// probability 1 - (1 - s²)⁴: 0.98 for 0.8, 0.89 for 0.65, 0.15 for 0.2. The test
/// `variants_of_a_text_are_found_and_other_texts_are_not` would notice fewer.
const MARKS: usize = 4;
/// The number of least pairs of words that make a mark. With one, a frequent phrase would be a mark by
/// itself.
const ROWS: usize = 2;
/// The minimum number of different pairs of words. Shorter texts (an empty form, a caption) have too little
/// wording to tell whether they are the same document.
const MIN_PAIRS: u32 = 32;
/// How many of the eight least pairs of two texts must be the same for the texts to be compared word by word.
/// Of texts that share half of their pairs, 86 % have three; of those that share a fifth, 20 %.
const MIN_COMMON: usize = 3;

/// The marks of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::index) struct TextMarks {
    /// The marks under which similar texts are found; none if there is too little wording.
    pub(in crate::index) marks: Vec<u64>,
    /// The set of its numbers, in 64 bits: the bit of each number is set. Two numbers may share one.
    pub(in crate::index) numbers: u64,
    /// The least pairs of words.
    least: [u32; MARKS * ROWS],
}

impl TextMarks {
    /// Computes the marks of a text.
    pub(in crate::index) fn new(text: &str) -> Self {
        let (mut word, mut pairs) = (HashedWord::NONE, HashedPairs::default());
        fold(text, |folded| match folded {
            FoldedChar::Letter(letter) => word.push(letter),
            FoldedChar::Gap if word.is_empty() => {}
            FoldedChar::Gap => pairs.add(std::mem::replace(&mut word, HashedWord::NONE)),
        });
        pairs.into_marks()
    }

    /// Whether so much of the wording is the same that two texts may be the same.
    pub(super) fn are_like(&self, other: &Self) -> bool {
        self.least.iter().zip(&other.least).filter(|(one, other)| one == other).count() >= MIN_COMMON
    }
}

/// Returns how many numbers each of two sets has alone, as far as the bits show, whichever is less. It is 0
/// if one text has all numbers of the other.
pub(super) fn numbers_apart(one: u64, other: u64) -> u32 {
    (one & !other).count_ones().min((other & !one).count_ones())
}

/// The hash of a word (FNV-1a, 64 bits). Hashes are stored, so they must never depend on a library's version.
#[derive(Clone, Copy, PartialEq, Eq)]
struct HashedWord {
    hash: u64,
    has_digit: bool,
}

impl HashedWord {
    const NONE: Self = Self { hash: 0xcbf2_9ce4_8422_2325, has_digit: false };

    fn push(&mut self, letter: char) {
        self.hash = (self.hash ^ u64::from(letter)).wrapping_mul(0x0100_0000_01b3);
        self.has_digit |= letter.is_ascii_digit();
    }

    fn is_empty(self) -> bool {
        self == Self::NONE
    }
}

/// The pairs of words so far.
#[derive(Default)]
struct HashedPairs {
    before: Option<u64>,
    numbers: u64,
    least: [Option<u32>; MARKS * ROWS],
    /// A bit for each of a thousand kinds of pairs.
    kinds: [u64; 16],
}

impl HashedPairs {
    fn add(&mut self, word: HashedWord) {
        if word.has_digit {
            self.numbers |= 1 << (mixed(word.hash) >> 58);
        } else if let Some(before) = self.before.replace(word.hash) {
            self.add_pair(mixed(before.rotate_left(1) ^ word.hash));
        }
    }

    fn add_pair(&mut self, pair: u64) {
        let part = ((pair >> 32) as usize * self.least.len()) >> 32;
        let rank = pair as u32;
        self.least[part] = Some(self.least[part].map_or(rank, |least| least.min(rank)));
        self.kinds[(pair >> 6 & 15) as usize] |= 1 << (pair & 63);
    }

    fn into_marks(self) -> TextMarks {
        let kinds: u32 = self.kinds.iter().map(|bits| bits.count_ones()).sum();
        if kinds < MIN_PAIRS {
            return TextMarks::default();
        }
        // Of a short text a part may be empty; the next one stands in for it.
        let following =
            |at: usize| self.least.iter().cycle().skip(at).take(self.least.len()).flatten().next();
        let least = std::array::from_fn(|at| following(at).copied().unwrap_or(0));
        let mark = |(number, rows): (u64, &[u32])| {
            // The upper half is enough, and keeps the column short.
            rows.iter().fold(mixed(number), |mark, row| mixed(mark ^ u64::from(*row))) >> 32
        };
        TextMarks { marks: (0..).zip(least.chunks(ROWS)).map(mark).collect(), numbers: self.numbers, least }
    }
}

/// Mixes the bits of a number, one to one: the finalizer of `SplitMix64`.
const fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_stored_and_never_change() {
        let text: String =
            (0..60).map(|number| format!("słowo{} ", char::from(b'a' + number % 23))).collect();
        assert!(TextMarks::new(&text).marks.is_empty(), "23 pairs are too few");
        let letter = |number: u8| char::from(b'a' + number % 26);
        let text: String = (0..90).map(|at| format!("słowo{}{} ", letter(at), letter(at / 7))).collect();
        let TextMarks { marks, numbers, .. } = TextMarks::new(&format!("{text} 358/2017"));
        assert_eq!(
            (marks, numbers),
            (vec![1_553_824_228, 620_649_997, 2_725_496_500, 200_118_820], 1 << 57 | 1 << 12)
        );
    }

    #[test]
    fn numbers_are_apart_if_neither_text_has_all_of_the_other() {
        let words = "Na stanowisko dyrektora Miejskiego Ośrodka Kultury powołuje się z dniem podpisania osobę, która \
            wygrała konkurs ogłoszony w Biuletynie Informacji Publicznej Miasta Krakowa, a jej zastępcą zostaje \
            dotychczasowy kierownik działu do czasu rozstrzygnięcia następnego konkursu na to samo stanowisko.";
        let numbers = |text: &str| TextMarks::new(&format!("{words} {text}")).numbers;
        let apart = |one: &str, other: &str| numbers_apart(numbers(one), numbers(other));
        assert_eq!(apart("nr 358/2017 z 13 lutego", "nr 358/2017 z 13 lutego, strona 1 z 3"), 0);
        assert_eq!(apart("nr 358/2017 z 13 lutego", "nr 359/2017 z 13 lutego"), 1);
    }
}
