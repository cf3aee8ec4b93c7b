//! Process statistics of the operating system, under the names common to all Prometheus clients.
//!
//! They are read from `/proc` whenever the metrics are read; on systems without it the gauges stay at zero.

use std::{
    fs,
    sync::atomic::AtomicU64,
    time::{SystemTime, UNIX_EPOCH},
};

use prometheus_client::{metrics::gauge::Gauge, registry::Registry};

use super::registration::add;

/// The kernel reports sizes in units of 1,024 bytes.
const KERNEL_UNIT_BYTES: i64 = 1024;

#[derive(Debug)]
pub(super) struct Gauges {
    resident_bytes: Gauge,
    anonymous_bytes: Gauge,
    threads: Gauge,
    open_files: Gauge,
}

impl Gauges {
    #[rustfmt::skip] // a table: one line per metric
    pub(super) fn registered(r: &mut Registry) -> Self {
        let started: Gauge<f64, AtomicU64> = add(r, "process_start_time_seconds", "Start time of this process since the Unix epoch", Gauge::default());
        started.set(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64());
        Self {
            resident_bytes: add(r, "process_resident_memory_bytes", "Resident memory, including mapped pages of index files", Gauge::default()),
            anonymous_bytes: add(r, "skorowidz_anonymous_memory_bytes", "Resident memory that is not backed by a file", Gauge::default()),
            threads: add(r, "process_threads", "Number of threads of this process", Gauge::default()),
            open_files: add(r, "process_open_fds", "Open files and connections", Gauge::default()),
        }
    }

    /// Reads the current values from the system.
    pub(super) fn read(&self) {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let set = |gauge: &Gauge, name: &str, unit: i64| {
            if let Some(value) = number(&status, name) {
                gauge.set(value * unit);
            }
        };
        set(&self.resident_bytes, "VmRSS:", KERNEL_UNIT_BYTES);
        set(&self.anonymous_bytes, "RssAnon:", KERNEL_UNIT_BYTES);
        set(&self.threads, "Threads:", 1);
        if let Ok(files) = fs::read_dir("/proc/self/fd") {
            self.open_files.set(files.count().cast_signed() as i64);
        }
    }
}

/// Returns the number in a line such as `VmRSS:     1234 kB`.
fn number(status: &str, name: &str) -> Option<i64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_the_status_file_are_read_by_name() {
        let status = "Name:\tskorowidz\nVmRSS:\t   12345 kB\nThreads:\t7\n";
        assert_eq!(number(status, "VmRSS:"), Some(12345));
        assert_eq!(number(status, "Threads:"), Some(7));
        assert_eq!(number(status, "RssAnon:"), None);
    }
}
