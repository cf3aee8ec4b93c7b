//! Function words: prepositions, conjunctions, pronouns, question words.
//!
//! They occur in nearly every text, so a search need not require them. Leaves base forms to `base_form`.
//! Invariant: the lists are sorted by bytes.

use crate::normalize::folded;

/// Base forms of pronouns, prepositions, conjunctions and particles.
#[rustfmt::skip]
const FUNCTION_LEMMAS: &[&str] = &[
    "aby", "albo", "albowiem", "ale", "ani", "aż", "bez", "bowiem", "by", "być", "chociaż", "choć", "co",
    "cokolwiek", "coś", "czy", "czyj", "czyli", "czyż", "dla", "dlaczego", "dlatego", "do", "dokąd", "gdy",
    "gdyby", "gdyż", "gdzie", "i", "ile", "iż", "ja", "jak", "jaki", "jakikolwiek", "jakiś", "jako",
    "jednak", "jednakże", "jeśli", "jeżeli", "kiedy", "kto", "ktokolwiek", "ktoś", "który", "którykolwiek",
    "któryś", "którędy", "ku", "lecz", "lub", "mimo", "między", "my", "mój", "na", "nad", "nasz",
    "natomiast", "niech", "niż", "o", "obok", "od", "odkąd", "on", "oprócz", "oraz", "po", "pod",
    "podczas", "ponad", "ponieważ", "poza", "przeciw", "przed", "przez", "przy", "również", "siebie",
    "się", "skąd", "spod", "spośród", "swój", "taki", "także", "tam", "tamten", "ten", "to", "toteż", "tu",
    "tutaj", "twój", "ty", "u", "w", "wasz", "wobec", "wokół", "wy", "wzdłuż", "wśród", "z", "za",
    "zamiast", "zarówno", "zatem", "zaś", "ze", "znad", "zostać", "że", "żeby",
];

/// Forms without such a base form: unaccented spellings that are words of their own (`sa`, `sie`), and forms
/// that can also carry content (`ma`).
///
/// Excludes words that name something once their accents are dropped (`sad`, `los`), and `nie`, which changes
/// the meaning of the query.
const FUNCTION_FORMS: &[&str] = &["a", "az", "bo", "ma", "sa", "sie", "tak"];

/// The length of the longest of [`FUNCTION_FORMS`] with its accents, in bytes.
const MAX_FORM_BYTES: usize = 4;

/// Base forms of question words.
const ASKING_LEMMAS: &[&str] = &[
    "co",
    "czemu",
    "czy",
    "czyj",
    "dlaczego",
    "dokąd",
    "gdzie",
    "ile",
    "jak",
    "jaki",
    "kiedy",
    "kto",
    "który",
    "którędy",
    "odkąd",
    "skąd",
];

/// Base forms of words that carry little meaning in a query; sorted by bytes.
const LIGHT_LEMMAS: &[&str] = &[
    "bardziej",
    "bardzo",
    "cel",
    "chcieć",
    "czas",
    "dany",
    "dotyczyć",
    "dwa",
    "inny",
    "jeden",
    "jeszcze",
    "już",
    "każdy",
    "kilka",
    "mieć",
    "można",
    "możny",
    "musieć",
    "móc",
    "należeć",
    "nazwa",
    "nazywać",
    "nie",
    "osoba",
    "ostatni",
    "oznaczać",
    "pewny",
    "pierwszy",
    "polegać",
    "posiadać",
    "powinien",
    "powód",
    "przypadek",
    "ramy",
    "raz",
    "razić",
    "robić",
    "rodzaj",
    "rok",
    "sam",
    "sposób",
    "stawać",
    "stać",
    "tak",
    "trzeba",
    "tylko",
    "udać",
    "warto",
    "według",
    "wiele",
    "wolno",
    "wszystek",
    "wynosić",
    "zakres",
    "znajdować",
    "znaleźć",
    "zrobić",
    "zwany",
    "żaden",
];

/// Infinitive endings.
const INFINITIVE_ENDINGS: [&str; 10] = ["ać", "eć", "ić", "yć", "uć", "ąć", "ść", "źć", "óc", "iec"];

/// Whether the normalized word with these base forms is a function word.
pub(crate) fn is_function_word(form: &str, terms: &[String]) -> bool {
    terms.iter().any(|term| is_among(FUNCTION_LEMMAS, term))
        || form.len() <= MAX_FORM_BYTES && is_among(FUNCTION_FORMS, &folded(form))
}

/// Whether a word with these base forms carries little meaning by itself.
pub fn is_light(terms: &[String]) -> bool {
    terms.iter().any(|term| is_among(LIGHT_LEMMAS, term))
}

/// Whether a word with these base forms is a question word.
pub fn is_asking(terms: &[String]) -> bool {
    terms.iter().any(|term| is_among(ASKING_LEMMAS, term))
}

/// Whether a word can only be a verb, judging by the endings of its base forms.
pub fn is_verb(terms: &[String]) -> bool {
    let is_infinitive = |term: &String| {
        INFINITIVE_ENDINGS.iter().any(|ending| term.ends_with(ending)) && !term.ends_with("ość")
    };
    !terms.is_empty() && terms.iter().all(is_infinitive)
}

fn is_among(list: &[&str], word: &str) -> bool {
    list.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Analyzer;

    fn terms(form: &str) -> Vec<String> {
        Analyzer::default().query_tokens(form).swap_remove(0).terms
    }

    #[test]
    fn the_lists_are_sorted_and_disjoint() {
        for list in [FUNCTION_LEMMAS, FUNCTION_FORMS, ASKING_LEMMAS, LIGHT_LEMMAS] {
            assert!(list.is_sorted_by(|a, b| a < b), "{list:?}");
        }
        let is_known = |form: &&&str| terms(form).iter().any(|term| is_among(FUNCTION_LEMMAS, term));
        let known: Vec<_> = FUNCTION_FORMS.iter().filter(is_known).collect();
        assert!(known.is_empty(), "{known:?}");
    }

    #[test]
    fn function_words_are_recognized_with_and_without_accents() {
        for word in ["w", "się", "sie", "który", "ktorych", "że", "o", "są", "sa", "byly", "będzie", "zostal"]
        {
            assert!(is_function_word(word, &terms(word)), "{word}");
        }
        for word in ["rada", "nie", "v", "2030", "konwent", "sad", "los"] {
            assert!(!is_function_word(word, &terms(word)), "{word}");
        }
    }

    #[test]
    fn question_words_are_recognized_in_any_form() {
        for word in ["kiedy", "kogo", "jakiego", "której", "ktorej", "ilu", "czyja", "skąd", "czym"] {
            assert!(is_asking(&terms(word)), "{word}");
        }
        for word in ["w", "rada", "ten"] {
            assert!(!is_asking(&terms(word)), "{word}");
        }
    }

    #[test]
    fn verbs_are_recognized_by_their_base_forms() {
        for word in ["znajduje", "powstał", "uszkodzić", "biec"] {
            assert!(is_verb(&terms(word)), "{word}");
        }
        for word in ["miłość", "rada", "2017"] {
            assert!(!is_verb(&terms(word)), "{word}");
        }
        assert!(!is_verb(&[]));
    }
}
