//! The routes of the pages about meetings, and of the files with meetings.

use utoipa::openapi::path::{OperationBuilder, Parameter, Paths};

use super::{
    parameters::{self, Sender},
    responses::{self, get, kept, operation, revalidated},
    website::{ATOM, failing, for_programs, language, page},
};
use crate::view::{CALENDAR_MEDIA_TYPE, MEETING_COLUMNS, TABLE_MEDIA_TYPE};

/// Returns the pages about meetings and their files.
pub(super) fn paths() -> Paths {
    let mut paths = Paths::new();
    get(&mut paths, "/meetings", meetings());
    get(&mut paths, "/meetings.ics", calendar());
    get(&mut paths, "/meetings.csv", meeting_table());
    get(&mut paths, "/topics/{id}", topic());
    get(&mut paths, "/topics/{id}/feed.atom", topic_feed());
    paths
}

fn meetings() -> OperationBuilder {
    let operation = operation("meetingsPage", "pages", "The list of meetings")
        .description(Some(
            "Accepts the parameters of `/api/v1/meetings` except `per_page`; empty and unknown ones are ignored.",
        ))
        .parameters(Some(without(parameters::meetings(Sender::Form), &["per_page"])))
        .parameter(language())
        .response("200", page("The meetings with their topics"));
    failing(revalidated(operation), &["bad-parameter", "not-ready"])
}

/// Drops parameters with these names.
fn without(parameters: Vec<Parameter>, names: &[&str]) -> Vec<Parameter> {
    parameters.into_iter().filter(|parameter| !names.contains(&parameter.name.as_str())).collect()
}

fn calendar() -> OperationBuilder {
    let about = "All matching meetings as a calendar (RFC 5545), to subscribe to: an event for each, with its topics, and \
                 a cancelled event for each day that was called off. Announced meetings are tentative. The `UID` depends \
                 on the body, the day and the hour; without a known hour an event lasts all day.";
    meeting_file("meetingsCalendar", "The meetings as a calendar", about, CALENDAR_MEDIA_TYPE)
}

fn meeting_table() -> OperationBuilder {
    let columns: Vec<String> = MEETING_COLUMNS.iter().map(|name| format!("`{name}`")).collect();
    let about = format!(
        "All matching meetings as CSV (RFC 4180) in UTF-8, with a header: a row for each topic, one for a meeting without \
         topics. The columns are {}; a cell with several values separates them by semicolons. No cell is a formula.",
        columns.join(", ")
    );
    meeting_file("meetingsTable", "The topics of meetings as a table", &about, TABLE_MEDIA_TYPE)
}

fn meeting_file(id: &str, summary: &str, about: &str, media_type: &str) -> OperationBuilder {
    let operation = operation(id, "pages", summary)
        .description(Some(about))
        .parameters(Some(without(parameters::meetings(Sender::Program), &["page", "per_page"])))
        .response("200", kept(summary).content(media_type, responses::text()).build());
    for_programs(revalidated(operation), &["bad-parameter", "not-ready"])
}

fn topic() -> OperationBuilder {
    let operation = operation("topicPage", "pages", "The page of a topic")
        .description(Some("Shows the meeting of the topic, when its matter came up, and the acts about it."))
        .parameter(parameters::topic())
        .parameter(language())
        .response("200", page("The topic"));
    failing(revalidated(operation), &["bad-parameter", "not-found", "not-ready"])
}

fn topic_feed() -> OperationBuilder {
    let about = "An Atom 1.0 feed with an entry for the topic and for each topic of another meeting about the same matter, \
                 newest first. Ids of entries are stable; `updated` is the day of the meeting.";
    let operation = operation("topicFeed", "pages", "The feed of a topic")
        .description(Some(about))
        .parameter(parameters::topic())
        .response("200", kept("The feed").content(ATOM, responses::text()).build());
    for_programs(revalidated(operation), &["bad-parameter", "not-found", "not-ready"])
}
