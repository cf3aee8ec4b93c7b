//! Tests of single changes: a change reported as successful is durable and searchable, even if the disk
//! fails.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
    time::Duration,
};

use tempfile::TempDir;

use super::*;
use crate::{
    document::{Document, DocumentId, Fingerprint, Format, Metadata},
    error::{Error, Result},
    extract::worker::ProcessLimits,
    index::{FileRecord, IndexWriter, IndexableDocument, Origin, SourceRecord, faults::faults},
    ingest::{DeletionLimits, IngestConfig, RunObserver, Task, UploadReader},
    search::SearchRequest,
    uploads::{Upload, now},
};

fn ingest_config() -> IngestConfig {
    // Plain text needs no worker process.
    let program = PathBuf::from("/nonexistent");
    IngestConfig {
        program,
        limits: ProcessLimits::default(),
        ocr: None,
        converter: None,
        retry_failed: false,
        deletions: DeletionLimits::default(),
    }
}

fn service(place: &TempDir) -> Service {
    let service = Service::open(place.path()).expect("opened");
    service.allow_writing(&ingest_config(), Duration::from_millis(1)).expect("allowed");
    service
}

fn id(name: &str) -> DocumentId {
    name.parse().expect("an id")
}

fn upload(name: &str, text: &str) -> NewDocument {
    let content = text.as_bytes().to_vec();
    NewDocument { id: id(name), format: Format::Text, metadata: Metadata::default(), content }
}

async fn put(service: &Service, name: &str, text: &str) -> Result<WrittenDocument> {
    service.put(upload(name, text), Precondition::Any).await
}

/// Returns the text of a document, if there is one.
async fn text(service: &Service, name: &str) -> Option<String> {
    match service.document(id(name)).await.expect("readable") {
        DocumentLookup::Document { document, .. } => Some(document.pages[0].text.clone()),
        _ => None,
    }
}

async fn found(service: &Service, query: &str) -> usize {
    let request = SearchRequest { text: query.to_owned(), ..SearchRequest::default() };
    let request = request.checked().expect("valid");
    service.search(request, None).await.expect("searched").hits.len()
}

#[tokio::test]
async fn an_uploaded_document_is_found_replaced_and_withdrawn() {
    let place = tempfile::tempdir().expect("a folder");
    let service = service(&place);
    let first = put(&service, "a", "O zieleni").await.expect("put");
    assert_eq!((first.status, found(&service, "zieleń").await), (WriteStatus::Created, 1));
    assert_eq!(put(&service, "a", "O zieleni").await.expect("put").status, WriteStatus::Unchanged);
    let second = put(&service, "a", "O parkach").await.expect("put");
    assert_eq!((second.status, found(&service, "zieleń").await), (WriteStatus::Updated, 0));
    assert_ne!(first.tag, second.tag);
    assert!(service.withdraw(id("a"), false, Precondition::Any).await.expect("withdrawn"));
    assert!(!service.withdraw(id("a"), false, Precondition::Any).await.expect("nothing left"));
    assert!(matches!(service.document(id("a")).await, Ok(DocumentLookup::Withdrawn(Some(_)))));
    assert_eq!(found(&service, "park").await, 0);
    assert_eq!(put(&service, "a", "O parkach").await.expect("put again").status, WriteStatus::Created);
    assert_eq!(found(&service, "park").await, 1);
}

#[tokio::test]
async fn preconditions_are_checked_when_the_change_is_applied() {
    let place = tempfile::tempdir().expect("a folder");
    let service = service(&place);
    let put = async |text: &str, condition| service.put(upload("a", text), condition).await;
    assert!(matches!(put("x", Precondition::Exists).await, Err(Error::Precondition(_))));
    let first = put("pierwszy", Precondition::Absent).await.expect("absent");
    assert!(matches!(put("x", Precondition::Absent).await, Err(Error::Precondition(_))));
    put("drugi", Precondition::Is(vec![first.tag.clone()])).await.expect("the one that is known");
    let stale = Precondition::Is(vec![first.tag]);
    assert!(matches!(put("trzeci", stale.clone()).await, Err(Error::Precondition(_))));
    let withdrawn = service.withdraw(id("a"), false, stale).await;
    assert!(matches!(withdrawn, Err(Error::Precondition(_))));
    assert_eq!(text(&service, "a").await.as_deref(), Some("drugi"));
}

