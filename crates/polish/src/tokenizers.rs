//! Tokenizers for tantivy: one for exact forms, one for base forms.
//!
//! Both assign the same positions, so a position found in one field means the same word in the other. Leaves
//! everything about words to the analyzer.

use std::{
    ops::Range,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tantivy_tokenizer_api::{Token as EngineToken, TokenStream, Tokenizer};

use crate::{
    Analyzer,
    base_form::BaseForms,
    found_words::FoundWords,
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

impl ExactStream<'_> {
    /// Reads the next word and adds it to the words found; `None` if there are no more.
    fn read(&mut self, found: Option<&mut FoundWords>) -> Option<()> {
        let range = self.words.next()?;
        self.token.position = self.next_position;
        self.next_position += 1;
        (self.token.offset_from, self.token.offset_to) = (range.start, range.end);
        if range.len() <= MAX_WORD_BYTES {
            normalize(&self.text[range.clone()], &mut self.token.text);
        } else {
            self.token.text.clear();
        }
        if let Some(found) = found {
            found.push(&range, &self.token.text);
        }
        Some(())
    }

    /// Whether the last word is a token: one that is too long only takes up a position.
    fn is_token(&self) -> bool {
        !self.token.text.is_empty()
    }
}

impl TokenStream for ExactStream<'_> {
    fn advance(&mut self) -> bool {
        while self.read(None).is_some() {
            if self.is_token() {
                return true;
            }
        }
        false
    }

    /// Passes every token to `sink`. Keeps the words for [`BaseStream`], which the engine creates next, for the
    /// same text.
    fn process(&mut self, sink: &mut dyn FnMut(&EngineToken)) {
        let mut found = if self.next_position == 0 { FoundWords::begin(self.text) } else { None };
        while self.read(found.as_deref_mut()).is_some() {
            if self.is_token() {
                sink(&self.token);
            }
        }
        if let Some(found) = found {
            found.keep();
        }
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
#[derive(Debug)]
pub struct BaseTokenizer {
    /// Taken only when this is dropped.
    analyzer: Option<Analyzer>,
}

/// Analyzers whose tokenizers were dropped, with the words they know: the engine clones a tokenizer for each field of
/// each segment, and an index of a few documents would look up all of its words again.
static IDLE: Mutex<Vec<Analyzer>> = Mutex::new(Vec::new());
/// The maximum number of idle analyzers.
const MAX_IDLE: usize = 16;

fn idle() -> MutexGuard<'static, Vec<Analyzer>> {
    IDLE.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Default for BaseTokenizer {
    fn default() -> Self {
        let analyzer = idle().pop();
        Self { analyzer: Some(analyzer.unwrap_or_default()) }
    }
}

impl Clone for BaseTokenizer {
    /// Clones share the rules but not the cache: the engine clones tokenizers for each segment.
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Drop for BaseTokenizer {
    fn drop(&mut self) {
        let mut idle = idle();
        if idle.len() < MAX_IDLE {
            idle.extend(self.analyzer.take());
        }
    }
}

impl Tokenizer for BaseTokenizer {
    type TokenStream<'a> = BaseStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> BaseStream<'a> {
        let (foreign, text) = unmarked(text);
        BaseStream {
            text,
            walk: TextWalk::new(text),
            terms: TermStream {
                base_forms: self.analyzer.get_or_insert_default().base_forms(foreign),
                form: String::with_capacity(MAX_WORD_BYTES),
                places: 0..0,
                token: EngineToken::default(),
            },
        }
    }
}

/// The stream of [`BaseTokenizer`].
#[derive(Debug)]
pub struct BaseStream<'a> {
    text: &'a str,
    walk: TextWalk<'a, WordIter<'a>>,
    terms: TermStream<'a>,
}

/// Turns the steps of a walk into tokens, one for each term.
#[derive(Debug)]
struct TermStream<'a> {
    base_forms: &'a mut BaseForms,
    form: String,
    /// Places of terms of the last word that have not been emitted yet.
    places: Range<u32>,
    token: EngineToken,
}

impl TermStream<'_> {
    /// Sets the next token; `word` writes the form of the word in a range, the last one of the walk.
    fn advance<W: Iterator<Item = Range<usize>> + Clone>(
        &mut self,
        walk: &mut TextWalk<'_, W>,
        word: impl Fn(&Range<usize>, u32, &mut String),
    ) -> bool {
        loop {
            if let Some(place) = self.places.next() {
                self.token.text.clear();
                self.token.text.push_str(self.base_forms.term(place));
                return true;
            }
            let Some(step) = walk.next() else { return false };
            self.token.position = walk.position() as usize;
            let range = match step {
                WalkStep::Word(range) => {
                    word(&range, walk.position(), &mut self.form);
                    if is_plainly_its_own(&self.form) {
                        std::mem::swap(&mut self.form, &mut self.token.text);
                        (self.token.offset_from, self.token.offset_to) = (range.start, range.end);
                        return true;
                    }
                    self.places = self.base_forms.places(&self.form);
                    range
                }
                WalkStep::Whole(range, _) => {
                    self.places = self.base_forms.places(walk.whole());
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
}

impl BaseStream<'_> {
    /// Passes on the tokens of a text whose words are known; the walk of the stream itself is then over.
    fn process_found(&mut self, found: &FoundWords, sink: &mut dyn FnMut(&EngineToken)) {
        let mut walk = TextWalk::over(self.text, found.ranges());
        let word = |_: &Range<usize>, position, form: &mut String| {
            form.clear();
            form.push_str(found.form(position));
        };
        while self.terms.advance(&mut walk, word) {
            sink(&self.terms.token);
        }
        self.walk = TextWalk::new("");
    }
}

impl TokenStream for BaseStream<'_> {
    fn advance(&mut self) -> bool {
        let text = self.text;
        self.terms.advance(&mut self.walk, |range, _, form| normalize(&text[range.clone()], form))
    }

    /// Passes every token to `sink`. Reuses the words that [`ExactStream`] kept if they are of the same text.
    fn process(&mut self, sink: &mut dyn FnMut(&EngineToken)) {
        if self.walk.is_at_start()
            && let Some(found) = FoundWords::of(self.text)
        {
            self.process_found(&found, sink);
            return found.keep();
        }
        while self.advance() {
            sink(&self.terms.token);
        }
    }

    fn token(&self) -> &EngineToken {
        &self.terms.token
    }

    fn token_mut(&mut self) -> &mut EngineToken {
        &mut self.terms.token
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

    /// Returns the tokens that the engine sees.
    fn processed(stream: &mut dyn TokenStream) -> Vec<EngineToken> {
        let mut seen = Vec::new();
        stream.process(&mut |token| seen.push(token.clone()));
        assert!(!stream.advance(), "the stream is over");
        seen
    }

    proptest::proptest! {
        #[test]
        fn base_forms_are_the_same_whether_or_not_the_exact_forms_came_first(
            text in "(Rada|[ąŻ]{1,3}|d'Arc|e-maila?|art\\. 3|13 lutego 2017 r|x{127,130}|\u{f8e0}|\\PC{0,3}|[ ,.-]){0,20}"
        ) {
            let one_by_one = |stream: &mut dyn TokenStream| {
                std::iter::from_fn(|| stream.next().cloned()).collect::<Vec<_>>()
            };
            let exact = one_by_one(&mut ExactTokenizer.token_stream(&text));
            let base = one_by_one(&mut BaseTokenizer::default().token_stream(&text));
            proptest::prop_assert_eq!(processed(&mut BaseTokenizer::default().token_stream(&text)), &base[..]);
            proptest::prop_assert_eq!(processed(&mut ExactTokenizer.token_stream(&text)), exact);
            for _ in 0..2 {
                let base_again = processed(&mut BaseTokenizer::default().token_stream(&text));
                proptest::prop_assert_eq!(base_again, &base[..]);
            }
        }
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
