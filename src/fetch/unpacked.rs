//! Unpacks compressed answers within a limit.
//!
//! Invariant: no more memory is used than the limit, however much a compressed answer claims to hold.

use std::io::Read;

use flate2::read::{MultiGzDecoder, ZlibDecoder};

use super::fetch_fault::FetchFault;

/// The first bytes of gzip.
pub(super) const GZIP_SIGN: &[u8] = &[0x1f, 0x8b];

/// Unpacks the body of an answer with this `Content-Encoding`.
///
/// # Errors
/// Returns an error if it is larger than `most` bytes, or damaged.
pub(crate) fn decoded(body: Vec<u8>, encoding: Option<&str>, most: u64) -> Result<Vec<u8>, FetchFault> {
    match encoding.map(|encoding| encoding.trim().to_ascii_lowercase()).as_deref() {
        None | Some("" | "identity") => Ok(body),
        Some("gzip" | "x-gzip") => unpack(MultiGzDecoder::new(body.as_slice()), most),
        Some("deflate") => unpack(ZlibDecoder::new(body.as_slice()), most),
        Some(other) => Err(FetchFault::Packed(format!("unknown encoding `{}`", other.escape_default()))),
    }
}

/// Unpacks a file that is gzip by its first bytes; returns any other unchanged.
///
/// # Errors
/// Returns an error if it is larger than `most` bytes, or damaged.
pub(crate) fn unzipped(body: Vec<u8>, most: u64) -> Result<Vec<u8>, FetchFault> {
    if body.starts_with(GZIP_SIGN) { unpack(MultiGzDecoder::new(body.as_slice()), most) } else { Ok(body) }
}

fn unpack(reader: impl Read, most: u64) -> Result<Vec<u8>, FetchFault> {
    let mut unpacked = Vec::new();
    let read = reader.take(most + 1).read_to_end(&mut unpacked);
    if unpacked.len() as u64 > most {
        return Err(FetchFault::TooLarge(most >> 20));
    }
    read.map(|_| unpacked).map_err(|error| FetchFault::Packed(error.to_string()))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).expect("packed");
        encoder.finish().expect("packed")
    }

    #[test]
    fn a_compressed_answer_is_unpacked_up_to_its_limit() {
        let packed = gzip("żółw".as_bytes());
        assert_eq!(decoded(packed.clone(), Some("gzip"), 7).expect("unpacked"), "żółw".as_bytes());
        assert_eq!(decoded(packed.clone(), Some("GZIP "), 6), Err(FetchFault::TooLarge(0)));
        assert_eq!(unzipped(packed.clone(), 7).expect("unpacked"), "żółw".as_bytes());
        assert_eq!(unzipped(b"plain".to_vec(), 1).expect("unchanged"), b"plain");
        assert!(matches!(decoded(packed[..9].to_vec(), Some("gzip"), 9), Err(FetchFault::Packed(_))));
        assert!(matches!(decoded(packed, Some("br"), 9), Err(FetchFault::Packed(_))));
    }

    #[test]
    fn a_bomb_ends_at_the_limit() {
        let bomb = gzip(&vec![0; 64 << 20]);
        assert!(bomb.len() < 1 << 20);
        assert_eq!(decoded(bomb, Some("gzip"), 1 << 20), Err(FetchFault::TooLarge(1)));
    }
}
