//! Broken and sound texts. The foreign ones were written for these tests.

use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1250, WINDOWS_1252};

use super::*;

const POLISH: &str = "Rada Miasta Krakowa podejmuje uchwałę w sprawie zasad przyznawania dotacji celowych na \
    zadania służące ochronie zasobów wodnych. Wnioskodawca składa rozliczenie nie później niż trzydzieści dni \
    po zakończeniu zadania, dołączając dowody zapłaty. Jeżeli wniosek nie spełnia wymagań, organ wzywa do \
    uzupełnienia braków w wyższym terminie, także w przypadku zmiany źródła finansowania.";

/// Other languages, and text that is not prose.
const SOUND: [(&str, &str); 14] = [
    (
        "Czech",
        "Zastupitelstvo města schválilo rozpočet na příští rok. Občané mohou podávat připomínky do konce \
        měsíce na podatelně úřadu. Městská část zve všechny sousedy na setkání se starostou, které se uskuteční \
        v pondělí večer. Příspěvek může být vyplacen až po předložení dokladů. Nové lavičky přibudou na jaře.",
    ),
    (
        "Slovak",
        "Mestské zastupiteľstvo schválilo rozpočet na budúci rok. Občania môžu podávať pripomienky do \
        konca mesiaca. Pozývame všetkých susedov na stretnutie so starostom, ktoré sa uskutoční v pondelok. \
        Príspevok na činnosť spolkov môže byť vyplatený až po predložení dokladov. Ďakujeme vám.",
    ),
    (
        "German",
        "Der Stadtrat hat den Haushalt für das kommende Jahr beschlossen. Bürgerinnen und Bürger können \
        ihre Einwände bis zum Ende des Monats einreichen. Die Straßen werden während der Bauarbeiten gesperrt. \
        Für größere Veranstaltungen müssen die Antragsteller außerdem eine Genehmigung vorlegen.",
    ),
    (
        "French",
        "Le conseil municipal a adopté le budget. Même si les travaux sont déjà commencés, la \
        circulation sera rétablie dès que possible. Les élèves de l'école préparent une fête où chacun sera le \
        bienvenu. Cette mesure a été décidée après une longue délibération; les propriétaires intéressés y \
        joindront les pièces.",
    ),
    (
        "Spanish",
        "El próximo año los niños de la escuela pintarán un mural con la señora Muñoz. ¿Quién puede \
        pedir la subvención? Según el artículo décimo, las asociaciones. También habrá música, baile y café.",
    ),
    (
        "Hungarian",
        "A városi közgyűlés elfogadta a jövő évi költségvetést. A lakosok a hónap végéig nyújthatják \
        be észrevételeiket. A találkozó hétfőn este lesz a művelődési házban. Köszönjük a türelmüket!",
    ),
    (
        "Finnish",
        "Kaupunginvaltuusto hyväksyi ensi vuoden talousarvion. Tilaisuus järjestetään maanantaina ja \
        siellä käsitellään jalkakäytäviä. Pääsy on vapaa. Mitä tämä merkitsee? Sitä ei vielä tiedetä.",
    ),
    (
        "Lithuanian",
        "Miesto taryba patvirtino kitų metų biudžetą. Susitikimas vyks pirmadienį vakare kultūros \
        namuose ir yra atviras visiems. Darbotvarkėje medžių sodinimas ir vaikų saugumas prie mokyklos.",
    ),
    (
        "Ukrainian",
        "Міська рада затвердила бюджет на наступний рік. Мешканці можуть подавати зауваження до \
        кінця місяця. Зустріч відбудеться у понеділок увечері в будинку культури і відкрита для всіх.",
    ),
    (
        "English",
        "The city council adopted the budget for the coming year. Residents may submit their remarks \
        until the end of the month. The café's naïve façade and the résumé of Mr Müller are on the agenda.",
    ),
    (
        "names",
        "Delegację z Plzně i Zürichu przyjął Jiří Dvořák, a z Citroëna François Müller. Beneš, Havlíček \
        i Lübeck podpisali porozumienie. Aleš z Panamá mówił o São Paulo. Spotkanie w Krakowie poprowadził \
        prezydent miasta, który podziękował gościom za przybycie.",
    ),
    (
        "footnotes",
        "Ustawa¹ z dnia 8 marca 1990 r.² o samorządzie gminnym³ stanowi, że rada gminy⁴ może \
        podejmować uchwały¹⁾ w sprawach ulic², placów³ i miejscowości. Powierzchnia 25 m² i objętość 12 m³.",
    ),
    (
        "a table",
        "31-004 Kraków tel. 12 616 12 07 2021-03-04 1 234,56 zł 12,5 % PKO BP 12 1020 2892 0000 NIP \
        676-101-37-17 REGON 351554353 DN100 PN16 PVC-U SDR34 HDPE MPWiK ZDMK ZIKiT MPEC ZTP UMK szt. kpl. m2 m³ \
        25°C ±5 Ø110 ≥20 A4B 5G CO2 ........................ ________________ ****************",
    ),
    (
        "code",
        "fn main() { let mut x = vec![1, 2, 3]; for (i, v) in x.iter().enumerate() { println!(\"{i}\"); } } \
        #include <stdio.h> int main(int argc, char **argv) { printf(\"%d\\n\", argc); return strcmp(argv[0]); } \
        deadbeef cafebabe b1946ac92492d2347c6235b4d2611184 a[i] = b[j] + c[k]; x ^= y << 3;",
    ),
];

