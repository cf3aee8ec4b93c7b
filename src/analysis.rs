//! Text analysis: the crate `skorowidz-polish`, with its tokenizers registered with the engine.
//!
//! The rest of the program names the crate only through this module. Leaves query semantics to `search`.

use tantivy::tokenizer::TokenizerManager;

pub use skorowidz_polish::{
    Analyzer, BASE, BaseTokenizer, Bond, DICTIONARY_NOTICE, EXACT, ExactTokenizer, FormLookup, Side,
    SynonymMatch, Synonyms, SynonymsError, Token, TokenBuffer, TokenRef, WordIter, detect_language,
    dictionary, frequency, function_words, gerunds, is_accented, is_roman, marked, may_be_compound,
    misspelling, normalized, unaccented, version, word_family, words,
};

/// Registers the tokenizers with an index.
pub(crate) fn register(tokenizers: &TokenizerManager) {
    tokenizers.register(EXACT, ExactTokenizer);
    tokenizers.register(BASE, BaseTokenizer::default());
}
