//! Decodes bytes in code page 852, in which DOS and old Windows programs write Polish names.
//!
//! The other code pages are left to `encoding_rs`, which browsers need and which lacks this one. Invariant:
//! every byte is a character.

/// The characters of the bytes from 0x80 on (Unicode's `CP852.TXT`).
const HIGH: &str = "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{ad}˝˛ˇ˘§÷¸°¨˙űŘř■\u{a0}";

/// Decodes bytes in code page 852.
pub(super) fn decode_852(bytes: &[u8]) -> String {
    let high: Vec<char> = HIGH.chars().collect();
    let letter = |byte: &u8| match byte.checked_sub(0x80) {
        None => char::from(*byte),
        Some(place) => high.get(usize::from(place)).copied().unwrap_or(char::REPLACEMENT_CHARACTER),
    };
    bytes.iter().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_a_character() {
        assert_eq!(HIGH.chars().count(), 128);
        assert_eq!(decode_852(b"Uchwa\x88a w sprawie \x98r\xa2d\x88a"), "Uchwała w sprawie śródła");
        assert_eq!(decode_852(b"\xa5\x86\xa9\xe4\xab\xbe\x8d\xbd"), "ąćęńźżŹŻ");
    }
}
