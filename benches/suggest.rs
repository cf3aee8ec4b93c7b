//! Suggestions over 300,000 titles against a plain tantivy term query: the figures of
//! `docs/decisions/017-suggestions.md`.
//!
//! Usage: `cargo bench --bench suggest -- FILE.jsonl`, with one document with `id`, `title` and `text` per
//! line. Each title is a run of words of a text (without a file: of the sample posts). Every kind of input is
//! a word, a prefix, or a run of words of some title; the plain query searches for a whole word of the same
//! title in an index of the same titles and returns the ten best. Prints the time of the first answer to each
//! input, and of the fastest of three, which is that of an input that others have typed before.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use skorowidz::{
    analysis::unaccented,
    document::{Act, Document, Kind},
    index::{Index, IndexWriter, IndexableDocument, Snapshot},
    search::{SuggestRequest, SuggestionKind, suggest},
};
use tantivy::{
    Searcher, TantivyDocument, Term,
    collector::TopDocs,
    doc,
    query::TermQuery,
    schema::{Field, IndexRecordOption, Schema, TEXT},
};

mod documents;

/// Number of titles in the index.
const TITLES: usize = 300_000;
/// Minimum and maximum number of words in a title.
const WORDS: (usize, usize) = (4, 14);
/// Number of words in the text of a document.
const TEXT_WORDS: usize = 40;
/// The number of inputs of each kind, and how often each is typed.
const INPUTS: usize = 300;
const REPEATS: usize = 3;
/// The heap of the plain tantivy writer in bytes.
const HEAP_BYTES: usize = 256 << 20;

fn main() {
    let place = tempfile::tempdir().expect("a folder");
    let texts = texts();
    let documents = || (0..TITLES).map(|number| document(&texts, number));
    let (ours, bare) = (place.path().join("ours"), place.path().join("bare"));
    index_ours(&ours, documents());
    index_bare(&bare, documents());
    let snapshot = Index::open(&ours).expect("an index").snapshot();
    let (searcher, title) = open_bare(&bare);
    let before = resident_bytes();
    let started = Instant::now();
    ask(&snapshot, "a");
    let (elapsed, memory) = (started.elapsed(), resident_bytes().saturating_sub(before));
    println!(
        "{TITLES} titles, ours in {} segments, bare in {}",
        snapshot.segments(),
        searcher.segment_readers().len()
    );
    println!("the first suggestion, which prepares the registers: {elapsed:.0?}, {} MB more", memory >> 20);
    let titles: Vec<String> = documents().step_by(TITLES / INPUTS).map(|document| document.title).collect();
    let bare = bare_times(&searcher, title, &titles);
    compare(&snapshot, &titles, &bare);
}

/// Returns the words of each text.
fn texts() -> Vec<Vec<String>> {
    let file = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let text = |line: &str| {
        let document: serde_json::Value = serde_json::from_str(line).expect("a document");
        document["text"].as_str().expect("a text").to_owned()
    };
    let texts: Vec<String> = match file {
        Some(file) => fs::read_to_string(file).expect("the file").lines().map(text).collect(),
        None => {
            documents::documents(2_000).into_iter().map(|document| document.pages[0].text.clone()).collect()
        }
    };
    let words = |text: &String| {
        let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect::<Vec<_>>()
    };
    texts.iter().map(words).filter(|words| words.len() > WORDS.1).collect()
}

/// Builds a title and a text from one of the texts; every tenth document is an ordinance.
fn document(texts: &[Vec<String>], number: usize) -> Document {
    let words = &texts[number % texts.len()];
    let length = WORDS.0 + number % (WORDS.1 - WORDS.0);
    let start = number / texts.len() * 7 % (words.len() - length);
    let text = words.iter().cycle().skip(start).take(TEXT_WORDS).cloned().collect::<Vec<_>>().join(" ");
    let year = 2000 + number % 25;
    let date = format!("{year}-{:02}-{:02}", 1 + number % 12, 1 + number % 28);
    let act = number.is_multiple_of(10).then(|| Act {
        number: Some(format!("{}/{year}", number / 25 % 4000)),
        subject: Some(format!("w sprawie {}", words[start])),
        ..Act::default()
    });
    let id = format!("bench/{number}").parse().expect("an id");
    Document {
        kind: if act.is_some() { Kind::Ordinance } else { Kind::News },
        published: Some(date.parse().expect("a day")),
        act,
        ..Document::new(id, words[start..start + length].join(" "), text)
    }
}

fn index_ours(folder: &Path, documents: impl Iterator<Item = Document>) {
    let mut writer = IndexWriter::open(folder).expect("an index");
    documents.for_each(|document| writer.add(IndexableDocument::new(&document, None)).expect("added"));
    writer.commit().expect("committed");
    writer.finish().expect("merged");
}

fn index_bare(folder: &Path, documents: impl Iterator<Item = Document>) {
    fs::create_dir(folder).expect("a folder");
    let mut builder = Schema::builder();
    let title = builder.add_text_field("title", TEXT);
    let index = tantivy::Index::create_in_dir(folder, builder.build()).expect("an index");
    let mut writer = index.writer_with_num_threads::<TantivyDocument>(2, HEAP_BYTES).expect("a writer");
    for document in documents {
        writer.add_document(doc!(title => document.title)).expect("added");
    }
    writer.commit().expect("committed");
    writer.wait_merging_threads().expect("merged");
}

