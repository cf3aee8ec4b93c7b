//! What the HTML extractor makes of whole pages.

use jiff::civil::Date;

use super::*;
use crate::document::Language;

#[track_caller]
fn check(body: &str, expected: &str) {
    let found = extract(body.as_bytes()).unwrap();
    assert_eq!(found.pages[0].text, expected, "from {body:?}");
}

#[test]
fn blocks_become_lines_and_paragraphs() {
    check("<p>a\n b</p><p>c<br>d</p>", "a b\n\nc\nd");
    check("<div>a</div><div>b <b>c</b>d</div>", "a\nb cd");
    check("<ul><li>a<ul><li>b</ul><li>c</ul>d", "a\nb\nc\n\nd");
    check("<table><tr><th>a<th>b<tr><td>c<td><p>d</table>e", "a\tb\nc\n\nd\n\ne");
    check("<pre>a  b\n  c</pre>d", "a  b\n  c\n\nd");
    check("a&nbsp;&nbsp;b cyr&shy;k &bdquo;&amp;", "a b cyrk „&");
    check("<h2><div>A</div></h2>b", "A\n\nb");
}

#[test]
fn what_is_no_text_of_the_page_is_left_out() {
    check("<header>Logo</header><nav>Menu</nav><p>a</p><aside>b</aside><footer>c</footer>", "a");
    check("<p>a<script>b</script><style>c</style><template>d</template><noscript>e</noscript></p>", "a");
    check("<p hidden>a</p><p aria-hidden=true>b</p><p style='display: none'>c</p>d<form>e</form>", "d");
    check("<form><h1>A</h1><p>b<div role=search>c</div></form>", "A\n\nb");
    check("<header><h1>A</h1></header>b", "A\n\nb");
    check("<div><object><p>a</object>b</div>c<svg><a>d</a></svg>", "b\nc");
}

#[test]
fn the_main_text_is_where_most_of_the_text_is() {
    let long = "słowo ".repeat(20);
    let long = long.trim();
    check(&format!("<p>x</p><main><h1>A</h1><article>{long}</article></main>"), long);
    check(&format!("<p>x</p><main>{long}<article>a</article></main>"), &format!("{long}\n\na"));
    check(
        &format!("<p>{long}{long}{long}{long}</p><main>a</main>"),
        &format!("{long}{long}{long}{long}\n\na"),
    );
    check(&format!("<p>x</p><div role=main>{long}</div>"), long);
    check(&format!("<article><header>a</header>{long}<footer>b</footer></article>"), &format!("a\n\n{long}"));
}

#[test]
fn headings_are_the_outline() {
    let found = extract("<p>ą</p><h2>Część <b>1</b></h2><p>b</p><h3></h3>c".as_bytes()).unwrap();
    assert_eq!(found.pages[0].text, "ą\n\nCzęść 1\n\nb\n\nc");
    let outline: Vec<_> = found.outline.iter().map(|e| (e.label.as_str(), e.start)).collect();
    assert_eq!(outline, [("Część 1", 4)]);
}

#[test]
fn a_post_declares_its_metadata() {
    let page = r#"<!doctype html><html lang="pl-PL"><head><title>Na konwencie | Kraków</title>
        <meta name="Description" content="Lead  posta"><meta property="og:type" content="article">
        <meta property="article:published_time" content="2022-09-26T23:00:00Z">
        <link rel="canonical" href="https://krakow.pl/a"></head>
        <body><h1>Na konwencie</h1><p>Tekst</p></body></html>"#;
    let Extracted { declared, fallback, .. } = extract(page.as_bytes()).unwrap();
    assert_eq!(fallback.language, Some(Language::POLISH));
    let expected = Metadata {
        title: Some("Na konwencie".to_owned()),
        url: Some("https://krakow.pl/a".to_owned()),
        published: Some(Date::constant(2022, 9, 27)),
        kind: Some(Kind::News),
        language: None,
        parent: None,
        lead: Some("Lead posta".to_owned()),
    };
    assert_eq!(declared, expected);
}

