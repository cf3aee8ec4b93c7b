//! Pictures of pages: drawn from what was indexed, with the words of the query marked and nothing else.

use std::{
    fs,
    io::{Cursor, Read, Write},
    net::TcpStream,
};

use crate::{
    harness::{Place, corpus, list, package, shared, text},
    recognition,
    serve::{DEADLINE, Server, until},
};

/// A sample with two pages; on the first stands `Sekretarz` once.
const ACT: &str = "/documents/ordinances/358-2017/pages/1.png";
const TOKEN: &str = "token-of-picture-tests";

/// A response with any bytes.
struct Loaded {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Loaded {
    #[track_caller]
    fn get(server: &Server, path: &str) -> Self {
        Self::send(server, &format!("GET {path} HTTP/1.1"))
    }

    /// Sends the lines of a request; the connection is closed after the response.
    #[track_caller]
    fn send(server: &Server, lines: &str) -> Self {
        let mut stream = TcpStream::connect(&server.address).expect("connected");
        stream.set_read_timeout(Some(DEADLINE)).expect("a time limit");
        let head = format!("{lines}\r\nHost: {}\r\nConnection: close\r\n\r\n", server.address);
        stream.write_all(head.as_bytes()).expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("answered");
        let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").expect("a head");
        let head = String::from_utf8(answer[..end].to_vec()).expect("text").to_lowercase();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        Self { status, head, body: answer[end + 4..].to_vec() }
    }

    #[track_caller]
    fn header(&self, name: &str) -> &str {
        let line = self.head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        line.unwrap_or_else(|| panic!("no `{name}` in {}", self.head))
    }
}

/// The pixels of a picture as red, green and blue.
#[derive(PartialEq)]
struct Picture {
    width: usize,
    height: usize,
    pixels: Vec<[u8; 3]>,
}

impl Picture {
    #[track_caller]
    fn get(server: &Server, path: &str) -> Self {
        let loaded = Loaded::get(server, path);
        assert_eq!((loaded.status, loaded.header("content-type")), (200, "image/png"), "{path}");
        let mut reader = png::Decoder::new(Cursor::new(&loaded.body)).read_info().expect("a PNG");
        let mut bytes = vec![0; reader.output_buffer_size().expect("a size")];
        let frame = reader.next_frame(&mut bytes).expect("pixels");
        let pixels = match frame.color_type {
            png::ColorType::Grayscale => bytes.iter().map(|&gray| [gray; 3]).collect(),
            png::ColorType::Rgb => {
                bytes.chunks_exact(3).map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect()
            }
            other => panic!("{other:?}"),
        };
        Self { width: frame.width as usize, height: frame.height as usize, pixels }
    }

    /// Returns the places at which another picture of the same size differs.
    #[track_caller]
    fn changes(&self, other: &Self) -> Vec<(usize, usize)> {
        assert_eq!((self.width, self.height), (other.width, other.height));
        let changed = |at: &usize| self.pixels[*at] != other.pixels[*at];
        (0..self.pixels.len()).filter(changed).map(|at| (at % self.width, at / self.width)).collect()
    }

