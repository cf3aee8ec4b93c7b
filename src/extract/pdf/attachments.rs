//! Finds files inside a PDF: attachments and the members of a portfolio.
//!
//! Reading them, within limits, is left to `attached`. Invariant: a tree of names that leads in a circle ends.

use std::collections::HashSet;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::{
    objects::{dictionary, get, string},
    strings,
};
use crate::extract::{
    attached::{AttachedFile, AttachedFiles, AttachmentBudget, AttachmentReader, shown_name},
    catch_panic::catch_panic,
    extracted::Extracted,
};

/// The maximum number of nodes visited in the tree of names, and of annotations.
const MAX_NODES: usize = 20_000;
/// An attachment.
struct Attachment<'a> {
    name: String,
    stream: &'a Stream,
}

/// Adds the text of attachments to the pages, and warnings about the rest.
pub(super) fn add(
    document: &Document,
    extracted: &mut Extracted,
    attachment_budget: &mut AttachmentBudget,
    read: AttachmentReader,
) {
    let found = catch_panic(|| find(document)).unwrap_or_default();
    if found.is_empty() {
        return;
    }
    let mut files = AttachedFiles::new(extracted, attachment_budget, read);
    for Attachment { name, stream } in &found {
        let kind = stream.dict.get(b"Subtype").and_then(Object::as_name).unwrap_or_default();
        let media_type = std::str::from_utf8(kind).unwrap_or_default();
        let file = AttachedFile { name, media_type, packed_bytes: stream.content.len() };
        files.add(&file, |most| catch_panic(|| stream.get_plain_content_with_limit(most).ok()).flatten());
    }
    files.finish();
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
    Some((id, Attachment { name: shown_name(&name), stream }))
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
