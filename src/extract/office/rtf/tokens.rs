//! Takes an RTF file apart into groups, control words and text.
//!
//! Invariant: each token takes at least one byte, so that reading ends.

/// A piece of an RTF file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RtfToken<'a> {
    /// `{`
    Begin,
    /// `}`
    End,
    /// A control word with its number: `\par`, `\u261`.
    Word(&'a str, Option<i32>),
    /// A control sign: `\~`, `\*`.
    Sign(u8),
    /// A byte given as `\'b9`.
    Byte(u8),
    /// Text as it stands.
    Text(&'a [u8]),
}

/// The longest control word that is read as one; the specification allows 32 letters.
const MAX_WORD_BYTES: usize = 64;

/// Reads the tokens of a file, one after the other.
pub(super) struct RtfTokens<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> RtfTokens<'a> {
    /// Begins to read a file.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Passes over bytes that are no text: those after `\bin`.
    pub(super) fn pass(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes).min(self.bytes.len());
    }

    /// Returns what follows, up to a number of bytes.
    pub(super) fn ahead(&self, most: usize) -> &'a [u8] {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        rest.get(..most.min(rest.len())).unwrap_or_default()
    }

    fn control(&mut self) -> RtfToken<'a> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let letters = rest.iter().take(MAX_WORD_BYTES).take_while(|byte| byte.is_ascii_alphabetic()).count();
        if letters == 0 {
            return self.sign(rest);
        }
        let word = std::str::from_utf8(rest.get(..letters).unwrap_or_default()).unwrap_or_default();
        let after = rest.get(letters..).unwrap_or_default();
        let minus = usize::from(after.first() == Some(&b'-'));
        let digits = after.iter().skip(minus).take(10).take_while(|byte| byte.is_ascii_digit()).count();
        let length = if digits > 0 { minus + digits } else { 0 };
        let number = std::str::from_utf8(after.get(..length).unwrap_or_default()).ok();
        let number = number.and_then(|number| number.parse().ok());
        let space = usize::from(after.get(length) == Some(&b' '));
        self.at += letters + length + space;
        RtfToken::Word(word, number)
    }

    fn sign(&mut self, rest: &[u8]) -> RtfToken<'a> {
        let Some(&sign) = rest.first() else { return RtfToken::Sign(b'\\') };
        self.at += 1;
        if sign != b'\'' {
            return RtfToken::Sign(sign);
        }
        let digits = rest.get(1..3).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                self.at += 2;
                RtfToken::Byte(byte)
            }
            None => RtfToken::Sign(sign),
        }
    }
}

impl<'a> Iterator for RtfTokens<'a> {
    type Item = RtfToken<'a>;

    fn next(&mut self) -> Option<RtfToken<'a>> {
        loop {
            let rest = self.bytes.get(self.at..).filter(|rest| !rest.is_empty())?;
            let length = rest.iter().position(|byte| b"{}\\\r\n\0".contains(byte)).unwrap_or(rest.len());
            if length > 0 {
                self.at += length;
                return rest.get(..length).map(RtfToken::Text);
            }
            self.at += 1;
            match rest.first() {
                Some(b'{') => return Some(RtfToken::Begin),
                Some(b'}') => return Some(RtfToken::End),
                Some(b'\\') => return Some(self.control()),
                // Line ends are there for people who look at the file.
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_taken_apart() {
        let tokens: Vec<RtfToken<'_>> = RtfTokens::new(b"{\\b1 a\\'b9\\u-10 ?\\~\r\n\\par}\\").collect();
        let expected = [
            RtfToken::Begin,
            RtfToken::Word("b", Some(1)),
            RtfToken::Text(b"a"),
            RtfToken::Byte(0xb9),
            RtfToken::Word("u", Some(-10)),
            RtfToken::Text(b"?"),
            RtfToken::Sign(b'~'),
            RtfToken::Word("par", None),
            RtfToken::End,
            RtfToken::Sign(b'\\'),
        ];
        assert_eq!(tokens, expected);
    }
}
