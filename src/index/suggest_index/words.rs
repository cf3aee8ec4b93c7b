//! Words sorted alphabetically without accents, so that words with the same prefix are adjacent.
//!
//! Invariants: words are sorted by their unaccented forms, then by their forms; a word is identified by its
//! index.

use std::{iter, ops::Range};

/// The sorted forms, with their letters in one string.
#[derive(Debug, Default)]
pub(super) struct WordTable {
    letters: String,
    places: Vec<WordOffset>,
    /// The first bytes of each unaccented form as a number, so that words are found without reading their
    /// letters.
    heads: Vec<u64>,
}

/// Where a word is in `letters`: its unaccented form, followed by the form if they differ.
#[derive(Debug, Clone, Copy)]
struct WordOffset {
    start: u32,
    plain_bytes: u16,
    form_bytes: u16,
}

/// The number of bytes in a head.
const HEAD: usize = size_of::<u64>();

/// Returns the first bytes as a number, padded with `rest`.
fn head(plain: &str, rest: u8) -> u64 {
    let mut bytes = [rest; HEAD];
    let length = plain.len().min(HEAD);
    bytes[..length].copy_from_slice(&plain.as_bytes()[..length]);
    u64::from_be_bytes(bytes)
}

impl WordTable {
    /// Adds a word, which must come after all others.
    pub(super) fn push(&mut self, plain: &str, form: &str) {
        let start = self.letters.len() as u32;
        self.letters.push_str(plain);
        let form = if form == plain { "" } else { form };
        self.letters.push_str(form);
        let (plain_bytes, form_bytes) = (plain.len() as u16, form.len() as u16);
        self.places.push(WordOffset { start, plain_bytes, form_bytes });
        self.heads.push(head(plain, 0));
    }

    fn plain_at(&self, place: WordOffset) -> &str {
        let start = place.start as usize;
        &self.letters[start..start + usize::from(place.plain_bytes)]
    }

    /// Returns the form of a word, with its accents.
    pub(super) fn form(&self, word: u32) -> &str {
        let place = self.places[word as usize];
        if place.form_bytes == 0 {
            return self.plain_at(place);
        }
        let start = place.start as usize + usize::from(place.plain_bytes);
        &self.letters[start..start + usize::from(place.form_bytes)]
    }

    /// Returns the words whose unaccented form has a prefix.
    pub(super) fn beginning(&self, plain: &str) -> Range<u32> {
        // No byte of a word is as high as the padding, which stands for all that may follow.
        let (least, most) = (head(plain, 0), head(plain, u8::MAX));
        let mut start = self.heads.partition_point(|head| *head < least);
        let mut end = start + self.heads[start..].partition_point(|head| *head <= most);
        if plain.len() > HEAD {
            let alike = &self.places[start..end];
            let first = alike.partition_point(|place| self.plain_at(*place) < plain);
            let count = alike[first..].partition_point(|place| self.plain_at(*place).starts_with(plain));
            (start, end) = (start + first, start + first + count);
        }
        start as u32..end as u32
    }

    /// Returns those of the words with a prefix whose unaccented form equals it: the first of them.
    pub(super) fn whole(&self, beginning: Range<u32>, plain: &str) -> Range<u32> {
        let is_whole = |word: &u32| self.plain_at(self.places[*word as usize]).len() == plain.len();
        let count = beginning.clone().take_while(is_whole).count();
        beginning.start..beginning.start + count as u32
    }
}

/// Lists of numbers, stored consecutively in one vector.
#[derive(Debug, Default)]
pub(super) struct NumberLists {
    /// The start of each list, and the end of the last.
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl NumberLists {
    /// Creates the lists, in order.
    pub(super) fn from_lists<'a>(lists: impl Iterator<Item = &'a [u32]>) -> Self {
        let (mut starts, mut items) = (vec![0], Vec::new());
        for list in lists {
            items.extend_from_slice(list);
            starts.push(items.len() as u32);
        }
        Self { starts, items }
    }

