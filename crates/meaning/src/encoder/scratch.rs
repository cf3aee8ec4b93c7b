//! The buffers that a pass needs, kept for the next one.

use std::sync::{Mutex, PoisonError};

use crate::kernels::{attention::Attention, product::Activations};

/// The most buffers that are kept: one for each pass that runs at the same time.
const KEPT: usize = 4;
/// Buffers that have grown beyond this many rows are not kept.
const KEPT_ROWS: usize = 1024;

/// Buffers for the rows of one pass.
#[derive(Default)]
pub(crate) struct Scratch {
    /// The tokens.
    pub(crate) rows: Vec<f32>,
    /// Their queries, keys and values.
    pub(crate) projected: Vec<f32>,
    /// The result of attention, then what is added to the rows.
    pub(crate) context: Vec<f32>,
    /// The feed-forward layer.
    pub(crate) wide: Vec<f32>,
    /// Quantized rows, as matrix products need them.
    pub(crate) activations: Activations,
    /// Buffers of one head.
    pub(crate) attention: Attention,
}

/// Buffers that no pass is using.
#[derive(Default)]
pub(crate) struct Scratches(Mutex<Vec<Scratch>>);

impl Scratches {
    /// Runs `work` with buffers of its own.
    pub(crate) fn with<R>(&self, hidden: usize, work: impl FnOnce(&mut Scratch) -> R) -> R {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut scratch = kept.unwrap_or_default();
        let result = work(&mut scratch);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < KEPT && scratch.rows.len() <= KEPT_ROWS * hidden {
            kept.push(scratch);
        }
        result
    }
}
