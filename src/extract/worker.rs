//! Extraction in processes of their own: no file can hurt more than the process that reads it.
//!
//! A worker is this same program, started as `skorowidz worker`. The first thing it does is to `confine`
//! itself; then its `server` answers what the `pool` of the parent asks over pipes, in the words of
//! `protocol`. Programs of others (OCR) are started by `program` under the same kind of limits. Leaves to
//! `ingest` which files go to workers. Always holds: whatever a worker does, the parent gets an answer within
//! the time of its limits, or a [`Death`] that says what ended it.

use std::time::Duration;

#[cfg(all(target_os = "linux", any(target_arch = "aarch64", target_arch = "x86_64")))]
mod calls;
mod confine;
mod pool;
mod program;
mod protocol;
mod server;

pub use confine::{Protection, exec, protected, protection};
pub use pool::{Failure, Pool, Source};
pub(crate) use program::{Program, Ran};
pub use server::serve;

/// What a worker may use for one document, or for one page that is rasterised or recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The address space of the process, in bytes.
    pub memory_bytes: u64,
    /// Time of the processor.
    pub cpu_seconds: u64,
    /// Time on the clock.
    pub wall: Duration,
    /// How much it may answer, in bytes: text as JSON, or an image.
    pub output_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { memory_bytes: 1 << 30, cpu_seconds: 20, wall: Duration::from_secs(30), output_bytes: 48 << 20 }
    }
}

/// What ended a process that had not answered yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Death {
    /// It asked for more memory than it may have.
    Memory,
    /// It used up its time of the processor.
    Cpu,
    /// It took too long on the clock.
    Wall,
    /// It answered more than it may.
    Output,
    /// It failed in another way.
    Crash,
    /// Somebody else killed it, or it could not even begin: no fault of the document.
    Outside,
}

impl Death {
    /// What is said of the document, with the way out.
    pub fn reason(self, limits: &Limits) -> String {
        const AGAIN: &str = "and run `index --retry-failed`";
        let (memory, output) = (limits.memory_bytes >> 20, limits.output_bytes >> 20);
        match self {
            Self::Memory => format!(
                "takes more than {memory} MB of memory to read: export it again or raise `extract_memory_mb` {AGAIN}"
            ),
            Self::Cpu => format!(
                "takes more than {} s of processor time to read: export it again or raise \
                 `extract_cpu_seconds` {AGAIN}",
                limits.cpu_seconds
            ),
            Self::Wall => format!(
                "takes longer than {} s to read: export it again or raise `extract_wall_seconds` {AGAIN}",
                limits.wall.as_secs()
            ),
            Self::Output => {
                format!("gives more than {output} MB of text: split it or raise `extract_output_mb` {AGAIN}")
            }
            Self::Crash => format!("makes the reader fail: export it again {AGAIN}"),
            Self::Outside => "was not read, as its reader was ended: run `index` again".to_owned(),
        }
    }

    /// Whether it would happen again: the document is to blame.
    pub fn is_of_the_document(self) -> bool {
        self != Self::Outside
    }
}
