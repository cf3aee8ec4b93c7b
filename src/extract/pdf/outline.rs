//! Reads the bookmarks of a PDF.
//!
//! Which page one leads to is left to `destinations`, and finding the heading on it to `headings`.
//! Invariants: every bookmark points to an existing page and a character boundary of its text; loops in the
//! file terminate, and no nesting is too deep.

mod destinations;
mod headings;

use std::collections::{HashMap, HashSet};

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::{
    objects::{dictionary, string},
    strings,
};
use crate::document::{OutlineEntry, Page};
use destinations::Destinations;
use headings::HeadingFinder;

/// The maximum number of bookmarks; the longest code of law measured has under 2,000.
const MAX_BOOKMARKS: usize = 5_000;

/// Returns the bookmarks that lead to one of `pages`, in reading order.
///
/// `places` gives the index in `pages` of each page object.
pub(super) fn read(
    document: &Document,
    places: HashMap<ObjectId, usize>,
    pages: &[Page],
) -> Vec<OutlineEntry> {
    let Ok(catalogue) = document.catalog() else { return Vec::new() };
    let Some(root) = dictionary(document, catalogue, "Outlines") else { return Vec::new() };
    let destinations = Destinations::new(document, catalogue, places);
    let mut finder = HeadingFinder::default();
    let entry = |item: &Dictionary| {
        let label = strings::decode(string(document, item, "Title")?);
        let page = pages.get(destinations.place_of(item)?).filter(|_| !label.is_empty())?;
        let (start, label) = finder.find(&label, page);
        Some(OutlineEntry { label, page: page.number, start, ..OutlineEntry::default() })
    };
    items(document, root).into_iter().filter_map(entry).collect()
}

/// Returns all items of the tree under `root`, depth first.
fn items<'a>(document: &'a Document, root: &'a Dictionary) -> Vec<&'a Dictionary> {
    let mut seen = HashSet::new();
    let mut items = Vec::new();
    let mut waiting: Vec<&Object> = root.get(b"First").into_iter().collect();
    while let Some(object) = waiting.pop() {
        let Ok((id, object)) = document.dereference(object) else { continue };
        let Ok(item) = object.as_dict() else { continue };
        if items.len() >= MAX_BOOKMARKS || id.is_some_and(|id| !seen.insert(id)) {
            continue;
        }
        waiting.extend(item.get(b"Next"));
        waiting.extend(item.get(b"First"));
        items.push(item);
    }
    items
}

#[cfg(test)]
mod tests {
    use lopdf::dictionary;

    use super::*;

    /// Creates a file whose outline begins with `first`, and the indices of its two pages.
    fn file(first: ObjectId, mut document: Document) -> (Document, HashMap<ObjectId, usize>) {
        let outlines = document.add_object(dictionary! { "First" => first });
        let catalogue = document.add_object(dictionary! { "Outlines" => outlines });
        document.trailer.set("Root", catalogue);
        (document, HashMap::from([((1001, 0), 0), ((1002, 0), 1)]))
    }

    fn pages() -> [Page; 2] {
        [1, 2].map(|number| Page::new(number, "Tekst\nRozdział"))
    }

    fn item(title: &str, page: u32) -> Dictionary {
        dictionary! {
            "Title" => Object::string_literal(title),
            "Dest" => vec![Object::Reference((page, 0)), "Fit".into()],
        }
    }

    #[test]
    fn bookmarks_come_in_reading_order_with_their_position() {
        let mut document = Document::with_version("1.7");
        let child = document.add_object(item("tekst", 1002));
        let lost = document.add_object(item("Nie ma", 9));
        let mut top = item("Rozdział", 1001);
        top.extend(&dictionary! { "First" => child, "Next" => lost });
        let top = document.add_object(top);
        let (document, places) = file(top, document);
        let expected = [("Rozdział", 1, 6), ("tekst", 2, 0)];
        let expected = expected.map(|(label, page, start)| OutlineEntry {
            label: label.to_owned(),
            page,
            start,
            ..OutlineEntry::default()
        });
        assert_eq!(read(&document, places, &pages()), expected);
    }

    #[test]
    fn a_loop_of_bookmarks_terminates() {
        let mut document = Document::with_version("1.7");
        let id = document.new_object_id();
        let mut looping = item("Tekst", 1001);
        looping.extend(&dictionary! { "First" => id, "Next" => id });
        document.objects.insert(id, looping.into());
        let (document, places) = file(id, document);
        assert_eq!(read(&document, places, &pages()).len(), 1);
    }

    #[test]
    fn bookmarks_over_the_limit_are_dropped() {
        let mut document = Document::with_version("1.7");
        let mut first = document.add_object(item("Tekst", 1001));
        for _ in 0..MAX_BOOKMARKS + 10 {
            let mut parent = item("Tekst", 1001);
            parent.set("First", first);
            first = document.add_object(parent);
        }
        let places = HashMap::from([((1001, 0), 0)]);
        let (document, _) = file(first, document);
        assert_eq!(read(&document, places, &pages()).len(), MAX_BOOKMARKS);
    }
}
