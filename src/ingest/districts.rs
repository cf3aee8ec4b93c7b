//! Finds which of Kraków's 18 districts a text mentions.
//!
//! A district is recognized by number (`Dzielnica VIII`, lists and ranges of numbers) or by name in any case,
//! either next to its number or alone if the name has no other meaning. The names of old towns (`Stare
//! Miasto`, `Podgórze`, `Nowa Huta`) are also places and count only after `dzielnica`. Invariant: streets,
//! stops, housing estates and cadastral units named like a district do not count, nor do the districts of
//! other cities.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::{acts::numbers::pattern, document::DISTRICTS};

/// The names of the districts in all their inflected forms, in the order of their numbers.
const NAMES: [&str; 18] = [
    "Star(?:e|ego|emu|ym) Mi(?:asto|asta|astu|astem|eście)",
    "Grzegórz(?:ki|ek|kach|kom|kami)",
    "Prądnik(?:a|owi|iem|u)? Czerwon(?:y|ego|emu|ym)",
    "Prądnik(?:a|owi|iem|u)? Biał(?:y|ego|emu|ym)",
    "Krowodrz(?:a|y|ę|ą)",
    "Bronowic(?:e|ach|om|ami)?",
    "Zwierzy(?:niec|ńca|ńcu|ńcowi|ńcem)",
    "Dębnik(?:i|ów|ach|om|ami)",
    "Łagiewnik(?:i|ach|om|ami)? ?[-–—/]? ?Bor(?:ek|ku|ka|kowi|kiem) Fałęck(?:i|im|iego|iemu)",
    "Swoszowic(?:e|ach|om|ami)?",
    "Podgórz(?:e|a|u|em) Duchack(?:ie|iego|iemu|im)",
    "Bieżan(?:ów|owa|owie|owowi|owem) ?[-–—/]? ?Prokocim(?:iu|ia|iem|iowi)?",
    "Podgórz(?:e|a|u|em)",
    "Czyżyn(?:y|ach|om|ami)?",
    "Mistrzejowic(?:e|ach|om|ami)?",
    "Bieńczyc(?:e|ach|om|ami)?",
    "Wzgórz(?:a|ach|om|ami)? Krzesławick(?:ie|ich|im|imi)",
    "Now(?:a|ej|ą) Hu(?:ta|ty|cie|tę|tą)",
];
/// The districts whose names are also names of other places, by number from 0.
const OTHER_PLACES: [usize; 3] = [0, 12, 17];
/// The beginnings of the word `dzielnica`.
const CALLED: [&str; 3] = ["dzielnic", "Dzielnic", "DZIELNIC"];
/// How far before a name to look for what it belongs to, in bytes.
const BACK: usize = 72;

