//! Query statistics: frequent queries are reported to operators, and nothing about who searched is stored.

use std::{fs, net::SocketAddr};

use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{Request, StatusCode, header},
};
use serde_json::{Value, json};
use skorowidz::{config::Settings, queries::QuerySettings};

use crate::{
    harness::{Place, text},
    metrics::{Answer, Site, TOKEN},
    serve::Server,
};

fn site() -> Site {
    guarded(QuerySettings::default())
}

fn guarded(queries: QuerySettings) -> Site {
    Site::new(Settings { token: Some(TOKEN.into()), ..Settings::default() }, queries)
}

impl Site {
    async fn popular(&self, parameters: &str) -> Answer {
        let uri = format!("/api/v1/admin/queries{parameters}");
        let request = Request::get(uri).header(header::AUTHORIZATION, format!("Bearer {TOKEN}"));
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    /// Sends a request as a client that connects from this address.
    async fn get_from(&self, address: &str, uri: &str) -> Answer {
        let address: SocketAddr = format!("{address}:4711").parse().expect("an address");
        self.send(Request::get(uri).extension(ConnectInfo(address)).body(Body::empty()).expect("a request"))
            .await
    }

    /// Returns everything stored on disk as text.
    fn kept(&self) -> String {
        let files = fs::read_dir(self.folder.path().join("queries")).into_iter().flatten().flatten();
        files.map(|file| format!("{} {}", file.path().display(), read(&file.path()))).collect()
    }
}

fn read(path: &std::path::Path) -> String {
    fs::read_to_string(path).expect("text")
}

#[tokio::test]
async fn a_query_searched_three_times_over_api_and_page_is_reported_immediately() {
    let site = site();
    for uri in ["/api/v1/search?q=Konwent", "/search?q=konwent", "/api/v1/search?q=+konwent+"] {
        assert_eq!(site.get(uri).await.status, StatusCode::OK);
    }
    for _ in 0..4 {
        site.get("/search?q=ufo+44051401359").await;
    }
    let answer = site.popular("").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let found = answer.json();
    let expected = json!([
        {"query": "ufo #", "count": 4, "empty": 4},
        {"query": "konwent", "count": 3, "empty": 0},
    ]);
    assert_eq!(found["queries"], expected);
    let [from, to] =
        ["from", "to"].map(|name| text(&found, name).parse::<jiff::civil::Date>().expect("a day"));
    assert_eq!((to - from).get_days(), 29);
    let empty = site.popular("?empty=true&limit=1&days=1").await.json();
    assert_eq!(empty["queries"], json!([{"query": "ufo #", "count": 4, "empty": 4}]));
    assert_eq!(empty["from"], empty["to"]);
}

#[tokio::test]
async fn further_pages_bare_filters_errors_and_rare_queries_are_not_recorded() {
    let site = site();
    for _ in 0..5 {
        site.get("/api/v1/search?q=konwent&page=2").await;
        site.get("/api/v1/search?q=&kind=news").await;
        site.get("/api/v1/search?q=konwent&kind=nonsense").await;
    }
    for _ in 0..2 {
        site.get("/api/v1/search?q=tajemnica").await;
    }
    assert_eq!(site.popular("").await.json()["queries"], json!([]));
    assert!(!site.kept().contains("tajemnica") && !site.kept().contains("konwent"), "{}", site.kept());
}

#[tokio::test]
async fn sorting_filtering_and_paging_count_as_one_search() {
    let site = site();
    let ways = ["", "&sort=newest", "&kind=news", "&kind=news&sort=oldest", "&per_page=5", "&page=2"];
    for way in ways {
        site.get_from("203.0.113.7", &format!("/api/v1/search?q=konwent{way}")).await;
        site.get_from("203.0.113.7", &format!("/search?q=Konwent{way}")).await;
    }
    assert_eq!(site.popular("").await.json()["queries"], json!([]));
    // Another address of the same IPv6 network counts as the same client.
    for address in ["203.0.113.8", "[2001:db8::1]", "[2001:db8::2]"] {
        site.get_from(address, "/api/v1/search?q=konwent").await;
    }
    let expected = json!([{"query": "konwent", "count": 3, "empty": 0}]);
    assert_eq!(site.popular("").await.json()["queries"], expected);
}

#[tokio::test]
async fn behind_an_unconfigured_proxy_only_plain_searches_count() {
    let site = site();
    for way in ["&sort=newest", "&kind=news", "", "", ""] {
        site.get_from("127.0.0.1", &format!("/api/v1/search?q=konwent{way}")).await;
    }
    let expected = json!([{"query": "konwent", "count": 3, "empty": 0}]);
    assert_eq!(site.popular("").await.json()["queries"], expected);
}

#[tokio::test]
async fn stored_statistics_contain_no_client_and_no_time() {
    let site = site();
    for n in 0..3 {
        let request = Request::get("/api/v1/search?q=jan@example.org+600100200+konwent")
            .header("x-request-id", format!("request-{n}"))
            .header("x-forwarded-for", "203.0.113.7")
            .header(header::USER_AGENT, "Przegladarka/1.0");
        site.send(request.body(Body::empty()).expect("a request")).await;
    }
    let reported = site.popular("").await;
    assert_eq!(reported.json()["queries"], json!([{"query": "# # konwent", "count": 3, "empty": 0}]));
    let kept = fs::read_dir(site.folder.path().join("queries")).expect("exists").flatten();
    for file in kept.filter(|file| file.file_name() != "lock") {
        let name = file.file_name().to_string_lossy().into_owned();
        let day = name.strip_suffix(".json").and_then(|day| day.parse::<jiff::civil::Date>().ok());
        assert!(day.is_some(), "{name}");
        let kept: Value = serde_json::from_str(&read(&file.path())).expect("JSON");
        assert_eq!(kept, json!({"queries": {"# # konwent": {"count": 3, "empty": 0}}}));
    }
}

#[tokio::test]
async fn if_switched_off_nothing_is_stored_and_the_route_explains_how_to_enable_it() {
    let site = guarded(QuerySettings { is_on: false, ..QuerySettings::default() });
    for _ in 0..5 {
        site.get("/api/v1/search?q=konwent").await;
    }
    let answer = site.popular("").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.text().contains("queries = true"), "{}", answer.text());
    assert!(!site.folder.path().join("queries").exists());
}

