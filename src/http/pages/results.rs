//! The list of results, in the form the template needs.
//!
//! Filters are left to `filters`, the spelling of the query to `respelled`, highlighted text to `search`.
//! Invariant: a link to a document carries the query, so that its words are highlighted there.

use crate::{
    document::DocumentId,
    http::{
        links::{self, Paging},
        locale::Locale,
        pages::{filters, respelled::Respelled, site::Site, variants::VariantLink},
    },
    search::{
        Hit, HitHeading, MAX_DEPTH, Mode, SearchResponse, Snippet, Suggestion, SuggestionKind, Topic,
        request::{AS_OF, MODE, QueryPair},
    },
};

/// One page of results.
pub(crate) struct Results {
    /// The number of documents, in words.
    pub(crate) total: String,
    pub(crate) is_empty: bool,
    /// The URL of the first page, if this one lies beyond the last.
    pub(crate) first_page: Option<String>,
    pub(crate) notes: Vec<String>,
    /// What is said about the spelling of the query.
    pub(crate) respelled: Respelled,
    /// Where else to look if nothing was found.
    pub(crate) nearest: Vec<NearestLink>,
    /// The lines above the results on paper.
    pub(crate) printed: Vec<String>,
    /// The URL of the same search without filters and its total, in words, if the filtered search has no
    /// results.
    pub(crate) unfiltered: Option<(String, String)>,
    pub(crate) page: usize,
    pub(crate) start: usize,
    pub(crate) hits: Vec<HitView>,
    /// Documents found by meaning alone, which are no hits.
    pub(crate) by_meaning: Vec<HitView>,
    /// A link to this search in the other mode; `None` if there is no choice of modes.
    pub(crate) other_mode: Option<ModeLink>,
    pub(crate) paging: Paging,
    /// The URL of the feed of this query.
    pub(crate) feed: String,
}

impl Results {
    /// Builds the page; `pairs` are the parameters of the URL, including the language of the page.
    pub(crate) fn new(site: &Site, pairs: &[QueryPair], response: SearchResponse) -> Self {
        let SearchResponse { query, total, page, per_page, hits, by_meaning, .. } = response;
        let respelled = Respelled::new(site, pairs, &query, total);
        let searched = query.corrected.as_deref().unwrap_or(&query.text);
        let day = pairs.iter().find(|(name, value)| name == AS_OF && !value.is_empty());
        let way = ResultLinks { site, query: searched, as_of: day, back: links::back(pairs) };
        let last = total.div_ceil(per_page).min(MAX_DEPTH / per_page);
        let paging = Paging::new(&format!("{}/search", site.base), pairs, page, last);
        let first = paging.pages.first().map(|link| link.href.clone());
        let of_feed = pairs.iter().filter(|(name, _)| {
            !["page", "per_page", "sort", MODE, crate::http::locale::PARAMETER].contains(&name.as_str())
        });
        let views = |hits: Vec<Hit>| hits.into_iter().map(|hit| HitView::new(&way, hit)).collect();
        Self {
            total: site.locale.count("documents-found", total),
            is_empty: total == 0,
            first_page: first.filter(|_| hits.is_empty()),
            notes: query.notes.iter().map(|note| note.text(site.locale)).collect(),
            respelled,
            nearest: Vec::new(),
            unfiltered: None,
            printed: Vec::new(),
            page,
            start: (page - 1) * per_page + 1,
            hits: views(hits),
            by_meaning: views(by_meaning),
            other_mode: None,
            paging,
            feed: format!("{}/feed.atom?{}", site.base, links::query(of_feed)),
        }
    }
}

/// A link to the same search by words alone, or by meaning, too.
pub(crate) struct ModeLink {
    pub(crate) href: String,
    pub(crate) label: String,
}

