//! A typed word, prepared for comparing it with words that may have been meant.

use super::{
    confusions::{self, Confusion},
    costs::{Cost, extra_cost, replacing_cost},
    keyboard,
};

/// The maximum number of letters of a word that is compared. Longer words are seldom words.
pub const MAX_LETTERS: usize = 32;

/// A typed word, prepared for comparing it with words that may have been meant.
#[derive(Debug, Clone)]
pub struct Misspelling {
    pub(super) letters: Vec<char>,
    /// The cost of each letter if it is too many.
    pub(super) extra: Vec<Cost>,
    /// The cost of each letter if it stands for one of [`keyboard::LETTERS`].
    pub(super) replacing: Vec<[Cost; keyboard::LETTERS.len()]>,
    /// The confusions whose typed side ends with each letter.
    pub(super) confusions: Vec<Vec<TypedConfusion>>,
    pub(super) most: Cost,
}

/// A confusion at a place of a typed word.
#[derive(Debug, Clone, Copy)]
pub(super) struct TypedConfusion {
    /// The number of letters before its typed side.
    pub(super) start: usize,
    /// Its meant side, padded with NUL.
    pub(super) meant: [char; confusions::MAX_MEANT],
    pub(super) length: usize,
    pub(super) cost: Cost,
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
