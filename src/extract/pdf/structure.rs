//! What a PDF says of itself beside its pages: title, day, language and bookmarks.
//!
//! Leaves the text of the pages to `device` and its followers. Always holds: every bookmark points to
//! an existing page and a character boundary of its text; loops in the file end.

use std::collections::{HashMap, HashSet};

use hayro_syntax::{
    Pdf,
    object::{Array, DateTime, Dict, MaybeRef, Name, Object, ObjectIdentifier, String as Bytes},
};
use jiff::civil::Date;

use super::strings;
use crate::document::{Metadata, OutlineEntry, Page};

/// Bookmarks past this many are left out; the longest code of law measured has under 2,000.
const MAX_BOOKMARKS: usize = 5_000;
/// Nodes of the tree of named destinations past this many are not read.
const MAX_NAMES: usize = 50_000;
/// PDF came out in 1993; an earlier day of creation is a clock that was never set.
const FIRST_YEAR: u16 = 1993;

/// What the Info dictionary and the catalogue say.
pub(super) fn metadata(pdf: &Pdf) -> Metadata {
    let info = pdf.metadata();
    let title = info.title.as_deref().map(strings::decode).filter(|title| strings::is_title(title));
    let created = info.creation_date.filter(|date| date.year >= FIRST_YEAR);
    let day = |date: DateTime| {
        let (month, day) = (i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
        Date::new(i16::try_from(date.year).ok()?, month, day).ok()
    };
    let language = catalog(pdf).and_then(|catalog| catalog.get::<Bytes<'_>>("Lang"));
    Metadata {
        title,
        published: created.and_then(day),
        language: language.and_then(|tag| strings::decode(&tag).parse().ok()),
        ..Metadata::default()
    }
}

/// The bookmarks that lead to one of `pages`, in reading order.
pub(super) fn outline(pdf: &Pdf, pages: &[Page]) -> Vec<OutlineEntry> {
    let Some(catalog) = catalog(pdf) else { return Vec::new() };
    let Some(root) = catalog.get::<Dict<'_>>("Outlines") else { return Vec::new() };
    let destinations = Destinations::new(pdf, &catalog);
    let mut finder = Finder::default();
    let entry = |item: &Dict<'_>| {
        let label = strings::decode(&item.get::<Bytes<'_>>("Title")?);
        let page = pages.get(destinations.page_of(item)?).filter(|_| !label.is_empty())?;
        let start = finder.find(&label, page);
        Some(OutlineEntry { label, page: page.number, start })
    };
    bookmarks(&root).iter().filter_map(entry).collect()
}

fn catalog(pdf: &Pdf) -> Option<Dict<'_>> {
    pdf.xref().get::<Dict<'_>>(pdf.xref().root_id())
}

/// All items of the tree under `root`, depth first.
fn bookmarks<'a>(root: &Dict<'a>) -> Vec<Dict<'a>> {
    let mut seen = HashSet::new();
    let mut items = Vec::new();
    let mut waiting: Vec<Dict<'a>> = root.get("First").into_iter().collect();
    while let Some(item) = waiting.pop() {
        if items.len() >= MAX_BOOKMARKS || item.obj_id().is_some_and(|id| !seen.insert(id)) {
            continue;
        }
        waiting.extend(item.get::<Dict<'a>>("Next"));
        waiting.extend(item.get::<Dict<'a>>("First"));
        items.push(item);
    }
    items
}

/// Where bookmarks lead.
struct Destinations<'a> {
    pages: HashMap<ObjectIdentifier, usize>,
    old_names: Option<Dict<'a>>,
    names: HashMap<Vec<u8>, Object<'a>>,
}

