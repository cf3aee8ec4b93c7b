//! The same searches by both engines. Runs only where `TEST_OPENSEARCH` has the address of a node.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    path::Path,
    time::{Duration, Instant},
};

use jiff::civil::date;
use tantivy::Score;

use crate::{
    analysis::Analyzer,
    document::{Act, Document, Kind},
    index::{
        ClusterAddress, EngineKind, Index, IndexWriter, IndexableDocument, Snapshot, engine_kind, use_cluster,
    },
    search::{
        Facet, FacetCount, SearchRequest, Sort, Variants,
        cluster_query::{ReadCounts, body},
        matching,
        minimum_match::MinimumShouldMatch,
        plan::Plan,
        postings::SegmentContext,
        weighted_query::WeightedQuery,
    },
};

/// A set of documents indexed by both engines.
struct BothEngines {
    embedded: Snapshot,
    catalog: Snapshot,
    _places: [tempfile::TempDir; 2],
}

/// What an engine found.
#[derive(Debug, PartialEq)]
struct EngineFound {
    total: u64,
    facets: BTreeMap<Facet, Vec<FacetCount>>,
    hits: Vec<(Score, String)>,
    took: Duration,
}

impl BothEngines {
    /// Indexes documents in both engines; `None`, with a message, if there is no cluster.
    fn new(name: &str, documents: &[Document]) -> Option<Self> {
        let Ok(url) = env::var("TEST_OPENSEARCH") else {
            assert!(env::var_os("REQUIRE_ALL_TESTS").is_none(), "not run: TEST_OPENSEARCH is not set");
            eprintln!("SKIPPED: TEST_OPENSEARCH is not set");
            return None;
        };
        let places = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
        let index = format!("agreement-{name}-{}", std::process::id());
        let address = ClusterAddress {
            urls: url.split(',').map(str::to_owned).collect(),
            index,
            user: None,
            password_file: None,
            ca_file: None,
            shards: 2,
            replicas: 0,
        };
        use_cluster(places[1].path(), &address).expect("a cluster");
        let [embedded, catalog] = places.each_ref().map(|place| indexed(place.path(), documents));
        Some(Self { embedded, catalog, _places: places })
    }

    /// Runs a request in both engines, at the first step that the embedded one finds something at.
    fn found(&self, request: &SearchRequest) -> [EngineFound; 2] {
        let plan = Plan::from_text(&self.embedded, &mut Analyzer::default(), &request.text);
        let steps = MinimumShouldMatch::steps(&plan);
        let mut both = None;
        for step in &steps {
            let embedded = embedded(&self.embedded, &plan, request, *step);
            let is_found = embedded.total > 0;
            both = Some([embedded, clustered(&self.catalog, request, *step)]);
            if is_found {
                break;
            }
        }
        both.expect("at least one step")
    }
}

impl Drop for BothEngines {
    fn drop(&mut self) {
        if let Some(remote) = self.catalog.remote() {
            remote.remove().expect("removed");
        }
    }
}

fn indexed(path: &Path, documents: &[Document]) -> Snapshot {
    let engine = engine_kind(path).expect("an engine");
    let mut writer = IndexWriter::open(path).expect("an index");
    for document in documents {
        writer.add(IndexableDocument::for_engine(engine, document, None)).expect("added");
    }
    writer.commit().expect("committed");
    // Averages are set when an index is complete.
    writer.finish().expect("complete");
    assert_eq!(
        Index::open(path).expect("open").snapshot().remote().is_some(),
        engine == EngineKind::OpenSearch
    );
    Index::open(path).expect("open").snapshot()
}

fn embedded(
    snapshot: &Snapshot,
    plan: &Plan,
    request: &SearchRequest,
    step: MinimumShouldMatch,
) -> EngineFound {
    let started = Instant::now();
    let weighted_query = WeightedQuery::new(snapshot, plan).expect("weights");
    let segments = SegmentContext::all(&weighted_query);
    let (found, _) =
        matching::find_in_one_pass(&weighted_query, &segments, plan, request, &[step]).expect("hits");
    let hits = found.top.into_iter().map(|(score, address)| (score, snapshot.id(address).expect("an id")));
    EngineFound {
        total: found.total as u64,
        facets: found.facets,
        hits: hits.collect(),
        took: started.elapsed(),
    }
}

