//! Reads a list of topics below the line that announces it.
//!
//! A point with further points below it is a topic itself, unless it only gathers drafts of resolutions; then
//! each of these is one. Invariant: topics are in the order of the text, without formal points.

use std::ops::Range;

use super::{
    clauses::is_finite,
    formal::{is_formal, is_note, trimmed},
    lines::PostLine,
    marks::ListMark,
    phrases::{Phrases, phrases},
    sentences::sentences,
    words::{Word, words},
};

/// The most items of a list: longer ones are registers.
pub(super) const MOST_ITEMS: usize = 5000;

/// The most colons of a line before which a list is looked for.
const MOST_COLONS: usize = 20;

/// The longest line without a mark that may be an item, in bytes.
const ITEM_BYTES: usize = 400;

/// An item of a list with what stands below it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Item {
    range: Range<usize>,
    below: Vec<Range<usize>>,
    /// What the marks of the items below say of it.
    role: ItemRole,
}

/// What an item is to those below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum ItemRole {
    /// A point, whose lines below explain it unless it ends with a colon.
    #[default]
    Point,
    /// A point with letters below it, which are topics like itself.
    Lettered,
    /// A heading over numbers that begin again.
    Heading,
}

impl Item {
    fn new(range: Range<usize>) -> Self {
        Self { range, below: Vec::new(), role: ItemRole::Point }
    }
}

/// Reads the list that begins at this line; returns its topics and the index of the line after it.
pub(super) fn list(text: &str, lines: &[PostLine], from: usize) -> (Vec<Range<usize>>, usize) {
    let (items, end) = match lines.get(from).map(|line| line.mark) {
        None => return (Vec::new(), from),
        Some(ListMark::None) => unmarked(text, lines, from),
        Some(_) => marked(text, lines, from),
    };
    let topics = items.iter().flat_map(|item| topics(text, item)).collect();
    (topics, end)
}

/// Reads the lists below a line, each with a heading of its own: *pierwsze czytania:*, or one without.
pub(super) fn lists(text: &str, lines: &[PostLine], from: usize) -> (Vec<Range<usize>>, usize) {
    let is_heading = |at: usize| {
        let said = lines.get(at).map_or("", |line| text[line.range.clone()].trim_matches(['*', ' ', '_']));
        let is_marked = |at: usize| lines.get(at).is_some_and(|line| line.mark != ListMark::None);
        let is_part = || {
            let words = words(text, lines.get(at).map_or(0..0, |line| line.range.clone()));
            phrases![
                "dzien pierwszy|drugi|trzeci",
                "pierwszy|drugi|trzeci dzien",
                "czesc pierwsza|druga|trzecia"
            ]
            .at(&words, 0, |end| end == words.len())
            .is_some()
                && is_marked(at + 1)
        };
        let is_short = (said.ends_with(':') || is_part()) && said.len() < HEADING_BYTES && !is_marked(at);
        let stands_alone = || {
            let words = words(text, lines[at].range.clone());
            lines.get(at + 1).is_some_and(|next| !text[next.range.clone()].ends_with(':'))
                && !words.iter().any(is_finite)
                && !NO_PARTS.is_in(&words)
        };
        is_short && (is_marked(at + 1) || stands_alone())
    };
    let (mut topics, mut end) = (Vec::new(), from);
    while is_heading(end) && topics.len() < MOST_ITEMS {
        let (more, next) = list(text, lines, end + 1);
        topics.extend(more);
        end = next;
    }
    if end > from { (topics, end) } else { list(text, lines, from) }
}

/// Words of a heading whose list is no part of an agenda.
static NO_PARTS: Phrases<&str> = Phrases::new(&[
    "kontakt|zaproszeni|goscie|uwaga|zalacznik~|adres|telefon|dyzury|miejsce|termin|godzina|data|obecni",
]);

/// The longest heading of a part of an agenda, in bytes.
const HEADING_BYTES: usize = 80;

