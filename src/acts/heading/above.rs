//! Reads what stands above the word that opens a heading: an office, place and day, the mark of a draft.
//!
//! Leaves to `heading` whether it is needed. Invariant: the day of a journal is that of publication, and
//! never the date of the act below.

use jiff::civil::Date;

use super::kinds::genitive;
use crate::acts::{
    dateline::{dateline, is_journal_head},
    letters::{plain_text, strip_phrase},
    organs::{Organ, leading_office, leading_organ},
};

/// The number of lines above a heading that can belong to it.
const LINES: usize = 10;

/// What the lines above a heading say.
#[derive(Debug, Default)]
pub(super) struct Above {
    pub(super) organ: Option<Organ>,
    pub(super) date: Option<Date>,
    /// Whether they mark the act as a draft.
    pub(super) is_draft: bool,
    /// Whether they number a paper of a council or parliament, which may be a draft or an act as passed.
    pub(super) is_paper: bool,
}

impl Above {
    /// Reads the text above a heading.
    pub(super) fn read(above: &str) -> Self {
        let mut lines: Vec<(usize, &str)> = Vec::with_capacity(LINES);
        let mut end = above.len();
        while end > 0 && lines.len() < LINES {
            let start = above[..end].trim_end().rfind('\n').map_or(0, |at| at + 1);
            if !above[start..end].trim().is_empty() {
                lines.push((start, above[start..end].trim()));
            }
            end = start;
        }
        let organ = lines.iter().find_map(|&(start, _)| office(&above[start..]));
        let date = lines.iter().find_map(|(_, line)| dateline(line)).filter(|_| !is_journal_head(above));
        let is_draft = lines.iter().any(|(_, line)| is_draft(line));
        let is_paper = lines.iter().any(|(_, line)| plain_text(line).contains("druk nr"));
        Self { organ, date, is_draft, is_paper }
    }
}

/// Reads an office that fills its line, or stands at some distance from what follows.
fn office(text: &str) -> Option<Organ> {
    let text = text.trim_start();
    let (organ, length) = leading_office(text)?;
    let rest = &text[length..];
    let is_apart = rest.trim().is_empty() || rest.trim_start_matches(' ').starts_with(['\n', '-', '–']);
    let is_whole = !["Miasta", "Gminy", "Powiatu", "Województwa", "Miejska", "Urzędu"]
        .iter()
        .any(|word| organ.nominative.ends_with(word));
    let is_named = organ.nominative.contains(' ') && is_whole;
    (is_named && (is_apart || rest.starts_with("  ") || rest.starts_with(" \n"))).then_some(organ)
}

/// Whether a line marks what follows as a draft: `PROJEKT`, `(projekt)`, `Projekt z dnia 5 maja`, `projekt
/// Prezydenta Miasta`. A project that a post is about is none.
fn is_draft(line: &str) -> bool {
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let Some(length) = strip_phrase(line, "projekt") else { return false };
    let rest = line[length..].trim_start_matches(|c: char| !c.is_alphanumeric());
    let qualifies = |words: &str| strip_phrase(rest, words).is_some();
    rest.chars().nth(50).is_none()
        && (rest.is_empty()
            || rest.starts_with(|c: char| c.is_ascii_digit())
            || ["z dnia", "z dn", "nr", "wersja", "druk nr"].into_iter().any(qualifies)
            || genitive(rest).is_some()
            || leading_organ(rest).is_some())
}
