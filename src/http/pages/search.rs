//! The search page, which is also the front page.
//!
//! The content of the page of results is left to `results` and `filters`, the page of a document to
//! `document_page`. Invariants: everything works without JavaScript; text of users and documents reaches a
//! template only escaped.

#[cfg(test)]
mod tests;

use std::{net::IpAddr, sync::Arc};

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
    response::Response,
};

use crate::{
    document::{Kind, shortened, warsaw},
    http::{
        app::App,
        error::ApiError,
        links,
        middleware::{caching::mark_passing, client::SearcherAddress},
        pages::{
            filters::{self, Filters},
            results::{DisplayDate, ModeLink, NearestLink, Results},
            site::{Site, filled, page},
        },
        params,
    },
    search::{
        Facet, MAX_DEPTH, MAX_FILTER_VALUES, Mode, NewestAct, SearchRequest, SearchResponse, Sort,
        StartingPoints, SuggestRequest, Suggestion,
        request::{QueryPair, SearchParameter, check_values, search_request},
    },
};

/// Maximum length of a query on the pages, in characters, also set on the search box: each link of a page
/// repeats the query.
pub(crate) const MAX_TYPED: usize = 2000;
/// Maximum number of suggestions for a query that finds nothing.
const MAX_NEAREST: usize = 5;
/// Maximum number of characters of the title of an act on the front page.
const MAX_TITLE: usize = 160;

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    site: Site,
    /// The query as typed.
    q: String,
    /// The heading, unless this is the front page.
    heading: Option<String>,
    filters: Filters,
    outcome: PageContent,
}

/// The content below the search box.
enum PageContent {
    Introduction(Introduction),
    Refused { reason: String, detail: Option<String> },
    Found(Box<Results>),
}

/// Suggestions for where to start, taken from the index.
struct Introduction {
    examples: Vec<Link>,
    /// What many people search for.
    frequent: Vec<Link>,
    kinds: Vec<KindLink>,
    acts: Vec<ActLink>,
}

/// A kind of document, and the number of documents of that kind.
struct KindLink {
    link: Link,
    count: String,
}

/// One of the newest acts.
struct ActLink {
    link: Link,
    language: String,
    date: Option<DisplayDate>,
}

/// A URL and its label.
struct Link {
    href: String,
    label: String,
}

/// `GET /` and `GET /search`
pub(crate) async fn search(
    State(app): State<App>,
    SearcherAddress(asker): SearcherAddress,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let site = Site::new(&app, &uri, &headers);
    let pairs = params::pairs(uri.query().unwrap_or_default());
    let typed = pairs.as_deref().map(asked).unwrap_or_default();
    let answer = match pairs {
        Ok(given) => match check_values(&given) {
            Ok(()) => answer(&app, &typed, asker).await,
            Err(error) => Err(error.into()),
        },
        Err(error) => Err(error.into()),
    };
    let kept = with_language(&site, &filters::canonical(bounded(&typed)));
    let is_passing =
        answer.as_ref().is_ok_and(|answer| answer.response().is_some_and(SearchResponse::is_words_only));
    let (status, outcome, filters) = match answer {
        Err(ApiError::BadParameter(message)) => {
            let filters = Filters::new(&site.base, site.locale, &kept, None);
            (StatusCode::BAD_REQUEST, refused(&site, &typed, message), filters)
        }
        answer => {
            let answer = answer?;
            let filters = Filters::new(&site.base, site.locale, &kept, answer.response());
            (StatusCode::OK, outcome(&site, &kept, answer), filters)
        }
    };
    let q = typed.iter().find(|(name, _)| name == "q").map(|(_, value)| value.clone()).unwrap_or_default();
    let heading = heading(&site, &q, &filters, &outcome);
    let outcome = printed(&site, uri.query(), &q, &filters, outcome);
    let template = SearchPage { site, q, heading, filters, outcome };
    let mut response = page(&template.site, &template)?;
    *response.status_mut() = status;
    if is_passing {
        mark_passing(&mut response);
    }
    Ok(response)
}

