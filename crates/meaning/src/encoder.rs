//! The encoder: from tokens to a vector.
//!
//! Post-normalized BERT: embeddings, then layers of attention and a feed-forward part, then the mean over the
//! tokens, scaled to length one. Leaves the arithmetic to `kernels`, and reading to `container`. Always
//! holds: the vector of a text depends on its tokens only, not on the texts that it is encoded with.

pub(crate) mod forward;
pub(crate) mod scratch;
pub(crate) mod weights;
