//! Suggestions for users who have not typed anything yet: the number of documents of each kind, the newest
//! acts, and words that occur together in the titles of the newest documents.
//!
//! Invariants: every suggested word finds something; the same index always has the same suggestions.

use std::{cmp::Reverse, collections::BTreeMap};

use jiff::civil::Date;

use super::{
    matching,
    plan::Plan,
    postings::SegmentContext,
    request::{Facet, SearchRequest, Sort},
    weighted_query::WeightedQuery,
};
use crate::{
    analysis::{Analyzer, Token},
    document::{DocumentId, Kind, Language},
    error::Result,
    index::{DocumentHead, Snapshot},
};

/// The number of newest titles examined, of posts and of acts each.
const SAMPLE: usize = 100;
/// The maximum number of topics and acts suggested.
const MAX_TOPICS: usize = 4;
const MAX_ACTS: usize = 3;
/// The minimum length of a topic word, in letters. Shorter words say little by themselves.
const MIN_LETTERS: usize = 4;
/// The minimum number of titles that share a topic, unless there is no other topic.
const MIN_TITLES: usize = 2;

/// Suggestions for users who have not typed anything yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StartingPoints {
    /// The kinds that occur, each with its number of documents.
    pub kinds: Vec<(Kind, u64)>,
    /// Queries of one or two words that find several documents if possible.
    pub topics: Vec<String>,
    /// The newest acts.
    pub acts: Vec<NewestAct>,
}

/// One of the newest acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewestAct {
    /// The document's id.
    pub id: DocumentId,
    /// The title.
    pub title: String,
    /// The act number, as in the heading.
    pub number: Option<String>,
    /// The language of the title.
    pub language: Language,
    /// The date of the act.
    pub date: Option<Date>,
}

/// Returns suggestions from the newest documents of an index.
///
/// # Errors
///
/// Returns an error if the index cannot be read.
pub fn beginnings(snapshot: &Snapshot, analyzer: &mut Analyzer) -> Result<StartingPoints> {
    if snapshot.documents() == 0 {
        return Ok(StartingPoints::default());
    }
    let posts = newest(snapshot, &[Kind::News, Kind::Page])?;
    let acts = newest(snapshot, &[Kind::Ordinance, Kind::Resolution, Kind::Notice, Kind::Act])?;
    let titles = posts.iter().map(|head| head.record.title.as_str());
    let subjects = acts.iter().filter_map(|head| head.record.act.as_ref()?.subject.as_deref());
    // Every subject begins with these words, so they carry no information.
    let subjects = subjects.map(|subject| subject.strip_prefix("w sprawie ").unwrap_or(subject));
    let named = [topics(titles, analyzer), topics(subjects, analyzer)];
    Ok(StartingPoints {
        kinds: kinds(snapshot)?,
        topics: chosen(named),
        acts: acts.into_iter().take(MAX_ACTS).map(NewestAct::from).collect(),
    })
}

impl From<DocumentHead> for NewestAct {
    fn from(DocumentHead { id, record }: DocumentHead) -> Self {
        let act = record.act.unwrap_or_default();
        let date = record.published.or(act.date);
        Self { id, title: record.title, number: act.number, language: record.language, date }
    }
}

/// Returns the newest documents of some kinds.
fn newest(snapshot: &Snapshot, kinds: &[Kind]) -> Result<Vec<DocumentHead>> {
    let request = SearchRequest { sort: Sort::Newest, per_page: SAMPLE, ..SearchRequest::default() };
    let request = kinds.iter().fold(request, |request, kind| request.with_filter(Facet::Kind, kind.as_str()));
    let plan = Plan::default();
    let weighted_query = WeightedQuery::new(snapshot, &plan)?;
    let found = matching::find(&weighted_query, &SegmentContext::all(&weighted_query), &plan, &request)?;
    found.top.into_iter().map(|(_, address)| snapshot.head(address)).collect()
}

/// Returns the number of documents of each kind that occurs.
fn kinds(snapshot: &Snapshot) -> Result<Vec<(Kind, u64)>> {
    let request = SearchRequest {
        facets: vec![Facet::Kind],
        takes_all: true,
        per_page: 1,
        sort: Sort::Newest,
        ..SearchRequest::default()
    };
    let plan = Plan::default();
    let weighted_query = WeightedQuery::new(snapshot, &plan)?;
    let mut counts = matching::find(&weighted_query, &SegmentContext::all(&weighted_query), &plan, &request)?
        .facets
        .remove(&Facet::Kind)
        .unwrap_or_default();
    counts.retain(|counted| counted.count > 0);
    let count = |kind: Kind| counts.iter().find(|counted| counted.value == kind.as_str()).map(|c| c.count);
    Ok(Kind::ALL.into_iter().filter_map(|kind| Some((kind, count(kind)?))).collect())
}

/// A topic shared by several titles.
struct TitleTopic {
    /// The most frequent spelling, preferably one in the base form.
    text: String,
    /// Whether any title has it in the base form.
    is_named: bool,
    /// The lemmas of its words.
    words: Vec<String>,
    titles: usize,
}

/// Returns the topics of some titles, most frequent first, pairs of words before single words.
fn topics<'t>(titles: impl Iterator<Item = &'t str>, analyzer: &mut Analyzer) -> Vec<TitleTopic> {
    let mut found: BTreeMap<Vec<String>, BTreeMap<String, usize>> = BTreeMap::new();
    for title in titles {
        let mut own: BTreeMap<Vec<String>, String> = BTreeMap::new();
        for (words, text) in in_title(title, analyzer) {
            own.entry(words).or_insert(text);
        }
        for (words, text) in own {
            *found.entry(words).or_default().entry(text).or_default() += 1;
        }
    }
    let mut topics: Vec<TitleTopic> = found.into_iter().map(|(words, forms)| topic(words, forms)).collect();
    topics.sort_by_key(|topic| {
        Reverse((topic.titles >= MIN_TITLES, topic.words.len(), topic.is_named, topic.titles))
    });
    topics
}

