//! Reads files within files: attachments of a PDF or an e-mail, and what is in an archive.
//!
//! Finding them is left to the extractors of the outer files. Readable ones become further pages after those of
//! the file, each with its name as a heading; others, and those beyond the limits, are reported in a warning.
//! Invariants: the number, depth, size and time are bounded for all files within a file together; a file that
//! contains itself is read once; a name is text and never a path.

use std::{
    collections::{BTreeMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
    time::{Duration, Instant},
};

use super::{
    catch_panic::catch_panic,
    error::{ExtractError, OfficeFault},
    extracted::Extracted,
};
use crate::document::{Format, OutlineEntry, Page, beginning};

/// The maximum number of attachments; the maximum depth follows: files within files within files are skipped.
pub(super) const MAX_FILES: usize = 50;
const MAX_DEPTH: usize = 2;
/// The maximum size of one attachment, in bytes, unpacked; the limit for all of them follows.
const MAX_FILE_BYTES: usize = 16 << 20;
const MAX_BYTES: usize = 48 << 20;
/// The maximum number of pages of all attachments together.
const MAX_PAGES: usize = 2_000;
/// The maximum size of the text of all attachments together, in bytes.
const MAX_TEXT_BYTES: usize = 6 << 20;
/// The time after which no further attachment is begun and no further page of one is read.
///
/// A worker has about twice that.
const TIME: Duration = Duration::from_secs(8);
/// The limits for an archive, whose text is all in attached files.
const ARCHIVE_FILES: usize = 300;
const ARCHIVE_FILE_BYTES: usize = 48 << 20;
const ARCHIVE_BYTES: usize = 160 << 20;
const ARCHIVE_TEXT_BYTES: usize = 12 << 20;
const ARCHIVE_TIME: Duration = Duration::from_secs(12);
/// The maximum number of warnings that name an attachment; the rest are counted.
const MAX_NAMED: usize = 10;
/// The maximum length of a name as shown, in characters.
const MAX_NAME_CHARS: usize = 120;

/// Extracts a file of a known format within the budget for attachments.
pub(super) type AttachmentReader =
    fn(Format, &Arc<Vec<u8>>, &mut AttachmentBudget) -> Result<Extracted, ExtractError>;

/// The remaining budget for the attachments of one file.
#[derive(Debug)]
pub(super) struct AttachmentBudget {
    depth: usize,
    files: usize,
    /// The maximum size of one file, and of all of them.
    file_bytes: usize,
    bytes: usize,
    pages: usize,
    text: usize,
    time: Duration,
    deadline: Option<Instant>,
    /// The hashes of the files already read.
    seen: HashSet<u64>,
}

impl Default for AttachmentBudget {
    fn default() -> Self {
        let (files, bytes, pages, text) = (MAX_FILES, MAX_BYTES, MAX_PAGES, MAX_TEXT_BYTES);
        Self {
            depth: 0,
            files,
            file_bytes: MAX_FILE_BYTES,
            bytes,
            pages,
            text,
            time: TIME,
            deadline: None,
            seen: HashSet::new(),
        }
    }
}

impl AttachmentBudget {
    /// Returns how many pages and bytes of text of an attachment may be read; `None` for the file itself.
    pub(super) fn room(&self) -> Option<(usize, usize)> {
        (self.depth > 0).then_some((self.pages, self.text))
    }

    /// Returns whether the time for attachments is up.
    pub(super) fn is_late(&self) -> bool {
        self.deadline().is_some_and(|deadline| Instant::now() >= deadline)
    }

    /// Returns when the time for attachments is up; `None` for the file itself.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.deadline.filter(|_| self.depth > 0)
    }

    /// Returns whether these bytes have not been read yet, and records them.
    pub(super) fn is_new(&mut self, bytes: &[u8]) -> bool {
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        self.seen.insert(hasher.finish())
    }

    /// Widens the budget for an archive, unless that is itself within a file.
    pub(super) fn widen_for_archive(&mut self) {
        if self.depth == 0 {
            (self.files, self.file_bytes, self.bytes) = (ARCHIVE_FILES, ARCHIVE_FILE_BYTES, ARCHIVE_BYTES);
            (self.text, self.time) = (ARCHIVE_TEXT_BYTES, ARCHIVE_TIME);
        }
    }

    fn may_begin(&self, packed_bytes: usize) -> bool {
        let is_small = packed_bytes <= self.file_bytes.min(self.bytes);
        let has_room = self.files > 0 && self.pages > 0 && self.text > 0 && self.bytes > 0;
        is_small && has_room && self.depth < MAX_DEPTH && !self.is_over()
    }

    fn is_over(&self) -> bool {
        self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }
}