    /// Returns, for every number below `count`, the sorted lists that contain it.
    pub(super) fn inverted(&self, count: usize) -> Self {
        let mut starts = vec![0; count + 1];
        for &item in &self.items {
            starts[item as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let (mut next, mut items) = (starts.clone(), vec![0; self.items.len()]);
        for list in 0..self.starts.len().saturating_sub(1) as u32 {
            for &item in self.within(list..list + 1) {
                let place = &mut next[item as usize];
                items[*place as usize] = list;
                *place += 1;
            }
        }
        Self { starts, items }
    }

    /// Returns the numbers of consecutive lists.
    pub(super) fn within(&self, lists: Range<u32>) -> &[u32] {
        let bound = |list: u32| self.starts.get(list as usize).copied().unwrap_or(0) as usize;
        &self.items[bound(lists.start)..bound(lists.end)]
    }

    /// Returns the numbers of a list.
    pub(super) fn get(&self, list: u32) -> &[u32] {
        self.within(list..list + 1)
    }

    /// Returns the sorted distinct numbers from `first` on in any of these lists, each of which must be
    /// sorted. All numbers must be below `count`.
    pub(super) fn union(
        &self,
        lists: Range<u32>,
        first: u32,
        count: usize,
    ) -> Box<dyn Iterator<Item = u32> + '_> {
        let numbers = self.within(lists.clone());
        if lists.len() <= 1 {
            let start = numbers.partition_point(|number| *number < first);
            return Box::new(numbers[start..].iter().copied());
        }
        let mut bits = vec![0_u64; count.div_ceil(64)];
        for number in numbers.iter().filter(|number| **number >= first) {
            bits[*number as usize / 64] |= 1 << (number % 64);
        }
        Box::new((0..).zip(bits).flat_map(|(block, bits)| set(bits).map(move |bit| block * 64 + bit)))
    }
}

/// Returns the indices of the set bits.
fn set(mut bits: u64) -> impl Iterator<Item = u32> {
    iter::from_fn(move || {
        let place = bits.trailing_zeros();
        (bits != 0).then(|| {
            bits &= bits - 1;
            place
        })
    })
}

/// The frequencies of words worth completing.
#[derive(Debug, Default)]
pub(super) struct Frequencies {
    /// The frequency of each word.
    all: Vec<Frequency>,
    /// The highest count of each block.
    maxima: Vec<u32>,
}

/// The frequency of a word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Frequency {
    /// The number of titles and texts that contain it; zero if it should not be completed.
    pub(super) count: u32,
    /// A hash that the forms of a word share, and hardly any other word by chance.
    pub(super) family: u32,
}

/// A frequent word of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Frequent<'a> {
    pub(crate) form: &'a str,
    /// The number of titles and texts that contain it, including those of deleted documents.
    pub(crate) count: u32,
    /// A hash that the forms of a word share in all segments.
    pub(crate) family: u32,
}

impl Frequent<'_> {
    /// Returns a lower bound of the number of documents that contain it: each may have it in both title and
    /// text.
    pub(crate) fn documents(&self) -> u32 {
        self.count.div_ceil(2)
    }
}

/// The number of words in a block, for which the highest count is stored.
const BLOCK: usize = 64;

impl Frequencies {
    pub(super) fn new(all: Vec<Frequency>) -> Self {
        let highest = |block: &[Frequency]| block.iter().map(|word| word.count).max().unwrap_or(0);
        let maxima = all.chunks(BLOCK).map(highest).collect();
        Self { all, maxima }
    }

    /// Returns the frequency of a word.
    pub(super) fn get(&self, word: u32) -> Frequency {
        self.all[word as usize]
    }

    /// Returns the `most` most frequent of the words, each only in its most frequent form, excluding words
    /// that should not be completed.
    pub(super) fn highest(
        &self,
        words: Range<u32>,
        most: usize,
        is_asked: impl Fn(u32) -> bool,
    ) -> Vec<(u32, Frequency)> {
        let (start, end) = (words.start as usize, words.end as usize);
        let first = start / BLOCK;
        // Blocks with the highest counts come first, so that most blocks need not be scanned.
        let mut blocks: Vec<(u32, usize)> = (first..)
            .zip(&self.maxima[first.min(self.maxima.len())..end.div_ceil(BLOCK).max(first)])
            .map(|(block, highest)| (*highest, block))
            .collect();
        blocks.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut best: Vec<(u32, Frequency)> = Vec::with_capacity(most + 1);
        for (highest, block) in blocks {
            if highest <= least(&best, most) {
                break;
            }
            for word in (block * BLOCK).max(start)..((block + 1) * BLOCK).min(end) {
                let (word, frequency) = (word as u32, self.all[word]);
                if frequency.count > least(&best, most) && is_asked(word) {
                    take(&mut best, most, word, frequency);
                }
            }
        }
        best
    }
}