/// Reads a list within a line, `Porządek obrad: 1. A 2. B`; returns where it begins and its topics.
pub(super) fn inline(text: &str, range: Range<usize>) -> Option<(usize, Vec<Range<usize>>)> {
    let said = &text[range.clone()];
    let colons = memchr::memchr_iter(b':', said.as_bytes()).take(MOST_COLONS);
    let is_first = |colon: &usize| {
        let rest = said[colon + 1..].trim_start();
        rest.starts_with("1.") || rest.starts_with("1)")
    };
    let colon = colons.into_iter().find(is_first)?;
    let mut starts = vec![colon + 1];
    for sign in memchr::memchr2_iter(b'.', b')', &said.as_bytes()[colon..]).map(|at| colon + at) {
        if starts.len() < MOST_ITEMS && said[..sign].ends_with(&format!(" {}", starts.len() + 1)) {
            let is_decimal = said[sign + 1..].starts_with(|c: char| c.is_ascii_digit());
            starts.extend((!is_decimal).then(|| said[..sign].rfind(' ')).flatten());
        }
    }
    let ends = starts[1..].iter().copied().chain([said.len()]);
    let items = starts.iter().zip(ends).map(|(start, end)| {
        let mark = said[*start..end].find(['.', ')']).map_or(0, |mark| mark + 1);
        Item::new(range.start + start + mark..range.start + end)
    });
    let topics = items.collect::<Vec<_>>().iter().flat_map(|item| topics(text, item)).collect();
    (starts.len() > 1).then_some((range.start + colon + 1, topics))
}

/// Reads items without marks: the lines up to the next empty one.
fn unmarked(text: &str, lines: &[PostLine], from: usize) -> (Vec<Item>, usize) {
    let block = lines[from + 1..]
        .iter()
        .take(MOST_ITEMS)
        .take_while(|line| !line.after_gap && line.mark == ListMark::None);
    let end = from + 1 + block.count();
    let is_prose = lines[from..end].iter().any(|line| line.range.len() > ITEM_BYTES || is_prose(text, line));
    if is_prose {
        return (Vec::new(), from);
    }
    let is_item = |line: &&PostLine| {
        let said = &text[line.range.clone()];
        !said.ends_with(':') || !gathers(&words(text, line.range.clone()))
    };
    let items = lines[from..end].iter().filter(is_item).filter_map(|line| Some(Item::new(cell(text, line)?)));
    (items.collect(), end)
}

/// The topic in the row of a table with numbers, or the whole line; `None` for the head of the table.
fn cell(text: &str, line: &PostLine) -> Option<Range<usize>> {
    let said = &text[line.range.clone()];
    let Some((first, rest)) = said.split_once('\t') else { return Some(line.range.clone()) };
    let number = first.trim_end_matches(['.', ')', ' ']);
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return (!number.eq_ignore_ascii_case("lp")).then(|| line.range.clone());
    }
    let start = line.range.start + first.len() + 1;
    Some(start..start + rest.find('\t').unwrap_or(rest.len()))
}

/// Whether a line is a paragraph: more than one sentence.
fn is_prose(text: &str, line: &PostLine) -> bool {
    let said = text[line.range.clone()].trim_end_matches('.');
    said.len() > 120 && said.contains(". ") && !said.contains('„')
}

/// Reads items with marks, over empty lines between them.
fn marked(text: &str, lines: &[PostLine], from: usize) -> (Vec<Item>, usize) {
    let mut reader = MarkedList {
        text,
        lines,
        items: Vec::new(),
        top: lines[from].mark,
        number: 0,
        inner: None,
        is_block: false,
    };
    let mut at = from;
    while at < lines.len() && reader.items.len() < MOST_ITEMS && reader.take(at, at == from) {
        at += 1;
    }
    (reader.items, at)
}

/// How far ahead the next number of a list is looked for, in lines.
const NUMBER_REACH: usize = 12;

/// A list that is being read.
struct MarkedList<'a> {
    text: &'a str,
    lines: &'a [PostLine],
    items: Vec<Item>,
    /// The mark of the first item.
    top: ListMark,
    /// The number of the last item of the first level.
    number: u32,
    /// The number of the last item below, in a list whose numbers begin again below each point.
    inner: Option<u32>,
    /// Whether the lines below the last item have lost their marks, each an item of its own.
    is_block: bool,
}

