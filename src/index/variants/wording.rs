//! The wording of a text: its words and numbers without case, accents, punctuation and layout, and the marks
//! by which texts with much the same wording are found.
//!
//! Whether two wordings are of the same text is left to `agreement`.
//!
//! Invariants: the same text has the same wording in whatever format it was published, as far as the format
//! keeps its words; marks are stored in the index, so what computes them is part of the schema version.

use rustc_hash::FxHashMap;

/// The number of marks of a wording.
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

/// The wording of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::index) struct Wording {
    /// The words and numbers, one after the other.
    words: String,
    /// Where each of them ends.
    ends: Vec<u32>,
}

/// The marks of a wording.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::index) struct WordingMarks {
    /// The marks under which similar wordings are found; none if there is too little wording.
    pub(in crate::index) marks: Vec<u64>,
    /// The set of its numbers, in 64 bits: the bit of each number is set. Two numbers may share one.
    pub(in crate::index) numbers: u64,
}

impl Wording {
    /// Reads the wording of a text.
    pub(in crate::index) fn new(text: &str) -> Self {
        let mut wording =
            Self { words: String::with_capacity(text.len()), ends: Vec::with_capacity(text.len() / 7) };
        for c in text.chars() {
            match folded(c) {
                Folded::Nothing => {}
                Folded::Gap => wording.end_word(),
                Folded::Letter(letter) => wording.words.push(letter),
                Folded::Other(c) => wording.words.extend(c.to_lowercase()),
            }
        }
        wording.end_word();
        wording
    }

    fn end_word(&mut self) {
        let end = self.words.len() as u32;
        if self.ends.last().copied().unwrap_or(0) < end {
            self.ends.push(end);
        }
    }

    /// Returns its words and numbers, in order.
    pub(in crate::index) fn words(&self) -> Vec<&str> {
        self.iter().collect()
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.words[start as usize..*end as usize])
    }

    /// Returns how much memory it takes, in bytes.
    pub(in crate::index) fn bytes(&self) -> usize {
        self.words.capacity() + 4 * self.ends.capacity()
    }

    /// Returns its marks.
    ///
    /// A mark is made of the least hashes of pairs of neighboring words without numbers (`MinHash`). Each pair
    /// is hashed once, and counts among those in the same part of the range of hashes.
    pub(in crate::index) fn marks(&self) -> WordingMarks {
        let (mut numbers, mut before) = (0, None);
        let mut pairs = LeastPairs::default();
        for word in self.iter() {
            let (hash, has_digit) = hash(word);
            if has_digit {
                numbers |= 1 << (hash >> 58);
                continue;
            }
            if let Some(before) = before.replace(hash) {
                pairs.add(mixed(u64::rotate_left(before, 1) ^ hash));
            }
        }
        WordingMarks { marks: pairs.marks(), numbers }
    }
}

/// The least hashes of the pairs of words so far.
struct LeastPairs {
    least: [Option<u32>; MARKS * ROWS],
    /// A bit for each of a thousand kinds of pairs.
    seen: [u64; 16],
}

impl Default for LeastPairs {
    fn default() -> Self {
        Self { least: [None; MARKS * ROWS], seen: [0; 16] }
    }
}

impl LeastPairs {
    fn add(&mut self, pair: u64) {
        let part = ((pair >> 32) as usize * self.least.len()) >> 32;
        let rank = pair as u32;
        self.least[part] = Some(self.least[part].map_or(rank, |least| least.min(rank)));
        self.seen[(pair >> 6 & 15) as usize] |= 1 << (pair & 63);
    }

    fn marks(&self) -> Vec<u64> {
        let kinds: u32 = self.seen.iter().map(|bits| bits.count_ones()).sum();
        if kinds < MIN_PAIRS {
            return Vec::new();
        }
        let row = |at: usize| {
            // Of a short text a part may be empty; the next one stands in for it.
            let parts = (0..self.least.len()).map(|next| self.least[(at + next) % self.least.len()]);
            parts.flatten().next().unwrap_or(0)
        };
        let mark = |number: usize| {
            let rows = (number * ROWS..(number + 1) * ROWS).map(row);
            // The upper half is enough, and keeps the term dictionary short.
            rows.fold(mixed(number as u64), |mark, row| mixed(mark ^ u64::from(row))) >> 32
        };
        (0..MARKS).map(mark).collect()
    }
}

