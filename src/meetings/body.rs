//! Finds the bodies that meet, in any case, and puts their names in the nominative.
//!
//! Only bodies of local government and the Konwent are known: councils, their committees and boards. Leaves
//! which of them meets to `statement`. Invariant: a name is never longer than the words of a body, and a word
//! for a body alone is one only if it is *Konwent*.

use std::ops::Range;

use super::{
    clauses::is_finite,
    inflection::{NounCase, NounGender, adjective, capitalized, given_name},
    place,
    towns::{STOPS, city_end, is_numeral, is_person, is_spaced},
    words::Word,
};
use crate::acts::letters::plain_text;

/// A body named in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BodyMention {
    /// Its words, as indexes.
    pub(super) words: Range<usize>,
    /// Its name in the nominative.
    pub(super) name: String,
}

/// The longest name of a body, in words.
const MOST_WORDS: usize = 16;

/// The forms of a head word, plain, with its nominative.
struct BodyHead {
    forms: &'static [&'static str],
    nominative: &'static str,
    gender: NounGender,
}

const CONVENT: BodyHead = BodyHead {
    forms: &["konwent", "konwentu", "konwencie", "konwentem", "konwentowi"],
    nominative: "Konwent",
    gender: NounGender::Masculine,
};
const COUNCIL: BodyHead =
    BodyHead { forms: &["rada", "rady", "radzie", "rade"], nominative: "Rada", gender: NounGender::Feminine };
const COMMITTEE: BodyHead = BodyHead {
    forms: &["komisja", "komisji", "komisje"],
    nominative: "Komisja",
    gender: NounGender::Feminine,
};
const BOARD: BodyHead = BodyHead {
    forms: &["zarzad", "zarzadu", "zarzadzie", "zarzadem", "zarzadowi"],
    nominative: "Zarząd",
    gender: NounGender::Masculine,
};
const ASSEMBLY: BodyHead = BodyHead {
    forms: &["sejmik", "sejmiku", "sejmikiem"],
    nominative: "Sejmik",
    gender: NounGender::Masculine,
};

const UNION: BodyHead = BodyHead {
    forms: &["zgromadzenie", "zgromadzenia", "zgromadzeniu", "zgromadzeniem"],
    nominative: "Zgromadzenie",
    gender: NounGender::Neuter,
};
const TEAM: BodyHead = BodyHead {
    forms: &["zespol", "zespolu", "zespole", "zespolem", "zespolowi"],
    nominative: "Zespół",
    gender: NounGender::Masculine,
};
const VILLAGE: BodyHead = BodyHead {
    forms: &["solectwo", "solectwa", "solectwie"],
    nominative: "Sołectwo",
    gender: NounGender::Neuter,
};

/// The words of the full name of the Konwent, and of those of other offices.
const CONVENT_WORDS: [&str; 18] = [
    "soltysow",
    "powiatow",
    "osiedli",
    "prezydentow",
    "gmin",
    "miast",
    "przewodniczacych",
    "rad",
    "i",
    "zarzadow",
    "dzielnic",
    "miasta",
    "krakowa",
    "seniorow",
    "wojtow",
    "burmistrzow",
    "starostow",
    "oraz",
];

const ENGLISH_WORDS: [&str; 9] =
    ["of", "chairpersons", "district", "councils", "and", "boards", "the", "city", "krakow"];

/// Words after *Rada* that make it a body.
const AFTER_COUNCIL: [&str; 21] = [
    "jednostki",
    "ds",
    "spoleczna",
    "spolecznej",
    "dzialalnosci",
    "dzielnicy",
    "miasta",
    "miejska",
    "miejskiej",
    "gminy",
    "gminna",
    "gminnej",
    "powiatu",
    "seniorow",
    "osiedla",
    "solecka",
    "soleckiej",
    "powiatowa",
    "powiatowej",
    "sportu",
    "do",
];

/// Words after *Zarząd* that make it a board which meets, not a unit of the city.
const AFTER_BOARD: [&str; 4] = ["dzielnicy", "powiatu", "wojewodztwa", "osiedla"];

