//! How words come to be misspelled in Polish, and what each mistake costs.
//!
//! A [`Misspelling`] is a typed word, prepared for comparing it with words that may have been meant, letter by
//! letter: whoever walks a dictionary calls [`Misspelling::read`] for each letter and leaves a branch when it
//! returns `None`. The edits are those of Damerau, each with a cost of its own: sounds that are spelled in two
//! ways (`confusions`) and missing accents cost little, neighbors on the keyboard (`keyboard`) less than other
//! letters. How frequent words are is left to `frequency`, and which of the near forms was meant to whoever
//! searches.
//!
//! Invariants: only words of letters are compared; the cost of a word to itself is 0.

mod confusions;
mod keyboard;
mod rows;

use confusions::Confusion;
pub use rows::CostRows;

/// The cost of a mistake, in twentieths of [`EDIT`].
pub type Cost = u8;

/// The cost of replacing a letter by any other, which all other costs are measured by.
pub const EDIT: Cost = 20;
/// The highest cost of one mistake: any letter replaced at the beginning of a word.
pub const ONE_MISTAKE: Cost = EDIT + FIRST_LETTER;
/// The highest cost of two mistakes, not both at the beginning.
pub const TWO_MISTAKES: Cost = 2 * EDIT;

// The costs are set by hand: their order is that of the mistakes in Polish texts (first sounds spelled in two
// ways, then slips of fingers), and the tests of this file hold each place in that order.
/// A letter left out.
const MISSING: Cost = 15;
/// A letter too many.
const EXTRA: Cost = 17;
/// A letter too many that is beside its neighbor on the keyboard: both keys were hit.
const EXTRA_NEIGHBOR: Cost = 14;
/// A letter typed twice, or once instead of twice.
const DOUBLED: Cost = 10;
/// Two neighbors in the wrong order.
const SWAPPED: Cost = 12;
/// A neighbor on the keyboard typed instead.
const NEIGHBOR: Cost = 15;
/// A letter typed without its accent.
const ACCENT_MISSING: Cost = 2;
/// A letter typed with an accent that it lacks, or with another one.
const ACCENT_WRONG: Cost = 6;
/// What a slip of the finger costs more at the first letter, which people check.
const FIRST_LETTER: Cost = 4;

/// The maximum number of letters of a word that is compared. Longer words are seldom words.
pub const MAX_LETTERS: usize = 32;

/// A typed word, prepared for comparing it with words that may have been meant.
#[derive(Debug, Clone)]
pub struct Misspelling {
    letters: Vec<char>,
    /// The cost of each letter if it is too many.
    extra: Vec<Cost>,
    /// The cost of each letter if it stands for one of [`keyboard::LETTERS`].
    replacing: Vec<[Cost; keyboard::LETTERS.len()]>,
    /// The confusions whose typed side ends with each letter.
    confusions: Vec<Vec<TypedConfusion>>,
    most: Cost,
}

/// A confusion at a place of a typed word.
#[derive(Debug, Clone, Copy)]
struct TypedConfusion {
    /// The number of letters before its typed side.
    start: usize,
    /// Its meant side, padded with NUL.
    meant: [char; confusions::MAX_MEANT],
    length: usize,
    cost: Cost,
}

/// A word that may have been meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearForm {
    /// The word, normalized.
    pub form: String,
    /// What the mistakes cost that make the typed word of it.
    pub cost: Cost,
}

impl Misspelling {
    /// Prepares a [`normalized`](crate::normalized) word for comparison with those that mistakes of up to
    /// `most` make it of; `None` if it is not made of letters only, or of more than [`MAX_LETTERS`].
    ///
    /// ```
    /// use skorowidz_polish::misspelling::{Misspelling, ONE_MISTAKE};
    ///
    /// let typed = Misspelling::new("żeka", ONE_MISTAKE).expect("a word");
    /// assert!(typed.cost_of("rzeka") < typed.cost_of("teka"));
    /// assert_eq!(typed.cost_of("rzekami"), None);
    /// ```
    pub fn new(typed: &str, most: Cost) -> Option<Self> {
        let letters: Vec<char> = typed.chars().collect();
        let is_word = letters.iter().all(|letter| letter.is_alphabetic());
        if letters.is_empty() || letters.len() > MAX_LETTERS || !is_word {
            return None;
        }
        let ends = 1..=letters.len();
        let typed = |end: usize| {
            confusions::ending(&letters[..end]).map(|confusion| TypedConfusion::new(confusion, end)).collect()
        };
        let confusions = ends.map(typed).collect();
        let extra = (0..letters.len()).map(|at| extra_cost(&letters, at)).collect();
        let replacing =
            letters.iter().map(|typed| keyboard::LETTERS.map(|meant| replacing_cost(*typed, meant)));
        Some(Self { replacing: replacing.collect(), letters, extra, confusions, most })
    }

    /// Returns what the mistakes cost that make the typed word of `meant`, or `None` if they cost too much.
    pub fn cost_of(&self, meant: &str) -> Option<Cost> {
        let end = meant.chars().try_fold(self.start(), |rows, letter| self.read(&rows, letter))?;
        self.cost(&end)
    }
}

impl TypedConfusion {
    /// Creates a confusion whose typed side ends before a place.
    fn new(confusion: &Confusion, end: usize) -> Self {
        let mut meant = ['\0'; confusions::MAX_MEANT];
        meant.iter_mut().zip(confusion.meant.chars()).for_each(|(place, letter)| *place = letter);
        let start = end - confusion.typed.chars().count();
        Self { start, meant, length: confusion.meant.chars().count(), cost: confusion.cost }
    }
}

/// Returns what a letter costs that is too many.
fn extra_cost(letters: &[char], at: usize) -> Cost {
    let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
    let beside = beside.filter_map(|at| letters.get(at));
    let cost = beside.map(|other| match letters[at] {
        letter if letter == *other => DOUBLED,
        letter if keyboard::are_neighbors(letter, *other) => EXTRA_NEIGHBOR,
        _ => EXTRA,
    });
    cost.min().unwrap_or(EXTRA) + if at == 0 { FIRST_LETTER } else { 0 }
}

/// Returns what it costs to type a letter instead of another, not at the beginning of a word.
fn replacing_cost(typed: char, meant: char) -> Cost {
    let plain = keyboard::plain(typed);
    if typed == meant {
        0
    } else if plain == keyboard::plain(meant) {
        if plain == typed { ACCENT_MISSING } else { ACCENT_WRONG }
    } else if keyboard::are_neighbors(typed, meant) {
        NEIGHBOR
    } else {
        EDIT
    }
}

/// Returns what a slip of the finger costs, given what it costs within a word.
fn at_beginning(cost: Cost, is_first: bool) -> Cost {
    if is_first && cost >= DOUBLED { cost + FIRST_LETTER } else { cost }
}

#[cfg(test)]
mod tests;
