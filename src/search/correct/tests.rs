//! Corrections over a small index: what is replaced, what is left alone.

use proptest::prelude::*;

use crate::{
    analysis::Analyzer,
    document::Document,
    index::{IndexWriter, IndexableDocument, Snapshot, WriterMode},
};

/// Titles and texts with names and streets of Kraków.
const DOCUMENTS: [(&str, &str); 6] = [
    ("Rada Dzielnicy XI", "Rada dzielnicy Podgórze Duchackie zebrała się przy ulicy Piłsudskiego."),
    ("Budżet obywatelski", "Głosowanie w budżecie obywatelskim Krakowa trwa do października."),
    ("Zarządzenie w sprawie konwentu", "Konwent przewodniczących rad dzielnic w Nowej Hucie."),
    ("Remont chodnika", "Ulica Krowoderska, Bieżanów i Łagiewniki: przegląd oświetlenia, ławki, rzeka."),
    ("Park kieszonkowy", "Zieleń, biblioteka i przystanki na Kazimierzu."),
    ("Lodowisko", "Lodowisko przy Błoniach działa całą zimę."),
];

/// Returns a state of an index of [`DOCUMENTS`], which outlives its folder.
pub(in crate::search) fn snapshot() -> Snapshot {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open_sized(folder.path(), WriterMode::Single).expect("an index");
    for (number, (title, text)) in DOCUMENTS.iter().enumerate() {
        let id = format!("d{number}").parse().expect("an id");
        writer.add(IndexableDocument::new(&Document::new(id, *title, *text), None)).expect("added");
    }
    writer.commit().expect("committed");
    writer.index().snapshot()
}

#[track_caller]
fn check(typed: &str, expected: Option<&str>) {
    let corrected = super::corrected(&snapshot(), &mut Analyzer::default(), typed).expect("searched");
    assert_eq!(corrected.as_deref(), expected, "{typed}");
}

#[test]
fn a_misspelled_word_is_replaced_by_one_of_the_index() {
    check("budrzet obywatelski", Some("budżet obywatelski"));
    check("Bóddżet Obywatelski", Some("Budżet Obywatelski"));
    check("lodwisko", Some("lodowisko"));
    check("biezanuw krwoderska", Some("bieżanów krowoderska"));
    check("piłsudikiego", Some("piłsudskiego"));
}

#[test]
fn the_inflection_is_kept_even_if_no_document_has_the_form() {
    check("chodnikamy", Some("chodnikami"));
    check("bibliotece pszystanku", Some("bibliotece przystanku"));
}

#[test]
fn known_words_are_left_alone() {
    for typed in ["budżet obywatelski", "lada dzielnicy", "żółwie", "budzet", "konwent XI", "Wawel"] {
        check(typed, None);
    }
}

#[test]
fn words_that_no_document_has_are_not_guessed() {
    check("qwertyuiop", None);
    check("MPZP \"budrzet\" -parkign 358/2017", None);
}

#[test]
fn words_are_divided_and_joined_where_documents_have_them_so() {
    check("budżetobywatelski", Some("budżet obywatelski"));
    check("zarządzeniew sprawie", Some("zarządzenie w sprawie"));
    check("zarzadzeniew sprawie", Some("zarządzenie w sprawie"));
    check("rada dziel nicy", Some("rada dzielnicy"));
    check("Lodo wisko", Some("Lodowisko"));
}

#[test]
fn cyrillic_letters_are_read_as_another_layout_or_as_the_name_of_a_place() {
    check("икфвнтлф", None);
    check("дщвщцшылщ", Some("lodowisko"));
    check("Нова Гута", Some("Nowa Huta"));
    check("Подгуже", Some("Podgórze"));
    check("Казімєж", Some("Kazimierz"));
    check("Лагевніки", Some("Łagiewniki"));
}

