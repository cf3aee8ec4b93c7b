//! Office files that `LibreOffice`, python-docx and openpyxl made, against the text they are known to have
//! (`tests/data/office`), and what a run does with them.

use std::{
    collections::HashMap,
    fs,
    io::{Cursor, Write},
    path::Path,
};

use serde_json::Value;
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::harness::{Place, counts, list, package, text};

/// The documents in each format, and the name of their known text.
const TEXTS: [&str; 6] = ["budget", "minutes", "park", "parking", "school", "tree"];
const SHEETS: [&str; 3] = ["rota", "schools", "spending"];

/// The least share of words that must agree.
const LEAST_F1: f64 = 0.98;

fn data(name: &str) -> std::path::PathBuf {
    package().join("tests/data/office").join(name)
}

/// Counts the words and section signs of a text; raised digits are marks of notes.
fn words(text: &str) -> HashMap<String, i64> {
    let is_word = |c: char| c.is_alphabetic() && c != 'ⁱ' || c.is_ascii_digit() || c == '§';
    let mut counted = HashMap::new();
    for word in text.split(|c: char| !is_word(c)).filter(|word| !word.is_empty()) {
        *counted.entry(word.to_lowercase()).or_default() += 1;
    }
    counted
}

fn f1(found: &str, known: &str) -> f64 {
    let (found, known) = (words(found), words(known));
    let common: i64 = found.iter().map(|(word, count)| *count.min(known.get(word).unwrap_or(&0))).sum();
    let all = found.values().sum::<i64>() + known.values().sum::<i64>();
    2.0 * common as f64 / all.max(1) as f64
}

fn extracted(place: &Place, file: &Path) -> Value {
    place.run(&["extract", "--json", &file.to_string_lossy()]).ended(0).json()
}

fn all_text(document: &Value) -> String {
    list(document, "pages").iter().map(|page| text(page, "text")).collect::<Vec<_>>().join("\n\n")
}

#[track_caller]
fn check(place: &Place, file: &str, known: &str) {
    let document = extracted(place, &data(file));
    let (found, known) = (all_text(&document), fs::read_to_string(data(known)).expect("a known text"));
    let score = f1(&found, &known);
    assert!(score >= LEAST_F1, "{file}: {score:.3}\nfound: {found}\nknown: {known}");
}

#[test]
fn the_text_of_office_files_is_what_it_is_known_to_be() {
    let place = Place::new();
    for name in TEXTS {
        for ending in ["docx", "odt", "rtf"] {
            check(&place, &format!("{name}.{ending}"), &format!("{name}.txt"));
        }
        check(&place, &format!("python-{name}.docx"), &format!("python-{name}.txt"));
    }
    for name in SHEETS {
        for ending in ["xlsx", "ods"] {
            check(&place, &format!("{name}.{ending}"), &format!("{name}.txt"));
        }
    }
    // Old workbooks do not say how their numbers are shown.
    check(&place, "rota.xls", "rota.txt");
    check(&place, "schools.xls", "schools.txt");
}

#[test]
fn nothing_hidden_deleted_or_repeated_on_each_page_is_text() {
    let place = Place::new();
    for ending in ["docx", "odt", "rtf"] {
        let park = all_text(&extracted(&place, &data(&format!("park.{ending}"))));
        for absent in ["robocza", "Naczelnikowi", "nagłówek strony", "Stopka"] {
            assert!(!park.contains(absent), "{ending}: {absent}: {park}");
        }
        assert!(park.contains("§ 2. Zakazuje się:") && park.contains("b) przy placach"), "{ending}: {park}");
        let budget = all_text(&extracted(&place, &data(&format!("budget.{ending}"))));
        assert!(budget.contains("Remont świetlicy\tBieńczyce\t87 400,50 zł"), "{ending}: {budget}");
        assert!(!budget.contains("sprawdzić"), "{ending}: {budget}");
    }
}

#[test]
fn office_files_are_indexed_found_and_returned() {
    let place = Place::new();
    for (file, name) in
        [("park.docx", "c/park.docx"), ("spending.xlsx", "c/spending.xlsx"), ("tree.rtf", "c/tree.doc")]
    {
        place.copy(&data(file), name);
    }
    let report = place.index(&["c"], 0);
    assert_eq!(counts(&report)[0], 3, "{report}");
    assert_eq!(place.found(&["ogniska"]), ["park"]);
    assert_eq!(place.found(&["oświetleniem"]), ["spending"]);
    assert_eq!(place.found(&["nietoperze"]), ["tree"]);
    let shown = place.run(&["show", "park", "--json"]).ended(0).json();
    assert_eq!(text(&shown, "title"), "Regulamin parku Zielona Dolina");
    let headings: Vec<&str> = list(&shown, "outline").iter().map(|entry| text(entry, "label")).collect();
    assert!(headings.contains(&"Przepisy końcowe"), "{headings:?}");
}

