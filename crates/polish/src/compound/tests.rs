//! Tests of what is recognized as a compound and what is not.

use proptest::prelude::*;

use super::*;
use crate::tokenize::words;

fn compounds(text: &str) -> Vec<Compound> {
    let mut compounds = Compounds::default();
    let mut all = Vec::new();
    let mut found = Vec::new();
    for word in words(text).filter(|word| Compounds::is_anchor(text, word)) {
        compounds.at(text, word.clone(), &mut found);
        assert!(found.iter().all(|one| one.range.start <= word.start && one.range.end >= word.end));
        all.append(&mut found);
    }
    all
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let found: Vec<String> = compounds(text).into_iter().map(|one| one.term).collect();
    assert_eq!(found, expected, "in `{text}`");
}

#[track_caller]
fn check_ranges(text: &str, expected: &[(&str, &str)]) {
    let found = compounds(text);
    let found: Vec<_> = found.iter().map(|one| (&text[one.range.clone()], one.term.as_str())).collect();
    assert_eq!(found, expected, "in `{text}`");
}

#[test]
fn all_spellings_of_a_day_give_one_term() {
    for text in [
        "13 lutego 2017 r.",
        "13 LUTEGO 2017 R.",
        "dnia 13\u{a0}Lutego\u{2009}2017r.",
        "13\nlutego\n2017",
        "13 lute\u{ad}go 2017",
        "13.02.2017",
        "13.02.2017r.",
        "13.2.2017 r.",
        "13. 2. 2017",
        "13. 02.2017",
        "13.02. 2017",
        "2017-02-13",
        "2017.02.13",
        "2017-02-13T12:00",
        "13 II 2017",
        "13 ii 2017",
        "13.II.2017",
        "13/II/2017",
        "13-02-2017",
        "13–02–2017",
        "13/02/2017",
        "(13.02.2017)",
        "§13.02.2017",
    ] {
        check(text, &["2017-02-13"]);
    }
    check("1 września 1939, 1 WRZEŚNIA 1939, 1 wrzesnia 1939, 1 wrzes\u{301}nia 1939", &["1939-09-01"; 4]);
    check("31 października 2024 i 29.02.2024", &["2024-10-31", "2024-02-29"]);
    check("13.02.2017,14.02.2017", &["2017-02-13", "2017-02-14"]);
    check("13.02.2017-15.02.2017", &["2017-02-13", "2017-02-15"]);
    check("1 I 2017", &["2017-01-01"]);
}

#[test]
fn an_invalid_day_has_no_term() {
    for text in [
        "30 lutego 2017",
        "29.02.2023",
        "31 kwietnia 2017",
        "0 maja 2017",
        "13 luty 2017",
        "13.13.2017",
        "13 i 2017",
        "13 lutego 999",
        "13 lutego 3000",
        "13 lutego 20171",
        "13 lutego",
        "lutego 2017",
        "013 lutego 2017",
        "13-02.2017",
        "13 02 2017",
        "13.02.2017m",
        "13..02..2017",
    ] {
        check(text, &[]);
    }
}

#[test]
fn words_inside_act_numbers_are_dropped() {
    check("358 / 2017", &["358/2017"]);
    check("Nr 358 /2017, 358/ 2017", &["358/2017"; 2]);
    check("358 z 2017 r.", &["358/2017"]);
    check("358 z 2017", &["358/2017"]);
    check("358 Z 2017r.", &["358/2017"]);
    check("358\u{a0}z\u{a0}dnia 13 lutego 2017 r.", &["358/2017", "2017-02-13"]);
    check("358 z 13 lutego 2017 r.", &["358/2017", "2017-02-13"]);
    check("358 z dnia 13.02.2017 r.", &["358/2017", "2017-02-13"]);
    check("358 z dnia 2017-02-13", &["358/2017", "2017-02-13"]);
    check_ranges(
        "nr 358 z dnia 13 lutego 2017 r. w",
        &[("358 z dnia 13 lutego 2017", "358/2017"), ("13 lutego 2017", "2017-02-13")],
    );
}

