//! The words that name a body: its head, such as *Rady*, and what may stand around it.
//!
//! A table without logic of its own; `organs` reads names with it.

/// The gender of a head word, which decides the endings of the adjectives beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::acts) enum Gender {
    Masculine,
    Feminine,
    Neuter,
}

/// The head word of a body.
#[derive(Debug)]
pub(in crate::acts) struct Head {
    /// The form that headings use for the body that issued an act: `Rady`.
    pub(in crate::acts) genitive: &'static str,
    /// The base form: `Rada`.
    pub(in crate::acts) nominative: &'static str,
    pub(in crate::acts) gender: Gender,
    /// Whether an adjective after the head belongs to it (*Wojewody Małopolskiego*), and not to the next noun
    /// (*Prezesa Narodowego Banku*).
    pub(in crate::acts) agrees: bool,
}

const fn head(genitive: &'static str, nominative: &'static str, gender: Gender, agrees: bool) -> Head {
    Head { genitive, nominative, gender, agrees }
}

use Gender::{Feminine, Masculine, Neuter};

/// Every known head word.
pub(in crate::acts) const HEADS: [Head; 43] = [
    head("Prezydenta", "Prezydent", Masculine, false),
    head("Rady", "Rada", Feminine, true),
    head("Burmistrza", "Burmistrz", Masculine, false),
    head("Wójta", "Wójt", Masculine, false),
    head("Wojewody", "Wojewoda", Masculine, true),
    head("Sejmiku", "Sejmik", Masculine, false),
    head("Sejmu", "Sejm", Masculine, false),
    head("Senatu", "Senat", Masculine, false),
    head("Zarządu", "Zarząd", Masculine, false),
    head("Ministra", "Minister", Masculine, false),
    head("Marszałka", "Marszałek", Masculine, false),
    head("Prezesa", "Prezes", Masculine, false),
    head("Starosty", "Starosta", Masculine, true),
    head("Dyrektora", "Dyrektor", Masculine, false),
    head("Komisarza", "Komisarz", Masculine, true),
    head("Przewodniczącego", "Przewodniczący", Masculine, false),
    head("Przewodniczącej", "Przewodnicząca", Feminine, false),
    head("Konwentu", "Konwent", Masculine, false),
    head("Kierownika", "Kierownik", Masculine, false),
    head("Szefa", "Szef", Masculine, false),
    head("Komendanta", "Komendant", Masculine, true),
    head("Konserwatora", "Konserwator", Masculine, true),
    head("Inspektora", "Inspektor", Masculine, true),
    head("Kuratora", "Kurator", Masculine, false),
    head("Rektora", "Rektor", Masculine, false),
    head("Rzecznika", "Rzecznik", Masculine, false),
    head("Pełnomocnika", "Pełnomocnik", Masculine, false),
    head("Sekretarza", "Sekretarz", Masculine, false),
    head("Skarbnika", "Skarbnik", Masculine, false),
    head("Naczelnika", "Naczelnik", Masculine, false),
    head("Komisji", "Komisja", Feminine, true),
    head("Izby", "Izba", Feminine, true),
    head("Kolegium", "Kolegium", Neuter, true),
    head("Zgromadzenia", "Zgromadzenie", Neuter, true),
    head("Zebrania", "Zebranie", Neuter, true),
    head("Trybunału", "Trybunał", Masculine, true),
    head("Sądu", "Sąd", Masculine, true),
    head("Parlamentu", "Parlament", Masculine, true),
    head("Rzeczypospolitej", "Rzeczpospolita", Feminine, true),
    head("Zastępcy", "Zastępca", Masculine, false),
    head("Dziekana", "Dziekan", Masculine, false),
    head("Prokuratora", "Prokurator", Masculine, true),
    head("Głównego Geodety", "Główny Geodeta", Masculine, true),
];

