//! The pages of acts: their data, their sections, what they cite and what cites them, over HTTP.

use jiff::civil::{Date, date};
use serde_json::Value;
use skorowidz::document::{
    Act, Citation, CitationRole, CitedAct, Document, Journal, Kind, OutlineEntry, Page, SectionLevel, Span,
};

use crate::{
    harness::{list, text},
    http::{Site, document},
};

const MAYOR: &str = "Prezydent Miasta Krakowa";

/// Returns an ordinance of a day with a text.
fn ordinance(number: &str, day: Date, written: &str) -> Document {
    let act = Act {
        kind: Some("zarządzenie".to_owned()),
        number: Some(number.to_owned()),
        year: Some(day.year()),
        organ: Some(MAYOR.to_owned()),
        date: Some(day),
        subject: Some("w sprawie powołania Konwentu".to_owned()),
        in_force_from: Some(day),
        ..Act::default()
    };
    let title = format!("Zarządzenie Nr {number} Prezydenta Miasta Krakowa w sprawie powołania Konwentu");
    let id = format!("acts/{}", number.replace('/', "-"));
    Document { kind: Kind::Ordinance, published: None, act: Some(act), ..document(&id, &title, written) }
}

/// Cites an act where `mention` stands in the text of the first page.
fn citing(mut document: Document, mention: &str, act: CitedAct, role: CitationRole) -> Document {
    let page = &document.pages[0];
    let byte = page.text.find(mention).expect("a mention");
    let start = page.text[..byte].chars().count();
    let end = start + mention.chars().count();
    let (page, text) = (page.number, mention.to_owned());
    let (partial, effective_from) = (false, None);
    document.citations.push(Citation { act, role, partial, effective_from, page, text, start, end });
    document
}

fn numbered(number: &str) -> CitedAct {
    CitedAct { kind: Some("zarządzenie".to_owned()), number: Some(number.to_owned()), ..CitedAct::default() }
}

fn statute() -> CitedAct {
    let journal = Journal { name: "Dz.U.".to_owned(), year: Some(1990), number: None, position: Some(95) };
    CitedAct {
        kind: Some("ustawa".to_owned()),
        date: Some(date(1990, 3, 8)),
        title: Some("o samorządzie <gminnym>".to_owned()),
        journals: vec![journal],
        ..CitedAct::default()
    }
}

/// An act that was amended and then repealed, and a post and a page that mention it.
fn chain() -> Site {
    let first = "Na podstawie ustawy o samorządzie <gminnym> zarządza się, co następuje: żółty konwent.";
    let post = document("news/post", "Konwent dzielnic", "Żółty konwent działa na podstawie nr 358/2017.");
    let page =
        Document { kind: Kind::Page, published: None, ..document("page", "Strona <b>", "O nr 358/2017.") };
    let amending = "Zmienia się zarządzenie nr 358/2017 w sprawie powołania Konwentu.";
    Site::with(&[
        citing(
            ordinance("358/2017", date(2017, 2, 13), first),
            "ustawy o samorządzie <gminnym>",
            statute(),
            CitationRole::Implements,
        ),
        citing(
            ordinance("181/2019", date(2019, 1, 30), amending),
            "zarządzenie nr 358/2017",
            numbered("358/2017"),
            CitationRole::Amends,
        ),
        citing(
            ordinance("9/2024", date(2024, 5, 1), "Traci moc zarządzenie nr 358/2017."),
            "zarządzenie nr 358/2017",
            numbered("358/2017"),
            CitationRole::Repeals,
        ),
        citing(post, "nr 358/2017", numbered("358/2017"), CitationRole::Mentions),
        citing(page, "nr 358/2017", numbered("358/2017"), CitationRole::Mentions),
    ])
}

/// Returns the part of a page from the heading with this id to the end of its section.
#[track_caller]
fn section<'a>(page: &'a str, id: &str) -> &'a str {
    let rest = page.split_once(&format!("<h2 id=\"{id}\">")).unwrap_or_else(|| panic!("no {id}: {page}")).1;
    rest.split_once("</section>").expect("an end").0
}

