//! Writes a list of meetings in one of two formats, part by part.
//!
//! Invariant: the parts together are the same bytes, however the list is divided.

use super::{calendar::Calendar, topic_table};
use crate::{error::Result, search::MeetingEntry};

/// A format for other programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MeetingsFormat {
    /// A calendar (RFC 5545).
    Calendar,
    /// A table (RFC 4180).
    Table,
}

/// A list of meetings that is being written.
#[derive(Debug)]
pub(crate) enum MeetingsExport {
    /// The events, with the ids given so far.
    Calendar(Calendar),
    /// The rows, which need nothing of the rows before.
    Table,
}

impl MeetingsExport {
    pub(crate) fn new(format: MeetingsFormat) -> Self {
        match format {
            MeetingsFormat::Calendar => Self::Calendar(Calendar::default()),
            MeetingsFormat::Table => Self::Table,
        }
    }

    /// Returns what stands before the meetings.
    ///
    /// # Errors
    ///
    /// Returns an error if it cannot be written, as for the other parts.
    pub(crate) fn head(&self) -> Result<Vec<u8>> {
        match self {
            Self::Calendar(_) => Ok(Calendar::head()),
            Self::Table => topic_table::head(),
        }
    }

    /// Returns the next meetings.
    pub(crate) fn part(&mut self, meetings: &[MeetingEntry]) -> Result<Vec<u8>> {
        match self {
            Self::Calendar(calendar) => calendar.events(meetings),
            Self::Table => topic_table::rows(meetings),
        }
    }

    /// Returns what stands after the meetings.
    pub(crate) fn tail(&self) -> Vec<u8> {
        match self {
            Self::Calendar(_) => Calendar::tail(),
            Self::Table => Vec::new(),
        }
    }
}
