//! Our side of `just bench-peers`: whole searches, and those of plain tantivy, in processor time of the
//! thread.
//!
//! `benches/peers/peers.py` prepares the indexes, starts one such process per engine and asks each in turn
//! for a round; `docs/performance.md` shows how to run it. A process is started with one of
//!
//! - `ours INDEX QUERIES`: ten hits with a marked title and up to three snippets each, and the exact total;
//! - `bare INDEX QUERIES`: the ten best documents of plain tantivy with their titles, no snippets;
//! - `index-bare FILE INDEX`: builds the index of the latter.
//!
//! `QUERIES` has one query per line. For each line of standard input it runs all queries once and prints one
//! JSON object. With a file of documents or nothing it indexes that or generated documents, searches for
//! titles and prints one round of both, which shows that the bench works and little else.

use std::{
    env, fs, hint,
    io::{self, BufRead, Write},
    path::Path,
    thread,
};

use rustix::time::{ClockId, clock_gettime};
use serde::Serialize;
use skorowidz::{
    analysis::Analyzer,
    index::{Index, Snapshot},
    search::{Bets, SearchRequest, search},
};
use tantivy::{
    Searcher, TantivyDocument,
    collector::TopDocs,
    doc,
    query::{BooleanQuery, BoostQuery, Occur, Query},
    schema::{Field, STORED, STRING, Schema, TEXT, Value},
};

mod documents;
mod lines;

use lines::{Line, any_of, read};

/// Number of hits asked for, as the peers are asked.
const HITS: usize = 10;
/// The weight of the title in plain tantivy, as in the peers.
const TITLE_WEIGHT: f32 = 2.0;
/// The heap of the plain tantivy writer in bytes and its number of threads, as `src/index/writer.rs` sets
/// them.
const HEAP_BYTES: usize = 128 << 20;
const MAX_THREADS: usize = 4;

/// What a round of all queries took and found.
#[derive(Default, Serialize)]
struct Round {
    /// Processor time of the thread in nanoseconds for each query.
    cpu_ns: Vec<u64>,
    /// Number of hits of all queries together.
    hits: usize,
    /// Number of snippets of all queries together.
    snippets: usize,
    /// Number of queries without a hit.
    unanswered: usize,
}

impl Round {
    /// Runs each query once. A search returns the number of its hits and of their snippets.
    fn of<Q>(queries: &[Q], mut search: impl FnMut(&Q) -> (usize, usize)) -> Self {
        let mut round = Self::default();
        for query in queries {
            let started = thread_cpu_ns();
            let (hits, snippets) = hint::black_box(search(query));
            round.cpu_ns.push(thread_cpu_ns() - started);
            round.hits += hits;
            round.snippets += snippets;
            round.unanswered += usize::from(hits == 0);
        }
        assert!(round.hits > 0, "no query has a hit");
        round
    }

    fn print(&self) {
        let mut output = io::stdout().lock();
        serde_json::to_writer(&mut output, self).expect("written");
        writeln!(output).expect("written");
        output.flush().expect("written");
    }
}

fn thread_cpu_ns() -> u64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

fn main() {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["ours", folder, queries] => {
            let (mut ours, queries) = (Ours::open(Path::new(folder)), queries_of(Path::new(queries)));
            for_each_line(|| ours.round(&queries));
        }
        ["bare", folder, queries] => {
            let (bare, queries) = (Bare::open(Path::new(folder)), queries_of(Path::new(queries)));
            for_each_line(|| bare.round(&queries));
        }
        ["index-bare", file, folder] => index_bare(&read(Path::new(file)), Path::new(folder)),
        [] | [_] => demonstrate(),
        _ => panic!("usage: ours INDEX QUERIES, bare INDEX QUERIES or index-bare FILE INDEX"),
    }
}

fn for_each_line(mut round: impl FnMut() -> Round) {
    for line in io::stdin().lock().lines() {
        line.expect("a line");
        round().print();
    }
}

fn queries_of(file: &Path) -> Vec<String> {
    fs::read_to_string(file).expect("the queries").lines().map(str::to_owned).collect()
}

/// Our index, opened.
struct Ours {
    snapshot: Snapshot,
    analyzer: Analyzer,
}

