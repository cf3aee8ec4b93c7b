//! Tells where the clause with a matter ends: before a relative clause, an aside, or another verb.
//!
//! Leaves what is a verb to `finite`. Invariant: an end is one of a word, and never before the first.

pub(super) use super::finite::{is_finite, is_past};
use super::{
    deals::deal_at,
    phrases::{Phrases, phrases},
    words::Word,
};

/// What stands between two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WordGap {
    Space,
    Comma,
    /// A bracket that opens.
    Open,
    /// A dash, a colon, a semicolon, a question mark.
    Break,
}

/// Reads what stands before a word.
pub(super) fn gap(text: &str, words: &[Word], at: usize) -> WordGap {
    let Some(before) = at.checked_sub(1) else { return WordGap::Space };
    let between = &text[words[before].end..words[at].start];
    if between == " " {
        return WordGap::Space;
    }
    let kind = kind(between);
    if kind != WordGap::Space && is_quoted(text, words, at) { WordGap::Space } else { kind }
}

fn kind(between: &str) -> WordGap {
    // Most gaps are a comma and a space, or a stop.
    match between {
        ", " => return WordGap::Comma,
        "." | ". " | "-" | "/" | "”" | "„" | " „" | "” " | ") " => return WordGap::Space,
        _ => {}
    }
    if between.contains('(') {
        WordGap::Open
    } else if between.contains([';', ':', '?', '!', '\n'])
        || [" – ", " - ", " — ", "..."].iter().any(|dash| between.contains(dash))
    {
        WordGap::Break
    } else if between.contains(',') {
        WordGap::Comma
    } else {
        WordGap::Space
    }
}

/// How far before a word the quotation mark may stand that opens around it, in words.
const QUOTE_REACH: usize = 12;

/// Whether both a word and the one before it stand within quotation marks.
fn is_quoted(text: &str, words: &[Word], at: usize) -> bool {
    let from = words[at.saturating_sub(QUOTE_REACH)].start;
    let from = text[..from].trim_end_matches(['„', '«']).len();
    let before = &text[from..words[at - 1].start];
    let opened = before.rfind(['„', '«']);
    opened.is_some_and(|open| !text[from + open..words[at].start].contains(['”', '"', '“', '»']))
}

/// Words that begin a clause after a comma.
static OPENERS: Phrases<&str> = Phrases::new(&[
    "ktor~",
    "w|na|o|z|ze|do|od|po|za|przy|dla|przez|u|we|nad|pod|dzieki ktor~|czym",
    "aby|by|zeby|bo|ale|lecz|choc|chociaz|gdy|kiedy|poniewaz|gdyz|wiec|dlatego|gdzie|co",
    "jak|jednak|natomiast|zas|mimo|jesli|jezeli|jako|czy|bedac~|dopoki|odkad|skoro|niz|tak",
    "a nie|wiec|potem|nastepnie|jednak|skoro|takze o",
]);

/// Whether a clause opens with the word at this index.
pub(super) fn opens_clause(text: &str, words: &[Word], at: usize) -> bool {
    let Some(word) = words.get(at) else { return false };
    let is_made = words.get(at + 1).is_some_and(|next| next.plain == "przez");
    is_made || is_that(text, word) || OPENERS.at(words, at, |_| true).is_some() || is_gerund(word)
}

/// Whether a word is *że*, which is plain like *ze*.
pub(super) fn is_that(text: &str, word: &Word) -> bool {
    word.of(text).eq_ignore_ascii_case("że")
}

/// Whether a word is an adverbial participle: *zaznaczając*.
fn is_gerund(word: &Word) -> bool {
    word.plain.as_bytes().len() > 6
        && ["ajac", "ujac", "iajac", "acac", "edzac", "osac", "aczac", "uczac", "eczac"]
            .iter()
            .any(|end| word.plain.ends_with(end))
}

/// The most words before the verb of a clause that begins after a comma or *i*.
const VERB_REACH: usize = 7;

/// Whether what begins at a word is a clause with a verb of its own.
pub(super) fn has_verb(text: &str, words: &[Word], at: usize) -> bool {
    let mut near = (at..words.len().min(at + VERB_REACH))
        .take_while(|next| *next == at || is_within(text, words, *next));
    near.any(|next| is_finite(&words[next]) || deal_at(words, next).is_some() && is_verbal(words, next))
}

