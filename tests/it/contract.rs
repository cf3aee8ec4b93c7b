//! The exact contract of the command line: JSON shapes, filters, order, pages, phrases and snippets.

use serde_json::Value;

use crate::harness::{Place, corpus, keys, list, text};

const CITY: &str = r#"{"id":"news/zielen","kind":"news","title":"Konwent o zieleni","published":"2022-09-27","url":"https://example.org/z","text":"Konwent obradował o zieleni w Dzielnicy XI. Stanowisko rady dzielnicy przyjęto."}
{"id":"news/parking","kind":"news","title":"Parkowanie <b>tanie</b> & \"drogie\"","published":"2023-01-01","text":"Konwent mówił o parkowaniu <i>w centrum</i> & 'obok'.\n\nRada dzielnicy\nprosi   o miejsca w Dzielnicy XI i XII."}
{"id":"news/guide","kind":"news","language":"en","title":"The district council","published":"2023-12-31","text":"The Konwent is a meeting of the chairpersons."}
{"id":"acts/358-2017","title":"Zarządzenie nr 358/2017 Prezydenta Miasta Krakowa z dnia 13 lutego 2017 r. w sprawie powołania konwentu","text":"ZARZĄDZENIE Nr 358/2017\nPREZYDENTA MIASTA KRAKOWA\nz dnia 13 lutego 2017 r.\nw sprawie powołania konwentu\n\nZarządzenie powołuje konwent na trzy lata."}
{"id":"acts/later","published":"2018-03-01","title":"Zarządzenie nr 900/2017 Prezydenta Miasta Krakowa z dnia 29 grudnia 2017 r. w sprawie konwentu","text":"ZARZĄDZENIE Nr 900/2017\nPREZYDENTA MIASTA KRAKOWA\nz dnia 29 grudnia 2017 r.\nw sprawie konwentu\n\nZmienia się skład konwentu."}
{"id":"plan","title":"Plan bez daty","text":"Konwent układa plan. Zarzadzenie wydane bez ogonkow."}
"#;

fn city() -> Place {
    let place = Place::new();
    place.file("city.jsonl", CITY);
    place.index(&["city.jsonl"], 0);
    place
}

/// Checks the ids that a search finds, in alphabetical order.
#[track_caller]
fn check(place: &Place, arguments: &[&str], expected: &[&str]) {
    let mut found = place.found(arguments);
    found.sort_unstable();
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    assert_eq!(found, expected, "{arguments:?}");
}

/// Checks the ids that a search finds, best first.
#[track_caller]
fn check_order(place: &Place, arguments: &[&str], expected: &[&str]) {
    assert_eq!(place.found(arguments), expected, "{arguments:?}");
}

const ALL: [&str; 6] = ["news/zielen", "news/parking", "news/guide", "acts/358-2017", "acts/later", "plan"];
const POLISH: [&str; 5] = ["news/zielen", "news/parking", "acts/358-2017", "acts/later", "plan"];

/// The fields of the data of an act.
const ACT: [&str; 12] = [
    "annex",
    "date",
    "in_force_from",
    "kind",
    "legal_basis",
    "number",
    "organ",
    "parent",
    "session",
    "status",
    "subject",
    "year",
];

const HIT: [&str; 14] = [
    "act",
    "also",
    "best_bet",
    "heading",
    "id",
    "kind",
    "language",
    "published",
    "score",
    "snippets",
    "title",
    "title_html",
    "topic",
    "url",
];

