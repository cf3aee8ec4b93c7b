//! Recognizes the pages of a document that are images: a worker rasterizes them, OCR reads them, and the text
//! is inserted.
//!
//! Making and reading images is left to `extract`. Invariants: at most as many pages are recognized at a time
//! as the machine has cores, and at most four, whatever the number of documents; a recognized page is not
//! recognized again while its content and the languages stay the same; a page that fails costs only itself.

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

use super::{budget::Budget, cache::Cache, ingest_config::IngestConfig};
use crate::{
    document::{Completeness, ContentHash, Edit},
    extract::{
        Extracted, OcrSettings, PlacedText, TextQuality, UnreadPage,
        ocr::{self, RecognizedText, installed, prepared::PreparedImage},
        page_ranges, plausibility,
        worker::{ConfinedProgram, Pool, ProgramOutcome, SourceRef, WorkerFailure},
    },
};

/// The run was stopped before all pages were recognized.
#[derive(Debug)]
pub(super) struct OcrStopped;

/// The maximum number of pages recognized at a time; each takes up to three times 24 MB of memory.
const MAX_AT_ONCE: usize = 4;

/// The text of a page, or the reason there is none.
type PageResult = Result<RecognizedText, OcrFault>;

/// The reason a page has no recognized text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct OcrFault {
    reason: String,
    /// Whether another attempt would fail too.
    is_final: bool,
}

/// A document whose pages are to be recognized, with the means to do it.
pub(super) struct OcrJob<'a> {
    pub(super) pool: &'a Pool,
    pub(super) source: SourceRef<'a>,
    pub(super) cache: Option<&'a Cache>,
    /// Whether to retry pages that failed before.
    pub(super) retry_failed: bool,
    pub(super) stop: &'a AtomicBool,
}

/// Recognizes pages.
#[derive(Debug)]
pub(super) struct Recognizer {
    settings: OcrSettings,
    program: ConfinedProgram,
    threads: usize,
    /// The budget of pages recognized at a time; each takes one unit.
    turns: Budget,
    /// What must be done before the program can be used, if anything; determined on first use.
    advice: OnceLock<Option<String>>,
}

impl Recognizer {
    /// Creates a recognizer that works on up to `threads` pages at a time.
    pub(super) fn new(settings: OcrSettings, ingest_config: &IngestConfig, threads: usize) -> Self {
        let (launcher, limits) = (ingest_config.program.clone(), ingest_config.limits);
        let data = settings.data.iter().cloned().collect();
        let program =
            ConfinedProgram { launcher, path: settings.program.clone(), data, folder: None, limits };
        let threads = threads.min(MAX_AT_ONCE);
        Self { settings, program, threads, turns: Budget::new(threads as u64), advice: OnceLock::new() }
    }

    /// Returns what must be done before pages can be recognized; `None` if they can be.
    pub(super) fn advice(&self) -> Option<&str> {
        let advice = self.advice.get_or_init(|| {
            let ask = |arguments: &[&str]| {
                let arguments: Vec<String> = arguments.iter().map(|&argument| argument.to_owned()).collect();
                match self.run(&arguments, &AtomicBool::new(false), |_| Ok(())) {
                    Ok(ProgramOutcome::Done(output)) => String::from_utf8_lossy(&output).into_owned(),
                    _ => String::new(),
                }
            };
            let (version, list) = (ask(installed::ARGUMENTS), ask(installed::LANGUAGES_ARGUMENTS));
            let found = installed::installed(&version, &list, &self.settings.languages);
            found.err().map(|advice| format!("{advice}, then run `index` again"))
        });
        advice.as_deref()
    }

    /// Recognizes the pages in `unread` and inserts their text.
    ///
    /// Returns what is still missing, if anything, and adds a warning for each kind of problem.
    pub(super) fn complete(
        &self,
        scan: &OcrJob<'_>,
        extracted: &mut Extracted,
        unread: &[UnreadPage],
    ) -> Result<Completeness, OcrStopped> {
        let (wanted, beyond) = unread.split_at(unread.len().min(self.settings.max_pages));
        let known: Vec<Option<PageResult>> = wanted.iter().map(|page| self.known(scan, page.page)).collect();
        let is_known = known.iter().all(Option::is_some);
        let advice = if is_known { None } else { self.advice() };
        let results = match advice {
            None => self.recognize_all(scan, wanted, known)?.into_iter().map(Some).collect(),
            Some(_) => known,
        };
        let mut completeness = apply_results(extracted, wanted, &results);
        if !beyond.is_empty() {
            extracted.warnings.push(self.beyond_limit(beyond));
            completeness = completeness.or(Completeness::Failed);
        }
        let missing = wanted.iter().zip(&results).filter(|(_, result)| result.is_none());
        let missing: Vec<UnreadPage> = missing.map(|(unread, _)| *unread).collect();
        let left = advice.map(|advice| leave_unread(extracted, &missing, advice));
        Ok(left.unwrap_or(Completeness::Complete).or(completeness))
    }

