//! The cost of reading PDFs: in this process, through the pool of workers, with one process per file, and
//! with pdftotext if it is installed; CPU time per page and wall time per file.
//!
//! Usage: `cargo bench --bench extract -- FOLDER`. Without a folder it reads the samples.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Arc, atomic::AtomicBool},
    time::Instant,
};

use skorowidz::{
    document::{ContentHash, Format},
    extract::{
        self,
        worker::{Pool, ProcessLimits, SourceRef},
    },
};

/// Number of rounds; the fastest counts.
const ROUNDS: usize = 5;

/// The time that one method took to read all files.
struct Cost {
    pages: usize,
    cpu_ms: f64,
    wall_ms: f64,
}

fn main() {
    let named = std::env::args().skip(1).find(|argument| !argument.starts_with("--")).map(PathBuf::from);
    let folder = named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/ordinances"));
    let files = pdfs(&folder);
    assert!(!files.is_empty(), "no PDF in `{}`", folder.display());
    let here = fastest(|| files.iter().map(|file| read_here(file)).sum());
    let pooled = fastest(|| {
        let pool = pool();
        files.iter().map(|file| read_by(&pool, file)).sum()
    });
    let apart = fastest(|| files.iter().map(|file| read_by(&pool(), file)).sum());
    assert_eq!((here.pages, here.pages), (pooled.pages, apart.pages));
    assert!(here.pages >= files.len());
    println!("{} files, {} pages; the fastest of {ROUNDS} rounds", files.len(), here.pages);
    print("in this process", &here, files.len());
    print("through the pool", &pooled, files.len());
    print("process per file", &apart, files.len());
    if let Some(theirs) = pdftotext(&files, here.pages) {
        print("pdftotext", &theirs, files.len());
        println!("pool : pdftotext, CPU time per page: {:.2}", pooled.cpu_ms / theirs.cpu_ms);
    }
}

fn pdfs(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("readable").path());
    let mut files: Vec<_> = files.filter(|path| path.extension().is_some_and(|kind| kind == "pdf")).collect();
    files.sort();
    files
}

fn pool() -> Pool {
    Pool::new(env!("CARGO_BIN_EXE_skorowidz").into(), ProcessLimits::default())
}

/// Reads a file in this process and returns its number of pages.
fn read_here(file: &Path) -> usize {
    let bytes = Arc::new(fs::read(file).expect("readable"));
    extract::extract(Format::Pdf, bytes).map_or(0, |extracted| extracted.pages.len())
}

/// Reads a file in a worker and returns its number of pages.
fn read_by(pool: &Pool, file: &Path) -> usize {
    let bytes = fs::read(file).expect("readable");
    let hash = ContentHash::from_content(&bytes);
    let source =
        SourceRef { path: file, start: 0, length: bytes.len() as u64, hash: &hash, may_change: true };
    pool.extract(source, (Format::Pdf, None), &AtomicBool::new(false))
        .map_or(0, |extracted| extracted.pages.len())
}

fn pdftotext(files: &[PathBuf], pages: usize) -> Option<Cost> {
    let run = |file: &Path| {
        let mut command = Command::new("pdftotext");
        command.arg(file).arg("-").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
    };
    if !run(&files[0]) {
        println!("pdftotext is not installed: no comparison");
        return None;
    }
    Some(fastest(|| {
        for file in files {
            assert!(run(file));
        }
        pages
    }))
}

fn fastest(work: impl Fn() -> usize) -> Cost {
    let rounds = (0..ROUNDS).map(|_| {
        let (started, before) = (Instant::now(), cpu_ms());
        let pages = work();
        Cost { pages, cpu_ms: cpu_ms() - before, wall_ms: started.elapsed().as_secs_f64() * 1e3 }
    });
    rounds.min_by(|a, b| a.cpu_ms.total_cmp(&b.cpu_ms)).expect("rounds")
}

/// Returns the CPU time in ms of this process and its terminated children: fields 14 to 17 of
/// `/proc/self/stat`, in hundredths of a second.
fn cpu_ms() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("Linux");
    let fields = stat.rsplit(") ").next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(4).map(|field| field.parse::<f64>().expect("a number") * 10.0).sum()
}

fn print(name: &str, cost: &Cost, files: usize) {
    let (page, file) = (cost.cpu_ms / cost.pages as f64, cost.wall_ms / files as f64);
    println!("{name:<18} {page:.3} ms of CPU time per page, {file:.2} ms per file");
}