/// Adds what a printout needs, as paper has no address bar: the query, the site, and the time.
fn printed(
    site: &Site,
    asked: Option<&str>,
    query: &str,
    filters: &Filters,
    mut outcome: PageContent,
) -> PageContent {
    if let PageContent::Found(results) = &mut outcome {
        let of = |message: &str, value: &str| format!("{}: {value}", site.message(message));
        let chosen: Vec<&str> = filters.chosen.iter().map(|chosen| chosen.label.as_str()).collect();
        let order = filters.sorts.iter().find(|sort| sort.is_current).map(|sort| sort.label.as_str());
        let address =
            site.public_url.as_ref().map(|url| format!("{url}/search?{}", asked.unwrap_or_default()));
        let lines = [
            (!query.is_empty()).then(|| of("printed-query", query)),
            (!chosen.is_empty()).then(|| of("filters", &chosen.join(", "))),
            order.map(|order| of("sort", order)),
            (results.page > 1).then(|| site.locale.message_with("results-page", "number", results.page)),
            Some(of("printed-at", &site.locale.moment(&jiff::Timestamp::now().to_zoned(warsaw())))),
            address,
        ];
        results.printed = lines.into_iter().flatten().collect();
    }
    outcome
}

/// Returns the heading: the query or its filters, and the number of the page of results.
fn heading(site: &Site, query: &str, filters: &Filters, outcome: &PageContent) -> Option<String> {
    let chosen = || filters.chosen.iter().map(|chosen| chosen.label.as_str()).collect::<Vec<_>>().join(", ");
    let of = if query.is_empty() { chosen() } else { query.to_owned() };
    match outcome {
        PageContent::Introduction(_) => None,
        PageContent::Refused { .. } if of.is_empty() => Some(site.message("refused-heading")),
        PageContent::Refused { .. } => Some(format!("{}: {of}", site.message("refused-heading"))),
        PageContent::Found(results) if results.page > 1 => {
            Some(format!("{of} – {}", site.locale.message_with("results-page", "number", results.page)))
        }
        PageContent::Found(_) => Some(of),
    }
}

/// Returns the search parameters of a URL. All others are ignored: newsletters and social networks append
/// their own parameters to links.
fn asked(pairs: &[QueryPair]) -> Vec<QueryPair> {
    let mut asked = filled(pairs);
    asked.retain(|(name, _)| SearchParameter::named(name).is_some());
    asked
}

/// Drops parameters beyond those a search accepts: every chosen filter has a link that contains all the
/// others.
fn bounded(asked: &[QueryPair]) -> Vec<QueryPair> {
    let mut bounded: Vec<QueryPair> = Vec::new();
    for pair in asked {
        let is_filter = is_repeatable(&pair.0);
        let is_alike =
            |known: &&QueryPair| if is_filter { is_repeatable(&known.0) } else { known.0 == pair.0 };
        if bounded.iter().filter(is_alike).count() < if is_filter { MAX_FILTER_VALUES } else { 1 } {
            bounded.push(pair.clone());
        }
    }
    bounded
}

fn is_repeatable(name: &str) -> bool {
    SearchParameter::named(name).is_some_and(SearchParameter::is_repeatable)
}

/// Returns the parameters that links of the page carry on.
fn with_language(site: &Site, typed: &[QueryPair]) -> Vec<QueryPair> {
    let language = site.chosen().map(|tag| (crate::http::locale::PARAMETER.to_owned(), tag.to_owned()));
    typed.iter().cloned().chain(language).collect()
}

/// The outcome of a request.
enum PageData {
    /// Suggestions for where to start, if there are no search parameters.
    Beginnings(Arc<StartingPoints>, Arc<[String]>),
    /// The response to a search, and, if it is empty, the total without its filters and what is near the
    /// query.
    Found {
        response: Box<SearchResponse>,
        /// By what it ranks, if there is a choice.
        mode: Option<Mode>,
        unfiltered: Option<usize>,
        nearest: Vec<Suggestion>,
    },
}

impl PageData {
    fn response(&self) -> Option<&SearchResponse> {
        match self {
            Self::Beginnings(..) => None,
            Self::Found { response, .. } => Some(response),
        }
    }
}

async fn answer(app: &App, pairs: &[QueryPair], asker: Option<IpAddr>) -> Result<PageData, ApiError> {
    let request = SearchRequest { facets: Facet::ALL.into(), takes_all: true, ..search_request(pairs)? };
    let request = request.checked()?;
    if is_long(&request.text) {
        return Err(ApiError::BadParameter(format!("`q` is too long: use at most {MAX_TYPED} characters")));
    }
    app.require_ready()?;
    if request.asks_nothing() {
        let beginnings = app.service.beginnings().await?;
        return Ok(PageData::Beginnings(beginnings, app.service.frequent_queries()));
    }
    let mode = Mode::Words;
    let wider = SearchRequest { text: request.text.clone(), per_page: 1, mode, ..SearchRequest::default() };
    let is_narrowed = request.has_filter() && !wider.asks_nothing();
    let mode = ranked_by(app, &request);
    let response = app.service.search(request, asker).await?;
    let unfiltered = match response.total {
        0 if is_narrowed => Some(app.service.document_page(wider.checked()?).await?.total),
        _ => None,
    };
    let unfiltered = unfiltered.filter(|total| *total > 0);
    let nearest = if response.total == 0 { nearest(app, &response.query.text).await? } else { Vec::new() };
    Ok(PageData::Found { response: Box::new(response), mode, unfiltered, nearest })
}

