//! Documents, and queries that find them however they are typed: a table for each kind of spelling.
//!
//! Expected ids are sorted and separated by commas; `1:` before an id means that it comes first.

use crate::{
    analysis::Analyzer,
    document::Document,
    index::{IndexWriter, IndexableDocument},
    search::{Bets, SearchRequest, search},
};

/// Asserts that each query finds the expected texts.
#[track_caller]
fn check(texts: &[(&str, &str)], queries: &[(&str, &str)]) {
    let place = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open(place.path()).expect("an index");
    for (id, text) in texts {
        let document = Document::new(id.parse().expect("an id"), "Dokument", (*text).to_owned());
        writer.add(IndexableDocument::new(&document, None)).expect("added");
    }
    writer.commit().expect("committed");
    let (snapshot, mut analyzer) = (writer.index().snapshot(), Analyzer::default());
    for (query, wanted) in queries {
        let request = SearchRequest { text: (*query).to_owned(), ..SearchRequest::default() };
        let request = request.checked().expect("valid");
        let response = search(&snapshot, &mut analyzer, (&Bets::default(), None), &request).expect("found");
        let mut found: Vec<String> = response.hits.iter().map(|hit| hit.id.to_string()).collect();
        if let Some(first) = wanted.strip_prefix("1:") {
            assert_eq!(found.first().map(String::as_str), Some(first), "{query}");
        } else {
            found.sort_unstable();
            assert_eq!(found.join(","), *wanted, "{query}");
        }
    }
}

#[test]
fn a_superscript_is_distinct_from_its_base_in_every_spelling() {
    check(
        &[
            ("a", "Ustawa, art. 41¹ § 2 jest ważny"),
            ("b", "Ustawa, art. 411 jest ważny"),
            ("c", "Ustawa, § 5² regulaminu"),
            ("d", "Ustawa, § 52 regulaminu"),
            ("e", "art. 22[1] Kodeksu pracy"),
            ("f", "art. 22^1 Kodeksu"),
            ("g", "art. 221 kodeksu"),
            ("h", "art. 9²ᵃ i dalsze"),
        ],
        &[
            ("art. 41¹", "a"),
            ("art. 41(1)", "a"),
            ("art. 41[1]", "a"),
            ("art. 411", "b"),
            ("§ 5²", "c"),
            ("§ 52", "d"),
            ("art. 22¹", "e,f"),
            ("art. 221", "g"),
            ("art. 9(2a)", "h"),
            ("art. 41¹ § 2", "a"),
            ("\"art. 41¹\"", "a"),
            ("\"§ 5^2\"", "c"),
        ],
    );
}

#[test]
fn compatibility_characters_are_found_as_typed_on_a_keyboard() {
    check(
        &[
            ("a", "stężenie SO₂ rośnie"),
            ("b", "stężenie SO2 maleje"),
            ("c", "pole 120 km² lasu"),
            ("d", "pole 121 km2 lasu"),
            ("e", "tom Ⅻ dzieła"),
            ("f", "№ 5 gazety"),
            ("g", "temat ＰＬＡＮ miasta"),
            ("h", "zatrudnię na ½ etatu"),
            ("i", "O₃ w powietrzu"),
            ("j", "m³ wody"),
            ("k", "eﬀekt oﬃcjalny"),
        ],
        &[
            ("SO2", "a,b"),
            ("SO₂", "a,b"),
            ("120 km2", "c"),
            ("121 km²", "d"),
            ("XII", "e"),
            ("plan", "g"),
            ("1/2 etatu", "h"),
            ("½", "h"),
            ("O3", "i"),
            ("m3", "j"),
            ("m^3", "j"),
            ("effekt", "k"),
        ],
    );
}

#[test]
fn letters_of_other_alphabets_are_found_as_casually_typed() {
    check(
        &[
            ("a", "İzmit ve İstanbul"),
            ("b", "Ağrı Dağı"),
            ("c", "Șerban Țiriac"),
            ("d", "Phở Nguyễn"),
            ("e", "Čapek řekl"),
            ("f", "Weißstraße"),
            ("g", "Bjørnson Ærø"),
            ("h", "Ґалаґан"),
            ("i", "Ёлка"),
            ("j", "Юрка Быў"),
            ("k", "Łódź świętuje"),
            ("l", "Ağaoğlu Çelik"),
            ("m", "Façade naïve"),
            ("n", "Øresund Malmö"),
        ],
        &[
            ("izmit", "a"),
            ("Agri", "b"),
            ("AĞRI", "b"),
            ("Serban", "c"),
            ("Tiriac", "c"),
            ("pho", "d"),
            ("nguyen", "d"),
            ("capek", "e"),
            ("rekl", "e"),
            ("weissstrasse", "f"),
            ("bjornson", "g"),
            ("Aero", "g"),
            ("Галаган", "h"),
            ("елка", "i"),
            ("Быу", "j"),
            ("lodz", "k"),
            ("agaoglu", "l"),
            ("facade", "m"),
            ("oresund", "n"),
            ("malmo", "n"),
            ("\"Галаган\"", "h"),
            ("\"izmit\"", "a"),
        ],
    );
}

