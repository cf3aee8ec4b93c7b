//! Whether a text is what people write, or what a wrong map of characters made of it.
//!
//! Three things give such a map away: Polish words in which another sign stands for each accented letter
//! (`wyŜszym`, `zarz¹dzenie`), words without vowels (`Wkh txlfn`), and signs in the place of letters. Leaves
//! to others what is done about it. Always holds: text in which every word is as its language has it is
//! not called broken, whatever the language; the work is bounded but for one pass over the text.

use unicode_normalization::UnicodeNormalization;

use crate::analysis::dictionary::Dictionary;

/// The most words that are looked up of one text.
const MAX_LOOKED_UP: usize = 48;
/// The most words that are weighed for plausibility: two dense pages hold fewer.
const MAX_WEIGHED: usize = 1000;
/// Shorter words are abbreviations as often as not, and chance makes words of them. Letters.
const MIN_LETTERS: usize = 4;
/// More strange signs than this in one word leave too little of it to recognise.
const MAX_STRANGE: usize = 4;
/// From this share of the words with strange signs on that are Polish but for these, the signs are wrong.
/// Czech comes nearest of the languages tried, at a tenth.
const MISCODED_SHARE: f32 = 0.5;
/// From this share of all words on it is worth another reading: one wrong word in half a page.
const MISCODED_WORDS: f32 = 0.005;
/// So many words are no chance even where the sign is not one that such maps are known for; in a text that
/// is Polish otherwise, the second number.
const MANY_MISCODED: usize = 3;
const SOME_MISCODED: usize = 2;
/// From this share of words without a vowel on a text is none. English and Polish have 1 %, Czech 3 %, Polish
/// moved by three letters 50 %.
const VOWELLESS_SHARE: f32 = 0.15;
/// Fewer words tell nothing by that.
const MIN_VOWELLESS: usize = 5;
/// A text with this share of Polish words is Polish, whatever abbreviations it has.
const POLISH_SHARE: f32 = 0.2;
/// From this share on nobody would take it for another language; Czech and Slovak have a fifth.
const MOSTLY_POLISH: f32 = 0.6;
/// From this share of signs such as `#`, `$` and `\` on, a text is none; programs in C have a sixth.
const SIGNS_SHARE: f32 = 0.3;
/// Fewer signs tell nothing.
const MIN_SIGNS: usize = 40;

/// What stands for accented letters where text in Windows-1250, ISO 8859-2 or a Macintosh code is shown as
/// if it were Western, in fonts of the nineties, and where the numbers of glyphs are shown as characters
/// (`ĞwiadczeĔ`).
const KNOWN: [(char, &str); 9] = [
    ('ą', "¹±πˆä"),
    ('ć', "æê∆¢ü"),
    ('ę', "êí«ċ"),
    ('ł', "³≥£¸åá"),
    ('ń', "ñòäĕ"),
    ('ó', "ûñ"),
    ('ś', "œ¶úæğ"),
    ('ź', "ÿ¼üŝĩ"),
    ('ż', "¿ŝøýī"),
];

/// Whether the characters of a text are not those that its page shows.
pub(super) fn is_broken(text: &str) -> bool {
    let tally = Tally::of(text);
    tally.is_miscoded() || tally.is_gibberish()
}

/// Whether hardly a character of a text is what its page shows.
pub(super) fn is_gibberish(text: &str) -> bool {
    Tally::of(text).is_gibberish()
}

/// How much a text looks like words, from 0 to 1: Polish words count most, words that could be of any
/// language half, what no language has nothing. Numbers count neither way.
pub(crate) fn plausibility(text: &str) -> f32 {
    let (mut worth, mut letters) = (0.0, 0);
    for word in pieces(text).filter(|word| !word.chars().all(char::is_numeric)).take(MAX_WEIGHED) {
        let length = word.chars().count();
        worth += length as f32 * weight(word);
        letters += length;
    }
    match letters {
        0 if text.trim().is_empty() => 0.0,
        0 => OTHER_WORD,
        _ => worth / letters as f32,
    }
}

/// What a word of no language that is known here is worth.
const OTHER_WORD: f32 = 0.5;

