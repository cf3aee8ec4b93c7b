//! Reads Excel workbooks: each visible sheet as a table under its name.
//!
//! Taking the files apart is left to calamine, and how numbers are shown to `number_format` and `day_format`.
//! Invariants: a cell at the far end of an empty sheet, or a wrong count, costs no memory; the number of sheets
//! and cells is bounded; hidden rows and columns are not read where the format tells.

mod hidden;
mod records;

use std::io::Cursor;

use calamine::{
    Data, DataRef, ExcelDateTime, Reader, Sheet, SheetType, SheetVisible, Xls, Xlsb, XlsbError, Xlsx,
    XlsxError,
};

use super::{
    day_format,
    described::Described,
    number_format,
    package::Package,
    properties,
    writer::{OfficeWriter, WriterLimit},
    xml::{self, XmlStep},
};
use crate::extract::{error::OfficeFault, extracted::Extracted};
use hidden::HiddenCells;

/// The maximum number of sheets, and of cells in all of them.
const MAX_SHEETS: usize = 500;
const MAX_CELLS: usize = 2_000_000;
/// The maximum size of all parts of a workbook, in bytes, unpacked, as its table of contents says.
const MAX_UNPACKED_BYTES: u64 = 400 << 20;

/// The least size of a shared string, in bytes: `<si/>`.
const LEAST_STRING_BYTES: usize = 5;

/// The text of a workbook being written.
#[derive(Default)]
struct WorkbookText {
    writer: OfficeWriter,
    cells: usize,
    row: Option<u32>,
    hidden: HiddenCells,
    /// Whether a sheet could not be read to its end.
    is_damaged: bool,
}

/// Extracts a workbook of Office Open XML.
pub(super) fn extract_xlsx(bytes: &[u8], limit: WriterLimit) -> Result<Extracted, OfficeFault> {
    let mut package = Package::open(bytes)?;
    package.check_size(MAX_UNPACKED_BYTES)?;
    check_strings(&mut package)?;
    let parts = hidden::parts(&mut package)?;
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|_| OfficeFault::Damaged)?;
    let mut text = WorkbookText { writer: OfficeWriter::within(limit), ..WorkbookText::default() };
    for (_, sheet) in shown_sheets(workbook.sheets_metadata()) {
        let Some(hidden) = hidden_in(&mut package, parts.get(&sheet)) else {
            text.is_damaged = true;
            continue;
        };
        text.begin_sheet(&sheet, hidden);
        text.is_damaged |= add_cells(&mut workbook, &sheet, &mut text).is_err();
        text.end_sheet();
    }
    Ok(text.finish(&package.core_properties()?))
}

/// Checks that there can be as many strings as the part of them says: calamine makes room for that many.
fn check_strings(package: &mut Package<'_>) -> Result<(), OfficeFault> {
    let main = package.main_part()?.unwrap_or_default();
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let Some(strings) = package.part(&format!("{folder}/sharedStrings.xml"))? else { return Ok(()) };
    let mut claimed = None;
    // The first element is enough, and a damaged part is found out later.
    let _ = xml::walk(&strings, &mut |step| match step {
        XmlStep::Open(tag) if tag.name() == "sst" => {
            claimed = tag.value("uniqueCount");
            Err(OfficeFault::Full)
        }
        _ => Ok(()),
    });
    let claimed = claimed.map_or(Ok(0), |claimed| claimed.trim().parse::<usize>());
    let most = strings.len() / LEAST_STRING_BYTES;
    if claimed.is_ok_and(|claimed| claimed <= most) { Ok(()) } else { Err(OfficeFault::Damaged) }
}

/// Returns what is hidden in a sheet; `None` if that cannot be found out.
fn hidden_in(package: &mut Package<'_>, part: Option<&String>) -> Option<HiddenCells> {
    HiddenCells::read(&package.part(part?).ok()??).ok()
}

/// Adds the cells of a sheet, as far as there is room.
fn add_cells(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    text: &mut WorkbookText,
) -> Result<(), XlsxError> {
    let mut cells = workbook.worksheet_cells_reader(sheet)?;
    while let Some((cell, style)) = cells.next_cell_with_style_id()? {
        let format = cells.styles().get(style).and_then(|style| style.number_format.as_ref());
        let code = format.map_or("", |format| day_format::of_country(format.format_id, &format.format_code));
        if text.cell(cell.get_position(), &shown_ref(cell.get_value(), code)) {
            break;
        }
    }
    Ok(())
}

