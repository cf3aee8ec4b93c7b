//! Puts adjectives, offices and the names of people in the nominative.
//!
//! Leaves where a name stands to `body`, `place` and `chair`. Invariant: a word whose ending is not known
//! stays as printed.

use std::{collections::HashMap, sync::LazyLock};

use super::{plain::PlainWord, words::Word};
use crate::acts::letters::plain_text;

/// The gender of a noun, which decides the endings of its adjectives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NounGender {
    Masculine,
    Feminine,
    Neuter,
}

/// The case in which a name is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NounCase {
    Nominative,
    Genitive,
    Instrumental,
}

/// Puts an adjective in the genitive, locative, accusative or instrumental in the nominative.
pub(super) fn adjective(word: &str, gender: NounGender) -> Option<String> {
    let endings: &[(&str, &str)] = match gender {
        NounGender::Feminine => &[("kiej", "ka"), ("giej", "ga"), ("iej", "ia"), ("ej", "a"), ("ą", "a")],
        NounGender::Masculine => {
            &[("kiego", "ki"), ("giego", "gi"), ("ego", "y"), ("kim", "ki"), ("gim", "gi"), ("ym", "y")]
        }
        NounGender::Neuter => {
            &[("kiego", "kie"), ("giego", "gie"), ("ego", "e"), ("kim", "kie"), ("gim", "gie"), ("ym", "e")]
        }
    };
    let found = endings.iter().find_map(|(from, to)| word.strip_suffix(from).map(|stem| (stem, to)));
    found.filter(|(stem, _)| stem.chars().count() > 2).map(|(stem, ending)| format!("{stem}{ending}"))
}

/// The heads of offices: the beginning of every form, plain, and the nominative.
const OFFICES: [(&str, &str); 25] = [
    ("wicestarost", "wicestarosta"),
    ("wiceburmistrz", "wiceburmistrz"),
    ("wicewojt", "wicewójt"),
    ("soltysk", "sołtyska"),
    ("wicemarszal", "wicemarszałek"),
    ("wiceprzewodniczaca", "wiceprzewodnicząca"),
    ("wiceprzewodniczacej", "wiceprzewodnicząca"),
    ("wiceprzewodnicz", "wiceprzewodniczący"),
    ("przewodniczaca", "przewodnicząca"),
    ("przewodniczacej", "przewodnicząca"),
    ("przewodnicz", "przewodniczący"),
    ("zastepc", "zastępca"),
    ("wiceprezydent", "wiceprezydent"),
    ("prezydent", "prezydent"),
    ("burmistrz", "burmistrz"),
    ("wojt", "wójt"),
    ("starost", "starosta"),
    ("dyrektor", "dyrektor"),
    ("sekretarz", "sekretarz"),
    ("skarbnik", "skarbnik"),
    ("marszal", "marszałek"),
    ("soltys", "sołtys"),
    ("prezes", "prezes"),
    ("radna", "radna"),
    ("radn", "radny"),
];

/// The plural and the verbs that begin like an office.
const NO_OFFICES: [&str; 20] = [
    "przewodniczacych",
    "przewodniczacymi",
    "przewodnictw",
    "przewodniczyl",
    "przewodniczy",
    "przewodnicze",
    "radnych",
    "radnym",
    "radnymi",
    "radni",
    "dyrektorzy",
    "dyrektorow",
    "prezydium",
    "radny",
    "prezesi",
    "burmistrzowie",
    "sekretarze",
    "sekretariat",
    "wiceprzewodniczacych",
    "dyrektorami",
];

/// Returns an office in the nominative, with the capital it is printed with.
pub(super) fn office(word: &str) -> Option<String> {
    let initial = word.chars().next().map(|letter| letter.to_ascii_lowercase());
    if !initial.is_some_and(|initial| OFFICES.iter().any(|(beginning, _)| beginning.starts_with(initial))) {
        return None;
    }
    let plain = plain_text(word);
    let refused =
        NO_OFFICES.iter().any(|other| plain == *other || (other.len() > 9 && plain.starts_with(other)));
    let (_, name) = OFFICES.iter().find(|(beginning, _)| plain.starts_with(beginning))?;
    (!refused).then(|| with_capital_of(word, name))
}

