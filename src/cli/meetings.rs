//! `skorowidz meetings`: meetings with their topics, as text, JSON, a calendar or a table.

use std::{io::Write, process::ExitCode};

use super::{
    command_result::CommandResult,
    global_arguments::GlobalArguments,
    module_settings::curated_files,
    terminal::{self, DIM, TITLE},
};
use crate::{
    config::Config,
    search::{
        MAX_DEPTH, MeetingEntry, MeetingsRequest, MeetingsResponse, TopicEntry,
        request::{QueryPair, meetings_request},
    },
    service::Service,
    view::{MeetingsExport, MeetingsFormat},
};

#[derive(Debug, clap::Args)]
pub(super) struct MeetingsArguments {
    /// Words that the meetings or their topics contain [default: all meetings]
    query: Vec<String>,
    /// Only meetings of this body: beginnings of words of its name (repeatable)
    #[arg(long)]
    body: Vec<String>,
    /// Only meetings of the council of this district: I to XVIII, 1 to 18, or its name (repeatable)
    #[arg(long)]
    district: Vec<String>,
    /// The first day
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Option<String>,
    /// The last day
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: Option<String>,
    /// Only meetings that are announced (true), or only those that were held (false)
    #[arg(long, value_name = "BOOL")]
    announced: Option<String>,
    /// The page number [default: 1]
    #[arg(long)]
    page: Option<String>,
    /// Meetings per page, 1 to 100 [default: 100]
    #[arg(long)]
    per_page: Option<String>,
    /// Write all of them as a calendar (ics) or as a table with a row for each topic (csv)
    #[arg(long, value_enum, conflicts_with_all = ["page", "per_page", "json"])]
    format: Option<FileFormat>,
}

/// A format of a file.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum FileFormat {
    Ics,
    Csv,
}

impl From<FileFormat> for MeetingsFormat {
    fn from(format: FileFormat) -> Self {
        match format {
            FileFormat::Ics => Self::Calendar,
            FileFormat::Csv => Self::Table,
        }
    }
}

impl MeetingsArguments {
    /// Returns the arguments as the parameters of `GET /api/v1/meetings`.
    fn pairs(&self) -> Vec<QueryPair> {
        let singles = [
            ("from", &self.from),
            ("to", &self.to),
            ("announced", &self.announced),
            ("page", &self.page),
            ("per_page", &self.per_page),
        ];
        let lists = [("body", &self.body), ("district", &self.district)];
        let mut pairs = vec![("q".to_owned(), self.query.join(" "))];
        pairs.extend(singles.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?))));
        for (name, values) in lists {
            pairs.extend(values.iter().map(|value| (name.to_owned(), value.clone())));
        }
        pairs
    }
}

pub(super) fn run(config: &Config, common: &GlobalArguments, arguments: &MeetingsArguments) -> CommandResult {
    let request = meetings_request(&arguments.pairs())?;
    let service = Service::open_with(&config.index, &curated_files(config))?;
    if let Some(format) = arguments.format {
        let written = write_all(&service, request, format.into())?;
        return Ok(ExitCode::from(u8::from(written == 0)));
    }
    let request = request.checked()?;
    let response = service.meetings_blocking(&request)?;
    if common.json {
        terminal::print_json(&response)?;
    } else {
        print(&response)?;
    }
    Ok(ExitCode::from(u8::from(response.total == 0)))
}

/// Writes all meetings to standard output and returns their number.
fn write_all(service: &Service, request: MeetingsRequest, format: MeetingsFormat) -> anyhow::Result<usize> {
    let (mut out, mut export) = (std::io::stdout().lock(), MeetingsExport::new(format));
    let mut request = request.for_file();
    loop {
        let found = service.meetings_blocking(&request.clone().checked()?)?;
        // Only now is it certain that the request can be answered.
        if request.page == 1 {
            out.write_all(&export.head()?)?;
        }
        out.write_all(&export.part(&found.meetings)?)?;
        let Some(next) = request.next_page(found.total) else {
            out.write_all(&export.tail())?;
            if let Some(warning) = cut_warning(found.total) {
                eprintln!("{warning}");
            }
            return Ok(found.total);
        };
        request = next;
    }
}

