//! Looks through the records of a workbook of the format before 2007 before it is read.
//!
//! Reading them is left to calamine, which makes room for all cells between the first and the last one of a
//! sheet. Invariants: a workbook whose few cells would take all memory is refused; looking ends after a few
//! passes over the file.

use std::{
    collections::HashMap,
    io::{Cursor, Read},
};

use super::hidden::HiddenCells;
use crate::extract::error::OfficeFault;

/// The maximum number of cells, empty ones included, between the first and last cells of all sheets.
const MAX_EXTENT: u64 = 4_000_000;
/// The maximum size of the stream that holds the sheets, in bytes.
const MAX_STREAM_BYTES: u64 = 96 << 20;
/// How many times the size of the stream is looked through: each sheet names the place where it begins.
const MAX_PASSES: usize = 3;

const BEGINNING: u16 = 0x0809;
const END: u16 = 0x000a;
/// Encrypts the records behind it.
const LOCK: u16 = 0x002f;
const SHEET: u16 = 0x0085;
const DIMENSIONS: u16 = 0x0200;
const ROW: u16 = 0x0208;
const COLUMNS: u16 = 0x007d;
/// Records that begin with the row and the column of a cell.
const CELLS: [u16; 9] = [0x0006, 0x00bd, 0x00d6, 0x00fd, 0x0203, 0x0204, 0x0205, 0x0207, 0x027e];

/// Returns the hidden rows and columns of the sheets, by the places of these among all.
pub(super) fn hidden(bytes: &[u8]) -> Result<HashMap<usize, HiddenCells>, OfficeFault> {
    let stream = stream(bytes)?;
    let globals = || RecordWalk { rest: &stream }.take_while(|(kind, _)| *kind != END);
    if globals().any(|(kind, data)| kind == LOCK && short(data, 0) != Some(0)) {
        return Err(OfficeFault::Locked);
    }
    let places = globals().filter(|(kind, _)| *kind == SHEET).map(|(_, data)| wide(data, 0));
    let mut found = HashMap::new();
    let (mut extent, mut passed) = (0, 0);
    for (at, place) in places.enumerate() {
        let rest = stream.get(place.unwrap_or_default() as usize..).ok_or(OfficeFault::Damaged)?;
        let mut sheet = SheetRecords::default();
        for (kind, data) in (RecordWalk { rest }) {
            passed += 4 + data.len();
            if !sheet.read(kind, data) {
                break;
            }
        }
        extent += sheet.extent();
        if extent > MAX_EXTENT {
            return Err(OfficeFault::Sparse);
        }
        if passed > stream.len() * MAX_PASSES {
            return Err(OfficeFault::Damaged);
        }
        found.insert(at, sheet.hidden);
    }
    Ok(found)
}

fn stream(bytes: &[u8]) -> Result<Vec<u8>, OfficeFault> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| OfficeFault::Damaged)?;
    let name = ["/Workbook", "/Book"].into_iter().find(|name| file.is_stream(name));
    let stream = file.open_stream(name.ok_or(OfficeFault::NoText)?).map_err(|_| OfficeFault::Damaged)?;
    let mut read = Vec::new();
    let _ = stream.take(MAX_STREAM_BYTES).read_to_end(&mut read);
    Ok(read)
}

/// The records of a stream: a kind, a length and as many bytes.
struct RecordWalk<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for RecordWalk<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, length) = (short(self.rest, 0)?, short(self.rest, 2)?);
        let (data, rest) = self.rest.get(4..)?.split_at_checked(length.into())?;
        self.rest = rest;
        Some((kind, data))
    }
}

/// What the records of one sheet say.
#[derive(Debug, Default)]
struct SheetRecords {
    depth: usize,
    /// The number of cells for which the sheet asks.
    asked: u64,
    /// The first and last row and column with a cell.
    rows: Option<(u16, u16)>,
    columns: Option<(u16, u16)>,
    hidden: HiddenCells,
}

impl SheetRecords {
    /// Reads a record; returns whether the sheet goes on.
    fn read(&mut self, kind: u16, data: &[u8]) -> bool {
        match kind {
            BEGINNING => self.depth += 1,
            END if self.depth <= 1 => return false,
            END => self.depth -= 1,
            _ if self.depth > 1 => {}
            DIMENSIONS => self.asked = self.asked.max(dimensions(data).unwrap_or_default()),
            ROW if short(data, 12).is_some_and(|flags| flags & 0x20 != 0) => {
                self.hidden.rows.extend(short(data, 0).map(u32::from));
            }
            COLUMNS if short(data, 8).is_some_and(|flags| flags & 1 != 0) => {
                if let (Some(first), Some(last)) = (short(data, 0), short(data, 2)) {
                    self.hidden.add_columns(first.into(), last.into());
                }
            }
            kind if CELLS.contains(&kind) => self.cell(kind, data),
            _ => {}
        }
        true
    }

