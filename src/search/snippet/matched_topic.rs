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

/// The share that a topic must say of what all topics of the document say of the query. What only the rest of
/// the document says does not count: the body, the month, the district.
const TOPICS_SHARE: f32 = 0.5;
/// The share that a topic must say of the whole query.
const QUERY_SHARE: f32 = 0.2;
/// The share of the worth of the rarest word in the document that one word of the topic must have: `konwent`
/// in a topic is not what `konwent parkowanie` asks for. All shares were chosen by the topics expected in
/// `tests/judged/topics.jsonl`.
const RAREST_SHARE: f32 = 0.5;

/// Returns the topic of a document that says most of what a query asks for; the first of the best.
pub(super) fn matched_topic(
    (id, language): (&DocumentId, Language),
    stored: &StoredMeetings,
    parts: &[MatchedTerm<'_>],
    (analyzer, plan): (&mut Analyzer, &Plan),
) -> Option<Topic> {
    let sum = |is: &dyn Fn(&MatchedTerm<'_>) -> bool| -> f32 {
        parts.iter().filter(|part| is(part)).map(|part| part.idf_weight).sum()
    };
    let in_any = sum(&|part| stored.topics.iter().any(|topic| stands_in(part, topic.words)));
    let least = (TOPICS_SHARE * in_any).max(QUERY_SHARE * sum(&|_| true));
    let worth = |words| sum(&|part| stands_in(part, words));
    let rarest = |is: &dyn Fn(&MatchedTerm<'_>) -> bool| {
        parts.iter().filter(|part| is(part)).map(|part| part.idf_weight).fold(0.0, f32::max)
    };
    let least_rare = RAREST_SHARE * rarest(&|part| !part.spans.is_empty());
    let is_rare = |words| rarest(&|part| stands_in(part, words)) >= least_rare;
    let mut best: Option<(f32, usize)> = None;
    for (number, (_, _, topic)) in stored.topics().enumerate() {
        let worth = worth(topic.words);
        if worth > 0.0 && worth >= least && is_rare(topic.words) && best.is_none_or(|(most, _)| worth > most)
        {
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
