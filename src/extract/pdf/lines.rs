//! Glyphs to lines: where a word ends and where a line ends, told from positions alone.
//!
//! Leaves to `paragraphs` how lines belong together. Works along each glyph's own baseline, so that
//! rotated text reads like any other. Always holds: lines come in content order, are NFC, and are
//! neither empty nor padded.

use hayro_interpret::kurbo::Vec2;
use unicode_normalization::UnicodeNormalization;

use super::device::Glyph;

/// A wider gap between two glyphs is a space. This and the next three are in em and were found best
/// on 126 Polish files from Word, TeX, Quartz, LibreOffice and others (F1 0.9986 against pdftotext).
const SPACE_EM: f64 = 0.17;
/// A larger step across the baseline begins a line; superscripts step less.
const ACROSS_EM: f64 = 0.6;
/// A larger step back along the baseline begins a line; kerning steps less.
const BACK_EM: f64 = 0.6;
/// A larger step ahead begins a line: the next column or a far cell of a table.
const JUMP_EM: f64 = 8.0;
/// Baselines whose directions agree less than this (as a cosine) do not share a line.
const SAME_DIRECTION: f64 = 0.95;

/// A line of text and where it stands, measured along and across its own direction in points.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// The words.
    pub(super) text: String,
    /// The way it runs.
    pub(super) direction: Vec2,
    /// Where it begins along its direction.
    pub(super) left: f64,
    /// Where it ends along its direction.
    pub(super) right: f64,
    /// Where its baseline lies across its direction; grows downwards.
    pub(super) down: f64,
    /// The largest font size in it.
    pub(super) em: f64,
}

/// The lines that `glyphs` form.
pub(super) fn lines(glyphs: &[Glyph]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut previous: Option<&Glyph> = None;
    for glyph in glyphs {
        let step = previous.map_or(Step::Line, |previous| step(previous, glyph));
        if glyph.character == ' ' {
            if step == Step::Line {
                continue;
            }
            extend(&mut lines, |line| line.text.push(' '));
        } else if step == Step::Line {
            lines.push(begin(glyph));
        } else {
            extend(&mut lines, |line| append(line, glyph, step == Step::Space));
        }
        previous = Some(glyph);
    }
    lines.iter_mut().for_each(tidy);
    lines.retain(|line| !line.text.is_empty());
    lines
}

/// What lies between two glyphs that follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Letter,
    Space,
    Line,
}

fn step(previous: &Glyph, glyph: &Glyph) -> Step {
    let em = previous.em.max(glyph.em);
    let gap = glyph.origin - previous.end();
    let (along, across) = (gap.dot(previous.direction), gap.cross(previous.direction).abs());
    let turned = previous.direction.dot(glyph.direction) < SAME_DIRECTION;
    if turned || across > ACROSS_EM * em || along < -BACK_EM * em || along > JUMP_EM * em {
        Step::Line
    } else if along > SPACE_EM * glyph.em {
        Step::Space
    } else {
        Step::Letter
    }
}

fn extend(lines: &mut [Line], change: impl FnOnce(&mut Line)) {
    if let Some(line) = lines.last_mut() {
        change(line);
    }
}

fn begin(glyph: &Glyph) -> Line {
    let left = glyph.direction.dot(glyph.origin.to_vec2());
    Line {
        text: glyph.character.to_string(),
        direction: glyph.direction,
        left,
        right: left + glyph.advance,
        down: glyph.direction.cross(glyph.origin.to_vec2()),
        em: glyph.em,
    }
}

fn append(line: &mut Line, glyph: &Glyph, after_space: bool) {
    if after_space {
        line.text.push(' ');
    }
    line.text.push(glyph.character);
    line.right = line.right.max(line.direction.dot(glyph.end().to_vec2()));
    if glyph.em > line.em {
        line.em = glyph.em;
        line.down = line.direction.cross(glyph.origin.to_vec2());
    }
}

/// Single spaces between words, no soft hyphen (one that ends the line is a hyphen), composed letters.
fn tidy(line: &mut Line) {
    let mut text = String::with_capacity(line.text.len());
    for word in line.text.split(' ').filter(|word| !word.is_empty()) {
        if !text.is_empty() {
            text.push(' ');
        }
        text.extend(word.nfc());
    }
    let splits_word = text.ends_with('\u{AD}');
    text.retain(|character| character != '\u{AD}');
    if splits_word && text.ends_with(char::is_alphabetic) {
        text.push('-');
    }
    line.text = text;
}

#[cfg(test)]
mod tests {
    use hayro_interpret::kurbo::Point;

    use super::*;

    /// Glyphs half an em wide and 10 points high, from each given place on.
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
    fn a_gap_is_a_space_and_a_font_switch_is_not() {
        check(&[("POUFNO", 0.0, 0.0), ("Ś", 30.5, 0.0), ("CI", 35.0, 0.0)], &["POUFNOŚCI"]);
        check(&[("Rada", 0.0, 0.0), ("Miasta", 22.0, 0.0)], &["Rada Miasta"]);
        check(&[("Rada ", 0.0, 0.0), ("Miasta", 28.0, 0.0)], &["Rada Miasta"]);
    }

    #[test]
    fn a_step_down_back_or_far_ahead_begins_a_line() {
        check(&[("XXXIII", 0.0, 0.0), ("RADY", 0.0, 12.0)], &["XXXIII", "RADY"]);
        check(&[("lewa", 0.0, 0.0), ("prawa", 200.0, 0.0)], &["lewa", "prawa"]);
        check(&[("druga", 50.0, 0.0), ("raz", 0.0, 0.0)], &["druga", "raz"]);
    }

    #[test]
    fn a_superscript_stays_in_its_line() {
        check(&[("m", 0.0, 0.0), ("2", 5.0, -4.0), ("gruntu", 13.0, 0.0)], &["m2 gruntu"]);
    }

    #[test]
    fn spaces_alone_make_no_line() {
        check(&[("raz", 0.0, 0.0), ("   ", 0.0, 12.0), ("dwa", 0.0, 24.0)], &["raz", "dwa"]);
    }

    #[test]
    fn accents_are_composed_and_soft_hyphens_show_only_at_the_end() {
        check(&[("Krako\u{301}w", 0.0, 0.0)], &["Kraków"]);
        check(&[("za\u{AD}rzą\u{AD}", 0.0, 0.0)], &["zarzą-"]);
    }

    #[test]
    fn text_that_runs_upwards_reads_like_any_other() {
        let up = Vec2::new(0.0, -1.0);
        let found = lines(&glyphs(&[("Rada", 0.0, 0.0), ("Miasta", 0.0, -22.0)], up));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].text, "Rada Miasta");
    }
}
