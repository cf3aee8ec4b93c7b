//! One way to write each word: NFC, lower case; and the same without accents.
//!
//! `ł` has no Unicode decomposition, so taking marks off a decomposed word would miss it: the
//! letters without one are listed. Cyrillic keeps its marks, because `й` is not `и`.

use unicode_normalization::{
    UnicodeNormalization,
    char::{decompose_canonical, decompose_compatible, is_combining_mark},
};

use super::tokenize::is_invisible;

/// Writes into `form` the word in NFC and lower case, without invisible characters, with ligatures
/// taken apart and typographic apostrophes made plain.
pub(super) fn normalize(word: &str, form: &mut String) {
    form.clear();
    if word.is_ascii() {
        form.push_str(word);
        form.make_ascii_lowercase();
        return;
    }
    if word.chars().all(is_plain) {
        return form.push_str(word);
    }
    if word.chars().all(|c| c < '\u{300}' && c != '\u{ad}') {
        // Letters below the combining marks are composed already: nearly all Polish text.
        return word.chars().for_each(|c| push_plain(c, form));
    }
    if word.chars().any(|c| is_combining_mark(c) || is_invisible(c) || is_ligature(c)) {
        let visible: String = word.chars().filter(|&c| !is_invisible(c)).collect();
        let composed: String = visible.nfc().collect();
        composed.chars().for_each(|c| push_plain(c, form));
    } else {
        word.nfc().for_each(|c| push_plain(c, form));
    }
}

/// Whether it stays as it is: nearly all characters of running Polish text.
const fn is_plain(c: char) -> bool {
    matches!(c, 'a'..='z' | '0'..='9' | 'ą' | 'ć' | 'ę' | 'ł' | 'ń' | 'ó' | 'ś' | 'ź' | 'ż')
}

fn push_plain(c: char, form: &mut String) {
    match c {
        '\0'..='\x7f' => form.push(c.to_ascii_lowercase()),
        '\u{2019}' | '\u{2bc}' => form.push('\''),
        _ if is_ligature(c) => decompose_compatible(c, |part| form.push(part)),
        _ => form.extend(c.to_lowercase()),
    }
}

const fn is_ligature(c: char) -> bool {
    matches!(c, '\u{fb00}'..='\u{fb06}')
}

/// The normalised word without accents: `żółw` becomes `zolw`.
pub fn folded(form: &str) -> String {
    let mut plain = String::with_capacity(form.len());
    fold(form, &mut plain);
    plain
}

/// Writes into `plain` what [`folded`] returns.
pub(super) fn fold(form: &str, plain: &mut String) {
    plain.clear();
    for c in form.chars() {
        push_folded(c, plain);
    }
}

/// Whether folding changes the normalised word.
pub(crate) fn is_accented(form: &str) -> bool {
    !form.is_ascii() && folded(form) != form
}

fn push_folded(c: char, plain: &mut String) {
    match c {
        _ if c.is_ascii() => plain.push(c),
        'ł' => plain.push('l'),
        'đ' => plain.push('d'),
        'ø' => plain.push('o'),
        'ß' => plain.push_str("ss"),
        'æ' => plain.push_str("ae"),
        'œ' => plain.push_str("oe"),
        '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => {
            decompose_canonical(c, |part| {
                if part == c {
                    plain.push(part);
                } else if !is_combining_mark(part) {
                    push_folded(part, plain);
                }
            });
        }
        _ => plain.push(c),
    }
}

/// The accented letters of Latin script that are folded to a letter.
pub(super) const fn accented_letters(c: char) -> &'static str {
    match c {
        'a' => "ąàáâãäåāăǎ",
        'c' => "ćçčĉċ",
        'd' => "ďđ",
        'e' => "ęèéêëěēėĕ",
        'g' => "ğģĝġ",
        'h' => "ĥ",
        'i' => "ìíîïīįĭĩ",
        'j' => "ĵ",
        'k' => "ķ",
        'l' => "łĺľļ",
        'n' => "ńñňņ",
        'o' => "óòôõöøőōŏ",
        'r' => "řŕŗ",
        's' => "śšşșŝ",
        't' => "ťţț",
        'u' => "ùúûüűůūųŭũ",
        'w' => "ŵ",
        'y' => "ýÿŷ",
        'z' => "źżž",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn normalized(word: &str) -> String {
        let mut form = String::new();
        normalize(word, &mut form);
        form
    }

    #[track_caller]
    fn check(word: &str, form: &str, plain: &str) {
        assert_eq!(normalized(word), form);
        assert_eq!(folded(&normalized(word)), plain);
    }

    #[test]
    fn all_polish_letters_fold() {
        check("ZAŻÓŁĆ", "zażółć", "zazolc");
        check("GĘŚLĄ", "gęślą", "gesla");
        check("JAŹŃ", "jaźń", "jazn");
        check("Łódź", "łódź", "lodz");
    }

    #[test]
    fn foreign_letters_fold_and_cyrillic_stays() {
        check("Müller", "müller", "muller");
        check("Straße", "straße", "strasse");
        check("Київ", "київ", "київ");
        check("новий", "новий", "новий");
    }

    #[test]
    fn what_the_eye_does_not_see_makes_no_difference() {
        check("kra\u{ad}kó\u{200b}w", "kraków", "krakow");
        check("krako\u{301}w", "kraków", "krakow");
        check("de\u{fb01}cyt", "deficyt", "deficyt");
        check("O\u{2019}Neill", "o'neill", "o'neill");
    }

    #[test]
    fn the_accented_letters_are_those_that_folding_makes_plain() {
        for plain in 'a'..='z' {
            for accented in accented_letters(plain).chars() {
                assert_eq!(folded(&accented.to_string()), plain.to_string(), "{accented}");
            }
        }
        for accented in ('\u{df}'..'\u{180}').filter(|c| c.is_lowercase()) {
            let plain = folded(&accented.to_string());
            if plain.len() == 1 {
                let letter = plain.chars().next().expect("a letter");
                assert!(accented_letters(letter).contains(accented), "{accented} folds to {plain}");
            }
        }
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(word in "\\PC{0,20}") {
            let once = normalized(&word);
            prop_assert_eq!(normalized(&once.clone()), once.clone());
            prop_assert_eq!(folded(&folded(&once)), folded(&once));
        }
    }
}