impl MarkedList<'_> {
    /// Takes a line; returns whether it belongs to the list.
    fn take(&mut self, at: usize, is_first: bool) -> bool {
        let line = &self.lines[at];
        if line.mark == ListMark::None {
            return self.take_unmarked(at);
        }
        let is_inner = !is_first && self.is_inner(at);
        if is_inner || self.is_below(line, is_first) {
            if let Some(item) = self.items.last_mut() {
                item.below.push(line.range.clone());
                item.role = match line.mark {
                    _ if is_inner => ItemRole::Heading,
                    ListMark::Letter => ItemRole::Lettered,
                    _ => item.role,
                };
            }
            return true;
        }
        if !line.mark.is_like(self.top) {
            return false;
        }
        if let ListMark::Number(number) = line.mark {
            self.number = number;
            self.inner = self.inner.map(|_| 0);
        }
        let cell = self.text[line.range.clone()].find('\t').unwrap_or(line.range.len());
        self.items.push(Item::new(line.range.start..line.range.start + cell));
        self.is_block = false;
        true
    }

    /// Whether a number stands below the last point, in a list whose numbers begin again there.
    fn is_inner(&mut self, at: usize) -> bool {
        let (ListMark::Number(_), ListMark::Number(number)) = (self.top, self.lines[at].mark) else {
            return false;
        };
        let is_inner = match self.inner {
            None => number == 1 && self.number > 0 && !self.is_open() && self.begins_again(at),
            Some(inner) => number == inner + 1 && !self.is_heading(at),
        };
        if is_inner {
            self.inner = Some(number);
        }
        is_inner
    }

    /// Whether this number goes on with the outer points, and those below it begin again.
    fn is_heading(&self, at: usize) -> bool {
        let goes_on = self.lines[at].mark == ListMark::Number(self.number + 1);
        goes_on && self.lines.get(at + 1).is_some_and(|next| next.mark == ListMark::Number(1))
    }

    /// Whether the numbers from this line on are those below a point, and the next point comes after them.
    fn begins_again(&self, from: usize) -> bool {
        let mut inner = 0;
        for at in from..self.lines.len().min(from + 4 * NUMBER_REACH) {
            let ListMark::Number(number) = self.lines[at].mark else { return false };
            if number == inner + 1 && !self.is_heading(at) {
                inner = number;
            } else {
                return number == self.number + 1 && inner > 0;
            }
        }
        false
    }

    /// Whether the next number of the list stands below this line, without a gap between.
    fn goes_on(&self, at: usize) -> bool {
        let next = ListMark::Number(self.number + 1);
        let below = self.lines[at + 1..].iter().take(NUMBER_REACH).take_while(|line| !line.after_gap);
        self.number > 0 && below.into_iter().any(|line| line.mark == next)
    }

    /// Whether a block of lines without marks begins here, after which the numbers go on.
    fn resumes(&self, at: usize) -> bool {
        let next = ListMark::Number(self.number + 1);
        let block = self.lines[at + 1..].iter().take(NUMBER_REACH);
        let first = block.into_iter().find(|line| line.mark != ListMark::None || line.after_gap);
        self.number > 0 && first.is_some_and(|line| line.mark == next)
    }

    /// Whether a marked line stands below the last item.
    fn is_below(&self, line: &PostLine, is_first: bool) -> bool {
        if is_first {
            return false;
        }
        match (self.top, line.mark) {
            (ListMark::Number(_), ListMark::Number(number)) => {
                number <= self.number && self.inner.is_none() && self.is_open()
            }
            (ListMark::Number(_), ListMark::Roman) => false,
            (ListMark::Number(_) | ListMark::Roman | ListMark::Ad, mark) => !mark.is_like(self.top),
            (ListMark::Bullet | ListMark::Letter, ListMark::Number(_)) => self.is_open(),
            _ => false,
        }
    }

    /// Whether the last item announces others below it.
    fn is_open(&self) -> bool {
        self.items.last().is_some_and(|item| {
            !item.below.is_empty() || self.text[item.range.clone()].trim_end().ends_with(':')
        })
    }

    /// Takes a line without a mark: an item below, or the rest of a wrapped line.
    fn take_unmarked(&mut self, at: usize) -> bool {
        let (text, line) = (self.text, &self.lines[at]);
        let is_open = self.is_open();
        if line.after_gap && !(is_open && opens_resolution(&text[line.range.clone()])) {
            self.is_block = is_open && self.resumes(at);
            if !self.is_block {
                return false;
            }
        }
        let goes_on = self.goes_on(at);
        if is_subordinate(text, line) {
            return !self.items.is_empty();
        }
        let Some(item) = self.items.last_mut() else { return false };
        if is_open {
            let ends = |range: &Range<usize>| text[range.clone()].ends_with([',', ';', '.', ':']);
            match item.below.last_mut().filter(|last| !ends(last) && is_small(text, line)) {
                Some(last) if last.len() > 40 && !self.is_block => last.end = line.range.end,
                _ => item.below.push(line.range.clone()),
            }
            return true;
        }
        if text[item.range.clone()].ends_with(['.', ';', '!', '?']) || item.range.len() > 3 * ITEM_BYTES {
            if goes_on && text[item.range.clone()].ends_with(';') {
                item.role = ItemRole::Lettered;
                item.below.push(line.range.clone());
            }
            return goes_on;
        }
        item.range.end = line.range.end;
        true
    }
}

