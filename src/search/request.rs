//! What can be asked of a search: its filters, order, paging and facets, each described once.
//!
//! `parameters` is the table of everything a search accepts. `parsing` reads names and values with it, the
//! command line makes its options from it, the OpenAPI document its parameters, and the search page its
//! filters. `search_request`, `suggest_request` and `meetings_request` are the requests, `bounds` what they
//! check in common, `checked` marks those that were found valid. Decoding the query string of a URL is left
//! to `http::params`.
//!
//! Invariants: an error names the parameter and what would be valid; nothing is guessed or silently dropped.

mod bounds;
mod checked;
mod facet;
mod limits;
mod meetings_request;
mod mode;
mod parameters;
mod parsing;
mod search_request;
mod sort;
mod suggest_request;
pub(crate) mod values;
mod variants;

pub use checked::Checked;
pub use facet::Facet;
pub use limits::{
    DEFAULT_RELATED, MAX_DEPTH, MAX_FILTER_VALUES, MAX_PER_PAGE, MAX_QUERY_BYTES, MAX_RELATED,
    MAX_SUGGESTIONS, MAX_TYPED_BYTES,
};
pub use meetings_request::{MeetingsOrder, MeetingsRequest};
pub use mode::Mode;
pub(crate) use parameters::{AS_OF, MODE};
pub use parameters::{ParameterValue, SearchParameter};
pub(crate) use parsing::check_singles;
pub use parsing::{
    QueryPair, check_values, meetings_request, related_limit, search_request, status_day, suggest_request,
};
pub use search_request::SearchRequest;
pub use sort::Sort;
pub use suggest_request::SuggestRequest;
pub use variants::Variants;