#[test]
fn a_json_search_response_has_exactly_the_fields_of_the_contract() {
    let found = city().search(&["konwent"]);
    assert_eq!(
        keys(&found),
        ["by_meaning", "facets", "hits", "page", "per_page", "query", "took_ms", "total"]
    );
    assert_eq!(
        keys(&found["query"]),
        ["corrected", "note_details", "notes", "suggestion", "suggestion_total", "text"]
    );
    assert_eq!((text(&found["query"], "text"), list(&found["query"], "notes").len()), ("konwent", 0));
    assert!(found["query"]["corrected"].is_null() && found["query"]["suggestion"].is_null());
    assert_eq!((&found["total"], &found["page"], &found["per_page"]), (&6.into(), &1.into(), &10.into()));
    assert!(found["took_ms"].is_f64() && keys(&found["facets"]).is_empty(), "{found}");
    for hit in list(&found, "hits") {
        assert_eq!(keys(hit), HIT, "{hit}");
        assert!(hit["score"].as_f64().is_some_and(|score| score > 0.0), "{hit}");
        assert!(hit["topic"].is_null());
        for snippet in list(hit, "snippets") {
            assert_eq!(keys(snippet), ["anchor", "highlights", "html", "ocr", "page", "section", "text"]);
        }
        let act = &hit["act"];
        if text(hit, "id").starts_with("acts/") {
            assert_eq!(keys(act), ACT);
        } else {
            assert!(act.is_null(), "{hit}");
        }
    }
}

#[test]
fn the_fields_of_a_hit_match_the_document() {
    let place = city();
    let act = &place.search(&["powołanie"])["hits"][0];
    let [id, kind, published] = ["id", "kind", "published"].map(|name| text(act, name));
    assert_eq!([id, kind, published], ["acts/358-2017", "ordinance", "2017-02-13"]);
    let act = &act["act"];
    let [number, organ, date, subject] = ["number", "organ", "date", "subject"].map(|name| text(act, name));
    assert_eq!([number, organ, date], ["358/2017", "Prezydent Miasta Krakowa", "2017-02-13"]);
    assert_eq!((&act["year"], subject), (&2017.into(), "w sprawie powołania konwentu"));
    assert_eq!(text(act, "kind"), "zarządzenie");
    assert_eq!(text(act, "status"), "in-force");
    let post = &place.search(&["zieleń"])["hits"][0];
    assert_eq!((text(post, "url"), text(post, "language")), ("https://example.org/z", "pl"));
    let plan = &place.search(&["układa"])["hits"][0];
    assert!(plan["url"].is_null() && plan["published"].is_null());
    assert_eq!(text(plan, "kind"), "page");
}

#[test]
fn values_of_one_filter_are_alternatives_and_different_filters_all_apply() {
    let place = city();
    let acts = ["acts/358-2017", "acts/later"];
    check(&place, &["--kind", "ordinance", "konwent"], &acts);
    check(&place, &["--kind", "ordinance", "--kind", "page", "konwent"], &[acts[0], acts[1], "plan"]);
    check(&place, &["--kind", "news", "--lang", "en", "konwent"], &["news/guide"]);
    check(&place, &["--lang", "pl", "konwent"], &POLISH);
    check(&place, &["--organ", "Prezydent Miasta Krakowa", "konwent"], &acts);
    check(&place, &["--district", "XI", "konwent"], &["news/zielen", "news/parking"]);
    check(&place, &["--district", "XII", "konwent"], &["news/parking"]);
    check(&place, &["--district", "XIII", "konwent"], &[]);
    check(&place, &["--year", "2023", "konwent"], &["news/parking", "news/guide"]);
    check(&place, &["--year", "2022", "--year", "2023", "--kind", "news"], &ALL[..3]);
    check(&place, &["--kind", "page"], &["plan"]);
}

#[test]
fn date_ranges_include_both_ends_and_exclude_undated_documents() {
    let place = city();
    check(&place, &["--from", "2022-09-27", "--to", "2022-09-27", "konwent"], &["news/zielen"]);
    check(&place, &["--from", "2022-09-28", "--to", "2022-12-31", "konwent"], &[]);
    check(&place, &["--from", "2023-01-01", "konwent"], &["news/parking", "news/guide"]);
    check(&place, &["--from", "0001-01-01", "konwent"], &ALL[..5]);
    check(&place, &["--to", "9999-12-31", "konwent"], &ALL[..5]);
    // The date of the act counts only if there is no publication date.
    check(&place, &["--to", "2017-12-31", "konwent"], &["acts/358-2017"]);
    check(&place, &["--from", "2018-03-01", "--to", "2018-03-01"], &["acts/later"]);
}

