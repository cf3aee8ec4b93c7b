//! Single-page PDFs built stroke by stroke: which pages are scans, which have text that cannot be trusted,
//! and what is read from forms.

use skorowidz::{
    document::Format,
    extract::{Extracted, TextQuality, extract},
};

/// Builds a one-page A4 PDF from its content, its resources and additional objects, which are numbered from
/// 5.
pub(crate) fn pdf(content: &str, resources: &str, page: &str, objects: &[&str]) -> Vec<u8> {
    let stream = format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len());
    let page = format!(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << {resources} >> {page} >>"
    );
    let head =
        ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", &page, &stream];
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(head.iter().chain(objects)) {
        places.push(bytes.len());
        bytes.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
    }
    let start = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).bytes());
    let entries: String = places.iter().map(|place| format!("{place:010} 00000 n \n")).collect();
    bytes.extend(entries.bytes());
    let trailer =
        format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", places.len() + 1);
    bytes.extend(trailer.bytes());
    bytes
}

const IMAGE: &str = "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray \
    /BitsPerComponent 8 /Length 1 >>\nstream\nA\nendstream";
const FONT: &str = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";

#[track_caller]
pub(crate) fn read(bytes: Vec<u8>) -> Extracted {
    extract(Format::Pdf, bytes).expect("a PDF")
}

/// Checks the quality of a page that paints this content; `/I` is an image, `/F` a font.
#[track_caller]
fn check(content: &str, expected: Option<TextQuality>) {
    let resources = "/XObject << /I 5 0 R >> /Font << /F 6 0 R >>";
    let read = read(pdf(content, resources, "", &[IMAGE, FONT]));
    let unread: Vec<_> = read.unread.iter().map(|unread| (unread.page, unread.quality)).collect();
    assert_eq!(unread, Vec::from_iter(expected.map(|quality| (1, quality))), "{}", read.pages[0].text);
    assert!(expected.is_none() || read.warnings.is_empty(), "{:?}", read.warnings);
}

/// Images in rows across the page from the top, each `height` points high.
fn strips(count: u32, height: u32) -> String {
    (1..=count).map(|row| format!("q 595 0 0 {height} 0 {} cm /I Do Q\n", 842 - row * height)).collect()
}

fn words(text: &str) -> String {
    format!("BT /F 12 Tf 50 700 Td ({text}) Tj ET\n")
}

#[test]
fn an_image_covering_the_page_without_text_is_a_scan() {
    check("q 595 0 0 842 0 0 cm /I Do Q", Some(TextQuality::Scan));
    check("q 0 842 -595 0 595 0 cm /I Do Q", Some(TextQuality::Scan));
    check(&format!("q 595 0 0 842 0 0 cm /I Do Q {}", words("Strona 1 z 12")), Some(TextQuality::Scan));
    check("q 200 0 0 200 100 100 cm /I Do Q", None);
    check("", None);
}

#[test]
fn strips_and_tiles_add_up_and_overlaps_count_once() {
    check(&strips(421, 2), Some(TextQuality::Scan));
    check(&strips(30, 2).repeat(20), None);
    let tile = |at: u32| format!("q 60 0 0 85 {} {} cm /I Do Q\n", at % 10 * 60, at / 10 * 85);
    check(&(0..100).map(tile).collect::<String>(), Some(TextQuality::Scan));
    check(&(0..30).map(tile).collect::<String>(), None);
}

#[test]
fn a_scan_with_a_signature_stamp_is_a_scan_and_text_over_a_picture_is_not() {
    let stamp =
        words("Id: 7A6F-12. Podpisany. Dokument podpisany elektronicznie przez Jana Kowalskiego. Strona 1");
    check(&format!("q 595 0 0 842 0 0 cm /I Do Q {stamp}"), Some(TextQuality::Scan));
    let text = words("Miasto zaprasza na spotkanie o planach nowego parku nad rzeka. ");
    check(
        &format!(
            "q 595 0 0 842 0 0 cm /I Do Q {}",
            text.replace(") Tj", &format!("{}) Tj", "Wstep wolny. ".repeat(20)))
        ),
        None,
    );
}

#[test]
fn text_drawn_as_curves_is_a_scan_and_a_drawing_with_some_curves_is_not() {
    let letter = |at: u32| {
        let (x, y) = (50 + at % 40 * 12, 700 - at / 40 * 15);
        format!("{x} {y} m {x} {} {} {} {} {y} c h f\n", y + 8, x + 7, y + 8, x + 7)
    };
    check(&(0..120).map(letter).collect::<String>(), Some(TextQuality::Scan));
    check(&(0..20).map(letter).collect::<String>(), None);
    let bar = |at: u32| format!("{} 100 8 {} re f\n", 10 * at, 20 + at);
    check(&(0..59).map(bar).collect::<String>(), None);
}

#[test]
fn a_page_with_a_wrong_character_map_is_not_trusted() {
    let wrong =
        r"Zarz\271dzenie w sprawie udzielania pe\263nomocnictw i us\263ug \234wiadczonych mieszka\361com";
    check(&words(&format!("{wrong}. {wrong}")), Some(TextQuality::Untrusted));
    check(
        &words("Wkh txlfn eurzq ira mxpsv ryhu wkh odcb grj. ".repeat(6).trim()),
        Some(TextQuality::Untrusted),
    );
    check(&words("The quick brown fox jumps over the lazy dog. ".repeat(6).trim()), None);
}