    /// Returns how many pixels are not gray.
    fn colored(&self) -> usize {
        self.pixels.iter().filter(|[red, green, blue]| red != green || green != blue).count()
    }
}

#[test]
fn a_marked_word_changes_the_pixels_of_its_place_and_no_others() {
    let place = Place::with_corpus();
    let server = Server::start(&place);
    let (plain, marked) = (Picture::get(&server, ACT), Picture::get(&server, &format!("{ACT}?q=sekretarza")));
    assert_eq!((plain.width, plain.height, plain.colored()), (909, 1286, 0));
    let changes = plain.changes(&marked);
    let (left, right) = changes.iter().fold((usize::MAX, 0), |(l, r), (x, _)| (l.min(*x), r.max(*x)));
    let (top, bottom) = changes.iter().fold((usize::MAX, 0), |(t, b), (_, y)| (t.min(*y), b.max(*y)));
    // Print stays black under the mark.
    let area = (right + 1 - left) * (bottom + 1 - top);
    assert!(changes.len() * 10 > area * 7, "{} of {area} pixels", changes.len());
    assert!(
        (50..100).contains(&(right - left)) && (12..30).contains(&(bottom - top)),
        "{left}-{right}, {top}-{bottom}"
    );
    for nothing in ["?q=", "?q=hipopotam", "?q=%20", "?utm_source=x"] {
        assert!(Picture::get(&server, &format!("{ACT}{nothing}")) == plain, "{nothing}");
    }
    let several = Picture::get(&server, &format!("{ACT}?q=zarzadzenia+o+konwencie"));
    assert!(several.colored() > marked.colored() * 5, "inflected and without accents");
}

#[test]
fn a_picture_is_revalidated_by_its_tag() {
    let place = Place::with_corpus();
    let server = Server::start(&place);
    let first = Loaded::get(&server, ACT);
    assert_eq!(first.header("cache-control"), "no-cache");
    let tag = first.header("etag").to_owned();
    let again = Loaded::send(&server, &format!("GET {ACT} HTTP/1.1\r\nIf-None-Match: {tag}"));
    assert_eq!((again.status, again.body.len()), (304, 0));
    let marked = Loaded::send(&server, &format!("GET {ACT}?q=konwent HTTP/1.1\r\nIf-None-Match: {tag}"));
    assert_eq!(marked.status, 200);
    let head = Loaded::send(&server, &format!("HEAD {ACT} HTTP/1.1"));
    assert_eq!((head.status, head.body.len()), (200, 0));
}

#[track_caller]
fn check_refused(server: &Server, path: &str, status: u16, code: &str) {
    let loaded = Loaded::get(server, path);
    let body: serde_json::Value = serde_json::from_slice(&loaded.body).expect("JSON");
    assert_eq!((loaded.status, text(&body["error"], "code")), (status, code), "{path}: {body}");
}

#[test]
fn what_has_no_picture_is_refused_with_a_code() {
    let place = Place::with_corpus();
    let server = Server::start(&place);
    let act = "/documents/ordinances/358-2017/pages";
    for number in ["0", "3", "99999999999"] {
        check_refused(&server, &format!("{act}/{number}.png?q=konwent"), 404, "no-such-page");
    }
    let post = "/documents/news/2022-09-27-konwent-o-sprawach-dzielnic/pages/1.png";
    check_refused(&server, post, 404, "not-a-pdf");
    check_refused(&server, "/documents/nothing/pages/1.png", 404, "not-found");
    check_refused(&server, "/documents/a//pages/1.png", 400, "bad-id");
    check_refused(&server, &format!("{ACT}?q=%FF"), 400, "bad-parameter");
    assert_eq!(server.get(&format!("{act}/x.png")).status, 404);
}

#[test]
fn every_page_of_the_samples_has_a_picture_even_of_an_encrypted_file() {
    let place = Place::with_corpus();
    let server = Server::start(&place);
    for (id, pages, word) in
        [("294-2020", 1, "informacji"), ("618-2024", 1, "krakowa"), ("3456-2022", 3, "krakowa")]
    {
        for page in 1..=pages {
            let path = format!("/documents/ordinances/{id}/pages/{page}.png");
            let picture = Picture::get(&server, &path);
            let shades = picture.pixels.iter().filter(|pixel| **pixel != [255; 3]).count();
            assert!(shades > 1_000, "{path}");
            let marked = Picture::get(&server, &format!("{path}?q={word}"));
            assert!(page > 1 || !picture.changes(&marked).is_empty(), "{path}");
        }
    }
}

#[test]
fn only_the_content_that_was_indexed_is_drawn() {
    let place = Place::new();
    let (first, other) = (corpus("ordinances/358-2017.pdf"), corpus("ordinances/618-2024.pdf"));
    place.copy(&first, "c/act.pdf").index(&["c"], 0);
    let server = Server::start(&place);
    let path = "/documents/act/pages/1.png";
    let mut changed = fs::read(&first).expect("a sample");
    // The size stays, and one byte of a comment differs.
    let at = changed.len() - 1;
    changed[at] = b' ';
    place.file("c/act.pdf", &changed);
    check_refused(&server, path, 409, "conflict");
    place.copy(&first, "c/act.pdf");
    assert!(Picture::get(&server, path).width > 0);
    place.copy(&other, "c/act.pdf");
    check_refused(&server, path, 404, "not-found");
    place.remove("c/act.pdf");
    check_refused(&server, path, 404, "not-found");
}

#[test]
fn an_upload_has_pictures_until_it_is_withdrawn() {
    let place = Place::new();
    let server = Server::with(&place, &[], &[("SKOROWIDZ_TOKEN", TOKEN), ("SKOROWIDZ_CORPUS", "none")]);
    let bearer = format!("Bearer {TOKEN}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/pdf")];
    let content = fs::read(corpus("ordinances/358-2017.pdf")).expect("a sample");
    let put = server.send("PUT", "/api/v1/documents/a/pages%2F1.png", &headers, &content).expect("answered");
    assert_eq!(put.status, 201, "{}", put.body);
    let path = "/documents/a/pages%2F1.png/pages/2.png?q=prezydent";
    assert!(Picture::get(&server, path).colored() > 0);
    let page = server.get("/documents/a/pages%2F1.png");
    assert_eq!(page.status, 200);
    assert!(page.body.contains("src=\"/documents/a/pages/1.png/pages/2.png\""), "{}", page.body);
    let purge = server.send("DELETE", "/api/v1/documents/a/pages%2F1.png?purge=true", &headers, b"");
    assert_eq!(purge.expect("answered").status, 204);
    check_refused(&server, path, 410, "gone");
}

