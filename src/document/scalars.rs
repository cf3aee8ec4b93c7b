//! Counts Unicode scalar values, the unit of all positions in responses.

use super::Page;

/// Counts the Unicode scalar values before places of a text, going on from the place counted last.
#[derive(Debug, Default)]
pub(crate) struct ScalarCounter<'a> {
    text: &'a str,
    at: usize,
    count: usize,
}

impl<'a> ScalarCounter<'a> {
    /// Starts at the beginning of a text.
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0, count: 0 }
    }

    /// Returns the number of scalar values before a byte; a byte within one counts as its beginning. Takes
    /// time in proportion to the distance from the last place, or to the whole way if this one is before it.
    pub(crate) fn count(&mut self, place: usize) -> usize {
        let place = self.text.floor_char_boundary(place);
        if place < self.at {
            (self.at, self.count) = (0, 0);
        }
        self.count += self.text[self.at..place].chars().count();
        self.at = place;
        self.count
    }
}

/// Finds the bytes of Unicode scalar values of pages, going on from the last place.
#[derive(Default)]
pub(crate) struct ByteCounter {
    page: u32,
    byte: usize,
    count: usize,
}

impl ByteCounter {
    /// Returns the byte in the text of a page at which the scalar value with this number begins; the end of
    /// the text if it has fewer.
    pub(crate) fn byte(&mut self, page: &Page, count: usize) -> usize {
        if page.number != self.page || count < self.count {
            *self = Self { page: page.number, byte: 0, count: 0 };
        }
        let rest = page.text.get(self.byte..).unwrap_or_default();
        let more = rest.char_indices().nth(count - self.count).map_or(rest.len(), |(at, _)| at);
        (self.byte, self.count) = (self.byte + more, count);
        self.byte
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_in_any_order() {
        let mut counter = ScalarCounter::new("żółw łoś");
        assert_eq!([0, 2, 3, 7, 8, 2, 99].map(|place| counter.count(place)), [0, 1, 1, 4, 5, 1, 8]);
    }

    #[test]
    fn scalar_values_are_counted_on_from_the_last_place() {
        let (page, other) = (Page::new(1, "żółw łoś"), Page::new(2, "ąę"));
        let mut counter = ByteCounter::default();
        let mut byte = |page: &Page, count| counter.byte(page, count);
        assert_eq!([byte(&page, 0), byte(&page, 4), byte(&page, 5)], [0, 7, 8]);
        assert_eq!([byte(&page, 2), byte(&page, 99), byte(&other, 1)], [4, 13, 2]);
    }
}
