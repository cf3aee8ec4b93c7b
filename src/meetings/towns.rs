//! Tells where the name of a town ends, and a person's name from it.
//!
//! Leaves whose town it is to `body`. Invariant: an end is one of a word, and never before the first.

use super::{
    inflection::{NounCase, given_name},
    words::Word,
};

/// Words that end a name although they may have a capital: `W DNIU`, `GODZ.`
pub(super) const STOPS: [&str; 22] = [
    "dniu",
    "dnia",
    "godz",
    "godzina",
    "w",
    "na",
    "z",
    "ze",
    "o",
    "oraz",
    "odbedzie",
    "odbyla",
    "odbylo",
    "odbyl",
    "porzadek",
    "program",
    "termin",
    "sesja",
    "posiedzenie",
    "godzinie",
    "sala",
    "tematy",
];

/// The end of the name of a city: one word, or several of which one is an adjective.
pub(super) fn city_end(text: &str, words: &[Word], at: usize) -> usize {
    let is_name = |at: usize| {
        let word = words
            .get(at)
            .filter(|word| word.is_capital(text) && !word.plain.is_one_of(&STOPS) && !is_numeral(text, word));
        word.is_some_and(|word| is_spaced(text, &words[at - 1], word)) && !is_person(text, words, at)
    };
    if !is_name(at) {
        return at - usize::from(matches!(words[at - 1].plain.as_str(), "w" | "we"));
    }
    let mut end = at + 1;
    while end < at + 3 && is_name(end) && (is_open(&words[end - 1]) || is_second(text, words, end)) {
        end += 1;
    }
    end
}

/// Whether a person is named here, and no town: a given name with a surname.
pub(super) fn is_person(text: &str, words: &[Word], at: usize) -> bool {
    let next = words.get(at + 1).filter(|next| next.is_capital(text) && is_spaced(text, &words[at], next));
    next.is_some_and(|next| next.of(text).chars().any(char::is_lowercase))
        && given_name(words[at].of(text), NounCase::Nominative).is_some()
}

/// Whether a word is a Roman numeral.
pub(super) fn is_numeral(text: &str, word: &Word) -> bool {
    word.of(text).chars().all(|c| "IVXL".contains(c))
}

/// Whether a word of a name leaves another to come: *Nowe*, *Starego*, *Trzy*.
fn is_open(word: &Word) -> bool {
    const WORDS: [&str; 12] = [
        "trzy", "dwa", "nowe", "nowa", "nowy", "stare", "stara", "stary", "wola", "biala", "czarna",
        "wielkie",
    ];
    let endings = ["ego", "ej", "ych", "ich", "ym", "im", "owy"];
    endings.iter().any(|end| word.plain.ends_with(end)) || word.plain.is_one_of(&WORDS)
}

/// Nouns that are the second word of a town whose first is an adjective in the nominative: *Lisia Góra*.
const SECOND: [&str; 14] = [
    "gora", "wola", "huta", "dabrowa", "ruda", "karczma", "wies", "studnia", "laka", "kepa", "kuznia",
    "rzeka", "woda", "przystan",
];

/// Whether a word is the adjective in the name of a town, and no person's name: *Leśna*, *Górskim*.
fn is_second(text: &str, words: &[Word], at: usize) -> bool {
    const ENDINGS: [&str; 31] = [
        "nych", "wych", "kich", "lych", "male", "ska", "ski", "skie", "skiej", "skiego", "skim", "cka",
        "cki", "ckie", "ckiej", "ckiego", "ckim", "na", "ne", "nej", "nego", "nym", "wa", "we", "wej", "lka",
        "lkie", "lkiej", "stare", "starym", "stara",
    ];
    let word = &words[at];
    if word.plain.is_one_of(&SECOND) && words[at - 1].plain.ends_with("a") {
        return true;
    }
    let is_adjective = ENDINGS.iter().any(|end| word.plain.ends_with(end));
    let is_given = || given_name(word.of(text), NounCase::Nominative).is_some();
    let before_surname = || {
        words.get(at + 1).is_some_and(|next| {
            is_spaced(text, word, next) && next.is_capital(text) && next.of(text).contains(char::is_lowercase)
        })
    };
    is_adjective && !is_given() && !(word.plain.ends_with("a") && before_surname())
}

/// Whether only a space, or one end of a line, lies between two words.
pub(super) fn is_spaced(text: &str, first: &Word, second: &Word) -> bool {
    let between = &text[first.end..second.start];
    between.trim().is_empty() && between.matches('\n').count() < 2
}
