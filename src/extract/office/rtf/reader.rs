//! Follows the control words of an RTF file.
//!
//! Layout is left to `writer`. Invariants: hidden and deleted text, headers, footers, comments, pictures and the
//! instructions of fields are not read; the depth of groups is bounded.

use std::collections::HashSet;

use super::{
    letters::{self, CodePages, Utf16Letters},
    state::{self, Destination, GroupEnd, GroupState, ParagraphState},
    tokens::{RtfToken, RtfTokens},
};
use crate::{
    document::{OutlineEntry, Page},
    extract::{
        error::OfficeFault,
        office::{
            heading_name::is_heading_name,
            marker,
            note_counts::NoteCounts,
            writer::{OfficeWriter, ParagraphStart, ScriptPosition, TextLook, WriterLimit},
        },
    },
};

/// The maximum depth of groups.
const MAX_DEPTH: usize = 2_000;
/// The maximum size of a title, a marker or a name of a style, in bytes.
const MAX_NAME_BYTES: usize = 2_000;
/// How far ahead the kind of a note stands, in bytes.
const NOTE_BYTES: usize = 120;

/// An RTF file being read.
#[derive(Default)]
pub(super) struct RtfReader {
    writer: OfficeWriter,
    groups: Vec<GroupState>,
    /// What holds in the innermost open group.
    state: GroupState,
    pages: CodePages,
    utf16: Utf16Letters,
    /// Bytes of text not yet decoded.
    bytes: Vec<u8>,
    /// The number of characters to pass over: they stand for a Unicode one.
    passed: usize,
    /// Whether the group has just begun, and whether it began with `\*`.
    is_first: bool,
    is_starred: bool,
    place: TextPlace,
    /// The places around open boxes and notes.
    places: Vec<TextPlace>,
    /// The mark of the note that follows.
    mark: Option<String>,
    notes_counted: NoteCounts,
    /// The styles that are headings.
    headings: HashSet<i32>,
    style: Option<i32>,
    name: String,
    pub(super) title: String,
}

/// Where in the text the reader is.
#[derive(Debug, Default)]
struct TextPlace {
    is_paragraph: bool,
    table: TablePlace,
    marker: Option<String>,
}

/// How deep in a table the reader is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum TablePlace {
    #[default]
    Outside,
    Table,
    Row,
    Cell,
}

impl RtfReader {
    /// Creates a reader of a text within a limit.
    pub(super) fn within(limit: WriterLimit) -> Self {
        Self { writer: OfficeWriter::within(limit), ..Self::default() }
    }

    /// Reads a file.
    pub(super) fn read(&mut self, bytes: &[u8]) -> Result<(), OfficeFault> {
        let mut tokens = RtfTokens::new(bytes);
        while let Some(token) = tokens.next() {
            self.token(token, &mut tokens)?;
            if self.writer.is_full() {
                return Err(OfficeFault::Full);
            }
        }
        self.flush();
        if self.groups.is_empty() { Ok(()) } else { Err(OfficeFault::Incomplete) }
    }

    /// Returns the page and the headings.
    pub(super) fn finish(self) -> (Page, Vec<OutlineEntry>) {
        self.writer.finish()
    }

    fn token(&mut self, token: RtfToken<'_>, tokens: &mut RtfTokens<'_>) -> Result<(), OfficeFault> {
        match token {
            RtfToken::Begin => return self.begin_group(),
            RtfToken::End => self.end_group(),
            RtfToken::Text(text) => {
                let passed = self.passed.min(text.len());
                self.passed -= passed;
                self.bytes.extend_from_slice(text.get(passed..).unwrap_or_default());
            }
            RtfToken::Byte(_) if self.passed > 0 => self.passed -= 1,
            RtfToken::Byte(byte) => self.bytes.push(byte),
            RtfToken::Sign(b'*') if self.is_first => {
                self.is_starred = true;
                return Ok(());
            }
            RtfToken::Sign(sign) => {
                self.flush();
                self.sign(sign);
            }
            RtfToken::Word("bin", Some(length)) => tokens.pass(usize::try_from(length).unwrap_or_default()),
            RtfToken::Word("u", Some(number)) => self.unicode(number),
            RtfToken::Word(..) if self.passed > 0 => self.passed -= 1,
            RtfToken::Word(word, number) => {
                self.flush();
                self.word(word, number, tokens);
            }
        }
        (self.is_first, self.is_starred) = (false, false);
        Ok(())
    }

