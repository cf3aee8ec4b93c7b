//! Finds the ends of sentences in Polish administrative text.
//!
//! A period ends a sentence only if a new one can begin: not after an abbreviation (`ust.`, `m.in.`), an
//! initial, or the number of a point at the start of a line (`§ 4. 1. Ustala się`). A blank line always ends
//! a sentence; a single line break does not, because lines in a PDF break anywhere.

use std::ops::Range;

/// Abbreviations of Polish administrative and legal prose that are written with a period and usually precede
/// a capital or a number; in lower case, without the period.
const ABBREVIATIONS: [&str; 54] = [
    "al", "art", "cd", "cyt", "cz", "dot", "dr", "ds", "dz", "ewent", "gen", "godz", "hab", "im", "in",
    "inż", "itd", "itp", "jedn", "ks", "lek", "lit", "m.in", "max", "mgr", "min", "nast", "np", "nr", "ok",
    "op", "os", "pkt", "pl", "pn", "por", "pow", "poz", "prof", "r", "red", "rozdz", "rozp", "rys", "str",
    "św", "tab", "tel", "tj", "tys", "tzn", "tzw", "ul", "ust",
];
/// Abbreviations that often also end a sentence: they do if a capital follows.
const ENDING: [&str; 4] = ["r", "itd", "itp", "in"];

/// The names of parts of an act that precede their numbers.
const PARTS: [&str; 12] =
    ["§", "§§", "art", "ust", "pkt", "nr", "rozdział", "dział", "oddział", "część", "tytuł", "załącznik"];

/// The distance in bytes from an opening quotation mark beyond which a sentence may end inside the quotation.
const MAX_TITLE_BYTES: usize = 80;

/// The maximum length of a line that only numbers what follows, in bytes (`„Załącznik nr 2. Rozdział III. §
/// 4. 1` has 43). A longer one is a row of numbers. This also bounds the work for each period.
const MAX_OPENING_BYTES: usize = 80;

/// Returns the byte ranges of the sentences of `text`, without the white space between them, each with
/// whether a blank line follows.
pub(super) fn sentences(text: &str) -> Vec<(Range<usize>, bool)> {
    let mut found = Vec::new();
    let mut start = 0;
    for gap in (Gaps { text, at: 0 }) {
        let is_blank_line = gap.len() > 1 && text[gap.clone()].matches('\n').count() > 1;
        if is_blank_line || ends_sentence(&text[start..gap.start], &text[gap.end..]) {
            if start < gap.start {
                found.push((start..gap.start, is_blank_line));
            }
            start = gap.end;
        }
    }
    if start < text.len() {
        found.push((start..text.len(), true));
    }
    found
}

/// An iterator over the runs of white space in a text.
struct Gaps<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for Gaps<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let start = next_space(self.text, self.at)?;
        let after = &self.text[start..];
        let end = start + after.find(|c: char| !c.is_whitespace()).unwrap_or(after.len());
        self.at = end;
        Some(start..end)
    }
}

/// Returns the offset of the first white space from `at` on. Looks at bytes: nearly all of them are letters.
fn next_space(text: &str, mut at: usize) -> Option<usize> {
    // White space that is not in ASCII begins with one of these bytes.
    let may_be = |byte: u8| byte <= b' ' || matches!(byte, 0xc2 | 0xe1..=0xe3);
    loop {
        at += text.as_bytes()[at..].iter().position(|byte| may_be(*byte))?;
        let c = text[at..].chars().next()?;
        if c.is_whitespace() {
            return Some(at);
        }
        at += c.len_utf8();
    }
}

/// Whether a sentence ends between `before` and `after`, which are separated by white space.
fn ends_sentence(before: &str, after: &str) -> bool {
    if before.as_bytes().last().is_some_and(u8::is_ascii_alphanumeric) {
        return false;
    }
    let bare = before.trim_end_matches(['"', '”', '’', ')', ']', '»', '\'']);
    match bare.chars().next_back() {
        Some('!' | '?' | '…') => can_begin(after),
        Some('.') => {
            can_begin(after) && !is_abbreviated(&bare[..bare.len() - 1], after) && !is_in_title(before)
        }
        _ => false,
    }
}

/// Whether quotation marks were opened shortly before, as around a title of two sentences.
fn is_in_title(before: &str) -> bool {
    let open = before.rfind('„');
    open.is_some_and(|open| {
        before.len() - open < MAX_TITLE_BYTES && !before[open..].contains(['”', '“', '"'])
    })
}

fn can_begin(after: &str) -> bool {
    let first = after.trim_start_matches(['"', '„', '“', '(', '[', '«']).chars().next();
    first.is_none_or(|c| c.is_uppercase() || c.is_numeric() || c == '§' || c == '–' || c == '•')
}

