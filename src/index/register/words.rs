//! Words in the order of the alphabet, without accents: those that begin alike follow one another.
//!
//! Always holds: the words are in the order of their plain forms, and of the forms where these are equal; a
//! word is named by its place.

use std::{iter, ops::Range};

/// The forms in order, their letters one after the other.
#[derive(Debug, Default)]
pub(super) struct Words {
    letters: String,
    places: Vec<Place>,
}

/// Where a word stands in the letters: its plain form, and after it the form where that is another.
#[derive(Debug, Clone, Copy)]
struct Place {
    start: u32,
    plain_bytes: u16,
    form_bytes: u16,
}

impl Words {
    /// Adds a word, which comes after all others.
    pub(super) fn push(&mut self, plain: &str, form: &str) {
        let start = self.letters.len() as u32;
        self.letters.push_str(plain);
        let form = if form == plain { "" } else { form };
        self.letters.push_str(form);
        self.places.push(Place { start, plain_bytes: plain.len() as u16, form_bytes: form.len() as u16 });
    }

    fn plain_at(&self, place: Place) -> &str {
        let start = place.start as usize;
        &self.letters[start..start + usize::from(place.plain_bytes)]
    }

    /// The form of a word, with its accents.
    pub(super) fn form(&self, word: u32) -> &str {
        let place = self.places[word as usize];
        if place.form_bytes == 0 {
            return self.plain_at(place);
        }
        let start = place.start as usize + usize::from(place.plain_bytes);
        &self.letters[start..start + usize::from(place.form_bytes)]
    }

    /// The words whose plain form begins so.
    pub(super) fn beginning(&self, plain: &str) -> Range<u32> {
        self.range(|word| word < plain, |word| word.starts_with(plain))
    }

    /// The words whose plain form is this one.
    pub(super) fn whole(&self, plain: &str) -> Range<u32> {
        self.range(|word| word < plain, |word| word == plain)
    }

    fn range(&self, is_before: impl Fn(&str) -> bool, is_asked: impl Fn(&str) -> bool) -> Range<u32> {
        let start = self.places.partition_point(|place| is_before(self.plain_at(*place)));
        let count = self.places[start..].partition_point(|place| is_asked(self.plain_at(*place)));
        start as u32..(start + count) as u32
    }
}

/// Lists of numbers, one after the other in one vector.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// Where each list begins, and the end of the last.
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    /// From lists in their order.
    pub(super) fn of<'a>(lists: impl Iterator<Item = &'a [u32]>) -> Self {
        let (mut starts, mut items) = (vec![0], Vec::new());
        for list in lists {
            items.extend_from_slice(list);
            starts.push(items.len() as u32);
        }
        Self { starts, items }
    }

    /// For every number below `count` the lists it stands in, in order.
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

    /// The numbers of lists that follow one another.
    pub(super) fn within(&self, lists: Range<u32>) -> &[u32] {
        let bound = |list: u32| self.starts.get(list as usize).copied().unwrap_or(0) as usize;
        &self.items[bound(lists.start)..bound(lists.end)]
    }

    /// The numbers of a list.
    pub(super) fn get(&self, list: u32) -> &[u32] {
        self.within(list..list + 1)
    }

    /// The numbers from `first` on that stand in any of these lists, each once and in order; all are below
    /// `count`. Each list must be in order.
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

/// The places of the bits that are set.
fn set(mut bits: u64) -> impl Iterator<Item = u32> {
    iter::from_fn(move || {
        let place = bits.trailing_zeros();
        (bits != 0).then(|| {
            bits &= bits - 1;
            place
        })
    })
}

/// In how many documents words stand.
#[derive(Debug, Default)]
pub(super) struct DocFreqs {
    all: Vec<u32>,
    /// The highest of each block.
    maxima: Vec<u32>,
}

/// Words of a block, of which the highest is known.
const BLOCK: usize = 64;

impl DocFreqs {
    pub(super) fn new(all: Vec<u32>) -> Self {
        let maxima = all.chunks(BLOCK).map(|block| block.iter().copied().max().unwrap_or(0)).collect();
        Self { all, maxima }
    }

    /// That of a word.
    pub(super) fn get(&self, word: u32) -> u32 {
        self.all[word as usize]
    }

    /// The words among these that stand in most documents, the most frequent first, with these numbers; none
    /// that stand in no document.
    pub(super) fn highest(
        &self,
        words: Range<u32>,
        most: usize,
        is_asked: impl Fn(u32) -> bool,
    ) -> Vec<(u32, u32)> {
        let (start, end) = (words.start as usize, words.end as usize);
        let mut best: Vec<(u32, u32)> = Vec::with_capacity(most + 1);
        let mut at = start;
        while at < end {
            let block = at / BLOCK;
            let block_end = ((block + 1) * BLOCK).min(end);
            let least = if best.len() < most { 0 } else { best[most - 1].1 };
            if self.maxima[block] > least {
                let words = (at as u32..block_end as u32).filter(|word| is_asked(*word));
                words.for_each(|word| take(&mut best, most, (word, self.get(word))));
            }
            at = block_end;
        }
        best
    }
}

/// Takes a word among the best where it is one of them; of equal ones the earlier is better, one in no document
/// is none.
fn take(best: &mut Vec<(u32, u32)>, most: usize, word: (u32, u32)) {
    let place = best.partition_point(|known| known.1 >= word.1);
    if place < most && word.1 > 0 {
        best.insert(place, word);
        best.truncate(most);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(forms: &[(&str, &str)]) -> Words {
        let mut words = Words::default();
        for (plain, form) in forms {
            words.push(plain, form);
        }
        words
    }

    #[test]
    fn words_that_begin_alike_are_found_together_with_their_forms() {
        let words = words(&[("sad", "sad"), ("sad", "sąd"), ("sadu", "sądu"), ("zolw", "żółw")]);
        let forms = |range: Range<u32>| range.map(|word| words.form(word)).collect::<Vec<_>>();
        assert_eq!(forms(words.beginning("sad")), ["sad", "sąd", "sądu"]);
        assert_eq!(forms(words.whole("sad")), ["sad", "sąd"]);
        assert_eq!(forms(words.beginning("z")), ["żółw"]);
        assert_eq!(forms(words.beginning("")).len(), 4);
        assert!(words.beginning("x").is_empty() && words.whole("sa").is_empty());
    }

    #[test]
    fn inverted_lists_name_the_lists_that_a_number_stands_in() {
        let lists = Lists::of([[0_u32, 2].as_slice(), &[], &[2]].into_iter());
        let inverted = lists.inverted(3);
        assert_eq!([inverted.get(0), inverted.get(1), inverted.get(2)], [[0].as_slice(), &[], &[0, 2]]);
        assert_eq!(inverted.within(0..3), [0, 0, 2]);
    }

    proptest! {
        #[test]
        fn the_most_frequent_are_those_of_sorting_them_all(
            all in prop::collection::vec(0..9_u32, 1..300),
            (start, end) in (0..300_u32, 0..300_u32),
            most in 1..9_usize,
        ) {
            let len = all.len() as u32;
            let range = start.min(end).min(len)..start.max(end).min(len);
            let mut sorted: Vec<(u32, u32)> = range.clone().map(|word| (word, all[word as usize])).collect();
            sorted.sort_by_key(|(word, count)| (u32::MAX - count, *word));
            sorted.retain(|(_, count)| *count > 0);
            sorted.truncate(most);
            prop_assert_eq!(DocFreqs::new(all).highest(range, most, |_| true), sorted);
        }
    }
}
