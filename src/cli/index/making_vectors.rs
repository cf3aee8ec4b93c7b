//! Makes the vectors of search by meaning after a run, if a model is installed.
//!
//! The documents can be searched by words before. An interruption loses nothing: the next run goes on.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use crate::{
    cli::{global_arguments::GlobalArguments, module_settings::meaning_settings, progress::ProgressDisplay},
    config::Config,
    index::Index,
    ingest::Progress,
    meaning::{Meaning, VectorProgress},
};

/// Makes the vectors that documents lack, on all cores.
pub(super) fn run(config: &Config, common: &GlobalArguments, stop: &AtomicBool) -> anyhow::Result<()> {
    let meaning = match Meaning::open(&config.index, meaning_settings(config)) {
        Ok(Some(meaning)) => meaning,
        Ok(None) => return Ok(()),
        Err(error) => {
            // The documents are in the index, and are found by words.
            eprintln!("no vectors were made: {error}");
            return Ok(());
        }
    };
    let Some(index) = Index::open_if_any(&config.index)? else { return Ok(()) };
    let display = ProgressDisplay::of_vectors(common.quiet);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let show = |progress: VectorProgress| {
        let done = progress.done as u64;
        display.show(Progress { done, total: Some(progress.total as u64), committed: done });
    };
    let made = meaning.complete(&index.snapshot(), threads, stop, &show);
    display.finish();
    match made? {
        None => eprintln!("another process makes the vectors"),
        Some(made) if made.done < made.total && stop.load(Ordering::Relaxed) => {
            let waiting = made.total - made.done;
            eprintln!(
                "interrupted: {waiting} documents have no vectors yet; the next run, or `serve`, makes them"
            );
        }
        Some(made) if made.total > 0 && !common.quiet => {
            eprintln!("vectors of {} documents were made", made.done);
        }
        Some(_) => {}
    }
    Ok(())
}
