//! Divides questions that a meeting was about: *jak poprawić frekwencję, kto odśnieża i dlaczego*.
//!
//! Leaves which meeting it is to `reader`. Invariant: a question lies within what is divided, and has two words.

use std::ops::Range;

use super::{
    clauses::{WordGap, gap, is_finite},
    phrases::Phrases,
    words::{Word, words},
};

/// Words that begin a question.
const ASKING: [&str; 15] = [
    "jak", "kto", "co", "czy", "kiedy", "gdzie", "dlaczego", "ile", "jaki", "jaka", "jakie", "komu", "skad",
    "czego", "czym",
];

/// Whether a word begins a question.
pub(super) fn asks(word: &Word) -> bool {
    word.plain.is_one_of(&ASKING)
}

/// Words by which somebody asks, answers or decides a question at a meeting.
static ASKED: Phrases<&str> = Phrases::new(&[
    "pytal~|pytano|zapytal~|zapytano|dopytywal~|dopytywano|spytal~|dociekal~|dociekano|pytaja",
    "chcial~|chcieli|chciano|chca|chce * wiedziec|uslyszec|sprawdzic|ustalic|dowiedziec|zrozumiec",
    "dowiedziec|dowiedzieli|dowiedziala|dowiedzielismy|dowiedza|dowie sie",
    "sprawdzil~|sprawdzono|sprawdza|sprawdzi|ustalil~|ustalono|ustali|ustala",
    "wyjasnil~|wyjasnial~|wyjasni|wyjasnia|wyjasniono|wyjasniano|tlumaczyl~|tlumaczono|wytlumaczyl~",
    "opowie|opowiedzial~|opowiedziano|opowiadal~|powie|pokazal~|przedstawi|przedstawil~|przedstawiono",
    "zdecydowac|zdecyduj~|zdecydowal~|zadecyduj~|rozstrzygn~|zastanowi~|zastanawia~|zastanawiano",
    "pytan|pytania|pytanie|pytaniem|pytaniami|watpliwosci|odpowiedz|odpowiedzi|kwestia|kwestie|spor",
    "interesowal~|ciekawil~|nurtowal~|dyskutowa~|dyskutowano|debatowa~|debatowano|rozmawia~|rozmawiano",
    "dotyczyc|dotyczyl~|dotyczy|mowil~|mowiono|mowic|rozmawiac|dyskutowac|porozmawiac|debatowac",
    "spierano|spierali|glowiono|glowili|analizowa~|analizowano|omawia~|omawiano|omowil~|omowiono|omowi",
]);

/// How far from its verb a question may begin, in words.
const ASKED_REACH: usize = 24;

/// Finds the questions that a sentence says were asked: *chcieli wiedzieć, dlaczego autobus nie jeździ*.
pub(super) fn asked_aloud(text: &str, words: &[Word]) -> Vec<Range<usize>> {
    let (mut found, mut from) = (Vec::new(), 0);
    while let Some(verb) = ASKED.earliest(words, from) {
        from = match asked_by(text, words, &verb) {
            Some(question) => {
                found.extend(questions(text, words[question.start].start..words[question.end - 1].end));
                question.end
            }
            None => verb.start + 1,
        };
    }
    found
}

/// Finds the words of the question that follows a verb of asking.
fn asked_by(text: &str, words: &[Word], verb: &Range<usize>) -> Option<Range<usize>> {
    let mut near = verb.end..words.len().min(verb.end + ASKED_REACH);
    let start = near.find_map(|at| question_at(text, words, at))?;
    // *Dwa warianty, z czego drugi wymaga wycinki*.
    let head = &words[verb.start];
    if !asks(&words[start]) && ["przedst", "pokaz", "omo", "omaw"].iter().any(|tells| head.begins(tells)) {
        return None;
    }
    let is_other =
        |word: &Word| matches!(word.plain.as_bytes(), b"ze" | b"aby" | b"by") || word.begins("ktor");
    let is_noun = !is_finite(&words[verb.start]);
    let between = words.get(verb.end..start).unwrap_or_default();
    if between.iter().any(is_other) || !is_noun && between.iter().any(is_finite) {
        return None;
    }
    let goes_on = |at: usize| (at..words.len().min(at + 3)).any(|next| begins_question(words, next, at));
    let ends = |at: &usize| match gap(text, words, *at) {
        WordGap::Space => false,
        WordGap::Comma => !goes_on(*at),
        WordGap::Break | WordGap::Open => true,
    };
    let end = (start + 1..words.len()).find(ends).unwrap_or(words.len());
    let is_certain =
        matches!(words[start].plain.as_bytes(), b"czy" | b"dlaczego" | b"kiedy" | b"kto" | b"skad" | b"ile");
    let says = is_certain || words[start..end].iter().any(|word| is_finite(word) || is_verb(text, word));
    (says && end - start >= 3).then_some(start..end)
}

