//! Numbers the items of ordered lists as a browser shows them.
//!
//! Invariant: an item whose text already begins with its number is not numbered twice.

use scraper::{ElementRef, node::Element};

/// The size of the text searched for an item's own number, in bytes.
const MAX_LOOK_BYTES: usize = 16;
/// The greatest number shown in letters or Roman numerals.
const MAX_STYLED: i64 = 3_999;

/// A list being read.
#[derive(Debug, Clone, Copy)]
pub(super) struct ListNumbering {
    /// How its items are numbered; `None` if they are not.
    style: Option<NumberStyle>,
    next: i64,
    step: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NumberStyle {
    Decimal,
    Letters,
    Capitals,
    SmallRoman,
    Roman,
}

impl ListNumbering {
    /// Begins a list at an `ol` or `ul`.
    pub(super) fn begin(list: ElementRef<'_>) -> Self {
        let value = list.value();
        let style = if value.name() == "ol" { style(value, NumberStyle::Decimal) } else { None };
        let is_reversed = style.is_some() && value.attr("reversed").is_some();
        let items =
            || list.children().filter_map(ElementRef::wrap).filter(|item| item.value().name() == "li");
        let first = if is_reversed { i64::try_from(items().count()).unwrap_or(1) } else { 1 };
        Self { style, next: number(value, "start").unwrap_or(first), step: if is_reversed { -1 } else { 1 } }
    }

    /// Returns the number of the next item, with the mark after it; `None` if it has none.
    pub(super) fn count(&mut self, item: ElementRef<'_>) -> Option<String> {
        let number = number(item.value(), "value").unwrap_or(self.next);
        self.next = number.saturating_add(self.step);
        let printed = print(style(item.value(), self.style?)?, number);
        let text = beginning(item);
        let says_it = text.strip_prefix(printed.as_str()).is_some_and(|rest| rest.starts_with(['.', ')']));
        (!text.is_empty() && !says_it).then(|| format!("{printed}."))
    }
}

/// Returns the numbering style that an element specifies, or else `usual`.
fn style(element: &Element, usual: NumberStyle) -> Option<NumberStyle> {
    let css = element.attr("style").unwrap_or_default().to_lowercase();
    let rule = css.split(';').filter_map(|rule| rule.split_once(':'));
    let named = rule.filter(|(name, _)| matches!(name.trim(), "list-style" | "list-style-type"));
    let named = named.flat_map(|(_, value)| value.split_whitespace()).find_map(|word| match word {
        "none" => Some(None),
        "decimal" => Some(Some(NumberStyle::Decimal)),
        "lower-alpha" | "lower-latin" => Some(Some(NumberStyle::Letters)),
        "upper-alpha" | "upper-latin" => Some(Some(NumberStyle::Capitals)),
        "lower-roman" => Some(Some(NumberStyle::SmallRoman)),
        "upper-roman" => Some(Some(NumberStyle::Roman)),
        _ => None,
    });
    named.unwrap_or(match element.attr("type").map(str::trim) {
        Some("a") => Some(NumberStyle::Letters),
        Some("A") => Some(NumberStyle::Capitals),
        Some("i") => Some(NumberStyle::SmallRoman),
        Some("I") => Some(NumberStyle::Roman),
        Some("1") => Some(NumberStyle::Decimal),
        _ => Some(usual),
    })
}

fn number(element: &Element, name: &str) -> Option<i64> {
    element.attr(name)?.trim().parse::<i32>().ok().map(i64::from)
}

fn print(style: NumberStyle, number: i64) -> String {
    match style {
        _ if !(1..=MAX_STYLED).contains(&number) => number.to_string(),
        NumberStyle::Decimal => number.to_string(),
        NumberStyle::Letters => letters(number),
        NumberStyle::Capitals => letters(number).to_uppercase(),
        NumberStyle::SmallRoman => roman(number).to_lowercase(),
        NumberStyle::Roman => roman(number),
    }
}

/// Formats a number as `a` to `z`, then `aa`.
fn letters(mut number: i64) -> String {
    let mut letters = Vec::new();
    while number > 0 {
        number -= 1;
        letters.push(char::from(b'a' + (number % 26) as u8));
        number /= 26;
    }
    letters.iter().rev().collect()
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

/// Returns the first words of an item, up to the size that is searched.
fn beginning(item: ElementRef<'_>) -> String {
    let mut text = item.text().map(str::trim_start).skip_while(|text| text.is_empty());
    let text = text.next().unwrap_or_default();
    text[..text.floor_char_boundary(MAX_LOOK_BYTES)].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn list_numbers_are_printed_in_every_style() {
        let printed = |style| [1, 4, 27, 0, -2].map(|number| print(style, number));
        assert_eq!(printed(NumberStyle::Decimal), ["1", "4", "27", "0", "-2"]);
        assert_eq!(printed(NumberStyle::Letters), ["a", "d", "aa", "0", "-2"]);
        assert_eq!(printed(NumberStyle::Capitals), ["A", "D", "AA", "0", "-2"]);
        assert_eq!(printed(NumberStyle::SmallRoman), ["i", "iv", "xxvii", "0", "-2"]);
        assert_eq!(printed(NumberStyle::Roman), ["I", "IV", "XXVII", "0", "-2"]);
    }
}
