//! Meetings: what is recognized of those in the sample posts and in the post that the project began with,
//! their list over HTTP and on the command line, and their topics in hits.

use serde_json::Value;

use crate::{
    harness::{Place, list, package, shared, skip, text},
    http::Site,
};

fn shown(place: &Place, id: &str) -> Value {
    place.run(&["show", "--json", id]).ended(0).json()
}

fn topics(meetings: &[Value]) -> Vec<String> {
    let topic = |topic: &Value| topic.as_str().unwrap_or_else(|| text(topic, "text")).to_owned();
    meetings.iter().flat_map(|meeting| list(meeting, "topics").iter().map(topic)).collect()
}

fn dates(meetings: &[Value]) -> Vec<&Value> {
    meetings.iter().map(|meeting| &meeting["date"]).collect()
}

#[test]
fn the_meetings_of_the_sample_posts_are_recognized_with_their_topics() {
    let place = Place::with_corpus();
    let labels = std::fs::read_to_string(package().join("tests/data/meetings.jsonl")).expect("labels");
    let (mut both, mut all) = (0_usize, 0_usize);
    for label in labels.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON")) {
        let id = text(&label, "id");
        let document = shown(&place, id);
        let (expected, found) = (list(&label, "meetings"), list(&document, "meetings"));
        assert_eq!(dates(found), dates(expected), "{id}");
        for field in ["announced", "cancelled"] {
            let values =
                |meetings: &[Value]| meetings.iter().map(|one| one[field].clone()).collect::<Vec<_>>();
            assert_eq!(values(found), values(expected), "{id} {field}");
        }
        let (expected, found) = (topics(expected), topics(found));
        both += found.iter().filter(|topic| expected.contains(topic)).count();
        all += expected.len() + found.len();
    }
    let f1 = 2.0 * both as f64 / all as f64;
    assert!(f1 >= 0.95, "F1 of topics is {f1}: {both} of {all}");
}

#[test]
fn a_topic_stands_exactly_at_its_place() {
    let place = Place::with_corpus();
    let document = shown(&place, "news/2022-09-27-konwent-o-sprawach-dzielnic");
    let page: Vec<char> = text(&list(&document, "pages")[0], "text").chars().collect();
    let meeting = &list(&document, "meetings")[0];
    assert!(!list(meeting, "topics").is_empty());
    for topic in list(meeting, "topics") {
        let [start, end] = ["start", "end"].map(|name| topic[name].as_u64().expect("a number") as usize);
        let there: String = page[start..end].iter().collect();
        assert_eq!(there.split_whitespace().collect::<Vec<_>>().join(" "), text(topic, "text"));
    }
}

#[test]
fn the_first_post_has_its_meeting_with_four_topics() {
    let Some(seed) = shared("seed") else {
        return skip("the post that the project began with is not there");
    };
    let place = Place::new();
    let files = std::fs::read_dir(seed).expect("a folder").filter_map(|file| Some(file.ok()?.path()));
    let file =
        files.into_iter().find(|path| path.extension().is_some_and(|kind| kind == "md")).expect("a post");
    let found = place.run(&["extract", "--json", file.to_str().expect("UTF-8")]).ended(0).json();
    let meetings = list(&found, "meetings");
    assert_eq!(dates(meetings), ["2022-09-26"]);
    assert_eq!(text(&meetings[0], "chair"), "Rafał Komarewicz");
    assert_eq!(topics(meetings).len(), 4, "{:?}", topics(meetings));
}

/// Returns the response to a request for the meetings of the samples.
fn listed(place: &Place, arguments: &[&str]) -> Value {
    place.run(&[&["meetings", "--json"], arguments].concat()).ended(0).json()
}

fn days(response: &Value) -> Vec<&str> {
    list(response, "meetings").iter().filter_map(|meeting| meeting["date"].as_str()).collect()
}

#[track_caller]
fn check(place: &Place, arguments: &[&str], expected: &[&str]) {
    assert_eq!(days(&listed(place, arguments)), expected, "{arguments:?}");
}

#[test]
fn meetings_are_listed_newest_first_and_filtered() {
    let place = Place::with_corpus();
    let all = listed(&place, &[]);
    let found = days(&all);
    assert!(found.len() > 30 && found.is_sorted_by(|one, next| one >= next), "{found:?}");
    check(&place, &["parkowania"], &["2019-11-14"]);
    check(&place, &["budzetu", "obywatelskiego", "--to", "2019-12-31"], &["2019-02-20"]);
    check(
        &place,
        &["budżet obywatelski -reforma", "--from", "2024-01-01", "--body", "konwent"],
        &["2026-03-12"],
    );
    check(&place, &["--district", "VIII", "--body", "rada dziel"], &["2024-11-13"]);
    check(&place, &["--from", "2026-11-30", "--announced", "true"], &["2026-12-03"]);
    check(&place, &["\"mapę akustyczną\""], &["2021-04-22"]);
    check(
        &place,
        &["--per-page", "2", "--page", "2", "--from", "2025-01-01", "--announced", "false"],
        &["2025-11-27", "2025-06-18"],
    );
    place.run(&["meetings", "hipopotam"]).ended(1);
    let refused = place.run(&["meetings", "rok:2022"]).ended(2);
    assert!(refused.err.contains("`q` of meetings has no fields"), "{}", refused.err);
}

