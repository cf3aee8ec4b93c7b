//! `skorowidz search`: the parameters of the HTTP search as options, with hits as text or JSON.
//!
//! The options come from the table of `search::request`, so that the command line and HTTP accept the same
//! values and reject the others with the same message.

use std::{ffi::OsStr, io::Write, process::ExitCode};

use clap::{
    Arg, ArgAction, ArgMatches, Args, FromArgMatches,
    builder::{PossibleValue, StringValueParser, TypedValueParser},
};

use super::{
    command_result::CommandResult,
    global_arguments::GlobalArguments,
    module_settings::{curated_files, patient_settings},
    terminal::{self, DIM, MARK, TITLE},
};
use crate::{
    config::Config,
    search::{
        Hit, Mode, QueryInfo, SearchResponse, Snippet, Variant,
        request::{ParameterValue, QueryPair, SearchParameter, search_request},
    },
    service::Service,
};

/// The parameters of a search as typed: the query, and an option for every other one.
#[derive(Debug)]
pub(super) struct SearchArguments(Vec<QueryPair>);

/// The parameter that is typed without a name.
const QUERY: &str = "q";

impl Args for SearchArguments {
    fn augment_args(command: clap::Command) -> clap::Command {
        let query = Arg::new(QUERY).value_name("QUERY").action(ArgAction::Append).help(
            "Words, \"phrases\", prefix*, either OR other, -exclusions and fields (tytuł: numer: organ: \
             dzielnica: rok: od: do: rodzaj:), quoted for the shell; optional if a filter is given",
        );
        let options = SearchParameter::all().iter().filter(|parameter| parameter.name != QUERY);
        command.arg(query.num_args(0..)).args(options.map(option))
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for SearchArguments {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut pairs = Vec::new();
        for parameter in SearchParameter::all() {
            let values = typed(matches, parameter);
            pairs.extend(values.into_iter().map(|value| (parameter.name.to_owned(), value)));
        }
        Ok(Self(pairs))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// Returns the typed values of a parameter. The words of a query are one value.
fn typed(matches: &ArgMatches, parameter: &SearchParameter) -> Vec<String> {
    if parameter.value == ParameterValue::Flag {
        return Vec::from_iter(matches.get_flag(parameter.name).then(|| "true".to_owned()));
    }
    let values: Vec<String> =
        matches.get_many(parameter.name).into_iter().flatten().map(String::clone).collect();
    if parameter.name == QUERY { vec![values.join(" ")] } else { values }
}

/// Returns the option for a parameter.
fn option(parameter: &'static SearchParameter) -> Arg {
    let option = Arg::new(parameter.name).long(parameter.name.replace('_', "-")).help(help(parameter));
    let option = match parameter.value {
        ParameterValue::Flag => return option.action(ArgAction::SetTrue),
        ParameterValue::Day => option.value_name("YYYY-MM-DD"),
        _ => option.value_name(parameter.name.to_uppercase()),
    };
    let action = if parameter.is_repeatable() { ArgAction::Append } else { ArgAction::Set };
    option.action(action).value_parser(KnownValues(parameter.value))
}

/// Returns the description of an option, with what completions and the list of values do not say.
fn help(parameter: &SearchParameter) -> String {
    let mut help = parameter.meaning.to_owned();
    let example = parameter.example.filter(|_| parameter.value == ParameterValue::Name);
    help.extend(example.map(|example| format!(", such as `{example}`")));
    help.push_str(if parameter.is_repeatable() { " (repeatable)" } else { "" });
    help.extend(parameter.value.default().map(|default| format!(" [default: {default}]")));
    help
}

/// Offers the values of a parameter to completions and to the help; whether a value is one of them is checked
/// with the request, as for HTTP.
#[derive(Debug, Clone, Copy)]
struct KnownValues(ParameterValue);

impl TypedValueParser for KnownValues {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let names = self.0.names();
        (!names.is_empty()).then(|| Box::new(names.into_iter().map(PossibleValue::new)) as Box<_>)
    }
}

pub(super) fn run(config: &Config, common: &GlobalArguments, arguments: &SearchArguments) -> CommandResult {
    let request = search_request(&arguments.0)?.checked()?;
    let service = Service::open_with(&config.index, &curated_files(config))?;
    if request.mode == Mode::Both
        && let Err(error) = service.use_meaning(patient_settings(config))
    {
        tracing::warn!("search goes on by words alone: {error}");
    }
    let response = service.search_blocking(&request)?;
    if common.json {
        terminal::print_json(&response)?;
    } else {
        print(&response)?;
    }
    Ok(ExitCode::from(u8::from(response.total == 0)))
}

fn print(response: &SearchResponse) -> anyhow::Result<()> {
    let mut out = terminal::styled();
    for line in respelled(&response.query) {
        writeln!(out, "{DIM}{}{DIM:#}", terminal::escaped_line(&line))?;
    }
    for note in &response.query.notes {
        writeln!(out, "{DIM}{note}{DIM:#}")?;
    }
    writeln!(out, "{DIM}{} found, {} ms{DIM:#}", response.total, response.took_ms)?;
    let first = (response.page - 1) * response.per_page + 1;
    for (number, hit) in (first..).zip(&response.hits) {
        print_hit(&mut out, number, hit)?;
    }
    if !response.by_meaning.is_empty() {
        writeln!(out, "\n{DIM}similar in meaning, without the words of the query (not counted):{DIM:#}")?;
        for (number, hit) in (1..).zip(&response.by_meaning) {
            print_hit(&mut out, number, hit)?;
        }
    }
    for (facet, counts) in &response.facets {
        let counts: Vec<String> =
            counts.iter().map(|count| format!("{} ({})", count.value, count.count)).collect();
        writeln!(out, "\n{DIM}{facet:?}:{DIM:#} {}", counts.join(", "))?;
    }
    Ok(())
}

/// Returns the lines about the spelling of the query, in Polish like the notes.
fn respelled(query: &QueryInfo) -> Vec<String> {
    let corrected = query.shown_for().map(|line| format!("{line} --exact \"{}\"", query.text));
    corrected.into_iter().chain(query.did_you_mean()).collect()
}

fn print_hit(out: &mut impl Write, number: usize, hit: &Hit) -> anyhow::Result<()> {
    let date = hit.published.map(|date| format!(" · {date}")).unwrap_or_default();
    let act = hit.act.as_ref();
    let status = act.and_then(|act| act.status).map(|status| format!(" · {}", status.as_str()));
    let act = act.filter(|_| hit.heading.is_none()).and_then(|act| act.number.as_ref());
    let act = act.map(|number| format!(" · {number}")).unwrap_or_default() + &status.unwrap_or_default();
    let title = hit.heading.as_ref().map_or(&hit.title, |heading| &heading.title);
    writeln!(out, "\n{number}. {TITLE}{}{TITLE:#}", terminal::escaped_line(title))?;
    let subject = hit.heading.as_ref().and_then(|_| hit.act.as_ref()?.subject.as_deref());
    if let Some(subject) = subject {
        writeln!(out, "   {}", terminal::escaped_line(subject))?;
    }
    let url = hit.url.as_deref().map(|url| format!(" · {}", terminal::escaped_line(url))).unwrap_or_default();
    let id = terminal::escaped_line(hit.id.as_str());
    if let Some(note) = &hit.best_bet {
        let note =
            if note.is_empty() { String::new() } else { format!(": {}", terminal::escaped_line(note)) };
        writeln!(out, "   {MARK}recommended{MARK:#}{note}")?;
    }
    writeln!(out, "   {DIM}{}{date}{act} · {id}{url}{DIM:#}", hit.kind)?;
    if let Some(topic) = &hit.topic {
        let of = topic.meeting.as_deref().map(|body| format!(", {}", terminal::escaped_line(body)));
        let on = topic.date.map(|date| format!(" ({date}{})", of.unwrap_or_default())).unwrap_or_default();
        let text = terminal::marked(&topic.text, &topic.highlights);
        writeln!(out, "   topic: {text}{DIM}{on}{DIM:#}")?;
    }
    for snippet in &hit.snippets {
        writeln!(out, "   {}{}", terminal::marked(&snippet.text, &snippet.highlights), place(hit, snippet))?;
    }
    if !hit.also.is_empty() {
        let also: Vec<String> = hit.also.iter().map(variant).collect();
        writeln!(out, "   {DIM}also: {}{DIM:#}", also.join(", "))?;
    }
    if let Some(explanation) = &hit.explanation {
        writeln!(out, "   {}", serde_json::to_string_pretty(explanation)?)?;
    }
    Ok(())
}

/// Formats another document with the same text.
fn variant(other: &Variant) -> String {
    let format = other.format.map(|format| format!(" ({})", format.as_str())).unwrap_or_default();
    format!("{}{format}", terminal::escaped_line(other.id.as_str()))
}

/// Formats the section and the page of a snippet and whether its text comes from OCR. A section that only
/// repeats the title is left out.
fn place(hit: &Hit, snippet: &Snippet) -> String {
    let section = snippet.section.as_deref().filter(|section| *section != hit.title);
    let page = snippet.page.map(|page| format!("p. {page}"));
    let ocr = snippet.page.filter(|_| snippet.ocr).map(|_| "OCR".to_owned());
    let parts = [section.map(terminal::escaped_line), page, ocr];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { String::new() } else { format!(" {DIM}({}){DIM:#}", parts.join(", ")) }
}