    fn cell(&mut self, kind: u16, data: &[u8]) {
        let (Some(row), Some(column)) = (short(data, 0), short(data, 2)) else { return };
        // A record of many numbers ends with its last column.
        let last = data.len().checked_sub(2).and_then(|end| short(data, end)).filter(|_| kind == 0x00bd);
        self.rows = Some(widened(self.rows, row));
        self.columns = Some(widened(Some(widened(self.columns, column)), last.unwrap_or(column)));
    }

    /// Returns the number of cells for which calamine makes room.
    fn extent(&self) -> u64 {
        let length = |range: Option<(u16, u16)>| range.map_or(0, |(first, last)| u64::from(last - first) + 1);
        self.asked.max(length(self.rows) * length(self.columns))
    }
}

fn widened(range: Option<(u16, u16)>, number: u16) -> (u16, u16) {
    range.map_or((number, number), |(first, last)| (first.min(number), last.max(number)))
}

/// Returns the number of cells that a record of dimensions asks for.
fn dimensions(data: &[u8]) -> Option<u64> {
    let (first_row, last_row, columns) = if data.len() == 10 {
        (short(data, 0)?.into(), short(data, 2)?.into(), 4)
    } else {
        (wide(data, 0)?, wide(data, 4)?, 8)
    };
    let (first, last) = (short(data, columns)?, short(data, columns + 2)?);
    let rows = last_row.saturating_sub(first_row).max(1);
    // A first column beyond the last one counts as the first of the sheet.
    let columns = if first > 0xff || last < first { last } else { last - first };
    Some(u64::from(rows) * u64::from(columns.max(1)))
}

fn short(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*data.get(at..)?.first_chunk()?))
}

fn wide(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*data.get(at..)?.first_chunk()?))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
    }

    /// Returns a workbook with one sheet of these records.
    fn workbook(records: &[Vec<u8>]) -> Vec<u8> {
        workbook_after(&[], records)
    }

    /// Returns the same with a record in front of all sheets.
    fn workbook_after(first: &[u8], records: &[Vec<u8>]) -> Vec<u8> {
        let begin = [&record(BEGINNING, &[0, 6, 5, 0])[..], first].concat();
        let place = (begin.len() + 12 + 4) as u32;
        let sheet = record(SHEET, &[&place.to_le_bytes()[..], &[0; 4]].concat());
        let stream =
            [&begin[..], &sheet, &record(END, &[]), &begin, &records.concat(), &record(END, &[])].concat();
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        file.create_stream("/Workbook").unwrap().write_all(&stream).unwrap();
        file.into_inner().into_inner()
    }

    fn cell(row: u16, column: u16) -> Vec<u8> {
        record(0x0203, &[&row.to_le_bytes()[..], &column.to_le_bytes(), &[0; 10]].concat())
    }

    #[test]
    fn cells_far_apart_and_false_dimensions_are_refused() {
        assert!(hidden(&workbook(&[cell(0, 0), cell(900, 20)])).is_ok());
        assert_eq!(hidden(&workbook(&[cell(0, 0), cell(65_535, 255)])), Err(OfficeFault::Sparse));
        let dimensions = [&0_u32.to_le_bytes()[..], &u32::MAX.to_le_bytes(), &[0, 0, 0xff, 0, 0, 0]].concat();
        assert_eq!(hidden(&workbook(&[record(DIMENSIONS, &dimensions)])), Err(OfficeFault::Sparse));
        assert_eq!(hidden(b"\xd0\xcf\x11\xe0"), Err(OfficeFault::Damaged));
        assert_eq!(hidden(&workbook_after(&record(LOCK, &[1, 0]), &[])), Err(OfficeFault::Locked));
    }

    #[test]
    fn hidden_rows_and_columns_are_found() {
        let row = record(ROW, &[3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x20, 0, 0, 0]);
        let columns = record(COLUMNS, &[2, 0, 4, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
        let found = hidden(&workbook(&[row, columns])).unwrap();
        let sheet = found.get(&0).unwrap();
        assert!(sheet.holds(3, 0) && sheet.holds(0, 2) && sheet.holds(0, 4) && !sheet.holds(0, 5));
    }
}
