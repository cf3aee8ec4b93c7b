//! Writes the text of an office document: paragraphs, headings, list markers, tables, boxes and notes.
//!
//! What the markup of a format means is left to its reader. Invariants: a paragraph without words leaves
//! nothing behind, not even its marker; a text box stands after the paragraph that holds it, and notes stand
//! after the whole text; the size of the text, markers included, is bounded.

use std::time::Instant;

use crate::{
    document::{OutlineEntry, Page},
    extract::{
        flow::{FlowText, Gap, TextFlow},
        frontmatter::fold,
    },
};

/// The maximum size of the text, in bytes: as of a PDF, some 4,000 dense pages.
const MAX_TEXT_BYTES: usize = 12 << 20;
/// The maximum number of text boxes and notes open at a time.
const MAX_OPEN: usize = 50;

/// How a piece of text is set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct TextLook {
    /// Whether it is raised or lowered.
    pub(super) script: ScriptPosition,
    /// Whether it is struck out.
    pub(super) is_struck: bool,
}

/// Where text stands on its line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum ScriptPosition {
    #[default]
    Level,
    Raised,
    Lowered,
}

/// What is known of a paragraph before its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ParagraphStart {
    /// Whether it is a heading.
    pub(super) is_heading: bool,
    /// Whether it is an item of a list.
    pub(super) is_item: bool,
    /// The number or sign in front of it.
    pub(super) marker: Option<String>,
}

/// How much text is written, and until when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WriterLimit {
    /// The maximum size of the text, in bytes.
    pub(crate) bytes: usize,
    /// When writing ends; `None` if the limits of the process do.
    pub(crate) deadline: Option<Instant>,
}

impl Default for WriterLimit {
    fn default() -> Self {
        Self { bytes: MAX_TEXT_BYTES, deadline: None }
    }
}

/// The text of a document being written.
#[derive(Debug, Default)]
pub(super) struct OfficeWriter {
    limit: WriterLimit,
    /// The text, and above it the open boxes and notes.
    open: Vec<OpenFlow>,
    outline: Vec<OutlineEntry>,
    notes: Vec<(String, FlowText)>,
    bytes: usize,
    /// The number of boxes and notes too deep to be opened; their text goes into the one around them.
    unopened: usize,
}

/// A text, a box or a note that is being written.
#[derive(Debug, Default)]
struct OpenFlow {
    flow: TextFlow,
    look: TextLook,
    /// What the next word begins, if no word of the paragraph has been written.
    pending: Option<ParagraphStart>,
    heading: Option<usize>,
    /// Whether the paragraph before was an item of a list.
    was_item: bool,
    /// Whether the next paragraph goes on with the one before.
    is_joined: bool,
    /// For each open cell, whether a paragraph stands in it.
    cells: Vec<bool>,
    tables: usize,
    boxes: Vec<FlowText>,
}

impl OfficeWriter {
    /// Creates a writer of a text within a limit.
    pub(super) fn within(limit: WriterLimit) -> Self {
        Self { limit, ..Self::default() }
    }

    fn top(&mut self) -> &mut OpenFlow {
        if self.open.is_empty() {
            self.open.push(OpenFlow::default());
        }
        let last = self.open.len() - 1;
        &mut self.open[last]
    }

    /// Begins a paragraph.
    pub(super) fn begin_paragraph(&mut self, start: ParagraphStart) {
        let top = self.top();
        if !std::mem::take(&mut top.is_joined) {
            top.pending = Some(start);
        }
    }

    /// Returns whether the next paragraph goes on with the one before.
    pub(super) fn is_joined(&mut self) -> bool {
        self.top().is_joined
    }

    /// Adds a whole paragraph of plain text.
    pub(super) fn paragraph(&mut self, text: &str, is_heading: bool) {
        self.begin_paragraph(ParagraphStart { is_heading, ..ParagraphStart::default() });
        self.text(text, TextLook::default());
        self.end_paragraph(false);
    }

    /// Adds text to the paragraph.
    pub(super) fn text(&mut self, text: &str, look: TextLook) {
        self.bytes += text.len();
        if self.is_full() {
            return;
        }
        let top = self.top();
        if text.chars().all(char::is_whitespace) {
            top.gap_if_any(text);
            return;
        }
        let marker_bytes = top.begin_words();
        top.set_look(look);
        top.flow.push(text);
        self.bytes += marker_bytes;
    }

    /// Adds a gap between words.
    pub(super) fn space(&mut self) {
        self.top().flow.gap(Gap::Space);
    }

    /// Ends the line.
    pub(super) fn end_line(&mut self) {
        let top = self.top();
        if top.pending.is_none() {
            top.flow.gap(Gap::Line);
        }
    }

