//! The pages of a document that are images: rasterised by a worker, read by OCR, and put in their place.
//!
//! Leaves the making and reading of images to `extract`. Always holds: as many pages are recognised at a time
//! as the machine has cores, four at most, whatever the number of documents; a page that was recognised once is
//! not recognised again while its content and the languages stay the same; a page that fails costs only itself.

use std::{
    collections::BTreeMap,
    io::{self, Write},
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

use serde::{Deserialize, Serialize};

use super::{budget::Budget, cache::Cache, reading::Means};
use crate::{
    document::{ContentHash, Edit},
    extract::{
        Extracted, OcrSettings, Quality, Unread,
        ocr::{self, Recognised, image::Image, installed},
        page_ranges, plausibility,
        worker::{Failure, Pool, Program, Ran, Source},
    },
};

/// What is missing of a document that was read, and could be had later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unfinished {
    /// Pages that are to be recognised soon, by who took the document in.
    Pending,
    /// Pages that nothing here can recognise: to be tried when OCR is there.
    Unrecognised,
    /// Pages whose recognition failed: to be tried when that is asked for.
    Failed,
    /// Pages that were lost by no fault of theirs: to be tried in the next run.
    Lost,
}

impl Unfinished {
    const ALL: [Self; 4] = [Self::Pending, Self::Unrecognised, Self::Failed, Self::Lost];

    /// What is added to the hash of such a document, so that it does not count as unchanged for ever.
    pub(super) fn mark(self) -> &'static str {
        match self {
            Self::Pending => "+pending",
            Self::Unrecognised => "+unrecognised",
            Self::Failed => "+failed",
            Self::Lost => "+lost",
        }
    }

    /// Reads what [`Unfinished::mark`] wrote.
    pub(super) fn from_mark(mark: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unfinished| unfinished.mark() == mark)
    }
}

/// The run was stopped before all pages were recognised.
#[derive(Debug)]
pub(super) struct Stopped;

/// Pages recognised at a time, at most: each stands up to three times in memory, 24 MB each time.
const MAX_AT_ONCE: usize = 4;

/// The text of a page, or why there is none.
type PageResult = Result<Recognised, Fault>;

/// Why a page has no recognised text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Fault {
    reason: String,
    /// Whether it would happen again.
    is_final: bool,
}

/// A document whose pages are to be recognised, and what helps with that.
pub(super) struct Scan<'a> {
    pub(super) pool: &'a Pool,
    pub(super) source: Source<'a>,
    pub(super) cache: Option<&'a Cache>,
    /// Whether pages that failed before are tried again.
    pub(super) retry_failed: bool,
    pub(super) stop: &'a AtomicBool,
}

/// Recognises pages.
#[derive(Debug)]
pub(super) struct Recogniser {
    settings: OcrSettings,
    program: Program,
    threads: usize,
    /// A page takes one of its turns while it is recognised.
    turns: Budget,
    /// What to do before the program can be used, if anything; found out when it is first needed.
    advice: OnceLock<Option<String>>,
}

impl Recogniser {
    /// A recogniser by these means that works on `threads` pages at a time.
    pub(super) fn new(settings: OcrSettings, means: &Means, threads: usize) -> Self {
        let (launcher, limits) = (means.program.clone(), means.limits);
        let data = settings.data.iter().cloned().collect();
        let program = Program { launcher, path: settings.program.clone(), data, limits };
        let threads = threads.min(MAX_AT_ONCE);
        Self { settings, program, threads, turns: Budget::new(threads as u64), advice: OnceLock::new() }
    }

    /// What to do before pages can be recognised; `None` where they can.
    pub(super) fn advice(&self) -> Option<&str> {
        let advice = self.advice.get_or_init(|| {
            let ask = |arguments: &[&str]| {
                let arguments: Vec<String> = arguments.iter().map(|&argument| argument.to_owned()).collect();
                match self.run(&arguments, |_| Ok(())) {
                    Ok(Ran::Done(output)) => String::from_utf8_lossy(&output).into_owned(),
                    _ => String::new(),
                }
            };
            let (version, list) = (ask(installed::ARGUMENTS), ask(installed::LANGUAGES_ARGUMENTS));
            let found = installed::installed(&version, &list, &self.settings.languages);
            found.err().map(|advice| format!("{advice}, then run `index` again"))
        });
        advice.as_deref()
    }

