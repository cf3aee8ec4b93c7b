//! Vectors of a small index with a tiny model, whose vectors say nothing of meaning.

use std::{path::PathBuf, sync::atomic::AtomicBool, time::Duration};

use super::{
    keys::{SourceKey, TextKey},
    model_folder::ModelFolder,
    vector::StoredVector,
    vector_store::{VectorRecord, WindowVector},
    *,
};
use crate::{
    document::{Document, Fingerprint},
    index::{Index, IndexWriter, IndexableDocument, Origin, Snapshot, SourceRecord},
};

/// A model with random numbers.
pub(crate) fn tiny_model() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("crates/meaning/tests/data/tiny.bin")
}

const SETTINGS: MeaningSettings =
    MeaningSettings { is_on: true, windows: 8, patience: Duration::from_mins(1) };

/// An index with a model.
pub(crate) struct Fixture {
    pub(crate) place: tempfile::TempDir,
    writer: IndexWriter,
}

impl Fixture {
    /// Creates an index with these documents, each an id and a text, and imports the model.
    pub(crate) fn new(documents: &[(&str, &str)]) -> Self {
        let place = tempfile::tempdir().expect("a folder");
        let writer = IndexWriter::open(place.path()).expect("an index");
        let mut fixture = Self { place, writer };
        fixture.add(documents);
        import_model(fixture.place.path(), &tiny_model()).expect("imported");
        fixture
    }

    pub(crate) fn add(&mut self, documents: &[(&str, &str)]) {
        for (id, text) in documents {
            let document = Document::new(id.parse().expect("an id"), *id, *text);
            let origin = Origin { source: None, fingerprint: Some(Fingerprint::of(text)) };
            let source = SourceRecord { origin, file: None };
            self.writer.replace(IndexableDocument::new(&document, Some(&source))).expect("added");
        }
        self.writer.commit().expect("committed");
    }

    fn delete(&mut self, id: &str) {
        self.writer.delete(&id.parse().expect("an id")).expect("deleted");
        self.writer.commit().expect("committed");
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        Index::open(self.place.path()).expect("open").snapshot()
    }

    pub(crate) fn meaning(&self) -> Meaning {
        Meaning::open(self.place.path(), SETTINGS).expect("readable").expect("a model")
    }

    /// Returns a model that never answers in time.
    pub(crate) fn late_meaning(&self) -> Meaning {
        let settings = MeaningSettings { patience: Duration::ZERO, ..SETTINGS };
        Meaning::open(self.place.path(), settings).expect("readable").expect("a model")
    }

    /// Makes all vectors and returns how many documents lacked them.
    fn complete(&self, meaning: &Meaning) -> usize {
        let index = Index::open(self.place.path()).expect("open");
        let made = meaning.complete(&index, (2, usize::MAX), &AtomicBool::new(false), &|_| {});
        made.expect("made").expect("the file is free").total
    }

    /// Gives documents vectors with these cosines to a query.
    pub(crate) fn meaning_with(&self, query: &str, cosines: &[(&str, f32)]) -> Meaning {
        let (meaning, snapshot) = (self.meaning(), self.snapshot());
        let vector = meaning.inner.model.encode_query(query);
        let mut across = vec![0.0; vector.len()];
        (across[0], across[1]) = (vector[1], -vector[0]);
        let length = vector[0].hypot(vector[1]);
        for (number, (id, cosine)) in (0..).zip(cosines) {
            let mixed = vector.iter().zip(&across);
            let mixed = mixed
                .map(|(along, across)| cosine * along + (1.0 - cosine * cosine).sqrt() * across / length);
            let vector = StoredVector::new(&mixed.collect::<Vec<f32>>());
            let id = id.parse().expect("an id");
            let address = snapshot.address(&id).expect("readable").expect("the document exists");
            let source = SourceKey::new(&snapshot.fingerprint_at(address).expect("a fingerprint"));
            let text = TextKey([number; 16]);
            let windows = vec![WindowVector { passages: 0..1, vector }];
            let store = &mut meaning.write().store;
            store.add(VectorRecord::Text { key: text, windows });
            store.add(VectorRecord::Document { id, source, text });
        }
        meaning
    }
}

