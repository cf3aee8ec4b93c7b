//! Takes the topics of lists: below a lead, below a meeting, beside a label, in headings of minutes.
//!
//! Leaves reading a list to `agenda`.

use std::ops::Range;

use super::MeetingReader;
use crate::meetings::{
    agenda::lists,
    clauses::is_finite,
    compose::Draft,
    day::{Tense, days, resolve},
    enumeration::parts,
    formal::{is_formal, trimmed},
    found::FoundTopic,
    inflection::{NounCase, given_name},
    intros::{Strength, is_agenda_heading, is_lead, is_partial_lead, sentence_intro},
    lines::PostLine,
    marks::ListMark,
    phrases::phrases,
    sentences::sentences as sentences_of,
    speakers::speakers,
    triggers::names_a_meeting,
    verbs::verb,
    words::{Word, first_word, words},
};

/// The most points of a list whose speakers are read, and the most words of the note that names one.
const MOST_HEARD: usize = 100;
const NOTE_WORDS: usize = 12;

/// The longest point of minutes that names a matter, in bytes.
const ITEM_BYTES: usize = 200;

/// The longest label of topics, in bytes.
const LABEL_BYTES: usize = 30;

/// The longest sentence that heads a paragraph, in bytes.
const HEAD_BYTES: usize = 100;

/// The most words of a line that only names a day.
const DAY_WORDS: usize = 7;

