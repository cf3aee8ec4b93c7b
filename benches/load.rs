//! The two ratios of `docs/decisions/006-performance.md`: whole indexing and whole searches, compared with
//! plain tantivy on the same texts, threads and heap, in the same run. Indexing is measured in processor
//! time, which other work on the machine changes little.
//!
//! Usage: `cargo bench --bench load -- FILE.jsonl`, with one document with `id`, `title` and `text` per line.
//! Without a file it generates a small one from the sample posts, which shows that the bench works and little
//! else.

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use skorowidz::{
    analysis::Analyzer,
    index::Index,
    search::{Bets, SearchRequest, search},
};
use tantivy::{
    TantivyDocument,
    collector::TopDocs,
    doc,
    schema::{STORED, STRING, Schema, TEXT},
};

mod documents;
mod lines;

use lines::{Line, any_of, read};

/// Number of rounds; the median counts.
const ROUNDS: usize = 3;
/// The heap of the writer in bytes and its number of threads, as `src/index/writer.rs` sets them.
const HEAP_BYTES: usize = 128 << 20;
const MAX_THREADS: usize = 4;
/// How often each query is run.
const REPEATS: usize = 20;

fn main() {
    let place = tempfile::tempdir().expect("a folder");
    let file = lines::named().unwrap_or_else(|| made(place.path()));
    let lines = read(&file);
    let (mut ours, mut plain, mut unstored) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        ours.push(index_ours(&file, &place.path().join(format!("ours-{round}")), lines.len()));
        plain.push(index_plain(&file, &place.path().join(format!("plain-{round}")), lines.len(), true));
        unstored.push(index_plain(
            &file,
            &place.path().join(format!("unstored-{round}")),
            lines.len(),
            false,
        ));
    }
    let (ours, plain, unstored) = (median(ours), median(plain), median(unstored));
    let ratio = |plain: Duration| ours.as_secs_f64() / plain.as_secs_f64();
    println!("documents {}", lines.len());
    println!(
        "index, processor time: ours {ours:.2?}, plain storing the text {plain:.2?}, ratio {:.2}",
        ratio(plain)
    );
    println!(
        "index, processor time: ours {ours:.2?}, plain without storing {unstored:.2?}, ratio {:.2}",
        ratio(unstored)
    );
    compare_searches(&lines, &place.path().join("ours-0"), &place.path().join("plain-0"));
}

fn made(place: &Path) -> PathBuf {
    let line = |document: skorowidz::document::Document| {
        let text = &document.pages[0].text;
        serde_json::json!({"id": document.id, "title": document.title, "text": text}).to_string()
    };
    let lines: Vec<String> = documents::documents(2_000).into_iter().map(line).collect();
    let file = place.join("made.jsonl");
    fs::write(&file, lines.join("\n")).expect("written");
    file
}

/// Returns the processor time of this process so far, of all threads together.
fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.try_into().expect("not negative")
}

fn index_ours(file: &Path, folder: &Path, documents: usize) -> Duration {
    let started = processor_time();
    lines::index(file, folder, documents);
    processor_time().saturating_sub(started)
}

fn index_plain(file: &Path, folder: &Path, documents: usize, is_stored: bool) -> Duration {
    let started = processor_time();
    fs::create_dir(folder).expect("a folder");
    let mut builder = Schema::builder();
    let id = builder.add_text_field("id", STRING | STORED);
    let options = if is_stored { TEXT | STORED } else { TEXT };
    let (title, text) =
        (builder.add_text_field("title", options.clone()), builder.add_text_field("text", options));
    let index = tantivy::Index::create_in_dir(folder, builder.build()).expect("an index");
    let threads = thread::available_parallelism().expect("known").get().min(MAX_THREADS);
    let mut writer = index.writer_with_num_threads::<TantivyDocument>(threads, HEAP_BYTES).expect("a writer");
    for line in read(file) {
        writer.add_document(doc!(id => line.id, title => line.title, text => line.text)).expect("added");
    }
    writer.commit().expect("committed");
    writer.wait_merging_threads().expect("merged");
    let spent = processor_time().saturating_sub(started);
    let searcher = index.reader().expect("a reader").searcher();
    assert_eq!(searcher.num_docs(), documents as u64);
    spent
}

/// Searches both indexes for three words of a document each.
fn compare_searches(lines: &[Line], ours: &Path, plain: &Path) {
    let snapshot = Index::open(ours).expect("an index").snapshot();
    let engine = tantivy::Index::open_in_dir(plain).expect("an index");
    let text = engine.schema().get_field("text").expect("a field");
    let searcher = engine.reader().expect("a reader").searcher();
    let mut analyzer = Analyzer::default();
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for words in queries(lines) {
        let request = SearchRequest { text: words.join(" "), ..SearchRequest::default() };
        let request = request.checked().expect("valid");
        let terms = any_of(text, &words);
        for _ in 0..REPEATS {
            let started = Instant::now();
            let response =
                search(&snapshot, &mut analyzer, (&Bets::default(), None), &request).expect("an answer");
            ours.push(started.elapsed());
            assert!(response.total > 0 && !response.hits[0].snippets.is_empty());
            let started = Instant::now();
            let top = searcher.search(&terms, &TopDocs::with_limit(10).order_by_score()).expect("an answer");
            bare.push(started.elapsed());
            assert!(!top.is_empty());
        }
    }
    let (ours, bare) = (median(ours), median(bare));
    let ratio = ours.as_secs_f64() / bare.as_secs_f64();
    println!("search of 3 words: ours {ours:.1?}, bare top 10 {bare:.1?}, ratio {ratio:.2}");
}

/// Three words of at least five letters from every 200th document, as written there.
fn queries(lines: &[Line]) -> Vec<Vec<String>> {
    let words = |line: &Line| {
        let words = line.text.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() >= 5);
        let mut words: Vec<String> = words.map(str::to_lowercase).collect();
        words.dedup();
        words
    };
    let mut queries: Vec<Vec<String>> = lines.iter().step_by(200).map(words).collect();
    queries.retain(|words| words.len() >= 9);
    queries.iter().map(|words| vec![words[0].clone(), words[4].clone(), words[8].clone()]).collect()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
