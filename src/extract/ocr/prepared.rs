//! The image of a page prepared for recognition, and how what is found in it lies on the page.
//!
//! Preparing it is left to `binarize` and `deskew`. Invariant: the way back to the page inverts what was done
//! to its image.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use super::image::Image;
use crate::extract::placed_text::PageArea;

/// The maximum length of the line before the image, in bytes: a few numbers.
const MAX_LINE_BYTES: usize = 256;

/// How an image was leveled: first by quarter turns, then by a slope.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Leveling {
    /// The number of clockwise quarter turns, 0 or 1.
    pub(super) quarters: u32,
    /// The slope that was corrected, in degrees; 0 if there was none.
    pub(super) degrees: f64,
    /// The width and the height between the two steps, in pixels.
    pub(super) size: (usize, usize),
}

/// An image that is ready to be recognized.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PreparedImage {
    /// The leveled image.
    pub(crate) image: Image,
    /// How it was leveled.
    pub(crate) leveling: Leveling,
}

impl Leveling {
    /// Returns the leveling of an image that was left as it is.
    pub(super) fn none(image: &Image) -> Self {
        Self { quarters: 0, degrees: 0.0, size: (image.width, image.height) }
    }

    /// Returns the point of the page, in shares of its width and height, at a point of the leveled image.
    fn on_page(&self, (x, y): (f64, f64), (width, height): (usize, usize)) -> (f64, f64) {
        let (wide, high) = (self.size.0 as f64, self.size.1 as f64);
        let (sin, cos) = self.degrees.to_radians().sin_cos();
        let (right, down) = (x - width as f64 / 2.0, y - height as f64 / 2.0);
        let across = (wide / 2.0 + right * cos - down * sin) / wide;
        let along = (high / 2.0 + right * sin + down * cos) / high;
        if self.quarters == 1 { (along, 1.0 - across) } else { (across, along) }
    }
}

impl PreparedImage {
    /// Returns the place on the page of columns and rows of the image, or of the image turned upside down.
    pub(super) fn area(&self, left_top: (f64, f64), right_bottom: (f64, f64), is_turned: bool) -> PageArea {
        let size = (self.image.width, self.image.height);
        let back = |(x, y): (f64, f64)| {
            if is_turned { (size.0 as f64 - x, size.1 as f64 - y) } else { (x, y) }
        };
        let place = |point| self.leveling.on_page(back(point), size);
        PageArea::around(place(left_top), place(right_bottom))
    }

    /// Writes the leveling as a line of JSON and then the image.
    ///
    /// # Errors
    /// Returns the errors of `out`.
    pub(crate) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(format!("{}\n", serde_json::to_string(&self.leveling)?).as_bytes())?;
        self.image.write(out)
    }

    /// Reads what [`PreparedImage::write`] wrote.
    ///
    /// # Errors
    /// Returns the errors of `input`, and an error if its contents are not such an image.
    pub(crate) fn read(input: &mut dyn Read) -> io::Result<Self> {
        let (mut line, mut byte) = (Vec::new(), [0]);
        while line.len() < MAX_LINE_BYTES && byte != *b"\n" {
            input.read_exact(&mut byte)?;
            line.extend(byte);
        }
        let leveling = serde_json::from_slice(&line)?;
        Ok(Self { leveling, image: Image::read(input)? })
    }
}

#[cfg(test)]
mod tests {
    use super::{super::deskew, *};

    /// A page of lines of words, all of one shade but for one dark word.
    fn page() -> Image {
        let mut image = Image::white(900, 1200, 100);
        for y in (150..1050).step_by(20) {
            for x in (100..800).filter(|x| (x / 7 + x / 61 + y) % 9 != 0) {
                (y..y + 8).for_each(|y| image.pixels[y * 900 + x] = 90);
            }
        }
        (310..318).for_each(|y| image.pixels[y * 900 + 200..][..60].fill(0));
        image
    }

    /// Returns the rectangle around the dark pixels.
    fn dark(image: &Image) -> ((f64, f64), (f64, f64)) {
        let is_dark = |&at: &usize| image.pixels[at] < 45;
        let places: Vec<(usize, usize)> =
            (0..image.pixels.len()).filter(is_dark).map(|at| (at % image.width, at / image.width)).collect();
        let low = |side: fn(&(usize, usize)) -> usize| places.iter().map(side).min().expect("a word") as f64;
        let high = |side: fn(&(usize, usize)) -> usize| places.iter().map(side).max().expect("a word") as f64;
        (
            (low(|place| place.0), low(|place| place.1)),
            (high(|place| place.0) + 1.0, high(|place| place.1) + 1.0),
        )
    }

    #[track_caller]
    fn check(page: Image) {
        let (from, to) = dark(&page);
        let share = |(x, y): (f64, f64)| (x / page.width as f64, y / page.height as f64);
        let expected = PageArea::around(share(from), share(to));
        let prepared = deskew::deskew(page);
        for is_turned in [false, true] {
            let seen = if is_turned { prepared.image.clone().turned(2) } else { prepared.image.clone() };
            let (from, to) = dark(&seen);
            let found: [u16; 4] = prepared.area(from, to, is_turned).into();
            let is_near = found.iter().zip(<[u16; 4]>::from(expected)).all(|(a, b)| a.abs_diff(b) < 80);
            assert!(is_near, "{found:?} is not {expected:?}; {:?}", prepared.leveling);
        }
    }

    #[test]
    fn a_word_is_found_where_it_is_on_the_page_however_the_page_was_leveled() {
        check(page());
        check(page().turned(1));
        check(page().turned(3));
        for degrees in [-2.0, 3.0] {
            check(deskew::rotated(page(), degrees));
            check(deskew::rotated(page(), degrees).turned(3));
        }
    }

    #[test]
    fn a_prepared_image_round_trips_and_a_truncated_one_is_rejected() {
        let leveling = Leveling { quarters: 1, degrees: -0.7, size: (3, 2) };
        let image = Image { width: 3, height: 2, dpi: 300, pixels: vec![1, 2, 3, 4, 5, 6] };
        let prepared = PreparedImage { image, leveling };
        let mut file = Vec::new();
        prepared.write(&mut file).expect("written");
        assert_eq!(PreparedImage::read(&mut file.as_slice()).expect("read"), prepared);
        for end in 0..file.len() {
            assert!(PreparedImage::read(&mut &file[..end]).is_err(), "{end}");
        }
        assert!(PreparedImage::read(&mut [b'1'; 1_000].as_slice()).is_err());
    }
}
