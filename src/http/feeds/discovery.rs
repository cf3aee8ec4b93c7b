//! Files that browsers and crawlers request by themselves: the search description (`OpenSearch` 1.1), the
//! sitemap (sitemaps.org, in parts), and `robots.txt`.
//!
//! The XML is left to `xml`. Invariants: a sitemap lists every document once and no withdrawn ones; each part
//! is built without the others.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, Uri, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::{
    http::{app::App, error::ApiError, feeds::xml::Xml, links, params, public_url},
    search::request::suggest_request,
    service::IndexedDocument,
};

/// Caches for an hour without revalidation what changes only with the settings.
const KEPT: (header::HeaderName, &str) = (header::CACHE_CONTROL, "public, max-age=3600");
/// The media type of suggestions.
const SUGGESTIONS: &str = "application/x-suggestions+json";
/// The namespace of sitemaps.
const SITEMAP: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
/// Number of URLs in a part of the sitemap. The protocol allows 50,000 URLs and 50 MB: ids of 512 bytes, each
/// byte escaped to three, reach 50 MB at 30,000.
const PART: usize = 25_000;

/// `GET /opensearch.xml`
pub(crate) async fn opensearch(State(app): State<App>, headers: HeaderMap) -> Result<Response, ApiError> {
    let address = public_url::address(&app, &headers)?;
    let icon = format!("{address}/static/icon.svg");
    let name = app.live.get().site_name.clone();
    let namespace = [("xmlns", "http://a9.com/-/spec/opensearch/1.1/")];
    let description = Xml::document("OpenSearchDescription", &namespace, |xml| {
        xml.text("ShortName", &[], shortened(&name, 16));
        xml.text("LongName", &[], shortened(&name, 48));
        xml.text("Description", &[], "Wiadomości i akty prawne miasta");
        xml.text("InputEncoding", &[], "UTF-8");
        xml.text("Image", &[("width", "16"), ("height", "16"), ("type", "image/svg+xml")], &icon);
        for (media_type, relation, path) in TEMPLATES {
            let template = format!("{address}{path}");
            xml.empty("Url", &[("type", media_type), ("rel", relation), ("template", &template)]);
        }
    });
    let content_type = "application/opensearchdescription+xml; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, content_type), KEPT], description).into_response())
}

/// Shortens a name to the length the format allows, at a word boundary if possible.
fn shortened(name: &str, most: usize) -> &str {
    let Some((end, _)) = name.char_indices().nth(most) else { return name };
    let cut = &name[..end];
    let words = cut.rsplit_once(' ').map_or(cut, |(words, _)| words);
    if name[end..].starts_with(' ') { cut } else { words }
}

/// The requests that a browser can make with the typed words: media type, relation, and template below the
/// front page.
const TEMPLATES: [(&str, &str, &str); 4] = [
    ("text/html", "results", "/search?q={searchTerms}"),
    (SUGGESTIONS, "suggestions", "/opensearch/suggest?q={searchTerms}"),
    (crate::http::feeds::MEDIA_TYPE, "results", "/feed.atom?q={searchTerms}&page={startPage?}"),
    ("application/opensearchdescription+xml", "self", "/opensearch.xml"),
];

/// `GET /opensearch/suggest`: the typed text, and suggested completions.
pub(crate) async fn suggest(State(app): State<App>, uri: Uri) -> Result<Response, ApiError> {
    let pairs = params::pairs(uri.query().unwrap_or_default())?;
    let request = suggest_request(&pairs)?.checked()?;
    app.require_ready()?;
    let typed = request.text.clone();
    let found = app.service.suggest(request).await?.suggestions;
    let texts: Vec<&str> = found.iter().map(|suggestion| suggestion.text.as_str()).collect();
    Ok(([(header::CONTENT_TYPE, SUGGESTIONS)], json!([typed, texts]).to_string()).into_response())
}

/// `GET /robots.txt`
pub(crate) async fn robots(State(app): State<App>, headers: HeaderMap) -> Response {
    let base = &app.base;
    let rules = if app.live.get().public_search {
        let map =
            public_url::address(&app, &headers).map(|address| format!("\nSitemap: {address}/sitemap.xml\n"));
        format!(
            "User-agent: *\nAllow: {base}/documents/\nDisallow: {base}/?\nDisallow: {base}/search?\n\
             Disallow: {base}/feed.atom?\nDisallow: {base}/meetings?\nDisallow: {base}/api/\n{}",
            map.unwrap_or_default()
        )
    } else {
        "User-agent: *\nDisallow: /\n".to_owned()
    };
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8"), KEPT], rules).into_response()
}

/// `GET /sitemap.xml`: the index of the parts.
pub(crate) async fn sitemap(State(app): State<App>, headers: HeaderMap) -> Result<Response, ApiError> {
    app.require_ready()?;
    let address = public_url::address(&app, &headers)?;
    let parts = parts(app.service.count().await?);
    let index = Xml::document("sitemapindex", &[("xmlns", SITEMAP)], |xml| {
        for number in 1..=parts {
            let place = format!("{address}/sitemap-{number}.xml");
            xml.element("sitemap", &[], |xml| xml.text("loc", &[], &place));
        }
    });
    Ok(xml(index))
}

/// `GET /sitemap-{part}.xml`
pub(crate) async fn sitemap_part(
    State(app): State<App>,
    Path(part): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let number: usize =
        part.strip_suffix(".xml").and_then(|number| number.parse().ok()).ok_or(ApiError::NoRoute)?;
    app.require_ready()?;
    let address = public_url::address(&app, &headers)?;
    if !(1..=parts(app.service.count().await?)).contains(&number) {
        return Err(ApiError::NoRoute);
    }
    let documents = app.service.listed((number - 1) * PART, PART).await?;
    let map = Xml::document("urlset", &[("xmlns", SITEMAP)], |xml| {
        if number == 1 {
            for page in ["/", "/meetings"] {
                xml.element("url", &[], |xml| xml.text("loc", &[], &format!("{address}{page}")));
            }
        }
        for IndexedDocument { id, changed, .. } in &documents {
            let location = links::document(&address, id);
            xml.element("url", &[], |xml| {
                xml.text("loc", &[], &location);
                if let Some(changed) = changed {
                    xml.text("lastmod", &[], &changed.to_string());
                }
            });
        }
    });
    Ok(xml(map))
}

/// Returns the number of parts for this number of documents; at least one, for the front page.
fn parts(documents: u64) -> usize {
    usize::try_from(documents).unwrap_or(usize::MAX).div_ceil(PART).max(1)
}

fn xml(content: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, "application/xml; charset=utf-8")], content).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sitemap_of_no_documents_has_one_part() {
        assert_eq!([0, 1, 25_000, 25_001].map(parts), [1, 1, 1, 2]);
    }
}
