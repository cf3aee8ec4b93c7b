//! The graph of acts as a table: `GET /api/v1/citations.csv`, with a row for each citation of each document.
//!
//! Finding citations is left to `service`, writing cells to `view`. Invariant: the table is made while it is
//! sent, one part ahead.

use std::borrow::Cow;

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures_util::stream::try_unfold;

use crate::{
    document::DocumentId,
    error::Error,
    http::{app::App, error::ApiError},
    search::{CitationEdge, CitationPart, OutgoingCitation},
    service::Service,
    view::{TABLE_MEDIA_TYPE, table_rows},
};

/// The names of the columns.
pub(crate) const COLUMNS: [&str; 12] = [
    "source",
    "source_title",
    "role",
    "partial",
    "kind",
    "number",
    "date",
    "organ",
    "title",
    "target",
    "eli",
    "page",
];
/// Memory that the response may use: the citations of a part, its rows, and both compressed.
const PART_BYTES: usize = 4 << 20;
/// `GET /api/v1/citations.csv`
pub(crate) async fn table(State(app): State<App>) -> Result<Response, ApiError> {
    app.require_ready()?;
    let share = app.limits.answers.reserve(PART_BYTES).await?;
    let CitationPart { edges, next } = app.service.citation_part(None).await?;
    let begin = (Some((rows(Some(&COLUMNS), &edges)?, next)), app.service.clone(), share);
    let body = Body::from_stream(try_unfold(begin, async |(ready, service, share)| {
        let Some((ready, after)) = ready else { return Ok::<_, Error>(None) };
        let next = next_rows(&service, after).await;
        let next = next.inspect_err(|error| tracing::warn!(%error, "failed to send the rest of a table"))?;
        Ok(Some((ready, (next, service, share))))
    }));
    let name = HeaderValue::from_static("attachment; filename=\"citations.csv\"");
    let kind = HeaderValue::from_static(TABLE_MEDIA_TYPE);
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], body).into_response())
}

/// Makes the rows after a document, and returns them with the last document that was read for them; `None` if
/// there are no more.
async fn next_rows(
    service: &Service,
    mut after: Option<DocumentId>,
) -> Result<Option<(Bytes, Option<DocumentId>)>, Error> {
    while after.is_some() {
        let CitationPart { edges, next } = service.citation_part(after).await?;
        // Documents without citations have no rows.
        if !edges.is_empty() {
            return Ok(Some((rows(None, &edges)?, next)));
        }
        after = next;
    }
    Ok(None)
}

/// Writes citations as rows.
fn rows(head: Option<&[&'static str; COLUMNS.len()]>, edges: &[CitationEdge]) -> Result<Bytes, Error> {
    let head = head.map(|names| names.map(Cow::Borrowed));
    Ok(table_rows(head.into_iter().chain(edges.iter().map(cells)))?.into())
}

/// Returns the cells of a row, in the order of [`COLUMNS`].
fn cells(CitationEdge { source, source_title, citation }: &CitationEdge) -> [Cow<'_, str>; COLUMNS.len()] {
    let OutgoingCitation { act, role, partial, target, eli, page, .. } = citation;
    let optional = |text: Option<&'_ str>| Cow::Owned(text.unwrap_or_default().to_owned());
    [
        source.as_str().into(),
        source_title.as_str().into(),
        role.as_str().into(),
        if *partial { "true" } else { "false" }.into(),
        optional(act.kind.as_deref()),
        optional(act.number.as_deref()),
        act.date.map(|date| date.to_string()).unwrap_or_default().into(),
        optional(act.organ.as_deref()),
        optional(act.title.as_deref()),
        optional(target.as_ref().map(DocumentId::as_str)),
        optional(eli.as_deref()),
        page.to_string().into(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{CitationRole, CitedAct};

    fn edge(title: &str) -> CitationEdge {
        let act = CitedAct {
            number: Some("7/2020".to_owned()),
            title: Some(title.to_owned()),
            ..CitedAct::default()
        };
        let (text, role) = ("mention".to_owned(), CitationRole::Repeals);
        let citation = OutgoingCitation {
            act,
            role,
            partial: true,
            effective_from: None,
            target: "acts/7".parse().ok(),
            eli: None,
            text,
            page: 3,
            start: 0,
            end: 7,
        };
        let source = "acts/8".parse().expect("an id");
        CitationEdge { source, source_title: "Zarządzenie, \"ósme\"".to_owned(), citation }
    }

    fn written(title: &str) -> String {
        String::from_utf8(rows(None, &[edge(title)]).expect("rows").into()).expect("UTF-8")
    }

    #[test]
    fn a_citation_is_a_row() {
        let expected =
            "acts/8,\"Zarządzenie, \"\"ósme\"\"\",repeals,true,,7/2020,,,w sprawie parków,acts/7,,3\r\n";
        assert_eq!(written("w sprawie parków"), expected);
    }
}
