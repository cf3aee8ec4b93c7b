//! Walks over the hits of a text and makes citations of them.
//!
//! Leaves reading a mention to `mention` and `chain`, and its role to `roles`. Invariant: no byte belongs to
//! two citations.

use std::ops::Range;

use super::{
    bodies::body_before,
    brackets::is_bracketed,
    chain::read_next,
    cursor::Cursor,
    foreign::read_foreign,
    found::FoundCitation,
    kinds::{ActKind, kind_of},
    known::KnownTitles,
    mention::{Mention, read_mention, read_named},
    quotes::Quotes,
    roles::{Part, Surroundings, role},
    short_names::{GivenNames, read_code},
    treaties::read_treaty,
    triggers::{Trigger, TriggerHit, hits},
};
use crate::document::{Act, CitationRole, CitedAct};

/// How far from the start of a text its own heading may be, in bytes.
const HEADING: usize = 3_000;

/// Reads the citations of a text.
pub(super) struct CitationReader<'a> {
    text: &'a str,
    own: Option<&'a Act>,
    own_kind: Option<ActKind>,
    /// The place of the title in the heading of the text.
    own_title: Range<usize>,
    quotes: Quotes,
    /// Where the next mention may begin.
    from: usize,
    /// The role of the mention before it.
    previous: Option<Part>,
    known: KnownTitles,
    given: GivenNames,
    found: Vec<FoundCitation>,
}

impl<'a> CitationReader<'a> {
    /// A reader of the text of this act.
    pub(super) fn new(text: &'a str, own: Option<&'a Act>) -> Self {
        let own_kind = own.and_then(|act| kind_of(act.kind.as_deref()?));
        Self {
            text,
            own,
            own_kind,
            own_title: 0..0,
            quotes: Quotes::default(),
            from: 0,
            previous: None,
            known: KnownTitles::default(),
            given: GivenNames::default(),
            found: Vec::new(),
        }
    }

    /// Reads the whole text.
    pub(super) fn read(mut self) -> Vec<FoundCitation> {
        for hit in hits(self.text) {
            match hit.what {
                mark @ (Trigger::Open | Trigger::Close | Trigger::Either) => {
                    self.quotes.pass(mark, self.text, hit.at);
                }
                _ => self.visit(hit),
            }
        }
        self.add_given_names();
        self.found
    }

    /// Reads the mention at a hit, and the acts of a chain after it.
    fn visit(&mut self, hit: TriggerHit) {
        if hit.at < self.from {
            return;
        }
        if starts_own_clause(self.text, hit.at) {
            self.quotes.reset();
        }
        let mut mention = match hit.what {
            Trigger::Name => read_named(self.text, hit.at, self.from),
            Trigger::Treaty => read_treaty(self.text, hit.at),
            Trigger::Short => read_code(self.text, hit.at),
            Trigger::Foreign => return self.add_foreign(hit.at),
            _ => read_mention(self.text, hit.at).or_else(|| self.given.by_noun(self.text, hit.at)),
        };
        if let Some(mention) = &mut mention {
            self.known.apply(self.text, mention);
        }
        match mention {
            Some(mention) => self.add_with_chain(mention),
            None => self.read_headed_chain(hit.at),
        }
    }

    /// Adds a mention in another language, whose verbs are not known: it only names the act.
    fn add_foreign(&mut self, at: usize) {
        let Some(mention) = read_foreign(self.text, at).filter(|mention| !self.is_own(mention)) else {
            return;
        };
        self.from = mention.range.end;
        self.previous = None;
        let Mention { act, range, .. } = mention;
        self.found.push(FoundCitation::of_part(act, Part::default(), range));
    }

