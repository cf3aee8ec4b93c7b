//! What a text that is being typed may become: acts by their number, frequent words, titles.
//!
//! `typed` reads the text, `ordered` goes through the titles of all segments, the best first, `completions` finds
//! the words. What each segment has is prepared in its register (`index/register.rs`).
//! Always holds: nothing is suggested that is deleted; the same text on the same index has the same
//! suggestions, none of them twice.

mod completions;
mod ordered;
mod typed;

use serde::Serialize;
use tantivy::SegmentReader;
use utoipa::ToSchema;

use crate::{
    analysis::Analyzer,
    document::{DocumentId, Kind},
    error::{Error, Result},
    index::{Head, Register, Snapshot, WordAsked},
};
use ordered::Ordered;
use typed::{ActNumber, Typed, TypedWord};

/// Of a longer text only its first words up to here are looked for, in bytes.
pub const MAX_TYPED_BYTES: usize = 256;
/// The most suggestions.
pub const MAX_SUGGESTIONS: usize = 20;
/// The most completed queries among them: the rest is for titles, which lead straight to a document.
const MAX_COMPLETIONS: usize = 3;
/// So many acts of the number are looked at for one of the kind that was typed.
const MAX_ACTS_SEEN: usize = 64;
/// The most letters of what an act is called.
const MAX_ACT_LETTERS: usize = 120;

/// A text being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestRequest {
    /// As typed so far; its last word goes on unless white space follows.
    pub text: String,
    /// The most suggestions wanted, up to [`MAX_SUGGESTIONS`].
    pub limit: usize,
}

impl Default for SuggestRequest {
    fn default() -> Self {
        Self { text: String::new(), limit: 8 }
    }
}

impl SuggestRequest {
    /// Refuses what cannot be answered.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the value and what would be right.
    pub fn check(&self) -> Result<()> {
        if self.text.len() > super::MAX_QUERY_BYTES {
            let (bytes, most) = (self.text.len(), super::MAX_QUERY_BYTES);
            return Err(Error::Invalid(format!("`q` is {bytes} bytes long: use at most {most}")));
        }
        if self.limit == 0 || self.limit > MAX_SUGGESTIONS {
            return Err(Error::Invalid(format!("bad `limit` `{}`: use 1 to {MAX_SUGGESTIONS}", self.limit)));
        }
        Ok(())
    }
}

/// The answer to a text being typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Suggestions {
    /// The best first.
    pub suggestions: Vec<Suggestion>,
}

/// What the text may become.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Suggestion {
    /// Plain text to be shown, and to be searched for where there is no document.
    pub text: String,
    /// What it is.
    pub kind: SuggestionKind,
    /// The document that it names.
    #[schema(required)]
    pub id: Option<DocumentId>,
}

/// What is suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum SuggestionKind {
    /// A query: what was typed with its last word completed.
    Query,
    /// The title of a document.
    Title,
    /// An act, found by its number.
    Act,
    /// A topic of a meeting; not recognised yet.
    Topic,
}

/// A segment and what is prepared of it.
struct Part<'a> {
    segment: &'a SegmentReader,
    register: &'a Register,
}

impl Part<'_> {
    fn is_deleted(&self, rank: u32) -> bool {
        self.segment.is_deleted(self.register.document(rank))
    }

    /// The words as this segment has them; as they stand there or with all that begin so.
    fn asked<'w>(&self, words: &'w [TypedWord], is_beginning: impl Fn(usize) -> bool) -> Vec<WordAsked<'w>> {
        let asked = |(at, word): (usize, &'w TypedWord)| WordAsked {
            words: if is_beginning(at) {
                self.register.beginning(&word.plain)
            } else {
                self.register.whole(&word.plain)
            },
            beginning: word.is_accented.then_some(word.form.as_str()),
        };
        words.iter().enumerate().map(asked).collect()
    }
}