/// Gives a name the capital that a printed word has.
pub(super) fn with_capital_of(printed: &str, name: &str) -> String {
    if printed.starts_with(char::is_uppercase) { capitalized(name) } else { name.to_owned() }
}

/// Returns a word with a capital.
pub(super) fn capitalized(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Common Polish given names, which distinguish a person from a place or a body.
#[rustfmt::skip]
const GIVEN_NAMES: &[&str] = &[
    "Adam", "Adrian", "Agata", "Agnieszka", "Aldona", "Aleksander", "Aleksandra", "Alicja", "Alina", "Amelia",
    "Andrzej", "Aneta", "Anna", "Antoni", "Arkadiusz", "Artur", "Barbara", "Bartłomiej", "Bartosz", "Beata",
    "Bernadeta", "Błażej", "Bogdan", "Bogumił", "Bogumiła", "Bogusław", "Bogusława", "Bożena", "Bronisław",
    "Cezary", "Czesław", "Dagmara", "Damian", "Daniel", "Danuta", "Dariusz", "Dawid", "Dominik", "Dominika",
    "Dorota", "Edward", "Edyta", "Eliza", "Elżbieta", "Emilia", "Ewa", "Ewelina", "Feliks", "Filip",
    "Franciszek", "Gabriela", "Grażyna", "Grzegorz", "Halina", "Hanna", "Helena", "Henryk", "Hubert",
    "Ignacy", "Ilona", "Irena", "Ireneusz", "Iwona", "Izabela", "Jacek", "Jadwiga", "Jakub", "Jan", "Janina",
    "Janusz", "Jarosław", "Jerzy", "Joanna", "Jolanta", "Józef", "Julia", "Julian", "Justyna", "Kacper",
    "Kamil", "Kamila", "Karol", "Karolina", "Katarzyna", "Kazimierz", "Kinga", "Klaudia", "Konrad",
    "Krystian", "Krystyna", "Krzysztof", "Lech", "Lena", "Leszek", "Lidia", "Lucyna", "Ludwik", "Łukasz",
    "Maciej", "Magda", "Magdalena", "Maja", "Małgorzata", "Marcin", "Marek", "Maria", "Marian", "Marianna",
    "Mariola", "Mariusz", "Marlena", "Marta", "Martyna", "Marzena", "Mateusz", "Michał", "Mieczysław",
    "Mikołaj", "Milena", "Mirosław", "Mirosława", "Monika", "Natalia", "Norbert", "Olga", "Oliwia", "Oskar",
    "Patrycja", "Patryk", "Paulina", "Paweł", "Piotr", "Przemysław", "Radosław", "Rafał", "Renata", "Robert",
    "Roman", "Ryszard", "Sabina", "Sebastian", "Sławomir", "Stanisław", "Stanisława", "Stefan", "Stefania",
    "Sylwester", "Sylwia", "Szczepan", "Szymon", "Tadeusz", "Teresa", "Tomasz", "Urszula", "Wacław",
    "Waldemar", "Wanda", "Weronika", "Wiesław", "Wiesława", "Wiktor", "Wiktoria", "Wioletta", "Witold",
    "Władysław", "Włodzimierz", "Wojciech", "Zbigniew", "Zdzisław", "Zenon", "Agnes", "Albert", "Alfred",
    "Alojzy", "Amadeusz", "Anastazja", "Anatol", "Aniela", "Apolonia", "Aurelia", "Bartek", "Beniamin",
    "Bernard", "Bogna", "Bronisława", "Cecylia", "Celina", "Daria", "Diana", "Dionizy", "Emil", "Ernest",
    "Eryk", "Eugenia", "Eugeniusz", "Faustyna", "Fryderyk", "Gerard", "Gustaw", "Hieronim", "Honorata",
    "Inga", "Jagna", "Jeremi", "Jędrzej", "Joachim", "Jowita", "Kaja", "Kajetan", "Kalina", "Kazimiera",
    "Klara", "Klemens", "Konstanty", "Kordian", "Laura", "Leokadia", "Leon", "Leonard", "Liliana", "Ludmiła",
    "Ludwika", "Luiza", "Maksymilian", "Malwina", "Marceli", "Marcelina", "Maurycy", "Melania", "Michalina",
    "Mieczysława", "Nadia", "Natasza", "Nikodem", "Olaf", "Oliwier", "Pelagia", "Pola", "Rozalia", "Róża",
    "Ryszarda", "Sandra", "Seweryn", "Stanisława", "Stella", "Tymon", "Tymoteusz", "Walentyna", "Walenty",
    "Wacława", "Wincenty", "Wit", "Władysława", "Zdzisława", "Zenobia", "Ksenia", "Kamilla", "Aureliusz",
    "Lucjan", "Sergiusz", "Edmund", "Klaudiusz", "Izydor", "Mirella", "Irmina", "Sonia", "Oktawian",
    "Ksawery", "Apoloniusz", "Julita", "Olek", "Borys", "Bruno", "Brunon", "Donata", "Dobrawa", "Edwin",
    "Eleonora", "Elwira", "Eustachy", "Felicja", "Ferdynand", "Florian", "Franciszka", "Gertruda", "Gracjan",
    "Henryka", "Herbert", "Hilary", "Iga", "Igor", "Iza", "Jaromir", "Judyta", "Julianna", "Juliusz",
    "Krystyn", "Lechosław", "Longina", "Łucja", "Marzanna", "Maksym", "Matylda", "Miłosz", "Mieszko", "Miron",
    "Nela", "Nikola", "Olgierd", "Oktawia", "Otylia", "Paula", "Petronela", "Regina", "Remigiusz", "Roksana",
    "Romuald", "Roch", "Rudolf", "Samuel", "Serafin", "Tamara", "Tobiasz", "Teodor", "Teodora", "Tola",
    "Tytus", "Wilhelm", "Wiola", "Violetta", "Wisława", "Zbysław", "Ziemowit", "Żaneta", "Bogusz",
    "Gniewomir", "Jaśmina", "Lilianna", "Marzenna", "Augustyn", "Hipolit", "Arleta", "Adela", "Adrianna",
    "Albina", "Amanda", "Anita", "Angelika", "Antonina", "Ariel", "Armand", "Balbina", "Baltazar", "Bazyli",
    "Benedykt", "Bernadetta", "Blanka", "Bożenna", "Bronisz", "Brygida", "Celestyna", "Cyprian", "Cyryl",
    "Dagna", "Dobromir", "Dobromiła", "Donat", "Dorian", "Eligiusz", "Emilian", "Emanuel", "Erazm", "Erwin",
    "Estera", "Fabian", "Fabiola", "Fidelis", "Florentyn", "Gaweł", "Genowefa", "Gracja", "Gwidon", "Helga",
    "Honoriusz", "Idalia", "Ignacja", "Iwo", "Iwon", "Janisław", "Joel", "Jonasz", "Józefina", "Julitta",
    "Justyn", "Kasper", "Kalikst", "Kamelia", "Karina", "Katja", "Klaudyna", "Klementyna", "Korneliusz",
    "Kryspin", "Lambert", "Larysa", "Laurencja", "Lesław", "Ludwina", "Makary", "Marcela", "Marcjanna",
    "Margareta", "Marietta", "Markus", "Martyn", "Medard", "Miłosława", "Mirela", "Miriam", "Mścisław",
    "Noemi", "Odeta", "Olena", "Oksana", "Oleksandr", "Olha", "Oriana", "Pankracy", "Placyd", "Radomir",
    "Radomiła", "Rajmund", "Robertyna", "Rozalinda", "Rufin", "Salomea", "Samanta", "Sara", "Sławoj",
    "Sulisław", "Swietłana", "Sylwana", "Szczęsny", "Święcisława", "Tekla", "Telesfor", "Teofil", "Tomisława",
    "Unisława", "Walery", "Waleria", "Wawrzyniec", "Wenancjusz", "Wera", "Wespazjan", "Wilhelmina", "Wilma",
    "Wirgiliusz", "Włodzimiera", "Wolfgang", "Zachariasz", "Zefiryna", "Zenobiusz", "Zoja", "Zyta", "Żanna",
    "Iwan", "Ihor", "Wołodymyr", "Mykoła", "Natalka", "Ołena", "Oleg", "Lucja", "Lubomir", "Natan", "Nestor",
    "Oleńka", "Kasia", "Asia", "Gosia", "Basia", "Ania", "Tomek", "Marysia", "Zosia", "Jola", "Jurek",
    "Franek", "Staś", "Antek", "Wojtek", "Krzysiek", "Piotrek", "Hugo", "Ada", "Rita", "Konstancja", "Lilia",
    "Kosma", "Zofia", "Zuzanna", "Zygmunt", "Bolesław", "Dobrosław", "Jagoda", "Kornelia", "Nina",
];

/// Given names by their plain forms.
static KNOWN_NAMES: LazyLock<HashMap<String, &str>> =
    LazyLock::new(|| GIVEN_NAMES.iter().map(|name| (plain_text(name), *name)).collect());

/// The hashes of the beginnings of given names, which hardly any other word with a capital has.
static NAME_KEYS: LazyLock<[u64; KEY_WORDS]> = LazyLock::new(|| {
    let mut keys = [0; KEY_WORDS];
    for name in GIVEN_NAMES {
        let plain = plain_text(name);
        // Short names change their fourth letter: *Paweł*, *Pawła*.
        let length = if plain.len() < LONG_NAME { 3 } else { 4 };
        let (at, bit) = key_place(&plain.as_bytes()[..length.min(plain.len())]);
        keys[at] |= bit;
    }
    keys
});

/// From how many letters on the first four of a name stand in all its forms.
const LONG_NAME: usize = 6;

/// The bits of the hashes, in words of 64.
const KEY_WORDS: usize = 128;

/// Where the hash of a beginning has its bit.
fn key_place(beginning: &[u8]) -> (usize, u64) {
    let key = beginning.iter().fold(0, |key: u32, byte| key << 8 | u32::from(*byte));
    let hash = (key.wrapping_mul(0x9E37_79B1) >> 19) as usize;
    (hash / 64 % KEY_WORDS, 1 << (hash % 64))
}

fn begins_name(plain: &[u8]) -> bool {
    let is_known = |beginning: &[u8]| {
        let (at, bit) = key_place(beginning);
        NAME_KEYS[at] & bit != 0
    };
    plain.get(..3).is_some_and(is_known) || plain.get(..4).is_some_and(is_known)
}

/// Whether a word may be a given name, by its beginning.
pub(super) fn may_be_given_name(word: &Word) -> bool {
    begins_name(word.plain.as_bytes())
}

/// Returns a given name in the nominative with its gender; `None` if the word is not one.
pub(super) fn given_name(word: &str, case: NounCase) -> Option<(String, NounGender)> {
    if word.len() < 3 || !word.starts_with(char::is_uppercase) || word.chars().nth(2).is_none() {
        return None;
    }
    if !begins_name(PlainWord::new(word).as_bytes()) {
        return None;
    }
    let known = |name: &str| KNOWN_NAMES.get(&plain_text(name));
    let name = candidates(word, case, None).iter().find_map(|name| known(name))?;
    let gender = if name.ends_with('a') { NounGender::Feminine } else { NounGender::Masculine };
    Some(((*name).to_owned(), gender))
}

/// Returns a surname in the nominative.
pub(super) fn surname(word: &str, case: NounCase, gender: NounGender) -> String {
    let parts: Vec<String> = word
        .split('-')
        .map(|part| {
            candidates(part, case, Some(gender)).into_iter().next().unwrap_or_else(|| part.to_owned())
        })
        .collect();
    parts.join("-")
}

/// The nominatives that a form may have, the likeliest first.
fn candidates(word: &str, case: NounCase, gender: Option<NounGender>) -> Vec<String> {
    let endings: &[(&str, &str)] = match (case, gender) {
        (NounCase::Nominative, _) => &[("", "")],
        (NounCase::Genitive, Some(NounGender::Feminine)) => &[
            ("skiej", "ska"),
            ("ckiej", "cka"),
            ("ą", "a"),
            ("ę", "a"),
            ("ej", "a"),
            ("ki", "ka"),
            ("gi", "ga"),
            ("y", "a"),
            ("", ""),
        ],
        (NounCase::Genitive, Some(_)) => &[
            ("skiego", "ski"),
            ("ckiego", "cki"),
            ("iego", "i"),
            ("ego", "y"),
            ("ńca", "niec"),
            ("ka", "ka"),
            ("a", ""),
            ("y", "a"),
            ("i", "a"),
            ("", ""),
        ],
        (NounCase::Genitive, None) => &[
            ("rka", "rek"),
            ("cka", "cek"),
            ("szka", "szek"),
            ("wła", "weł"),
            ("ego", "y"),
            ("ego", "i"),
            ("a", ""),
            ("y", "a"),
            ("ii", "ia"),
            ("ji", "ja"),
            ("i", "a"),
            ("ieja", "iej"),
            ("ię", "ia"),
            ("ę", "a"),
            ("", ""),
        ],
        (NounCase::Instrumental, Some(NounGender::Feminine)) => &[("ą", "a"), ("a", "a"), ("", "")],
        (NounCase::Instrumental, Some(_)) => &[
            ("skim", "ski"),
            ("ckim", "cki"),
            ("dzkim", "dzki"),
            ("akiem", "ak"),
            ("ikiem", "ik"),
            ("ykiem", "yk"),
            ("ukiem", "uk"),
            ("okiem", "ok"),
            ("ekiem", "ek"),
            ("kiem", "ek"),
            ("giem", "g"),
            ("ńcem", "niec"),
            ("em", ""),
            ("ym", "y"),
            ("im", "i"),
            ("ą", "a"),
            ("", ""),
        ],
        (NounCase::Instrumental, None) => &[
            ("rkiem", "rek"),
            ("ckiem", "cek"),
            ("szkiem", "szek"),
            ("kiem", "k"),
            ("włem", "weł"),
            ("em", ""),
            ("im", "i"),
            ("ym", "y"),
            ("ą", "a"),
            ("", ""),
        ],
    };
    let strip = |(from, to): &(&str, &str)| {
        let stem = word.strip_suffix(from).filter(|stem| stem.chars().count() > 1)?;
        let surname_in_a = *from == "ka" && *to == "ka";
        let stem = if surname_in_a { stem_of_ka(stem) } else { format!("{stem}{to}") };
        Some(stem)
    };
    endings.iter().filter_map(strip).collect()
}

/// The nominative of a man's surname in *-ka* in the genitive: *Nowaka*, *Wołka*.
fn stem_of_ka(stem: &str) -> String {
    let is_vowel = stem.ends_with(['a', 'e', 'i', 'o', 'u', 'y', 'ó']);
    if is_vowel { format!("{stem}k") } else { format!("{stem}ek") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(given: &str, last: &str, case: NounCase, expected: &str) {
        let (name, gender) = given_name(given, case).expect(given);
        assert_eq!(format!("{name} {}", surname(last, case, gender)), expected);
    }

    #[test]
    fn names_are_put_in_the_nominative() {
        use NounCase::{Genitive, Instrumental, Nominative};
        check("Rafałem", "Komarewiczem", Instrumental, "Rafał Komarewicz");
        check("Pawłem", "Wołkiem", Instrumental, "Paweł Wołek");
        check("Markiem", "Nowakiem", Instrumental, "Marek Nowak");
        check("Anną", "Zielińską", Instrumental, "Anna Zielińska");
        check("Jerzym", "Kowalskim", Instrumental, "Jerzy Kowalski");
        check("Jana", "Kowalskiego", Genitive, "Jan Kowalski");
        check("Jacka", "Wróbla", Genitive, "Jacek Wróbl");
        check("Zofii", "Nowak", Genitive, "Zofia Nowak");
        check("Agnieszki", "Lipskiej", Genitive, "Agnieszka Lipska");
        check("Tomasza", "Nowaka", Genitive, "Tomasz Nowak");
        check("Maria", "Wąs-Lis", Nominative, "Maria Wąs-Lis");
        assert_eq!(given_name("Krakowa", Genitive), None);
    }

    #[test]
    fn offices_and_adjectives_are_put_in_the_nominative() {
        assert_eq!(office("Przewodniczącym").as_deref(), Some("Przewodniczący"));
        assert_eq!(office("przewodniczącej").as_deref(), Some("przewodnicząca"));
        assert_eq!(office("przewodniczących"), None);
        assert_eq!(office("przewodniczył"), None);
        assert_eq!(adjective("Miejskiej", NounGender::Feminine).as_deref(), Some("Miejska"));
        assert_eq!(adjective("Portretowej", NounGender::Feminine).as_deref(), Some("Portretowa"));
        assert_eq!(adjective("Obywatelskim", NounGender::Neuter).as_deref(), Some("Obywatelskie"));
    }
}
