//! The model that a service uses, and how many documents wait for vectors.

use std::sync::atomic::AtomicU64;

use crate::meaning::{Meaning, MeaningSettings, ModelStamp};

/// The model in use.
#[derive(Debug, Default)]
pub(super) struct MeaningState {
    /// The settings; `None` if no model is to be used.
    pub(super) settings: Option<MeaningSettings>,
    pub(super) model: Option<Meaning>,
    /// The file that could not be read, which is not read again.
    pub(super) unusable: Option<ModelStamp>,
    /// Whether vectors could not be read, so that it is logged once.
    pub(super) is_behind: bool,
}

/// The number of documents that still get vectors.
#[derive(Debug, Default)]
pub(super) struct WaitingDocuments(pub(super) AtomicU64);