/// Extracts a binary workbook, whose cells do not tell how their numbers are shown, nor what is hidden.
pub(super) fn extract_xlsb(bytes: &[u8], limit: WriterLimit) -> Result<Extracted, OfficeFault> {
    Package::open(bytes)?.check_size(MAX_UNPACKED_BYTES)?;
    let mut workbook = Xlsb::new(Cursor::new(bytes)).map_err(|_| OfficeFault::Damaged)?;
    let mut text = WorkbookText { writer: OfficeWriter::within(limit), ..WorkbookText::default() };
    for (_, sheet) in shown_sheets(workbook.sheets_metadata()) {
        text.begin_sheet(&sheet, HiddenCells::default());
        text.is_damaged |= add_binary_cells(&mut workbook, &sheet, &mut text).is_err();
        text.end_sheet();
    }
    Ok(text.finish(""))
}

fn add_binary_cells(
    workbook: &mut Xlsb<Cursor<&[u8]>>,
    sheet: &str,
    text: &mut WorkbookText,
) -> Result<(), XlsbError> {
    let mut cells = workbook.worksheet_cells_reader(sheet)?;
    while let Some(cell) = cells.next_cell()? {
        if text.cell(cell.get_position(), &shown_ref(cell.get_value(), "")) {
            break;
        }
    }
    Ok(())
}

/// Extracts a workbook of the format before 2007, whose cells do not tell how their numbers are shown.
pub(super) fn extract_xls(bytes: &[u8], limit: WriterLimit) -> Result<Extracted, OfficeFault> {
    let mut hidden = records::hidden(bytes)?;
    let mut workbook = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        calamine::XlsError::Password => OfficeFault::Locked,
        _ => OfficeFault::Damaged,
    })?;
    let mut text = WorkbookText { writer: OfficeWriter::within(limit), ..WorkbookText::default() };
    for (at, sheet) in shown_sheets(workbook.sheets_metadata()) {
        let Ok(range) = workbook.worksheet_range(&sheet) else {
            text.is_damaged = true;
            continue;
        };
        text.begin_sheet(&sheet, hidden.remove(&at).unwrap_or_default());
        let (first_row, first_column) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let from = |first: u32, at: usize| first.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
            if text.cell((from(first_row, row), from(first_column, column)), &shown(value)) {
                break;
            }
        }
        text.end_sheet();
    }
    Ok(text.finish(""))
}

/// Returns the names of the visible sheets, each with its place among all.
fn shown_sheets(sheets: &[Sheet]) -> Vec<(usize, String)> {
    let is_shown = |(_, sheet): &(usize, &Sheet)| {
        sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet
    };
    let shown = sheets.iter().enumerate().filter(is_shown).take(MAX_SHEETS);
    shown.map(|(at, sheet)| (at, sheet.name.clone())).collect()
}

impl WorkbookText {
    fn begin_sheet(&mut self, name: &str, hidden: HiddenCells) {
        self.writer.paragraph(name, true);
        self.writer.begin_table();
        (self.row, self.hidden) = (None, hidden);
    }

    fn end_sheet(&mut self) {
        self.writer.end_table();
    }

    /// Adds a cell; returns whether there is room for no more.
    fn cell(&mut self, (row, column): (u32, u32), text: &str) -> bool {
        if text.trim().is_empty() || self.hidden.holds(row, column) {
            return false;
        }
        if self.row.replace(row) != Some(row) {
            self.writer.row();
        }
        self.writer.begin_cell();
        self.writer.paragraph(text, false);
        self.writer.end_cell();
        self.cells += 1;
        self.is_full()
    }

    fn is_full(&self) -> bool {
        self.cells >= MAX_CELLS || self.writer.is_full()
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
        return day_format::duration(day.as_f64());
    }
    let (year, month, date, hour, minute, second, _) = day.to_ymd_hms_milli();
    let has_day = day.as_f64() >= 1.0;
    day_format::moment(
        [year, month.into(), date.into(), hour.into(), minute.into(), second.into()],
        has_day,
        code,
    )
}
