//! Counts Unicode scalar values, the unit of all positions in responses.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_in_any_order() {
        let mut counter = ScalarCounter::new("żółw łoś");
        assert_eq!([0, 2, 3, 7, 8, 2, 99].map(|place| counter.count(place)), [0, 1, 1, 4, 5, 1, 8]);
    }
}