impl Ours {
    fn open(folder: &Path) -> Self {
        let snapshot = Index::open(folder).expect("an index").snapshot();
        Self { snapshot, analyzer: Analyzer::default() }
    }

    fn round(&mut self, queries: &[String]) -> Round {
        let request =
            |text: &String| SearchRequest { text: text.clone(), per_page: HITS, ..SearchRequest::default() };
        let requests: Vec<SearchRequest> = queries.iter().map(request).collect();
        Round::of(&requests, |request| {
            let request = request.clone().checked().expect("valid");
            let response = search(&self.snapshot, &mut self.analyzer, (&Bets::default(), None), &request)
                .expect("an answer");
            (response.hits.len(), response.hits.iter().map(|hit| hit.snippets.len()).sum())
        })
    }
}

/// An index of plain tantivy, opened.
struct Bare {
    searcher: Searcher,
    title: Field,
    text: Field,
}

impl Bare {
    fn open(folder: &Path) -> Self {
        let index = tantivy::Index::open_in_dir(folder).expect("an index");
        let field = |name| index.schema().get_field(name).expect("a field");
        let searcher = index.reader().expect("a reader").searcher();
        Self { searcher, title: field("title"), text: field("text") }
    }

    fn round(&self, queries: &[String]) -> Round {
        Round::of(queries, |query| {
            let collector = TopDocs::with_limit(HITS).order_by_score();
            let top = self.searcher.search(&self.any_of(query), &collector).expect("an answer");
            let titles = top.into_iter().map(|(_, address)| {
                let document: TantivyDocument = self.searcher.doc(address).expect("a document");
                document.get_first(self.title).and_then(|title| title.as_str()).expect("a title").len()
            });
            let titles: Vec<usize> = titles.collect();
            (titles.len(), 0)
        })
    }

    /// Any of the words, split as the default tokenizer does it, in the text or the title.
    fn any_of(&self, query: &str) -> BooleanQuery {
        let words = query.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let words: Vec<String> = words.map(str::to_lowercase).collect();
        let title = BoostQuery::new(Box::new(any_of(self.title, &words)), TITLE_WEIGHT);
        let text: Box<dyn Query> = Box::new(any_of(self.text, &words));
        BooleanQuery::new(vec![(Occur::Should, Box::new(title)), (Occur::Should, text)])
    }
}

fn index_bare(lines: &[Line], folder: &Path) {
    fs::create_dir_all(folder).expect("a folder");
    let mut builder = Schema::builder();
    let id = builder.add_text_field("id", STRING | STORED);
    let title = builder.add_text_field("title", TEXT | STORED);
    let text = builder.add_text_field("text", TEXT | STORED);
    let index = tantivy::Index::create_in_dir(folder, builder.build()).expect("an index");
    let threads = thread::available_parallelism().expect("known").get().min(MAX_THREADS);
    let mut writer = index.writer_with_num_threads::<TantivyDocument>(threads, HEAP_BYTES).expect("a writer");
    for line in lines {
        let document = doc!(id => line.id.as_str(), title => line.title.as_str(), text => line.text.as_str());
        writer.add_document(document).expect("added");
    }
    writer.commit().expect("committed");
    writer.wait_merging_threads().expect("merged");
}

/// Indexes the file named on the command line, or generated documents, and prints a round of each engine.
fn demonstrate() {
    let place = tempfile::tempdir().expect("a folder");
    let file = lines::named().unwrap_or_else(|| {
        let line = |document: &skorowidz::document::Document| {
            let text = &document.pages[0].text;
            serde_json::json!({"id": document.id, "title": document.title, "text": text}).to_string()
        };
        let lines: Vec<String> = documents::documents(500).iter().map(line).collect();
        let file = place.path().join("made.jsonl");
        fs::write(&file, lines.join("\n")).expect("written");
        file
    });
    let documents = read(&file);
    lines::index(&file, &place.path().join("ours"), documents.len());
    index_bare(&documents, &place.path().join("bare"));
    let step = documents.len().div_ceil(20);
    let queries: Vec<String> = documents.iter().step_by(step).map(|line| line.title.clone()).collect();
    let ours = Ours::open(&place.path().join("ours")).round(&queries);
    assert!(ours.snippets > 0, "no snippets");
    ours.print();
    Bare::open(&place.path().join("bare")).round(&queries).print();
}
