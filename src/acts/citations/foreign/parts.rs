//! Reads the parts of mentions that English and Ukrainian have in common: numbers, titles.
//!
//! Leaves the words around them to `english` and `ukrainian`. Invariant: what is read is bounded.

use crate::{
    acts::citations::{
        cursor::Cursor,
        identity::{read_number, skip_number_word},
        kinds::ActKind,
        mention::Mention,
    },
    document::CitedAct,
};

/// Reads `No. 358/2017`, `Nr 358/2017`, `№ 358/2017`; a number with a slash may stand alone.
pub(super) fn number_after(mut at: Cursor<'_>) -> Option<(String, usize)> {
    at.skip_while(char::is_whitespace);
    let mark = at.eat_char(&['№', '#']) || at.eat_any(&["no", "nos", "number", "номер"]);
    if mark {
        at.skip_while(|c| c.is_whitespace() || matches!(c, '.' | ':'));
    }
    let introduced = mark || skip_number_word(&mut at);
    read_number(at).filter(|(number, _)| introduced || number.contains('/'))
}

/// The mention of an act whose range is known.
pub(super) fn mention(kind: ActKind, act: CitedAct, start: usize, end: usize) -> Option<Mention> {
    let known = act.number.is_some() || act.date.is_some();
    let act = CitedAct { kind: Some(kind.noun().to_owned()), ..act };
    known.then_some(Mention { act, kind, range: start..end, title: None })
}

/// Reads the title of a statute from its first word to the end of its phrase; returns it and its end.
pub(super) fn title_at<'a>(at: Cursor<'a>, stops: &[&str]) -> Option<(&'a str, usize)> {
    const LONGEST: usize = 300;
    let mut next = at;
    let mut end = at.at;
    while next.at < at.at + LONGEST {
        let word = next.word();
        if word.is_empty() || end > at.at && stops.contains(&word.to_lowercase().as_str()) {
            break;
        }
        next.at += word.len();
        end = next.at;
        next.eat_char(&['-', '’', '\'']);
        let spaces = next.skip_while(char::is_whitespace);
        if next.text[next.at - spaces..next.at].matches('\n').count() > 1 {
            break;
        }
    }
    let title = &at.text[at.at..end];
    title.contains(char::is_whitespace).then_some((title, end))
}