    /// Ends the paragraph; the next one goes on with it if `is_joined`.
    pub(super) fn end_paragraph(&mut self, is_joined: bool) {
        let is_body = self.open.len() <= 1;
        let top = self.top();
        if is_joined {
            top.is_joined = true;
            return;
        }
        top.set_look(TextLook::default());
        top.flow.end_marks();
        top.pending = None;
        if let Some(start) = top.heading.take()
            && let Some(label) = fold(top.flow.since(start)).filter(|_| is_body)
        {
            self.outline.push(OutlineEntry { label, page: 1, start, ..OutlineEntry::default() });
        }
        let top = self.top();
        for written in std::mem::take(&mut top.boxes) {
            top.flow.gap(if top.cells.is_empty() { Gap::Paragraph } else { Gap::Line });
            top.flow.push_written(&written);
            top.was_item = false;
        }
    }

    /// Begins a table.
    pub(super) fn begin_table(&mut self) {
        let top = self.top();
        top.gap_around_table();
        top.tables += 1;
    }

    /// Ends a table.
    pub(super) fn end_table(&mut self) {
        let top = self.top();
        top.tables = top.tables.saturating_sub(1);
        top.gap_around_table();
        top.was_item = false;
        if let Some(is_begun) = top.cells.last_mut() {
            *is_begun = true;
        }
    }

    /// Begins or ends a row.
    pub(super) fn row(&mut self) {
        self.top().flow.gap(Gap::Line);
    }

    /// Writes a row that has been written as a note, a number of times.
    pub(super) fn repeat_row(&mut self, row: &FlowText, times: usize) {
        for _ in 0..if row.text.is_empty() { 0 } else { times } {
            self.bytes += row.text.len();
            if self.is_full() {
                return;
            }
            let top = self.top();
            top.flow.gap(Gap::Line);
            top.flow.push_written(row);
        }
    }

    /// Begins a cell.
    pub(super) fn begin_cell(&mut self) {
        let top = self.top();
        top.flow.gap(Gap::Cell);
        top.cells.push(false);
        (top.was_item, top.is_joined) = (false, false);
    }

    /// Ends a cell.
    pub(super) fn end_cell(&mut self) {
        self.top().cells.pop();
    }

    /// Begins a text box, which follows the paragraph that holds it, or a note.
    pub(super) fn begin_box(&mut self) {
        self.top();
        if self.open.len() < MAX_OPEN {
            self.open.push(OpenFlow::default());
        } else {
            self.unopened += 1;
        }
    }

    /// Ends a text box.
    pub(super) fn end_box(&mut self) {
        let written = self.close();
        if !written.text.is_empty() {
            self.top().boxes.push(written);
        }
    }

    /// Ends a note and returns its text.
    pub(super) fn end_note(&mut self) -> FlowText {
        self.close()
    }

    fn close(&mut self) -> FlowText {
        if self.unopened > 0 || self.open.len() <= 1 {
            self.unopened = self.unopened.saturating_sub(1);
            return FlowText::default();
        }
        self.end_paragraph(false);
        self.open.pop().map(|open| open.flow.finish()).unwrap_or_default()
    }

    /// Adds the mark of a note.
    pub(super) fn note_mark(&mut self, mark: &str) {
        let look = TextLook { script: ScriptPosition::Raised, is_struck: false };
        self.top().set_look(TextLook::default());
        self.text(mark, look);
        self.top().set_look(TextLook::default());
    }

    /// Adds a note to those that follow the text.
    pub(super) fn add_note(&mut self, mark: String, note: FlowText) {
        self.bytes += note.text.len();
        if !note.text.is_empty() && !self.is_full() {
            self.notes.push((mark, note));
        }
    }

    /// Returns whether the text has reached its limit, so that no more is added.
    pub(super) fn is_full(&self) -> bool {
        self.bytes > self.limit.bytes || self.limit.deadline.is_some_and(|end| Instant::now() >= end)
    }

    /// Returns the only page, and the headings.
    pub(super) fn finish(mut self) -> (Page, Vec<OutlineEntry>) {
        self.unopened = 0;
        while self.open.len() > 1 {
            self.end_box();
        }
        self.end_paragraph(false);
        let notes = std::mem::take(&mut self.notes);
        let mut flow = std::mem::take(&mut self.top().flow);
        for (mark, note) in notes {
            flow.gap(Gap::Paragraph);
            flow.push_number(&mark);
            flow.push_written(&note);
        }
        (flow.finish().into_page(), self.outline)
    }
}

impl OpenFlow {
    fn gap_if_any(&mut self, white: &str) {
        if !white.is_empty() {
            self.flow.gap(Gap::Space);
        }
    }

    fn gap_around_table(&mut self) {
        self.flow.gap(if self.tables == 0 && self.cells.is_empty() { Gap::Paragraph } else { Gap::Line });
    }