/// Names the council of the district that a sentence is about: *radni Dzielnicy XI Podgórze Duchackie*.
pub(super) fn council_of_district(text: &str, words: &[Word]) -> Option<String> {
    let is_district =
        |at: &usize| matches!(words[*at].plain.as_bytes(), b"dzielnicy" | b"dzielnica" | b"dzielnice");
    let at = (0..words.len()).find(|at| {
        is_district(at)
            && words[*at].is_capital(text)
            && words.get(at + 1).is_some_and(|next| is_numeral(text, next))
    })?;
    let end = name_end(text, words, at + 2).max(at + 2);
    let name: Vec<&str> = words[at + 1..end].iter().map(|word| word.of(text)).collect();
    Some(format!("Rada Dzielnicy {}", name.join(" ")))
}

/// Finds the bodies in a sentence.
pub(super) fn bodies(text: &str, words: &[Word]) -> Vec<BodyMention> {
    let (mut found, mut at) = (Vec::new(), 0);
    while at < words.len() {
        match body_at(text, words, at) {
            Some(body) => {
                at = body.words.end;
                found.push(body);
            }
            None => at += 1,
        }
    }
    found
}

/// Reads the body whose head is this word.
pub(super) fn body_at(text: &str, words: &[Word], at: usize) -> Option<BodyMention> {
    let plain = &words.get(at)?.plain;
    if !plain.as_bytes().first().is_some_and(|first| b"krzsc".contains(first)) {
        return None;
    }
    let plain = plain.as_str();
    let is = |head: &BodyHead| head.forms.contains(&plain);
    if plain == "convent" {
        let end = run(text, words, at + 1, |word| word.plain.is_one_of(&ENGLISH_WORDS));
        return (end > at + 2).then(|| named(text, words, at..end, None));
    }
    match plain.as_bytes().first()? {
        b'k' if is(&CONVENT) => convent(text, words, at),
        b'k' if is(&COMMITTEE) => committee(text, words, at),
        b'r' if is(&COUNCIL) => council(text, words, at),
        b'z' if is(&BOARD) => board(text, words, at, &BOARD, &AFTER_BOARD),
        b's' if is(&ASSEMBLY) => board(text, words, at, &ASSEMBLY, &["wojewodztwa"]),
        b'z' if is(&UNION) => board(text, words, at, &UNION, &["zwiazku"]),
        b'z' if is(&TEAM) && (words[at].is_capital(text) || is_advising(words, at)) => team(text, words, at),
        b's' if is(&VILLAGE) => village(text, words, at),
        _ => None,
    }
}

fn convent(text: &str, words: &[Word], at: usize) -> Option<BodyMention> {
    let next = words.get(at + 1).map_or("", |word| word.plain.as_str());
    let is_of_fans = ["fantast", "mang", "anim", "gier", "gam", "milosn", "fan", "stud"];
    if is_of_fans.iter().any(|fans| next.starts_with(fans)) {
        return None;
    }
    let end = run(text, words, at + 1, |word| word.plain.is_one_of(&CONVENT_WORDS));
    let end = if end == at + 2 && !OF_CONVENTS.contains(&next) { at + 1 } else { end };
    let end =
        at + 1 + words[at + 1..end].iter().rposition(|word| word.plain != "i").map_or(0, |last| last + 1);
    let end = region_end(text, words, end);
    Some(named(text, words, at..end, Some(&CONVENT)))
}

/// Words that alone tell whose Konwent it is.
const OF_CONVENTS: [&str; 7] =
    ["dzielnic", "seniorow", "soltysow", "powiatow", "wojtow", "burmistrzow", "starostow"];

/// The end of the region of a Konwent: *Gminy Radolin*, *Ziemi Lęborskiej*.
fn region_end(text: &str, words: &[Word], end: usize) -> usize {
    let is_region =
        |word: &Word| matches!(word.plain.as_str(), "gminy" | "powiatu" | "wojewodztwa" | "ziemi");
    let region = words.get(end).filter(|word| is_region(word) && is_spaced(text, &words[end - 1], word));
    region.map_or(end, |_| match city_end(text, words, end + 1) {
        last if last > end + 1 => last,
        _ => end,
    })
}

/// Reads a village whose people meet: *Sołectwo Rudnik*.
fn village(text: &str, words: &[Word], at: usize) -> Option<BodyMention> {
    words.get(at + 1).filter(|next| is_spaced(text, &words[at], next))?;
    let end = city_end(text, words, at + 1);
    (end > at + 1).then(|| named(text, words, at..end, Some(&VILLAGE)))
}

