//! Example values, built from the real types, so that their shape cannot differ from that of responses.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    document::{Act, CitationRole, CitedAct, Document, DocumentId, Format, Kind, Language, OutlineEntry},
    http::api::{
        listing::{DocumentEntry, DocumentList},
        probes::LifeSign,
    },
    index::Statistics,
    search::{
        DocumentCitations, Facet, FacetCount, Hit, HitHeading, IncomingCitation, MeetingDocument,
        MeetingEntry, MeetingsResponse, OutgoingCitation, QueryInfo, RecurringTopic, Related,
        RelatedDocument, RelationReason, SearchResponse, Snippet, Suggestion, SuggestionKind, Suggestions,
        TopicAct, TopicActRelation, TopicEntry, TopicHistory, TopicYear, Variant,
    },
    view::DocumentView,
};

const TITLE: &str = "Zarządzenie nr 358/2017 Prezydenta Miasta Krakowa z dnia 13 lutego 2017 r.";
const DAY: jiff::civil::Date = jiff::civil::date(2017, 2, 13);

fn id() -> Option<DocumentId> {
    "ordinances/358-2017".parse().ok()
}

fn act() -> Act {
    Act {
        kind: Some("zarządzenie".to_owned()),
        number: Some("358/2017".to_owned()),
        year: Some(2017),
        organ: Some("Prezydent Miasta Krakowa".to_owned()),
        date: Some(DAY),
        subject: Some("w sprawie powołania Konwentu".to_owned()),
        ..Act::default()
    }
}

/// Returns the response to a search with one hit.
pub(super) fn search() -> Option<Value> {
    let query = QueryInfo {
        text: "zarządzenia o konwencie".to_owned(),
        corrected: None,
        suggestion: None,
        suggestion_total: None,
        notes: Vec::new(),
        note_details: Vec::new(),
    };
    let counts = vec![FacetCount { value: "2017".to_owned(), count: 1 }];
    let response = SearchResponse {
        query,
        total: 1,
        page: 1,
        per_page: 10,
        took_ms: 0.8,
        hits: vec![hit()?],
        by_meaning: Vec::new(),
        facets: BTreeMap::from([(Facet::Year, counts)]),
    };
    serde_json::to_value(response).ok()
}

fn hit() -> Option<Hit> {
    let snippet = Snippet {
        text: "Powołuje się Konwent.".to_owned(),
        html: "Powołuje się <mark>Konwent</mark>.".to_owned(),
        highlights: vec![[13, 20]],
        page: Some(1),
        ocr: false,
        section: Some("§ 1".to_owned()),
        anchor: Some("par-1".to_owned()),
    };
    Some(Hit {
        id: id()?,
        kind: Kind::Ordinance,
        language: Language::POLISH,
        url: None,
        published: Some(DAY),
        title: TITLE.to_owned(),
        title_html: TITLE.replacen("Zarządzenie", "<mark>Zarządzenie</mark>", 1),
        heading: Some(HitHeading {
            title: "Zarządzenie nr 358/2017".to_owned(),
            title_html: "<mark>Zarządzenie</mark> nr 358/2017".to_owned(),
            subject_html: act().subject.map(|subject| subject.replace("Konwentu", "<mark>Konwentu</mark>")),
        }),
        score: 17.3,
        act: Some(act()),
        topic: None,
        best_bet: None,
        also: vec![Variant {
            id: "posts/konwent".parse().ok()?,
            kind: Kind::Page,
            format: Some(Format::Html),
        }],
        snippets: vec![snippet],
        explanation: None,
        changed: None,
    })
}

/// Returns a list of one meeting with one topic.
pub(super) fn meetings() -> Option<Value> {
    let meetings = vec![meeting()?];
    serde_json::to_value(MeetingsResponse {
        corrected: None,
        notes: Vec::new(),
        total: 1,
        page: 1,
        per_page: 100,
        meetings,
    })
    .ok()
}

/// Returns the history of that topic.
pub(super) fn topic() -> Option<Value> {
    let meeting = meeting()?;
    let years = [(2019, 1), (2020, 0), (2021, 0), (2022, 1)];
    let years = years.map(|(year, topics)| TopicYear { year, topics }).to_vec();
    let act = TopicAct {
        id: id()?,
        title: TITLE.to_owned(),
        short_title: Some("Zarządzenie nr 358/2017".to_owned()),
        subject: act().subject,
        date: Some(DAY),
        relation: TopicActRelation::Named,
    };
    let topic = meeting.topics.first()?.clone();
    serde_json::to_value(TopicHistory { topic, meeting, years, acts: vec![act] }).ok()
}