/// A file within a file.
pub(super) struct AttachedFile<'a> {
    /// The name as shown.
    pub(super) name: &'a str,
    /// The media type, if the outer file says it.
    pub(super) media_type: &'a str,
    /// Its size in the outer file, in bytes.
    pub(super) packed_bytes: usize,
}

/// The files within a file, as they are read.
pub(super) struct AttachedFiles<'a> {
    extracted: &'a mut Extracted,
    budget: &'a mut AttachmentBudget,
    read: AttachmentReader,
    outcome: AttachmentsSummary,
}

/// The result of reading the attachments.
#[derive(Default)]
struct AttachmentsSummary {
    warnings: Vec<String>,
    unnamed: usize,
    /// The number of attachments of unsupported kinds, by extension.
    unread: BTreeMap<String, usize>,
    left_out: usize,
}

impl<'a> AttachedFiles<'a> {
    /// Begins to add the text of files to that of the outer file; `read` reads each.
    pub(super) fn new(
        extracted: &'a mut Extracted,
        budget: &'a mut AttachmentBudget,
        read: AttachmentReader,
    ) -> Self {
        let time = budget.time;
        budget.deadline.get_or_insert_with(|| Instant::now() + time);
        Self { extracted, budget, read, outcome: AttachmentsSummary::default() }
    }

    /// Adds the text of a file, which `unpack` unpacks unless it is larger than the given number of bytes.
    pub(super) fn add(&mut self, file: &AttachedFile<'_>, unpack: impl FnOnce(usize) -> Option<Vec<u8>>) {
        let AttachedFile { name, media_type, packed_bytes } = *file;
        if !self.budget.may_begin(packed_bytes) {
            self.outcome.left_out += 1;
            return;
        }
        let Some(bytes) = unpack(self.budget.file_bytes.min(self.budget.bytes)) else {
            return self.warn(format!("attached file `{name}` is not read: it is damaged or too large"));
        };
        let Some(format) = format(name, media_type, &bytes) else {
            return self.outcome.count_unread(name);
        };
        self.budget.files -= 1;
        self.budget.bytes = self.budget.bytes.saturating_sub(bytes.len());
        if !self.budget.is_new(&bytes) {
            return;
        }
        self.budget.depth += 1;
        let read = catch_panic(|| (self.read)(format, &Arc::new(bytes), self.budget));
        self.budget.depth -= 1;
        match read {
            Some(Ok(inner)) => self.append(name, inner),
            Some(Err(ExtractError::Office(OfficeFault::OldWord))) => self.warn(format!(
                "attached file `{name}` is not read: it is in the format of Word before 2007, and files within \
                 files are not converted: save it as `.docx`"
            )),
            Some(Err(error)) => self.warn(format!("attached file `{name}` is not read: {error}")),
            None => self.warn(format!("attached file `{name}` is not read: it crashes the reader")),
        }
    }

