//! Finds the legal basis of an act: the provisions named after `Na podstawie` above its first provision, or
//! between the office that decides and its verb.
//!
//! Leaves the acts that it cites to others. Invariant: a basis ends where the act says what is decided, and
//! never reaches into the body.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::{
    finder::finder,
    letters::{is_of_word, plain_text, strip_beginning, strip_phrase, word_length},
    organs::leading_office,
};

/// The size of the top of a text that is searched, in bytes.
const TOP_BYTES: usize = 12_000;

/// The longest legal basis, in bytes.
const BASIS_BYTES: usize = 4_000;

/// The size of the text above a basis in lower case in which its office stands, in bytes.
const OFFICE_BYTES: usize = 160;

/// What opens a legal basis, in this case or in capitals.
const OPENINGS: [&str; 4] = ["Na podstawie", "Działając na podstawie", "Na mocy", "Działając na mocy"];

/// What opens a legal basis after the office that decides; plain.
const INNER_OPENINGS: [&str; 4] = ["dzialajac na podstawie", "dzialajac na mocy", "na podstawie", "na mocy"];

/// Letters of every opening: most texts have none of them. They are without those that may have accents.
static OPENING_TRACES: LazyLock<AhoCorasick> = LazyLock::new(|| finder(&["dst", "DST", "ocy", "OCY"]));

/// The beginnings of what a legal basis after the office names; plain.
const SOURCES: [&str; 9] =
    ["art", "§", "ust", "przepis", "uchwal", "zarzadzeni", "statut", "rozporzadzeni", "konstytucj"];

/// The verbs that follow a legal basis, plain.
const VERBS: [&str; 45] = [
    "po rozpatrzeniu",
    "zarzadza",
    "zarzadzam",
    "zarzadzamy",
    "uchwala",
    "uchwalam",
    "postanawia",
    "postanawiam",
    "oglasza",
    "oglaszam",
    "zawiadamia",
    "zawiadamiam",
    "informuje",
    "informuje sie",
    "podaje",
    "podaje sie",
    "stanowi",
    "stanowi sie",
    "orzeka",
    "orzekam",
    "decyduje",
    "polecam",
    "poleca",
    "ustalam",
    "ustala sie",
    "obwieszcza",
    "obwieszczam",
    "co nastepuje",
    "udzielam",
    "udziela sie",
    "zwoluje",
    "powoluje",
    "powoluje sie",
    "upowazniam",
    "upowaznia sie",
    "stwierdzam",
    "stwierdza",
    "stwierdza niewaznosc",
    "zatwierdzam",
    "odmawiam",
    "umarzam",
    "uniewaznia",
    "wprowadza sie",
    "wprowadzam",
    "wyraza",
];

/// Returns the legal basis of an act, on one line, without the words that open it and without footnote marks.
/// `None` if there is none, or it does not end before the first provision.
pub fn legal_basis(text: &str) -> Option<String> {
    let top = &text[..text.floor_char_boundary(TOP_BYTES)];
    if !OPENING_TRACES.is_match(top) {
        return None;
    }
    let head = &top[..first_provision(top)];
    let (start, from) = head.char_indices().find_map(|(at, c)| opens(head, at, c))?;
    let near = &top[start + from..];
    let near = &near[..near.floor_char_boundary(BASIS_BYTES)];
    let end = basis_length(near)?;
    let basis = without_marks(&near[..end].split_whitespace().collect::<Vec<_>>().join(" "));
    let basis = trim_end(without_trailing_mark(trim_end(basis.trim_start_matches([':', ' ']))));
    (basis.chars().nth(4).is_some()).then(|| basis.to_owned())
}

/// Trims the punctuation at the end of a basis, but not the full stop of an abbreviation.
fn trim_end(basis: &str) -> &str {
    let bare = basis.trim_end_matches([',', ';', ':', '-', '–', ' ']);
    let Some(before) = bare.strip_suffix('.') else { return bare };
    if ends_in_abbreviation(before) { bare } else { trim_end(before) }
}

