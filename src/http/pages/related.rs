//! The list of related documents on the page of a document, in the form the template needs.
//!
//! Which documents are related, and why, is left to `search`.

use crate::{
    http::{
        links,
        locale::Locale,
        pages::{filters, results::DisplayDate, site::Site},
    },
    search::{RelatedDocument, RelationReason},
};

/// A document related to the one on the page.
pub(crate) struct RelatedLink {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) language: String,
    pub(crate) kind: String,
    pub(crate) date: Option<DisplayDate>,
    /// Why it is related, in the language of the page.
    pub(crate) reasons: Option<String>,
}

impl RelatedLink {
    /// Builds the link to a related document.
    pub(crate) fn new(site: &Site, other: RelatedDocument) -> Self {
        let reasons: Vec<String> = other.reasons.iter().map(|reason| text(site.locale, reason)).collect();
        Self {
            href: site.with_language(links::document(&site.base, &other.id)),
            title: other.title,
            language: other.language.to_string(),
            kind: filters::kind(site.locale, other.kind),
            date: other.published.map(|date| DisplayDate::new(site.locale, date)),
            reasons: (!reasons.is_empty()).then(|| reasons.join("; ")),
        }
    }
}

/// Returns a reason in words.
fn text(locale: Locale, reason: &RelationReason) -> String {
    match reason {
        RelationReason::Parent => locale.message("reason-parent"),
        RelationReason::Attached => locale.message("reason-attached"),
        RelationReason::SameNumber { number } => locale.message_with("reason-same-number", "number", number),
        RelationReason::Names { number } => locale.message_with("reason-names", "number", number),
        RelationReason::NamedBy { number } => locale.message_with("reason-named-by", "number", number),
        RelationReason::Words { words } => locale.message_with("reason-words", "words", words.join(", ")),
        RelationReason::NearlySame => locale.message("reason-nearly-same"),
        RelationReason::Meaning => locale.message("reason-meaning"),
        RelationReason::Organ { .. } => locale.message("reason-organ"),
        RelationReason::Districts { districts } => {
            let message = if districts.len() == 1 { "reason-district" } else { "reason-districts" };
            locale.message_with(message, "districts", districts.join(", "))
        }
    }
}
