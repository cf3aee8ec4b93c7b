//! Collects what a page paints, as glyphs with positions: a hayro device that keeps text and draws nothing.
//!
//! How glyphs become words and lines is left to `layout`. Invariants: every glyph kept stands
//! for one character, in content order; nothing painted twice in one place is kept twice.

use std::collections::{HashMap, HashSet};

use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask,
    font::{Glyph as FontGlyph, GlyphRun},
    hayro_cmap::{BfString, WritingMode},
    kurbo::{Affine, BezPath, Point},
};

use super::{
    bidi, characters,
    paint::PageCoverage,
    ruled_lines::{self, RuledLine},
    unmapped_fonts::UnmappedGlyphs,
};
use crate::extract::pdf::glyph::Glyph;

/// hayro gives outlines and widths in thousandths of the font size, whatever the font says.
const UNITS_PER_EM: f64 = 1000.0;
/// The maximum number of glyphs read from a page.
///
/// The densest page of the 1,447 Polish ones measured has under 20,000.
const MAX_GLYPHS: usize = 400_000;
/// The distance below which two equal characters are one painted twice, in em (fill and stroke, fake bold,
/// shadow).
///
/// The narrowest letters, `l` and `i`, are 0.22 em apart.
const DOUBLE_EM: f64 = 0.1;
/// The side of a cell of the grid used to find such duplicates, in points.
const CELL: f64 = 4.0;
/// The difference in horizontal scale within one run that reveals a substitute for a font that is not
/// embedded.
///
/// hayro stretches each of its glyphs to the width that the file requires.
const SAME_SCALE: f64 = 0.01;
/// The width above which a glyph that shows nothing is a space, whatever its font calls it, in em.
///
/// A glyph missing from its font mostly has no width.
const BLANK_EM: f64 = 0.1;
/// The width above which a soft hyphen is drawn, in em.
///
/// Fonts draw `-` and U+00AD with one glyph, and Typst names it by the latter (`rzeczowo-finansowego`).
/// Browsers leave a soft hyphen without width.
const DRAWN_EM: f64 = 0.05;

/// The side of a cell in which visible text covers invisible text, in points; the neighboring cells follow.
///
/// Recognized letters are a few points away from the drawn ones.
const COVER: f64 = 6.0;
const NEIGHBORS: [(i32, i32); 5] = [(0, 0), (-1, 0), (1, 0), (0, -1), (0, 1)];

/// Collects what a page paints.
#[derive(Debug, Default)]
pub(in crate::extract::pdf) struct Collector {
    /// The characters, in content order.
    pub(in crate::extract::pdf) glyphs: Vec<Glyph>,
    /// The number of characters painted invisibly, as OCR programs do.
    pub(in crate::extract::pdf) invisible: usize,
    /// The straight lines drawn.
    pub(in crate::extract::pdf) rules: Vec<RuledLine>,
    /// What the page paints besides text.
    pub(in crate::extract::pdf) paint: PageCoverage,
    unmapped: UnmappedGlyphs,
    /// Whether glyphs were dropped because there are too many.
    pub(in crate::extract::pdf) overflow: bool,
    /// The indices of the invisible glyphs.
    hidden: Vec<usize>,
    seen: HashMap<(char, i32, i32), Vec<Point>>,
}

impl Collector {
    /// Creates a collector for a page of this size in points.
    pub(in crate::extract::pdf) fn new(width: f32, height: f32) -> Self {
        Self { paint: PageCoverage::new(width, height), ..Self::default() }
    }

    /// Names the glyphs that their fonts do not name, and adds those that `unpainted` returns as missing.
    pub(in crate::extract::pdf) fn finish(&mut self, unpainted: impl FnOnce(&[Glyph]) -> Vec<Glyph>) {
        self.unmapped.name(&mut self.glyphs);
        let room = MAX_GLYPHS.saturating_sub(self.glyphs.len());
        let added = unpainted(&self.glyphs);
        self.glyphs.extend(added.into_iter().take(room));
    }

    fn add_unmapped(&mut self, glyph: Glyph, code: u32, invisible: bool) {
        let before = self.glyphs.len();
        self.add(glyph, invisible);
        if self.glyphs.len() > before {
            self.unmapped.add(before, code);
        }
    }