#[test]
fn the_announcement_and_the_report_of_a_meeting_are_one_entry() {
    let place = Place::with_corpus();
    let response = listed(&place, &["--from", "2025-11-27", "--to", "2025-11-27"]);
    let meeting = &list(&response, "meetings")[0];
    assert_eq!((&response["total"], &meeting["announced"]), (&1.into(), &false.into()));
    let documents: Vec<&str> = list(meeting, "documents").iter().map(|one| text(one, "id")).collect();
    let expected =
        ["news/2025-11-28-konwent-przed-zima", "news/2025-11-14-zapowiedz-konwentu-o-zimie-i-wodzie"];
    assert_eq!((text(meeting, "id"), documents), (expected[0], expected.to_vec()));
    let topics = topics(std::slice::from_ref(meeting));
    assert!(topics.contains(&"Dopłaty do zbiorników na deszczówkę".to_owned()), "{topics:?}");
}

#[test]
fn a_meeting_leaves_with_the_last_document_about_it() {
    let place = Place::with_corpus();
    let post = "news/2021-04-23-konwent-odpady-i-halas";
    check(&place, &["akustyczna"], &["2021-04-22"]);
    place.run(&["withdraw", "--purge", post]).ended(0);
    place.run(&["meetings", "akustyczna"]).ended(1);
    // Of two documents, the other one goes on to tell of the meeting.
    place.run(&["withdraw", "news/2025-11-28-konwent-przed-zima"]).ended(0);
    let left = listed(&place, &["--from", "2025-11-27", "--to", "2025-11-27"]);
    let meeting = &list(&left, "meetings")[0];
    assert_eq!(
        (text(meeting, "id"), &meeting["announced"]),
        ("news/2025-11-14-zapowiedz-konwentu-o-zimie-i-wodzie", &true.into())
    );
}

/// Indexes posts of the same council, each with its day of publication and its text.
fn council(posts: &[(&str, &str)]) -> Place {
    let place = Place::new();
    for (number, (day, written)) in posts.iter().enumerate() {
        let title = "Posiedzenie Rady Dzielnicy VIII Dębniki";
        let post = format!("---\ntitle: {title}\npublished: {day}\nkind: news\n---\n\n{written}\n");
        place.file(&format!("posts/{number}.md"), post);
    }
    place.index(&["posts"], 0);
    place
}

#[test]
fn of_the_day_of_a_meeting_the_newest_document_is_right() {
    let announced = "Sesja Rady Dzielnicy VIII Dębniki odbędzie się 11 maja 2023 r. o godz. 16.00.";
    let cancelled = "Sesja Rady Dzielnicy VIII Dębniki zaplanowana na 11 maja 2023 r. została odwołana.";
    let place = council(&[("2023-05-01", announced), ("2023-05-02", cancelled)]);
    let response = listed(&place, &[]);
    let meeting = &list(&response, "meetings")[0];
    assert_eq!((&response["total"], &meeting["date"]), (&1.into(), &Value::Null), "{meeting}");
    let place = council(&[("2023-05-01", announced), ("2023-05-02", cancelled), ("2023-05-04", announced)]);
    let response = listed(&place, &[]);
    let meeting = &list(&response, "meetings")[0];
    assert_eq!((&response["total"], &meeting["date"]), (&1.into(), &"2023-05-11".into()), "{meeting}");
    assert!(list(meeting, "cancelled").is_empty(), "{meeting}");
    let later = announced.replace("16.00", "17.00");
    let place = council(&[("2023-05-01", announced), ("2023-05-02", &later)]);
    let response = listed(&place, &[]);
    let meeting = &list(&response, "meetings")[0];
    assert_eq!((&response["total"], &meeting["time"]), (&1.into(), &"17:00".into()), "{meeting}");
}

#[test]
fn a_topic_links_the_acts_that_it_names() {
    let place = Place::with_corpus();
    let response = listed(&place, &["358/2017"]);
    let topic = |topic: &&Value| text(topic, "text").contains("358/2017");
    let meetings = list(&response, "meetings");
    let named = meetings.iter().flat_map(|meeting| list(meeting, "topics")).find(topic).expect("a topic");
    assert_eq!(list(named, "acts")[0], "ordinances/358-2017");
    assert!(text(named, "html").contains("<mark>358/2017</mark>"), "{named}");
}

