//! Builds the register of a segment from the engine's data.
//!
//! Reads term dictionaries, the postings of titles and the columns of ids and dates, but no stored documents.
//! The time it takes grows with the words of titles and with the distinct words of texts.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
    hash::Hasher,
    sync::Mutex,
};

use rustc_hash::FxHasher;
use tantivy::{
    DocId, DocSet, SegmentReader, TERMINATED, TantivyError, index::InvertedIndexReader, postings::TermInfo,
    schema::IndexRecordOption,
};

use super::{
    segment::SuggestIndex,
    titles::Titles,
    words::{Frequencies, Frequency, NumberLists, WordTable},
};
use crate::{
    analysis::{Analyzer, Token, function_words, unaccented},
    error::Result,
    index::{Fields, column},
};

/// The maximum number of words of texts, the most frequent ones of the segment: about 1.5 MB. In 4 million
/// running words of statutes, which have 60,770 distinct forms, the others occur in fewer than six of 61,534
/// paragraphs.
const MAX_TEXT_WORDS: usize = 1 << 15;
/// In a large segment, a word is worth completing if it occurs more than once per this number of documents.
/// Rarer words would not come first for any prefix that is much shorter, and each takes time to analyze.
const MIN_SHARE: u32 = 20_000;
/// The minimum length of a completion, in letters. Shorter words need none.
const MIN_LETTERS: usize = 3;

/// The data collected for a word.
#[derive(Default)]
struct WordEntry {
    in_titles: Option<TermInfo>,
    /// The number of titles and texts that contain it.
    count: u32,
}

/// Builds the register of a segment.
pub(super) fn build(segment: &SegmentReader, fields: Fields) -> Result<SuggestIndex> {
    let index = |field| segment.inverted_index(field);
    let (titles, texts, acts) = (index(fields.title)?, index(fields.text)?, index(fields.number)?);
    let entries = entries(&titles, &texts)?;
    let (mut words, mut frequencies, mut documents) = (WordTable::default(), Vec::new(), Vec::new());
    let mut analyzer = Analyzer::default();
    for ((plain, form), entry) in &entries {
        words.push(plain, form);
        let is_frequent = entry.count > segment.max_doc() / MIN_SHARE;
        let count = if is_frequent { entry.count } else { 0 };
        frequencies.push(frequency(&mut analyzer, form, count));
        documents.push(entry.in_titles.as_ref().map_or(Ok(Vec::new()), |info| holders(&titles, info))?);
    }
    let order = SuggestOrder::from_segment(segment, &documents)?;
    let ranks: Vec<Vec<u32>> = documents.iter().map(|documents| order.ranks(documents)).collect();
    let ranks = NumberLists::from_lists(ranks.iter().map(Vec::as_slice));
    let (numbers, numbered) = numbers(&acts, &order)?;
    Ok(SuggestIndex {
        words,
        frequencies: Frequencies::new(frequencies),
        titles: Titles::new(order.documents, order.dates, ranks),
        numbers,
        numbered,
        heads: Mutex::default(),
    })
}

/// Returns the words of titles and the frequent ones of texts, by unaccented form and form.
fn entries(
    titles: &InvertedIndexReader,
    texts: &InvertedIndexReader,
) -> Result<BTreeMap<(String, String), WordEntry>> {
    let mut entries: BTreeMap<(String, String), WordEntry> = BTreeMap::new();
    each_term(titles, |form, info| {
        let doc_freq = if is_completion(form) { info.doc_freq } else { 0 };
        let entry = WordEntry { in_titles: Some(info.clone()), count: doc_freq };
        entries.insert((unaccented(form), form.to_owned()), entry);
    })?;
    let mut frequent: BinaryHeap<Reverse<(u32, String)>> = BinaryHeap::new();
    each_term(texts, |form, info| {
        let is_full = frequent.len() >= MAX_TEXT_WORDS;
        let least = frequent.peek().filter(|_| is_full).map_or(0, |Reverse((doc_freq, _))| *doc_freq);
        if info.doc_freq > least && is_completion(form) {
            if is_full {
                frequent.pop();
            }
            frequent.push(Reverse((info.doc_freq, form.to_owned())));
        }
    })?;
    for Reverse((doc_freq, form)) in frequent {
        let entry = entries.entry((unaccented(&form), form)).or_default();
        entry.count += doc_freq;
    }
    Ok(entries)
}

/// Whether a form is a word worth completing.
fn is_completion(form: &str) -> bool {
    form.chars().nth(MIN_LETTERS - 1).is_some() && form.chars().all(char::is_alphabetic)
}

/// Returns how frequent a form is as a completion; zero if it says little by itself or is a verb.
fn frequency(analyzer: &mut Analyzer, form: &str, count: u32) -> Frequency {
    let tokens = if count > 0 { analyzer.tokens(form) } else { Vec::new() };
    let says_little = |token: &Token| {
        let terms = &token.terms;
        token.is_function_word() || function_words::is_light(terms) || function_words::is_verb(terms)
    };
    let word = tokens.first().filter(|token| !says_little(token));
    word.and_then(|token| token.terms.first()).map_or_else(Frequency::default, |term| {
        let mut hasher = FxHasher::default();
        hasher.write(term.as_bytes());
        Frequency { count, family: (hasher.finish() >> 32) as u32 }
    })
}

