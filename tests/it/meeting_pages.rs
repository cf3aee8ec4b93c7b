//! The pages about meetings, the files with meetings, and the feed of a topic, over HTTP. The calendar is
//! read by another program than the one that writes it.

use std::collections::HashSet;

use axum::{body::Body, http::Request};
use calcard::{
    Entry, Parser,
    icalendar::{ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarProperty as Property},
};
use jiff::civil::{Date, date};
use skorowidz::document::{Document, Meeting, MeetingTopic};

use crate::{
    harness::{Place, list, text},
    http::{Answer, Site, document},
};

const BUDGET: &str = "Budżet obywatelski i zieleń w parkach";
const TRAMS: &str = "=Tramwaje; linia 52, \"nocna\"\\";
const POST: &str = "news/konwent";

/// Returns a post about a meeting with these topics, each of which is a paragraph of its text.
pub(crate) fn post(id: &str, meeting: Meeting, topics: &[&str]) -> Document {
    let written = format!("Konwent obradował.\n\n{}", topics.join("\n\n"));
    let topic = |(number, topic): (usize, &&str)| {
        let byte = written.find(*topic).expect("in the text");
        let start = written[..byte].chars().count();
        MeetingTopic {
            text: (*topic).to_owned(),
            anchor: format!("temat-{}", number + 1),
            page: 1,
            start,
            end: start + topic.chars().count(),
        }
    };
    let topics = topics.iter().enumerate().map(topic).collect();
    let url = Some(format!("https://example.org/{id}"));
    let meetings = vec![Meeting { topics, ..meeting }];
    Document { meetings, url, ..document(id, "Konwent obradował", &written) }
}

pub(crate) fn konwent(day: Date) -> Meeting {
    Meeting { date: Some(day), body: Some("Konwent".to_owned()), ..Meeting::default() }
}

/// A report with an hour, one without, a meeting that was moved, one that was called off, and one to come.
fn site() -> Site {
    let council = |day: Option<Date>| Meeting {
        date: day,
        body: Some("Rada Dzielnicy VIII Dębniki".to_owned()),
        ..Meeting::default()
    };
    let held = Meeting {
        time: Some("10:00".to_owned()),
        time_end: Some("12:30".to_owned()),
        place: Some("Sala Obrad; pl. Wszystkich Świętych 3-4".to_owned()),
        chair: Some("Rafał Komarewicz".to_owned()),
        ..konwent(date(2022, 9, 26))
    };
    let moved =
        Meeting { cancelled: vec![date(2023, 3, 1)], announced: true, ..council(Some(date(2023, 3, 8))) };
    let off = Meeting { cancelled: vec![date(2023, 5, 1)], announced: true, ..council(None) };
    let to_come = Meeting { announced: true, ..konwent(date(2999, 12, 31)) };
    Site::with(&[
        post(POST, held, &[BUDGET, TRAMS]),
        post("news/winter", konwent(date(2021, 1, 15)), &["Zimowe utrzymanie ulic"]),
        post("news/moved", moved, &["Budżet dzielnicy"]),
        post("news/off", off, &[]),
        post("news/to-come", to_come, &["Plan pracy"]),
    ])
}

async fn ask(site: &Site, path: &str) -> Answer {
    site.send(Request::get(path).header("host", "example.org").body(Body::empty()).expect("a request")).await
}

/// Returns the id of the first topic with this text.
async fn topic_id(site: &Site, wanted: &str) -> String {
    let listed = site.get("/api/v1/meetings").await.json();
    let topics = list(&listed, "meetings").iter().flat_map(|meeting| list(meeting, "topics"));
    let topic = topics.into_iter().find(|topic| text(topic, "text") == wanted).expect("a topic");
    text(topic, "id").to_owned()
}

/// Parses a calendar, every line of which must be understood.
#[track_caller]
fn calendar(answer: &Answer) -> ICalendar {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "text/calendar; charset=utf-8");
    assert!(answer.text().split_terminator("\r\n").all(|line| !line.contains('\n') && line.len() <= 75));
    let mut parser = Parser::new(answer.text());
    let Entry::ICalendar(calendar) = parser.entry() else { panic!("no calendar: {}", answer.text()) };
    assert!(matches!(parser.entry(), Entry::Eof), "{}", answer.text());
    let unfolded = answer.text().replace("\r\n ", "");
    let is_property = |line: &&str| !line.starts_with("BEGIN:") && !line.starts_with("END:");
    let properties = unfolded.split_terminator("\r\n").filter(is_property).count();
    assert_eq!(calendar.components.iter().map(|part| part.entries.len()).sum::<usize>(), properties);
    calendar
}