/// Returns Polish text as shown by programs that mistake its encoding for another.
fn misread(code: &'static Encoding) -> String {
    code.decode_without_bom_handling(&WINDOWS_1250.encode(POLISH).0).0.into_owned()
}

fn moved(by: i8) -> String {
    let shift = |c: char| match c {
        'a'..='z' | 'A'..='Z' => char::from((c as u8).wrapping_add_signed(by)),
        c => c,
    };
    POLISH.chars().map(shift).collect()
}

fn replaced(from: &str, to: &str) -> String {
    let place = |c: char| from.chars().position(|letter| letter == c);
    POLISH.chars().map(|c| place(c).and_then(|at| to.chars().cycle().nth(at)).unwrap_or(c)).collect()
}

/// Returns texts, with the names of what was done to them, that are broken.
fn broken() -> Vec<(&'static str, String)> {
    let accented = "ąćęłńóśźż";
    vec![
        ("Windows-1250 as Windows-1252", misread(WINDOWS_1252)),
        ("Windows-1250 as Macintosh", misread(MACINTOSH)),
        ("Macintosh Central European as Latin-1", replaced(accented, "\u{88}\u{8d}«¸Ä\u{97}æ\u{90}ý")),
        ("ISO 8859-2 as Latin-1", replaced("ąćęłńóśźż", "±æê³ñó¶¼¿")),
        ("a font of one wrong letter", replaced("ż", "Ŝ")),
        ("numbers of some glyphs as characters", replaced("ćęłńśźż", "üĊáĔĞĨĪ")),
        ("a font without names of accented letters", replaced(accented, "\u{fffd}")),
        ("digits for accented letters", replaced(accented, "123456789")),
        ("letters moved by three", moved(3)),
        ("glyph numbers as characters", moved(-29)),
        ("signs for letters", replaced("aeioutrzwn", "!#$&*+<=>@")),
    ]
}

#[test]
fn text_garbled_by_a_wrong_map_is_broken_and_less_plausible() {
    for (name, text) in broken() {
        assert!(is_broken(&text), "{name}: {:?}", TextProfile::new(&text));
        assert!(plausibility(&text) < plausibility(POLISH) - 0.02, "{name}: {}", plausibility(&text));
    }
}

#[test]
fn a_few_lines_are_enough() {
    for (name, text) in broken() {
        let end = text.char_indices().nth(300).map_or(text.len(), |(at, _)| at);
        assert!(is_broken(&text[..end]), "{name}: {:?}", TextProfile::new(&text[..end]));
    }
}

#[test]
fn intact_text_in_any_language_is_not_broken() {
    for (name, text) in SOUND.into_iter().chain([("Polish", POLISH), ("capitals", &POLISH.to_uppercase())]) {
        assert!(!is_broken(text), "{name}: {:?}", TextProfile::new(text));
        assert!(plausibility(text) > 0.3, "{name}: {}", plausibility(text));
    }
}

#[test]
fn words_are_more_plausible_than_dirt_read_as_text() {
    assert!(plausibility(POLISH) > 0.95);
    assert!(plausibility(" \n") < 0.01);
    assert!(plausibility("12 345,67") >= OTHER_WORD);
    assert!(plausibility("aaa zrrzzz Ii1l |~ »©¬ wwwrr qqrt") < 0.45);
    assert!(plausibility("zażo\u{301}łc\u{301} zako\u{144}czenie") > 0.4);
}

#[test]
fn a_word_is_repaired_by_the_letters_its_signs_replace() {
    let check = |form: &str, expected: RepairChance| assert_eq!(repair(form), expected, "{form}");
    check("wyŝszym", RepairChance::Known);
    check("za¿¹danie", RepairChance::Known);
    check("zarz1dzenie", RepairChance::Possible);
    check("w\u{fffd}a\u{fffd}ciwy", RepairChance::Possible);
    check("müller", RepairChance::None);
    check("¿³æ¹ê¿³", RepairChance::None);
}