#[tokio::test]
async fn the_document_of_a_file_cannot_be_replaced_but_can_be_withdrawn() {
    let place = tempfile::tempdir().expect("a folder");
    let corpus = tempfile::tempdir().expect("a folder");
    fs::write(corpus.path().join("a.txt"), "O zieleni").expect("written");
    let run = |task| {
        let (stop, progress) = (AtomicBool::new(false), |_| ());
        let observer = RunObserver { stop: &stop, progress: &progress, metrics: None };
        crate::ingest::run(place.path(), &task, &ingest_config(), &observer).expect("indexed")
    };
    let update = || Task::Update(vec![corpus.path().to_owned()]);
    run(update());
    let service = service(&place);
    assert!(matches!(put(&service, "a", "x").await, Err(Error::Conflict(_))));
    assert!(service.withdraw(id("a"), false, Precondition::Any).await.expect("withdrawn"));
    let report = run(update());
    assert_eq!((report.unchanged, report.withdrawn, report.documents), (1, 1, 0));
    let report = run(Task::Rebuild { paths: Vec::new(), drop_missing: false });
    assert_eq!((report.withdrawn, report.documents), (1, 0));
    assert_eq!(withdraw(place.path(), &[id("a")], false, true, &ingest_config()).expect("restored"), [true]);
    assert_eq!(run(update()).documents, 1);
}

#[tokio::test]
async fn a_rebuild_keeps_uploads_including_concurrent_ones() {
    let place = tempfile::tempdir().expect("a folder");
    let service = service(&place);
    for number in 0..20 {
        put(&service, &format!("d{number}"), &format!("Dokument {number} o zieleni")).await.expect("put");
    }
    service.withdraw(id("d3"), false, Precondition::Any).await.expect("withdrawn");
    service.start_task(TaskKind::Rebuild).expect("started");
    let mut number = 20;
    while service.task().is_some_and(|task| task.state == TaskState::Running) {
        put(&service, &format!("d{number}"), &format!("Dokument {number} o zieleni")).await.expect("put");
        service
            .withdraw(id(&format!("d{}", number - 15)), false, Precondition::Any)
            .await
            .expect("withdrawn");
        number += 1;
    }
    assert_eq!(service.task().expect("a task").state, TaskState::Done);
    put(&service, "last", "Ostatni o zieleni").await.expect("put");
    for at in 0..number {
        let is_withdrawn = at == 3 || (5..number - 15).contains(&at);
        assert_eq!(text(&service, &format!("d{at}")).await.is_none(), is_withdrawn, "d{at} of {number}");
    }
    assert!(place.path().join("generation-2").exists() && !place.path().join("generation-1").exists());
}

#[tokio::test]
async fn a_purge_leaves_no_trace_of_the_words() {
    let place = tempfile::tempdir().expect("a folder");
    let service = service(&place);
    put(&service, "other", "Dokument o zieleni").await.expect("put");
    put(&service, "secret", "Kowalskiewiczówna mieszka tutaj").await.expect("put");
    assert!(holds(place.path(), b"owalskiewicz"));
    assert!(service.withdraw(id("secret"), true, Precondition::Any).await.expect("purged"));
    wait_for_purge(&place);
    assert!(!holds(place.path(), b"owalskiewicz") && !holds(place.path(), b"secret"));
    assert!(matches!(service.document(id("secret")).await, Ok(DocumentLookup::Withdrawn(Some(_)))));
    assert_eq!(found(&service, "zieleń").await, 1);
}

