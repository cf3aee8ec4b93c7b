//! Reads the subject of an act: `w sprawie …`, `o …`, `zmieniająca …`, the name of a code.
//!
//! Leaves what stands before it to `parts`. Invariants: a subject is one line without footnote marks; it ends
//! where the preamble, the first provision or another sentence begins.

use std::borrow::Cow;

use crate::acts::{
    letters::{first_word, is_of_word, is_shouted, plain_text, strip_beginning, strip_phrase, word_length},
    numbers::leading_date,
    organs::leading_office,
};

use super::{
    kinds,
    letter_case::{calm, to_subject_case},
};

/// The maximum length of a subject, in characters.
pub(super) const SUBJECT_CHARS: usize = 600;

/// What opens a subject; plain.
const OPENINGS: [&str; 26] = [
    "w sprawie",
    "w sprawach",
    "w spr",
    "w przedmiocie",
    "w zakresie",
    "w zwiazku z",
    "ws",
    "dot",
    "o",
    "kodeks",
    "prawo",
    "ordynacja",
    "karta",
    "przepisy wprowadzajace",
    "przepisy ogolne",
    "zmian",
    "zmiany",
    "zamiany",
    "stanowisko w sprawie",
    "z okazji",
    "z posiedzenia",
    "z sesji",
    "z obrad",
    "z kontroli",
    "miedzy",
    "pomiedzy",
];

/// The beginnings of participles that open a subject; plain.
const PARTICIPLES: [&str; 3] = ["zmieniaj", "uchylaj", "dotycz"];

/// The first words of a line, in normal case with a capital, that begin the body of an act; plain.
const BODY_WORDS: [&str; 25] = [
    "zarzadzam",
    "zarzadza",
    "uchwala",
    "postanawia",
    "postanawiam",
    "oglasza",
    "oglaszam",
    "zawiadamia",
    "zawiadamiam",
    "informuje",
    "zgodnie",
    "stosownie",
    "uprzejmie",
    "niniejszym",
    "dzialajac",
    "zalacznik",
    "uzasadnienie",
    "projekt",
    "druk",
    "pobierz",
    "metryka",
    "preambula",
    "podaje",
    "niniejsza",
    "niniejsze",
];

/// The first words of a line, in normal case with a capital, that begin another sentence; plain.
const SENTENCE_WORDS: [&str; 20] = [
    "w", "we", "z", "ze", "do", "na", "po", "od", "przy", "dla", "jezeli", "jesli", "gdy", "kto", "ustawa",
    "ilekroc", "tresc", "wykaz", "osoby", "prosimy",
];

/// The maximum length of a name in quotation marks, in bytes.
const NAME_BYTES: usize = 200;
/// Abbreviations whose full stop ends no sentence; plain.
const ABBREVIATIONS: [&str; 36] = [
    "ul", "im", "nr", "os", "pl", "al", "sw", "r", "tzw", "pn", "dr", "prof", "inz", "mgr", "ks", "gen",
    "plk", "m", "in", "st", "pw", "ww", "poz", "ust", "art", "pkt", "lit", "woj", "pow", "gm", "dz", "tj",
    "np", "itp", "ds", "zm",
];

/// A subject as read from a text.
#[derive(Debug)]
pub(super) struct Subject {
    /// On one line, in normal case.
    pub(super) text: String,
    /// The length in bytes as printed.
    pub(super) length: usize,
}

/// Whether a text begins with the words that open a subject.
pub(super) fn opens_subject(text: &str) -> bool {
    let is_followed = |length: usize| text[length..].contains(char::is_alphanumeric);
    OPENINGS.iter().any(|phrase| strip_phrase(text, phrase).is_some_and(is_followed))
        || opens_with_participle(text)
}

/// Whether the first word says what the act does: `zmieniająca`, `uchylające`, `określająca`.
fn opens_with_participle(text: &str) -> bool {
    let length = word_length(text);
    let word = plain_text(&text[..length]);
    let is_participle =
        word.len() > 6 && ["aca", "ace", "acy", "ajac"].iter().any(|ending| word.ends_with(ending));
    let is_known = PARTICIPLES.iter().any(|stem| strip_beginning(text, stem).is_some());
    (is_participle || is_known) && text[length..].contains(char::is_alphanumeric)
}

