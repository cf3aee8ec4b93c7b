//! Tests of the HTML extractor on whole pages.

use jiff::civil::Date;

use super::*;
use crate::document::{Kind, Language};

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
fn content_that_is_not_page_text_is_excluded() {
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
    check(
        &format!("<article><header>a</header>{long}<footer>b</footer></article>"),
        &format!("a\n\n{long}\n\nb"),
    );
}

#[test]
fn asides_in_the_article_are_text_unless_they_are_links() {
    let article =
        |inner: &str| format!("<main><article><h1>Nabór</h1><p>Trwa nabór.</p>{inner}</article></main>");
    check(
        &article("<aside><p>Termin upływa 31 marca 2022 r.</p></aside><footer>Tekst: redakcja</footer>"),
        "Nabór\n\nTrwa nabór.\n\nTermin upływa 31 marca 2022 r.\n\nTekst: redakcja",
    );
    check(
        &article(
            "<dialog open><p>Urząd czynny do godz. 15.</p></dialog><form><fieldset><legend>Zgłoszenia przyjmuje sekretariat szkoły, pokój 5.</legend><label>Imię</label><input></fieldset></form>",
        ),
        "Nabór\n\nTrwa nabór.\n\nUrząd czynny do godz. 15.\n\nZgłoszenia przyjmuje sekretariat szkoły, pokój 5.\nImię",
    );
    let links = "<h2>Zobacz też</h2><ul><li><a href=/a>Pogoda w mieście</a><li><a href=/b>Kino</a></ul>";
    for inner in [
        format!("<aside>{links}</aside>"),
        format!("<footer>{links}</footer>"),
        "<form><label>Szukaj</label><input></form>".to_owned(),
        "<aside class=share>Udostępnij <a href=#>Drukuj</a></aside>".to_owned(),
    ] {
        check(&article(&inner), "Nabór\n\nTrwa nabór.");
    }
}

#[test]
fn menus_breadcrumbs_and_bars_around_the_heading_are_not_text() {
    let text = "Dyżury radnych\n\nRadni dyżurują we wtorki w siedzibie przy ul. Wiklinowej.";
    let body = "<h1>Dyżury radnych</h1><p>Radni dyżurują we wtorki w siedzibie przy ul. Wiklinowej.</p>";
    let menu = "<ul><li><a href=1>Przetargi</a></li><li><a href=2>Dzielnica I Stare Miasto</a></li></ul>";
    for (above, below) in [
        (format!("<div id=menu>{menu}</div>"), "<div id=footer>ul. Rynek 1, tel. 12</div>"),
        (menu.to_owned(), "<div class='stopka'>Urząd Miasta</div>"),
        (format!("<table><tr><td>{menu}</td></tr></table>"), ""),
        ("<div><a href=/>Start</a> » <a href=/a>Aktualności</a></div>".to_owned(), ""),
        ("<div class=okruszki>Jesteś tutaj: <a href=/>Start</a> » Dyżury</div>".to_owned(), ""),
        (
            "<div id=cookies>Serwis używa plików cookies zgodnie z polityką. <a href=#>Zamknij</a></div>"
                .to_owned(),
            "",
        ),
        ("<div>Ta strona używa ciasteczek. <a href=#>OK</a></div>".to_owned(), ""),
        (
            "<a href=#tresc>Przejdź do treści</a>".to_owned(),
            "<div class=share><a href=#>Udostępnij</a></div>",
        ),
        ("<h1><a href=/>Gmina Brzozowo</a></h1>".to_owned(), ""),
        (String::new(), "<div><a href=/p>Polityka prywatności</a> <a href=/m>Mapa serwisu</a></div>"),
    ] {
        check(&format!("{above}{body}{below}"), text);
    }
}