fn council(text: &str, words: &[Word], at: usize) -> Option<BodyMention> {
    let next = words.get(at + 1).filter(|next| is_spaced(text, &words[at], next))?;
    let has_adjective = at > 0 && is_adjective_before(text, &words[at - 1], &words[at]);
    if has_adjective && next.is_capital(text) && !is_of_council(next) {
        let end = city_end(text, words, at + 1);
        return (end > at + 1).then(|| named(text, words, at - 1..end, Some(&COUNCIL)));
    }
    if next.plain == "m" && words.get(at + 2).is_some_and(|word| word.plain == "st") {
        let end = city_end(text, words, at + 3);
        return Some(named(text, words, at..end.max(at + 3), Some(&COUNCIL)));
    }
    let is_of_town = |word: &Word| word.plain.ends_with("skich") || word.plain.ends_with("ckich");
    if is_of_town(next) && words.get(at + 2).is_some_and(|word| word.plain == "seniorow") {
        return Some(named(text, words, at..at + 3, Some(&COUNCIL)));
    }
    if words[at].is_capital(text)
        && next.is_capital(text)
        && !is_of_council(next)
        && is_advisory(text, words, at)
    {
        let end = by_office(text, words, at + 2);
        return Some(named(text, words, at - usize::from(has_adjective)..end, Some(&COUNCIL)));
    }
    if !next.plain.is_one_of(&AFTER_COUNCIL)
        || (matches!(next.plain.as_str(), "do" | "ds") && !words[at].is_capital(text))
    {
        return None;
    }
    let end = council_end(text, words, at + 1);
    let is_village = next.begins("soleck");
    if end == at + 2 && !is_village && !(words[at].is_capital(text) && next.is_capital(text)) {
        return None;
    }
    let start = at - usize::from(has_adjective);
    Some(named(text, words, start..end, Some(&COUNCIL)))
}

/// Whether a word after *Rada* makes it a council of a mayor: *Rada Kobiet*, and no council of a company or a school.
fn is_advisory(text: &str, words: &[Word], at: usize) -> bool {
    const FIELDS: [&str; 18] = [
        "kobiet",
        "biznesu",
        "klimatyczna",
        "klimatycznej",
        "gospodarcza",
        "gospodarczej",
        "kultury",
        "przedsiebiorczosci",
        "pozytku",
        "rodziny",
        "dialogu",
        "rozwoju",
        "turystyki",
        "rynku",
        "architektury",
        "organizacji",
        "mlodziezy",
        "konsultacyjna",
    ];
    let next = &words[at + 1];
    let is_at_office = words.get(at + 2).is_some_and(|by| by.plain == "przy")
        && words.get(at + 3).is_some_and(|office| MAYORS.iter().any(|mayor| office.begins(mayor)));
    !is_numeral(text, next) && (next.plain.is_one_of(&FIELDS) || is_at_office)
}

/// The beginnings of offices that have councils: *przy Prezydencie Miasta*.
const MAYORS: [&str; 6] = ["prezyden", "burmistrz", "wojci", "staro", "marszal", "wojewod"];

/// The end of a name with the office after *przy*: *Rada Sportu przy Burmistrzu Miasta i Gminy Niepołomice*.
fn by_office(text: &str, words: &[Word], end: usize) -> usize {
    let end = name_end(text, words, end).max(end);
    let is_office = words.get(end).is_some_and(|by| by.plain == "przy")
        && words.get(end + 1).is_some_and(|office| MAYORS.iter().any(|mayor| office.begins(mayor)));
    if !is_office {
        return end;
    }
    let mut last = end + 2;
    while words.get(last).is_some_and(|word| {
        is_spaced(text, &words[last - 1], word)
            && (word.is_capital(text)
                && !STOPS.contains(&word.plain.as_str())
                && !is_person(text, words, last)
                || word.of(text) == "i" && words.get(last + 1).is_some_and(|next| next.plain == "gminy"))
    }) {
        last += 1;
    }
    last
}

fn is_of_council(next: &Word) -> bool {
    next.plain.is_one_of(&AFTER_COUNCIL)
}

fn council_end(text: &str, words: &[Word], next: usize) -> usize {
    match words[next].plain.as_str() {
        "miasta" => city_end(text, words, next + 1),
        "miejska" | "miejskiej" | "gminy" | "gminna" | "gminnej" | "powiatu" => {
            let end = town_end(text, words, next + 1);
            if end > next + 1 { end } else { town_end(text, words, city_end(text, words, end).max(end)) }
        }
        "dzielnicy" | "osiedla" => name_end(text, words, next + 1),
        _ => by_office(text, words, town_end(text, words, name_end(text, words, next + 1))),
    }
}

