//! Whole searches over a small index: properties that hold whatever the weights are.

use proptest::prelude::*;

use super::{
    minimum_match::MinimumShouldMatch, plan::Plan, postings::SegmentContext, search_hits::SearchHits,
    weighted_query::WeightedQuery, *,
};
use crate::{
    analysis::Analyzer,
    document::{Document, Kind},
    index::{IndexWriter, IndexableDocument as Laid, Snapshot},
};

/// The words of texts and queries: some frequent, some rare, some of one word family.
const WORDS: [&str; 16] = [
    "konwent",
    "konwentu",
    "dzielnica",
    "dzielnicy",
    "budżet",
    "budżetu",
    "obywatelski",
    "zamówienie",
    "zamawiający",
    "park",
    "parku",
    "droga",
    "drogi",
    "rowerowa",
    "uchwała",
    "kraków",
];

fn document(number: usize, title: &str, text: String) -> Document {
    let id = format!("d{number:05}").parse().expect("an id");
    Document { kind: Kind::ALL[number % Kind::ALL.len()], ..Document::new(id, title, text) }
}

/// Returns documents of pseudo-random but fixed words, in several segments.
fn many() -> (tempfile::TempDir, Snapshot) {
    let place = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open(place.path()).expect("an index");
    let mut state = 1_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for number in 0..6_000 {
        let length = 3 + next(30);
        // The square makes the first words frequent and the last ones rare.
        let mut word = || WORDS[next(WORDS.len()) * next(WORDS.len()) / WORDS.len()];
        let text: Vec<&str> = (0..length).map(|_| word()).collect();
        // One word occurs only in titles.
        let title = [word(), if number % 3 == 0 { "plebiscyt" } else { word() }].join(" ");
        writer.add(Laid::new(&document(number, &title, text.join(" ")), None)).expect("added");
        if number % 2_000 == 1_999 {
            writer.commit().expect("committed");
        }
    }
    (place, writer.index().snapshot())
}

