//! Meetings: what is recognized of those in the sample posts, and in the post that the project began with.

use serde_json::Value;

use crate::harness::{Place, list, package, shared, skip, text};

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