#[test]
fn files_that_cannot_be_read_say_what_to_do() {
    let place = Place::new();
    place.copy(&data("park.doc"), "c/park.doc");
    place.file("c/a.docx", "PK\u{3}\u{4} cut").file("c/b.odt", "tekst").file("c/d.md", "Konwent.");
    let report = place.index(&["c"], 2);
    assert_eq!(counts(&report)[..1], [1], "{report}");
    let failures: Vec<(&str, &str)> = list(&report, "failures")
        .iter()
        .map(|failure| (text(failure, "source"), text(failure, "error")))
        .collect();
    let said = |source: &str, part: &str| {
        failures.iter().any(|(name, error)| name.ends_with(source) && error.contains(part))
    };
    assert!(said("park.doc", "set `converter` to the path of LibreOffice"), "{failures:?}");
    assert!(said("a.docx", "download it or save it again"), "{failures:?}");
    assert!(said("b.odt", "is not an office file"), "{failures:?}");
}

#[test]
fn old_word_files_are_converted_if_a_converter_is_named() {
    let Some(converter) =
        ["/usr/bin/soffice", "/usr/bin/libreoffice"].into_iter().find(|path| Path::new(path).exists())
    else {
        return crate::harness::skip("LibreOffice is not installed");
    };
    let protection = skorowidz::extract::worker::protection().expect("a thread");
    if let Some(shortcoming) = protection.shortcoming() {
        return crate::harness::skip(shortcoming);
    }
    let place = Place::new();
    place.copy(&data("park.doc"), "c/park.doc");
    place.file("skorowidz.toml", format!("converter = '{converter}'\n"));
    let report = place.index(&["c"], 0);
    assert_eq!(counts(&report)[0], 1, "{report}");
    let document = place.run(&["show", "park", "--json"]).ended(0).json();
    let known = fs::read_to_string(data("park.txt")).expect("a known text");
    let score = f1(&all_text(&document), &known);
    assert!(score >= LEAST_F1, "{score:.3}: {document}");
}

#[test]
fn a_converter_that_fails_or_hangs_costs_only_its_file() {
    let place = Place::new();
    place.copy(&data("park.doc"), "c/park.doc").file("c/a.md", "Konwent.");
    place.file("skorowidz.toml", "converter = '/bin/false'\n");
    let report = place.index(&["c"], 2);
    assert_eq!(counts(&report)[0], 1, "{report}");
    let error = text(&list(&report, "failures")[0], "error");
    assert!(error.contains("could not be converted"), "{error}");
}

/// Returns whether something runs with this argument.
#[cfg(target_os = "linux")]
fn runs(argument: &str) -> bool {
    let processes = fs::read_dir("/proc").expect("processes").filter_map(Result::ok);
    let commands = processes.filter_map(|process| fs::read(process.path().join("cmdline")).ok());
    commands
        .into_iter()
        .any(|command| command.split(|byte| *byte == 0).any(|part| part == argument.as_bytes()))
}

#[cfg(target_os = "linux")]
#[test]
fn what_a_converter_leaves_running_is_ended() {
    let place = Place::new();
    place.copy(&data("park.doc"), "c/park.doc");
    let (child, session) =
        (format!("{}.25", 80_000 + std::process::id()), format!("{}.75", 80_000 + std::process::id()));
    let script = format!(
        "#!/bin/sh\nsleep {child} >/dev/null 2>&1 </dev/null &\nsetsid sleep {session} >/dev/null 2>&1 </dev/null &\nsleep 0.3\n"
    );
    place.file("conv.sh", script);
    let all = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(place.path("conv.sh"), all).expect("executable");
    place.file("skorowidz.toml", format!("converter = '{}'\n", place.path("conv.sh").display()));
    let report = place.index(&["c"], 2);
    let error = text(&list(&report, "failures")[0], "error");
    assert!(error.contains("could not be converted"), "{error}");
    assert!(!runs(&child) && !runs(&session), "{error}");
}

#[test]
fn of_two_files_with_the_same_id_the_pdf_is_the_document() {
    let place = Place::new();
    let pdf = crate::harness::corpus("ordinances/358-2017.pdf");
    let title = |place: &Place| {
        let shown = place.run(&["show", "park", "--json"]).ended(0).json();
        text(&shown, "title").to_owned()
    };
    // One that is indexed keeps its id when the other appears, and of a new pair the order of names is no matter.
    place.copy(&pdf, "c/park.pdf");
    place.index(&["c"], 0);
    place.copy(&data("park.docx"), "c/park.docx").copy(&data("park.rtf"), "c/park.rtf");
    for arguments in [&["c"][..], &["--rebuild"], &["c/park.docx", "c/park.pdf"]] {
        let report = place.index(arguments, 2);
        let errors: Vec<&str> =
            list(&report, "failures").iter().map(|failure| text(failure, "error")).collect();
        assert!(
            !errors.is_empty() && errors.iter().all(|error| error.contains("belongs to `c/park.pdf`")),
            "{report}"
        );
        assert!(title(&place).contains("358/2017"), "{report}");
    }
}

