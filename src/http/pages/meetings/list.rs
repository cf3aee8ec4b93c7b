//! The list of meetings: `GET /meetings`.
//!
//! The order of the list is left to `ordered`. Invariants: without a script the form has a button, and the
//! URL holds all of its state.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
    response::Response,
};
use jiff::civil::Date;

use super::{
    entry::{MeetingView, MeetingViews, NamedLink, acts},
    form::{self, MeetingsForm},
    ordered::{OrderedPage, PER_PAGE},
};
use crate::{
    document::today,
    http::{
        app::App,
        error::ApiError,
        links::{self, Paging},
        pages::{
            search::is_long,
            site::{Site, page},
        },
        params,
    },
    search::{
        MAX_DEPTH, MeetingEntry, MeetingsRequest, MeetingsResponse,
        request::{QueryPair, meetings_request},
    },
};

/// The path of the page.
const PATH: &str = "/meetings";

#[derive(Template)]
#[template(path = "meetings.html")]
struct MeetingsPage {
    site: Site,
    form: MeetingsForm,
    /// Whether the list is narrowed, so that it can be widened.
    is_narrowed: bool,
    content: ListContent,
    canonical: Option<String>,
}

/// The content below the form.
enum ListContent {
    Refused { reason: String, detail: Option<String> },
    Listed(Box<MeetingList>),
}

/// One page of meetings.
struct MeetingList {
    /// The number of meetings, in words.
    total: String,
    is_empty: bool,
    /// The URL of the first page, if this one lies beyond the last.
    first_page: Option<String>,
    /// The text that was searched for instead of a misspelled one.
    corrected: Option<String>,
    /// How the words were understood.
    notes: Vec<String>,
    upcoming: Vec<MeetingView>,
    /// The link to those to come that are left out.
    further: Option<NamedLink>,
    years: Vec<YearOfMeetings>,
    paging: Paging,
    files: Vec<NamedLink>,
}

/// The meetings of a year on the page.
struct YearOfMeetings {
    /// The year; `None` for meetings without a date.
    year: Option<i16>,
    meetings: Vec<MeetingView>,
}

/// `GET /meetings`
pub(crate) async fn list(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Result<Response, ApiError> {
    let site = Site::new(&app, &uri, &headers);
    let asked = form::asked(&params::pairs(uri.query().unwrap_or_default())?);
    let (status, content) = match found(&app, &asked).await {
        Err(ApiError::BadParameter(message)) => (StatusCode::BAD_REQUEST, refused(&site, &asked, message)),
        found => (StatusCode::OK, listed(&app, &site, &asked, found?).await?),
    };
    let is_narrowed = form::filters(&asked).next().is_some();
    let canonical = site.canonical(PATH).filter(|_| asked.is_empty());
    let template = MeetingsPage { form: MeetingsForm::new(&asked), is_narrowed, content, canonical, site };
    let mut response = page(&template.site, &template)?;
    *response.status_mut() = status;
    Ok(response)
}

async fn found(app: &App, asked: &[QueryPair]) -> Result<OrderedPage, ApiError> {
    let request = MeetingsRequest { per_page: PER_PAGE, ..meetings_request(asked)? };
    request.clone().checked()?;
    if is_long(&request.text) {
        return Err(ApiError::BadParameter("`q` is too long".to_owned()));
    }
    app.require_ready()?;
    OrderedPage::find(app, &request, today()).await
}

/// Explains why a request is rejected, as the search page does.
fn refused(site: &Site, asked: &[QueryPair], message: String) -> ListContent {
    let request = meetings_request(asked).ok();
    let known = request.and_then(|request| {
        let is_swapped = request.from.zip(request.to).is_some_and(|(from, to)| from > to);
        let reasons = [
            (is_long(&request.text), "refused-long"),
            (request.page.saturating_mul(PER_PAGE) > MAX_DEPTH, "refused-deep"),
            (is_swapped, "refused-dates"),
        ];
        reasons.into_iter().find_map(|(is_so, reason)| is_so.then_some(reason))
    });
    let detail = known.is_none().then_some(message);
    ListContent::Refused { reason: site.message(known.unwrap_or("refused-other")), detail }
}

async fn listed(
    app: &App,
    site: &Site,
    asked: &[QueryPair],
    ordered: OrderedPage,
) -> Result<ListContent, ApiError> {
    let OrderedPage { found, total, upcoming, further, others, last } = ordered;
    let acts = acts(upcoming.iter().chain(&others));
    let views = MeetingViews { site, titles: app.service.short_titles(acts).await? };
    let MeetingsResponse { corrected, notes, page, .. } = found;
    let language = site.chosen().map(|tag| (crate::http::locale::PARAMETER.to_owned(), tag.to_owned()));
    let pairs: Vec<QueryPair> = asked.iter().cloned().chain(language).collect();
    let paging = Paging::new(&format!("{}{PATH}", site.base), &pairs, page, last);
    let first = paging.pages.first().map(|link| link.href.clone());
    Ok(ListContent::Listed(Box::new(MeetingList {
        total: site.locale.count("meetings-found", total),
        is_empty: total == 0,
        first_page: first.filter(|_| page > 1 && upcoming.is_empty() && others.is_empty()),
        corrected,
        notes: notes.iter().map(|note| note.text(site.locale)).collect(),
        upcoming: upcoming.iter().map(|meeting| views.meeting(meeting)).collect(),
        further: further.map(|(count, from)| NamedLink {
            href: links::with(format!("{}{PATH}", site.base), &further_pairs(&pairs, from)),
            label: site.locale.count("meetings-upcoming-more", count),
        }),
        years: years(&views, &others),
        paging,
        files: files(site, asked),
    })))
}

/// Returns the parameters of the second page of a list of meetings to come only.
fn further_pairs(pairs: &[QueryPair], from: Date) -> Vec<QueryPair> {
    let own = [("from", from.to_string()), ("announced", "true".to_owned()), ("page", "2".to_owned())];
    let own = own.map(|(name, value)| (name.to_owned(), value));
    let is_kept = |(name, _): &&QueryPair| own.iter().all(|(other, _)| other != name);
    pairs.iter().filter(is_kept).cloned().chain(own.clone()).collect()
}

/// Groups meetings by year.
fn years(views: &MeetingViews<'_>, meetings: &[MeetingEntry]) -> Vec<YearOfMeetings> {
    let year = |meeting: &MeetingEntry| meeting.day().map(Date::year);
    let of_one_year = meetings.chunk_by(|one, next| year(one) == year(next));
    let group = |group: &[MeetingEntry]| YearOfMeetings {
        year: year(&group[0]),
        meetings: group.iter().map(|meeting| views.meeting(meeting)).collect(),
    };
    of_one_year.map(group).collect()
}

/// Returns the links to the list for other programs.
fn files(site: &Site, asked: &[QueryPair]) -> Vec<NamedLink> {
    let of = [
        ("meetings-calendar", "/meetings.ics"),
        ("meetings-table", "/meetings.csv"),
        ("meetings-data", "/api/v1/meetings"),
    ];
    let link = |(message, path)| NamedLink {
        href: links::with(format!("{}{path}", site.base), form::filters(asked)),
        label: site.message(message),
    };
    of.map(link).into()
}
