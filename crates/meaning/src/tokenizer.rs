//! From text to tokens, as `SentencePiece` does it with a unigram model for XLM-R.
//!
//! Characters are replaced by the model's table, white space becomes one mark before each word, and each word
//! is cut into its likeliest pieces. Leaves the vectors to `encoder`. Always holds: time and memory are
//! linear in the text; a text cannot contain special tokens.

pub(crate) mod cutting;
pub(crate) mod lookup;
pub(crate) mod normalizing;
pub(crate) mod vocabulary;

use crate::{
    container::header::Specials,
    tokenizer::{lookup::Lookup, normalizing::Normalizer, vocabulary::Vocabulary},
};

/// A tokenizer, ready for use.
pub(crate) struct Tokenizer {
    normalizer: Normalizer,
    lookup: Lookup,
    specials: Specials,
    unknown_score: f32,
}

impl Tokenizer {
    /// Builds it from the pieces of a model; fails if two are equal.
    pub(crate) fn new(vocabulary: Vocabulary, specials: Specials) -> Result<Tokenizer, String> {
        let Vocabulary { pieces, scores, replacements } = vocabulary;
        // Ten below the least likely piece, as in the training of such models.
        let unknown_score = scores.iter().copied().fold(0.0, f32::min) - 10.0;
        let lookup = Lookup::new(pieces, scores, specials)?;
        Ok(Tokenizer { normalizer: Normalizer::new(&replacements), lookup, specials, unknown_score })
    }

    /// Returns the tokens of a text, including those added around it: at most `limit`, the first of a longer
    /// text.
    pub(crate) fn tokens(&self, text: &str, limit: usize) -> Vec<u32> {
        // Bytes beyond what the longest pieces could cover cannot change what is kept.
        let most = limit.saturating_mul(self.lookup.longest());
        let normalized = self.normalizer.normalize(text, most);
        let mut tokens = vec![self.specials.begin];
        for word in normalizing::words(&normalized) {
            if tokens.len() >= limit {
                break;
            }
            tokens.extend(cutting::cut(word, &self.lookup, self.unknown_score, self.specials.unknown));
        }
        tokens.truncate(limit.saturating_sub(1));
        tokens.push(self.specials.end);
        tokens
    }
}
