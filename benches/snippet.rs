//! The cost of a hit with its snippets in short and very long documents, and the ratio of the longest to the
//! shortest.

use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use skorowidz::{
    analysis::Analyzer,
    document::{Document, OutlineEntry, Page},
    index::{IndexWriter, IndexableDocument, Snapshot},
    search::{Bets, SearchRequest, search},
};
use tempfile::TempDir;

mod documents;

/// Two frequent words, and one: a long document contains each a thousand times or more.
const QUERIES: [&str; 2] = ["konwent dzielnic", "dzielnica"];
/// Number of searches of each document for the ratio.
const ROUNDS: usize = 4_000;

/// A document with this number of pages, each under a heading.
fn document(pages: usize) -> Document {
    let parts = documents::documents(pages);
    let page = |(number, part): (u32, &Document)| Page { number, ..part.pages[0].clone() };
    let heading = |number| OutlineEntry {
        label: format!("§ {number}. Zadania dzielnicy w roku {}", 2000 + number % 30),
        page: number,
        start: 0,
        ..OutlineEntry::default()
    };
    let outline = (1..=pages as u32).map(heading).collect();
    let pages = (1..).zip(&parts).map(page).collect();
    Document { pages, outline, paginated: true, ..parts[0].clone() }
}

/// Builds an index of only that document.
fn indexed(pages: usize) -> (TempDir, Snapshot) {
    let place = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open(place.path()).expect("an index");
    writer.add(IndexableDocument::new(&document(pages), None)).expect("added");
    writer.commit().expect("committed");
    let snapshot = writer.index().snapshot();
    (place, snapshot)
}

fn hit(snapshot: &Snapshot, analyzer: &mut Analyzer, text: &str) {
    let request = SearchRequest { text: text.to_owned(), per_page: 1, ..SearchRequest::default() };
    let request = request.checked().expect("valid");
    let response = search(snapshot, analyzer, (&Bets::default(), None), &request).expect("an answer");
    let snippets = &response.hits[0].snippets;
    assert!(snippets.iter().all(|snippet| snippet.section.is_some() && !snippet.highlights.is_empty()));
    assert!(!snippets.is_empty());
}

fn snippet(criterion: &mut Criterion) {
    let indexes = [1, 50, 500].map(|pages| (pages, indexed(pages)));
    let mut analyzer = Analyzer::default();
    for text in QUERIES {
        let mut group = criterion.benchmark_group(format!("snippet/{text}"));
        for (pages, (_, snapshot)) in &indexes {
            group.bench_function(format!("{pages} pages"), |bencher| {
                bencher.iter(|| hit(snapshot, &mut analyzer, text));
            });
        }
        group.finish();
        let [(_, (_, one)), _, (_, (_, many))] = &indexes;
        let (one, many) = medians([one, many], &mut analyzer, text);
        let ratio = many.as_secs_f64() / one.as_secs_f64();
        println!("{text}: {one:?} in one page, {many:?} in 500: {ratio:.1} times\n");
    }
}

/// The median time of a hit in each of two documents, searched in turn so that both meet the same noise.
fn medians(snapshots: [&Snapshot; 2], analyzer: &mut Analyzer, text: &str) -> (Duration, Duration) {
    let mut times = [Vec::with_capacity(ROUNDS), Vec::with_capacity(ROUNDS)];
    for _ in 0..ROUNDS {
        for (snapshot, times) in snapshots.iter().zip(&mut times) {
            let started = Instant::now();
            hit(snapshot, analyzer, text);
            times.push(started.elapsed());
        }
    }
    let [one, many] = times.map(|mut times| {
        times.sort_unstable();
        times[ROUNDS / 2]
    });
    (one, many)
}

criterion_group!(benches, snippet);
criterion_main!(benches);
