//! Words that carry grammar, not content: prepositions, conjunctions, pronouns, question words.
//!
//! They stand in nearly every text, so that a search need not ask for them.

use super::normalize::folded;

/// Without accents, in the order of the alphabet. Left out are words that name something too when
/// their accents are dropped (`sad`, `los`) and `nie`, which changes what is asked.
const FUNCTION_WORDS: [&str; 66] = [
    "a", "aby", "albo", "ale", "az", "bez", "bo", "by", "byc", "byl", "byla", "bylo", "byly", "co", "czy",
    "dla", "do", "gdy", "gdzie", "i", "ich", "ile", "im", "ja", "jak", "jaka", "jaki", "jakie", "jego",
    "jej", "jest", "kiedy", "kto", "ktora", "ktore", "ktory", "ktorych", "ktorym", "lub", "ma", "na", "nad",
    "o", "od", "oraz", "po", "pod", "przed", "przez", "przy", "sa", "sie", "ta", "tak", "te", "ten", "to",
    "tym", "u", "w", "we", "z", "za", "ze", "zeby", "zostal",
];

/// Whether the normalised word carries grammar only.
pub(super) fn is_function_word(form: &str) -> bool {
    form.len() <= 9 && FUNCTION_WORDS.binary_search(&folded(form).as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_words_are_known_with_and_without_accents() {
        assert!(FUNCTION_WORDS.is_sorted());
        for word in ["w", "się", "sie", "który", "że", "o"] {
            assert!(is_function_word(word), "{word}");
        }
        for word in ["rada", "nie", "v", "2030", "konwent"] {
            assert!(!is_function_word(word), "{word}");
        }
    }
}
