//! Text to terms: what makes the forms of a Polish word meet.
//!
//! `tokenize` finds the words, `normalize` writes each in one way, `base_form` gives the terms
//! under which all forms of a word are filed. Two tokenizers are registered with the engine: one
//! for the exact forms, one for the base forms; both number the words alike, so a position found
//! in one field means the same word in the other. Leaves to `search` what a query makes of terms.

mod base_form;
mod function_words;
pub mod language;
mod normalize;
mod tokenize;

use std::ops::Range;

use tantivy::tokenizer::{Token as EngineToken, TokenStream, Tokenizer, TokenizerManager};

use base_form::BaseForms;
pub(crate) use normalize::{folded as unaccented, is_accented};
pub(crate) use tokenize::words;

/// Names the rules that turn text into terms. An index written under another version must be
/// rebuilt, because its terms would not meet the query's.
pub const VERSION: &str = "snowball-2";

/// The name under which the tokenizer of exact forms is registered with the engine.
pub(crate) const EXACT: &str = "skorowidz_exact";
/// The name under which the tokenizer of base forms is registered with the engine.
pub(crate) const BASE: &str = "skorowidz_base";

/// A longer word is not indexed (it still counts as a position): no language has one, but
/// encoded data has, and each would be a term of its own. Bytes.
const MAX_WORD_BYTES: usize = 128;

/// A word of a text with the terms it is filed under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The form as indexed: NFC, lower case, accents kept.
    pub text: String,
    /// Where it stands in the text, in bytes.
    pub range: Range<usize>,
    /// The number of the word, from 0.
    pub position: u32,
    /// The base-form terms.
    pub terms: Vec<String>,
}

impl Token {
    /// Whether the word carries grammar only, as `w` and `oraz` do.
    pub fn is_function_word(&self) -> bool {
        function_words::is_function_word(&self.text)
    }

    /// Why the token has its terms.
    pub fn reason(&self) -> &'static str {
        base_form::reason(&self.text)
    }
}

/// Analyses texts one after the other, remembering the frequent words.
#[derive(Debug, Clone, Default)]
pub struct Analyzer {
    base_forms: BaseForms,
}

impl Analyzer {
    /// The tokens of a query, as asked. A word typed without accents has the terms of the accented
    /// one already, because the terms of the index are without accents.
    pub fn query_tokens(&mut self, text: &str) -> Vec<Token> {
        self.tokens(text)
    }

    /// The tokens of a text, as indexed.
    pub fn tokens(&mut self, text: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        for (position, range) in words(text).enumerate() {
            if range.len() > MAX_WORD_BYTES {
                continue;
            }
            let form = normalize::normalized(&text[range.clone()]);
            let terms = self.base_forms.of(&form).to_vec();
            tokens.push(Token { text: form, range, position: position as u32, terms });
        }
        tokens
    }
}

/// Makes the project's tokenizers known to an index.
pub(crate) fn register(tokenizers: &TokenizerManager) {
    tokenizers.register(EXACT, ExactTokenizer);
    tokenizers.register(BASE, BaseTokenizer::default());
}

/// Emits each word as typed, normalised.
#[derive(Clone)]
struct ExactTokenizer;

impl Tokenizer for ExactTokenizer {
    type TokenStream<'a> = ExactStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> ExactStream<'a> {
        ExactStream { text, words: words(text), next_position: 0, token: EngineToken::default() }
    }
}

struct ExactStream<'a> {
    text: &'a str,
    words: tokenize::Words<'a>,
    next_position: usize,
    token: EngineToken,
}

impl TokenStream for ExactStream<'_> {
    fn advance(&mut self) -> bool {
        for range in self.words.by_ref() {
            self.token.position = self.next_position;
            self.next_position += 1;
            if range.len() <= MAX_WORD_BYTES {
                (self.token.offset_from, self.token.offset_to) = (range.start, range.end);
                normalize::normalize(&self.text[range], &mut self.token.text);
                return true;
            }
        }
        false
    }

    fn token(&self) -> &EngineToken {
        &self.token
    }

    fn token_mut(&mut self) -> &mut EngineToken {
        &mut self.token
    }
}

/// Emits all base-form terms of each word at the position of the word.
#[derive(Clone, Default)]
struct BaseTokenizer {
    base_forms: BaseForms,
}

impl Tokenizer for BaseTokenizer {
    type TokenStream<'a> = BaseStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> BaseStream<'a> {
        let mut exact =
            ExactStream { text, words: words(text), next_position: 0, token: EngineToken::default() };
        exact.token.text.reserve(MAX_WORD_BYTES);
        BaseStream { exact, base_forms: &mut self.base_forms, word: 0, next_term: 0 }
    }
}

struct BaseStream<'a> {
    exact: ExactStream<'a>,
    base_forms: &'a mut BaseForms,
    /// The number of the word whose terms are emitted.
    word: usize,
    next_term: usize,
}

impl TokenStream for BaseStream<'_> {
    fn advance(&mut self) -> bool {
        let has_more = self.next_term > 0 && self.next_term < self.base_forms.terms(self.word).len();
        if !has_more {
            if !self.exact.advance() {
                return false;
            }
            self.word = self.base_forms.number(&self.exact.token.text);
            self.next_term = 0;
        }
        self.exact.token.text.clone_from(&self.base_forms.terms(self.word)[self.next_term]);
        self.next_term += 1;
        true
    }

    fn token(&self) -> &EngineToken {
        &self.exact.token
    }

    fn token_mut(&mut self) -> &mut EngineToken {
        &mut self.exact.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn meet(one: &str, other: &str) {
        let mut analyzer = Analyzer::default();
        let (one_terms, other_terms) = (terms(&mut analyzer, one), terms(&mut analyzer, other));
        assert!(
            one_terms.iter().any(|term| other_terms.contains(term)),
            "`{one}` {one_terms:?} does not meet `{other}` {other_terms:?}"
        );
    }

    fn terms(analyzer: &mut Analyzer, text: &str) -> Vec<String> {
        analyzer.tokens(text).into_iter().flat_map(|token| token.terms).collect()
    }

    #[test]
    fn forms_of_a_word_meet_with_and_without_accents() {
        meet("zarządzenie", "zarządzeniami");
        meet("konwent", "Konwentu");
        meet("zarzadzenie", "ZARZĄDZENIE");
        meet("dzielnicą", "dzielnica");
        meet("358/2017", "358/2017");
    }

    #[test]
    fn both_tokenizers_number_the_words_alike() {
        let text = format!("Konwent {} Rady", "x".repeat(MAX_WORD_BYTES + 1));
        let positions = |stream: &mut dyn TokenStream| {
            let mut found = Vec::new();
            stream.process(&mut |token| found.push((token.position, token.offset_from)));
            found
        };
        let exact = positions(&mut ExactTokenizer.token_stream(&text));
        assert_eq!(exact, vec![(0, 0), (2, text.len() - 4)]);
        assert_eq!(positions(&mut BaseTokenizer::default().token_stream(&text)), exact);
    }

    #[test]
    fn the_engine_sees_the_same_terms_as_the_analyzer() {
        let text = "Zarządzenie Nr 358/2017 w sprawie Konwentu, z późniejszymi zmianami";
        let mut tokenizer = BaseTokenizer::default();
        let mut seen = Vec::new();
        tokenizer.token_stream(text).process(&mut |token| seen.push(token.text.clone()));
        assert_eq!(seen, terms(&mut Analyzer::default(), text));
    }
}
