//! The labels under which hits name the sections of an act: `§ 3 ust. 2`, where the outline has `§ 3` and
//! below it `ust. 2`.
//!
//! Invariant: passages begin at sections down to *ust.*; smaller ones would tear sentences apart.

use crate::document::{OutlineEntry, SectionLevel};

/// Separates a label from the address of its section where both are stored.
const SEPARATOR: char = '\u{1f}';

/// Returns the headings that passages begin at, in order, with labels as hits name them.
pub(super) fn of_hits(outline: &[OutlineEntry]) -> Vec<OutlineEntry> {
    let mut above = String::new();
    let named = |entry: &OutlineEntry| {
        let label = match entry.level {
            Some(SectionLevel::Article | SectionLevel::Annex) => {
                entry.label.clone_into(&mut above);
                entry.label.clone()
            }
            // A paragraph is a section by itself, or one of an article.
            Some(SectionLevel::Paragraph) => {
                let is_within = entry.anchor.contains("art-");
                let label =
                    if is_within { joined(article(&above), &entry.label) } else { entry.label.clone() };
                label.clone_into(&mut above);
                label
            }
            Some(SectionLevel::Subsection) => joined(&above, &entry.label),
            Some(SectionLevel::Point | SectionLevel::Letter | SectionLevel::Indent) => return None,
            Some(_) | None => entry.label.clone(),
        };
        Some(OutlineEntry { label, ..entry.clone() })
    };
    outline.iter().filter_map(named).collect()
}

/// Returns the article that a label names first.
fn article(above: &str) -> &str {
    above.find(" § ").map_or(above, |end| &above[..end])
}

fn joined(above: &str, label: &str) -> String {
    if above.is_empty() { label.to_owned() } else { format!("{above} {label}") }
}

/// Encodes what is stored of a heading, for [`decode`].
pub(super) fn encode(entry: &OutlineEntry) -> String {
    if entry.anchor.is_empty() {
        return entry.label.clone();
    }
    format!("{}{SEPARATOR}{}", entry.label, entry.anchor)
}

/// Returns the label and the anchor of a stored heading; the anchor is empty in indexes before version 9.
pub(super) fn decode(stored: &str) -> (&str, &str) {
    stored.split_once(SEPARATOR).unwrap_or((stored, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_name_sections_with_those_they_belong_to() {
        use SectionLevel::{Annex, Article, Chapter, Paragraph, Point, Subsection};
        let entry = |(label, anchor, level): &(&str, &str, SectionLevel)| OutlineEntry {
            label: (*label).to_owned(),
            anchor: (*anchor).to_owned(),
            level: Some(*level),
            ..OutlineEntry::default()
        };
        let outline = [
            ("Rozdział 1. Przepisy ogólne", "rozdzial-1", Chapter),
            ("§ 1", "par-1", Paragraph),
            ("ust. 1", "par-1-ust-1", Subsection),
            ("pkt 1", "par-1-ust-1-pkt-1", Point),
            ("ust. 2", "par-1-ust-2", Subsection),
            ("Art. 5", "art-5", Article),
            ("§ 1", "art-5-par-1", Paragraph),
            ("§ 2", "art-5-par-2", Paragraph),
            ("Załącznik nr 1", "zal-1", Annex),
            ("§ 1", "zal-1-par-1", Paragraph),
        ];
        let outline: Vec<OutlineEntry> = outline.iter().map(entry).collect();
        let labels: Vec<String> = of_hits(&outline).into_iter().map(|entry| entry.label).collect();
        let expected = [
            "Rozdział 1. Przepisy ogólne",
            "§ 1",
            "§ 1 ust. 1",
            "§ 1 ust. 2",
            "Art. 5",
            "Art. 5 § 1",
            "Art. 5 § 2",
            "Załącznik nr 1",
            "§ 1",
        ];
        assert_eq!(labels, expected);
    }
}
