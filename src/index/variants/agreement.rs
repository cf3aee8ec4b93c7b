//! Decides whether two documents have the same text: two formats of one act, a post and its print view, a scan
//! and its original.
//!
//! Documents made from one template (ordinances that appoint somebody, price lists of two years) differ in
//! little, too, but in what matters: a number, a name, a word in the same place. Headers, footers and a cut
//! ending add or remove words; the noise of OCR replaces a word by a similar one. Only these are allowed.
//! Candidates are left to `pairing`.
//!
//! Invariants: the order of the two documents does not matter; texts that differ in a number where the words
//! around it agree are never the same.

use std::collections::BTreeSet;

use super::{
    alignment::{self, TextGap},
    wording::{PlainWording, counts, has_digit},
};
use crate::document::{Act, Document};

/// How much of the shorter text the longer one must contain, in words. Headers and footers of the shorter
/// one, and noise in it, are the rest.
const MIN_CONTAINED: f32 = 0.85;
/// How long the shorter text must be at least, of the longer one: the rest is headers, footers or an ending
/// that was cut off.
const MIN_LENGTH: f32 = 0.6;
/// How much of a text may be words inserted within it, of its length: page numbers and running headers. An
/// added paragraph is more.
const MAX_INSERTED: f32 = 0.1;
/// How many words of a text may be replaced by similar ones. OCR of a bad scan changes one word in ten; word
/// by word different texts are not noise.
const MAX_NOISE: f32 = 0.2;
/// One in how many letters of a word noise may change: one of three to six letters, two of seven.
const LETTERS_A_CHANGE: usize = 4;
/// The minimum length of a header or footer that may stand where the other text has another one, in words.
/// Shorter ones may be the name or the amount that a template begins or ends with.
const MIN_HEADER: usize = 4;
/// How much of the shorter of two titles the longer one must contain for its other words to count: titles with
/// less in common name the same thing in two ways.
const MIN_TITLE: f32 = 0.5;
/// Letters that OCR takes for others, in the spelling that both are compared in.
const MISREAD: [(&str, &str); 3] = [("rn", "m"), ("cl", "d"), ("vv", "w")];
// The test `variants_of_a_text_are_found_and_other_texts_are_not` holds all of these; decision 032 has the
// figures.

/// What must agree of two documents besides their texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::index) struct Identity {
    /// The title; empty if the document has none of its own.
    title: PlainWording,
    /// What the heading of an act says.
    act: Option<Act>,
}

impl Identity {
    /// Returns what a document says of itself.
    pub(in crate::index) fn of(document: &Document) -> Self {
        Self::new(document.is_titled.then_some(document.title.as_str()), document.act.as_ref())
    }

    /// Returns what the title, if the document has one, and the heading of an act say.
    pub(in crate::index) fn new(title: Option<&str>, act: Option<&Act>) -> Self {
        Self { title: title.map(PlainWording::new).unwrap_or_default(), act: act.cloned() }
    }

    /// Whether two documents may be the same: nothing that both say of themselves differs.
    pub(super) fn agrees_with(&self, other: &Self) -> bool {
        if !may_be_titles_of_one(&self.title, &other.title) {
            return false;
        }
        let (Some(one), Some(other)) = (&self.act, &other.act) else { return true };
        let number = |act: &Act| act.number.as_deref().map(str::to_lowercase);
        agree(number(one), number(other))
            && agree(one.date, other.date)
            && agree(one.organ.as_ref(), other.organ.as_ref())
    }
}

/// Whether two titles may be of the same document: one has all numbers of the other, and no word stands in
/// place of another, unless they have little in common.
fn may_be_titles_of_one(one: &PlainWording, other: &PlainWording) -> bool {
    if one == other {
        return true;
    }
    let (one, other) = (one.words(), other.words());
    let set = |words: &[&str]| numbers(words).into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
    let both = (set(&one), set(&other));
    if !both.0.is_subset(&both.1) && !both.1.is_subset(&both.0) {
        return false;
    }
    let is_text =
        |gap: TextGap| Difference::between(&one[gap.one], &other[gap.other], false) == Difference::Text;
    !is_contained(&one, &other, MIN_TITLE) || !alignment::gaps(&one, &other).into_iter().any(is_text)
}

/// Whether two values do not differ; one may be missing.
fn agree<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
    one.zip(other).is_none_or(|(one, other)| one == other)
}

/// Whether two texts are the same.
pub(super) fn is_same_text(one: &str, other: &str) -> bool {
    let wordings = (PlainWording::new(one), PlainWording::new(other));
    let (one, other) = (wordings.0.words(), wordings.1.words());
    let (shorter, longer) = (one.len().min(other.len()), one.len().max(other.len()));
    // Words changed by noise are in neither.
    if (shorter as f32) < MIN_LENGTH * longer as f32 || !is_contained(&one, &other, MIN_CONTAINED - MAX_NOISE)
    {
        return false;
    }
    let mut differences = Differences::default();
    for gap in alignment::gaps(&one, &other) {
        let is_end = gap.one.start == 0 && gap.other.start == 0
            || gap.one.end == one.len() && gap.other.end == other.len();
        let (one, other) = (&one[gap.one.clone()], &other[gap.other.clone()]);
        match Difference::between(one, other, is_end) {
            Difference::Text => return false,
            difference => differences.add(&gap, difference),
        }
    }
    differences.are_allowed(one.len(), other.len())
}

