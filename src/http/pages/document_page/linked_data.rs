//! The schema.org description of a document, for search engines.
//!
//! Invariants: only names of schema.org; the result is safe inside a `script` element; its size is bounded.

use serde_json::{Value, json};

use crate::{
    document::{ActStatus, CitationRole, Document, Kind, StatusEvidence, shortened},
    http::{links, pages::site::Site},
    search::{DocumentCitations, OutgoingCitation, cited_title},
};

/// Maximum number of characters of a description.
pub(super) const MAX_DESCRIPTION: usize = 300;
/// Maximum number of other acts with the same relation, and of characters of their titles.
const MAX_OTHERS: usize = 20;
const MAX_TITLE: usize = 200;
/// What schema.org calls the values of `legislationLegalForce`, up to the name.
const LEGAL_FORCE: &str = "https://schema.org/";

/// What the description needs besides the document itself.
pub(super) struct LinkedDocument<'a> {
    pub(super) site: &'a Site,
    pub(super) citations: &'a DocumentCitations,
    pub(super) evidence: &'a [StatusEvidence],
    pub(super) canonical: Option<&'a str>,
    pub(super) original: Option<&'a str>,
}

impl LinkedDocument<'_> {
    /// Returns the description as JSON that is safe inside a `script` element.
    pub(super) fn json(&self, document: &Document) -> String {
        let mut data = match document.kind {
            Kind::News => json!({
                "@type": "NewsArticle", "headline": document.title,
                "description": document.lead.as_deref().map(|lead| shortened(lead, MAX_DESCRIPTION)),
                "datePublished": document.published,
            }),
            Kind::Page => {
                json!({"@type": "WebPage", "name": document.title, "datePublished": document.published})
            }
            Kind::Ordinance | Kind::Resolution | Kind::Notice | Kind::Act => self.legislation(document),
        };
        let others = json!({
            "@context": "https://schema.org", "inLanguage": document.language, "url": self.canonical,
            "sameAs": self.original,
        });
        if let (Some(data), Some(others)) = (data.as_object_mut(), others.as_object()) {
            data.extend(others.clone());
            data.retain(|_, value| !value.is_null());
        }
        // Escaped so that nothing in it ends the element or begins another.
        data.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
    }

    fn legislation(&self, document: &Document) -> Value {
        let act = document.act.clone().unwrap_or_default();
        let organ = act.organ.map(|organ| json!({"@type": "GovernmentOrganization", "name": organ}));
        let kind = act.kind.unwrap_or_else(|| document.kind.as_str().to_owned());
        let consolidated = self.others(&[CitationRole::Consolidates]);
        json!({
            "@type": "Legislation", "name": document.title, "legislationIdentifier": act.number,
            "legislationType": kind, "legislationDate": act.date, "legislationPassedBy": organ,
            // A consolidated text says what holds on the day of its publication.
            "legislationDateVersion": act.date.filter(|_| consolidated.is_some()),
            "legislationChanges": self.others(&[CitationRole::Amends, CitationRole::Repeals]),
            "legislationApplies": self.others(&[CitationRole::Implements]),
            "legislationConsolidates": consolidated,
            "legislationLegalForce": act.status.map(|status| self.legal_force(status)),
            "about": act.subject, "datePublished": document.published,
        })
    }

    fn legal_force(&self, status: ActStatus) -> String {
        let is_partly_repealed = self.evidence.iter().any(|one| one.partial);
        let name = match status {
            ActStatus::Repealed => "NotInForce",
            ActStatus::Amended if is_partly_repealed => "PartiallyInForce",
            ActStatus::InForce | ActStatus::Amended => "InForce",
        };
        format!("{LEGAL_FORCE}{name}")
    }

    /// Returns the acts that the document cites in one of these roles, each once.
    fn others(&self, roles: &[CitationRole]) -> Option<Vec<Value>> {
        let mut others: Vec<Value> = Vec::new();
        for citation in self.citations.cites.iter().filter(|citation| roles.contains(&citation.role)) {
            let other = self.other(citation);
            if !others.contains(&other) {
                others.push(other);
            }
            if others.len() == MAX_OTHERS {
                break;
            }
        }
        (!others.is_empty()).then_some(others)
    }

    fn other(&self, citation: &OutgoingCitation) -> Value {
        let (name, title) = cited_title(&citation.act);
        let name: Vec<String> = name.into_iter().chain(title.map(str::to_owned)).collect();
        let name = if name.is_empty() { citation.text.clone() } else { name.join(" ") };
        let page = citation
            .target
            .as_ref()
            .and_then(|id| self.site.canonical(&links::document(&self.site.base, id)));
        let mut other = json!({
            "name": shortened(&name, MAX_TITLE), "@type": "Legislation",
            "legislationIdentifier": citation.act.number, "legislationType": citation.act.kind,
            "legislationDate": citation.act.date, "url": page, "sameAs": citation.eli,
        });
        if let Some(other) = other.as_object_mut() {
            other.retain(|_, value| !value.is_null());
        }
        other
    }
}
