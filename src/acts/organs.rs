//! Recognizes the bodies that issue acts and converts their names between genitive and nominative.
//!
//! Invariants: both forms name the same body, in normal case; a body whose head word is not in the tables is
//! not guessed.

mod heads;
mod name;

use heads::{ACRONYMS, Gender, HEADS, Head, KEPT, SPACED};
use name::name_length;

use super::letters::{is_of_word, is_shouted, plain, plain_text, strip_spaced};

/// An issuing body, as named in headings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Organ {
    /// The genitive, such as `Prezydenta Miasta Krakowa`.
    pub(super) genitive: String,
    /// The nominative, such as `Prezydent Miasta Krakowa`.
    pub(super) nominative: String,
}

/// The case in which a text names a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NameForm {
    Genitive,
    Nominative,
}

/// The number of adjectives that may stand before a head: *Państwowego Powiatowego Inspektora*.
const ADJECTIVES_BEFORE: usize = 3;

/// Parses the body named in the genitive at the start of `text`; returns it with the length of its name in
/// bytes.
pub(super) fn leading_organ(text: &str) -> Option<(Organ, usize)> {
    leading(text, NameForm::Genitive)
}

/// Parses the body named in the nominative at the start of `text`, as above a letter or a notice; returns it
/// with the length of its name in bytes.
pub(super) fn leading_office(text: &str) -> Option<(Organ, usize)> {
    leading(text, NameForm::Nominative)
}

fn leading(text: &str, form: NameForm) -> Option<(Organ, usize)> {
    if !text.starts_with(char::is_uppercase) {
        return None;
    }
    if let Some(found) = acronym(text) {
        return Some(found);
    }
    if !may_be_organ(text) {
        return None;
    }
    let end = name_length(text);
    let spaced = if form == NameForm::Genitive { spaced(text, end) } else { None };
    spaced.or_else(|| read_name(&text[..end], form).map(|organ| (organ, end)))
}

fn acronym(text: &str) -> Option<(Organ, usize)> {
    ACRONYMS.iter().find_map(|(letters, genitive, nominative)| {
        let rest = text.strip_prefix(letters)?;
        let organ = Organ { genitive: (*genitive).to_owned(), nominative: (*nominative).to_owned() };
        (!rest.starts_with(is_of_word)).then_some((organ, letters.len()))
    })
}

/// Cheap check whether the first two letters are those of a known body, whatever spaces and case they have,
/// or the first word may be an adjective before one.
fn may_be_organ(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| !c.is_whitespace()).map(plain);
    let (first, second) = (letters.next().unwrap_or(' '), letters.next().unwrap_or(' '));
    let begins = |head: &Head| {
        let mut head = head.nominative.chars().map(plain);
        head.next() == Some(first) && head.next() == Some(second)
    };
    HEADS.iter().any(begins) || ending(text.split_whitespace().next().unwrap_or_default()).is_some()
}

/// Reads a frequent name whose letters are spaced. A longer name, such as a minister with two portfolios, is
/// left to the general rule.
fn spaced(text: &str, end: usize) -> Option<(Organ, usize)> {
    SPACED.iter().find_map(|name| {
        let length = strip_spaced(text, name)?;
        let whole = text.get(length..end).is_none_or(|rest| rest.trim().is_empty());
        whole.then(|| read_name(name, NameForm::Genitive).map(|organ| (organ, length))).flatten()
    })
}

/// Reads a whole name in this form.
fn read_name(printed: &str, form: NameForm) -> Option<Organ> {
    let shouted = printed.split_whitespace().next().is_some_and(is_shouted);
    let mut words: Vec<String> = printed.split_whitespace().map(repaired).collect::<Option<_>>()?;
    if shouted {
        calm_all(&mut words);
    }
    let (at, head) = find_head(&words, form)?;
    drop_city_of_a_district(&mut words);
    drop_trailing_dash(&mut words);
    let genitive = inflect(&words, at, head, (form, NameForm::Genitive));
    let nominative = inflect(&words, at, head, (form, NameForm::Nominative));
    Some(Organ { genitive, nominative })
}

