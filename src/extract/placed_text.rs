//! The text of a page with the place of each word on it, so that words can be marked in a picture of the page.
//!
//! Finding the places is left to `pdf` (text of the file) and `ocr` (recognized text). Invariants: words come
//! in the order of the text and do not overlap in it; a place lies on the page.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// The number of steps into which [`PageArea`] divides the width and the height of a page: 0.02 mm on A4.
const STEPS: f64 = 10_000.0;

/// A rectangle on a page, in ten-thousandths of its width and height from the upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "[u16; 4]", into = "[u16; 4]")]
pub struct PageArea {
    /// The left edge.
    pub left: u16,
    /// The upper edge.
    pub top: u16,
    /// The right edge.
    pub right: u16,
    /// The lower edge.
    pub bottom: u16,
}

impl PageArea {
    /// Creates the rectangle around two points, given as shares of the width and the height of the page.
    ///
    /// What lies beyond the page is cut off.
    pub(crate) fn around(one: (f64, f64), other: (f64, f64)) -> Self {
        let step = |share: f64| (share.clamp(0.0, 1.0) * STEPS).round() as u16;
        Self {
            left: step(one.0.min(other.0)),
            top: step(one.1.min(other.1)),
            right: step(one.0.max(other.0)),
            bottom: step(one.1.max(other.1)),
        }
    }

    /// Returns the columns and rows of pixels that it covers in an image of this size.
    pub(crate) fn pixels(self, width: usize, height: usize) -> (Range<usize>, Range<usize>) {
        let pixels = |from: u16, to: u16, size: usize| {
            let at = |step: u16| f64::from(step) / STEPS * size as f64;
            at(from).floor() as usize..(at(to).ceil() as usize).min(size)
        };
        (pixels(self.left, self.right, width), pixels(self.top, self.bottom, height))
    }
}

impl From<[u16; 4]> for PageArea {
    fn from([left, top, right, bottom]: [u16; 4]) -> Self {
        Self { left, top, right, bottom }
    }
}

impl From<PageArea> for [u16; 4] {
    fn from(area: PageArea) -> Self {
        [area.left, area.top, area.right, area.bottom]
    }
}

/// A word, or the part of a word on one line, and its place on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(u32, u32, PageArea)", into = "(u32, u32, PageArea)")]
pub struct PlacedWord {
    /// Its start, in bytes of the text.
    pub start: u32,
    /// Its end, in bytes of the text.
    pub end: u32,
    /// Its place.
    pub area: PageArea,
}

impl From<(u32, u32, PageArea)> for PlacedWord {
    fn from((start, end, area): (u32, u32, PageArea)) -> Self {
        Self { start, end, area }
    }
}

impl From<PlacedWord> for (u32, u32, PageArea) {
    fn from(word: PlacedWord) -> Self {
        (word.start, word.end, word.area)
    }
}

/// The text of a page and the places of its words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacedText {
    /// The text.
    pub text: String,
    /// The words, in the order of the text.
    pub words: Vec<PlacedWord>,
}

impl PlacedText {
    /// Returns the places of the words that sorted `ranges` of the text touch, at most `most`.
    pub fn areas(&self, ranges: &[Range<usize>], most: usize) -> Vec<PageArea> {
        let mut areas: Vec<PageArea> = Vec::new();
        for range in ranges {
            let first = self.words.partition_point(|word| word.end as usize <= range.start);
            let touched = self.words[first..].iter().take_while(|word| (word.start as usize) < range.end);
            for word in touched {
                if areas.len() >= most {
                    return areas;
                }
                if !areas.contains(&word.area) {
                    areas.push(word.area);
                }
            }
        }
        areas
    }

    /// Returns the memory that it takes, in bytes.
    pub fn bytes(&self) -> usize {
        self.text.len() + self.words.len() * size_of::<PlacedWord>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(start: u32, end: u32) -> PlacedWord {
        let step = start as u16;
        PlacedWord { start, end, area: PageArea::from([step, 0, step + 1, 1]) }
    }

    #[track_caller]
    fn check(ranges: &[Range<usize>], expected: &[u16]) {
        // "Rada organi|zacji gmin": one word is on two lines.
        let words = vec![word(0, 4), word(5, 11), word(11, 16), word(17, 21)];
        let placed = PlacedText { text: "Rada organizacji gmin".to_owned(), words };
        let lefts: Vec<u16> = placed.areas(ranges, 3).iter().map(|area| area.left).collect();
        assert_eq!(lefts, expected);
    }

    #[test]
    fn a_range_has_the_places_of_all_words_it_touches() {
        check(&[], &[]);
        check(std::slice::from_ref(&(0..4)), &[0]);
        check(std::slice::from_ref(&(5..16)), &[5, 11]);
        check(&[0..4, 6..9, 17..21], &[0, 5, 17]);
        check(&[0..8, 8..16], &[0, 5, 11]);
        check(std::slice::from_ref(&(0..99)), &[0, 5, 11]);
        check(std::slice::from_ref(&(4..5)), &[]);
    }

    #[test]
    fn a_place_covers_whole_pixels_of_the_page() {
        let area = PageArea::around((0.5, 0.25), (-3.0, 0.75));
        assert_eq!(area, PageArea::from([0, 2_500, 5_000, 7_500]));
        assert_eq!(area.pixels(101, 200), (0..51, 50..150));
        assert_eq!(PageArea::around((f64::NAN, 2.0), (1.0, 0.0)).pixels(10, 10).1, 0..10);
    }

    #[test]
    fn words_are_written_without_names() {
        let text = PlacedText { text: "a".to_owned(), words: vec![word(7, 8)] };
        let json = serde_json::to_string(&text).expect("JSON");
        assert_eq!(json, r#"{"text":"a","words":[[7,8,[7,0,8,1]]]}"#);
        assert_eq!(serde_json::from_str::<PlacedText>(&json).expect("read"), text);
    }
}
