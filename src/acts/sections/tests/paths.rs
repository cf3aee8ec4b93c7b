//! Paths of sections: reading them, and finding sections by path and by place.

use crate::acts::sections::{SectionPath, find, path_of, sections};

const ACT: &str = "UCHWAŁA NR 1/2020\nDział I\nZasady\nRozdział 1\nCele\n§ 1. Aaa.\n§ 3. 1. Bbb.\n2. \
                   Ccc:\n1) ddd:\na) eee,\nb) fff;\n2) ggg.\nRozdział 2\nKoniec\n§ 4. Hhh.\n\
                   \u{c}Załącznik nr 1\nREGULAMIN\n§ 1. 1. Iii.\n2. Mmm.\n§ 2. 1. Jjj.\n2. Kkk.\n§ 3. Lll.\n";

/// Checks which section a path leads to, by its anchor, and what is left of the text.
#[track_caller]
fn check_find(text: &str, anchor: Option<&str>, rest: &str) {
    let sections = sections(ACT);
    let (path, read) = SectionPath::parse(text).expect("a path");
    let found = find(&sections, &path).map(|at| sections[at].anchor.as_str());
    assert_eq!((found, &text[read..]), (anchor, rest), "`{text}`");
}

#[test]
fn a_path_leads_to_its_section() {
    check_find("§ 3 ust. 2", Some("par-3-ust-2"), "");
    check_find("§3 ust.2 pkt 1 lit. b", Some("par-3-ust-2-pkt-1-lit-b"), "");
    check_find("par. 3, ust 2, pkt. 2 i dalej", Some("par-3-ust-2-pkt-2"), " i dalej");
    check_find("paragraf 4", Some("par-4"), "");
    check_find("załącznik nr 1", Some("zal-1"), "");
    check_find("zal. 1 § 2 ust. 2", Some("zal-1-par-2-ust-2"), "");
    check_find("Rozdział II", Some("rozdzial-2"), "");
    check_find("dział pierwszy", Some("dzial-1"), "");
}

#[test]
fn a_path_without_an_annex_prefers_the_act() {
    check_find("§ 1", Some("par-1"), "");
    check_find("§ 3", Some("par-3"), "");
    check_find("§ 2 ust. 1", Some("zal-1-par-2-ust-1"), "");
    check_find("§ 1 ust. 2", Some("zal-1-par-1-ust-2"), "");
    check_find("§ 1 ust. 9", Some("par-1"), "");
}

#[test]
fn a_path_to_a_missing_section_leads_to_the_one_above() {
    check_find("§ 3 ust. 7 pkt 1", Some("par-3"), "");
    check_find("§ 3 ust. 2 pkt 9", Some("par-3-ust-2"), "");
    check_find("załącznik nr 1 § 9", Some("zal-1"), "");
    check_find("§ 77", None, "");
    check_find("art. 3", None, "");
}

#[test]
fn a_paragraph_of_an_article_needs_its_article() {
    let sections = sections("KODEKS\nArt. 1. § 1. Aaa.\n§ 2. Bbb.\nArt. 2. § 1. Ccc.\n§ 2. Ddd.\n");
    let find = |text| find(&sections, &SectionPath::parse(text).expect("a path").0);
    assert_eq!(find("art. 2 § 2").map(|at| sections[at].anchor.as_str()), Some("art-2-par-2"));
    assert_eq!(find("§ 2"), None);
}

#[track_caller]
fn check_read(text: &str, read: Option<usize>) {
    assert_eq!(SectionPath::parse(text).map(|(_, read)| read), read, "`{text}`");
}

#[test]
fn a_path_is_read_as_far_as_it_goes() {
    check_read("art. 5 ust 2", Some(12));
    check_read("Art. 21(1) § 2 zdanie drugie", Some(15));
    check_read("art. 12a ust. 1 pkt 3 lit. b tiret 2", Some(36));
    check_read("art. 12a pkt 3 tiret drugie", Some(27));
    check_read("§ 3-5 uchwały", Some(4));
    check_read("§ 3 § 4", Some(4));
    check_read("artykuł 5", Some(10));
}

#[test]
fn other_texts_are_no_paths() {
    for text in ["", "§", "ust. 2", "pkt 4", "artysta 5", "art", "partia 3", "3", "§ x", "parking 4"] {
        check_read(text, None);
    }
}

/// Checks the sections around the first occurrence of a word.
#[track_caller]
fn check_place(word: &str, anchors: &[&str]) {
    let sections = sections(ACT);
    let at = ACT.find(word).expect("a word of the act");
    let path: Vec<&str> = path_of(&sections, at).into_iter().map(|at| sections[at].anchor.as_str()).collect();
    assert_eq!(path, anchors, "`{word}`");
}

#[test]
fn a_place_is_in_a_section_and_the_larger_ones() {
    check_place("UCHWAŁA", &[]);
    check_place("Cele", &["dzial-1", "rozdzial-1"]);
    check_place("Aaa", &["dzial-1", "rozdzial-1", "par-1"]);
    let letter =
        ["dzial-1", "rozdzial-1", "par-3", "par-3-ust-2", "par-3-ust-2-pkt-1", "par-3-ust-2-pkt-1-lit-b"];
    check_place("fff", &letter);
    check_place("ggg", &["dzial-1", "rozdzial-1", "par-3", "par-3-ust-2", "par-3-ust-2-pkt-2"]);
    check_place("Hhh", &["dzial-1", "rozdzial-2", "par-4"]);
    check_place("REGULAMIN", &["zal-1"]);
    check_place("Kkk", &["zal-1", "zal-1-par-2", "zal-1-par-2-ust-2"]);
}

#[test]
fn an_annex_ends_where_another_act_begins() {
    let text = "UCHWAŁA NR 1/20\n§ 1. Aaa.\nZałącznik nr 1\nMAPA\nUCHWAŁA NR 2/20\n§ 1. Bbb.\n";
    let sections = sections(text);
    let at = text.find("Bbb").expect("a word of the act");
    let path: Vec<&str> = path_of(&sections, at).into_iter().map(|at| sections[at].anchor.as_str()).collect();
    assert_eq!(path, ["par-1-2"]);
}