/// Finds the head word: the first word, or the first after adjectives that agree with it.
fn find_head(words: &[String], form: NameForm) -> Option<(usize, &'static Head)> {
    let at = words.iter().take(ADJECTIVES_BEFORE).take_while(|word| !is_head(word, form)).count();
    let head = HEADS.iter().find(|head| words.get(at).is_some_and(|word| is_named(head, word, form)))?;
    let agree = words[..at].iter().all(|word| turn(word, head.gender, form, form).is_some());
    agree.then_some((at, head))
}

fn is_head(word: &str, form: NameForm) -> bool {
    HEADS.iter().any(|head| is_named(head, word, form))
}

/// Whether this word is the head in this form; accents may be missing.
fn is_named(head: &Head, word: &str, form: NameForm) -> bool {
    let name = named(head, form);
    word.starts_with(char::is_uppercase) && name.chars().map(plain).eq(word.chars().map(plain))
}

const fn named(head: &Head, form: NameForm) -> &'static str {
    match form {
        NameForm::Genitive => head.genitive,
        NameForm::Nominative => head.nominative,
    }
}

/// Puts the head, the adjectives before it and the one after it in another form, and the head of
/// a body joined to it: *Rady i Zarządu Dzielnicy*.
fn inflect(words: &[String], at: usize, head: &Head, (from, to): (NameForm, NameForm)) -> String {
    let turned = words.iter().enumerate().map(|(place, word)| {
        let adjective = || turn(word, head.gender, from, to).unwrap_or_else(|| word.clone());
        if place < at || (place == at + 1 && head.agrees) {
            return adjective();
        }
        if place > at {
            let is_joint = place <= at + 3 && words[place - 1] == "i";
            let joint = HEADS.iter().find(|head| is_joint && is_named(head, word, from));
            return joint.map_or_else(|| word.clone(), |head| named(head, to).to_owned());
        }
        named(head, to).to_owned()
    });
    turned.collect::<Vec<_>>().join(" ")
}

/// Puts an adjective of this gender in another form; `None` if the word has no ending of one.
fn turn(word: &str, gender: Gender, from: NameForm, to: NameForm) -> Option<String> {
    let (stem, soft) = match (from, gender) {
        (NameForm::Genitive, Gender::Feminine) => strip_ending(word, "iej", "ej"),
        (NameForm::Genitive, _) => strip_ending(word, "iego", "ego"),
        (NameForm::Nominative, Gender::Masculine) => strip_ending(word, "i", "y").filter(is_of_adjective),
        (NameForm::Nominative, Gender::Feminine) => {
            let is_adjective = ["ka", "ga", "na", "wa", "cza"].iter().any(|ending| word.ends_with(ending));
            let stem = word.strip_suffix('a').filter(|_| is_adjective);
            stem.map(|stem| (stem, stem.ends_with(['k', 'g'])))
        }
        (NameForm::Nominative, Gender::Neuter) => strip_ending(word, "ie", "e"),
    }?;
    let ending = match (to, gender, soft) {
        (NameForm::Genitive, Gender::Feminine, true) => "iej",
        (NameForm::Genitive, Gender::Feminine, false) => "ej",
        (NameForm::Genitive, _, true) => "iego",
        (NameForm::Genitive, _, false) => "ego",
        (NameForm::Nominative, Gender::Masculine, true) => "i",
        (NameForm::Nominative, Gender::Masculine, false) => "y",
        (NameForm::Nominative, Gender::Feminine, _) => "a",
        (NameForm::Nominative, Gender::Neuter, true) => "ie",
        (NameForm::Nominative, Gender::Neuter, false) => "e",
    };
    Some(format!("{stem}{ending}"))
}

/// Whether a stem may be that of an adjective in the masculine, and not of a noun such as *Policji*.
fn is_of_adjective((stem, soft): &(&str, bool)) -> bool {
    if *soft { stem.ends_with(['k', 'g']) } else { stem.ends_with(['n', 'w', 'ł', 'z', 'r']) }
}

