//! Finds the end of a body's name, which may wrap onto the next line.
//!
//! Leaves what the name says to `organs`. Invariant: a name never reaches into the number, the date or the
//! subject of the heading.

use super::heads::{CONNECTIVES, INCOMPLETE, NUMBERED};
use crate::acts::letters::{first_word, is_shouted, plain_text, strip_phrase, word_length};

/// The maximum length of a body's name in bytes: ministers with four portfolios stay well below it.
const NAME_LIMIT: usize = 160;

/// Returns the length in bytes of the name at the start of `text`; too long a name has the length zero.
pub(super) fn name_length(text: &str) -> usize {
    let mut name = Name { text, end: 0, shouted: false, free: false };
    let mut at = 0;
    while let Some(next) = name.next_word(at) {
        if next > NAME_LIMIT {
            return 0;
        }
        at = next;
    }
    trim_open_end(&text[..name.end]).len()
}

/// Drops connectives at the end of a name, which lead nowhere.
fn trim_open_end(name: &str) -> &str {
    let mut name = name;
    while let Some((rest, last)) = name.rsplit_once(char::is_whitespace) {
        // A stroke at the end is a numeral: *w Krakowie I*.
        if last == "I"
            || !matches!(plain_text(last).as_str(), "w" | "we" | "i" | "oraz" | "do" | "na" | "-" | "–")
        {
            return name;
        }
        name = rest.trim_end();
    }
    name
}

/// A name that is being read, word by word.
struct Name<'a> {
    text: &'a str,
    /// The end of the last word of the name.
    end: usize,
    /// Whether the first word is in capitals.
    shouted: bool,
    /// Whether any word may follow, because a field of duty does: `ds. równego traktowania`.
    free: bool,
}

impl Name<'_> {
    /// Takes the word after this position; returns its end, or `None` if the name ends before or with it.
    fn next_word(&mut self, at: usize) -> Option<usize> {
        let rest = &self.text[at..];
        let start = at + rest.len() - rest.trim_start().len();
        let here = &self.text[start..];
        let word = &here[..word_length(here)];
        let breaks = self.text[at..start].matches('\n').count();
        if word.is_empty() || self.stops(here, word) || (breaks > 0 && !self.wraps(word, breaks)) {
            return None;
        }
        let cut = word_end(word);
        if self.end == 0 {
            self.shouted = is_shouted(word);
        }
        if cut > 0 {
            self.end = start + cut;
        }
        self.free |= matches!(first_word(word).as_str(), "spraw" | "ds");
        // Ministers may have several portfolios: *Rozwoju, Pracy i Technologii*.
        let is_listed = word[cut..] == *"," && first_word(self.text).starts_with("minist");
        (cut == word.len() || is_listed).then_some(start + word.len())
    }

    /// Whether this word cannot be part of the name.
    fn stops(&self, here: &str, word: &str) -> bool {
        let plain = first_word(word);
        if is_part_of_heading(here, &plain) {
            return !(plain == "nr" && self.is_numbered(here));
        }
        let first = word.chars().next().unwrap_or(' ');
        if first.is_ascii_digit() {
            return self.last_word() != "nr";
        }
        if self.end > 0 && self.shouted != is_shouted(word) && !self.is_neutral(word, &plain) {
            return true;
        }
        let is_connective = CONNECTIVES.contains(&plain.as_str()) || self.free;
        first.is_lowercase() && self.end > 0 && !is_connective
    }

    /// Whether a word fits a name in either case: a numeral, an acronym, a connective.
    fn is_neutral(&self, word: &str, plain: &str) -> bool {
        if self.shouted {
            let is_place = matches!(self.last_word().as_str(), "w" | "we");
            return is_place || CONNECTIVES.contains(&plain) || !word.contains(char::is_alphabetic);
        }
        is_shouted(word)
    }

    /// Whether `nr` belongs to the name of a school or the like, not to the act.
    fn is_numbered(&self, here: &str) -> bool {
        let number = here[word_length(here)..].trim_start();
        let number = &number[..word_length(number)];
        let is_plain = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        is_plain && NUMBERED.contains(&self.last_word().as_str())
    }

    /// Whether the name goes on with this word after line breaks.
    fn wraps(&self, word: &str, breaks: usize) -> bool {
        let plain = first_word(word);
        let joins =
            matches!(plain.as_str(), "i" | "oraz" | "w" | "we" | "ds" | "do" | "na" | "im" | "imienia");
        let is_city = plain == "miasta" && plain_text(&self.text[..self.end]).contains("dzielnicy");
        let joins = (joins || is_city) && breaks == 1;
        breaks < 3 && (joins || INCOMPLETE.contains(&self.last_word().as_str()))
    }

    fn last_word(&self) -> String {
        let name = &self.text[..self.end];
        let start = name.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        plain_text(name[start..].trim_end_matches('.'))
    }
}

/// Whether the date, the number or the subject of a heading begins here, or a dash.
fn is_part_of_heading(here: &str, plain: &str) -> bool {
    match plain {
        "" | "dnia" | "dn" | "ws" | "o" | "nr" | "numer" | "znak" | "r" => true,
        "z" => here[word_length(here)..].trim_start().starts_with(['d', 'D']) || is_before_digit(here),
        "w" => ["w sprawie", "w spr", "w przedmiocie", "w zwiazku", "w zakresie", "w dniu"]
            .iter()
            .any(|phrase| strip_phrase(here, phrase).is_some()),
        word => ["zmieniaj", "uchylaj", "dotycz", "zarzadz", "uchwala", "oglasz", "postan", "zawiad"]
            .iter()
            .any(|beginning| word.starts_with(beginning)),
    }
}

fn is_before_digit(here: &str) -> bool {
    here[word_length(here)..].trim_start().starts_with(|c: char| c.is_ascii_digit())
}

/// Returns where the name ends within its last word: before punctuation or a footnote mark.
fn word_end(word: &str) -> usize {
    let end = word.find([',', ';', ':', '(', '[', '|', '*', '„', '"', '/']).unwrap_or(word.len());
    let word = &word[..end];
    let Some(unmarked) = word.strip_suffix(')') else { return end };
    unmarked.trim_end_matches(|c: char| c.is_ascii_digit()).len()
}
