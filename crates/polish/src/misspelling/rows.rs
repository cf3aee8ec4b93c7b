//! The comparison of a typed word with the beginning of another, letter by letter.
//!
//! The usual table of edit distances, one row for each letter of the word that may have been meant; three rows
//! are kept, because a confusion replaces up to three letters.
//!
//! Invariant: a branch is left only if no continuation can cost as little as is allowed.

use super::{
    confusions::MAX_MEANT,
    costs::{Cost, DOUBLED, EDIT, FIRST_LETTER, MISSING, SWAPPED, at_beginning},
    keyboard,
    typed_form::{MAX_LETTERS, Misspelling, TypedConfusion},
};

/// A row of the table: what it costs at least to type each beginning of the typed word.
type CostRow = [Cost; MAX_LETTERS + 1];

/// The number of rows, and so the most letters that a confusion may replace.
const ROWS: usize = MAX_MEANT;
/// The cost of what cannot be.
const IMPOSSIBLE: Cost = Cost::MAX;

/// What has been compared so far.
#[derive(Debug, Clone, Copy)]
pub struct CostRows {
    /// The rows of the last letters, the last one first.
    rows: [CostRow; ROWS],
    /// The last letters, the last one first; NUL before the word begins.
    letters: [char; ROWS],
    /// The first and the last place of each row that does not cost too much; the first one is beyond the last
    /// one if there is none.
    bounds: [(u8, u8); ROWS],
}

impl Misspelling {
    /// Returns the comparison with an empty word.
    pub fn start(&self) -> CostRows {
        let mut first = [IMPOSSIBLE; MAX_LETTERS + 1];
        first[0] = 0;
        for (at, extra) in self.extra.iter().enumerate() {
            first[at + 1] = first[at].saturating_add(*extra);
        }
        let none = [IMPOSSIBLE; MAX_LETTERS + 1];
        let bounds = [self.bounds(&first, 0), NOWHERE, NOWHERE];
        CostRows { rows: [first, none, none], letters: ['\0'; ROWS], bounds }
    }

    /// Returns the comparison after one more letter, or `None` if every word that goes on so costs too much.
    pub fn read(&self, before: &CostRows, letter: char) -> Option<CostRows> {
        let letters = [letter, before.letters[0], before.letters[1]];
        let is_first = before.letters[0] == '\0';
        let missing = missing_cost(letter, before.letters[0]);
        let number = keyboard::number(letter);
        let (start, end) = before.reach();
        // The place at which a letter may be left out ends the step before.
        let start = start.saturating_sub(1);
        let mut row = [IMPOSSIBLE; MAX_LETTERS + 1];
        row[0] = before.rows[0][0].saturating_add(missing);
        let mut least = row[0];
        for at in start..self.letters.len() {
            if at > end && row[at] > self.most {
                break;
            }
            let replacing =
                number.map_or_else(|| self.replacing_other(at, letter), |n| self.replacing[at][n]);
            let replacing = at_beginning(replacing, at == 0 && is_first);
            let replaced = before.rows[0][at].saturating_add(replacing);
            let left_out = before.rows[0][at + 1].saturating_add(missing);
            let extra = row[at].saturating_add(self.extra[at]);
            let (confused, begun) = self.confused(before, &letters, at);
            let cost = replaced.min(left_out).min(extra).min(confused).min(self.swapped(before, letter, at));
            row[at + 1] = cost;
            least = least.min(cost).min(begun).min(self.swap_begun(before, letter, at));
        }
        let bounds = [self.bounds(&row, start), before.bounds[0], before.bounds[1]];
        let rows = [row, before.rows[0], before.rows[1]];
        (least <= self.most).then_some(CostRows { rows, letters, bounds })
    }

    /// Returns the cost of the whole word that has been read, or `None` if it is too much.
    pub fn cost(&self, rows: &CostRows) -> Option<Cost> {
        Some(rows.rows[0][self.letters.len()]).filter(|cost| *cost <= self.most)
    }

    /// Returns what the mistakes cost that make the typed word of `meant`, or `None` if they cost too much.
    pub fn cost_of(&self, meant: &str) -> Option<Cost> {
        let end = meant.chars().try_fold(self.start(), |rows, letter| self.read(&rows, letter))?;
        self.cost(&end)
    }

    /// Returns the first and the last place of a row that does not cost too much; no place before `start`
    /// but the first one may.
    fn bounds(&self, row: &CostRow, start: usize) -> (u8, u8) {
        let first = if row[0] <= self.most { 0 } else { start };
        let is_near = |at: &usize| row[*at] <= self.most;
        let Some(first) = (first..=self.letters.len()).find(is_near) else { return NOWHERE };
        let last = (first..=self.letters.len()).rev().find(is_near).unwrap_or(first);
        (first as u8, last as u8)
    }

    /// Returns the cost of a letter of the typed word that stands for one that is not Polish.
    fn replacing_other(&self, at: usize, letter: char) -> Cost {
        if self.letters[at] == letter { 0 } else { EDIT }
    }

    /// Returns the least cost of the typed word with a confusion that ends here, and with one that the next
    /// letters can still complete.
    fn confused(&self, before: &CostRows, letters: &[char; ROWS], at: usize) -> (Cost, Cost) {
        let (mut ended, mut begun) = (IMPOSSIBLE, IMPOSSIBLE);
        for TypedConfusion { start, meant, length, cost } in &self.confusions[at] {
            for read in 1..=*length {
                let is_read = (0..read).all(|place| meant[place] == letters[read - 1 - place]);
                if is_read {
                    let sum = before.rows[read - 1][*start].saturating_add(*cost);
                    let least = if read == *length { &mut ended } else { &mut begun };
                    *least = sum.min(*least);
                }
            }
        }
        (ended, begun)
    }

    /// Returns the cost if the typed letter and the one before it are the last two in the wrong order.
    fn swapped(&self, before: &CostRows, letter: char, at: usize) -> Cost {
        let Some(start) = at.checked_sub(1) else { return IMPOSSIBLE };
        let is_swapped = self.letters[start] == letter
            && self.letters[at] == before.letters[0]
            && letter != before.letters[0];
        let first = if start == 0 { FIRST_LETTER } else { 0 };
        if is_swapped { before.rows[1][start].saturating_add(SWAPPED + first) } else { IMPOSSIBLE }
    }

    /// Returns the cost if the letter is the typed one after this, and the next one will be this one.
    fn swap_begun(&self, before: &CostRows, letter: char, at: usize) -> Cost {
        if self.letters.get(at + 1) == Some(&letter) {
            before.rows[0][at].saturating_add(SWAPPED)
        } else {
            IMPOSSIBLE
        }
    }
}

/// The bounds of a row in which everything costs too much.
const NOWHERE: (u8, u8) = (u8::MAX, 0);

impl CostRows {
    /// Returns the first and the last place from which the next row can cost little.
    fn reach(&self) -> (usize, usize) {
        let first = self.bounds.iter().map(|bounds| bounds.0).min().unwrap_or(0);
        let last = self.bounds.iter().map(|bounds| bounds.1).max().unwrap_or(0);
        (usize::from(first).min(MAX_LETTERS), usize::from(last) + MAX_MEANT)
    }
}

/// Returns what it costs to leave out a letter that follows another; NUL if none does.
fn missing_cost(letter: char, before: char) -> Cost {
    match before {
        '\0' => MISSING + FIRST_LETTER,
        _ if letter == before => DOUBLED,
        _ => MISSING,
    }
}
