//! Which language a text is in.
//!
//! Nearly every document is Polish, and a statistical guesser is wrong about short Polish titles
//! (measured on 11,548 budget projects: it calls 919 of them foreign, 159 of them "reliably").
//! So it is asked only about longer texts that show neither Polish letters nor Polish function
//! words, about at most 2 kB of them, and believed only when it is sure.

use whatlang::Lang;

use super::tokenize::words;
use crate::document::Language;

/// How much of a text is looked at, in bytes: the guesser's cost is linear (6 MB/s measured).
const MAX_SAMPLE_BYTES: usize = 2048;

/// Fewer letters say too little for the guesser.
const MIN_LETTERS: usize = 200;

/// Polish text has 6-8 % letters that only Polish has; a foreign text with Polish names under 2 %.
const MIN_POLISH_LETTERS_PERCENT: usize = 2;

/// Unaccented Polish text has 10 % or more of these function words; other languages share few.
const MIN_POLISH_WORDS_PERCENT: usize = 6;

/// Frequent words that other languages written in Latin letters do not share.
const POLISH_WORDS: [&str; 20] = [
    "w", "z", "się", "sie", "nie", "jest", "oraz", "dla", "przez", "ze", "lub", "czy", "są", "jak", "ul",
    "nr", "tym", "który", "ktory", "że",
];

/// The language of a text; `None` where the text does not tell, and is best taken for Polish.
pub fn detect(text: &str) -> Option<Language> {
    let sample = &text[..text.floor_char_boundary(MAX_SAMPLE_BYTES)];
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    let cyrillic = sample.chars().filter(|c| matches!(c, '\u{400}'..='\u{4ff}')).count();
    if cyrillic * 2 > letters && letters < MIN_LETTERS {
        return Some(short_cyrillic(sample));
    }
    if looks_polish(sample, letters) {
        return Some(Language::POLISH);
    }
    if letters < MIN_LETTERS {
        return None;
    }
    whatlang::detect(sample).filter(whatlang::Info::is_reliable).and_then(|info| language_of(info.lang()))
}

/// A Cyrillic text too short for the guesser: Ukrainian, unless letters show that it is Russian.
fn short_cyrillic(sample: &str) -> Language {
    let is_russian = sample.chars().any(|c| "ыэъёЫЭЪЁ".contains(c));
    if is_russian { "ru".parse().unwrap_or(Language::UKRAINIAN) } else { Language::UKRAINIAN }
}

fn looks_polish(sample: &str, letters: usize) -> bool {
    let polish_letters = sample.chars().filter(|c| "ąęłśżźćńĄĘŁŚŻŹĆŃ".contains(*c)).count();
    if polish_letters > 0 && polish_letters * 100 >= letters * MIN_POLISH_LETTERS_PERCENT {
        return true;
    }
    let (mut all, mut polish) = (0, 0);
    for range in words(sample) {
        all += 1;
        polish += usize::from(POLISH_WORDS.contains(&sample[range].to_lowercase().as_str()));
    }
    polish > 0 && polish * 100 >= all * MIN_POLISH_WORDS_PERCENT
}

/// The two-letter code of a language the guesser knows, where city documents may be in it.
fn language_of(lang: Lang) -> Option<Language> {
    let code = match lang {
        Lang::Eng => "en",
        Lang::Ukr => "uk",
        Lang::Rus => "ru",
        Lang::Bel => "be",
        Lang::Deu => "de",
        Lang::Fra => "fr",
        Lang::Spa => "es",
        Lang::Ita => "it",
        Lang::Por => "pt",
        Lang::Ces => "cs",
        Lang::Slk => "sk",
        Lang::Hun => "hu",
        Lang::Lit => "lt",
        Lang::Nld => "nl",
        Lang::Swe => "sv",
        Lang::Dan => "da",
        Lang::Fin => "fi",
        Lang::Ron => "ro",
        Lang::Tur => "tr",
        Lang::Vie => "vi",
        Lang::Heb => "he",
        Lang::Ara => "ar",
        Lang::Kat => "ka",
        Lang::Cmn => "zh",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Lat => "la",
        _ => return None,
    };
    code.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, code: &str) {
        assert_eq!(detect(text).unwrap_or(Language::POLISH).as_str(), code, "{text}");
    }

    #[test]
    fn short_texts_are_polish_unless_the_script_says_otherwise() {
        check("", "pl");
        check("Budget 2030", "pl");
        check("Rewitalizacja placu zabaw", "pl");
        check("Міська рада Кракова", "uk");
        check("Городской совет объявил", "ru");
    }

    #[test]
    fn long_foreign_texts_are_told() {
        check(&"The council met on Monday and the chairs of the districts spoke about it. ".repeat(6), "en");
        check(&"Міська рада Кракова запрошує мешканців на консультації щодо стратегії. ".repeat(6), "uk");
        check(&"Der Stadtrat hat gestern beschlossen, dass die Straßen gebaut werden. ".repeat(6), "de");
    }

    #[test]
    fn polish_stays_polish_without_accents_and_with_foreign_names() {
        check(&"Rada miasta nie zgodzila sie z tym, ze ulica jest zamknieta dla ruchu. ".repeat(6), "pl");
        check(&"Spotkanie w hotelu Holiday Inn Kraków City Centre z udziałem Smart City. ".repeat(6), "pl");
    }
}
