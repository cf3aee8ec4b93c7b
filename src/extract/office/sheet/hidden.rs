//! Finds the rows and columns of a sheet that its editor has hidden or filtered out.
//!
//! Invariant: a sheet of which this cannot be found out is not read at all.

use std::collections::{HashMap, HashSet};

use crate::extract::{
    error::OfficeFault,
    office::{
        package::Package,
        xml::{self, XmlStep, XmlTag},
    },
};

/// The maximum number of columns of a sheet.
const MAX_COLUMNS: usize = 16_384;

/// The hidden rows and columns of a sheet, counted from 0.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct HiddenCells {
    pub(super) rows: HashSet<u32>,
    /// For each column whether it is hidden, up to the last one that is.
    columns: Vec<bool>,
}

impl HiddenCells {
    /// Returns whether a cell is hidden.
    pub(super) fn holds(&self, row: u32, column: u32) -> bool {
        self.rows.contains(&row) || self.columns.get(column as usize).is_some_and(|is_hidden| *is_hidden)
    }

    /// Takes note of hidden columns.
    pub(super) fn add_columns(&mut self, first: u32, last: u32) {
        let (first, end) = (first as usize, (last as usize + 1).min(MAX_COLUMNS));
        if self.columns.len() < end {
            self.columns.resize(end, false);
        }
        self.columns.iter_mut().take(end).skip(first).for_each(|is_hidden| *is_hidden = true);
    }

    /// Reads them from the part that holds a sheet.
    pub(super) fn read(source: &str) -> Result<Self, OfficeFault> {
        let mut hidden = Self::default();
        let mut row = 0;
        let end = xml::walk(source, &mut |step| {
            let XmlStep::Open(tag) = step else { return Ok(()) };
            match tag.name() {
                "row" => {
                    row = number(&tag, "r").unwrap_or(row + 1);
                    hidden.rows.extend(is_hidden(&tag).then(|| row.saturating_sub(1)));
                }
                "col" if is_hidden(&tag) => {
                    let (first, last) = (number(&tag, "min").unwrap_or(1), number(&tag, "max"));
                    hidden.add_columns(first.saturating_sub(1), last.unwrap_or(first).saturating_sub(1));
                }
                _ => {}
            }
            Ok(())
        });
        match end {
            // Reading the cells ends at the same place.
            Ok(()) | Err(OfficeFault::Damaged) => Ok(hidden),
            Err(fault) => Err(fault),
        }
    }
}

fn number(tag: &XmlTag<'_>, name: &str) -> Option<u32> {
    u32::try_from(tag.number(name)?).ok()
}

fn is_hidden(tag: &XmlTag<'_>) -> bool {
    matches!(tag.value("hidden").as_deref(), Some("1" | "true" | "on"))
}

/// Returns the names of the parts that hold the sheets, by the names of these.
pub(super) fn parts(package: &mut Package<'_>) -> Result<HashMap<String, String>, OfficeFault> {
    let main = package.main_part()?.unwrap_or_else(|| "xl/workbook.xml".to_owned());
    let targets = package.targets(&main)?;
    let workbook = package.part(&main)?.unwrap_or_default();
    let mut found = HashMap::new();
    xml::walk(&workbook, &mut |step| {
        if let XmlStep::Open(tag) = step
            && tag.name() == "sheet"
            && let (Some(name), Some(target)) =
                (tag.value("name"), tag.value("id").and_then(|id| targets.get(&id)))
        {
            found.insert(name, target.clone());
        }
        Ok(())
    })?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_and_filtered_rows_and_columns_are_found() {
        let source = "<worksheet><cols><col min='1' max='1'/><col min='4' max='5' hidden='1'/></cols><sheetData>\
            <row r='1'/><row hidden='true'/><row r='7' hidden='1'/><row hidden='0'/></sheetData></worksheet>";
        let hidden = HiddenCells::read(source).unwrap();
        for (row, column, expected) in [
            (0, 0, false),
            (0, 3, true),
            (0, 4, true),
            (0, 5, false),
            (1, 0, true),
            (6, 0, true),
            (7, 0, false),
        ] {
            assert_eq!(hidden.holds(row, column), expected, "{row} {column}");
        }
    }
}
