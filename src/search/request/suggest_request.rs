//! A request for suggestions.

use super::{Checked, MAX_QUERY_BYTES, MAX_SUGGESTIONS};
use crate::error::{Error, Result};

/// A request for suggestions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestRequest {
    /// The text typed so far. Its last word is unfinished unless white space follows.
    pub text: String,
    /// The maximum number of suggestions, up to [`MAX_SUGGESTIONS`].
    pub limit: usize,
}

impl Default for SuggestRequest {
    fn default() -> Self {
        Self { text: String::new(), limit: 8 }
    }
}

impl SuggestRequest {
    /// Rejects requests that cannot be answered.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Invalid`] with the bad value and an acceptable one if the text is too long or `limit`
    /// is out of range.
    pub fn checked(self) -> Result<Checked<Self>> {
        if self.text.len() > MAX_QUERY_BYTES {
            let bytes = self.text.len();
            return Err(Error::Invalid(format!("`q` is {bytes} bytes long: use at most {MAX_QUERY_BYTES}")));
        }
        if self.limit == 0 || self.limit > MAX_SUGGESTIONS {
            return Err(Error::Invalid(format!("bad `limit` `{}`: use 1 to {MAX_SUGGESTIONS}", self.limit)));
        }
        Ok(Checked::new(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_requests_are_rejected_with_an_acceptable_value() {
        for (text, limit, part) in [("a", 0, "use 1 to 20"), ("a", 21, "use 1 to 20")] {
            let refused = SuggestRequest { text: text.to_owned(), limit }.checked().expect_err("a refusal");
            assert!(refused.to_string().contains(part), "{refused}");
        }
        let long = SuggestRequest { text: "a".repeat(40_000), ..SuggestRequest::default() };
        assert!(long.checked().expect_err("a refusal").to_string().contains("32768"));
    }
}
