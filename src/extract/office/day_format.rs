//! Shows the days and times of a workbook as its program does in Polish.
//!
//! Invariant: formats that mean those of the country are shown as in Poland, whatever their code says.

use super::number_format::{MAX_FORMAT_BYTES, sections};
use crate::document::MONTHS;

/// The names of months without a day, and their short ones.
const ALONE: [(&str, &str); 12] = [
    ("styczeń", "sty"),
    ("luty", "lut"),
    ("marzec", "mar"),
    ("kwiecień", "kwi"),
    ("maj", "maj"),
    ("czerwiec", "cze"),
    ("lipiec", "lip"),
    ("sierpień", "sie"),
    ("wrzesień", "wrz"),
    ("październik", "paź"),
    ("listopad", "lis"),
    ("grudzień", "gru"),
];

/// Returns the format with this number, which Excel shows in the way of the country; `code` is what the
/// standard says, which is American.
pub(super) fn of_country(id: Option<u32>, code: &str) -> &str {
    match id {
        Some(14) => "dd.mm.yyyy",
        Some(15) => "d mmm yyyy",
        Some(16) => "d mmm",
        Some(17) => "mmm yyyy",
        Some(18 | 20) => "h:mm",
        Some(19 | 21) => "h:mm:ss",
        Some(22) => "dd.mm.yyyy h:mm",
        _ if code.contains("[$-F800]") => "d mmmm yyyy",
        _ if code.contains("[$-F400]") => "h:mm:ss",
        _ => code,
    }
}

/// Shows a day and time, given as year, month, day, hour, minute and second.
pub(super) fn moment(parts: [u16; 6], has_day: bool, code: &str) -> String {
    let is_short = code.len() <= MAX_FORMAT_BYTES;
    let code = sections(code).first().copied().unwrap_or_default();
    let is_followed = is_short && code.to_lowercase().contains(['y', 'd', 'h', 'm']);
    let shown = if is_followed { followed(parts, code) } else { usual(parts, has_day) };
    shown.trim_matches([' ', ',']).to_owned()
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
    // Hours are shown up to 24, as in Poland.
    let code = code.replace("AM/PM", "").replace("am/pm", "").replace("A/P", "");
    let mut shown = String::new();
    let mut rest = code.chars().peekable();
    let (mut is_time, mut has_day) = (false, false);
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
            ('m', 3..) => shown.push_str(named(month, count, has_day)),
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
        has_day |= lower == 'd' && count < 3;
        is_time = matches!(lower, 'h' | 's') || is_time && !c.is_alphabetic();
    }
    shown
}

/// Returns the name of a month: short, behind a day, or alone.
fn named(month: u16, letters: usize, has_day: bool) -> &'static str {
    let at = usize::from(month.saturating_sub(1));
    let genitive = MONTHS.get(at).copied().unwrap_or_default();
    let (alone, short) = ALONE.get(at).copied().unwrap_or_default();
    match (letters, has_day) {
        (3, _) => short,
        (_, true) => genitive,
        (_, false) => alone,
    }
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

    const PARTS: [u16; 6] = [2031, 5, 3, 14, 7, 0];

    #[test]
    fn days_and_times_are_shown_in_their_format() {
        for (code, expected) in [
            ("", "2031-05-03 14:07"),
            ("dd.mm.yyyy", "03.05.2031"),
            ("d mmmm yyyy", "3 maja 2031"),
            ("mmmm yyyy", "maj 2031"),
            ("dddd, d mmmm yyyy", "3 maja 2031"),
            ("yyyy\\-mm\\-dd", "2031-05-03"),
            ("[$-415]d/m/yy h:mm;@", "3/5/31 14:07"),
            ("h:mm AM/PM", "14:07"),
            ("mm:ss", "07:00"),
        ] {
            assert_eq!(moment(PARTS, true, code), expected, "`{code}`");
        }
        assert_eq!(moment([1899, 12, 30, 14, 7, 0], false, ""), "14:07");
        assert_eq!(duration(1.5), "36:00:00");
    }

    #[test]
    fn formats_of_the_country_are_polish() {
        for (id, code, expected) in [
            (Some(14), "mm-dd-yy", "03.05.2031"),
            (Some(15), "d-mmm-yy", "3 maj 2031"),
            (Some(17), "mmm-yy", "maj 2031"),
            (Some(18), "h:mm AM/PM", "14:07"),
            (Some(22), "m/d/yy h:mm", "03.05.2031 14:07"),
            (Some(164), "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "3 maja 2031"),
            (Some(164), "mm-dd-yy", "05-03-31"),
        ] {
            assert_eq!(moment(PARTS, true, of_country(id, code)), expected, "{id:?} `{code}`");
        }
    }
}
