//! Reads the day that a closing provision states, or tells from the day of issue or of publication.
//!
//! Leaves it to `force` to find the provision. Invariant: a day that depends on a day not known is `None`.

use jiff::{ToSpan, civil::Date};

use crate::acts::{
    letters::{plain_text, strip_beginning, strip_phrase},
    numbers::leading_date,
};

/// Returns the day that a clause states.
pub(super) fn day(clause: &str, issued: Option<Date>, published: impl Fn() -> Option<Date>) -> Option<Date> {
    let clause = behind_exception(clause.trim_start_matches([' ', '\n', ',', ':']));
    if let Some(day) = stated_day(clause) {
        return Some(day);
    }
    let starts = |phrases: &[&str]| phrases.iter().any(|phrase| strip_beginning(clause, phrase).is_some());
    if starts(&[
        "z dniem podpis",
        "z dniem podjec",
        "z dniem wydan",
        "z dniem uchwal",
        "z chwila podpis",
        "z chwila podjec",
        "z data podpis",
        "z data podjec",
        "od dnia podpis",
        "od dnia podjec",
        "w dniu podpis",
        "w dniu podjec",
        "z dniem jego podpis",
        "z dniem jej podjec",
        "od daty podpis",
    ]) {
        return issued;
    }
    if starts(&["z dniem oglosz", "z dniem publik", "z dniem opublik", "w dniu oglosz"]) {
        return published();
    }
    following_day(clause, issued, &published)
        .or_else(|| following_month(clause, issued, &published))
        .or_else(|| after_period(clause, issued, &published))
}

/// Returns what follows an exception that stands before the day: `z wyjątkiem § 3, który wchodzi w życie z
/// dniem 1 maja, z dniem podpisania`.
fn behind_exception(clause: &str) -> &str {
    let Some(length) = strip_phrase(clause, "z wyjatkiem") else { return clause };
    let sentence = first_sentence(&clause[length..]);
    let last = sentence.rsplit_once(',').map(|(_, last)| last.trim_start());
    last.filter(|last| strip_beginning(last, "ktor").is_none()).unwrap_or_default()
}

/// Returns a text up to the full stop before a capital or the sign of a provision.
fn first_sentence(text: &str) -> &str {
    let is_end = |&(at, _): &(usize, &str)| {
        let after = &text[at + 1..];
        let next = after.trim_start();
        next.len() < after.len() && next.starts_with(|c: char| c.is_uppercase() || c == '§')
    };
    text.match_indices('.').find(is_end).map_or(text, |(at, _)| &text[..at])
}

/// Reads `następnego dnia po podpisaniu`, `z dniem następującym po dniu ogłoszenia`.
fn following_day(clause: &str, issued: Option<Date>, published: impl Fn() -> Option<Date>) -> Option<Date> {
    let intros = [
        "z dniem nastepujacym po",
        "z dniem nastepnym po",
        "w dniu nastepujacym po",
        "w dniu nastepnym po",
        "od dnia nastepujacego po",
        "od dnia nastepnego po",
        "dnia nastepnego po",
        "dnia nastepujacego po",
        "nastepnego dnia po",
        "w nastepnym dniu po",
    ];
    let length = intros.iter().find_map(|intro| strip_phrase(clause, intro))?;
    event(&clause[length..], issued, published)?.tomorrow().ok()
}

/// Reads `pierwszego dnia miesiąca następującego po miesiącu podpisania`.
fn following_month(clause: &str, issued: Option<Date>, published: impl Fn() -> Option<Date>) -> Option<Date> {
    let intros = [
        "pierwszego dnia",
        "z pierwszym dniem",
        "od pierwszego dnia",
        "z dniem pierwszym",
        "z dniem pierwszego dnia",
    ];
    let length = intros.iter().find_map(|intro| strip_phrase(clause, intro))?;
    let month = clause[length..].trim_start();
    let after = ["miesiaca nastepujacego po", "miesiaca nastepnego po", "nastepnego miesiaca po"];
    let length = after.iter().find_map(|after| strip_phrase(month, after))?;
    let next = event(&month[length..], issued, published)?.first_of_month().checked_add(1.month());
    next.ok()
}

