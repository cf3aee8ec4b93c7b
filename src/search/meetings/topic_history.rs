//! Gathers what is known of the matter of one topic: when it came up, and which acts belong to it.

use std::{cmp::Reverse, collections::BTreeMap};

use jiff::{ToSpan, civil::Date};

use super::{
    entry::EntryWriter,
    response::{TopicAct, TopicActRelation, TopicHistory, TopicYear},
    topics_by_meaning,
};
use crate::{
    acts::short_title::short_title,
    analysis::{Analyzer, words},
    document::{DocumentId, Kind},
    error::Result,
    index::{DocumentHead, RegisteredTopic, Snapshot, districts_of},
    meaning::Meaning,
    search::{
        citation_graph::ActTargets,
        plan::Plan,
        request::{Facet, SearchRequest},
        run::rank,
    },
};

/// The maximum number of topics about the same matter that are returned, the newest.
const MAX_RECURRENCES: usize = 1000;

/// How long after a meeting an act may follow, in months: from a debate to a resolution on its budget.
const FOLLOWING_MONTHS: i32 = 24;
/// The maximum number of topics about the same matter whose acts are listed, the newest.
const MAX_NAMING: usize = 100;
/// The maximum number of words of a topic that acts are looked for by.
const MAX_WORDS: usize = 40;
/// The number of acts found by the words of a topic that are looked at.
const CANDIDATES: usize = 20;

/// Returns the history of the topic with this id, with topics like it in meaning if there is a model; `None` if there
/// is no such topic.
///
/// # Errors
///
/// Returns an error if the index cannot be read.
pub fn topic(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    meaning: Option<&Meaning>,
    id: &str,
) -> Result<Option<TopicHistory>> {
    let register = snapshot.meetings()?;
    let Some(number) = register.topic(id) else { return Ok(None) };
    let plan = Plan::default();
    let mut writer = EntryWriter::new(snapshot, register, (&mut *analyzer, &plan), true);
    let own = &register.topics[number as usize];
    let mut recurrences = register.recurrences(number);
    if let Some(meaning) = meaning {
        let like = topics_by_meaning::find(meaning, (snapshot, register), number, &recurrences)?;
        recurrences.extend(like);
        recurrences.sort_by_key(|other| Reverse((other.day, other.topic)));
    }
    let topic = writer.topic(number, &recurrences, MAX_RECURRENCES)?;
    let meeting = writer.meeting(own.meeting)?;
    let day = meeting.day();
    let years = years(day.into_iter().chain(recurrences.iter().filter_map(|other| other.day)));
    let others = recurrences.iter().take(MAX_NAMING).map(|other| &register.topics[other.topic as usize]);
    let mut acts = named(snapshot, std::iter::once(own).chain(others))?;
    let followed = following(snapshot, analyzer, (&topic.text, day))?;
    for (act, organ) in followed {
        let subject = act.subject.as_deref().unwrap_or(&act.title);
        let is_known = acts.iter().any(|known| known.id == act.id);
        let is_of_another = is_of_another_district(organ.as_deref(), &meeting.districts);
        if !is_known && !is_of_another && register.is_about(analyzer, number, subject) {
            acts.push(act);
        }
    }
    acts.sort_by_key(|act| (Reverse(act.date), act.id.clone()));
    Ok(Some(TopicHistory { topic, meeting, years, acts }))
}

/// Counts days by year, from the first year to the last.
fn years(days: impl Iterator<Item = Date>) -> Vec<TopicYear> {
    let mut counts: BTreeMap<i16, usize> = BTreeMap::new();
    for day in days {
        *counts.entry(day.year()).or_default() += 1;
    }
    let range = counts.keys().next().copied().zip(counts.keys().next_back().copied());
    let all = range.map(|(first, last)| first..=last).into_iter().flatten();
    all.map(|year| TopicYear { year, topics: counts.get(&year).copied().unwrap_or(0) }).collect()
}

/// Returns the acts that topics name, each once.
fn named<'a>(
    snapshot: &Snapshot,
    topics: impl Iterator<Item = &'a RegisteredTopic>,
) -> Result<Vec<TopicAct>> {
    let mut acts: Vec<TopicAct> = Vec::new();
    for topic in topics {
        for id in ActTargets::new(snapshot, &topic.document, None).all(&topic.acts)? {
            if acts.iter().all(|known| known.id != id) {
                acts.extend(act(snapshot, &id, TopicActRelation::Named)?.map(|(act, _)| act));
            }
        }
    }
    Ok(acts)
}

/// Returns the ordinances and resolutions after a day that contain words of a topic, with their bodies.
fn following(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    (text, day): (&str, Option<Date>),
) -> Result<Vec<(TopicAct, Option<String>)>> {
    let Some(day) = day else { return Ok(Vec::new()) };
    // In capitals some words would be operators.
    let words = words(text).take(MAX_WORDS).map(|word| text[word].to_lowercase());
    let words = words.collect::<Vec<_>>().join(" ");
    let request = SearchRequest {
        text: words,
        from: Some(day),
        to: day.checked_add(FOLLOWING_MONTHS.months()).ok(),
        per_page: CANDIDATES,
        exact: true,
        ..SearchRequest::default()
    };
    let kinds = [Kind::Ordinance, Kind::Resolution].iter();
    let request = kinds.fold(request, |request, kind| request.with_filter(Facet::Kind, kind.as_str()));
    let ids = rank(snapshot, analyzer, None, &request.checked()?)?.hits;
    let acts = ids.iter().filter_map(|id| id.parse().ok());
    let acts = acts.map(|id| act(snapshot, &id, TopicActRelation::Followed));
    Ok(acts.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

/// Whether an act was issued by a district other than these; a city council may follow any of them.
fn is_of_another_district(organ: Option<&str>, districts: &[String]) -> bool {
    let issuing = organ.map(districts_of).unwrap_or_default();
    !districts.is_empty() && !issuing.is_empty() && issuing.iter().all(|one| !districts.contains(one))
}

/// Returns an act, and the body that issued it.
fn act(
    snapshot: &Snapshot,
    id: &DocumentId,
    relation: TopicActRelation,
) -> Result<Option<(TopicAct, Option<String>)>> {
    let Some(address) = snapshot.address(id)? else { return Ok(None) };
    let DocumentHead { id, record } = snapshot.head(address)?;
    let short_title = record.act.as_ref().and_then(short_title);
    let date = record.act.as_ref().and_then(|act| act.date).or(record.published);
    let (subject, organ) = record.act.map(|act| (act.subject, act.organ)).unwrap_or_default();
    Ok(Some((TopicAct { id, title: record.title, short_title, subject, date, relation }, organ)))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn years_without_the_matter_are_counted_too() {
        let days = [date(2022, 9, 26), date(2019, 1, 3), date(2022, 1, 1)];
        let counts: Vec<(i16, usize)> =
            years(days.into_iter()).iter().map(|one| (one.year, one.topics)).collect();
        assert_eq!(counts, [(2019, 1), (2020, 0), (2021, 0), (2022, 2)]);
        assert_eq!(years(std::iter::empty()), []);
    }
}
