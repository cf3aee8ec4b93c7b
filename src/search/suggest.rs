//! Suggests completions for a text being typed: acts by number, frequent words, titles, topics of meetings.
//!
//! `typed` parses the text, `segment` looks it up, `ordered` merges the titles of all segments, best first,
//! `completions` finds the words, `topics` the topics, and `spelling` decides how they are written. The data of each segment is
//! prepared in its register (`index/suggest_index.rs`).
//!
//! Invariants: deleted documents are never suggested; the same text on the same index always has the same
//! suggestions, without duplicates.

mod completions;
mod forgiven;
mod ordered;
mod segment;
mod spelling;
mod topics;
mod typed;

use serde::Serialize;
use utoipa::ToSchema;

use super::request::{Checked, SuggestRequest};
use crate::{
    document::Kind,
    error::Result,
    index::{DocumentHead, Snapshot},
};
use ordered::RankedDocuments;
use segment::SuggestSegment;
use topics::TypedTopic;
use typed::{TypedActNumber, TypedText};

/// The maximum number of completed queries among the suggestions. The rest is for titles, which lead straight
/// to a document.
const MAX_COMPLETIONS: usize = 3;
/// The maximum number of topics among the suggestions, and the number of suggestions for which there is one.
const MAX_TOPICS: usize = 2;
const SUGGESTIONS_A_TOPIC: usize = 4;
/// The number of best titles with all words from which co-occurring words are taken.
const TELLING_TITLES: usize = 32;
/// The maximum number of acts with a given number examined for one of the typed kind.
const MAX_ACTS_SEEN: usize = 64;
/// The maximum length of an act's name and of a topic, in letters.
const MAX_ACT_LETTERS: usize = 120;

/// The response to a request for suggestions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Suggestions {
    /// The suggestions, best first.
    pub suggestions: Vec<Suggestion>,
}

/// A suggestion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Suggestion {
    /// Plain text to show, and to search for if there is no document.
    pub text: String,
    /// The kind of suggestion.
    pub kind: SuggestionKind,
    /// The id of the suggested document or, if the kind is `topic`, of the topic: `/topics/{id}`.
    #[schema(required)]
    pub id: Option<String>,
}

/// The kind of a suggestion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum SuggestionKind {
    /// A query: the typed text with its last word completed.
    Query,
    /// The title of a document.
    Title,
    /// An act found by its number.
    Act,
    /// A topic of a meeting.
    Topic,
}

/// Suggests completions for a text being typed, from one snapshot of the index.
///
/// # Errors
///
/// Returns an error of the search engine or the disk.
pub fn suggest(snapshot: &Snapshot, request: &Checked<SuggestRequest>) -> Result<Suggestions> {
    let typed = TypedText::new(&request.text);
    let suggestions = suggested(snapshot, &typed, request.limit)?;
    if !suggestions.is_empty() || typed.words.is_empty() {
        return Ok(Suggestions { suggestions });
    }
    let forgiven = snapshot
        .cached_forgiveness(typed.text, || Ok(forgiven::forgiven(&segments(snapshot, &typed)?, &typed)))?;
    let suggestions = match forgiven {
        Some(text) => suggested(snapshot, &TypedText::new(&text), request.limit)?,
        None => Vec::new(),
    };
    Ok(Suggestions { suggestions })
}

/// Finds the typed words in each segment.
fn segments<'a>(snapshot: &'a Snapshot, typed: &'a TypedText<'_>) -> Result<Vec<SuggestSegment<'a>>> {
    (0..snapshot.segments()).map(|ord| SuggestSegment::new(snapshot, ord, typed)).collect()
}

