//! `skorowidz serve`: runs the HTTP service and the web pages.
//!
//! Listens immediately. If the index is empty, it then indexes the corpus, so that a single command gives a
//! working service; searches are answered from the first commit on. Leaves shutdown and reloading to
//! `signals`, and warnings about the settings to `warnings`.

mod signals;
mod warnings;

use std::{
    io::Write,
    panic,
    path::PathBuf,
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

use super::{
    command_result::CommandResult,
    curated_arguments::CuratedArguments,
    global_arguments::GlobalArguments,
    module_settings::{curated_files, ingest_config, meaning_settings, query_settings},
    progress::ProgressDisplay,
};
use crate::{
    config::{Config, LiveConfig, LogFormat, Settings},
    http,
    ingest::{self, Progress, RunObserver, Task},
    metrics::ServiceFailure,
    service::Service,
};

pub(super) use signals::Reload;

/// How often to check the index for commits of other processes.
const FOLLOW_INTERVAL: Duration = Duration::from_secs(1);
/// How often search statistics are written: a `kill -9` loses at most this period.
const QUERIES_INTERVAL: Duration = Duration::from_mins(1);

#[derive(Debug, clap::Args)]
pub(super) struct ServeArguments {
    /// The address and port to listen on; port 0 picks any free port [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    #[command(flatten)]
    curated: CuratedArguments,
}

impl ServeArguments {
    pub(super) fn settings(&self) -> Settings {
        Settings { listen: self.listen.clone(), ..self.curated.settings() }
    }
}

/// Serves until a signal stops it; `reload` reloads the settings.
pub(super) fn run(config: &Config, common: &GlobalArguments, reload: Reload) -> CommandResult {
    install_panic_hook();
    let service = Service::open_to_serve(&config.index, &curated_files(config))?;
    if let Some(remedy) = service.remedy() {
        let until_then =
            if service.has_index() { "the index is served as is" } else { "nothing can be searched" };
        warn!("{remedy}; until then {until_then}");
    }
    warnings::warn_of_risks(config);
    warnings::warn_of_bets(&service);
    let ingesting = ingest_config(config, false)?;
    service.allow_pictures(&ingesting);
    if service.is_read_only() {
        warn!(
            "the index is not writable: it is served as is, changes are refused, search statistics are not recorded"
        );
    } else {
        service.keep_queries(query_settings(config));
        service.allow_writing(&ingesting, Duration::from_millis(config.group_commit_ms))?;
    }
    if let Err(error) = service.use_meaning(meaning_settings(config)) {
        warn!("search goes on by words alone: {error}");
    }
    if !service.is_read_only() {
        service.make_vectors()?;
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
        warnings::warn_of_statements(config);
        check_files(service.clone());
        let filling = index_corpus(service.clone(), config.clone(), common.quiet, Arc::clone(&stop));
        if config.cluster.is_some() && !service.is_read_only() {
            service.follow_cluster(config.cluster_follow, Arc::clone(&stop))?;
        }
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

/// Prints the address of the service at any log level, because the process that started it waits for this
/// line.
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

/// Installs a panic hook that logs the location but not the message, which may quote a document or a query.
fn install_panic_hook() {
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        error!(place, "panic: this is a bug in the program, please report it");
    }));
}

/// Checks the integrity of all index files once, on a separate thread that ends with the process.
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

/// Periodically picks up the commits of other processes.
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
            metrics.failed(ServiceFailure::Follow);
            error!("cannot follow the index, still serving its previous state: {error}");
        }
        last_error = error;
    }
}

/// Periodically writes the search statistics.
async fn keep_queries(service: Service) {
    let mut ticks = time::interval(QUERIES_INTERVAL);
    let mut last_error = String::new();
    loop {
        ticks.tick().await;
        write_queries(&service, &mut last_error).await;
    }
}

/// Writes the search statistics; logs a repeated error only once.
async fn write_queries(service: &Service, last_error: &mut String) {
    let error = service.write_queries().await.err().map_or(String::new(), |error| error.to_string());
    if !error.is_empty() && error != *last_error {
        service.metrics().failed(ServiceFailure::Queries);
        error!("cannot write search statistics, keeping them in memory: {error}");
    }
    *last_error = error;
}

/// Indexes the corpus on a separate thread if the index is empty, or resumes an interrupted run.
fn index_corpus(
    service: Service,
    config: Config,
    is_quiet: bool,
    stop: Arc<AtomicBool>,
) -> Option<thread::JoinHandle<()>> {
    let paths = service.interrupted_roots();
    if service.is_ready() && paths.is_empty() || service.is_read_only() {
        return None;
    }
    if config.cluster.is_some() && !service.has_index() {
        return Some(thread::spawn(move || {
            if !service.join_cluster(&stop)
                && let Some(filling) = index_paths(service, config, is_quiet, stop, Vec::new())
            {
                let _ = filling.join();
            }
        }));
    }
    index_paths(service, config, is_quiet, stop, paths)
}

/// Indexes these paths, or the corpus if there are none.
fn index_paths(
    service: Service,
    config: Config,
    is_quiet: bool,
    stop: Arc<AtomicBool>,
    mut paths: Vec<PathBuf>,
) -> Option<thread::JoinHandle<()>> {
    if paths.is_empty() {
        paths.push(config.corpus.clone());
    }
    if !paths.iter().any(|path| path.exists()) {
        let corpus = config.corpus.display();
        warn!(
            "the index is empty and `{corpus}` does not exist: index documents with `skorowidz index PATH`"
        );
        return None;
    }
    let ingest_config = match ingest_config(&config, false) {
        Ok(ingest_config) => ingest_config,
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
        let observer = RunObserver { stop: &stop, progress: &progress, metrics: Some(service.metrics()) };
        let result = ingest::run(&config.index, &task, &ingest_config, &observer);
        display.finish();
        match result {
            Ok(report) => service.report_outcome(&report),
            Err(error) => return error!("cannot fill the index: {error}"),
        }
        match service.follow() {
            Ok(()) => service.set_ready(),
            Err(error) => error!("cannot open the index: {error}"),
        }
    }))
}
