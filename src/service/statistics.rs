//! The statistics of the index, and its figures for the metrics.

use super::Service;
use crate::{
    error::Result,
    index::{Index, Statistics},
    metrics::{IndexFigures, QueueName},
};

impl Service {
    /// Returns the statistics of the index.
    pub async fn statistics(&self) -> Result<Statistics> {
        self.blocking(Self::statistics_blocking).await
    }

    /// Returns the statistics of the index, on the calling thread.
    pub fn statistics_blocking(&self) -> Result<Statistics> {
        let index = self.index()?;
        index.snapshot().statistics(index.size_bytes())
    }

    /// Returns the current statistics for the metrics; all zero if there is no index.
    pub async fn figures(&self) -> Result<IndexFigures> {
        let (changes, scans) = self.queue_lengths();
        self.metrics().set_waiting(QueueName::Writes, changes);
        self.metrics().set_waiting(QueueName::Recognition, scans);
        self.metrics().set_waiting(QueueName::Vectors, self.waiting_vectors() as usize);
        let figures = |service: &Self| {
            let index = service.index().map(|index| figures(&index)).unwrap_or_default();
            Ok(IndexFigures { refused_roots: service.refused_roots(), ..index })
        };
        self.blocking(figures).await
    }
}

fn figures(index: &Index) -> IndexFigures {
    let snapshot = index.snapshot();
    IndexFigures {
        documents: snapshot.documents(),
        segments: snapshot.segments() as u64,
        generation: index.generation(),
        size_bytes: index.size_bytes(),
        refused_roots: 0,
    }
}
