//! Gives the one who signs an announcement to the meetings that it announces.
//!
//! Leaves reading the signature to `presiding`.

use std::ops::Range;

use super::MeetingReader;
use crate::meetings::{
    chair::Chair,
    found::FoundMeeting,
    presiding::{fits, signature},
    words::words,
};

/// How far from the end a signature may stand, in lines, and how long it may be, in bytes.
const SIGNATURE_REACH: usize = 5;
const SIGNATURE_BYTES: usize = 160;

impl MeetingReader<'_> {
    /// The signature below the text.
    pub(super) fn signature(&self) -> Option<Chair> {
        let count = self.lines.len();
        let is_short = |range: &Range<usize>| {
            range.len() < SIGNATURE_BYTES && !self.text[range.clone()].ends_with(['.', ':', '!'])
        };
        let read = |range: Range<usize>| {
            Some(range).filter(is_short).and_then(|range| signature(self.text, &words(self.text, range)))
        };
        (count.saturating_sub(SIGNATURE_REACH)..count).rev().find_map(|at| {
            let line = self.lines[at].range.clone();
            let with_next = || Some(line.start..self.lines.get(at + 1)?.range.end);
            read(line.clone()).or_else(|| read(with_next()?))
        })
    }

    /// Gives the chair who signs a text to the meetings that it announces.
    pub(super) fn sign(meetings: &mut [FoundMeeting], signed: &Chair) {
        let announced =
            meetings.iter_mut().map(|found| &mut found.meeting).filter(|meeting| meeting.announced);
        for meeting in announced.filter(|meeting| meeting.chair.is_none()) {
            if fits(signed.office.as_deref(), meeting.body.as_deref()) {
                meeting.chair.clone_from(&signed.name);
                meeting.chair_office = meeting.chair_office.take().or_else(|| signed.office.clone());
            }
        }
    }
}
