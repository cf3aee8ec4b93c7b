//! Highlights in titles, and properties of the snippets of random documents.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::{
    analysis::{Token, words},
    document::{Document, Kind, Language, Page},
    index::{IndexWriter, IndexableDocument},
    search::{Bets, SearchRequest, query::parse, search},
};

#[track_caller]
fn check(query: &str, text: &str, expected: &str) {
    let mut analyzer = Analyzer::default();
    let plan = Plan::new(&mut analyzer, &parse(query), &|_| Vec::new());
    let marks = super::marked(text, Language::POLISH, &mut analyzer, &plan);
    assert_eq!(HighlightedText::new(text, &marks, &[]).html, expected);
}

#[test]
fn inflected_and_unaccented_words_are_highlighted_whole() {
    check("konwent", "O Konwencie, konwentu", "O <mark>Konwencie</mark>, <mark>konwentu</mark>");
    check("zarzadzenia", "Zarządzenie nr 1", "<mark>Zarządzenie</mark> nr 1");
    check("358/2017", "Nr 358/2017.", "Nr <mark>358/2017</mark>.");
}

#[test]
fn compounds_are_highlighted_whole() {
    check("358/2017", "zarządzenie 358 z 2017 r.", "zarządzenie <mark>358 z 2017</mark> r.");
    check("13.02.2017", "dnia 13 lutego 2017 r.", "dnia <mark>13 lutego 2017</mark> r.");
    check("rmk", "Rada Miasta Krakowa, rada", "<mark>Rada Miasta Krakowa</mark>, rada");
    check("Rada Miasta Krakowa", "RMK", "<mark>RMK</mark>");
    check("email", "e-maile", "<mark>e-maile</mark>");
}

#[test]
fn single_words_of_a_compound_are_highlighted_only_without_the_whole() {
    check(
        "13 lutego 2017",
        "z 13 lutego 2017, nr 358/2017, 2017",
        "z <mark>13 lutego 2017</mark>, nr 358/2017, 2017",
    );
    check("13 lutego 2017", "w lutym, w 2017", "w <mark>lutym</mark>, w <mark>2017</mark>");
    check("Rada Miasta Krakowa", "Rada Miasta Krakowa i miasta", "<mark>Rada Miasta Krakowa</mark> i miasta");
    check(
        "Rada Miasta Krakowa",
        "Rada naszego Miasta Krakowa i miasta",
        "<mark>Rada</mark> naszego <mark>Miasta</mark> <mark>Krakowa</mark> i miasta",
    );
    check("Rada Miasta Krakowa", "rada i miasto", "<mark>rada</mark> i <mark>miasto</mark>");
}

#[test]
fn the_words_of_a_phrase_are_highlighted_only_together() {
    check(
        "\"rada miasta\"",
        "rada i rada miasta oraz rady miasta",
        "rada i <mark>rada miasta</mark> oraz rady miasta",
    );
    check("\"rada miasta\" rada", "rada miasta", "<mark>rada miasta</mark>");
    check("\"raz dwa raz\"", "raz dwa raz dwa raz i raz", "<mark>raz dwa raz dwa raz</mark> i raz");
}

#[test]
fn everything_except_marks_is_escaped_and_white_space_is_folded() {
    check(
        "konwent",
        " <b>\n konwent\t& \"x\" 'y'",
        "&lt;b&gt; <mark>konwent</mark> &amp; &quot;x&quot; &#39;y&#39;",
    );
}

/// The words of random documents and queries: inflected forms with and without accents, numbers, parts of
/// dates and citations, hyphenated words, HTML characters, emoji, combining characters.
const WORDS: [&str; 40] = [
    "konwent",
    "Konwentu",
    "dzielnica",
    "dzielnic",
    "rada",
    "Rady",
    "miasta",
    "Krakowa",
    "RMK",
    "zarządzenie",
    "zarzadzenia",
    "zieleń",
    "zieleni",
    "sąd",
    "sad",
    "sądu",
    "13",
    "lutego",
    "2017",
    "r.",
    "358/2017",
    "13.02.2017",
    "art.",
    "30",
    "ust.",
    "2",
    "Dz.",
    "U.",
    "poz.",
    "Łagiewniki-Borek",
    "e-mail",
    "emaile",
    "<b>",
    "&amp;",
    "🌳",
    "krako\u{301}w",
    "za\u{ad}rzą\u{ad}dzenie",
    "\"",
    "o",
    "w",
];
const GAPS: [&str; 8] = [" ", " ", " ", ", ", ". ", "\n", "\n\n", "; "];

