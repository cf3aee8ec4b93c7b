//! How many of the words of a query a document must contain.

use tantivy::Score;

use super::{plan::Plan, query_node::QueryNode};

/// The shares of the words' worth that are required step by step if no document contains all words.
const RELAXED_SHARES: [Score; 3] = [0.7, 0.4, 0.0];

/// The maximum number of words of a query that names its target, so that a document must contain all of them
/// (Kraków budget titles, two or three words: NDCG@10 0.806, against 0.759 with any of them).
const MAX_NAMING_WORDS: usize = 3;
/// The share of the words' worth that a longer query requires. Requiring all words misses documents that say
/// the same in other words: half sentences of the sample corpus 0.81 with all, 0.89 with half, 0.91 with
/// this.
const LONG_SHARE: Score = 0.3;

/// How many of the wanted words a document must contain. Phrases are always required, because quotation marks
/// are how users insist on something.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum MinimumShouldMatch {
    /// All words.
    All,
    /// Words with this share of the total worth.
    Share(Score),
}

impl MinimumShouldMatch {
    /// Returns the share of the worth that is counted; 0 if none is.
    pub(super) fn share(self) -> Score {
        match self {
            Self::All => 0.0,
            Self::Share(share) => share,
        }
    }

    /// Returns the requirements to try in turn until something is found; there is at least one. A question
    /// describes its target in words that the document need not contain: measured on articles of statutes
    /// 0.799 with any of them, 0.649 with all.
    pub(super) fn steps(plan: &Plan) -> Vec<Self> {
        if plan.is_question {
            return vec![Self::Share(0.0)];
        }
        // If everything is required anyway, a lower requirement finds no more.
        if plan.wanted.iter().all(QueryNode::is_required) {
            return vec![Self::All];
        }
        if plan.typed > MAX_NAMING_WORDS {
            return vec![Self::Share(LONG_SHARE), Self::Share(0.0)];
        }
        let mut steps = vec![Self::All];
        if plan.can_be_relaxed() {
            steps.extend(RELAXED_SHARES.map(Self::Share));
        }
        steps
    }
}
