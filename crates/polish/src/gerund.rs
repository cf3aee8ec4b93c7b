//! Finds the gerunds of verbs: `zwalczać` is to `zwalczanie` as "combat" is to "combating".
//!
//! The dictionary has a gerund as a noun of its own. Acts prefer gerunds (`o przeciwdziałaniu alkoholizmowi`),
//! whereas people who search, and the dictionaries that list a gerund under its verb, use the infinitive.
//!
//! Invariant: every gerund returned is a base form of the dictionary.

use crate::dictionary::Dictionary;

/// Endings of infinitives with the possible endings of the gerund. Every ending that fits is tried: the
/// alternation of consonants does not follow from the spelling (`nosić`, `noszenie`; `gasić`, `gaszenie`; but
/// `musić`, `muszenie` and `rosić`, `roszenie`), the dictionary decides.
const ENDINGS: [(&str, &[&str]); 22] = [
    ("ać", &["anie"]),
    ("dzieć", &["dzenie"]),
    ("cieć", &["cenie"]),
    ("sieć", &["szenie"]),
    ("zieć", &["zenie"]),
    ("eć", &["enie"]),
    ("rzeć", &["rcie"]),
    ("ździć", &["żdżenie"]),
    ("ścić", &["szczenie"]),
    ("dzić", &["dzenie"]),
    ("cić", &["cenie"]),
    ("sić", &["szenie"]),
    ("zić", &["żenie"]),
    ("ić", &["enie", "ienie", "icie"]),
    ("yć", &["enie", "ycie"]),
    ("nąć", &["nięcie"]),
    ("jąć", &["jęcie"]),
    ("ąć", &["ęcie", "nięcie"]),
    ("uć", &["ucie"]),
    ("ść", &["jście", "dzenie", "sienie", "cenie"]),
    ("źć", &["zienie", "zenie"]),
    ("c", &["czenie", "żenie", "gnięcie"]),
];

/// Returns the gerunds of an infinitive, as base forms; none if the word is no infinitive, or if the dictionary
/// has no gerund of it.
///
/// ```
/// use skorowidz_polish::gerunds;
///
/// assert_eq!(gerunds("przeciwdziałać"), ["przeciwdziałanie"]);
/// assert_eq!(gerunds("ogłosić"), ["ogłoszenie"]);
/// assert!(gerunds("miłość").is_empty());
/// ```
pub fn gerunds(infinitive: &str) -> Vec<String> {
    let dictionary = Dictionary::polish();
    let mut found: Vec<String> = Vec::new();
    for (ending, gerund_endings) in ENDINGS {
        let Some(stem) = infinitive.strip_suffix(ending) else { continue };
        for gerund_ending in gerund_endings {
            let gerund = format!("{stem}{gerund_ending}");
            if dictionary.has_lemma(&gerund) && !found.contains(&gerund) {
                found.push(gerund);
            }
        }
    }
    found
}
