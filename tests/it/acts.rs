//! Acts: what is recognized of those in the sample corpus, and searches for them.

use std::collections::HashMap;

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use crate::{
    harness::{Place, list, package, text},
    recognition::is_installed,
};

/// The levels of sections that the labels name.
const LABELED: [&str; 6] = ["annex", "part", "division", "chapter", "article", "paragraph"];
/// The scans, of which the labels must be right to nine in ten.
const SCANS: [&str; 3] =
    ["ordinances/1204-2012", "resolutions/LVII-1624-21", "resolutions/dzielnica-IV-XXIV-187-2016"];

fn labels(name: &str) -> Vec<Value> {
    let lines = std::fs::read_to_string(package().join("tests/data").join(name)).expect("labels");
    lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn shown(place: &Place, id: &str) -> Value {
    place.run(&["show", "--json", id]).ended(0).json()
}

/// How much of what was expected was found, and how much of what was found was expected.
#[derive(Debug, Default)]
struct Agreement {
    both: usize,
    expected: usize,
    found: usize,
}

impl Agreement {
    fn f1(&self) -> f64 {
        2.0 * self.both as f64 / (self.expected + self.found).max(1) as f64
    }

    /// Counts values that are in both lists, each as often as it is in both.
    fn add(&mut self, expected: &[String], found: &[String]) {
        let mut rest: HashMap<&str, usize> = HashMap::new();
        for value in expected {
            *rest.entry(value).or_default() += 1;
        }
        for value in found {
            if let Some(count) = rest.get_mut(value.as_str()).filter(|count| **count > 0) {
                *count -= 1;
                self.both += 1;
            }
        }
        self.expected += expected.len();
        self.found += found.len();
    }
}

/// Returns what identifies a mention, with its role if wanted.
fn mention(citation: &Value, with_role: bool) -> String {
    let act = if citation["act"].is_object() { &citation["act"] } else { citation };
    let role =
        if with_role { format!(" {} {}", citation["role"], citation["partial"]) } else { String::new() };
    format!("{} {} {}{role}", act["kind"], act["number"], act["date"])
}

fn mentions(citations: &[Value], with_role: bool) -> Vec<String> {
    citations.iter().map(|citation| mention(citation, with_role)).collect()
}

#[test]
fn the_acts_of_the_sample_corpus_are_recognized() {
    let place = Place::with_corpus();
    let (mut sections, mut cited, mut roles) = <(Agreement, Agreement, Agreement)>::default();
    let (mut wrong_in_scans, mut in_scans) = (Vec::new(), 0);
    for label in labels("acts.jsonl") {
        let id = text(&label, "id");
        let is_scan = SCANS.contains(&id);
        if is_scan && !is_installed() {
            continue;
        }
        let document = shown(&place, id);
        for field in
            ["kind", "number", "session", "organ", "date", "subject", "in_force_from", "parent", "status"]
        {
            let is_right = document["act"][field] == label[field];
            in_scans += usize::from(is_scan);
            if is_scan && !is_right {
                wrong_in_scans.push(format!("{id} {field}"));
            }
            assert!(is_right || is_scan, "{id} {field}: {} is not {}", document["act"][field], label[field]);
        }
        let found: Vec<String> = list(&document, "outline")
            .iter()
            .filter(|entry| LABELED.contains(&entry["level"].as_str().unwrap_or_default()))
            .map(|entry| text(entry, "label").to_owned())
            .collect();
        let expected: Vec<String> =
            list(&label, "sections").iter().map(|name| name.as_str().expect("a label").to_owned()).collect();
        sections.add(&expected, &found);
        let (expected, found) = (list(&label, "citations"), list(&document, "citations"));
        cited.add(&mentions(expected, false), &mentions(found, false));
        roles.add(&mentions(expected, true), &mentions(found, true));
    }
    assert!(wrong_in_scans.len() * 10 <= in_scans, "{wrong_in_scans:?}");
    assert!(sections.f1() >= 0.97, "{sections:?}");
    assert!(cited.f1() >= 0.97, "{cited:?}");
    assert!(roles.both as f64 >= 0.95 * cited.both as f64, "{roles:?} {cited:?}");
}

#[test]
fn the_acts_that_posts_cite_are_recognized_and_only_mentioned() {
    let place = Place::with_corpus();
    let mut cited = Agreement::default();
    for label in labels("cited_in_posts.jsonl") {
        let document = shown(&place, text(&label, "id"));
        let found = list(&document, "citations");
        assert!(found.iter().all(|one| one["role"] == "mentions"), "{}", label["id"]);
        cited.add(&mentions(list(&label, "citations"), true), &mentions(found, true));
    }
    assert!(cited.f1() >= 0.97, "{cited:?}");
}

#[test]
fn a_citation_stands_exactly_at_its_place() {
    let place = Place::with_corpus();
    for label in labels("acts.jsonl").into_iter().chain(labels("cited_in_posts.jsonl")) {
        let document = shown(&place, text(&label, "id"));
        for citation in list(&document, "citations") {
            let page = list(&document, "pages").iter().find(|page| page["number"] == citation["page"]);
            let characters: Vec<char> = text(page.expect("a page"), "text").chars().collect();
            let [start, end] =
                ["start", "end"].map(|name| citation[name].as_u64().expect("a number") as usize);
            assert_eq!(characters[start..end].iter().collect::<String>(), text(citation, "text"));
        }
    }
}

#[test]
fn a_query_that_names_an_act_finds_it_before_those_that_cite_it() {
    let place = Place::with_corpus();
    for (query, id) in [
        ("358/2017", "ordinances/358-2017"),
        ("zarządzenie 358 z 2017", "ordinances/358-2017"),
        ("nr 358/17", "ordinances/358-2017"),
        ("zarzadzenie nr 358 / 2017", "ordinances/358-2017"),
        ("zarządzenie z 13 lutego 2017", "ordinances/358-2017"),
        ("zarządzenie z dnia 13.02.2017 r.", "ordinances/358-2017"),
        ("358–2017", "ordinances/358-2017"),
        ("181/2019", "ordinances/181-2019"),
        ("1495/14", "resolutions/XCIX-1495-14"),
        ("uchwała XCIX/1495/14", "resolutions/XCIX-1495-14"),
        ("uchwla xcix/1495/2014", "resolutions/XCIX-1495-14"),
    ] {
        assert_eq!(place.found(&[query]).first().map(String::as_str), Some(id), "{query}");
    }
}

#[test]
fn a_query_that_names_a_section_leads_to_it() {
    let place = Place::with_corpus();
    let found = place.search(&["358/2017 § 3 ust. 2"]);
    let first = &list(&found, "hits")[0];
    assert_eq!(text(first, "id"), "ordinances/358-2017");
    let snippet = &list(first, "snippets")[0];
    assert!(text(snippet, "anchor").starts_with("par-3"), "{snippet}");
    assert!(text(snippet, "section").starts_with("§ 3"), "{snippet}");
}

#[test]
fn acts_are_filtered_by_their_status_on_a_day() {
    let place = Place::with_corpus();
    let status = |arguments: &[&str]| {
        let found = place.search(&[&["1102/2022"], arguments].concat());
        let hit = list(&found, "hits").iter().find(|hit| hit["id"] == "ordinances/1102-2022").cloned();
        hit.map(|hit| hit["act"]["status"].as_str().unwrap_or("unknown").to_owned())
    };
    assert_eq!(status(&[]).as_deref(), Some("repealed"));
    assert_eq!(status(&["--as-of", "2023-01-01"]).as_deref(), Some("in-force"));
    assert_eq!(status(&["--as-of", "2021-01-01"]), None);
    assert_eq!(status(&["--status", "in-force"]), None);
    assert_eq!(status(&["--status", "repealed", "--status", "amended"]).as_deref(), Some("repealed"));
    let found = place.search(&["--kind", "ordinance", "--facets", "status", "--per-page", "100"]);
    let counted = list(&found["facets"], "status");
    let listed = |name: &str| list(&found, "hits").iter().filter(|hit| hit["act"]["status"] == name).count();
    for count in counted {
        assert_eq!(count["count"], listed(text(count, "value")), "{count}");
    }
    assert!(counted.len() >= 2, "{counted:?}");
}

#[test]
fn the_changes_of_an_act_are_evidence_of_its_status() {
    let place = Place::with_corpus();
    let document = shown(&place, "ordinances/1102-2022");
    let evidence = list(&document, "status_evidence");
    let repeal = evidence.iter().find(|change| change["id"] == "ordinances/618-2024").expect("the repeal");
    assert_eq!((&repeal["role"], &repeal["partial"]), (&"repeals".into(), &false.into()));
}

#[test]
fn a_repeal_holds_from_the_day_that_its_sentence_states() {
    let place = Place::new();
    let head = |number: &str, day: &str| {
        format!("ZARZĄDZENIE NR {number}\nPREZYDENTA MIASTA KRAKOWA\nz dnia {day} r.\nw sprawie konwentu\n\n")
    };
    let force = "Zarządzenie wchodzi w życie z dniem podpisania.\n";
    let first = format!("{}§ 1. Powołuje się konwent.\n§ 2. {force}", head("358/2017", "13 lutego 2017"));
    let second = format!(
        "{}§ 1. Z dniem 1 maja 2024 r. traci moc zarządzenie nr 358/2017 Prezydenta Miasta Krakowa.\n§ 2. {force}",
        head("9/2024", "1 marca 2024")
    );
    place.file("a/358.txt", first).file("a/9.txt", second);
    place.index(&["a"], 0);
    let status = |day: &str| {
        let found = place.search(&["358/2017", "--as-of", day]);
        let hit = list(&found, "hits").iter().find(|hit| hit["id"] == "358").expect("the act").clone();
        hit["act"]["status"].as_str().map(str::to_owned)
    };
    assert_eq!(status("2024-04-30").as_deref(), Some("in-force"));
    assert_eq!(status("2024-05-01").as_deref(), Some("repealed"));
    let shown = shown(&place, "358");
    assert_eq!(list(&shown, "status_evidence")[0]["from"], "2024-05-01");
}

#[test]
fn an_annex_of_its_own_comes_before_its_act_if_the_query_names_it() {
    let place = Place::new();
    let head = "PREZYDENTA MIASTA KRAKOWA\nz dnia 1 grudnia 2025 r.";
    place.file("a/act.txt", format!("ZARZĄDZENIE NR 3120/2025\n{head}\nw sprawie konwentu\n\n§ 1. Treść.\n"));
    for number in ["1", "2"] {
        let annex = format!(
            "Załącznik nr {number}\ndo zarządzenia nr 3120/2025 Prezydenta Miasta Krakowa z dnia 1 grudnia 2025 r.\n\n\
             Regulamin konwentu {number}\n\n§ 1. Konwent obraduje.\n"
        );
        place.file(&format!("a/annex-{number}.txt"), annex);
    }
    place.index(&["a"], 0);
    assert_eq!(place.found(&["3120/2025 załącznik nr 1"])[..2], ["annex-1", "act"]);
    assert_eq!(place.found(&["zarządzenie 3120/2025 zał. 2"])[..2], ["annex-2", "act"]);
    assert_eq!(place.found(&["3120/2025"]).first().map(String::as_str), Some("act"));
    assert_eq!(place.found(&["§ 1 3120/2025"]).first().map(String::as_str), Some("act"));
}

#[test]
fn letters_with_separate_accents_are_recognized_as_others_are() {
    let place = Place::new();
    let act = "ZARZĄDZENIE NR 358/2017\nPREZYDENTA MIASTA KRAKOWA\nz dnia 13 września 2017 r.\nw sprawie żółtego \
               konwentu\n\nNa podstawie art. 30 ustawy z dnia 8 marca 1990 r. o samorządzie gminnym zarządza się, co \
               następuje:\n§ 1. Traci moc zarządzenie nr 12/2016.\n§ 2. Zarządzenie wchodzi w życie z dniem \
               podpisania.\n";
    let post = "XIV sesja Rady Miasta Krakowa odbędzie się 12 września 2031 r. o godz. 10.00 w Sali Obrad. Radni \
                rozpatrzą uchwałę nr XII/87/2031 w sprawie dróg.\n";
    let line = |id: &str, kind: &str, text: &str| {
        serde_json::json!({"id": id, "kind": kind, "title": "Ogłoszenie o dróżkach", "text": text})
            .to_string()
    };
    let apart = |text: &str| text.nfd().collect::<String>();
    place.file("c/one.txt", act).file("d/other.txt", apart(act));
    let lines = [line("post", "news", post), apart(&line("apart", "news", post))];
    place.file("posts.jsonl", lines.join("\n"));
    place.index(&["c", "d", "posts.jsonl"], 0);
    for (one, other) in [("one", "other"), ("post", "apart")] {
        let [one, other] = [one, other].map(|id| shown(&place, id));
        for field in ["title", "kind", "act", "outline", "citations", "meetings", "pages"] {
            assert_eq!(one[field], other[field], "{field}");
        }
    }
    assert_eq!(shown(&place, "other")["act"]["number"], "358/2017");
    assert_eq!(list(&shown(&place, "other"), "citations").len(), 2);
    assert!(!list(&shown(&place, "apart"), "meetings").is_empty());
}
