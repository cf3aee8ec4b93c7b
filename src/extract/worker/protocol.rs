//! What parent and worker say to each other over the worker's standard input and output.
//!
//! A request is its length and JSON; the bytes of a document follow a `Hold`. An answer is a letter, a
//! length and the payload. Always holds: the length of an answer is looked at before its payload, so that
//! nobody reads more than they mean to.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use crate::document::Format;

/// Longer requests are none: they hold a name and a number.
const MAX_REQUEST_BYTES: u64 = 4096;

/// What the parent asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Request {
    /// Take these bytes, which follow, as the document of the requests after this one. No answer.
    Hold {
        /// How many follow.
        bytes: u64,
    },
    /// Read its text.
    Extract {
        /// How it is to be read.
        format: Format,
    },
    /// Make an image of a page.
    Raster {
        /// The number of the page, from 1.
        page: u32,
    },
}

/// What kind of answer comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// The document as JSON.
    Extracted,
    /// An image of a page.
    Image,
    /// Why there is neither, as text.
    Refused,
}

impl Answer {
    const ALL: [(u8, Self); 3] = [(b'E', Self::Extracted), (b'I', Self::Image), (b'R', Self::Refused)];

    fn letter(self) -> u8 {
        Self::ALL.iter().find(|(_, answer)| *answer == self).map_or(b'R', |(letter, _)| *letter)
    }
}

pub(super) fn write_request(out: &mut impl Write, request: Request) -> io::Result<()> {
    let json = serde_json::to_vec(&request)?;
    out.write_all(&(json.len() as u64).to_le_bytes())?;
    out.write_all(&json)
}

/// The next request, or `None` where the parent has gone.
pub(super) fn read_request(input: &mut impl Read) -> io::Result<Option<Request>> {
    let Some(length) = read_length(input)? else { return Ok(None) };
    if length > MAX_REQUEST_BYTES {
        return Err(io::Error::other("a request is too long"));
    }
    let mut json = vec![0; length as usize];
    input.read_exact(&mut json)?;
    Ok(Some(serde_json::from_slice(&json)?))
}

pub(super) fn write_answer(out: &mut impl Write, answer: Answer, payload: &[u8]) -> io::Result<()> {
    out.write_all(&[answer.letter()])?;
    out.write_all(&(payload.len() as u64).to_le_bytes())?;
    out.write_all(payload)?;
    out.flush()
}

/// The kind and length of the next answer.
pub(super) fn read_answer(input: &mut impl Read) -> io::Result<(Answer, u64)> {
    let mut letter = [0];
    input.read_exact(&mut letter)?;
    let known = Answer::ALL.iter().find(|(known, _)| *known == letter[0]);
    let (_, answer) = known.ok_or_else(|| io::Error::other("an answer of no kind"))?;
    let length = read_length(input)?.ok_or(io::ErrorKind::UnexpectedEof)?;
    Ok((*answer, length))
}

/// A length, or `None` at the end of the input.
fn read_length(input: &mut impl Read) -> io::Result<Option<u64>> {
    let mut length = [0; 8];
    match input.read_exact(&mut length) {
        Ok(()) => Ok(Some(u64::from_le_bytes(length))),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_and_responses_are_read_back_as_written() {
        let mut pipe = Vec::new();
        let requests = [
            Request::Hold { bytes: 3 },
            Request::Extract { format: Format::Pdf },
            Request::Raster { page: 7 },
        ];
        for request in requests {
            write_request(&mut pipe, request).expect("written");
        }
        let mut input = pipe.as_slice();
        for request in requests {
            assert_eq!(read_request(&mut input).expect("read"), Some(request));
        }
        assert_eq!(read_request(&mut input).expect("read"), None);

        let mut pipe = Vec::new();
        write_answer(&mut pipe, Answer::Refused, "żle".as_bytes()).expect("written");
        let mut input = pipe.as_slice();
        assert_eq!(read_answer(&mut input).expect("read"), (Answer::Refused, 4));
        assert_eq!(input, "żle".as_bytes());
    }

    #[test]
    fn malformed_messages_are_errors() {
        let mut long = &[0xff; 8][..];
        assert!(read_request(&mut long).is_err());
        assert!(read_answer(&mut &b"X12345678"[..]).is_err());
        assert!(read_answer(&mut &b"E123"[..]).is_err());
    }
}