/// Names frequent enough to recognize even when letter spacing breaks up their words.
pub(in crate::acts) const SPACED: [&str; 26] = [
    "Prezydenta Miasta Krakowa",
    "Prezydenta Rzeczypospolitej Polskiej",
    "Rady Miasta Krakowa",
    "Rady Ministrów",
    "Prezesa Rady Ministrów",
    "Wojewody Małopolskiego",
    "Sejmiku Województwa Małopolskiego",
    "Zarządu Województwa Małopolskiego",
    "Marszałka Województwa Małopolskiego",
    "Marszałka Sejmu Rzeczypospolitej Polskiej",
    "Marszałka Senatu Rzeczypospolitej Polskiej",
    "Sejmu Rzeczypospolitej Polskiej",
    "Senatu Rzeczypospolitej Polskiej",
    "Ministra Zdrowia",
    "Ministra Finansów",
    "Ministra Sprawiedliwości",
    "Ministra Infrastruktury",
    "Ministra Środowiska",
    "Ministra Klimatu i Środowiska",
    "Ministra Edukacji Narodowej",
    "Ministra Obrony Narodowej",
    "Ministra Spraw Wewnętrznych i Administracji",
    "Ministra Rolnictwa i Rozwoju Wsi",
    "Ministra Kultury i Dziedzictwa Narodowego",
    "Ministra Rodziny i Polityki Społecznej",
    "Prezesa Narodowego Banku Polskiego",
];

/// Acronyms of the bodies of Kraków: the acronym, the genitive and the nominative.
pub(in crate::acts) const ACRONYMS: [(&str, &str, &str); 4] = [
    ("PMK", "Prezydenta Miasta Krakowa", "Prezydent Miasta Krakowa"),
    ("RMK", "Rady Miasta Krakowa", "Rada Miasta Krakowa"),
    ("SWM", "Sejmiku Województwa Małopolskiego", "Sejmik Województwa Małopolskiego"),
    ("ZWM", "Zarządu Województwa Małopolskiego", "Zarząd Województwa Małopolskiego"),
];

/// Words in lower case within a name in normal case, plain; any other ends the name.
pub(in crate::acts) const CONNECTIVES: [&str; 31] = [
    "m.st",
    "w",
    "we",
    "i",
    "oraz",
    "do",
    "ds",
    "spraw",
    "na",
    "nad",
    "pod",
    "dla",
    "przy",
    "im",
    "imienia",
    "ze",
    "rzecz",
    "miasta",
    "gminy",
    "powiatu",
    "wojewodztwa",
    "dzielnicy",
    "osiedla",
    "solectwa",
    "miejskiej",
    "st",
    "m",
    "al",
    "ul",
    "sw",
    "wsi",
];

/// Words after which a name goes on, on the next line if need be; plain.
pub(in crate::acts) const INCOMPLETE: [&str; 36] = [
    "miasta",
    "gminy",
    "powiatu",
    "wojewodztwa",
    "urzedu",
    "rady",
    "ministra",
    "dyrektora",
    "prezesa",
    "prezydenta",
    "burmistrza",
    "wojta",
    "zarzadu",
    "dzielnicy",
    "i",
    "oraz",
    "w",
    "we",
    "do",
    "ds",
    "spraw",
    "prezydent",
    "burmistrz",
    "wojt",
    "dyrektor",
    "prezes",
    "minister",
    "rada",
    "zarzad",
    "na",
    "rzecz",
    "marszalek",
    "marszalka",
    "kierownik",
    "kierownika",
    "rzeczypospolitej",
];

/// Acronyms that stay in capitals when a name in capitals is put in normal case.
pub(in crate::acts) const KEPT: [&str; 16] = [
    "NFZ", "ZUS", "KRUS", "URE", "MPK", "MOPS", "GOPS", "AGH", "UJ", "NBP", "PKP", "RP", "UE", "USC", "SA",
    "S.A.",
];

/// Words after which `nr` is part of the name, such as *Szkoły Podstawowej nr 5*; plain.
pub(in crate::acts) const NUMBERED: [&str; 12] = [
    "podstawowej",
    "przedszkola",
    "szkol",
    "szkoly",
    "ogolnoksztalcacego",
    "zlobka",
    "placowek",
    "placowki",
    "przedszkolnego",
    "szkolno-przedszkolnego",
    "samorzadowego",
    "poradni",
];