/// What a word is worth to [`plausibility`].
fn weight(word: &str) -> f32 {
    let form: String = word.nfc().flat_map(char::to_lowercase).collect();
    match Kind::of(&form) {
        Kind::Plain if Dictionary::polish().has(&form) => 1.0,
        Kind::Plain if has_vowel(&form) => OTHER_WORD,
        Kind::Foreign => OTHER_WORD,
        Kind::Strange if form.chars().all(char::is_alphabetic) && repair(&form) == Repair::None => OTHER_WORD,
        _ => 0.0,
    }
}

/// What a text is made of.
#[derive(Debug, Default)]
struct Tally<'a> {
    /// Words of [`MIN_LETTERS`] and more.
    words: usize,
    /// Those of them with strange signs, and the first of these.
    strange: usize,
    strange_words: Vec<&'a str>,
    /// Plain words, all in capitals and others, and those of each without a vowel.
    plain: [usize; 2],
    vowelless: [usize; 2],
    plain_words: Vec<&'a str>,
    /// Signs that words and numbers do not have, and all that is no space.
    signs: usize,
    characters: usize,
}

impl<'a> Tally<'a> {
    fn of(text: &'a str) -> Self {
        let mut tally = Self::default();
        tally.count_signs(text);
        pieces(text).for_each(|piece| tally.add(piece));
        tally
    }

    /// Counts signs; a row of the same is a line that someone drew.
    fn count_signs(&mut self, text: &str) {
        let mut last = ' ';
        for c in text.chars().filter(|c| !c.is_whitespace()) {
            if c != last {
                self.characters += 1;
                self.signs += usize::from(c.is_ascii_punctuation() && !is_of_prose(c));
            }
            last = c;
        }
    }

    fn add(&mut self, piece: &'a str) {
        if piece.len() < MIN_LETTERS {
            return;
        }
        match Kind::of(piece) {
            Kind::Plain if piece.chars().nth(MIN_LETTERS - 1).is_some() => {
                self.words += 1;
                let case = usize::from(!piece.chars().any(char::is_lowercase));
                self.plain[case] += 1;
                self.vowelless[case] += usize::from(!has_vowel(piece));
                if self.plain_words.len() < MAX_LOOKED_UP {
                    self.plain_words.push(piece);
                }
            }
            Kind::Strange if piece.chars().nth(MIN_LETTERS - 1).is_some() => {
                self.words += 1;
                self.strange += 1;
                if self.strange_words.len() < MAX_LOOKED_UP {
                    self.strange_words.push(piece);
                }
            }
            _ => {}
        }
    }

    /// Whether the words with strange signs are Polish ones but for these.
    fn is_miscoded(&self) -> bool {
        if (self.strange as f32) < MISCODED_WORDS * self.words as f32 || self.strange == 0 {
            return false;
        }
        let repairs = self.strange_words.iter().map(|word| repair(&word.to_lowercase()));
        let (mut known, mut possible) = (0, 0);
        for repair in repairs {
            known += usize::from(repair == Repair::Known);
            possible += usize::from(repair != Repair::None);
        }
        let share = possible as f32 / self.strange_words.len() as f32;
        share >= MISCODED_SHARE
            && share * self.strange as f32 >= MISCODED_WORDS * self.words as f32
            && (known > 0
                || possible >= MANY_MISCODED
                || possible >= SOME_MISCODED && self.polish_share() >= MOSTLY_POLISH)
    }

    fn is_gibberish(&self) -> bool {
        self.is_vowelless() || self.is_all_signs()
    }

    /// Whether too many words have no vowel. Capitals count where most words are written so: there are
    /// abbreviations among them.
    fn is_vowelless(&self) -> bool {
        let [lower, capitals] = [0, 1].map(|case| (self.vowelless[case], self.plain[case]));
        let (without, all) =
            if capitals.1 > lower.1 { (lower.0 + capitals.0, lower.1 + capitals.1) } else { lower };
        without >= MIN_VOWELLESS
            && without as f32 >= VOWELLESS_SHARE * all as f32
            && self.polish_share() < POLISH_SHARE
    }

    /// The share of Polish words among the plain ones.
    fn polish_share(&self) -> f32 {
        let polish = self.plain_words.iter().filter(|word| Dictionary::polish().has(&word.to_lowercase()));
        polish.count() as f32 / self.plain_words.len().max(1) as f32
    }

