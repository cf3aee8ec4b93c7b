//! Computes how the text reads on from page to page.
//!
//! Turns what `running_headers`, `endings` and raised digits mean for the text into the edits of each page.
//! The text itself is never changed. Invariants: the edits of a page are sorted and do not overlap; they
//! begin and end at character boundaries.

mod endings;
mod numerals;
mod running_headers;

use std::ops::Range;

use super::{
    glyph::{Raised, RaisedDigit},
    layout::PageLayout,
};
use crate::{
    document::{Edit, Page},
    extract::catch_panic::catch_panic,
};
use endings::PageLines;
use running_headers::LineRole;

/// Adds its edits to each page; a failure there costs no page. `sheets` belong to the pages.
pub(super) fn add_edits(pages: &mut [Page], sheets: &[PageLayout]) {
    let found = catch_panic(|| edits(pages, sheets)).unwrap_or_default();
    for (page, edits) in pages.iter_mut().zip(found) {
        page.edits = edits;
    }
}

/// Returns the edits of each page.
fn edits(pages: &[Page], sheets: &[PageLayout]) -> Vec<Vec<Edit>> {
    let roles = running_headers::roles(pages, sheets);
    let parts = pages.iter().zip(sheets).zip(&roles);
    let views: Vec<PageLines<'_>> =
        parts.map(|((page, layout), roles)| PageLines { page, layout, roles }).collect();
    let mut edits: Vec<Vec<Edit>> = views.iter().map(|view| without_running_headers(*view)).collect();
    for (at, pair) in views.windows(2).enumerate() {
        if let Some((here, next)) = endings::joined(pair[0], pair[1]) {
            add(&mut edits[at], here);
            add(&mut edits[at + 1], next);
        }
    }
    for (edits, view) in edits.iter_mut().zip(&views) {
        add_raised(edits, *view);
    }
    edits
}

/// Adds an edit, shortened to what the others leave free.
fn add(edits: &mut Vec<Edit>, mut edit: Edit) {
    let behind = edits.iter().filter(|other| other.start >= edit.start).map(|other| other.start).min();
    edit.end = edit.end.min(behind.unwrap_or(edit.end));
    edits.push(edit);
}

/// Removes lines that are furniture and say nothing new.
fn without_running_headers(view: PageLines<'_>) -> Vec<Edit> {
    let places = &view.layout.places;
    let text = &view.page.text;
    let mut edits = Vec::new();
    let mut at = 0;
    for run in view.roles.chunk_by(|a, b| (*a == LineRole::Repeated) == (*b == LineRole::Repeated)) {
        let lines = at..at + run.len();
        at = lines.end;
        if run[0] == LineRole::Repeated {
            let before = lines.start.checked_sub(1).map_or(0, |line| places[line].range.end);
            let after = places.get(lines.end).map_or(text.len(), |place| place.range.start);
            let range = places[lines.start].range.start..places[lines.end - 1].range.end;
            edits.extend(cut(text, before, range, after));
        }
    }
    edits
}

/// Returns the edit that removes `range`, between a line that ends at `before` and one that begins at
/// `after`.
///
/// The two remain separated as they were on the side with the wider gap. `None` if the range has run into one
/// of them.
fn cut(text: &str, before: usize, range: Range<usize>, after: usize) -> Option<Edit> {
    let (left, right) = (&text[before..range.start], &text[range.end..after]);
    let parts = |gap: &str| gap.matches('\n').count();
    let (is_first, is_last) = (range.start == 0, range.end == text.len());
    if (left.is_empty() && !is_first) || (right.is_empty() && !is_last) {
        return None;
    }
    let takes_right = is_first || (!is_last && parts(left) >= parts(right));
    let (start, end) = if takes_right { (range.start, after) } else { (before, range.end) };
    Some(Edit { start, end, text: String::new() })
}

