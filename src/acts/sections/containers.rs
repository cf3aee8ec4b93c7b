//! Chooses chapters, divisions, parts and annexes among candidates, around the chosen articles and
//! paragraphs.
//!
//! A table of contents names chapters without any article between them, and a page header repeats the last
//! heading; neither is a section. Leaves titles to `titles`. Invariant: a chosen container contains at least
//! one article or paragraph.

use super::{
    candidate::{Mark, SectionCandidate},
    numeral::Step,
    rank::Rank,
    scan::lines_between,
};

/// Returns the annexes and containers among the candidates, given the chosen articles and paragraphs.
pub(super) fn chosen_headings(
    text: &str,
    candidates: &[SectionCandidate],
    units: &[SectionCandidate],
) -> Vec<SectionCandidate> {
    let annexes = annexes(text, candidates, units);
    let mut chosen = containers(candidates, units, &annexes);
    chosen.extend(annexes);
    chosen.extend(acts(candidates, units));
    chosen
}

/// Chooses the headings of acts: those after which numbering restarts, unless an annex begins there.
fn acts(candidates: &[SectionCandidate], units: &[SectionCandidate]) -> Vec<SectionCandidate> {
    let mut headings = candidates.iter().filter(|candidate| candidate.is_boundary()).peekable();
    let mut chosen = Vec::new();
    while let Some(heading) = headings.next() {
        let unit = units.get(units.partition_point(|unit| unit.start < heading.start));
        let is_first = unit.is_some_and(|unit| {
            let is_nearer = headings.peek().is_none_or(|next| unit.start < next.start);
            unit.numeral.is_first() && is_nearer
        });
        if heading.mark == Mark::Act && is_first {
            chosen.push(*heading);
        }
    }
    chosen
}

/// Chooses the annexes: not the ones that a list or a page header names.
fn annexes(text: &str, candidates: &[SectionCandidate], units: &[SectionCandidate]) -> Vec<SectionCandidate> {
    let mut chosen: Vec<SectionCandidate> = Vec::new();
    let mut is_list = false;
    let is_annex = |candidate: &&SectionCandidate| candidate.mark == Mark::Section(Rank::Annex);
    let mut headings = candidates.iter().filter(is_annex).peekable();
    while let Some(heading) = headings.next() {
        let is_header = chosen.last().is_some_and(|last| {
            last.numeral == heading.numeral && !restarts(units, last.start, heading.start)
        });
        let goes_on = headings.peek().is_some_and(|next| is_next_line(text, heading, next));
        if !is_header && !goes_on && !is_list && !interrupts(units, heading) {
            chosen.push(*heading);
        }
        is_list = goes_on;
    }
    chosen
}

/// Whether numbering restarts after a heading, with numbered sections between an earlier heading and this one.
fn restarts(units: &[SectionCandidate], earlier: usize, heading: usize) -> bool {
    let first = units.partition_point(|unit| unit.start < earlier);
    let next = units.partition_point(|unit| unit.start < heading);
    first < next && units.get(next).is_some_and(|unit| unit.numeral.is_first())
}

/// Whether two headings stand on lines next to each other, as in a list of annexes.
fn is_next_line(text: &str, one: &SectionCandidate, other: &SectionCandidate) -> bool {
    let between = &text[one.end..other.start];
    between.len() < 400 && !between.contains('\u{c}') && lines_between(text, one.end, other.start) <= 1
}

/// Whether the numbers of the sections go on across a heading.
fn interrupts(units: &[SectionCandidate], heading: &SectionCandidate) -> bool {
    let next = units.partition_point(|unit| unit.start < heading.start);
    let before = next.checked_sub(1).and_then(|at| units.get(at));
    before.zip(units.get(next)).is_some_and(|(before, next)| before.numeral.key() < next.numeral.key())
}

/// Chooses the containers that contain a unit, in an order that numbers may have.
fn containers(
    candidates: &[SectionCandidate],
    units: &[SectionCandidate],
    annexes: &[SectionCandidate],
) -> Vec<SectionCandidate> {
    let mut choice = Containers::default();
    let mut others: Vec<&SectionCandidate> = units.iter().chain(annexes).collect();
    others.sort_unstable_by_key(|other| other.start);
    let mut others = others.into_iter().peekable();
    for candidate in candidates {
        while let Some(other) = others.next_if(|other| other.start < candidate.start) {
            choice.pass(other);
        }
        if candidate.rank().is_some_and(Rank::is_container) {
            choice.offer(*candidate);
        }
    }
    others.for_each(|other| choice.pass(other));
    choice.chosen
}

/// The containers that are open at a place of the text.
#[derive(Debug, Default)]
struct Containers {
    chosen: Vec<SectionCandidate>,
    /// The containers that have no unit yet, from the largest to the smallest.
    empty: Vec<SectionCandidate>,
    /// The last chosen container of each rank in its scope.
    last: Vec<SectionCandidate>,
}

impl Containers {
    /// Passes a unit, which all empty containers contain, or an annex, which ends them.
    fn pass(&mut self, other: &SectionCandidate) {
        if other.mark == Mark::Section(Rank::Annex) {
            self.empty.clear();
            self.last.clear();
            return;
        }
        for container in self.empty.drain(..) {
            self.last.retain(|last| last.rank() < container.rank());
            self.last.push(container);
            self.chosen.push(container);
        }
    }

    /// Offers a container: it ends the empty ones that it is not within.
    fn offer(&mut self, container: SectionCandidate) {
        let is_header = self.empty.is_empty()
            && self.last.iter().any(|last| (last.mark, last.numeral) == (container.mark, container.numeral));
        if !is_header && self.is_in_order(&container) {
            self.empty.retain(|open| open.rank() < container.rank());
            self.empty.push(container);
        }
    }

    /// Whether the number of a container may follow the last one of its rank.
    fn is_in_order(&self, container: &SectionCandidate) -> bool {
        let last = self.last.iter().find(|last| last.mark == container.mark);
        last.is_none_or(|last| {
            container.numeral.number <= 1 || last.numeral.step_to(container.numeral) != Step::Far
        })
    }
}
