//! Judges whether the text that a file gives for a page is the text that the page shows.
//!
//! Counting is left to `paint` and `device`, and recognizing natural text to `plausible`. Invariant: a page
//! that shows nothing needs nothing.

use crate::extract::{extracted::TextQuality, pdf::glyphs::Collector, plausible};

/// The number of characters below which a page with a large image is a scan.
///
/// Stamps and page numbers added to scans have about 30.
const SCAN_CHARACTERS: usize = 30;
/// The share of the page that images cover on a scan.
///
/// Scans may have white margins; letterheads and photographs in text stay well below.
const SCAN_COVER: f64 = 0.5;
/// The share of the page from which an image covers it nearly whole.
///
/// Such a page is a scan with up to `SIGNED_CHARACTERS` characters: the stamp of an electronic signature and
/// the line `Id: … Podpisany Strona 1` of acts have about 120.
const WHOLE_COVER: f64 = 0.9;
const SIGNED_CHARACTERS: usize = 150;
/// The number of shapes like letters from which they are text turned into curves.
///
/// That is two lines or so, half of whose letters are round. Coats of arms and charts usually have fewer.
const OUTLINED_SHAPES: usize = 60;
/// The share of unknown characters from which a page's text is of little use.
const UNKNOWN_SHARE: f64 = 0.2;
/// The minimum number of unknown characters; fewer are bullets and signs.
const MIN_UNKNOWN: usize = 5;
/// The share of characters with a meaning only in their font from which they are letters of the words they
/// are in.
///
/// One letter in fourteen is accented. Fewer than `MIN_UNNAMED` are signs.
const UNNAMED_SHARE: f64 = 0.01;
const MIN_UNNAMED: usize = 3;

/// Returns what is wrong with the `text` of a page that paints this; `None` if nothing is.
pub(super) fn judge(painted: &Collector, text: &str) -> Option<TextQuality> {
    let unknown =
        painted.glyphs.iter().filter(|glyph| glyph.character == char::REPLACEMENT_CHARACTER).count();
    let all = painted.glyphs.iter().filter(|glyph| glyph.character != ' ').count();
    let cover = painted.paint.cover();
    let is_image = cover >= SCAN_COVER && all < SCAN_CHARACTERS
        || cover >= WHOLE_COVER && all < SIGNED_CHARACTERS
        || painted.paint.shapes >= OUTLINED_SHAPES && all < SCAN_CHARACTERS;
    let exceeds = |count: usize, share: f64| count as f64 > share * all as f64;
    if is_image {
        return Some(TextQuality::Scan);
    }
    let is_nameless = unknown >= MIN_UNKNOWN && exceeds(unknown, UNKNOWN_SHARE)
        || painted.paint.unnamed >= MIN_UNNAMED && exceeds(painted.paint.unnamed, UNNAMED_SHARE);
    (is_nameless || plausible::is_broken(text)).then_some(TextQuality::Untrusted)
}