#[test]
fn link_lists_that_are_the_content_are_kept() {
    let body = "<h1>Uchwały</h1><p>Rada podjęła na sesji w maju dwie uchwały.</p>";
    check(
        &format!("{body}<ul><li><a href=/1>Uchwała nr 1</a><li><a href=/2>Uchwała nr 2</a></ul>"),
        "Uchwały\n\nRada podjęła na sesji w maju dwie uchwały.\n\nUchwała nr 1\nUchwała nr 2",
    );
    check(
        &format!("{body}<div><a href=a.pdf>Załącznik nr 1</a><br><a href=b.pdf>Załącznik nr 2</a></div>"),
        "Uchwały\n\nRada podjęła na sesji w maju dwie uchwały.\n\nZałącznik nr 1\nZałącznik nr 2",
    );
    check(
        "<h1>Rejestr</h1><div><a href=/1>Uchwała 1</a> <a href=/2>Uchwała 2</a></div>",
        "Rejestr\n\nUchwała 1 Uchwała 2",
    );
    let sidebar = "<body class='has-sidebar no-menu'><div class='content-with-menu menu'><p>";
    check(
        &format!("{sidebar}Radni dyżurują we wtorki w siedzibie rady.</p></div>"),
        "Radni dyżurują we wtorki w siedzibie rady.",
    );
}

#[test]
fn branches_without_a_sentence_beside_the_text_are_left_out() {
    let text = "Na łące za kładką ogrodnicy sadzą olchy, wierzby i czeremchy, które dobrze znoszą wodę.";
    let page = |beside: &str| {
        format!(
            "<div><div>{beside}</div><div><div><h1>Nowe drzewa</h1></div><div><p>{text}</p></div></div></div>"
        )
    };
    for beside in [
        "<div>Kamery</div><div>Plan miasta</div>",
        "<p>Urząd Miasta</p><p>pl. Ratuszowy 1</p>",
        "<a href=/a>Rusza sezon na rowery</a> 15.01.2034 <a href=/b>Gdzie zaparkować</a> 14.01.2034",
    ] {
        check(&page(beside), &format!("Nowe drzewa\n\n{text}"));
    }
    let more =
        "Roboty potrwają do końca listopada, a na czas sadzenia ścieżka będzie węższa, ale przejezdna.";
    check(&page(more), &format!("{more}\n\nNowe drzewa\n\n{text}"));
    let file =
        format!("<div><h1>Nowe drzewa</h1><p>{text}</p></div><div><a href=plan.pdf>Plan nasadzeń</a></div>");
    check(&file, &format!("Nowe drzewa\n\n{text}\n\nPlan nasadzeń"));
}

#[test]
fn notes_of_who_published_a_page_are_read_and_are_not_its_text() {
    let note = "<table><tr><td>Metryczka<tr><td>Wytworzył:<td>Jan Cis<tr><td>Data publikacji:<td>27.12.2031 12:41</table>";
    let found =
        extract(format!("<h1>Petycja</h1><p>Rozpatrzy ją komisja skarg.</p>{note}").as_bytes()).unwrap();
    assert_eq!(found.pages[0].text, "Petycja\n\nRozpatrzy ją komisja skarg.");
    assert_eq!(found.from_text.published, Some(Date::constant(2031, 12, 27)));
}

#[test]
fn the_place_of_a_page_on_its_site_is_kept_beside_the_text() {
    let page = "<title>Drzewa - Rada Dzielnicy XV</title><div class=breadcrumbs><a href=/>Start</a> » <a href=/a>Aktualności</a></div><h1>Drzewa</h1><p>Posadzono lipy.</p>";
    let found = extract(page.as_bytes()).unwrap();
    assert_eq!(found.about, ["Drzewa - Rada Dzielnicy XV", "Start » Aktualności"]);
    assert_eq!(found.from_text.kind, Some(Kind::News));
}

#[test]
fn ordered_lists_keep_their_numbers() {
    check("<ol><li>a<li>b<ol type=a><li>c<li>d</ol><li>e</ol>", "1. a\n2. b\na. c\nb. d\n3. e");
    check("<ol start=5><li>a<li value=9>b<li><p>c</p></ol>d", "5. a\n9. b\n10. c\n\nd");
    check("<ol reversed type=I><li>a<li>b</ol>", "II. a\nI. b");
    check("<ol style='list-style-type: lower-roman'><li>a<li></li><li>b</ol>", "i. a\niii. b");
    check(
        "<ol style='list-style: none'><li>a</ol><ol><li>1. b<li>2) c</ol><ul><li>d</ul>",
        "a\n\n1. b\n2) c\n\nd",
    );
}

