//! Runs a search request: from the typed text to ranked hits with snippets.

use std::{ops::Range, time::Instant};

use jiff::civil::Date;
use serde_json::json;
use tantivy::{DocAddress, Score};

use super::{
    Checked, SearchRequest, Sort, absent,
    bets::{Bets, FiredBet},
    by_meaning,
    corrected_plan::{self, CorrectedPlan},
    explain,
    named_act::NamedActs,
    notes::Note,
    placement::PlacedHits,
    plan::Plan,
    postings::SegmentContext,
    reranking::{self, FACTOR, Reranking},
    response::{Hit, QueryInfo, SearchResponse},
    search_hits::SearchHits,
    snippet,
    variants::Variant,
    weighted_query::WeightedQuery,
};
use crate::{
    analysis::Analyzer,
    document::{DocumentId, Language},
    error::Result,
    index::{Snapshot, StoredDocument},
    meaning::{Meaning, NearDocument},
};

/// Runs a request against one snapshot of the index. `bets` are the documents that an editor puts on top, `meaning` is
/// the model if there is one.
///
/// # Errors
///
/// Returns an error of the search engine or the disk.
pub fn search(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    (bets, meaning): (&Bets, Option<&Meaning>),
    request: &Checked<SearchRequest>,
) -> Result<SearchResponse> {
    let started = Instant::now();
    let CorrectedPlan { plan, corrected } =
        CorrectedPlan::new(snapshot, analyzer, &request.text, request.exact)?;
    // The query is encoded while words are looked up.
    let searched = corrected.as_deref().unwrap_or(&request.text);
    let named = NamedActs::of(snapshot, request)?;
    let reranking = Reranking::begin(meaning, request, searched);
    let mut notes = plan.notes();
    if plan.is_empty() && !request.needs_no_word() {
        notes.push(Note::NoWord);
    }
    let weighted_query = WeightedQuery::new(snapshot, &plan)?;
    notes.extend(Note::of_cut(weighted_query.cut));
    let segments = SegmentContext::all(&weighted_query);
    let bet = fired(bets, &plan, request);
    let of_bet: Vec<&DocumentId> = bet.iter().flat_map(FiredBet::documents).collect();
    let others = named.ids.iter().filter(|id| !of_bet.contains(id));
    let ids: Vec<&DocumentId> = of_bet.iter().copied().chain(others).collect();
    let PlacedHits { hits: found, placed } =
        PlacedHits::find(&weighted_query, &segments, &plan, request, (&ids, reranking.as_ref()))?;
    if reranking.as_ref().is_some_and(|reranking| reranking.vector().is_none()) {
        notes.push(Note::WordsOnly);
    }
    if let Some(share) = found.relaxed.filter(|_| found.total > 0) {
        notes.push(if share > 0.0 { Note::MostWords } else { Note::SomeWords });
    }
    notes.extend(Note::not_found(&absent::words(snapshot, &plan)?));
    let addresses: Vec<DocAddress> = found.top.iter().map(|(_, address)| *address).collect();
    let day = request.status_day();
    // The texts of a catalog are fetched into an index of their own, which is read like the one of an embedded index.
    let fetched = found.fetched.as_ref().and_then(|fetched| fetched.at_hand(&addresses));
    let at_hand = fetched.map_or_else(|| snapshot.at_hand(&addresses), Ok)?;
    let fetched = at_hand.is_fetched.then(|| WeightedQuery::new(&at_hand.snapshot, &plan)).transpose()?;
    let fetched_segments = fetched.as_ref().map(SegmentContext::all);
    let shown_query = fetched.as_ref().unwrap_or(&weighted_query);
    let shown_segments = fetched_segments.as_ref().unwrap_or(&segments);
    let locator = snippet::TermLocator::new(&at_hand.snapshot, &plan)?;
    let mut renderer = snippet::HitRenderer::new(&plan, analyzer);
    let matches = locator.find(&at_hand.addresses, shown_segments)?;
    let shown =
        found.top.iter().zip(&at_hand.addresses).zip(matches).map(|((&found, &shown_at), matches)| {
            let stored = at_hand.snapshot.stored(shown_at)?;
            let shown = renderer.show(&matches, &stored)?;
            let mut hit = hit(snapshot, stored, shown, found, day)?;
            if named.ids.contains(&hit.id) {
                named.land(snapshot, found.1, &mut hit)?;
            }
            Ok(hit)
        });
    let mut hits = shown.collect::<Result<Vec<Hit>>>()?;
    if request.explain {
        let explained = explain::explain(shown_query, &plan, found.minimum_match, &at_hand.addresses)?;
        hits.iter_mut().zip(explained).for_each(|(hit, explained)| hit.explanation = Some(explained));
        for (hit, address) in hits.iter_mut().zip(&addresses).skip(placed.len()) {
            explain_meaning(hit, reranking.as_ref(), *address);
        }
    }
    let near = by_meaning::find(reranking.as_ref(), &weighted_query, (&plan, request), &found)?;
    let near = near.into_iter().map(|NearDocument { address, window, .. }| {
        let stored = snapshot.stored(address)?;
        let shown = renderer.show_window(&stored, window.passages)?;
        hit(snapshot, stored, shown, (window.cosine, address), day)
    });
    let by_meaning = near.collect::<Result<Vec<Hit>>>()?;
    for hit in hits.iter_mut().take(placed.len()) {
        if let Some(bet) = bet.filter(|bet| bet.documents().any(|id| *id == hit.id)) {
            say_bet(hit, bet);
        }
    }
    let offered = match corrected {
        None => corrected_plan::offered(snapshot, analyzer, request, &found)?,
        Some(_) => None,
    };
    let SearchHits { total, facets, .. } = found;
    let note_details = notes.iter().map(Note::detail).collect();
    let query = QueryInfo {
        text: request.text.clone(),
        corrected,
        suggestion_total: offered.as_ref().map(|offered| offered.total),
        suggestion: offered.map(|offered| offered.text),
        notes,
        note_details,
    };
    let took_ms = (started.elapsed().as_secs_f64() * 100_000.0).round() / 100.0;
    Ok(SearchResponse {
        query,
        total,
        page: request.page,
        per_page: request.per_page,
        took_ms,
        hits,
        by_meaning,
        facets,
    })
}

