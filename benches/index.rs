//! Indexing speed, from splitting documents into passages to the commit.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use skorowidz::index::{IndexWriter, IndexableDocument};

mod documents;

const DOCUMENTS: usize = 1_000;

fn index(criterion: &mut Criterion) {
    let documents = documents::documents(DOCUMENTS);
    let mut group = criterion.benchmark_group("index");
    group.throughput(Throughput::Elements(DOCUMENTS as u64)).sample_size(10);
    group.bench_function("prepare", |bencher| {
        bencher.iter(|| {
            let prepared: Vec<IndexableDocument> =
                documents.iter().map(|document| IndexableDocument::new(document, None)).collect();
            assert_eq!(prepared.len(), DOCUMENTS);
        });
    });
    group.bench_function("write", |bencher| {
        bencher.iter_batched(
            || tempfile::tempdir().expect("a folder"),
            |place| {
                let mut writer = IndexWriter::open(place.path()).expect("an index");
                for document in &documents {
                    writer.add(IndexableDocument::new(document, None)).expect("added");
                }
                writer.commit().expect("committed");
                assert_eq!(writer.index().snapshot().documents(), DOCUMENTS as u64);
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

criterion_group!(benches, index);
criterion_main!(benches);