/// Whether a mention at a word is a verb, and no noun such as *dyskusja*.
fn is_verbal(words: &[Word], at: usize) -> bool {
    ![
        "dyskusj",
        "debat",
        "rozmow",
        "glosowani",
        "decyzj",
        "spor",
        "temat",
        "watek",
        "watk",
        "punkt",
        "spraw",
        "kwesti",
        "czas",
        "emocj",
        "uchwal",
        "czesc",
        "blok",
        "pytan",
        "glos",
        "osi",
        "na",
        "po",
        "pora",
        "kolej",
        "zagadn",
        "wiecz",
        "posiedz",
        "obrad",
        "sesj",
        "burz",
        "kontrow",
        "miejsc",
        "uwag",
        "watpl",
    ]
    .iter()
    .any(|noun| words[at].begins(noun))
}

fn is_within(text: &str, words: &[Word], at: usize) -> bool {
    gap(text, words, at) == WordGap::Space
}

/// The index after the last word of a matter that begins at `from`.
pub(super) fn matter_end(text: &str, words: &[Word], from: usize) -> usize {
    let mut at = from + 1;
    while at < words.len() {
        let joins = phrases!["i|oraz|a|ani|lub|czy"].at(words, at, |_| true).is_some();
        let ends = match gap(text, words, at) {
            WordGap::Break => true,
            WordGap::Open => match after_bracket(text, words, at) {
                Some(next) => {
                    at = next;
                    continue;
                }
                None => true,
            },
            WordGap::Comma if belongs(text, words, from, at) => {
                at = (at + 1..words.len())
                    .find(|at| gap(text, words, *at) != WordGap::Space)
                    .unwrap_or(words.len());
                continue;
            }
            WordGap::Comma => opens_clause(text, words, at) || has_verb(text, words, at),
            WordGap::Space => {
                is_finite(&words[at])
                    || joins
                        && (has_verb(text, words, at + 1)
                            || words[at].plain == "a" && opens_clause(text, words, at + 1))
            }
        };
        if ends {
            break;
        }
        at += 1;
    }
    while at > from + 1 && is_adverb(&words[at - 1]) {
        at -= 1;
    }
    at
}

/// Adverbs of a decision, which end no matter: *zaopiniowali projekt pozytywnie*.
pub(super) fn is_adverb(word: &Word) -> bool {
    const ENDINGS: [&str; 7] = ["glosnie", "tywnie", "zgodnie", "ecznie", "rebnie", "stepnie", "rotnie"];
    ENDINGS.iter().any(|end| word.plain.ends_with(end))
}

/// The most words of a matter that says little without its relative clause: *propozycję sponsora, który …*.
const SHORT_MATTER: usize = 2;

/// Whether a relative clause belongs to the few words before it.
fn belongs(text: &str, words: &[Word], from: usize, at: usize) -> bool {
    let joint = |at: &usize| {
        gap(text, words, *at) != WordGap::Space
            || matches!(words[at - 1].plain.as_bytes(), b"i" | b"oraz" | b"takze")
    };
    let last = (from + 1..at).rfind(joint).unwrap_or(from);
    let is_named = words[last].is_capital(text);
    words[at].begins("ktor") && at - last <= SHORT_MATTER && last > from && !is_named
}

/// The number of characters after a word among which a bracket that ends with it closes.
const BRACKET_CHARS: usize = 4;

/// The index of the word after a bracket, if the matter goes on there with another one.
fn after_bracket(text: &str, words: &[Word], at: usize) -> Option<usize> {
    let closes = |next: &usize| {
        let end = words.get(next + 1).map_or(text.len(), |word| word.start);
        text[words[*next].end..end].chars().take(BRACKET_CHARS).any(|c| c == ')')
    };
    let last = (at..words.len().min(at + 30)).find(closes)?;
    let next = words.get(last + 1)?;
    (matches!(next.plain.as_bytes(), b"i" | b"oraz" | b"a")
        || text[words[last].end..next.start].contains(','))
    .then_some(last + 1)
}
