//! Recognizes numbers written in groups of digits: amounts (`12 500,00`) and identifiers (`676-000-11-22`,
//! `+48 123 456 789`, `31-004`, `978-83-12345-67-8`).
//!
//! Groups are joined into one number without their separators, and `,00` is dropped. Nine-digit telephone
//! numbers keep their groups, because the same digits may be a number with an area code (`12-345-67-89`) or
//! without one (`123-456-789`); `search` decides which of them a query means. Leaves days, acts and
//! provisions to its siblings. Invariant: a term contains every printed digit except `,00` and the country
//! prefix.

use std::ops::Range;

use super::{
    scan::is_dash,
    span::{Bond, Compound},
};

/// The maximum number of groups examined: an account number has seven.
const MAX_GROUPS: usize = 9;

/// The maximum number of groups in a number of no known shape.
const MAX_SHAPELESS: usize = 5;

/// The maximum number of digits: an account number has 26.
const MAX_DIGITS: usize = 28;

/// The minimum number of digits of an ungrouped number with a country prefix.
const MIN_FOREIGN_DIGITS: usize = 11;

/// The digit counts of numbers grouped by spaces: telephone numbers without and with an area code, tax,
/// register and account numbers, and ISBNs.
const LENGTHS: [usize; 8] = [7, 9, 10, 11, 13, 14, 26, 28];

/// Group lengths of telephone, tax and account numbers; other groups may follow them.
const SHAPES: [&[usize]; 6] =
    [&[2, 3, 2, 2], &[3, 3, 3], &[3, 3, 2, 2], &[3, 2, 2, 3], &[2, 4, 4, 4, 4, 4, 4], &[3, 2, 2, 2]];

/// Finds grouped numbers as a text is walked.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Digits {
    /// The end of the last number.
    end: usize,
}

impl Digits {
    /// Pushes the number that begins at this word.
    pub(super) fn at(&mut self, text: &str, word: &Range<usize>, found: &mut Vec<Compound>) {
        if word.start < self.end || !may_go_on(text, word) {
            return;
        }
        let number = Groups::read(text, word.start).and_then(|groups| groups.number(text));
        let amount = || {
            let (term, end) = amount(&text[word.start..])?;
            Some(Compound { range: word.start..word.start + end, term, bond: Bond::Tight })
        };
        if let Some(number) = number.or_else(amount).filter(|number| number.range.end >= word.end) {
            self.end = number.range.end;
            found.push(number);
        }
    }
}

/// Cheap check whether a number may have more than one group or a redundant part; most numbers do not.
fn may_go_on(text: &str, word: &Range<usize>) -> bool {
    let first = digits(&text[word.start..]);
    let rest = &text[word.start + first..];
    let follows =
        || divider(rest).is_some_and(|(length, _)| rest[length..].starts_with(|c: char| c.is_ascii_digit()));
    first >= MIN_FOREIGN_DIGITS || rest.starts_with([',', '.', '/']) || follows()
}

/// Groups of digits with one separator between neighbors.
struct Groups {
    groups: Vec<Range<usize>>,
    /// Whether all separators are hyphens.
    is_hyphened: bool,
}

impl Groups {
    fn read(text: &str, start: usize) -> Option<Self> {
        let first = start..start + digits(&text[start..]);
        let mut read = Self { groups: vec![first], is_hyphened: true };
        while read.groups.len() < MAX_GROUPS {
            let end = read.groups[read.groups.len() - 1].end;
            let Some((length, is_hyphen)) = divider(&text[end..]).or_else(|| read.after_area(text)) else {
                break;
            };
            let next = end + length;
            let digits = digits(&text[next..]);
            if digits == 0 {
                break;
            }
            read.is_hyphened &= is_hyphen;
            read.groups.push(next..next + digits);
        }
        let end = read.groups[read.groups.len() - 1].end;
        // The last group may belong to another number: `12 345 67 89, 12.50`.
        let mut after = text[end..].chars();
        let goes_on = match after.next() {
            Some('.' | ',' | '/' | ':') => after.next().is_some_and(|c| c.is_ascii_digit()),
            Some(c) => c.is_alphanumeric(),
            None => false,
        };
        if goes_on {
            read.groups.pop();
        }
        (!read.groups.is_empty()).then_some(read)
    }

    /// Returns the length of the slash after an area code: `12/616-12-34`.
    fn after_area(&self, text: &str) -> Option<(usize, bool)> {
        let [area] = self.groups.as_slice() else { return None };
        let rest = text[area.end..].strip_prefix('/')?;
        let is_telephone = area.len() == 2 && digits(rest) == 3 && rest[3..].starts_with(['-', ' ']);
        is_telephone.then_some((1, false))
    }