    fn add(&mut self, glyph: Glyph, invisible: bool) {
        if self.glyphs.len() >= MAX_GLYPHS {
            self.overflow = true;
            return;
        }
        if !glyph.character.is_whitespace() && self.is_double(&glyph) {
            return;
        }
        let is_hyphen = glyph.character == '\u{AD}' && glyph.advance > DRAWN_EM * glyph.em;
        let character = if is_hyphen { '-' } else { glyph.character };
        self.glyphs.push(Glyph { character, ..glyph });
        if invisible {
            self.hidden.push(self.glyphs.len() - 1);
        }
        self.invisible = self.hidden.len();
    }

    /// Drops invisible text under visible text: an OCR layer of a page that has its own text.
    pub(in crate::extract::pdf) fn drop_doubled(&mut self) {
        if self.hidden.is_empty() || self.hidden.len() == self.glyphs.len() {
            return;
        }
        let mut is_kept = vec![true; self.glyphs.len()];
        for &hidden in &self.hidden {
            is_kept[hidden] = false;
        }
        let visible =
            self.glyphs.iter().zip(&is_kept).filter(|(glyph, kept)| **kept && glyph.character != ' ');
        let covered: HashSet<(i32, i32)> = visible.map(|(glyph, _)| cell(glyph.middle(), (0, 0))).collect();
        for &hidden in &self.hidden {
            let near = |step| covered.contains(&cell(self.glyphs[hidden].middle(), step));
            is_kept[hidden] = !NEIGHBORS.into_iter().any(near);
        }
        self.invisible = self.hidden.iter().filter(|hidden| is_kept[**hidden]).count();
        let mut kept = is_kept.into_iter();
        self.glyphs.retain(|_| kept.next().unwrap_or(true));
        self.hidden.clear();
    }

    /// Returns whether this character is already at this position; if not, records it.
    fn is_double(&mut self, glyph: &Glyph) -> bool {
        let radius = (glyph.em * DOUBLE_EM).min(CELL / 2.0);
        let at = |dx: f64, dy: f64| {
            let (x, y) = ((glyph.origin.x + dx) / CELL, (glyph.origin.y + dy) / CELL);
            (glyph.character, x.floor() as i32, y.floor() as i32)
        };
        let corners = [at(-radius, -radius), at(-radius, radius), at(radius, -radius), at(radius, radius)];
        let near = |cell: &(char, i32, i32)| {
            let points = self.seen.get(cell).map_or(&[][..], Vec::as_slice);
            points.iter().any(|point| point.distance(glyph.origin) < radius)
        };
        if corners.iter().enumerate().any(|(at, cell)| !corners[..at].contains(cell) && near(cell)) {
            return true;
        }
        self.seen.entry(at(0.0, 0.0)).or_default().push(glyph.origin);
        false
    }

    /// Adds each character of a glyph's text.
    ///
    /// A ligature has several, which share its width from left to right.
    fn add_text(&mut self, text: &str, whole: Glyph, invisible: bool) {
        if let [byte] = text.as_bytes()
            && byte.is_ascii_graphic()
        {
            return self.add(Glyph { character: char::from(*byte), ..whole }, invisible);
        }
        for character in text.chars() {
            self.paint.character(character, whole.origin, self.glyphs.last());
        }
        let mut characters: Vec<char> = text.chars().flat_map(characters::expand).collect();
        let is_leftward = |character: &char| bidi::is_leftward(*character);
        for run in characters.chunk_by_mut(|a, b| is_leftward(a) && is_leftward(b)) {
            run.reverse();
        }
        let advance = whole.advance / characters.len().max(1) as f64;
        for (index, character) in characters.into_iter().enumerate() {
            let origin = whole.origin + whole.direction * (advance * index as f64);
            self.add(Glyph { character, origin, advance, ..whole }, invisible);
        }
    }
}

impl<'a> Device<'a> for Collector {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        if matches!(mode, DrawMode::Fill(_) | DrawMode::FillAndStroke(..)) {
            self.paint.path(path, props.transform);
        }
        let is_filled = matches!(mode, DrawMode::Fill(_));
        ruled_lines::collect(path, props.transform, is_filled, &mut self.rules);
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let vertical = matches!(run.writing_mode(), WritingMode::Vertical);
        let invisible = matches!(mode, DrawMode::Invisible);
        let even = is_even(run);
        for glyph in run.glyphs() {
            let transform = props.transform * glyph.transform();
            let width = if vertical { UNITS_PER_EM } else { advance_width(glyph) };
            let Some(placed) = place(transform, width, vertical, even) else { continue };
            match glyph.as_unicode() {
                Some(BfString::Char(character)) => {
                    self.add_text(character.encode_utf8(&mut [0; 4]), placed, invisible);
                }
                Some(BfString::String(text)) => self.add_text(&text, placed, invisible),
                None if is_blank(glyph) && placed.advance > BLANK_EM * placed.em => {
                    self.add(Glyph { character: ' ', ..placed }, invisible);
                }
                None => self.add_unmapped(placed, glyph.char_code(), invisible),
            }
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.paint.image(props.transform, image.width(), image.height());
    }
}

