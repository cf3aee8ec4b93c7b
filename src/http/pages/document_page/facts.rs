//! The data of a document as facts with labels.

use jiff::civil::Date;

use crate::{
    document::{Document, Kind, shortened},
    http::{
        links,
        pages::{filters, results::DisplayDate, site::Site},
    },
    search::ParentAct,
};

/// Maximum number of characters of the legal basis on the page: some ten lines.
const MAX_BASIS: usize = 800;

/// A piece of metadata of the document.
pub(crate) struct Fact {
    pub(crate) label: String,
    pub(crate) text: String,
    /// The language of the text, if it differs from that of the page.
    pub(crate) language: Option<String>,
    /// The class of a text that is shown as a label.
    pub(crate) class: Option<&'static str>,
    /// Where the text leads.
    pub(crate) href: Option<String>,
    /// What must be known to understand it.
    pub(crate) note: Option<String>,
}

/// Returns the facts about a document; the status of an act is that of a day, or of today.
pub(super) fn facts(
    site: &Site,
    document: &Document,
    as_of: Option<Date>,
    parent: Option<ParentAct>,
) -> Vec<Fact> {
    let locale = site.locale;
    let act = document.act.clone().unwrap_or_default();
    let day = |date: Date| DisplayDate::new(locale, date).text;
    let districts = (!document.districts.is_empty()).then(|| document.districts.join(", "));
    // Texts taken from the document are in its language.
    let own = document.language.as_str();
    let facts = [
        ("fact-kind", None, Some(filters::kind(locale, document.kind))),
        ("fact-act-kind", Some(own), act.kind.filter(|_| document.kind == Kind::Act)),
        ("fact-number", None, act.number),
        ("fact-session", None, act.session),
        ("fact-organ", Some(own), act.organ),
        ("fact-date", None, act.date.map(day)),
        ("fact-in-force-from", None, act.in_force_from.map(day)),
        ("fact-published", None, document.published.map(day)),
        ("fact-subject", Some(own), act.subject),
        ("fact-legal-basis", Some(own), act.legal_basis.map(|basis| shortened(&basis, MAX_BASIS))),
        ("fact-districts", None, districts),
    ];
    let plain = |(label, language, text): (&str, Option<&str>, Option<String>)| {
        let language = language.filter(|language| *language != locale.tag()).map(str::to_owned);
        Some(Fact { language, ..Fact::new(site, label, text?) })
    };
    let status = act.status.map(|status| Fact {
        class: Some(filters::status_class(status)),
        note: Some(status_note(site, as_of)),
        ..Fact::new(site, "fact-status", filters::status(locale, status))
    });
    let mut facts: Vec<Fact> = facts.into_iter().filter_map(plain).chain(status).collect();
    facts.extend(parent_fact(site, act.parent, parent));
    facts
}

/// Returns what must be known of a status: the day it is of, and what it rests on.
fn status_note(site: &Site, as_of: Option<Date>) -> String {
    let note = site.message("status-note");
    match as_of {
        Some(day) => {
            format!("{}. {note}", site.locale.message_with("as-of-day", "day", site.locale.date(day)))
        }
        None => note,
    }
}

/// Returns what the document is attached to, as a link if that is known.
fn parent_fact(site: &Site, number: Option<String>, parent: Option<ParentAct>) -> Option<Fact> {
    if let Some(ParentAct { id, title }) = parent {
        let href = Some(site.with_language(links::document(&site.base, &id)));
        return Some(Fact { href, ..Fact::new(site, "fact-parent", title) });
    }
    let text = site.locale.message_with("act-number", "number", number?);
    Some(Fact::new(site, "fact-parent", text))
}

impl Fact {
    fn new(site: &Site, label: &str, text: String) -> Self {
        let label = site.message(label);
        Self { label, text, language: None, class: None, href: None, note: None }
    }
}