/// Returns the day of what a clause counts from: `dniu jego ogłoszenia`, `podpisaniu`, `miesiącu, w którym
/// została podjęta`.
fn event(clause: &str, issued: Option<Date>, published: impl Fn() -> Option<Date>) -> Option<Date> {
    let mut rest = clause.trim_start();
    let before = ["dniu", "dacie", "miesiacu", "w ktorym", "jego", "jej", "zostalo", "zostala", "zostal"];
    while let Some(length) = before.iter().find_map(|word| strip_phrase(rest, word)) {
        rest = rest[length..].trim_start_matches([' ', ',', '\n']);
    }
    let is_event = |stems: &[&str]| stems.iter().any(|stem| strip_beginning(rest, stem).is_some());
    if is_event(&["podpis", "podjec", "podjet", "uchwal", "wydan"]) {
        return issued;
    }
    is_event(&["oglosz", "opublik", "publik"]).then(published).flatten()
}

/// Reads a day that is stated itself: `z dniem 1 marca 2017 r.`
fn stated_day(clause: &str) -> Option<Date> {
    let intros = ["z dniem", "od dnia", "dnia", "w dniu", "z data", "od", "z"];
    let length = intros.iter().find_map(|intro| strip_phrase(clause, intro)).unwrap_or(0);
    leading_date(clause[length..].trim_start()).map(|(date, _)| date)
}

/// Reads `po upływie 14 dni od dnia ogłoszenia`. The day from which a period is counted is no part of it, and
/// force begins on the day after its last.
fn after_period(clause: &str, issued: Option<Date>, published: impl Fn() -> Option<Date>) -> Option<Date> {
    let length = ["po uplywie", "w terminie", "po"].iter().find_map(|intro| strip_phrase(clause, intro))?;
    let rest = clause[length..].trim_start();
    let (count, rest) = leading_count(rest)?;
    let (unit, rest) = rest.split_at(rest.find(char::is_whitespace)?);
    let from = rest.trim_start();
    let is_from = |stems: &[&str]| {
        stems.iter().any(|stem| {
            ["od dnia", "od dnia jego", "od dnia jej", "od daty", "od", "od jego", "od jej"]
                .iter()
                .any(|intro| strip_beginning(from, &format!("{intro} {stem}")).is_some())
        })
    };
    let start = if is_from(&["oglosz", "opublik", "publik"]) {
        published()?
    } else if is_from(&["podpis", "podjec", "uchwal", "wydan"]) {
        issued?
    } else {
        return None;
    };
    let unit = plain_text(unit);
    let end = match unit.trim_end_matches(',') {
        "dni" | "dniach" | "dnia" => start.checked_add(count.days()),
        "tygodni" | "tygodniach" => start.checked_add(count.weeks()),
        "miesiecy" | "miesiaca" | "miesiacach" => start.checked_add(count.months()),
        "roku" | "lat" => start.checked_add(count.years()),
        _ => return None,
    };
    end.ok()?.tomorrow().ok()
}

/// Reads the count of a period: digits, with the number in words after it in brackets, or a word.
fn leading_count(text: &str) -> Option<(i64, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=3).contains(&digits) {
        let rest = text[digits..].trim_start_matches(['-', ' ', '\n']);
        let words =
            rest.strip_prefix('(').and_then(|rest| rest.split_once(')')).map(|(_, rest)| rest.trim_start());
        return Some((text[..digits].parse().ok()?, words.unwrap_or(rest)));
    }
    let counts = [("miesiaca", 1), ("roku", 1), ("tygodnia", 1)];
    if let Some((_, count)) = counts.iter().find(|(unit, _)| strip_phrase(text, unit).is_some()) {
        return Some((*count, text));
    }
    let words = [
        ("czternastu", 14),
        ("siedmiu", 7),
        ("trzydziestu", 30),
        ("trzech", 3),
        ("szesciu", 6),
        ("dwoch", 2),
    ];
    words.iter().find_map(|(word, count)| Some((*count, text[strip_phrase(text, word)?..].trim_start())))
}
