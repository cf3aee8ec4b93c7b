//! Tests the index against a simple model: documents of one and of many chunks are added, replaced and
//! deleted at random, with commits and merges in between.

use std::collections::BTreeMap;

use tempfile::TempDir;

use super::IndexWriter;
use crate::{
    analysis::Analyzer,
    document::{Act, Document, DocumentId, Edit, Fingerprint, Kind, Language, OutlineEntry, Page, reading},
    index::{
        Index, IndexableDocument, Origin, PagePiece, Snapshot, SourceRecord, WriterMode, chunks::CHUNK_BYTES,
        pages,
    },
    search::{Bets, Facet, SearchRequest, search},
};

/// The number of ids to choose from.
const IDS: u64 = 12;

/// A random number generator with the same sequence in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

fn id(number: u64) -> DocumentId {
    format!("documents/{number}").parse().expect("an id")
}

/// Random edits of a page: its number may be skipped, and verbs may be read differently.
fn edits(text: &str, numbers: &mut Numbers) -> Vec<Edit> {
    const READ: [&str; 4] = ["", "obradowała nad", "ob", "źdźbło"];
    let verb = "obradował";
    let mut edits = Vec::new();
    if numbers.below(2) == 0 {
        let end = text.find(". ").map_or(0, |at| at + 2);
        edits.push(Edit { start: 0, end, text: String::new() });
    }
    let every = 1 + numbers.below(200) as usize;
    for (start, _) in text.match_indices(verb).step_by(every).take(numbers.below(9) as usize) {
        let read = READ[numbers.below(4) as usize].to_owned();
        edits.push(Edit { start, end: start + verb.len(), text: read });
    }
    reading::sound(text, edits)
}

/// Creates a document with this number of pages, each about a third of a chunk and naming the version.
fn document(number: u64, version: u64, pages: u32) -> Document {
    let sentence = format!("Konwent {number} obradował o zieleni, wersja {version}.\n\n");
    let text = |page: u32| format!("Strona {page}. {}", sentence.repeat(CHUNK_BYTES / sentence.len() / 3));
    let mut numbers = Numbers(number << 32 | version);
    let mut page = |number| {
        let text = text(number);
        let edits = if numbers.below(3) == 0 { edits(&text, &mut numbers) } else { Vec::new() };
        let ocr = numbers.below(3) == 0;
        let confidence = (ocr && numbers.below(2) == 0).then(|| numbers.below(101) as u8);
        Page { ocr, confidence, edits, ..Page::new(number, text) }
    };
    let heading = |page| OutlineEntry {
        label: format!("§ {page} wersja {version}"),
        page,
        start: 2,
        ..OutlineEntry::default()
    };
    Document {
        id: id(number),
        title: format!("Dokument {number}"),
        is_titled: number.is_multiple_of(2),
        kind: Kind::ALL[number as usize % Kind::ALL.len()],
        language: Language::POLISH,
        url: None,
        published: None,
        lead: number.is_multiple_of(3).then(|| "Streszczenie.".to_owned()),
        parent: None,
        act: number.is_multiple_of(4).then(Act::default),
        districts: vec!["IV".to_owned()],
        citations: Vec::new(),
        meetings: Vec::new(),
        outline: (1..=pages).filter(|page| page % 2 == 1).map(heading).collect(),
        paginated: true,
        pages: (1..=pages).map(&mut page).collect(),
    }
}

fn writer() -> (TempDir, IndexWriter) {
    let place = tempfile::tempdir().expect("a folder");
    let writer = IndexWriter::open_sized(place.path(), WriterMode::Single).expect("an index");
    (place, writer)
}

fn read(snapshot: &Snapshot, id: &DocumentId) -> Option<Document> {
    let found = snapshot.lookup(id).expect("readable")?;
    Some(found.document(crate::document::today()).expect("readable"))
}

fn committed(writer: &mut IndexWriter) -> Snapshot {
    writer.commit().expect("committed");
    writer.index().snapshot()
}

#[track_caller]
fn check(snapshot: &Snapshot, model: &BTreeMap<u64, Document>) {
    assert_eq!(snapshot.documents(), model.len() as u64);
    for number in 0..IDS {
        let document = read(snapshot, &id(number));
        assert!(document.as_ref() == model.get(&number), "document {number}");
    }
    let mut indexed: Vec<String> = snapshot.indexed().into_keys().collect();
    let mut expected: Vec<String> = model.values().map(|document| document.id.to_string()).collect();
    indexed.sort_unstable();
    expected.sort_unstable();
    assert_eq!(indexed, expected);
    let kinds: u64 = snapshot.statistics(0).expect("statistics").kinds.values().sum();
    assert_eq!(kinds, model.len() as u64);
    check_searches(snapshot, model.len());
}

