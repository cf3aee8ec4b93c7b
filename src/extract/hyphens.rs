//! Decides what becomes of a hyphen at the end of a line: `organi-` and `zacji`, `Bielsko-` and `Biała`.
//!
//! Which lines follow each other is left to `pdf` and `ocr`. Invariant: only words that clearly go on are
//! joined.

/// Returns whether the character is any kind of hyphen drawn by fonts.
pub(crate) fn is_hyphen(character: char) -> bool {
    matches!(character, '-' | '\u{2010}')
}

/// Returns the word at the end of `text`, including hyphens inside it.
fn last_word(text: &str) -> &str {
    let start = text
        .char_indices()
        .rev()
        .take_while(|&(_, c)| c.is_alphanumeric() || is_hyphen(c) || c == '\'')
        .last();
    start.map_or("", |(at, _)| &text[at..])
}

/// How two lines join if the first ends in a hyphen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HyphenJoin {
    /// No word is split: the line ends.
    LineEnd,
    /// The hyphen belongs to the word: `Bielsko-Biała`.
    Keep,
    /// The hyphen only marks the split: `organi-zacji`.
    Drop,
}

/// Returns how `line` and the line after it join.
pub(crate) fn joint(line: &str, next: &str) -> HyphenJoin {
    let Some(hyphen) = line.chars().next_back().filter(|&c| is_hyphen(c)) else {
        return HyphenJoin::LineEnd;
    };
    let word = last_word(&line[..line.len() - hyphen.len_utf8()]);
    let next_word: &str = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let Some(first) = next_word.chars().next() else { return HyphenJoin::LineEnd };
    if !word.chars().next_back().is_some_and(char::is_alphabetic) {
        return HyphenJoin::LineEnd;
    }
    let is_item = next[next_word.len()..].starts_with(')');
    let is_capital = !first.is_lowercase();
    if is_capital && (is_item || word.starts_with(char::is_lowercase) && first.is_alphabetic()) {
        return HyphenJoin::LineEnd;
    }
    let last_part = word.rsplit(is_hyphen).next().unwrap_or(word);
    let is_chain = last_part.len() < word.len() && last_part.ends_with('o') && is_adjective(next_word);
    let is_single = last_part.chars().count() == 1;
    if is_capital || is_single || is_chain || is_paired_adjective(last_part, next_word) {
        return HyphenJoin::Keep;
    }
    HyphenJoin::Drop
}

/// The minimum length of the second half of a pair of adjectives, in letters: `polsko-czeski`.
///
/// Shorter rests are endings: `stanowisko-wego`.
const MIN_SECOND_ADJECTIVE: usize = 6;

/// Returns whether the halves look like a pair of adjectives: `polsko-ukraiński` or `społeczno-gospodarczy`.
///
/// Polish keeps the hyphen of these, and its words seldom split there.
fn is_paired_adjective(first: &str, second: &str) -> bool {
    const FIRST_ENDS: [&str; 4] = ["sko", "cko", "czno", "yjno"];
    let is_first = |end: &&str| first.len() > end.len() + 1 && first.ends_with(*end);
    FIRST_ENDS.iter().any(is_first) && is_adjective(second)
}

/// Returns whether a second half is long enough for an adjective and ends like one.
fn is_adjective(second: &str) -> bool {
    const ENDS: [&str; 11] = ["i", "y", "a", "e", "ego", "emu", "im", "ym", "ich", "ych", "ej"];
    second.chars().count() >= MIN_SECOND_ADJECTIVE && ENDS.iter().any(|end| second.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, next: &str, expected: HyphenJoin) {
        assert_eq!(joint(line, next), expected, "{line} / {next}");
    }

    #[test]
    fn a_line_end_hyphen_is_removed_and_one_of_the_word_is_kept() {
        check("zarządzenie o organi-", "zacji pracy", HyphenJoin::Drop);
        check("stanowisko-", "wego", HyphenJoin::Drop);
        check("wolno-", "ściowych", HyphenJoin::Drop);
        check("Bielsko-", "Biała", HyphenJoin::Keep);
        check("COVID-", "19 w szkołach", HyphenJoin::Keep);
        check("polsko-", "ukraińskiej granicy", HyphenJoin::Keep);
        check("społeczno-", "gospodarczych", HyphenJoin::Keep);
        check("polsko-czesko-", "niemiecki", HyphenJoin::Keep);
        check("biało-czer-", "wonych flag", HyphenJoin::Drop);
        check("rzeczowo-finanso-", "wego", HyphenJoin::Drop);
        check("e-", "mail", HyphenJoin::Keep);
        check("Curie-", "Skłodowskiej", HyphenJoin::Keep);
        check("organi-", "1) Minister kieruje", HyphenJoin::LineEnd);
        check("organi-", "Dziennik Ustaw", HyphenJoin::LineEnd);
        check("w roku 2013 -", "oraz", HyphenJoin::LineEnd);
        check("2013-", "2014", HyphenJoin::LineEnd);
        check("organi-", "", HyphenJoin::LineEnd);
        check("koniec", "początek", HyphenJoin::LineEnd);
    }
}