fn figures(meaning: &Meaning) -> (u64, u64) {
    let MeaningFigures { documents, vectors } = meaning.figures();
    (documents, vectors)
}

#[test]
fn only_what_lacks_vectors_is_encoded() {
    let mut fixture = Fixture::new(&[("a", "Nowy park."), ("b", "Stara droga.")]);
    let meaning = fixture.meaning();
    assert_eq!((fixture.complete(&meaning), fixture.complete(&meaning)), (2, 0));
    // Another document with the same title and text shares the vectors; a changed one gets its own.
    fixture.add(&[("b", "Stara droga do parku.")]);
    assert_eq!(meaning.waiting(&fixture.snapshot()).expect("readable"), 1);
    assert_eq!((fixture.complete(&meaning), figures(&meaning)), (1, (2, 3)));
    // Another process reads them, and makes none.
    let other = fixture.meaning();
    assert_eq!((fixture.complete(&other), figures(&other)), (0, (2, 3)));
}

#[test]
fn an_interrupted_run_goes_on_where_it_was() {
    let texts: Vec<(String, String)> =
        (0..100).map(|number| (format!("d{number:03}"), format!("Tekst numer {number}."))).collect();
    let texts: Vec<(&str, &str)> = texts.iter().map(|(id, text)| (id.as_str(), text.as_str())).collect();
    let fixture = Fixture::new(&texts);
    let meaning = fixture.meaning();
    let stop = AtomicBool::new(false);
    let stop_soon = |progress: VectorProgress| {
        stop.store(progress.done > 0, std::sync::atomic::Ordering::Relaxed);
    };
    let index = Index::open(fixture.place.path()).expect("open");
    let made = meaning.complete(&index, (1, usize::MAX), &stop, &stop_soon).expect("made").expect("free");
    assert!(0 < made.done && made.done < made.total, "{made:?}");
    drop(meaning);
    let meaning = fixture.meaning();
    assert_eq!(fixture.complete(&meaning), 100 - made.done);
    assert_eq!(meaning.figures().documents, 100);
}

#[test]
fn a_retired_model_makes_no_more_vectors_and_lets_the_next_one_write() {
    let fixture = Fixture::new(&[("a", "Nowy park."), ("b", "Stara droga.")]);
    let meaning = fixture.meaning();
    meaning.retire();
    fixture.complete(&meaning);
    assert_eq!(figures(&meaning), (0, 0));
    assert_eq!(fixture.complete(&fixture.meaning()), 2);
}

#[test]
fn vectors_whose_file_was_deleted_are_made_again() {
    let fixture = Fixture::new(&[("a", "Nowy park.")]);
    let meaning = fixture.meaning();
    assert_eq!(fixture.complete(&meaning), 1);
    let own = installed_model(fixture.place.path()).expect("readable").expect("a model");
    std::fs::remove_file(ModelFolder::of(fixture.place.path()).vectors(&own.info)).expect("removed");
    meaning.refresh().expect("readable");
    assert_eq!((figures(&meaning), fixture.complete(&meaning)), ((0, 0), 1));
    assert_eq!(figures(&fixture.meaning()), (1, 1));
}

#[test]
fn two_documents_with_the_same_text_share_its_vectors_and_a_document_without_text_has_none() {
    let mut fixture = Fixture::new(&[("a", ""), ("b", "  ")]);
    let meaning = fixture.meaning();
    assert_eq!((fixture.complete(&meaning), figures(&meaning)), (2, (2, 0)));
    fixture.add(&[("a", "Nowy park.")]);
    fixture.complete(&meaning);
    assert_eq!(figures(&meaning), (2, 1));
    let titled = |id: &str| {
        let document = Document::new(id.parse().expect("an id"), "Tytuł", "Ten sam tekst.");
        let origin = Origin { source: None, fingerprint: Some(Fingerprint::of(id)) };
        IndexableDocument::new(&document, Some(&SourceRecord { origin, file: None }))
    };
    for id in ["c", "d"] {
        fixture.writer.replace(titled(id)).expect("added");
    }
    fixture.writer.commit().expect("committed");
    fixture.complete(&meaning);
    assert_eq!(figures(&meaning), (4, 2));
}

