//! Splits words that the recognizer ran together at the gaps in their image.
//!
//! Tightly set justified lines have spaces hardly wider than those between letters, and short words stick to
//! their neighbors: `wzwiązku`, `7ust`. The image still shows the difference. Invariant: the letters and
//! their order do not change.

use super::{image::Image, words::OcrWord};

/// How much wider than the usual gap between letters of its line a gap between words must be.
const WIDER: f32 = 1.6;
/// The minimum width of a gap between words, relative to the height of the word.
const LEAST: f32 = 0.13;
/// The minimum width of a gap between two numbers, relative to the height of the word: `1. 1.`, but
/// `12.09.2013`.
const LEAST_OF_NUMBERS: f32 = 0.35;
/// The minimum width of a gap between words, in pixels: thinner ones come and go with the blur.
const LEAST_PIXELS: f32 = 3.0;
/// The confidence above which a word is left whole: those run together have 80 to 93 on the samples, sound
/// ones 95 to 97.
const SURE: f32 = 94.0;
/// The minimum number of gaps in a line for judging which width is usual.
const MIN_GAPS: usize = 12;
/// Words of one letter, without capitals, whose right sides often leave a gap.
const SHORT: [char; 6] = ['w', 'z', 'i', 'o', 'u', 'a'];

/// Splits the words of one line.
pub(super) fn part(image: &Image, line: &[OcrWord]) -> Vec<OcrWord> {
    let columns: Vec<Vec<InkRun>> = line.iter().map(|word| runs(image, word)).collect();
    let mut gaps: Vec<usize> = columns.iter().flat_map(|runs| runs.windows(2).map(gap)).collect();
    gaps.sort_unstable();
    let usual = gaps.get(gaps.len() / 2).filter(|_| gaps.len() >= MIN_GAPS);
    let Some(&usual) = usual else { return line.to_vec() };
    line.iter().zip(&columns).flat_map(|(word, runs)| split(word, runs, usual as f32)).collect()
}

/// A range of columns that contain ink, from the first to after the last.
type InkRun = (usize, usize);

fn gap(pair: &[InkRun]) -> usize {
    pair[1].0 - pair[0].1
}

/// Returns the runs of columns with ink in the box of a word.
fn runs(image: &Image, word: &OcrWord) -> Vec<InkRun> {
    let (right, bottom) = (
        word.left.saturating_add(word.width).min(image.width),
        word.top.saturating_add(word.height).min(image.height),
    );
    if word.left >= right || word.top >= bottom {
        return Vec::new();
    }
    let mut darkest = vec![u8::MAX; right - word.left];
    for y in word.top..bottom {
        let row = &image.row(y)[word.left..right];
        darkest.iter_mut().zip(row).for_each(|(darkest, &pixel)| *darkest = pixel.min(*darkest));
    }
    let (ink, paper) =
        darkest.iter().fold((u8::MAX, 0), |(low, high), &pixel| (pixel.min(low), pixel.max(high)));
    let threshold = ink.midpoint(paper);
    let mut runs: Vec<InkRun> = Vec::new();
    for (x, _) in darkest.iter().enumerate().filter(|(_, pixel)| **pixel < threshold) {
        match runs.last_mut().filter(|(_, end)| *end == x) {
            Some((_, end)) => *end = x + 1,
            None => runs.push((x, x + 1)),
        }
    }
    runs
}