/// Returns the cell that contains a point, or one some steps away from it.
fn cell(point: Point, step: (i32, i32)) -> (i32, i32) {
    let cell = |length: f64| (length / COVER).floor() as i32;
    (cell(point.x).saturating_add(step.0), cell(point.y).saturating_add(step.1))
}

/// Returns whether a glyph shows nothing.
fn is_blank(glyph: &FontGlyph<'_>) -> bool {
    matches!(glyph, FontGlyph::Outline(outline) if outline.outline().elements().is_empty())
}

fn advance_width(glyph: &FontGlyph<'_>) -> f64 {
    let width = match glyph {
        FontGlyph::Outline(outline) => outline.advance_width(),
        FontGlyph::Type3(type3) => type3.advance_width(),
    };
    f64::from(width.unwrap_or(0.0))
}

/// Returns whether all glyphs of the run are stretched equally: then the text itself is, and its spacing too.
fn is_even(run: &GlyphRun<'_, '_>) -> bool {
    let scale = |transform: Affine| {
        let [a, b, c, d, ..] = transform.as_coeffs();
        a.hypot(b) / c.hypot(d)
    };
    let mut scales = run.glyphs().iter().map(|glyph| scale(glyph.transform()));
    let first = scales.next().unwrap_or(1.0);
    scales.all(|other| (other - first).abs() <= SAME_SCALE * first)
}

/// Returns the position of a glyph of this `width`, without its character yet; `None` for a degenerate one.
fn place(transform: Affine, width: f64, vertical: bool, even: bool) -> Option<Glyph> {
    let origin = transform * Point::ORIGIN;
    let (across, up) = (transform * Point::new(1.0, 0.0) - origin, transform * Point::new(0.0, 1.0) - origin);
    let along = if vertical { -up } else { across };
    let em = up.hypot() * UNITS_PER_EM;
    let unit = if vertical || even { along.hypot() } else { up.hypot() };
    let placed = Glyph {
        character: char::REPLACEMENT_CHARACTER,
        origin,
        direction: along.normalize(),
        advance: width * unit,
        em,
    };
    let sound = placed.end().is_finite() && placed.direction.is_finite() && em.is_normal();
    sound.then_some(placed)
}

#[cfg(test)]
mod tests {
    use hayro_interpret::kurbo::Vec2;

    use super::*;

    #[track_caller]
    fn check(text: &str, advance: f64, expected: &str) {
        let whole = Glyph {
            character: char::REPLACEMENT_CHARACTER,
            origin: Point::ORIGIN,
            direction: Vec2::new(1.0, 0.0),
            advance,
            em: 10.0,
        };
        let mut collector = Collector::default();
        collector.add_text(text, whole, false);
        assert_eq!(collector.glyphs.iter().map(|glyph| glyph.character).collect::<String>(), expected);
    }

    #[test]
    fn a_soft_hyphen_with_a_width_is_a_visible_hyphen() {
        check("\u{AD}", 3.3, "-");
        check("\u{AD}", 0.0, "\u{AD}");
    }

    #[test]
    fn the_letters_of_a_ligature_are_placed_left_to_right() {
        check("ﬁ", 5.0, "fi");
        check("\u{5DC}\u{5D0} ab", 5.0, "\u{5D0}\u{5DC} ab");
    }

    #[test]
    fn invisible_text_under_visible_text_is_dropped() {
        let mut collector = Collector::default();
        let mut set = |text: &str, x: f64, y: f64, invisible: bool| {
            for (at, character) in text.chars().enumerate() {
                let origin = Point::new(x + 5.0 * at as f64, y);
                let direction = Vec2::new(1.0, 0.0);
                collector.add(Glyph { character, origin, direction, advance: 5.0, em: 10.0 }, invisible);
            }
        };
        set("Rada", 40.0, 100.0, false);
        set("Rnda", 41.5, 101.0, true);
        set("pieczęć", 40.0, 200.0, true);
        collector.drop_doubled();
        let text: String = collector.glyphs.iter().map(|glyph| glyph.character).collect();
        assert_eq!((text.as_str(), collector.invisible), ("Radapieczęć", 7));
    }
}
