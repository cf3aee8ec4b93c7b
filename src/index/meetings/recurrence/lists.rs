//! Lists of numbers in one buffer: the concepts of every topic, the topics with every concept.
//!
//! Leaves what the numbers mean to `recurrence`. Invariant: every list is sorted and has no number twice.

use rustc_hash::FxHashMap;

/// Lists of numbers, each known by its own number.
#[derive(Debug, Default)]
pub(super) struct SortedLists {
    /// The start of each list in the numbers, and the end of the last.
    starts: Vec<u32>,
    numbers: Vec<u32>,
}

impl SortedLists {
    /// Gathers lists, sorting each.
    pub(super) fn sorted(lists: impl Iterator<Item = impl Iterator<Item = u32>>) -> Self {
        let mut gathered = Self { starts: vec![0], numbers: Vec::new() };
        let mut numbers = Vec::new();
        for list in lists {
            numbers.clear();
            numbers.extend(list);
            numbers.sort_unstable();
            numbers.dedup();
            gathered.numbers.extend_from_slice(&numbers);
            gathered.starts.push(gathered.numbers.len() as u32);
        }
        gathered
    }

    /// Returns a list; an empty one if there is none of that number.
    pub(super) fn get(&self, list: u32) -> &[u32] {
        let at = list as usize;
        match self.starts.get(at..at + 2) {
            Some(&[start, end]) => &self.numbers[start as usize..end as usize],
            _ => &[],
        }
    }

    /// Returns for each number below `count` the lists that have it.
    pub(super) fn inverted(&self, count: usize) -> Self {
        let mut starts = vec![0; count + 1];
        for number in &self.numbers {
            starts[*number as usize + 1] += 1;
        }
        for at in 0..count {
            starts[at + 1] += starts[at];
        }
        let (mut next, mut numbers) = (starts.clone(), vec![0; self.numbers.len()]);
        for list in 0..self.starts.len() as u32 - 1 {
            for number in self.get(list) {
                let place = &mut next[*number as usize];
                numbers[*place as usize] = list;
                *place += 1;
            }
        }
        Self { starts, numbers }
    }
}

/// Numbers texts in the order in which they first occur; returns them, and the lists with their numbers.
pub(super) fn numbered<'a>(lists: impl Iterator<Item = &'a [String]>) -> (Vec<String>, SortedLists) {
    let (mut texts, mut known) = (Vec::new(), FxHashMap::default());
    let mut number = |text: &'a String| {
        *known.entry(text.as_str()).or_insert_with(|| {
            texts.push(text.clone());
            texts.len() as u32 - 1
        })
    };
    let lists: Vec<Vec<u32>> = lists.map(|list| list.iter().map(&mut number).collect()).collect();
    (texts, SortedLists::sorted(lists.into_iter().map(Vec::into_iter)))
}

/// Iterates over the numbers that two sorted lists share.
pub(super) fn shared<'a>(a: &'a [u32], b: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
    let mut rest = b;
    a.iter().copied().filter(move |number| {
        while let [first, left @ ..] = rest
            && first < number
        {
            rest = left;
        }
        rest.first() == Some(number)
    })
}
