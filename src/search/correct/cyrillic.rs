//! Words in Cyrillic letters that stand for Polish ones: typed with the wrong keyboard layout, or the names of
//! places as Ukrainian and Russian write them.
//!
//! What they are nearest to in Polish is left to `candidates`: transliteration is not exact.

/// The keys of the Russian and the Ukrainian layout, with the Latin letters on them.
const KEYS: [(char, char); 35] = [
    ('й', 'q'),
    ('ц', 'w'),
    ('у', 'e'),
    ('к', 'r'),
    ('е', 't'),
    ('н', 'y'),
    ('г', 'u'),
    ('ш', 'i'),
    ('щ', 'o'),
    ('з', 'p'),
    ('ф', 'a'),
    ('ы', 's'),
    ('і', 's'),
    ('в', 'd'),
    ('а', 'f'),
    ('п', 'g'),
    ('р', 'h'),
    ('о', 'j'),
    ('л', 'k'),
    ('д', 'l'),
    ('я', 'z'),
    ('ч', 'x'),
    ('с', 'c'),
    ('м', 'v'),
    ('и', 'b'),
    ('т', 'n'),
    ('ь', 'm'),
    // On the accented keys Latin layouts have marks, which end a word; those of words are the ones above.
    ('ё', '`'),
    ('ъ', ']'),
    ('ї', ']'),
    ('э', '\''),
    ('є', '\''),
    ('ж', ';'),
    ('х', '['),
    ('б', ','),
];

/// Returns the word that the same keys type with the Polish layout, or `None` if it is not one of letters.
pub(super) fn on_polish_keys(form: &str) -> Option<String> {
    let key = |letter: char| KEYS.iter().find(|(typed, _)| *typed == letter).map(|(_, latin)| *latin);
    let word: Option<String> = form.chars().map(key).collect();
    word.filter(|word| word.chars().all(char::is_alphabetic))
}

/// Returns how Polish writes the sounds of a word in Cyrillic letters, by Ukrainian and by Russian rules;
/// nothing if it has other letters.
pub(super) fn transliterated(form: &str) -> Vec<String> {
    let mut found: Vec<String> = [CyrillicRules::Ukrainian, CyrillicRules::Russian]
        .into_iter()
        .filter_map(|rules| form.chars().map(|letter| polish(letter, rules)).collect())
        .collect();
    found.dedup();
    found
}

/// Whose letters they are: `г` is `h` in Ukrainian and `g` in Russian, `и` is `y` and `i`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CyrillicRules {
    Ukrainian,
    Russian,
}

/// Returns the Polish spelling of a letter; soft signs are left out.
fn polish(letter: char, rules: CyrillicRules) -> Option<&'static str> {
    let is_ukrainian = rules == CyrillicRules::Ukrainian;
    Some(match letter {
        'а' => "a",
        'б' => "b",
        'в' => "w",
        'г' if is_ukrainian => "h",
        'г' | 'ґ' => "g",
        'д' => "d",
        'е' | 'э' => "e",
        'є' => "ie",
        'ё' => "io",
        'ж' => "ż",
        'з' => "z",
        'и' if is_ukrainian => "y",
        'и' | 'і' => "i",
        'й' => "j",
        'ї' => "ji",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "ch",
        'ц' => "c",
        'ч' => "cz",
        'ш' => "sz",
        'щ' => "szcz",
        'ы' => "y",
        'ь' | 'ъ' => "",
        'ю' => "ju",
        'я' => "ja",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_of_another_layout_type_polish_words() {
        assert_eq!(on_polish_keys("лкфлщц").as_deref(), Some("krakow"));
        assert_eq!(on_polish_keys("рада").as_deref(), Some("hflf"));
        assert_eq!(on_polish_keys("rada"), None);
        assert_eq!(on_polish_keys("хата"), None);
    }

    #[test]
    fn ukrainian_and_russian_words_are_written_as_polish_ones() {
        assert_eq!(transliterated("гута"), ["huta", "guta"]);
        assert_eq!(transliterated("хута"), ["chuta"]);
        assert_eq!(transliterated("краків"), ["krakiw"]);
        assert_eq!(transliterated("дембники"), ["dembnyky", "dembniki"]);
        assert!(transliterated("huta").is_empty());
    }

    #[test]
    fn each_key_has_one_letter() {
        for (at, (key, _)) in KEYS.iter().enumerate() {
            assert!(!KEYS[..at].iter().any(|(other, _)| other == key), "{key}");
        }
    }
}
