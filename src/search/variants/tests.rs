//! Tests that searches count documents with the same text once, against a plain model: the search for all of
//! them, folded afterward.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use proptest::prelude::*;

use crate::{
    analysis::Analyzer,
    document::{Document, Kind},
    index::{IndexWriter, IndexableDocument, Snapshot, WriterMode},
    search::{Bets, Facet, SearchRequest, SearchResponse, Sort, Variants, search},
};

/// A document of the model. Those with the same text number have the same text.
#[derive(Debug, Clone)]
struct ModelDocument {
    text: u8,
    kind: Kind,
    districts: Vec<String>,
    day: i8,
    has_footer: bool,
    is_committed: bool,
}

const DISTRICTS: [&str; 3] = ["I", "II", "XI"];

fn documents() -> impl Strategy<Value = Vec<ModelDocument>> {
    let kinds = prop::sample::select(vec![Kind::News, Kind::Ordinance, Kind::Notice]);
    let districts = prop::sample::subsequence(DISTRICTS.map(str::to_owned).to_vec(), 0..3);
    let document = (0..8_u8, kinds, districts, 1..5_i8, any::<bool>(), any::<bool>());
    let document = document.prop_map(|(text, kind, districts, day, has_footer, is_committed)| {
        ModelDocument { text, kind, districts, day, has_footer, is_committed }
    });
    prop::collection::vec(document, 1..40)
}

fn requests() -> impl Strategy<Value = SearchRequest> {
    let words =
        prop::sample::select(vec!["", "konwent", "budżet", "drukuj", "konwent OR budżet", "zieleń -konwent"]);
    let filters = prop::sample::subsequence(
        vec![(Facet::Kind, "news"), (Facet::Kind, "notice"), (Facet::District, "XI")],
        0..3,
    );
    let sort = prop::sample::select(Sort::ALL.to_vec());
    (words, filters, sort).prop_map(|(text, filters, sort)| {
        let request =
            SearchRequest { text: text.to_owned(), sort, takes_all: true, ..SearchRequest::default() };
        filters.into_iter().fold(request, |request, (facet, value)| request.with_filter(facet, value))
    })
}

/// The text with this number: a hundred words of its own, and some that other texts have, too.
fn text(number: u8) -> String {
    let mut state = u64::from(number);
    let mut letter = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'a' + ((state >> 33) % 26) as u8)
    };
    let mut words: Vec<String> = (0..100).map(|_| (0..6).map(|_| letter()).collect()).collect();
    let shared = ["konwent", "budżet", "zieleń"].into_iter().zip([2, 3, 5]);
    words.extend(shared.filter(|(_, every)| number.is_multiple_of(*every)).map(|(word, _)| word.to_owned()));
    words.join(" ")
}

fn indexed(documents: &[ModelDocument]) -> (tempfile::TempDir, Snapshot) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open_sized(folder.path(), WriterMode::Single).expect("an index");
    for (number, one) in documents.iter().enumerate() {
        let footer = if one.has_footer { " drukuj" } else { "" };
        let id = format!("d{number}");
        let document = Document {
            kind: one.kind,
            districts: one.districts.clone(),
            published: Some(date(2022, 3, one.day)),
            is_titled: false,
            ..Document::new(id.parse().expect("an id"), &id, format!("{}{footer}", text(one.text)))
        };
        writer.add(IndexableDocument::new(&document, None)).expect("added");
        if one.is_committed {
            writer.commit().expect("committed");
        }
    }
    writer.commit().expect("committed");
    let snapshot = writer.index().snapshot();
    (folder, snapshot)
}

fn found(snapshot: &Snapshot, analyzer: &mut Analyzer, request: SearchRequest) -> SearchResponse {
    search(snapshot, analyzer, (&Bets::default(), None), &request.checked().expect("valid"))
        .expect("readable")
}

/// What a model knows of all documents that a request finds, in order.
struct Found<'a> {
    documents: &'a [ModelDocument],
    ids: Vec<usize>,
}

impl<'a> Found<'a> {
    fn all(
        documents: &'a [ModelDocument],
        snapshot: &Snapshot,
        analyzer: &mut Analyzer,
        request: &SearchRequest,
    ) -> Self {
        let request = SearchRequest { variants: Variants::All, per_page: 100, ..request.clone() };
        let all = found(snapshot, analyzer, request);
        assert_eq!(all.total, all.hits.len());
        let ids = all.hits.iter().map(|hit| hit.id.as_str()[1..].parse().expect("a number")).collect();
        Self { documents, ids }
    }

    /// The first document of each text.
    fn folded(&self) -> Vec<usize> {
        let mut seen = BTreeSet::new();
        self.ids.iter().copied().filter(|id| seen.insert(self.documents[*id].text)).collect()
    }

    /// The number of texts by district and kind.
    fn counts(&self, facet: Facet) -> BTreeMap<String, u64> {
        let values = |id: usize| match facet {
            Facet::Kind => vec![self.documents[id].kind.as_str().to_owned()],
            _ => self.documents[id].districts.clone(),
        };
        let pairs: BTreeSet<(String, u8)> = self
            .ids
            .iter()
            .flat_map(|id| values(*id).into_iter().map(|value| (value, self.documents[*id].text)))
            .collect();
        let mut counts = BTreeMap::new();
        for (value, _) in pairs {
            *counts.entry(value).or_default() += 1;
        }
        counts
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn totals_pages_and_facets_count_each_text_once(
        documents in documents(),
        requests in prop::collection::vec(requests(), 1..6),
        per_page in 1..5_usize,
    ) {
        let (_folder, snapshot) = indexed(&documents);
        let mut analyzer = Analyzer::default();
        for request in requests {
            let all = Found::all(&documents, &snapshot, &mut analyzer, &request);
            let expected = all.folded();
            let mut shown: Vec<usize> = Vec::new();
            for page in 1..=expected.len().div_ceil(per_page).max(1) {
                let facets = vec![Facet::Kind, Facet::District];
                let request = SearchRequest { page, per_page, facets, ..request.clone() };
                let response = found(&snapshot, &mut analyzer, request.clone());
                prop_assert_eq!(response.total, expected.len());
                for hit in &response.hits {
                    let id: usize = hit.id.as_str()[1..].parse().expect("a number");
                    let others = (0..documents.len()).filter(|other| *other != id && documents[*other].text == documents[id].text);
                    let mut others: Vec<String> = others.map(|other| format!("d{other}")).collect();
                    others.sort();
                    let also: Vec<String> = hit.also.iter().map(|also| also.id.to_string()).collect();
                    prop_assert_eq!(also, others);
                    shown.push(id);
                }
                for (facet, counts) in &response.facets {
                    let mut others = request.clone();
                    others.filters.remove(facet);
                    (others.page, others.facets) = (1, Vec::new());
                    let expected = Found::all(&documents, &snapshot, &mut analyzer, &others).counts(*facet);
                    let counts: BTreeMap<String, u64> = counts.iter().map(|one| (one.value.clone(), one.count)).collect();
                    prop_assert_eq!(counts, expected, "{:?}", facet);
                }
            }
            prop_assert_eq!(shown, expected, "{:?}", request);
        }
    }
}
