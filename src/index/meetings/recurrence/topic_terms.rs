//! Reads the words of a topic that may tell which matter it is about.
//!
//! Leaves how much each tells to `concepts`. Invariants: no word is of a number of an act, of a date, of the
//! name of a district after its numeral, or one that tells nothing in any topic.

use std::ops::Range;

use jiff::civil::Date;

use super::telling::{Telling, telling};
use crate::analysis::{Analyzer, Side, Synonyms, Token, is_roman};

/// A topic of a meeting, as far as its matter depends on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TopicTerms {
    /// The meeting; topics of the same meeting are never linked.
    pub meeting: u32,
    /// The day of the meeting.
    pub day: Option<Date>,
    /// The words that may tell the matter, in the order of the text.
    pub terms: Vec<TopicTerm>,
    /// The keys of the acts that the topic names.
    pub acts: Vec<String>,
}

/// A word of a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TopicTerm {
    /// Its possible base forms, none of which is a word that tells nothing.
    pub lemmas: Vec<String>,
    /// The word as printed; its base form if it was printed as part of an abbreviation.
    pub form: String,
    /// Whether it follows on the term before, with nothing but white space between them.
    pub follows_on: bool,
    /// Whether it has a capital that does not come from its place in the sentence.
    pub is_name: bool,
    /// Whether it is in an address, after `ul.`, `os.` and the like.
    pub is_address: bool,
}

/// The numbers that are read as years.
const YEARS_KNOWN: Range<i16> = 1980..2060;
/// How many years after a meeting a number is still read as the year something is done in: budgets and
/// programs look three years ahead.
const YEARS_AHEAD: i16 = 3;
/// The year of a meeting whose day is unknown, as far as numbers are concerned.
const USUAL_YEAR: i16 = 2025;

impl TopicTerms {
    /// Reads a topic of the meeting number `meeting`, held on `day`; `acts` are the keys of the acts that it
    /// names.
    pub(crate) fn read(
        analyzer: &mut Analyzer,
        text: &str,
        meeting: u32,
        day: Option<Date>,
        acts: Vec<String>,
    ) -> Self {
        let tokens = analyzer.tokens(text);
        let numbers: Vec<Range<usize>> = tokens
            .iter()
            .filter(|token| is_number_of_words(token))
            .map(|token| token.range.clone())
            .collect();
        let is_of_number = |token: &Token| {
            numbers.iter().any(|range| range.start <= token.range.start && token.range.end <= range.end)
        };
        let words: Vec<&Token> =
            tokens.iter().filter(|token| !token.is_compound && !is_of_number(token)).collect();
        Self { meeting, day, terms: terms(text, &words, day), acts }
    }
}

/// Whether a token is a date, the number of an act or another compound with digits.
fn is_number_of_words(token: &Token) -> bool {
    token.is_compound && token.text.contains(|c: char| c.is_ascii_digit())
}

fn terms(text: &str, words: &[&Token], day: Option<Date>) -> Vec<TopicTerm> {
    let (mut terms, mut end) = (Vec::new(), None);
    let mut at = 0;
    while at < words.len() {
        let left = &words[at..];
        let district = district_words(text, left);
        if district > 0 {
            at += district;
        } else if let Some(name) = spelled_out(text, left[0]) {
            terms.extend(name);
            (at, end) = (at + 1, None);
        } else {
            let range = &left[0].range;
            let follows_on = end.is_some_and(|end| text[end..range.start].trim().is_empty());
            let before = at.checked_sub(1).map(|before| words[before]);
            let found = word(text, left[0], day).map(|lemmas| TopicTerm {
                lemmas,
                form: text[range.clone()].to_owned(),
                follows_on,
                is_name: is_name(text, before, left[0]),
                is_address: before.is_some_and(|before| before.terms.iter().any(|term| is_of_address(term))),
            });
            end = found.is_some().then_some(range.end);
            terms.extend(found);
            at += 1;
        }
    }
    terms
}

