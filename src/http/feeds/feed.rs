//! The Atom feed (RFC 4287) of any search, paged (RFC 5005): `GET /feed.atom`.
//!
//! The search is left to `service`, the XML to `xml`, ids and times to `atom`. Invariants: an entry has the
//! same id in every feed, always; the same state of the index gives the same feed, byte for byte; URLs are
//! absolute.

use axum::{
    extract::State,
    http::{HeaderMap, Uri, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::{
    http::{
        app::App,
        error::ApiError,
        feeds::{
            atom::{ATOM, MEDIA_TYPE, beginning_of, id_of, moment},
            xml::Xml,
        },
        links,
        locale::Locale,
        pages::filters,
        params, public_url,
    },
    search::{
        Checked, Hit, MAX_DEPTH, Mode, SearchRequest, SearchResponse, Sort,
        request::{QueryPair, check_values, search_request},
    },
};

/// Default number of entries on a page: feed readers poll about once an hour, and fewer documents appear in
/// that time.
pub(crate) const ENTRIES: usize = 20;
/// Characters that a URL may not contain (RFC 3986, 2); what is already escaped stays.
const FOREIGN: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// `GET /feed.atom`
pub(crate) async fn feed(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Result<Response, ApiError> {
    let mut pairs = params::pairs(uri.query().unwrap_or_default())?;
    check_values(&pairs)?;
    // HTML forms send their empty fields, and so do feed readers that fill in a template.
    pairs.retain(|(_, value)| !value.trim().is_empty());
    let request = request(&pairs)?;
    app.require_ready()?;
    let address = public_url::address(&app, &headers)?;
    let response = app.service.document_page(request).await?;
    let content_type = format!("{MEDIA_TYPE}; charset=utf-8");
    let feed = Feed { name: app.live.get().site_name.clone(), address, pairs };
    Ok(([(header::CONTENT_TYPE, content_type)], feed.write(&response)).into_response())
}

/// Builds the search of a feed: by words alone, and without words and filters it matches all documents.
fn request(pairs: &[QueryPair]) -> Result<Checked<SearchRequest>, ApiError> {
    let asked = search_request(pairs)?;
    let has = |name: &str| pairs.iter().any(|(given, _)| given == name);
    let request = SearchRequest {
        sort: if has("sort") { asked.sort } else { Sort::Newest },
        per_page: if has("per_page") { asked.per_page } else { ENTRIES },
        takes_all: true,
        facets: Vec::new(),
        mode: Mode::Words,
        explain: false,
        ..asked
    };
    Ok(request.checked()?)
}

/// The content of a feed.
struct Feed {
    /// The name of the site.
    name: String,
    /// The URL of the front page.
    address: String,
    /// The parameters that have a value.
    pairs: Vec<QueryPair>,
}

impl Feed {
    fn write(&self, response: &SearchResponse) -> Vec<u8> {
        let last = response.total.div_ceil(response.per_page).clamp(1, MAX_DEPTH / response.per_page);
        let latest = response.hits.iter().filter_map(changed).max();
        Xml::document("feed", &ATOM, |xml| {
            xml.text("id", &[], &self.id());
            xml.text("title", &[], &self.title());
            xml.text("updated", &[], &moment(latest));
            xml.element("author", &[], |xml| xml.text("name", &[], &self.name));
            xml.text("generator", &[("version", env!("CARGO_PKG_VERSION"))], "Skorowidz");
            xml.text("icon", &[], &format!("{}/static/icon.svg", self.address));
            self.write_links(xml, response.page, last);
            response.hits.iter().for_each(|hit| self.write_entry(xml, hit));
        })
    }

    /// Returns the id of the feed, which is independent of the page and of the order of parameters.
    fn id(&self) -> String {
        let mut lasting: Vec<&QueryPair> = self.lasting().collect();
        lasting.sort_unstable();
        id_of(&links::feed(&self.address, lasting))
    }

    /// Returns the parameters that determine the content of the feed.
    fn lasting(&self) -> impl Iterator<Item = &QueryPair> {
        self.pairs
            .iter()
            .filter(|(name, _)| !["page", "per_page", "facets", "mode", "explain"].contains(&name.as_str()))
    }

    fn title(&self) -> String {
        let query = self.pairs.iter().find(|(name, _)| name == "q").map(|(_, text)| text.trim());
        let of = match query {
            Some(query) => query,
            None if self.lasting().any(|(name, _)| name != "sort") => "wybrane dokumenty",
            None => "najnowsze dokumenty",
        };
        format!("{}: {of}", self.name)
    }

    fn write_links(&self, xml: &mut Xml, page: usize, last: usize) {
        let mut link = |relation: &str, media_type: &str, href: &str| {
            xml.empty("link", &[("rel", relation), ("type", media_type), ("href", href)]);
        };
        let number = |number: usize| {
            let number = ("page".to_owned(), number.to_string());
            let pairs = self.pairs.iter().filter(|(name, _)| name != "page");
            links::feed(&self.address, pairs.chain([&number]))
        };
        link("self", MEDIA_TYPE, &links::feed(&self.address, &self.pairs));
        link("alternate", "text/html", &self.page());
        link("search", "application/opensearchdescription+xml", &format!("{}/opensearch.xml", self.address));
        link("first", MEDIA_TYPE, &number(1));
        if page > 1 {
            link("previous", MEDIA_TYPE, &number((page - 1).min(last)));
        }
        if page < last {
            link("next", MEDIA_TYPE, &number(page + 1));
        }
        link("last", MEDIA_TYPE, &number(last));
    }

    /// Returns the URL of the web page with the same documents.
    fn page(&self) -> String {
        let mut pairs: Vec<QueryPair> = self.lasting().cloned().collect();
        if pairs.is_empty() {
            return format!("{}/", self.address);
        }
        if pairs.iter().all(|(name, _)| name != "sort") {
            pairs.push(("sort".to_owned(), "newest".to_owned()));
        }
        links::search(&self.address, &pairs)
    }

    fn write_entry(&self, xml: &mut Xml, hit: &Hit) {
        let page = links::document(&self.address, &hit.id);
        xml.element("entry", &[("xml:lang", hit.language.as_str())], |xml| {
            xml.text("id", &[], &id_of(&page));
            xml.text("title", &[], &hit.title);
            xml.text("updated", &[], &moment(changed(hit)));
            if let Some(published) = hit.published.and_then(beginning_of) {
                xml.text("published", &[], &moment(Some(published)));
            }
            let organ = hit.act.as_ref().and_then(|act| act.organ.as_deref());
            if let Some(organ) = organ {
                xml.element("author", &[], |xml| xml.text("name", &[], organ));
            }
            xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &page)]);
            if let Some(original) = links::original(hit.url.as_deref()) {
                let original = utf8_percent_encode(original, FOREIGN).to_string();
                xml.empty("link", &[("rel", "related"), ("href", &original)]);
            }
            xml.empty(
                "category",
                &[("term", hit.kind.as_str()), ("label", &filters::kind(Locale::Polish, hit.kind))],
            );
            xml.text("summary", &[], &summary(hit));
        });
    }
}

/// Returns when the document last changed; if an index of an earlier version does not record it, the date by
/// which it is sorted.
fn changed(hit: &Hit) -> Option<Timestamp> {
    let day = || hit.published.or_else(|| hit.act.as_ref().and_then(|act| act.date));
    hit.changed.or_else(|| beginning_of(day()?))
}

/// Returns the matching passages, or the beginning of the text.
fn summary(hit: &Hit) -> String {
    let pieces: Vec<&str> = hit.snippets.iter().map(|snippet| snippet.text.as_str()).collect();
    pieces.join(" … ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_feed_id_is_independent_of_page_and_parameter_order() {
        let id = |query: &str| {
            let pairs = params::pairs(query).expect("pairs");
            Feed { name: "Skorowidz".to_owned(), address: "https://a.pl".to_owned(), pairs }.id()
        };
        assert_eq!(id("q=a&kind=news"), id("kind=news&page=3&q=a&per_page=5"));
        assert_ne!(id("q=a&kind=news"), id("q=a"));
        assert!(id("").starts_with("urn:uuid:"));
    }
}