#[test]
fn acronyms_are_found_with_and_without_periods() {
    check(
        &[
            ("a", "Spółka Wodociągi S.A. i P.K.P. jadą"),
            ("b", "Spółka Tramwaje SA i PKP stoją"),
            ("c", "uchwalono s.u.i.k.z.p. gminy"),
            ("d", "studium SUIKZP gminy"),
            ("e", "Firma sp. z o.o. działa"),
            ("f", "Firma sp. z o. o. działa"),
            ("g", "budżet BO wygrał"),
            ("h", "wymiana c.o. w bloku"),
            ("i", "instalacja CO w domu"),
            ("j", "co będzie w bloku"),
        ],
        &[
            ("PKP", "a,b"),
            ("P.K.P.", "a,b"),
            ("\"Wodociągi SA\"", "a"),
            ("\"Tramwaje S.A.\"", "b"),
            ("suikzp", "c,d"),
            ("s.u.i.k.z.p.", "c,d"),
            ("spółka -PKP", "e,f"),
            ("spółka -\"P.K.P.\"", "e,f"),
            ("\"sp. z o.o.\"", "e,f"),
            ("\"sp. z o. o.\"", "e,f"),
            ("spółka -P.K.P.", "e,f"),
        ],
    );
}

#[test]
fn urls_are_found_whole_by_host_and_in_part() {
    check(
        &[
            ("a", "Pisz: sekretariat@zzm.krakow.pl."),
            ("b", "Adres (http://bip.krakow.pl/?id=12&x=3), zob."),
            ("c", "strona www.zzm.krakow.pl;"),
            ("d", "krakow ma sekretariat zzm pl"),
            ("e", "Strona BIP.MALOPOLSKA.PL"),
            ("f", "anna-maria.nowak_k@um.example.org"),
            ("g", "<https://example.org/a/b/c.pdf>"),
            ("h", "mailto:rada@dzielnica3.krakow.pl"),
            ("i", "zob. https://mapa.um.krakow.pl:8080/warstwy/zielen/"),
        ],
        &[
            ("sekretariat@zzm.krakow.pl", "1:a"),
            ("Sekretariat@ZZM.Krakow.pl", "a"),
            ("zzm.krakow.pl", "a,c"),
            ("https://zzm.krakow.pl/", "a,c"),
            ("www.bip.krakow.pl", "b"),
            ("bip.krakow.pl/?id=12&x=3", "b"),
            ("bip.malopolska.pl", "e"),
            ("https://bip.malopolska.pl", "e"),
            ("anna-maria.nowak_k@um.example.org", "f"),
            ("um.example.org", "f"),
            ("example.org/a/b/c.pdf", "g"),
            ("https://example.org/a", "g"),
            ("rada@dzielnica3.krakow.pl", "h"),
            ("dzielnica3.krakow.pl", "h"),
            ("krakow.pl", "a,b,c,h,i"),
            ("mapa.um.krakow.pl", "i"),
            ("mapa.um.krakow.pl/warstwy", "i"),
            ("sekretariat", "a,d"),
            ("-sekretariat@zzm.krakow.pl sekretariat", "d"),
        ],
    );
}

#[test]
fn apostrophes_and_articles_may_be_omitted() {
    check(
        &[
            ("a", "ulica Joanny d'Arc"),
            ("b", "plac L’Hospitala"),
            ("c", "lokal McDonald's"),
            ("d", "rondo Wallace'a"),
            ("e", "Sinéad O’Connor śpiewa"),
            ("f", "pomnik Charles'a de Gaulle'a"),
            ("g", "kreacja Levi's"),
            ("h", "teatr Commedia dell'Arte"),
            ("i", "skwer Chopin'a"),
        ],
        &[
            ("arc", "a"),
            ("d’arc", "a"),
            ("darc", "a"),
            ("hospital", "b"),
            ("McDonald", "c"),
            ("McDonalds", "c"),
            ("mcdonald’s", "c"),
            ("Wallace", "d"),
            ("O'Connor", "e"),
            ("OConnor", "e"),
            ("Connor", "e"),
            ("Charles", "f"),
            ("Gaulle", "f"),
            ("Levis", "g"),
            ("Levi's", "g"),
            ("arte", "h"),
            ("dell’arte", "h"),
            ("\"dArc\"", "a"),
            ("\"d’Arc\"", "a"),
            ("Chopin", "i"),
        ],
    );
}

