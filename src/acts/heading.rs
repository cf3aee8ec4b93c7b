//! Recognizes the heading of a Polish legal act: kind, number, issuing body, date and subject.
//!
//! Looks at roughly the first page and accepts only a heading that starts its own line, or follows what pages
//! print before one. Leaves the body of the act to other modules. Invariant: running text that merely
//! mentions an act is not a heading, and a page with several acts has none.

mod above;
mod annex;
mod head;
mod kinds;
mod letter_case;
mod parts;
mod several;
mod subject;

use above::Above;
use head::HeadingPlace;
use jiff::civil::Date;
use kinds::{Demand, Opened};
use parts::HeadingParts;
use subject::begins_body;

use super::{
    act_number::ActNumber,
    dateline::dateline,
    numbers::{print_date, year_of_number},
    organs::{Organ, leading_office},
};
use crate::document::{Act, Kind};

/// A recognized heading.
#[derive(Debug, Clone, PartialEq)]
pub struct ActHeading {
    /// The document kind this act belongs to.
    pub kind: Kind,
    /// Kind, number, year, issuing body, date and subject. A draft has no number and no date, whatever is
    /// printed. Of an annex, the body, year and date are those of the act it belongs to, whose number is its
    /// parent; it has no subject.
    pub act: Act,
    /// The whole heading on one line, for display; of an annex, its own title.
    pub title: String,
}

/// The longest line allowed directly above a heading that is not in capitals, in characters. A wrapped line
/// of running text is longer.
const LINE_DIRECTLY_ABOVE_CHARS: usize = 45;

/// The number of lines that may stand above the heading of an annex.
const LINES_ABOVE_ANNEX: usize = 3;

/// The distance in bytes from the title of a statute or of rules to their first provision.
const PROVISION_BYTES: usize = 1_500;

/// Recognizes the heading at the top of `text`; `None` if the text does not open like an act.
pub fn recognize(text: &str) -> Option<ActHeading> {
    let page = head::page(text);
    let (heading, is_one) = head::places(&page).into_iter().find_map(|place| heading_at(&page, place))?;
    is_one.then_some(heading)
}

/// Reads the heading at a place of a page; returns it and whether it is the only one.
fn heading_at(page: &str, place: HeadingPlace) -> Option<(ActHeading, bool)> {
    let (above, text) = page.split_at(place.start);
    if place.begins_line
        && place.lines_above <= LINES_ABOVE_ANNEX
        && let Some(annex) = annex::read(text)
    {
        return Some((annex_heading(annex), true));
    }
    let opened =
        kinds::open(text).or_else(|| if place.begins_line { None } else { kinds::open_in_line(text) })?;
    let last = above.trim_end_matches('\n').lines().next_back().unwrap_or_default().trim();
    let is_wrapped = last.chars().count() > LINE_DIRECTLY_ABOVE_CHARS && dateline(last).is_none();
    if !opened.shouted && place.begins_line && is_wrapped {
        return None;
    }
    let parts = HeadingParts::read(&text[opened.length..], &opened)?;
    let below = &text[opened.length + parts.length..];
    let candidate = HeadingCandidate { opened, parts, above: Above::read(above), below, place };
    candidate.convinces().then(|| {
        let is_one = !several::has_another(below, &candidate.parts, candidate.opened.shouted);
        (candidate.into_heading(), is_one)
    })
}

/// What may be a heading.
struct HeadingCandidate<'a> {
    opened: Opened,
    parts: HeadingParts,
    above: Above,
    /// The text below the heading.
    below: &'a str,
    place: HeadingPlace,
}