/// Returns a warning if a list has more meetings than a file.
fn cut_warning(total: usize) -> Option<String> {
    let advice = "narrow the list, for example with --from and --to";
    (total > MAX_DEPTH)
        .then(|| format!("warning: only {MAX_DEPTH} of {total} meetings were written: {advice}"))
}

fn print(response: &MeetingsResponse) -> anyhow::Result<()> {
    let mut out = terminal::styled();
    if let Some(corrected) = &response.corrected {
        writeln!(out, "{DIM}searched for {}{DIM:#}", terminal::escaped_line(corrected))?;
    }
    for note in &response.notes {
        writeln!(out, "{DIM}{note}{DIM:#}")?;
    }
    writeln!(out, "{DIM}{} found{DIM:#}", response.total)?;
    for meeting in &response.meetings {
        print_meeting(&mut out, meeting)?;
    }
    Ok(())
}

fn print_meeting(out: &mut impl Write, meeting: &MeetingEntry) -> anyhow::Result<()> {
    let date = meeting.date.map_or_else(|| "no date".to_owned(), |date| date.to_string());
    let until = meeting.date_end.map(|end| format!(" to {end}")).unwrap_or_default();
    let time = meeting.time.as_ref().map(|time| format!(" {time}")).unwrap_or_default();
    let body = meeting.body.as_ref().map(|body| format!("  {}", terminal::escaped_line(body)));
    writeln!(out, "\n{TITLE}{date}{until}{time}{}{TITLE:#}", body.unwrap_or_default())?;
    let state = meeting.announced.then(|| "announced".to_owned());
    let cancelled = meeting.cancelled.iter().map(|day| format!("not on {day}"));
    let place = meeting.place.as_ref().map(|place| terminal::escaped_line(place));
    let chair = meeting.chair.as_ref().map(|chair| format!("chair: {}", terminal::escaped_line(chair)));
    let id = terminal::escaped_line(meeting.id.as_str());
    let parts: Vec<String> =
        state.into_iter().chain(cancelled).chain(place).chain(chair).chain([id]).collect();
    writeln!(out, "   {DIM}{}{DIM:#}", parts.join(" · "))?;
    for topic in &meeting.topics {
        writeln!(out, "   - {}", terminal::marked(&topic.text, &topic.highlights))?;
        print_links(out, topic)?;
    }
    Ok(())
}

/// Prints the acts that a topic names, and when the matter came up at other meetings.
fn print_links(out: &mut impl Write, topic: &TopicEntry) -> anyhow::Result<()> {
    if !topic.acts.is_empty() {
        let acts: Vec<String> = topic.acts.iter().map(|id| terminal::escaped_line(id.as_str())).collect();
        writeln!(out, "     {DIM}acts: {}{DIM:#}", acts.join(", "))?;
    }
    let days = topic.recurs.iter().filter_map(|other| other.date).map(|day| day.to_string());
    let days: Vec<String> = days.collect();
    if !days.is_empty() {
        writeln!(out, "     {DIM}also on: {}{DIM:#}", days.join(", "))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::RecurringTopic;

    #[test]
    fn days_of_other_meetings_are_printed_if_any_is_known() {
        let other = |date| RecurringTopic { date, ..RecurringTopic::sample("other", "") };
        let printed = |recurs| {
            let mut out = Vec::new();
            print_links(&mut out, &TopicEntry { recurs, ..TopicEntry::sample("own", "") }).expect("printed");
            String::from_utf8(out).expect("UTF-8")
        };
        assert_eq!(printed(vec![other(None)]), "");
        let day = Some(jiff::civil::date(2022, 9, 26));
        assert!(printed(vec![other(None), other(day)]).contains("also on: 2022-09-26"));
    }

    #[test]
    fn a_list_that_is_cut_says_so() {
        assert_eq!(cut_warning(MAX_DEPTH), None);
        assert!(cut_warning(MAX_DEPTH + 1).is_some_and(|warning| warning.contains("10001 meetings")));
    }
}
