//! Finds the topics of meetings whose words begin with what is typed, newest first.
//!
//! Which topics those are is left to the register of each segment. Invariant: a wording is found once, however
//! often it was a topic.

use super::typed::TypedText;
use crate::{
    error::Result,
    index::{RankedTopic, Snapshot},
};

/// A topic to suggest.
pub(super) struct TypedTopic {
    pub(super) id: String,
    pub(super) text: String,
}

/// The minimum number of letters of the longest word: with fewer, nearly every topic has a word that begins so.
const MIN_LETTERS: usize = 3;

/// Returns at most `most` topics.
pub(super) fn topics(snapshot: &Snapshot, typed: &TypedText<'_>, most: usize) -> Result<Vec<TypedTopic>> {
    let is_telling = |plain: &str| plain.chars().nth(MIN_LETTERS - 1).is_some();
    if most == 0 || !typed.words.iter().any(|word| is_telling(&word.plain)) {
        return Ok(Vec::new());
    }
    let mut found: Vec<(RankedTopic, usize)> = Vec::new();
    for ord in 0..snapshot.segments() {
        let topics = snapshot.topic_index(ord)?;
        let words = typed.words.iter();
        let asked: Vec<_> = words
            .map(|word| topics.beginning(&word.plain, word.is_accented.then_some(word.form.as_str())))
            .collect();
        let segment = snapshot.searcher().segment_reader(ord as u32);
        let newest = topics.newest(&asked, |doc| segment.is_deleted(doc), most);
        found.extend(newest.into_iter().map(|topic| (topic, ord)));
    }
    let mut named = Vec::new();
    for (topic, ord) in found {
        if let Some((id, text)) = snapshot.named_topic(ord, topic)? {
            named.push((topic.order, id, topic.wording, text));
        }
    }
    named.sort();
    let mut wordings = Vec::new();
    named.retain(|(_, _, wording, _)| {
        let is_new = !wordings.contains(wording);
        wordings.push(*wording);
        is_new
    });
    named.truncate(most);
    Ok(named.into_iter().map(|(_, id, _, text)| TypedTopic { id, text }).collect())
}
