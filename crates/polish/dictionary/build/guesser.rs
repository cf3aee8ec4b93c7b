//! Learns how unknown words inflect from the endings of the words in the dictionary.
//!
//! Ignores accents throughout, so that a word typed without them gets the same guess. An ending is decided by
//! the weight of the lexemes that have it; an ending with the same result as its shorter ending is left out.

use std::collections::{BTreeMap, HashMap};

use skorowidz_polish::unaccented;

use super::rows::{Class, Lexicon, forms_by_lemma};

/// The maximum length of an ending, in letters.
pub(crate) const MAX_LETTERS: usize = 7;
/// The minimum weight of the lexemes for an ending to be used. This constant and the next three were chosen
/// by holding back a twentieth of the names in the dump (`docs/decisions/007-polish-analysis.md`).
const MIN_WEIGHT: u32 = 50;
/// The weight of a capitalized lexeme, relative to 1 for any other: unknown words are usually names.
const NAME_WEIGHT: u32 = 10;
/// The maximum number of guesses per word.
const MAX_GUESSES: usize = 3;
/// The minimum weight of a guess, as a share of the best one.
const MIN_SHARE: f64 = 0.2;

/// A number of letters to cut off the end of a word, and the suffix to append.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Change {
    pub(crate) cut: u8,
    pub(crate) append: String,
}

/// Maps endings to the changes that turn a word with that ending into its lemma.
#[derive(Debug, Default)]
pub(crate) struct Guesser {
    /// Reversed endings with their changes, the most likely first.
    pub(crate) endings: BTreeMap<Vec<u8>, Vec<Change>>,
}

/// Learns from the nouns and adjectives of the lexicon.
pub(crate) fn learn(lexicon: &Lexicon) -> Guesser {
    let mut weights: HashMap<Vec<u8>, BTreeMap<Change, u32>> = HashMap::new();
    for (lemma, forms) in forms_by_lemma(lexicon) {
        let lemma = &lexicon.lemmas[lemma as usize];
        let weight = if lemma.is_name { NAME_WEIGHT } else { 1 };
        let mut seen: Vec<(Vec<u8>, Change)> = Vec::new();
        for (form, class) in forms {
            let form = &lexicon.forms[form as usize].text;
            if is_learnt(class, form, &lemma.text) {
                add_endings(&unaccented(form), &unaccented(&lemma.text), &mut seen);
            }
        }
        seen.sort_unstable();
        seen.dedup();
        for (ending, change) in seen {
            *weights.entry(ending).or_default().entry(change).or_default() += weight;
        }
    }
    let decided = weights.into_iter().filter_map(|(ending, changes)| Some((ending, decide(&changes)?)));
    let mut endings: BTreeMap<Vec<u8>, Vec<Change>> = decided.collect();
    leave_out_repetitions(&mut endings);
    Guesser { endings }
}

/// Whether to learn from a form: nouns and adjectives, except negated adjective forms.
fn is_learnt(class: Class, form: &str, lemma: &str) -> bool {
    match class.0 {
        b'n' => true,
        b'a' => !form.starts_with("nie") || lemma.starts_with("nie"),
        _ => false,
    }
}

/// Adds every ending of the form, reversed, with the change that gives the lemma.
fn add_endings(form: &str, lemma: &str, seen: &mut Vec<(Vec<u8>, Change)>) {
    if !form.bytes().all(|b| b.is_ascii_lowercase()) || !lemma.bytes().all(|b| b.is_ascii_lowercase()) {
        return;
    }
    let stem = form.bytes().zip(lemma.bytes()).take_while(|(one, other)| one == other).count();
    let change = Change { cut: (form.len() - stem) as u8, append: lemma[stem..].to_owned() };
    for letters in 1..=MAX_LETTERS.min(form.len()) {
        if letters >= usize::from(change.cut) {
            let ending = form.bytes().rev().take(letters).collect();
            seen.push((ending, change.clone()));
        }
    }
}

fn decide(changes: &BTreeMap<Change, u32>) -> Option<Vec<Change>> {
    let mut ranked: Vec<(&Change, u32)> = changes.iter().map(|(change, weight)| (change, *weight)).collect();
    ranked.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let best = ranked.first().filter(|(_, weight)| *weight >= MIN_WEIGHT)?.1;
    ranked.retain(|(_, weight)| f64::from(*weight) >= f64::from(best) * MIN_SHARE);
    ranked.truncate(MAX_GUESSES);
    Some(ranked.into_iter().map(|(change, _)| change.clone()).collect())
}

/// Removes each ending with the same result as the longest remaining shorter one.
fn leave_out_repetitions(endings: &mut BTreeMap<Vec<u8>, Vec<Change>>) {
    let mut left: BTreeMap<Vec<u8>, Vec<Change>> = BTreeMap::new();
    for (ending, changes) in std::mem::take(endings) {
        let parent = (1..ending.len()).rev().find_map(|letters| left.get(&ending[..letters]));
        if parent != Some(&changes) {
            left.insert(ending, changes);
        }
    }
    *endings = left;
}