/// Strips the soft ending of an adjective, or else the hard one; returns the stem and whether it was soft.
fn strip_ending<'a>(word: &'a str, soft: &str, hard: &str) -> Option<(&'a str, bool)> {
    let stem = word.strip_suffix(soft).map(|stem| (stem, true));
    let found = stem.or_else(|| word.strip_suffix(hard).map(|stem| (stem, false)));
    found.filter(|(stem, _)| stem.chars().nth(2).is_some())
}

/// Returns the plain ending of a word that may be an adjective.
fn ending(word: &str) -> Option<&'static str> {
    let word = plain_text(word);
    ["ego", "ej", "ki", "ny", "wy", "ka", "na", "wa", "we", "kie", "owe"]
        .into_iter()
        .find(|ending| word.ends_with(ending))
}

/// Drops the city from a district council, so that `Rady Dzielnicy XVIII Nowa Huta Miasta Krakowa` and `Rady
/// Dzielnicy XVIII Nowa Huta` are one body.
fn drop_city_of_a_district(words: &mut Vec<String>) {
    let city = words.len().checked_sub(2).filter(|at| words[*at..] == ["Miasta", "Krakowa"]);
    if let Some(at) = city.filter(|_| words.get(1).is_some_and(|word| word == "Dzielnicy")) {
        words.truncate(at);
    }
}

/// Drops a dash left at the end of a name.
fn drop_trailing_dash(words: &mut Vec<String>) {
    while words.len() > 2 && words.last().is_some_and(|word| !word.contains(char::is_alphanumeric)) {
        words.pop();
    }
}

/// Returns a word in which recognition read letters as digits, `MIEJSK1EJ`, with its letters; `None` if it
/// has other digits between letters.
fn repaired(word: &str) -> Option<String> {
    let is_mixed =
        word.contains(|c: char| c.is_ascii_digit()) && word.chars().filter(|c| c.is_alphabetic()).count() > 2;
    if !is_mixed {
        return Some(word.to_owned());
    }
    let shouted = is_shouted(word);
    let letters = word.chars().map(|c| match c {
        '0' if shouted => 'O',
        '1' if shouted => 'I',
        '0' => 'o',
        '1' => 'l',
        c => c,
    });
    let letters: String = letters.collect();
    (!letters.contains(|c: char| c.is_ascii_digit())).then_some(letters)
}

/// Converts the words of a name in capitals to normal case.
fn calm_all(words: &mut [String]) {
    let last = words.len().saturating_sub(1);
    for at in 0..words.len() {
        let is_numeral = words[at] == "I" && (at == last || at > 0 && words[at - 1] == "Dzielnicy");
        if is_shouted(&words[at]) && !is_numeral {
            let is_field = at > 0 && words[at - 1] == "do" && words[at] == "SPRAW";
            words[at] = if is_field { "spraw".to_owned() } else { calm(&words[at]) };
        }
    }
}

/// Converts one word of a name in capitals to normal case.
fn calm(word: &str) -> String {
    let small = ["W", "WE", "I", "ORAZ", "NA", "DO", "DS.", "NAD", "POD", "DLA", "IM.", "M.ST.", "RZECZ"];
    if small.contains(&word) {
        return word.to_lowercase();
    }
    if is_roman(word) || KEPT.contains(&word) { word.to_owned() } else { capitalize(word) }
}

/// Whether a word is a Roman numeral; a lone `I`, `C`, `D`, `L` or `M` counts as a word.
pub(super) fn is_roman(word: &str) -> bool {
    let numeral = !word.is_empty() && word.chars().all(|c| "IVXLCDM".contains(c));
    numeral && (word.len() > 1 || matches!(word, "V" | "X"))
}

/// Capitalizes each hyphen-separated part of a word and lower-cases the rest.
pub(super) fn capitalize(word: &str) -> String {
    let mut start = true;
    let turn = |c: char| {
        let upper = std::mem::replace(&mut start, c == '-');
        if upper { c.to_uppercase().collect::<String>() } else { c.to_lowercase().collect() }
    };
    word.chars().map(turn).collect()
}

#[cfg(test)]
mod tests;
