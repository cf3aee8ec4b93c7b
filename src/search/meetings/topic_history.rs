//! Gathers what is known of the matter of one topic: when it came up, and which acts belong to it.

use std::{cmp::Reverse, collections::BTreeMap};

use super::{
    entry::EntryWriter,
    response::{TopicAct, TopicActRelation, TopicEntry, TopicHistory, TopicYear},
};
use crate::{
    acts::short_title::short_title,
    analysis::Analyzer,
    document::DocumentId,
    error::Result,
    index::{DocumentHead, Snapshot},
    search::plan::Plan,
};

/// Returns the history of the topic with this id; `None` if there is no such topic.
///
/// # Errors
///
/// Returns an error if the index cannot be read.
pub fn topic(snapshot: &Snapshot, analyzer: &mut Analyzer, id: &str) -> Result<Option<TopicHistory>> {
    let register = snapshot.meetings()?;
    let Some(number) = register.topic(id) else { return Ok(None) };
    let plan = Plan::default();
    let mut writer = EntryWriter::new(snapshot, register, analyzer, &plan);
    let own = &register.topics[number as usize];
    let topic = writer.topic(number)?;
    let meeting = writer.meeting(own.meeting)?;
    let day = register.meetings[own.meeting as usize].day();
    let years = years(day.into_iter().chain(topic.recurs.iter().filter_map(|other| other.date)));
    let acts = acts(snapshot, &topic)?;
    Ok(Some(TopicHistory { topic, meeting, years, acts }))
}

/// Counts days by year, from the first year to the last.
fn years(days: impl Iterator<Item = jiff::civil::Date>) -> Vec<TopicYear> {
    let mut counts: BTreeMap<i16, usize> = BTreeMap::new();
    for day in days {
        *counts.entry(day.year()).or_default() += 1;
    }
    let range = counts.keys().next().copied().zip(counts.keys().next_back().copied());
    let all = range.map(|(first, last)| first..=last).into_iter().flatten();
    all.map(|year| TopicYear { year, topics: counts.get(&year).copied().unwrap_or(0) }).collect()
}

/// Returns the acts of the matter, newest first.
fn acts(snapshot: &Snapshot, topic: &TopicEntry) -> Result<Vec<TopicAct>> {
    let named = topic.acts.iter().map(|id| act(snapshot, id, TopicActRelation::Named));
    let mut acts: Vec<TopicAct> = named.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
    acts.sort_by_key(|act| (Reverse(act.date), act.id.clone()));
    Ok(acts)
}

fn act(snapshot: &Snapshot, id: &DocumentId, relation: TopicActRelation) -> Result<Option<TopicAct>> {
    let Some(address) = snapshot.address(id)? else { return Ok(None) };
    let DocumentHead { id, record } = snapshot.head(address)?;
    let short_title = record.act.as_ref().and_then(short_title);
    let date = record.act.as_ref().and_then(|act| act.date).or(record.published);
    let subject = record.act.and_then(|act| act.subject);
    Ok(Some(TopicAct { id, title: record.title, short_title, subject, date, relation }))
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
