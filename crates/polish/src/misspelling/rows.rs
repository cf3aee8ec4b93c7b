//! The comparison of a typed word with the beginning of another, letter by letter.
//!
//! The usual table of edit distances, one row for each letter of the word that may have been meant; three rows
//! are kept, because a confusion replaces up to three letters.
//!
//! Invariant: a branch is left only if no continuation can cost as little as is allowed.

use super::{
    Cost, DOUBLED, FIRST_LETTER, MAX_LETTERS, MISSING, Misspelling, SWAPPED, confusions::Confusion,
    replacing_cost,
};

/// A row of the table: what it costs at least to type each beginning of the typed word.
type Row = [Cost; MAX_LETTERS + 1];

/// The number of rows, and so the most letters that a confusion may replace.
const ROWS: usize = 3;
/// The cost of what cannot be.
const IMPOSSIBLE: Cost = Cost::MAX;

/// What has been compared so far.
#[derive(Debug, Clone, Copy)]
pub struct CostRows {
    /// The rows of the last letters, the last one first.
    rows: [Row; ROWS],
    /// The last letters, the last one first; NUL before the word begins.
    letters: [char; ROWS],
}

impl Misspelling {
    /// Returns the comparison with an empty word.
    pub fn start(&self) -> CostRows {
        let mut first = [IMPOSSIBLE; MAX_LETTERS + 1];
        first[0] = 0;
        for (at, extra) in self.extra.iter().enumerate() {
            first[at + 1] = first[at].saturating_add(*extra);
        }
        CostRows {
            rows: [first, [IMPOSSIBLE; MAX_LETTERS + 1], [IMPOSSIBLE; MAX_LETTERS + 1]],
            letters: ['\0'; ROWS],
        }
    }

    /// Returns the comparison after one more letter, or `None` if every word that goes on so costs too much.
    pub fn read(&self, before: &CostRows, letter: char) -> Option<CostRows> {
        let letters = [letter, before.letters[0], before.letters[1]];
        let missing = missing_cost(letter, before.letters[0]);
        let mut row = [IMPOSSIBLE; MAX_LETTERS + 1];
        row[0] = before.rows[0][0].saturating_add(missing);
        let mut least = row[0];
        for (at, typed) in self.letters.iter().enumerate() {
            let is_first = at == 0 && before.letters[0] == '\0';
            let replaced = before.rows[0][at].saturating_add(replacing_cost(*typed, letter, is_first));
            let left_out = before.rows[0][at + 1].saturating_add(missing);
            let extra = row[at].saturating_add(self.extra[at]);
            let (confused, begun) = self.confused(before, &letters, at);
            row[at + 1] =
                replaced.min(left_out).min(extra).min(confused).min(self.swapped(before, letter, at));
            least = least.min(row[at + 1]).min(begun).min(self.swap_begun(before, letter, at));
        }
        let rows = [row, before.rows[0], before.rows[1]];
        (least <= self.most).then_some(CostRows { rows, letters })
    }

    /// Returns the cost of the whole word that has been read, or `None` if it is too much.
    pub fn cost(&self, rows: &CostRows) -> Option<Cost> {
        Some(rows.rows[0][self.letters.len()]).filter(|cost| *cost <= self.most)
    }

    /// Returns the least cost of the typed word with a confusion that ends here, and with one that the next
    /// letters can still complete.
    fn confused(&self, before: &CostRows, letters: &[char; ROWS], at: usize) -> (Cost, Cost) {
        let (mut ended, mut begun) = (IMPOSSIBLE, IMPOSSIBLE);
        for Confusion { typed, meant, cost } in &self.confusions[at] {
            let start = at + 1 - typed.chars().count();
            let length = meant.chars().count();
            for read in 1..=length {
                let is_read = meant.chars().take(read).eq(letters[..read].iter().rev().copied());
                let sum = before.rows[read - 1][start].saturating_add(*cost);
                if is_read && read == length {
                    ended = ended.min(sum);
                } else if is_read {
                    begun = begun.min(sum);
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

/// Returns what it costs to leave out a letter that follows another; NUL if none does.
fn missing_cost(letter: char, before: char) -> Cost {
    match before {
        '\0' => MISSING + FIRST_LETTER,
        _ if letter == before => DOUBLED,
        _ => MISSING,
    }
}
