//! Reads Excel workbooks: each visible sheet as a table under its name.
//!
//! Taking the files apart is left to calamine, and how numbers are shown to `number_format`. Invariants: cells
//! are read one after the other, so that a cell at the far end of an empty sheet costs nothing; the number of
//! sheets and cells is bounded.

use std::io::Cursor;

use calamine::{
    Data, DataRef, ExcelDateTime, Reader, Sheet, SheetType, SheetVisible, Xls, Xlsb, Xlsx, XlsxError,
};

use super::{
    described::Described,
    number_format,
    package::Package,
    properties,
    writer::{OfficeWriter, ParagraphStart, TextLook},
};
use crate::extract::{error::OfficeFault, extracted::Extracted};

/// The maximum number of sheets, and of cells in all of them.
const MAX_SHEETS: usize = 500;
const MAX_CELLS: usize = 2_000_000;
/// The maximum size of all parts of a workbook, in bytes, unpacked, as its table of contents says.
const MAX_UNPACKED_BYTES: u64 = 400 << 20;

/// The text of a workbook being written.
#[derive(Default)]
struct WorkbookText {
    writer: OfficeWriter,
    cells: usize,
    row: Option<u32>,
    /// Whether a sheet could not be read to its end.
    is_damaged: bool,
}

/// Extracts a workbook of Office Open XML.
pub(super) fn extract_xlsx(bytes: &[u8]) -> Result<Extracted, OfficeFault> {
    let mut package = Package::open(bytes)?;
    package.check_size(MAX_UNPACKED_BYTES)?;
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|_| OfficeFault::Damaged)?;
    let mut text = WorkbookText::default();
    for sheet in shown_sheets(workbook.sheets_metadata()) {
        text.begin_sheet(&sheet);
        text.is_damaged |= add_cells(&mut workbook, &sheet, &mut text).is_err();
        text.end_sheet();
    }
    let core = package.related("")?.remove("core-properties");
    let core = core.map(|name| package.part(&name)).transpose()?.flatten();
    Ok(text.finish(&core.unwrap_or_default()))
}

/// Adds the cells of a sheet, as far as there is room.
fn add_cells(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    text: &mut WorkbookText,
) -> Result<(), XlsxError> {
    let mut cells = workbook.worksheet_cells_reader(sheet)?;
    while let Some((cell, style)) = cells.next_cell_with_style_id()? {
        let (row, _) = cell.get_position();
        let code = cells.styles().get(style).and_then(|style| style.number_format.as_ref());
        let code = code.map(|format| format.format_code.as_str()).unwrap_or_default();
        if text.cell(row, &shown_ref(cell.get_value(), code)) {
            break;
        }
    }
    Ok(())
}

/// Extracts a binary workbook.
pub(super) fn extract_xlsb(bytes: &[u8]) -> Result<Extracted, OfficeFault> {
    Package::open(bytes)?.check_size(MAX_UNPACKED_BYTES)?;
    let workbook = Xlsb::new(Cursor::new(bytes)).map_err(|_| OfficeFault::Damaged)?;
    Ok(ranges(workbook))
}

/// Extracts a workbook of the format before 2007.
pub(super) fn extract_xls(bytes: &[u8]) -> Result<Extracted, OfficeFault> {
    let workbook = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        calamine::XlsError::Password => OfficeFault::Locked,
        _ => OfficeFault::Damaged,
    })?;
    Ok(ranges(workbook))
}

/// Reads a workbook whose format is not told with its cells.
fn ranges<'a, R: Reader<Cursor<&'a [u8]>>>(mut workbook: R) -> Extracted {
    let mut text = WorkbookText::default();
    for sheet in shown_sheets(workbook.sheets_metadata()) {
        let Ok(range) = workbook.worksheet_range(&sheet) else {
            text.is_damaged = true;
            continue;
        };
        text.begin_sheet(&sheet);
        for (row, _, value) in range.used_cells() {
            if text.cell(u32::try_from(row).unwrap_or(u32::MAX), &shown(value)) {
                break;
            }
        }
        text.end_sheet();
    }
    text.finish("")
}

fn shown_sheets(sheets: &[Sheet]) -> Vec<String> {
    let is_shown =
        |sheet: &&Sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet;
    sheets.iter().filter(is_shown).map(|sheet| sheet.name.clone()).take(MAX_SHEETS).collect()
}

impl WorkbookText {
    fn begin_sheet(&mut self, name: &str) {
        self.paragraph(name, true);
        self.writer.begin_table();
        self.row = None;
    }

    fn end_sheet(&mut self) {
        self.writer.end_table();
    }

    /// Adds a cell; returns whether there is room for no more.
    fn cell(&mut self, row: u32, text: &str) -> bool {
        if text.trim().is_empty() {
            return false;
        }
        if self.row.replace(row) != Some(row) {
            self.writer.row();
        }
        self.writer.begin_cell();
        self.paragraph(text, false);
        self.writer.end_cell();
        self.cells += 1;
        self.is_full()
    }

    fn is_full(&self) -> bool {
        self.cells >= MAX_CELLS || self.writer.is_full()
    }

    fn paragraph(&mut self, text: &str, is_heading: bool) {
        self.writer.begin_paragraph(ParagraphStart { is_heading, ..ParagraphStart::default() });
        self.writer.text(text, TextLook::default());
        self.writer.end_paragraph(false);
    }

    fn finish(self, core: &str) -> Extracted {
        let full = self.is_full().then(|| OfficeFault::Full.to_string());
        let damaged = self.is_damaged.then(|| "has a damaged sheet, whose text may be missing".to_owned());
        let warnings = full.into_iter().chain(damaged).collect();
        let (page, outline) = self.writer.finish();
        let properties = properties::read(core);
        Described { page, outline, warnings, properties, template_language: None }.into_extracted()
    }
}

fn shown_ref(value: &DataRef<'_>, code: &str) -> String {
    match value {
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number_format::number(*number as f64, code),
        DataRef::Float(number) => number_format::number(*number, code),
        DataRef::DateTime(day) => moment(day, code),
        value => shown(&Data::from(value.clone())),
    }
}

fn shown(value: &Data) -> String {
    match value {
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number_format::number(*number, ""),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Bool(is_true) => if *is_true { "PRAWDA" } else { "FAŁSZ" }.to_owned(),
        Data::DateTime(day) => moment(day, ""),
        // What a formula could not compute says nothing.
        _ => String::new(),
    }
}

fn moment(day: &ExcelDateTime, code: &str) -> String {
    if day.is_duration() {
        return number_format::duration(day.as_f64());
    }
    let (year, month, date, hour, minute, second, _) = day.to_ymd_hms_milli();
    let has_day = day.as_f64() >= 1.0;
    number_format::moment(
        [year, month.into(), date.into(), hour.into(), minute.into(), second.into()],
        has_day,
        code,
    )
}