impl HeadingCandidate<'_> {
    /// Whether the parts are enough to accept the heading.
    fn convinces(&self) -> bool {
        let Self { opened, parts, .. } = self;
        let is_complete = parts.number.is_some() && parts.organ.is_some() && parts.date.is_some();
        if self.place.is_late && !(opened.shouted && is_complete && parts.subject.is_some()) {
            return false;
        }
        if !self.place.begins_line && parts.number.is_none() && parts.date.is_none() {
            return false;
        }
        match opened.opening.demand {
            Demand::Provisions => opened.shouted && parts.subject.is_some() && self.has_provisions(),
            Demand::Treaty => opened.shouted && self.is_of_states(),
            Demand::Dated => self.is_named() && parts.date.is_some() && self.suits_its_case(),
            Demand::Usual | Demand::Notice => self.is_usual(),
        }
    }

    /// Whether number or organ name the act.
    fn is_named(&self) -> bool {
        self.parts.number.is_some() || self.parts.organ.is_some()
    }

    /// A heading in normal case needs a date, because a news post may open with the same words.
    fn is_usual(&self) -> bool {
        let Self { opened, parts, above, .. } = self;
        if parts.date.is_some() {
            let enough = self.is_named() || parts.subject.is_some() || opened.shouted;
            return enough && self.suits_its_case();
        }
        let has_subject = parts.subject.is_some();
        if !opened.shouted {
            let is_letter = opened.is_alone && (above.organ.is_some() || above.date.is_some());
            let is_whole = parts.number.is_some() && parts.organ.is_some() && has_subject;
            let may_be_draft = above.is_draft || above.is_paper;
            let is_draft = may_be_draft && parts.organ.is_some() && has_subject;
            return is_letter && (has_subject || self.has_body())
                || (is_whole || is_draft) && self.has_body();
        }
        let is_notice = opened.opening.demand == Demand::Notice;
        let is_numbered = parts.number.is_some() && (parts.organ.is_some() || has_subject);
        let is_letter = above.organ.is_some() && self.has_body();
        let is_headed = (parts.organ.is_some() || opened.is_draft() || above.organ.is_some()) && has_subject;
        let says = has_subject || self.has_body() || self.announcing_office().is_some();
        is_numbered || is_headed || is_letter || is_notice && says
    }

    /// Whether a heading in normal case is all of its paragraph; in running text, a sentence goes on.
    fn suits_its_case(&self) -> bool {
        let below = self.below.trim_start_matches(' ');
        let is_end = below.is_empty() || below.starts_with('\n') || begins_body(below);
        self.opened.shouted || (is_end || self.parts.subject.is_none()) && !self.is_sentence()
    }

    /// Whether the subject has a verb of its own, as a sentence about an act does.
    fn is_sentence(&self) -> bool {
        let subject = self.parts.subject.as_deref().unwrap_or_default();
        let main = subject.split(" któr").next().unwrap_or_default();
        let verbs =
            [" weszł", " wchodzi ", " wejdzie ", " został", " obowiązuje", " wprowadza ", " określa "];
        let more =
            [" reguluje ", " przewiduje ", " nakłada ", " jest ", " są ", " była ", " było ", " traci "];
        verbs.iter().chain(&more).any(|verb| main.contains(verb))
    }

    /// Returns the office that the text of a notice begins with: `Burmistrz Skały ogłasza …`.
    fn announcing_office(&self) -> Option<Organ> {
        let is_notice = self.opened.opening.demand == Demand::Notice && self.opened.shouted;
        let office = leading_office(self.below.trim_start()).filter(|_| is_notice);
        office.map(|(organ, _)| organ).filter(|organ| organ.nominative.contains(' '))
    }

    fn has_body(&self) -> bool {
        begins_body(self.below.trim_start())
    }

    fn has_provisions(&self) -> bool {
        let near = &self.below[..self.below.floor_char_boundary(PROVISION_BYTES)];
        near.match_indices(['§', 'A', 'R', 'D', 'C', 'T', 'K', 'r', 'd']).any(|(at, _)| {
            let begins_line = near[..at].trim_end_matches(' ').is_empty()
                || near[..at].trim_end_matches(' ').ends_with('\n');
            begins_line && begins_body(&near[at..])
        })
    }

    fn is_of_states(&self) -> bool {
        let subject = self.parts.subject.as_deref().unwrap_or_default();
        let states = [
            "Rządem",
            "Rzecząpospolitą",
            "Rzeczpospolitą",
            "Rzeczypospolitej",
            "Republik",
            "Państw",
            "rządem",
        ];
        let between = subject.starts_with("między ") || subject.starts_with("pomiędzy ");
        let is_general = self.opened.opening.word != "Umowa" && self.parts.date.is_some();
        between && states.iter().any(|state| subject.contains(state)) || is_general && !between
    }

    fn into_heading(self) -> ActHeading {
        let announcing = self.announcing_office();
        let Self { opened, parts, above, .. } = self;
        let is_draft = opened.is_draft() || above.is_draft;
        let is_dated_above = !parts.is_date_open && !is_draft && !above.is_paper;
        let date = parts.date.or_else(|| above.date.filter(|_| is_dated_above));
        let organ = parts.organ.or(above.organ);
        let title = [
            Some(opened.words),
            parts.number.as_ref().map(|number| format!("nr {number}")),
            organ.as_ref().map(|organ| organ.genitive.clone()),
            date.map(|date| format!("z dnia {}", print_date(date))),
            parts.subject.clone(),
        ];
        let title = title.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let noun = kind_of(opened.opening.noun, parts.subject.as_deref());
        let organ = organ.or(announcing).map(|organ| organ.nominative);
        let (number, date) = if is_draft { (None, None) } else { (parts.number, date) };
        let act = Act { subject: parts.subject, ..act(noun, number, organ, date) };
        ActHeading { kind: opened.opening.kind, act, title }
    }
}

/// Returns the kind of an act; agreements between states are treaties.
fn kind_of(noun: &'static str, subject: Option<&str>) -> &'static str {
    let between =
        subject.is_some_and(|subject| subject.starts_with("między Rz") || subject.starts_with("pomiędzy Rz"));
    if between && matches!(noun, "porozumienie" | "protokół") { "umowa międzynarodowa" } else { noun }
}

fn act(noun: &str, number: Option<String>, organ: Option<String>, date: Option<Date>) -> Act {
    let session = number.as_deref().and_then(ActNumber::parse).and_then(|number| number.session);
    let year = number.as_deref().and_then(year_of_number).or_else(|| date.map(Date::year));
    Act { kind: Some(noun.to_owned()), number, session, year, organ, date, ..Act::default() }
}

fn annex_heading(annex: annex::Annex) -> ActHeading {
    let annex::Annex { parts, number, name, title } = annex;
    let named = parts.number.as_ref().map_or_else(|| name.clone(), |number| format!("{name} nr {number}"));
    let organ = parts.organ.map(|organ| organ.nominative);
    let parent = act("załącznik", parts.number, organ, parts.date);
    let act = Act { parent: parent.number.clone(), annex: number, number: None, session: None, ..parent };
    ActHeading { kind: Kind::Act, act, title: title.unwrap_or(named) }
}

#[cfg(test)]
mod examples;
#[cfg(test)]
mod tests;
