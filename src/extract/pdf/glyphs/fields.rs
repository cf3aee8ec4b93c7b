//! Adds the values of form fields and typed notes on a page that are not painted: programs often leave that
//! to the reader.
//!
//! Painting appearances is left to hayro. Invariants: a value that is already painted is not added again;
//! hidden values, passwords and anything but text are excluded; the work per page is bounded.

use hayro_interpret::kurbo::{Affine, Point, Rect, Vec2};
use hayro_syntax::{
    object::{Array, Dict, Name, Object, Rect as PdfRect, String as PdfString},
    page::Page,
};

use crate::extract::{
    html,
    pdf::{glyph::Glyph, strings},
};

/// The maximum number of fields examined per page; further ones are left as they are painted.
const MAX_FIELDS: usize = 2000;
/// The maximum number of glyphs examined for all fields: a thousand fields on the densest page measured.
const MAX_LOOKS: usize = 20_000_000;
/// The maximum size of the values of all fields of a page, in bytes; forms have a few thousand.
const MAX_BYTES: usize = 1 << 20;
/// How far up from a field its form is searched.
const MAX_DEPTH: usize = 8;
/// The font size in a field of one line, in points, as programs choose by default; that in other fields
/// follows.
const EM: f64 = 12.0;
const LIST_EM: f64 = 10.0;
/// The font sizes of notes, largest first; the first that fits is used.
const NOTE_EMS: [f64; 6] = [12.0, 10.0, 8.0, 6.0, 5.0, 4.0];
const SMALLEST_EM: f64 = 3.0;
/// The advance of a letter, in em; the height of a line follows.
const ADVANCE: f64 = 0.5;
const LINE: f64 = 1.2;

/// Flags of annotations (ISO 32000-1, table 165): hidden, not shown on screen.
const UNSEEN: u32 = 1 << 1 | 1 << 5;
/// The flag of a password field (table 228); that of a combo box (table 230) follows.
const PASSWORD: u32 = 1 << 13;
const COMBO: u32 = 1 << 17;

/// Returns the glyphs of the values missing from `painted`, in the order of the fields.
pub(super) fn unpainted(page: &Page<'_>, transform: Affine, painted: &[Glyph]) -> Vec<Glyph> {
    let Some(annotations) = page.raw().get::<Array<'_>>("Annots") else { return Vec::new() };
    let most = MAX_FIELDS.min(MAX_LOOKS / painted.len().max(1));
    let mut left = MAX_BYTES;
    let fields =
        annotations.iter::<Dict<'_>>().take(most).filter_map(|field| FormField::read(&field, &mut left));
    let mut glyphs = Vec::new();
    for field in fields {
        let area = transform.transform_rect_bbox(field.area);
        if !is_painted(&field.lines, area, painted) {
            glyphs.extend(field.glyphs(transform));
        }
    }
    glyphs
}

/// A field with its lines of text.
struct FormField {
    lines: Vec<String>,
    area: Rect,
    em: f64,
    /// Whether it is a note, all lines of which are shown.
    is_note: bool,
}

impl FormField {
    /// Reads a widget or a typed note, whose texts may take `left` bytes.
    fn read(annotation: &Dict<'_>, left: &mut usize) -> Option<Self> {
        if annotation.get::<u32>("F").unwrap_or(0) & UNSEEN != 0 {
            return None;
        }
        let area = annotation.get::<PdfRect>("Rect")?;
        let area = Rect::new(area.x0, area.y0, area.x1, area.y1).abs();
        match annotation.get::<Name<'_>>("Subtype")?.as_ref() {
            b"Widget" => Self::of_widget(annotation, area, left),
            b"FreeText" if !has_appearance(annotation) => Some(Self::of_note(&note(annotation, left)?, area)),
            _ => None,
        }
    }

    /// Creates a note with lines as wide as its area, in letters that fit.
    fn of_note(text: &str, area: Rect) -> Self {
        let wrapped = |em: f64| wrap(text, (area.width() / (em * ADVANCE)) as usize);
        let fits = |em: &f64| wrapped(*em).len() as f64 * em * LINE <= area.height();
        let em = NOTE_EMS.into_iter().find(fits).unwrap_or(SMALLEST_EM);
        Self { lines: wrapped(em), area, em, is_note: true }
    }

    fn of_widget(annotation: &Dict<'_>, area: Rect, left: &mut usize) -> Option<Self> {
        let flags = inherited::<u32>(annotation, "Ff").unwrap_or(0);
        let kind = inherited::<Name<'_>>(annotation, "FT")?;
        let lines = match kind.as_ref() {
            b"Tx" if flags & PASSWORD == 0 => texts(&inherited(annotation, "V")?, left),
            b"Ch" if flags & COMBO != 0 => texts(&inherited(annotation, "V")?, left),
            b"Ch" => options(&inherited(annotation, "Opt")?, left),
            _ => return None,
        };
        let em = if lines.len() > 1 { LIST_EM } else { EM };
        (!lines.is_empty()).then_some(Self { lines, area, em, is_note: false })
    }

    /// Returns the glyphs of the lines from the upper left corner on, up to what the field holds.
    fn glyphs(&self, transform: Affine) -> Vec<Glyph> {
        let em = self.em.min(self.area.height().max(1.0));
        let fitting = (self.area.height() / (em * LINE)).ceil().max(1.0) as usize;
        let fitting = if self.is_note { self.lines.len() } else { fitting };
        let mut glyphs = Vec::new();
        for (row, line) in self.lines.iter().enumerate().take(fitting) {
            let base = self.area.y1 - em * (1.0 + row as f64 * LINE);
            for (column, character) in line.chars().enumerate() {
                let origin = transform * Point::new(self.area.x0 + em * ADVANCE * column as f64, base);
                let end = transform * Point::new(self.area.x0 + em * ADVANCE * (column + 1) as f64, base);
                let along: Vec2 = end - origin;
                let glyph =
                    Glyph { character, origin, direction: along.normalize(), advance: along.hypot(), em };
                if glyph.direction.is_finite() && glyph.origin.is_finite() {
                    glyphs.push(glyph);
                }
            }
        }
        glyphs
    }
}

