//! Finds the sections of a legal act, from its annexes and chapters down to the letters of its lists.
//!
//! Works on the reading text of all pages, joined by form feeds. Sections that an amending act quotes, and
//! references to sections, are left out. A text without `§` or `Art.` has no sections, but for notices and
//! ordinances that number their provisions `1.`, `2.`. Leaves the use of sections to `ingest` and `search`.
//! Invariants: sections are in the order of the text, start at character boundaries and have unique anchors;
//! the time is linear in the text, but for a sort.

mod amendments;
mod candidate;
mod choice;
mod containers;
mod headings;
mod items;
mod lists;
mod numeral;
mod outline;
mod path;
mod quoted;
mod rank;
mod recognize;
mod scan;
mod section;
mod sequence;
mod superscripts;
mod titles;
mod units;
mod unsigned;
mod words;

pub use self::{
    path::{SectionPath, find, path_of},
    recognize::sections,
    section::Section,
};

#[cfg(test)]
mod tests;