#[track_caller]
fn check_reading(body: &str, text: &str, reading: &str) {
    let page = &extract(body.as_bytes()).unwrap().pages[0];
    assert_eq!((page.text.as_str(), &*page.reading()), (text, reading), "from {body:?}");
}

#[test]
fn raised_and_struck_out_text_is_shown_and_read_correctly() {
    check_reading("<p><b>Art.&nbsp;21<sup>1</sup>.</b> Grupa</p>", "Art. 21¹. Grupa", "Art. 21(1). Grupa");
    check_reading("Art. 505<sup>29a</sup>. Sąd", "Art. 505²⁹ᵃ. Sąd", "Art. 505(29a). Sąd");
    check_reading(
        "Rada Seniorów<sup><a href='#p1'>1</a></sup> opiniuje budżet<sup>2)</sup>.",
        "Rada Seniorów¹ opiniuje budżet²⁾.",
        "Rada Seniorów opiniuje budżet.",
    );
    check_reading(
        "<p>§ 5<span style='vertical-align: super'>2</span></p><p><sup>1</sup>Dz. U.",
        "§ 5²\n\n1 Dz. U.",
        "§ 5(2)\n\n1 Dz. U.",
    );
    check_reading("87 m<sup>2</sup>, NO<sub>2</sub>", "87 m2, NO2", "87 m2, NO2");
    check_reading("<del>100</del><ins>250</ins> zł", "100 250 zł", "[100] 250 zł");
    check_reading(
        "Podpisuje <s>prezes</s><u>skarbnik</u>.",
        "Podpisuje prezes skarbnik.",
        "Podpisuje [prezes] skarbnik.",
    );
    check_reading("a<span style='text-decoration:line-through'> b</span> c", "a b c", "a [b] c");
    check_reading("<u>w</u>ażne", "ważne", "ważne");
    let page = &extract("Kwota <del>100</del><ins>250</ins> zł".as_bytes()).unwrap().pages[0];
    assert_eq!(page.struck, [crate::document::Span { start: 6, end: 9 }]);
}

#[test]
fn struck_out_blocks_stay_struck_out_where_lines_are_removed() {
    let page = |struck: &str| {
        check_reading(struck, "§ 1. Jest opłata.\n\n§ 2. Jest kara.\n\n§ 3. Jest ważny.", {
            "[§ 1. Jest opłata.\n\n§ 2. Jest kara.]\n\n§ 3. Jest ważny."
        });
    };
    let (first, second, third) =
        ("<p>§ 1. Jest opłata.</p>", "<p>§ 2. Jest kara.</p>", "<p>§ 3. Jest ważny.</p>");
    for button in ["<p>Drukuj</p>", "<button>Drukuj</button>", "<nav><p>Menu <del>stare</nav>"] {
        page(&format!("<del>{first}{button}{second}</del>{third}"));
        page(&format!("<del>{button}{first}{second}</del>{third}"));
        page(&format!("<del>{first}{second}{button}</del>{third}"));
        page(&format!("<del>{first}{second}</del>{button}{third}"));
    }
    check_reading(&format!("<del><main>{first}</main></del>"), "§ 1. Jest opłata.", "[§ 1. Jest opłata.]");
}