/// Returns the best bet that a query fires. The order by date is without best bets.
fn fired<'a>(bets: &'a Bets, plan: &Plan, request: &SearchRequest) -> Option<FiredBet<'a>> {
    let words = plan.typed_words.as_deref().filter(|_| request.sort == Sort::Relevance)?;
    bets.fired(words)
}

/// Says of a hit that a best bet put it there.
fn say_bet(hit: &mut Hit, bet: FiredBet<'_>) {
    hit.best_bet = Some(bet.note().to_owned());
    if let Some(serde_json::Value::Object(explanation)) = &mut hit.explanation {
        explanation.insert("best_bet".to_owned(), bet.explanation());
    }
}

/// Adds what meaning adds to the score of a hit.
fn explain_meaning(hit: &mut Hit, reranking: Option<&Reranking<'_>>, address: DocAddress) {
    let part = reranking.and_then(|reranking| reranking.part(address));
    if let (Some(part), Some(serde_json::Value::Object(explanation))) = (part, &mut hit.explanation) {
        let meaning = json!({"value": part.added, "cosine": part.cosine, "factor": FACTOR});
        explanation.insert("meaning".to_owned(), meaning);
    }
}

/// The ids of a page of hits, best first, and of the documents found by meaning.
pub(crate) struct RankedIds {
    pub(crate) hits: Vec<String>,
    pub(crate) by_meaning: Vec<String>,
}

/// Returns the ids of the requested page of hits, without rendering the hits and without best bets and acts that
/// the query names.
pub(crate) fn rank(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    meaning: Option<&Meaning>,
    request: &Checked<SearchRequest>,
) -> Result<RankedIds> {
    let CorrectedPlan { plan, corrected } =
        CorrectedPlan::new(snapshot, analyzer, &request.text, request.exact)?;
    let reranking = Reranking::begin(meaning, request, corrected.as_deref().unwrap_or(&request.text));
    let weighted_query = WeightedQuery::new(snapshot, &plan)?;
    let segments = SegmentContext::all(&weighted_query);
    let found = reranking::find(&weighted_query, &segments, &plan, request, reranking.as_ref())?;
    let by_meaning = by_meaning::find(reranking.as_ref(), &weighted_query, (&plan, request), &found)?;
    let ids = |addresses: Vec<DocAddress>| {
        addresses.into_iter().map(|address| snapshot.id(address)).collect::<Result<Vec<_>>>()
    };
    Ok(RankedIds {
        hits: ids(found.top.into_iter().map(|hit| hit.1).collect::<Vec<_>>())?,
        by_meaning: ids(by_meaning.into_iter().map(|found| found.address).collect::<Vec<_>>())?,
    })
}

/// Returns the byte ranges of the words, phrases and whole expressions in a text that match a query, as
/// highlighted in snippets. The ranges are sorted, do not overlap and cover whole words.
pub(crate) fn marks(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    query: &str,
    (text, language): (&str, Language),
) -> Result<Vec<Range<usize>>> {
    let plan = CorrectedPlan::new(snapshot, analyzer, query, false)?.plan;
    Ok(snippet::marked(text, language, analyzer, &plan))
}

/// Builds the hit for one matching document from what is stored and shown of it, with the status that an act has on
/// `day`.
fn hit(
    snapshot: &Snapshot,
    stored: StoredDocument,
    shown: snippet::ShownHit,
    (score, address): (Score, DocAddress),
    day: Date,
) -> Result<Hit> {
    let StoredDocument { id, mut record, .. } = stored;
    if let Some(act) = &mut record.act {
        act.status = snapshot.act_status(act, address, day)?;
    }
    let snippet::ShownHit { title_html, heading, topic, snippets } = shown;
    Ok(Hit {
        id,
        kind: record.kind,
        language: record.language,
        url: record.url,
        published: record.published,
        title: record.title,
        title_html,
        heading,
        score,
        act: record.act,
        topic,
        best_bet: None,
        also: Variant::beside(snapshot, address)?,
        snippets,
        explanation: None,
        changed: snapshot.changed(address),
    })
}
