//! Spellings that sound alike in Polish and are written for one another: `rz` and `ż`, `u` and `ó`.
//!
//! Mistakes of the ear, not of the finger: each is one mistake however many letters it changes, so it is known
//! as a whole and cheap even in short words. Accents left out and single letters are left to `misspelling`.
//!
//! The costs are set by hand by how alike the two sound and how often they are confused: a letter that has
//! lost its own sound (`ó`, `rz`, `ch`) is the cheapest, then nasal vowels written as heard, then consonants
//! whose voice depends on their neighbors. The tests of `misspelling` hold the order of each kind.

use super::costs::Cost;

/// The maximum number of letters that are meant: [`CostRows`](super::CostRows) remembers no more.
pub(super) const MAX_MEANT: usize = 3;

/// A spelling that is typed for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Confusion {
    pub(super) typed: &'static str,
    /// At most [`MAX_MEANT`] letters.
    pub(super) meant: &'static str,
    pub(super) cost: Cost,
}

/// One sound with two spellings.
const SAME_SOUND: Cost = 5;
/// A nasal vowel written as it is heard, or the other way round; a soft consonant written in another way.
const HEARD: Cost = 6;
/// A consonant that sounds like another beside some neighbors.
const VOICE: Cost = 8;
/// Spellings that sound alike only to some speakers, or in some words.
const SIMILAR: Cost = 10;

/// The spellings that are confused in both directions.
const BOTH_WAYS: [(&str, &str, Cost); 46] = [
    ("rz", "ż", SAME_SOUND),
    ("u", "ó", SAME_SOUND),
    ("h", "ch", SAME_SOUND),
    ("x", "ks", SAME_SOUND),
    ("v", "w", SAME_SOUND),
    ("om", "ą", HEARD),
    ("on", "ą", HEARD),
    ("oń", "ą", HEARD),
    ("em", "ę", HEARD),
    ("en", "ę", HEARD),
    ("eń", "ę", HEARD),
    ("oł", "ął", HEARD),
    ("eł", "ęł", HEARD),
    ("ci", "ć", HEARD),
    ("si", "ś", HEARD),
    ("zi", "ź", HEARD),
    ("ni", "ń", HEARD),
    ("dz", "dź", HEARD),
    ("ji", "ii", HEARD),
    ("i", "ii", HEARD),
    ("i", "ji", HEARD),
    ("j", "i", VOICE),
    ("rz", "sz", HEARD),
    ("ż", "sz", HEARD),
    ("dż", "drz", HEARD),
    ("cz", "trz", VOICE),
    ("dż", "cz", VOICE),
    ("ś", "ź", VOICE),
    ("ć", "dź", VOICE),
    ("c", "dz", VOICE),
    ("s", "z", VOICE),
    ("f", "w", VOICE),
    ("p", "b", VOICE),
    ("t", "d", VOICE),
    ("k", "g", VOICE),
    ("ść", "ć", VOICE),
    ("ł", "u", VOICE),
    ("cz", "dz", SIMILAR),
    ("o", "ą", SIMILAR),
    ("q", "k", SIMILAR),
    ("c", "k", SIMILAR),
    ("y", "i", SIMILAR),
    ("s", "sz", SIMILAR),
    ("c", "cz", SIMILAR),
    ("ś", "sz", SIMILAR),
    ("ć", "cz", SIMILAR),
];

/// The same in both directions.
static ALL: [Confusion; 2 * BOTH_WAYS.len()] = {
    let mut all = [Confusion { typed: "", meant: "", cost: 0 }; 2 * BOTH_WAYS.len()];
    let mut at = 0;
    while at < BOTH_WAYS.len() {
        let (one, other, cost) = BOTH_WAYS[at];
        all[2 * at] = Confusion { typed: one, meant: other, cost };
        all[2 * at + 1] = Confusion { typed: other, meant: one, cost };
        at += 1;
    }
    all
};

/// Returns the confusions whose typed side is at the end of some letters.
pub(super) fn ending(letters: &[char]) -> impl Iterator<Item = &'static Confusion> {
    ALL.iter().filter(|confusion| {
        let mut before = letters.iter().rev();
        confusion.typed.chars().rev().all(|letter| before.next() == Some(&letter))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_confusion_stands_once_and_changes_at_most_three_letters() {
        for (at, confusion) in ALL.iter().enumerate() {
            let is_same =
                |other: &Confusion| other.typed == confusion.typed && other.meant == confusion.meant;
            assert!(!ALL[..at].iter().any(is_same), "{confusion:?}");
            assert!(
                confusion.meant.chars().count() <= MAX_MEANT && confusion.typed != confusion.meant,
                "{confusion:?}"
            );
        }
    }

    #[test]
    fn confusions_are_found_by_what_was_typed() {
        let found = |typed: &str| -> Vec<&str> {
            let letters: Vec<char> = typed.chars().collect();
            ending(&letters).map(|confusion| confusion.meant).collect()
        };
        assert_eq!(found("morz"), ["ż", "sz", "s"]);
        assert!(found("kąsty").contains(&"i") && found("").is_empty());
    }
}
