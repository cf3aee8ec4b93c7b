//! Tells what marks an item of a list: a bullet, a number, a letter, a Roman numeral.
//!
//! Leaves the lines to `lines`.

/// What stands before an item of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ListMark {
    /// No mark: the line is not a list item, or its mark is lost.
    None,
    /// A dash or a dot.
    Bullet,
    /// `1.`, `1)`, `1/`, with the number.
    Number(u32),
    /// `a)`.
    Letter,
    /// `IV.`
    Roman,
    /// A head of a point in minutes: `Ad. 1`.
    Ad,
}

impl ListMark {
    /// Whether two marks may be those of one list.
    pub(super) fn is_like(self, other: Self) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }
}

/// Reads the mark of an item; returns it with its length in bytes.
pub(super) fn mark(line: &str) -> (ListMark, usize) {
    bullet(line)
        .or_else(|| point_of_minutes(line))
        .or_else(|| draft(line))
        .or_else(|| number(line))
        .or_else(|| letters(line))
        .filter(|(_, length)| !line[*length..].trim().is_empty())
        .unwrap_or((ListMark::None, 0))
}

/// Pictures that posts use as bullets; others stand for a day or a place.
const PICTURES: &str = "👉✅☑✔🔹🔸🔷🔶▶➡⏩🟢🔵🔴🟡⚫⚪◾◽▫✦★☞»➤➜►";

fn bullet(line: &str) -> Option<(ListMark, usize)> {
    let c = line.chars().next().filter(|c| "-–—•·*▪◦●■‣➢✓→\u{f0b7}".contains(*c) || PICTURES.contains(*c))?;
    let rest = line[c.len_utf8()..].trim_start_matches('\u{fe0f}');
    if PICTURES.contains(c) {
        let rest = rest.trim_start();
        return Some((ListMark::Bullet, line.len() - rest.len()));
    }
    let stands_apart =
        rest.starts_with(char::is_whitespace) || (c != '*' && rest.starts_with(char::is_alphabetic));
    stands_apart.then_some((ListMark::Bullet, c.len_utf8()))
}

/// Reads `Ad. 3`, `Ad. pkt 3.` and `Pkt. 3.`
fn point_of_minutes(line: &str) -> Option<(ListMark, usize)> {
    let head = line.get(..2).filter(|head| head.eq_ignore_ascii_case("ad"));
    let head = head.or_else(|| line.get(..3).filter(|head| head.eq_ignore_ascii_case("pkt")))?;
    let rest = line[head.len()..].trim_start_matches(['.', ' ']);
    let rest = rest.get(..3).filter(|word| word.eq_ignore_ascii_case("pkt")).map_or(rest, |_| &rest[3..]);
    let rest = rest.trim_start_matches(['.', ' ']);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let after = rest[digits..].trim_start_matches([' ', '.', ':', ')', '-', '–']);
    (0 < digits && digits <= 4).then_some((ListMark::Ad, line.len() - after.len()))
}

/// Reads `Druk 401 Opinia …`, `Druk nr 3250-A – Opinia …`: an item by the number of its draft.
fn draft(line: &str) -> Option<(ListMark, usize)> {
    let rest = line.strip_prefix("Druk ").or_else(|| line.strip_prefix("DRUK "))?;
    let rest = rest.strip_prefix("nr ").unwrap_or(rest);
    let number = rest.split(' ').next()?.trim_end_matches([':', '.', ',']);
    let is_number = number.starts_with(|c: char| c.is_ascii_digit())
        && number.chars().all(|c| c.is_ascii_alphanumeric() || "-/.".contains(c));
    let after = rest[number.len()..].trim_start_matches([' ', ':', '.', ',', '-', '–']);
    (is_number && after.starts_with(char::is_uppercase))
        .then_some((ListMark::Bullet, line.len() - after.len()))
}

/// Reads `1.`, `1)`, `1/`, `4.1.` and `2\.`, up to `9999.`; whether a high number goes on is left to `lines`.
fn number(line: &str) -> Option<(ListMark, usize)> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let number = line[..digits].parse().ok().filter(|_| digits <= 4)?;
    let mut end = digits + usize::from(line[digits..].starts_with('\\'));
    if !line[end..].starts_with(['.', ')', '/']) {
        return None;
    }
    end += 1;
    if digits > 2 && !line[end..].starts_with(char::is_whitespace) {
        return None;
    }
    let deeper = line[end..].bytes().take_while(u8::is_ascii_digit).count();
    if deeper > 0 {
        let is_part = deeper <= 2 && line[end + deeper..].starts_with(['.', ')']);
        let is_day = line[end + deeper..].get(1..2).is_some_and(|next| next.as_bytes()[0].is_ascii_digit());
        return (is_part && !is_day).then_some((ListMark::Letter, end + deeper + 1));
    }
    Some((ListMark::Number(number), end))
}

/// Whether a line is a point with a capital letter, `B. Informacje`, and no name with an initial.
fn is_point_of_capital(line: &str) -> bool {
    let Some(rest) =
        line.strip_prefix(|c: char| ('A'..='H').contains(&c)).and_then(|rest| rest.strip_prefix(". "))
    else {
        return false;
    };
    let mut words = rest.split_whitespace();
    let is_capital = |word: &str| word.starts_with(char::is_uppercase);
    let is_first = words.next().is_some_and(|word| is_capital(word) && word.len() > 2);
    is_first && words.next().is_none_or(|word| !is_capital(word))
}

/// Reads `a)`, `a.` and `IV.`
fn letters(line: &str) -> Option<(ListMark, usize)> {
    let numeral = line.bytes().take_while(|byte| b"IVX".contains(byte)).count();
    if numeral > 0 && line[numeral..].starts_with(['.', ')']) {
        let is_apart = line[numeral + 1..].starts_with(char::is_whitespace);
        return is_apart.then_some((ListMark::Roman, numeral + 1));
    }
    if is_point_of_capital(line) {
        return Some((ListMark::Roman, 2));
    }
    let is_letter = line.starts_with(|c: char| c.is_ascii_lowercase())
        && (line[1..].starts_with(')') || line[1..].starts_with(". "));
    is_letter.then_some((ListMark::Letter, 2))
}
