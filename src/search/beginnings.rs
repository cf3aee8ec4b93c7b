//! What somebody may begin with who has typed nothing: how many documents there are of each kind, the newest acts, and
//! words that stand together in the titles of the newest documents.
//!
//! Always holds: every word named finds something; the same index has the same beginnings.

use std::{cmp::Reverse, collections::BTreeMap};

use jiff::civil::Date;

use super::{Facet, SearchRequest, Sort, matching, plan::Plan, prepared::Prepared};
use crate::{
    analysis::{Analyzer, Token},
    document::{DocumentId, Kind, Language},
    error::Result,
    index::{Head, Snapshot},
};

/// The titles that are looked at, of posts and of acts: the newest, a hundred of each.
const SAMPLE: usize = 100;
/// Topics and acts that are named.
const MAX_TOPICS: usize = 4;
const MAX_ACTS: usize = 3;
/// Words of fewer letters say little by themselves.
const MIN_LETTERS: usize = 4;
/// A topic of one title alone is none, unless there is no other.
const MIN_TITLES: usize = 2;

/// What somebody may begin with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beginnings {
    /// The kinds that there are, each with the number of its documents.
    pub kinds: Vec<(Kind, u64)>,
    /// Queries of two words, or of one, that find several documents where there are such.
    pub topics: Vec<String>,
    /// The newest acts.
    pub acts: Vec<NewestAct>,
}

/// An act among the newest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewestAct {
    /// Its document.
    pub id: DocumentId,
    /// Its title.
    pub title: String,
    /// Its number, as the heading has it.
    pub number: Option<String>,
    /// The language of the title.
    pub language: Language,
    /// Its day.
    pub date: Option<Date>,
}

/// Looks at the newest documents of an index for what to begin with.
///
/// # Errors
/// Where the index cannot be read.
pub fn beginnings(snapshot: &Snapshot, analyzer: &mut Analyzer) -> Result<Beginnings> {
    if snapshot.documents() == 0 {
        return Ok(Beginnings::default());
    }
    let posts = newest(snapshot, &[Kind::News, Kind::Page])?;
    let acts = newest(snapshot, &[Kind::Ordinance, Kind::Resolution, Kind::Notice, Kind::Act])?;
    let titles = posts.iter().map(|head| head.record.title.as_str());
    let subjects = acts.iter().filter_map(|head| head.record.act.as_ref()?.subject.as_deref());
    // Every subject begins so, and says nothing by it.
    let subjects = subjects.map(|subject| subject.strip_prefix("w sprawie ").unwrap_or(subject));
    let named = [topics(titles, analyzer), topics(subjects, analyzer)];
    Ok(Beginnings {
        kinds: kinds(snapshot)?,
        topics: chosen(named),
        acts: acts.into_iter().take(MAX_ACTS).map(NewestAct::from).collect(),
    })
}

impl From<Head> for NewestAct {
    fn from(Head { id, record }: Head) -> Self {
        let act = record.act.unwrap_or_default();
        let date = record.published.or(act.date);
        Self { id, title: record.title, number: act.number, language: record.language, date }
    }
}

/// The newest documents of some kinds.
fn newest(snapshot: &Snapshot, kinds: &[Kind]) -> Result<Vec<Head>> {
    let request = SearchRequest {
        kinds: kinds.to_vec(),
        sort: Sort::Newest,
        per_page: SAMPLE,
        ..SearchRequest::default()
    };
    let plan = Plan::default();
    let prepared = Prepared::new(snapshot, &plan)?;
    let found = matching::find(&prepared, &plan, &request)?;
    found.top.into_iter().map(|(_, address)| snapshot.head(address)).collect()
}

/// How many documents there are of each kind that there is.
fn kinds(snapshot: &Snapshot) -> Result<Vec<(Kind, u64)>> {
    let request = SearchRequest {
        facets: vec![Facet::Kind],
        takes_all: true,
        per_page: 1,
        sort: Sort::Newest,
        ..SearchRequest::default()
    };
    let plan = Plan::default();
    let prepared = Prepared::new(snapshot, &plan)?;
    let mut counts =
        matching::find(&prepared, &plan, &request)?.facets.remove(&Facet::Kind).unwrap_or_default();
    counts.retain(|counted| counted.count > 0);
    let count = |kind: Kind| counts.iter().find(|counted| counted.value == kind.as_str()).map(|c| c.count);
    Ok(Kind::ALL.into_iter().filter_map(|kind| Some((kind, count(kind)?))).collect())
}

/// What several titles have in common.
struct Topic {
    /// As most of them write it, of those that name it in the base form.
    text: String,
    /// Whether any of them names it so.
    is_named: bool,
    /// The base forms of its words.
    words: Vec<String>,
    titles: usize,
}

/// The topics of some titles, the most frequent first: pairs of words before single ones.
fn topics<'t>(titles: impl Iterator<Item = &'t str>, analyzer: &mut Analyzer) -> Vec<Topic> {
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
    let mut topics: Vec<Topic> = found.into_iter().map(|(words, forms)| topic(words, forms)).collect();
    topics.sort_by_key(|topic| {
        Reverse((topic.titles >= MIN_TITLES, topic.words.len(), topic.is_named, topic.titles))
    });
    topics
}

fn topic(words: Vec<String>, forms: BTreeMap<String, usize>) -> Topic {
    let titles = forms.values().sum();
    let is_base = |form: &str| form.split(' ').next() == words.first().map(String::as_str);
    let is_named = forms.keys().any(|form| is_base(form));
    let most = forms.into_iter().max_by_key(|(form, count)| (is_base(form), *count, Reverse(form.clone())));
    Topic { text: most.map(|(form, _)| form).unwrap_or_default(), is_named, words, titles }
}

/// The words of a title that say something, and the pairs of them that stand together, each by its base forms.
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

/// Whether a word says what a title is of.
fn is_telling(token: &Token) -> bool {
    token.text.chars().count() >= MIN_LETTERS
        && token.text.chars().all(char::is_alphabetic)
        && !token.is_function_word()
}

/// The best topics of each list in turn, none of which has a word of another.
fn chosen(lists: [Vec<Topic>; 2]) -> Vec<String> {
    let mut lists = lists.map(Vec::into_iter);
    let mut chosen: Vec<Topic> = Vec::new();
    loop {
        let before = chosen.len();
        for list in &mut lists {
            let is_other = |topic: &Topic| {
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
        index::{Index, IndexWriter, Prepared as Written},
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

    fn found(documents: &[Document]) -> Beginnings {
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
    fn an_empty_index_offers_no_topics() {
        assert_eq!(found(&[]), Beginnings::default());
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
    fn a_single_title_offers_its_own_words() {
        assert_eq!(found(&[post(1, "Konwent o zieleni")]).topics.len(), 2);
        assert_eq!(found(&[post(1, "12 / 2017 – II")]).topics, [""; 0]);
    }
}