/// The end of the town after a name: *Rada Seniorów w Jarowie*.
fn town_end(text: &str, words: &[Word], end: usize) -> usize {
    let is_in = words.get(end).is_some_and(|word| matches!(word.plain.as_str(), "w" | "we"))
        && is_spaced(text, &words[end - 1], &words[end]);
    if is_in && is_town(text, words, end + 1) { city_end(text, words, end + 1).max(end) } else { end }
}

/// Whether a town may stand here, and not the building of the meeting.
fn is_town(text: &str, words: &[Word], at: usize) -> bool {
    let near = words[at.min(words.len())..].iter().take(3).take_while(|word| word.is_capital(text));
    words.get(at).is_some_and(|word| word.is_capital(text))
        && !near.into_iter().any(|word| place::is_head(&word.plain))
}

fn committee(text: &str, words: &[Word], at: usize) -> Option<BodyMention> {
    let next = words.get(at + 1).filter(|next| is_spaced(text, &words[at], next))?;
    if !next.is_capital(text) && !matches!(next.plain.as_str(), "ds" | "do") || next.plain.is_one_of(&STOPS) {
        return None;
    }
    if COUNCIL.forms.contains(&next.plain.as_str()) {
        return None;
    }
    let is_person = given_name(next.of(text), NounCase::Nominative).is_some();
    if is_person {
        return None;
    }
    let is_of_others = ["wyborcz", "egzamin", "konkurs", "europejsk", "lekarsk", "nadzoru", "papier"];
    if is_of_others.iter().any(|other| next.begins(other)) {
        return None;
    }
    let end = name_end(text, words, at + 1);
    let council = (at + 2..end).find(|at| COUNCIL.forms.contains(&words[*at].plain.as_str()));
    let of_council = council.filter(|at| words.get(at + 1).is_some_and(is_of_council));
    let end = of_council.map_or(end, |at| council_end(text, words, at + 1).max(end));
    (end > at + 1).then(|| named(text, words, at..end, Some(&COMMITTEE)))
}

fn board(text: &str, words: &[Word], at: usize, head: &BodyHead, after: &[&str]) -> Option<BodyMention> {
    let next = words.get(at + 1).filter(|next| is_spaced(text, &words[at], next))?;
    if !after.contains(&next.plain.as_str()) {
        return None;
    }
    let end = match name_end(text, words, at + 2) {
        end if next.plain == "powiatu" => town_end(text, words, end),
        end if next.plain == "zwiazku" => quoted_end(text, words, end),
        end => end,
    };
    let is_named = words[at].is_capital(text) && next.is_capital(text) || end > at + 2;
    is_named.then(|| named(text, words, at..end, Some(head)))
}

/// The beginnings of adjectives of teams.
const TEAM_KINDS: [&str; 8] =
    ["zadaniow", "doradcz", "robocz", "konsultac", "interdyscyp", "opiniodaw", "sterujac", "koordynac"];

/// Whether a team advises, so that its name needs no capital: *zespół doradczy ds. parku*.
fn is_advising(words: &[Word], at: usize) -> bool {
    words.get(at + 1).is_some_and(|kind| kind.begins("doradcz") || kind.begins("opiniodaw"))
}

/// Reads an advisory team: *Zespół ds. Polityki Rowerowej*, *Zespół do spraw Dzielnic*.
fn team(text: &str, words: &[Word], at: usize) -> Option<BodyMention> {
    let kind =
        usize::from(words.get(at + 1).is_some_and(|word| TEAM_KINDS.iter().any(|kind| word.begins(kind))));
    let is_of =
        |word: &Word| matches!(word.plain.as_str(), "prezydenta" | "burmistrza" | "wojta" | "starosty");
    let kind = kind + usize::from(words.get(at + kind + 1).is_some_and(is_of));
    let (head, at) = (at, at + kind);
    let next = words.get(at + 1)?.plain.as_str();
    let from = match (next, words.get(at + 2)?.plain.as_str()) {
        ("ds", _) => at + 2,
        ("do", "spraw") => at + 3,
        _ => return None,
    };
    let goes_on = |word: &Word| word.plain.len() > 3 && !is_finite(word) && !word.plain.is_one_of(&STOPS);
    let end = match name_end(text, words, from) {
        end if end > from => end,
        _ => from + words[from..].iter().take(2).take_while(|word| goes_on(word)).count(),
    };
    (end > from).then(|| named(text, words, head..by_office(text, words, end), Some(&TEAM)))
}