    fn begin_group(&mut self) -> Result<(), OfficeFault> {
        self.flush();
        if self.groups.len() >= MAX_DEPTH {
            return Err(OfficeFault::Deep { limit: MAX_DEPTH });
        }
        let within = self.state.within();
        self.groups.push(std::mem::replace(&mut self.state, within));
        if self.state.destination == Destination::Twice {
            self.state.destination = Destination::Nowhere;
        }
        (self.passed, self.is_first, self.is_starred) = (0, true, false);
        Ok(())
    }

    fn end_group(&mut self) {
        self.flush();
        self.passed = 0;
        let before = self.groups.pop().unwrap_or_default();
        let ended = std::mem::replace(&mut self.state, before);
        match ended.ends {
            Some(GroupEnd::Note(mark)) => {
                self.end_paragraph();
                let note = self.writer.end_note();
                self.writer.add_note(mark, note);
                self.place = self.places.pop().unwrap_or_default();
            }
            Some(GroupEnd::TextBox) => {
                self.end_paragraph();
                self.writer.end_box();
                self.place = self.places.pop().unwrap_or_default();
            }
            None => {}
        }
        match (ended.destination, self.state.destination) {
            (Destination::Styles, Destination::Styles) => self.end_style(),
            (Destination::Marker, Destination::Text) => self.end_marker(),
            _ => {}
        }
    }

    fn end_style(&mut self) {
        let name = std::mem::take(&mut self.name);
        let style = self.style.take();
        if is_heading_name(name.trim().trim_end_matches(';').trim()) {
            self.headings.extend(style);
        }
    }

    fn end_marker(&mut self) {
        let sign = std::mem::take(&mut self.name);
        let sign = sign.trim();
        // The letter alone draws a circle.
        let is_text = sign != "o" && sign.contains(char::is_alphanumeric);
        self.place.marker =
            Some(if is_text { sign.to_owned() } else { marker::bullet(sign).unwrap_or_default() });
    }

    /// Decodes the bytes gathered so far.
    fn flush(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let text = self.pages.of_font(self.state.font).decode(&bytes);
        self.text(&text);
    }

    fn unicode(&mut self, number: i32) {
        self.flush();
        if let Some(c) = self.utf16.push(number).filter(|c| !marker::is_private(*c)) {
            self.text(c.encode_utf8(&mut [0; 4]));
        }
        self.passed = self.state.fallbacks.unwrap_or(1);
    }

    fn text(&mut self, text: &str) {
        match self.state.destination {
            Destination::Text if self.state.is_shown() => {
                if !self.place.is_paragraph && text.trim().is_empty() {
                    return;
                }
                self.begin_paragraph();
                self.writer.text(text, self.state.look);
            }
            Destination::Title if self.title.len() < MAX_NAME_BYTES => self.title.push_str(text),
            Destination::Styles | Destination::Marker if self.name.len() < MAX_NAME_BYTES => {
                self.name.push_str(text);
            }
            _ => {}
        }
    }

