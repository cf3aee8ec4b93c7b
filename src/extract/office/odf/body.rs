//! Turns the markup of `OpenDocument` into paragraphs and tables.
//!
//! Layout is left to `writer`. Invariant: deleted and hidden text, hidden rows and columns, comments and the
//! sources of indexes are not read.

use super::{
    lists::{CountedLists, ListCounters, ListLevels},
    styles::{OdfProperties, OdfStyles},
    tables::{self, OpenTable},
};
use crate::{
    document::{OutlineEntry, Page},
    extract::{
        error::OfficeFault,
        flow::FlowText,
        office::{
            note_counts::NoteCounts,
            writer::{OfficeWriter, ParagraphStart, TextLook, WriterLimit},
            xml::{self, XmlStep, XmlTag},
        },
    },
};

/// Elements whose contents are never text of the document.
const SILENT: [&str; 15] = [
    "annotation",
    "tracked-changes",
    "forms",
    "ruby-text",
    "script",
    "placeholder",
    "number",
    "binary-data",
    "event-listeners",
    "math",
    "object",
    "object-ole",
    "dde-connection-decls",
    "database-ranges",
    "content-validations",
];
/// Shapes that hold text.
const SHAPES: [&str; 10] = [
    "text-box",
    "custom-shape",
    "rect",
    "ellipse",
    "circle",
    "polygon",
    "polyline",
    "path",
    "line",
    "connector",
];

/// The text of an `OpenDocument` file being read.
pub(super) struct OdfBody<'a> {
    styles: &'a OdfStyles,
    writer: OfficeWriter,
    /// How deep within an element that is not read.
    skipped: usize,
    is_body: bool,
    is_spreadsheet: bool,
    /// What the open paragraphs and spans say of their text.
    looks: Vec<OdfProperties>,
    /// The number of open paragraphs.
    paragraphs: usize,
    lists: Vec<OpenList>,
    items: Vec<OpenItem>,
    counters: ListCounters,
    lists_counted: CountedLists,
    headings: ListCounters,
    /// The mark of the open note; programs that have not laid out a text write wrong numbers into it.
    mark: String,
    /// The numbers of footnotes and endnotes so far.
    notes_counted: NoteCounts,
    note: Option<FlowText>,
    tables: Vec<OpenTable>,
    /// How often each open cell is written.
    cells: Vec<usize>,
    /// What stands around the open boxes and notes.
    around: Vec<BoxSurroundings>,
}

/// What is open around a box or a note, and does not concern its text.
#[derive(Default)]
struct BoxSurroundings {
    looks: Vec<OdfProperties>,
    paragraphs: usize,
    items: Vec<OpenItem>,
}

struct OpenList {
    id: Option<String>,
    style: String,
}

#[derive(Default)]
struct OpenItem {
    is_header: bool,
    is_counted: bool,
    start: Option<i64>,
}

impl<'a> OdfBody<'a> {
    /// Creates a reader of a document with these styles.
    pub(super) fn new(styles: &'a OdfStyles, limit: WriterLimit) -> Self {
        Self {
            styles,
            writer: OfficeWriter::within(limit),
            skipped: 0,
            is_body: false,
            is_spreadsheet: false,
            looks: Vec::new(),
            paragraphs: 0,
            lists: Vec::new(),
            items: Vec::new(),
            counters: ListCounters::default(),
            lists_counted: CountedLists::default(),
            headings: ListCounters::default(),
            mark: String::new(),
            notes_counted: NoteCounts::default(),
            note: None,
            tables: Vec::new(),
            cells: Vec::new(),
            around: Vec::new(),
        }
    }

    /// Reads the part that holds the text.
    pub(super) fn read(&mut self, source: &str) -> Result<(), OfficeFault> {
        xml::walk(source, &mut |step| {
            match step {
                XmlStep::Open(tag) => self.open(&tag),
                XmlStep::Close(name) => self.close(name),
                XmlStep::Text(text) if self.skipped == 0 => self.text(text),
                XmlStep::Text(_) => {}
            }
            if self.writer.is_full() { Err(OfficeFault::Full) } else { Ok(()) }
        })
    }

    /// Returns the page and the headings.
    pub(super) fn finish(self) -> (Page, Vec<OutlineEntry>) {
        self.writer.finish()
    }

