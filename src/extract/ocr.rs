//! Text recognised in the image of a page.
//!
//! tesseract recognises, as a program of its own that the caller starts: [`prepare`] makes the image ready,
//! [`recognise`] says what to run and makes text of what comes back. Leaves the rendering of pages to
//! `pdf/raster`, and processes with their limits to `worker`. Always holds: nothing here touches a file or a
//! process, and any image and any output give a result.

pub(crate) mod image;
pub(crate) mod installed;

mod gaps;
mod junk;
mod lines;
mod paper;
mod repair;
mod soft;
mod upright;
mod words;

use serde::{Deserialize, Serialize};

use image::Image;
use words::Word;

/// The version of all that is done here: what was recognised under another is recognised again.
pub(crate) const RULES: &str = "1";
/// Below this mean confidence a page may stand on its head: upside down, 18 pages had 25 to 44; upright they
/// and their worst copies had 76 to 96.
const DOUBTFUL: u8 = 65;
/// Fewer letters than this say nothing about which way is up.
const MIN_LETTERS: usize = 20;

/// The text of a page, as recognised.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Recognised {
    /// The text: lines end in `\n`, paragraphs in `\n\n`.
    pub(crate) text: String,
    /// How sure the recogniser is on average, from 0 to 100; 0 where there is no text.
    pub(crate) confidence: u8,
}

/// Makes an image ready to be read: white paper, level lines. To be done where the image is rendered.
pub(crate) fn prepare(mut image: Image) -> Image {
    paper::whiten(&mut image);
    upright::level(image)
}

/// The arguments for tesseract to read an image on its standard input in these languages (`pol+eng`) and to
/// print a table of words.
fn arguments(languages: &str, dpi: u32) -> Vec<String> {
    let dpi = dpi.clamp(70, 2400).to_string();
    let words =
        ["stdin", "stdout", "-l", languages, "--dpi", &dpi, "--psm", "3", "-c", "tessedit_create_tsv=1"];
    words.map(str::to_owned).into()
}

/// Recognises a prepared image. `run` starts tesseract with arguments, gives it an image and returns what it
/// prints; it is called once, and once more for a page that seems to stand on its head.
///
/// # Errors
/// Those of the first `run`.
pub(crate) fn recognise<E>(
    image: Image,
    languages: &str,
    mut run: impl FnMut(&[String], &Image) -> Result<String, E>,
) -> Result<Recognised, E> {
    let arguments = arguments(languages, image.dpi);
    let found = parse(&run(&arguments, &soft::softened(&image))?, &image);
    if found.confidence >= DOUBTFUL || found.text.chars().filter(|c| c.is_alphabetic()).count() < MIN_LETTERS
    {
        return Ok(found);
    }
    let turned = image.turned(2);
    match run(&arguments, &soft::softened(&turned)).map(|table| parse(&table, &turned)) {
        Ok(other) if other.confidence > found.confidence => Ok(other),
        _ => Ok(found),
    }
}

/// Makes text of the table of words that tesseract prints for an image.
fn parse(table: &str, image: &Image) -> Recognised {
    let mut words = words::words(table);
    junk::discard(&mut words);
    Recognised { confidence: confidence(&words), text: lines::text(image, &words) }
}

/// The mean confidence, each word weighing by its letters.
fn confidence(words: &[Word]) -> u8 {
    let weight = |word: &Word| word.text.chars().count() as f32;
    let total: f32 = words.iter().map(weight).sum();
    let sure: f32 = words.iter().map(|word| weight(word) * word.confidence).sum();
    if total > 0.0 { (sure / total).round() as u8 } else { 0 }
}

#[cfg(test)]
mod tests;
