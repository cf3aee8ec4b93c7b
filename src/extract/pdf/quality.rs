//! Whether the text that a file gives of a page is the text that the page shows.
//!
//! Leaves to `paint` and `device` what is counted, to `plausible` what people write. Always holds: a page
//! that shows nothing needs nothing.

use super::device::Collector;
use crate::extract::{Quality, plausible};

/// A page with fewer characters than this and a large image is a scan; stamps and page numbers added
/// to scans hold about 30.
const SCAN_CHARACTERS: usize = 30;
/// The share of the page that images cover on a scan. Scans may have white margins; letterheads and
/// photographs in text stay well below.
const SCAN_COVER: f64 = 0.5;
/// A page that an image covers nearly whole is a scan with more characters too: the stamp of an electronic
/// signature and the line `Id: … Podpisany Strona 1` of acts hold about 120.
const WHOLE_COVER: f64 = 0.9;
const SIGNED_CHARACTERS: usize = 150;
/// So many shapes like letters are text turned into curves: two lines or so, half of whose letters are
/// round. Coats of arms and charts have fewer, as a rule.
const OUTLINED_SHAPES: usize = 60;
/// From this share of unknown characters on, a page's text is of little use.
const UNKNOWN_SHARE: f64 = 0.2;
/// Fewer are bullets and signs.
const MIN_UNKNOWN: usize = 5;
/// From this share on, characters within words that mean something only in their font are letters of the
/// words: accented ones are one in fourteen. Fewer than the second are signs.
const UNNAMED_SHARE: f64 = 0.01;
const MIN_UNNAMED: usize = 3;

/// What is wrong with the `text` of a page that paints this; `None` where nothing is.
pub(super) fn judge(painted: &Collector, text: &str) -> Option<Quality> {
    let unknown =
        painted.glyphs.iter().filter(|glyph| glyph.character == char::REPLACEMENT_CHARACTER).count();
    let all = painted.glyphs.iter().filter(|glyph| glyph.character != ' ').count();
    let cover = painted.paint.cover();
    let is_image = cover >= SCAN_COVER && all < SCAN_CHARACTERS
        || cover >= WHOLE_COVER && all < SIGNED_CHARACTERS
        || painted.paint.shapes >= OUTLINED_SHAPES && all < SCAN_CHARACTERS;
    let exceeds = |count: usize, share: f64| count as f64 > share * all as f64;
    if is_image {
        return Some(Quality::Scan);
    }
    let is_nameless = unknown >= MIN_UNKNOWN && exceeds(unknown, UNKNOWN_SHARE)
        || painted.paint.unnamed >= MIN_UNNAMED && exceeds(painted.paint.unnamed, UNNAMED_SHARE);
    (is_nameless || plausible::is_broken(text)).then_some(Quality::Untrusted)
}
