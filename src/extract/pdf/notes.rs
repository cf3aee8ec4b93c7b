//! What was lost or doubtful on which page, put in words for the administrator.
//!
//! Leaves the reading to `pdf`. Always holds: one warning a sort of trouble, whatever the number of pages.

use super::device::Collector;
use crate::document::Page;

/// A page with fewer characters than this and a large image is a scan; stamps and page numbers added
/// to scans hold about 30.
const SCAN_CHARACTERS: usize = 30;
/// The share of the page that images cover on a scan. Scans may have white margins; letterheads and
/// photographs in text stay well below.
const SCAN_COVER: f64 = 0.5;
/// From this share of unknown characters on, a page's text is of little use.
const UNKNOWN_SHARE: f64 = 0.2;
/// Past this many ranges of pages a warning only counts.
const MAX_RANGES: usize = 12;

/// A sort of trouble that a page can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Note {
    /// Its content cannot be decoded.
    Unreadable,
    /// An image and no text.
    Scan,
    /// An image and a few characters.
    StampedScan,
    /// Fonts that do not say which characters their glyphs are.
    UnknownCharacters,
    /// Too many glyphs.
    Overflow,
    /// The file's text has reached its limit before it.
    Full,
}

/// Each sort and what is said of the pages that have it, in the order of the warnings.
const WORDS: [(Note, &str, &str); 6] = [
    (Note::Unreadable, "could not be read", "could not be read"),
    (
        Note::Scan,
        "has no text and looks like a scan: it needs OCR",
        "have no text and look like scans: they need OCR",
    ),
    (
        Note::StampedScan,
        "has hardly any text and looks like a scan: it needs OCR",
        "have hardly any text and look like scans: they need OCR",
    ),
    (
        Note::UnknownCharacters,
        "uses a font that does not name its characters: it needs OCR",
        "use fonts that do not name their characters: they need OCR",
    ),
    (
        Note::Overflow,
        "holds too much: only its first part was read",
        "hold too much: only their first parts were read",
    ),
    (Note::Full, "was left out: the file holds too much text", "were left out: the file holds too much text"),
];

/// Notes on the pages of one file.
#[derive(Debug, Default)]
pub(super) struct Notes {
    notes: Vec<(Note, u32)>,
    left_out: usize,
}

impl Notes {
    /// Notes one page.
    pub(super) fn add(&mut self, note: Note, page: u32) {
        self.notes.push((note, page));
    }

    /// How many pages have this note.
    pub(super) fn count(&self, note: Note) -> usize {
        self.pages(note).count()
    }

    /// Notes that only `read` pages of `found` are read.
    pub(super) fn total(&mut self, read: usize, found: usize) {
        self.left_out = found - read;
    }

    /// Notes what is doubtful about what a page of `area` square points paints.
    pub(super) fn judge(&mut self, page: u32, painted: &Collector, area: f64) {
        let known = |character: char| character != char::REPLACEMENT_CHARACTER && character != ' ';
        let letters = painted.glyphs.iter().filter(|glyph| known(glyph.character)).count();
        let unknown =
            painted.glyphs.iter().filter(|glyph| glyph.character == char::REPLACEMENT_CHARACTER).count();
        let is_image = painted.image_area >= SCAN_COVER * area;
        if is_image && letters + unknown < SCAN_CHARACTERS {
            self.add(if letters == 0 { Note::Scan } else { Note::StampedScan }, page);
        } else if unknown as f64 > UNKNOWN_SHARE * (letters + unknown) as f64 {
            self.add(Note::UnknownCharacters, page);
        }
        if painted.overflow {
            self.add(Note::Overflow, page);
        }
    }

    /// The warnings for a file with these pages.
    pub(super) fn warnings(&self, pages: &[Page]) -> Vec<String> {
        let say = |(note, one, many): &(Note, &str, &str)| {
            let numbers: Vec<u32> = self.pages(*note).collect();
            match numbers.as_slice() {
                [] => None,
                [page] => Some(format!("page {page} {one}")),
                _ => Some(format!("{} {many}", ranges(&numbers))),
            }
        };
        let mut warnings: Vec<String> = WORDS.iter().filter_map(say).collect();
        if self.left_out > 0 {
            warnings.push(format!("the last {} pages were left out: the file has too many", self.left_out));
        }
        if warnings.is_empty() && pages.iter().all(|page| page.text.is_empty()) {
            warnings.push("the file has no text: if its pages show words, they need OCR".to_owned());
        }
        warnings
    }

    fn pages(&self, wanted: Note) -> impl Iterator<Item = u32> {
        self.notes.iter().filter(move |(note, _)| *note == wanted).map(|(_, page)| *page)
    }
}

/// `pages 1-4, 7`, or how many where that would be long.
fn ranges(numbers: &[u32]) -> String {
    let runs: Vec<&[u32]> = numbers.chunk_by(|a, b| a + 1 == *b).collect();
    if runs.len() > MAX_RANGES {
        return format!("{} pages", numbers.len());
    }
    let show = |run: &&[u32]| match run {
        [first, .., last] => format!("{first}-{last}"),
        _ => run.iter().map(u32::to_string).collect(),
    };
    format!("pages {}", runs.iter().map(show).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(scans: &[u32], text: &str, expected: &[&str]) {
        let mut notes = Notes::default();
        for &page in scans {
            notes.add(Note::Scan, page);
        }
        let page = Page { number: 1, text: text.to_owned(), ocr: false };
        assert_eq!(notes.warnings(&[page]), expected);
    }

    #[test]
    fn scans_are_named_by_ranges_of_pages() {
        check(&[3], "", &["page 3 has no text and looks like a scan: it needs OCR"]);
        check(&[1, 2, 3, 4, 7], "", &["pages 1-4, 7 have no text and look like scans: they need OCR"]);
        let odd: Vec<u32> = (0..20).map(|n| 2 * n + 1).collect();
        check(&odd, "", &["20 pages have no text and look like scans: they need OCR"]);
    }

    #[test]
    fn a_file_without_any_text_is_warned_of_and_a_blank_page_is_not() {
        check(&[], "", &["the file has no text: if its pages show words, they need OCR"]);
        check(&[], "tekst", &[]);
    }
}