#[test]
fn the_page_of_a_document_offers_a_picture_of_each_of_its_pages() {
    let place = Place::with_corpus();
    let server = Server::start(&place);
    let page = server.get("/documents/ordinances/358-2017?q=konwent&ui=en").body;
    assert_eq!(page.matches("<details class=\"picture\">").count(), 2);
    let image = "<img src=\"/documents/ordinances/358-2017/pages/2.png?q=konwent\" \
                 alt=\"Page 2 as printed, with the words of the query marked in yellow\" loading=\"lazy\">";
    assert!(page.contains(image), "{page}");
    let polish = server.get("/documents/ordinances/358-2017").body;
    assert!(polish.contains("<summary>Obraz strony</summary>"), "{polish}");
    let post = server.get("/documents/news/2022-09-27-konwent-o-sprawach-dzielnic").body;
    assert!(!post.contains("class=\"picture\""));
}

#[test]
fn a_scan_that_nobody_recognized_is_shown_by_its_pictures() {
    let place = Place::new();
    place.copy(&package().join("corpus/resolutions/LVII-1624-21.pdf"), "c/scan.pdf");
    let ran =
        place.command(&["index", "c"]).env("SKOROWIDZ_OCR", "false").output().expect("the program starts");
    assert!(ran.status.success(), "{ran:?}");
    let server = Server::start(&place);
    let page = server.get("/documents/scan?q=rada").body;
    assert!(page.contains("Ten dokument nie ma tekstu."), "{page}");
    assert_eq!(page.matches("<details class=\"picture\">").count(), 2);
    assert!(Picture::get(&server, "/documents/scan/pages/2.png?q=rada").colored() == 0);
}

#[test]
fn the_words_of_a_scan_are_marked_where_they_were_recognized_even_by_an_earlier_version() {
    if !recognition::is_installed() {
        return;
    }
    let place = Place::new();
    place.copy(&package().join("corpus/resolutions/LVII-1624-21.pdf"), "c/scan.pdf").index(&["c"], 0);
    let path = "/documents/scan/pages/1.png";
    let with_places = {
        let server = Server::start(&place);
        let (plain, marked) =
            (Picture::get(&server, path), Picture::get(&server, &format!("{path}?q=krakowa")));
        let changes = plain.changes(&marked);
        assert!((300..40_000).contains(&changes.len()), "{} pixels", changes.len());
        marked
    };
    let cached = forget_places(&place);
    let server = Server::start(&place);
    let path = format!("{path}?q=krakowa");
    // Recognizing the page again may outlast a request; the next one then finds the result.
    until("the page is recognized", || (Loaded::get(&server, &path).status == 200).then_some(()));
    assert!(Picture::get(&server, &path) == with_places);
    assert!(fs::read_to_string(cached).expect("cached").contains("\"words\":["), "kept for the next time");
}

/// Removes the places of words from what is cached of the first page, as if an earlier version had written it;
/// returns the file.
fn forget_places(place: &Place) -> std::path::PathBuf {
    let mut contents = fs::read_dir(place.path("index/cache")).expect("a cache");
    let file = contents.next().expect("a content").expect("readable").path().join("page-1.json");
    let mut cached: serde_json::Value =
        serde_json::from_slice(&fs::read(&file).expect("an entry")).expect("JSON");
    let text = cached["value"]["Ok"].as_object_mut().expect("a text");
    assert!(text.remove("words").is_some_and(|words| words.as_array().is_some_and(|words| words.len() > 20)));
    fs::write(&file, cached.to_string()).expect("written");
    file
}

#[test]
fn hostile_files_are_refused_or_drawn_and_the_server_goes_on() {
    let Some(folder) = shared("pdf/bombs") else { return };
    let place = Place::new();
    let ran = place.run(&["index", "--json", folder.to_str().expect("UTF-8")]);
    assert!(ran.status == 0 || ran.status == 2, "{}", ran.err);
    let server = Server::start(&place);
    let listed = server.get("/api/v1/documents?limit=1000").json();
    for document in list(&listed, "documents") {
        for query in ["", "?q=a"] {
            let path = format!("/documents/{}/pages/1.png{query}", text(document, "id"));
            let status = Loaded::get(&server, &path).status;
            assert!([200, 404, 413, 422, 503, 504].contains(&status), "{path}: {status}");
        }
    }
    assert_eq!(server.get("/healthz").status, 200);
}
