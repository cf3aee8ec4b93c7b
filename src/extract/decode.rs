//! Decodes the bytes of a text file, whatever their encoding.
//!
//! A byte order mark or valid UTF-8 settles the matter; otherwise the order is what the file declares, the
//! two encodings of old Polish files, a general guess. A declaration by which the text is less Polish than in
//! one of these two is wrong. Front matter and markup are left to the extractors. Invariants: a guessed
//! encoding never yields text with NULs or C1 controls; accents are parts of their letters.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_8859_2, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1250, WINDOWS_1252};

use super::error::ExtractError;
use crate::document::composed;

/// The text, and a warning for the administrator if the encoding is doubtful.
pub(crate) type Decoded = (String, Option<String>);

/// The Polish letters outside ASCII.
pub(super) const POLISH: &str = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ";

/// Typographic signs used in Polish that are not letters.
const TYPOGRAPHY: &str = "„”“’‘‚«»–—…•·§°±×€©®™‰ \u{a0}\u{ad}";

/// Decodes bytes with no declared encoding.
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded, ExtractError> {
    decode_declared(bytes, None)
}

/// Decodes bytes that the file itself declares to be in the character set `label`.
pub(crate) fn decode_declared(bytes: &[u8], label: Option<&str>) -> Result<Decoded, ExtractError> {
    decode_as_written(bytes, label).map(|(text, warning)| (composed(text), warning))
}

/// Returns the label of a character set if it is known, and not one by which these files would be read anyway.
pub(crate) fn known_label(label: &str) -> Option<&str> {
    declared_encoding(label).ok().flatten().map(|_| label)
}

/// Whether neither a byte order mark nor valid UTF-8 says how bytes are to be decoded.
pub(crate) fn is_unmarked(bytes: &[u8]) -> bool {
    Encoding::for_bom(bytes).is_none() && std::str::from_utf8(bytes).is_err()
}

fn decode_as_written(bytes: &[u8], label: Option<&str>) -> Result<Decoded, ExtractError> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return read_marked(&bytes[length..], encoding);
    }
    if is_binary(bytes) {
        return Err(ExtractError::NotText);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((text.to_owned(), None));
    }
    let declared = label.map(declared_encoding).transpose()?.flatten();
    match declared.and_then(|declared| Some((declared, read(bytes, declared)?))) {
        Some((encoding, text)) => Ok((corrected(bytes, encoding, text), None)),
        None => guess(bytes),
    }
}

/// Returns the text in another encoding than the declared one if it is one that Polish pages declare wrongly,
/// and the text looks more Polish so.
fn corrected(bytes: &[u8], declared: &'static Encoding, text: String) -> String {
    if ![WINDOWS_1250, ISO_8859_2, WINDOWS_1252].contains(&declared) {
        return text;
    }
    let best = polish(bytes).filter(|best| score(best) > score(&text).max(0));
    best.unwrap_or(text)
}

/// Decodes what follows a byte order mark; invalid sequences are replaced, with a warning.
fn read_marked(bytes: &[u8], encoding: &'static Encoding) -> Result<Decoded, ExtractError> {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    if is_binary(text.as_bytes()) {
        return Err(ExtractError::NotText);
    }
    let name = encoding.name();
    let warning = format!("contains bytes that are not valid `{name}`: they were replaced by `\u{fffd}`");
    Ok((text.into_owned(), broken.then_some(warning)))
}

/// Returns the encoding of a declared label.
///
/// `None` for UTF-8 and UTF-16, which are known to be wrong here: the bytes are not valid UTF-8 and have no
/// byte order mark.
fn declared_encoding(label: &str) -> Result<Option<&'static Encoding>, ExtractError> {
    let unknown = || ExtractError::UnknownCharset { label: label.to_owned() };
    let encoding = Encoding::for_label(label.as_bytes()).ok_or_else(unknown)?;
    Ok(Some(encoding).filter(|encoding| ![UTF_8, UTF_16LE, UTF_16BE].contains(encoding)))
}

/// Decodes bytes in one encoding; `None` if they make no sense in it.
fn read(bytes: &[u8], encoding: &'static Encoding) -> Option<String> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    let makes_sense = !text.chars().any(|c| ('\u{80}'..='\u{9f}').contains(&c));
    makes_sense.then(|| text.into_owned())
}

