//! Parses a text being typed: its words, whether the last one is unfinished, and the act number in it.

use std::ops::Range;

use crate::{
    analysis::{self, is_accented, unaccented},
    document::Kind,
    search::request::MAX_TYPED_BYTES,
};

/// Words that may surround an act number.
const NUMBER_WORDS: [&str; 7] = ["nr", "numer", "no", "z", "dnia", "r", "roku"];
/// Names of acts without their endings, with their kinds.
const ACT_WORDS: [(&str, Kind); 2] = [("zarzadzeni", Kind::Ordinance), ("uchwal", Kind::Resolution)];
/// The minimum number of letters that identify the name of an act.
const MIN_ACT_LETTERS: usize = 3;
/// The maximum number of digits of a number without its year.
const MAX_DIGITS: usize = 5;

/// A text being typed.
#[derive(Debug)]
pub(super) struct TypedText<'a> {
    pub(super) text: &'a str,
    pub(super) words: Vec<TypedWord>,
    /// Whether the last word may be unfinished.
    pub(super) is_open: bool,
}

/// A word of the typed text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TypedWord {
    /// The form as indexed.
    pub(super) form: String,
    /// The form without accents.
    pub(super) plain: String,
    /// Whether the form has accents, and therefore matches only itself.
    pub(super) is_accented: bool,
    /// The byte range in the text.
    pub(super) range: Range<usize>,
}

impl<'a> TypedText<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let text = beginning(text.trim_start());
        let is_open = !text.ends_with(char::is_whitespace);
        let words = analysis::words(text).map(|range| {
            let form = analysis::normalized(&text[range.clone()]);
            TypedWord { plain: unaccented(&form), is_accented: is_accented(&form), form, range }
        });
        Self { text, words: words.collect(), is_open }
    }

    /// Returns the word being typed, if the text ends in one.
    pub(super) fn unfinished(&self) -> Option<&TypedWord> {
        self.words.last().filter(|word| word.range.end == self.text.len())
    }
}

/// Returns the text, or the whole words at its beginning if it is long.
fn beginning(text: &str) -> &str {
    if text.len() <= MAX_TYPED_BYTES {
        return text;
    }
    let most = &text[..text.floor_char_boundary(MAX_TYPED_BYTES)];
    let end = most.rfind(char::is_whitespace).map(|at| text.ceil_char_boundary(at + 1));
    &text[..end.unwrap_or(most.len())]
}

/// An act number in a text, or the beginning of one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TypedActNumber {
    /// Possible beginnings of the number, most likely first.
    pub(super) beginnings: Vec<String>,
    /// The kind of act that was typed with it.
    pub(super) kind: Option<Kind>,
    /// Indices of the words that the title must contain.
    pub(super) others: Vec<usize>,
}

impl TypedActNumber {
    /// Finds the act number in a text: `358/2`, `358 / 2017`, `358 z 2017`, `nr 358`, `XCIX/1495/14`. Returns
    /// `None` if there is none. Digits alone are a number only if nothing but names of acts is beside them.
    pub(super) fn from_typed(typed: &TypedText<'_>) -> Option<Self> {
        let is_number = |word: &TypedWord| word.form.contains(|c: char| c.is_ascii_digit());
        let at = typed.words.iter().position(is_number)?;
        let (number, end) = whole(typed, at);
        let (mut kind, mut others) = (None, Vec::new());
        for place in (0..at).chain(end..typed.words.len()) {
            let plain = typed.words[place].plain.as_str();
            match act_kind(plain) {
                Some(named) => kind = Some(named),
                None if NUMBER_WORDS.contains(&plain) => {}
                None => others.push(place),
            }
        }
        let beginnings = if number.contains('/') {
            with_short_year(number)
        } else if others.is_empty()
            && number.len() <= MAX_DIGITS
            && number.bytes().all(|b| b.is_ascii_digit())
        {
            vec![format!("{number}/"), number]
        } else {
            return None;
        };
        Some(Self { beginnings, kind, others })
    }
}

