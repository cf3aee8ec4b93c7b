//! Short names of acts: those of the codes, `art. 49 Kpa`, and those that a text gives, `dalej: UUOŚ`.
//!
//! Invariant: a short name is a mention only after a provision or the word for the kind, `ustawy Pzp`.

use super::{
    cursor::{Cursor, folded},
    kinds::{ActKind, kind_of},
    mention::Mention,
};
use crate::document::CitedAct;

/// The codes by the first letters of their words.
pub(super) const CODES: [(&str, &str); 13] = [
    ("kpa", "Kodeks postępowania administracyjnego"),
    ("kpc", "Kodeks postępowania cywilnego"),
    ("kpk", "Kodeks postępowania karnego"),
    ("kpw", "Kodeks postępowania w sprawach o wykroczenia"),
    ("kks", "Kodeks karny skarbowy"),
    ("kkw", "Kodeks karny wykonawczy"),
    ("ksh", "Kodeks spółek handlowych"),
    ("kro", "Kodeks rodzinny i opiekuńczy"),
    ("krio", "Kodeks rodzinny i opiekuńczy"),
    ("kc", "Kodeks cywilny"),
    ("kk", "Kodeks karny"),
    ("kp", "Kodeks pracy"),
    ("kw", "Kodeks wykroczeń"),
];

/// The most short names that a text may give.
const MOST: usize = 12;

/// Reads the short name of a code after an article.
pub(super) fn read_code(text: &str, at: usize) -> Option<Mention> {
    let token = token_at(text, at);
    let letters: String = token.chars().filter(|c| *c != '.').collect::<String>().to_lowercase();
    let (_, name) = CODES.iter().find(|(short, _)| *short == letters)?;
    if !is_after_article(text, at) {
        return None;
    }
    let act = CitedAct {
        kind: Some(ActKind::Statute.noun().to_owned()),
        title: Some((*name).to_owned()),
        ..CitedAct::default()
    };
    Some(Mention { act, kind: ActKind::Statute, range: at..at + token.len(), title: None })
}

/// The letters at the position with full stops between and after them: `k.p.a.`, `Kpa`.
fn token_at(text: &str, at: usize) -> &str {
    let rest = &text[at..];
    let end = rest.find(|c: char| !c.is_alphabetic() && c != '.').unwrap_or(rest.len());
    let token = &rest[..end];
    let word = token.trim_end_matches('.');
    // The full stop after a word without any ends the sentence.
    if word.contains('.') { &token[..(word.len() + 1).min(token.len())] } else { word }
}

/// Whether nothing but a reference to an article stands before the position: `art. 10 § 1 i art. 49`. A full
/// stop or a comma at its end makes it a heading or an aside: `Art. 13. PKP SA może`.
pub(super) fn is_after_article(text: &str, at: usize) -> bool {
    const NEAR: usize = 100;
    let from = text.floor_char_boundary(at.saturating_sub(NEAR));
    let before = text[from..at].trim_end();
    if !before.ends_with(|c: char| c.is_alphanumeric() || c == ')') {
        return false;
    }
    for (index, printed) in before.split_whitespace().rev().enumerate() {
        let word = folded(printed.trim_matches(|c: char| !c.is_alphanumeric() && c != '§'));
        let label = word.split(|c: char| c == '.' || c.is_ascii_digit()).next().unwrap_or_default();
        let numbered = index > 0 || word.ends_with(|c: char| c.is_ascii_digit());
        if label == "art" || label.starts_with("artykul") {
            return numbered;
        }
        if !is_of_reference(label) || index == 0 && matches!(label, "i" | "oraz" | "lub") {
            return false;
        }
    }
    false
}

/// Whether a word belongs to a reference to a provision: a number, a letter, or the word before one.
fn is_of_reference(label: &str) -> bool {
    matches!(label, "" | "§" | "ust" | "pkt" | "lit" | "zd" | "zdanie" | "oraz" | "lub")
        || label.chars().count() == 1
}

/// A short name given to an act.
#[derive(Debug)]
struct GivenName {
    /// The word; the noun of the kind alone if it is empty: `zwanej dalej „ustawą”`.
    word: String,
    kind: ActKind,
    act: CitedAct,
    /// Where it may be used first.
    from: usize,
}

/// The short names that a text gives to acts.
#[derive(Debug, Default)]
pub(super) struct GivenNames {
    names: Vec<GivenName>,
}

impl GivenNames {
    /// Takes note of the name that the text gives right after a mention, if it does.
    pub(super) fn note(&mut self, text: &str, mention: &Mention) {
        if self.names.len() == MOST {
            return;
        }
        let Some((printed, from)) = given_name(Cursor::new(text, mention.range.end), mention.kind) else {
            return;
        };
        let Some(word) = short_word(printed, mention.kind) else { return };
        let is_new = self.names.iter().all(|name| name.word != word || word.is_empty());
        if is_new {
            let word = word.to_owned();
            self.names.push(GivenName { word, kind: mention.kind, act: mention.act.clone(), from });
        }
    }

    /// The act meant by the noun of a kind alone, after an article: `art. 5 ustawy`.
    pub(super) fn by_noun(&self, text: &str, at: usize) -> Option<Mention> {
        let word = Cursor::new(text, at).word();
        let kind = kind_of(word)?;
        let name = self.names.iter().rfind(|name| name.word.is_empty() && name.kind == kind)?;
        let range = at..at + word.len();
        is_after_article(text, at).then(|| Mention { act: name.act.clone(), kind, range, title: None })
    }

