//! Long lists, whole years of meetings, and what is alike without being the same.

use jiff::civil::Date;

use super::{meetings, read, summary, topics};

#[track_caller]
fn check(agenda: &str, expected: &str) {
    let text = format!("14 maja odbyła się sesja Rady Dzielnicy V Krowodrza. Porządek obrad:\n{agenda}");
    assert_eq!(topics(&read(&text)), expected, "`{agenda}`");
}

#[track_caller]
fn check_meetings(text: &str, expected: &[&str]) {
    let found: Vec<String> = read(text)
        .iter()
        .map(|found| format!("{}: {}", summary(found), topics(std::slice::from_ref(found))))
        .collect();
    assert_eq!(found, expected, "`{text}`");
}

#[test]
fn items_that_differ_only_in_a_number_are_kept() {
    check(
        "1. opinia o zabudowie działki przy ul. Polnej 5\n2. opinia o zabudowie działki przy ul. Polnej 17",
        "opinia o zabudowie działki przy ul. Polnej 5 / opinia o zabudowie działki przy ul. Polnej 17",
    );
    check("- remont drogi nr 44\n- remont drogi nr 79", "remont drogi nr 44 / remont drogi nr 79");
    check("- plan zimy\n- Plan zimy\n- plan lata", "plan zimy / plan lata");
    check("- plan A\n- plan B", "plan A / plan B");
}

#[test]
fn topics_of_a_sentence_that_differ_in_a_number_are_kept() {
    let text = "14 maja odbyła się sesja Rady Dzielnicy V Krowodrza. Radni rozmawiali o zabudowie działki przy \
                ulicy Polnej 5, o zabudowie działki przy ulicy Polnej 17 i o parku.";
    assert_eq!(
        topics(&read(text)),
        "zabudowie działki przy ulicy Polnej 5 / zabudowie działki przy ulicy Polnej 17 / parku"
    );
}

#[test]
fn long_lists_are_whole() {
    type MarkWriter = fn(usize) -> String;
    let marks: [(MarkWriter, &str); 4] = [
        (|at| format!("{at}. "), "\n"),
        (|at| format!("{at}) "), "\n"),
        (|_| "- ".to_owned(), "\n"),
        (|at| format!("{at}. "), ". "),
    ];
    for (mark, between) in marks {
        for (count, expected) in [(20, 20), (120, 120), (1_234, 1_234), (6_000, 5_000)] {
            let items: Vec<String> =
                (1..=count).map(|at| format!("{}sprawa numer {at} remontu", mark(at))).collect();
            let agenda = items.join(between);
            let text = format!("14 maja odbyła się sesja Rady Gminy Zielonki. Porządek obrad:\n{agenda}");
            let found = read(&text);
            assert_eq!(found[0].topics.len(), expected, "`{}` {count}", mark(1));
            assert_eq!(
                found[0].topics[119.min(count - 1)].text,
                format!("sprawa numer {} remontu", 120.min(count))
            );
        }
    }
}

#[test]
fn a_year_of_all_districts_is_whole() {
    let districts = ["I Stare Miasto", "II Grzegórzki", "V Krowodrza", "IX Łagiewniki-Borek Fałęcki"];
    let rows: [fn(&str, usize, usize) -> String; 3] = [
        |name, day, month| format!("Rada Dzielnicy {name}\t{day}.{month:02}.2024\tgodz. 17.00\tul. Długa 1"),
        |name, day, month| format!("{name}\t{day}.{month:02}.2024, godz. 17.00\tul. Długa 1"),
        |name, day, month| {
            format!("- {day}.{month:02}.2024, godz. 17.00: Rada Dzielnicy {name} – ul. Długa 1")
        },
    ];
    for row in rows {
        for days in [3, 28] {
            let all = (1..=12).flat_map(|month| (1..=days).map(move |day| (day, month)));
            let table: Vec<String> =
                all.flat_map(|(day, month)| districts.map(|name| row(name, day, month))).collect();
            let text = table.join("\n");
            let found =
                meetings(&text, Some("Sesje rad dzielnic w 2024 roku"), Some(Date::constant(2024, 1, 2)));
            assert_eq!(found.len(), (12 * days * districts.len()).min(2_000), "`{}`", table[0]);
        }
    }
}

#[test]
fn two_sessions_of_one_day_are_two_meetings() {
    check_meetings(
        "20 maja o godz. 10.00 odbędzie się sesja Rady Gminy Zielonki. Porządek obrad:\n1. Park\n2. Zima\n\n20 maja o \
         godz. 17.00 odbędzie się sesja nadzwyczajna Rady Gminy Zielonki. Porządek obrad:\n1. Drogi\n2. Budżet",
        &["2024-05-20 10:00 announced: Park / Zima", "2024-05-20 17:00 announced: Drogi / Budżet"],
    );
    check_meetings(
        "Sesje Rady Gminy Zielonki:\n- 20 maja, godz. 10.00\n- 20 maja, godz. 17.00",
        &["2024-05-20 10:00 announced: ", "2024-05-20 17:00 announced: "],
    );
    check_meetings(
        "Sesja Rady Gminy Zielonki odbędzie się 20 maja o godz. 17.00. Przypominamy: sesja Rady Gminy Zielonki \
         odbędzie się 20 maja o godz. 17.",
        &["2024-05-20 17:00 announced: "],
    );
}

#[test]
fn schedules_of_bare_days_and_of_villages_are_whole() {
    check_meetings(
        "Rada Miejska w Borkach Małych ustaliła terminy sesji:\n\n20 maja 2024 r.\n21 czerwca 2024 r.\n\nWszystkie \
         sesje rozpoczynają się o godz. 11.00 w ratuszu.",
        &["2024-05-20 11:00 announced: ", "2024-06-21 11:00 announced: "],
    );
    check_meetings(
        "Wójt informuje o terminach zebrań wiejskich:\n\nDąbrówka – 20 maja 2024 r., godz. 18:00, świetlica\nKrzywa \
         Góra – 21 maja 2024 r., godz. 18:00, remiza OSP",
        &["2024-05-20 18:00 announced: ", "2024-05-21 18:00 announced: "],
    );
    check_meetings("Kraków, dnia 8 maja 2024 r.\n\nOgłaszamy terminy sesji.", &[]);
}

#[test]
fn impossible_days_are_no_days_and_lend_no_topics() {
    for day in ["31 lutego 2024 r.", "31 lutego", "30.02.2024 r."] {
        for next in ["1 stycznia 9999 r.", "1 stycznia 2031 r."] {
            check_meetings(
                &format!(
                    "{day} odbyła się sesja Rady Gminy Zielonki.\nPorządek obrad:\n1. Park\n2. Zima\n\nNastępna sesja \
                     odbędzie się {next}"
                ),
                &["- held: Park / Zima"],
            );
        }
    }
    let text = "Sesja Rady Gminy Zielonki odbyła się 31 lutego 2021 r. Porządek obrad:\n1. Park\n2. Zima\n\nJutro sesja.";
    for published in [Date::constant(9999, 1, 1), Date::constant(2021, 3, 5)] {
        let found = meetings(text, None, Some(published));
        assert!(
            found.iter().all(|found| found.meeting.date.is_none_or(|date| date.year() < 2027)),
            "{found:?}"
        );
    }
}
