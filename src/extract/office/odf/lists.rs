//! Numbers the items of lists and the headings of an `OpenDocument` text.
//!
//! Which paragraph is an item is left to `body`. Invariants: an item has the number that `LibreOffice` shows; the
//! number of levels and of lists that are counted is bounded.

use std::collections::HashMap;

use crate::extract::{
    list_number::NumberStyle,
    office::{marker, xml::XmlTag},
};

/// The number of levels of a list.
const LEVELS: usize = 10;
/// The maximum number of lists that are counted, so that later ones can continue them.
const MAX_LISTS: usize = 100_000;

/// The formats of the levels of a list.
#[derive(Debug, Clone, Default)]
pub(super) struct ListLevels {
    levels: HashMap<usize, OdfLevel>,
}

#[derive(Debug, Clone, Default)]
struct OdfLevel {
    format: Option<NumberStyle>,
    bullet: Option<String>,
    prefix: String,
    suffix: String,
    /// The marker with `%1%` for the number of the first level; newer programs write it.
    template: Option<String>,
    shown_levels: usize,
    start: i64,
}

impl ListLevels {
    /// Takes note of a level.
    pub(super) fn read(&mut self, tag: &XmlTag<'_>) {
        let is_level = matches!(
            tag.name(),
            "list-level-style-number" | "list-level-style-bullet" | "outline-level-style"
        );
        let level = tag.number("level").and_then(|level| usize::try_from(level - 1).ok());
        let Some(level) = level.filter(|level| is_level && *level < LEVELS) else { return };
        let is_synced = tag.value("num-letter-sync").as_deref() == Some("true");
        let found = OdfLevel {
            format: style(&tag.value("num-format").unwrap_or_default(), is_synced),
            bullet: tag.value("bullet-char"),
            prefix: marker::cut(tag.value("num-prefix").unwrap_or_default()),
            suffix: marker::cut(tag.value("num-suffix").unwrap_or_default()),
            template: tag.value("num-list-format").map(marker::cut),
            shown_levels: tag.number("display-levels").map_or(1, |levels| levels.clamp(1, 10) as usize),
            start: tag.number("start-value").unwrap_or(1),
        };
        self.levels.insert(level, found);
    }

    /// Returns the marker of an item, given the numbers of all levels.
    fn marker(&self, level: usize, counters: &ListCounters) -> Option<String> {
        let format = self.levels.get(&level)?;
        if let Some(sign) = &format.bullet {
            return marker::bullet(sign);
        }
        format.format?;
        let number = |at: usize| {
            let level = self.levels.get(&at)?;
            Some(level.format?.print(counters.0.get(at).copied().flatten().unwrap_or(level.start)))
        };
        if let Some(template) = &format.template {
            let fill = |filled: String, at: usize| {
                filled.replace(&format!("%{}%", at + 1), &number(at).unwrap_or_default())
            };
            return Some((0..LEVELS).fold(template.clone(), fill));
        }
        let first = (level + 1).saturating_sub(format.shown_levels);
        let numbers: Vec<String> = (first..=level).filter_map(number).collect();
        Some(format!("{}{}{}", format.prefix, numbers.join("."), format.suffix))
    }
}

fn style(format: &str, is_synced: bool) -> Option<NumberStyle> {
    Some(match (format, is_synced) {
        ("", _) => return None,
        ("a", true) => NumberStyle::Repeated,
        ("A", true) => NumberStyle::RepeatedCapitals,
        ("a", false) => NumberStyle::Letters,
        ("A", false) => NumberStyle::Capitals,
        ("i", _) => NumberStyle::SmallRoman,
        ("I", _) => NumberStyle::Roman,
        _ => NumberStyle::Decimal,
    })
}

/// The numbers at which the levels of a list are.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ListCounters([Option<i64>; LEVELS]);

impl ListCounters {
    /// Counts an item and returns its marker.
    pub(super) fn count(&mut self, levels: &ListLevels, level: usize, start: Option<i64>) -> Option<String> {
        let level = level.min(LEVELS - 1);
        let first = levels.levels.get(&level).map_or(1, |format| format.start);
        let counter = self.0.get_mut(level)?;
        *counter = Some(start.unwrap_or_else(|| counter.map_or(first, |count| count.saturating_add(1))));
        self.0.iter_mut().skip(level + 1).for_each(|deeper| *deeper = None);
        levels.marker(level, self)
    }
}

/// The lists counted so far, for those that continue them.
#[derive(Debug, Default)]
pub(super) struct CountedLists {
    by_id: HashMap<String, ListCounters>,
    by_style: HashMap<String, ListCounters>,
}

impl CountedLists {
    /// Returns the counters with which a list begins.
    pub(super) fn begin(&self, tag: &XmlTag<'_>, style: &str) -> ListCounters {
        let continued = tag.value("continue-list").and_then(|id| self.by_id.get(&id));
        let is_continued = tag.value("continue-numbering").as_deref() == Some("true");
        let of_style = self.by_style.get(style).filter(|_| is_continued);
        continued.or(of_style).copied().unwrap_or_default()
    }

    /// Records the counters with which a list ends.
    pub(super) fn end(&mut self, id: Option<String>, style: &str, counters: ListCounters) {
        if self.by_id.len() < MAX_LISTS && self.by_style.len() < MAX_LISTS {
            self.by_id.extend(id.map(|id| (id, counters)));
            self.by_style.insert(style.to_owned(), counters);
        }
    }
}
