//! Numbers the items of ordered lists as a browser shows them.
//!
//! Invariant: an item whose text already begins with its number is not numbered twice.

use scraper::{ElementRef, node::Element};

use crate::extract::list_number::NumberStyle;

/// The size of the text searched for an item's own number, in bytes.
const MAX_LOOK_BYTES: usize = 16;

/// A list being read.
#[derive(Debug, Clone, Copy)]
pub(super) struct ListNumbering {
    /// How its items are numbered; `None` if they are not.
    style: Option<NumberStyle>,
    next: i64,
    step: i64,
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
        let printed = style(item.value(), self.style?)?.print(number);
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

/// Returns the first words of an item, up to the size that is searched.
fn beginning(item: ElementRef<'_>) -> String {
    let mut text = item.text().map(str::trim_start).skip_while(|text| text.is_empty());
    let text = text.next().unwrap_or_default();
    text[..text.floor_char_boundary(MAX_LOOK_BYTES)].to_owned()
}