/// The end of a name in quotation marks: *Związku Gmin „Czysta Dolina”*.
fn quoted_end(text: &str, words: &[Word], end: usize) -> usize {
    let opens = words.get(end).is_some_and(|word| text[words[end - 1].end..word.start].trim() == "„");
    let closes = |at: &usize| text[words[*at].end..].starts_with('”');
    let last = (end..words.len().min(end + 6)).find(closes).filter(|_| opens);
    last.map_or(end, |last| last + 1)
}

/// The end of words that go on with a space between them.
fn run(text: &str, words: &[Word], from: usize, goes_on: impl Fn(&Word) -> bool) -> usize {
    let mut end = from;
    while end < words.len()
        && end - from < MOST_WORDS
        && is_spaced(text, &words[end - 1], &words[end])
        && goes_on(&words[end])
    {
        end += 1;
    }
    end
}

/// The end of a name of words with capitals, numerals and the small words between them.
fn name_end(text: &str, words: &[Word], from: usize) -> usize {
    let (mut end, mut at, mut is_field) = (from, from, false);
    while at < words.len() && at - from < MOST_WORDS {
        let word = &words[at];
        let plain = word.plain.as_str();
        let is_listed = is_list_comma(text, words, at);
        if !(is_spaced(text, &words[at - 1], word) || is_listed || is_dotted(text, &words[at - 1], word)) {
            break;
        }
        is_field |= matches!(plain, "spraw" | "ds");
        let joins = matches!(plain, "i" | "do" | "spraw" | "ds")
            || (is_field && matches!(plain, "z" | "oraz" | "na" | "w"));
        let is_joint = joins && plain == "i" && word.of(text) == "i";
        let is_name = word.is_capital(text) && !STOPS.contains(&plain);
        if is_name && !is_joint && !is_person(text, words, at) {
            end = at + 1;
        } else if !joins {
            break;
        }
        if at > from && is_next_body(plain) {
            return if word.is_capital(text) { at - usize::from(words[at - 1].plain == "i") } else { end };
        }
        at += 1;
    }
    end
}

fn is_next_body(plain: &str) -> bool {
    COMMITTEE.forms.contains(&plain) || CONVENT.forms.contains(&plain)
}

/// Whether a comma joins two parts of one name: *Komisja Kultury, Promocji i Zabytków*.
fn is_list_comma(text: &str, words: &[Word], at: usize) -> bool {
    let is_comma = text[words[at - 1].end..words[at].start].trim() == ",";
    let ahead = words[at..].iter().take(7).take_while(|word| word.is_capital(text) || word.plain == "i");
    is_comma
        && words[at].is_capital(text)
        && !is_next_body(&words[at].plain)
        && !place::is_head(&words[at].plain)
        && ahead.skip(1).any(|word| word.plain == "i")
}

fn is_dotted(text: &str, first: &Word, second: &Word) -> bool {
    matches!(first.plain.as_str(), "ds" | "im" | "m" | "st") && text[first.end..second.start].trim() == "."
}

fn is_adjective_before(text: &str, word: &Word, head: &Word) -> bool {
    let is_known = ["mlodziezow", "krakowsk", "powiatow", "spoleczn", "miejsk", "dzielnicow", "gminn"]
        .iter()
        .any(|stem| word.begins(stem));
    let is_of_town = ["ska", "cka", "skiej", "ckiej"].iter().any(|end| word.plain.ends_with(end));
    (is_known || is_of_town) && word.is_capital(text) && is_spaced(text, word, head)
}

/// Puts the head of a name and the adjectives beside it in the nominative.
fn named(text: &str, words: &[Word], range: Range<usize>, head: Option<&BodyHead>) -> BodyMention {
    let printed: Vec<&str> = words[range.clone()].iter().map(|word| as_printed(text, word)).collect();
    let shouted = printed.len() > 1 && printed.iter().all(|word| !word.contains(char::is_lowercase));
    let calm = |word: &str| if shouted { calmed(word) } else { word.to_owned() };
    let at =
        head.and_then(|head| printed.iter().position(|word| head.forms.contains(&plain_text(word).as_str())));
    let turned = printed.iter().enumerate().map(|(index, word)| match (head, at) {
        (Some(head), Some(at)) if index == at => head.nominative.to_owned(),
        (Some(head), Some(at)) if index + 1 == at || index == at + 1 => {
            let word = calm(word);
            adjective(&word, head.gender).filter(|_| is_adjective(&word)).unwrap_or(word)
        }
        _ => calm(word),
    });
    let mut turned: Vec<String> = turned.collect();
    drop_city_of_a_district(&mut turned);
    BodyMention { words: range, name: turned.join(" ") }
}

