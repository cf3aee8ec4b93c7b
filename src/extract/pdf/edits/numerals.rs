//! Reduces a line near the edge of a page to its shape, without its numbers.
//!
//! What follows from it is left to `running_headers`. Invariant: lines that only name a part of an act, `§ 3`
//! or `Rozdział II`, have no shape.

/// Words meaning "page" around its number, in the languages of the documents.
const PAGE_WORDS: [&str; 10] = ["s", "str", "strona", "stron", "z", "ze", "page", "of", "p", "nr"];
/// Words that number the parts of documents: `Załącznik nr 2`, `Tabela 3`.
///
/// If they count up from page to page, they are headings.
const PART_WORDS: [&str; 31] = [
    "art",
    "artykuł",
    "rozdział",
    "dział",
    "tytuł",
    "księga",
    "część",
    "oddział",
    "ust",
    "pkt",
    "punkt",
    "lit",
    "załącznik",
    "zał",
    "tabela",
    "tab",
    "rysunek",
    "rys",
    "wykres",
    "mapa",
    "fot",
    "lp",
    "zadanie",
    "projekt",
    "pozycja",
    "karta",
    "wniosek",
    "uchwała",
    "zarządzenie",
    "protokół",
    "okręg",
];
/// The maximum size of a line, in bytes: two lines of a header in small print have about 200.
const MAX_BYTES: usize = 300;
/// The maximum number of digits of a page number.
const MAX_DIGITS: usize = 9;

/// A line without its numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LineShape {
    /// The words in lower case, with `#` for each number.
    pub(super) words: String,
    /// The numbers, in order.
    pub(super) numbers: Vec<u32>,
    /// Whether it contains only the number of a page.
    pub(super) is_number: bool,
    /// Whether it begins like a heading that has a number.
    pub(super) counts_parts: bool,
}

/// Returns the shape of a line; `None` if it cannot be furniture.
pub(super) fn shape(line: &str) -> Option<LineShape> {
    if line.len() > MAX_BYTES {
        return None;
    }
    let lower = line.to_lowercase();
    let mut shape =
        LineShape { words: String::new(), numbers: Vec::new(), is_number: false, counts_parts: false };
    for run in runs(&lower) {
        match run.parse() {
            Ok(number) if run.len() <= MAX_DIGITS => {
                shape.numbers.push(number);
                shape.words.push('#');
            }
            _ => shape.words.push_str(run),
        }
    }
    let words: Vec<&str> = words(&lower).collect();
    let numerals = words.iter().filter(|word| roman(word).is_some()).count();
    let is_part = |word: &&&str| PART_WORDS.contains(*word);
    let names_part = words.first().as_ref().is_some_and(is_part) || lower.trim_start().starts_with('§');
    if names_part && words.len() <= 1 + usize::from(words.contains(&"nr")) + numerals {
        return None;
    }
    shape.counts_parts = names_part;
    shape.is_number = is_page_number(&words, numerals, &mut shape);
    let is_date = shape.numbers.len() == 3;
    let says_something = shape.is_number || is_date || !words.is_empty() || shape.numbers.is_empty();
    says_something.then_some(shape)
}

/// Returns whether words and numbers form the number of a page; a Roman one is added to the shape.
fn is_page_number(words: &[&str], numerals: usize, shape: &mut LineShape) -> bool {
    if !shape.numbers.is_empty() {
        let parts = shape.words.matches('#').count();
        let is_part_of_whole = parts == 2 && (shape.words.contains('/') || !words.is_empty());
        let is_item = shape.words.ends_with(')') && !shape.words.contains('(');
        let is_page = words.iter().all(|word| PAGE_WORDS.contains(word)) && !is_item;
        return is_page && (parts == 1 || is_part_of_whole);
    }
    let others = words.iter().filter(|word| roman(word).is_none());
    let is_number = numerals == 1 && others.clone().all(|word| PAGE_WORDS.contains(word));
    if is_number && let Some((word, value)) = words.iter().find_map(|word| Some((word, roman(word)?))) {
        shape.words = shape.words.replacen(word, "#", 1);
        shape.numbers.push(value);
    }
    is_number
}

/// Splits text into runs of digits and what is between them; a run of spaces counts as one.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let kind = |byte: u8| if byte.is_ascii_digit() { 0 } else { 1 + u8::from(byte.is_ascii_whitespace()) };
    text.as_bytes().chunk_by(move |a, b| kind(*a) == kind(*b)).scan(0, move |at, run| {
        let start = std::mem::replace(at, *at + run.len());
        Some(if kind(run[0]) == 2 { " " } else { text.get(start..*at).unwrap_or_default() })
    })
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty())
}

/// Parses a Roman numeral in lower case, up to 399, as used for the pages of prefaces.
fn roman(word: &str) -> Option<u32> {
    let value = |letter: char| match letter {
        'i' => Some(1),
        'v' => Some(5),
        'x' => Some(10),
        'l' => Some(50),
        'c' => Some(100),
        _ => None,
    };
    let values: Vec<u32> = word.chars().map(value).collect::<Option<_>>()?;
    let signed = |(at, value): (usize, &u32)| {
        let is_taken_off = values.get(at + 1).is_some_and(|next| next > value);
        i64::from(*value) * if is_taken_off { -1 } else { 1 }
    };
    let sum = values.iter().enumerate().map(signed).sum::<i64>();
    u32::try_from(sum).ok().filter(|sum| *sum > 0 && word.len() <= 9 && written(*sum) == word)
}

/// Formats a Roman numeral in lower case.
fn written(mut value: u32) -> String {
    const SIGNS: [(u32, &str); 9] =
        [(100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")];
    let mut text = String::new();
    for (amount, sign) in SIGNS {
        while value >= amount {
            text.push_str(sign);
            value -= amount;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: Option<(&str, &[u32], bool, bool)>) {
        let found = shape(line);
        let found = found.as_ref();
        let parts = found.map(|s| (s.words.as_str(), s.numbers.as_slice(), s.is_number, s.counts_parts));
        assert_eq!(parts, expected, "{line}");
    }

    #[test]
    fn page_numbers_are_recognized_however_they_are_written() {
        check("– 12 –", Some(("– # –", &[12], true, false)));
        check("s. 1/156", Some(("s. #/#", &[1, 156], true, false)));
        check("Strona 3  z 10", Some(("strona # z #", &[3, 10], true, false)));
        check("xiv", Some(("#", &[14], true, false)));
        check("Str. IV", Some(("str. #", &[4], true, false)));
    }

    #[test]
    fn a_header_keeps_its_words_and_counts() {
        check(
            "Dziennik Ustaw – 2 – Poz. 205",
            Some(("dziennik ustaw – # – poz. #", &[2, 205], false, false)),
        );
        check("2016-09-22", Some(("#-#-#", &[2016, 9, 22], false, false)));
        check("Poz. 205", Some(("poz. #", &[205], false, false)));
        check("Rada Miasta", Some(("rada miasta", &[], false, false)));
        check("-------", Some(("-------", &[], false, false)));
        check("Tabela 2. Dochody", Some(("tabela #. dochody", &[2], false, true)));
    }

    #[test]
    fn headings_of_acts_and_list_items_are_not_headers() {
        for heading in [
            "3)",
            "1.2",
            "12 000",
            "§ 3",
            "§ 12.",
            "Rozdział 2",
            "Rozdział II",
            "DZIAŁ III",
            "Załącznik nr 2",
            "Art. 5.",
        ] {
            check(heading, None);
        }
    }
}
