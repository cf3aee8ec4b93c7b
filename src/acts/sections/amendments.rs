//! Tells the provisions of an amending act from those that it quotes, by their words.

use super::{
    candidate::{Mark, PLAUSIBLE, SectionCandidate},
    rank::Rank,
    words::{strip_word, words_at},
};
use crate::acts::letters::plain;

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
const RESULTS: [&str; 9] =
    ["otrzymuj", "skresla", "uchyla", "dodaje", "zastepuje", "wyraz", "kropke", "przecinek", "srednik"];

/// The words that may stand before the word of a section.
const PREPOSITIONS: [&str; 5] = ["w", "po", "przed", "ze", "z"];

/// Whether an item of a list is an amendment: `w art. 5 …`, `§ 3 otrzymuje brzmienie`, `uchyla się …`.
pub(super) fn is_amendment(text: &str, item: &SectionCandidate) -> bool {
    let is_item = matches!(item.mark, Mark::Section(Rank::Point | Rank::Letter | Rank::Indent));
    let opens = words_at(text, item.end).starts_with(|c: char| c.is_alphabetic() || c == '§');
    is_item && opens && opens_amendment(&first_words(text, item.end))
}

/// The most characters read of a provision; those of an amendment name its section well before.
const FIRST_CHARS: usize = 160;

/// The first words of a provision, in lower case, without accents and with single spaces.
fn first_words(text: &str, at: usize) -> String {
    let near: String = words_at(text, at).chars().take(FIRST_CHARS).map(plain).collect();
    near.split_whitespace().flat_map(|word| [word, " "]).collect()
}

fn opens_amendment(words: &str) -> bool {
    let bare = PREPOSITIONS.iter().find_map(|word| words.strip_prefix(word)?.strip_prefix(' '));
    let named = bare.unwrap_or(words);
    let mut words_of_sections = SECTIONS.iter().chain(&PARTS);
    let names_section =
        named.starts_with('§') || words_of_sections.any(|word| strip_word(named, word).is_some());
    let states_result = || words.contains(':') || RESULTS.iter().any(|result| words.contains(result));
    (names_section && states_result()) || DEEDS.iter().any(|deed| words.starts_with(deed))
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
pub(super) fn is_next_outer_unit(text: &str, outer: &SectionCandidate, unit: &SectionCandidate) -> bool {
    is_next_unit(outer, unit) && {
        let words = first_words(text, unit.end);
        let words = words.trim_start_matches(['.', ' ']).trim_start_matches("1. ");
        OUTER_WORDS.iter().any(|opening| words.starts_with(opening))
    }
}

/// Whether a unit has the next number after `before`.
pub(super) fn is_next_unit(before: &SectionCandidate, unit: &SectionCandidate) -> bool {
    let looks_like_heading = unit.mark == before.mark && unit.weight >= PLAUSIBLE;
    looks_like_heading && before.last.number.saturating_add(1) == unit.numeral.number
}