#[test]
fn both_date_orders_put_undated_documents_last() {
    let place = city();
    let newest = ["news/guide", "news/parking", "news/zielen", "acts/later", "acts/358-2017", "plan"];
    let oldest = ["acts/358-2017", "acts/later", "news/zielen", "news/parking", "news/guide", "plan"];
    check_order(&place, &["--sort", "newest", "konwent"], &newest);
    check_order(&place, &["--sort", "oldest", "konwent"], &oldest);
    check_order(&place, &["--sort", "newest", "--per-page", "2", "--page", "3", "konwent"], &newest[4..]);
    let best = place.found(&["--sort", "relevance", "zielen konwent"]);
    assert_eq!(best, place.found(&["zielen konwent"]));
    assert_eq!(best[0], "news/zielen");
}

#[test]
fn pages_are_disjoint_and_together_contain_every_hit() {
    let place = Place::new();
    let line = |n: u32| format!("{{\"id\":\"n{n}\",\"text\":\"tekst o zieleni {n}\"}}\n");
    place.file("many.jsonl", (0..45).map(line).collect::<String>());
    place.index(&["many.jsonl"], 0);
    for order in ["relevance", "newest", "oldest"] {
        let mut all = Vec::new();
        for (page, length) in [("1", 20), ("2", 20), ("3", 5), ("4", 0)] {
            let arguments = ["--sort", order, "--per-page", "20", "--page", page, "zieleń"];
            let found = place.search(&arguments);
            assert_eq!(found["total"], 45, "{order} {page}");
            assert_eq!(found["page"].to_string(), page);
            assert_eq!(list(&found, "hits").len(), length, "{order} {page}");
            all.extend(list(&found, "hits").iter().map(|hit| text(hit, "id").to_owned()));
        }
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 45, "{order}");
    }
    assert_eq!(place.found(&["zieleń"]).len(), 10, "the default is ten hits per page");
}

#[test]
fn a_page_beyond_the_end_is_empty_but_succeeds() {
    let place = city();
    let ran = place.run(&["search", "--json", "--page", "500", "konwent"]).ended(0);
    assert_eq!((&ran.json()["total"], list(&ran.json(), "hits").len()), (&6.into(), 0));
}

#[test]
fn a_phrase_matches_exactly_these_forms_in_this_order() {
    let place = city();
    check(&place, &["\"rada dzielnicy\""], &["news/parking"]);
    check(&place, &["„rady dzielnicy”"], &["news/zielen"]);
    check(&place, &["rada dzielnicy"], &["news/zielen", "news/parking"]);
    check(&place, &["\"dzielnicy rada\""], &[]);
    check(&place, &["\"konwent obradował\" zieleń"], &["news/zielen"]);
}

#[test]
fn an_unaccented_phrase_matches_accented_text_but_not_the_reverse() {
    let place = city();
    check(&place, &["\"powolania konwentu\""], &["acts/358-2017"]);
    check(&place, &["\"zarzadzenie\""], &["acts/358-2017", "acts/later", "plan"]);
    check(&place, &["\"zarządzenie\""], &["acts/358-2017", "acts/later"]);
    check(&place, &["\"mowil o parkowaniu\""], &["news/parking"]);
}

#[test]
fn exclusions_remove_documents_with_those_words() {
    let place = city();
    check(
        &place,
        &["konwent -zieleń"],
        &["news/parking", "news/guide", "acts/358-2017", "acts/later", "plan"],
    );
    check(&place, &["--kind", "news", "--", "-parkowanie"], &["news/zielen", "news/guide"]);
    check(&place, &["--", "-plan -zarządzenie -meeting"], &["news/zielen", "news/parking"]);
    check(&place, &["konwent -konwentu"], &[]);
}