fn found(snapshot: &Snapshot, text: &str, page: usize, per_page: usize) -> (usize, Vec<String>) {
    let request = SearchRequest { text: text.to_owned(), page, per_page, ..SearchRequest::default() };
    let request = request.checked().expect("valid");
    let mut analyzer = Analyzer::default();
    let response = search(snapshot, &mut analyzer, (&Bets::default(), None), &request).expect("an answer");
    (response.total, response.hits.into_iter().map(|hit| hit.id.to_string()).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Documents are never wrongly dropped for lack of a chance to be among the first ten: the first ten are
    /// those of the first hundred, and pages are consistent.
    #[test]
    fn a_short_page_is_the_beginning_of_a_long_one(
        words in prop::collection::vec(prop::sample::select([&WORDS[..], &["plebiscyt", "OR", "-park"]].concat()), 1..7),
    ) {
        static MANY: std::sync::LazyLock<(tempfile::TempDir, Snapshot)> = std::sync::LazyLock::new(many);
        let (text, snapshot) = (words.join(" "), &MANY.1);
        let (total, long) = found(snapshot, &text, 1, 100);
        let (first_total, first) = found(snapshot, &text, 1, 10);
        let (_, third) = found(snapshot, &text, 3, 10);
        prop_assert_eq!(total, first_total);
        prop_assert_eq!(&first[..], &long[..first.len()]);
        prop_assert_eq!(&third[..], &long[20.min(long.len())..30.min(long.len())]);
    }
}

/// The rule that one pass must agree with: the requirements are tried one after the other, each over all
/// postings, until a document meets one.
fn found_step_by_step(
    weighted_query: &WeightedQuery<'_>,
    plan: &Plan,
    request: &SearchRequest,
) -> SearchHits {
    let steps = MinimumShouldMatch::steps(plan);
    for (number, step) in steps.iter().enumerate() {
        let segments = SegmentContext::all(weighted_query);
        let steps_of_one = std::slice::from_ref(step);
        let found = matching::find_in_one_pass(weighted_query, &segments, plan, request, steps_of_one);
        let (mut found, _) = found.expect("an answer");
        if found.total > 0 || number + 1 == steps.len() {
            found.relaxed = (number > 0).then(|| step.share());
            return found;
        }
    }
    unreachable!("there is at least one step")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn one_pass_finds_what_trying_one_requirement_after_the_other_finds(
        words in prop::collection::vec(
            prop::sample::select([&WORDS[..], &["plebiscyt", "nieobecność", "budżet-obywatelski", "-park"]].concat()),
            2..8,
        ),
        number in 0..10_usize,
        has_filter in any::<bool>(),
    ) {
        static SPARSE: std::sync::LazyLock<(tempfile::TempDir, Snapshot)> = std::sync::LazyLock::new(sparse);
        let (text, snapshot) = (words.join(" "), &SPARSE.1);
        let request = SearchRequest {
            text: text.clone(),
            facets: vec![Facet::Kind, Facet::Language],
            per_page: 1 + number,
            ..SearchRequest::default()
        };
        let kind = Kind::ALL[number % Kind::ALL.len()].as_str();
        let request = if has_filter { request.with_filter(Facet::Kind, kind) } else { request };
        let plan = Plan::from_text(snapshot, &mut Analyzer::default(), &text);
        let weighted_query = WeightedQuery::new(snapshot, &plan).expect("prepared");
        let found = matching::find(&weighted_query, &SegmentContext::all(&weighted_query), &plan, &request).expect("an answer");
        let expected = found_step_by_step(&weighted_query, &plan, &request);
        prop_assert_eq!(found.total, expected.total);
        prop_assert_eq!(found.top, expected.top);
        prop_assert_eq!(found.facets, expected.facets);
        prop_assert_eq!((found.minimum_match, found.relaxed), (expected.minimum_match, expected.relaxed));
    }
}

/// Returns documents of one to four words each, in several segments of several windows, so that few contain
/// much of a query and those may come late.
fn sparse() -> (tempfile::TempDir, Snapshot) {
    let place = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open(place.path()).expect("an index");
    let mut state = 3_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for number in 0..15_000 {
        // Documents with several words come late, and those with most words last.
        let length = 1 + next(2) + usize::from(number % 6_000 > 4_500) + usize::from(number > 13_000);
        let text: Vec<&str> = (0..length).map(|_| WORDS[next(WORDS.len())]).collect();
        writer.add(Laid::new(&document(number, "Obrady", text.join(" ")), None)).expect("added");
        if number % 6_000 == 5_999 {
            writer.commit().expect("committed");
        }
    }
    for number in (0..15_000).step_by(7) {
        writer.delete(&format!("d{number:05}").parse().expect("an id")).expect("deleted");
    }
    writer.commit().expect("committed");
    (place, writer.index().snapshot())
}

#[test]
fn every_form_of_a_noun_finds_the_same_documents() {
    let place = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open(place.path()).expect("an index");
    // Nouns with one lemma whose forms do not fold to any other word, in singular and plural forms.
    let paradigms: [&[&str]; 6] = [
        &["konwent", "konwentu", "konwencie", "konwenty", "konwentów", "konwentami"],
        &["chodnik", "chodnika", "chodnikiem", "chodników", "chodnikami", "chodnikach"],
        &["mieszkaniec", "mieszkańca", "mieszkańcowi", "mieszkańców", "mieszkańcami", "mieszkańcach"],
        &["ścieżka", "ścieżki", "ścieżkę", "ścieżką", "ścieżkami", "ścieżkach"],
        &["przystanek", "przystanku", "przystankiem", "przystanków", "przystankami", "przystankach"],
        &["żłobek", "żłobka", "żłobkiem", "żłobków", "żłobkami", "żłobkach"],
    ];
    for (number, form) in paradigms.iter().copied().flatten().enumerate() {
        let text = format!("Radni mówili, że {form} jest potrzebny w każdej dzielnicy.");
        writer.add(Laid::new(&document(number, "Obrady", text), None)).expect("added");
    }
    writer.commit().expect("committed");
    let snapshot = writer.index().snapshot();
    for forms in paradigms {
        let mut expected = found(&snapshot, forms[0], 1, 100).1;
        expected.sort_unstable();
        assert_eq!(expected.len(), forms.len(), "{}", forms[0]);
        for form in forms {
            for typed in [(*form).to_owned(), crate::analysis::unaccented(form)] {
                let mut ids = found(&snapshot, &typed, 1, 100).1;
                ids.sort_unstable();
                assert_eq!(ids, expected, "{typed}");
            }
        }
    }
}

#[test]
fn documents_with_the_typed_form_come_first() {
    let place = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open(place.path()).expect("an index");
    for (number, text) in ["O konwencie.", "O konwentach.", "O konwentu."].into_iter().enumerate() {
        writer.add(Laid::new(&document(number, "Obrady", text.to_owned()), None)).expect("added");
    }
    writer.commit().expect("committed");
    let snapshot = writer.index().snapshot();
    for (typed, first) in [("konwencie", "d00000"), ("konwentach", "d00001"), ("konwentu", "d00002")] {
        assert_eq!(found(&snapshot, typed, 1, 10).1[0], first, "{typed}");
    }
}

#[test]
fn news_fade_with_age_and_acts_do_not() {
    let place = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open(place.path()).expect("an index");
    for (number, (kind, year)) in
        [(Kind::News, 2010), (Kind::News, 2024), (Kind::Ordinance, 2010), (Kind::Ordinance, 2024)]
            .into_iter()
            .enumerate()
    {
        let mut document = document(number, "Obrady", "O konwencie.".to_owned());
        (document.kind, document.published) = (kind, Some(jiff::civil::date(year, 5, 1)));
        writer.add(Laid::new(&document, None)).expect("added");
    }
    writer.commit().expect("committed");
    let snapshot = writer.index().snapshot();
    assert_eq!(found(&snapshot, "konwent", 1, 10).1, ["d00001", "d00002", "d00003", "d00000"]);
    let lifted = found(&snapshot, "zarządzenie lub konwent?", 1, 10).1;
    assert_eq!(lifted[..2], ["d00002", "d00003"]);
}

/// Searches a small index with a limit on the cost of phrases.
fn found_within(snapshot: &Snapshot, text: &str, looks: u64) -> (usize, budget::QueryCut) {
    let request = SearchRequest { text: text.to_owned(), ..SearchRequest::default() };
    let plan = Plan::from_text(snapshot, &mut Analyzer::default(), text);
    let mut weighted_query = WeightedQuery::new(snapshot, &plan).expect("prepared");
    let cut = budget::fit(&mut weighted_query.wanted, &mut weighted_query.excluded, looks);
    (
        matching::find(&weighted_query, &SegmentContext::all(&weighted_query), &plan, &request)
            .expect("an answer")
            .total,
        cut,
    )
}

/// Whether a text contains the words in order.
fn holds(text: &str, phrase: &[&str]) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    words.windows(phrase.len()).any(|row| row == phrase)
}