/// Returns the number that begins with a word, and the index of the word after it.
fn whole(typed: &TypedText<'_>, at: usize) -> (String, usize) {
    let mut number = typed.words[at].form.clone();
    let mut next = at + 1;
    let word = |at: usize| typed.words.get(at).map(|word| word.plain.as_str());
    if !number.contains('/') && word(next) == Some("z") {
        number.push('/');
        next += 1;
        if word(next) == Some("dnia") {
            let is_year = |word: &TypedWord| word.form.len() == 4 && is_digits(&word.form);
            let year = (next..typed.words.len()).find(|at| is_year(&typed.words[*at]));
            number.extend(year.map(|year| typed.words[year].form.as_str()));
            return (number, year.map_or(typed.words.len(), |year| year + 1));
        }
        if let Some(year) = word(next).filter(|word| is_digits(word)) {
            number.push_str(year);
            next += 1;
        }
        return (number, next);
    }
    while is_slash(&typed.text[typed.words[next - 1].range.end..]) {
        number.push('/');
        let Some(part) = word(next).filter(|word| is_digits(word)) else { break };
        number.push_str(part);
        next += 1;
    }
    (number, next)
}

/// Whether a slash follows.
fn is_slash(rest: &str) -> bool {
    rest.trim_start().starts_with('/')
}

fn is_digits(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns the number, followed by the same number with a two-digit year if it ends in a four-digit one.
fn with_short_year(number: String) -> Vec<String> {
    let short = number.rsplit_once('/').and_then(|(before, year)| {
        let is_year = year.len() == 4 && is_digits(year);
        is_year.then(|| format!("{before}/{}", &year[2..]))
    });
    std::iter::once(number).chain(short).collect()
}

/// Returns the kind of act that a word or its beginning names.
fn act_kind(plain: &str) -> Option<Kind> {
    let names =
        |stem: &str| plain.starts_with(stem) || plain.len() >= MIN_ACT_LETTERS && stem.starts_with(plain);
    ACT_WORDS.into_iter().find(|(stem, _)| names(stem)).map(|(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(&[&str], Option<Kind>, &[&str])>) {
        let typed = TypedText::new(text);
        let number = TypedActNumber::from_typed(&typed);
        let plain = |place: &usize| typed.words[*place].plain.clone();
        let others = |number: &TypedActNumber| number.others.iter().map(plain).collect::<Vec<_>>();
        let found = number.map(|number| (others(&number), number.beginnings, number.kind));
        let expected = expected.map(|(beginnings, kind, others)| {
            let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
            (owned(others), owned(beginnings), kind)
        });
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn act_numbers_are_parsed_in_every_spelling() {
        check("358/2", Some((&["358/2"], None, &[])));
        check("358/", Some((&["358/"], None, &[])));
        check("358 / 20", Some((&["358/20"], None, &[])));
        check("358 z 2", Some((&["358/2"], None, &[])));
        check("358 z", Some((&["358/"], None, &[])));
        check("nr 358/2017", Some((&["358/2017", "358/17"], None, &[])));
        check("Nr 358 z dnia 13 lutego 2017 r.", Some((&["358/2017", "358/17"], None, &[])));
        check("zarządzenie nr 358", Some((&["358/", "358"], Some(Kind::Ordinance), &[])));
        check("uchw. XCIX/1495/14", Some((&["xcix/1495/14"], Some(Kind::Resolution), &[])));
        check("XCIX / 1495", None);
        check("358/2017 prezydenta", Some((&["358/2017", "358/17"], None, &["prezydenta"])));
    }

    #[test]
    fn other_digits_are_not_act_numbers() {
        for text in ["rada", "13 lutego 2017", "budżet 2024", "covid19", "123456", "ul. Długa 5"] {
            check(text, None);
        }
    }

    #[test]
    fn the_last_word_is_unfinished_unless_white_space_follows() {
        assert!(TypedText::new("rada mia").is_open);
        assert!(!TypedText::new("rada ").is_open);
        assert_eq!(TypedText::new("rada ").unfinished(), None);
        assert_eq!(TypedText::new("rada mia").unfinished().map(|word| word.form.as_str()), Some("mia"));
        assert_eq!(TypedText::new("\"rada mia\"").unfinished(), None);
    }

    #[test]
    fn only_the_first_words_of_a_long_text_are_used() {
        let text = "żółw ".repeat(100);
        let typed = TypedText::new(&text);
        assert!(typed.text.len() <= MAX_TYPED_BYTES && !typed.is_open);
        assert!(typed.words.iter().all(|word| word.form == "żółw"));
        let word = "ż".repeat(1000);
        assert!(TypedText::new(&word).text.len() <= MAX_TYPED_BYTES);
    }
}
