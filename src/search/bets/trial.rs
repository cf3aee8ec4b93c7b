//! Shows what best bets and synonyms do to a query.
//!
//! Leaves printing to `cli`.

use serde::Serialize;

use super::{bet::FiredBet, list::Bets};
use crate::{
    analysis::Analyzer,
    document::today,
    error::Result,
    index::Snapshot,
    search::plan::{Plan, synonyms_used},
};

/// What best bets and synonyms do to a query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BetTrial {
    /// The query as typed.
    pub query: String,
    /// The entry that the query fires.
    pub bet: Option<TriedBet>,
    /// Entries that the query matches, but that have expired.
    pub expired: Vec<TriedBet>,
    /// The words of the query that have synonyms.
    pub synonyms: Vec<TriedSynonym>,
}

/// An entry of a file of best bets that a query matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TriedBet {
    /// The line of the file on which it begins.
    pub line: usize,
    /// The query in the file that the typed one matches.
    pub pattern: String,
    /// What is said to the reader; empty if nothing is.
    pub note: String,
    /// The last day on which it applies, as `YYYY-MM-DD`.
    pub until: Option<String>,
    /// The documents it puts on top, in this order.
    pub documents: Vec<TriedDocument>,
}

/// A document of a best bet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TriedDocument {
    /// The id of the document.
    pub id: String,
    /// Its title; `None` if the index does not contain it, so that it is not shown.
    pub title: Option<String>,
}

/// Words of a query that have synonyms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TriedSynonym {
    /// The words as typed.
    pub words: String,
    /// What is searched besides them.
    pub instead: Vec<String>,
}

/// Tries a query on an index.
///
/// # Errors
/// Returns an error if the index cannot be read.
pub fn try_query(snapshot: &Snapshot, analyzer: &mut Analyzer, bets: &Bets, query: &str) -> Result<BetTrial> {
    let plan = Plan::from_text(snapshot, analyzer, query);
    let (today, mut bet, mut expired) = (today(), None, Vec::new());
    for fired in bets.matching(plan.typed_words.as_deref().unwrap_or_default()) {
        let tried = tried(snapshot, fired)?;
        if !fired.bet.is_live(today) {
            expired.extend((!expired.contains(&tried)).then_some(tried));
        } else if bet.is_none() {
            bet = Some(tried);
        }
    }
    let synonyms = synonyms_used(analyzer, query);
    let synonyms = synonyms.into_iter().map(|(words, instead)| TriedSynonym { words, instead }).collect();
    Ok(BetTrial { query: query.to_owned(), bet, expired, synonyms })
}

fn tried(snapshot: &Snapshot, fired: FiredBet<'_>) -> Result<TriedBet> {
    let mut documents = Vec::new();
    for (_, id) in &fired.bet.documents {
        let address = snapshot.address(id)?;
        let stored = address.map(|address| snapshot.stored(address)).transpose()?;
        let title = stored.map(|stored| stored.record.title);
        documents.push(TriedDocument { id: id.to_string(), title });
    }
    Ok(TriedBet {
        line: fired.bet.line,
        pattern: fired.pattern.text().to_owned(),
        note: fired.bet.note.clone(),
        until: fired.bet.until.map(|until| until.to_string()),
        documents,
    })
}