fn guess(bytes: &[u8]) -> Result<Decoded, ExtractError> {
    if let Some(text) = polish(bytes) {
        return Ok((text, None));
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(Some(b"pl"), Utf8Detection::Deny);
    let text = read(bytes, encoding).ok_or(ExtractError::NotText)?;
    let name = encoding.name().to_lowercase();
    Ok((text, Some(format!("has no declared encoding and was read as `{name}`, a guess: save it as UTF-8"))))
}

/// Decodes bytes in the better of the two Polish encodings; `None` if the text looks Polish in neither.
fn polish(bytes: &[u8]) -> Option<String> {
    let read_scored = |encoding| read(bytes, encoding).map(|text| (score(&text), text));
    let windows = read_scored(WINDOWS_1250);
    let iso = read_scored(ISO_8859_2);
    // On a tie the bytes mean the same in both except for typography, which only Windows-1250 has.
    let best = match (windows, iso) {
        (Some(windows), Some(iso)) => Some(if iso.0 > windows.0 { iso } else { windows }),
        (windows, iso) => windows.or(iso),
    };
    best.filter(|(score, _)| *score > 0).map(|(_, text)| text)
}

/// Scores how Polish a text looks.
///
/// The score is above zero if at least three quarters of its letters outside ASCII are Polish ones, so that
/// foreign names do no harm.
fn score(text: &str) -> i32 {
    let weigh = |c: char| match c {
        c if POLISH.contains(c) => 1,
        c if c.is_ascii() => 0,
        // For `±`, which may stand for `ą` or be the real sign, the letters around it decide: see `glued`.
        c if TYPOGRAPHY.contains(c) => 0,
        _ => -3,
    };
    text.chars().map(weigh).sum::<i32>() - 3 * glued(text)
}

/// Counts signs directly after letters, where no writer puts them.
fn glued(text: &str) -> i32 {
    let pairs = text.chars().zip(text.chars().skip(1));
    let is_glued = |(before, sign): (char, char)| before.is_alphabetic() && "±¶ˇ¦¬".contains(sign);
    pairs.map(|pair| i32::from(is_glued(pair))).sum()
}

/// Returns whether bytes contain a NUL or more than one control character in a hundred bytes.
fn is_binary(bytes: &[u8]) -> bool {
    let is_control = |byte: &&u8| matches!(byte, 1..=8 | 11 | 14..=26 | 28..=31 | 127);
    bytes.contains(&0) || bytes.iter().filter(is_control).count() * 100 > bytes.len()
}

#[cfg(test)]
mod tests {
    use encoding_rs::{ISO_8859_5, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252};

    use super::*;

    const POSTS: [&str; 9] = [
        "Na konwencie o sprawach ważnych dla dzielnic",
        "Zażółć gęślą jaźń",
        "ZAŻÓŁĆ GĘŚLĄ JAŹŃ",
        "Łąka",
        "Świat",
        "Źródło wody",
        "Ćwierć ulicy Żółkiewskiego jest już gotowa, są też ścieżki",
        "Wystawa Müllera i André w Nowej Hucie będzie trwać do końca października, wstęp jest płatny, są zniżki, śniadanie",
        "ą",
    ];

    #[test]
    fn a_wrong_declaration_of_a_polish_page_is_corrected() {
        let text = "Łąki nad Wisłą są już zielone, a święto zaczyna się o świcie";
        for (written, declared) in [
            (ISO_8859_2, "windows-1250"),
            (WINDOWS_1250, "iso-8859-2"),
            (ISO_8859_2, "iso-8859-1"),
            (WINDOWS_1250, "utf-8"),
            (WINDOWS_1250, "windows-1250"),
        ] {
            let (bytes, _, _) = written.encode(text);
            assert_eq!(decode_declared(&bytes, Some(declared)).unwrap().0, text, "{declared}");
        }
        let german = "Die Straße ist schön und die Häuser sind größer";
        let (bytes, _, _) = WINDOWS_1252.encode(german);
        assert_eq!(decode_declared(&bytes, Some("iso-8859-1")).unwrap().0, german);
    }

    #[track_caller]
    fn check(text: &str, encoding: &'static Encoding, warned: bool) {
        let (bytes, _, unmappable) = encoding.encode(text);
        assert!(!unmappable, "`{text}` does not exist in {}", encoding.name());
        let (decoded, warning) = decode(&bytes).unwrap();
        assert_eq!(decoded, text, "from {}", encoding.name());
        assert_eq!(warning.is_some(), warned, "{warning:?}");
    }

    #[test]
    fn short_polish_posts_are_read_in_every_polish_encoding() {
        for post in POSTS {
            check(post, UTF_8, false);
            check(post, WINDOWS_1250, false);
            check(post, ISO_8859_2, false);
        }
        check("„Tu chcę żyć” – Kraków…", WINDOWS_1250, false);
    }

    #[test]
    fn other_encodings_are_read_with_a_warning() {
        check("Доброго ранку, Краків! Сьогодні відбулося засідання ради міста", WINDOWS_1251, true);
        check("Сегодня состоялось заседание городского совета по вопросам районов", ISO_8859_5, true);
        check("Die Straße ist schön und die Häuser sind größer für alle Bürger", WINDOWS_1252, true);
    }

    #[test]
    fn a_byte_order_mark_decides() {
        let utf16 = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
            "\u{feff}Łódź".encode_utf16().flat_map(order).collect()
        };
        for bytes in [utf16(u16::to_le_bytes), utf16(u16::to_be_bytes), "\u{feff}Łódź".into()] {
            assert_eq!(decode(&bytes), Ok(("Łódź".to_owned(), None)));
        }
        let (text, warning) = decode(b"\xef\xbb\xbfa\xff").unwrap();
        assert_eq!(text, "a\u{fffd}");
        assert!(warning.unwrap().contains("UTF-8"));
    }

    #[test]
    fn a_declared_encoding_is_trusted_unless_it_is_nonsense() {
        let (bytes, _, _) = SHIFT_JIS.encode("クラクフ");
        assert_eq!(decode_declared(&bytes, Some("Shift_JIS")).unwrap().0, "クラクフ");
        let (bytes, _, _) = WINDOWS_1250.encode("Świat");
        assert_eq!(decode_declared(&bytes, Some("iso-8859-2")).unwrap().0, "Świat");
        assert_eq!(decode_declared(&bytes, Some("utf-8")).unwrap().0, "Świat");
        assert_eq!(decode_declared("Świat".as_bytes(), Some("iso-8859-2")).unwrap().0, "Świat");
        let message = decode_declared(&bytes, Some("klingon")).unwrap_err().to_string();
        assert_eq!(message, "unknown character set `klingon`: use `utf-8`, `windows-1250` or `iso-8859-2`");
    }

    #[test]
    fn binary_files_are_rejected() {
        for bytes in [&b"a\0b"[..], b"\x01\x02\x03 text", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"] {
            assert_eq!(decode(bytes), Err(ExtractError::NotText));
        }
        assert_eq!(decode(b""), Ok((String::new(), None)));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_panic(bytes: Vec<u8>, label in proptest::option::of("\\PC{0,20}")) {
            let _ = decode_declared(&bytes, label.as_deref());
        }
    }
}