fn document(pages: &[Vec<(usize, usize)>]) -> Document {
    let text = |words: &[(usize, usize)]| {
        words.iter().map(|&(word, gap)| format!("{}{}", WORDS[word], GAPS[gap])).collect::<String>()
    };
    let page = |(number, words): (u32, &Vec<_>)| Page::new(number, text(words));
    let title = "Konwent <i> rady miasta z 13 lutego 2017 r.";
    Document {
        kind: Kind::Page,
        paginated: true,
        pages: (1..).zip(pages).map(page).collect(),
        ..Document::new("d".parse().expect("an id"), title, "")
    }
}

/// Returns a query: words, some of them as a phrase, some excluded.
fn query(clauses: &[(u8, Vec<usize>)]) -> String {
    let clause = |(sort, words): &(u8, Vec<usize>)| {
        let words: Vec<&str> = words.iter().map(|&word| WORDS[word].trim_matches('"')).collect();
        match sort {
            0 => format!("\"{}\"", words.join(" ")),
            1 => format!("-{}", words[0]),
            _ => words.join(" "),
        }
    };
    clauses.iter().map(clause).collect::<Vec<_>>().join(" ")
}

/// Returns the words of a text, as indexed, that belong to something indexed under these terms.
fn sharing(analyzer: &mut Analyzer, text: &str, terms: &BTreeSet<String>) -> BTreeSet<String> {
    let tokens = analyzer.tokens(text);
    let ranges = tokens.iter().filter(|token| token.terms.iter().any(|term| terms.contains(term)));
    let ranges: Vec<_> = ranges.map(|token| token.range.clone()).collect();
    let is_within = |token: &&Token| {
        ranges.iter().any(|range| range.start <= token.range.start && token.range.end <= range.end)
    };
    tokens
        .iter()
        .filter(|token| !token.is_compound)
        .filter(is_within)
        .map(|token| token.text.clone())
        .collect()
}

/// Returns all terms of a query, including those of its synonyms.
fn terms(analyzer: &mut Analyzer, query: &str) -> BTreeSet<String> {
    let synonyms = ["rmk", "rada miasta krakowa"].map(|text| analyzer.query_tokens(text));
    let asked = analyzer.query_tokens(query).into_iter().chain(synonyms.into_iter().flatten());
    asked.flat_map(|token| [token.terms, token.restored, token.foreign].concat()).collect()
}

/// Returns the text of HTML, which may contain only `<mark>`.
fn plain(html: &str) -> String {
    let bare = html.replace("<mark>", "").replace("</mark>", "").replace(" · ", " ");
    assert!(!bare.contains(['<', '>', '"', '\'']), "{html}");
    let signs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    signs.iter().fold(bare, |text, (entity, sign)| text.replace(entity, sign))
}

/// Returns the highlighted parts of HTML.
fn marked(html: &str) -> Vec<String> {
    html.split("<mark>").skip(1).map(|rest| plain(rest.split("</mark>").next().unwrap_or_default())).collect()
}

/// Asserts everything that holds for a single snippet.
#[track_caller]
fn check_snippet(snippet: &Snippet, source: &str) {
    assert!(source.contains(&snippet.text), "`{}` is not in `{source}`", snippet.text);
    assert_eq!(plain(&snippet.html), snippet.text);
    let shown: Vec<char> = snippet.text.chars().collect();
    let mut before = 0;
    let marks = marked(&snippet.html);
    assert_eq!(marks.len(), snippet.highlights.len());
    for (&[start, end], mark) in snippet.highlights.iter().zip(&marks) {
        assert!(before <= start && start < end && end <= shown.len(), "{snippet:?}");
        assert_eq!(&shown[start..end].iter().collect::<String>(), mark);
        let whole: Vec<_> =
            words(&snippet.text).map(|word| snippet.text[..word.start].chars().count()).collect();
        assert!(whole.contains(&start), "{snippet:?}");
        let ends: Vec<_> =
            words(&snippet.text).map(|word| snippet.text[..word.end].chars().count()).collect();
        assert!(ends.contains(&end), "{snippet:?}");
        before = end;
    }
}

