//! What each mistake costs that is not a confusion of sounds.
//!
//! Confusions are left to `confusions`, and adding up to `rows`.

use super::keyboard;

/// The cost of a mistake; the unit is a twentieth of [`EDIT`].
pub type Cost = u8;

/// The cost of replacing a letter by any other, which all other costs are measured by.
pub const EDIT: Cost = 20;
/// The highest cost of one mistake: any letter replaced at the beginning of a word.
pub const ONE_MISTAKE: Cost = EDIT + FIRST_LETTER;
/// The highest cost of two mistakes, not both at the beginning.
pub const TWO_MISTAKES: Cost = 2 * EDIT;

// The costs are set by hand: their order is that of the mistakes in Polish texts (first sounds spelled in two
// ways, then slips of fingers), and the tests of `misspelling` hold each place in that order.
/// A letter left out.
pub(super) const MISSING: Cost = 15;
/// A letter too many.
pub(super) const EXTRA: Cost = 17;
/// A letter too many that is beside its neighbor on the keyboard: both keys were hit.
pub(super) const EXTRA_NEIGHBOR: Cost = 14;
/// A letter typed twice, or once instead of twice.
pub(super) const DOUBLED: Cost = 10;
/// Two neighbors in the wrong order.
pub(super) const SWAPPED: Cost = 12;
/// A neighbor on the keyboard typed instead.
pub(super) const NEIGHBOR: Cost = 15;
/// A letter typed without its accent.
pub(super) const ACCENT_MISSING: Cost = 2;
/// A letter typed with an accent that it lacks, or with another one.
pub(super) const ACCENT_WRONG: Cost = 6;
/// What a slip of the finger costs more at the first letter, which people check.
pub(super) const FIRST_LETTER: Cost = 4;

/// Returns what a letter costs that is too many.
pub(super) fn extra_cost(letters: &[char], at: usize) -> Cost {
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
pub(super) fn replacing_cost(typed: char, meant: char) -> Cost {
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
pub(super) fn at_beginning(cost: Cost, is_first: bool) -> Cost {
    if is_first && cost >= DOUBLED { cost + FIRST_LETTER } else { cost }
}
