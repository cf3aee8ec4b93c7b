//! How fast text becomes tokens.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use skorowidz::analysis::Analyzer;

mod documents;

fn analyse(criterion: &mut Criterion) {
    let texts: Vec<String> =
        documents::documents(500).into_iter().map(|document| document.pages[0].text.clone()).collect();
    let text = texts.join("\n");
    let mut analyzer = Analyzer::default();
    let tokens = analyzer.tokens(&text).len();
    assert!(tokens > 50_000, "{tokens} tokens");
    let mut group = criterion.benchmark_group("analyse");
    group.throughput(Throughput::Bytes(text.len() as u64)).sample_size(20);
    group.bench_function("tokens", |bencher| {
        bencher.iter(|| assert_eq!(black_box(analyzer.tokens(&text)).len(), tokens));
    });
    group.finish();
}

criterion_group!(benches, analyse);
criterion_main!(benches);
