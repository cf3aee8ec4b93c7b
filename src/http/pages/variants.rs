//! Links to other documents with the same text, in the form the templates need.
//!
//! Which documents those are is left to `search`.

use crate::{
    http::{
        links,
        locale::Locale,
        pages::{filters, site::Site},
    },
    search::Variant,
};

/// A link to a document with the same text as another.
pub(crate) struct VariantLink {
    pub(crate) href: String,
    /// Its kind and format.
    pub(crate) label: String,
}

impl VariantLink {
    /// Builds the links to the other documents with a text.
    pub(crate) fn all(site: &Site, others: Vec<Variant>) -> Vec<Self> {
        let link = |other: Variant| Self {
            href: site.with_language(links::document(&site.base, &other.id)),
            label: label(site.locale, &other),
        };
        others.into_iter().map(link).collect()
    }
}

fn label(locale: Locale, other: &Variant) -> String {
    let kind = filters::kind(locale, other.kind);
    match other.format {
        Some(format) => format!("{kind} ({})", locale.message(&format!("format-{}", format.as_str()))),
        None => kind,
    }
}
