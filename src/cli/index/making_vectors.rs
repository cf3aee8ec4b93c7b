//! Makes the vectors of search by meaning after a run, if a model is installed.
//!
//! The documents can be searched by words before. An interruption loses nothing: the next run goes on.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use crate::{
    cli::{global_arguments::GlobalArguments, module_settings::meaning_settings, progress::ProgressDisplay},
    config::Config,
    index::Index,
    ingest::Progress,
    meaning::{Meaning, VectorProgress},
};

/// How long to wait for a purge, or for another process that makes vectors.
const PAUSE: Duration = Duration::from_secs(1);

/// Makes the vectors that documents lack, on all cores. Returns whether it was interrupted.
pub(super) fn run(config: &Config, common: &GlobalArguments, stop: &AtomicBool) -> anyhow::Result<bool> {
    let meaning = match Meaning::open(&config.index, meaning_settings(config)) {
        Ok(Some(meaning)) => meaning,
        Ok(None) => return Ok(false),
        Err(error) => {
            // The documents are in the index, and are found by words.
            eprintln!("no vectors were made: {error}");
            return Ok(false);
        }
    };
    let Some(index) = Index::open_if_any(&config.index)? else { return Ok(false) };
    let display = ProgressDisplay::of_vectors(common.quiet);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut done = 0;
    let waiting = loop {
        let show = |progress: VectorProgress| {
            let total = Some((done + progress.total) as u64);
            let done = (done + progress.done) as u64;
            display.show(Progress { done, total, committed: done });
        };
        let Some(made) = meaning.complete(&index, (threads, usize::MAX), stop, &show)? else {
            display.finish();
            if !common.quiet {
                eprintln!("another process makes the vectors");
            }
            return Ok(false);
        };
        done += made.done;
        let waiting = made.total - made.done;
        if waiting == 0 || stop.load(Ordering::Relaxed) {
            break waiting;
        }
        // A purge came between.
        thread::sleep(PAUSE);
    };
    display.finish();
    meaning.compact(&index.snapshot())?;
    if waiting > 0 {
        eprintln!(
            "interrupted: {waiting} documents have no vectors yet; the next run, or `serve`, makes them"
        );
    } else if done > 0 && !common.quiet {
        eprintln!("vectors of {done} documents were made");
    }
    Ok(waiting > 0)
}
