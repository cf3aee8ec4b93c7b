//! Extracts files inside a PDF: attachments and the members of a portfolio.
//!
//! Readable ones become further pages after those of the file, each with its name as a heading; others, and
//! those beyond the limits, are reported in a warning. Invariants: the number, depth, size and time are
//! bounded for all attachments of a file together; a file that contains itself is read once.

use std::{
    collections::{BTreeMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
    time::{Duration, Instant},
};

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::{
    catch_panic::catch_panic,
    objects::{dictionary, get, string},
    strings,
};
use crate::{
    document::{Format, OutlineEntry, Page, beginning},
    extract::{error::ExtractError, extracted::Extracted, html, markdown, plain},
};

/// The maximum number of attachments; the maximum depth follows: files within files within files are skipped.
const MAX_FILES: usize = 50;
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
/// The maximum number of nodes visited in the tree of names, and of annotations.
const MAX_NODES: usize = 20_000;
/// The maximum number of warnings that name an attachment; the rest are counted.
const MAX_NAMED: usize = 10;
/// The maximum length of a name as shown, in characters.
const MAX_NAME_CHARS: usize = 120;

/// Extracts a PDF within the budget for attachments.
pub(super) type PdfReader = fn(&Arc<Vec<u8>>, &mut AttachmentBudget) -> Result<Extracted, ExtractError>;

/// The remaining budget for the attachments of one file.
#[derive(Debug)]
pub(super) struct AttachmentBudget {
    depth: usize,
    files: usize,
    bytes: usize,
    pages: usize,
    text: usize,
    deadline: Option<Instant>,
    /// The hashes of the files already read.
    seen: HashSet<u64>,
}

impl Default for AttachmentBudget {
    fn default() -> Self {
        let (files, bytes, pages, text) = (MAX_FILES, MAX_BYTES, MAX_PAGES, MAX_TEXT_BYTES);
        Self { depth: 0, files, bytes, pages, text, deadline: None, seen: HashSet::new() }
    }
}

impl AttachmentBudget {
    /// Returns how many pages and bytes of text of an attachment may be read; `None` for the file itself.
    pub(super) fn room(&self) -> Option<(usize, usize)> {
        (self.depth > 0).then_some((self.pages, self.text))
    }

    /// Returns whether the time for attachments is up.
    pub(super) fn is_late(&self) -> bool {
        self.depth > 0 && self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    /// Returns whether these bytes have not been read yet, and records them.
    pub(super) fn is_new(&mut self, bytes: &[u8]) -> bool {
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        self.seen.insert(hasher.finish())
    }

    fn may_begin(&self, stream: &Stream) -> bool {
        let is_small = stream.content.len() <= MAX_FILE_BYTES.min(self.bytes);
        let has_room = self.files > 0 && self.pages > 0 && self.text > 0 && self.bytes > 0;
        is_small && has_room && self.depth < MAX_DEPTH && !self.is_over()
    }

    fn is_over(&self) -> bool {
        self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }
}

/// An attachment.
struct Attachment<'a> {
    name: String,
    stream: &'a Stream,
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

/// Adds the text of attachments to the pages, and warnings about the rest.
///
/// `read_pdf` reads those that are PDFs.
pub(super) fn add(
    document: &Document,
    extracted: &mut Extracted,
    attachment_budget: &mut AttachmentBudget,
    read_pdf: PdfReader,
) {
    let found = catch_panic(|| find(document)).unwrap_or_default();
    if found.is_empty() {
        return;
    }
    attachment_budget.deadline.get_or_insert_with(|| Instant::now() + TIME);
    let mut outcome = AttachmentsSummary::default();
    for attached in &found {
        read(attached, extracted, attachment_budget, read_pdf, &mut outcome);
    }
    outcome.add_warnings(&mut extracted.warnings);
}

fn read(
    attached: &Attachment<'_>,
    extracted: &mut Extracted,
    attachment_budget: &mut AttachmentBudget,
    read_pdf: PdfReader,
    outcome: &mut AttachmentsSummary,
) {
    let Attachment { name, stream } = attached;
    if !attachment_budget.may_begin(stream) {
        outcome.left_out += 1;
        return;
    }
    let most = MAX_FILE_BYTES.min(attachment_budget.bytes);
    let Some(bytes) = catch_panic(|| stream.get_plain_content_with_limit(most).ok()).flatten() else {
        return outcome.warn(format!("attached file `{name}` is not read: it is damaged or too large"));
    };
    let Some(format) = format(name, stream, &bytes) else {
        return outcome.count_unread(name);
    };
    attachment_budget.files -= 1;
    attachment_budget.bytes = attachment_budget.bytes.saturating_sub(bytes.len());
    if !attachment_budget.is_new(&bytes) {
        return;
    }
    attachment_budget.depth += 1;
    let read = catch_panic(|| match format {
        Format::Pdf => read_pdf(&Arc::new(bytes), attachment_budget),
        Format::Html => html::extract(&bytes),
        Format::Markdown => markdown::extract(&bytes),
        _ => plain::extract(&bytes),
    });
    attachment_budget.depth -= 1;
    match read {
        Some(Ok(inner)) => append(extracted, name, inner, attachment_budget, outcome),
        Some(Err(error)) => outcome.warn(format!("attached file `{name}` is not read: {error}")),
        None => outcome.warn(format!("attached file `{name}` is not read: it crashes the reader")),
    }
}

/// Appends the pages of an attachment to the others, with its name above the first.
fn append(
    extracted: &mut Extracted,
    name: &str,
    inner: Extracted,
    attachment_budget: &mut AttachmentBudget,
    outcome: &mut AttachmentsSummary,
) {
    let Extracted { mut pages, outline, unread, warnings, .. } = inner;
    let offset = extracted.pages.len() as u32;
    let heading = format!("{name}\n\n");
    if let Some(first) = pages.first_mut() {
        head(first, &heading);
    }
    extracted.outline.push(OutlineEntry {
        label: name.to_owned(),
        page: offset + 1,
        start: 0,
        ..OutlineEntry::default()
    });
    let moved = |entry: OutlineEntry| {
        let start = entry.start + if entry.page == 1 { heading.len() } else { 0 };
        OutlineEntry { page: offset + entry.page, start, ..entry }
    };
    extracted.outline.extend(outline.into_iter().map(moved));
    attachment_budget.pages = attachment_budget.pages.saturating_sub(pages.len());
    attachment_budget.text =
        attachment_budget.text.saturating_sub(pages.iter().map(|page| page.text.len()).sum());
    let numbered = |(page, number): (Page, u32)| Page { number, ..page };
    extracted.pages.extend(pages.into_iter().zip(offset + 1..).map(numbered));
    for warning in warnings {
        outcome.warn(format!("attached file `{name}`: {warning}"));
    }
    if !unread.is_empty() {
        let count = unread.len();
        outcome.warn(format!("attached file `{name}`: text in images is not recognized, pages {count}"));
    }
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

/// Returns the format of an attachment, by its content and name; `None` if it is not read.
fn format(name: &str, stream: &Stream, bytes: &[u8]) -> Option<Format> {
    if bytes.starts_with(b"%PDF-") {
        return Some(Format::Pdf);
    }
    let kind = stream.dict.get(b"Subtype").and_then(Object::as_name).unwrap_or_default();
    match ending(name).as_str() {
        "pdf" => Some(Format::Pdf),
        "html" | "htm" | "xhtml" => Some(Format::Html),
        "md" | "markdown" => Some(Format::Markdown),
        "txt" | "text" => Some(Format::Text),
        "" if kind == b"text/plain" => Some(Format::Text),
        "" if kind == b"text/html" => Some(Format::Html),
        _ => None,
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

/// Returns the attachments in file order, each once.
fn find(document: &Document) -> Vec<Attachment<'_>> {
    let Ok(catalogue) = document.catalog() else { return Vec::new() };
    let mut specifications = named(document, catalogue);
    specifications.extend(array(document, catalogue, "AF"));
    specifications.extend(pinned(document));
    let mut seen = HashSet::new();
    let attached = specifications.into_iter().filter_map(|specification| {
        let (id, attached) = file(document, specification)?;
        seen.insert(id).then_some(attached)
    });
    attached.take(MAX_NODES).collect()
}

/// Returns the file that a specification embeds.
fn file<'a>(document: &'a Document, specification: &'a Object) -> Option<(Option<ObjectId>, Attachment<'a>)> {
    let specification = document.dereference(specification).ok()?.1.as_dict().ok()?;
    let embedded = dictionary(document, specification, "EF")?;
    let key = [b"UF".as_slice(), b"F", b"Unix", b"DOS", b"Mac"].into_iter().find(|key| embedded.has(key))?;
    let (id, object) = document.dereference(embedded.get(key).ok()?).ok()?;
    let stream = object.as_stream().ok()?;
    let name = ["UF", "F", "Unix", "DOS"].iter().find_map(|key| string(document, specification, key));
    let name = name.map(strings::decode).unwrap_or_default();
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim().replace('`', "'");
    let name = if name.is_empty() { "attachment".to_owned() } else { name };
    Some((id, Attachment { name: beginning(&name, MAX_NAME_CHARS).unwrap_or(name), stream }))
}

/// Returns the specifications in the tree of embedded files.
fn named<'a>(document: &'a Document, catalogue: &'a Dictionary) -> Vec<&'a Object> {
    let root = dictionary(document, catalogue, "Names")
        .and_then(|names| dictionary(document, names, "EmbeddedFiles"));
    let (mut open, mut found, mut visited) = (Vec::from_iter(root), Vec::new(), 0);
    while let Some(node) = open.pop().filter(|_| visited < MAX_NODES && found.len() < MAX_NODES) {
        visited += 1;
        found.extend(array(document, node, "Names").skip(1).step_by(2));
        let kids =
            array(document, node, "Kids").filter_map(|kid| document.dereference(kid).ok()?.1.as_dict().ok());
        let kids: Vec<&Dictionary> = kids.take(MAX_NODES).collect();
        open.extend(kids.into_iter().rev());
        open.truncate(MAX_NODES);
    }
    found
}

/// Returns the specifications attached to pages.
fn pinned(document: &Document) -> Vec<&Object> {
    let pages = document.page_iter().take(MAX_NODES).filter_map(|page| document.get_dictionary(page).ok());
    let annotations = pages.flat_map(|page| array(document, page, "Annots"));
    annotations.take(MAX_NODES).filter_map(|annotation| pinned_file(document, annotation)).collect()
}

fn pinned_file<'a>(document: &'a Document, annotation: &'a Object) -> Option<&'a Object> {
    let annotation = document.dereference(annotation).ok()?.1.as_dict().ok()?;
    let kind = annotation.get(b"Subtype").and_then(Object::as_name).ok()?;
    annotation.get(b"FS").ok().filter(|_| kind == b"FileAttachment")
}

fn array<'a>(
    document: &'a Document,
    parent: &'a Dictionary,
    key: &str,
) -> impl Iterator<Item = &'a Object> + use<'a> {
    get(document, parent, key).and_then(|array| array.as_array().ok()).into_iter().flatten()
}

#[cfg(test)]
mod tests;