/// Whether a question begins at a word, or after the joint or preposition before it.
fn begins_question(words: &[Word], at: usize, from: usize) -> bool {
    let leads = |word: &Word| {
        word.plain.len() < 3 || matches!(word.plain.as_bytes(), b"oraz" | b"takze" | b"tym" | b"nad" | b"pod")
    };
    asks(&words[at]) && words[from..at].iter().all(leads)
}

/// The word with which the question begins that a comma or colon parts from what is before it.
fn question_at(text: &str, words: &[Word], at: usize) -> Option<usize> {
    let is_apart = |at: usize| {
        at > 0
            && (gap(text, words, at) == WordGap::Comma
                || text[words[at - 1].end..words[at].start].contains(':'))
    };
    let is_idle = Phrases::at(&IDLE, words, at, |_| true).is_some();
    if !asks(&words[at]) || is_idle {
        return None;
    }
    if is_apart(at) {
        return Some(at);
    }
    let before = at.checked_sub(1)?;
    let is_preposition = matches!(
        words[before].plain.as_bytes(),
        b"z" | b"za" | b"na" | b"od" | b"po" | b"w" | b"do" | b"u" | b"o" | b"nad"
    );
    (is_preposition && is_apart(before)).then_some(before)
}

/// Words of questions that ask nothing: *jak zwykle*, *co roku*.
static IDLE: Phrases<&str> = Phrases::new(&[
    "jak zwykle|zawsze|rowniez|tez|i|co|dotad|dotychczas|wiadomo|na",
    "co jest|bylo|budzi|budzilo|oznaczalo|roku|miesiac|rok|najmniej|prawda|do|wiecej|oznacza|wazne|tydzien|kwartal",
    "czy tez",
]);

/// Whether a word ends as a verb does in the infinitive, the present or the future.
fn is_verb(text: &str, word: &Word) -> bool {
    let printed = word.of(text);
    let ends = ["ć", "uje", "ują", "ają", "eją", "ie", "ą", "zie", "dzi", "oi", "ada", "uka", "ega"];
    word.plain.len() > 3 && ends.iter().any(|end| printed.ends_with(end))
}

/// Divides a question into those that it joins: *jak poprawić frekwencję, kto odśnieża i dlaczego*.
pub(super) fn questions(text: &str, question: Range<usize>) -> Vec<Range<usize>> {
    let words = words(text, question.clone());
    let joins = |at: &usize| {
        let before = &words[at - 1];
        let is_joined = matches!(before.plain.as_bytes(), b"i" | b"oraz" | b"a");
        words[*at].plain.is_one_of(&ASKING) && (is_joined || text[before.end..words[*at].start].contains(','))
    };
    let mut starts: Vec<usize> = std::iter::once(question.start).collect();
    starts.extend((1..words.len()).filter(joins).map(|at| words[at].start));
    let ends = starts.iter().skip(1).copied().chain([question.end]);
    let pieces = starts.iter().zip(ends).map(|(start, end)| *start..end);
    pieces.filter_map(|piece| without_joint(text, piece)).collect()
}

/// Cuts the sign and the connective off the end of a question.
fn without_joint(text: &str, piece: Range<usize>) -> Option<Range<usize>> {
    let words = words(text, piece);
    let is_joint = |word: &Word| matches!(word.plain.as_bytes(), b"i" | b"oraz" | b"a");
    let last = words.iter().rposition(|word| !is_joint(word))?;
    (last > 1).then(|| words[0].start..words[last].end)
}
