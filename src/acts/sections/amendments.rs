//! Tells the provisions of an amending act from those that it quotes, by their words.

use super::{
    candidate::{Candidate, Mark, PLAUSIBLE},
    rank::Rank,
    words::{after_spaces, folded, strip_stem, strip_word, words_at},
};

/// The words of sections, in the cases in which amendments name them.
const SECTION_STEMS: [&str; 18] = [
    "art", "ust", "pkt", "lit", "tiret", "tytul", "rozdzia", "dzial", "oddzia", "zalaczni", "preambul", "zdani",
    "tabel", "par", "czesci", "ksie", "odnosni", "punk",
];

/// The words with which an amendment names what it does.
const DEEDS: [&str; 12] = [
    "skresla", "uchyla", "dodaje", "dotychczasow", "uzyte", "wyraz", "oznaczeni", "zastepuj", "otrzymuj", "w tytule",
    "wprowadza", "tabela",
];

/// The words that may stand before the word of a section.
const PREPOSITIONS: [&str; 5] = ["w", "po", "przed", "ze", "z"];

/// Whether an item of a list is an amendment: `w art. 5 …`, `§ 3 otrzymuje brzmienie`, `uchyla się …`.
pub(super) fn is_amendment(text: &str, item: &Candidate) -> bool {
    let is_item = matches!(item.mark, Mark::Section(Rank::Point | Rank::Letter | Rank::Indent));
    is_item && item.weight > 0 && opens_amendment(words_at(text, item.end))
}

fn opens_amendment(words: &str) -> bool {
    let bare = PREPOSITIONS.iter().find_map(|word| strip_word(words, word)).unwrap_or(0);
    let named = after_spaces(&words[bare..]);
    names_section(named) || DEEDS.iter().any(|deed| starts_with(words, deed))
}

fn names_section(words: &str) -> bool {
    words.starts_with('§') || SECTION_STEMS.iter().any(|stem| strip_stem(words, stem).is_some())
}

fn starts_with(words: &str, plain: &str) -> bool {
    let mut letters = words.chars().map(folded);
    plain.chars().all(|letter| letters.next() == Some(letter))
}

/// How provisions of amending acts begin, and of hardly any act that they quote.
const OUTER_WORDS: [&str; 14] = [
    "w ustawie",
    "w rozporzadzeniu",
    "w uchwale",
    "w zarzadzeniu",
    "w dekrecie",
    "w zalaczniku",
    "ustawa wchodzi",
    "niniejsza ustawa",
    "uchwala wchodzi",
    "zarzadzenie wchodzi",
    "rozporzadzenie wchodzi",
    "traci moc",
    "traca moc",
    "wykonanie",
];

/// Whether a unit is the next one of the amending act after `outer`, by its number and by its words.
pub(super) fn is_next_outer_unit(text: &str, outer: &Candidate, unit: &Candidate) -> bool {
    is_next_unit(outer, unit) && {
        let words = words_at(text, unit.end);
        OUTER_WORDS.iter().any(|opening| starts_with(words, opening))
    }
}

/// Whether a unit has the next number after `before`.
pub(super) fn is_next_unit(before: &Candidate, unit: &Candidate) -> bool {
    let looks_like_heading = unit.mark == before.mark && unit.weight >= PLAUSIBLE;
    looks_like_heading && before.last.number + 1 == unit.numeral.number
}
