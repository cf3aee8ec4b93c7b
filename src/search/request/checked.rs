//! A request that was found valid.
//!
//! Invariant: only the method `checked` of a request makes one, and it cannot be changed afterwards, so that
//! no search checks a request again.

use std::ops::Deref;

/// A valid request, made by [`SearchRequest::checked`] or [`SuggestRequest::checked`].
///
/// [`SearchRequest::checked`]: super::SearchRequest::checked
/// [`SuggestRequest::checked`]: super::SuggestRequest::checked
#[derive(Debug, Clone, PartialEq)]
pub struct Checked<T>(T);

impl<T> Checked<T> {
    /// Marks a request that its own `checked` has found valid.
    pub(super) fn new(request: T) -> Self {
        Self(request)
    }
}

impl<T> Deref for Checked<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
