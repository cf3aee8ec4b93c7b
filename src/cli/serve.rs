//! `skorowidz serve`: the HTTP service and the web pages.
//!
//! Listens at once. With an empty index it then indexes the corpus, so that one command runs the
//! main job; searches are answered from the first commit on. Leaves to `signals` what ends and changes it.

mod signals;

use std::{
    io::Write,
    panic,
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use anyhow::Context;
use tokio::{net::TcpListener, time};
use tracing::{error, info, warn};

use super::{Common, Outcome, means, progress::ProgressDisplay};
use crate::{
    config::{Config, LiveConfig, LogFormat, Settings},
    extract::worker,
    http,
    ingest::{self, Progress, Task, Watch},
    metrics::Failure,
    service::Service,
};

pub(super) use signals::Reload;

/// How often the index is looked at for what another process committed.
const FOLLOW_INTERVAL: Duration = Duration::from_secs(1);
/// How often the counts of queries are written: what a `kill -9` may lose.
const QUERIES_INTERVAL: Duration = Duration::from_mins(1);

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Address and port to listen on; port 0 is any free port [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
}

impl Arguments {
    pub(super) fn settings(&self) -> Settings {
        Settings { listen: self.listen.clone(), ..Settings::default() }
    }
}

/// Serves until a signal ends it; `reload` reads the settings again.
pub(super) fn run(config: &Config, common: &Common, reload: Reload) -> Outcome {
    tell_panics_by_their_place();
    let service = Service::open_to_serve(&config.index, config.synonyms.as_deref())?;
    if let Some(remedy) = service.remedy() {
        let until_then =
            if service.has_index() { "the index is served as it is" } else { "nothing can be searched" };
        warn!("{remedy}; until then {until_then}");
    }
    warn_of_risks(config);
    if service.is_read_only() {
        warn!(
            "nothing can be written to the index: it is served as it is, changes are refused, nothing is counted"
        );
    } else {
        service.keep_queries(super::query_settings(config));
        service.allow_writing(&means(config, false)?, Duration::from_millis(config.group_commit_ms))?;
    }
    let runtime = tokio::runtime::Runtime::new().context("cannot start the runtime")?;
    let stop = Arc::new(AtomicBool::new(false));
    let filling = runtime.block_on(async {
        let listener = TcpListener::bind(config.listen).await;
        let listener = listener.with_context(|| format!("cannot listen on `{}`", config.listen))?;
        let address = listener.local_addr()?;
        let shutdown = signals::shutdown()?;
        let live = LiveConfig::new(config.clone());
        let router = http::live_router(service.clone(), live.clone());
        signals::reload_on_hangup(service.clone(), live, reload)?;
        let limits = config.clone();
        let server = tokio::spawn(async move { http::serve(listener, router, &limits, shutdown).await });
        announce(&format!("listening on http://{address}"), config.log_format)?;
        warn_of_statements(config);
        check_files(service.clone());
        let filling = fill(service.clone(), config.clone(), common.quiet, Arc::clone(&stop));
        let following = tokio::spawn(follow(service.clone()));
        let counting = tokio::spawn(keep_queries(service.clone()));
        server.await??;
        following.abort();
        counting.abort();
        write_queries(&service, &mut String::new()).await;
        anyhow::Ok(filling)
    })?;
    stop.store(true, Ordering::Relaxed);
    service.end_task();
    if let Some(filling) = filling {
        let _ = filling.join();
    }
    info!("stopped");
    Ok(ExitCode::SUCCESS)
}

/// Says where the service listens whatever the level of the log: who starts it waits for this line.
fn announce(message: &str, format: LogFormat) -> std::io::Result<()> {
    let mut out = std::io::stderr();
    match format {
        LogFormat::Text => writeln!(out, "{message}"),
        LogFormat::Json => {
            let timestamp = jiff::Timestamp::now().to_string();
            let fields = serde_json::json!({ "message": message });
            let line = serde_json::json!({ "timestamp": timestamp, "level": "INFO", "fields": fields, "target": "skorowidz" });
            writeln!(out, "{line}")
        }
    }
}

/// Panics are logged without their message, which may quote a document or what was asked.
fn tell_panics_by_their_place() {
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        error!(place, "a panic, which is a defect of this program: please report it");
    }));
}

