//! What recognition returns: a meeting and where its topics stand in the text.

use std::ops::Range;

use crate::document::Meeting;

/// A meeting found in a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoundMeeting {
    /// What the text says of it; `topics` is empty here.
    pub meeting: Meeting,
    /// Its topics, in the order of the text.
    pub topics: Vec<FoundTopic>,
}

/// A topic found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundTopic {
    /// The topic as printed, with folded white space.
    pub text: String,
    /// Where it stands, in bytes of the text.
    pub range: Range<usize>,
}

impl FoundTopic {
    /// Creates the topic at this place of a text.
    pub(super) fn new(text: &str, range: Range<usize>) -> Self {
        let words: Vec<&str> = text[range.clone()].split_whitespace().collect();
        Self { text: words.join(" "), range }
    }
}
