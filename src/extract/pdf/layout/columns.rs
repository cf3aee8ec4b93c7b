//! Reorders columns of running text that are painted row by row across the gutter.
//!
//! Columns that are painted as they are read are left alone, and so are tables, whose cells are narrow or not
//! filled. Invariant: anything above or below the columns stays there.

use super::{tables::replaced, text_run::TextRun};

/// The minimum number of rows with text on both sides of a gutter.
const MIN_ROWS: usize = 6;
/// The minimum width of a gutter, in em.
const GUTTER_EM: f64 = 0.8;
/// The minimum width of a column of text, in em: three on a page of A4 have 15.
const COLUMN_EM: f64 = 12.0;
/// The share of its column's width from which a line counts as filled.
const FILLED: f64 = 0.7;
/// The minimum share of filled lines in a column; cells of a table vary in length.
const FILLED_SHARE: f64 = 0.6;
/// The distance below which baselines are one row, in em.
const SAME_ROW_EM: f64 = 0.3;
/// How much farther than the previous rows a title or footer reaches into the gutter, in em.
const OUTGROWN_EM: f64 = 2.0;
/// The maximum distance between rows that belong together, in em.
const MAX_DROP_EM: f64 = 4.0;

/// Returns `order` with pieces in columns painted across put column by column; only `free` pieces are
/// considered.
pub(super) fn apart(pieces: &[TextRun], mut order: Vec<usize>, free: &[usize]) -> Vec<usize> {
    let rows = rows(pieces, free);
    let mut at = 0;
    while at < rows.len() {
        let Some(end) = region(pieces, &rows[at..]).map(|length| at + length) else {
            at += 1;
            continue;
        };
        let region: Vec<usize> = rows[at..end].concat();
        if let Some(columns) = columns(pieces, &region)
            && is_painted_across(&rows[at..end])
        {
            order = replaced(order, &columns.concat());
        }
        at = end;
    }
    order
}

/// Groups the pieces into rows from the top, each sorted from the left.
fn rows(pieces: &[TextRun], free: &[usize]) -> Vec<Vec<usize>> {
    let mut sorted = free.to_vec();
    sorted.sort_by(|&a, &b| pieces[a].down.total_cmp(&pieces[b].down));
    let is_row = |a: &usize, b: &usize| pieces[*b].down - pieces[*a].down < SAME_ROW_EM * pieces[*b].em;
    let row = |row: &[usize]| {
        let mut row = row.to_vec();
        row.sort_by(|&a, &b| pieces[a].left.total_cmp(&pieces[b].left));
        row
    };
    sorted.chunk_by(is_row).map(row).collect()
}

/// Returns how many rows from the first on leave one gutter free, if enough have text on both sides of it.
fn region(pieces: &[TextRun], rows: &[Vec<usize>]) -> Option<usize> {
    let is_wide = |piece: usize| pieces[piece].width() >= FILLED * COLUMN_EM * pieces[piece].em;
    let first = rows.first()?.windows(2).find(|pair| is_wide(pair[0]) && is_wide(pair[1]))?;
    let mut gutter = (pieces[first[0]].right, pieces[first[1]].left);
    let em = pieces[first[0]].em;
    let (mut length, mut both) = (0, 0);
    let mut down = pieces[first[0]].down;
    for row in rows {
        let middle = gutter.0 + GUTTER_EM * em / 2.0;
        let (left, right): (Vec<&TextRun>, Vec<&TextRun>) =
            row.iter().map(|&piece| &pieces[piece]).partition(|piece| piece.left < middle);
        let next = (
            left.iter().map(|piece| piece.right).fold(gutter.0, f64::max),
            right.iter().map(|piece| piece.left).fold(gutter.1, f64::min),
        );
        let row_down = row.first().map_or(down, |&piece| pieces[piece].down);
        let grown = (next.0 - gutter.0).max(gutter.1 - next.1);
        let is_title = both >= MIN_ROWS / 2 && grown > OUTGROWN_EM * em;
        if is_title || next.1 - next.0 < GUTTER_EM * em || row_down - down > MAX_DROP_EM * em {
            break;
        }
        (gutter, down, length) = (next, row_down, length + 1);
        both += usize::from(!left.is_empty() && !right.is_empty());
    }
    (both >= MIN_ROWS).then_some(length)
}

/// Returns whether most rows are painted from left to right before the next.
fn is_painted_across(rows: &[Vec<usize>]) -> bool {
    let pairs = rows.iter().flat_map(|row| row.windows(2));
    let (across, all) =
        pairs.fold((0, 0), |(across, all), pair| (across + usize::from(pair[1] == pair[0] + 1), all + 1));
    across * 2 > all
}

/// Groups the pieces into columns from the left, each sorted from the top; `None` if they are not running
/// text.
pub(super) fn columns(pieces: &[TextRun], region: &[usize]) -> Option<Vec<Vec<usize>>> {
    let mut sorted = region.to_vec();
    sorted.sort_by(|&a, &b| pieces[a].left.total_cmp(&pieces[b].left));
    let mut columns: Vec<(f64, Vec<usize>)> = Vec::new();
    for piece in sorted {
        let TextRun { left, right, em, .. } = pieces[piece];
        match columns.last_mut() {
            Some((end, column)) if left < *end + GUTTER_EM * em => {
                *end = end.max(right);
                column.push(piece);
            }
            _ => columns.push((right, vec![piece])),
        }
    }
    let mut columns: Vec<Vec<usize>> = columns.into_iter().map(|(_, column)| column).collect();
    for column in &mut columns {
        column.sort_by(|&a, &b| pieces[a].down.total_cmp(&pieces[b].down));
    }
    (columns.len() > 1 && columns.iter().all(|column| is_running(pieces, column))).then_some(columns)
}

/// Returns whether the lines of a column are wide and most of them filled.
fn is_running(pieces: &[TextRun], column: &[usize]) -> bool {
    let left = column.iter().map(|&piece| pieces[piece].left).fold(f64::INFINITY, f64::min);
    let right = column.iter().map(|&piece| pieces[piece].right).fold(f64::NEG_INFINITY, f64::max);
    let em = column.iter().map(|&piece| pieces[piece].em).fold(0.0, f64::max);
    let lines = rows(pieces, column);
    let filled = |row: &&Vec<usize>| {
        let ink: f64 = row.iter().map(|&piece| pieces[piece].width()).sum();
        ink >= FILLED * (right - left)
    };
    let share = lines.iter().filter(filled).count() as f64 / lines.len() as f64;
    lines.len() >= MIN_ROWS / 2 && right - left >= COLUMN_EM * em && share >= FILLED_SHARE
}
