//! Pages whose lines are painted in no order, read from the top to the bottom and column by column.
//!
//! Cuts the page where nothing stands, again and again (XY-cut). Always holds: a page with an order of
//! its own, columns and tables painted cell by cell among them, is not called scrambled.

use super::{columns, order::Piece};

/// Fewer steps up to where text already stood are a header painted late or a stamp.
const MIN_JUMPS: usize = 4;
/// Of all steps from one line to another at least this share goes up on a scrambled page.
const JUMP_SHARE: f64 = 0.2;
/// A step up by more than this, in em, leaves the line.
const UP_EM: f64 = 1.0;
/// Cuts within cuts; two columns under a title need three.
const MAX_DEPTH: usize = 12;
/// Baselines nearer than this, in em, are one row.
const SAME_ROW_EM: f64 = 0.3;

/// Whether the pieces are painted in no order: often a line above the one before follows, and it does not
/// begin a column to the right.
pub(super) fn is_scrambled(pieces: &[Piece]) -> bool {
    let is_step = |pair: &&[Piece]| {
        let is_turned = pair.iter().any(|piece| piece.is_turned);
        !is_turned && (pair[1].down - pair[0].down).abs() > UP_EM * pair[1].em
    };
    let steps = pieces.windows(2).filter(is_step);
    let is_jump = |pair: &&[Piece]| pair[1].down < pair[0].down && pair[1].left < pair[0].right;
    let jumps = steps.clone().filter(is_jump).count();
    jumps >= MIN_JUMPS && jumps as f64 >= JUMP_SHARE * steps.count() as f64
}

/// The order in which the pieces are read.
pub(super) fn ordered(pieces: &[Piece]) -> Vec<usize> {
    let mut order = Vec::with_capacity(pieces.len());
    let mut all: Vec<usize> = (0..pieces.len()).collect();
    all.sort_by(|&a, &b| pieces[a].down.total_cmp(&pieces[b].down));
    cut(pieces, &all, MAX_DEPTH, &mut order);
    order
}

/// Adds the pieces of a region, which come from the top: its columns, or what stands above and below its widest gap, or its
/// rows.
fn cut(pieces: &[Piece], region: &[usize], depth: usize, order: &mut Vec<usize>) {
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

/// Pieces that come from the top, each row from the left.
fn in_rows(pieces: &[Piece], region: &[usize]) -> Vec<usize> {
    let is_row = |a: &usize, b: &usize| pieces[*b].down - pieces[*a].down < SAME_ROW_EM * pieces[*b].em;
    let mut sorted = region.to_vec();
    for row in sorted.chunk_by_mut(is_row) {
        row.sort_by(|&a, &b| pieces[a].left.total_cmp(&pieces[b].left));
    }
    sorted
}