#[test]
fn private_use_characters_inside_words_are_not_trusted_but_as_bullets_are() {
    let map = "<< /Length 190 >>\nstream\n/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> \
        endcodespacerange 2 beginbfchar <61> <F061> <2A> <F0D8> endbfchar 1 beginbfrange <62> <7A> <0062> \
        endbfrange endcmap\nendstream";
    let font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 7 0 R >>";
    let unread = |text: &str| {
        let bytes = pdf(&words(text), "/Font << /F 6 0 R >>", "", &["null", font, map]);
        read(bytes).unread.first().map(|unread| unread.quality)
    };
    assert_eq!(unread("rozporzadzenie w sprawie zarzadu nad majatkiem"), Some(TextQuality::Untrusted));
    assert_eq!(unread("* porzejmy  * koniec  * mienie  * miejsce  * siedzibe"), None);
}

/// Returns the lines of a one-page form with these fields, each a widget without an appearance.
fn form(content: &str, fields: &[&str]) -> String {
    let widget = |field: &&str| format!("<< /Type /Annot /Subtype /Widget {field} >>");
    let objects: Vec<String> = fields.iter().map(widget).collect();
    let objects: Vec<&str> = [FONT].into_iter().chain(objects.iter().map(String::as_str)).collect();
    let references: String = (6..6 + fields.len()).map(|number| format!("{number} 0 R ")).collect();
    let bytes = pdf(content, "/Font << /F 5 0 R >>", &format!("/Annots [{references}]"), &objects);
    read(bytes).pages[0].text.clone()
}

#[test]
fn the_values_of_form_fields_are_read() {
    let text = form(
        "BT /F 12 Tf 50 700 Td (Imie:) Tj 0 -50 Td (Dzielnica:) Tj ET",
        &[
            "/FT /Tx /T (imie) /V <FEFF017B0065006C00690073014200610077> /Rect [120 695 300 715]",
            "/FT /Ch /Ff 131072 /T (dzielnica) /V (Czyzyny) /Opt [(Bronowice) (Czyzyny)] /Rect [120 645 300 665]",
        ],
    );
    let mut read: Vec<&str> = text.split_whitespace().collect();
    read.sort_unstable();
    assert_eq!(read, ["Czyzyny", "Dzielnica:", "Imie:", "Żelisław"]);
}

#[test]
fn a_list_shows_its_options_and_hidden_fields_and_passwords_are_not_read() {
    let text = form(
        "",
        &[
            "/FT /Ch /T (rodzaj) /Opt [(drogi) [(z) (zielen)]] /Rect [100 500 200 600]",
            "/FT /Tx /T (haslo) /Ff 8192 /V (tajne) /Rect [100 400 200 420]",
            "/FT /Tx /T (ukryte) /F 2 /V (schowane) /Rect [100 300 200 320]",
            "/FT /Btn /T (guzik) /V /Tak /Rect [100 200 200 220]",
        ],
    );
    assert_eq!(text.split_whitespace().collect::<Vec<_>>(), ["drogi", "zielen"]);
}

#[test]
fn a_value_that_the_page_already_shows_is_not_read_twice() {
    let text = form(
        "BT /F 12 Tf 122 700 Td (Jan Kowalski) Tj ET",
        &["/FT /Tx /T (imie) /V (Jan Kowalski) /Rect [120 695 300 715]"],
    );
    assert_eq!(text, "Jan Kowalski");
}

#[test]
fn a_font_without_glyph_names_is_read_by_its_codes_if_they_form_words() {
    let codes: String = (32..127).map(|code| format!("{code} /g{code} ")).collect();
    let glyphs: String = (33..127).map(|code| format!("/g{code} 7 0 R ")).collect();
    let font = format!(
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 500 500] /FontMatrix [.001 0 0 .001 0 0] /FirstChar 32 \
         /LastChar 126 /Widths [{}] /CharProcs << {glyphs} >> /Encoding << /Type /Encoding /Differences [{codes}] >> >>",
        "500 ".repeat(95)
    );
    let glyph = "<< /Length 37 >>\nstream\n500 0 0 0 500 500 d1 50 50 400 400 re f\nendstream";
    let bytes = |text: &str| pdf(&words(text), "/Font << /F 6 0 R >>", "", &["null", &font, glyph]);
    let said = "Residents may submit their remarks";
    assert_eq!(read(bytes(said)).pages[0].text, said);
    let moved: String = said.chars().map(|c| char::from((u32::from(c) * 7 % 90) as u8 + 35)).collect();
    let moved = moved.replace(['(', ')', '\\'], "x");
    assert_eq!(read(bytes(&moved)).unread.first().map(|unread| unread.quality), Some(TextQuality::Untrusted));
}

#[test]
fn a_file_whose_object_table_lacks_the_content_is_repaired() {
    let text = "Uchwala w sprawie budzetu miasta";
    let whole = pdf(&words(text), "/Font << /F 5 0 R >>", "", &[FONT]);
    let plain = String::from_utf8(whole).expect("ASCII");
    let place = plain.find("4 0 obj").expect("the content");
    let lacking = plain.replace(&format!("{place:010} 00000 n"), &format!("{:010} 65535 f", 0));
    assert_ne!(lacking, plain);
    assert_eq!(read(lacking.into_bytes()).pages[0].text, text);
}

#[test]
fn fields_that_share_an_enormous_value_do_not_multiply_it() {
    let value = format!("({})", "Krakow ".repeat(15_000));
    let widget = "<< /Type /Annot /Subtype /Widget /FT /Tx /V 6 0 R /Rect [0 0 500 500] >>";
    let objects: Vec<&str> = [FONT, &value].into_iter().chain([widget; 200]).collect();
    let references: String = (7..207).map(|number| format!("{number} 0 R ")).collect();
    let read = read(pdf("", "", &format!("/Annots [{references}]"), &objects));
    assert!((100_000..1_200_000).contains(&read.pages[0].text.len()), "{}", read.pages[0].text.len());
}