/// Waits until a purge is reported as done.
#[track_caller]
fn wait_for_purge(place: &TempDir) {
    for _ in 0..400 {
        if !place.path().join("purge").exists() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("the purge does not finish");
}

#[tokio::test]
async fn a_purge_removes_the_files_even_while_they_are_read() {
    let place = tempfile::tempdir().expect("a folder");
    let service = service(&place);
    put(&service, "other", "Dokument o zieleni").await.expect("put");
    put(&service, "secret", "Kowalskiewiczówna mieszka tutaj").await.expect("put");
    // A running search in this process, and a reader in another one.
    let here = service.index().expect("an index").snapshot();
    let elsewhere = crate::index::Index::open(place.path()).expect("an index");
    assert!(service.withdraw(id("secret"), true, Precondition::Any).await.expect("purged"));
    wait_for_purge(&place);
    assert!(!holds(place.path(), b"owalskiewicz"));
    for snapshot in [here, elsewhere.snapshot()] {
        let document = snapshot.lookup(&id("secret")).expect("still readable");
        let document = document
            .expect("open readers keep their content")
            .document(crate::document::today())
            .expect("readable");
        assert_eq!(document.pages.len(), 1);
    }
    assert_eq!(found(&service, "zieleń").await, 1);
}

#[tokio::test]
async fn a_purge_does_not_finish_while_a_backup_holds_the_files() {
    let place = tempfile::tempdir().expect("a folder");
    let service = service(&place);
    put(&service, "other", "Dokument o zieleni").await.expect("put");
    put(&service, "secret", "Kowalskiewiczówna mieszka tutaj").await.expect("put");
    let held =
        crate::index::claimed_folder(&crate::index::Folder::new(place.path()), "snapshot-").expect("created");
    assert!(service.withdraw(id("secret"), true, Precondition::Any).await.expect("purged"));
    std::thread::sleep(Duration::from_millis(500));
    assert!(place.path().join("purge").exists());
    drop(held);
    wait_for_purge(&place);
    assert!(!holds(place.path(), b"owalskiewicz"));
}

#[tokio::test]
async fn leftovers_of_a_killed_process_are_removed_before_the_service_is_ready() {
    let place = tempfile::tempdir().expect("a folder");
    {
        let service = service(&place);
        put(&service, "other", "Dokument o zieleni").await.expect("put");
        put(&service, "secret", "Kowalskiewiczówna mieszka tutaj").await.expect("put");
        service.withdraw(id("secret"), false, Precondition::Any).await.expect("withdrawn");
    }
    let left = ["incoming/.tmpabc", "incoming/.tmpdef/.tmpghi", "generation-9/a.store", "snapshot-x/b.store"];
    for name in left {
        let path = place.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("created");
        fs::write(path, "Kowalskiewiczówna").expect("written");
    }
    fs::remove_dir_all(place.path().join("documents")).expect("removed");
    fs::write(place.path().join("purge"), "").expect("marked");
    let service = service(&place);
    assert!(service.is_settled() && !place.path().join("purge").exists());
    assert!(!holds(place.path(), b"owalskiewicz"));
}

/// Returns whether any file below a folder contains these bytes.
fn holds(folder: &Path, bytes: &[u8]) -> bool {
    fs::read_dir(folder).expect("a folder").flatten().any(|entry| {
        let path = entry.path();
        if path.is_dir() {
            return holds(&path, bytes);
        }
        fs::read(&path).unwrap_or_default().windows(bytes.len()).any(|window| window == bytes)
    })
}

#[tokio::test]
async fn a_failing_disk_loses_no_acknowledged_change_and_leaves_no_partial_one() {
    let kinds = [io::ErrorKind::StorageFull, io::ErrorKind::Other];
    let (mut failures, mut refused, mut uncertain) = (0, 0, 0);
    for operations in 0..40 {
        let kind = kinds[operations as usize % 2];
        let place = tempfile::tempdir().expect("a folder");
        let service = service(&place);
        put(&service, "kept", "Stary tekst").await.expect("put");
        put(&service, "changed", "Pierwsza wersja").await.expect("put");
        let faults = faults(place.path());
        faults.fail_after(operations, kind);
        let changed = put(&service, "changed", "Druga wersja").await;
        let withdrawn = service.withdraw(id("kept"), false, Precondition::Any).await;
        failures += u32::from(faults.clear());
        match &changed {
            Err(Error::Uncertain(_)) => uncertain += 1,
            Err(error) => {
                refused += 1;
                assert_eq!(error.is_storage_full(), kind == io::ErrorKind::StorageFull, "{error}");
            }
            Ok(_) => {}
        }
        assert_eq!(service.refusal().is_some(), changed.is_err() || withdrawn.is_err());
        put(&service, "after", "Po awarii").await.expect("the disk works again");
        assert_eq!(service.refusal(), None);
        check(&service, &changed, &withdrawn).await;
        check(&service_of_a_new_process(&place), &changed, &withdrawn).await;
    }
    assert!(failures > 10 && refused > 10, "{failures}, {refused}");
    assert!(uncertain < 5, "only if the commit is on disk and not known to be durable: {uncertain}");
}

fn service_of_a_new_process(place: &TempDir) -> Service {
    Service::open(place.path()).expect("opened")
}

async fn check(service: &Service, changed: &Result<WrittenDocument>, withdrawn: &Result<bool>) {
    assert_eq!(text(service, "after").await.as_deref(), Some("Po awarii"));
    let version = text(service, "changed").await;
    let allowed: &[&str] = match changed {
        Ok(_) => &["Druga wersja"],
        Err(Error::Uncertain(_)) => &["Pierwsza wersja", "Druga wersja"],
        Err(_) => &["Pierwsza wersja"],
    };
    assert!(version.as_deref().is_some_and(|text| allowed.contains(&text)), "{version:?}, {changed:?}");
    assert_eq!(found(service, "wersja").await, 1);
    let kept = text(service, "kept").await;
    match withdrawn {
        Ok(_) => assert_eq!(kept, None),
        Err(Error::Uncertain(_)) => assert!(kept.is_none_or(|text| text == "Stary tekst")),
        Err(error) => assert_eq!(kept.as_deref(), Some("Stary tekst"), "{error}"),
    }
}

#[tokio::test]
async fn an_index_of_another_version_is_served_but_not_changed() {
    let place = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open(place.path()).expect("a new index");
    let metadata = Metadata::default();
    let content = "Konwent o zieleni".as_bytes().to_vec();
    let upload = Upload::new(id("a"), Format::Text, metadata, now(), content);
    let upload_reader = UploadReader::new(place.path(), &ingest_config());
    let received = upload_reader.read(upload, Path::new(""), 0).expect("read");
    writer.add(received.prepared).expect("added");
    writer.commit().expect("committed");
    drop(writer);
    let version = place.path().join("generation-1/version.json");
    let old = fs::read_to_string(&version).expect("exists").replace(crate::analysis::version(), "older-1");
    fs::write(&version, old).expect("written");
    assert!(matches!(Service::open(place.path()), Err(Error::VersionMismatch { .. })));
    let service = Service::open_to_serve(place.path(), &CuratedFiles::default()).expect("still served");
    service.allow_writing(&ingest_config(), Duration::from_millis(1)).expect("allowed");
    assert_eq!(found(&service, "zieleń").await, 1);
    assert!(service.remedy().is_some_and(|remedy| remedy.contains("--rebuild")));
    assert!(matches!(put(&service, "b", "x").await, Err(Error::VersionMismatch { .. })));
    service.follow().expect("followed");
    assert_eq!(found(&service, "zieleń").await, 1);
}

/// Makes an index as an earlier version left it: without the fields added later.
async fn check_earlier_schema(schema: &str, later: &[&str]) {
    let place = tempfile::tempdir().expect("a folder");
    let made = service(&place);
    put(&made, "a", "Konwent o zieleni w parku").await.expect("put");
    put(&made, "b", "Konwent o zieleni w parku nad rzeką").await.expect("put");
    drop(made);
    let generation = place.path().join("generation-1");
    let edit = |name: &str, edit: &dyn Fn(&mut serde_json::Value)| {
        let path = generation.join(name);
        let mut json = serde_json::from_slice(&fs::read(&path).expect("exists")).expect("JSON");
        edit(&mut json);
        fs::write(&path, json.to_string()).expect("written");
    };
    edit("version.json", &|version| version["schema"] = schema.into());
    edit("meta.json", &|meta| {
        let fields = meta["schema"].as_array_mut().expect("fields");
        for later in later {
            assert_eq!(fields.pop().map(|field| field["name"].clone()), Some((*later).into()));
        }
    });
    let service = Service::open_to_serve(place.path(), &CuratedFiles::default()).expect("still served");
    service.allow_writing(&ingest_config(), Duration::from_millis(1)).expect("allowed");
    assert!(service.is_ready() && service.remedy().is_some_and(|remedy| remedy.contains("--rebuild")));
    assert_eq!(found(&service, "zieleń").await, 2);
    let related = service.related(id("a"), 5).await.expect("readable").expect("the document exists").related;
    assert_eq!(related.iter().map(|related| related.id.as_str()).collect::<Vec<_>>(), ["b"]);
    assert!(matches!(put(&service, "c", "x").await, Err(Error::VersionMismatch { .. })));
    let (stop, progress) = (AtomicBool::new(false), |_| ());
    let observer = RunObserver { stop: &stop, progress: &progress, metrics: None };
    let task = Task::Rebuild { paths: Vec::new(), drop_missing: false };
    crate::ingest::run(place.path(), &task, &ingest_config(), &observer).expect("rebuilt");
    service.follow().expect("followed");
    assert_eq!((found(&service, "zieleń").await, service.remedy()), (2, None));
}

#[tokio::test]
async fn an_index_with_an_earlier_schema_is_served_until_it_is_rebuilt() {
    let later = [
        "meeting_count",
        "meetings",
        "in_force",
        "effective",
        "issued",
        "cites",
        "act",
        "pair",
        "numbers",
        "mark",
        "changed",
        "parent",
    ];
    check_earlier_schema("4", &later).await;
    check_earlier_schema("5", &later[..11]).await;
    check_earlier_schema("6", &later[..10]).await;
    check_earlier_schema("7", &later[..10]).await;
    check_earlier_schema("8", &later[..7]).await;
}

#[tokio::test]
async fn the_format_of_a_file_that_the_index_does_not_record_follows_from_its_name() {
    let place = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open(place.path()).expect("an index");
    let recorded = FileRecord { format: Format::Markdown, size_bytes: 3 };
    for (name, file) in
        [("a.txt", None), ("b.txt", Some(recorded)), ("c.jsonl", None), ("d.txt", Some(recorded))]
    {
        let path = place.path().join(name);
        fs::write(&path, if name == "d.txt" { "other" } else { "abc" }).expect("written");
        let source = Some(path.to_string_lossy().into_owned());
        let origin = Origin { source, fingerprint: Some(Fingerprint::of("abc")) };
        let document = Document::new(id(name), name, "abc");
        let source = SourceRecord { origin, file };
        writer.add(IndexableDocument::new(&document, Some(&source))).expect("added");
    }
    writer.commit().expect("committed");
    let service = Service::open(place.path()).expect("opened");
    let format = async |name: &str| {
        let found = service.lookup(id(name)).await.expect("readable");
        let DocumentLookup::Document { document, .. } = found else { panic!("no document `{name}`") };
        document.view(5, None).await.expect("readable").format
    };
    assert_eq!(format("a.txt").await, Some(Format::Text));
    assert_eq!(format("b.txt").await, Some(Format::Markdown));
    assert_eq!(format("c.jsonl").await, None, "a line has no file of its own");
    assert_eq!(format("d.txt").await, None, "it has another size than recorded");
}

#[tokio::test]
async fn long_metadata_of_an_upload_survives_a_rebuild() {
    let place = tempfile::tempdir().expect("a folder");
    let service = service(&place);
    let lead = "\\".repeat(50_000);
    let metadata = Metadata { lead: Some(lead.clone()), ..Metadata::default() };
    service.put(NewDocument { metadata, ..upload("a", "O zieleni") }, Precondition::Any).await.expect("put");
    let metadata = Metadata { lead: Some("\\".repeat(1 << 20)), ..Metadata::default() };
    let refused = service.put(NewDocument { metadata, ..upload("b", "x") }, Precondition::Any).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    let (stop, progress) = (AtomicBool::new(false), |_| ());
    let observer = RunObserver { stop: &stop, progress: &progress, metrics: None };
    let task = Task::Rebuild { paths: Vec::new(), drop_missing: false };
    crate::ingest::run(place.path(), &task, &ingest_config(), &observer).expect("rebuilt");
    service.follow().expect("followed");
    let Ok(DocumentLookup::Document { document, .. }) = service.document(id("a")).await else {
        panic!("the document is missing")
    };
    // Truncated to the maximum length of a lead.
    assert_eq!(document.lead, crate::document::beginning(&lead, 5_000));
}

#[tokio::test]
async fn a_withdrawn_document_can_be_purged_later_and_only_once() {
    let place = tempfile::tempdir().expect("a folder");
    let service = service(&place);
    put(&service, "a", "Kowalskiewiczówna").await.expect("put");
    assert!(service.withdraw(id("a"), false, Precondition::Any).await.expect("withdrawn"));
    assert!(service.withdraw(id("a"), true, Precondition::Any).await.expect("purged"));
    assert!(!service.withdraw(id("a"), true, Precondition::Any).await.expect("nothing is left"));
}

#[tokio::test]
async fn an_interrupted_purge_continues_at_the_next_start() {
    let place = tempfile::tempdir().expect("a folder");
    {
        let service = service(&place);
        put(&service, "other", "Dokument o zieleni").await.expect("put");
        put(&service, "secret", "Kowalskiewiczówna mieszka tutaj").await.expect("put");
        service.withdraw(id("secret"), false, Precondition::Any).await.expect("withdrawn");
    }
    let mark = place.path().join("purge");
    fs::write(&mark, "").expect("marked");
    let service = service(&place);
    // At once, not at the next periodic check.
    assert!(service.is_settled() && !mark.exists());
    let generation = place.path().join("generation-1");
    assert!(!holds(&generation, b"owalskiewicz"));
}

#[tokio::test]
async fn a_rebuild_that_would_lose_an_upload_does_not_become_live() {
    let place = tempfile::tempdir().expect("a folder");
    let service = service(&place);
    put(&service, "a", "O zieleni").await.expect("put");
    let file = fs::read_dir(place.path().join("documents"))
        .expect("exists")
        .flatten()
        .next()
        .expect("an entry")
        .path();
    fs::write(&file, "damaged").expect("written");
    let (stop, progress) = (AtomicBool::new(false), |_| ());
    let observer = RunObserver { stop: &stop, progress: &progress, metrics: None };
    let run = |drop_missing| {
        let task = Task::Rebuild { paths: Vec::new(), drop_missing };
        crate::ingest::run(place.path(), &task, &ingest_config(), &observer)
    };
    let message = run(false).expect_err("a document would be lost").to_string();
    assert!(message.contains("--drop-missing"), "{message}");
    assert_eq!(found(&service, "zieleń").await, 1);
    let report = run(true).expect("accepted");
    assert_eq!((report.documents, report.failed), (0, 1));
}