/// A word of a name, with the stop of *ds.*
fn as_printed<'a>(text: &'a str, word: &Word) -> &'a str {
    let has_stop = word.plain == "ds" && text[word.end..].starts_with('.');
    &text[word.start..word.end + usize::from(has_stop)]
}

/// Drops the city after the name of a district, so that both names of a council are one.
fn drop_city_of_a_district(words: &mut Vec<String>) {
    let is_of_district = words.get(1).is_some_and(|word| word == "Dzielnicy");
    if is_of_district && words.ends_with(&["Miasta".to_owned(), "Krakowa".to_owned()]) {
        words.truncate(words.len() - 2);
    }
}

/// Whether a word after a head agrees with it and is no noun, such as *Kolei*.
fn is_adjective(word: &str) -> bool {
    word.ends_with("ej") || word.ends_with("ą") || word.ends_with("ego")
}

/// Converts a word in capitals to normal case; numerals and small words keep theirs.
fn calmed(word: &str) -> String {
    let is_numeral = word.chars().all(|c| "IVX".contains(c)) && word != "I";
    match plain_text(word).as_str() {
        "i" | "w" | "do" | "spraw" | "ds" | "z" | "na" => word.to_lowercase(),
        _ if is_numeral => word.to_owned(),
        _ => word.split('-').map(|part| capitalized(&part.to_lowercase())).collect::<Vec<_>>().join("-"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meetings::words::words;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let words = words(text, 0..text.len());
        let found: Vec<String> = bodies(text, &words).into_iter().map(|body| body.name).collect();
        assert_eq!(found, expected, "`{text}`");
    }

    #[test]
    fn bodies_are_named_in_the_nominative() {
        check(
            "posiedzenie Konwentu Przewodniczących Rad i Zarządów Dzielnic Miasta Krakowa.",
            &["Konwent Przewodniczących Rad i Zarządów Dzielnic Miasta Krakowa"],
        );
        check("na konwencie o szkołach", &["Konwent"]);
        check(
            "sesja Rady Dzielnicy XI Podgórze Duchackie odbędzie się",
            &["Rada Dzielnicy XI Podgórze Duchackie"],
        );
        check("sesja Rady Miasta Krakowa w dniu 5 maja", &["Rada Miasta Krakowa"]);
        check("sesja Rady Miejskiej w Skawinie odbyła się", &["Rada Miejska w Skawinie"]);
        check("sesji Rady Gminy Zielonki.", &["Rada Gminy Zielonki"]);
        check("posiedzenie Komisji Budżetowej", &["Komisja Budżetowa"]);
        check(
            "Komisji Kultury, Promocji i Ochrony Zabytków odbędzie się",
            &["Komisja Kultury, Promocji i Ochrony Zabytków".replace(',', "").as_str()],
        );
        check("POSIEDZENIA KOMISJI REWIZYJNEJ W DNIU 5 MAJA", &["Komisja Rewizyjna"]);
        check("Komisji Zieleni i Komisji Budżetu", &["Komisja Zieleni", "Komisja Budżetu"]);
        check(
            "Komisji Mieszkalnictwa Rady Miasta Krakowa w dniu",
            &["Komisja Mieszkalnictwa Rady Miasta Krakowa"],
        );
        check("obrady Młodzieżowej Rady Miasta Krakowa", &["Młodzieżowa Rada Miasta Krakowa"]);
        check("Zarządu Dzielnicy IV Prądnik Biały", &["Zarząd Dzielnicy IV Prądnik Biały"]);
    }

    #[test]
    fn units_and_bare_words_are_no_bodies() {
        check("Zarząd Dróg Miasta Krakowa", &[]);
        check("w siedzibie rady przy ul. Długiej", &[]);
        check("komisja uznała", &[]);
        check("konwent fantastyki", &[]);
        check("rady dzielnic", &[]);
    }
}