    /// Recognises the pages that are `unread` and puts them in; says what is still missing, with a warning
    /// for each sort of trouble.
    pub(super) fn complete(
        &self,
        scan: &Scan<'_>,
        extracted: &mut Extracted,
        unread: &[Unread],
    ) -> Result<Option<Unfinished>, Stopped> {
        let (wanted, beyond) = unread.split_at(unread.len().min(self.settings.max_pages));
        let known: Vec<Option<PageResult>> = wanted.iter().map(|page| self.known(scan, page.page)).collect();
        let is_known = known.iter().all(Option::is_some);
        let advice = if is_known { None } else { self.advice() };
        let results = match advice {
            None => self.recognise_all(scan, wanted, known)?.into_iter().map(Some).collect(),
            Some(_) => known,
        };
        let mut unfinished = take_up(extracted, wanted, &results);
        if !beyond.is_empty() {
            extracted.warnings.push(self.beyond_limit(beyond));
            unfinished = unfinished.or(Some(Unfinished::Failed));
        }
        let missing = wanted.iter().zip(&results).filter(|(_, result)| result.is_none());
        let missing: Vec<Unread> = missing.map(|(unread, _)| *unread).collect();
        Ok(advice.and_then(|advice| leave(extracted, &missing, advice)).or(unfinished))
    }

    fn beyond_limit(&self, beyond: &[Unread]) -> String {
        let pages: Vec<u32> = beyond.iter().map(|unread| unread.page).collect();
        format!(
            "{} stayed unread, as only {} pages of a document are recognised: \
             raise `ocr_max_pages` and run `index --retry-failed`",
            page_ranges(&pages),
            self.settings.max_pages
        )
    }

    /// Recognises the pages that are not known, as many at a time as there are permits.
    fn recognise_all(
        &self,
        scan: &Scan<'_>,
        wanted: &[Unread],
        known: Vec<Option<PageResult>>,
    ) -> Result<Vec<PageResult>, Stopped> {
        let missing: Vec<usize> = (0..known.len()).filter(|&at| known[at].is_none()).collect();
        let (next, results) = (AtomicUsize::new(0), Mutex::new(known));
        let work = || {
            while let Some(&at) = missing.get(next.fetch_add(1, Ordering::Relaxed))
                && !scan.stop.load(Ordering::Relaxed)
            {
                let result = self.recognise_once(scan, wanted[at].page);
                results.lock().unwrap_or_else(PoisonError::into_inner)[at] = Some(result);
            }
        };
        thread::scope(|scope| {
            for _ in 1..self.threads.min(missing.len()) {
                scope.spawn(work);
            }
            work();
        });
        let results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
        results.into_iter().collect::<Option<Vec<PageResult>>>().ok_or(Stopped)
    }

    /// Whether it is known of all these pages what they say, or that they cannot be recognised.
    pub(super) fn knows_all(&self, cache: Option<&Cache>, hash: &ContentHash, unread: &[Unread]) -> bool {
        let wanted = &unread[..unread.len().min(self.settings.max_pages)];
        wanted.iter().all(|page| self.kept(cache, hash, page.page).is_some())
    }

    fn kept(&self, cache: Option<&Cache>, hash: &ContentHash, page: u32) -> Option<PageResult> {
        cache?.get(hash, &name(page), &self.stamp())
    }

    /// What is known of a page from an earlier run.
    fn known(&self, scan: &Scan<'_>, page: u32) -> Option<PageResult> {
        let known = self.kept(scan.cache, scan.source.hash, page)?;
        (known.is_ok() || !scan.retry_failed).then_some(known)
    }

    /// Recognises a page when it is its turn, and keeps what came of it.
    fn recognise_once(&self, scan: &Scan<'_>, page: u32) -> PageResult {
        let turn = self.turns.take(1);
        let result = self.recognise(scan, page);
        drop(turn);
        let fault = |reason, is_final| Err(Fault { reason, is_final });
        let result = match result {
            Ok(recognised) => Ok(recognised),
            Err(Failure::Refused(reason)) => fault(reason, true),
            Err(Failure::Unasked(reason)) => fault(reason, false),
            Err(Failure::Died(death)) => {
                fault(death.reason(&self.program.limits), death.is_of_the_document())
            }
        };
        let is_final = result.as_ref().map_or_else(|fault| fault.is_final, |_| true);
        if let (Some(cache), true) = (scan.cache, is_final) {
            cache.put(scan.source.hash, &name(page), &self.stamp(), &result);
        }
        result
    }

