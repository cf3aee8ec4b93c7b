//! Reads the name of an issuing body in running text, after the word of the act or before it.
//!
//! Leaves the names that headings use to `organs`. Invariant: the name ends within its sentence; a body whose
//! first word is unknown is not guessed.

use super::cursor::{Cursor, folded, is_folded, one_spaced};
use crate::acts::organs::{is_roman, leading_organ};

/// Bodies written as an acronym.
const ACRONYMS: [(&str, &str); 3] = [
    ("RMK", "Rada Miasta Krakowa"),
    ("PMK", "Prezydent Miasta Krakowa"),
    ("KRRiT", "Krajowa Rada Radiofonii i Telewizji"),
];

/// Bodies of the European Union, in the genitive without accents, and in the nominative.
const EUROPEAN: [(&[&str], &str); 5] = [
    (&["parlamentu", "europejskiego", "i", "rady"], "Parlament Europejski i Rada"),
    (&["parlamentu", "europejskiego", "oraz", "rady"], "Parlament Europejski i Rada"),
    (&["europejskiego", "banku", "centralnego"], "Europejski Bank Centralny"),
    (&["komisji", "wspolnot", "europejskich"], "Komisja Wspólnot Europejskich"),
    (&["komisji", "europejskiej"], "Komisja Europejska"),
];

/// Bodies that headings do not name, as genitive and nominative of their first words.
const MORE: [(&str, &str); 14] = [
    ("Komisji", "Komisja"),
    ("Rektora", "Rektor"),
    ("Kierownika", "Kierownik"),
    ("Naczelnika", "Naczelnik"),
    ("Szefa", "Szef"),
    ("Komendanta", "Komendant"),
    ("Komendanta Głównego", "Komendant Główny"),
    ("Generalnego Dyrektora", "Generalny Dyrektor"),
    ("Głównego Inspektora", "Główny Inspektor"),
    ("Krajowej Rady", "Krajowa Rada"),
    ("Naczelnej Rady", "Naczelna Rada"),
    ("Państwowej Komisji", "Państwowa Komisja"),
    ("Zastępcy Prezydenta", "Zastępca Prezydenta"),
    ("Pełnomocnika", "Pełnomocnik"),
];

/// Other cases of the first word of a body, without accents, and the genitive.
const CASES: [(&str, &str); 16] = [
    ("rade", "Rady"),
    ("rada", "Rady"),
    ("prezydent", "Prezydenta"),
    ("prezydentem", "Prezydenta"),
    ("burmistrz", "Burmistrza"),
    ("wojt", "Wójta"),
    ("wojta", "Wójta"),
    ("wojewoda", "Wojewody"),
    ("wojewode", "Wojewody"),
    ("sejmik", "Sejmiku"),
    ("sejm", "Sejmu"),
    ("zarzad", "Zarządu"),
    ("minister", "Ministra"),
    ("starosta", "Starosty"),
    ("staroste", "Starosty"),
    ("marszalek", "Marszałka"),
];

/// Small words that may stand inside the name of a body, before another word of it.
const LINKS: [&str; 13] =
    ["i", "w", "we", "z", "na", "nad", "pod", "oraz", "do", "ds", "spraw", "przy", "dla"];

/// The most words in the name of a body.
const MOST_WORDS: usize = 16;

/// Reads the body at the position, in the genitive; returns it in the nominative and the position after it.
pub(super) fn read_body(at: Cursor<'_>) -> Option<(String, Cursor<'_>)> {
    let word = at.word();
    if !word.starts_with(char::is_uppercase) {
        return None;
    }
    acronym(at).or_else(|| european(at)).or_else(|| named(at, word))
}

fn acronym(at: Cursor<'_>) -> Option<(String, Cursor<'_>)> {
    let word = at.word();
    let (_, name) = ACRONYMS.iter().find(|(acronym, _)| *acronym == word)?;
    Some(((*name).to_owned(), Cursor::new(at.text, at.at + word.len())))
}

fn european(at: Cursor<'_>) -> Option<(String, Cursor<'_>)> {
    EUROPEAN.iter().find_map(|(words, name)| {
        let mut rest = at;
        rest.eat_words(words).then(|| ((*name).to_owned(), rest))
    })
}