/// Asserts that every document matches its filter, its words and the exclusion of others, exactly once.
#[track_caller]
fn check_searches(snapshot: &Snapshot, expected: usize) {
    let filtered = SearchRequest::default().with_filter(Facet::District, "IV");
    let words = SearchRequest { text: "zieleń".to_owned(), per_page: 100, ..SearchRequest::default() };
    let excluded = SearchRequest { text: "-obwodnica".to_owned(), ..SearchRequest::default() };
    for request in [filtered, words, excluded] {
        let request = request.checked().expect("valid");
        let found = search(snapshot, &mut Analyzer::default(), (&Bets::default(), None), &request)
            .expect("an answer");
        assert_eq!(found.total, expected, "{}", request.text);
        for hit in &found.hits {
            let number: &str = hit.id.as_str().trim_start_matches("documents/");
            let is_its_own = |text: &str| text.contains(&format!("Konwent {number} "));
            assert!(hit.snippets.iter().all(|snippet| is_its_own(&snippet.text)), "{}", hit.id);
        }
    }
}

/// Merges everything committed into one segment.
fn merge(writer: &mut IndexWriter) -> Snapshot {
    let segments = writer.index.engine.searchable_segment_ids().expect("segments");
    if segments.len() > 1 {
        writer.engine().expect("a session").merge(&segments).wait().expect("merged");
    }
    writer.index.refresh().expect("refreshed");
    writer.index.snapshot()
}

/// Adds, replaces or deletes a document, both in the index and in the model.
fn change(
    writer: &mut IndexWriter,
    model: &mut BTreeMap<u64, Document>,
    numbers: &mut Numbers,
    version: u64,
) {
    let number = numbers.below(IDS);
    if numbers.below(4) == 0 {
        writer.delete(&id(number)).expect("deleted");
        model.remove(&number);
        return;
    }
    let pages = if numbers.below(3) == 0 { 2 + numbers.below(30) as u32 } else { 1 };
    let document = document(number, version, pages);
    let prepared = IndexableDocument::new(&document, None);
    match model.insert(number, document) {
        Some(_) => writer.replace(prepared).expect("replaced"),
        None => writer.add(prepared).expect("added"),
    }
}

#[test]
fn the_index_agrees_with_a_simple_model_after_any_changes_and_merges() {
    for seed in 1..=2 {
        let (_place, mut writer) = writer();
        let (mut numbers, mut model) = (Numbers(seed), BTreeMap::new());
        for version in 0..70 {
            change(&mut writer, &mut model, &mut numbers, version);
            let chance = numbers.below(12);
            if chance < 2 {
                check(&committed(&mut writer), &model);
            }
            if chance == 1 {
                check(&merge(&mut writer), &model);
            }
        }
        check(&committed(&mut writer), &model);
        check(&merge(&mut writer), &model);
    }
}

#[test]
fn a_document_of_one_chunk_is_one_engine_document_but_a_longer_one_is_several() {
    let engine_documents = |document: &Document| IndexableDocument::new(document, None).documents.len();
    assert_eq!(engine_documents(&document(1, 0, 1)), 1);
    assert_eq!(engine_documents(&document(1, 0, 2)), 1);
    assert!((10..14).contains(&engine_documents(&document(1, 0, 30))));
    let mut scanned = document(1, 0, 1);
    let bookmark = |number| OutlineEntry {
        label: format!("Załącznik nr {number}"),
        page: 1,
        start: 0,
        ..OutlineEntry::default()
    };
    scanned.outline = (0..2000).map(bookmark).collect();
    assert_eq!(engine_documents(&scanned), 3);
}

#[test]
fn a_document_with_blank_or_empty_text_can_be_read_back() {
    let (_place, mut writer) = writer();
    let mut blank = document(1, 0, 3);
    let spaces = |number| Page::new(number, " ".repeat(CHUNK_BYTES));
    blank.pages = (1..=3).map(spaces).collect();
    let mut empty = document(2, 0, 1);
    empty.pages = vec![Page::new(1, "")];
    let mut scanned = document(3, 0, 1);
    scanned.outline = vec![scanned.outline[0].clone(); 2000];
    for document in [&blank, &empty, &scanned] {
        writer.add(IndexableDocument::new(document, None)).expect("added");
    }
    let snapshot = committed(&mut writer);
    for document in [blank, empty, scanned] {
        assert!(read(&snapshot, &document.id).as_ref() == Some(&document));
    }
}

#[test]
fn a_passage_of_a_long_document_has_its_text_page_and_heading() {
    let (_place, mut writer) = writer();
    let mut long = document(1, 0, 40);
    long.pages[32].text.push_str("\n\nTu stoi rzadkie słowo kasztanowiec.");
    writer.add(IndexableDocument::new(&document(2, 0, 1), None)).expect("added");
    writer.add(IndexableDocument::new(&long, None)).expect("added");
    let snapshot = committed(&mut writer);
    let request = SearchRequest { text: "kasztanowce".to_owned(), ..SearchRequest::default() };
    let request = request.checked().expect("valid");
    let found =
        search(&snapshot, &mut Analyzer::default(), (&Bets::default(), None), &request).expect("an answer");
    let snippet = &found.hits[0].snippets[0];
    assert!(snippet.html.contains("<mark>kasztanowiec</mark>"), "{}", snippet.html);
    assert_eq!((snippet.page, snippet.section.as_deref()), (Some(33), Some("§ 33 wersja 0")));
}

