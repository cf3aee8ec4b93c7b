//! Collects the straight lines that a page draws.
//!
//! The grids that they form are left to `layout`. Invariant: their number is bounded, whatever a page draws.

use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Shape as _};

/// The maximum number of rules; a page of a table whose cells each have four has 2,000.
const MAX_RULES: usize = 10_000;
/// The width below which a filled shape is a rule, in points.
const MAX_THICKNESS: f64 = 3.0;
/// The minimum length of a rule, in points; shorter ones are strokes of letters drawn as shapes.
const MIN_LENGTH: f64 = 6.0;

/// A line that runs across or down the page, from its left or upper end on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::extract::pdf) struct RuledLine {
    /// One end.
    pub(in crate::extract::pdf) from: (f64, f64),
    /// The other end.
    pub(in crate::extract::pdf) to: (f64, f64),
}

/// Adds the rules in a path; in a `filled` one, those are the shapes as thin as rules.
pub(in crate::extract::pdf) fn collect(
    path: &BezPath,
    transform: Affine,
    filled: bool,
    rules: &mut Vec<RuledLine>,
) {
    if filled {
        return collect_thin(path, transform, rules);
    }
    let (mut start, mut last) = (Point::ORIGIN, Point::ORIGIN);
    for element in path.elements() {
        let next = match *element {
            PathEl::MoveTo(point) => {
                start = point;
                last = point;
                continue;
            }
            PathEl::LineTo(point) => point,
            PathEl::ClosePath => start,
            PathEl::QuadTo(_, point) | PathEl::CurveTo(_, _, point) => {
                last = point;
                continue;
            }
        };
        add(transform * last, transform * next, rules);
        last = next;
    }
}

/// Adds each thin shape of a path.
fn collect_thin(path: &BezPath, transform: Affine, rules: &mut Vec<RuledLine>) {
    for shape in path.elements().chunk_by(|_, next| !matches!(next, PathEl::MoveTo(_))) {
        if shape.len() > 6 || rules.len() >= MAX_RULES {
            continue;
        }
        let area = transform.transform_rect_bbox(shape.bounding_box());
        let middle = area.center();
        if area.height() <= MAX_THICKNESS {
            add(Point::new(area.x0, middle.y), Point::new(area.x1, middle.y), rules);
        } else if area.width() <= MAX_THICKNESS {
            add(Point::new(middle.x, area.y0), Point::new(middle.x, area.y1), rules);
        }
    }
}

fn add(a: Point, b: Point, rules: &mut Vec<RuledLine>) {
    let (width, height) = ((a.x - b.x).abs(), (a.y - b.y).abs());
    let is_straight = width.min(height) < 1.0 && width.max(height) >= MIN_LENGTH;
    if is_straight && (width + height).is_finite() && rules.len() < MAX_RULES {
        rules.push(RuledLine { from: (a.x.min(b.x), a.y.min(b.y)), to: (a.x.max(b.x), a.y.max(b.y)) });
    }
}