/// Suggests what a text being typed may become, from one state of the index.
///
/// # Errors
/// [`Error::Invalid`] as [`SuggestRequest::check`]; otherwise only what the engine or the disk reports.
pub fn suggest(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    request: &SuggestRequest,
) -> Result<Suggestions> {
    request.check()?;
    let typed = Typed::of(&request.text);
    let mut found = Found { suggestions: Vec::new(), limit: request.limit };
    if typed.words.is_empty() {
        return Ok(Suggestions { suggestions: found.suggestions });
    }
    let segments = snapshot.searcher().segment_readers().iter().enumerate();
    let parts = segments.map(|(ord, segment)| Ok(Part { segment, register: snapshot.register(ord)? }));
    let parts = parts.collect::<Result<Vec<_>>>()?;
    if let Some(number) = ActNumber::of(&typed) {
        add_acts(snapshot, &parts, &number, &mut found)?;
    }
    let most = found.missing().div_ceil(2).min(MAX_COMPLETIONS);
    for text in completions::of(snapshot, analyzer, &parts, &typed, most)? {
        found.add(Suggestion { text, kind: SuggestionKind::Query, id: None });
    }
    // First those that have the words before the last one as they were typed.
    let last = typed.words.len() - 1;
    for may_go_on in [false, true] {
        if found.missing() > 0 && (last > 0 || !may_go_on) {
            let is_beginning = |at| if at == last { typed.is_open } else { may_go_on };
            add_titles(snapshot, &parts, &typed.words, is_beginning, &mut found)?;
        }
    }
    Ok(Suggestions { suggestions: found.suggestions })
}

/// What is suggested so far.
struct Found {
    suggestions: Vec<Suggestion>,
    limit: usize,
}

impl Found {
    fn missing(&self) -> usize {
        self.limit - self.suggestions.len()
    }

    /// Adds a suggestion unless its text or document is there already.
    fn add(&mut self, suggestion: Suggestion) {
        let is_same = |known: &Suggestion| {
            known.text == suggestion.text || known.id.is_some() && known.id == suggestion.id
        };
        if self.missing() > 0 && !self.suggestions.iter().any(is_same) {
            self.suggestions.push(suggestion);
        }
    }
}

fn add_acts(snapshot: &Snapshot, parts: &[Part<'_>], number: &ActNumber, found: &mut Found) -> Result<()> {
    for beginning in &number.beginnings {
        let ranks = parts.iter().map(|part| {
            let asked = part.asked(&number.others, |_| true);
            let ranks = part.register.numbered(beginning);
            ranks.filter(move |rank| part.register.has(*rank, &asked) && !part.is_deleted(*rank))
        });
        let mut acts = Ordered::new(snapshot, parts, ranks.collect());
        for _ in 0..MAX_ACTS_SEEN {
            let Some(head) = acts.next()?.filter(|_| found.missing() > 0) else { break };
            if number.kind.is_none_or(|kind| kind == head.record.kind) {
                found.add(Suggestion {
                    text: name(&head),
                    kind: SuggestionKind::Act,
                    id: Some(head.id.clone()),
                });
            }
        }
    }
    Ok(())
}

fn add_titles(
    snapshot: &Snapshot,
    parts: &[Part<'_>],
    words: &[TypedWord],
    is_beginning: impl Fn(usize) -> bool,
    found: &mut Found,
) -> Result<()> {
    let asked: Vec<_> = parts.iter().map(|part| part.asked(words, &is_beginning)).collect();
    let ranks = parts.iter().zip(&asked).map(|(part, asked)| {
        let mut seen: Vec<u32> = Vec::new();
        let ranks = part.register.ranks(asked).filter(|rank| !part.is_deleted(*rank));
        // Titles of the same words are mostly the same title.
        ranks.filter(move |rank| {
            let words = part.register.words_of(*rank);
            let is_new = !seen.iter().any(|known| part.register.words_of(*known) == words);
            if is_new {
                seen.push(*rank);
            }
            is_new
        })
    });
    let mut titles = Ordered::new(snapshot, parts, ranks.collect());
    while found.missing() > 0 {
        let Some(head) = titles.next()? else { break };
        let text = head.record.title.clone();
        found.add(Suggestion { text, kind: SuggestionKind::Title, id: Some(head.id.clone()) });
    }
    Ok(())
}

/// What an act is called where it is found by its number: `Zarządzenie nr 358/2017 w sprawie …`.
fn name(head: &Head) -> String {
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

/// The text, cut after a word where it is long.
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

    #[test]
    fn what_cannot_be_answered_is_refused_with_what_would_be_right() {
        for (text, limit, part) in [("a", 0, "use 1 to 20"), ("a", 21, "use 1 to 20")] {
            let refused = SuggestRequest { text: text.to_owned(), limit }.check().expect_err("a refusal");
            assert!(refused.to_string().contains(part), "{refused}");
        }
        let long = SuggestRequest { text: "a".repeat(40_000), ..SuggestRequest::default() };
        assert!(long.check().expect_err("a refusal").to_string().contains("32768"));
    }
}
