//! Files in a cluster, in pieces: a document cannot be as large as a file may be.
//!
//! What a file is, and checking its content by a hash, is left to the caller. Invariants: memory holds one piece at a
//! time, however large the file is; a piece that is missing is an error.

use std::io::{self, Read};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::json;

use crate::{
    bulk::{BulkAction, BulkOutcome, Refresh},
    cluster::Cluster,
    error::ClusterError,
};

/// The size of a piece, in bytes.
const PIECE_BYTES: u64 = 4 << 20;

/// Why a file was not written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file could not be read.
    #[error(transparent)]
    Read(#[from] io::Error),
    /// The cluster did not take it.
    #[error(transparent)]
    Cluster(#[from] ClusterError),
}

#[derive(Deserialize)]
struct PieceForm {
    data: String,
}

impl Cluster {
    /// Writes a file in pieces and returns how many there are. The documents of the pieces have ids that begin with
    /// `name`, also in the field `id`, and the field `of` with the value `owner`, by which they can be found.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be read, or if the cluster does not take a piece; some may then be there.
    pub fn put_file(
        &self,
        index: &str,
        (name, owner): (&str, &str),
        version: u64,
        file: &mut dyn Read,
    ) -> Result<u32, FileError> {
        let mut count = 0;
        loop {
            let mut bytes = Vec::new();
            file.take(PIECE_BYTES).read_to_end(&mut bytes)?;
            if bytes.is_empty() {
                return Ok(count);
            }
            let id = piece_id(name, count);
            let source =
                json!({"id": id, "of": owner, "data": STANDARD.encode(&bytes)}).to_string().into_bytes();
            self.put_one(index, BulkAction::Index { id, version, source })?;
            count += 1;
        }
    }

    /// Makes one write, which counts as made where a newer one is there.
    ///
    /// # Errors
    ///
    /// Returns [`ClusterError::Busy`] or [`ClusterError::Refused`] if the cluster does not take it.
    pub fn put_one(&self, index: &str, action: BulkAction) -> Result<(), ClusterError> {
        match self.bulk(index, &[action], Refresh::Later)?.into_iter().next() {
            Some(BulkOutcome::Done | BulkOutcome::Superseded { .. }) => Ok(()),
            Some(BulkOutcome::Busy(reason)) => Err(ClusterError::Busy { reason }),
            Some(BulkOutcome::Refused(reason)) => Err(ClusterError::Refused { status: 400, reason }),
            Some(BulkOutcome::Blocked) => {
                Err(ClusterError::Refused { status: 403, reason: "the index takes no writes".to_owned() })
            }
            None => Err(ClusterError::malformed(&"a write has no outcome")),
        }
    }

    /// Passes the pieces of a file to `take`, in order.
    ///
    /// # Errors
    ///
    /// Returns the first error of `take`, or [`ClusterError::Malformed`] if a piece is missing.
    pub fn each_piece<E: From<ClusterError>>(
        &self,
        index: &str,
        (name, count): (&str, u32),
        mut take: impl FnMut(Vec<u8>) -> Result<(), E>,
    ) -> Result<(), E> {
        for number in 0..count {
            let id = piece_id(name, number);
            let found = self.get_many(index, &[&id])?.into_iter().next().flatten();
            let piece = found.and_then(|source| serde_json::from_str::<PieceForm>(source.get()).ok());
            let bytes = piece.and_then(|piece| STANDARD.decode(piece.data).ok());
            take(
                bytes.ok_or_else(|| {
                    ClusterError::malformed(&format!("piece {number} of a file is missing"))
                })?,
            )?;
        }
        Ok(())
    }
}

fn piece_id(name: &str, number: u32) -> String {
    format!("{name}-{number}")
}
