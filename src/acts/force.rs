//! Finds the day from which an act is in force, in its closing provisions.
//!
//! Searches backwards from the end of the body, before the annexes. Leaves later changes of the act to
//! others. Invariant: a day is returned only if the text states it, or states how it follows from the day of
//! issue or from the day of publication printed above the act. Exceptions (`z wyjątkiem § 3, który wchodzi
//! …`), provisions quoted for another act, and force backdated with `z mocą od` do not count.

mod day;

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use jiff::civil::Date;

use super::{
    dateline::publication_day,
    finder::finder,
    letters::{plain_text, strip_beginning, strip_phrase},
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

static VERB_FINDER: LazyLock<AhoCorasick> = LazyLock::new(|| finder(&VERBS));

/// The beginnings of the lines below which the body has ended.
static END_FINDER: LazyLock<AhoCorasick> = LazyLock::new(|| finder(&["\nZa", "\nZA", "\nUza", "\nUZA"]));

/// The lines that head a statement of reasons.
const REASONS: [&str; 2] = ["Uzasadnienie\n", "UZASADNIENIE\n"];

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
    if !VERB_FINDER.is_match(text) {
        return None;
    }
    let body = &text[..body_end(text)];
    let published = || publication_day(&text[..text.floor_char_boundary(HEAD_BYTES)]);
    let near = &body[body.ceil_char_boundary(body.len().saturating_sub(CLOSING_BYTES))..];
    let places: Vec<usize> = VERB_FINDER.find_iter(near).map(|found| found.start()).collect();
    let mut clauses = places.iter().rev().take(PLACES).filter_map(|&at| closing_clause(near, at));
    day::day(clauses.next()?, issued, published)
}

/// Returns the day that a clause such as `z dniem 1 maja 2024 r.` or `z dniem podpisania` states.
pub(super) fn day(clause: &str, issued: Option<Date>) -> Option<Date> {
    day::day(clause, issued, || None)
}

/// Returns the end of the body: the position of the first annex, or of a statement of reasons.
fn body_end(text: &str) -> usize {
    let is_end = |at: usize| {
        let below = &text[at + 1..];
        let is_of_annex = below.starts_with("Za") || below.starts_with("ZA");
        (is_of_annex || REASONS.iter().any(|line| below.starts_with(line))) && heads_annex(text, at)
    };
    let mut places = END_FINDER.find_iter(text).map(|found| found.start());
    places.find(|&at| is_end(at)).unwrap_or(text.len())
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

#[cfg(test)]
mod tests;
