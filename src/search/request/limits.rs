//! The limits of what may be asked.

/// The maximum length of a query, in bytes. Longer queries are rejected.
pub const MAX_QUERY_BYTES: usize = 32 << 10;
/// The maximum product of `page` and `per_page`.
pub const MAX_DEPTH: usize = 10_000;
/// The maximum number of hits per page.
pub const MAX_PER_PAGE: usize = 100;
/// The maximum number of values of all filters together, excluding dates: more than anybody chooses.
pub const MAX_FILTER_VALUES: usize = 50;
/// The maximum length of text that is completed, in bytes. Of a longer text only the first words are used.
pub const MAX_TYPED_BYTES: usize = 256;
/// The maximum number of suggestions.
pub const MAX_SUGGESTIONS: usize = 20;
/// The maximum number of related documents.
pub const MAX_RELATED: usize = 20;
/// The default number of related documents.
pub const DEFAULT_RELATED: usize = 5;