fn events(calendar: &ICalendar) -> Vec<&ICalendarComponent> {
    let is_event = |part: &&ICalendarComponent| part.component_type == ICalendarComponentType::VEvent;
    calendar.components.iter().filter(is_event).collect()
}

fn value<'a>(event: &'a ICalendarComponent, property: &Property) -> Option<&'a str> {
    event.property(property)?.values.first()?.as_text()
}

/// Returns a moment as year, month, day and hour.
fn moment(event: &ICalendarComponent, property: &Property) -> (u16, u8, u8, Option<u8>) {
    let value = event.property(property).and_then(|entry| entry.values.first()).expect("a value");
    let moment = value.as_partial_date_time().expect("a moment");
    let part = |part: Option<u8>| part.expect("a day");
    (moment.year.expect("a year"), part(moment.month), part(moment.day), moment.hour)
}

#[tokio::test]
async fn the_calendar_has_an_event_for_each_day() {
    let site = site();
    let answer = ask(&site, "/meetings.ics").await;
    let calendar = calendar(&answer);
    let events = events(&calendar);
    let found: Vec<(u16, u8, u8, Option<u8>, &str)> = events
        .iter()
        .map(|event| {
            let (year, month, day, hour) = moment(event, &Property::Dtstart);
            (year, month, day, hour, value(event, &Property::Status).expect("a status"))
        })
        .collect();
    assert_eq!(
        found,
        [
            (2999, 12, 31, None, "TENTATIVE"),
            (2023, 5, 1, None, "CANCELLED"),
            (2023, 3, 8, None, "TENTATIVE"),
            (2023, 3, 1, None, "CANCELLED"),
            (2022, 9, 26, Some(8), "CONFIRMED"),
            (2021, 1, 15, None, "CONFIRMED"),
        ]
    );
    let held = events[4];
    assert_eq!(moment(held, &Property::Dtend), (2022, 9, 26, Some(10)));
    assert_eq!(moment(events[5], &Property::Dtend), (2021, 1, 16, None));
    assert_eq!(value(held, &Property::Summary), Some("Konwent"));
    assert_eq!(value(held, &Property::Location), Some("Sala Obrad; pl. Wszystkich Świętych 3-4"));
    let described = format!("• {BUDGET}\n• {TRAMS}\nProwadzi: Rafał Komarewicz");
    assert_eq!(value(held, &Property::Description), Some(described.as_str()));
    assert_eq!(value(held, &Property::Url), Some("https://example.org/news/konwent"));
    let ids: HashSet<&str> = calendar.uids().collect();
    assert_eq!(ids.len(), events.len());
    assert_eq!(ask(&site, "/meetings.ics").await.text(), answer.text());
}

#[tokio::test]
async fn a_report_revises_the_event_of_its_announcement() {
    let announced = Meeting { announced: true, ..konwent(date(2022, 9, 26)) };
    let site = Site::with(&[post("news/before", announced, &["Budżet"])]);
    let before = calendar(&ask(&site, "/meetings.ics").await);
    site.add(&post("news/after", konwent(date(2022, 9, 26)), &["Budżet"]));
    let after = calendar(&ask(&site, "/meetings.ics").await);
    assert_eq!(events(&before)[0].uid(), events(&after)[0].uid());
    let number = |calendar: &ICalendar| {
        events(calendar)[0].property(&Property::Sequence).and_then(|entry| entry.values[0].as_integer())
    };
    assert_eq!((number(&before), number(&after)), (Some(0), Some(1)));
}

#[tokio::test]
async fn files_have_the_filters_of_the_list_and_all_meetings() {
    let all: Vec<Document> = (0..250)
        .map(|number| {
            let day = date(2020, 1, 1).checked_add(jiff::Span::new().days(number)).expect("a day");
            post(&format!("news/{number}"), konwent(day), &["Budżet"])
        })
        .collect();
    let site = Site::with(&all);
    assert_eq!(events(&calendar(&ask(&site, "/meetings.ics").await)).len(), 250);
    assert_eq!(ask(&site, "/meetings.csv").await.text().lines().count(), 251);
    let some = ask(&site, "/meetings.csv?from=2020-01-10&to=2020-01-12&body=konw&q=budzet").await;
    assert_eq!(some.text().lines().count(), 4, "{}", some.text());
    assert_eq!(some.header("content-disposition"), "attachment; filename=\"meetings.csv\"");
    let none = ask(&site, "/meetings.ics?q=hipopotam").await;
    assert_eq!(events(&calendar(&none)).len(), 0);
}

