//! The graph of acts as a table: `GET /api/v1/citations.csv`, with a row for each citation of each document.
//!
//! Finding citations is left to `service`. Invariants: the table is made while it is sent, one part
//! ahead; a cell is text to a spreadsheet, never a formula.

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
};

/// The media type of the table (RFC 4180).
pub(crate) const MEDIA_TYPE: &str = "text/csv; charset=utf-8; header=present";
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
/// With these a cell would be a formula (OWASP, "CSV Injection"), in any width of the sign.
const FORMULA_SIGNS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
/// What makes a spreadsheet take a cell as text.
const TEXT_SIGN: char = '\'';

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
    let kind = HeaderValue::from_static(MEDIA_TYPE);
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
fn rows(head: Option<&[&str]>, edges: &[CitationEdge]) -> Result<Bytes, Error> {
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let failed = |error: csv::Error| Error::Internal(error.to_string());
    if let Some(head) = head {
        table.write_record(head).map_err(failed)?;
    }
    for edge in edges {
        table.write_record(cells(edge).iter().map(|cell| harmless(cell).into_owned())).map_err(failed)?;
    }
    let bytes = table.into_inner().map_err(|error| Error::Internal(error.to_string()))?;
    Ok(bytes.into())
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

/// Returns a cell that no spreadsheet takes as a formula.
fn harmless(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(FORMULA_SIGNS) { format!("{TEXT_SIGN}{cell}").into() } else { cell.into() }
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

    #[test]
    fn no_cell_is_a_formula() {
        for sign in FORMULA_SIGNS {
            assert!(written(&format!("{sign}1+1")).contains(&format!("'{sign}1+1")), "{sign:?}");
        }
        assert_eq!(
            (harmless("7/2020"), harmless("a=b"), harmless("")),
            ("7/2020".into(), "a=b".into(), "".into())
        );
    }
}
