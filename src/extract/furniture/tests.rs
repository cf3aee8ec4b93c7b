//! Tests of what is removed from the lines of web pages.

use super::*;
use crate::document::{Edit, Span};

#[track_caller]
fn check(text: &str, title: &str, expected: &str) {
    let mut page = Page::new(1, text);
    remove(&mut page, &mut Vec::new(), Some(title).filter(|title| !title.is_empty()));
    assert_eq!(page.text, expected, "from {text:?}");
}

#[test]
fn buttons_counters_and_notices_are_no_text() {
    let text = "Przystanek przeniesiono za skrzyżowanie.";
    for line in [
        "Drukuj",
        "Drukuj Zapisz jako PDF Powrót",
        "Przejdź do treści",
        "-A A +A",
        "A A+ A++ Wersja kontrastowa",
        "Liczba odwiedzin: 1284770",
        "33795869   odwiedzin",
        "Odsłony: 741",
        "SHIFT + ALT + F - Wyszukiwarka",
        "TAB - Kolejny element",
        "Imieniny: Andrzeja, Maury",
        "Dziś: 30 listopada 2034",
        "Czas czytania: 2 min",
        "Strona używa plików cookies zgodnie z ustawieniami przeglądarki.",
        "Przeglądarka IE 11 nie jest wspierana na tej witrynie.",
        "Twój adres e-mail nie zostanie opublikowany. Wymagane pola są oznaczone *",
        "Jesteś tutaj: Strona główna » Aktualności",
        "Następny artykuł: Kolęda w parku",
        "Pn Wt Śr Cz Pt So Nd",
        "Wytworzył: Jan Cis (19 grudnia 2030)",
        "Opublikowano: 12 marca 2031",
        "Data publikacji: 12.03.2031, 14:00",
        "26 lutego 2031 09:24 Jan Cis - Aktualizacja danych.",
        "Autor: Jan Cis Data publikacji: 12.03.2031",
    ] {
        check(
            &format!("{line}\n\n{text}\n\nDrugi akapit o przystanku."),
            "",
            &format!("{text}\n\nDrugi akapit o przystanku."),
        );
        check(&format!("{text}\n{line}\nDrugi wiersz o nim."), "", &format!("{text}\nDrugi wiersz o nim."));
    }
}

#[test]
fn similar_lines_are_text() {
    for line in [
        "Drukujemy plakaty",
        "Odwiedziny w szpitalu odbywają się po południu.",
        "Data publikacji strony internetowej: 2031-09-01.",
        "Wprowadził się nowy najemca lokalu przy ul. Tkackiej.",
        "Opublikowane wyniki konkursu można sprawdzić w bibliotece, a nagrody odebrać do końca lipca.",
        "Projekt uchwały w sprawie zmian w budżecie",
        "tel. 18 555 01 02",
        "Autor: Jan Cis",
        "Sporządziła: Anna Klon",
        "Opublikowano w Dzienniku Urzędowym Województwa, poz. 123",
        "Wprowadzone w życie zasady",
        "Utworzono 12 nowych miejsc",
        "Osoba odpowiedzialna za zadanie: kierownik",
        "Wykonanie: 45 000 zł",
        "Załącznik: metryczka drogi.pdf",
        "Termin składania: 12.03.2031",
    ] {
        check(
            &format!("Początek.\n{line}\nKoniec zdania o czym innym."),
            "",
            &format!("Początek.\n{line}\nKoniec zdania o czym innym."),
        );
    }
}

#[test]
fn boxes_end_where_the_text_goes_on() {
    let text = "Most otwarto po remoncie, który trwał dwa lata.\n\nPo moście znów jeżdżą rowery i chodzą piesi z obu brzegów rzeki.";
    check(&format!("{text}\n\nZobacz także\n\nNowe autobusy\nLodowisko czynne"), "", text);
    check(&format!("{text}\n\nMetryczka\nWytworzył:\tJan Cis\nLiczba zmian:\t3"), "", text);
    check(&format!("{text}\n\nZobacz także\n\nPlan mostu.pdf"), "", &format!("{text}\n\nPlan mostu.pdf"));
    check(
        &format!("Zobacz także\nNowe autobusy\n\n{text}"),
        "",
        &format!("Zobacz także\nNowe autobusy\n\n{text}"),
    );
}

