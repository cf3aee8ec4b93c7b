//! Lines of a `.jsonl` file, each a document with an id of its own.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read},
    path::Path,
};

use serde::Deserialize;

use super::{Content, Input, Unusable};
use crate::{
    document::{DocumentId, quoted::brief},
    error::unreadable,
};

/// The longest line that is read, in bytes.
const MAX_LINE_BYTES: u64 = 64 << 20;

/// The part of a line that names the document; the extractor reads the rest.
#[derive(Deserialize)]
struct Named {
    id: String,
}

/// Hands every line to `found` until that returns `false`; returns whether to go on.
pub(super) fn scan(path: &Path, found: &mut dyn FnMut(Result<Input, Unusable>) -> bool) -> bool {
    let unusable = |line: Option<usize>, reason: String| Unusable { path: path.to_owned(), line, reason };
    let mut reader = match File::open(path) {
        Ok(file) => BufReader::with_capacity(1 << 16, file),
        Err(error) => return found(Err(unusable(None, unreadable(&error)))),
    };
    let mut lines = 0;
    for number in 1.. {
        match read_line(&mut reader) {
            Ok(None) => break,
            Ok(Some(line)) if line.trim_ascii().is_empty() => {}
            Ok(Some(bytes)) => {
                lines += 1;
                let input = id(&bytes).map_err(|reason| unusable(Some(number), reason));
                let content = Content::Line { number, bytes };
                if !found(input.map(|id| Input { id, path: path.to_owned(), content })) {
                    return false;
                }
            }
            Err(error) => return found(Err(unusable(Some(number), unreadable(&error)))),
        }
    }
    lines > 0 || found(Err(unusable(None, "is empty: fill it or remove it".to_owned())))
}

/// The next line without its end; a line over the limit is cut, and then is no JSON.
fn read_line(reader: &mut impl BufRead) -> std::io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    if reader.by_ref().take(MAX_LINE_BYTES).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if line.len() as u64 == MAX_LINE_BYTES && line.last() != Some(&b'\n') {
        reader.skip_until(b'\n')?;
        line.truncate(64);
    }
    Ok(Some(line))
}

fn id(line: &[u8]) -> Result<DocumentId, String> {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    let text = std::str::from_utf8(line).map_err(|_| "is not UTF-8: save the file as UTF-8")?;
    let named: Named = serde_json::from_str(text).map_err(|error| {
        format!("is not a JSON object with an `id` ({}): mend or remove the line", brief(&error))
    })?;
    named.id.parse().map_err(|error| format!("has a bad id: {error}"))
}
