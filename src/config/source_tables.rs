//! The tables `[[sources]]` of the settings file, as written.
//!
//! What they mean is left to `source_plans`. Invariant: the tables hold no number with a fraction, so two of
//! them are equal or not.

use toml::{Table, Value as Toml};

use super::value::SettingValue;

/// The tables, in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SourceTables(pub(super) Vec<Table>);

// Without floats, nothing is unequal to itself.
impl Eq for SourceTables {}

impl SettingValue for SourceTables {
    const WANTED: &'static str =
        "tables `[[sources]]`, without numbers with a fraction, at the end of the file";

    fn from_toml(value: Toml) -> Option<Self> {
        let Toml::Array(items) = value else { return None };
        let table = |item| if let Toml::Table(table) = item { Some(table) } else { None };
        let tables: Option<Vec<Table>> = items.into_iter().map(table).collect();
        tables.filter(|tables| !tables.iter().flat_map(Table::values).any(has_fraction)).map(Self)
    }

    fn to_toml(&self) -> Toml {
        Toml::Array(self.0.iter().cloned().map(Toml::Table).collect())
    }
}

fn has_fraction(value: &Toml) -> bool {
    match value {
        Toml::Float(_) => true,
        Toml::Array(items) => items.iter().any(has_fraction),
        Toml::Table(table) => table.values().any(has_fraction),
        _ => false,
    }
}