/// Matches any district name; the group that matched identifies the district.
static NAME: LazyLock<Regex> = LazyLock::new(|| {
    // A longer name goes before one that is a prefix of it.
    let mut order: Vec<usize> = (0..NAMES.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(NAMES[*at].len()));
    let group = |at: &usize| format!("(?P<n{at}>{0}|{1})", NAMES[*at], NAMES[*at].to_uppercase());
    let groups: Vec<String> = order.iter().map(group).collect();
    pattern(&format!(r"\b(?:{})\b", groups.join("|")))
});
/// Matches numbers after `dzielnica`: one, a list or a range, with or without their names.
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    let names: Vec<String> =
        NAMES.iter().flat_map(|name| [(*name).to_owned(), name.to_uppercase()]).collect();
    let number = format!(r"[IVX]+\b(?:\s+(?:[-–—]\s*)?\(?(?:{})\b\)?)?", names.join("|"));
    let joint =
        r"(?:\s*[,;/]\s*(?:i|oraz|a także|lub)?|\s+(?:i|oraz|lub|albo|do|a także|aż do)\b|\s*[-–—])\s*";
    let between = r"(?:(?i:dzielnic\p{L}*|nr|numer|od|miasta|krakowa|kraków|samorządow\p{L}*)\.?\s+){0,4}";
    pattern(&format!(r"(?i:\bdzielnic\p{{L}}*):?\s+{between}({number}(?:{joint}{between}{number})*)"))
});
static NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b[IVX]+\b"));
/// Matches a number right after a name, `Dębniki (VIII)`.
static NUMBER_BEHIND: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s*[(\[]\s*(?i:(?:dzielnica|dz\.)\s+(?:nr\s+)?)?([IVX]+)\s*[)\]]"));
static NUMBER_BEFORE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b([IVX]+)\s*[-–—.]?\s*$"));
/// Matches words before a name that make it the name of something else.
static OF_OTHERS: LazyLock<Regex> = LazyLock::new(|| {
    let streets = r"ul|ulic\p{L}*|al|alei|aleja\p{L}*|pl|plac\p{L}*|os|osiedl\p{L}*|rond\p{L}*|most\p{L}*|ryn\p{L}*|rynek|fort\p{L}*";
    let stops = r"dworzec|dworc\p{L}*|stacj\p{L}*|przystan\p{L}*|pętl\p{L}*|zajezdni\p{L}*|węz\p{L}*|linii|lotnisk\p{L}*";
    let others =
        r"sąd\p{L}*|klub\p{L}*|ks|hotel\p{L}*|kopal\p{L}*|parafi\p{L}*|gmin\p{L}*|wieś|wsi|powiat\p{L}*";
    pattern(&format!(r"(?i)\b(?:{streets}|{stops}|{others})\b\.?\s+(?:\p{{L}}+\s+)?$"))
});
/// Matches words indicating a cadastral unit.
static CADASTRE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:obr(?:ęb\p{L}*|\.)|ewid\p{L}*|jedn\.|j\.\s?e|katastr\p{L}*)[^.;\n]*(?:\.[^.;\n]*){0,2}$",
    )
});
static DISTRICT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i:\bdzielnic\p{L}*)\s+(?i:(?:nr|krakowa|miasta)\s+)*$"));

/// Matches the address of the site of a district.
static HOST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^https?://(?:www\.)?(?:rada)?dzielnica-?(\d{1,2})\.(?:krakow\.)?pl(?:[:/]|$)")
});
/// Matches the names of other cities, whose districts have the same names.
static ELSEWHERE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:Warszaw|Gdańsk|Gdyni|Sopo[ct]|Wrocław|Poznan|Poznań|Katowic|Łódź|Łodzi|Lublin|Szczecin|Bydgoszcz|Białyst|Białego|Toruń|Toruni|Rzeszow|Rzeszów|Kielc|Częstochow|Gliwic|Zabrz|Bytom|Opol|Olsztyn)",
    )
});
/// The beginnings of the names of the city in a text about it.
const HERE: [&str; 3] = ["Krak", "KRAK", "krak"];

/// Returns the districts that a document is about, in order.
///
/// Those of `about` count, which says where it stands, and those that its texts mention, unless they are all
/// 18, a list of the districts, or the text is about another city. The district whose site has this address
/// counts, too.
pub(super) fn of_document(
    texts: impl Iterator<Item = impl AsRef<str>>,
    about: &[&str],
    url: Option<&str>,
    is_act: bool,
) -> Vec<String> {
    let texts: Vec<_> = texts.collect();
    let own = districts(about.iter());
    let mentioned = districts(texts.iter());
    let is_list = mentioned.len() == DISTRICTS.len() && !is_act;
    let of_site = url.and_then(|url| HOST.captures(url)).and_then(|found| found[1].parse::<usize>().ok());
    let of_site = of_site.and_then(|number| DISTRICTS.get(number.checked_sub(1)?)).copied();
    let says = |text: &str| HERE.iter().any(|name| text.contains(name));
    let is_here = || {
        url.is_some_and(says)
            || about.iter().any(|text| says(text))
            || texts.iter().any(|text| says(text.as_ref()))
    };
    let is_elsewhere = || {
        let names = |text: &str| ELSEWHERE.is_match(text);
        about.iter().any(|text| names(text)) || texts.iter().any(|text| names(text.as_ref()))
    };
    let is_named = |district: &str| {
        let is_in = |found: &[String]| found.iter().any(|one| one == district);
        Some(district) == of_site || is_in(&own) || !is_list && is_in(&mentioned)
    };
    let found: Vec<String> = DISTRICTS
        .iter()
        .filter(|district| is_named(district))
        .map(|district| (*district).to_owned())
        .collect();
    if found.is_empty() || of_site.is_some() || is_here() || !is_elsewhere() { found } else { Vec::new() }
}

