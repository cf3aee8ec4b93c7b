//! Finds who chairs a meeting, and by what office.
//!
//! Leaves which meeting it is to `reader`. Invariant: a name is two words or more, of which the first is a
//! given name or stands beside an office; both parts are in the nominative.

use super::{
    body::body_at,
    clauses::is_finite,
    inflection::{NounCase, given_name, office, surname},
    phrases::{Phrases, phrases},
    words::Word,
};

/// The person in the chair.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Chair {
    /// The name, in the nominative.
    pub(super) name: Option<String>,
    /// The office, in the nominative.
    pub(super) office: Option<String>,
}

/// Verbs of chairing, after which or before which the subject stands.
static CHAIRING: Phrases<&str> = Phrases::new(&[
    "przewodniczyc|poprowadzic|prowadzic bedzie|beda",
    "moderowal|moderowala|moderuje",
    "wspolprowadzil|wspolprowadzila|wspolprowadzily|wspolprowadzili",
    "prowadzenie obrad|posiedzenia|sesji|spotkania przejal|przejela|objal|objela",
    "rozpoczal|rozpoczela|rozpoczynal|rozpoczynala|rozpocznie * sesje|obrady|posiedzenie",
    "prowadzil|prowadzila|prowadzi|poprowadzi wiceprzewodniczac~|przewodniczac~",
    "obrady|sesje|posiedzenie otworzy~ * prowadzil|prowadzila",
    "przewodniczyc obradom|posiedzeniu|sesji|konwentowi|spotkaniu|mu|jej|im bedzie",
    "przewodniczyl|przewodniczyla|przewodniczy|przewodniczyli obradom|posiedzeniu|sesji|konwentowi|spotkaniu|mu|jej|im",
    "przewodniczyc mu|jej|im|obradom",
    "bedzie przewodniczyc|przewodniczyl|przewodniczyla",
    "przewodniczyl|przewodniczyla|przewodniczy",
    "poprowadzil|poprowadzila|poprowadzi obrady|posiedzenie|sesje|konwent|spotkanie|je|go|ja",
    "poprowadzil|poprowadzila|poprowadzi",
    "prowadzil|prowadzila|prowadzi|prowadzic obrady|posiedzenie|sesje|konwent|spotkanie|je|go|ja",
    "obrady|posiedzenie|sesje|konwent|spotkanie prowadzil|prowadzila|prowadzi|poprowadzi|poprowadzil|poprowadzila",
    "obrady|posiedzenie|sesje|konwent|spotkanie bedzie prowadzic|prowadzil|prowadzila",
    "obradom|posiedzeniu|sesji|konwentowi|spotkaniu przewodniczyl|przewodniczyla|przewodniczy",
    "obrady|posiedzenie|sesje|konwent|spotkanie otworzyl|otworzyla|otworzy",
    "czesc obrad|sesji|posiedzenia|spotkania * prowadzil|prowadzila",
    "kierowal|kierowala spotkaniem",
    "spotkaniem kierowal|kierowala",
    "kierowal|kierowala obradami|posiedzeniem|sesja|konwentem",
    "obradami|posiedzeniem|sesja|konwentem kierowal|kierowala|pokierowal|pokierowala",
    "otworzyl|otworzyla obrady|posiedzenie|sesje|konwent",
    "kieruje|kierowal|kierowala * komisja|rada|zespolem|konwentem|nia|nim",
    "komisja|rada|zespolem|konwentem kieruje|kierowal|kierowala",
    "obrady|obrad|sesje|sesji|posiedzenie|posiedzenia|konwent|spotkanie * otworzyl|otworzyla|zamknal|zamknela",
    "zamknal|zamknela obrady|posiedzenie|sesje|konwent",
    "prowadzenie|prowadzacy|prowadzaca|prowadzi",
    "obrady|posiedzenie|sesje|konwent|spotkanie * prowadzil|prowadzila|poprowadzil|poprowadzila",
]);