    fn open(&mut self, tag: &XmlTag<'_>) {
        if !self.is_body {
            self.is_body = tag.name() == "body" && tag.prefix() == "office";
            return;
        }
        if self.skipped > 0 || self.is_hidden_cell(tag) || self.is_silent(tag) {
            self.skipped += 1;
            return;
        }
        match tag.name() {
            "spreadsheet" => self.is_spreadsheet = true,
            "p" | "h" => self.begin_paragraph(tag),
            "span" | "a" => {
                let name = tag.value("style-name").unwrap_or_default();
                self.looks.push(self.styles.properties("text", &name));
            }
            "s" | "tab" => self.writer.space(),
            "line-break" => self.writer.end_line(),
            "list" => self.begin_list(tag),
            "list-item" | "list-header" => {
                let is_header = tag.name() == "list-header";
                self.items.push(OpenItem {
                    is_header,
                    start: tag.number("start-value"),
                    ..OpenItem::default()
                });
            }
            "note" => self.begin_note(tag),
            "note-citation" => {
                if let Some(label) = tag.value("label") {
                    self.mark = label;
                }
                self.skipped = 1;
            }
            "note-body" => self.begin_box(),
            "table" if tag.prefix() == "table" => self.begin_table(tag),
            "table-column" => self.table().add_columns(tag),
            "table-row" => self.begin_row(tag),
            "table-cell" => self.begin_cell(),
            "hidden-paragraph" if tag.value("is-hidden").as_deref() == Some("true") => {
                self.looks.iter_mut().rev().take(1).for_each(|look| look.is_hidden = Some(true));
            }
            name if tag.prefix() == "draw" && SHAPES.contains(&name) => self.begin_box(),
            _ => {}
        }
    }

    /// Returns whether an element is passed over with all it contains.
    fn is_silent(&self, tag: &XmlTag<'_>) -> bool {
        let is_hidden = || {
            tag.value("display").as_deref() == Some("none")
                || tag.value("is-hidden").as_deref() == Some("true")
        };
        match tag.name() {
            "title" | "desc" => tag.prefix() == "svg",
            "section" | "hidden-text" => is_hidden(),
            "table" => self.styles.hides_sheet(&tag.value("style-name").unwrap_or_default()),
            "table-row" => tables::is_hidden(tag),
            name => SILENT.contains(&name) || name.ends_with("-source"),
        }
    }

    /// Passes over a cell of the table; returns whether it is not written at all.
    fn is_hidden_cell(&mut self, tag: &XmlTag<'_>) -> bool {
        if !matches!(tag.name(), "table-cell" | "covered-table-cell") {
            return false;
        }
        let repeats = self.table().pass_cell(tag);
        if tag.name() == "covered-table-cell" {
            return true;
        }
        self.cells.extend((repeats > 0).then_some(repeats));
        repeats == 0
    }

    fn table(&mut self) -> &mut OpenTable {
        if self.tables.is_empty() {
            self.tables.push(OpenTable::default());
        }
        let last = self.tables.len() - 1;
        &mut self.tables[last]
    }

