//! Tells the provisions of an amending act from those that it quotes, by their words.

use super::{
    candidate::{Candidate, Mark, PLAUSIBLE},
    rank::Rank,
    words::{after_spaces, folded, strip_word, words_at},
};

/// The words and abbreviations of sections that amendments begin with.
const SECTIONS: [&str; 6] = ["art", "ust", "pkt", "lit", "tiret", "par"];

/// The words of other sections, in the cases in which amendments name them.
const PARTS: [&str; 26] = [
    "tytul",
    "tytule",
    "rozdzial",
    "rozdziale",
    "rozdzialu",
    "dzial",
    "dziale",
    "dzialu",
    "oddzial",
    "oddziale",
    "zalacznik",
    "zalaczniku",
    "zalaczniki",
    "preambule",
    "zdaniu",
    "zdanie",
    "czesci",
    "czesc",
    "tabela",
    "tabeli",
    "ksiedze",
    "odnosniku",
    "odnosnik",
    "punkt",
    "punkcie",
    "paragrafie",
];

/// What amendments do, as they begin with it.
const DEEDS: [&str; 9] = [
    "skresla sie",
    "uchyla sie",
    "dodaje sie",
    "zastepuje sie",
    "wprowadza sie",
    "dotychczasow",
    "uzyte w",
    "uzyty w",
    "wyrazy",
];

/// What amendments do, as it follows the section.
const RESULTS: [&str; 4] = ["otrzymuj", "skresla", "uchyla", "dodaje"];

/// The words that may stand before the word of a section.
const PREPOSITIONS: [&str; 5] = ["w", "po", "przed", "ze", "z"];

/// How far behind the section it stands what an amendment does, in characters.
const RESULT_CHARS: usize = 80;

/// Whether an item of a list is an amendment: `w art. 5 …`, `§ 3 otrzymuje brzmienie`, `uchyla się …`.
pub(super) fn is_amendment(text: &str, item: &Candidate) -> bool {
    let is_item = matches!(item.mark, Mark::Section(Rank::Point | Rank::Letter | Rank::Indent));
    is_item && item.weight > 0 && opens_amendment(words_at(text, item.end))
}

fn opens_amendment(words: &str) -> bool {
    let bare = PREPOSITIONS.iter().find_map(|word| strip_word(words, word)).unwrap_or(0);
    let named = after_spaces(&words[bare..]);
    let is_part = || PARTS.iter().any(|word| strip_word(named, word).is_some());
    named.starts_with('§')
        || SECTIONS.iter().any(|word| strip_word(named, word).is_some())
        || DEEDS.iter().any(|deed| starts_with(words, deed))
        || (is_part() && (bare > 0 || states_result(named)))
}

fn states_result(words: &str) -> bool {
    let near: String = words.chars().take(RESULT_CHARS).map(folded).collect();
    RESULTS.iter().any(|result| near.contains(result))
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
