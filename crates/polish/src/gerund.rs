//! Finds the gerunds of verbs: `zwalczać` is to `zwalczanie` as "combat" is to "combating".
//!
//! The dictionary has a gerund as a noun of its own. Acts prefer gerunds (`o przeciwdziałaniu
//! alkoholizmowi`), whereas people who search, and dictionaries that list a gerund under its verb, use the
//! infinitive.
//!
//! Invariant: every gerund returned is a base form of the dictionary.

use crate::dictionary::Dictionary;

/// Endings of infinitives with the possible endings of the gerund. Every ending that fits is tried, because
/// the alternation of consonants does not follow from the spelling: the dictionary decides.
const ENDINGS: [(&str, &[&str]); 17] = [
    ("ać", &["anie"]),
    ("dzieć", &["dzenie"]),
    ("cieć", &["cenie"]),
    ("sieć", &["szenie"]),
    ("zieć", &["zenie"]),
    ("eć", &["enie"]),
    ("ździć", &["żdżenie"]),
    ("ścić", &["szczenie"]),
    ("dzić", &["dzenie"]),
    ("cić", &["cenie"]),
    ("sić", &["szenie"]),
    ("zić", &["żenie"]),
    ("ić", &["enie", "ienie", "icie"]),
    ("yć", &["enie", "ycie"]),
    ("jąć", &["jęcie"]),
    ("ąć", &["ęcie", "ięcie"]),
    ("uć", &["ucie"]),
];

/// Returns the gerunds of an infinitive, as base forms. Returns none if the word is not the infinitive of a
/// verb whose past tense is regular (`-ć`, `-ł`), or if the dictionary does not have its gerund.
///
/// ```
/// use skorowidz_polish::gerunds;
///
/// assert_eq!(gerunds("przeciwdziałać"), ["przeciwdziałanie"]);
/// assert_eq!(gerunds("ogłosić"), ["ogłoszenie"]);
/// assert_eq!(gerunds("porozumieć"), ["porozumienie"]);
/// for noun in ["gość", "moc", "zamieć", "złość"] {
///     assert!(gerunds(noun).is_empty());
/// }
/// ```
pub fn gerunds(infinitive: &str) -> Vec<String> {
    let dictionary = Dictionary::polish();
    let mut found: Vec<String> = Vec::new();
    for (ending, gerund_endings) in ENDINGS {
        let Some(stem) = infinitive.strip_suffix(ending) else { continue };
        for gerund_ending in gerund_endings {
            let gerund = format!("{stem}{gerund_ending}");
            if dictionary.has_lemma(&gerund, &gerund) && !found.contains(&gerund) {
                found.push(gerund);
            }
        }
    }
    if !found.is_empty() && !is_verb(infinitive, dictionary) {
        found.clear();
    }
    found
}

/// Whether the dictionary has a past tense of this infinitive: `zwalczać`, `zwalczał`; `widzieć`, `widział`.
fn is_verb(infinitive: &str, dictionary: &Dictionary) -> bool {
    let past = |ending: &str, past: &str| {
        let form = infinitive.strip_suffix(ending).map(|stem| format!("{stem}{past}"));
        form.is_some_and(|form| dictionary.has_lemma(&form, infinitive))
    };
    past("ć", "ł") || past("eć", "ał")
}