/// Phrases after which the person stands in the genitive.
static UNDER: Phrases<&str> = Phrases::new(&[
    "pod przewodnictwem",
    "pod kierownictwem",
    "pod kierunkiem",
    "przewodnictwo objal|objela",
]);

/// Phrases that say that the person just named chairs the Konwent.
static ALSO_CHAIRS: Phrases<&str> = Phrases::new(&[
    "jest przewodniczac~ konwentu",
    "jest|bedac~|bedaca zarazem|jednoczesnie|rownoczesnie przewodniczac~ konwentu",
    "bedac~ przewodniczac~ konwentu",
    "a zarazem|jednoczesnie przewodniczac~ konwentu",
    "i|oraz|zarazem przewodniczac~ konwentu",
    "pelni~ funkcj~ przewodniczac~ konwentu",
]);

/// The most words between a verb and its subject: *po raz pierwszy nowo wybrany*.
const REACH: usize = 9;

/// How far before its verb a relative clause begins: *który w zastępstwie nieobecnego kierował obradami*.
const WHO_REACH: usize = 6;

/// Finds who chairs, as a sentence says it.
pub(super) fn chair(text: &str, words: &[Word]) -> Option<Chair> {
    under(text, words).or_else(|| by_verb(text, words)).or_else(|| also_chairs(text, words))
}

fn under(text: &str, words: &[Word]) -> Option<Chair> {
    let after = UNDER.find(words, 0)?.1;
    subject(text, words, after.end, NounCase::Genitive)
}

fn by_verb(text: &str, words: &[Word]) -> Option<Chair> {
    let verb = CHAIRING.find(words, 0)?.1;
    let is_office = office(words[verb.end - 1].of(text)).is_some();
    let after = subject(text, words, verb.end - usize::from(is_office), NounCase::Nominative);
    let before = || {
        let from = words[..verb.start].iter().rposition(|word| office(word.of(text)).is_some())?;
        person_near(text, words, from, verb.start)
    };
    let found = relative(text, words, verb.start)
        .or(after)
        .or_else(before)
        .or_else(|| lone_name(text, words, verb.start));
    found.filter(|chair| {
        chair.name.is_some() || chair.office.as_ref().is_some_and(|office| office.contains(' '))
    })
}

/// Reads the person whom a relative clause of chairing follows: *radny Jan Lis, który kieruje Komisją*.
fn relative(text: &str, words: &[Word], verb: usize) -> Option<Chair> {
    let is_who = |at: &usize| matches!(words[*at].plain.as_bytes(), b"ktory" | b"ktora");
    let who = (verb.saturating_sub(WHO_REACH)..verb).rfind(is_who)?;
    if words[who + 1..verb].iter().any(is_finite) {
        return None;
    }
    let at = who.checked_sub(2)?;
    let near = &words[..who];
    let (name, _) = (at.saturating_sub(1)..=at)
        .find_map(|at| person(text, near, at, NounCase::Nominative).filter(|(_, end)| *end == who))?;
    let office =
        (at.saturating_sub(8)..at).find_map(|from| named_office(text, near, from).map(|(office, _)| office));
    Some(Chair { name: Some(name), office })
}

/// Reads the person between an office and the verb after it.
fn person_near(text: &str, words: &[Word], from: usize, verb: usize) -> Option<Chair> {
    subject(text, &words[..verb], from, NounCase::Nominative)
}

/// Reads the name that ends right before a verb.
fn lone_name(text: &str, words: &[Word], verb: usize) -> Option<Chair> {
    let at = verb.checked_sub(2)?;
    let near = &words[..verb];
    let (name, _) = person(text, near, at, NounCase::Nominative)
        .or_else(|| stranger(text, near, at, NounCase::Nominative))?;
    Some(Chair { name: Some(name), office: None })
}