impl ModeLink {
    /// Returns the link for a search in `mode`, which keeps its filters but begins at its first page.
    pub(crate) fn new(site: &Site, pairs: &[QueryPair], mode: Mode) -> Self {
        let (other, message) = match mode {
            Mode::Both => (Mode::Words, "search-by-words"),
            Mode::Words => (Mode::Both, "search-by-meaning"),
        };
        let asked = (MODE.to_owned(), other.as_str().to_owned());
        let others = pairs.iter().filter(|(name, _)| name != MODE && name != "page");
        let href = links::search(&site.base, others.chain((other != Mode::default()).then_some(&asked)));
        Self { href, label: site.message(message) }
    }
}

/// A link to a suggestion for a query that finds nothing.
pub(crate) struct NearestLink {
    pub(crate) href: String,
    pub(crate) text: String,
}

impl NearestLink {
    pub(crate) fn new(site: &Site, Suggestion { text, kind, id }: Suggestion) -> Self {
        let document = id.as_deref().and_then(|id| id.parse::<DocumentId>().ok());
        let path = match (kind, id, document) {
            (SuggestionKind::Topic, Some(id), _) => links::topic(&site.base, &id),
            (_, _, Some(document)) => links::document(&site.base, &document),
            _ => links::search(&site.base, [&("q".to_owned(), text.clone())]),
        };
        Self { href: site.with_language(path), text }
    }
}

/// One result.
pub(crate) struct HitView {
    pub(crate) href: String,
    /// The URL of the published original, if there is one.
    pub(crate) original: Option<String>,
    pub(crate) language: String,
    pub(crate) title_html: String,
    /// Whether the title is the short one of an act, which has its number.
    pub(crate) is_short: bool,
    /// What the act is about, below a short title.
    pub(crate) subject_html: Option<String>,
    pub(crate) status: Option<StatusView>,
    pub(crate) kind: String,
    pub(crate) date: Option<DisplayDate>,
    pub(crate) number: Option<String>,
    pub(crate) organ: Option<String>,
    /// What an editor says of a recommended document; may be empty.
    pub(crate) best_bet: Option<String>,
    /// Other documents with the same text.
    pub(crate) also: Vec<VariantLink>,
    /// The topic of a meeting that matches.
    pub(crate) topic: Option<TopicLine>,
    pub(crate) snippets: Vec<SnippetView>,
}

/// The topic of a meeting that a hit is about.
pub(crate) struct TopicLine {
    pub(crate) html: String,
    /// The URL of its place in the document.
    pub(crate) href: String,
    /// The body that met.
    pub(crate) body: Option<String>,
    pub(crate) date: Option<DisplayDate>,
}

impl TopicLine {
    fn new(way: &ResultLinks<'_>, document: &str, topic: Topic) -> Self {
        Self {
            html: topic.html,
            href: way.to_anchor(document, &topic.anchor),
            body: topic.meeting,
            date: topic.date.map(|date| DisplayDate::new(way.site.locale, date)),
        }
    }
}

/// The status of an act.
pub(crate) struct StatusView {
    pub(crate) class: &'static str,
    pub(crate) label: String,
}

/// A date, machine-readable and for people.
pub(crate) struct DisplayDate {
    pub(crate) iso: String,
    pub(crate) text: String,
}

impl DisplayDate {
    pub(crate) fn new(locale: Locale, date: jiff::civil::Date) -> Self {
        Self { iso: date.to_string(), text: locale.date(date) }
    }
}