fn named<'a>(at: Cursor<'a>, first: &str) -> Option<(String, Cursor<'a>)> {
    let end = name_end(at);
    let printed = one_spaced(&at.text[at.at..end]);
    let genitive = in_genitive(&printed, first);
    let nominative = known_name(&genitive).or_else(|| further_name(&genitive))?;
    Some((nominative, Cursor::new(at.text, end)))
}

/// Whether a word is the first of a body in the nominative.
pub(super) fn is_nominative_body(word: &str) -> bool {
    const FIRST: [&str; 9] =
        ["rada", "prezydent", "burmistrz", "wojt", "wojewoda", "zarzad", "starosta", "marszalek", "minister"];
    FIRST.iter().any(|first| is_folded(word, first))
}

/// Skips a body that is not known, if a date follows its name; returns the position after it.
pub(super) fn skip_body(at: Cursor<'_>) -> Option<usize> {
    if !at.word().starts_with(char::is_uppercase) {
        return None;
    }
    let end = name_end(at);
    let mut next = Cursor::new(at.text, end);
    next.skip_spaces();
    (next.word().eq_ignore_ascii_case("z") && starts_date(next)).then_some(end)
}

/// The name in the nominative, if headings use it.
fn known_name(genitive: &str) -> Option<String> {
    let (organ, length) = leading_organ(genitive)?;
    let alone = matches!(genitive, "Prezydenta" | "Ministra" | "Prezesa" | "Dyrektora" | "Przewodniczącego");
    (length == genitive.len() && !alone).then_some(organ.nominative)
}

/// The name in the nominative, if it begins like one of [`MORE`].
fn further_name(genitive: &str) -> Option<String> {
    MORE.iter().rev().find_map(|(head, nominative)| {
        let rest = genitive.strip_prefix(head)?;
        (rest.is_empty() || rest.starts_with(' ')).then(|| format!("{nominative}{rest}"))
    })
}

/// The name with its first word in the genitive.
fn in_genitive(printed: &str, first: &str) -> String {
    let plain = folded(first);
    match CASES.iter().find(|(form, _)| *form == plain) {
        Some((_, genitive)) => format!("{genitive}{}", &printed[first.len()..]),
        None => printed.to_owned(),
    }
}

/// Where the name ends: after its last word with a capital.
fn name_end(at: Cursor<'_>) -> usize {
    let shouted = at.word().chars().count() > 1 && !at.word().contains(char::is_lowercase);
    let mut rest = at;
    let mut end = at.at + at.word().len();
    for index in 0..MOST_WORDS {
        let word = rest.word();
        if word.is_empty() || index > 0 && ends_name(rest, word, shouted) {
            break;
        }
        rest.at += word.len();
        if word.starts_with(char::is_uppercase) {
            end = rest.at;
        } else if !LINKS.iter().any(|link| is_folded(word, link)) {
            break;
        }
        let abbreviated = is_folded(word, "ds") || is_folded(word, "sw") || word.chars().count() == 1;
        rest.eat_char(if abbreviated { &['-', '.'] } else { &['-'] });
        rest.skip_while(|c| matches!(c, ' ' | '\u{a0}' | '\n' | '\r'));
    }
    end
}

/// Whether a word with a capital begins something else: a number, a date, a kind of act, a new line of text.
fn ends_name(at: Cursor<'_>, word: &str, shouted: bool) -> bool {
    let plain = folded(word);
    let links = LINKS.contains(&plain.as_str());
    let begins =
        matches!(plain.as_str(), "nr" | "na" | "z" | "w" | "o") && word.starts_with(char::is_uppercase);
    let is_number = word.starts_with(|c: char| c.is_ascii_digit());
    let is_title = plain.starts_with("zmieniajac") || plain.starts_with("uchylajac") || plain == "dnia";
    let line = at.text[..at.at].ends_with('\n') && word.starts_with(char::is_uppercase);
    let other = line && (plain.starts_with("uchw") || plain.starts_with("zarz") || plain == "art");
    let z_dnia = plain == "z" && starts_date(at);
    let w_sprawie = plain == "w" && second_word_is(at, "sprawie");
    let capital_link = links && begins && !shouted;
    is_number
        || is_title
        || other
        || z_dnia
        || w_sprawie
        || plain == "nr"
        || capital_link
        || is_session(word, &plain)
}

