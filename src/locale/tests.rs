//! Tests of the texts of the pages in each language, and that no message is missing.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use fluent_bundle::FluentResource;

use super::*;

#[test]
fn nouns_agree_with_their_number_in_each_language() {
    let found = |locale: Locale, counts: &[usize]| {
        counts.iter().map(|count| locale.count("documents-found", *count)).collect::<Vec<_>>().join("; ")
    };
    let counts = [0, 1, 2, 5, 12, 21, 22, 112, 1004, 12_345];
    assert_eq!(
        found(Locale::Polish, &counts),
        "Znaleziono 0 dokumentów; Znaleziono 1 dokument; Znaleziono 2 dokumenty; Znaleziono 5 dokumentów; \
         Znaleziono 12 dokumentów; Znaleziono 21 dokumentów; Znaleziono 22 dokumenty; Znaleziono 112 dokumentów; \
         Znaleziono 1004 dokumenty; Znaleziono 12\u{a0}345 dokumentów"
    );
    assert_eq!(
        found(Locale::Ukrainian, &[1, 3, 5, 11, 21, 24]),
        "Знайдено 1 документ; Знайдено 3 документи; Знайдено 5 документів; Знайдено 11 документів; Знайдено 21 \
         документ; Знайдено 24 документи"
    );
    assert_eq!(
        found(Locale::English, &[0, 1, 2, 1004]),
        "0 documents found; 1 document found; 2 documents found; 1,004 documents found"
    );
}

#[test]
fn dates_are_written_as_in_a_sentence() {
    let date = jiff::civil::date(2022, 9, 27);
    assert_eq!(
        Locale::ALL.map(|locale| locale.date(date)),
        ["27 września 2022", "27 September 2022", "27 вересня 2022"]
    );
    let months = (1..=12).map(|month| Locale::Polish.date(jiff::civil::date(2017, month, 1)));
    assert_eq!(months.collect::<BTreeSet<_>>().len(), 12);
}

/// Returns the messages of a file, which must parse without errors.
fn messages(locale: Locale) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("web/locales/{}.ftl", locale.tag()));
    let source = fs::read_to_string(path).expect("a file");
    let parsed = FluentResource::try_new(source.clone());
    assert!(parsed.is_ok(), "{}: {:?}", locale.tag(), parsed.err().map(|(_, errors)| errors));
    let names = source.lines().filter_map(|line| line.split_once(" = "));
    let names = names.map(|(name, _)| name).filter(|name| !name.starts_with([' ', '#']));
    names.map(str::to_owned).collect()
}

#[test]
fn every_language_has_every_message() {
    let polish = messages(Locale::Polish);
    assert!(polish.len() > 150);
    for locale in [Locale::English, Locale::Ukrainian] {
        let messages = messages(locale);
        assert_eq!(polish.difference(&messages).collect::<Vec<_>>(), [""; 0], "missing in {}", locale.tag());
        assert_eq!(messages.difference(&polish).collect::<Vec<_>>(), [""; 0], "only in {}", locale.tag());
    }
}

/// Returns the string literals after each of these beginnings.
fn quoted<'a>(source: &'a str, beginnings: &[&str]) -> Vec<&'a str> {
    let after = beginnings.iter().flat_map(|beginning| source.split(beginning).skip(1));
    after.filter_map(|rest| rest.split('"').next()).collect()
}

/// Returns the files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn templates_and_code_use_only_existing_messages() {
    let known = messages(Locale::Polish);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut asked = 0;
    for path in files(&root.join("web/templates")).into_iter().chain(files(&root.join("src/http"))) {
        let Ok(source) = fs::read_to_string(&path) else { continue };
        for name in quoted(&source, &["message(\"", "message_with(\"", ".count(\"", "one_of(\""]) {
            assert!(known.contains(name), "{}: `{name}`", path.display());
            asked += 1;
        }
    }
    assert!(asked > 60, "{asked}");
}
