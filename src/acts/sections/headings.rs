//! Reads the headings above articles and paragraphs (`Rozdział 2`, `DZIAŁ II`, `Załącznik nr 1`), and the
//! first and last lines of acts.
//!
//! Leaves titles and the order of the numbers to `containers`.

use super::{
    candidate::{Mark, SectionCandidate},
    numeral::Numeral,
    rank::Rank,
    units::is_contents_line,
    words::{Lead, after_spaces, strip_stem, strip_word},
};
use crate::acts::letters::plain;

/// The greatest number of a container; greater ones are those of budgets.
const GREATEST: u32 = 199;

/// Reads a heading at the byte `at` of a line that ends at `end`.
pub(super) fn heading_at(text: &str, at: usize, end: usize) -> Option<SectionCandidate> {
    let rest = &text[at..end];
    let first = rest.chars().next().filter(|c| c.is_uppercase())?;
    match plain(first) {
        'c' | 'k' | 't' | 'r' => container(rest, at).or_else(|| opening(rest, at)),
        'd' | 'o' => container(rest, at).or_else(|| opening(rest, at)),
        'z' => annex(text, at, end).or_else(|| opening(rest, at)),
        'u' | 's' | 'p' | 'i' => closing(rest, at).or_else(|| opening(rest, at)),
        _ => None,
    }
}

/// Reads a container with its number.
fn container(rest: &str, at: usize) -> Option<SectionCandidate> {
    let read = |rank: Rank| strip_word(rest, rank.slug()).map(|end| (rank, end));
    let (rank, word) = Rank::CONTAINERS.into_iter().find_map(read)?;
    let spaced = after_spaces(rest[word..].trim_start_matches('.'));
    let (numeral, length) = container_number(spaced, rank)?;
    let after = spaced[length..].trim_start_matches('.');
    let is_heading = numeral.number <= GREATEST && !is_contents_line(rest) && may_be_title(after);
    let end = at + rest.len() - after.len();
    is_heading.then(|| SectionCandidate::new(Mark::Section(rank), numeral, at, end))
}

/// The parts of codes that have a name instead of a number.
const NAMED_PARTS: [&str; 5] = ["ogolna", "szczegolna", "wojskowa", "koncowa", "wstepna"];

fn container_number(text: &str, rank: Rank) -> Option<(Numeral, usize)> {
    let named = || {
        let mut names = (1..).zip(NAMED_PARTS).filter(|_| rank == Rank::Part);
        names.find_map(|(place, name)| strip_word(text, name).map(|end| (Numeral::named(place), end)))
    };
    Numeral::leading_roman(text)
        .filter(|(_, length)| text[..*length].contains(|c: char| c.is_ascii_uppercase()))
        .or_else(|| Numeral::leading(text).filter(|_| !text.starts_with('0')))
        .or_else(|| Numeral::leading_ordinal(text))
        .or_else(named)
}

/// Whether what follows the number of a container may be its title, and not the rest of a sentence.
fn may_be_title(after: &str) -> bool {
    let title = after_spaces(after).trim_start_matches(['–', '-', '—', ':']);
    let first = after_spaces(title).chars().next();
    first.is_none_or(|c| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '(' | '„' | '"' | '['))
}

/// Reads the heading of an annex: `Załącznik nr 1 do uchwały`.
fn annex(text: &str, at: usize, end: usize) -> Option<SectionCandidate> {
    let rest = &text[at..end];
    let word = strip_word(rest, "zalacznik")?;
    let spaced = after_spaces(&rest[word..]);
    let named = strip_word(spaced, "nr").or_else(|| strip_word(spaced, "numer")).unwrap_or(0);
    let number = after_spaces(spaced[named..].trim_start_matches(['.', ':']));
    let (numeral, length) = annex_number(number, named > 0).unwrap_or_default();
    let after = if length > 0 { &number[length..] } else { spaced };
    let is_heading = may_follow_annex(after) && !leads_to_annex(text, at) && !is_contents_line(rest);
    is_heading.then(|| SectionCandidate::new(Mark::Section(Rank::Annex), numeral, at, end - after.len()))
}

