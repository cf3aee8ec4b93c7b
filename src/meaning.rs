//! Search by meaning: vectors of documents and queries, made by an optional model.
//!
//! The model itself is `crates/meaning`. `model_folder` keeps its file in the index folder, `windows` cuts
//! documents into the pieces that get a vector, `vector_writer` makes the vectors that are missing,
//! `vector_file` keeps them on disk and `vector_store` in memory, `purge` removes those of purged documents,
//! `problems` checks the files, `query_encoder` encodes queries beside the
//! search, and `handle` holds all of it. How vectors change a ranking is left to `search`.
//!
//! Invariants: without a model nothing else changes; vectors of different models never meet; a vector is
//! used only for the state of a document that it was made from.

mod handle;
mod keys;
mod model_folder;
mod problems;
mod purge;
mod query_encoder;
mod settings;
mod vector;
mod vector_file;
mod vector_store;
mod vector_writer;
mod windows;

pub(crate) use handle::NearDocument;
pub use handle::{Meaning, MeaningFigures};
pub use model_folder::{InstalledModel, ModelStamp, import_model, installed_model, remove_model};
#[cfg(test)]
pub(crate) use problems::MeaningProblem;
pub(crate) use problems::problems;
pub(crate) use purge::purge;
pub(crate) use query_encoder::PendingVector;
pub use settings::MeaningSettings;
pub use skorowidz_meaning::{ModelInfo, notice as model_notice};
pub(crate) use vector::QueryVector;
pub(crate) use vector_store::NearestWindow;
pub use vector_writer::VectorProgress;

#[cfg(test)]
pub(crate) mod tests;
