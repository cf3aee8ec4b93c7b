//! A test environment for the real binary: a temporary folder with files in it.

use std::{
    env, fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::OnceLock,
    thread,
};

use serde_json::Value;
use tempfile::TempDir;

use crate::engines::ClusterIndices;

/// The folder of the package.
pub(crate) fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns a folder of the evaluation data beside the package; `None`, with a message, if it is missing.
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let path = package().parent()?.join("shared").join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("SKIPPED: `{}` does not exist", path.display());
    None
}

/// Reports that a test cannot run here. Fails it where all must run, as in CI.
///
/// # Panics
/// If the environment variable `REQUIRE_ALL_TESTS` is set.
#[track_caller]
pub(crate) fn skip(reason: &str) {
    assert!(env::var_os("REQUIRE_ALL_TESTS").is_none(), "not run: {reason}");
    eprintln!("SKIPPED: {reason}");
}

/// A temporary folder with files, and the program to run in it.
pub(crate) struct Place {
    folder: TempDir,
    /// Where its texts are, unless in the folder.
    indices: Option<ClusterIndices>,
}

impl Place {
    /// Creates a place whose indices are of the engine that the tests run on.
    pub(crate) fn new() -> Self {
        Self { indices: ClusterIndices::new(), ..Self::with_own_settings() }
    }

    /// Creates a place whose files alone say which engine it has.
    pub(crate) fn with_own_settings() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder"), indices: None }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file and creates its parent folders.
    pub(crate) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("created");
        fs::write(path, bytes).expect("written");
        self
    }

    pub(crate) fn remove(&self, name: &str) -> &Self {
        fs::remove_file(self.path(name)).expect("removed");
        self
    }

    /// Returns a command that runs the program in the folder without the settings of the caller.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_skorowidz"));
        command.args(arguments).current_dir(self.folder.path()).env_clear();
        command.envs(self.indices.iter().flat_map(|indices| indices.variables(arguments)));
        command
    }

    /// Runs the program and waits for its exit.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        Ran::from(self.command(arguments).output().expect("the program starts"))
    }

    /// Indexes and returns the report; `status` is the expected exit status.
    #[track_caller]
    pub(crate) fn index(&self, arguments: &[&str], status: i32) -> Value {
        let ran = self.run(&[&["index", "--json"], arguments].concat());
        assert_eq!(ran.status, status, "{}{}", ran.out, ran.err);
        ran.json()
    }

    /// Returns the ids that a search finds, best first.
    #[track_caller]
    pub(crate) fn found(&self, arguments: &[&str]) -> Vec<String> {
        let response = self.run(&[&["search", "--json"], arguments].concat()).json();
        let hits = response["hits"].as_array().expect("hits");
        hits.iter().map(|hit| hit["id"].as_str().expect("an id").to_owned()).collect()
    }
}

/// The output and exit status of a run of the program.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Ran {
    /// Parses standard output as one JSON document.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.err))
    }

    /// Fails unless the program exited with `status`.
    #[track_caller]
    pub(crate) fn ended(self, status: i32) -> Self {
        assert_eq!(self.status, status, "{}{}", self.out, self.err);
        self
    }
}

/// Returns the counts of a report in the order added, updated, unchanged, deleted, failed.
#[track_caller]
pub(crate) fn counts(report: &Value) -> [u64; 5] {
    ["added", "updated", "unchanged", "deleted", "failed"]
        .map(|name| report[name].as_u64().unwrap_or_else(|| panic!("no `{name}` in {report}")))
}

/// The sample documents of the package.
pub(crate) fn corpus(name: &str) -> PathBuf {
    package().join("corpus").join(name)
}

impl Place {
    /// Creates a place with an index of the sample documents, which are read from the package.
    #[track_caller]
    pub(crate) fn with_corpus() -> Self {
        let place = Self::new();
        place.index_corpus();
        place
    }

    /// Indexes the sample documents. Scans are read once for all tests, because that takes most of the time.
    #[track_caller]
    pub(crate) fn index_corpus(&self) {
        static READ: OnceLock<PathBuf> = OnceLock::new();
        let read = READ.get_or_init(|| {
            let place = Self::with_own_settings();
            place.index(&[corpus("").to_str().expect("UTF-8")], 0);
            let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("read-{}", std::process::id()));
            copy_folder(&place.path("index/cache"), &kept);
            kept
        });
        copy_folder(read, &self.path("index/cache"));
        self.index(&[corpus("").to_str().expect("UTF-8")], 0);
    }

    /// Copies a file of the package into the folder.
    pub(crate) fn copy(&self, from: &Path, name: &str) -> &Self {
        self.file(name, fs::read(from).unwrap_or_else(|error| panic!("{}: {error}", from.display())))
    }

    /// Runs the program with this standard input.
    pub(crate) fn feed(&self, arguments: &[&str], input: impl AsRef<[u8]> + Send) -> Ran {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut stdin = child.stdin.take().expect("piped");
        thread::scope(|scope| {
            scope.spawn(move || stdin.write_all(input.as_ref()).expect("written"));
            Ran::from(child.wait_with_output().expect("ended"))
        })
    }

    /// Returns the body of a search; finding nothing is allowed.
    #[track_caller]
    pub(crate) fn search(&self, arguments: &[&str]) -> Value {
        self.run(&[&["search", "--json"], arguments].concat()).json()
    }
}

/// Copies a folder, which need not exist.
fn copy_folder(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).into_iter().flatten().flatten() {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &to);
        } else {
            fs::create_dir_all(to.parent().expect("a folder")).expect("created");
            fs::copy(entry.path(), to).expect("copied");
        }
    }
}

/// Returns the field names of an object in alphabetical order.
#[track_caller]
pub(crate) fn keys(value: &Value) -> Vec<&str> {
    let object = value.as_object().unwrap_or_else(|| panic!("no object: {value}"));
    let mut keys: Vec<&str> = object.keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

/// Returns the text of a field.
#[track_caller]
pub(crate) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("no text `{name}` in {value}"))
}

/// Returns the elements of a field.
#[track_caller]
pub(crate) fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().unwrap_or_else(|| panic!("no list `{name}` in {value}"))
}