/// Returns the base forms of a word if it tells something.
fn word(text: &str, word: &Token, day: Option<Date>) -> Option<Vec<String>> {
    let form = &text[word.range.clone()];
    let tells_nothing =
        word.is_function_word() || is_year(&word.text, day) || is_numeral(form) || is_of_address(&word.text);
    if tells_nothing { None } else { telling_lemmas(&word.terms) }
}

/// Returns those of a word's base forms that count: the common ones or else the distinct ones. A form of a
/// common word that may also be a rare one is nearly always the common one.
fn telling_lemmas(lemmas: &[String]) -> Option<Vec<String>> {
    let with =
        |kind| -> Vec<String> { lemmas.iter().filter(|lemma| telling(lemma) == kind).cloned().collect() };
    [Telling::Common, Telling::Distinct].into_iter().map(with).find(|lemmas| !lemmas.is_empty())
}

/// Whether a word has a capital but begins neither the topic nor a sentence in it.
fn is_name(text: &str, before: Option<&Token>, word: &Token) -> bool {
    let is_opening = |before: &Token| text[before.range.end..word.range.start].contains(['.', ':']);
    text[word.range.clone()].starts_with(char::is_uppercase)
        && before.is_some_and(|before| !is_opening(before) || is_of_address(&before.text))
}

/// Whether a word in its base form, or abbreviated, stands before the name of a street or the like.
fn is_of_address(word: &str) -> bool {
    ["al", "aleja", "os", "osiedle", "pl", "plac", "rondo", "ul", "ulica"].contains(&word)
}

/// Whether a word is a Roman numeral or a single letter.
fn is_numeral(form: &str) -> bool {
    let is_letter = form.chars().all(char::is_alphabetic) && form.chars().nth(1).is_none();
    is_letter || is_capital_roman(form)
}

fn is_capital_roman(form: &str) -> bool {
    is_roman(form) && !form.contains(char::is_lowercase)
}

/// Returns the words that an abbreviation in capitals stands for: a matter is one with and without it.
fn spelled_out(text: &str, word: &Token) -> Option<Vec<TopicTerm>> {
    let form = &text[word.range.clone()];
    if form.chars().filter(|c| c.is_uppercase()).count() < 2 {
        return None;
    }
    let found = Synonyms::built_in().leading(text, &[word])?;
    let initials = |name: &str| name.split(' ').filter_map(|word| word.chars().next()).collect::<String>();
    let is_name = |side: &&Side| initials(side.text()).to_lowercase() == form.to_lowercase();
    let only = found.instead.first().copied().filter(|_| found.instead.len() == 1);
    let name = found.instead.iter().copied().find(is_name).or(only)?;
    let words = name.terms().enumerate();
    let term = |(at, lemmas)| {
        let lemmas = telling_lemmas(lemmas)?;
        let form = lemmas[0].clone();
        Some(TopicTerm { form, lemmas, follows_on: at > 0, is_name: false, is_address: false })
    };
    Some(words.filter_map(term).collect())
}

/// Returns how many words from the first name a district: `Dzielnicy VIII Dębniki`; 0 if none. Topics of a
/// district tell it whatever they are about.
fn district_words(text: &str, words: &[&Token]) -> usize {
    let [first, numeral, names @ ..] = words else { return 0 };
    let is_district = first.terms.iter().any(|term| term == "dzielnica");
    if !is_district || !is_capital_roman(&text[numeral.range.clone()]) {
        return 0;
    }
    let mut end = numeral.range.end;
    let follows_on = |name: &&&Token| {
        let gap = &text[end..name.range.start];
        end = name.range.end;
        gap.chars().all(|c| c == ' ' || c == '-') && text[name.range.clone()].starts_with(char::is_uppercase)
    };
    2 + names.iter().take_while(follows_on).count()
}

/// Whether a number is a year in which something is done; one further ahead, or a round one that has not
/// come, is the name of a program: `Kraków 2030`.
fn is_year(form: &str, day: Option<Date>) -> bool {
    let Ok(year) = form.parse::<i16>() else { return false };
    let held = day.map_or(USUAL_YEAR, Date::year);
    let is_round = year % 10 == 0 && year > held;
    YEARS_KNOWN.contains(&year) && year <= held + YEARS_AHEAD && !is_round
}