fn open_bare(folder: &Path) -> (Searcher, Field) {
    let index = tantivy::Index::open_in_dir(folder).expect("an index");
    let title = index.schema().get_field("title").expect("a field");
    (index.reader().expect("a reader").searcher(), title)
}

fn ask(snapshot: &Snapshot, text: &str) -> Vec<SuggestionKind> {
    let request = SuggestRequest { text: text.to_owned(), ..SuggestRequest::default() };
    let request = request.checked().expect("valid");
    let found = suggest(snapshot, &request).expect("suggestions");
    assert!(found.suggestions.len() <= request.limit);
    found.suggestions.iter().map(|suggestion| suggestion.kind).collect()
}

/// Returns the word of a title that inputs with this number are built from.
fn word_of(title: &str, number: usize) -> Option<&str> {
    let words: Vec<&str> = title.split(' ').filter(|word| word.chars().count() >= 3).collect();
    words.get(number % words.len().max(1)).copied()
}

/// The first and the fastest answer times of each input.
struct Times {
    first: Vec<Duration>,
    fastest: Vec<Duration>,
}

impl Times {
    fn measure<T>(inputs: &[T], mut answer: impl FnMut(&T)) -> Self {
        let mut times = Self { first: Vec::new(), fastest: Vec::new() };
        for input in inputs {
            let mut elapsed = [Duration::ZERO; REPEATS];
            for elapsed in &mut elapsed {
                let started = Instant::now();
                answer(input);
                *elapsed = started.elapsed();
            }
            times.first.push(elapsed[0]);
            times.fastest.extend(elapsed.iter().min());
        }
        times.first.sort();
        times.fastest.sort();
        times
    }
}

fn at(times: &[Duration], share: f64) -> Duration {
    times[((times.len() - 1) as f64 * share) as usize]
}

fn bare_times(searcher: &Searcher, field: Field, titles: &[String]) -> Times {
    let words = titles.iter().enumerate().filter_map(|(number, title)| word_of(title, number));
    let words: Vec<String> = words.map(str::to_lowercase).collect();
    let times = Times::measure(&words, |word| {
        let query = TermQuery::new(Term::from_field_text(field, word), IndexRecordOption::WithFreqs);
        let top = searcher.search(&query, &TopDocs::with_limit(10).order_by_score()).expect("an answer");
        assert!(!top.is_empty(), "{word}");
    });
    let (first, fastest) = (at(&times.first, 0.5), at(&times.fastest, 0.5));
    println!("bare term query, ten best: median {first:.1?} at first, {fastest:.1?} again");
    times
}

/// The kinds of input.
const KINDS: [&str; 10] = [
    "one letter",
    "two letters",
    "three letters",
    "five letters",
    "a word",
    "a word without accents",
    "two words",
    "three words",
    "words that stand apart",
    "number of an act",
];

/// Returns what is typed of a title.
fn input(kind: &str, title: &str, number: usize) -> Option<String> {
    let word = word_of(title, number)?;
    let begun = |letters: usize| word.chars().take(letters).collect::<String>();
    Some(match kind {
        "one letter" => begun(1),
        "two letters" => begun(2),
        "three letters" => begun(3),
        "five letters" => begun(5),
        "a word" => word.to_owned(),
        "a word without accents" => unaccented(&word.to_lowercase()),
        "two words" => run(title, number, 2),
        "three words" => run(title, number, 3),
        "words that stand apart" => {
            let other: String = word_of(title, number + 2)?.chars().take(2).collect();
            format!("{word} {other}")
        }
        _ => format!("{}/2", number * 7 % 4000),
    })
}

/// Returns consecutive words, with half of the last one.
fn run(title: &str, number: usize, count: usize) -> String {
    let words: Vec<&str> = title.split(' ').collect();
    let start = number % (words.len() - count + 1);
    let text = words[start..start + count].join(" ");
    let last = words[start + count - 1].chars().count();
    text.chars().take(text.chars().count() - last / 2).collect()
}

fn compare(snapshot: &Snapshot, titles: &[String], bare: &Times) {
    for kind in KINDS {
        let inputs = titles.iter().enumerate().filter_map(|(number, title)| input(kind, title, number));
        let inputs: Vec<String> = inputs.collect();
        let mut answered = 0;
        let times = Times::measure(&inputs, |input| {
            answered += usize::from(!ask(snapshot, input).is_empty());
        });
        assert!(answered * 10 >= inputs.len() * REPEATS * 9, "{kind}: {answered} answers");
        let summary = |ours: &[Duration], bare: &[Duration]| {
            let (median, p95) = (at(ours, 0.5), at(ours, 0.95));
            let ratio = median.as_secs_f64() / at(bare, 0.5).as_secs_f64();
            format!("{median:.1?}, p95 {p95:.1?}, ratio {ratio:.2}")
        };
        let (first, again) = (summary(&times.first, &bare.first), summary(&times.fastest, &bare.fastest));
        println!("{kind}: first {first}; again {again}");
    }
}

/// The memory of this process in bytes; 0 if the system does not report it.
fn resident_bytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) << 10
}