#[test]
fn other_numbers_do_not_become_act_numbers() {
    for text in [
        "358/2017",
        "12 z 20 osób",
        "5 % z 2017 zł",
        "358 z 1944",
        "358 z 2100",
        "123456 z 2017",
        "358 na 2017",
        "35a / 2017",
        "358 z 20171",
        "358z 2017",
        "358 z",
        "358 z dnia",
        "358 //2017",
    ] {
        check(text, &[]);
    }
}

#[test]
fn resolution_numbers_are_found_without_their_session() {
    check("XCIX/1495/14", &["1495/2014"]);
    check("xcix/1495/14.", &["1495/2014"]);
    check("XCIX/1495/2014", &["1495/2014"]);
    check("XII/87/99", &["87/1999"]);
    check("XCIX / 1495 / 14", &["xcix/1495/14", "1495/2014"]);
    check("xcix / 1495 / 2014", &["xcix/1495/2014", "1495/2014"]);
    check("XCIX/ 1495/14", &["xcix/1495/14", "1495/2014"]);
    check("XCIX/1495 / 14", &["xcix/1495/14", "1495/2014"]);
    check_ranges("nr C / 1495 / 14 z", &[("C / 1495 / 14", "c/1495/14"), ("C / 1495 / 14", "1495/2014")]);
    check(
        "ABC/1495/14 OR/123/2020 XC/a/14 XC/1/140 aX / 1 / 14 XC / 1 / 1900",
        &["or.123.2020", "1/14", "xc/1/1900"],
    );
    check("XCIX/1495/14 z dnia 12 marca 2014 r.", &["1495/2014", "2014-03-12"]);
}

#[test]
fn positions_in_journals_include_their_year() {
    for text in [
        "Dz. U. z 2021 r. poz. 1372",
        "Dz.U. 2021 poz. 1372",
        "Dz.U.2021.1372",
        "Dz.U. 2021.1372 t.j.",
        "Dz.U.2021.100.1372",
        "DZ. U. Z 2021R. POZ. 1372",
        "DzU z 2021 r., poz. 1372",
        "Dz. U. RP z 2021 r. poz. 1372",
        "Dz.\u{a0}U. z\u{a0}2021\u{a0}r. Nr\u{a0}142, poz.\u{a0}1372",
        "Dzienniku Ustaw z 2021 r., pozycja 1372",
        "Dziennik Ustaw z roku 2021 Nr 3 poz. 1372",
    ] {
        check(text, &["dz.u.2021/1372"]);
    }
    check("Dz. U. z 2001 r. Nr 142, poz. 1591", &["dz.u.2001/1591"]);
    check("Dz. Urz. Woj. Małop. z 2017 r. poz. 1234", &["dz.urz.2017/1234"]);
    check("Dzienniku Urzędowym Województwa Małopolskiego z 2017 r. poz. 1234", &["dz.urz.2017/1234"]);
    check("Dz. Urz. Woj. Małop. z dnia 13 lutego 2017 r. poz. 5", &["2017-02-13", "dz.urz.2017/5"]);
    check("Dz.Urz.Woj.Małop.2017.1234", &["dz.urz.2017/1234"]);
    check("M.P. z 2020 r. poz. 11", &["m.p.2020/11"]);
    check("Monitor Polski z 2020 r. poz. 11, MP 2020 poz. 11", &["m.p.2020/11"; 2]);
    check("Monitorze Polskim z 2020 r. poz. 11", &["m.p.2020/11"]);
}