#[test]
fn section_names_above_the_title_and_links_below_the_text_are_no_text() {
    let text = "Most otwarto po remoncie, który trwał dwa lata.";
    check(
        &format!("• Start\n• Wiadomości\n• Stary most\n\nStary most\n\n{text}"),
        "Stary most",
        &format!("Stary most\n\n{text}"),
    );
    check(
        &format!("Aktualności\n\n{text}\n\nWięcej szczegółów w środę."),
        "",
        &format!("{text}\n\nWięcej szczegółów w środę."),
    );
    check(
        &format!(
            "{text}\n\nUrząd Miasta, pl. Rynek 1, 30-000 Miasto\ntel. 12 555 00 00\nMapa strony RODO\n© 2031 Urząd Miasta"
        ),
        "Stary most",
        text,
    );
    let office = "Sekretariat\n\nPokój 12 na parterze, obok kasy i skrzynki na listy.\ntel. 12 555 00 00";
    check(&format!("{office}\n© 2031 Urząd"), "Kontakt", office);
    check("Drukuj\nPowrót", "", "Drukuj\nPowrót");
}

#[test]
fn what_remains_keeps_its_headings_and_edits() {
    let mut page = Page::new(1, "Drukuj\nart. 21¹ ustawy\nWstecz\nKoniec");
    page.edits = vec![Edit { start: 14, end: 16, text: "(1)".to_owned() }];
    let entry = |label: &str, start| OutlineEntry {
        label: label.to_owned(),
        page: 1,
        start,
        ..OutlineEntry::default()
    };
    let mut outline = vec![entry("Drukuj", 0), entry("Koniec", 31)];
    remove(&mut page, &mut outline, None);
    assert_eq!(page.reading(), "art. 21(1) ustawy\nKoniec");
    assert_eq!(outline, [entry("Koniec", page.text.find("Koniec").expect("there"))]);
}

/// Checks a text in which `{` and `}` stand for the ends of struck-out spans.
#[track_caller]
fn check_struck(marked: &str, expected: &str) {
    let mut page = Page::new(1, "");
    for c in marked.chars() {
        let at = page.text.len();
        let mut bracket = |text: &str| page.edits.push(Edit { start: at, end: at, text: text.to_owned() });
        match c {
            '{' => {
                bracket("[");
                page.struck.push(Span { start: at, end: at });
            }
            '}' => {
                bracket("]");
                page.struck.last_mut().expect("begun").end = at;
            }
            c => page.text.push(c),
        }
    }
    remove(&mut page, &mut Vec::new(), None);
    let mut shown = page.text.clone();
    for Span { start, end } in page.struck.iter().rev() {
        shown.insert(*end, '}');
        shown.insert(*start, '{');
    }
    assert_eq!(shown, expected, "from {marked:?}");
    assert_eq!(page.reading(), expected.replace('{', "[").replace('}', "]"), "from {marked:?}");
}

#[test]
fn struck_out_text_stays_struck_out_where_lines_are_removed() {
    // A line within, at the end, at the start, and one that is all there is.
    check_struck("a\n{ść b\nDrukuj\nść c}\nżółw\nd", "a\n{ść b\nść c}\nżółw\nd");
    check_struck("a\n{ść b\n\nDrukuj}\nżółw\nd", "a\n{ść b}\n\nżółw\nd");
    check_struck("a\n\n{Drukuj\nść b\n\nc}\nżółw", "a\n\n{ść b\n\nc}\nżółw");
    check_struck("a\n{Drukuj\n\nść b}\nżółw", "a\n\n{ść b}\nżółw");
    check_struck("{Drukuj\n\nść b}\nżółw", "{ść b}\nżółw");
    check_struck("a\n{Drukuj}\nść b", "a\nść b");
    check_struck("a\n{ść b}\nDrukuj", "a\n{ść b}");
    check_struck("a {ść}\nDrukuj\n{b} c", "a {ść}\n{b} c");
    check_struck("a {b}\nDrukuj\nWstecz\n{c\nPowrót\nd} e", "a {b}\n{c\nd} e");
}

proptest::proptest! {
    #[test]
    fn no_text_panics_and_only_whole_lines_go(text in "(Drukuj|Metryczka|Zobacz także|Odsłony: 3|©|A A|tel\\. 1|ą|słowo|\n|\n\n| |:|\\PC){0,60}") {
        let mut page = Page::new(1, text.clone());
        remove(&mut page, &mut Vec::new(), None);
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        proptest::prop_assert!(page.text.lines().all(|line| lines.contains(&line.trim())));
    }
}
