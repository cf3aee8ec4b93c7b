//! Turns the markup of Word into paragraphs.
//!
//! Layout is left to `writer`. Invariants: of text that exists twice (a shape and its fallback, the two ends
//! of a move, the old and new properties) one is read; hidden and deleted text and the instructions of fields
//! are not.

use std::collections::HashMap;

use super::{
    numbering::WordLists,
    styles::{StyleProperties, WordStyles},
};
use crate::{
    document::{OutlineEntry, Page},
    extract::{
        error::OfficeFault,
        flow::FlowText,
        office::{
            marker,
            note_counts::NoteCounts,
            writer::{OfficeWriter, ParagraphStart, TextLook, WriterLimit},
            xml::{self, XmlStep, XmlTag},
        },
    },
};

/// Notes by their ids.
type Notes = HashMap<String, FlowText>;

/// Elements whose contents are never text of the document.
const SILENT: [&str; 14] = [
    "moveFrom",
    "instrText",
    "delText",
    "delInstrText",
    "sectPr",
    "tblPr",
    "tblPrEx",
    "tblGrid",
    "trPr",
    "tcPr",
    "rt",
    "rubyPr",
    "annotation",
    "binData",
];

/// The text of a Word document being read.
pub(super) struct WordBody<'a> {
    styles: &'a WordStyles,
    lists: WordLists,
    pub(super) footnotes: Notes,
    pub(super) endnotes: Notes,
    writer: OfficeWriter,
    /// How deep within an element that is not read.
    skipped: usize,
    paragraphs: Vec<WordParagraph>,
    run: StyledRun,
    /// The runs around the open text boxes.
    runs: Vec<StyledRun>,
    properties: Option<PropertiesOf>,
    /// For each open field, whether its result is being read.
    fields: Vec<bool>,
    /// For each open element with alternatives, whether one has been chosen.
    alternatives: Vec<bool>,
    /// For each open control, whether it shows only a hint to fill it in.
    controls: Vec<bool>,
    is_text: bool,
    notes_counted: NoteCounts,
    note: Option<String>,
    notes: Notes,
    has_chunk: bool,
}

/// What the properties being read belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PropertiesOf {
    Paragraph,
    ParagraphMark,
    Run,
}

#[derive(Debug, Default)]
struct WordParagraph {
    properties: StyleProperties,
    is_begun: bool,
    /// Whether its end is deleted, so that the next paragraph goes on with it.
    is_open: bool,
    is_hidden: bool,
}

#[derive(Debug, Clone, Default)]
struct StyledRun {
    properties: StyleProperties,
    /// The look with all styles applied; `None` until it is needed.
    look: Option<RunLook>,
}

/// How the text of a run looks.
#[derive(Debug, Clone, Copy)]
enum RunLook {
    Hidden,
    Shown(TextLook),
}

impl RunLook {
    fn shown(self) -> Option<TextLook> {
        match self {
            Self::Hidden => None,
            Self::Shown(look) => Some(look),
        }
    }
}

/// Returns the notes of a part by their ids; a damaged part gives those before the damage.
pub(super) fn notes(source: &str, styles: &WordStyles, lists: &WordLists, limit: WriterLimit) -> Notes {
    let mut body = WordBody::new(styles, lists.clone(), limit);
    let _ = body.read(source);
    body.notes
}

impl<'a> WordBody<'a> {
    /// Creates a reader of a document with these styles and lists.
    pub(super) fn new(styles: &'a WordStyles, lists: WordLists, limit: WriterLimit) -> Self {
        Self {
            styles,
            lists,
            footnotes: Notes::new(),
            endnotes: Notes::new(),
            writer: OfficeWriter::within(limit),
            skipped: 0,
            paragraphs: Vec::new(),
            run: StyledRun::default(),
            runs: Vec::new(),
            properties: None,
            fields: Vec::new(),
            alternatives: Vec::new(),
            controls: Vec::new(),
            is_text: false,
            notes_counted: NoteCounts::default(),
            note: None,
            notes: Notes::new(),
            has_chunk: false,
        }
    }