impl HitView {
    fn new(way: &ResultLinks<'_>, hit: Hit) -> Self {
        let site = way.site;
        let own = links::document(&site.base, &hit.id);
        let act = hit.act.unwrap_or_default();
        let day = |date| DisplayDate::new(site.locale, date);
        let is_short = hit.heading.is_some();
        let (title_html, subject_html) = match hit.heading {
            Some(HitHeading { title_html, subject_html, .. }) => (title_html, subject_html),
            None => (hit.title_html, None),
        };
        let status = act.status.map(|status| StatusView {
            class: filters::status_class(status),
            label: filters::status(site.locale, status),
        });
        Self {
            original: links::original(hit.url.as_deref()).map(str::to_owned),
            language: hit.language.to_string(),
            title_html,
            is_short,
            subject_html,
            status,
            kind: filters::kind(site.locale, hit.kind),
            date: hit.published.or(act.date).map(day),
            number: act.number,
            organ: act.organ,
            best_bet: hit.best_bet,
            href: way.to(&own, &[]),
            topic: hit.topic.map(|topic| TopicLine::new(way, &own, topic)),
            also: VariantLink::all(site, hit.also),
            snippets: hit
                .snippets
                .into_iter()
                .map(|snippet| SnippetView::new(way, &own, &hit.title, snippet))
                .collect(),
        }
    }
}

/// Builds links from a search to its documents, with the way back.
struct ResultLinks<'a> {
    site: &'a Site,
    query: &'a str,
    /// The day of the statuses, if it is not today.
    as_of: Option<&'a QueryPair>,
    back: Option<String>,
}

impl ResultLinks<'_> {
    /// Returns the URL of a document with the words of the query highlighted, opened at one of its places.
    fn to(&self, document: &str, place: &[QueryPair]) -> String {
        let query = (!self.query.trim().is_empty()).then(|| ("q".to_owned(), self.query.to_owned()));
        let back = self.back.clone().map(|back| (links::BACK.to_owned(), back));
        let kept = query.into_iter().chain(self.as_of.cloned()).chain(back);
        let pairs: Vec<QueryPair> = kept.chain(place.iter().cloned()).collect();
        let mark = if pairs.is_empty() { "" } else { "?" };
        self.site.with_language(format!("{document}{mark}{}", links::query(&pairs)))
    }

    /// Returns the URL of a document opened at the section or topic with this address.
    fn to_anchor(&self, document: &str, anchor: &str) -> String {
        let place = (links::SECTION.to_owned(), anchor.to_owned());
        format!("{}#{}", self.to(document, &[place]), links::parameter(anchor))
    }

    /// Returns the URL of a document opened at a passage; browsers without text fragments go to its section,
    /// or else to the first match of the page.
    fn to_passage(&self, document: &str, snippet: &Snippet) -> String {
        let page = snippet.page.map(|page| ("page".to_owned(), page.to_string()));
        let section = snippet.anchor.clone().map(|anchor| (links::SECTION.to_owned(), anchor));
        let fragment = match &snippet.anchor {
            Some(anchor) => format!("#{}", links::parameter(anchor)),
            None => format!("#found-{}", snippet.page.unwrap_or(1)),
        };
        let place: Vec<QueryPair> = page.into_iter().chain(section).collect();
        format!("{}{fragment}{}", self.to(document, &place), links::text_directive(&snippet.text))
    }
}

/// A matching passage.
pub(crate) struct SnippetView {
    pub(crate) html: String,
    /// The URL of the passage.
    pub(crate) href: String,
    /// The number of its page, in words.
    pub(crate) page: Option<String>,
    pub(crate) section: Option<String>,
    /// Whether the section has an address, to which the URL leads.
    pub(crate) leads_to_section: bool,
    /// Whether the text was recognized in a scanned page.
    pub(crate) ocr: bool,
}

impl SnippetView {
    /// Builds the view; a section that only repeats the title of the document is left out.
    fn new(way: &ResultLinks<'_>, document: &str, title: &str, snippet: Snippet) -> Self {
        let locale = way.site.locale;
        let href = way.to_passage(document, &snippet);
        let page = snippet.page.map(|number| locale.message_with("page-short", "number", number));
        let section = snippet.section.filter(|section| section != title);
        let leads_to_section = snippet.anchor.is_some();
        Self { html: snippet.html, href, page, section, leads_to_section, ocr: snippet.ocr }
    }
}
