//! Shows the numbers of a workbook as its program does in Polish.
//!
//! Days and times are left to `day_format`. Invariant: a format that is not understood shows the number as it
//! is stored.

/// The maximum number of decimals shown, and of digits in front of them.
const MAX_DIGITS: usize = 15;
/// The maximum length of a format that is followed, in bytes.
pub(super) const MAX_FORMAT_BYTES: usize = 200;

/// Shows a number in a format: `#,##0.00 "zł"`.
pub(super) fn number(value: f64, code: &str) -> String {
    let section = if code.len() <= MAX_FORMAT_BYTES { section(value, code) } else { None };
    let format = section.and_then(|(section, has_sign)| Some((NumberFormat::read(section)?, has_sign)));
    format.map_or_else(|| general(value), |(format, has_sign)| format.show(value, has_sign))
}

/// Shows a number as stored, with a comma.
fn general(value: f64) -> String {
    // Eleven significant digits, as a cell of usual width shows.
    let digits = value.abs().log10().floor().clamp(-20.0, 20.0);
    let decimals = (10.0 - digits).clamp(0.0, 15.0) as usize;
    let shown = format!("{value:.decimals$}");
    let shown = if shown.contains('.') { shown.trim_end_matches('0').trim_end_matches('.') } else { &shown };
    shown.replace('.', ",")
}

/// Returns the section of a format that a number has, and whether it shows a minus in its own way.
///
/// Positive numbers, negative ones and zero may have their own, or numbers that meet a condition.
fn section(value: f64, code: &str) -> Option<(&str, bool)> {
    let sections = sections(code);
    if sections.iter().any(|section| condition(section).is_some()) {
        let holds = |section: &&&str| {
            condition(section).is_none_or(|(sign, limit)| match sign {
                "<" => value < limit,
                "<=" => value <= limit,
                ">" => value > limit,
                ">=" => value >= limit,
                "=" => value.total_cmp(&limit).is_eq(),
                _ => value.total_cmp(&limit).is_ne(),
            })
        };
        return Some((*sections.iter().find(holds)?, false));
    }
    let own = |at: usize| sections.get(at).copied().filter(|section| !section.is_empty());
    let first = sections.first().copied()?;
    if value < 0.0 {
        return Some(own(1).map_or((first, false), |section| (section, true)));
    }
    let zero = own(2).filter(|_| value == 0.0);
    Some((zero.unwrap_or(first), false))
}

/// Returns the sections of a format, which are separated by semicolons outside quotes.
pub(super) fn sections(code: &str) -> Vec<&str> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    let ends = |c: char| {
        let was_escaped = is_escaped;
        is_escaped = c == '\\' && !was_escaped;
        is_quoted ^= c == '"' && !was_escaped;
        c == ';' && !is_quoted && !was_escaped
    };
    code.split(ends).collect()
}

/// Returns the condition of a section: `[<=9999999]`.
fn condition(section: &str) -> Option<(&str, f64)> {
    let bracket = |part: &'_ str| -> Option<(usize, f64)> {
        let length = part.find(|c: char| !"<>=".contains(c)).filter(|length| *length > 0)?;
        Some((length, part.get(length..)?.parse().ok()?))
    };
    section.split('[').skip(1).filter_map(|part| part.split(']').next()).find_map(|part| {
        let (length, limit) = bracket(part)?;
        Some((part.get(..length)?, limit))
    })
}

/// A piece of a format.
#[derive(Debug, Clone, PartialEq, Eq)]
enum FormatPiece {
    Literal(String),
    /// The place of a digit, and whether it is shown without one.
    Digit {
        is_needed: bool,
    },
    Point,
}

impl FormatPiece {
    fn text(&self) -> &str {
        if let Self::Literal(text) = self { text } else { "" }
    }
}

