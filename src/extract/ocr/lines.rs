//! Joins words into the text of a page: lines, paragraphs, and words split at line ends.
//!
//! The order is that of the recognizer, which reads one column after another. Invariant: lines end in `\n`
//! and paragraphs in `\n\n`, and the text has no leading or trailing white space.

use std::ops::Range;

use super::{gaps, image::Image, repair::repair, words::OcrWord};
use crate::extract::hyphens::{HyphenJoin, is_hyphen, joint};

/// A text, and the word of the recognizer that each range of it was read from, in order.
#[derive(Debug, Default, PartialEq)]
pub(super) struct LocatedText {
    pub(super) text: String,
    pub(super) places: Vec<(Range<usize>, OcrWord)>,
}

/// Returns the text of the words.
pub(super) fn text(image: &Image, words: &[OcrWord]) -> LocatedText {
    let LocatedText { mut text, mut places } = LocatedText::default();
    let mut previous: Option<[u32; 3]> = None;
    let mut start = 0;
    for line in words.chunk_by(|a, b| a.line == b.line) {
        let parts = gaps::part(image, line);
        let repaired = repair(&parts.iter().map(|word| word.text.clone()).collect::<Vec<_>>());
        let line_text = repaired.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
        let place = line.first().map_or([0; 3], |word| word.line);
        if let Some(previous) = previous {
            let same_paragraph = previous[..2] == place[..2];
            match joint(&text[start..], &line_text) {
                HyphenJoin::Drop => {
                    text.truncate(text.trim_end_matches(is_hyphen).len());
                    if let Some((range, _)) = places.last_mut() {
                        range.end = text.len();
                    }
                }
                HyphenJoin::Keep if same_paragraph => {}
                _ => text.push_str(if same_paragraph { "\n" } else { "\n\n" }),
            }
        }
        start = text.len();
        text.push_str(&line_text);
        let mut at = start;
        for word in repaired {
            let end = at + word.text.len();
            places.push((at..end, parts[word.origin].clone()));
            at = end + 1;
        }
        previous = Some(place);
    }
    LocatedText { text, places }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(lines: &[(u32, u32, &str)], expected: &str) {
        let mut words = Vec::new();
        for (line, &(block, paragraph, text)) in (1..).zip(lines) {
            words.extend(text.split(' ').map(|text| OcrWord {
                line: [block, paragraph, line],
                left: 0,
                top: 0,
                width: 10,
                height: 10,
                confidence: 90.0,
                text: text.to_owned(),
            }));
        }
        let found = text(&Image::white(50, 50, 300), &words);
        assert_eq!(found.text, expected);
        let read: Vec<&str> = found.places.iter().map(|(range, _)| &found.text[range.clone()]).collect();
        assert_eq!(read.concat(), expected.replace([' ', '\n'], ""));
    }

    #[test]
    fn lines_and_paragraphs_are_kept_and_split_words_are_joined() {
        check(
            &[(1, 1, "Rada Miasta"), (1, 1, "uchwala"), (1, 2, "$ 1. Tekst")],
            "Rada Miasta\nuchwala\n\n§ 1. Tekst",
        );
        check(&[(1, 1, "w sprawie organi-"), (1, 1, "zacji pracy")], "w sprawie organizacji pracy");
        check(&[(1, 1, "w sprawie organi-"), (2, 1, "zacji pracy")], "w sprawie organizacji pracy");
        check(&[(1, 1, "Bielsko-"), (1, 1, "Biała")], "Bielsko-Biała");
        check(&[(1, 1, "lata 2013-"), (1, 1, "2014")], "lata 2013-\n2014");
        check(&[], "");
    }
}