#[track_caller]
fn check_offered(typed: &str, expected: Option<&str>) {
    let offered = super::offered(&snapshot(), &mut Analyzer::default(), typed, false).expect("searched");
    assert_eq!(offered.as_deref(), expected, "{typed}");
}

#[test]
fn a_word_that_stands_apart_from_the_others_is_exchanged_for_a_near_one_that_does_not() {
    check_offered("lada dzielnicy", Some("rada dzielnicy"));
    check_offered("Lada dzielnicy", Some("Rada dzielnicy"));
    check_offered("part kieszonkowy", Some("park kieszonkowy"));
    check_offered("lada", Some("rada"));
    check_offered("rada dzielnicy", None);
    check_offered("rada lodowiska", None);
}

#[test]
fn a_text_is_corrected_word_by_word_and_real_words_only_where_the_others_say_so() {
    let corrected = |text: &str| -> Vec<(String, String)> {
        let found = super::corrections(&snapshot(), &mut Analyzer::default(), text).expect("searched");
        found.into_iter().map(|correction| (correction.word, correction.candidates[0].clone())).collect()
    };
    let pair = |word: &str, meant: &str| (word.to_owned(), meant.to_owned());
    assert_eq!(corrected("Hleb i dżewo"), [pair("Hleb", "Chleb"), pair("dżewo", "drzewo")]);
    assert_eq!(corrected("rzeka i morze, grub, hyba"), []);
    assert_eq!(corrected("rzeka lawki"), [pair("lawki", "ławki")]);
    assert_eq!(corrected("lafki lodowisko"), [pair("lafki", "ławki")]);
    assert_eq!(corrected("zima w błoniah"), [pair("błoniah", "błoniach")]);
}

/// Texts of words with mistakes among what is never altered.
fn queries() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[a-z]{3,9}",
        "[A-Z]{2,6}",
        "[A-Za-z]{0,3}[0-9]{1,4}[a-z]{0,2}",
        "[IVX]{1,5}/[0-9]{1,4}/[0-9]{2}",
        "[0-9]{1,2}\\.[01][0-9]\\.20[0-9]{2}",
        "\"[a-z]{3,8} [a-z]{3,8}\"",
        "-[a-z]{4,8}",
        "numer:[0-9]{1,4}/20[0-9]{2}",
        Just("z 13 lutego 2017 r.".to_owned()),
        Just("budrzet".to_owned()),
        Just("lodwisko".to_owned()),
        Just("Zarządzeniew".to_owned()),
    ];
    prop::collection::vec(part, 1..6).prop_map(|parts| parts.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_number_act_number_date_acronym_or_phrase_is_ever_altered(text in queries()) {
        let (snapshot, mut analyzer) = (snapshot(), Analyzer::default());
        let kept = |text: &str| -> Vec<String> {
            let phrases = text.split('"').skip(1).step_by(2).map(str::to_owned);
            let outside: String = text.split('"').step_by(2).collect::<Vec<_>>().join(" ");
            let is_kept = |word: &&str| {
                word.contains(|c: char| c.is_ascii_digit() || c == '-' || c == ':')
                    || word.len() > 1 && !word.contains(char::is_lowercase)
            };
            phrases.chain(outside.split_whitespace().filter(is_kept).map(str::to_owned)).collect()
        };
        let corrected = super::corrected(&snapshot, &mut analyzer, &text).expect("searched");
        let offered = super::offered(&snapshot, &mut analyzer, &text, false).expect("searched");
        for changed in corrected.iter().chain(&offered) {
            prop_assert_eq!(kept(changed), kept(&text), "{}", changed);
        }
        for correction in super::corrections(&snapshot, &mut analyzer, &text).expect("searched") {
            prop_assert_eq!(&text[correction.start..correction.end], correction.word.as_str());
            let phrases = text[..correction.start].matches('"').count();
            prop_assert!(phrases % 2 == 0, "{} is quoted", correction.word);
            prop_assert!(!kept(&correction.word).contains(&correction.word), "{}", correction.word);
        }
    }
}