    /// Adds the uses of short names that the text gives, where no other mention is.
    fn add_given_names(&mut self) {
        let mut found = std::mem::take(&mut self.found).into_iter().peekable();
        let mut end = 0;
        let mut all = Vec::with_capacity(found.len());
        for mention in self.given.uses(self.text) {
            while let Some(before) = found.next_if(|other| other.range.start < mention.range.end) {
                end = before.range.end;
                all.push(before);
            }
            if mention.range.start >= end {
                let around =
                    Surroundings { from: end, previous: None, ..self.surroundings(mention.range.start) };
                let implements = role(&mention, &around).role == CitationRole::Implements;
                let part = if implements { Part::whole(CitationRole::Implements) } else { Part::default() };
                end = mention.range.end;
                let Mention { act, range, .. } = mention;
                all.push(FoundCitation::of_part(act, part, range));
            }
        }
        all.extend(found);
        self.found = all;
    }

    /// Adds a mention, unless it is that of the text's own act, and the acts of its chain.
    fn add_with_chain(&mut self, mut mention: Mention) {
        if self.is_own(&mention) {
            self.skip_own(&mention);
            return;
        }
        self.find_body(&mut mention);
        let (kind, mut end) = (mention.kind, mention.range.end);
        let mut body = mention.act.organ.clone();
        let chained = mention.act.number.is_some() || mention.act.date.is_some();
        let first = self.found.len();
        self.add(mention);
        while chained && let Some(next) = read_next(self.text, end, kind, body.as_deref(), false) {
            end = next.range.end;
            body.clone_from(&next.act.organ);
            self.add(next);
        }
        share_backward(&mut self.found[first..]);
    }

    /// Reads the acts of a list whose head names the kind only: `uchwały Rady Miasta Krakowa: 1) Nr N …`.
    fn read_headed_chain(&mut self, at: usize) {
        let mut next = Cursor::new(self.text, at);
        let Some(kind) = kind_of(next.word()) else { return };
        next.at += next.word().len();
        next.skip_spaces();
        let mut body = super::bodies::read_body(next).map(|(body, rest)| {
            next = rest;
            body
        });
        next.skip_spaces();
        if !next.eat_char(&[':']) {
            return;
        }
        let mut end = next.at;
        while let Some(mention) = read_next(self.text, end, kind, body.as_deref(), end == next.at) {
            // The words before the head govern the first act of the list.
            if end == next.at {
                self.previous = Some(self.role_at(&mention, at));
                self.from = self.from.max(end);
            }
            end = mention.range.end;
            body.clone_from(&mention.act.organ);
            self.add(mention);
        }
    }

    /// The body that stands before the word, or was named by the act before in a chain.
    fn find_body(&self, mention: &mut Mention) {
        const NEAR: usize = 100;
        if mention.kind.has_no_body() || mention.act.organ.is_some() {
            return;
        }
        let start = mention.range.start;
        let from = self.text.floor_char_boundary(self.from.max(start.saturating_sub(NEAR)));
        mention.act.organ = body_before(self.text, start, from).or_else(|| self.carried_body(mention));
    }

    /// The body of the act before, if only `zmienionej`, `oraz` or a comma stand between.
    fn carried_body(&self, mention: &Mention) -> Option<String> {
        let last = self.found.last().filter(|last| last.act.kind.as_deref() == Some(mention.kind.noun()))?;
        let between = self.text.get(last.range.end..mention.range.start)?;
        let near = between.len() < 60 && !between.contains(['.', '\u{c}']);
        near.then(|| last.act.organ.clone()).flatten()
    }

    fn role_at(&self, mention: &Mention, at: usize) -> Part {
        let mut placed = mention.clone();
        placed.range.start = at;
        role(&placed, &self.surroundings(at))
    }

