//! Boards of several meetings: tables, rows of committees with their topics, nested and common agendas.

use super::{meetings, read, summary, topics};
use jiff::civil::Date;

#[track_caller]
fn check(expected: &[&str], texts: [&str; 3]) {
    for text in texts {
        let found: Vec<String> = read(text)
            .iter()
            .map(|found| {
                let body = found.meeting.body.as_deref().unwrap_or("-");
                format!("{} {body}: {}", summary(found), topics(std::slice::from_ref(found)))
            })
            .collect();
        assert_eq!(found, expected, "`{text}`");
    }
}

#[test]
fn tables_tell_a_meeting_a_row() {
    check(
        &[
            "2024-05-20 17:00 announced Komisja Sportu: Plan hali",
            "2024-05-21 16:30 announced Komisja Kultury: Festyn 2024 / Dotacje",
        ],
        [
            "Komisja\tData\tGodzina\tTemat\nKomisja Sportu\t20.05.2024 (pn.)\t17:00\tPlan hali\nKomisja Kultury\t21.05.2024 (wt.)\t16:30\tFestyn 2024; Dotacje",
            "Terminy posiedzeń komisji:\n\nData\tGodz.\tKomisja\tTematyka posiedzenia\n20 maja\t17.00\tKomisja Sportu\tPlan hali\n21 maja\t16.30\tKomisja Kultury\tFestyn 2024; Dotacje",
            "Nazwa komisji\tTermin\tPoczątek\tSala\tGłówne tematy\nKomisja Sportu\t20 maja 2024\tgodz. 17\tnr 3\tPlan hali\nKomisja Kultury\t21 maja 2024\tgodz. 16.30\tnr 4\tFestyn 2024; Dotacje",
        ],
    );
}

#[test]
fn tables_of_duty_hours_are_no_meetings() {
    check(
        &[],
        [
            "Data\tRadny\tKomisja\n20 maja\tJan Lis\tKomisja Sportu",
            "Dyżur\tKomisja\tTermin\nAnna Cis\tKomisja Kultury\t21 maja, godz. 17",
            "Imię i nazwisko\tDzień\tSala\tKomisja\nJan Lis\t22 maja\tnr 3\tKomisja Sportu",
        ],
    );
}

#[test]
fn rows_of_committees_have_the_lines_below_them_as_topics() {
    check(
        &[
            "2024-05-20 17:00 announced Komisja Sportu: Plan hali / Remont boiska",
            "2024-05-21 16:30 announced Komisja Kultury: Festyn w parku",
        ],
        [
            "20 maja, godz. 17.00 – Komisja Sportu\n\nPlan hali\nRemont boiska\n\n21 maja, godz. 16.30 – Komisja Kultury\n\nFestyn w parku\n\nWstęp wolny!",
            "Komisja Sportu\n20.05.2024 (poniedziałek), g. 17.00\n\nPlan hali\nRemont boiska\n\nKomisja Kultury\n21.05.2024 (wtorek), g. 16.30\n\nFestyn w parku",
            "Poniedziałek, 20 maja\n17.00 – Komisja Sportu\nPlan hali\nRemont boiska\n\nWtorek, 21 maja\n16.30 – Komisja Kultury\nFestyn w parku",
        ],
    );
    check(
        &[
            "2024-05-20 14:00 announced Komisja Sportu: Plan hali",
            "2024-05-21 09:00 announced Komisja Kultury: Festyn w parku",
        ],
        [
            "KOMISJA SPORTU, 20.05.2024, 14.00, ratusz\n-Plan hali;\n\nKOMISJA KULTURY, 21.05.2024, 9.00, ratusz\n-Festyn w parku;",
            "KOMISJA SPORTU, 20 maja 2024, 14:00, sala 3\n• Plan hali\n\nKOMISJA KULTURY, 21 maja 2024, 9:00, sala 3\n• Festyn w parku",
            "KOMISJA SPORTU 20.05.2024, 14.00\n- Plan hali\n- Sprawy bieżące\n\nKOMISJA KULTURY 21.05.2024, 9.00\n- Festyn w parku",
        ],
    );
}

#[test]
fn a_row_may_be_cancelled() {
    let board = |cancelled: &str| {
        format!(
            "Poniedziałek, 20 maja\n17.00 – Komisja Sportu\nPlan hali\n\nWtorek, 21 maja\n16.30 – Komisja Kultury – {cancelled}"
        )
    };
    for cancelled in ["ODWOŁANA", "posiedzenie odwołano", "odwołane"] {
        let found: Vec<String> = read(&board(cancelled)).iter().map(summary).collect();
        assert_eq!(found, ["2024-05-20 17:00 announced", "- announced -2024-05-21"], "`{cancelled}`");
    }
}

