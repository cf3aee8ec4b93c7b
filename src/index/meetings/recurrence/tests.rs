//! Whether topics about one matter are linked and others are not, on labeled topics.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use super::{LONGEST_LIST, Recurrence, RecurrenceIndex, TopicTerms, years};
use crate::analysis::{Analyzer, frequency};

/// Topics by hand: part, matter (`-` for one without another topic), year, text.
const LABELED: &str = include_str!("../../../../tests/data/recurring_topics.tsv");
/// The number of documents of the index that the tests imagine.
const DOCUMENTS: u64 = 20_000;
/// How many of its documents have the words of each topic, besides those of other matters.
const DOCUMENTS_PER_TOPIC: u64 = 24;

fn read(topics: &[(u32, Date, &str)]) -> Vec<TopicTerms> {
    let mut analyzer = Analyzer::default();
    let read = |(meeting, day, text): &(u32, Date, &str)| {
        TopicTerms::read(&mut analyzer, text, *meeting, Some(*day), Vec::new())
    };
    topics.iter().map(read).collect()
}

fn index(topics: Vec<TopicTerms>) -> RecurrenceIndex {
    let mut topics_with: BTreeMap<String, u64> = BTreeMap::new();
    for lemma in topics.iter().flat_map(|topic| &topic.terms).flat_map(|term| &term.lemmas) {
        *topics_with.entry(lemma.clone()).or_default() += 1;
    }
    let known = |lemma: &str| topics_with.get(lemma).copied().unwrap_or_default();
    RecurrenceIndex::new(topics, DOCUMENTS, |lemma| {
        (u64::from(frequency(lemma)) + DOCUMENTS_PER_TOPIC * known(lemma)).min(DOCUMENTS)
    })
}

/// Returns an index of the labeled topics, each of a meeting of its own, and one more topic a text.
fn index_with(texts: &[&str]) -> (RecurrenceIndex, u32) {
    let labeled = LABELED.lines().map(|line| line.rsplit('\t').next().unwrap());
    let texts: Vec<&str> = labeled.chain(texts.iter().copied()).collect();
    let topics: Vec<_> =
        (0..).zip(&texts).map(|(meeting, text)| (meeting, date(2020, 6, 1), *text)).collect();
    let first = LABELED.lines().count() as u32;
    (index(read(&topics)), first)
}

/// Asserts which words are given as the reason why two topics are of one matter; none if they are not.
#[track_caller]
fn check(a: &str, b: &str, words: &[&str]) {
    let (index, first) = index_with(&[a, b]);
    let of = |topic: u32, other: u32| -> Vec<Recurrence> {
        index.recurrences(topic).into_iter().filter(|one| one.topic == other).collect()
    };
    let found = of(first, first + 1);
    assert_eq!(found.len(), of(first + 1, first).len(), "{a} | {b}");
    let found: Vec<String> = found.iter().flat_map(|one| index.reason(first, one.topic).words).collect();
    assert_eq!(found, words, "{a} | {b}");
}

/// Returns precision and recall of the pairs of the same matter in a part of the labeled topics.
fn measure(part: &str) -> (f32, f32) {
    let rows: Vec<Vec<&str>> = LABELED.lines().map(|line| line.split('\t').collect()).collect();
    let topics =
        (0..).zip(&rows).map(|(meeting, row)| (meeting, date(row[2].parse().unwrap(), 6, 1), row[3]));
    let index = index(read(&topics.collect::<Vec<_>>()));
    let of_part = |at: &usize| rows[*at][0] == part;
    let is_same = |a: usize, b: usize| a != b && rows[a][1] != "-" && rows[a][1] == rows[b][1];
    let (mut expected, mut found, mut right) = (0, 0, 0);
    for a in (0..rows.len()).filter(of_part) {
        expected += (0..rows.len()).filter(of_part).filter(|b| is_same(a, *b)).count();
        let others = index.recurrences(a as u32).into_iter().map(|one| one.topic as usize);
        let others: Vec<usize> = others.filter(of_part).collect();
        found += others.len();
        right += others.iter().filter(|b| is_same(a, **b)).count();
    }
    (right as f32 / found as f32, right as f32 / expected as f32)
}

#[test]
fn the_topics_of_a_matter_are_linked_and_few_others() {
    for (part, least_precision, least_recall) in [("tuning", 0.88, 0.88), ("held-out", 0.9, 0.74)] {
        let (precision, recall) = measure(part);
        println!("{part}: precision {precision:.3}, recall {recall:.3}");
        assert!(precision >= least_precision && recall >= least_recall, "{part}: {precision} {recall}");
    }
}

