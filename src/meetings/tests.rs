//! Tests of meetings in invented posts: patterns of sentences in tables, whole posts, and what holds for any
//! text.

mod asides;
mod boards;
mod clauses;
mod layouts;
mod many;
mod occasions;
mod people;
mod pieces;
mod posts;
mod programmes;
mod prose;
mod reports;
mod sequels;
mod turns;

use jiff::civil::Date;

use super::{FoundMeeting, meetings};

/// The day on which the texts of the tables are published, a Wednesday.
const PUBLISHED: Date = Date::constant(2024, 5, 15);

/// The meetings of a text without a title.
fn read(text: &str) -> Vec<FoundMeeting> {
    meetings(text, None, Some(PUBLISHED))
}

/// A meeting in short: `2024-05-14 17:00-19:00 held`, with the days that fell through after a minus.
fn summary(found: &FoundMeeting) -> String {
    let meeting = &found.meeting;
    let mut parts = vec![meeting.date.map_or_else(|| "-".to_owned(), |date| date.to_string())];
    parts.extend(meeting.date_end.map(|date| format!("to {date}")));
    let until = meeting.time_end.as_ref().map_or_else(String::new, |until| format!("-{until}"));
    parts.extend(meeting.time.as_ref().map(|time| format!("{time}{until}")));
    parts.push(if meeting.announced { "announced" } else { "held" }.to_owned());
    parts.extend(meeting.cancelled.iter().map(|day| format!("-{day}")));
    parts.join(" ")
}

fn topics(found: &[FoundMeeting]) -> String {
    let topics: Vec<&str> =
        found.iter().flat_map(|found| &found.topics).map(|topic| topic.text.as_str()).collect();
    topics.join(" / ")
}

#[test]
fn hostile_texts_take_linear_time_and_lie_within_the_text() {
    let units = [
        "sesja Rady Dzielnicy V Krowodrza odbyła się 5 maja 2024 r. o godz. 17.00 w siedzibie rady. ",
        "posiedzenie ",
        "1. porządek obrad:\n",
        "Konwent odbył się w dniu ",
        "omówiono: a, b oraz c; ",
        "„((sesja",
        "5 maja ",
        "- sesja 5 maja, godz. 17\n",
        "a) sesja, b) plan, c) zima ",
        "I. Otwarcie. II. sesja rady 5 maja. ",
        "Termin: 5 maja Godzina: 17 Temat: sesja ",
        "Komisja Zdrowia\n5 maja, godz. 17\n1. Plan\n",
        "→ sesja → plan ",
        "Ad. 2 – PLAN SESJI. Radni pytali.\n",
    ];
    for unit in units {
        let text = unit.repeat(400_000 / unit.len());
        let start = std::time::Instant::now();
        let found = meetings(&text, Some("Sesje rad dzielnic"), Some(PUBLISHED));
        assert!(start.elapsed().as_secs() < 60, "`{unit}` took {:?}", start.elapsed());
        for topic in found.iter().flat_map(|found| &found.topics) {
            assert!(text.get(topic.range.clone()).is_some(), "`{unit}`");
        }
    }
}

proptest::proptest! {
    #[test]
    fn any_mixture_of_words_and_signs_is_read(
        text in "((Konwent|sesja Rady Dzielnicy V|posiedzenie|odbyła się|odbędzie się|5 maja|2024 r\\.|o godz\\. 17|w siedzibie|omówiono|porządek obrad:|w sprawie|oraz|ż|„|”|\\(|\\)|;|,|-|\\.|1\\.|\n|\t)[ \n]?){0,40}"
    ) {
        for found in meetings(&text, Some(&text), Some(PUBLISHED)) {
            for topic in &found.topics {
                proptest::prop_assert!(text.get(topic.range.clone()).is_some());
                proptest::prop_assert!(!topic.text.is_empty());
            }
        }
    }
}