fn clustered(catalog: &Snapshot, request: &SearchRequest, step: MinimumShouldMatch) -> EngineFound {
    let started = Instant::now();
    let plan = Plan::from_text(catalog, &mut Analyzer::default(), &request.text);
    let weighted_query = WeightedQuery::new(catalog, &plan).expect("weights");
    let body = body(&weighted_query, request, step, (request.per_page, false)).expect("a body");
    let reply =
        catalog.remote().expect("a cluster").search(&body).unwrap_or_else(|error| panic!("{error}: {body}"));
    let counts = ReadCounts::read(reply.total, &reply.aggregations, request);
    let score =
        |score: Option<Score>| if request.sort == Sort::Relevance { score.unwrap_or(0.0) } else { 0.0 };
    let mut hits: Vec<(Score, String)> =
        reply.hits.into_iter().map(|hit| (score(hit.score), hit.id)).collect();
    if request.sort == Sort::Relevance {
        hits.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    }
    EngineFound { total: counts.total as u64, facets: counts.facets, hits, took: started.elapsed() }
}

/// The words of texts: some frequent, some rare, some of one family, some in another spelling.
const WORDS: [&str; 24] = [
    "konwent",
    "konwentu",
    "dzielnica",
    "dzielnicy",
    "budżet",
    "budżetu",
    "obywatelski",
    "zamówienie",
    "zamawiający",
    "park",
    "parku",
    "droga",
    "drogi",
    "rowerowa",
    "uchwała",
    "kraków",
    "art. 30 ust. 2",
    "§ 3",
    "13 lutego 2017 r.",
    "358/2017",
    "pięć",
    "sąd",
    "sad",
    "zwalczanie",
];
const ORGANS: [&str; 3] = ["Rada Miasta Krakowa", "Prezydent Miasta Krakowa", "Rada Dzielnicy XI"];

/// Returns documents of pseudo-random but fixed words.
fn documents(count: usize) -> Vec<Document> {
    let mut state = 7_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let document = |number: usize| {
        let length = 3 + next(40);
        let mut word = || WORDS[next(WORDS.len()) * next(WORDS.len()) / WORDS.len()];
        let text: Vec<&str> = (0..length).map(|_| word()).collect();
        // One word is in titles only.
        let title = [word(), if number.is_multiple_of(7) { "plebiscyt" } else { word() }, word()].join(" ");
        let id = format!("d{number:05}").parse().expect("an id");
        let mut document = Document::new(id, title, text.join(" "));
        document.kind = Kind::ALL[number % Kind::ALL.len()];
        document.is_titled = !number.is_multiple_of(11);
        document.lead = (number.is_multiple_of(5)).then(|| format!("{} {}", word(), word()));
        document.published = (!number.is_multiple_of(9)).then(|| {
            date(2010 + i16::from((number % 12) as i8), 1 + (number % 12) as i8, 1 + (number % 28) as i8)
        });
        if document.kind == Kind::Resolution {
            let act_number = Some(format!("{}/{}", number % 40, 2015 + number % 3));
            let organ = Some(ORGANS[number % ORGANS.len()].to_owned());
            document.act = Some(Act {
                number: act_number,
                organ,
                year: Some(2015 + i16::from((number % 3) as i8)),
                ..Act::default()
            });
        }
        if number.is_multiple_of(4) {
            document.districts = vec![["I", "II", "XI"][number % 3].to_owned()];
        }
        document
    };
    (0..count).map(document).collect()
}

