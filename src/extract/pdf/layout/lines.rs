//! Groups glyphs into lines: positions alone decide where a word ends and where a line ends.
//!
//! The text of a line is left to `spacing`, the meaning of raised digits to `superscripts`, and grouping
//! lines to `paragraphs`. Each glyph's own baseline is used, so that rotated text reads like any other.
//! Invariant: lines come in content order and are neither empty nor padded.

use hayro_interpret::kurbo::{Point, Rect, Vec2};

use super::{
    spacing::{self, SpacedText},
    superscripts::SuperscriptTracker,
};
use crate::extract::pdf::glyph::{Glyph, Letter, RaisedDigit};

/// The width from which a gap between two glyphs is a space, in em.
///
/// This and the next three were found best on 126 Polish files from Word, TeX, Quartz and others (F1 0.9986
/// against pdftotext).
const SPACE_EM: f64 = 0.17;
/// The size of a step across the baseline that begins a line, in em; superscripts step less.
const ACROSS_EM: f64 = 0.6;
/// The size of a step back along the baseline that begins a line, in em; kerning steps less.
const BACK_EM: f64 = 0.6;
/// The size of a step ahead that begins a line, in em: the next column or a distant cell of a table.
const JUMP_EM: f64 = 8.0;
/// The width below which a space is ignored, in em; the narrowest real one, a hair space, is 0.08 em.
const NOTHING_EM: f64 = 0.02;
/// The minimum agreement in direction of baselines that share a line, as a cosine.
const SAME_DIRECTION: f64 = 0.95;

/// A line of text and its position, measured along and across its own direction in points.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::extract::pdf) struct TextLine {
    /// The words.
    pub(in crate::extract::pdf) text: String,
    /// The direction of the line.
    pub(in crate::extract::pdf) direction: Vec2,
    /// Its start along its direction.
    pub(in crate::extract::pdf) left: f64,
    /// Its end along its direction.
    pub(in crate::extract::pdf) right: f64,
    /// The position of its baseline across its direction, growing downward.
    pub(in crate::extract::pdf) down: f64,
    /// The largest font size in it.
    pub(in crate::extract::pdf) em: f64,
    /// The small raised digits in `text` that are not an ordinary part of a word: `22¹` has the text `221`.
    pub(in crate::extract::pdf) raised: Vec<RaisedDigit>,
    /// The place of each word on the page, in points; words end at the spaces of `text`.
    pub(in crate::extract::pdf) words: Vec<Rect>,
}

/// Returns the lines formed by `glyphs`.
pub(in crate::extract::pdf) fn lines(glyphs: &[Glyph]) -> Vec<TextLine> {
    let mut drafts: Vec<LineDraft> = Vec::new();
    let mut previous: Option<&Glyph> = None;
    for glyph in glyphs.iter().filter(|glyph| !is_nothing(glyph)) {
        let step = previous.map_or(GlyphGap::Line, |previous| step(previous, glyph));
        match drafts.last_mut().filter(|_| step != GlyphGap::Line) {
            Some(draft) => draft.append(glyph, step == GlyphGap::Space),
            None if glyph.character == ' ' => continue,
            None => drafts.push(LineDraft::begin(glyph)),
        }
        previous = Some(glyph);
    }
    let lines = drafts.into_iter().map(LineDraft::finish);
    lines.filter(|line| !line.text.is_empty()).collect()
}

/// Returns whether the glyph is a space without width.
///
/// Some programs write one in the middle of a word for an accent set over a letter.
fn is_nothing(glyph: &Glyph) -> bool {
    glyph.character == ' ' && glyph.advance < NOTHING_EM * glyph.em
}

/// What is between two consecutive glyphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum GlyphGap {
    Letter,
    Space,
    Line,
}

fn step(previous: &Glyph, glyph: &Glyph) -> GlyphGap {
    let em = previous.em.max(glyph.em);
    let gap = glyph.origin - previous.end();
    let (along, across) = (gap.dot(previous.direction), gap.cross(previous.direction).abs());
    let turned = previous.direction.dot(glyph.direction) < SAME_DIRECTION;
    if turned || across > ACROSS_EM * em || along < -BACK_EM * em || along > JUMP_EM * em {
        GlyphGap::Line
    } else if along > SPACE_EM * glyph.em {
        GlyphGap::Space
    } else {
        GlyphGap::Letter
    }
}

/// A line that is still being read.
struct LineDraft {
    line: TextLine,
    letters: Vec<Letter>,
    end: Point,
    after_space: bool,
    marks: SuperscriptTracker,
}