#[tokio::test]
async fn the_page_of_an_act_says_what_changed_it_and_what_mentions_it() {
    let site = chain();
    let page = site.get("/documents/acts/358-2017?ui=en").await;
    let page = page.text();
    let history = section(page, "history");
    let events =
        ["13 February 2017", "Issued", "30 January 2019", "Amended by:", "1 May 2024", "Repealed by:"];
    let places: Vec<usize> = events
        .iter()
        .map(|event| history.find(event).unwrap_or_else(|| panic!("{event}: {history}")))
        .collect();
    assert!(places.is_sorted(), "{history}");
    assert!(
        history.contains(
            "<a href=\"/documents/acts/181-2019?ui=en\" lang=\"pl\" dir=\"auto\">Zarządzenie nr 181/2019</a>"
        ),
        "{history}"
    );
    assert_eq!(page.matches("this is not legal advice").count(), 1, "{page}");
    let mentions = section(page, "mentions");
    let (post, other) = (mentions.find("Konwent dzielnic"), mentions.find("Strona &#60;b&#62;"));
    let (post, other) = (post.or_else(|| panic!("{mentions}")), other.or_else(|| panic!("{mentions}")));
    assert!(post < other, "posts come first: {mentions}");
    assert!(page.contains("<span class=\"status ended\">repealed</span>"), "{page}");
    assert!(page.contains("href=\"/api/v1/documents/acts/358-2017\">Data of the act (JSON)</a>"), "{page}");
    let amending = site.get("/documents/acts/181-2019").await;
    assert!(section(amending.text(), "history").contains("Zmienia: <a href=\"/documents/acts/358-2017\""));
    assert!(!site.get("/documents/news/post").await.text().contains("id=\"history\""));
}

#[tokio::test]
async fn citations_are_links_to_their_acts_in_the_index_or_the_journal() {
    let site = chain();
    let post = site.get("/documents/news/post?ui=en").await;
    assert!(
        post.text().contains("<a href=\"/documents/acts/358-2017?ui=en\">nr 358/2017</a>"),
        "{}",
        post.text()
    );
    let act = site.get("/documents/acts/358-2017?q=ustawy").await;
    let expected = "Na podstawie <a href=\"https://eli.gov.pl/eli/DU/1990/95/ogl\" rel=\"external\">\
                    <span id=\"found-1\"></span><mark id=\"match-1\">ustawy</mark> o samorządzie &#60;gminnym&#62;</a>";
    assert!(act.text().contains(expected), "{}", act.text());
}

#[tokio::test]
async fn links_highlights_and_struck_out_text_nest() {
    let written = "Stosuje się zarządzenie nr 358/2017 bez zmian.";
    let mut post = citing(
        document("news/struck", "Konwent", written),
        "zarządzenie nr 358/2017",
        numbered("358/2017"),
        CitationRole::Mentions,
    );
    let at = written.find("nr 358").expect("a number");
    post.pages[0].struck = vec![Span { start: at, end: written.len() - 1 }];
    let site = chain();
    site.add(&post);
    let page = site.get("/documents/news/struck?q=%22stosuje+si%C4%99+zarz%C4%85dzenie%22").await;
    let expected = "<mark id=\"match-1\">Stosuje się </mark><a href=\"/documents/acts/358-2017\"><mark>zarządzenie</mark> \
                    <del><span class=\"unseen\">skreślono: </span>nr 358/2017</del></a><del> bez zmian</del>.";
    assert!(page.text().contains(expected), "{}", page.text());
}

fn section_entry(label: &str, level: SectionLevel, page: u32, anchor: &str) -> OutlineEntry {
    OutlineEntry { label: label.to_owned(), page, start: 0, anchor: anchor.to_owned(), level: Some(level) }
}

/// An act of several parts: a chapter and a paragraph on each of its pages.
fn long_act() -> Document {
    let words = "Konwent obraduje nad sprawami dzielnic i miasta. ".repeat(60);
    let pages = (1..=20).map(|number| Page::new(number, format!("Rozdział {number}\n\n§ {number}. {words}")));
    let outline = (1..=20).flat_map(|number| {
        let paragraph =
            section_entry(&format!("§ {number}"), SectionLevel::Paragraph, number, &format!("par-{number}"));
        let start = format!("Rozdział {number}\n\n").len();
        [
            section_entry(
                &format!("Rozdział {number}"),
                SectionLevel::Chapter,
                number,
                &format!("roz-{number}"),
            ),
            OutlineEntry { start, ..paragraph },
        ]
    });
    Document {
        paginated: true,
        pages: pages.collect(),
        outline: outline.collect(),
        ..ordinance("12/2020", date(2020, 3, 1), "")
    }
}

