//! URLs in web pages: of a document, of a search, of the pages of its results.
//!
//! Invariant: a URL is plain ASCII, whatever an id or a parameter contains.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{
    document::{DocumentId, WebUrl},
    http::path::{DOCUMENTS, DocumentResource, PicturePath},
    search::request::{QueryPair, SearchParameter},
};

/// Characters encoded in a parameter: all but the unreserved characters of RFC 3986.
const PARAMETER: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// Characters encoded in an id within a path: as in a parameter, but slashes stay.
const PATH: &AsciiSet = &PARAMETER.remove(b'/');

/// Returns the URL of the page of a document. If an id looks like the path of a picture, its last slash is
/// encoded.
pub(crate) fn document(base: &str, id: &DocumentId) -> String {
    let encode = |text| utf8_percent_encode(text, PATH);
    match id.as_str().rsplit_once('/') {
        Some((before, last)) if PicturePath::is_like(id.as_str()) => {
            format!("{base}{DOCUMENTS}{}%2F{}", encode(before), encode(last))
        }
        _ => format!("{base}{DOCUMENTS}{}", encode(id.as_str())),
    }
}

/// Returns the URL of the picture of a page, with the words of a query marked. A longer query than this is
/// left out, because a page of a document has many pictures.
pub(crate) fn picture(base: &str, id: &DocumentId, page: u32, words: &str) -> String {
    let words = parameter(words);
    let words =
        if words.is_empty() || words.len() > MAX_WORDS_BYTES { String::new() } else { format!("?q={words}") };
    format!("{base}{DOCUMENTS}{}/pages/{page}.png{words}", utf8_percent_encode(id.as_str(), PATH))
}

/// Maximum length in bytes of a query in the URL of a picture, encoded.
const MAX_WORDS_BYTES: usize = 300;

/// Encodes an id for a path of the API. There the names of resources below a document end a path, so if the
/// last segment of the id is such a name, the slash before it is encoded.
pub(crate) fn path_of(id: &DocumentId) -> String {
    let encode = |text| utf8_percent_encode(text, PATH);
    match id.as_str().rsplit_once('/') {
        Some((before, last)) if DocumentResource::named(last).is_some() => {
            format!("{}%2F{}", encode(before), encode(last))
        }
        _ => encode(id.as_str()).to_string(),
    }
}

/// Encodes a text for use in a parameter.
pub(crate) fn parameter(text: &str) -> String {
    utf8_percent_encode(text, PARAMETER).to_string()
}

/// Returns the URL of the search with these parameters.
pub(crate) fn search<'a>(base: &str, pairs: impl IntoIterator<Item = &'a QueryPair>) -> String {
    format!("{base}/search?{}", query(pairs))
}

/// Returns the URL of the feed of the search with these parameters.
pub(crate) fn feed<'a>(base: &str, pairs: impl IntoIterator<Item = &'a QueryPair>) -> String {
    with(format!("{base}/feed.atom"), pairs)
}

/// The beginning of the path of the page of a topic.
pub(crate) const TOPICS: &str = "/topics/";
/// What follows the path of a topic in that of its feed.
pub(crate) const TOPIC_FEED: &str = "/feed.atom";

/// Returns the URL of the page of a topic.
pub(crate) fn topic(base: &str, id: &str) -> String {
    format!("{base}{TOPICS}{}", parameter(id))
}

/// Returns the URL of the feed of a topic.
pub(crate) fn topic_feed(base: &str, id: &str) -> String {
    format!("{}{TOPIC_FEED}", topic(base, id))
}

/// Returns the URL of a document, opened at the section or the topic with this address.
pub(crate) fn place(base: &str, id: &DocumentId, anchor: &str) -> String {
    let anchor = parameter(anchor);
    format!("{}?{SECTION}={anchor}#{anchor}", document(base, id))
}

/// Returns a path with these parameters.
pub(crate) fn with<'a>(path: String, pairs: impl IntoIterator<Item = &'a QueryPair>) -> String {
    let parameters = query(pairs);
    if parameters.is_empty() { path } else { format!("{path}?{parameters}") }
}

/// The parameter of a document page that names the section to show.
pub(crate) const SECTION: &str = "section";
/// The parameter of a document page that holds the search that led there, without its words.
pub(crate) const BACK: &str = "back";
/// Maximum length in bytes of `back`, which every link of a page of results repeats; longer values are
/// dropped.
const MAX_BACK_BYTES: usize = 1_000;

/// Encodes the filters, the order and the page of a search as one value; `None` if there are none, or if the
/// value would be too long to repeat.
pub(crate) fn back<'a>(pairs: impl IntoIterator<Item = &'a QueryPair>) -> Option<String> {
    let kept = pairs.into_iter().filter(|(name, _)| SearchParameter::named(name).is_some() && name != "q");
    Some(query(kept)).filter(|back| !back.is_empty() && back.len() <= MAX_BACK_BYTES)
}

/// Returns a directive that makes browsers scroll to a passage, given by its first and last words (URL
/// Fragment Text Directives); empty if there are no words.
pub(crate) fn text_directive(passage: &str) -> String {
    /// This number of words identifies either end, and is small enough to fit on one line.
    const WORDS: usize = 3;
    let words: Vec<&str> = passage.split_whitespace().filter(|word| *word != "…").collect();
    let encode = |words: &[&str]| parameter(&words.join(" ")).replace('-', "%2D");
    match words.len() {
        0 => String::new(),
        count if count <= 2 * WORDS => format!(":~:text={}", encode(&words)),
        count => format!(":~:text={},{}", encode(&words[..WORDS]), encode(&words[count - WORDS..])),
    }
}