impl LineDraft {
    fn begin(glyph: &Glyph) -> Self {
        let left = glyph.direction.dot(glyph.origin.to_vec2());
        let line = TextLine {
            text: String::new(),
            direction: glyph.direction,
            left,
            right: left + glyph.advance,
            down: glyph.direction.cross(glyph.origin.to_vec2()),
            em: glyph.em,
            raised: Vec::new(),
            words: Vec::new(),
        };
        let (character, area) = (glyph.character, glyph.area());
        let letter = Letter { character, gap_em: 0.0, after_space: false, raised: None, area };
        Self {
            line,
            letters: vec![letter],
            end: glyph.end(),
            after_space: false,
            marks: SuperscriptTracker::begin(glyph),
        }
    }

    fn append(&mut self, glyph: &Glyph, is_apart: bool) {
        self.after_space |= is_apart;
        if glyph.character == ' ' {
            self.after_space = true;
            return;
        }
        let gap_em = (glyph.origin - self.end).dot(self.line.direction) / glyph.em;
        let after_space =
            std::mem::take(&mut self.after_space) || self.marks.ends_number(glyph, &self.letters);
        let raised = self.marks.next(glyph, &self.letters, after_space);
        let (character, area) = (glyph.character, glyph.area());
        self.letters.push(Letter { character, gap_em, after_space, raised, area });
        self.end = glyph.end();
        self.line.right = self.line.right.max(self.line.direction.dot(self.end.to_vec2()));
        if glyph.em > self.line.em {
            self.line.em = glyph.em;
            self.line.down = self.line.direction.cross(glyph.origin.to_vec2());
        }
    }

    fn finish(self) -> TextLine {
        let SpacedText { text, raised, words } = spacing::text(&self.letters);
        TextLine { text, raised, words, ..self.line }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Creates glyphs half an em wide and 10 points high, from each given position on.
    fn glyphs(parts: &[(&str, f64, f64)], direction: Vec2) -> Vec<Glyph> {
        let advance = 5.0;
        let place = |&(text, x, y): &(&str, f64, f64)| {
            let glyph = move |(index, character)| {
                let origin = Point::new(x, y) + direction * (advance * index as f64);
                Glyph { character, origin, direction, advance, em: 10.0 }
            };
            text.chars().enumerate().map(glyph).collect::<Vec<_>>()
        };
        parts.iter().flat_map(place).collect()
    }

    #[track_caller]
    fn check(parts: &[(&str, f64, f64)], expected: &[&str]) {
        let texts = |direction| -> Vec<String> {
            lines(&glyphs(parts, direction)).into_iter().map(|line| line.text).collect()
        };
        assert_eq!(texts(Vec2::new(1.0, 0.0)), expected);
    }

    #[test]
    fn a_gap_is_a_space_and_a_font_change_is_not() {
        check(&[("POUFNO", 0.0, 0.0), ("Ś", 30.5, 0.0), ("CI", 35.0, 0.0)], &["POUFNOŚCI"]);
        check(&[("Rada", 0.0, 0.0), ("Miasta", 22.0, 0.0)], &["Rada Miasta"]);
        check(&[("Rada ", 0.0, 0.0), ("Miasta", 28.0, 0.0)], &["Rada Miasta"]);
    }

    #[test]
    fn a_step_down_or_back_or_far_ahead_begins_a_line() {
        check(&[("XXXIII", 0.0, 0.0), ("RADY", 0.0, 12.0)], &["XXXIII", "RADY"]);
        check(&[("lewa", 0.0, 0.0), ("prawa", 200.0, 0.0)], &["lewa", "prawa"]);
        check(&[("druga", 50.0, 0.0), ("raz", 0.0, 0.0)], &["druga", "raz"]);
    }

    #[test]
    fn a_superscript_stays_in_its_line() {
        check(&[("m", 0.0, 0.0), ("2", 5.0, -4.0), ("gruntu", 13.0, 0.0)], &["m2 gruntu"]);
    }

    #[test]
    fn spaces_alone_form_no_line() {
        check(&[("raz", 0.0, 0.0), ("   ", 0.0, 12.0), ("dwa", 0.0, 24.0)], &["raz", "dwa"]);
    }

    #[test]
    fn text_running_upward_reads_like_any_other() {
        let up = Vec2::new(0.0, -1.0);
        let found = lines(&glyphs(&[("Rada", 0.0, 0.0), ("Miasta", 0.0, -22.0)], up));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].text, "Rada Miasta");
    }
}
