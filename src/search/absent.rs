//! Finds the words of a query that no document contains, so that they can be reported.
//!
//! Invariant: a word is not reported if any document contains it in any form, or a word of its family or a
//! synonym.

use tantivy::schema::Field;

use super::{
    plan::{Plan, other_year},
    query_node::{QueryGroup, QueryNode, QueryVisitor},
    query_term::{PhraseWord, QueryTerm, QueryWord, is_number},
};
use crate::{error::Result, index::Snapshot};

/// The maximum number of words reported.
const MAX_NAMED: usize = 5;

/// Returns the first wanted words that occur nowhere, as typed except for capitals.
pub(super) fn words(snapshot: &Snapshot, plan: &Plan) -> Result<Vec<String>> {
    let mut absent: Vec<String> = Vec::new();
    for query_node in &plan.wanted {
        for word in query_node.accept(&mut AbsentWords { snapshot })? {
            if absent.len() < MAX_NAMED && !absent.contains(&word) {
                absent.push(word);
            }
        }
    }
    Ok(absent)
}

/// Finds the words of a node that no document contains.
struct AbsentWords<'a> {
    snapshot: &'a Snapshot,
}

impl QueryVisitor<'_, QueryTerm> for AbsentWords<'_> {
    type Output = Result<Vec<String>>;

    fn leaf(&mut self, leaf: &QueryTerm) -> Result<Vec<String>> {
        let named = |is_absent: bool, text: String| Vec::from_iter(is_absent.then_some(text));
        Ok(match leaf {
            QueryTerm::Word(word) => {
                let text = word.exact.first().cloned().unwrap_or_default();
                named(!text.is_empty() && !is_known(self.snapshot, word)?, text)
            }
            QueryTerm::Phrase(forms) => of_phrase(self.snapshot, forms)?,
            QueryTerm::Prefix(prefix) => named(prefix.forms.is_empty(), format!("{}*", prefix.text)),
            // Nobody typed the words of a replacement.
            QueryTerm::Sequence(_) => Vec::new(),
            QueryTerm::Number(numbers) => of_numbers(self.snapshot, numbers)?,
        })
    }

    fn group(&mut self, group: &QueryGroup) -> Result<Vec<String>> {
        for query_node in &group.instead {
            if is_present(self.snapshot, query_node)? {
                return Ok(Vec::new());
            }
        }
        let absent = group.words.iter().map(|word| word.accept(self));
        Ok(absent.collect::<Result<Vec<_>>>()?.concat())
    }

    fn any_of(&mut self, alternatives: &[QueryNode]) -> Result<Vec<String>> {
        let absent = alternatives.iter().map(|node| node.accept(self)).collect::<Result<Vec<_>>>()?;
        Ok(if absent.iter().any(Vec::is_empty) { Vec::new() } else { absent.concat() })
    }
}

/// Returns the typed ones of alternative numbers if no act has any of them.
fn of_numbers(snapshot: &Snapshot, numbers: &[String]) -> Result<Vec<String>> {
    let absent = numbers.iter().map(|number| Ok((number, has_act(snapshot, number)?)));
    let absent = absent.collect::<Result<Vec<_>>>()?;
    let is_any = absent.iter().any(|(_, is_there)| *is_there);
    let typed = |number: &&String| {
        let other = other_year(number);
        let mut before = numbers.iter().take_while(|before| before != number);
        !before.any(|before| other.as_ref() == Some(before))
    };
    Ok(absent.into_iter().filter(|_| !is_any).map(|(number, _)| number).filter(typed).cloned().collect())
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
        QueryNode::Leaf(QueryTerm::Word(word)) => is_known(snapshot, word),
        QueryNode::Leaf(QueryTerm::Sequence(words)) => {
            for alternatives in words {
                if !any_exists(snapshot, alternatives.iter().map(|term| term.text.as_str()))? {
                    return Ok(false);
                }
            }
            Ok(!words.is_empty())
        }
        other => Ok(other.accept(&mut AbsentWords { snapshot })?.is_empty()),
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