#[track_caller]
fn check_declared(page: &str, title: Option<&str>, published: Option<Date>, kind: Option<Kind>) {
    let declared = extract(page.as_bytes()).unwrap().declared;
    assert_eq!(declared.title.as_deref(), title, "{page}");
    assert_eq!((declared.published, declared.kind), (published, kind), "{page}");
    assert_eq!(declared.url, None, "{page}");
}

#[test]
fn titles_and_dates_are_found_where_sites_put_them() {
    let day = Some(Date::constant(2022, 9, 27));
    check_declared("<title>A - B</title>x", Some("A - B"), None, None);
    check_declared("<title>A – B</title><h1>A</h1>x", Some("A"), None, None);
    check_declared("<title>A</title><article><h1>C <i>d</i></h1>x</article>", Some("C d"), None, None);
    check_declared("<meta property=og:title content='A | B'><h1>A</h1>", Some("A"), None, None);
    check_declared(
        "<article>x <time datetime=2022-09-27>wtorek</time></article>",
        None,
        day,
        Some(Kind::News),
    );
    check_declared("x <meta name=DC.date content=27.09.2022>", None, day, None);
    let json = r#"<script type="application/ld+json">{"@graph":[{"datePublished" : "2022-09-27T10:00:00+02:00"}]}</script>x"#;
    check_declared(json, None, day, None);
    check_declared(
        "x<link rel=canonical href='javascript:x'><meta property=og:url content=/a>",
        None,
        None,
        None,
    );
}

#[test]
fn the_declared_character_set_is_used() {
    let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode("<meta charset='shift_jis'>クラクフ");
    assert_eq!(extract(&bytes).unwrap().pages[0].text, "クラクフ");
    let (bytes, _, _) = encoding_rs::ISO_8859_2
        .encode("<meta http-equiv=Content-Type content='text/html; charset=iso-8859-2'>Świat");
    assert_eq!(extract(&bytes).unwrap().pages[0].text, "Świat");
}

#[test]
fn pages_without_text_are_refused() {
    for page in ["", " ", "<p> &nbsp;", "<nav>a</nav>", "<script>a</script>", "<title>a</title>"] {
        assert!(extract(page.as_bytes()).unwrap_err().starts_with("is empty: "), "{page:?}");
    }
}

#[test]
fn very_deep_pages_are_read_on_a_small_stack() {
    let read = || {
        for tag in ["<div>", "<b>", "<table><tr><td>", "<ul><li>", "<svg>", "<button>", "<header>", "<form>"]
        {
            let found = extract(format!("{}<p>tekst", tag.repeat(100_000)).as_bytes());
            assert!(
                found.is_err() || found.is_ok_and(|f| f.pages[0].text == "tekst" && !f.warnings.is_empty()),
                "{tag}"
            );
        }
    };
    std::thread::Builder::new().stack_size(2 << 20).spawn(read).unwrap().join().unwrap();
}

#[test]
fn pages_beyond_the_limits_are_refused_and_pieces_of_pages_kept_as_they_are() {
    let refusal = extract(&vec![b' '; MAX_BYTES + 1]).unwrap_err();
    assert_eq!(refusal, "is 33 MB large, the limit for HTML is 32 MB: split it or save it as text");
    let source = "</x>".repeat(1_000_001);
    assert_eq!(text(&source), source);
}

#[test]
fn flattened_pages_keep_their_words_and_say_so() {
    let found = extract("<div>ą".repeat(2_000).as_bytes()).unwrap();
    assert_eq!(found.pages[0].text.split('\n').count(), 2_000);
    assert_eq!(found.warnings, ["is nested more than 512 elements deep: deeper ones were flattened"]);
}

#[test]
fn headers_and_forms_of_large_pages_are_weighed_once() {
    let page = format!("<div role=main>{}{}<h1>A", "<header>".repeat(400), "<p>x".repeat(5_000));
    assert!(extract(page.as_bytes()).unwrap().pages[0].text.ends_with("x\n\nA"));
}

proptest::proptest! {
    #[test]
    fn no_page_panics(page in "(</?(p|div|table|td|h1|pre|ul|li|article|form|title|svg|b)>|<!--|-->|<br|&nbsp;| a|\\PC){0,60}") {
        let _ = extract(page.as_bytes());
        let _ = text(&page);
    }
}