    /// Reads a part.
    pub(super) fn read(&mut self, source: &str) -> Result<(), OfficeFault> {
        xml::walk(source, &mut |step| {
            match step {
                XmlStep::Open(tag) => self.open(&tag),
                XmlStep::Close(name) => self.close(name),
                XmlStep::Text(text) if self.is_text && self.skipped == 0 => self.text(text),
                XmlStep::Text(_) => {}
            }
            if self.writer.is_full() { Err(OfficeFault::Full) } else { Ok(()) }
        })
    }

    /// Returns the page, the headings and the warnings.
    pub(super) fn finish(self) -> (Page, Vec<OutlineEntry>, Vec<String>) {
        let chunk = "contains another document that is not read: open it in Word and save it again";
        let (page, outline) = self.writer.finish();
        (page, outline, self.has_chunk.then(|| chunk.to_owned()).into_iter().collect())
    }

    fn open(&mut self, tag: &XmlTag<'_>) {
        if self.skipped > 0 || self.is_silent(tag) {
            self.skipped += 1;
            return;
        }
        match (tag.name(), self.properties) {
            ("pPr", _) => self.properties = Some(PropertiesOf::Paragraph),
            ("rPr", Some(PropertiesOf::Paragraph)) => self.properties = Some(PropertiesOf::ParagraphMark),
            ("rPr", _) => self.properties = Some(PropertiesOf::Run),
            (_, Some(of)) => self.property(tag, of),
            ("p", None) => self.paragraphs.push(WordParagraph::default()),
            ("r", None) => self.run = StyledRun::default(),
            ("t", None) => self.is_text = true,
            ("tab" | "ptab", None) => self.writer.space(),
            ("br" | "cr", None) => self.writer.end_line(),
            ("noBreakHyphen", None) => self.text("-"),
            ("sym", None) => self.symbol(tag),
            ("fldChar", None) => self.field(tag),
            ("footnoteReference", None) => self.refer(tag, false),
            ("endnoteReference", None) => self.refer(tag, true),
            ("footnote" | "endnote", None) => {
                self.note = tag.value("id");
                self.writer.begin_box();
            }
            ("txbxContent", None) => {
                self.runs.push(std::mem::take(&mut self.run));
                self.writer.begin_box();
            }
            ("tbl", None) => self.writer.begin_table(),
            ("tr", None) => self.writer.row(),
            ("tc", None) => self.writer.begin_cell(),
            ("AlternateContent", None) => self.alternatives.push(false),
            ("sdt", None) => self.controls.push(false),
            ("showingPlcHdr", None) => self.controls.iter_mut().rev().take(1).for_each(|hint| *hint = true),
            ("altChunk", None) => self.has_chunk = true,
            _ => {}
        }
    }

    /// Returns whether an element is passed over with all it contains.
    fn is_silent(&mut self, tag: &XmlTag<'_>) -> bool {
        match tag.name() {
            "del" => self.properties.is_none(),
            "moveFrom" if self.properties.is_some() => false,
            "Choice" | "Fallback" => match self.alternatives.last_mut() {
                Some(is_chosen) => std::mem::replace(is_chosen, true),
                None => false,
            },
            "sdtContent" => self.controls.last() == Some(&true),
            "footnote" | "endnote" => tag.value("type").is_some_and(|kind| kind != "normal"),
            name => name.ends_with("Change") || SILENT.contains(&name),
        }
    }