/// Returns the districts mentioned, in order.
fn districts(texts: impl Iterator<Item = impl AsRef<str>>) -> Vec<String> {
    let mut is_mentioned = [false; 18];
    for text in texts {
        let text = text.as_ref();
        // Most texts mention no district, and searching for one takes a tenth of the indexing time.
        if CALLED.iter().any(|word| text.contains(word)) {
            for mention in NUMBERED.captures_iter(text) {
                add_numbers(&mention[1], &mut is_mentioned);
            }
        }
        for name in NAME.captures_iter(text) {
            if let Some(at) = named(text, &name) {
                is_mentioned[at] = true;
            }
        }
    }
    let mentioned = DISTRICTS.iter().zip(is_mentioned).filter(|(_, is_mentioned)| *is_mentioned);
    mentioned.map(|(district, _)| (*district).to_owned()).collect()
}

/// Marks the numbers of a list, and all those within a range.
fn add_numbers(list: &str, is_mentioned: &mut [bool; 18]) {
    let mut previous: Option<(usize, usize)> = None;
    for found in NUMBER.find_iter(list) {
        let Some(at) = place(found.as_str()) else {
            previous = None;
            continue;
        };
        let first = previous.filter(|(_, end)| is_range(&list[*end..found.start()])).map(|(first, _)| first);
        is_mentioned[first.filter(|first| *first < at).unwrap_or(at)..=at].fill(true);
        previous = Some((at, found.end()));
    }
}

/// Returns whether the text between two numbers makes them a range.
fn is_range(between: &str) -> bool {
    let joint = between.rsplit([',', ';', ')']).next().unwrap_or_default();
    let is_name = |word: &str| word.chars().any(char::is_uppercase);
    let words: Vec<&str> = joint.split_whitespace().filter(|word| !is_name(word)).collect();
    words.first().is_some_and(|word| matches!(*word, "do" | "aż")) || joint.trim().ends_with(['-', '–', '—'])
}

/// Returns the position of a number among the districts.
fn place(number: &str) -> Option<usize> {
    DISTRICTS.iter().position(|district| *district == number)
}

