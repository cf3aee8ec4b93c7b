//! `skorowidz search`: the parameters of the HTTP search as options, with hits as text or JSON.

use std::{io::Write, process::ExitCode};

use super::{
    CommandResult, GlobalArguments,
    terminal::{self, DIM, MARK, TITLE, is_misleading},
};
use crate::{
    config::Config,
    http::params::{self, QueryPair},
    search::{Hit, SearchResponse, Snippet},
    service::Service,
};

#[derive(Debug, clap::Args)]
pub(super) struct SearchArguments {
    /// Words, "phrases", prefix*, either OR other, -exclusions and fields (tytuł: numer: organ:
    /// dzielnica: rok: od: do: rodzaj:), quoted for the shell; optional if a filter is given
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// Only documents of this kind: news, ordinance, resolution, notice, act, page (repeatable)
    #[arg(long)]
    kind: Vec<String>,
    /// Only documents about this district, I to XVIII (repeatable)
    #[arg(long)]
    district: Vec<String>,
    /// Only documents from this year (repeatable)
    #[arg(long)]
    year: Vec<String>,
    /// Only acts of this issuing body, such as `Prezydent Miasta Krakowa` (repeatable)
    #[arg(long)]
    organ: Vec<String>,
    /// Only acts with this status (repeatable)
    #[arg(long)]
    status: Vec<String>,
    /// Only documents in this language, such as `pl` (repeatable)
    #[arg(long)]
    lang: Vec<String>,
    /// Only documents from this day or later
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Option<String>,
    /// Only documents from this day or earlier
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: Option<String>,
    /// The sort order: relevance, newest or oldest [default: relevance]
    #[arg(long)]
    sort: Option<String>,
    /// The page of results, starting at 1 [default: 1]
    #[arg(long)]
    page: Option<String>,
    /// The number of hits per page, 1 to 100 [default: 10]
    #[arg(long)]
    per_page: Option<String>,
    /// Facets to count, separated by commas: kind, year, organ, district, language, status
    #[arg(long)]
    facets: Option<String>,
    /// Explain how each score was computed
    #[arg(long)]
    explain: bool,
}

impl SearchArguments {
    /// Converts the arguments to parameters of the HTTP search, which parses and validates them.
    fn pairs(self) -> Vec<QueryPair> {
        let mut pairs = vec![("q".to_owned(), self.query.join(" "))];
        let mut add = |name: &str, values: Vec<String>| {
            pairs.extend(values.into_iter().map(|value| (name.to_owned(), value)));
        };
        add("kind", self.kind);
        add("district", self.district);
        add("year", self.year);
        add("organ", self.organ);
        add("status", self.status);
        add("lang", self.lang);
        add("from", self.from.into_iter().collect());
        add("to", self.to.into_iter().collect());
        add("sort", self.sort.into_iter().collect());
        add("page", self.page.into_iter().collect());
        add("per_page", self.per_page.into_iter().collect());
        add("facets", self.facets.into_iter().collect());
        add("explain", Vec::from_iter(self.explain.then(|| "true".to_owned())));
        pairs
    }
}

pub(super) fn run(config: &Config, common: &GlobalArguments, arguments: SearchArguments) -> CommandResult {
    let request = params::search_request(&arguments.pairs())?;
    let response =
        Service::open_with(&config.index, config.synonyms.as_deref())?.search_blocking(&request)?;
    if common.json {
        terminal::print_json(&response)?;
    } else {
        print(&response)?;
    }
    Ok(ExitCode::from(u8::from(response.total == 0)))
}

fn print(response: &SearchResponse) -> anyhow::Result<()> {
    let mut out = terminal::styled();
    for note in &response.query.notes {
        writeln!(out, "{DIM}{note}{DIM:#}")?;
    }
    writeln!(out, "{DIM}{} found, {} ms{DIM:#}", response.total, response.took_ms)?;
    let first = (response.page - 1) * response.per_page + 1;
    for (number, hit) in (first..).zip(&response.hits) {
        print_hit(&mut out, number, hit)?;
    }
    for (facet, counts) in &response.facets {
        let counts: Vec<String> =
            counts.iter().map(|count| format!("{} ({})", count.value, count.count)).collect();
        writeln!(out, "\n{DIM}{facet:?}:{DIM:#} {}", counts.join(", "))?;
    }
    Ok(())
}

fn print_hit(out: &mut impl Write, number: usize, hit: &Hit) -> anyhow::Result<()> {
    let date = hit.published.map(|date| format!(" · {date}")).unwrap_or_default();
    let act = hit.act.as_ref().and_then(|act| act.number.as_ref());
    let act = act.map(|number| format!(" · {number}")).unwrap_or_default();
    writeln!(out, "\n{number}. {TITLE}{}{TITLE:#}", terminal::escaped_line(&hit.title))?;
    let url = hit.url.as_deref().map(|url| format!(" · {}", terminal::escaped_line(url))).unwrap_or_default();
    let id = terminal::escaped_line(hit.id.as_str());
    writeln!(out, "   {DIM}{}{date}{act} · {id}{url}{DIM:#}", hit.kind)?;
    for snippet in &hit.snippets {
        writeln!(out, "   {}{}", marked(snippet), place(snippet))?;
    }
    if let Some(explanation) = &hit.explanation {
        writeln!(out, "   {}", serde_json::to_string_pretty(explanation)?)?;
    }
    Ok(())
}

/// Formats the page of a snippet and whether its text comes from OCR.
fn place(snippet: &Snippet) -> String {
    let ocr = if snippet.ocr { ", OCR" } else { "" };
    snippet.page.map(|page| format!(" {DIM}(p. {page}{ocr}){DIM:#}")).unwrap_or_default()
}

/// Returns the text of a snippet with its highlights styled.
fn marked(snippet: &Snippet) -> String {
    let mut marked = String::with_capacity(snippet.text.len() * 2);
    let mut highlights = snippet.highlights.iter().peekable();
    for (at, c) in snippet.text.chars().enumerate() {
        if highlights.next_if(|highlight| highlight[1] <= at).is_some() {
            marked.push_str(&format!("{MARK:#}"));
        }
        if highlights.peek().is_some_and(|highlight| highlight[0] == at) {
            marked.push_str(&format!("{MARK}"));
        }
        if is_misleading(c) { marked.extend(c.escape_default()) } else { marked.push(c) }
    }
    if highlights.next().is_some() {
        marked.push_str(&format!("{MARK:#}"));
    }
    marked
}
