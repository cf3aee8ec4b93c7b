//! The embeddable search box: its script, compiled into the program, and a demo page.
//!
//! Invariants: the script is served without comments, indentation and the optional spaces of its style;
//! nothing here depends on the index or on the client.

use std::sync::LazyLock;

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::http::{app::App, entity_tag::is_kept, error::ApiError, pages::site, public_url};

const SOURCE: &str = include_str!("../../../web/widget/widget.js");
const DEMO_STYLE: &str = include_str!("../../../web/widget/demo.css");
/// Other sites embed the script without a version: it is cached for five minutes, then revalidated by its
/// tag.
const CACHING: &str = "public, max-age=300";

/// The script as it is served.
static SCRIPT: LazyLock<String> = LazyLock::new(|| {
    let lines = SOURCE.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    without_style_spaces(&lines.collect::<Vec<_>>().join("\n"))
});

/// How the style begins, which ends with the next backtick.
const STYLE_BEGINS: &str = "const STYLE = `";

/// Removes the white space that a style sheet does not need: beside braces and after colons, semicolons and
/// commas.
fn without_style_spaces(script: &str) -> String {
    let style = script.find(STYLE_BEGINS).map(|at| at + STYLE_BEGINS.len());
    let end = style.and_then(|start| Some(start + script[start..].find('`')?));
    let (Some(start), Some(end)) = (style, end) else { return script.to_owned() };
    let mut dense = script[start..end].replace(" {", "{").replace(" }", "}");
    for sign in ["{", "}", ":", ";", ","] {
        dense = dense.replace(&format!("{sign} "), sign).replace(&format!("{sign}\n"), sign);
    }
    format!("{}{dense}{}", &script[..start], &script[end..])
}

/// `GET /widget.js`
pub(crate) async fn script(headers: HeaderMap) -> Response {
    kept(&headers, "text/javascript; charset=utf-8", &SCRIPT)
}

/// `GET /widget/demo.css`
pub(crate) async fn demo_style(headers: HeaderMap) -> Response {
    kept(&headers, "text/css; charset=utf-8", DEMO_STYLE)
}

fn kept(headers: &HeaderMap, media_type: &'static str, content: &'static str) -> Response {
    let hash = blake3::hash(content.as_bytes()).to_hex();
    let Ok(tag) = HeaderValue::try_from(format!("W/\"{}\"", &hash[..12])) else {
        return content.into_response();
    };
    let is_known = is_kept(headers, &tag);
    let keeping = [(header::CACHE_CONTROL, HeaderValue::from_static(CACHING)), (header::ETAG, tag)];
    if is_known {
        return (StatusCode::NOT_MODIFIED, keeping).into_response();
    }
    (keeping, [(header::CONTENT_TYPE, media_type)], content).into_response()
}

#[derive(Template)]
#[template(path = "demo.html")]
struct DemoPage {
    /// The name of the site.
    name: String,
    /// The path of the front page, without a trailing slash.
    base: String,
    /// The absolute URL of the front page, for those who copy from the page.
    address: String,
}

/// `GET /widget`
pub(crate) async fn demo(State(app): State<App>, headers: HeaderMap) -> Result<Response, ApiError> {
    let base = app.base.as_ref().to_owned();
    let address = public_url::address(&app, &headers).unwrap_or_else(|_| base.clone());
    let name = app.live.get().site_name.clone();
    Ok(([(header::CACHE_CONTROL, CACHING)], site::rendered(&DemoPage { name, base, address })?)
        .into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The documented maximum size, in bytes as served and uncompressed.
    const MAX_BYTES: usize = 17_500;

    #[test]
    fn the_script_is_small() {
        assert!(SCRIPT.len() < MAX_BYTES, "{} bytes", SCRIPT.len());
    }

    #[test]
    fn only_the_style_loses_spaces_and_keeps_those_between_values() {
        let script = format!(
            "const a = {{ b: 1 }}; {STYLE_BEGINS}a, b {{\nborder: 1px solid; }}\nc {{}}`; c({{ d: 2 }});"
        );
        let dense =
            format!("const a = {{ b: 1 }}; {STYLE_BEGINS}a,b{{border:1px solid;}}c{{}}`; c({{ d: 2 }});");
        assert_eq!(without_style_spaces(&script), dense);
        assert_eq!(without_style_spaces("a: { b; }"), "a: { b; }");
        assert!(SCRIPT.contains("border:1px solid var(--_line);"));
    }

    #[test]
    fn only_comments_and_indentation_are_removed() {
        let is_comment = |line: &&str| line.trim_start().starts_with("//");
        let code: String = SOURCE.lines().filter(|line| !is_comment(line)).collect();
        let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        assert_eq!(bare(&SCRIPT), bare(&code));
        // A line within a template literal that looks like a comment would be lost.
        let commented = SOURCE.split('`').skip(1).step_by(2).flat_map(str::lines).find(is_comment);
        assert_eq!(commented, None);
    }

    #[test]
    fn the_script_creates_no_markup_from_text_and_needs_no_policy_exception() {
        for sink in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "Function(",
            "DOMParser",
        ] {
            assert!(!SCRIPT.contains(sink), "{sink}");
        }
        for keeper in ["cookie", "localStorage", "sessionStorage", "indexedDB", ".style.", "<style"] {
            assert!(!SCRIPT.contains(keeper), "{keeper}");
        }
    }
}
