//! Tests of packages that are made here.

use std::io::{Cursor, Write};

use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;
use crate::{document::Metadata, extract::error::OfficeFault};

fn extract(format: Format, bytes: &[u8]) -> Result<Extracted, ExtractError> {
    super::extract(format, bytes, &AttachmentBudget::default())
}

/// Returns a package with these parts.
fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Returns a Word document with this body, a few styles, a list and a footnote.
fn docx(body: &str) -> Vec<u8> {
    let document = format!("<w:document><w:body>{body}<w:sectPr><w:pgSz/></w:sectPr></w:body></w:document>");
    package(&[
        (
            "_rels/.rels",
            "<Relationships><Relationship Type='http://x/officeDocument' Target='word/document.xml'/>\
            <Relationship Type='http://x/core-properties' Target='docProps/core.xml'/></Relationships>",
        ),
        (
            "word/_rels/document.xml.rels",
            "<Relationships>\
            <Relationship Type='http://x/styles' Target='styles.xml'/>\
            <Relationship Type='http://x/numbering' Target='numbering.xml'/>\
            <Relationship Type='http://x/footnotes' Target='footnotes.xml'/></Relationships>",
        ),
        (
            "word/styles.xml",
            "<w:styles><w:style w:type='paragraph' w:styleId='N1'><w:name w:val='heading 1'/></w:style>\
            <w:style w:type='character' w:styleId='Ukryty'><w:rPr><w:vanish/></w:rPr></w:style></w:styles>",
        ),
        (
            "word/numbering.xml",
            "<w:numbering><w:abstractNum w:abstractNumId='1'>\
            <w:lvl w:ilvl='0'><w:numFmt w:val='decimal'/><w:lvlText w:val='§ %1.'/></w:lvl>\
            <w:lvl w:ilvl='1'><w:numFmt w:val='lowerLetter'/><w:lvlText w:val='%2)'/></w:lvl></w:abstractNum>\
            <w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num></w:numbering>",
        ),
        (
            "word/footnotes.xml",
            "<w:footnotes><w:footnote w:type='separator' w:id='0'><w:p><w:r><w:t>---</w:t></w:r></w:p></w:footnote>\
            <w:footnote w:id='2'><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space='preserve'> Dz. U. poz. 1</w:t></w:r></w:p></w:footnote></w:footnotes>",
        ),
        ("word/header1.xml", "<w:hdr><w:p><w:r><w:t>Nagłówek strony</w:t></w:r></w:p></w:hdr>"),
        ("word/document.xml", &document),
        (
            "docProps/core.xml",
            "<cp:coreProperties><dc:title>Regulamin targowiska</dc:title></cp:coreProperties>",
        ),
    ])
}

fn read(format: Format, bytes: &[u8]) -> Extracted {
    extract(format, bytes).unwrap()
}

#[track_caller]
fn check_docx(body: &str, expected: &str) {
    let found = read(Format::Docx, &docx(body));
    assert_eq!(found.pages[0].text, expected, "from {body}");
    assert_eq!(found.warnings, [""; 0], "from {body}");
}

/// Returns a paragraph with one run.
fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>")
}

#[test]
fn the_text_of_word_documents_is_what_a_reader_sees() {
    check_docx(&(p("Ala &amp; kot") + &p("") + &p("drugi")), "Ala & kot\n\ndrugi");
    check_docx(
        "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t><w:softHyphen/><w:t>e</w:t></w:r></w:p>",
        "a b\nc-de",
    );
    // Tracked changes: inserted text in, deleted and moved text out, and a deleted end of a paragraph joins.
    check_docx(
        "<w:p><w:r><w:t>Opłata </w:t></w:r><w:del><w:r><w:delText>100</w:delText></w:r></w:del><w:ins><w:r><w:t>250</w:t></w:r></w:ins></w:p>\
         <w:moveFrom><w:p><w:r><w:t>x</w:t></w:r></w:p></w:moveFrom>\
         <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>jedno</w:t></w:r></w:p><w:p><w:r><w:t>zdanie</w:t></w:r></w:p>",
        "Opłata 250\n\njednozdanie",
    );
    // Hidden text, by itself and by a style.
    check_docx(
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r><w:r><w:rPr><w:rStyle w:val='Ukryty'/></w:rPr><w:t>y</w:t></w:r>\
         <w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>widać</w:t></w:r></w:p>",
        "widać",
    );
    // Old properties are not those of the text.
    check_docx(
        "<w:p><w:r><w:rPr><w:b/><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>a</w:t></w:r></w:p>",
        "a",
    );
    // Fields: the result, not the instruction; a field without an end swallows nothing.
    check_docx(
        "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>DATE</w:instrText><w:t>x</w:t></w:r>\
         <w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>3 maja</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>\
         <w:p><w:fldSimple w:instr='REF a'><w:r><w:t>§ 5</w:t></w:r></w:fldSimple><w:r><w:fldChar w:fldCharType='begin'/></w:r></w:p>"
            .to_owned()
            .as_str(),
        "3 maja\n\n§ 5",
    );
    // A shape with a fallback, and its text after the paragraph that holds it.
    check_docx(
        "<w:p><w:r><w:t>przed </w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'><wp:posOffset>12</wp:posOffset>\
         <w:txbxContent><w:p><w:r><w:t>ramka</w:t></w:r></w:p></w:txbxContent></mc:Choice>\
         <mc:Fallback><w:txbxContent><w:p><w:r><w:t>ramka</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>\
         <w:r><w:t>po</w:t></w:r></w:p>",
        "przed po\n\nramka",
    );
    // A control that shows only a hint, and one that was filled in.
    check_docx(
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>Kliknij</w:t></w:r></w:p></w:sdtContent></w:sdt>\
         <w:sdt><w:sdtPr/><w:sdtContent><w:p><w:r><w:t>Anna</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        "Anna",
    );
    // Comments are in another part; their marks say nothing.
    check_docx(
        "<w:p><w:commentRangeStart/><w:r><w:t>a</w:t></w:r><w:r><w:commentReference/></w:r></w:p>",
        "a",
    );
}

