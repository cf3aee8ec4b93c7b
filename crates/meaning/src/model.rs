//! A loaded model.

use std::path::Path;

use crate::{
    container::reader::{AGAIN, ModelFile},
    encoder::{forward::encode, scratch::Scratches, weights::Weights},
    error::ModelError,
    info::ModelInfo,
    kernels::level::Level,
    tokenizer::Tokenizer,
};

/// The most tokens that are counted, so that counting is bounded as well.
const COUNTED: usize = 65_536;

/// A model in memory, ready to encode. It does not change, and threads may share it.
pub struct Model {
    info: ModelInfo,
    tokenizer: Tokenizer,
    weights: Weights,
    query_prefix: String,
    passage_prefix: String,
    level: Level,
    scratches: Scratches,
}

impl Model {
    /// Loads a model that [`import`](crate::import()) has written.
    ///
    /// Sizes and the hash are checked before anything is kept; a file that is damaged, truncated or of
    /// another kind is refused, with the reason.
    pub fn open(path: &Path) -> Result<Model, ModelError> {
        Model::load(ModelFile::open(path, AGAIN)?)
    }

    /// Loads the content of a file whose header and hash are correct.
    pub(crate) fn load(mut file: ModelFile) -> Result<Model, ModelError> {
        let vocabulary = file.vocabulary()?;
        let weights = file.weights()?;
        let tokenizer = Tokenizer::new(vocabulary, file.header.tokens);
        Ok(Model {
            tokenizer: tokenizer.map_err(|reason| file.unusable(reason))?,
            weights,
            query_prefix: file.header.prefixes.query,
            passage_prefix: file.header.prefixes.passage,
            level: Level::fastest(),
            scratches: Scratches::default(),
            info: file.info,
        })
    }

    /// What the model says about itself.
    pub fn info(&self) -> &ModelInfo {
        &self.info
    }

    /// Returns the vector of a query, of length one. The prefix that the model was trained to see before
    /// queries is added.
    pub fn encode_query(&self, text: &str) -> Vec<f32> {
        let tokens = self.tokenizer.tokens(&format!("{}{text}", self.query_prefix), self.info.max_tokens);
        self.encode(&[&tokens]).pop().unwrap_or_default()
    }

    /// Returns the vectors of passages in order, each of length one. The prefix that the model was trained to
    /// see before passages is added. A passage gets the same vector alone and in a batch.
    pub fn encode_passages(&self, texts: &[&str]) -> Vec<Vec<f32>> {
        let limit = self.info.max_tokens;
        let tokens: Vec<Vec<u32>> = texts.iter().map(|text| self.tokens_of_passage(text, limit)).collect();
        let tokens: Vec<&[u32]> = tokens.iter().map(Vec::as_slice).collect();
        self.encode(&tokens)
    }

    /// Returns the number of tokens of a passage, including those added around it, and at most 65,536.
    /// Encoding reads only the first [`ModelInfo::max_tokens`].
    pub fn token_count(&self, text: &str) -> usize {
        self.tokens_of_passage(text, COUNTED).len()
    }

    /// Returns the instruction sets of this processor that the encoder can use, the fastest first.
    pub fn instruction_sets() -> Vec<&'static str> {
        Level::available().into_iter().map(Level::name).collect()
    }

    /// Returns the model using another of [`Model::instruction_sets`]; an unknown name changes nothing. The
    /// vectors are the same.
    #[must_use]
    pub fn with_instruction_set(mut self, name: &str) -> Model {
        let level = Level::available().into_iter().find(|level| level.name() == name);
        self.level = level.unwrap_or(self.level);
        self
    }

    /// Returns roughly how many bytes the weights take in memory.
    pub fn memory(&self) -> usize {
        self.weights.bytes()
    }

    fn tokens_of_passage(&self, text: &str, limit: usize) -> Vec<u32> {
        self.tokenizer.tokens(&format!("{}{text}", self.passage_prefix), limit)
    }

    fn encode(&self, texts: &[&[u32]]) -> Vec<Vec<f32>> {
        self.scratches.with(self.weights.hidden, |scratch| encode(self.level, &self.weights, texts, scratch))
    }
}
