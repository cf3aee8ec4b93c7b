//! Finds where a meeting takes place: the room or building, and its address.
//!
//! Leaves whether a sentence is about a meeting to `statement`. Invariant: a place is a piece of the text
//! with its first noun in the nominative.

use super::{
    clauses::is_finite,
    day::{is_month, is_weekday_name},
    inflection::{NounGender, adjective, with_capital_of},
    phrases::phrases,
    words::Word,
};

/// Nouns of places in the locative, plain, with the nominative and the gender.
#[rustfmt::skip]
const HEADS: [(&str, &str, NounGender); 84] = [
    ("platformie", "platforma", NounGender::Feminine), ("platformy", "platforma", NounGender::Feminine),
    ("hubie", "hub", NounGender::Masculine), ("osiedlowce", "osiedlówka", NounGender::Feminine),
    ("ksiaznicy", "książnica", NounGender::Feminine), 
    ("amfiteatrze", "amfiteatr", NounGender::Masculine), ("stodole", "stodoła", NounGender::Feminine),
    ("internacie", "internat", NounGender::Masculine), 
    ("kosciele", "kościół", NounGender::Masculine), ("kaplicy", "kaplica", NounGender::Feminine),
    ("pensjonacie", "pensjonat", NounGender::Masculine), ("karczmie", "karczma", NounGender::Feminine),
    ("altanie", "altana", NounGender::Feminine), ("saloniku", "salonik", NounGender::Masculine),
    ("harcowce", "harcówka", NounGender::Feminine), ("stolowce", "stołówka", NounGender::Feminine),
    ("komendzie", "komenda", NounGender::Feminine), ("restauracji", "restauracja", NounGender::Feminine),
    ("straznicy", "strażnica", NounGender::Feminine), ("plebanii", "plebania", NounGender::Feminine),
    ("zajezdni", "zajezdnia", NounGender::Feminine), ("gokis", "GOKiS", NounGender::Masculine),
    ("lecznicy", "lecznica", NounGender::Feminine),
    ("osp", "OSP", NounGender::Feminine), ("mdk", "MDK", NounGender::Masculine),
    ("gok", "GOK", NounGender::Masculine), ("zajezdzie", "zajazd", NounGender::Masculine),
    ("dworcu", "dworzec", NounGender::Masculine),
    ("urzedzie", "urząd", NounGender::Masculine), ("siedzibie", "siedziba", NounGender::Feminine),
    ("sali", "sala", NounGender::Feminine), ("salce", "salka", NounGender::Feminine),
    ("magistracie", "magistrat", NounGender::Masculine), ("budynku", "budynek", NounGender::Masculine),
    ("centrum", "centrum", NounGender::Neuter), ("szkole", "szkoła", NounGender::Feminine),
    ("domu", "dom", NounGender::Masculine), ("klubie", "klub", NounGender::Masculine),
    ("bibliotece", "biblioteka", NounGender::Feminine), ("swietlicy", "świetlica", NounGender::Feminine),
    ("ratuszu", "ratusz", NounGender::Masculine), ("hali", "hala", NounGender::Feminine),
    ("auli", "aula", NounGender::Feminine), ("osrodku", "ośrodek", NounGender::Masculine),
    ("filii", "filia", NounGender::Feminine), ("muzeum", "muzeum", NounGender::Neuter),
    ("teatrze", "teatr", NounGender::Masculine), ("kinie", "kino", NounGender::Neuter),
    ("lokalu", "lokal", NounGender::Masculine), ("zespole", "zespół", NounGender::Masculine),
    ("przedszkolu", "przedszkole", NounGender::Neuter), ("liceum", "liceum", NounGender::Neuter),
    ("palacu", "pałac", NounGender::Masculine), ("dworku", "dworek", NounGender::Masculine),
    ("dworze", "dwór", NounGender::Masculine), ("remizie", "remiza", NounGender::Feminine),
    ("gmachu", "gmach", NounGender::Masculine), ("pawilonie", "pawilon", NounGender::Masculine),
    ("parafii", "parafia", NounGender::Feminine), ("akademii", "akademia", NounGender::Feminine),
    ("uniwersytecie", "uniwersytet", NounGender::Masculine), ("forcie", "fort", NounGender::Masculine),
    ("starostwie", "starostwo", NounGender::Neuter), ("gabinecie", "gabinet", NounGender::Masculine),
    ("pokoju", "pokój", NounGender::Masculine), ("wydziale", "wydział", NounGender::Masculine),
    ("placowce", "placówka", NounGender::Feminine), ("instytucie", "instytut", NounGender::Masculine),
    ("politechnice", "politechnika", NounGender::Feminine), ("technikum", "technikum", NounGender::Neuter),
    ("zamku", "zamek", NounGender::Masculine), ("hotelu", "hotel", NounGender::Masculine),
    ("kawiarni", "kawiarnia", NounGender::Feminine), ("mediatece", "mediateka", NounGender::Feminine),
    ("kamienicy", "kamienica", NounGender::Feminine), ("biurze", "biuro", NounGender::Neuter),
    ("oddziale", "oddział", NounGender::Masculine), ("inkubatorze", "inkubator", NounGender::Masculine),
    ("pracowni", "pracownia", NounGender::Feminine), ("galerii", "galeria", NounGender::Feminine),
    ("wieczorze", "wieczór", NounGender::Masculine), ("podstawowce", "podstawówka", NounGender::Feminine),
    ("delegaturze", "delegatura", NounGender::Feminine), ("stadionie", "stadion", NounGender::Masculine),
];