/// Texts of few words, so that many contain the same ones in another order.
fn crowded() -> (tempfile::TempDir, Snapshot, Vec<String>) {
    let place = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open(place.path()).expect("an index");
    let (mut state, mut texts) = (7_u64, Vec::new());
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for number in 0..500 {
        let words: Vec<&str> = (0..2 + next(12)).map(|_| ["w", "z", "o", "park", "droga"][next(5)]).collect();
        texts.push(words.join(" "));
        writer.add(Laid::new(&document(number, "Obrady", words.join(" ")), None)).expect("added");
        if number == 249 {
            writer.commit().expect("committed");
        }
    }
    writer.commit().expect("committed");
    let snapshot = writer.index().snapshot();
    (place, snapshot, texts)
}

static CROWDED: std::sync::LazyLock<(tempfile::TempDir, Snapshot, Vec<String>)> =
    std::sync::LazyLock::new(crowded);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn phrases_find_texts_that_contain_their_words_in_order(
        phrases in prop::collection::vec(
            (prop::collection::vec(prop::sample::select(&["w", "z", "o", "park", "droga"][..]), 1..5), 0..3_u8),
            1..5,
        ),
    ) {
        let (_, snapshot, texts) = &*CROWDED;
        let quoted = |words: &Vec<&str>| format!("\"{}\"", words.join(" "));
        let of = |role: u8| phrases.iter().filter(move |(_, own)| *own == role).map(|(words, _)| words);
        // At least one phrase is wanted, so that there is something to exclude from.
        let required: Vec<&Vec<&str>> = std::iter::once(&phrases[0].0).chain(of(0)).collect();
        let (any, excluded): (Vec<_>, Vec<_>) = (of(1).collect(), of(2).collect());
        let mut query: Vec<String> = required.iter().map(|words| quoted(words)).collect();
        query.push(any.iter().map(|words| quoted(words)).collect::<Vec<_>>().join(" OR "));
        query.extend(excluded.iter().map(|words| format!("-{}", quoted(words))));
        let is_hit = |text: &&String| {
            required.iter().all(|words| holds(text, words))
                && (any.is_empty() || any.iter().any(|words| holds(text, words)))
                && !excluded.iter().any(|words| holds(text, words))
        };
        let expected = texts.iter().filter(is_hit).count();
        prop_assert_eq!(found(snapshot, &query.join(" "), 1, 10).0, expected, "{}", query.join(" "));
    }
}

#[test]
fn phrases_that_cost_too_much_match_words_in_any_order_and_exclude_nothing() {
    let (_, snapshot, texts) = &*CROWDED;
    let all = |words: &[&str]| {
        let has_all = |text: &&String| words.iter().all(|word| holds(text, &[word]));
        texts.iter().filter(has_all).count()
    };
    let in_order = texts.iter().filter(|text| holds(text, &["w", "z"])).count();
    assert!(in_order < all(&["w", "z"]), "the order matters");
    // A single phrase is always searched for as it is.
    assert_eq!(found_within(snapshot, "\"w z\"", 1), (in_order, budget::QueryCut::default()));
    let cut = budget::QueryCut { loosened: 1, not_excluded: 0 };
    let both = texts.iter().filter(|text| holds(text, &["w", "z"]) && holds(text, &["o"])).count();
    let (found, cut_of) = found_within(snapshot, "\"w z\" \"z o\"", 1);
    assert!(cut_of == cut && found <= both, "{found} of {both}, {cut_of:?}");
    let (found, cut_of) = found_within(snapshot, "park -\"w z\"", 1);
    assert_eq!((found, cut_of.not_excluded), (all(&["park"]), 1));
    let (found, cut_of) = found_within(snapshot, "park -\"w z\"", 1_000_000);
    let without = texts.iter().filter(|text| holds(text, &["park"]) && !holds(text, &["w", "z"])).count();
    assert_eq!((found, cut_of), (without, budget::QueryCut::default()));
}
