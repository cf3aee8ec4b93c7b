//! Suggestions while typing, over HTTP.

use serde_json::Value;
use skorowidz::document::{Act, Document, Kind, Meeting};

use crate::{
    harness::{list, text},
    http::{Site, document},
    meeting_pages::{konwent, post},
};

fn dated(id: &str, title: &str, year: i16) -> Document {
    Document { published: Some(jiff::civil::date(year, 5, 4)), ..document(id, title, "Zieleń i park.") }
}

fn act(id: &str, kind: Kind, number: &str, title: &str) -> Document {
    let subject = Some("w sprawie zieleni miejskiej".to_owned());
    let act = Act { number: Some(number.to_owned()), subject, ..Act::default() };
    Document { kind, act: Some(act), ..dated(id, title, 2016) }
}

fn site() -> Site {
    Site::with(&[
        dated("news/1", "Konwent o zieleni", 2019),
        dated("news/2", "Obradował Konwent o żółwiach i zieleniach", 2022),
        dated("news/3", "<b>Rada</b> \"miasta\" & konwent\u{202e}", 2021),
        dated("news/4", "Rada Miasta Krakowa", 2020),
        act("acts/358", Kind::Ordinance, "358/2017", "Zarządzenie nr 358/2017 w sprawie zieleni"),
        act("acts/3580", Kind::Ordinance, "3580/2015", "Zarządzenie nr 3580/2015"),
        act("acts/1495", Kind::Resolution, "XCIX/1495/14", "Uchwała nr XCIX/1495/14 Rady Miasta"),
    ])
}