/// Queries of all kinds.
const QUERIES: [&str; 44] = [
    "park",
    "plebiscyt",
    "sad",
    "sąd",
    "sądu",
    "zwalczać",
    "zamówienie",
    "park rowerowa",
    "konwent dzielnicy",
    "budżet obywatelski",
    "budżet obywatelski dzielnicy krakowa",
    "czy park jest przy drodze rowerowej?",
    "zamówienie uchwała kraków park droga",
    "\"budżet obywatelski\"",
    "\"park\"",
    "\"konwent dzielnicy park\"",
    "\"budzet\"",
    "kon*",
    "dzi* par*",
    "tytuł:park",
    "tytuł:\"park droga\"",
    "tytuł:park droga",
    "park -droga",
    "park -\"droga rowerowa\"",
    "-park",
    "park OR plebiscyt",
    "park OR \"droga rowerowa\" OR konwent",
    "art. 30 ust. 2",
    "art. 30",
    "art. 30 park",
    "\"art. 30 ust. 2\"",
    "§ 3",
    "\"§ 3\" park",
    "358/2017",
    "358 z 2017",
    "13.02.2017",
    "5/2016",
    "numer:5/2016",
    "numer:5",
    "rok:2017 park",
    "rodzaj:uchwała park",
    "organ:rada park",
    "dzielnica:XI droga",
    "park nieobecność plebiscyt",
];

#[test]
fn both_engines_find_and_count_the_same() {
    let Some(both) = BothEngines::new("find", &documents(1_500)) else { return };
    for text in QUERIES {
        let request = SearchRequest {
            text: text.to_owned(),
            per_page: 50,
            facets: vec![Facet::Kind, Facet::Year, Facet::Organ, Facet::District, Facet::Language],
            variants: Variants::All,
            ..SearchRequest::default()
        };
        check(&both, &request);
        check(&both, &SearchRequest { sort: Sort::Newest, ..request.clone() });
        check(&both, &SearchRequest { sort: Sort::Oldest, ..request.clone() });
        check(&both, &request.clone().with_filter(Facet::Kind, "news").with_filter(Facet::Year, "2017"));
        let (from, to) = (Some(date(2012, 3, 1)), Some(date(2016, 5, 31)));
        check(&both, &SearchRequest { from, to, ..request.with_filter(Facet::District, "XI") });
    }
}

#[test]
fn both_engines_fold_documents_with_the_same_text() {
    let mut documents = documents(300);
    let text =
        "Konwent dzielnic obradował o parku, drogach i budżecie obywatelskim, a potem o zamówieniach. "
            .repeat(30);
    for number in 0..20_u32 {
        let id = format!("same-{number:02}").parse().expect("an id");
        let mut document = Document::new(id, format!("Park {}", number / 10), text.clone());
        document.kind = if number.is_multiple_of(2) { Kind::News } else { Kind::Page };
        documents.push(document);
    }
    let Some(both) = BothEngines::new("fold", &documents) else { return };
    for text in ["park", "konwent park", "rodzaj:komunikat park"] {
        let facets = vec![Facet::Kind];
        let [embedded, clustered] =
            both.found(&SearchRequest { text: text.to_owned(), facets, ..SearchRequest::default() });
        assert_eq!((embedded.total, embedded.facets), (clustered.total, clustered.facets), "{text}");
    }
}

/// Checks that both engines find the same documents, count the same, and score nearly the same.
#[track_caller]
fn check(both: &BothEngines, request: &SearchRequest) {
    let [embedded, clustered] = both.found(request);
    let text = &request.text;
    assert_eq!(embedded.total, clustered.total, "{text}: total");
    assert_eq!(embedded.facets, clustered.facets, "{text}: facets");
    if request.sort != Sort::Relevance {
        assert_eq!(embedded.hits, clustered.hits, "{text}: by date");
    }
    let first =
        |found: &EngineFound| found.hits.iter().take(10).map(|(_, id)| id.clone()).collect::<BTreeSet<_>>();
    let (ours, theirs) = (first(&embedded), first(&clustered));
    let missing = ours.difference(&theirs).count();
    assert!(missing <= 4, "{text}: {missing} of the first ten are missing: {ours:?} {theirs:?}");
    if let Some((id, ours, theirs)) = farthest(&embedded, &clustered) {
        println!(
            "{text:45} total {:4} worst {id} {ours:.4} {theirs:.4} {:.2} %",
            embedded.total,
            100.0 * (theirs / ours - 1.0)
        );
        assert!((theirs / ours - 1.0).abs() < 0.15, "{text}: {id} has {ours} and {theirs}");
    }
}