/// Says what in the settings is allowed and hardly meant, and what this system cannot do for safety.
fn warn_of_risks(config: &Config) {
    match worker::protection() {
        Ok(protection) => protection.shortcoming().iter().for_each(|shortcoming| warn!("{shortcoming}")),
        Err(error) => error!("cannot start a thread: {error}"),
    }
    if !config.public_search && config.token.is_empty() {
        warn!("`public_search` is `false` and there is no `token`: nobody can search");
    }
}

/// Says which statements still have places to be filled in; `config --check` says more of each.
fn warn_of_statements(config: &Config) {
    let files: Vec<String> = http::unfilled(config).into_iter().map(|unfilled| unfilled.file).collect();
    if !files.is_empty() {
        let files = files.join(", ");
        warn!("statements with places to be filled in ({files}): see `skorowidz config --check`");
    }
}

/// Reads all files of the index once, on a thread of its own; it ends with the process.
fn check_files(service: Service) {
    let check = move || {
        if let Err(error) = service.check_files() {
            error!("cannot check the files of the index: {error}");
        }
    };
    if let Err(error) = thread::Builder::new().name("check".to_owned()).spawn(check) {
        error!("cannot check the files of the index: {error}");
    }
}

/// Takes up what is committed, again and again.
async fn follow(service: Service) {
    let mut ticks = time::interval(FOLLOW_INTERVAL);
    let mut last_error = String::new();
    let metrics = service.metrics().clone();
    loop {
        ticks.tick().await;
        let service = service.clone();
        let result = tokio::task::spawn_blocking(move || service.follow()).await;
        let error = match result {
            Ok(Err(error)) => error.to_string(),
            _ => String::new(),
        };
        if !error.is_empty() && error != last_error {
            metrics.failed(Failure::Follow);
            error!("cannot follow the index, the state before is served: {error}");
        }
        last_error = error;
    }
}

/// Writes the counts of queries, again and again.
async fn keep_queries(service: Service) {
    let mut ticks = time::interval(QUERIES_INTERVAL);
    let mut last_error = String::new();
    loop {
        ticks.tick().await;
        write_queries(&service, &mut last_error).await;
    }
}

/// Writes the counts of queries; a failure is told once as long as it is the same.
async fn write_queries(service: &Service, last_error: &mut String) {
    let error = service.write_queries().await.err().map_or(String::new(), |error| error.to_string());
    if !error.is_empty() && error != *last_error {
        service.metrics().failed(Failure::Queries);
        error!("cannot write the counts of queries, they wait in memory: {error}");
    }
    *last_error = error;
}

/// Indexes the corpus on a thread of its own where the index is empty, or goes on where an earlier
/// run was interrupted.
fn fill(
    service: Service,
    config: Config,
    is_quiet: bool,
    stop: Arc<AtomicBool>,
) -> Option<thread::JoinHandle<()>> {
    let mut paths = service.interrupted_roots();
    if service.is_ready() && paths.is_empty() || service.is_read_only() {
        return None;
    }
    if paths.is_empty() {
        paths.push(config.corpus.clone());
    }
    if !paths.iter().any(|path| path.exists()) {
        let corpus = config.corpus.display();
        warn!("the index is empty and there is no `{corpus}`: fill it with `skorowidz index PATH`");
        return None;
    }
    let means = match means(&config, false) {
        Ok(means) => means,
        Err(error) => {
            error!("cannot fill the index: {error:#}");
            return None;
        }
    };
    Some(thread::spawn(move || {
        let display = ProgressDisplay::new(is_quiet || config.log_format == LogFormat::Json);
        let committed = AtomicBool::new(false);
        let progress = |progress: Progress| {
            display.show(progress);
            if progress.committed > 0 && !committed.swap(true, Ordering::Relaxed) {
                let _ = service.follow();
            }
        };
        let task = Task::Update(paths);
        let watch = Watch { stop: &stop, progress: &progress, metrics: Some(service.metrics()) };
        let result = ingest::run(&config.index, &task, &means, &watch);
        display.finish();
        match result {
            Ok(report) => service.tell(&report),
            Err(error) => return error!("cannot fill the index: {error}"),
        }
        match service.follow() {
            Ok(()) => service.set_ready(),
            Err(error) => error!("cannot open the index: {error}"),
        }
    }))
}