/// An act whose page ends in the middle of a word, with a header on each page.
fn divided() -> Document {
    let edit = |start, end, text: &str| Edit { start, end, text: text.to_owned() };
    let first = "Dziennik Urzędowy\n\nRada przyjęła sprawozdanie o kaszta-";
    let second = "Dziennik Urzędowy\n\nnowcach w parkach miasta.\n\n§ 2. Uchwała wchodzi w życie.";
    let (head, cut) = ("Dziennik Urzędowy\n\n".len(), "nowcach ".len());
    let mut divided = document(1, 0, 2);
    divided.pages = vec![
        Page {
            edits: vec![edit(0, head, ""), edit(first.len() - "kaszta-".len(), first.len(), "kasztanowcach")],
            ..Page::new(1, first)
        },
        Page { ocr: true, edits: vec![edit(0, head + cut, "")], ..Page::new(2, second) },
    ];
    let start = second.find('§').expect("found");
    divided.outline =
        vec![OutlineEntry { label: "§ 2.".to_owned(), page: 2, start, ..OutlineEntry::default() }];
    divided
}

#[test]
fn readings_are_searched_and_shown_but_the_original_text_is_returned() {
    let (_place, mut writer) = writer();
    let divided = divided();
    writer.add(IndexableDocument::new(&divided, None)).expect("added");
    let snapshot = committed(&mut writer);
    let found = |text: &str| {
        let request = SearchRequest { text: text.to_owned(), ..SearchRequest::default() };
        let request = request.checked().expect("valid");
        search(&snapshot, &mut Analyzer::default(), (&Bets::default(), None), &request).expect("an answer")
    };
    let snippet = &found("kasztanowiec").hits[0].snippets[0];
    assert_eq!(snippet.text, "Rada przyjęła sprawozdanie o kasztanowcach");
    assert_eq!((snippet.page, snippet.ocr), (Some(1), false));
    assert_eq!(found("\"o kasztanowcach w parkach\"").total, 1);
    assert_eq!(found("dziennik").total + found("nowcach").total + found("kaszta").total, 0);
    let snippet = &found("życie").hits[0].snippets[0];
    assert_eq!((snippet.page, snippet.ocr, snippet.section.as_deref()), (Some(2), true, Some("§ 2.")));
    let stored = read(&snapshot, &divided.id).expect("the document exists");
    assert_eq!(stored, divided);
}

#[test]
fn unchanged_snapshots_are_not_reloaded() {
    let (place, mut writer) = writer();
    writer.add(IndexableDocument::new(&document(1, 0, 1), None)).expect("added");
    let before = committed(&mut writer);
    writer.index().refresh().expect("refreshed");
    let generation = |snapshot: &Snapshot| snapshot.searcher().generation().generation_id();
    assert_eq!(generation(&writer.index().snapshot()), generation(&before));
    let other = Index::open(place.path()).expect("an index");
    writer.delete(&id(1)).expect("deleted");
    assert_eq!((committed(&mut writer).documents(), other.snapshot().documents()), (0, 1));
    other.clone().refresh().expect("refreshed");
    assert_eq!(other.snapshot().documents(), 0);
}

/// Reads a text to its end, using another snapshot for each piece. Returns `None` if the document has changed
/// meanwhile.
fn read_on(
    id: &DocumentId,
    known: &Fingerprint,
    mut states: impl FnMut() -> Snapshot,
) -> Option<Vec<PagePiece>> {
    let (_, mut place) =
        states().lookup(id).expect("readable").expect("exists").open_text().expect("readable");
    let mut pieces = Vec::new();
    while !place.is_at_end() {
        pieces.extend(states().read_on((id, Some(known)), &mut place, CHUNK_BYTES).expect("readable")?);
    }
    Some(pieces)
}

#[test]
fn a_text_can_be_read_across_commits_and_merges_and_never_mixes_two_versions() {
    let (_place, mut writer) = writer();
    let (one, two) = (Fingerprint::of("one"), Fingerprint::of("two"));
    let source = |known: &Fingerprint| {
        let origin = Origin { source: None, fingerprint: Some(known.clone()) };
        SourceRecord { origin, file: None }
    };
    let long = document(1, 0, 30);
    writer.add(IndexableDocument::new(&long, Some(&source(&one)))).expect("added");
    committed(&mut writer);
    let mut number = 100;
    let pieces = read_on(&id(1), &one, || {
        // Creates many segments, so that they are merged.
        number += 1;
        writer.add(IndexableDocument::new(&document(number, 0, 1), None)).expect("added");
        committed(&mut writer)
    });
    let mut pages = Vec::new();
    pages::join(pieces.expect("the same text"), &mut pages);
    assert!(pages == long.pages, "{} pages", pages.len());
    // Replaced by another text of the same length, or deleted.
    for replace in [true, false] {
        let mut looks = 0;
        let pieces = read_on(&id(1), &one, || {
            looks += 1;
            if looks == 3 {
                writer.delete(&id(1)).expect("deleted");
                if replace {
                    writer
                        .add(IndexableDocument::new(&document(1, 1, 30), Some(&source(&two))))
                        .expect("added");
                }
            }
            committed(&mut writer)
        });
        assert_eq!(pieces, None);
    }
}