    /// Begins the paragraph if this is its first word; returns the size of its marker.
    fn begin_words(&mut self) -> usize {
        let Some(start) = self.pending.take() else { return 0 };
        let is_begun = self.cells.last_mut().map(|is_begun| std::mem::replace(is_begun, true));
        self.flow.gap(match is_begun {
            Some(false) => Gap::None,
            Some(true) => Gap::Line,
            None if start.is_item && self.was_item && !start.is_heading => Gap::Line,
            None => Gap::Paragraph,
        });
        self.was_item = start.is_item;
        if start.is_heading {
            self.heading = Some(self.flow.start());
        }
        let marker = start.marker.filter(|marker| !marker.trim().is_empty());
        marker.map_or(0, |marker| {
            self.flow.push_number(&marker);
            marker.len()
        })
    }

    fn set_look(&mut self, look: TextLook) {
        let before = std::mem::replace(&mut self.look, look);
        if before == look {
            return;
        }
        if before.script != ScriptPosition::Level {
            self.flow.end_sign();
        }
        if before.is_struck && !look.is_struck {
            self.flow.unstrike();
        }
        if look.is_struck && !before.is_struck {
            self.flow.strike();
        }
        if look.script != ScriptPosition::Level {
            self.flow.begin_sign(look.script == ScriptPosition::Lowered);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(writer: &mut OfficeWriter, text: &str) {
        writer.begin_paragraph(ParagraphStart::default());
        writer.text(text, TextLook::default());
        writer.end_paragraph(false);
    }

    fn item(writer: &mut OfficeWriter, marker: &str, text: &str) {
        let marker = Some(marker.to_owned());
        writer.begin_paragraph(ParagraphStart { is_item: true, marker, ..ParagraphStart::default() });
        writer.text(text, TextLook::default());
        writer.end_paragraph(false);
    }

    #[test]
    fn paragraphs_lists_and_tables_are_laid_out() {
        let mut writer = OfficeWriter::default();
        plain(&mut writer, "wstęp");
        item(&mut writer, "§ 1.", "a");
        item(&mut writer, "§ 2.", "  ");
        item(&mut writer, "§ 3.", "b");
        writer.begin_table();
        for row in [["c", "d"], ["e", "f"]] {
            writer.row();
            for cell in row {
                writer.begin_cell();
                plain(&mut writer, cell);
                plain(&mut writer, "");
                writer.end_cell();
            }
            writer.row();
        }
        writer.end_table();
        plain(&mut writer, "koniec");
        assert_eq!(writer.finish().0.text, "wstęp\n\n§ 1. a\n§ 3. b\n\nc\td\ne\tf\n\nkoniec");
    }

    #[test]
    fn boxes_follow_their_paragraph_and_notes_the_text() {
        let mut writer = OfficeWriter::default();
        writer.begin_paragraph(ParagraphStart { is_heading: true, ..ParagraphStart::default() });
        writer.text("Tytuł", TextLook::default());
        writer.note_mark("1");
        writer.begin_box();
        plain(&mut writer, "w ramce");
        writer.end_box();
        writer.text(" dalej", TextLook::default());
        writer.end_paragraph(false);
        writer.begin_box();
        plain(&mut writer, "przypis");
        let note = writer.end_note();
        writer.add_note("1".to_owned(), note);
        let (page, outline) = writer.finish();
        assert_eq!(page.text, "Tytuł¹ dalej\n\nw ramce\n\n1 przypis");
        assert_eq!(outline.first().map(|entry| entry.label.as_str()), Some("Tytuł¹ dalej"));
        assert_eq!(page.reading().as_ref(), "Tytuł dalej\n\nw ramce\n\n1 przypis");
    }

    #[test]
    fn a_text_within_another_file_has_the_room_and_time_that_are_left() {
        let mut writer = OfficeWriter::within(WriterLimit { bytes: 10, deadline: None });
        plain(&mut writer, "za długi tekst");
        assert!(writer.is_full());
        let late = WriterLimit { deadline: Some(Instant::now()), ..WriterLimit::default() };
        assert!(OfficeWriter::within(late).is_full());
    }

    #[test]
    fn markers_count_toward_the_limit() {
        let mut writer = OfficeWriter::default();
        for _ in 0..14 {
            item(&mut writer, &"a".repeat(1 << 20), "b");
        }
        assert!(writer.is_full());
    }

    #[test]
    fn text_beyond_the_limit_is_left_out() {
        let mut writer = OfficeWriter::default();
        for _ in 0..14 {
            plain(&mut writer, &"a".repeat(1 << 20));
        }
        assert!(writer.is_full());
        assert!(writer.finish().0.text.len() <= MAX_TEXT_BYTES + 100);
    }
}
