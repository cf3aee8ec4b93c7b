//! The room that a pass needs, kept for the next one.

use std::sync::{Mutex, PoisonError};

use crate::kernels::{attention::Attention, product::Activations};

/// Rooms that are kept: as many as passes run at a time, at most this many.
const KEPT: usize = 4;
/// Rooms that have grown past this many rows are not kept.
const KEPT_ROWS: usize = 1024;

/// Room for the rows of one pass.
#[derive(Default)]
pub(crate) struct Scratch {
    /// The tokens.
    pub(crate) rows: Vec<f32>,
    /// Their queries, keys and values.
    pub(crate) projected: Vec<f32>,
    /// What they take from each other, then what is added to them.
    pub(crate) context: Vec<f32>,
    /// The wide part.
    pub(crate) wide: Vec<f32>,
    /// Rows as the products take them.
    pub(crate) activations: Activations,
    /// Of one head.
    pub(crate) attention: Attention,
}

/// Rooms that no pass uses now.
#[derive(Default)]
pub(crate) struct Scratches(Mutex<Vec<Scratch>>);

impl Scratches {
    /// Runs `work` with a room.
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