fn meeting() -> Option<MeetingEntry> {
    let id: DocumentId = "news/2022-09-27".parse().ok()?;
    let (title, text) = ("Konwent o sprawach dzielnic".to_owned(), "budżet obywatelski".to_owned());
    let recurring = RecurringTopic {
        id: "news/2019-02-21".parse().ok()?,
        topic: "5f0c1a9be27d3846".to_owned(),
        anchor: "temat-3".to_owned(),
        date: Some(jiff::civil::date(2019, 2, 20)),
        body: Some("Konwent".to_owned()),
        text: "harmonogramie budżetu obywatelskiego".to_owned(),
        reason: "wspólne słowa: budżetu obywatelskiego".to_owned(),
        words: vec!["budżetu obywatelskiego".to_owned()],
        acts: Vec::new(),
    };
    let topic = TopicEntry {
        id: "0a1b2c3d4e5f6071".to_owned(),
        html: format!("<mark>{text}</mark>"),
        highlights: vec![[0, text.chars().count()]],
        document: id.clone(),
        anchor: "temat-1".to_owned(),
        page: 1,
        start: 210,
        end: 210 + text.chars().count(),
        acts: Vec::new(),
        recurs: vec![recurring],
        recurs_total: 1,
        recurs_years: vec![2019],
        text,
    };
    let document = MeetingDocument { id: id.clone(), title: title.clone(), url: None, published: Some(DAY) };
    Some(MeetingEntry {
        id,
        title,
        documents: vec![document],
        date: Some(jiff::civil::date(2022, 9, 26)),
        date_end: None,
        time: Some("16:00".to_owned()),
        time_end: None,
        announced: false,
        cancelled: Vec::new(),
        body: Some("Konwent".to_owned()),
        districts: Vec::new(),
        place: Some("Urząd Miasta Krakowa".to_owned()),
        chair: None,
        chair_office: None,
        invited: Vec::new(),
        topics: vec![topic],
    })
}

/// Returns suggestions for `zarzadzenie konw`.
pub(super) fn suggestions() -> Option<Value> {
    let query = Suggestion { text: "zarzadzenie konwentu".to_owned(), kind: SuggestionKind::Query, id: None };
    let title =
        Suggestion { text: TITLE.to_owned(), kind: SuggestionKind::Title, id: id().map(|id| id.to_string()) };
    serde_json::to_value(Suggestions { suggestions: vec![query, title] }).ok()
}

/// Returns the citations of a document.
pub(super) fn citations() -> Option<Value> {
    let act = CitedAct {
        kind: Some("zarządzenie".to_owned()),
        number: Some("12/2016".to_owned()),
        date: Some(DAY),
        organ: Some("Prezydent Miasta Krakowa".to_owned()),
        title: Some("w sprawie Konwentu".to_owned()),
        journals: Vec::new(),
    };
    let text = "zarządzenia nr 12/2016 Prezydenta Miasta Krakowa w sprawie Konwentu".to_owned();
    let cites = OutgoingCitation {
        act,
        role: CitationRole::Repeals,
        partial: false,
        effective_from: None,
        target: None,
        eli: None,
        end: 40 + text.chars().count(),
        text,
        page: 1,
        start: 40,
    };
    let cited_by = IncomingCitation {
        id: "news/2022-09-27".parse().ok()?,
        title: "Konwent o sprawach dzielnic".to_owned(),
        short_title: None,
        kind: Kind::News,
        role: CitationRole::Mentions,
        partial: false,
        changes: false,
        effective_from: None,
        date: Some(DAY),
    };
    serde_json::to_value(DocumentCitations { cites: vec![cites], cited_by: vec![cited_by] }).ok()
}

/// Returns a related document.
pub(super) fn related() -> Option<Value> {
    let document = RelatedDocument {
        id: id()?,
        kind: Kind::Ordinance,
        language: Language::POLISH,
        published: Some(DAY),
        title: TITLE.to_owned(),
        score: 0.62,
        reasons: vec![
            RelationReason::Words { words: vec!["konwent".to_owned()] },
            RelationReason::Organ { organ: "Prezydent Miasta Krakowa".to_owned() },
        ],
    };
    serde_json::to_value(Related { also: Vec::new(), related: vec![document] }).ok()
}

/// Returns a document of one page.
pub(super) fn document() -> Option<Value> {
    let document = Document {
        kind: Kind::Ordinance,
        published: Some(DAY),
        act: Some(act()),
        districts: vec!["XI".to_owned()],
        outline: vec![OutlineEntry {
            label: "§ 1".to_owned(), page: 1, start: 0, ..OutlineEntry::default()
        }],
        paginated: true,
        ..Document::new(id()?, TITLE, "§ 1. Powołuje się Konwent.")
    };
    serde_json::to_value(DocumentView::new(&document)).ok()
}

/// Returns a list of one document.
pub(super) fn documents() -> Option<Value> {
    let entry = DocumentEntry {
        id: id()?,
        hash: Some("0f4c1d2e3a5b6978".to_owned()),
        date: jiff::Timestamp::from_second(1_487_000_000).ok(),
        state: "present",
        ocr: None,
    };
    serde_json::to_value(DocumentList { documents: vec![entry], next: id() }).ok()
}

/// Returns the statistics of a small index.
pub(super) fn statistics() -> Option<Value> {
    let count = |name: &str, count| BTreeMap::from([(name.to_owned(), count)]);
    let statistics = Statistics {
        documents: 1,
        kinds: count("ordinance", 1),
        languages: count("pl", 1),
        years: count("2017", 1),
        size_bytes: 48_213,
        analyzer: "1-0a1b2c3d".to_owned(),
    };
    serde_json::to_value(statistics).ok()
}

/// Returns the response of a health check.
pub(super) fn life_sign(status: &'static str) -> Option<Value> {
    serde_json::to_value(LifeSign { status, problem: None }).ok()
}
