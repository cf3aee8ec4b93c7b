//! Web pages: the main text, title, day, kind and districts of pages in the layouts of city portals and
//! bulletins.
//!
//! A page is a layout of `tests/data/pages` filled with one of the contents; its label is that content.

use std::collections::BTreeMap;

use encoding_rs::{Encoding, ISO_8859_2, UTF_8, WINDOWS_1250};
use serde_json::Value;

use crate::harness::{Place, list, package, text};

/// The names of the months in the genitive and in the nominative.
const MONTHS: [(&str, &str); 12] = [
    ("stycznia", "styczeń"),
    ("lutego", "luty"),
    ("marca", "marzec"),
    ("kwietnia", "kwiecień"),
    ("maja", "maj"),
    ("czerwca", "czerwiec"),
    ("lipca", "lipiec"),
    ("sierpnia", "sierpień"),
    ("września", "wrzesień"),
    ("października", "październik"),
    ("listopada", "listopad"),
    ("grudnia", "grudzień"),
];

/// What stands on a page, and what is to be found there.
struct Content {
    values: BTreeMap<String, String>,
    body: String,
}

impl Content {
    fn value(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// Returns the values between commas or other signs.
    fn values(&self, name: &str, sign: char) -> Vec<&str> {
        self.value(name).split(sign).map(str::trim).filter(|value| !value.is_empty()).collect()
    }

    /// Fills a layout.
    fn page(&self, layout: &str) -> String {
        let posted = self.value("day");
        let (year, month, day) = (&posted[..4], &posted[5..7], &posted[8..]);
        let (genitive, nominative) = MONTHS[month.parse::<usize>().expect("a month") - 1];
        let links: Vec<String> =
            self.values("trail", '>').iter().map(|name| format!("<a href=\"/x\">{name}</a>")).collect();
        let items: String = links.iter().map(|link| format!("<li>{link}</li>")).collect();
        let values = [
            ("title", self.value("title").to_owned()),
            ("body", self.body.clone()),
            ("iso", posted.to_owned()),
            ("dots", format!("{day}.{month}.{year}")),
            ("hyphens", format!("{day}\u{2011}{month}\u{2011}{year}")),
            ("long", format!("{} {genitive} {year}", day.trim_start_matches('0'))),
            ("joomla", format!("{day} {nominative} {year}")),
            ("drupal", format!("wt., {day}/{month}/{year} - 08:35")),
            ("drupal_dot", format!("{day}.{month}.{year} 08:35")),
            ("trail", links.join(" &gt; ")),
            ("trail_items", items),
        ];
        values
            .iter()
            .fold(layout.to_owned(), |page, (name, value)| page.replace(&format!("{{{{{name}}}}}"), value))
    }
}

fn data(name: &str) -> String {
    std::fs::read_to_string(package().join("tests/data/pages").join(name)).expect("readable")
}

fn contents() -> BTreeMap<String, Content> {
    let all = data("contents.txt");
    let content = |block: &str| {
        let (head, body) = block.split_once("\n---\n").expect("a body");
        let (name, values) = head.split_once('\n').expect("values");
        let value = |line: &str| {
            let (name, value) = line.split_once(':').expect("a value");
            (name.to_owned(), value.trim().to_owned())
        };
        (name.to_owned(), Content { values: values.lines().map(value).collect(), body: body.to_owned() })
    };
    all.split("=== ").skip(1).map(content).collect()
}

/// Returns the encoding that a layout declares.
fn encoding(layout: &str) -> &'static Encoding {
    match layout {
        "tables" => ISO_8859_2,
        "ebip" => WINDOWS_1250,
        _ => UTF_8,
    }
}

/// Counts the words of a text, or of HTML without its tags.
fn words(html: &str) -> BTreeMap<String, usize> {
    let text: String = html
        .split('<')
        .map(|piece| format!(" {}", piece.split_once('>').map_or(piece, |(_, text)| text)))
        .collect();
    let mut words = BTreeMap::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        *words.entry(word.to_lowercase()).or_insert(0) += 1;
    }
    words
}

/// Returns the harmonic mean of precision and recall of words, and the recall.
fn agreement(found: &BTreeMap<String, usize>, expected: &BTreeMap<String, usize>) -> (f64, f64) {
    let both: usize = expected.iter().map(|(word, count)| count.min(found.get(word).unwrap_or(&0))).sum();
    let sum = |words: &BTreeMap<String, usize>| words.values().sum::<usize>();
    (2.0 * both as f64 / (sum(found) + sum(expected)) as f64, both as f64 / sum(expected) as f64)
}

#[test]
fn the_main_text_and_metadata_of_pages_in_every_layout_are_found() {
    let (place, contents) = (Place::new(), contents());
    let (mut pages, mut f1, mut recall, mut kinds) = (0_usize, 0.0, 0.0, 0_usize);
    for line in data("pages.txt").lines() {
        let mut words_of_line = line.split_whitespace();
        let mut next = || words_of_line.next();
        let (layout, content) = (next().expect("a layout"), &contents[next().expect("a content")]);
        let districts =
            next().map_or_else(|| content.values("districts", ','), |all| all.split(',').collect());
        let page = content.page(&data(&format!("{layout}.html")));
        place.file("page.html", encoding(layout).encode(&page).0);
        let path = place.path("page.html");
        let found = place.run(&["extract", "--json", path.to_str().expect("UTF-8")]).ended(0).json();
        let title = content.value("title");
        assert_eq!(text(&found, "title"), title, "{line}");
        assert_eq!(text(&found, "published"), content.value("day"), "{line}");
        assert_eq!(
            list(&found, "districts"),
            districts.iter().map(|one| Value::from(*one)).collect::<Vec<_>>(),
            "{line}"
        );
        let is_act = ["ordinance", "resolution", "notice"].contains(&content.value("kind"));
        assert!(is_act || found["act"].is_null(), "{line}: {}", found["act"]);
        kinds += usize::from(text(&found, "kind") == content.value("kind"));
        let said = words(text(&list(&found, "pages")[0], "text"));
        let (page_f1, page_recall) = agreement(&said, &words(&format!("{title} {}", content.body)));
        assert!(
            page_f1 >= 0.9 && page_recall >= 0.98,
            "{line}: F1 {page_f1}, recall {page_recall}\n{found:#}"
        );
        (pages, f1, recall) = (pages + 1, f1 + page_f1, recall + page_recall);
    }
    assert!(pages >= 40, "{pages} pages");
    let (f1, recall) = (f1 / pages as f64, recall / pages as f64);
    assert!(f1 >= 0.97 && recall >= 0.99, "F1 is {f1}, recall {recall}");
    assert!(kinds * 100 >= pages * 95, "{kinds} of {pages} kinds");
}

#[test]
fn every_layout_and_content_is_used() {
    let list = data("pages.txt");
    let used = |name: &str| list.split_whitespace().any(|word| word == name);
    let files = std::fs::read_dir(package().join("tests/data/pages")).expect("readable");
    let names = files.map(|file| file.expect("readable").file_name().into_string().expect("UTF-8"));
    let layouts: Vec<String> =
        names.filter_map(|name| Some(name.strip_suffix(".html")?.to_owned())).collect();
    assert!(layouts.len() >= 8, "{layouts:?}");
    for name in layouts.iter().chain(contents().keys()) {
        assert!(used(name), "{name}");
    }
}
