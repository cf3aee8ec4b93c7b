//! For feed readers, crawlers and browsers: the feed of a search (`feed`) and of a topic (`topic_feed`) over
//! `atom`, and `discovery` (sitemap, `OpenSearch`, robots), all over `xml`.

mod atom;
pub(crate) mod discovery;
pub(crate) mod feed;
pub(crate) mod topic_feed;
pub(crate) mod xml;

pub(crate) use atom::MEDIA_TYPE;