/// Whether `z` is followed by a date.
fn starts_date(at: Cursor<'_>) -> bool {
    let mut rest = at;
    rest.eat_word("z");
    rest.skip_spaces();
    rest.word().starts_with(|c: char| c.is_ascii_digit()) || rest.eat_any(&["dnia", "dn"])
}

fn second_word_is(at: Cursor<'_>, wanted: &str) -> bool {
    let mut rest = at;
    rest.at += rest.word().len();
    rest.skip_spaces();
    rest.eat_word(wanted)
}

/// Whether a word is the number of a session; a district has one, too, after its own word.
fn is_session(word: &str, plain: &str) -> bool {
    is_roman(word) && plain.len() > 8
}

/// The body named directly before the position, with at most one verb between: `przez Radę Miasta Krakowa`,
/// `Rada Miasta Krakowa podjęła`.
pub(super) fn body_before(text: &str, at: usize, from: usize) -> Option<String> {
    let window = &text[from..at];
    let start = last_body_word(window)?;
    let (body, end) = read_body(Cursor::new(&text[..at], from + start))?;
    let between = text[end.at..at].trim();
    let one_word = between.chars().all(char::is_alphabetic) && between.chars().count() < 20;
    one_word.then_some(body)
}

/// The start of the last word in a window that may begin the name of a body in any case.
fn last_body_word(window: &str) -> Option<usize> {
    let mut best = None;
    let mut at = Cursor::new(window, 0);
    while at.at < window.len() {
        at.skip_while(|c| !c.is_alphanumeric());
        let word = at.word();
        let capital = word.starts_with(char::is_uppercase);
        if capital
            && (CASES.iter().any(|(form, _)| is_folded(word, form))
                || ACRONYMS.iter().any(|(a, _)| *a == word))
        {
            best = Some(at.at);
        } else if capital && (word == "Rady" || word.ends_with("denta") || word.ends_with("mistrza")) {
            best = best.or(Some(at.at));
        }
        at.at += word.len();
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(&str, &str)>) {
        let found = read_body(Cursor::new(text, 0));
        let found = found.as_ref().map(|(name, rest)| (name.as_str(), rest.rest()));
        assert_eq!(found, expected, "`{text}`");
    }

    #[test]
    fn a_body_ends_where_its_name_ends() {
        check("Rady Miasta Krakowa z dnia 3", Some(("Rada Miasta Krakowa", " z dnia 3")));
        check("Rady Miasta\nKrakowa została", Some(("Rada Miasta Krakowa", " została")));
        check("RMK z dnia", Some(("Rada Miasta Krakowa", " z dnia")));
        check("Parlamentu Europejskiego i\nRady z", Some(("Parlament Europejski i Rada", " z")));
        check("Rady Gminy w Zielonkach nr 5", Some(("Rada Gminy w Zielonkach", " nr 5")));
        check("Wójta Gminy Liszki w sprawie", Some(("Wójt Gminy Liszki", " w sprawie")));
        check("Rady Dzielnicy XVIII Nowa Huta nr", Some(("Rada Dzielnicy XVIII Nowa Huta", " nr")));
        check("Komisji (WE)", Some(("Komisja", " (WE)")));
        check("RADY MIASTA KRAKOWA Z DNIA 16", Some(("Rada Miasta Krakowa", " Z DNIA 16")));
        check(
            "Ministra Spraw Wewnętrznych i Administracji z",
            Some(("Minister Spraw Wewnętrznych i Administracji", " z")),
        );
        check("Zosi", None);
    }

    #[test]
    fn a_body_may_stand_before_the_act() {
        let text = "podjęciu przez Radę Miasta Krakowa uchwały";
        assert_eq!(
            body_before(text, text.len() - "uchwały".len(), 0).as_deref(),
            Some("Rada Miasta Krakowa")
        );
    }
}
