//! The small site that the fuzz targets query: an index of a few documents, the service and its router.
//!
//! Invariant: nothing listens on a port; requests are answered in process, one after another.

use std::{cell::LazyCell, time::Duration};

use axum::{
    Router,
    body::{Body, Bytes},
    http::{Request, StatusCode, header},
};
use http_body_util::BodyExt;
use skorowidz::{
    config::{Config, Settings},
    document::{Act, Document, Kind, Language, OutlineEntry, Page},
    http,
    index::{IndexWriter, IndexableDocument},
    ingest::{DeletionLimits, IngestConfig},
    service::Service,
};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tower::ServiceExt;

/// The access token of the site.
pub const TOKEN: &str = "the-token-of-the-fuzzer";

thread_local! {
    static SITE: LazyCell<Site> = const { LazyCell::new(Site::new) };
}

/// Calls `ask` with the site of this process.
pub fn with_site<T>(ask: impl FnOnce(&Site) -> T) -> T {
    SITE.with(|site| ask(site))
}

/// A service over a small index.
pub struct Site {
    pub service: Service,
    router: Router,
    runtime: Runtime,
    _folder: TempDir,
}

/// A response.
pub struct Answer {
    pub status: StatusCode,
    pub media_type: String,
    pub has_request_id: bool,
    pub body: Bytes,
}

impl Site {
    fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let mut writer = IndexWriter::open(folder.path()).expect("a new index");
        for document in documents() {
            writer.add(IndexableDocument::new(&document, None)).expect("added");
        }
        writer.commit().expect("committed");
        drop(writer);
        let service = Service::open(folder.path()).expect("open");
        let index = Some(folder.path().to_owned());
        let settings = Settings { index, token: Some(TOKEN.into()), ..Settings::default() };
        let config = Config::resolve(settings).expect("valid settings");
        let program =
            std::env::var_os("PROGRAM").expect("PROGRAM names a built skorowidz: it reads PDF and HTML");
        let deletions = DeletionLimits::default();
        let (program, limits) = (program.into(), config.extract);
        let ingest_config =
            IngestConfig { program, limits, ocr: None, converter: None, retry_failed: false, deletions };
        service.allow_writing(&ingest_config, Duration::ZERO).expect("threads");
        let router = http::router(service.clone(), &config);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        Self { service, router, runtime, _folder: folder }
    }

    /// Answers one request.
    pub fn send(&self, request: Request<Body>) -> Answer {
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.expect("infallible");
            let (parts, body) = response.into_parts();
            let media_type = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
            Answer {
                status: parts.status,
                media_type: media_type.unwrap_or_default().to_owned(),
                has_request_id: parts.headers.contains_key("x-request-id"),
                body: body.collect().await.expect("a whole body").to_bytes(),
            }
        })
    }
}

/// One document of each shape: a post, an act with pages and headings, another language, no date.
fn documents() -> Vec<Document> {
    let act = Act {
        number: Some("358/2017".to_owned()),
        year: Some(2017),
        organ: Some("Prezydent Miasta Krakowa".to_owned()),
        date: Some(jiff::civil::date(2017, 2, 13)),
        ..Act::default()
    };
    let section = |label: &str, page, start| OutlineEntry {
        label: label.to_owned(),
        page,
        start,
        ..OutlineEntry::default()
    };
    let body = "§ 3. Konwent obraduje w Dzielnicy XI.\n\nArt. 30 ust. 2 ustawy (Dz. U. z 2016 r. poz. 446).";
    let pages = vec![Page::new(1, "§ 1. Powołuje się zespół do spraw e-mail."), Page::new(2, body)];
    let ordinance = Document {
        kind: Kind::Ordinance,
        published: None,
        act: Some(act),
        districts: vec!["XI".to_owned()],
        outline: vec![section("§ 1", 1, 0), section("§ 3", 2, 0)],
        paginated: true,
        pages,
        ..document("ordinances/358-2017", "Zarządzenie nr 358/2017 w sprawie Konwentu", "")
    };
    let english =
        Document { language: Language::ENGLISH, ..document("en", "The council", "Meetings of the Konwent.") };
    let undated =
        Document { published: None, kind: Kind::Page, ..document("a/text", "Plan", "żółw ŻÓŁW zolw") };
    vec![
        document(
            "news/zielen",
            "Konwent o zieleni <b>",
            "Konwent obradował o zieleni 13 lutego 2017 r. & rada.",
        ),
        ordinance,
        english,
        undated,
    ]
}

fn document(id: &str, title: &str, text: &str) -> Document {
    let published = Some(jiff::civil::date(2022, 9, 27));
    Document { published, ..Document::new(id.parse().expect("a valid id"), title, text) }
}