    fn property(&mut self, tag: &XmlTag<'_>, of: PropertiesOf) {
        match of {
            PropertiesOf::Run => self.run.properties.read(tag),
            PropertiesOf::Paragraph => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.properties.read(tag);
                }
            }
            PropertiesOf::ParagraphMark => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.is_open |= matches!(tag.name(), "del" | "moveFrom");
                    paragraph.is_hidden |= tag.name() == "vanish" && tag.is_on();
                }
            }
        }
    }

    fn close(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "rPr" if self.properties == Some(PropertiesOf::ParagraphMark) => {
                self.properties = Some(PropertiesOf::Paragraph);
            }
            "pPr" | "rPr" => self.properties = None,
            _ if self.properties.is_some() => {}
            "p" => self.end_paragraph(),
            "t" => self.is_text = false,
            "r" => self.run = StyledRun::default(),
            "footnote" | "endnote" => {
                let note = self.writer.end_note();
                self.notes.extend(self.note.take().map(|id| (id, note)));
            }
            "txbxContent" => {
                self.writer.end_box();
                self.run = self.runs.pop().unwrap_or_default();
            }
            "tbl" => self.writer.end_table(),
            "tr" => self.writer.row(),
            "tc" => self.writer.end_cell(),
            "AlternateContent" => drop(self.alternatives.pop()),
            "sdt" => drop(self.controls.pop()),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.fields.contains(&false) {
            return;
        }
        if let Some(look) = self.look() {
            self.begin_paragraph();
            self.writer.text(text, look);
        }
    }

    /// Returns the look of the run; `None` if it is hidden.
    fn look(&mut self) -> Option<TextLook> {
        if let Some(look) = self.run.look {
            return look.shown();
        }
        let run = self.styles.complete(std::mem::take(&mut self.run.properties));
        let paragraph = self.paragraphs.last().map(|paragraph| paragraph.properties.clone());
        let around = self.styles.complete_paragraph(&paragraph.unwrap_or_default());
        let is_hidden = run.is_hidden.or(around.is_hidden).unwrap_or_default();
        let is_struck = run.is_struck.or(around.is_struck).unwrap_or_default();
        let script = run.script.or(around.script).unwrap_or_default();
        let look = if is_hidden { RunLook::Hidden } else { RunLook::Shown(TextLook { script, is_struck }) };
        self.run.look = Some(look);
        look.shown()
    }

    /// Begins the open paragraph and counts it if it is an item of a list.
    fn begin_paragraph(&mut self) {
        let Some(paragraph) = self.paragraphs.last_mut().filter(|paragraph| !paragraph.is_begun) else {
            return;
        };
        paragraph.is_begun = true;
        if self.writer.is_joined() {
            // It is the end of the item before, which has been counted.
            return self.writer.begin_paragraph(ParagraphStart::default());
        }
        let properties = self.styles.complete_paragraph(&paragraph.properties);
        let list = properties.list.filter(|list| *list != 0);
        let style = properties.style.as_deref();
        let marker = list.and_then(|list| self.lists.count(list, properties.list_level, style));
        let is_heading = self.styles.is_heading(&properties);
        self.writer.begin_paragraph(ParagraphStart { is_heading, is_item: list.is_some(), marker });
    }

    fn end_paragraph(&mut self) {
        let is_gone = self
            .paragraphs
            .last()
            .is_none_or(|paragraph| !paragraph.is_begun && (paragraph.is_open || paragraph.is_hidden));
        if !is_gone {
            self.begin_paragraph();
        }
        let paragraph = self.paragraphs.pop().unwrap_or_default();
        if !is_gone {
            self.writer.end_paragraph(paragraph.is_open);
        }
        // A field whose end is missing does not swallow the rest of the document.
        self.fields.iter_mut().for_each(|is_result| *is_result = true);
    }

    fn symbol(&mut self, tag: &XmlTag<'_>) {
        let code = tag.value("char").and_then(|code| u32::from_str_radix(code.trim(), 16).ok());
        let font = tag.value("font").unwrap_or_default();
        if let Some(c) = code.and_then(char::from_u32).and_then(|c| marker::of_font(&font, c)) {
            self.text(c.encode_utf8(&mut [0; 4]));
        }
    }

    fn field(&mut self, tag: &XmlTag<'_>) {
        match tag.value("fldCharType").as_deref() {
            Some("begin") => self.fields.push(false),
            Some("separate") => self.fields.iter_mut().rev().take(1).for_each(|is_result| *is_result = true),
            Some("end") => drop(self.fields.pop()),
            _ => {}
        }
    }

    /// Adds the note to which a mark refers.
    fn refer(&mut self, tag: &XmlTag<'_>, is_endnote: bool) {
        let notes = if is_endnote { &mut self.endnotes } else { &mut self.footnotes };
        let note = tag.value("id").and_then(|id| notes.remove(&id));
        let Some(note) = note.filter(|_| self.look().is_some()) else { return };
        if tag.value("customMarkFollows").is_some_and(|value| value != "0" && value != "false") {
            self.writer.add_note(String::new(), note);
            return;
        }
        let mark = self.notes_counted.next(is_endnote);
        self.begin_paragraph();
        self.writer.note_mark(&mark);
        self.writer.add_note(mark, note);
    }
}