/// Reads the subject at the start of `text`, which must open like one.
pub(super) fn read_subject(text: &str) -> Option<Subject> {
    if opens_subject(text) { read_any(text) } else { None }
}

/// Reads a subject at the start of `text` however it opens.
pub(super) fn read_any(text: &str) -> Option<Subject> {
    let length = subject_length(text);
    let mut subject = one_line(&calm_lines(&text[..length]));
    if let Some((limit, _)) = subject.char_indices().nth(SUBJECT_CHARS) {
        subject.truncate(subject[..limit].rfind(' ').unwrap_or(limit));
    }
    let subject = without_colon(&to_subject_case(trim_subject(&subject)));
    subject.contains(' ').then_some(Subject { text: subject, length })
}

/// Puts the lines in capitals of a text that begins with one, and goes on otherwise, in normal case.
fn calm_lines(text: &str) -> Cow<'_, str> {
    if !is_shouted(text.lines().next().unwrap_or_default()) || is_shouted(text) {
        return Cow::Borrowed(text);
    }
    let calmed = text.lines().map(|line| if is_shouted(line) { calm(line) } else { line.to_owned() });
    Cow::Owned(calmed.collect::<Vec<_>>().join("\n"))
}

/// Drops the colon of `w sprawie: …`.
fn without_colon(subject: &str) -> String {
    let after = ["w sprawie", "w sprawach", "dotyczy", "ws.", "dot."].iter().find_map(|opening| {
        let rest = subject.strip_prefix(opening)?;
        Some((opening, rest.trim_start().strip_prefix(':')?.trim_start()))
    });
    after.map_or_else(|| subject.to_owned(), |(opening, rest)| format!("{opening} {rest}"))
}

/// Returns the length in bytes of the subject at the start of `text`.
pub(super) fn subject_length(text: &str) -> usize {
    let first_line = text.lines().next().unwrap_or_default();
    let shouted = is_shouted(first_line);
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        // Within a line in capitals, `NA PODSTAWIE` is as likely part of the subject.
        let is_within = shouted && c == 'N' && !text[..at].trim_end_matches(' ').ends_with('\n');
        let begins = !is_of_word(before) && !c.is_whitespace() && !is_within;
        if at > 0 && begins && (begins_body(&text[at..]) || ends_before(text, at, shouted)) {
            return text[..at].trim_end().len();
        }
        before = c;
    }
    text.len()
}

/// Whether the body of an act begins here: its legal basis, its first provision, its first part.
pub(super) fn begins_body(here: &str) -> bool {
    let mut chars = here.chars();
    match chars.next() {
        Some('§') => {
            let number = chars.as_str().trim_start();
            number.starts_with('1') && !number[1..].starts_with(|c: char| c.is_ascii_digit())
        }
        Some('(') => starts_journal(chars.as_str()),
        Some('N') => {
            ["Na podstawie", "NA PODSTAWIE", "Na mocy", "NA MOCY"].iter().any(|words| starts(here, words))
        }
        Some('D') => {
            ["Działając", "DZIAŁAJĄC"].iter().any(|word| starts(here, word))
                || starts_journal(here)
                || starts_part(here)
        }
        Some('P') => ["Preambuła", "PREAMBUŁA"].iter().any(|word| starts(here, word)),
        Some('A') => starts_article(here),
        Some('W') => {
            ["W celu ", "W trosce ", "W wykonaniu ", "W związku "].iter().any(|words| here.starts_with(words))
        }
        Some('U' | 'M') => ["Uznając", "Mając", "Uwzględniając"].iter().any(|word| here.starts_with(word)),
        Some('R' | 'C' | 'K' | 'T' | 'r' | 'd' | 'c' | 'k' | 't') => starts_part(here),
        _ => false,
    }
}

