//! Tells who presides although no verb says so: by a signature below the text, or by the office alone.
//!
//! Leaves verbs of chairing to `chair`. Invariant: the office is that of a council, a committee, a board or a
//! Konwent, and not of a district, a club or an office of the city.

use super::{
    chair::{Chair, named_office, person, stranger},
    clauses::{WordGap, gap},
    hour::hours,
    inflection::NounCase,
    phrases::phrases,
    verbs::verb,
    words::Word,
};

/// The most words of a signature.
const SIGNATURE_WORDS: usize = 18;

/// Reads the signature of who convenes a meeting: *Przewodnicząca Komisji Agata Lis*, *Jan Lis Przewodniczący
/// Rady*.
pub(super) fn signature(text: &str, words: &[Word]) -> Option<Chair> {
    let at = (0..words.len()).find(|at| presides(&words[*at]) && words[*at].is_capital(text))?;
    let is_signature =
        words.len() <= SIGNATURE_WORDS && verb(words).is_none() && hours(text, words).is_empty();
    if gap(text, words, at) == WordGap::Open {
        return bracketed(text, words, at).filter(|_| is_signature);
    }
    let name = name_beside(text, words, at).filter(|_| is_signature)?;
    let office = named_office(text, words, at).map(|(office, _)| office);
    Some(Chair { name: Some(name), office })
}

fn presides(word: &Word) -> bool {
    if word.plain.as_bytes().len() < "przewodniczacy".len() {
        return false;
    }
    word.plain.is_one_of(&["przewodniczacy", "przewodniczaca", "wiceprzewodniczacy", "wiceprzewodniczaca"])
}

/// The name beside an office: a known one after or before it, or two words that can only be one.
fn name_beside(text: &str, words: &[Word], at: usize) -> Option<String> {
    let last = words.len();
    let ends = |from: usize, end: usize| {
        person(text, words, from, NounCase::Nominative).filter(|(_, to)| *to == end)
    };
    let after =
        (at + 1..last).find_map(|from| ends(from, last)).or_else(|| (0..at).find_map(|from| ends(from, at)));
    let stranger = |from: usize| stranger(text, words, from, NounCase::Nominative);
    let is_of_body = |from: &usize| {
        ["ej", "ego", "miasta", "gminy", "powiatu"].iter().any(|end| words[*from].plain.ends_with(end))
    };
    let unknown = || stranger(last.checked_sub(2).filter(|from| *from > at + 1 && !is_of_body(from))?);
    let found = after.or_else(unknown).or_else(|| stranger(at.checked_sub(2)?));
    found.map(|(name, _)| name)
}

/// Finds the one who presides by the office alone: *przewodnicząca rady Anna Lis zaproponowała*.
pub(super) fn presumed(text: &str, words: &[Word]) -> Option<Chair> {
    let heads = (0..words.len()).filter(|at| presides(&words[*at]) && !words[*at].begins("wice"));
    let mut heads = heads.peekable();
    heads.peek()?;
    let is_elected =
        phrases!["wybran~|wybrano|kandydat~|wygral~|zrezygnowa~|odwolan~|powolan~|gratul~|powital~"];
    if is_elected.is_in(words) {
        return None;
    }
    heads.find_map(|at| by_office(text, words, at).or_else(|| bracketed(text, words, at)))
}

fn by_office(text: &str, words: &[Word], at: usize) -> Option<Chair> {
    let is_former = at > 0
        && ["nowy", "nowa", "byly", "byla", "poprzedni", "poprzednia", "pierwszy", "pierwszym", "zastepca"]
            .contains(&words[at - 1].plain.as_str());
    let (office, end) = named_office(text, words, at)?;
    let is_own = ["Dzielnicy", "dzielnicy", "Klubu", "klubu", "Osiedla", "zespołu"].iter().all(|other| {
        !office.contains(other) || office.contains("Rady Dzielnicy") || office.contains("rady dzielnicy")
    });
    let name =
        (end..words.len().min(end + 1)).find_map(|at| person(text, words, at, NounCase::Nominative))?.0;
    (is_own && !is_former).then_some(Chair { name: Some(name), office: Some(office) })
}

/// Reads *Olga Lis (przewodnicząca)*.
fn bracketed(text: &str, words: &[Word], at: usize) -> Option<Chair> {
    let from = at.checked_sub(2).filter(|_| gap(text, words, at) == WordGap::Open)?;
    let (name, _) = person(text, words, from, NounCase::Nominative)
        .or_else(|| stranger(text, words, from, NounCase::Nominative))?;
    Some(Chair { name: Some(name), office: named_office(text, words, at).map(|(office, _)| office) })
}

/// Whether an office may preside a body: that of a committee not a council.
pub(super) fn fits(office: Option<&str>, body: Option<&str>) -> bool {
    let (Some(office), Some(body)) = (office, body) else { return true };
    let office = office.to_lowercase();
    let of = |head: &str| office.contains(head);
    let is_open = !of("komisji") && !of("rady") && !of("zarządu") && !of("konwentu") && !of("sejmiku");
    let first = body.split(' ').take(2).collect::<Vec<_>>().join(" ");
    is_open
        || first.starts_with("Komisja") && of("komisji")
        || first.contains("Rada") && of("rady")
        || first.starts_with("Zarząd") && of("zarządu")
        || first.starts_with("Konwent") && of("konwentu")
        || first.starts_with("Sejmik") && of("sejmiku")
}
