//! Aligns two sequences of words: which words of one are which of the other.
//!
//! Sequences of words that occur once in both texts are matched first, then what lies between them is
//! compared word by word. What the differences mean is left to `agreement`.
//!
//! Invariants: the time is in proportion to the length of the texts, whatever they contain; gaps are in
//! order, and everything outside of them is equal in both texts.

use std::{hash::Hash, ops::Range};

use rustc_hash::FxHashMap;

/// The number of words in a row that are matched first. Shorter rows are rarely found once; of longer ones,
/// noise leaves too few.
const ROW: usize = 3;
/// The most comparisons of words between two matched rows. Longer gaps are not compared further: nothing
/// matched in 200 words.
const MAX_COMPARISONS: usize = 200 * 200;

/// A place where two texts differ; one of the ranges may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TextGap {
    /// The words of the first text.
    pub(super) one: Range<usize>,
    /// The words of the second text.
    pub(super) other: Range<usize>,
}

/// Returns the places where two texts differ, in order.
pub(super) fn gaps(one: &[&str], other: &[&str]) -> Vec<TextGap> {
    let (mut gaps, mut done) = (Vec::new(), (0, 0));
    for (start, other_start) in in_order(&common_rows(one, other)) {
        // A row that was reached by extending the one before.
        if start < done.0 || other_start < done.1 {
            continue;
        }
        let gap = TextGap { one: done.0..start, other: done.1..other_start };
        compare(one, other, gap, &mut gaps);
        let length = common_beginning(&one[start..], &other[other_start..]);
        done = (start + length, other_start + length);
    }
    compare(one, other, TextGap { one: done.0..one.len(), other: done.1..other.len() }, &mut gaps);
    gaps
}

/// Returns where the rows of words begin that occur once in each text, by their place in the first one.
fn common_rows(one: &[&str], other: &[&str]) -> Vec<(usize, usize)> {
    let others = single(other.windows(ROW));
    let mut common: Vec<(usize, usize)> = single(one.windows(ROW))
        .into_iter()
        .filter_map(|(row, at)| Some((at?, (*others.get(row)?)?)))
        .collect();
    common.sort_unstable();
    common
}

/// Returns where each item is, or `None` for those that occur several times.
fn single<T: Eq + Hash>(items: impl Iterator<Item = T>) -> FxHashMap<T, Option<usize>> {
    let mut places = FxHashMap::default();
    for (at, item) in items.enumerate() {
        places.entry(item).and_modify(|place| *place = None).or_insert(Some(at));
    }
    places
}

/// Returns the longest part of the places that is in the order of both texts. They are in the order of the
/// first one.
fn in_order(places: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // For each length, the last place of the sequence of that length that ends first in the other text.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(places.len());
    for (number, (_, other)) in places.iter().enumerate() {
        let length = ends.partition_point(|end| places[*end].1 < *other);
        before.push(length.checked_sub(1).map(|last| ends[last]));
        if length == ends.len() {
            ends.push(number);
        } else {
            ends[length] = number;
        }
    }
    let mut longest = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(number) = next {
        longest.push(places[number]);
        next = before[number];
    }
    longest.reverse();
    longest
}

/// Compares what lies between two matched rows word by word and adds the places where it differs.
fn compare(one: &[&str], other: &[&str], gap: TextGap, gaps: &mut Vec<TextGap>) {
    let TextGap { one: first, other: second } = gap;
    let start = common_beginning(&one[first.clone()], &other[second.clone()]);
    let (first, second) = (first.start + start..first.end, second.start + start..second.end);
    let end = common_end(&one[first.clone()], &other[second.clone()]);
    let (first, second) = (first.start..first.end - end, second.start..second.end - end);
    if first.is_empty() && second.is_empty() {
        return;
    }
    let comparisons = first.len() * second.len();
    let matched = match comparisons {
        1..=MAX_COMPARISONS => common_words(&one[first.clone()], &other[second.clone()]),
        _ => Vec::new(),
    };
    let mut done = (first.start, second.start);
    let ends = [(first.len(), second.len())];
    for (at, other_at) in matched.into_iter().chain(ends) {
        let next = (first.start + at, second.start + other_at);
        if next != done {
            gaps.push(TextGap { one: done.0..next.0, other: done.1..next.1 });
        }
        done = (next.0 + 1, next.1 + 1);
    }
}