/// Words of an address.
const ADDRESS: [&str; 12] =
    ["ul", "pl", "al", "os", "ulicy", "placu", "alei", "osiedlu", "rynek", "rynku", "plac", "bulwarze"];

/// Words that may follow a place after a comma.
const PARTS: [&str; 12] =
    ["sala", "sali", "pok", "pokoj", "pokoju", "pietro", "pietrze", "i", "ii", "iii", "parter", "budynek"];

/// The beginnings of words that end a place: what follows is about the meeting.
const STOPS: [&str; 57] = [
    "przysz",
    "przyby",
    "odby",
    "odbed",
    "obradow",
    "zebra",
    "spotka",
    "rozpocz",
    "zwola",
    "zosta",
    "mial",
    "zbior",
    "zbierz",
    "bedzie",
    "beda",
    "bylo",
    "byla",
    "byl",
    "trwal",
    "posiedzen",
    "sesj",
    "konwent",
    "oraz",
    "wraz",
    "szefow",
    "przedstawiciel",
    "pod",
    "poswiec",
    "zdaln",
    "podczas",
    "tematem",
    "z",
    "o",
    "a",
    "ale",
    "gdzie",
    "odbywa",
    "rozmawia",
    "dyskutowa",
    "godz",
    "met",
    "prowadz",
    "poprowadz",
    "polaczyl",
    "planuj",
    "przeprow",
    "przewodn",
    "radni",
    "krakowscy",
    "komisj",
    "dnia",
    "dniu",
    "trybie",
    "uczestn",
    "na",
    "po",
    "pierwsz",
];

/// The most words of a place.
const MOST_WORDS: usize = 24;

/// Whether a plain word is a noun of a place in the locative.
pub(super) fn is_head(plain: &str) -> bool {
    HEADS.iter().any(|(form, ..)| *form == plain)
}

/// Whether a plain word is a room or a building in the nominative.
pub(super) fn is_house(plain: &str) -> bool {
    HOUSES.contains(&plain) || ROOMS.contains(&plain)
}

/// Finds the place named in a sentence.
pub(super) fn place(text: &str, words: &[Word]) -> Option<String> {
    let after_preposition = || {
        (1..words.len()).find_map(|at| {
            let is_preposition = matches!(words[at - 1].plain.as_bytes(), b"w" | b"we" | b"na");
            let is_to =
                words[at - 1].plain == "do" && matches!(words[at].plain.as_bytes(), b"sali" | b"auli");
            let is_by = words[at - 1].plain == "posrednictwem" && words[at].plain == "platformy";
            let is_there = (is_preposition || is_to || is_by) && !is_denied(words, at);
            is_there.then(|| building(text, words, at)).flatten()
        })
    };
    let address = || {
        (0..words.len())
            .filter(|at| !is_denied(words, *at) && !is_of_matter(text, words, *at))
            .find_map(|at| address(text, words, at))
    };
    seat(text, words)
        .or_else(|| room_first(text, words))
        .or_else(after_preposition)
        .or_else(|| english(text, words))
        .or_else(address)
}

