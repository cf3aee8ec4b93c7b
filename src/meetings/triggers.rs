//! Tells in one pass whether a text may tell of a meeting at all, and which of its lines to look at.
//!
//! One automaton knows the beginnings of all words that matter, up to the first letter with an accent. Leaves
//! what they mean to others. Invariant: a line without such a word tells nothing of a meeting.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// The beginnings of words for meetings: without one of them there is none.
const MEETINGS: [&str; 25] = [
    "zespołu zad",
    "zespołu dor",
    "zespołu rob",
    "zespół zad",
    "zespół dor",
    "zespół rob",
    "zespołu ds",
    "zespół ds",
    "zespół do spraw",
    "konwen",
    "sesj",
    "posiedze",
    "obrad",
    "convent",
    "zbierze si",
    "zebranie rad",
    "zbior",
    "komisja ",
    "komisji ",
    "rada ",
    "rady ",
    "radni",
    "zgromadzeni",
    "wiejski",
    "zebrał",
];

/// Other words that matter in a text with a meeting: days, hours, topics, people.
const OTHERS: &[&str] = &[
    "spotka",
    "zebra",
    "komisj",
    "program",
    "porz",
    "temat",
    "punkt",
    "agend",
    "rozmaw",
    "dyskut",
    "dyskus",
    "debat",
    "omaw",
    "przedmiot",
    "zajm",
    "zagadnie",
    "dotycz",
    "przewodnicz",
    "prowadz",
    "zapros",
    "zaprasz",
    "wezm",
    "goszcz",
    "odwo",
    "anulow",
    "termin",
    "godz",
    "stycz",
    "lut",
    "mar",
    "kwie",
    "maj",
    "czerw",
    "lip",
    "sierp",
    "wrze",
    "dziernik",
    "listopad",
    "grud",
    "data",
    "miejsce",
    "gdzie",
    "kiedy",
    "wzi",
    "poniedz",
    "wtorek",
    "czwartek",
    "przedstaw",
    "zapozna",
    "ucha",
    "uchwa",
    "zaplan",
    "mowa",
    "agenda",
    "discuss",
    "june",
    "met",
    "om",
    "mow",
    "zaj",
    "mie",
    "wiono",
    "gosow",
    "osowa",
    "decyd",
    "jutro",
    "wczoraj",
    "pochyli",
    "skupi",
    "poruszo",
    "rozpatrz",
    "odb",
    "lokaliz",
    "tapec",
    "warsztac",
    "wokand",
    "obgad",
    "sprawy",
    "kwesti",
    "rada",
    "zeb",
    "miała",
    "wznow",
    "siedzib",
    "sali ",
];

/// Words of debate and decision, which matter only below a meeting.
const DEALINGS: &[&str] = &[
    "przyj",
    "zatwierdz",
    "odrzuc",
    "popar",
    "opini",
    "przeg",
    "sprzeciw",
    "ustan",
    "podni",
    "ustal",
    "okre",
    "przyzn",
    "udziel",
    "uchyl",
    "podsum",
    "upora",
    "spiera",
    "zastan",
    "czasu",
    "emocj",
    "wyrazi",
    "referow",
    "opowi",
    "pora ",
    "kolej",
    "interes",
    "relacj",
    "po pierwsze",
    "po drugie",
    "po trzecie",
    "zasady",
    "kierow",
    "kieruj",
    "gospodar",
    "zamkn",
    "otwor",
    "dyrektor",
    "komendant",
    "kierownik",
    "wzbudz",
    "wywo",
    "zastrz",
    "wyra",
    "zgod",
    "apel",
    "wnios",
    "decyz",
    "postan",
    "oceni",
    "analiz",
    "konsult",
    "kontrol",
    "umacz",
    "wys",
    "domaga",
    "pyta",
    "najwi",
    "pochyl",
    "wątk",
    "wątek",
    "owano",
    "ywano",
];

static AUTOMATON: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(aho_corasick::AhoCorasickKind::DFA))
        .build(MEETINGS.iter().chain(OTHERS))
        .expect("patterns are constants")
});

static DEALING_WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(aho_corasick::AhoCorasickKind::DFA))
        .build(DEALINGS)
        .expect("patterns are constants")
});

static MEETING_WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(aho_corasick::AhoCorasickKind::DFA))
        .build(MEETINGS)
        .expect("patterns are constants")
});

/// Whether a text has a word for a meeting.
pub(super) fn may_tell_of_a_meeting(text: &str) -> bool {
    MEETING_WORDS.is_match(text)
}

/// Whether a line has a word for a meeting.
pub(super) fn names_a_meeting(line: &str) -> bool {
    MEETING_WORDS.is_match(line)
}

/// Whether a line has a word that matters, or a date in digits.
pub(super) fn matters(line: &str) -> bool {
    AUTOMATON.is_match(line) || line.bytes().filter(u8::is_ascii_digit).count() > 3
}

/// Whether a line has a word of debate or decision.
pub(super) fn tells_of_dealings(line: &str) -> bool {
    DEALING_WORDS.is_match(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_lines_without_words_of_meetings_are_passed_over() {
        assert!(may_tell_of_a_meeting("NADZWYCZAJNA SESJA"));
        assert!(!may_tell_of_a_meeting("Uchwała w sprawie parku"));
        assert!(matters("w dniu 12.03.2024"));
        assert!(!matters("Ławki stoją w cieniu."));
    }
}
