//! The page of a document: it opens at the words of the query, and every link on it leads somewhere.

use skorowidz::document::{Document, Page};

use crate::http::{Site, document};

const FILLING: &str = "Zdanie o zieleni i o drogach, które niczego nie rozstrzyga. ";

/// A document with this number of pages and bytes per page, and a word on one of them.
fn long(pages: u32, bytes: usize, word: (u32, &str)) -> Site {
    let text = |number: u32| {
        let filling = FILLING.repeat(bytes / FILLING.len());
        if number == word.0 { format!("{filling}{}.", word.1) } else { filling }
    };
    let pages = (1..=pages).map(|number| Page::new(number, text(number))).collect();
    Site::with(&[Document { paginated: true, pages, ..document("long", "Długi", "") }])
}

/// Returns the address of the link with this name on a page.
fn link<'a>(page: &'a str, name: &str) -> &'a str {
    let before = page.split(name).next().unwrap_or_default();
    let address = before.rsplit("href=\"").next().and_then(|rest| rest.split('"').next());
    address.unwrap_or_else(|| panic!("no link `{name}` in {page}"))
}

#[tokio::test]
async fn a_document_opens_at_the_words_of_the_query() {
    let site = long(40, 2_000, (25, "żubr"));
    let answer = site.get("/documents/long?q=żubr".replace('ż', "%C5%BC").as_str()).await;
    let page = answer.text();
    assert!(page.contains("1 trafienie w tym dokumencie"), "{page}");
    assert_eq!(link(page, "Pierwsze trafienie"), "#match-1");
    assert!(page.contains("<mark id=\"match-1\">żubr</mark>") && page.contains("id=\"page-25\""), "{page}");
    assert!(!page.contains("id=\"page-1\""), "{page}");
}

#[tokio::test]
async fn a_part_without_matches_links_to_the_first_match() {
    let site = long(40, 2_000, (25, "bursztyn"));
    let answer = site.get("/documents/long?q=bursztyn&part=1&ui=en").await;
    let page = answer.text();
    assert!(page.contains("id=\"page-1\"") && !page.contains("<mark"), "{page}");
    assert_eq!(link(page, "First match"), "/documents/long?q=bursztyn&#38;ui=en#match-1");
    let place = link(page, "p. 25 <span").replace("&#38;", "&");
    assert!(place.ends_with("#found-25"), "{place}");
    let there = site.get(place.split('#').next().unwrap_or_default()).await;
    assert!(there.text().contains("<mark id=\"match-1\">bursztyn</mark>"), "{}", there.text());
}

#[tokio::test]
async fn a_page_split_across_two_parts_opens_at_its_match() {
    // The third page begins in the first part and ends in the second.
    let paragraphs = |count: usize| [FILLING.repeat(3).as_str()].repeat(count).join("\n\n");
    let third = format!("{}\n\nTu jest bursztyn.", paragraphs(34));
    let pages = vec![
        Page::new(1, paragraphs(34)),
        Page::new(2, paragraphs(34)),
        Page::new(3, third),
        Page::new(4, paragraphs(34)),
    ];
    let site = Site::with(&[Document { paginated: true, pages, ..document("long", "Długi", "") }]);
    let without = site.get("/documents/long?page=3").await;
    assert!(without.text().contains("id=\"page-2\"") && without.text().contains("id=\"page-3\""));
    let answer = site.get("/documents/long?q=bursztyn&page=3").await;
    let page = answer.text();
    assert!(page.contains("<mark id=\"match-1\">bursztyn</mark>"), "{page}");
    assert!(page.contains("Strona 3, ciąg dalszy") && !page.contains("id=\"page-2\""), "{page}");
}

#[tokio::test]
async fn every_page_is_small_however_long_the_text() {
    for text in ["a\n\n".repeat(30_000), "§ 1.\n\n".repeat(20_000), FILLING.repeat(5_000)] {
        let site = Site::with(&[document("a", "Bez końca", &text)]);
        let answer = site.get("/documents/a?q=zdanie").await;
        assert!(answer.body.len() < 60_000, "{} bytes", answer.body.len());
    }
    let pages = (1..=5_000).map(|number| Page::new(number, "Strona.")).collect();
    let site = Site::with(&[Document { paginated: true, pages, ..document("a", "Krótkie", "") }]);
    let answer = site.get("/documents/a?q=strona").await;
    assert!(answer.body.len() < 60_000, "{} bytes", answer.body.len());
}

#[tokio::test]
async fn the_text_is_tagged_with_its_language_and_headings_are_in_order() {
    let site = crate::http::site();
    let page = site.get("/documents/ordinances/358-2017?ui=en").await;
    assert!(page.text().contains("<dd lang=\"pl\" dir=\"auto\">"), "{}", page.text());
    assert!(!site.get("/documents/ordinances/358-2017").await.text().contains("<dd lang"));
    let filters = site.get("/search?q=konwent&ui=en").await;
    assert!(!filters.text().contains("<span dir=\"auto\">Prezydent"), "{}", filters.text());
}

#[tokio::test]
async fn the_back_link_names_its_target() {
    let site = crate::http::site();
    let page = site.get("/documents/ordinances/358-2017?q=konwent%20%3Cb%3E").await;
    assert!(page.text().contains("Wyniki dla „konwent &#60;b&#62;”"), "{}", page.text());
    let long = "konwent ".repeat(30).trim().replace(' ', "+");
    let page = site.get(&format!("/documents/ordinances/358-2017?q={long}")).await;
    let label = page.text().split("Wyniki dla „").nth(1).and_then(|rest| rest.split('”').next());
    assert!(label.is_some_and(|label| label.ends_with('…') && label.chars().count() < 70), "{label:?}");
}
