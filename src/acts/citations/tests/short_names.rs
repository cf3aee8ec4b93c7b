//! Tests of short names of acts, and of treaties.

use super::{check, check_act};

#[test]
fn a_code_may_be_named_by_its_letters_after_an_article() {
    check("na podstawie art. 49 § 1 ⟦i|Kpa⟧ zawiadamia się o wydaniu decyzji");
    check("zgodnie z art. 10 § 1 i art. 61 § 4 ⟦m|k.p.a.⟧ strony mogą przeglądać akta");
    check("odpowiada z art. 415 ⟦m|KC⟧. Skargę wnosi się do sądu.");
    check("karze z art.54 ⟦m|kw⟧, nie zaś z art. 278 ⟦m|K.k.⟧");
    check("Zamówiono 5 kp, kc 12 i KK 7; KP PSP w Olkuszu; kwota; krok; art. 3 oraz Kpa");
}

#[test]
fn a_short_name_that_the_text_gives_is_a_mention_after_a_provision() {
    check(
        "art. 3 ⟦m|ustawy z dnia 6 maja 2011 r. o stawach i groblach (Dz. U. poz. 700, z późn. zm.)⟧, dalej: UOSG, \
         wymaga zgody. Wniosek z art. 12 ust. 3 ⟦m|UOSG⟧ składa właściciel. UOSG nie określa terminu.",
    );
    check(
        "o której mowa w art. 9 ⟦m|ustawy z dnia 6 maja 2011 r. o stawach (Dz. U. poz. 700)⟧ (zwanej dalej „ustawą Pst”), \
         zgodnie z art. 10 pkt 2 ⟦m|ustawy Pst⟧ i art. 4 ⟦m|Pst⟧",
    );
    check(
        "zgodnie z ⟦m|ustawą z dnia 6 maja 2011 r. o stawach (Dz. U. poz. 700)⟧ (cyt. dalej jako „u.s.t.”) staw, o którym \
         mowa w art. 2 ⟦m|u.s.t.⟧, zgłasza się",
    );
    check(
        "w rozumieniu art. 3 ⟦m|ustawy z dnia 6 maja 2011 r. o stawach (Dz. U. poz. 700)⟧, zwanej dalej „ustawą”. Opłata \
         z art. 8 ust. 1 ⟦m|ustawy⟧ jest roczna. Przepisy ustawy stosuje się.",
    );
    check(
        "⟦m|ustawy z dnia 6 maja 2011 r. o zakładzie „Stawy Polskie” (Dz. U. poz. 700)⟧, zwanym dalej „SP”.\nArt. 5. SP \
         prowadzi stawy. Zgodnie z art. 6 SP może",
    );
    check("zwanej dalej „ustawą”, art. 8 ustawy; Rada Miasta, zwana dalej RM; art. 5 RM");
}

#[test]
fn a_treaty_is_a_mention_and_a_contract_is_none() {
    check(
        "w rozumieniu art. 3 ⟦m|Konwencji o prawach dziecka, przyjętej przez Zgromadzenie Ogólne Narodów Zjednoczonych \
         dnia 20 listopada 1989 r. (Dz. U. z 1991 r. Nr 120, poz. 526)⟧.",
    );
    check("prawa z ⟦m|Konwencji o prawach osób niepełnosprawnych⟧ przysługują każdemu");
    check(
        "art. 4 ⟦m|Konwencji Genewskiej⟧ oraz art. 107 ust. 1 ⟦m|Traktatu o funkcjonowaniu Unii Europejskiej⟧",
    );
    check(
        "stosuje się ⟦m|Umowę między Rządem Rzeczypospolitej Polskiej a Rządem Republiki Czeskiej o ruchu turystycznym, \
         podpisaną w Pradze dnia 6 września 1999 r.⟧",
    );
    check("umowa między Gminą a wykonawcą z dnia 3 maja 2020 r.; umowy o pracę zawartej dnia 5 maja 2020 r.");
    check(
        "konwencja wyborcza, konwencji o przyszłości miasta, umowa międzynarodowa, Organizacja Traktatu Północnoatlantyckiego",
    );
}

#[test]
fn the_parts_of_a_treaty_are_read() {
    check_act(
        "Konwencji wiedeńskiej o stosunkach konsularnych, sporządzonej w Wiedniu dnia 24 kwietnia 1963 r.",
        [Some("konwencja"), None, Some("1963-04-24"), None, Some("o stosunkach konsularnych")],
    );
    check_act("art. 5 Konwencji SOLAS", [Some("konwencja"), None, None, None, Some("Konwencja SOLAS")]);
}
