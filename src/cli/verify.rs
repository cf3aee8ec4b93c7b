//! `skorowidz verify`: checks the integrity of the index on disk.

use std::{io::Write, process::ExitCode};

use super::{
    command_result::CommandResult,
    global_arguments::GlobalArguments,
    progress::BytesDisplay,
    terminal::{self, escaped_line},
};
use crate::{config::Config, maintenance};

pub(super) fn run(config: &Config, common: &GlobalArguments) -> CommandResult {
    let display = BytesDisplay::new("verify", common.quiet);
    let result = maintenance::verify(&config.index, &|bytes| display.advance(bytes));
    display.finish();
    let report = result?;
    if common.json {
        terminal::print_json(&report)?;
    } else {
        for problem in &report.problems {
            let [place, what, remedy] =
                [&problem.place, &problem.problem, &problem.remedy].map(|text| escaped_line(text));
            eprintln!("{place}: {what}: {remedy}");
        }
        if !common.quiet {
            let (documents, uploads, problems) = (report.documents, report.uploads, report.problems.len());
            writeln!(
                std::io::stdout(),
                "{documents} documents, {uploads} uploads, {problems} problems; {:.1} s",
                report.seconds
            )?;
        }
    }
    Ok(if report.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}
