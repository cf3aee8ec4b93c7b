//! Tests of which source is trusted and of what does not reach the index.

use super::*;
use crate::{document::Format, extract::extract};

fn extracted(text: &str) -> Extracted {
    let pages = vec![Page::new(1, text)];
    Extracted { pages, ..Extracted::default() }
}

fn beside(bytes: &[u8]) -> Sidecar {
    Sidecar { name: "1.pdf.yaml".to_owned(), bytes: bytes.to_vec() }
}

#[test]
fn what_is_wrong_with_a_sidecar_names_the_sidecar() {
    let warned = |yaml: &str| {
        let beside = ExternalMetadata::Sidecar(Some(beside(yaml.as_bytes())));
        assemble("a".parse().expect("valid"), extracted("Tekst"), &beside).1
    };
    for (yaml, parts) in [
        (
            "title: [a, b]",
            ["sidecar `1.pdf.yaml` is ignored: metadata is not valid YAML", "line 1", "mend or"],
        ),
        ("tytul: x", ["sidecar `1.pdf.yaml`: unknown key `tytul`", "use some of", "`title`"]),
        ("kind: blog", ["sidecar `1.pdf.yaml`: unknown kind `blog`", "use", ""]),
    ] {
        let [warning] = &warned(yaml)[..] else { panic!("one warning for {yaml}") };
        assert!(parts.iter().all(|part| warning.contains(part)), "{warning}");
    }
}

fn assembled(extracted: Extracted, sidecar: Option<&str>) -> Document {
    assemble(
        "ordinances/1".parse().expect("valid"),
        extracted,
        &ExternalMetadata::Sidecar(sidecar.map(|text| beside(text.as_bytes()))),
    )
    .0
}

const ACT: &str = "ZARZĄDZENIE Nr 358/2017\nPREZYDENTA MIASTA KRAKOWA\nz dnia 13 lutego 2017 r.\n\
    w sprawie powołania Zespołu Konsultacyjnego.\n\nNa podstawie art. 30 zarządza się, co następuje:";

#[test]
fn the_heading_of_an_act_determines_its_metadata() {
    let document = assembled(extracted(ACT), None);
    assert_eq!(document.kind, Kind::Ordinance);
    assert_eq!(document.published, Some(jiff::civil::date(2017, 2, 13)));
    let act = document.act.expect("an act");
    assert_eq!(act.number.as_deref(), Some("358/2017"));
    assert_eq!(act.organ.as_deref(), Some("Prezydent Miasta Krakowa"));
    assert!(document.title.starts_with("Zarządzenie nr 358/2017 Prezydenta"), "{}", document.title);
}

#[test]
fn a_sidecar_overrides_the_file_and_the_file_overrides_its_text() {
    let declared = Metadata { title: Some("Tytuł z pliku".to_owned()), ..Metadata::default() };
    let file = Extracted { declared, ..extracted(ACT) };
    let document = assembled(file, Some("published: 2017-03-01\nurl: https://example.org/358\n"));
    assert_eq!(document.title, "Tytuł z pliku");
    assert_eq!(document.published, Some(jiff::civil::date(2017, 3, 1)));
    assert_eq!(document.url.as_deref(), Some("https://example.org/358"));
    assert_eq!(document.kind, Kind::Ordinance);
}

#[test]
fn metadata_written_by_programs_is_used_last() {
    let fallback = Metadata {
        title: Some("Skan".to_owned()),
        published: Some(jiff::civil::date(2026, 1, 1)),
        language: Some(Language::ENGLISH),
        ..Metadata::default()
    };
    let document = assembled(Extracted { fallback, ..extracted(ACT) }, None);
    assert_eq!(document.published, Some(jiff::civil::date(2017, 2, 13)));
    assert_eq!(document.language, Language::POLISH);
    assert!(document.title.starts_with("Zarządzenie"));
}

#[test]
fn a_declared_post_is_not_an_act() {
    let declared = Metadata { kind: Some(Kind::News), ..Metadata::default() };
    let document = assembled(Extracted { declared, ..extracted(ACT) }, None);
    assert_eq!((document.kind, document.act), (Kind::News, None));
}

