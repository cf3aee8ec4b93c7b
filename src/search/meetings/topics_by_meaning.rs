//! Finds topics of the same matter by meaning, where they share no telling word.
//!
//! Topics have no vectors of their own: documents near to a topic are looked up by theirs, and the topics of these
//! are compared one by one. Invariant: the time to encode texts is bounded; those that are left are compared the
//! next time.

use std::{cmp::Reverse, collections::HashMap, time::Duration};

use crate::{
    document::DocumentId,
    error::Result,
    index::{MeetingRegister, Recurrence, Snapshot},
    meaning::Meaning,
};

/// The minimum cosine of a topic and a document whose topics are compared with it.
const MIN_DOCUMENT_COSINE: f32 = 0.80;
/// The number of nearest texts whose topics are compared.
const DOCUMENTS: usize = 20;
/// The minimum cosine of two topics of the same matter. Of 107 topics of the sample corpus, 17 pairs have more: 14 share
/// telling words, two say the same without (`szkolenia radnych`), and one is of another matter; from .92 on most are.
const MIN_TOPIC_COSINE: f32 = 0.93;
/// The maximum number of topics that are compared.
const COMPARED: usize = 24;
/// How long texts are encoded for one page; a topic takes about 5 ms the first time, and nothing after that.
const TIME: Duration = Duration::from_millis(150);

/// Returns the topics of the same matter as the one with this number, besides those that are `known`, newest first.
///
/// # Errors
/// Returns an error if the index cannot be read.
pub(super) fn find(
    meaning: &Meaning,
    (snapshot, register): (&Snapshot, &MeetingRegister),
    number: u32,
    known: &[Recurrence],
) -> Result<Vec<Recurrence>> {
    let own = &register.topics[number as usize];
    let mut time = TIME;
    let Some(vector) = meaning.vector(&own.text, &mut time) else { return Ok(Vec::new()) };
    let near = meaning.nearest_documents(snapshot, &vector, (MIN_DOCUMENT_COSINE, DOCUMENTS))?;
    let ranks: HashMap<&DocumentId, usize> =
        near.iter().enumerate().map(|(rank, near)| (&near.id, rank)).collect();
    let is_new = |number: usize| {
        let is_known = known.iter().any(|known| known.topic as usize == number);
        register.topics[number].meeting != own.meeting && !is_known
    };
    let ranked = register.topics.iter().enumerate();
    let ranked = ranked.filter_map(|(number, topic)| Some((number, *ranks.get(&topic.document)?)));
    let mut candidates: Vec<(usize, usize)> = ranked.filter(|(number, _)| is_new(*number)).collect();
    candidates.sort_by_key(|(number, rank)| (*rank, *number));
    candidates.truncate(COMPARED);
    let mut is_like = |number: usize| {
        let other = meaning.vector(&register.topics[number].text, &mut time);
        other.is_some_and(|other| other.cosine_with(&vector) >= MIN_TOPIC_COSINE)
    };
    let like = candidates.into_iter().map(|(number, _)| number).filter(|number| is_like(*number));
    let mut found: Vec<Recurrence> = like
        .map(|number| {
            let meeting = register.topics[number].meeting;
            Recurrence { topic: number as u32, meeting, day: register.meetings[meeting as usize].day() }
        })
        .collect();
    found.sort_by_key(|one| Reverse((one.day, one.topic)));
    Ok(found)
}
