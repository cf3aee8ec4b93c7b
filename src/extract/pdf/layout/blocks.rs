//! Orders pages whose lines are painted in no order: from top to bottom and column by column.
//!
//! The page is cut repeatedly where it is empty (XY-cut). Invariant: a page with an order of its own,
//! including columns and tables painted cell by cell, is not considered scrambled.

use super::{columns, text_run::TextRun};

/// The minimum number of steps up to where text already is; fewer are a header painted late or a stamp.
const MIN_JUMPS: usize = 4;
/// The minimum share of all steps between lines that go up on a scrambled page.
const JUMP_SHARE: f64 = 0.2;
/// The distance of a step up that leaves the line, in em.
const UP_EM: f64 = 1.0;
/// The maximum depth of nested cuts; two columns under a title need three.
const MAX_DEPTH: usize = 12;
/// The distance below which baselines are one row, in em.
const SAME_ROW_EM: f64 = 0.3;

/// Returns whether the pieces are painted in no order.
///
/// That is so if a line is often followed by one above it that does not begin a column to the right.
pub(super) fn is_scrambled(pieces: &[TextRun]) -> bool {
    let is_step = |pair: &&[TextRun]| {
        let is_turned = pair.iter().any(|piece| piece.is_turned);
        !is_turned && (pair[1].down - pair[0].down).abs() > UP_EM * pair[1].em
    };
    let steps = pieces.windows(2).filter(is_step);
    let is_jump = |pair: &&[TextRun]| pair[1].down < pair[0].down && pair[1].left < pair[0].right;
    let jumps = steps.clone().filter(is_jump).count();
    jumps >= MIN_JUMPS && jumps as f64 >= JUMP_SHARE * steps.count() as f64
}

/// Returns the order in which the pieces are read.
pub(super) fn ordered(pieces: &[TextRun]) -> Vec<usize> {
    let mut order = Vec::with_capacity(pieces.len());
    let mut all: Vec<usize> = (0..pieces.len()).collect();
    all.sort_by(|&a, &b| pieces[a].down.total_cmp(&pieces[b].down));
    cut(pieces, &all, MAX_DEPTH, &mut order);
    order
}

/// Adds the pieces of a region, sorted from the top, to the order.
///
/// The region is divided into its columns, or the parts above and below its widest gap, or its rows.
fn cut(pieces: &[TextRun], region: &[usize], depth: usize, order: &mut Vec<usize>) {
    if let Some(columns) = columns::columns(pieces, region) {
        return columns.into_iter().for_each(|column| order.extend(in_rows(pieces, &column)));
    }
    let gap = |at: usize| {
        let (above, below) = (&pieces[region[at - 1]], &pieces[region[at]]);
        (below.down - above.down) / below.em
    };
    let widest = (1..region.len()).max_by(|&a, &b| gap(a).total_cmp(&gap(b)));
    match widest.filter(|&at| depth > 0 && gap(at) > SAME_ROW_EM) {
        Some(at) => {
            cut(pieces, &region[..at], depth - 1, order);
            cut(pieces, &region[at..], depth - 1, order);
        }
        None => order.extend(in_rows(pieces, region)),
    }
}

/// Sorts pieces that come from the top so that each row is read from the left.
fn in_rows(pieces: &[TextRun], region: &[usize]) -> Vec<usize> {
    let is_row = |a: &usize, b: &usize| pieces[*b].down - pieces[*a].down < SAME_ROW_EM * pieces[*b].em;
    let mut sorted = region.to_vec();
    for row in sorted.chunk_by_mut(is_row) {
        row.sort_by(|&a, &b| pieces[a].left.total_cmp(&pieces[b].left));
    }
    sorted
}
