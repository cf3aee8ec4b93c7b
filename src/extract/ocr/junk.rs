//! Discards what the recognizer mistook for words: dot leaders, lines, specks, the edge of the page.
//!
//! Shape is judged first and the recognizer's own doubt second, so that short words (`w`, `z`, `i`) stay.
//! Invariant: a word that the recognizer is sure of and that is as high as letters is kept.

use super::{repair, words::OcrWord};

/// The height below which letters are leader dots or a line, relative to the usual height of words.
///
/// Small print is half as high as the text, `m` half as high as `ł`.
const FLAT: f32 = 0.25;
/// The height above which words are borders or pictures unless they are sure, relative to the usual height.
const TALL: f32 = 8.0;
/// The confidence below which the recognizer is guessing.
///
/// In a line that is otherwise sure such a word is still one: usually two run together.
const GUESS: f32 = 15.0;
/// The confidence below which words of marks alone and short runs of similar letters are junk.
const DOUBT: f32 = 60.0;

/// Removes everything that is not a word.
pub(super) fn discard(words: &mut Vec<OcrWord>) {
    let usual = usual_height(words);
    let mut kept: Vec<OcrWord> = Vec::with_capacity(words.len());
    for line in words.chunk_by(|a, b| a.line == b.line) {
        let is_sure = line.iter().map(|word| word.confidence).sum::<f32>() > DOUBT * line.len() as f32;
        for word in line {
            let is_one = is_stroke_for_one(word, kept.last());
            if is_one || !is_junk(word, usual, is_sure) {
                kept.push(word.clone());
            }
        }
    }
    *words = kept;
}

/// Returns whether this is a `1` read as a stroke, after a word that a number follows.
fn is_stroke_for_one(word: &OcrWord, previous: Option<&OcrWord>) -> bool {
    let previous = previous.filter(|previous| previous.line == word.line);
    word.text == "|" && previous.is_some_and(|previous| repair::is_before_number(&previous.text))
}

/// Returns the height of most words; in a line of text it is that of its capitals.
fn usual_height(words: &[OcrWord]) -> f32 {
    let is_sure = |word: &&OcrWord| word.confidence > DOUBT && word.text.chars().any(char::is_alphanumeric);
    let mut heights: Vec<usize> = words.iter().filter(is_sure).map(|word| word.height).collect();
    heights.sort_unstable();
    heights.get(heights.len() / 2).map_or(0.0, |&height| height as f32)
}

fn is_junk(word: &OcrWord, usual: f32, in_sure_line: bool) -> bool {
    let height = word.height as f32;
    let has_letters = word.text.chars().any(char::is_alphanumeric);
    let is_flat = height < FLAT * usual;
    let is_tall = height > TALL * usual && usual > 0.0;
    let is_doubtful = word.confidence < DOUBT;
    if has_letters {
        let is_guess = word.confidence < GUESS && !in_sure_line;
        return is_flat || is_guess || is_doubtful && (is_tall || is_mumbled(&word.text));
    }
    is_leader(&word.text) || is_rule(&word.text) || is_doubtful || is_tall
}

/// Returns whether the text is a row of dots or strokes.
fn is_leader(text: &str) -> bool {
    text.chars().count() > 1 && text.chars().all(|c| matches!(c, '.' | '…' | '·' | ',' | '_' | '-' | '—'))
}

/// Returns whether the text looks like the lines of a table.
fn is_rule(text: &str) -> bool {
    text.chars().all(|c| {
        matches!(c, '|' | '¦' | '_' | '=' | '~' | '[' | ']' | '{' | '}' | '\\' | '/' | '—' | '‘' | '’' | '`')
    }) && text != "—"
        && text != "/"
}

/// Returns whether the text is a run of the letters that rows of dots are read as: `aaa`, `zooo`, `OOOO`.
fn is_mumbled(text: &str) -> bool {
    let mut letters: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
    let count = letters.len();
    letters.sort_unstable();
    letters.dedup();
    count >= 3 && letters.len() * 2 <= count && letters.iter().all(|c| "aeouzcsnmrw.-…".contains(*c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, height: usize, confidence: f32) -> OcrWord {
        OcrWord { line: [1, 1, 1], left: 0, top: 0, width: 50, height, confidence, text: text.to_owned() }
    }

    #[track_caller]
    fn check(text: &str, height: usize, confidence: f32, kept: bool) {
        let mut words: Vec<OcrWord> = (0..5).map(|_| word("Rada", 20, 95.0)).collect();
        words.push(word(text, height, confidence));
        discard(&mut words);
        assert_eq!(words.len() == 6, kept, "{text}");
    }

    #[test]
    fn dot_leaders_are_not_words() {
        check("OOOO", 3, 12.7, false);
        check("eee", 3, 0.0, false);
        check("zooooo", 18, 35.0, false);
        check("................", 4, 90.0, false);
        check("wasi", 3, 70.0, false);
    }

    #[test]
    fn short_words_marks_and_uncertain_names_are_kept() {
        check("w", 13, 40.0, true);
        check("z", 13, 90.0, true);
        check("§", 25, 91.0, true);
        check("—", 2, 92.0, true);
        check("Ząb", 20, 31.0, true);
        check("KRAKÓW", 90, 96.0, true);
        check("000", 20, 80.0, true);
    }

    #[test]
    fn a_guess_is_kept_only_among_confident_words() {
        check("iświęta", 20, 3.0, true);
        let mut words = vec![word("Rada", 20, 95.0), word("WŁ", 20, 3.0), word("kx", 20, 40.0)];
        words[1].line = [2, 1, 1];
        words[2].line = [2, 1, 1];
        discard(&mut words);
        let kept: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(kept, ["Rada", "kx"]);
    }

    #[test]
    fn a_stroke_after_strona_is_the_page_number() {
        let mut words = vec![word("|", 20, 90.0), word("Strona", 20, 95.0), word("|", 20, 40.0)];
        discard(&mut words);
        assert_eq!(words.len(), 2);
    }

    #[test]
    fn lines_and_specks_are_not_words() {
        check("|", 400, 30.0, false);
        check("|", 20, 95.0, false);
        check(":", 5, 31.0, false);
        check("li", 900, 40.0, false);
    }
}
