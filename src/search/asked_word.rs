//! A word as it was typed in a query, for those who compare whole queries.
//!
//! What a word of a query stands for in the search is left to `query_term`.

/// A word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AskedWord {
    /// The base-form terms of the word as typed.
    pub(super) terms: Vec<String>,
    /// Terms of the accented forms that it may stand for.
    pub(super) restored: Vec<String>,
    /// Whether it is a function word. Acronyms that look like one are not.
    pub(super) is_grammar: bool,
}

/// Returns the words that say what is asked for: all but function words, or all if there is nothing else.
pub(super) fn content(words: &[AskedWord]) -> Vec<&AskedWord> {
    let content: Vec<&AskedWord> = words.iter().filter(|word| !word.is_grammar).collect();
    if content.is_empty() { words.iter().collect() } else { content }
}