#[test]
fn identification_numbers_are_found_with_and_without_separators() {
    check(
        &[
            ("a", "NIP 944-20-31-415"),
            ("b", "NIP: 9442031415"),
            ("c", "REGON 351 234 567"),
            ("d", "PESEL 85010112345"),
            ("e", "ISBN 83-08-01234-5"),
            ("f", "nr konta PL61 1090 1014 0000 0712 1981 2874"),
            ("g", "tel. (12) 616-12-34"),
            ("h", "tel. +48 12 616 12 35"),
            ("i", "tel. 0048 600 700 800"),
            ("j", "kod 30-960 Kraków"),
            ("k", "tel. 12 6161236"),
            ("l", "tel.: 12/616-12-37"),
            ("m", "infolinia 800-120-121"),
            ("n", "tel. 12-616-12-38"),
        ],
        &[
            ("944-203-14-15", "a,b"),
            ("9442031415", "a,b"),
            ("NIP 9442031415", "a,b"),
            ("944 203 14 15", "a,b"),
            ("351234567", "c"),
            ("REGON: 351234567", "c"),
            ("8308012345", "e"),
            ("61109010140000071219812874", "f"),
            ("PL61109010140000071219812874", "f"),
            ("61 1090 1014 0000 0712 1981 2874", "f"),
            ("126161234", "g"),
            ("+48126161234", "g"),
            ("12 616 12 34", "g"),
            ("12-616-12-34", "g"),
            ("126161235", "h"),
            ("600700800", "i"),
            ("600-700-800", "i"),
            ("+48 600 700 800", "i"),
            ("0048600700800", "i"),
            ("30960", "j"),
            ("30-960", "j"),
            ("30 960", "j"),
            ("126161236", "k"),
            ("12 616-12-36", "k"),
            ("126161237", "l"),
            ("800120121", "m"),
            ("800 120 121", "m"),
            ("126161238", "n"),
            ("tel. 126161238", "n"),
            ("(12) 616 12 38", "n"),
        ],
    );
}

#[test]
fn amounts_are_found_however_their_digits_are_grouped() {
    check(
        &[
            ("a", "kwota 1 234,50 zł"),
            ("b", "kwota 1234,50 zł"),
            ("c", "kwota 25.000 zł"),
            ("d", "kwota 25 000,00 zł"),
            ("e", "kwota 25000 zł"),
            ("f", "opłata 15,00 zł"),
            ("g", "opłata 15 zł"),
            ("h", "kwota 25 i 000"),
            ("i", "kwota 3 000 000 zł"),
            ("j", "kwota 3.000.000,00 PLN"),
            ("k", "kwota 7,50 zł"),
            ("l", "kwota 17,50 zł"),
            ("m", "kwota 25\u{202f}000 zł"),
            ("n", "kwota 2,5 mln zł"),
        ],
        &[
            ("1234,50", "a,b"),
            ("1.234,50", "a,b"),
            ("25000", "c,d,e,m"),
            ("25 000 zł", "c,d,e,m"),
            ("25.000,00", "c,d,e,m"),
            ("25\u{a0}000", "c,d,e,m"),
            ("15 zł", "f,g"),
            ("15,00 zł", "f,g"),
            ("3000000", "i,j"),
            ("3 000 000", "i,j"),
            ("7,50", "k"),
            ("17,50", "l"),
            ("2,5 mln", "n"),
            ("kwota -25000", "a,b,h,i,j,k,l,n"),
            ("\"25 000\"", "c,d,e,m"),
        ],
    );
}

