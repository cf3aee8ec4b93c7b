//! Collects what was lost or doubtful on which page, and words it for the administrator.
//!
//! Reading is left to `pages`, and judging the text of a page to `quality`. Invariant: there is one warning
//! per kind of problem, whatever the number of pages.

use crate::{document::Page, extract::extracted::UnreadPage};

/// The maximum number of ranges of pages that a warning lists; beyond that it gives only their number.
const MAX_RANGES: usize = 12;

/// A kind of problem that a page can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PageNote {
    /// Its content cannot be decoded.
    Unreadable,
    /// It has too many glyphs.
    Overflow,
    /// The text of the file reached its limit before this page.
    Full,
}

/// The wording for one page and for several pages of each kind, in the order of the warnings.
const WORDS: [(PageNote, &str, &str); 3] = [
    (PageNote::Unreadable, "could not be read", "could not be read"),
    (
        PageNote::Overflow,
        "has too much content: only its first part was read",
        "have too much content: only their first parts were read",
    ),
    (PageNote::Full, "was skipped: the file has too much text", "were skipped: the file has too much text"),
];

/// Notes about the pages of one file.
#[derive(Debug, Default)]
pub(super) struct PageNotes {
    notes: Vec<(PageNote, u32)>,
    left_out: usize,
    /// The pages whose text is to be recognized, in order.
    pub(super) unread: Vec<UnreadPage>,
}

impl PageNotes {
    /// Adds a note about a page.
    pub(super) fn add(&mut self, note: PageNote, page: u32) {
        self.notes.push((note, page));
    }

    /// Returns how many pages have this note.
    pub(super) fn count(&self, note: PageNote) -> usize {
        self.pages(note).count()
    }

    /// Records that only `read` of the `found` pages are read.
    pub(super) fn total(&mut self, read: usize, found: usize) {
        self.left_out = found - read;
    }

    /// Returns the warnings for a file with these pages.
    pub(super) fn warnings(&self, pages: &[Page]) -> Vec<String> {
        let say = |(note, one, many): &(PageNote, &str, &str)| {
            let numbers: Vec<u32> = self.pages(*note).collect();
            match numbers.as_slice() {
                [] => None,
                [_] => Some(format!("{} {one}", page_ranges(&numbers))),
                _ => Some(format!("{} {many}", page_ranges(&numbers))),
            }
        };
        let mut warnings: Vec<String> = WORDS.iter().filter_map(say).collect();
        if self.left_out > 0 {
            warnings.push(format!("the last {} pages were skipped: the file has too many", self.left_out));
        }
        let is_blank = warnings.is_empty() && self.unread.is_empty();
        if is_blank && pages.iter().all(|page| page.text.is_empty()) {
            warnings.push("the file has no text and nothing that looks like a scan".to_owned());
        }
        warnings
    }

    fn pages(&self, wanted: PageNote) -> impl Iterator<Item = u32> {
        self.notes.iter().filter(move |(note, _)| *note == wanted).map(|(_, page)| *page)
    }
}

/// Formats page numbers as `page 3` or `pages 1-4, 7`, or as their number if that would be long.
pub(crate) fn page_ranges(numbers: &[u32]) -> String {
    if let [only] = numbers {
        return format!("page {only}");
    }
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
    use crate::extract::extracted::TextQuality;

    #[track_caller]
    fn check(unreadable: &[u32], text: &str, expected: &[&str]) {
        let mut notes = PageNotes::default();
        for &page in unreadable {
            notes.add(PageNote::Unreadable, page);
        }
        let page = Page::new(1, text);
        assert_eq!(notes.warnings(&[page]), expected);
    }

    #[test]
    fn pages_are_listed_as_ranges() {
        check(&[3], "", &["page 3 could not be read"]);
        check(&[1, 2, 3, 4, 7], "", &["pages 1-4, 7 could not be read"]);
        let odd: Vec<u32> = (0..20).map(|n| 2 * n + 1).collect();
        check(&odd, "", &["20 pages could not be read"]);
    }

    #[test]
    fn a_file_without_text_gets_a_warning_and_a_blank_page_or_a_scan_does_not() {
        check(&[], "", &["the file has no text and nothing that looks like a scan"]);
        check(&[], "tekst", &[]);
        let unread = vec![UnreadPage { page: 1, quality: TextQuality::Scan }];
        let notes = PageNotes { unread, ..PageNotes::default() };
        assert!(notes.warnings(&[Page::new(1, "")]).is_empty());
    }
}
