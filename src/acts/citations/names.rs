//! Statutes with a name of their own: codes, and laws called *Prawo*, *Ordynacja* or *Karta*.
//!
//! Leaves their dates and journals to `mention`. Invariant: a name is returned in the nominative.

use super::cursor::{Cursor, folded};

/// The first word of each name, without accents, in the nominative and in its other forms.
const HEADS: [(&str, &[&str]); 4] = [
    ("Kodeks", &["kodeks", "kodeksu", "kodeksowi", "kodeksem", "kodeksie"]),
    ("Prawo", &["prawo", "prawa", "prawu", "prawem", "prawie"]),
    ("Ordynacja", &["ordynacja", "ordynacji", "ordynacje"]),
    ("Karta", &["karta", "karty", "karcie", "karte"]),
];

/// The names after their first word, in the nominative. A longer name precedes its own beginning.
const NAMES: [(&str, &[&str]); 4] = [
    (
        "Kodeks",
        &[
            "cywilny",
            "karny wykonawczy",
            "karny skarbowy",
            "karny",
            "pracy",
            "rodzinny i opiekuńczy",
            "rodzinny",
            "spółek handlowych",
            "handlowy",
            "morski",
            "celny",
            "wyborczy",
            "drogowy",
            "wykroczeń",
            "zobowiązań",
            "postępowania administracyjnego",
            "postępowania cywilnego",
            "postępowania karnego",
            "postępowania w sprawach o wykroczenia",
        ],
    ),
    (
        "Prawo",
        &[
            "akcyjne",
            "atomowe",
            "autorskie",
            "bankowe",
            "budowlane",
            "budżetowe",
            "celne",
            "czekowe",
            "dewizowe",
            "energetyczne",
            "farmaceutyczne",
            "geodezyjne i kartograficzne",
            "geologiczne i górnicze",
            "górnicze",
            "komunikacji elektronicznej",
            "konsularne",
            "lokalowe",
            "lotnicze",
            "łowieckie",
            "ochrony środowiska",
            "oświatowe",
            "pocztowe",
            "prasowe",
            "prywatne międzynarodowe",
            "przedsiębiorców",
            "przewozowe",
            "restrukturyzacyjne",
            "rzeczowe",
            "spadkowe",
            "spółdzielcze",
            "telekomunikacyjne",
            "upadłościowe i naprawcze",
            "upadłościowe",
            "wekslowe",
            "własności przemysłowej",
            "wodne",
            "zamówień publicznych",
            "działalności gospodarczej",
            "o adwokaturze",
            "o aktach stanu cywilnego",
            "o miarach",
            "o notariacie",
            "o postępowaniu przed sądami administracyjnymi",
            "o prokuraturze",
            "o publicznym obrocie papierami wartościowymi",
            "o ruchu drogowym",
            "o stowarzyszeniach",
            "o szkolnictwie wyższym i nauce",
            "o szkolnictwie wyższym",
            "o ustroju sądów administracyjnych",
            "o ustroju sądów powszechnych",
            "o ustroju sądów wojskowych",
            "o zgromadzeniach",
        ],
    ),
    (
        "Ordynacja",
        &[
            "podatkowa",
            "wyborcza do rad gmin, rad powiatów i sejmików województw",
            "wyborcza do rad gmin",
            "wyborcza do Parlamentu Europejskiego",
            "wyborcza do Sejmu Rzeczypospolitej Polskiej i do Senatu Rzeczypospolitej Polskiej",
            "wyborcza do Sejmu Rzeczypospolitej Polskiej",
            "wyborcza do Senatu Rzeczypospolitej Polskiej",
        ],
    ),
    ("Karta", &["Nauczyciela"]),
];

/// Reads the name at the position; returns it in the nominative and the position after it.
pub(super) fn read_name(at: Cursor<'_>) -> Option<(String, Cursor<'_>)> {
    at.word().starts_with(char::is_uppercase).then(|| read_typed_name(at)).flatten()
}

/// Reads the name at the position, whether or not it begins with a capital.
pub(crate) fn read_typed_name(at: Cursor<'_>) -> Option<(String, Cursor<'_>)> {
    let mut rest = at;
    let word = rest.word();
    let first = folded(word);
    let (head, _) = HEADS.iter().find(|(_, forms)| forms.contains(&first.as_str()))?;
    rest.at += word.len();
    let names = NAMES.iter().find(|(name, _)| name == head).map(|(_, names)| *names)?;
    let (name, rest) = names.iter().find_map(|name| Some((name, read_rest(rest, name)?)))?;
    Some((format!("{head} {name}"), rest))
}

/// Reads the words of a name after its first, each in any of its forms.
fn read_rest<'a>(mut rest: Cursor<'a>, name: &str) -> Option<Cursor<'a>> {
    for wanted in name.split(' ') {
        let spaced = rest.skip_spaces();
        let word = rest.word();
        let plain = wanted.trim_end_matches(',');
        if !spaced || !is_form(&folded(word), &folded(plain)) {
            return None;
        }
        rest.at += word.len();
        if plain.len() < wanted.len() && !rest.eat_char(&[',']) {
            return None;
        }
    }
    Some(rest)
}

/// Whether a word is a form of an adjective in the nominative, or the very word.
fn is_form(word: &str, nominative: &str) -> bool {
    let stem = nominative.trim_end_matches(['y', 'i', 'e', 'a']);
    let ending = word.strip_prefix(stem);
    word == nominative
        || nominative.ends_with(['y', 'i', 'e', 'a'])
            && ending.is_some_and(|ending| {
                matches!(ending, "ego" | "iego" | "emu" | "iemu" | "ym" | "im" | "ej" | "iej" | "a")
            })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let found = read_name(Cursor::new(text, 0));
        assert_eq!(found.as_ref().map(|(name, _)| name.as_str()), expected, "`{text}`");
    }

    #[test]
    fn names_are_read_in_all_forms() {
        check(
            "Kodeksu postępowania\nadministracyjnego stosuje",
            Some("Kodeks postępowania administracyjnego"),
        );
        check("Kodeksem karnym wykonawczym", Some("Kodeks karny wykonawczy"));
        check("Prawa wodnego", Some("Prawo wodne"));
        check("Prawo łowieckie", Some("Prawo łowieckie"));
        check("Prawem górniczym", Some("Prawo górnicze"));
        check("Prawo zamówień publicznych", Some("Prawo zamówień publicznych"));
        check("Ordynacji podatkowej", Some("Ordynacja podatkowa"));
        check("Karty nauczyciela", Some("Karta Nauczyciela"));
    }

    #[test]
    fn other_words_are_no_names() {
        check("prawo własności", None);
        check("Kodeks etyki", None);
        check("Karta informacyjna", None);
        check("Prawo głosu", None);
    }
}