fn has_appearance(annotation: &Dict<'_>) -> bool {
    annotation.get::<Dict<'_>>("AP").is_some_and(|appearance| appearance.contains_key("N"))
}

/// Returns the plain text of a typed note, or else its rich text.
fn note(annotation: &Dict<'_>, left: &mut usize) -> Option<String> {
    let mut text = |key| annotation.get::<PdfString<'_>>(key).map(|text| decoded(&text, left));
    let plain = text("Contents").filter(|text| !text.is_empty());
    let note = plain.or_else(|| text("RC").map(|rich| html::text(&rich).text))?;
    let note = note.split_whitespace().collect::<Vec<_>>().join(" ");
    (!note.is_empty()).then_some(note)
}

/// Wraps the words at `most` characters per line; a longer word gets its own line.
fn wrap(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Returns a property of a field, or of the form that contains it.
fn inherited<'a, T: TryFrom<Object<'a>>>(field: &Dict<'a>, key: &str) -> Option<T> {
    let mut field = field.clone();
    for _ in 0..MAX_DEPTH {
        if let Some(value) = field.get::<Object<'a>>(key) {
            return T::try_from(value).ok();
        }
        field = field.get::<Dict<'a>>("Parent")?;
    }
    None
}

/// Returns the lines of a value: one text, or several chosen ones.
fn texts(value: &Object<'_>, left: &mut usize) -> Vec<String> {
    let lines = match value {
        Object::String(text) => vec![decoded(text, left)],
        Object::Array(chosen) => {
            chosen.iter::<PdfString<'_>>().take(MAX_FIELDS).map(|text| decoded(&text, left)).collect()
        }
        _ => Vec::new(),
    };
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}

/// Returns the labels of the options of a list, each given as a text, or as a value and a text.
fn options(options: &Array<'_>, left: &mut usize) -> Vec<String> {
    let called = |option: Object<'_>| match option {
        Object::String(text) => Some(decoded(&text, left)),
        Object::Array(pair) => pair.iter::<PdfString<'_>>().nth(1).map(|text| decoded(&text, left)),
        _ => None,
    };
    let called = options.iter::<Object<'_>>().take(MAX_FIELDS).filter_map(called);
    called.filter(|option| !option.is_empty()).collect()
}

/// Decodes the text, as far as its bytes are within the budget left.
fn decoded(text: &PdfString<'_>, left: &mut usize) -> String {
    let bytes = text.as_bytes();
    let bytes = &bytes[..bytes.len().min(*left)];
    *left = left.saturating_sub(bytes.len().max(1));
    strings::decode(bytes)
}

/// Returns whether glyphs in the area already show the first line, in full.
fn is_painted(lines: &[String], area: Rect, painted: &[Glyph]) -> bool {
    let near = area.inflate(1.0, 1.0);
    let here = painted.iter().filter(|glyph| near.contains(glyph.origin)).map(|glyph| glyph.character);
    let here: String = here.filter(|c| c.is_alphanumeric()).collect();
    let wanted: String =
        lines.first().into_iter().flat_map(|line| line.chars()).filter(|c| c.is_alphanumeric()).collect();
    wanted.is_empty() || here.contains(&wanted)
}