fn annex_number(text: &str, is_named: bool) -> Option<(Numeral, usize)> {
    let roman = || Numeral::leading_roman(text).filter(|_| is_named || !text.starts_with("I "));
    Numeral::leading(text).or_else(roman).filter(|(numeral, _)| numeral.number <= GREATEST)
}

/// The stems of the words after the number of an annex in the sentence `Załącznik nr 1 otrzymuje brzmienie`.
const PREDICATES: [&str; 13] = [
    "stanowi", "okresla", "zawiera", "otrzymuj", "tracil", "traci", "zastepuj", "uchyla", "wchodz",
    "obejmuj", "jest", "pozostaj", "ktory",
];

/// Whether what follows the number of an annex leaves it a heading.
fn may_follow_annex(after: &str) -> bool {
    let rest = after_spaces(after.trim_start_matches(['.', ':']));
    let first = rest.chars().next();
    let opens = first.is_none_or(|c| c.is_uppercase() || matches!(c, '–' | '-' | '(' | '„' | '"'));
    let is_of_act = strip_word(rest, "do").is_some() || strip_word(rest, "nr").is_some();
    // The full stop of `z dnia 3 maja 2015 r.` ends no sentence.
    let ends_sentence = rest.ends_with([';', ',']) || (rest.ends_with('.') && !rest.ends_with(" r."));
    (opens || is_of_act) && !ends_sentence && !has_predicate(rest)
}

/// Whether one of the words of an annex's line is a verb.
fn has_predicate(rest: &str) -> bool {
    let is_verb = |word: &str| PREDICATES.iter().any(|stem| strip_stem(word, stem).is_some());
    rest.split_whitespace().take(12).any(is_verb)
}

/// Whether the line above an annex goes on with it: `stanowi` / `Załącznik nr 2`.
fn leads_to_annex(text: &str, at: usize) -> bool {
    let lead = Lead::before(text, at);
    let above = text[..at].trim_end();
    let word = above.rsplit(char::is_whitespace).next().unwrap_or_default();
    let is_verb = word.len() < 24 && PREDICATES.iter().any(|stem| strip_stem(word, stem).is_some());
    lead.refers || lead.last == Some(',') || is_verb || ["jako", "patrz"].contains(&word)
}

/// The words that open an act.
const ACTS: [&str; 6] = ["zarzadzenie", "uchwala", "ustawa", "rozporzadzenie", "obwieszczenie", "dekret"];

/// The words that open another text with numbers of its own.
const OPENINGS: [&str; 12] = [
    "ogloszenie",
    "postanowienie",
    "decyzja",
    "porozumienie",
    "umowa",
    "regulamin",
    "statut",
    "instrukcja",
    "procedura",
    "ordynacja",
    "zasady",
    "tryb",
];

/// Reads the first line of an act: its word in capitals, or with `Nr` after it.
fn opening(rest: &str, at: usize) -> Option<SectionCandidate> {
    let named = |mark, words: &[&str]| Some((mark, words.iter().find_map(|word| strip_word(rest, word))?));
    let (mark, end) = named(Mark::Act, &ACTS).or_else(|| named(Mark::Opening, &OPENINGS))?;
    let after = after_spaces(&rest[end..]);
    let is_shouted = !rest[..end].contains(char::is_lowercase);
    let is_numbered = strip_word(after, "nr").is_some();
    (is_shouted || is_numbered).then(|| SectionCandidate::new(mark, Numeral::default(), at, at + end))
}

/// Reads the heading of the reasons for an act, alone on its line.
fn closing(rest: &str, at: usize) -> Option<SectionCandidate> {
    let end = strip_word(rest, "uzasadnienie")?;
    let is_alone =
        rest[end..].trim().trim_end_matches(':').is_empty() || strip_word(rest[end..].trim(), "do").is_some();
    is_alone.then(|| SectionCandidate::new(Mark::Closing, Numeral::default(), at, at + end))
}
