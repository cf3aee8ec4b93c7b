//! Chooses the subsections, points, letters and indents below articles and paragraphs, and the paragraphs
//! below articles.
//!
//! A list begins with its first number, after its unit or a colon, and goes on by one; numbers at the start
//! of a wrapped line rarely do either. Leaves articles to `sequence`.

use super::{
    amendments::is_amendment,
    candidate::{Mark, SectionCandidate},
    numeral::{Numeral, Step},
    rank::Rank,
    words::{Lead, is_blank, words_at},
};

/// The longest title between the number of a section and its first subsection, in bytes.
const TITLE_BYTES: usize = 160;

/// Returns the items of lists among the candidates, given all larger sections.
pub(super) fn list_items(
    text: &str,
    candidates: &[SectionCandidate],
    larger: &[SectionCandidate],
) -> Vec<SectionCandidate> {
    let mut larger = larger.iter().peekable();
    let mut lists: Option<Lists<'_>> = None;
    let mut chosen = Vec::new();
    for (at, candidate) in candidates.iter().enumerate() {
        let mut is_chosen = false;
        while let Some(section) = larger.next_if(|section| section.start <= candidate.start) {
            is_chosen |= section.start == candidate.start;
            lists = section.is_unit().then(|| Lists::below(text, section));
        }
        let item = lists.as_mut().filter(|_| !is_chosen).and_then(|lists| lists.accept(&candidates[at..]));
        chosen.extend(item);
    }
    chosen
}

/// The ranks of lists, in order.
const RANKS: [Rank; 5] = [Rank::Paragraph, Rank::Subsection, Rank::Point, Rank::Letter, Rank::Indent];

/// The lists that are open below an article or paragraph.
struct Lists<'a> {
    text: &'a str,
    unit: SectionCandidate,
    /// The last number of the list of each rank, as far as it is open.
    last: [Option<Numeral>; 5],
    /// Where the number of the last section ends.
    end: usize,
    /// The last point.
    point: Option<SectionCandidate>,
}

impl<'a> Lists<'a> {
    fn below(text: &'a str, unit: &SectionCandidate) -> Self {
        Self { text, unit: *unit, last: [None; 5], end: unit.end, point: None }
    }

    /// Accepts the first of these candidates, if it goes on with a list or begins one.
    fn accept(&mut self, candidates: &[SectionCandidate]) -> Option<SectionCandidate> {
        let (item, after) = candidates.split_first()?;
        let item = self.as_read(item);
        let depth = RANKS.iter().position(|rank| Some(*rank) == item.rank())?;
        let is_own_rank = item.rank() == self.unit.rank();
        let numeral = match self.last[depth] {
            _ if is_own_rank || self.is_footnote(&item) => None,
            Some(last) => self.next_numeral(last, &item),
            None => self.begins(&item, depth, after).then_some(item.numeral),
        }?;
        self.last[depth] = Some(numeral);
        self.last[depth + 1..].fill(None);
        self.end = item.end;
        self.point = if item.rank() == Some(Rank::Point) { Some(item) } else { self.point };
        Some(SectionCandidate { numeral, last: numeral, ..item })
    }

    /// The item as it was meant: `l)` is a point 1 unless it follows `k)`.
    fn as_read(&self, item: &SectionCandidate) -> SectionCandidate {
        let is_letter_l = item.rank() == Some(Rank::Letter) && item.numeral.to_string() == "l";
        if !is_letter_l || self.last[3].is_some() || self.last[2].is_some() {
            return *item;
        }
        let one = SectionCandidate::new(Mark::Section(Rank::Point), Numeral::plain(1), item.start, item.end);
        SectionCandidate { is_adjacent: item.is_adjacent, ..one }
    }

    /// Whether a point is a footnote: after a full stop it alone begins with a capital, or is alone among
    /// amendments in being none.
    fn is_footnote(&self, item: &SectionCandidate) -> bool {
        let Some(point) = self.point.filter(|_| item.rank() == Some(Rank::Point) && self.last[2].is_some())
        else {
            return false;
        };
        let is_capital =
            |point: &SectionCandidate| words_at(self.text, point.end).starts_with(char::is_uppercase);
        let is_unlike = is_capital(item) && (!is_capital(&point) || is_amendment(self.text, &point));
        is_unlike && Lead::before(self.text, item.start).last == Some('.')
    }

    /// The number of an item that goes on with a list whose last number this is.
    fn next_numeral(&self, last: Numeral, item: &SectionCandidate) -> Option<Numeral> {
        let lead = Lead::before(self.text, item.start);
        if item.rank() == Some(Rank::Indent) {
            let goes_on = lead.last.is_some_and(|c| matches!(c, ',' | ';')) || lead.refers;
            return goes_on.then(|| Numeral::plain(last.number.saturating_add(1)));
        }
        let is_next = match last.step_to(item.numeral) {
            Step::Next => {
                !lead.refers || (item.rank() > Some(Rank::Subsection) && ends_item(self.text, item.start))
            }
            Step::Near => lead.ends() || lead.last == Some(','),
            Step::Far => false,
        };
        (is_next && item.weight >= 40).then_some(item.numeral)
    }

    /// Whether an item begins a list of its rank.
    fn begins(&self, item: &SectionCandidate, depth: usize, after: &[SectionCandidate]) -> bool {
        if !item.numeral.is_first() || item.weight < 40 {
            return false;
        }
        let lead = Lead::before(self.text, item.start);
        let introduced = item.is_adjacent || is_blank(self.text, self.end, item.start);
        let colon = lead.last == Some(':');
        match RANKS[depth] {
            Rank::Indent => colon,
            Rank::Paragraph => self.unit.rank() == Some(Rank::Article) && (introduced || self.is_title(item)),
            Rank::Subsection => introduced || colon || self.is_title(item),
            _ => introduced || colon || self.opens_list(item, lead, after),
        }
    }

    /// Whether only a title stands between the number of the unit and an item.
    fn is_title(&self, item: &SectionCandidate) -> bool {
        let is_behind_unit = self.end == self.unit.end && self.last.iter().all(Option::is_none);
        is_behind_unit && item.start - self.end <= TITLE_BYTES && {
            let title = self.text[self.end..item.start].trim().trim_end_matches('.');
            !title.contains(". ") && !title.contains(".\n")
        }
    }

    /// Whether the unit states when the act takes effect. What follows it is no part of it.
    fn is_last_provision(&self) -> bool {
        words_at(self.text, self.unit.end).chars().take(80).collect::<String>().contains("wchodzi w życie")
    }

    /// Whether a point or letter begins a list without a colon before it: the second one must follow, and no
    /// sentence may end before the first one, as before a footnote.
    fn opens_list(&self, item: &SectionCandidate, lead: Lead, after: &[SectionCandidate]) -> bool {
        let has_second = || {
            let second = after.iter().take(6).find(|next| next.mark == item.mark);
            second.is_some_and(|next| {
                next.numeral != item.numeral && item.numeral.step_to(next.numeral) == Step::Next
            })
        };
        let may_lead = lead
            .last
            .is_some_and(|c| c.is_alphanumeric() || matches!(c, ',' | ';' | '-' | '–' | ')' | '”' | '"'));
        may_lead && !lead.refers && !self.is_last_provision() && has_second()
    }
}

/// Whether an item ends before a place with a conjunction: `aaa, oraz` / `2) bbb`.
fn ends_item(text: &str, at: usize) -> bool {
    let word = text[..at].trim_end().rsplit([' ', '\n']).next().unwrap_or_default();
    matches!(word, "oraz" | "lub" | "albo" | "i" | "oraz,")
}
