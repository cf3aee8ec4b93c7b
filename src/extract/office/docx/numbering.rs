//! Numbers the paragraphs of Word's lists, as Word shows them.
//!
//! Which paragraph is in which list is left to `body`. Invariants: an item has the number that Word shows, also
//! where lists share a definition; the number of lists and levels is bounded.

use std::collections::HashMap;

use super::styles::WordStyles;
use crate::extract::{
    list_number::NumberStyle,
    office::{
        marker,
        xml::{self, XmlStep, XmlTag},
    },
};

/// The number of levels of a list.
const LEVELS: usize = 9;
/// The maximum number of definitions, and of lists.
const MAX_LISTS: usize = 20_000;

/// The lists of a document, and how far each is counted.
#[derive(Debug, Clone, Default)]
pub(super) struct WordLists {
    definitions: HashMap<i64, Definition>,
    lists: HashMap<i64, List>,
    /// The counters of each definition: lists with the same one continue each other.
    counters: HashMap<i64, [Option<i64>; LEVELS]>,
}

/// A definition, which several lists may share.
#[derive(Debug, Clone, Default)]
struct Definition {
    levels: HashMap<usize, ListLevel>,
    /// The style of a list that has the definition instead.
    style_link: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct ListLevel {
    start: i64,
    format: Option<NumberStyle>,
    is_bullet: bool,
    text: String,
    /// The paragraph style that stands for this level.
    style: Option<String>,
    is_decimal: bool,
    restarts: bool,
}

impl Default for ListLevel {
    fn default() -> Self {
        Self {
            start: 1,
            format: Some(NumberStyle::Decimal),
            is_bullet: false,
            text: String::new(),
            style: None,
            is_decimal: false,
            restarts: true,
        }
    }
}

#[derive(Debug, Clone, Default)]
struct List {
    definition: i64,
    levels: HashMap<usize, ListLevel>,
    starts: HashMap<usize, i64>,
    is_begun: bool,
}

impl WordLists {
    /// Reads the part that defines the lists; a damaged one gives those before the damage.
    pub(super) fn read(source: &str, styles: &WordStyles) -> Self {
        let mut reader = ListsReader::default();
        xml::walk_intact(source, &mut |step| match step {
            XmlStep::Open(tag) => reader.open(&tag),
            XmlStep::Close(name) => reader.close(name),
            XmlStep::Text(_) => {}
        });
        let mut lists = reader.lists;
        lists.follow_links(styles);
        lists
    }

    /// Replaces definitions that refer to that of a style.
    fn follow_links(&mut self, styles: &WordStyles) {
        for id in self.lists.keys().copied().collect::<Vec<_>>() {
            let definition = self.lists.get(&id).map_or(0, |list| list.definition);
            let link = self.definitions.get(&definition).and_then(|found| found.style_link.as_deref());
            let linked = link.and_then(|style| styles.list_of(style)).and_then(|list| self.lists.get(&list));
            if let Some(target) = linked.map(|list| list.definition)
                && let Some(list) = self.lists.get_mut(&id)
            {
                list.definition = target;
            }
        }
    }

    /// Counts an item and returns its marker; `None` if the list has none at this level.
    ///
    /// If no level is given, it is the one for which the paragraph's style stands.
    pub(super) fn count(&mut self, list: i64, level: Option<i64>, style: Option<&str>) -> Option<String> {
        let found = self.lists.get(&list)?;
        let id = found.definition;
        let level = level.and_then(|level| usize::try_from(level).ok()).or_else(|| self.level_of(id, style));
        let level = level.unwrap_or(0).min(LEVELS - 1);
        self.begin(list);
        let levels: Vec<ListLevel> = (0..LEVELS).map(|at| self.level(list, at)).collect();
        let counters = self.counters.entry(id).or_default();
        let current = levels.get(level)?;
        let counter = counters.get_mut(level)?;
        *counter = Some(counter.map_or(current.start, |count| count.saturating_add(1)));
        for (counter, deeper) in counters.iter_mut().zip(&levels).skip(level + 1) {
            if deeper.restarts {
                *counter = None;
            }
        }
        let numbers: Vec<(i64, Option<NumberStyle>)> = counters
            .iter()
            .zip(&levels)
            .map(|(counter, level)| (counter.unwrap_or(level.start), level.format))
            .collect();
        printed(current, &numbers)
    }

