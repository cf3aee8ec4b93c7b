//! Normalizes words: NFKC and lower case, with a variant without accents.
//!
//! Compatibility characters count as what they stand for (`CO₂` is `co2`), the points of an acronym are
//! dropped (`P.C.K.` is `pck`), and a superscript number after another stays separate in brackets (`21¹` is
//! `21(1)`, never `211`).
//! `ł` has no Unicode decomposition, so stripping marks from a decomposed word would miss it: letters without
//! a decomposition are listed. Cyrillic keeps its marks, because `й` is not `и`, except for letters that are
//! commonly typed for one another (`ґ`, `ё`, `ў`).

use unicode_normalization::{
    UnicodeNormalization,
    char::{decompose_canonical, is_combining_mark},
};

use crate::tokenize::{is_apostrophe, is_invisible, is_raised};

/// Writes the word into `form` in NFKC and lower case, without invisible characters and acronym points, and
/// with plain apostrophes.
pub(crate) fn normalize(word: &str, form: &mut String) {
    form.clear();
    if word.is_ascii() {
        // Looks at bytes: this is the way of nearly all words.
        let may_be_marked =
            matches!(word.as_bytes(), [b'0'..=b'9', ..] | [_, b'.' | b'^', ..] | [_, _, b'.' | b'^', ..]);
        if may_be_marked && is_marked(word) {
            return push_marked(word, form);
        }
        form.push_str(word);
        form.make_ascii_lowercase();
        return;
    }
    if word.chars().all(is_plain) {
        return form.push_str(word);
    }
    if word.chars().all(is_simple) && !is_marked(word) {
        // Precomposed letters: nearly all Polish text.
        return word.chars().for_each(|c| push_simple(c, form));
    }
    push_marked(word, form);
}

/// Returns a word as indexed: NFKC, lower case, accents kept.
pub fn normalized(word: &str) -> String {
    let mut form = String::with_capacity(word.len());
    normalize(word, &mut form);
    form
}

/// Whether a word may contain points or marks to drop: those of an acronym (`s.a`, `ł.k`) or of a superscript
/// number.
fn is_marked(word: &str) -> bool {
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return word.contains(['^', '[']);
    }
    word.chars().skip(1).take(2).any(|c| matches!(c, '.' | '^'))
}

/// Normalizes any word: decomposes compatibility characters and drops unwritten ones.
fn push_marked(word: &str, form: &mut String) {
    let plain = bracketed(word);
    let lower =
        plain.chars().flat_map(taken_apart).filter(|c| !is_invisible(*c)).flat_map(char::to_lowercase);
    form.extend(lower.map(plain_mark).nfc());
    if form.contains("i\u{307}") {
        *form = form.replace("i\u{307}", "i");
    }
    // Checked at the end: by now a letter and its mark are one character.
    if is_marked(form) {
        let is_acronym = !form.contains(char::is_numeric);
        let is_written = |c: &char| *c != '^' && !(is_acronym && *c == '.');
        *form = form.chars().filter(is_written).nfc().collect();
    }
    if form.is_empty() {
        form.extend(word.chars().flat_map(char::to_lowercase));
    }
}

/// Decomposes a character; the space under a standalone mark (`¨`) is dropped.
fn taken_apart(c: char) -> impl Iterator<Item = char> {
    std::iter::once(c).nfkd().filter(move |part| c.is_whitespace() || !part.is_whitespace())
}

/// Puts a superscript number after a digit in brackets: `21¹`, `21^1` and `21[1]` become `21(1)`.
fn bracketed(word: &str) -> String {
    let is_number = word.nfkd().next().is_some_and(|c| c.is_ascii_digit());
    let mut written = String::with_capacity(word.len() + 2);
    let mut is_open = false;
    for c in word.chars() {
        match c {
            '^' | '[' if is_number => {
                written.push('(');
                is_open = c == '^';
            }
            ']' if is_number => written.push(')'),
            _ if is_number && is_raised(c) && !is_open && !written.is_empty() => {
                written.extend(['(', c]);
                is_open = true;
            }
            _ => written.push(c),
        }
    }
    if is_open {
        written.push(')');
    }
    written
}

/// Returns the canonical apostrophe, or the canonical slash of a fraction.
fn plain_mark(c: char) -> char {
    match c {
        '\u{2044}' => '/',
        _ if is_apostrophe(c) => '\'',
        _ => c,
    }
}

/// Whether the character needs no change: nearly all characters of running Polish text.
const fn is_plain(c: char) -> bool {
    matches!(c, 'a'..='z' | '0'..='9' | 'ą' | 'ć' | 'ę' | 'ł' | 'ń' | 'ó' | 'ś' | 'ź' | 'ż')
}

/// Whether the character has only one spelling, apart from case.
const fn is_simple(c: char) -> bool {
    match c {
        '\u{130}'
        | '\u{132}'
        | '\u{133}'
        | '\u{13f}'
        | '\u{140}'
        | '\u{149}'
        | '\u{17f}'
        | '\u{1c4}'..='\u{1cc}'
        | '\u{1f1}'..='\u{1f3}' => false,
        '\0'..='\x7f' | '\u{c0}'..='\u{24f}' | '\u{400}'..='\u{52f}' => true,
        _ => false,
    }
}