/// Returns the first topic with a text of the meeting of a day.
fn topic_of(place: &Place, day: &str, part: &str) -> Value {
    let response = listed(place, &["--from", day, "--to", day]);
    let topics = list(&list(&response, "meetings")[0], "topics").iter();
    topics.clone().find(|topic| text(topic, "text").contains(part)).expect("the topic").clone()
}

#[test]
fn a_matter_that_came_up_before_and_after_is_linked_with_the_reason() {
    let place = Place::with_corpus();
    let topic = topic_of(&place, "2024-03-14", "reforma budżetu");
    assert_eq!(topic["recurs_years"], serde_json::json!([2019, 2020, 2022, 2025, 2026]));
    let recurs = list(&topic, "recurs");
    assert_eq!(topic["recurs_total"], recurs.len());
    let newest = &recurs[0];
    assert_eq!(text(newest, "id"), "news/2026-03-13-konwent-o-upalach");
    assert_eq!(text(newest, "reason"), "wspólne słowa: budżetu obywatelskiego");
    assert!(recurs.is_sorted_by(|one, next| one["date"].as_str() >= next["date"].as_str()), "{recurs:?}");
    let back = topic_of(&place, "2026-03-12", "naboru");
    let ids: Vec<&Value> = list(&back, "recurs").iter().map(|other| &other["topic"]).collect();
    assert!(ids.contains(&&topic["id"]), "recurrence goes both ways: {back}");
    let alone = topic_of(&place, "2019-11-14", "abonamenty");
    assert!(list(&alone, "recurs").is_empty(), "{alone}");
}

#[tokio::test]
async fn the_history_of_a_topic_has_its_years_and_the_acts_that_followed() {
    let place = Place::with_corpus();
    let site = Site::over(&place.path("index"));
    let listed = site.get("/api/v1/meetings?from=2022-09-26&to=2022-09-26").await.json();
    let topics = list(&list(&listed, "meetings")[0], "topics");
    let topic =
        topics.iter().find(|topic| text(topic, "text").contains("Kraków 2030")).expect("the strategy");
    let history = site.get(&format!("/api/v1/topics/{}", text(topic, "id"))).await.json();
    assert_eq!(history["topic"]["id"], topic["id"]);
    assert_eq!(history["meeting"]["date"], "2022-09-26");
    let years = serde_json::json!([
        {"year": 2022, "topics": 1}, {"year": 2023, "topics": 0}, {"year": 2024, "topics": 1}
    ]);
    assert_eq!(history["years"], years);
    let acts: Vec<(&str, &str)> =
        list(&history, "acts").iter().map(|act| (text(act, "id"), text(act, "relation"))).collect();
    assert_eq!(acts, [("ordinances/618-2024", "followed"), ("resolutions/CVI-2877-23", "followed")]);
    let missing = site.get("/api/v1/topics/0000").await;
    assert_eq!(missing.status, 404);
}

#[test]
fn a_hit_shows_the_topic_that_matches() {
    let place = Place::with_corpus();
    let search = |query: &str| place.run(&["search", "--json", query]).ended(0).json();
    let response = search("konwent hałas w nocy");
    let hit = &list(&response, "hits")[0];
    let topic = &hit["topic"];
    assert_eq!(text(topic, "text"), "ograniczenie hałasu w porze nocnej", "{hit}");
    assert_eq!(text(topic, "html"), "ograniczenie <mark>hałasu</mark> w porze nocnej");
    assert_eq!(text(topic, "date"), "2021-04-22");
    assert!(text(topic, "meeting").starts_with("Konwent"), "{topic}");
    assert_eq!(text(topic, "anchor"), "temat-3");
    let response = search("zarządzenie 358/2017");
    assert!(list(&response, "hits")[0]["topic"].is_null());
    let response = search("konwent parkowanie");
    let other = list(&response, "hits").iter().find(|hit| text(hit, "id").contains("nowej-kadencji"));
    assert!(other.expect("a post that promises the topic")["topic"].is_null());
}

#[test]
fn the_topics_that_judges_expect_are_shown() {
    let place = Place::with_corpus();
    let judged = |name: &str| -> Vec<Value> {
        let text = std::fs::read_to_string(package().join("tests/judged").join(name)).expect("a file");
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    };
    let queries = judged("queries.jsonl");
    let plain = |topic: &str| topic.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let (mut right, expected) = (0, judged("topics.jsonl"));
    for one in &expected {
        let query = queries.iter().find(|query| query["id"] == one["id"]).expect("a query");
        let response = place.run(&["search", "--json", text(query, "text")]).json();
        let hit = list(&response, "hits").iter().find(|hit| hit["id"] == one["document"]);
        let shown = hit.and_then(|hit| hit["topic"]["text"].as_str()).map(plain);
        let topic = plain(text(one, "topic"));
        // A judge may copy the note in brackets behind a topic.
        right += usize::from(shown.is_some_and(|shown| topic.starts_with(&shown) || shown.ends_with(&topic)));
    }
    assert!(right * 10 >= expected.len() * 9, "{right} of {}", expected.len());
}
