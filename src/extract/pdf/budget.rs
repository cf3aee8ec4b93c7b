//! How much of a file lopdf may copy into memory.
//!
//! lopdf loads all objects at once. Objects that overlap (a megabyte of streams that all run to its end)
//! or bloat (`[0 0 0 …]` takes sixty times its size) would fill any memory, and an allocation that fails
//! ends the process. Always holds: a load within [`limited`] stops at the limit, by a panic, as lopdf's
//! filter can stop it in no other way.

use std::{cell::Cell, mem::size_of};

use lopdf::{Dictionary, Object, ObjectId};

/// What the objects of one file may take. The largest file measured has 1.7 MB; a scan takes what its
/// images do, so this is not lower.
const MAX_BYTES: usize = 256 << 20;

thread_local! {
    /// What is left for the file that this thread loads.
    static LEFT: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// Does `work` with at most [`MAX_BYTES`] for the objects that pass [`count`] on this thread.
pub(super) fn limited<T>(work: impl FnOnce() -> T) -> T {
    LEFT.set(MAX_BYTES);
    let done = work();
    LEFT.set(usize::MAX);
    done
}

/// Counts an object; the filter of the load. lopdf takes the copy of those in object streams, where no
/// streams stand, and keeps the others as they are.
#[expect(clippy::unnecessary_wraps, reason = "the type of lopdf's filters")]
pub(super) fn count(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    match LEFT.get().checked_sub(size(object)) {
        Some(left) => LEFT.set(left),
        None => panic!("the objects of the file take too much memory"),
    }
    let copy = if object.as_stream().is_ok() { Object::Null } else { object.clone() };
    Some((id, copy))
}

/// Whether the objects of the file, each up to the next `endobj`, take no more than they may. lopdf copies
/// those of an encrypted file so, without its filter.
pub(super) fn allows(bytes: &[u8]) -> bool {
    let (mut end, mut total) = (None, 0_usize);
    for at in (0..bytes.len()).rev().filter(|&at| bytes[at..].starts_with(b"obj")) {
        if bytes[..at].ends_with(b"end") {
            end = Some(at);
        } else {
            total = total.saturating_add(end.map_or(0, |end| end - at));
        }
    }
    total.max(bytes.len()) <= MAX_BYTES
}

/// About the bytes that an object takes; lopdf bounds how deep they nest.
fn size(object: &Object) -> usize {
    let of_dictionary = |dictionary: &Dictionary| {
        dictionary.iter().map(|(key, value)| size_of::<Object>() + key.len() + size(value)).sum::<usize>()
    };
    size_of::<Object>()
        + match object {
            Object::Name(bytes) | Object::String(bytes, _) => bytes.len(),
            Object::Array(items) => items.iter().map(size).sum(),
            Object::Dictionary(dictionary) => of_dictionary(dictionary),
            Object::Stream(stream) => of_dictionary(&stream.dict) + stream.content.len(),
            _ => 0,
        }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::pdf::caught::caught;

    #[test]
    fn objects_beyond_the_limit_stop_the_load() {
        let half = Object::string_literal(vec![b'a'; MAX_BYTES / 2]);
        let load = |times: usize| limited(|| (0..times).for_each(|_| drop(count((1, 0), &mut half.clone()))));
        assert!(caught(|| load(1)).is_some());
        assert!(caught(|| load(2)).is_none());
        assert!(caught(|| load(1)).is_some());
    }

    #[test]
    fn each_overlapping_object_is_counted_to_its_end() {
        assert!(allows(b"1 0 obj <<>> endobj 2 0 obj <<>> endobj"));
        let mut overlapping = b"1 0 obj <<>> ".repeat(20_000);
        assert!(allows(&overlapping));
        overlapping.extend(b"endobj");
        assert!(!allows(&overlapping));
    }
}
