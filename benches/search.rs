//! Whole searches on 300,000 passages against plain tantivy: the ratio of `docs/decisions/009-ranking.md`.
//!
//! Usage: `cargo bench --bench search -- FILE.jsonl`, with one document with `id`, `title` and `text` per
//! line. The documents are repeated under new ids until there are enough, with changing kinds, days and
//! districts. A mixed log of queries of one to six words is run against both indexes in turn: ours returns
//! the first ten hits with three snippets each and three facets, tantivy the ten best documents with any of
//! the same words. Without a file it generates a small one from the sample posts, which shows that the bench
//! works and little else.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use skorowidz::{
    analysis::Analyzer,
    index::Index,
    search::{Bets, Facet, SearchRequest, Variants, search},
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

/// Number of passages in the index if a file is given.
const PASSAGES: usize = 300_000;
/// The number of queries in the log, and how often each is run; the fastest answer counts.
const QUERIES: usize = 300;
const REPEATS: usize = 3;
/// Maximum number of words in a query.
const MAX_WORDS: usize = 6;
/// The heap of the plain tantivy writer in bytes.
const HEAP_BYTES: usize = 256 << 20;

fn main() {
    let place = tempfile::tempdir().expect("a folder");
    let (lines, passages) = match lines::named() {
        Some(file) => (read(&file), PASSAGES),
        None => (made(), 2_000),
    };
    let log = log(&lines);
    let repeated = repeat(&lines, passages, place.path());
    lines::index(&repeated, &place.path().join("ours"), passages);
    index_bare(&lines, passages, &place.path().join("bare"));
    println!("passages {passages}, queries {}", log.len());
    compare(&log, &place.path().join("ours"), &place.path().join("bare"));
}

fn made() -> Vec<Line> {
    let line = |document: skorowidz::document::Document| Line {
        id: document.id.to_string(),
        title: document.title.clone(),
        text: document.pages[0].text.clone(),
    };
    documents::documents(500).into_iter().map(line).collect()
}

/// Writes the documents under new ids, repeated until there are enough, to a file with one per line.
fn repeat(lines: &[Line], passages: usize, place: &Path) -> PathBuf {
    let mut text = String::new();
    for (number, line) in lines.iter().cycle().take(passages).enumerate() {
        let kind = ["news", "ordinance", "resolution", "act", "page"][number % 5];
        let published = format!("{}-{:02}-{:02}", 2000 + number % 25, 1 + number % 12, 1 + number % 28);
        let document = serde_json::json!({
            "id": format!("{number}/{}", line.id), "title": line.title, "text": line.text,
            "kind": kind, "published": published, "language": "pl",
        });
        writeln!(text, "{document}").expect("written");
    }
    let file = place.join("repeated.jsonl");
    fs::write(&file, text).expect("written");
    file
}

fn index_bare(lines: &[Line], passages: usize, folder: &Path) {
    fs::create_dir(folder).expect("a folder");
    let mut builder = Schema::builder();
    let id = builder.add_text_field("id", STRING | STORED);
    let text = builder.add_text_field("text", TEXT);
    let index = tantivy::Index::create_in_dir(folder, builder.build()).expect("an index");
    let mut writer = index.writer_with_num_threads::<TantivyDocument>(2, HEAP_BYTES).expect("a writer");
    for (number, line) in lines.iter().cycle().take(passages).enumerate() {
        let document = doc!(id => format!("{number}/{}", line.id), text => line.text.clone());
        writer.add_document(document).expect("added");
    }
    writer.commit().expect("committed");
    writer.wait_merging_threads().expect("merged");
}

/// Queries of one to six words of at least four letters as written in the texts, near each other.
fn log(lines: &[Line]) -> Vec<Vec<String>> {
    let step = (lines.len() / QUERIES).max(1);
    let words = |(number, line): (usize, &Line)| {
        let words = line.text.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() >= 4);
        let mut words: Vec<String> = words.skip(number % 7).step_by(2).map(str::to_lowercase).collect();
        words.dedup();
        words.truncate(1 + number % MAX_WORDS);
        words
    };
    let log = lines.iter().step_by(step).enumerate().map(words);
    log.filter(|words| !words.is_empty()).take(QUERIES).collect()
}

fn compare(log: &[Vec<String>], ours: &Path, bare: &Path) {
    let snapshot = Index::open(ours).expect("an index").snapshot();
    let engine = tantivy::Index::open_in_dir(bare).expect("an index");
    let text = engine.schema().get_field("text").expect("a field");
    let searcher = engine.reader().expect("a reader").searcher();
    let mut analyzer = Analyzer::default();
    let (mut our_times, mut bare_times) = (Vec::new(), Vec::new());
    for words in log {
        let request = SearchRequest {
            text: words.join(" "),
            facets: vec![Facet::Kind, Facet::Year, Facet::Language],
            // The documents are copies of one another: folded, a search would be about nothing else.
            variants: Variants::All,
            ..SearchRequest::default()
        };
        let request = request.checked().expect("valid");
        let terms = any_of(text, words);
        let (mut best_of_ours, mut best_of_bare) = (Duration::MAX, Duration::MAX);
        for _ in 0..REPEATS {
            let started = Instant::now();
            let response =
                search(&snapshot, &mut analyzer, (&Bets::default(), None), &request).expect("an answer");
            best_of_ours = best_of_ours.min(started.elapsed());
            assert!(response.total > 0 && !response.hits[0].snippets.is_empty());
            let started = Instant::now();
            let top = searcher.search(&terms, &TopDocs::with_limit(10).order_by_score()).expect("an answer");
            best_of_bare = best_of_bare.min(started.elapsed());
            assert!(!top.is_empty());
        }
        our_times.push(best_of_ours);
        bare_times.push(best_of_bare);
    }
    for (name, share) in [("median", 0.5), ("p95", 0.95)] {
        let (ours, bare) = (percentile(&mut our_times, share), percentile(&mut bare_times, share));
        let ratio = ours.as_secs_f64() / bare.as_secs_f64();
        println!("{name}: ours {ours:.1?}, bare top 10 {bare:.1?}, ratio {ratio:.2}");
    }
}

fn percentile(times: &mut [Duration], share: f64) -> Duration {
    times.sort();
    times[((times.len() - 1) as f64 * share) as usize]
}