/// Searches the document and checks the snippets shown of it.
fn check_search(document: &Document, query: &str) {
    let place = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open(place.path()).expect("an index");
    writer.add(IndexableDocument::new(document, None)).expect("added");
    writer.commit().expect("committed");
    let (snapshot, mut analyzer) = (writer.index().snapshot(), Analyzer::default());
    let request = SearchRequest { text: query.to_owned(), ..SearchRequest::default() };
    let Ok(request) = request.checked() else { return };
    let Ok(response) = search(&snapshot, &mut analyzer, (&Bets::default(), None), &request) else { return };
    let Some(hit) = response.hits.first() else { return };
    let pages: Vec<&str> = document.pages.iter().map(|page| page.text.as_str()).collect();
    let source = pages.join("\u{c}");
    let folded = source.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(hit.snippets.len() <= MAX_SNIPPETS);
    assert_eq!(plain(&hit.title_html), document.title);
    let terms = terms(&mut analyzer, query);
    let mut allowed = sharing(&mut analyzer, &source, &terms);
    allowed.extend(sharing(&mut analyzer, &document.title, &terms));
    let mut marks = marked(&hit.title_html);
    for snippet in &hit.snippets {
        check_snippet(snippet, &folded);
        marks.extend(marked(&snippet.html));
    }
    for token in marks.iter().flat_map(|mark| analyzer.tokens(mark)).filter(|token| !token.is_compound) {
        assert!(allowed.contains(&token.text) || token.is_function_word(), "`{}` for `{query}`", token.text);
    }
    let all: usize = hit.snippets.iter().map(|snippet| words(&snippet.text).count()).sum();
    assert!(all <= words(&source).count(), "snippets overlap: {:?}", hit.snippets);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn snippets_are_parts_of_the_source_with_whole_words_of_the_query_highlighted(
        pages in prop::collection::vec(prop::collection::vec((0..WORDS.len(), 0..GAPS.len()), 0..200), 1..4),
        clauses in prop::collection::vec((0_u8..6, prop::collection::vec(0..WORDS.len(), 1..4)), 1..4),
    ) {
        check_search(&document(&pages), &query(&clauses));
    }
}