/// Returns by what a search ranks, if a model leaves the choice.
fn ranked_by(app: &App, request: &SearchRequest) -> Option<Mode> {
    let has_choice = request.sort == Sort::Relevance && !request.text.trim().is_empty();
    (has_choice && app.service.meaning().is_some()).then_some(request.mode)
}

/// Returns suggestions for a query that finds nothing: for all of it, else for its first word.
async fn nearest(app: &App, text: &str) -> Result<Vec<Suggestion>, ApiError> {
    for text in [text, text.split_whitespace().next().unwrap_or_default()] {
        let request = SuggestRequest { text: text.to_owned(), limit: MAX_NEAREST };
        let found = app.service.suggest(request.checked()?).await?.suggestions;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

fn outcome(site: &Site, pairs: &[QueryPair], answer: PageData) -> PageContent {
    let (response, mode, unfiltered, nearest) = match answer {
        PageData::Beginnings(beginnings, frequent) => {
            return PageContent::Introduction(Introduction::new(site, &beginnings, &frequent));
        }
        PageData::Found { response, mode, unfiltered, nearest } => (response, mode, unfiltered, nearest),
    };
    let mut results = Results::new(site, pairs, *response);
    results.other_mode = mode.map(|mode| ModeLink::new(site, pairs, mode));
    let is_wider = |(name, _): &&QueryPair| name == "q" || name == crate::http::locale::PARAMETER;
    results.unfiltered = unfiltered.map(|total| {
        (
            links::search(&site.base, pairs.iter().filter(is_wider)),
            site.locale.count("without-filters", total),
        )
    });
    results.nearest = nearest.into_iter().map(|suggestion| NearestLink::new(site, suggestion)).collect();
    PageContent::Found(Box::new(results))
}

impl Introduction {
    fn new(
        site: &Site,
        StartingPoints { kinds, topics, acts }: &StartingPoints,
        frequent: &[String],
    ) -> Self {
        let href = |query: &str| site.with_language(format!("{}/search?{query}", site.base));
        let example = |query: &String| Link {
            href: href(&format!("q={}", links::parameter(query))),
            label: query.clone(),
        };
        let kind = |(kind, count): &(Kind, u64)| KindLink {
            link: Link {
                href: href(&format!("kind={}&sort=newest", kind.as_str())),
                label: filters::kinds(site.locale, *kind),
            },
            count: site.locale.number(usize::try_from(*count).unwrap_or(usize::MAX)),
        };
        let number = acts.iter().find_map(|act| act.number.as_ref());
        Self {
            examples: topics.iter().chain(number).map(example).collect(),
            frequent: frequent.iter().map(example).collect(),
            kinds: kinds.iter().map(kind).collect(),
            acts: acts.iter().map(|act| ActLink::new(site, act)).collect(),
        }
    }
}

impl ActLink {
    fn new(site: &Site, act: &NewestAct) -> Self {
        Self {
            link: Link {
                href: site.with_language(links::document(&site.base, &act.id)),
                label: shortened(&act.title, MAX_TITLE),
            },
            language: act.language.to_string(),
            date: act.date.map(|date| DisplayDate::new(site.locale, date)),
        }
    }
}

/// Explains why a search is rejected: in the words of the page for errors that a form can cause, in those of
/// the library for all others.
fn refused(site: &Site, pairs: &[QueryPair], message: String) -> PageContent {
    let known = search_request(pairs).ok().and_then(|request| reason(&request));
    let detail = known.is_none().then_some(message);
    PageContent::Refused { reason: site.message(known.unwrap_or("refused-other")), detail }
}

/// Returns whether a query is longer than the search box accepts.
pub(crate) fn is_long(query: &str) -> bool {
    query.chars().nth(MAX_TYPED).is_some()
}

/// Returns the id of the message for what is wrong with a request.
fn reason(request: &SearchRequest) -> Option<&'static str> {
    if is_long(&request.text) {
        return Some("refused-long");
    }
    if request.page.saturating_mul(request.per_page) > MAX_DEPTH {
        return Some("refused-deep");
    }
    let is_swapped = request.from.zip(request.to).is_some_and(|(from, to)| from > to);
    is_swapped.then_some("refused-dates")
}
