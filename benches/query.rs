//! Search latency by the shape of the query.

use criterion::{Criterion, criterion_group, criterion_main};
use skorowidz::{
    analysis::Analyzer,
    index::{IndexWriter, IndexableDocument, Snapshot},
    search::{Bets, Facet, SearchRequest, search},
};

mod documents;

const DOCUMENTS: usize = 5_000;

/// Builds an index of generated documents and returns it with its folder.
fn filled() -> (tempfile::TempDir, Snapshot) {
    let place = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open(place.path()).expect("an index");
    for document in documents::documents(DOCUMENTS) {
        writer.add(IndexableDocument::new(&document, None)).expect("added");
    }
    writer.commit().expect("committed");
    let snapshot = writer.index().snapshot();
    (place, snapshot)
}

fn query(criterion: &mut Criterion) {
    let (_place, snapshot) = filled();
    let mut analyzer = Analyzer::default();
    let mut group = criterion.benchmark_group("query");
    let shapes = [
        ("three words", "zarzadzenie konwent dzielnic", vec![]),
        ("phrase", "\"budżet obywatelski\"", vec![]),
        ("question", "kiedy konwent rozmawiał o budżecie obywatelskim i o zieleni?", vec![]),
        ("facets", "konwent", vec![Facet::Kind, Facet::Year, Facet::District]),
    ];
    for (name, text, facets) in shapes {
        let request = SearchRequest { text: text.to_owned(), facets, ..SearchRequest::default() };
        let request = request.checked().expect("valid");
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let response =
                    search(&snapshot, &mut analyzer, &Bets::default(), &request).expect("an answer");
                assert_eq!(response.hits.len(), 10);
            });
        });
    }
    group.finish();
}

criterion_group!(benches, query);
criterion_main!(benches);
