//! Reads the lines of a `.jsonl` file, each of which is a document with its own id.
//!
//! Invariant: one line is in memory at a time, and never more than the maximum length of a line; a large line
//! stays in its file once its id is known.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Take},
    path::Path,
};

use jiff::Timestamp;
use memchr::memchr_iter;
use serde::Deserialize;

use super::{
    Input, InputBody, ScanItem, SourceError, UnusableInput, input::InputContent, input_body::SMALL_BYTES,
    sidecar::changed,
};
use crate::{
    document::{ContentHash, DocumentId, quoted::brief},
    regular,
};

/// The maximum length of a line, in bytes.
const MAX_LINE_BYTES: u64 = 64 << 20;
/// The maximum size of a file, in bytes: it is never held in memory, but a sparse file could be endless.
const MAX_FILE_BYTES: u64 = 64 << 30;
/// The size of the read buffer, in bytes.
const BUFFER_BYTES: usize = 1 << 16;

/// The part of a line that identifies the document; the extractor reads the rest.
#[derive(Deserialize)]
struct JsonLineId {
    id: String,
}

/// A line without its line end.
enum RawLine {
    Whole(Vec<u8>),
    /// A line longer than the maximum.
    Long,
}

/// Reads a file line by line and tracks its position.
struct LineReader<'a> {
    reader: BufReader<Take<File>>,
    /// The offset of the next line, in bytes.
    at: u64,
    goes_on: &'a dyn Fn() -> bool,
}

/// Passes every line to `found` until that returns `false`; returns whether to continue.
pub(super) fn scan(path: &Path, goes_on: &dyn Fn() -> bool, found: &mut dyn FnMut(ScanItem) -> bool) -> bool {
    let unusable = |line: Option<usize>, error: SourceError| {
        ScanItem::Unusable(UnusableInput { path: path.to_owned(), line, reason: error.to_string() })
    };
    let mut lines = match open(path) {
        Ok(reader) => LineReader { reader, at: 0, goes_on },
        Err(reason) => return found(unusable(None, reason)),
    };
    let (mut count, changed) = (0_usize, changed(path));
    for number in 1.. {
        let start = lines.at;
        let line = match lines.next() {
            Ok(Some(line)) => line,
            Ok(None) => break,
            Err(error) => return found(unusable(Some(number), error.into())),
        };
        let line = match line {
            RawLine::Whole(bytes) if bytes.trim_ascii().is_empty() => continue,
            RawLine::Whole(bytes) => input(path, changed, (number, start), bytes),
            RawLine::Long => Err(SourceError::LongLine { limit: MAX_LINE_BYTES >> 20 }),
        };
        count += 1;
        if !found(line.map_or_else(|reason| unusable(Some(number), reason), ScanItem::Input)) || !goes_on() {
            return false;
        }
    }
    count > 0 || found(unusable(None, SourceError::Empty))
}

/// Returns the number of lines in a file.
pub(super) fn count(path: &Path, goes_on: &dyn Fn() -> bool) -> u64 {
    let Ok(mut reader) = open(path) else { return 1 };
    let (mut ends, mut is_ended) = (0, true);
    while let Some(bytes) = reader.fill_buf().ok().filter(|bytes| !bytes.is_empty() && goes_on()) {
        ends += memchr_iter(b'\n', bytes).count() as u64;
        is_ended = bytes.ends_with(b"\n");
        let length = bytes.len();
        reader.consume(length);
    }
    ends + u64::from(!is_ended)
}

fn open(path: &Path) -> Result<BufReader<Take<File>>, SourceError> {
    let file = regular::open(path)?;
    let size = file.metadata()?.len();
    if size > MAX_FILE_BYTES {
        let (size, limit) = (size >> 30, MAX_FILE_BYTES >> 30);
        return Err(SourceError::TooLarge { size, limit, unit: "GB" });
    }
    Ok(BufReader::with_capacity(BUFFER_BYTES, file.take(MAX_FILE_BYTES)))
}

impl LineReader<'_> {
    fn next(&mut self) -> io::Result<Option<RawLine>> {
        let mut line = Vec::new();
        let read = self.reader.by_ref().take(MAX_LINE_BYTES).read_until(b'\n', &mut line)? as u64;
        self.at += read;
        if read == 0 {
            return Ok(None);
        }
        if line.last() == Some(&b'\n') {
            line.pop();
        } else if read == MAX_LINE_BYTES {
            self.skip_line()?;
            return Ok(Some(RawLine::Long));
        }
        Ok(Some(RawLine::Whole(line)))
    }

    /// Skips to the end of the line, unless the run is canceled.
    fn skip_line(&mut self) -> io::Result<()> {
        while (self.goes_on)() {
            let bytes = self.reader.fill_buf()?;
            let end = bytes.iter().position(|byte| *byte == b'\n').map(|end| end + 1);
            let length = end.unwrap_or(bytes.len());
            self.reader.consume(length);
            self.at += length as u64;
            if end.is_some() || length == 0 {
                return Ok(());
            }
        }
        Ok(())
    }
}

/// Returns the input for a line; a large one stays in its file.
fn input(
    path: &Path,
    changed: Option<Timestamp>,
    (number, start): (usize, u64),
    bytes: Vec<u8>,
) -> Result<Input, SourceError> {
    let id = id(&bytes)?;
    let length = bytes.len() as u64;
    let body = if length > SMALL_BYTES {
        InputBody::File { start, length, hash: ContentHash::from_content(&bytes), may_change: true }
    } else {
        InputBody::Bytes(bytes)
    };
    Ok(Input { id, path: path.to_owned(), content: InputContent::Line { number, changed, body } })
}

/// Says what is wrong with a line; which one of the file it is, its name says.
fn in_line(error: &serde_json::Error) -> String {
    brief(error).replace(" at line 1 column ", " at column ")
}

fn id(line: &[u8]) -> Result<DocumentId, SourceError> {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    let text = std::str::from_utf8(line).map_err(|_| SourceError::NotUtf8)?;
    let named: JsonLineId =
        serde_json::from_str(text).map_err(|error| SourceError::NoId { reason: in_line(&error) })?;
    named.id.parse().map_err(SourceError::InvalidId)
}
