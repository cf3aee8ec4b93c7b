//! Reads labels such as `Data:`, `Godzina:` and `Miejsce:`, whose value stands beside them or on the next line.
//!
//! Leaves the values to `day`, `hour`, `place` and `guests`.

use std::ops::Range;

use super::{
    lines::Line,
    words::{phrase_at, words},
};

/// What a label announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    Day,
    Hour,
    Place,
    Chair,
    Guests,
    Body,
}

const LABELS: [(&str, Label); 22] = [
    ("data posiedzenia|sesji|spotkania|obrad|konwentu", Label::Day),
    ("termin posiedzenia|sesji|spotkania|obrad|konwentu", Label::Day),
    ("data i godzina|czas|miejsce", Label::Day),
    ("data", Label::Day),
    ("termin", Label::Day),
    ("kiedy", Label::Day),
    ("dzien", Label::Day),
    ("godzina rozpoczecia", Label::Hour),
    ("godzina", Label::Hour),
    ("poczatek", Label::Hour),
    ("rozpoczecie", Label::Hour),
    ("miejsce posiedzenia|sesji|spotkania|obrad|konwentu", Label::Place),
    ("miejsce", Label::Place),
    ("gdzie", Label::Place),
    ("adres", Label::Place),
    ("prowadzenie|prowadzacy|prowadzaca|prowadzi", Label::Chair),
    ("przewodniczacy|przewodniczaca obrad|posiedzenia|sesji", Label::Chair),
    ("przewodniczy|przewodniczyl|przewodniczyla", Label::Chair),
    ("zaproszeni goscie", Label::Guests),
    ("goscie|zaproszeni", Label::Guests),
    ("organ|kto", Label::Body),
    ("nazwa komisji|organu", Label::Body),
];

/// Reads the label of a line; returns it with its value and the index of the line after it.
pub(super) fn label(text: &str, lines: &[Line], at: usize) -> Option<(Label, Range<usize>, usize)> {
    let line = &lines[at];
    let said = &text[line.range.clone()];
    let colon = said.find([':', '?']).filter(|colon| *colon < 40)?;
    let head = words(text, line.range.start..line.range.start + colon);
    let (_, label) = LABELS
        .iter()
        .find(|(phrase, _)| phrase_at(&head, 0, phrase).is_some_and(|end| end == head.len()))?;
    let value = line.range.start + colon + 1..line.range.end;
    if !text[value.clone()].trim().is_empty() {
        return Some((*label, value, at + 1));
    }
    let next = lines.get(at + 1).filter(|next| next.range.len() < 200)?;
    Some((*label, next.range.clone(), at + 2))
}

#[cfg(test)]
mod tests {
    use super::{super::lines::lines, *};

    #[test]
    fn values_stand_beside_their_label_or_below() {
        let text = "Data: 5 maja\n\nGodzina:\n\n11:00\nDane: x";
        let lines = lines(text);
        let read = |at| label(text, &lines, at).map(|(label, value, next)| (label, text[value].trim(), next));
        assert_eq!(read(0), Some((Label::Day, "5 maja", 1)));
        assert_eq!(read(1), Some((Label::Hour, "11:00", 3)));
        assert_eq!(read(3), None);
    }
}