/// Returns how many numbers each of two sets has alone, as far as the bits show, whichever is less. It is 0
/// if one text has all numbers of the other.
pub(super) fn numbers_apart(one: u64, other: u64) -> u32 {
    (one & !other).count_ones().min((other & !one).count_ones())
}

/// Whether a word is a number, or contains one.
pub(super) fn has_digit(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit())
}

/// Returns how often each word occurs.
pub(super) fn counts<'a>(words: &[&'a str]) -> FxHashMap<&'a str, u32> {
    let mut counts = FxHashMap::default();
    for word in words {
        *counts.entry(*word).or_default() += 1;
    }
    counts
}

/// What a character is in a wording.
enum Folded {
    /// Nothing: a mark within a word.
    Nothing,
    /// The end of a word.
    Gap,
    /// A letter or digit, in lower case without accent.
    Letter(char),
    /// A letter that may have another lower case.
    Other(char),
}

fn folded(c: char) -> Folded {
    match c {
        'a'..='z' | '0'..='9' => Folded::Letter(c),
        'A'..='Z' => Folded::Letter(c.to_ascii_lowercase()),
        'ą' | 'Ą' => Folded::Letter('a'),
        'ć' | 'Ć' => Folded::Letter('c'),
        'ę' | 'Ę' => Folded::Letter('e'),
        'ł' | 'Ł' => Folded::Letter('l'),
        'ń' | 'Ń' => Folded::Letter('n'),
        'ó' | 'Ó' => Folded::Letter('o'),
        'ś' | 'Ś' => Folded::Letter('s'),
        'ź' | 'Ź' | 'ż' | 'Ż' => Folded::Letter('z'),
        '\u{ad}' | '\u{300}'..='\u{36f}' => Folded::Nothing,
        _ if c.is_alphanumeric() => Folded::Other(c),
        _ => Folded::Gap,
    }
}

/// Hashes a word (FNV-1a, 64 bits) and says whether it has a digit. Hashes are stored, so they must never
/// depend on a library's version.
fn hash(word: &str) -> (u64, bool) {
    let (mut hash, mut has_digit) = (0xcbf2_9ce4_8422_2325_u64, false);
    for byte in word.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        has_digit |= byte.is_ascii_digit();
    }
    (mixed(hash), has_digit)
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
    fn case_accents_punctuation_and_layout_do_not_belong_to_the_wording() {
        let words =
            Wording::new("ZARZĄDZENIE Nr 358/2017\r\n– Pre\u{ad}zy\u{ad}denta (m.\u{a0}Krako\u{301}wa)");
        assert_eq!(words.words(), ["zarzadzenie", "nr", "358", "2017", "prezydenta", "m", "krakowa"]);
        assert_eq!(Wording::new("Żółw ŻÓŁW żółw").words(), ["zolw"; 3]);
        assert!(Wording::new(" — § ").words().is_empty());
    }

    #[test]
    fn marks_are_stored_and_never_change() {
        let text: String =
            (0..60).map(|number| format!("słowo{} ", char::from(b'a' + number % 23))).collect();
        assert!(Wording::new(&text).marks().marks.is_empty(), "23 pairs are too few");
        let letter = |number: u8| char::from(b'a' + number % 26);
        let text: String = (0..90).map(|at| format!("słowo{}{} ", letter(at), letter(at / 7))).collect();
        let WordingMarks { marks, numbers } = Wording::new(&format!("{text} 358/2017")).marks();
        assert_eq!((marks, numbers), (vec![3_470_021_619, 222_174_671, 859_412_067, 3_256_426_287], 1 << 57 | 1 << 12));
    }

    #[test]
    fn numbers_are_apart_if_neither_text_has_all_of_the_other() {
        let apart = |one: &str, other: &str| {
            numbers_apart(Wording::new(one).marks().numbers, Wording::new(other).marks().numbers)
        };
        assert_eq!(apart("nr 358/2017 z 13 lutego", "nr 358/2017 z 13 lutego, strona 1 z 3"), 0);
        assert_eq!(apart("nr 358/2017 z 13 lutego", "nr 359/2017 z 13 lutego"), 1);
    }
}
