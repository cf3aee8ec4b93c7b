//! Writes of many documents.
//!
//! Invariant: a write carries a version; where a newer one is there, it counts as done.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::error::{ClusterError, is_closed, is_write_block, short};

/// The size of a request from which the next one begins, in bytes.
const REQUEST_BYTES: usize = 8 << 20;
/// The maximum number of writes in a request.
const REQUEST_ACTIONS: usize = 2000;
/// The maximum size of one document: nodes take no request of more than 100 MB.
const MAX_DOCUMENT_BYTES: usize = 90 << 20;

/// One write.
#[derive(Debug, Clone)]
pub enum BulkAction {
    /// Adds or replaces a document.
    Index {
        /// Its id.
        id: String,
        /// Its version: a write with a lower one than is there does nothing.
        version: u64,
        /// The document, as JSON on one line.
        source: Vec<u8>,
    },
    /// Deletes a document.
    Delete {
        /// Its id.
        id: String,
        /// The version of the deletion.
        version: u64,
    },
}

/// What became of one write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BulkOutcome {
    /// It was made; a deletion also if there was no such document.
    Done,
    /// A newer version is there.
    Superseded {
        /// That version, if the cluster says so.
        by: Option<u64>,
    },
    /// The cluster is busy: the same write may succeed later.
    Busy(String),
    /// The index takes no more writes, see [`Cluster::block_writes`](crate::Cluster::block_writes).
    Blocked,
    /// The cluster does not take it.
    Refused(String),
}

/// When what was written can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refresh {
    /// When the writes are acknowledged.
    Now,
    /// After the next refresh.
    Later,
}

impl BulkAction {
    /// The id of the document.
    pub fn id(&self) -> &str {
        match self {
            Self::Index { id, .. } | Self::Delete { id, .. } => id,
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Index { id, source, .. } => source.len() + id.len() + 100,
            Self::Delete { id, .. } => id.len() + 100,
        }
    }

    /// Appends the lines of the write.
    fn write(&self, body: &mut Vec<u8>) {
        let (name, version) = match self {
            Self::Index { version, .. } => ("index", version),
            Self::Delete { version, .. } => ("delete", version),
        };
        let head = json!({name: {"_id": self.id(), "version": version, "version_type": "external_gte"}});
        body.extend_from_slice(head.to_string().as_bytes());
        body.push(b'\n');
        if let Self::Index { source, .. } = self {
            body.extend_from_slice(source);
            body.push(b'\n');
        }
    }
}

/// Divides writes into requests.
pub(crate) fn requests(actions: &[BulkAction]) -> Result<Vec<&[BulkAction]>, ClusterError> {
    let (mut requests, mut first, mut bytes) = (Vec::new(), 0, 0);
    for (at, action) in actions.iter().enumerate() {
        if action.bytes() > MAX_DOCUMENT_BYTES {
            return Err(ClusterError::TooLarge { what: "a document", limit: MAX_DOCUMENT_BYTES });
        }
        if at > first && (bytes + action.bytes() > REQUEST_BYTES || at - first == REQUEST_ACTIONS) {
            requests.push(&actions[first..at]);
            (first, bytes) = (at, 0);
        }
        bytes += action.bytes();
    }
    if first < actions.len() {
        requests.push(&actions[first..]);
    }
    Ok(requests)
}

/// Returns the body of a request.
pub(crate) fn body(actions: &[&BulkAction]) -> Vec<u8> {
    let mut body = Vec::with_capacity(actions.iter().map(|action| action.bytes()).sum());
    for action in actions {
        action.write(&mut body);
    }
    body
}

#[derive(Deserialize)]
pub(crate) struct BulkReply {
    items: Vec<Value>,
}

impl BulkReply {
    /// Returns what became of each of `count` writes.
    pub(crate) fn outcomes(self, count: usize) -> Result<Vec<BulkOutcome>, ClusterError> {
        if self.items.len() != count {
            let reason = format!("{} outcomes of {count} writes", self.items.len());
            return Err(ClusterError::Malformed { reason });
        }
        Ok(self.items.iter().map(outcome).collect())
    }
}

