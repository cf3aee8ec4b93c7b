//! The JSON of a document whose text arrives in pieces.
//!
//! Invariants: the result equals that of [`DocumentView`] for the whole document; only the headings are kept
//! in memory meanwhile.

use super::{DocumentView, OutlineView, PageView};
use crate::document::{Document, OutlineEntry, Page, StatusEvidence};

/// The end of the JSON of a document without pages and headings.
const END: &str = "],\"outline\":[]}";

/// Writes the JSON of one document piece by piece.
#[derive(Debug)]
pub struct JsonPieces {
    outline: Vec<OutlineEntry>,
    /// Where the first of these headings begin, in Unicode scalar values of their pages.
    starts: Vec<usize>,
    /// The length of the current page written so far, in bytes and in Unicode scalar values.
    written: usize,
    counted: usize,
    has_pages: bool,
}

impl JsonPieces {
    /// Writes everything before the pages; the document has none yet.
    pub fn begin(
        document: &mut Document,
        ocr: Option<&'static str>,
        evidence: &[StatusEvidence],
        out: &mut String,
    ) -> Self {
        let outline = std::mem::take(&mut document.outline);
        let head = json(&DocumentView::new(document).with_ocr(ocr).with_evidence(evidence));
        out.push_str(head.strip_suffix(END).unwrap_or(&head));
        Self { outline, starts: Vec::new(), written: 0, counted: 0, has_pages: false }
    }

    /// Writes a page or a piece of one; the flags say whether the piece begins and ends the page.
    pub fn write(&mut self, page: &Page, is_first: bool, is_last: bool, out: &mut String) {
        self.count(page, is_first, is_last);
        if is_first && self.has_pages {
            out.push(',');
        }
        self.has_pages = true;
        if is_first && is_last {
            out.push_str(&json(&PageView::new(page)));
            return;
        }
        if is_first {
            out.push_str(&format!("{{\"number\":{},\"text\":\"", page.number));
        }
        let text = json(&page.text);
        out.push_str(text.get(1..text.len() - 1).unwrap_or_default());
        if is_last {
            let confidence = page.confidence.map(|confidence| format!(",\"confidence\":{confidence}"));
            out.push_str(&format!("\",\"ocr\":{}{}}}", page.ocr, confidence.unwrap_or_default()));
        }
    }

    /// Writes everything after the pages.
    pub fn end(mut self, out: &mut String) {
        self.starts.resize(self.outline.len(), 0);
        let view = |(entry, start): (&OutlineEntry, &usize)| json(&OutlineView::new(entry, *start));
        let outline: Vec<String> = self.outline.iter().zip(&self.starts).map(view).collect();
        out.push_str(&format!("],\"outline\":[{}]}}", outline.join(",")));
    }

    /// Records where the headings in a piece begin.
    fn count(&mut self, page: &Page, is_first: bool, is_last: bool) {
        if is_first {
            (self.written, self.counted) = (0, 0);
        }
        let (text, end, mut at) = (&page.text, self.written + page.text.len(), 0);
        while let Some(entry) = self.outline.get(self.starts.len()) {
            let is_later =
                entry.page > page.number || entry.page == page.number && entry.start > end && !is_last;
            if is_later {
                break;
            }
            if entry.page == page.number {
                let place = text.floor_char_boundary(entry.start.saturating_sub(self.written)).max(at);
                self.counted += text[at..place].chars().count();
                at = place;
            }
            self.starts.push(if entry.page == page.number { self.counted } else { 0 });
        }
        self.counted += text[at..].chars().count();
        self.written = end;
    }
}

/// Serializes one of our own values as JSON, which cannot fail.
fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::document::Edit;

    /// Returns the JSON of a document some of whose pages are written in pieces of this number of characters.
    fn in_pieces(document: &Document, length: usize) -> String {
        let (mut head, mut out) = (document.clone(), String::new());
        head.pages.clear();
        let mut json = JsonPieces::begin(&mut head, Some("pending"), &[], &mut out);
        for page in &document.pages {
            let characters: Vec<char> = page.text.chars().collect();
            if !page.edits.is_empty() || characters.is_empty() {
                json.write(page, true, true, &mut out);
                continue;
            }
            let pieces: Vec<String> = characters.chunks(length).map(|piece| piece.iter().collect()).collect();
            for (number, piece) in pieces.iter().enumerate() {
                json.write(&Page { text: piece.clone(), ..page.clone() }, number == 0, false, &mut out);
            }
            json.write(&Page { text: String::new(), ..page.clone() }, false, true, &mut out);
        }
        json.end(&mut out);
        out
    }

    proptest! {
        #[test]
        fn pieces_form_the_json_of_the_whole_document(
            texts in prop::collection::vec(("[a\"\\\\ż\u{1f600}\n]{0,12}", any::<bool>(), prop::option::of(0_u8..100), any::<bool>()), 1..4),
            headings in prop::collection::vec((1_u32..6, 0_usize..30), 0..6),
            length in 1_usize..5,
        ) {
            let mut document = Document::new("a".parse().expect("an id"), "Tytuł", "");
            document.pages = (1..).zip(&texts).map(|(number, (text, ocr, confidence, is_edited))| {
                let edits = if *is_edited { vec![Edit { start: 0, end: 0, text: "x".to_owned() }] } else { Vec::new() };
                Page { ocr: *ocr, confidence: *confidence, edits, ..Page::new(number, text.as_str()) }
            }).collect();
            let mut headings = headings;
            headings.sort_unstable();
            document.outline = headings.iter().map(|(page, start)| OutlineEntry { label: "„§”".to_owned(), page: *page, start: *start, ..OutlineEntry::default() }).collect();
            let whole = json(&DocumentView::new(&document).with_ocr(Some("pending")));
            prop_assert_eq!(in_pieces(&document, length), whole);
        }
    }
}
