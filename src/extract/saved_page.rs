//! Reads a web page that was saved as plain text or Markdown with the menus and buttons it showed.
//!
//! Recognizing these is left to `furniture`. Invariant: a text that may be no web page is unchanged.

use super::{
    frontmatter::fold,
    furniture::{self, BoxKind, LineRoles},
    page_kind::PagePlace,
    posted, titles,
};
use crate::document::{Metadata, OutlineEntry, Page};

/// The maximum length of a line taken for a title, in characters; a longer one is a paragraph.
const TITLE_CHARS: usize = 200;
/// The number of lines around the title that may hold the date of a post.
const NEAR_LINES: usize = 4;

/// Removes what surrounds the text of the only page, and returns what the page says of itself.
///
/// `None` if the page does not show enough that only web pages have.
pub(super) fn read(page: &mut Page, outline: &mut Vec<OutlineEntry>) -> Option<Metadata> {
    let headings = outline.iter().map(|entry| entry.label.as_str()).collect();
    if !furniture::is_saved_page(&page.text, &headings) {
        return None;
    }
    let whole = page.text.clone();
    let lines = posted::lines(&whole);
    let heading = outline.iter().map(|entry| entry.label.clone()).find(|label| is_title(label));
    furniture::remove(page, outline, heading.as_deref());
    let title = heading.or_else(|| title(&page.text));
    let at = title
        .as_deref()
        .and_then(|title| lines.iter().rposition(|line| fold(line).as_deref() == Some(title)));
    let at = at.unwrap_or(0);
    let published = posted::shown(&lines, &lines[at.saturating_sub(1)..lines.len().min(at + NEAR_LINES)]);
    let above = lines[..at].join("\n");
    let place = PagePlace {
        title: title.as_deref().unwrap_or_default(),
        trail: &above,
        is_dated: published.is_some(),
        is_bulletin: lines.iter().any(|line| LineRoles::of(line).heads == Some(BoxKind::Metadata)),
    };
    let kind = place.kind(&page.text);
    Some(Metadata { title, published, kind, ..Metadata::default() })
}

/// Returns the first line of a text that may be its title.
pub(super) fn title(text: &str) -> Option<String> {
    let mut lines = text.lines().filter_map(fold).filter(|line| !says_nothing(line));
    lines.next().filter(|line| line.chars().count() <= TITLE_CHARS)
}

/// Returns whether a line is no title: the place and day of a letter, the name a program gave, that of a
/// section.
pub(super) fn says_nothing(line: &str) -> bool {
    let roles = LineRoles::of(line);
    !is_title(line) || roles.is_furniture() || line.starts_with('•')
}

fn is_title(label: &str) -> bool {
    titles::letter_day(label).is_none() && !titles::is_placeholder(label) && !LineRoles::of(label).is_edge
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks what is left of a text with these headings.
    #[track_caller]
    fn check(text: &str, headings: &[&str], expected: &str) {
        let mut page = Page::new(1, text);
        let start = |label: &str| text.find(label).expect("a heading of the text");
        let entry = |label: &&str| OutlineEntry {
            label: (*label).to_owned(),
            page: 1,
            start: start(label),
            ..OutlineEntry::default()
        };
        let is_page = read(&mut page, &mut headings.iter().map(entry).collect()).is_some();
        assert_eq!((page.text.as_str(), is_page), (expected, expected != text), "from {text:?}");
    }

    #[track_caller]
    fn check_unchanged(text: &str, headings: &[&str]) {
        check(text, headings, text);
    }

    #[test]
    fn documents_with_one_sign_of_a_web_page_lose_nothing() {
        let minutes = "Protokół nr 4\n\nPrzewodniczący otworzył sesję.\n\nHistoria zmian\n\nPunkt 3 dodano\nPunkt 5 skreślono\nRadny Cis\n";
        check_unchanged(minutes, &["Historia zmian"]);
        check_unchanged(minutes, &[]);
        check_unchanged("Drogi Janie,\n\nurlop mija dobrze.\n\nPowrót\nw sobotę\n\nPowrót", &[]);
        let act = "Uchwała nr 5\n\n§ 1. Prowadzi się rejestr.\n\nRejestr zmian\n\nData publikacji: 12.03.2031\nZatwierdził: Jan Cis\nLista zmian\n2031-04-01\n";
        check_unchanged(act, &["Rejestr zmian", "Lista zmian"]);
        check_unchanged(act, &[]);
        check_unchanged("Biblioteka w liczbach\n\n1200 odwiedzin\n300 pobrań\n40 gości z zagranicy", &[]);
        check_unchanged("Biblioteka\n\n• 1200 odwiedzin\n• 300 pobrań", &[]);
        let manual = "Podręcznik\n\nLogowanie\n\nPodaj hasło.\n\nWyszukiwarka\n\nWpisz słowo.\n\nDrukuj\n\nWybierz drukarkę.";
        check_unchanged(manual, &["Podręcznik", "Logowanie", "Wyszukiwarka", "Drukuj"]);
    }

    #[test]
    fn pages_with_two_signs_of_a_web_page_lose_what_is_around_their_text() {
        let text = "Most otwarto po remoncie, który trwał dwa lata.\n\nPo moście znów jeżdżą rowery.";
        for (above, below) in [
            ("Przejdź do treści", "Drukuj"),
            ("Drukuj", "Metryczka\nWytworzył: Jan Cis"),
            ("Jesteś tutaj: Strona główna » Aktualności", "Odsłony: 741"),
            ("Wersja do druku", "• Liczba odwiedzin: 1284770"),
        ] {
            check(&format!("{above}\n\n{text}\n\n{below}"), &[], text);
        }
    }
}