fn each_term(index: &InvertedIndexReader, mut see: impl FnMut(&str, &TermInfo)) -> Result<()> {
    let mut terms = index.terms().stream().map_err(TantivyError::from)?;
    while terms.advance() {
        if let Ok(term) = std::str::from_utf8(terms.key()) {
            see(term, terms.value());
        }
    }
    Ok(())
}

/// Returns the documents that contain a term.
fn holders(index: &InvertedIndexReader, info: &TermInfo) -> Result<Vec<DocId>> {
    let mut postings =
        index.read_postings_from_terminfo(info, IndexRecordOption::Basic).map_err(TantivyError::from)?;
    let mut documents = Vec::with_capacity(info.doc_freq as usize);
    while postings.doc() != TERMINATED {
        documents.push(postings.doc());
        postings.advance();
    }
    Ok(documents)
}

/// The documents of a segment, best first.
struct SuggestOrder {
    documents: Vec<DocId>,
    /// The date of each rank as `YYYYMMDD`; 0 if there is none.
    dates: Vec<u32>,
    /// The rank of each document.
    ranks: Vec<u32>,
}

impl SuggestOrder {
    /// Sorts by newest first, then fewest words, then id. `holders` are the documents of each word.
    fn from_segment(segment: &SegmentReader, holders: &[Vec<DocId>]) -> Result<Self> {
        let columns = segment.fast_fields();
        let (ids, dates) = (columns.str(column::ID)?, columns.u64(column::DATE)?);
        let mut words = vec![0_u32; segment.max_doc() as usize];
        holders.iter().flatten().for_each(|doc| words[*doc as usize] += 1);
        let date = |doc| dates.first(doc).map_or(0, |date| date as u32);
        let key = |doc| {
            let id = ids.as_ref()?.term_ords(doc).next()?;
            Some((Reverse(date(doc)), words[doc as usize], id, doc))
        };
        let mut order: Vec<_> = (0..segment.max_doc()).filter_map(key).collect();
        order.sort_unstable();
        let mut ranks = vec![0; words.len()];
        (0..).zip(&order).for_each(|(rank, (.., doc))| ranks[*doc as usize] = rank);
        Ok(Self {
            documents: order.iter().map(|(.., doc)| *doc).collect(),
            dates: order.iter().map(|(Reverse(date), ..)| *date).collect(),
            ranks,
        })
    }

    /// Returns the sorted ranks of documents.
    fn ranks(&self, documents: &[DocId]) -> Vec<u32> {
        let mut ranks: Vec<u32> = documents.iter().map(|doc| self.ranks[*doc as usize]).collect();
        ranks.sort_unstable();
        ranks
    }
}

/// Returns the act numbers in all their spellings, and the ranks of the acts that have them.
fn numbers(index: &InvertedIndexReader, order: &SuggestOrder) -> Result<(WordTable, NumberLists)> {
    let mut spelled: BTreeMap<String, Vec<DocId>> = BTreeMap::new();
    let mut infos = Vec::new();
    each_term(index, |number, info| infos.push((spellings(number), info.clone())))?;
    for (spellings, info) in infos {
        let documents = holders(index, &info)?;
        for spelling in spellings {
            spelled.entry(spelling).or_default().extend(&documents);
        }
    }
    let mut words = WordTable::default();
    for number in spelled.keys() {
        words.push(number, number);
    }
    let ranks: Vec<Vec<u32>> = spelled.values().map(|documents| order.ranks(documents)).collect();
    Ok((words, NumberLists::from_lists(ranks.iter().map(Vec::as_slice))))
}

/// Returns how a number may be typed: as it is, and that of a resolution also without its session (`1495/14`
/// for `xcix/1495/14`).
fn spellings(number: &str) -> Vec<String> {
    let mut spellings = vec![number.to_owned()];
    let without_session = number.split_once('/').filter(|(session, rest)| {
        session.bytes().all(|byte| byte.is_ascii_alphabetic()) && rest.contains('/')
    });
    spellings.extend(without_session.map(|(_, rest)| rest.to_owned()));
    spellings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_a_resolution_may_be_typed_with_and_without_its_session() {
        assert_eq!(spellings("358/2017"), ["358/2017"]);
        assert_eq!(spellings("xcix/1495/14"), ["xcix/1495/14", "1495/14"]);
        assert_eq!(spellings("or/2020"), ["or/2020"]);
    }

    #[test]
    fn forms_of_a_word_share_a_family_and_words_that_say_little_are_not_completed() {
        let mut analyzer = Analyzer::default();
        let mut of = |form: &str| frequency(&mut analyzer, form, 3);
        assert_eq!(of("konwentu"), of("konwent"));
        assert_ne!(of("konwentu").family, of("konkursu").family);
        assert_eq!(
            [of("rada").count, of("oraz").count, of("każdy").count, of("wchodzi").count],
            [3, 0, 0, 0]
        );
    }

    #[test]
    fn completions_are_words_of_at_least_three_letters() {
        for (form, is) in
            [("rada", true), ("żółw", true), ("nr", false), ("covid19", false), ("358/2017", false)]
        {
            assert_eq!(is_completion(form), is, "{form}");
        }
    }
}