/// Returns the count that a word must exceed to be among the best.
fn least(best: &[(u32, Frequency)], most: usize) -> u32 {
    if best.len() < most { 0 } else { best[most - 1].1.count }
}

/// Adds a word to the best, replacing another form of it if that is less frequent.
fn take(best: &mut Vec<(u32, Frequency)>, most: usize, word: u32, frequency: Frequency) {
    if let Some(other) = best.iter().position(|(_, known)| known.family == frequency.family) {
        if best[other].1.count >= frequency.count {
            return;
        }
        best.remove(other);
    }
    let place = best.partition_point(|(_, known)| known.count >= frequency.count);
    best.insert(place, (word, frequency));
    best.truncate(most);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(forms: &[(&str, &str)]) -> WordTable {
        let mut words = WordTable::default();
        for (plain, form) in forms {
            words.push(plain, form);
        }
        words
    }

    #[test]
    fn words_with_a_common_prefix_are_found_with_their_forms() {
        let words = words(&[("sad", "sad"), ("sad", "sąd"), ("sadu", "sądu"), ("zolw", "żółw")]);
        let forms = |range: Range<u32>| range.map(|word| words.form(word)).collect::<Vec<_>>();
        assert_eq!(forms(words.beginning("sad")), ["sad", "sąd", "sądu"]);
        assert_eq!(forms(words.whole(words.beginning("sad"), "sad")), ["sad", "sąd"]);
        assert_eq!(forms(words.beginning("z")), ["żółw"]);
        assert_eq!(forms(words.beginning("")).len(), 4);
        assert!(words.beginning("x").is_empty() && words.whole(words.beginning("sa"), "sa").is_empty());
    }

    #[test]
    fn long_prefixes_are_distinguished_beyond_their_first_bytes() {
        let words = words(&[
            ("przedsta", "przedsta"),
            ("przedszkola", "przedszkola"),
            ("przedszkole", "przedszkole"),
            ("przedszkoli", "przedszkoli"),
        ]);
        assert_eq!(words.beginning("przedszk"), 1..4);
        assert_eq!(words.beginning("przedszkole"), 2..3);
        assert!(words.beginning("przedszkolo").is_empty() && words.beginning("przedszkolee").is_empty());
    }

    #[test]
    fn inverted_lists_name_the_lists_that_contain_a_number() {
        let lists = NumberLists::from_lists([[0_u32, 2].as_slice(), &[], &[2]].into_iter());
        let inverted = lists.inverted(3);
        assert_eq!([inverted.get(0), inverted.get(1), inverted.get(2)], [[0].as_slice(), &[], &[0, 2]]);
        assert_eq!(inverted.within(0..3), [0, 0, 2]);
    }

    proptest! {
        #[test]
        fn the_most_frequent_words_agree_with_sorting_all_words(
            all in prop::collection::vec((0..9_u32, 0..40_u32), 1..300),
            (start, end) in (0..300_u32, 0..300_u32),
            most in 1..9_usize,
        ) {
            let all: Vec<Frequency> =
                all.into_iter().map(|(count, family)| Frequency { count, family }).collect();
            let len = all.len() as u32;
            let range = start.min(end).min(len)..start.max(end).min(len);
            let mut sorted: Vec<_> = range.clone().map(|word| (word, all[word as usize])).collect();
            sorted.sort_by_key(|(word, frequency)| (u32::MAX - frequency.count, *word));
            let mut families = Vec::new();
            sorted.retain(|(_, frequency)| {
                let is_new = !families.contains(&frequency.family);
                families.push(frequency.family);
                is_new && frequency.count > 0
            });
            sorted.truncate(most);
            let counts = |words: &[(u32, Frequency)]| words.iter().map(|(_, word)| word.count).collect::<Vec<_>>();
            let highest = Frequencies::new(all.clone()).highest(range.clone(), most, |_| true);
            prop_assert_eq!(counts(&highest), counts(&sorted));
            prop_assert!(highest.iter().all(|(word, is)| range.contains(word) && all[*word as usize] == *is));
        }
    }
}
