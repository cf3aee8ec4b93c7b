//! The outline of a document beside its text: its sections, nested by level.
//!
//! Invariants: the number of entries is bounded, whatever the document; of a document with more sections the
//! larger ones are listed, and all others only of the part that is shown, as far as there is room.

use super::{links::DocumentLinks, text::DocumentText};
use crate::{
    document::{Document, OutlineEntry, SectionLevel},
    http::{links::parameter, pages::document_text::anchors::address},
};

/// Maximum number of entries.
const MAX_ENTRIES: usize = 60;
/// The smallest sections listed: points and letters are items of lists, of which an act has hundreds.
const SMALLEST: Option<SectionLevel> = Some(SectionLevel::Subsection);

/// An entry of the outline.
pub(crate) struct ContentsEntry {
    pub(crate) label: String,
    pub(crate) href: String,
    pub(crate) page: Option<String>,
    /// Whether it was asked for.
    pub(crate) is_current: bool,
    /// Whether the entries below it follow.
    pub(crate) is_parent: bool,
    /// The number of entries whose parts end with it.
    pub(crate) closes: usize,
}

impl DocumentText {
    /// Returns the outline of the document.
    pub(super) fn contents(&self, link: &DocumentLinks<'_>, document: &Document) -> Vec<ContentsEntry> {
        let outline = &document.outline;
        let part_of = |number: usize| self.part_of.get(number).copied().unwrap_or_default();
        let numbers = listed(outline, |number| part_of(number) == self.part);
        let levels: Vec<Option<SectionLevel>> = numbers.iter().map(|number| outline[*number].level).collect();
        let mut depths = depths(&levels);
        depths.push(0);
        let entry = |(at, number): (usize, &usize)| {
            let OutlineEntry { label, page, .. } = &outline[*number];
            ContentsEntry {
                label: label.clone(),
                href: self.place(link, *number, &address(document, &[], *number)),
                page: document.paginated.then(|| link.site.locale.message_with("page-short", "number", page)),
                is_current: self.section == Some(*number),
                is_parent: depths[at] < depths[at + 1],
                closes: depths[at].saturating_sub(depths[at + 1]),
            }
        };
        numbers.iter().enumerate().map(entry).collect()
    }
}

impl DocumentText {
    /// Returns the URL of the place with this number and address.
    pub(super) fn place(&self, link: &DocumentLinks<'_>, number: usize, address: &str) -> String {
        let part = self.part_of.get(number).copied().unwrap_or_default();
        let fragment = format!("#{}", parameter(address));
        if part == self.part { fragment } else { link.part(part + 1) + &fragment }
    }
}

/// Returns the numbers of the entries to list; `is_here` says whether an entry is in the part that is shown.
fn listed(outline: &[OutlineEntry], is_here: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut levels: Vec<_> =
        outline.iter().map(|entry| entry.level).filter(|level| *level <= SMALLEST).collect();
    levels.sort_unstable();
    levels.dedup();
    let entries = |everywhere: usize, here: usize| {
        let (everywhere, here) = (&levels[..everywhere], &levels[..here]);
        outline.iter().enumerate().filter_map(|(number, entry)| {
            let is_listed =
                everywhere.contains(&entry.level) || here.contains(&entry.level) && is_here(number);
            is_listed.then_some(number)
        })
    };
    let fits = |everywhere: usize, here: usize| entries(everywhere, here).nth(MAX_ENTRIES).is_none();
    let everywhere = (0..=levels.len()).rev().find(|number| fits(*number, 0)).unwrap_or_default();
    let here =
        (1..=levels.len()).rev().find(|number| fits(everywhere, *number)).unwrap_or(levels.len().min(1));
    entries(everywhere, here).take(MAX_ENTRIES).collect()
}

/// Returns how deep each of these levels is below the first entries.
fn depths(levels: &[Option<SectionLevel>]) -> Vec<usize> {
    let mut above: Vec<Option<SectionLevel>> = Vec::new();
    let depth = |level: &Option<SectionLevel>| {
        while above.last().is_some_and(|last| last >= level) {
            above.pop();
        }
        above.push(*level);
        above.len() - 1
    };
    levels.iter().map(depth).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use SectionLevel::{Annex, Chapter, Paragraph, Point, Subsection};

    fn entry(level: SectionLevel) -> OutlineEntry {
        OutlineEntry { level: Some(level), ..OutlineEntry::default() }
    }

    /// Returns an act of chapters with paragraphs, which have subsections.
    fn act(chapters: usize, paragraphs: usize, subsections: usize) -> Vec<OutlineEntry> {
        let below = (0..paragraphs).flat_map(|_| {
            let items = (0..subsections).flat_map(|_| [entry(Subsection), entry(Point)]);
            std::iter::once(entry(Paragraph)).chain(items)
        });
        (0..chapters).flat_map(|_| std::iter::once(entry(Chapter)).chain(below.clone())).collect()
    }

    #[track_caller]
    fn check(outline: &[OutlineEntry], here: std::ops::Range<usize>, expected: &[(SectionLevel, usize)]) {
        let listed = listed(outline, |number| here.contains(&number));
        let count = |level| listed.iter().filter(|number| outline[**number].level == Some(level)).count();
        let counted = [Chapter, Paragraph, Subsection, Point].map(|level| (level, count(level)));
        assert_eq!(counted.into_iter().filter(|(_, count)| *count > 0).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn as_many_levels_are_listed_as_there_is_room_for() {
        check(&act(2, 3, 2), 0..0, &[(Chapter, 2), (Paragraph, 6), (Subsection, 12)]);
        check(&act(5, 10, 2), 0..51, &[(Chapter, 5), (Paragraph, 50)]);
        // Chapters of the whole act, and paragraphs of the part.
        check(&act(20, 10, 0), 0..22, &[(Chapter, 20), (Paragraph, 20)]);
        check(&act(1, 200, 0), 50..70, &[(Chapter, 1), (Paragraph, 20)]);
        // Not even the largest sections of the part have room.
        check(&act(100, 0, 0), 0..100, &[(Chapter, 60)]);
        check(&act(100, 0, 0), 0..30, &[(Chapter, 30)]);
        check(&[], 0..0, &[]);
    }

    #[test]
    fn sections_are_nested_whatever_levels_are_missing() {
        let levels = [Some(Paragraph), Some(Subsection), Some(Paragraph), Some(Annex), Some(Paragraph)];
        assert_eq!(depths(&levels), [0, 1, 0, 0, 1]);
        assert_eq!(depths(&[Some(Chapter), Some(Subsection), Some(Paragraph), None]), [0, 1, 1, 0]);
    }
}
