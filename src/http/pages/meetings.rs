//! The pages about meetings: their list, and the history of one topic.
//!
//! `list` over `ordered` and `form`, and `topic_page`; both over `entry` (a meeting with its topics) and
//! `facts` (when, where and who). Finding meetings is left to `search`.

mod entry;
pub(crate) mod facts;
mod form;
mod list;
mod ordered;
mod topic_page;

pub(crate) use list::list;
pub(crate) use topic_page::topic;