    /// Appends the pages of an attachment to the others, with its name above the first.
    fn append(&mut self, name: &str, inner: Extracted) {
        let Extracted { mut pages, outline, unread, warnings, .. } = inner;
        let offset = self.extracted.pages.len() as u32;
        let heading = format!("{name}\n\n");
        if let Some(first) = pages.first_mut() {
            head(first, &heading);
        }
        self.extracted.outline.push(OutlineEntry {
            label: name.to_owned(),
            page: offset + 1,
            start: 0,
            ..OutlineEntry::default()
        });
        let moved = |entry: OutlineEntry| {
            let start = entry.start + if entry.page == 1 { heading.len() } else { 0 };
            OutlineEntry { page: offset + entry.page, start, ..entry }
        };
        self.extracted.outline.extend(outline.into_iter().map(moved));
        self.budget.pages = self.budget.pages.saturating_sub(pages.len());
        self.budget.text = self.budget.text.saturating_sub(pages.iter().map(|page| page.text.len()).sum());
        let numbered = |(page, number): (Page, u32)| Page { number, ..page };
        self.extracted.pages.extend(pages.into_iter().zip(offset + 1..).map(numbered));
        for warning in warnings {
            self.warn(format!("attached file `{name}`: {warning}"));
        }
        if !unread.is_empty() {
            let count = unread.len();
            self.warn(format!("attached file `{name}`: text in images is not recognized, pages {count}"));
        }
    }

    /// Adds a warning.
    pub(super) fn warn(&mut self, warning: String) {
        self.outcome.warn(warning);
    }

    /// Adds the warnings about what was not read.
    pub(super) fn finish(self) {
        self.outcome.add_warnings(&mut self.extracted.warnings);
    }
}

/// Returns the name of a file within a file as it is shown: without folders, on one line, of bounded length.
pub(super) fn shown_name(name: &str) -> String {
    let name = name.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next().unwrap_or_default();
    let is_plain = |c: &char| !c.is_control();
    let name: String = name.trim().replace('`', "'").chars().filter(is_plain).collect();
    let name = if name.is_empty() { "attachment".to_owned() } else { name };
    beginning(&name, MAX_NAME_CHARS).unwrap_or(name)
}

/// Inserts a heading above the text of a page.
fn head(page: &mut Page, heading: &str) {
    page.text.insert_str(0, heading);
    for edit in &mut page.edits {
        (edit.start, edit.end) = (edit.start + heading.len(), edit.end + heading.len());
    }
    for span in &mut page.struck {
        (span.start, span.end) = (span.start + heading.len(), span.end + heading.len());
    }
}

/// Returns the format of a file, by its content, name and media type; `None` if it is not read.
fn format(name: &str, media_type: &str, bytes: &[u8]) -> Option<Format> {
    if bytes.starts_with(b"%PDF-") {
        return Some(Format::Pdf);
    }
    let ending = ending(name);
    match (ending.as_str(), media_type) {
        ("text", _) => Some(Format::Text),
        ("", media_type) => Format::from_media_type(media_type).filter(|format| *format != Format::Json),
        _ => Format::from_extension(&ending),
    }
}

fn ending(name: &str) -> String {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_plain = ending.len() <= 8 && ending.chars().all(|c| c.is_ascii_alphanumeric());
    if is_plain { ending.to_lowercase() } else { String::new() }
}

impl AttachmentsSummary {
    fn warn(&mut self, warning: String) {
        if self.warnings.len() < MAX_NAMED {
            self.warnings.push(warning);
        } else {
            self.unnamed += 1;
        }
    }

    fn count_unread(&mut self, name: &str) {
        let ending = Some(ending(name)).filter(|ending| !ending.is_empty());
        *self.unread.entry(ending.unwrap_or_else(|| "no ending".to_owned())).or_default() += 1;
    }

    fn add_warnings(self, warnings: &mut Vec<String>) {
        let files = |count: usize| {
            if count == 1 { "1 attached file".to_owned() } else { format!("{count} attached files") }
        };
        warnings.extend(self.warnings);
        if self.unnamed > 0 {
            warnings.push(format!("{} more warnings about attached files", self.unnamed));
        }
        if !self.unread.is_empty() {
            let kinds: Vec<String> =
                self.unread.iter().map(|(ending, count)| format!("{ending} {count}")).collect();
            let count = files(self.unread.values().sum());
            warnings.push(format!("{count} of unsupported kinds: {}", kinds.join(", ")));
        }
        if self.left_out > 0 {
            warnings.push(format!("{} skipped: too many, too large or too deep", files(self.left_out)));
        }
    }
}