#[test]
fn each_item_of_a_list_of_positions_gets_its_own_term() {
    check(
        "Dz. U. z 2021 r. poz. 1372, 1834 i 2023 oraz z 2022 r. poz. 5",
        &["dz.u.2021/1372", "dz.u.2021/1834", "dz.u.2021/2023", "dz.u.2022/5"],
    );
    check(
        "Dz. U. z 2001 r. Nr 142, poz. 1591 z późn. zm.: z 2002 r. Nr 23, poz. 220 i Nr 62, poz. 558",
        &["dz.u.2001/1591", "dz.u.2002/220", "dz.u.2002/558"],
    );
    check("Dz. U. z 2021 r. poz. 5,6", &["dz.u.2021/5", "dz.u.2021/6"]);
    check_ranges(
        "(Dz. U. z 2021 r. poz. 5 i 6) oraz 7",
        &[("Dz. U. z 2021 r. poz. 5", "dz.u.2021/5"), ("Dz. U. z 2021 r. poz. 5 i 6", "dz.u.2021/6")],
    );
}

#[test]
fn text_that_is_not_a_citation_has_no_journal() {
    check("Dz. U. Nr 11, poz. 50", &["poz.50"]);
    check("Dz. U. z 2021 r. i inne poz. 5", &["poz.5"]);
    check("Dzień z 2021 r. M. Kowalski 2020", &[]);
    check("Dz. U. z 13 osobami, Dz. U. 2021", &[]);
    check("Dz.", &[]);
}

#[test]
fn every_number_of_a_provision_gives_its_unit_and_its_chain() {
    let chain = [
        "art.30",
        "art.30.ust.2",
        "ust.2",
        "art.30.ust.2.pkt.1",
        "ust.2.pkt.1",
        "pkt.1",
        "art.30.ust.2.pkt.1.lit.a",
        "ust.2.pkt.1.lit.a",
        "pkt.1.lit.a",
    ];
    for text in [
        "art. 30 ust. 2 pkt 1 lit. a",
        "Art. 30 ust. 2 pkt 1 lit. a)",
        "art.30 ust.2 pkt.1 lit.a",
        "art 30 ust 2 pkt 1 lit A",
        "ARTYKUŁ 30, USTĘP 2, PUNKT 1, LITERA A",
        "artykułu 30 ustępu 2 punktu 1 litery a",
        "artykulu 30 ustepu 2 punktu 1 litery a",
        "art.\u{a0}30\u{2009}ust.\n2 pkt 1) lit. \"a\"",
    ] {
        check(text, &chain);
    }
    check("§ 5, §5 i paragraf 5", &["§5"; 3]);
    check("§ 5 ust. 2", &["§5", "§5.ust.2", "ust.2"]);
    check(
        "art. 41a art. 148 § 2 ust. 1b",
        &["art.41a", "art.148", "art.148.§2", "§2", "art.148.§2.ust.1b", "§2.ust.1b", "ust.1b"],
    );
    check("lit. a, lit. zb", &["lit.a", "lit.zb"]);
    check("poz. 12 zał. nr 2 załącznika nr 3 Załącznik 4", &["poz.12", "zał.2", "zał.3", "zał.4"]);
    check("rozdz. 3 rozdziale IV Rozdział XLIX załącznik nr V", &["rozdz.3", "rozdz.4", "rozdz.49", "zał.5"]);
}