/// Reads *Miejscem obrad będzie Zajezdnia Nowa Huta*.
pub(super) fn seat(text: &str, words: &[Word]) -> Option<String> {
    let after = phrases![
        "miejscem obrad|posiedzenia|spotkania|sesji|konwentu * byl~|bedzie|jest",
        "miejscem byl~|bedzie|jest",
        "miejsce obrad|posiedzenia|spotkania|sesji|konwentu to",
        "miejscem byl~|bedzie|jest * obrad|posiedzenia|spotkania|sesji",
    ]
    .least_end(words)?;
    let is_named = |at: &usize| words[*at].is_capital(text) || HOUSES.contains(&words[*at].plain.as_str());
    let at = (after..words.len().min(after + SEAT_REACH)).find(is_named)?;
    let is_apart = text[words[after - 1].end..words[at].start].contains([',', '.', ';']);
    let end = end(text, words, at + 1);
    (!is_apart).then(|| format!("{}{}", words[at].of(text), rest(text, words, words[at].end, end)))
}

/// How far from its verb a place begins, in words: *będzie tym razem Zajezdnia*.
const SEAT_REACH: usize = 4;

/// Whether a place is one where the meeting is not: *nie w magistracie, lecz w zajezdni*.
fn is_denied(words: &[Word], at: usize) -> bool {
    let before = &words[at.saturating_sub(DENIAL_REACH)..at];
    let joins = |word: &Word| matches!(word.plain.as_bytes(), b"ale" | b"lecz" | b"a" | b"tylko");
    before.iter().rev().take_while(|word| !joins(word)).any(|word| word.plain == "nie")
        && before.last().is_some_and(|word| matches!(word.plain.as_bytes(), b"w" | b"we" | b"na"))
}

/// Whether an address is that of what a noun before it names: *remont ul. Długiej*, *działek przy ul. Jodłowej*.
fn is_of_matter(text: &str, words: &[Word], at: usize) -> bool {
    const MEETINGS: [&str; 8] =
        ["posiedz", "sesj", "spotkan", "obrad", "konwen", "miejsc", "adres", "zebrani"];
    let by = |at: usize| matches!(words[at].plain.as_bytes(), b"przy" | b"na" | b"w" | b"we" | b"z" | b"do");
    let Some(before) = at.checked_sub(1) else { return false };
    let noun = if by(before) { before.checked_sub(1) } else { Some(before) };
    let Some(noun) = noun else { return false };
    let is_joined = (noun + 1..=at).all(|at| text[words[at - 1].end..words[at].start].trim().is_empty());
    let word = &words[noun];
    is_joined
        && !word.is_capital(text)
        && word.plain.len() > 4
        && word.plain.bytes().all(|byte| byte.is_ascii_alphabetic())
        && !is_finite(word)
        && !is_weekday_name(&word.plain)
        && !is_month(&word.plain)
        && !word.plain.is_one_of(&["filia", "sala", "lokal", "gmach"])
        && !word.plain.is_one_of(&HOUSES)
        && !word.plain.is_one_of(&ROOMS)
        && !MEETINGS.iter().any(|meeting| word.begins(meeting))
}

/// How far before a place *nie* may stand that denies it, in words.
const DENIAL_REACH: usize = 4;

/// Reads a room before its building: *(sala nr 8 w Urzędzie Gminy)*.
fn room_first(text: &str, words: &[Word]) -> Option<String> {
    let at = (0..words.len()).find(|at| {
        let is_apart = *at > 0 && text[words[at - 1].end..words[*at].start].contains(['(', ',']);
        words[*at].plain == "sala" && is_apart
    })?;
    let has_building = (1..at).any(|at| {
        matches!(words[at - 1].plain.as_bytes(), b"w" | b"we" | b"na") && building(text, words, at).is_some()
    });
    if has_building { None } else { address(text, words, at).filter(|place| place.contains(" w ")) }
}