    /// Every use of a name that is a word of its own, in the order of the text.
    pub(super) fn uses(&self, text: &str) -> Vec<Mention> {
        let mut uses: Vec<Mention> = self
            .names
            .iter()
            .filter(|name| !name.word.is_empty())
            .flat_map(|name| {
                let places = text[name.from..].match_indices(&name.word);
                places.filter_map(|(at, _)| name.use_at(text, name.from + at))
            })
            .collect();
        uses.sort_by_key(|mention| mention.range.start);
        uses
    }
}

impl GivenName {
    fn use_at(&self, text: &str, at: usize) -> Option<Mention> {
        let end = at + self.word.len();
        let is_word = !text[..at].ends_with(char::is_alphanumeric)
            && !text[end..]
                .starts_with(|c: char| c.is_alphanumeric() || c == '.' && self.word.ends_with('.'));
        let before = text[..at].trim_end();
        let noun_at = before.rfind(char::is_whitespace).map_or(0, |space| before[space..].len());
        let noun = before[before.len() - noun_at..].trim_start();
        let named = kind_of(noun) == Some(self.kind) && before.len() < at;
        let start = if named { before.len() - noun.len() } else { at };
        let mention = || Mention { act: self.act.clone(), kind: self.kind, range: start..end, title: None };
        (is_word && (named || is_after_article(text, at))).then(mention)
    }
}

/// Reads `, zwanej dalej „UUOŚ”`, `(dalej: UUOŚ)`, `, cyt. dalej jako „k.p.a.”`; returns the name and where it
/// ends.
fn given_name(mut at: Cursor<'_>, kind: ActKind) -> Option<(&str, usize)> {
    skip_notes(&mut at);
    at.skip_while(|c| c.is_whitespace() || matches!(c, ',' | ')' | '(' | '[' | '-' | '–'));
    if at.eat_any(&["cyt", "cytowana", "cytowanej", "powolywana", "powolywanej"]) {
        at.skip_while(|c| c.is_whitespace() || c == '.');
    }
    let named = agrees(&folded(at.word()), kind);
    if named {
        at = at.after_word();
    }
    let later = at.eat_word("dalej") || at.eat_words(&["w", "skrocie"]);
    if !named && !later {
        return None;
    }
    at.skip_while(|c| c.is_whitespace() || matches!(c, ':' | '-' | '–'));
    if at.eat_word("jako") || folded(at.word()).starts_with("zwan") && at.eat_word(&folded(at.word())) {
        at.skip_spaces();
    }
    let quoted = at.eat_char(&['„', '"', '\'', '”', '“', '«', '‘']);
    name_at(at, quoted)
}

/// Whether a word is a form of `zwany` that agrees with the noun; else something in the title has the name.
fn agrees(word: &str, kind: ActKind) -> bool {
    let feminine = kind.noun().ends_with('a') || kind == ActKind::Agreement;
    let endings: &[&str] = if feminine { &["a", "ej"] } else { &["y", "e", "ego", "emu", "ym"] };
    word.strip_prefix("zwan").is_some_and(|ending| endings.contains(&ending))
}

/// Skips `z późn. zm.)`, `ze zm.` and the mark of a footnote after a mention.
fn skip_notes(at: &mut Cursor<'_>) {
    at.skip_while(|c| c.is_whitespace() || matches!(c, ',' | ')'));
    let mut next = *at;
    if next.eat_any(&["z", "ze"]) {
        next.skip_while(|c| c.is_whitespace() || c == '.');
        while next.eat_any(&["pozn", "pozniejszymi", "zm", "zmianami"]) {
            next.skip_while(|c| c.is_whitespace() || c == '.');
            at.at = next.at;
        }
    }
    if at.eat_char(&['[']) {
        at.skip_while(|c| c.is_ascii_digit());
    }
    at.eat_char(&[']']);
}

/// The words up to the closing mark; without marks, the next word with its full stops.
fn name_at(at: Cursor<'_>, quoted: bool) -> Option<(&str, usize)> {
    const LONGEST: usize = 60;
    let to = at.text.floor_char_boundary(at.at.saturating_add(LONGEST));
    let near = &at.text[at.at..to];
    let name = if quoted {
        &near[..near.find(['”', '"', '“', '\'', '»', '’'])?]
    } else {
        token_at(at.text, at.at)
    };
    (!name.is_empty()).then_some((name, at.at + name.len()))
}

/// The word of a name that stands for the act; empty if it is the noun of the kind.
fn short_word(name: &str, kind: ActKind) -> Option<&str> {
    let mut words = name.split_whitespace();
    let first = words.next()?;
    let is_noun = kind_of(first) == Some(kind);
    match (is_noun, words.next(), words.next()) {
        (true, None, None) => Some(""),
        (true, Some(word), None) => is_short(word).then_some(word),
        (false, None, None) => is_short(first).then_some(first),
        _ => None,
    }
}

/// Whether a word is an abbreviation: `UUOŚ`, `u.s.g.`, `Pzp`.
fn is_short(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    let points = word.trim_end_matches('.').contains('.');
    let consonants = word.chars().skip(1).all(|c| !"aeiouyąęó".contains(c));
    let is_word = word.chars().all(|c| c.is_alphabetic() || c == '.');
    is_word && (2..=10).contains(&letters) && (capitals > 1 || points || capitals == 1 && consonants)
}