fn push_simple(c: char, form: &mut String) {
    match c {
        '\0'..='\x7f' => form.push(if is_apostrophe(c) { '\'' } else { c.to_ascii_lowercase() }),
        _ => form.extend(c.to_lowercase()),
    }
}

/// Returns the normalized word without accents and apostrophes: `żółw` becomes `zolw`.
///
/// The word is in lower case: see [`normalized`].
pub fn folded(form: &str) -> String {
    let mut plain = String::with_capacity(form.len());
    fold(form, &mut plain);
    plain
}

/// Writes the result of [`folded`] into `plain`.
pub(crate) fn fold(form: &str, plain: &mut String) {
    plain.clear();
    for c in form.chars() {
        push_folded(c, plain);
    }
}

/// Whether folding changes the normalized word.
pub fn is_accented(form: &str) -> bool {
    !form.is_ascii() && folded(form) != form
}

fn push_folded(c: char, plain: &mut String) {
    match c {
        '\'' => {}
        _ if c.is_ascii() => plain.push(c),
        'ł' => plain.push('l'),
        'đ' | 'ð' => plain.push('d'),
        'ħ' => plain.push('h'),
        'ı' => plain.push('i'),
        'ŋ' => plain.push('n'),
        'ø' => plain.push('o'),
        'ŧ' => plain.push('t'),
        'ə' | 'ǝ' => plain.push('e'),
        'ß' => plain.push_str("ss"),
        'þ' => plain.push_str("th"),
        'æ' => plain.push_str("ae"),
        'œ' => plain.push_str("oe"),
        'ґ' => plain.push('г'),
        'ё' => plain.push('е'),
        'ў' => plain.push('у'),
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

/// Returns the accented Latin letters that fold to a letter.
pub(crate) const fn accented_letters(c: char) -> &'static str {
    match c {
        'a' => "ąàáâãäåāăǎ",
        'c' => "ćçčĉċ",
        'd' => "ďđð",
        'e' => "ęèéêëěēėĕ",
        'g' => "ğģĝġ",
        'h' => "ĥħ",
        'i' => "ìíîïīįĭĩı",
        'j' => "ĵ",
        'k' => "ķ",
        'l' => "łĺľļ",
        'n' => "ńñňņŋ",
        'o' => "óòôõöøőōŏ",
        'r' => "řŕŗ",
        's' => "śšşșŝ",
        't' => "ťţțŧ",
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
    fn invisible_differences_are_ignored() {
        check("kra\u{ad}kó\u{200b}w", "kraków", "krakow");
        check("krako\u{301}w", "kraków", "krakow");
        check("de\u{fb01}cyt", "deficyt", "deficyt");
        check("O\u{2019}Neill", "o'neill", "oneill");
    }

    #[test]
    fn compatibility_characters_are_replaced_by_their_equivalents() {
        for (word, form) in [
            ("CO₂", "co2"),
            ("m²", "m2"),
            ("PM₁₀", "pm10"),
            ("Ⅳ", "iv"),
            ("ⅷ", "viii"),
            ("㎏", "kg"),
            ("㎡", "m2"),
            ("１２３", "123"),
            ("ＫＲＡＫÓＷ", "kraków"),
            ("½", "1/2"),
            ("ſtraße", "straße"),
            ("ǆ", "dž"),
            ("m^2", "m2"),
        ] {
            check(word, form, &folded(form));
        }
    }

    #[test]
    fn acronyms_lose_their_periods_and_numbers_keep_theirs() {
        for (word, form) in
            [("P.C.K", "pck"), ("m.p.z.p", "mpzp"), ("Ł.K.S", "łks"), ("13.02.2017", "13.02.2017")]
        {
            assert_eq!(normalized(word), form);
        }
    }

    #[test]
    fn a_superscript_number_is_never_joined_to_its_base() {
        for number in ["21¹", "21^1", "21[1]", "21(1)"] {
            assert_eq!(normalized(number), "21(1)", "{number}");
        }
        for number in ["505²⁹ᵃ", "505^29a", "505[29a]", "505(29a)"] {
            assert_eq!(normalized(number), "505(29a)", "{number}");
        }
        assert_eq!(normalized("12a¹"), "12a(1)");
    }

    #[test]
    fn interchangeable_letters_fold_to_one() {
        for (one, other) in [
            ("İSTANBUL", "istanbul"),
            ("Işık", "isik"),
            ("DİYARBAKIR", "diyarbakir"),
            ("Gheorghiță", "gheorghita"),
            ("Gheorghiţă", "gheorghita"),
            ("Nguyễn", "nguyen"),
            ("Đường", "duong"),
            ("Dvořák", "dvorak"),
            ("Strauß", "strauss"),
            ("Kierkegård", "kierkegard"),
            ("Søren", "soren"),
            ("Ærø", "aero"),
            ("Þórður", "thordur"),
            ("Ґанок", "ганок"),
            ("Ёлка", "елка"),
            ("Быў", "быу"),
            ("п’ять", "пять"),
            ("пʼять", "пять"),
        ] {
            assert_eq!(folded(&normalized(one)), other);
        }
    }

    #[test]
    fn the_accented_letters_are_those_that_folding_changes() {
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
        fn normalizing_twice_changes_nothing(word in "\\PC{0,20}") {
            let once = normalized(&word);
            prop_assert_eq!(normalized(&once.clone()), once.clone());
            prop_assert_eq!(folded(&folded(&once)), folded(&once));
        }
    }
}