#[test]
fn times_are_found_with_a_colon_a_period_or_the_hour_alone() {
    check(
        &[
            ("a", "start o 9:05"),
            ("b", "start o godz. 9.05"),
            ("c", "start godzina 9:05"),
            ("d", "czynne 7.30 - 15.30"),
            ("e", "czynne 7:30–15:30"),
            ("f", "czynne od 7.30 do 15.30"),
            ("g", "o godz. 18 zebranie"),
            ("h", "zebranie 18:00"),
            ("i", "godz. 17³⁰ msza"),
            ("j", "msza 17:30"),
            ("k", "w godz. 8-16 dyżur"),
            ("l", "09:05 odjazd"),
        ],
        &[
            ("9:05", "a,b,c,l"),
            ("godz. 9.05", "a,b,c,l"),
            ("godz. 09:05", "a,b,c,l"),
            ("7:30", "d,e,f"),
            ("15:30", "d,e,f"),
            ("7.30-15.30", "d,e,f"),
            ("godz. 18", "g,h"),
            ("18:00", "g,h"),
            ("godz. 18.00", "g,h"),
            ("17:30", "i,j"),
            ("godz. 17.30", "i,j"),
            ("8:00", "k"),
            ("16:00", "k"),
        ],
    );
}

#[test]
fn numbers_attached_to_words_are_found_separately() {
    check(
        &[
            ("a", "nr45/2019 z maja"),
            ("b", "poz.77"),
            ("c", "poz77 dziennika"),
            ("d", "cena 20zł"),
            ("e", "trasa 12km"),
            ("f", "ust4 regulaminu"),
            ("g", "§3ust.1 umowy"),
            ("h", "ul.Długa7"),
            ("i", "moc 50kW"),
            ("j", "działka A5"),
            ("k", "os.Zgody7"),
            ("l", "w 2019r. było"),
            ("m", "art.15ust.2pkt3"),
            ("n", "al.Pokoju33"),
            ("o", "waga 30kg"),
            ("p", "czynne 12h"),
            ("q", "plan KD2"),
        ],
        &[
            ("45/2019", "a"),
            ("poz. 77", "b,c"),
            ("20 zł", "d"),
            ("12 km", "e"),
            ("ust. 4", "f"),
            ("§ 3 ust. 1", "g"),
            ("Długa", "h"),
            ("50 kW", "i"),
            ("A5", "j"),
            ("Zgody", "k"),
            ("2019", "l"),
            ("art. 15 ust. 2 pkt 3", "m"),
            ("Pokoju", "n"),
            ("30 kg", "o"),
            ("12h", "p"),
            ("KD2", "q"),
            ("20zł", "d"),
            ("ul. Długa 7", "h"),
        ],
    );
}

#[test]
fn numbers_of_acts_and_files_are_found_in_part_and_with_other_separators() {
    check(
        &[
            ("a", "zarządzenie nr 777/2015"),
            ("b", "uchwała nr LX/812/12"),
            ("c", "Znak: GS-07.6840.3.12.2019.AN"),
            ("d", "Znak WS-04.3140.5.2020"),
            ("e", "zarządzenie nr 88/09"),
            ("f", "Uchwała Nr XV/120/2019"),
            ("g", "działka nr 45/2 obr. 12"),
            ("h", "działka 45 / 3"),
            ("i", "zarządzenie 2777/2015"),
        ],
        &[
            ("777/15", "a"),
            ("zarządzenie 777", "a"),
            ("nr 777", "a"),
            ("777-2015", "a"),
            ("777 2015", "a"),
            ("uchwała 812", "b"),
            ("812/12", "b"),
            ("LX/812", "b"),
            ("lx 812 12", "b"),
            ("LX.812.2012", "b"),
            ("6840.3.12.2019", "c"),
            ("GS.07.6840.3.12.2019", "c"),
            ("gs-07-6840-3-12-2019", "c"),
            ("3140.5.2020", "d"),
            ("WS-04/3140/5/2020", "d"),
            ("88/2009", "e"),
            ("XV/120/19", "f"),
            ("120/19", "f"),
            ("45/2", "g"),
            ("dz. nr 45/2", "g"),
            ("45/3", "h"),
        ],
    );
}

#[test]
fn provisions_are_compounds() {
    check(
        &[
            ("a", "na podstawie art. 5 ust. 2 pkt 1 ustawy"),
            ("b", "art. 5 oraz ust. 2 a pkt 1 ustawy; ustawa"),
            ("c", "zgodnie z § 3 umowy"),
            ("d", "w dniu 3 maja umowy"),
            ("e", "art. 30 ust. 1 statutu"),
            ("f", "art. 1 i ust. 30 statutu"),
        ],
        &[
            ("\"ust. 2 pkt 1\"", "a"),
            ("\"§ 3\"", "c"),
            ("umowy -\"§ 3\"", "d"),
            ("umowy -§3", "d"),
            ("\"art. 30 ust. 1\"", "e"),
            ("\"zgodnie z § 3\"", "c"),
            ("ust. 2 pkt 1", "1:a"),
            ("art. 30 ust. 1", "1:e"),
            ("§ 3", "1:c"),
        ],
    );
}