async fn suggestions(site: &Site, query: &str) -> Vec<Value> {
    let answer = site.get(&format!("/api/v1/suggest?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    list(&answer.json(), "suggestions").to_vec()
}

/// Returns the ids of the suggested documents, or the text of suggestions without one.
async fn suggested(site: &Site, query: &str) -> Vec<String> {
    let named = |one: &Value| one["id"].as_str().unwrap_or_else(|| text(one, "text")).to_owned();
    suggestions(site, query).await.iter().map(named).collect()
}

/// Returns only suggested documents, without completed queries.
async fn documents(site: &Site, query: &str) -> Vec<String> {
    let mut found = suggestions(site, query).await;
    found.retain(|one| one["kind"] != "query");
    found.iter().map(|one| text(one, "id").to_owned()).collect()
}

#[tokio::test]
async fn any_word_of_a_title_is_found_by_its_beginning_newest_first() {
    let site = site();
    assert_eq!(documents(&site, "q=konw").await, ["news/2", "news/3", "news/1"]);
    assert_eq!(documents(&site, "q=k").await, ["news/2", "news/3", "news/4", "news/1"]);
    assert_eq!(documents(&site, "q=zie&limit=20").await, ["news/2", "news/1", "acts/358"]);
    assert_eq!(documents(&site, "q=krak").await, ["news/4"]);
    assert!(documents(&site, "q=nigdzie").await.is_empty());
}

#[tokio::test]
async fn unaccented_letters_match_accented_ones_and_accents_match_themselves() {
    let site = site();
    for query in ["q=zolw", "q=%C5%BC%C3%B3%C5%82w", "q=ZOLW", "q=z%CC%87o%CC%81%C5%82"] {
        assert_eq!(documents(&site, query).await, ["news/2"], "{query}");
    }
    assert!(documents(&site, "q=%C5%BCiele%C5%84").await.is_empty());
}

#[tokio::test]
async fn all_words_must_be_in_the_title_and_earlier_ones_may_be_abbreviated() {
    let site = site();
    assert_eq!(documents(&site, "q=konwent+o+zie").await, ["news/2", "news/1"]);
    assert_eq!(documents(&site, "q=zie+konwent").await, ["news/2", "news/1"]);
    assert_eq!(documents(&site, "q=ra+mia+kr").await, ["news/4"]);
    // Titles with the words as typed come before titles with words that begin with them.
    assert_eq!(documents(&site, "q=zieleni+k").await, ["news/1", "news/2"]);
}

#[tokio::test]
async fn a_word_followed_by_white_space_is_complete() {
    let site = site();
    assert_eq!(documents(&site, "q=zieleni").await, ["news/2", "news/1", "acts/358"]);
    assert_eq!(documents(&site, "q=zieleni+").await, ["news/1", "acts/358"]);
    assert!(documents(&site, "q=konw+").await.is_empty());
}

#[tokio::test]
async fn acts_come_first_by_their_number_in_every_spelling() {
    let site = site();
    for query in [
        "q=358/2",
        "q=358%2F2017",
        "q=358+/+2017",
        "q=358+z+2017",
        "q=358+z+20",
        "q=nr+358/2017",
        "q=zarzadzenie+nr+358/",
        "q=Zarz%C4%85dzenie+nr+358+z+dnia+13+lutego+2017+r.",
        "q=358/2017+zieleni",
    ] {
        let found = suggestions(&site, query).await;
        assert_eq!((text(&found[0], "kind"), text(&found[0], "id")), ("act", "acts/358"), "{query}");
        assert_eq!(text(&found[0], "text"), "Zarządzenie nr 358/2017 w sprawie zieleni miejskiej");
        assert_eq!(found.iter().filter(|one| one["id"] == "acts/358").count(), 1, "{query}");
    }
    assert_eq!(suggested(&site, "q=358").await, ["acts/358", "acts/3580"]);
    assert_eq!(suggested(&site, "q=nr+35").await, ["acts/3580", "acts/358"]);
    for query in ["q=XCIX/1495/14", "q=1495/14", "q=1495/2014", "q=uchwala+1495"] {
        assert_eq!(suggested(&site, query).await[0], "acts/1495", "{query}");
    }
    assert!(suggested(&site, "q=uchwala+358").await.is_empty());
    assert!(suggested(&site, "q=358/2017+konwent").await.is_empty());
}

#[tokio::test]
async fn the_last_word_is_completed_with_words_from_at_least_two_documents() {
    let site = Site::with(&[
        document("1", "Parkowanie", "Przedszkole przy parku. Kowalski."),
        document("2", "Parkowanie w strefie", "Przedszkola, parki i przedszkole. Przez park."),
        document("3", "Drogi rowerowe", "Przedszkole."),
    ]);
    assert_eq!(suggested(&site, "q=przed").await, ["przedszkole"]);
    assert_eq!(suggested(&site, "q=Przed").await, ["Przedszkole"]);
    assert_eq!(suggested(&site, "q=park").await[0], "parkowanie");
    for rare in ["kow", "przedszkole+kow", "prz+row"] {
        let found = suggestions(&site, &format!("q={rare}")).await;
        assert!(found.iter().all(|one| one["kind"] != "query"), "{rare}: {found:?}");
    }
    assert_eq!(suggested(&site, "q=parkowanie+przed").await, ["parkowanie przedszkole"]);
    assert!(suggested(&site, "q=przedszkole").await.is_empty());
}

#[tokio::test]
async fn input_in_capitals_and_roman_numerals_are_completed_in_capitals() {
    let site = Site::with(&[
        document("1", "Rada Dzielnicy VIII", "Zieleń miejska."),
        document("2", "Rada Dzielnicy VIII i remonty", "Zieleń miejska."),
    ]);
    for (typed, expected) in [
        ("rada+dzielnicy+VI", "rada dzielnicy VIII"),
        ("Rada+Dzielnicy+V", "Rada Dzielnicy VIII"),
        ("rada+dzielnicy+v", "rada dzielnicy viii"),
        ("RADA+DZIEL", "RADA DZIELNICY"),
        ("Rada+Dziel", "Rada Dzielnicy"),
        ("ZIE", "ZIELEŃ"),
    ] {
        assert_eq!(suggested(&site, &format!("q={typed}")).await[0], expected, "{typed}");
    }
}

fn of_budgets() -> Site {
    let text = "Sprawozdanie z budżetu obywatelskiego. Budżet obywatelski jest ważny. Zasady budżetu obywatelskiego.";
    let more = "O budżecie obywatelskim. Projekty obywatelskiego ruchu. Rada miasta i miasto. Miasto.";
    let documents: Vec<_> = (0..6)
        .map(|number| document(&format!("d/{number}"), "Głosowanie", if number < 2 { text } else { more }))
        .chain([document("e", "Strefa", text), document("f", "Ulice", "Miasto.")])
        .collect();
    Site::with(&documents)
}

#[tokio::test]
async fn a_word_is_completed_in_the_form_that_follows_the_previous_word() {
    let site = of_budgets();
    for (typed, expected) in [
        ("bud%C5%BCet+ob", "budżet obywatelski"),
        ("bud%C5%BCetu+ob", "budżetu obywatelskiego"),
        ("bud%C5%BCecie+ob", "budżecie obywatelskim"),
        ("rada+mi", "rada miasta"),
        // Without a following word, the most frequent form is offered.
        ("projekty+mi", "projekty miasto"),
    ] {
        let found = suggested(&site, &format!("q={typed}")).await;
        assert_eq!(found, [expected], "{typed}");
        assert_eq!(suggested(&site, &format!("q={typed}")).await, found, "{typed} again");
    }
    // Typed completely and in the right form, there is nothing to complete.
    assert!(suggested(&site, "q=bud%C5%BCet+obywatelski").await.is_empty());
}

#[tokio::test]
async fn unambiguous_earlier_words_get_their_accents_in_the_completed_query() {
    let site = of_budgets();
    assert_eq!(suggested(&site, "q=budzet+ob").await, ["budżet obywatelski"]);
    assert_eq!(suggested(&site, "q=Budzet++%22ob").await, ["Budżet  \"obywatelski"]);
    assert_eq!(suggested(&site, "q=GLOSOWANIE+BUDZET+OB").await, ["GŁOSOWANIE BUDŻET OBYWATELSKI"]);
    // Two words share this spelling, and the typed one may be intended.
    let sads = document("s", "Sad", "Sad. Budżet obywatelski.");
    for id in ["s", "t"] {
        site.add(&Document { id: id.parse().expect("an id"), ..sads.clone() });
    }
    site.add(&document("u", "Sąd", "Sąd."));
    assert_eq!(suggested(&site, "q=sad+budz").await, ["sad budżet"]);
}

#[tokio::test]
async fn markup_in_titles_and_typed_text_is_treated_as_text() {
    let site = site();
    let found = suggestions(&site, "q=rada+miasta+k").await;
    let title = found.iter().find(|one| one["id"] == "news/3").expect("the title");
    assert_eq!(text(title, "text"), "<b>Rada</b> \"miasta\" & konwent\u{202e}");
    for odd in
        ["%3Cscript%3E", "%22konw", "%00", "-konw", "tytu%C5%82:konw", "%F0%9F%90%A2", "...", "%E2%80%AEko"]
    {
        suggestions(&site, &format!("q={odd}")).await;
    }
}

#[tokio::test]
async fn suggestions_are_unique_and_limited_to_the_requested_number() {
    let documents: Vec<_> = (0..30)
        .map(|number| document(&format!("d/{number:02}"), &format!("Rada {}", number % 15), "Rada radnych."))
        .collect();
    let site = Site::with(&documents);
    for limit in [1, 2, 8, 20] {
        let found = suggestions(&site, &format!("q=ra&limit={limit}")).await;
        let mut texts: Vec<&str> = found.iter().map(|one| text(one, "text")).collect();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!((found.len(), texts.len()), (limit.min(17), limit.min(17)));
    }
    assert_eq!(suggested(&site, "q=rada").await, suggested(&site, "q=rada").await);
}

#[tokio::test]
async fn bad_parameters_are_refused_by_name() {
    let site = site();
    for (query, parts) in [
        ("q=a&colour=red", ["`colour`", "`limit`"]),
        ("q=a&limit=0", ["`limit`", "1 to 20"]),
        ("q=a&limit=21", ["`limit`", "1 to 20"]),
        ("q=a&limit=x", ["`limit`", "`x`"]),
        ("q=a&limit=", ["`limit`", "whole number"]),
        ("q=a&q=b", ["`q`", "twice"]),
        ("q=%FF", ["`q`", "UTF-8"]),
    ] {
        let answer = site.get(&format!("/api/v1/suggest?{query}")).await;
        Site::check_error(&answer, 400, "bad-parameter", &parts);
    }
    let answer = site.get(&format!("/api/v1/suggest?q={}", "x".repeat(40_000))).await;
    Site::check_error(&answer, 400, "bad-parameter", &["`q`", "32768"]);
    for empty in ["", "q=", "q=+", "limit=3"] {
        assert!(suggestions(&site, empty).await.is_empty(), "{empty}");
    }
    let long = format!("q=konwent+{}", "o+".repeat(5_000));
    assert_eq!(documents(&site, &long).await, ["news/2", "news/1"]);
}

#[tokio::test]
async fn withdrawn_documents_are_not_suggested_and_added_ones_are() {
    let site = site();
    assert_eq!(documents(&site, "q=konw").await, ["news/2", "news/3", "news/1"]);
    site.add(&dated("news/5", "Konwencja", 2024));
    assert_eq!(documents(&site, "q=konw").await, ["news/5", "news/2", "news/3", "news/1"]);
    site.delete("news/2");
    assert_eq!(documents(&site, "q=konw").await, ["news/5", "news/3", "news/1"]);
    assert!(documents(&site, "q=zolw").await.is_empty());
    site.delete("acts/358");
    assert_eq!(documents(&site, "q=358").await, ["acts/3580"]);
    // A word left in only one document is too rare to be suggested.
    for id in ["news/1", "news/3", "news/4", "news/5", "acts/1495"] {
        assert!(suggested(&site, "q=par").await.contains(&"park".to_owned()), "{id}");
        site.delete(id);
    }
    assert!(suggested(&site, "q=par").await.is_empty());
}

#[tokio::test]
async fn a_response_has_a_tag_and_is_not_sent_again_while_unchanged() {
    let site = site();
    let answer = site.get("/api/v1/suggest?q=konw").await;
    assert!(answer.header("etag").starts_with("W/"), "{}", answer.header("etag"));
    let empty = Site::with(&[]);
    Site::check_error(&empty.get("/api/v1/suggest?q=a").await, 503, "not-ready", &[]);
}

#[tokio::test]
async fn one_typing_error_is_forgiven_from_the_fourth_letter_on() {
    let site = of_budgets();
    let right = suggested(&site, "q=budzet").await;
    assert!(!right.is_empty());
    for typed in ["budzt", "bduzet", "buxzet", "bydzet", "budszet", "nudzet"] {
        assert_eq!(suggested(&site, &format!("q={typed}")).await, right, "{typed}");
    }
    for typed in ["bxd", "buxxet", "1234", "budzet+qwertyui"] {
        assert!(suggested(&site, &format!("q={typed}")).await.is_empty(), "{typed}");
    }
    assert_eq!(suggested(&site, "q=budzte+obyw").await, suggested(&site, "q=budzet+obyw").await);
}

/// Meetings over the years; the first topic recurs, with other accents and punctuation.
fn of_meetings() -> Site {
    let on = |year: i16| konwent(jiff::civil::date(year, 5, 4));
    Site::with(&[
        post("m/2019", on(2019), &["Budżet obywatelski i zieleń", "Remont żłobka przy ulicy Długiej"]),
        post("m/2021", on(2021), &["BUDŻET OBYWATELSKI I ZIELEŃ.", "Budżety dzielnic na rok 2022"]),
        post("m/2023", on(2023), &["Budżet obywatelski i zieleń", "Budowa parkingu"]),
        post("m/2024", on(2024), &["Uchwała w sprawie budżetowania zadań dzielnic"]),
        post("m/none", Meeting::default(), &["Budzik dla wszystkich"]),
    ])
}

/// Returns the texts of the suggested topics, after checking that each has a page.
async fn topics(site: &Site, query: &str) -> Vec<String> {
    let mut found = suggestions(site, query).await;
    found.retain(|one| one["kind"] == "topic");
    for one in &found {
        let page = site.get(&format!("/topics/{}", text(one, "id"))).await;
        assert!(page.status == 200 && page.text().contains(text(one, "text")), "{one}");
    }
    found.iter().map(|one| text(one, "text").to_owned()).collect()
}

#[tokio::test]
async fn topics_are_found_by_the_beginnings_of_their_words_newest_first_and_once() {
    let site = of_meetings();
    let (budgeting, budget) =
        ("Uchwała w sprawie budżetowania zadań dzielnic", "Budżet obywatelski i zieleń");
    assert_eq!(topics(&site, "q=bud%C5%BC").await, [budgeting, budget]);
    assert_eq!(topics(&site, "q=BUDZ").await, [budgeting, budget]);
    assert_eq!(topics(&site, "q=ziele+budz").await, [budget]);
    assert_eq!(topics(&site, "q=budzety+dzi").await, ["Budżety dzielnic na rok 2022"]);
    assert_eq!(topics(&site, "q=zlob").await, ["Remont żłobka przy ulicy Długiej"]);
    assert_eq!(topics(&site, "q=budzik").await, ["Budzik dla wszystkich"]);
    for none in ["q=%C5%BCielen", "q=bu", "q=nigdzie", "q=budzet+nigdzie"] {
        assert!(topics(&site, none).await.is_empty(), "{none}");
    }
}

#[tokio::test]
async fn at_most_a_quarter_of_the_suggestions_and_two_are_topics() {
    let site = of_meetings();
    for (limit, expected) in [(1, 0), (3, 0), (4, 1), (8, 2), (20, 2)] {
        let query = format!("q=bud%C5%BC&limit={limit}");
        assert_eq!(topics(&site, &query).await.len(), expected, "{limit}");
        assert!(suggestions(&site, &query).await.len() <= limit);
    }
}

#[tokio::test]
async fn a_topic_goes_with_its_document_and_comes_with_a_newer_one() {
    let site = of_meetings();
    let ids = |found: Vec<Value>| -> Vec<String> {
        let topics = found.iter().filter(|one| one["kind"] == "topic");
        topics.map(|one| text(one, "id").to_owned()).collect()
    };
    let newest = ids(suggestions(&site, "q=obywatelski+ziel").await);
    site.delete("m/2023");
    let older = ids(suggestions(&site, "q=obywatelski+ziel").await);
    assert!(newest.len() == 1 && older.len() == 1 && newest != older, "{newest:?} {older:?}");
    site.add(&post("m/2025", konwent(jiff::civil::date(2025, 5, 4)), &["Budżet obywatelski i zieleń"]));
    let added = ids(suggestions(&site, "q=obywatelski+ziel").await);
    assert!(added.len() == 1 && added != newest && added != older);
    for id in ["m/2019", "m/2021", "m/2025"] {
        site.delete(id);
    }
    assert!(topics(&site, "q=obywatelski+ziel").await.is_empty());
}

#[tokio::test]
async fn a_topic_of_an_announcement_and_of_the_report_is_one() {
    let day = jiff::civil::date(2024, 5, 4);
    let announced = Meeting { announced: true, ..konwent(day) };
    let site = Site::with(&[
        post("a", announced, &["Budżet obywatelski na przyszły rok"]),
        post("b", konwent(day), &["Budżet obywatelski", "Budżet obywatelski na przyszły rok"]),
    ]);
    assert_eq!(topics(&site, "q=budzet+obyw").await.len(), 2);
    assert_eq!(topics(&site, "q=budzet+obyw+przy").await, ["Budżet obywatelski na przyszły rok"]);
}

#[tokio::test]
async fn a_search_that_finds_nothing_leads_to_a_topic() {
    let site = of_meetings();
    let found = suggestions(&site, "q=budzik").await;
    let topic = found.iter().find(|one| one["kind"] == "topic").expect("a topic");
    let page = site.get("/search?q=budzik+-dla&ui=en").await;
    assert!(page.text().contains(&format!("/topics/{}?ui=en", text(topic, "id"))), "{}", page.text());
}
