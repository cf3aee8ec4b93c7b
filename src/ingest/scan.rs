//! What there is to read: the inputs of a run in their order, and who owns each id.
//!
//! Leaves the reading to the extractors, which take what is found from a channel. Always holds: what came over
//! HTTP has its id before any file, and a file whose document is withdrawn is passed over and not gone.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use crossbeam_channel::Sender;

use super::{Done, Job, MAX_BYTES_IN_FLIGHT, Outcome, budget::Budget, scopes::Scopes};
use crate::{
    document::DocumentId,
    index::Origin,
    originals::Originals,
    source::{self, Input, Unusable},
};

/// What the scanner found out: who owns each id, and where something could not be read.
#[derive(Default)]
pub(super) struct Scanned {
    pub(super) owners: Owners,
    pub(super) unread: Vec<PathBuf>,
    pub(super) is_complete: bool,
}

/// The source that has each id, with the line where it is one.
pub(super) type Owners = HashMap<String, (PathBuf, Option<usize>)>;

/// What the scanner knows.
pub(super) struct Scan<'a> {
    pub(super) scopes: &'a Scopes,
    pub(super) known: &'a HashMap<String, Origin>,
    pub(super) originals: &'a Originals,
    pub(super) takes_originals: bool,
    pub(super) stop: &'a AtomicBool,
}

impl Scan<'_> {
    /// Finds all inputs and decides which source owns each id: what came over HTTP, then the first in order
    /// of paths.
    pub(super) fn all(&self, inputs: &Sender<Job>, results: &Sender<Done>) -> Scanned {
        let mut scanned = Scanned { is_complete: true, ..Scanned::default() };
        let budget = Budget::new(MAX_BYTES_IN_FLIGHT);
        let hand = |scanned: &mut Scanned, found: Result<Input, Unusable>| {
            let sent = match found {
                Ok(input) => inputs.send(Job { share: budget.take(input.size_bytes()), input }).is_ok(),
                Err(Unusable { path, line, reason }) => {
                    let outcome = Outcome::Failed(reason);
                    results.send(Done { path, line, outcome, share: None }).is_ok()
                }
            };
            scanned.is_complete &= sent && !self.stop.load(Ordering::Relaxed);
            scanned.is_complete
        };
        let originals = if self.takes_originals { self.originals.files() } else { Vec::new() };
        for path in originals {
            if !hand(&mut scanned, source::original(path)) {
                return scanned;
            }
        }
        for scope in &self.scopes.scopes {
            source::scan(scope, &mut |found| {
                let found = match found {
                    Ok(input) if self.originals.is_withdrawn(&input.id) => {
                        let (path, line) = (input.path.clone(), input.line());
                        // The file still owns the id: it is not gone.
                        scanned.owners.insert(input.id.to_string(), (path.clone(), line));
                        let done = Done { path, line, outcome: Outcome::Withdrawn, share: None };
                        scanned.is_complete &= results.send(done).is_ok();
                        return scanned.is_complete;
                    }
                    Ok(input) => self.claim(input, &mut scanned.owners),
                    Err(unusable) => {
                        scanned.unread.push(unusable.path.clone());
                        Err(unusable)
                    }
                };
                hand(&mut scanned, found)
            });
        }
        scanned
    }

    /// Lets the input have its id, unless another source has it.
    fn claim(&self, input: Input, owners: &mut Owners) -> Result<Input, Unusable> {
        let id = input.id.as_str();
        let is_received = self.originals.entry(&input.id).is_some();
        let owner = match (owners.get(id), self.known.get(id)) {
            _ if is_received => Some(OVER_HTTP.to_owned()),
            (Some((owner, line)), _) => Some(self.scopes.shown(owner, *line)),
            (None, Some(Origin { source: Some(source), .. })) => {
                let path = Path::new(source);
                let is_elsewhere = path != input.path && !self.scopes.holds(path) && !source::is_gone(path);
                is_elsewhere.then(|| self.scopes.shown(path, None))
            }
            (None, _) => None,
        };
        if let Some(owner) = owner {
            let reason = second_source(&input.id, &owner);
            return Err(Unusable { line: input.line(), path: input.path, reason });
        }
        owners.insert(id.to_owned(), (input.path.clone(), input.line()));
        Ok(input)
    }
}

pub(super) const OVER_HTTP: &str = "a document that came over HTTP";

pub(super) fn second_source(id: &DocumentId, owner: &str) -> String {
    format!("is a second source of the id `{id}`, which `{owner}` has: rename one of them")
}
