//! Decodes text strings of a PDF's own structure (titles, bookmarks).
//!
//! Where they are in the file is left to `metadata` and `outline`.

use encoding_rs::WINDOWS_1250;

/// The characters of `PDFDocEncoding` where it differs from Latin-1: 0x18-0x1F, then 0x80-0xA0.
///
/// Source: ISO 32000-1, annex D.2. U+FFFD is undefined.
const LOW: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
const HIGH: [char; 33] = [
    '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ', 'ﬂ',
    'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{FFFD}', '€',
];

/// Decodes a text string and collapses its white space.
///
/// The encoding is UTF-16 or UTF-8 by their marks, UTF-8 without a mark if it is valid (many programs write
/// it this way), Windows-1250 if that clearly gives Polish words, or else `PDFDocEncoding`.
pub(super) fn decode(bytes: &[u8]) -> String {
    let text = match bytes {
        [0xFE, 0xFF, rest @ ..] => utf_16(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => utf_16(rest, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) if !text.is_ascii() => text.to_owned(),
            _ if is_polish_windows(bytes) => WINDOWS_1250.decode_without_bom_handling(bytes).0.into_owned(),
            _ => bytes.iter().map(|&byte| document_character(byte)).collect(),
        },
    };
    let is_gap = |c: char| c.is_whitespace() || c.is_control();
    text.split(is_gap).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn utf_16(bytes: &[u8], read: fn([u8; 2]) -> u16) -> String {
    let units = bytes.as_chunks().0.iter().map(|&pair| read(pair));
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// Polish letters in Windows-1250 that are signs in `PDFDocEncoding`, as in `uchwa³a`: `ĄąŁłŻżŚśŹź`.
const WINDOWS_SIGNS: [u8; 10] = [0xA5, 0xB9, 0xA3, 0xB3, 0xAF, 0xBF, 0x8C, 0x9C, 0x8F, 0x9F];
/// The other Polish letters, `ĆćĘęŃńÓó`, and the marks found between Polish words, `„”–—…§°«»`.
const WINDOWS_REST: &[u8] = b"\xC6\xE6\xCA\xEA\xD1\xF1\xD3\xF3\x84\x94\x96\x97\x85\xA7\xB0\xAB\xBB\xA0";

/// Returns whether the bytes are Polish words in Windows-1250, which programs wrongly put here, and nothing
/// else.
///
/// A letter that would be a sign must precede a lower-case letter (which it does not in `m³`).
fn is_polish_windows(bytes: &[u8]) -> bool {
    let is_sign = |byte: &u8| WINDOWS_SIGNS.contains(byte);
    bytes.iter().all(|byte| byte.is_ascii() || is_sign(byte) || WINDOWS_REST.contains(byte))
        && bytes.windows(2).any(|pair| is_sign(&pair[0]) && pair[1].is_ascii_lowercase())
}

fn document_character(byte: u8) -> char {
    match byte {
        0x18..=0x1F => LOW[usize::from(byte - 0x18)],
        0x80..=0xA0 => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_decoded(bytes: &[u8], expected: &str) {
        assert_eq!(decode(bytes), expected);
    }

    #[test]
    fn every_encoding_of_a_text_string_is_read() {
        check_decoded(b"\xFE\xFF\0R\x01\x42\0 \0 \0a", "Rł a");
        check_decoded(b"\xFF\xFER\0\x42\x01", "Rł");
        check_decoded(b"\xEF\xBB\xBFu\xC5\xBCy", "uży");
        check_decoded("uchwała".as_bytes(), "uchwała");
        check_decoded(b"Pa\x9Bac \x84 Caf\xE9", "Pałac — Café");
        check_decoded(
            b"Uchwa\xB3a o bud\xBFecie \x96 \x84za\xB3\xB9cznik\x94",
            "Uchwała o budżecie – „załącznik”",
        );
        check_decoded(b"5 m\xB3 wody, Caf\xE9", "5 m³ wody, Café");
        check_decoded(b"", "");
    }
}