#[test]
fn a_document_without_a_title_or_text_is_named_by_its_id() {
    let document = assembled(extracted(" \n "), None);
    assert_eq!((document.title.as_str(), document.kind), ("ordinances/1", Kind::Page));
    assert_eq!(assembled(extracted("Pierwszy wiersz\nDrugi"), None).title, "Pierwszy wiersz");
}

#[test]
fn a_first_line_used_for_want_of_a_title_is_not_searched_as_a_title() {
    let document = assembled(extracted(&"słowo ".repeat(100)), None);
    assert!(document.title.ends_with("słowo…") && !document.is_titled, "{}", document.title);
    assert!(!assembled(extracted("Całe zdanie.\nI drugie."), None).is_titled);
    assert!(!assembled(extracted("Tylko jeden wiersz"), None).is_titled);
    assert!(assembled(extracted("Krótki wiersz\nI tekst."), None).is_titled);
}

#[test]
fn metadata_is_bounded_and_cuts_are_reported() {
    let long = |word: &str, words: usize| Some(vec![word; words].join(" "));
    let url = Some(format!("https://example.org/{}", "a".repeat(2_100)));
    let declared = Metadata { title: long("Tytuł", 50_000), url, ..Metadata::default() };
    let outline = vec![OutlineEntry {
        label: long("Część", 9_000).expect("not empty"),
        page: 1,
        start: 0,
        ..OutlineEntry::default()
    }];
    let file = Extracted { declared, outline, ..extracted(ACT) };
    let (document, warnings) = assemble("a".parse().expect("valid"), file, &ExternalMetadata::Sidecar(None));
    for (text, most) in [(&*document.title, 1_000), (&*document.outline[0].label, 300)] {
        let chars = text.chars().count();
        assert!(most - 6 < chars && chars <= most && text.ends_with("…"), "{chars} of {most}");
    }
    assert_eq!(document.url, None);
    let expected = ["title cut to 1000 characters"];
    assert_eq!(warnings[..1], expected);
    assert_eq!(warnings[1..], ["url of `2120` bytes dropped: use at most 2048"]);
}

#[test]
fn metadata_of_the_maximum_length_is_kept_without_a_warning() {
    let of = |chars: usize| Some("ż".repeat(chars));
    let url = Some(format!("https://example.org/{}", "a".repeat(2_028)));
    let declared = Metadata { title: of(1_000), lead: of(5_000), url, ..Metadata::default() };
    let file = Extracted { declared: declared.clone(), ..extracted("Tekst.") };
    let (document, warnings) = assemble("a".parse().expect("valid"), file, &ExternalMetadata::Sidecar(None));
    assert_eq!(warnings, Vec::<String>::new());
    let kept = (Some(document.title), document.lead, document.url);
    assert_eq!(kept, (declared.title, declared.lead, declared.url));
}

#[test]
fn control_characters_do_not_reach_the_index() {
    let document = assembled(extracted("a\0b\u{c}c\r\nd\te"), None);
    assert_eq!(document.pages[0].text, "a b\nc\nd\te");
}

#[test]
fn no_string_of_a_document_has_control_characters() {
    let odd = |text: &str| Some(format!("\0{text}\u{1b}[31m\u{9b}{text}\r\n"));
    let declared = Metadata { title: odd("Tytuł"), lead: odd("Lead"), ..Metadata::default() };
    let outline = vec![
        OutlineEntry {
            label: odd("Część").expect("not empty"),
            page: 1,
            start: 0,
            ..OutlineEntry::default()
        },
        OutlineEntry { label: "\u{1b}\0".to_owned(), page: 1, start: 0, ..OutlineEntry::default() },
    ];
    let text = ACT.replace("Zespołu", "Zes\u{1b}po\0łu").replace("PREZYDENTA", "\u{9b}PREZYDENTA");
    let file = Extracted { declared, outline, ..extracted(&text) };
    let (document, warnings) = assemble(
        "a".parse().expect("valid"),
        file,
        &ExternalMetadata::Sidecar(Some(beside(b"kind: \"a\\u001b[31m\\0\""))),
    );
    assert_eq!(document.title, "Tytuł [31m Tytuł");
    assert_eq!(document.lead.as_deref(), Some("Lead [31m Lead"));
    assert_eq!(document.outline.len(), 1);
    let [warning] = &warnings[..] else { panic!("{warnings:?}") };
    assert!(warning.contains(r"`a\u{1b}[31m\u{0}`") && !warning.contains(char::is_control), "{warning}");
    let stored = serde_json::to_string(&document).expect("JSON").replace("\\n", "");
    assert!(!stored.contains("\\u00") && !stored.contains(char::is_control), "{stored}");
}

