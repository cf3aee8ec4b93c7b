//! Admin-only routes that report statistics and reload best bets and synonyms.

use axum::{Json, extract::State, http::Uri};

use crate::{
    error::{Error, Result},
    http::{app::App, error::ApiError, params},
    queries::{PopularQueries, PopularQueriesRequest},
    search::request::values::{bad, number, parse_bool},
    service::{CurationReport, FileProblem},
};

/// Upper bound of `days`: ten years. A larger value is a mistake.
const MAX_DAYS: usize = 3_650;
/// Maximum number of queries in an answer.
const MAX_LIMIT: usize = 1_000;

/// `GET /api/v1/admin/queries`: the most frequent queries, or those without results.
pub(crate) async fn queries(State(app): State<App>, uri: Uri) -> Result<Json<PopularQueries>, ApiError> {
    let wanted = wanted(uri.query().unwrap_or_default())?;
    let popular = app.service.popular_queries(wanted).await?;
    let message = "queries are not recorded: set `queries = true` and restart the service";
    popular.map(Json).ok_or_else(|| ApiError::NotFound(message.to_owned()))
}

/// `POST /api/v1/admin/bets/reload`: reads the files of best bets and synonyms again. If one has an error, what
/// was in force stays in force.
pub(crate) async fn reload_bets(State(app): State<App>) -> Result<Json<CurationReport>, ApiError> {
    app.service.reload_curation().await?.map(Json).map_err(|problems| {
        let logged: Vec<String> = problems.iter().map(ToString::to_string).collect();
        tracing::error!("best bets and synonyms not reloaded: {}", logged.join("; "));
        let shown: Vec<String> = problems.iter().map(FileProblem::without_folder).collect();
        ApiError::Unreadable(format!("nothing was reloaded: {}", shown.join("; ")))
    })
}

/// Parses the query parameters of the route.
fn wanted(query: &str) -> Result<PopularQueriesRequest> {
    let mut wanted = PopularQueriesRequest::default();
    for (name, value) in params::pairs(query)? {
        match name.as_str() {
            "days" => wanted.days = bounded(&name, &value, MAX_DAYS)? as u32,
            "limit" => wanted.limit = bounded(&name, &value, MAX_LIMIT)?,
            "empty" => wanted.is_empty = parse_bool(&name, &value)?,
            _ => {
                return Err(Error::Invalid("unknown parameter: use some of `days`, `empty`, `limit`".into()));
            }
        }
    }
    Ok(wanted)
}

fn bounded(name: &str, value: &str, most: usize) -> Result<usize> {
    let number = number(name, value)?;
    let is_good = (1..=most).contains(&number);
    is_good.then_some(number).ok_or_else(|| bad(name, value, &format!("use 1 to {most}")))
}