#[tokio::test]
async fn the_table_has_a_row_for_each_topic_and_no_formulas() {
    let answer = ask(&site(), "/meetings.csv").await;
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8; header=present");
    let rows: Vec<&str> = answer.text().split_terminator("\r\n").collect();
    assert_eq!(rows.len(), 7, "{rows:#?}");
    assert!(
        rows[0].starts_with("date,date_end,time,time_end,body,districts,announced,cancelled,place,chair")
    );
    assert!(rows.iter().any(|row| row.contains("\"'=Tramwaje; linia 52, \"\"nocna\"\"\\\"")), "{rows:#?}");
    assert!(rows.iter().any(|row| row.starts_with(",,,,Rada Dzielnicy VIII Dębniki,VIII,true,2023-05-01,")));
}

#[tokio::test]
async fn the_program_writes_the_same_files() {
    let place = Place::with_corpus();
    let site = Site::over(&place.path("index"));
    for (format, path) in [("ics", "/meetings.ics"), ("csv", "/meetings.csv")] {
        let written = place.run(&["meetings", "--format", format]).ended(0);
        assert!(written.out.len() > 1000, "{format}");
        assert_eq!(written.out, ask(&site, path).await.text(), "{format}");
    }
    place.run(&["meetings", "--format", "ics", "--page", "2"]).ended(2);
    for refused in [&["--from", "2023-01-01", "--to", "2022-01-01"][..], &["rok:2022"]] {
        let run = place.run(&[&["meetings", "--format", "ics"], refused].concat()).ended(2);
        assert_eq!(run.out, "", "{refused:?}");
    }
}

