//! Tests of what snapshots keep of their segments.

use std::sync::{Arc, Weak};

use crate::{
    document::Document,
    index::{IndexWriter, IndexableDocument, Purge, Snapshot, WriterMode, segment_state::SegmentState},
};

fn add(writer: &mut IndexWriter, id: &str, text: &str) {
    let document = Document::new(id.parse().expect("an id"), "Obrady", text);
    writer.add(IndexableDocument::new(&document, None)).expect("added");
}

/// Looks a word up in all ways that are cached.
fn look_up(snapshot: &Snapshot, word: &str) -> (Option<u64>, Vec<String>, Vec<String>) {
    let located = snapshot.located(snapshot.fields().text_base, word).expect("readable");
    let related_terms = snapshot.related_terms(word).expect("readable");
    let related_terms = related_terms.iter().map(|related_term| related_term.term.clone()).collect();
    (located.map(|located| located.doc_freq), snapshot.forms_like(word), related_terms)
}

#[test]
fn a_segment_that_survives_a_commit_keeps_what_was_looked_up_and_the_answers_are_those_of_a_fresh_snapshot() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open_sized(folder.path(), WriterMode::Single).expect("an index");
    add(&mut writer, "a", "Zamawiający chce zamówienia. Sąd i sad.");
    add(&mut writer, "b", "Park.");
    writer.commit().expect("committed");
    let before = writer.index().snapshot();
    for word in ["zamówienie", "sad", "park", "brak"] {
        look_up(&before, word);
    }

    writer.delete(&"b".parse().expect("an id")).expect("deleted");
    add(&mut writer, "c", "Zamówienie i zamawianie w parku. Sądu brak.");
    writer.commit().expect("committed");
    let after = writer.index().snapshot();
    let is_shared = |state: &Arc<SegmentState>| Arc::ptr_eq(state, &before.segments[0]);
    assert_eq!(after.segments.iter().filter(|state| is_shared(state)).count(), 1);
    assert_eq!(after.segments.len(), 2);

    let fresh = Snapshot::new(after.searcher().clone(), after.fields()).expect("a snapshot");
    for word in ["zamówienie", "sad", "park", "brak"] {
        assert_eq!(look_up(&after, word), look_up(&fresh, word), "{word}");
    }
    assert_eq!(look_up(&after, "brak").0, Some(1));
    assert_eq!(after.newest().expect("readable"), fresh.newest().expect("readable"));
}

#[test]
fn words_that_only_another_segment_has_are_not_cached() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open_sized(folder.path(), WriterMode::Single).expect("an index");
    for (id, text) in [("a", "Tajemnica."), ("b", "Park.")] {
        add(&mut writer, id, text);
        writer.commit().expect("committed");
    }
    let snapshot = writer.index().snapshot();
    look_up(&snapshot, "tajemnica");
    let knows = |state: &Arc<SegmentState>| state.terms.knows(snapshot.fields(), "tajemnica");
    assert_eq!(snapshot.segments.iter().filter(|state| knows(state)).count(), 1);
}

#[test]
fn nothing_that_was_looked_up_in_a_purged_segment_stays_in_memory() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open_sized(folder.path(), WriterMode::Single).expect("an index");
    add(&mut writer, "a", "Tajemnica.");
    add(&mut writer, "b", "Park.");
    writer.commit().expect("committed");
    let snapshot = writer.index().snapshot();
    look_up(&snapshot, "tajemnica");
    let known: Weak<SegmentState> = Arc::downgrade(&snapshot.segments[0]);
    let cached = Arc::downgrade(&snapshot.cached);
    drop(snapshot);

    writer.delete(&"a".parse().expect("an id")).expect("deleted");
    writer.commit().expect("committed");
    assert!(known.upgrade().is_some(), "the segment is still there, with a deleted document");
    while writer.expunge().expect("purged") == Purge::Underway {
        std::thread::yield_now();
    }
    assert_eq!(look_up(&writer.index().snapshot(), "tajemnica").0, None);
    assert!(known.upgrade().is_none() && cached.upgrade().is_none());
}