/// Returns the district a name refers to, if it refers to a district here.
fn named(text: &str, name: &Captures<'_>) -> Option<usize> {
    let whole = name.get(0)?;
    let at = (0..NAMES.len()).find(|at| name.name(&format!("n{at}")).is_some())?;
    let start = text.ceil_char_boundary(whole.start().saturating_sub(BACK));
    let (before, behind) = (&text[start..whole.start()], &text[whole.end()..]);
    let number = NUMBER_BEHIND.captures(behind).or_else(|| NUMBER_BEFORE.captures(before));
    if number.is_some_and(|number| place(&number[1]) == Some(at)) {
        return Some(at);
    }
    let is_joined = before.ends_with(['-', '–']) || behind.starts_with('-');
    let is_other = is_joined || OF_OTHERS.is_match(before) || CADASTRE.is_match(before);
    let is_called_so = !OTHER_PLACES.contains(&at) || DISTRICT.is_match(before);
    (!is_other && is_called_so).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(districts([text].into_iter()), expected, "{text}");
    }

    #[test]
    fn districts_are_recognized_by_their_numbers() {
        check("Rada Dzielnicy XVIII Nowa Huta", &["XVIII"]);
        check("w Dzielnicach II, IX i X oraz w dzielnicy\nI Stare Miasto", &["I", "II", "IX", "X"]);
        check("Nowa Huta i dzielnice miasta", &[]);
        check("Dzielnica XXV", &[]);
        check("dzielnica i jej rada", &[]);
        check("dzielnic: I Stare Miasto, II Grzegórzki i V Krowodrza", &["I", "II", "V"]);
        check("Dzielnica nr IV, Dzielnica Krakowa VI", &["IV", "VI"]);
    }

    #[test]
    fn a_range_includes_everything_between_its_ends() {
        check("statutów Dzielnic I-XVIII Miasta Krakowa", &DISTRICTS);
        check("w dzielnicach VIII–XIII.", &["VIII", "IX", "X", "XI", "XII", "XIII"]);
        check("w dzielnicach od I do V", &["I", "II", "III", "IV", "V"]);
        check("dzielnice I – III, VI i od X do XII", &["I", "II", "III", "VI", "X", "XI", "XII"]);
        check("Dzielnica I - Stare Miasto", &["I"]);
        check("DZIELNICE XVI-XVIII", &["XVI", "XVII", "XVIII"]);
        check("od Dzielnicy I Stare Miasto do Dzielnicy III Prądnik Czerwony", &["I", "II", "III"]);
    }

    #[test]
    fn names_count_in_every_case_and_next_to_their_numbers() {
        check("Swoszowice (X) – klub\nDębniki (VIII) – szkoła", &["VIII", "X"]);
        check("Podgórze Duchackie (XI), Podgórze (XIII)", &["XI", "XIII"]);
        check("remont w Dębnikach i na Bieżanowie-Prokocimiu", &["VIII", "XII"]);
        check("na Prądniku Białym, w Łagiewnikach-Borku Fałęckim, w CZYŻYNACH", &["IV", "IX", "XIV"]);
        check("XIII Podgórze, XVIII. Nowa Huta", &["XIII", "XVIII"]);
        check("w dzielnicy Podgórze i Dzielnicy Stare Miasto", &["I", "XIII"]);
        check("mieszkańcy Podgórza Duchackiego i Wzgórz Krzesławickich", &["XI", "XVII"]);
    }

    #[test]
    fn other_places_with_the_same_name_are_not_districts() {
        for text in [
            "ul. Podgórska",
            "na Podgórzu Karpackim",
            "u podgórza",
            "os. Czyżyny",
            "osiedle Bronowice Małe",
            "rondo Mistrzejowice",
            "działka nr 12/3 obr. 5 Krowodrza",
            "obręb 33, jednostka ewidencyjna Podgórze",
            "jedn. ewid. Krowodrza",
            "Sąd Rejonowy dla Krakowa-Krowodrzy",
            "przystanek Bronowice",
            "ul. Bieńczycka",
            "Dębnik pod Krzeszowicami",
            "stacja Kraków Swoszowice",
            "zwierzyniec w lesie",
            "Stare Miasto w Zamościu",
            "w Nowej Hucie",
            "rozdział (VIII)",
        ] {
            check(text, &[]);
        }
    }

    #[track_caller]
    fn check_document(text: &str, about: &[&str], url: &str, expected: &[&str]) {
        assert_eq!(
            of_document([text].into_iter(), about, Some(url), false),
            expected,
            "{text} {about:?} {url}"
        );
    }

    #[test]
    fn a_document_is_about_the_district_of_its_site_and_not_about_all_districts() {
        let (site, plain) = ("https://www.dzielnica13.krakow.pl/wydarzenia", "https://miasto.example/a");
        check_document("Święto ulicy", &[], site, &["XIII"]);
        check_document("Święto w Dębnikach", &[], site, &["VIII", "XIII"]);
        check_document("Święto ulicy", &["Rada Dzielnicy XV - Mistrzejowice"], plain, &["XV"]);
        check_document("w dzielnicach I-XVIII", &["Dzielnica VII"], plain, &["VII"]);
        check_document("w dzielnicach I-XVIII", &[], plain, &[]);
        check_document("w dzielnicy Stare Miasto w Lublinie", &[], plain, &[]);
        check_document("w dzielnicy Stare Miasto w Krakowie, nie w Lublinie", &[], plain, &["I"]);
        check_document("Święto", &[], "https://dzielnica19.krakow.pl", &[]);
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "(dzielnic[ay]? |[IVX]{1,4}|, |–|do |Dębniki|\\(|\\)|ul\\. |\n|\\PC){0,40}") {
            let _ = districts([text].into_iter());
        }
    }
}
