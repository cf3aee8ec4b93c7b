//! The crossing from asynchronous to blocking code.
//!
//! Invariant: the message of a panic, which may quote a document, reaches no caller.

use super::Service;
use crate::error::{Error, Result};

impl Service {
    /// Runs `work` on a thread that may block, and has the files checked if it fails as if they were
    /// damaged.
    pub(super) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let service = self.clone();
        let result = tokio::task::spawn_blocking(move || work(&service)).await;
        // The error of the runtime contains the panic message, which may quote a document.
        let result = result.unwrap_or_else(|_| Err(Error::Internal("a thread panicked".to_owned())));
        if matches!(result, Err(Error::Engine(_) | Error::Internal(_))) {
            self.look_for_damage();
        }
        result
    }
}
