//! A query written in a file of best bets, and which typed queries match it.
//!
//! A typed query matches if it consists of the same words, in any order and in any inflected form, typed with
//! or without accents. Function words count on neither side, unless there is nothing else. Invariant: a
//! pattern has at least one word.

use crate::{
    analysis::Analyzer,
    search::{
        asked_word::{AskedWord, content},
        plan::typed_words,
        query::{Operand, parse},
    },
};

/// The maximum number of words of a pattern that count: longer queries are hardly ever typed twice.
const MAX_WORDS: usize = 12;

/// A query that fires an entry.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    text: String,
    words: Vec<AskedWord>,
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// Returns a message that says what is wrong with it, and what would be right.
    pub(super) fn new(analyzer: &mut Analyzer, text: &str) -> Result<Self, String> {
        let parsed = parse(text);
        let words = match parsed.clauses.as_slice() {
            [] => return Err("has no word: write what people type".to_owned()),
            [clause] if !clause.is_excluded => match &clause.operand {
                Operand::Words(words) => typed_words(analyzer, words),
                _ => return Err(SIGNS.to_owned()),
            },
            _ => return Err(SIGNS.to_owned()),
        };
        let words: Vec<AskedWord> = content(&words).into_iter().cloned().collect();
        match words.len() {
            0 => Err("has no word: write what people type".to_owned()),
            1..=MAX_WORDS => Ok(Self { text: text.to_owned(), words }),
            count => Err(format!("has {count} words: use at most {MAX_WORDS}")),
        }
    }

    /// Returns the pattern as written.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Returns the words that count.
    pub(super) fn words(&self) -> &[AskedWord] {
        &self.words
    }

    /// Whether these words of a query are those of the pattern, in any order. `takes_restored` also lets a
    /// word typed without accents stand for an accented one.
    ///
    /// Each typed word is given to a word of the pattern; where that one is taken, the word that has it is
    /// moved to another one, if it can be (augmenting paths of a bipartite matching).
    pub(super) fn matches(&self, typed: &[&AskedWord], takes_restored: bool) -> bool {
        if typed.len() != self.words.len() {
            return false;
        }
        let mut given = vec![None; typed.len()];
        (0..typed.len())
            .all(|at| self.give(typed, at, takes_restored, &mut vec![false; typed.len()], &mut given))
    }

    fn give(
        &self,
        typed: &[&AskedWord],
        at: usize,
        takes_restored: bool,
        tried: &mut [bool],
        given: &mut [Option<usize>],
    ) -> bool {
        for number in 0..self.words.len() {
            let is_one = is_one(&self.words[number], typed[at], takes_restored);
            if !is_one || std::mem::replace(&mut tried[number], true) {
                continue;
            }
            if given[number].is_none_or(|other| self.give(typed, other, takes_restored, tried, given)) {
                given[number] = Some(at);
                return true;
            }
        }
        false
    }
}

/// What is wrong with a pattern that no typed query can match.
const SIGNS: &str = "has signs of the query language: write plain words, without quotation marks, `*`, `-`, \
                     `OR` and fields";

/// Whether a typed word is a form of a word of a pattern.
fn is_one(word: &AskedWord, typed: &AskedWord, takes_restored: bool) -> bool {
    let restored = if takes_restored { typed.restored.as_slice() } else { &[] };
    word.is_grammar == typed.is_grammar
        && typed.terms.iter().chain(restored).any(|term| word.terms.contains(term))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, query: &str) -> bool {
        let mut analyzer = Analyzer::default();
        let pattern = Pattern::new(&mut analyzer, pattern).expect("a pattern");
        let typed = typed_words(&mut analyzer, query);
        pattern.matches(&content(&typed), true)
    }

    #[test]
    fn words_match_in_any_form_and_order_and_without_accents() {
        for query in ["wywóz śmieci", "wywozu śmieci", "wywoz smieci", "ŚMIECI WYWÓZ", "o wywozie śmieci"]
        {
            assert!(matches("wywóz śmieci", query), "{query}");
        }
        assert!(matches("w sprawie wywozu śmieci", "sprawa wywóz śmieci"));
        assert!(matches("допомога", "допомоги") && !matches("parking", "park"));
    }

    #[test]
    fn the_whole_query_must_match_the_whole_pattern() {
        for query in ["śmieci", "wywóz śmieci Nowa Huta", "wywóz gruzu", "śmieci śmieci", ""] {
            assert!(!matches("wywóz śmieci", query), "{query}");
        }
    }

    #[test]
    fn an_acronym_that_is_also_a_function_word_needs_capitals() {
        assert!(matches("BO 2024", "BO 2024"));
        assert!(!matches("BO 2024", "bo 2024"));
        assert!(!matches("BO 2024", "2024"));
    }

    #[test]
    fn words_that_may_be_several_are_shared_out() {
        let word = |terms: &[&str]| AskedWord {
            terms: terms.iter().map(|term| (*term).to_owned()).collect(),
            restored: Vec::new(),
            is_grammar: false,
        };
        let pattern = Pattern { text: String::new(), words: vec![word(&["a", "b"]), word(&["a"])] };
        let (first, second) = (word(&["a"]), word(&["b"]));
        assert!(pattern.matches(&[&first, &second], false));
        assert!(pattern.matches(&[&second, &first], false));
        assert!(!pattern.matches(&[&second, &second], false));
    }

    #[test]
    fn a_pattern_that_no_query_can_match_is_refused() {
        let mut analyzer = Analyzer::default();
        let mut error = |text| Pattern::new(&mut analyzer, text).expect_err("refused");
        for text in ["", "???", "-"] {
            assert!(error(text).starts_with("has no word"), "{text}");
        }
        for text in ["\"budżet obywatelski\"", "budż*", "park -las", "park OR las", "budżet rok:2024"] {
            assert!(error(text).starts_with("has signs"), "{text}");
        }
        assert!(error(&"słowo ".repeat(13)).starts_with("has 13 words"));
    }
}
