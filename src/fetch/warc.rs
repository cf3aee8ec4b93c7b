//! Reads WARC files: archives of requests and responses, plain or with each record compressed.
//!
//! Deciding what is a document is left to `intake`. Invariant: one record is in memory at a time, and none
//! larger than the limit.

use std::{
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

use flate2::bufread::MultiGzDecoder;
use jiff::Timestamp;
use url::Url;

use super::{
    fetched::Fetched,
    unpacked::{self, GZIP_SIGN},
};
use crate::{document::quoted::brief, regular};

/// The longest header of a record, and of a response, in bytes.
const MAX_HEADER_BYTES: u64 = 256 << 10;
/// The maximum number of lines of a header.
const MAX_FIELDS: usize = 256;
/// The size of the buffers, in bytes.
const BUFFER_BYTES: usize = 128 << 10;

/// Passes the pages and files of an archive to `take` until it returns `false`; returns how many records were
/// left out because they are too large or damaged.
///
/// # Errors
/// Returns an error if the file cannot be read or is not an archive from some place on.
pub(super) fn read(path: &Path, max_bytes: u64, mut take: impl FnMut(Fetched) -> bool) -> io::Result<u64> {
    let mut reader = BufReader::with_capacity(BUFFER_BYTES, regular::open(path)?);
    let is_compressed = reader.fill_buf()?.starts_with(GZIP_SIGN);
    let reader: Box<dyn Read> =
        if is_compressed { Box::new(MultiGzDecoder::new(reader)) } else { Box::new(reader) };
    let mut reader = BufReader::with_capacity(BUFFER_BYTES, reader);
    let mut left_out = 0;
    while let Some(record) = RecordHeader::read(&mut reader)? {
        let mut body = (&mut reader).take(record.length);
        if record.is_wanted() && record.length <= max_bytes.saturating_add(MAX_HEADER_BYTES) {
            let mut content = Vec::new();
            body.read_to_end(&mut content)?;
            match record.fetched(content, max_bytes) {
                Some(fetched) => {
                    if !take(fetched) {
                        return Ok(left_out);
                    }
                }
                None => left_out += 1,
            }
        } else {
            left_out += u64::from(record.is_wanted());
        }
        io::copy(&mut body, &mut io::sink())?;
        if body.limit() > 0 {
            return Err(damaged("a record is cut off"));
        }
    }
    Ok(left_out)
}

fn damaged(reason: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("not a WARC file, or damaged: {reason}"))
}

/// What the header of a record says.
#[derive(Debug, Default)]
struct RecordHeader {
    sort: String,
    url: Option<Url>,
    media_type: String,
    captured: Option<Timestamp>,
    length: u64,
}

impl RecordHeader {
    /// Reads the next header; `None` at the end of the file.
    fn read(reader: &mut impl BufRead) -> io::Result<Option<Self>> {
        let Some(header) = head(reader)? else { return Ok(None) };
        let lines = header.iter().position(|&byte| byte == b'\n').map_or(header.len(), |end| end + 1);
        let (version, lines) = header.split_at(lines);
        if !version.starts_with(b"WARC/") {
            return Err(damaged("a record does not begin with its version"));
        }
        let mut record = Self::default();
        let mut has_length = false;
        for line in String::from_utf8_lossy(lines).lines() {
            let Some((name, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "warc-type" => record.sort = value.to_ascii_lowercase(),
                "warc-target-uri" => record.url = Url::parse(value.trim_matches(['<', '>'])).ok(),
                "warc-date" => record.captured = value.parse().ok(),
                "content-type" => record.media_type = value.to_ascii_lowercase(),
                "content-length" => {
                    record.length = value.parse().map_err(|_| damaged("a record has no valid length"))?;
                    has_length = true;
                }
                _ => {}
            }
        }
        if has_length { Ok(Some(record)) } else { Err(damaged("a record has no length")) }
    }

    /// Returns whether it holds a page or a file.
    fn is_wanted(&self) -> bool {
        let is_web = self.url.as_ref().is_some_and(|url| matches!(url.scheme(), "http" | "https"));
        let is_response = self.sort == "response" && self.media_type.starts_with("application/http");
        is_web && (is_response || self.sort == "resource")
    }

    /// Returns the content of a record; `None` if it is damaged.
    fn fetched(self, content: Vec<u8>, max_bytes: u64) -> Option<Fetched> {
        let url = self.url?;
        if self.sort == "resource" {
            let bare = Fetched::bare(url, Some(self.media_type));
            return Some(Fetched { body: content, captured: self.captured, ..bare });
        }
        response(url, &content, max_bytes).map(|fetched| Fetched { captured: self.captured, ..fetched })
    }
}

/// Reads up to the empty line after a header; `None` at the end of the file.
fn head(reader: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut header = Vec::new();
    let mut limited = reader.take(MAX_HEADER_BYTES);
    loop {
        let before = header.len();
        if limited.read_until(b'\n', &mut header)? == 0 {
            let is_end = header.is_empty() && limited.limit() > 0;
            return if is_end { Ok(None) } else { Err(damaged("a header does not end")) };
        }
        let is_empty = header[before..].iter().all(u8::is_ascii_whitespace);
        if is_empty && before == 0 {
            // Records end in two empty lines.
            header.clear();
        } else if is_empty {
            return Ok(Some(header));
        }
    }
}

/// Parses an HTTP response; `None` unless it has the status 200 and is whole.
fn response(url: Url, content: &[u8], max_bytes: u64) -> Option<Fetched> {
    let mut fields = [httparse::EMPTY_HEADER; MAX_FIELDS];
    let mut parsed = httparse::Response::new(&mut fields);
    let httparse::Status::Complete(start) = parsed.parse(content).ok()? else { return None };
    if parsed.code != Some(200) {
        return None;
    }
    let field = |name: &str| {
        let field = parsed.headers.iter().find(|field| field.name.eq_ignore_ascii_case(name))?;
        std::str::from_utf8(field.value).ok().map(str::to_owned)
    };
    let body = content.get(start..)?;
    let is_chunked =
        field("transfer-encoding").is_some_and(|coding| coding.to_ascii_lowercase().contains("chunked"));
    // Many archives keep the header, but not the chunks that it speaks of.
    let body = is_chunked.then(|| dechunked(body)).flatten().unwrap_or_else(|| body.to_vec());
    let encoding = field("content-encoding");
    let body = match unpacked::decoded(body.clone(), encoding.as_deref(), max_bytes) {
        Ok(unpacked) => unpacked,
        Err(fault) => {
            tracing::debug!("a record of an archive is left out: {}", brief(&fault));
            return None;
        }
    };
    let (media_type, etag, last_modified) = (field("content-type"), field("etag"), field("last-modified"));
    Some(Fetched { etag, last_modified, body, ..Fetched::bare(url, media_type) })
}

/// Joins the chunks of a body; `None` if it is not made of chunks.
fn dechunked(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::new();
    loop {
        let httparse::Status::Complete((start, length)) = httparse::parse_chunk_size(body).ok()? else {
            return None;
        };
        if length == 0 {
            return Some(joined);
        }
        let end = start.checked_add(usize::try_from(length).ok()?)?;
        joined.extend_from_slice(body.get(start..end)?);
        body = body.get(end..)?.strip_prefix(b"\r\n")?;
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, io::Write};

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn record(sort: &str, url: &str, media_type: &str, content: &[u8]) -> Vec<u8> {
        let head = format!(
            "WARC/1.0\r\nWARC-Type: {sort}\r\nWARC-Target-URI: {url}\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\n\r\n",
            content.len()
        );
        [head.as_bytes(), content, b"\r\n\r\n"].concat()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).expect("packed");
        encoder.finish().expect("packed")
    }

