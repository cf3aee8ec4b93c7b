//! Finds the day from which an act is in force, in its closing provisions.
//!
//! Searches backwards from the end of the body, before the annexes. Leaves later changes of the act to
//! others. Invariant: a day is returned only if the text states it, or states how it follows from the day of
//! issue or from the day of publication printed above the act. Exceptions (`z wyjątkiem § 3, który wchodzi
//! …`), provisions quoted for another act, and force backdated with `z mocą od` do not count.

use jiff::{ToSpan, civil::Date};
use memchr::memmem;

use super::{
    dateline::publication_day,
    letters::{plain_text, strip_beginning, strip_phrase},
    numbers::leading_date,
};

/// The size of the top of a text with the head of a journal, in bytes.
const HEAD_BYTES: usize = 4_000;
/// The size of the end of a body that is searched, in bytes.
const CLOSING_BYTES: usize = 256 * 1024;
/// The number of places that are tried, from the end.
const PLACES: usize = 40;
/// The size of the text before a verb that its sentence is searched in, in bytes.
const SENTENCE_BYTES: usize = 240;
/// The size of the text after a verb that states the day, in bytes.
const CLAUSE_BYTES: usize = 300;
/// The size of the text before a verb in which a quotation may have begun, in bytes.
const QUOTATION_BYTES: usize = 1_500;

/// The verbs of entry into force, without their endings.
const VERBS: [&str; 5] = ["wchodz", "WCHODZ", "Wchodz", "obowi", "OBOWI"];

/// The acts that enter into force, as the subject of a closing provision; plain.
const ACTS: [&str; 18] = [
    "zarzadzenie",
    "uchwala",
    "ustawa",
    "rozporzadzenie",
    "decyzja",
    "obwieszczenie",
    "postanowienie",
    "dekret",
    "porozumienie",
    "statut",
    "regulamin",
    "konstytucja",
    "polecenie",
    "umowa",
    "konwencja",
    "kodeks",
    "stanowisko",
    "rezolucja",
];

/// Returns the day from which an act is in force; `issued` is its date.
pub fn in_force_from(text: &str, issued: Option<Date>) -> Option<Date> {
    let body = &text[..body_end(text)];
    let published = || publication_day(&text[..text.floor_char_boundary(HEAD_BYTES)]);
    let near = &body[body.ceil_char_boundary(body.len().saturating_sub(CLOSING_BYTES))..];
    let found = VERBS.iter().flat_map(|verb| memmem::find_iter(near.as_bytes(), verb));
    let mut places: Vec<usize> = found.collect();
    places.sort_unstable();
    let mut clauses = places.iter().rev().take(PLACES).filter_map(|&at| closing_clause(near, at));
    day(clauses.next()?, issued, published)
}

/// Returns the end of the body: the position of the first annex, or of a statement of reasons.
fn body_end(text: &str) -> usize {
    let annexes = ["\nZa", "\nZA", "\nUzasadnienie\n", "\nUZASADNIENIE\n"]
        .map(|word| memmem::find_iter(text.as_bytes(), word));
    let starts = annexes.into_iter().filter_map(|mut found| found.find(|&at| heads_annex(text, at)));
    starts.min().unwrap_or(text.len())
}

/// Whether the line below this break is the heading of an annex, and not a wrapped line of the body.
fn heads_annex(text: &str, at: usize) -> bool {
    let below = &text[at + 1..];
    let is_annex = strip_phrase(below, "zalacznik").or_else(|| strip_phrase(below, "uzasadnienie"));
    let Some(length) = is_annex else { return false };
    let above = text[..at].trim_end();
    let last = above.rsplit(char::is_whitespace).next().unwrap_or_default();
    let is_wrapped = last.ends_with(char::is_lowercase)
        && last.starts_with(char::is_lowercase)
        && !text[..at].ends_with('\n');
    let after = below[length..].trim_start_matches(' ');
    let is_heading = after.is_empty()
        || after.starts_with('\n')
        || ["nr", "do"].iter().any(|word| strip_beginning(after, word).is_some())
        || after.starts_with(|c: char| c.is_ascii_digit());
    is_heading && !is_wrapped && !above.is_empty()
}

/// Returns what follows the verb at this position, if its sentence puts the whole act into force.
fn closing_clause(body: &str, at: usize) -> Option<&str> {
    let clause = after_verb(&body[at..])?;
    let before = sentence(&body[body.floor_char_boundary(at.saturating_sub(SENTENCE_BYTES))..at]);
    let plain = plain_text(before);
    let words: Vec<&str> =
        plain.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let names_act = words.iter().any(|word| ACTS.contains(word)) || words.is_empty();
    let is_exception =
        words.iter().any(|word| word.starts_with("ktor") || *word == "wyjatkiem" || *word == "przepisy");
    // `Z wyjątkiem § 3, który wchodzi …, zarządzenie wchodzi …`: the act itself is the subject.
    let is_of_act = words.last().is_some_and(|word| ACTS.contains(word));
    (names_act && (is_of_act || !is_exception) && !is_quoted(body, at)).then_some(clause)
}

/// Returns what follows `wchodzi w życie` or `obowiązuje`.
fn after_verb(text: &str) -> Option<&str> {
    let length = ["wchodzi w zycie", "wchodza w zycie", "wchodzi z zycie", "obowiazuje"]
        .iter()
        .find_map(|phrase| strip_phrase(text, phrase))?;
    let clause = &text[length..];
    Some(&clause[..clause.floor_char_boundary(CLAUSE_BYTES)])
}

/// Returns the beginning of the sentence that ends with this text, after the sign of its provision.
fn sentence(before: &str) -> &str {
    let signs = before.rfind(['§', ':', ';', '„', '”', '"']);
    let stop = before.rfind(". ").or_else(|| before.rfind(".\n")).map(|at| at + 1);
    let blank = before.rfind("\n\n").map(|at| at + 1);
    let start = [signs, stop, blank].into_iter().flatten().max().unwrap_or(0);
    &before[start..]
}

/// Whether the position stands in a quotation.
fn is_quoted(body: &str, at: usize) -> bool {
    let near = &body[body.floor_char_boundary(at.saturating_sub(QUOTATION_BYTES))..at];
    near.rfind('„').is_some_and(|open| !near[open..].contains(['”', '“', '"']))
}

/// Returns the day that a clause states.
fn day(clause: &str, issued: Option<Date>, published: impl Fn() -> Option<Date>) -> Option<Date> {
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
    let sentence = clause[length..].find(".\n").map_or(clause, |end| &clause[..length + end]);
    let last = sentence.match_indices(", ").map(|(at, comma)| &sentence[at + comma.len()..]).last();
    last.filter(|last| strip_beginning(last, "ktor").is_none()).unwrap_or_default()
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

#[cfg(test)]
mod tests;