/// Whether a part of the words of the shorter text occurs in the longer one, wherever they stand; cheaper than
/// to align them.
fn is_contained(one: &[&str], other: &[&str], part: f32) -> bool {
    let shorter = one.len().min(other.len());
    let counts = (counts(one), counts(other));
    let common = counts.0.iter().map(|(word, count)| count.min(counts.1.get(word).unwrap_or(&0)));
    common.sum::<u32>() as f32 >= part * shorter as f32
}

/// What a difference between two texts is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Difference {
    /// The same letters, divided into words in another way.
    Spaces,
    /// Similar words, as OCR misreads them.
    Noise,
    /// Words of one text alone, or a header in each, at the beginning or end.
    End,
    /// Words of one text alone, within it.
    Inserted,
    /// Another text.
    Text,
}

impl Difference {
    fn between(one: &[&str], other: &[&str], is_end: bool) -> Self {
        if one.is_empty() || other.is_empty() {
            return Self::of_inserted(if one.is_empty() { other } else { one }, is_end);
        }
        let letters = (one.concat(), other.concat());
        let numbers = (numbers(one), numbers(other));
        if letters.0 == letters.1 {
            return Self::Spaces;
        }
        let has_numbers = !numbers.0.is_empty() && !numbers.1.is_empty();
        if has_numbers && digits(&numbers.0) != digits(&numbers.1) || is_ordinal(one) && is_ordinal(other) {
            return Self::Text;
        }
        let is_noise = if one.len() == other.len() {
            one.iter().zip(other).all(|(one, other)| is_noise(one, other))
        } else {
            is_noise(&letters.0, &letters.1)
        };
        if is_noise {
            return Self::Noise;
        }
        if is_end && one.len().min(other.len()) >= MIN_HEADER { Self::End } else { Self::Text }
    }

    /// What words are that only one text has.
    fn of_inserted(words: &[&str], is_end: bool) -> Self {
        match words {
            // No header consists of the word that turns a sentence into its opposite.
            ["nie"] => Self::Text,
            _ if is_end => Self::End,
            _ => Self::Inserted,
        }
    }
}

/// Whether words may be readings of the same letters.
fn is_noise(one: &str, other: &str) -> bool {
    let plain = |text: &str| MISREAD.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
    let (one, other) = (plain(one), plain(other));
    let longer = one.chars().count().max(other.chars().count());
    strsim::levenshtein(&one, &other) <= ((longer + 1) / LETTERS_A_CHANGE).max(1)
}

/// Returns the words with digits.
fn numbers<'a>(words: &[&'a str]) -> Vec<&'a str> {
    words.iter().copied().filter(|word| has_digit(word)).collect()
}

/// Returns words with digits in one, the letters that OCR takes digits for as digits.
fn digits(numbers: &[&str]) -> String {
    let digit = |c: char| match c {
        'o' => '0',
        'i' | 'l' => '1',
        's' => '5',
        _ => c,
    };
    numbers.iter().flat_map(|number| number.chars()).map(digit).collect()
}

/// Whether words are a Roman numeral, as districts have. Letters above ten are left out: OCR takes `i` for `l`.
fn is_ordinal(words: &[&str]) -> bool {
    matches!(words, [word] if word.bytes().all(|byte| b"ivx".contains(&byte)))
}

/// The differences between two texts so far, in words.
#[derive(Debug, Default)]
struct Differences {
    /// Words of each text that the other lacks.
    missing: [usize; 2],
    /// Words of each text among them that are within it.
    inserted: [usize; 2],
    noisy: usize,
}

impl Differences {
    fn add(&mut self, gap: &TextGap, difference: Difference) {
        let lengths = [gap.one.len(), gap.other.len()];
        for (side, length) in lengths.into_iter().enumerate() {
            match difference {
                Difference::Spaces | Difference::Noise | Difference::Text => {}
                Difference::End => self.missing[side] += length,
                Difference::Inserted => {
                    self.missing[side] += length;
                    self.inserted[side] += length;
                }
            }
        }
        if difference == Difference::Noise {
            self.noisy += lengths[0].max(lengths[1]);
        }
    }

    fn are_allowed(&self, one: usize, other: usize) -> bool {
        let lengths = [one, other];
        let shorter = usize::from(other < one);
        let part = |words: usize, length: usize| words as f32 / length.max(1) as f32;
        part(self.missing[shorter], lengths[shorter]) <= 1.0 - MIN_CONTAINED
            && (0..2).all(|side| part(self.inserted[side], lengths[side]) <= MAX_INSERTED)
            && part(self.noisy, lengths[shorter]) <= MAX_NOISE
    }
}
