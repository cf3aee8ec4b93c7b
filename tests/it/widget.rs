//! The search box for other sites, as served; `tests/browser` tests it in a browser.

use axum::{body::Body, http::Request};
use skorowidz::config::Settings;

use crate::http::{Site, document, site};

#[tokio::test]
async fn any_site_may_load_and_cache_the_script() {
    let site = site();
    let script = site.get("/widget.js").await;
    assert_eq!(script.status, 200);
    assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(script.header("access-control-allow-origin"), "*");
    assert_eq!(script.header("cross-origin-resource-policy"), "cross-origin");
    assert_eq!(script.header("cache-control"), "public, max-age=300");
    assert!(script.text().contains("skorowidz-search"));
    let again = Request::get("/widget.js").header("if-none-match", script.header("etag"));
    let again = site.send(again.body(Body::empty()).expect("a request")).await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
}

#[tokio::test]
async fn requests_of_the_box_are_open_to_scripts_of_any_site() {
    let site = site();
    let request = Request::get("/api/v1/search?q=konwent").header("origin", "https://elsewhere.example");
    let answer = site.send(request.body(Body::empty()).expect("a request")).await;
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin");
}

#[tokio::test]
async fn the_demo_page_of_the_box_loads_only_our_own_resources() {
    let settings =
        Settings { public_url: Some("https://krakow.pl/szukaj".to_owned()), ..Settings::default() };
    let site = Site::configured(&[document("a", "Konwent", "Konwent.")], settings);
    let page = site.get("/widget").await;
    assert_eq!(page.status, 200);
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self'"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    let html = page.text();
    assert!(html.contains("<script src=\"/szukaj/widget.js\" defer></script>"), "{html}");
    assert!(html.contains("&lt;script src=\"https://krakow.pl/szukaj/widget.js\" defer"), "{html}");
    assert!(!html.contains("style=") && html.matches("<script").count() == 1, "{html}");
    assert_eq!(site.get("/widget/demo.css").await.header("content-type"), "text/css; charset=utf-8");
}