#[test]
fn an_excluded_phrase_removes_only_those_exact_forms() {
    let place = city();
    check(
        &place,
        &["konwent -\"rada dzielnicy\" -plan"],
        &["news/zielen", "news/guide", "acts/358-2017", "acts/later"],
    );
    let without = ["news/zielen", "news/guide", "acts/358-2017", "acts/later", "plan"];
    check(&place, &["konwent -\"rada dzielnicy\""], &without);
    check(&place, &["--", "-\"rada dzielnicy\""], &without);
}

#[test]
fn words_match_their_other_forms_with_and_without_accents() {
    let place = city();
    check(&place, &["zarzadzenia"], &["acts/358-2017", "acts/later", "plan"]);
    check(&place, &["ZARZĄDZENIAMI"], &["acts/358-2017", "acts/later", "plan"]);
    check(&place, &["parkowania"], &["news/parking"]);
    check(&place, &["konwenty"], &ALL);
    check(&place, &["konwentowi 358/2017"], &["acts/358-2017"]);
}

#[test]
fn words_whose_last_consonant_softens_in_the_locative_match_too() {
    let place = city();
    check(&place, &["konwencie"], &ALL);
    place.file("more.jsonl", "{\"id\":\"money\",\"text\":\"Mowa o budżecie i o moście.\"}\n");
    place.index(&["more.jsonl"], 0);
    let missed = |word: &&str| !place.found(&[*word]).contains(&"money".to_owned());
    let missed: Vec<&str> = ["budżet", "most"].into_iter().filter(missed).collect();
    assert!(missed.is_empty(), "{missed:?} do not find `budżecie`, `moście`");
}

#[test]
fn facets_are_counted_under_the_other_filters() {
    let place = city();
    let arguments = ["--kind", "news", "--facets", "kind,year,language,district,organ,status", "konwent"];
    let found = place.search(&arguments);
    assert_eq!(found["total"], 3);
    let facets = &found["facets"];
    assert_eq!(keys(facets), ["district", "kind", "language", "organ", "status", "year"]);
    let counts = |name: &str| -> Vec<(String, u64)> {
        let count = |entry: &Value| {
            assert_eq!(keys(entry), ["count", "value"]);
            (text(entry, "value").to_owned(), entry["count"].as_u64().expect("a number"))
        };
        list(facets, name).iter().map(count).collect()
    };
    let expected = |values: &[(&str, u64)]| -> Vec<(String, u64)> {
        values.iter().map(|&(value, count)| (value.to_owned(), count)).collect()
    };
    assert_eq!(counts("kind"), expected(&[("news", 3), ("ordinance", 2), ("page", 1)]));
    assert_eq!(counts("year"), expected(&[("2023", 2), ("2022", 1)]));
    assert_eq!(counts("language"), expected(&[("pl", 2), ("en", 1)]));
    assert_eq!(counts("district"), expected(&[("XI", 2), ("XII", 1)]));
    assert_eq!((counts("organ").len(), counts("status").len()), (0, 0));
}

#[test]
fn a_phrase_is_required_even_in_a_long_query() {
    let place = city();
    let ids = |query: &str| place.found(&["--per-page", "50", query]);
    let with = ids("\"rada dzielnicy\"");
    assert!(!with.is_empty());
    for id in ids("\"rada dzielnicy\" konwent parkowanie zieleń miasto rok") {
        assert!(with.contains(&id), "{id}");
    }
}

#[test]
fn a_query_of_thousands_of_words_in_one_clause_is_answered() {
    let place = city();
    let words = vec!["konwent"; 4_000].join(" ");
    let numbers: Vec<String> = (0..6_000).map(|number| number.to_string()).collect();
    for query in [format!("\"{words}\""), numbers.join("-"), numbers.join(",")] {
        let response = place.search(&[&query]);
        // The notes: too long, not every word is used, words in no document.
        assert!(list(&response["query"], "notes").len() <= 3, "{response}");
    }
    let notes = place.search(&[&numbers.join("-")])["query"]["notes"].to_string();
    assert!(notes.contains("długie"), "{notes}");
}

