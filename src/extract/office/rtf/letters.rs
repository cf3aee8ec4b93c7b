//! Decodes the letters of an RTF file: bytes by the code page of their font, and numbers of UTF-16.
//!
//! Invariant: a font of symbols gives no text, since its letters stand for pictures.

use std::collections::HashMap;

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GBK, ISO_8859_2, MACINTOSH, SHIFT_JIS, UTF_8, WINDOWS_874, WINDOWS_1250,
    WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256, WINDOWS_1257,
    WINDOWS_1258, X_MAC_CYRILLIC,
};

use crate::extract::code_page::DosPage;

/// The maximum number of fonts.
const MAX_FONTS: usize = 10_000;

/// How bytes are decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CodePage {
    Known(&'static Encoding),
    Dos(DosPage),
    /// A font of symbols.
    Symbols,
}

/// The code pages of the file and its fonts.
#[derive(Debug)]
pub(super) struct CodePages {
    usual: CodePage,
    fonts: HashMap<i32, CodePage>,
}

impl Default for CodePages {
    fn default() -> Self {
        Self { usual: CodePage::Known(WINDOWS_1252), fonts: HashMap::new() }
    }
}

impl CodePages {
    /// Sets the code page of the file by its number.
    pub(super) fn set_usual(&mut self, number: i32) {
        self.usual = numbered(number).unwrap_or(self.usual);
    }

    /// Sets the character set of a font, or its code page.
    pub(super) fn set_font(&mut self, font: i32, page: Option<CodePage>) {
        if let Some(page) = page.filter(|_| self.fonts.len() < MAX_FONTS) {
            self.fonts.insert(font, page);
        }
    }

    /// Returns the code page of a font. Western fonts have that of the file: Polish programs declare them so.
    pub(super) fn of_font(&self, font: Option<i32>) -> CodePage {
        font.and_then(|font| self.fonts.get(&font)).copied().unwrap_or(self.usual)
    }
}

/// Returns the code page with a number.
pub(super) fn numbered(number: i32) -> Option<CodePage> {
    Some(CodePage::Known(match number {
        437 => return Some(CodePage::Dos(DosPage::AMERICAN)),
        850 => return Some(CodePage::Dos(DosPage::WESTERN)),
        852 => return Some(CodePage::Dos(DosPage::CENTRAL)),
        874 => WINDOWS_874,
        932 => SHIFT_JIS,
        936 => GBK,
        949 => EUC_KR,
        950 => BIG5,
        1250 => WINDOWS_1250,
        1251 => WINDOWS_1251,
        1252 => WINDOWS_1252,
        1253 => WINDOWS_1253,
        1254 => WINDOWS_1254,
        1255 => WINDOWS_1255,
        1256 => WINDOWS_1256,
        1257 => WINDOWS_1257,
        1258 => WINDOWS_1258,
        10_000 => MACINTOSH,
        10_007 => X_MAC_CYRILLIC,
        28_592 => ISO_8859_2,
        65_001 => UTF_8,
        _ => return None,
    }))
}

/// Returns the code page of a Windows character set; `None` for that of the file.
pub(super) fn of_charset(charset: i32) -> Option<CodePage> {
    match charset {
        2 => Some(CodePage::Symbols),
        77 => Some(CodePage::Known(MACINTOSH)),
        128 => numbered(932),
        129 => numbered(949),
        134 => numbered(936),
        136 => numbered(950),
        161 => numbered(1253),
        162 => numbered(1254),
        163 => numbered(1258),
        177 => numbered(1255),
        178 => numbered(1256),
        186 => numbered(1257),
        204 => numbered(1251),
        222 => numbered(874),
        238 => numbered(1250),
        _ => None,
    }
}

impl CodePage {
    /// Decodes bytes.
    pub(super) fn decode(self, bytes: &[u8]) -> String {
        match self {
            Self::Known(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
            Self::Dos(page) => page.decode(bytes),
            Self::Symbols => String::new(),
        }
    }
}

/// Joins the halves of characters that UTF-16 writes as two numbers.
#[derive(Debug, Default)]
pub(super) struct Utf16Letters {
    first_half: Option<u16>,
}

impl Utf16Letters {
    /// Returns the character that a number completes.
    pub(super) fn push(&mut self, number: i32) -> Option<char> {
        // Numbers above 32,767 are written as negative ones.
        let unit = u16::try_from(number.rem_euclid(0x1_0000)).ok()?;
        if (0xd800..0xdc00).contains(&unit) {
            self.first_half = Some(unit);
            return None;
        }
        let units = self.first_half.take().into_iter().chain([unit]);
        char::decode_utf16(units).last()?.ok()
    }
}