fn outcome(item: &Value) -> BulkOutcome {
    let result = item.as_object().and_then(|item| item.values().next());
    let Some(result) = result else { return BulkOutcome::Refused("no outcome".to_owned()) };
    let is_deletion = item.get("delete").is_some();
    let kind = result["error"]["type"].as_str().unwrap_or_default();
    let reason = || short(result["error"]["reason"].as_str().unwrap_or("no reason given"));
    match result["status"].as_u64() {
        Some(200 | 201) => BulkOutcome::Done,
        // Not if there is no index.
        Some(404) if is_deletion && result.get("error").is_none() => BulkOutcome::Done,
        Some(409) => {
            BulkOutcome::Superseded { by: result["error"]["reason"].as_str().and_then(newer_version) }
        }
        _ if is_write_block(kind, result["error"]["reason"].as_str()) => BulkOutcome::Blocked,
        _ if is_closed(kind, result["error"]["reason"].as_str()) => BulkOutcome::Busy(reason()),
        Some(429 | 502 | 503 | 504) => BulkOutcome::Busy(reason()),
        _ => BulkOutcome::Refused(reason()),
    }
}

/// Returns the version that is there, from the reason for which an older one was refused.
fn newer_version(reason: &str) -> Option<u64> {
    let (_, rest) = reason.split_once("current version [")?;
    rest.split_once(']')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(id: &str, bytes: usize) -> BulkAction {
        BulkAction::Index { id: id.to_owned(), version: 7, source: vec![b' '; bytes] }
    }

    #[test]
    fn writes_are_divided_by_size_and_number() {
        let many: Vec<BulkAction> = (0..4500).map(|number| index(&number.to_string(), 10)).collect();
        let sizes: Vec<usize> = requests(&many).expect("fits").iter().map(|part| part.len()).collect();
        assert_eq!(sizes, [2000, 2000, 500]);
        let large = [index("a", 5 << 20), index("b", 5 << 20), index("c", 20 << 20), index("d", 1)];
        let sizes: Vec<usize> = requests(&large).expect("fits").iter().map(|part| part.len()).collect();
        assert_eq!(sizes, [1, 1, 1, 1]);
        assert!(matches!(requests(&[index("a", 91 << 20)]), Err(ClusterError::TooLarge { .. })));
        assert!(requests(&[]).expect("nothing").is_empty());
    }

    #[test]
    fn each_write_has_its_lines_and_its_outcome() {
        let deletion = BulkAction::Delete { id: "b\"".to_owned(), version: 8 };
        let text = String::from_utf8(body(&[&index("a", 2), &deletion])).expect("text");
        assert_eq!(
            text,
            "{\"index\":{\"_id\":\"a\",\"version\":7,\"version_type\":\"external_gte\"}}\n  \n\
             {\"delete\":{\"_id\":\"b\\\"\",\"version\":8,\"version_type\":\"external_gte\"}}\n"
        );
        let reply = json!({"items": [
            {"index": {"status": 201}},
            {"delete": {"status": 404}},
            {"delete": {"status": 404, "error": {"reason": "no index"}}},
            {"index": {"status": 409, "error": {"reason": "[a]: current version [12] is higher than the one"}}},
            {"index": {"status": 409, "error": {"reason": "older"}}},
            {"index": {"status": 403, "error": {"type": "cluster_block_exception",
                "reason": "index [a] blocked by: [FORBIDDEN/8/index write (api)];"}}},
            {"index": {"status": 429, "error": {"reason": "full"}}},
            {"index": {"status": 400, "error": {"type": "index_closed_exception", "reason": "closed"}}},
            {"index": {"status": 400, "error": {"reason": "no field"}}},
        ]});
        let reply: BulkReply = serde_json::from_value(reply).expect("a reply");
        let expected = [
            BulkOutcome::Done,
            BulkOutcome::Done,
            BulkOutcome::Refused("no index".to_owned()),
            BulkOutcome::Superseded { by: Some(12) },
            BulkOutcome::Superseded { by: None },
            BulkOutcome::Blocked,
            BulkOutcome::Busy("full".to_owned()),
            BulkOutcome::Busy("closed".to_owned()),
            BulkOutcome::Refused("no field".to_owned()),
        ];
        assert_eq!(reply.outcomes(9).expect("nine"), expected);
    }
}