#[test]
fn a_running_process_sees_what_another_one_makes() {
    let fixture = Fixture::new(&[("a", "Nowy park.")]);
    let (reading, making) = (fixture.meaning(), fixture.meaning());
    fixture.complete(&making);
    assert_eq!(figures(&reading), (0, 0));
    reading.refresh().expect("readable");
    assert_eq!(figures(&reading), (1, 1));
    assert_eq!(reading.state_tag(), making.state_tag());
}

#[test]
fn a_purge_leaves_nothing_of_documents_that_are_gone() {
    let mut fixture = Fixture::new(&[("secret-id", "Tajny tekst."), ("b", "Stara droga.")]);
    let meaning = fixture.meaning();
    fixture.complete(&meaning);
    fixture.delete("secret-id");
    let index = fixture.place.path();
    let folder = index.join("meaning");
    std::fs::write(folder.join("vectors-0123.new"), "secret-id").expect("written");
    std::fs::write(folder.join("vectors-of-another"), "secret-id").expect("written");
    assert!(purge(index, &fixture.snapshot()).expect("purged"));
    for file in std::fs::read_dir(&folder).expect("readable") {
        let content = std::fs::read(file.expect("readable").path()).expect("readable");
        assert!(!content.windows(9).any(|part| part == b"secret-id"));
    }
    meaning.refresh().expect("readable");
    assert_eq!((figures(&meaning), fixture.complete(&meaning)), ((1, 1), 0));
}

#[test]
fn vectors_of_another_model_are_neither_used_nor_lost() {
    let fixture = Fixture::new(&[("a", "Nowy park.")]);
    fixture.complete(&fixture.meaning());
    let index = fixture.place.path();
    let own = installed_model(index).expect("readable").expect("a model");
    let other = skorowidz_meaning::ModelInfo { checksum: "f".repeat(64), ..own.info.clone() };
    let folder = ModelFolder::of(index);
    std::fs::rename(folder.vectors(&own.info), folder.vectors(&other)).expect("renamed");
    assert_eq!(figures(&fixture.meaning()), (0, 0));
    let seen = installed_model(index).expect("readable").expect("a model");
    assert_eq!((seen.vector_bytes, seen.other_bytes), (0, own.vector_bytes));
    assert!(remove_model(index).expect("removed"));
    assert_eq!(std::fs::read_dir(index.join("meaning")).expect("readable").count(), 1, "the lock");
    assert!(!remove_model(index).expect("nothing to remove"));
}

#[test]
fn damaged_files_are_reported_and_do_not_stop_the_search() {
    let fixture = Fixture::new(&[("a", "Nowy park."), ("b", "Stara droga.")]);
    fixture.complete(&fixture.meaning());
    let index = fixture.place.path();
    assert_eq!(problems(index).expect("readable"), []);
    let own = installed_model(index).expect("readable").expect("a model");
    let path = ModelFolder::of(index).vectors(&own.info);
    let whole = std::fs::read(&path).expect("readable");
    std::fs::write(&path, &whole[..whole.len() - 3]).expect("written");
    let places =
        |problems: Vec<MeaningProblem>| problems.into_iter().map(|problem| problem.place).collect::<Vec<_>>();
    let found = places(problems(index).expect("readable"));
    assert!(found.len() == 1 && found[0].starts_with("meaning/vectors-"), "{found:?}");
    assert_eq!(fixture.complete(&fixture.meaning()), 1);
    assert_eq!(problems(index).expect("readable"), []);
    let model = index.join("meaning/model");
    let mut bytes = std::fs::read(&model).expect("readable");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&model, bytes).expect("written");
    assert_eq!(places(problems(index).expect("readable")), ["meaning/model"]);
    assert!(Meaning::open(index, SETTINGS).is_err());
}

#[test]
fn a_model_that_is_turned_off_is_not_loaded() {
    let fixture = Fixture::new(&[("a", "Nowy park.")]);
    let off = MeaningSettings { is_on: false, ..SETTINGS };
    assert!(Meaning::open(fixture.place.path(), off).expect("readable").is_none());
}