    /// Has a page rasterised and read.
    fn recognise(&self, scan: &Scan<'_>, page: u32) -> Result<Recognised, Failure> {
        let image = scan.pool.raster(scan.source, page, |image| Image::read(image))?;
        ocr::recognise(image, &self.settings.languages, |arguments, image| {
            match self.run(arguments, |input| image.write(input)) {
                Ok(Ran::Done(output)) => Ok(String::from_utf8_lossy(&output).into_owned()),
                Ok(Ran::Failed(complaint)) => Err(Failure::Unasked(format!(
                    "the OCR program failed ({complaint}): check its installation"
                ))),
                Ok(Ran::Died(death)) => Err(Failure::Died(death)),
                Err(error) => Err(Failure::Unasked(format!(
                    "the OCR program could not be run ({error}): check its installation"
                ))),
            }
        })
    }

    /// Runs the program with these arguments and where its data lies.
    fn run(
        &self,
        arguments: &[String],
        feed: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<Ran> {
        let data = self.settings.data.iter().map(|folder| folder.to_string_lossy().into_owned());
        let data = data.flat_map(|folder| ["--tessdata-dir".to_owned(), folder]);
        self.program.run(&arguments.iter().cloned().chain(data).collect::<Vec<_>>(), feed)
    }

    /// What the text of a page depends on beside its image. Not on the version of the program: what was
    /// recognised serves on where that is upgraded or not there.
    fn stamp(&self) -> String {
        format!("{} {}", ocr::RULES, self.settings.languages)
    }
}

/// Puts in what was recognised and warns of what was not.
fn take_up(
    extracted: &mut Extracted,
    wanted: &[Unread],
    results: &[Option<PageResult>],
) -> Option<Unfinished> {
    let (mut failures, mut is_lost): (BTreeMap<&str, Vec<u32>>, bool) = (BTreeMap::new(), false);
    for (unread, result) in wanted.iter().zip(results) {
        match result {
            Some(Ok(recognised)) => put(extracted, *unread, recognised),
            Some(Err(fault)) => {
                is_lost |= !fault.is_final;
                failures.entry(&fault.reason).or_default().push(unread.page);
            }
            None => {}
        }
    }
    let unfinished = if is_lost { Unfinished::Lost } else { Unfinished::Failed };
    let unfinished = (!failures.is_empty()).then_some(unfinished);
    let say = |(reason, pages): (&str, Vec<u32>)| {
        format!("{} could not be recognised: {reason}", page_ranges(&pages))
    };
    extracted.warnings.extend(failures.into_iter().map(say));
    unfinished
}

/// The name of a page's text in the cache.
fn name(page: u32) -> String {
    format!("page-{page}")
}

/// Leaves all these pages as they are, with a warning that ends in what to do.
pub(super) fn leave(extracted: &mut Extracted, unread: &[Unread], advice: &str) -> Option<Unfinished> {
    const SAYINGS: [(Quality, &str, &str); 2] = [
        (Quality::Scan, "has no text and looks like a scan", "have no text and look like scans"),
        (
            Quality::Untrusted,
            "has a font that names its characters wrongly",
            "have fonts that name their characters wrongly",
        ),
    ];
    for (quality, one, many) in SAYINGS {
        let of_quality = unread.iter().filter(|unread| unread.quality == quality);
        let pages: Vec<u32> = of_quality.map(|unread| unread.page).collect();
        let what = if pages.len() == 1 { one } else { many };
        if !pages.is_empty() {
            extracted.warnings.push(format!("{} {what}: {advice}", page_ranges(&pages)));
        }
    }
    (!unread.is_empty()).then_some(Unfinished::Unrecognised)
}

/// A scan whose file gives more letters than this, the header of a journal or a signature, keeps them as
/// its text, and what is recognised is read after it.
const STAMP_LETTERS: usize = 30;

/// Puts what was recognised in the place of a page's text, unless that is the better one.
fn put(extracted: &mut Extracted, unread: Unread, recognised: &Recognised) {
    let Some(page) = extracted.pages.iter_mut().find(|page| page.number == unread.page) else { return };
    if !is_better(&recognised.text, &page.text, unread.quality) {
        return;
    }
    page.ocr = true;
    page.confidence = Some(recognised.confidence);
    if unread.quality == Quality::Scan && letters(&page.text) >= STAMP_LETTERS {
        let end = page.text.len();
        page.edits.push(Edit { start: end, end, text: format!("\n\n{}", recognised.text) });
        return;
    }
    page.text.clone_from(&recognised.text);
    page.edits.clear();
    for entry in extracted.outline.iter_mut().filter(|entry| entry.page == unread.page) {
        entry.start = 0;
    }
}

/// Whether the recognised text says more than the text of the file: on a scan that is a stamp or a page
/// number, which the image shows as well; elsewhere it may be right after all.
fn is_better(recognised: &str, before: &str, quality: Quality) -> bool {
    match quality {
        Quality::Scan => letters(recognised) >= letters(before) && !recognised.trim().is_empty(),
        Quality::Untrusted => plausibility(recognised) > plausibility(before),
    }
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{OutlineEntry, Page};

    fn extracted(text: &str) -> Extracted {
        let outline = vec![OutlineEntry { label: "§ 1".to_owned(), page: 1, start: 3 }];
        Extracted { pages: vec![Page::new(1, text)], outline, ..Extracted::default() }
    }

    #[track_caller]
    fn check(before: &str, recognised: &str, quality: Quality, expected: &str) {
        let mut extracted = extracted(before);
        let recognised = Recognised { text: recognised.to_owned(), confidence: 90 };
        put(&mut extracted, Unread { page: 1, quality }, &recognised);
        let [page] = extracted.pages.as_slice() else { panic!("one page") };
        assert_eq!(page.text, expected);
        assert_eq!(page.ocr, expected != before);
        assert_eq!(page.confidence.is_some(), page.ocr);
        assert_eq!(extracted.outline[0].start, if page.ocr { 0 } else { 3 });
    }

    #[test]
    fn recognized_text_replaces_a_shorter_text() {
        check("", "Uchwała Rady Miasta", Quality::Scan, "Uchwała Rady Miasta");
        check(
            "Strona 1",
            "Strona 1\n\nUchwała Rady Miasta",
            Quality::Scan,
            "Strona 1\n\nUchwała Rady Miasta",
        );
        check("Podpisano cyfrowo", "", Quality::Scan, "Podpisano cyfrowo");
    }

    #[test]
    fn a_header_above_a_scan_is_kept_and_the_scan_is_read_after_it() {
        let header = "Dziennik Urzędowy Województwa Małopolskiego Poz. 1420";
        let mut extracted = extracted(header);
        let recognised = Recognised { text: format!("{header}\n\nZałącznik"), confidence: 90 };
        put(&mut extracted, Unread { page: 1, quality: Quality::Scan }, &recognised);
        let page = &extracted.pages[0];
        assert_eq!((page.text.as_str(), page.ocr), (header, true));
        assert!(page.reading().ends_with("Poz. 1420\n\nZałącznik"));
    }

    #[test]
    fn text_that_proves_correct_is_kept() {
        let (wrong, right) = ("Ucŝwaùa w sprawie wyŜszycŝ opùat", "Uchwała w sprawie wyższych opłat");
        check(wrong, right, Quality::Untrusted, right);
        check(right, wrong, Quality::Untrusted, right);
    }

    #[test]
    fn unread_pages_are_reported_with_the_reason() {
        let mut extracted = extracted("");
        let unread = |page, quality| Unread { page, quality };
        let pages = [unread(1, Quality::Scan), unread(2, Quality::Scan), unread(4, Quality::Untrusted)];
        assert_eq!(leave(&mut extracted, &pages, "do it"), Some(Unfinished::Unrecognised));
        let expected = [
            "pages 1-2 have no text and look like scans: do it",
            "page 4 has a font that names its characters wrongly: do it",
        ];
        assert_eq!(extracted.warnings, expected);
        assert_eq!(leave(&mut extracted, &[], "do it"), None);
    }

    #[test]
    fn marks_are_parsed_back() {
        for unfinished in Unfinished::ALL {
            assert_eq!(Unfinished::from_mark(unfinished.mark()), Some(unfinished));
        }
        assert_eq!(Unfinished::from_mark(""), None);
    }
}
