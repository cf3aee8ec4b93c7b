//! Cuts a document into windows, the pieces of text that get a vector each.
//!
//! A window consists of whole passages. Invariants: the windows of a document depend on its stored text and
//! title alone; there are at most as many as requested, from the beginning of the text.

use std::ops::Range;

use super::keys::TextKey;
use crate::{document::shortened, error::Result, index::StoredDocument};

/// The length up to which passages are added to a window, in characters: the length with which re-ranking
/// was measured (decision 042).
const FULL_CHARS: usize = 600;
/// The maximum length of the title that precedes the text of each window, in characters. Titles of acts can
/// be longer than a window.
const MAX_TITLE_CHARS: usize = 200;

/// A piece of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Window {
    /// The numbers of its passages in the document.
    pub(super) passages: Range<u32>,
    /// The title and the text of the passages.
    pub(super) text: String,
}

/// Returns the first windows of a document, `most` of them at most; none if it has no text.
pub(super) fn windows(stored: &StoredDocument, most: usize) -> Result<Vec<Window>> {
    let title = if stored.record.is_titled {
        shortened(&stored.record.title, MAX_TITLE_CHARS)
    } else {
        String::new()
    };
    let (mut windows, mut open) = (Vec::<Window>::new(), String::new());
    let (mut start, mut length) = (0, 0);
    let count = stored.first_positions().len();
    for number in 0..count {
        let passage = stored.passages(number..number + 1)?.text().trim();
        if passage.is_empty() {
            continue;
        }
        let passage_length = passage.chars().count();
        if length > 0 && length + passage_length > FULL_CHARS {
            windows.push(Window { passages: start..number as u32, text: std::mem::take(&mut open) });
            (start, length) = (number as u32, 0);
            if windows.len() == most {
                break;
            }
        }
        open.push('\n');
        open.push_str(passage);
        length += passage_length;
    }
    if windows.len() < most && length > 0 {
        windows.push(Window { passages: start..count as u32, text: open });
    }
    for window in &mut windows {
        window.text.insert_str(0, &title);
    }
    Ok(windows)
}

/// Returns what identifies the texts of these windows.
pub(super) fn key(windows: &[Window]) -> TextKey {
    let mut hasher = blake3::Hasher::new();
    for window in windows {
        hasher.update(&window.passages.start.to_le_bytes());
        hasher.update(&window.passages.end.to_le_bytes());
        hasher.update(&(window.text.len() as u64).to_le_bytes());
        hasher.update(window.text.as_bytes());
    }
    TextKey::from_hasher(&hasher)
}
