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

/// Of passages of Polish statutes half have 4.6 % or more such letters, and 99 of 100 have 1.4 %; the
/// English post of the sample corpus, with its Polish names, has 0.14 %.
const MIN_POLISH_LETTERS_PERCENT: usize = 2;

/// Of the same passages without accents half have 12.7 % or more of these function words, and 9 of
/// 10 have 7.6 %; the English post has none.
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
    if cyrillic * 2 > letters {
        return Some(cyrillic_language(sample, letters));
    }
    if looks_polish(sample, letters) {
        return Some(Language::POLISH);
    }
    if letters < MIN_LETTERS {
        return None;
    }
    whatlang::detect(sample)
        .filter(whatlang::Info::is_reliable)
        .and_then(|info| confirmed(info.lang(), sample))
}

/// The language of a text in Cyrillic letters: what the guesser is sure of where there is enough
/// text, else Ukrainian, unless letters show that it is Russian.
fn cyrillic_language(sample: &str, letters: usize) -> Language {
    let guessed = if letters < MIN_LETTERS { None } else { whatlang::detect(sample) };
    let known = guessed.filter(whatlang::Info::is_reliable).and_then(|info| {
        LANGUAGES.iter().find(|(lang, ..)| *lang == info.lang()).and_then(|(_, code, _)| code.parse().ok())
    });
    let is_russian = || sample.chars().any(|c| "ыэъёЫЭЪЁ".contains(c));
    known.unwrap_or_else(|| {
        let russian = is_russian().then(|| "ru".parse().ok()).flatten();
        russian.unwrap_or(Language::UKRAINIAN)
    })
}

fn looks_polish(sample: &str, letters: usize) -> bool {
    let polish_letters = sample.chars().filter(|c| is_polish_letter(*c)).count();
    if polish_letters > 0 && polish_letters * 100 >= letters * MIN_POLISH_LETTERS_PERCENT {
        return true;
    }
    let (all, polish) = count_words(sample, |word| POLISH_WORDS.contains(&word));
    polish > 0 && polish * 100 >= all * MIN_POLISH_WORDS_PERCENT
}

/// Languages that city documents are written in beside Polish, with their most frequent words: the
/// guesser goes by groups of letters and takes lists of foreign names for foreign prose, but prose
/// is full of these words and lists are not.
const LANGUAGES: [(Lang, &str, &str); 14] = [
    (Lang::Eng, "en", "the of and to in a is that for it with as on by at from are was be this"),
    (Lang::Deu, "de", "der die das und in zu den von ist mit des auf für im dem ein eine nicht sich als"),
    (Lang::Fra, "fr", "de la le et les des en un une du que est pour dans qui par sur au il plus"),
    (Lang::Spa, "es", "de la que el en y a los del se las por un para con no una su al es"),
    (Lang::Ita, "it", "di e il la che in a per un del le i della si con una da dei al non è"),
    (Lang::Por, "pt", "de a o que e do da em um para com não uma os no se na por mais as"),
    (Lang::Nld, "nl", "de van het een en in is dat op te voor met zijn die aan niet er ook door"),
    (Lang::Ces, "cs", "a v se na je že o s z do k i pro za by jako ale ve který jsou"),
    (Lang::Slk, "sk", "a v sa na je že o s z do k aj pre za by ako ale vo ktorý sú"),
    (Lang::Lit, "lt", "ir yra į kad su iš apie tai kaip bet už nuo per jo buvo po dėl ar"),
    (Lang::Hun, "hu", "a az és hogy nem is egy ez meg de csak már mint volt el van vagy ha"),
    (Lang::Ukr, "uk", "і в на з що до не та у за є як для це про від по або його ми"),
    (Lang::Rus, "ru", "и в на не что с по как из за к о для это от до а или его мы"),
    (Lang::Bel, "be", "і ў на не што з па як да за у а для гэта ад ці яго мы пра"),
];

/// The English post of the sample corpus consists of its most frequent words to 29 %; lists of names
/// and titles stay below this (`tests/it/languages.rs` checks it on the judged sets).
const MIN_FREQUENT_WORDS_PERCENT: usize = 15;

/// The language, if the sample reads as prose in it.
fn confirmed(lang: Lang, sample: &str) -> Option<Language> {
    let (_, code, frequent) = LANGUAGES.iter().find(|(known, ..)| *known == lang)?;
    let (all, found) = count_words(sample, |word| frequent.split(' ').any(|known| known == word));
    (found * 100 >= all * MIN_FREQUENT_WORDS_PERCENT).then(|| code.parse().ok())?
}

/// Letters that of the languages here only Polish has, or nearly so.
const fn is_polish_letter(c: char) -> bool {
    matches!(c, 'ą' | 'ę' | 'ł' | 'ś' | 'ż' | 'ź' | 'ć' | 'ń' | 'Ą' | 'Ę' | 'Ł' | 'Ś' | 'Ż' | 'Ź' | 'Ć' | 'Ń')
}

/// How many words there are, and how many of them are counted.
fn count_words(sample: &str, is_counted: impl Fn(&str) -> bool) -> (usize, usize) {
    words(sample).fold((0, 0), |(all, counted), range| {
        (all + 1, counted + usize::from(is_counted(&sample[range].to_lowercase())))
    })
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
    fn long_foreign_texts_are_detected() {
        check(&"The council met on Monday and the chairs of the districts spoke about it. ".repeat(6), "en");
        check(&"Міська рада Кракова запрошує мешканців на консультації щодо стратегії. ".repeat(6), "uk");
        check(&"Der Stadtrat hat gestern beschlossen, dass die Straßen gebaut werden. ".repeat(6), "de");
    }

    #[test]
    fn polish_is_detected_without_accents_and_with_foreign_names() {
        let names = "Grand Parade (Iain Archer, Norman Blake, Richard Colburn, Mick Cooke, Ben Dumville). ";
        check(&names.repeat(6), "pl");
        check(&"Rada miasta nie zgodzila sie z tym, ze ulica jest zamknieta dla ruchu. ".repeat(6), "pl");
        check(&"Spotkanie w hotelu Holiday Inn Kraków City Centre z udziałem Smart City. ".repeat(6), "pl");
    }
}