#[test]
fn hits_with_equal_scores_are_ordered_by_id() {
    let place = Place::new();
    let line = |n: &u32| {
        format!("{{\"id\":\"{n}\",\"title\":\"T\",\"text\":\"o zieleni\",\"published\":\"2020-01-01\"}}\n")
    };
    let ids: Vec<u32> = (10..60).rev().collect();
    place.file("d.jsonl", ids.iter().map(line).collect::<String>());
    place.index(&["d.jsonl"], 0);
    let expected: Vec<String> = (10..40).map(|n| n.to_string()).collect();
    for sort in ["relevance", "newest", "oldest"] {
        assert_eq!(place.found(&["--per-page", "30", "--sort", sort, "zieleni"]), expected, "{sort}");
    }
}

#[test]
fn facet_counts_equal_the_totals_after_choosing_the_value() {
    let place = city();
    for query in ["konwent parkowanie", "konwent zarządzenie"] {
        let response = place.search(&["--kind", "news", "--facets", "kind", query]);
        for count in list(&response["facets"], "kind") {
            let value = count["value"].as_str().expect("a kind");
            assert_eq!(place.search(&["--kind", value, query])["total"], count["count"], "{query} {value}");
        }
    }
}

#[test]
fn explain_breaks_down_each_score_only_on_request() {
    let place = city();
    for hit in list(&place.search(&["--explain", "konwent"]), "hits") {
        let value = hit["explanation"]["value"].as_f64().expect("a number");
        let score = hit["score"].as_f64().expect("a number");
        assert!((value - score).abs() < 1e-3, "{hit}");
    }
}

/// Rebuilds the marked HTML from the text and its highlights.
fn marked(text: &str, highlights: &[(usize, usize)]) -> String {
    let mut html = String::new();
    let total = text.chars().count();
    for (at, c) in text.chars().map(Some).chain([None]).enumerate() {
        if highlights.iter().any(|&(_, end)| end == at) {
            html.push_str("</mark>");
        }
        if highlights.iter().any(|&(start, _)| start == at) {
            html.push_str("<mark>");
        }
        match c {
            Some('&') => html.push_str("&amp;"),
            Some('<') => html.push_str("&lt;"),
            Some('>') => html.push_str("&gt;"),
            Some('"') => html.push_str("&quot;"),
            Some('\'') => html.push_str("&#39;"),
            Some(c) => html.push(c),
            None => assert_eq!(at, total),
        }
    }
    html
}

fn highlights(snippet: &Value) -> Vec<(usize, usize)> {
    let number = |value: &Value| value.as_u64().expect("a number") as usize;
    let pair = |pair: &Value| (number(&pair[0]), number(&pair[1]));
    list(snippet, "highlights").iter().map(pair).collect()
}