    fn all(bytes: &[u8]) -> (Vec<(String, Vec<u8>)>, io::Result<u64>) {
        let place = tempfile::tempdir().expect("a folder");
        let path = place.path().join("a.warc");
        fs::write(&path, bytes).expect("written");
        let mut found = Vec::new();
        let read = read(&path, 1 << 20, |fetched| {
            found.push((fetched.url.to_string(), fetched.body));
            true
        });
        (found, read)
    }

    #[test]
    fn pages_are_read_from_plain_and_compressed_archives() {
        let http = "application/http; msgtype=response";
        let packed =
            [&b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"[..], &gzip(b"spakowane")].concat();
        let records = [
            record("warcinfo", "x", "application/warc-fields", b"software: x\r\n"),
            record(
                "response",
                "https://a.pl/1",
                http,
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>raz",
            ),
            record(
                "request",
                "https://a.pl/1",
                "application/http; msgtype=request",
                b"GET / HTTP/1.1\r\n\r\n",
            ),
            record("response", "https://a.pl/2", http, b"HTTP/1.1 404 Not Found\r\n\r\nnie"),
            record(
                "response",
                "<https://a.pl/3>",
                http,
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ndwa\r\n1\r\n!\r\n0\r\n\r\n",
            ),
            record(
                "response",
                "https://a.pl/4",
                http,
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nbez",
            ),
            record("response", "https://a.pl/5", http, &packed),
            record("resource", "https://a.pl/6.pdf", "application/pdf", b"%PDF-1.4"),
            record("response", "https://a.pl/7", http, &vec![b'x'; 2 << 20]),
        ];
        let expected =
            [("1", "<p>raz"), ("3", "dwa!"), ("4", "bez"), ("5", "spakowane"), ("6.pdf", "%PDF-1.4")];
        let expected: Vec<(String, Vec<u8>)> =
            expected.map(|(name, body)| (format!("https://a.pl/{name}"), body.as_bytes().to_vec())).into();
        let members: Vec<u8> = records.iter().flat_map(|record| gzip(record)).collect();
        for bytes in [records.concat(), members] {
            let (found, left_out) = all(&bytes);
            assert_eq!(found, expected);
            assert_eq!(left_out.expect("read"), 2);
        }
    }

    #[test]
    fn a_damaged_archive_is_read_up_to_the_damage() {
        let whole = record("resource", "https://a.pl/1", "text/html", b"<p>raz");
        for damage in [
            "tekst",
            "WARC/1.0\r\n\r\n",
            "WARC/1.0\r\nContent-Length: 9\r\n\r\nx",
            "WARC/1.0\r\nContent-Length: -1\r\n\r\n",
        ] {
            let (found, read) = all(&[whole.as_slice(), damage.as_bytes()].concat());
            assert_eq!(found.len(), 1, "{damage}");
            assert!(read.is_err_and(|error| error.to_string().contains("not a WARC file")), "{damage}");
        }
        let endless = [b"WARC/1.0\r\n".as_slice(), &vec![b'x'; 1 << 20]].concat();
        assert!(all(&endless).1.is_err());
        assert_eq!(all(b"").1.expect("empty"), 0);
    }
}
