//! Reads the properties that office programs store beside a text: title and language.
//!
//! Whether a title is a real one is decided by `titles`. Invariant: the dates of a file are ignored, as they
//! say when its template was made or when it was last saved.

use crate::{
    document::{Language, Metadata},
    extract::{
        frontmatter::fold,
        office::xml::{self, XmlStep},
        titles,
    },
};

/// The maximum length of a property, in bytes.
const MAX_BYTES: usize = 4_096;

/// Reads `docProps/core.xml` or `meta.xml`.
pub(super) fn read(source: &str) -> Metadata {
    let (mut title, mut language, mut open) = (String::new(), String::new(), String::new());
    xml::walk_intact(source, &mut |step| match step {
        XmlStep::Open(tag) if tag.prefix() == "dc" => tag.name().clone_into(&mut open),
        XmlStep::Open(_) | XmlStep::Close(_) => open.clear(),
        XmlStep::Text(text) => match open.as_str() {
            "title" if title.len() + text.len() <= MAX_BYTES => title.push_str(text),
            "language" if language.len() + text.len() <= MAX_BYTES => language.push_str(text),
            _ => {}
        },
    });
    Metadata { title: own_title(&title), language: parsed(&language), ..Metadata::default() }
}

/// Returns a title if a person may have given it.
pub(super) fn own_title(title: &str) -> Option<String> {
    fold(title).filter(|title| titles::is_own(title))
}

/// Parses the name of a language: `pl-PL`.
pub(super) fn parsed(language: &str) -> Option<Language> {
    language.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_real_title_and_a_language_are_read_and_no_date() {
        let read = read(
            "<cp:coreProperties><dc:title> Uchwała \n budżetowa</dc:title><dc:language>pl-PL</dc:language>\
             <dcterms:created>2031-05-03T10:00:00Z</dcterms:created></cp:coreProperties>",
        );
        assert_eq!(read.title.as_deref(), Some("Uchwała budżetowa"));
        assert_eq!((read.language, read.published), (Some(Language::POLISH), None));
        for title in ["Microsoft Word - a.docx", "projekt_3.docx", "Dokument1", ""] {
            assert_eq!(own_title(title), None, "{title}");
        }
    }
}