/// Reads a building or room at a word, with an adjective before it or without.
fn building(text: &str, words: &[Word], at: usize) -> Option<String> {
    let head = (at..words.len().min(at + 3)).find(|at| is_head(&words[*at].plain))?;
    let before = &words[at..head];
    if before
        .iter()
        .any(|word| !word.plain.ends_with("ej") && !word.plain.ends_with("ym") && !word.plain.ends_with("im"))
    {
        return None;
    }
    let (_, nominative, gender) = HEADS.iter().find(|(form, ..)| words[head].plain == *form)?;
    let end = end(text, words, head + 1);
    let turn = |word: &Word| adjective(word.of(text), *gender).unwrap_or_else(|| word.of(text).to_owned());
    let own = ["swoj", "swej", "nasz", "jej", "jego", "samej"];
    let mut name: Vec<String> =
        before.iter().filter(|word| !own.iter().any(|own| word.begins(own))).map(turn).collect();
    name.push(with_capital_of(words[head].of(text), nominative));
    let mut from = words[head].end;
    for word in words[head + 1..end].iter().take(2).take_while(|word| is_agreeing(word, *gender, text)) {
        name.push(turn(word));
        from = word.end;
    }
    let rest = rest(text, words, from, end);
    Some(format!("{}{rest}", name.join(" ")))
}

/// The rest of a place as printed, with folded white space.
fn rest(text: &str, words: &[Word], from: usize, end: usize) -> String {
    let last = words[end - 1].end.max(from);
    let is_open = |open: char, close: char| {
        text[from..last].matches(open).count() > text[from..last].matches(close).count()
    };
    let close = if is_open('(', ')') {
        ")"
    } else if is_open('„', '”') {
        "”"
    } else {
        ""
    };
    let printed: Vec<&str> = text[from..last].split_whitespace().collect();
    let space = if text[from..last].starts_with(char::is_whitespace) { " " } else { "" };
    format!("{space}{}{close}", printed.join(" "))
}

/// Whether a word after a noun of a place is an adjective in its case: *Szkole Podstawowej*.
fn is_agreeing(word: &Word, gender: NounGender, text: &str) -> bool {
    let ending = match gender {
        NounGender::Feminine => word.plain.ends_with("ej"),
        NounGender::Masculine | NounGender::Neuter => {
            word.plain.ends_with("ym") || word.plain.ends_with("im")
        }
    };
    ending && (word.is_capital(text) || word.plain.len() > 5)
}

