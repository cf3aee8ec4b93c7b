//! Reads labels such as `Data:`, `Godzina:` and `Miejsce:`, whose value stands beside them or on the next
//! line.
//!
//! Leaves the values to `day`, `hour`, `place` and `guests`.

use std::ops::Range;

use super::{lines::PostLine, phrases::Phrases, words::words};

/// What a label announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MeetingLabel {
    Day,
    Hour,
    Place,
    Chair,
    Guests,
    Body,
}

static LABELS: Phrases<(&str, MeetingLabel)> = Phrases::new(&[
    ("lokalizacja", MeetingLabel::Place),
    ("data posiedzenia|sesji|spotkania|obrad|konwentu", MeetingLabel::Day),
    ("termin posiedzenia|sesji|spotkania|obrad|konwentu", MeetingLabel::Day),
    ("data i godzina|czas|miejsce", MeetingLabel::Day),
    ("data", MeetingLabel::Day),
    ("termin", MeetingLabel::Day),
    ("kiedy i gdzie", MeetingLabel::Day),
    ("kiedy", MeetingLabel::Day),
    ("dzien", MeetingLabel::Day),
    ("godzina rozpoczecia", MeetingLabel::Hour),
    ("godzina", MeetingLabel::Hour),
    ("poczatek", MeetingLabel::Hour),
    ("rozpoczecie", MeetingLabel::Hour),
    ("miejsce posiedzenia|sesji|spotkania|obrad|konwentu", MeetingLabel::Place),
    ("miejsce", MeetingLabel::Place),
    ("gdzie", MeetingLabel::Place),
    ("adres", MeetingLabel::Place),
    ("prowadzenie|prowadzacy|prowadzaca|prowadzi", MeetingLabel::Chair),
    ("przewodniczacy|przewodniczaca obrad|posiedzenia|sesji", MeetingLabel::Chair),
    ("przewodniczy|przewodniczyl|przewodniczyla", MeetingLabel::Chair),
    ("przewodniczacy|przewodniczaca|prowadzil|prowadzila|otworzyl|otworzyla", MeetingLabel::Chair),
    ("zaproszeni goscie", MeetingLabel::Guests),
    ("goscie|zaproszeni|gosc|gosciem|goscmi", MeetingLabel::Guests),
    ("organ|kto", MeetingLabel::Body),
    ("nazwa komisji|organu", MeetingLabel::Body),
]);

/// The longest label, in bytes.
const LABEL_BYTES: usize = 40;

/// Reads the label of a line; returns it with its value and the index of the line after it.
pub(super) fn label(
    text: &str,
    lines: &[PostLine],
    at: usize,
) -> Option<(MeetingLabel, Range<usize>, usize)> {
    let line = &lines[at];
    let said = &text[line.range.clone()];
    if let Some(place) = said.strip_prefix('📍').filter(|place| place.len() > 3) {
        return Some((MeetingLabel::Place, line.range.end - place.len()..line.range.end, at + 1));
    }
    let head = &said.as_bytes()[..said.len().min(LABEL_BYTES)];
    let colon = memchr::memchr2(b':', b'?', head)?;
    let head = words(text, line.range.start..line.range.start + colon);
    let ((_, label), _) = LABELS.at(&head, 0, |end| end == head.len())?;
    let value = line.range.start + colon + 1..line.range.end;
    if !text[value.clone()].trim().is_empty() {
        return Some((*label, value, at + 1));
    }
    let next = lines.get(at + 1).filter(|next| next.range.len() < 200)?;
    Some((*label, next.range.clone(), at + 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meetings::lines::lines;

    #[test]
    fn values_stand_beside_their_label_or_below() {
        let text = "Data: 5 maja\n\nGodzina:\n\n11:00\nDane: x";
        let lines = lines(text);
        let read = |at| label(text, &lines, at).map(|(label, value, next)| (label, text[value].trim(), next));
        assert_eq!(read(0), Some((MeetingLabel::Day, "5 maja", 1)));
        assert_eq!(read(1), Some((MeetingLabel::Hour, "11:00", 3)));
        assert_eq!(read(3), None);
    }
}
