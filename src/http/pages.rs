//! What people see: the search page, and errors as pages.
//!
//! Leaves what stands on the page of results to `results`, the page of one document to
//! `document_page`. Always holds: without a script everything works, and text of users and
//! documents reaches a template only through its escaping.

use askama::Template;
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, Uri, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};

use super::{
    App, assets,
    error::ApiError,
    params::{self, Pair},
    results::{Form, Results},
};
use crate::search::{MAX_DEPTH, MAX_QUERY_BYTES, SearchRequest};

/// Addresses that programs ask: their errors stay JSON.
const PROGRAM_PATHS: [&str; 10] = [
    "/api",
    "/healthz",
    "/readyz",
    "/metrics",
    "/openapi.json",
    "/feed.atom",
    "/opensearch.xml",
    "/sitemap.xml",
    "/robots.txt",
    "/widget.js",
];

/// What every page needs.
pub(super) struct Site {
    pub(super) base: String,
    pub(super) version: &'static str,
}

impl App {
    pub(super) fn site(&self) -> Site {
        Site { base: self.base.as_ref().to_owned(), version: assets::version() }
    }
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    site: Site,
    form: Form,
    outcome: Outcome,
}

/// What stands below the search box.
enum Outcome {
    Introduction,
    Refused { reason: &'static str, detail: Option<String> },
    Found(Results),
}

/// `GET /` and `GET /search`
pub(super) async fn search(State(app): State<App>, uri: Uri) -> Result<Response, ApiError> {
    let pairs = params::pairs(uri.query().unwrap_or_default());
    let typed = pairs.as_deref().map(filled).unwrap_or_default();
    let answer = match pairs {
        Ok(_) => answer(&app, &typed).await,
        Err(error) => Err(error.into()),
    };
    let (status, outcome) = match answer {
        Err(ApiError::BadParameter(message)) => (StatusCode::BAD_REQUEST, refused(&typed, message)),
        answer => (StatusCode::OK, answer?),
    };
    let form = Form::new(&app.base, &typed);
    Ok((status, page(&SearchPage { site: app.site(), form, outcome })?).into_response())
}

/// The parameters that have a value: a form sends its empty fields as well.
fn filled(pairs: &[Pair]) -> Vec<Pair> {
    pairs.iter().filter(|(_, value)| !value.trim().is_empty()).cloned().collect()
}

async fn answer(app: &App, pairs: &[Pair]) -> Result<Outcome, ApiError> {
    let request = params::search_request(pairs)?;
    request.check_bounds()?;
    app.require_ready()?;
    if request.asks_nothing() {
        return Ok(Outcome::Introduction);
    }
    let response = app.service.search(request).await?;
    Ok(Outcome::Found(Results::new(&app.base, pairs, response)))
}

/// Why a search is refused: what a form can get wrong in the page's words, the rest in the library's.
fn refused(pairs: &[Pair], message: String) -> Outcome {
    let in_polish = params::search_request(pairs).ok().and_then(|request| reason(&request));
    let general = "Adres zawiera parametr, którego wyszukiwarka nie rozumie. Popraw go albo zacznij od nowa.";
    let detail = in_polish.is_none().then_some(message);
    Outcome::Refused { reason: in_polish.unwrap_or(general), detail }
}

fn reason(request: &SearchRequest) -> Option<&'static str> {
    if request.text.len() > MAX_QUERY_BYTES {
        return Some("Zapytanie jest za długie. Skróć je.");
    }
    if request.page.saturating_mul(request.per_page) > MAX_DEPTH {
        return Some("Wyniki nie sięgają tak daleko. Zawęź wyszukiwanie.");
    }
    let is_swapped = request.from.zip(request.to).is_some_and(|(from, to)| from > to);
    is_swapped.then_some("Data początkowa jest późniejsza niż końcowa. Zamień je miejscami.")
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    site: Site,
    title: &'static str,
    advice: &'static str,
}

/// Shows errors as pages where people look; programs get the JSON as it is.
pub(super) async fn present_errors(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_for_programs = is_for_programs(request.uri().path());
    let response = next.run(request).await;
    let error = response.extensions().get::<ApiError>().cloned();
    match error {
        Some(error) if !is_for_programs => as_page(&app, &error, response),
        _ => response,
    }
}

