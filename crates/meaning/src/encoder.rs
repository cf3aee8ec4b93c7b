//! The encoder: from tokens to a vector.
//!
//! A BERT with normalization after each step: embeddings, then layers of attention and a feed-forward part,
//! then the mean over the tokens, scaled to length one. Leaves the arithmetic to `kernels`, and reading to
//! `container`. Always holds: the vector of a text depends only on its tokens, not on the rest of the batch.

pub(crate) mod forward;
pub(crate) mod scratch;
pub(crate) mod weights;
