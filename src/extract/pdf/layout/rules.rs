//! Joins the straight lines that a page draws, and finds the grids they form.
//!
//! Collecting the lines is left to `glyphs`, and the contents of a grid to `tables`. Invariant: the work is
//! bounded, whatever a page draws.

use crate::extract::pdf::glyphs::ruled_lines::RuledLine;

/// The maximum number of rules after joining touching ones; a page with more is a drawing.
const MAX_JOINED: usize = 600;
/// The distance below which ends meet, in points.
const TOUCH: f64 = 3.0;

/// A rule by the axis it runs along: `at` is the position across that axis, `from` and `to` are along it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct RuleSpan {
    /// Its position.
    pub(super) at: f64,
    /// Its start.
    pub(super) from: f64,
    /// Its end.
    pub(super) to: f64,
}

impl RuleSpan {
    /// Returns whether it passes `place`.
    pub(super) fn reaches(&self, place: f64) -> bool {
        (self.from - TOUCH..=self.to + TOUCH).contains(&place)
    }
}

/// The rules of a page, with touching ones joined.
#[derive(Debug, Default)]
pub(super) struct PageRules {
    rows: Vec<RuleSpan>,
    columns: Vec<RuleSpan>,
}

/// Rules that cross each other.
#[derive(Debug, Default, Clone)]
pub(super) struct Grid {
    /// The rules across the page, from the top.
    pub(super) rows: Vec<RuleSpan>,
    /// The rules down the page, from the left.
    pub(super) columns: Vec<RuleSpan>,
}

impl PageRules {
    /// Sorts and joins the rules of a page.
    pub(super) fn new(rules: &[RuledLine]) -> Self {
        let is_row = |rule: &&RuledLine| rule.to.0 - rule.from.0 > rule.to.1 - rule.from.1;
        let row = |rule: &RuledLine| RuleSpan { at: rule.from.1, from: rule.from.0, to: rule.to.0 };
        let column = |rule: &RuledLine| RuleSpan { at: rule.from.0, from: rule.from.1, to: rule.to.1 };
        let rows = joined(rules.iter().filter(is_row).map(row).collect());
        let columns = joined(rules.iter().filter(|rule| !is_row(rule)).map(column).collect());
        if rows.len().max(columns.len()) > MAX_JOINED { Self::default() } else { Self { rows, columns } }
    }

    /// Returns whether a rule runs down between `left` and `right` at the height `down`.
    pub(super) fn parts(&self, left: f64, right: f64, down: f64) -> bool {
        let from = self.columns.partition_point(|column| column.at < left);
        let between = self.columns[from..].iter().take_while(|column| column.at <= right);
        between.into_iter().any(|column| column.reaches(down))
    }

    /// Returns the grids of at least two rows and two columns.
    pub(super) fn grids(&self) -> Vec<Grid> {
        let mut names: Vec<usize> = (0..self.rows.len()).collect();
        for column in &self.columns {
            let crossed = |row: &RuleSpan| row.reaches(column.at) && column.reaches(row.at);
            let met: Vec<usize> = (0..self.rows.len()).filter(|&row| crossed(&self.rows[row])).collect();
            let Some(name) = met.iter().map(|&row| names[row]).min() else { continue };
            let mut is_met = vec![false; self.rows.len()];
            for row in met {
                is_met[names[row]] = true;
            }
            for other in names.iter_mut().filter(|other| is_met[**other]) {
                *other = name;
            }
        }
        let mut roots = names.clone();
        roots.sort_unstable();
        roots.dedup();
        let grids = roots.into_iter().map(|root| self.grid(|row| names[row] == root));
        grids.filter(|grid| grid.rows.len() > 2 && grid.columns.len() > 2).collect()
    }

    fn grid(&self, is_part: impl Fn(usize) -> bool) -> Grid {
        let rows: Vec<RuleSpan> =
            (0..self.rows.len()).filter(|&row| is_part(row)).map(|row| self.rows[row]).collect();
        let crosses =
            |column: &&RuleSpan| rows.iter().any(|row| row.reaches(column.at) && column.reaches(row.at));
        let columns = self.columns.iter().filter(crosses).copied().collect();
        Grid { rows, columns }
    }
}

/// Joins rules that are on one line and touch; sorted by position.
fn joined(mut spans: Vec<RuleSpan>) -> Vec<RuleSpan> {
    spans.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut joined: Vec<RuleSpan> = Vec::new();
    for line in spans.chunk_by_mut(|a, b| b.at - a.at < 1.0) {
        line.sort_by(|a, b| a.from.total_cmp(&b.from));
        let first = joined.len();
        for span in line.iter() {
            match joined[first..].last_mut() {
                Some(last) if span.from <= last.to + TOUCH => last.to = last.to.max(span.to),
                _ => joined.push(*span),
            }
        }
    }
    joined.sort_by(|a, b| a.at.total_cmp(&b.at));
    joined
}