#[test]
fn the_strings_of_an_act_have_no_control_characters() {
    let text = ACT.replace("PREZYDENTA MIASTA", "PREZYDENTA\u{85}MIASTA").replace("Zespołu", "Zes\u{1b}połu");
    let document = assembled(extracted(&text), None);
    let act = document.act.expect("an act");
    assert_eq!(act.organ.as_deref(), Some("Prezydent Miasta Krakowa"));
    assert_eq!(act.subject.as_deref(), Some("w sprawie powołania Zes połu Konsultacyjnego"));
    assert!(document.title.ends_with("Zes połu Konsultacyjnego"), "{}", document.title);
}

#[test]
fn a_title_of_control_characters_only_falls_back_to_the_next_source() {
    let declared = Metadata { title: Some("\u{1b}\0".to_owned()), ..Metadata::default() };
    let document = assembled(Extracted { declared, ..extracted(ACT) }, None);
    assert!(document.title.starts_with("Zarządzenie nr 358/2017"), "{}", document.title);
}

#[test]
fn headings_keep_their_position_when_characters_before_them_are_dropped() {
    let texts = ["\u{80}\u{9f}Żółw\r\nŁoś\rĆma\u{c}Źrebię\u{1b}", "Bez zmian Ślimak", "\u{85}\u{85}Rak"];
    let words = [(3, "Rak"), (1, "Ćma"), (1, "Żółw"), (2, "Ślimak"), (1, "Źrebię"), (1, "Łoś")];
    let entry = |&(page, word): &(u32, &str)| {
        let start = texts[page as usize - 1].find(word).expect("found");
        OutlineEntry { label: word.to_owned(), page, start, ..OutlineEntry::default() }
    };
    let mut outline: Vec<_> = words.iter().map(entry).collect();
    outline.push(OutlineEntry {
        label: "Koniec".to_owned(),
        page: 3,
        start: texts[2].len(),
        ..OutlineEntry::default()
    });
    let page = |(number, text): (u32, &str)| Page::new(number, text);
    let pages = (1..).zip(texts).map(page).collect();
    let document = assembled(Extracted { outline, pages, ..Extracted::default() }, None);
    let labels: Vec<_> = document.outline.iter().map(|entry| entry.label.as_str()).collect();
    assert_eq!(labels, ["Żółw", "Łoś", "Ćma", "Źrebię", "Ślimak", "Rak", "Koniec"]);
    for entry in &document.outline[..6] {
        let text = &document.pages[entry.page as usize - 1].text;
        assert!(text[entry.start..].starts_with(&entry.label), "{entry:?} in {text:?}");
    }
    assert_eq!(document.outline[6].start, document.pages[2].text.len());
}

#[test]
fn edits_keep_their_position_and_impossible_ones_are_dropped() {
    let edit = |start, end, text: &str| Edit { start, end, text: text.to_owned() };
    let text = "\u{80}Strona\r\n\u{1b}Uchwa-\r";
    let (word, head) = (text.find('U').expect("found"), text.find("St").expect("found"));
    let edits = vec![
        edit(word, word + 6, "Uchwa\u{9b}\u{c}ła"),
        edit(1, 3, "cuts a character"),
        edit(0, 99, "too far"),
        edit(head, head + "Strona\r\n".len(), ""),
    ];
    let page = Page { edits, ..Page::new(1, text) };
    let document = assembled(Extracted { pages: vec![page], ..Extracted::default() }, None);
    assert_eq!(document.pages[0].text, " Strona\n Uchwa-\n");
    assert_eq!(document.pages[0].reading(), "  Uchwa \nła\n");
    assert_eq!(document.pages[0].edits.len(), 2);
}