#[tokio::test]
async fn the_list_shows_meetings_by_year_with_links() {
    let site = site();
    let page = site.get("/meetings").await;
    assert_eq!(page.status, 200);
    let page = page.text();
    for part in [
        "5 posiedzeń",
        "<h2 id=\"upcoming\">Nadchodzące</h2>",
        ">2023</h2>",
        ">2022</h2>",
        ">2021</h2>",
        "godz. 10:00–12:30",
        "Nie w dniu: 1 marca 2023",
        ">odwołane<",
        "/documents/news/konwent?section=temat-1#temat-1",
        "=Tramwaje; linia 52, &quot;nocna&quot;\\",
        "href=\"/meetings.ics\"",
        "href=\"/api/v1/meetings\"",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let order: Vec<usize> = ["Nadchodzące", ">2023</h2>", ">2022</h2>"]
        .iter()
        .map(|part| page.find(part).expect("there"))
        .collect();
    assert!(order.is_sorted());
    let some = site.get("/meetings?q=budzet&body=konw&district=&from=2022-01-01&ui=uk&fbclid=x").await;
    assert!(some.text().contains("1 засідання") && some.text().contains("<mark>Budżet</mark>"));
    assert!(some.text().contains("/meetings.csv?q=budzet&#38;body=konw&#38;from=2022-01-01"));
    assert!(some.text().contains("value=\"2022-01-01\"") && some.text().contains("noindex"));
}

#[tokio::test]
async fn long_lists_have_pages() {
    let all: Vec<Document> = (1..=45)
        .map(|number| post(&format!("n/{number}"), konwent(date(1900 + number, 1, 1)), &["Budżet"]))
        .collect();
    let site = Site::with(&all);
    let first = site.get("/meetings?q=budzet").await;
    assert!(first.text().contains("href=\"/meetings?q=budzet&#38;page=3\""), "{}", first.text());
    let last = site.get("/meetings?page=3").await;
    assert!(last.text().contains(">1901</h2>") && !last.text().contains(">1945</h2>"));
    let beyond = site.get("/meetings?page=9").await;
    assert!(beyond.text().contains("Wróć do pierwszej strony"));
}

/// Returns the days of the meetings of a page, in order.
fn days(page: &Answer) -> Vec<&str> {
    let headings = page.text().split("<h3><time datetime=\"").skip(1);
    headings.map(|heading| heading.split('"').next().expect("a day")).collect()
}

#[tokio::test]
async fn meetings_to_come_are_above_the_others_and_the_next_one_is_first() {
    let announced = |day| Meeting { announced: true, ..konwent(date(2999, 1, day)) };
    let mut all: Vec<Document> =
        (1..=25).map(|day| post(&format!("n/{day}"), announced(day), &["Budżet"])).collect();
    let council = Meeting { body: Some("Rada Miasta Krakowa".to_owned()), ..konwent(date(2999, 1, 20)) };
    all.push(post("h/future", council, &["Budżet"]));
    all.extend((1..=30).map(|day| post(&format!("h/{day}"), konwent(date(2020, 1, day)), &["Budżet"])));
    let site = Site::with(&all);
    let of = |month: &str, days: &[i8]| -> Vec<String> {
        days.iter().map(|day| format!("{month}-{day:02}")).collect()
    };
    let down = |from: i8, to: i8| (to..=from).rev().collect::<Vec<i8>>();
    let first = site.get("/meetings").await;
    let expected =
        [of("2999-01", &(1..=20).collect::<Vec<i8>>()), of("2999-01", &[20]), of("2020-01", &down(30, 12))];
    assert_eq!(days(&first), expected.concat());
    assert_eq!(days(&site.get("/meetings?page=2").await), of("2020-01", &down(11, 1)));
    let link = first.text().split("href=\"").find(|rest| rest.contains("Pokaż kolejne nadchodzące (5)"));
    let link = link.and_then(|rest| rest.split('"').next()).expect("a link").replace("&#38;", "&");
    let further = site.get(&link).await;
    assert_eq!(days(&further), of("2999-01", &(21..=25).collect::<Vec<i8>>()), "{link}");
    assert!(!further.text().contains("page=3"));
    let held = site.get("/meetings?announced=false&page=2").await;
    assert_eq!(days(&held), of("2020-01", &down(11, 1)));
    assert!(!site.get("/meetings?page=2").await.text().contains("noindex"));
}

#[tokio::test]
async fn requests_that_cannot_be_answered_say_why() {
    let site = site();
    for (query, said) in [
        ("from=2023-01-01&to=2022-01-01", "Data początkowa jest późniejsza"),
        ("page=9999", "Wyniki nie sięgają tak daleko"),
        ("district=XX", "Szczegóły po angielsku"),
        ("from=wczoraj", "Szczegóły po angielsku"),
        ("announced=maybe", "Szczegóły po angielsku"),
        ("q=rok:2020", "Szczegóły po angielsku"),
    ] {
        let answer = site.get(&format!("/meetings?{query}")).await;
        assert_eq!(answer.status, 400, "{query}");
        assert!(answer.text().contains(said) && answer.text().contains("id=\"sift\""), "{query}");
    }
    for path in
        ["/meetings.ics?page=1", "/meetings.csv?per_page=5", "/meetings.ics?x=1", "/meetings.csv?from="]
    {
        Site::check_error(&ask(&site, path).await, 400, "bad-parameter", &[]);
    }
    Site::check_error(&ask(&site, "/topics/0000/feed.atom").await, 404, "not-found", &["topic"]);
    let missing = site.get("/topics/%3Cb%3E").await;
    assert_eq!(missing.status, 404);
    assert!(missing.text().contains("Nie ma takiego tematu") && !missing.text().contains("<b>"));
}

#[tokio::test]
async fn an_index_without_meetings_says_so() {
    let site = Site::with(&[document("news/a", "Bez posiedzeń", "Nic nie obradowało.")]);
    let page = site.get("/meetings").await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("nie ma jeszcze dokumentów o posiedzeniach"));
    assert!(site.get("/meetings?q=budzet").await.text().contains("Żadne posiedzenie nie pasuje"));
    assert_eq!(events(&calendar(&ask(&site, "/meetings.ics").await)).len(), 0);
    assert_eq!(ask(&site, "/meetings.csv").await.text().lines().count(), 1);
    assert!(!site.get("/documents/news/a").await.text().contains("id=\"told\""));
}

#[tokio::test]
async fn a_topic_stands_at_its_address_in_its_post() {
    let site = site();
    let id = topic_id(&site, BUDGET).await;
    let page = site.get(&format!("/documents/{POST}?section=temat-2")).await;
    let page = page.text();
    assert!(page.contains(&format!("<span class=\"anchor\" id=\"temat-1\"></span>{BUDGET}")), "{page}");
    assert!(page.contains("id=\"temat-2\" tabindex=\"-1\" autofocus></span>=Tramwaje"), "{page}");
    assert!(page.contains("<h2 id=\"told\">Posiedzenie</h2>") && page.contains("26 września 2022"));
    assert!(page.contains("<a href=\"#temat-1\"") && page.contains(&format!("href=\"/topics/{id}\"")));
    assert!(page.contains("Prowadzi: <span lang=\"pl\" dir=\"auto\">Rafał Komarewicz</span>"));
}

