//! Finds the words of a query that no document contains, so that they can be reported.
//!
//! Invariant: a word is not reported if any document contains it in any form, or a word of its family or a
//! synonym.

use tantivy::schema::Field;

use super::plan::{PhraseWord, Plan, QueryNode, QueryWord, is_number, other_year};
use crate::{error::Result, index::Snapshot};

/// The maximum number of words reported.
const MAX_NAMED: usize = 5;

/// Returns the first wanted words that occur nowhere, as typed except for capitals.
pub(super) fn words(snapshot: &Snapshot, plan: &Plan) -> Result<Vec<String>> {
    let mut absent: Vec<String> = Vec::new();
    for query_node in &plan.wanted {
        for word in of_matcher(snapshot, query_node)? {
            if absent.len() < MAX_NAMED && !absent.contains(&word) {
                absent.push(word);
            }
        }
    }
    Ok(absent)
}

fn of_matcher(snapshot: &Snapshot, query_node: &QueryNode) -> Result<Vec<String>> {
    let named = |is_absent: bool, text: String| Vec::from_iter(is_absent.then_some(text));
    Ok(match query_node {
        QueryNode::Word(word) => {
            let text = word.exact.first().cloned().unwrap_or_default();
            named(!text.is_empty() && !is_known(snapshot, word)?, text)
        }
        QueryNode::Phrase(forms) => of_phrase(snapshot, forms)?,
        QueryNode::Prefix(prefix) => named(prefix.forms.is_empty(), format!("{}*", prefix.text)),
        // Nobody typed the words of a replacement.
        QueryNode::Sequence(_) => Vec::new(),
        QueryNode::Group { words, instead } => {
            for query_node in instead {
                if is_present(snapshot, query_node)? {
                    return Ok(Vec::new());
                }
            }
            of_all(snapshot, words)?
        }
        QueryNode::AnyOf(alternatives) => {
            let absent = alternatives.iter().map(|query_node| of_matcher(snapshot, query_node));
            let absent = absent.collect::<Result<Vec<_>>>()?;
            if absent.iter().any(Vec::is_empty) { Vec::new() } else { absent.concat() }
        }
        QueryNode::InTitle(inner) | QueryNode::Quoted(inner) | QueryNode::Whole(inner) => {
            of_matcher(snapshot, inner)?
        }
        QueryNode::Number(numbers) => {
            let absent = numbers.iter().map(|number| Ok((number, has_act(snapshot, number)?)));
            let absent = absent.collect::<Result<Vec<_>>>()?;
            let is_any = absent.iter().any(|(_, is_there)| *is_there);
            let typed = |number: &&String| {
                let other = other_year(number);
                let mut before = numbers.iter().take_while(|before| before != number);
                !before.any(|before| other.as_ref() == Some(before))
            };
            absent.into_iter().filter(|_| !is_any).map(|(number, _)| number).filter(typed).cloned().collect()
        }
    })
}

fn of_all(snapshot: &Snapshot, query_nodes: &[QueryNode]) -> Result<Vec<String>> {
    let absent = query_nodes.iter().map(|query_node| of_matcher(snapshot, query_node));
    Ok(absent.collect::<Result<Vec<_>>>()?.concat())
}

/// Returns the words of a phrase that occur in no document, even without their neighbors.
fn of_phrase(snapshot: &Snapshot, forms: &[PhraseWord]) -> Result<Vec<String>> {
    let mut absent = Vec::new();
    for form in forms {
        if !any_exists(snapshot, form.terms.iter().map(String::as_str))? {
            absent.push(form.text.clone());
        }
    }
    Ok(absent)
}

/// Whether a replacement occurs; for a sequence, whether all of its words do.
fn is_present(snapshot: &Snapshot, query_node: &QueryNode) -> Result<bool> {
    match query_node {
        QueryNode::Word(word) => is_known(snapshot, word),
        QueryNode::Sequence(words) => {
            for alternatives in words {
                if !any_exists(snapshot, alternatives.iter().map(|term| term.text.as_str()))? {
                    return Ok(false);
                }
            }
            Ok(!words.is_empty())
        }
        other => Ok(of_matcher(snapshot, other)?.is_empty()),
    }
}

/// Whether a document contains the word, an alternative of it, or a word of its family.
fn is_known(snapshot: &Snapshot, word: &QueryWord) -> Result<bool> {
    if any_exists(snapshot, word.all_terms())? {
        return Ok(true);
    }
    for term in &word.terms {
        if !snapshot.related_terms(term)?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn any_exists<'t>(snapshot: &Snapshot, terms: impl Iterator<Item = &'t str>) -> Result<bool> {
    let fields = snapshot.fields();
    for term in terms {
        for field in [fields.text_base, fields.title_base, fields.lead_base, fields.number] {
            if has(snapshot, field, term)? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

fn has(snapshot: &Snapshot, field: Field, term: &str) -> Result<bool> {
    Ok(snapshot.located(field, term)?.is_some())
}

fn has_act(snapshot: &Snapshot, number: &str) -> Result<bool> {
    let known = snapshot.terms_beginning(snapshot.fields().number, number)?;
    Ok(known.iter().any(|(known, _)| is_number(number, known)))
}