fn unspaced(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Checks all invariants of the snippets of every hit.
#[track_caller]
fn check_snippets(place: &Place, query: &str) {
    let found = place.search(&["--per-page", "50", query]);
    assert!(!list(&found, "hits").is_empty(), "`{query}` finds nothing");
    for hit in list(&found, "hits") {
        let document = place.run(&["show", "--json", text(hit, "id")]).ended(0).json();
        let pages: Vec<&str> = list(&document, "pages").iter().map(|page| text(page, "text")).collect();
        // The reading sets a footnote mark apart from the word before it.
        let source = unspaced(&pages.concat());
        let snippets = list(hit, "snippets");
        assert!(snippets.len() <= 3, "{hit}");
        let mut places = Vec::new();
        for snippet in snippets {
            let shown = unspaced(text(snippet, "text"));
            let start = source.find(&shown).unwrap_or_else(|| panic!("`{shown}` is not in `{source}`"));
            places.push(start..start + shown.len());
            check_highlights(snippet);
        }
        places.sort_unstable_by_key(|place| place.start);
        for pair in places.windows(2) {
            assert!(pair[0].end <= pair[1].start, "`{query}`: overlapping snippets of {hit}");
        }
    }
}

/// Checks that highlights are ordered, cover whole words and agree with the marks in the HTML.
#[track_caller]
fn check_highlights(snippet: &Value) {
    let shown: Vec<char> = text(snippet, "text").chars().collect();
    let ranges = highlights(snippet);
    let mut before = 0;
    for &(start, end) in &ranges {
        assert!(before <= start && start < end && end <= shown.len(), "{snippet}");
        let is_cut = |at: usize| {
            let inside = shown.get(at).is_some_and(|c| c.is_alphanumeric());
            at > 0 && inside && shown[at - 1].is_alphanumeric()
        };
        assert!(!is_cut(start) && !is_cut(end), "a highlight cuts a word: {snippet}");
        before = end;
    }
    // The separator between list items is not part of the text.
    assert_eq!(text(snippet, "html").replace(" · ", " "), marked(text(snippet, "text"), &ranges));
}

#[test]
fn snippets_are_verbatim_and_mark_whole_words() {
    let place = city();
    for query in ["konwent", "rada dzielnicy", "parkowanie centrum", "zarzadzenia", "\"rada dzielnicy\""] {
        check_snippets(&place, query);
    }
}

#[test]
fn snippets_of_the_sample_posts_and_acts_are_verbatim_too() {
    let place = Place::with_corpus();
    for query in ["zarzadzenie konwent", "budżet obywatelski", "Łagiewniki-Borek", "„Tu chcę żyć”"] {
        check_snippets(&place, query);
    }
}

#[test]
fn only_matching_words_are_marked() {
    let place = city();
    let words = |query: &str, id: &str| -> Vec<String> {
        let found = place.search(&[query]);
        let hit = list(&found, "hits").iter().find(|hit| hit["id"] == id).expect("found").clone();
        let words = list(&hit, "snippets").iter().flat_map(|snippet| {
            let shown: Vec<char> = text(snippet, "text").chars().collect();
            let word = |(start, end): (usize, usize)| shown[start..end].iter().collect::<String>();
            highlights(snippet).into_iter().map(word).collect::<Vec<_>>()
        });
        words.collect()
    };
    assert_eq!(words("zarzadzenia powoluje", "acts/358-2017")[..2], ["Zarządzenie", "powołuje"]);
    assert_eq!(words("parkowaniem", "news/parking"), ["parkowaniu"]);
    assert_eq!(words("\"rada dzielnicy\"", "news/parking"), ["Rada dzielnicy"]);
    assert_eq!(words("zieleń -plan", "news/zielen"), ["zieleni"]);
}

#[test]
fn markup_in_a_document_is_treated_as_text() {
    let found = city().search(&["parkowanie centrum"]);
    let hit = &found["hits"][0];
    let title = "<mark>Parkowanie</mark> &lt;b&gt;tanie&lt;/b&gt; &amp; &quot;drogie&quot;";
    assert_eq!(text(hit, "title_html"), title);
    assert_eq!(text(hit, "title"), "Parkowanie <b>tanie</b> & \"drogie\"");
    let snippet = &hit["snippets"][0];
    let html = "<mark>parkowaniu</mark> &lt;i&gt;w <mark>centrum</mark>&lt;/i&gt; &amp; &#39;obok&#39;";
    assert!(text(snippet, "html").contains(html), "{snippet}");
}

#[test]
fn only_snippets_of_pdfs_name_a_page() {
    let place = Place::new();
    place
        .copy(&corpus("ordinances/358-2017.pdf"), "c/act.pdf")
        .file("c/post.md", "# Wpis\n\nKonwent obradował.");
    place.index(&["c"], 0);
    let found = place.search(&["konwent"]);
    for hit in list(&found, "hits") {
        let is_pdf = hit["id"] == "act";
        for snippet in list(hit, "snippets") {
            assert_eq!(snippet["page"].as_u64().is_some(), is_pdf, "{snippet}");
        }
        assert!(!list(hit, "snippets").is_empty());
    }
    let shown = place.run(&["show", "--json", "act"]).ended(0).json();
    let last = list(&shown, "pages").last().expect("a page");
    assert_eq!(last["number"], 2);
    let words: Vec<&str> = text(last, "text").split_whitespace().take(6).collect();
    let found = place.search(&[&format!("\"{}\"", words.join(" "))]);
    assert_eq!(found["hits"][0]["snippets"][0]["page"], 2, "{found}");
}

#[test]
fn a_shown_document_has_all_its_fields() {
    let place = city();
    let shown = place.run(&["show", "--json", "acts/358-2017"]).ended(0).json();
    for name in
        ["id", "title", "kind", "language", "url", "published", "lead", "parent", "act", "outline", "pages"]
    {
        assert!(shown.get(name).is_some(), "no `{name}` in {shown}");
    }
    assert_eq!((text(&shown, "id"), text(&shown, "kind")), ("acts/358-2017", "ordinance"));
    assert_eq!(keys(&shown["pages"][0]), ["number", "ocr", "text"]);
    assert!(text(&shown["pages"][0], "text").ends_with("\n\nZarządzenie powołuje konwent na trzy lata."));
    let parking = place.run(&["show", "--json", "news/parking"]).ended(0).json();
    assert_eq!(parking["districts"], serde_json::json!(["XI", "XII"]));
    assert!(parking["act"].is_null() && parking["url"].is_null());
}

#[test]
fn an_extracted_file_has_text_by_page_outline_and_warnings() {
    let place = Place::new();
    let post =
        "---\ntitle: Żółw\nkind: news\npublished: 2020-02-03\n---\n\n# Ślad\n\nĆma.\n\n## Źdźbło\n\nŁoś.\n";
    place.file("post.md", post).file("post.md.yaml", "kind: blog\n");
    let found = place.run(&["extract", "--json", "post.md"]).ended(0).json();
    for name in [
        "title",
        "kind",
        "language",
        "published",
        "act",
        "outline",
        "citations",
        "meetings",
        "pages",
        "warnings",
    ] {
        assert!(found.get(name).is_some(), "no `{name}` in {found}");
    }
    assert_eq!((text(&found, "title"), text(&found, "published")), ("Żółw", "2020-02-03"));
    assert!(found["act"].is_null());
    let page = &found["pages"][0];
    assert_eq!(
        (keys(page), &page["number"], &page["ocr"]),
        (vec!["number", "ocr", "text"], &1.into(), &false.into())
    );
    for heading in list(&found, "outline") {
        assert_eq!(keys(heading), ["anchor", "label", "level", "page", "start"]);
        assert!(!text(heading, "anchor").is_empty() && heading["level"].is_null());
        let start = heading["start"].as_u64().expect("a number") as usize;
        let there: String = text(page, "text").chars().skip(start).collect();
        assert!(there.contains(text(heading, "label")), "{heading} is not at {start}");
    }
    assert_eq!(list(&found, "outline").len(), 2, "{found}");
    assert_eq!(list(&found, "warnings").len(), 1, "{found}");
    assert!(found["warnings"][0].as_str().is_some_and(|warning| warning.contains("`blog`")), "{found}");
}

#[test]
fn statistics_count_documents_by_kind_language_and_year() {
    let found = city().run(&["stats", "--json"]).ended(0).json();
    assert_eq!(found["documents"], 6);
    assert_eq!(found["kinds"], serde_json::json!({"news": 3, "ordinance": 2, "page": 1}));
    assert_eq!(found["languages"], serde_json::json!({"en": 1, "pl": 5}));
    assert_eq!(found["years"], serde_json::json!({"2017": 2, "2022": 1, "2023": 2}));
    assert!(found["size_bytes"].as_u64().is_some_and(|bytes| bytes > 0));
    assert!(!text(&found, "analyser").is_empty());
}
