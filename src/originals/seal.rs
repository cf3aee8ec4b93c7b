//! A line of JSON that carries the hash of itself.
//!
//! `{"a":1}` becomes `{"a":1,"seal":"HASH"}`, with the hash of the line before. Always holds: whatever byte of a sealed
//! line changes, it is not read; lines of earlier versions, which have no seal, are.

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    document::ContentHash,
    error::{Error, Result},
};

const OPEN: &[u8] = b",\"seal\":\"";
const CLOSE: &[u8] = b"\"}";
/// How much longer a sealed line is.
pub(super) const SEAL_BYTES: u64 = (OPEN.len() + ContentHash::DIGITS + CLOSE.len() - 1) as u64;

/// A value with at least one field as a sealed line, without a line end.
///
/// # Errors
/// Where it is no JSON.
pub(super) fn sealed(value: &impl Serialize) -> Result<Vec<u8>> {
    let mut line = serde_json::to_vec(value).map_err(|error| Error::Internal(error.to_string()))?;
    let hash = ContentHash::of(&line);
    line.pop();
    line.extend([OPEN, hash.as_str().as_bytes(), CLOSE].concat());
    Ok(line)
}

/// What a line says, and whether it is sealed; `None` where it is damaged. The type must know no field that it does
/// not name, or a damaged seal would pass for such a field.
pub(super) fn unsealed<T: DeserializeOwned>(line: &[u8]) -> Option<(T, bool)> {
    let end = line.strip_suffix(CLOSE).and_then(|line| line.split_last_chunk::<{ ContentHash::DIGITS }>());
    let Some((head, digits)) = end.and_then(|(head, digits)| Some((head.strip_suffix(OPEN)?, digits))) else {
        return Some((serde_json::from_slice(line).ok()?, false));
    };
    let line = [head, b"}"].concat();
    let is_whole = ContentHash::of(&line).as_str().as_bytes() == digits;
    is_whole.then_some(())?;
    Some((serde_json::from_slice(&line).ok()?, true))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Line {
        title: Option<String>,
    }

    #[test]
    fn every_change_to_a_sealed_line_is_detected() {
        let value = Line { title: Some("Żółw".to_owned()) };
        let line = sealed(&value).expect("JSON");
        assert_eq!(unsealed::<Line>(&line), Some((value, true)));
        for bit in 0..line.len() * 8 {
            let mut changed = line.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(unsealed::<Line>(&changed), None, "bit {bit}");
        }
        for length in 0..line.len() {
            assert_eq!(unsealed::<Line>(&line[..length]), None, "cut at {length}");
        }
    }

    #[test]
    fn a_line_without_a_seal_is_from_an_earlier_version() {
        let value = Line { title: Some(",\"seal\":\"".to_owned()) };
        let line = serde_json::to_vec(&value).expect("JSON");
        assert_eq!(unsealed::<Line>(&line), Some((value, false)));
    }
}