    fn surroundings(&self, at: usize) -> Surroundings<'a> {
        Surroundings {
            text: self.text,
            from: self.from.min(at),
            previous: self.previous,
            own: self.own_kind,
            issued: self.own.and_then(|own| own.date),
            in_own_title: self.own_title.contains(&at),
        }
    }

    fn add(&mut self, mention: Mention) {
        let at = mention.range.start;
        let part =
            if self.quotes.is_quoted() { Part::default() } else { role(&mention, &self.surroundings(at)) };
        self.from = mention.range.end;
        // A note in brackets does not end the list around it.
        if !is_bracketed(self.text, at) {
            self.previous = Some(part);
        }
        self.given.note(self.text, &mention);
        let Mention { act, range, .. } = mention;
        self.found.push(FoundCitation::of_part(act, part, range));
    }

    /// Whether a mention is of the act whose text it is.
    fn is_own(&self, mention: &Mention) -> bool {
        // The new wording of another act may name this one.
        let Some(own) = self
            .own
            .filter(|_| !self.quotes.is_quoted())
            .filter(|_| self.own_kind.is_none_or(|kind| kind == mention.kind))
        else {
            return false;
        };
        let act = &mention.act;
        match (&own.number, &act.number) {
            (Some(own_number), Some(number)) => {
                number.eq_ignore_ascii_case(own_number)
                    && act.date.is_none_or(|date| own.date.is_none_or(|own| own == date))
            }
            (None, None) => {
                act.date.is_some()
                    && act.date == own.date
                    && self.own_kind.is_some()
                    && self.has_own_title(act.title.as_deref())
            }
            _ => false,
        }
    }

    /// Whether a title is that of the text's own act, as far as both are known.
    fn has_own_title(&self, title: Option<&str>) -> bool {
        let subject = self.own.and_then(|own| own.subject.as_deref());
        let start = |text: &str| {
            text.chars()
                .flat_map(char::to_lowercase)
                .filter(|c| c.is_alphanumeric())
                .take(40)
                .collect::<String>()
        };
        title.zip(subject).is_none_or(|(title, subject)| start(title) == start(subject))
    }

    /// Passes over the text's own heading; its title says what it does to the acts named in it.
    fn skip_own(&mut self, mention: &Mention) {
        let first = self.own_title.is_empty() && mention.range.start < HEADING;
        let title = mention.title.clone().filter(|_| first);
        self.from = title.as_ref().map_or(mention.range.end, |title| title.start);
        self.own_title = title.unwrap_or(self.own_title.clone());
    }
}

impl FoundCitation {
    fn of_part(act: CitedAct, part: Part, range: Range<usize>) -> Self {
        let Part { role, partial, effective_from, .. } = part;
        Self { act, role, partial, effective_from, range }
    }
}

/// Gives the acts of a chain what only the last of them names: `nr I/1/24 oraz nr I/2/24 Rady Gminy z dnia`.
///
/// The body is that of all; the date is that of the acts of the same session.
fn share_backward(chain: &mut [FoundCitation]) {
    for last in (1..chain.len()).rev() {
        let (before, rest) = chain.split_at_mut(last);
        let (Some(act), Some(next)) = (before.last_mut().map(|found| &mut found.act), rest.first()) else {
            return;
        };
        if act.title.is_some() || !act.journals.is_empty() {
            continue;
        }
        act.organ = act.organ.take().or_else(|| next.act.organ.clone());
        if act.organ == next.act.organ && is_of_session(act.number.as_deref(), next.act.number.as_deref()) {
            act.date = act.date.or(next.act.date);
        }
    }
}

/// Whether two numbers begin with the same session and end with the same year: `I/1/2024`, `I/2/2024`.
fn is_of_session(one: Option<&str>, other: Option<&str>) -> bool {
    let ends = |number: &str| {
        let (session, rest) = number.split_once('/')?;
        let (_, year) = rest.split_once('/')?;
        session.chars().all(|c| "IVXLCDM".contains(c)).then(|| (session.to_owned(), year.to_owned()))
    };
    one.and_then(ends).is_some_and(|one| other.and_then(ends) == Some(one))
}

/// Whether a clause of the text itself begins here: `Art. 5. W ustawie`, at the start of a line, or
/// `Niniejszą ustawą zmienia się`.
fn starts_own_clause(text: &str, at: usize) -> bool {
    const NEAR: usize = 24;
    let from = text.floor_char_boundary(at.saturating_sub(NEAR));
    let before = text[from..at].trim_end();
    if before.ends_with("Niniejsza") || before.ends_with("Niniejszą") {
        return true;
    }
    let Some(before) = before.strip_suffix('W') else { return false };
    let line = before.rfind('\n').map_or(before, |line| &before[line + 1..]);
    line.starts_with("Art.") || line.starts_with('§')
}