#[test]
fn lists_tables_and_notes_of_word_documents_become_text() {
    let item = |level: u8, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    check_docx(
        &(item(0, "Zakaz.") + &item(1, "pierwszy") + &item(1, "drugi") + &item(0, "Wejście.")),
        "§ 1. Zakaz.\na) pierwszy\nb) drugi\n§ 2. Wejście.",
    );
    let cell = |text: &str| format!("<w:tc><w:tcPr/>{}</w:tc>", p(text));
    check_docx(
        &format!(
            "{}<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>{}",
            p("Tabela"),
            cell("Nazwa"),
            cell("Kwota"),
            cell("Park"),
            cell("12,50"),
            p("Koniec")
        ),
        "Tabela\n\nNazwa\tKwota\nPark\t12,50\n\nKoniec",
    );
    check_docx(
        "<w:p><w:r><w:t>ustawa</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r><w:r><w:t> o samorządzie</w:t></w:r></w:p>",
        "ustawa¹ o samorządzie\n\n1 Dz. U. poz. 1",
    );
}

#[test]
fn an_item_joined_to_the_one_before_is_counted_once() {
    let item = |mark: &str, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr>{mark}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    check_docx(&(item("<w:rPr><w:del/></w:rPr>", "A") + &item("", "B") + &item("", "C")), "§ 1. AB\n§ 2. C");
}

#[test]
fn symbols_are_text_where_they_mean_something() {
    check_docx(
        "<w:p><w:r><w:t>20</w:t><w:sym w:font='Symbol' w:char='F0B0'/><w:sym w:font='Wingdings' w:char='00A7'/>\
         <w:sym w:font='Wingdings' w:char='F0FE'/><w:t>C</w:t></w:r></w:p>",
        "20°C",
    );
}

#[test]
fn headings_form_the_outline_and_the_title() {
    let heading = "<w:p><w:pPr><w:pStyle w:val='N1'/></w:pPr><w:r><w:t>Zasady handlu</w:t></w:r></w:p>";
    let found = read(Format::Doc, &docx(&(p("Wstęp") + heading + &p("Tekst"))));
    let outline: Vec<_> = found.outline.iter().map(|entry| (entry.label.as_str(), entry.start)).collect();
    assert_eq!(outline, [("Zasady handlu", 8)]);
    assert_eq!(found.from_text.title.as_deref(), Some("Zasady handlu"));
    assert_eq!(found.fallback.title.as_deref(), Some("Regulamin targowiska"));
    assert_eq!(found.declared, Metadata::default());
}

/// Returns an `OpenDocument` text.
fn odt(body: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:automatic-styles>\
         <style:style style:name='U' style:family='text'><style:text-properties text:display='none'/></style:style>\
         <style:style style:name='G' style:family='text'><style:text-properties style:text-position='super 58%'/></style:style>\
         <text:list-style style:name='L'><text:list-level-style-number text:level='1' loext:num-list-format='§ %1%.' style:num-format='1'/>\
         <text:list-level-style-number text:level='2' style:num-suffix=')' style:num-format='a'/>\
         <text:list-level-style-bullet text:level='3' text:bullet-char='–'/></text:list-style>\
         </office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    );
    package(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", "<manifest:manifest/>"),
        ("content.xml", &content),
        (
            "meta.xml",
            "<office:document-meta><office:meta><dc:title>Uchwała budżetowa</dc:title></office:meta></office:document-meta>",
        ),
    ])
}