    fn sign(&mut self, sign: u8) {
        match sign {
            b'~' => self.text("\u{a0}"),
            b'_' => self.text("-"),
            b'\\' | b'{' | b'}' => self.text(char::from(sign).encode_utf8(&mut [0; 4])),
            b'\r' | b'\n' => self.word_in_text("par"),
            _ => {}
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>, tokens: &RtfTokens<'_>) {
        if self.is_first && self.begin_destination(word) {
            return;
        }
        match (self.state.destination, word, number) {
            (Destination::Nowhere, ..) => {}
            (Destination::Fonts, ..) => self.font_word(word, number),
            (Destination::Styles, "s", Some(style)) => self.style = Some(style),
            (Destination::Styles, "outlinelevel", Some(0..=8)) => self.headings.extend(self.style),
            (_, "ansicpg", Some(page)) => self.pages.set_usual(page),
            (_, "mac", None) => self.pages.set_usual(10_000),
            (_, "pc", None) => self.pages.set_usual(437),
            (_, "pca", None) => self.pages.set_usual(850),
            (_, "uc", Some(count)) => self.state.fallbacks = usize::try_from(count).ok(),
            (_, "f", font) => self.state.font = font,
            (Destination::Text, "chftn", _) => self.note_mark(tokens),
            (_, word, number) if self.look_word(word, number) => {}
            (Destination::Text, word, _) if !self.paragraph_word(word, number) => self.word_in_text(word),
            (_, word, _) => {
                if let Some(c) = character(word) {
                    self.text(c);
                }
            }
        }
    }

    /// Begins a group that holds something else than the text around it; returns whether the word says so.
    fn begin_destination(&mut self, word: &str) -> bool {
        let is_text = self.state.destination == Destination::Text;
        match word {
            "footnote" if self.state.is_shown() => {
                let mark = self.mark.take().unwrap_or_default();
                self.begin_box(GroupEnd::Note(mark));
                return true;
            }
            "footnote" => {
                self.state.destination = Destination::Nowhere;
                return true;
            }
            "shptxt" | "dptxbxtext" if is_text => {
                self.begin_box(GroupEnd::TextBox);
                return true;
            }
            "title" if self.state.destination == Destination::Info => {
                self.state.destination = Destination::Title;
                return true;
            }
            _ => {}
        }
        let is_unicode = word == "ud" && self.is_starred;
        if let Some(destination) = state::destination(word, self.is_starred) {
            let outer = self.groups.last().map(|outer| outer.destination);
            if is_text || is_unicode && outer == Some(Destination::Twice) {
                self.name.clear();
                self.state.destination = destination;
            } else if destination == Destination::Nowhere {
                self.state.destination = Destination::Nowhere;
            }
            return true;
        }
        false
    }

    fn begin_box(&mut self, end: GroupEnd) {
        self.writer.begin_box();
        self.places.push(std::mem::take(&mut self.place));
        (self.state.ends, self.state.look) = (Some(end), TextLook::default());
        self.state.paragraph = ParagraphState::default();
    }

    fn font_word(&mut self, word: &str, number: Option<i32>) {
        match (word, number) {
            ("f", font) => self.state.font = font,
            ("fcharset", Some(charset)) => {
                let font = self.state.font.unwrap_or_default();
                self.pages.set_font(font, letters::of_charset(charset));
            }
            ("cpg", Some(page)) => {
                let font = self.state.font.unwrap_or_default();
                self.pages.set_font(font, letters::numbered(page));
            }
            _ => {}
        }
    }

    /// Follows a word about how text is set; returns whether it is one.
    fn look_word(&mut self, word: &str, number: Option<i32>) -> bool {
        let is_on = number != Some(0);
        let state = &mut self.state;
        match word {
            "plain" => {
                (state.look, state.font) = (TextLook::default(), None);
                (state.is_hidden, state.is_deleted) = (false, false);
            }
            "v" => state.is_hidden = is_on,
            // The place from which text was moved.
            "deleted" | "mvf" => state.is_deleted = is_on,
            "strike" | "striked" => state.look.is_struck = is_on,
            "super" | "up" => {
                state.look.script = if is_on { ScriptPosition::Raised } else { ScriptPosition::Level }
            }
            "sub" | "dn" => {
                state.look.script = if is_on { ScriptPosition::Lowered } else { ScriptPosition::Level }
            }
            "nosupersub" => state.look.script = ScriptPosition::Level,
            _ => return false,
        }
        true
    }

    /// Follows a word about the paragraph; returns whether it is one.
    fn paragraph_word(&mut self, word: &str, number: Option<i32>) -> bool {
        let state = &mut self.state;
        match (word, number) {
            ("pard", _) => state.paragraph = ParagraphState::default(),
            ("intbl", _) => state.paragraph.is_in_table = true,
            ("outlinelevel", Some(level)) => state.paragraph.is_heading = (0..9).contains(&level),
            ("s", Some(style)) => state.paragraph.is_heading = self.headings.contains(&style),
            _ => return false,
        }
        true
    }

    fn word_in_text(&mut self, word: &str) {
        if !self.state.is_shown() && word != "par" {
            return;
        }
        match word {
            "par" | "sect" | "page" | "nestcell" => {
                // If the end of a paragraph is deleted, the paragraph goes on.
                if self.state.is_shown() {
                    self.begin_paragraph();
                    self.end_paragraph();
                }
                self.place.marker = None;
            }
            "line" | "lbr" => self.writer.end_line(),
            "tab" => self.writer.space(),
            "cell" => self.end_cell(),
            "row" => self.end_row(),
            word => {
                if let Some(c) = character(word) {
                    self.text(c);
                }
            }
        }
    }

    fn begin_paragraph(&mut self) {
        if self.place.is_paragraph {
            return;
        }
        if self.state.paragraph.is_in_table {
            self.begin_cell();
        } else if self.place.table > TablePlace::Outside {
            self.end_open_row();
            self.writer.end_table();
            self.place.table = TablePlace::Outside;
        }
        let marker = self.place.marker.take();
        let (is_heading, is_item) = (self.state.paragraph.is_heading, marker.is_some());
        self.writer.begin_paragraph(ParagraphStart { is_heading, is_item, marker });
        self.place.is_paragraph = true;
    }

    fn end_paragraph(&mut self) {
        if std::mem::take(&mut self.place.is_paragraph) {
            self.writer.end_paragraph(false);
        }
    }

    fn begin_cell(&mut self) {
        if self.place.table < TablePlace::Table {
            self.writer.begin_table();
        }
        if self.place.table < TablePlace::Row {
            self.writer.row();
        }
        if self.place.table < TablePlace::Cell {
            self.writer.begin_cell();
        }
        self.place.table = TablePlace::Cell;
    }

    fn end_cell(&mut self) {
        self.begin_cell();
        self.end_paragraph();
        self.place.marker = None;
        self.writer.end_cell();
        self.place.table = TablePlace::Row;
    }

    fn end_row(&mut self) {
        self.end_open_row();
        self.writer.row();
    }

    fn end_open_row(&mut self) {
        if self.place.table == TablePlace::Cell {
            self.end_cell();
        }
        self.place.table = self.place.table.min(TablePlace::Table);
    }

    /// Writes the mark of the note that follows; within a note, its mark stands in front of it anyway.
    fn note_mark(&mut self, tokens: &RtfTokens<'_>) {
        if !self.places.is_empty() || !self.state.is_shown() {
            return;
        }
        let ahead = tokens.ahead(NOTE_BYTES);
        let is_endnote = ahead.windows(7).any(|window| window == b"\\ftnalt");
        let mark = self.notes_counted.next(is_endnote);
        self.begin_paragraph();
        self.writer.note_mark(&mark);
        self.mark = Some(mark);
    }
}

/// Returns the character for which a word stands.
fn character(word: &str) -> Option<&'static str> {
    Some(match word {
        "emdash" => "—",
        "endash" => "–",
        "lquote" => "‘",
        "rquote" => "’",
        "ldblquote" => "“",
        "rdblquote" => "”",
        "bullet" => "•",
        "tab" | "emspace" | "enspace" | "qmspace" => " ",
        _ => return None,
    })
}