fn common_beginning(one: &[&str], other: &[&str]) -> usize {
    one.iter().zip(other).take_while(|(one, other)| one == other).count()
}

fn common_end(one: &[&str], other: &[&str]) -> usize {
    one.iter().rev().zip(other.iter().rev()).take_while(|(one, other)| one == other).count()
}

/// Returns the places of the words of a longest common subsequence.
fn common_words(one: &[&str], other: &[&str]) -> Vec<(usize, usize)> {
    // The length of the longest common subsequence of what follows each pair of places.
    let width = other.len() + 1;
    let mut lengths = vec![0_u16; (one.len() + 1) * width];
    for at in (0..one.len()).rev() {
        for other_at in (0..other.len()).rev() {
            let here = at * width + other_at;
            lengths[here] = if one[at] == other[other_at] {
                lengths[here + width + 1] + 1
            } else {
                lengths[here + width].max(lengths[here + 1])
            };
        }
    }
    let (mut at, mut other_at, mut common) = (0, 0, Vec::new());
    while at < one.len() && other_at < other.len() {
        let here = at * width + other_at;
        if one[at] == other[other_at] {
            common.push((at, other_at));
            (at, other_at) = (at + 1, other_at + 1);
        } else if lengths[here + width] >= lengths[here + 1] {
            at += 1;
        } else {
            other_at += 1;
        }
    }
    common
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(one: &str, other: &str) -> Vec<(String, String)> {
        let (one, other): (Vec<&str>, Vec<&str>) =
            (one.split_whitespace().collect(), other.split_whitespace().collect());
        let words = |words: &[&str]| words.join(" ");
        let gaps = gaps(&one, &other).into_iter();
        gaps.map(|gap| (words(&one[gap.one]), words(&other[gap.other]))).collect()
    }

    #[track_caller]
    fn check(one: &str, other: &str, expected: &[(&str, &str)]) {
        let expected: Vec<(String, String)> =
            expected.iter().map(|(one, other)| ((*one).to_owned(), (*other).to_owned())).collect();
        assert_eq!(shown(one, other), expected);
    }

    #[test]
    fn differences_are_as_short_as_the_words_around_them_allow() {
        check("a b c d e", "a b c d e", &[]);
        check("", "a", &[("", "a")]);
        check(
            "na stanowisko Jana Nowaka z dniem",
            "na stanowisko Anny Lis z dniem",
            &[("Jana Nowaka", "Anny Lis")],
        );
        check("x a b c d", "a b c d y z", &[("x", ""), ("", "y z")]);
        check("a b 1 c d e f 2 g", "a b 3 c d e f g", &[("1", "3"), ("2", "")]);
        check("a b c a b c a b c d", "a b c a b c d", &[("b c a", "")]);
    }

    fn words() -> impl Strategy<Value = Vec<&'static str>> {
        prop::collection::vec(prop::sample::select(vec!["a", "b", "c", "d", "e", "f", "1", "2"]), 0..60)
    }

    proptest! {
        #[test]
        fn everything_outside_of_the_gaps_is_equal(one in words(), other in words()) {
            let (mut at, mut other_at) = (0, 0);
            let whole = TextGap { one: one.len()..one.len(), other: other.len()..other.len() };
            for gap in gaps(&one, &other).into_iter().chain([whole]) {
                prop_assert!(at <= gap.one.start && other_at <= gap.other.start);
                prop_assert_eq!(&one[at..gap.one.start], &other[other_at..gap.other.start]);
                (at, other_at) = (gap.one.end, gap.other.end);
            }
        }
    }
}
