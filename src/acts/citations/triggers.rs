//! Finds, in one pass, the words that may begin a citation and the quotation marks between them.
//!
//! Leaves whether a word is what it looks like to `kinds` and `names`.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::short_names::CODES;

/// A place in the text that the reader of citations must look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TriggerHit {
    /// The start in bytes.
    pub(super) at: usize,
    /// What begins there.
    pub(super) what: Trigger,
}

/// What a hit may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trigger {
    /// The beginning of a word for a kind of act.
    Kind,
    /// The beginning of the name of a code.
    Name,
    /// The beginning of a word for a kind in English or Ukrainian.
    Foreign,
    /// The beginning of a word for a treaty.
    Treaty,
    /// The beginning of the short name of a code: `Kpa`, `k.c.`
    Short,
    /// An opening quotation mark.
    Open,
    /// A closing quotation mark.
    Close,
    /// A mark that opens if nothing is open.
    Either,
}

/// The beginnings of the words for kinds, up to the first letter with an accent.
const KINDS: [&str; 10] =
    ["ustaw", "uchwa", "uchw.", "zarz", "rozporz", "obwieszcze", "dyrektyw", "decyzj", "dekre", "konstytucj"];

/// The beginnings of the names of codes; names begin with a capital.
const NAMES: [&str; 6] = ["Kodeks", "KODEKS", "Praw", "PRAW", "Ordynacj", "Kart"];

/// The beginnings of the words for kinds in English and Ukrainian.
const FOREIGN: [&str; 23] = [
    "ordinance",
    "Ordinance",
    "ORDINANCE",
    "resolution",
    "Resolution",
    "RESOLUTION",
    "regulation",
    "Regulation",
    "directive",
    "Directive",
    "Act of ",
    "Law of ",
    "act of ",
    "розпорядженн",
    "Розпорядженн",
    "постанов",
    "Постанов",
    "ухвал",
    "Ухвал",
    "рішенн",
    "Рішенн",
    "закон",
    "Закон",
];

/// The beginnings of the words for treaties.
const TREATIES: [&str; 8] =
    ["konwencj", "Konwencj", "KONWENCJ", "traktat", "Traktat", "Traktac", "umow", "Umow"];

const QUOTES: [(&str, Trigger); 4] =
    [("\"", Trigger::Either), ("„", Trigger::Open), ("”", Trigger::Close), ("“", Trigger::Either)];

static TRIGGERS: LazyLock<(AhoCorasick, Vec<Trigger>)> = LazyLock::new(|| {
    let mut patterns: Vec<(String, Trigger)> = Vec::new();
    for kind in KINDS {
        let capital = format!("{}{}", kind[..1].to_uppercase(), &kind[1..]);
        patterns.extend([kind.to_owned(), capital, kind.to_uppercase()].map(|word| (word, Trigger::Kind)));
    }
    patterns.extend(NAMES.map(|name| (name.to_owned(), Trigger::Name)));
    patterns.extend(FOREIGN.map(|word| (word.to_owned(), Trigger::Foreign)));
    patterns.extend(TREATIES.map(|word| (word.to_owned(), Trigger::Treaty)));
    patterns.extend(CODES.iter().flat_map(|(code, _)| spellings(code)).map(|code| (code, Trigger::Short)));
    patterns.extend(QUOTES.map(|(mark, trigger)| (mark.to_owned(), trigger)));
    let automaton = AhoCorasick::builder()
        .kind(Some(aho_corasick::AhoCorasickKind::DFA))
        .build(patterns.iter().map(|(pattern, _)| pattern))
        .expect("patterns are constants");
    (automaton, patterns.into_iter().map(|(_, trigger)| trigger).collect())
});

/// The ways to write the short name of a code: `Kpa`, `KPA`, `kpa`, `k.p.a`, `K.p.a`, `K.P.A`.
fn spellings(code: &str) -> Vec<String> {
    let capital = |text: &str| format!("K{}", &text[1..]);
    let dotted = code.split("").filter(|letter| !letter.is_empty()).collect::<Vec<_>>().join(".");
    let mut spellings = vec![capital(code), code.to_uppercase(), capital(&dotted), dotted.to_uppercase()];
    spellings.extend([dotted, code.to_owned()]);
    spellings
}

/// The hits in a text, in order; words only where a word begins.
pub(super) fn hits(text: &str) -> impl Iterator<Item = TriggerHit> {
    let (automaton, triggers) = &*TRIGGERS;
    automaton.find_iter(text).filter_map(|found| {
        let what = triggers[found.pattern().as_usize()];
        let is_word = !matches!(what, Trigger::Open | Trigger::Close | Trigger::Either);
        let inside = is_word && text[..found.start()].chars().next_back().is_some_and(char::is_alphanumeric);
        (!inside).then_some(TriggerHit { at: found.start(), what })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_marks_are_found_where_they_begin() {
        let found: Vec<_> =
            hits("a ustawy „Kodeks” podustawa USTAWY").map(|hit| (hit.at, hit.what)).collect();
        let expected = [(2, Trigger::Kind), (9, Trigger::Open), (12, Trigger::Name), (18, Trigger::Close)];
        assert_eq!(found[..4], expected);
        assert_eq!(found.len(), 5);
    }
}
