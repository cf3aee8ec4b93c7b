//! A place to run the program in: a temporary folder, files in it, the real binary.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;
use tempfile::TempDir;

/// The folder of the package.
pub(crate) fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The evaluation data beside the package; `None`, said plainly, where it is not there.
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let path = package().parent()?.join("shared").join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("SKIPPED: `{}` is not there", path.display());
    None
}

/// A temporary folder with files, and the program to run in it.
pub(crate) struct Place {
    folder: TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, making its folders.
    pub(crate) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, bytes).expect("written");
        self
    }

    pub(crate) fn remove(&self, name: &str) -> &Self {
        fs::remove_file(self.path(name)).expect("removed");
        self
    }

    /// The program with arguments, to be run in the folder without the settings of the caller.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_skorowidz"));
        command.args(arguments).current_dir(self.folder.path()).env_clear();
        command
    }

    /// Runs the program to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        Ran::from(self.command(arguments).output().expect("the program starts"))
    }

    /// Indexes and returns the report; `status` is what the program must end with.
    #[track_caller]
    pub(crate) fn index(&self, arguments: &[&str], status: i32) -> Value {
        let ran = self.run(&[&["index", "--json"], arguments].concat());
        assert_eq!(ran.status, status, "{}{}", ran.out, ran.err);
        ran.json()
    }

    /// The ids that a search finds, best first.
    #[track_caller]
    pub(crate) fn found(&self, arguments: &[&str]) -> Vec<String> {
        let response = self.run(&[&["search", "--json"], arguments].concat()).json();
        let hits = response["hits"].as_array().expect("hits");
        hits.iter().map(|hit| hit["id"].as_str().expect("an id").to_owned()).collect()
    }
}

/// What a run of the program printed and ended with.
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
    /// Standard output as one JSON document.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.err))
    }

    /// Fails unless the program ended so.
    #[track_caller]
    pub(crate) fn ended(self, status: i32) -> Self {
        assert_eq!(self.status, status, "{}{}", self.out, self.err);
        self
    }
}

/// The numbers of a report, in the order added, updated, unchanged, deleted, failed.
#[track_caller]
pub(crate) fn counts(report: &Value) -> [u64; 5] {
    ["added", "updated", "unchanged", "deleted", "failed"]
        .map(|name| report[name].as_u64().unwrap_or_else(|| panic!("no `{name}` in {report}")))
}