/// Returns how consecutive raised digits are read.
///
/// `22¹`, whose text is `221`, reads `22(1)`, as acts are quoted where nothing can be raised; the mark of a
/// footnote is separated.
fn raised(text: &str, run: &[RaisedDigit]) -> Option<Edit> {
    let (first, last) = (run.first()?, run.last()?);
    let (start, end) = (first.at, last.at + 1);
    let digits = text.get(start..end)?;
    let text = match first.meaning {
        Raised::Exponent => format!("({digits})"),
        Raised::Footnote => format!(" {digits}"),
    };
    Some(Edit { start, end, text })
}

/// Adds the raised digits that no edit covers, and sorts the edits.
fn add_raised(edits: &mut Vec<Edit>, view: PageLines<'_>) {
    edits.sort_by_key(|edit| edit.start);
    let is_covered = |at: usize| {
        let behind = edits.partition_point(|edit| edit.start <= at);
        behind > 0 && edits[behind - 1].end > at
    };
    let digits = view.layout.raised.iter().filter(|digit| !is_covered(digit.at)).copied();
    let digits: Vec<RaisedDigit> = digits.collect();
    let is_run = |a: &RaisedDigit, b: &RaisedDigit| a.at + 1 == b.at && a.meaning == b.meaning;
    let found: Vec<Edit> = digits.chunk_by(is_run).filter_map(|run| raised(&view.page.text, run)).collect();
    edits.extend(found);
    edits.sort_by_key(|edit| edit.start);
    edits.dedup_by(|next, edit| next.start < edit.end);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::pdf::layout::{self, TextLine};
    use hayro_interpret::kurbo::Vec2;

    /// Creates a page 600 points wide and 800 high from lines: the words, where they begin, how far down.
    type Row<'a> = (&'a str, f64, f64);

    fn page(number: u32, rows: &[Row<'_>]) -> (Page, PageLayout) {
        let line = |&(text, left, down): &Row<'_>| {
            let right = left + 5.0 * text.chars().count() as f64;
            let em = if text.starts_with('1') && text.contains(')') { 8.0 } else { 10.0 };
            TextLine {
                text: text.to_owned(),
                direction: Vec2::new(1.0, 0.0),
                left,
                right,
                down,
                em,
                raised: vec![],
                words: vec![],
            }
        };
        let lines: Vec<TextLine> = rows.iter().map(line).collect();
        let (text, layout) = layout::text_of(&lines, (600.0, 800.0));
        (Page::new(number, text), layout)
    }

    /// Returns how each page reads once its edits are applied.
    fn read(pages: &[Vec<Row<'_>>]) -> Vec<String> {
        let made = (1..).zip(pages).map(|(number, rows)| page(number, rows));
        let (pages, sheets): (Vec<Page>, Vec<PageLayout>) = made.unzip();
        let edits = edits(&pages, &sheets);
        pages.iter().zip(edits).map(|(page, edits)| applied(&page.text, &edits)).collect()
    }

    fn applied(text: &str, edits: &[Edit]) -> String {
        let mut applied = text.to_owned();
        for edit in edits.iter().rev() {
            applied.replace_range(edit.start..edit.end, &edit.text);
        }
        applied
    }

    #[track_caller]
    fn check(pages: &[Vec<Row<'_>>], expected: &[&str]) {
        assert_eq!(read(pages), expected);
    }

    #[test]
    fn a_header_is_read_once_and_page_numbers_never() {
        let page = |(number, text)| {
            vec![
                ("Dziennik Ustaw", 50.0, 40.0),
                (number, 280.0, 40.0),
                ("Poz. 205", 500.0, 40.0),
                (text, 50.0, 90.0),
                ("drugi wiersz.", 50.0, 102.0),
                ("BIP", 50.0, 770.0),
            ]
        };
        let pages = [("– 2 –", "Raz,"), ("– 3 –", "Dwa,"), ("– 4 –", "Trzy,")].map(page);
        let first = "Dziennik Ustaw\tPoz. 205\n\nRaz,\ndrugi wiersz.\n\nBIP";
        check(&pages, &[first, "Dwa,\ndrugi wiersz.", "Trzy,\ndrugi wiersz."]);
    }

    #[test]
    fn odd_and_even_pages_have_separate_headers() {
        let page = |number: &'static str| {
            let header = if number.len() % 2 == 1 { "Rada Miasta" } else { "Statut" };
            vec![(header, 50.0, 40.0), ("Tekst.", 50.0, 300.0), (number, 50.0, 770.0)]
        };
        let pages: Vec<Vec<Row<'_>>> = ["i", "ii", "iii", "iv", "v", "vi"].map(page).to_vec();
        let expected = ["Rada Miasta\n\nTekst.", "Statut\n\nTekst.", "Tekst.", "Tekst.", "Tekst.", "Tekst."];
        // `iii` and `v` have odd lengths, `ii`, `iv` and `vi` even ones.
        check(&pages, &expected);
    }

    #[test]
    fn headings_at_the_top_of_pages_are_text() {
        let page = |heading: &'static str| vec![(heading, 50.0, 40.0), ("Tekst.", 50.0, 300.0)];
        for headings in [["§ 1.", "§ 2.", "§ 3."], ["Rozdział 2", "Rozdział 2", "Rozdział 2"]] {
            let expected = headings.map(|heading| format!("{heading}\n\nTekst."));
            check(&headings.map(page), &expected.each_ref().map(String::as_str));
        }
        let expected = ["Tabela 1. Plan\n\nTekst.", "Tabela 2. Plan\n\nTekst.", "Tabela 3. Plan\n\nTekst."];
        check(&["Tabela 1. Plan", "Tabela 2. Plan", "Tabela 3. Plan"].map(page), &expected);
    }

    #[test]
    fn lines_on_only_two_pages_or_inside_text_are_text() {
        let page = || vec![("Rada Miasta", 50.0, 40.0), ("Tekst.", 50.0, 300.0)];
        check(&[page(), page()], &["Rada Miasta\n\nTekst."; 2]);
        let page =
            |top: &'static str| vec![(top, 50.0, 40.0), ("Nazwa", 50.0, 60.0), ("Tekst.", 50.0, 300.0)];
        let expected = ["raz\nNazwa\n\nTekst.", "dwa\nNazwa\n\nTekst.", "trzy\nNazwa\n\nTekst."];
        check(&["raz", "dwa", "trzy"].map(page), &expected);
    }

    #[test]
    fn a_word_broken_across_pages_is_whole_on_the_first() {
        let pages = [
            vec![
                ("Rada organi-", 50.0, 700.0),
                ("1) Minister kieruje.", 50.0, 740.0),
                ("– 1 –", 280.0, 770.0),
            ],
            vec![("zacji, która", 50.0, 90.0), ("działa w Bielsku-", 50.0, 102.0), ("– 2 –", 280.0, 770.0)],
            vec![("Białej.", 50.0, 90.0), ("– 3 –", 280.0, 770.0)],
        ];
        check(&pages, &["Rada organizacji,\n\n1) Minister kieruje.", "która\ndziała w Bielsku-Białej.", ""]);
    }

    #[test]
    fn a_dash_does_not_join_words_across_pages() {
        let pages = [vec![("w roku 2013 -", 50.0, 700.0)], vec![("oraz", 50.0, 90.0)]];
        check(&pages, &["w roku 2013 -", "oraz"]);
    }

    #[test]
    fn raised_digits_read_as_raised_and_marks_separately() {
        let digit = |at, meaning| RaisedDigit { at, meaning };
        let raised = vec![digit(7, Raised::Exponent), digit(16, Raised::Footnote)];
        let page = Page::new(1, "art. 221, ustawy1)");
        let found = edits(std::slice::from_ref(&page), &[PageLayout { places: vec![], raised }]);
        assert_eq!(applied(&page.text, &found[0]), "art. 22(1), ustawy 1)");
    }
}