    fn beyond_limit(&self, beyond: &[UnreadPage]) -> String {
        let pages: Vec<u32> = beyond.iter().map(|unread| unread.page).collect();
        format!(
            "{} stayed unread, as only {} pages of a document are recognized: \
             raise `ocr_max_pages` and run `index --retry-failed`",
            page_ranges(&pages),
            self.settings.max_pages
        )
    }

    /// Recognizes the pages that are not known yet, in parallel up to the limit.
    fn recognize_all(
        &self,
        scan: &OcrJob<'_>,
        wanted: &[UnreadPage],
        known: Vec<Option<PageResult>>,
    ) -> Result<Vec<PageResult>, OcrStopped> {
        let missing: Vec<usize> = (0..known.len()).filter(|&at| known[at].is_none()).collect();
        let (next, results) = (AtomicUsize::new(0), Mutex::new(known));
        let work = || {
            while let Some(&at) = missing.get(next.fetch_add(1, Ordering::Relaxed))
                && !scan.stop.load(Ordering::Relaxed)
            {
                let result = self.recognize_once(scan, wanted[at].page);
                // A page that was stopped has no result, whatever it looks like.
                if result.is_err() && scan.stop.load(Ordering::Relaxed) {
                    return;
                }
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
        results.into_iter().collect::<Option<Vec<PageResult>>>().ok_or(OcrStopped)
    }

    /// Returns whether the result of every one of these pages is in the cache, be it text or a failure.
    pub(super) fn knows_all(&self, cache: Option<&Cache>, hash: &ContentHash, unread: &[UnreadPage]) -> bool {
        let wanted = &unread[..unread.len().min(self.settings.max_pages)];
        wanted.iter().all(|page| self.kept(cache, hash, page.page).is_some())
    }

    fn kept(&self, cache: Option<&Cache>, hash: &ContentHash, page: u32) -> Option<PageResult> {
        cache?.get(hash, &name(page), &self.stamp())
    }

    /// Returns the recognized text of a page with the places of its words.
    ///
    /// A page recognized without places is recognized again; with `is_kept`, the result is cached. `None` if
    /// it cannot be.
    pub(super) fn placed(&self, scan: &OcrJob<'_>, page: u32, is_kept: bool) -> Option<PlacedText> {
        let known = self.kept(scan.cache, scan.source.hash, page);
        let is_enough = |known: &PageResult| known.as_ref().map_or(true, |text| text.words.is_some());
        let result = match known.filter(is_enough) {
            Some(known) => known,
            None if self.advice().is_some() => return None,
            None => self.recognize_once(&OcrJob { cache: scan.cache.filter(|_| is_kept), ..*scan }, page),
        };
        let RecognizedText { text, words, .. } = result.ok()?;
        Some(PlacedText { text, words: words.unwrap_or_default() })
    }

    /// Returns the result for a page from an earlier run.
    fn known(&self, scan: &OcrJob<'_>, page: u32) -> Option<PageResult> {
        let known = self.kept(scan.cache, scan.source.hash, page)?;
        (known.is_ok() || !scan.retry_failed).then_some(known)
    }

    /// Recognizes a page when it is its turn, and caches the result.
    fn recognize_once(&self, scan: &OcrJob<'_>, page: u32) -> PageResult {
        let turn = self.turns.take(1);
        let pass = scan.cache.map(Cache::pass);
        let result = self.recognize(scan, page);
        drop(turn);
        let fault = |reason, is_final| Err(OcrFault { reason, is_final });
        let result = match result {
            Ok(recognized) => Ok(recognized),
            Err(WorkerFailure::Refused(reason)) => fault(reason.to_string(), true),
            Err(WorkerFailure::Unasked(reason)) => fault(reason, false),
            Err(WorkerFailure::Stopped) => fault("was stopped".to_owned(), false),
            Err(WorkerFailure::Died(death)) => {
                fault(death.reason(&self.program.limits), death.is_of_the_document())
            }
        };
        let is_final = result.as_ref().map_or_else(|fault| fault.is_final, |_| true);
        if let (Some((cache, pass)), true) = (scan.cache.zip(pass), is_final) {
            cache.put(&pass, (scan.source.hash, &name(page)), &self.stamp(), &result);
        }
        result
    }

    /// Rasterizes a page and recognizes its text.
    fn recognize(&self, scan: &OcrJob<'_>, page: u32) -> Result<RecognizedText, WorkerFailure> {
        let prepared =
            scan.pool.raster(scan.source, (page, scan.stop), |image| PreparedImage::read(image))?;
        ocr::recognize(&prepared, &self.settings.languages, |arguments, image| {
            match self.run(arguments, scan.stop, |input| image.write(input)) {
                Ok(ProgramOutcome::Done(output)) => Ok(String::from_utf8_lossy(&output).into_owned()),
                Ok(ProgramOutcome::Failed(complaint)) => Err(WorkerFailure::Unasked(format!(
                    "the OCR program failed ({complaint}): check its installation"
                ))),
                Ok(ProgramOutcome::Died(death)) => Err(WorkerFailure::Died(death)),
                Ok(ProgramOutcome::Stopped) => Err(WorkerFailure::Stopped),
                Err(error) => Err(WorkerFailure::Unasked(format!(
                    "the OCR program could not be run ({error}): check its installation"
                ))),
            }
        })
    }

    /// Runs the OCR program with these arguments and the location of its data.
    fn run(
        &self,
        arguments: &[String],
        stop: &AtomicBool,
        feed: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<ProgramOutcome> {
        let data = self.settings.data.iter().map(|folder| folder.to_string_lossy().into_owned());
        let data = data.flat_map(|folder| ["--tessdata-dir".to_owned(), folder]);
        self.program.run(&arguments.iter().cloned().chain(data).collect::<Vec<_>>(), stop, feed)
    }

    /// The cache stamp of a page's text: what the text depends on besides the image.
    ///
    /// The version of the program is not part of it, so results stay valid if the program is upgraded or
    /// missing.
    fn stamp(&self) -> String {
        format!("{} {}", ocr::RULES, self.settings.languages)
    }
}

/// Inserts the recognized text and warns about pages that could not be recognized.
fn apply_results(
    extracted: &mut Extracted,
    wanted: &[UnreadPage],
    results: &[Option<PageResult>],
) -> Completeness {
    let (mut failures, mut is_lost): (BTreeMap<&str, Vec<u32>>, bool) = (BTreeMap::new(), false);
    for (unread, result) in wanted.iter().zip(results) {
        match result {
            Some(Ok(recognized)) => put(extracted, *unread, recognized),
            Some(Err(fault)) => {
                is_lost |= !fault.is_final;
                failures.entry(&fault.reason).or_default().push(unread.page);
            }
            None => {}
        }
    }
    let completeness = match (failures.is_empty(), is_lost) {
        (true, _) => Completeness::Complete,
        (false, true) => Completeness::Lost,
        (false, false) => Completeness::Failed,
    };
    let say = |(reason, pages): (&str, Vec<u32>)| {
        format!("{} could not be recognized: {reason}", page_ranges(&pages))
    };
    extracted.warnings.extend(failures.into_iter().map(say));
    completeness
}

/// Returns the cache name of a page's text.
fn name(page: u32) -> String {
    format!("page-{page}")
}

/// Leaves these pages as they are, with a warning that ends in `advice`.
pub(super) fn leave_unread(extracted: &mut Extracted, unread: &[UnreadPage], advice: &str) -> Completeness {
    const SAYINGS: [(TextQuality, &str, &str); 2] = [
        (TextQuality::Scan, "has no text and looks like a scan", "have no text and look like scans"),
        (
            TextQuality::Untrusted,
            "has a font that maps its characters wrongly",
            "have fonts that map their characters wrongly",
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
    if unread.is_empty() { Completeness::Complete } else { Completeness::Unrecognized }
}

/// A scan with at least this number of letters in the file, such as a journal header or a signature, keeps
/// them.
///
/// The recognized text is then read after them.
const STAMP_LETTERS: usize = 30;

/// Replaces a page's text with the recognized text, unless the old one is better.
fn put(extracted: &mut Extracted, unread: UnreadPage, recognized: &RecognizedText) {
    let Some(page) = extracted.pages.iter_mut().find(|page| page.number == unread.page) else { return };
    if !is_better(&recognized.text, &page.text, unread.quality) {
        return;
    }
    page.ocr = true;
    page.confidence = Some(recognized.confidence);
    if unread.quality == TextQuality::Scan && letters(&page.text) >= STAMP_LETTERS {
        let end = page.text.len();
        page.edits.push(Edit { start: end, end, text: format!("\n\n{}", recognized.text) });
        return;
    }
    page.text.clone_from(&recognized.text);
    page.edits.clear();
    for entry in extracted.outline.iter_mut().filter(|entry| entry.page == unread.page) {
        entry.start = 0;
    }
}

/// Returns whether the recognized text is better than the text of the file.
///
/// On a scan, the latter is a stamp or a page number, which the image shows as well; elsewhere it may be
/// right after all.
fn is_better(recognized: &str, before: &str, quality: TextQuality) -> bool {
    match quality {
        TextQuality::Scan => letters(recognized) >= letters(before) && !recognized.trim().is_empty(),
        TextQuality::Untrusted => plausibility(recognized) > plausibility(before),
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
        let outline =
            vec![OutlineEntry { label: "§ 1".to_owned(), page: 1, start: 3, ..OutlineEntry::default() }];
        Extracted { pages: vec![Page::new(1, text)], outline, ..Extracted::default() }
    }

    #[track_caller]
    fn check(before: &str, recognized: &str, quality: TextQuality, expected: &str) {
        let mut extracted = extracted(before);
        let recognized = RecognizedText { text: recognized.to_owned(), confidence: 90, words: None };
        put(&mut extracted, UnreadPage { page: 1, quality }, &recognized);
        let [page] = extracted.pages.as_slice() else { panic!("one page") };
        assert_eq!(page.text, expected);
        assert_eq!(page.ocr, expected != before);
        assert_eq!(page.confidence.is_some(), page.ocr);
        assert_eq!(extracted.outline[0].start, if page.ocr { 0 } else { 3 });
    }

    #[test]
    fn recognized_text_replaces_poorer_text() {
        check("", "Uchwała Rady Miasta", TextQuality::Scan, "Uchwała Rady Miasta");
        check(
            "Strona 1",
            "Strona 1\n\nUchwała Rady Miasta",
            TextQuality::Scan,
            "Strona 1\n\nUchwała Rady Miasta",
        );
        check("Podpisano cyfrowo", "", TextQuality::Scan, "Podpisano cyfrowo");
    }

    #[test]
    fn a_header_over_a_scan_stays_and_the_scan_is_read_after_it() {
        let header = "Dziennik Urzędowy Województwa Małopolskiego Poz. 1420";
        let mut extracted = extracted(header);
        let text = format!("{header}\n\nZałącznik");
        let recognized = RecognizedText { text, confidence: 90, words: None };
        put(&mut extracted, UnreadPage { page: 1, quality: TextQuality::Scan }, &recognized);
        let page = &extracted.pages[0];
        assert_eq!((page.text.as_str(), page.ocr), (header, true));
        assert!(page.reading().ends_with("Poz. 1420\n\nZałącznik"));
    }

    #[test]
    fn text_that_was_correct_after_all_is_kept() {
        let (wrong, right) = ("Ucŝwaùa w sprawie wyŜszycŝ opùat", "Uchwała w sprawie wyższych opłat");
        check(wrong, right, TextQuality::Untrusted, right);
        check(right, wrong, TextQuality::Untrusted, right);
    }

    #[test]
    fn unread_pages_are_reported_by_what_is_wrong_with_them() {
        let mut extracted = extracted("");
        let unread = |page, quality| UnreadPage { page, quality };
        let pages =
            [unread(1, TextQuality::Scan), unread(2, TextQuality::Scan), unread(4, TextQuality::Untrusted)];
        assert_eq!(leave_unread(&mut extracted, &pages, "do it"), Completeness::Unrecognized);
        let expected = [
            "pages 1-2 have no text and look like scans: do it",
            "page 4 has a font that maps its characters wrongly: do it",
        ];
        assert_eq!(extracted.warnings, expected);
        assert_eq!(leave_unread(&mut extracted, &[], "do it"), Completeness::Complete);
    }
}