    /// Returns the number formed by the groups.
    fn number(mut self, text: &str) -> Option<Compound> {
        let start = self.groups[0].start;
        let plus = usize::from(text[..start].ends_with('+'));
        let is_foreign = self.drop_country(text, plus > 0);
        let lengths: Vec<usize> = self.groups.iter().map(Range::len).collect();
        let shape = SHAPES.iter().find(|shape| lengths.starts_with(shape));
        let count = match shape {
            Some(shape) => shape.len(),
            None if is_foreign || self.is_one_number(text, &lengths) => lengths.len(),
            None => return None,
        };
        let end = self.groups[count - 1].end;
        let joined = |between| {
            let groups: Vec<&str> = self.groups[..count].iter().map(|group| &text[group.clone()]).collect();
            groups.join(between)
        };
        let is_telephone = matches!(lengths[..count], [2, 3, 2, 2] | [3, 3, 3]);
        let term = joined(if is_telephone { "-" } else { "" });
        let is_sure = shape.is_some() || is_foreign || self.is_hyphened;
        let bond = if is_sure { Bond::Tight } else { Bond::Loose };
        Some(Compound { range: start - plus..end, term, bond })
    }

    /// Strips the country prefix of Poland, or the zero once dialed before an area code; returns whether
    /// there was one.
    fn drop_country(&mut self, text: &str, has_plus: bool) -> bool {
        let first = self.groups[0].clone();
        let all: usize = self.groups.iter().map(Range::len).sum();
        let printed = &text[first.clone()];
        let prefix = match printed {
            _ if printed.starts_with("0048") && all == 13 => 4,
            _ if printed.starts_with("48") && all == 11 && (has_plus || self.groups.len() == 1) => 2,
            _ if printed.starts_with('0') && all == 10 && self.groups.len() > 3 => 1,
            _ => return false,
        };
        if first.len() == prefix {
            self.groups.remove(0);
        } else {
            self.groups[0] = first.start + prefix..first.end;
        }
        !self.groups.is_empty() && (self.groups.len() > 1 || has_plus || prefix == 4)
    }

    /// Whether groups of these lengths form one number.
    fn is_one_number(&self, text: &str, lengths: &[usize]) -> bool {
        let all: usize = lengths.iter().sum();
        let is_year = |group: &Range<usize>| {
            group.len() == 4 && ["19", "20"].iter().any(|century| text[group.clone()].starts_with(century))
        };
        match lengths {
            [_] => false,
            // A postal code.
            [2, 3] => self.is_hyphened,
            // Years, and an act with its year: `2014-2020`, `1412-2016`.
            [_, _] if is_year(&self.groups[1]) => false,
            _ if lengths.len() > MAX_SHAPELESS || lengths.iter().all(|length| *length < 3) => false,
            _ if self.is_hyphened => (7..=MAX_DIGITS).contains(&all),
            _ => {
                let is_list =
                    self.groups.iter().all(is_year) || lengths[1..].iter().all(|length| *length == 3);
                LENGTHS.contains(&all) && !is_list
            }
        }
    }
}

/// Returns the length of the separator at the start of a text, and whether it is a hyphen.
fn divider(text: &str) -> Option<(usize, bool)> {
    let bare = text.strip_prefix(')').unwrap_or(text);
    let first = bare.chars().next()?;
    let (after, is_hyphen) = match first {
        _ if is_dash(first) => (&bare[first.len_utf8()..], true),
        _ if is_space(first) => (&bare[first.len_utf8()..], false),
        _ => (bare, false),
    };
    let inside = after.strip_prefix('(').unwrap_or(after);
    let length = text.len() - inside.len();
    (length > 0).then_some((length, is_hyphen))
}

/// Parses an amount in groups of three digits, or with `,00`, at the start of a text; returns it with its
/// end.
fn amount(text: &str) -> Option<(String, usize)> {
    let first = digits(text);
    let mut number = text[..first].to_owned();
    let (mut rest, mut mark) = (&text[first..], None);
    if (1..=3).contains(&first) && !number.starts_with('0') {
        while let Some(next) = rest.chars().next().filter(|c| is_space(*c) || *c == '.') {
            let group = &rest[next.len_utf8()..];
            if digits(group) != 3 || mark.is_some_and(|mark| mark != next) || number.len() > MAX_DIGITS {
                break;
            }
            number.push_str(&group[..3]);
            (rest, mark) = (&group[3..], Some(next));
        }
    }
    if let Some(cents) = rest.strip_prefix(',').filter(|cents| digits(cents) == 2) {
        if !cents.starts_with("00") {
            number.push_str(&rest[..3]);
        } else if mark.is_none() {
            mark = Some(',');
        }
        rest = &cents[2..];
    }
    let mut after = rest.chars();
    let goes_on = matches!(after.next(), Some('.' | ',' | '/' | ':'))
        && after.next().is_some_and(|c| c.is_ascii_digit());
    (mark.is_some() && number.len() <= MAX_DIGITS && !goes_on).then(|| (number, text.len() - rest.len()))
}

/// Returns the number of digits at the start of a text.
fn digits(text: &str) -> usize {
    text.bytes().take(MAX_DIGITS + 1).take_while(u8::is_ascii_digit).count()
}

/// Whether this is a space used between groups of digits.
const fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}')
}
