//! Limits how much of a file lopdf may copy into memory.
//!
//! lopdf loads all objects at once. Objects that overlap (a megabyte of streams that all run to its end) or
//! expand (`[0 0 0 …]` takes sixty times its size) would fill any memory, and a failed allocation ends the
//! process. Invariant: a load within [`limited`] stops at the limit, by a panic, since lopdf's filter has no
//! other way to stop it.

use std::{cell::Cell, mem::size_of};

use lopdf::{Dictionary, Object, ObjectId};

/// The maximum memory for the objects of one file, in bytes.
///
/// The largest file measured has 1.7 MB; a scan takes as much as its images, so the limit is not lower.
const MAX_BYTES: usize = 256 << 20;

thread_local! {
    /// The remaining budget of the file that this thread loads.
    static LEFT: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// Runs `work` with at most [`MAX_BYTES`] for the objects that pass [`count`] on this thread.
pub(super) fn limited<T>(work: impl FnOnce() -> T) -> T {
    LEFT.set(MAX_BYTES);
    let done = work();
    LEFT.set(usize::MAX);
    done
}

/// Counts an object, as the filter of the load.
///
/// lopdf takes the returned copy for objects in object streams, which contain no streams, and keeps others
/// unchanged.
#[expect(clippy::unnecessary_wraps, reason = "the type of lopdf's filters")]
pub(super) fn count(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    match LEFT.get().checked_sub(size(object)) {
        Some(left) => LEFT.set(left),
        None => panic!("the objects of the file take too much memory"),
    }
    let copy = if object.as_stream().is_ok() { Object::Null } else { object.clone() };
    Some((id, copy))
}

/// Returns whether the objects of the file, each up to the next `endobj`, are within the limit.
///
/// lopdf copies the objects of an encrypted file this way, bypassing its filter.
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

/// Estimates the size of an object in bytes; lopdf limits how deep objects nest.
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
    use crate::extract::catch_panic::catch_panic;

    #[test]
    fn objects_beyond_the_limit_stop_the_load() {
        let half = Object::string_literal(vec![b'a'; MAX_BYTES / 2]);
        let load = |times: usize| limited(|| (0..times).for_each(|_| drop(count((1, 0), &mut half.clone()))));
        assert!(catch_panic(|| load(1)).is_some());
        assert!(catch_panic(|| load(2)).is_none());
        assert!(catch_panic(|| load(1)).is_some());
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
