//! What a text that is being typed may become: acts by their number, frequent words, titles.
//!
//! `typed` reads the text, `ordered` goes through the titles of all segments, the best first, `completions` finds
//! the words, `spelling` how they are written. What each segment has is prepared in its register (`index/register.rs`).
//! Always holds: nothing is suggested that is deleted; the same text on the same index has the same
//! suggestions, none of them twice.

mod completions;
mod ordered;
mod spelling;
mod typed;

use serde::Serialize;
use tantivy::SegmentReader;
use utoipa::ToSchema;

use crate::{
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
/// So many of the best titles that have all the words tell which words stand together.
const TELLING_TITLES: usize = 32;
/// So many titles of a segment are looked at for those that differ.
const MAX_TITLES_SEEN: usize = 1024;
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

/// A segment, what is prepared of it, and the words typed as it has them.
struct Part<'a> {
    segment: &'a SegmentReader,
    register: &'a Register,
    /// All words that begin so.
    beginnings: Vec<WordAsked<'a>>,
    /// Those that are whole.
    wholes: Vec<WordAsked<'a>>,
}

impl<'a> Part<'a> {
    fn of(snapshot: &'a Snapshot, ord: usize, typed: &'a Typed<'_>) -> Result<Self> {
        let register = snapshot.register(ord)?;
        let (mut beginnings, mut wholes) = (Vec::new(), Vec::new());
        for word in &typed.words {
            let beginning = word.is_accented.then_some(word.form.as_str());
            let words = register.beginning(&word.plain);
            wholes.push(WordAsked { words: register.whole(words.clone(), &word.plain), beginning });
            beginnings.push(WordAsked { words, beginning });
        }
        Ok(Self { segment: snapshot.searcher().segment_reader(ord as u32), register, beginnings, wholes })
    }

    fn is_deleted(&self, rank: u32) -> bool {
        self.segment.is_deleted(self.register.document(rank))
    }

    /// The words as a title must have them: the last one may go on where it is open, those before it where they are
    /// abbreviated.
    fn asked(&self, is_open: bool, is_abbreviated: bool) -> Vec<WordAsked<'a>> {
        let last = self.wholes.len() - 1;
        let may_go_on = |at| if at == last { is_open } else { is_abbreviated };
        let words = self.wholes.iter().zip(&self.beginnings).enumerate();
        words.map(|(at, (whole, beginning))| if may_go_on(at) { beginning } else { whole }.clone()).collect()
    }

    /// The titles that have the words, the best first, no two of the same words.
    fn titles<'t>(&'t self, asked: &'t [WordAsked<'a>]) -> impl Iterator<Item = u32> + 't {
        let ranks = self.register.ranks(asked).filter(|rank| !self.is_deleted(*rank));
        let mut seen: Vec<u32> = Vec::new();
        ranks.take(MAX_TITLES_SEEN).filter(move |rank| {
            let words = self.register.words_of(*rank);
            let is_new = !seen.iter().any(|known| self.register.words_of(*known) == words);
            seen.extend(is_new.then_some(*rank));
            is_new
        })
    }
}

/// Suggests what a text being typed may become, from one state of the index.
///
/// # Errors
/// [`Error::Invalid`] as [`SuggestRequest::check`]; otherwise only what the engine or the disk reports.
pub fn suggest(snapshot: &Snapshot, request: &SuggestRequest) -> Result<Suggestions> {
    request.check()?;
    let typed = Typed::of(&request.text);
    let mut found = Found { suggestions: Vec::new(), limit: request.limit };
    if typed.words.is_empty() {
        return Ok(Suggestions { suggestions: found.suggestions });
    }
    let parts = (0..snapshot.segments()).map(|ord| Part::of(snapshot, ord, &typed));
    let parts = parts.collect::<Result<Vec<_>>>()?;
    if let Some(number) = ActNumber::of(&typed) {
        add_acts(snapshot, &parts, &number, &mut found)?;
    }
    let asked: Vec<_> = parts.iter().map(|part| part.asked(typed.is_open, false)).collect();
    let mut titles: Vec<_> = parts.iter().zip(&asked).map(|(part, asked)| part.titles(asked)).collect();
    // The best of them also tell which words stand together.
    let told = if typed.words.len() > 1 { TELLING_TITLES.div_ceil(parts.len().max(1)) } else { 0 };
    let telling: Vec<Vec<u32>> =
        titles.iter_mut().map(|titles| titles.by_ref().take(told).collect()).collect();
    let most = found.missing().div_ceil(2).min(MAX_COMPLETIONS);
    for text in completions::of(snapshot, &parts, &telling, &typed, most)? {
        found.add(Suggestion { text, kind: SuggestionKind::Query, id: None });
    }
    let titles = telling.into_iter().zip(titles).map(|(telling, others)| telling.into_iter().chain(others));
    add_titles(Ordered::new(snapshot, &parts, titles.collect()), &mut found)?;
    if found.missing() > 0 && typed.words.len() > 1 {
        let asked: Vec<_> = parts.iter().map(|part| part.asked(typed.is_open, true)).collect();
        let titles = parts.iter().zip(&asked).map(|(part, asked)| part.titles(asked));
        add_titles(Ordered::new(snapshot, &parts, titles.collect()), &mut found)?;
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

/// Adds the acts of the number, of the kind that was typed with it.
fn add_acts(snapshot: &Snapshot, parts: &[Part<'_>], number: &ActNumber, found: &mut Found) -> Result<()> {
    for beginning in &number.beginnings {
        let ranks = parts.iter().map(|part| {
            let others: Vec<_> = number.others.iter().map(|place| part.beginnings[*place].clone()).collect();
            let ranks = part.register.numbered(beginning);
            ranks.filter(move |rank| part.register.has(*rank, &others) && !part.is_deleted(*rank))
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

fn add_titles<I: Iterator<Item = u32>>(mut titles: Ordered<'_, I>, found: &mut Found) -> Result<()> {
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
    fn invalid_requests_are_refused_with_valid_values() {
        for (text, limit, part) in [("a", 0, "use 1 to 20"), ("a", 21, "use 1 to 20")] {
            let refused = SuggestRequest { text: text.to_owned(), limit }.check().expect_err("a refusal");
            assert!(refused.to_string().contains(part), "{refused}");
        }
        let long = SuggestRequest { text: "a".repeat(40_000), ..SuggestRequest::default() };
        assert!(long.check().expect_err("a refusal").to_string().contains("32768"));
    }
}