fn is_small(text: &str, line: &PostLine) -> bool {
    let said = &text[line.range.clone()];
    said.starts_with(char::is_lowercase) && !opens_resolution(said)
}

/// Whether a line begins like the title of a resolution.
fn opens_resolution(said: &str) -> bool {
    const TITLES: [&str; 6] = ["w sprawie", "ws. ", "zmieniając", "uchylając", "o zmian", "o zamiarze"];
    TITLES.iter().any(|title| said.starts_with(title))
}

/// Whether a line without a mark only says how the point above it is dealt with.
fn is_subordinate(text: &str, line: &PostLine) -> bool {
    const STEPS: [&str; 5] = ["wystąpienie ", "odczytanie ", "głosowanie", "dyskusja", "podjęcie uchwały"];
    let said = &text[line.range.clone()];
    STEPS.iter().any(|step| said.starts_with(step)) || is_note(text, line.range.clone())
}

/// Words of a point that only gathers the ones below it.
static GATHERING: Phrases<&str> = Phrases::new(&[
    "podjecie|podejmowanie|rozpatrzenie|przyjecie|uchwalenie|procedowanie|glosowanie * uchwal|uchwaly",
    "projekty|projektow|projektami uchwal",
    "uchwaly|uchwal|stanowiska w sprawie|sprawach",
    "czytanie|czytania projektow|projektu",
    "pierwsze|drugie czytanie|czytania",
    "blok uchwal|uchwaly",
    "informacje|informacja na temat|dotyczace|o",
    "informacje i sprawozdania",
    "sprawozdania i informacje",
    "zaopiniowanie|opiniowanie|opinie|opinia * projektow|projektu|wnioskow|uchwal|do",
    "sprawy|omowienie|dyskusja spraw~|nad|biezace",
    "czesc",
    "rozpatrzenie|omowienie",
]);

/// Words that alone gather the points below them.
const BARE: [&str; 8] =
    ["uchwaly", "sprawozdania", "informacje", "opinie", "projekty", "stanowiska", "wnioski", "petycje"];

/// Whether a point only gathers those below it.
fn gathers(head: &[Word]) -> bool {
    let is_bare = head.len() <= 2 && head.first().is_some_and(|word| word.plain.is_one_of(&BARE));
    head.len() <= 9 && (is_bare || GATHERING.is_in(head))
}

/// The first sentence of an item of minutes, which names the matter: *Stawki diet. Głosowanie: 13 za*.
fn first_sentence(text: &str, range: Range<usize>) -> Range<usize> {
    let all = sentences(text, range.clone());
    let is_told = |rest: &Range<usize>| {
        words(text, rest.clone()).iter().any(is_finite) || text[rest.clone()].contains(':')
    };
    match all.split_first() {
        Some((first, rest)) if rest.iter().any(is_told) && is_whole(text, first) => first.clone(),
        _ => range,
    }
}

