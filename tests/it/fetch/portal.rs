//! A portal on this machine for the tests of `fetch`: pages by path, with whatever can be wrong with them.

use std::{
    collections::HashMap,
    io::Write,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode, Uri, header},
    response::Response,
};
use flate2::{Compression, write::GzEncoder};
use tokio::sync::oneshot;

use crate::pages;

/// What is at one address.
#[derive(Clone)]
pub(super) struct Page {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
    headers: Vec<(String, String)>,
    delay: Duration,
    /// The status and the `Retry-After` of the first answer.
    first: Option<(u16, String)>,
}

impl Page {
    pub(super) fn new(media_type: &str, body: Vec<u8>) -> Self {
        let headers = vec![("content-type".to_owned(), media_type.to_owned())];
        Self { status: 200, body, headers, delay: Duration::ZERO, first: None }
    }

    pub(super) fn html(title: &str) -> Self {
        Self::html_with("", title, "Treść.")
    }

    pub(super) fn html_with(head: &str, title: &str, text: &str) -> Self {
        let body = format!(
            "<!DOCTYPE html><html lang=pl><head><meta charset=utf-8><title>{title}</title>{head}</head><body>\
             <nav><a href=/pliki/cennik.pdf>Cennik</a></nav><main><h1>{title}</h1><p>{text}</p></main></body></html>"
        );
        Self::new("text/html; charset=utf-8", body.into_bytes())
    }

    /// Returns the title of a post.
    pub(super) fn title(number: usize) -> String {
        format!("Wpis numer {number} o parku")
    }

    /// A post, perhaps with a link to a file.
    pub(super) fn post(number: usize, file: Option<&str>) -> Self {
        let link =
            file.map(|file| format!(" Zobacz <a href=\"{file}\">zarządzenie</a>.")).unwrap_or_default();
        let text = format!(
            "Rada miasta zajęła się sprawą numer {number}: nowym parkiem nad rzeką, ścieżką i ławkami dla mieszkańców.{link}"
        );
        Self::html_with("", &Self::title(number), &text)
    }

    pub(super) fn status(status: u16) -> Self {
        Self { status, ..Self::new("text/html", b"blad".to_vec()) }
    }

    pub(super) fn redirect(status: u16, to: &str) -> Self {
        Self::status(status).header("location", to)
    }

    pub(super) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn after(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }

    pub(super) fn at_first(self, status: u16, retry_after: &str) -> Self {
        Self { first: Some((status, retry_after.to_owned())), ..self }
    }

    /// Packs that many zeros into a small answer.
    pub(super) fn gzip_bomb(self, bytes: usize) -> Self {
        Self { body: gzip(&vec![0; bytes]), ..self }.header("content-encoding", "gzip")
    }
}

#[derive(Default)]
struct Pages {
    pages: HashMap<String, Page>,
    /// Every request, by path, with the status of its answer.
    requests: Vec<(String, u16)>,
}

/// A running portal.
pub(super) struct Portal {
    address: SocketAddr,
    pages: Arc<Mutex<Pages>>,
    _stop: oneshot::Sender<()>,
}

impl Portal {
    pub(super) fn start() -> Self {
        let pages = Arc::<Mutex<Pages>>::default();
        let router = Router::new().fallback(answer).with_state(Arc::clone(&pages));
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("bound");
        listener.set_nonblocking(true).expect("set");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel::<()>();
        std::thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
                tokio::select! {
                    served = axum::serve(listener, router).into_future() => served.expect("served"),
                    _ = stopped => {}
                }
            });
        });
        Self { address, pages, _stop: stop }
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(super) fn put(&self, path: &str, page: Page) {
        self.pages.lock().expect("pages").pages.insert(path.to_owned(), page);
    }

    pub(super) fn page(&self, path: &str) -> Page {
        self.pages.lock().expect("pages").pages[path].clone()
    }

    /// Forgets all requests.
    pub(super) fn forget(&self) {
        self.pages.lock().expect("pages").requests.clear();
    }

    /// Returns the number of requests for a path.
    pub(super) fn requests(&self, path: &str) -> usize {
        self.pages.lock().expect("pages").requests.iter().filter(|(asked, _)| asked == path).count()
    }

    pub(super) fn all_requests(&self) -> usize {
        self.pages.lock().expect("pages").requests.len()
    }

    /// Returns the paths whose content was sent, in order.
    pub(super) fn sent(&self) -> Vec<String> {
        let pages = self.pages.lock().expect("pages");
        pages.requests.iter().filter(|(_, status)| *status == 200).map(|(path, _)| path.clone()).collect()
    }
}

async fn answer(State(pages): State<Arc<Mutex<Pages>>>, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let (page, is_first) = {
        let pages = pages.lock().expect("pages");
        let is_first = !pages.requests.iter().any(|(asked, _)| *asked == path);
        (pages.pages.get(&path).cloned().unwrap_or_else(|| Page::status(404)), is_first)
    };
    let etag = format!("\"{}\"", blake3::hash(&page.body).to_hex());
    let is_known =
        headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == etag.as_bytes());
    let first = page.first.clone().filter(|_| is_first);
    let status = match &first {
        Some((status, _)) => *status,
        None if page.status == 200 && is_known => 304,
        None => page.status,
    };
    pages.lock().expect("pages").requests.push((path, status));
    tokio::time::sleep(page.delay).await;
    let mut response = Response::builder()
        .status(StatusCode::from_u16(status).expect("a status"))
        .header(header::ETAG, etag);
    if let Some((_, retry_after)) = first {
        response = response.header(header::RETRY_AFTER, retry_after);
    }
    for (name, value) in &page.headers {
        response = response.header(name, value);
    }
    let body = if status == 200 { page.body } else { Vec::new() };
    response.body(Body::from(body)).expect("a response")
}

/// Packs bytes.
pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed")
}

/// Returns a PDF with one line of text in ASCII.
pub(super) fn pdf(line: &str) -> Vec<u8> {
    let font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>";
    pages::pdf(&format!("BT /F1 12 Tf 72 720 Td ({line}) Tj ET"), "/Font << /F1 5 0 R >>", "", &[font])
}