/// Reads a person with an office in either order at a word, or some words after it.
fn subject(text: &str, words: &[Word], from: usize, case: NounCase) -> Option<Chair> {
    let limit = words.len().min(from + REACH);
    let is_here = |at: usize| {
        person(text, words, at, case).is_some()
            || office(words[at].of(text)).is_some()
            || (at == from && stranger(text, words, at, case).is_some())
    };
    let first = (from..limit).find(|at| is_here(*at))?;
    if crosses_clause(text, words, from, first) {
        return None;
    }
    if let Some((name, end)) = person(text, words, first, case).or_else(|| stranger(text, words, first, case))
    {
        let after = (end..words.len().min(end + 4)).find_map(|at| named_office(text, words, at));
        return Some(Chair { name: Some(name), office: after.map(|(office, _)| office) });
    }
    let (office, end) = named_office(text, words, first)?;
    let name = (end..words.len().min(end + 3)).find_map(|at| person(text, words, at, case));
    let before =
        || first.checked_sub(2).filter(|at| text[words[at + 1].end..words[first].start].trim() == ",");
    // *Przewodniczący Konwentu, szef Dzielnicy VI, Jan Lis*: the name stands after a second office.
    let second = || {
        let word = words.get(end)?;
        let is_head = word.begins("szef") && words.len() > end + 1;
        let head = is_head.then(|| small_words_end(text, words, end + 1));
        let last = head.or_else(|| named_office(text, words, end).map(|(_, last)| last))?;
        person(text, words, last, case)
    };
    let name = name.or_else(second).or_else(|| stranger(text, words, end, case)).or_else(|| {
        before().and_then(|at| person(text, words, at, case).or_else(|| stranger(text, words, at, case)))
    });
    Some(Chair { name: name.map(|(name, _)| name), office: Some(office) })
}

/// Whether a full clause lies between a verb and what may be its subject.
fn crosses_clause(text: &str, words: &[Word], from: usize, to: usize) -> bool {
    words[from.min(to)..to]
        .iter()
        .any(|word| matches!(word.plain.as_str(), "ktory" | "ktora" | "ktore" | "ze" | "aby"))
        || (to > from && text[words[from].start..words[to].start].contains(';'))
}

/// Reads an office with its body: `Przewodniczącym Rady Miasta Krakowa`.
pub(super) fn named_office(text: &str, words: &[Word], at: usize) -> Option<(String, usize)> {
    let mut name = office(words[at].of(text))?;
    let mut end = at + 1;
    if name.ends_with("zastępca") || name.ends_with("Zastępca") {
        let next = words.get(end).map_or("", |word| word.of(text));
        if office(next).is_some() {
            name = format!("{name} {next}");
            end += 1;
        }
    }
    if words.get(end).is_some_and(|next| is_near(text, &words[end - 1], next)) {
        // *Przewodniczący Młodzieżowej Rady Krakowa*: the body has its adjective before it.
        let with_adjective = || body_at(text, words, end + 1).filter(|_| words[end].plain.ends_with("ej"));
        let body = body_at(text, words, end).or_else(with_adjective);
        let end_of_body = body.map(|body| body.words.end);
        let last = end_of_body.unwrap_or_else(|| small_words_end(text, words, end));
        if last > end {
            let printed: Vec<&str> = text[words[end].start..words[last - 1].end].split_whitespace().collect();
            return Some((format!("{name} {}", printed.join(" ")), last));
        }
    }
    Some((name, end))
}

/// The end of the words for a body in small letters: `rady i zarządu dzielnicy XVI`.
fn small_words_end(text: &str, words: &[Word], from: usize) -> usize {
    const SMALL: [&str; 18] = [
        "rady",
        "zarzadu",
        "konwentu",
        "miasta",
        "gminy",
        "komisji",
        "dzielnicy",
        "i",
        "zespolu",
        "krakowa",
        "miejskiej",
        "powiatu",
        "osiedla",
        "sejmiku",
        "zarzadow",
        "rad",
        "wydzialu",
        "biura",
    ];
    let goes_on = |at: usize| {
        let word = &words[at];
        let is_numeral = word.of(text).chars().all(|c| "IVX".contains(c));
        let is_name =
            word.is_capital(text) && at > from && given_name(word.of(text), NounCase::Nominative).is_none();
        is_near(text, &words[at - 1], word) && (word.plain.is_one_of(&SMALL) || is_numeral || is_name)
    };
    let end = (from..words.len()).take_while(|at| goes_on(*at)).last().map_or(from, |last| last + 1);
    if end > from && words[end - 1].plain == "i" { end - 1 } else { end }
}