/// Returns up to `limit` suggestions for a text, as typed.
fn suggested(snapshot: &Snapshot, typed: &TypedText<'_>, limit: usize) -> Result<Vec<Suggestion>> {
    let mut found = SuggestionCollector { suggestions: Vec::new(), limit };
    if typed.words.is_empty() {
        return Ok(found.suggestions);
    }
    let parts = segments(snapshot, typed)?;
    if let Some(number) = TypedActNumber::from_typed(typed) {
        add_acts(snapshot, &parts, &number, &mut found)?;
    }
    let topics = topics::topics(snapshot, typed, (found.missing() / SUGGESTIONS_A_TOPIC).min(MAX_TOPICS))?;
    found.limit -= topics.len();
    let asked: Vec<_> = parts.iter().map(|part| part.asked(typed.is_open, false)).collect();
    let mut titles: Vec<_> = parts.iter().zip(&asked).map(|(part, asked)| part.titles(asked)).collect();
    // The best titles also say which words occur together.
    let examined = if typed.words.len() > 1 { TELLING_TITLES.div_ceil(parts.len().max(1)) } else { 0 };
    let telling: Vec<Vec<u32>> =
        titles.iter_mut().map(|titles| titles.by_ref().take(examined).collect()).collect();
    let most = found.missing().div_ceil(2).min(MAX_COMPLETIONS);
    for text in completions::completions(snapshot, &parts, &telling, typed, most)? {
        found.add(Suggestion { text, kind: SuggestionKind::Query, id: None });
    }
    let titles = telling.into_iter().zip(titles).map(|(telling, others)| telling.into_iter().chain(others));
    add_titles(RankedDocuments::new(snapshot, &parts, titles.collect()), &mut found)?;
    if found.missing() > 0 && typed.words.len() > 1 {
        let asked: Vec<_> = parts.iter().map(|part| part.asked(typed.is_open, true)).collect();
        let titles = parts.iter().zip(&asked).map(|(part, asked)| part.titles(asked));
        add_titles(RankedDocuments::new(snapshot, &parts, titles.collect()), &mut found)?;
    }
    found.limit += topics.len();
    for TypedTopic { id, text } in topics {
        found.add(Suggestion { text: shortened(&text), kind: SuggestionKind::Topic, id: Some(id) });
    }
    Ok(found.suggestions)
}

/// The suggestions found so far.
struct SuggestionCollector {
    suggestions: Vec<Suggestion>,
    limit: usize,
}

impl SuggestionCollector {
    fn missing(&self) -> usize {
        self.limit - self.suggestions.len()
    }

    /// Adds a suggestion unless its text or document is already present.
    fn add(&mut self, suggestion: Suggestion) {
        let is_same = |known: &Suggestion| {
            known.text == suggestion.text || known.id.is_some() && known.id == suggestion.id
        };
        if self.missing() > 0 && !self.suggestions.iter().any(is_same) {
            self.suggestions.push(suggestion);
        }
    }
}

/// Adds acts with the number, of the kind that was typed with it.
fn add_acts(
    snapshot: &Snapshot,
    parts: &[SuggestSegment<'_>],
    number: &TypedActNumber,
    found: &mut SuggestionCollector,
) -> Result<()> {
    for beginning in &number.beginnings {
        let ranks = parts.iter().map(|part| {
            let others: Vec<_> = number.others.iter().map(|place| part.beginnings[*place].clone()).collect();
            let ranks = part.suggest_index.numbered(beginning);
            ranks.filter(move |rank| part.suggest_index.has(*rank, &others) && !part.is_deleted(*rank))
        });
        let mut acts = RankedDocuments::new(snapshot, parts, ranks.collect());
        for _ in 0..MAX_ACTS_SEEN {
            let Some(head) = acts.next()?.filter(|_| found.missing() > 0) else { break };
            if number.kind.is_none_or(|kind| kind == head.record.kind) {
                found.add(Suggestion {
                    text: name(&head),
                    kind: SuggestionKind::Act,
                    id: Some(head.id.to_string()),
                });
            }
        }
    }
    Ok(())
}

fn add_titles<I: Iterator<Item = u32>>(
    mut titles: RankedDocuments<'_, I>,
    found: &mut SuggestionCollector,
) -> Result<()> {
    while found.missing() > 0 {
        let Some(head) = titles.next()? else { break };
        let text = head.record.title.clone();
        found.add(Suggestion { text, kind: SuggestionKind::Title, id: Some(head.id.to_string()) });
    }
    Ok(())
}

/// Returns the name of an act found by its number: `Zarządzenie nr 358/2017 w sprawie …`.
fn name(head: &DocumentHead) -> String {
    let kind = match head.record.kind {
        Kind::Ordinance => "Zarządzenie",
        Kind::Resolution => "Uchwała",
        _ => return head.record.title.clone(),
    };
    let act = head.record.act.as_ref();
    let Some(number) = act.and_then(|act| act.number.as_deref()) else { return head.record.title.clone() };
    let subject = act.and_then(|act| act.subject.as_deref()).unwrap_or_default();
    shortened(format!("{kind} nr {number} {subject}").trim_end())
}

/// Returns the text, cut after a word if it is long.
fn shortened(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(MAX_ACT_LETTERS) else { return text.to_owned() };
    let whole = text[..end].rfind(char::is_whitespace).unwrap_or(end);
    format!("{} …", text[..whole].trim_end_matches([' ', ',', ';']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_after_a_word() {
        let name = shortened(&"w sprawie zieleni, ".repeat(20));
        assert!(name.ends_with("zieleni, w …") && name.chars().count() <= MAX_ACT_LETTERS + 2, "{name}");
        assert_eq!(shortened("Uchwała nr 1/2020"), "Uchwała nr 1/2020");
    }
}
