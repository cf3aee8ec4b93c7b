//! The precompiled table of `SentencePiece`: a double-array trie of what is replaced, and the replacements.
//!
//! Four bytes give the length of the trie; its units are 32-bit numbers; a leaf holds the place of its text,
//! which ends with a zero. Only single characters are read: sequences are compositions, which are made first
//! anyway.

use crate::tokenizer::vocabulary::Replacement;

/// Returns what each character becomes.
pub(super) fn replacements(table: &[u8]) -> Result<Vec<Replacement>, String> {
    let broken = || "its precompiled table is truncated or damaged".to_owned();
    let (length, rest) = table.split_first_chunk().ok_or_else(broken)?;
    let (trie, texts) = rest.split_at_checked(u32::from_le_bytes(*length) as usize).ok_or_else(broken)?;
    let units: Vec<u32> = trie.as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
    let mut replacements = Vec::new();
    for character in '\u{1}'..=char::MAX {
        if let Some(start) = find(&units, character) {
            let text = texts.get(start..).and_then(|text| text.split(|byte| *byte == 0).next());
            let text = text.and_then(|text| std::str::from_utf8(text).ok()).filter(|text| text.len() <= 255);
            replacements.push(Replacement { character, text: text.ok_or_else(broken)?.into() });
        }
    }
    Ok(replacements)
}

/// Returns the value of a key that is one character.
fn find(units: &[u32], character: char) -> Option<usize> {
    let mut bytes = [0; 4];
    let mut at = offset(*units.first()?);
    let mut unit = 0;
    for byte in character.encode_utf8(&mut bytes).bytes() {
        at ^= usize::from(byte);
        unit = *units.get(at)?;
        if label(unit) != u32::from(byte) {
            return None;
        }
        at ^= offset(unit);
    }
    let has_leaf = unit >> 8 & 1 == 1;
    has_leaf.then(|| units.get(at)).flatten().map(|leaf| (leaf & 0x7fff_ffff) as usize)
}

/// The distance to the children, in units; a flag makes it 256 times as far.
fn offset(unit: u32) -> usize {
    ((unit >> 10) << ((unit & 1 << 9) >> 6)) as usize
}

/// The byte that leads to a unit; a leaf has a bit that is not in any byte.
fn label(unit: u32) -> u32 {
    unit & 0x8000_00ff
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Builds a table in which every unit with children has 256 places of its own for them.
    fn table(entries: &[(char, &str)]) -> Vec<u8> {
        let mut units = vec![0_u32; 512];
        let mut texts = Vec::new();
        units[0] = 256 << 10;
        let mut places: Vec<(Vec<u8>, usize)> = vec![(Vec::new(), 256)];
        for (character, text) in entries {
            let mut buffer = [0; 4];
            let key = character.encode_utf8(&mut buffer).as_bytes();
            for length in 1..=key.len() {
                let (_, parent) = places.iter().find(|(known, _)| *known == key[..length - 1]).unwrap();
                let unit = parent ^ usize::from(key[length - 1]);
                if places.iter().all(|(known, _)| *known != key[..length]) {
                    let children = units.len();
                    units.resize(children + 256, 0);
                    units[unit] = ((unit ^ children) as u32) << 10 | u32::from(key[length - 1]);
                    places.push((key[..length].to_vec(), children));
                }
                if length == key.len() {
                    units[unit] |= 1 << 8;
                    let (_, leaf) = places.iter().find(|(known, _)| known == key).unwrap();
                    units[*leaf] = texts.len() as u32 | 1 << 31;
                }
            }
            texts.extend(text.bytes().chain([0]));
        }
        let mut table = ((units.len() * 4) as u32).to_le_bytes().to_vec();
        table.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
        table.extend(texts);
        table
    }

    #[test]
    fn characters_are_found_with_their_texts() {
        let entries = [('\t', " "), ('ﬁ', "fi"), ('ﬂ', "fl"), ('\u{ad}', ""), ('①', "1")];
        let mut found = replacements(&table(&entries)).unwrap();
        found.sort_by_key(|replacement| entries.iter().position(|(one, _)| *one == replacement.character));
        let expected = entries.map(|(character, text)| Replacement { character, text: text.into() });
        assert_eq!(found, expected);
    }

    #[test]
    fn broken_tables_are_refused_or_read_without_harm() {
        let whole = table(&[('\t', " "), ('ﬁ', "fi")]);
        for length in (0..whole.len()).step_by(701) {
            let _ = replacements(&whole[..length]);
        }
        assert!(replacements(&[255; 3]).is_err());
        assert!(replacements(&[255; 64]).is_err());
        assert_eq!(replacements(&[0; 4]).unwrap(), []);
    }
}