fn is_near(text: &str, first: &Word, second: &Word) -> bool {
    text[first.end..second.start].trim().is_empty()
}

/// Reads a person's name at a word; returns it with the index after it.
pub(super) fn person(text: &str, words: &[Word], at: usize, case: NounCase) -> Option<(String, usize)> {
    let first = words.get(at).filter(|word| word.is_capital(text))?;
    let is_followed = words.get(at + 1).is_some_and(|next| next.is_capital(text));
    let (given, gender) = given_name(first.of(text), case).filter(|_| is_followed)?;
    let mut next = at + 1;
    let mut parts = vec![given];
    let middle = words.get(next).and_then(|word| given_name(word.of(text), case));
    if let Some((middle, _)) = middle.filter(|_| is_surname(text, words, next + 1)) {
        parts.push(middle);
        next += 1;
    }
    if !is_surname(text, words, next) {
        return None;
    }
    parts.push(surname(words[next].of(text), case, gender));
    Some((parts.join(" "), next + 1))
}

/// Reads a name in the nominative whose first part is not a known given name, where only a person can stand.
pub(super) fn stranger(text: &str, words: &[Word], at: usize, case: NounCase) -> Option<(String, usize)> {
    let is_part = |word: &Word| {
        word.is_capital(text)
            && word.of(text).chars().skip(1).any(char::is_lowercase)
            && word.plain.chars().all(|c| c.is_alphabetic() || c == '-')
            && office(word.of(text)).is_none()
            && !word.plain.is_one_of(&["pan", "pani", "panowie", "ksiadz"])
    };
    let first = words.get(at).filter(|word| case == NounCase::Nominative && is_part(word))?;
    let last = words.get(at + 1).filter(|word| is_part(word) && is_near(text, first, word))?;
    let is_body = ["rad", "komisj", "zarzad", "konwent", "sejmik", "zgromadz", "klub", "urzad", "zespol"]
        .iter()
        .any(|head| first.begins(head));
    (!is_body && is_surname(text, words, at + 1))
        .then(|| (format!("{} {}", first.of(text), last.of(text)), at + 2))
}

fn is_surname(text: &str, words: &[Word], at: usize) -> bool {
    let is_part = |word: &&Word| {
        word.is_capital(text) && word.plain.chars().count() > 1 && is_near(text, &words[at - 1], word)
    };
    let is_city =
        |word: &&Word| matches!(word.plain.as_str(), "miasta" | "rady" | "przewodniczacy" | "krakowa");
    words.get(at).filter(is_part).is_some_and(|word| !is_city(&word))
}

/// Reads the person who, according to the text, also chairs the Konwent.
fn also_chairs(text: &str, words: &[Word]) -> Option<Chair> {
    let also = ALSO_CHAIRS.earliest(words, 0);
    match also {
        Some(also) => nearest_person(text, words, also.start)
            .or_else(|| subject(text, words, also.end, NounCase::Nominative)),
        None => direct_chair(text, words),
    }
}

/// Reads the last person named before a word.
fn nearest_person(text: &str, words: &[Word], before: usize) -> Option<Chair> {
    let cases = [NounCase::Instrumental, NounCase::Nominative, NounCase::Genitive];
    let near = &words[..before];
    let (at, case, name) = (0..near.len()).rev().find_map(|at| {
        cases.iter().find_map(|case| person(text, near, at, *case).map(|(name, _)| (at, *case, name)))
    })?;
    let office_before = (at.saturating_sub(8)..at).find_map(|from| {
        named_office(text, near, from).filter(|(_, end)| *end == at).map(|(office, _)| office)
    });
    let person_end = person(text, near, at, case).map_or(at, |(_, end)| end);
    let after = || (person_end..near.len().min(person_end + 3)).find_map(|at| named_office(text, near, at));
    let office = office_before.or_else(|| after().map(|(office, _)| office));
    Some(Chair { name: Some(name), office: office.or_else(|| Some("Przewodniczący Konwentu".to_owned())) })
}

