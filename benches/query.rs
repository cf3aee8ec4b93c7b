//! Search latency by the shape of the query, and what best bets add to it.

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

/// The number of best bets of a large city.
const BETS: usize = 1_000;

/// Returns many best bets that share a word with the queries, and one for `query`, if it is given.
fn bets(query: Option<&str>) -> Bets {
    let entry = |query: &str| format!("[[bet]]\nqueries = ['{query}']\nids = ['none', 'bench/7']\n");
    let others = (0..BETS).map(|number| entry(&format!("konwent dzielnic sprawa{number}")));
    let text: String = others.chain(query.map(entry)).collect();
    Bets::parse(&text, &mut Analyzer::default()).expect("valid")
}

fn best_bets(criterion: &mut Criterion) {
    const QUERY: &str = "zarzadzenie konwent dzielnic";
    let (_place, snapshot) = filled();
    let mut analyzer = Analyzer::default();
    let mut group = criterion.benchmark_group("best bets");
    let request = SearchRequest { text: QUERY.to_owned(), ..SearchRequest::default() };
    let request = request.checked().expect("valid");
    for (name, bets) in
        [("no file", Bets::default()), ("none fires", bets(None)), ("one fires", bets(Some(QUERY)))]
    {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let response = search(&snapshot, &mut analyzer, (&bets, None), &request).expect("an answer");
                assert_eq!(response.hits.len(), 10);
            });
        });
    }
    group.finish();
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
                    search(&snapshot, &mut analyzer, (&Bets::default(), None), &request).expect("an answer");
                assert_eq!(response.hits.len(), 10);
            });
        });
    }
    group.finish();
}

criterion_group!(benches, query, best_bets);
criterion_main!(benches);
