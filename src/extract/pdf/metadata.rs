//! Reads the metadata of a PDF: title and language.
//!
//! They come from the XMP packet, the Info dictionary and the catalog. How text is encoded and which titles
//! are not real ones is left to `strings` and `titles`, and how a packet is read to `xmp`.

mod xmp;

use lopdf::{Document, Object};

use super::{
    objects::{get, string},
    strings,
};
use crate::{document::Metadata, extract::titles};

/// The maximum size of a packet, in bytes: the largest measured has 12 KB.
const MAX_PACKET_BYTES: usize = 1 << 20;

/// Reads the metadata.
///
/// XMP takes precedence for the title, as it is always Unicode and since PDF 2.0 the only place for it. The
/// date on which the file was created is ignored: it is that of a scan or a printout.
pub(super) fn read(document: &Document) -> Metadata {
    let packet = packet(document).unwrap_or_default();
    let info = |key| string(document, get(document, &document.trailer, "Info")?.as_dict().ok()?, key);
    let title = |title: &String| titles::is_own(title);
    let language = |tag: String| tag.parse().ok();
    Metadata {
        title: xmp::title(&packet).filter(title).or_else(|| info("Title").map(strings::decode).filter(title)),
        language: catalogue_language(document)
            .and_then(language)
            .or_else(|| xmp::language(&packet).and_then(language)),
        ..Metadata::default()
    }
}

fn catalogue_language(document: &Document) -> Option<String> {
    string(document, document.catalog().ok()?, "Lang").map(strings::decode)
}

fn packet(document: &Document) -> Option<String> {
    let stream = get(document, document.catalog().ok()?, "Metadata").map(Object::as_stream)?.ok()?;
    let bytes = stream.get_plain_content_with_limit(MAX_PACKET_BYTES).ok()?;
    Some(strings::decode(&bytes))
}

#[cfg(test)]
mod tests {
    use lopdf::{Stream, dictionary};

    use super::*;

    #[test]
    fn the_packet_provides_what_info_lacks() {
        let mut document = Document::with_version("1.7");
        let packet = "<rdf:Description xmp:CreateDate='2021-06-01'><dc:title><rdf:Alt>\
            <rdf:li xml:lang='x-default'>Uchwała budżetowa</rdf:li></rdf:Alt></dc:title></rdf:Description>";
        let packet = document.add_object(Stream::new(dictionary! {}, packet.into()));
        let catalogue = dictionary! { "Metadata" => packet, "Lang" => Object::string_literal("pl-PL") };
        let catalogue = document.add_object(catalogue);
        document.trailer.set("Root", catalogue);
        let info = document.add_object(dictionary! { "Title" => Object::string_literal("uchwala.doc") });
        document.trailer.set("Info", info);
        let read = read(&document);
        assert_eq!(read.title.as_deref(), Some("Uchwała budżetowa"));
        assert_eq!(read.published, None, "the creation date of a file is not its publication date");
        assert_eq!(read.language.map(|language| language.to_string()).as_deref(), Some("pl"));
    }

    #[test]
    fn a_file_without_a_catalog_has_no_metadata() {
        assert_eq!(read(&Document::new()), Metadata::default());
    }
}