    fn level_of(&self, definition: i64, style: Option<&str>) -> Option<usize> {
        let (levels, style) = (&self.definitions.get(&definition)?.levels, style?);
        levels.iter().find(|(_, level)| level.style.as_deref() == Some(style)).map(|(level, _)| *level)
    }

    /// Restarts the counters that a list restarts with its first item.
    fn begin(&mut self, list: i64) {
        let Some(list) = self.lists.get_mut(&list).filter(|list| !list.is_begun) else { return };
        list.is_begun = true;
        let counters = self.counters.entry(list.definition).or_default();
        for level in list.starts.keys() {
            if let Some(counter) = counters.get_mut(*level) {
                *counter = None;
            }
        }
    }

    fn level(&self, list: i64, level: usize) -> ListLevel {
        let list = self.lists.get(&list);
        let own = list.and_then(|list| list.levels.get(&level));
        let shared = list.and_then(|list| self.definitions.get(&list.definition)?.levels.get(&level));
        let found = own.or(shared).cloned().unwrap_or_default();
        let start = list.and_then(|list| list.starts.get(&level)).copied();
        ListLevel { start: start.unwrap_or(found.start), ..found }
    }
}

/// Writes the marker of a level with the numbers of all levels: `%1.%2`.
fn printed(level: &ListLevel, counted: &[(i64, Option<NumberStyle>)]) -> Option<String> {
    if level.is_bullet {
        return marker::bullet(&level.text);
    }
    let mut printed = String::new();
    let mut rest = level.text.chars().peekable();
    while let Some(c) = rest.next() {
        let place = rest.peek().and_then(|digit| digit.to_digit(10)).filter(|_| c == '%');
        let Some(place) = place.and_then(|digit| (digit as usize).checked_sub(1)) else {
            printed.push(c);
            continue;
        };
        rest.next();
        if let Some((number, style)) = counted.get(place)
            && let Some(style) = style
        {
            let style = if level.is_decimal { NumberStyle::Decimal } else { *style };
            printed.push_str(&style.print(*number));
        }
    }
    Some(printed).filter(|printed| !printed.trim().is_empty())
}

/// Reads definitions and lists.
#[derive(Default)]
struct ListsReader {
    lists: WordLists,
    definition: Option<(i64, Definition)>,
    list: Option<(i64, List)>,
    level: Option<(usize, ListLevel)>,
    /// The level that the list overrides.
    overridden: usize,
}

impl ListsReader {
    fn open(&mut self, tag: &XmlTag<'_>) {
        match tag.name() {
            "abstractNum" => {
                self.definition = tag.number("abstractNumId").map(|id| (id, Definition::default()));
            }
            "num" => self.list = tag.number("numId").map(|id| (id, List::default())),
            "lvl" => {
                let level = tag.number("ilvl").and_then(|level| usize::try_from(level).ok());
                self.level = level.filter(|level| *level < LEVELS).map(|level| (level, ListLevel::default()));
            }
            "lvlOverride" => {
                self.overridden =
                    tag.number("ilvl").and_then(|level| usize::try_from(level).ok()).unwrap_or(LEVELS);
            }
            "abstractNumId" => {
                if let Some((_, list)) = &mut self.list {
                    list.definition = tag.number("val").unwrap_or_default();
                }
            }
            "startOverride" => {
                if let (Some((_, list)), Some(start)) = (&mut self.list, tag.number("val"))
                    && self.overridden < LEVELS
                {
                    list.starts.insert(self.overridden, start);
                }
            }
            "numStyleLink" => {
                if let Some((_, definition)) = &mut self.definition {
                    definition.style_link = tag.value("val");
                }
            }
            _ => {
                if let Some((_, level)) = &mut self.level {
                    level.read(tag);
                }
            }
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "lvl" => {
                let Some((at, level)) = self.level.take() else { return };
                match (&mut self.list, &mut self.definition) {
                    (Some((_, list)), _) => drop(list.levels.insert(at, level)),
                    (None, Some((_, definition))) => drop(definition.levels.insert(at, level)),
                    (None, None) => {}
                }
            }
            "abstractNum" => {
                let room = self.lists.definitions.len() < MAX_LISTS;
                self.lists.definitions.extend(self.definition.take().filter(|_| room));
            }
            "num" => {
                let room = self.lists.lists.len() < MAX_LISTS;
                self.lists.lists.extend(self.list.take().filter(|_| room));
            }
            _ => {}
        }
    }
}

impl ListLevel {
    fn read(&mut self, tag: &XmlTag<'_>) {
        match tag.name() {
            "start" => self.start = tag.number("val").unwrap_or(1),
            "lvlText" => self.text = marker::cut(tag.value("val").unwrap_or_default()),
            "pStyle" => self.style = tag.value("val").map(marker::cut),
            "isLgl" => self.is_decimal = tag.is_on(),
            "lvlRestart" => self.restarts = tag.number("val") != Some(0),
            "numFmt" => {
                let format = tag.value("val").unwrap_or_default();
                self.is_bullet = format == "bullet";
                self.format = style(&format);
            }
            _ => {}
        }
    }
}

fn style(format: &str) -> Option<NumberStyle> {
    Some(match format {
        "none" | "bullet" => return None,
        "upperRoman" => NumberStyle::Roman,
        "lowerRoman" => NumberStyle::SmallRoman,
        "upperLetter" => NumberStyle::RepeatedCapitals,
        "lowerLetter" => NumberStyle::Repeated,
        "decimalZero" => NumberStyle::Padded,
        _ => NumberStyle::Decimal,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTS: &str = "<numbering>\
        <abstractNum abstractNumId='1'>\
        <lvl ilvl='0'><start val='1'/><numFmt val='decimal'/><lvlText val='§ %1.'/></lvl>\
        <lvl ilvl='1'><start val='1'/><numFmt val='decimal'/><lvlText val='%2)'/></lvl>\
        <lvl ilvl='2'><start val='1'/><numFmt val='lowerLetter'/><lvlText val='%3)'/></lvl>\
        <lvl ilvl='3'><numFmt val='bullet'/><lvlText val='–'/></lvl>\
        <lvl ilvl='4'><numFmt val='upperRoman'/><lvlText val='%1.%5'/></lvl></abstractNum>\
        <num numId='5'><abstractNumId val='1'/></num>\
        <num numId='6'><abstractNumId val='1'/></num>\
        <num numId='7'><abstractNumId val='1'/><lvlOverride ilvl='0'><startOverride val='10'/></lvlOverride></num>\
        </numbering>";

    #[test]
    fn items_are_numbered_as_word_shows_them() {
        let mut lists = WordLists::read(LISTS, &WordStyles::default());
        let items = [
            (5, 0, "§ 1."),
            (5, 1, "1)"),
            (5, 1, "2)"),
            (5, 2, "a)"),
            (5, 2, "b)"),
            (5, 3, "–"),
            (5, 1, "3)"),
            (5, 2, "a)"),
            (6, 0, "§ 2."),
            (6, 1, "1)"),
            (6, 4, "2.I"),
            (7, 0, "§ 10."),
            (5, 0, "§ 11."),
        ];
        for (list, level, expected) in items {
            let marker = lists.count(list, Some(level), None);
            assert_eq!(marker.as_deref(), Some(expected), "{list} {level}");
        }
        assert_eq!(lists.count(99, None, None), None);
    }

    #[test]
    fn a_restarted_list_begins_each_level_where_it_says() {
        let source = "<numbering><abstractNum abstractNumId='1'><lvl ilvl='0'><lvlText val='%1.'/></lvl>\
            <lvl ilvl='1'><lvlText val='%1.%2'/></lvl></abstractNum>\
            <num numId='1'><abstractNumId val='1'/></num>\
            <num numId='2'><abstractNumId val='1'/><lvlOverride ilvl='0'><startOverride val='1'/></lvlOverride>\
            <lvlOverride ilvl='1'><startOverride val='5'/></lvlOverride></num></numbering>";
        let mut lists = WordLists::read(source, &WordStyles::default());
        for (list, level, expected) in [
            (1, 0, "1."),
            (1, 0, "2."),
            (2, 1, "1.5"),
            (2, 1, "1.6"),
            (2, 0, "1."),
            (2, 1, "1.5"),
            (2, 0, "2."),
        ] {
            assert_eq!(lists.count(list, Some(level), None).as_deref(), Some(expected), "{list} {level}");
        }
    }
}