/// Whether a text, without the full stop after it, ends in an abbreviation: `2017 r`, `k.p.a`, `z późn. zm`.
fn ends_in_abbreviation(text: &str) -> bool {
    let word = text.rsplit([' ', '(']).next().unwrap_or_default();
    let letters = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_short = |part: &str| {
        let count = part.chars().count();
        (1..=2).contains(&count) && part.chars().all(char::is_alphabetic)
    };
    matches!(letters, "r" | "zm" | "U") || word.contains('.') && word.split('.').all(is_short)
}

/// Removes the number of a footnote after the bracket at the end.
fn without_trailing_mark(basis: &str) -> &str {
    let before = basis.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = basis.len() - before.len();
    let is_mark = (1..=2).contains(&digits) && before.trim_end().ends_with(')');
    if is_mark { before.trim_end() } else { basis }
}

/// Returns the position of an opening and its length if there is one here.
fn opens(top: &str, at: usize, c: char) -> Option<(usize, usize)> {
    if !matches!(c, 'N' | 'D' | 'n' | 'd') {
        return None;
    }
    let here = &top[at..];
    // Most words with such a letter go on differently.
    let goes_on = match c {
        'n' => here.starts_with("na"),
        'd' => here.starts_with("dzia"),
        _ => true,
    };
    if !goes_on || top[..at].chars().next_back().is_some_and(is_of_word) {
        return None;
    }
    if c.is_lowercase() {
        return opens_behind_office(&top[..at], here).map(|length| (at, length));
    }
    let length = OPENINGS.iter().find_map(|opening| strip_phrase(here, &plain_text(opening)))?;
    let shouted = !here[..length].contains(char::is_lowercase);
    (here[1..].starts_with(char::is_lowercase) || shouted).then_some((at, length))
}

/// Returns the length of an opening in lower case: `Rada Miasta Krakowa, działając na podstawie § 5 …`.
fn opens_behind_office(above: &str, here: &str) -> Option<usize> {
    let length = INNER_OPENINGS.iter().find_map(|opening| strip_phrase(here, opening))?;
    let source = here[length..].trim_start();
    let names_source = SOURCES.iter().any(|source_word| strip_beginning(source, source_word).is_some());
    // Within a line, provisions say what an office does `na podstawie statutu`.
    let is_participle = here.starts_with('d');
    (names_source && ends_in_office(above, is_participle)).then_some(length)
}

/// Whether a text ends in an office that begins a line or, if it may, a sentence within one.
fn ends_in_office(above: &str, may_be_within: bool) -> bool {
    let near = &above[above.ceil_char_boundary(above.len().saturating_sub(OFFICE_BYTES))..];
    let is_start = |at: usize| {
        let before = above[..above.len() - near.len() + at].trim_end_matches(' ');
        let begins_line = before.is_empty() || before.ends_with('\n');
        begins_line || may_be_within && near[..at].ends_with(' ') && before.ends_with(['.', ':'])
    };
    let mut places = near.char_indices().filter(|&(at, c)| c.is_uppercase() && is_start(at));
    places.any(|(at, _)| {
        let office = leading_office(&near[at..]).filter(|(organ, _)| organ.nominative.contains(' '));
        office.is_some_and(|(_, length)| is_rest_of_office(&near[at + length..]))
    })
}

/// Whether nothing stands here but a comma, or the last word of the name on the next line.
fn is_rest_of_office(rest: &str) -> bool {
    let words = rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '-' | '–'));
    words.is_empty()
        || rest.starts_with('\n')
            && !words.contains(char::is_whitespace)
            && words.starts_with(char::is_uppercase)
}

/// Returns the position of the first line that begins with the first provision of an act.
fn first_provision(text: &str) -> usize {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if starts_provision(line.trim_start()) {
            return start;
        }
        start += line.len();
    }
    text.len()
}

