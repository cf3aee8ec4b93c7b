//! From text to tokens: the way of `SentencePiece`, with a unigram model, as XLM-R uses it.
//!
//! Characters are replaced by the model's table, white space becomes one mark before each word, and of all
//! ways to cut the text into pieces the likeliest is taken. Leaves the vectors to `encoder`. Always holds:
//! time and memory are linear in the text; a text cannot contain special tokens.

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
    /// Builds it from the pieces of a model.
    pub(crate) fn new(vocabulary: Vocabulary, specials: Specials) -> Result<Tokenizer, String> {
        let Vocabulary { pieces, scores, replacements } = vocabulary;
        // Ten below the least likely piece, as the training of such models assumes.
        let unknown_score = scores.iter().copied().fold(0.0, f32::min) - 10.0;
        let lookup = Lookup::new(pieces, scores, specials)?;
        Ok(Tokenizer { normalizer: Normalizer::new(&replacements), lookup, specials, unknown_score })
    }

    /// Returns the tokens of a text with those around it, at most `limit`; of a longer one the first.
    pub(crate) fn tokens(&self, text: &str, limit: usize) -> Vec<u32> {
        // More bytes than the longest pieces could cover cannot change what is kept.
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
