//! Puts letters that are written apart from their accents together.
//!
//! Files made on some systems have `ó` as `o` with an accent after it (Unicode's form NFD). Everything from
//! recognition to the index then sees one letter, as in other files.

use memchr::memchr2;
use unicode_normalization::UnicodeNormalization;

/// Returns a text in the form NFC, if it has any accents of their own.
pub(crate) fn composed(text: String) -> String {
    // These bytes begin the accents, U+0300 to U+036F, and little else.
    if memchr2(0xcc, 0xcd, text.as_bytes()).is_none() { text } else { text.nfc().collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_their_accents_are_put_together() {
        for text in ["Zażółć gęślą jaźń, ŻÓŁĆ", "об'єднаної їжі й", "plain", ""] {
            assert_eq!(composed(text.nfd().collect()), text);
            assert_eq!(composed(text.to_owned()), text);
        }
    }
}
