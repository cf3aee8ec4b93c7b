//! Has worker processes read fetched pages: hostile HTML costs a worker, not the run.
//!
//! What is read is left to `extract`, what it means to `page_facts` and `lister`. Invariant: no page is parsed in
//! this process.

use std::{io::Write, path::PathBuf, sync::atomic::AtomicBool};

use super::{fetch_fault::FetchFault, fetched::Fetched};
use crate::{
    document::ContentHash,
    extract::{
        PageLinks, PageReading,
        worker::{Pool, ProcessLimits, SourceRef, WorkerFailure},
    },
};

/// Reads pages.
pub(crate) struct PageReader {
    pool: Pool,
    limits: ProcessLimits,
}

impl PageReader {
    /// Creates a reader whose workers run `program`, which is this one.
    pub(crate) fn new(program: PathBuf, limits: ProcessLimits) -> Self {
        Self { pool: Pool::new(program, limits), limits }
    }

    /// Ends the workers until the next run.
    pub(crate) fn rest(&self) {
        self.pool.rest();
    }

    /// Returns what a page says and where it leads; `None` if the page cannot be read.
    ///
    /// # Errors
    /// Returns an error if no worker could be asked, or the run was stopped first.
    pub(crate) fn read(
        &self,
        fetched: &Fetched,
        stop: &AtomicBool,
    ) -> Result<Option<PageReading>, FetchFault> {
        let read = held(fetched, |source| self.pool.page(source, fetched.charset(), stop))?;
        match read {
            Ok(reading) => Ok(Some(reading)),
            Err(WorkerFailure::Refused(_) | WorkerFailure::Died(_)) => Ok(None),
            Err(WorkerFailure::Unasked(reason)) => Err(unasked(&reason)),
            Err(WorkerFailure::Stopped) => Err(FetchFault::Stopped),
        }
    }

    /// Returns where a page leads; `selector` is a CSS selector of links.
    ///
    /// # Errors
    /// Returns why the page cannot be read.
    pub(crate) fn links(
        &self,
        fetched: &Fetched,
        selector: Option<&str>,
        stop: &AtomicBool,
    ) -> Result<PageLinks, FetchFault> {
        let unread = |reason: String| FetchFault::Listing { wanted: "a page", reason };
        held(fetched, |source| self.pool.links(source, (fetched.charset(), selector), stop))?.map_err(
            |failure| match failure {
                WorkerFailure::Refused(error) => unread(error.to_string()),
                WorkerFailure::Died(cause) => unread(cause.reason(&self.limits)),
                WorkerFailure::Unasked(reason) => unasked(&reason),
                WorkerFailure::Stopped => FetchFault::Stopped,
            },
        )
    }
}

/// Passes the content of a page to `ask` as a file, which workers are given.
fn held<T>(fetched: &Fetched, ask: impl FnOnce(SourceRef<'_>) -> T) -> Result<T, FetchFault> {
    let file = tempfile::NamedTempFile::new().and_then(|mut file| {
        file.write_all(&fetched.body)?;
        Ok(file)
    });
    let file =
        file.map_err(|error| FetchFault::Unread(format!("could not be stored for its reader ({error})")))?;
    let hash = ContentHash::from_content(&fetched.body);
    let length = fetched.body.len() as u64;
    Ok(ask(SourceRef { path: file.path(), start: 0, length, hash: &hash, may_change: false }))
}

/// Says why no worker could be asked; its advice is that for `index`.
fn unasked(reason: &str) -> FetchFault {
    FetchFault::Unread(reason.replace("`index`", "`fetch`"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use url::Url;

    use super::*;

    #[test]
    fn without_a_worker_no_page_is_read() {
        let limits = ProcessLimits {
            memory_bytes: 1 << 30,
            cpu_seconds: 1,
            wall: Duration::from_secs(1),
            output_bytes: 1 << 20,
        };
        let reader = PageReader::new("/nowhere/skorowidz".into(), limits);
        let url = Url::parse("https://a.pl/").expect("an address");
        let fetched = Fetched { body: b"<p>Wpis".to_vec(), ..Fetched::bare(url, None) };
        let (stop, part) = (AtomicBool::new(false), "run `fetch` again");
        let refused = reader.read(&fetched, &stop).expect_err("no worker").to_string();
        assert!(refused.contains(part), "{refused}");
        let refused = reader.links(&fetched, None, &stop).expect_err("no worker").to_string();
        assert!(refused.contains(part), "{refused}");
    }
}
