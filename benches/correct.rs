//! What correction costs: queries of two or three words of a document, typed right and with one letter wrong.
//!
//! Usage: `cargo bench --bench correct -- FILE.jsonl`, with one document with `id`, `title` and `text` per
//! line; without a file, documents made of the sample posts. Prints medians: of right queries with and without
//! `exact`, which is what those pay that need no correction; of misspelled ones at first, when nothing about
//! them is cached, and again. The figures are those of `docs/decisions/030-correction.md`.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use skorowidz::{
    analysis::Analyzer,
    index::{Index, IndexWriter, IndexableDocument, Snapshot},
    search::{Bets, SearchRequest, SearchResponse, search},
};

mod documents;
#[allow(dead_code)]
mod lines;

/// The number of documents without a file.
const DOCUMENTS: usize = 5_000;
/// The number of queries, and how often each right one is run; the fastest answer counts.
const QUERIES: usize = 400;
const REPEATS: usize = 5;
/// The minimum number of letters of a word of a query.
const MIN_LETTERS: usize = 6;

fn main() {
    let place = tempfile::tempdir().expect("a folder");
    let (snapshot, texts) = filled(place.path());
    let queries: Vec<(String, String)> = texts.iter().filter_map(|text| query(text)).take(QUERIES).collect();
    assert!(queries.len() > 50, "{} queries", queries.len());
    let mut analyzer = Analyzer::default();
    let mut ask = |text: &str, exact: bool| timed(&snapshot, &mut analyzer, text, exact);
    let (mut typed, mut plain, mut first, mut again, mut corrected) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), 0);
    for (right, wrong) in &queries {
        let mut fastest = |exact| (0..REPEATS).map(|_| ask(right, exact).0).min().unwrap_or_default();
        typed.push(fastest(true));
        plain.push(fastest(false));
        let (time, response) = ask(wrong, false);
        corrected += usize::from(response.query.corrected.is_some());
        first.push(time);
        again.push((0..REPEATS).map(|_| ask(wrong, false).0).min().unwrap_or_default());
    }
    assert!(corrected * 2 > queries.len(), "only {corrected} of {} were corrected", queries.len());
    println!("queries {}, corrected {corrected}", queries.len());
    println!("right, exact: {:.1?}; right: {:.1?}", median(&mut typed), median(&mut plain));
    println!("one letter wrong, at first: {:.1?}; again: {:.1?}", median(&mut first), median(&mut again));
}

/// Indexes the documents and returns their texts.
fn filled(folder: &Path) -> (Snapshot, Vec<String>) {
    if let Some(file) = lines::named() {
        let read = lines::read(&file);
        lines::index(&file, folder, read.len());
        let texts = read.into_iter().map(|line| format!("{} {}", line.title, line.text));
        return (Index::open(folder).expect("an index").snapshot(), texts.collect());
    }
    let mut writer = IndexWriter::open(folder).expect("an index");
    let made = documents::documents(DOCUMENTS);
    for document in &made {
        writer.add(IndexableDocument::new(document, None)).expect("added");
    }
    writer.commit().expect("committed");
    (writer.index().snapshot(), made.into_iter().map(|document| document.pages[0].text.clone()).collect())
}

/// Returns a query of words of a text, and the same with a letter of its longest word left out.
fn query(text: &str) -> Option<(String, String)> {
    let words = text.split(|c: char| !c.is_alphabetic());
    let words =
        words.filter(|word| word.chars().count() >= MIN_LETTERS && word.chars().all(char::is_lowercase));
    let words: Vec<&str> = words.take(2 + text.len() % 2).collect();
    let longest = words.iter().max_by_key(|word| word.len())?;
    let wrong: String =
        longest.chars().enumerate().filter(|(at, _)| *at != 3).map(|(_, letter)| letter).collect();
    let right = words.join(" ");
    (words.len() > 1).then(|| (right.clone(), right.replacen(longest, &wrong, 1)))
}

fn timed(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    text: &str,
    exact: bool,
) -> (Duration, SearchResponse) {
    let request = SearchRequest { text: text.to_owned(), exact, ..SearchRequest::default() };
    let request = request.checked().expect("valid");
    let started = Instant::now();
    let response = search(snapshot, analyzer, (&Bets::default(), None), &request).expect("an answer");
    (started.elapsed(), response)
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
