//! The protocol between parent and worker, over the worker's standard input and output.
//!
//! A request is its length and JSON; the bytes of a document follow a `Hold`. An answer is a letter, a length
//! and the payload. Invariant: the length of an answer is checked before its payload, so that nobody reads
//! more than intended.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use crate::{document::Format, extract::PageArea};

/// The maximum size of a request, in bytes: it holds a name, a number, and up to [`MAX_MARKS`] areas.
const MAX_REQUEST_BYTES: u64 = 16 << 10;
/// The maximum number of marks in a picture; a page rarely has more words.
pub(crate) const MAX_MARKS: usize = 500;

/// A request from the parent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum WorkerRequest {
    /// Use the bytes that follow as the document for later requests; there is no answer.
    Hold {
        /// The number of bytes that follow.
        bytes: u64,
    },
    /// Extract the text of the document.
    Extract {
        /// The format of the document.
        format: Format,
        /// The character set that it was sent with.
        charset: Option<String>,
    },
    /// Read the document as a page of a site: its text and where it leads.
    Page {
        /// The character set that it was sent with.
        charset: Option<String>,
    },
    /// Find where the document, a page of a site, leads.
    Links {
        /// The character set that it was sent with.
        charset: Option<String>,
        /// A CSS selector of links.
        selector: Option<String>,
    },
    /// Rasterize a page for OCR.
    Raster {
        /// The page number, from 1.
        page: u32,
    },
    /// Find the words of a page.
    Words {
        /// The page number, from 1.
        page: u32,
    },
    /// Draw a page for people.
    Draw {
        /// The page number, from 1.
        page: u32,
        /// What to mark, at most [`MAX_MARKS`] areas.
        marks: Vec<PageArea>,
    },
}

/// The kind of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ResponseKind {
    /// The document as JSON.
    Extracted,
    /// An image of a page for OCR.
    Image,
    /// What a page of a site says and where it leads, or only the latter, as JSON.
    Page,
    /// The words of a page as JSON.
    Words,
    /// A picture of a page as PNG.
    Picture,
    /// The reason there is neither, an `ExtractError` as JSON.
    Refused,
}

impl ResponseKind {
    const ALL: [(u8, Self); 6] = [
        (b'E', Self::Extracted),
        (b'S', Self::Page),
        (b'I', Self::Image),
        (b'W', Self::Words),
        (b'P', Self::Picture),
        (b'R', Self::Refused),
    ];

    fn letter(self) -> u8 {
        Self::ALL.iter().find(|(_, answer)| *answer == self).map_or(b'R', |(letter, _)| *letter)
    }
}

pub(super) fn write_request(out: &mut impl Write, request: &WorkerRequest) -> io::Result<()> {
    let json = serde_json::to_vec(request)?;
    out.write_all(&(json.len() as u64).to_le_bytes())?;
    out.write_all(&json)
}

/// Reads the next request; `None` if the parent has gone.
pub(super) fn read_request(input: &mut impl Read) -> io::Result<Option<WorkerRequest>> {
    let Some(length) = read_length(input)? else { return Ok(None) };
    if length > MAX_REQUEST_BYTES {
        return Err(io::Error::other("a request is too long"));
    }
    let mut json = vec![0; length as usize];
    input.read_exact(&mut json)?;
    Ok(Some(serde_json::from_slice(&json)?))
}

pub(super) fn write_answer(out: &mut impl Write, answer: ResponseKind, payload: &[u8]) -> io::Result<()> {
    out.write_all(&[answer.letter()])?;
    out.write_all(&(payload.len() as u64).to_le_bytes())?;
    out.write_all(payload)?;
    out.flush()
}

/// Reads the kind and length of the next answer.
pub(super) fn read_answer(input: &mut impl Read) -> io::Result<(ResponseKind, u64)> {
    let mut letter = [0];
    input.read_exact(&mut letter)?;
    let known = ResponseKind::ALL.iter().find(|(known, _)| *known == letter[0]);
    let (_, answer) = known.ok_or_else(|| io::Error::other("an answer of unknown kind"))?;
    let length = read_length(input)?.ok_or(io::ErrorKind::UnexpectedEof)?;
    Ok((*answer, length))
}

/// Reads a length; `None` at the end of the input.
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
    fn requests_and_answers_round_trip() {
        let mut pipe = Vec::new();
        let requests = [
            WorkerRequest::Hold { bytes: 3 },
            WorkerRequest::Extract { format: Format::Html, charset: Some("iso-8859-2".to_owned()) },
            WorkerRequest::Page { charset: None },
            WorkerRequest::Links { charset: None, selector: Some(".list a".to_owned()) },
            WorkerRequest::Raster { page: 7 },
            WorkerRequest::Words { page: 8 },
            WorkerRequest::Draw { page: 9, marks: vec![PageArea::from([9_999; 4]); MAX_MARKS] },
        ];
        for request in &requests {
            write_request(&mut pipe, request).expect("written");
        }
        let mut input = pipe.as_slice();
        for request in requests {
            assert_eq!(read_request(&mut input).expect("read"), Some(request));
        }
        assert_eq!(read_request(&mut input).expect("read"), None);

        let mut pipe = Vec::new();
        write_answer(&mut pipe, ResponseKind::Refused, "żle".as_bytes()).expect("written");
        let mut input = pipe.as_slice();
        assert_eq!(read_answer(&mut input).expect("read"), (ResponseKind::Refused, 4));
        assert_eq!(input, "żle".as_bytes());
    }

    #[test]
    fn malformed_requests_and_answers_are_errors() {
        let mut long = &[0xff; 8][..];
        assert!(read_request(&mut long).is_err());
        assert!(read_answer(&mut &b"X12345678"[..]).is_err());
        assert!(read_answer(&mut &b"E123"[..]).is_err());
    }
}