    /// Whether signs stand where letters should.
    fn is_all_signs(&self) -> bool {
        self.signs >= MIN_SIGNS && self.signs as f32 >= SIGNS_SHARE * self.characters as f32
    }
}

/// What stands between white space, punctuation and signs of print.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let is_gap = |c: char| {
        c.is_whitespace()
            || c.is_ascii_punctuation()
            || matches!(c, '\u{2010}'..='\u{2027}' | '§' | '°' | '·' | '»' | '©' | '®' | '™' | '×')
    };
    text.split(is_gap).filter(|piece| !piece.is_empty())
}

/// Whether prose and numbers have the ASCII sign.
const fn is_of_prose(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '-' | '_' | '(' | ')' | '/' | '\'' | '"' | '?' | '!' | '%')
}

const fn is_accented(c: char) -> bool {
    matches!(
        c,
        'ą' | 'ć'
            | 'ę'
            | 'ł'
            | 'ń'
            | 'ó'
            | 'ś'
            | 'ź'
            | 'ż'
            | 'Ą'
            | 'Ć'
            | 'Ę'
            | 'Ł'
            | 'Ń'
            | 'Ó'
            | 'Ś'
            | 'Ź'
            | 'Ż'
    )
}

fn has_vowel(word: &str) -> bool {
    word.contains(['a', 'e', 'i', 'o', 'u', 'y', 'ą', 'ę', 'ó', 'A', 'E', 'I', 'O', 'U', 'Y', 'Ą', 'Ę', 'Ó'])
}

/// What a piece of text is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Letters of the Polish alphabet, and `q`, `v` and `x`.
    Plain,
    /// Such letters, and among them others or signs.
    Strange,
    /// Letters of other alphabets.
    Foreign,
    /// Numbers, codes, signs.
    Other,
}

impl Kind {
    fn of(piece: &str) -> Self {
        if piece.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return Self::Plain;
        }
        let (mut plain, mut digits, mut strange) = (0, 0, 0);
        for c in piece.chars() {
            match c {
                'a'..='z' | 'A'..='Z' => plain += 1,
                '0'..='9' => digits += 1,
                '\u{300}'..='\u{36F}' => {}
                _ if is_accented(c) => plain += 1,
                _ => strange += 1,
            }
        }
        match (plain, digits, strange) {
            (0, 0, 1..) if piece.chars().any(char::is_alphabetic) => Self::Foreign,
            (1.., 0, 0) => Self::Plain,
            (_, 0, 1..=MAX_STRANGE) if plain >= strange => Self::Strange,
            (3.., 1, 0) if is_within(piece) => Self::Strange,
            _ => Self::Other,
        }
    }
}

/// Whether the one digit of a piece stands between small letters, as in no code.
fn is_within(piece: &str) -> bool {
    let at = piece.find(|c: char| c.is_ascii_digit()).unwrap_or_default();
    let is_small = |c: Option<char>| c.is_some_and(char::is_lowercase);
    is_small(piece[..at].chars().next_back()) && is_small(piece[at + 1..].chars().next())
}

/// Whether a word in small letters is a Polish one but for its strange signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Repair {
    None,
    /// With some accented letters in their place.
    Possible,
    /// With those that they are known to stand for.
    Known,
}

fn repair(form: &str) -> Repair {
    let is_strange = |c: char| !c.is_ascii_lowercase() && !is_accented(c);
    if form.chars().filter(|&c| is_strange(c)).count() > MAX_STRANGE {
        return Repair::None;
    }
    let dictionary = Dictionary::polish();
    let known = |c: char, letter: char| KNOWN.iter().any(|(to, from)| *to == letter && from.contains(c));
    if dictionary.has_like(form, |c, letter| if is_strange(c) { known(c, letter) } else { c == letter }) {
        return Repair::Known;
    }
    // One wrong map may make one accented letter of another.
    let any = |c: char, letter: char| if c.is_ascii_lowercase() { c == letter } else { is_accented(letter) };
    if dictionary.has_like(form, any) { Repair::Possible } else { Repair::None }
}

#[cfg(test)]
mod tests;