/// Whether a text starts with these words, whatever white space is between them.
fn starts(here: &str, words: &str) -> bool {
    strip_phrase(here, &plain_text(words)).is_some_and(|length| {
        let is_upper = |c: char| c.is_uppercase();
        let capital = here[..length].chars().filter(|c| is_upper(*c)).count();
        capital == 1 || capital == here[..length].chars().filter(|c| c.is_alphabetic()).count()
    })
}

fn starts_journal(here: &str) -> bool {
    let here = here.trim_start();
    here.strip_prefix("Dz.").is_some_and(|rest| rest.trim_start().starts_with("U."))
        || here.starts_with("Dziennik Ustaw")
}

fn starts_article(here: &str) -> bool {
    let rest = here.strip_prefix("Art").or_else(|| here.strip_prefix("ART"));
    rest.is_some_and(|rest| {
        rest.trim_start_matches('.').trim_start().starts_with(|c: char| c.is_ascii_digit() || c == 'l')
    })
}

/// Whether the first chapter, or the like, begins here.
fn starts_part(here: &str) -> bool {
    ["rozdzial", "dzial", "czesc", "ksiega", "tytul"].iter().any(|part| {
        let number = strip_phrase(here, part).map(|length| here[length..].trim_start());
        number.is_some_and(|number| {
            strip_phrase(number, "1").or_else(|| strip_phrase(number, "i")).is_some()
                || strip_beginning(number, "pierwsz").is_some()
        })
    })
}

/// Whether a subject ends before the word at this position because of the line it begins, or the sentence.
fn ends_before(text: &str, at: usize, shouted: bool) -> bool {
    let (above, here) = text.split_at(at);
    let gap = &above[above.trim_end().len()..];
    if gap.is_empty() {
        return false;
    }
    let breaks = gap.matches('\n').count();
    // A quoted name may stand by itself below the words that introduce it.
    let is_name = breaks == 2 && here.starts_with('„') && !above.contains('„');
    if breaks > 1 && !is_name || ends_sentence(above.trim_end(), here) {
        return true;
    }
    breaks == 1 && (begins_other(here, above) || (shouted && is_calm_line(here)))
}

/// Whether quotation marks are open that close nearby: the name of a plan or a program may consist of
/// sentences.
fn is_within_name(above: &str, here: &str) -> bool {
    let Some(opening) = above.rfind('„').filter(|at| !above[*at..].contains('”')) else { return false };
    let near = here.floor_char_boundary(NAME_BYTES.saturating_sub(above.len() - opening));
    here[..near].contains('”')
}

/// Whether a sentence ends in a full stop and another begins.
fn ends_sentence(above: &str, here: &str) -> bool {
    let Some(sentence) = above.strip_suffix('.') else { return false };
    if is_within_name(above, here) {
        return false;
    }
    let start = sentence.rfind(|c: char| !is_of_word(c)).map_or(0, |start| start + 1);
    let start = sentence.ceil_char_boundary(start);
    let word = plain_text(&sentence[start..]);
    let is_word = word.chars().nth(2).is_some() && word.chars().any(char::is_alphabetic);
    is_word
        && !ABBREVIATIONS.contains(&word.as_str())
        && here.starts_with(|c: char| c.is_uppercase() || c == '§')
}

/// Whether a line is about something else than the subject above it.
fn begins_other(line: &str, above: &str) -> bool {
    let capital = line.starts_with(char::is_uppercase);
    let word = first_word(line);
    let is_calm = !is_shouted(line.lines().next().unwrap_or_default());
    let is_sentence = is_calm && SENTENCE_WORDS.contains(&word.as_str());
    let is_body = capital && (is_sentence || BODY_WORDS.contains(&word.as_str()));
    let is_office = capital
        && !goes_on(above)
        && leading_office(line).is_some_and(|(organ, _)| organ.nominative.contains(' '));
    let is_point = ["1. ", "1) ", "a) ", "[", "•"].iter().any(|mark| line.starts_with(mark));
    let is_link = matches!(word.as_str(), "pobierz" | "powrot" | "drukuj" | "pdf");
    let is_date = leading_date(line).is_some_and(|(_, length)| {
        line[length..].trim_start_matches(' ').starts_with('\n') || line.len() == length
    });
    is_body || is_office || is_point || is_link || is_date || is_label(line) || is_next_act(line)
}