impl<'a> Destinations<'a> {
    fn new(pdf: &'a Pdf, catalog: &Dict<'a>) -> Self {
        let ids = pdf.pages().iter().map(|page| page.raw().obj_id());
        let tree = catalog.get::<Dict<'a>>("Names").and_then(|names| names.get::<Dict<'a>>("Dests"));
        Self {
            pages: ids.enumerate().filter_map(|(index, id)| Some((id?, index))).collect(),
            old_names: catalog.get("Dests"),
            names: tree.map(name_tree).unwrap_or_default(),
        }
    }

    /// The index of the page that a bookmark leads to.
    fn page_of(&self, item: &Dict<'a>) -> Option<usize> {
        let action = || item.get::<Dict<'a>>("A").filter(|action| is_jump(action));
        let target = item.get::<Object<'a>>("Dest").or_else(|| action()?.get("D"))?;
        self.resolve(target, true)
    }

    fn resolve(&self, target: Object<'a>, may_be_name: bool) -> Option<usize> {
        match target {
            Object::Array(array) => self.page_in(&array),
            Object::Dict(dict) => self.page_in(&dict.get::<Array<'a>>("D")?),
            Object::Name(name) if may_be_name => {
                self.resolve(self.old_names.as_ref()?.get::<Object<'a>>(&*name)?, false)
            }
            Object::String(name) if may_be_name => {
                self.resolve(self.names.get(name.as_bytes())?.clone(), false)
            }
            _ => None,
        }
    }

    /// The page that an explicit destination begins with: a page object, or (against the rules, but
    /// common) its index.
    fn page_in(&self, destination: &Array<'a>) -> Option<usize> {
        match destination.raw_iter().next()? {
            MaybeRef::Ref(page) => self.pages.get(&page.into()).copied(),
            MaybeRef::NotRef(index) => usize::try_from(index.into_i32()?).ok(),
        }
    }
}

fn is_jump(action: &Dict<'_>) -> bool {
    action.get::<Name<'_>>("S").is_some_and(|kind| kind.as_str() == "GoTo")
}

/// The names and values of a name tree.
fn name_tree(root: Dict<'_>) -> HashMap<Vec<u8>, Object<'_>> {
    let mut names = HashMap::new();
    let mut waiting = vec![root];
    let mut visits = 0;
    while let Some(node) = waiting.pop() {
        visits += 1;
        if visits > MAX_NAMES || names.len() > MAX_NAMES {
            break;
        }
        if let Some(pairs) = node.get::<Array<'_>>("Names") {
            add_names(&mut names, &pairs);
        }
        let kids = node.get::<Array<'_>>("Kids");
        waiting.extend(kids.iter().flat_map(Array::iter::<Dict<'_>>).take(MAX_NAMES));
    }
    names
}

fn add_names<'a>(names: &mut HashMap<Vec<u8>, Object<'a>>, pairs: &Array<'a>) {
    let mut objects = pairs.iter::<Object<'a>>();
    while let (Some(name), Some(value)) = (objects.next(), objects.next()) {
        if let Some(name) = name.into_string() {
            names.insert(name.as_bytes().to_vec(), value);
        }
        if names.len() > MAX_NAMES {
            return;
        }
    }
}

/// Finds headings on a page, one after the other.
#[derive(Debug, Default)]
struct Finder {
    page: u32,
    letters: Vec<(char, usize)>,
    from: usize,
}

impl Finder {
    /// The byte offset at which `label` stands in the page's text, whatever the case and spaces;
    /// 0 where it does not. Looks behind the heading found last first.
    fn find(&mut self, label: &str, page: &Page) -> usize {
        if self.page != page.number {
            *self = Self { page: page.number, letters: letters(&page.text), from: 0 };
        }
        let found = self.search_both(label).or_else(|| self.search_both(&with_sign(label)?));
        found.map_or(0, |at| {
            self.from = at + 1;
            self.letters[at].1
        })
    }

    fn search_both(&self, label: &str) -> Option<usize> {
        let wanted: Vec<char> = letters(label).into_iter().map(|(letter, _)| letter).collect();
        self.search(&wanted, self.from).or_else(|| self.search(&wanted, 0))
    }

    /// The first place from `from` on where `wanted` stands, not within a longer word or number.
    fn search(&self, wanted: &[char], from: usize) -> Option<usize> {
        let is_word = |at: Option<usize>| {
            at.and_then(|at| self.letters.get(at)).is_some_and(|(letter, _)| letter.is_alphanumeric())
        };
        let goes_on = |at: usize| {
            let end = at + wanted.len();
            let next_to =
                |a: usize| self.letters[a].1 - self.letters[a - 1].1 <= self.letters[a - 1].0.len_utf8();
            is_word(Some(end)) && is_word(end.checked_sub(1)) && next_to(end)
        };
        let windows = self.letters.get(from..)?.windows(wanted.len().max(1));
        let equal = |window: &[(char, usize)]| window.iter().map(|(letter, _)| letter).eq(wanted);
        windows.enumerate().find(|(at, window)| equal(window) && !goes_on(from + at)).map(|(at, _)| from + at)
    }
}

/// `§ 3` for a bookmark that ends in `Paragraf 3`, as Legislator, the editor that councils use, names them.
fn with_sign(label: &str) -> Option<String> {
    let (_, number) = label.rsplit_once("Paragraf ")?;
    number.bytes().all(|byte| byte.is_ascii_alphanumeric()).then(|| format!("§ {number}"))
}

/// The characters of `text` that are no spaces, in lower case, each with its byte offset.
fn letters(text: &str) -> Vec<(char, usize)> {
    let lower = |(at, character): (usize, char)| (character.to_lowercase().next().unwrap_or(character), at);
    text.char_indices().filter(|(_, character)| !character.is_whitespace()).map(lower).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(labels: &[&str], expected: &[usize]) {
        let text = "Spis\nRozdział 10\nROZDZIAŁ 1\nPrzepisy ogólne\nArt. 1\nArt. 1\n§ 2. Uchwała".to_owned();
        let page = Page { number: 1, text, ocr: false };
        let mut finder = Finder::default();
        let found: Vec<usize> = labels.iter().map(|label| finder.find(label, &page)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_heading_is_found_whatever_its_case_and_spaces() {
        check(&["Rozdział 1 Przepisy  ogólne"], &[18]);
        check(&["rozdział 1"], &[18]);
        check(&["Nie ma"], &[0]);
    }

    #[test]
    fn a_paragraph_named_in_words_is_found_by_its_sign() {
        check(&["Załącznik 2 Paragraf 2", "Paragraf 3"], &[61, 0]);
    }

    #[test]
    fn the_same_heading_again_is_found_behind_the_first() {
        check(&["Art. 1", "Art. 1"], &[47, 54]);
    }
}