/// Reads `Przewodniczący Konwentu Jan Nowak` and `Jan Nowak, Przewodniczący Konwentu`.
fn direct_chair(text: &str, words: &[Word]) -> Option<Chair> {
    let head = phrases!["przewodniczac~|szef|szefa|szefem|szefowa|szefowej konwentu"].first(words)?;
    if phrases!["zwoluje", "zaprasza", "przyjmuje"].is_in(words)
        || words[head.start].begins("przewodniczacych")
    {
        return None;
    }
    let cases = [NounCase::Nominative, NounCase::Instrumental, NounCase::Genitive];
    let name = cases.iter().find_map(|case| {
        person(text, words, head.end, *case).or_else(|| {
            person(text, words, head.start.checked_sub(2)?, *case).filter(|(_, end)| *end == head.start)
        })
    });
    let (name, _) = name?;
    Some(Chair { name: Some(name), office: office_of(text, words, head.start) })
}

fn office_of(text: &str, words: &[Word], at: usize) -> Option<String> {
    named_office(text, words, at).map(|(office, _)| office)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meetings::words::words;

    #[track_caller]
    fn check(text: &str, name: Option<&str>, office: Option<&str>) {
        let words = words(text, 0..text.len());
        let found = chair(text, &words).unwrap_or_default();
        assert_eq!((found.name.as_deref(), found.office.as_deref()), (name, office), "`{text}`");
    }

    #[test]
    fn the_chair_is_read_by_verb_office_and_relation() {
        check(
            "przewodniczący dzielnic wraz z Przewodniczącym Rady Miasta Krakowa Rafałem Komarewiczem, który jest \
             również Przewodniczącym Konwentu, rozmawiali",
            Some("Rafał Komarewicz"),
            Some("Przewodniczący Rady Miasta Krakowa"),
        );
        check(
            "uczestniczył Przewodniczący Rady Miasta Krakowa Rafał Komarewicz, będący zarazem Przewodniczącym Konwentu.",
            Some("Rafał Komarewicz"),
            Some("Przewodniczący Rady Miasta Krakowa"),
        );
        check(
            "Obradom przewodniczyła Anna Lis, przewodnicząca Rady Dzielnicy V Krowodrza.",
            Some("Anna Lis"),
            Some("przewodnicząca Rady Dzielnicy V Krowodrza"),
        );
        check("Poprowadzi je wiceprzewodniczący konwentu.", None, Some("wiceprzewodniczący konwentu"));
        check(
            "a przewodniczył – po raz pierwszy – wybrany w lutym wiceprzewodniczący konwentu.",
            None,
            Some("wiceprzewodniczący konwentu"),
        );
        check("odbyło się pod przewodnictwem Marka Nowaka", Some("Marek Nowak"), None);
        check(
            "Przewodniczący Rady Jan Kowalski otworzył obrady",
            Some("Jan Kowalski"),
            Some("Przewodniczący Rady"),
        );
        check("Sesję prowadził Zastępca Przewodniczącego.", None, Some("Zastępca Przewodniczącego"));
        check(
            "Poprowadzi go jak zwykle Piotr Zięba, przewodniczący Rady Miasta, który jest jednocześnie \
             przewodniczącym Konwentu.",
            Some("Piotr Zięba"),
            Some("przewodniczący Rady Miasta"),
        );
    }

    #[test]
    fn nobody_chairs_where_nobody_is_said_to() {
        check("Przewodniczący dzielnic rozmawiali o szkołach.", None, None);
        check("Przewodniczący Konwentu zwołuje posiedzenie", None, None);
        check("Przewodniczący Rady i Zarządu Dzielnicy XVI", None, None);
    }
}
