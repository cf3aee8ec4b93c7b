//! Documents for the benches: paragraphs of the sample posts in changing order, the same in every run.

use std::fs;

use skorowidz::{
    document::{Document, Page},
    extract::worker::ProcessLimits,
    ingest::{self, DeletionLimits, IngestConfig},
};

/// How files are read: by this package's program, without OCR.
pub(crate) fn ingest_config() -> IngestConfig {
    let program = env!("CARGO_BIN_EXE_skorowidz").into();
    IngestConfig {
        program,
        limits: ProcessLimits::default(),
        ocr: None,
        converter: None,
        retry_failed: false,
        deletions: DeletionLimits::default(),
    }
}

/// Generates documents of five paragraphs each.
pub(crate) fn documents(count: usize) -> Vec<Document> {
    let (posts, paragraphs) = posts();
    let mut seed = 1_u64;
    let mut next = |limit: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % limit
    };
    let mut document = |number: usize| {
        let text: Vec<&str> = (0..5).map(|_| paragraphs[next(paragraphs.len())].as_str()).collect();
        let mut document = posts[next(posts.len())].clone();
        document.id = format!("bench/{number}").parse().expect("an id");
        document.pages = vec![Page::new(1, text.join("\n\n"))];
        document.outline.clear();
        document
    };
    (0..count).map(&mut document).collect()
}

/// Returns the sample posts and all their paragraphs.
fn posts() -> (Vec<Document>, Vec<String>) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/news");
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("the corpus").flatten().map(|file| file.path()).collect();
    files.sort();
    let posts: Vec<Document> =
        files.iter().map(|file| ingest::read(file, &ingest_config()).expect("a sample").0).collect();
    let paragraphs = posts.iter().flat_map(|post| post.pages[0].text.split("\n\n"));
    let paragraphs = paragraphs.filter(|paragraph| paragraph.len() > 80).map(str::to_owned).collect();
    (posts, paragraphs)
}