/// What a format says of numbers.
#[derive(Debug, Default, PartialEq, Eq)]
struct NumberFormat {
    pieces: Vec<FormatPiece>,
    has_thousands: bool,
    /// By which power of ten the number is multiplied.
    scale: i32,
}

impl NumberFormat {
    /// Reads a section; `None` if it is not understood.
    fn read(section: &str) -> Option<Self> {
        let mut format = Self::default();
        let mut commas = 0;
        let mut rest = section.chars();
        while let Some(c) = rest.next() {
            let is_place = matches!(c, '0' | '#' | '?');
            if c == ',' {
                commas += i32::from(matches!(format.pieces.last(), Some(FormatPiece::Digit { .. })));
                continue;
            }
            // A comma between digits separates thousands; those behind them divide by a thousand each.
            let behind = std::mem::take(&mut commas);
            format.has_thousands |= is_place && behind > 0;
            format.scale -= if is_place { 0 } else { 3 * behind };
            format.pieces.push(match c {
                c if is_place => FormatPiece::Digit { is_needed: c == '0' },
                '.' => FormatPiece::Point,
                c => FormatPiece::Literal(literal(c, &mut rest)?),
            });
            format.scale += 2 * i32::from(c == '%');
        }
        format.scale -= 3 * commas;
        Some(format).filter(|format| !format.pieces.is_empty())
    }

    fn show(&self, value: f64, has_sign: bool) -> String {
        let point = self.pieces.iter().position(|piece| *piece == FormatPiece::Point);
        let (before, after) = self.pieces.split_at(point.unwrap_or(self.pieces.len()));
        let places: Vec<bool> = places(after).take(MAX_DIGITS).collect();
        let fixed = format!("{:.*}", places.len(), value.abs() * 10_f64.powi(self.scale));
        let (whole, fraction) = fixed.split_once('.').unwrap_or((&fixed, ""));
        let needed = places.iter().rposition(|is_needed| *is_needed).map_or(0, |last| last + 1);
        let kept = fraction.trim_end_matches('0').len().max(needed);
        let fraction = fraction.get(..kept).unwrap_or_default();
        let whole = if whole == "0" && fraction.is_empty() { "" } else { whole };
        let shown = self.whole(before, whole) + &decimals(after, fraction);
        let shown = shown.trim();
        let has_sign = has_sign && shown.contains(['-', '(']);
        let is_negative = value < 0.0 && fixed.contains(|c: char| ('1'..='9').contains(&c));
        if is_negative && !has_sign { format!("-{shown}") } else { shown.to_owned() }
    }

    /// Fills the places in front of the point from the right; the first one takes all digits that are left.
    fn whole(&self, pieces: &[FormatPiece], whole: &str) -> String {
        let mut reversed = Vec::new();
        let mut digits = whole.chars().rev();
        let mut shown = 0_usize;
        let mut left = places(pieces).count();
        for piece in pieces.iter().rev() {
            let FormatPiece::Digit { is_needed } = piece else {
                reversed.extend(piece.text().chars().rev());
                continue;
            };
            left -= 1;
            let most = if left == 0 { usize::MAX } else { 1 };
            let mut filled: Vec<char> = digits.by_ref().take(most).collect();
            if filled.is_empty() && *is_needed {
                filled.push('0');
            }
            for digit in filled {
                let is_apart = self.has_thousands && shown > 0 && shown.is_multiple_of(3);
                reversed.extend(is_apart.then_some('\u{a0}').into_iter().chain([digit]));
                shown += 1;
            }
        }
        reversed.into_iter().rev().collect()
    }
}

/// Returns for each place of a digit whether it is shown without one.
fn places(pieces: &[FormatPiece]) -> impl Iterator<Item = bool> {
    pieces.iter().filter_map(|piece| match piece {
        FormatPiece::Digit { is_needed } => Some(*is_needed),
        _ => None,
    })
}