#[test]
fn the_site_name_is_not_part_of_a_title() {
    let page = |head: &str, body: &str| {
        format!("<head>{head}</head><body>{body}<p>Dyżury odbywają się we wtorki.</p>")
    };
    let (h1, h2) = ("<h1>Plan dyżurów na maj</h1>", "<h2>Plan dyżurów na maj</h2>");
    let banner = "<h1><a href='/'>Gmina Brzozowo</a> <span>Biuletyn Informacji Publicznej</span></h1>";
    for (head, body) in [
        ("<title>Gmina Brzozowo</title>", format!("<main>{h1}</main>")),
        ("<title>Plan dyżurów na maj - Dzielnica XI</title>", h2.to_owned()),
        ("<title>BIP - Gmina Brzozowo - Plan dyżurów na maj</title>", format!("{banner}<div>{h2}</div>")),
        (
            "<title>BIP - Gmina Brzozowo - Plan dyżurów na maj</title>",
            format!("<div id=top>{banner}<h2>Gmina Brzozowo</h2></div><div>{h2}</div>"),
        ),
        ("<title>Gmina Brzozowo » Plan dyżurów na maj</title>", format!("<h1>Aktualności</h1>{h2}")),
        ("<title>Untitled Document</title>", h1.to_owned()),
        ("<title>Dokument1</title>", format!("{banner}{h2}")),
        (
            "<meta property=og:site_name content='Kraków'><title>Plan dyżurów na maj | Kraków</title>",
            String::new(),
        ),
        ("<meta property=og:title content='Plan dyżurów na maj – Kraków'><title>x</title>", h1.to_owned()),
    ] {
        let title = extract(page(head, &body).as_bytes()).unwrap().declared.title;
        assert_eq!(title.as_deref(), Some("Plan dyżurów na maj"), "{head} {body}");
    }
}

#[track_caller]
fn check_day(body: &str, is_found: bool) {
    let page = format!(
        "<title>Dyżury radnych - Dzielnica</title>{body}<p>Radni dyżurują we wtorki w siedzibie.</p>"
    );
    let found = extract(page.as_bytes()).unwrap();
    let day = found.declared.published.or(found.from_text.published);
    assert_eq!(day, is_found.then(|| Date::constant(2031, 12, 27)), "{body}");
}

#[test]
fn the_date_shown_on_a_page_is_its_publication_date() {
    for below in [
        "<div class=date><span>2031-12-27</span></div>",
        "<table><tr><td>Data wytworzenia:<td>2031-12-20<tr><td>Data publikacji:<td>2031-12-27</table>",
        "<table><tr><th>Data publikacji<th>Autor<tr><td>27.12.2031<td>Jan Nowak</table>",
        "<dl><dd class=published>Opublikowano: 27 grudzień 2031</dd></dl>",
        "<div>Data:</div><div>środa, 27 Grudzień, 2031</div>",
        "<p>Dodano: 27.12.2031 12:30 | Odsłon: 33</p>",
        "<time>27 grudnia 2031</time>",
        "<p>dnia 27.XII.2031 r.</p>",
        "<ul><li>Opublikował: Jan Nowak<li>Data udostępnienia: 27-12-2031 08:15</ul>",
    ] {
        check_day(&format!("<h1>Dyżury radnych</h1>{below}"), true);
    }
    check_day("<span>27.12.2031</span><h1>Dyżury radnych</h1>", true);
}