impl MeetingReader<'_> {
    /// Takes a line such as *Tematy: budżet; parki*.
    pub(super) fn programme(&mut self, range: &Range<usize>) -> bool {
        let said = &self.text[range.clone()];
        let may_be_label = said.starts_with(['T', 'P']);
        let Some(colon) = said.find(':').filter(|colon| may_be_label && *colon < LABEL_BYTES) else {
            return false;
        };
        let label = words(self.text, range.start..range.start + colon);
        let is_label = phrases![
            "temat|tematy|tematyka posiedzenia|obrad|sesji|spotkania|konwentu",
            "przedmiot|porzadek|program posiedzenia|obrad|sesji|spotkania",
            "temat|tematy|tematyka",
        ]
        .at(&label, 0, |end| end == label.len());
        if is_label.is_none() {
            return false;
        }
        let start = range.start + colon + 1;
        if self.text[start..range.end].trim().is_empty()
            || ["1.", "1)", "1/"].iter().any(|first| said[colon + 1..].trim_start().starts_with(first))
        {
            return false;
        }
        self.list_topics(start..range.end);
        true
    }

    /// Takes the heading in capitals of a point in minutes: *AD. 2 – BUDŻET. Skarbnik omówił …*.
    pub(super) fn point_of_minutes(&mut self, at: usize) {
        let line = &self.lines[at];
        if line.mark != ListMark::Ad || self.current.is_none() {
            return;
        }
        let said = &self.text[line.range.clone()];
        let is_small = |word: &&str| word.chars().any(char::is_lowercase);
        let small = said
            .split_whitespace()
            .find(is_small)
            .map_or(said.len(), |word| word.as_ptr() as usize - said.as_ptr() as usize);
        let end = if small == said.len() { Some(small) } else { said[..small].rfind(". ") };
        let range = match end.filter(|end| *end > 3) {
            Some(end) => line.range.start..line.range.start + end,
            // *Ad 2. Analiza budżetu*: the points are the agenda of minutes without one.
            None => match self.plain_point(at) {
                Some(range) => range,
                None => return,
            },
        };
        if let Some(range) = trimmed(self.text, range).filter(|range| !is_formal(self.text, range.clone())) {
            if self.draft().listed.is_empty() {
                self.of_minutes = self.current;
            }
            self.enlist(vec![range]);
        }
    }

    /// The first sentence of a point of minutes that has no agenda of its own, if it only names a matter.
    fn plain_point(&self, at: usize) -> Option<Range<usize>> {
        let draft = &self.drafts[self.current?];
        let is_of_minutes = draft.listed.is_empty() || self.of_minutes == self.current;
        let head = sentences_of(self.text, self.lines[at].range.clone()).into_iter().next()?;
        let words = words(self.text, head.clone());
        let is_matter = words.len() > 1
            && words[0].is_capital(self.text)
            && head.len() < ITEM_BYTES
            && !words.iter().any(is_finite)
            && words.iter().all(|word| !word.plain.ends_with("uje") && !word.plain.ends_with("cono"));
        is_matter.then_some(head).filter(|_| is_of_minutes)
    }

    /// Takes the matter that heads a paragraph of a report, where the next or the last paragraph has one, too:
    /// *Regranting. Urząd chce, aby …*.
    pub(super) fn run_in_head(&mut self, at: usize) {
        let text = self.text;
        let is_past = |draft: &Draft| {
            draft.meeting.date.is_some_and(|date| self.published.is_none_or(|published| date <= published))
        };
        let Some(current) = self.current.filter(|current| is_past(&self.drafts[*current])) else { return };
        let said = &text[self.lines[at].range.clone()];
        let is_short = memchr::memchr(b'.', &said.as_bytes()[..said.len().min(HEAD_BYTES)]).is_some();
        if !is_short || self.lines[at].mark != ListMark::None {
            return;
        }
        let Some(head) = self.head_of(&sentences_of(text, self.lines[at].range.clone())) else { return };
        let is_headed = |at: usize| {
            let said =
                self.lines.get(at).filter(|line| line.mark == ListMark::None).map(|line| line.range.clone());
            said.is_some_and(|said| self.head_of(&sentences_of(self.text, said)).is_some())
        };
        if !(is_headed(at + 1) || at > 0 && is_headed(at - 1)) {
            return;
        }
        if let Some(range) = trimmed(self.text, head) {
            let topic = FoundTopic::new(self.text, range);
            self.drafts[current].told.push((topic, Strength::Programme));
        }
    }

    /// The first sentence of a paragraph, if it only names a matter.
    fn head_of(&self, sentences: &[Range<usize>]) -> Option<Range<usize>> {
        let (head, rest) = sentences.split_first()?;
        let said = &self.text[head.clone()];
        if rest.is_empty()
            || !said.ends_with('.')
            || said.len() > HEAD_BYTES
            || said.starts_with(['–', '-', '„'])
        {
            return None;
        }
        let words = words(self.text, head.clone());
        let is_matter = words.first().is_some_and(|word| word.is_capital(self.text) && word.plain.len() > 3)
            && !words.iter().any(is_finite)
            && verb(&words).is_none()
            && days(self.text, &words).is_empty()
            && !words.iter().any(|word| given_name(word.of(self.text), NounCase::Nominative).is_some())
            && sentence_intro(&words).is_none()
            && !is_formal(self.text, head.clone());
        is_matter.then(|| head.clone())
    }

    pub(super) fn list_topics(&mut self, range: Range<usize>) {
        self.enlist(parts(self.text, range, ""));
    }

    /// Reads the list of topics that a line announces; returns the index of the line after it.
    pub(super) fn list_below(&mut self, at: usize, last: &[Word]) -> Option<usize> {
        let said = self.text[self.lines[at].range.clone()].trim_end_matches(['*', ' ']);
        let asks = said.ends_with('?')
            && (self.lines.get(at + 1).is_some_and(|next| next.mark != ListMark::None)
                || self.is_block(at + 1));
        let opens = (said.ends_with([':', '…']) || asks) && is_lead(last);
        let is_heading =
            self.lines[at].mark == ListMark::None && is_agenda_heading(last) && !said.ends_with('.');
        let next = self.lines.get(at + 1)?;
        let is_over_list = is_heading && next.mark != ListMark::None
            || self.is_above_agenda(at, last)
            || self.is_above_opening(at)
            || self.is_table_head(at);
        if !opens && !is_over_list {
            return None;
        }
        let first = words(self.text, next.range.clone());
        let is_schedule = first.len() < DAY_WORDS && !days(self.text, &first).is_empty();
        if is_schedule {
            return None;
        }
        let (topics, end) = lists(self.text, &self.lines, at + 1);
        if topics.is_empty() && end == at + 1 {
            return None;
        }
        self.turn_to_day_of(last);
        let is_first = self.draft().listed.is_empty();
        let is_partial = is_partial_lead(last) && (is_first || self.draft().is_partial);
        self.draft().is_partial = is_partial;
        self.heard_in(at + 1..end);
        if phrases!["kazd~|wszystkich * sesji|posiedzen|posiedzenia|spotkan|obrad"].is_in(last) {
            self.enlist_everywhere(&topics);
        } else {
            self.enlist(topics);
        }
        Some(end)
    }

    /// Makes the meeting current whose day the lead of a list names: *Na 19 maja zostały:*.
    fn turn_to_day_of(&mut self, lead: &[Word]) {
        let Some(mention) = days(self.text, lead).into_iter().next() else { return };
        let Some(date) = resolve(mention.day, self.published, Tense::Open) else { return };
        let known = self.drafts.iter().rposition(|draft| draft.meeting.date == Some(date));
        self.current = known.or(self.current);
    }

    /// Takes those who speak to the points of a list: *Raport z dyżurów – nadkom. Sylwia Lis*.
    fn heard_in(&mut self, lines: Range<usize>) {
        let mut heard = Vec::new();
        for line in self.lines[lines].iter().take(MOST_HEARD) {
            let range = line.range.clone();
            let said = &self.text[range.clone()];
            let note = said.rfind(" – ").or_else(|| said.rfind(" (")).filter(|_| said.contains(". "));
            let Some(note) = note else { continue };
            let words = words(self.text, range.start + note..range.end);
            if words.len() <= NOTE_WORDS {
                heard.extend(speakers(self.text, &words));
            }
        }
        self.draft().meeting.invited.extend(heard);
    }

    /// Gives the topics of a common agenda to each meeting that has none.
    fn enlist_everywhere(&mut self, topics: &[Range<usize>]) {
        let current = self.current;
        for draft in 0..self.drafts.len() {
            if self.drafts[draft].listed.is_empty() {
                self.current = Some(draft);
                self.enlist(topics.to_vec());
            }
        }
        self.current = current;
    }

    /// Whether the numbered list right below a meeting without topics is its agenda.
    pub(super) fn is_above_agenda(&self, at: usize, last: &[Word]) -> bool {
        let (Some(current), Some(next)) = (self.current, self.lines.get(at + 1)) else { return false };
        let is_first = matches!(next.mark, ListMark::Number(1) | ListMark::Roman);
        let line = &self.lines[at];
        let is_open = is_first
            && self.drafts[current].listed.is_empty()
            && (line.mark == ListMark::None
                || line.mark == ListMark::Roman && at == self.drafts[current].line);
        if !is_open {
            return false;
        }
        let is_near = at <= self.drafts[current].line + 1 || phrases!["posiedzenie|sesja|obrady"].is_in(last);
        let is_colon = self.text[line.range.clone()].trim_end().ends_with(':');
        let is_verbless = last.len() <= 30 && !is_colon && verb(last).is_none();
        let opens_formally = || is_formal(self.text, next.range.clone());
        let is_meeting = || {
            names_a_meeting(&self.text[next.range.clone()])
                && !days(self.text, &words(self.text, next.range.clone())).is_empty()
        };
        !is_meeting() && (is_near && is_verbless || at <= self.drafts[current].line + 3 && opens_formally())
    }

    /// Whether two or more lines without marks and gaps begin here, none of which is a sentence.
    fn is_block(&self, at: usize) -> bool {
        let is_item = |line: &PostLine| {
            let said = &self.text[line.range.clone()];
            line.mark == ListMark::None
                && said.len() < ITEM_BYTES
                && !said.ends_with(['.', ':', '!'])
                && !words(self.text, line.range.clone()).iter().any(is_finite)
        };
        let mut block = self.lines.get(at..).unwrap_or_default().iter().take(2);
        let first = block.next().is_some_and(is_item);
        first && block.next().is_some_and(|line| !line.after_gap && is_item(line))
    }

    /// Whether the lines without marks below a meeting are its agenda: they begin with its opening.
    fn is_above_opening(&self, at: usize) -> bool {
        let is_open = |current: &usize| {
            let draft = &self.drafts[*current];
            at <= draft.line + 3 && draft.listed.is_empty()
        };
        if !self.current.as_ref().is_some_and(is_open) {
            return false;
        }
        let mut below = self.lines[at + 1..].iter();
        let Some(next) = below.next().filter(|next| next.mark == ListMark::None) else { return false };
        let opening = first_word(self.text, next.range.clone());
        let opens = opening
            .is_some_and(|word| phrases!["otwarcie|rozpoczecie|powitanie|stwierdzenie"].may_begin(&word));
        let is_item = |line: &&PostLine| !line.after_gap && line.mark == ListMark::None;
        opens && below.take_while(is_item).count() > 1 && is_formal(self.text, next.range.clone())
    }

    /// Whether a line is the head of a table with the numbered points of an agenda.
    fn is_table_head(&self, at: usize) -> bool {
        let said = |at: usize| self.lines.get(at).map_or("", |line| &self.text[line.range.clone()]);
        let is_head = said(at).starts_with(['L', 'l', 'N', 'n', 'P', 'p']) && said(at).contains('\t');
        let is_first = self.lines.get(at + 1).is_some_and(|line| line.mark == ListMark::Number(1))
            && said(at + 1).contains('\t')
            || said(at + 1).split_once('\t').is_some_and(|(first, _)| first.trim_end_matches('.') == "1");
        is_head
            && is_first
            && self.current.is_some()
            && phrases!["punkt|temat|porzadek|porzadku|zagadnienie|sprawa|tytul"]
                .is_in(&words(self.text, self.lines[at].range.clone()))
    }
}
