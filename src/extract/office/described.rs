//! Turns the text of an office document into what an extractor returns: with a title, a day and a kind, and a
//! warning if something ended it early.
//!
//! How these are weighed against each other is left to `ingest`. Invariant: what programs write by themselves
//! is the last resort.

use super::properties;
use crate::{
    document::{Metadata, OutlineEntry, Page},
    extract::{error::OfficeFault, extracted::Extracted, page_kind::PagePlace, plain, posted, titles},
};

/// The text of a document, and what its file says about it.
#[derive(Debug, Default)]
pub(super) struct Described {
    pub(super) page: Page,
    pub(super) outline: Vec<OutlineEntry>,
    pub(super) warnings: Vec<String>,
    /// The properties of the file.
    pub(super) properties: Metadata,
    /// The language of the template.
    pub(super) template_language: Option<String>,
}

impl Described {
    /// Adds what the text says about itself.
    pub(super) fn into_extracted(self) -> Extracted {
        let Self { page, outline, warnings, properties, template_language } = self;
        let from_text = from_text(&page.text, &outline);
        let language = template_language.as_deref().and_then(properties::parsed);
        let fallback = properties.or(Metadata { language, ..Metadata::default() });
        Extracted { from_text, fallback, outline, warnings, pages: vec![page], ..Extracted::default() }
    }
}

/// Decides whether what ended the reading of a text leaves something to keep, and says so.
pub(super) fn note_damage(
    end: Result<(), OfficeFault>,
    page: &Page,
    is_damaged: bool,
    warnings: &mut Vec<String>,
) -> Result<(), OfficeFault> {
    const DAMAGED: &str = "is damaged, so that text may be missing: open it in its program and save it again";
    match end {
        Ok(()) if is_damaged => warnings.push(DAMAGED.to_owned()),
        Ok(()) => {}
        Err(OfficeFault::Full) => warnings.push(OfficeFault::Full.to_string()),
        Err(OfficeFault::Damaged | OfficeFault::Incomplete) if !page.text.is_empty() => {
            warnings.push(DAMAGED.to_owned());
        }
        Err(fault) => return Err(fault),
    }
    Ok(())
}

/// Guesses metadata from the text: from its first heading that is a title, or from its first lines.
fn from_text(text: &str, outline: &[OutlineEntry]) -> Metadata {
    let is_title = |label: &str| titles::letter_day(label).is_none() && !titles::is_placeholder(label);
    let Some(heading) = outline.iter().find(|entry| is_title(&entry.label)) else {
        return plain::from_text(text);
    };
    let title = heading.label.trim_end_matches(|c: char| "⁰¹²³⁴⁵⁶⁷⁸⁹⁾".contains(c)).trim_end();
    let place = PagePlace { title, ..PagePlace::default() };
    let (kind, published) = (place.kind(text), posted::labeled(text));
    Metadata { title: Some(title.to_owned()), published, kind, ..Metadata::default() }
}