#[tokio::test]
async fn every_section_has_an_address_that_leads_to_its_part() {
    let site = Site::with(&[long_act()]);
    let first = site.get("/documents/acts/12-2020").await;
    let first = first.text();
    assert!(first.contains("<span class=\"anchor\" id=\"par-1\"></span>"), "{first}");
    assert!(first.contains("<a href=\"#par-1\""), "{first}");
    // Sections of other parts are linked with their part, and chapters contain paragraphs.
    let link = first.split("<a href=\"").find(|rest| rest.contains("#par-20\"")).expect("a link");
    let link = link.split_once('"').expect("an end").0.replace("&#38;", "&");
    assert!(link.starts_with("/documents/acts/12-2020?part="), "{link}");
    let nested = "<li><a href=\"#roz-1\" lang=\"pl\" dir=\"auto\">Rozdział 1</a> <span class=\"place\">str. 1</span>\n<ol>\n<li><a href=\"#par-1\"";
    assert!(first.contains(nested), "{first}");
    let opened = first.matches("<ol>").count();
    assert_eq!((opened, first.matches("</ol>").count()), (21, 21), "{first}");
    let last = site.get(link.split_once('#').expect("a fragment").0).await;
    assert!(last.text().contains("id=\"par-20\"></span>"), "{}", last.text());
    let asked = site.get("/documents/acts/12-2020?section=par-20&q=konwent").await;
    let expected = "<span class=\"anchor\" id=\"par-20\" tabindex=\"-1\" autofocus></span>";
    assert!(asked.text().contains(expected), "{}", asked.text());
    assert!(asked.text().contains("aria-current=\"true\">§ 20</a>"), "{}", asked.text());
    // A long section goes on in other parts.
    let beyond = site.get("/documents/acts/12-2020?section=par-1&page=20").await;
    assert!(beyond.text().contains("id=\"par-20\"></span>"), "{}", beyond.text());
    // An unknown section is ignored, however long it is.
    let unknown = site.get(&format!("/documents/acts/12-2020?section={}", "x".repeat(3_000))).await;
    assert!(unknown.status == 200 && unknown.text().contains("id=\"par-1\""));
}

#[tokio::test]
async fn headings_without_addresses_keep_those_with_numbers() {
    let outline = vec![OutlineEntry { label: "Wstęp".to_owned(), page: 1, ..OutlineEntry::default() }; 2];
    let site = Site::with(&[Document { outline, ..document("news/old", "Konwent", "Wstęp\n\nTreść") }]);
    let page = site.get("/documents/news/old?section=section-1").await;
    assert!(page.text().contains("<a href=\"#section-0\""), "{}", page.text());
    assert!(page.text().contains("id=\"section-1\" tabindex=\"-1\" autofocus></span>"), "{}", page.text());
}

#[tokio::test]
async fn an_annex_leads_to_its_act() {
    let site = chain();
    let act = Act {
        kind: Some("załącznik".to_owned()),
        organ: Some(MAYOR.to_owned()),
        parent: Some("358/2017".to_owned()),
        ..Act::default()
    };
    site.add(&Document { act: Some(act.clone()), ..document("annex", "Załącznik nr 1", "Regulamin.") });
    let orphan = Act { parent: Some("77/2011".to_owned()), ..act };
    site.add(&Document { act: Some(orphan), ..document("orphan", "Załącznik nr 1", "Regulamin.") });
    let page = site.get("/documents/annex").await;
    let expected = "<a href=\"/documents/acts/358-2017\">Zarządzenie nr 358/2017</a>";
    assert!(page.text().contains(expected), "{}", page.text());
    assert!(site.get("/documents/orphan").await.text().contains("<dd dir=\"auto\">nr 77/2011</dd>"));
}

#[tokio::test]
async fn a_hit_has_the_short_title_the_subject_and_the_status_of_an_act() {
    let site = chain();
    let answer = site.get("/api/v1/search?q=powo%C5%82anie+358/2017&kind=ordinance").await.json();
    let heading = &list(&answer, "hits")[0]["heading"];
    assert_eq!(text(heading, "title"), "Zarządzenie nr 358/2017");
    assert_eq!(text(heading, "title_html"), "Zarządzenie nr <mark>358/2017</mark>");
    assert_eq!(text(heading, "subject_html"), "w sprawie <mark>powołania</mark> Konwentu");
    let post = site.get("/api/v1/search?q=dzielnic&kind=news").await.json();
    assert_eq!(list(&post, "hits")[0]["heading"], Value::Null);
    let page = site.get("/search?q=powo%C5%82anie+358/2017").await;
    let page = page.text();
    assert!(page.contains(">Zarządzenie nr <mark>358/2017</mark></a></h3>"), "{page}");
    assert!(
        page.contains(
            "<p class=\"subject\" lang=\"pl\" dir=\"auto\">w sprawie <mark>powołania</mark> Konwentu</p>"
        ),
        "{page}"
    );
    assert!(page.contains("<li><span class=\"status ended\">uchylony</span></li>"), "{page}");
    assert!(!page.contains("<li>nr 358/2017</li>"), "the title has the number: {page}");
}