    fn close(&mut self, name: &str) {
        if !self.is_body {
            return;
        }
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "body" => self.is_body = false,
            "p" | "h" => {
                self.paragraphs = self.paragraphs.saturating_sub(1);
                self.looks.pop();
                self.writer.end_paragraph(false);
            }
            "span" | "a" => drop(self.looks.pop()),
            "list" => self.end_list(),
            "list-item" | "list-header" => drop(self.items.pop()),
            "note-body" => {
                self.note = Some(self.writer.end_note());
                self.end_box();
            }
            "note" => self.end_note(),
            "table" => {
                self.tables.pop();
                self.writer.end_table();
            }
            "table-row" => self.end_row(),
            "table-cell" => self.end_cell(),
            name if SHAPES.contains(&name) => {
                self.writer.end_box();
                self.end_box();
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(look) = self.look().filter(|_| self.paragraphs > 0) {
            self.writer.text(text, look);
        }
    }

    /// Returns the look of the open text; `None` if it is hidden.
    fn look(&self) -> Option<TextLook> {
        let all = self.looks.iter().rev().fold(OdfProperties::default(), |found, outer| found.or(*outer));
        let look =
            TextLook { script: all.script.unwrap_or_default(), is_struck: all.is_struck.unwrap_or_default() };
        (!all.is_hidden.unwrap_or_default()).then_some(look)
    }

    fn begin_paragraph(&mut self, tag: &XmlTag<'_>) {
        let style = tag.value("style-name").unwrap_or_default();
        let properties = self.styles.properties("paragraph", &style);
        self.looks.push(properties);
        self.paragraphs += 1;
        let is_hidden = properties.is_hidden.unwrap_or_default();
        let is_heading = tag.name() == "h" || self.styles.is_heading(&style);
        let is_item = !self.items.is_empty();
        let marker = if is_hidden { None } else { self.marker(tag, &style) };
        self.writer.begin_paragraph(ParagraphStart { is_heading, is_item, marker });
    }

    /// Counts a paragraph that begins an item, and a heading.
    fn marker(&mut self, tag: &XmlTag<'_>, style: &str) -> Option<String> {
        let Some(item) = self.items.last_mut() else {
            let is_plain = tag.name() != "h" || tag.value("is-list-header").as_deref() == Some("true");
            let level = tag.number("outline-level").and_then(|level| usize::try_from(level - 1).ok());
            return self.headings.count(&self.styles.headings, level.filter(|_| !is_plain)?, None);
        };
        if item.is_header || std::mem::replace(&mut item.is_counted, true) {
            return None;
        }
        let start = item.start;
        let named = self.lists.iter().rev().map(|list| list.style.as_str()).find(|style| !style.is_empty());
        let name = named.or_else(|| self.styles.list_of(style)).unwrap_or_default();
        let none = ListLevels::default();
        let levels = self.styles.lists.get(name).unwrap_or(&none);
        self.counters.count(levels, self.lists.len().saturating_sub(1), start)
    }

    fn begin_list(&mut self, tag: &XmlTag<'_>) {
        let style = tag.value("style-name").unwrap_or_default();
        if self.lists.is_empty() {
            self.counters = self.lists_counted.begin(tag, &style);
        }
        self.lists.push(OpenList { id: tag.value("id"), style });
    }

    fn end_list(&mut self) {
        let Some(list) = self.lists.pop() else { return };
        if self.lists.is_empty() {
            self.lists_counted.end(list.id, &list.style, self.counters);
        }
    }

    fn begin_box(&mut self) {
        self.writer.begin_box();
        self.around.push(BoxSurroundings {
            looks: std::mem::take(&mut self.looks),
            paragraphs: std::mem::take(&mut self.paragraphs),
            items: std::mem::take(&mut self.items),
        });
    }

    fn end_box(&mut self) {
        let BoxSurroundings { looks, paragraphs, items } = self.around.pop().unwrap_or_default();
        (self.looks, self.paragraphs, self.items) = (looks, paragraphs, items);
    }

    /// Counts a note.
    fn begin_note(&mut self, tag: &XmlTag<'_>) {
        let is_endnote = tag.value("note-class").as_deref() == Some("endnote");
        self.mark = self.notes_counted.next(is_endnote);
    }

    fn end_note(&mut self) {
        let mark = std::mem::take(&mut self.mark);
        if let Some(note) = self.note.take().filter(|_| self.look().is_some()) {
            self.writer.note_mark(&mark);
            self.writer.add_note(mark, note);
        }
    }

    fn begin_table(&mut self, tag: &XmlTag<'_>) {
        let name = tag.value("name").filter(|_| self.is_spreadsheet && self.cells.is_empty());
        if let Some(name) = name {
            self.writer.paragraph(&name, true);
        }
        self.writer.begin_table();
        self.tables.push(OpenTable::default());
    }

    fn begin_row(&mut self, tag: &XmlTag<'_>) {
        self.table().begin_row(tag);
        if self.table().row_repeats > 1 {
            self.writer.begin_box();
        } else {
            self.writer.row();
        }
    }

    fn end_row(&mut self) {
        let repeats = std::mem::replace(&mut self.table().row_repeats, 1);
        if repeats > 1 {
            let written = self.writer.end_note();
            self.writer.repeat_row(&written, repeats);
        }
        self.writer.row();
    }

    fn begin_cell(&mut self) {
        if self.cells.last().is_some_and(|repeats| *repeats > 1) {
            self.writer.begin_box();
        } else {
            self.writer.begin_cell();
        }
    }

    fn end_cell(&mut self) {
        let repeats = self.cells.pop().unwrap_or(1);
        if repeats == 1 {
            return self.writer.end_cell();
        }
        let written = self.writer.end_note();
        if written.text.is_empty() {
            return;
        }
        for _ in 0..repeats {
            self.writer.begin_cell();
            self.writer.paragraph(&written.text, false);
            self.writer.end_cell();
        }
    }
}
