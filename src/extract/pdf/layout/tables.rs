//! Orders tables with rules row by row and cell by cell, however they are painted.
//!
//! Finding the rules is left to `rules`. Invariant: a table painted row by row is unchanged, even if a cell
//! spanning several rows is painted late, and within a cell the order of painting is kept.

use super::{
    rules::{Grid, PageRules, RuleSpan},
    text_run::TextRun,
};

/// The minimum number of non-empty cells of a table; fewer are a frame.
const MIN_CELLS: usize = 4;
/// The height of the middle of letters above their baseline, in em.
const MIDDLE_EM: f64 = 0.3;

/// Returns `order` with the pieces in tables sorted by row, and which pieces are in a table.
pub(super) fn by_rows(
    pieces: &[TextRun],
    mut order: Vec<usize>,
    ruling: &PageRules,
) -> (Vec<usize>, Vec<bool>) {
    let mut in_tables = vec![false; pieces.len()];
    for grid in ruling.grids() {
        let cell = |&piece: &usize| Some((cell(&pieces[piece], &grid)?, piece));
        let painted: Vec<((usize, usize), usize)> = order.iter().filter_map(cell).collect();
        if !is_table(&painted) {
            continue;
        }
        for (_, piece) in &painted {
            in_tables[*piece] = true;
        }
        if is_by_columns(&painted) {
            let mut rows = painted;
            rows.sort_by_key(|(cell, _)| *cell);
            let moved: Vec<usize> = rows.into_iter().map(|(_, piece)| piece).collect();
            order = replaced(order, &moved);
        }
    }
    (order, in_tables)
}

/// Returns `order` with all of `moved`, in their new order, at the position of the first of them.
pub(super) fn replaced(order: Vec<usize>, moved: &[usize]) -> Vec<usize> {
    let mut is_moved = vec![false; order.len()];
    for &piece in moved {
        is_moved[piece] = true;
    }
    let mut put = Vec::with_capacity(order.len());
    let mut is_put = false;
    for piece in order {
        if !is_moved[piece] {
            put.push(piece);
        } else if !std::mem::replace(&mut is_put, true) {
            put.extend_from_slice(moved);
        }
    }
    put
}

/// Returns whether the next cell is more often the one below than one in the same row.
fn is_by_columns(painted: &[((usize, usize), usize)]) -> bool {
    let steps = |goes: fn((usize, usize), (usize, usize)) -> bool| {
        painted.windows(2).filter(|pair| goes(pair[0].0, pair[1].0)).count()
    };
    steps(|from, to| from.1 == to.1 && from.0 < to.0) > steps(|from, to| from.0 == to.0 && from.1 < to.1)
}

/// Returns whether enough cells in enough rows and columns are non-empty.
fn is_table(painted: &[((usize, usize), usize)]) -> bool {
    let count = |mut values: Vec<(usize, usize)>| {
        values.sort_unstable();
        values.dedup();
        values.len()
    };
    let cells: Vec<(usize, usize)> = painted.iter().map(|(cell, _)| *cell).collect();
    let rows = count(cells.iter().map(|(row, _)| (*row, 0)).collect());
    let columns = count(cells.iter().map(|(_, column)| (0, *column)).collect());
    rows > 1 && columns > 1 && count(cells) >= MIN_CELLS
}

/// Returns the rules above and left of a piece, if it is between rules on all sides.
fn cell(piece: &TextRun, grid: &Grid) -> Option<(usize, usize)> {
    let across = f64::midpoint(piece.left, piece.right);
    let down = piece.down - MIDDLE_EM * piece.em;
    Some((before(&grid.rows, down, across)?, before(&grid.columns, across, down)?))
}

/// Returns the last rule before `place` that passes `along`, if one after it does too.
fn before(spans: &[RuleSpan], place: f64, along: f64) -> Option<usize> {
    let reached = |(_, span): &(usize, &RuleSpan)| span.reaches(along);
    let (index, _) = spans.iter().enumerate().rev().filter(reached).find(|(_, span)| span.at <= place)?;
    spans[index..].iter().any(|span| span.at > place && span.reaches(along)).then_some(index)
}
