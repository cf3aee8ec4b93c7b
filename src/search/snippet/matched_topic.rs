//! Finds the topic of a document that a search matches, by the positions of its matches.
//!
//! Invariant: a topic is found only if its own words say most of what the query asks for.

use super::{marked::highlighted, matches::MatchedTerm};
use crate::{
    analysis::Analyzer,
    document::{DocumentId, Language},
    index::{StoredMeetings, topic_id},
    search::{plan::Plan, response::Topic},
};

/// The share of the worth of a query that a topic must say: the name of the body, such as `konwent`, stands in
/// many documents and is worth less than what was discussed.
const MATCHED_SHARE: f32 = 0.5;

/// Returns the topic of a document that says most of what a query asks for; the first of the best.
pub(super) fn matched_topic(
    (id, language): (&DocumentId, Language),
    stored: &StoredMeetings,
    parts: &[MatchedTerm<'_>],
    (analyzer, plan): (&mut Analyzer, &Plan),
) -> Option<Topic> {
    let total: f32 = parts.iter().map(|part| part.idf_weight).sum();
    let worth = |words: [u32; 2]| -> f32 {
        parts.iter().filter(|part| stands_in(part, words)).map(|part| part.idf_weight).sum()
    };
    let mut best: Option<(f32, usize)> = None;
    for (number, (_, _, topic)) in stored.topics().enumerate() {
        let worth = worth(topic.words);
        if worth > 0.0 && worth >= MATCHED_SHARE * total && best.is_none_or(|(most, _)| worth > most) {
            best = Some((worth, number));
        }
    }
    let (meeting, topic, _) = stored.topics().nth(best?.1)?;
    let marked = highlighted(&topic.text, language, analyzer, plan);
    Some(Topic {
        id: topic_id(id, meeting, &topic.text),
        text: marked.text,
        html: marked.html,
        highlights: marked.highlights,
        meeting: meeting.body.clone(),
        date: meeting.date,
        anchor: topic.anchor.clone(),
    })
}

/// Whether a part of a query matches within a range of words.
fn stands_in(part: &MatchedTerm<'_>, [first, after]: [u32; 2]) -> bool {
    let from = part.spans.partition_point(|span| span.first < first);
    part.spans.get(from).is_some_and(|span| span.last < after)
}
