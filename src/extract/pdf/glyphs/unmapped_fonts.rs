//! Names characters of fonts without names, from the codes of their glyphs.
//!
//! A font without a map to Unicode and without known names still numbers its glyphs: usually by the codes of
//! ASCII or Windows, or in the order with which TrueType fonts begin. Whichever makes words of a page's codes
//! is used. The rest stays U+FFFD, for OCR. Invariant: a glyph that has a name keeps it.

use crate::extract::{pdf::glyph::Glyph, plausible};

/// The minimum number of letters; fewer can look like words by chance.
const MIN_LETTERS: usize = 16;
/// The minimum [`plausible::plausibility`] of text; text of any language has more, codes read wrongly have at
/// most 0.4.
const MIN_PLAUSIBILITY: f32 = 0.46;
/// The width from which a gap separates words, in em; as in `spacing`.
const GAP_EM: f64 = 0.17;
/// TrueType fonts begin with three special glyphs, followed by the characters from the space on in order.
const TRUE_TYPE_OFFSET: u32 = 29;

/// The codes of the nameless glyphs, by their index among all glyphs.
#[derive(Debug, Default)]
pub(super) struct UnmappedGlyphs {
    codes: Vec<(usize, u32)>,
}

impl UnmappedGlyphs {
    /// Adds the glyph at this index.
    pub(super) fn add(&mut self, place: usize, code: u32) {
        self.codes.push((place, code));
    }

    /// Gives the glyphs the characters that their codes represent, if that makes words.
    pub(super) fn name(&self, glyphs: &mut [Glyph]) {
        if self.codes.len() < MIN_LETTERS {
            return;
        }
        let candidates = [by_code as fn(u32) -> char, by_order].map(|read| (self.weigh(glyphs, read), read));
        let best = candidates.into_iter().max_by(|a, b| a.0.total_cmp(&b.0));
        let Some((_, read)) = best.filter(|(plausibility, _)| *plausibility >= MIN_PLAUSIBILITY) else {
            return;
        };
        for &(place, code) in &self.codes {
            glyphs[place].character = read(code);
        }
    }

    /// Returns how plausible the text made of the codes is; 0 if it is broken.
    fn weigh(&self, glyphs: &[Glyph], read: fn(u32) -> char) -> f32 {
        let mut text = String::with_capacity(self.codes.len());
        let mut last: Option<&Glyph> = None;
        for &(place, code) in &self.codes {
            let glyph = &glyphs[place];
            if last.is_some_and(|last| last.end().distance(glyph.origin) > GAP_EM * glyph.em) {
                text.push(' ');
            }
            text.push(read(code));
            last = Some(glyph);
        }
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        let is_text =
            letters >= MIN_LETTERS && 2 * letters > self.codes.len() && !plausible::is_gibberish(&text);
        if is_text { plausible::plausibility(&text) } else { 0.0 }
    }
}

/// Returns the character with this code.
fn by_code(code: u32) -> char {
    match u8::try_from(code) {
        Ok(byte @ b' '..=b'~') => char::from(byte),
        Ok(byte @ 0x80..) => windows(byte),
        _ => char::REPLACEMENT_CHARACTER,
    }
}

/// Returns the character with this number in the order of TrueType fonts.
fn by_order(code: u32) -> char {
    match code.checked_add(TRUE_TYPE_OFFSET).and_then(|code| u8::try_from(code).ok()) {
        Some(byte @ b' '..=b'~') => char::from(byte),
        _ => char::REPLACEMENT_CHARACTER,
    }
}

fn windows(byte: u8) -> char {
    let (text, _) = encoding_rs::WINDOWS_1250.decode_without_bom_handling(std::slice::from_ref(&byte));
    text.chars().next().filter(|c| !c.is_control()).unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use hayro_interpret::kurbo::{Point, Vec2};

    use super::*;

    /// Returns what is made of a text whose fonts provide only these codes.
    fn named(text: &str, code: impl Fn(u8) -> u32) -> String {
        let (mut glyphs, mut unmapped) = (Vec::new(), UnmappedGlyphs::default());
        let bytes = encoding_rs::WINDOWS_1250.encode(text).0.into_owned();
        for (at, byte) in bytes.into_iter().enumerate().filter(|(_, byte)| *byte != b' ') {
            unmapped.add(glyphs.len(), code(byte));
            glyphs.push(Glyph {
                character: char::REPLACEMENT_CHARACTER,
                origin: Point::new(at as f64 * 5.0, 0.0),
                direction: Vec2::new(1.0, 0.0),
                advance: 5.0,
                em: 10.0,
            });
        }
        unmapped.name(&mut glyphs);
        glyphs.iter().map(|glyph| glyph.character).collect()
    }

    #[test]
    fn codes_that_make_words_become_characters() {
        let polish = "Zarządzenie w sprawie powołania zespołu";
        assert_eq!(named(polish, u32::from), polish.replace(' ', ""));
        let english = "Residents may submit their remarks";
        assert_eq!(named(english, u32::from), english.replace(' ', ""));
        assert_eq!(named(english, |byte| u32::from(byte) - 29), english.replace(' ', ""));
    }

    #[test]
    fn codes_that_make_no_words_stay_unknown() {
        let unknown = |text: &str, by: u32| {
            let named = named(text, |byte| u32::from(byte) * 7 % 90 + by);
            named.chars().all(|c| c == char::REPLACEMENT_CHARACTER)
        };
        assert!(unknown("Residents may submit their remarks until Monday", 1));
        assert!(unknown("Residents may submit their remarks until Monday", 400));
        assert!(named("za krótko", u32::from).starts_with(char::REPLACEMENT_CHARACTER));
    }
}