/// Returns the hit whose scores differ most.
fn farthest(embedded: &EngineFound, clustered: &EngineFound) -> Option<(String, Score, Score)> {
    let theirs: BTreeMap<&str, Score> =
        clustered.hits.iter().map(|(score, id)| (id.as_str(), *score)).collect();
    let pairs = embedded.hits.iter().filter_map(|(ours, id)| Some((id, *ours, *theirs.get(id.as_str())?)));
    let pairs = pairs.filter(|(_, ours, _)| *ours > 0.0);
    let off = |ours: Score, theirs: Score| (theirs / ours - 1.0).abs();
    let worst = pairs.max_by(|a, b| off(a.1, a.2).total_cmp(&off(b.1, b.2)));
    worst.map(|(id, ours, theirs)| (id.clone(), ours, theirs))
}

/// Prints how far both engines agree on an index of yours: `TEST_INDEX` is its folder, `TEST_QUERIES` a file of judged
/// queries.
#[test]
fn figures_of_agreement() {
    let (Ok(folder), Ok(queries)) = (env::var("TEST_INDEX"), env::var("TEST_QUERIES")) else {
        eprintln!("SKIPPED: TEST_INDEX and TEST_QUERIES are not set");
        return;
    };
    let (index, _) = Index::open_any_version(Path::new(&folder)).expect("an index");
    let snapshot = index.snapshot();
    let listed = snapshot.listed(0, usize::MAX).expect("a list");
    let read = |id| snapshot.lookup(id).expect("a look-up").expect("a document").document(date(2026, 1, 1));
    let documents: Vec<Document> = listed.iter().map(|one| read(&one.id).expect("a document")).collect();
    let Some(both) = BothEngines::new("figures", &documents) else { return };
    let queries = std::fs::read_to_string(queries).expect("queries");
    let (mut count, mut same_top, mut same_set, mut same_total, mut differences) = (0, 0, 0, 0, Vec::new());
    let mut times = [Vec::new(), Vec::new()];
    for line in queries.lines().filter(|line| !line.trim().is_empty()) {
        let query: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let text = query["text"].as_str().expect("a text").to_owned();
        let request = SearchRequest { text, variants: Variants::All, ..SearchRequest::default() };
        let [embedded, clustered] = both.found(&request);
        let top =
            |found: &EngineFound| found.hits.iter().take(3).map(|(_, id)| id.clone()).collect::<Vec<_>>();
        let sorted = |mut ids: Vec<String>| {
            ids.sort_unstable();
            ids
        };
        count += 1;
        times.iter_mut().zip([&embedded, &clustered]).for_each(|(times, found)| times.push(found.took));
        let (ours, theirs) = (top(&embedded), top(&clustered));
        same_total += usize::from(embedded.total == clustered.total);
        same_top += usize::from(ours == theirs);
        same_set += usize::from(sorted(ours) == sorted(theirs));
        let scores: BTreeMap<&str, Score> =
            clustered.hits.iter().map(|(score, id)| (id.as_str(), *score)).collect();
        let pairs = embedded.hits.iter().filter_map(|(score, id)| Some((*score, *scores.get(id.as_str())?)));
        let off: Vec<f32> = pairs.map(|(ours, theirs)| (theirs / ours - 1.0).abs()).collect();
        if embedded.total != clustered.total || off.iter().any(|off| *off > 0.03) {
            let worst = farthest(&embedded, &clustered);
            println!("{:60} totals {} {} worst {worst:?}", request.text, embedded.total, clustered.total);
        }
        differences.extend(off);
    }
    for times in &mut times {
        times.sort_unstable();
    }
    println!(
        "median time of the embedded engine and of the cluster: {:?}",
        times.map(|times| times.get(count / 2).copied())
    );
    differences.sort_by(f32::total_cmp);
    let at =
        |share: f32| differences.get((share * differences.len() as f32) as usize).copied().unwrap_or(0.0);
    println!(
        "{count} queries, {} documents: top 3 in the same order {same_top}, the same three {same_set}, same totals \
         {same_total}; scores differ by {:.3} % in the median, {:.2} % at 90, {:.2} % at 99, {:.2} % at most",
        documents.len(),
        100.0 * at(0.5),
        100.0 * at(0.9),
        100.0 * at(0.99),
        100.0 * at(0.9999),
    );
}
