//! How provisions, numbers and lists are found and shown, and the order of filter values.

use std::sync::LazyLock;

use crate::harness::{Place, list, text};

/// Documents about provisions, and documents that only contain their numbers, often.
static PROVISIONS: LazyLock<Place> = LazyLock::new(|| {
    let place = Place::new();
    let filler = "Rada rozpatruje wnioski mieszkańców i ogłasza wyniki konsultacji. ".repeat(40);
    place
        .file(
            "docs/section.md",
            format!("# Regulamin\n\n{filler}\n\n§ 3. Opłata wynosi 5 zł, a ulga 3 zł.\n\n{filler}"),
        )
        .file("docs/numbers.md", "# Wyniki 3\n\nWygrała lista 3, na miejscu 3 lista 3, na końcu lista 5.")
        .file(
            "docs/article.md",
            format!("# Statut\n\n{filler}\n\nStosuje się art. 30 ust. 1 ustawy.\n\n{filler}"),
        )
        .file(
            "docs/apart.md",
            "# Ustalenia\n\nArt. 1 i ust. 30. Art. 30 nie ma, ust. 1 nie ma, ust. 1 jest w art. 5.",
        )
        .file("docs/inner.md", "# Skarga\n\nZ art. 7 ust. 2 pkt 1 wynika termin.");
    place.index(&["docs"], 0);
    place
});

/// Returns the id of the first hit of a query and its snippets as HTML.
#[track_caller]
fn first(place: &Place, query: &str) -> (String, Vec<String>) {
    let response = place.search(&["--", query]);
    let hit = &list(&response, "hits")[0];
    let shown = list(hit, "snippets").iter().map(|snippet| text(snippet, "html").to_owned());
    (text(hit, "id").to_owned(), shown.collect())
}

#[test]
fn a_provision_ranks_above_its_separate_numbers() {
    for (query, id, mark) in
        [("§ 3", "section", "§ <mark>3</mark>"), ("art. 30 ust. 1", "article", "<mark>art. 30 ust. 1</mark>")]
    {
        let (first, shown) = first(&PROVISIONS, query);
        assert_eq!(first, id, "{query}");
        assert!(shown[0].contains(mark), "{query}: {shown:?}");
        // Only the provision is marked, not each of its numbers.
        let marks: usize = shown.iter().map(|html| html.matches("<mark>").count()).sum();
        assert_eq!(marks, 1, "{query}: {shown:?}");
        assert!(PROVISIONS.found(&["--", query]).len() > 1, "the numbers are found after it");
    }
}

#[test]
fn a_quoted_provision_must_match_exactly() {
    assert_eq!(PROVISIONS.found(&["--", "\"§ 3\""]), ["section"]);
    assert_eq!(PROVISIONS.found(&["--", "\"art. 30 ust. 1\""]), ["article"]);
    assert_eq!(PROVISIONS.found(&["--", "\"§ 5\""]), Vec::<String>::new());
    assert_eq!(PROVISIONS.found(&["--", "wynosi -\"§ 3\""]), Vec::<String>::new());
}

/// An act whose number appears only in its heading.
const ACT: &str = "UCHWAŁA NR CXV/1547/10\nRADY MIASTA KRAKOWA\nz dnia 3 listopada 2010 r.\n\nw sprawie utworzenia parku\n\nNa \
                   podstawie art. 18 ust. 1 ustawy uchwala się, co następuje:\n\n§ 1. Granicę określa załącznik nr 1 do \
                   uchwały.\n\n§ 2. Wykonanie uchwały powierza się Prezydentowi.\n";

#[test]
fn a_snippet_for_a_number_shows_the_number_rather_than_the_words_beside_it() {
    let place = Place::new();
    place
        .file("docs/act.txt", ACT)
        .file("docs/other.txt", ACT.replace("CXV/1547/10", "V/12/11").replace("parku", "placu"));
    place.index(&["docs"], 0);
    for query in
        ["uchwała nr CXV/1547/10", "nr CXV/1547/10", "uchwała CXV/1547/10 z 3.11.2010", "CXV/1547/10"]
    {
        let (id, shown) = first(&place, query);
        assert_eq!(id, "act", "{query}");
        assert!(shown.iter().any(|html| html.contains("<mark>CXV/1547/10</mark>")), "{query}: {shown:?}");
    }
    // Text that repeats the number is shown from there, not from the heading that the title repeats.
    let (_, shown) = first(&place, "granica uchwały");
    assert!(shown[0].contains("<mark>Granicę</mark>"), "{shown:?}");
}

#[test]
fn list_items_are_separated_and_snippets_begin_and_end_at_items() {
    let place = Place::new();
    let item = |number: usize| format!("- {number} maja, godz. 17.00: dom kultury, ulica Bukowa {number}\n");
    let items: String = (1..=20).map(item).collect();
    place.file("docs/list.md", format!("# Spotkania\n\nHarmonogram spotkań:\n\n{items}"));
    place.index(&["docs"], 0);
    let response = place.search(&["--", "Bukowa 12"]);
    let snippet = &list(&list(&response, "hits")[0], "snippets")[0];
    let (shown, html) = (text(snippet, "text"), text(snippet, "html"));
    assert!(!shown.contains('·'), "the text is verbatim: {shown}");
    let bare = html.replace("<mark>", "").replace("</mark>", "");
    for item in bare.split(" · ") {
        let (day, house) = item.split_once(" maja, godz. 17.00: dom kultury, ulica Bukowa ").expect(item);
        assert_eq!(day, house, "{html}");
    }
    assert!(bare.split(" · ").count() > 1, "{html}");
}

#[test]
fn equally_frequent_filter_values_are_in_alphabetical_order() {
    let place = Place::new();
    let sorted = [
        "Centrum",
        "Ćwiczebny",
        "Lubuski",
        "Łódzki",
        "Śląski",
        "Zarząd",
        "Zespół",
        "Źródło",
        "Żłobek",
        "Żywiec",
    ];
    for (number, name) in sorted.iter().rev().enumerate() {
        let act = format!(
            "UCHWAŁA NR {number}/2020\nRady Gminy {name} Dolny\nz dnia 1 marca 2020 r.\nw sprawie opłat\n\n§ 1. Opłata.\n"
        );
        place.file(&format!("docs/{number}.txt"), act);
    }
    place.index(&["docs"], 0);
    let response = place.search(&["--facets", "organ", "--", "opłata"]);
    let organs: Vec<&str> =
        list(&response["facets"], "organ").iter().map(|value| text(value, "value")).collect();
    let expected: Vec<String> = sorted.iter().map(|name| format!("Rada Gminy {name} Dolny")).collect();
    assert_eq!(organs, expected);
}