/// Asserts that the only snippet of a short text has the highlights that analyzing the text would give.
fn check_against_analysis(text: &str, query: &str) {
    let place = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open(place.path()).expect("an index");
    writer.add(IndexableDocument::new(&paged(&[text]), None)).expect("added");
    writer.commit().expect("committed");
    let (snapshot, mut analyzer) = (writer.index().snapshot(), Analyzer::default());
    let request = SearchRequest { text: query.to_owned(), ..SearchRequest::default() };
    let Ok(request) = request.checked() else { return };
    let Ok(response) = search(&snapshot, &mut analyzer, (&Bets::default(), None), &request) else { return };
    let snippets = response.hits.first().map_or(&[][..], |hit| &hit.snippets);
    let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let [snippet] = snippets else { return };
    if snippet.text == folded {
        let marks = crate::search::marks(&snapshot, &mut analyzer, query, (text, Language::POLISH));
        let marks = marks.expect("marked");
        assert_eq!(snippet.html, HighlightedText::new(text, &marks, &[]).html, "for `{query}`");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn positions_give_the_highlights_that_analysis_would_give(
        words in prop::collection::vec(0..WORDS.len(), 1..24),
        clauses in prop::collection::vec((0_u8..6, prop::collection::vec(0..WORDS.len(), 1..4)), 1..3),
    ) {
        let text: Vec<&str> = words.iter().map(|&word| WORDS[word]).collect();
        check_against_analysis(&text.join(" "), &query(&clauses));
    }
}

#[test]
fn compounds_and_parts_of_words_in_a_passage_are_highlighted_whole() {
    let text = "Rada przyjęła 358 z 2017 r., Łagiewniki-Borek, e-maile Kennedy'ego i art. 30 ust. 2 w 2017";
    for (query, marks) in [
        ("358/2017", vec!["358 z 2017"]),
        ("Łagiewniki-Borek", vec!["Łagiewniki-Borek"]),
        ("Łagiewniki", vec!["Łagiewniki"]),
        ("email", vec!["e-maile"]),
        ("kennedy", vec!["Kennedy'ego"]),
        ("\"art. 30 ust. 2\"", vec!["art. 30 ust. 2"]),
        ("2017", vec!["2017", "2017"]),
        ("przyj*", vec!["przyjęła"]),
    ] {
        check_against_analysis(text, query);
        check_shown_marks(&paged(&[text]), query, &marks);
    }
}

/// Returns a document with these pages.
fn paged(texts: &[&str]) -> Document {
    let page = |(number, text): (u32, &&str)| Page::new(number, *text);
    Document { title: "Tytuł".to_owned(), pages: (1..).zip(texts).map(page).collect(), ..document(&[]) }
}

/// Asserts what is highlighted in the snippets of a document.
#[track_caller]
fn check_shown_marks(document: &Document, query: &str, expected: &[&str]) {
    let marks: Vec<String> = shown(document, query).iter().flat_map(|html| marked(html)).collect();
    assert_eq!(marks, expected, "for `{query}`");
}

/// Asserts the snippets of a document, as HTML.
#[track_caller]
fn check_shown(document: &Document, query: &str, expected: &[&str]) {
    assert_eq!(shown(document, query), expected);
}

/// Returns the snippets of a document, as HTML.
fn shown(document: &Document, query: &str) -> Vec<String> {
    let place = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open(place.path()).expect("an index");
    writer.add(IndexableDocument::new(document, None)).expect("added");
    writer.commit().expect("committed");
    let request = SearchRequest { text: query.to_owned(), ..SearchRequest::default() };
    let request = request.checked().expect("valid");
    let response =
        search(&writer.index().snapshot(), &mut Analyzer::default(), (&Bets::default(), None), &request)
            .expect("an answer");
    response.hits[0].snippets.iter().map(|snippet| snippet.html.clone()).collect()
}

/// A sentence that fills a passage.
const LONG: &str = "Przewodniczący osiemnastu dzielnic rozmawiali długo o drogach, o chodnikach i o tym, komu \
    przypadną pieniądze na remonty ulic, placów zabaw, skwerów, bibliotek oraz boisk przy szkołach, które \
    czekają na nie od lat, a których wciąż nie ujęto w żadnym z planów";

#[test]
fn a_phrase_across_two_passages_joins_them() {
    let text = format!("{LONG} rady. {LONG} miasta.");
    let phrase = "\"rady Przewodniczący\"";
    let marked = format!(
        "{LONG} <mark>rady. Przewodniczący</mark>{} miasta.",
        LONG.trim_start_matches("Przewodniczący")
    );
    check_shown(&paged(&[&text]), phrase, &[&marked]);
}

#[test]
fn only_the_part_shown_of_a_match_across_pages_is_highlighted() {
    let pages = ["Zmieniono je dnia 13 lutego", "2017 roku i później."];
    check_shown(&paged(&pages), "13.02.2017", &["Zmieniono je dnia <mark>13 lutego</mark>"]);
    check_shown(&paged(&pages), "\"lutego 2017\"", &["Zmieniono je dnia 13 <mark>lutego</mark>"]);
}

#[test]
fn text_that_repeats_the_title_or_another_snippet_is_not_shown() {
    let text = format!("Tytuł\n2020-01-01\n\n{LONG} 1.\n\n{LONG} 2.\n\nO zieleni mówiono na końcu.");
    let shown = LONG.replace("drogach", "<mark>drogach</mark>") + " 1.";
    check_shown(&paged(&[&text]), "drogi tytuł", &[&shown]);
}

#[test]
fn a_long_text_without_spaces_is_cut_around_its_first_highlight() {
    let text = format!("{}/konwent/{}", "abc.".repeat(300), "def.".repeat(300));
    let document = paged(&[&text]);
    check_search(&document, "konwent");
}