#[track_caller]
fn check_agenda(expected: &str, agendas: [&str; 3]) {
    for agenda in agendas {
        let text = format!("21 maja o godz. 17 odbędzie się sesja Rady Gminy Zielonki.\n\n{agenda}");
        assert_eq!(topics(&read(&text)), expected, "`{agenda}`");
    }
}

#[test]
fn numbers_that_begin_again_stand_below_a_point() {
    check_agenda(
        "Plan hali / Akcja zima / Statut szkoły",
        [
            "Porządek\n\n1. Sprawy organizacyjne\n1. Otwarcie obrad\n2. Protokół XVIII sesji\n2. Sprawozdania\n1. Plan hali\n2. Akcja zima\n3. Uchwały\n1. Statut szkoły\n4. Zakończenie",
            "Porządek obrad:\n1. Otwarcie\n2. Informacje\n1. Plan hali\n2. Akcja zima\n3. Uchwały\n1. Statut szkoły\n4. Wolne wnioski",
            "Porządek obrad:\n1) Otwarcie\n1) powitanie\n2) Sprawozdania\n1) Plan hali\n2) Akcja zima\n3) Statut szkoły\n4) Zakończenie",
        ],
    );
}

#[test]
fn letters_below_a_point_are_topics_like_it() {
    check_agenda(
        "Zadania dla dróg / drogi / parki / Zima",
        [
            "Porządek obrad:\n1. Zadania dla dróg.\na) drogi,\nb) parki.\n2. Zima",
            "Porządek obrad:\n1) Zadania dla dróg;\n   a. drogi\n   b. parki\n2) Zima",
            "Program sesji:\n1. Zadania dla dróg.\n1.1. drogi\n1.2. parki\n2. Zima",
        ],
    );
}

#[test]
fn agendas_without_marks_or_lead_are_read() {
    check_agenda(
        "Plan hali / Opłata targowa / Statut szkoły",
        [
            "Otwarcie sesji, sprawdzenie kworum\nPlan hali\nPierwsze czytania:\nOpłata targowa (druk nr 3)\nDrugie czytania:\nStatut szkoły\nInterpelacje\nZamknięcie sesji",
            "PORZĄDEK OBRAD\n\nBlok uchwał:\nDruk 401 Plan hali\nDruk 402 Opłata targowa\nDruk nr 403 – Statut szkoły\n\nZamknięcie",
            "Lp.\tPunkt porządku obrad\tProjekt nr\n1\tOtwarcie sesji\t–\n2\tPlan hali\t112\n3\tOpłata targowa\t113\n4\tStatut szkoły\t114\n5\tZakończenie\t–",
        ],
    );
}

#[test]
fn who_speaks_to_a_point_is_no_part_of_it() {
    check_agenda(
        "Plan hali / Zima",
        [
            "Porządek obrad:\n1. Plan hali – p. Jan Lis, z-ca dyrektora\n2. Zima – dyrektor Zarządu Dróg",
            "Porządek obrad:\n1/ Plan hali - kierownik hali\n2/ Zima - przedstawiciel ZDMK\n3/ Termin następnego posiedzenia",
            "Porządek obrad:\n- Plan hali – Komendant Straży Miejskiej\n- Zima – pani Anna Cis",
        ],
    );
}

#[test]
fn reports_between_sessions_are_topics() {
    check_agenda(
        "Sprawozdanie Wójta z działalności w okresie międzysesyjnym / Zima",
        [
            "Porządek obrad:\n1. Otwarcie\n2. Sprawozdanie Wójta z działalności w okresie międzysesyjnym.\n3. Zima",
            "Porządek obrad:\n1) Stwierdzenie kworum\n2) Sprawozdanie Wójta z działalności w okresie międzysesyjnym\n3) Zima",
            "Program obrad:\n- Sprawozdanie Wójta z działalności w okresie międzysesyjnym;\n- Zima;\n- wolne wnioski.",
        ],
    );
}

#[test]
fn a_common_agenda_belongs_to_each_session() {
    let published = Some(Date::constant(2024, 5, 15));
    for lead in
        ["W porządku obrad każdej z sesji:", "Porządek wszystkich posiedzeń:", "Program każdego z posiedzeń:"]
    {
        let text = format!(
            "Terminy sesji:\n\nDzielnica I Stare Miasto – 20 maja, godz. 17.00, Rynek 4\nDzielnica II Grzegórzki – 21 maja, godz. 18.00, al. Polna 2\n\n{lead}\n1. Wybór zarządu\n2. Plan pracy"
        );
        let found = meetings(&text, Some("Pierwsze sesje rad dzielnic"), published);
        let found: Vec<String> = found.iter().map(|found| topics(std::slice::from_ref(found))).collect();
        assert_eq!(found, ["Wybór zarządu / Plan pracy", "Wybór zarządu / Plan pracy"], "`{lead}`");
    }
}