#[tokio::test]
async fn a_snippet_leads_to_its_section() {
    let site = Site::with(&[long_act()]);
    let answer = site.get("/api/v1/search?q=rozdzia%C5%82+19").await.json();
    let snippet = &list(&list(&answer, "hits")[0], "snippets")[0];
    assert!(!snippet["anchor"].is_null(), "{answer}");
    let page = site.get("/search?q=rozdzia%C5%82+19").await;
    let expected = format!("page=19&#38;section={0}#{0}:~:text=", text(snippet, "anchor"));
    assert!(page.text().contains(&expected), "{}", page.text());
    assert!(
        page.text().contains(&format!("dir=\"auto\">{}</span>, str. 19</a>", text(snippet, "section"))),
        "{}",
        page.text()
    );
}

#[tokio::test]
async fn acts_are_filtered_by_their_status_on_a_day() {
    let site = chain();
    let page = site.get("/search?q=konwent&as_of=2018-01-01&status=in-force").await;
    let page = page.text();
    assert!(
        page.contains("id=\"as-of\" form=\"search\" name=\"as_of\" type=\"date\" value=\"2018-01-01\""),
        "{page}"
    );
    assert!(page.contains("Stan na 1 stycznia 2018"), "{page}");
    assert!(page.contains("<span class=\"status holds\">obowiązuje</span>"), "{page}");
    let feed = "href=\"/feed.atom?q=konwent&#38;as_of=2018-01-01&#38;status=in-force\"";
    assert!(page.contains(feed), "the feed has the same filters: {page}");
    assert!(page.contains("back=as_of%3D2018-01-01%26status%3Din-force"), "links lead back: {page}");
    assert!(
        page.contains("href=\"/search?q=konwent&#38;status=in-force\""),
        "the day can be removed: {page}"
    );
}

#[tokio::test]
async fn a_document_has_the_status_and_the_evidence_of_a_day() {
    let site = chain();
    let on = async |day: &str| {
        let document = site.get(&format!("/api/v1/documents/acts/358-2017{day}")).await.json();
        let evidence = list(&document, "status_evidence").iter().map(|one| text(one, "id").to_owned());
        (document["act"]["status"].as_str().map(str::to_owned), evidence.collect::<Vec<_>>())
    };
    let check = |found: (Option<String>, Vec<String>), status: Option<&str>, evidence: &[&str]| {
        assert_eq!((found.0.as_deref(), found.1.len()), (status, evidence.len()), "{:?}", found.1);
        assert_eq!(found.1, evidence);
    };
    check(on("").await, Some("repealed"), &["acts/181-2019", "acts/9-2024"]);
    check(on("?as_of=2024-04-30").await, Some("amended"), &["acts/181-2019"]);
    check(on("?as_of=1.5.2024").await, Some("repealed"), &["acts/181-2019", "acts/9-2024"]);
    check(on("?as_of=2018-01-01").await, Some("in-force"), &[]);
    check(on("?as_of=2016-01-01").await, None, &[]);
    for query in ["as_of=jutro", "as_of=", "as_of=2018-02-30", "as_of=2018-01-01&as_of=2019-01-01", "day=1"] {
        let refused = site.get(&format!("/api/v1/documents/acts/358-2017?{query}")).await;
        assert_eq!((refused.status.as_u16(), text(&refused.json()["error"], "code")), (400, "bad-parameter"));
    }
    assert_eq!(site.get("/api/v1/documents/acts/358-2017/text?as_of=jutro").await.status.as_u16(), 200);
}

#[tokio::test]
async fn the_page_of_an_act_shows_the_state_of_a_day_and_keeps_it_in_its_links() {
    let site = chain();
    let page = site.get("/documents/acts/358-2017?q=konwent&as_of=2018-01-01").await;
    let page = page.text();
    assert!(page.contains("Stan na 1 stycznia 2018"), "{page}");
    assert!(page.contains("class=\"status holds\"") && !page.contains("class=\"status ended\""), "{page}");
    assert!(!page.contains("9/2024"), "later changes are left out: {page}");
    assert_eq!(site.get("/documents/acts/358-2017?as_of=jutro").await.status.as_u16(), 400);
    assert!(!site.get("/documents/acts/358-2017?as_of=").await.text().contains("Stan na"));
    let results = site.get("/search?q=konwent&as_of=2018-01-01").await;
    let href = "href=\"/documents/acts/358-2017?q=konwent&#38;as_of=2018-01-01&#38;back=as_of%3D2018-01-01";
    assert!(results.text().contains(href), "{}", results.text());
}

