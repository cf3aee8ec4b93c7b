//! What recognizing meetings costs as a share of indexing, and how long requests for meetings take, over
//! 5,000 meetings with 25,000 topics.
//!
//! Usage: `cargo bench --bench meetings`. The topics are those of `tests/data/recurring_topics.tsv`, each
//! with two names of its own; the texts are the sample posts. The figures are those of
//! `docs/decisions/036-meetings.md`.

use std::{
    hint::black_box,
    path::Path,
    time::{Duration, Instant},
};

use axum::{Router, body::Body, http::Request};
use http_body_util::BodyExt;
use jiff::{ToSpan, civil::date};
use skorowidz::{
    config::{Config, Settings},
    document::{Document, Meeting, MeetingTopic, Page},
    http,
    index::{IndexWriter, IndexableDocument},
    meetings,
    service::Service,
};
use tower::ServiceExt;

#[allow(dead_code)]
mod documents;

const MEETINGS: usize = 5_000;
const TOPICS: usize = 5;
/// The number of texts for the share of recognition.
const TEXTS: usize = 4_000;
/// How often each request is sent; the median counts.
const ROUNDS: usize = 15;

const BODIES: [&str; 3] = [
    "Konwent Przewodniczących Rad i Zarządów Dzielnic Miasta Krakowa",
    "Rada Dzielnicy VIII Dębniki",
    "Rada Miasta Krakowa",
];

fn main() {
    share_of_recognition();
    let place = tempfile::tempdir().expect("a folder");
    index(place.path(), &(0..MEETINGS).map(document).collect::<Vec<_>>());
    let service = Service::open(place.path()).expect("open");
    let config = Config::resolve(Settings::default()).expect("valid settings");
    let router = http::router(service, &config);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (first, list) = runtime.block_on(get(&router, "/api/v1/meetings"));
    println!("first request, which makes the register: {first:.1?}, {} bytes", list.len());
    let list: serde_json::Value = serde_json::from_slice(&list).expect("JSON");
    assert_eq!((&list["total"], list["meetings"].as_array().map(Vec::len)), (&MEETINGS.into(), Some(100)));
    let topic = list["meetings"][0]["topics"][0]["id"].as_str().expect("an id");
    let topic = format!("/api/v1/topics/{topic}");
    for address in [
        "/api/v1/meetings",
        "/api/v1/meetings?q=bud%C5%BCet+obywatelski",
        "/api/v1/meetings?body=konwent&from=2008-01-01&to=2009-12-31",
        &topic,
        "/api/v1/suggest?q=bud%C5%BC",
        "/api/v1/suggest?q=bud%C5%BCet+obyw",
    ] {
        let mut times: Vec<Duration> =
            (0..ROUNDS).map(|_| runtime.block_on(get(&router, address)).0).collect();
        times.sort_unstable();
        println!("{address}: median {:.1?}, longest {:.1?}", times[ROUNDS / 2], times[ROUNDS - 1]);
    }
}

/// Returns the processor time of all threads of this process so far.
fn processor_time() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), now.tv_nsec.unsigned_abs() as u32)
}

/// Prints the processor time of recognition as a share of that of indexing the same texts, without reading
/// them.
fn share_of_recognition() {
    let texts = documents::documents(TEXTS);
    let started = processor_time();
    let found: usize = texts
        .iter()
        .map(|document| {
            let text = &document.pages[0].text;
            black_box(meetings::meetings(text, Some(&document.title), document.published)).len()
        })
        .sum();
    let recognition = processor_time().saturating_sub(started);
    assert!(found > TEXTS / 10, "{found} meetings in {TEXTS} texts");
    let place = tempfile::tempdir().expect("a folder");
    let started = processor_time();
    index(place.path(), &texts);
    let indexing = processor_time().saturating_sub(started);
    let share = recognition.as_secs_f64() / (indexing + recognition).as_secs_f64();
    println!(
        "recognition of {found} meetings in {TEXTS} texts: {recognition:.1?}, {:.1} % of indexing",
        share * 100.0
    );
}

fn index(folder: &Path, documents: &[Document]) {
    let mut writer = IndexWriter::open(folder).expect("a new index");
    for document in documents {
        writer.add(IndexableDocument::new(document, None)).expect("added");
    }
    writer.commit().expect("committed");
}

/// Returns a document with one meeting.
fn document(number: usize) -> Document {
    let labeled: Vec<&str> = include_str!("../tests/data/recurring_topics.tsv").lines().collect();
    let day = date(2005, 1, 1).checked_add(i64::try_from(number / 2).expect("a day").days()).expect("a day");
    let mut text = String::from("Porządek obrad:\n");
    let topic = |at: usize| {
        let pick = number.wrapping_mul(2_654_435_761).wrapping_add(at * 40_503) >> 7;
        let topic = labeled[pick % labeled.len()].rsplit('\t').next().unwrap_or_default();
        let topic = format!("{topic} przy Nazwie{} i Nazwie{}", pick % 9_000, (pick / 7) % 9_000);
        let start = text.chars().count();
        text.push_str(&topic);
        text.push_str(",\n");
        let end = start + topic.chars().count();
        MeetingTopic { text: topic, anchor: format!("temat-{}", at + 1), page: 1, start, end }
    };
    let topics = (0..TOPICS).map(topic).collect();
    let body = Some(BODIES[number % BODIES.len()].to_owned());
    let meeting = Meeting { date: Some(day), body, topics, ..Meeting::default() };
    let id = format!("bench/{number}").parse().expect("an id");
    let mut document = Document::new(id, format!("Posiedzenie numer {number}"), "");
    document.pages = vec![Page::new(1, text)];
    document.meetings = vec![meeting];
    document.published = Some(day);
    document
}

async fn get(router: &Router, address: &str) -> (Duration, Vec<u8>) {
    let request = Request::get(address).body(Body::empty()).expect("a request");
    let started = Instant::now();
    let response = router.clone().oneshot(request).await.expect("infallible");
    assert_eq!(response.status(), 200, "{address}");
    let body = response.into_body().collect().await.expect("a body").to_bytes();
    (started.elapsed(), body.to_vec())
}
