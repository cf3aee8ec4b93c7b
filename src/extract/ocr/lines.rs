//! Joins words into the text of a page: lines, paragraphs, and words split at line ends.
//!
//! The order is that of the recognizer, which reads one column after another. Invariant: lines end in `\n`
//! and paragraphs in `\n\n`, and the text has no leading or trailing white space.

use super::{gaps, image::Image, repair::repair, words::OcrWord};
use crate::extract::hyphens::{HyphenJoin, is_hyphen, joint};

/// Returns the text of the words.
pub(super) fn text(image: &Image, words: &[OcrWord]) -> String {
    let mut text = String::new();
    let mut previous: Option<[u32; 3]> = None;
    let mut start = 0;
    for line in words.chunk_by(|a, b| a.line == b.line) {
        let words: Vec<String> = gaps::part(image, line).into_iter().map(|word| word.text).collect();
        let line_text = repair(&words).join(" ");
        let place = line.first().map_or([0; 3], |word| word.line);
        if let Some(previous) = previous {
            let same_paragraph = previous[..2] == place[..2];
            match joint(&text[start..], &line_text) {
                HyphenJoin::Drop => text.truncate(text.trim_end_matches(is_hyphen).len()),
                HyphenJoin::Keep if same_paragraph => {}
                _ => text.push_str(if same_paragraph { "\n" } else { "\n\n" }),
            }
        }
        start = text.len();
        text.push_str(&line_text);
        previous = Some(place);
    }
    text
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
        assert_eq!(text(&Image::white(50, 50, 300), &words), expected);
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