#[tokio::test]
async fn a_section_that_is_not_in_the_text_is_said_to_be_missing() {
    let site = Site::with(&[long_act()]);
    let missing = "Tej jednostki redakcyjnej nie ma w tekście.";
    let address = links_of(&long_act());
    assert!(site.get(&format!("{address}?section=par-999999")).await.text().contains(missing));
    assert!(!site.get(&address).await.text().contains(missing));
}

fn links_of(document: &Document) -> String {
    format!("/documents/{}", document.id)
}

#[tokio::test]
async fn search_engines_get_the_relations_of_an_act() {
    let site = chain();
    let described = async |id: &str| -> Value {
        let page = site.get(&format!("/documents/acts/{id}")).await;
        let json = page.text().split_once("<script type=\"application/ld+json\">").expect("data").1;
        let json = json.split_once("</script>").expect("an end").0;
        assert!(!json.contains('<'), "{json}");
        serde_json::from_str(json).expect("JSON")
    };
    let first = described("358-2017").await;
    assert_eq!(text(&first, "@type"), "Legislation");
    assert_eq!(text(&first, "legislationType"), "zarządzenie");
    assert_eq!(text(&first, "legislationLegalForce"), "https://schema.org/NotInForce");
    let applied = &first["legislationApplies"][0];
    assert_eq!(text(applied, "sameAs"), "https://eli.gov.pl/eli/DU/1990/95/ogl");
    assert_eq!(text(applied, "name"), "ustawa z dnia 8 marca 1990 r. o samorządzie <gminnym>");
    let second = described("181-2019").await;
    assert_eq!(text(&second["legislationChanges"][0], "legislationIdentifier"), "358/2017");
    assert_eq!(second.get("legislationConsolidates"), None);
}

#[tokio::test]
async fn all_citations_are_exported_as_a_table() {
    let site = chain();
    let mut hostile =
        document("news/a-formula", "=HYPERLINK(\"http://x\")", "Zarządzenie nr 358/2017, żółte.");
    hostile = citing(hostile, "Zarządzenie nr 358/2017", numbered("358/2017"), CitationRole::Mentions);
    site.add(&hostile);
    let answer = site.get("/api/v1/citations.csv").await;
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8; header=present");
    assert!(answer.header("content-disposition").contains("citations.csv"));
    let rows: Vec<&str> = answer.text().split_terminator("\r\n").collect();
    assert_eq!(rows.len(), 7, "{rows:?}");
    assert_eq!(rows[0], "source,source_title,role,partial,kind,number,date,organ,title,target,eli,page");
    assert!(
        rows[1].starts_with("acts/181-2019,")
            && rows[1].ends_with(",amends,false,zarządzenie,358/2017,,,,acts/358-2017,,1"),
        "{}",
        rows[1]
    );
    let formula = rows.iter().find(|row| row.starts_with("news/a-formula,")).expect("a row");
    assert!(formula.contains(",\"'=HYPERLINK(\"\"http://x\"\")\","), "{formula}");
}

#[tokio::test]
async fn a_table_of_many_parts_is_complete() {
    let text = "Stosuje się zarządzenie nr 1/2001. ".repeat(120);
    let cited = |id: usize| {
        let mut document = document(&format!("news/{id:04}"), "Wpis", &text);
        for at in 0..120 {
            let (start, page) = (12 + at * 35, 1);
            let (act, role) = (numbered("1/2001"), CitationRole::Mentions);
            let text = "zarządzenie nr 1/2001".to_owned();
            document.citations.push(Citation {
                act,
                role,
                partial: false,
                effective_from: None,
                page,
                text,
                start,
                end: start + 21,
            });
        }
        document
    };
    let site = Site::with(&(0..30).map(cited).collect::<Vec<_>>());
    let answer = site.get("/api/v1/citations.csv").await;
    let sources: Vec<&str> = answer.text().lines().skip(1).filter_map(|row| row.split(',').next()).collect();
    assert_eq!(sources.len(), 30 * 120);
    assert!(sources.is_sorted());
}