/// Fills the places behind the point.
fn decimals(pieces: &[FormatPiece], fraction: &str) -> String {
    let mut digits = fraction.chars();
    let mut shown = String::new();
    for piece in pieces {
        match piece {
            FormatPiece::Literal(text) => shown.push_str(text),
            FormatPiece::Digit { .. } => shown.extend(digits.next()),
            FormatPiece::Point if fraction.is_empty() => {}
            FormatPiece::Point => shown.push(','),
        }
    }
    shown
}

/// Returns the text for which a sign of a format stands; `None` for one that is not followed: powers of ten,
/// fractions, text, and words such as `General`.
fn literal(sign: char, rest: &mut std::str::Chars<'_>) -> Option<String> {
    Some(match sign {
        '"' => rest.take_while(|c| *c != '"').collect(),
        '[' => {
            let bracket: String = rest.take_while(|c| *c != ']').collect();
            let unit = bracket.strip_prefix('$').and_then(|unit| unit.split('-').next());
            unit.unwrap_or_default().to_owned()
        }
        '\\' => rest.next().map(String::from).unwrap_or_default(),
        '_' | '*' => rest.next().map(|_| " ".to_owned()).unwrap_or_default(),
        '/' | '@' => return None,
        sign if sign.is_ascii_alphabetic() => return None,
        sign => sign.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_in_their_format() {
        for (value, code, expected) in [
            (12.5, "", "12,5"),
            (12.5, "General", "12,5"),
            (0.1 + 0.2, "", "0,3"),
            (1_234_567.0, "", "1234567"),
            (0.0, "", "0"),
            (0.0, "0", "0"),
            (0.0, "#,##0.00", "0,00"),
            (12.5, "0.00", "12,50"),
            (1234.5, "#,##0.00 \"zł\"", "1\u{a0}234,50 zł"),
            (1_234_567.5, "#,##0.00\\ [$zł-415]", "1\u{a0}234\u{a0}567,50 zł"),
            (-3.0, "0;-0", "-3"),
            (-3.0, "0;[Red](0)", "(3)"),
            (-3.0, "0;[Red]0", "-3"),
            (-3.5, "0.00", "-3,50"),
            (-0.001, "0.00", "0,00"),
            (0.125, "0.0%", "12,5%"),
            (7.0, "000", "007"),
            (2.5, "0.##", "2,5"),
            (2.0, "0.##", "2"),
            (150.0, "0.00E+00", "150"),
            (3.0, "0 \"egz.\"", "3 egz."),
            (
                12.0,
                "_-* #,##0.00\\ \"zł\"_-;\\-* #,##0.00\\ \"zł\"_-;_-* \"-\"??\\ \"zł\"_-;_-@_-",
                "12,00 zł",
            ),
            (0.0, "0.0;-0.0;\"brak\"", "brak"),
        ] {
            assert_eq!(number(value, code), expected, "{value} as `{code}`");
        }
    }

    #[test]
    fn signs_between_digits_stay_in_their_places() {
        for (value, code, expected) in [
            (30_001.0, "00\\-000", "30-001"),
            (1_001.0, "00-000", "01-001"),
            (1_234_567_890.0, "000\\-000\\-00\\-00", "123-456-78-90"),
            (4_123_456.0, "[<=9999999]###\\-##\\-##;(###) ###\\-##\\-##", "412-34-56"),
            (124_123_456.0, "[<=9999999]###\\-##\\-##;(##) ###\\-##\\-##", "(12) 412-34-56"),
        ] {
            assert_eq!(number(value, code), expected, "{value} as `{code}`");
        }
    }

    #[test]
    fn commas_behind_the_digits_divide_by_thousands() {
        for (value, code, expected) in [
            (87_400.0, "#,##0,\" tys. zł\"", "87 tys. zł"),
            (12_345_678.0, "#,##0.0,,\" mln\"", "12,3 mln"),
            (12_345_678.0, "0,", "12346"),
        ] {
            assert_eq!(number(value, code), expected, "{value} as `{code}`");
        }
    }
}
