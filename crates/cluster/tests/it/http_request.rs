//! Reads one HTTP request from a connection.

use std::io::{Read, Result};

/// A request as it was sent.
#[derive(Debug, Clone)]
pub(crate) struct HttpRequest {
    /// The method and the path with its query.
    pub(crate) line: String,
    /// The other lines of the head.
    pub(crate) headers: Vec<String>,
    pub(crate) body: Vec<u8>,
}

impl HttpRequest {
    pub(crate) fn read(stream: &mut impl Read) -> Result<Self> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte)?;
            head.push(byte[0]);
        }
        let head = String::from_utf8(head).unwrap();
        let mut lines = head.lines().filter(|line| !line.is_empty());
        let line = lines.next().unwrap().trim_end_matches(" HTTP/1.1").to_owned();
        let headers: Vec<String> = lines.map(str::to_owned).collect();
        let mut request = Self { line, headers, body: Vec::new() };
        let length = request.header("content-length").map_or(0, |length| length.parse().unwrap());
        request.body.resize(length, 0);
        stream.read_exact(&mut request.body)?;
        Ok(request)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}
