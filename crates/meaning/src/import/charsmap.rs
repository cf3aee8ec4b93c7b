//! The precompiled table of SentencePiece: a double-array trie of what is replaced, and the texts that replace it.
//!
//! Four bytes say how long the trie is; its units are 32-bit numbers; a leaf holds where its text begins, which
//! ends with a zero. Only single characters are taken: sequences are compositions, which come first anyway.

use crate::tokenizer::vocabulary::Replacement;

/// Returns what each character becomes.
pub(super) fn replacements(table: &[u8]) -> Result<Vec<Replacement>, String> {
    let broken = || "its precompiled table is cut off or damaged".to_owned();
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

/// The distance to the children, in units: ten bits less where a flag says so.
fn offset(unit: u32) -> usize {
    ((unit >> 10) << ((unit & 1 << 9) >> 6)) as usize
}

/// The byte that leads to a unit; a leaf has a bit that no byte has.
fn label(unit: u32) -> u32 {
    unit & 0x8000_00ff
}