/// Whether the first provision begins here: `§ 1`, `Art. 1.`, `Rozdział 1`.
fn starts_provision(here: &str) -> bool {
    let number = |rest: &str| {
        let rest = rest.trim_start_matches(['.', ' ', '\n']);
        rest.strip_prefix('1').is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    here.strip_prefix('§').is_some_and(number)
        || here.strip_prefix("Art").is_some_and(number)
        || here.strip_prefix("Rozdział").is_some_and(number)
}

/// Returns the length in bytes of the basis at the start of a text; `None` if it never ends.
fn basis_length(text: &str) -> Option<usize> {
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let begins = !is_of_word(before) && !c.is_whitespace();
        before = c;
        if !begins {
            continue;
        }
        let here = &text[at..];
        let begins_line = text[..at].trim_end_matches(' ').ends_with('\n');
        if c == '§' && starts_provision(here) && (begins_line || ends_clause(&text[..at])) {
            return Some(at);
        }
        if begins_line && starts_provision(here) || decides(here) || begins_decision(here) {
            return Some(at);
        }
    }
    None
}

/// Whether what stands before a `§` ends a clause, so that the sign begins a provision.
fn ends_clause(above: &str) -> bool {
    above.trim_end().ends_with([':', '.', ')'])
}

/// Whether a verb of deciding begins here.
fn decides(here: &str) -> bool {
    let word = here[..word_length(here)].trim_end_matches(|c: char| !is_of_word(c));
    let plain = plain_text(word);
    let mut may_be = VERBS.iter().filter(|verb| verb.split(' ').next() == Some(plain.as_str()));
    !(plain == "uchwala" && names_resolution(word, &here[word.len()..]))
        && may_be.any(|verb| strip_phrase(here, verb).is_some())
}

/// Whether a word that differs from *uchwala* at most in its accents is the noun: `uchwałą Nr V/33/19`. The
/// verb is often misspelled, so the nominative is the noun only in front of what acts are known by.
fn names_resolution(word: &str, after: &str) -> bool {
    let after = after.trim_start();
    let known_by = ["nr", "numer", "z dnia", "z dn", "w sprawie", "rady", "sejmiku", "zarzadu", "senatu"];
    word.ends_with(['ą', 'Ą'])
        || after.starts_with(|c: char| c.is_ascii_digit())
        || known_by.iter().any(|words| strip_phrase(after, words).is_some())
}

/// Whether the office that decides is named here, followed by the verb.
fn begins_decision(here: &str) -> bool {
    if !here.starts_with(char::is_uppercase) {
        return false;
    }
    let Some((_, length)) = leading_office(here) else { return false };
    let rest = here[length..].trim_start_matches([' ', ',', '-', '–']);
    let below = rest.trim_start();
    // The last word of the name may stand on the next line.
    decides(below) || below.len() < rest.len() && decides(below[word_length(below)..].trim_start())
}

/// Drops footnote marks: `poz. 594)1)`, `[1]`, `ustawy*`.
fn without_marks(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut depth = 0_usize;
    for word in text.split(' ') {
        if !kept.is_empty() {
            kept.push(' ');
        }
        kept.push_str(without_mark(word, &mut depth));
    }
    kept.replace("  ", " ").replace(" ,", ",")
}

/// Drops the mark at the end of a word; `depth` counts the brackets that are open.
fn without_mark<'a>(word: &'a str, depth: &mut usize) -> &'a str {
    let after = word.trim_end_matches([',', ';', '.', ':']);
    let bare =
        after.strip_suffix(']').and_then(|rest| rest.rsplit_once('[')).filter(|(_, mark)| is_mark(mark));
    if let Some((bare, _)) = bare {
        return bare;
    }
    let mut open = *depth;
    for (at, c) in word.char_indices() {
        match c {
            '(' => open += 1,
            ')' if open > 0 => open -= 1,
            ')' => {
                let inner = word[..at].trim_end_matches(|c: char| c.is_ascii_digit() || c == '*');
                *depth = open;
                return if is_mark(&word[inner.len()..at]) { inner } else { word };
            }
            _ => {}
        }
    }
    *depth = open;
    word
}

fn is_mark(mark: &str) -> bool {
    !mark.is_empty() && mark.len() <= 2 && mark.bytes().all(|byte| byte.is_ascii_digit() || byte == b'*')
}

#[cfg(test)]
mod tests;