#[test]
fn other_dates_are_not_publication_dates() {
    for below in [
        "<p>Termin: 27.12.2031</p><p>Miejsce: Rynek</p>",
        "<p>27.12.2031, godz. 18</p>",
        "<div>Data: 27.12.2031</div><div>Miejsce: dom kultury</div>",
        "<p>Ostatnia aktualizacja: 27.12.2031</p>",
        "<footer><p>Data publikacji: 27.12.2031</p></footer>",
        "<aside><time datetime=2031-12-27>x</time></aside>",
        "<div class=event><time datetime=2031-12-27>jutro</time></div>",
        "<p>Zebranie odbędzie się 27 grudnia 2031 r. w szkole.</p>",
        "<p>© 2031</p>",
    ] {
        check_day(&format!("<h1>Dyżury radnych</h1>{below}"), false);
    }
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
fn pages_without_text_are_rejected() {
    for page in ["", " ", "<p> &nbsp;", "<nav>a</nav>", "<script>a</script>", "<title>a</title>"] {
        assert!(extract(page.as_bytes()).unwrap_err().to_string().starts_with("is empty: "), "{page:?}");
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
fn pages_over_the_limits_are_rejected_and_fragments_kept_unchanged() {
    let refusal = extract(&vec![b' '; MAX_BYTES + 1]).unwrap_err().to_string();
    assert_eq!(refusal, "is 33 MB large, above the limit of 32 MB for HTML: split it or save it as text");
    let source = "</x>".repeat(1_000_001);
    assert_eq!(text(&source).text, source);
}

#[test]
fn flattened_pages_keep_their_words_and_have_a_warning() {
    let found = extract("<div>ą".repeat(2_000).as_bytes()).unwrap();
    assert_eq!(found.pages[0].text.split('\n').count(), 2_000);
    assert_eq!(found.warnings, ["is nested more than 512 elements deep: deeper ones were flattened"]);
}

#[test]
fn large_pages_of_short_pieces_are_read_in_linear_time() {
    let open = "<div class='menu title path'>".repeat(500);
    for piece in [
        "<div>Drukuj</div>",
        "<div class=title>A b</div>",
        "<p>Metryczka</p><p>x</p>",
        "<div></div>",
        "<h2>Zobacz także</h2>",
    ] {
        let started = std::time::Instant::now();
        let _ = extract(format!("<title>A b</title>{open}{}", piece.repeat(40_000)).as_bytes());
        assert!(started.elapsed().as_secs() < 60, "{piece}: {:?}", started.elapsed());
    }
}

#[test]
fn headers_and_forms_of_large_pages_are_measured_only_once() {
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

#[test]
fn long_names_around_many_elements_are_read_in_linear_time() {
    // Names and one long name; elements that may be the heading, and headings above it.
    for names in ["a ".repeat(1 << 19), "ą-".repeat(1 << 19)] {
        for piece in ["<div>A b</div>", "<h2>C d</h2>", "<h2><bdi href=x>C d</bdi></h2>"] {
            let open = format!("<title>A b - {}</title><div><div class='{names}'>", "c d - ".repeat(50_000));
            let page = format!("{open}{}</div><h1>A b</h1><p>Tekst strony.</div>", piece.repeat(50_000));
            let started = std::time::Instant::now();
            assert!(extract(page.as_bytes()).is_ok());
            assert!(started.elapsed().as_secs() < 60, "{piece}: {:?}", started.elapsed());
        }
    }
}

#[test]
fn headings_above_that_of_the_page_name_the_site_in_a_banner_or_as_a_link_to_its_front_page() {
    let page = |above: &str| {
        let body = format!("{above}<h1>Remont mostu</h1><p>Most otwarto po remoncie, który trwał dwa lata.");
        extract(format!("<title>Remont mostu</title>{body}").as_bytes()).unwrap().pages[0].text.clone()
    };
    let text = "Remont mostu\n\nMost otwarto po remoncie, który trwał dwa lata.";
    for site in [
        "<h2><a href='/'>Brzozowo</a> nad rzeką</h2>",
        "<div><a href='https://brzozowo.example/'><h2>Brzozowo</h2></a> nad rzeką</div>",
        "<div class='x logo'><h2>Brzozowo nad rzeką</h2></div>",
    ] {
        assert!(!page(site).contains("Brzozowo"), "{site}");
    }
    assert_eq!(
        page("<div><h2>Brzozowo nad rzeką</h2></div><h2><a href='/x'>x</a></h2>")
            .split_once(text)
            .map(|(above, _)| above.contains("Brzozowo")),
        Some(true)
    );
}

#[test]
fn a_character_set_that_cannot_be_right_does_not_beat_the_one_that_was_sent() {
    let text = "<p>Київ і Харків, їжак та ґудзик. Засідання ради міста.";
    let (koi8, _, _) = encoding_rs::KOI8_U.encode(text);
    for declared in ["utf-8", "klingon"] {
        let page = [format!("<meta charset={declared}>").as_bytes(), &koi8].concat();
        let read = extract_sent(&page, Some("koi8-u")).expect("read");
        assert!(read.pages[0].text.contains("їжак та ґудзик"), "{declared}: {}", read.pages[0].text);
        assert!(!declares_charset(&page));
    }
    let page = [b"<meta charset=koi8-u>".as_slice(), &koi8].concat();
    let read = extract_sent(&page, Some("iso-8859-2")).expect("read");
    assert!(read.pages[0].text.contains("їжак та ґудзик") && declares_charset(&page));
}
