//! A gray image of a page, as the rasterizer produces it and the recognizer takes it.
//!
//! It is written and read as PGM (`P5`), the simplest format that tesseract accepts on standard input.
//! Invariant: the number of pixels is the width times the height, and neither is 0.

use std::io::{self, Read, Write};

/// The first bytes of a binary gray image.
const MAGIC: &[u8; 3] = b"P5\n";
/// The maximum number of pixels of an image, A4 at 450 dots per inch or A0 at 120.
///
/// An image is in memory three times while it is recognized.
pub(crate) const MAX_PIXELS: usize = 24_000_000;
/// The limit for pages that were rotated to be level, which are larger by their corners.
const MAX_TURNED_PIXELS: usize = MAX_PIXELS / 2 * 3;
/// The maximum length of a header line, in bytes.
const MAX_LINE_BYTES: usize = 64;

/// A page in shades of gray.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Image {
    /// The number of pixels per row.
    pub(crate) width: usize,
    /// The number of rows.
    pub(crate) height: usize,
    /// The resolution on paper, in pixels per inch, as far as known.
    pub(crate) dpi: u32,
    /// The pixels by rows from the top: 0 is black, 255 is white.
    pub(crate) pixels: Vec<u8>,
}

impl std::fmt::Debug for Image {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Image({}x{} at {} dpi)", self.width, self.height, self.dpi)
    }
}

impl Image {
    /// Creates a white image.
    pub(crate) fn white(width: usize, height: usize, dpi: u32) -> Self {
        Self { width, height, dpi, pixels: vec![255; width * height] }
    }

    /// Returns one row.
    pub(crate) fn row(&self, y: usize) -> &[u8] {
        &self.pixels[y * self.width..(y + 1) * self.width]
    }

    /// Writes the image as PGM, with its resolution in the comment.
    ///
    /// # Errors
    /// Returns the errors of `out`.
    pub(crate) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let head = format!("# {}\n{} {}\n255\n", self.dpi, self.width, self.height);
        out.write_all(&[MAGIC, head.as_bytes()].concat())?;
        out.write_all(&self.pixels)
    }

    /// Reads an image written by [`Image::write`].
    ///
    /// # Errors
    /// Returns the errors of `input`, and an error if its contents are not such an image.
    pub(crate) fn read(input: &mut dyn Read) -> io::Result<Self> {
        let mut magic = [0; MAGIC.len()];
        input.read_exact(&mut magic)?;
        let (dpi, size, depth) = (line(input)?, line(input)?, line(input)?);
        let head = (magic == *MAGIC && depth == "255").then(|| head(&dpi, &size)).flatten();
        let (width, height, dpi) = head.ok_or(io::ErrorKind::InvalidData)?;
        let mut pixels = vec![0; width * height];
        input.read_exact(&mut pixels)?;
        Ok(Self { width, height, dpi, pixels })
    }

    /// Rotates the image clockwise by this number of quarter turns.
    pub(crate) fn turned(self, quarters: u32) -> Self {
        match quarters % 4 {
            0 => self,
            2 => Self { pixels: self.pixels.iter().rev().copied().collect(), ..self },
            1 => self.quarter(|x, y, _, height| (y, height - 1 - x)),
            _ => self.quarter(|x, y, width, _| (width - 1 - y, x)),
        }
    }

    /// Swaps rows and columns; `from` maps a position in the new image to one in this image.
    fn quarter(&self, from: impl Fn(usize, usize, usize, usize) -> (usize, usize)) -> Self {
        let mut pixels = Vec::with_capacity(self.pixels.len());
        for y in 0..self.width {
            for x in 0..self.height {
                let (from_x, from_y) = from(x, y, self.width, self.height);
                pixels.push(self.pixels[from_y * self.width + from_x]);
            }
        }
        Self { width: self.height, height: self.width, dpi: self.dpi, pixels }
    }
}

/// Reads the next line, up to the maximum length.
fn line(input: &mut dyn Read) -> io::Result<String> {
    let (mut line, mut byte) = (Vec::new(), [0]);
    while line.len() < MAX_LINE_BYTES {
        input.read_exact(&mut byte)?;
        if byte == *b"\n" {
            break;
        }
        line.extend(byte);
    }
    String::from_utf8(line).map_err(|_| io::ErrorKind::InvalidData.into())
}

/// Parses width, height and resolution; `None` if these lines are invalid or there are too many pixels.
fn head(dpi: &str, size: &str) -> Option<(usize, usize, u32)> {
    let (width, height) = size.split_once(' ')?;
    let (width, height): (usize, usize) = (width.parse().ok()?, height.parse().ok()?);
    let count = width.checked_mul(height)?;
    let dpi = dpi.strip_prefix("# ")?.parse().ok()?;
    (1..=MAX_TURNED_PIXELS).contains(&count).then_some((width, height, dpi))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Image {
        Image { width: 3, height: 2, dpi: 300, pixels: vec![1, 2, 3, 4, 5, 6] }
    }

    fn written(image: &Image) -> Vec<u8> {
        let mut file = Vec::new();
        image.write(&mut file).expect("written");
        file
    }

    fn read(mut file: &[u8]) -> Option<Image> {
        Image::read(&mut file).ok()
    }

    #[test]
    fn an_image_round_trips_through_its_file() {
        assert_eq!(read(&written(&sample())), Some(sample()));
    }

    #[test]
    fn a_truncated_file_or_one_with_a_wrong_size_is_rejected() {
        let whole = written(&sample());
        for end in 0..whole.len() {
            assert_eq!(read(&whole[..end]), None, "{end}");
        }
        for lie in ["0 2", "3 3", "-3 -2", "99999999999 99999999999", "18446744073709551615 2"] {
            let file = [b"P5\n# 300\n", lie.as_bytes(), b"\n255\n", &[0; 6][..]].concat();
            assert_eq!(read(&file), None, "{lie}");
        }
    }

    #[test]
    fn a_quarter_turns_clockwise_and_four_quarters_restore_the_image() {
        let quarter = sample().turned(1);
        assert_eq!((quarter.width, quarter.height), (2, 3));
        assert_eq!(quarter.pixels, [4, 1, 5, 2, 6, 3]);
        assert_eq!(sample().turned(2).pixels, [6, 5, 4, 3, 2, 1]);
        assert_eq!(sample().turned(3).pixels, [3, 6, 2, 5, 1, 4]);
        for turns in 0..4 {
            assert_eq!(sample().turned(turns).turned(4 - turns), sample());
        }
    }
}
