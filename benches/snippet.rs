//! What snippets cost in short and in very long documents.

use criterion::{Criterion, criterion_group, criterion_main};
use skorowidz::{
    analysis::Analyzer,
    document::{Document, Page},
    index::{IndexWriter, Prepared},
    search::{SearchRequest, search},
};

mod documents;

/// One document of so many pages.
fn document(pages: usize) -> Document {
    let parts = documents::documents(pages);
    let page = |(number, part): (u32, &Document)| Page { number, ..part.pages[0].clone() };
    let pages = (1..).zip(&parts).map(page).collect();
    Document { pages, paginated: true, ..parts[0].clone() }
}

fn snippet(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("snippet");
    for pages in [1, 50, 500] {
        let place = tempfile::tempdir().expect("a folder");
        let mut writer = IndexWriter::open(place.path()).expect("an index");
        writer.add(Prepared::new(&document(pages), None)).expect("added");
        writer.commit().expect("committed");
        let snapshot = writer.index().snapshot();
        let mut analyzer = Analyzer::default();
        let request = SearchRequest { text: "konwent dzielnic".to_owned(), ..SearchRequest::default() };
        group.bench_function(format!("{pages} pages"), |bencher| {
            bencher.iter(|| {
                let response = search(&snapshot, &mut analyzer, &request).expect("an answer");
                assert!(!response.hits[0].snippets[0].highlights.is_empty());
            });
        });
    }
    group.finish();
}

criterion_group!(benches, snippet);
criterion_main!(benches);