#[track_caller]
fn check_odt(body: &str, expected: &str) {
    let found = read(Format::Odt, &odt(body));
    assert_eq!(found.pages[0].text, expected, "from {body}");
    assert_eq!(found.fallback.title.as_deref(), Some("Uchwała budżetowa"));
}

#[test]
fn the_text_of_opendocument_is_what_a_reader_sees() {
    check_odt(
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>usunięte</text:p></text:deletion></text:changed-region></text:tracked-changes>\
         <text:h text:outline-level='1'>Tytuł</text:h><text:p>a<text:s text:c='3'/>b<text:line-break/>c<text:change text:change-id='1'/></text:p>",
        "Tytuł\n\na b\nc",
    );
    check_odt(
        "<text:p>widać<text:span text:style-name='U'>nie</text:span><office:annotation><text:p>uwaga</text:p></office:annotation></text:p>\
         <text:section text:display='none'><text:p>nie</text:p></text:section>",
        "widać",
    );
    check_odt(
        "<text:list text:style-name='L' xml:id='l1'><text:list-item><text:p>jeden</text:p><text:list><text:list-item><text:p>a</text:p></text:list-item>\
         <text:list-item><text:p>b</text:p><text:list><text:list-item><text:p>tiret</text:p></text:list-item></text:list></text:list-item></text:list></text:list-item></text:list>\
         <text:p>przerwa</text:p>\
         <text:list text:style-name='L' text:continue-list='l1'><text:list-item><text:p>dwa</text:p></text:list-item></text:list>",
        "§ 1. jeden\na) a\nb) b\n– tiret\n\nprzerwa\n\n§ 2. dwa",
    );
    check_odt(
        "<text:p>ustawa<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Dz. U.</text:p></text:note-body></text:note>\
         i art. 21<text:span text:style-name='G'>1</text:span></text:p>\
         <table:table table:name='T'><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell>\
         <table:table-cell table:number-columns-repeated='2'><text:p>y</text:p></table:table-cell></table:table-row></table:table>",
        "ustawa¹ i art. 21¹\n\nx\ty\ty\n\n1 Dz. U.",
    );
    check_odt(
        "<text:p>przed<draw:frame><draw:text-box><text:p>ramka</text:p></draw:text-box><svg:title>opis</svg:title></draw:frame> po</text:p>",
        "przed po\n\nramka",
    );
}