fn is_for_programs(path: &str) -> bool {
    let is_below = |rest: &str| rest.is_empty() || rest.starts_with('/');
    let is_part_of_map = path.starts_with("/sitemap-");
    is_part_of_map || PROGRAM_PATHS.iter().any(|prefix| path.strip_prefix(prefix).is_some_and(is_below))
}

/// The response with a page in the place of its JSON; status and headers stay.
fn as_page(app: &App, error: &ApiError, response: Response) -> Response {
    let (title, advice) = in_polish(error);
    let Ok(Html(html)) = page(&ErrorPage { site: app.site(), title, advice }) else { return response };
    let (mut parts, _) = response.into_parts();
    let html_type = HeaderValue::from_static("text/html; charset=utf-8");
    parts.headers.insert(header::CONTENT_TYPE, html_type);
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.extend(error.retry_seconds().map(|seconds| (header::REFRESH, HeaderValue::from(seconds))));
    Response::from_parts(parts, Body::from(html))
}

fn in_polish(error: &ApiError) -> (&'static str, &'static str) {
    match error {
        ApiError::NotReady => (
            "Trwa budowanie indeksu",
            "Wyszukiwarka zacznie odpowiadać za chwilę. Ta strona odświeży się sama.",
        ),
        ApiError::NoRoute => ("Nie ma takiej strony", "Sprawdź adres albo skorzystaj z wyszukiwarki."),
        ApiError::NotFound(_) => (
            "Nie ma takiego dokumentu",
            "Mógł zmienić adres albo zostać usunięty. Spróbuj odnaleźć go przez wyszukiwarkę.",
        ),
        ApiError::BadId(_) | ApiError::BadParameter(_) => {
            ("Niepoprawny adres", "W adresie jest błąd. Sprawdź go albo skorzystaj z wyszukiwarki.")
        }
        ApiError::Gone(_) => (
            "Dokument został wycofany",
            "Nie ma go już w wyszukiwarce. Spróbuj odnaleźć inny dokument w tej sprawie.",
        ),
        ApiError::UriTooLong(_) => ("Adres jest za długi", "Skróć zapytanie i spróbuj ponownie."),
        ApiError::Unauthorized => (
            "Dostęp tylko z kluczem",
            "Ta wyszukiwarka nie jest publiczna. Zapytaj jej administratora o klucz dostępu.",
        ),
        ApiError::TooManyRequests { .. }
        | ApiError::Overloaded
        | ApiError::Locked
        | ApiError::RebuildNeeded => {
            ("Za dużo zapytań naraz", "Wyszukiwarka odpowie za chwilę. Ta strona odświeży się sama.")
        }
        ApiError::MethodNotAllowed
        | ApiError::PartIsReadOnly
        | ApiError::BodyTooLarge { .. }
        | ApiError::BodyTooSlow
        | ApiError::BadBody(_)
        | ApiError::Conflict(_)
        | ApiError::Busy
        | ApiError::WritingDisabled
        | ApiError::PreconditionFailed(_)
        | ApiError::UnsupportedMediaType
        | ApiError::Unreadable(_)
        | ApiError::InsufficientStorage => {
            ("Tego nie można tu zrobić", "Ten adres służy tylko do czytania. Skorzystaj z wyszukiwarki.")
        }
        ApiError::Timeout => {
            ("Odpowiedź trwała zbyt długo", "Spróbuj ponownie, najlepiej z krótszym zapytaniem.")
        }
        ApiError::Internal => {
            ("Coś poszło nie tak", "To błąd wyszukiwarki, nie zapytania. Spróbuj ponownie za chwilę.")
        }
    }
}

/// A template as a response.
pub(super) fn page(template: &impl Template) -> Result<Html<String>, ApiError> {
    template.render().map(Html).map_err(|error| {
        tracing::error!(%error, "cannot render a page");
        ApiError::Internal
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_programs_keep_json_errors() {
        assert!(is_for_programs("/api/v1/search") && is_for_programs("/api") && is_for_programs("/readyz"));
        assert!(!is_for_programs("/apiary") && !is_for_programs("/") && !is_for_programs("/documents/api"));
    }
}
