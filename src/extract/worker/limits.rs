//! The limits of a process that reads a document, and what ends one that exceeds them.
//!
//! Enforcing them is left to `confine` and `pool`. Invariant: each cause has a message with a way out.

use std::time::Duration;

/// The resource limits of a worker for one document, or for one page that is rasterized or recognized.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProcessLimits {
    /// The maximum size of the address space, in bytes.
    pub memory_bytes: u64,
    /// The maximum processor time, in seconds.
    pub cpu_seconds: u64,
    /// The maximum elapsed time.
    pub wall: Duration,
    /// The maximum size of an answer, in bytes: text as JSON, or an image.
    pub output_bytes: u64,
}

impl Default for ProcessLimits {
    fn default() -> Self {
        Self { memory_bytes: 1 << 30, cpu_seconds: 20, wall: Duration::from_secs(30), output_bytes: 48 << 20 }
    }
}

/// What ended a process before it had answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitCause {
    /// It requested more memory than allowed.
    Memory,
    /// It used up its processor time.
    Cpu,
    /// It took too long.
    Wall,
    /// It answered more than allowed.
    Output,
    /// It failed in another way.
    Crash,
    /// It was killed from outside or could not start, which is no fault of the document.
    Outside,
}

impl ExitCause {
    /// Returns the message about the document, with the way out.
    pub fn reason(self, limits: &ProcessLimits) -> String {
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
                format!(
                    "contains more than {output} MB of text: split it or raise `extract_output_mb` {AGAIN}"
                )
            }
            Self::Crash => format!("crashes the reader: export it again {AGAIN}"),
            Self::Outside => "was not read because its reader was killed: run `index` again".to_owned(),
        }
    }

    /// Returns whether the document is to blame, so that it would happen again.
    pub fn is_of_the_document(self) -> bool {
        self != Self::Outside
    }
}
