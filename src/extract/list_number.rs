//! Prints the numbers of list items in the styles that pages and office programs use.
//!
//! Counting is left to the extractors. Invariant: every number has a printed form.

/// The greatest number shown in letters or Roman numerals.
const MAX_STYLED: i64 = 3_999;

/// How the items of a list are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberStyle {
    /// `1`, `2`, `3`.
    Decimal,
    /// `01`, `02`, and from 10 on as `Decimal`.
    Padded,
    /// `a`, `b`, then `aa`, `ab`, as browsers and `LibreOffice` count.
    Letters,
    /// As `Letters`, in capitals.
    Capitals,
    /// `a`, `b`, then `aa`, `bb`, as Word counts.
    Repeated,
    /// As `Repeated`, in capitals.
    RepeatedCapitals,
    /// `i`, `ii`, `iii`.
    SmallRoman,
    /// `I`, `II`, `III`.
    Roman,
}

impl NumberStyle {
    /// Returns the printed form of a number.
    pub(super) fn print(self, number: i64) -> String {
        match self {
            _ if !(1..=MAX_STYLED).contains(&number) => number.to_string(),
            Self::Decimal => number.to_string(),
            Self::Padded => format!("{number:02}"),
            Self::Letters => letters(number),
            Self::Capitals => letters(number).to_uppercase(),
            Self::Repeated => repeated(number),
            Self::RepeatedCapitals => repeated(number).to_uppercase(),
            Self::SmallRoman => roman(number).to_lowercase(),
            Self::Roman => roman(number),
        }
    }
}

fn letter(index: i64) -> char {
    char::from(b'a' + (index % 26) as u8)
}

/// Formats a number as `a` to `z`, then `aa`, `ab`.
fn letters(mut number: i64) -> String {
    let mut letters = Vec::new();
    while number > 0 {
        number -= 1;
        letters.push(letter(number));
        number /= 26;
    }
    letters.iter().rev().collect()
}

/// Formats a number as `a` to `z`, then `aa`, `bb`.
fn repeated(number: i64) -> String {
    let times = (number - 1) / 26 + 1;
    (0..times).map(|_| letter(number - 1)).collect()
}

fn roman(mut number: i64) -> String {
    const SIGNS: [(i64, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut roman = String::new();
    for (value, sign) in SIGNS {
        while number >= value {
            roman.push_str(sign);
            number -= value;
        }
    }
    roman
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn list_numbers_are_printed_in_every_style() {
        let printed = |style: NumberStyle| [1, 4, 28, 0, -2].map(|number| style.print(number));
        assert_eq!(printed(NumberStyle::Decimal), ["1", "4", "28", "0", "-2"]);
        assert_eq!(printed(NumberStyle::Padded), ["01", "04", "28", "0", "-2"]);
        assert_eq!(printed(NumberStyle::Letters), ["a", "d", "ab", "0", "-2"]);
        assert_eq!(printed(NumberStyle::Capitals), ["A", "D", "AB", "0", "-2"]);
        assert_eq!(printed(NumberStyle::Repeated), ["a", "d", "bb", "0", "-2"]);
        assert_eq!(printed(NumberStyle::RepeatedCapitals), ["A", "D", "BB", "0", "-2"]);
        assert_eq!(printed(NumberStyle::SmallRoman), ["i", "iv", "xxviii", "0", "-2"]);
        assert_eq!(printed(NumberStyle::Roman), ["I", "IV", "XXVIII", "0", "-2"]);
    }
}