#[test]
fn sheets_of_opendocument_are_tables_under_their_names() {
    let content = "<office:document-content><office:body><office:spreadsheet>\
        <table:table table:name='Wydatki'><table:table-row><table:table-cell office:value='12.5'><text:p>12,50 zł</text:p></table:table-cell>\
        <table:table-cell table:number-columns-repeated='16384'/></table:table-row>\
        <table:table-row table:number-rows-repeated='1048576'><table:table-cell table:number-columns-repeated='16384'/></table:table-row></table:table>\
        </office:spreadsheet></office:body></office:document-content>";
    let parts = [("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content)];
    let found = read(Format::Ods, &package(&parts));
    assert_eq!(found.pages[0].text, "Wydatki\n\n12,50 zł");
    assert_eq!(found.outline[0].label, "Wydatki");
}

#[test]
fn hidden_rows_and_columns_and_hints_of_sheets_are_not_text() {
    let cell = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let row = |attributes: &str, cells: &[&str]| {
        let cells: String = cells.iter().map(|text| cell(text)).collect();
        format!("<table:table-row {attributes}>{cells}</table:table-row>")
    };
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet>\
        <table:content-validations><table:content-validation><table:help-message><text:p>Wpisz kwotę</text:p></table:help-message></table:content-validation></table:content-validations>\
        <table:table table:name='T'><table:table-column/><table:table-column table:visibility='collapse' table:number-columns-repeated='2'/><table:table-column/>\
        {}{}{}</table:table></office:spreadsheet></office:body></office:document-content>",
        row("", &["a", "x", "x", "b"]),
        row("table:visibility='filter'", &["x"]),
        row("table:number-rows-repeated='2'", &["c", "x", "x", "d"])
    );
    let parts = [("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &*content)];
    assert_eq!(read(Format::Ods, &package(&parts)).pages[0].text, "T\n\na\tb\nc\td\nc\td");
}

/// Returns a workbook with this sheet and this part of strings.
fn xlsx(sheet: &str, strings: &str) -> Vec<u8> {
    let relation = |id: &str, kind: &str, target: &str| {
        let at = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        format!(
            "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>\
             <Relationship Id='{id}' Type='{at}/{kind}' Target='{target}'/></Relationships>"
        )
    };
    package(&[
        ("[Content_Types].xml", "<Types/>"),
        ("_rels/.rels", &relation("r1", "officeDocument", "xl/workbook.xml")),
        ("xl/_rels/workbook.xml.rels", &relation("r1", "worksheet", "worksheets/sheet1.xml")),
        (
            "xl/workbook.xml",
            "<workbook xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main' \
             xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'>\
             <sheets><sheet name='A' sheetId='1' r:id='r1'/></sheets></workbook>",
        ),
        (
            "xl/styles.xml",
            "<styleSheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><cellXfs count='2'>\
             <xf numFmtId='0'/><xf numFmtId='14'/></cellXfs></styleSheet>",
        ),
        ("xl/sharedStrings.xml", strings),
        (
            "xl/worksheets/sheet1.xml",
            &format!(
                "<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>{sheet}</worksheet>"
            ),
        ),
    ])
}

#[test]
fn workbooks_show_days_as_in_poland_and_nothing_hidden() {
    let sheet = "<cols><col min='2' max='2' hidden='1'/></cols><sheetData>\
        <row r='1'><c r='A1'><v>1</v></c><c r='B1'><v>2</v></c><c r='C1' s='1'><v>47971</v></c></row>\
        <row r='2' hidden='1'><c r='A2'><v>3</v></c></row><row r='3'><c r='A3'><v>4</v></c></row></sheetData>";
    let found = read(Format::Xlsx, &xlsx(sheet, "<sst uniqueCount='0'/>"));
    assert_eq!(found.pages[0].text, "A\n\n1\t03.05.2031\n4");
    assert_eq!(found.warnings, [""; 0]);
}

#[test]
fn a_false_number_of_strings_is_refused() {
    let bytes = xlsx("<sheetData/>", "<sst uniqueCount='10000000000'/>");
    assert_eq!(extract(Format::Xlsx, &bytes), Err(OfficeFault::Damaged.into()));
}

#[track_caller]
fn check_fault(bytes: &[u8], expected: OfficeFault) {
    assert_eq!(extract(Format::Docx, bytes), Err(expected.into()));
}

#[test]
fn hostile_and_broken_documents_are_errors() {
    let bomb = "<!DOCTYPE d [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]>";
    let part = |content: &str| package(&[("word/document.xml", content)]);
    check_fault(
        &part(&format!("{bomb}<w:document><w:p><w:t>&b;</w:t></w:p></w:document>")),
        OfficeFault::DocumentType,
    );
    check_fault(&part(&"<w:p>".repeat(5_000)), OfficeFault::Deep { limit: 1_000 });
    check_fault(&part("<w:document><w:body>"), OfficeFault::Damaged);
    check_fault(&part(&" ".repeat(100 << 20)), OfficeFault::Large { limit_mb: 96 });
    check_fault(&package(&[("ppt/presentation.xml", "")]), OfficeFault::Unknown);
    let encrypted = [
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"),
        ("content.xml", "x"),
    ];
    check_fault(&package(&encrypted), OfficeFault::Locked);
    let attributes: String = (0..200_000).map(|at| format!(" a{at}='1'")).collect();
    check_fault(&part(&format!("<w:document{attributes}><w:p/>")), OfficeFault::Damaged);
    assert_eq!(extract(Format::Docx, b""), Err(ExtractError::Empty));
    assert_eq!(extract(Format::Docx, &docx("")), Err(ExtractError::Empty));
}

#[test]
fn what_stands_before_the_damage_is_kept_with_a_warning() {
    let found = read(Format::Docx, &docx(&(p("Początek") + "<w:p><w:r></w:p>")));
    assert_eq!(found.pages[0].text, "Początek");
    assert!(found.warnings[0].starts_with("is damaged"), "{:?}", found.warnings);
}

proptest::proptest! {
    #[test]
    fn no_markup_panics(body in "(<w:p>|</w:p>|<w:r>|</w:r>|<w:t>|</w:t>|<w:tc>|</w:tc>|<w:tbl>|<w:txbxContent>|</w:txbxContent>|<w:del>|<w:rPr>|</w:pPr>|<w:pPr>|&#x105;|a ){0,40}") {
        let _ = extract(Format::Docx, &docx(&body));
        let _ = extract(Format::Odt, &odt(&body.replace("w:", "text:").replace("text:tbl", "table:table")));
    }
}
