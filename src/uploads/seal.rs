//! A line of JSON that contains its own hash.
//!
//! `{"a":1}` becomes `{"a":1,"seal":"HASH"}`, with the hash of the former. Invariant: a sealed line with any
//! changed byte is rejected; lines of earlier versions, which have no seal, are accepted.

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    document::ContentHash,
    error::{Error, Result},
};

const OPEN: &[u8] = b",\"seal\":\"";
const CLOSE: &[u8] = b"\"}";
/// The number of bytes that a seal adds to a line.
pub(super) const SEAL_BYTES: u64 = (OPEN.len() + ContentHash::DIGITS + CLOSE.len() - 1) as u64;

/// Serializes a value with at least one field as a sealed line, without a line end.
///
/// # Errors
/// Returns [`Error::Internal`] if the value cannot be serialized.
pub(super) fn sealed(value: &impl Serialize) -> Result<Vec<u8>> {
    let mut line = serde_json::to_vec(value).map_err(|error| Error::Internal(error.to_string()))?;
    let hash = ContentHash::from_content(&line);
    line.pop();
    line.extend([OPEN, hash.as_str().as_bytes(), CLOSE].concat());
    Ok(line)
}

/// Parses a line, and whether it is sealed; `None` if it is damaged.
///
/// The type must deny unknown fields, or a damaged seal would pass for one.
pub(super) fn unsealed<T: DeserializeOwned>(line: &[u8]) -> Option<(T, bool)> {
    let end = line.strip_suffix(CLOSE).and_then(|line| line.split_last_chunk::<{ ContentHash::DIGITS }>());
    let Some((head, digits)) = end.and_then(|(head, digits)| Some((head.strip_suffix(OPEN)?, digits))) else {
        return Some((serde_json::from_slice(line).ok()?, false));
    };
    let line = [head, b"}"].concat();
    let is_whole = ContentHash::from_content(&line).as_str().as_bytes() == digits;
    is_whole.then_some(())?;
    Some((serde_json::from_slice(&line).ok()?, true))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct TestHeader {
        title: Option<String>,
    }

    #[test]
    fn any_changed_bit_of_a_sealed_line_is_detected() {
        let value = TestHeader { title: Some("Żółw".to_owned()) };
        let line = sealed(&value).expect("JSON");
        assert_eq!(unsealed::<TestHeader>(&line), Some((value, true)));
        for bit in 0..line.len() * 8 {
            let mut changed = line.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(unsealed::<TestHeader>(&changed), None, "bit {bit}");
        }
        for length in 0..line.len() {
            assert_eq!(unsealed::<TestHeader>(&line[..length]), None, "cut at {length}");
        }
    }

    #[test]
    fn a_line_without_a_seal_is_accepted_as_an_earlier_version() {
        let value = TestHeader { title: Some(",\"seal\":\"".to_owned()) };
        let line = serde_json::to_vec(&value).expect("JSON");
        assert_eq!(unsealed::<TestHeader>(&line), Some((value, false)));
    }
}
