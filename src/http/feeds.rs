//! For feed readers, crawlers and browsers: the feed of a search, and `discovery` (sitemap, `OpenSearch`,
//! robots), over `xml`.

pub(crate) mod discovery;
pub(crate) mod feed;
pub(crate) mod xml;