#[test]
fn a_workbook_that_would_take_all_memory_costs_only_itself() {
    let place = Place::new();
    let strings =
        b"<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main' uniqueCount='10000000000'/>";
    let sheet = workbook("<worksheet/>", strings);
    let archive = zipped([("a.xlsx", sheet.as_slice()), ("b.txt", "Konwent".as_bytes())]);
    place.file("c/a.zip", archive);
    let report = place.index(&["c"], 0);
    assert_eq!(place.found(&["konwent"]), ["a"], "{report}");
}

#[test]
fn old_word_files_within_files_say_that_they_are_not_converted() {
    let place = Place::new();
    let word = fs::read(data("park.doc")).expect("a file");
    place.file("c/a.zip", zipped([("a.doc", word.as_slice()), ("b.txt", "Konwent".as_bytes())]));
    let report = place.index(&["c"], 0);
    assert!(report.to_string().contains("files within files are not converted"), "{report}");
}

/// Returns a package or archive with these files.
fn zipped<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(name, SimpleFileOptions::default()).expect("begun");
        writer.write_all(bytes).expect("written");
    }
    writer.finish().expect("finished").into_inner()
}

/// Returns a Word document whose main part is this.
fn word(part: impl AsRef<[u8]>) -> Vec<u8> {
    zipped([("word/document.xml", part.as_ref())])
}

/// Returns a workbook with one sheet.
fn workbook(sheet: &str, strings: &[u8]) -> Vec<u8> {
    let relations = "<Relationships><Relationship Id='r1' Type='http://x/worksheet' Target='worksheets/sheet1.xml'/></Relationships>";
    let main = "<Relationships><Relationship Id='r1' Type='http://x/relationships/officeDocument' Target='xl/workbook.xml'/></Relationships>";
    let book = "<workbook xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'>\
        <sheets><sheet name='A' sheetId='1' r:id='r1'/></sheets></workbook>";
    zipped([
        ("_rels/.rels", main.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", strings),
    ])
}

/// Files that would take all memory or time, with a part of what is said of each; empty if it is read.
fn hostile() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let laughs =
        "<!DOCTYPE a [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><w:document>&b;</w:document>";
    let attributes: String = (0..300_000).map(|number| format!(" a{number}='1'")).collect();
    let spaces = vec![b' '; 110 << 20];
    let mut nested = zipped([("a.txt", "Dno".as_bytes())]);
    for _ in 0..6 {
        nested = zipped([("n.zip", nested.as_slice())]);
    }
    let names: Vec<String> = (0..20_100).map(|number| format!("{number}.txt")).collect();
    let parts = "--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n".repeat(5_000);
    let far =
        "<worksheet><sheetData><row r='1048576'><c r='XFD1048576'><v>7</v></c></row></sheetData></worksheet>";
    vec![
        ("bomb.docx", word(&spaces), "unpacks to more than 96 MB"),
        ("laughs.docx", word(laughs), "declares a document type"),
        ("deep.docx", word("<w:p>".repeat(400_000)), "nested more than 1000 levels deep"),
        ("attributes.docx", word(format!("<w:document{attributes}><w:p/></w:document>")), "is empty"),
        ("strings.xlsx", workbook("<worksheet/>", &vec![b' '; 410 << 20]), "unpacks to more than 400 MB"),
        ("far.xlsx", workbook(far, b"<sst></sst>"), ""),
        ("nested.zip", nested, "no file was read"),
        ("many.zip", zipped(names.iter().map(|name| (name.as_str(), &b"x"[..]))), "more than 20000 parts"),
        ("zeros.zip", zipped([("a.txt", spaces.as_slice())]), "too large"),
        ("deep.rtf", format!("{{\\rtf1{}", "{".repeat(500_000)).into_bytes(), "nested more than 2000 levels"),
        ("long.rtf", b"{\\rtf1\\bin2147483647 a\\par}".to_vec(), "is damaged or incomplete"),
        (
            "parts.eml",
            format!("Subject: a\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{parts}").into_bytes(),
            "",
        ),
    ]
}

#[test]
fn hostile_files_end_within_limits_and_all_others_are_indexed() {
    let place = Place::new();
    place.file("c/good.md", "Konwent.");
    let files = hostile();
    for (name, bytes, _) in &files {
        place.file(&format!("c/{}/{name}", name.replace('.', "-")), bytes);
    }
    let report = place.index(&["c"], 2);
    let failures = list(&report, "failures");
    for (name, _, part) in &files {
        let failure = failures.iter().find(|failure| text(failure, "source").ends_with(name));
        let error = failure.map(|failure| text(failure, "error")).unwrap_or_default();
        assert!(error.contains(part) && part.is_empty() == error.is_empty(), "{name}: {error}");
    }
    assert_eq!(place.found(&["konwent"]), ["good"]);
}
