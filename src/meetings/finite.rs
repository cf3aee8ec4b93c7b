//! Recognizes verbs in a person by their endings, and nouns with such endings by a table.
//!
//! Leaves where a clause ends to `clauses`. Invariant: a word of four letters or fewer is a verb only if a table has it.

use super::{phrases::Phrases, words::Word};

/// Nouns and others that end like verbs.
#[rustfmt::skip]
const NOUNS: [&str; 24] = [
    "czyli", "jesli", "mogily", "chwili", "skali", "chwila", "skala", "stala", "trwala", "biala", "wspaniala",
    "dzialo", "cialo", "zapalo", "kolano", "siano", "profil", "motyl", "mobil", "debil", "april", "przemyl",
    "cywil", "kowal",
];

/// Verbs that no ending identifies.
static VERBS: Phrases<&str> = Phrases::new(&[
    "jest|sa|byl|byla|bylo|byli|byly|bedzie|beda",
    "ma|maja|mial|moze|moga|trzeba|mozna|nalezy|chce",
    "chca|powinien|powinna|powinno|zostanie|zostana|zostal|czeka|trafi",
    "trafia|wzrosnie|wyniesie|powstanie|stal|dostal|mogl|chcial|musial",
    "wraca|czekaja|wymaga|wymagaja|odpowie|wybral|zaproponowal|przedstawil|zwyciezyl",
    "wygral|spotkal|zebral|uznal|poznal|przyjal|zajal|podjal|wzial",
    "przedstawi|zaprezentuje|zreferuje|opowie|przyblizy|przedstawia",
    "rekomenduje|proponuje|wnioskuje|postuluje|apeluje|popiera|uwaza",
    "rozpoczal|zaczal|objal|zapewnial|oddal|wydal|dodal|zdal|zadal",
]);

/// Whether a word is a verb in a person.
pub(super) fn is_finite(word: &Word) -> bool {
    const IN_I: [&str; 15] = [
        "ali", "jeli", "czeli", "neli", "szeli", "rzeli", "mieli", "chcieli", "ili", "yli", "sli", "dli",
        "rli", "kli", "zli",
    ];
    const IN_A: [&str; 13] = [
        "ala", "jela", "czela", "wziela", "nela", "szela", "miala", "ila", "yla", "szla", "osla", "uja",
        "kaza",
    ];
    const IN_O: [&str; 14] = [
        "eglo", "alo", "jelo", "ilo", "ylo", "szlo", "ano", "jeto", "zieto", "czeto", "nieto", "iono",
        "czono", "szono",
    ];
    const IN_Y: [&str; 6] = ["ily", "yly", "owaly", "ywaly", "ysmy", "ismy"];
    const IN_L: [&str; 10] = ["il", "yl", "owal", "ywal", "izal", "zal", "gl", "kl", "dl", "tl"];
    const OF_NOUNS: [&str; 13] = [
        "pitali", "iwali", "edali", "ortali", "okali", "inali", "etali", "pitala", "erala", "andala",
        "inala", "cywila", "dzieli",
    ];
    let plain = &word.plain;
    let last = plain.as_bytes().last().copied().unwrap_or_default();
    if !b"iaoylectn".contains(&last) {
        return false;
    }
    if VERBS.at(std::slice::from_ref(word), 0, |_| true).is_some() {
        return true;
    }
    if !b"iaoyl".contains(&last) {
        return false;
    }
    let is_act = word.begins("uchwal") && !word.begins("uchwalil") && !word.begins("uchwalon");
    let ends = |endings: &[&str]| endings.iter().any(|end| plain.ends_with(end));
    !is_act
        && plain.as_bytes().len() > 4
        && match last {
            b'i' => ends(&IN_I),
            b'a' => ends(&IN_A),
            b'o' => ends(&IN_O),
            b'y' => ends(&IN_Y),
            _ => ends(&IN_L),
        }
        && !ends(&OF_NOUNS)
        && !plain.is_one_of(&NOUNS)
}

/// Whether a word is a verb in the past.
pub(super) fn is_past(word: &Word) -> bool {
    const ENDINGS: [&str; 7] = ["li", "la", "lo", "ly", "no", "to", "smy"];
    word.plain.as_bytes().len() > 4 && ENDINGS.iter().any(|end| word.plain.ends_with(end)) && is_finite(word)
}