fn topic(words: Vec<String>, forms: BTreeMap<String, usize>) -> TitleTopic {
    let titles = forms.values().sum();
    let is_base = |form: &str| form.split(' ').next() == words.first().map(String::as_str);
    let is_named = forms.keys().any(|form| is_base(form));
    let most = forms.into_iter().max_by_key(|(form, count)| (is_base(form), *count, Reverse(form.clone())));
    TitleTopic { text: most.map(|(form, _)| form).unwrap_or_default(), is_named, words, titles }
}

/// Returns the meaningful words of a title, and the adjacent pairs of them, each with its lemmas.
fn in_title(title: &str, analyzer: &mut Analyzer) -> Vec<(Vec<String>, String)> {
    let tokens: Vec<Token> = analyzer.tokens(title).into_iter().filter(|token| !token.is_compound).collect();
    let base = |token: &Token| token.terms.first().cloned();
    let mut found: Vec<(Vec<String>, String)> = Vec::new();
    for token in tokens.iter().filter(|token| is_telling(token)) {
        found.extend(base(token).map(|base| (vec![base], token.text.clone())));
    }
    for pair in tokens.windows(2) {
        let [one, other] = pair else { continue };
        let is_together = title.get(one.range.end..other.range.start) == Some(" ");
        if is_together && is_telling(one) && is_telling(other) {
            let words = base(one).zip(base(other)).map(|(one, other)| vec![one, other]);
            found.extend(words.map(|words| (words, format!("{} {}", one.text, other.text))));
        }
    }
    found
}

/// Whether a word says what a title is about.
fn is_telling(token: &Token) -> bool {
    token.text.chars().count() >= MIN_LETTERS
        && token.text.chars().all(char::is_alphabetic)
        && !token.is_function_word()
}

/// Returns the best topics of each list in turn, none of which shares a word with another.
fn chosen(lists: [Vec<TitleTopic>; 2]) -> Vec<String> {
    let mut lists = lists.map(Vec::into_iter);
    let mut chosen: Vec<TitleTopic> = Vec::new();
    loop {
        let before = chosen.len();
        for list in &mut lists {
            let is_other = |topic: &TitleTopic| {
                !chosen.iter().any(|known| known.words.iter().any(|word| topic.words.contains(word)))
            };
            if let Some(topic) = list.find(is_other).filter(|_| chosen.len() < MAX_TOPICS) {
                chosen.push(topic);
            }
        }
        if chosen.len() == before {
            return chosen.into_iter().map(|topic| topic.text).collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        document::{Act, Document},
        index::{Index, IndexWriter, IndexableDocument as Written},
    };

    fn post(number: i8, title: &str) -> Document {
        Document {
            kind: Kind::News,
            published: Some(jiff::civil::date(2022, 1, number)),
            ..Document::new(format!("n/{number}").parse().expect("an id"), title, "Tekst.")
        }
    }

    fn act(number: i8, subject: &str) -> Document {
        let act = Act {
            number: Some(format!("{number}/2022")),
            date: Some(jiff::civil::date(2022, 2, number)),
            subject: Some(subject.to_owned()),
            ..Act::default()
        };
        let title = format!("Zarządzenie nr {number}/2022 {subject}");
        let id = format!("a/{number}").parse().expect("an id");
        Document { kind: Kind::Ordinance, act: Some(act), ..Document::new(id, title, "Tekst.") }
    }

    fn found(documents: &[Document]) -> StartingPoints {
        let place = tempfile::tempdir().expect("a folder");
        let mut writer = IndexWriter::open(place.path()).expect("an index");
        for document in documents {
            writer.add(Written::new(document, None)).expect("added");
        }
        writer.commit().expect("committed");
        let snapshot = Index::open(place.path()).expect("open").snapshot();
        beginnings(&snapshot, &mut Analyzer::default()).expect("found")
    }

    #[test]
    fn an_empty_index_has_no_suggestions() {
        assert_eq!(found(&[]), StartingPoints::default());
    }

    #[test]
    fn topics_are_words_shared_by_several_titles() {
        let beginnings = found(&[
            post(1, "Budżet obywatelski: zgłoś projekt"),
            post(2, "Głosuj w budżecie obywatelskim"),
            post(3, "Budżet obywatelski – wyniki"),
            post(4, "Nowy park w Dębnikach"),
            act(1, "w sprawie powołania konwentu"),
            act(2, "w sprawie zmiany zarządzenia o składzie konwentu"),
        ]);
        assert_eq!(beginnings.topics[..2], ["budżet obywatelski", "konwentu"]);
        assert_eq!(beginnings.kinds, [(Kind::News, 4), (Kind::Ordinance, 2)]);
        let numbers: Vec<_> = beginnings.acts.iter().map(|act| act.number.as_deref()).collect();
        assert_eq!(numbers, [Some("2/2022"), Some("1/2022")]);
    }

    #[test]
    fn a_single_title_is_split_into_its_own_words() {
        assert_eq!(found(&[post(1, "Konwent o zieleni")]).topics.len(), 2);
        assert_eq!(found(&[post(1, "12 / 2017 – II")]).topics, [""; 0]);
    }
}