/// Splits a word at its wide gaps: at any letter if each letter is a run of its own, otherwise after the
/// first letter.
fn split(word: &OcrWord, runs: &[InkRun], usual: f32) -> Vec<OcrWord> {
    if word.confidence > SURE {
        return vec![word.clone()];
    }
    let letters: Vec<char> = word.text.chars().collect();
    let count =
        if runs.len() == letters.len() { letters.len() } else { 2.min(runs.len()).min(letters.len()) };
    let least = (usual * WIDER).max(word.height as f32 * LEAST).max(LEAST_PIXELS);
    let mut cuts = vec![0];
    for at in 1..count {
        let start = cuts.last().copied().unwrap_or_default();
        let gap = gap(&runs[at - 1..=at]) as f32;
        let of_numbers = letters[at - 1] == '.' && letters[at].is_ascii_digit();
        let least = if of_numbers { least.max(word.height as f32 * LEAST_OF_NUMBERS) } else { least };
        if gap > least && may_part(&letters[start..at], letters[at]) {
            cuts.push(at);
        }
    }
    let ends = cuts[1..].iter().copied().chain([letters.len()]);
    let piece = |(&start, end): (&usize, usize)| {
        let left = if start == 0 { 0 } else { runs[start].0 };
        let right = if end == letters.len() { word.width } else { runs[end - 1].1 };
        let text = letters[start..end].iter().collect();
        OcrWord { left: word.left + left, width: right.saturating_sub(left), text, ..word.clone() }
    };
    cuts.iter().zip(ends).map(piece).collect()
}

/// Returns whether a word may end in `before` if a letter follows: a short word, a number, or one ending in a
/// mark.
fn may_part(before: &[char], after: char) -> bool {
    let is_short = matches!(before, [letter] if SHORT.contains(letter)) && after.is_alphanumeric();
    let is_number = before.iter().all(char::is_ascii_digit) && after.is_alphabetic();
    let has_mark = matches!(before, [.., '.' | ',' | ';' | ':' | ')']) && after.is_alphanumeric();
    is_short || is_number || has_mark
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws a line of words whose letters are bars 6 pixels wide, each followed by a gap: 2 pixels, or as
    /// given.
    fn line(words: &[(&str, &[usize])]) -> (Image, Vec<OcrWord>) {
        let mut image = Image::white(2_000, 40, 200);
        let (mut x, mut line) = (5, Vec::new());
        for (text, gaps) in words {
            let left = x;
            for at in 0..text.chars().count() {
                (10..30).for_each(|y| image.pixels[y * 2_000 + x..][..6].fill(30));
                x += 6 + gaps.get(at).copied().unwrap_or(2);
            }
            let (top, width, text) = (10, x - left - 2, (*text).to_owned());
            line.push(OcrWord { line: [1; 3], left, top, width, height: 20, confidence: 90.0, text });
            x += 10;
        }
        (image, line)
    }

    #[track_caller]
    fn check(text: &str, gaps: &[usize], expected: &str) {
        let (image, line) = line(&[("uchwala", &[]), ("regulamin", &[]), (text, gaps)]);
        let parted: Vec<String> = part(&image, &line).into_iter().map(|word| word.text).collect();
        assert_eq!(parted[2..].join(" "), expected);
    }

    #[test]
    fn words_run_together_are_split_at_a_wide_gap() {
        check("wzwiązku", &[5], "w związku");
        check("7ust.", &[5], "7 ust.");
        check("4.Uchwała", &[2, 5], "4. Uchwała");
        check("zart.", &[5, 2, 2, 2], "z art.");
        check("1.1.", &[2, 9, 2], "1. 1.");
    }

    #[test]
    fn spaced_letters_are_not_split_into_words() {
        check("wzwiązku", &[2], "wzwiązku");
        check("Uchwała", &[5], "Uchwała");
        check("specjalny", &[2, 2, 2, 5], "specjalny");
        check("12.09.2013", &[2, 2, 5], "12.09.2013");
        check("r.", &[5], "r.");
    }

    #[test]
    fn a_confident_word_stays_whole() {
        let (image, mut line) = line(&[("uchwala", &[]), ("regulamin", &[]), ("urzędu", &[5])]);
        assert_eq!(part(&image, &line).len(), 4);
        line[2].confidence = 96.0;
        assert_eq!(part(&image, &line).len(), 3);
    }

    #[test]
    fn boxes_outside_the_image_are_harmless() {
        let (image, mut line) = line(&[("uchwala", &[]), ("regulamin", &[])]);
        line[0].left = 5_000;
        line[1].top = usize::MAX / 2;
        line[1].width = usize::MAX / 4;
        assert_eq!(part(&image, &line), line);
    }
}
