//! Fetches documents from where they are published into a folder that `index` reads.
//!
//! A [`SourcePlan`] says what is fetched from where. `run` runs over several at a time; `source_run` asks for
//! the lists of one (`lister` over `feeds`, `sitemap` and the links of pages; `warc` reads archives instead) and
//! `intake` takes in what they name; `page_reader` has pages read by workers. `session` asks politely, over `web_client`, `asked_host`, `retry` and `permit`;
//! `resolver` and `public_address` keep requests off private networks. `source_state` remembers, in a `journal`,
//! what is known of each `address_key`. Leaves it to `index` to read the files. Invariants: nothing is asked
//! for that the permit of the source or the robots.txt of the site closes; a killed run loses nothing; nothing
//! is deleted unless it has vanished at the source and the caller asks for it.

mod address_filter;
mod address_key;
mod asked_host;
mod document_name;
mod feeds;
mod fetch_fault;
mod fetch_report;
mod fetched;
mod file_type;
mod intake;
mod journal;
mod kept_documents;
mod lister;
mod listing;
mod lost_documents;
mod page_facts;
mod page_reader;
mod permit;
mod public_address;
mod record;
mod resolver;
mod retry;
mod run;
mod session;
mod sidecar_lines;
mod sitemap;
mod source_folder;
mod source_plan;
mod source_run;
mod source_state;
mod source_status;
mod unpacked;
mod warc;
mod web_client;

pub(crate) use address_filter::expression;
pub use fetch_report::{FetchFailure, FetchReport, PlannedRequest, SourceReport};
pub(crate) use permit::is_host;
pub use run::{FetchObserver, FetchProgress, FetchTask, Fetcher};
pub(crate) use session::wait_until;
pub(crate) use source_plan::PAGE_NUMBER;
pub use source_plan::{SourceKind, SourcePlan};
pub use source_status::{SourceStatus, StatusLine, source_status};