/// Reads `in the City Hall at 3 Long Street`.
fn english(text: &str, words: &[Word]) -> Option<String> {
    let at = (1..words.len()).find(|at| words[*at - 1].plain == "in" && words[*at].plain == "the")?;
    let is_part = |word: &&Word| {
        word.is_capital(text) || is_digit(word) || matches!(word.plain.as_bytes(), b"at" | b"of" | b"the")
    };
    let end = at + 1 + words[at + 1..].iter().take(MOST_WORDS).take_while(is_part).count();
    let first = words.get(at + 1).filter(|first| end > at + 1 && first.is_capital(text))?;
    Some(text[first.start..words[end - 1].end].split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Reads an address that stands alone: `ul. Długa 3`, `pl. Wszystkich Świętych 3-4, sala 304`.
fn address(text: &str, words: &[Word], at: usize) -> Option<String> {
    let word = &words[at];
    let is_short =
        matches!(word.plain.as_bytes(), b"ul" | b"pl" | b"al" | b"os") && text[word.end..].starts_with('.');
    let is_named = word.plain == "rynek"
        && words.get(at + 1).is_some_and(|next| next.is_capital(text) || is_digit(next));
    let is_hall = word.plain == "sala"
        && words.get(at + 1).is_some_and(|next| {
            next.is_capital(text)
                || is_digit(next)
                || is_of_hall(next)
                || matches!(next.plain.as_bytes(), b"nr" | b"im")
        });
    let is_room = (is_hall || word.plain.is_one_of(&ROOMS))
        && (at == 0 || text[words[at - 1].end..word.start].contains([',', ':', '–', '(']));
    let is_house = word.plain.is_one_of(&HOUSES)
        && word.is_capital(text)
        && at > 1
        && [words[at - 1].plain.is_number(), words[at - 2].plain.is_number()].contains(&true)
        && text[words[at - 1].end..word.start].contains([',', '–', ':']);
    let is_room = is_room || is_house;
    let is_square = is_named && word.is_capital(text);
    if !is_short && !is_square && !is_room {
        return None;
    }
    let end = end(text, words, at + 1);
    let is_last_word = word.plain.is_one_of(&ROOMS) && end == words.len();
    (end > at + 1 || is_last_word).then(|| format!("{}{}", word.of(text), rest(text, words, word.end, end)))
}

/// Rooms and buildings in the nominative, as schedules print them after a comma.
const ROOMS: [&str; 10] =
    ["pok", "gabinet", "swietlica", "pokoj", "remiza", "aula", "biblioteka", "siedziba", "ratusz", "urzad"];

/// Buildings in the nominative with a capital, as announcements print them after the hour.
const HOUSES: [&str; 14] = [
    "klub",
    "dom",
    "szkola",
    "stolowka",
    "centrum",
    "budynek",
    "hala",
    "osp",
    "zespol",
    "biblioteka",
    "osrodek",
    "przedszkole",
    "sp",
    "kamienica",
];

/// Whether a word tells what a hall is for: *sala posiedzeń*.
fn is_of_hall(word: &Word) -> bool {
    ["posiedzen", "obrad", "sesyjn", "konferen", "narad"].iter().any(|beginning| word.begins(beginning))
}

fn is_digit(word: &Word) -> bool {
    word.plain.is_number()
}

/// The index after the last word of a place.
fn end(text: &str, words: &[Word], from: usize) -> usize {
    let mut at = from;
    while at < words.len() && at - from < MOST_WORDS && goes_on(text, words, at) {
        at += 1;
    }
    while at > from && matches!(words[at - 1].plain.as_bytes(), b"w" | b"we" | b"na" | b"przy" | b"i") {
        at -= 1;
    }
    at
}

/// Whether a place goes on with the word at this index.
fn goes_on(text: &str, words: &[Word], at: usize) -> bool {
    let word = &words[at];
    let between = text[words[at - 1].end..word.start].trim();
    let is_address = word.plain.is_one_of(&ADDRESS);
    if is_address && between.trim_end_matches(['(', ' ']).trim_matches([',', '–', '-', '”']).is_empty() {
        return true;
    }
    match between {
        "" | "." | "-" | "/" | "„" | "”" | "\"" => {}
        "(" => {
            return is_address
                || holds_address(text, words, at)
                || is_head(&word.plain)
                || word.begins("sal")
                || word.begins("wejsc")
                || is_bracketed_address(text, words, at);
        }
        "," | ")," => return word.plain.is_one_of(&PARTS) && (between != "," || is_part(words, at)),
        _ => return false,
    }
    if between == "." && !is_stop_of_abbreviation(&words[at - 1]) {
        return false;
    }
    let is_in = matches!(word.plain.as_bytes(), b"na" | b"pod")
        && words.get(at + 1).is_some_and(|next| {
            next.plain.is_one_of(&ADDRESS)
                || next.begins("pietr")
                || next.begins("parter")
                || next.is_capital(text)
        });
    let is_stop =
        STOPS.iter().any(|stop| if stop.len() <= 3 { word.plain == *stop } else { word.begins(stop) });
    let is_of_room = words[at - 1].begins("sal") && is_of_hall(word)
        || words[at - 1].begins("gabinet") && word.begins("przewodn");
    let is_stop = is_stop && !is_of_room && between != "„";
    let follows_number =
        is_digit(&words[at - 1]) && word.is_capital(text) && !is_digit(word) && !is_house_of(word);
    is_in || (!is_stop && !follows_number)
}

/// Whether an address stands in a bracket after a short name: *(UMK, pl. Wszystkich Świętych 3-4)*.
fn holds_address(text: &str, words: &[Word], at: usize) -> bool {
    let end = text[words[at].start..].find(')').map_or(words[at].start, |close| words[at].start + close);
    let near = words[at..].iter().take(4).take_while(|word| word.end <= end);
    near.skip(1).any(|word| word.plain.is_one_of(&ADDRESS))
}

/// Whether a bracket holds an address without a word for it: *(Sukiennice 9)*, *(Rynek 1)*.
fn is_bracketed_address(text: &str, words: &[Word], at: usize) -> bool {
    let names = words[at..].iter().take(4).take_while(|word| word.is_capital(text)).count();
    names > 0 && words.get(at + names).is_some_and(|number| is_digit(number) && number.plain.len() <= 4)
}

/// Whether a word is the house that a room is in: *sala nr 110 Urzędu Miejskiego*.
fn is_house_of(word: &Word) -> bool {
    [
        "urzedu",
        "ratusza",
        "starostwa",
        "szkoly",
        "domu",
        "budynku",
        "osrodka",
        "centrum",
        "klubu",
        "magistratu",
        "palacu",
    ]
    .iter()
    .any(|house| word.plain == *house)
}

fn is_part(words: &[Word], at: usize) -> bool {
    !matches!(words[at].plain.as_bytes(), b"i" | b"ii" | b"iii")
        || words.get(at + 1).is_some_and(|next| next.begins("pietr"))
}

fn is_stop_of_abbreviation(word: &Word) -> bool {
    matches!(
        word.plain.as_bytes(),
        b"ul" | b"pl" | b"al" | b"os" | b"sw" | b"im" | b"ks" | b"gen" | b"nr" | b"pok" | b"dr" | b"prof"
    ) || word.plain.len() == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meetings::words::words;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let words = words(text, 0..text.len());
        assert_eq!(place(text, &words).as_deref(), expected, "`{text}`");
    }

    #[test]
    fn places_are_read_with_their_address() {
        check(
            "26 września w Urzędzie Miasta Krakowa przy pl. Wszystkich Świętych 3-4 odbyło się posiedzenie",
            Some("Urząd Miasta Krakowa przy pl. Wszystkich Świętych 3-4"),
        );
        check(
            "w Sali Portretowej Urzędu Miasta Krakowa (pl. Wszystkich Świętych 3-4) odbędzie się",
            Some("Sala Portretowa Urzędu Miasta Krakowa (pl. Wszystkich Świętych 3-4)"),
        );
        check(
            "w swojej siedzibie przy ul. Kurczaba 3, a głównym punktem",
            Some("siedziba przy ul. Kurczaba 3"),
        );
        check(
            "w siedzibie rady na os. Kazimierzowskim 26 oraz w trybie online",
            Some("siedziba rady na os. Kazimierzowskim 26"),
        );
        check(
            "W Centrum Obywatelskim przy ul. Reymonta 20 spotkali się",
            Some("Centrum Obywatelskie przy ul. Reymonta 20"),
        );
        check("w domu kultury w Swoszowicach odbyło się", Some("dom kultury w Swoszowicach"));
        check(
            "godz. 13.00, pl. Wszystkich Świętych 3-4, sala 304",
            Some("pl. Wszystkich Świętych 3-4, sala 304"),
        );
        check(
            "w Szkole Podstawowej nr 106 (sala gimnastyczna) odbędzie się",
            Some("Szkoła Podstawowa nr 106 (sala gimnastyczna)"),
        );
        check("godz. 14:30, sala nr 3 ratusza", Some("sala nr 3 ratusza"));
        check("godz. 9, Sala im. Zofii Kos, al. Bory 6", Some("Sala im. Zofii Kos, al. Bory 6"));
        check("w kościele farnym św. Anny odbyła się", Some("kościół farny św. Anny"));
        check("w magistracie obradował Konwent", Some("magistrat"));
    }

    #[test]
    fn a_sentence_without_a_place_has_none() {
        check("12 marca odbyło się posiedzenie", None);
        check("w czwartek o godz. 17", None);
    }
}
