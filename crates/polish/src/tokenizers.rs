//! Tokenizers for tantivy: one for exact forms, one for base forms.
//!
//! Both assign the same positions, so a position found in one field means the same word in the other. Leaves
//! everything about words to the analyzer.

use std::ops::Range;

use tantivy_tokenizer_api::{Token as EngineToken, TokenStream, Tokenizer};

use crate::{
    Analyzer,
    base_form::BaseForms,
    normalize::normalize,
    stemmer::unmarked,
    tokenize::{MAX_WORD_BYTES, WordIter, words},
    walk::{TextWalk, WalkStep},
};

/// The name under which [`ExactTokenizer`] is registered.
pub const EXACT: &str = "skorowidz_exact";
/// The name under which [`BaseTokenizer`] is registered.
pub const BASE: &str = "skorowidz_base";

/// Emits each word as typed, normalized.
#[derive(Debug, Clone, Copy, Default)]
pub struct ExactTokenizer;

impl Tokenizer for ExactTokenizer {
    type TokenStream<'a> = ExactStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> ExactStream<'a> {
        ExactStream { text, words: words(text), next_position: 0, token: EngineToken::default() }
    }
}

/// The stream of [`ExactTokenizer`].
#[derive(Debug)]
pub struct ExactStream<'a> {
    text: &'a str,
    words: WordIter<'a>,
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
                normalize(&self.text[range], &mut self.token.text);
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

/// Emits all base-form terms of each word at the word's position, in the language named by the mark at the
/// start of the text (see [`marked`](crate::marked)); Polish without one.
///
/// A field indexed with it is searched with the terms of [`Analyzer::query_tokens`]:
///
/// ```
/// use skorowidz_polish::{Analyzer, BASE, BaseTokenizer};
/// use tantivy::{
///     Index, TantivyDocument, Term,
///     collector::Count,
///     query::TermSetQuery,
///     schema::{Schema, TextFieldIndexing, TextOptions},
/// };
///
/// # fn main() -> tantivy::Result<()> {
/// let indexing = TextFieldIndexing::default().set_tokenizer(BASE);
/// let mut schema = Schema::builder();
/// let text = schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing));
/// let index = Index::create_in_ram(schema.build());
/// index.tokenizers().register(BASE, BaseTokenizer::default());
///
/// let mut writer = index.writer(15_000_000)?;
/// let mut document = TantivyDocument::default();
/// document.add_text(text, "Posiedzenie Rady Miasta w Krakowie");
/// writer.add_document(document)?;
/// writer.commit()?;
///
/// let searcher = index.reader()?.searcher();
/// let mut analyzer = Analyzer::default();
/// for word in ["kraków", "KRAKOWA", "krakowem", "rada", "posiedzenia"] {
///     let token = analyzer.query_tokens(word).remove(0);
///     let terms = token.terms.iter().chain(&token.restored);
///     let query = TermSetQuery::new(terms.map(|term| Term::from_field_text(text, term)));
///     assert_eq!(searcher.search(&query, &Count)?, 1, "{word}");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Default)]
pub struct BaseTokenizer {
    analyzer: Analyzer,
}

impl Clone for BaseTokenizer {
    /// Clones share the rules but not the cache: the engine clones tokenizers for each segment.
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Tokenizer for BaseTokenizer {
    type TokenStream<'a> = BaseStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> BaseStream<'a> {
        let (foreign, text) = unmarked(text);
        BaseStream {
            text,
            walk: TextWalk::new(text),
            base_forms: self.analyzer.base_forms(foreign),
            form: String::with_capacity(MAX_WORD_BYTES),
            terms: 0..0,
            token: EngineToken::default(),
        }
    }
}

/// The stream of [`BaseTokenizer`].
#[derive(Debug)]
pub struct BaseStream<'a> {
    text: &'a str,
    walk: TextWalk<'a>,
    base_forms: &'a mut BaseForms,
    form: String,
    /// Places of terms of the last word that have not been emitted yet.
    terms: Range<u32>,
    token: EngineToken,
}

impl TokenStream for BaseStream<'_> {
    fn advance(&mut self) -> bool {
        loop {
            if let Some(place) = self.terms.next() {
                self.token.text.clear();
                self.token.text.push_str(self.base_forms.term(place));
                return true;
            }
            let Some(step) = self.walk.next() else { return false };
            self.token.position = self.walk.position() as usize;
            let range = match step {
                WalkStep::Word(range) => {
                    normalize(&self.text[range.clone()], &mut self.form);
                    if is_plainly_its_own(&self.form) {
                        std::mem::swap(&mut self.form, &mut self.token.text);
                        (self.token.offset_from, self.token.offset_to) = (range.start, range.end);
                        return true;
                    }
                    self.terms = self.base_forms.places(&self.form);
                    range
                }
                WalkStep::Whole(range, _) => {
                    self.terms = self.base_forms.places(self.walk.whole());
                    range
                }
                WalkStep::Compound(compound) => {
                    self.token.text = compound.term;
                    (self.token.offset_from, self.token.offset_to) =
                        (compound.range.start, compound.range.end);
                    return true;
                }
            };
            (self.token.offset_from, self.token.offset_to) = (range.start, range.end);
        }
    }

    fn token(&self) -> &EngineToken {
        &self.token
    }

    fn token_mut(&mut self) -> &mut EngineToken {
        &mut self.token
    }
}

/// Cheap check for words that are their own term: numbers and single letters, a quarter of the words in
/// statutes.
fn is_plainly_its_own(form: &str) -> bool {
    form.len() == 1 || form.as_bytes().first().is_some_and(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_tokenizers_assign_the_same_positions() {
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
        assert_eq!(
            seen,
            Analyzer::default().tokens(text).into_iter().flat_map(|token| token.terms).collect::<Vec<_>>()
        );
    }
}