#[tokio::test]
async fn the_part_with_the_topic_is_shown() {
    let filling = "Zdanie bez związku z tematem. ".repeat(3_000);
    let long = post("news/long", konwent(date(2022, 9, 26)), &[BUDGET, &filling, TRAMS]);
    let site = Site::with(&[long]);
    let page = site.get("/documents/news/long?section=temat-3").await;
    assert!(page.text().contains("id=\"temat-3\" tabindex=\"-1\" autofocus"));
    let first = site.get("/documents/news/long").await;
    assert!(!first.text().contains("id=\"temat-3\"") && first.text().contains("#temat-3\""));
    let href = first.text().split("href=\"").find(|rest| rest.contains("#temat-3\"")).expect("a link");
    let href = href.split("#temat-3").next().expect("a URL").replace("&#38;", "&");
    assert!(site.get(&href).await.text().contains("id=\"temat-3\""), "{href}");
}

#[tokio::test]
async fn a_hit_shows_its_topic() {
    let page = site().get("/search?q=zielen+w+parkach").await;
    let page = page.text();
    assert!(page.contains("Temat posiedzenia:"), "{page}");
    assert!(page.contains("section=temat-1#temat-1"), "{page}");
    assert!(
        page.contains(">Konwent</span>, <time datetime=\"2022-09-26\">26 września 2022</time>"),
        "{page}"
    );
}

#[tokio::test]
async fn the_page_of_a_topic_shows_its_matter() {
    let site = site();
    let id = topic_id(&site, BUDGET).await;
    let answer = site.get(&format!("/topics/{id}")).await;
    assert_eq!((answer.status.as_u16(), answer.header("content-language")), (200, "pl"));
    let page = answer.text();
    for part in [
        &format!("<h1 lang=\"pl\" dir=\"auto\">{BUDGET}</h1>"),
        &format!(
            "type=\"application/atom+xml\" title=\"Powiadom mnie, gdy temat wróci (kanał Atom)\" href=\"/topics/{id}/feed.atom\""
        ),
        "26 września 2022",
        "/documents/news/konwent?section=temat-1#temat-1",
        "Inne tematy tego posiedzenia",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    assert!(!answer.header("etag").is_empty());
}

#[tokio::test]
async fn a_list_of_the_page_of_a_topic_that_is_cut_says_so() {
    let topics: Vec<String> = (0..64).map(|number| format!("Temat numer {number:02}")).collect();
    let topics: Vec<&str> = topics.iter().map(String::as_str).collect();
    let site = Site::with(&[post(POST, konwent(date(2022, 9, 26)), &topics)]);
    let id = topic_id(&site, topics[0]).await;
    let page = site.get(&format!("/topics/{id}?ui=en")).await;
    assert!(page.text().contains("<p class=\"note\">and 3 more</p>"), "{}", page.text());
}

#[tokio::test]
async fn the_feed_of_a_topic_is_valid_and_stable() {
    let site = site();
    let id = topic_id(&site, TRAMS).await;
    let path = format!("/topics/{id}/feed.atom");
    let answer = ask(&site, &path).await;
    assert_eq!(answer.header("content-type"), "application/atom+xml; charset=utf-8");
    let read = roxmltree::Document::parse(answer.text()).expect("XML");
    let feed = read.root_element();
    let texts = |name: &str| {
        let named = feed.descendants().filter(|node| node.tag_name().name() == name);
        named.filter_map(|node| node.text().map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(texts("title"), [format!("Skorowidz: {TRAMS}"), TRAMS.to_owned()]);
    assert_eq!(texts("updated"), ["2022-09-26T00:00:00+02:00"; 2]);
    let ids: HashSet<String> = texts("id").into_iter().collect();
    assert_eq!(ids.len(), 2);
    let links: Vec<&str> = feed
        .descendants()
        .filter(|node| node.attribute("rel") == Some("alternate"))
        .filter_map(|node| node.attribute("href"))
        .collect();
    let place = "http://example.org/documents/news/konwent?section=temat-2#temat-2";
    assert_eq!(links, [format!("http://example.org/topics/{id}").as_str(), place]);
    assert_eq!(ask(&site, &path).await.text(), answer.text());
}

#[tokio::test]
async fn the_list_of_meetings_is_in_the_sitemap_and_in_the_navigation() {
    let site = site();
    assert!(ask(&site, "/sitemap-1.xml").await.text().contains("<loc>http://example.org/meetings</loc>"));
    let front = site.get("/").await;
    assert_eq!(front.text().matches("href=\"/meetings\"").count(), 2);
    assert!(site.get("/help").await.text().contains("Posiedzenia i ich tematy"));
}