#[test]
fn a_page_number_is_not_a_title() {
    let edits = vec![Edit { start: 0, end: 2, text: String::new() }];
    let pages = vec![Page { edits, ..Page::new(1, "1\nZasady najmu\nTekst.") }];
    assert_eq!(assembled(Extracted { pages, ..Extracted::default() }, None).title, "Zasady najmu");
}

fn read(format: Format, text: &str) -> Document {
    assembled(extract(format, text.as_bytes().to_vec()).expect("a document"), None)
}

#[track_caller]
fn check_act(format: Format, text: &str, kind: Kind, number: &str, title: &str) {
    let document = read(format, text);
    assert_eq!((document.kind, document.title.as_str()), (kind, title));
    assert_eq!(document.act.expect("an act").number.as_deref(), Some(number));
}

#[test]
fn the_heading_of_an_act_overrides_the_first_line_of_its_text() {
    let title = "Zarządzenie nr 358/2017 Prezydenta Miasta Krakowa z dnia 13 lutego 2017 r. \
        w sprawie powołania Zespołu Konsultacyjnego";
    check_act(Format::Text, ACT, Kind::Ordinance, "358/2017", title);
    check_act(Format::Markdown, &format!("# {ACT}"), Kind::Ordinance, "358/2017", title);
}

#[test]
fn an_act_with_its_date_on_its_own_line_is_not_a_post() {
    let title = "Uchwała nr XX/1/20 Rady Miasta Krakowa z dnia 13 lutego 2020 r. w sprawie parków";
    let post = "# Uchwała Nr XX/1/20 Rady Miasta Krakowa\n\n13 lutego 2020 r.\n\nw sprawie parków\n\n§ 1";
    check_act(Format::Markdown, post, Kind::Resolution, "XX/1/20", title);
    let text = "UCHWAŁA NR XX/1/20\n13 lutego 2020 r.\nRady Miasta Krakowa\nw sprawie parków\n§ 1";
    check_act(Format::Text, text, Kind::Resolution, "XX/1/20", title);
    let (title, _) = title.split_once(" z dnia").expect("two parts");
    let text = "UCHWAŁA NR XX/1/20\n2020-02-13\nRady Miasta Krakowa\n\nTekst.";
    check_act(Format::Text, text, Kind::Resolution, "XX/1/20", title);
    assert_eq!(read(Format::Text, text).published, Some(jiff::civil::date(2020, 2, 13)));
}

#[track_caller]
fn check_post(heading: &str, body: &str) {
    for (format, mark) in [(Format::Markdown, "## "), (Format::Text, "")] {
        let document = read(format, &format!("\n\n{mark}{heading}\n\n2022-09-27\n\n{body}"));
        assert_eq!((document.kind, document.title.as_str()), (Kind::News, heading), "{format:?}");
        assert_eq!(document.published, Some(jiff::civil::date(2022, 9, 27)));
        assert_eq!((document.act, document.is_titled), (None, true), "{format:?}");
    }
}

#[test]
fn a_heading_with_a_post_date_is_news_even_if_it_mentions_an_act() {
    let lead = "Radni rozmawiali o sprawach dzielnic.";
    check_post("Na konwencie o sprawach ważnych dla dzielnic", lead);
    check_post("Uchwała krajobrazowa już obowiązuje", lead);
    check_post("Uchwała Rady Miasta Krakowa", lead);
    check_post("Uchwała nr XX/1/20 Rady Miasta Krakowa w sprawie parków", lead);
    check_post("Zarządzenie nr 358/2017 Prezydenta Miasta Krakowa", lead);
    check_post("Zarządzenie nr 358/2017 z 13 lutego 2017 r. zmienione", lead);
    check_post("OGŁOSZENIE", lead);
}

