//! Turns the image of a page into text.
//!
//! The recognition is done by tesseract, a separate program that the caller starts: [`prepare`] prepares the
//! image, and [`recognize`] says what to run and turns the output into text. Rendering pages is left to
//! `pdf/raster`, and processes and their limits to `worker`. Invariant: nothing here touches a file or a
//! process, and any image and any output give a result.

pub(crate) mod image;
pub(crate) mod installed;
pub(super) mod settings;

mod binarize;
mod deskew;
mod gaps;
mod junk;
mod lines;
pub(crate) mod prepared;
mod repair;
mod soft;
mod words;

use serde::{Deserialize, Serialize};

use super::placed_text::PlacedWord;
use image::Image;
use lines::LocatedText;
use prepared::PreparedImage;
use words::OcrWord;

/// The version of this code; text recognized under another version is recognized again.
pub(crate) const RULES: &str = "1";
/// The mean confidence below which a page may be upside down.
///
/// Upside down, 18 pages had 25 to 44; upright, they and their worst copies had 76 to 96.
const DOUBTFUL: u8 = 65;
/// The minimum number of letters needed to judge which way is up.
const MIN_LETTERS: usize = 20;

/// The recognized text of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RecognizedText {
    /// The text: lines end in `\n`, paragraphs in `\n\n`.
    pub(crate) text: String,
    /// The mean confidence, from 0 to 100; 0 if there is no text.
    pub(crate) confidence: u8,
    /// The places of its words on the page; `None` if an earlier version recognized it.
    #[serde(default)]
    pub(crate) words: Option<Vec<PlacedWord>>,
}

/// Prepares an image for recognition by whitening the paper and leveling the lines, where the image is
/// rendered.
pub(crate) fn prepare(mut image: Image) -> PreparedImage {
    binarize::binarize(&mut image);
    deskew::deskew(image)
}

/// Returns the arguments that make tesseract read an image in these languages (`pol+eng`) from standard
/// input.
///
/// It prints a table of words.
fn arguments(languages: &str, dpi: u32) -> Vec<String> {
    let dpi = dpi.clamp(70, 2400).to_string();
    let words =
        ["stdin", "stdout", "-l", languages, "--dpi", &dpi, "--psm", "3", "-c", "tessedit_create_tsv=1"];
    words.map(str::to_owned).into()
}

/// Recognizes a prepared image.
///
/// `run` starts tesseract with arguments, gives it an image and returns its output. It is called once, and a
/// second time for a page that seems to be upside down.
///
/// # Errors
/// Returns the error of the first `run`, if it fails.
pub(crate) fn recognize<E>(
    prepared: &PreparedImage,
    languages: &str,
    mut run: impl FnMut(&[String], &Image) -> Result<String, E>,
) -> Result<RecognizedText, E> {
    let image = &prepared.image;
    let arguments = arguments(languages, image.dpi);
    let found = parse(&run(&arguments, &soft::softened(image))?, image, prepared, false);
    if found.confidence >= DOUBTFUL || found.text.chars().filter(|c| c.is_alphabetic()).count() < MIN_LETTERS
    {
        return Ok(found);
    }
    let turned = image.clone().turned(2);
    match run(&arguments, &soft::softened(&turned)).map(|table| parse(&table, &turned, prepared, true)) {
        Ok(other) if other.confidence > found.confidence => Ok(other),
        _ => Ok(found),
    }
}

/// Converts the table of words that tesseract prints for an image to text; `is_turned` says whether the image
/// is the prepared one upside down.
fn parse(table: &str, image: &Image, prepared: &PreparedImage, is_turned: bool) -> RecognizedText {
    let mut words = words::words(table);
    junk::discard(&mut words);
    let LocatedText { text, places } = lines::text(image, &words);
    let placed = places.into_iter().map(|(range, word)| {
        let (left, top) = (word.left as f64, word.top as f64);
        let right_bottom = (left + word.width as f64, top + word.height as f64);
        let area = prepared.area((left, top), right_bottom, is_turned);
        PlacedWord { start: range.start as u32, end: range.end as u32, area }
    });
    let placed = placed.collect();
    RecognizedText { confidence: confidence(&words), text, words: Some(placed) }
}

/// Returns the mean confidence of the words, weighted by their length.
fn confidence(words: &[OcrWord]) -> u8 {
    let weight = |word: &OcrWord| word.text.chars().count() as f32;
    let total: f32 = words.iter().map(weight).sum();
    let sure: f32 = words.iter().map(|word| weight(word) * word.confidence).sum();
    if total > 0.0 { (sure / total).round() as u8 } else { 0 }
}

#[cfg(test)]
mod tests;
