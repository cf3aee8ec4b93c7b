//! Tests of rich text as different programs write it.

use super::*;

fn extract(bytes: &[u8]) -> Result<Extracted, OfficeFault> {
    super::extract(bytes, WriterLimit::default())
}

fn text(source: &str) -> String {
    let extracted = extract(source.as_bytes()).unwrap();
    extracted.pages.into_iter().map(|page| page.text).collect()
}

#[track_caller]
fn check(body: &str, expected: &str) {
    let source = format!(
        "{{\\rtf1\\ansi\\ansicpg1250\\deff0{{\\fonttbl{{\\f0\\fcharset238 Arial;}}{{\\f1\\fcharset2 Symbol;}}{{\\f2\\fcharset204 Arial Cyr;}}{{\\f3\\fcharset0 Arial;}}}}\n{{\\stylesheet{{\\s0 Normal;}}{{\\s1\\outlinelevel0 heading 1;}}{{\\s2 Nag\\'b3\\'f3wek 2;}}}}{{\\info{{\\title Regulamin parku}}{{\\author Anna}}}}\\pard {body}}}"
    );
    assert_eq!(text(&source), expected, "from {body}");
}

#[test]
fn letters_are_decoded_by_the_code_page_of_their_font() {
    check("Za\\'bf\\'f3\\'b3\\'e6 g\\'ea\\'9cl\\'b9 ja\\'9f\\'f1\\par", "Zażółć gęślą jaźń");
    check("{\\f3 Za\\'bf\\'f3\\'b3\\'e6}\\par", "Zażółć");
    check("{\\f2 \\'ca\\'f0\\'e0\\'ea\\'b3\\'e2}\\par", "Краків");
    check("\\uc1 Za\\u380 ?\\u243\\'f3\\u322 l\\u263 c{\\uc0\\u261}{\\uc2\\u281 eex}\\par", "Zażółćąęx");
    check("\\u-10179 ?\\u-8704 ?\\par", "😀");
    check("{\\f1 \\'b7\\'a7}{\\f1\\u-3913 ?}a\\~b\\_c\\-d\\emdash\\endash\\{\\}\\\\\\par", "a b-cd—–{}\\");
}

#[test]
fn what_is_not_seen_is_not_read() {
    check("{\\header nag\\par}{\\footerl st\\par}{\\*\\nieznane x}{\\pict\\wmetafile8 0102}a\\par", "a");
    check("a{\\v ukryte}{\\deleted usuni\\'eate}b{\\v\\v0 c}\\par", "abc");
    check("{\\field{\\*\\fldinst HYPERLINK \"http://x\"}{\\fldrslt odno\\'9cnik}}\\par", "odnośnik");
    check("{\\*\\annotation uwaga}{\\xe indeks}a{\\bin3 }}}b\\par", "ab");
    check("{\\upr{stare}{\\*\\ud{nowe}}}\\par", "nowe");
}

#[test]
fn paragraphs_lists_tables_headings_and_notes_become_text() {
    check("a\\par\\par b\\line c\\tab d\\par", "a\n\nb\nc d");
    check(
        "{\\listtext\\pard\\plain \\'a7 1.\\tab}Zakaz\\par{\\listtext\\f1 \\'b7\\tab}punkt\\par{\\pntext \\endash\\tab}tiret\\par",
        "§ 1. Zakaz\npunkt\n– tiret",
    );
    check(
        "x\\par\\trowd\\intbl a\\cell b\\cell\\row\\trowd\\intbl c\\cell\\cell\\row\\pard y\\par",
        "x\n\na\tb\nc\n\ny",
    );
    check(
        "ustawa{\\super\\chftn{\\footnote\\pard\\plain{\\super\\chftn} Dz. U.}} i inne\\par",
        "ustawa¹ i inne\n\n1 Dz. U.",
    );
    check(
        "{\\shp{\\*\\shpinst{\\sp{\\sn a}{\\sv 1}}{\\shptxt ramka\\par}}{\\shprslt ramka}}po\\par",
        "po\n\nramka",
    );
    check("jedno{\\deleted\\par}zdanie\\par", "jednozdanie");
    check("{\\mvf stare}{\\mvt nowe}\\par", "nowe");
    let found = extract(b"{\\rtf1{\\stylesheet{\\s1\\outlinelevel0 x;}{\\s2 Title;}}\\pard\\s1 A\\par\\pard b\\par\\pard\\s2 C\\par}");
    let outline: Vec<String> = found.unwrap().outline.into_iter().map(|entry| entry.label).collect();
    assert_eq!(outline, ["A", "C"]);
}

#[test]
fn markers_that_are_drawn_or_deleted_are_not_text() {
    check("{\\listtext\\f3 o\\tab}drugi poziom\\par", "drugi poziom");
    check(
        "{\\listtext 1.\\tab}a\\par{\\listtext 2.\\tab}{\\deleted b\\par}zwykly\\par{\\listtext 3.\\tab}{\\v c\\par}dalej\\par",
        "1. a\n\nzwykly\n\ndalej",
    );
    check("{\\listtext 1.\\tab}a {\\deleted\\par}{\\listtext 2.\\tab}b\\par c\\par", "1. a b\n\nc");
}

#[test]
fn broken_files_keep_what_they_have_and_deep_ones_are_errors() {
    let found = extract(b"{\\rtf1 a{\\b b").unwrap();
    assert_eq!((found.pages[0].text.as_str(), found.warnings.len()), ("ab", 1));
    assert_eq!(text("{\\rtf1 a}}}b}"), "ab");
    let deep = format!("{{\\rtf1{}", "{".repeat(5_000));
    assert_eq!(extract(deep.as_bytes()), Err(OfficeFault::Deep { limit: 2_000 }));
}

proptest::proptest! {
    #[test]
    fn no_bytes_panic(bytes in "(\\{|\\}|\\\\par |\\\\u-?[0-9]{1,6} |\\\\'[0-9a-f]{2}|\\\\cell |\\\\row |\\\\intbl |\\\\footnote |\\\\shptxt |\\\\bin9 |\\\\*|\\\\fonttbl|\\\\s1 |a ){0,60}") {
        let _ = extract(format!("{{\\rtf1 {bytes}").as_bytes());
    }
}