/// Encodes parameters for a URL.
pub(crate) fn query<'a>(pairs: impl IntoIterator<Item = &'a QueryPair>) -> String {
    let encode = |text: &'a str| utf8_percent_encode(text, PARAMETER);
    let pairs = pairs.into_iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// Returns the URL of the original if a browser may be sent there: not `javascript:` and the like.
pub(crate) fn original(url: Option<&str>) -> Option<&str> {
    url.filter(|url| url.parse::<WebUrl>().is_ok())
}

/// Links to the pages of results.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Paging {
    pub(crate) previous: Option<String>,
    pub(crate) next: Option<String>,
    pub(crate) pages: Vec<PageLink>,
}

/// A link to one numbered page of results.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct PageLink {
    pub(crate) number: usize,
    pub(crate) href: String,
    pub(crate) is_current: bool,
    /// Whether pages between the previous link and this one are left out.
    pub(crate) follows_gap: bool,
}

impl Paging {
    /// Builds links to the first, the last and the neighboring pages of a path, keeping the other
    /// parameters.
    pub(crate) fn new(path: &str, pairs: &[QueryPair], current: usize, last: usize) -> Self {
        let href = |number: usize| page(path, pairs, number);
        let mut pages: Vec<PageLink> = Vec::new();
        for number in numbers(current, last) {
            let follows_gap = pages.last().is_some_and(|before| before.number + 1 < number);
            let is_current = number == current;
            pages.push(PageLink { number, href: href(number), is_current, follows_gap });
        }
        Self {
            previous: (current > 1).then(|| href((current - 1).min(last.max(1)))),
            next: (current < last).then(|| href(current + 1)),
            pages,
        }
    }
}

/// Returns the pages to link, in order: the first, the last, and two on either side of the current one.
pub(crate) fn numbers(current: usize, last: usize) -> Vec<usize> {
    let near = current.saturating_sub(2).max(1)..=current.saturating_add(2).min(last);
    let mut numbers: Vec<usize> = std::iter::once(1).chain(near).chain([last]).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers.retain(|number| (1..=last).contains(number));
    numbers
}

fn page(path: &str, pairs: &[QueryPair], number: usize) -> String {
    let number = ("page".to_owned(), number.to_string());
    with(path.to_owned(), pairs.iter().filter(|(name, _)| name != "page").chain([&number]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::params;

    #[test]
    fn all_of_an_id_but_its_slashes_is_encoded() {
        let id = "akty/zażółć \"1\"?#%".parse().expect("a valid id");
        let expected = "/x/documents/akty/za%C5%BC%C3%B3%C5%82%C4%87%20%221%22%3F%23%25";
        assert_eq!(document("/x", &id), expected);
    }

    #[test]
    fn an_id_like_the_path_of_a_picture_is_a_document() {
        let id = "a/pages/1.png".parse().expect("a valid id");
        assert_eq!(document("", &id), "/documents/a/pages%2F1.png");
        assert_eq!(
            picture("/x", &id, 2, "żółw"),
            "/x/documents/a/pages/1.png/pages/2.png?q=%C5%BC%C3%B3%C5%82w"
        );
        assert_eq!(picture("", &id, 2, &"ż".repeat(51)), "/documents/a/pages/1.png/pages/2.png");
    }

    #[test]
    fn only_web_addresses_are_linked() {
        assert_eq!(original(Some("HTTPS://a.pl")), Some("HTTPS://a.pl"));
        assert_eq!(original(Some("http://a")), Some("http://a"));
        for url in ["javascript:alert(1)", "data:text/html,x", " https://a", "//a.pl", "ż"] {
            assert_eq!(original(Some(url)), None, "{url}");
        }
    }

    #[test]
    fn the_back_parameter_has_all_of_a_search_except_its_words() {
        let pairs =
            params::pairs("q=a+b&kind=news&kind=act&page=2&ui=en&sort=newest&utm_source=x").expect("pairs");
        assert_eq!(back(&pairs).as_deref(), Some("kind=news&kind=act&page=2&sort=newest"));
        assert_eq!(back(&params::pairs("q=a&ui=en").expect("pairs")), None);
        assert_eq!(back(&[("organ".to_owned(), "x".repeat(2_000))]), None);
    }

    #[test]
    fn a_text_directive_has_the_first_and_last_words_of_a_passage() {
        assert_eq!(
            text_directive("… Rada - to, co &\nłączy, jest ważne …"),
            ":~:text=Rada%20%2D%20to%2C,%C5%82%C4%85czy%2C%20jest%20wa%C5%BCne"
        );
        assert_eq!(text_directive("dwa słowa"), ":~:text=dwa%20s%C5%82owa");
        assert_eq!(text_directive(" … "), "");
    }

    #[test]
    fn the_first_the_last_and_the_neighboring_pages_are_linked() {
        assert_eq!(numbers(1, 1), [1]);
        assert_eq!(numbers(5, 20), [1, 3, 4, 5, 6, 7, 20]);
        assert_eq!(numbers(20, 20), [1, 18, 19, 20]);
        assert_eq!(numbers(99, 3), [1, 3]);
        assert_eq!(numbers(1, 0), [0; 0]);
    }

    #[test]
    fn page_links_keep_the_other_parameters() {
        let pairs = [("q", "a&b ł"), ("page", "2"), ("kind", "news")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let paging = Paging::new("/search", &pairs, 2, 3);
        assert_eq!(paging.next.as_deref(), Some("/search?q=a%26b%20%C5%82&kind=news&page=3"));
        assert_eq!(paging.previous.as_deref(), Some("/search?q=a%26b%20%C5%82&kind=news&page=1"));
        assert_eq!(paging.pages.iter().filter(|page| page.is_current).count(), 1);
    }
}
