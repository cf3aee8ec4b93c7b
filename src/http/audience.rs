//! Which paths are for programs: their errors stay JSON, and no language is negotiated for them.
//!
//! Pictures are among them: a page loads them, and nobody reads an error in the place of one.

use super::{
    links::{TOPIC_FEED, TOPICS},
    path::{DOCUMENTS, PicturePath},
};

/// Paths used by programs.
const PROGRAM_PATHS: [&str; 13] = [
    "/api",
    "/healthz",
    "/readyz",
    "/metrics",
    "/openapi.json",
    "/feed.atom",
    "/meetings.ics",
    "/meetings.csv",
    "/opensearch",
    "/opensearch.xml",
    "/sitemap.xml",
    "/robots.txt",
    "/widget.js",
];

/// Returns whether a path is for programs.
pub(crate) fn is_for_programs(path: &str) -> bool {
    let is_below = |rest: &str| rest.is_empty() || rest.starts_with('/');
    let is_part_of_map = path.starts_with("/sitemap-");
    let is_feed = path.starts_with(TOPICS) && path.ends_with(TOPIC_FEED);
    let is_picture = path.strip_prefix(DOCUMENTS).is_some_and(PicturePath::is_like);
    is_part_of_map
        || is_feed
        || is_picture
        || PROGRAM_PATHS.iter().any(|prefix| path.strip_prefix(prefix).is_some_and(is_below))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_for_programs_keep_json_errors() {
        assert!(is_for_programs("/api/v1/search") && is_for_programs("/api") && is_for_programs("/readyz"));
        assert!(is_for_programs("/documents/a/pages/1.png") && !is_for_programs("/documents/a/pages/1"));
        assert!(is_for_programs("/topics/0/feed.atom") && is_for_programs("/meetings.ics"));
        assert!(!is_for_programs("/topics/0") && !is_for_programs("/meetings"));
        assert!(!is_for_programs("/apiary") && !is_for_programs("/") && !is_for_programs("/documents/api"));
    }
}