/// Whether a sentence has two words, and no quotation goes on after it.
fn is_whole(text: &str, sentence: &Range<usize>) -> bool {
    let said = &text[sentence.clone()];
    let opened = said.rfind('„').is_some_and(|open| !said[open..].contains(['”', '"', '“']));
    !opened && words(text, sentence.clone()).len() > 1
}

/// Cuts off the hour before a point: *godz. 10.10 – Strefa Czystego Transportu*.
fn without_hour(text: &str, range: Range<usize>) -> Range<usize> {
    let said = &text[range.clone()];
    let rest = said.strip_prefix("godz. ").unwrap_or(said);
    let is_of_hour = |c: char| c.is_ascii_digit() || ".:-–".contains(c);
    let hour = rest.len() - rest.trim_start_matches(is_of_hour).len();
    let is_hour =
        hour > 2 && rest[..hour].contains(['.', ':']) && rest.starts_with(|c: char| c.is_ascii_digit());
    let after = rest[hour..].trim_start();
    match after.strip_prefix(['–', '-', '—']).filter(|_| is_hour) {
        Some(matter) => range.end - matter.trim_start().len()..range.end,
        None => range,
    }
}

/// The topics of an item.
fn topics(text: &str, item: &Item) -> Vec<Range<usize>> {
    let below: Vec<Range<usize>> =
        item.below.iter().filter(|range| !is_note(text, (*range).clone())).cloned().collect();
    let opens = text[item.range.clone()].trim_end().ends_with(':');
    let has_more = !below.is_empty();
    let kept = match item.role {
        ItemRole::Lettered if has_more && is_formal(text, item.range.clone()) => below,
        ItemRole::Heading if has_more => below,
        _ if has_more
            && (opens || item.role == ItemRole::Lettered)
            && gathers(&words(text, item.range.clone())) =>
        {
            below
        }
        ItemRole::Lettered if !opens && below.len() > 1 => {
            std::iter::once(first_sentence(text, item.range.clone())).chain(below).collect()
        }
        _ => vec![first_sentence(text, item.range.clone())],
    };
    let is_topic = |range: &Range<usize>| !is_formal(text, range.clone()) && !is_note(text, range.clone());
    kept.into_iter()
        .map(|range| without_hour(text, range))
        .filter(is_topic)
        .filter_map(|range| trimmed(text, range))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meetings::lines::lines;

    #[track_caller]
    fn check(agenda: &str, expected: &[&str]) {
        let lines = lines(agenda);
        let (topics, _) = list(agenda, &lines, 0);
        let found: Vec<&str> = topics.into_iter().map(|range| &agenda[range]).collect();
        assert_eq!(found, expected, "`{agenda}`");
    }

    #[test]
    fn items_are_topics_with_marks_and_without() {
        check(
            "budżecie\nparkach\n„Strategii. Kraków 2030”.\n\nDalej.",
            &["budżecie", "parkach", "„Strategii. Kraków 2030”"],
        );
        check("- budżet,\n- parki;\n- zima.\nRadni", &["budżet", "parki", "zima"]);
        check("1. Otwarcie sesji.\n2. Budżet.\n\n3. Sprawy różne.", &["Budżet"]);
        check("1) Plan remontów\nulic miejskich\n2) Zima", &["Plan remontów\nulic miejskich", "Zima"]);
    }

    #[test]
    fn points_below_are_topics_where_the_point_only_gathers_them() {
        check(
            "1. Podjęcie uchwał:\nw sprawie parku (druk nr 5),\nw sprawie psów.\n2. Zima.",
            &["w sprawie parku", "w sprawie psów", "Zima"],
        );
        check(
            "I. Opinia o zasadach najmu lokali komunalnych w roku 2023 (druk nr 3):\n\n1. dochód,\n2. zamiana.\n\nII. Zima",
            &["Opinia o zasadach najmu lokali komunalnych w roku 2023", "Zima"],
        );
        check("1. Budżet\n- referuje Skarbnik\n2. Zima", &["Budżet", "Zima"]);
    }
}
