//! What is shown and highlighted for many kinds of queries over the sample corpus: a change in how passages
//! are chosen or matches are highlighted shows up here.
//!
//! `INSTA_UPDATE=always cargo test --test it highlights` writes the snapshot again; review the difference.

use std::fmt::Write as _;

use skorowidz::{
    analysis::Analyzer,
    index::{EngineKind, Index},
    search::{Bets, SearchRequest, search},
};

use crate::{
    engines::engine,
    harness::{Place, corpus},
};

/// The queries, one per line.
const QUERIES: &str = include_str!("highlights.txt");
/// What the embedded engine shows.
const SNAPSHOT: &str = include_str!("snapshots/it__highlights__highlights.snap");
/// The number of hits shown for each query.
const HITS: usize = 3;
/// The number of words of a snippet that are shown, enough to tell it from others.
const WORDS: usize = 4;

/// Returns the highlighted parts of HTML.
fn marked(html: &str) -> Vec<&str> {
    html.split("<mark>").skip(1).filter_map(|rest| Some(rest.split_once("</mark>")?.0)).collect()
}

/// Returns the hits of a query in a compact form: the id, what is highlighted in the title, and of each
/// snippet its beginning, its length and what is highlighted in it.
fn shown(index: &Index, analyzer: &mut Analyzer, query: &str) -> String {
    let request = SearchRequest { text: query.to_owned(), per_page: HITS, ..SearchRequest::default() };
    let request = request.checked().expect("valid");
    let response =
        search(&index.snapshot(), analyzer, (&Bets::default(), None), &request).expect("an answer");
    let mut shown = format!("# {query}\n");
    for hit in &response.hits {
        writeln!(shown, "{}: {}", hit.id, marked(&hit.title_html).join(" | ")).expect("written");
        for snippet in &hit.snippets {
            let beginning: Vec<&str> = snippet.text.split(' ').take(WORDS).collect();
            let (beginning, marks) = (beginning.join(" "), marked(&snippet.html).join(" | "));
            writeln!(shown, "  {beginning} ({}): {marks}", snippet.text.len()).expect("written");
        }
    }
    shown
}

#[test]
fn what_is_highlighted_in_the_sample_corpus_stays_the_same() {
    let place = Place::new();
    // What OCR reads is not the same everywhere.
    place.file("skorowidz.toml", "ocr = false\n").index(&[corpus("").to_str().expect("UTF-8")], 0);
    let index = Index::open(&place.path("index")).expect("an index");
    let mut analyzer = Analyzer::default();
    let shown: Vec<String> = QUERIES.lines().map(|query| shown(&index, &mut analyzer, query)).collect();
    match engine() {
        EngineKind::Embedded => insta::assert_snapshot!("highlights", shown.concat()),
        EngineKind::OpenSearch => check_near(&shown),
    }
}

/// Checks what is shown over a cluster: which documents are on a page comes near to the embedded engine (see
/// `docs/scale.md`), so one query in a hundred may have others.
fn check_near(shown: &[String]) {
    let others: Vec<&String> = shown.iter().filter(|shown| !SNAPSHOT.contains(shown.as_str())).collect();
    assert!(others.len() * 100 <= shown.len(), "{others:#?}");
}
