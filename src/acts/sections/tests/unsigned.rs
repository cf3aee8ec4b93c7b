//! Notices and ordinances that number their provisions without `§`.

use super::check;

const NOTICE: &str =
    "OBWIESZCZENIE\nPrezydenta Miasta Krakowa\nz dnia 5 maja 2024 r.\nw sprawie obwodów głosowania\n\n";

#[test]
fn a_notice_may_number_its_provisions_without_a_sign() {
    check(&format!(
        "{NOTICE}Na podstawie art. 16 Kodeksu wyborczego podaję do publicznej wiadomości informację:\n\
         {{ust-1}}1. Lokale otwarte są:\n{{ust-1-pkt-1}}1) rano,\n{{ust-1-pkt-2}}2) wieczorem.\n\
         {{ust-2}}2. Wyborca głosuje osobiście.\n{{ust-3}}3. Koniec.\n"
    ));
    check(&format!(
        "{}Na podstawie art. 30 ustawy zarządzam, co następuje:\n\n{{ust-1}}1. Powołuję komisję.\n\
         {{ust-2}}2. Zarządzenie wchodzi w życie z dniem podpisania.\n",
        NOTICE.replace("OBWIESZCZENIE", "ZARZĄDZENIE NR 5/2024")
    ));
}

#[test]
fn a_list_in_another_text_is_no_outline() {
    let list = "podaję do publicznej wiadomości:\n1. Jeden.\n2. Dwa.\n";
    check(list);
    check(&format!("{NOTICE}Informacje:\n1. Jeden.\n2. Dwa.\n"));
    check(&format!("{NOTICE}Podaję do publicznej wiadomości:\n1. Jeden.\n3. Trzy.\n"));
    check(&format!("Nowe lokale\n\nJutro {list}"));
}
