//! A file with one document per line, as the benches against plain tantivy read, index and query it.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
};

use serde::Deserialize;
use skorowidz::ingest::{self, RunObserver, Task};
use tantivy::{
    Term,
    query::{BooleanQuery, Occur, Query, TermQuery},
    schema::{Field, IndexRecordOption},
};

use crate::documents;

/// A document of the file.
#[derive(Deserialize)]
pub(crate) struct Line {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) text: String,
}

/// Returns the file named on the command line.
pub(crate) fn named() -> Option<PathBuf> {
    std::env::args().skip(1).find(|argument| !argument.starts_with("--")).map(PathBuf::from)
}

/// Reads a file.
pub(crate) fn read(file: &Path) -> Vec<Line> {
    let text = fs::read_to_string(file).expect("the file");
    text.lines().map(|line| serde_json::from_str(line).expect("a document")).collect()
}

/// Indexes a file with this number of documents with this project.
pub(crate) fn index(file: &Path, folder: &Path, documents: usize) {
    let observer = RunObserver { stop: &AtomicBool::new(false), progress: &|_| {}, metrics: None };
    let task = Task::Update(vec![file.to_owned()]);
    let report = ingest::run(folder, &task, &documents::ingest_config(), &observer).expect("indexed");
    assert_eq!(report.documents, documents as u64);
}

/// Builds the query for plain tantivy: any of the words.
pub(crate) fn any_of(field: Field, words: &[String]) -> BooleanQuery {
    let term = |word: &String| {
        let term = Term::from_field_text(field, word);
        let query: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
        (Occur::Should, query)
    };
    BooleanQuery::new(words.iter().map(term).collect())
}