#[test]
fn the_same_object_in_other_words_recurs() {
    check("budżet obywatelski", "zasady budżetu obywatelskiego 2024", &["budżet obywatelski"]);
    check("BO – harmonogram", "Budżet Obywatelski", &["budżet obywatelski"]);
    check("strategia Kraków 2030", "Strategia Rozwoju Krakowa 2030", &["2030", "strategia"]);
    check(
        "polityka wobec osób niepełnosprawnych",
        "powiatowy program działań na rzecz osób z niepełnosprawnościami",
        &["niepełnosprawny"],
    );
    check("statuty dzielnic", "zmiana uchwały w sprawie statutu dzielnicy", &["statuty dzielnic"]);
    check("MPZP „Krzemionki”", "plan miejscowy obszaru Krzemionki", &["Krzemionki", "miejscowy"]);
    check(
        "tramwaj Krowodrza Górka – Azory",
        "linia tramwajowa Krowodrza Górka – Azory: konsultacje",
        &["tramwaj Krowodrza Górka", "Azory"],
    );
}

#[test]
fn a_phrase_about_different_objects_does_not_recur() {
    for (a, b) in [
        ("budowa chodnika przy ul. Zawiłej", "budowa chodnika przy ul. Tynieckiej"),
        ("zmiana uchwały w sprawie statutu dzielnicy", "zmiana uchwały w sprawie statutu żłobka"),
        ("informacja o stanie przygotowań", "informacja o stanie realizacji"),
        ("budżet obywatelski", "projekt budżetu miasta na 2020 rok"),
        ("nadanie nazwy ulicy w Dzielnicy VIII Dębniki", "remont szkoły w Dzielnicy VIII Dębniki"),
        ("uchwała nr XIV/92/2019 z 26 listopada 2019 r.", "uchwała nr XX/92/2019 z 26 listopada 2019 r."),
    ] {
        check(a, b, &[]);
    }
}

#[test]
fn topics_that_name_the_same_act_recur() {
    let mut topics = read(&[
        (0, date(2017, 3, 8), "zasady działania zespołu"),
        (1, date(2024, 6, 20), "propozycje zmian w zarządzeniu nr 358/2017"),
        (2, date(2024, 6, 20), "propozycje zmian w zarządzeniu nr 181/2019"),
    ]);
    topics[0].acts = vec!["358/2017".to_owned()];
    topics[1].acts = vec!["181/2019".to_owned(), "358/2017".to_owned()];
    topics[2].acts = vec!["17/2019".to_owned()];
    let index = index(topics);
    let found = index.recurrences(0);
    let acts: Vec<_> =
        found.iter().map(|one| (one.topic, index.reason(0, one.topic).acts.join(" "))).collect();
    assert_eq!(acts, [(1, "358/2017".to_owned())]);
}

#[test]
fn recurrences_are_of_other_meetings_the_newest_first_and_have_years() {
    let days = [date(2019, 2, 20), date(2023, 5, 1), date(2021, 9, 9), date(2023, 11, 23), date(2020, 1, 1)];
    let topics: Vec<_> = (0..).zip(days).map(|(meeting, day)| (meeting, day, "utrzymanie fontann")).collect();
    let mut topics = read(&[topics.as_slice(), &[(4, days[4], "fontanny")]].concat());
    topics[4].day = None;
    topics[5].day = None;
    let index = index(topics);
    let found = index.recurrences(5);
    assert_eq!(found.iter().map(|one| one.topic).collect::<Vec<_>>(), [3, 1, 2, 0]);
    assert_eq!(years(&found), [2019, 2021, 2023]);
    assert!(index.recurrences(6).is_empty());
}

#[test]
fn recurrence_is_symmetric() {
    let (index, count) = index_with(&[]);
    let linked = |a: u32, b: u32| index.recurrences(a).iter().any(|one| one.topic == b);
    let pairs = (0..count).flat_map(|a| index.recurrences(a).into_iter().map(move |one| (a, one.topic)));
    let pairs: Vec<(u32, u32)> = pairs.collect();
    assert!(pairs.len() > 400 && pairs.iter().all(|(a, b)| linked(*b, *a)));
}

#[test]
fn topics_that_share_only_what_nearly_all_have_are_not_compared() {
    let kind = read(&[(0, date(2020, 1, 1), "utrzymanie fontann")]).remove(0);
    let topics = |count: u32| (0..count).map(|meeting| TopicTerms { meeting, ..kind.clone() }).collect();
    assert_eq!(index(topics(300)).recurrences(7).len(), 299);
    assert!(index(topics(LONGEST_LIST as u32 + 1)).recurrences(7).is_empty());
}
