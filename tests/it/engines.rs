//! The engine that the tests run on: the embedded one, or a cluster with `TEST_ENGINE=opensearch`, whose nodes
//! `TEST_OPENSEARCH` names. `tests/cluster/contract.sh` says which topics both engines must pass.
//!
//! Invariant: each folder of a test has indices of its own in the cluster, and they are deleted with it.

use std::{
    env,
    io::{self, Read, Write},
    net::TcpStream,
    path::Path,
    process,
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::Duration,
};

use skorowidz::{
    document::Document,
    index::{ClusterAddress, EngineKind, IndexWriter, IndexableDocument, use_cluster},
};
use tempfile::TempDir;

/// Returns the engine that the tests run on.
pub(crate) fn engine() -> EngineKind {
    let name = env::var("TEST_ENGINE").unwrap_or_default();
    let kind = if name.is_empty() { Some(EngineKind::Embedded) } else { EngineKind::named(&name) };
    kind.unwrap_or_else(|| panic!("TEST_ENGINE is `{name}`: use `embedded` or `opensearch`"))
}

/// Returns whether a test is to be left out, and says so: what it checks only the embedded engine has.
pub(crate) fn embedded_only(reason: &str) -> bool {
    let is_left_out = engine() == EngineKind::OpenSearch;
    if is_left_out {
        eprintln!("SKIPPED over a cluster: {reason}");
    }
    is_left_out
}

/// The indices of one test in a cluster.
pub(crate) struct ClusterIndices {
    urls: String,
    /// What the name of each begins with.
    name: String,
}

impl ClusterIndices {
    /// Returns indices that do not exist yet; `None` if the tests run on the embedded engine.
    pub(crate) fn new() -> Option<Self> {
        let urls = || env::var("TEST_OPENSEARCH").expect("TEST_OPENSEARCH names the nodes");
        (engine() == EngineKind::OpenSearch).then(|| Self::at(urls()))
    }

    /// Returns indices that do not exist yet, at these addresses.
    pub(crate) fn at(urls: String) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        Self { urls, name: format!("both-{}-{number}", process::id()) }
    }

    /// Returns the name of one of the indices.
    pub(crate) fn named(&self, suffix: &str) -> String {
        format!("{}-{suffix}", self.name)
    }

    /// Returns the settings of a command. Each index folder has an index of its own.
    pub(crate) fn variables(&self, arguments: &[&str]) -> [(&'static str, String); 5] {
        let mut folder = arguments.iter().skip_while(|argument| **argument != "--index").skip(1);
        let folder = folder.next().map_or("index", |folder| folder.rsplit('/').next().unwrap_or(folder));
        let folder = folder.to_lowercase();
        let folder = folder.replace(|character: char| !character.is_ascii_alphanumeric(), "-");
        [
            ("SKOROWIDZ_ENGINE", "opensearch".to_owned()),
            ("SKOROWIDZ_OPENSEARCH_URLS", self.urls.clone()),
            ("SKOROWIDZ_OPENSEARCH_INDEX", self.named(&folder)),
            ("SKOROWIDZ_OPENSEARCH_SHARDS", "1".to_owned()),
            ("SKOROWIDZ_OPENSEARCH_REPLICAS", "0".to_owned()),
        ]
    }

    /// Puts the texts of the index in a folder into the cluster.
    pub(crate) fn use_in(&self, folder: &Path) {
        let address = ClusterAddress {
            urls: self.urls.split(',').map(str::to_owned).collect(),
            index: self.named("site"),
            user: None,
            password_file: None,
            ca_file: None,
            shards: 1,
            replicas: 0,
        };
        use_cluster(folder, &address).expect("a new index");
    }

    fn delete(&self) -> io::Result<()> {
        let url = self.urls.split(',').next().unwrap_or_default();
        let host = url.trim_start_matches("http://").trim_end_matches('/');
        let mut stream = TcpStream::connect(host)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        write!(
            stream,
            "DELETE /{}-*?ignore_unavailable=true HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n",
            self.name
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        if answer.starts_with("HTTP/1.1 200") { Ok(()) } else { Err(io::Error::other(answer)) }
    }
}

impl Drop for ClusterIndices {
    fn drop(&mut self) {
        if let Err(error) = self.delete() {
            eprintln!("the indices `{}-*` are left in the cluster: {error}", self.name);
        }
    }
}

/// A temporary folder for an index of the engine that the tests run on.
pub(crate) struct IndexFolder {
    folder: TempDir,
    _indices: Option<ClusterIndices>,
}

impl IndexFolder {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let indices = ClusterIndices::new();
        if let Some(indices) = &indices {
            indices.use_in(folder.path());
        }
        Self { folder, _indices: indices }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Changes the index as another process would.
    pub(crate) fn write(&self, change: impl FnOnce(&mut IndexWriter) + Send) {
        blocking(|| {
            let mut writer = IndexWriter::open(self.path()).expect("the index");
            change(&mut writer);
            writer.commit().expect("committed");
        });
    }
}

/// Lays out a document for the engine that the tests run on.
pub(crate) fn laid_out(document: &Document) -> IndexableDocument {
    IndexableDocument::for_engine(engine(), document, None)
}

/// Calls what waits for a cluster, on a thread of its own: async tests may not wait.
pub(crate) fn blocking<T: Send>(call: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| scope.spawn(call).join()).unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
