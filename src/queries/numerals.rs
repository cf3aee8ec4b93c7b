//! Recognizes numbers written in words: Polish in every case, English and Ukrainian as commonly typed.
//!
//! Leaves the masking to `plain`.

use crate::document::unaccented;

/// Polish numerals without their ending: `trz` is the stem of trzy, trzech, trzem and trzema.
const STEMS: [(&str, &[&str]); 41] = [
    ("zer", &["o", "a", "em", "ze", "u"]),
    ("jeden", &["", "aście", "astu", "asta", "asty"]),
    ("jedn", &["o", "a", "ego", "emu", "ym", "ej", "ą", "i", "e", "ych", "ymi"]),
    ("dw", &["a", "ie", "aj", "óch", "om", "oma", "iema", "u", "oje", "ojga", "adzieścia", "udziestu"]),
    ("dwanaś", &["cie"]),
    ("dwunast", &["u", "oma"]),
    ("trz", &["y", "ej", "ech", "em", "ema", "ynaście", "ynastu", "ydzieści", "ydziestu", "ysta"]),
    ("trzystu", &[""]),
    ("cztery", &["", "sta", "stu"]),
    ("czter", &["ej", "ech", "em", "ema", "naście", "nastu"]),
    ("czternaś", &["cie"]),
    ("czterdzie", &["ści", "stu"]),
    ("czwor", &["o", "ga"]),
    ("pię", &["ć", "cioro", "tnaście", "tnastu", "ćdziesiąt", "ćset", "ciuset"]),
    ("pięci", &["u", "oma"]),
    ("pięćdziesię", &["ciu", "cioma"]),
    ("sześ", &["ć", "ćdziesiąt", "ćset", "ciuset", "ciu", "cioma", "cioro"]),
    ("sześćdziesię", &["ciu", "cioma"]),
    ("szes", &["naście", "nastu"]),
    ("siedem", &["", "naście", "nastu", "dziesiąt", "set"]),
    ("siedm", &["iu", "ioma", "ioro", "iuset"]),
    ("siedemdziesię", &["ciu", "cioma"]),
    ("osiem", &["", "naście", "nastu", "dziesiąt", "set"]),
    ("ośm", &["iu", "ioma", "ioro", "iuset"]),
    ("osiemdziesię", &["ciu", "cioma"]),
    ("dziewię", &["ć", "ciu", "cioma", "cioro", "tnaście", "tnastu", "ćdziesiąt", "ćset", "ciuset"]),
    ("dziewięćdziesię", &["ciu", "cioma"]),
    ("dziesię", &["ć", "ciu", "cioma", "cioro"]),
    ("jedenaś", &["cie"]),
    ("st", &["o", "u", "oma"]),
    ("dwieś", &["cie"]),
    ("dwustu", &[""]),
    ("tysią", &["c", "ca", "cowi", "cem", "cu", "ce", "com", "cami", "cach"]),
    ("tysięcy", &[""]),
    ("milion", &["", "a", "owi", "em", "ie", "y", "ów", "om", "ami", "ach"]),
    ("miliard", &["", "a", "owi", "em", "zie", "y", "ów", "om", "ami", "ach"]),
    ("półtora", &[""]),
    ("półtorej", &[""]),
    ("dwunastu", &[""]),
    ("obydw", &["a", "ie", "aj", "óch", "u"]),
    ("ob", &["a", "ie", "aj", "ojga", "u"]),
];

/// English and Ukrainian numerals in the form used for dictating a number.
const OTHERS: [&str; 67] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "hundred",
    "thousand",
    "million",
    "нуль",
    "один",
    "одна",
    "два",
    "дві",
    "три",
    "чотири",
    "п'ять",
    "п’ять",
    "шість",
    "сім",
    "вісім",
    "дев'ять",
    "дев’ять",
    "десять",
    "одинадцять",
    "дванадцять",
    "тринадцять",
    "чотирнадцять",
    "п'ятнадцять",
    "шістнадцять",
    "сімнадцять",
    "вісімнадцять",
    "дев'ятнадцять",
    "двадцять",
    "тридцять",
    "сорок",
    "п'ятдесят",
    "шістдесят",
    "сімдесят",
    "вісімдесят",
    "дев'яносто",
    "сто",
    "двісті",
    "тисяча",
    "тисяч",
];

/// Whether a lower-case word is a numeral, with or without Polish accents.
pub(super) fn is_numeral(word: &str) -> bool {
    let matches = |whole: &str| whole == word || unaccented(whole) == word;
    let is_polish =
        |&(stem, endings): &(&str, &[&str])| endings.iter().any(|ending| matches(&format!("{stem}{ending}")));
    OTHERS.contains(&word) || STEMS.iter().any(is_polish)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_recognized_in_every_case_and_without_accents() {
        for word in [
            "zero",
            "jeden",
            "jedna",
            "dwa",
            "dwie",
            "dwóch",
            "trzy",
            "trzema",
            "cztery",
            "pięć",
            "piec",
            "sześciu",
            "siedemset",
            "osiem",
            "dziewięć",
            "dziewiec",
            "dziesięciu",
            "jedenaście",
            "dwanaście",
            "czternaście",
            "piętnastu",
            "szesnaście",
            "dwadzieścia",
            "trzydzieści",
            "czterdzieści",
            "pięćdziesiąt",
            "sto",
            "dwieście",
            "trzysta",
            "pięćset",
            "tysiąc",
            "tysięcy",
            "miliona",
            "seven",
            "дев'ять",
        ] {
            assert!(is_numeral(word), "{word}");
        }
    }

    #[test]
    fn other_words_are_not_numerals() {
        for word in [
            "dwór",
            "trzeba",
            "stół",
            "stary",
            "obwodnica",
            "piecza",
            "konwent",
            "sześcian",
            "tysiąclecia",
            "",
        ] {
            assert!(!is_numeral(word), "{word}");
        }
    }
}