#[test]
fn a_post_that_quotes_the_heading_of_an_act_is_news() {
    check_post("Akty tygodnia", ACT);
    check_post("Zarządzenie w nowym brzmieniu", &format!("Oto ono:\n\n{ACT}"));
}

#[test]
fn metadata_from_the_text_fills_undeclared_fields() {
    let document = read(Format::Markdown, "---\nlead: L\n---\n# Parki\n\n27.09.2022\n\nTekst.");
    assert_eq!((document.title.as_str(), document.kind), ("Parki", Kind::News));
    assert_eq!(document.published, Some(jiff::civil::date(2022, 9, 27)));
    let document = read(Format::Markdown, "---\nkind: page\ntitle: T\n---\n# Parki\n\n2022-09-27\n\nTekst.");
    assert_eq!((document.title.as_str(), document.kind), ("T", Kind::Page));
    let declared = format!("---\nkind: news\n---\n# {ACT}");
    let document = read(Format::Markdown, &declared);
    assert_eq!((document.kind, document.act), (Kind::News, None));
}

#[test]
fn metadata_does_not_grow_with_the_file() {
    let long = || Some("zieleń ".repeat(300_000));
    let heading =
        |number| OutlineEntry { label: format!("§ {number}"), page: 1, start: 0, ..OutlineEntry::default() };
    let file = Extracted {
        declared: Metadata { title: long(), lead: long(), ..Metadata::default() },
        outline: (0..50_000).map(heading).collect(),
        warnings: (0..1_000).map(|number| format!("{number} {}", "x".repeat(5_000))).collect(),
        ..extracted("Konwent o zieleni.")
    };
    let (document, warnings) = assemble("a".parse().expect("valid"), file, &ExternalMetadata::Sidecar(None));
    assert_eq!(document.pages[0].text, "Konwent o zieleni.");
    let rest = Document { pages: Vec::new(), outline: document.outline[..1].to_vec(), ..document.clone() };
    let bytes = serde_json::to_string(&rest).expect("JSON").len();
    assert!(bytes < 10_000 && document.outline.len() == 20_000, "{bytes} bytes");
    assert!(
        warnings.len() == 51 && warnings.iter().all(|warning| warning.chars().count() <= 400),
        "{warnings:?}"
    );
    for cut in ["title cut", "lead cut", "50000 headings"] {
        let (_, warnings) = assemble(
            "a".parse().expect("valid"),
            Extracted {
                declared: Metadata { title: long(), lead: long(), ..Metadata::default() },
                outline: (0..50_000).map(heading).collect(),
                ..extracted("Konwent o zieleni.")
            },
            &ExternalMetadata::Sidecar(None),
        );
        assert!(warnings.iter().any(|warning| warning.starts_with(cut)), "{cut}: {warnings:?}");
    }
}

#[test]
fn the_name_of_a_site_is_not_the_title_of_an_act() {
    let title = |declared: &str| {
        let declared = Metadata { title: Some(declared.to_owned()), ..Metadata::default() };
        let extracted = Extracted { declared, ..extracted(ACT) };
        assemble("a".parse().expect("valid"), extracted, &ExternalMetadata::Sidecar(None)).0.title
    };
    assert!(title("BIP Lipowiec").starts_with("Zarządzenie nr"), "{}", title("BIP Lipowiec"));
    assert_eq!(title("Nowy zespół"), "Nowy zespół");
}

#[test]
fn the_properties_of_an_act_are_bounded() {
    let subject = "w sprawie zieleni ".repeat(400);
    let text = ACT.replacen("w sprawie", &format!("{subject}w sprawie"), 1);
    let (document, _) =
        assemble("a".parse().expect("valid"), extracted(&text), &ExternalMetadata::Sidecar(None));
    let act = document.act.unwrap_or_default();
    let longest = [act.number, act.organ, act.subject].into_iter().flatten().map(|text| text.chars().count());
    assert!(longest.max().unwrap_or_default() <= 1_000);
}
