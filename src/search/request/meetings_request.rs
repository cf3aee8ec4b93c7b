//! A request for meetings.

use jiff::civil::Date;

use super::{Checked, MAX_DEPTH, MAX_PER_PAGE, bounds, values::bad};
use crate::error::Result;

/// Which meetings are listed, and in which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeetingsOrder {
    /// All of them, newest first.
    NewestFirst,
    /// Those announced for this day or later, the next one first.
    ToCome(Date),
    /// All but those that are still to come on this day, newest first.
    NotToCome(Date),
}

/// A request for meetings. Several bodies, or several districts, are alternatives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingsRequest {
    /// The words that a meeting or its topics must contain; empty for all meetings.
    pub text: String,
    /// The beginnings of words of the name of the body.
    pub bodies: Vec<String>,
    /// The Roman numerals of districts.
    pub districts: Vec<String>,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
    /// Whether the meeting was announced only; `None` for both.
    pub announced: Option<bool>,
    /// The number of the page, from 1.
    pub page: usize,
    /// The number of meetings per page.
    pub per_page: usize,
    /// Which of the meetings are listed, and in which order.
    pub order: MeetingsOrder,
    /// Whether topics of other meetings about the same matter are listed, which takes most of the time.
    pub with_recurrences: bool,
}

impl Default for MeetingsRequest {
    fn default() -> Self {
        Self {
            text: String::new(),
            bodies: Vec::new(),
            districts: Vec::new(),
            from: None,
            to: None,
            announced: None,
            page: 1,
            per_page: MAX_PER_PAGE,
            order: MeetingsOrder::NewestFirst,
            with_recurrences: true,
        }
    }
}

impl MeetingsRequest {
    /// Returns the request for the first part of a file with all of the meetings.
    #[must_use]
    pub fn for_file(self) -> Self {
        Self { page: 1, per_page: MAX_PER_PAGE, with_recurrences: false, ..self }
    }

    /// Returns the request for the next page; `None` if there are no more of `total` meetings, or no more may
    /// be asked for.
    #[must_use]
    pub fn next_page(self, total: usize) -> Option<Self> {
        let listed = self.page * self.per_page;
        (listed < total.min(MAX_DEPTH)).then(|| Self { page: self.page + 1, ..self })
    }

    /// Rejects requests that cannot be answered.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Invalid`](crate::Error::Invalid) with the bad value and an acceptable one if the text
    /// is too long, `from` is after `to`, there are too many values, a body has no word, or the page does not
    /// exist.
    pub fn checked(self) -> Result<Checked<Self>> {
        bounds::check_length(&self.text, self.bodies.len() + self.districts.len())?;
        bounds::check_paging(self.page, self.per_page)?;
        bounds::check_days(self.from, self.to)?;
        let is_word = |body: &&String| body.contains(char::is_alphanumeric);
        if let Some(body) = self.bodies.iter().find(|body| !is_word(body)) {
            return Err(bad("body", body, "use words of its name, such as `konwent`"));
        }
        Ok(Checked::new(self))
    }
}