/// Whether the line above cannot end there: it ends in a comma, a hyphen, or a short word.
fn goes_on(above: &str) -> bool {
    let above = above.trim_end();
    let last = above.rsplit(char::is_whitespace).next().unwrap_or_default();
    above.ends_with([',', '-', '–', '(']) || last.chars().count() <= 3 && last.chars().all(char::is_lowercase)
}

/// Whether a line is a label with a value, such as `Data podjęcia: …` below an act on a page.
fn is_label(line: &str) -> bool {
    let line = line.lines().next().unwrap_or_default();
    let Some((label, value)) = line.split_once(':') else { return false };
    let words = label.split_whitespace().count();
    let short = words <= 3 && label.chars().count() <= 30 && label.starts_with(char::is_uppercase);
    short
        && label.chars().all(|c| c.is_alphabetic() || c == ' ')
        && (value.starts_with(' ') || value.trim().is_empty())
}

/// Whether a line opens another act with a number or a date.
fn is_next_act(line: &str) -> bool {
    kinds::open(line).is_some_and(|opened| {
        let rest = line[opened.length..].trim_start();
        strip_beginning(rest, "nr").is_some() || strip_phrase(rest, "z dnia").is_some()
    })
}

/// Whether a line is not in capitals and has some words.
fn is_calm_line(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default();
    line.contains(char::is_lowercase)
        && line.split_whitespace().count() > 2
        && line.starts_with(char::is_uppercase)
}

/// Returns a text on one line; a word divided by the end of a line is made whole.
pub(super) fn one_line(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for line in text.lines() {
        let mut is_divided = joined.ends_with('-') && !joined.ends_with(" -");
        for word in line.split_whitespace() {
            // A hyphen of the word itself is printed again at the beginning of the next line.
            if is_divided && word.starts_with(|c: char| c.is_lowercase() || c == '-') {
                joined.pop();
            } else if !is_divided && !joined.is_empty() {
                joined.push(' ');
            }
            joined.push_str(word);
            is_divided = false;
        }
    }
    joined
}

/// Trims what follows a subject but is not part of it: footnote marks, a full stop, the number of the next
/// paragraph.
fn trim_subject(subject: &str) -> &str {
    let mut subject = subject;
    loop {
        let trimmed = without_mark(subject);
        let trimmed = trimmed
            .strip_suffix(" 1.")
            .unwrap_or(trimmed)
            .trim_end_matches([',', ':', ';', ' ', '(', '|', '[']);
        let trimmed = if trimmed.contains('[') { trimmed } else { trimmed.trim_end_matches([']', ' ']) };
        let trimmed = if trimmed.ends_with(" r.") { trimmed } else { trimmed.trim_end_matches('.') };
        if trimmed.len() == subject.len() {
            return subject;
        }
        subject = trimmed;
    }
}

/// Drops a footnote mark at the end: `1)`, `[1]`, `[1])`, `*)`. A bracket that was opened is no mark.
pub(super) fn without_mark(text: &str) -> &str {
    let bare = text.trim_end_matches('*').trim_end();
    let bracketed = bare.strip_suffix(')').unwrap_or(bare).trim_end();
    if let Some(rest) = bracketed.strip_suffix(']') {
        let (rest, mark) = rest.rsplit_once('[').unwrap_or((text, "-"));
        let is_mark = !mark.is_empty() && mark.len() <= 2 && mark.bytes().all(|byte| byte.is_ascii_digit());
        return if is_mark { rest.trim_end() } else { text };
    }
    let Some(inner) = bare.strip_suffix(')') else { return bare };
    let is_opened = bare.matches('(').count() >= bare.matches(')').count();
    let inner = inner.trim_end();
    let rest = inner.trim_end_matches(|c: char| c.is_ascii_digit() || c == '*');
    if is_opened {
        return bare;
    }
    match inner.len() - rest.len() {
        1 | 2 => rest.trim_end(),
        // A mark glued on to a year.
        5 if inner[rest.len()..].starts_with(['1', '2']) => &inner[..inner.len() - 1],
        _ => bare,
    }
}