#[test]
fn the_numbers_of_a_list_share_their_parent() {
    check("art. 5 i 6", &["art.5", "art.6"]);
    check("ust. 1, 2 i 4", &["ust.1", "ust.2", "ust.4"]);
    check("ust. 1,2 oraz 4", &["ust.1", "ust.2", "ust.4"]);
    check("art. 5-7, art. 5–7, art. 5 do 7", &["art.5", "art.7", "art.5", "art.7", "art.5", "art.7"]);
    check("§§ 5 i 6", &["§5", "§6"]);
    check(
        "art. 9 ust. 1 i 2 pkt 3",
        &[
            "art.9",
            "art.9.ust.1",
            "ust.1",
            "art.9.ust.2",
            "ust.2",
            "art.9.ust.2.pkt.3",
            "ust.2.pkt.3",
            "pkt.3",
        ],
    );
    check("pkt 1 lit. a, b i c", &["pkt.1", "pkt.1.lit.a", "pkt.1.lit.b", "pkt.1.lit.c"]);
    check("lit. a-c oraz lit. h", &["lit.a", "lit.c", "lit.h"]);
    check("lit. h, i, j", &["lit.h", "lit.i", "lit.j"]);
    check("lit. b, a także c", &["lit.b", "lit.a", "lit.c"]);
    check("pkt 2) i 3)", &["pkt.2", "pkt.3"]);
    check(
        "art. 9 ust. 1 pkt 2 oraz ust. 3",
        &[
            "art.9",
            "art.9.ust.1",
            "ust.1",
            "art.9.ust.1.pkt.2",
            "ust.1.pkt.2",
            "pkt.2",
            "art.9.ust.3",
            "ust.3",
        ],
    );
}

#[test]
fn a_chain_ends_at_anything_but_white_space_and_commas() {
    check("art. 5; ust. 2", &["art.5", "ust.2"]);
    check("art. 5 ustawy, ust. 2", &["art.5", "ust.2"]);
    check("art. 5 i ust. 2", &["art.5", "ust.2"]);
    check("(art. 5) ust. 2", &["art.5", "ust.2"]);
    check("rozdz. 1 ust. 2 poz. 3 pkt 4", &["rozdz.1", "ust.2", "poz.3", "pkt.4"]);
    check("art. 5 z 7", &["art.5"]);
    check("art. 5 7", &["art.5"]);
    check("art. 30 z dnia 13 lutego 2017", &["30/2017", "art.30", "2017-02-13"]);
}

#[test]
fn other_text_does_not_become_a_provision() {
    for text in
        ["art. i 5", "art. nr", "art.", "§", "smart 5", "lit. 5", "art. a", "literatura w", "mi 5", "i a"]
    {
        check(text, &[]);
    }
}

#[test]
fn a_range_extends_from_the_first_word_to_the_last() {
    check_ranges(
        "w art. 30 ust. 2 i 3.",
        &[
            ("art. 30", "art.30"),
            ("art. 30 ust. 2", "art.30.ust.2"),
            ("ust. 2", "ust.2"),
            ("art. 30 ust. 2 i 3", "art.30.ust.3"),
            ("ust. 2 i 3", "ust.3"),
        ],
    );
    check_ranges("13.02.2017r. x", &[("13.02.2017r", "2017-02-13")]);
    let list = format!("art. 1{}", ", 2000".repeat(20));
    assert_eq!(compounds(&list).last().map(|one| one.range.len()), Some(4));
}

const PIECES: &str = "(13|2|358|2017|2021|1372|2017\\.5|1,2|II|XC|I|/|-|–|\\.|,|;|\\)| |\n|\u{a0}|\u{ad}|ł|z|i|a|r|\
    dnia|lutego|maja|Dz|U|Urz|Woj|M|P|poz|Nr|art|ust|pkt|lit|§|zał|rozdz|oraz){0,60}";

proptest! {
    #[test]
    fn ranges_are_on_character_boundaries_and_contain_their_anchor(text in prop_oneof!["\\PC*", PIECES]) {
        for one in compounds(&text) {
            prop_assert!(text.get(one.range.clone()).is_some_and(|words| !words.is_empty()));
            prop_assert!(!one.term.is_empty() && !one.term.contains(char::is_whitespace));
        }
    }

    #[test]
    fn arbitrary_ranges_do_not_panic(text in PIECES, ranges in prop::collection::vec((0..200_usize, 0..9_usize), 0..40)) {
        let mut compounds = Compounds::default();
        let mut found = Vec::new();
        for (start, length) in ranges {
            compounds.at(&text, start..start + length, &mut found);
            for one in &found {
                prop_assert!(text.get(one.range.clone()).is_some());
            }
        }
    }
}
