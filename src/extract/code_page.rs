//! Decodes bytes in the code pages of DOS: 852, in which it and old Windows programs write Polish names, 850 and
//! 437.
//!
//! The other code pages are left to `encoding_rs`, which browsers need and which lacks these. Invariant: every
//! byte is a character.

/// A code page by the characters of its bytes from 0x80 on (Unicode's `CP852.TXT` and so on).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DosPage(&'static str);

impl DosPage {
    /// That of Central Europe.
    pub(super) const CENTRAL: Self = Self(
        "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{ad}˝˛ˇ˘§÷¸°¨˙űŘř■\u{a0}",
    );
    /// That of Western Europe.
    pub(super) const WESTERN: Self = Self(
        "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}",
    );
    /// That of the first IBM PC.
    pub(super) const AMERICAN: Self = Self(
        "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}",
    );

    /// Decodes bytes.
    pub(super) fn decode(self, bytes: &[u8]) -> String {
        let high: Vec<char> = self.0.chars().collect();
        let letter = |byte: &u8| match byte.checked_sub(0x80) {
            None => char::from(*byte),
            Some(place) => high.get(usize::from(place)).copied().unwrap_or(char::REPLACEMENT_CHARACTER),
        };
        bytes.iter().map(letter).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_a_character() {
        for page in [DosPage::CENTRAL, DosPage::WESTERN, DosPage::AMERICAN] {
            assert_eq!(page.0.chars().count(), 128);
            assert_eq!(page.decode(b"K\x94ln"), "Köln");
        }
        assert_eq!(
            DosPage::CENTRAL.decode(b"Uchwa\x88a w sprawie \x98r\xa2d\x88a"),
            "Uchwała w sprawie śródła"
        );
        assert_eq!(DosPage::CENTRAL.decode(b"\xa5\x86\xa9\xe4\xab\xbe\x8d\xbd"), "ąćęńźżŹŻ");
    }
}