#[tokio::test]
async fn bad_parameters_are_named_with_valid_values() {
    let site = site();
    for (parameters, parts) in [
        ("?days=0", ["`days`", "1 to 3650"]),
        ("?days=soon", ["`days`", "`soon`"]),
        ("?limit=1001", ["`limit`", "1 to 1000"]),
        ("?empty=maybe", ["`empty`", "`true`"]),
        ("?colour=red", ["`days`", "`limit`"]),
    ] {
        let answer = site.popular(parameters).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{parameters}");
        for part in parts {
            assert!(answer.text().contains(part), "{} lacks {part}", answer.text());
        }
    }
}

#[tokio::test]
async fn statistics_require_the_token() {
    let site = site();
    assert_eq!(site.get("/api/v1/admin/queries").await.status, StatusCode::UNAUTHORIZED);
    let wrong = Request::get("/api/v1/admin/queries").header(header::AUTHORIZATION, "Bearer wrong");
    let answer = site.send(wrong.body(Body::empty()).expect("a request")).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    let open = Site::new(Settings::default(), QuerySettings::default());
    assert_eq!(open.get("/api/v1/admin/queries").await.status, StatusCode::FORBIDDEN);
}

#[cfg(unix)]
#[test]
fn a_server_writes_its_counts_on_shutdown() {
    let place = Place::new();
    place.file("corpus/a.md", "## Konwent o zieleni\n\n2022-09-27\n\nRozmowy.\n");
    place.index(&[], 0);
    let mut server = Server::start(&place);
    for _ in 0..3 {
        assert_eq!(server.get("/api/v1/search?q=konwent").status, 200);
    }
    assert_eq!(server.terminate(rustix::process::Signal::TERM), Some(0), "{}", server.log());
    let reported = place.run(&["queries", "--json"]).ended(0).json();
    assert_eq!(reported["queries"], json!([{"query": "konwent", "count": 3, "empty": 0}]));
    let shown = place.run(&["queries"]).ended(0);
    assert!(shown.out.contains("konwent"), "{}", shown.out);
    assert!(place.run(&["queries", "--empty"]).ended(0).out.is_empty());
}

#[tokio::test]
async fn what_many_have_searched_for_and_found_is_on_the_front_page() {
    let site = site();
    for number in 0..12 {
        let address = format!("192.0.2.{number}");
        for query in ["konwent", "ufo", "konwent+358"] {
            site.get_from(&address, &format!("/search?q={query}")).await;
        }
        if number < 9 {
            site.get_from(&address, "/search?q=rada").await;
        }
    }
    assert!(!site.get("/").await.text().contains("Często szukane"));
    site.service.write_queries().await.expect("written");
    let home = site.get("/").await;
    let frequent = home.text().split("id=\"frequent\"").nth(1).expect("a list").to_owned();
    let frequent = frequent.split("</section>").next().unwrap_or_default();
    assert_eq!(frequent.matches("<li>").count(), 1, "{frequent}");
    assert!(frequent.contains("<a href=\"/search?q=konwent\" lang=\"pl\">konwent</a>"), "{frequent}");
}