/// Whether the period after `before` belongs to its last word.
fn is_abbreviated(before: &str, after: &str) -> bool {
    let word_start = before.rfind(|c: char| c.is_whitespace() || "(„\"".contains(c));
    let word = word_start.map_or(before, |at| {
        let width = before[at..].chars().next().map_or(1, char::len_utf8);
        &before[at + width..]
    });
    let lower = word.to_lowercase();
    let followed_by_capital = after.starts_with(|c: char| c.is_uppercase());
    if ABBREVIATIONS.contains(&lower.as_str()) {
        return !(followed_by_capital && ENDING.contains(&lower.as_str()));
    }
    let is_initial = word.chars().nth(1).is_none() && word.starts_with(char::is_uppercase);
    is_initial || opens_line(before)
}

/// Whether the line so far only numbers what follows: `1`, `§ 4. 1`, `„2`, `Rozdział III`.
fn opens_line(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or(before);
    line.len() <= MAX_OPENING_BYTES && !line.trim().is_empty() && line.split_whitespace().all(counts)
}

/// Whether a word is the number of a part of a text, or names such a part.
fn counts(word: &str) -> bool {
    let bare = word.trim_start_matches(['"', '„', '“', '(']).trim_end_matches(['.', ')']);
    let is_number = !bare.is_empty()
        && bare.len() <= 4
        && bare.trim_end_matches(|c: char| c.is_ascii_lowercase()).bytes().all(|c| c.is_ascii_digit());
    let is_roman = !bare.is_empty() && bare.bytes().all(|c| b"IVX".contains(&c));
    is_number && bare.starts_with(|c: char| c.is_ascii_digit())
        || is_roman
        || PARTS.contains(&bare.to_lowercase().as_str())
}

/// Whether a word ends with the period of an abbreviation and therefore belongs to the next word.
pub(super) fn leans_on_next(word: &str) -> bool {
    let lower = word.trim_start_matches(['(', '„', '"']).to_lowercase();
    let bare = lower.strip_suffix('.');
    bare.is_some_and(|bare| ABBREVIATIONS.contains(&bare))
        || matches!(lower.as_str(), "nr" | "§")
        || lower.chars().count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = sentences(text).into_iter().map(|(range, _)| &text[range]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_period_ends_a_sentence_only_if_a_new_one_can_begin() {
        check("Konwent obradował. Mówiono o budżecie.", &["Konwent obradował.", "Mówiono o budżecie."]);
        check("Na podstawie art. 30 ust. 1 ustawy.", &["Na podstawie art. 30 ust. 1 ustawy."]);
        check("Przy ul. Długiej i os. Złotej Jesieni.", &["Przy ul. Długiej i os. Złotej Jesieni."]);
        check("Byli m.in. Radni i J. Kowal.", &["Byli m.in. Radni i J. Kowal."]);
        check("Z 13 lutego 2017 r. Zmieniono je.", &["Z 13 lutego 2017 r.", "Zmieniono je."]);
        check("Z 13 lutego 2017 r. w sprawie.", &["Z 13 lutego 2017 r. w sprawie."]);
        check(
            "Dokument „Strategia. Tu chcę żyć” przyjęto. Tak.",
            &["Dokument „Strategia. Tu chcę żyć” przyjęto.", "Tak."],
        );
        check("„Tak.” (Nie.) Czy? Ależ!", &["„Tak.”", "(Nie.)", "Czy?", "Ależ!"]);
    }

    #[test]
    fn the_number_of_a_point_stays_with_it() {
        check(
            "§ 1. Powołuje się Zespół.\n2. Skład określa się.",
            &["§ 1. Powołuje się Zespół.", "2. Skład określa się."],
        );
        check(
            "Udział jest nieodpłatny. § 4. 1. Obsługę zapewnia wydział.",
            &["Udział jest nieodpłatny.", "§ 4. 1. Obsługę zapewnia wydział."],
        );
        check(
            "w brzmieniu:\n„2. Pracami kieruje Prezydent.",
            &["w brzmieniu:\n„2. Pracami kieruje Prezydent."],
        );
        check("Rozdział II. Zasady\nZałącznik nr 2. Wykaz", &["Rozdział II. Zasady\nZałącznik nr 2. Wykaz"]);
        check("Było ich 20. Potem 5. Koniec.", &["Było ich 20.", "Potem 5.", "Koniec."]);
    }

    #[test]
    fn a_row_of_numbers_is_not_a_single_sentence() {
        let row = "1. ".repeat(500);
        let found = sentences(&row);
        assert!(found.len() > 1 && found.iter().all(|(range, _)| range.len() <= MAX_OPENING_BYTES + 3));
    }

    #[test]
    fn blank_lines_end_sentences_and_line_breaks_do_not() {
        check("Tytuł\n\nPierwsze\nzdanie.", &["Tytuł", "Pierwsze\nzdanie."]);
        check("\n\n  \n", &[]);
        check("", &[]);
    }
}
