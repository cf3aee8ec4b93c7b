//! Why a value is not a valid kind, id, hash or date.
//!
//! Parsing is left to the types. Invariant: a message repeats only the beginning of the value, safe to print.

/// The reason a value cannot be parsed, with what would be valid in its message.
///
/// Values are given as they are shown, in backticks and shortened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseError {
    /// No kind of document has this name.
    #[error("unknown kind {name}: use one of `{known}`")]
    Kind {
        /// The value.
        name: String,
        /// The kinds that there are, in a list.
        known: String,
    },
    /// No status of an act has this name.
    #[error("unknown status {name}: use one of `{known}`")]
    Status {
        /// The value.
        name: String,
        /// The statuses that there are, in a list.
        known: String,
    },
    /// The value is not a date.
    #[error("unknown date {0}: use the form `2022-09-27`")]
    Date(String),
    /// The id has no bytes.
    #[error("empty id: give 1 to 512 bytes")]
    EmptyId,
    /// The id is too long.
    #[error("id {id} is {bytes} bytes long: use at most 512")]
    LongId {
        /// The id.
        id: String,
        /// Its length in bytes.
        bytes: usize,
    },
    /// The id contains a control character.
    #[error("id {id} contains a control character: remove it")]
    ControlCharacter {
        /// The id.
        id: String,
    },
    /// The id has a segment that no path can have.
    #[error("id {id} has an empty, `.` or `..` segment: remove it")]
    Segment {
        /// The id.
        id: String,
    },
    /// The value is not a hash.
    #[error("{text} is not a hash: use {digits} lower-case hexadecimal digits")]
    Hash {
        /// The value.
        text: String,
        /// The number of digits of a hash.
        digits: usize,
    },
}
