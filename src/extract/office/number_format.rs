//! Shows the numbers, days and times of a workbook as its program does in Polish.
//!
//! Only what changes digits and words is followed: decimals, thousands, percent, units, the order of a date.
//! Invariant: a format that is not understood shows the number as it is stored.

use crate::document::MONTHS;

/// The maximum number of decimals shown.
const MAX_DECIMALS: usize = 15;
/// The maximum length of a format that is followed, in bytes.
const MAX_FORMAT_BYTES: usize = 200;

/// Shows a number in a format: `#,##0.00 "zł"`.
pub(super) fn number(value: f64, code: &str) -> String {
    let section = section(value, code);
    let is_followed = section.contains(['0', '#', '?']) && !section.contains(['E', 'e', '/', '@']);
    if !is_followed {
        return general(value);
    }
    let parts = FormatParts::read(section);
    let value = if parts.is_percent { value * 100.0 } else { value };
    // A format of its own for negative numbers shows their sign in its own way.
    let fixed = format!("{:.*}", parts.decimals, value.abs());
    let (whole, decimals) = fixed.split_once('.').unwrap_or((&fixed, ""));
    let needed = parts.least_decimals.min(decimals.len());
    let kept = decimals.trim_end_matches('0').len().max(needed);
    let decimals = decimals.get(..kept).unwrap_or_default();
    let whole = if parts.has_thousands { thousands(whole) } else { padded(whole, parts.least_digits) };
    let sign = if value < 0.0 { "-" } else { "" };
    let comma = if decimals.is_empty() { "" } else { "," };
    let percent = if parts.is_percent { "%" } else { "" };
    format!("{}{sign}{whole}{comma}{decimals}{percent}{}", parts.before, parts.after).trim().to_owned()
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

/// Returns the part of a format for a number: positive ones, negative ones and zero may have their own.
fn section(value: f64, code: &str) -> &str {
    if code.len() > MAX_FORMAT_BYTES {
        return "";
    }
    let mut sections = code.split(';');
    let first = sections.next().unwrap_or_default();
    let second = sections.next().filter(|section| !section.is_empty());
    if value < 0.0 { second.unwrap_or(first) } else { first }
}

/// What a format for numbers says.
#[derive(Debug, Default, PartialEq, Eq)]
struct FormatParts {
    before: String,
    after: String,
    decimals: usize,
    least_decimals: usize,
    least_digits: usize,
    has_thousands: bool,
    is_percent: bool,
}

impl FormatParts {
    fn read(section: &str) -> Self {
        let mut parts = Self::default();
        let (mut has_digits, mut is_decimal) = (false, false);
        let mut rest = section.chars();
        while let Some(c) = rest.next() {
            match c {
                '0' | '#' | '?' if is_decimal => {
                    parts.decimals = (parts.decimals + 1).min(MAX_DECIMALS);
                    parts.least_decimals += usize::from(c == '0');
                }
                '0' | '#' | '?' => {
                    has_digits = true;
                    parts.least_digits += usize::from(c == '0');
                }
                '.' => is_decimal = true,
                ',' => parts.has_thousands = true,
                '%' => parts.is_percent = true,
                '"' => {
                    let literal: String = rest.by_ref().take_while(|c| *c != '"').collect();
                    parts.literal(&literal, has_digits);
                }
                '[' => {
                    let bracket: String = rest.by_ref().take_while(|c| *c != ']').collect();
                    let sign = bracket.strip_prefix('$').and_then(|sign| sign.split('-').next());
                    parts.literal(sign.unwrap_or_default(), has_digits);
                }
                '\\' => {
                    let literal = rest.next().map(String::from).unwrap_or_default();
                    parts.literal(&literal, has_digits);
                }
                '_' | '*' => {
                    rest.next();
                    parts.literal(" ", has_digits);
                }
                ' ' | '\u{a0}' | '(' | ')' | '+' => parts.literal(c.encode_utf8(&mut [0; 4]), has_digits),
                // The sign of a negative number is written anyway.
                _ => {}
            }
        }
        parts
    }

    fn literal(&mut self, text: &str, is_after: bool) {
        if is_after { &mut self.after } else { &mut self.before }.push_str(text);
    }
}

fn padded(digits: &str, least: usize) -> String {
    format!("{digits:0>width$}", width = least.min(MAX_DECIMALS))
}

fn thousands(digits: &str) -> String {
    let count = digits.len();
    let spaced = digits.chars().enumerate().flat_map(|(at, digit)| {
        let is_apart = at > 0 && (count - at).is_multiple_of(3);
        is_apart.then_some('\u{a0}').into_iter().chain([digit])
    });
    spaced.collect()
}

/// Shows a day and time, given as year, month, day, hour, minute and second.
pub(super) fn moment(parts: [u16; 6], has_day: bool, code: &str) -> String {
    let code = code.split(';').next().unwrap_or_default();
    let is_followed = code.len() <= MAX_FORMAT_BYTES && code.to_lowercase().contains(['y', 'd', 'h', 'm']);
    let shown = if is_followed { followed(parts, code) } else { usual(parts, has_day) };
    shown.trim().to_owned()
}

fn usual([year, month, day, hour, minute, second]: [u16; 6], has_day: bool) -> String {
    let time = if second == 0 {
        format!("{hour:02}:{minute:02}")
    } else {
        format!("{hour:02}:{minute:02}:{second:02}")
    };
    match (has_day, hour == 0 && minute == 0 && second == 0) {
        (false, _) => time,
        (true, true) => format!("{year:04}-{month:02}-{day:02}"),
        (true, false) => format!("{year:04}-{month:02}-{day:02} {time}"),
    }
}

fn followed([year, month, day, hour, minute, second]: [u16; 6], code: &str) -> String {
    let mut shown = String::new();
    let mut rest = code.chars().peekable();
    let mut is_time = false;
    while let Some(c) = rest.next() {
        let lower = c.to_ascii_lowercase();
        let mut count = 1;
        while "ymdhs".contains(lower) && rest.next_if(|next| next.eq_ignore_ascii_case(&c)).is_some() {
            count += 1;
        }
        let two = |number: u16| if count > 1 { format!("{number:02}") } else { number.to_string() };
        // `m` is a minute beside hours or seconds.
        let is_minute =
            lower == 'm' && (is_time || rest.clone().find(|c| c.is_alphabetic()).is_some_and(|c| c == 's'));
        match (lower, count) {
            ('y', 1 | 2) => shown.push_str(&format!("{:02}", year % 100)),
            ('y', _) => shown.push_str(&year.to_string()),
            ('m', _) if is_minute => shown.push_str(&two(minute)),
            ('m', 3..) => {
                shown.push_str(MONTHS.get(usize::from(month.saturating_sub(1))).copied().unwrap_or_default());
            }
            ('m', _) => shown.push_str(&two(month)),
            // The name of the day of the week.
            ('d', 3..) => {}
            ('d', _) => shown.push_str(&two(day)),
            ('h', _) => shown.push_str(&two(hour)),
            ('s', _) => shown.push_str(&two(second)),
            ('"', _) => shown.extend(rest.by_ref().take_while(|c| *c != '"')),
            ('[', _) => drop(rest.by_ref().take_while(|c| *c != ']').count()),
            ('\\' | '_' | '*', _) => shown.extend(rest.next()),
            (_, _) if c.is_alphabetic() => {}
            _ => shown.push(c),
        }
        is_time = matches!(lower, 'h' | 's') || is_time && !c.is_alphabetic();
    }
    shown
}

/// Shows a duration, given in days.
pub(super) fn duration(days: f64) -> String {
    let seconds = (days.abs() * 86_400.0).round().min(1e12) as u64;
    let sign = if days < 0.0 { "-" } else { "" };
    format!("{sign}{}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
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
            (12.5, "0.00", "12,50"),
            (1234.5, "#,##0.00 \"zł\"", "1\u{a0}234,50 zł"),
            (1234.5, "#,##0.00\\ [$zł-415]", "1\u{a0}234,50 zł"),
            (-3.0, "0;-0", "-3"),
            (0.125, "0.0%", "12,5%"),
            (7.0, "000", "007"),
            (2.5, "0.##", "2,5"),
            (2.0, "0.##", "2"),
            (150.0, "0.00E+00", "150"),
        ] {
            assert_eq!(number(value, code), expected, "{value} as `{code}`");
        }
    }

    #[test]
    fn days_and_times_are_shown_in_their_format() {
        let parts = [2031, 5, 3, 14, 7, 0];
        for (code, expected) in [
            ("", "2031-05-03 14:07"),
            ("dd.mm.yyyy", "03.05.2031"),
            ("d mmmm yyyy", "3 maja 2031"),
            ("yyyy\\-mm\\-dd", "2031-05-03"),
            ("[$-415]d/m/yy h:mm;@", "3/5/31 14:07"),
            ("mm:ss", "07:00"),
        ] {
            assert_eq!(moment(parts, true, code), expected, "`{code}`");
        }
        assert_eq!(moment([1899, 12, 30, 14, 7, 0], false, ""), "14:07");
        assert_eq!(duration(1.5), "36:00:00");
    }
}
